"""The canonical form: laws of sums, products and matrices give one and the same term, false twins another."""

from __future__ import annotations

import random
from itertools import count

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from interpreter import evaluate
from sympy import (
    Add,
    BlockMatrix,
    Function,
    HadamardProduct,
    Identity,
    Integer,
    KroneckerDelta,
    MatAdd,
    MatMul,
    MatPow,
    MatrixSymbol,
    Mul,
    OneMatrix,
    Sum,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    symbols,
)

from explorer.claims import prove
from explorer.claims.pair import Pairing, side
from explorer.nodes import entrywise
from explorer.proof.canonical import MAX_TERMS, Canonicalizer
from explorer.proof.certificate import write
from explorer.proof.checker import check
from explorer.proof.log import Log

i, j, k, m, n, p, x, y = symbols("i j k m n p x y")
F, G = Function("F"), Function("G")
A, B, S = (MatrixSymbol(name, n, n) for name in "ABS")
a, b = MatrixSymbol("a", n, 1), MatrixSymbol("b", n, 1)
W, V = MatrixSymbol("W", m, n), MatrixSymbol("V", n, p)
quick = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def add(*terms):
    return Add(*terms, evaluate=False)


def mul(*factors):
    return Mul(*factors, evaluate=False)


def total(body, *indices, size=n):
    return Sum(body, *[(index, 0, size - 1) for index in indices])


def forms(left, right):
    """Both canonical forms, in one table; where they are one term, the certificate has been checked."""
    claim = next(Pairing(side(left), side(right)).claims())
    log = Log(claim.table)
    work = Canonicalizer(claim.table, log, claim.slots, claim.lows)
    one, two = work.canonical(claim.left), work.canonical(claim.right)
    if one.term is two.term:
        last = log.chain(one.line, log.turn(two.line))
        check(write(log, claim.left, claim.right, last, claim.slots, claim.free, claim.lows))
    for form in (one.term, two.term):  # a canonical form is its own
        again = Canonicalizer(claim.table, Log(claim.table), claim.slots, claim.lows).canonical(form)
        assert again.term is form
        assert again.line is None
    return one.term, two.term


def same(left, right):
    one, two = forms(left, right)
    return one is two


def differ(left, right, size=3):
    """Whether random numbers show a difference, by the interpreter."""
    draw = random.Random(7)

    def rows(height, width):
        return [[draw.choice((-3, -2, -1, 1, 2, 3, 5)) for _ in range(width)] for _ in range(height)]

    sizes = {"n": size, "m": 2, "p": 2}
    tensors = {"x": 2, "y": -3, "W": rows(2, size), "V": rows(size, 2)} | {name: rows(size, size) for name in "ABS"}
    tensors |= {name: rows(size, 1) for name in "ab"}
    functions = {"F": lambda v: v * v + 3 * v + 1, "G": lambda v: v**3 - v + 2}
    places = [(p, q) for p in range(size) for q in range(size)]
    return any(
        evaluate(left, sizes, tensors, functions, {"i": p, "j": q})
        != evaluate(right, sizes, tensors, functions, {"i": p, "j": q})
        for p, q in places
    )


def twins(left, right):
    """A pair that numbers tell apart must have two canonical forms."""
    assume(differ(left, right))
    assert not same(left, right)


names = count()


@st.composite
def terms(draw, scope=(i, j), depth=2):
    """A scalar index term over the indices of `scope`."""
    kind = draw(st.sampled_from("xaAAAaF+*S" if depth else "xaAA"))
    at = st.sampled_from(scope)
    match kind:
        case "x":
            return draw(st.sampled_from((x, y, Integer(2), Integer(-1))))
        case "a":
            return draw(st.sampled_from((a, b)))[draw(at), 0]
        case "A":
            return draw(st.sampled_from((A, B)))[draw(at), draw(at)]
        case "F":
            return draw(st.sampled_from((F, G)))(draw(terms(scope, depth - 1)))
        case "+" | "*":
            parts = [draw(terms(scope, depth - 1)) for _ in range(2)]
            return add(*parts) if kind == "+" else mul(*parts)
    index = Symbol(f"k{next(names)}")
    return total(draw(terms((*scope, index), depth - 1)), index)


free = terms()
summand = terms((i, j, k))
ANCHOR = mul(a[i, 0], b[j, 0])  # so that both sides always have the free indices i and j


def law(left, right):
    assert same(add(ANCHOR, left), add(right, ANCHOR))


def no_law(left, right):
    twins(add(ANCHOR, left), add(right, ANCHOR))


@quick
@given(free, free, free)
def test_ring_laws(t, u, v):
    law(add(t, u), add(u, t))
    law(mul(t, u), mul(u, t))
    law(add(add(t, u), v), add(t, add(u, v)))
    law(mul(mul(t, u), v), mul(t, mul(u, v)))
    law(mul(t, add(u, v)), add(mul(t, u), mul(t, v)))
    law(add(t, t), mul(2, t))
    law(add(t, mul(-1, t)), Integer(0))
    law(F(add(t, u)), F(add(u, t)))


@quick
@given(free, free, free)
def test_false_twins_of_ring_laws(t, u, v):
    no_law(add(t, u), add(t, mul(2, u)))
    no_law(mul(t, add(u, v)), add(mul(t, u), v))
    no_law(F(add(t, u)), add(F(t), F(u)))
    no_law(F(mul(2, t)), mul(2, F(t)))
    no_law(F(t), G(t))


@quick
@given(summand, summand, free)
def test_laws_of_sums(t, u, v):
    renamed = Symbol("q")
    law(total(t, k), total(t.xreplace({k: renamed}), renamed))
    law(total(add(t, u), k), add(total(t, k), total(u, k)))
    law(mul(v, total(t, k)), total(mul(t, v), k))
    law(mul(total(t, k), total(u, k)), total(mul(t, u.xreplace({k: renamed})), k, renamed))
    law(total(v, k), mul(n, v))
    law(total(mul(t, u.xreplace({k: renamed})), k, renamed), total(mul(u.xreplace({k: renamed}), t), renamed, k))


@quick
@given(summand, summand, free)
def test_false_twins_of_laws_of_sums(t, u, v):
    no_law(total(add(t, v), k), add(total(t, k), v))
    no_law(mul(total(t, k), total(u, k)), total(mul(t, u), k))
    no_law(F(total(t, k)), total(F(t), k))
    no_law(total(t, k), t.xreplace({k: i}))


@quick
@given(summand)
def test_laws_of_deltas(t):
    """Σ_k δ(k, i) t(k) = t(i); the sum of δ(k, i) alone is 1; δ(i, j) t(i) = δ(i, j) t(j)."""
    there = t.xreplace({k: i})
    law(total(mul(a[k, 0], KroneckerDelta(k, i), t), k), mul(a[i, 0], there))
    law(total(KroneckerDelta(i, k), k), Integer(1))
    law(mul(A[i, j], KroneckerDelta(i, j), there), mul(A[j, i], KroneckerDelta(j, i), there.xreplace({i: j})))
    no_law(total(mul(a[k, 0], KroneckerDelta(k, i), t), k), total(mul(a[k, 0], t), k))
    no_law(mul(A[i, j], there), mul(A[j, i], there))


@st.composite
def matrices(draw, depth=2):
    """An n x n matrix expression."""
    kind = draw(st.sampled_from("AAA+*ohtsF" if depth else "AAoI"))
    if kind in "AoI":
        return draw(st.sampled_from((A, B, S, OneMatrix(n, n), Identity(n)) if kind != "A" else (A, B, S)))
    one = draw(matrices(depth - 1))
    match kind:
        case "t":
            return Transpose(one)
        case "s":
            return MatMul(x, one)
        case "F":
            return entrywise(F, one)
    two = draw(matrices(depth - 1))
    return {"+": MatAdd, "*": MatMul, "h": HadamardProduct}[kind](one, two)


@quick
@given(matrices(), matrices(), matrices())
def test_matrix_laws(X, Y, Z):
    for left, right in (
        (MatMul(MatMul(X, Y), Z), MatMul(X, MatMul(Y, Z))),
        (MatMul(MatAdd(X, Y), Z), MatAdd(MatMul(X, Z), MatMul(Y, Z))),
        (Transpose(MatMul(X, Y)), MatMul(Transpose(Y), Transpose(X))),
        (Transpose(MatAdd(X, Y)), MatAdd(Transpose(Y), Transpose(X))),
        (Transpose(Transpose(X)), X),
        (Transpose(entrywise(F, X)), entrywise(F, Transpose(X))),
        (HadamardProduct(X, Y, Z), HadamardProduct(Z, X, Y)),
        (MatMul(Identity(n), X), HadamardProduct(OneMatrix(n, n), X)),
        (MatMul(X, MatMul(y, Y)), MatMul(y, X, Y)),
        (MatAdd(X, MatMul(-1, X)), ZeroMatrix(n, n)),
        (MatMul(BlockMatrix([[X, Y]]), BlockMatrix([[Z], [X]])), MatAdd(MatMul(X, Z), MatMul(Y, X))),
        (MatMul(X, OneMatrix(n, 1)), MatMul(Transpose(Transpose(X)), OneMatrix(n, 1))),
        (Trace(MatMul(X, Y)), Trace(MatMul(Y, X))),
        (Trace(Transpose(X)), Trace(X)),
    ):
        assert same(left, right)


@quick
@given(matrices(1), matrices(1))
def test_false_twins_of_matrix_laws(X, Y):
    for left, right in (
        (MatMul(X, Y), MatMul(Y, X)),
        (Transpose(MatMul(X, Y)), MatMul(Transpose(X), Transpose(Y))),
        (MatMul(X, Y), HadamardProduct(X, Y)),
        (Transpose(X), X),
        (entrywise(F, MatMul(X, Y)), MatMul(entrywise(F, X), entrywise(F, Y))),
        (MatMul(BlockMatrix([[X, Y]]), BlockMatrix([[X], [Y]])), MatAdd(MatMul(X, Y), MatMul(Y, X))),
        (Trace(MatMul(X, Y)), Mul(Trace(X), Trace(Y), evaluate=False)),
    ):
        if differ(left, right):
            assert not same(left, right)
    assert not same(MatMul(A, B), MatMul(B, A))
    assert not same(Trace(MatMul(A, A, B, B)), Trace(MatMul(A, B, A, B)))


def test_rectangular_transposes():
    assert same(Transpose(MatMul(W, V)), MatMul(Transpose(V), Transpose(W)))
    assert same(MatMul(W, V)[i, j], total(mul(V[k, j], W[i, k]), k))
    assert not same(MatMul(W, Transpose(W)), MatMul(W, A, Transpose(W)))


# -- labelling ----------------------------------------------------------------------------------------------------


def product_of(edges, order, names="cdefghklopqr"):
    """Σ over all vertices of Π A[u, v] over the edges, the vertices named and summed in `order`."""
    index = {vertex: Symbol(names[place]) for place, vertex in enumerate(order)}
    return total(mul(*[A[index[u], index[v]] for u, v in edges]), *[index[vertex] for vertex in sorted(index)])


def cycle(size):
    return [(v, (v + 1) % size) for v in range(size)]


SHAPES = {
    "path of 12": [(v, v + 1) for v in range(11)],
    "cycle of 8": cycle(8),
    "cycle of 12": cycle(12),
    "star of 11": [(0, v) for v in range(1, 12)],
    "complete on 5": [(u, v) for u in range(5) for v in range(5) if u != v],
    "cube": [(u, u ^ bit) for u in range(8) for bit in (1, 2, 4)],
    "prism on 10": [*cycle(5), *[(v + 5, (v + 1) % 5 + 5) for v in range(5)], *[(v, v + 5) for v in range(5)]],
    "two cycles of 5": [*cycle(5), *[(u + 5, v + 5) for u, v in cycle(5)]],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_many_indices_of_one_size_in_one_product(shape):
    """Any order of factors, names and sums gives one term; one edge turned round gives another."""
    edges = SHAPES[shape]
    vertices = sorted({vertex for edge in edges for vertex in edge})
    draw = random.Random(len(edges))
    moved = product_of(draw.sample(edges, len(edges)), draw.sample(vertices, len(vertices)))
    assert same(product_of(edges, vertices), moved)
    (u, v), *rest = edges
    if shape != "cube" and shape != "complete on 5":  # where every edge is there in both directions
        assert not same(product_of(edges, vertices), product_of([(v, u), *rest], vertices))
    assert not same(product_of(edges, vertices), product_of([(u, u), *rest], vertices))


@pytest.mark.parametrize("word", ["ABABABAB", "AABB" * 2, "AAAAAAAAAAAA", "ABSBASSABSAB"])
def test_a_trace_under_cyclic_rotation(word):
    of = {"A": A, "B": B, "S": S}

    def trace(text):
        return Trace(MatMul(*[of[letter] for letter in text])) if len(set(text)) > 1 else Trace(MatPow(A, len(text)))

    turned = word[5:] + word[:5]
    assert same(trace(word), Trace(MatMul(*[of[letter] for letter in turned], evaluate=False)))
    if word[::-1] not in word * 2:  # no rotation of its mirror image
        assert not same(trace(word), trace(word[::-1]))
    assert same(trace(word), Trace(Transpose(MatMul(*[of[letter] for letter in word]))))
    twin = word[:-1] + ("B" if word[-1] == "A" else "A")
    assert not same(trace(word), trace(twin))


def test_twelve_equal_factors_have_one_order():
    """(aᵀ b)⁶: exchanging two of the sums changes nothing, so one order of six is enough."""
    names_of = symbols("c:6")
    power = mul(*[total(mul(a[v, 0], b[v, 0]), v) for v in names_of])
    assert same(power, total(mul(*[mul(b[v, 0], a[v, 0]) for v in reversed(names_of)]), *names_of))


def test_budgets_end_in_unknown():
    verdict = prove(mul(*[add(x, y, a[i, 0])] * 10), mul(*[add(y, x, a[i, 0])] * 10))
    assert (verdict.verdict, verdict.reason) == ("unknown", f"expansion beyond {MAX_TERMS} terms")
    assert verdict.message == verdict.reason
    assert verdict.certificate is None
    triangles = [(3 * t + u, 3 * t + v) for t in range(4) for u, v in cycle(3)]
    spokes = [(12, v) for v in range(12)]
    wheels = [product_of(edges, range(13), "cdefghklopqrs") for edges in (triangles + spokes, spokes + triangles)]
    verdict = prove(*wheels)
    assert (verdict.verdict, verdict.reason) == ("unknown", "more than 720 orders of the summation indices")


def test_equal_parts_of_one_product_need_no_search():
    """tr(A³)⁴ is four unconnected parts: each is put in order by itself."""
    cubes = mul(*[Trace(MatPow(A, 3))] * 4)
    assert same(add(cubes, x), add(x, mul(*[Trace(MatMul(A, Transpose(Transpose(A)), A))] * 4)))
    assert not same(add(cubes, x), add(x, mul(*[Trace(MatPow(A, 3))] * 3, Trace(MatPow(A, 2)))))

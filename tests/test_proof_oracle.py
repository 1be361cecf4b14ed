"""The second opinion: its bound on the sizes, what agrees and differs there, and evidence that contradicts itself."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from interpreter import evaluate, refutes
from sympy import (
    Add,
    Function,
    Identity,
    Integer,
    MatMul,
    MatrixSymbol,
    Mul,
    Pow,
    Sum,
    Trace,
    Transpose,
    ZeroMatrix,
    symbols,
)

from explorer.claims import prove
from explorer.claims.pair import Pairing, side
from explorer.errors import Disagreement
from explorer.network import Network
from explorer.proof import decide
from explorer.proof.canonical import Canonicalizer
from explorer.proof.checker import Invalid
from explorer.proof.log import Log
from explorer.proof.oracle import PRIME, Chance, agree, bound, places, sizes_for

i, j, k, m, n, p, x, y = symbols("i j k m n p x y")
s, F = Function("s"), Function("F")
A, a, b = MatrixSymbol("A", n, n), MatrixSymbol("a", n, 1), MatrixSymbol("b", n, 1)
W = MatrixSymbol("W", m, n)


def total(body, *indices):
    return Sum(body, *[(index, 0, n - 1) for index in indices])


def opinion(left, right):
    """The claim and both canonical forms."""
    claim = next(Pairing(side(left), side(right)).claims())
    work = Canonicalizer(claim.table, Log(claim.table), claim.slots, claim.lows)
    return claim, [work.canonical(claim.left).term, work.canonical(claim.right).term]


def least(left, right):
    """N for the size n."""
    claim, forms = opinion(left, right)
    return bound(claim, forms)[0, (("n", 1),)]


def truth(left, right, size, draw):
    """Whether both sides are equal for random numbers and a random function, by the interpreter."""

    def rows(width):
        return [[draw.randint(-99, 99) for _ in range(width)] for _ in range(size)]

    table: dict = {}
    functions = {name: lambda v, name=name: table.setdefault((name, v), draw.randint(-99, 99)) for name in "sF"}
    tensors = {"A": rows(size), "a": rows(1), "b": rows(1), "x": 3, "y": 5}
    places_ = [{"i": u, "j": v} for u in range(size) for v in range(size)]
    return all(len({str(evaluate(e, {"n": size}, tensors, functions, at)) for e in (left, right)}) == 1
               for at in places_)  # fmt: skip


REST = total(a[j, 0], j)
# name: (left, right, sizes at which it holds, N of the theorem)
SMALL = {
    "true at 2 only": (total(s(REST - a[i, 0]), i), total(s(a[i, 0]), i), {2}, 3),
    "true at 1 and 2": (
        total(Mul(s(REST - a[i, 0]), REST - a[i, 0], a[i, 0]), i),
        total(Mul(s(a[i, 0]), REST - a[i, 0], a[i, 0]), i), {1, 2}, 3,
    ),
    "Cayley-Hamilton": (
        2 * A * A - 2 * Trace(A) * A + (Trace(A) ** 2 - Trace(A * A)) * Identity(n), ZeroMatrix(n, n), {1, 2}, 3,
    ),
    "sum is one entry": (b[i, 0] * total(a[j, 0], j), a[i, 0] * b[i, 0], {1}, 2),
    "vectors commute": (MatMul(a, Transpose(b)), MatMul(b, Transpose(a)), {1}, 2),
    "matrices commute": (total(A[i, k] * A[j, k], k), total(A[k, i] * A[k, j], k), {1}, 3),
    "coefficient 0": (Mul(n - 1, n - 2, a[i, 0]), Integer(0), {1, 2}, 1),
    "coefficients": (Mul(F(n * a[i, 0]) - F(2 * a[i, 0]), F(n * a[i, 0]) - F(3 * a[i, 0])), Integer(0), {2, 3}, 1),
}  # fmt: skip


@pytest.mark.parametrize("name", SMALL)
def test_what_holds_at_small_sizes_only_is_seen(name):
    left, right, holds, theorem = SMALL[name]
    claim, forms = opinion(left, right)
    draw = random.Random(3)
    for size in (1, 2, 3, 4):
        assert truth(left, right, size, draw) == (size in holds)
        assert agree(claim, {"n": size}) == (size in holds)
    assert bound(claim, forms)[0, (("n", 1),)] >= theorem
    sizes = sizes_for(claim, forms)
    assert sizes["n"] >= theorem
    assert agree(claim, sizes) is False
    verdict = prove(left, right)
    assert verdict.verdict == "refuted"
    assert verdict.witness.sizes == {"n": min({1, 2, 3, 4} - holds)}
    assert refutes(verdict.statement, verdict.witness)


def test_the_bound_of_layers_is_small():
    net = Network(["n", "m", "p"], activation="opaque")
    layer = net.layers[0]
    for form in layer.forms().values():
        claim, forms = opinion(form, layer.matrix())
        assert max(bound(claim, forms).values()) <= 4
        assert agree(claim, sizes_for(claim, forms)) is True
    claim, forms = opinion(net.nested(), net.nested())
    assert max(bound(claim, forms).values()) <= 4
    assert agree(claim, sizes_for(claim, forms)) is True


def test_the_bound_grows_with_the_indices_of_one_product():
    words = ((k,), (k, j), (k, j, p))
    chain = [total(Mul(a[i, 0], *[A[u, v] for u, v in pairwise((i, *word))]), *word) for word in words]
    found = [least(term, Integer(0)) for term in chain]
    assert found == sorted(set(found))
    assert found[0] >= 2
    assert found[2] >= 4


def test_coefficients_that_collide_are_avoided():
    """n a = 2 a at n = 2: the oracle looks where n is no other coefficient."""
    claim, forms = opinion(n * a[i, 0], 2 * a[i, 0])
    assert agree(claim, {"n": 2}) is True
    sizes = sizes_for(claim, forms)
    assert sizes["n"] not in (1, 2)
    assert agree(claim, sizes) is False
    claim, forms = opinion(total(a[j, 0] / n, j), total(a[j, 0], j))
    assert agree(claim, {"n": 1}) is True
    assert sizes_for(claim, forms)["n"] > 1
    assert agree(claim, sizes_for(claim, forms)) is False


def test_chance_is_one_draw_for_one_question():
    chance, again, other = Chance(1), Chance(1), Chance(2)
    assert chance.entry("W", (0, 1)) == chance.entry("W", (0, 1)) != chance.entry("W", (1, 0))
    assert [again.entry("W", (0, 1)), other.entry("W", (0, 1))][0] == chance.entry("W", (0, 1))
    assert chance.function("s", (5,)) == again.function("s", (5,))
    values = {c.function(name, (v,)) for c in (chance, other) for name in "st" for v in range(50)}
    assert len(values) == 200
    assert all(0 <= value < PRIME for value in values)
    assert chance.function("inv", (7,)) * 7 % PRIME == 1
    with pytest.raises(ZeroDivisionError, match=r"^$"):
        chance.function("inv", (PRIME,))


def test_every_place_is_looked_at_while_there_are_few():
    """Beyond, one place for each way in which the free indices can be equal to one another or to a constant."""
    claim, _ = opinion(W, MatMul(2, W))
    assert len(places(claim, {"m": 4, "n": 3})) == 12
    assert len(places(claim, {"m": 40, "n": 3})) == 1
    claim, _ = opinion(A, Transpose(A))
    assert sorted(place["i"] == place["j"] for place in places(claim, {"n": 40})) == [False, True]
    claim, _ = opinion(MatMul(A[0, 0], A), MatMul(A[0, 0], Transpose(A)))
    found = {(at["i"] == 0, at["j"] == 0, at["i"] == at["j"]) for at in places(claim, {"n": 40})}
    assert len(found) == 5


def test_a_division_by_zero_gives_no_opinion():
    nothing = Pow(Add(x, Mul(-1, x), evaluate=False), -1, evaluate=False)
    left, right = Add(nothing, y, evaluate=False), Add(y, nothing, evaluate=False)
    claim, forms = opinion(left, right)
    assert agree(claim, sizes_for(claim, forms)) is None
    assert "no second opinion: too large, or a division by zero" in prove(left, right).evidence
    claim, forms = opinion(Mul(2, Pow(x, -1), y), Mul(y, Pow(x, -1)))
    assert agree(claim, sizes_for(claim, forms)) is False


# -- evidence that contradicts itself is no verdict -----------------------------------------------------------------


def disagrees(message, left, right):
    with pytest.raises(Disagreement, match=f"^{message}$"):
        prove(left, right)


ROTATED = (MatMul(W, A), Transpose(MatMul(Transpose(A), Transpose(W))))
UNEQUAL = (total(a[j, 0], j) * total(a[j, 0], j), total(a[j, 0] * a[j, 0], j))


def test_an_oracle_that_differs_from_a_proof_is_an_error(monkeypatch):
    assert prove(*ROTATED)
    monkeypatch.setattr(decide, "agree", lambda *rest: False)
    disagrees(r"the canonical forms are equal, but the oracle finds a difference at m = \d+, n = \d+", *ROTATED)


def test_a_rejected_certificate_is_an_error(monkeypatch):
    def reject(certificate, claim=None, laws=None):
        raise Invalid("rejected: no reason")

    monkeypatch.setattr(decide, "check", reject)
    disagrees("the canonical forms are equal, but the certificate is rejected: rejected: no reason", *ROTATED)


def test_no_witness_where_the_oracle_agrees_is_an_error(monkeypatch):
    monkeypatch.setattr(decide, "search", lambda *rest: None)
    assert prove(*UNEQUAL).verdict == "unknown"  # the oracle sees the difference, no numbers show it
    monkeypatch.setattr(decide, "agree", lambda *rest: True)
    claim, forms = opinion(*UNEQUAL)
    size = sizes_for(claim, forms)["n"]
    disagrees(f"the canonical forms differ, but the oracle finds no difference at n = {size}", *UNEQUAL)

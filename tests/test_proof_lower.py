"""Lowering: every kind of SymPy node keeps its value at three different sizes; every refusal says what and why."""

from __future__ import annotations

import random
import re
from fractions import Fraction

import pytest
import sympy as sp
from interpreter import evaluate
from sympy import (
    Basic,
    BlockMatrix,
    Eq,
    Function,
    FunctionMatrix,
    HadamardPower,
    HadamardProduct,
    Identity,
    IndexedBase,
    Integer,
    KroneckerDelta,
    Lambda,
    MatAdd,
    MatMul,
    MatPow,
    MatrixSymbol,
    OneMatrix,
    Rational,
    Sum,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    exp,
    symbols,
)
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from explorer.errors import InputError
from explorer.network import ACTIVATIONS
from explorer.nodes import Batch, Dots, Softmax, entrywise
from explorer.proof.evaluate import Evaluator
from explorer.proof.lower import Lowering
from explorer.proof.lower_scalar import ScalarLowering
from explorer.proof.refusals import Clash, Unsupported
from explorer.proof.scan import scan
from explorer.proof.terms import Table

i, j, k, q, m, n, p, x, y = symbols("i j k q m n p x y")
F, G = Function("F"), Function("G")
A, B = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
W, V, U = MatrixSymbol("W", m, n), MatrixSymbol("V", n, p), MatrixSymbol("U", m, n)
a, b, c = MatrixSymbol("a", n, 1), MatrixSymbol("b", m, 1), MatrixSymbol("c", 1, n)
R = MatrixSymbol("R", 2, 3)
X = Batch("X", p, a)
T = IndexedBase("T", shape=(m, n, p))
relu, sigmoid = ACTIVATIONS["relu"].function, ACTIVATIONS["sigmoid"].function
TENSORS = {"A": "nn", "B": "nn", "W": "mn", "V": "np", "U": "mn", "a": "n1", "b": "m1", "c": "1n", "R": "23",
           "X": "pn", "T": "mnp"}  # fmt: skip
SIZES = ({"m": 2, "n": 3, "p": 4}, {"m": 4, "n": 2, "p": 3}, {"m": 3, "n": 4, "p": 2})


def raw(kind, *parts):
    """The node without its constructor's own checks and rewriting."""
    return Basic.__new__(kind, *map(sp.sympify, parts))


class OwnFunction(Function):
    """A user's class, of which explorer cannot know what it computes."""


# an expression, or one the interpreter does not read and another of the same value that it reads
KINDS = {
    "symbol": x,
    "integer": sp.Add(x, -3, evaluate=False),
    "rational": sp.Mul(Rational(-2, 3), x, evaluate=False),
    "decimal": (sp.Mul(sp.Float("0.1"), x, evaluate=False), sp.Mul(Rational(1, 10), x, evaluate=False)),
    "size": sp.Add(sp.Mul(2, n, evaluate=False), m, W[0, 0], -1, evaluate=False),
    "size in a sum": Sum(sp.Mul(x, n), (k, 0, n - 1)),
    "power": sp.Pow(sp.Add(x, y), 3, evaluate=False),
    "power 0": sp.Pow(x, 0, evaluate=False),
    "quotient": sp.Mul(y, sp.Pow(x, -2, evaluate=False), evaluate=False),
    "entry": W[1, 0],
    "entry of an expression": MatrixElement(MatMul(W, A), 1, 0),
    "entry at a size": MatrixElement(Transpose(a), 0, n - 1),
    "entry of a transpose": raw(MatrixElement, Transpose(W), 0, 1),
    "three indices": Sum(T[1, k, q], (k, 0, n - 1), (q, 0, p - 1)),
    "sum": Sum(W[0, k] * a[k, 0], (k, 0, n - 1)),
    "sum of two indices": Sum(W[q, k] * a[k, 0] * b[q, 0], (k, 0, n - 1), (q, 0, m - 1)),
    "sum from 1": Sum(a[k, 0], (k, 1, n - 1)),
    "sum of shifted entries": Sum(a[k - 1, 0], (k, 1, n)),
    "empty sum": Sum(x, (k, 3, 1)),
    "dots": Dots(W[1, k] * a[k, 0], (k, 0, n - 1)),
    "sum of a dummy": (lambda d: Sum(a[d, 0], (d, 0, n - 1)))(sp.Dummy("k")),
    "delta": Sum(KroneckerDelta(k, q) * A[k, q], (k, 0, n - 1), (q, 0, n - 1)),
    "delta with a number": Sum(KroneckerDelta(k, 1) * a[k, 0], (k, 0, n - 1)),
    "function": F(sp.Add(x, y)),
    "relu": relu(sp.Add(x, -1)),
    "exponential": exp(x),
    "largest": sp.Max(x, y, 3),
    "absolute value": sp.Abs(x),
    "trace": raw(Trace, MatMul(A, B)),
    "1 x 1 matrix as a number": sp.Add(x, raw(MatrixElement, MatMul(c, a), 0, 0)),
    "matrix": W,
    "constant sizes": R,
    "batch": X,
    "product": MatMul(W, A, V),
    "scaled product": MatMul(x, W, 3, V),
    "number times matrix": (MatMul(MatMul(c, a), W), MatMul(raw(MatrixElement, MatMul(c, a), 0, 0), W)),
    "matrix times number": MatMul(W, Transpose(c), MatMul(c, a)),
    "sum of matrices": MatAdd(W, U, MatMul(2, W)),
    "sum by operators": MatAdd(MatMul(W, A), MatMul(-1, U)),
    "transpose": Transpose(MatMul(W, V)),
    "adjoint": (sp.Adjoint(W), Transpose(W)),
    "hadamard": HadamardProduct(W, U, W),
    "hadamard power": HadamardPower(W, 3),
    "first hadamard power": raw(HadamardPower, W, 1),
    "power of a matrix": MatPow(A, 3),
    "entrywise": entrywise(F, MatMul(W, A)),
    "entrywise activation": entrywise(relu, W),
    "entrywise formula": entrywise(Lambda(x, x**2 + 3), W),
    "entrywise formula with a scalar": entrywise(Lambda(y, y * x + F(y)), W),
    "ones": MatMul(OneMatrix(p, m), W),
    "zeros": MatAdd(ZeroMatrix(m, n), W),
    "identity": MatAdd(Identity(n), A),
    "function matrix": FunctionMatrix(m, n, Lambda((i, j), W[i, j] * a[j, 0] + b[i, 0])),
    "blocks side by side": BlockMatrix([[W, b]]),
    "blocks": BlockMatrix([[W, b], [A, a]]),
    "block product": MatMul(BlockMatrix([[W, b]]), BlockMatrix([[a], [OneMatrix(1, 1)]])),
    "explicit": sp.ImmutableMatrix([[a[0, 0], x], [3, W[1, 1]]]),
    "diagonal of a matrix": DiagonalMatrix(A),
    "diagonal of a column": MatMul(W, DiagMatrix(a)),
    "diagonal of a row": DiagMatrix(c),
    "softmax of columns": Softmax(V),
    "softmax of rows": Softmax(MatMul(W, V), 1),
    "slice": (MatrixSlice(W, (0, m - 1), (1, n)), FunctionMatrix(m - 1, n - 1, Lambda((i, j), W[i, j + 1]))),
    "entry of a slice": (raw(MatrixElement, MatrixSlice(W, (1, m), (1, n)), 0, 0), W[1, 1]),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_node_keeps_its_value(name):
    given = KINDS[name]
    expr, plain = given if isinstance(given, tuple) else (given, given)
    draw = random.Random(name)
    for sizes in SIZES:

        def rows(shape, sizes=sizes):
            if not shape:
                return Fraction(draw.choice((-3, -2, -1, 1, 2, 4)), draw.choice((1, 1, 2)))
            size = sizes[shape[0]] if shape[0] in sizes else int(shape[0])
            return [rows(shape[1:]) for _ in range(size)]

        tensors = {tensor: rows(shape) for tensor, shape in TENSORS.items()} | {"x": Fraction(5, 2), "y": Fraction(-1)}
        functions = {"F": lambda v: v * v - 2 * v + 3, "G": lambda v: v**3, "exp": lambda v: v * v + 1}
        known = functions | {
            "relu": lambda v: max(v, 0), "Max": max, "Abs": abs, "inv": lambda v: 1 / v,
        }  # fmt: skip
        low = Lowering(Table(), scan(expr))
        matrix = getattr(expr, "is_Matrix", False)
        node = low.matrix(expr)[0] if matrix else low.scalar(expr)

        def entry(name, place, tensors=tensors):
            value = tensors[name]
            for number in place:
                assert number >= 0, f"{name} at {place}"
                value = value[number]
            return Fraction(value)

        run = Evaluator(sizes, entry, lambda f, v, known=known: Fraction(known[f](*v)), Fraction, {})
        shape = plain.shape if matrix else ()
        expected = evaluate(plain, sizes, tensors, functions)
        if matrix:
            found = [[run.at(node, r, s, ()) for s in range(len(row))] for r, row in enumerate(expected)]
            assert [len(expected), len(expected[0])] == [evaluate(Integer(0) + side, sizes) for side in shape]
        else:
            found = run.scalar(node)
        assert found == expected, f"{expr} at {sizes}"


def test_what_has_no_value_by_plain_loops():
    """Derivatives, roots and π are functions nothing is known of; a derivative is that of its function alone."""
    derivative = sp.Subs(sp.Derivative(F(y), y), y, x)
    low = Lowering(Table(), scan(derivative))
    assert low.scalar(derivative) is low.table.fun("F'", (low.table.entry("x", ()),))
    assert low.scalar(sp.Derivative(F(x), x, x)) is low.table.fun("F''", (low.table.entry("x", ()),))
    assert low.scalar(sp.Derivative(F(x), x)) is low.scalar(derivative)
    assert low.scalar(sp.Derivative(G(x), x)) is not low.scalar(derivative)
    assert low.functions == {"F": True, "F'": True, "F''": True, "G": True, "G'": True}
    assert low.scalar(sp.sqrt(x)) is low.table.fun("pow[1/2]", (low.table.entry("x", ()),))
    assert low.scalar(sp.Pow(x, y)) is low.table.fun("pow", (low.table.entry("x", ()), low.table.entry("y", ())))
    assert low.scalar(sp.pi) is not low.scalar(sp.E)


def test_sizes_and_ranges_are_noted():
    low = Lowering(Table(), scan(a[3, 0], W[0, n - 2]))
    low.scalar(a[3, 0])
    assert low.lows == {"n": 4}
    low.scalar(W[0, n - 2])
    assert low.slots == {"a": ((0, (("n", 1),)), (1, ())), "W": ((0, (("m", 1),)), (0, (("n", 1),)))}
    assert low.free == {}
    low = Lowering(Table(), scan(W[i, j] * a[j, 0]))
    low.scalar(W[i, j] * a[j, 0])
    assert low.free == {"i": (0, (("m", 1),)), "j": (0, (("n", 1),))}


N1 = MatrixSymbol("a", n + 1, 1)
CLASHES = {
    "sum": (raw(MatAdd, W, MatMul(W, V)),
            "W is m x n and W*V is m x p: they cannot be added"),
    "hadamard": (raw(HadamardProduct, W, A), "W is m x n and A is n x n: they cannot be multiplied entry by entry"),
    "product": (raw(MatMul, W, b), "W has n columns and b has m rows: they cannot be multiplied"),
    "third factor": (raw(MatMul, W, A, b), "A has n columns and b has m rows: they cannot be multiplied"),
    "power": (raw(MatPow, W, Integer(2)), "W is m x n and not square: it has no powers"),
    "blocks side by side": (raw(BlockMatrix, sp.ImmutableMatrix([[W, a]])),
                            "the blocks of Matrix([[W, a]]) have m, n rows"),
    "blocks above": (raw(BlockMatrix, sp.ImmutableMatrix([[W], [a]])),
                     "the blocks of Matrix([\n[W],\n[a]]) have 1, n columns"),
    "free index": (W[i, j] * b[j, 0], "the index j runs over n values, but in b it stands where there are m"),
    "bound index": (Sum(W[0, k] * b[k, 0], (k, 0, n)),
                    "W has no index k = 0 to n: its n entries are numbered 0 to n-1"),
    "negative index": (raw(MatrixElement, a, -1, 0), "a has no index -1 = -1: its n entries are numbered 0 to n-1"),
    "index n": (raw(MatrixElement, a, n, 0), "a has no index n = n: its n entries are numbered 0 to n-1"),
    "index 4": (raw(MatrixElement, R, 0, 4), "R has no index 4 = 4: its 3 entries are numbered 0 to 2"),
    "number and matrix": (sp.Add(Symbol("W"), W[0, 0]), "W is a matrix in one place and a number in another"),
    "trace": (raw(Trace, W), "the trace of W, which is m x n and not square"),
    "two shapes": (sp.Add(a[0, 0], N1[0, 0], evaluate=False), "a is n x 1 in one place and n+1 x 1 in another"),
}  # fmt: skip

Z = IndexedBase("Z")
REFUSALS = {
    "inverse": (sp.Inverse(A), "the power A**(-1) is not decided"),
    "symbolic power": (MatPow(A, n), "the power A**n is not decided"),
    "hadamard power": (raw(HadamardPower, W, Rational(1, 2)), "the power HadamardPower(W, 1/2) is not decided"),
    "step": (MatrixSlice(W, (0, m, 2), (0, n)), "the slice W[::2, :] has a step"),
    "matrix": (sp.KroneckerProduct(A, B), "KroneckerProduct (KroneckerProduct(A, B)) is not a matrix expression the "
               "judge knows"),
    "fraction of a size": (OneMatrix(n / 2, 1), "the size n/2 is not a whole affine form"),
    "square of a size": (OneMatrix(n**2, 1), "the size n**2 is not affine in the names of sizes"),
    "twice an index": (Sum(a[2 * k, 0], (k, 0, n - 1)), "the index 2*k in a is not of the form i + c"),
    "two indices": (Sum(a[k + q, 0], (k, 0, 1), (q, 0, 1)), "the index k + q in a adds two indices"),
    "unknown range": (a[i + 1, 0], "the range of the index i in a is not known: declare it, as in 'i: index n'"),
    "index m": (sp.Add(W[0, 0], raw(MatrixElement, a, m, 0)),
                "it is not decided for all sizes whether the index m of a is in range"),
    "number of terms": (Sum(x, (k, 0, n - m)), "it is not decided for all sizes whether the number of terms of the sum "
                        "over k is in range"),
    "slice": (MatrixSlice(A, (0, m), (0, n)), "it is not decided for all sizes whether the slice A[:m, :] is in range"),
    "matrix as a number": (F(W), "W is a m x n matrix where a number is needed"),
    "tiny number": (sp.Mul(x, sp.Float("1e-9999")), "a number that is not finite, or too large or too small to decide"),
    "function of nothing": (Function("f")(), "the function f of nothing"),
    "class of one's own": (OwnFunction(x), "nothing is known here of the function class OwnFunction: use "
                           "Function('OwnFunction')"),
    "kept name": (Function("pow[1/2]")(x), "the name pow[1/2] is kept for the judge: give the function another name"),
    "diagonal": (DiagMatrix(W), "the diagonal matrix of W, which is no vector"),
    "integral": (sp.Integral(F(x), x), "Integral (Integral(F(x), x)) is not something the judge knows"),
    "the name inv": (Function("inv")(x), "the name inv is kept for the judge: give the function another name"),
    "two meanings": (sp.Add(Function("sin")(x), sp.sin(y), evaluate=False),
                     "sin is an unknown function in one place and a particular one in another"),
    "sum of its index": (Sum(k * a[k, 0], (k, 0, n - 1)), "the summation index k is used as a number"),
    "index as a number": (sp.Mul(i, a[i, 0]), "the index i is used as a number"),
    "no range": (raw(Sum, a[k, 0], sp.Tuple(k)), "the sum over k says no range"),
    "triangle": (Sum(A[k, q], (k, 0, q), (q, 0, n - 1)), "the range of k depends on the index q"),
    "delta": (KroneckerDelta(i, j), "the range of the index i of KroneckerDelta(i, j) is not known: declare it"),
    "derivative": (sp.Derivative(F(x) * x, x), "the derivative Derivative(x*F(x), x) is not decided"),
    "no shape": (Z[i], "the shape of Z is not known: give it as IndexedBase('Z', shape=(…))"),
    "other shape": (raw(sp.Indexed, IndexedBase("Z", shape=(n, n)), i),
                    "the shape of Z is not known: give it as IndexedBase('Z', shape=(…))"),
    "piecewise": (sp.Piecewise((x, Eq(y, 1)), (0, True)),
                  "Piecewise ((x, Eq(y, 1))) is not something the judge knows"),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "name"), [(Clash, k) for k in CLASHES] + [(Unsupported, k) for k in REFUSALS])
def test_every_refusal_says_what_and_why(kind, name):
    expr, message = (CLASHES if kind is Clash else REFUSALS)[name]
    with pytest.raises(kind, match=f"^{re.escape(message)}$"):
        lowered(expr)


def lowered(expr):
    low = Lowering(Table(), scan(expr))
    return low.matrix(expr) if getattr(expr, "is_Matrix", False) else low.scalar(expr)


INPUT = {
    "no entries": (sp.ImmutableMatrix(0, 2, []), "A matrix without entries has no shape here.", "sizes are at least 1"),
    "size 0": (MatrixSymbol("E", 0, 2), "The size 0 is below 1.", "sizes are at least 1"),
    "negative size": (MatrixSymbol("E", -n, 2), "The size -n is below 1.", "sizes are at least 1"),
    "name of a dummy": (Symbol("k#1"), "The name k#1 has a '#' in it, which is kept for dummies.", None),
}


@pytest.mark.parametrize("name", INPUT)
def test_input_that_cannot_be(name):
    expr, message, hint = INPUT[name]
    with pytest.raises(InputError, match=f"^{re.escape(message)}") as caught:
        lowered(expr)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_scalars_alone_know_no_matrices():
    with pytest.raises(TypeError, match=r"^matrices are lowered by Lowering$"):
        ScalarLowering(Table(), scan(F(W))).scalar(F(W))

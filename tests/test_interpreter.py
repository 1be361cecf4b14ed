"""The interpreter against NumPy's matrix products, hand-written loops, SymPy's numbers and stated laws."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from interpreter import evaluate, holds, refutes, shown
from scalars import NotUnderstood, exact, function_of, interval
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix, DiagonalOf

from explorer.nodes import Batch, Dots, Softmax, entrywise
from explorer.statement import Statement

m, n, p = sp.symbols("m n p")
i, j, k = sp.symbols("i j k")
A, B, Q = sp.MatrixSymbol("A", m, n), sp.MatrixSymbol("B", n, p), sp.MatrixSymbol("Q", n, n)
W, a, b = sp.MatrixSymbol("W", m, n), sp.MatrixSymbol("a", n, 1), sp.MatrixSymbol("b", m, 1)
f = sp.Function("f")
SIZES = {"m": 3, "n": 2, "p": 4}


def rows(height: int, width: int, seed: int) -> list[list[Fraction]]:
    draw = random.Random(seed)
    return [[Fraction(draw.randint(-9, 9), draw.randint(1, 4)) for _ in range(width)] for _ in range(height)]


TENSORS = {
    "A": rows(3, 2, 1),
    "B": rows(2, 4, 2),
    "Q": rows(2, 2, 3),
    "W": rows(3, 2, 4),
    "a": rows(2, 1, 5),
    "b": rows(3, 1, 6),
    "X": rows(5, 2, 7),
    "c": Fraction(2, 3),
}


def value(expr: object, at: dict[str, int] | None = None, **functions: object) -> object:
    return evaluate(expr, SIZES, TENSORS, functions, at)


def array(name: str) -> np.ndarray:
    return np.array(TENSORS[name], dtype=object)


def same(expr: object, expected: np.ndarray, **functions: object) -> bool:
    found = np.array(value(expr, **functions), dtype=object)
    return found.shape == expected.shape and bool((found == expected).all())


MATRICES = [
    (sp.MatMul(A, B), lambda: array("A") @ array("B")),
    (sp.MatMul(A, sp.MatMul(Q, B)), lambda: array("A") @ array("Q") @ array("B")),
    (sp.MatMul(3, sp.Symbol("c"), sp.Transpose(A)), lambda: 2 * array("A").T),
    (sp.MatAdd(sp.MatMul(W, a), b), lambda: array("W") @ array("a") + array("b")),
    (sp.HadamardProduct(A, W, A), lambda: array("A") * array("W") * array("A")),
    (sp.HadamardPower(A, 2), lambda: array("A") ** 2),
    (entrywise(sp.Lambda(i, i**2 + 1), A), lambda: array("A") ** 2 + 1),
    (sp.MatMul(sp.OneMatrix(p, 1), a.T), lambda: np.array([[1]] * 4, dtype=object) @ array("a").T),
    (sp.MatAdd(Q, sp.Identity(n), sp.ZeroMatrix(n, n)), lambda: array("Q") + np.eye(2, dtype=int)),
    (sp.MatPow(Q, 3), lambda: array("Q") @ array("Q") @ array("Q")),
    (sp.MatPow(Q, 0), lambda: np.eye(2, dtype=int)),
    (sp.BlockMatrix([[W, b]]), lambda: np.hstack([array("W"), array("b")])),
    (
        sp.MatMul(sp.BlockMatrix([[W, b]]), sp.BlockMatrix([[a], [sp.OneMatrix(1, 1)]])),
        lambda: array("W") @ array("a") + array("b"),
    ),
    (
        sp.FunctionMatrix(m, n, sp.Lambda((i, j), W[i, j] * i - j)),
        lambda: np.array([[TENSORS["W"][r][s] * r - s for s in range(2)] for r in range(3)]),
    ),
    (
        sp.Matrix([[a[0, 0], 1], [2, a[1, 0]]]),
        lambda: np.array([[array("a")[0, 0], 1], [2, array("a")[1, 0]]]),
    ),
    (DiagMatrix(a), lambda: np.diag(array("a")[:, 0])),
    (DiagonalMatrix(Q), lambda: np.diag(np.diag(array("Q")))),
    (DiagonalOf(Q), lambda: np.diag(array("Q")).reshape(2, 1)),
    (Batch("X", sp.Integer(5), a), lambda: array("X")),
]


@pytest.mark.parametrize(("expr", "expected"), MATRICES, ids=[str(row[0])[:40] for row in MATRICES])
def test_matrix_expressions_are_numpys(expr, expected):
    assert same(expr, expected())
    assert not same(expr, expected() + 1)


def test_sum_reads_the_last_limit_as_the_outermost_and_may_depend_on_it():
    triangle = sp.Sum(A[i, j], (j, 0, i - 1), (i, 0, m - 2))
    assert value(triangle) == TENSORS["A"][1][0]
    nested = sp.Sum(sp.Sum(A[i, j] * j, (j, 0, n - 1)) + i, (i, 0, m - 1))
    assert value(nested) == sum(TENSORS["A"][r][1] for r in range(3)) + 3


def test_an_empty_sum_is_0_and_not_karrs_negative():
    assert value(sp.Sum(j, (j, 3, 1))) == 0
    assert sp.Sum(j, (j, 3, 1)).doit() == -2
    assert value(sp.Sum(A[j, 0], (j, m, m - 1))) == 0


def test_a_bound_name_hides_an_outer_one():
    assert value(sp.Sum(sp.Sum(i, (i, 0, 2)) * i, (i, 0, 3)), {"i": 100}) == 18
    inner = sp.Lambda(i, sp.Sum(i * j, (j, 0, 1)))
    assert value(entrywise(inner, sp.Matrix([[5]])), {"i": 100}) == [[5]]


def test_dots_are_their_sum():
    dots = Dots(W[i, j] * a[j, 0], (j, 0, n - 1))
    assert value(dots, {"i": 1}) == sum(TENSORS["W"][1][s] * TENSORS["a"][s][0] for s in range(2))


def test_entries_of_matrix_expressions():
    entry = sp.Expr.__new__(sp.matrices.expressions.matexpr.MatrixElement, sp.MatMul(A, B), i, j)
    product = array("A") @ array("B")
    assert value(entry, {"i": 2, "j": 3}) == product[2, 3]
    assert value(sp.IndexedBase("X")[i, j], {"i": 4, "j": 1}) == TENSORS["X"][4][1]
    assert value(sp.Trace(sp.MatMul(Q, Q.T))) == sum(x * x for row in TENSORS["Q"] for x in row)
    assert value(sp.KroneckerDelta(i, j), {"i": 1, "j": 1}) == 1
    assert value(sp.KroneckerDelta(i, j), {"i": 1, "j": 0}) == 0
    assert value(f(a.T * a), f="x + 1") == sum(x * x for (x,) in TENSORS["a"]) + 1


def test_numbers_and_powers():
    x = sp.Symbol("c")
    assert value(sp.Rational(3, 4) * x**-2 + n * x - 1) == Fraction(3, 4) * Fraction(9, 4) + Fraction(4, 3) - 1
    assert value(sp.Piecewise((1, x > 1), (x, True))) == Fraction(2, 3)
    assert value(sp.Max(x, 1) - sp.Min(x, 1) + sp.Abs(-x)) == 1


def test_functions_are_callables_tables_text_or_activations():
    layer = entrywise(f, sp.MatAdd(sp.MatMul(W, a), b))
    z = array("W") @ array("a") + array("b")
    assert same(layer, z**2 - z / 2, f="x**2 - 1/2*x")
    assert same(layer, z + 1, f=lambda x: x + 1)
    assert same(layer, z * 0 + 7, f={x: 7 for (x,) in z.tolist()})
    assert same(layer, np.maximum(z, 0), f="relu")
    assert value(sp.Function("leaky_relu")(-sp.Symbol("c"))) == Fraction(-2, 300)
    assert [function_of("step")(x) for x in (-1, 0, 2)] == [0, 0, 1]


def test_softmax_normalises_columns_or_rows_exactly_for_any_positive_table():
    grow = lambda x: 1 + x * x  # noqa: E731
    columns, by_row = value(Softmax(A, 0), exp=grow), value(Softmax(A, 1), exp=grow)
    assert [sum(row[s] for row in columns) for s in range(2)] == [1, 1]
    assert [sum(row) for row in by_row] == [1, 1, 1]
    assert columns != by_row
    entry = evaluate(Softmax(A, 0)[i, j], SIZES, TENSORS, {"exp": grow}, {"i": 2, "j": 1})
    assert entry == columns[2][1]


def test_intervals_hold_the_real_value():
    found = evaluate(sp.exp(sp.Symbol("c")), {}, TENSORS, {}, {}, interval)
    assert found.a <= sp.N(sp.exp(sp.Rational(2, 3)), 30) <= found.b
    assert found.b - found.a < 1e-14
    sigmoid = evaluate(
        sp.Function("sigmoid")(a[0, 0]) + sp.Function("sigmoid")(-a[0, 0]), SIZES, TENSORS, {}, {}, interval
    )
    assert 1 in sigmoid


def test_equations_and_statements_give_both_sides():
    claim = sp.Eq(sp.Transpose(sp.Transpose(A)), A, evaluate=False)
    assert evaluate(claim, SIZES, TENSORS) == (TENSORS["A"], TENSORS["A"])
    left, right = evaluate(Statement(sp.MatMul(Q, Q), sp.HadamardProduct(Q, Q)), SIZES, TENSORS)
    assert left != right
    assert left[1][0] == (array("Q") @ array("Q"))[1, 0]


@dataclass
class Numbers:
    """What a witness carries."""

    left: str
    right: str
    tensors: dict[str, object] = field(default_factory=lambda: TENSORS)
    sizes: dict[str, int] = field(default_factory=lambda: SIZES)
    functions: dict[str, str] = field(default_factory=dict)
    at: dict[str, int] = field(default_factory=dict)


def test_a_witness_is_shown_on_the_statement_itself():
    square, entrywise_square = array("Q") @ array("Q"), array("Q") * array("Q")
    claim = Statement(sp.MatMul(Q, Q), sp.HadamardProduct(Q, Q))
    right = Numbers(str(square[0, 1]), str(entrywise_square[0, 1]))
    assert refutes(claim, right)
    assert not holds(claim, right)
    assert not refutes(claim, Numbers(right.right, right.left))
    assert not refutes(Statement(Q, Q), Numbers("1", "1"))
    assert holds(Statement(Q, sp.Transpose(sp.Transpose(Q))), right)


def test_a_matrix_against_a_number_is_taken_at_the_place_the_statement_names():
    claim = Statement(sp.Transpose(W), W[j, i], indices={i: n, j: m}, row=i, column=j)
    place = Numbers("0", "0", at={"i": 1, "j": 2})
    assert shown(claim, place) == [(TENSORS["W"][2][1], TENSORS["W"][2][1])]
    column = Statement(b, b[i, 0] + f(1), indices={i: m}, row=i)
    place = Numbers("0", "0", at={"i": 2}, functions={"f": "0 -> 5; 1 -> 1/2"})
    assert shown(column, place) == [(TENSORS["b"][2][0], TENSORS["b"][2][0] + Fraction(1, 2))]
    assert shown(Statement(a.T * a, sp.Integer(1)), place)[0][1] == 1


SECOND_OPINION = [
    lambda R, S: sp.MatMul(R, S, R, S),
    lambda R, S: sp.MatAdd(sp.MatMul(R, S), sp.MatMul(3, sp.Transpose(sp.MatMul(R, S)))),
    lambda R, S: sp.HadamardProduct(sp.MatMul(R, S), sp.Transpose(sp.MatMul(R, S))),
    lambda R, S: sp.MatPow(sp.MatMul(S, R), 2),
]


@pytest.mark.parametrize("build", SECOND_OPINION)
def test_sympys_own_evaluation_of_numbers_agrees(build):
    data = {"R": rows(2, 3, 8), "S": rows(3, 2, 9)}
    found = evaluate(build(sp.MatrixSymbol("R", 2, 3), sp.MatrixSymbol("S", 3, 2)), {}, data)
    expected = build(sp.ImmutableMatrix(data["R"]), sp.ImmutableMatrix(data["S"])).doit()
    assert sp.ImmutableMatrix(found) == sp.ImmutableMatrix(expected)


ERRORS = [
    (sp.Symbol("unknown"), NotUnderstood, "^no value for the tensor unknown$"),
    (f(sp.Symbol("c")), NotUnderstood, "^no value for the function f$"),
    (sp.sqrt(sp.Symbol("c")), NotUnderstood, "^index or size 1/2 = 1/2$"),
    (A[3, 0], IndexError, r"^A\[3, 0\] is out of range$"),
    (sp.MatrixSymbol("A", n, m), NotUnderstood, "^the value of A is not 2 x 3$"),
    (sp.Inverse(Q), NotUnderstood, r"^inverse Q\*\*\(-1\)$"),
    (sp.Determinant(Q), NotUnderstood, "^Determinant as a number$"),
    (sp.Adjoint(Q), NotUnderstood, "^Adjoint as a matrix$"),
]


@pytest.mark.parametrize(("expr", "error", "message"), ERRORS, ids=[str(row[0]) for row in ERRORS])
def test_what_is_not_understood_is_an_error(expr, error, message):
    with pytest.raises(error, match=message):
        value(expr)


def test_text_that_is_no_polynomial_is_an_error():
    with pytest.raises(NotUnderstood, match=r"^not a polynomial in x: open\('x'\)$"):
        function_of("open('x')")(1)
    assert exact(Fraction(4, 2)) == 2

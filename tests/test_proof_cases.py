"""Free indices taken case by case, and deltas whose index may lie outside a range: true claims beside false twins."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from sympy import BlockMatrix, Identity, ImmutableMatrix, MatAdd, MatMul, MatPow, MatrixSymbol, Sum, Trace

from explorer.claims import prove
from explorer.nodes import entrywise
from explorer.proof.checker import Invalid, check
from explorer.proof.checker_laws import LAWS

n, m = sp.symbols("n m", integer=True, positive=True)
i, j, k, u = sp.symbols("i j k u", integer=True)
p, q, r = sp.symbols("p q r")
f, g = sp.Function("f"), sp.Function("g")
a, b, x = (MatrixSymbol(name, n, 1) for name in "abx")
W, X, c = MatrixSymbol("W", 2, 3), MatrixSymbol("X", 3, 1), MatrixSymbol("c", 2, 1)
A, S = MatrixSymbol("A", 2, 2), MatrixSymbol("S", n, n)


def delta(one: Any, two: Any) -> Any:
    return sp.KroneckerDelta(one, two)


def row(number: int, bias: int) -> Any:
    return sum(W[number, place] * X[place, 0] for place in range(3)) + c[bias, 0]


def column(*entries: Any) -> Any:
    return ImmutableMatrix([[entry] for entry in entries])


LAYER = MatAdd(MatMul(W, X), c)
JOINED = MatMul(BlockMatrix([[S, a], [a.T, Identity(1)]]), BlockMatrix([[b], [Identity(1)]]))
SQUARE = MatAdd(MatMul(2, MatPow(A, 2)), MatMul(-2, Trace(A), A))
TRACES = Trace(A) ** 2 - Trace(MatPow(A, 2))

# What it is about, a left side, the right side it equals, one it does not equal, and the sizes of the scope.
BY_CASES = (
    ("rows written out", LAYER, column(row(0, 0), row(1, 1)), column(row(0, 0), row(1, 0))),
    ("a function of them", entrywise(f, LAYER), column(f(row(0, 0)), f(row(1, 1))), column(f(row(1, 1)), f(row(0, 0)))),
    ("a vector", entrywise(f, column(p, q, r)), column(f(p), f(q), f(r)), column(f(p), f(r), f(q))),
    ("a seam", JOINED, BlockMatrix([[S * b + a], [a.T * b + Identity(1)]]), BlockMatrix([[S * b + a], [a.T * b]])),
    ("2 x 2 only", SQUARE, MatMul(-TRACES, Identity(2)), MatMul(TRACES, Identity(2))),
)


@pytest.mark.parametrize(("left", "right", "wrong"), [case[1:] for case in BY_CASES], ids=[c[0] for c in BY_CASES])
def test_a_free_index_is_taken_case_by_case(left: Any, right: Any, wrong: Any) -> None:
    verdict = prove(left, right, diagnose=False)
    assert verdict.verdict == "proved", verdict.message
    certificate = dict(verdict.certificate or {})
    place, line = next((place, line) for place, line in enumerate(certificate["lines"]) if line[0] == "cases")
    for proofs in (line[-1][1:], [*line[-1], line[-1][0]], line[-1][::-1]):
        lines = [*certificate["lines"][:place], [*line[:-1], proofs], *certificate["lines"][place + 1 :]]
        with pytest.raises(Invalid, match="rejected"):
            check({**certificate, "lines": lines}, None, LAWS)
    refuted = prove(left, wrong, diagnose=False)
    assert (refuted.verdict, refuted.why) == ("refuted", "value")


def test_too_many_cases_are_said_to_be_too_many() -> None:
    Q = MatrixSymbol("Q", 12, 12)
    verdict = prove(ImmutableMatrix(12, 12, lambda s, t: Q[s, t]), Q, diagnose=False)
    assert verdict.reason == "more than 100 cases of the values of indices"


def total(summand: Any, *limits: Any) -> Any:
    return Sum(summand, *limits)


ALL_I, ALL_J, ALL_K = (i, 0, n - 1), (j, 0, n - 1), (k, 0, n - 1)
NEXT = total(delta(i + 1, j) * a[i, 0] * b[j, 0], ALL_I, ALL_J)
SHORT = total(a[i, 0] * b[i + 1, 0], (i, 0, n - 2))
WITHIN = total(x[j, 0] * delta(j, n - 1), (j, 1, n - 1)) + x[0, 0] * delta(0, n - 1)
DELTAS = (
    (
        "in another order",
        NEXT,
        total(delta(i + 1, j) * a[i, 0] * b[j, 0], ALL_J, ALL_I),
        total(a[i, 0] * b[i, 0], ALL_I),
    ),
    ("used", NEXT, SHORT, total(a[i + 1, 0] * b[i, 0], (i, 0, n - 2))),
    ("inside a function", f(NEXT), f(SHORT), f(-SHORT)),
    (
        "through another",
        total(delta(i + 1, j) * delta(j, k) * a[i, 0] * b[k, 0], ALL_I, ALL_J, ALL_K),
        SHORT,
        total(a[i, 0] * b[i, 0], (i, 0, n - 2)),
    ),
    (
        "two further",
        total(delta(i + 2, j) * a[i, 0] * b[j, 0], ALL_J, (i, 0, n - 3)),
        total(a[i, 0] * b[i + 2, 0], (i, 0, n - 3)),
        NEXT,
    ),
    ("never met", total(delta(0, k) * a[k, 0], (k, 1, n - 1)), sp.Integer(0), a[0, 0]),
    ("met in a part", WITHIN, x[n - 1, 0], x[0, 0]),
    ("met in a part of a function", g(WITHIN), g(x[n - 1, 0]), g(x[0, 0])),
    ("beyond the end", total(delta(k + 1, n) * a[k, 0], ALL_K), a[n - 1, 0], sp.Integer(0)),
)


@pytest.mark.parametrize(("left", "right", "wrong"), [case[1:] for case in DELTAS], ids=[case[0] for case in DELTAS])
def test_a_delta_is_used_whatever_the_order_of_the_sums(left: Any, right: Any, wrong: Any) -> None:
    verdict = prove(left, right, diagnose=False)
    assert verdict.verdict == "proved", verdict.message
    assert prove(right, left, diagnose=False).verdict == "proved"
    refuted = prove(left, wrong, diagnose=False)
    assert (refuted.verdict, refuted.why) == ("refuted", "value")

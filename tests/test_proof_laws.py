"""Each law of particular functions: small valid certificates accepted, forged ones rejected."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from explorer.proof.checker import Invalid, check
from explorer.proof.checker_laws import LAWS
from explorer.proof.composition import verify


class Terms:
    """A table of nodes from nested tuples: "x" a number of that name, ("+", …), ("*", …), (function, …)."""

    def __init__(self) -> None:
        self.nodes: list[list[Any]] = []

    def add(self, term: Any) -> int:
        if isinstance(term, str):
            row: list[Any] = ["entry", term]
        elif isinstance(term, int | Fraction):
            row = ["num", Fraction(term).numerator, Fraction(term).denominator]
        else:
            head, *parts = term
            match head:
                case "sum":
                    row = ["sum", parts[0], self.add(parts[1])]
                case "size" | "entry" | "delta":
                    row = [head, *parts]
                case "+" | "*":
                    row = [{"+": "add", "*": "mul"}[head], *map(self.add, parts)]
                case _:
                    row = ["fun", head, *map(self.add, parts)]
        self.nodes.append(row)
        return len(self.nodes) - 1


def certificate(*lines: tuple[Any, ...]) -> dict[str, Any]:
    """The certificate of the last of these lines: rule, left, right, details."""
    terms = Terms()
    rows = [[rule, terms.add(left), terms.add(right), *details] for rule, left, right, *details in lines]
    return {
        "format": "explorer certificate 1",
        "tensors": {"x": [], "y": [], "z": [[0, ["n", 1]]]},
        "free": {"i": [0, ["n", 1]], "k": [0, ["n", 1]]},
        "at_least": {},
        "nodes": terms.nodes,
        "left": rows[-1][1],
        "right": rows[-1][2],
        "lines": rows,
    }


N, LESS = [0, ["n", 1]], [-1, ["n", 1]]  # n, at least 1, and n - 1, which may be 0
X, Y, EX, EY, MINUS = "x", "y", ("exp", "x"), ("exp", "y"), ("*", -1, "x")
FULL, MAYBE_EMPTY = ("sum", N, EX), ("sum", LESS, EX)
MAYBE_ZERO = (X, ("+", EX, -1), 0, -1, MAYBE_EMPTY, ("size", LESS), ("log", EX), ("inv", X), ("relu", EX), ("*", EX, X))
DELTA = ("delta", ["i", N, [0]], ["k", N, [0]])
SAME = ("delta", ["k", N, [0]], ["k", N, [0]])
APART = ("+", 1, ("*", -1, DELTA))


def ends(d: Any, other: Any = None) -> tuple[tuple[Any, ...], ...]:
    """From (x + y) d = (y + x) d: x + y = y + x."""
    last = d if other is None else other
    one, two = ("+", X, Y), ("+", Y, X)
    return ("ring", ("*", one, d), ("*", two, last)), ("divide", one, two, 0)


def entry(dim: list[Any]) -> tuple[Any, ...]:
    """e^(z_i) for a bound i of a range of `dim`."""
    return ("exp", ("entry", "z", [0, dim, [0]]))


# By law: certificates that are valid, and forged ones, each false or not what the law says.
CASES: dict[str, tuple[list[Any], list[Any]]] = {
    "define": (
        [
            ("define", ("sigmoid", X), ("inv", ("+", 1, ("exp", MINUS)))),
            ("define", ("Max", X, Y), ("+", Y, ("relu", ("+", X, ("*", -1, Y))))),
            ("define", ("identity'", X), 1),
        ],
        [
            ("define", ("sigmoid", X), ("inv", ("+", 1, EX))),
            ("define", ("Max", X, Y, X), ("+", Y, ("relu", ("+", X, ("*", -1, Y))))),
            ("define", ("Max", X), X),
            ("define", ("identity", X, Y), X),
            ("define", ("f", X), X),
            ("define", X, X),
        ],
    ),
    "deltacase": (
        [("deltacase", ("f", DELTA), ("+", ("*", DELTA, ("f", SAME)), ("*", APART, ("f", 0))))],
        [
            ("deltacase", ("f", DELTA), ("+", ("*", DELTA, ("f", 0)), ("*", APART, ("f", SAME)))),
            ("deltacase", ("f", DELTA), ("+", ("*", DELTA, ("f", SAME)), ("*", DELTA, ("f", 0)))),
            ("deltacase", ("f", DELTA), ("+", ("*", DELTA, ("f", SAME)), ("*", APART, ("f", 1)))),
        ],
    ),
    "expsum": (
        [("expsum", ("exp", ("+", X, Y)), ("*", EX, EY))],
        [
            ("expsum", ("exp", ("+", X, Y)), ("+", EX, EY)),
            ("expsum", ("exp", ("*", X, Y)), ("*", EX, EY)),
            ("expsum", ("log", ("+", X, Y)), ("*", ("log", X), ("log", Y))),
        ],
    ),
    "expzero": (
        [("expzero", ("exp", 0), 1), ("expzero", ("exp", ("+", X, MINUS)), 1)],
        [("expzero", EX, 1), ("expzero", ("exp", 0), 0), ("expzero", ("inv", 0), 1)],
    ),
    "expinv": (
        [("expinv", ("inv", EX), ("exp", MINUS))],
        [("expinv", ("inv", EX), EX), ("expinv", ("inv", EX), ("exp", ("*", -2, X))), ("expinv", ("inv", X), EX)],
    ),
    "expcancel": (
        [("expcancel", ("*", EX, Y, ("exp", MINUS)), Y, 0, 2), ("expcancel", ("*", EX, ("exp", MINUS)), 1, 1, 0)],
        [
            ("expcancel", ("*", EX, Y, EX), Y, 0, 2),
            ("expcancel", ("*", ("exp", 0), Y), Y, 0, 0),
            ("expcancel", ("*", EX, ("exp", MINUS), Y), Y, 0, -2),
            ("expcancel", ("*", EX, ("exp", MINUS), Y), 1, 0, 1),
            ("expcancel", ("*", EX, ("exp", MINUS)), 1, 0, 2),
        ],
    ),
    "invmul": (
        [("invmul", ("inv", ("*", X, Y)), ("*", ("inv", X), ("inv", Y)))],
        [
            ("invmul", ("inv", ("+", X, Y)), ("*", ("inv", X), ("inv", Y))),
            ("invmul", ("inv", ("*", X, Y)), ("*", ("inv", X), Y)),
            ("invmul", ("f", ("*", X, Y)), ("*", ("f", X), ("f", Y))),
        ],
    ),
    "invinv": (
        [("invinv", ("inv", ("inv", EX)), EX)],
        [
            *[("invinv", ("inv", ("inv", bad)), bad) for bad in MAYBE_ZERO],
            ("invinv", ("inv", EX), EX),
            ("invinv", ("inv", ("inv", EX)), EY),
            ("invinv", ("f", ("f", EX)), EX),
        ],
    ),
    "logmul": (
        [
            ("logmul", ("log", ("*", 2, EX, FULL)), ("+", ("log", 2), ("log", EX), ("log", FULL))),
            ("logmul", ("log", ("*", ("size", N), EX)), ("+", ("log", ("size", N)), ("log", EX))),
        ],
        [
            *[("logmul", ("log", ("*", EX, bad)), ("+", ("log", EX), ("log", bad))) for bad in MAYBE_ZERO],
            ("logmul", ("log", ("*", -2, -3)), ("+", ("log", -2), ("log", -3))),
            ("logmul", ("log", ("+", EX, EY)), ("+", ("log", EX), ("log", EY))),
            ("logmul", ("log", ("*", EX, EY)), ("*", ("log", EX), ("log", EY))),
        ],
    ),
    "logexp": (
        [("logexp", ("log", EX), X)],
        [("logexp", ("log", X), X), ("logexp", ("log", EX), MINUS), ("logexp", ("exp", ("log", X)), X)],
    ),
    "loginv": (
        [("loginv", ("log", ("inv", EX)), ("*", -1, ("log", EX)))],
        [
            *[("loginv", ("log", ("inv", bad)), ("*", -1, ("log", bad))) for bad in MAYBE_ZERO],
            ("loginv", ("log", ("inv", EX)), ("log", EX)),
            ("loginv", ("log", ("inv", EX)), ("*", -2, ("log", EX))),
            ("loginv", ("log", EX), ("*", -1, ("log", EX))),
        ],
    ),
    "logone": (
        [("logone", ("log", 1), 0)],
        [("logone", ("log", 1), 1), ("logone", ("log", 2), 0), ("logone", ("log", X), 0), ("logone", ("f", 1), 0)],
    ),
    "cancel": (
        [
            ("cancel", ("*", EX, Y, ("inv", EX)), Y, 0, 2),
            ("cancel", ("*", FULL, ("inv", FULL)), 1, 0, 1),
            ("cancel", ("*", ("size", N), ("inv", ("size", N))), 1, 0, 1),
        ],
        [
            *[("cancel", ("*", bad, ("inv", bad)), 1, 0, 1) for bad in MAYBE_ZERO],
            ("cancel", ("*", EX, ("inv", EY)), 1, 0, 1),
            ("cancel", ("*", EX, ("inv", EX)), 1, 1, 0),
            ("cancel", ("*", EX, ("inv", EX), Y), Y, 0, -2),
            ("cancel", ("*", EX, ("f", EX)), 1, 0, 1),
            ("cancel", ("*", EX, ("inv", EX), Y), 1, 0, 1),
        ],
    ),
    "divide": (
        [ends(EX), ends(FULL), ends(entry(N)), ends(("+", 1, EX))],
        [
            *[ends(bad) for bad in MAYBE_ZERO],
            ends(entry(LESS)),
            ends(("*", EX, EY), ("*", EY, EX)),
            (("ring", ("*", X, EX), ("*", EX, X)), ("divide", X, EX, 0)),
            (("ring", ("*", X, 0), ("*", Y, 0)), ("divide", X, Y, 0)),
            (("divide", X, Y, 0),),
            (("ring", X, X), ("divide", X, Y, -1)),
        ],
    ),
    "reluscale": (
        [("reluscale", ("relu", ("*", 2, X)), ("*", 2, ("relu", X)))],
        [
            ("reluscale", ("relu", ("*", -2, X)), ("*", -2, ("relu", X))),
            ("reluscale", ("relu", ("*", 2, X)), ("*", 3, ("relu", X))),
            ("reluscale", ("relu", 0), ("*", 0, ("relu", X))),
            ("reluscale", ("relu", ("*", Y, X)), ("*", Y, ("relu", X))),
            ("reluscale", ("f", ("*", 2, X)), ("*", 2, ("f", X))),
        ],
    ),
    "reluneg": (
        [("reluneg", ("relu", X), ("+", ("relu", MINUS), X))],
        [
            ("reluneg", ("relu", X), ("+", ("relu", X), X)),
            ("reluneg", ("relu", X), ("+", ("relu", MINUS), MINUS)),
            ("reluneg", ("relu", X), ("+", ("relu", ("*", -2, X)), X)),
            ("reluneg", ("f", X), ("+", ("f", MINUS), X)),
        ],
    ),
    "relunum": (
        [
            ("relunum", ("relu", Fraction(3, 2)), Fraction(3, 2)),
            ("relunum", ("relu", -1), 0),
            ("relunum", ("relu", 0), 0),
        ],
        [("relunum", ("relu", -1), -1), ("relunum", ("relu", 2), 0), ("relunum", ("relu", X), 0)],
    ),
    "relupos": (
        [("relupos", ("relu", EX), EX), ("relupos", ("relu", FULL), FULL)],
        [
            *[("relupos", ("relu", bad), bad) for bad in MAYBE_ZERO],
            ("relupos", ("relu", EX), EY),
            ("relupos", ("f", EX), EX),
        ],
    ),
    "steppos": (
        [("steppos", ("step", EX), 1), ("steppos", ("step", ("size", N)), 1)],
        [
            *[("steppos", ("step", bad), 1) for bad in MAYBE_ZERO],
            ("steppos", ("step", EX), 0),
            ("steppos", ("step", EX), EX),
            ("steppos", ("relu", EX), 1),
        ],
    ),
    "stepnum": (
        [("stepnum", ("step", 0), 0), ("stepnum", ("step", Fraction(1, 9)), 1), ("stepnum", ("step", -1), 0)],
        [
            ("stepnum", ("step", 0), 1),
            ("stepnum", ("step", 0), Fraction(1, 2)),
            ("stepnum", ("step", 2), 2),
            ("stepnum", ("step", X), 1),
        ],
    ),
    "stepscale": (
        [
            ("stepscale", ("step", ("*", 3, X)), ("step", X), 3, 1),
            ("stepscale", ("step", X), ("step", ("*", 2, X)), 1, 2),
        ],
        [
            ("stepscale", ("step", MINUS), ("step", X), -1, 1),
            ("stepscale", ("step", 0), ("step", X), 0, 1),
            ("stepscale", ("step", ("*", 3, X)), ("step", X), 2, 1),
            ("stepscale", ("step", ("*", 3, X)), ("step", X), 3, 0),
            ("stepscale", ("relu", ("*", 3, X)), ("relu", X), 3, 1),
        ],
    ),
}


def as_lines(case: Any) -> tuple[Any, ...]:
    return case if isinstance(case[0], tuple) else (case,)


def test_every_law_has_cases() -> None:
    assert set(LAWS) <= set(CASES)


@pytest.mark.parametrize("rule", LAWS)
def test_a_law_accepts_what_it_says(rule: str) -> None:
    for case in CASES[rule][0]:
        lines = as_lines(case)
        assert check(certificate(*lines), None, LAWS) == len(lines), case
        with pytest.raises(Invalid, match="rejected"):
            check(certificate(*lines))  # the checker alone knows no law of a particular function


@pytest.mark.parametrize("rule", LAWS)
def test_a_law_rejects_what_is_forged(rule: str) -> None:
    for case in CASES[rule][1]:
        with pytest.raises(Invalid, match="rejected"):
            check(certificate(*as_lines(case)), None, LAWS)
        with pytest.raises(Invalid, match="rejected"):
            verify(certificate(*as_lines(case)))


def test_dividing_may_not_drop_an_index_without_values() -> None:
    with pytest.raises(Invalid, match="an index without values"):
        check(certificate(*ends(entry(LESS))), None, LAWS)

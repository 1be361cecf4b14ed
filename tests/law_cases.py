"""Laws of particular functions: for each, certificates that are valid and forged ones."""

from __future__ import annotations

from fractions import Fraction
from typing import Any


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
R, PI = "pow[1/2]", ("the number pi", 0)
FULL, MAYBE_EMPTY = ("sum", N, EX), ("sum", LESS, EX)
MAYBE_NEGATIVE = (X, ("+", EX, -1), -1, ("log", EX), ("inv", X), ("*", EX, X), ("*", -1, X, X), ("exp", X, Y))
MAYBE_ZERO = (
    X,
    ("+", EX, -1),
    ("log", EX),
    ("inv", X),
    ("*", EX, X),
    0,
    MAYBE_EMPTY,
    ("size", LESS),
    ("relu", EX),
    ("*", X, X),
    (R, MAYBE_EMPTY),
)
NOT_POSITIVE = (*MAYBE_ZERO, -1, ("*", -1, EX))
NEVER_NEGATIVE = (0, MAYBE_EMPTY, ("size", LESS), ("relu", X), ("step", X), ("*", X, X), (R, X), ("*", -2, -3), PI)
DELTA = ("delta", ["i", N, [0]], ["k", N, [0]])
SAME = ("delta", ["k", N, [0]], ["k", N, [0]])
APART = ("+", 1, ("*", -1, DELTA))


def ends(d: Any, other: Any = None) -> tuple[tuple[Any, ...], ...]:
    """From (x + y) d = (y + x) d: x + y = y + x."""
    last = d if other is None else other
    one, two = ("+", X, Y), ("+", Y, X)
    return ("ring", ("*", one, d), ("*", two, last)), ("divide", one, two, 0)


HALF = Fraction(1, 2)
LAST = [None, [1], [-1, ["n", 1]]]
FIRST_IS_LAST, Z_FIRST, Z_LAST = ("delta", 0, LAST), ("entry", "z", 0), ("entry", "z", LAST)


def same(*index: Any) -> tuple[Any, ...]:
    """The line z = z + 0 at an index."""
    return ("ring", ("entry", "z", *index), ("+", ("entry", "z", *index), 0))


def cases(*lines: tuple[Any, ...], parts: list[Any], name: str = "i") -> tuple[tuple[Any, ...], ...]:
    """From these lines z_i = z_i + 0 by cases."""
    _, left, right = same(["i", N, [0]])
    return (*lines, ("cases", left, right, name, parts, list(range(len(lines)))))


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
            ("define", ("Max", X, Y, X), ("Max", X, ("Max", Y, X))),
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
    "maxflat": (
        [
            ("maxflat", ("Max", X, Y, EX), ("Max", ("Max", EX, X), Y), "Max"),
            ("maxflat", ("Min", X, Y), ("Min", Y, X), "Min"),
            ("maxflat", ("Max", X, ("Max", X, X)), X, "Max"),
        ],
        [
            ("maxflat", ("Max", X, Y), X, "Max"),
            ("maxflat", ("Max", X, ("Min", Y, EX)), ("Max", X, Y, EX), "Max"),
            ("maxflat", ("Max", X, Y), ("Min", X, Y), "Max"),
            ("maxflat", ("f", X, Y), ("f", Y, X), "f"),
        ],
    ),
    "deltaapart": (
        [
            ("deltaapart", ("delta", 0, [None, [1], [0, ["n", 1]]]), 0),
            ("deltaapart", ("delta", ["i", N, [0, ["n", 2]]], ["i", N, [1]]), 0),
        ],
        [
            ("deltaapart", FIRST_IS_LAST, 0),
            ("deltaapart", ("delta", 0, [None, [1], [0, ["n", 1]]]), 1),
            ("deltaapart", ("delta", ["i", N, [0]], ["k", N, [0, ["n", 1]]]), 0),
            ("deltaapart", ("delta", 0, 0), 0),
        ],
    ),
    "deltaconst": (
        [("deltaconst", ("*", FIRST_IS_LAST, ("f", Z_LAST)), ("*", FIRST_IS_LAST, ("f", Z_FIRST)), 0)],
        [
            ("deltaconst", ("*", FIRST_IS_LAST, ("f", Z_LAST)), ("*", FIRST_IS_LAST, ("f", Z_LAST), 1), 0),
            ("deltaconst", ("*", FIRST_IS_LAST, Z_LAST), ("*", FIRST_IS_LAST, ("entry", "z", 1)), 0),
            ("deltaconst", ("*", DELTA, ("entry", "z", ["k", N, [0]])), ("*", DELTA, ("entry", "z", ["i", N, [0]])), 0),
            ("deltaconst", ("*", FIRST_IS_LAST, Z_LAST), ("*", FIRST_IS_LAST, Z_FIRST), -1),
            ("deltaconst", ("+", FIRST_IS_LAST, Z_LAST), ("+", FIRST_IS_LAST, Z_FIRST), 0),
        ],
    ),
    "cases": (
        [
            cases(same(0), same([0, LESS, [1]]), parts=[[1], LESS]),
            cases(same([0, N, [0]]), parts=[N]),
            cases(same([0, LESS, [0]]), same([None, [1], [-1, ["n", 1]]]), parts=[LESS, [1]]),
        ],
        [
            cases(same(0), parts=[[1]]),
            cases(same(0), same([0, LESS, [0]]), parts=[[1], LESS]),
            cases(same([0, N, [0]]), same(0), parts=[N, [0]]),
            cases(same(0), same([0, N, [1]]), same([0, [-1], [1, ["n", 1]]]), parts=[[1], N, [-1]]),
            cases(same([0, N, [0]]), parts=[N], name="k"),
            cases(same(["k", N, [0]]), parts=[N]),
            cases(same([0, N, [0]]), same([0, N, [0]]), parts=[N]),
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
    "explog": (
        [("explog", ("exp", ("log", EX)), EX), ("explog", ("exp", ("log", FULL)), FULL)],
        [
            *[("explog", ("exp", ("log", bad)), bad) for bad in NOT_POSITIVE],
            ("explog", ("exp", ("log", EX)), EY),
            ("explog", ("log", ("exp", EX)), EX),
        ],
    ),
    "logroot": (
        [("logroot", ("log", (R, EX)), ("*", HALF, ("log", EX)))],
        [
            *[("logroot", ("log", (R, bad)), ("*", HALF, ("log", bad))) for bad in NOT_POSITIVE],
            ("logroot", ("log", (R, EX)), ("*", 2, ("log", EX))),
            ("logroot", ("log", ("inv", EX)), ("*", HALF, ("log", EX))),
        ],
    ),
    "roottwice": (
        [("roottwice", ("*", (R, good), (R, good)), good) for good in (*NEVER_NEGATIVE, EX)],
        [
            *[("roottwice", ("*", (R, bad), (R, bad)), bad) for bad in MAYBE_NEGATIVE],
            ("roottwice", ("*", (R, EX), (R, EY)), EX),
            ("roottwice", ("*", (R, EX), (R, EX)), EY),
            ("roottwice", ("*", (R, EX), (R, EX), (R, EX)), EX),
        ],
    ),
    "rootmul": (
        [("rootmul", (R, ("*", EX, good)), ("*", (R, EX), (R, good))) for good in NEVER_NEGATIVE],
        [
            *[("rootmul", (R, ("*", EX, bad)), ("*", (R, EX), (R, bad))) for bad in MAYBE_NEGATIVE],
            ("rootmul", (R, ("*", -2, -2)), ("*", (R, -2), (R, -2))),
            ("rootmul", (R, ("+", EX, EY)), ("*", (R, EX), (R, EY))),
            ("rootmul", (R, ("*", EX, EY)), ("+", (R, EX), (R, EY))),
        ],
    ),
    "rootinv": (
        [("rootinv", (R, ("inv", X)), ("*", (R, X), ("inv", X)))],
        [("rootinv", (R, ("inv", X)), (R, X)), ("rootinv", ("inv", (R, X)), ("*", (R, X), ("inv", X)))],
    ),
    "invroot": (
        [("invroot", ("inv", (R, X)), ("*", (R, X), ("inv", X)))],
        [("invroot", ("inv", (R, X)), ("*", (R, Y), ("inv", X))), ("invroot", ("inv", (R, X)), ("inv", X))],
    ),
    "rootnum": (
        [("rootnum", (R, Fraction(4, 9)), Fraction(2, 3)), ("rootnum", (R, 0), 0)],
        [("rootnum", (R, 4), -2), ("rootnum", (R, 4), 4), ("rootnum", (R, -4), 2), ("rootnum", (R, X), 1)],
    ),
    "rootsquare": (
        [("rootsquare", (R, ("*", X, X)), ("+", ("*", 2, ("relu", X)), ("*", -1, X)))],
        [
            ("rootsquare", (R, ("*", X, X)), X),
            ("rootsquare", (R, ("*", X, Y)), ("+", ("*", 2, ("relu", X)), ("*", -1, X))),
            ("rootsquare", (R, ("*", X, X)), ("+", ("*", 2, ("relu", X)), X)),
        ],
    ),
    "rootexp": (
        [("rootexp", (R, EX), ("exp", ("*", HALF, X)))],
        [("rootexp", (R, EX), EX), ("rootexp", (R, EX), ("exp", ("*", 2, X))), ("rootexp", EX, ("exp", X))],
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
            *[("logmul", ("log", ("*", EX, bad)), ("+", ("log", EX), ("log", bad))) for bad in NOT_POSITIVE],
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
            *[("loginv", ("log", ("inv", bad)), ("*", -1, ("log", bad))) for bad in NOT_POSITIVE],
            ("loginv", ("log", ("inv", EX)), ("log", EX)),
            ("loginv", ("log", ("inv", EX)), ("*", -2, ("log", EX))),
            ("loginv", ("log", EX), ("*", -1, ("log", EX))),
        ],
    ),
    "expequal": (
        [
            (
                ("ring", ("exp", ("+", X, Y)), ("exp", ("+", X, Y))),
                ("expequal", ("+", X, Y), ("+", X, Y), 0),
            ),
        ],
        [
            (("ring", EX, EX), ("expequal", Y, Y, 0)),
            (("ring", ("f", X), ("f", X)), ("expequal", X, X, 0)),
            ("expequal", X, Y, 0),
        ],
    ),
    "logabs": (
        [
            (
                "logabs",
                ("log", ("+", ("*", 2, ("relu", X)), ("*", -1, X))),
                ("*", Fraction(1, 2), ("log", ("*", X, X))),
            )
        ],
        [
            ("logabs", ("log", X), ("*", Fraction(1, 2), ("log", ("*", X, X)))),
            ("logabs", ("log", ("relu", X)), ("*", Fraction(1, 2), ("log", ("*", X, X)))),
            (
                "logabs",
                ("log", ("+", ("*", 2, ("relu", X)), ("*", -1, X))),
                ("*", 2, ("log", ("*", X, X))),
            ),
            (
                "logabs",
                ("log", ("+", ("*", 2, ("relu", X)), ("*", -1, X))),
                ("*", Fraction(1, 2), ("log", ("*", X, Y))),
            ),
        ],
    ),
    "powlog": (
        [("powlog", ("pow", EX, Y), ("exp", ("*", Y, ("log", EX))))],
        [
            *[("powlog", ("pow", bad, Y), ("exp", ("*", Y, ("log", bad)))) for bad in NOT_POSITIVE],
            ("powlog", ("pow", EX, Y), ("exp", ("*", X, ("log", EX)))),
            ("powlog", ("f", EX, Y), ("exp", ("*", Y, ("log", EX)))),
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
}

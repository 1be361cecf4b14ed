"""Laws of cases by sign: for each, certificates that are valid and forged ones."""

from __future__ import annotations

from typing import Any

from law_cases import EX, X, Y

K = [0, [0, ["n", 1]], [0]]
Z = ("entry", "z", K)


def above(x: Any) -> Any:
    return ("step", x)


def not_above(x: Any) -> Any:
    return ("+", 1, ("*", -1, ("step", x)))


def guarded(guards: list[Any], one: Any, two: Any, *times: list[int]) -> tuple[Any, ...]:
    return ("guarded", ("*", *guards, one), ("*", *guards, two), list(times))


RX, MX = ("relu", X), ("*", -1, X)
SUM, APART = ("+", X, Y), ("+", X, ("*", -1, Y))
PREMISE = guarded([above(X)], RX, X, [1, 1])

CELLS: dict[str, tuple[list[Any], list[Any]]] = {
    "relumul": (
        [
            (
                "relumul",
                ("relu", ("*", X, Y)),
                ("+", ("*", 2, RX, ("relu", Y)), ("*", -1, X, ("relu", Y)), ("*", -1, Y, RX), ("*", X, Y)),
            )
        ],
        [
            ("relumul", ("relu", ("*", X, Y)), ("*", RX, ("relu", Y))),
            (
                "relumul",
                ("step", ("*", X, Y)),
                ("+", ("*", 2, RX, ("relu", Y)), ("*", -1, X, ("relu", Y)), ("*", -1, Y, RX), ("*", X, Y)),
            ),
        ],
    ),
    "guarded": (
        [
            PREMISE,
            guarded([above(X)], RX, X, [0, 1]),  # its own term has the sign
            guarded([above(X)], ("relu", MX), 0, [1, 1]),
            guarded([above(X)], above(X), 1, [1, 1]),
            guarded([not_above(X)], RX, 0, [1, 1]),
            guarded([not_above(X)], above(X), 0, [1, 1]),
            guarded([above(X), above(Y)], ("relu", SUM), SUM, [1, 1], [1, 1]),
            guarded([above(X), not_above(Y)], ("relu", APART), APART, [1, 1], [1, 1]),
            guarded([above(X), not_above(Y)], ("relu", ("*", X, Y)), 0, [0, 1], [0, 1]),
            guarded([above(X)], above(("+", X, EX)), 1, [1, 1]),
            guarded([above(APART)], ("relu", ("+", ("*", 2, X), ("*", -2, Y), 1)), ("+", ("*", 2, X), ("*", -2, Y), 1),
                    [2, 1]),
            guarded([above(Y)], ("relu", ("*", X, X, ("inv", Y))), ("*", X, X, ("inv", Y)), [0, 1]),
        ],
        [
            guarded([above(X)], RX, 0, [1, 1]),
            guarded([above(X)], RX, X),
            guarded([above(X)], RX, X, [-1, 1]),
            guarded([above(Y)], RX, X, [1, 1]),
            guarded([not_above(X)], RX, X, [1, 1]),
            guarded([not_above(X)], ("relu", MX), MX, [-1, 1]),
            guarded([not_above(X)], above(MX), 1, [1, 1]),  # 0 at x = 0
            guarded([above(X), not_above(Y)], ("relu", SUM), SUM, [1, 1], [1, 1]),
            guarded([above(X)], ("relu", ("+", X, -1)), ("+", X, -1), [1, 1]),
            guarded([above(X)], ("relu", ("+", X, Y)), ("+", X, Y), [1, 1]),
            guarded([("+", 1, ("*", -2, above(X)))], RX, 0, [1, 1]),
            guarded([RX], RX, X, [1, 1]),
            guarded([EX], RX, X, [1, 1]),
            guarded([above(X)], ("f", X), X, [1, 1]),
            guarded([above(X)], above(X), X, [1, 1]),
            ("guarded", ("*", above(X), RX), ("*", above(Y), X), [[1, 1]]),
        ],
    ),
    "within": (
        [
            (PREMISE, ("within", ("*", above(X), ("exp", ("+", RX, Y))), ("*", above(X), ("exp", ("+", X, Y))), 0)),
            (PREMISE, ("within", ("*", above(X), ("sum", [0, ["n", 1]], ("*", RX, Z))),
                       ("*", above(X), ("sum", [0, ["n", 1]], ("*", X, Z))), 0)),
        ],
        [
            (PREMISE, ("within", ("*", above(Y), ("exp", RX)), ("*", above(Y), ("exp", X)), 0)),
            (PREMISE, ("within", ("exp", RX), ("exp", X), 0)),
            (PREMISE, ("within", ("*", above(X), ("exp", RX)), ("*", above(X), ("exp", MX)), 0)),
            (PREMISE, ("within", ("*", above(X), ("exp", RX)), ("*", above(X), ("exp", X)), 1)),
            (PREMISE, ("within", ("*", EX, ("exp", RX)), ("*", EX, ("exp", X)), 0)),
        ],
    ),
}  # fmt: skip

"""Laws of ReLU and of the step: for each, certificates that are valid and forged ones."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from law_cases import EX, EY, FULL, MAYBE_NEGATIVE, MINUS, NEVER_NEGATIVE, NOT_POSITIVE, PI, N, X, Y

RECTIFIERS: dict[str, tuple[list[Any], list[Any]]] = {
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
    "relupull": (
        [("relupull", ("relu", ("*", good, Y)), ("*", good, ("relu", Y))) for good in (*NEVER_NEGATIVE, EX)],
        [
            *[("relupull", ("relu", ("*", bad, Y)), ("*", bad, ("relu", Y))) for bad in MAYBE_NEGATIVE],
            ("relupull", ("relu", ("*", EX, Y)), ("*", EY, ("relu", Y))),
            ("relupull", ("relu", ("+", EX, Y)), ("*", EX, ("relu", Y))),
        ],
    ),
    "steppull": (
        [("steppull", ("step", ("*", EX, Y, PI)), ("step", Y), 1)],
        [
            *[("steppull", ("step", ("*", bad, Y)), ("step", Y), 1) for bad in NOT_POSITIVE],
            ("steppull", ("step", ("*", EX, Y)), ("step", EX), 1),
            ("steppull", ("step", ("*", EX, Y)), ("step", Y), -1),
            ("steppull", ("step", ("+", EX, Y)), ("step", Y), 1),
        ],
    ),
    "stepexp": (
        [("stepexp", ("step", ("+", EX, ("*", -1, EY))), ("step", ("+", X, ("*", -1, Y))))],
        [
            ("stepexp", ("step", ("+", EX, ("*", -1, EY))), ("step", ("+", Y, ("*", -1, X)))),
            ("stepexp", ("step", ("+", EX, ("*", -2, EY))), ("step", ("+", X, ("*", -2, Y)))),
            ("stepexp", ("step", ("+", EX, ("*", 1, EY))), ("step", ("+", X, ("*", 1, Y)))),
            ("stepexp", ("step", ("+", EX, ("*", -1, Y))), ("step", ("+", X, ("*", -1, Y)))),
            ("stepexp", ("relu", ("+", EX, ("*", -1, EY))), ("relu", ("+", X, ("*", -1, Y)))),
        ],
    ),
    "steprelu": (
        [("steprelu", ("step", ("relu", X)), ("step", X))],
        [("steprelu", ("step", ("relu", X)), ("relu", X)), ("steprelu", ("relu", ("step", X)), ("step", X))],
    ),
    "stepmul": (
        [("stepmul", ("*", X, ("step", X)), ("relu", X))],
        [
            ("stepmul", ("*", Y, ("step", X)), ("relu", X)),
            ("stepmul", ("*", X, ("step", X)), ("relu", Y)),
            ("stepmul", ("*", X, ("relu", X)), ("relu", X)),
            ("stepmul", ("+", X, ("step", X)), ("relu", X)),
        ],
    ),
    "twice": (
        [
            ("twice", ("*", ("step", X), ("step", X)), ("step", X)),
            ("twice", ("*", ("step", X), ("relu", X)), ("relu", X)),
            ("twice", ("*", ("relu", X), ("relu", X)), ("*", X, ("relu", X))),
        ],
        [
            ("twice", ("*", ("step", X), ("step", Y)), ("step", Y)),
            ("twice", ("*", ("step", X), ("relu", X)), ("step", X)),
            ("twice", ("*", ("relu", X), ("relu", X)), ("relu", X)),
            ("twice", ("*", ("relu", X), ("step", X)), ("*", X, ("step", X))),
            ("twice", ("*", ("f", X), ("relu", X)), ("*", X, ("relu", X))),
            ("twice", ("*", ("f", X), ("f", X)), ("f", X)),
            ("twice", ("+", ("step", X), ("step", X)), ("step", X)),
        ],
    ),
    "opposite": (
        [
            ("opposite", ("*", ("step", X), ("step", MINUS)), 0),
            ("opposite", ("*", ("relu", MINUS), ("step", X)), 0),
            ("opposite", ("*", ("relu", X), ("relu", ("*", -1, X))), 0),
        ],
        [
            ("opposite", ("*", ("step", X), ("step", X)), 0),
            ("opposite", ("*", ("step", X), ("step", ("*", -2, X))), 0),
            ("opposite", ("*", ("exp", X), ("exp", MINUS)), 0),
            ("opposite", ("*", ("step", X), ("step", MINUS)), 1),
            ("opposite", ("+", ("step", X), ("step", MINUS)), 0),
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
        [("relupos", ("relu", good), good) for good in (*NEVER_NEGATIVE, EX, FULL)],
        [
            *[("relupos", ("relu", bad), bad) for bad in MAYBE_NEGATIVE],
            ("relupos", ("relu", EX), EY),
            ("relupos", ("f", EX), EX),
        ],
    ),
    "steppos": (
        [
            ("steppos", ("step", EX), 1),
            ("steppos", ("step", ("size", N)), 1),
            ("steppos", ("step", ("*", -1, EX)), 0),
            ("steppos", ("step", ("*", -1, X, X)), 0),
        ],
        [
            *[("steppos", ("step", bad), 1) for bad in NOT_POSITIVE],
            *[("steppos", ("step", good), 0) for good in NEVER_NEGATIVE[1:]],
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

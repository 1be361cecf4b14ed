"""Laws of the largest, the smallest and the product of a bag: for each, certificates that are valid and forged ones."""

from __future__ import annotations

from typing import Any

from law_cases import EX, LESS, MAYBE_NEGATIVE, NEVER_NEGATIVE, NOT_POSITIVE, N, X, Y

K, FREE, OUT = [0, N, [0]], ["i", N, [0]], ["i", N, [1]]
Z, ZI, Z0, Z1 = ("entry", "z", K), ("entry", "z", FREE), ("entry", "z", 0), ("entry", "z", 1)


def over(name: str, *terms: Any, size: Any = N) -> Any:
    """max[], min[] or prod[] of each of the terms, over the innermost index."""
    bags = [("sum", size, ("each[]", term)) for term in terms]
    return (name, bags[0] if len(bags) == 1 else ("+", *bags))


def most(*terms: Any) -> Any:
    return over("max[]", *terms)


BAGS: dict[str, tuple[list[Any], list[Any]]] = {
    "maxflat": (
        [
            ("maxflat", ("max[]", ("+", ("sum", N, ("each[]", Z)), ("each[]", X))), ("Max", X, most(Z)), "Max"),
            ("maxflat", ("max[]", ("*", 2, ("size", N), ("each[]", X))), X, "Max"),
            ("maxflat", ("max[]", ("+", ("each[]", X), ("each[]", Y))), ("Max", Y, X, Y), "Max"),
            ("maxflat", over("min[]", ("Min", X, Z)), ("Min", over("min[]", Z), over("min[]", X)), "Min"),
            ("maxflat", most(("Max", Z, EX)), ("Max", most(Z), most(EX)), "Max"),
            ("maxflat", most(most(Z)), ("max[]", ("sum", N, ("sum", N, ("each[]", Z)))), "Max"),
        ],
        [
            ("maxflat", most(Z), X, "Max"),
            ("maxflat", ("max[]", ("*", ("size", LESS), ("each[]", X))), X, "Max"),
            ("maxflat", ("max[]", ("*", -1, ("each[]", X))), X, "Max"),
            ("maxflat", ("max[]", ("*", 0, ("each[]", X))), X, "Max"),
            ("maxflat", ("max[]", ("*", Y, ("each[]", X))), X, "Max"),
            ("maxflat", ("max[]", ("*", ("each[]", X), ("each[]", Y))), X, "Max"),
            ("maxflat", over("max[]", X, size=LESS), X, "Max"),
            ("maxflat", ("max[]", X), X, "Max"),
            ("maxflat", over("min[]", X), X, "Max"),
            ("maxflat", over("min[]", ("Max", X, Y)), ("Min", X, Y), "Min"),
            ("maxflat", over("prod[]", Z, X), ("Max", X, over("prod[]", Z)), "Max"),
        ],
    ),
    "smallest": (
        [("smallest", over("min[]", Z), ("*", -1, most(("*", -1, Z))))],
        [
            ("smallest", over("min[]", Z), ("*", -1, most(Z))),
            ("smallest", over("min[]", Z), most(("*", -1, Z))),
            ("smallest", over("min[]", Z), ("*", -2, most(("*", -1, Z)))),
            ("smallest", most(Z), ("*", -1, over("min[]", ("*", -1, Z)))),
            ("smallest", over("min[]", Z, size=LESS), ("*", -1, over("max[]", ("*", -1, Z), size=LESS))),
            ("smallest", over("min[]", Z), ("*", -1, most(("*", -1, Z), X))),
        ],
    ),
    "largestplus": (
        [
            ("largestplus", most(("+", Z, X)), ("+", most(Z), X)),
            ("largestplus", most(("+", Z, ZI)), ("+", most(Z), ZI)),
        ],
        [
            ("largestplus", most(("+", Z, X)), ("+", most(Z), Y)),
            ("largestplus", most(("+", Z, X)), ("+", most(Z), ("*", -1, X))),
            ("largestplus", over("prod[]", ("+", Z, X)), ("+", over("prod[]", Z), X)),
            ("largestplus", over("max[]", ("+", Z, X), size=LESS), ("+", over("max[]", Z, size=LESS), X)),
            ("largestplus", most(("+", Z, X), Y), ("+", most(Z, Y), X)),
        ],
    ),
    "largesttimes": (
        [("largesttimes", most(("*", good, Z)), ("*", good, most(Z))) for good in (*NEVER_NEGATIVE, EX, 3)],
        [
            *[("largesttimes", most(("*", bad, Z)), ("*", bad, most(Z))) for bad in (*MAYBE_NEGATIVE, -1)],
            ("largesttimes", most(("*", EX, Z)), ("*", 2, most(Z))),
            ("largesttimes", over("min[]", ("*", EX, Z)), ("*", EX, over("min[]", Z))),
            ("largesttimes", over("max[]", ("*", EX, Z), size=LESS), ("*", EX, over("max[]", Z, size=LESS))),
        ],
    ),
    "largestof": (
        [
            *[("largestof", most((f, Z)), (f, most(Z)), "max[]") for f in ("exp", "relu", "step", "tanh", "pow[1/2]")],
            ("largestof", over("min[]", ("exp", Z)), ("exp", over("min[]", Z)), "min[]"),
            ("largestof", most(("log", ("exp", Z))), ("log", most(("exp", Z))), "max[]"),
        ],
        [
            *[("largestof", most((f, Z)), (f, most(Z)), "max[]") for f in ("inv", "f", "Abs", "cosh", "log", "swish")],
            ("largestof", most(("exp", Z)), ("exp", over("min[]", Z)), "max[]"),
            ("largestof", over("prod[]", ("exp", Z)), ("exp", over("prod[]", Z)), "prod[]"),
            ("largestof", most(("exp", Z), X), ("exp", most(Z, X)), "max[]"),
        ],
    ),
    "below": (
        [
            ("below", ("relu", ("+", ZI, ("*", -1, most(Z)))), 0, FREE),
            ("below", ("step", ("+", ZI, ("*", -1, most(Z)))), 0, FREE),
            ("below", ("relu", ("+", Z0, ("*", -1, most(Z)))), 0, 0),
        ],
        [
            ("below", ("relu", ("+", Z1, ("*", -1, most(Z)))), 0, 1),  # n may be 1
            ("below", ("relu", ("+", ("entry", "z", OUT), ("*", -1, most(Z)))), 0, OUT),
            ("below", ("relu", ("+", ZI, ("*", -1, most(Z)))), 1, FREE),
            ("below", ("relu", ("+", ZI, most(Z))), 0, FREE),
            ("below", ("relu", ("+", ZI, ("*", -2, most(Z)))), 0, FREE),
            ("below", ("exp", ("+", ZI, ("*", -1, most(Z)))), 0, FREE),
            ("below", ("relu", ("+", ZI, ("*", -1, over("min[]", Z)))), 0, FREE),
            ("below", ("relu", ("+", ZI, ("*", -1, most(Z)))), 0, 0),
            ("below", ("relu", ("+", ZI, ("*", -1, most(Z)))), 0),
            ("below", ("relu", ("+", X, ("*", -1, most(Z)))), 0, FREE),
        ],
    ),
    "prodsame": (
        [
            ("prodsame", over("prod[]", ("*", Z, X)), ("*", over("prod[]", X), over("prod[]", Z))),
            ("prodsame", ("prod[]", ("+", ("each[]", X), ("each[]", Y))), ("*", Y, X)),
        ],
        [
            ("prodsame", over("prod[]", ("*", Z, X)), ("*", X, over("prod[]", Z))),
            ("prodsame", ("prod[]", ("+", ("each[]", X), ("each[]", X))), X),
            ("prodsame", ("prod[]", ("*", 2, ("each[]", X))), X),
            ("prodsame", over("prod[]", Z), most(Z)),
            ("prodsame", over("prod[]", ("+", Z, X)), ("+", over("prod[]", X), over("prod[]", Z))),
        ],
    ),
    "prodof": (
        [
            ("prodof", over("prod[]", ("inv", Z)), ("inv", over("prod[]", Z))),
            ("prodof", over("prod[]", ("Abs", X), size=LESS), ("Abs", over("prod[]", X, size=LESS))),
        ],
        [
            *[("prodof", over("prod[]", (f, Z)), (f, over("prod[]", Z))) for f in ("exp", "relu", "pow[1/2]", "f")],
            ("prodof", most(("inv", Z)), ("inv", most(Z))),
            ("prodof", over("prod[]", ("inv", Z)), ("inv", over("prod[]", X))),
        ],
    ),
    "prodlog": (
        [
            ("prodlog", over("prod[]", ("exp", Z)), ("exp", ("sum", N, ("log", ("exp", Z))))),
            ("prodlog", ("prod[]", ("*", ("size", N), ("each[]", EX))), ("exp", ("*", ("size", N), ("log", EX)))),
            ("prodlog", over("prod[]", EX, size=LESS), ("exp", ("sum", LESS, ("log", EX)))),
        ],
        [
            *[("prodlog", over("prod[]", bad), ("exp", ("sum", N, ("log", bad)))) for bad in NOT_POSITIVE],
            ("prodlog", most(("exp", Z)), ("exp", ("sum", N, ("log", ("exp", Z))))),
            ("prodlog", ("prod[]", ("*", -1, ("each[]", EX))), ("exp", ("*", -1, ("log", EX)))),
            ("prodlog", ("prod[]", ("*", ("size", [-5, ["n", 1]]), ("each[]", EX))),
             ("exp", ("*", ("size", [-5, ["n", 1]]), ("log", EX)))),
        ],
    ),
}  # fmt: skip

"""What the laws of particular functions rest on: their definitions, and the signs of terms by form or by assumption.

Part of the checker. `inv` is 1/x, and 0 at 0; the root `pow[1/2]` is 0 below 0; `max[]`, `min[]` and `prod[]` are the
largest, the smallest and the product of the numbers in a bag, see `checker_bags`.
"""

from fractions import Fraction
from typing import Any, TypeAlias

from explorer.proof.checker import ONE, ZERO, Dim, Invalid, Store, need, parts_of, plus

ROOT, PI = "pow[1/2]", "the number pi"
HALF = Fraction(1, 2)
EACH, MAX, MIN, PRODUCT = "each[]", "max[]", "min[]", "prod[]"
# One number of a bag, or one for each value of the indices of these sizes, the first outermost.
Member: TypeAlias = tuple[tuple[Dim, ...], int]

# f(x), or f(x, y), in terms of others: + and * of numbers, x, y and applied functions.
DEFINITIONS: dict[str, Any] = {
    "sigmoid": ("inv", ("+", 1, ("exp", ("*", -1, "x")))),
    "tanh": ("+", 1, ("*", -2, ("inv", ("+", 1, ("exp", ("*", 2, "x")))))),
    "softplus": ("log", ("+", 1, ("exp", "x"))),
    "swish": ("*", "x", ("inv", ("+", 1, ("exp", ("*", -1, "x"))))),
    "sinh": ("+", ("*", HALF, ("exp", "x")), ("*", -HALF, ("exp", ("*", -1, "x")))),
    "cosh": ("+", ("*", HALF, ("exp", "x")), ("*", HALF, ("exp", ("*", -1, "x")))),
    "identity": "x",
    "leaky_relu": ("+", ("*", Fraction(1, 100), "x"), ("*", Fraction(99, 100), ("relu", "x"))),
    "Max": ("+", "y", ("relu", ("+", "x", ("*", -1, "y")))),
    "Min": ("+", "x", ("*", -1, ("relu", ("+", "x", ("*", -1, "y"))))),
    "Abs": ("+", ("*", 2, ("relu", "x")), ("*", -1, "x")),
    "sigmoid'": ("*", ("sigmoid", "x"), ("+", 1, ("*", -1, ("sigmoid", "x")))),
    "tanh'": ("+", 1, ("*", -1, ("tanh", "x"), ("tanh", "x"))),
    "softplus'": ("sigmoid", "x"),
    "swish'": ("+", ("sigmoid", "x"), ("*", "x", ("sigmoid", "x"), ("+", 1, ("*", -1, ("sigmoid", "x"))))),
    "relu'": ("step", "x"),
    "leaky_relu'": ("+", Fraction(1, 100), ("*", Fraction(99, 100), ("step", "x"))),
    "identity'": 1,
    "exp'": ("exp", "x"),
    "sigmoid''": ("*", ("sigmoid'", "x"), ("+", 1, ("*", -2, ("sigmoid", "x")))),
    "tanh''": ("*", -2, ("tanh", "x"), ("tanh'", "x")),
    "softplus''": ("sigmoid'", "x"),
    "swish''": ("+", ("*", 2, ("sigmoid'", "x")), ("*", "x", ("sigmoid''", "x"))),
    "identity''": 0,
    "exp''": ("exp", "x"),
}

RELU_OF_PRODUCT: Any = (
    "+",
    ("*", 2, ("relu", "x"), ("relu", "y")),
    ("*", -1, "x", ("relu", "y")),
    ("*", -1, "y", ("relu", "x")),
    ("*", "x", "y"),
)


def build(store: Store, description: Any, args: tuple[int, ...]) -> int:
    """The term a definition describes, for the arguments x, y."""
    if description in ("x", "y"):
        return args["xy".index(description)]
    if isinstance(description, (int, Fraction)):
        return store.make("num", Fraction(description))
    head, *rest = description
    parts = [build(store, part, args) for part in rest]
    return store.many({"+": "add", "*": "mul"}[head], parts) if head in "+*" else store.make("fun", head, *parts)


def definition(store: Store, term: int) -> int:
    """A function's definition."""
    name, *args = parts_of(store, term, "fun")
    need(name in DEFINITIONS and len(args) == (2 if name in ("Max", "Min") else 1), "no definition")
    return build(store, DEFINITIONS[name], tuple(args))


def applied(store: Store, term: int, name: str) -> int:
    """The argument of the function `name`, which the term must be."""
    found, *args = parts_of(store, term, "fun")
    need(found == name and len(args) == 1, f"no {name} where the law needs one")
    return int(args[0])


def once(store: Store, parts: list[int]) -> int:
    """The place of the one factor that is no number; the others are whole numbers and sizes, all above 0."""
    found = -1
    for place, part in enumerate(parts):
        kind, number, *_ = store.nodes[part]
        if kind not in ("num", "size"):
            need(found < 0, "a product in a bag")
            found = place
            continue
        whole = kind == "num" and number.denominator == 1 and number > 0
        need(whole or (kind == "size" and store.never_negative(plus(number, ONE, -1))), "not so many times")
    need(found >= 0, "a number that is no bag")
    return found


def bag(store: Store, term: int, counted: bool, dims: tuple[Dim, ...] = ()) -> list[Member]:
    """The numbers in a bag; where they are not `counted`, it holds some, and those there several times stand once."""
    store.spend(1 + len(dims))
    tag, *parts = store.nodes[term]
    if tag == "sum":
        need(counted or store.never_negative(plus(parts[0], ONE, -1)), "an index without values")
        return bag(store, parts[1], counted, (*dims, parts[0]))
    if tag == "add":
        return [member for part in parts for member in bag(store, part, counted, dims)]
    if tag == "mul" and not counted:
        return bag(store, parts[once(store, parts)], counted, dims)
    return [(dims, applied(store, term, EACH))]


def of_size(store: Store, term: int) -> int:
    """The sign of 2 ReLU(x) - x, which is |x|, or of a multiple of it."""
    for part in store.nodes[term][1:]:
        tag, *parts = store.nodes[part]
        if tag != "mul" or len(parts) != 2 or store.nodes[parts[0]][0] != "num":
            continue
        (number,), found = store.nodes[parts[0]][1:], store.nodes[parts[1]]
        if number and found[:2] == ("fun", "relu"):
            size = build(store, DEFINITIONS["Abs"], (found[2],))
            if multiple(store, term, size, number / 2):
                return (2 if nonzero(store, found[2]) else 1) * (1 if number > 0 else -1)
    return 0


def of_bag(store: Store, name: str, term: int) -> int:
    """The sign of the largest, the smallest or the product of the numbers in a bag."""
    try:
        signs = [sign(store, one) for _, one in bag(store, term, name == PRODUCT)]
    except Invalid:
        return 0
    if name == PRODUCT:
        return max(min(signs), 0)
    return max(signs) if name == MAX else min(signs)


def settled(store: Store, term: int) -> int:
    """The term with its loose indices numbered from 0 in their order: what is assumed holds for all their values."""
    levels = sorted(level for level, _ in store.loose[term])
    return store.replace(term, lambda b, d: (levels.index(b) if type(b) is int else b, d, ZERO))


def assumed(store: Store, kind: str, term: int) -> bool:
    """Whether the certificate assumes that the term is "above 0", "at least 0" or "not 0"."""
    return any(what == kind and settled(store, term) == settled(store, known) for what, known in store.assumed)


def sign(store: Store, term: int) -> int:
    """2 for a term above 0 for all values, 1 at least 0, -1 at most 0, -2 below 0, else 0: by form or by assumption."""
    store.spend(1)
    if assumed(store, "above 0", term):
        return 2
    tag, *parts = store.nodes[term]
    found = 0
    if tag == "num":
        found = 2 if parts[0] > 0 else -2 if parts[0] < 0 else 1
    elif tag == "size":
        found = 2 if store.never_negative(plus(parts[0], ONE, -1)) else int(store.never_negative(parts[0]))
    elif tag == "add":  # terms of one sign
        signs = [sign(store, part) for part in parts]
        found = max(signs) if min(signs) > 0 else min(signs) if max(signs) < 0 else of_size(store, term)
    elif tag == "mul":  # factors that have signs, and squares
        found = 2
        for part in set(parts):
            one = sign(store, part) if parts.count(part) % 2 else 2 if nonzero(store, part) else 1
            found = min(abs(one), abs(found)) * (1 if (one > 0) == (found > 0) else -1)
    elif tag == "sum":  # a sum over no values is 0
        one = sign(store, parts[1])
        found = one if store.never_negative(plus(parts[0], ONE, -1)) else (one > 0) - (one < 0)
    elif tag == "fun" and len(parts) == 2:
        name, inner = parts
        if name in ("exp", PI):
            found = 2
        elif name == "inv":
            found = sign(store, inner)
        elif name == ROOT:
            found = 2 if sign(store, inner) == 2 else 1
        elif name in ("relu", "step"):
            found = 1
        elif name in (MAX, MIN, PRODUCT):
            found = of_bag(store, name, inner)
    return found or int(assumed(store, "at least 0", term))


def nonzero(store: Store, term: int) -> bool:
    """Whether a term is not 0 for all values, by form or by assumption."""
    tag, *parts = store.nodes[term]
    if abs(sign(store, term)) == 2 or assumed(store, "not 0", term):
        return True
    if tag == "mul":
        return all(nonzero(store, part) for part in parts)
    return bool(tag == "fun" and len(parts) == 2 and parts[0] == "inv" and nonzero(store, parts[1]))


def positive(store: Store, term: int) -> bool:
    """Whether a term is above 0 for all values."""
    return sign(store, term) == 2


def multiple(store: Store, one: int, two: int, factor: Fraction | int) -> bool:
    """Whether `one = factor · two` as polynomials."""
    return store.poly(one) == {key: factor * k for key, k in store.poly(two).items() if factor * k}

"""Laws of particular functions for the checker: exp, log, 1/x, the logistic family, ReLU. No library but the checker.

Each entry of `LAWS` says whether `left = right` follows by one law, written above it. `inv` is 1/x, and 0 at 0; every
law that cancels asks for a term that is positive for all values of its tensors.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from explorer.proof.checker import BINDS, ZERO, Store, kinds, need, parts_of, pick, plus

# f(x), or f(x, y), in terms of others: + and * of numbers, x, y and applied functions.
DEFINITIONS: dict[str, Any] = {
    "sigmoid": ("inv", ("+", 1, ("exp", ("*", -1, "x")))),
    "tanh": ("+", 1, ("*", -2, ("inv", ("+", 1, ("exp", ("*", 2, "x")))))),
    "softplus": ("log", ("+", 1, ("exp", "x"))),
    "swish": ("*", "x", ("inv", ("+", 1, ("exp", ("*", -1, "x"))))),
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
}


def build(store: Store, description: Any, args: tuple[int, ...]) -> int:
    """The term a definition describes, for the arguments x, y."""
    if description in ("x", "y"):
        return args["xy".index(description)]
    if isinstance(description, (int, Fraction)):
        return store.make("num", Fraction(description))
    head, *rest = description
    parts = [build(store, part, args) for part in rest]
    return store.many({"+": "add", "*": "mul"}[head], parts) if head in "+*" else store.make("fun", head, *parts)


def applied(store: Store, term: int, name: str) -> int:
    """The argument of the function `name`, which the term must be."""
    found, *args = parts_of(store, term, "fun")
    need(found == name and len(args) == 1, f"no {name} where the law needs one")
    return int(args[0])


def positive(store: Store, term: int) -> bool:
    """Whether a term is above 0 for all values: numbers above 0, sizes, exp, and what + · Σ 1/x make of such terms."""
    tag, *parts = store.nodes[term]
    if tag in ("add", "mul"):
        return all(positive(store, part) for part in parts)
    if tag == "sum":
        return store.never_negative((parts[0][0] - 1, parts[0][1])) and positive(store, parts[1])
    if tag == "fun":
        return len(parts) == 2 and (parts[0] == "exp" or (parts[0] == "inv" and positive(store, parts[1])))
    return bool(tag == "num" and parts[0] > 0) or (
        tag == "size" and store.never_negative((parts[0][0] - 1, parts[0][1]))
    )


def multiple(store: Store, one: int, two: int, factor: Fraction | int) -> bool:
    """Whether `one = factor · two` as polynomials."""
    return store.poly(one) == {key: factor * k for key, k in store.poly(two).items() if factor * k}


def with_zero(store: Store, term: int, delta: int) -> int:
    """The term with 0 for a delta, which is given as seen from outside the term."""

    def walk(here: int, depth: int) -> int:
        store.spend(1)
        if here == store.shifted(delta, depth):
            return store.make("num", Fraction(0))
        tag, *parts = store.nodes[here]
        for place, kind in enumerate(kinds(tag, len(parts))):
            if kind in "sm":
                parts[place] = walk(parts[place], depth + BINDS.get(tag, 0))
        return store.make(tag, *parts)

    return walk(term, 0)


def case_split(store: Store, left: int, right: int) -> bool:
    """f(u) = δ(x,y) f(u with y for x) + (1 - δ(x,y)) f(u with 0 for δ(x,y))."""
    one, two = parts_of(store, right, "add")
    delta, same = parts_of(store, one, "mul")
    other, apart = parts_of(store, two, "mul")
    (base, _, start), (to, size, offset) = parts_of(store, delta, "delta")
    value = (to, size, plus(offset, start, -1))
    equal = store.replace(left, lambda b, d: value if b == base else (b, d, ZERO), False)
    minus = store.make("mul", store.make("num", Fraction(-1)), delta)
    return (
        store.nodes[left][0] == "fun"
        and base is not None
        and same == equal
        and other == store.make("add", store.make("num", Fraction(1)), minus)
        and apart == with_zero(store, left, delta)
    )


def without(store: Store, parts: list[int], places: list[Any]) -> int:
    """The product without the factors at two different places."""
    need(
        len(set(places)) == len(places) and all(type(k) is int and 0 <= k < len(parts) for k in places),
        "no such factors",
    )
    return store.many("mul", [part for k, part in enumerate(parts) if k not in places])


def follows(store: Store, rule: Any, left: int, right: int, details: list[Any], lines: list[tuple[int, int]]) -> bool:
    """Whether `left = right` follows by the law `rule` of particular functions."""
    match rule, details:
        case "define", []:  # f(x) is its definition
            name, *args = parts_of(store, left, "fun")
            need(name in DEFINITIONS and len(args) == (2 if name in ("Max", "Min") else 1), "no definition")
            return build(store, DEFINITIONS[name], tuple(args)) == right
        case "deltacase", []:  # a delta inside a function: one case where its indices are equal, one where they are not
            return case_split(store, left, right)
        case "expsum", []:  # e^(x + y) = e^x e^y
            terms = parts_of(store, applied(store, left, "exp"), "add")
            return store.many("mul", [store.make("fun", "exp", term) for term in terms]) == right
        case "expzero", []:  # e^0 = 1
            return not store.poly(applied(store, left, "exp")) and store.nodes[right] == ("num", Fraction(1))
        case "expinv", []:  # 1/e^x = e^(-x)
            inner = applied(store, applied(store, left, "inv"), "exp")
            return multiple(store, applied(store, right, "exp"), inner, -1)
        case "expcancel", [one, two]:  # e^x e^(-x) = 1
            parts = parts_of(store, left, "mul")
            first, second = (applied(store, pick(parts, k), "exp") for k in (one, two))
            return multiple(store, first, second, -1) and without(store, parts, [one, two]) == right
        case "invmul", []:  # 1/(x y) = 1/x · 1/y
            factors = parts_of(store, applied(store, left, "inv"), "mul")
            return store.many("mul", [store.make("fun", "inv", factor) for factor in factors]) == right
        case "invinv", []:  # 1/(1/x) = x, x positive
            return applied(store, applied(store, left, "inv"), "inv") == right and positive(store, right)
        case "logmul", []:  # log(x y) = log x + log y, x and y positive
            factors = parts_of(store, applied(store, left, "log"), "mul")
            logs = [store.make("fun", "log", factor) for factor in factors]
            return all(positive(store, factor) for factor in factors) and store.many("add", logs) == right
        case "logexp", []:  # log e^x = x
            return applied(store, applied(store, left, "log"), "exp") == right
        case "loginv", []:  # log(1/x) = -log x, x positive
            inner = applied(store, applied(store, left, "log"), "inv")
            need(positive(store, inner), "a logarithm of what may not be positive")
            minus = store.make("num", Fraction(-1))
            return store.make("mul", minus, store.make("fun", "log", inner)) == right
        case "logone", []:  # log 1 = 0
            one = parts_of(store, applied(store, left, "log"), "num")
            return one == [1] and store.nodes[right] == ("num", Fraction(0))
        case "cancel", [one, two]:  # x · 1/x = 1, x positive
            parts = parts_of(store, left, "mul")
            need(applied(store, pick(parts, two), "inv") == pick(parts, one), "not the inverse of that factor")
            return positive(store, parts[one]) and without(store, parts, [one, two]) == right
        case "divide", [number]:  # from a d = b d, d positive: a = b
            one, two = pick(lines, number)
            (first, d), (second, other) = parts_of(store, one, "mul"), parts_of(store, two, "mul")
            gone = store.loose[d] - store.loose[left] - store.loose[right]  # as for trans
            need(all(store.never_negative((dim[0] - 1, dim[1])) for _, dim in gone), "an index without values")
            return (first, second, d) == (left, right, other) and positive(store, d)
        case "reluscale", []:  # ReLU(c x) = c ReLU(x), c above 0
            factor, relu = parts_of(store, right, "mul")
            (c,) = parts_of(store, factor, "num")
            return bool(c > 0) and multiple(store, applied(store, left, "relu"), applied(store, relu, "relu"), c)
        case "reluneg", []:  # ReLU(x) = ReLU(-x) + x
            relu, x = parts_of(store, right, "add")
            return x == applied(store, left, "relu") and multiple(store, applied(store, relu, "relu"), x, -1)
        case "relunum", []:  # ReLU of a number
            (number,) = parts_of(store, applied(store, left, "relu"), "num")
            return store.nodes[right] == ("num", max(number, Fraction(0)))
        case "relupos", []:  # ReLU(x) = x, x positive
            return applied(store, left, "relu") == right and positive(store, right)
        case "steppos", []:  # H(x) = 1, x positive
            return positive(store, applied(store, left, "step")) and store.nodes[right] == ("num", Fraction(1))
        case "stepnum", []:  # H of a number, 0 at 0
            (number,) = parts_of(store, applied(store, left, "step"), "num")
            return store.nodes[right] == ("num", Fraction(number > 0))
        case "stepscale", [numerator, denominator]:  # H(c x) = H(x), c above 0
            c = Fraction(numerator, denominator)
            return c > 0 and multiple(store, applied(store, left, "step"), applied(store, right, "step"), c)
    return False


RULES = (
    "define",
    "deltacase",
    "expsum",
    "expzero",
    "expinv",
    "expcancel",
    "invmul",
    "invinv",
    "logmul",
    "logexp",
    "loginv",
    "logone",
    "cancel",
    "divide",
    "reluscale",
    "reluneg",
    "relunum",
    "relupos",
    "steppos",
    "stepnum",
    "stepscale",
)
LAWS: dict[str, Callable[..., bool]] = dict.fromkeys(RULES, follows)

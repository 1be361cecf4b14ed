"""Laws of particular functions for the checker: exp, log, 1/x, √x, the logistic family, ReLU, and cases.

Each entry of `LAWS` says whether `left = right` follows by one law, written above it. A law that cancels asks for a
term that is not 0, by its form or because the certificate assumes it (`checker_signs`).
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from explorer.proof.checker import ONE, ZERO, Index, Store, dim_of, kinds, need, parts_of, pick, plus
from explorer.proof.checker_bags import NAMES as BAGS
from explorer.proof.checker_bags import of_bags
from explorer.proof.checker_cells import NAMES as CELLS
from explorer.proof.checker_cells import of_cells, put
from explorer.proof.checker_signs import (
    DEFINITIONS,
    HALF,
    RELU_OF_PRODUCT,
    ROOT,
    applied,
    build,
    definition,
    multiple,
    nonzero,
    positive,
    sign,
)


def with_constant(store: Store, term: int, old: Index, new: Index) -> int:
    """The term with each constant index `old` put to `new`."""
    store.spend(1)
    tag, *parts = store.nodes[term]
    for place, kind in enumerate(kinds(tag, len(parts))):
        if kind in "sm":
            parts[place] = with_constant(store, parts[place], old, new)
        elif parts[place] == old:
            parts[place] = new
    return store.make(tag, *parts)


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
        and apart == put(store, left, delta, store.make("num", Fraction(0)))
    )


def by_cases(store: Store, sides: tuple[int, int], name: Any, parts: Any, proofs: Any, lines: list[Any]) -> bool:
    """From a line for each part of the range of the free index `name`, bound there or a number: all its values."""
    need(type(name) is str and not any(store.loose[side] for side in sides), "cases of no free index")
    start = ZERO
    for part, proof in zip(map(dim_of, parts), proofs, strict=True):
        need(store.never_negative(part), "a part that may be negative")
        value: Index = (None, ONE, start) if part == ONE else (0, part, start)
        case = [store.replace(side, lambda b, d, v=value: v if b == name else (b, d, ZERO), False) for side in sides]  # type: ignore[misc]
        need(case[0] == case[1] if proof == -1 else pick(lines, proof) == tuple(case), "a case without its line")
        start = plus(start, part)
    return start == store.free[name]


def without(store: Store, parts: list[int], places: list[Any]) -> int:
    """The product without the factors at two different places."""
    need(
        len(set(places)) == len(places) and all(type(k) is int and 0 <= k < len(parts) for k in places),
        "no such factors",
    )
    return store.many("mul", [part for k, part in enumerate(parts) if k not in places])


def of_exponentials(
    store: Store, rule: Any, left: int, right: int, details: list[Any], lines: list[tuple[int, int]]
) -> bool:
    """Laws of e^x and log."""
    match rule, details:
        case "expequal", [number]:  # from e^a = e^b: a = b
            one, two = pick(lines, number)
            return applied(store, one, "exp") == left and applied(store, two, "exp") == right
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
        case "explog", []:  # e^(log x) = x, x positive
            return applied(store, applied(store, left, "exp"), "log") == right and positive(store, right)
        case "logmul", []:  # log(x y) = log x + log y, x and y positive
            factors = parts_of(store, applied(store, left, "log"), "mul")
            logs = [store.make("fun", "log", factor) for factor in factors]
            return all(positive(store, factor) for factor in factors) and store.many("add", logs) == right
        case "logexp", []:  # log e^x = x
            return applied(store, applied(store, left, "log"), "exp") == right
        case "loginv" | "logroot", []:  # log(1/x) = -log x, log √x = 1/2 log x, x positive
            inner = applied(store, applied(store, left, "log"), "inv" if rule == "loginv" else ROOT)
            need(positive(store, inner), "a logarithm of what may not be positive")
            factor = store.make("num", Fraction(-1) if rule == "loginv" else HALF)
            return store.make("mul", factor, store.make("fun", "log", inner)) == right
        case "logabs", []:  # log |x| = 1/2 log(x x), where |x| is 2 ReLU(x) - x; where log has no value it is 0
            half, log = parts_of(store, right, "mul")
            x, other = parts_of(store, applied(store, log, "log"), "mul")
            size = build(store, DEFINITIONS["Abs"], (x,))
            same = store.poly(applied(store, left, "log")) == store.poly(size)
            return same and x == other and parts_of(store, half, "num") == [HALF]
        case "powlog", []:  # x^y = e^(y log x), x positive
            name, x, y = parts_of(store, left, "fun")
            need(name == "pow" and positive(store, x), "a power of what may not be positive")
            return applied(store, right, "exp") == store.make("mul", y, store.make("fun", "log", x))
        case "logone", []:  # log 1 = 0
            one = parts_of(store, applied(store, left, "log"), "num")
            return one == [1] and store.nodes[right] == ("num", Fraction(0))
    return False


def of_fractions(
    store: Store, rule: Any, left: int, right: int, details: list[Any], lines: list[tuple[int, int]]
) -> bool:
    """Laws of 1/x and √x."""
    match rule, details:
        case "invmul", []:  # 1/(x y) = 1/x · 1/y
            factors = parts_of(store, applied(store, left, "inv"), "mul")
            return store.many("mul", [store.make("fun", "inv", factor) for factor in factors]) == right
        case "invinv", []:  # 1/(1/x) = x, x not 0
            return applied(store, applied(store, left, "inv"), "inv") == right and nonzero(store, right)
        case "cancel", [one, two]:  # x · 1/x = 1, x not 0
            parts = parts_of(store, left, "mul")
            need(applied(store, pick(parts, two), "inv") == pick(parts, one), "not the inverse of that factor")
            return nonzero(store, parts[one]) and without(store, parts, [one, two]) == right
        case "divide", [number]:  # from a d = b d, d not 0: a = b
            one, two = pick(lines, number)
            (first, d), (second, other) = parts_of(store, one, "mul"), parts_of(store, two, "mul")
            gone = store.loose[d] - store.loose[left] - store.loose[right]  # as for trans
            need(all(store.never_negative(plus(dim, ONE, -1)) for _, dim in gone), "an index without values")
            return (first, second, d) == (left, right, other) and nonzero(store, d)
        case "roottwice", []:  # √x √x = x, x at least 0
            one, two = parts_of(store, left, "mul")
            return one == two and applied(store, one, ROOT) == right and sign(store, right) > 0
        case "rootmul", []:  # √(x y) = √x √y, x and y at least 0
            factors = parts_of(store, applied(store, left, ROOT), "mul")
            roots = [store.make("fun", ROOT, factor) for factor in factors]
            return all(sign(store, factor) > 0 for factor in factors) and store.many("mul", roots) == right
        case "rootinv" | "invroot", []:  # √(1/x) = √x · 1/x and 1/√x = √x · 1/x: also at 0 and below, where all are 0
            names = (ROOT, "inv") if rule == "rootinv" else ("inv", ROOT)
            inner = applied(store, applied(store, left, names[0]), names[1])
            return store.make("mul", store.make("fun", ROOT, inner), store.make("fun", "inv", inner)) == right
        case "rootnum", []:  # √q = r for numbers q = r², r at least 0
            (q,), (r,) = parts_of(store, applied(store, left, ROOT), "num"), parts_of(store, right, "num")
            return bool(r >= 0 and r * r == q)
        case "rootsquare", []:  # √(x x) = |x|, that is 2 ReLU(x) - x
            one, two = parts_of(store, applied(store, left, ROOT), "mul")
            return one == two and build(store, DEFINITIONS["Abs"], (one,)) == right
        case "rootexp", []:  # √(e^x) = e^(x/2)
            return multiple(
                store, applied(store, right, "exp"), applied(store, applied(store, left, ROOT), "exp"), HALF
            )
    return False


def of_rectifiers(store: Store, rule: Any, left: int, right: int, details: list[Any]) -> bool:
    """Laws of ReLU and of the step H, which is 0 at 0 and below, 1 above."""
    match rule, details:
        case "reluscale", []:  # ReLU(c x) = c ReLU(x), c above 0
            factor, relu = parts_of(store, right, "mul")
            (c,) = parts_of(store, factor, "num")
            return bool(c > 0) and multiple(store, applied(store, left, "relu"), applied(store, relu, "relu"), c)
        case "relupull", []:  # ReLU(p x) = p ReLU(x), p at least 0
            *factors, relu = parts_of(store, right, "mul")
            whole = store.make("mul", *factors, applied(store, relu, "relu"))
            return applied(store, left, "relu") == whole and all(sign(store, factor) > 0 for factor in factors)
        case "steppull", [place]:  # H(p x) = H(x), p positive
            parts = parts_of(store, applied(store, left, "step"), "mul")
            rest = [part for k, part in enumerate(parts) if k != place]
            return applied(store, right, "step") == pick(parts, place) and all(positive(store, part) for part in rest)
        case "reluneg", []:  # ReLU(x) = ReLU(-x) + x
            relu, x = parts_of(store, right, "add")
            return x == applied(store, left, "relu") and multiple(store, applied(store, relu, "relu"), x, -1)
        case "relunum", []:  # ReLU of a number
            (number,) = parts_of(store, applied(store, left, "relu"), "num")
            return store.nodes[right] == ("num", max(number, Fraction(0)))
        case "relumul", []:  # ReLU(x y) = 2 ReLU(x) ReLU(y) - x ReLU(y) - y ReLU(x) + x y
            x, y = parts_of(store, applied(store, left, "relu"), "mul")
            return build(store, RELU_OF_PRODUCT, (x, y)) == right
        case "relupos", []:  # ReLU(x) = x, x at least 0
            return applied(store, left, "relu") == right and sign(store, right) > 0
        case "steppos", []:  # H(x) = 1, x positive; H(x) = 0, x at most 0
            known = sign(store, applied(store, left, "step"))
            return known in (2, -1, -2) and store.nodes[right] == ("num", Fraction(known > 0))
        case "stepnum", []:  # H of a number, 0 at 0
            (number,) = parts_of(store, applied(store, left, "step"), "num")
            return store.nodes[right] == ("num", Fraction(number > 0))
        case "stepscale", [numerator, denominator]:  # H(c x) = H(x), c above 0
            c = Fraction(numerator, denominator)
            return c > 0 and multiple(store, applied(store, left, "step"), applied(store, right, "step"), c)
        case "stepexp", []:  # H(e^x - e^y) = H(x - y)
            one, other = parts_of(store, applied(store, left, "step"), "add")
            minus, two = parts_of(store, other, "mul")
            need(store.nodes[minus] == ("num", Fraction(-1)), "no difference")
            inner = store.make("mul", minus, applied(store, two, "exp"))
            return applied(store, right, "step") == store.make("add", applied(store, one, "exp"), inner)
        case "steprelu", []:  # H(ReLU(x)) = H(x)
            return applied(store, applied(store, left, "step"), "relu") == applied(store, right, "step")
        case "stepmul", []:  # x H(x) = ReLU(x)
            x, step = parts_of(store, left, "mul")
            return bool(x == applied(store, step, "step") == applied(store, right, "relu"))
        case "twice", []:  # H(x) H(x) = H(x), H(x) ReLU(x) = ReLU(x), ReLU(x) ReLU(x) = x ReLU(x)
            one, two = parts_of(store, left, "mul")
            names = (parts_of(store, one, "fun")[0], parts_of(store, two, "fun")[0])
            x = applied(store, two, names[1])
            need(applied(store, one, names[0]) == x, "not one term twice")
            new = {("step", "step"): two, ("step", "relu"): two, ("relu", "relu"): store.make("mul", x, two)}
            return names in new and right == new[names]
        case "opposite", []:  # H(x) H(-x) = 0, and the same with ReLU for H
            one, two = parts_of(store, left, "mul")
            both = [parts_of(store, part, "fun")[0] for part in (one, two)]
            need(all(name in ("step", "relu") for name in both), "no steps or ReLUs")
            found = multiple(store, applied(store, one, both[0]), applied(store, two, both[1]), -1)
            return found and store.nodes[right] == ("num", Fraction(0))
    return False


def follows(store: Store, rule: Any, left: int, right: int, details: list[Any], lines: list[tuple[int, int]]) -> bool:
    """Whether `left = right` follows by the law `rule` of particular functions."""
    match rule, details:
        case "define", []:  # f(x) is its definition
            return definition(store, left) == right
        case "deltacase", []:  # a delta inside a function: one case where its indices are equal, one where they are not
            return case_split(store, left, right)
        case "deltaapart", []:  # δ(i, i + c) = 0 for a size c above 0 at all sizes
            (base, _, start), (other, _, end) = parts_of(store, left, "delta")
            gaps = (plus(plus(start, end, -1), ONE, -1), plus(plus(end, start, -1), ONE, -1))
            need(base == other and any(map(store.never_negative, gaps)), "indices that may be equal")
            return store.nodes[right] == ("num", Fraction(0))
        case "deltaconst", [place]:  # δ(c,d) e = δ(c,d) e with c for d, constants that may be equal
            parts = parts_of(store, left, "mul")
            new, old = parts_of(store, pick(parts, place), "delta")
            need(new[0] is None and old[0] is None, "a delta of other than constants")
            put = [part if k == place else with_constant(store, part, old, new) for k, part in enumerate(parts)]
            return store.make("mul", *put) == right
        case "cases", [name, parts, proofs]:  # what holds on each part of a free index's range holds on all of it
            return by_cases(store, (left, right), name, parts, proofs, lines)
    return (
        of_exponentials(store, rule, left, right, details, lines)
        or of_fractions(store, rule, left, right, details, lines)
        or of_rectifiers(store, rule, left, right, details)
        or of_bags(store, rule, left, right, details)
        or of_cells(store, rule, left, right, details, lines)
    )


# fmt: off
RULES = (
    "define", "deltacase", "deltaapart", "deltaconst", "cases", "expequal", "expsum", "expzero", "expinv",
    "expcancel", "explog", "logmul", "logexp", "loginv", "logroot", "logone", "logabs", "powlog", "invmul", "invinv",
    "cancel", "divide", "roottwice", "rootmul", "rootinv", "invroot", "rootnum", "rootsquare", "rootexp", "reluscale",
    "relupull", "steppull", "reluneg", "relunum", "relupos", "steppos", "stepnum", "stepscale", "stepexp", "steprelu",
    "stepmul", "twice", "opposite", "relumul", *BAGS, *CELLS,
)
# fmt: on
LAWS: dict[str, Callable[..., bool]] = dict.fromkeys(RULES, follows)

"""Laws of the largest, the smallest and the product of numbers, for the checker.

A bag of numbers is a sum of terms `each[](x)`, one for each number in it: real numbers can be chosen for `each[](x)`
that are independent over the rationals, so a sum of them says which x are in the bag and how often. `max[]`, `min[]`
and `prod[]` are the functions that take such a sum to the largest, the smallest and the product of these x. The largest
z_k is `max[](Σ_k each[](z_k))`, and what holds for all functions of these names holds for them.
"""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from explorer.proof.checker import Dim, Index, Invalid, Store, index_of, need, parts_of, plus
from explorer.proof.checker_signs import EACH, MAX, MIN, PRODUCT, Member, applied, bag, once, positive, sign

RISING = ("exp", "relu", "step", "sigmoid", "tanh", "softplus", "leaky_relu", "sinh", "pow[1/2]")
BAGS = {"Max": MAX, "Min": MIN}


def inside_of(store: Store, term: int, counted: bool, dims: tuple[Dim, ...]) -> list[Member] | None:
    """The numbers in a bag; None where it is none, or one of which it is not known what it holds."""
    try:
        return bag(store, term, counted, dims)
    except Invalid:
        return None


def compared(store: Store, term: int, name: str, dims: tuple[Dim, ...] = ()) -> set[Member]:
    """The numbers of which a term is the largest (by the name `Max`) or the smallest: of nested ones those of all."""
    store.spend(1)
    tag, *parts = store.nodes[term]
    if tag != "fun" or parts[0] not in (name, BAGS[name]):
        return {(dims, term)}
    if parts[0] == name:
        return set().union(*(compared(store, part, name, dims) for part in parts[1:]))
    inside = inside_of(store, parts[1], False, dims)
    if inside is None:
        return {(dims, term)}
    return set().union(*(compared(store, one, name, inner) for inner, one in inside))


def multiplied(store: Store, term: int, dims: tuple[Dim, ...] = ()) -> Counter[Member]:
    """The numbers of which a term is the product: of nested ones those of all."""
    store.spend(1)
    tag, *parts = store.nodes[term]
    if tag == "mul":
        return sum((multiplied(store, part, dims) for part in parts), Counter())
    if tag == "fun" and parts[0] == PRODUCT:
        inside = inside_of(store, parts[1], True, dims)
        if inside is not None:
            return sum((multiplied(store, one, inner) for inner, one in inside), Counter())
    return Counter([(dims, term)])


def of_each(store: Store, term: int, change: Callable[[int], int]) -> int:
    """A sum of terms `each[](x)`, also many times one, with `change(x)` for each of them."""
    store.spend(1)
    tag, *parts = store.nodes[term]
    if tag == "sum":
        return store.make("sum", parts[0], of_each(store, parts[1], change))
    if tag == "add":
        return store.make("add", *[of_each(store, part, change) for part in parts])
    if tag == "mul":
        place = once(store, parts)
        return store.make("mul", *parts[:place], of_each(store, parts[place], change), *parts[place + 1 :])
    return change(applied(store, term, EACH))


def alike(store: Store, left: int, right: int, names: tuple[str, str], same: Callable[[int, int, int], bool]) -> bool:
    """Whether two bags hold numbers that go together by `same(x, y, how many indices)`, one by one; both hold any."""
    one = bag(store, applied(store, left, names[0]), False)
    two = bag(store, applied(store, right, names[1]), False)
    return len(one) == len(two) and all(
        dims == other and same(x, y, len(dims)) for (dims, x), (other, y) in zip(one, two, strict=True)
    )


def scaled(store: Store, one: int, factor: int, two: int) -> bool:
    """Whether `one = factor · two` as polynomials."""
    return store.poly(one) == store.poly(store.make("mul", factor, two))


def of_bags(store: Store, rule: Any, left: int, right: int, details: list[Any]) -> bool:
    """Whether `left = right` by a law of the largest, the smallest or the product."""
    match rule, details:
        case "maxflat", [name]:  # the largest (smallest) of the same terms, in any order and however nested
            need(name in BAGS, "neither Max nor Min")
            return compared(store, left, name) == compared(store, right, name)
        case "smallest", []:  # min_k z_k = -max_k (-z_k)
            minus, other = parts_of(store, right, "mul")
            need(parts_of(store, minus, "num") == [-1], "not the opposite")
            return alike(store, left, other, (MIN, MAX), lambda x, y, _: scaled(store, x, minus, y))
        case "largestplus", []:  # max_k (z_k + c) = max_k z_k + c
            other, c = parts_of(store, right, "add")

            def moved(x: int, y: int, depth: int) -> bool:
                return store.poly(x) == store.poly(store.make("add", y, store.shifted(c, depth)))

            return alike(store, left, other, (MAX, MAX), moved)
        case "largesttimes", []:  # max_k (c z_k) = c max_k z_k, c at least 0
            c, other = parts_of(store, right, "mul")
            need(sign(store, c) > 0, "a factor that may be below 0")
            return alike(store, left, other, (MAX, MAX), lambda x, y, d: scaled(store, x, store.shifted(c, d), y))
        case "largestof", [which]:  # max_k f(z_k) = f(max_k z_k), f rising; so for min; log of what is positive
            need(which in (MAX, MIN), "neither the largest nor the smallest")
            name, other = parts_of(store, right, "fun")

            def rising(x: int, y: int, _: int) -> bool:
                known = name in RISING or (name == "log" and positive(store, y))
                return known and applied(store, x, name) == y

            return alike(store, left, other, (which, which), rising)
        case "below", [*places]:  # ReLU(z_i - max_k z_k) = 0, and so for H
            name, *_ = parts_of(store, left, "fun")
            need(name in ("relu", "step"), "neither ReLU nor H")
            dims, body, other = below(store, applied(store, left, name))
            indices: list[Index] = [index_of(place) for place in places]
            need(len(indices) == len(dims), "not one index for each")
            for index, dim in zip(indices, reversed(dims), strict=True):  # innermost first
                end = plus(plus(dim, index[2], -1), index[1], -1)
                need(store.never_negative(index[2]) and store.never_negative(end), "an index out of range")
            need(store.poly(other) == store.poly(store.instance(body, *indices)), "not one of the numbers")
            return store.nodes[right] == ("num", Fraction(0))
        case "prodsame", []:  # the product of the same numbers, in any order and however nested
            return multiplied(store, left) == multiplied(store, right)
        case "prodof", []:  # Π_k 1/z_k = 1/Π_k z_k, also where some z_k is 0, and so for |z_k|
            name, product = parts_of(store, right, "fun")
            need(name in ("inv", "Abs"), "a function that need not keep products")
            inner = applied(store, product, PRODUCT)
            return of_each(store, inner, lambda x: store.make("fun", EACH, store.make("fun", name, x))) == applied(
                store, left, PRODUCT
            )
        case "prodlog", []:  # Π_k z_k = e^(Σ_k log z_k), every z_k positive

            def log(x: int) -> int:
                need(positive(store, x), "a logarithm of what may not be positive")
                return store.make("fun", "log", x)

            return of_each(store, applied(store, left, PRODUCT), log) == applied(store, right, "exp")
    return False


def below(store: Store, term: int) -> tuple[tuple[Dim, ...], int, int]:
    """Of x - max[](Σ each[](z)): the sizes of the indices of Σ, z and x."""
    other, minus = parts_of(store, term, "add")
    number, largest = parts_of(store, minus, "mul")
    need(parts_of(store, number, "num") == [-1], "no difference")
    ((dims, body),) = bag(store, applied(store, largest, MAX), False)
    return dims, body, other


NAMES = ("maxflat", "smallest", "largestplus", "largesttimes", "largestof", "below", "prodsame", "prodof", "prodlog")

"""Laws of cases by sign, for the checker: what holds where x > 0 and where x <= 0 holds everywhere.

A guard is H(x), which is 1 where x > 0 and else 0, or 1 - H(x). Every claim `a = b` is `g a = g b` for both guards of
an x (`ring`); under guards ReLU(u) and H(u) are known once the sign of u follows from those of the guards.
"""

from collections import Counter
from fractions import Fraction
from typing import Any

from explorer.proof.checker import BINDS, Store, kinds, need, parts_of, pick
from explorer.proof.checker_signs import applied, sign


def guards_of(store: Store, parts: list[int]) -> list[tuple[int, int]]:
    """The terms of which guards speak, with 1 where they are above 0 and -1 where they are not."""
    found = []
    for part in parts:
        tag, *inner = store.nodes[part]
        if tag != "add":
            found.append((applied(store, part, "step"), 1))
            continue
        one, minus = inner
        number, step = parts_of(store, minus, "mul")
        need(parts_of(store, one, "num") == [1] and parts_of(store, number, "num") == [-1], "no guard")
        found.append((applied(store, step, "step"), -1))
    return found


def follows_from(store: Store, term: int, factor: int, guards: list[tuple[int, int]], times: list[Any]) -> int:
    """2 where `factor · term` is above 0 where the guards are 1, 1 where it is at least 0, else 0.

    It is the sum of the terms of the guards, each so many times, and of monomials of a known sign.
    """
    known = {one: 2 if way > 0 else -1 for one, way in guards}
    rest = {key: factor * k for key, k in store.poly(term).items()}
    found = 1
    for (one, way), (above, below) in zip(guards, times, strict=True):
        count = Fraction(above, below)
        need(count >= 0, "a guard less than no times")
        if count and way > 0:
            found = 2
        for key, k in store.poly(one).items():
            rest[key] = rest.get(key, 0) - count * way * k
    for key, k in rest.items():
        here = 2 if k > 0 else -2 if k < 0 else 1
        for (kind, part), power in Counter(key).items():
            one = 2 if kind == 0 else known.get(part) or sign(store, part)
            if kind and not one and store.nodes[part][:2] == ("fun", "inv"):
                one = known.get(store.nodes[part][2], 0)
            if power % 2 == 0:
                one = 2 if abs(one) == 2 else 1
            here = min(abs(one), abs(here)) * (1 if (one > 0) == (here > 0) else -1)
        if k and here <= 0:
            return 0
        found = max(found, here) if k else found
    return found


def put(store: Store, term: int, old: int, new: int) -> int:
    """The term with `new` for `old`, both as seen from outside."""

    def walk(here: int, depth: int) -> int:
        store.spend(1)
        if here == store.shifted(old, depth):
            return store.shifted(new, depth)
        tag, *parts = store.nodes[here]
        for place, kind in enumerate(kinds(tag, len(parts))):
            if kind in "sm":
                parts[place] = walk(parts[place], depth + BINDS.get(tag, 0))
        return store.make(tag, *parts)

    return walk(term, 0)


def of_cells(store: Store, rule: Any, left: int, right: int, details: list[Any], lines: list[tuple[int, int]]) -> bool:
    """Whether `left = right` by a law of guards."""
    if rule not in NAMES:
        return False
    (*before, one), (*after, two) = parts_of(store, left, "mul"), parts_of(store, right, "mul")
    guards = guards_of(store, before)
    need(before == after and guards, "other guards")
    match rule, details:
        case "guarded", [list(times)]:  # ReLU(u) = u, H(u) = 1 where u > 0; both 0 where u <= 0: under guards
            name, u = parts_of(store, one, "fun")
            need(name in ("relu", "step"), "neither ReLU nor H")
            if store.nodes[two] == ("num", Fraction(0)):
                return follows_from(store, u, -1, guards, times) > 0
            if name == "relu":
                return two == u and follows_from(store, u, 1, guards, times) > 0
            return store.nodes[two] == ("num", Fraction(1)) and follows_from(store, u, 1, guards, times) == 2
        case "within", [number]:  # from g a = g b: g f(a) = g f(b), g being 0 or 1
            (*first, a), (*second, b) = (parts_of(store, side, "mul") for side in pick(lines, number))
            return first == second == before and put(store, one, a, b) == two
    return False


NAMES = ("guarded", "within")

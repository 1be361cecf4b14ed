"""Rewrites that keep a term's value: each step is a law of sums and products. Terms are those of `little`."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from little import (
    Term,
    children,
    free,
    fresh,
    rename,
    shape,
    size_of,
    with_children,
)

Rule = Callable[[Term, random.Random], Term | None]
LARGEST = 60


def copy(t: Term) -> Term:
    """The term with new names for its binders, for a second use."""
    return rename(t, {})


def put(t: Term, name: str, value: Any) -> Term:
    """The term with an index replaced."""
    return rename(t, {name: value})


# --- true steps on index terms ------------------------------------------------------------


def shuffle(t: Term, rng: random.Random) -> Term:
    """x + y = y + x, x y = y x."""
    return (t[0], *rng.sample(t[1:], len(t) - 1))


def group(t: Term, rng: random.Random) -> Term | None:
    """x + y + z = (x + y) + z, and the same for products."""
    if len(t) < 4:
        return None
    cut = rng.randint(2, len(t) - 2)
    return (t[0], (t[0], *t[1 : cut + 1]), *t[cut + 1 :])


def flatten(t: Term, rng: random.Random) -> Term | None:
    """(x + y) + z = x + y + z, and the same for products."""
    args: list[Term] = []
    for x in t[1:]:
        args.extend(x[1:] if x[0] == t[0] else [x])
    return (t[0], *args)


def merge(t: Term, rng: random.Random) -> Term | None:
    """Σ_i x_i + Σ_j y_j = Σ_k (x_k + y_k), over the same range."""
    sums = [x for x in t[1:] if x[0] == "S"]
    for x in sums:
        for y in sums:
            if x is not y and (x[1][0], x[2], x[3]) == (y[1][0], y[2], y[3]):
                rest = [z for z in t[1:] if z is not x and z is not y]
                both = (*x[:4], ("+", x[4], put(y[4], y[1], x[1])))
                return ("+", both, *rest) if rest else both
    return None


def distribute(t: Term, rng: random.Random) -> Term | None:
    """x (y + z) = x y + x z."""
    places = [k for k, x in enumerate(t) if k and x[0] == "+"]
    if not places:
        return None
    k = rng.choice(places)
    return ("+", *[copy(("*", *t[1:k], y, *t[k + 1 :])) for y in t[k][1:]])


def pull_in(t: Term, rng: random.Random) -> Term | None:
    """x Σ_i y_i = Σ_i x y_i."""
    places = [k for k, x in enumerate(t) if k and x[0] == "S"]
    if not places:
        return None
    k = rng.choice(places)
    return (*t[k][:4], ("*", *t[1:k], t[k][4], *t[k + 1 :]))


def pull_out(t: Term, rng: random.Random) -> Term | None:
    """Σ_i x y_i = x Σ_i y_i."""
    if t[4][0] != "*":
        return None
    inside = [x for x in t[4][1:] if t[1] in free(x)]
    outside = [x for x in t[4][1:] if t[1] not in free(x)]
    if not outside or not inside:
        return None
    return ("*", *outside, (*t[:4], ("*", *inside) if len(inside) > 1 else inside[0]))


def split(t: Term, rng: random.Random) -> Term | None:
    """Σ_i (x_i + y_i) = Σ_i x_i + Σ_i y_i."""
    if t[4][0] != "+":
        return None
    return ("+", *[copy((*t[:4], x)) for x in t[4][1:]])


def swap(t: Term, rng: random.Random) -> Term | None:
    """Σ_i Σ_j = Σ_j Σ_i."""
    inner = t[4]
    return (*inner[:4], (*t[:4], inner[4])) if inner[0] == "S" else None


def peel(t: Term, rng: random.Random) -> Term | None:
    """Σ_{i=0}^{n-1} x_i = x_0 + Σ_{i=1}^{n-1} x_i, or the last term by itself."""
    if t[2] or t[3] or rng.random() < 0.8:
        return None
    if rng.random() < 0.5:
        return ("+", put(t[4], t[1], 0), (t[0], t[1], 1, 0, t[4]))
    return ("+", (t[0], t[1], 0, 1, t[4]), put(t[4], t[1], ("last", t[1][0])))


def by_delta(t: Term, rng: random.Random) -> Term | None:
    """x_i = Σ_k δ(i, k) x_k."""
    names = sorted(free(t))
    if not names or rng.random() < 0.85:
        return None
    i = rng.choice(names)
    k = fresh(i[0])
    return ("S", k, 0, 0, ("*", ("d", i, k), put(t, i, k)))


def twice(t: Term, rng: random.Random) -> Term | None:
    """x = 2 x - x, x = 1 x, n x = Σ_k x with both sides spelled."""
    match rng.randrange(24):
        case 0:
            return ("+", ("*", ("c", 2), t), ("*", ("c", -1), copy(t)))
        case 1:
            return ("*", ("c", 1), t)
        case 2:
            d = rng.choice("mn")
            return (
                "+", t, ("*", ("n", d), copy(t)), ("*", ("c", -1), ("S", fresh(d), 0, 0, copy(t))),
            )  # fmt: skip
        case _:
            return None


TRUE_STEPS: dict[str, tuple[Rule, ...]] = {
    "+": (shuffle, shuffle, group, flatten, merge),
    "*": (shuffle, shuffle, group, flatten, distribute, distribute, pull_in, pull_in),
    "S": (pull_out, pull_out, split, split, swap, swap, peel),
    "T": (by_delta, twice),
    "f": (by_delta, twice),
}

# --- true steps on matrix terms ------------------------------------------------------------


def push_transpose(x: Term, rng: random.Random) -> Term | None:
    """(X Y)ᵀ = Yᵀ Xᵀ, (X + Y)ᵀ = Xᵀ + Yᵀ, f(X)ᵀ = f(Xᵀ), Xᵀᵀ = X."""
    match x[1][0]:
        case "t":
            return x[1][1]
        case "mm":
            return ("mm", ("t", x[1][2]), ("t", x[1][1]))
        case "ma" | "h":
            return (x[1][0], *[("t", y) for y in x[1][1:]])
        case "f":
            return ("f", x[1][1], ("t", x[1][2]))
        case "1":
            return ("1", x[1][2], x[1][1])
        case _:
            return None


def pull_transpose(x: Term, rng: random.Random) -> Term | None:
    """The same, backwards."""
    match x[0]:
        case "mm":
            return ("t", ("mm", ("t", x[2]), ("t", x[1])))
        case "ma" | "h":
            return ("t", (x[0], *[("t", y) for y in x[1:]]))
        case "f":
            return ("t", ("f", x[1], ("t", x[2])))
        case _:
            return ("t", ("t", x)) if rng.random() < 0.2 else None


def associate(x: Term, rng: random.Random) -> Term | None:
    """(X Y) Z = X (Y Z)."""
    if x[1][0] == "mm":
        return ("mm", x[1][1], ("mm", x[1][2], x[2]))
    if x[2][0] == "mm":
        return ("mm", ("mm", x[1], x[2][1]), x[2][2])
    return None


def distribute_matrix(x: Term, rng: random.Random) -> Term | None:
    """(X + Y) Z = X Z + Y Z, for the matrix product and the entrywise one."""
    if x[1][0] == "ma":
        return ("ma", *[(x[0], y, x[2]) for y in x[1][1:]])
    if x[2][0] == "ma":
        return ("ma", *[(x[0], x[1], y) for y in x[2][1:]])
    return None


def by_ones(x: Term, rng: random.Random) -> Term | None:
    """X = I X = X ⊙ 1, 1 = 1 1ᵀ, X = 2 X - X."""
    rows, columns = shape(x)
    match rng.randrange(16):
        case 0 if rows != "1":
            return ("mm", ("I", rows), x)
        case 1:
            return ("h", x, ("1", rows, columns))
        case 2 if x[0] == "1":
            return ("mm", ("1", rows, "1"), ("1", "1", columns))
        case 3:
            return ("ma", ("s", 2, x), ("s", -1, x))
        case _:
            return None


def scale(x: Term, rng: random.Random) -> Term | None:
    """q (X Y) = X (q Y)."""
    return ("mm", x[2][1], ("s", x[1], x[2][2])) if x[2][0] == "mm" else None


def diagonal(x: Term, rng: random.Random) -> Term | None:
    """diag(v) X = (v 1ᵀ) ⊙ X."""
    if x[1][0] != "diag":
        return None
    return ("h", ("mm", x[1][1], ("1", "1", shape(x[2])[1])), x[2])


MATRIX_STEPS: dict[str, tuple[Rule, ...]] = {
    "t": (push_transpose, push_transpose, by_ones),
    "mm": (associate, associate, distribute_matrix, distribute_matrix, pull_transpose, diagonal),
    "ma": (shuffle, group, flatten, pull_transpose),
    "h": (shuffle, distribute_matrix, pull_transpose),
    "f": (pull_transpose, by_ones),
    "M": (by_ones, pull_transpose),
    "1": (by_ones,),
    "s": (scale,),
}


def scramble(t: Term, rng: random.Random, steps: dict[str, tuple[Rule, ...]], number: int = 12) -> Term:
    """Law: the value stays. At most `number` random true steps, from the root down, two at each place."""
    left = [number]

    def walk(t: Term) -> Term:
        for _ in range(2):
            if t[0] in steps and left[0] > 0 and rng.random() < 0.6:
                new = rng.choice(steps[t[0]])(t, rng)
                if new is not None and size_of(new) <= LARGEST:
                    t = new
                    left[0] -= 1
        below = children(t)
        return with_children(t, [walk(x) for x in below]) if below and left[0] > 0 else t

    return walk(t)

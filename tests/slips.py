"""Slips of the pen: edits of one place that most often make an equal pair unequal, in terms of `little`."""

from __future__ import annotations

import random

from little import BY_SLOTS, FUNCTIONS, SLOTS, Term, children, fresh, shape, with_children
from rewrites import Rule


def _other_tensor(t: Term, rng: random.Random) -> Term | None:
    others = [name for name in BY_SLOTS[SLOTS[t[1]]] if name != t[1]]
    return (t[0], rng.choice(others), *t[2:]) if others else None


def _swap_indices(t: Term, rng: random.Random) -> Term | None:
    slots = SLOTS[t[1]]
    return (*t[:2], (t[2][1], t[2][0])) if slots[0] == slots[1] and t[2][0] != t[2][1] else None


def _without_one(t: Term, rng: random.Random) -> Term | None:
    """A bias, or a factor, forgotten."""
    k = rng.randrange(1, len(t))
    rest = (*t[1:k], *t[k + 1 :])
    return (t[0], *rest) if len(rest) > 1 else rest[0]


def _sign(t: Term, rng: random.Random) -> Term | None:
    k = rng.randrange(1, len(t))
    minus = ("*", ("c", -1), t[k]) if t[0] == "+" else ("s", -1, t[k])
    return (*t[:k], minus, *t[k + 1 :])


def _bias_inside(t: Term, rng: random.Random) -> Term | None:
    """Σ_i x_i + b becomes Σ_i (x_i + b)."""
    places = [k for k, x in enumerate(t) if k and x[0] == "S"]
    if not places:
        return None
    k = rng.choice(places)
    return (*t[k][:4], ("+", t[k][4], *t[1:k], *t[k + 1 :]))


def _function_inside(t: Term, rng: random.Random) -> Term | None:
    """σ(Σ_i x_i) becomes Σ_i σ(x_i)."""
    return (*t[2][:4], ("f", t[1], t[2][4])) if t[2][0] == "S" else None


def _function_outside(t: Term, rng: random.Random) -> Term | None:
    """Σ_i σ(x_i) becomes σ(Σ_i x_i)."""
    return ("f", t[4][1], (*t[:4], t[4][2])) if t[4][0] == "f" else None


def _other_function(t: Term, rng: random.Random) -> Term | None:
    return ("f", rng.choice([name for name in FUNCTIONS if name != t[1]]), t[2])


def _no_function(t: Term, rng: random.Random) -> Term | None:
    return t[2]


def _coefficient(t: Term, rng: random.Random) -> Term | None:
    return ("*", ("c", rng.choice((2, 3))), t)


def _one_term_less(t: Term, rng: random.Random) -> Term | None:
    """Off by one."""
    return (*t[:2], t[2] + 1, *t[3:]) if rng.random() < 0.5 else (*t[:3], t[3] + 1, t[4])


def _summed_again(t: Term, rng: random.Random) -> Term | None:
    return ("S", fresh(rng.choice("mn")), 0, 0, t)


def _hadamard(x: Term, rng: random.Random) -> Term | None:
    return ("h", x[1], x[2]) if shape(x[1]) == shape(x[2]) else None


def _product(x: Term, rng: random.Random) -> Term | None:
    square = len(x) == 3 and len(set(shape(x[1]))) == 1
    return ("mm", x[1], x[2]) if square else None


def _other_order(x: Term, rng: random.Random) -> Term | None:
    (rows, _), (_, columns) = shape(x[1]), shape(x[2])
    return ("mm", x[2], x[1]) if rows == columns and shape(x[1]) == shape(x[2]) else None


def _transposed(x: Term, rng: random.Random) -> Term | None:
    rows, columns = shape(x)
    return ("t", x) if rows == columns != "1" else None


def _doubled(x: Term, rng: random.Random) -> Term | None:
    return ("s", 2, x)


def _ones_for_identity(x: Term, rng: random.Random) -> Term | None:
    return ("1", x[1], x[1])


def _wrong_index(t: Term, scope: tuple[str, ...], rng: random.Random) -> Term | None:
    """One index replaced by another of its size: a wrong one, or one that is there already, repeated."""
    slot = rng.randrange(2)
    others = [i for i in scope if i[0] == SLOTS[t[1]][slot] and i != t[2][slot]]
    if not others:
        return None
    indices = list(t[2])
    indices[slot] = rng.choice(others)
    return (*t[:2], tuple(indices))


def _wrong(t: Term, rng: random.Random) -> Term | None:
    """Stands for `_wrong_index`, which must know the indices around the place."""
    return None


SLIPS: dict[str, tuple[Rule, ...]] = {
    "+": (_without_one, _sign, _bias_inside, _bias_inside),
    "*": (_without_one, _coefficient),
    "S": (_function_outside, _one_term_less, _summed_again),
    "T": (_other_tensor, _swap_indices, _swap_indices, _coefficient, _wrong, _wrong, _wrong),
    "f": (_function_inside, _function_inside, _other_function, _no_function),
}
MATRIX_SLIPS: dict[str, tuple[Rule, ...]] = {
    "mm": (_hadamard, _hadamard, _other_order, _transposed),
    "ma": (_without_one, _sign),
    "h": (_without_one, _product),
    "f": (_other_function, _no_function, _transposed),
    "M": (_transposed, _transposed, _other_tensor, _doubled),
    "I": (_ones_for_identity,),
}


def places(t: Term, scope: tuple[str, ...] = ()) -> list[tuple[tuple[int, ...], Term, tuple[str, ...]]]:
    """Every subterm with the way to it and the indices bound around it."""
    found = [((), t, scope)]
    inner = (*scope, t[1]) if t[0] == "S" else scope
    for k, x in enumerate(children(t)):
        found += [((k, *way), y, around) for way, y, around in places(x, inner)]
    return found


def replace(t: Term, way: tuple[int, ...], new: Term) -> Term:
    """The term with another subterm at a place."""
    if not way:
        return new
    below = list(children(t))
    below[way[0]] = replace(below[way[0]], way[1:], new)
    return with_children(t, below)


def slip(
    t: Term, rng: random.Random, slips: dict[str, tuple[Rule, ...]], scope: tuple[str, ...] = ()
) -> tuple[Term, str] | None:
    """The term with one slip, each kind as likely as the others, at a random place where it can happen."""
    everywhere = places(t, scope)
    rules = [(kind, rule) for kind, several in slips.items() for rule in several]
    for _ in range(12):
        kind, rule = rng.choice(rules)
        found = [(way, x, around) for way, x, around in everywhere if x[0] == kind]
        for way, x, around in rng.sample(found, len(found)):
            new = _wrong_index(x, around, rng) if rule is _wrong else rule(x, rng)
            if new is not None and new != x:
                return replace(t, way, new), rule.__name__.strip("_").replace("_", " ")
    return None

"""Statements that hold at sizes 1 and 2 and fail at 3: what a judge of small sizes would call proved.

Each family is a law of small sizes, decorated at random with tensors, functions and contexts; nothing is
taken on trust: `interpreter` shows the values equal at 1 and 2 and different at 3 or 4.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import permutations
from typing import Any

from generators import Maker, Pair, difference, judged
from little import FUNCTIONS, Speller, Term, entry, free, fresh, rename, size_of, total
from rewrites import MATRIX_STEPS, TRUE_STEPS, copy, scramble

ORDERS = [(p, -1 if sum(p[i] > p[j] for j in range(3) for i in range(j)) % 2 else 1) for p in permutations(range(3))]
MATRICES, VECTORS = "ABC", "ac"


def _times(*factors: Term) -> Term:
    return ("*", *factors) if len(factors) > 1 else factors[0]


def _minus(t: Term) -> Term:
    return ("*", ("c", -1), t)


def factor(rng: random.Random, i: Any, j: Any, depth: int = 1) -> Term:
    """A random factor that uses the indices i and j: an entry, an entry of a product, a function of such."""
    match rng.randrange(6 if depth else 4):
        case 0 | 1:
            return ("T", rng.choice(MATRICES), (i, j))
        case 2:
            k = fresh(i[0])
            return (
                "S",
                k,
                0,
                0,
                _times(("T", rng.choice(MATRICES), (i, k)), ("T", rng.choice(MATRICES), (k, j))),
            )
        case 3:
            return _times(("T", rng.choice(VECTORS), (i, 0)), ("T", rng.choice(MATRICES), (i, j)))
        case 4:
            return (
                "f",
                rng.choice(FUNCTIONS),
                ("+", factor(rng, i, j, 0), ("T", rng.choice(VECTORS), (j, 0))),
            )
        case _:
            return ("f", rng.choice(FUNCTIONS), factor(rng, i, j, 0))


def antisymmetric(rng: random.Random) -> tuple[Term, Term, list[str]]:
    """Σ_π sign(π) e(x, x∘π) = 0 when the three indices x take at most two values: two of them coincide.

    Some of the x are free, the others summed; e is any product. The terms are put on both sides at random.
    """
    x = [fresh("n") for _ in range(3)]
    y = [fresh("n") for _ in range(3)]
    product = _times(*[factor(rng, x[rng.choice((k, k, rng.randrange(3)))], y[k]) for k in range(3)])
    open_names = x[: rng.choice((0, 0, 1, 2))]
    summed = [name for name in x if name not in open_names]
    sides: tuple[list[Term], list[Term]] = ([], [])
    for order, sign in ORDERS:
        term = rename(product, {y[k]: x[order[k]] for k in range(3)})
        left = (sign == 1) if rng.random() < 0.8 else (sign != 1)
        plus = (sign == 1) == left
        sides[0 if left else 1].append(total(summed, term) if plus else total(summed, _minus(term)))
    left, right = [("+", *side) if len(side) > 1 else side[0] if side else ("c", 0) for side in sides]
    return copy(left), copy(right), open_names


def other_entry(rng: random.Random) -> tuple[Term, Term, list[str]]:
    """Σ_i s(Σ_j a_j - a_i) = Σ_i s(a_i) at size 2, where all but this is the other; 0 = 0 at size 1."""
    i, j, k = fresh("n"), fresh("n"), fresh("n")
    vector = rng.choice(VECTORS)
    whole = ("T", vector, (i, 0)) if rng.random() < 0.5 else factor(rng, k, i, 0)
    names = sorted(free(whole) - {i})
    others = ("+", ("S", j, 0, 0, rename(whole, {i: j})), _minus(copy(whole)))
    second = ("T", rng.choice(VECTORS), (i, 0)) if rng.random() < 0.5 else None
    f, g = rng.choice(FUNCTIONS), rng.choice(FUNCTIONS)
    left, right = ("f", f, others), ("f", f, whole)
    if second is not None:
        rest = (
            "+",
            ("S", fresh("n"), 0, 0, ("c", 0)),
            ("S", j, 0, 0, rename(second, {i: j})),
            _minus(second),
        )
        left, right = _times(left, ("f", g, rest)), _times(right, ("f", g, second))
    vanishing = ("+", ("n", "n"), ("c", -1)) if rng.random() < 0.5 else _commutator(rng)
    both = [_times(copy(vanishing), copy(("S", i, 0, 0, side))) for side in (left, right)]
    return both[0], both[1], names


def _commutator(rng: random.Random) -> Term:
    """Σ_ij (a_i c_j - a_j c_i) A_ij: 0 at size 1, where i = j."""
    i, j = fresh("n"), fresh("n")
    weight = factor(rng, i, j, 0)
    first = _times(("T", "a", (i, 0)), ("T", "c", (j, 0)))
    second = _times(("T", "a", (j, 0)), ("T", "c", (i, 0)))
    return total([i, j], _times(("+", first, _minus(second)), weight))


def coefficient(rng: random.Random) -> tuple[Term, Term, list[str]]:
    """(n - 1)(n - 2) = 0 at 1 and 2: n² X + 2 X = 3 n X; or (F(n u) - F(u)) (F(n u) - F(2 u)) = 0."""
    i, j = fresh("n"), fresh("n")
    n = ("n", "n")
    if rng.random() < 0.5:
        x = factor(rng, i, j)
        counted = ("S", fresh("n"), 0, 0, ("S", fresh("n"), 0, 0, x)) if rng.random() < 0.5 else _times(n, n, x)
        return ("+", counted, _times(("c", 2), copy(x))), _times(("c", 3), n, copy(x)), [i, j]
    u, f, g = factor(rng, i, j, 0), rng.choice(FUNCTIONS), rng.choice(FUNCTIONS)

    def off(name: str, number: int) -> Term:
        big = _times(n, u) if rng.random() < 0.5 else ("S", fresh("n"), 0, 0, u)
        return copy(("+", ("f", name, big), _minus(("f", name, _times(("c", number), u)))))

    return _times(off(f, 1), off(g, 2)), ("c", 0), [i, j]


# --- as matrices -------------------------------------------------------------------------------


def square(rng: random.Random, leaves: int = 2) -> Term:
    """A random n x n matrix term."""
    match rng.randrange(8 if leaves else 3):
        case 0 | 1:
            return ("M", rng.choice(MATRICES))
        case 2:
            return ("t", ("M", rng.choice(MATRICES)))
        case 3:
            return ("f", rng.choice(FUNCTIONS), square(rng, leaves - 1))
        case 4:
            return ("ma", square(rng, 0), square(rng, 0))
        case 5:
            return ("h", square(rng, 0), square(rng, 0))
        case 6:
            return ("mm", ("M", rng.choice(VECTORS)), ("t", ("M", rng.choice(VECTORS))))
        case _:
            return ("mm", ("M", "V"), ("M", "W"))


def trace(x: Term) -> Term:
    """Σ_i X_ii."""
    i = fresh("n")
    return ("S", i, 0, 0, entry(x, i, i))


def cayley_hamilton(rng: random.Random) -> tuple[Term, Term, list[str]]:
    """XY + YX + (tr X tr Y - tr XY) I = tr(X) Y + tr(Y) X for 2 x 2 matrices, and for 1 x 1."""
    x, y = square(rng), square(rng)
    i, j = fresh("n"), fresh("n")
    products = [entry(("mm", x, y), i, j), entry(("mm", y, x), i, j)]
    unit = _times(("+", _times(trace(x), trace(y)), _minus(trace(("mm", x, y)))), ("d", i, j))
    right = ("+", _times(trace(x), entry(y, i, j)), _times(trace(y), entry(x, i, j)))
    return ("+", *products, unit), right, [i, j]


def trace_identity(rng: random.Random) -> tuple[Term, Term, list[str]]:
    """tr X tr Y tr Z + tr XYZ + tr XZY = tr X tr YZ + tr Y tr XZ + tr Z tr XY for 2 x 2 (Procesi)."""
    x, y, z = square(rng), square(rng, 1), square(rng, 0)
    all_three = [trace(("mm", x, ("mm", y, z))), trace(("mm", x, ("mm", z, y)))]
    left = ("+", _times(trace(x), trace(y), trace(z)), *all_three)
    right = [_times(trace(p), trace(("mm", q, r))) for p, q, r in ((x, y, z), (y, x, z), (z, x, y))]
    return left, ("+", *right), []


def hall(rng: random.Random) -> tuple[Term, Term]:
    """[X, Y]² Z = Z [X, Y]² for 2 x 2 matrices (Hall), as matrices."""
    x, y, z = square(rng, 0), square(rng, 0), square(rng, 1)
    bracket = ("ma", ("mm", x, y), ("s", -1, ("mm", y, x)))
    return ("mm", bracket, ("mm", bracket, z)), ("mm", ("mm", z, bracket), bracket)


def standard(rng: random.Random) -> tuple[Term, Term]:
    """Σ_π sign(π) X_π1 X_π2 X_π3 X_π4 = 0 for 2 x 2 matrices (Amitsur and Levitzki), as matrices."""
    x = [("M", "A"), ("M", "B"), ("M", "C"), rng.choice((("t", ("M", "A")), ("mm", ("M", "V"), ("M", "W"))))]
    rng.shuffle(x)
    sides: dict[int, list[Term]] = {1: [], -1: []}
    for order in permutations(range(4)):
        sign = 1
        for q in range(4):
            for p in range(q):
                sign = -sign if order[p] > order[q] else sign
        p, q, r, s = (x[k] for k in order)
        sides[sign].append(("mm", ("mm", p, q), ("mm", r, s)))
    return ("ma", *sides[1]), ("ma", *sides[-1])


# --- decorated ---------------------------------------------------------------------------------


def decorate(rng: random.Random, left: Term, right: Term, names: list[str]) -> tuple[Term, Term, list[str]]:
    """Both sides in one random context, which keeps an equality; and some free indices summed away."""
    for _ in range(rng.randrange(3)):
        match rng.randrange(5):
            case 0:
                extra = factor(rng, *(names * 2 + [fresh("n"), fresh("n")])[:2])
                extra = total(sorted(free(extra) - set(names)), extra)
                left, right = ("+", left, extra), ("+", copy(extra), right)
            case 1 if names:
                name = names[0]
                weight = ("T", rng.choice(VECTORS), (name, 0))
                left, right = total([name], _times(weight, left)), copy(total([name], _times(right, weight)))
                names = names[1:]
            case 2:
                name = rng.choice(FUNCTIONS)
                left, right = ("f", name, left), ("f", name, right)
            case 3:
                q = ("c", rng.choice((2, -1, Fraction(1, 3))))
                left, right = _times(q, left), _times(right, q)
            case _:
                i = fresh("m")
                entry_of = ("T", rng.choice("be"), (i, 0))
                left = total([i], ("f", "g", ("+", entry_of, left)))
                right = copy(total([i], ("f", "g", ("+", right, entry_of))))
    return left, right, names


Family = Callable[[random.Random], tuple[Term, Term, list[str]]]
INDEXED: dict[str, tuple[Family, int]] = {
    "antisymmetric": (antisymmetric, 6),
    "other entry": (other_entry, 4),
    "coefficient": (coefficient, 2),
    "Cayley-Hamilton": (cayley_hamilton, 4),
    "trace identity": (trace_identity, 2),
}
MATRIX_FAMILIES: dict[str, Callable[[random.Random], tuple[Term, Term]]] = {
    "Hall": hall,
    "standard": standard,
}
SMALL = ({"m": 1, "n": 1}, {"m": 2, "n": 2}, {"m": 3, "n": 1}, {"m": 1, "n": 2})
LARGER = ({"m": 2, "n": 3}, {"m": 1, "n": 4})


def candidate(maker: Maker) -> Pair:
    """A random statement of one of the families, not yet tried with numbers."""
    rng = maker.rng
    if rng.random() < 0.03:
        family, build = rng.choice(sorted(MATRIX_FAMILIES.items()))
        left, right = (scramble(x, rng, MATRIX_STEPS, 3) for x in build(rng))
        speller = Speller(rng, {})
        return maker.pair(family, speller.matrix(left), speller.matrix(right), None)
    family = rng.choices(sorted(INDEXED), [INDEXED[name][1] for name in sorted(INDEXED)])[0]
    left, right, names = decorate(rng, *INDEXED[family][0](rng))
    if size_of(left) + size_of(right) < 160:
        left, right = scramble(left, rng, TRUE_STEPS, 6), scramble(right, rng, TRUE_STEPS, 6)
    if rng.random() < 0.5:
        left, right = right, left
    letters = {name: maker.letter(k) for k, name in enumerate(names)}
    speller = Speller(rng, letters)
    indices = {letters[name]: maker.size(name) for name in names}
    return maker.pair(family, speller.number(left), speller.number(right), None, indices=indices)


def equal_when_small(seed: int, number: int) -> Iterator[Pair]:
    """Law: each holds at sizes 1 and 2 for random numbers and functions; numbers show it false at 3 or 4."""
    maker = Maker(random.Random(f"{seed}: equal when small"))
    seen = set()
    made = 0
    while made < number:
        pair = judged(candidate(maker), maker.rng, sizes=LARGER)
        if pair.equal is None or (key := (pair.statement.left, pair.statement.right)) in seen:
            continue
        wrong = difference(pair, maker.rng, sizes=SMALL)
        if wrong is not None:
            raise AssertionError(f"{pair} differs at {wrong}")
        seen.add(key)
        made += 1
        yield pair

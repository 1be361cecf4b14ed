"""Random statements with their truth: equal pairs by construction, near misses by one slip.

Everything comes from one seed. A pair is made of SymPy objects; what is known of its truth is kept with it:
True by construction, or None for a near miss until `interpreter` shows numbers that differ.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import sympy as sp
from interpreter import evaluate
from little import BY_SLOTS, FUNCTIONS, LETTERS, SCALARS, SIZE, SLOTS, Speller, Term, children, entry, shape, size_of
from rewrites import MATRIX_STEPS, TRUE_STEPS, copy, scramble
from slips import MATRIX_SLIPS, SLIPS, slip

from explorer.statement import Statement

Sizes = dict[str, int]


@dataclass(frozen=True)
class Pair:
    """Two sides and what is known: `equal` True by construction, False by shown numbers, None not known."""

    number: int
    family: str
    statement: Statement
    equal: bool | None
    slip: str | None = None

    def __str__(self) -> str:
        slip = f", {self.slip}" if self.slip else ""
        return f"pair {self.number} ({self.family}{slip}): {self.statement.left} = {self.statement.right}"


# --- random layer-like matrix terms ------------------------------------------------------------


def matrix(rng: random.Random, rows: str, columns: str, leaves: int, depth: int) -> Term:
    """A random matrix term of the given shape with about `leaves` tensors, at most `depth` functions deep."""
    if leaves <= 1:
        return _leaf(rng, rows, columns)
    roll = rng.random()
    if depth and roll < 0.2 and leaves > 2:
        inner = rng.choice("mmnn")
        weights, bias = matrix(rng, rows, inner, 1, 0), matrix(rng, rows, columns, 1, 0)
        product = ("mm", weights, matrix(rng, inner, columns, leaves - 2, depth - 1))
        return ("f", rng.choice(FUNCTIONS), ("ma", product, bias))
    if depth and roll < 0.35:
        return ("f", rng.choice(FUNCTIONS), matrix(rng, rows, columns, leaves, depth - 1))
    first = rng.randint(1, leaves - 1)
    if roll < 0.65:
        inner = rows if rows == columns != "1" and rng.random() < 0.4 else rng.choice("mmmnnn1")
        parts = (matrix(rng, rows, inner, first, depth), matrix(rng, inner, columns, leaves - first, depth))
        return ("mm", *parts)
    if roll < 0.72:
        return ("t", matrix(rng, columns, rows, leaves, depth))
    if roll < 0.75:
        return ("s", rng.choice((2, -1, Fraction(1, 2), *SCALARS)), matrix(rng, rows, columns, leaves, depth))
    if roll < 0.78 and rows == columns != "1":
        return ("diag", matrix(rng, rows, "1", leaves, depth))
    kind = "ma" if roll < 0.92 else "h"
    return (kind, matrix(rng, rows, columns, first, depth), matrix(rng, rows, columns, leaves - first, depth))


def _leaf(rng: random.Random, rows: str, columns: str) -> Term:
    if rows == columns == "1":
        size = rng.choice("mn")
        return ("mm", _leaf(rng, "1", size), _leaf(rng, size, "1"))
    choices: list[Term] = [("M", name) for name in BY_SLOTS.get(rows + columns, ())]
    choices += [("t", ("M", name)) for name in BY_SLOTS.get(columns + rows, ())]
    if not choices or rng.random() < 0.05:
        choices = [("1", rows, columns)]
    if rows == columns != "1" and rng.random() < 0.1:
        choices = [("I", rows)]
    return rng.choice(choices)


def bound_indices(t: Term) -> int:
    """How many sums an index term has inside each other, products and functions taken together: its cost."""
    if t[0] == "S":
        return 1 + bound_indices(t[4])
    below = [bound_indices(x) for x in children(t)]
    return sum(below) if t[0] == "*" else max(below, default=0)


def layer(rng: random.Random) -> Term:
    """A random matrix term whose entries have at most four sums at a time."""
    while True:
        rows, columns = rng.choice(("m1", "n1", "mn", "nm", "nn", "nn", "11"))
        x = matrix(rng, rows, columns, rng.randint(2, 6), 2)
        if bound_indices(entry(x, 0, 0)) <= 4:
            return x


# --- pairs -------------------------------------------------------------------------------------


class Maker:
    """Makes pairs from a random source; `number` counts them."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.number = 0

    def pair(self, family: str, left: Any, right: Any, equal: bool | None, **known: Any) -> Pair:
        self.number += 1
        slip_name = known.pop("slip", None)
        return Pair(self.number, family, Statement(left, right, **known), equal, slip_name)

    @staticmethod
    def letter(k: int) -> sp.Symbol:
        """The k-th letter for a free index."""
        return LETTERS[k]

    @staticmethod
    def size(name: str) -> Any:
        """The size of an index by its name."""
        return SIZE[name[0]]

    def places(self, rows: str, columns: str) -> tuple[dict[str, Any], tuple[Any, Any], dict[str, Any]]:
        """Free indices of an entry: names in the little language, the entry, what the statement says."""
        letters = self.rng.sample(LETTERS, 2)
        names, at, known = {}, [], {"indices": {}}
        for role, size, letter in zip(("row", "column"), (rows, columns), letters, strict=True):
            if size == "1":
                at.append(0)
                continue
            name = f"{size}_{role}"
            names[name] = letter
            known["indices"][letter] = SIZE[size]
            known[role] = letter
            at.append(name)
        return names, (at[0], at[1]), known

    def make(self, wrong: bool) -> Pair:
        """One random pair in one of three forms; with `wrong`, one slip on the right side."""
        while True:
            x = layer(self.rng)
            form = self.rng.choice(("matrix = matrix", "matrix = entry", "entry = entry"))
            names, (i, j), known = self.places(*shape(x))
            slipped = None
            if form == "matrix = matrix":
                y = scramble(x, self.rng, MATRIX_STEPS, 6)
                if wrong and (slipped := slip(y, self.rng, MATRIX_SLIPS)) is None:
                    continue
                y = slipped[0] if slipped else y
                if bound_indices(entry(y, i, j)) > 6:
                    continue
                speller = Speller(self.rng, names)
                left, right, known = speller.matrix(x), speller.matrix(y), {}
            else:
                t = entry(x, i, j)
                u = scramble(copy(t), self.rng, TRUE_STEPS)
                if wrong and (slipped := slip(u, self.rng, SLIPS, tuple(names))) is None:
                    continue
                u = slipped[0] if slipped else u
                if size_of(u) > 120:
                    continue
                speller = Speller(self.rng, names)
                right = speller.number(u)
                if form == "matrix = entry":
                    left = speller.matrix(x)
                else:
                    left = speller.number(scramble(t, self.rng, TRUE_STEPS, 5))
                    known.pop("row", None), known.pop("column", None)
            equal = None if wrong else True
            return self.pair(form, left, right, equal, slip=slipped[1] if slipped else None, **known)


def pairs(seed: int, number: int, wrong: float = 0.5) -> Iterator[Pair]:
    """`number` random pairs, a share `wrong` of them near misses; the same seed gives the same pairs."""
    maker = Maker(random.Random(seed))
    for _ in range(number):
        yield maker.make(maker.rng.random() < wrong)


# --- numbers -----------------------------------------------------------------------------------


def table(seed: int) -> Callable[[Any], int]:
    """A function with random values: what an opaque function may be, without any law."""

    def value(x: Any) -> int:
        x = Fraction(x)
        return random.Random(f"{seed}:{x.numerator}/{x.denominator}").randint(-997, 997)

    known: dict[Any, int] = {}

    def remembered(x: Any) -> int:
        if x not in known:
            known[x] = value(x)
        return known[x]

    return remembered


def numbers(rng: random.Random, sizes: Sizes) -> tuple[dict[str, Any], dict[str, Any]]:
    """Random small tensors and random functions at the given sizes."""
    size = {**sizes, "1": 1}
    tensors: dict[str, Any] = {
        name: [[rng.randint(-9, 9) for _ in range(size[slots[1]])] for _ in range(size[slots[0]])]
        for name, slots in SLOTS.items()
    }
    tensors.update({name: rng.randint(-9, 9) for name in SCALARS})
    return tensors, {name: table(rng.randrange(10**9)) for name in FUNCTIONS}


def values(statement: Statement, sizes: Sizes, tensors: Any, functions: Any) -> list[tuple[Any, Any]]:
    """Both sides at every value of the free indices, by the interpreter; of a matrix side the entry."""
    free = [(symbol.name, int(evaluate(size, sizes))) for symbol, size in statement.indices.items()]
    at: list[dict[str, int]] = [{}]
    for name, size in free:
        at = [{**known, name: value} for known in at for value in range(size)]
    fixed = [evaluate(side, sizes, tensors, functions) if is_matrix(side) else None for side in sides(statement)]
    found = []
    for place in at:
        row = place[statement.row.name] if statement.row is not None else 0
        column = place[statement.column.name] if statement.column is not None else 0
        pair = []
        for side, rows in zip(sides(statement), fixed, strict=True):
            if rows is None:
                pair.append(evaluate(side, sizes, tensors, functions, place))
            else:
                pair.append(rows if all(map(is_matrix, sides(statement))) else rows[row][column])
        found.append((pair[0], pair[1]))
    return found


def sides(statement: Statement) -> tuple[Any, Any]:
    """Left and right."""
    return statement.left, statement.right


def is_matrix(side: Any) -> bool:
    """Whether a side is a matrix expression."""
    return isinstance(side, sp.MatrixExpr)


ALL_SIZES = ({"m": 3, "n": 3}, {"m": 2, "n": 3}, {"m": 3, "n": 2}, {"m": 1, "n": 4}, {"m": 4, "n": 1})


def difference(
    pair: Pair, rng: random.Random, sizes: tuple[Sizes, ...] = ALL_SIZES, draws: int = 1
) -> tuple[Sizes, Any, Any] | None:
    """Sizes and two different values, when random numbers show any; None when every draw agrees."""
    for at in sizes:
        for _ in range(draws):
            tensors, functions = numbers(rng, at)
            for left, right in values(pair.statement, at, tensors, functions):
                if left != right:
                    return at, left, right
    return None


def judged(pair: Pair, rng: random.Random, **how: Any) -> Pair:
    """The pair with its truth as far as numbers show it."""
    return pair if difference(pair, rng, **how) is None else replace(pair, equal=False)

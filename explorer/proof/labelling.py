"""Canonical order of the bound indices of one monomial: colour refinement, then individualisation with twin pruning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any

from explorer.proof.rebuild import children, substitute
from explorer.proof.sizes import Dim
from explorer.proof.terms import At, Delta, Entry, Fun, Index, MOf, Size, Sum, Table, Term

MAX_LEAVES = 720


class Orders:
    """The orders worth trying for the indices of a nest of sums; isomorphic monomials get corresponding orders.

    `search` yields orders, and None when it needs to know whether exchanging two indices (`question`, an order)
    changes the monomial: the caller sets `same` before going on.
    """

    def __init__(self, dims: Sequence[Dim], factors: Sequence[Term]) -> None:
        self.dims = dims
        self.factors = factors
        self.count = len(dims)
        self.question: tuple[int, ...] = ()
        self.same = False
        self.leaves = 0

    def search(self) -> Iterator[tuple[int, ...] | None]:
        """Yields orders (positions of the old nest, outermost first) and questions (None)."""
        # colours[level] with level counted as in the body: the outermost sum has the highest
        colours = [stable(("size", dim)) for dim in reversed(self.dims)]
        yield from self._branch(colours)

    def _branch(self, colours: list[int]) -> Iterator[tuple[int, ...] | None]:
        if len(set(colours)) < self.count:
            colours = self._refine(colours)
        cells: dict[int, list[int]] = {}
        for level, colour in enumerate(colours):
            cells.setdefault(colour, []).append(level)
        ties = sorted(colour for colour, cell in cells.items() if len(cell) > 1)
        if not ties:
            self.leaves += 1
            levels = sorted(range(self.count), key=colours.__getitem__)
            yield tuple(self.count - 1 - level for level in levels)
            return
        tried: list[int] = []
        for level in cells[ties[0]]:
            twin = False
            for other in tried:
                order = list(range(self.count))
                one, two = self.count - 1 - level, self.count - 1 - other
                order[one], order[two] = two, one
                self.question = tuple(order)
                yield None
                if self.same:
                    twin = True
                    break
            if twin:
                continue
            tried.append(level)
            chosen = list(colours)
            chosen[level] = stable(("chosen", colours[level]))
            yield from self._branch(chosen)

    def _refine(self, colours: list[int]) -> list[int]:
        while True:
            new = []
            for level in range(self.count):
                marked = list(colours)
                marked[level] = stable(("this", colours[level]))
                seen = sorted(profile(factor, marked, 0) for factor in self.factors if level in factor.loose)
                new.append(stable((colours[level], tuple(seen))))
            if len(set(new)) == len(set(colours)):
                return new
            colours = new


def stable(parts: Any) -> int:
    """A hash that is the same in every run, so that certificates are."""
    return int.from_bytes(blake2b(repr(parts).encode(), digest_size=8).digest())


def parts(count: int, factors: Sequence[Term]) -> list[tuple[int, ...]]:
    """The indices of a nest of `count` sums in connected parts: two that share a factor are in one part."""
    group = list(range(count))
    for factor in factors:
        levels = [level for level in factor.loose if level < count]
        for level in levels[1:]:
            old, new = group[level], group[levels[0]]
            group = [new if name == old else name for name in group]
    found: dict[int, list[int]] = {}
    for level in range(count - 1, -1, -1):
        found.setdefault(group[level], []).append(count - 1 - level)
    return [tuple(places) for places in found.values()]


def restrict(
    table: Table, part: Sequence[int], dims: Sequence[Dim], factors: Sequence[Term]
) -> tuple[tuple[Term, ...], tuple[Dim, ...]]:
    """The factors of one connected part under that part's own sums, and their sizes."""
    count, own = len(dims), len(part)
    level = {count - 1 - place: own - 1 - k for k, place in enumerate(part)}

    def choose(old: int, dim: Dim) -> Index:
        return Index(level[old] if old < count else old - count + own, dim)

    inside = [factor for factor in factors if any(old in factor.loose for old in level)]
    return tuple([substitute(table, factor, choose) for factor in inside]), tuple([dims[place] for place in part])


def profile(term: Term, colours: Sequence[int], depth: int) -> int:
    """A number that depends on `term` only up to renaming of bound indices and order, given their colours."""

    def seen(index: Index) -> Any:
        if type(index.base) is not int:
            return index
        if index.base < depth:
            return ("inner", index.dim, index.offset)
        level = index.base - depth
        if level < len(colours):
            return (colours[level], index.offset)
        return ("outer", level - len(colours), index.offset)

    match term:
        case Entry(name=name, indices=indices):
            return stable(("entry", name, tuple([seen(index) for index in indices])))
        case Delta(left=left, right=right):
            return stable(("delta", sorted((repr(seen(left)), repr(seen(right))))))
        case At(matrix=matrix, row=row, column=column):
            return stable(("at", profile(matrix, colours, depth), seen(row), seen(column)))
        case Sum(dim=dim, body=body):
            return stable(("sum", dim, profile(body, colours, depth + 1)))
        case MOf(body=body):
            return stable(("of", profile(body, colours, depth + 2)))
        case Fun(name=name, args=args):
            return stable(("fun", name, tuple([profile(arg, colours, depth) for arg in args])))
        case Size(dim=dim):
            return stable(("size", dim))
        case _ if not term.loose and depth == 0:
            return stable(("closed", term.ref))
        case _:
            below = sorted(profile(child, colours, depth) for child in children(term))
            return stable((type(term).__name__, getattr(term, "value", None), tuple(below)))

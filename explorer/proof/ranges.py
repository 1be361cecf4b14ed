"""Ranges of indices: deltas solved and used, sums split at the seams of block matrices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from explorer.proof.log import Log
from explorer.proof.rebuild import bound, children, instantiate, move, shift, substitute, with_children
from explorer.proof.sizes import ONE, ZERO, Dim, combine, constant, lowest
from explorer.proof.terms import At, Delta, Entry, Fun, Index, MBlock, MOf, Mul, Size, Sum, Table, Term

MAX_END_TERMS = 8
_FIRST_LEVEL = frozenset({0})


def difference(left: Index, right: Index) -> Dim:
    """`left - right` for two indices of one base."""
    return combine(left.offset, right.offset, -1)


def apart(left: Index, right: Index, lows: Mapping[str, int]) -> bool:
    """Whether two indices of one base differ at every size though not by a number, as 0 and n do."""
    gap = difference(left, right)
    ends = [lowest(combine(ZERO, gap, sign), lows) for sign in (1, -1)]
    return varying(gap) and any(end is not None and end > 0 for end in ends)


def varying(dim: Dim) -> bool:
    """Whether the form's value depends on a size."""
    return bool(dim[1])


def rank(index: Index) -> tuple[int, Any, Dim]:
    """A total order of indices: bound, free, constant."""
    kind = 0 if type(index.base) is int else 1 if type(index.base) is str else 2
    return kind, index.base if index.base is not None else 0, index.offset


def replace_free(table: Table, term: Term, name: str, value: Index) -> Term:
    """`term` with the free index `name` replaced by `value`, an index in the context outside."""
    known: dict[tuple[Term, int], Term] = {}

    def move(index: Index, depth: int) -> Index:
        if index.base != name:
            return index
        base = value.base + depth if type(value.base) is int else value.base
        return Index(base, value.dim, combine(value.offset, index.offset))

    def walk(node: Term, depth: int) -> Term:
        key = (node, depth)
        done = known.get(key)
        if done is not None:
            return done
        match node:
            case Entry(name=tensor, indices=indices):
                done = table.entry(tensor, tuple([move(index, depth) for index in indices]))
            case Delta(left=left, right=right):
                done = table.delta(move(left, depth), move(right, depth))
            case At(matrix=matrix, row=row, column=column):
                done = table.at(walk(matrix, depth), move(row, depth), move(column, depth))
            case _:
                extra = 1 if type(node) is Sum else 2 if type(node) is MOf else 0
                done = with_children(table, node, [walk(child, depth + extra) for child in children(node)])
        known[key] = done
        return done

    return walk(term, 0)


def use_delta(table: Table, args: tuple[Term, ...], place: int) -> Term:
    """Law: `δ(x, y) e = δ(x, y) e[x := y]`, the delta being factor number `place`, x its left index."""
    delta = args[place]
    if type(delta) is not Delta:
        raise TypeError("not a delta")
    left, right = delta.left, delta.right
    value = Index(right.base, right.dim, difference(right, left))

    def choose(level: int, dim: Dim) -> Index:
        return value if level == left.base else Index(level, dim)

    def replaced(arg: Term) -> Term:
        if type(left.base) is str:
            return replace_free(table, arg, left.base, value)
        return substitute(table, arg, choose)

    return table.mul(tuple([arg if k == place else replaced(arg) for k, arg in enumerate(args)]))


def reduce_product(table: Table, log: Log, core: Term, atoms: tuple[Term, ...]) -> tuple[int | None, Term]:
    """One step that makes a product of canonical atoms simpler, and its line; the product itself if there is none."""
    for place, atom in enumerate(atoms):
        if type(atom) is Fun and atom.name == "inv" and type(atom.args[0]) is Size and atom.args[0] in atoms:
            other = atoms.index(atom.args[0])
            rest = table.mul(tuple([a for k, a in enumerate(atoms) if k not in (place, other)]))
            return log.law("sizeinv", core, rest, place, other), rest
        if type(atom) is Delta and len(atoms) > 1:
            if atom.left.base is None:
                old, new_index = atom.right.offset, atom.left.offset
                put = [a if k == place else replace_constant(table, a, old, new_index) for k, a in enumerate(atoms)]
                rest = table.mul(tuple(put))
                if rest is not core:
                    return log.law("deltaconst", core, rest, place), rest
                continue
            new = use_delta(table, atoms, place)
            if new is not core:
                return log.law("deltasubst", core, new, place), new
    return None, core


def solve(factors: tuple[Term, ...], level: int, dim: Dim, lows: Mapping[str, int]) -> Index | None:
    """The only value of the sum's index `level` at which a delta among `factors` is not 0, when it is always in range.

    The answer is an index in the context outside that sum.
    """
    for factor in factors:
        if type(factor) is not Delta or (factor.left.base == level) == (factor.right.base == level):
            continue
        this, other = (factor.left, factor.right) if factor.left.base == level else (factor.right, factor.left)
        base = other.base - 1 if type(other.base) is int and other.base > level else other.base
        value = Index(base, other.dim, difference(other, this))
        room = combine(combine(dim, value.offset, -1), value.dim, -1)
        low, high = lowest(value.offset, lows), lowest(room, lows)
        if low is not None and low >= 0 and high is not None and high >= 0:
            return value
    return None


def uses(term: Term, level: int) -> Iterator[tuple[Term, int]]:
    """The entries, deltas and entries of matrices that mention the bound index `level`, with their depth."""
    if level not in term.loose:
        return
    match term:
        case Entry() | Delta() | At():
            yield term, level
            if type(term) is At:
                yield from uses(term.matrix, level)
        case _:
            extra = 1 if type(term) is Sum else 2 if type(term) is MOf else 0
            for child in children(term):
                yield from uses(child, level + extra)


def cuts(
    table: Table, factors: tuple[Term, ...], level: int, dim: Dim, lows: Mapping[str, int]
) -> tuple[Dim, ...] | None:
    """The sizes into which the range of the bound index must be split so that a block matrix's entry is decided."""
    for factor in factors:
        for use, at in uses(factor, level):
            if type(use) is not At or type(use.matrix) is not MBlock:
                continue
            index = use.row if use.matrix.axis == 0 else use.column
            if index.base != at:
                continue
            seams, start = [], ZERO
            for size in use.matrix.dims[:-1]:
                start = combine(start, size)
                seam = combine(start, index.offset, -1)
                before, after = lowest(seam, lows), lowest(combine(dim, seam, -1), lows)
                if before is not None and after is not None and before >= 0 and after >= 0:
                    seams.append(seam)
            seams = [seam for seam in seams if seam not in (ZERO, dim)]
            if seams:
                ends = [ZERO, *seams, dim]
                return tuple(combine(b, a, -1) for a, b in pairwise(ends))
    return None


def listed(table: Table, body: Term, count: int) -> tuple[Term, ...]:
    """The summands of a sum of a concrete size, one by one."""
    values = [Index(None, ONE, constant(k)) for k in range(count)]
    factors = body.args if type(body) is Mul else (body,)
    if not all(type(factor) is Entry and factor.loose == _FIRST_LEVEL for factor in factors):
        return tuple([instantiate(table, body, value) for value in values])
    found = []
    for value in values:  # products of entries, the bulk of a written-out neuron
        entries = []
        for factor in factors:
            if type(factor) is Entry:
                moved = [
                    value if index.base == 0 and index.offset == ZERO else move(index, 0, lambda *_, v=value: v)
                    for index in factor.indices
                ]
                entries.append(table.entry(factor.name, tuple(moved)))
        found.append(table.mul(tuple(entries)))
    return tuple(found)


def split(table: Table, node: Sum, parts: tuple[Dim, ...]) -> Term:
    """Law: a sum over `d1 + d2 + …` is the sum of the sums over the parts, the index moved to each part's start."""
    sums, start = [], ZERO
    for part in parts:
        here = start

        def choose(level: int, dim: Dim, part: Dim = part, here: Dim = here) -> Index:
            return bound(0, part, here) if level == 0 else Index(level, dim)

        sums.append(table.sum(part, substitute(table, node.body, choose)))
        start = combine(start, part)
    return table.add(tuple(sums))


def within_reach(factors: tuple[Term, ...], level: int, dim: Dim, lows: Mapping[str, int]) -> tuple[Dim, ...] | None:
    """Parts of the range of the sum's index i in which j of δ(i + c, j), of a sum inside, is in range or never is."""
    for factor in factors:
        if type(factor) is not Delta or (factor.left.base == level) == (factor.right.base == level):
            continue
        this, other = (factor.left, factor.right) if factor.left.base == level else (factor.right, factor.left)
        apart = combine(this.offset, other.offset, -1)
        over = combine(combine(dim, other.dim, -1), apart)
        if type(other.base) is not int or other.base >= level or apart[1] or over[1]:
            continue
        ends = max(0, -apart[0]), max(0, over[0])
        middle = combine(dim, constant(sum(ends)), -1)
        low = lowest(middle, lows)
        if 0 < sum(ends) <= MAX_END_TERMS and low is not None and low >= 0:
            return tuple([part for part in (constant(ends[0]), middle, constant(ends[1])) if part != ZERO])
    return None


def replace_constant(table: Table, term: Term, old: Dim, new: Dim) -> Term:
    """`term` with each constant index `old` put to `new`."""
    known: dict[Term, Term] = {}
    value = Index(None, ONE, new)

    def put(index: Index) -> Index:
        return value if index.base is None and index.offset == old else index

    def walk(node: Term) -> Term:
        if node not in known:
            match node:
                case Entry(name=name, indices=indices):
                    known[node] = table.entry(name, tuple([put(index) for index in indices]))
                case Delta(left=left, right=right):
                    known[node] = table.delta(put(left), put(right))
                case At(matrix=matrix, row=row, column=column):
                    known[node] = table.at(walk(matrix), put(row), put(column))
                case _:
                    known[node] = with_children(table, node, [walk(child) for child in children(node)])
        return known[node]

    return walk(term)


def inner_delta(term: Fun) -> tuple[Delta, int] | None:
    """A delta inside a function whose two indices are known outside, and the number of sums it stands under."""
    stack: list[tuple[Term, int]] = [(arg, 0) for arg in reversed(term.args)]
    seen: set[tuple[Term, int]] = set()
    while stack:
        node, depth = stack.pop()
        if (node, depth) in seen:
            continue
        seen.add((node, depth))
        if type(node) is Delta and node.left.base is not None:
            indices = (node.left, node.right)
            if all(type(index.base) is not int or index.base >= depth for index in indices):
                return node, depth
        extra = 1 if type(node) is Sum else 2 if type(node) is MOf else 0
        stack.extend((child, depth + extra) for child in reversed(children(node)))
    return None


def case_split(table: Table, term: Fun, delta: Delta) -> Term:
    """Law: `f(u) = δ(x,y) f(u with y for x) + (1 - δ(x,y)) f(u with 0 for δ(x,y))`."""
    same = children(use_delta(table, (delta, term), 0))[1]
    known: dict[tuple[Term, int], Term] = {}

    def walk(node: Term, depth: int) -> Term:
        if node is (shift(table, delta, depth) if depth else delta):
            return table.zero
        key = (node, depth)
        if key not in known:
            extra = 1 if type(node) is Sum else 2 if type(node) is MOf else 0
            known[key] = with_children(table, node, [walk(child, depth + extra) for child in children(node)])
        return known[key]

    unlike = table.add((table.one, table.mul((table.num(-1), delta))))
    return table.add((table.mul((delta, same)), table.mul((unlike, walk(term, 0)))))

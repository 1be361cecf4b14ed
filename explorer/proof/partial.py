"""Sums over part of a slot's range: brought to the whole range, or to ranges that begin at the first entry.

Σ over [o, o + d)  =  Σ over [0, o + d)  −  Σ over [0, o)
"""

from __future__ import annotations

from collections.abc import Mapping

from explorer.proof.log import Log
from explorer.proof.ranges import MAX_END_TERMS, split, uses
from explorer.proof.rebuild import bound, children, instantiate, substitute
from explorer.proof.sizes import ONE, ZERO, Dim, combine, constant, lowest
from explorer.proof.terms import Delta, Entry, Index, Sum, Table, Term

Step = tuple[int | None, Term]


def made_whole(
    table: Table,
    log: Log,
    node: Sum,
    factors: tuple[Term, ...],
    level: int,
    slots: Mapping[str, tuple[Dim, ...]],
    lows: Mapping[str, int],
) -> Step | None:
    """One step towards whole ranges and ranges from the first entry, for a sum over the bound index `level`."""
    wide = widen(table, log, node, factors, level, slots)
    return wide if wide is not None else from_first(table, log, node, factors, level, slots, lows)


def widen(
    table: Table,
    log: Log,
    node: Sum,
    factors: tuple[Term, ...],
    level: int,
    slots: Mapping[str, tuple[Dim, ...]],
) -> Step | None:
    """Law: a sum over part of a slot's range is the sum over the whole range minus the few terms at its ends."""
    found: set[tuple[Dim, Dim]] = set()
    deltas: set[tuple[Dim, Dim]] = set()
    for factor in factors:
        for use, at in uses(factor, level):
            if type(use) is Delta and (use.left.base == at) != (use.right.base == at):
                this, other = (use.left, use.right) if use.left.base == at else (use.right, use.left)
                deltas.add((other.dim, combine(this.offset, other.offset, -1)))
                continue
            if type(use) is not Entry or use.name not in slots:
                return None
            for index, slot in zip(use.indices, slots[use.name], strict=False):
                if index.base == at:
                    found.add((slot, index.offset))
    found = found or deltas
    if len(found) != 1:
        return None
    slot, offset = found.pop()
    rest = combine(combine(slot, node.dim, -1), offset, -1)
    if (slot, offset) == (node.dim, ZERO) or offset[1] or rest[1]:
        return None
    if not (0 <= offset[0] <= MAX_END_TERMS and 0 <= rest[0] <= MAX_END_TERMS):
        return None

    return _widened(table, log, node, slot, offset, rest)


def from_first(
    table: Table,
    log: Log,
    node: Sum,
    factors: tuple[Term, ...],
    level: int,
    slots: Mapping[str, tuple[Dim, ...]],
    lows: Mapping[str, int],
) -> Step | None:
    """Law: a sum over [o, o + d) is that over [0, o + d) minus that over [0, o); over n + c, that over n and c terms.

    The first where o depends on a size; the second where the slot's own end is further off than any number.
    """
    found, rests = set(), set()
    for factor in factors:
        for use, at in uses(factor, level):
            if type(use) is not Entry:
                return None
            for place, index in enumerate(use.indices):
                if index.base == at:
                    found.add(index.offset)
                    end = slots[use.name][place] if use.name in slots else node.dim
                    rests.add(combine(combine(end, node.dim, -1), index.offset, -1))
    if len(found) != 1:
        return None
    (offset,) = found
    last = combine(offset, node.dim)
    whole: Dim = (0, last[1])
    if any((low := lowest(dim, lows)) is None or low < 0 for dim in (offset, node.dim, whole)):
        return None
    if offset[1]:
        return _from_first(table, log, node, offset)
    if not all(rest[1] for rest in rests) or abs(last[0]) > MAX_END_TERMS or offset[0] > MAX_END_TERMS:
        return None
    if last[0] > 0 and offset == ZERO:
        return _peeled(table, log, node, whole, last[0])
    if offset != ZERO or last[0]:
        return _widened(table, log, node, combine(last, constant(max(0, -last[0]))), offset, constant(max(0, -last[0])))
    return None


def _from_first(table: Table, log: Log, node: Sum, offset: Dim) -> Step:
    """The sum over a range that begins at `offset` as the difference of two that begin at the first entry."""

    def choose(level: int, dim: Dim) -> Index:
        return bound(0, last, combine(ZERO, offset, -1)) if level == 0 else Index(level, dim)

    last, minus = combine(offset, node.dim), table.num(-1)
    whole = table.sum(last, substitute(table, node.body, choose))
    pieces = split(table, whole, (offset, node.dim))
    cut = log.law("split", whole, pieces, (offset, node.dim))
    before = table.mul((minus, children(pieces)[0]))
    raw = table.add((pieces, before))
    new, below = log.below(raw, [whole, before], [log.turn(cut), None])
    return log.chain(log.law("ring", node, raw), below), new


def _peeled(table: Table, log: Log, node: Sum, whole: Dim, count: int) -> Step:
    """The sum over `whole + count` entries as that over `whole` and the last ones, written out."""
    pieces = split(table, node, (whole, constant(count)))
    cut = log.law("split", node, pieces, (whole, constant(count)))
    first, end = children(pieces)
    if type(end) is not Sum:
        raise TypeError("not a sum")
    terms = table.add(tuple([instantiate(table, end.body, Index(None, ONE, constant(k))) for k in range(count)]))
    new, below = log.below(pieces, [first, terms], [None, log.law("expand", end, terms)])
    return log.chain(cut, below), new


def _widened(table: Table, log: Log, node: Sum, slot: Dim, offset: Dim, rest: Dim) -> Step:
    """The sum as that over `slot` values, `offset` of them before its own and `rest` after, minus those at the ends."""

    def choose(lvl: int, dim: Dim) -> Index:
        return bound(0, slot, combine(ZERO, offset, -1)) if lvl == 0 else Index(lvl, dim)

    whole = table.sum(slot, substitute(table, node.body, choose))
    parts = tuple(part for part in (offset, node.dim, rest) if part != ZERO)
    pieces = split(table, whole, parts)
    cut = log.law("split", whole, pieces, parts)
    minus = table.num(-1)
    ends = [piece for piece in children(pieces) if piece is not node and type(piece) is Sum]
    raw = table.add((pieces, *[table.mul((minus, end)) for end in ends]))
    line = log.law("ring", node, raw)
    written, proofs = [], []
    for end in ends:
        terms = table.add(
            tuple([instantiate(table, end.body, Index(None, ONE, constant(k))) for k in range(end.dim[0])])
        )
        step = log.law("expand", end, terms)
        product, proof = log.below(table.mul((minus, end)), [minus, terms], [None, step])
        written.append(product)
        proofs.append(proof)
    new, below = log.below(raw, [whole, *written], [log.turn(cut), *proofs])
    return log.chain(line, below), new


def reach_out(
    table: Table, log: Log, node: Sum, factors: tuple[Term, ...], level: int, lows: Mapping[str, int]
) -> Step | None:
    """A sum with δ(i, c), c a constant that may lie before or after its range, widened so that c lies in it."""
    for factor in factors:
        if type(factor) is not Delta or (factor.left.base == level) == (factor.right.base == level):
            continue
        this, other = (factor.left, factor.right) if factor.left.base == level else (factor.right, factor.left)
        if other.base is not None:
            continue
        value = combine(other.offset, this.offset, -1)
        low, high = lowest(value, lows), lowest(combine(combine(node.dim, value, -1), ONE, -1), lows)
        if low is None or high is None:
            continue
        before, after = max(0, -low), max(0, -high)
        if 0 < before + after <= MAX_END_TERMS:
            whole = combine(node.dim, constant(before + after))
            return _widened(table, log, node, whole, constant(before), constant(after))
    return None

"""The laws of matrix operations, entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from explorer.proof.rebuild import bound, shift, shift_index, substitute
from explorer.proof.sizes import ZERO, Dim, combine, lowest
from explorer.proof.terms import (
    Add,
    At,
    Delta,
    Entry,
    Fun,
    Index,
    MAdd,
    MBlock,
    MConst,
    MEye,
    MHad,
    MMap,
    MMul,
    MOf,
    MScale,
    MTrans,
    Mul,
    Num,
    Size,
    Sum,
    Table,
    Term,
    Var,
)


def unfold(table: Table, term: At, lows: Mapping[str, int]) -> Term | None:
    """The entry as a scalar term, one operation further in; None where the block of a block matrix is not decided."""
    row, column = term.row, term.column
    match term.matrix:
        case Var(name=name):
            return table.entry(name, (row, column))
        case MAdd(args=args):
            return table.add(tuple([table.at(arg, row, column) for arg in args]))
        case MHad(args=args):
            return table.mul(tuple([table.at(arg, row, column) for arg in args]))
        case MTrans(args=args):
            return table.at(args[0], column, row)
        case MMap(name=name, args=args):
            return table.fun(name, (table.at(args[0], row, column),))
        case MScale(args=args):
            return table.mul((args[0], table.at(args[1], row, column)))
        case MConst(value=value):
            return table.num(value)
        case MEye():
            return table.delta(row, column)
        case MMul(dim=dim, args=args):
            k = bound(0, dim)
            left = table.at(shift(table, args[0]), shift_index(row), k)
            right = table.at(shift(table, args[1]), k, shift_index(column))
            return table.sum(dim, table.mul((left, right)))
        case MOf(body=body):

            def choose(level: int, dim: Dim) -> Index:
                return column if level == 0 else row if level == 1 else Index(level - 2, dim)

            return substitute(table, body, choose)
        case MBlock(axis=axis, dims=dims, args=args):
            found = block(row if axis == 0 else column, dims, lows)
            if found is None:
                return None
            place, index = found
            return table.at(args[place], *((index, column) if axis == 0 else (row, index)))
        case Num() | Size() | Entry() | Delta() | Add() | Mul() | Sum() | Fun() | At():
            raise TypeError(f"an entry of the scalar {term.matrix}")
        case _:
            assert_never(term.matrix)


def block(index: Index, dims: tuple[Dim, ...], lows: Mapping[str, int]) -> tuple[int, Index] | None:
    """The block all of whose sizes hold every value of `index`, and the index counted from that block's start."""
    start = ZERO
    for place, dim in enumerate(dims):
        inside = combine(index.offset, start, -1)
        rest = combine(combine(dim, inside, -1), index.dim, -1)
        if (lowest(inside, lows) or 0) >= 0 and lowest(inside, lows) is not None:
            room = lowest(rest, lows)
            if room is not None and room >= 0:
                return place, index._replace(offset=inside)
        start = combine(start, dim)
    return None

"""Walking terms: children, the same term with other children, and substitution for bound indices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import assert_never

from explorer.proof.sizes import ZERO, Dim, combine
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

Choose = Callable[[int, Dim], Index]


def children(term: Term) -> tuple[Term, ...]:
    """The terms directly below `term`."""
    if type(term) is Entry:
        return ()
    if type(term) is Mul or type(term) is Add:
        return term.args
    match term:
        case Num() | Size() | Entry() | Delta() | Var() | MConst() | MEye():
            return ()
        case Sum(body=body) | MOf(body=body):
            return (body,)
        case At(matrix=matrix):
            return (matrix,)
        case (
            Add(args=args)
            | Mul(args=args)
            | Fun(args=args)
            | MAdd(args=args)
            | MMul(args=args)
            | MHad(args=args)
            | MTrans(args=args)
            | MMap(args=args)
            | MScale(args=args)
            | MBlock(args=args)
        ):
            return args
        case _:
            assert_never(term)


def with_children(table: Table, term: Term, below: Sequence[Term]) -> Term:
    """The term of the same kind as `term` with the children `below`."""
    match term:
        case Num() | Size() | Entry() | Delta() | Var() | MConst() | MEye():
            return term
        case Sum(dim=dim):
            return table.sum(dim, below[0])
        case MOf(rows=rows, columns=columns):
            return table.matrix(MOf, rows, columns, below[0])
        case At(row=row, column=column):
            return table.at(below[0], row, column)
        case Add():
            return table.add(tuple(below))
        case Mul():
            return table.mul(tuple(below))
        case Fun(name=name):
            return table.fun(name, tuple(below))
        case MMap(name=name):
            return table.matrix(MMap, name, tuple(below))
        case MMul(dim=dim):
            return table.matrix(MMul, dim, tuple(below))
        case MBlock(axis=axis, dims=dims):
            return table.matrix(MBlock, axis, dims, tuple(below))
        case MAdd() | MHad() | MTrans() | MScale():
            return table.matrix(type(term), tuple(below))
        case _:
            assert_never(term)


def move(index: Index, depth: int, choose: Choose) -> Index:
    """`index` under `depth` binders with what `choose` says for the levels outside them."""
    if type(index.base) is not int or index.base < depth:
        return index
    base, dim, offset = choose(index.base - depth, index.dim)
    if type(base) is int:
        base += depth
    return Index(base, dim, combine(offset, index.offset))


def substitute(table: Table, term: Term, choose: Choose) -> Term:
    """`term` with every loose level r replaced by `choose(r, size)`, an index in the context outside."""
    known: dict[tuple[Term, int], Term] = {}

    def walk(node: Term, depth: int) -> Term:
        if not node.loose or max(node.loose) < depth:
            return node
        key = (node, depth)
        done = known.get(key)
        if done is not None:
            return done
        match node:
            case Entry(name=name, indices=indices):
                done = table.entry(name, tuple([move(index, depth, choose) for index in indices]))
            case Delta(left=left, right=right):
                done = table.delta(move(left, depth, choose), move(right, depth, choose))
            case Sum(dim=dim, body=body):
                done = table.sum(dim, walk(body, depth + 1))
            case MOf(rows=rows, columns=columns, body=body):
                done = table.matrix(MOf, rows, columns, walk(body, depth + 2))
            case At(matrix=matrix, row=row, column=column):
                done = table.at(walk(matrix, depth), move(row, depth, choose), move(column, depth, choose))
            case _:
                done = with_children(table, node, [walk(child, depth) for child in children(node)])
        known[key] = done
        return done

    return walk(term, 0)


def instantiate(table: Table, body: Term, value: Index) -> Term:
    """Law: `(Σ body)`'s summand at one value of its index: level 0 becomes `value`, the others move in by one."""

    def choose(level: int, dim: Dim) -> Index:
        return value if level == 0 else Index(level - 1, dim)

    return substitute(table, body, choose)


def shift(table: Table, term: Term, by: int = 1) -> Term:
    """`term` seen from under `by` further binders (or, negative, from outside binders it does not use)."""

    def choose(level: int, dim: Dim) -> Index:
        return Index(level + by, dim)

    return substitute(table, term, choose)


def shift_index(index: Index, by: int = 1) -> Index:
    """`index` seen from under `by` further binders."""
    return index._replace(base=index.base + by) if type(index.base) is int else index


def permute(table: Table, dims: Sequence[Dim], body: Term, order: Sequence[int]) -> tuple[tuple[Dim, ...], Term]:
    """Law: sums may change places. The nest `dims`, `body` with its k-th sum the one that was `order[k]`-th."""
    count = len(dims)
    place = {old: new for new, old in enumerate(order)}

    def choose(level: int, dim: Dim) -> Index:
        if level >= count:
            return Index(level, dim)
        return Index(count - 1 - place[count - 1 - level], dim)

    return tuple(dims[old] for old in order), substitute(table, body, choose)


def bound(level: int, dim: Dim, offset: Dim = ZERO) -> Index:
    """The bound index `level`."""
    return Index(level, dim, offset)

"""The declarations with which a spelled statement reads back: shapes, functions, free indices, the base 0."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sympy import Basic, MatrixExpr, MatrixSymbol, Symbol, preorder_traversal
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.statement import OPAQUE, Statement


def spelled_given(statement: Statement) -> list[str]:
    """The declarations that a reader of the spelled text needs: shapes, functions, free indices, the base 0.

    >>> from explorer.notation import read, spelled_given
    >>> spelled_given(read("W a", "W: m x n; a: n"))
    ['convention: 0-based', 'W: m x n', 'a: n']
    """
    rows: dict[str, str] = {}
    for each in (statement, *statement.also):
        rows = {**_rows(each), **rows}
    return ["convention: 0-based", *(f"{name}: {shape}" for name, shape in rows.items())]


def _rows(statement: Statement) -> dict[str, str]:
    from explorer.network import ACTIVATIONS

    sides = statement.members
    pieces = list(_pieces(sides))
    rows: dict[str, str] = {}
    slots: dict[str, str] = {}
    for index, size in statement.indices.items():
        rows[index.name] = f"index {_size(size)}"
    for piece in pieces:
        if isinstance(piece, MatrixSymbol):
            rows[piece.name] = _shape(piece)
        elif isinstance(piece, MatrixElement) and isinstance(piece.args[0], MatrixSymbol):
            for at, size in zip(piece.args[1:], piece.args[0].shape, strict=True):
                if isinstance(at, Symbol) and size != 1:
                    slots.setdefault(at.name, f"index {_size(size)}")
        elif isinstance(piece, AppliedUndef):
            rows[str(piece.func)] = "function"
        elif isinstance(piece, UndefinedFunction):
            rows[str(piece)] = "function"
    free = {str(letter) for side in sides for letter in side.free_symbols}
    rows = {**{name: shape for name, shape in slots.items() if name in free}, **rows}
    known = {*rows, *_sizes(pieces, statement.indices.values())}
    names = {letter.name for side in sides for letter in side.free_symbols if isinstance(letter, Symbol)}
    rows.update((name, "scalar") for name in sorted(names - known))
    classes = {type(piece).__name__ for piece in pieces}
    for name, row in ACTIVATIONS.items():
        if row.function is not None and row.function.__name__ in classes:
            rows[row.symbol] = name
    rows.update((name, "function") for name, meaning in statement.functions.items() if meaning == OPAQUE)
    return rows


def _pieces(sides: Sequence[Basic]) -> Iterator[Basic]:
    for side in sides:
        yield from preorder_traversal(side)


def _sizes(pieces: list[Basic], more: Iterable[Basic]) -> set[str]:
    """The letters that occur in shapes, in the limits of sums and in the ranges of indices."""
    found: set[Basic] = set()
    for piece in pieces:
        for size in getattr(piece, "shape", None) or () if isinstance(piece, MatrixExpr) else ():
            found |= getattr(size, "free_symbols", set())
        for limit in getattr(piece, "limits", ()) or ():
            found |= {letter for end in limit[1:] for letter in end.free_symbols}
    return {str(letter) for letter in found.union(*(size.free_symbols for size in more))}


def _shape(symbol: MatrixSymbol) -> str:
    rows, columns = symbol.shape
    return _size(rows) if columns == 1 and rows != 1 else f"{_size(rows)} x {_size(columns)}"


def _size(size: Any) -> str:
    """A size as `given` writes it."""
    return re.sub(r"[* ]", "", str(size))

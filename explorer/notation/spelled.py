"""The declarations with which a spelled statement reads back: shapes, functions, free indices, the base 0."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sympy import Basic, Indexed, IndexedBase, MatrixExpr, MatrixSymbol, Symbol, preorder_traversal, sympify
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.nodes import Written, WrittenMatrix
from explorer.notation.letters import KNOWN
from explorer.statement import OPAQUE, Statement


def told(statement: Statement) -> list[str]:
    """The declarations that say everything of a statement: shapes, functions, free indices, the base 0.

    What the equations of one text take differently, as a number here and a vector there, is not declared.
    """
    found = [_rows(each) for each in (statement, *statement.also)]
    rows: dict[str, str] = {}
    for number, here in enumerate(found):
        others = [*found[:number], *found[number + 1 :]]
        rows.update((name, shape) for name, shape in here.items() if not any(_differs(name, shape, o) for o in others))
    sizes = {letter for each in (statement, *statement.also) for letter in _sizes_of(each)}
    rows = {name: shape for name, shape in rows.items() if shape != "scalar" or name not in sizes}
    return ["convention: 0-based", *(f"{name}: {shape}" for name, shape in rows.items())]


def shapes(statement: Statement) -> dict[str, tuple[object, ...]]:
    """The shapes of all tensors, their size letters numbered in the order of the names; of a number, ()."""
    pieces = list(_pieces(statement.members))
    sizes = _sizes_of(statement) | {index.name for index in statement.indices} | _words(pieces)
    bound = {limit[0] for piece in pieces for limit in getattr(piece, "limits", ()) or ()}
    numbers = _numbers(statement)
    free = {letter for side in statement.members for letter in side.free_symbols} - bound
    found: dict[str, tuple[object, ...]] = {
        letter.name: () for letter in free if isinstance(letter, Symbol) and letter.name not in sizes
    }
    for piece in pieces:
        if isinstance(piece, MatrixSymbol):
            found[piece.name] = tuple(size.xreplace(numbers) for size in piece.shape)
        elif isinstance(piece, IndexedBase) and piece.shape is not None:
            found[str(piece.label)] = tuple(size.xreplace(numbers) for size in piece.shape)
    return found


def shown(statement: Statement) -> object:
    """What the text of a statement does not show: the shapes of all pieces, and which pieces are only written."""
    numbers = _numbers(statement)
    counted: Counter[object] = Counter()
    for piece in _pieces(statement.members):
        if isinstance(piece, MatrixExpr):
            what = getattr(piece, "what", getattr(piece, "name", ""))
            sizes = tuple(sympify(size).xreplace(numbers) for size in piece.shape)
            counted[type(piece).__name__, what, sizes] += 1
        elif isinstance(piece, Written):
            counted["Written", piece.what] += 1
    return shapes(statement), counted


def _numbers(statement: Statement) -> dict[Symbol, Symbol]:
    """The letters of sizes, numbered: those of the tensors in the order of their names, then those of limits."""
    tensors: dict[str, Any] = {}
    limits: list[Any] = []
    written: list[Any] = []
    for piece in _pieces(statement.members):
        if isinstance(piece, MatrixSymbol):
            tensors[piece.name] = piece
        elif isinstance(piece, IndexedBase) and piece.shape is not None:
            tensors[str(piece.label)] = piece
        elif isinstance(piece, WrittenMatrix):
            written += piece.shape
        limits += [end for limit in getattr(piece, "limits", ()) or () for end in limit[1:]]
    numbers: dict[Symbol, Symbol] = {}
    for size in (*(size for _, tensor in sorted(tensors.items()) for size in tensor.shape), *limits, *written):
        for letter in sorted(sympify(size).free_symbols, key=str):
            numbers.setdefault(letter, Symbol(f"_{len(numbers)}"))
    return numbers


def _differs(name: str, shape: str, other: dict[str, str]) -> bool:
    """Whether another equation has the name with another shape, or `w` where this one has `w_{1}`."""
    if name in other:
        return other[name] != shape
    return any(_root(name) == there or name == _root(there) for there in other)


def _root(name: str) -> str:
    """`w^{(1)}` of `w_{1}^{(1)}`."""
    return re.sub(r"_\{[^{}]*\}", "", name, count=1)


def _rows(statement: Statement) -> dict[str, str]:
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
        elif isinstance(piece, Indexed) and piece.base.shape is not None:
            rows[str(piece.base.label)] = " x ".join(map(_size, piece.base.shape))
            for at, size in zip(piece.indices, piece.base.shape, strict=True):
                if isinstance(at, Symbol):
                    slots.setdefault(at.name, f"index {_size(size)}")
        elif isinstance(piece, UndefinedFunction):
            rows[str(piece)] = "function"
    rows.update(_applied(pieces))
    free = {str(letter) for side in sides for letter in side.free_symbols}
    rows = {**{name: shape for name, shape in slots.items() if name in free}, **rows}
    known = {*rows, *_sizes_of(statement)}
    names = {letter.name for side in sides for letter in side.free_symbols if isinstance(letter, Symbol)}
    rows.update((name, "scalar") for name in sorted(names - known - _words(pieces)))
    tensors = {piece.name for piece in pieces if isinstance(piece, MatrixSymbol)} | _words(pieces)
    both = tensors & {index.name for index in statement.indices}  # z_h beside h_i: nothing can be declared
    rows = {**{name: shape for name, shape in rows.items() if name not in both}, **_functions(statement)}
    several = _several(pieces)
    return {name: shape for name, shape in rows.items() if _readable(name) and name not in several}


def _applied(pieces: list[Basic]) -> dict[str, str]:
    return {str(piece.func): "function" for piece in pieces if isinstance(piece, AppliedUndef)}


def _several(pieces: list[Basic]) -> set[str]:
    """Functions of several arguments, and what is a function and a name at once: nothing can be declared of these."""
    applied = [piece for piece in pieces if isinstance(piece, AppliedUndef)]
    found = {str(piece.func) for piece in applied if len(piece.args) > 1 or isinstance(piece.args[0], Written)}
    names = {piece.name for piece in pieces if isinstance(piece, Symbol | MatrixSymbol)}
    return found | (names & _applied(pieces).keys())


def _readable(name: str) -> bool:
    """Whether a declaration can have the name: commands that nobody defined are names in a text only."""
    return all(command in KNOWN for command in re.findall(r"\\([A-Za-z]+)", name)) and " " not in name


def spoken(statement: Statement) -> set[str]:
    """The names that stand, somewhere, for no number: nothing can be said of their shapes."""
    return _words(list(_pieces(statement.members)))


def _words(pieces: list[Basic]) -> set[str]:
    """Names that stand for no number: a function that is only written, a space, an array of three indices."""
    found = {str(piece.label) for piece in pieces if isinstance(piece, IndexedBase)}
    for piece in pieces:
        if isinstance(piece, Written | WrittenMatrix) and piece.what in ("value", "indexed value", "prime", "space"):
            found.add(str(piece.parts[0]))
    return found


def _functions(statement: Statement) -> dict[str, str]:
    """What the signs of functions mean where the sign itself does not say it: `σ: sigmoid`."""
    return {
        name: "function" if meaning == OPAQUE else meaning
        for name, meaning in statement.functions.items()
        if meaning not in (name, name.lower())
    }


def _pieces(sides: Sequence[Basic]) -> Iterator[Basic]:
    for side in sides:
        yield from preorder_traversal(side)


def _sizes_of(statement: Statement) -> set[str]:
    """The letters that occur in shapes, in the limits of sums and in the ranges of indices."""
    found: set[Basic] = set()
    for piece in _pieces(statement.members):
        for size in getattr(piece, "shape", None) or () if isinstance(piece, MatrixExpr | IndexedBase) else ():
            found |= getattr(size, "free_symbols", set())
        for limit in getattr(piece, "limits", ()) or ():
            found |= {letter for end in limit[1:] for letter in end.free_symbols}
    return {str(letter) for letter in found.union(*(size.free_symbols for size in statement.indices.values()))}


def _shape(symbol: MatrixSymbol) -> str:
    rows, columns = symbol.shape
    return _size(rows) if columns == 1 and rows != 1 else f"{_size(rows)} x {_size(columns)}"


def _size(size: Any) -> str:
    """A size as `given` writes it."""
    return re.sub(r"[* ]", "", str(size))

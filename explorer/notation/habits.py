r"""How the letters of one statement are written, so that a reader takes each for what it is.

bold \mathbf{x}     an array that a light letter would not show to be one
w_{i,j}             the entry of W, where W itself stands there too
\sigma, a[x]        functions by their own sign; an upright letter where nothing else shows that it is a function
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sympy import Basic, FunctionMatrix, KroneckerDelta, MatMul, MatrixSymbol, Symbol, preorder_traversal
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.nodes import Written, WrittenMatrix
from explorer.notation.names import FUNCTION_LETTERS
from explorer.notation.written import KINDS
from explorer.statement import OPAQUE, Statement

EXAMPLES = "^{(:)}"
"""The mark of a matrix whose columns are numbered above: x^{(i)} is column i of x^{(:)}."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How names are written: those in `bold` as `\\mathbf{x}`, entries of those in `whole` with a small letter.

    In `bold`, `y(` is a function y whose values are columns.
    `functions` has the LaTeX of activations that are not written with their own sign, by the name of their row;
    `names` are all letters that stand for something, `letters` what is written for bound indices with long names,
    `applied` those that are functions, `called` those of them whose use shows it. The numbers in a product of matrices
    stand where they were written, or by `numbers` "first" or "last".
    """

    bold: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    functions: Mapping[str, str] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    letters: Mapping[Any, str] = field(default_factory=dict)
    called: frozenset[str] = frozenset()
    applied: frozenset[str] = frozenset()
    numbers: str = ""


def choices(statement: Statement) -> list[Habits]:
    """The ways to write a statement, the most readable first: with light letters, with few or with all arrays bold.

    One only, where shapes were declared or no array stands there as a whole.
    """
    sides: Sequence[Any] = statement.members
    pieces = [piece for side in sides for piece in preorder_traversal(side)]
    whole = frozenset(_whole(sides))
    applied, called = _applied(pieces)
    names = {piece.name for piece in pieces if isinstance(piece, Symbol | MatrixSymbol)}
    letters = _single_letters(pieces, names)
    if any(isinstance(side, KroneckerDelta) for side in sides):
        names.add("δ")  # alone on a side, δ is read as a name
    light = Habits(
        frozenset(), whole, _functions(statement), frozenset(names), letters, frozenset(called), frozenset(applied)
    )
    if statement.declared:
        return [light]
    shapes = {piece.name: piece.shape for piece in pieces if isinstance(piece, MatrixSymbol)}
    fitting = frozenset(name for name in whole if _shown_by_bold(name, shapes[name]))
    small = frozenset(name for name in fitting if not _letter(name).isupper())
    values = frozenset(f"{name}(" for name in _columns(pieces) if name in called or name in FUNCTION_LETTERS)
    guessed = fitting & statement.guessed
    tried = dict.fromkeys((frozenset[str](), small, fitting, guessed & small, guessed))
    if values:
        tried.update(dict.fromkeys((small | values, fitting | values)))
    ways = [replace(light, bold=bold) for bold in tried]
    inside = any(isinstance(piece, MatMul) and _mixed(piece) for piece in pieces)
    return [*ways, *(replace(way, numbers=where) for where in ("first", "last") for way in ways if inside)]


def _columns(pieces: list[Any]) -> set[str]:
    """The functions of which nothing is known whose values are columns."""
    values = (piece for piece in pieces if isinstance(piece, WrittenMatrix) and piece.what == "value")
    return {str(piece.parts[0]) for piece in values if piece.shape[1] == 1}


def _mixed(product: Any) -> bool:
    """Whether numbers other than signs stand in a product of matrices."""
    return any(not factor.is_Matrix and not factor.is_Rational for factor in product.args)


def _whole(sides: Iterable[Any]) -> set[str]:
    """The arrays that stand somewhere as a whole, not only by their entries."""
    found: set[str] = set()
    todo = list(sides)
    while todo:
        piece = todo.pop()
        if isinstance(piece, MatrixSymbol):
            found.add(piece.name)
        elif isinstance(piece, MatrixElement) and isinstance(piece.args[0], MatrixSymbol):
            todo.extend(piece.args[1:])
        elif isinstance(piece, Basic):
            column = piece.lamda.expr if isinstance(piece, FunctionMatrix) else None
            if isinstance(column, MatrixElement) and EXAMPLES in str(column.args[0]):
                found.add(str(column.args[0]))
            todo.extend(piece.args)
    return found


def _letter(name: str) -> str:
    return re.sub(r"^\\(?:hat|bar|tilde|dot|check)\{", "", name)[:1]


def _shown_by_bold(name: str, shape: tuple[Any, Any]) -> bool:
    """Whether a bold letter is read with this shape: a column, or a matrix where it is a capital."""
    letter = _letter(name)
    if not letter.isalpha() or re.match(r"[A-Za-z]+[0-9]", name):
        return False
    if EXAMPLES in name:
        return not letter.isupper() and shape[0] != 1
    return (1 not in shape) if letter.isupper() else (shape[1] == 1 and shape[0] != 1)


def _applied(pieces: list[Any]) -> tuple[set[str], set[str]]:
    """The letters that are functions, and those that some use shows to be one: of a name, or of several parts."""
    applied: set[str] = set()
    called: set[str] = set()
    for piece in pieces:
        if isinstance(piece, AppliedUndef):
            name, parts = str(piece.func), piece.args
        elif isinstance(piece, Written | WrittenMatrix) and piece.what in ("value", "indexed value"):
            name, parts = str(piece.parts[0]), piece.parts[KINDS[piece.what].first :]
        else:
            continue
        applied.add(name[:1])
        shown = len(parts) > 1 or isinstance(parts[0], Symbol | MatrixSymbol | MatrixElement | FunctionMatrix | Written)
        if shown and str(parts[0])[:1] != name:
            called.add(name)
    return applied, called


def _functions(statement: Statement) -> dict[str, str]:
    """Activations by the sign that the text gave them, else by their word, which reads as the activation anywhere."""
    from explorer.network import ACTIVATIONS

    given = {meaning: name for name, meaning in statement.functions.items() if meaning != OPAQUE}
    found = {}
    for name, row in ACTIVATIONS.items():
        own = given.get(name, name)
        found[name] = row.latex if own == row.symbol else rf"\operatorname{{{own}}}"
    return found


def _single_letters(pieces: list[Any], names: set[str]) -> dict[Any, str]:
    """Single letters that are free, for bound indices such as `j_1`."""
    used = {name[:1] for name in names} | {"d", "e"}
    bound = dict.fromkeys(limit[0] for piece in pieces for limit in getattr(piece, "limits", ()) or ())
    letters = (letter for letter in "jkpqrstuvlhg" if letter not in used)
    return dict(zip((index for index in bound if len(index.name.rstrip("'")) > 1), letters, strict=False))

r"""Statement -> LaTeX: the text a person would write for it, which reads back to it.

Law: `read(spell(x))` and `read(spell(x), spelled_given(x))` have the members and relations of `x`, and its further
equations, up to the letters of bound indices, the order in which numbers are added and multiplied, and the pairs in
which longer sums and products were grouped. The second has the shapes of `x` as well, where the text shows too little.
"""

from __future__ import annotations

import re
from typing import Any

from sympy import Basic, KroneckerDelta, MatrixSymbol, Symbol, preorder_traversal
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.latex.terms import paren
from explorer.nodes import Written, WrittenMatrix
from explorer.notation.spelled import spelled_given
from explorer.notation.spelled_kept import relation
from explorer.notation.speller import Habits, Speller, swapped
from explorer.notation.written import KINDS
from explorer.statement import OPAQUE, Statement

__all__ = ["spell", "spelled_given"]

_RELATIONS = {
    "≠": r"\neq", "≤": r"\leq", "≥": r"\geq", "∈": r"\in", "∉": r"\notin", "≈": r"\approx", "∼": r"\sim", "∝": r"\propto",
    "⊂": r"\subset", "←": r"\leftarrow", "→": r"\to", "⇒": r"\implies", "⇐": r"\impliedby", "⇔": r"\iff",
}  # fmt: skip

_RANGE = re.compile(r"\s*([A-Za-z])\s*=.*(?:\\[lc]?dots|…|\.\.\.)", re.S)


def spell(statement: Statement) -> str:
    r"""The statement as LaTeX: all members of a chain, or one expression; indices count from 0.

    Several equations are the rows of an `aligned`. Neither source nor notes are used, so a statement that has lost
    them spells the same.

    >>> from explorer.notation import read, spell
    >>> print(spell(read("z_i = Σ_{j=1}^{n} W_ij a_j", "W: m x n; a: n; z: m")))
    z_i = \sum_{j=0}^{n-1} W_{i,j} a_j
    """
    equations = (statement, *statement.also)
    if len(equations) == 1:
        return "".join(_members(statement)) + _conditions(statement)
    body = r" \\ ".join(_row(_members(each)) + _conditions(each) for each in equations)
    return rf"\begin{{aligned}}{body}\end{{aligned}}"


def _row(members: list[str]) -> str:
    """One row, with the mark at its first relation; one that begins with a sign would go on with the row above."""
    first, *rest = members
    first = paren(first) if first.startswith("-") else first
    return first + " &" + "".join(rest).lstrip() if rest else first


def _conditions(statement: Statement) -> str:
    """What the statement holds under, as it was written; the range of a free index counted from 0."""
    ranges = {str(index): size for index, size in statement.indices.items()}
    texts = []
    for condition in statement.conditions:
        about = _RANGE.match(condition)
        if about and about[1] in ranges:
            last = Speller(Habits()).compact(ranges[about[1]] - 1)
            texts.append(rf", \quad \text{{for }} {about[1]} = 0, \dots, {last}")
        else:
            word = "where" if "=" in condition else "if"
            texts.append(rf", \quad \text{{{word} }} {' '.join(condition.split())}")
    return "".join(texts)


def _members(statement: Statement) -> list[str]:
    """The members as LaTeX, each but the first with the relation in front of it."""
    sides = list(statement.members)
    habits = _habits(statement, sides)
    printer = Speller(habits)
    texts = [str(printer.doprint(side)) for side in sides]
    if clashes := printer.clashes():
        printer = Speller(habits, clashes)
        texts = [str(printer.doprint(side)) for side in sides]
    texts = [f"{{{text}}}" if relation(side) else text for side, text in zip(sides, texts, strict=True)]
    first, *rest = [swapped(text) for text in texts]
    signs = [_RELATIONS.get(sign, sign) for sign in statement.relations]
    return [first, *(f" {sign} {text}" for sign, text in zip(signs, rest, strict=False))]


def _habits(statement: Statement, sides: list[Any]) -> Habits:
    """Bold for arrays that nothing but their bold letter shows to be arrays; functions as the text has them."""
    whole: set[str] = set()
    todo: list[Any] = list(sides)
    while todo:
        piece = todo.pop()
        if isinstance(piece, MatrixSymbol):
            whole.add(piece.name)
        elif type(piece).__name__ == "MatrixElement" and isinstance(piece.args[0], MatrixSymbol):
            todo.extend(piece.args[1:])
        elif isinstance(piece, Basic):
            todo.extend(piece.args)
    pieces = [piece for side in sides for piece in preorder_traversal(side)]
    tensors = {piece.name: piece.shape for piece in pieces if isinstance(piece, MatrixSymbol)}
    guessed = any(name in tensors for name in statement.guessed)
    bold = {name for name in whole if guessed and _shown_by_bold(name, tensors[name])}
    names = {piece.name for piece in pieces if isinstance(piece, Symbol | MatrixSymbol)}
    if any(isinstance(side, KroneckerDelta) for side in sides):
        names.add("δ")  # alone on a side, δ is read as a name
    applied, called = _applied(pieces)
    return Habits(
        frozenset(bold),
        frozenset(whole),
        _functions(statement),
        frozenset(names),
        _single_letters(pieces, names),
        frozenset(called),
        frozenset(applied),
    )


def _shown_by_bold(name: str, shape: tuple[Any, Any]) -> bool:
    """Whether a bold letter is read with this shape: a column, or a matrix where it is a capital."""
    letter = re.sub(r"^\\(?:hat|bar|tilde|dot|check)\{", "", name)[:1]
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
        named = isinstance(parts[0], Symbol | MatrixSymbol | MatrixElement) if len(parts) == 1 else True
        if named and str(parts[0])[:1] != name:
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

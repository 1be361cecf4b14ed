r"""Statement -> LaTeX: the text a person would write for it, which reads back to it.

Law: `read(spell(x))` and `read(spell(x), spelled_given(x))` have the members and relations of `x`, and its further
equations, up to the letters of bound indices, the order in which numbers are added and multiplied, and the pairs in
which longer sums and products were grouped. The second has the shapes of `x` as well, where the text shows too little.
"""

from __future__ import annotations

from typing import Any

from sympy import Basic, KroneckerDelta, MatrixSymbol, Symbol, preorder_traversal

from explorer.latex.terms import paren
from explorer.notation.spelled import spelled_given
from explorer.notation.speller import Habits, Speller, swapped
from explorer.statement import OPAQUE, Statement

__all__ = ["spell", "spelled_given"]

_RELATIONS = {
    "≠": r"\neq", "≤": r"\leq", "≥": r"\geq", "∈": r"\in", "∉": r"\notin", "≈": r"\approx", "∼": r"\sim", "∝": r"\propto",
    "⊂": r"\subset", "←": r"\leftarrow", "→": r"\to", "⇒": r"\implies", "⇐": r"\impliedby", "⇔": r"\iff",
}  # fmt: skip


def spell(statement: Statement) -> str:
    r"""The statement as LaTeX: all members of a chain, or one expression; indices count from 0.

    Several equations are the rows of an `aligned`. Neither source nor notes are used, so a statement that has lost
    them spells the same.

    >>> from explorer.notation import read, spell
    >>> print(spell(read("z_i = Σ_{j=1}^{n} W_ij a_j", "W: m x n; a: n; z: m")))
    z_i = \sum_{j=0}^{n-1} W_{i,j} a_j
    """
    rows = [_members(each) for each in (statement, *statement.also)]
    if len(rows) == 1:
        return "".join(rows[0])
    body = r" \\ ".join(_row(row) for row in rows)
    return rf"\begin{{aligned}}{body}\end{{aligned}}"


def _row(members: list[str]) -> str:
    first, *rest = members
    if first.startswith(("-", r"\cdot", r"\odot")):
        first = paren(first)  # a row that begins with a sign would go on with the one above
    return first + " &" + "".join(rest).lstrip() if rest else first


def _members(statement: Statement) -> list[str]:
    """The members as LaTeX, each but the first with the relation in front of it."""
    sides = [_single_letters(side) for side in statement.members]
    habits = _habits(statement, sides)
    printer = Speller(habits)
    texts = [str(printer.doprint(side)) for side in sides]
    if clashes := printer.clashes():
        printer = Speller(habits, clashes)
        texts = [str(printer.doprint(side)) for side in sides]
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
    bold = frozenset(whole & statement.guessed)
    names = {
        piece.name for side in sides for piece in preorder_traversal(side) if isinstance(piece, Symbol | MatrixSymbol)
    }
    if any(isinstance(side, KroneckerDelta) for side in sides):
        names.add("δ")  # alone on a side, δ is read as a name
    return Habits(bold, frozenset(whole), _functions(statement), frozenset(names))


def _functions(statement: Statement) -> dict[str, str]:
    """Activations by the sign that the text gave them, else by their word, which reads as the activation anywhere."""
    from explorer.network import ACTIVATIONS

    given = {meaning: name for name, meaning in statement.functions.items() if meaning != OPAQUE}
    found = {}
    for name, row in ACTIVATIONS.items():
        own = given.get(name, name)
        found[name] = row.latex if own == row.symbol else rf"\operatorname{{{own}}}"
    return found


def _single_letters(side: Any) -> Any:
    """Bound indices such as `j_1` under letters that are free."""
    pieces = list(preorder_traversal(side))
    used = {piece.name[:1] for piece in pieces if isinstance(piece, Symbol | MatrixSymbol)} | {"d", "e"}
    bound = [limit[0] for piece in pieces for limit in getattr(piece, "limits", ()) or ()]
    letters = (letter for letter in "jkpqrstuvlhg" if letter not in used)
    new = {}
    for index in dict.fromkeys(bound):
        if len(index.name.rstrip("'")) > 1 and (letter := next(letters, None)) is not None:
            new[index] = Symbol(letter)
    return side.xreplace(new) if new else side

r"""Statement -> LaTeX: the text a person would write for it, which reads back to it.

Law: `read(spell(x), spelled_given(x))` has the members and relations of `x`, and its further equations, up to the
letters of bound indices and of sizes that nobody named, the order in which numbers are added and multiplied, and the
pairs in which longer sums and products were grouped. So has `read(spell(x))` where `x` was itself read without
declarations.
"""

from __future__ import annotations

import re
from typing import Any

from explorer.errors import InputError
from explorer.latex.terms import paren
from explorer.notation.habits import Habits, choices
from explorer.notation.reader import read
from explorer.notation.spelled import shapes, told
from explorer.notation.spelled_kept import relation
from explorer.notation.spelled_names import swapped
from explorer.notation.speller import Speller
from explorer.notation.written import RELATION_SIGNS
from explorer.statement import Statement

__all__ = ["spell", "spelled_given"]

_RANGE = re.compile(r"\s*([A-Za-z])\s*=.*(?:\\[lc]?dots|…|\.\.\.)", re.S)
_TRIED = 2000
"""Characters up to which a text is read back, to see whether its letters show what is a vector."""


def spell(statement: Statement) -> str:
    r"""The statement as LaTeX: all members of a chain, or one expression; indices count from 0.

    Several equations are the rows of an `aligned`. Neither source nor notes are used, so a statement that has lost
    them spells the same. Where light letters would be read as numbers, vectors and matrices are bold.

    >>> from explorer.notation import read, spell
    >>> print(spell(read("z_i = Σ_{j=1}^{n} W_ij a_j", "W: m x n; a: n; z: m")))
    z_i = \sum_{j=0}^{n-1} W_{i,j} a_j
    """
    equations = [_equation(each) for each in (statement, *statement.also)]
    if len(equations) == 1:
        members, conditions = equations[0]
        return "".join(members) + conditions
    body = r" \\ ".join(_row(members) + conditions for members, conditions in equations)
    return rf"\begin{{aligned}}{body}\end{{aligned}}"


def spelled_given(statement: Statement) -> list[str]:
    """The declarations that a reader of the spelled text needs: shapes, functions, free indices, the base 0.

    Of what was guessed nothing is declared where the text alone is read so again.

    >>> from explorer.notation import read, spelled_given
    >>> spelled_given(read("W a", "W: m x n; a: n"))
    ['convention: 0-based', 'W: m x n', 'a: n']
    >>> spelled_given(read("C = (y - t)^2"))
    ['convention: 0-based']
    """
    equations = (statement, *statement.also)
    if any(each.guessed for each in equations):
        text = spell(statement)
        try:
            back = read(text)
        except InputError:
            return told(statement)
        again = (back, *back.also)
        if spell(back) == text and [shapes(each) for each in again] == [shapes(each) for each in equations]:
            return ["convention: 0-based"]
    return told(statement)


def _row(members: list[str]) -> str:
    """One row, with the mark at its first relation; one that begins with a sign would go on with the row above."""
    first, *rest = members
    first = paren(first) if first.startswith("-") else first
    return first + " &" + "".join(rest).lstrip() if rest else first


def _equation(statement: Statement) -> tuple[list[str], str]:
    """The members with their relations, and the conditions, in the first spelling that reads back."""
    conditions = _conditions(statement)
    tried = choices(statement)
    for habits in tried:
        members = _members(statement, habits)
        if len(tried) == 1 or _reads_back(statement, members, habits):
            return members, conditions
    return _members(statement, tried[0]), conditions


def _reads_back(statement: Statement, members: list[str], habits: Habits) -> bool:
    """Whether the text alone, without declarations, is the same text again, with all the shapes."""
    text = "".join(members)
    if len(text) > _TRIED:
        return False
    try:
        back = read(text)
    except InputError:
        return False
    return not back.also and _members(back, habits) == members and shapes(back) == shapes(statement)


def _members(statement: Statement, habits: Habits) -> list[str]:
    """The members as LaTeX, each but the first with the relation in front of it."""
    sides: list[Any] = list(statement.members)
    printer = Speller(habits)
    texts = [str(printer.doprint(side)) for side in sides]
    if clashes := printer.clashes():
        printer = Speller(habits, clashes)
        texts = [str(printer.doprint(side)) for side in sides]
    texts = [paren(text) if relation(side) else text for side, text in zip(sides, texts, strict=True)]
    first, *rest = [swapped(text) for text in texts]
    signs = [RELATION_SIGNS.get(sign, sign) for sign in statement.relations]  # type: ignore[call-overload]
    return [first, *(f" {sign} {text}" for sign, text in zip(signs, rest, strict=False))]


def _conditions(statement: Statement) -> str:
    """What the statement holds under, as it was written; the range of a free index counted from 0."""
    ranges = {str(index): size for index, size in statement.indices.items()}
    texts = []
    for condition in statement.conditions:
        about = _RANGE.match(condition)
        if about and about[1] in ranges:
            last = Speller(Habits()).compact(ranges[about[1]] - 1)
            alone = len(statement.members) == 1
            told = rf"0 \dots {last}" if alone else rf"0, \dots, {last}"
            texts.append(rf", {about[1]} = {told}" if alone else rf", \quad \text{{for }} {about[1]} = {told}")
        else:
            word = "where" if "=" in condition else "if"
            texts.append(rf", \quad \text{{{word} }} {' '.join(condition.split())}")
    return "".join(texts)

r"""Statement -> LaTeX: the text a person would write for it, which reads back to it.

Law: `read(spell(x), spelled_given(x))` has the members and relations of `x`, and its further equations, up to the
letters of bound indices and of sizes that nobody named, the order in which numbers are added and multiplied, and the
pairs in which longer sums and products were grouped. So has `read(spell(x))` where `x` was itself read without
declarations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from explorer.errors import InputError
from explorer.latex.terms import paren
from explorer.notation.cuts import ARROWS
from explorer.notation.habits import Habits, choices
from explorer.notation.reader import read
from explorer.notation.spelled import shapes, shown, spoken, told
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
    them spells the same. Where light letters would be read as numbers, vectors and matrices are bold; where that does
    not show it either, `x \in \mathbb{R}^{n}` is said behind the equation.

    >>> from explorer.notation import read, spell
    >>> print(spell(read("z_i = Σ_{j=1}^{n} W_ij a_j", "W: m x n; a: n; z: m")))
    z_i = \sum_{j=0}^{n-1} W_{i,j} a_j
    """
    return _spelled((statement, *statement.also))[0]


def _spelled(equations: Sequence[Statement]) -> tuple[str, tuple[Habits, ...]]:
    """The text, in the first way that reads back, and that way."""
    ways = _ways(equations)
    first = _text(equations, ways[0])
    if any(each.declared for each in equations) or len(first) > _TRIED:
        return first, ways[0]
    for habits in ways:
        text = _text(equations, habits)
        if _same(equations, _back(text), text, habits):
            return text, habits
    for habits in (ways[0], ways[-1])[: len(ways)]:
        back = _back(_text(equations, habits))
        fits = back is not None and len(back) == len(equations)
        tried: list[Sequence[Statement | None]] = [back] if back is not None and fits else []
        for others in (*tried, [None] * len(equations)):
            told = [_where(*each) for each in zip(equations, others, habits, strict=True)]
            text = _text(equations, habits, told)
            if any(told) and _same(equations, _back(text), text, habits):
                return text, habits
    return first, ways[0]


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
    rows = told(statement)
    if any(each.declared for each in equations):
        return rows
    text, habits = _spelled(equations)
    alone = rows[:1]
    arrays = [row for row in rows if not row.endswith((": scalar", ": function"))]
    tried = (alone, rows, arrays) if any(each.guessed for each in equations) else (rows, alone, arrays)
    fitting = [
        (given, back)
        for given in tried
        if (back := _back(text, given)) is not None and _same(equations, back, text, habits)
    ]
    exact = [given for given, back in fitting if all(map(_named_alike, equations, back))]
    return [*exact, *(given for given, _ in fitting), rows][0]


def _named_alike(one: Statement, other: Statement) -> bool:
    """Whether the sizes have the same letters, too."""
    here, there = ({str(letter) for side in each.members for letter in side.free_symbols} for each in (one, other))
    return here == there


def _ways(equations: Sequence[Statement]) -> list[tuple[Habits, ...]]:
    """The habits of all equations, the most readable first; a name that is bold in one of them is in all."""
    tried = [choices(each) for each in equations]
    ways = []
    for level in range(max(map(len, tried))):
        habits = [each[min(level, len(each) - 1)] for each in tried]
        bold = frozenset().union(*(each.bold for each in habits))
        ways.append(tuple(replace(each, bold=bold) for each in habits))
    return ways


def _text(equations: Sequence[Statement], habits: Sequence[Habits], told: Sequence[Sequence[str]] = ()) -> str:
    """The equations as one text; `told` is what is said behind each of them."""
    more = told or [()] * len(equations)
    rows = [
        (_members(each, how), _conditions(each) + "".join(map(_saying, extra)))
        for each, how, extra in zip(equations, habits, more, strict=False)
    ]
    if len(rows) == 1:
        members, conditions = rows[0]
        return "".join(members) + conditions
    body = r" \\ ".join(_row(members) + conditions for members, conditions in rows)
    return rf"\begin{{aligned}}{body}\end{{aligned}}"


def _back(text: str, given: Sequence[str] | None = None) -> tuple[Statement, ...] | None:
    """The equations of a text as they are read; None where it is not read."""
    try:
        back = read(text, given)
    except InputError:
        return None
    return (back, *back.also)


def _same(
    equations: Sequence[Statement], back: Sequence[Statement] | None, text: str, habits: Sequence[Habits]
) -> bool:
    """Whether the text alone, without declarations, is the same text again, with all the shapes."""
    if back is None or len(back) != len(equations) or _text(back, habits) != text:
        return False
    return all(map(_equal, equations, back))


def _equal(one: Statement, other: Statement) -> bool:
    return shown(one) == shown(other)


def _where(statement: Statement, back: Statement | None, habits: Habits) -> list[str]:
    """`x \\in \\mathbb{R}^{n}` for what was read otherwise, or for all names."""
    here = shapes(statement)
    there = {} if back is None else shapes(back)
    writer = Speller(habits)
    names = {**{letter: letter for side in statement.members for letter in side.free_symbols}}
    found = []
    words = spoken(statement)
    for letter in sorted(names, key=str):
        name = getattr(letter, "name", "")
        shape = here.get(name)
        if shape is None or name in words or there.get(name) == shape or "_" in name or "?" in str(letter):
            continue
        sizes = list(getattr(letter, "shape", ()))
        if sizes and sizes[1] == 1:
            sizes = sizes[:1]
        shown_sizes = [writer.compact(size) for size in sizes]
        if len(shown_sizes) > 1:
            shown_sizes = [size if size.isalnum() else f"({size})" for size in shown_sizes]
        above = r" \times ".join(shown_sizes)
        if "?" not in above:
            found.append(rf"{writer.doprint(letter)} \in \mathbb{{R}}" + (f"^{{{above}}}" if above else ""))
    return found


def _row(members: list[str]) -> str:
    """One row, with the mark at its first relation; one that begins with a sign would go on with the row above."""
    first, *rest = members
    first = paren(first) if first.startswith("-") else first
    mark = "" if first.startswith("{") else "&"
    return first + f" {mark}" + "".join(rest).lstrip() if rest else first


def _members(statement: Statement, habits: Habits) -> list[str]:
    """The members as LaTeX, each but the first with the relation in front of it."""
    sides: list[Any] = list(statement.members)
    printer = Speller(habits)
    texts = [str(printer.doprint(side)) for side in sides]
    if clashes := printer.clashes():
        printer = Speller(habits, clashes)
        texts = [str(printer.doprint(side)) for side in sides]
    texts = [paren(text) if relation(side) else text for side, text in zip(sides, texts, strict=True)]
    if ARROWS & set(statement.relations):  # in braces, for outside of them an arrow stands between equations
        texts[0], texts[-1] = "{" + texts[0], texts[-1] + "}"
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
            texts.append(_saying(condition))
    return "".join(texts)


def _saying(condition: str) -> str:
    word = "where" if "=" in condition or r"\in " in condition or "∈" in condition else "if"
    return rf", \quad \text{{{word} }} {' '.join(condition.split())}"

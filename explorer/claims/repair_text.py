"""Repairs of a claim that has no shapes: one place of the user's text changed, read again, and proved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

from explorer.claims.diagnosis import Diagnosis, Effort, proved
from explorer.claims.pair import Side
from explorer.errors import InputError
from explorer.notation import declarations, read_pair
from explorer.notation.grammar import parse
from explorer.notation.surface import (
    Chain,
    Equation,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Scripted,
    Summation,
    Total,
    bare,
    children,
    walk,
)
from explorer.source import Source

MOST = 40
"""Edits of one kind tried on one side."""

STEPS = 600_000
"""Every edit is read anew, which takes longer than the proof: `LETTER` steps for each letter."""
LETTER = 60


@dataclass(frozen=True, slots=True)
class Edit:
    """`old` between `start` and `end` of one side's text becomes `new`; `said` is the sentence without the side."""

    kind: str
    start: int
    end: int
    new: str
    said: str
    old: str


@dataclass(frozen=True, slots=True)
class Text:
    """One side: its text, its surface tree, and the pieces the two sides are made of."""

    text: str
    tree: Node

    def of(self, node: Node) -> str:
        """What the user wrote for a node."""
        return self.text[node.span.start : node.span.end]


def diagnose_text(left: str, right: str | None, given: Any, sigma: str | None) -> Diagnosis | None:
    """Law: as `diagnose`, for texts whose shapes clash: the repaired text has shapes and is proved.

    >>> from explorer.claims.repair_text import diagnose_text
    >>> diagnose_text("W^T a", "Σ_j W_{ij} a_j", "W: m x n; a: n", None).sentence
    'equal if W^T is replaced by W'
    """
    try:
        known = declarations(given)
        words = frozenset(known.words)
        trees = [(text, parse(Source(text), words, known.macros)) for text in (left, right) if text is not None]
    except InputError:
        return None
    sides = [Text(text, tree) for text, tree in trees]
    if right is None:
        tree = trees[0][1]
        if not isinstance(tree, Equation):
            return None
        sides = [Text(left, tree.left), Text(left, tree.right)]
    effort = Effort(STEPS)
    for row in TEXT_REPAIRS:
        for k in (1, 0):
            for edit in islice(row(sides[k], sides[1 - k]), MOST):
                if effort.spent():
                    return None
                effort.candidates -= 1
                found = _tried(left, right, given, sigma, sides, k, edit, effort)
                if found is not None:
                    return found
    return None


def _tried(
    left: str, right: str | None, given: Any, sigma: str | None, sides: list[Text], k: int, edit: Edit, effort: Effort
) -> Diagnosis | None:
    text = sides[k].text
    changed = text[: edit.start] + edit.new + text[edit.end :]
    one, two = (changed, right) if right is None or k == 0 else (left, changed)
    effort.steps.left -= LETTER * (len(one) + len(two or ""))
    try:
        statement = read_pair(one, two, given, sigma)
    except InputError:
        return None
    verdict = proved(Side(statement.left), Side(statement.right), statement, effort)
    if verdict is None:
        return None
    other = sides[1 - k]
    where = f" on the {('left', 'right')[k]}" if edit.old and edit.old in other.of(other.tree) else ""
    return Diagnosis(edit.said + where, edit.kind, statement, Side(statement.left), Side(statement.right), verdict)


def _replaced(kind: str, side: Text, node: Node, new: str) -> Edit:
    old = side.of(node)
    return Edit(kind, node.span.start, node.span.end, new, f"equal if {old} is replaced by {new}", old)


def _names(side: Text) -> Iterator[Scripted | Name]:
    """The names of a side with their scripts."""
    bases: list[Node] = []
    for node in _body(side):
        if isinstance(node, (Scripted, Name)) and not any(node is base for base in bases):
            yield node
        if isinstance(node, Scripted):
            bases.append(node.base)


def transposes(side: Text, other: Text) -> Iterator[Edit]:
    """A transpose taken away or put on; two indices in the other order."""
    for node in _names(side):
        marks = [mark for sup in getattr(node, "sups", ()) for mark in walk(sup) if _transposed(mark)]
        for mark in marks:
            start, end = mark.span.start, mark.span.end
            if side.text[start - 1 : start] == "{" and side.text[end : end + 1] == "}":
                start, end = start - 1, end + 1
            if side.text[start - 1 : start] == "^":
                start -= 1
            yield _replaced(
                "transpose", side, node, side.text[node.span.start : start] + side.text[end : node.span.end]
            )
        if not marks:
            old = side.of(node)
            yield _replaced("transpose", side, node, f"{old}^T" if isinstance(node, Name) else f"({old})^T")
        for sub in map(_items, getattr(node, "subs", ())):
            if len(sub) == 2:
                first, second = sub
                between = side.text[first.span.end : second.span.start]
                inner = side.of(second) + between + side.of(first)
                new = side.text[node.span.start : first.span.start] + inner + side.text[second.span.end : node.span.end]
                yield _replaced("transpose", side, node, new)


def _transposed(mark: Node) -> bool:
    """A transpose: its mark, or a T that stands for one."""
    return (isinstance(mark, Mark) and mark.kind == "transpose") or (isinstance(mark, Name) and mark.text == "T")


def _items(sub: tuple[Node, ...]) -> tuple[Node, ...]:
    """The indices of one subscript, with or without commas between them."""
    if len(sub) == 1 and isinstance(sub[0], Chain) and not any(sub[0].operators):
        return sub[0].factors
    return sub


def _body(side: Text) -> Iterator[Node]:
    """Every piece of a side that is no script."""
    todo = [side.tree]
    while todo:
        node = todo.pop()
        yield node
        inner = (node.base,) if isinstance(node, Scripted) else (node.body,) if isinstance(node, Summation) else None
        todo.extend(reversed(children(node) if inner is None else inner))


def orders(side: Text, other: Text) -> Iterator[Edit]:
    """Two neighbours of a product in the other order."""
    for node in _body(side):
        if isinstance(node, Chain):
            for one, two in pairwise(node.factors):
                if isinstance(two, Group):  # a function and its argument
                    continue
                old = side.text[one.span.start : two.span.end]
                new = side.of(two) + (side.text[one.span.end : two.span.start] or " ") + side.of(one)
                said = f"equal if {old} is replaced by {new}"
                yield Edit("operand order", one.span.start, two.span.end, new, said, old)


def indices(side: Text, other: Text) -> Iterator[Edit]:
    """One index is another letter that the claim uses as an index, or another number."""
    letters = [
        item.text
        for part in (side, other)
        for node in walk(part.tree)
        if isinstance(node, Scripted)
        for sub in node.subs
        for item in _items(sub)
        if isinstance(item, Name)
    ]
    for node in _names(side):
        for sub in map(_items, getattr(node, "subs", ())):
            for item in sub:
                for letter in dict.fromkeys(letters):
                    if letter != side.of(item):
                        yield _inside("index", side, node, item, letter)


def _inside(kind: str, side: Text, node: Node, item: Node, new: str) -> Edit:
    """A piece of a name replaced, told with the whole name."""
    start, end = node.span.start, node.span.end
    return _replaced(kind, side, node, side.text[start : item.span.start] + new + side.text[item.span.end : end])


def layers(side: Text, other: Text) -> Iterator[Edit]:
    """A layer, or the number of a name, one higher or lower."""
    for node in _names(side):
        scripts = [*getattr(node, "sups", ()), *(item for sub in getattr(node, "subs", ()) for item in sub)]
        for piece in (piece for script in scripts for piece in walk(script)):
            if isinstance(piece, Number) and piece.text.isdigit():
                for number in (int(piece.text) - 1, int(piece.text) + 1):
                    if number >= 0:
                        yield _inside("layer off by one", side, node, piece, str(number))
        for sup in getattr(node, "sups", ()):
            inner = sup
            while isinstance(inner, Group) and len(inner.parts) == 1:
                inner = inner.parts[0]
            if isinstance(inner, Name):
                for step in ("-1", "+1"):
                    text = side.of(inner) + step
                    braced = text if inner is not sup else f"{{{text}}}"
                    yield _inside("layer off by one", side, node, inner, braced)
            elif isinstance(inner, Total) and isinstance(inner.terms[0][1], Name):
                yield _inside("layer off by one", side, node, inner, side.of(inner.terms[0][1]))


def ranges(side: Text, other: Text) -> Iterator[Edit]:
    """A sum that begins or ends one term earlier or later."""
    for node in walk(side.tree):
        if not isinstance(node, Summation):
            continue
        index = next((side.of(below.left) for below in node.below if isinstance(below, Equation)), "")
        if node.above is not None:
            last = bare(node.above)
            text = side.of(last)
            if last is node.above and len(text) == 1:
                options = [f"{{{text}-1}}", f"{{{text}+1}}"]
            else:
                options = [text[:-2].strip()] if text.endswith("-1") else [f"{text}-1"]
                options += [f"{text}+1"]
            for new in options:
                yield _end(side, index, "ends", last, new)
        for below in node.below:
            first = bare(below.right) if isinstance(below, Equation) else below
            if isinstance(first, Number) and first.text.isdigit():
                for number in (int(first.text) - 1, int(first.text) + 1):
                    yield _end(side, index, "starts", first, str(number))


def _end(side: Text, index: str, verb: str, node: Node, new: str) -> Edit:
    over = f"the sum over {index}" if index else "the sum"
    said = f"equal if {over} {verb} at {new.strip('{}')} instead of {side.of(node)}"
    return Edit("range", node.span.start, node.span.end, new, said, "")


def hadamards(side: Text, other: Text) -> Iterator[Edit]:
    """The product for the one entry by entry, and the reverse."""
    for node in _body(side):
        if not isinstance(node, Chain):
            continue
        for (one, two), operator in zip(pairwise(node.factors), node.operators, strict=False):
            if operator == "/":
                continue
            old = side.text[one.span.start : two.span.end]
            for sign in (" ",) if operator == "⊙" else (r" \odot ",):
                new = side.of(one) + sign + side.of(two)
                yield Edit("hadamard", one.span.start, two.span.end, new, f"equal if {old} is replaced by {new}", old)


def names(side: Text, other: Text) -> Iterator[Edit]:
    """A name that only the other side has, in place of one of this side."""
    here = {side.of(node) for node in _names(side)}
    there = dict.fromkeys(other.of(node) for node in _names(other))
    for node in _names(side):
        for name in there:
            if name not in here:
                yield _replaced("wrong name", side, node, name)


def terms(side: Text, other: Text) -> Iterator[Edit]:
    """A term left out, or a factor of the other side put to a term."""
    there = list(dict.fromkeys(other.of(node) for node in _names(other)))
    for node in _body(side):
        if not isinstance(node, Total):
            continue
        for k, (_, term) in enumerate(node.terms):
            if k:
                start = node.terms[k - 1][1].span.end
                said = f"equal if {side.of(term)} is left out of {side.of(node)}"
                kind = "extra bias" if isinstance(term, (Name, Scripted)) else "extra term"
                yield Edit(kind, start, term.span.end, "", said, side.of(node))
        for within in (False, True):
            for _, term in node.terms:
                for name in there:
                    yield from _multiplied(side, term, name, within)


def _multiplied(side: Text, term: Node, name: str, within: bool) -> Iterator[Edit]:
    """A name put behind, before or `within` a term."""
    old, start = side.of(term), term.span.start
    ways = [f"{old} {name}", f"{name} {old}"]
    if within:
        gaps = [factor.span.end - start for factor in term.factors[:-1]] if isinstance(term, Chain) else []
        ways = [f"{old[:gap]} {name} {old[gap:].lstrip()}" for gap in gaps]
    for new in ways:
        said = f"equal if the factor {name} is put in: {new} in place of {old}"
        yield Edit("missing factor", start, term.span.end, new, said, old)


TEXT_REPAIRS = (transposes, ranges, layers, orders, names, terms, indices, hadamards)

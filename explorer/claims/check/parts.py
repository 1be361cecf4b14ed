"""The parts of one equation: its chains, its condition, what its letters are to it, where its text stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from explorer.claims.check.context import Definition
from explorer.claims.check.decide import Placed
from explorer.claims.check.keys import Key
from explorer.notation.lines import Line
from explorer.notation.names import Names
from explorer.notation.surface import Equation, Group, Mark, Name, Node, Scripted, Summation, bare, walk
from explorer.source import Span


def chains(line: Line) -> Iterator[tuple[Sequence[Node], bool]]:
    """The parts of a line that are joined by equality, and whether an arrow of change stands before: `w ← …`."""
    part, changed = [line.members[0]], False
    for relation, member in zip(line.relations, line.members[1:], strict=True):
        if relation in ("=", ":="):
            part.append(member)
        else:
            yield part, changed
            part, changed = [member], relation in ("←", "→")
    yield part, changed


def condition(line: Line) -> str:
    """The condition under which an equation is said to hold; the range of an index is none."""
    for node in line.conditions:
        listed = isinstance(node, Equation) and isinstance(node.right, Group | Mark)
        if not listed and not isinstance(node, Name) and not (isinstance(node, Equation) and node.relation == "∈"):
            return line.source.text[node.span.start : node.span.end]
    return ""


def occurs(what: Key, node: Node, names: Names) -> bool:
    """`b := b - η ∂C/∂b`, `w = w - …`: a name on both sides is changed, not defined."""
    for piece in walk(node):
        if isinstance(piece, Name | Scripted):
            use = names.spell(piece)
            if use is not None and use.name + "'" * use.primes == what.name and what.arguments is None:
                return True
    return False


def bound(row: Definition) -> frozenset[str]:
    """The letters that only count: the indices on the left, and those that sums run over."""
    found = set(row.key.letters)
    for node in walk(row.right):
        if isinstance(node, Summation):
            for below in node.below:
                first = bare(below.left) if isinstance(below, Equation) else bare(below)
                found |= {first.text} if isinstance(first, Name) else set()
    return frozenset(found)


def told_at(right: Placed, place: Span | None) -> Span:
    """Where a claim is told: at its right side, or on the line of it that a slip is on."""
    node, source = right
    if place is None or source.position(place.start)[0] == source.position(node.span.start)[0]:
        return node.span
    return place


def text(placed: Placed) -> str:
    """What the author wrote for an expression."""
    node, source = placed
    return source.text[node.span.start : node.span.end]


def cut_apart(text: str, start: int, end: int) -> bool:
    """Whether a comma inside `12,960` was taken for the end of an equation."""
    return bool(re.search(r"\d\{?,\}?$", text[:start]) or re.match(r"\{?,\}?\d", text[end:]))

"""Where declared shapes cannot agree: the one change of the text after which they do, told as the likely slip.

A reading with ⊙ for a product that shapes forbid is the author's more often than a slip is: where one such change
makes the equation readable, nothing is refuted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product

from sympy import MatrixSymbol

from explorer.claims.check.context import used
from explorer.claims.check.decide import Outcome, Placed, attempt, together
from explorer.claims.check.spaces import light
from explorer.claims.repair_text import Edit, Text, hadamards, indices, layers, orders, transposes
from explorer.errors import InputError
from explorer.notation import ShapeClash
from explorer.notation.affine import declared_name, pieces
from explorer.notation.given import Declarations
from explorer.notation.grammar import parse
from explorer.notation.lines import Line
from explorer.notation.names import Names
from explorer.notation.surface import Chain, Name, Node, Scripted, walk
from explorer.proof.verdict import Proved, Refuted
from explorer.source import Source

_NUMBERS = re.compile(r"inner sizes (\d+) and (\d+) must be one$")

SLIPS = (transposes, orders, indices, layers)
MOST = 24
"""Changes of one kind tried on one expression."""


def in_line(line: Line, known: Declarations, *, alone: bool = False) -> Outcome | None:
    """The verdict on an equation whose declared shapes clash; None where it may be read otherwise.

    With `alone`, only a side counts whose shapes clash by themselves.
    """
    placed = [(node, line.source) for node in line.members]
    clashes = {at: clash for at, member in enumerate(placed) if (clash := _clashes(member, known)) is not None}
    wrong = [placed[at] for at in clashes]
    if (alone and not wrong) or _open_to_doubt(wrong or placed, known):
        return None
    for _ in _readable(placed, wrong or placed, known, (hadamards, bracketed)):
        return None
    for edit in _readable(placed, wrong or placed, known, SLIPS):
        told = edit.said.replace("equal if", "the shapes agree if", 1)
        return Outcome(Refuted("the shapes cannot agree", why="shape", diagnosis=told), kind=edit.kind)
    for clash in clashes.values():
        if (sizes := _NUMBERS.search(clash.message)) and sizes[1] != sizes[2]:  # whatever the letters stand for
            return Outcome(Refuted(clash.message, why="shape"))
    return None


def bracketed(side: Text, other: Text) -> Iterator[Edit]:
    """A part of a product taken entry by entry: `a b c d` as `a (b ⊙ c d)`."""
    for node in walk(side.tree):
        if not isinstance(node, Chain) or any(node.operators) or len(node.factors) > 6:
            continue
        count = len(node.factors)
        starts = [factor.span.start for factor in node.factors]
        ends = [factor.span.end for factor in node.factors]
        for first, cut, last in product(range(count), range(1, count), range(1, count)):
            if not (first < cut <= last) or (first == 0 and last == count - 1):
                continue
            left = side.text[starts[first] : ends[cut - 1]]
            new = rf"({left} \odot {side.text[starts[cut] : ends[last]]})"
            yield Edit("hadamard", starts[first], ends[last], new, "", "")


def _clashes(member: Placed, known: Declarations) -> ShapeClash | None:
    """The clash that a member has in itself, whatever it is equal to."""
    try:
        together([member], known)
    except ShapeClash as clash:
        return clash
    except InputError:
        return None
    return None


def between(left: Placed, right: Placed, known: Declarations) -> Outcome | None:
    """The verdict on two expressions whose declared shapes clash; None where no slip explains it."""
    if _open_to_doubt([left, right], known):
        return None
    pair = [left, right]
    for at in (1, 0):
        for edit, changed in _changed(pair, at, known, SLIPS):
            sides = [changed if k == at else side for k, side in enumerate(pair)]
            if isinstance(attempt(sides[0], sides[1], known, refute=False).verdict, Proved):
                return Outcome(Refuted("the shapes cannot agree", why="shape", diagnosis=edit.said), kind=edit.kind)
    return None


def _readable(
    placed: list[Placed], wrong: list[Placed], known: Declarations, kinds: tuple[object, ...]
) -> Iterator[Edit]:
    """The changes of a member that is `wrong` after which the members can be read together."""
    for at in reversed(range(len(placed))):
        if placed[at] not in wrong:
            continue
        for edit, changed in _changed(placed, at, known, kinds):
            members = [changed if k == at else member for k, member in enumerate(placed)]
            try:
                made = together(members, known)
            except InputError:
                continue
            arrays = {symbol.name for member in made.members for symbol in member.atoms(MatrixSymbol)}
            if not made.guessed & arrays and not _brought_in(placed, changed, known):
                yield edit


def _brought_in(placed: list[Placed], changed: Placed, known: Declarations) -> bool:
    """Whether a change brings in a name of which nothing is said: that is no slip."""
    names = Names(known)
    there = {name for node, _ in placed for name in used(node, names)} | {light(name) for name in known.shapes}
    new = {light(name) for name in used(changed[0], names)} - {"T"}  # a transpose is no name
    return not new <= {light(name) for name in there}


def _changed(
    placed: list[Placed], at: int, known: Declarations, kinds: tuple[object, ...]
) -> Iterator[tuple[Edit, Placed]]:
    """Every change of one member, read again; the others show which names there are."""
    node, source = placed[at]
    other, there = placed[at - 1]
    for kind in kinds:
        made = kind(Text(source.text, node), Text(there.text, other))  # type: ignore[operator]
        for edit in islice(made, MOST):
            text = source.text[node.span.start : edit.start] + edit.new + source.text[edit.end : node.span.end]
            piece = Source(text, source.name)
            try:
                yield edit, (parse(piece, frozenset(known.words), known.macros), piece)
            except InputError:
                continue


def _open_to_doubt(placed: list[Placed], known: Declarations) -> bool:
    """Whether shapes may be meant otherwise: the layout of a derivative, a row of a matrix; or text is a macro's."""
    for node, source in placed:
        text = source.text[node.span.start : node.span.end]
        if any(count and f"\\{name}" in text for name, (count, _) in known.macros.items()):
            return True
        if any(isinstance(piece, Name) and piece.text in ("∂", "∇") for piece in walk(node)) or _part(node, known):
            return True
    return False


def _part(node: Node, known: Declarations) -> bool:
    """Whether a matrix stands with one index: a row of it, or a matrix of its own with a number?"""
    names = Names(known)
    for piece in walk(node):
        if isinstance(piece, Scripted) and piece.subs and declared_name(piece) not in known.shapes:
            use = names.spell(piece)
            shape = known.shapes.get(use.name) if use is not None else None
            if shape is not None and sum(len(pieces(sub)) for sub in piece.subs) < len(shape.sizes):
                return True
    return False

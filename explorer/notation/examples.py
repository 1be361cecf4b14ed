r"""Names numbered above by an index: in `\sum_{i=1}^m x^{(i)}` every i has its own x, a column of a matrix x^{(:)}.

x^{(i)}_j        entry j, i of x^{(:)}            x^{(i)}        its column i; a number where it has one row
x^{(2)}          its column 2, where the convention numbers examples so; else another name, and that is said
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from explorer.notation import brackets
from explorer.notation.affine import render
from explorer.notation.core import SCALAR, Core, Entry, Index, Line, Slot, Tensor, Variable
from explorer.notation.dots import digits
from explorer.notation.entries import index
from explorer.notation.sizes import ONE, Size
from explorer.notation.surface import Name, Scripted, Summation, walk

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration
    from explorer.notation.naming import Spelled

_NUMBER = re.compile(r"\^\{\((\d+)\)\}")
_MARK = re.compile(r"\^\{\(([A-Za-z])\)\}")


def bound(work: Elaboration, name: str) -> tuple[re.Match[str], Variable] | None:
    """The mark of a name that is an index bound by the Σ around it, and that index."""
    for mark in _MARK.finditer(name):
        for variable in reversed(work.scope):
            if variable.letter == mark[1]:
                return mark, variable
    return None


def check(work: Elaboration, name: str, use: Spelled) -> None:
    """A matrix of its own for every value of an index is no matrix."""
    if bound(work, name) is None:
        return
    given = work.names.given.shapes.get(name)
    thick = given is not None and work.shapes.sizes.is_one(given.shape[1]) is False
    if not work.lenient and (thick or len(use.items) > 1 or (work.names.rank(name) or 0) > 1):
        work.fail(f"`{name}` is another matrix for every {bound(work, name)[0][1]}", use.span, "sum vectors")  # type: ignore[index]


def example(work: Elaboration, name: str, use: Spelled) -> Core | None:
    """The column, or its entry where the name has an index; None where no mark of the name is a bound index."""
    found = bound(work, name) or _counted(work, name)
    if found is None or len(use.items) > 1 or (work.names.rank(name) or 0) > 1:
        return None
    mark, variable = found
    whole = _whole(name, mark)
    place = work.place(use.span)
    tensor = work.tensors.get(whole)
    if tensor is None:
        given = work.names.given.shapes.get(name)
        sizes = work.shapes.sizes
        rows = given.shape[0] if given is not None else sizes.unknown(dimension=bool(work.names.rank(name)))
        tensor = work.tensors[whole] = Tensor(whole, place, (rows, sizes.unknown(dimension=True)))
        if given is not None:
            work.known_examples.add(whole)
    tensor = Tensor(whole, place, tensor.shape)
    here = work.replaced.get(variable) if variable is not None else Index(None, Size(int(mark[1])), place)
    position = Index(variable, Size(), place) if here is None else Index(here.variable, here.offset, place)
    at = (position, Slot(whole, 1))
    if use.items:
        (item,) = digits(list(use.items), 1)
        row = (index(work, item), Slot(whole, 0))
        made: Core = Entry(tensor, row, at, place, SCALAR)
        work.indices.use(row[1], row[0], tensor.shape[0], made)
    else:
        made = Line(tensor, at, 1, place, (tensor.shape[0], ONE))
    work.indices.use(at[1], at[0], tensor.shape[1], made)
    return made


def _whole(name: str, mark: re.Match[str]) -> str:
    return f"{name[: mark.start()]}^{{(:)}}{name[mark.end() :]}"


def _counted(work: Elaboration, name: str) -> tuple[re.Match[str], None] | None:
    """The number that says which of the numbered ones this is, where the convention numbers examples so."""
    if not work.style.examples:
        return None
    if work.numbered is None:
        work.numbered = frozenset(_numbered(work))
    for mark in _NUMBER.finditer(name):
        if _whole(name, mark) in work.numbered:
            return mark, None
    return None


def _numbered(work: Elaboration) -> Iterator[str]:
    """The names that a Σ numbers in round brackets: x^{(:)} in `Σ_i x^{(i)}`."""
    for node in (node for root in work.names.roots for node in walk(root)):
        if not isinstance(node, Summation):
            continue
        letters = {part.text for item in node.below for part in walk(item) if isinstance(part, Name)}
        for piece in walk(node.body):
            if isinstance(piece, Scripted) and (use := work.names.spell(piece)) is not None:
                round_ = {render(inner) for bracket, inner in brackets.marks(piece) if bracket == "("}
                for mark in _MARK.finditer(use.name):
                    if mark[1] in letters & round_:
                        yield _whole(use.name, mark)


def beside(work: Elaboration) -> list[str]:
    """Names that may be one of the numbered ones and are read as names of their own: x^{(1)} beside x^{(:)}."""
    found: list[str] = []
    for whole in work.tensors:
        if "^{(:)}" in whole:
            start, end = whole.split("^{(:)}", 1)
            one = re.compile(re.escape(start) + r"\^\{\([^():]+\)\}" + re.escape(end))
            found.extend(f"{name} is one of {whole}" for name in work.tensors if one.fullmatch(name))
    return found

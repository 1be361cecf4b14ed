r"""Names numbered above by an index: in `\sum_{i=1}^m x^{(i)}` every i has its own x, a column of a matrix x^{(:)}.

x^{(i)}_j        entry j, i of x^{(:)}            x^{(i)}        its column i; a number where it has one row
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explorer.notation.core import SCALAR, Core, Entry, Index, Line, Slot, Tensor, Variable
from explorer.notation.dots import digits
from explorer.notation.entries import index
from explorer.notation.sizes import ONE, Size

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration
    from explorer.notation.naming import Spelled

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
    found = bound(work, name)
    if found is None or len(use.items) > 1 or (work.names.rank(name) or 0) > 1:
        return None
    mark, variable = found
    whole = f"{name[: mark.start()]}^{{(:)}}{name[mark.end() :]}"
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
    here = work.replaced.get(variable)
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


def beside(work: Elaboration) -> list[str]:
    """Names that may be one of the numbered ones and are read as names of their own: x^{(1)} beside x^{(:)}."""
    found: list[str] = []
    for whole in work.tensors:
        if "^{(:)}" in whole:
            start, end = whole.split("^{(:)}", 1)
            one = re.compile(re.escape(start) + r"\^\{\([^():]+\)\}" + re.escape(end))
            found.extend(f"{name} is one of {whole}" for name in work.tensors if one.fullmatch(name))
    return found

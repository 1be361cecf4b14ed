"""A side that is one row or column, named by its free index, beside the whole matrix: row is compared with row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.notation.core import Cell, Core, Entry, Index, Line, Position, Same, Slot, Variable, inside
from explorer.notation.sizes import ONE

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration


def paired(work: Elaboration, cores: list[Core]) -> list[Core]:
    """`X W + b` beside `X_i W + b`: the second is the i-th row of the first. Other sides stay as they are."""
    if len(cores) != 2:
        return cores
    work.shapes.solve()
    free = [_free(work, core) for core in cores]
    for here, other in ((0, 1), (1, 0)):
        if len(free[here]) != 1 or free[other]:
            continue
        (variable,) = free[here]
        for axis in (0, 1):
            fits = work.shapes.sizes.same(cores[other].shape[axis], variable.size)
            across = work.shapes.sizes.same(cores[other].shape[1 - axis], cores[here].shape[1 - axis])
            thin = work.shapes.sizes.is_one(cores[here].shape[axis])
            if thin and fits and across and work.shapes.sizes.is_one(cores[other].shape[1 - axis]) is False:
                cores = list(cores)
                cores[other] = _line(work, cores[other], variable, axis)
                return cores
    return cores


def _line(work: Elaboration, core: Core, variable: Variable, axis: int) -> Core:
    word = "row" if axis == 0 else "column"
    work.say(f"`{core.place.text}` is compared by its {word} {variable.letter}")
    index = Index(variable, ONE.plus(-1), core.place)
    slot = Slot(f"({core.place.span.start},{core.place.source.name})", axis)
    shape = (ONE, core.shape[1]) if axis == 0 else (core.shape[0], ONE)
    return Line(core, (index, slot), axis, core.place, shape)


def _free(work: Elaboration, core: Core) -> set[Variable]:
    """The free indices that a side uses."""
    found: set[Variable] = set()
    for piece in inside(core):
        at: list[Index] = []
        if isinstance(piece, Entry):
            at = [here[0] for here in (piece.row, piece.column) if here is not None]
        elif isinstance(piece, Cell):
            at = [here[0] for here in piece.at if here is not None]
        elif isinstance(piece, Line):
            at = [piece.index[0]]
        elif isinstance(piece, Position):
            at = [piece.index]
        elif isinstance(piece, Same):
            at = [piece.left, piece.right]
        found.update(index.variable for index in at if index.variable is not None and not index.variable.bound)
    return found

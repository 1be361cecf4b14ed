"""The two sides of a relation in a text of which little is declared: what one side is says what the other is.

y = [y_1, y_2] for a column y      the list is a column
S = (A - B)/2 + 1 = 3              all of these are numbers
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.notation import written
from explorer.notation.core import SCALAR, Blocks, Cell, Core, Grid, Literal_, Transposed, inside
from explorer.notation.core import Tensor as Tensor

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration


def paired(work: Elaboration, cores: list[Core], left: Core, right: Core) -> None:
    """Two sides have one shape; one that cannot have it, although nobody declared it, is kept as it is written."""
    shapes = work.shapes
    kinds = (shapes.kind(left.shape), shapes.kind(right.shape))
    if kinds == ("array", "array"):
        if shapes.match(left.shape, right.shape):
            return
        for here, other in ((right, left), (left, right)):
            if _listed(work, here) and shapes.match((here.shape[1], here.shape[0]), other.shape):
                work.say(f"the list `{here.place.text}` is read as a column")
                _put(cores, here, Transposed(here, here.place, (here.shape[1], here.shape[0])))
                return
        if any(map(work.stated, _names(left, right))):
            message = f"the left side is {shapes.describe(left)}, the right side {shapes.describe(right)}"
            shapes.clash(message, right.place, left, right)
        _keep(work, cores, left, right)
    elif "unknown" in kinds and not work.free:
        if "scalar" not in kinds:
            shapes.match(left.shape, right.shape)
        elif not any(isinstance(side, Literal_) and side.text == "0" for side in (left, right)):
            shapes.match(left.shape, SCALAR)
            shapes.match(right.shape, SCALAR)
    elif set(kinds) == {"scalar", "array"} and not work.free:
        zero = any(isinstance(side, Literal_) and side.text == "0" for side in (left, right))
        if not zero and not any(map(work.stated, _names(left, right))):
            _keep(work, cores, left, right)


def _names(*sides: Core) -> list[str]:
    """The names of all tensors and arrays in some sides."""
    pieces = [piece for side in sides for piece in inside(side)]
    return [
        piece.name if isinstance(piece, Tensor) else piece.array.name
        for piece in pieces
        if isinstance(piece, Tensor | Cell)
    ]


def _listed(work: Elaboration, core: Core) -> bool:
    """Whether this is one row that was written as a list."""
    row = isinstance(core, Grid) and core.row is None
    return row or (isinstance(core, Blocks) and core.loose and len(core.rows) == 1)


def _keep(work: Elaboration, cores: list[Core], left: Core, right: Core) -> None:
    """The right side as it is written, in the shape of the left one."""
    work.say(f"`{right.place.text}` is {work.shapes.describe(right)}, the side before it {work.shapes.describe(left)}")
    _put(cores, right, written.said(work, "as written", (right,), right.place.span, left.shape))


def _put(cores: list[Core], old: Core, new: Core) -> None:
    cores[next(at for at, core in enumerate(cores) if core is old)] = new

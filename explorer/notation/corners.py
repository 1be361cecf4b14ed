"""A matrix written by its corners: what grows from the first entry along the rows and along the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.notation.dots import Found, differences
from explorer.notation.surface import Mark, Node, Table, bare

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration


def corners(work: Elaboration, node: Table) -> tuple[Node, Found, Found]:
    """The first entry, and what grows from it along the rows and along the columns."""
    rows = [number for number, row in enumerate(node.rows) if not all(_empty(cell) for cell in row)]
    width = max(len(row) for row in node.rows)
    columns = [at for at in range(width) if not all(_empty(_at(node, number, at)) for number in rows)]
    dots = [
        (number, at) for number, row in enumerate(node.rows) for at, cell in enumerate(row) if cell and _empty(cell)
    ]
    if any(number > rows[-1] or at > columns[-1] for number, at in dots if rows and columns):
        work.fail("dots at the end of this matrix do not show how it goes on", node.span, "write its last entry")
    first = _at(node, rows[0], columns[0]) if rows and columns else None
    if first is None or _empty(first):
        work.fail("the first entry of this matrix is not written", node.span, "write its corners")
    along = _growth(work, node, first, _at(node, rows[-1], columns[0]), len(node.rows), "rows")
    across = _growth(work, node, first, _at(node, rows[0], columns[-1]), width, "columns")
    for number in rows:
        for at in columns:
            cell = _at(node, number, at)
            if cell is not None and not _empty(cell):
                _fits(work, first, cell, along, across, (number, len(node.rows)), (at, width))
    return first, along, across


def _empty(cell: Node | None) -> bool:
    return cell is None or (isinstance(bare(cell), Mark) and bare(cell).kind == "dots")  # type: ignore[union-attr]


def _at(node: Table, row: int, column: int) -> Node | None:
    return node.rows[row][column] if column < len(node.rows[row]) else None


def _growth(work: Elaboration, node: Table, first: Node, last: Node | None, count: int, word: str) -> Found:
    """What grows from the first entry to the last one of a row or column; nothing where there is one only."""
    if count == 1:
        return []
    found = None if last is None or _empty(last) else differences(first, last, work.names.written_rank)
    if not found or len({high - low for low, high, _ in found}) != 1:
        work.fail(f"the {word} of this matrix do not show how they go on", node.span, "write its corners, as in w_{11}")
    return found


def _fits(
    work: Elaboration,
    first: Node,
    cell: Node,
    along: Found,
    across: Found,
    row: tuple[int, int],
    column: tuple[int, int],
) -> None:
    """Every entry that is written must be the one that the corners say stands there."""
    expected = {}
    for found, (number, count) in ((along, row), (across, column)):
        for low, high, place in found:
            expected[place] = high if number == count - 1 else low.plus(number)
    shown = differences(first, cell, work.names.written_rank)
    lows = {place: low for found in (along, across) for low, _, place in found}
    told = None if shown is None else {place: high for _, high, place in shown}
    if told is None or any(told.get(place, lows[place]) != value for place, value in expected.items()):
        work.fail("this entry does not fit the first one and the dots", cell.span, "each entry needs the next index")
    if told.keys() - expected.keys():
        work.fail("this entry does not fit the first one and the dots", cell.span, "each entry needs the next index")

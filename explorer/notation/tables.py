"""Matrices of blocks: `[W b][a; 1]`, `\\begin{bmatrix} … \\end{bmatrix}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.notation.core import Blocks, Core, Filled
from explorer.notation.sizes import Size, collect
from explorer.notation.surface import Node, Number, Table, bare

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration


def table(work: Elaboration, node: Table) -> Core:
    """A matrix of blocks: blocks of one row have one height, of one column one width."""
    sizes = work.shapes.sizes
    widths = {len(row) for row in node.rows}
    if len(widths) != 1 or any(cell is None for row in node.rows for cell in row):
        work.fail("every row of a matrix needs the same number of entries", node.span)
    heights = [sizes.unknown() for _ in node.rows]
    columns = [sizes.unknown() for _ in node.rows[0]]
    rows: list[tuple[Core, ...]] = []
    for high, line in zip(heights, node.rows, strict=True):
        cells: list[Core] = []
        for wide, cell in zip(columns, line, strict=True):
            if cell is None:
                continue
            core = _cell(work, cell)
            if not work.shapes.match((high, wide), core.shape):
                message = f"`{core.place.text}` is {work.shapes.describe(core)}: it does not fit beside the rest"
                work.shapes.clash(message, core.place, core, *cells)
            cells.append(core)
        rows.append(tuple(cells))
    place = work.place(node.span)
    return Blocks(tuple(rows), place, (_all(heights), _all(columns)), place.text.startswith("["))


def _cell(work: Elaboration, node: Node) -> Core:
    """A plain 0 or 1 in a matrix takes the size it needs."""
    inner = bare(node)
    if isinstance(inner, Number) and inner.text in ("0", "1"):
        kind = "zeros" if inner.text == "0" else "ones"
        filled = Filled(kind, work.place(inner.span), work.shapes.new())  # type: ignore[arg-type]
        work.filled.append(filled)
        return filled
    return work.node(node)


def _all(sizes: list[Size]) -> Size:
    terms = (term for size in sizes for term in size.terms)
    return collect(sum(size.constant for size in sizes), terms)

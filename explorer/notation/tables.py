"""Matrices of blocks: `[W b][a; 1]`, `\\begin{bmatrix} … \\end{bmatrix}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.notation import kept, relations
from explorer.notation.core import SCALAR, Blocks, Core, Filled, Grid, Place, Variable
from explorer.notation.corners import corners
from explorer.notation.dots import Found
from explorer.notation.sizes import ONE, Size, collect
from explorer.notation.surface import Mark, Node, Number, Table, bare

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration


def table(work: Elaboration, node: Table) -> Core:
    """A matrix of blocks: blocks of one row have one height, of one column one width."""
    if node.kind in ("cases", "dcases"):
        return relations.cases(work, node)
    if any(isinstance(cell, Mark) and cell.kind == "dots" for row in node.rows for cell in row):
        if work.lenient and not kept.patterned(work, node):
            return kept.matrix(work, node)
        return dotted(work, node)
    if work.lenient and (node.span in work.loose or not kept.patterned(work, node)):
        return kept.matrix(work, node)
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
                place = work.place(node.span) if work.lenient else core.place
                work.shapes.clash(message, place, core, *cells)
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


# -- dots in a matrix


def dotted(work: Elaboration, node: Table) -> Core:
    """A matrix written by its corners: the entries are compared, and what grows along the rows and columns is found."""
    first, along, across = corners(work, node)
    place = work.place(node.span)
    row = _variable(work, along, "i", place)
    column = _variable(work, across, "j", place)
    kept = work.growing
    for found, variable in ((along, row), (across, column)):
        if variable is not None:
            low = found[0][0]
            work.growing = {**work.growing, **{at: (variable, value - low) for value, _, at in found}}
    scope = [variable for variable in (row, column) if variable is not None]
    work.scope.extend(scope)
    try:
        body = work.node(first)
    finally:
        work.growing = kept
        del work.scope[len(work.scope) - len(scope) :]
    work.shapes.match(body.shape, SCALAR)
    shape = (ONE if row is None else row.size, ONE if column is None else column.size)
    work.say(f"the matrix with dots is {shape[0]} x {shape[1]}")
    return Grid(row, column, body, place, shape)


def _variable(work: Elaboration, found: Found, wanted: str, place: Place) -> Variable | None:
    if not found:
        return None
    low, high, _ = found[0]
    taken = work.names.letters | {variable.letter for variable in work.scope}
    letter = next((letter for letter in (wanted, *"rscpquv") if letter not in taken), f"{wanted}'")
    work.names.sizes.update((high - low).names)
    return Variable(letter, (high - low).plus(1), place, low, high, None, True)

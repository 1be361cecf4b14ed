"""Matrices of blocks: `[W b][a; 1]`, `\\begin{bmatrix} … \\end{bmatrix}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.notation import kept, relations
from explorer.notation.core import SCALAR, Blocks, Core, Filled, Grid, Place, Variable
from explorer.notation.dots import Found, differences
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


def corners(work: Elaboration, node: Table) -> tuple[Node, Found, Found]:
    """The first entry, and what grows from it along the rows and along the columns."""
    rows = [number for number, row in enumerate(node.rows) if not all(_empty(cell) for cell in row)]
    width = max(len(row) for row in node.rows)
    columns = [at for at in range(width) if not all(_empty(_at(node, number, at)) for number in rows)]
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


def _variable(work: Elaboration, found: Found, wanted: str, place: Place) -> Variable | None:
    if not found:
        return None
    low, high, _ = found[0]
    taken = work.names.letters | {variable.letter for variable in work.scope}
    letter = next((letter for letter in (wanted, *"rscpquv") if letter not in taken), f"{wanted}'")
    work.names.sizes.update((high - low).names)
    return Variable(letter, (high - low).plus(1), place, low, high, None, True)

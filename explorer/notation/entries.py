"""Indices behind a name or a bracket: entries, rows and columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explorer.notation import values, written
from explorer.notation.affine import affine, joined
from explorer.notation.core import (
    SCALAR,
    Core,
    Entry,
    Grid,
    Index,
    Line,
    Said,
    Shape,
    Slope,
    Slot,
    Tensor,
    Transposed,
    Value,
)
from explorer.notation.dots import digits
from explorer.notation.indexing import free as free
from explorer.notation.indexing import index as index
from explorer.notation.sizes import ONE
from explorer.notation.surface import Chain, Mark, Name, Node, Scripted, bare
from explorer.source import Span

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration


def entry(work: Elaboration, core: Core, indices: tuple[Node, ...], span: Span) -> Core:
    """`core` with indices behind it."""
    items = list(indices)
    place = work.place(span)
    if work.lenient and any(odd(work, item) for item in items):
        whole = len(items) == 1 and _array(items[0]) and isinstance(core, Tensor) and not work.declared(core.name)
        return written_entry(work, core, items, span, work.shapes.new() if whole else None)
    rows, columns = (work.shapes.sizes.is_one(size) for size in core.shape)
    if rows is None or columns is None:
        work.shapes.solve()
        rows, columns = (work.shapes.sizes.is_one(size) for size in core.shape)
    if work.lenient and rows is None and columns is None and isinstance(core, Said | Value | Slope):
        unknown = work.shapes.sizes.unknown
        work.shapes.match(core.shape, (unknown(dimension=True), ONE if len(items) == 1 else unknown(dimension=True)))
        rows, columns = (work.shapes.sizes.is_one(size) for size in core.shape)
    if rows and columns and work.lenient:
        return written_entry(work, core, items, span)
    if rows and columns:
        work.fail(f"`{place.text}`: a number has no entries", span, "declare it as a vector, or drop the index")
    thin = bool(rows) or bool(columns)
    items = joined(digits(items, 1 if thin else 2), 1 if thin else 2)
    if thin and len(items) == 2 and _two_sizes(work, core):
        thin = False  # declared with two sizes, one of which is 1
    if work.lenient and len(items) > (1 if thin else 2):
        return written_entry(work, core, items, span)
    if thin and len(items) == 2 and isinstance(core, Tensor | Transposed):
        shown = work.shapes.describe(core)
        work.fail(f"`{place.text}` has two indices, but `{render_base(core)}` is {shown}", span, "one index is enough")
    if len(items) > 2 or (thin and len(items) > 1):
        work.fail(f"`{place.text}` has {len(items)} indices", span, "a vector has one, a matrix two")
    if thin:
        axis = 1 if rows else 0
        if _all(items[0]):
            return core
        here = _slotted(work, core, axis, index(work, items[0]))
        made = Entry(core, None if rows else here, here if rows else None, place)
        work.indices.use(here[1], here[0], core.shape[axis], made)
        return made
    if len(items) == 1:
        items = [items[0], Mark("all", items[0].span)]
        if not _all(items[0]):
            work.notes.append(f"`{place.text}` is read as a row of {render_base(core)}")
    first, second = items
    if _all(first) and _all(second):
        return core
    if _all(first) or _all(second):
        axis = 1 if _all(first) else 0
        here = _slotted(work, core, axis, index(work, second if axis else first))
        shape = (core.shape[0], ONE) if axis else (ONE, core.shape[1])
        line = Line(core, here, axis, place, shape)
        work.indices.use(here[1], here[0], core.shape[axis], line)
        return line
    declared = _two_sizes(work, core)
    row = _slotted(work, core, 0, index(work, first, several=declared))
    column = _slotted(work, core, 1, index(work, second, several=declared))
    both = Entry(core, row, column, place, SCALAR)
    work.indices.use(row[1], row[0], core.shape[0], both)
    work.indices.use(column[1], column[0], core.shape[1], both)
    return both


def written_entry(work: Elaboration, core: Core, items: list[Node], span: Span, shape: Shape | None = None) -> Core:
    """An entry whose indices are no letters or numbers, such as `f_{y_i}`: kept as it is written."""
    cores = [values.index(work, part) for item in items for part in _apart(item)]
    return written.said(work, "entry", (core, *cores), span, SCALAR if shape is None else shape)


def _apart(item: Node) -> tuple[Node, ...]:
    """`y_i k` below a name is two indices."""
    item = bare(item)
    side_by_side = isinstance(item, Chain) and not any(item.operators) and not values.applied(item)
    return item.factors if side_by_side else (item,)  # type: ignore[union-attr]


def many(work: Elaboration, name: Tensor, items: tuple[Node, ...], span: Span) -> Core:
    """An entry of an array of three and more indices."""
    cores = [values.index(work, item) for item in digits(list(items), max(3, len(items)))]
    return written.said(work, "indexed", (name, *cores), span, SCALAR)


def odd(work: Elaboration, node: Node) -> bool:
    """Whether an index is no letter, number or affine form of these."""
    node = bare(node)
    if isinstance(node, Mark) and node.kind == "all":
        return False
    form = affine(node)
    if isinstance(node, Name) and _bold(node):
        return True
    if form is None or any("_" in name and name not in work.names.sizes for name in form.names):
        return True
    known = [name for name in form.names if name not in work.names.sizes]
    if any(_quantity(work, name) for name in known):
        return True
    return len(known) > 1 or any(abs(times) != 1 for _, times in form.terms)


def _quantity(work: Elaboration, name: str) -> bool:
    """Whether a letter is the name of a quantity here, not of an index: the q of `p_q` beside `q ∈ ℝ^d`."""
    known = name in work.free or name in work.names.given.indices or any(v.letter == name for v in work.scope)
    return work.declared(name) and not known


def _bold(node: Name) -> bool:
    """A letter in bold, or in a font of the author's own."""
    return node.bold or re.fullmatch(r"\\(?!math|hat|bar|tilde|dot|check)[a-z]+\{[A-Za-z]\}", node.text) is not None


def _array(node: Node) -> bool:
    """`J_{\\mathbf{w}}`, `J_{W_h}`: what stands below is no index, but what J is taken in."""
    node = bare(node)
    base = bare(node.base) if isinstance(node, Scripted) else node
    return isinstance(base, Name) and (_bold(base) or (isinstance(node, Scripted) and base.text.isupper()))


def render_base(core: Core) -> str:
    """The name in a message."""
    if isinstance(core, Tensor):
        return core.name
    return f"{render_base(core.base)}ᵀ" if isinstance(core, Transposed) else core.place.text


def _two_sizes(work: Elaboration, core: Core) -> bool:
    """`X: n x m` with m = 1 has two indices still, and what stands for it too."""
    while isinstance(core, Transposed):
        core = core.base
    if isinstance(core, Grid):
        return core.row is not None and core.column is not None
    declared = work.names.given.shapes.get(core.name) if isinstance(core, Tensor) else None
    return declared is not None and len(declared.sizes) == 2


def _all(node: Node) -> bool:
    return isinstance(node, Mark) and node.kind == "all"


def _slotted(work: Elaboration, core: Core, axis: int, at: Index) -> tuple[Index, Slot]:
    """The index with the slot it stands in: that of the name itself when it is only transposed."""
    while isinstance(core, Transposed):
        core, axis = core.base, 1 - axis
    if isinstance(core, Tensor):
        return at, Slot(core.name, axis)
    if isinstance(core, Grid) and core.name is not None:
        return at, Slot(core.name, axis)
    return at, Slot(f"({core.place.span.start},{core.place.source.name})", axis)

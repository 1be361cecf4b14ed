r"""What is kept as it is written, piece by piece: lists, sets, spaces, cases, matrices with gaps, Σ over no range.

(w, b)       list, w, b            ℝ^{m×n}       space, R, m, n          \sum_x C_x     sum over, x, C[x]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.errors import ReadError
from explorer.notation import innerproducts, values, written
from explorer.notation.affine import apart, render
from explorer.notation.core import Core
from explorer.notation.corners import corners
from explorer.notation.sizes import ONE
from explorer.notation.surface import (
    Chain,
    Equation,
    Fence,
    Group,
    Mark,
    Name,
    Node,
    Scripted,
    Table,
    Total,
    bare,
    product,
)
from explorer.source import Span

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration

_KINDS = {"(": "list", "[": "row", "\\{": "set", "⟨": "angle", "{": "bare list"}
_SPACES = frozenset(("\\mathbb{R}", "\\mathbb{N}", "\\mathbb{Z}", "\\mathbb{B}", "\\mathbb{C}", "ℝ", "ℕ", "ℤ"))
IF = frozenset(("if", "when", "for", "where", "If"))
"""Words before a condition."""

_ELSE = frozenset(("otherwise", "else", "Otherwise", "Else"))


def listed(node: Group) -> bool:
    """Whether this is a list or a set, not one part in plain brackets."""
    return len(node.parts) > 1 or node.bracket in ("\\{", "⟨")


def group(work: Elaboration, node: Group) -> Core:
    """Several parts in brackets, or a set of one: a list. `[a, b]` and `(a, b)^T` are rows, read by `tables`."""
    if node.bracket == "(" and len(node.parts) == 1:
        return work.node(node.parts[0])
    if any(isinstance(part, Mark) and part.kind == "bar" for part in node.parts):
        return written.said(work, _KINDS[node.bracket], (values.conditional(work, node),), node.span)
    cores = [values.argument(work, part) for part in node.parts]
    if node.bracket == "⟨" and len(cores) == 2 and work.shapes.sizes.same(cores[0].shape[0], cores[1].shape[0]):
        same = work.shapes.sizes.same(cores[0].shape[1], cores[1].shape[1])
        made = innerproducts.of_known(work, cores[0], cores[1], work.place(node.span)) if same else None
        if made is not None:
            return made
    shape = None if node.bracket in ("(", "[", "{") else work.scalar_shape
    return written.said(work, _KINDS[node.bracket], cores, node.span, shape)


def row(work: Elaboration, node: Scripted) -> Core | None:
    """`(x_1, …, x_n)^T` is a column; None for another list, or another script."""
    base = bare(node.base)
    if not (isinstance(base, Group) and len(base.parts) > 1) or node.subs or len(node.sups) != 1:
        return None
    cells = tuple(base.parts)
    table = Table((cells,), base.span)
    odd = any(isinstance(cell, Equation | Mark) and not _is_dots(cell) for cell in cells)
    if odd or not work.names.is_transpose(bare(node.sups[0])) or not patterned(work, table):
        return None
    return work.transpose(work.node(table), node.span)


def at(work: Elaboration, node: Scripted) -> Core | None:
    """`… |_{x = 1}`: the value at a place; None for other scripts."""
    base = bare(node.base)
    if not (isinstance(base, Fence) and base.kind == "at"):
        return None
    core = work.node(base.body)
    below = [values.argument(work, item) for sub in node.subs for item in sub]
    if not below:
        return core
    by = below[0] if len(below) == 1 else written.said(work, "bare list", below, node.span, work.scalar_shape)
    return written.said(work, "at", (core, by), node.span, core.shape)


def _is_dots(node: Node) -> bool:
    node = bare(node)
    return isinstance(node, Mark) and node.kind == "dots"


def space(work: Elaboration, node: Scripted) -> Core | None:
    """`ℝ^{m×n}`; None for another name."""
    base = bare(node.base)
    if not (isinstance(base, Name) and base.text in _SPACES) or node.subs or len(node.sups) != 1:
        return None
    content = bare(node.sups[0])
    factors: tuple[Node, ...] = (content,)
    if isinstance(content, Chain) and all(operator in ("×", "*", "·") for operator in content.operators):
        factors = content.factors
    cores = [_size(work, factor) for factor in factors]
    return written.said(work, "space", (work.word(base.text, base.span), *cores), node.span, work.scalar_shape)


def _size(work: Elaboration, node: Node) -> Core:
    from explorer.notation.affine import affine
    from explorer.notation.core import Count

    form = affine(node)
    if form is None:
        return work.node(node)
    work.names.sizes.update(form.names)
    return Count(form, work.place(node.span))


# -- cases


def cases(work: Elaboration, node: Table) -> Core:
    """The values with their conditions, as they stand."""
    rows: list[Core] = []
    shape = work.shapes.new()
    for cells in node.rows:
        filled = [cell for cell in cells if cell is not None]
        if not filled:
            continue
        value, told = _value(filled)
        core = values.argument(work, value)
        work.shapes.wait(lambda bold, core=core: _alike(work, core, shape, bold))  # type: ignore[misc]
        condition = _condition(work, told, node.span)
        span = filled[0].span | filled[-1].span
        rows.append(written.said(work, "case", (core, condition), span, work.scalar_shape))
    if not rows:
        work.fail("there are no cases here", node.span)
    return written.said(work, "cases", rows, node.span, shape)


def _alike(work: Elaboration, core: Core, shape: tuple[object, object], bold: int) -> bool:
    """A case has the shape of the whole."""
    if work.shapes.kind(core.shape) == "unknown":
        return False
    return work.shapes.match(core.shape, shape) or True  # type: ignore[arg-type]


def _value(filled: list[Node]) -> tuple[Node, list[Node]]:
    """The value of a row and what is said of it: `0 if x < 0` stands in one cell, too."""
    first, *rest = filled
    if rest:
        return first, rest
    node = bare(first)
    if isinstance(node, Equation):
        left = bare(node.left)
        if isinstance(left, Chain):
            at = next((at for at, piece in enumerate(left.factors) if _word(piece) in IF), None)
            if at:
                value = product(left.factors[:at], left.operators[: at - 1])
                if at + 1 < len(left.factors):
                    start = product(left.factors[at + 1 :], left.operators[at + 1 :])
                    return value, [Equation(start, node.right, node.relation, start.span | node.span)]
    if isinstance(node, Chain):
        at = next((at for at, piece in enumerate(node.factors) if _word(piece) in _ELSE), None)
        if at:
            return product(node.factors[:at], node.operators[: at - 1]), [node.factors[at]]
    if isinstance(node, Group) and len(node.parts) == 2:
        return node.parts[0], [node.parts[1]]
    return first, []


def _word(node: Node) -> str:
    node = bare(node)
    return node.text.strip() if isinstance(node, Name) else ""


def stripped(node: Node) -> Node | None:
    """A condition without its `if`; None where nothing else is said."""
    inner = bare(node)
    if isinstance(inner, Total) and inner.terms[0][0] > 0:
        first = stripped(inner.terms[0][1])
        return inner if first is None else Total(((1, first), *inner.terms[1:]), inner.span)
    if isinstance(inner, Equation):
        left = stripped(inner.left)
        return inner if left is None else Equation(left, inner.right, inner.relation, left.span | inner.right.span)
    if isinstance(inner, Chain) and isinstance(bare(inner.factors[0]), Chain):
        begun = stripped(inner.factors[0])
        return inner if begun is None else product((begun, *inner.factors[1:]), inner.operators)
    if isinstance(inner, Chain) and isinstance(bare(inner.factors[0]), Name) and render(inner.factors[0]).strip() in IF:
        return product(inner.factors[1:], inner.operators[1:])
    return None if isinstance(inner, Name) and inner.text.strip() in IF else inner


def _condition(work: Elaboration, told: list[Node], span: Span) -> Core:
    cores = []
    for node in told:
        inner = stripped(node)
        if inner is None:
            continue
        if _word(inner) in _ELSE:
            return written.said(work, "otherwise", (), span, work.scalar_shape)
        cores.append(values.argument(work, inner))
    if not cores:
        return written.said(work, "otherwise", (), span, work.scalar_shape)
    return cores[0] if len(cores) == 1 else written.said(work, "bare list", cores, span, work.scalar_shape)


# -- matrices


def matrix(work: Elaboration, node: Table) -> Core:
    """A matrix with gaps or with dots that no pattern explains, cell by cell; its size is what stands around it."""
    rows: list[Core] = []
    for cells in node.rows:
        cores: list[Core] = []
        for cell in cells:
            if cell is None:
                cores.append(written.said(work, "nothing", (), node.span, work.scalar_shape))
            else:
                cores.append(values.argument(work, cell))
        if any(cell is not None for cell in cells):
            rows.append(written.said(work, "matrix row", cores, node.span, work.scalar_shape))
    sizes = work.shapes.sizes
    column = all(len(cells) == 1 for cells in node.rows)
    single = len(rows) == 1
    shape = (ONE if single else sizes.unknown(dimension=True), ONE if column else sizes.unknown(dimension=True))
    return written.said(work, "matrix", rows, node.span, shape)


def patterned(work: Elaboration, node: Table) -> bool:
    """Whether the cells are all there, or their dots have a pattern."""
    if any(_is_dots(cell) for row in node.rows for cell in row if cell is not None):
        try:
            corners(work, node)
        except ReadError:
            return False
        return True
    widths = {len(row) for row in node.rows}
    return len(widths) == 1 and all(cell is not None for row in node.rows for cell in row)


# -- Σ


def over(
    work: Elaboration, kind: str, below: tuple[Node, ...], body: Node, span: Span, above: Node | None = None
) -> Core:
    """`\\sum_{x ∈ X} p(x)`: a sum of which nothing says what its terms are numbered by."""
    name = {"Σ": "sum", "Π": "product", "∫": "integral", "max": "max", "min": "min"}[kind]
    with work.range_of(tuple(piece for item in below for piece in apart(item))):
        inner = work.node(body)
        cores = [_range(work, item) for item in below]
    if not below and above is None and kind != "Π":
        return written.said(work, name, (inner,), span, inner.shape)
    if not below:
        cores = [written.said(work, "nothing", (), span, work.scalar_shape)]
    if name in ("max", "min"):
        by = cores[0] if len(cores) == 1 else written.said(work, "bare list", cores, span, work.scalar_shape)
        return written.said(work, f"{name} over", (inner, by), span, inner.shape)
    end = None if above is None else _end(work, above)
    by = cores[0] if len(cores) == 1 else written.said(work, "bare list", cores, span, work.scalar_shape)
    if end is not None:
        return written.said(work, f"{name} to", (by, end, inner), span, inner.shape)
    return written.said(work, f"{name} over", (by, inner), span, inner.shape)


def _end(work: Elaboration, node: Node) -> Core:
    """Where a Σ ends; `|x|` there is a length."""
    inner = bare(node)
    if isinstance(inner, Fence) and inner.kind == "bars":
        return written.said(work, "bars", (work.node(inner.body),), node.span, work.scalar_shape)
    return values.argument(work, node)


def _range(work: Elaboration, item: Node) -> Core:
    node = bare(item)
    if isinstance(node, Chain) and isinstance(bare(node.factors[0]), Name) and render(node.factors[0]).strip() == "∀":
        node = item = bare(product(node.factors[1:], node.operators[1:]))
    if isinstance(node, Chain) and not any(node.operators):  # `\sum_{mnp}`
        letters = [values.argument(work, factor) for factor in node.factors]
        return written.said(work, "bare list", letters, node.span, work.scalar_shape)
    return values.argument(work, item)

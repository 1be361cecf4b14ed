r"""Rows or columns: how vectors stand of which only the length is known, in a text that follows a convention.

x W          a row, where vectors are rows              W x, x^\top y        columns: the text shows it
X W + b      b a row, where rows are examples           W X + b              b a column, where columns are
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from explorer.notation.affine import declared_name, pieces, render
from explorer.notation.conventions import Convention, convention_of
from explorer.notation.core import Shape
from explorer.notation.given import Declarations
from explorer.notation.sizes import ONE
from explorer.notation.surface import Chain, Group, Mark, Name, Node, Number, Scripted, Table, Total, bare, walk

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration

Thin: TypeAlias = Literal["row", "column"]

_MATRICES = frozenset("AGHOSUVWXYZΘΩΦ")
_WEIGHTS = frozenset("WUΩΘ")
_BIASES = frozenset("bcβ")


@dataclass(frozen=True, slots=True)
class Style:
    """How one reading takes what a text leaves open: which names are rows or columns, what `^{(2)}` numbers."""

    thin: Mapping[str, Thin] = field(default_factory=dict)
    examples: bool = False
    """Whether a number in round brackets above a name says which example it is."""
    note: str = ""
    lines: bool = False
    """Whether `X_i^T` is row i of X transposed, and not row i of `X^T`."""
    columns: bool = False
    """Whether `X_i` is row i of X taken as a column, so that `X_i^T` is that row."""


PLAIN = Style()
ROWS = Style(columns=True)


def light(name: str) -> str:
    """A name without the bold of its letter."""
    return re.sub(r"^\\mathbf\{([^{}]*)\}", r"\1", name)


def styles(trees: Iterable[Node], known: Declarations) -> Iterator[Style]:
    """Readings in the order in which they are tried: the convention's, the plain one, all vectors as rows.

    Only a reading that fails is followed by the next; without a convention there is the plain one alone. The last ones
    are where one row of a matrix stands alone, or with a transpose behind it.
    """
    row = None if known.convention is None else convention_of(known.convention)
    trees = [*trees, *(defined.right for defined in known.definitions.values())]
    if row is None:
        yield PLAIN
    else:
        yield from _of(row, trees, known)
    if behind := next((node for tree in trees for node in walk(tree) if _turned_line(node)), None):
        yield Style(lines=True, note=f"`{render(behind)}` is read as the transpose of a row")
    if alone := next((node for tree in trees for node in walk(tree) if _alone(node, known)), None):
        yield Style(columns=True, note=f"`{render(alone)}`: a row of a matrix is taken as a column")


def _turned_line(node: Node) -> bool:
    """`X_i^T`, `X^T_i`: set in type these are one."""
    if not isinstance(node, Scripted) or len(node.sups) != 1 or not _transpose(bare(node.sups[0])):
        return False
    first = [item for sub in node.subs for item in pieces(sub)]
    return len(first) == 1


def turned(trees: Iterable[tuple[Node, object]], known: Declarations) -> str | None:
    """One row of a declared matrix with a transpose behind the index, as it is written; None where there is none."""
    nodes = (node for tree, _ in trees for node in walk(tree))
    found = (node for node in nodes if isinstance(node, Scripted) and _turned_line(node) and _alone(node, known))
    behind = (node for node in found if node.subs[0][0].span.start < node.sups[0].span.start)
    return next(map(render, behind), None)


def _alone(node: Node, known: Declarations) -> bool:
    """`X_i`, `X_i^T`: one row of a matrix that is declared."""
    if not isinstance(node, Scripted) or not (_turned_line(node) or (not node.sups and node.subs)):
        return False
    base = bare(node.base)
    shape = known.shapes.get(base.text) if isinstance(base, Name) else None
    return shape is not None and len(shape.sizes) == 2 and sum(len(pieces(sub)) for sub in node.subs) == 1


def _of(row: Convention, trees: Iterable[Node], known: Declarations) -> Iterator[Style]:
    """The readings where a convention is in force."""
    places = _Places(known, row)
    for tree in trees:
        for node in walk(tree):
            places.look(node)
    examples = row.round == "example" and not known.inferred
    thin = {name: how for name, how in places.shown.items() if name not in places.columns}
    if thin or examples:
        yield Style(thin, examples)
    yield Style(note=f"the shapes do not fit as {row.name} has it: vectors are columns" if thin else "")
    left = places.vectors - places.columns
    if row.vectors == "rows" and left and left != set(thin):
        yield Style(dict.fromkeys(left, "row"), note=f"as columns the shapes do not fit: rows, as {row.name} has them")


class _Places:
    """Where the vectors of a text stand; names are light."""

    def __init__(self, known: Declarations, row: Convention) -> None:
        self.known = known
        self.row = row
        self.shapes = {light(name): shape for name, shape in known.shapes.items()}
        self.open: Collection[str] | None = known.lengths
        self.vectors: set[str] = set()
        self.columns: set[str] = set()
        """Vectors that the text shows to be columns."""
        self.shown: dict[str, Thin] = {}
        """Names that the convention says to be rows or columns, where they stand."""

    def look(self, node: Node) -> None:
        """Take in one node of a text."""
        if isinstance(node, Name | Scripted):
            name, transposed = _named(node)
            if name is not None and self._vector(name):
                self.vectors.add(name)
                if transposed:
                    self.columns.add(name)
        elif isinstance(node, Chain):
            for left, operator, right in zip(node.factors[:-1], node.operators, node.factors[1:], strict=True):
                if operator in ("", "·", "@", "*", "×"):
                    self._beside(left, right)
        elif isinstance(node, Total):
            self._added([term for _, term in node.terms])

    def _beside(self, left: Node, right: Node) -> None:
        """`W x` shows a column, `x W` is one where vectors are columns alone."""
        name, _ = _named(right)
        if name is not None and self._vector(name) and self._array(left):
            self.columns.add(name)
        name, transposed = _named(left)
        alone = name is not None and self._vector(name) and not transposed
        if name is not None and alone and self.row.vectors == "rows" and self._matrix(right):
            self.shown[name] = "row"

    def _added(self, terms: list[Node]) -> None:
        """What is added to `X W`, by its place or by its letter the bias of every example."""
        products = [term for term in terms if self._product(term)]
        if not self.row.bias or not products or any(_other(product, self.row) for product in products):
            return
        for term in terms:
            name, transposed = _named(term)
            if name is None or transposed:
                continue
            if self._vector(name) and self.row.bias == "row":
                self.shown[name] = "row"
            elif name not in self.shapes and name[:1] in _BIASES and name not in self.known.definitions:
                self.shown[name] = self.row.bias

    def _product(self, node: Node) -> bool:
        """A product that ends in a matrix."""
        node = bare(node)
        if not isinstance(node, Chain) or any(operator not in ("", "·", "@", "*", "×") for operator in node.operators):
            return False
        return self._matrix(node.factors[-1]) and any(self._array(factor) for factor in node.factors[:-1])

    def _vector(self, name: str) -> bool:
        """A name of which one size is stated, and nothing else."""
        shape = self.shapes.get(name)
        open_ = self.open is None or name in self.open
        return shape is not None and len(shape.sizes) == 1 and open_

    def _matrix(self, node: Node) -> bool:
        """A name declared with two sizes that are not 1, or an undeclared capital."""
        name, _ = _named(node)
        if name is None:
            return False
        shape = self.shapes.get(name)
        if shape is not None:
            return len(shape.sizes) == 2 and ONE not in shape.sizes
        return name[:1] in _MATRICES and not any(name.startswith(known) for known in self.known.functions)

    def _array(self, node: Node) -> bool:
        """A matrix, a vector, or something in brackets that may be one."""
        node = bare(node)
        if isinstance(node, Group | Table):
            return True
        if isinstance(node, Number):
            return False
        name, _ = _named(node)
        shape = self.shapes.get(name) if name is not None else None
        return bool(shape.sizes) if shape is not None else self._matrix(node)


def _other(product: Node, row: Convention) -> bool:
    """Whether the weights stand on the other side than the convention has them, so that the text shows another."""
    ends = bare(product).factors[0 if row.bias == "row" else -1]  # type: ignore[union-attr]
    name, _ = _named(ends)
    return name is not None and name[:1] in _WEIGHTS


def _named(node: Node) -> tuple[str | None, bool]:
    """The light name that a piece is as a whole, and whether it is transposed; None for entries and all else."""
    node = bare(node)
    transposed = False
    if isinstance(node, Scripted):
        sups: list[Node] = []
        for sup in node.sups:
            inner = bare(sup)
            parts = inner.factors if isinstance(inner, Chain) else (inner,)
            kept = [part for part in parts if not _transpose(bare(part))]
            transposed = transposed != ((len(parts) - len(kept)) % 2 == 1)
            sups.extend(kept)
        base = bare(node.base)
        if not sups and not node.subs:
            name, inside = _named(base)
            return name, inside != transposed
        node = Scripted(base, node.subs, tuple(sups), node.span)
    found = declared_name(node)
    return (light(found) if found is not None else None), transposed


def _transpose(node: Node) -> bool:
    return (isinstance(node, Mark) and node.kind == "transpose") or (
        isinstance(node, Name) and node.text in ("T", "transpose")
    )


def stood(work: Elaboration, name: str, shape: Shape) -> Shape:
    """The shape of a column, or of a row where the convention in force says so."""
    stands = work.style.thin.get(light(name))
    if stands is None:
        return shape
    if not work.style.note:
        work.say(f"{name} is read as a {stands}, as {work.names.given.convention} has it")
    return (shape[1], shape[0]) if stands == "row" else shape

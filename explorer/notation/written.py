"""What is read and written though nothing is known of its value: derivatives of what is not defined, and the like.

One row for each kind: how it is spelled with its pieces put in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.nodes import Written, WrittenMatrix
from explorer.notation.core import Core, Said, Shape
from explorer.source import Span

if TYPE_CHECKING:
    from explorer.notation.build import Build
    from explorer.notation.elaborate import Elaboration


@dataclass(frozen=True, slots=True)
class Kind:
    """`spelled` has {0}, {1}, … where the pieces stand."""

    name: str
    spelled: str


KINDS = {
    row.name: row
    for row in (
        Kind("partial", r"\frac{{\partial {0}}}{{\partial {1}}}"),
        Kind("nabla", r"\nabla {0}"),
        Kind("nabla_of", r"\nabla_{{{1}}} {0}"),
    )
}


def said(work: Elaboration, kind: str, pieces: tuple[Core, ...], span: Span, shape: Shape | None = None) -> Said:
    """The core of such a piece; without a shape it takes the one it needs, and is a number where none is needed."""
    made = Said(kind, pieces, work.place(span), work.shapes.new() if shape is None else shape)
    work.said.append(made)
    return made


def build(maker: Build, node: Said) -> Any:
    """A number or an array."""
    pieces = [maker.build(piece) for piece in node.pieces]
    if maker.is_scalar(node):
        return Written(node.kind, *pieces)
    return WrittenMatrix(node.kind, *(maker.size(size) for size in node.shape), *pieces)

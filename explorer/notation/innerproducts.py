"""Inner products: ⟨x, y⟩ = xᵀy of vectors, ⟨A, B⟩ = tr(AᵀB) of matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.notation.core import SCALAR, Core, Place, Special, Times, Transposed
from explorer.notation.surface import Group

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration


def product(work: Elaboration, node: Group) -> Core:
    """`⟨x, y⟩` of two arrays of one shape; raises `ReadError` for other brackets, `ShapeClash` for other shapes."""
    if len(node.parts) != 2:
        work.fail("this bracket is not read here", node.span, "an inner product has two parts: ⟨x, y⟩")
    left, right = map(work.node, node.parts)
    place = work.place(node.span)
    if not work.shapes.match(left.shape, right.shape):
        one, two = (f"`{part.place.text}` is {work.shapes.describe(part)}" for part in (left, right))
        work.shapes.clash(f"the inner product of arrays of two shapes: {one}, {two}", place, left, right)
    made = of_known(work, left, right, place)
    if made is None:
        work.fail(f"nothing says whether `{left.place.text}` is a vector or a matrix", left.place.span, "declare it")
    return made


def of_known(work: Elaboration, left: Core, right: Core, place: Place) -> Core | None:
    """The inner product of two of one shape; None where the shape is not known."""
    sizes = work.shapes.sizes
    rows, columns = (sizes.is_one(size) for size in left.shape)
    if not all(sizes.known(size) for core in (left, right) for size in core.shape):
        return None
    if rows and columns:
        return Times(left, right, "", place, SCALAR)
    if columns:
        return Times(work.transpose(left, left.place.span), right, "", place, SCALAR)
    if rows:
        return Times(left, work.transpose(right, right.place.span), "", place, SCALAR)
    turned = Transposed(left, place, (left.shape[1], left.shape[0]))
    square = (left.shape[1], left.shape[1])
    return Special("trace", Times(turned, right, "", place, square), place, SCALAR)

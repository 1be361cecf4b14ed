"""One row of what is declared: the shape of a name, or what an equation says it is."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.notation.sizes import ONE, Size
from explorer.notation.surface import Node
from explorer.source import Source, Span


@dataclass(frozen=True, slots=True)
class Declared:
    """The shape that was given to a name: `sizes` has no entry for a scalar, one for a vector, two for a matrix."""

    sizes: tuple[Size, ...]
    place: Span

    @property
    def shape(self) -> tuple[Size, Size]:
        """Rows and columns."""
        if not self.sizes:
            return (ONE, ONE)
        return (self.sizes[0], self.sizes[1] if len(self.sizes) > 1 else ONE)


@dataclass(frozen=True, slots=True)
class Defined:
    """What an equation says a name is: `z = W x`, for each index `z_i = …`, for each argument `g(x) = …`, or both.

    `layer`: the letter and the layer that was put in for it, where the equation is given for every layer.
    """

    right: Node
    source: Source
    span: Span
    indices: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    layer: tuple[str, str] | None = None

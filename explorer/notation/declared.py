"""One row of what is declared: the shape of a name, also said as `∈ ℝ^{m×n}`, or what an equation says it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from explorer.notation.affine import affine
from explorer.notation.sizes import ONE, Size
from explorer.notation.surface import Chain, Name, Node, Scripted, bare
from explorer.source import Source, Span

REALS = frozenset(("\\mathbb{R}", "ℝ"))


@dataclass(frozen=True, slots=True)
class Declared:
    """The shape that was given to a name: `sizes` has no entry for a scalar, one for a vector, two for a matrix.

    More are those of an array, which has no `shape` as a whole.
    """

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


def space(node: Node, letters: Collection[str] = REALS) -> tuple[Size, ...] | None:
    """The sizes of `ℝ^{m×n}`; () for ℝ, None for what is no such space. `letters` are those that stand for ℝ."""
    node = bare(node)
    if isinstance(node, Name) and node.text in letters:
        return ()
    if not isinstance(node, Scripted) or node.subs or len(node.sups) != 1:
        return None
    base, content = bare(node.base), bare(node.sups[0])
    if not isinstance(base, Name) or base.text not in letters:
        return None
    factors: tuple[Node, ...] = (content,)
    if isinstance(content, Chain) and all(operator in ("×", "*", "·") for operator in content.operators):
        factors = content.factors
    sizes = [affine(factor) for factor in factors]
    known = tuple(size for size in sizes if size is not None)
    return known if len(known) == len(sizes) else None

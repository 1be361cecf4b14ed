"""Vectors of which a document states only the length: `b ∈ ℝ^n` is a column in `W a + b` and a row in `X W + b`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from explorer.claims.check.context import Context, used
from explorer.notation.given import Declarations, Declared
from explorer.notation.sizes import ONE
from explorer.notation.surface import Node


def turned(context: Context, nodes: Iterable[Node]) -> Declarations | None:
    """The declarations with such vectors of these expressions as rows; None where there are none."""
    known = context.known
    names = context.names()
    open_names = {name for node in nodes for name in used(node, names)} & context.loose
    if not open_names:
        return None
    shapes = dict(known.shapes)
    for name in open_names:
        shapes[name] = Declared((ONE, known.shapes[name].sizes[0]), known.shapes[name].place)
    return replace(known, shapes=shapes)

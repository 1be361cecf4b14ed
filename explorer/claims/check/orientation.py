"""Vectors of which a document states only the length: `b ∈ ℝ^n` is a column in `W a + b` and a row in `X W + b`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from explorer.claims.check.context import Context, used
from explorer.claims.check.nearby import near
from explorer.notation.given import Declarations, Declared, Defined
from explorer.notation.sizes import ONE
from explorer.notation.surface import Node


def turned(
    context: Context, nodes: Sequence[Node], put_in: Mapping[str, Defined], beside: Sequence[Node] = ()
) -> Declarations | None:
    """The declarations near these expressions with such vectors in them as rows; None where there are none."""
    known = context.known
    names = context.names()
    open_names = {name for node in nodes for name in used(node, names)} & context.loose
    if not open_names:
        return None
    tables = near(known, (*nodes, *beside), put_in)
    for name in open_names:
        tables["shapes"][name] = Declared((ONE, known.shapes[name].sizes[0]), known.shapes[name].place)
    return replace(known, **tables)

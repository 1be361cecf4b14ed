r"""The declarations that speak of the names in some expressions: all that the reader needs to read them.

A very long document declares many names, an equation uses few; only there is anything left out. A declared name is
kept where all its letters occur in the names of the expressions, bold or light, small or capital, and all its digits in
their numbers: `W^{(1)}` and `\mathbf{w}_1` where there is a `w` and a 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

from explorer.notation.surface import Name, Node, Number, walk

Row = TypeVar("Row")
MANY = 200
"""Declared names up to which all are kept."""


def kept(table: Mapping[str, Row], nodes: Iterable[Node]) -> dict[str, Row]:
    """The rows of a table of declared names that may be of use in these expressions."""
    if len(table) <= MANY:
        return dict(table)
    names = {piece.text for node in nodes for piece in walk(node) if isinstance(piece, Name | Number)}
    near = frozenset[str]().union(*map(_signs, names))
    return {name: row for name, row in table.items() if _head(name) <= near}


@lru_cache(maxsize=65536)
def _head(name: str) -> frozenset[str]:
    """The letters of a name in front of its scripts, and the digits of all of it."""
    bold = re.sub(r"\\mathbf\{([^{}]*)\}", r"\1", name)
    return _signs(re.split(r"[_^']", bold, maxsplit=1)[0] + re.sub(r"\D", "", name))


@lru_cache(maxsize=65536)
def _signs(text: str) -> frozenset[str]:
    return frozenset(text.casefold())

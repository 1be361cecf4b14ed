"""Definitions for every layer: after `z^l = w^l a^{l-1} + b^l`, `z^{l+1}` is `w^{l+1} a^l + b^{l+1}`.

Only layers that the claim itself writes are made, so that no name is unrolled without end; layer 0 is the input.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.notation.affine import affine, render
from explorer.notation.fixing import fixed
from explorer.notation.grammar import parse
from explorer.notation.surface import Chain, Group, Node, Scripted, bare, walk
from explorer.source import Source

if TYPE_CHECKING:
    from explorer.notation.names import Names

_MARKED = re.compile(r"^(.*)\^\{\(([A-Za-zℓ])\)\}$")
_LAYERS = frozenset(("l", "ℓ"))
_LETTERS = frozenset(("l", "L", "ℓ"))


def marks(trees: Iterable[Node]) -> frozenset[str]:
    """The superscripts that the trees write, as the marks of names have them."""
    found = set()
    for tree in trees:
        for node in walk(tree):
            for sup in node.sups if isinstance(node, Scripted) else ():
                inner = bare(sup)
                if isinstance(inner, Chain):
                    inner = bare(inner.factors[0])
                if isinstance(inner, Group) and len(inner.parts) == 1:
                    inner = inner.parts[0]
                found.add(render(inner))
    return frozenset(found)


def define(names: Names, name: str, base: str, mark: str) -> None:
    """The definition of `base` at the layer or with the index `mark`, where one is given for every layer or index."""
    given = names.given
    if name in given.definitions or mark == "0":
        return
    for family, defined in list(given.definitions.items()):
        letter = _MARKED.match(family)
        if letter is None or letter[1] != base:
            continue
        if letter[2] in given.indices and len(mark) == 1 and not defined.arguments:  # `p^{(k)} = …` used as p^{(j)}
            value = affine(parse(Source(mark)))
            if value is not None:
                given.definitions[name] = replace(defined, right=fixed(defined.right, {letter[2]: value}))
            return
        if mark not in names.layers or letter[2] not in _LAYERS:
            continue
        value = affine(parse(Source(mark)))
        if value is not None and set(value.names) <= _LETTERS:
            given.definitions[name] = replace(
                defined, right=fixed(defined.right, {letter[2]: value}), layer=(letter[2], mark)
            )

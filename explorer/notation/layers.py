"""Definitions for every layer: after `z^l = w^l a^{l-1} + b^l`, `z^{l+1}` is `w^{l+1} a^l + b^{l+1}`.

Only layers that the claim itself writes are made, so that no name is unrolled without end; layer 0 is the input.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.notation.affine import affine, render
from explorer.notation.declared import Declared
from explorer.notation.fixing import fixed
from explorer.notation.grammar import parse
from explorer.notation.naming import at_layer
from explorer.notation.surface import Chain, Group, Node, Scripted, bare, walk
from explorer.source import Source

if TYPE_CHECKING:
    from explorer.notation.names import Names

_NUMBERED = re.compile(r"^(.*)\^\{\(([^()]+)\)\}$")
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


def family(names: Names, name: str) -> None:
    """`W^{(2)}` of a family `W^l: n_l x n_{l-1}` is declared with l = 2."""
    found = _NUMBERED.match(name)
    if found is None:
        return
    define(names, name, found[1], found[2])
    if name in names.given.shapes:
        return
    for other, declared in list(names.given.shapes.items()):
        if not other.startswith(found[1]):
            continue
        letter = _MARKED.match(other)
        if letter and letter[1] == found[1]:
            sizes = tuple(at_layer(size, letter[2], found[2]) for size in declared.sizes)
            names.given.shapes[name] = Declared(sizes, declared.place)


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

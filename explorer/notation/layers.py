"""Definitions for every layer: after `z^l = w^l a^{l-1} + b^l`, `z^{l+1}` is `w^{l+1} a^l + b^{l+1}`.

Only layers that the claim itself writes are made, so that no name is unrolled without end; layer 0 is the input.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from string import ascii_letters
from typing import TYPE_CHECKING, Any

from explorer.notation.affine import render
from explorer.notation.declared import Declared
from explorer.notation.fixing import fixed
from explorer.notation.naming import at_layer, mark_value
from explorer.notation.surface import Chain, Group, Node, Scripted, bare, walk

if TYPE_CHECKING:
    from explorer.notation.names import Names

_NUMBERED = re.compile(r"^(.*)\^\{\(([^()]+)\)\}$")
_MARKS = (*ascii_letters, "ℓ")
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
    if found is None or mark_value(found[2]) is None:
        return
    define(names, name, found[1], found[2])
    if name in names.given.shapes:
        return
    for other, letter in _families(names.given.shapes, found[1]):
        declared = names.given.shapes[other]
        sizes = tuple(at_layer(size, letter, found[2]) for size in declared.sizes)
        names.given.shapes[name] = Declared(sizes, declared.place)


def define(names: Names, name: str, base: str, mark: str) -> None:
    """The definition of `base` at the layer or with the index `mark`, where one is given for every layer or index."""
    given = names.given
    if name in given.definitions or mark == "0":
        return
    for other, letter in _families(given.definitions, base):
        defined = given.definitions[other]
        if letter in given.indices and len(mark) == 1 and not defined.arguments:  # `p^{(k)} = …` used as p^{(j)}
            value = mark_value(mark)
            if value is not None:
                given.definitions[name] = replace(defined, right=fixed(defined.right, {letter: value}), left=None)
            return
        if mark not in names.layers or letter not in _LAYERS:
            continue
        value = mark_value(mark)
        if value is not None and set(value.names) <= _LETTERS:
            given.definitions[name] = replace(
                defined, right=fixed(defined.right, {letter: value}), layer=(letter, mark), left=None
            )


def _families(table: Mapping[str, Any], base: str) -> list[tuple[str, str]]:
    """The names in a table that are `base` for every layer, `W^{(l)}` of `W`, each with its letter, in their order."""
    found = {name: letter for letter in _MARKS if (name := f"{base}^{{({letter})}}") in table}
    names = list(found) if len(found) < 2 else [name for name in table if name in found]
    return [(name, found[name]) for name in names]

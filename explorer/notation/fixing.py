"""Letters with a fixed value in the scripts of names: with `l = 0` declared, `W_l` is `W_0` and `n_{l+1}` is `n_1`.

Only subscripts and superscripts change, and no letter that a Σ around them binds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from explorer.notation.affine import affine, render
from explorer.notation.rewriting import mapped
from explorer.notation.sizes import Size
from explorer.notation.surface import Chain, Equation, Group, Name, Node, Number, Scripted, Summation, Total, bare
from explorer.source import Span


def fixed(node: Node, values: Mapping[str, Size]) -> Node:
    """The tree with the values put into all scripts.

    >>> from explorer.notation.grammar import parse
    >>> from explorer.source import Source
    >>> render(fixed(parse(Source("W_l a^{(l+1)}")), {"l": Size(1)}))
    'W_{1}a^{(2)}'
    """
    if not values:
        return node
    if isinstance(node, Scripted):
        low = tuple(tuple(_script(item, values) for item in sub) for sub in node.subs)
        sups = tuple(_script(sup, values) for sup in node.sups)
        return replace(node, base=fixed(node.base, values), subs=low, sups=sups)
    if isinstance(node, Summation):
        bound = {render(bare(item.left if isinstance(item, Equation) else item)) for item in node.below}
        rest = {letter: value for letter, value in values.items() if letter not in bound}
        above = None if node.above is None else fixed(node.above, values)
        return replace(
            node, below=tuple(fixed(item, rest) for item in node.below), above=above, body=fixed(node.body, rest)
        )
    return mapped(node, lambda part: fixed(part, values))


def _script(node: Node, values: Mapping[str, Size]) -> Node:
    """A script: letters in it stand for their values, `l+1` is worked out."""
    match node:
        case Name(text=text):
            return _spell(values[text], node.span) if text in values else node
        case Group(parts=parts):
            return replace(node, parts=tuple(_script(part, values) for part in parts))
        case Total():
            form = affine(node)
            if form is None or not any(name in values for name in form.names):
                return fixed(node, values)
            return _spell(form.substitute(values), node.span)
        case Chain(factors=factors):
            return replace(node, factors=tuple(_script(factor, values) for factor in factors))
        case Scripted():
            return fixed(node, values)
        case _:
            return node  # a number or a mark; nothing else is part of a name


def _spell(value: Size, span: Span) -> Node:
    """A size as a script."""
    terms: list[tuple[int, Node]] = []
    for name, times in value.terms:
        letter: Node = Name(name, span)
        if abs(times) != 1:
            letter = Chain((Number(str(abs(times)), span), letter), ("",), span)
        terms.append((1 if times > 0 else -1, letter))
    if value.constant or not terms:
        terms.append((-1 if value.constant < 0 else 1, Number(str(abs(value.constant)), span)))
    return terms[0][1] if len(terms) == 1 and terms[0][0] > 0 else Total(tuple(terms), span)

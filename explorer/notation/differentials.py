"""Which fractions are derivatives: `\\frac{d}{dz}`, `\\frac{\\partial C}{\\partial a_j}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.notation.surface import Chain, Fraction, Group, Name, Node, Scripted, bare, product

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration

SIGNS = frozenset(("d", "∂"))


def derivative(work: Elaboration, node: Node) -> tuple[Node | None, Node] | None:
    """Body (None where it stands behind) and variable of a fraction that is a derivative; else None."""
    node = bare(node)
    if not isinstance(node, Fraction):
        return None
    below = _differential(work, node.denominator)
    if below is None:
        return None
    sign, rest = below
    above = bare(node.numerator)
    if isinstance(above, Name) and above.text == sign:
        return None, rest
    if work.lenient and isinstance(above, Group) and len(above.parts) == 1:
        above = bare(above.parts[0])
    if isinstance(above, Chain) and _is(above.factors[0], sign):
        if above.operators[0] != "":
            return None
        return product(above.factors[1:], above.operators[1:]), rest
    return None


def _is(node: Node, letter: str) -> bool:
    node = bare(node)
    return isinstance(node, Name) and node.text == letter


def _differential(work: Elaboration, node: Node) -> tuple[str, Node] | None:
    """`dz`, `∂z_j`: the sign and the variable behind it."""
    node = bare(node)
    if work.lenient and isinstance(node, Name) and len(node.text) == 2 and node.text[0] == "d":  # dx, one word
        return "d", Name(node.text[1], node.span)
    if work.lenient and isinstance(node, Scripted):  # dz_h, one word with scripts
        word = bare(node.base)
        if isinstance(word, Name) and len(word.text) == 2 and word.text[0] == "d":
            return "d", Scripted(Name(word.text[1], word.span), node.subs, node.sups, node.span)
    if not (isinstance(node, Chain) and node.operators[0] == ""):
        return None
    sign, *rest = node.factors
    sign = bare(sign)
    if not (isinstance(sign, Name) and sign.text in SIGNS) or (sign.text == "d" and work.declared("d")):
        return None
    if len(rest) > 1:
        twice = any(_is(factor, letter) for factor in rest for letter in SIGNS)
        return (sign.text, product(tuple(rest), node.operators[1:])) if work.lenient and not twice else None
    variable = bare(rest[0])
    if work.lenient and isinstance(variable, Group):
        return sign.text, variable
    return (sign.text, variable) if isinstance(variable, Name | Scripted) else None


def nabla(work: Elaboration, node: Node) -> Name | Scripted | None:
    """The name under a ∇, as in `∇_w`; None where the node is none."""
    if not isinstance(node, Scripted) or node.sups or len(node.subs) != 1 or len(node.subs[0]) != 1:
        return None
    base, below = bare(node.base), bare(node.subs[0][0])
    if not isinstance(base, Name) or base.text != "∇" or work.declared("∇"):
        return None
    return below if isinstance(below, Name | Scripted) else None

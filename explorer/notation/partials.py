"""Derivatives of arrays, of arrays by arrays, and second ones: their shapes, and how they are kept as written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explorer.notation import written
from explorer.notation.affine import render
from explorer.notation.core import SCALAR, Core, Entry, Shape, Slope, Tensor
from explorer.notation.differentials import SIGNS
from explorer.notation.surface import Chain, Fraction, Name, Scripted, bare, product
from explorer.source import Span

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration

COST = re.compile(r"(\\math[a-z]+\{)?[CEJLξℓ]\b|(\\math[a-z]+\{)?[CEJLξℓ]_")
"""Names of costs."""


def open_slope(work: Elaboration, inner: Core, at: Core, value: Core | None, span: Span) -> Core:
    """A derivative whose shape is not seen yet."""
    if isinstance(inner, Tensor) and COST.match(inner.name) and work.shapes.kind(inner.shape) == "unknown":
        work.shapes.match(inner.shape, SCALAR)  # a cost that is differentiated is a number
        work.guessed.add(inner.name)
    shape = work.shapes.new()
    work.shapes.wait(lambda bold: _shape(work, inner, at, shape))
    made = Slope(inner, at, value, 1, work.place(span), shape)
    work.said.append(made)
    return made


def _shape(work: Elaboration, body: Core, variable: Core, shape: Shape) -> bool:
    """A number by an array has the array's shape, an array by a number its own, two vectors make some matrix."""
    kinds = work.shapes.kind(body.shape), work.shapes.kind(variable.shape)
    if "unknown" in kinds:
        return False
    if kinds[1] == "scalar":
        return work.shapes.match(shape, body.shape) or True
    if kinds[0] == "scalar":
        return work.shapes.match(shape, variable.shape) or True
    one = work.shapes.sizes.is_one
    if one(body.shape[1]) and one(variable.shape[1]):
        unknown = work.shapes.sizes.unknown  # which of the two are the rows is not said
        work.shapes.match(shape, (unknown(dimension=True), unknown(dimension=True)))
    return True


def second(work: Elaboration, node: Fraction) -> Core | None:
    """`∂²C/∂w_j∂w_k`; None for another fraction."""
    above, below = bare(node.numerator), bare(node.denominator)
    if not (isinstance(above, Chain) and isinstance(below, Chain)):
        return None
    sign, body = bare(above.factors[0]), above.factors[1:]
    if not (isinstance(sign, Scripted) and len(sign.sups) == 1 and not sign.subs and body):
        return None
    letter = bare(sign.base)
    if not (isinstance(letter, Name) and letter.text in SIGNS) or render(sign.sups[0]) != "2":
        return None
    rest = [bare(factor) for factor in below.factors]
    variables = [factor for factor in rest if not (isinstance(factor, Name) and factor.text == letter.text)]
    if (
        len(rest) == 2
        and isinstance(rest[1], Scripted)
        and render(rest[1].sups[-1:][0] if rest[1].sups else rest[1]) == "2"
    ):
        once = Scripted(rest[1].base, rest[1].subs, rest[1].sups[:-1], rest[1].span)
        variables = [once, once]
    if len(variables) != 2:
        return None
    inner = work.node(product(body, above.operators[1:]))
    cores = [work.node(variable) for variable in variables]
    return written.said(work, "second", (inner, *cores), node.span)


def variation(work: Elaboration, node: Fraction) -> Core | None:
    """`δE/δW`; None for another fraction."""
    above, below = bare(node.numerator), bare(node.denominator)
    if not (isinstance(above, Chain) and isinstance(below, Chain)) or work.declared("δ"):
        return None
    for side in (above, below):
        sign = bare(side.factors[0])
        if not (isinstance(sign, Name) and sign.text == "δ" and side.operators[0] == ""):
            return None
    inner, variable = (work.node(product(side.factors[1:], side.operators[1:])) for side in (above, below))
    return written.said(work, "variational", (inner, variable), node.span, variable.shape)


def direct(variable: Core) -> bool:
    """Whether a name or an entry of one: only in these is differentiated."""
    return isinstance(variable, Tensor) or (isinstance(variable, Entry) and isinstance(variable.base, Tensor))

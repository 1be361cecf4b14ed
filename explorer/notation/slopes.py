"""Derivatives of numbers: `\\frac{d}{dz} g(z)`, `\\frac{\\partial C}{\\partial a_j}`, and f' of a defined f.

Every rule is SymPy's on entries: matrix products are written out as sums before. In an array it has the array's shape.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sympy import FunctionMatrix, Heaviside, Integer, Lambda, MatrixSymbol, Symbol
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.notation import grids, written
from explorer.notation.core import Core, Said, Slope
from explorer.notation.surface import Chain, Fraction, Name, Node, Scripted, bare, product
from explorer.notation.unfold import unfold

if TYPE_CHECKING:
    from explorer.notation.build import Build
    from explorer.notation.elaborate import Elaboration

SIGNS = frozenset(("d", "∂"))
_COST = re.compile(r"(\\math[a-z]+\{)?[CEJLξℓ]\b|(\\math[a-z]+\{)?[CEJLξℓ]_")


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
    if isinstance(above, Chain) and isinstance(above.factors[0], Name) and above.factors[0].text == sign:
        if above.operators[0] != "":
            return None
        return product(above.factors[1:], above.operators[1:]), rest
    return None


def _differential(work: Elaboration, node: Node) -> tuple[str, Node] | None:
    """`dz`, `∂z_j`: the sign and the variable behind it."""
    node = bare(node)
    if not (isinstance(node, Chain) and len(node.factors) == 2 and node.operators == ("",)):
        return None
    sign, variable = node.factors
    if not (isinstance(sign, Name) and sign.text in SIGNS) or (sign.text == "d" and work.declared("d")):
        return None
    variable = bare(variable)
    return (sign.text, variable) if isinstance(variable, Name | Scripted) else None


def slope(work: Elaboration, body: Node, variable: Node, whole: Node) -> Core:
    """The derivative of `body` in `variable`; a defined name in which is differentiated stays a name in the body."""
    use = work.names.spell(variable) if isinstance(variable, Name | Scripted) else None
    place = work.place(whole.span)
    defined = work.names.given.definitions.get(use.name) if use is not None else None
    if use is not None and defined is not None and (use.items or defined.indices or defined.arguments):
        message = f"`{use.name}` is defined: a derivative in its entries is not read here"
        work.fail(message, whole.span, "differentiate in a name that is not defined")
    value = None if use is None or defined is None else work.node(variable)
    blocked = [use.name] if use is not None else []
    work.defining.extend(blocked)
    try:
        inner = work.node(body)
        at = work.node(variable)
        if value is not None:
            work.shapes.match(at.shape, value.shape)
    finally:
        for _ in blocked:
            work.defining.pop()
    if work.shapes.kind(inner.shape) == "array":
        if work.lenient:
            return written.said(work, "partial", (inner, at), whole.span)
        work.fail("the derivative of an array is not read here", whole.span, "write it for one entry")
    return Slope(inner, at, value, 1, place, at.shape)


def build(maker: Build, node: Slope) -> Any:
    """The derivative, entry by entry in an array, with what stands inside differentiated on the way."""
    body = unfold(maker.scalar(node.body), lambda: maker.fresh("q"))
    array = not maker.is_scalar(node.variable)
    variable = maker.matrix(node.variable) if array else maker.scalar(node.variable)
    at = grids.places(maker) if array else ()
    inside = variable.args[0] if isinstance(variable, MatrixElement) else variable
    if body is None or not isinstance(inside, Symbol | MatrixSymbol):
        if maker.work.lenient:
            return _written(maker, node)
        maker.fail(f"`{node.place.text}`: this derivative is not read", node.place, "write the products as sums")
    names = {str(letter) for letter in body.free_symbols} - {str(inside), *maker.work.names.sizes}
    costs = sorted(name for name in names if _COST.match(name))
    if costs or inside not in body.atoms(type(inside)):
        if maker.work.lenient:
            return _written(maker, node)
        what = costs[0] if costs else node.body.place.text
        message = f"nothing says how `{what}` depends on `{node.variable.place.text}`"
        maker.fail(message, node.place, f"declare it with an equation: --given '{what} = …'")
    made: Any = body.diff(MatrixElement(variable, *at) if array else variable, node.order)
    if maker.work.lenient and made.has(Heaviside):
        return _written(maker, node)  # the slope of a maximum where both are equal is not said
    if array:
        rows, columns = (maker.size(size) for size in node.shape)
        made = made.xreplace({place: Integer(0) for place, size in zip(at, (rows, columns), strict=True) if size == 1})
        made = FunctionMatrix(rows, columns, Lambda(at, made))
    if node.at is not None:
        made = made.xreplace({inside: maker.matrix(node.at) if array else maker.scalar(node.at)})
    return made


def _written(maker: Build, node: Slope) -> Any:
    """The derivative as it is written, of something of which nothing is said."""
    return written.build(maker, Said("partial", (node.body, node.variable), node.place, node.shape))

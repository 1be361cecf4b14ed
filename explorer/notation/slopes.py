"""Derivatives of numbers: `\\frac{d}{dz} g(z)`, `\\frac{\\partial C}{\\partial a_j}`, and f' of a defined f.

Every rule is SymPy's on entries: matrix products are written out as sums before. In an array it has the array's shape.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sympy import Derivative, Dummy, FunctionMatrix, Heaviside, Integer, Lambda, MatrixSymbol, Subs, Symbol
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.nodes import StandIn, Written, free_letters
from explorer.notation import costs, grids, partials, written
from explorer.notation.core import Core, Entry, Line, Said, Slope
from explorer.notation.differentials import derivative as derivative
from explorer.notation.differentials import nabla as nabla
from explorer.notation.naming import written_count
from explorer.notation.surface import Name, Node, Scripted, bare
from explorer.notation.unfold import unfold

if TYPE_CHECKING:
    from explorer.notation.build import Build
    from explorer.notation.elaborate import Elaboration
    from explorer.notation.naming import Spelled

_COST = re.compile(r"(\\math[a-z]+\{)?[CEJLξℓ]\b|(\\math[a-z]+\{)?[CEJLξℓ]_")


def slope(work: Elaboration, body: Node, variable: Node, whole: Node) -> Core:
    """The derivative of `body` in `variable`, in the shape of the variable, or turned where gradients are rows."""
    made = _slope(work, body, variable, whole)
    return work.transpose(made, whole.span) if work.turned else made


def _slope(work: Elaboration, body: Node, variable: Node, whole: Node) -> Core:
    """A defined name in which is differentiated stays a name in the body."""
    use = work.names.spell(variable) if isinstance(variable, Name | Scripted) else None
    if use is not None:
        use = replace(use, name=work.names.alias(use.name, written_count(use.items)))
    place = work.place(whole.span)
    defined = work.names.given.definitions.get(use.name) if use is not None else None
    cost = None if work.lenient else _cost(work, body)
    if cost is not None and use is not None and (made := costs.gradient(work, cost, use, place)) is not None:
        return made
    value = None if use is None or defined is None else work.use(replace(use, items=()))
    blocked = [use.name] if use is not None else []
    work.defining.extend(blocked)
    try:
        chained = costs.through(work, cost, use, place) if cost is not None and use is not None else None
        inner, then = (work.node(body), ()) if chained is None else chained
        at = work.node(variable)
        if value is not None and use is not None:
            work.shapes.match(at.base.shape if isinstance(at, Entry | Line) else at.shape, value.shape)
    finally:
        for _ in blocked:
            work.defining.pop()
    if work.lenient and (work.shapes.kind(inner.shape), work.shapes.kind(at.shape)) != ("scalar", "scalar"):
        return partials.open_slope(work, inner, at, value, whole.span)
    if work.shapes.kind(inner.shape) == "array":
        work.fail("the derivative of an array is not read here", whole.span, "write it for one entry")
    return Slope(inner, at, value, 1, place, at.shape, then)


def _cost(work: Elaboration, body: Node) -> Spelled | None:
    """The name of a number of which nothing else is said: the cost of a text that does not say which."""
    body = bare(body)
    use = work.names.spell(body) if isinstance(body, Name | Scripted) else None
    if use is None or use.items or use.primes or use.power is not None or use.transposed:
        return None
    declared = work.names.given.shapes.get(use.name)
    number = not declared.sizes if declared is not None else _COST.match(use.name) is not None
    if not number or use.name in work.names.given.definitions:
        return None
    return None if costs.is_variable(work, use.name) else use


def build(maker: Build, node: Slope) -> Any:
    """The derivative, entry by entry in an array, with what stands inside differentiated on the way."""
    if maker.work.lenient and maker.is_scalar(node.body) and maker.is_scalar(node.variable) and node.at is None:
        value, inner = maker.scalar(node.body), maker.scalar(node.variable)
        if isinstance(value, AppliedUndef) and isinstance(inner, AppliedUndef) and value.args == (inner,):
            return Derivative(value, inner)  # df(g(x))/dg(x), as in the chain rule
    if maker.work.lenient and not (maker.is_scalar(node.body) and partials.direct(node.variable)):
        return _written(maker, node)
    body = unfold(maker.scalar(node.body), lambda: maker.fresh("q"))
    array = not maker.is_scalar(node.variable)
    variable = maker.matrix(node.variable) if array else maker.scalar(node.variable)
    at = grids.places(maker) if array else ()
    inside = variable.args[0] if isinstance(variable, MatrixElement) else variable
    given = inside if isinstance(inside, StandIn) else None
    if given is not None:  # f is differentiated in w before it is said what w is
        inside = MatrixSymbol(given.name, *given.shape)
        variable = inside if array else MatrixElement(inside, *variable.args[1:])
    if maker.work.lenient and body is not None and body.atoms(StandIn):
        return _written(maker, node)
    if body is not None:
        body = _opened(maker, body, inside if given is not None else None, node)
    if body is None or not isinstance(inside, Symbol | MatrixSymbol) or (maker.work.lenient and body.has(Written)):
        if maker.work.lenient:
            return _written(maker, node)
        maker.fail(f"`{node.place.text}`: this derivative is not read", node.place, "write the products as sums")
    names = {str(letter) for letter in free_letters(body)} - {str(inside), *maker.work.names.sizes}
    sums = maker.work.lenient and any(name.startswith("Σ") for name in names)
    costs = sorted(name for name in names if _COST.match(name))
    if costs or sums or inside not in body.atoms(type(inside)):
        if maker.work.lenient:
            return _written(maker, node)
        what = costs[0] if costs else node.body.place.text
        message = f"nothing says how `{what}` depends on `{node.variable.place.text}`"
        maker.fail(message, node.place, f"declare it with an equation: --given '{what} = …'")
    made: Any = body.diff(MatrixElement(variable, *at) if array else variable, node.order)
    if maker.work.lenient and made.has(Heaviside):
        return _written(maker, node)  # the slope of a maximum where both are equal is not said
    if given is not None:
        made = made.xreplace({inside: given})
    if array:
        rows, columns = (maker.size(size) for size in node.shape)
        made = made.xreplace({place: Integer(0) for place, size in zip(at, (rows, columns), strict=True) if size == 1})
        made = FunctionMatrix(rows, columns, Lambda(at, made))
    for name, known in node.then:
        make = maker.scalar if maker.is_scalar(name) else maker.matrix
        made = made.xreplace({make(name): make(known)})
    if node.at is not None:
        whole = array or isinstance(inside, MatrixSymbol)
        made = _pointed(made, inside)
        made = made.xreplace({inside: maker.matrix(node.at) if whole else maker.scalar(node.at)})
    return made


def _opened(maker: Build, body: Any, own: MatrixSymbol | None, node: Slope) -> Any:
    """What is given of the tensors inside written out, for it may depend on what the slope is in; not that of `own`."""
    while found := [piece for piece in body.atoms(MatrixElement) if isinstance(piece.args[0], StandIn)]:
        made = {}
        for piece in found:
            tensor, *at = piece.args
            mine = own is not None and tensor.name == own.name
            made[piece] = MatrixElement(own, *at) if mine else _entry(tensor, at)
        body = body.xreplace(made)
    if body.atoms(StandIn):
        maker.fail(f"`{node.place.text}`: this derivative is not read", node.place, "write the products as sums")
    return body


def _entry(tensor: StandIn, at: Sequence[Any]) -> Any:
    """The entry by its rule, the sums inside over letters of their own."""
    body = tensor.rule.expr
    for total in body.atoms(ExprWithLimits):
        letters = {limit[0]: Dummy(str(limit[0])) for limit in total.limits}
        body = body.xreplace({total: total.xreplace(letters)})
    return body.xreplace(dict(zip(tensor.rule.variables, at, strict=True)))


def _pointed(made: Any, variable: Any) -> Any:
    """`d f(z)/dz` as the slope of f at z, so that a value can be put in for z."""
    spare = Dummy("x")
    found = {piece for piece in made.atoms(Derivative) if piece.variables == (variable,) * len(piece.variables)}
    places = {
        piece: Subs(piece.xreplace({variable: spare}), spare, variable)
        for piece in found
        if isinstance(piece.expr, AppliedUndef) and piece.expr.args == (variable,)
    }
    return made.xreplace(places)


def _written(maker: Build, node: Slope) -> Any:
    """The derivative as it is written, of something of which nothing is said."""
    return written.build(maker, Said("partial", (node.body, node.variable), node.place, node.shape))

"""Products, quotients, powers and fences: factors from the left, a function before what it is applied to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.errors import ReadError
from explorer.notation import functions, prefixes, relations, slopes, written
from explorer.notation.core import SCALAR, Apply, Blocks, Core, Literal_, Place, Power, Quotient, Special, Times
from explorer.notation.affine import affine
from explorer.notation.entries import entry
from explorer.notation.names import argument
from explorer.notation.surface import Chain, Group, Mark, Name, Node, Number, Operator, Scripted, Table, bare, product
from explorer.notation.usage import INDICATORS
from explorer.source import Span

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration

MOST_FACTORS = 100
"""How many factors one product may have."""


def power(work: Elaboration, core: Core, exponent: Node, span: Span) -> Core:
    if work.lenient and isinstance(exponent, Mark) and exponent.kind == "factorial":
        return written.said(work, "factorial", (core,), span, core.shape)
    power = work.node(exponent)
    place = work.place(span)
    if isinstance(core, Literal_ | Special) or work.shapes.kind(core.shape) == "scalar":
        return Power(core, power, place, SCALAR)
    work.shapes.wait(lambda bold: _power(work, core, place))
    return Power(core, power, place, core.shape)


def _power(work: Elaboration, core: Core, place: Place) -> bool:
    """A power of a matrix needs a square one; of a vector it has no one meaning."""
    kind = work.shapes.kind(core.shape)
    if work.lenient and kind == "array" and not work.shapes.sizes.same(*core.shape):
        return True  # taken entry by entry
    if kind == "array" and not work.shapes.sizes.unify(core.shape[0], core.shape[1]):
        message = f"`{place.text}`: a power of something that is {work.shapes.describe(core)}"
        hint = "^T is a transpose, ^{(l)} a layer; a square entry by entry is a ⊙ a"
        raise ReadError(message, place.source, place.span, hint=hint)
    return kind != "unknown"


def chain(work: Elaboration, node: Chain) -> Core:
    """Factors from the left; a function takes its argument first."""
    if len(node.factors) > MOST_FACTORS:
        message = f"{len(node.factors)} factors in one product"
        work.fail(message, node.span, f"at most {MOST_FACTORS} are read: name a part of it")
    core: Core | None = None
    factors = node.factors
    operators: tuple[Operator, ...] = ("", *node.operators)
    at = 0
    while at < len(factors):
        operator = operators[at]
        factor = factors[at]
        after = factors[at + 1] if at + 1 < len(factors) and operators[at + 1] == "" else None
        found = slopes.derivative(work, factor)
        quantity = prefixes.prefixed(work, factors, operators, at) if work.lenient else None
        if quantity is not None:
            part, used = quantity
            at += used - 1
        elif work.lenient and indicated(work, factor, after):
            part = relations.truth(work, bare(after).parts[0])  # type: ignore[union-attr, arg-type]
            at += 1
        elif work.lenient and subscripted(work, factor, after):
            behind = tuple(bare(after).parts)  # type: ignore[union-attr]
            part = entry(work, work.node(factor), behind, factor.span | after.span)  # type: ignore[union-attr]
            at += 1
        elif after is not None and not work.lenient and (variable := slopes.nabla(work, factor)) is not None:
            beyond = factors[at + 2] if at + 2 < len(factors) and operators[at + 2] == "" else None
            body = product((after, beyond), ("",)) if beyond and work.names.is_function(after, argument(beyond)) else after
            part = slopes.slope(work, body, variable, Chain((factor, body), ("",), factor.span | body.span))
            at += 1 if body is after else 2
        elif found is not None and found[0] is None and at + 1 < len(factors):
            part = slopes.slope(work, product(factors[at + 1 :], operators[at + 2 :]), found[1], node)
            at = len(factors) - 1
        elif isinstance(factor, Mark) and factor.kind == "ones" and relations.follows(after):
            part = relations.truth(work, after.parts[0])  # type: ignore[union-attr, arg-type]
            at += 1
        elif end := functions.nested(work, factors, operators, at):
            part, _ = functions.application(work, factor, product(factors[at + 1 : end], operators[at + 2 : end]))
            at = end - 1
        elif work.names.is_function(factor, argument(after)):
            part, used = functions.application(work, factor, after)
            if used and not argument(after) and at + 2 < len(factors) and not work.lenient:
                work.fail("where does the argument end?", factor.span, "write brackets around it")
            at += used
        else:
            if isinstance(factor, Number) and at and operator == "" and not work.lenient:
                work.fail("a number stands behind what it multiplies", factor.span, "put it first, or write ·")
            part = work.node(factor)
            part = _stacked(work, core, factor, part)
        at += 1
        if core is None:
            core = part
        elif operator == "/":
            span = Span(factors[0].span.start, factors[at - 1].span.end)
            core = quotient(work, core, part, span)
            if at < len(factors) and operators[at] == "":
                work.say(f"`{work.place(span).text}` is read as a quotient that multiplies what follows")
        else:
            place = work.place(Span(factors[0].span.start, factors[at - 1].span.end))
            if operator in ("⊗", "⊘", "∘", "±") or place.span in work.loose:
                core = _kept(work, core, part, operator, place)
                continue
            shape = work.shapes.product(core, part, operator, place)
            core = Times(core, part, operator, place, shape)
    if core is None:
        work.fail("there is nothing to multiply", node.span)
    return core


def _stacked(work: Elaboration, left: Core | None, factor: Node, part: Core) -> Core:
    """`[wᵀ b] [x 1]`: a row of parts that fits only as a column is one."""
    table = bare(factor)
    if left is None or not isinstance(part, Blocks) or not part.loose or not isinstance(table, Table):
        return part
    if len(table.rows) != 1 or work.shapes.sizes.same(left.shape[1], part.shape[0]) is not False:
        return part
    work.say(f"`{part.place.text}` is read as a column")
    return work.node(Table(tuple((cell,) for cell in table.rows[0]), table.span, table.kind))


def _kept(work: Elaboration, left: Core, right: Core, operator: Operator, place: Place) -> Core:
    """A product that the shapes, or the sign, do not explain."""
    if not work.lenient:
        work.fail(f"this product is not read: `{place.text}`", place.span)
    return written.said(work, f"product {operator}", (left, right), place.span)


def subscripted(work: Elaboration, factor: Node, after: Node | None) -> bool:
    """`y[c]`, `y[i-1]`: an entry, written as programs do."""
    group = None if after is None else bare(after)
    if not isinstance(group, Group) or group.bracket != "[" or len(group.parts) != 1 or work.names.is_function(factor, True):
        return False
    base = bare(factor)
    form = affine(group.parts[0])
    return isinstance(base, Name | Scripted) and form is not None and len(form.terms) < 2


def indicated(work: Elaboration, factor: Node, after: Node | None) -> bool:
    """`δ(y_i = k)`, `I(x > 0)`: 1 where it holds."""
    inner = bare(factor)
    if not isinstance(inner, Name) or inner.text not in INDICATORS or work.declared(inner.text):
        return False
    return after is not None and relations.follows(bare(after))


def quotient(work: Elaboration, over: Core, under: Core, span: Span) -> Core:
    """A quotient; an array below is divided by entry by entry, and needs a number or its own shape above."""
    place = work.place(span)
    if work.shapes.kind(under.shape) == "scalar":
        return Quotient(over, under, place, over.shape)
    shape = work.shapes.new()

    def settle(bold: int) -> bool:
        below, above = work.shapes.kind(under.shape), work.shapes.kind(over.shape)
        if below == "unknown" or (below == "array" and above == "unknown"):
            return False
        spread = below == "array" and above == "array" and work.shapes.spreads(under.shape, over.shape)
        if below == "array" and above == "array" and not spread and not work.shapes.match(over.shape, under.shape):
            work.shapes.clash(f"`{place.text}`: the shapes above and below differ", place, over, under)
        return work.shapes.match(shape, under.shape if below == "array" and not spread else over.shape)

    work.shapes.wait(settle)
    return Quotient(over, under, place, shape)


def exponential(work: Elaboration, argument: Core, span: Span) -> Core:
    """`e^{…}`."""
    return Apply("exp", argument, 0, work.place(span), argument.shape)


def fence(work: Elaboration, kind: str, body: Core, span: Span) -> Core:
    place = work.place(span)
    if kind == "sqrt":
        return Apply("sqrt", body, 0, place, body.shape)
    if kind == "bars" and work.shapes.kind(body.shape) == "scalar":
        return Apply("abs", body, 0, place, SCALAR)
    return Special("norm", body, place, SCALAR)

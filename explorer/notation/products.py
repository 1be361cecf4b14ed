"""Products, quotients, powers and fences: factors from the left, a function before what it is applied to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.errors import ReadError
from explorer.notation import functions, prefixes, relations, slopes, values, written
from explorer.notation.affine import affine
from explorer.notation.core import SCALAR, Apply, Blocks, Core, Literal_, Place, Power, Quotient, Special, Times
from explorer.notation.entries import entry
from explorer.notation.naming import argument
from explorer.notation.surface import Chain, Group, Mark, Name, Node, Number, Operator, Scripted, Table, bare, product
from explorer.notation.usage import INDICATORS
from explorer.source import Span

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration

_WORDS = frozenset(("if", "when", "where", "otherwise", "else", "for"))
MOST_ENTRYWISE = 20
MOST_FACTORS = 100
"""How many factors one product may have."""


def power(work: Elaboration, core: Core, exponent: Node, span: Span) -> Core:
    """`core` to a power, of which a matrix has only some."""
    if work.lenient and isinstance(exponent, Mark) and exponent.kind == "factorial":
        return written.said(work, "factorial", (core,), span, core.shape)
    place = work.place(span)
    sign = exponent.factors[0] if isinstance(exponent, Chain) else None
    if isinstance(exponent, Chain) and isinstance(sign, Mark) and sign.kind == "entrywise":
        return _entrywise(work, core, exponent, place)
    power = work.node(exponent)
    if isinstance(core, Literal_ | Special) or work.shapes.kind(core.shape) == "scalar":
        return Power(core, power, place, SCALAR)
    work.shapes.wait(lambda bold: _power(work, core, place))
    return Power(core, power, place, core.shape)


def _entrywise(work: Elaboration, core: Core, exponent: Chain, place: Place) -> Core:
    """`x^{⊙ 2}` is `x ⊙ x`."""
    number = exponent.factors[1]
    count = int(number.text) if isinstance(number, Number) and number.text.isdigit() else 0
    if not 1 <= count <= MOST_ENTRYWISE:
        work.fail("this power entry by entry is not read", exponent.span, f"a number from 1 to {MOST_ENTRYWISE}")
    whole = core
    for _ in range(count - 1):
        whole = Times(whole, core, "⊙", place, work.shapes.product(whole, core, "⊙", place))
    return whole


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
    factors = _without_words(work, node) if work.lenient else node.factors
    operators: tuple[Operator, ...] = ("", *node.operators)
    composed = False  # whether `f ∘ g` is of functions
    at = 0
    while at < len(factors):
        operator = operators[at]
        composed = composed or (work.lenient and _unapplied(work, factors, operators, at))
        part, used = _part(work, factors, operators, at, core)
        at += used
        place = work.place(Span(factors[0].span.start, factors[at - 1].span.end))
        if core is None:
            core = part
        elif operator == "/":
            core = quotient(work, core, part, place.span)
            if at < len(factors) and operators[at] == "":
                work.say(f"`{place.text}` is read as a quotient that multiplies what follows")
        elif composed and operator == "⊙":
            core = _kept(work, core, part, "∘", place)
        elif operator in ("⊗", "⊘", "∘", "±") or place.span in work.loose:
            core = _kept(work, core, part, operator, place)
        else:
            core = Times(core, part, operator, place, work.shapes.product(core, part, operator, place))
    if core is None:
        work.fail("there is nothing to multiply", node.span)
    return core


def _without_words(work: Elaboration, node: Chain) -> tuple[Node, ...]:
    """The factors without the words of a sentence that stand behind them."""
    factors = node.factors
    while len(factors) > 1 and node.operators[len(factors) - 2] == "":
        last = bare(factors[-1])
        if not isinstance(last, Name) or " " not in last.text.strip():
            break
        work.say(f"`{last.text.strip()}` is read as words beside the formula")
        factors = factors[:-1]
    for at, factor in enumerate(factors if len(factors) > 1 else ()):
        words = bare(factor)
        beside = {("", *node.operators)[at], node.operators[at] if at < len(node.operators) else ""}
        if isinstance(words, Name) and (" " in words.text.strip() or words.text.strip() in _WORDS) and beside <= {""}:
            work.fail(f"these words are not read: `{words.text.strip()}`", words.span, "leave them out of the formula")
    return factors


def _part(
    work: Elaboration, factors: tuple[Node, ...], operators: tuple[Operator, ...], at: int, left: Core | None
) -> tuple[Core, int]:
    """The factor that begins at a place, with what belongs to it, and how many factors that are."""
    factor = factors[at]
    after = factors[at + 1] if at + 1 < len(factors) and operators[at + 1] == "" else None
    if work.lenient and (known := _by_use(work, factors, operators, at, after)) is not None:
        return known
    if after is not None and not work.lenient and (variable := slopes.nabla(work, factor)) is not None:
        beyond = factors[at + 2] if at + 2 < len(factors) and operators[at + 2] == "" else None
        body = product((after, beyond), ("",)) if beyond and work.names.is_function(after, argument(beyond)) else after
        whole = Chain((factor, body), ("",), factor.span | body.span)
        return slopes.slope(work, body, variable, whole), 2 if body is after else 3
    found = slopes.derivative(work, factor)
    if found is not None and found[0] is None and at + 1 < len(factors):
        rest = product(factors[at + 1 :], operators[at + 2 :])
        whole = Chain(factors, operators[1:], factors[0].span | factors[-1].span)
        return slopes.slope(work, rest, found[1], whole), len(factors) - at
    if isinstance(factor, Mark) and factor.kind == "ones" and after is not None and relations.follows(after):
        return relations.truth(work, after.parts[0]), 2  # type: ignore[union-attr, arg-type]
    if end := functions.nested(work, factors, operators, at):
        inner = product(factors[at + 1 : end], operators[at + 2 : end])
        return functions.application(work, factor, inner)[0], end - at
    if work.names.is_function(factor, argument(after)):
        end = _multiple(work, factors, operators, at + 1)
        if end > at + 2:
            after = product(factors[at + 1 : end], operators[at + 2 : end])
        part, used = functions.application(work, factor, after)
        ends = end >= len(factors) or work.names.is_function(factors[end], False)  # `tanh x tanh y`: before a function
        open_ = used and not argument(after) and not work.lenient
        if open_ and (not ends or _several(factors[at + 1 : end])):
            work.fail("where does the argument end?", factor.span, "write brackets around it")
        return part, used * (end - at - 1) + 1
    if isinstance(factor, Number) and at and operators[at] == "" and not work.lenient and not argument(after):
        work.fail("a number stands behind what it multiplies", factor.span, "put it first, or write ·")
    return _stacked(work, left, factor, work.node(factor)), 1


def _multiple(work: Elaboration, factors: tuple[Node, ...], operators: tuple[Operator, ...], at: int) -> int:
    """Where the argument that begins at a place ends: `2x` in `tanh 2x` is one, `xy` in `tanh xy` is not."""
    end = at + 1
    if at < len(factors) and isinstance(factors[at], Number):
        while end < len(factors) and operators[end] == "" and isinstance(factors[end], Name | Scripted):
            if work.names.is_function(factors[end], False) or argument(factors[end]):
                break
            end += 1
    return end


def _several(factors: tuple[Node, ...]) -> bool:
    """Whether more than one letter stands behind the number that begins an argument: `2xy`, but not `2π x`."""
    return sum(not (isinstance(factor, Name) and factor.text == "π") for factor in factors[1:]) > 1


def _by_use(
    work: Elaboration, factors: tuple[Node, ...], operators: tuple[Operator, ...], at: int, after: Node | None
) -> tuple[Core, int] | None:
    """What a factor is where nothing is declared: ∇C, a condition as 1 or 0, `y[c]`, a function that is composed."""
    factor = factors[at]
    quantity = prefixes.prefixed(work, factors, operators, at)
    if quantity is not None:
        return quantity
    if after is not None and indicated(work, factor, after):
        return relations.truth(work, bare(after).parts[0]), 2  # type: ignore[union-attr, arg-type]
    if after is not None and subscripted(work, factor, after):
        behind = tuple(bare(after).parts)  # type: ignore[union-attr]
        return entry(work, work.node(factor), behind, factor.span | after.span), 2
    return (values.argument(work, factor), 1) if _unapplied(work, factors, operators, at) else None


def _unapplied(work: Elaboration, factors: tuple[Node, ...], operators: tuple[Operator, ...], at: int) -> bool:
    """A function without its argument, before or behind a ∘."""
    after = at + 1 < len(factors) and operators[at + 1] == "" and argument(factors[at + 1])
    return "⊙" in operators[at : at + 2] and not after and work.names.is_function(factors[at], True)


def _kept(work: Elaboration, left: Core, right: Core, operator: Operator, place: Place) -> Core:
    """A product that the shapes, or the sign, do not explain."""
    if not work.lenient:
        work.fail(f"this product is not read: `{place.text}`", place.span)
    return written.said(work, f"product {operator}", (left, right), place.span)


def _stacked(work: Elaboration, left: Core | None, factor: Node, part: Core) -> Core:
    """`[wᵀ b] [x 1]`: a row of parts that fits only as a column is one."""
    table = bare(factor)
    if left is None or not isinstance(part, Blocks) or not part.loose or not isinstance(table, Table):
        return part
    if len(table.rows) != 1 or work.shapes.sizes.same(left.shape[1], part.shape[0]) is not False:
        return part
    work.say(f"`{part.place.text}` is read as a column")
    return work.node(Table(tuple((cell,) for cell in table.rows[0]), table.span, table.kind))


def subscripted(work: Elaboration, factor: Node, after: Node | None) -> bool:
    """`y[c]`, `y[i-1]`: an entry, written as programs do."""
    group = None if after is None else bare(after)
    if (
        not isinstance(group, Group)
        or group.bracket != "["
        or len(group.parts) != 1
        or work.names.is_function(factor, True)
    ):
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
    if span in work.loose:
        return written.said(work, "quotient", (over, under), span)
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
    """A root, an absolute value or a norm."""
    place = work.place(span)
    if kind == "sqrt":
        return Apply("sqrt", body, 0, place, body.shape)
    if kind == "bars" and work.shapes.kind(body.shape) == "scalar":
        return Apply("abs", body, 0, place, SCALAR)
    return Special("norm", body, place, SCALAR)

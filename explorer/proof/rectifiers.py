"""ReLU and the step H of a canonical argument: signs, positive factors and scales taken out, one law at a time."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from explorer.proof.bags import below
from explorer.proof.checker_signs import RELU_OF_PRODUCT
from explorer.proof.denominators import as_fraction
from explorer.proof.known import describe
from explorer.proof.monomials import monomials
from explorer.proof.products import rows
from explorer.proof.terms import Add, Fun, Mul, Num, Term

if TYPE_CHECKING:
    from explorer.proof.facts import FactCanonicalizer


def rectified(work: FactCanonicalizer, node: Fun, arg: Term) -> Any:
    """ReLU and H with an argument whose first coefficient is 1 and without factors of known sign."""
    table, step = work.table, node.name == "step"
    monos = monomials(arg)
    if not monos or type(arg) is Num:
        value = arg.value if type(arg) is Num else Fraction(0)
        return ("stepnum", table.num(int(value > 0))) if step else ("relunum", table.num(max(value, Fraction(0))))
    sign = work.signs.sign(arg)
    if step and (sign == 2 or sign < 0):
        return "steppos", table.num(int(sign > 0))
    if not step and sign > 0:
        return "relupos", arg
    under = yield from below(work, node, arg)
    if under is not None:
        return under
    if step and type(arg) is Fun and arg.name == "relu":
        return "steprelu", table.fun("step", arg.args)
    first = min(monos, key=lambda mono: work.term(mono, Fraction(1)).ref)
    scale = abs(Fraction(first.coefficient))
    if scale != 1:
        inner = table.fun(node.name, (work.times(arg, 1 / scale),))
        if step:
            return "stepscale", inner, scale.numerator, scale.denominator
        return "reluscale", table.mul((table.num(scale), inner))
    pulled = (yield from _pulled(work, node, arg)) or ((yield from _difference(work, node, arg)) if step else None)
    if pulled is not None:
        return pulled
    if not step and (first.coefficient < 0 or (sign < 0 and work.signs.sign(work.times(arg, -1)) > 0)):
        return "reluneg", table.add((table.fun("relu", (work.times(arg, -1),)), arg))
    if work.cells and not step and type(arg) is Mul:
        return _of_product(work, node, arg)
    return None


def _of_product(work: FactCanonicalizer, node: Fun, arg: Mul) -> Any:
    """ReLU(x y) by ReLU(x) and ReLU(y)."""
    table = work.table
    first, *rest = arg.args
    pair = table.mul((first, table.mul(tuple(rest))))
    spread, below = work.log.below(node, [pair], [work.log.law("ring", arg, pair)])
    after = describe(table, RELU_OF_PRODUCT, (first, table.mul(tuple(rest))))
    return None, after, work.log.chain(below, work.log.law("relumul", spread, after))


def _pulled(work: FactCanonicalizer, node: Fun, arg: Term) -> Any:
    """ReLU(p x) = p ReLU(x) for p at least 0, H(p x) = H(x) for p above 0."""
    table, step = work.table, node.name == "step"
    least = 2 if step else 1

    def allowed(factor: Term) -> bool:
        return type(factor) is not Num and work.signs.sign(factor) >= least

    fraction = as_fraction(work, arg) if type(arg) is Add else None
    factors = fraction[0] if fraction is not None else (yield from work.factors(arg, allowed, True))
    out = [factor for factor in factors if allowed(factor)]
    rest = [factor for factor in factors if not allowed(factor)]
    if not out or not rest:
        return None
    inner = table.mul(tuple(rest))
    product = table.mul((*out, inner))
    same = yield product
    if same.term is not arg:
        return None
    spread, below = work.log.below(node, [product], [work.log.turn(same.line)])
    after: Term = table.fun(node.name, (inner,))
    if step:
        return None, after, work.log.chain(below, work.log.law("steppull", spread, after, len(out)))
    after = table.mul((*out, after))
    return None, after, work.log.chain(below, work.log.law("relupull", spread, after))


def _difference(work: FactCanonicalizer, node: Fun, arg: Term) -> Any:
    """H(e^x - e^y) = H(x - y), where 1 is e^0."""
    table = work.table
    found = sorted(rows(work, arg), key=lambda row: -row.coefficient)
    if [row.coefficient for row in found] != [1, -1] or any(row.sums or row.others for row in found):
        return None
    x, y = (table.add(tuple([work.times(base, power) for base, power in row.powers.items()])) for row in found)
    minus = table.num(-1)
    whole = table.add((table.fun("exp", (x,)), table.mul((minus, table.fun("exp", (y,))))))
    same = yield whole
    if same.term is not arg:
        return None
    spread, below = work.log.below(node, [whole], [work.log.turn(same.line)])
    after = table.fun("step", (table.add((x, table.mul((minus, y)))),))
    return None, after, work.log.chain(below, work.log.law("stepexp", spread, after))

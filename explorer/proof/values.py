"""Where functions have values: what a proof under conditions takes for granted; |x| and powers by logarithms."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from explorer.proof.canonical import Budget
from explorer.proof.checker_signs import ROOT
from explorer.proof.monomials import monomials
from explorer.proof.signs import NOT_NEGATIVE, NOT_ZERO, POSITIVE
from explorer.proof.terms import Fun, Num, Size, Term

if TYPE_CHECKING:
    from explorer.proof.facts import FactCanonicalizer


class Nowhere(Budget):
    """A side that has no value anywhere."""


def assume(work: FactCanonicalizer, name: str, arg: Term) -> None:
    """What must be so for an irreducible function of `arg` to have a value."""
    kind = {"inv": NOT_ZERO, "log": POSITIVE, ROOT: NOT_NEGATIVE}.get(name)
    sign = work.signs.sign(arg)
    if (
        kind is None
        or sign == 2
        or (kind == NOT_ZERO and work.signs.nonzero(arg))
        or (kind == NOT_NEGATIVE and sign > 0)
    ):
        return
    size = size_of(work, arg) or size_of(work, work.times(arg, -1))
    if size is not None and kind != NOT_NEGATIVE and (kind == NOT_ZERO or sign >= 0):
        work.signs.assume(NOT_ZERO, size)
        return
    if type(arg) is Num or (sign < 0 and kind != NOT_ZERO):
        raise Nowhere("a side has no value anywhere: a division by 0, or a logarithm or root of a negative number")
    first = min(monomials(arg), key=lambda mono: work.term(mono, Fraction(1)).ref)
    work.signs.assume(kind, work.times(arg, 1 / abs(Fraction(first.coefficient))))


def positive(work: FactCanonicalizer, arg: Term) -> None:
    """Takes for granted that a term is above 0: of squares in it, that they are not 0."""
    monos = monomials(arg)
    if len(monos) != 1 or monos[0].dims or monos[0].coefficient < 0:
        assume(work, "log", arg)
        return
    left = [factor for factor in monos[0].factors if work.signs.sign(factor) != 2]
    for factor in dict.fromkeys(left):
        while left.count(factor) > 1:
            left.remove(factor)
            left.remove(factor)
            if not work.signs.nonzero(factor):
                work.signs.assume(NOT_ZERO, factor)
    if left:
        assume(work, "log", (work.table.mul(tuple(left))))


def size_of(work: FactCanonicalizer, arg: Term) -> Term | None:
    """x of 2 ReLU(x) - x, which is |x|."""
    for mono in monomials(arg):
        if mono.coefficient == 2 and not mono.dims and len(mono.factors) == 1:
            (factor,) = mono.factors
            if type(factor) is Fun and factor.name == "relu":
                rest = work._collect([(1, arg), (-2, factor), (1, factor.args[0])])
                if rest is work.table.zero:
                    return factor.args[0]
    return None


def general_power(work: FactCanonicalizer, base: Term, exponent: Term) -> Any:
    """x^y = e^(y log x), x above 0."""
    table = work.table
    if not work.signs.positive(base):
        if work.conditional and work.powers and not counted(exponent):
            positive(work, base)
        return None
    return "powlog", table.fun("exp", (table.mul((exponent, table.fun("log", (base,)))),))


def counted(exponent: Term) -> bool:
    """Whether an exponent is a whole number, a size: its powers have values everywhere."""
    return all(all(type(factor) is Size for factor in mono.factors) for mono in monomials(exponent))

"""Canonical terms read back as sums of monomials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from explorer.proof.sizes import Dim
from explorer.proof.terms import Add, Entry, Mul, Num, Sum, Term


@dataclass(frozen=True, slots=True)
class Monomial:
    """`coefficient · Σ over dims · product of factors`; a whole coefficient is an int, which is much faster."""

    coefficient: Fraction | int
    dims: tuple[Dim, ...]
    factors: tuple[Term, ...]


def exact(number: Fraction | int) -> Fraction | int:
    """The same number, an int where it is whole."""
    return number.numerator if number.denominator == 1 else number


def monomial(term: Term) -> Monomial:
    """Reads a canonical summand back."""
    coefficient: Fraction | int = 1
    if type(term) is Num:
        return Monomial(exact(term.value), (), ())
    factors: tuple[Term, ...] = term.args if type(term) is Mul else (term,)
    if type(factors[0]) is Num:
        coefficient, factors = exact(factors[0].value), factors[1:]
    dims = []
    if len(factors) == 1 and type(factors[0]) is Sum:
        body: Term = factors[0]
        while type(body) is Sum:
            dims.append(body.dim)
            body = body.body
        factors = body.args if type(body) is Mul else (body,)
    return Monomial(coefficient, tuple(dims), factors)


def monomials(term: Term) -> tuple[Monomial, ...]:
    """Reads a canonical term back."""
    if type(term) is Add:
        return tuple([monomial(arg) for arg in term.args])
    if type(term) is Num and term.value == 0:
        return ()
    return (monomial(term),)


def in_order(parts: Sequence[Term]) -> bool:
    """Whether canonical summands without coefficients stand in canonical order already, none twice."""
    last = -1
    for part in parts:
        plain = type(part) is Entry or (type(part) is Mul and type(part.args[0]) is not Num) or type(part) is Sum
        if not plain or part.ref <= last:
            return False
        last = part.ref
    return True

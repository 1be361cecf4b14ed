"""Two canonical forms compared as fractions: both multiplied by all their denominators, which must not be 0.

Law: from `a d = b d` with d not 0, `a = b`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from explorer.proof.canonical import Budget, Canon, Canonicalizer
from explorer.proof.monomials import Monomial, monomials
from explorer.proof.rebuild import shift
from explorer.proof.terms import Fun, Term

if TYPE_CHECKING:
    from explorer.proof.facts import FactCanonicalizer

MAX_DEGREE = 6


def outer_factors(work: Canonicalizer, mono: Monomial) -> tuple[list[Term], Term | None]:
    """The factors of a monomial that do not depend on its sums, and the sums of the rest (None: there are no sums)."""
    count = len(mono.dims)
    outside = [factor for factor in mono.factors if not any(level < count for level in factor.loose)]
    inside = tuple([factor for factor in mono.factors if factor not in outside])
    moved = [shift(work.table, factor, -count) if count else factor for factor in outside]
    return moved, work.table.nest(mono.dims, work.table.mul(inside)) if mono.dims else None


def denominators(work: FactCanonicalizer, forms: Sequence[Term]) -> list[Term]:
    """The terms other than 0 whose inverses occur in the forms, each as often as the highest power of its inverse."""
    most: dict[Term, int] = {}
    for form in forms:
        for mono in monomials(form):
            here: dict[Term, int] = {}
            for factor in outer_factors(work, mono)[0]:
                if type(factor) is Fun and factor.name == "inv" and work.signs.nonzero(factor.args[0]):
                    here[factor.args[0]] = here.get(factor.args[0], 0) + 1
            for term, power in here.items():
                most[term] = max(most.get(term, 0), power)
    found = [term for term in sorted(most, key=lambda term: term.ref) for _ in range(most[term])]
    if len(found) > MAX_DEGREE:
        raise Budget(f"more than {MAX_DEGREE} denominators")
    return found


def compare(work: FactCanonicalizer, left: Term, right: Term) -> int | None:
    """The line that proves two canonical forms equal as fractions, None if it is not found."""
    below = denominators(work, (left, right))
    if not below:
        return None
    one, two = (multiplied(work, side, below) for side in (left, right))
    if one.term is not two.term:
        return None
    line = work.log.chain(one.line, work.log.turn(two.line))
    return None if line is None else work.log.law("divide", left, right, line)


def multiplied(work: FactCanonicalizer, form: Term, below: list[Term]) -> Canon:
    """`form · below` with what can be cancelled cancelled, in canonical form, and the line that says so."""
    table, log = work.table, work.log
    whole = table.mul((form, table.mul(tuple(below))))
    terms: list[Term] = []
    spread: list[Term] = []
    proofs: list[int | None] = []
    for mono in monomials(form):
        outside, inside = outer_factors(work, mono)
        factors = [*([table.num(mono.coefficient)] if mono.coefficient != 1 else []), *outside]
        if inside is not None:
            factors.append(inside)
        product = table.mul((*factors, *below))
        spread.append(product)
        line: int | None = None
        current, parts = product, [*factors, *below]
        while (found := _pair(work, parts)) is not None:
            number, inverse = found
            parts = [part for k, part in enumerate(parts) if k not in found]
            after = table.mul(tuple(parts))
            line = log.chain(line, log.law("cancel", current, after, number, inverse))
            current = after
        terms.append(current)
        proofs.append(line)
    flat = table.add(tuple(spread))
    start = _spread(work, whole, flat, form)
    if len(terms) > 1:
        changed, below_line = log.below(flat, terms, proofs)
    else:
        changed, below_line = (terms[0], proofs[0]) if terms else (flat, None)
    canon = work.canonical(changed)
    return Canon(canon.term, log.chain(log.chain(start, below_line), canon.line))


def as_fraction(work: FactCanonicalizer, form: Term) -> tuple[tuple[Term, ...], int | None] | None:
    """A canonical term as numerator and inverses of its denominators, and the line that their product is the term."""
    below = denominators(work, [form])
    if not below:
        return None
    log, table = work.log, work.table
    d = table.mul(tuple(below))
    above = multiplied(work, form, below)
    factors = (above.term, *[table.fun("inv", (part,)) for part in below])
    product = table.mul(factors)
    whole = table.mul((product, d))
    current, parts = table.mul((*factors, *below)), [*factors, *below]
    line = log.law("ring", whole, current)
    while (found := _pair(work, parts)) is not None:
        parts = [part for k, part in enumerate(parts) if k not in found]
        after = table.mul(tuple(parts))
        line = log.chain(line, log.law("cancel", current, after, *found))
        current = after
    if current is not above.term:
        return None
    line = log.chain(line, log.turn(above.line))
    return None if line is None else (factors, log.law("divide", product, form, line))


def _pair(work: FactCanonicalizer, parts: Sequence[Term]) -> tuple[int, int] | None:
    """The places of a factor and of its inverse."""
    for place, part in enumerate(parts):
        if type(part) is Fun and part.name == "inv" and part.args[0] in parts and work.signs.nonzero(part.args[0]):
            return parts.index(part.args[0]), place
    return None


def _spread(work: Canonicalizer, whole: Term, flat: Term, form: Term) -> int | None:
    """The line from `form · d` to the sum of its monomials times d, outer factors taken out of their sums."""
    if not any(mono.dims for mono in monomials(form)):
        return work.log.law("ring", whole, flat)
    plain = Canonicalizer(work.table, work.log, work.slots, work.lows)  # without facts, so nothing is cancelled yet
    one, two = plain.canonical(whole), plain.canonical(flat)
    if one.term is not two.term:
        raise Budget("a product of sums was not brought to one form")
    return work.log.chain(one.line, work.log.turn(two.line))

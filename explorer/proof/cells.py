"""Proofs by the signs of what stands in ReLUs and steps: a claim that holds where x > 0 and where x <= 0 holds.

Both sides are multiplied by guards H(x), 1 - H(x) (`checker_cells`). In each cell of signs the ReLUs whose sign follows
are replaced, what is left is brought into canonical form again, and must be 0. A cell that cannot be is never entered:
there the sign of the next ReLU follows already, by linear combination of those known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

from explorer.proof.canonical import Budget, Canonicalizer
from explorer.proof.claim import Claim
from explorer.proof.denominators import compare
from explorer.proof.facts import FactCanonicalizer
from explorer.proof.monomials import monomials
from explorer.proof.rebuild import children, shift, with_children
from explorer.proof.sizes import Dim
from explorer.proof.terms import Fun, MOf, Sum, Table, Term

MAX_SPLITS = 100
MAX_DEPTH = 7
MAX_TERMS = 400

# A term and whether it is above 0 (else it is not).
Guard: TypeAlias = tuple[Term, bool]
Times: TypeAlias = tuple[Fraction, ...]


def by_signs(work: FactCanonicalizer, claim: Claim) -> int | None:
    """The line that proves the claim by cases of signs, None where it is not found."""
    table, log = work.table, work.log
    minus = table.mul((table.num(-1), claim.right))
    difference = table.add((claim.left, minus))
    canon = work.canonical(difference)
    zero = Cells(work).sums(canon.term)
    if zero is None and canon.term is not table.zero:
        return None
    line = log.chain(canon.line, zero)
    whole = table.add((difference, claim.right))
    start = log.law("ring", claim.left, whole)
    changed, below = log.below(whole, [table.zero, claim.right], [line, None])
    return log.chain(log.chain(start, below), log.law("ring", changed, claim.right))


class Cells:
    """The cells of the signs of one claim."""

    def __init__(self, work: FactCanonicalizer) -> None:
        self.work = work
        self.table: Table = work.table
        self.splits = 0

    def sums(self, form: Term) -> int | None:
        """The line that a canonical term is 0: its summands under the same Σ by themselves."""
        table, log = self.table, self.work.log
        if form is table.zero:
            return None
        groups: dict[tuple[Dim, ...], list[Term]] = {}
        for mono in monomials(form):
            body = table.mul((table.num(mono.coefficient), *mono.factors))
            groups.setdefault(mono.dims, []).append(body)
        wholes = [table.nest(dims, table.add(tuple(bodies))) for dims, bodies in groups.items()]
        plain = Canonicalizer(table, log, self.work.slots, self.work.lows)
        total = table.add(tuple(wholes))
        one, two = plain.canonical(form), plain.canonical(total)
        if one.term is not two.term:
            return None
        line = log.chain(one.line, log.turn(two.line))
        proofs: list[int | None] = []
        zeros: list[Term] = []
        for (dims, bodies), whole in zip(groups.items(), wholes, strict=True):
            body = table.add(tuple(bodies))
            zero = self.zero(body, ())
            if zero is None and body is not table.zero:
                return None
            proofs.append(log.under(len(dims), whole, zero))
            zeros.append(table.nest(dims, table.zero))
        if len(wholes) > 1:
            total, below = log.below(total, zeros, proofs)
        else:
            total, below = zeros[0], proofs[0]
        return log.chain(log.chain(line, below), plain.canonical(total).line)

    def zero(self, term: Term, guards: tuple[Guard, ...]) -> int | None:
        """The line that a term, times the guards, is 0; None where that is not found."""
        table, log, work = self.table, self.work.log, self.work
        before = [self.guard(one) for one in guards]
        line: int | None = None
        while True:
            canon = work.canonical(term)
            line = log.chain(line, self.times(before, term, canon.term, canon.line))
            term = canon.term
            if term is not table.zero:
                fraction = compare(work, term, table.zero)
                if fraction is not None:
                    line = log.chain(line, self.times(before, term, table.zero, fraction))
                    term = table.zero
            if term is table.zero:
                return log.chain(line, log.law("ring", table.mul((*before, term)), term)) if before else line
            found = list(_atoms(table, term))
            if not found or len(monomials(term)) > MAX_TERMS:
                return None
            step = next(((atom, *known) for atom in found if (known := self.known(atom, guards)) is not None), None)
            if step is None:
                return self.split(term, guards, before, line, found)
            atom, new, counts = step
            often = [[count.numerator, count.denominator] for count in counts]
            premise = log.law("guarded", table.mul((*before, atom)), table.mul((*before, new)), often)
            after = _put(table, term, atom, new)
            line = log.chain(line, log.law("within", table.mul((*before, term)), table.mul((*before, after)), premise))
            term = after

    def split(
        self, term: Term, guards: tuple[Guard, ...], before: list[Term], line: int | None, found: Sequence[Fun]
    ) -> int | None:
        """The same in two cells, by the sign in one of the ReLUs or steps."""
        table, log = self.table, self.work.log
        self.splits += 1
        if len(guards) >= MAX_DEPTH or self.splits > MAX_SPLITS:
            raise Budget(f"more than {MAX_SPLITS} cases of signs")
        (u,) = min(found, key=lambda atom: (len(monomials(atom.args[0])), atom.ref)).args
        parts: list[Term] = []
        proofs = []
        for above in (True, False):
            proof = self.zero(term, (*guards, (u, above)))
            if proof is None:
                return None
            parts.append(table.mul((*before, self.guard((u, above)), term)))
            proofs.append(proof)
        whole = table.add(tuple(parts))
        start = log.law("ring", table.mul((*before, term)), whole)
        nothing, below = log.below(whole, [table.zero, table.zero], proofs)
        line = log.chain(log.chain(line, start), below)
        return log.chain(line, log.law("ring", nothing, table.zero))

    def guard(self, one: Guard) -> Term:
        """H(x), or 1 - H(x)."""
        table = self.table
        step = table.fun("step", (one[0],))
        return step if one[1] else table.add((table.one, table.mul((table.num(-1), step))))

    def times(self, before: list[Term], term: Term, new: Term, line: int | None) -> int | None:
        """From `term = new`: the same times the guards."""
        if not before or line is None:
            return line
        whole = self.table.mul((*before, term))
        return self.work.log.below(whole, [*before, new], [*[None] * len(before), line])[1]

    # -- signs that follow

    def known(self, atom: Fun, guards: tuple[Guard, ...]) -> tuple[Term, Times] | None:
        """What a ReLU or a step is under the guards, and how often each guard is needed; None where nothing says so."""
        (u,) = atom.args
        if not guards:
            return None
        table = self.table
        for factor in (1, -1):
            counts = self.follows(u, factor, guards, atom.name == "step" and factor == 1)
            if counts is not None:
                return (table.zero if factor < 0 else u if atom.name == "relu" else table.one), counts
        return None

    def follows(self, u: Term, factor: int, guards: tuple[Guard, ...], strict: bool) -> Times | None:
        """How often to take each guard so that `factor · u` is their sum and terms of known sign."""
        signs = {one: 2 if above else -1 for one, above in guards}
        wanted = self.row(u, factor)
        rows = [self.row(one, 1 if above else -1) for one, above in guards]
        for size in range(min(3, len(guards)) + 1):
            for chosen in combinations(range(len(guards)), size):
                for counts in self.combined(wanted, [rows[k] for k in chosen], signs):
                    rest = dict(wanted)
                    for count, k in zip(counts, chosen, strict=True):
                        for key, value in rows[k].items():
                            rest[key] = rest.get(key, Fraction(0)) - count * value
                    found = [self.sign_of(key, value, signs) for key, value in rest.items() if value]
                    used = any(guards[k][1] for k in chosen)
                    if all(one > 0 for one in found) and (not strict or used or 2 in found):
                        full = dict(zip(chosen, counts, strict=True))
                        return tuple(full.get(k, Fraction(0)) for k in range(len(guards)))
        return None

    def row(self, term: Term, factor: int) -> dict[tuple[tuple[Dim, ...], tuple[Term, ...]], Fraction]:
        """A canonical term by its monomials."""
        return {(mono.dims, mono.factors): Fraction(mono.coefficient) * factor for mono in monomials(term)}

    def sign_of(self, key: tuple[tuple[Dim, ...], tuple[Term, ...]], value: Fraction, signs: dict[Term, int]) -> int:
        """The sign of a monomial, as `Signs.sign`, with what the guards say."""
        dims, factors = key
        here = 2 if value > 0 else -2
        whole = (self.table.nest(dims, self.table.mul(factors)),) if dims else factors
        for part in set(whole):
            one = signs.get(part) or self.work.signs.sign(part)
            if not one and type(part) is Fun and part.name == "inv":
                one = signs.get(part.args[0], 0)
            if whole.count(part) % 2 == 0:
                one = 2 if abs(one) == 2 else 1
            here = min(abs(one), abs(here)) * (1 if (one > 0) == (here > 0) else -1)
        return here

    def combined(
        self,
        wanted: dict[tuple[tuple[Dim, ...], tuple[Term, ...]], Fraction],
        rows: list[dict[tuple[tuple[Dim, ...], tuple[Term, ...]], Fraction]],
        signs: dict[Term, int],
    ) -> Iterator[Times]:
        """Numbers above 0 for which the combination of rows agrees with what is wanted in as many monomials."""
        if not rows:
            yield ()
            return
        keys = sorted({key for row in rows for key in row}, key=lambda key: [factor.ref for factor in key[1]])
        seen = set()
        for places in combinations(keys, len(rows)):
            solved = _solved([[row.get(key, Fraction(0)) for row in rows] for key in places],
                             [wanted.get(key, Fraction(0)) for key in places])  # fmt: skip
            if solved is not None and solved not in seen and all(number > 0 for number in solved):
                seen.add(solved)
                yield solved


def _solved(matrix: list[list[Fraction]], right: list[Fraction]) -> Times | None:
    """The one solution of a square system; None where there is none, or several."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    count = len(rows)
    for column in range(count):
        pivot = next((k for k in range(column, count) if rows[k][column]), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for other in range(count):
            if other != column and rows[other][column]:
                rows[other] = [a - rows[other][column] * b for a, b in zip(rows[other], rows[column], strict=True)]
    return tuple(row[-1] for row in rows)


def _atoms(table: Table, term: Term) -> Iterator[Fun]:
    """The ReLUs and steps of a term without another inside, that stand under no index bound in the term."""
    stack, seen = [(term, 0)], set()
    while stack:
        node, depth = stack.pop()
        if (node, depth) in seen:
            continue
        seen.add((node, depth))
        inner = children(node)
        if type(node) is Fun and node.name in ("relu", "step") and not any(_rectifiers(arg) for arg in node.args):
            if not any(level < depth for level in node.loose):
                outside = shift(table, node, -depth) if depth else node
                if type(outside) is Fun:
                    yield outside
            continue
        deeper = depth + (1 if type(node) is Sum else 2 if type(node) is MOf else 0)
        stack.extend((child, deeper) for child in inner)


def _rectifiers(term: Term) -> bool:
    stack = [term]
    while stack:
        node = stack.pop()
        if type(node) is Fun and node.name in ("relu", "step"):
            return True
        stack.extend(children(node))
    return False


def _put(table: Table, term: Term, old: Term, new: Term) -> Term:
    """The term with `new` for `old`, both as seen from outside."""
    known: dict[tuple[Term, int], Term] = {}

    def walk(node: Term, depth: int) -> Term:
        if node is shift(table, old, depth):
            return shift(table, new, depth)
        if (node, depth) not in known:
            deeper = depth + (1 if type(node) is Sum else 2 if type(node) is MOf else 0)
            inner = children(node)
            below = [walk(child, deeper) for child in inner]
            same = all(one is two for one, two in zip(inner, below, strict=True))
            known[node, depth] = node if same else with_children(table, node, below)
        return known[node, depth]

    return walk(term, 0)

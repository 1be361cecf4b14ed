"""Proofs beyond the canonical form of opaque functions: facts of particular ones, conditions, cases of a free index.

Each attempt ends in a certificate or in nothing. What a proof takes for granted stands in its certificate as `assume`:
divisors that are not 0, arguments of logarithms above 0 and of roots at least 0, as the statement itself has them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from explorer.proof.canonical import Budget, Canonicalizer
from explorer.proof.cells import by_signs
from explorer.proof.certificate import write
from explorer.proof.checker import Invalid, check
from explorer.proof.checker_laws import LAWS
from explorer.proof.checker_signs import ROOT
from explorer.proof.claim import Claim, Meaning
from explorer.proof.denominators import compare
from explorer.proof.evaluate import Evaluator, TooLarge
from explorer.proof.facts import FactCanonicalizer
from explorer.proof.known import KNOWN
from explorer.proof.log import Log
from explorer.proof.oracle import places
from explorer.proof.ranges import replace_free
from explorer.proof.rebuild import bound, children
from explorer.proof.sizes import ONE, ZERO, Dim, combine, lowest
from explorer.proof.terms import At, Index, MBlock, Term
from explorer.proof.witness import NoMeaning, Trial

MAX_CASES = 100
BENT = frozenset({"relu", "relu'", "leaky_relu", "leaky_relu'", "step", "Abs", "Max", "Min", ROOT})
MAX_LISTED = 16
TRIALS = 60
NUMBERS = tuple(
    Fraction(n, d) for n, d in ((1, 2), (1, 3), (2, 3), (3, 4), (1, 5), (2, 1), (3, 1), (1, 1), (-1, 2), (-2, 1))
)


@dataclass(frozen=True, slots=True)
class Found:
    """A certificate, the sizes that were written out in it, whether it knows particular functions, what it assumes."""

    certificate: dict[str, Any]
    expanded: frozenset[Dim]
    facts: bool
    assumed: Mapping[Term, str]


def otherwise(claim: Claim, concrete: frozenset[Dim], conditional: bool, reasons: list[str]) -> Iterator[Found]:
    """Certificates of the claim, not yet re-checked; why an attempt ended early is added to `reasons`."""
    known = any(not opaque and name in KNOWN for name, opaque in claim.functions.items())
    listed = frozenset(dim for dim in concrete if dim[0] <= MAX_LISTED)
    ways = [frozenset[Dim]()] + [listed] * bool(listed)
    if known:
        for expanded in ways:
            yield from _tried(claim, expanded, reasons, None, False)
        if _bent(claim):
            yield from _tried(claim, frozenset(), reasons, None, False, signs=True)
        if claim.functions.get("log") is False or "softplus" in claim.functions:
            yield from _tried(claim, frozenset(), reasons, None, False, powers=True)
    if _split(claim.left, claim.right, claim) is not None:
        yield from _tried(claim, listed, reasons, None, True, known)
    if not known or not conditional:
        return
    for expanded in ways:
        try:
            scout = FactCanonicalizer(claim.table, Log(claim.table), claim.slots, claim.lows, expanded, None, True)
            scout.canonical(claim.left), scout.canonical(claim.right)
        except Budget as problem:
            reasons.append(str(problem))
            return
        if scout.signs.assumed:
            yield from _tried(claim, expanded, reasons, scout.signs.assumed, False)
            if _bent(claim):
                yield from _tried(claim, expanded, reasons, scout.signs.assumed, False, signs=True)
            if claim.functions.get("log") is False:
                yield from _tried(claim, expanded, reasons, scout.signs.assumed, False, powers=True)


def _bent(claim: Claim) -> bool:
    """Whether there is a ReLU, a step or what is defined by one."""
    return any(not opaque and name in BENT for name, opaque in claim.functions.items())


def _tried(
    claim: Claim,
    expanded: frozenset[Dim],
    reasons: list[str],
    assumed: Mapping[Term, str] | None,
    cases: bool,
    facts: bool = True,
    signs: bool = False,
    powers: bool = False,
) -> Iterator[Found]:
    """One attempt; by the `signs` in ReLUs, or by e to the `powers` of both sides, if said so."""
    log = Log(claim.table)
    work: Canonicalizer
    if facts:
        parts = (claim.table, log, claim.slots, claim.lows, expanded, assumed, assumed is not None)
        work = FactCanonicalizer(*parts)
        work.cells = signs
        work.conditional = assumed is not None and not signs  # what holds in one cell alone is no condition
    else:
        work = Canonicalizer(claim.table, log, claim.slots, claim.lows, expanded)
    try:
        if signs and isinstance(work, FactCanonicalizer):
            last = by_signs(work, claim)
        elif powers:
            sides = [claim.table.fun("exp", (side,)) for side in (claim.left, claim.right)]
            line = equal(work, *sides)
            last = None if line is None else log.law("expequal", claim.left, claim.right, line)
        else:
            last = by_cases(work, claim) if cases else equal(work, claim.left, claim.right)
    except Budget as problem:
        reasons.append(str(problem))
        return
    if last is None:
        return
    certificate = write(log, claim.left, claim.right, last, claim.slots, claim.free, claim.lows)
    left: dict[Term, str] = {}
    if isinstance(work, FactCanonicalizer) and work.signs.assumed:
        full = write(log, claim.left, claim.right, last, claim.slots, claim.free, claim.lows, work.signs.assumed)
        certificate = needed(full)
        pairs = zip(work.signs.assumed.items(), full["assume"], strict=True)
        left = dict(pair for pair, row in pairs if row in certificate["assume"])
    yield Found(certificate, expanded, facts, left)


def needed(certificate: dict[str, Any]) -> dict[str, Any]:
    """The certificate with only those assumptions without which the checker rejects it."""
    rows = list(certificate["assume"])
    for row in list(rows):
        fewer = [other for other in rows if other is not row]
        try:
            check({**certificate, "assume": fewer}, None, LAWS)
        except Invalid:
            continue
        rows = fewer
    return {**certificate, "assume": rows}


def equal(work: Canonicalizer, left: Term, right: Term) -> int | None:
    """The line that proves two terms equal, also of two that are one term; None where it is not found."""
    one, two = work.canonical(left), work.canonical(right)
    middle = None
    if one.term is not two.term:
        middle = compare(work, one.term, two.term) if isinstance(work, FactCanonicalizer) else None
        if middle is None:
            return None
    last = work.log.chain(work.log.chain(one.line, middle), work.log.turn(two.line))
    if last is None:  # the sides are one term
        work.log.lines.append(("ring", left, right))
        last = len(work.log.lines) - 1
    return last


# -- cases of a free index ------------------------------------------------------------------------------------------


def by_cases(work: Canonicalizer, claim: Claim) -> int | None:
    """The line that proves the claim, the range of a free index taken in parts where that helps."""
    work.cases = 0
    left = [MAX_CASES]

    def proved(one: Term, two: Term) -> int | None:
        left[0] -= 1
        if left[0] < 0:
            raise Budget(f"more than {MAX_CASES} cases of the values of indices")
        split = _split(one, two, claim)
        if split is None:
            return equal(work, one, two)
        name, parts = split
        start, proofs = ZERO, []
        for part in parts:
            value = Index(None, ONE, start) if part == ONE else bound(0, part, start)
            proof = proved(*[replace_free(claim.table, side, name, value) for side in (one, two)])
            if proof is None:
                return None
            proofs.append(proof)
            start = combine(start, part)
        work.log.lines.append(("cases", one, two, name, parts, proofs))
        return len(work.log.lines) - 1

    return proved(claim.left, claim.right)


def _split(left: Term, right: Term, claim: Claim) -> tuple[str, tuple[Dim, ...]] | None:
    """A free index to be taken in parts, and the sizes of these: one by one, or at the seams of block matrices."""
    if left.loose or right.loose:
        return None
    used = _used(left) | _used(right)
    for name, dim in sorted(claim.free.items()):
        if name not in used:
            continue
        if not dim[1] and 1 < dim[0] <= MAX_LISTED:
            return name, (ONE,) * dim[0]
        seams = {seam for side in (left, right) for seam in _seams(side, name)}
        inside = [seam for seam in seams if seam not in (ZERO, dim) and _between(seam, dim, claim)]
        if len(inside) == 1:
            return name, (inside[0], combine(dim, inside[0], -1))
    return None


def _between(seam: Dim, dim: Dim, claim: Claim) -> bool:
    ends = (lowest(seam, claim.lows), lowest(combine(dim, seam, -1), claim.lows))
    return all(end is not None and end >= 0 for end in ends)


def _nodes(term: Term) -> Iterator[Term]:
    stack, seen = [term], set()
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            yield node
            stack.extend(children(node))


def _used(term: Term) -> set[str]:
    """The free indices of a term."""
    found: set[str] = set()
    for node in _nodes(term):
        indices = getattr(node, "indices", ()) or [
            getattr(node, key, None) for key in ("left", "right", "row", "column")
        ]
        found |= {index.base for index in indices if isinstance(index, Index) and isinstance(index.base, str)}
    return found


def _seams(term: Term, name: str) -> Iterator[Dim]:
    """Where the blocks of block matrices meet along the free index `name`."""
    for node in _nodes(term):
        if type(node) is not At:
            continue
        for index, axis in ((node.row, 0), (node.column, 1)):
            if index.base != name:
                continue
            for block in _nodes(node.matrix):
                if type(block) is MBlock and block.axis == axis:
                    start = combine(ZERO, index.offset, -1)
                    for size in block.dims[:-1]:
                        start = combine(start, size)
                        yield start


# -- a second look at conditions ------------------------------------------------------------------------------------


class _Fractions(Trial):
    """A trial with small fractions for numbers: 1/2 has a logarithm, and so has 1 - 1/2."""

    def entry(self, name: str, place: tuple[int, ...]) -> Any:
        key = (name, place)
        if key not in self.entries:
            self.entries[key] = self.draw.choice(NUMBERS)  # type: ignore[assignment]
        return self.number(self.entries[key])


def where_defined(claim: Claim, sizes: Mapping[str, int], meanings: Mapping[str, Meaning], seed: int) -> bool | None:
    """Whether both sides agree where they have values, as intervals; None if none of the numbers tried give any."""
    found = None
    for attempt in range(TRIALS):
        trial = _Fractions(random.Random(seed * 1000 + attempt), 0, meanings, claim.functions, True, {}, {}, set())
        for place in places(claim, sizes)[:4]:
            run = Evaluator(sizes, trial.entry, trial.function, trial.number, place, None, 20_000)
            try:
                left, right = run.scalar(claim.left), run.scalar(claim.right)
            except (ZeroDivisionError, TooLarge, NoMeaning):
                continue
            if left.b < right.a or right.b < left.a:
                return False
            found = True
    return found

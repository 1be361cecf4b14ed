"""The nearest true claim: one-step repairs of a refuted one, tried in order, the first that the judge proves."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from typing import Any

from explorer.claims.decision import decided
from explorer.claims.meanings import meanings
from explorer.claims.pair import Pairing, Side
from explorer.claims.repair_change import Change, view
from explorer.claims.repair_names import made_of
from explorer.claims.repair_tree import free_indices, places
from explorer.claims.repair_words import Words
from explorer.claims.repairs import REPAIRS
from explorer.errors import Disagreement, InputError
from explorer.proof.canonical import Budget
from explorer.proof.claim import Claim
from explorer.proof.evaluate import SUMMAND, Evaluator, Steps, TooLarge
from explorer.proof.meaning import MEANINGS
from explorer.proof.oracle import agree
from explorer.proof.oracle import places as free_places
from explorer.proof.refusals import Clash, Unsupported
from explorer.proof.scan import Roles, scan
from explorer.proof.verdict import Proved, Refuted, Verdict
from explorer.proof.witness import INTERVAL
from explorer.statement import Statement

CANDIDATES = 400
PROOFS = 24
STEPS = 300_000
"""Of about a microsecond each, counted rather than measured, so that the answer is always the same."""
NODE = 30
"""Steps to make a candidate and lower it, for each place of the two sides."""
LARGEST = 300


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A repair that makes the claim true: in words, its kind, and the repaired claim, which `verdict` proves."""

    sentence: str
    kind: str
    repaired: Statement
    left: Side
    right: Side
    verdict: Proved


class Effort:
    """What a diagnosis may still spend: candidates, proofs and steps."""

    def __init__(self, steps: int = STEPS) -> None:
        self.candidates = CANDIDATES
        self.proofs = PROOFS
        self.steps = Steps(steps)

    def spent(self) -> bool:
        """Whether nothing is left."""
        return self.candidates <= 0 or self.proofs <= 0 or self.steps.left <= 0


def diagnose(
    left_side: Side, right_side: Side, statement: Statement | None, verdict: Verdict, effort: Effort | None = None
) -> Diagnosis | None:
    """Law: a `Diagnosis` is a claim one repair away from the refuted one, proved by the judge; None if there is none.

    The right side is repaired first. Candidates made of other names than the other side, and those that fail at one
    set of numbers, are not tried further; at most 400 candidates, 24 proofs and 300,000 steps (about 0.3 s) are spent.

    >>> from sympy import MatrixSymbol
    >>> from explorer.claims.diagnosis import diagnose
    >>> from explorer.claims.pair import Side
    >>> from explorer.claims.sides import prove_sides
    >>> A, B = MatrixSymbol("A", 3, 3), MatrixSymbol("B", 3, 3)
    >>> left, right = Side(A * B), Side(B * A)
    >>> diagnose(left, right, None, prove_sides(left, right)).sentence
    'equal if B A is replaced by A B'
    """
    if not isinstance(verdict, Refuted):
        return None
    effort = effort or Effort()
    made = statement or Statement(left_side.value, right_side.value)
    seen = {(left_side.value, right_side.value)}
    roles = scan(*[part for s in (left_side, right_side) for part in (s.value, s.target) if part is not None])
    names = {"left": made_of(left_side.value, roles.sizes), "right": made_of(right_side.value, roles.sizes)}
    cost = NODE * sum(1 for side in (left_side, right_side) for _ in places(side.value))
    for change, where in _changes(left_side, right_side, made, effort):
        effort.candidates -= 1
        try:
            value = change.build()
        except (TypeError, ValueError, IndexError, AttributeError):
            continue  # no such expression: shapes or kinds that SymPy itself refuses
        one = replace(left_side, value=value) if where == "left" else left_side
        two = replace(right_side, value=value) if where == "right" else right_side
        if (one.value, two.value) in seen:
            continue
        seen.add((one.value, two.value))
        other = names["left" if where == "right" else "right"]
        if other and (new := made_of(value, roles.sizes)) and new != other:
            effort.steps.left -= cost // 10
            continue
        effort.steps.left -= cost
        repaired = replace(made, left=one.value, right=two.value)
        proof = proved(one, two, repaired, effort, roles)
        if proof is not None:
            return Diagnosis(change.tell(), change.kind, repaired, one, two, proof)
    return None


def of_sides(left: Side, right: Side, statement: Statement, verdict: Verdict) -> str | None:
    """The sentence of the diagnosis of a verdict on two sides, if there is one."""
    try:
        found = diagnose(left, right, statement, verdict)
    except RecursionError:  # SymPy's own, on a deep expression: the refutation stands without a diagnosis
        return None
    return found.sentence if found is not None else None


def of_system(left: Any, right: Any, verdict: Verdict) -> str | None:
    """The sentence of the diagnosis of the layer that refutes two lists of equations, with its number."""
    number = re.match(r"layer (\d+) of ", verdict.message)
    if not isinstance(verdict, Refuted) or number is None:
        return None
    one, two = (Side(side[int(number[1]) - 1].args[1], side[int(number[1]) - 1].args[0]) for side in (left, right))
    found = diagnose(one, two, None, verdict)
    return f"layer {number[1]}: {found.sentence}" if found is not None else None


def _changes(left: Side, right: Side, statement: Statement, effort: Effort) -> Iterator[tuple[Change, str]]:
    words = Words(statement.bases)
    free = free_indices(*[s for s in (left.value, right.value, left.target, right.target) if s is not None])
    free.update(statement.indices)
    sizes = frozenset(scan(left.value, right.value).sizes)
    views = (
        view(right.value, left.value, "right", free, sizes, words),
        view(left.value, right.value, "left", free, sizes, words),
    )
    if max(len(v.spots) for v in views) > LARGEST:
        return
    for row in REPAIRS:
        for seen in views:
            for change in islice(row.changes(seen), row.most):
                if effort.spent():
                    return
                yield change, seen.where


def proved(one: Side, two: Side, statement: Statement, effort: Effort, roles: Roles | None = None) -> Proved | None:
    """The proof of a candidate, after it has stood one trial at small sizes; `roles` are good enough for the trial."""
    try:
        if roles is not None and not all(
            _plausible(claim, effort.steps) for claim in Pairing(one, two, statement, roles).claims()
        ):
            return None
        pairing = Pairing(one, two, statement)
        verdict: Verdict | None = None
        for claim in pairing.claims():
            if roles is None and not _plausible(claim, effort.steps):
                return None
            effort.proofs -= 1
            effort.steps.left -= NODE * len(claim.table.nodes)
            verdict = decided(claim, pairing, refute=False, conditional=False)
            if not isinstance(verdict, Proved):
                return None
    except (Clash, Unsupported, InputError, RecursionError, ValueError, Budget):
        return None
    except Disagreement:
        return None  # no verdict on the candidate; the claim itself is refuted all the same
    return verdict if isinstance(verdict, Proved) else None


def _plausible(claim: Claim, steps: Steps) -> bool:
    """Law: False only if the sides differ at one set of small sizes and numbers."""
    sizes = {name: max(2, claim.lows.get(name, 1)) for name in claim.sizes}
    if all(opaque or name == "inv" for name, opaque in claim.functions.items()):
        larger = {name: size + 1 for name, size in sizes.items()}
        return agree(claim, sizes, steps=steps) is not False and agree(claim, larger, steps=steps) is not False
    chance = _Chance()
    for place in islice(free_places(claim, sizes, 16), 4):
        steps.left -= INTERVAL * len(claim.table.nodes)
        most = max(0, steps.left // (INTERVAL * SUMMAND))
        run = Evaluator(sizes, chance.entry, chance.function(claim), _interval, place, None, most)
        try:
            left, right = run.scalar(claim.left), run.scalar(claim.right)
        except (ZeroDivisionError, TooLarge, _NoMeaning, ValueError):
            return True
        finally:
            steps.left -= INTERVAL * SUMMAND * (most - run.work)
        if left.b < right.a or right.b < left.a:
            return False
    return True


class _NoMeaning(Exception):
    """A function whose values are not known here."""


def _interval(number: Any) -> Any:
    from mpmath import iv

    exact = Fraction(number)
    return iv.mpf(exact.numerator) / iv.mpf(exact.denominator)


class _Chance:
    """Random small entries; a polynomial for each function of which nothing is known."""

    def __init__(self) -> None:
        self.random = random.Random(1)
        self.entries: dict[Any, Any] = {}

    def entry(self, name: str, place: tuple[int, ...]) -> Any:
        """An entry of a tensor."""
        key = (name, place)
        if key not in self.entries:
            self.entries[key] = _interval(Fraction(self.random.randint(-20, 20) or 7, 8))
        return self.entries[key]

    def function(self, claim: Claim) -> Any:
        """The functions of a claim."""
        known = {**MEANINGS, **meanings()}

        def value(name: str, values: tuple[Any, ...]) -> Any:
            if claim.functions.get(name, False):
                a, b, c = (self.entry(f"function {name}", (k,)) for k in range(3))
                x = sum(values)
                return a * x * x + b * x + c
            meaning = known.get(name)
            if meaning is None or meaning.interval is None:
                raise _NoMeaning(name)
            return meaning.interval(*values)

        return value

"""The decision: canonical form, re-checked certificate, oracle, witness; evidence that disagrees is no verdict."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from explorer.errors import Disagreement
from explorer.proof.attempts import otherwise, where_defined
from explorer.proof.canonical import Budget, Canonicalizer
from explorer.proof.certificate import write
from explorer.proof.checker import Invalid, check
from explorer.proof.checker_laws import LAWS
from explorer.proof.claim import Claim, Meaning
from explorer.proof.defined import note
from explorer.proof.evaluate import Steps
from explorer.proof.known import used
from explorer.proof.log import Log
from explorer.proof.meaning import MEANINGS
from explorer.proof.oracle import agree, sizes_for, smaller
from explorer.proof.rebuild import children
from explorer.proof.sizes import Dim
from explorer.proof.steps import assumptions
from explorer.proof.terms import At, Delta, Entry, Fun, MMul, Sum, Term
from explorer.proof.verdict import Proved, Refuted, Scope, Unknown, Verdict
from explorer.proof.witness import Exhausted, NoMeaning, differs_somewhere, search

MAX_WRITTEN = 20_000
FEW_STEPS = 40_000


@dataclass(frozen=True, slots=True)
class Attempt:
    """Both sides in canonical form, sums over the sizes `expanded` written out, and the certificate if they are one."""

    left: Term
    right: Term
    expanded: frozenset[Dim]
    certificate: dict[str, Any] | None

    @property
    def equal(self) -> bool:
        """Whether the canonical forms are one term."""
        return self.left is self.right


@contextmanager
def _without_collections() -> Iterator[None]:
    """No search for cycles meanwhile: terms and certificates hold none, and are many, so it would only cost time."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def decide(
    claim: Claim,
    meanings: Mapping[str, Meaning] | None = None,
    seed: int = 1,
    *,
    refute: bool = True,
    conditional: bool = True,
) -> Verdict:
    """Decides one claim; `meanings` say what particular functions (activations) compute.

    Without `refute` no numbers are looked for: what is not proved is then unknown. With `conditional` a proof may hold
    only where both sides have values, which its scope then says.
    """
    with _without_collections():
        return _decide(claim, meanings, seed, refute, conditional)


def _decide(
    claim: Claim, meanings: Mapping[str, Meaning] | None, seed: int, refute: bool, conditional: bool
) -> Verdict:
    attempts: list[Attempt] = []
    reasons: list[str] = []
    for expanded in _expansions(claim):
        if expanded and attempts and _differ_at_once(claim, seed):
            break  # no writing out can make them equal
        most = MAX_WRITTEN if refute else MAX_WRITTEN // 10
        if _terms_written(claim, expanded, most) > most:
            reasons.append(f"the sums have more than {most} terms to write out")
            continue
        try:
            attempts.append(_attempt(claim, expanded))
        except Budget as problem:
            reasons.append(str(problem))
            continue
        if attempts[-1].equal:
            return _proved(claim, attempts[-1], seed)
    known = {**MEANINGS, **(meanings or {})}
    verdict = _otherwise(claim, known, seed, conditional, reasons)
    if verdict is not None:
        return verdict
    if not refute:
        reason = "; ".join(reasons) or "the two sides were not brought to one form"
        return Unknown(message=reason, reason=reason)
    return _not_proved(claim, attempts, reasons, known, seed)


def _differ_at_once(claim: Claim, seed: int) -> bool:
    """Whether random tensors and functions over the field show a difference, at little cost."""
    particular = any(not opaque and name != "inv" for name, opaque in claim.functions.items())
    sizes = {name: claim.lows.get(name, 1) + 1 for name in claim.sizes}
    return not particular and agree(claim, sizes, seed, None, Steps(FEW_STEPS)) is False


def _terms_written(claim: Claim, expanded: frozenset[Dim], most: int) -> int:
    """How many terms there are, at most, where the sums over these sizes are written out: counted up to `most` + 1."""
    known: dict[Term, int] = {}

    def count(top: Term) -> int:
        stack = [top]
        while stack:
            term = stack[-1]
            inner = children(term)
            missing = [child for child in inner if child not in known]
            if missing:
                stack.extend(missing)
                continue
            stack.pop()
            size = 1
            for dim in (term.dim,) if isinstance(term, (Sum, MMul)) else ():
                size = dim[0] if dim in expanded else 1
            known[term] = min(size * max(1, sum(known[child] for child in inner)), most + 1)
        return known[top]

    return max(count(claim.left), count(claim.right)) if expanded else 0


def _otherwise(
    claim: Claim, meanings: Mapping[str, Meaning], seed: int, conditional: bool, reasons: list[str]
) -> Verdict | None:
    """A proof by facts of particular functions, under conditions told, or by cases of a free index; or None."""
    sizes = {name: max(2, claim.lows.get(name, 1)) for name in claim.sizes}
    for found in otherwise(claim, frozenset(concrete(claim)), conditional, reasons):
        try:
            lines = _checked(found.certificate, "the forms are equal by facts")
        except Budget as problem:
            reasons.append(str(problem))
            continue
        told = assumptions(found.certificate)
        differs = differs_somewhere(claim, sizes, meanings, seed)
        if told:
            agrees = where_defined(claim, sizes, meanings, seed)
            if agrees is None:
                reasons.append("no numbers were found at which both sides have values")
                continue
            differs = differs or not agrees
        if differs:
            raise Disagreement(f"equal by facts, but numbers differ at {_at(sizes)}")
        fixed = fixed_sizes(claim, found.expanded)
        noted = note(claim, found.assumed)
        everywhere = "tensors at these sizes" if fixed else "sizes and tensors" if claim.sizes else "values"
        return Proved(
            message=f"equal for all {everywhere}" + (" where both sides have values" if told or noted else ""),
            scope=Scope(fixed or "all", (*conditions(claim), *told, *noted)),
            facts=used(found.certificate),
            evidence=(
                "canonical form with facts" if found.facts else "canonical form",
                f"certificate of {lines} line{'s' * (lines != 1)} re-checked",
                f"intervals at {_at(sizes)}" if differs is not None else "no second opinion: no numbers to look at",
            ),
            certificate=found.certificate,
        )
    return None


def _checked(certificate: Any, found: str) -> int:
    """The number of lines of a certificate the checker accepts; raises `Budget` where checking takes too long."""
    try:
        return check(certificate, None, LAWS)
    except Invalid as problem:
        if "too much work" in str(problem):
            raise Budget("the proof is too long to be checked") from problem
        raise Disagreement(f"{found}, but the certificate is rejected: {problem}") from problem


def concrete(claim: Claim) -> set[Dim]:
    """The sizes that are numbers above 1."""
    dims = [dim for slot in claim.slots.values() for dim in slot] + list(claim.free.values())
    return {dim for dim in dims if not dim[1] and dim[0] > 1}


def _expansions(claim: Claim) -> Iterable[frozenset[Dim]]:
    """Which concrete sizes to write out: those whose entries are listed one by one, then none, then all."""
    numbers = concrete(claim)
    listed = frozenset(dim for dim in numbers if sum(1 for slot, _ in claim.constants if slot == dim) == dim[0])
    tried = []
    for choice in (listed, frozenset[Dim](), frozenset(numbers)):
        if choice not in tried:
            tried.append(choice)
            yield choice


def _attempt(claim: Claim, expanded: frozenset[Dim]) -> Attempt:
    log = Log(claim.table)
    if claim.left is claim.right:
        certificate = write(log, claim.left, claim.right, None, claim.slots, claim.free, claim.lows)
        return Attempt(claim.left, claim.right, frozenset(), certificate)
    work = Canonicalizer(claim.table, log, claim.slots, claim.lows, expanded)
    left, right = work.canonical(claim.left), work.canonical(claim.right)
    if left.term is not right.term:
        return Attempt(left.term, right.term, expanded, None)
    last = log.chain(left.line, log.turn(right.line))
    certificate = write(log, claim.left, claim.right, last, claim.slots, claim.free, claim.lows)
    return Attempt(left.term, right.term, expanded, certificate)


def conditions(claim: Claim) -> tuple[str, ...]:
    """The least sizes the claim is about, where they are above 1."""
    return tuple(f"{name} >= {low}" for name, low in sorted(claim.lows.items()) if low > 1)


def _proved(claim: Claim, attempt: Attempt, seed: int) -> Verdict:
    try:
        lines = _checked(attempt.certificate, "the canonical forms are equal")
    except Budget as problem:
        return Unknown(str(problem), reason=str(problem))
    sizes = sizes_for(claim, [attempt.left] if lines else [])
    small = smaller(claim, [attempt.left]) if _regardless(attempt) else {}
    second = _second_opinion(claim, sizes, small, seed)
    fixed = fixed_sizes(claim, attempt.expanded)
    noted = note(claim, {})
    return Proved(
        message="equal for all "
        + ("tensors at these sizes" if fixed else "sizes and tensors")
        + (" where both sides have values" if noted else ""),
        scope=Scope(fixed or "all", (*conditions(claim), *noted)),
        evidence=("canonical form", f"certificate of {lines} line{'s' * (lines != 1)} re-checked", second),
        certificate=attempt.certificate,
    )


def _second_opinion(claim: Claim, sizes: dict[str, int], small: Mapping[Dim, int], seed: int) -> str:
    """The oracle's word at the bound; where that is too large, at the largest sizes below it that are not, and said so.

    Raises `Disagreement` where it finds a difference.
    """
    tried: list[dict[str, int]] = []
    for most in (max([*sizes.values(), 0]), 5, 4, 3, 2, 1):
        here = {name: min(size, max(most, claim.lows.get(name, 1))) for name, size in sizes.items()}
        if here in tried:
            continue
        tried.append(here)
        opinion = agree(claim, here, seed, small)
        if opinion is False:
            raise Disagreement(f"the canonical forms are equal, but the oracle finds a difference at {_at(here)}")
        if opinion:
            below = f", below the bound {_at(sizes)}" if here != sizes else ""
            return f"oracle at {_at(here, small)}{below}"
    return "no second opinion: too large, or a division by zero"


# Rules whose use says nothing of a size's value: a proof by these alone holds whatever the concrete sizes are.
_REGARDLESS = frozenset({"unfold", "ring", "mulsum", "sumlin", "perm", "cong", "trans", "sym"})


def _regardless(attempt: Attempt) -> bool:
    """Whether the proof would be the same with other numbers for the concrete sizes."""
    if attempt.certificate is None or any(row[0] in ("mblock", "size") for row in attempt.certificate["nodes"]):
        return False
    nodes = attempt.certificate["nodes"]
    for rule, left, *_ in attempt.certificate["lines"]:
        alone = rule == "expand" and nodes[left][1] == [1]  # a sum over one value
        if rule not in _REGARDLESS and not alone:
            return False
    return True


def fixed_sizes(claim: Claim, dims: Iterable[Dim]) -> dict[str, int]:
    """Sizes that are numbers, by what has that size."""
    return {_place(claim, dim): dim[0] for dim in sorted(dims)}


def _place(claim: Claim, dim: Dim) -> str:
    """Where a size that is a number stands: sizes go by name in a scope."""
    for name, slots in sorted(claim.slots.items()):
        if dim in slots:
            return f"{'rows' if slots.index(dim) == 0 else 'columns'} of {name}"
    return f"values of {next(name for name, size in sorted(claim.free.items()) if size == dim)}"


def _at(sizes: Mapping[str, int], small: Mapping[Dim, int] | None = None) -> str:
    """Sizes in words; `small` are concrete sizes that were run at a smaller number."""
    named = [f"{name} = {size}" for name, size in sorted(sizes.items())]
    told = [*named, *(f"{dim[0]} taken as {number}" for dim, number in sorted((small or {}).items()))]
    return ", ".join(told) or "the given sizes"


def _complete(claim: Claim, attempt: Attempt) -> bool:
    """Whether different canonical forms mean different functions (theory, section 2)."""
    if not all(claim.functions.values()) or concrete(claim):
        return False
    stack, seen = [(attempt.left, False), (attempt.right, False)], set()
    while stack:
        term, inside = stack.pop()
        if (term, inside) in seen:
            continue
        seen.add((term, inside))
        if type(term) is At or (type(term) is Delta and inside):
            return False
        if type(term) is Delta and any(i.base is None or i.offset != (0, ()) for i in (term.left, term.right)):
            return False
        if type(term) is Entry:
            for index, slot in zip(term.indices, claim.slots.get(term.name, ()), strict=False):
                whole = index.dim == slot and index.offset == (0, ())
                if not whole and (index.base is not None or index.offset[1]):
                    return False
        inner = inside or type(term) is Fun
        stack.extend((child, inner) for child in children(term))
    return True


def _not_proved(
    claim: Claim, attempts: list[Attempt], reasons: list[str], meanings: Mapping[str, Meaning], seed: int
) -> Verdict:
    generic = next((attempt for attempt in attempts if not attempt.expanded), None)
    most = sizes_for(claim, [generic.left, generic.right] if generic else [])
    scope = Scope("all", conditions(claim))
    try:
        witness = search(claim, most, meanings, seed)
    except NoMeaning as name:
        return Unknown(message=(text := f"nothing is known here of the function {name}"), reason=text, scope=scope)
    except Exhausted as problem:
        text = "; ".join([*reasons, str(problem)])
        return Unknown(message=text, reason=text, scope=scope)
    if witness is not None:
        place = ", ".join(f"{name} = {number}" for name, number in witness.at.items())
        return Refuted(
            message=f"not equal: {witness.left} on the left, {witness.right} on the right"
            + (f" at {place}" if place else ""),
            why="value",
            witness=witness,
            scope=scope,
            evidence=("canonical forms differ", "exact witness"),
        )
    if generic is not None and _complete(claim, generic) and agree(claim, most, seed):
        raise Disagreement(f"the canonical forms differ, but the oracle finds no difference at {_at(most)}")
    reason = (
        "; ".join(reasons) or "the two sides were not brought to one form, and no numbers were found where they differ"
    )
    return Unknown(message=reason, reason=reason, scope=scope)

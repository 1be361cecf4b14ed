"""Where both sides of a claim have a value: divisors that are not 0, arguments of logarithms above 0, and the like.

Law (theory): two sides are equal where both have values. A proof may need none of these conditions, `x/x - x/x = 0`;
they are told all the same, for elsewhere nothing is said. They are those of the sides as they are stated: the largest
of roots has a value where each root has one, though it is the root of the largest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from explorer.proof.canonical import Budget
from explorer.proof.certificate import write
from explorer.proof.checker_signs import EACH, ROOT
from explorer.proof.claim import Claim
from explorer.proof.facts import FactCanonicalizer
from explorer.proof.log import Log
from explorer.proof.rebuild import children, substitute
from explorer.proof.sizes import ONE, ZERO, Dim, show
from explorer.proof.steps import assumptions
from explorer.proof.terms import At, Delta, Entry, Fun, Index, MMap, MOf, Sum, Term

PARTIAL = frozenset({"inv", "log", ROOT})
MAX_NODES = 3_000
MAX_TOLD = 4
EVERYWHERE = "where both sides have a value"


def undefined(claim: Claim) -> bool:
    """Whether there is a function that need not have a value everywhere."""
    return any(name in PARTIAL and not opaque for name, opaque in claim.functions.items())


def note(claim: Claim, told: Mapping[Term, str]) -> tuple[str, ...]:
    """The conditions under which both sides have values, but for those `told`, as one note; none where there are none.

    >>> import explorer as ex
    >>> ex.prove("y/x + y/x", "2 y/x", given="x: scalar; y: scalar").scope.conditions
    ('where both sides have a value: x ≠ 0',)
    >>> ex.prove("\\\\max_k \\\\sqrt{x_k}", "\\\\sqrt{\\\\max_k x_k}", given="x: n").scope.conditions
    ('where both sides have a value: x_k ≥ 0 for every k',)
    """
    if not undefined(claim) or len(claim.table.nodes) > MAX_NODES:
        return ()
    log = Log(claim.table)
    work = FactCanonicalizer(claim.table, log, claim.slots, claim.lows, frozenset(), told, True)
    work.powers = False
    parts, whole = _partial(claim)
    try:
        for part in [*parts, *((claim.left, claim.right) if whole else ())]:
            work.canonical(part)
    except Budget:
        return ()
    known = {_ordered(term, claim): kind for term, kind in told.items()}
    more_than = {_ordered(term, claim): kind for term, kind in work.signs.assumed.items()}
    more_than = {term: kind for term, kind in more_than.items() if known.get(term) != kind}
    every = {
        (term.name, kind)
        for term, kind in {**known, **more_than}.items()
        if isinstance(term, Entry) and _all(term, claim)
    }
    found = set()
    for term, kind in more_than.items():
        if isinstance(term, Entry) and not _all(term, claim) and every & {(term.name, kind), (term.name, "above 0")}:
            continue  # what holds for every entry holds for this one
        row = write(log, claim.left, claim.right, None, claim.slots, claim.free, claim.lows, {term: kind})
        (text,) = assumptions(row)
        if f"{EACH}(" in text:  # a bag in which some numbers are given: it has no short form
            return (EVERYWHERE,)
        found.add(_worded(text, claim) + _ranges(term, claim))
    if not found:
        return ()
    more = [f"{len(found) - MAX_TOLD} more"] if len(found) > MAX_TOLD else []
    return (f"{EVERYWHERE}: {', '.join([*sorted(found)[:MAX_TOLD], *more])}",)


def _partial(claim: Claim) -> tuple[list[Term], bool]:
    """The parts of both sides that need not have a value everywhere, inner ones first; whether these are not all."""
    known: set[Term] = set()
    order: list[Term] = []
    stack = [claim.left, claim.right]
    while stack:
        term = stack.pop()
        if term not in known:
            known.add(term)
            order.append(term)
            stack.extend(children(term))
    maps = any(isinstance(term, MMap) and term.name in PARTIAL for term in order)
    return [term for term in reversed(order) if isinstance(term, Fun) and term.name in PARTIAL], maps


def _ordered(term: Term, claim: Claim) -> Term:
    """The term with its loose indices numbered in the order in which they stand."""
    levels = list(dict.fromkeys(index.base for index, _ in _indices(term, claim)))
    if levels == list(range(len(levels))):
        return term
    return substitute(claim.table, term, lambda level, dim: Index(levels.index(level), dim))


def _all(entry: Entry, claim: Claim) -> bool:
    """Whether a condition on this entry is one on every entry of its tensor."""
    at = [(index, slot) for index, slot in zip(entry.indices, claim.slots.get(entry.name, ()), strict=False)]
    moving = [(index, slot) for index, slot in at if slot != ONE]
    fits = all(type(index.base) is int and (index.dim, index.offset) == (slot, ZERO) for index, slot in moving)
    return bool(moving) and fits and len({index.base for index, _ in moving}) == len(moving)


def _worded(text: str, claim: Claim) -> str:
    """`x[k,0] >= 0` as `x_k ≥ 0`, where x has one column."""

    def entry(found: re.Match[str]) -> str:
        places = found[2].split(",")
        slots = claim.slots.get(found[1])
        if slots is None or len(slots) != len(places):
            return found[0]
        kept = [place for place, slot in zip(places, slots, strict=True) if slot != ONE]
        joined = ("," if any(len(place) > 1 for place in kept) else "").join(kept)
        return found[1] if not kept else f"{found[1]}_{joined if len(joined) == 1 else f'{{{joined}}}'}"

    return re.sub(r"([^\s\[\]]*[^\s\[\](])\[([^\[\]]*)\]", entry, text).replace(">=", "≥")


def _ranges(term: Term, claim: Claim) -> str:
    """From where to where the indices of a condition run that a sum of the statement binds."""
    whole: set[int] = set()
    sizes: dict[int, Dim] = {}
    for index, slot in _indices(term, claim):
        if type(index.base) is int:
            sizes[index.base] = index.dim
            if (index.dim, index.offset) == (slot, ZERO):
                whole.add(index.base)
    letters = "klpq"
    every = [letters[level] for level in sorted(sizes) if level < len(letters) and level in whole]
    part = [f"{letters[level]} < {show(sizes[level])}" for level in sorted(sizes) if level < 4 and level not in whole]
    return f" for every {', '.join([*every, *part])}" if every or part else ""


def _indices(top: Term, claim: Claim) -> Iterator[tuple[Index, Dim | None]]:
    """The indices of a term that it does not bind itself, each with the size of its slot; levels as seen outside."""
    stack = [(top, 0)]
    while stack:
        term, depth = stack.pop()
        found: list[tuple[Index, Dim | None]] = []
        match term:
            case Entry(name=name, indices=indices):
                slots = claim.slots.get(name, ())
                found = [(index, slots[k] if k < len(slots) else None) for k, index in enumerate(indices)]
            case Delta(left=left, right=right):
                found = [(left, None), (right, None)]
            case At(row=row, column=column):
                found = [(row, None), (column, None)]
            case _:
                pass  # nothing else has an index of its own
        for index, slot in found:
            if type(index.base) is int and index.base >= depth:
                yield Index(index.base - depth, index.dim, index.offset), slot
        inner = depth + (1 if isinstance(term, Sum) else 2 if isinstance(term, MOf) else 0)
        stack.extend((child, inner) for child in reversed(children(term)))

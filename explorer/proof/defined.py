"""Where both sides of a claim have a value: divisors that are not 0, arguments of logarithms above 0, and the like.

Law (theory): two sides are equal where both have values. A proof may need none of these conditions, `x/x - x/x = 0`;
they are told all the same, for elsewhere nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping

from explorer.proof.canonical import Budget
from explorer.proof.certificate import write
from explorer.proof.checker_signs import ROOT
from explorer.proof.claim import Claim
from explorer.proof.facts import FactCanonicalizer
from explorer.proof.log import Log
from explorer.proof.steps import assumptions
from explorer.proof.terms import Term

PARTIAL = frozenset({"inv", "log", ROOT})
MAX_NODES = 3_000
MAX_TOLD = 4


def undefined(claim: Claim) -> bool:
    """Whether there is a function that need not have a value everywhere."""
    return any(name in PARTIAL and not opaque for name, opaque in claim.functions.items())


def note(claim: Claim, told: Mapping[Term, str]) -> tuple[str, ...]:
    """The conditions under which both sides have values, but for those `told`, as one note; none where there are none.

    >>> import explorer as ex
    >>> ex.prove("y/x + y/x", "2 y/x", given="x: scalar; y: scalar").scope.conditions
    ('where both sides have a value: x ≠ 0',)
    """
    if not undefined(claim) or len(claim.table.nodes) > MAX_NODES:
        return ()
    log = Log(claim.table)
    work = FactCanonicalizer(claim.table, log, claim.slots, claim.lows, frozenset(), told, True)
    work.powers = False
    try:
        work.canonical(claim.left), work.canonical(claim.right)
    except Budget:
        return ()
    more_than = {term: kind for term, kind in work.signs.assumed.items() if told.get(term) != kind}
    if not more_than:
        return ()
    whole = write(log, claim.left, claim.right, None, claim.slots, claim.free, claim.lows, more_than)
    found = assumptions(whole)
    more = [f"{len(found) - MAX_TOLD} more"] if len(found) > MAX_TOLD else []
    return (f"where both sides have a value: {', '.join([*found[:MAX_TOLD], *more])}",) if found else ()

"""The verdict on two sides: their possible claims, decided, in one."""

from __future__ import annotations

from explorer.claims.decision import decided, refused
from explorer.claims.pair import Pairing, Side
from explorer.proof.canonical import Budget
from explorer.proof.refusals import Clash, Unsupported
from explorer.proof.verdict import Unknown, Verdict
from explorer.statement import Statement


def prove_sides(one: Side, two: Side, statement: Statement | None = None) -> Verdict:
    """The verdict on two sides."""
    pairing = Pairing(one, two, statement)
    try:
        verdicts = [decided(claim, pairing) for claim in pairing.claims()]
    except (Clash, Unsupported, Budget) as problem:
        return refused(problem)
    except RecursionError:
        reason = "the expression is nested too deeply: compare it layer by layer, as two lists of equations"
        return Unknown(reason, reason=reason)
    if len({verdict.verdict for verdict in verdicts}) == 1:
        return verdicts[0]
    reason = "the verdict depends on which free index is the row: say so with given, as in 'j: row'"
    return Unknown(reason, reason=reason)

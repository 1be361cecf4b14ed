"""The verdict on two sides: their possible claims, decided, in one."""

from __future__ import annotations

from dataclasses import replace

from explorer.claims.decision import decided, refused
from explorer.claims.pair import Pairing, Side
from explorer.claims.worked import worked
from explorer.proof.canonical import Budget
from explorer.proof.refusals import Clash, Unsupported
from explorer.proof.verdict import Refuted, Unknown, Verdict
from explorer.statement import Statement


def prove_sides(one: Side, two: Side, statement: Statement | None = None) -> Verdict:
    """The verdict on two sides; a witness with the steps that lead to both values."""
    pairing = Pairing(one, two, statement)
    try:
        verdicts = [with_steps(decided(claim, pairing), pairing) for claim in pairing.claims()]
    except (Clash, Unsupported, Budget) as problem:
        return refused(problem)
    except RecursionError:
        reason = "the expression is nested too deeply: compare it layer by layer, as two lists of equations"
        return Unknown(reason, reason=reason)
    if len({verdict.verdict for verdict in verdicts}) == 1:
        if isinstance(verdicts[0], Refuted) and statement is not None and statement.assumed:
            reason = f"numbers were found where the sides differ, but they need not obey {statement.assumed[0]}"
            return Unknown(reason, reason=reason)
        return verdicts[0]
    reason = "the verdict depends on which free index is the row: say so with given, as in 'j: row'"
    return Unknown(reason, reason=reason)


def with_steps(verdict: Verdict, pairing: Pairing) -> Verdict:
    """The verdict on the claim that the pairing gave last, its witness worked out on both sides."""
    if verdict.witness is None:
        return verdict
    steps = worked(pairing.located, verdict.witness, pairing.statement)
    return replace(verdict, witness=replace(verdict.witness, steps=steps))

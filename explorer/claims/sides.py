"""The verdict on two sides: their possible claims, decided, in one."""

from __future__ import annotations

from dataclasses import replace

from explorer.claims.decision import decided, refused
from explorer.claims.pair import Pairing, Side
from explorer.claims.worked import consistent, readable, worked
from explorer.proof.canonical import Budget
from explorer.proof.refusals import Clash, Unsupported
from explorer.proof.verdict import Refuted, Unknown, Verdict
from explorer.statement import Statement


def prove_sides(one: Side, two: Side, statement: Statement | None = None, *, refute: bool = True) -> Verdict:
    """The verdict on two sides; a witness with the steps that lead to both values.

    Without `refute` no numbers are looked for: what is not proved is then unknown.
    """
    pairing = Pairing(one, two, statement)
    try:
        verdicts = [with_steps(decided(claim, pairing, refute=refute), pairing) for claim in pairing.claims()]
    except (Clash, Unsupported, Budget) as problem:
        return _obeying(refused(problem), statement)
    except RecursionError:
        reason = "the expression is nested too deeply: compare it layer by layer, as two lists of equations"
        return Unknown(reason, reason=reason)
    if len({verdict.verdict for verdict in verdicts}) == 1:
        return _obeying(verdicts[0], statement)
    reason = "the verdict depends on which free index is the row: say so with given, as in 'j: row'"
    return Unknown(reason, reason=reason)


def with_steps(verdict: Verdict, pairing: Pairing) -> Verdict:
    """The verdict on the claim that the pairing gave last, its witness worked out on both sides.

    An example of a batch has the numbers of its row.
    """
    if verdict.witness is None:
        return verdict
    witness = consistent(verdict.witness, pairing.located)
    steps = worked(pairing.located, witness, pairing.statement)
    return replace(verdict, witness=replace(readable(witness), steps=steps))


def _obeying(verdict: Verdict, statement: Statement | None) -> Verdict:
    """A refutation counts only where all that was declared was put in."""
    if not isinstance(verdict, Refuted) or statement is None or not statement.assumed:
        return verdict
    reason = f"the sides differ, but what may make them equal was not put in: {statement.assumed[0]}"
    return Unknown(reason, reason=reason)

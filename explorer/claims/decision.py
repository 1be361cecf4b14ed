"""A claim's verdict with its scope in the user's words; refusals of the lowering as verdicts."""

from __future__ import annotations

from dataclasses import replace

from explorer.claims.meanings import meanings
from explorer.claims.pair import Pairing
from explorer.proof.claim import Claim
from explorer.proof.decide import decide
from explorer.proof.refusals import Clash
from explorer.proof.verdict import Refuted, Unknown, Verdict
from explorer.statement import OPAQUE

# Functions that belong to the language rather than to a network, so no activation.
PLAIN = frozenset({"inv", "exp", "log", "Abs", "Max", "Min", "pow", "sin", "cos", "sinh", "cosh"})
# Names that only the judge uses.
INNER = ("pow[", "the number ", "each[", "max[", "min[", "prod[")


def decided(claim: Claim, pairing: Pairing, *, refute: bool = True, conditional: bool = True) -> Verdict:
    """The judge's verdict, with the activations it is about and the facts the pairing used.

    Without `refute` what is not proved is unknown; with `conditional` a proof may hold only where both sides have
    values, which its scope then says.
    """
    verdict = decide(claim, meanings(), refute=refute, conditional=conditional)
    named = {name for name, opaque in claim.functions.items() if not opaque and name not in PLAIN}
    particular = {name for name in named if not name.startswith(INNER)}
    activations = sorted(particular | claim.activations)
    scope = replace(verdict.scope, activation=", ".join(activations) or OPAQUE)
    return replace(verdict, scope=scope, facts=(*verdict.facts, *pairing.facts))


def refused(problem: Exception) -> Verdict:
    """Shapes that clash refute; what the judge does not know leaves the claim undecided."""
    text = str(problem)
    if isinstance(problem, Clash):
        told = f"T{text[1:]}" if text.startswith("the ") else text  # a name keeps its letters
        return Refuted(f"{told}.", why="shape", evidence=("shapes",))
    return Unknown(text, reason=text)

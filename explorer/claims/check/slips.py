r"""Slips of a claim whose definitions are put in: one place of the author's own text changed, read again, and proved.

    a_i (1 + a_i) x_i  with a_i = σ(…)        is replaced by a_i (1 - a_i) x_i: a sign of the text, not of what a_i is

A table of kinds, each a function from a side and the other side to changed trees. A change counts only if the judge
proves the changed claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from sympy import BlockMatrix

from explorer.claims.check import slip_names, slip_sums
from explorer.claims.check.abstract import abstracted
from explorer.claims.check.decide import Outcome, Placed, attempt, scoped, together
from explorer.claims.check.slip_text import Slip, Text
from explorer.claims.diagnosis import Effort, proved
from explorer.claims.pair import Side
from explorer.notation.surface import Node, Number, walk
from explorer.proof.verdict import Proved

MOST = 24
"""Changes of one kind tried on one side."""

MOST_EACH = 160
"""Changes tried on one claim."""

MOST_NODES = 300
"""Pieces of a claim, with the definitions put in, up to which its slips are looked for."""


class Search:
    """What the slips of a document may cost, counted in pieces of trees that are read, so that the answer is always
    the same."""

    def __init__(self, pieces: int = 15_000) -> None:
        self.left = pieces

    def find(
        self, outcome: Outcome, without: frozenset[str] = frozenset(), where: tuple[int, ...] = (1, 0)
    ) -> Outcome | None:
        """Law: a `Refuted` with one slip of the text after which the claim is proved, the later side first; or None.

        Slips of the kinds `without` are not looked for; `where` says on which sides, the right one being 1.
        """
        if outcome.sides is None or outcome.known is None or outcome.differs is None or outcome.statement is None:
            return None
        sides = outcome.sides
        if any(member.has(BlockMatrix) for member in outcome.statement.members):
            return None
        put_in = [value.right for value in outcome.known.definitions.values()]
        cost = sum(1 for node in (*(node for node, _ in sides), *put_in) for _ in walk(node))
        if cost > MOST_NODES or any(_decimal(node) for node, _ in sides):
            return None
        effort = Effort()
        effort.proofs = MOST_EACH
        texts = [Text(node, source.text, tuple(put_in)) for node, source in sides]
        left = MOST_EACH
        for kind in KINDS:
            for at in where:
                for slip in islice(kind(texts[at], texts[1 - at]), MOST):
                    if slip.kind in without:
                        continue
                    if self.left <= 0 or left <= 0 or effort.spent():
                        return None
                    self.left, left = self.left - cost, left - 1
                    changed = [(slip.tree, row[1]) if k == at else row for k, row in enumerate(sides)]
                    if _holds(changed, outcome, effort):
                        verdict = replace(outcome.differs, diagnosis=slip.said)
                        place = slip.place if at == 1 else None
                        return replace(outcome, verdict=verdict, kind=slip.kind, place=place)
        return None


def _decimal(node: Node) -> bool:
    """Whether a number in it may have been rounded, or put in for a letter."""
    return any(isinstance(piece, Number) and "." in piece.text for piece in walk(node))


def _holds(sides: list[Placed], outcome: Outcome, effort: Effort) -> bool:
    """Whether the judge proves the changed claim, where need be where it has a value: `a` is not 0 in `y/a`."""
    if outcome.known is None:
        return False
    known = scoped(outcome.known, {}, [node for node, _ in sides])
    try:
        made, _ = abstracted(together(sides, known))
        before = effort.proofs
        if proved(Side(made.left), Side(made.right), made, effort) is not None:
            return True
        plausible = effort.proofs < before
        return plausible and isinstance(attempt(sides[0], sides[1], known, refute=False).verdict, Proved)
    except Exception:  # a change that explorer fails at is no slip
        return False


KINDS: tuple[Callable[[Text, Text], Iterator[Slip]], ...] = (
    slip_sums.signs,
    slip_names.transposes,
    slip_names.indices,
    slip_names.layers,
    slip_sums.powers,
    slip_sums.terms,
    slip_sums.factors,
    slip_sums.slopes,
    slip_sums.orders,
    slip_sums.ranges,
    slip_sums.quotients,
    slip_names.names,
    slip_sums.operations,
)
"""The kinds of slips, the most frequent first."""

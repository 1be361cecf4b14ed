"""One claim decided: as it stands, then with the definitions of the document put in.

Nothing is refuted because numbers differ alone: a name may have been used anew, a reading may be another than the
author's. A refutation needs one change that makes the claim true, proved by the judge, or shapes that are all
declared and cannot agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from explorer.claims import diagnosis
from explorer.claims.check.abstract import abstracted
from explorer.claims.pair import Side
from explorer.claims.sides import prove_sides
from explorer.errors import Disagreement, InputError
from explorer.notation import ShapeClash
from explorer.notation.given import Declarations, Defined
from explorer.notation.reader import statement
from explorer.notation.surface import Node
from explorer.proof.verdict import Proved, Refuted, Unknown, Verdict
from explorer.source import Source
from explorer.statement import Statement

UNBUILT = (RecursionError, TypeError, ValueError, NotImplementedError, AttributeError, IndexError, KeyError)
"""What SymPy raises where it cannot build what was read: the equation is then not read, and said so."""

Placed: TypeAlias = tuple[Node, Source]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on a claim, the statement it is about, and the definitions that were put in."""

    verdict: Verdict
    statement: Statement | None = None
    put_in: tuple[str, ...] = ()
    kind: str = ""
    """The kind of the repair that a refutation tells."""
    clash: ShapeClash | None = None
    differs: Refuted | None = None
    """The numbers that differ, where no repair is known: enough where the text itself says that the two are equal."""


def scoped(known: Declarations, definitions: Mapping[str, Defined]) -> Declarations:
    """The declarations with these definitions; what is found while reading does not flow back."""
    return replace(
        known,
        shapes=dict(known.shapes),
        functions={name: value for name, value in known.functions.items() if name not in definitions},
        indices=dict(known.indices),
        definitions={**known.definitions, **definitions},
        hypotheses=[],
        special=dict(known.special),
        notes=[],
    )


def decide(left: Placed, right: Placed, known: Declarations, definitions: Mapping[str, Defined]) -> Outcome:
    """Law: `Proved` only where the judge proves the two equal; `Refuted` only with a proved repair."""
    plain = attempt(left, right, scoped(known, {}))
    if isinstance(plain.verdict, Proved) or not definitions:
        return plain if isinstance(plain.verdict, Proved) else refuted_or_not(plain)
    full = attempt(left, right, scoped(known, definitions))
    put_in = tuple(note for note in (full.statement.notes if full.statement else ()) if note.endswith("is put in"))
    full = replace(full, put_in=put_in)
    if isinstance(full.verdict, Proved):
        return full
    if full.statement is None or not put_in:  # the definitions cannot be read here, or change nothing
        return refuted_or_not(plain)
    return refuted_or_not(full)


def attempt(left: Placed, right: Placed, known: Declarations) -> Outcome:
    """The judge's verdict on one reading."""
    try:
        made = together([left, right], known)
    except ShapeClash as clash:
        return Outcome(Refuted(clash.message, why="shape"), clash=clash)
    except InputError as error:
        return Outcome(unknown(error.message))
    made, unknown_quantities = abstracted(made)
    doubt = _doubt(made)
    try:
        verdict = prove_sides(Side(made.left), Side(made.right), made)
    except InputError as error:
        verdict = unknown(error.message)
    except Disagreement as error:
        verdict = unknown(f"explorer contradicts itself here, please report it: {error.message}")
    if isinstance(verdict, Proved | Refuted) and doubt:
        verdict = unknown(doubt)
    if isinstance(verdict, Refuted) and unknown_quantities:
        verdict = unknown("nothing is known of a derivative in it")
    return Outcome(verdict, made)


def together(sides: Sequence[Placed], known: Declarations) -> Statement:
    """The statement that some expressions make; raises `InputError` where it cannot be read or built."""
    try:
        return statement(sides, known, lenient=True)
    except UNBUILT as error:
        raise InputError("this combination is not read") from error


def refuted_or_not(outcome: Outcome) -> Outcome:
    """A refutation with its repair; without one it is not known what the author means."""
    verdict, made = outcome.verdict, outcome.statement
    if not isinstance(verdict, Refuted):
        return outcome
    if made is None:
        return replace(outcome, verdict=unknown(f"read this way the shapes clash: {verdict.message}"))
    if verdict.why == "shape":
        return replace(outcome, verdict=unknown(f"read this way the shapes clash: {verdict.message}"))
    try:
        found = diagnosis.diagnose(Side(made.left), Side(made.right), made, verdict)
    except RecursionError:
        found = None
    if found is None:
        reason = "for some numbers the two differ, and no single change makes them equal: two things of one name?"
        return replace(outcome, verdict=replace(unknown(reason), witness=verdict.witness), differs=verdict)
    return replace(outcome, verdict=replace(verdict, diagnosis=found.sentence), kind=found.kind)


def _doubt(made: Statement) -> str | None:
    """Why a verdict on this reading would be worth nothing: it is about guessed shapes.

    Single small letters without a sign of anything else are numbers; so read, the claim is about numbers.
    """
    if not made.guessed:
        return None
    names = sorted(made.guessed)
    light = all(name[:1].islower() and not name.startswith("\\") for name in names)
    if light and not made.bases and not any(getattr(member, "is_Matrix", False) for member in made.members):
        return None
    return f"nothing says whether {names[0]} is a number, a vector or a matrix"


def unknown(reason: str) -> Unknown:
    """Not decided, and why."""
    return Unknown(reason, reason=reason)

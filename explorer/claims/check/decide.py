"""One claim decided: as it stands, then with the definitions of the document put in.

Nothing is refuted because numbers differ alone: a name may have been used anew, a reading may be another than the
author's. A refutation needs one change that makes the claim true, proved by the judge, or shapes that are all
declared and cannot agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import TypeAlias

from sympy import BlockMatrix, Symbol, preorder_traversal
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.claims import diagnosis
from explorer.claims.check.abstract import abstracted
from explorer.claims.check.nearby import near
from explorer.claims.pair import Side
from explorer.claims.sides import prove_sides
from explorer.errors import Disagreement, InputError
from explorer.notation import ShapeClash
from explorer.notation.given import Declarations, Defined
from explorer.notation.reader import statement
from explorer.notation.surface import Node
from explorer.proof.verdict import Proved, Refuted, Unknown, Verdict
from explorer.source import Source, Span
from explorer.statement import Statement

MOST_CELLS = 64
"""Entries of matrices written out in one claim; products of larger ones take seconds."""

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
    sides: tuple[Placed, Placed] | None = None
    known: Declarations | None = None
    """What was decided, and the declarations with the definitions that were put in."""
    place: Span | None = None
    """The part of the right side that a repair changes, where that is known."""


def scoped(known: Declarations, definitions: Mapping[str, Defined], nodes: Iterable[Node]) -> Declarations:
    """The declarations of the names in some expressions, with these definitions; nothing flows back from reading."""
    tables = near(known, nodes, definitions)
    tables["definitions"] |= definitions
    for name in definitions:
        tables["functions"].pop(name, None)
    return replace(known, **tables, hypotheses=[], special=dict(known.special), notes=[])


def decide(left: Placed, right: Placed, known: Declarations, definitions: Mapping[str, Defined]) -> Outcome:
    """Law: `Proved` only where the judge proves the two equal; `Refuted` only with a proved repair."""
    plain = attempt(left, right, scoped(known, {}, (left[0], right[0])), refute=not definitions)
    if isinstance(plain.verdict, Proved) or not definitions:
        return plain if isinstance(plain.verdict, Proved) else refuted_or_not(plain)
    full = attempt(left, right, scoped(known, definitions, (left[0], right[0])))
    put_in = tuple(note for note in (full.statement.notes if full.statement else ()) if note.endswith("is put in"))
    full = replace(full, put_in=put_in)
    if isinstance(full.verdict, Proved):
        return full
    if full.statement is None or not put_in:  # the definitions cannot be read here, or change nothing
        return refuted_or_not(attempt(left, right, scoped(known, {}, (left[0], right[0]))))
    return refuted_or_not(full)


def attempt(left: Placed, right: Placed, known: Declarations, *, refute: bool = True) -> Outcome:
    """The judge's verdict on one reading; without `refute` what is not proved is unknown."""
    try:
        made = together([left, right], known)
    except ShapeClash as clash:
        return Outcome(Refuted(clash.message, why="shape"), clash=clash)
    except InputError as error:
        return Outcome(unknown(error.message))
    if _cells(made) > MOST_CELLS:
        return Outcome(unknown(f"more than {MOST_CELLS} entries of matrices are written out"), made)
    made, unknown_quantities = abstracted(made)
    doubt = _doubt(made)
    verdict: Verdict
    try:
        verdict = prove_sides(Side(made.left), Side(made.right), made, refute=refute)
    except InputError as error:
        verdict = unknown(error.message)
    except Disagreement as error:
        verdict = unknown(f"explorer contradicts itself here, please report it: {error.message}")
    except Exception as error:  # one claim that explorer fails at does not end the check of a document
        verdict = unknown(f"explorer fails here ({type(error).__name__}), please report it")
    if isinstance(verdict, Proved | Refuted) and doubt:
        verdict = unknown(doubt)
    if isinstance(verdict, Refuted) and unknown_quantities and not _same_unknowns(made, unknown_quantities):
        verdict = unknown("nothing is known of a derivative in it")
    return Outcome(verdict, made, sides=(left, right), known=known)


def _cells(made: Statement) -> int:
    """How many entries of matrices are written out."""
    pieces = (piece for member in made.members for piece in preorder_traversal(member))
    return sum(prod(piece.blockshape) for piece in pieces if isinstance(piece, BlockMatrix))


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
    except Exception:  # without a repair that is proved nothing is refuted
        found = None
    if found is not None and "name" in found.kind:  # two names of which the text may say elsewhere that they are one
        return replace(outcome, verdict=unknown(f"{found.sentence}: two names of one thing?"), differs=verdict)
    if found is None:
        reason = "for some numbers the two differ, and no single change makes them equal: two things of one name?"
        return replace(outcome, verdict=replace(unknown(reason), witness=verdict.witness), differs=verdict)
    return replace(outcome, verdict=replace(verdict, diagnosis=found.sentence), kind=found.kind)


def _names(made: Statement) -> set[str]:
    return {str(letter) for member in made.members for letter in member.free_symbols}


def _same_unknowns(made: Statement, unknowns: frozenset[str]) -> bool:
    """Whether the very same quantities of which nothing is known stand on both sides: they are not what differs."""
    sides = [
        {
            piece
            for piece in preorder_traversal(member)
            if str(getattr(piece, "name", "")) in unknowns
            or (isinstance(piece, MatrixElement) and str(getattr(piece.args[0], "name", "")) in unknowns)
        }
        for member in made.members
    ]
    return sides[0] == sides[-1] and "?" not in unknowns


def _doubt(made: Statement) -> str | None:
    """Why a verdict on this reading would be worth nothing: it is about guessed shapes.

    Single small letters without a sign of anything else are numbers; so read, the claim is about numbers.
    """
    names = sorted(made.guessed & _names(made))
    if not names:
        return None
    light = all(name[:1].islower() and not name.startswith("\\") for name in names)
    arrays = any(getattr(member, "is_Matrix", False) for member in made.members)
    numbers = {letter.name for member in made.members for letter in member.free_symbols if isinstance(letter, Symbol)}
    if light and not arrays and (not made.bases or set(names) <= numbers):
        return None
    return f"nothing says whether {names[0]} is a number, a vector or a matrix"


def unknown(reason: str) -> Unknown:
    """Not decided, and why."""
    return Unknown(reason, reason=reason)

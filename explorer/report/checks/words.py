"""What was found, as entries in the order of the text: one sentence each, with rows of detail where there are any."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from explorer.claims.check import Claim, Equation, Findings, Remark
from explorer.errors import InputError
from explorer.latex import latex
from explorer.notation import spell
from explorer.report.checks.place import place
from explorer.report.words import scope_words, witness_rows
from explorer.report.worked import steps_text
from explorer.source import Source, Span
from explorer.statement import OPAQUE, Statement

Kind = Literal["proved", "refuted", "unknown", "unread", "note"]
WIDEST = 72
"""Letters of a formula in a sentence."""
_TERMS = re.compile(r"(?<= has )\S.* terms: index .*$")
FEW = 3
"""New definitions of a document that are told unasked."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing found, where it stands, and the place that a caret shows."""

    kind: Kind
    name: str
    line: int
    column: int
    text: str
    at: tuple[Source, Span]
    claim: Claim | None = None
    hint: str | None = None


def entries(found: Findings, *, explain: bool = False) -> list[Entry]:
    """Everything found in one document, in the order of its text; new definitions where they are few or asked for."""
    claims = [_claim(claim) for claim in found.claims]
    told = {entry.claim.right_at[0] for entry in claims if entry.claim is not None and entry.kind == "refuted"}
    unread = [_unread(equation) for equation in found.equations if equation.problem and equation.source not in told]
    notes = [_note(remark) for remark in found.remarks] if explain or len(found.remarks) <= FEW else []
    texts: dict[str, int] = {}
    for equation in found.equations:  # the cells of a notebook, in order
        texts.setdefault(equation.source.name, len(texts))
    return sorted([*claims, *unread, *notes], key=lambda one: (texts.get(one.name, 0), one.line, one.column))


def _claim(claim: Claim) -> Entry:
    line, column = claim.position
    source, span = claim.right_at
    at = place(claim) if claim.verdict.verdict == "refuted" else (source, span)
    return Entry(claim.verdict.verdict, source.name, line, column, sentence(claim), at, claim)  # type: ignore[arg-type]


def _unread(equation: Equation) -> Entry:
    problem = equation.problem
    assert problem is not None
    line, column = problem.source.position(problem.span.start)
    return Entry(
        "unread", problem.source.name, line, column, problem.message, (problem.source, problem.span), None, problem.hint
    )


def _note(remark: Remark) -> Entry:
    line, column = remark.source.position(remark.span.start)
    name = short(remark.source.text[remark.span.start : remark.span.end])
    return Entry("note", remark.source.name, line, column, f"{name} {remark.text}", (remark.source, remark.span))


def sentence(claim: Claim) -> str:
    """The claim and what became of it, in one line."""
    verdict = claim.verdict
    parts = [_said(claim)]
    match verdict.verdict:
        case "proved":
            put_in = [f"with {_unmarked(note)}" for note in claim.put_in]
            scope = [scope_words(verdict.scope, sizes=_sized(claim.statement), functions=False)]
            parts += [part for part in (*_known(claim), *scope, *put_in, *_dots(claim.statement)) if part]
            return ", ".join(parts)
        case "refuted":
            if verdict.why == "shape":
                parts.append(verdict.message)
            if verdict.diagnosis:
                parts.append(verdict.diagnosis)
            elif verdict.why != "shape":
                parts.append(verdict.message.removeprefix("not equal: "))
            return ": ".join(parts)
        case _:
            return f"{parts[0]}: {verdict.reason or verdict.message}"


def _said(claim: Claim) -> str:
    """`right is left of line N`, or `left = right` where both stand together."""
    left, right = short(claim.left), short(claim.right)
    refuted = claim.verdict.verdict == "refuted"
    if claim.why == "match":
        return f"{right} is {short(claim.of)} of line {claim.against}" + ", entry by entry" * claim.entry
    if claim.why == "again" and claim.against != claim.line:
        return f"{right} is {'not ' * refuted}{left} of line {claim.against}"
    return f"{left} {'is not' if refuted else '='} {right}"


def _known(claim: Claim) -> Iterator[str]:
    """What a function is that a document defines."""
    if claim.why == "known" and claim.statement is not None:
        for name, meaning in claim.statement.functions.items():
            if meaning != OPAQUE:
                yield f"{name} is the {meaning} of the table of activations"
        yield from (fact for fact in claim.verdict.facts if fact.endswith("of the table of activations"))


def _dots(statement: Statement | None) -> Iterator[str]:
    """How many terms a sum with dots was read to have."""
    for note in () if statement is None else statement.notes:
        found = _TERMS.search(note)
        if found:
            yield found[0]


def _sized(statement: Statement | None) -> bool:
    """Whether sizes occur of which it is worth saying that all are meant."""
    from sympy import MatrixSymbol

    members: tuple[Any, ...] = () if statement is None else statement.members
    return any(size.free_symbols for member in members for row in member.atoms(MatrixSymbol) for size in row.shape)


def _unmarked(note: str) -> str:
    return note.removesuffix(" is put in").strip("`")


def short(text: str) -> str:
    """A formula in one line, cut where it is long."""
    text = " ".join(text.split())
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1].rstrip()}…"


def rows(claim: Claim, *, numbers: bool = True) -> Iterator[tuple[str, str]]:
    """Law: how both sides were read, what was put in, the numbers that differ and how to check them by hand."""
    verdict = claim.verdict
    yield from read_as(claim).items()
    if claim.put_in:
        yield "put in", "\n".join(_unmarked(note) for note in claim.put_in)
    if verdict.witness is not None and numbers:
        yield "witness", "\n".join(f"{name} = {value}" for name, value in witness_rows(verdict.witness))
        by_hand = steps_text(verdict.witness)
        if by_hand:
            yield "by hand", "\n".join(by_hand)


def read_as(claim: Claim) -> dict[str, str]:
    """Each side as LaTeX, from what was judged; nothing where no statement could be built."""
    statement = claim.statement
    sides = {} if statement is None else {"left": statement.left, "right": statement.right}
    return {
        name: spelled(statement, side) for name, side in sides.items() if side is not None and statement is not None
    }


def spelled(statement: Statement, side: Any) -> str:
    """One side of a statement as a person writes it."""
    alone = replace(statement, left=None, right=side, chain=(), relations=("=",), conditions=(), also=())
    try:
        return spell(alone)
    except (InputError, RecursionError):
        return latex(side)

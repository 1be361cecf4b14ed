"""A verdict as lines for a terminal: what was read, how far it holds, what speaks for it, the numbers against it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from explorer.cli.console import paint

INDENT = 12


def tell(verdict: Any) -> str:
    """The verdict in words: one line each for the readings, scope, evidence, witness, diagnosis and notes."""
    head = paint(verdict.verdict)
    if verdict.why == "shape":
        head += " (shape)"
    lines = [f"{head}: {verdict.message}" if verdict.message else head]
    for name, value in _rows(verdict):
        first, *rest = value.split("\n")
        lines.append(f"  {name:<{INDENT - 2}}{first}")
        lines += [" " * INDENT + line for line in rest]
    return "\n".join(lines)


def _rows(verdict: Any) -> Iterator[tuple[str, str]]:
    from explorer.report.words import scope_words
    from explorer.report.worked import steps_text

    yield from read_as(verdict).items()
    if verdict.verdict == "proved":
        yield "holds", scope_words(verdict.scope)
    if verdict.facts:
        yield "facts", "; ".join(verdict.facts)
    if verdict.evidence:
        yield "evidence", "; ".join(verdict.evidence)
    if verdict.witness is not None:
        yield "witness", "\n".join(witness_lines(verdict.witness))
        by_hand = steps_text(verdict.witness)
        if by_hand:
            yield "by hand", "\n".join(by_hand)
    if verdict.diagnosis:
        yield "diagnosis", verdict.diagnosis
    if verdict.verdict == "unknown" and verdict.reason:
        yield "reason", verdict.reason
    if verdict.statement is not None and verdict.statement.notes:
        yield "read", "\n".join(verdict.statement.notes)
    yield "took", f"{verdict.seconds * 1000:.1f} ms"


def as_object(verdict: Any) -> dict[str, Any]:
    """The object that `prove --json` prints: the verdict's own, and how each side was read."""
    formulas = read_as(verdict)
    return {**verdict.as_json(), **{side: {"read_as": formulas.get(side)} for side in ("left", "right")}}


def read_as(verdict: Any) -> dict[str, str]:
    """Each side as LaTeX, printed from what was judged."""
    from explorer.latex import latex

    statement = verdict.statement
    sides = {} if statement is None else {"left": statement.left, "right": statement.right}
    return {name: latex(side) for name, side in sides.items() if side is not None}


def witness_lines(witness: Any) -> Iterator[str]:
    """The numbers of a counterexample, one to a line, then both values.

    >>> from fractions import Fraction
    >>> from types import SimpleNamespace
    >>> found = SimpleNamespace(sizes={"n": 2}, tensors={"a": [[Fraction(1)], [Fraction(1, 2)]]},
    ...                         functions={"σ": "x"}, at={"i": 0}, left="1", right="1/2")
    >>> print(*witness_lines(found), sep="\\n")
    n = 2
    a = [[1], [1/2]]
    σ(x) = x
    i = 0
    left = 1
    right = 1/2
    """
    from explorer.report.words import witness_rows

    for name, value in witness_rows(witness):
        yield f"{name} = {value}"

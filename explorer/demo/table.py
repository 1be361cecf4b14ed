"""The demonstration's table for a terminal: what was claimed, the verdict, how long it took, what speaks for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from explorer.demo.story import Answer
from explorer.report.words import witness_rows

_NUMBERED = re.compile(r" of \d+ lines?| at .*")

Paint = Callable[[str, str], str]


def lines(told: Any, paint: Paint) -> Iterator[str]:
    """One line per row of the table, then what stands in no row: the agreement in floats and the count."""
    rows = by_row(told.answers)
    width = max(map(len, rows))
    yield f"{'claim':<{width}}  {'verdict':<11} {'seconds':>7}  evidence"
    for row, answers in rows.items():
        yield f"{row:<{width}}  {line(answers, paint)}"
        if answers[0].verdict.verdict == "refuted":
            yield f"    {counterexample(answers[0].verdict.witness)}"
    yield ""
    yield f"NumPy: {told.agreement.message}"
    right = sum(answer.as_expected for answer in told.answers)
    yield f"{told.parameters:,} parameters; {right} of {len(told.answers)} claims with the verdict they must have"


def by_row(answers: Sequence[Answer]) -> dict[str, list[Answer]]:
    """The answers that share a line, in the order in which the lines begin."""
    rows: dict[str, list[Answer]] = {}
    for answer in answers:
        rows.setdefault(answer.claim.row, []).append(answer)
    return rows


def line(answers: Sequence[Answer], paint: Paint) -> str:
    """The claims of one row: their common verdict, their time together, all their kinds of evidence."""
    verdicts = sorted({answer.verdict.verdict for answer in answers})
    many = f" ×{len(answers)}" if len(answers) > 1 else ""
    mark = paint(verdicts[0] if len(verdicts) == 1 else "unknown", f"{'/'.join(verdicts) + many:<11}")
    unlike = "" if all(answer.as_expected for answer in answers) else f"  EXPECTED {answers[0].claim.expected}"
    seconds = sum(answer.verdict.seconds for answer in answers)
    return f"{mark} {seconds:>7.3f}  {evidence(answers)}{unlike}"


def evidence(answers: Sequence[Answer]) -> str:
    """The kinds of evidence without their numbers, each once, in the order in which they were met."""
    kinds: dict[str, None] = {}
    for answer in answers:
        for item in answer.verdict.evidence:
            kinds[_NUMBERED.sub("", item) if len(answers) > 1 else item] = None
    return "; ".join(kinds)


def counterexample(witness: Any) -> str:
    """A witness on one line: its numbers, then both values."""
    rows = [f"{name} = {value}" for name, value in witness_rows(witness)]
    return f"{', '.join(rows[:-2])}: {', '.join(rows[-2:])}"

"""A report for a terminal: `path:line:col: verdict: text`, the line with a caret, the readings, the numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from explorer.claims.check import Findings
from explorer.report.checks.found import Found
from explorer.report.checks.words import Entry, entries, rows, short
from explorer.source import caret

INDENT = 12


def plain(verdict: str) -> str:
    """A verdict without colours."""
    return verdict


def lines(report: Found, *, explain: bool = False, paint: Callable[[str], str] = plain) -> Iterator[str]:
    """Everything found, in order, then one line that counts it."""
    for found in report.files:
        for entry in entries(found, explain=explain):
            yield from told(entry, paint, numbers=explain)
        if explain:
            yield from explained(found)
    yield count(report.summary)


def told(entry: Entry, paint: Callable[[str], str] = plain, *, numbers: bool = False) -> Iterator[str]:
    """One entry: proved claims and new definitions are one line each; undecided ones without numbers, unless asked."""
    yield f"{entry.name}:{entry.line}:{entry.column}: {paint(entry.kind)}: {entry.text}"
    if entry.kind in ("proved", "note"):
        return
    yield caret(*entry.at)
    if entry.claim is not None:
        for name, value in rows(entry.claim, numbers=numbers or entry.kind == "refuted"):
            first, *rest = value.split("\n")
            yield f"  {name:<{INDENT - 2}}{first}"
            yield from (" " * INDENT + line for line in rest)
    if entry.hint:
        yield f"  hint: {entry.hint}"


def explained(found: Findings) -> Iterator[str]:
    """How every name was read and why, the convention, and what is defined."""
    yield f"{found.name}: how it was read"
    origin = found.convention_from or "nothing says another"
    yield f"  convention: {found.convention or 'indices count from 0 or 1 as the text shows'} ({origin})"
    told = [(row.name, f"{row.role} {row.shape}".strip(), f"{row.reason}, line {row.line}") for row in found.readings]
    widths = [max((len(row[at]) for row in told), default=0) for at in range(2)]
    for name, what, why in told:
        yield f"  {name:<{widths[0]}}  {what:<{widths[1]}}  {why}"
    for row in found.definitions:
        yield f"  line {row.line} defines {short(row.left)} = {short(row.right)}"


def count(summary: dict[str, int]) -> str:
    """The last line.

    >>> count({"read": 12, "unreadable": 1, "claims": 4, "proved": 3, "refuted": 1, "unknown": 0})
    '12 equations read, 1 not, 4 claims: 3 proved, 1 refuted'
    >>> count({"read": 1, "unreadable": 0, "claims": 0, "proved": 0, "refuted": 0, "unknown": 0})
    '1 equation read, 0 not, 0 claims'
    """
    read, claims = summary["read"], summary["claims"]
    text = f"{read} equation{'s' * (read != 1)} read, {summary['unreadable']} not, {claims} claim{'s' * (claims != 1)}"
    if not claims:
        return text
    text += f": {summary['proved']} proved, {summary['refuted']} refuted"
    return text + f", {summary['unknown']} unknown" * bool(summary["unknown"])

"""A report as GitHub's annotations: `::error file=…,line=…,col=…::text`, shown beside the line of a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from explorer.report.checks.found import Found
from explorer.report.checks.text import count
from explorer.report.checks.words import Entry, entries


def annotated(report: Found, *, strict: bool = False) -> Iterator[str]:
    """An error for what is refuted, a warning for what is not read, a notice for what is undecided; then the count.

    With `strict` all three are errors. Lines of a notebook are counted in its cells, which GitHub does not know: there
    the place is said in the text.
    """
    for found in report.files:
        for entry in entries(found):
            level = _level(entry.kind, strict)
            if level is not None:
                yield annotation(level, entry, found.name)
    for failure in report.failures:
        yield f"::error file={_property(failure.name)}::{_message(failure.error.message)}"
    yield count(report.summary)


def annotation(level: str, entry: Entry, document: str) -> str:
    """One annotation; the hint follows the text."""
    text = f"{entry.kind}: {entry.text}" + (f"\nhint: {entry.hint}" if entry.hint else "")
    if entry.name != document:
        cell = entry.name.removeprefix(document)
        return f"::{level} file={_property(document)}::{_message(f'{cell}:{entry.line}:{entry.column}: {text}')}"
    return f"::{level} file={_property(document)},line={entry.line},col={entry.column}::{_message(text)}"


def _level(kind: str, strict: bool) -> str | None:
    levels = {"refuted": "error", "unread": "warning", "unknown": "notice"}
    level = levels.get(kind)
    return "error" if strict and level else level


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")

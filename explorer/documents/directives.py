"""The `.. math::` block of reStructuredText: what stands after it and under it, one formula for each paragraph."""

from __future__ import annotations

import re

from explorer.documents import formulas
from explorer.documents.region import Writer

_HEAD = re.compile(r"[ \t]*\.\. (?:\w+:)?math::[ \t]*")
_OPTION = re.compile(r"[ \t]*:[A-Za-z-]+:[^\n]*(?:\n|$)")
_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")


def write(writer: Writer, start: int, end: int) -> None:
    """The formulas of the directive that stands from `start` to `end`."""
    text = writer.region.text
    head = _HEAD.match(text, start, end)
    line_end = text.find("\n", start, end)
    line_end = end if line_end < 0 else line_end
    inside = start if head is None else head.end()
    if text[inside:line_end].strip():
        formulas.write(writer, start, line_end, (inside, line_end), display=True)
        start = line_end
    contents(writer, start, min(end, line_end + 1), end)


def contents(writer: Writer, start: int, inside: int, end: int) -> None:
    """Options, left out, then formulas from `inside` to `end`; the characters from `start` on are marks."""
    text = writer.region.text
    while (option := _OPTION.match(text, inside, end)) is not None:
        inside = option.end()
    found = list(_PARAGRAPH.finditer(text, inside, end))
    for number, paragraph in enumerate(found):
        outer = (start, end if number == len(found) - 1 else paragraph.end())
        formulas.write(writer, *outer, paragraph.span(), display=True)
        start = paragraph.end()


def fenced(writer: Writer, inside: int, end: int) -> None:
    """A math fence whose inside is `inside` to `end`: options of MyST, left out, then one formula."""
    text = writer.region.text
    while (option := _OPTION.match(text, inside, end)) is not None:
        inside = option.end()
    formulas.write(writer, 0, len(text), (inside, max(inside, end)), display=True)

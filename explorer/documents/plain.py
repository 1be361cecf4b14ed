"""The text of a docstring or of a comment: paragraphs, directives and fences; examples and literal blocks are code."""

from __future__ import annotations

import re

from explorer.documents import directives, displays, formulas, inline
from explorer.documents.pieces import Piece
from explorer.documents.region import Region, Writer

_MATH = re.compile(r"\.\. (?:\w+:)?math::")
_CODE = re.compile(r"\.\. (?:code|code-block|sourcecode|plot|doctest|testcode|ipython|parsed-literal)::")
_FENCE = re.compile(r"(```+|~~~+)[ \t]*(\S*)")


def read(region: Region, pieces: list[Piece]) -> None:
    """Writes the pieces of a text whose indentation means nothing but what belongs to what."""
    lines = region.text.split("\n")
    at = 0
    while at < len(lines):
        line = lines[at].lstrip()
        fence = _FENCE.match(line)
        if not line:
            at += 1
        elif _MATH.match(line):
            end = _deeper(lines, at)
            writer = Writer(_part(region, lines, at, end), pieces)
            directives.write(writer, 0, len(writer.region.text))
            writer.end_block(len(writer.region.text))
            at = end
        elif _CODE.match(line):
            at = _deeper(lines, at)
        elif fence is not None:
            at = _fence(region, lines, at, fence, pieces)
        elif line.startswith(">>>"):
            at = _filled(lines, at)
        else:
            end = _paragraph(lines, at)
            inline.scan(Writer(_part(region, lines, at, end), pieces))
            at = _deeper(lines, end - 1) if lines[end - 1].rstrip().endswith("::") else end


def _part(region: Region, lines: list[str], start: int, end: int) -> Region:
    """Some of the lines as a region of their own."""
    column = region.column if start == 0 else 1
    return Region("\n".join(lines[start:end]), region.name, region.line + start, column)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _filled(lines: list[str], start: int) -> int:
    """The line after the lines that are not blank."""
    while start < len(lines) and lines[start].strip():
        start += 1
    return start


def _deeper(lines: list[str], start: int) -> int:
    """The line after what is indented further than the line `start`; blank lines at its end are not in it."""
    last = start + 1
    # The first line of a docstring stands behind the quotes: its indentation is that of the others.
    here = _indent(lines[start]) if start else min((_indent(line) for line in lines[1:] if line.strip()), default=0)
    for number in range(start + 1, len(lines)):
        if lines[number].strip():
            if _indent(lines[number]) <= here:
                break
            last = number + 1
    return last


def _paragraph(lines: list[str], start: int) -> int:
    track = displays.Track()
    track.take(lines[start])
    at = start + 1
    while at < len(lines):
        line = lines[at].lstrip()
        ends = not line or _MATH.match(line) or _CODE.match(line) or _FENCE.match(line) or line.startswith(">>>")
        if ends and track.open is not None:
            last = displays.closing_line(lambda number: lines[number].strip(), at, len(lines), track)
            if last is not None:
                for inside in range(at, last + 1):
                    track.take(lines[inside])
                at = last + 1
                continue
        if ends:
            break
        track.take(line)
        at += 1
    return at


def _fence(region: Region, lines: list[str], start: int, head: re.Match[str], pieces: list[Piece]) -> int:
    """A fence; an open one ends at a blank line."""
    for end in range(start + 1, len(lines)):
        if lines[end].strip() == head[1]:
            if head[2] in ("math", "{math}"):
                writer = Writer(_part(region, lines, start, end + 1), pieces)
                text = writer.region.text
                directives.fenced(writer, text.find("\n") + 1, text.rfind("\n") + 1)
                writer.end_block(len(text))
            return end + 1
    end = _filled(lines, start)
    writer = Writer(_part(region, lines, start, end), pieces)
    at = len(lines[start]) - len(lines[start].lstrip())
    formulas.unclosed(writer, at, head[0].strip(), head[1], until=len(writer.region.text))
    writer.end_block(len(writer.region.text))
    return end

"""A stretch of a file that is read as one block, and the pieces written out of it."""

from __future__ import annotations

from bisect import bisect_right

from explorer.documents.pieces import Formula, Macro, Piece, Problem, Prose, Remark
from explorer.source import Source, Span


class Region:
    """Text of a file as it stands there, but for marks of quotes and lists, for which there are spaces.

    Law: `region.source(a, b)` has the line and column of the file's character `a`; a cut costs its own length.
    """

    __slots__ = ("_starts", "column", "line", "name", "text")

    def __init__(self, text: str, name: str, line: int = 1, column: int = 1) -> None:
        self.text = text
        self.name = name
        self.line = line
        self.column = column
        starts = [0]
        while found := text.find("\n", starts[-1]) + 1:
            starts.append(found)
        self._starts = starts

    def source(self, start: int, end: int, text: str | None = None) -> Source:
        """The characters `start` to `end`, or other ones of the same number in their place."""
        row = bisect_right(self._starts, start) - 1
        column = start - self._starts[row] + (self.column if row == 0 else 1)
        return Source(self.text[start:end] if text is None else text, self.name, self.line + row, column)

    def problem(self, start: int, end: int, message: str, hint: str) -> Problem:
        """What is wrong with the characters `start` to `end`, shown in the line (or its part) in which they stand."""
        left = max(self.text.rfind("\n", max(0, start - _AROUND), start) + 1, start - _AROUND)
        right = self.text.find("\n", start, start + _AROUND)
        source = self.source(left, min(len(self.text), start + _AROUND) if right < 0 else right)
        return Problem(source, Span(start - left, min(end - left, len(source.text))), message, hint)


# As much of a long line as a message needs.
_AROUND = 300


class Writer:
    """Writes the pieces of one region in order: what lies between two pieces becomes prose."""

    __slots__ = ("_blanks", "_live", "_said", "pieces", "region")

    def __init__(self, region: Region, pieces: list[Piece]) -> None:
        self.region = region
        self.pieces = pieces
        self._said = 0
        self._blanks: list[tuple[int, int]] = []
        self._live = False

    def formula(self, start: int, end: int, inner: tuple[int, int], *, display: bool) -> None:
        """The formula `inner` with its marks from `start` to `end`; spaces around it are left out."""
        self._prose(start)
        a, b = trimmed(self.region.text, *inner)
        if a == b:
            message = "There is nothing in this formula."
            self.pieces.append(self.region.problem(start, end, message, "remove it, or write a formula"))
        else:
            self.pieces.append(Formula(self.region.source(a, b), display))
        self._said = end
        self._live = True

    def macro(self, start: int, end: int, inner: tuple[int, int]) -> None:
        """A definition `inner`; what stands from `start` to `end` is no prose."""
        self._prose(start)
        self.pieces.append(Macro(self.region.source(*inner)))
        self._said = end

    def remark(self, start: int, end: int, inner: tuple[int, int], text: str | None = None) -> None:
        """Declarations `inner` in a comment from `start` to `end`; nothing is written where there are none."""
        self._prose(start)
        a, b = trimmed(self.region.text, *inner)
        if a < b:
            kept = None if text is None else text[a - inner[0] : b - inner[0]]
            self.pieces.append(Remark(self.region.source(a, b, kept)))
        self._said = end

    def problem(self, problem: Problem, start: int, *, until: int) -> None:
        """What is wrong at `start`; the text before `until` is not read any further."""
        self._prose(start)
        self.pieces.append(problem)
        self._said = until
        self._live = True

    def blank(self, start: int, end: int) -> None:
        """A comment that says nothing to us: spaces in the prose around it."""
        self._blanks.append((start, end))

    def skip(self, until: int) -> None:
        """What stands before `until` is no prose."""
        self._said = until

    def end_block(self, end: int) -> None:
        """The block ends here; a block in which nothing stands leaves nothing."""
        self._prose(end, ends_block=True)

    def _prose(self, end: int, *, ends_block: bool = False) -> None:
        start = self._said
        text = self.region.text[start:end]
        if self._blanks:
            text = blanked(text, [(a - start, b - start) for a, b in self._blanks])
            self._blanks = []
        empty = not text or text.isspace()
        if not empty or (ends_block and self._live):
            kept = "" if empty else text
            self.pieces.append(Prose(self.region.source(start, end, kept), ends_block))
            self._live = not ends_block
        self._said = end


def blanked(text: str, ranges: list[tuple[int, int]]) -> str:
    """The text with spaces in the given ranges (in order, disjoint); line ends stay, so that nothing moves."""
    parts, done = [], 0
    for start, end in ranges:
        gone = text[start:end]
        lines = (" " * len(line) for line in gone.split("\n"))
        parts += [text[done:start], "\n".join(lines)]
        done = end
    return "".join([*parts, text[done:]])


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end

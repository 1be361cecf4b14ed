"""Text with positions: where a character stands, and a caret under it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` up to, not including, `end` of a source's text."""

    start: int
    end: int

    def __or__(self, other: Span) -> Span:
        return Span(min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True, slots=True)
class Source:
    """A piece of text and where it came from; `line` and `column` say where its first character stands there."""

    text: str
    name: str = "input"
    line: int = 1
    column: int = 1

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of the character at `offset`, counted in the place the text came from."""
        before = self.text[:offset]
        lines = before.count("\n")
        in_line = offset - (before.rfind("\n") + 1)
        return self.line + lines, in_line + (self.column if lines == 0 else 1)


def caret(source: Source, span: Span, *, width: int = 100) -> str:
    """The line on which `span` begins and, under it, a caret for each of its characters; long lines are cut."""
    begin = source.text.rfind("\n", 0, span.start) + 1
    end = source.text.find("\n", begin)
    line = source.text[begin : len(source.text) if end < 0 else end]
    at = span.start - begin
    length = max(1, min(span.end, begin + len(line)) - span.start)
    cut = max(0, at - width // 2)
    shown = line[cut : cut + width].replace("\t", " ")
    length = max(1, min(length, len(shown) - (at - cut)))
    left, right = ("…" if cut else ""), ("…" if cut + width < len(line) else "")
    return f"  {left}{shown}{right}\n  {' ' * (len(left) + at - cut)}{'^' * length}"

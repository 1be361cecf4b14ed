r"""Does a display that is open at the end of a line go on? Kept apart from reading: only where a paragraph ends."""

from __future__ import annotations

import re
from collections.abc import Callable

from explorer.documents import tex
from explorer.documents.region import blanked

# A line by its number, without the marks of quotes and lists around it; None where these have ended.
Lines = Callable[[int], str | None]

_MARK = re.compile(
    r"<!--[^<]*?-->|(?P<pair>\\\\?[\[\]])|\\(?P<edge>begin|end)\s?\{(?P<name>[A-Za-z]+\*?)\}|\\.|(?P<double>\$\$)|(?P<one>\$)"
)
_FENCE = re.compile(r"```|~~~|#{1,6} ")
_GROUP = re.compile(r"\\[A-Za-z]+\s?\{[^{}]{0,400}\}")
# Three plain words in a row, or a run of Chinese: no formula says that outside of \text{…}.
_SENTENCE = re.compile(r"(?<![\\\w{])[A-Za-z]{2,}[,;]? +[A-Za-z]{2,}[,;]? +[A-Za-z]{2,}(?![\w}])|[\u4e00-\u9fff]{6,}")


class Track:
    """What is open after the lines taken so far: `$$`, `\\[`, `\\\\[` or an environment's name; and is a `$`?"""

    __slots__ = ("edge", "odd", "open")

    def __init__(self) -> None:
        self.open: str | None = None
        self.odd = False
        self.edge = False  # does the `$$` that is open begin its line, or end it?

    def take(self, line: str) -> None:
        """One more line."""
        for found in _MARK.finditer(_without_code(line)):
            pair, name = found["pair"], found["name"]
            if found["one"]:
                self.odd = self.open is None and not self.odd
            elif self.open is None:
                if found["double"]:
                    self.open, self.odd = "$$", False
                    self.edge = not line[: found.start()].strip() or not line[found.end() :].strip()
                elif pair and pair[-1] == "[":
                    self.open = pair
                elif found["edge"] == "begin" and tex.known(name, bare=True):
                    self.open = name
            elif _closes(found, self.open):
                self.open = None

    def goes_on(self, line: str) -> bool:
        """Does a line that could begin a list close the `$` of a formula that is open here?"""
        return self.odd and re.match(r"[-+*=>][^$]*[^\s$\\]\$(?![\d$])", line) is not None


def _closes(found: re.Match[str], opened: str) -> bool:
    if opened == "$$":
        return found["double"] is not None
    if opened[0] == "\\":
        return bool(found["pair"] == opened[:-1] + "]")
    return bool(found["edge"] == "end" and found["name"] == opened)


def _without_code(line: str) -> str:
    return blanked(line, tex.code_spans(line)) if "`" in line else line


def closing_line(content: Lines, start: int, end: int, track: Track) -> int | None:
    r"""The line, from `start` on, on which the display closes that is open there; None when it stays open.

    `\]` and `\end{…}` close what nothing else opened before. `$$` cannot be told from an opening one: after a blank
    line it closes when its paragraph has an odd number of them, no sentence stands before it, and the opening one began
    or ended its line.
    """
    opened = track.open or ""
    if opened != "$$":
        return _closed_by_name(content, start, end, opened)
    blank, marks, closing = False, 0, None
    for line in range(start, end):
        there = content(line)
        if there is None or _FENCE.match(there) or (not there and closing is not None):
            break
        text = _without_code(there)
        blank = blank or not text
        if blank and not track.edge:
            return None
        count = sum(1 for found in _MARK.finditer(text) if found["double"])
        if count and not blank:
            return line
        marks += count
        if closing is None:
            if _SENTENCE.search(_GROUP.sub(" ", text[: text.find("$$")] if count else text)):
                return None
            closing = line if count else None
    return closing if marks % 2 else None


def _closed_by_name(content: Lines, start: int, end: int, opened: str) -> int | None:
    for line in range(start, end):
        text = content(line)
        if text is None or _FENCE.match(text):
            return None
        verdict = _explicit(text, opened)
        if verdict is not None:
            return line if verdict else None
    return None


def _explicit(text: str, opened: str) -> bool | None:
    """Does this line close (True) what `opened`, open it again (False), or neither (None)?"""
    for found in _MARK.finditer(text):
        pair, name = found["pair"], found["name"]
        if opened[:1] == "\\":
            if pair == opened[:-1] + "]":
                return True
            if pair == opened:
                return False
        elif name == opened:
            return found["edge"] == "end"
    return None

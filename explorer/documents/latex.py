r"""A LaTeX file: formulas of its body, definitions and declarations of the whole of it; `\input` is not followed."""

from __future__ import annotations

import re

from explorer.documents import formulas, tex
from explorer.documents.pieces import Piece, Problem, Remark
from explorer.documents.region import Region, Writer, blanked, trimmed

# Environments and commands whose inside is not typeset as TeX.
_VERBATIM = re.compile(
    r"\\begin\{(?P<name>verbatim\*?|Verbatim\*?|lstlisting|minted|comment|alltt|filecontents\*?|code)\}"
    r"|(?P<off>\\iffalse(?![A-Za-z]))"
    r"|\\(?:verb\*?|lstinline(?:\[[^\]\n]*\])?|mintinline\{[^}\n]*\})(?P<mark>[^\sA-Za-z*{\\])"
    r"|\\.|(?P<comment>%[^\n]*)",
    re.DOTALL,
)
_TOKEN = re.compile(
    r"\n(?=[ \t]*\n)|\$\$?|\\(?P<edge>begin|end)\s{0,9}\{\s{0,9}(?P<name>[A-Za-z]+\*?)\s{0,9}\}"
    r"|\\(?P<head>part|chapter|(?:sub){0,2}section|(?:sub)?paragraph|item|par|maketitle)(?![A-Za-z])|\\.",
    re.DOTALL,
)
_DECLARED = re.compile(r"%+\s*explorer\s?:")
_TITLE = re.compile(r"(?<!item)(?<!par)\*?\s{0,9}(?=\{)")
_BLANK = re.compile(r"\n[ \t]*\n")
_PAIRS = {"(": ")", "[": "]"}


def read(text: str, name: str) -> list[Piece]:
    r"""The pieces of a LaTeX text whose lines end in `\n`; a text without a document environment is all body.

    >>> [type(piece).__name__ for piece in read(r"\newcommand{\R}{\mathbb R} Let \(x \in \R\).", "paper.tex")]
    ['Macro', 'Prose', 'Formula', 'Prose']
    """
    clean, found = _clean(Region(text, name))
    body = _Body(clean, text, name)
    begin = re.search(r"\\begin\s{0,9}\{document\}", clean)
    if begin is None:
        body.scan(0, len(clean))
    else:
        body.definitions(begin.start())
        stop = re.compile(r"\\end\s{0,9}\{document\}").search(clean, begin.end())
        body.scan(begin.end(), len(clean) if stop is None else stop.start())
    return sorted([*body.pieces, *found], key=_place)


def _place(piece: Piece) -> tuple[int, int]:
    """Where a piece stands: a declaration inside of a formula comes after it."""
    offset = piece.span.start if isinstance(piece, Problem) else 0
    return piece.source.line, piece.source.column + offset


def _clean(region: Region) -> tuple[str, list[Piece]]:
    """The text with spaces for comments and for what is typeset as it stands (nothing moves), and what was in them."""
    text = region.text
    pieces: list[Piece] = []
    gone: list[tuple[int, int]] = []
    missing: set[str] = set()
    at = 0
    while (found := _VERBATIM.search(text, at)) is not None:
        start, at = found.span()
        if found["comment"]:
            declared = _DECLARED.match(text, start, at)
            if declared is not None:
                a, b = trimmed(text, declared.end(), at)
                pieces += [Remark(region.source(a, b))] if a < b else []
        elif found["mark"]:
            end = text.find(found["mark"], at)
            if end < 0 or "\n" in text[at:end]:
                continue
            at = end + 1
        elif found["name"] or found["off"]:
            closer = rf"\end{{{found['name']}}}" if found["name"] else r"\fi"
            end = -1 if closer in missing else text.find(closer, at)
            if end < 0:
                missing.add(closer)
                pieces.append(formulas.open_end(region, start, found[0], closer))
                continue
            at = end + len(closer)
        else:
            continue
        gone.append((start, at))
    return blanked(text, gone), pieces


class _Body:
    """The text without comments while it is scanned for formulas."""

    __slots__ = ("pieces", "region", "text", "title", "whole", "writer")

    def __init__(self, text: str, whole: str, name: str) -> None:
        self.text = text
        self.whole = whole
        self.pieces: list[Piece] = []
        self.title: int | None = None  # where the heading ends that is being read
        self.region = Region(text, name)
        self.writer = Writer(self.region, self.pieces)

    def definitions(self, end: int) -> None:
        """The definitions before the document begins; nothing else of the preamble is mathematics."""
        at = 0
        while (head := tex.DEFINITION.search(self.text, at, end)) is not None:
            self.writer.skip(head.start())
            at = formulas.definition(self.writer, head)
        self.writer.skip(end)

    def scan(self, start: int, end: int) -> None:
        """Writes the pieces from `start` to `end`."""
        self.writer.skip(start)
        at = start
        while (found := _TOKEN.search(self.text, at, end)) is not None:
            at = self.token(found)
        if self.title is not None:
            self.writer.end_block(max(self.title, at))
        self.writer.end_block(max(end, at))

    def token(self, found: re.Match[str]) -> int:
        """One token; returns where to go on."""
        start, inside = found.span()
        if self.title is not None and self.title <= start:
            self.writer.end_block(self.title)
            self.title = None
        mark = found[0]
        if mark == "\n":
            # A line that holds nothing but a comment ends no paragraph.
            if "%" not in self.whole[start : self.text.index("\n", inside)]:
                self.writer.end_block(inside)
            return inside
        if mark == "$$":
            return self._closed(start, "$$", "$$", tex.double_dollar_end(self.text, inside), display=True)
        if mark == "$":
            return self._closed(start, "$", "$", tex.dollar_end(self.text, inside), display=False)
        if mark[1] in _PAIRS:
            end = tex.pair_end(self.text, inside, mark[1], _PAIRS[mark[1]])
            return self._closed(start, mark, "\\" + _PAIRS[mark[1]], end, display=mark[1] == "[")
        if found["name"]:
            return self._environment(found)
        if found["head"]:
            self.writer.end_block(start)
            title = _TITLE.match(self.text, inside)
            self.title = None if title is None else tex.group_end(self.text, title.end())
            return inside
        definition = tex.DEFINITION.match(self.text, start)
        return inside if definition is None else formulas.definition(self.writer, definition)

    def _closed(self, start: int, opener: str, closer: str, end: int | None, *, display: bool) -> int:
        inside = start + len(opener)
        if end is None or self._paragraph_end(inside, end) < end:
            until = self._paragraph_end(inside, len(self.text))
            return formulas.unclosed(self.writer, start, opener, closer, until=until)
        formulas.write(self.writer, start, end + len(closer), (inside, end), display=display)
        return end + len(closer)

    def _environment(self, found: re.Match[str]) -> int:
        start, inside = found.span()
        name = found["name"]
        if not tex.known(name, bare=False):
            self.writer.end_block(start)
            self.writer.skip(inside)
            return inside
        if found["edge"] == "begin":
            head = tex.BEGIN.match(self.text, start)
            end = None if head is None else formulas.environment(self.writer, head)
            if end is not None:
                return end
            until = self._paragraph_end(inside, len(self.text))
            return formulas.unclosed(self.writer, start, found[0], rf"\end{{{name}}}", until=until)
        problem = self.region.problem(start, inside, f"Nothing begins what this {found[0]} ends.", "remove it")
        self.writer.problem(problem, start, until=inside)
        return inside

    def _paragraph_end(self, start: int, end: int) -> int:
        """The offset of the first blank line from `start` to `end`; `end` when there is none."""
        for blank in _BLANK.finditer(self.text, start, end):
            if "%" not in self.whole[blank.start() : blank.end()]:
                return blank.start()
        return end

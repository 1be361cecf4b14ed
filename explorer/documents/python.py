"""A Python module: the formulas in its docstrings and comments; the code itself is not read here."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field

from explorer.documents import plain
from explorer.documents.pieces import Piece, Remark
from explorer.documents.region import Region, trimmed

_STRING = re.compile(r"([A-Za-z]*)(\"\"\"|'''|\"|')", re.DOTALL)
_BACKSLASHES = re.compile(r"(\\+)(.?)", re.DOTALL)
# Tokens after which a string that is a line of its own is a docstring, and those that count as nothing.
_LAYOUT = frozenset({tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT})
_SILENT = frozenset({tokenize.NL, tokenize.COMMENT})
_DECLARED = re.compile(r"#+\s*explorer\s?:")


@dataclass(slots=True)
class _Comment:
    """Comments on lines that follow each other, in the same column."""

    line: int
    column: int
    lines: list[str] = field(default_factory=list)


def read(text: str, name: str) -> list[Piece]:
    r"""The pieces of the docstrings and comments of a module whose lines end in `\n`.

    >>> [type(piece).__name__ for piece in read("def f(x):\n    'Computes :math:`x^2`.'\n", "f.py")]
    ['Prose', 'Formula', 'Prose']
    """
    pieces: list[Piece] = []
    comment = _Comment(0, 0)
    before = tokenize.NEWLINE
    for token in _tokens(text, name, pieces):
        line, column = token.start
        if token.type == tokenize.COMMENT:
            declared = _DECLARED.match(token.string)
            alone = not token.line[:column].strip()
            follows = alone and (comment.line + len(comment.lines), comment.column) == (line, column)
            if declared is not None or not follows:
                _comment(comment, name, pieces)
                comment = _Comment(line, column)
            if declared is None:
                comment.lines.append(token.string)
            else:
                _remark(Region(token.string, name, line, column + 1), declared.end(), pieces)
        elif token.type == tokenize.STRING and before in _LAYOUT:
            _comment(comment, name, pieces)
            comment = _Comment(0, 0)
            _docstring(token, name, pieces)
        if token.type not in _SILENT:
            before = token.type
    _comment(comment, name, pieces)
    return pieces


def _tokens(text: str, name: str, pieces: list[Piece]) -> Iterator[tokenize.TokenInfo]:
    """The tokens up to where the text stops to be Python, which is said."""
    line, column = 1, 1
    try:
        for token in tokenize.generate_tokens(io.StringIO(text, newline="\n").readline):
            line, column = token.end[0], token.end[1] + 1
            yield token
    except (tokenize.TokenError, SyntaxError, ValueError) as error:
        lines = text.split("\n")
        line = min(line, len(lines))
        region = Region(lines[line - 1], name, line)
        start = min(column - 1, len(region.text))
        message = "This is not Python any more: the docstrings and comments after this place are not read."
        why = error.msg if isinstance(error, SyntaxError) else str(error.args[0])
        pieces.append(region.problem(start, start + 1, message, f"Python says: {why}"))


def _remark(region: Region, start: int, pieces: list[Piece]) -> None:
    a, b = trimmed(region.text, start, len(region.text))
    if a < b:
        pieces.append(Remark(region.source(a, b)))


def _comment(comment: _Comment, name: str, pieces: list[Piece]) -> None:
    """Writes what was gathered: `#` becomes a space, and so does what stands before it on the lines after the first."""
    if not comment.lines:
        return
    bare = [" " * (len(line) - len(line.lstrip("#"))) + line.lstrip("#") for line in comment.lines]
    text = ("\n" + " " * comment.column).join(bare)
    plain.read(Region(text, name, comment.line, comment.column + 1), pieces)


def _docstring(token: tokenize.TokenInfo, name: str, pieces: list[Piece]) -> None:
    head = _STRING.match(token.string)
    if head is None or head[1].lower() not in ("", "r", "u"):
        return
    text = token.string[head.end() : -len(head[2])]
    if "r" not in head[1].lower():
        text = _BACKSLASHES.sub(_meant, text)
    plain.read(Region(text, name, token.start[0], token.start[1] + head.end() + 1), pieces)


def _meant(found: re.Match[str]) -> str:
    r"""Backslashes that are doubled because the string is not raw: half of them become spaces, `\frac` stays.

    Two before a blank are the end of a row, written by somebody who forgot the `r`.
    """
    count = len(found[1])
    if count == 1 or (count == 2 and (not found[2] or found[2].isspace())):
        return found[0]
    return " " * (count // 2) + "\\" * (count - count // 2) + found[2]

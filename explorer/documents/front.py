"""The front matter of a note: the block of YAML at its head, of which the key `explorer` is read.

Not a reader of YAML: the value is one declaration after the key, or one a line under it, with or without dashes and
quotes, or a list or mapping in brackets. Marks of YAML become spaces, so that every declaration keeps its place.
"""

from __future__ import annotations

import re

from explorer.documents.pieces import Piece, Remark
from explorer.documents.region import Region, trimmed

_FRONT = re.compile(r"---[ \t]*\n(?:(?!(?:---|\.\.\.)[ \t]*(?:\n|\Z))[^\n]*\n)*+(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_KEY = re.compile(r"^explorer[ \t]*:[ \t]*([^\n]*)$", re.MULTILINE)
_INDICATOR = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?")
_ITEM = re.compile(r"[ \t]*-(?=[ \t])")
_QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*+\"|'(?:''|[^'])*+'")
_PART = re.compile(r"(?:\"(?:\\.|[^\"\\])*+\"|'[^']*+'|\([^()]*+\)|\{[^{}]*+\}|[^,\"'({]|[\"'({])+")


def end(text: str) -> int:
    """The offset after the front matter, 0 where there is none."""
    found = _FRONT.match(text)
    return 0 if found is None else found.end()


def read(region: Region, pieces: list[Piece]) -> None:
    """Writes the declarations of the front matter as remarks."""
    text = region.text
    key = _KEY.search(text)
    if key is None:
        return
    value = key[1].split(" #", 1)[0].rstrip()
    start = key.start(1)
    if value and value[0] in "[{":
        # A list in brackets may go over several lines; it ends where its line with the closing bracket ends.
        close = text.find("]" if value[0] == "[" else "}\n", start)
        stop = len(text) if close < 0 else close
        for part in _PART.finditer(text, start + 1, stop):
            _declare(region, pieces, part.start(), part.end())
        return
    if value and not _INDICATOR.fullmatch(value):
        _declare(region, pieces, start, start + len(value))
        return
    at = key.end() + 1
    while at < len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        line = text[at:stop]
        if line.strip() and not line[0].isspace() and line[0] != "#" and not _ITEM.match(line):
            return
        if not line.lstrip().startswith("#"):
            item = _ITEM.match(text, at, stop)
            _declare(region, pieces, at if item is None else item.end(), stop)
        at = stop + 1


def _declare(region: Region, pieces: list[Piece], start: int, end: int) -> None:
    """One declaration; quotes around it, or around the name and what is said of it, become spaces."""
    start, end = trimmed(region.text, start, end)
    text = region.text[start:end]
    shown = _QUOTED.sub(_unquoted, text)
    a, b = trimmed(shown, 0, len(shown))
    if a < b:
        pieces.append(Remark(region.source(start + a, start + b, shown[a:b])))


def _unquoted(found: re.Match[str]) -> str:
    inner = found[0][1:-1]
    if found[0][0] == '"':
        inner = re.sub(r"\\([\\\"])", r" \1", inner)
    return f" {inner} "

"""Markdown of any kind: blocks, then what is in them."""

from __future__ import annotations

from collections.abc import Iterator

from explorer.documents import blocks, directives, formulas, front, inline
from explorer.documents.pieces import Piece
from explorer.documents.region import Region, Writer


def read(text: str, name: str) -> list[Piece]:
    r"""The pieces of a Markdown text whose lines end in `\n`.

    >>> [type(piece).__name__ for piece in read("Here $x = 1$ holds.", "note.md")]
    ['Prose', 'Formula', 'Prose']
    """
    pieces: list[Piece] = []
    head = front.end(text)
    front.read(Region(text[:head], name), pieces)
    # Empty lines for the front matter: the lines after it keep their numbers.
    body = "\n" * text.count("\n", 0, head) + text[head:]
    lines = [0]
    while found := body.find("\n", lines[-1]) + 1:
        lines.append(found)
    for block in blocks.blocks(body):
        match block.kind:
            case "text":
                inline.scan(Writer(_region(body, name, block, lines), pieces))
            case "rows":
                for region in _rows(body, name, block, lines):
                    inline.scan(Writer(region, pieces))
            case "directive":
                writer = Writer(_region(body, name, block, lines), pieces)
                directives.write(writer, 0, len(writer.region.text))
                writer.end_block(len(writer.region.text))
            case "fence":
                _fence(Writer(_region(body, name, block, lines), pieces))
            case "open fence":
                writer = Writer(_region(body, name, block, lines), pieces)
                opener = writer.region.text.split("\n", 1)[0].strip()
                formulas.unclosed(writer, 0, opener, opener[:3], until=len(writer.region.text))
                writer.end_block(len(writer.region.text))
            case "code":
                pass
    return pieces


def _fence(writer: Writer) -> None:
    text = writer.region.text
    inside = text.find("\n") + 1
    last = text.rfind("\n")
    directives.fenced(writer, inside, max(inside, last))
    writer.end_block(len(text))


def _region(body: str, name: str, block: blocks.Block, lines: list[int]) -> Region:
    """The lines of a block, marks of quotes and lists replaced by as many spaces."""
    parts = []
    for number, start in enumerate(block.starts):
        begin, end = _line(body, lines, block.line + number)
        parts.append((" " * (start - begin) if number else "") + body[start:end])
    first = lines[block.line]
    return Region("\n".join(parts), name, block.line + 1, block.starts[0] - first + 1)


def _rows(body: str, name: str, block: blocks.Block, lines: list[int]) -> Iterator[Region]:
    """The rows of a table, without the one of dashes under its head."""
    for number, start in enumerate(block.starts):
        if number != 1:
            begin, end = _line(body, lines, block.line + number)
            yield Region(body[start:end], name, block.line + number + 1, start - begin + 1)


def _line(body: str, lines: list[int], number: int) -> tuple[int, int]:
    end = lines[number + 1] - 1 if number + 1 < len(lines) else len(body)
    return lines[number], end

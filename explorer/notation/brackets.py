"""`a^{[1]}` and `a^{(1)}` in one text: layer 1 and example 1. They are read alike, so they may not stand together."""

from __future__ import annotations

from collections.abc import Iterable

from explorer.errors import ReadError
from explorer.notation.affine import render
from explorer.notation.surface import Chain, Group, Name, Node, Scripted, bare, walk
from explorer.source import Source


def marks(node: Scripted) -> tuple[tuple[str, Node], ...]:
    """The marks in brackets above a name, with the bracket: `[`, `(`."""
    found = []
    for sup in node.sups:
        inner = bare(sup)
        for part in inner.factors if isinstance(inner, Chain) else (inner,):
            piece = bare(part)
            if isinstance(piece, Group) and piece.bracket in ("(", "[") and len(piece.parts) == 1:
                found.append((str(piece.bracket), piece.parts[0]))
    return tuple(found)


def check(texts: Iterable[tuple[Node, Source]]) -> None:
    """Law: one letter with the same marks has them in the same brackets everywhere. Raises `ReadError` otherwise."""
    seen: dict[tuple[str, ...], tuple[tuple[str, ...], str]] = {}
    for tree, source in texts:
        for node in walk(tree):
            base = bare(node.base) if isinstance(node, Scripted) else None
            if not isinstance(node, Scripted) or not isinstance(base, Name):
                continue
            written = marks(node)
            if not written:
                continue
            brackets = tuple(bracket for bracket, _ in written)
            text = source.text[node.span.start : node.span.end]
            name = (base.text, *(render(inner) for _, inner in written))
            first, other = seen.setdefault(name, (brackets, text))
            if first != brackets:
                message = f"`{text}` beside `{other}`: one numbers layers, one examples, and the two look alike"
                raise ReadError(message, source, node.span, hint="give one of them a letter of its own")

"""Slips in names: a transpose, an index, a layer, another name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from explorer.claims.check.slip_text import Slip, Text, items_of, whole_names
from explorer.notation.affine import render
from explorer.notation.surface import Group, Mark, Name, Node, Number, Scripted, bare, walk


def transposes(side: Text, other: Text) -> Iterator[Slip]:
    """A transpose left out or put in; two indices in the other order."""
    for node in whole_names(side):
        marks = [sup for sup in getattr(node, "sups", ()) if _transposed(bare(sup))]
        for mark in marks:
            assert isinstance(node, Scripted)
            rest = tuple(sup for sup in node.sups if sup is not mark)
            new: Node = replace(node, sups=rest) if rest or node.subs else node.base
            spelled = side.text[node.span.start : mark.span.start].rstrip("^{ ") or side.of(node.base)
            yield side.swapped("transpose", node, new, spelled)
        if not marks:
            new = Scripted(Group((node,), "(", node.span), (), (Mark("transpose", node.span),), node.span)
            told = side.of(node) if isinstance(node, Name) else f"({side.of(node)})"
            yield side.swapped("transpose", node, new, f"{told}^T")
        if isinstance(node, Scripted):
            yield from _turned(side, node)


def _transposed(mark: Node) -> bool:
    """A transpose: its mark, or a T that stands for one."""
    return (isinstance(mark, Mark) and mark.kind == "transpose") or (isinstance(mark, Name) and mark.text == "T")


def _turned(side: Text, node: Scripted) -> Iterator[Slip]:
    for sub in node.subs:
        items = items_of(sub)
        if len(items) == 2 and render(items[0]) != render(items[1]):
            new = replace(node, subs=tuple((items[1], items[0]) if one is sub else one for one in node.subs))
            text = side.of(node)
            start = node.span.start
            first, second = items
            spelled = (
                text[: first.span.start - start]
                + side.of(second)
                + side.text[first.span.end : second.span.start]
                + side.of(first)
                + side.text[second.span.end : node.span.end]
            )
            yield side.swapped("transpose", node, new, spelled)


def indices(side: Text, other: Text) -> Iterator[Slip]:
    """One index is another index of the claim."""
    found: dict[str, Node] = {}
    for part in (side, other):
        for node in walk(part.tree):
            if isinstance(node, Scripted):
                for sub in node.subs:
                    for item in items_of(sub):
                        if isinstance(item, Name | Number):
                            found.setdefault(render(item), item)
    for node in whole_names(side):
        if not isinstance(node, Scripted):
            continue
        for sub in node.subs:
            items = items_of(sub)
            for k, item in enumerate(items):
                if not isinstance(item, Name | Number):
                    continue
                for spelled, letter in found.items():
                    if spelled == render(item) or isinstance(letter, Name) != isinstance(item, Name):
                        continue
                    new = replace(
                        node,
                        subs=tuple((*items[:k], letter, *items[k + 1 :]) if one is sub else one for one in node.subs),
                    )
                    start = node.span.start
                    text = side.text[start : item.span.start] + spelled + side.text[item.span.end : node.span.end]
                    yield side.swapped("index", node, new, text)


def layers(side: Text, other: Text) -> Iterator[Slip]:
    """A name in the layer of another name of the claim."""
    found: dict[str, Node] = {}
    for part in (side, other):
        for name in whole_names(part):
            for sup in getattr(name, "sups", ()):
                if not isinstance(bare(sup), Mark) and render(sup) != "2":
                    found.setdefault(render(sup), sup)
    for node in whole_names(side):
        if not isinstance(node, Scripted):
            continue
        for sup in node.sups:
            if isinstance(bare(sup), Mark) or render(sup) not in found:
                continue
            for spelled, new_sup in found.items():
                if spelled == render(sup):
                    continue
                new = replace(node, sups=tuple(new_sup if one is sup else one for one in node.sups))
                start = node.span.start
                text = side.text[start : sup.span.start] + spelled.strip("()") + side.text[sup.span.end : node.span.end]
                yield side.swapped("layer off by one", node, new, text)


def names(side: Text, other: Text) -> Iterator[Slip]:
    """A name of the claim in place of another that the other side has, too: two names of one thing are no slip."""
    parts = [other, side, *(Text(node, "") for node in side.put_in)]
    there = {render(node): node for part in reversed(parts) for node in whole_names(part)}
    known = {render(node) for part in parts if part is not side for node in whole_names(part)}
    for node in whole_names(side):
        if render(node) not in known:
            continue
        for spelled, name in there.items():
            if spelled != render(node):
                yield side.swapped("name", node, name, spelled)

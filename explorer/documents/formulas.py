"""What the notations have in common: a formula is written out, definitions at its head apart; open ends are said."""

from __future__ import annotations

import re

from explorer.documents import tex
from explorer.documents.pieces import Problem
from explorer.documents.region import Region, Writer, trimmed

_ALONE = re.compile(r"[ \t]*(?:\n|\Z)")
_EXPLORER = re.compile(r"\s*explorer\s?:")


def write(writer: Writer, start: int, end: int, inner: tuple[int, int], *, display: bool) -> None:
    """The formula `inner`; definitions at its head become macros, and a formula of nothing else is none."""
    text = writer.region.text
    a, b = trimmed(text, *inner)
    while (head := tex.DEFINITION.match(text, a, b)) is not None:
        stop = tex.definition_end(text, head)
        if stop is None or stop > b:
            break
        following, _ = trimmed(text, stop, b)
        writer.macro(start, end if following >= b else following, (a, stop))
        if following >= b:
            return
        start = a = following
    writer.formula(start, end, (a, b), display=display)


def environment(writer: Writer, head: re.Match[str]) -> int | None:
    r"""Writes the environment that begins with `head` and returns where it ends; None when it does not."""
    end = tex.environment_end(writer.region.text, head.end(), head[1])
    if end is None:
        return None
    plain = tex.PLAIN.get(head[1])
    if plain is None:
        write(writer, head.start(), end.end(), (head.start(), end.end()), display=True)
    else:
        write(writer, head.start(), end.end(), (head.end(), end.start()), display=plain)
    return end.end()


def declarations(writer: Writer, start: int, end: int, inner: tuple[int, int]) -> bool:
    """Writes a comment from `start` to `end` as a remark when its text begins with `explorer:`."""
    found = _EXPLORER.match(writer.region.text, *inner)
    if found is None:
        return False
    writer.remark(start, end, (found.end(), inner[1]))
    return True


def definition(writer: Writer, head: re.Match[str]) -> int:
    """Writes one definition in the running text and returns where reading goes on."""
    end = tex.definition_end(writer.region.text, head)
    if end is not None:
        writer.macro(head.start(), end, (head.start(), end))
        return end
    message = f"The definition that begins with {head[0]} has no end."
    problem = writer.region.problem(head.start(), head.end(), message, "close its last brace")
    writer.problem(problem, head.start(), until=head.end())
    return head.end()


def unclosed(writer: Writer, start: int, opener: str, closer: str, *, until: int) -> int:
    """Says that what `opener` opens at `start` stays open, and returns where reading goes on."""
    writer.problem(open_end(writer.region, start, opener, closer), start, until=until)
    return until


def open_end(region: Region, start: int, opener: str, closer: str) -> Problem:
    """What is said of an `opener` at `start` without its `closer`."""
    message = f"This {opener} is never closed."
    return region.problem(start, start + len(opener), message, f"write {closer} where it ends")


def recovery(text: str, start: int) -> int:
    """Where to go on after an opener that ends at `start`: its line's end, or the block's when it stands alone."""
    if _ALONE.match(text, start):
        return len(text)
    end = text.find("\n", start)
    return len(text) if end < 0 else end

"""Texts in braces inside a text: where they end, and what is read of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from explorer.errors import ReadError

if TYPE_CHECKING:
    from explorer.notation.lexer import Lexer

DEEPEST = 40
"""How many brackets, or texts inside texts, may be open at once."""

_BRACE = re.compile(r"\s*\{")
_SHORT = re.compile(r"\s*[_^]\s*(?:[A-Za-z0-9]|\\[A-Za-z]+)")
_SCRIPT = re.compile(r"\s*[_^]\s*(?:\\[A-Za-z]+\s*)?\{")


def pass_over(lexer: Lexer, at: int, script: bool = False) -> bool:
    """Go on behind the braces that begin at `at` (with `script`, behind a `_{…}` or `^{…}`); False without them."""
    found = (_SCRIPT if script else _BRACE).match(lexer.source.text, at)
    short = _SHORT.match(lexer.source.text, at) if script and found is None else None
    if found is not None:
        lexer.at = braced(lexer, found.end() - 1)[0]
    elif short is not None:
        lexer.at = short.end()
    return found is not None or short is not None


def nested(
    lexer: Lexer, inner: Lexer, start: int, end: int, place: Callable[[int, int], tuple[int, int]] | None = None
) -> None:
    """Run a lexer over a text inside the text, from `start` to `end` around it; its errors are told at that place.

    `place` says where in the text around it something inside stands, where it is not the same place.
    """
    if inner.depth > DEEPEST:
        lexer.fail("this is nested too deeply", start, end)
    try:
        inner.run()
    except ReadError as error:
        here = place(error.span.start, error.span.end) if place else (start, end)
        lexer.fail(error.message, *here, error.hint)
    for remark in inner.remarks:
        first, last = remark.start_pos or 0, remark.end_pos or 0
        lexer.remark(str(remark), *(place(first, last) if place else (first, last)))


def braced(lexer: Lexer, start: int) -> tuple[int, int]:
    """The end of the `{ … }` that begins at `start`, and the place of its closing brace."""
    level, at, text = 0, start, lexer.source.text
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == "{":
            level += 1
        elif text[at] == "}":
            level -= 1
            if level == 0:
                return at + 1, at
        at += 1
    lexer.fail("`{` is never closed", start, start + 1)

r"""Digits as a number; what is an argument without braces, which TeX ends after one letter or digit.

\frac12 x  ->  FRAC NUMBER(1) NUMBER(2) NAME(x)        1e-3  ->  NUMBER(0.001)        x^23  in LaTeX is an error
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explorer.notation.characters import decimal

if TYPE_CHECKING:
    from explorer.notation.lexer import Lexer

MOST_DIGITS = 100
"""How many digits one number may have."""

_POWER_OF_TEN = re.compile(r"e([+-]?[0-9]{1,2})(?![0-9A-Za-z])")


def check(lexer: Lexer, text: str, start: int, end: int) -> None:
    """Raises `ReadError` at a number that is longer than any that is meant."""
    if len(text) > MOST_DIGITS:
        hint = f"at most {MOST_DIGITS} are read: write a power of 10, or a letter"
        lexer.fail(f"this number has {sum(map(str.isdigit, text))} digits", start, end, hint)


def single(lexer: Lexer) -> bool:
    """Whether an argument without braces comes next: `\\frac12`, `\\frac{a}b`, `\\sqrt2 x`."""
    return lexer.last in ("FRAC", "SQRT") or lexer.under == len(lexer.tokens)


def digits(lexer: Lexer, text: str, start: int) -> None:
    """A number that begins at `start`; below a name a point is between two indices.

    TeX takes `x^23` for x² 3, which nobody means: in a claim it is an error, on a page it is read as it was meant.
    """
    if "." in text and (lexer.in_sub or lexer.last == "_"):
        text = text[: text.index(".")]
    if single(lexer):
        text = text[0]
    elif len(text) > 1 and lexer.last in ("_", "^") and not lexer.lenient and "\\" in lexer.source.text:
        hint = f"braces around it: `{lexer.last}{{{text}}}`"
        lexer.fail(f"`{lexer.last}` takes the {text[0]} of `{text}` alone", start, start + len(text), hint)
    lexer.at = start + len(text)
    tens = _POWER_OF_TEN.match(lexer.source.text, lexer.at) if lexer.lenient else None
    if lexer.bold and text in "01":
        lexer.put("ONES" if text == "1" else "ZEROS", text, start, lexer.at)
    elif tens:
        lexer.at = tens.end()
        lexer.put("NUMBER", decimal(text, int(tens[1])), start, lexer.at)
    else:
        lexer.put("NUMBER", text, start, lexer.at)

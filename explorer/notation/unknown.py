r"""Commands nobody defined, on a page: the author's macros, defined elsewhere, read as far as they show what they are.

\bW              a name                         \matr{W}_y, \vect{x^i}     a font on the letter
\note{see (3)}   words: a remark                \alns{a &= b \\ c &= d}    a display
W^\tr            a transpose                    \pd{C}{w}                  a derivative, as packages have it
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lark import Token

from explorer.notation import braces, fonts, macros
from explorer.notation.letters import REFUSED

if TYPE_CHECKING:
    from explorer.notation.lexer import Lexer

_BRACE = re.compile(r"\s*\{")
_TWO_WORDS = re.compile(r"[A-Za-z]{2,}[ ,]+[A-Za-z]{2,}")
_COMMANDS = re.compile(r"\\[A-Za-z]+|\$[^$]*\$")
_TRANSPOSES = frozenset(["T", "t", "tr", "Tr", "tp", "tran", "trans", "transp", "transpose", "tpose", "mT", "intercal"])
PACKAGED = {
    "pd": (2, r"\frac{\partial #1}{\partial #2}"),
    "pdv": (2, r"\frac{\partial #1}{\partial #2}"),
    "pderiv": (2, r"\frac{\partial #1}{\partial #2}"),
    "od": (2, r"\frac{d #1}{d #2}"),
    "dv": (2, r"\frac{d #1}{d #2}"),
    "deriv": (2, r"\frac{d #1}{d #2}"),
    "norm": (1, r"\left\|#1\right\|"),
    "abs": (1, r"\left|#1\right|"),
    "set": (1, r"\left\{#1\right\}"),
    "inner": (2, r"\left\langle #1, #2\right\rangle"),
}
"""Commands of commath, physics and their like, by how many arguments they take."""


def unknown(lexer: Lexer, name: str, start: int) -> bool:
    """Read a command that nobody defined; False where it does not show what it is."""
    if name in REFUSED or not name.isalpha():
        return False
    text, end = lexer.source.text, lexer.at
    arguments = _arguments(lexer, end)
    script = lexer.last == "^" or [token.type for token in lexer.tokens[-2:]] == ["^", "{"]
    if script and not arguments and name in _TRANSPOSES:
        lexer.put("TRANSPOSE", "T", start, end)
        lexer.tell(f"\\{name} is not defined here: read as a transpose", start, end)
        return True
    if name in PACKAGED and len(arguments) >= PACKAGED[name][0]:
        lexer.shared.macros.setdefault(name, PACKAGED[name])
        macros.expand(lexer, name, start)
        return True
    if not arguments:
        lexer.put("NAME", f"\\{name}", start, end)
        lexer.tell(f"\\{name} is not defined here: read as a name", start, end)
        return True
    begin, close = arguments[0]
    content = text[begin:close]
    if all(_prose(text[a:b]) for a, b in arguments):
        for a, b in arguments:
            lexer.remark(text[a:b], a, b)
        lexer.at = arguments[-1][1] + 1
        return True
    if len(arguments) == 1 and lexer.outside and _display(content):
        lexer.at = begin
        lexer.open("{", "{", start, begin, "outer")
        lexer.tokens.pop()
        return True
    return len(arguments) == 1 and _font(lexer, name, start, begin, close)


def _arguments(lexer: Lexer, at: int) -> list[tuple[int, int]]:
    """The places inside of the braces that follow."""
    found: list[tuple[int, int]] = []
    while (brace := _BRACE.match(lexer.source.text, at)) and len(found) < 4:
        if found and brace.end() > at + 1:
            break
        at, close = braces.braced(lexer, brace.end() - 1)
        found.append((brace.end(), close))
    return found


def _prose(content: str) -> bool:
    return bool(_TWO_WORDS.search(_COMMANDS.sub(" ", content))) and "=" not in _COMMANDS.sub(" ", content)


def _display(content: str) -> bool:
    """Whether rows, alignment marks or an equation stand in it, outside of any braces or environment."""
    level = 0
    for piece in re.finditer(r"\\begin(?![A-Za-z])|\\end(?![A-Za-z])|\\.|[{}&=]", content, re.S):
        if piece[0] in ("{", "\\begin"):
            level += 1
        elif piece[0] in ("}", "\\end"):
            level -= 1
        elif level == 0 and piece[0] in ("&", "=", "\\\\"):
            return True
    return False


def _font(lexer: Lexer, name: str, start: int, begin: int, close: int) -> bool:
    """One letter, with fonts, accents and scripts of its own: the command is a font on it and part of its name."""
    inner = lexer.inner(lexer.source.text[:close])
    inner.at = begin
    braces.nested(lexer, inner, start, close + 1)
    found = fonts.letter_and_scripts(inner.tokens)
    if found is None:
        return False
    first, *rest = found
    shown = Token(first.type, f"\\{name}{{{first}}}", start_pos=start, end_pos=first.end_pos)
    fonts.grouped(lexer, [shown, *rest], start, close + 1)
    lexer.tell(f"\\{name} is not defined here: read as a font", start, close + 1)
    return True

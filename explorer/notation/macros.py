r"""The author's own macros: `\newcommand{\vx}{\mathbf{x}}`, `\def\pd#1#2{…}`, `\def\pd[#1]{…}`, put in where used.

A macro is (count, body); a count below zero means arguments in one pair of brackets, `\pd[x]`. The default of an
optional first argument stands under the name followed by `[`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.notation import braces

if TYPE_CHECKING:
    from explorer.notation.lexer import Lexer

MOST = 400_000
"""How many characters all macros of a text may put in."""

_SPACE = re.compile(r"\s*")
_TOKEN = re.compile(r"\\[A-Za-z]+|\\?.", re.S)
_NEW = re.compile(
    r"\\(?:newcommand|renewcommand|providecommand)\*?\s*(?:\{\s*\\([A-Za-z]+)\s*\}|\\([A-Za-z]+))"
    r"\s*(?:\[(\d)\])?\s*(?:\[([^\[\]]*)\])?\s*(?=\{)"
)
_OPERATOR = re.compile(r"\\DeclareMathOperator\*?\s*(?:\{\s*\\([A-Za-z]+)\s*\}|\\([A-Za-z]+))\s*(?=\{)")
_DEF = re.compile(r"\\g?def\s*\\([A-Za-z]+)\s*(\[\s*#1(?:\s*,\s*#\d)*\s*\]|(?:#\d\s*)*)(?=\{)")


@dataclass(frozen=True, slots=True)
class _Argument:
    """The text of an argument and where it begins in the text around it; None where it is a default."""

    text: str
    at: int | None


Macros = dict[str, tuple[int, str]]


def definition(text: str, at: int = 0) -> tuple[Macros, int] | None:
    """What one definition that begins at `at` adds to the macros, and where it ends; None where it is none.

    >>> definition(r"\\newcommand{\\vx}{\\mathbf{x}}")
    ({'vx': (0, '\\\\mathbf{x}')}, 28)
    """
    new, operator, plain = (pattern.match(text, at) for pattern in (_NEW, _OPERATOR, _DEF))
    found = new or operator or plain
    end = None if found is None else _braces(text, found.end())
    if found is None or end is None:
        return None
    body = text[found.end() + 1 : end]
    if new:
        name = new[1] or new[2]
        made = {name: (int(new[3] or 0), body)}
        return (made if new[4] is None else {**made, f"{name}[": (0, new[4])}), end + 1
    if operator:
        return {operator[1] or operator[2]: (0, f"\\operatorname{{{body}}}")}, end + 1
    count = found[2].count("#")
    return {found[1]: (-count if found[2].startswith("[") else count, body)}, end + 1


def define(lexer: Lexer, start: int) -> None:
    """Take in a definition that begins at `start`; what follows is read with it."""
    found = definition(lexer.source.text, start)
    if found is None:
        lexer.fail("this definition is not read", start, lexer.at, r"\newcommand{\vx}{\mathbf{x}}")
    made, lexer.at = found
    lexer.shared.macros.update(made)


def expand(lexer: Lexer, name: str, start: int) -> None:
    """A macro is replaced by its body: its arguments stand where they are written, the rest where the macro is used."""
    count, body = lexer.shared.macros[name]
    arguments = _arguments(lexer, name, count, start)
    pieces: list[str] = []
    segments: list[tuple[int, int, int]] = []  # from, to in the text put together; where it begins around the macro
    length = 0
    for piece in re.split(r"(#[1-9])", body):
        number = int(piece[1]) - 1 if re.fullmatch(r"#[1-9]", piece) else -1
        said = piece
        if 0 <= number < len(arguments):
            said, at = arguments[number].text, arguments[number].at
            if at is not None:
                segments.append((length, length + len(said), at))
        pieces.append(said)
        length += len(said)
    lexer.shared.expanded += length
    if lexer.depth > 8 or length > 20_000:
        lexer.fail(f"`\\{name}` calls itself or grows without end", start, lexer.at)
    if lexer.shared.expanded > MOST:
        lexer.fail(f"the macros of this text put in more than {MOST} characters", start, lexer.at)
    inner = lexer.inner("".join(pieces), displayed=lexer.outside)
    end = lexer.at

    def place(first: int, last: int) -> tuple[int, int]:
        for begin, stop, at in segments:
            if begin <= first and last <= stop:
                return at + first - begin, at + last - begin
        return start, end

    braces.nested(lexer, inner, start, end, place)
    for token in inner.tokens:
        lexer.put(token.type, str(token), *place(token.start_pos or 0, token.end_pos or 0))


def _arguments(lexer: Lexer, name: str, count: int, start: int) -> list[_Argument]:
    text = lexer.source.text
    found: list[_Argument] = []
    if count < 0:
        at = _skipped(text, lexer.at)
        end = _bracket(text, at)
        if end is None:
            lexer.fail(f"`\\{name}` needs its arguments in brackets", start, lexer.at, f"\\{name}[…]")
        lexer.at = end + 1
        for part in text[at + 1 : end].split(",", -count - 1):
            at += 1
            found.append(_Argument(part.strip(), at + len(part) - len(part.lstrip())))
            at += len(part)
        if len(found) != -count:
            lexer.fail(f"`\\{name}` needs {-count} arguments", start, lexer.at)
        return found
    if f"{name}[" in lexer.shared.macros:
        at = _skipped(text, lexer.at)
        end = _bracket(text, at)
        if end is None:
            found.append(_Argument(lexer.shared.macros[f"{name}["][1], None))
        else:
            found.append(_Argument(text[at + 1 : end], at + 1))
            lexer.at = end + 1
    while len(found) < count:
        at = _skipped(text, lexer.at)
        if text.startswith("{", at):
            lexer.at, close = braces.braced(lexer, at)
            found.append(_Argument(text[at + 1 : close], at + 1))
        elif at < len(text):
            command = _TOKEN.match(text, at)
            lexer.at = command.end() if command else at + 1
            found.append(_Argument(text[at : lexer.at], at))
        else:
            lexer.fail(f"`\\{name}` needs {count} arguments", start, lexer.at)
    return found


def _skipped(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _bracket(text: str, at: int) -> int | None:
    """The place of the `]` that closes the `[` at `at`; None where there is none."""
    if not text.startswith("[", at):
        return None
    level = 0
    for place in range(at, len(text)):
        level += {"[": 1, "]": -1, "{": 1, "}": -1}.get(text[place], 0)
        if level == 0:
            return place
    return None


def _braces(text: str, at: int) -> int | None:
    """The place of the `}` that closes the `{` at `at`."""
    level = 0
    for found in re.finditer(r"\\.|[{}]", text[at:], re.S):
        level += {"{": 1, "}": -1}.get(found[0], 0)
        if level == 0:
            return at + found.start()
    return None

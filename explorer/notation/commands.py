"""LaTeX commands that take arguments: fonts and accents, matrix environments, the user's own macros."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explorer.errors import ReadError
from explorer.notation.letters import ACCENTS, BOLD, GREEK, NAMED, OUTER, PLAIN, TABLES
from explorer.source import Source

if TYPE_CHECKING:
    from explorer.notation.lexer import Lexer

DEEPEST = 40
"""How many brackets, or texts inside texts, may be open at once."""

_ONE_LETTER = re.compile(r"\s*(?:\{\s*([A-Za-z0-9]|\\[A-Za-z]+)\s*\}|([A-Za-z0-9])|(\\[A-Za-z]+))")
_WORD = re.compile(r"\s*\{\s*([A-Za-z0-9 _\-]+?)\s*\}")


def font(lexer: Lexer, name: str, start: int) -> None:
    """A letter in a font or under an accent; a word in `\\text{…}` or `\\operatorname{…}` is one name."""
    text = lexer.source.text
    star = 1 if name == "operatorname" and text.startswith("*", lexer.at) else 0
    one = _ONE_LETTER.match(text, lexer.at + star)
    letter = (one[1] or one[2] or one[3]) if one else None
    if one and letter and (not letter.startswith("\\") or letter[1:] in GREEK):
        lexer.at = one.end()
        letter = GREEK.get(letter[1:], letter)
        if name in ACCENTS:
            lexer.put("NAME", f"\\{ACCENTS[name]}{{{letter}}}", start, lexer.at)
        elif letter in ("0", "1") and (name in BOLD or name in NAMED):
            lexer.put("ONES" if letter == "1" else "ZEROS", letter, start, lexer.at)
        elif letter.isdigit():
            lexer.put("NUMBER", letter, start, lexer.at)
        elif name in NAMED:
            lexer.put("NAME", f"\\{name}{{{letter}}}", start, lexer.at)
        else:
            lexer.put("BOLD" if name in BOLD else "NAME", letter, start, lexer.at)
        return
    word = _WORD.match(text, lexer.at + star) if name in PLAIN else None
    if word:
        lexer.at = word.end()
        lexer.put("NAME", GREEK.get(word[1], word[1]), start, lexer.at)
        return
    body = re.compile(r"\s*\{").match(text, lexer.at)
    if body is None or (name not in BOLD and name not in PLAIN):
        lexer.fail(f"`\\{name}` needs one letter in braces", start, lexer.at, f"for example \\{name}{{x}}")
    end, close = braced(lexer, body.end() - 1)
    bold = lexer.bold or name in BOLD
    inner = type(lexer)(Source(text[:close]), lexer.words, lexer.macros, lexer.in_sub, bold, lexer.depth + 1)
    inner.at = body.end()
    nested(lexer, inner, start, end)
    if len(inner.tokens) == 1:
        lexer.put(inner.tokens[0].type, str(inner.tokens[0]), start, end)
    else:
        lexer.put("{", "{", start, body.end())
        lexer.tokens.extend(inner.tokens)
        lexer.put("}", "}", close, end)
    lexer.at = end


def pass_over(lexer: Lexer, at: int, script: bool = False) -> bool:
    """Go on behind the braces that begin at `at` (with `script`, behind a `_{…}` or `^{…}`); False without them."""
    found = re.compile(r"\s*[_^]\s*\{" if script else r"\s*\{").match(lexer.source.text, at)
    if found is not None:
        lexer.at = braced(lexer, found.end() - 1)[0]
    return found is not None


def nested(lexer: Lexer, inner: Lexer, start: int, end: int) -> None:
    """Run a lexer over a text inside the text; its errors are told at the place outside."""
    if inner.depth > DEEPEST:
        lexer.fail("this is nested too deeply", start, end)
    try:
        inner.run()
    except ReadError as error:
        lexer.fail(error.message, start, end, error.hint)


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


def environment(lexer: Lexer, name: str, start: int) -> None:
    """`\\begin{bmatrix}` and `\\end{bmatrix}`."""
    found = re.compile(r"\s*\{([A-Za-z]+)(\*?)\}").match(lexer.source.text, lexer.at)
    if found is not None and found[1] in OUTER:
        lexer.at = found.end()
        if name == "begin":
            if found[1] in ("alignat", "alignedat"):
                pass_over(lexer, lexer.at)
            lexer.open("OUTER", found[1], start, lexer.at)
        else:
            lexer.close("OUTER_END", rf"\end{{{found[1]}}}", start, lexer.at)
        lexer.tokens.pop()
        return
    if found is None or found[1] not in TABLES:
        hint = "matrices are read: \\begin{bmatrix} … \\end{bmatrix}"
        end = found.end() if found else lexer.at
        lexer.fail(f"`{lexer.source.text[start:end]}` is not read here", start, end, hint)
    lexer.at = found.end()
    if name == "begin":
        if found[1] == "array":
            columns = re.compile(r"\s*\{[^{}]*\}").match(lexer.source.text, lexer.at)
            lexer.at = columns.end() if columns else lexer.at
        lexer.open("BEGIN", found[1], start, found.end())
    else:
        lexer.close("END", rf"\end{{{found[1]}}}", start, lexer.at)


def macro(lexer: Lexer, name: str, start: int) -> None:
    """A macro is replaced by its body; everything in it stands at the place where the macro was used."""
    count, body = lexer.macros[name]
    text = lexer.source.text
    for number in range(1, count + 1):
        found = re.compile(r"\s*").match(text, lexer.at)
        at = found.end() if found else lexer.at
        if text.startswith("{", at):
            lexer.at, close = braced(lexer, at)
            argument = text[at + 1 : close]
        elif at < len(text):
            lexer.at, argument = at + 1, text[at]
        else:
            lexer.fail(f"`\\{name}` needs {count} arguments", start, lexer.at)
        body = body.replace(f"#{number}", argument)
    if lexer.depth > 8 or len(body) > 20_000:
        lexer.fail(f"`\\{name}` calls itself or grows without end", start, lexer.at)
    inner = type(lexer)(
        Source(body), lexer.words, lexer.macros, lexer.in_sub, lexer.bold, lexer.depth + 1, lexer.outside
    )
    nested(lexer, inner, start, lexer.at)
    for token in inner.tokens:
        lexer.put(token.type, str(token), start, lexer.at)

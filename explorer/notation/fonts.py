r"""Fonts, accents and texts: `\mathbf{W}`, `\hat{\mathbf{y}}`, `\text{if}`, `\underset{i}{\max}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lark import Token

from explorer.notation import braces
from explorer.notation.letters import (
    ACCENTS,
    BOLD,
    CONDITION,
    FUNCTIONS,
    GREEK,
    LIMITED,
    LINKS,
    NAMED,
    PLAIN,
    SPELLED,
    TEXTS,
)

if TYPE_CHECKING:
    from explorer.notation.lexer import Lexer

_ONE_LETTER = re.compile(r"\s*(?:\{\s*([A-Za-z0-9]|\\[A-Za-z]+)\s*\}|([A-Za-z0-9])|(\\[A-Za-z]+))")
_WORD = re.compile(r"\s*\{\s*([A-Za-z0-9 _\-]+?)\s*\}")
_BRACE = re.compile(r"\s*\{")
_SPACING = re.compile(r"~|\\[,;:! ]|\\quad|\s+")
_WORDS = re.compile(r"[A-Za-z0-9 _\-]+")
_PUNCTUATION = ",.;: ()"
_MATH = re.compile(r"\\[A-Za-z]+|[_^]")
_ARROWS = frozenset(("\\rightarrow", "\\to", "\\rightharpoonup", "→"))


def font(lexer: Lexer, name: str, start: int) -> None:
    """A letter in a font or under an accent; a word in `\\text{…}` or `\\operatorname{…}` is one name."""
    text = lexer.source.text
    star = 1 if name.startswith("operatorname") and text.startswith("*", lexer.at) else 0
    one = _ONE_LETTER.match(text, lexer.at + star)
    letter = (one[1] or one[2] or one[3]) if one else None
    if one and letter and (not letter.startswith("\\") or letter[1:] in GREEK):
        lexer.at = one.end()
        _letter(lexer, name, GREEK.get(letter[1:], letter), start)
        return
    if lexer.lenient and name in PLAIN and words(lexer, name, start, lexer.at + star):
        return
    word = _WORD.match(text, lexer.at + star) if name in PLAIN else None
    if word:
        lexer.at = word.end()
        lexer.put("NAME", GREEK.get(word[1], word[1]), start, lexer.at)
        return
    if name in ACCENTS or name in NAMED:
        over(lexer, name, start)
        return
    body = _BRACE.match(text, lexer.at)
    if body is None:
        lexer.fail(f"`\\{name}` needs one letter in braces", start, lexer.at, f"for example \\{name}{{x}}")
    end, close = braces.braced(lexer, body.end() - 1)
    inner = lexer.inner(text[:close], bold=name in BOLD)
    inner.at = body.end()
    inner.roman = inner.roman or name in PLAIN
    braces.nested(lexer, inner, start, end)
    grouped(lexer, inner.tokens, start, end)


def _letter(lexer: Lexer, name: str, letter: str, start: int) -> None:
    """One letter or digit in a font."""
    if name in ACCENTS:
        lexer.put("BOLD" if lexer.bold else "NAME", f"\\{ACCENTS[name]}{{{letter}}}", start, lexer.at)
    elif letter in ("0", "1") and (name in BOLD or name in NAMED):
        lexer.put("ONES" if letter == "1" else "ZEROS", letter, start, lexer.at)
    elif letter.isdigit():
        lexer.put("NUMBER", letter, start, lexer.at)
    elif name in NAMED:
        lexer.put("NAME", f"\\{name}{{{letter}}}", start, lexer.at)
    else:
        lexer.put("BOLD" if name in BOLD or lexer.bold else "NAME", letter, start, lexer.at)


def grouped(lexer: Lexer, inner: list[Token], start: int, end: int) -> None:
    """Tokens of a text inside as one piece."""
    lexer.at = end
    if len(inner) == 1:
        lexer.put(inner[0].type, str(inner[0]), start, end)
    elif inner:
        lexer.put("{", "{", start, start)
        lexer.tokens.extend(inner)
        lexer.put("}", "}", end, end)


def over(lexer: Lexer, name: str, start: int) -> None:
    r"""An accent or a font over a letter that has a font, an accent or scripts of its own: `\hat{\mathbf{y}_i}`.

    The scripts stand behind the accented letter.
    """
    text = lexer.source.text
    found = _BRACE.match(text, lexer.at)
    hint = f"for example \\{name}{{x}}"
    if found is None and (one := re.compile(r"\s*\\[A-Za-z]+(\s*(?=\{))?").match(text, lexer.at)):
        begin, end = lexer.at, one.end() if one[1] is None else braces.braced(lexer, one.end())[0]
        close = end
    elif found is not None:
        begin = found.end()
        end, close = braces.braced(lexer, begin - 1)
    else:
        lexer.fail(f"`\\{name}` needs one letter in braces", start, lexer.at, hint)
    inner = lexer.inner(text[:close])
    inner.at = begin
    braces.nested(lexer, inner, start, end)
    pieces = letter_and_scripts(inner.tokens)
    if pieces is None:
        lexer.fail(f"`\\{name}` needs one letter in braces", start, lexer.at, hint)
    first, *rest = pieces
    shown = f"\\{ACCENTS.get(name, name)}{{{first}}}"
    accented = Token(first.type, shown, start_pos=start, end_pos=end if not rest else first.end_pos)
    grouped(lexer, [accented, *rest], start, end)


def letter_and_scripts(found: list[Token]) -> list[Token] | None:
    """The tokens of one letter and its scripts, without braces around it; None for anything else."""
    found = _bare(found)
    if not found or found[0].type not in ("NAME", "BOLD", "ONES", "ZEROS") or not _scripts(found):
        return None
    first, *rest = found
    if first.type in ("ONES", "ZEROS"):
        first = Token("NAME", f"\\mathbf{{{first}}}", start_pos=first.start_pos, end_pos=first.end_pos)
    return [first, *rest]


def _bare(found: list[Token]) -> list[Token]:
    """Without braces around the whole."""
    while len(found) > 2 and found[0].type == "{" and _closing(found, 0) == len(found) - 1:
        found = found[1:-1]
    if found and found[0].type == "{" and _closing(found, 0) == 2:
        found = [found[1], *found[3:]]
    return found


def _closing(found: list[Token], at: int) -> int:
    level = 0
    for number in range(at, len(found)):
        level += {"{": 1, "}": -1}.get(found[number].type, 0)
        if level == 0:
            return number
    return -1


def _scripts(found: list[Token]) -> bool:
    """Whether nothing but scripts stands behind the first token."""
    at = 1
    while at < len(found):
        if found[at].type == "PRIME":
            at += 1
        elif found[at].type in ("_", "^") and at + 1 < len(found):
            at = (_closing(found, at + 1) if found[at + 1].type == "{" else at + 1) + 1
        else:
            return False
    return True


# -- texts


def words(lexer: Lexer, name: str, start: int, at: int) -> bool:
    r"""`\text{…}` on a page: a name, the word of a condition, formulas between words, a remark; False: a formula."""
    text = lexer.source.text
    found = _BRACE.match(text, at)
    if found is None:
        return False
    end, close = braces.braced(lexer, found.end() - 1)
    content = text[found.end() : close]
    if "$" in content:
        lexer.at = end
        _mixed(lexer, content, start, found.end(), end)
        return True
    plain = " ".join(_SPACING.sub(" ", content).replace("\\_", "_").split())
    bare = plain.strip(_PUNCTUATION)
    if not _WORDS.fullmatch(bare):
        if bare and (name not in TEXTS or _MATH.search(content) or not any(char.isalpha() for char in bare)):
            return False
        lexer.at = end
        if bare:
            lexer.remark(plain, start, end)
        if plain and lexer.outside and lexer.tokens:
            lexer.put("COMMA", ",", start, end)
        return True
    lexer.at = end
    lowered = bare[:1].lower() + bare[1:]
    if plain[:1] in (",", ".", ";") and lexer.outside:
        lexer.put("COMMA", ",", start, start)
    if bare.strip("-_ ") == "":
        pass  # a line drawn with dashes
    elif lowered in LINKS and lexer.opened and not lexer.outside:
        lexer.fail(f"`{lowered}` cannot stand inside brackets", start, end)
    elif lowered in CONDITION or lowered in LINKS:
        lexer.put("NAME", lowered, start, end)
    elif " " in bare and bare.replace(" ", "") in ("argmax", "argmin"):
        lexer.put("NAME", bare.replace(" ", ""), start, end)
    else:
        lexer.put("BOLD" if lexer.bold and len(bare) == 1 else "NAME", GREEK.get(bare, bare), start, end)
    if plain[-1:] in (",", ";") and lexer.outside:
        lexer.put("COMMA", ",", end, end)
    return True


def _mixed(lexer: Lexer, content: str, start: int, begin: int, end: int) -> None:
    """`\\text{if $x > 0$}`: words of a condition with formulas between; with other words the whole is a remark."""
    parts = content.split("$")
    said = [" ".join(_SPACING.sub(" ", part).split()).strip(_PUNCTUATION) for part in parts[::2]]
    if len(parts) % 2 == 0 or any(word and word.lower() not in CONDITION | LINKS for word in said):
        lexer.remark(content, start, end)
        if lexer.outside and lexer.tokens:
            lexer.put("COMMA", ",", start, end)
        return
    at = begin
    for number, part in enumerate(parts):
        if number % 2 == 0:
            word = said[number // 2]
            if word:
                lexer.put("NAME", word.lower(), at, at + len(part))
            elif "," in part:
                lexer.put("COMMA", ",", at, at + len(part))
        else:
            inner = lexer.inner(lexer.source.text[: at + len(part)], displayed=lexer.outside)
            inner.at = at
            braces.nested(lexer, inner, start, end)
            lexer.tokens.extend(inner.tokens)
        at += len(part) + 1


# -- one above the other


def stacked(lexer: Lexer, name: str, start: int) -> None:
    r"""`\underset{i}{\max}` is `\max_i`; below or above anything else than such a word stands a remark."""
    text = lexer.source.text
    spans = []
    for _ in range(2):
        found = _BRACE.match(text, lexer.at)
        if found is None:
            lexer.fail(f"`\\{name}` needs its argument in braces", start, lexer.at)
        lexer.at, close = braces.braced(lexer, found.end() - 1)
        spans.append((found.end(), close))
    (begin, stop), (base_begin, base_stop) = spans
    end = lexer.at
    said = text[begin:stop].strip()
    if said in _ARROWS and lexer.lenient:
        inner = lexer.inner(text[:base_stop], bold=True)
        inner.at = base_begin
        braces.nested(lexer, inner, start, end)
        grouped(lexer, inner.tokens, start, end)
        return
    base = _base(lexer, base_begin, base_stop, start, end)
    if base and _limited(base):
        lexer.put("_" if name == "underset" else "^", "_", begin, begin)
        lexer.put("{", "{", begin, begin)
        script = lexer.inner(text[:stop])
        script.at, script.sub = begin, name == "underset"
        braces.nested(lexer, script, start, end)
        lexer.tokens.extend(script.tokens)
        lexer.put("}", "}", stop, stop)
    elif not lexer.lenient:
        pass  # what is not named by what stands at it
    elif base and base[0].type == "EQUALS" and ("def" in said or said in ("\\triangle", "\\Delta", "\\Delta ")):
        lexer.tokens[-1] = Token("EQUALS", ":=", start_pos=start, end_pos=end)
    else:
        lexer.remark(said, start, end)


def _base(lexer: Lexer, begin: int, stop: int, start: int, end: int) -> list[Token]:
    inner = lexer.inner(lexer.source.text[:stop])
    inner.at = begin
    braces.nested(lexer, inner, start, end)
    if len(inner.tokens) > 1 and not _limited(inner.tokens):
        grouped(lexer, inner.tokens, start, end)
    else:
        lexer.tokens.extend(inner.tokens)
    lexer.at = end
    return inner.tokens


def _limited(base: list[Token]) -> bool:
    """Whether an index or a condition can stand below or above this."""
    first = str(base[0])
    return base[0].type == "SUM" or (len(base) == 1 and first in LIMITED | SPELLED | FUNCTIONS | {"\\mathbb{E}", "E"})

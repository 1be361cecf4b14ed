"""Unicode letters and signs: accented and bold letters, small raised and lowered ones, wide forms of ASCII."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

from explorer.errors import ReadError
from explorer.notation.letters import COMBINING
from explorer.source import Source

if TYPE_CHECKING:
    from explorer.notation.lexer import Lexer

_WIDE = {"\u3000": " ", "。": ".", "、": ",", "｡": ".", "【": "[", "】": "]", "〈": "⟨", "〉": "⟩", "∶": ":", "∣": "|"}


def narrow(char: str) -> str:
    """The ASCII sign of which this is the wide form; any other character as it is."""
    if "\uff01" <= char <= "\uff5e":
        return chr(ord(char) - 0xFEE0)
    return _WIDE.get(char, char)


def decimal(digits: str, exponent: int) -> str:
    """`1e-3` written out: 0.001."""
    return format(Decimal(digits).scaleb(exponent), "f")


def unicode(lexer: Lexer, char: str, start: int) -> None:
    """A letter of Unicode as a name; small letters as scripts; words of another script as a remark."""
    spelled = unicodedata.decomposition(char).split(" ")
    if spelled[0] in ("<sub>", "<super>"):
        small(lexer, spelled[0], start)
        return
    if lexer.lenient and unicodedata.category(char) == "Lo" and not spelled[0]:
        words(lexer, start)
        return
    accent = lexer.source.text[lexer.at : lexer.at + 1]
    plain = unicodedata.normalize("NFKC", char)
    if len(spelled) == 2 and chr(int(spelled[1], 16)) in COMBINING:
        plain, accent = chr(int(spelled[0], 16)), chr(int(spelled[1], 16))
    elif accent in COMBINING:
        lexer.at += 1
    bold = "BOLD" in unicodedata.name(char, "")
    if "\u2044" in plain:
        fraction(lexer, plain, start)
        return
    if plain in ("0", "1") and ("DIGIT" in unicodedata.name(char, "")):
        lexer.put("ONES" if plain == "1" else "ZEROS", plain, start, lexer.at)
    elif accent in COMBINING and plain.isalpha():
        lexer.put("NAME", f"\\{COMBINING[accent]}{{{plain}}}", start, lexer.at)
    elif len(plain) == 1 and plain.isalpha():
        lexer.put("BOLD" if bold or lexer.bold else "NAME", plain, start, lexer.at)
    elif plain.isspace():
        pass
    else:
        lexer.fail(f"`{char}` is not a sign of this notation", start, lexer.at)


def fraction(lexer: Lexer, plain: str, start: int) -> None:
    """`½` is \\frac12."""
    over, _, under = plain.partition("\u2044")
    lexer.put("FRAC", "frac", start, start)
    lexer.put("NUMBER", over or "1", start, lexer.at)
    lexer.put("NUMBER", under, start, lexer.at)


def words(lexer: Lexer, start: int) -> None:
    """Words of a script without capitals (Chinese, …): a remark; between formulas they also set them apart."""
    text = lexer.source.text
    while lexer.at < len(text) and unicodedata.category(text[lexer.at]) in ("Lo", "Lm"):
        lexer.at += 1
    lexer.remark(text[start : lexer.at], start, lexer.at)
    if lexer.outside:
        lexer.put("COMMA", ",", start, lexer.at)


def small(lexer: Lexer, kind: str, start: int) -> None:
    """A run of small letters, `a₁₀⁽ˡ⁾`, is the same as `a_{10}^{(l)}`."""
    text = lexer.source.text
    end = start
    while end < len(text) and unicodedata.decomposition(text[end]).startswith(kind):
        end += 1
    sign = "_" if kind == "<sub>" else "^"
    plain = "".join(unicodedata.normalize("NFKC", char) for char in text[start:end])
    if len(plain) != end - start:
        lexer.fail(f"`{text[start:end]}` is not an index this reader knows", start, end)
    lexer.at = end
    lexer.put(sign, sign, start, start)
    lexer.put("{", "{", start, start)
    inner = type(lexer)(Source(plain), lexer.shared, sub=kind == "<sub>", depth=lexer.depth + 1)
    try:
        tokens = inner.run()
    except ReadError as error:
        lexer.fail(error.message, start, end)
    for token in tokens:
        at = (token.start_pos or 0) + start
        lexer.put(token.type, str(token), at, at + max(1, len(token)))
    lexer.put("}", "}", end, end)

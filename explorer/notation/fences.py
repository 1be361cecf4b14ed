r"""Bars, sets, `\left … \right` and `\over`: signs whose meaning shows only where they close.

|x|  is a fence        P(y | x)  a bar between parts        f(x) |_{x=0}  the value at a place
\{0, 1\}  is a set     \log \{ a + b \}  only groups        \left( a \right. \\ \left. + b \right)  goes on below
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lark import Token

if TYPE_CHECKING:
    from explorer.notation.lexer import Lexer, Open

_LOW_FOLLOWS = re.compile(r"\s*_")
_DELIMITER = re.compile(r"\s*(\\[A-Za-z]+|\\.|.)", re.S)
_ANGLE = re.compile(r"\s*[A-Za-z0-9_+\-\s{}]{1,24}>")
_CLOSING = re.compile(r"\s*(?:[)\]},;|]|\\(?:right|\||rangle|Vert|rVert|vert|rvert|mid|}))")
_OPERANDS = frozenset(
    (*("NAME", "BOLD", "NUMBER", "ONES", "ZEROS", "TRANSPOSE", "PRIME", "BANG"), *(")", "]", "}", "END", "⟩"))
) | {"BARS_CLOSE", "NORM_CLOSE"}
_BARS = {"|": "BARS", "\\vert": "BARS", "\\lvert": "BARS", "\\rvert": "BARS", "\\mid": "BARS"}
_NORMS = {"\\|": "NORM", "\\Vert": "NORM", "\\lVert": "NORM", "\\rVert": "NORM", "‖": "NORM"}
_OPENS = {"(": "(", "[": "[", "\\{": "SET", "\\lbrace": "SET", "\\lbrack": "[", "\\langle": "⟨", "<": "⟨", "⟨": "⟨"}
_SHUTS = {
    ")": ")",
    "]": "]",
    "\\}": "SET_END",
    "\\rbrace": "SET_END",
    "\\rbrack": "]",
    "\\rangle": "⟩",
    ">": "⟩",
    "⟩": "⟩",
}
_MEMBERS = frozenset(("∈", "∉", "⊂", "⊆"))


def bar(lexer: Lexer, kind: str, start: int) -> None:
    """The sign of a fence opens where none is open, else closes; a bar with something below it is a place."""
    shown = lexer.source.text[start : lexer.at]
    if lexer.opened and lexer.opened[-1].kind == f"{kind}_OPEN" and not (kind == "BARS" and _begins(lexer)):
        lexer.close(f"{kind}_CLOSE", shown, start, lexer.at)
    elif kind == "BARS" and lexer.last in _OPERANDS and _LOW_FOLLOWS.match(lexer.source.text, lexer.at):
        lexer.put("EVALUATE", shown, start, lexer.at)
    else:
        lexer.open(f"{kind}_OPEN", shown, start, lexer.at)


def _begins(lexer: Lexer) -> bool:
    """Whether something must begin here: `||x| - |y||` right behind a bar that opened, or behind + or -."""
    if lexer.last == "BARS_OPEN":
        return True
    before = lexer.tokens[-2].type if len(lexer.tokens) > 1 else "^"
    return lexer.last in ("PLUS", "MINUS") and (before in _OPERANDS)


def double(lexer: Lexer, start: int) -> bool:
    """Whether `||` is one sign: not where a single bar is open, `|x||y|`, or the next bar stands alone, `||x|-y|`."""
    text = lexer.source.text
    if not text.startswith("||", start) or (lexer.opened and lexer.opened[-1].kind == "BARS_OPEN"):
        return False
    following = text.find("|", start + 2)
    opened = bool(lexer.opened) and lexer.opened[-1].kind == "NORM_OPEN"
    return opened or following < 0 or text.startswith("||", following) or text[following - 1] == "\\"


def unbar(lexer: Lexer, kind: str) -> None:
    """A bar that is open where the bracket around it closes stands between parts: `P(y | x)`, `D(p ‖ q)`."""
    while lexer.opened and lexer.opened[-1].kind in ("BARS_OPEN", "NORM_OPEN") and not lexer.opened[-1].left:
        if kind == lexer.opened[-1].kind.replace("OPEN", "CLOSE"):
            return
        if len(lexer.opened) == 1 or lexer.opened[-2].kind == "OUTER":
            return
        retype(lexer, lexer.opened.pop().index, "BAR")


def retype(lexer: Lexer, at: int, kind: str, value: str | None = None) -> None:
    """Give a token that is there already another kind."""
    token = lexer.tokens[at]
    lexer.tokens[at] = Token(kind, value or str(token), start_pos=token.start_pos, end_pos=token.end_pos)


def settle(lexer: Lexer, entry: Open) -> None:
    r"""`\{ … \}` that just closed: a set after ∈, or where commas or a bar are inside and no function stands before."""
    before = lexer.tokens[entry.index - 1] if entry.index else None
    bars = any(token.type == "BAR" for token in lexer.tokens[entry.index :]) if entry.commas is False else False
    member = before is not None and before.type == "RELATION" and str(before) in _MEMBERS
    applied = before is not None and before.type in _OPERANDS
    if member or ((entry.commas or bars) and not applied):
        retype(lexer, entry.index, "SET", "\\{")
        retype(lexer, len(lexer.tokens) - 1, "SET_END")


_OPERATORS = frozenset(
    ("PLUS", "MINUS", "PLUSMINUS", "DOT", "STAR", "HADAMARD", "TIMES", "AT", "SLASH", "EQUALS", "UNEQUAL", "RELATION")
)


def operator_inside(lexer: Lexer, at: int) -> bool:
    """Whether the braces that opened at a token begin or end with an operator between what is in and around them."""
    if at + 1 >= len(lexer.tokens):
        return False
    after_operand = at > 0 and lexer.tokens[at - 1].type in _OPERANDS
    first, last = lexer.tokens[at + 1].type, lexer.tokens[-1].type
    return (first in _OPERATORS and (after_operand or first not in ("PLUS", "MINUS"))) or last in _OPERATORS


def rows_inside(lexer: Lexer, start: int) -> bool:
    r"""Whether the braces that begin at `start` hold rows: `{\large a = b \\ c = d}`."""
    text = lexer.source.text
    if text.find("\\\\", start) < 0:
        return False
    level, at = 0, start
    while at < len(text):
        char = text[at]
        if char == "\\":
            if text.startswith("\\begin{", at):
                level += 1
            elif text.startswith("\\end{", at):
                level -= 1
            elif level == 1 and text.startswith("\\\\", at):
                return True
            at += 1
        elif char == "{":
            level += 1
        elif char == "}":
            level -= 1
            if level == 0:
                return False
        at += 1
    return False


def in_table(lexer: Lexer) -> bool:
    """Whether a matrix is open somewhere around."""
    return any(entry.kind == "BEGIN" for entry in lexer.opened)


def plain_table(lexer: Lexer) -> bool:
    """Whether the innermost thing that is open is a matrix, not cases."""
    entry = lexer.opened[-1]
    return entry.kind == "BEGIN" and str(lexer.tokens[entry.index]) not in ("cases", "dcases")


# -- \left and \right


def angle(lexer: Lexer, char: str, start: int) -> bool:
    """`x^{<t>}` and `x^{(i)<t>}`: in a superscript `<` and `>` are brackets."""
    top = lexer.opened[-1] if lexer.opened else None
    if char == ">" and top is not None and top.kind == "⟨":
        lexer.close("⟩", "⟩", start, lexer.at)
        return True
    raised = lexer.last == "^" or (
        top is not None and top.kind == "{" and top.index > 0 and lexer.tokens[top.index - 1].type == "^"
    )
    if char == "<" and raised and _ANGLE.match(lexer.source.text, lexer.at):
        lexer.open("⟨", "⟨", start, lexer.at)
        return True
    return False


def placeholder(lexer: Lexer) -> bool:
    r"""Whether a dot stands where an argument would: `σ(\cdot)`, `f(\cdot, w)`, `\|\cdot\|`."""
    alone = lexer.last in ("(", "[", "{", "COMMA", "BARS_OPEN", "NORM_OPEN", "⟨", "BAR") or (
        bool(lexer.tokens) and str(lexer.tokens[-1]) == "∂"
    )
    return alone and bool(lexer.opened) and _CLOSING.match(lexer.source.text, lexer.at) is not None


def left(lexer: Lexer, start: int) -> None:
    """`\\left` and the sign behind it."""
    shown = _delimiter(lexer, start)
    if shown == ".":
        held = lexer.opened[-1] if lexer.opened and lexer.opened[-1].held else None
        if held is not None:
            held.held = False
        else:
            lexer.open("LEFT", "{", start, lexer.at, left=True)
    elif shown in _BARS or shown in _NORMS:
        lexer.open(f"{(_BARS | _NORMS)[shown]}_OPEN", shown, start, lexer.at, left=True)
    elif shown in _OPENS:
        kind = _OPENS[shown]
        lexer.open(kind, "\\{" if kind == "SET" else kind, start, lexer.at, left=True)
    elif shown in _SHUTS:
        lexer.close(_SHUTS[shown], shown, start, lexer.at)
    else:
        lexer.fail(f"`{lexer.source.text[start : lexer.at]}` is not read here", start, lexer.at)


def right(lexer: Lexer, start: int) -> None:
    r"""`\right` and the sign behind it: closes what is open; `\right.` closes anything, or waits for a `\left.`."""
    shown = _delimiter(lexer, start)
    unbar(lexer, "RIGHT")
    top = lexer.opened[-1] if lexer.opened else None
    if top is None:
        lexer.fail(f"`\\right{shown}` closes nothing", start, lexer.at)
    elif shown == "." and top.left:
        if top.kind != "LEFT" and lexer.source.text.find("\\left.", lexer.at) >= 0 and not _one_table(lexer, top):
            top.held = True
        else:
            _shut(lexer, top, start)
    elif (
        shown in _BARS
        and top.left
        and top.kind in ("LEFT", "(", "[")
        and _LOW_FOLLOWS.match(lexer.source.text, lexer.at)
    ):
        at = top.index
        lexer.close({"LEFT": "RIGHT", "(": ")", "[": "]"}[top.kind], shown, start, lexer.at)
        retype(lexer, at, "AT_OPEN")
        retype(lexer, len(lexer.tokens) - 1, "AT_CLOSE")
    elif shown in _BARS or shown in _NORMS:
        bar(lexer, (_BARS | _NORMS)[shown], start)
    elif top.kind == "LEFT" and shown in _SHUTS:
        lexer.close("RIGHT", shown, start, lexer.at)
    elif shown in _SHUTS:
        kind = _SHUTS[shown]
        lexer.close(kind, "\\}" if kind == "SET_END" else kind, start, lexer.at)
    elif shown in _OPENS and _OPENS[shown] == top.kind == "[":
        lexer.close("]", "]", start, lexer.at)
    else:
        lexer.fail(f"`{lexer.source.text[start : lexer.at]}` is not read here", start, lexer.at)


def middle(lexer: Lexer, start: int) -> None:
    r"""`\middle|` stands between parts."""
    shown = _delimiter(lexer, start)
    if shown not in _BARS or not lexer.opened:
        lexer.fail(f"`{lexer.source.text[start : lexer.at]}` is not read here", start, lexer.at)
    lexer.put("BAR", "|", start, lexer.at)


def _delimiter(lexer: Lexer, start: int) -> str:
    found = _DELIMITER.match(lexer.source.text, lexer.at)
    if found is None:
        lexer.fail("a bracket is missing here", start, lexer.at, r"\left( … \right), or \right. for none")
    lexer.at = found.end()
    return found[1]


def _one_table(lexer: Lexer, entry: Open) -> bool:
    """Whether a bracket holds one matrix and nothing else."""
    inside = lexer.tokens[entry.index + 1 :]
    if not inside or inside[0].type != "BEGIN" or inside[-1].type != "END":
        return False
    level = 0
    for number, token in enumerate(inside):
        level += {"BEGIN": 1, "END": -1}.get(token.type, 0)
        if level == 0:
            return number == len(inside) - 1
    return False


def _shut(lexer: Lexer, entry: Open, start: int) -> None:
    r"""`\right.`: a brace before one table makes it cases, other brackets close where they end."""
    table = entry.kind == "SET" and _one_table(lexer, entry)
    closing = {"(": ")", "[": "]", "⟨": "⟩", "LEFT": "RIGHT", "SET": "SET_END"}
    if entry.kind not in closing:
        lexer.fail("`\\right.` closes a bar", start, lexer.at)
    kind = closing[entry.kind]
    lexer.close(kind, kind, start, lexer.at)
    if table:
        begin = lexer.tokens[entry.index + 1]
        lexer.tokens.pop()
        del lexer.tokens[entry.index]
        lexer.tokens[entry.index] = Token("BEGIN", "cases", start_pos=begin.start_pos, end_pos=begin.end_pos)
        cases(lexer, entry.index)


def cases(lexer: Lexer, begin: int) -> None:
    r"""The rows of cases that just closed: a value and its condition, set apart by `&`, a comma, or the word `if`."""
    made: list[Token] = []
    row: list[Token] = []
    for token, level in _levels(lexer.tokens[begin + 1 : -1]):
        if level == 0 and token.type == "ROW":
            made.extend([*_case(row), token])
            row = []
        else:
            row.append(token)
    lexer.tokens[begin + 1 : -1] = [*made, *_case(row)]


def _levels(found: list[Token]) -> list[tuple[Token, int]]:
    level, levels = 0, []
    for token in found:
        if token.type in (")", "]", "}", "END", "SET_END", "⟩", "NORM_CLOSE", "BARS_CLOSE", "AT_CLOSE"):
            level -= 1
        levels.append((token, level))
        if token.type in ("(", "[", "{", "BEGIN", "SET", "⟨", "NORM_OPEN", "BARS_OPEN", "AT_OPEN"):
            level += 1
    return levels


_IF = frozenset(("if", "when", "for", "where", "otherwise", "else", "If", "Otherwise"))


def _case(row: list[Token]) -> list[Token]:
    levels = _levels(row)
    cuts = [at for at, (token, level) in enumerate(levels) if level == 0 and token.type == "AMPERSAND"]
    if not cuts:
        words = [
            at for at, token in enumerate(row) if levels[at][1] == 0 and token.type == "NAME" and str(token) in _IF
        ]
        commas = [at for at, token in enumerate(row) if levels[at][1] == 0 and token.type in ("COMMA", "SEMICOLON")]
        cut = (words or commas or [0])[0]
        if cut == 0:
            return row
        value, condition = row[:cut], row[cut if words else cut + 1 :]
    else:
        value, condition = row[: cuts[0]], [token for token in row[cuts[0] + 1 :] if token.type != "AMPERSAND"]
    while value and value[-1].type in ("COMMA", "SEMICOLON", "COLON"):
        value = value[:-1]
    while condition and condition[0].type in ("COMMA", "SEMICOLON", "COLON"):
        condition = condition[1:]
    while condition and condition[-1].type in ("COMMA", "SEMICOLON", "COLON"):
        condition = condition[:-1]
    place = row[cuts[0]] if cuts else condition[0] if condition else row[0]
    return [*value, Token("AMPERSAND", "&", start_pos=place.start_pos, end_pos=place.start_pos), *condition]


def over(lexer: Lexer, start: int) -> None:
    r"""`{a \over b}` is `\frac{a}{b}`."""
    entry = lexer.opened[-1] if lexer.opened else None
    if entry is None or entry.kind not in ("{", "(", "[", "LEFT") or entry.over or entry.after == "outer":
        lexer.fail("`\\over` needs braces around it", start, lexer.at, "write \\frac{…}{…}")
    entry.over = True
    begin = lexer.tokens[entry.index].end_pos
    fraction = (Token("FRAC", "frac", start_pos=begin, end_pos=begin), Token("{", "{", start_pos=begin, end_pos=begin))
    lexer.tokens[entry.index + 1 : entry.index + 1] = fraction
    lexer.put("}", "}", start, start)
    lexer.put("{", "{", lexer.at, lexer.at)

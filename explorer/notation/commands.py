"""LaTeX commands: what each does to the walk over the text; environments; braces."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from explorer.notation import fences, fonts, macros, unknown
from explorer.notation.braces import pass_over
from explorer.notation.letters import (
    ACCENTS,
    BOLD,
    COMMANDS,
    FUNCTIONS,
    GAPS,
    GREEK,
    NAMED,
    OUTER,
    PLAIN,
    REMARKED,
    SKIPPED,
    SPACES,
    STACKED,
    TABLES,
)

if TYPE_CHECKING:
    from explorer.notation.lexer import Lexer

_ROW_SPACE = re.compile(r"\*?(?:\s|%[^\n]*(?:\n|$))*\[-?[0-9.]+ *(?:em|ex|pt|mm|cm)\]|\*")
_BRACE = re.compile(r"\s*\{")
_ENVIRONMENT = re.compile(r"\s*\{([A-Za-z]+)(\*?)\}")
_COLUMNS = re.compile(r"\s*(?:\[[a-z]\])?\s*\{(?:[^{}]|\{[^{}]*\})*\}")
_ALIGNED = re.compile(r"\s*\[[lcr]+\]")
_NUMBERED = re.compile(r"\s*(?:\(([^()]*)\)|\{([^{}]*)\})")
_SIDES = frozenset(("lVert", "rVert", "Vert", "parallel", "|", "vert", "lvert", "rvert", "mid"))
_RULES = re.compile(r"\s*\{[^{}]*\}")


def command(lexer: Lexer, name: str, start: int) -> None:
    """The command `name` that begins at `start`; the lexer stands behind its name."""
    end = lexer.at
    if name in lexer.shared.macros:
        macros.expand(lexer, name, start)
    elif name in ("\\", "newline", "cr"):
        _row(lexer, start)
    elif name in ("left", "right", "middle"):
        {"left": fences.left, "right": fences.right, "middle": fences.middle}[name](lexer, start)
    elif name in SPACES or name.isspace():
        if name in GAPS and lexer.outside:
            lexer.put("GAP", name, start, end)
    elif name in SKIPPED:
        _skip(lexer, name, start)
    elif name in REMARKED:
        found = _BRACE.match(lexer.source.text, end)
        if found is None:
            lexer.fail(f"`\\{name}` needs its argument in braces", start, end)
        lexer.at = found.end()
        lexer.open("{", "{", start, lexer.at, "remark")
    elif name in STACKED:
        fonts.stacked(lexer, name, start)
    elif name == "bf":
        lexer.bold = True
    elif name == "rm":
        lexer.roman = True
    elif name == "over":
        fences.over(lexer, start)
    elif name in GREEK:
        lexer.put("BOLD" if lexer.bold else "NAME", GREEK[name], start, end)
    elif name == "arg":
        _arg(lexer, start)
    elif name == "transpose" and _BRACE.match(lexer.source.text, end) and lexer.last != "^":
        _transposed(lexer, start)
    elif name in COMMANDS:
        _sign(lexer, name, start)
    elif name == "_" and lexer.lenient and (lexer.last in ("SUM", "NAME", "BOLD", "}", ")", "]")):
        lexer.put("_", "_", start, end)  # escaped for a page's own reader
    elif name in _SIDES:
        fences.bar(lexer, "NORM" if name in ("|", "parallel") or name.endswith("Vert") else "BARS", start)
    elif name in BOLD or name in PLAIN or name in NAMED or name in ACCENTS:
        fonts.font(lexer, name, start)
    elif name in ("begin", "end"):
        environment(lexer, name, start)
    elif name in ("tr", "Tr") and lexer.lenient and lexer.last == "^":
        unknown.unknown(lexer, name, start)
    elif name in FUNCTIONS:
        lexer.put("NAME", name, start, end)
    elif lexer.lenient and _on_a_page(lexer, name, start):
        pass
    else:
        known = [*GREEK, *COMMANDS, *SPACES, *BOLD, *PLAIN, *ACCENTS, *FUNCTIONS]
        near = get_close_matches(name, known, 1)
        hint = f"did you mean \\{near[0]}?" if near else "declare it: --given 'macro: \\newcommand…'"
        lexer.fail(f"`\\{name}` is not a command this reader knows", start, end, hint)


def _on_a_page(lexer: Lexer, name: str, start: int) -> bool:
    """What is read on a page only: definitions, rules between rows, equation numbers, the author's own commands."""
    text, end = lexer.source.text, lexer.at
    if name in ("newcommand", "renewcommand", "providecommand", "def", "gdef", "DeclareMathOperator"):
        macros.define(lexer, start)
    elif name in ("hline", "midrule", "toprule", "bottomrule"):
        pass
    elif name in ("cline", "setlength", "arraystretch"):
        found = _RULES.match(text, end)
        lexer.at = found.end() if found else end
    elif name == "eqno":
        found = _NUMBERED.match(text, end)
        lexer.at = found.end() if found else end
        lexer.remark(text[end : lexer.at], start, lexer.at)
    elif name == "not":
        equals = re.compile(r"\s*(=|\\in(?![A-Za-z])|\\equiv(?![A-Za-z]))").match(text, end)
        if equals is None:
            return False
        lexer.at = equals.end()
        lexer.put(*(("RELATION", "∉") if equals[1] == "\\in" else ("UNEQUAL", "≠")), start, lexer.at)
    elif name == "star" and (lexer.last == "^" or [token.type for token in lexer.tokens[-2:]] == ["^", "{"]):
        lexer.put("NAME", "*", start, end)
    else:
        return unknown.unknown(lexer, name, start)
    return True


def _row(lexer: Lexer, start: int) -> None:
    """`\\\\`: a row of a matrix or of a display; on a page also a break in the middle of a bracket, which is layout."""
    end = lexer.at
    inside = bool(lexer.opened) and lexer.opened[-1].kind == "BEGIN"
    if not lexer.outside and not inside and (not lexer.lenient or fences.in_table(lexer)):
        lexer.fail("a line break stands inside a matrix only", start, end)
    if lexer.outside or inside:
        lexer.put("ROW", "\\\\", start, end)
    space = _ROW_SPACE.match(lexer.source.text, end)
    lexer.at = space.end() if space else end


def _skip(lexer: Lexer, name: str, start: int) -> None:
    end = lexer.at
    if name == "tag" and lexer.source.text.startswith("*", end):
        end += 1
    if not pass_over(lexer, end):
        lexer.fail(f"`\\{name}` needs its argument in braces", start, end)
    if name == "hspace" and lexer.outside:
        lexer.put("GAP", name, start, lexer.at)


def _arg(lexer: Lexer, start: int) -> None:
    """`\\arg\\max` is one word."""
    found = re.compile(r"(?:\s|\\[,!;: ])*\\?(max|min)(?![A-Za-z])").match(lexer.source.text, lexer.at)
    if found is None:
        lexer.put("NAME", "arg", start, lexer.at)
    else:
        lexer.at = found.end()
        lexer.put("NAME", f"arg{found[1]}", start, lexer.at)


def _transposed(lexer: Lexer, start: int) -> None:
    """`\\transpose{x}`, a command of the author's around what is transposed."""
    found = _BRACE.match(lexer.source.text, lexer.at)
    lexer.at = found.end() if found else lexer.at
    lexer.open("{", "{", start, lexer.at, "transpose")


def _sign(lexer: Lexer, name: str, start: int) -> None:
    end = lexer.at
    kind, value = COMMANDS[name]
    if kind in ("(", "[", "SET", "⟨"):
        lexer.open(kind, value, start, end)
    elif kind in (")", "]", "SET_END", "⟩"):
        lexer.close(kind, value, start, end)
    elif kind == "DOT" and fences.placeholder(lexer):
        lexer.put("NAME", "·", start, end)
    else:
        lexer.put(kind, value, start, end)


def environment(lexer: Lexer, name: str, start: int) -> None:
    """`\\begin{bmatrix}` and `\\end{bmatrix}`."""
    text = lexer.source.text
    found = _ENVIRONMENT.match(text, lexer.at)
    if found is not None and _displays(lexer, name, found[1]):
        lexer.at = found.end()
        if name == "begin":
            if found[1] in ("alignat", "alignedat"):
                pass_over(lexer, lexer.at)
            columns = _COLUMNS.match(text, lexer.at) if found[1] == "array" else None
            lexer.at = columns.end() if columns else lexer.at
            lexer.open("OUTER", found[1], start, lexer.at)
        else:
            lexer.close("OUTER_END", rf"\end{{{found[1]}}}", start, lexer.at)
        lexer.tokens.pop()
        return
    grouped = found is not None and found[1] in OUTER and lexer.lenient
    if found is None or (found[1] not in TABLES and not grouped):
        hint = "matrices are read: \\begin{bmatrix} … \\end{bmatrix}"
        end = found.end() if found else lexer.at
        lexer.fail(f"`{text[start:end]}` is not read here", start, end, hint)
    lexer.at = found.end()
    if name == "begin":
        columns = _COLUMNS.match(text, lexer.at) if found[1] == "array" else _ALIGNED.match(text, lexer.at)
        lexer.at = columns.end() if columns else lexer.at
        lexer.open("BEGIN", "array" if grouped else found[1], start, found.end())
        return
    begin = lexer.opened[-1].index if lexer.opened else 0
    lexer.close("END", rf"\end{{{found[1]}}}", start, lexer.at)
    if lexer.lenient and str(lexer.tokens[begin]) in ("cases", "dcases"):
        fences.cases(lexer, begin)


def _displays(lexer: Lexer, name: str, environment: str) -> bool:
    """Whether an environment holds equations of the display; behind a brace it holds cases, an array may do either."""
    if name == "end":
        entry = lexer.opened[-1] if lexer.opened else None
        return entry is not None and entry.kind == "OUTER" if environment in (*OUTER, "array") else False
    if environment == "array":
        first = lexer.source.text[lexer.at : lexer.at + 2000].split("\\\\")[0]
        return lexer.outside and lexer.last in ("", "ROW") and "=" in first and "\\begin" not in first.split("=")[0]
    if environment not in OUTER:
        return False
    return not lexer.lenient or lexer.outside

"""Text -> tokens with positions. LaTeX, Unicode and ASCII spellings of one sign become one token.

    W_{i.0}ᵀ  ->  NAME(W) _ { NAME(i) COMMA NUMBER(0) } ^ { NAME(T) }

What a character means depends only on what is open around it (a `.` inside a subscript separates indices),
so the walk is one pass; every bracket is matched here and every character becomes part of a token or an error.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NoReturn

from lark import Token

from explorer.errors import ReadError
from explorer.notation.commands import DEEPEST, environment, font, macro, pass_over
from explorer.notation.letters import (
    ACCENTS,
    BOLD,
    COMBINING,
    COMMANDS,
    FUNCTIONS,
    GAPS,
    GREEK,
    INDEX_LETTERS,
    NAMED,
    PLAIN,
    REMARKED,
    SIGNS,
    SKIPPED,
    SPACES,
)
from explorer.source import Source, Span

_STEP = re.compile(
    r"(?P<space>[\s~\u200b]+)|(?P<digits>[0-9]+(?:\.[0-9]+)?)|(?P<letters>[A-Za-z]+)|(?P<command>\\(?:[A-Za-z]+|.))",
    re.S,
)
_CELL_ENDS = re.compile(r"(?:\s|\\quad|\\,)*(?:&|\\\\|\\end(?![A-Za-z]))")
_SENTENCE_ENDS = re.compile(r"\s|$|\\(?:tag|label|nonumber|notag|end|q?quad|\\)")
_DOTS_FOLLOW = re.compile(r"\s*(?:…|\\[cl]?dots)")
_FACTOR_FOLLOWS = re.compile(r"(?!T(?![A-Za-z]))[A-Za-z\\({\[]")
_ROW_SPACE = re.compile(r"\*?\s*\[-?[0-9.]+ *(?:em|ex|pt|mm|cm)\]")
_DIGIT = re.compile(r"\s*([0-9])")
_RUN = re.compile(r"[A-Za-z0-9]+")
_CLOSES = {
    "(": ")",
    "[": "]",
    "{": "}",
    "BEGIN": "END",
    "OUTER": "OUTER_END",
    "NORM_OPEN": "NORM_CLOSE",
    "BARS_OPEN": "BARS_CLOSE",
}
_SHOWN = {
    "BEGIN": r"\begin",
    "END": r"\end",
    "OUTER": r"\begin",
    "NORM_OPEN": "‖",
    "NORM_CLOSE": "‖",
    "BARS_OPEN": "|",
    "BARS_CLOSE": "|",
}


@dataclass(slots=True)
class _Open:
    kind: str
    start: int
    sub: bool
    after: str = ""
    bold: bool = False


@dataclass(slots=True)
class Lexer:
    """The walk over one text: what is open, what bold letters are on, the tokens so far."""

    source: Source
    words: frozenset[str]
    macros: Mapping[str, tuple[int, str]]
    sub: bool = False
    bold: bool = False
    depth: int = 0
    displayed: bool = False
    """Whether several equations may stand in the text: rows, alignment marks and wide gaps become tokens."""
    tokens: list[Token] = field(default_factory=list)
    opened: list[_Open] = field(default_factory=list)
    at: int = 0

    def fail(self, message: str, start: int, end: int, hint: str | None = None) -> NoReturn:
        raise ReadError(message, self.source, Span(start, end), hint=hint)

    def put(self, kind: str, value: str, start: int, end: int) -> None:
        self.tokens.append(Token(kind, value, start_pos=start, end_pos=end))

    @property
    def in_sub(self) -> bool:
        return self.opened[-1].sub if self.opened else self.sub

    @property
    def outside(self) -> bool:
        """Whether what comes next stands in the display itself, inside no bracket or matrix."""
        return self.displayed and all(entry.kind == "OUTER" for entry in self.opened)

    def open(self, kind: str, value: str, start: int, end: int, after: str = "") -> None:
        if len(self.opened) >= DEEPEST:
            self.fail(f"more than {DEEPEST} brackets are open here", start, end, "name the inner parts")
        last = self.tokens[-1].type if self.tokens else ""
        sub = last == "_" or (last != "^" and self.in_sub)
        if not after and last == "FRAC":
            after = "frac"
        self.opened.append(_Open(kind, start, sub, after, self.bold))
        self.put(kind, value, start, end)

    def close(self, kind: str, value: str, start: int, end: int) -> None:
        if not self.opened:
            self.fail(f"`{value}` closes nothing", start, end)
        last = self.opened.pop()
        if _CLOSES[last.kind] != kind:
            want = self.source.text[last.start : last.start + 1] if last.kind in "([{" else _SHOWN[last.kind]
            hint = f"`{want}` is open since column {self.column(last.start)}"
            self.fail(f"`{value}` closes `{want}`", start, end, hint)
        self.put(kind, value, start, end)
        self.bold = last.bold
        if last.after == "frac":
            self.single_digit()
        elif last.after == "remark":
            pass_over(self, self.at, script=True)

    def column(self, offset: int) -> int:
        return self.source.position(offset)[1]

    def single_digit(self) -> None:
        """`\\frac12` and `\\frac{a}2`: an argument without braces is one digit."""
        found = _DIGIT.match(self.source.text, self.at)
        if found:
            self.put("NUMBER", found[1], found.start(1), found.end(1))
            self.at = found.end()

    def run(self) -> list[Token]:
        text = self.source.text
        length = len(text)
        while self.at < length:
            start = self.at
            found = _STEP.match(text, start)
            if found is None:
                self.sign(text[start])
                continue
            self.at = found.end()
            match found.lastgroup:
                case "space":
                    pass
                case "digits":
                    self.digits(found[0], start)
                case "letters":
                    self.letters(found[0], start)
                case _:
                    self.command(found[0][1:], start)
        if self.opened:
            last = self.opened[-1]
            shown = text[last.start] if last.kind in "([{" else _SHOWN[last.kind]
            self.fail(f"`{shown}` is never closed", last.start, last.start + 1)
        return self.tokens

    def digits(self, text: str, start: int) -> None:
        if "." in text and (self.in_sub or (self.tokens and self.tokens[-1].type == "_")):
            text = text[: text.index(".")]
        self.at = start + len(text)
        if self.bold and text in "01":
            self.put("ONES" if text == "1" else "ZEROS", text, start, self.at)
        else:
            self.put("NUMBER", text, start, self.at)

    def letters(self, run: str, start: int) -> None:
        text = self.source.text
        if self.tokens and self.tokens[-1].type == "_" and not self.bold:
            self.index_run(start)
            return
        if not self.in_sub:
            numbered = re.compile(r"[0-9]+").match(text, self.at)
            longer = run + (numbered[0] if numbered else "")
            if numbered and (longer in self.words or len(run) == 1):
                self.at = start + len(longer)
                self.put("NAME", longer, start, self.at)
                return
        if run in self.words:
            self.name(run, start, start + len(run))
        elif run in FUNCTIONS or (run == "leaky" and text.startswith("_relu", self.at)):
            if run == "leaky":
                self.at += len("_relu")
                run = "leaky_relu"
            self.put("NAME", run, start, self.at)
        elif run == "sum":
            self.put("SUM", run, start, self.at)
        elif run in GREEK and len(run) > 1 and run != "ell":
            self.name(GREEK[run], start, self.at)
        elif len(run) > 2 and run.islower() and not self.in_sub and not self.split(run):
            hint = f"declare it (--given '{run}: n'), or put spaces between letters that are multiplied"
            self.fail(f"`{run}` is not a name known here", start, self.at, hint)
        else:
            for piece in self.split(run) or list(run):
                self.name(piece, start, start + len(piece))
                start += len(piece)

    def split(self, run: str) -> list[str] | None:
        """Cut a run of letters into declared names and single letters; None where no longer name is declared."""
        pieces: list[str] = []
        rest = 0
        longest = max((len(word) for word in self.words), default=1)
        while rest < len(run):
            for size in range(min(longest, len(run) - rest), 1, -1):
                if run[rest : rest + size] in self.words:
                    pieces.append(run[rest : rest + size])
                    rest += size
                    break
            else:
                pieces.append(run[rest])
                rest += 1
        return pieces if any(piece in self.words for piece in pieces) else None

    def name(self, text: str, start: int, end: int) -> None:
        self.put("BOLD" if self.bold else "NAME", text, start, end)

    def index_run(self, start: int) -> None:
        """`W_ij`, `w_00`, `w_ix_i`: an index without braces is as many index letters as stand there."""
        text = self.source.text
        found = _RUN.match(text, start)
        run = found[0] if found else text[start]
        if run not in self.words:
            keep = 1
            while keep < len(run) and run[keep] in INDEX_LETTERS:
                keep += 1
            if keep == len(run) > 1 and text[start + keep : start + keep + 1] in ("_", "^", "'", "("):
                keep -= 1
            run = run[:keep]
        end = start + len(run)
        if run in self.words or len(run) == 1:
            self.put("NAME", run, start, end)
        else:
            self.put("{", "{", start, start)
            for piece in re.finditer(r"\d+|[A-Za-z]", run):
                kind = "NUMBER" if piece[0].isdigit() else "NAME"
                self.put(kind, piece[0], start + piece.start(), start + piece.end())
            self.put("}", "}", end, end)
        self.at = end

    def sign(self, char: str) -> None:
        text, start = self.source.text, self.at
        self.at += 1
        if char in "([{":
            self.open(char, char, start, self.at)
        elif char in ")]}":
            self.close(char, char, start, self.at)
        elif char in "_^":
            self.put(char, char, start, self.at)
        elif text.startswith("...", start):
            self.at = start + 3
            self.put("DOTS", "...", start, self.at)
        elif char in ".,;" and not self.opened and self.tokens and not text[self.at :].strip():
            pass  # the punctuation of the sentence in which the formula stands
        elif char in ".,;" and _CELL_ENDS.match(text, self.at):
            pass  # … or of the cell
        elif char == "." and self.in_sub:
            self.put("COMMA", ".", start, self.at)
        elif char == "." and _DOTS_FOLLOW.match(text, self.at):
            pass
        elif char == "." and self.outside and _SENTENCE_ENDS.match(text, self.at):
            self.put("COMMA", ",", start, self.at)
        elif char == "." and self.tokens and _FACTOR_FOLLOWS.match(text, self.at):
            self.put("DOT", "·", start, self.at)
        elif char == "." and re.compile(r"\.T(?![A-Za-z])").match(text, start):
            self.at = start + 2
            self.put("^", "^", start, start + 1)
            self.put("TRANSPOSE", "T", start + 1, self.at)
        elif char == ":" and text.startswith(":=", start):
            self.at = start + 2
            self.put("EQUALS", ":=", start, self.at)
        elif char == "!" and text.startswith("!=", start):
            self.at = start + 2
            self.put("UNEQUAL", "≠", start, self.at)
        elif char in "|‖":
            kind = "NORM" if char == "‖" or text.startswith("||", start) else "BARS"
            if char == "|" and kind == "NORM":
                self.at += 1
            self.fence(kind, start)
        elif char == "″":
            self.put("PRIME", "'", start, self.at)
            self.put("PRIME", "'", start, self.at)
        elif char == "Σ" and char not in self.words:
            self.put("SUM", "Σ", start, self.at)
        elif char in SIGNS:
            kind, value = SIGNS[char]
            self.put(kind, value, start, self.at)
        else:
            self.unicode(char, start)

    def fence(self, kind: str, start: int) -> None:
        """The sign of a norm opens where none is open, else closes."""
        shown = self.source.text[start : self.at]
        if self.opened and self.opened[-1].kind == f"{kind}_OPEN":
            self.close(f"{kind}_CLOSE", shown, start, self.at)
        else:
            self.open(f"{kind}_OPEN", shown, start, self.at)

    def unicode(self, char: str, start: int) -> None:
        spelled = unicodedata.decomposition(char).split(" ")
        if spelled[0] in ("<sub>", "<super>"):
            self.small(spelled[0], start)
            return
        accent = self.source.text[self.at : self.at + 1]
        plain = unicodedata.normalize("NFKC", char)
        if len(spelled) == 2 and chr(int(spelled[1], 16)) in COMBINING:
            plain, accent = chr(int(spelled[0], 16)), chr(int(spelled[1], 16))
        elif accent in COMBINING:
            self.at += 1
        bold = "BOLD" in unicodedata.name(char, "")
        if plain in ("0", "1") and ("DIGIT" in unicodedata.name(char, "")):
            self.put("ONES" if plain == "1" else "ZEROS", plain, start, self.at)
        elif accent in COMBINING and plain.isalpha():
            self.put("NAME", f"\\{COMBINING[accent]}{{{plain}}}", start, self.at)
        elif len(plain) == 1 and plain.isalpha():
            self.put("BOLD" if bold or self.bold else "NAME", plain, start, self.at)
        else:
            self.fail(f"`{char}` is not a sign of this notation", start, self.at)

    def small(self, kind: str, start: int) -> None:
        """A run of small letters, `a₁₀⁽ˡ⁾`, is the same as `a_{10}^{(l)}`."""
        text = self.source.text
        end = start
        while end < len(text) and unicodedata.decomposition(text[end]).startswith(kind):
            end += 1
        sign = "_" if kind == "<sub>" else "^"
        plain = "".join(unicodedata.normalize("NFKC", char) for char in text[start:end])
        if len(plain) != end - start:
            self.fail(f"`{text[start:end]}` is not an index this reader knows", start, end)
        self.at = end
        self.put(sign, sign, start, start)
        self.put("{", "{", start, start)
        inner = Lexer(Source(plain), self.words, {}, sub=kind == "<sub>", depth=self.depth + 1)
        try:
            tokens = inner.run()
        except ReadError as error:
            self.fail(error.message, start, end)
        for token in tokens:
            at = (token.start_pos or 0) + start
            self.put(token.type, str(token), at, at + max(1, len(token)))
        self.put("}", "}", end, end)

    def command(self, name: str, start: int) -> None:
        text, end = self.source.text, self.at
        if name in self.macros:
            macro(self, name, start)
        elif name == "\\":
            if not self.outside and (not self.opened or self.opened[-1].kind != "BEGIN"):
                self.fail("a line break stands inside a matrix only", start, end)
            self.put("ROW", "\\\\", start, end)
            space = _ROW_SPACE.match(text, end)
            self.at = space.end() if space else end
        elif name in SPACES:
            if name in GAPS and self.outside:
                self.put("GAP", name, start, end)
            if name in ("left", "right") and text.startswith(".", end):
                self.at = end + 1
        elif name in SKIPPED:
            if not pass_over(self, end):
                self.fail(f"`\\{name}` needs its argument in braces", start, end)
            if name == "hspace" and self.outside:
                self.put("GAP", name, start, self.at)
        elif name in REMARKED:
            found = re.compile(r"\s*\{").match(text, end)
            if found is None:
                self.fail(f"`\\{name}` needs its argument in braces", start, end)
            self.at = found.end()
            self.open("{", "{", start, self.at, "remark")
        elif name == "bf":
            self.bold = True
        elif name in GREEK:
            self.name(GREEK[name], start, end)
        elif name in COMMANDS:
            kind, value = COMMANDS[name]
            if kind in "([":
                self.open(kind, value, start, end)
            elif kind in ")]":
                self.close(kind, value, start, end)
            else:
                self.put(kind, value, start, end)
                if kind == "FRAC":
                    self.single_digit()
        elif name in ("|", "Vert", "lVert", "rVert", "vert", "lvert", "rvert"):
            self.fence("NORM" if name == "|" or name.endswith("Vert") else "BARS", start)
        elif name in BOLD or name in PLAIN or name in NAMED or name in ACCENTS:
            font(self, name, start)
        elif name in ("begin", "end"):
            environment(self, name, start)
        elif name in FUNCTIONS:
            self.put("NAME", name, start, end)
        else:
            known = [*GREEK, *COMMANDS, *SPACES, *BOLD, *PLAIN, *ACCENTS, *FUNCTIONS]
            near = get_close_matches(name, known, 1)
            hint = f"did you mean \\{near[0]}?" if near else "declare it: --given 'macro: \\newcommand…'"
            self.fail(f"`\\{name}` is not a command this reader knows", start, end, hint)


_DOLLARS = re.compile(r"^\s*(\$\$?|\\\[|\\\()(.*?)(\$\$?|\\\]|\\\))\s*$", re.S)


def tokens(
    source: Source, words: frozenset[str], macros: Mapping[str, tuple[int, str]], displayed: bool = False
) -> list[Token]:
    """All tokens of the text. Raises `ReadError` at a character, command or bracket that cannot be read."""
    lexer = Lexer(source, words, macros, displayed=displayed)
    wrapped = _DOLLARS.match(source.text)
    if wrapped:
        lexer.at = wrapped.start(2)
        whole = Source(source.text[: wrapped.end(2)], source.name, source.line, source.column)
        inner = Lexer(whole, words, macros, displayed=displayed)
        inner.at = wrapped.start(2)
        return inner.run()
    return lexer.run()

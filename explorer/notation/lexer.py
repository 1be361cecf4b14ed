"""Text -> tokens with positions. LaTeX, Unicode and ASCII spellings of one sign become one token.

    W_{i.0}ᵀ  ->  NAME(W) _ { NAME(i) COMMA NUMBER(0) } ^ { NAME(T) }

What a character means depends only on what is open around it (a `.` inside a subscript separates indices),
so the walk is one pass; every bracket is matched here, and every character becomes part of a token or of a remark,
or is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from lark import Token

from explorer.errors import ReadError
from explorer.notation import characters, fences, numbers, runs
from explorer.notation.braces import DEEPEST, pass_over
from explorer.notation.commands import command
from explorer.notation.letters import SIGNS
from explorer.source import Source, Span

_STEP = re.compile(
    r"(?P<space>(?:[\s~\u200b-\u200d\u2060-\u2064\ufeff]|%[^\n]*(?:\n|$))+)|(?P<digits>[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<letters>[A-Za-z]+)|(?P<command>\\(?:[A-Za-z]+|.))",
    re.S,
)
_TEXT = re.compile(r"\\(?:text|textrm|textit|mathrm|mbox|rm)\s*\{([^{}]*)\}")
_CELL_ENDS = re.compile(r"(?:\s|\\quad|\\,)*(?:&|\\\\|\\end(?![A-Za-z]))")
_SENTENCE_ENDS = re.compile(r"\s|$|\\(?:tag|label|nonumber|notag|end|q?quad|\\)")
_DOTS_FOLLOW = re.compile(r"\s*(?:…|\\[cl]?dots)")
_FACTOR_FOLLOWS = re.compile(r"(?!T(?![A-Za-z]))[A-Za-z\\({\[]")
_FRACTION = re.compile(r"[0-9]+")
_TRANSPOSE = re.compile(r"\.T(?![A-Za-z])")
_SHUTS = re.compile(r"\s*(?:[)}\]]|\\right)")
_ENDS = re.compile(r"\s*\Z")
_RULE = re.compile(r"[|\-−]\s*(?:&|\\\\|\\end(?![A-Za-z]))")
_TWO_SIGNS = {":=": ("EQUALS", ":="), "!=": ("UNEQUAL", "≠"), ">=": ("RELATION", "≥"), "<=": ("RELATION", "≤")}
CLOSES = {
    "(": ")",
    "[": "]",
    "{": "}",
    "BEGIN": "END",
    "OUTER": "OUTER_END",
    "NORM_OPEN": "NORM_CLOSE",
    "BARS_OPEN": "BARS_CLOSE",
    "SET": "SET_END",
    "LEFT": "RIGHT",
    "⟨": "⟩",
}
_SHOWN = {
    "BEGIN": r"\begin",
    "OUTER": r"\begin",
    "NORM_OPEN": "‖",
    "BARS_OPEN": "|",
    "SET": r"\{",
    "LEFT": r"\left.",
}


@dataclass(slots=True)
class Open:
    """A bracket that is open: where it stands in the text and among the tokens, and what was on before it."""

    kind: str
    start: int
    sub: bool
    index: int
    after: str = ""
    bold: bool = False
    roman: bool = False
    left: bool = False
    """Written with `\\left`."""
    held: bool = False
    """Closed by `\\right.` to go on with `\\left.` in a later row."""
    commas: bool = False
    over: bool = False
    """Whether `\\over` stood in it."""


@dataclass(slots=True)
class Shared:
    """What a lexer and those of the texts inside its text have in common."""

    words: frozenset[str]
    macros: dict[str, tuple[int, str]]
    lenient: bool = False
    """Whether unknown words and commands are names of their own."""
    told: set[str] = field(default_factory=set)
    expanded: int = 0


@dataclass(slots=True)
class Lexer:
    """The walk over one text: what is open, what bold letters are on, the tokens so far."""

    source: Source
    shared: Shared
    sub: bool = False
    bold: bool = False
    roman: bool = False
    depth: int = 0
    displayed: bool = False
    """Whether several equations may stand in the text: rows, alignment marks and wide gaps become tokens."""
    tokens: list[Token] = field(default_factory=list)
    remarks: list[Token] = field(default_factory=list)
    """What is no mathematics, with its place."""
    opened: list[Open] = field(default_factory=list)
    at: int = 0
    under: int = -1
    """How many tokens stand before what is below the line of the last `\\frac`."""

    def fail(self, message: str, start: int, end: int, hint: str | None = None) -> NoReturn:
        raise ReadError(message, self.source, Span(start, end), hint=hint)

    def put(self, kind: str, value: str, start: int, end: int) -> None:
        if kind == "NUMBER":
            numbers.check(self, value, start, end)
        last = self.last
        self.tokens.append(Token(kind, value, start_pos=start, end_pos=end))
        if last == "FRAC" and kind != "{":
            self.under = len(self.tokens)

    def remark(self, text: str, start: int, end: int) -> None:
        """Keep what is no mathematics."""
        plain = " ".join(text.split())
        if plain:
            self.remarks.append(Token("REMARK", plain, start_pos=start, end_pos=end))

    def tell(self, note: str, start: int, end: int) -> None:
        """Keep how something was read, once."""
        if note not in self.shared.told:
            self.shared.told.add(note)
            self.remark(note, start, end)

    def inner(self, text: str, *, bold: bool = False, displayed: bool = False) -> Lexer:
        """A lexer for a text inside this one."""
        return Lexer(
            Source(text), self.shared, self.in_sub, self.bold or bold, self.roman, self.depth + 1, displayed=displayed
        )

    @property
    def lenient(self) -> bool:
        """Whether unknown words and commands are names of their own."""
        return self.shared.lenient

    @property
    def in_sub(self) -> bool:
        """Whether what comes next stands in a subscript."""
        return self.opened[-1].sub if self.opened else self.sub

    @property
    def outside(self) -> bool:
        """Whether what comes next stands in the display itself, inside no bracket or matrix."""
        return self.displayed and all(entry.kind == "OUTER" or entry.after == "outer" for entry in self.opened)

    @property
    def last(self) -> str:
        """The kind of the token before."""
        return self.tokens[-1].type if self.tokens else ""

    def open(self, kind: str, value: str, start: int, end: int, after: str = "", left: bool = False) -> None:
        if len(self.opened) >= DEEPEST:
            self.fail(f"more than {DEEPEST} brackets are open here", start, end, "name the inner parts")
        last = self.last
        sub = last == "_" or (last != "^" and self.in_sub)
        if not after and (last == "FRAC" or self.under == len(self.tokens)):
            after = "frac" if last == "FRAC" else "under"
        entry = Open(kind, start, sub, len(self.tokens), after, self.bold, self.roman, left)
        self.opened.append(entry)
        if kind == "SET":
            kind = value = "("  # a set only where its inside shows it, see `fences.settle`
        self.put("{" if kind == "LEFT" else kind, value, start, end)

    def close(self, kind: str, value: str, start: int, end: int) -> None:
        fences.unbar(self, kind)
        if not self.opened:
            self.fail(f"`{value}` closes nothing", start, end)
        last = self.opened.pop()
        if self.lenient and last.commas and last.kind in "([" and kind in ")]" and not last.left:
            kind = value = CLOSES[last.kind]  # [0, 1)
        if CLOSES[last.kind] != kind:
            want = self.source.text[last.start : last.start + 1] if last.kind in "([{⟨" else _SHOWN[last.kind]
            hint = f"`{want}` is open since column {self.column(last.start)}"
            self.fail(f"`{value}` closes `{want}`", start, end, hint)
        if last.over:
            self.put("}", "}", start, start)
        self.bold, self.roman = last.bold, last.roman
        if last.after == "outer":
            return
        if kind == "}" and last.index == len(self.tokens) - 1 and last.after != "frac" and self._alone(last):
            self.tokens.pop()  # {} is layout
            return
        if kind == ")" and self.lenient and last.index == len(self.tokens) - 1 and self.tokens[-2:-1]:
            self.tokens.pop()  # σ() is σ, spoken of
            return
        if kind == "}" and self._alone(last) and not last.after and fences.operator_inside(self, last.index):
            del self.tokens[last.index]  # the braces of a colour or a font around `+ b`
            return
        if kind == "SET_END":
            kind = value = ")"
        self.put("}" if kind == "RIGHT" else kind, value, start, end)
        if last.kind == "SET":
            fences.settle(self, last)
        if last.after == "frac":
            self.under = len(self.tokens)
        elif last.after == "remark":
            self.braces_remark()
        elif last.after == "transpose":
            self.put("^", "^", end, end)
            self.put("TRANSPOSE", "T", end, end)

    def _alone(self, entry: Open) -> bool:
        """Whether no script or command waits for what stands in these braces."""
        return entry.index == 0 or self.tokens[entry.index - 1].type not in ("_", "^", "FRAC", "SQRT")

    def braces_remark(self) -> None:
        """What stands below or above a brace under a formula is a remark."""
        begin = self.at
        if pass_over(self, begin, script=True):
            said = self.source.text[begin : self.at].strip().lstrip("_^").strip()
            self.remark(_TEXT.sub(r"\1", said[1:-1] if said.startswith("{") else said), begin, self.at)

    def column(self, offset: int) -> int:
        return self.source.position(offset)[1]

    def run(self) -> list[Token]:
        """All tokens of the text."""
        text = self.source.text
        length = len(text)
        while self.at < length:
            start = self.at
            found = _STEP.match(text, start)
            if found is None:
                self.sign(characters.narrow(text[start]))
                continue
            self.at = found.end()
            match found.lastgroup:
                case "space":
                    pass
                case "digits":
                    numbers.digits(self, found[0], start)
                case "letters":
                    runs.letters(self, found[0], start)
                case _:
                    command(self, found[0][1:], start)
        if self.opened:
            last = self.opened[-1]
            shown = text[last.start] if last.kind in "([{⟨" else _SHOWN[last.kind]
            self.fail(f"`{shown}` is never closed", last.start, last.start + 1)
        return self.tokens

    def sign(self, char: str) -> None:
        text, start = self.source.text, self.at
        self.at += 1
        if char in "([{":
            after = "outer" if char == "{" and self.outside and fences.rows_inside(self, start) else ""
            self.open(char, char, start, self.at, after)
            if after:
                self.tokens.pop()
        elif char in ")]}":
            self.close(char, char, start, self.at)
        elif char in "<>" and fences.angle(self, char, start):
            pass
        elif char in "_^":
            self.put(char, char, start, self.at)
        elif text.startswith("...", start):
            self.at = start + 3
            self.put("DOTS", "...", start, self.at)
        elif char in ".,;":
            self.punctuation(char, start)
        elif text[start : start + 2] in _TWO_SIGNS:
            self.at = start + 2
            self.put(*_TWO_SIGNS[text[start : start + 2]], start, self.at)
        elif text.startswith("==", start) and self.lenient:
            self.at = start + 2
            self.put("EQUALS", "=", start, self.at)
        elif char in "|-−" and self.lenient and self.last in ("AMPERSAND", "ROW", "BEGIN") and _RULE.match(text, start):
            pass  # a line drawn in a cell: the entry goes on
        elif char in "|‖":
            kind = "NORM" if char == "‖" or fences.double(self, start) else "BARS"
            if char == "|" and kind == "NORM":
                self.at += 1
            fences.bar(self, kind, start)
        elif char == "″":
            self.put("PRIME", "'", start, self.at)
            self.put("PRIME", "'", start, self.at)
        elif char in "ΣΠ" and char not in self.shared.words:
            self.capital(char, start)
        elif char in "+-" and self.opened and self.last in ("_", "^", "{", "(", "NAME") and self.mark(char, start):
            pass
        elif char == "&" and self.lenient and not self.outside and not fences.in_table(self):
            pass  # the rows of a bracket that goes over several of them
        elif char in SIGNS:
            kind, value = SIGNS[char]
            self.put(kind, value, start, self.at)
        else:
            characters.unicode(self, text[start], start)

    def capital(self, char: str, start: int) -> None:
        """A capital Σ is the sign of a sum; a capital Π is a letter, unless limits follow it."""
        limits = char == "Σ" or self.source.text[self.at : self.at + 1] == "_"
        self.put("SUM" if limits else "NAME", char, start, self.at)

    def mark(self, char: str, start: int) -> bool:
        """`θ^{(i+)}`, `x_{-}`: a sign behind which the bracket closes is no operation."""
        if not _SHUTS.match(self.source.text, self.at) or not any(
            self.tokens[entry.index - 1].type in ("_", "^") for entry in self.opened if entry.index
        ):
            return False
        self.put("NAME", char, start, self.at)
        return True

    def punctuation(self, char: str, start: int) -> None:
        """`,`, `;` and `.`: the end of a sentence or a cell, between indices, in a product, a transpose."""
        text = self.source.text
        if (not self.opened and self.tokens and _ENDS.match(text, self.at)) or _CELL_ENDS.match(text, self.at):
            return
        if char == ".":
            self.dot(start)
        elif char == "," and self.lenient and self.last in ("^", "{") and self.comma_prime():
            self.put("PRIME", "'", start, self.at)
        else:
            if self.opened:
                self.opened[-1].commas = True
                if self.lenient and self.opened[-1].kind == "BEGIN" and fences.plain_table(self):
                    self.put("AMPERSAND", "&", start, self.at)
                    return
            self.put(*SIGNS[char], start, self.at)

    def comma_prime(self) -> bool:
        """`f^{,}` is written for f'."""
        alone = self.source.text[self.at :].lstrip()[:1] == "}" if self.last == "{" else True
        return alone and (self.last == "^" or (len(self.tokens) > 1 and self.tokens[-2].type == "^"))

    def dot(self, start: int) -> None:
        text = self.source.text
        digits = _FRACTION.match(text, self.at)
        if digits is not None and self.lenient and self.last not in ("NAME", "NUMBER", "BOLD") and not self.in_sub:
            self.at = digits.end()
            self.put("NUMBER", f"0.{digits[0]}", start, self.at)  # .5
        elif self.in_sub:
            self.put("COMMA", ".", start, self.at)
        elif _DOTS_FOLLOW.match(text, self.at):
            pass
        elif self.outside and _SENTENCE_ENDS.match(text, self.at):
            self.put("COMMA", ",", start, self.at)
        elif _TRANSPOSE.match(text, start):
            self.at = start + 2
            self.put("^", "^", start, start + 1)
            self.put("TRANSPOSE", "T", start + 1, self.at)
        elif self.tokens and text.startswith("*", self.at):
            self.at += 1
            self.put("HADAMARD", "⊙", start, self.at)  # .* of MATLAB and Julia
        elif self.tokens and _FACTOR_FOLLOWS.match(text, self.at):
            self.put("DOT", "·", start, self.at)
        else:
            self.fail("`.` is not a sign of this notation", start, self.at)


_DOLLARS = re.compile(r"^\s*(\$\$?|\\\[|\\\()(.*?)(\$\$?|\\\]|\\\))\s*$", re.S)


def tokens(
    source: Source, words: frozenset[str], macros: Mapping[str, tuple[int, str]], displayed: bool = False
) -> list[Token]:
    """All tokens of the text. Raises `ReadError` at a character, command or bracket that cannot be read."""
    return walked(source, words, macros, displayed).tokens


def walked(
    source: Source, words: frozenset[str], macros: Mapping[str, tuple[int, str]], displayed: bool = False
) -> Lexer:
    """The lexer after its walk over the text: `tokens` and `remarks`. With `displayed`, it reads what a page shows.

    That is: rows and gaps set equations apart, unknown words and commands are names of their own.
    """
    wrapped = _DOLLARS.match(source.text)
    whole = source
    if wrapped:
        whole = Source(source.text[: wrapped.end(2)], source.name, source.line, source.column)
    lexer = Lexer(whole, Shared(words, dict(macros), displayed), displayed=displayed)
    if wrapped:
        lexer.at = wrapped.start(2)
    lexer.run()
    return lexer

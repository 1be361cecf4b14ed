"""Before the walk: macros read, every formula cut into equations, and everything that is declared, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from explorer.claims.check import spaces
from explorer.claims.check.context import Context, letters
from explorer.claims.check.findings import Equation, Problem, Remark
from explorer.claims.check.keys import key
from explorer.documents import Document, Formula, Macro, Prose
from explorer.documents import Remark as Declared
from explorer.errors import InputError, ReadError
from explorer.notation.given import Declarations, Defined, declarations
from explorer.notation.lines import Line, attempts
from explorer.notation.surface import Node
from explorer.source import Span


@dataclass(slots=True)
class Passage:
    """One formula with its lines, the words since the formula before it, and the block it stands in."""

    formula: Formula
    number: int
    lines: list[Line] = field(default_factory=list)
    error: ReadError | None = None
    words: str = ""
    block: int = 0
    after: str = ""
    """The words between it and the next formula."""
    sentence: str = ""
    """The sentence before it, with the formulas in it."""


class Passages:
    """The formulas of a document by the place of their piece, and what is stated at each place."""

    def __init__(self, document: Document, context: Context) -> None:
        self.document = document
        self.context = context
        self.problems: list[Equation] = []
        self.remarks: list[Remark] = []
        self.at: dict[int, Passage] = {}
        self.stated: dict[int, list[spaces.Stated]] = {}
        self.values: dict[int, dict[str, Defined]] = {}
        for piece in document.pieces:
            if isinstance(piece, Macro):
                self._macro(piece)
        self._words()
        self._cut()
        context.look([(node, line.source) for row in self.at.values() for line in row.lines for node in line.members])
        for row in self.at.values():
            for line in row.lines:
                self._value(line, row)
        self._declared()

    def near(self, passage: Passage) -> dict[str, Defined]:
        """The values that the sentences of this block and of its neighbours give: "for x = 4"."""
        found: dict[str, Defined] = {}
        for block in (passage.block - 1, passage.block + 1, passage.block):
            found.update(self.values.get(block, {}))
        return found

    def _macro(self, piece: Macro) -> None:
        source = replace(piece.source, text=f"macro: {piece.source.text}")
        try:
            self.context.known.update(declarations(source))
        except InputError:
            self.remarks.append(Remark(piece.source, Span(0, len(piece.source.text)), "this macro is not read"))

    def _words(self) -> None:
        """Names of several letters that declarations bring are known in all formulas."""
        for piece in self.document.pieces:
            if isinstance(piece, Declared):
                try:
                    self.context.known.words |= declarations(piece.source, macros=self.context.known.macros).words
                except InputError:
                    continue  # told where it stands

    def _cut(self) -> None:
        known, names = self.context.known, frozenset(self.context.known.words)
        words = ""
        number = block = 0
        last: Passage | None = None
        sentence, displayed = "", False
        for at, piece in enumerate(self.document.pieces):
            if isinstance(piece, Prose):
                new = piece.source.text + ("\n\n" if piece.ends_block else "")
                words += " " + new
                if displayed and new.lstrip()[:1].isupper():
                    sentence = ""  # a new sentence behind a display
                sentence, displayed = _last_sentence(sentence + new), False
                block += piece.ends_block
            if not isinstance(piece, Formula):
                continue
            passage = Passage(piece, number, words=words, block=block, sentence=sentence)
            displayed = piece.display
            ended = piece.source.text.rstrip().endswith(".")
            sentence = "" if ended else sentence + ("$" if piece.display else f"${piece.source.text}$")
            for line in attempts(piece.source, names, known.macros):
                if isinstance(line, ReadError):
                    passage.error = passage.error or line
                else:
                    passage.lines.append(line)
            self.at[at] = passage
            if last is not None:
                last.after = words
            last = passage
            words = ""
            number += 1
        if last is not None:
            last.after = words

    def _value(self, line: Line, passage: Passage) -> None:
        """`x = 1` in a sentence: a value of which what stands beside it speaks."""
        if passage.formula.display or len(line.members) != 2 or not number(line.members[1]):
            return
        what = key(line.members[0], self.context.names())
        if what is not None and what.arguments is None and not what.derivative:
            value = Defined(line.members[1], line.source, line.span, what.letters)
            self.values.setdefault(passage.block, {})[what.name] = value

    def _declared(self) -> None:
        """Everything that is declared, with its place; the first declaration of a name holds from the start.

        A declaration that says something else of a name begins another part: what it says of other names, too, holds
        from there only.
        """
        known = self.context.known
        block: list[Formula | Prose] = []
        start = 0
        own = {
            at: list(self._declaration(piece))
            for at, piece in enumerate(self.document.pieces)
            if isinstance(piece, Declared)
        }
        bold = frozenset(name for rows in own.values() for row in rows for name in row.known.shapes)
        for at, piece in enumerate(self.document.pieces):
            made: list[spaces.Stated] = own.get(at, [])
            if isinstance(piece, Formula):
                stated = (spaces.of_line(line, known, bold) for line in self.at[at].lines)
                made.extend(found for found in stated if found is not None)
            if isinstance(piece, Formula | Prose):
                block.append(piece)
            if isinstance(piece, Prose) and piece.ends_block:
                self.stated.setdefault(start, []).extend(spaces.of_words(block, known))
                block, start = [], at + 1
            if made:
                self.stated.setdefault(at, []).extend(made)
        for at in sorted(self.stated):
            for found in self.stated[at]:
                if not _anew(found.known, known):
                    new = _unknown_part(found.known, known)
                    self.context.declare(new)
                    self.context.loose |= found.open & set(new.shapes)

    def _declaration(self, piece: Declared) -> Iterator[spaces.Stated]:
        try:
            yield spaces.Stated(declarations(piece.source, macros=self.context.known.macros), "declared")
        except ReadError as error:
            problem = Problem(error.message, error.source, error.span, error.hint)
            self.problems.append(Equation(piece.source, False, (), problem))
        except InputError as error:
            problem = Problem(error.message, piece.source, Span(0, len(piece.source.text)), error.hint)
            self.problems.append(Equation(piece.source, False, (), problem))


def _last_sentence(text: str) -> str:
    """What stands behind the last full stop, or the last end of a paragraph that is followed by something."""
    return re.split(r"[.!?](?:\s|$)|\n\n(?=\S)", text)[-1][-300:]


def _anew(later: Declarations, known: Declarations) -> bool:
    """Whether a declaration says something else of a name than was said before."""
    return any(name in known.shapes and known.shapes[name].sizes != shape.sizes for name, shape in later.shapes.items())


def _unknown_part(later: Declarations, known: Declarations) -> Declarations:
    """The part of a declaration that speaks of names of which nothing is declared yet."""
    new = Declarations(later.source)
    new.shapes = {name: value for name, value in later.shapes.items() if name not in known.shapes}
    new.functions = {name: value for name, value in later.functions.items() if name not in known.functions}
    new.indices = {name: value for name, value in later.indices.items() if name not in known.indices}
    new.macros, new.words, new.convention = later.macros, later.words, later.convention
    return new


def number(node: Node) -> bool:
    """Whether an expression is a number."""
    return not letters(node)

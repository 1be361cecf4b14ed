"""A document walked once: what it declares, defines and claims, in its order, each claim decided."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from explorer.claims.check import mistakes, spaces
from explorer.claims.check.compare import Comparison
from explorer.claims.check.context import Context, Definition, letters
from explorer.claims.check.decide import UNBUILT, Outcome, scoped, unknown
from explorer.claims.check.findings import Claim, Equation, Findings, Meaning, Problem, Remark, Why
from explorer.claims.check.keys import Key, key, same_items
from explorer.claims.check.orientation import turned
from explorer.claims.check.readings import Readings
from explorer.documents import Document, Formula, Macro, Prose
from explorer.documents import Problem as Broken
from explorer.documents import Remark as Declared
from explorer.errors import InputError, ReadError
from explorer.notation import ShapeClash
from explorer.notation.given import Declarations, declarations
from explorer.notation.given import Defined as Valued
from explorer.notation.lines import Line, attempts
from explorer.notation.names import Names
from explorer.notation.reader import read_line
from explorer.notation.surface import Equation as Equation_
from explorer.notation.surface import Group, Mark, Name, Node, Scripted, Table, walk
from explorer.proof.verdict import Proved, Refuted
from explorer.source import Source, Span
from explorer.statement import OPAQUE, Statement

SAME = re.compile(
    r"\b(?:that is|i\.e\.|equivalently|in (?:matrix|vector|component|index) form|can be (?:re)?written|same as|in other words)\b",
    re.I,
)
ANEW = re.compile(
    r"\b(?:instead|now|ignor\w*|without|omit\w*|simplif\w*|suppose|assum\w*|special case|alternativ\w*|another|similar\w*|other)\b",
    re.I,
)


@dataclass(slots=True)
class Passage:
    """One formula with its lines, and the words since the formula before it."""

    formula: Formula
    number: int
    lines: list[Line] = field(default_factory=list)
    error: ReadError | None = None
    words: str = ""
    block: int = 0


def check_document(document: Document, convention: str | None = None) -> Findings:
    """Law: a claim is `Refuted` only with a repair that the judge proves, or where declared shapes cannot agree."""
    return _Walk(document, convention).run()


class _Walk:
    def __init__(self, document: Document, convention: str | None) -> None:
        self.document = document
        known = declarations(None, convention)
        self.context = Context(known)
        self.equations: list[Equation] = []
        self.claims: list[Claim] = []
        self.remarks: list[Remark] = []
        self.readings = Readings()
        self.convention_from = "asked for" if convention else ""
        self.passages: dict[int, Passage] = {}
        self.stated: dict[int, list[spaces.Stated]] = {}
        self.values: dict[int, dict[str, Valued]] = {}
        self.unread = False
        self.under = ""
        self.number = 0

    # -- before the walk: macros, every formula cut into lines, what is declared anywhere

    def run(self) -> Findings:
        pieces = self.document.pieces
        for piece in pieces:
            if isinstance(piece, Macro):
                self._macro(piece)
        self._words()
        self._cut()
        self._declared_first()
        for at, piece in enumerate(pieces):
            for stated in self.stated.get(at, ()):
                self._state(stated)
            if isinstance(piece, Formula):
                self.number = self.passages[at].number
                self._formula(self.passages[at])
            elif isinstance(piece, Broken):
                problem = Problem(piece.message, piece.source, piece.span, piece.hint)
                self.equations.append(Equation(piece.source, True, (), problem))
        texts: dict[str, int] = {}
        for piece in pieces:  # the cells of a notebook, in order
            texts.setdefault(piece.source.name, len(texts))
        self.claims.sort(key=lambda claim: (texts.get(claim.right_at[0].name, 0), claim.position))
        return Findings(
            self.document.name,
            tuple(self.equations),
            tuple(self.claims),
            tuple(self.remarks),
            self.readings.told(),
            self.context.known.convention,
            tuple(_meaning(row) for row in self.context.told),
            self.convention_from,
        )

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
        known = self.context.known
        words = ""
        number = block = 0
        for at, piece in enumerate(self.document.pieces):
            if isinstance(piece, Prose):
                words += " " + piece.source.text + ("\n\n" if piece.ends_block else "")
                block += piece.ends_block
            if not isinstance(piece, Formula):
                continue
            passage = Passage(piece, number, words=words, block=block)
            for line in attempts(piece.source, frozenset(known.words), known.macros):
                if isinstance(line, ReadError):
                    passage.error = passage.error or line
                else:
                    passage.lines.append(line)
                    self._value(line, passage)
            self.passages[at] = passage
            words = ""
            number += 1

    def _value(self, line: Line, passage: Passage) -> None:
        """`x = 1` in a sentence: a value of which what stands beside it speaks."""
        if passage.formula.display or len(line.members) != 2 or not _number(line.members[1]):
            return
        what = key(line.members[0], Names(self.context.known))
        if what is not None and what.arguments is None and not what.derivative:
            value = Valued(line.members[1], line.source, line.span, what.letters)
            self.values.setdefault(passage.block, {})[what.name] = value

    def _near(self, passage: Passage) -> dict[str, Valued]:
        """The values that the sentences of this block and of its neighbours give."""
        found: dict[str, Valued] = {}
        for block in (passage.block - 1, passage.block + 1, passage.block):
            found.update(self.values.get(block, {}))
        return found

    def _declared_first(self) -> None:
        """Everything that is declared, with its place; the first declaration of a name holds from the start."""
        known = self.context.known
        block: list[Formula | Prose] = []
        start = 0
        for at, piece in enumerate(self.document.pieces):
            made: list[spaces.Stated] = []
            if isinstance(piece, Declared):
                made.extend(self._declaration(piece))
            elif isinstance(piece, Formula):
                for line in self.passages[at].lines:
                    stated = spaces.of_line(line, known)
                    if stated is not None:
                        made.append(stated)
            if isinstance(piece, Formula | Prose):
                block.append(piece)
            if isinstance(piece, Prose) and piece.ends_block:
                self.stated.setdefault(start, []).extend(spaces.of_words(block, known))
                block, start = [], at + 1
            if made:
                self.stated.setdefault(at, []).extend(made)
        for at in sorted(self.stated):
            for stated in self.stated[at]:
                new = replace_known(stated, known)
                known.update(new)
                self.context.loose |= stated.open & set(new.shapes)

    def _declaration(self, piece: Declared) -> Iterator[spaces.Stated]:
        try:
            yield spaces.Stated(declarations(piece.source, macros=self.context.known.macros), "declared")
        except ReadError as error:
            problem = Problem(error.message, error.source, error.span, error.hint)
            self.equations.append(Equation(piece.source, False, (), problem))
        except InputError as error:
            problem = Problem(error.message, piece.source, Span(0, len(piece.source.text)), error.hint)
            self.equations.append(Equation(piece.source, False, (), problem))

    def _state(self, stated: spaces.Stated) -> None:
        """A declaration takes effect; what is said anew of a name ends what was defined with it."""
        known = self.context.known
        for name, shape in stated.known.shapes.items():
            before = known.shapes.get(name)
            if before is not None and before.sizes != shape.sizes:
                self.context.forget(name)
        known.update(stated.known)
        for name in (*stated.known.shapes, *stated.known.functions, *stated.known.indices):
            self.context.first.setdefault(name.split("^")[0].split("_")[0], self.number)
        self.context.loose -= set(stated.known.shapes)
        self.context.loose |= stated.open
        self.readings.declared(stated.known, stated.reason)
        if stated.known.convention is not None:
            self.convention_from = f"declared in line {stated.known.source.position(0)[0]}"
        self.context.declared |= {name for name, meaning in stated.known.functions.items() if meaning != OPAQUE}

    # -- one formula

    def _formula(self, passage: Passage) -> None:
        statements = []
        problem = None
        if passage.error is not None:
            error = passage.error
            problem = Problem(error.message, error.source, error.span, error.hint)
        unread = set()
        for at, line in enumerate(passage.lines):
            self.context.meet(line.members, passage.number)
            before = problem
            problem = None
            try:
                made = self._read(line)
                statements.append(made)
                if "∈" not in line.relations:
                    self.readings.used(made, line, self.context.known)
            except ShapeClash as error:
                problem = Problem(error.message, error.source, error.span, error.hint)
                mistake = mistakes.in_line(line, self._known()) if len(line.members) > 1 else None
                if mistake is not None:
                    left, right = line.members[0], line.members[-1]
                    self._claim("shape", (left, line.source), (right, line.source), mistake)
            except ReadError as error:
                problem = Problem(error.message, error.source, error.span, error.hint)
            except InputError as error:
                problem = Problem(error.message, line.source, line.span, error.hint)
            except UNBUILT:
                problem = Problem("this combination is not read", line.source, line.span)
            if problem is not None:
                unread.add(at)
            problem = before or problem
        lone = len(passage.lines) == 1 and isinstance(passage.lines[0].members[0], Name | Scripted)
        worth = passage.formula.display or any(line.relations for line in passage.lines)
        worth = worth or (problem is not None and not lone)
        for at, line in enumerate(passage.lines):
            self.unread = at in unread
            self.under = _condition(line)
            self._line(line, passage)
        if worth:
            self.equations.append(
                Equation(passage.formula.source, passage.formula.display, tuple(statements), problem)
            )

    def _read(self, line: Line) -> Statement:
        """The reading of one equation; a vector of which only the length is stated may be a row in it."""
        try:
            return read_line(line, self._known())
        except InputError:
            other = turned(self.context, line.members)
            if other is None:
                raise
            return read_line(line, scoped(other, {}))

    def _known(self) -> Declarations:
        return scoped(self.context.known, {})

    def _line(self, line: Line, passage: Passage) -> None:
        if "∈" in line.relations:
            return
        for members in _chains(line):
            self._chain(members, line, passage)
        if len(line.members) == 1 and passage.formula.display:
            self._alone(line.members[0], line)

    def _chain(self, members: Sequence[Node], line: Line, passage: Passage) -> None:
        """`A = B = C`: A is defined as B, or said to be B again; B and C are claimed equal."""
        compare = Comparison(self.context, self._near(passage))
        first, *rest = members
        names = Names(self.context.known)
        what = key(first, names)
        if not rest:
            return
        if isinstance(first, Table) and self._entries(first, rest[0], line, passage):
            members = rest
        if what is not None and not _occurs(what, rest[0], names):
            self._said(what, first, rest[0], line, passage)
            start = 1
        else:
            start = 0
        for left, right in zip(members[start:], members[start + 1 :], strict=False):
            outcome = compare.two((left, line.source), (right, line.source), without=what.name if what else "")
            if start == 0 and not isinstance(outcome.verdict, Proved | Refuted):
                continue  # an equation that may be a condition on its names is no claim
            self._claim("chain", (left, line.source), (right, line.source), outcome)

    def _entries(self, left: Table, right: Node, line: Line, passage: Passage) -> bool:
        """A vector or matrix of names that are defined one by one, said to be something as a whole."""
        names = Names(self.context.known)
        cells = [[None if cell is None else self._entry(cell, names) for cell in row] for row in left.rows]
        if not any(row is not None for line_cells in cells for row in line_cells):
            return False
        rows = tuple(
            tuple(cell if made is None else made.right for cell, made in zip(row, known, strict=True))
            for row, known in zip(left.rows, cells, strict=True)
        )
        compare = Comparison(self.context, self._near(passage))
        outcome = compare.two((Table(rows, left.span, left.kind), line.source), (right, line.source))
        if isinstance(outcome.verdict, Proved | Refuted):
            self._claim("again", (left, line.source), (right, line.source), outcome)
        return True

    def _entry(self, cell: Node, names: Names) -> Definition | None:
        what = key(cell, names)
        earlier = self.context.history(what) if what is not None else []
        return next((row for row in earlier if what is not None and same_items(row.key.items, what.items)), None)

    def _said(self, what: Key, left: Node, right: Node, line: Line, passage: Passage) -> None:
        """A name and its right side: known by itself, said before, or new."""
        compare = Comparison(self.context, self._near(passage))
        definition = Definition(what, left, right, line.source, line.span, passage.number, bool(line.conditions))
        known = compare.known_value(what, left, right, line.source)
        if known is not None and isinstance(known.verdict, Proved | Refuted):
            self._claim("known", (left, line.source), (right, line.source), known)
            self.readings.recognised(self.context.known, self.claims[-1].line, what.name)
            if isinstance(known.verdict, Refuted):
                return
        earlier = self.context.history(what)
        if _number(right):
            self._valued(definition, earlier, compare, known is not None)
            return
        if not earlier:
            self.context.define(definition)
            return
        if known is not None and isinstance(known.verdict, Proved):
            self.context.define(definition)
            return
        best: tuple[Definition, Outcome] | None = None
        for row in earlier:
            outcome = compare.again(row, definition)
            if outcome is None:
                continue
            if isinstance(outcome.verdict, Proved):
                best = (row, outcome)
                break
            if best is None and isinstance(outcome.verdict, Refuted):
                best = (row, outcome)
            if best is None and SAME.search(passage.words):
                verdict = outcome.differs if outcome.differs is not None else outcome.verdict
                best = (row, replace(outcome, verdict=verdict))
        if best is None:
            self._anew(definition, earlier[0])
            return
        row, outcome = best
        if isinstance(outcome.verdict, Refuted) and self._progress(row, definition, passage, outcome):
            self._anew(definition, row)
            return
        if not compare.spelled_alike(row, definition):
            self._claim("again", row.placed, definition.placed, outcome, row)
        self.context.define(definition)

    def _valued(self, new: Definition, earlier: list[Definition], compare: Comparison, told: bool) -> None:
        """`f(x, y) = -12` at x = 4, y = -3, `∂f/∂x = 1`: a value, compared with what the name is, not its definition."""
        if not earlier:
            if new.key.arguments is None and not new.key.derivative:
                self.context.define(new)
            return
        outcome = compare.again(earlier[0], new)
        if outcome is not None and isinstance(outcome.verdict, Proved) and not told:
            self._claim("again", earlier[0].placed, new.placed, outcome, earlier[0])

    def _progress(self, row: Definition, new: Definition, passage: Passage, outcome: Outcome) -> bool:
        """Whether the text goes on to something else: a name that was new, words that say so, a condition."""
        if new.conditional or row.conditional or (ANEW.search(passage.words) and not SAME.search(passage.words)):
            return True
        met = self.context.first
        fresh = new.letters - self.context.expanded(row)
        defined = {name for value in self.context.relevant([new.right], new.key.name) for name in (value, value[:1])}
        fresh = (fresh - defined) | (self.context.expanded(new) - new.letters - self.context.expanded(row))
        return any(met.get(letter, new.number) > row.number for letter in fresh)

    def _anew(self, definition: Definition, earlier: Definition) -> None:
        line = earlier.source.position(earlier.span.start)[0]
        told = f"differs from line {line}, taken as a new definition"
        self.remarks.append(Remark(definition.source, definition.span, told))
        self.context.redefine(definition)

    def _alone(self, node: Node, line: Line) -> None:
        """An expression that stands alone is matched with what is defined."""
        found = Comparison(self.context).match(node, line.source)
        if found is not None:
            row, outcome = found
            self._claim("match", row.placed, (node, line.source), outcome, row)

    def _claim(
        self,
        why: Why,
        left: tuple[Node, Source],
        right: tuple[Node, Source],
        outcome: Outcome,
        row: Definition | None = None,
    ) -> None:
        if self.unread and not isinstance(outcome.verdict, Proved | Refuted):
            return  # told once: the equation is not read
        if isinstance(outcome.verdict, Refuted) and self.under:
            outcome = replace(outcome, verdict=unknown(f"it is said under a condition: {self.under}"))
        texts = [source.text[node.span.start : node.span.end] for node, source in (left, right)]
        self.claims.append(
            Claim(
                why,
                texts[0],
                texts[1],
                (left[1], left[0].span),
                (right[1], right[0].span),
                outcome.verdict,
                outcome.statement,
                outcome.put_in,
                "" if row is None else row.source.text[row.left.span.start : row.left.span.end],
                row is not None and bool(row.key.items),
            )
        )


def replace_known(stated: spaces.Stated, known: Declarations) -> Declarations:
    """The part of a declaration that speaks of names of which nothing is declared yet."""
    new = Declarations(stated.known.source)
    new.shapes = {name: value for name, value in stated.known.shapes.items() if name not in known.shapes}
    new.functions = {name: value for name, value in stated.known.functions.items() if name not in known.functions}
    new.indices = {name: value for name, value in stated.known.indices.items() if name not in known.indices}
    new.macros, new.words, new.convention = stated.known.macros, stated.known.words, stated.known.convention
    return new


def _chains(line: Line) -> Iterator[Sequence[Node]]:
    """The parts of a line that are joined by equality; an update `w ← …` or `w → …` begins behind its arrow."""
    part = [line.members[0]]
    for relation, member in zip(line.relations, line.members[1:], strict=True):
        if relation in ("=", ":="):
            part.append(member)
        else:
            yield part
            part = [member]
    yield part


def _condition(line: Line) -> str:
    """The condition under which an equation is said to hold; the range of an index is none."""
    for node in line.conditions:
        listed = isinstance(node, Equation_) and isinstance(node.right, Group | Mark)
        if not listed and not isinstance(node, Name) and not (isinstance(node, Equation_) and node.relation == "∈"):
            return line.source.text[node.span.start : node.span.end]
    return ""


def _number(node: Node) -> bool:
    """Whether an expression is a number."""
    return not letters(node)


def _occurs(what: Key, node: Node, names: Names) -> bool:
    """`b := b - η ∂C/∂b`, `w = w - …`: a name on both sides is changed, not defined."""
    for piece in walk(node):
        if isinstance(piece, Name | Scripted):
            use = names.spell(piece)
            if use is not None and use.name + "'" * use.primes == what.name and what.arguments is None:
                return True
    return False


def _meaning(row: Definition) -> Meaning:
    """A definition as it is written."""
    text = row.source.text
    left, right = (text[node.span.start : node.span.end] for node in (row.left, row.right))
    return Meaning(left, right, row.source, row.span)

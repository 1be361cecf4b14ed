"""A document walked once: what it declares, defines and claims, in its order, each claim decided."""

from __future__ import annotations

from explorer.claims.check import doubts, entrywise, mistakes, spaces
from explorer.claims.check.context import Context, Definition
from explorer.claims.check.decide import UNBUILT, scoped
from explorer.claims.check.findings import Equation, Findings, Meaning, Problem
from explorer.claims.check.orientation import turned
from explorer.claims.check.passages import Passage, Passages
from explorer.claims.check.readings import Readings
from explorer.claims.check.saying import Saying
from explorer.documents import Document, Formula
from explorer.documents import Problem as Broken
from explorer.errors import InputError, ReadError
from explorer.notation import ShapeClash
from explorer.notation.given import Declarations, declarations
from explorer.notation.inference import infer
from explorer.notation.lines import Line
from explorer.notation.reader import read_line
from explorer.notation.surface import Name, Scripted
from explorer.statement import OPAQUE, Statement


def check_document(document: Document, convention: str | None = None) -> Findings:
    """Law: a claim is `Refuted` only with a repair that the judge proves, or where declared shapes cannot agree."""
    return _Walk(document, convention).run()


class _Walk:
    def __init__(self, document: Document, convention: str | None) -> None:
        self.document = document
        self.context = Context(declarations(None, convention))
        self.convention_from = "asked for" if convention else ""
        self.passages = Passages(document, self.context)
        self.readings = Readings()
        self.saying = Saying(self.context, self.readings)
        self.equations: list[Equation] = list(self.passages.problems)
        self.number = 0

    def run(self) -> Findings:
        pieces = self.document.pieces
        self._convention()
        for at, piece in enumerate(pieces):
            for stated in self.passages.stated.get(at, ()):
                self._state(stated)
            if isinstance(piece, Formula):
                self.number = self.passages.at[at].number
                self._formula(self.passages.at[at])
            elif isinstance(piece, Broken):
                problem = Problem(piece.message, piece.source, piece.span, piece.hint)
                self.equations.append(Equation(piece.source, True, (), problem))
        texts: dict[str, int] = {}
        for piece in pieces:  # the cells of a notebook, in order
            texts.setdefault(piece.source.name, len(texts))
        self.equations.sort(key=lambda row: (texts.get(row.source.name, 0), row.source.position(0)))
        claims = sorted(self.saying.claims, key=lambda claim: (texts.get(claim.right_at[0].name, 0), claim.position))
        return Findings(
            self.document.name,
            tuple(self.equations),
            tuple(claims),
            (*self.passages.remarks, *self.saying.remarks),
            self.readings.told(),
            self.context.known.convention,
            tuple(_meaning(row) for row in self.context.told),
            self.convention_from,
        )

    def _convention(self) -> None:
        """What indices count from where the text does not show it: as asked for, declared, or by the marks it uses."""
        known = self.context.known
        known.lengths = frozenset()  # here both ways are tried, and what is proved holds
        if known.convention is not None:
            return
        row, seen = infer(line for passage in self.passages.at.values() for line in passage.lines)
        if row is not None:
            known.convention, known.inferred = row.name, True
            self.convention_from = f"inferred from {'; '.join(seen)}"

    def _state(self, stated: spaces.Stated) -> None:
        """A declaration takes effect; what is said anew of a name ends what was defined with it."""
        known = self.context.known
        for name, shape in stated.known.shapes.items():
            before = known.shapes.get(name)
            if before is not None and before.sizes != shape.sizes:
                self.context.forget(name)
        self.context.declare(stated.known)
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
        problem = _told(passage.error) if passage.error is not None else None
        near = self.passages.near(passage)
        for at, line in enumerate(passage.lines):
            self.context.meet(line.members, passage.number)
            wrong: Problem | None = None
            clash, before = False, len(self.saying.claims)
            try:
                made, line = self._read(line)
                passage.lines[at] = line
                statements.append(made)
                if "∈" not in line.relations:
                    self.readings.used(made, line, self._known(line))
            except ShapeClash as error:
                wrong, clash = _told(error), True
            except ReadError as error:
                wrong = _told(error)
            except InputError as error:
                wrong = Problem(error.message, line.source, line.span, error.hint)
            except UNBUILT:
                wrong = Problem("this combination is not read", line.source, line.span)
            self.saying.line(line, passage, near, unread=wrong is not None)
            told = any(claim.verdict.verdict == "refuted" for claim in self.saying.claims[before:])
            if wrong is not None and not told:
                self._mistake(line, alone=not clash)
            clashes = (claim.verdict.why for claim in self.saying.claims[before:])
            if "shape" not in clashes:  # what is refuted by its shapes has been read
                problem = problem or wrong
        lone = (
            passage.error is None
            and len(passage.lines) == 1
            and isinstance(passage.lines[0].members[0], Name | Scripted)
        )
        worth = passage.formula.display or any(line.relations for line in passage.lines)
        if worth or (problem is not None and not lone):
            self.equations.append(Equation(passage.formula.source, passage.formula.display, tuple(statements), problem))

    def _mistake(self, line: Line, *, alone: bool) -> None:
        """Declared shapes that cannot agree; `alone` where only what one side says by itself is sure."""
        known = self._known(line)
        if len(line.members) < 2 or doubts.shapes(line, known):
            return
        mistake = mistakes.in_line(line, known, alone=alone)
        if mistake is not None:
            self.saying.unread = False
            self.saying.claim("shape", (line.members[0], line.source), (line.members[-1], line.source), mistake)

    def _read(self, line: Line) -> tuple[Statement, Line]:
        """The reading of one equation, and the equation so read.

        A vector of which only the length is stated may be a row in it, a product that shapes forbid one entry by entry.
        """
        known = self._known(line)
        try:
            return read_line(line, known), line
        except InputError as error:
            other = turned(self.context, line.members, {}, line.conditions)
            if other is not None:
                try:
                    return read_line(line, scoped(other, {}, (*line.members, *line.conditions))), line
                except InputError:
                    pass
            if isinstance(error, ShapeClash):
                found = entrywise.read(line, known)
                if found is not None:
                    return found
            raise

    def _known(self, line: Line) -> Declarations:
        return scoped(self.context.known, {}, (*line.members, *line.conditions))


def _told(error: ReadError) -> Problem:
    return Problem(error.message, error.source, error.span, error.hint)


def _meaning(row: Definition) -> Meaning:
    """A definition as it is written."""
    text = row.source.text
    left, right = (text[node.span.start : node.span.end] for node in (row.left, row.right))
    return Meaning(left, right, row.source, row.span)

"""What a check finds in a document: its equations, read or not, its claims with their verdicts, and what it defines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.proof.verdict import Verdict
from explorer.source import Source, Span
from explorer.statement import Statement

Why = Literal["chain", "again", "known", "match", "shape"]
"""Why two expressions are claimed equal: members of one chain, two right sides of one name, a function or a derivative
whose value is known, an expression that stands alone beside a definition; `shape`: the two sides of an equation whose
declared shapes cannot agree."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an equation could not be read, and where."""

    message: str
    source: Source
    span: Span
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Equation:
    """One formula of the document: read, with what each of its equations became, or not, with the reason."""

    source: Source
    display: bool
    statements: tuple[Statement, ...] = ()
    problem: Problem | None = None

    @property
    def line(self) -> int:
        """The line of its first character."""
        return self.source.position(0)[0]

    @property
    def column(self) -> int:
        """The column of its first character."""
        return self.source.position(0)[1]


@dataclass(frozen=True, slots=True)
class Claim:
    """Two expressions said to be equal, and the verdict; `left_at` and `right_at` are where they stand.

    `statement` is what was decided, with the definitions `put_in`. `against` is the line of the other expression.
    Where the earlier expression is what a name is defined as, `of` is that name as written; `entry` says that the
    name is an entry, so that an array beside it is meant entry by entry.
    """

    why: Why
    left: str
    right: str
    left_at: tuple[Source, Span]
    right_at: tuple[Source, Span]
    verdict: Verdict
    statement: Statement | None = None
    put_in: tuple[str, ...] = ()
    of: str = ""
    entry: bool = False

    @property
    def line(self) -> int:
        """The line on which the claim is made: that of the later expression."""
        return self.position[0]

    @property
    def column(self) -> int:
        """The column on that line."""
        return self.position[1]

    @property
    def position(self) -> tuple[int, int]:
        """Line and column of the later expression."""
        source, span = self.right_at
        return source.position(span.start)

    @property
    def against(self) -> int:
        """The line of the other expression."""
        source, span = self.left_at
        return source.position(span.start)[0]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said of the document that is no claim: a new definition of a name, a declaration that was read."""

    source: Source
    span: Span
    text: str

    @property
    def line(self) -> int:
        """The line it is about."""
        return self.source.position(self.span.start)[0]


@dataclass(frozen=True, slots=True)
class Reading:
    """How one name was read: what it is, and why."""

    name: str
    role: str
    shape: str
    reason: str
    line: int
    where: str = ""
    """The name of the text in which the line is: the document, or a cell of it."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A name is said to be something: `left` and `right` as written. The latest holds."""

    left: str
    right: str
    source: Source
    span: Span

    @property
    def line(self) -> int:
        """The line on which it is said."""
        return self.source.position(self.span.start)[0]


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything found in one document, in its order."""

    name: str
    equations: tuple[Equation, ...]
    claims: tuple[Claim, ...]
    remarks: tuple[Remark, ...] = ()
    readings: tuple[Reading, ...] = ()
    convention: str | None = None
    definitions: tuple[Meaning, ...] = ()
    convention_from: str = ""

    def count(self, verdict: str) -> int:
        """How many claims have that verdict."""
        return sum(claim.verdict.verdict == verdict for claim in self.claims)

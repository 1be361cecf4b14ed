"""The lines of a derivation: what is claimed, and once it has been proved, the step with its verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sympy import Basic, Eq, MatrixExpr
from sympy.core.relational import Relational
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from explorer.claims import prove
from explorer.errors import Disagreement
from explorer.report.prose import Prose, as_text
from explorer.statement import Statement


@dataclass(frozen=True, slots=True)
class Line:
    """The claim that `before` equals `after`, two expressions or two equations, not yet proved.

    `using` is an equation whose left side is replaced by its right side in `before`; `context` says what the
    functions and indices of a claim read from text are.
    """

    title: str
    before: Basic
    after: Basic
    reason: Prose
    using: Eq | None = None
    context: Statement | None = None

    def shown(self, section: Iterable[Line]) -> tuple[Basic, ...]:
        """The formulas to write: `before` as well where it is an equation that no line of the section led to."""
        known = any(line.after == self.before for line in section)
        if isinstance(self.before, Relational) and not known:
            return self.before, self.after
        return (self.equation,)

    @property
    def equation(self) -> Basic:
        """The line as one equation: `after` where it is an equation, else `before = after`."""
        return self.after if isinstance(self.after, Relational) else Eq(self.before, self.after, evaluate=False)

    def judged(self) -> Any:
        """The judge's verdict on this line alone."""
        left = self.before
        if self.using is not None:
            left = substitute(left, self.using.lhs, self.using.rhs)
        if self.context is None:
            return prove(left, self.after)
        return prove(replace(self.context, left=left, right=self.after))


@dataclass(frozen=True, slots=True)
class Step(Line):
    """A proved line; `verdict` is the judge's, for this line alone."""

    verdict: Any = None


class Unproved(Disagreement):
    """A line that should hold was not proved; `verdict` is the judge's."""

    def __init__(self, line: Line, verdict: Any) -> None:
        self.verdict = verdict
        super().__init__(
            f"the line “{line.title}” ({as_text((line.equation,))}) is not proved: {verdict.message}",
            hint="a derivation shows proved lines only",
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a derivation: a heading, a few words, its steps."""

    title: Prose
    words: Prose
    steps: tuple[Step, ...]


def proved(lines: Iterable[Line]) -> tuple[Step, ...]:
    """Law: every line returned has been proved on its own, just now.

    Raises `Unproved`, a `Disagreement`, for the first line that is refuted or undecided: it is never written down.
    """
    steps = []
    for line in lines:
        verdict = line.judged()
        if not verdict:
            raise Unproved(line, verdict)
        steps.append(Step(line.title, line.before, line.after, line.reason, line.using, line.context, verdict))
    return tuple(steps)


def substitute(expr: Basic, old: Basic, new: Basic) -> Basic:
    """Law: `expr` with `old` replaced by `new`, nothing else touched: no constructor gets to evaluate."""
    if expr == old:
        return new
    if not expr.args or not expr.has(old):
        return expr
    args = tuple(substitute(arg, old, new) for arg in expr.args)
    if isinstance(expr, Relational):
        return expr.func(*args, evaluate=False)
    if isinstance(expr, ElementwiseApplyFunction):
        return MatrixExpr.__new__(ElementwiseApplyFunction, *args)
    if expr.is_Add or expr.is_Mul:
        return expr.func(*args, evaluate=False)
    return expr.func(*args)

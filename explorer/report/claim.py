"""A claim `left = right`: the lines that lead from one side to the other, each proved on its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import Basic, Eq, Expr, Integer, MatrixExpr, Symbol, Transpose
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.claims import prove
from explorer.errors import InputError
from explorer.network.forms import entry
from explorer.network.sizes import fresh
from explorer.report.steps import Line, Section, Step, Unproved, proved
from explorer.report.unfold import unfolded
from explorer.report.words import verdict_text
from explorer.statement import Statement


def claim_section(left: Any, right: Any = None, given: Any = None, sigma: str | None = None) -> Section:
    """The claim and the lines between its sides. Raises `InputError` unless the claim itself is proved."""
    verdict = prove(left, right, given, sigma=sigma)
    if not verdict:
        raise InputError(f"There is no derivation of what is not proved. {verdict_text(verdict)}")
    context = verdict.statement if isinstance(left, (str, Statement)) else None
    one, two = (left, right) if context is None else (context.left, context.right)
    if two is None:
        one, two = left.args
    whole = Step("The claim", one, two, ("What is derived.",), None, context, verdict)
    return Section(("The claim",), (), (whole, *_between(one, two, context)))


def _between(one: Any, two: Any, context: Statement | None) -> tuple[Step, ...]:
    """The lines between the sides; none where the claim is one line, or where one of them alone is undecided."""
    lines = tuple(_lines(one, two, context))
    if len(lines) < 2:
        return ()
    try:
        return proved(lines)
    except Unproved as missing:
        if missing.verdict.verdict == "unknown":
            return ()
        raise


def _lines(one: Any, two: Any, context: Statement | None) -> Iterator[Line]:
    """Down from the left side, across, and up to the right side; nothing where the sides are not comparable entries."""
    ends = _entries(one, two, context)
    if ends is None:
        return
    left, right = ends
    down, up = unfolded(left), unfolded(right)
    before: Basic = left
    for after, law in down:
        yield Line("Unfold the left side", before, after, (law,), context=context)
        before = after
    across = up[-1][0] if up else right
    if across != before:
        reason = "The same terms: their order, factors 1 and the names of the indices aside."
        yield Line("Both sides are one", before, across, (reason,), context=context)
    for at in reversed(range(len(up))):
        below = up[at - 1][0] if at > 0 else right
        yield Line("Fold to the right side", up[at][0], below, (up[at][1],), context=context)


def _entries(left: Any, right: Any, context: Statement | None) -> tuple[Expr, Expr] | None:
    """The two values that are equal, as entries where they are matrices; None where they cannot be matched."""
    index: tuple[Expr, Expr] | None = None
    turned = [False, False]
    if isinstance(left, Eq) and isinstance(right, Eq):
        wholes = [_whole(side.lhs) for side in (left, right)]
        if wholes[0] != wholes[1]:
            return None
        index = next((e.lhs.args[1:] for e in (left, right) if isinstance(e.lhs, MatrixElement)), None)
        turned = [isinstance(side.lhs, Transpose) for side in (left, right)]
        if index is None:
            index = _free(wholes[0], left, right)
        left, right = left.rhs, right.rhs
    if not all(isinstance(side, Expr) for side in (left, right)):
        return None
    matrices = [side for side in (left, right) if isinstance(side, MatrixExpr)]
    if matrices and index is None:
        index = _free(left, left, right) if len(matrices) == 2 else _told(matrices[0], context)
        if index is None:
            return None
    if index is None:
        return left, right
    left, right = (_value(s, index, t) for s, t in zip((left, right), turned, strict=True))
    return left, right


def _told(matrix: MatrixExpr, context: Statement | None) -> tuple[Expr, Expr] | None:
    """The entry that a scalar with one free index is compared with; None where the judge alone can say."""
    free = [] if context is None else list(context.indices)
    if len(free) != 1 or 1 not in matrix.shape:
        return None
    return (free[0], Integer(0)) if matrix.shape[1] == 1 else (Integer(0), free[0])


def _value(side: Expr, index: tuple[Expr, Expr], turned: bool) -> Expr:
    return entry(side, *(reversed(index) if turned else index)) if isinstance(side, MatrixExpr) else side


def _whole(side: Basic) -> Any:
    return side.args[0] if isinstance(side, (MatrixElement, Transpose)) else side


def _free(matrix: MatrixExpr, *sides: Basic) -> tuple[Expr, Expr]:
    """Letters for the row and the column of an entry; the only column is column 0."""
    taken = {symbol for side in sides for symbol in side.atoms(Symbol)}
    i = fresh("ijpq", taken)
    return i, Integer(0) if matrix.shape[1] == 1 else fresh("jpqs", {*taken, i})

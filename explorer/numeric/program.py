"""What is to be computed, as a list of steps: an expression, one equation, a layer's or a network's equations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sympy import Basic, Eq, Expr, MatrixExpr, MatrixSymbol, S, Symbol, Transpose
from sympy.core.relational import Relational
from sympy.matrices import MatrixBase
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.errors import InputError
from explorer.network import Layer, Network
from explorer.numeric.fold import Piece, fold, pieces
from explorer.numeric.indexed import as_entries
from explorer.statement import Statement


@dataclass(frozen=True, slots=True)
class Whole:
    """`target` (None for a result without a name) is `value`."""

    target: Any
    value: Any


@dataclass(frozen=True, slots=True)
class Rows:
    """The column vector `target`, entry by entry: the pieces cover its rows once each."""

    target: Any
    pieces: tuple[Piece, ...]


Step = Whole | Rows
Fold = Callable[[Any], Any]


def program(subject: Any, form: str | None = None, *, fold: Fold = fold) -> list[Step]:
    """The steps that compute `subject`; the value of the last one is the result. `fold` is what is done to
    every right side: long sums are folded.

    A later equation may use the left sides of earlier ones. Equations for entries (`a_0 = …`, `a_1 = …`, or one
    with a free index on the left) are collected into the vector they define, unless one equation stands alone.

    Raises `InputError` for anything that is not an expression or an equation for a symbol or its entries.
    """
    if isinstance(subject, Network | Layer):
        name = form or "matrix"
        equations = subject.equations(name) if isinstance(subject, Network) else (subject.form(name),)
        return whole_steps(equations, fold)
    if form is not None:
        raise InputError(
            f"The form {form!r} can be chosen for a layer or a network only.",
            hint="an expression or an equation is compiled as it is written",
        )
    if isinstance(subject, Statement):
        return [Whole(None, fold(as_entries(subject.right)))]
    if isinstance(subject, Eq):
        return [Whole(None, fold(as_entries(subject.args[1])))]
    if isinstance(subject, list | tuple) and subject and all(isinstance(one, Eq) for one in subject):
        return whole_steps(subject, fold)
    if isinstance(subject, MatrixBase):
        return [Whole(None, fold(subject.as_immutable()))]
    if isinstance(subject, Expr | MatrixExpr) and not isinstance(subject, Relational):
        return [Whole(None, fold(as_entries(subject)))]
    raise InputError(
        f"compile takes an expression, an equation, a layer or a network, not {_described(subject)}.",
        hint="turn text into SymPy first: explorer.read('σ(W a + b)')" if isinstance(subject, str) else None,
    )


def _described(subject: Any) -> str:
    if isinstance(subject, str):
        return "text"
    return f"{type(subject).__name__} ({subject})" if isinstance(subject, Basic) else repr(subject)[:80]


def whole_steps(equations: Iterable[Any], fold: Fold = fold) -> list[Step]:
    """The steps of several equations, equations for entries collected into their vectors."""
    steps: list[Step] = []
    for target, group in groupby(equations, key=_target):
        members = list(group)
        if isinstance(members[0].args[0], MatrixElement):
            steps.append(_rows(target, members, fold))
        else:
            steps.extend(_whole(target, equation, fold) for equation in members)
    return steps


def _target(equation: Any) -> Any:
    left = equation.args[0]
    if isinstance(left, MatrixElement):
        left = left.args[0]
    if isinstance(left, Transpose):
        left = left.arg
    if not isinstance(left, MatrixSymbol | Symbol):
        raise InputError(
            f"The left side {equation.args[0]} does not name what its equation computes.",
            hint="the left side is a symbol, its transpose, or one of its entries",
        )
    return left


def _whole(target: Any, equation: Any, fold: Fold) -> Whole:
    left, value = equation.args
    turned = isinstance(left, Transpose) and S.One not in target.shape
    return Whole(target, Transpose(fold(value)) if turned else fold(value))


def _rows(target: Any, equations: Sequence[Any], fold: Fold) -> Step:
    size = target.shape[0]
    if target.shape[1] != 1 or any(equation.args[0].args[2] != 0 for equation in equations):
        raise InputError(
            f"Entries of {target} are defined one by one, which is understood for column vectors only.",
            hint=f"write one equation for the whole of {target}",
        )
    rows = [equation.args[0].args[1] for equation in equations]
    if len(rows) == 1 and isinstance(rows[0], Symbol):
        return Rows(target, (Piece(rows[0], S.Zero, size - 1, fold(equations[0].args[1])),))
    wanted = range(int(size)) if size.is_Integer else None
    if not all(row.is_Integer for row in rows):
        given = ", ".join(str(row) for row in rows)
        raise InputError(f"The entries {given} of {target} cannot be put in order.", hint="use one free index")
    numbers = [int(row) for row in rows]
    missing = [] if wanted is None else [row for row in wanted if row not in numbers]
    if wanted is None or missing or len(numbers) != len(set(numbers)) or set(numbers) - set(wanted):
        what = f"entry {missing[0]} has none" if missing else "an entry has two, or does not exist"
        raise InputError(
            f"The equations for the entries of {target} are not one for each of its {size} entries: {what}.",
            hint="compile one equation alone for a single entry",
        )
    values = [(row, fold(eq.args[1])) for row, eq in zip(numbers, equations, strict=True)]
    return Rows(target, tuple(pieces(values)))

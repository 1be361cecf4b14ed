"""Sides of a claim, and what an equation defines: a vector or matrix by name, an entry of it, a batch of examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sympy import Basic, MatrixSymbol, S, Symbol, Transpose
from sympy.core.relational import Equality
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.errors import InputError
from explorer.nodes import Batch
from explorer.proof.terms import FIRST, Index


@dataclass(frozen=True, slots=True)
class Side:
    """One side: the value, and what it is said to be the value of (the left side of its own equation), if anything."""

    value: Any
    target: Any = None


@dataclass(frozen=True, slots=True)
class Target:
    """What an equation defines: by name, which entry (None: all), transposed or as the rows of a batch."""

    name: str
    shape: tuple[Any, Any]
    entry: tuple[Any, Any] | None
    transposed: bool
    batch: Batch | None


@dataclass(frozen=True, slots=True)
class Located:
    """Which number a side of a claim stands for: the value, of a matrix the entry; indices and examples given."""

    value: Any
    entry: tuple[Index, Index] = (FIRST, FIRST)
    assigned: Mapping[str, Index] = field(default_factory=dict)
    examples: Mapping[str, tuple[str, Index]] = field(default_factory=dict)


def side(expression: Any) -> Side:
    """A SymPy expression or equation as a side."""
    if isinstance(expression, Equality):
        return Side(expression.args[1], expression.args[0])
    if is_matrix(expression) and not isinstance(expression, Basic):
        return Side(expression.as_immutable())
    if isinstance(expression, Basic):
        return Side(expression)
    raise InputError(
        f"{expression!r} is neither a SymPy expression nor an equation.",
        hint="give SymPy objects, or two texts together with given='…'",
    )


def target(expression: Any) -> Target | None:
    """Reads the left side of an equation; None for what is no name or entry of one."""
    entry, transposed = None, False
    if isinstance(expression, MatrixElement):
        entry, expression = tuple(expression.args[1:]), expression.args[0]
    if isinstance(expression, Transpose):
        transposed, expression = True, expression.arg
        entry = entry[::-1] if entry else None
    if isinstance(expression, Batch):
        return Target(expression.example.name, expression.example.shape, entry, transposed, expression)
    if isinstance(expression, MatrixSymbol):
        return Target(expression.name, expression.shape, entry, transposed, None)
    if isinstance(expression, Symbol):
        return Target(expression.name, (S.One, S.One), None, False, None)
    return None


def is_matrix(value: Any) -> bool:
    """Whether a value is a matrix expression, of whatever shape."""
    return bool(getattr(value, "is_Matrix", False))

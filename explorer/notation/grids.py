"""Matrices given entry by entry, as SymPy: the named matrix itself where the entries are just its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sympy import (
    FunctionMatrix,
    Integer,
    Lambda,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    OneMatrix,
    Sum,
    Symbol,
    Transpose,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.nodes import StandIn, free_letters
from explorer.notation.core import Grid, Variable

if TYPE_CHECKING:
    from explorer.notation.build import Build


def places(maker: Build) -> tuple[Symbol, Symbol]:
    """Two letters for a row and a column that nothing in the statement has."""
    return maker.fresh("r"), maker.fresh("c")


def build(maker: Build, node: Grid) -> Any:
    """The matrix whose entries are the body; a number where it has one entry."""
    if not all(maker.shapes.sizes.known(size) for size in node.shape):
        maker.fail(f"nothing says what size `{node.place.text}` has", node.place, "declare it with --given")
    rows, columns = (maker.size(size) for size in node.shape)
    row, column = _symbol(maker, node.row), _symbol(maker, node.column)
    body = maker.scalar(node.body)
    for variable in (node.row, node.column):
        if variable is not None:
            maker.leave(variable)
    if row is None and column is None:
        return body
    known = _known(body, row, column, rows, columns)
    if known is not None:
        return known
    spare_row, spare_column = places(maker)
    rule = Lambda((row or spare_row, column or spare_column), body)
    if node.name is not None:
        return StandIn(node.name, rows, columns, rule, node.source)
    return FunctionMatrix(rows, columns, rule)


def _symbol(maker: Build, variable: Variable | None) -> Symbol | None:
    return None if variable is None else maker.symbol(variable)


def _known(body: Any, row: Any, column: Any, rows: Any, columns: Any) -> MatrixExpr | None:
    """The matrix that has these entries anyway."""
    letters = {row, column} - {None}
    if not letters & free_letters(body):
        return MatMul(body, OneMatrix(rows, columns), evaluate=False)
    if not isinstance(body, MatrixElement) or not isinstance(body.args[0], MatrixSymbol):
        return None
    base, first, second = body.args
    at = (Integer(0) if row is None else row, Integer(0) if column is None else column)
    if (first, second) == at and base.shape == (rows, columns):
        return base
    if (second, first) == at and base.shape == (columns, rows):
        return Transpose(base)
    return None


def row_by(maker: Build, left: MatrixExpr, right: MatrixExpr) -> Sum | None:
    """`W_{i,:} x` for a vector x is the sum over the row's entries; None where the left side is no such row."""
    if not (isinstance(left, FunctionMatrix) and isinstance(right, MatrixSymbol)):
        return None
    body, (row, column) = left.lamda.expr, left.lamda.variables
    if not isinstance(body, MatrixElement) or body.args[2] != column or row in body.args[1].free_symbols:
        return None
    if not isinstance(body.args[0], MatrixSymbol) or column in body.args[1].free_symbols:
        return None
    index = maker.fresh("j")
    term = Mul(MatrixElement(body.args[0], body.args[1], index), MatrixElement(right, index, 0), evaluate=False)
    return Sum(term, (index, 0, left.shape[1] - 1))

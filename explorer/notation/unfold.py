"""Numbers written over matrix expressions, as sums over the entries of names: what derivatives are taken of.

(W a)[i, 0]          Σ_k W[i, k] a[k, 0]
σ(M)[i, j]           σ(M[i, j])
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import (
    Add,
    Expr,
    FunctionMatrix,
    HadamardProduct,
    Identity,
    Integer,
    KroneckerDelta,
    MatAdd,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    OneMatrix,
    Sum,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    exp,
)
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.nodes import Dots, Softmax

Fresh = Callable[[], Symbol]


def unfold(number: Any, fresh: Fresh) -> Any | None:
    """The number with every entry of a matrix expression written out; None where a piece has no entries here."""
    if isinstance(number, MatrixElement):
        return entry(number.args[0], number.args[1], number.args[2], fresh)
    if isinstance(number, Trace):
        index = fresh()
        inside = entry(number.arg, index, index, fresh)
        return None if inside is None else Sum(inside, (index, 0, number.arg.shape[0] - 1))
    if isinstance(number, MatrixExpr):
        return None
    if isinstance(number, Dots):
        number = number.as_sum()
    if not number.args or not number.has(MatrixSymbol):
        return number
    if isinstance(number, Sum):
        inside = unfold(number.function, fresh)
        return None if inside is None else Sum(inside, *number.limits)
    parts = [unfold(part, fresh) for part in number.args]
    return None if any(part is None for part in parts) else number.func(*parts)


def entry(matrix: Any, row: Expr, column: Expr, fresh: Fresh) -> Any | None:
    """One entry of a matrix expression."""
    match matrix:
        case MatrixSymbol():
            return MatrixElement(matrix, row, column)
        case Transpose():
            return entry(matrix.arg, column, row, fresh)
        case MatAdd():
            return _all(Add, [entry(part, row, column, fresh) for part in matrix.args])
        case HadamardProduct():
            return _all(Mul, [entry(part, row, column, fresh) for part in matrix.args])
        case MatMul():
            return _product(list(matrix.args), row, column, fresh)
        case ElementwiseApplyFunction():
            inside = entry(matrix.expr, row, column, fresh)
            return None if inside is None else matrix.function(inside)
        case FunctionMatrix():
            return unfold(matrix.lamda(row, column), fresh)
        case OneMatrix():
            return Integer(1)
        case ZeroMatrix():
            return Integer(0)
        case Identity():
            return KroneckerDelta(row, column)
        case Softmax():
            index = fresh()
            at = (index, column) if matrix.axis == 0 else (row, index)
            above, below = entry(matrix.matrix, row, column, fresh), entry(matrix.matrix, *at, fresh)
            if above is None or below is None:
                return None
            return exp(above) / Sum(exp(below), (index, 0, matrix.shape[matrix.axis] - 1))
        case _:
            return None


def _all(rule: Any, parts: list[Any]) -> Any | None:
    return None if any(part is None for part in parts) else rule(*parts)


def _product(factors: list[Any], row: Expr, column: Expr, fresh: Fresh) -> Any | None:
    """Numbers in front; then Σ over the size that the first matrix shares with the rest."""
    numbers = [unfold(factor, fresh) for factor in factors if not isinstance(factor, MatrixExpr)]
    matrices = [factor for factor in factors if isinstance(factor, MatrixExpr)]
    first, *rest = matrices
    if not rest:
        return _all(Mul, [*numbers, entry(first, row, column, fresh)])
    size = first.shape[1]
    index = Integer(0) if size == 1 else fresh()
    left, right = entry(first, row, index, fresh), _product(rest, index, column, fresh)
    if left is None or right is None:
        return None
    term = left * right if size == 1 else Sum(left * right, (index, 0, size - 1))
    return _all(Mul, [*numbers, term])

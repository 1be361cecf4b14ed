"""Values entry by entry: plain Python loops over the SymPy tree, for any kind of number. No array product, no printer.

This is the second road of `agree`. With Python floats it computes values, with `explorer.numeric.bound` error bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Protocol

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.errors import InputError
from explorer.nodes import Dots, Softmax
from explorer.numeric.indexed import Block
from explorer.numeric.program import Rows, Step, Whole

Number = Any
Grid = Sequence[Sequence[Number]]


class Arithmetic(Protocol):
    """What the loops need to know of numbers."""

    def constant(self, value: float) -> Number:
        """A number that is written in the expression."""

    def total(self, terms: Sequence[Number]) -> Number:
        """The sum; the empty one is 0."""

    def dot(self, factors: Sequence[Sequence[Number]]) -> Number:
        """The sum over k of the products of the k-th numbers of all sequences."""

    def product(self, factors: Sequence[Number]) -> Number:
        """The product of at least one number."""

    def divide(self, above: Number, below: Number) -> Number:
        """The quotient."""

    def power(self, base: Number, exponent: Any) -> Number:
        """A power with a rational exponent (a SymPy number)."""

    def call(self, function: Any, arguments: Sequence[Number]) -> Number:
        """A function: its SymPy class."""

    def softmax(self, values: Sequence[Number]) -> Sequence[Number]:
        """exp of each over the sum of all."""

    def choose(self, left: Number, sign: str, right: Number) -> bool:
        """Whether a comparison holds."""


class Loops:
    """One evaluation. `tensors` and `numbers` are found by name: grids, and sizes or indices as ints."""

    def __init__(self, arithmetic: Arithmetic, tensors: Mapping[str, Grid], numbers: Mapping[str, Any]) -> None:
        self.arithmetic = arithmetic
        self.tensors = dict(tensors)
        self.numbers = dict(numbers)
        self.bound: dict[Any, Any] = {}

    def run(self, steps: Sequence[Step]) -> Grid:
        """The value of the last step, as rows."""
        grid: Grid = []
        for step in steps:
            match step:
                case Whole(target, value):
                    grid = self.matrix(value) if getattr(value, "is_Matrix", False) else [[self.number(value)]]
                    if target is not None and len(grid) != self.index(target.shape[0]):
                        grid = [list(column) for column in zip(*grid, strict=True)]  # defined by its transpose
                case Rows(target, pieces):
                    rows: dict[int, Number] = {}
                    for piece in pieces:
                        for row in range(self.index(piece.low), self.index(piece.high) + 1):
                            rows[row] = self.at({piece.index: row}, piece.value)
                    grid = [[rows[row]] for row in range(len(rows))]
            if step.target is not None:
                self.tensors[step.target.name] = grid
        return grid

    def at(self, bound: Mapping[Any, Any], expr: Any) -> Number:
        """The number `expr` where symbols stand for the given values."""
        before = self.bound
        self.bound = {**before, **bound}
        try:
            return self.number(expr)
        finally:
            self.bound = before

    def index(self, expr: Any) -> int:
        """An index, limit or size: a whole number."""
        if isinstance(expr, sp.Integer):
            return expr.p  # type: ignore[no-any-return]
        if isinstance(expr, int):
            return expr
        if isinstance(expr, sp.Symbol):
            value = self.bound.get(expr, self.numbers.get(expr.name))
            if isinstance(value, int):
                return value
            raise InputError(f"There is no whole number for {expr}.")
        if isinstance(expr, sp.Add):
            return sum(self.index(arg) for arg in expr.args)
        if isinstance(expr, sp.Mul):
            result = 1
            for arg in expr.args:
                result *= self.index(arg)
            return result
        raise InputError(f"The index {expr} is not understood.", hint="sums and products of whole numbers are")

    def number(self, expr: Any) -> Number:
        """The value of a scalar expression."""
        kind: Any = type(expr)
        handler = _number_rule(kind)
        if handler is None:
            raise _unknown(expr)
        return handler(self, expr)

    def matrix(self, expr: Any) -> Grid:
        """The value of a matrix expression, as rows."""
        for kind in type(expr).__mro__:
            if kind in _MATRIX:
                return _MATRIX[kind](self, expr)
        raise _unknown(expr)

    def grid(self, expr: Any, rule: Callable[[int, int], Number]) -> Grid:
        """Rows made entry by entry, in the shape of `expr`."""
        rows, columns = (self.index(side) for side in expr.shape)
        return [[rule(i, j) for j in range(columns)] for i in range(rows)]


@cache
def _number_rule(kind: Any) -> Callable[[Loops, Any], Number] | None:
    return next((_NUMBER[base] for base in kind.__mro__ if base in _NUMBER), None)


def _unknown(expr: Any) -> InputError:
    return InputError(f"agree does not know {type(expr).__name__}: {str(expr)[:80]}.")


def _symbol(run: Loops, expr: Any) -> Number:
    value = run.bound.get(expr, run.numbers.get(expr.name))
    if value is None:
        raise InputError(f"There is no value for {expr}.")
    return run.arithmetic.constant(value) if isinstance(value, int | float) else value


def _element(run: Loops, expr: Any) -> Number:
    parent, row, column = expr.args
    i, j = run.index(row), run.index(column)
    grid = run.tensors[parent.args[0].name] if isinstance(parent, sp.MatrixSymbol) else run.matrix(parent)
    if not (0 <= i < len(grid) and 0 <= j < len(grid[i])):
        raise InputError(f"{parent}[{i}, {j}] is out of range: the shape is ({len(grid)}, {len(grid[0])}).")
    return grid[i][j]


def _sum(run: Loops, expr: Any) -> Number:
    """The last limit is the outermost; a product is collected factor by factor."""
    body = expr.function
    factors = body.args if type(body) is sp.Mul else (body,)  # a MatMul is a Mul
    columns: list[list[Number]] = [[] for _ in factors]

    def level(limits: Sequence[Any]) -> None:
        if not limits:
            for column, factor in zip(columns, factors, strict=True):
                column.append(run.number(factor))
            return
        symbol, low, high = limits[-1]
        before = run.bound
        for value in range(run.index(low), run.index(high) + 1):
            run.bound = {**before, symbol: value}
            level(limits[:-1])
        run.bound = before

    level(expr.limits)
    return run.arithmetic.dot(columns) if columns[0] else run.arithmetic.constant(0.0)


def _mul(run: Loops, expr: Any) -> Number:
    below = [f.base for f in expr.args if isinstance(f, sp.Pow) and f.exp == -1]
    if not below:
        return run.arithmetic.product([run.number(f) for f in expr.args])
    above = [run.number(f) for f in expr.args if not (isinstance(f, sp.Pow) and f.exp == -1)]
    value = run.arithmetic.product(above) if above else run.arithmetic.constant(1.0)
    return run.arithmetic.divide(value, run.arithmetic.product([run.number(f) for f in below]))


def _piecewise(run: Loops, expr: Any) -> Number:
    for value, condition in expr.args:
        if condition == sp.true or (
            isinstance(condition, Relational)
            and run.arithmetic.choose(run.number(condition.lhs), condition.rel_op, run.number(condition.rhs))
        ):
            return run.number(value)
    raise _unknown(expr)


def _trace(run: Loops, expr: Any) -> Number:
    grid = run.matrix(expr.arg)
    return run.arithmetic.total([grid[i][i] for i in range(len(grid))])


_NUMBER: dict[type, Callable[[Loops, Any], Number]] = {
    sp.Number: lambda run, e: run.arithmetic.constant(float(e)),
    sp.NumberSymbol: lambda run, e: run.arithmetic.constant(float(e)),
    sp.Symbol: _symbol,
    sp.Add: lambda run, e: run.arithmetic.total([run.number(arg) for arg in e.args]),
    sp.Mul: _mul,
    sp.Pow: lambda run, e: run.arithmetic.power(run.number(e.base), e.exp),
    MatrixElement: _element,
    sp.Sum: _sum,
    Dots: _sum,
    sp.KroneckerDelta: lambda run, e: run.arithmetic.constant(float(run.index(e.args[0]) == run.index(e.args[1]))),
    sp.Trace: _trace,
    sp.Piecewise: _piecewise,
    sp.Function: lambda run, e: run.arithmetic.call(
        e.func.__name__ if isinstance(e, AppliedUndef) else type(e), [run.number(arg) for arg in e.args]
    ),
    sp.MatrixExpr: lambda run, e: run.matrix(e)[0][0],
}
_NUMBER[sp.Max] = _NUMBER[sp.Min] = _NUMBER[sp.Function]


def _times(run: Loops, left: Grid, right: Grid) -> Grid:
    columns = list(zip(*right, strict=True))
    return [[run.arithmetic.dot([row, column]) for column in columns] for row in left]


def _matmul(run: Loops, expr: Any) -> Grid:
    """Associated as the printer does: the error bound is for one way to put the parentheses."""
    numbers = [run.number(arg) for arg in expr.args if not arg.is_Matrix]
    factors = [arg for arg in expr.args if arg.is_Matrix]
    grids = [run.matrix(factor) for factor in factors]
    if factors[-1].shape[1] == 1:
        result = grids.pop()
        while grids:
            result = _times(run, grids.pop(), result)
    else:
        result = grids[0]
        for grid in grids[1:]:
            result = _times(run, result, grid)
    return [[run.arithmetic.product([*numbers, x]) for x in row] for row in result] if numbers else result


def _matrix_power(run: Loops, expr: Any) -> Grid:
    base, power = expr.args
    if not power.is_Integer or power < 1:
        raise _unknown(expr)
    grid = run.matrix(base)
    result = grid
    for _ in range(int(power) - 1):
        result = _times(run, result, grid)
    return result


def _together(combine: Callable[[Loops, Sequence[Number]], Number]) -> Callable[[Loops, Any], Grid]:
    def handler(run: Loops, expr: Any) -> Grid:
        grids = [run.matrix(arg) for arg in expr.args]
        return [[combine(run, entries) for entries in zip(*rows, strict=True)] for rows in zip(*grids, strict=True)]

    return handler


def _entrywise(run: Loops, expr: Any) -> Grid:
    (variable,) = expr.function.variables
    return [[run.at({variable: x}, expr.function.expr) for x in row] for row in run.matrix(expr.expr)]


def _softmax(run: Loops, expr: Any) -> Grid:
    grid = run.matrix(expr.matrix)
    if expr.axis == 1:
        return [run.arithmetic.softmax(row) for row in grid]
    columns = [run.arithmetic.softmax(column) for column in zip(*grid, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)]


def _block(run: Loops, expr: Any) -> Grid:
    result: list[list[Number]] = []
    for r in range(expr.blocks.shape[0]):
        blocks = [run.matrix(expr.blocks[r, c]) for c in range(expr.blocks.shape[1])]
        result += [[x for row in rows for x in row] for rows in zip(*blocks, strict=True)]
    return result


def _diagonal(run: Loops, expr: Any) -> Grid:
    flat = [x for row in run.matrix(expr.args[0]) for x in row]
    zero = run.arithmetic.constant(0.0)
    return [[flat[i] if i == j else zero for j in range(len(flat))] for i in range(len(flat))]


def _constant(rule: Callable[[int, int], float]) -> Callable[[Loops, Any], Grid]:
    return lambda run, expr: run.grid(expr, lambda i, j: run.arithmetic.constant(rule(i, j)))


def _block_of(run: Loops, expr: Any) -> Grid:
    """The matrix that some leading indices pick from nested lists."""
    array, *leading = expr.args
    grid: Any = run.tensors[array.name]
    for i in map(run.index, leading):
        if not 0 <= i < len(grid):
            raise InputError(f"The index {i} of {array.name} is out of range: there are {len(grid)} entries.")
        grid = grid[i]
    return grid  # type: ignore[no-any-return]


def _function_matrix(run: Loops, expr: Any) -> Grid:
    p, q = expr.lamda.variables
    return run.grid(expr, lambda i, j: run.at({p: i, q: j}, expr.lamda.expr))


def _transpose(run: Loops, expr: Any) -> Grid:
    return [list(column) for column in zip(*run.matrix(expr.arg), strict=True)]


_MATRIX: dict[type, Callable[[Loops, Any], Grid]] = {
    sp.MatrixSymbol: lambda run, e: run.tensors[e.name],
    sp.MatMul: _matmul,
    sp.MatPow: _matrix_power,
    sp.HadamardPower: lambda run, e: [[run.arithmetic.power(x, e.exp) for x in row] for row in run.matrix(e.base)],
    sp.MatAdd: _together(lambda run, entries: run.arithmetic.total(entries)),
    sp.HadamardProduct: _together(lambda run, entries: run.arithmetic.product(entries)),
    sp.Transpose: _transpose,
    ElementwiseApplyFunction: _entrywise,
    Softmax: _softmax,
    sp.OneMatrix: _constant(lambda i, j: 1.0),
    sp.ZeroMatrix: _constant(lambda i, j: 0.0),
    sp.Identity: _constant(lambda i, j: float(i == j)),
    sp.BlockMatrix: _block,
    DiagMatrix: _diagonal,
    Block: _block_of,
    sp.FunctionMatrix: _function_matrix,
    sp.MatrixBase: lambda run, e: [[run.number(e[i, j]) for j in range(e.cols)] for i in range(e.rows)],
}

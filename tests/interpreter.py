"""What a SymPy expression is worth: plain loops over the tree, exact fractions, no code of the judge.

`evaluate` knows no rewriting: no `doit`, no substitution, nothing of `explorer.proof`. It is the ground truth
of the tests: the judge's own evaluator, its oracle and every witness are measured against it. Sizes, tensors,
functions and indices are found by name. A sum whose upper limit lies below its lower is 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

import sympy as sp
from scalars import (
    OF_EXP,
    RATIONAL,
    NotUnderstood,
    Number,
    divide,
    exact,
    function_of,
    interval,
    interval_exp,
    over,
    power,
)
from sympy.core.relational import Relational
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix, DiagonalOf

from explorer.nodes import Batch, Dots, Largest, Smallest, Softmax
from explorer.statement import Statement

Rows = list[list[Number]]


def _key(symbol: sp.Symbol) -> Any:
    return symbol if isinstance(symbol, sp.Dummy) else symbol.name


Env = dict[Any, Number]


@dataclass
class Walk:
    """One evaluation: what the names stand for, and the number type of the leaves."""

    tensors: Mapping[str, Any]
    functions: Mapping[str, Any]
    number: Callable[[Fraction], Number] = exact

    def scalar(self, e: Any, env: Env) -> Number:
        kind = type(e)
        handler = _SCALAR.get(kind)
        if handler is None:
            handler = _SCALAR[kind] = self._find(kind)
        return handler(self, e, env)

    def _find(self, kind: type) -> Callable[..., Number]:
        for base in kind.__mro__:
            if base in _SCALAR:
                return _SCALAR[base]
        raise NotUnderstood(f"{kind.__name__} as a number")

    def index(self, e: Any, env: Env) -> int:
        """An index, limit or size: always exact, always whole."""
        value = e if type(e) is int else Walk(self.tensors, self.functions).scalar(e, env)
        if value != int(value):
            raise NotUnderstood(f"index or size {e} = {value}")
        return int(value)

    def entry(self, parent: Any, i: int, j: int, env: Env) -> Number:
        symbol = isinstance(parent, sp.MatrixSymbol)
        rows = self._given(parent.name) if symbol else self.matrix(parent, env)
        if not (0 <= i < len(rows) and 0 <= j < len(rows[i])):
            raise IndexError(f"{parent}[{i}, {j}] is out of range")
        value = rows[i][j]
        return value if self.number is exact or not isinstance(value, int | Fraction) else self.number(Fraction(value))

    def _given(self, name: str) -> Any:
        if name not in self.tensors:
            raise NotUnderstood(f"no value for the tensor {name}")
        return self.tensors[name]

    def shape(self, e: Any, env: Env) -> tuple[int, int]:
        return self.index(e.shape[0], env), self.index(e.shape[1], env)

    def matrix(self, e: Any, env: Env) -> Rows:
        for kind in type(e).__mro__:
            if kind in _MATRIX:
                return _MATRIX[kind](self, e, env)
        raise NotUnderstood(f"{type(e).__name__} as a matrix")

    def table(self, e: Any, env: Env, rule: Callable[[int, int], Number]) -> Rows:
        rows, columns = self.shape(e, env)
        return [[rule(i, j) for j in range(columns)] for i in range(rows)]

    def apply(self, name: str, x: Number) -> Number:
        if name in self.functions:
            return function_of(self.functions[name])(x)
        if name in RATIONAL:
            return RATIONAL[name](x)
        if name in OF_EXP:
            return OF_EXP[name](lambda y: self.apply("exp", y), Fraction(x) if type(x) is int else x)
        if name == "exp" and self.number is interval:
            return interval_exp(x)
        raise NotUnderstood(f"no value for the function {name}")


_sum = over(_key, lambda terms: sum(terms, 0))


def _product(w: Walk, e: Any, env: Env) -> Number:
    result = 1
    for arg in e.args:
        result = result * w.scalar(arg, env)
    return result


def _symbol(w: Walk, e: Any, env: Env) -> Number:
    key = _key(e)
    if key in env:
        value = env[key]
        return value if w.number is exact or not isinstance(value, int | Fraction) else w.number(Fraction(value))
    value = w._given(key)
    while isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    return w.number(Fraction(value))


def _apply(w: Walk, e: Any, env: Env) -> Number:
    (argument,) = e.args
    return w.apply(e.func.__name__, w.scalar(argument, env))


def _one_by_one(w: Walk, e: Any, env: Env) -> Number:
    rows = w.matrix(e, env)
    if len(rows) != 1 or len(rows[0]) != 1:
        raise NotUnderstood(f"{len(rows)} rows where a number stands: {e}")
    return rows[0][0]


def _indexed(w: Walk, e: Any, env: Env) -> Number:
    value = w._given(str(e.base.label))
    for i in e.indices:
        position = w.index(i, env)
        if not 0 <= position < len(value):
            raise IndexError(f"{e} is out of range at {position}")
        value = value[position]
    return w.number(Fraction(value))


def _delta(w: Walk, e: Any, env: Env) -> Number:
    return int(w.index(e.args[0], env) == w.index(e.args[1], env))


def _truth(w: Walk, e: Any, env: Env) -> bool:
    if e in (sp.true, sp.false):
        return bool(e)
    if not isinstance(e, Relational):
        raise NotUnderstood(f"condition {e}")
    left, right = w.scalar(e.lhs, env), w.scalar(e.rhs, env)
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}.get(
        e.rel_op, (left == right) == (e.rel_op == "==")
    )


def _piecewise(w: Walk, e: Any, env: Env) -> Number:
    for value, condition in e.args:
        if _truth(w, condition, env):
            return w.scalar(value, env)
    raise NotUnderstood(f"no case of {e} applies")


def _trace(w: Walk, e: Any, env: Env) -> Number:
    rows = w.matrix(e.arg, env)
    return sum(rows[i][i] for i in range(len(rows)))


_SCALAR: dict[type, Callable[[Walk, Any, Env], Number]] = {
    sp.Integer: lambda w, e, env: w.number(Fraction(e.p)),
    sp.Rational: lambda w, e, env: w.number(Fraction(e.p, e.q)),
    sp.Symbol: _symbol,
    sp.Add: lambda w, e, env: sum(w.scalar(arg, env) for arg in e.args),
    sp.Mul: _product,
    sp.Pow: lambda w, e, env: power(w.scalar(e.base, env), w.index(e.exp, env)),
    sp.matrices.expressions.matexpr.MatrixElement: lambda w, e, env: w.entry(
        e.args[0], w.index(e.args[1], env), w.index(e.args[2], env), env
    ),
    sp.Indexed: _indexed,
    sp.Sum: _sum,
    Dots: _sum,
    sp.Product: over(_key, prod),
    Largest: over(_key, max),
    Smallest: over(_key, min),
    sp.KroneckerDelta: _delta,
    sp.Trace: _trace,
    sp.Piecewise: _piecewise,
    sp.Max: lambda w, e, env: max(w.scalar(arg, env) for arg in e.args),
    sp.Min: lambda w, e, env: min(w.scalar(arg, env) for arg in e.args),
    sp.Abs: lambda w, e, env: abs(w.scalar(e.args[0], env)),
    sp.Function: _apply,
    sp.MatrixExpr: _one_by_one,
    sp.MatrixBase: _one_by_one,
}


def _matmul(w: Walk, e: Any, env: Env) -> Rows:
    factor: Number = 1
    result: Rows | None = None
    for arg in e.args:
        if not arg.is_Matrix:
            factor = factor * w.scalar(arg, env)
            continue
        right = w.matrix(arg, env)
        if result is None:
            result = right
            continue
        if result and len(result[0]) != len(right):
            raise NotUnderstood(f"{len(result[0])} columns times {len(right)} rows in {e}")
        columns = w.index(arg.shape[1], env)
        result = [[sum(row[k] * right[k][j] for k in range(len(right))) for j in range(columns)] for row in result]
    assert result is not None
    return [[factor * value for value in row] for row in result]


def _together(combine: Callable[[Number, Number], Number]) -> Callable[[Walk, Any, Env], Rows]:
    def handler(w: Walk, e: Any, env: Env) -> Rows:
        first, *rest = [w.matrix(arg, env) for arg in e.args]
        for other in rest:
            if [len(row) for row in first] != [len(row) for row in other]:
                raise NotUnderstood(f"shapes differ in {e}")
            first = [[combine(x, y) for x, y in zip(p, q, strict=True)] for p, q in zip(first, other, strict=True)]
        return first

    return handler


def _matrix_symbol(w: Walk, e: Any, env: Env) -> Rows:
    rows, columns = w.shape(e, env)
    given = w._given(e.name)
    if len(given) != rows or any(len(row) != columns for row in given):
        raise NotUnderstood(f"the value of {e.name} is not {rows} x {columns}")
    return w.table(e, env, lambda i, j: w.entry(e, i, j, env))


def _transpose(w: Walk, e: Any, env: Env) -> Rows:
    rows = w.matrix(e.arg, env)
    return w.table(e, env, lambda i, j: rows[j][i])


def _entrywise(w: Walk, e: Any, env: Env) -> Rows:
    (variable,) = e.function.variables
    body = e.function.expr
    return [[w.scalar(body, {**env, _key(variable): x}) for x in row] for row in w.matrix(e.expr, env)]


def _function_matrix(w: Walk, e: Any, env: Env) -> Rows:
    i, j = e.lamda.variables
    return w.table(e, env, lambda p, q: w.scalar(e.lamda.expr, {**env, _key(i): p, _key(j): q}))


def _block(w: Walk, e: Any, env: Env) -> Rows:
    result: Rows = []
    for r in range(e.blocks.shape[0]):
        blocks = [w.matrix(e.blocks[r, c], env) for c in range(e.blocks.shape[1])]
        if len({len(block) for block in blocks}) != 1:
            raise NotUnderstood(f"blocks of different heights in {e}")
        result += [[x for block in blocks for x in block[i]] for i in range(len(blocks[0]))]
    return result


def _softmax(w: Walk, e: Any, env: Env) -> Rows:
    grown = [[w.apply("exp", x) for x in row] for row in w.matrix(e.matrix, env)]
    if e.axis == 1:
        return [[divide(x, sum(row)) for x in row] for row in grown]
    sums = [sum(row[j] for row in grown) for j in range(len(grown[0]))]
    return [[divide(x, sums[j]) for j, x in enumerate(row)] for row in grown]


def _diagonal(w: Walk, e: Any, env: Env) -> Rows:
    """The diagonal matrix with the entries of a vector (a row or column), or with a matrix's own diagonal."""
    rows = w.matrix(e.args[0], env)
    flat = [rows[i][i] for i in range(len(rows))] if isinstance(e, DiagonalMatrix) else [x for row in rows for x in row]
    return [[flat[i] if i == j else 0 for j in range(len(flat))] for i in range(len(flat))]


def _diagonal_of(w: Walk, e: Any, env: Env) -> Rows:
    rows = w.matrix(e.args[0], env)
    return [[rows[i][i]] for i in range(min(len(rows), len(rows[0])))]


def _matrix_power(w: Walk, e: Any, env: Env) -> Rows:
    base, exponent = w.matrix(e.base, env), w.index(e.exp, env)
    if exponent < 0:
        raise NotUnderstood(f"inverse {e}")
    size = range(len(base))
    result: Rows = [[int(i == j) for j in size] for i in size]
    for _ in range(exponent):
        result = [[sum(row[k] * base[k][j] for k in size) for j in size] for row in result]
    return result


_MATRIX: dict[type, Callable[[Walk, Any, Env], Rows]] = {
    sp.MatrixSymbol: _matrix_symbol,
    Batch: _matrix_symbol,
    sp.MatMul: _matmul,
    sp.MatAdd: _together(lambda x, y: x + y),
    sp.HadamardProduct: _together(lambda x, y: x * y),
    sp.HadamardPower: lambda w, e, env: [[power(x, w.index(e.exp, env)) for x in row] for row in w.matrix(e.base, env)],
    sp.Transpose: _transpose,
    sp.matrices.expressions.applyfunc.ElementwiseApplyFunction: _entrywise,
    sp.OneMatrix: lambda w, e, env: w.table(e, env, lambda i, j: 1),
    sp.ZeroMatrix: lambda w, e, env: w.table(e, env, lambda i, j: 0),
    sp.Identity: lambda w, e, env: w.table(e, env, lambda i, j: int(i == j)),
    sp.MatPow: _matrix_power,
    sp.BlockMatrix: _block,
    sp.FunctionMatrix: _function_matrix,
    sp.MatrixBase: lambda w, e, env: [[w.scalar(e[i, j], env) for j in range(e.cols)] for i in range(e.rows)],
    DiagMatrix: _diagonal,
    DiagonalMatrix: _diagonal,
    DiagonalOf: _diagonal_of,
    Softmax: _softmax,
}


def evaluate(
    expr: Any,
    sizes: Mapping[str, int] | None = None,
    tensors: Mapping[str, Any] | None = None,
    functions: Mapping[str, Any] | None = None,
    at: Mapping[str, int] | None = None,
    number: Callable[[Fraction], Number] = exact,
) -> Any:
    """The value: a Fraction, rows of Fractions for a matrix, for `Eq` or `Statement` the pair of both sides.

    `sizes` are the size names, `tensors` nested lists (a number for a scalar symbol), `functions` callables,
    tables or text, `at` the free indices. With `number=interval` leaves are intervals and `exp` the real one.

    >>> a = sp.MatrixSymbol("a", sp.Symbol("n"), 1)
    >>> evaluate(a.T * a, {"n": 2}, {"a": [[1], [3]]})
    [[Fraction(10, 1)]]
    """
    if isinstance(expr, Statement):
        return tuple(evaluate(side, sizes, tensors, functions, at, number) for side in (expr.left, expr.right))
    if isinstance(expr, Relational):
        return tuple(evaluate(side, sizes, tensors, functions, at, number) for side in (expr.lhs, expr.rhs))
    walk = Walk(tensors or {}, functions or {}, number)
    env: Env = {**(sizes or {}), **(at or {})}
    if getattr(expr, "is_Matrix", False) and not isinstance(expr, sp.Symbol):
        return [[_final(x) for x in row] for row in walk.matrix(expr, env)]
    return _final(walk.scalar(expr, env))


def _final(value: Number) -> Number:
    return Fraction(value) if isinstance(value, int) else value


def shown(statement: Statement, witness: Any) -> list[tuple[Fraction, Fraction]]:
    """The values of both sides of a statement for a witness: one pair, or, of two matrices, one for each entry.

    `witness` has `sizes`, `tensors`, `functions` and `at`. A matrix against a number is taken at the place that the
    statement's `row` and `column` name (at all places along an axis whose index the witness does not give).
    """
    numbers = (witness.sizes, witness.tensors, witness.functions, witness.at)
    sides = [evaluate(side, *numbers) for side in (statement.left, statement.right)]
    if all(isinstance(side, list) for side in sides):
        if [len(row) for row in sides[0]] != [len(row) for row in sides[1]]:
            raise NotUnderstood("matrices of different shapes")
        return [pair for rows in zip(*sides, strict=True) for pair in zip(*rows, strict=True)]
    matrix = sides[0] if isinstance(sides[0], list) else sides[1] if isinstance(sides[1], list) else [[None]]
    places = []
    for symbol, count in ((statement.row, len(matrix)), (statement.column, len(matrix[0]))):
        known = symbol is None or symbol.name in witness.at
        places.append([witness.at[symbol.name] if symbol else 0] if known else range(count))
    return [
        tuple(side[i][j] if isinstance(side, list) else side for side in sides) for i in places[0] for j in places[1]
    ]


def holds(statement: Statement, witness: Any) -> bool:
    """Whether the statement is true at a witness. Of a right refutation it is not, and the values are those it says."""
    pairs = shown(statement, witness)
    return all(left == right for left, right in pairs)


def refutes(statement: Statement, witness: Any) -> bool:
    """Whether the sides really have the two values that the witness says, at one place, and they differ."""
    said = (Fraction(witness.left), Fraction(witness.right))
    return said[0] != said[1] and said in shown(statement, witness)

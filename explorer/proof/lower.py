"""From SymPy's matrix expressions to matrix terms, one case for each kind; shapes that cannot agree are a `Clash`."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeAlias

from sympy import Add as SAdd
from sympy import (
    Adjoint,
    BlockMatrix,
    DiagMatrix,
    DiagonalMatrix,
    FunctionMatrix,
    HadamardPower,
    HadamardProduct,
    Identity,
    Lambda,
    MatAdd,
    MatMul,
    MatPow,
    MatrixSymbol,
    OneMatrix,
    Symbol,
    Transpose,
    ZeroMatrix,
)
from sympy import Mul as SMul
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.slice import MatrixSlice
from sympy.matrices.matrixbase import MatrixBase

from explorer.errors import InputError
from explorer.nodes import Softmax, StandIn
from explorer.proof.lower_scalar import MAX_POWER, ScalarLowering
from explorer.proof.rebuild import shift
from explorer.proof.refusals import Clash, Unsupported, shown
from explorer.proof.sizes import ONE, Dim, combine, show
from explorer.proof.terms import (
    FIRST,
    Index,
    MAdd,
    MBlock,
    MConst,
    MEye,
    MHad,
    MMap,
    MMul,
    MOf,
    MScale,
    MTrans,
    Term,
    Var,
)

Shaped: TypeAlias = tuple[Term, Dim, Dim]


def _symbol(low: ScalarLowering, expr: Any) -> Shaped:
    rows, columns = low.shape(expr)
    if expr.name in low.examples:
        batch, row = low.examples[expr.name]
        body = low.table.entry(batch, (row, Index(1, rows)))
        return low.table.matrix(MOf, rows, columns, body), rows, columns
    return low.table.matrix(Var, expr.name), rows, columns


def _same(low: ScalarLowering, kind: type[Any], word: str, expr: Any) -> Shaped:
    """Operations on matrices of one shape."""
    parts = [low.matrix(arg) for arg in expr.args]
    _, rows, columns = parts[0]
    for arg, (_, r, c) in zip(expr.args[1:], parts[1:], strict=True):
        if (r, c) != (rows, columns):
            raise Clash(
                f"{expr.args[0]} is {show(rows)} x {show(columns)} and {arg} is {show(r)} x {show(c)}: "
                f"they cannot be {word}"
            )
    if len(parts) == 1:
        return parts[0]
    return low.table.matrix(kind, tuple([node for node, _, _ in parts])), rows, columns


def _add(low: ScalarLowering, expr: Any) -> Shaped:
    return _same(low, MAdd, "added", expr)


def _hadamard(low: ScalarLowering, expr: Any) -> Shaped:
    return _same(low, MHad, "multiplied entry by entry", expr)


def _mul(low: ScalarLowering, expr: Any) -> Shaped:
    scalars: list[Term] = []
    product: Shaped | None = None
    last: Any = None
    for arg in expr.args:
        if not arg.is_Matrix:
            scalars.append(low.scalar(arg))
            continue
        right, rows, columns = low.matrix(arg)
        if product is None:
            product, last = (right, rows, columns), arg
            continue
        left, left_rows, left_columns = product
        if left_columns != rows:
            if (rows, columns) == (ONE, ONE):
                scalars.append(low.table.at(right, FIRST, FIRST))
                continue
            if (left_rows, left_columns) == (ONE, ONE):  # a 1 x 1 matrix is a number
                scalars.append(low.table.at(left, FIRST, FIRST))
                product, last = (right, rows, columns), arg
                continue
            raise Clash(
                f"{last} has {show(left_columns)} columns and {arg} has {show(rows)} rows: they cannot be multiplied"
            )
        product = low.table.matrix(MMul, rows, (left, right)), left_rows, columns
        last = arg
    if product is None:
        raise Clash(f"{expr} has no matrix in it")
    node, rows, columns = product
    if scalars:
        node = low.table.matrix(MScale, (low.table.mul(tuple(scalars)), node))
    return node, rows, columns


def _power(low: ScalarLowering, expr: Any) -> Shaped:
    node, rows, columns = low.matrix(expr.base)
    if not expr.exp.is_Integer or not 0 <= int(expr.exp) <= MAX_POWER:
        raise Unsupported(f"the power {expr} is not decided")
    if rows != columns:
        raise Clash(f"{expr.base} is {show(rows)} x {show(columns)} and not square: it has no powers")
    product = node if expr.exp else low.table.matrix(MEye)
    for _ in range(int(expr.exp) - 1):
        product = low.table.matrix(MMul, rows, (product, node))
    return product, rows, columns


def _transpose(low: ScalarLowering, expr: Any) -> Shaped:
    node, rows, columns = low.matrix(expr.arg)
    return low.table.matrix(MTrans, (node,)), columns, rows


def _entrywise(low: ScalarLowering, expr: Any) -> Shaped:
    node, rows, columns = low.matrix(expr.expr)
    if not isinstance(expr.function, Lambda) or len(expr.function.variables) != 1:
        raise Unsupported(f"{expr.function} of each entry is not a function of one number")
    (variable,), body = expr.function.args[0].args, expr.function.args[1]
    if body.args == (variable,) and body.func is not None and not body.is_Symbol:
        name, opaque = low.name_of(body.func)
        low.note_function(name, opaque)
        return low.table.matrix(MMap, name, (node,)), rows, columns
    at = low.table.at(shift(low.table, node, 2), Index(1, rows), Index(0, columns))
    return _filled(low, rows, columns, {variable: at}, body)


def _filled(low: ScalarLowering, rows: Dim, columns: Dim, values: dict[Any, Term], body: Any) -> Shaped:
    """A matrix given by the formula of its entry."""
    depth = len(low.bound)
    low.bound += [(Symbol("row of a matrix"), rows, (0, ())), (Symbol("column of a matrix"), columns, (0, ()))]
    saved = dict(low.values)
    low.values.update({variable: (term, depth + 2) for variable, term in values.items()})
    entry = low.scalar(body)
    low.values = saved
    del low.bound[depth:]
    return low.table.matrix(MOf, rows, columns, entry), rows, columns


def _function_matrix(low: ScalarLowering, expr: Any) -> Shaped:
    return _by_rule(low, expr, expr.lamda)


def _by_rule(low: ScalarLowering, expr: Any, rule: Any) -> Shaped:
    rows, columns = low.extent(expr.shape[0]), low.extent(expr.shape[1])
    (row, column), body = rule.args[0].args, rule.args[1]
    depth = len(low.bound)
    low.bound += [(row, rows, (0, ())), (column, columns, (0, ()))]
    entry = low.scalar(body)
    del low.bound[depth:]
    return low.table.matrix(MOf, rows, columns, entry), rows, columns


def _hadamard_power(low: ScalarLowering, expr: Any) -> Shaped:
    node, rows, columns = low.matrix(expr.base)
    if not expr.exp.is_Integer or not 1 <= int(expr.exp) <= MAX_POWER:
        raise Unsupported(f"the power {expr} is not decided")
    return low.table.matrix(MHad, (node,) * int(expr.exp)) if int(expr.exp) > 1 else node, rows, columns


def _identity(low: ScalarLowering, expr: Any) -> Shaped:
    size = low.extent(expr.shape[0])
    return low.table.matrix(MEye), size, size


def _ones(low: ScalarLowering, expr: Any) -> Shaped:
    return low.table.matrix(MConst, Fraction(1)), low.extent(expr.shape[0]), low.extent(expr.shape[1])


def _zeros(low: ScalarLowering, expr: Any) -> Shaped:
    return low.table.matrix(MConst, Fraction(0)), low.extent(expr.shape[0]), low.extent(expr.shape[1])


def _stack(low: ScalarLowering, axis: int, parts: list[Shaped], what: object) -> Shaped:
    """Matrices above one another (axis 0) or side by side (axis 1)."""
    across: set[Dim] = {part[2] if axis == 0 else part[1] for part in parts}
    if len(across) != 1:
        word = "columns" if axis == 0 else "rows"
        raise Clash(f"the blocks of {what} have {', '.join(sorted(map(show, across)))} {word}")
    if len(parts) == 1:
        return parts[0]
    dims: tuple[Dim, ...] = tuple([part[1] if axis == 0 else part[2] for part in parts])
    total = dims[0]
    for dim in dims[1:]:
        total = combine(total, dim)
    node = low.table.matrix(MBlock, axis, dims, tuple([part[0] for part in parts]))
    return (node, total, across.pop()) if axis == 0 else (node, across.pop(), total)


def _blocks(low: ScalarLowering, expr: Any) -> Shaped:
    blocks = expr.blocks
    count, width = blocks.shape
    rows = [_stack(low, 1, [low.matrix(blocks[i, j]) for j in range(width)], expr) for i in range(count)]
    return _stack(low, 0, rows, expr)


def _explicit(low: ScalarLowering, expr: Any) -> Shaped:
    one = low.table.matrix(MConst, Fraction(1))

    def cell(entry: Any) -> Shaped:
        return low.table.matrix(MScale, (low.scalar(entry), one)), ONE, ONE

    count, width = expr.shape
    if not count or not width:
        raise InputError("A matrix without entries has no shape here.", hint="sizes are at least 1")
    rows = [_stack(low, 1, [cell(expr[i, j]) for j in range(width)], "the matrix") for i in range(count)]
    return _stack(low, 0, rows, "the matrix")


def _diag_of(low: ScalarLowering, expr: Any) -> Shaped:
    """A vector on the diagonal of a square matrix."""
    node, rows, columns = low.matrix(expr.args[0])
    if ONE not in (rows, columns):
        raise Unsupported(f"the diagonal matrix of {expr.args[0]}, which is no vector")
    across = columns == ONE
    size = rows if across else columns
    i, j = Index(1, size), Index(0, size)
    moved = shift(low.table, node, 2)
    entry = low.table.at(moved, i, FIRST) if across else low.table.at(moved, FIRST, i)
    return low.table.matrix(MOf, size, size, low.table.mul((low.table.delta(i, j), entry))), size, size


def _diagonal_part(low: ScalarLowering, expr: Any) -> Shaped:
    """A matrix with all but its diagonal put to 0."""
    node, rows, columns = low.matrix(expr.args[0])
    i, j = Index(1, rows), Index(0, columns)
    entry = low.table.mul((low.table.delta(i, j), low.table.at(shift(low.table, node, 2), i, j)))
    return low.table.matrix(MOf, rows, columns, entry), rows, columns


def _softmax(low: ScalarLowering, expr: Any) -> Shaped:
    node, rows, columns = low.matrix(expr.matrix)
    low.activations.add("softmax")
    table, inner = low.table, shift(low.table, node, 3)
    i, j = Index(1, rows), Index(0, columns)
    top = low.function("exp", table.at(shift(table, node, 2), i, j))
    if expr.axis == 0:
        below = table.sum(rows, low.function("exp", table.at(inner, Index(0, rows), Index(1, columns))))
    else:
        below = table.sum(columns, low.function("exp", table.at(inner, Index(2, rows), Index(0, columns))))
    body = table.mul((top, low.function("inv", below)))
    return table.matrix(MOf, rows, columns, body), rows, columns


def _slice(low: ScalarLowering, expr: Any) -> Shaped:
    node, rows, columns = low.matrix(expr.parent)
    starts, dims = [], []
    for (start, stop, step), size in zip((expr.rowslice, expr.colslice), (rows, columns), strict=True):
        if step != 1:
            raise Unsupported(f"the slice {expr} has a step")
        starts.append(low.size(start))
        dims.append(combine(low.size(stop), low.size(start), -1))
        low.need(combine(dims[-1], ONE, -1), f"the slice {expr}")
        low.need(starts[-1], f"the slice {expr}")
        low.need(combine(size, low.size(stop), -1), f"the slice {expr}")
    at = low.table.at(shift(low.table, node, 2), Index(1, dims[0], starts[0]), Index(0, dims[1], starts[1]))
    return low.table.matrix(MOf, dims[0], dims[1], at), dims[0], dims[1]


CASES: tuple[tuple[Any, Callable[[ScalarLowering, Any], Shaped]], ...] = (
    (StandIn, lambda low, expr: _by_rule(low, expr, expr.rule)),
    (MatrixSymbol, _symbol),
    (MatMul, _mul),
    (MatAdd, _add),
    (ElementwiseApplyFunction, _entrywise),
    (Transpose, _transpose),
    (HadamardProduct, _hadamard),
    (HadamardPower, _hadamard_power),
    (Softmax, _softmax),
    (BlockMatrix, _blocks),
    (Identity, _identity),
    (OneMatrix, _ones),
    (ZeroMatrix, _zeros),
    (FunctionMatrix, _function_matrix),
    (MatPow, _power),
    (DiagMatrix, _diag_of),
    (DiagonalMatrix, _diagonal_part),
    (Adjoint, _transpose),  # entries are real
    (MatrixSlice, _slice),
    (MatrixBase, _explicit),
    (SAdd, _add),
    (SMul, _mul),
)


class Lowering(ScalarLowering):
    """Lowers scalars and matrices; see `ScalarLowering`."""

    def matrix(self, expr: Any) -> Shaped:
        """The term of a matrix expression, its rows and its columns; raises `Clash` and `Unsupported`."""
        for kind, case in CASES:
            if isinstance(expr, kind):
                return case(self, expr)
        raise Unsupported(f"{type(expr).__name__} ({shown(expr)}) is not a matrix expression the judge knows")

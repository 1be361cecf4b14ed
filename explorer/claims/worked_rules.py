"""What a side of a claim is at given numbers, as a calculation: SymPy by plain rules, one short rule for each node.

No code of the judge, no rewriting and no `doit`: sums are written out, entries of products are sums of products, names
are looked up. Only what a function computes comes from the tables of meanings, the same that the search used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sympy import (
    Add,
    Adjoint,
    BlockMatrix,
    Derivative,
    DiagMatrix,
    DiagonalMatrix,
    Float,
    Function,
    FunctionMatrix,
    HadamardPower,
    HadamardProduct,
    Identity,
    Indexed,
    KroneckerDelta,
    MatAdd,
    MatMul,
    MatPow,
    MatrixSymbol,
    Mul,
    NumberSymbol,
    OneMatrix,
    Pow,
    Product,
    Rational,
    Subs,
    Sum,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
)
from sympy.core.function import AppliedUndef
from sympy.functions.elementary.miscellaneous import MinMaxBase
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice
from sympy.matrices.matrixbase import MatrixBase

from explorer.claims.worked_numbers import ONE, ZERO, NotWorked, Numbers
from explorer.claims.worked_terms import Applied, Known, Node, Raised, plus, times
from explorer.nodes import Dots, Largest, Smallest, Softmax
from explorer.proof.scan import symbol_name

# -- numbers ------------------------------------------------------------------------------------------------------


def scalar(expr: Any, known: Numbers) -> Node:
    """A scalar expression as a calculation."""
    for kind, rule in SCALARS:
        if isinstance(expr, kind):
            known.spend()
            return rule(expr, known)
    if getattr(expr, "is_Matrix", False):
        if shape(expr, known) != (1, 1):
            raise NotWorked("a matrix where a number stands")
        return entry(expr, 0, 0, known)
    raise NotWorked(f"no rule for {type(expr).__name__}")


def _float(expr: Any, known: Numbers) -> Node:
    if expr._prec != 53 or not expr.is_finite:
        raise NotWorked("a number of many digits")
    return Known(Fraction(repr(float(expr))))


def _symbol(expr: Any, known: Numbers) -> Node:
    if expr in known.values:
        return known.values[expr]
    name = symbol_name(expr)
    if name in known.sizes:
        return Known(Fraction(known.sizes[name]), name)
    value = known.tensors.get(name)
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    if value is None or isinstance(value, list):
        raise NotWorked(f"no number for {name}")
    return Known(Fraction(value), name)


def _element(expr: Any, known: Numbers) -> Node:
    parent, i, j = expr.args
    return entry(parent, known.whole(i), known.whole(j), known)


def _indexed(expr: Any, known: Numbers) -> Node:
    return known.entry(str(expr.base.label), tuple(map(known.whole, expr.indices)), expr.base.shape or ())


def _sum(expr: Any, known: Numbers) -> Node:
    terms = _terms(expr, known)
    return plus(terms) if terms else ZERO


def _of_all(expr: Any, known: Numbers) -> Node:
    """The product, the largest or the smallest of numbers that are written out."""
    terms = _terms(expr, known)
    if isinstance(expr, Product):
        return times(terms) if terms else ONE
    if len(terms) == 1:
        return terms[0]
    if not terms:
        raise NotWorked("the largest of no numbers")
    return _call("Min" if isinstance(expr, Smallest) else "Max", False, None, terms, known)


def _terms(expr: Any, known: Numbers) -> list[Node]:
    """What stands behind a Σ or the like, at each value of its indices; the last limit is the outermost."""
    terms: list[Node] = []

    def level(k: int, bound: dict[Any, int]) -> None:
        if k < 0:
            terms.append(scalar(expr.args[0], known.within(bound)))
            return
        symbol, low, high = expr.limits[k]
        here = known.within(bound)
        first, last = here.whole(low), here.whole(high)
        known.spend(max(0, last - first))
        for number in range(first, last + 1):
            level(k - 1, {**bound, symbol: number})

    level(len(expr.limits) - 1, {})
    return terms


def _power(expr: Any, known: Numbers) -> Node:
    base, exponent = expr.args
    if exponent.is_Integer:
        return Raised((scalar(base, known),), int(exponent)) if exponent != 0 else ONE
    if exponent.is_Rational:
        return _call(f"pow[{exponent}]", False, None, [scalar(base, known)], known)
    raise NotWorked("a power that is no number")


def _delta(expr: Any, known: Numbers) -> Node:
    return ONE if known.whole(expr.args[0]) == known.whole(expr.args[1]) else ZERO


def _call(name: str, opaque: bool, shown: Any, args: list[Node], known: Numbers) -> Node:
    text, latex, rule = known.function(name, opaque, shown)
    return Applied(tuple(args), text, latex, rule)


def _function(expr: Any, known: Numbers) -> Node:
    opaque = isinstance(expr, AppliedUndef)
    return _call(str(expr.func.__name__), opaque, expr.func, [scalar(arg, known) for arg in expr.args], known)


def _slope(expr: Any, known: Numbers, at: Node | None = None) -> Node:
    """f'(u): the derivative of f at a symbol, or at what is put for the symbol."""
    inner, point = expr, at
    if isinstance(expr, Subs):
        inner = expr.expr
        if len(expr.variables) != 1 or not isinstance(inner, Derivative):
            raise NotWorked("a substitution")
        point = scalar(expr.point[0], known) if at is None else at
    ((variable, order),) = inner.variable_count
    applied = inner.expr
    if not isinstance(applied, Function) or applied.args != (variable,) or not order.is_Integer:
        raise NotWorked("a derivative of another kind")
    if isinstance(expr, Subs) and expr.variables[0] != variable:
        raise NotWorked("a substitution of another name")
    point = scalar(variable, known) if point is None else point
    name = f"{applied.func.__name__}{chr(39) * int(order)}"
    return _call(name, isinstance(applied, AppliedUndef), applied.func, [point], known)


def _constant(expr: Any, known: Numbers) -> Node:
    """π by its interval."""
    _, _, rule = known.function(f"the number {expr}", False, None)
    return Known(rule(Fraction(0)), {"pi": "π"}.get(str(expr), str(expr)))


def _trace(expr: Any, known: Numbers) -> Node:
    rows, columns = shape(expr.arg, known)
    if rows != columns:
        raise NotWorked("the trace of what is not square")
    return plus(entry(expr.arg, k, k, known) for k in range(rows))


SCALARS: tuple[tuple[Any, Callable[[Any, Numbers], Node]], ...] = (
    (MatrixElement, _element),
    (Rational, lambda expr, known: Known(Fraction(int(expr.p), int(expr.q)))),
    (Float, _float),
    (NumberSymbol, _constant),
    (Symbol, _symbol),
    ((Sum, Dots), _sum),
    ((Largest, Product), _of_all),
    (Pow, _power),
    (KroneckerDelta, _delta),
    ((Derivative, Subs), _slope),
    ((Function, MinMaxBase), _function),
    (Indexed, _indexed),
    (Trace, _trace),
)


def _many(kind: Callable[[Iterable[Node]], Node]) -> Callable[[Any, Numbers], Node]:
    return lambda expr, known: kind([scalar(arg, known) for arg in expr.args])


SCALARS = ((Mul, _many(times)), (Add, _many(plus)), *SCALARS)


# -- matrices -----------------------------------------------------------------------------------------------------


def shape(expr: Any, known: Numbers) -> tuple[int, int]:
    """Rows and columns of a matrix expression at the given sizes."""
    if isinstance(expr, (MatMul, Mul)):
        return _product(expr, known)[2]
    if isinstance(expr, (Transpose, Adjoint)):
        rows, columns = shape(expr.args[0], known)
        return columns, rows
    if isinstance(expr, (DiagMatrix, MatAdd, Add, HadamardProduct, HadamardPower, MatPow, ElementwiseApplyFunction)):
        inner = expr.args[1] if isinstance(expr, ElementwiseApplyFunction) else expr.args[0]
        rows, columns = shape(inner, known)
        return (max(rows, columns),) * 2 if isinstance(expr, DiagMatrix) else (rows, columns)
    if isinstance(expr, (Softmax, DiagonalMatrix)):
        return shape(expr.args[0], known)
    if isinstance(expr, BlockMatrix):
        count, width = expr.blocks.shape
        rows = sum(shape(expr.blocks[i, 0], known)[0] for i in range(count))
        return rows, sum(shape(expr.blocks[0, j], known)[1] for j in range(width))
    rows, columns = expr.shape
    return known.whole(rows), known.whole(columns)


def _product(expr: Any, known: Numbers) -> tuple[list[Node], list[Any], tuple[int, int]]:
    """The numbers and the matrices of a product, and its shape; a 1 x 1 matrix that fits nowhere else is a number."""
    numbers: list[Node] = []
    matrices: list[Any] = []
    rows = columns = 0
    for arg in expr.args:
        if not getattr(arg, "is_Matrix", False):
            numbers.append(scalar(arg, known))
            continue
        height, width = shape(arg, known)
        if not matrices:
            matrices, rows, columns = [arg], height, width
        elif columns == height:
            matrices.append(arg)
            columns = width
        elif (height, width) == (1, 1):
            numbers.append(entry(arg, 0, 0, known))
        elif (rows, columns) == (1, 1):
            numbers.append(_along(matrices, 0, 0, known))
            matrices, rows, columns = [arg], height, width
        else:
            raise NotWorked("shapes that do not fit")
    return numbers, matrices, (rows, columns)


def _along(matrices: list[Any], i: int, j: int, known: Numbers) -> Node:
    """The entry of a product: Σ_k of the first factor's entry times that of the rest."""
    first, *rest = matrices
    if not rest:
        return entry(first, i, j, known)
    terms = []
    for k in range(shape(first, known)[1]):
        terms.append(times((entry(first, i, k, known), _along(rest, k, j, known))))
    return plus(terms)


def entry(expr: Any, i: int, j: int, known: Numbers) -> Node:
    """The entry in row i, column j of a matrix expression."""
    known.spend()
    for kind, rule in MATRICES:
        if isinstance(expr, kind):
            return rule(expr, i, j, known)
    raise NotWorked(f"no rule for {type(expr).__name__}")


def _entry_of_product(expr: Any, i: int, j: int, known: Numbers) -> Node:
    numbers, matrices, _ = _product(expr, known)
    return times((*numbers, _along(matrices, i, j, known)))


def _entrywise(expr: Any, i: int, j: int, known: Numbers) -> Node:
    (variable,), body = expr.args[0].args[0].args, expr.args[0].args[1]
    argument = entry(expr.args[1], i, j, known)
    if isinstance(body, Derivative):
        return _slope(body, known, argument)
    return scalar(body, replace(known, values={**known.values, variable: argument}))


def _function_matrix(expr: Any, i: int, j: int, known: Numbers) -> Node:
    (row, column), body = expr.lamda.args[0].args, expr.lamda.args[1]
    return scalar(body, known.within({row: i, column: j}))


def _block(expr: Any, i: int, j: int, known: Numbers) -> Node:
    count, width = expr.blocks.shape
    for r in range(count):
        height = shape(expr.blocks[r, 0], known)[0]
        if i < height:
            for c in range(width):
                across = shape(expr.blocks[r, c], known)[1]
                if j < across:
                    return entry(expr.blocks[r, c], i, j, known)
                j -= across
        i -= height
    raise NotWorked("an entry outside a block matrix")


def _matrix_power(expr: Any, i: int, j: int, known: Numbers) -> Node:
    if not expr.exp.is_Integer or expr.exp < 0:
        raise NotWorked("a power that is no number")
    if expr.exp == 0:
        return ONE if i == j else ZERO
    return _along([expr.base] * int(expr.exp), i, j, known)


def _hadamard_power(expr: Any, i: int, j: int, known: Numbers) -> Node:
    if not expr.exp.is_Integer:
        raise NotWorked("a power that is no number")
    return Raised((entry(expr.base, i, j, known),), int(expr.exp))


def _diagonal(expr: Any, i: int, j: int, known: Numbers) -> Node:
    """A vector on the diagonal; of a matrix its own diagonal."""
    if i != j:
        return ZERO
    inner = expr.args[0]
    if isinstance(expr, DiagonalMatrix):
        return entry(inner, i, i, known)
    return entry(inner, *((i, 0) if shape(inner, known)[1] == 1 else (0, i)), known)


def _softmax(expr: Any, i: int, j: int, known: Numbers) -> Node:
    rows, columns = shape(expr.matrix, known)
    along = [(k, j) for k in range(rows)] if expr.axis == 0 else [(i, k) for k in range(columns)]

    def grown(at: tuple[int, int]) -> Node:
        return _call("exp", False, None, [entry(expr.matrix, *at, known)], known)

    return times((grown((i, j)), Raised((plus(map(grown, along)),), -1)))


def _slice(expr: Any, i: int, j: int, known: Numbers) -> Node:
    starts = []
    for start, _, step in (expr.rowslice, expr.colslice):
        if step != 1:
            raise NotWorked("a slice with a step")
        starts.append(known.whole(start))
    return entry(expr.parent, i + starts[0], j + starts[1], known)


def _parts(kind: Callable[[Iterable[Node]], Node]) -> Callable[[Any, int, int, Numbers], Node]:
    return lambda expr, i, j, known: kind([entry(arg, i, j, known) for arg in expr.args])


MATRICES: tuple[tuple[Any, Callable[[Any, int, int, Numbers], Node]], ...] = (
    (MatrixSymbol, lambda expr, i, j, known: known.entry(expr.name, (i, j), expr.shape)),
    (MatMul, _entry_of_product),
    (MatAdd, _parts(plus)),
    (ElementwiseApplyFunction, _entrywise),
    ((Transpose, Adjoint), lambda expr, i, j, known: entry(expr.args[0], j, i, known)),
    (HadamardProduct, _parts(times)),
    (HadamardPower, _hadamard_power),
    (Softmax, _softmax),
    (BlockMatrix, _block),
    (Identity, lambda expr, i, j, known: ONE if i == j else ZERO),
    (OneMatrix, lambda expr, i, j, known: ONE),
    (ZeroMatrix, lambda expr, i, j, known: ZERO),
    (FunctionMatrix, _function_matrix),
    (MatPow, _matrix_power),
    ((DiagMatrix, DiagonalMatrix), _diagonal),
    (MatrixSlice, _slice),
    (MatrixBase, lambda expr, i, j, known: scalar(expr[i, j], known)),
    (Add, _parts(plus)),
    (Mul, _entry_of_product),
)

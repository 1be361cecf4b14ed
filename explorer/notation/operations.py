"""Functions and named operations as SymPy: σ entry by entry, σ', softmax, max, trace, diagonal, norm."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sympy import (
    Abs,
    Derivative,
    DiagMatrix,
    DiagonalOf,
    Expr,
    Function,
    Integer,
    Lambda,
    MatMul,
    MatrixExpr,
    Pow,
    Rational,
    Subs,
    Symbol,
    Trace,
    Transpose,
    cos,
    cosh,
    exp,
    log,
    sin,
    sinh,
    sqrt,
    tanh,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.network import activation
from explorer.nodes import Largest, Smallest, Softmax, Written, entrywise
from explorer.notation.core import Apply, Core, Filled, Special
from explorer.statement import OPAQUE

if TYPE_CHECKING:
    from explorer.notation.build import Build

_ELEMENTARY: dict[str, Callable[..., Any]] = {
    "exp": exp,
    "log": log,
    "ln": log,
    "tanh": tanh,
    "sinh": sinh,
    "cosh": cosh,
    "sin": sin,
    "cos": cos,
    "abs": Abs,
}
_X = Symbol("x")


def apply(build: Build, node: Apply) -> Any:
    """The function of the argument, or its derivative: entry by entry on an array."""
    function, meaning = node.function, build.work.functions.get(node.function)
    if meaning == "softmax":
        return softmax(build, node)
    if function == "sqrt" and meaning is None:
        rule: Callable[..., Any] = sqrt
    elif meaning is None:
        rule = _ELEMENTARY[function]
    else:
        rule = Function(function) if meaning == OPAQUE else activation(meaning).function
    if node.order:
        slope = Derivative(rule(_X), (_X, node.order))
        if build.is_scalar(node):
            return Subs(slope, _X, build.scalar(node.argument))
        return entrywise(Lambda(_X, slope), build.matrix(node.argument))
    if not build.is_scalar(node):
        if function in _ELEMENTARY and meaning is None:
            build.work.notes.append(f"`{node.place.text}` is taken entry by entry")
        return entrywise(Lambda(_X, rule(_X)) if function == "sqrt" else rule, build.matrix(node.argument))
    argument = build.scalar(node.argument)
    return rule(argument) if meaning == OPAQUE else rule(argument, evaluate=False)


def softmax(build: Build, node: Apply) -> MatrixExpr:
    """Softmax of a column, of a row, or of every row of a batch."""
    if build.is_scalar(node) or node.order:
        build.fail("softmax is a function of a whole vector", node.place, "write softmax(z)_i for its entry")
    sizes = build.shapes.sizes
    column = sizes.is_one(node.shape[1])
    if not column and not sizes.is_one(node.shape[0]):
        build.work.notes.append(f"`{node.place.text}`: softmax of every row")
    return Softmax(build.matrix(node.argument), 0 if column else 1)


def extreme(build: Build, rule: Any, arguments: tuple[Core, ...], is_scalar: bool) -> Any:
    """The largest or smallest of numbers, or of a number and each entry."""
    if is_scalar:
        return rule(*[build.scalar(argument) for argument in arguments], evaluate=False)
    numbers: list[Expr] = []
    array: Core = arguments[0]
    for argument in arguments:
        if isinstance(argument, Filled):
            numbers.append(Integer(1 if argument.kind == "ones" else 0))
        elif build.is_scalar(argument):
            numbers.append(build.scalar(argument))
        else:
            array = argument
    return entrywise(Lambda(_X, rule(*numbers, _X, evaluate=False)), build.matrix(array))


def special(build: Build, node: Special) -> Any:
    """Norm, trace, and the two meanings of diag."""
    if node.kind == "max" or node.kind == "min":
        return largest(build, node)
    if node.kind == "norm" and spectral(build, node):
        if build.work.lenient:
            return Written("norm", build.matrix(node.argument), Integer(2))
        hint = "write ‖A‖_F for the root of the sum of the squares of its entries"
        build.fail(f"`{node.place.text}` is the spectral norm of a matrix, which is not read", node.place, hint)
    if node.kind == "norm":
        square = norm_square(build, node.argument)
        return Pow(square, Rational(1, 2), evaluate=False)
    if node.kind == "trace":
        return build.scalar(node.argument) if build.is_scalar(node.argument) else Trace(build.matrix(node.argument))
    if build.is_scalar(node.argument):
        return build.scalar(node.argument)
    argument = build.matrix(node.argument)
    sizes = build.shapes.sizes
    thin = sizes.is_one(node.argument.shape[0]) or sizes.is_one(node.argument.shape[1])
    return DiagMatrix(argument) if thin else DiagonalOf(argument)


def largest(build: Build, node: Special) -> Expr:
    """The largest or the smallest entry of a vector."""
    argument, sizes = node.argument, build.shapes.sizes
    column, row = (sizes.is_one(argument.shape[place]) for place in (1, 0))
    if column == row:  # a number, or a matrix
        hint = f"write {node.kind}(0, x), or \\{node.kind}_k x_k"
        build.fail(f"{node.kind} needs two parts, or a vector", node.place, hint)
    index, made = build.fresh("k"), build.matrix(argument)
    entry = MatrixElement(made, index, 0) if column else MatrixElement(made, 0, index)
    limits = (index, Integer(0), made.shape[0 if column else 1] - 1)
    return (Largest if node.kind == "max" else Smallest)(entry, limits)


def spectral(build: Build, node: Special) -> bool:
    """Whether this is the norm of a matrix, not of a vector, with a 2 below."""
    sizes = build.shapes.sizes
    return node.two and not any(sizes.is_one(size) for size in node.argument.shape)


def norm_square(build: Build, argument: Core) -> Expr:
    """‖v‖² = vᵀv; of a matrix the trace of AᵀA."""
    if build.is_scalar(argument):
        return Pow(build.scalar(argument), 2, evaluate=False)
    made = build.matrix(argument)
    sizes = build.shapes.sizes
    if sizes.is_one(argument.shape[1]):
        return MatrixElement(_turned(made), 0, 0)
    if sizes.is_one(argument.shape[0]):
        return MatrixElement(MatMul(*_factors(made), Transpose(made), evaluate=False), 0, 0)
    return Trace(_turned(made))


def _factors(made: Any) -> tuple[Any, ...]:
    return made.args if isinstance(made, MatMul) else (made,)


def _turned(made: Any) -> MatMul:
    """`MᵀM` as it is read where it is written so: the numbers of the second factor stand first."""
    pieces = _factors(made)
    numbers = [piece for piece in pieces if not piece.is_Matrix]
    return MatMul(*numbers, Transpose(made), *(piece for piece in pieces if piece.is_Matrix), evaluate=False)

"""Products, quotients and powers as SymPy, of the kind that the shapes say. Nothing is evaluated or reordered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sympy import (
    Expr,
    HadamardProduct,
    Inverse,
    Lambda,
    MatMul,
    MatrixExpr,
    Mul,
    OneMatrix,
    Pow,
    Rational,
    Symbol,
    Transpose,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.nodes import WrittenMatrix, entrywise
from explorer.notation import grids, operations
from explorer.notation.core import Core, Power, Quotient, Special, Times

if TYPE_CHECKING:
    from explorer.notation.build import Build

_X = Symbol("x")


def times(build: Build, node: Times) -> Any:
    """A product of numbers, of matrices, entry by entry, or of two vectors."""
    parts = _flat(node)
    if all(build.is_scalar(part) for part, _ in parts):
        return Mul(*[piece for part, _ in parts for piece in factors(build.scalar(part))], evaluate=False)
    kind = build.shapes.times(node.left, node.right, node.operator)
    match kind:
        case "scale":
            first, second = (node.left, node.right) if build.is_scalar(node.left) else (node.right, node.left)
            number, other = build.scalar(first), build.build(second)  # once: a long product would double at every sign
            if build.work.lenient and not isinstance(other, MatrixExpr):
                return Mul(*factors(number), *factors(other), evaluate=False)
            if not isinstance(other, MatrixExpr):
                other = build.matrix(second)
            return MatMul(number, *matrices(other), evaluate=False)
        case "matrix":
            left, right = build.matrix(node.left), build.matrix(node.right)
            if build.is_scalar(node) and (entries := grids.row_by(build, left, right)) is not None:
                return entries
            return MatMul(*matrices(left), *matrices(right), evaluate=False)
        case "entrywise":
            return HadamardProduct(build.matrix(node.left), build.matrix(node.right), evaluate=False)
        case "inner":
            left, right = build.matrix(node.left), build.matrix(node.right)
            row = build.shapes.sizes.is_one(node.left.shape[0])
            pair = (left, Transpose(right)) if row else (Transpose(left), right)
            return MatrixElement(MatMul(*pair, evaluate=False), 0, 0)
        case _:
            message = f"`{node.place.text}`: the shapes do not say which product this is"
            build.fail(message, node.place, "declare them with --given")


def _flat(node: Times) -> list[tuple[Core, str]]:
    """The factors of nested products of numbers, in the order written."""
    parts: list[tuple[Core, str]] = []
    here: Core = node
    while isinstance(here, Times):
        parts.append((here.right, here.operator))
        here = here.left
    parts.append((here, ""))
    return parts[::-1]


def quotient(build: Build, node: Quotient) -> Any:
    """A quotient; by an array it is taken entry by entry."""
    if build.is_scalar(node.under):
        under = build.scalar(node.under)
        over = node.over
        if build.is_scalar(over):
            top = build.scalar(over)
            if top.is_Integer and under.is_Integer and under != 0:
                return Rational(top, under)
            inverse = Pow(under, -1, evaluate=False)
            return inverse if top == 1 else Mul(*factors(top), inverse, evaluate=False)
        return MatMul(Pow(under, -1, evaluate=False), *matrices(build.matrix(over)), evaluate=False)
    below = entrywise(Lambda(_X, Pow(_X, -1)), build.matrix(node.under))
    build.work.notes.append(f"`{node.place.text}` divides entry by entry")
    if build.is_scalar(node.over):
        top = build.scalar(node.over)
        return below if top == 1 else MatMul(top, below, evaluate=False)
    if build.shapes.spreads(node.under.shape, node.over.shape):
        rows, columns = (build.size(size) for size in node.over.shape)
        if build.shapes.sizes.is_one(node.under.shape[1]):
            below = MatMul(below, OneMatrix(1, columns), evaluate=False)
        else:
            below = MatMul(OneMatrix(rows, 1), below, evaluate=False)
    return HadamardProduct(build.matrix(node.over), below, evaluate=False)


def power(build: Build, node: Power) -> Any:
    """A power of a number, of a square matrix, or entry by entry."""
    exponent = build.scalar(node.exponent)
    if isinstance(node.base, Special) and node.base.kind == "norm" and not operations.spectral(build, node.base):
        square = operations.norm_square(build, node.base.argument)
        if exponent == 2:
            return square
        return Pow(Pow(square, Rational(1, 2), evaluate=False), exponent, evaluate=False)
    if build.is_scalar(node.base):
        return Pow(build.scalar(node.base), exponent, evaluate=False)
    base = build.matrix(node.base)
    square = build.shapes.sizes.same(*node.base.shape)
    if build.work.lenient and exponent == -1 and not square:
        return WrittenMatrix("inverse", *base.shape, base)
    if exponent == -1:
        return Inverse(base)
    if build.work.lenient and not square:
        build.work.say(f"`{node.place.text}` is taken entry by entry")
        return entrywise(Lambda(_X, Pow(_X, exponent)), base)
    if not exponent.is_Integer or not 1 <= int(exponent) <= 12:
        message = f"`{node.place.text}`: this power of a matrix is not read"
        build.fail(message, node.place, "a number from 1 to 12, or -1")
    return MatMul(*[piece for _ in range(int(exponent)) for piece in matrices(base)], evaluate=False)


def factors(made: Expr) -> tuple[Expr, ...]:
    """The factors of an unevaluated product of numbers."""
    return made.args if isinstance(made, Mul) else (made,)


def matrices(made: MatrixExpr) -> tuple[Any, ...]:
    """The factors of an unevaluated matrix product."""
    return made.args if isinstance(made, MatMul) else (made,)

"""Places in a SymPy side: what stands where, which indices are in scope there, and the side with one place changed.

Nothing is evaluated: a side with a place put back as it was is the side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import (
    Add,
    Basic,
    BlockMatrix,
    Derivative,
    Function,
    FunctionMatrix,
    Identity,
    Indexed,
    KroneckerDelta,
    Lambda,
    MatAdd,
    MatMul,
    MatrixSymbol,
    Mul,
    OneMatrix,
    Pow,
    Subs,
    Symbol,
    ZeroMatrix,
)
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.core.function import AppliedUndef
from sympy.functions.elementary.miscellaneous import MinMaxBase
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.matrixbase import MatrixBase

from explorer.nodes import Softmax, entrywise

LEAVES = (
    MatrixSymbol,
    Symbol,
    Lambda,
    Derivative,
    KroneckerDelta,
    Indexed,
    Identity,
    OneMatrix,
    ZeroMatrix,
    FunctionMatrix,
    MatrixBase,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A subexpression: the way to it, the limits of the sums around it (outermost first), and what it is part of."""

    node: Any
    path: tuple[int, ...]
    bound: tuple[tuple[Any, ...], ...]
    parent: Any


def parts(node: Any) -> tuple[Any, ...]:
    """The subexpressions directly inside a node: no indices, no ranges, no bound variables of functions."""
    if isinstance(node, LEAVES):
        return ()
    if isinstance(node, MatrixElement):
        return () if isinstance(node.args[0], MatrixSymbol) else (node.args[0],)
    if isinstance(node, (ExprWithLimits, Softmax)):
        return (node.args[0],)
    if isinstance(node, ElementwiseApplyFunction):
        return (node.args[1],)
    if isinstance(node, Subs):
        return (node.point[0],)
    if isinstance(node, BlockMatrix):
        return tuple(node.blocks)
    return tuple(node.args)


def rebuilt(node: Any, new: Sequence[Any]) -> Any:
    """The node with other parts; a sum or product of one part is that part."""
    if isinstance(node, MatrixElement):
        return MatrixElement(new[0], *node.args[1:])
    if isinstance(node, ExprWithLimits):
        return node.func(new[0], *node.limits)
    if isinstance(node, Softmax):
        return Softmax(new[0], node.axis)
    if isinstance(node, ElementwiseApplyFunction):
        return entrywise(node.args[0], new[0])
    if isinstance(node, Subs):
        return Subs(node.expr, node.variables[0], new[0])
    if isinstance(node, BlockMatrix):
        rows, columns = node.blocks.shape
        return BlockMatrix([[new[i * columns + j] for j in range(columns)] for i in range(rows)])
    if isinstance(node, (Add, MatAdd)):
        return total(new)
    if isinstance(node, (Mul, MatMul)):
        return product(new)
    if isinstance(node, (Pow, Function, AppliedUndef, MinMaxBase)):
        return node.func(*new, evaluate=False)
    return node.func(*new)


def is_matrix(node: Any) -> bool:
    """Whether the node has rows and columns."""
    return bool(getattr(node, "is_Matrix", False))


def total(terms: Sequence[Any]) -> Any:
    """The sum of the terms, unevaluated."""
    if len(terms) == 1:
        return terms[0]
    return MatAdd(*terms) if any(map(is_matrix, terms)) else Add(*terms, evaluate=False)


def product(factors: Sequence[Any]) -> Any:
    """The product of the factors, unevaluated."""
    if len(factors) == 1:
        return factors[0]
    return MatMul(*factors) if any(map(is_matrix, factors)) else Mul(*factors, evaluate=False)


def places(side: Any) -> Iterator[Place]:
    """Every place of a side, outermost first, in written order."""
    stack = [Place(side, (), (), None)]
    while stack:
        here = stack.pop()
        yield here
        bound = here.bound
        if isinstance(here.node, ExprWithLimits):
            bound += tuple(tuple(limit) for limit in here.node.limits)
        inner = [Place(part, (*here.path, k), bound, here.node) for k, part in enumerate(parts(here.node))]
        stack.extend(reversed(inner))


def put(side: Any, path: tuple[int, ...], new: Any) -> Any:
    """The side with `new` at the end of the way; raises `TypeError` for a number inside where a matrix stands."""
    nodes = [side]
    for step in path:
        nodes.append(parts(nodes[-1])[step])
    if path and is_matrix(nodes[-1]) != is_matrix(new):
        raise TypeError("a number where a matrix stands, or the reverse")
    for step, node in zip(reversed(path), reversed(nodes[:-1]), strict=True):
        inner = list(parts(node))
        inner[step] = new
        new = rebuilt(node, inner)
    return new


def put_all(side: Any, found: Sequence[tuple[tuple[int, ...], Any]]) -> Any:
    """The side with a new expression at each of several ways, none of which lies on another."""
    for path, new in found:
        side = put(side, path, new)
    return side


def indices(node: Any) -> tuple[tuple[Any, Any], ...]:
    """The (index, size of its slot) of an entry; nothing for another node."""
    if isinstance(node, MatrixElement):
        return tuple(zip(node.args[1:], node.args[0].shape, strict=True))
    if isinstance(node, Indexed) and node.base.shape is not None:
        return tuple(zip(node.indices, node.base.shape, strict=False))
    return ()


def with_indices(node: Any, new: Sequence[Any]) -> Any:
    """The entry with other indices."""
    if isinstance(node, MatrixElement):
        return MatrixElement(node.args[0], *new)
    return Indexed(node.base, *new)


def same_size(one: Any, two: Any) -> bool:
    """Whether two sizes are one affine form."""
    if one == two:
        return True
    difference = (one - two).expand() if isinstance(one - two, Basic) else one - two
    return bool(difference == 0)


def extent(limit: Sequence[Any]) -> Any:
    """The number of terms of a sum with these limits."""
    return (limit[2] - limit[1] + 1).expand()


def free_indices(*sides: Any) -> dict[Any, Any]:
    """The free indices of the sides, with the sizes of the slots they are used in."""
    found: dict[Any, Any] = {}
    for side in sides:
        for place in places(side):
            around = {limit[0] for limit in place.bound}
            for index, size in indices(place.node):
                if isinstance(index, Symbol) and index not in around:
                    found.setdefault(index, size)
    return found


def scope(place: Place, free: dict[Any, Any]) -> dict[Any, Any]:
    """The indices that may be used at a place, innermost sum first, with the number of their values."""
    inner = {limit[0]: extent(limit) for limit in reversed(place.bound) if len(limit) == 3}
    return {**inner, **{index: size for index, size in free.items() if index not in inner}}


def tensor(node: Any) -> str | None:
    """The name of the tensor or scalar that a node is, or is an entry of."""
    if isinstance(node, MatrixElement):
        return tensor(node.args[0])
    if isinstance(node, Indexed):
        return str(node.base.label)
    return str(node.name) if isinstance(node, (MatrixSymbol, Symbol)) else None

"""`IndexedBase` entries as entries of matrices: one printer serves both.

x[i]   entry i of a column       X[i, j, k]   entry j, k of the matrix `Block(X, i)` of the array X
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sympy import Basic, FunctionMatrix, Idx, Indexed, MatrixExpr, MatrixSymbol, S, Sum, Symbol, sympify
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.nodes import Dots


class Stack(Symbol):  # type: ignore[misc]
    """A named array with the shape `(m, n, p, …)`: three sides or more."""

    __slots__ = ("shape",)

    def __new__(cls, name: str, *shape: Any) -> Stack:
        made: Stack = Symbol.__xnew__(cls, name)
        made.shape = tuple(map(sympify, shape))
        return made

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.shape)


class Block(MatrixExpr):  # type: ignore[misc]
    """The matrix of the entries of an array that begin with the given indices: all indices but two."""

    def __new__(cls, array: Stack, *leading: Any) -> Block:
        made: Block = Basic.__new__(cls, array, *map(sympify, leading))
        return made

    @property
    def shape(self) -> tuple[Any, Any]:
        """The last two sides of the array."""
        rows, columns = self.args[0].shape[-2:]
        return rows, columns


def as_entries(expr: Any) -> Any:
    """Law: the same value; `B[i, j]` is an entry of a matrix symbol of that name, `x[i]` of a column vector.

    A size is the declared one, else what a sum over the index says (`n` for a sum up to n - 1), else a name of its own.
    """
    if not isinstance(expr, Basic) or not _mentions_indexed(expr):
        return expr
    sizes: dict[tuple[str, int], Any] = {}
    found = dict.fromkeys(_entries(expr, {}, sizes))
    replaced: dict[Any, Any] = {index: Symbol(index.name) for index in expr.atoms(Idx)}
    for entry in found:
        replaced[entry] = _element(entry, sizes, replaced)
    for matrix in expr.atoms(FunctionMatrix):
        entry, places = replaced.get(matrix.lamda.expr), matrix.lamda.variables
        block, *at = (None,) if entry is None else entry.args
        if isinstance(block, Block) and tuple(at) == tuple(places) and not block.free_symbols & set(places):
            replaced[matrix] = block  # the entries of X[i], one by one
    return expr.xreplace(replaced)


def _mentions_indexed(expr: Any) -> bool:
    stack = [expr]
    while stack:
        node = stack.pop()
        if isinstance(node, Indexed | Idx):
            return True
        if type(node) is not MatrixElement or not isinstance(node.args[0], MatrixSymbol):
            stack.extend(node.args)
    return False


def _entries(expr: Any, ranges: Mapping[Any, Any], sizes: dict[tuple[str, int], Any]) -> Iterator[Any]:
    """All indexed entries; what their indices' sums say of the sizes is noted in `sizes`."""
    if isinstance(expr, Indexed):
        label = str(expr.base.label)
        for slot, index in enumerate(expr.indices):
            if expr.base.shape is not None:
                sizes[label, slot] = expr.base.shape[slot]
            elif index in ranges:
                sizes.setdefault((label, slot), ranges[index])
            elif isinstance(index, Idx) and index.upper is not None:
                sizes.setdefault((label, slot), index.upper + 1)
        for index in expr.indices:
            yield from _entries(index, ranges, sizes)
        yield expr
    elif isinstance(expr, Sum | Dots):
        inside = {**ranges, **{index: high + 1 for index, _, high in expr.limits}}
        for arg in expr.args:
            yield from _entries(arg, inside, sizes)
    else:
        for arg in expr.args:
            yield from _entries(arg, ranges, sizes)


def _element(entry: Any, sizes: Mapping[tuple[str, int], Any], replaced: Mapping[Any, Any]) -> Any:
    label = str(entry.base.label)
    shape = [sizes.get((label, slot), Symbol(f"size {slot} of {label}")) for slot in range(len(entry.indices))]
    indices = [index.xreplace(dict(replaced)) for index in entry.indices]
    if len(indices) == 1:
        return MatrixElement(MatrixSymbol(label, shape[0], 1), indices[0], S.Zero)
    whole = MatrixSymbol(label, *shape) if len(indices) == 2 else Block(Stack(label, *shape), *indices[:-2])
    return MatrixElement(whole, *indices[-2:])

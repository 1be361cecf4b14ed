"""`IndexedBase` entries as entries of matrix symbols: one printer serves both. `x[i]` is entry i of a column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sympy import Basic, Idx, Indexed, MatrixSymbol, S, Sum, Symbol
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.errors import InputError
from explorer.nodes import Dots


def as_entries(expr: Any) -> Any:
    """Law: the same value; `B[i, j]` is an entry of a matrix symbol of that name, `x[i]` of a column vector.

    A size is the declared one, else what a sum over the index says (`n` for a sum up to n - 1), else a name of its own.
    Raises `InputError` for more than two indices.
    """
    if not isinstance(expr, Basic) or not _mentions_indexed(expr):
        return expr
    sizes: dict[tuple[str, int], Any] = {}
    found = dict.fromkeys(_entries(expr, {}, sizes))
    replaced: dict[Any, Any] = {index: Symbol(index.name) for index in expr.atoms(Idx)}
    for entry in found:
        replaced[entry] = _element(entry, sizes, replaced)
    return expr.xreplace(replaced)


def _mentions_indexed(expr: Any) -> bool:
    stack = [expr]
    while stack:
        node = stack.pop()
        if isinstance(node, Indexed | Idx):
            return True
        if type(node) is not MatrixElement:
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
    if len(entry.indices) > 2:
        raise InputError(f"{entry} has {len(entry.indices)} indices; arrays with one or two are compiled.")
    shape = [sizes.get((label, slot), Symbol(f"size {slot} of {label}")) for slot in range(len(entry.indices))]
    indices = [index.xreplace(dict(replaced)) for index in entry.indices]
    if len(indices) == 1:
        return MatrixElement(MatrixSymbol(label, shape[0], 1), indices[0], S.Zero)
    return MatrixElement(MatrixSymbol(label, *shape), *indices)

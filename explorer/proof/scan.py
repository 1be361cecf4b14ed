"""A first look at a claim: which symbols are sizes, which tensors and functions occur, so that lowering knows roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sympy import Add, Basic, Dummy, Indexed, MatrixSymbol, Mul, Symbol
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.matrices.expressions.matexpr import MatrixElement, MatrixExpr

from explorer.errors import InputError
from explorer.nodes import Batch, StandIn


@dataclass(slots=True)
class Roles:
    """What the symbols of a claim are: names of sizes, names used as indices, matrix symbols and batches by name.

    `plain` are the tensors that occur as such (not only as a batch's example), `symbols` the names of plain symbols,
    `names` all names there are, `ranges` the size of the first slot in which a name stands alone as an index.
    """

    sizes: set[str] = field(default_factory=set)
    indices: set[str] = field(default_factory=set)
    tensors: dict[str, MatrixSymbol] = field(default_factory=dict)
    batches: dict[str, Batch] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    symbols: set[str] = field(default_factory=set)
    plain: set[str] = field(default_factory=set)
    ranges: dict[str, Any] = field(default_factory=dict)


def symbol_name(symbol: Symbol) -> str:
    """The name that stands for a symbol: sizes, tensors and indices go by name, dummies each by their own."""
    if isinstance(symbol, Dummy):
        return f"{symbol.name}#{symbol.dummy_index}"
    if "#" in symbol.name:
        raise InputError(f"The name {symbol.name} has a '#' in it, which is kept for dummies.")
    return str(symbol.name)


def scan(*expressions: Basic) -> Roles:
    """The roles of the symbols of `expressions`."""
    roles = Roles()
    seen: set[int] = set()
    stack: list[Any] = list(expressions)
    positions: set[str] = set()
    bound: set[str] = set()
    while stack:
        node = stack.pop()
        if type(node) is Mul or type(node) is Add:
            stack.extend(node.args)
            continue
        if type(node) is MatrixElement and node.args[1].is_Integer and node.args[2].is_Integer:
            if id(node.args[0]) not in seen:
                stack.append(node.args[0])
            continue
        if id(node) in seen or not isinstance(node, Basic):
            continue
        seen.add(id(node))
        if isinstance(node, StandIn):
            _sizes(roles, node.shape)
            stack.append(node.rule)
            continue
        if isinstance(node, MatrixSymbol):
            roles.tensors.setdefault(node.name, node)
            if not isinstance(node, Batch):
                roles.plain.add(node.name)
            else:
                roles.batches[node.name] = node
                roles.tensors.setdefault(node.example.name, node.example)
            _sizes(roles, node.shape)
            continue
        if isinstance(node, MatrixElement):
            stack.append(node.args[0])
            for index in node.args[1:]:
                if not index.is_Integer:
                    positions.update(_names((index,)))
            if isinstance(node.args[0], MatrixSymbol) and not isinstance(node.args[0], StandIn):
                for index, size in zip(node.args[1:], node.args[0].shape, strict=True):
                    if isinstance(index, Symbol):
                        roles.ranges.setdefault(symbol_name(index), size)
            continue
        if isinstance(node, Indexed):
            positions.update(_names(node.indices))
            if node.base.shape is not None:
                _sizes(roles, node.base.shape)
            continue
        if isinstance(node, MatrixExpr):
            _sizes(roles, node.shape)
        elif isinstance(node, ExprWithLimits):
            for limit in node.limits:
                bound.add(symbol_name(limit[0]))
                for end in limit[1:]:
                    _sizes(roles, (end,))
        elif isinstance(node, Symbol):
            roles.names.add(symbol_name(node))
            roles.symbols.add(symbol_name(node))
        stack.extend(node.args)
    roles.sizes -= bound - {name for tensor in roles.tensors.values() for name in _names(tensor.shape)}
    roles.indices = positions - roles.sizes
    roles.names |= roles.sizes | roles.indices | bound | set(roles.tensors)
    return roles


def _names(shape: Any) -> set[str]:
    sizes = [size for size in shape if not isinstance(size, int)]
    return {symbol_name(symbol) for size in sizes for symbol in size.free_symbols if isinstance(symbol, Symbol)}


def _sizes(roles: Roles, shape: Any) -> None:
    for size in shape:
        if not isinstance(size, int) and not size.is_Integer:
            roles.sizes.update(_names((size,)))

"""What a side is made of, names alone: a cheap reason to try a candidate no further."""

from __future__ import annotations

from collections.abc import Set
from typing import Any, TypeAlias

from sympy import Derivative, FunctionMatrix, Indexed, MatrixSymbol, Subs, Symbol
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.claims.repair_tree import LEAVES, parts
from explorer.nodes import Batch, Softmax, StandIn

Names: TypeAlias = frozenset[Any]


def made_of(side: Any, sizes: Set[str]) -> Names | None:
    """Law: two sides that are equal for every function are made of the same, unless a name drops out of one of them.

    The names of tensors and numbers (not those of sizes), and for each unknown function what its arguments are made of.
    None where there are functions with laws of their own, or tensors of which something is given.

    >>> from sympy import Function, Symbol
    >>> x, y, f = Symbol("x"), Symbol("y"), Function("f")
    >>> made_of(x + f(x * y), frozenset()) == made_of(f(y * x * x) + 2 * x, frozenset())
    True
    >>> made_of(x + f(y), frozenset()) == made_of(f(x + y), frozenset())
    False
    """
    found: set[Any] = set()
    stack = [side]
    while stack:
        node = stack.pop()
        if isinstance(node, StandIn):
            return None
        if isinstance(node, MatrixSymbol):
            found.add(node.example.name if isinstance(node, Batch) else node.name)
        elif isinstance(node, Symbol):
            if node.name not in sizes:
                found.add(node.name)
        elif isinstance(node, MatrixElement):
            stack.append(node.args[0])
        elif isinstance(node, Indexed):
            found.add(str(node.base.label))
        elif isinstance(node, FunctionMatrix) and isinstance(node.lamda.expr, MatrixElement | Indexed):
            stack.append(node.lamda.expr)  # a row, a column or a matrix of entries
        elif isinstance(node, (AppliedUndef, Subs, ElementwiseApplyFunction)):
            applied = _applied(node, sizes)
            if applied is None:
                return None
            found.add(applied)
        elif _lawful(node):
            return None
        elif not isinstance(node, LEAVES):
            stack.extend(parts(node))
    return frozenset(found)


def _lawful(node: Any) -> bool:
    """Whether a node has laws that may take names out: a particular function, a root."""
    particular = getattr(node, "is_Function", False) or isinstance(node, (Derivative, Softmax))
    return particular or (getattr(node, "is_Pow", False) and not node.exp.is_Integer)


def _applied(node: Any, sizes: Set[str]) -> tuple[str, tuple[Names, ...]] | None:
    """An unknown function or its derivative: the name, and what its arguments are made of."""
    body, arguments = node, node.args
    if isinstance(node, ElementwiseApplyFunction):
        body, arguments = node.args[0].args[1], (node.args[1],)
    elif isinstance(node, Subs):
        body, arguments = node.expr, tuple(node.point)
    primes = ""
    if isinstance(body, Derivative):
        primes, body = "'" * len(body.variables), body.expr
    if not isinstance(body, AppliedUndef):
        return None
    inside = [made_of(argument, sizes) for argument in arguments]
    if any(names is None for names in inside):
        return None
    return f"{body.func.__name__}{primes}", tuple(names for names in inside if names is not None)

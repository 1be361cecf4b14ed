"""Quantities of which nothing is known, such as `∂C/∂w` of a C that nobody defines, as names of their own.

`∂C/∂w_{jk}` becomes the entry j, k of a fresh matrix: what is then proved holds whatever the quantity is, while
numbers that differ say nothing, because the quantity may be of such a kind that both sides agree.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sympy import Basic, Integer, Lambda, MatrixSymbol, Symbol, preorder_traversal
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.nodes import Written, WrittenMatrix
from explorer.statement import Statement


def abstracted(statement: Statement) -> tuple[Statement, frozenset[str]]:
    """The statement with fresh names for such quantities, and these names (or what stands for those that got none)."""
    found = dict.fromkeys(  # in the order of the text, which numbers the names
        piece
        for member in statement.members
        for piece in preorder_traversal(member)
        if isinstance(piece, Written | WrittenMatrix)
    )
    if not found:
        return statement, frozenset()
    names = _Names(_bound(statement))
    new = {piece: made for piece in found if (made := names.of(piece)) is not None}
    members = [member.xreplace(new) for member in statement.members]
    return replace(
        statement,
        left=members[0] if len(members) > 1 else None,
        right=members[-1],
        chain=tuple(members) if len(members) > 2 else (),
    ), frozenset(names.known.values()) or frozenset({"?"})


def _bound(statement: Statement) -> frozenset[Any]:
    """The indices that some sum or some function of the statement binds."""
    found: set[Any] = set()
    for member in statement.members:
        for piece in preorder_traversal(member):
            if isinstance(piece, ExprWithLimits):
                found |= {limit[0] for limit in piece.limits}
            elif isinstance(piece, Lambda):
                found |= set(piece.variables)
    return frozenset(found)


class _Names:
    """One fresh name for each quantity, whatever entry of it is meant."""

    def __init__(self, bound: frozenset[Any]) -> None:
        self.known: dict[Any, str] = {}
        self.bound = bound

    def of(self, piece: Written | WrittenMatrix) -> Basic | None:
        parts = piece.parts
        if any(isinstance(inner, ExprWithLimits | Lambda) for part in parts for inner in preorder_traversal(part)):
            return None
        places: list[tuple[Any, Any]] = []
        whole = tuple(_whole(part, places) for part in parts)
        if any(part.free_symbols & self.bound for part in whole):
            return None  # it changes with an index that runs, in a way that only entries show
        if isinstance(piece, WrittenMatrix):
            shape = tuple(piece.shape)
            return None if places else MatrixSymbol(self.name(piece.what, whole, shape), *shape)
        if len(places) > 2:
            return None
        if not places:
            return Symbol(self.name(piece.what, whole, ()))
        sizes = [size for _, size in places]
        shape = (sizes[0], sizes[1] if len(sizes) == 2 else Integer(1))
        at = [index for index, _ in places]
        matrix = MatrixSymbol(self.name(piece.what, whole, shape), *shape)
        return MatrixElement(matrix, at[0], at[1] if len(at) == 2 else Integer(0))

    def name(self, kind: str, whole: tuple[Any, ...], shape: tuple[Any, ...]) -> str:
        key = (kind, whole, shape)
        if key not in self.known:
            told = "/".join(str(part) for part in whole)
            self.known[key] = f"{kind}{len(self.known) + 1}({told})"
        return self.known[key]


def _whole(part: Any, places: list[tuple[Any, Any]]) -> Any:
    """The part with every entry replaced by its matrix; the indices of the entries are collected."""
    new = {}
    for element in preorder_traversal(part):
        if isinstance(element, MatrixElement) and element not in new:
            parent, *at = element.args
            for index, size in zip(at, parent.shape, strict=True):
                if size != 1:
                    places.append((index, size))
            new[element] = Symbol(f"entry of {parent}")
    return part.xreplace(new) if new else part

"""What the other pieces of a text say of a name: `x ∈ ℝ^{m×n}`, and what it is in the other equations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sympy import MatrixSymbol, Symbol, preorder_traversal

from explorer.nodes import free_letters
from explorer.notation.affine import declared_name
from explorer.notation.declared import Declared, space
from explorer.notation.given import Declarations
from explorer.notation.lines import Line
from explorer.notation.surface import Equation, Name, Node, Scripted, bare
from explorer.statement import Statement


def told(line: Line, text: Sequence[Line], known: Declarations) -> Declarations | None:
    """The declarations with the shapes that `x ∈ ℝ^n` gives, its own first; None where nothing is said so."""
    found: dict[str, Declared] = {}
    for other in (line, *(one for one in text if one is not line)):
        for name, declared in _said(other):
            if name not in known.shapes and name not in known.definitions and name not in known.functions:
                found.setdefault(name, declared)
    if not found:
        return None
    return replace(known, shapes={**known.shapes, **found}, said=known.said | found.keys())


def _said(line: Line) -> Iterator[tuple[str, Declared]]:
    pairs = [_pairs(node) for node in line.conditions if isinstance(node, Equation)]
    chains = [(line.members, line.relations), *(pair for pair in pairs if pair is not None)]
    for members, relations in chains:
        for at, relation in enumerate(relations):
            sizes = space(members[at + 1]) if relation == "∈" else None
            if sizes is None or any(not size.names and size.constant < 1 for size in sizes):
                continue
            first = at
            while first > 0 and relations[first - 1] in ("=", ":="):
                first -= 1
            for node in members[first : at + 1]:
                name = declared_name(node)
                if name is not None and _plain(node):
                    yield name, Declared(sizes, node.span)


def _pairs(node: Node) -> tuple[tuple[Node, ...], tuple[str, ...]] | None:
    """The members and relations of a condition."""
    members: list[Node] = []
    relations: list[str] = []
    while isinstance(node, Equation):
        members.insert(0, node.right)
        relations.insert(0, node.relation)
        node = node.left
    return (node, *members), tuple(relations)


def _plain(node: Node) -> bool:
    """A name without an index that may run: `x`, `W^{(1)}`, not `x_i`."""
    node = bare(node)
    if isinstance(node, Scripted):
        return not node.subs and isinstance(bare(node.base), Name)
    return isinstance(node, Name)


def differs(statement: Statement, kinds: Mapping[str, str]) -> bool:
    """Whether one of these arrays is a number here."""
    return bool(_numbers(statement) & kinds.keys())


def kinds(statements: Sequence[Statement]) -> dict[str, str]:
    """What the names are that are arrays in one equation of a text and numbers in another."""
    found: dict[str, str] = {}
    numbers: set[str] = set()
    for statement in statements:
        arrays = {piece.name: piece.shape for piece in _arrays(statement)}
        numbers |= _numbers(statement) - arrays.keys()
        for name, (rows, columns) in arrays.items():
            found.setdefault(name, "column" if columns == 1 else "row" if rows == 1 else "matrix")
    return {name: kind for name, kind in found.items() if name in numbers}


def _numbers(statement: Statement) -> set[str]:
    return {letter.name for side in statement.members for letter in free_letters(side) if isinstance(letter, Symbol)}


def _arrays(statement: Statement) -> Iterator[Any]:
    for side in statement.members:
        for piece in preorder_traversal(side):
            if isinstance(piece, MatrixSymbol) and piece.shape != (1, 1):
                yield piece

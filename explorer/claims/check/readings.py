"""How each name of a document was read: what it is, its shape, and why; the first equation that uses it decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sympy import Lambda, MatrixSymbol, Symbol
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.tensor.indexed import IndexedBase

from explorer.claims.check.context import letters
from explorer.claims.check.findings import Reading
from explorer.notation.given import Declarations
from explorer.notation.lines import Line
from explorer.statement import OPAQUE, Statement

ROLES = ("number", "vector", "matrix", "array")
GUESSED = "guessed: nothing says it"
PLACE = "from where it stands"


class Readings:
    """Grows while the document is walked: a row for each name, declared ones once for each shape."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Reading] = {}
        self.names: set[str] = set()
        self.stated: set[tuple[str, str]] = set()

    def declared(self, stated: Declarations, reason: str) -> None:
        """What a declaration or a sentence says of names."""
        line, _ = stated.source.position(0)
        where = stated.source.name
        for name, shape in stated.shapes.items():
            told = " x ".join(map(str, shape.sizes))
            self._state(Reading(name, ROLES[min(len(shape.sizes), 3)], told, reason, line, where))
        for name, meaning in stated.functions.items():
            told = "any function" if meaning == OPAQUE else meaning
            self._state(Reading(name, "function", told, reason, line, where))
        for name, (size, _) in stated.indices.items():
            self._state(Reading(name, "index", f"{size} values", reason, line, where))

    def used(self, statement: Statement, line: Line, known: Declarations) -> None:
        """The names of an equation that was read."""
        number, _ = line.source.position(line.span.start)
        for name, role, shape, reason in _rows(statement, line):
            if name not in self.names:
                if role == "number" and name in known.size_names:
                    role, reason = "size", PLACE
                self.rows[name, shape] = Reading(name, role, shape, reason, number, line.source.name)
                self.names.add(name)

    def recognised(self, known: Declarations, line: int, name: str) -> None:
        """A function whose definition is that of a row of the table."""
        row = self.rows.get((name, "any function"))
        meaning = known.functions.get(name, OPAQUE)
        if row is not None and meaning != OPAQUE:
            self.rows[name, "any function"] = replace(row, shape=meaning, reason="from its definition", line=line)

    def told(self) -> tuple[Reading, ...]:
        """All rows in the order in which the names were met."""
        return tuple(self.rows.values())

    def _state(self, row: Reading) -> None:
        """The first declaration of a shape is the reason for it, wherever the name was met before."""
        key = row.name, row.shape
        if key not in self.stated:
            self.rows[key] = row
            self.stated.add(key)
            self.names.add(row.name)


def _rows(statement: Statement, line: Line) -> Iterator[tuple[str, str, str, str]]:
    """(name, role, shape, reason) of everything an equation is made of."""
    written = frozenset[str]().union(*(letters(node) for node in (*line.members, *line.conditions)))
    indexed = {name for name, _ in statement.bases}
    indices: dict[str, Any] = {str(index): size for index, size in statement.indices.items()}
    sizes: set[str] = set()
    found: list[tuple[str, str, str, str]] = []
    for name, meaning in statement.functions.items():
        if meaning == OPAQUE:
            found.append((name, "function", "any function", "from its use"))
        else:
            found.append((name, "function", meaning, "from its name" if name not in statement.declared else "declared"))
    numbers: list[str] = []
    for piece in _pieces(statement.members, indices, sizes):
        name = str(getattr(piece, "label", piece.name))
        if isinstance(piece, MatrixSymbol | IndexedBase):
            shape = tuple(piece.shape or ())
            sizes |= {str(letter) for size in shape for letter in getattr(size, "free_symbols", ())}
            rank = sum(size != 1 for size in shape)
            column = rank == 1 and len(shape) == 2 and shape[1] == 1
            told = " x ".join(str(size).replace(" ", "") for size in (shape[:1] if column else shape))
            found.append((name, ROLES[min(rank, 3)], told, _why(name, statement, indexed)))
        elif name not in statement.functions:
            numbers.append(name)
    places = set(sizes) | set(indices)
    found += [(name, "number", "", _why(name, statement, indexed)) for name in numbers if name not in places]
    found += [(name, "index", f"{size} values", PLACE) for name, size in indices.items() if name in written]
    found += [(name, "size", "", PLACE) for name in sorted(sizes - set(indices)) if name in written]
    yield from found


def _why(name: str, statement: Statement, indexed: set[str]) -> str:
    if name in statement.guessed:
        return GUESSED
    if name in statement.declared:
        return "declared"
    return "from its indices" if name in indexed else "from its use"


def _pieces(members: tuple[Any, ...], indices: dict[str, Any], sizes: set[str]) -> Iterator[Any]:
    """The tensors and letters of some expressions, each once; bound indices and the sizes go to their tables."""
    seen: set[Any] = set()
    todo = list(reversed(members))
    bound: set[Any] = set()
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        if isinstance(node, ExprWithLimits):
            for limit in node.limits:
                bound.add(limit[0])
                if len(limit) == 3:
                    size = limit[2] - limit[1] + 1
                    indices.setdefault(str(limit[0]), size)
                    sizes |= {str(letter) for letter in getattr(size, "free_symbols", ())}
        elif isinstance(node, Lambda):
            bound |= set(node.variables)
        if isinstance(node, MatrixSymbol | IndexedBase):
            yield node
        elif isinstance(node, Symbol):
            if node not in bound and str(node) not in indices:
                yield node
        else:
            todo.extend(reversed(node.args))

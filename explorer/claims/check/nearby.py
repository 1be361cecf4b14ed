r"""The declarations that speak of the names in some expressions: all that the reader needs to read them.

A very long document declares many names, an equation uses few; only there is anything left out. A declared name is
kept where all its letters occur in the names of the expressions, bold or light, small or capital, and all its numbers
among theirs or beside one of them: `W^{(1)}` and `\mathbf{w}_1` where there is a `w`, and a 1 or a 2.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from explorer.notation.given import Declarations, Defined
from explorer.notation.naming import SUBSCRIPT
from explorer.notation.surface import Name, Node, Number, walk

Row = TypeVar("Row")
MANY = 200
"""Declared names up to which all are kept."""

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Signs:
    """The letters and the numbers of a name, or of the names of some expressions."""

    letters: frozenset[str]
    numbers: frozenset[str]

    def within(self, other: Signs) -> bool:
        """Whether all of it is in the other."""
        return self.letters <= other.letters and self.numbers <= other.numbers


class Index(Generic[Row]):
    """Things found by their signs without a look at all: each lies under its longest number, or under a letter."""

    def __init__(self) -> None:
        self._signs: dict[Row, Signs] = {}
        self._at: dict[str, dict[Row, None]] = {}

    def __len__(self) -> int:
        return len(self._signs)

    def add(self, row: Row, own: Signs) -> None:
        """Have it found from now on."""
        self._signs[row] = own
        self._at.setdefault(_place(own), {})[row] = None

    def remove(self, row: Row) -> None:
        """Have it found no more."""
        del self._at[_place(self._signs.pop(row))][row]

    def rows(self) -> list[Row]:
        """All there are."""
        return list(self._signs)

    def within(self, found: Signs) -> list[Row]:
        """All that have no other signs than these."""
        places = {*found.numbers, *found.letters, ""}
        return [row for place in places for row in self._at.get(place, ()) if self._signs[row].within(found)]


def _place(own: Signs) -> str:
    return max(own.numbers, key=lambda number: (len(number), number), default=min(own.letters, default=""))


class Register(dict[str, Row]):
    """Rows by their names, as in any table; those near some expressions are found without a look at all."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        super().__init__()
        self._index: Index[str] = Index()
        self._entries: dict[str, list[str]] = {}
        self._met: dict[str, int] = {}
        self._count = 0
        self.update(rows)

    def __setitem__(self, name: str, row: Row) -> None:
        if name not in self._met:
            self._index.add(name, head(name))
            if (entry := SUBSCRIPT.match(name)) is not None:
                self._entries.setdefault(entry[1], []).append(name)
        if name not in self:
            self._count += 1
            self._met[name] = self._count
        super().__setitem__(name, row)

    def setdefault(self, name: str, row: Row) -> Row:
        """The row of that name; this one where there is none yet."""
        if name not in self:
            self[name] = row
        return self[name]

    def update(self, rows: Mapping[str, Row]) -> None:  # type: ignore[override]
        """Take in all rows of another table."""
        for name, row in rows.items():
            self[name] = row

    def near(self, found: Signs) -> list[str]:
        """The names that have no other signs than these, in the order of the table."""
        return sorted((name for name in self._index.within(found) if name in self), key=self._met.__getitem__)

    def entries(self, name: str) -> list[str]:
        """The names that are this one with something below: `z_{1}` of `z`."""
        return [entry for entry in self._entries.get(name, ()) if entry in self]


def near(known: Declarations, nodes: Iterable[Node], put_in: Mapping[str, Defined]) -> dict[str, Any]:
    """The tables of declarations as far as they speak of these expressions and of what is put in for names in them.

    What a declared equation puts in counts as well, and what is said of an entry of a tensor comes with the tensor.
    """
    tables: dict[str, dict[str, Any]] = {
        "shapes": known.shapes,
        "functions": known.functions,
        "indices": known.indices,
    }
    definitions = known.definitions
    if all(len(table) <= MANY for table in (*tables.values(), definitions, known.other_sizes)):
        return {name: dict(table) for name, table in tables.items()} | {"definitions": dict(definitions)}
    looks = [signs([*nodes, *(value.right for value in put_in.values())])]
    defined: dict[str, Defined] = {}
    for found in looks:
        new = {name: definitions[name] for name in _defined(known, found) if name not in defined}
        defined |= new
        looks.extend(signs([row.right], beside=False) for name, row in new.items() if name not in put_in)
    kept = {key: {name: table[name] for name in _all(table, looks)} for key, table in tables.items()}
    return {**kept, "definitions": defined, "other_sizes": _all(known.other_sizes, looks)}


def _defined(known: Declarations, found: Signs) -> Iterator[str]:
    """The names that declared equations define, and the entries of tensors."""
    yield from _names(known.definitions, found)
    for name in _names(known.shapes, found):
        yield from _register(known.definitions).entries(name)


def _all(table: Collection[str], looks: Iterable[Signs]) -> Collection[str]:
    return dict.fromkeys(name for found in looks for name in _names(table, found))


def _names(table: Collection[str], found: Signs) -> Collection[str]:
    """The names in a table that may be of use."""
    return table if len(table) <= MANY else _register(table).near(found)


def _register(table: Collection[str]) -> Register[Any]:
    return table if isinstance(table, Register) else Register(dict.fromkeys(table))


def signs(nodes: Iterable[Node], *, beside: bool = True) -> Signs:
    """The letters of the names in some expressions, and their numbers; their digits and what is `beside` them, too."""
    texts = {piece.text for node in nodes for piece in walk(node) if isinstance(piece, Name | Number)}
    numbers = {number for text in texts for number in _NUMBER.findall(text)}
    if beside:
        steps = {str(int(number) + step) for number in numbers if len(number) < 20 for step in (-1, 1)}
        numbers = numbers.union(steps, *numbers)
    return Signs(frozenset("".join(texts).casefold()), frozenset(numbers))


@lru_cache(maxsize=65536)
def head(name: str) -> Signs:
    """The letters of a name in front of its scripts, and the numbers of all of it."""
    bold = re.sub(r"\\mathbf\{([^{}]*)\}", r"\1", name)
    first = re.split(r"[_^']", bold, maxsplit=1)[0]
    return Signs(frozenset(_NUMBER.sub("", first).casefold()), frozenset(_NUMBER.findall(name)))

"""The latest right sides of the names of a document, by their age; the derivatives among them by what they speak of."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from explorer.claims.check.nearby import MANY, Index, signs
from explorer.notation.surface import Node

if TYPE_CHECKING:
    from explorer.claims.check.context import Definition

Age: TypeAlias = tuple[int, int, str]
"""How many formulas ago, with a minus; which of the names was defined first; the name."""


class Ages:
    """Law: `rows` are the latest right sides, one of each name, those of the latest formula first."""

    def __init__(self) -> None:
        self._rows: dict[str, Definition] = {}
        self._met: dict[str, int] = {}
        self._count = 0
        self._age: dict[str, Age] = {}
        self._sorted: list[Age] = []
        self._slopes: Index[str] = Index()
        self._slopes_of: dict[str, set[str]] = {}

    def latest(self, name: str, row: Definition | None) -> None:
        """The right side that a name has from now on; None where it has none left."""
        self._forget(name)
        if name not in self._met:
            self._count += 1
            self._met[name] = self._count
        if row is None:
            return
        age = self._age[name] = (-row.number, self._met[name], name)
        insort(self._sorted, age)
        self._rows[name] = row
        if row.key.derivative:
            self._slopes.add(name, signs([row.left], beside=False))
            self._slopes_of.setdefault(name.partition("/")[0], set()).add(name)

    def gone(self, name: str) -> None:
        """A name is as if it had never been defined."""
        self._forget(name)
        self._met.pop(name, None)

    def _forget(self, name: str) -> None:
        age = self._age.pop(name, None)
        if age is None:
            return
        del self._sorted[bisect_left(self._sorted, age)]
        if self._rows.pop(name).key.derivative:
            self._slopes.remove(name)
            self._slopes_of[name.partition("/")[0]].discard(name)

    def rows(self) -> Iterator[Definition]:
        """All of them."""
        return (self._rows[name] for _, _, name in self._sorted)

    def slopes_of(self, name: str) -> list[str]:
        """The derivatives of a name: `∂C/∂w` of `C`."""
        return sorted(self._slopes_of.get(f"∂{name}", ()))

    def slopes(self, node: Node, after: Age | None = None) -> list[tuple[Age, Definition]]:
        """The derivatives that may occur in an expression, those behind one of them where it is told."""
        names = self._slopes.rows() if len(self._slopes) <= MANY else self._slopes.within(signs([node]))
        ages = sorted(self._age[name] for name in names)
        return [(age, self._rows[age[2]]) for age in ages if after is None or age > after]

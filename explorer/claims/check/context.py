"""What is known at one place of a document: declarations, definitions with their history, where names first occur."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from explorer.claims.check.ages import Ages
from explorer.claims.check.decide import Placed
from explorer.claims.check.keys import Key
from explorer.claims.check.nearby import Register
from explorer.claims.check.spaces import light
from explorer.errors import InputError
from explorer.notation import layers, usage
from explorer.notation.given import Declarations, Defined
from explorer.notation.names import Names
from explorer.notation.surface import Name, Node, Scripted, walk
from explorer.notation.usage import Usage
from explorer.source import Source, Span

HISTORY = 6
"""How many right sides of one name are kept to compare with."""

REACH = 24
"""How many definitions are put into one claim at most."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A right side of a name: `number` says which formula of the document it is in."""

    key: Key
    left: Node
    right: Node
    source: Source
    span: Span
    number: int
    conditional: bool = False

    @property
    def placed(self) -> Placed:
        """The right side with its source."""
        return (self.right, self.source)

    @property
    def letters(self) -> frozenset[str]:
        """The letters of its right side."""
        return letters(self.right)


@dataclass(slots=True)
class Context:
    """Grows while the document is walked."""

    known: Declarations
    loose: set[str] = field(default_factory=set)
    defined: dict[str, list[Definition]] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)
    declared: set[str] = field(default_factory=set)
    """The functions that the document declares, not only defines."""
    symmetric: set[str] = field(default_factory=set)
    """The arrays of which the document says that they are the same with their indices in another order."""
    told: list[Definition] = field(default_factory=list)
    """Every definition, in the order of the text."""
    usage: Usage | None = None
    """What the uses of letters in the whole document say of them."""
    layers: frozenset[str] = frozenset()
    ages: Ages = field(default_factory=Ages)
    _users: dict[str, set[str]] = field(default_factory=dict)
    _sizes: Register[int] = field(default_factory=lambda: Register({}))

    def __post_init__(self) -> None:
        known = self.known
        known.shapes, known.functions = Register(known.shapes), Register(known.functions)
        known.indices, known.definitions = Register(known.indices), Register(known.definitions)

    def declare(self, new: Declarations) -> None:
        """What is declared from here on, and how many declared shapes each letter is a size of."""
        known = self.known
        for name in (*new.shapes, *new.functions, *new.indices):
            self._count(known, name, -1)
        known.update(new)
        for name in (*new.shapes, *new.indices):
            self._count(known, name, 1)
        known.other_sizes = self._sizes

    def _count(self, known: Declarations, name: str, change: int) -> None:
        shape, index = known.shapes.get(name), known.indices.get(name)
        for size in (*(shape.sizes if shape else ()), *(index[:1] if index else ())):
            for letter in size.names:
                self._sizes[letter] = self._sizes.get(letter, 0) + change
                if self._sizes[letter] == 0:
                    del self._sizes[letter]

    def look(self, texts: Sequence[Placed]) -> None:
        """The first look at the whole document: how its letters are used."""
        self.usage = usage.found(texts)
        self.layers = layers.marks(node for node, _ in texts)

    def names(self) -> Names:
        """The names as the document uses them."""
        found = Names(self.known, self.usage)
        found.layers = self.layers
        return found

    def meet(self, nodes: Iterable[Node], number: int) -> None:
        """Remember where every letter first occurs."""
        for node in nodes:
            for letter in letters(node):
                self.first.setdefault(letter, number)

    def expanded(self, definition: Definition) -> frozenset[str]:
        """The letters of a right side, and of what the names in it are defined as."""
        found = set(definition.letters)
        for value in self.relevant([definition.right], definition.key.name).values():
            found |= letters(value.right)
        return frozenset(found)

    def abbreviations(self, definition: Definition) -> frozenset[str]:
        """The letters of the names in a right side that stand for something defined."""
        found = self.relevant([definition.right], definition.key.name)
        return frozenset(letter for name in found for letter in (name, name[:1]))

    def define(self, definition: Definition) -> None:
        """The latest right side of a name."""
        name = definition.key.name
        earlier = self.defined.setdefault(name, [])
        earlier.insert(0, definition)
        self.told.append(definition)
        del earlier[HISTORY:]
        self.ages.latest(name, definition)
        for other in used(definition.right, self.names()):
            self._users.setdefault(other, set()).add(name)

    def redefine(self, definition: Definition) -> None:
        """A name that from here on means something else: what was said with it is left behind."""
        name = definition.key.name
        self._left_behind(name)
        for other in [*self.ages.slopes_of(name), f"{name}'"]:
            self._drop(other)
        self.define(definition)

    def forget(self, name: str) -> None:
        """What is declared anew: its definitions, and those that use it, hold no longer."""
        name = light(name)
        self._drop(name)
        self._left_behind(name)

    def _drop(self, name: str) -> None:
        if self.defined.pop(name, None) is not None:
            self.ages.gone(name)

    def _left_behind(self, name: str) -> None:
        names = self.names()
        for other in self._users.pop(name, set()) - {name}:
            rows = self.defined[other] = [
                row for row in self.defined.get(other, []) if name not in used(row.right, names)
            ]
            self.ages.latest(other, rows[0] if rows else None)

    def history(self, key: Key) -> list[Definition]:
        """The right sides that the name has had, the latest first."""
        return list(self.defined.get(key.name, ()))

    def relevant(self, nodes: Iterable[Node], without: str) -> dict[str, Defined]:
        """The definitions of the names that some expressions use, and of those that these use, for the reader."""
        found: dict[str, Defined] = {}
        names = self.names()
        todo = list(nodes)
        seen: set[str] = {without}
        while todo and len(found) < REACH:
            for name in sorted(used(todo.pop(), names) - seen):
                seen.add(name)
                row = next(iter(self.defined.get(name, ())), None)
                if row is None or not usable(row):
                    continue
                arguments = row.key.arguments or ()
                found[name] = Defined(row.right, row.source, row.span, row.key.letters, arguments)
                todo.append(row.right)
        return found


def usable(row: Definition) -> bool:
    """Whether the reader can put it in: a name, with index letters or with arguments."""
    return not row.conditional and not row.key.derivative and len(row.key.letters) == len(row.key.items)


def letters(node: Node) -> frozenset[str]:
    """The names without scripts that occur in an expression."""
    return frozenset(piece.text for piece in walk(node) if isinstance(piece, Name))


def used(node: Node, names: Names) -> set[str]:
    """The names, with their marks and without their indices, that occur in an expression."""
    found = set()
    for piece in walk(node):
        if isinstance(piece, Name | Scripted):
            try:
                use = names.spell(piece)
            except InputError:
                continue
            if use is not None:
                found |= {use.name, use.name + "'" * use.primes}
    return found

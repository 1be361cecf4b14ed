"""Two equations for one name: the entry both speak of, each equation's own indices renamed to it, then the values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sympy import Symbol

from explorer.claims.targets import Located, Side, Target, is_matrix
from explorer.errors import InputError
from explorer.proof.lower import Lowering
from explorer.proof.refusals import Clash
from explorer.proof.scan import Roles, scan, symbol_name
from explorer.proof.sizes import ONE, Dim, show
from explorer.proof.terms import FIRST, Index, Term

# The axes along which two equations are matched: the example of a batch, the row and the column of the name.
EXAMPLE, ROW, COLUMN = "r", "i", "j"


@dataclass(slots=True)
class Equations:
    """The two equations while they are matched; `facts` are the readings used, in words."""

    low: Lowering
    roles: Roles
    sides: tuple[Side, Side]
    goals: tuple[Target, Target]
    facts: list[str]
    located: list[Located] = field(default_factory=list)

    def values(self) -> tuple[Term, Term]:
        """The values of both equations at one common entry, as terms."""
        one, two = self.goals
        if one.name != two.name:
            raise InputError(
                f"The two equations define different things: {one.name} and {two.name}.",
                hint="compare equations with the same left side, or give only the right sides",
            )
        sizes = self._sizes()
        place = {axis: self._place(axis, size) for axis, size in sizes.items()}
        for index in place.values():
            if index.base is not None:
                self.low.free[str(index.base)] = index.dim
        left, right = (self._value(k, sizes, place) for k in (0, 1))
        self.low.assigned, self.low.closed, self.low.examples = {}, None, {}
        return left, right

    def _sizes(self) -> dict[str, Dim]:
        """The size of each axis."""
        shapes = sorted({tuple([self.low.extent(size) for size in goal.shape]) for goal in self.goals})
        if len(shapes) != 1:
            told = " and ".join(" x ".join(map(show, shape)) for shape in shapes)
            raise Clash(f"{self.goals[0].name} has two shapes: {told}")
        sizes = {ROW: shapes[0][0], COLUMN: shapes[0][1]}
        if any(goal.batch is not None for goal in self.goals):
            examples = sorted({self.low.extent(batch.shape[0]) for batch in self.roles.batches.values()})
            if len(examples) != 1:
                raise Clash(f"the batches hold different numbers of examples: {', '.join(map(show, examples))}")
            sizes[EXAMPLE] = examples[0]
        return sizes

    def _entries(self, goal: Target) -> dict[str, Any]:
        """What an equation's left side says of each axis."""
        if goal.entry is None:
            return {}
        axes = (EXAMPLE, ROW) if goal.batch is not None else (ROW, COLUMN)
        entries = dict(zip(axes, goal.entry, strict=True))
        names = [entry for entry in entries.values() if isinstance(entry, Symbol)]
        if len(set(names)) != len(names):
            raise InputError(
                f"The left side {goal.name}[{goal.entry[0]}, {goal.entry[1]}] speaks of the diagonal only.",
                hint="use a different index for each place",
            )
        return entries

    def _place(self, axis: str, size: Dim) -> Index:
        """The value of one axis both equations speak of: what either fixes, else a free index."""
        fixed: list[Index] = []
        named: list[str] = []
        for goal in self.goals:
            entry = self._entries(goal).get(axis)
            if entry is None:
                continue
            if isinstance(entry, Symbol) and symbol_name(entry) not in self.roles.sizes:
                named.append(symbol_name(entry))
                continue
            index = self.low.index(entry, size, lambda goal=goal: goal.name)  # type: ignore[misc]
            if index.base is not None:
                raise InputError(
                    f"The left side has the index {entry}.", hint="use a plain index there, such as i, or a number"
                )
            fixed.append(index)
        if len(set(fixed)) > 1:
            told = " and ".join(show(index.offset) for index in fixed)
            raise InputError(
                f"The two equations are about different entries of {self.goals[0].name}: {told}.",
                hint="compare the equations of one entry",
            )
        if fixed:
            return fixed[0]
        if size == ONE:
            return FIRST
        taken = self.roles.names - set(named[:1]) if named else self.roles.names
        name = named[0] if named else axis
        while name in taken or name in self.low.free:
            name += "'"
        self.low.free[name] = size
        return Index(name, size)

    def _value(self, number: int, sizes: dict[str, Dim], place: dict[str, Index]) -> Term:
        """The entry of one side's value that belongs to `place`."""
        this, goal, low = self.sides[number], self.goals[number], self.low
        self._examples(number, place)
        low.closed = str(this.target)
        low.assigned = {}
        for axis, entry in self._entries(goal).items():
            if isinstance(entry, Symbol) and symbol_name(entry) not in self.roles.sizes:
                low.assigned[symbol_name(entry)] = place[axis]
        axes = (EXAMPLE, ROW) if goal.batch is not None else (ROW, COLUMN)
        if goal.transposed:
            axes = (axes[1], axes[0])
        wanted = (ONE, ONE) if goal.entry is not None else (sizes[axes[0]], sizes[axes[1]])
        if not is_matrix(this.value):
            if wanted != (ONE, ONE):
                raise Clash(f"{this.target} is {show(wanted[0])} x {show(wanted[1])} and {this.value} is a number")
            self.located.append(Located(this.value, (FIRST, FIRST), dict(low.assigned), dict(low.examples)))
            return low.scalar(this.value)
        matrix, rows, columns = low.matrix(this.value)
        if (rows, columns) != wanted:
            raise Clash(
                f"{this.target} is {show(wanted[0])} x {show(wanted[1])} "
                f"and {this.value} is {show(rows)} x {show(columns)}"
            )
        at = (FIRST, FIRST) if goal.entry is not None else (place[axes[0]], place[axes[1]])
        self.located.append(Located(this.value, at, dict(low.assigned), dict(low.examples)))
        return low.table.at(matrix, at[0], at[1])

    def _examples(self, number: int, place: dict[str, Index]) -> None:
        """Where one equation is for a batch and the other for an example, the example is a row of the batch."""
        low, goal = self.low, self.goals[number]
        low.examples = {}
        low.forget()
        if EXAMPLE not in place:
            return
        used = scan(self.sides[number].value)
        pairs = {batch.example.name: batch for batch in self.roles.batches.values()}
        names = set(used.batches) if goal.batch is None else set(used.plain) & set(pairs)
        if names:
            raise InputError(
                f"{min(names)} and the batch it belongs to meet in one equation.",
                hint="write an equation for the batch or for one example",
            )
        if goal.batch is not None:
            return
        for name in sorted(used.plain & set(pairs)):
            batch = pairs[name]
            low.examples[name] = (batch.name, place[EXAMPLE])
            low.slot(batch.name, (low.extent(batch.shape[0]), low.extent(batch.shape[1])))
            row = place[EXAMPLE]
            text = str(row.base) if row.base is not None else show(row.offset)
            fact = f"{name} is row {text} of {batch.name}, transposed"
            if fact not in self.facts:
                self.facts.append(fact)


def unsaid(names: set[str], said: set[str], left: Any) -> None:
    """Raises `InputError` for a free index of a right side that its left side does not have."""
    missing = sorted(names - said)
    if missing:
        raise InputError(
            f"The right side has the free index {missing[0]}, which {left} does not have.",
            hint="every free index of an equation stands on its left side",
        )

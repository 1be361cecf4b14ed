"""Indices: what each runs over, and whether a slot of a tensor is counted from 0 or from 1.

base of a slot = 0 as soon as index 0 or a range from 0 is used in it; else 1 when a range or an index reaches
the size; else the convention's; else what the other slots of the text show; else 0
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from explorer.errors import ReadError
from explorer.notation.core import Core, Index, Slot, Variable
from explorer.notation.shapes import Shapes
from explorer.notation.sizes import ONE, Size


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a slot: the index, from where to where it runs as the text counts (None: the whole slot), the size."""

    index: Index
    low: Size | None
    high: Size | None
    size: Size
    node: Core


@dataclass(slots=True)
class Indices:
    """The uses of every slot of one statement."""

    shapes: Shapes
    convention: int | None
    lenient: bool = False
    declared: Mapping[str, tuple[Size, int | None]] = field(default_factory=dict)
    """The letters of which it is declared how many values they have, with the first of them."""
    uses: dict[Slot, list[Use]] = field(default_factory=dict)
    bases: dict[Slot, int] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    _first: dict[Variable, Use] = field(default_factory=dict)
    _unsure: bool = False
    _wider: dict[Variable, Index] = field(default_factory=dict)

    def use(self, slot: Slot, index: Index, size: Size, node: Core) -> None:
        """Record that `index` stands in a slot of `size` entries."""
        variable = index.variable
        low = high = None
        if variable is None:
            low = high = index.offset
        elif variable.low is not None and variable.high is not None:
            low, high = variable.low + index.offset, variable.high + index.offset
        elif index.offset != Size() and self.lenient:
            pass
        elif index.offset != Size():
            hint = f"say from where to where, for example Σ_{{{variable.letter}=1}}^{{n}}"
            message = f"`{index.place.text}` is used but the range of {variable.letter} is not said"
            raise ReadError(message, index.place.source, index.place.span, hint=hint)
        else:
            self._whole(variable, size, index, node)
        self.uses.setdefault(slot, []).append(Use(index, low, high, size, node))

    def _whole(self, variable: Variable, size: Size, index: Index, node: Core) -> None:
        """An index without limits runs over the whole slot: all its slots have one size.

        One that is declared may have fewer values than a slot has entries.
        """
        first = self._first.setdefault(variable, Use(index, None, None, size, node))
        if self.lenient and self.shapes.stated(node) and self.shapes.sizes.resolve(size) == ONE:
            self.shapes.sizes.only_one(variable.size)
        if not self.shapes.sizes.unify(variable.size, size):
            if self._fits(variable, size, index):
                self._wider.setdefault(variable, index)
                return
            one, two = self.shapes.sizes.resolve(variable.size), self.shapes.sizes.resolve(size)
            where = "" if first.node is node else f" in `{first.node.place.text}`"
            message = f"{variable.letter} has {one} values{where} but {two} in `{node.place.text}`"
            off = (one - two).number in (1, -1)
            hint = "off by one?" if off else "an index or a transpose is wrong"
            self.shapes.clash(message, index.place, node, first.node, hint=hint)

    def _fits(self, variable: Variable, size: Size, index: Index) -> bool:
        """Whether an index that is declared stays inside the slot, whatever the sizes are."""
        if variable.letter not in self.declared:
            return False
        resolve = self.shapes.sizes.resolve
        own, told = resolve(variable.size), resolve(self.declared[variable.letter][0])
        room = resolve(size)
        if own == told:
            return (own - room).at_most(0)
        if variable.bound and (told - own).at_most(0) and (told - room).at_most(0):
            hint = f"say from where to where, for example Σ_{{{variable.letter}=1}}^{{{told}}}"
            message = f"{variable.letter} is declared to have {told} values, but stands where there are more"
            raise ReadError(message, index.place.source, index.place.span, hint=hint)
        return False

    # -- sizes that ranges tell

    def measure(self) -> None:
        """Give a slot of unknown size the size that the ranges in it need."""
        for uses in self.uses.values():
            ranges = [use for use in uses if use.index.variable is not None and use.low is not None]
            if not ranges or self._known(uses[0].size):
                continue
            base = 0 if any(use.low == Size() for use in uses) else 1
            if not any(use.low in (Size(), ONE) for use in uses):
                continue
            high = ranges[0].high
            for use in ranges:
                if use.high is not None and high is not None and ((use.high - high).number or 0) > 0:
                    high = use.high
            if high is not None:
                self.shapes.sizes.unify(uses[0].size, high.plus(1 - base))

    def _known(self, size: Size) -> bool:
        return self.shapes.sizes.known(size)

    # -- the base of each slot

    def settle(self) -> None:
        """Find the base of every slot, then check that every index stays inside it."""
        undecided: list[Slot] = []
        for slot, uses in self.uses.items():
            base = self._shown(uses)
            if base is None:
                undecided.append(slot)
            else:
                self.bases[slot] = base
        shown = set(self.bases.values())
        common = shown.pop() if len(shown) == 1 else None
        for slot in undecided:
            chosen = self.convention if self.convention is not None else common
            fixed = any(use.low is not None for use in self.uses[slot])
            if chosen is None and fixed:
                self._unsure = True
            self.bases[slot] = chosen or 0
        self._counted(shown_in={slot for slot in self.uses if slot not in undecided})
        if self._unsure:
            self.told.append("indices are counted from 0")
        if 1 in self.bases.values():
            names = sorted({slot.name for slot, base in self.bases.items() if base == 1 and slot.name[:1] != "("})
            self.told.append(f"indices of {', '.join(names) or 'the parts'} are counted from 1")
        for slot, uses in self.uses.items():
            for use in uses:
                self._inside(slot, use)

    def _counted(self, shown_in: set[Slot]) -> None:
        """An index with fewer values than a slot has entries needs one first value in all its slots.

        Where the text shows that the longer slot counts from 0, and nothing says it of the index, both are possible.
        """
        for variable, index in self._wider.items():
            slots = {
                slot: use.size
                for slot, uses in self.uses.items()
                for use in uses
                if use.index.variable is variable and use.low is None
            }
            bases = {self.bases[slot] for slot in slots} | {variable.base} - {None}
            zero = [size for slot, size in slots.items() if slot in shown_in and not self.bases[slot]]
            own = any(self.shapes.sizes.same(size, variable.size) for size in zero)
            size, letter = self.shapes.sizes.resolve(variable.size), variable.letter
            if len(bases) > 1:
                message = f"{letter} stands where entries are counted from 0 and where they are counted from 1"
                hint = "count all of them from one number"
            elif zero and not own and variable.base is None and self.convention is None:
                message = f"from where is {letter} counted? it has {size} values, and stands where there are more"
                hint = f"declare it: --given '{letter}: index 0..{size}-1' or '{letter}: index 1..{size}'"
            else:
                continue
            raise ReadError(message, index.place.source, index.place.span, hint=hint)

    def _shown(self, uses: list[Use]) -> int | None:
        zero = next((use for use in uses if use.low == Size()), None)
        ends = next((use for use in uses if self._reaches(use)), None)
        declared = {use.index.variable.base for use in uses if use.index.variable is not None} - {None}
        if zero is not None and ends is not None:
            self._both(zero, ends)
        if zero is not None:
            return 0
        if ends is not None:
            return 1
        return declared.pop() if len(declared) == 1 else None

    def _reaches(self, use: Use) -> bool:
        """Whether the index comes to the size, or goes beyond it."""
        resolve = self.shapes.sizes.resolve
        if use.high is None:
            return False
        beyond = (resolve(use.high) - resolve(use.size)).number
        return beyond is not None and beyond >= 0

    def _both(self, zero: Use, ends: Use) -> NoReturn:
        """Index 0 and an index equal to the size: one entry too many."""
        size = self.shapes.sizes.resolve(ends.size)
        if zero is ends:
            count = (ends.high or size).plus(1)
            message = f"`{ends.node.place.text}` is used from 0 to {ends.high}, {count} entries, but has {size}"
        else:
            zero_text, end_text = zero.node.place.text, ends.node.place.text
            message = f"`{zero_text}` counts from 0 and `{end_text}` reaches {ends.high}, but there are {size} entries"
        hint = f"off by one: entries 0 to {size.plus(-1)}, or 1 to {size}"
        self.shapes.clash(message, ends.index.place, ends.node, hint=hint)

    def _inside(self, slot: Slot, use: Use) -> None:
        """No index below the base of its slot or beyond its last entry, as far as the sizes can be compared."""
        if use.low is None or use.high is None:
            return
        size, base = self.shapes.sizes.resolve(use.size), self.bases[slot]
        resolve = self.shapes.sizes.resolve
        below, over = (resolve(use.low)).number, resolve(use.high) - size
        beyond = over.number
        last = size.plus(base - 1)
        if below is not None and below < base:
            message = f"`{use.node.place.text}`: index {use.low} is below the first, {base}"
        elif beyond is not None and beyond > base - 1:
            message = f"`{use.node.place.text}`: index {use.high} is beyond the last, {last}"
        elif not over.at_most(base - 1) and size.terms and use.high.terms and use.index.variable is not None:
            message = f"`{use.node.place.text}` runs to {use.high}, but has {size} entries"
        else:
            return
        self.shapes.clash(message, use.index.place, use.node, hint=f"the entries are {base} to {last}")

    # -- 0-based

    def variable_base(self, variable: Variable) -> int:
        """What the text counts the index from: the base of the first slot in which it stands."""
        for slot, uses in self.uses.items():
            if any(use.index.variable is variable for use in uses):
                return self.bases.get(slot, 0)
        return variable.base if variable.base is not None else 0

"""From two sides to one claim: which entry of the one is compared with which entry of the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Basic, MatrixSymbol, Symbol, Transpose
from sympy.core.relational import Equality
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.errors import InputError
from explorer.nodes import Batch
from explorer.proof.claim import Claim
from explorer.proof.lower import Lowering
from explorer.proof.refusals import Clash
from explorer.proof.scan import Roles, scan
from explorer.proof.sizes import ONE, Dim, show
from explorer.proof.terms import FIRST, Index, Num, Table, Term
from explorer.statement import Statement


@dataclass(frozen=True, slots=True)
class Side:
    """One side: the value, and what it is said to be the value of (the left side of its own equation), if anything."""

    value: Any
    target: Any = None


@dataclass(frozen=True, slots=True)
class Target:
    """What an equation defines: by name, which entry (None: all), transposed or as the rows of a batch."""

    name: str
    shape: tuple[Any, Any]
    entry: tuple[Any, Any] | None
    transposed: bool
    batch: Batch | None


def side(expression: Any) -> Side:
    """A SymPy expression or equation as a side."""
    if isinstance(expression, Equality):
        return Side(expression.args[1], expression.args[0])
    if isinstance(expression, Basic) or getattr(expression, "is_Matrix", False):
        return Side(expression)
    raise InputError(
        f"{expression!r} is neither a SymPy expression nor an equation.",
        hint="give SymPy objects, or two texts together with given='…'",
    )


def target(expression: Any) -> Target | None:
    """Reads the left side of an equation; None for what is no name or entry of one."""
    entry, transposed = None, False
    if isinstance(expression, MatrixElement):
        entry, expression = tuple(expression.args[1:]), expression.args[0]
    if isinstance(expression, Transpose):
        transposed, expression = True, expression.arg
        entry = entry[::-1] if entry else None
    if isinstance(expression, Batch):
        return Target(expression.example.name, expression.example.shape, entry, transposed, expression)
    if isinstance(expression, MatrixSymbol):
        return Target(expression.name, expression.shape, entry, transposed, None)
    if isinstance(expression, Symbol):
        return Target(expression.name, (1, 1), None, False, None)
    return None


class Pairing:
    """Lowers two sides into one table and pairs their entries; `claims` gives the possible readings."""

    def __init__(self, left: Side, right: Side, statement: Statement | None = None) -> None:
        self.left, self.right, self.statement = left, right, statement
        sides = [part for s in (left, right) for part in (s.value, s.target) if part is not None]
        self.roles: Roles = scan(*sides)
        self.facts: list[str] = []
        if statement is not None:
            for size in statement.indices.values():
                self.roles.sizes |= {str(symbol.name) for symbol in getattr(size, "free_symbols", ())}
            self.roles.indices |= {symbol.name for symbol in statement.indices}
            self.roles.indices -= self.roles.sizes

    def lowering(self) -> Lowering:
        """A fresh table, knowing the sizes of the declared indices."""
        low = Lowering(Table(), self.roles)
        if self.statement is not None:
            for symbol, size in self.statement.indices.items():
                low.free[symbol.name] = low.size(size)
        return low

    def fresh(self, wanted: str, *avoid: str) -> str:
        """A name that nothing in the claim has."""
        while wanted in self.roles.names or wanted in avoid:
            wanted += "'"
        return wanted

    def claims(self) -> Iterator[Claim]:
        """The claim, or both readings where a square matrix meets a scalar with two free indices of one size."""
        one = target(self.left.target) if self.left.target is not None else None
        two = target(self.right.target) if self.right.target is not None else None
        if one is not None and two is not None:
            yield self._equations(one, two)
        elif one is not None and one.entry is not None and _is_matrix(self.right.value):
            yield self._entry_of(self.left, one, self.right)
        elif two is not None and two.entry is not None and _is_matrix(self.left.value):
            yield self._entry_of(self.right, two, self.left)
        elif _is_matrix(self.left.value) and _is_matrix(self.right.value):
            yield self._matrices()
        elif _is_matrix(self.left.value) or _is_matrix(self.right.value):
            yield from self._matrix_and_scalar()
        else:
            yield self._scalars()

    def _claim(self, low: Lowering, left: Term, right: Term, free: dict[str, Dim] | None = None) -> Claim:
        return Claim(
            low.table,
            left,
            right,
            low.slots,
            {name: dim for name, dim in (low.free if free is None else free).items() if dim != ONE},
            low.lows,
            frozenset(low.constants),
            low.functions,
            tuple(sorted(low.sizes)),
        )

    # -- two equations ----------------------------------------------------------------------------------------

    def _equations(self, one: Target, two: Target) -> Claim:
        if one.name != two.name:
            raise InputError(
                f"The two equations define different things: {one.name} and {two.name}.",
                hint="compare equations with the same left side, or give only the right sides",
            )
        low = self.lowering()
        shapes = {tuple(low.size(size) for size in one.shape), tuple(low.size(size) for size in two.shape)}
        if len(shapes) != 1:
            raise Clash(f"{one.name} has two shapes: " + " and ".join(" x ".join(map(show, s)) for s in sorted(shapes)))
        rows, columns = shapes.pop()
        place = self._common_entry(low, one, two, rows, columns)
        batches = [t.batch for t in (one, two) if t.batch is not None]
        row = Index(self.fresh("r", *low.free), low.size(batches[0].shape[0])) if batches else FIRST
        if batches:
            low.free[str(row.base)] = row.dim
        sides = []
        for this, goal in ((self.left, one), (self.right, two)):
            low.examples = {}
            if batches and goal.batch is None:
                for batch in self.roles.batches.values():
                    low.examples[batch.example.name] = (batch.name, row)
                    low.slot(batch.name, (low.size(batch.shape[0]), low.size(batch.shape[1])))
                    self._fact(f"{batch.example.name} is row {row.base} of {batch.name}, transposed")
            sides.append(self._value(low, this, goal, place, row))
        return self._claim(low, sides[0], sides[1])

    def _fact(self, text: str) -> None:
        if text not in self.facts:
            self.facts.append(text)

    def _common_entry(self, low: Lowering, one: Target, two: Target, rows: Dim, columns: Dim) -> tuple[Index, Index]:
        """The entry both equations speak of: what either fixes, else a fresh free index."""
        place = []
        for axis, (size, wanted) in enumerate(((rows, "i"), (columns, "j"))):
            named: Index | None = None
            for goal in (one, two):
                entry = goal.entry
                if goal.batch is not None and entry is not None:
                    entry = (entry[1], 0)
                if entry is None:
                    continue
                index = low.index(_as_expr(entry[axis]), size, lambda goal=goal: goal.name)  # type: ignore[misc]
                named = index if named is None else self._join(low, named, index, one.name)
            if named is None:
                named = FIRST if size == ONE else Index(self.fresh(wanted, *low.free), size)
                if named.base is not None:
                    low.free[str(named.base)] = size
            place.append(named)
        return place[0], place[1]

    def _join(self, low: Lowering, one: Index, two: Index, name: str) -> Index:
        if one == two:
            return one
        if one.base is None and two.base is None:
            raise InputError(
                f"The two equations are about different entries of {name}: {show(one.offset)} and {show(two.offset)}.",
                hint="compare the equations of one entry",
            )
        keep, drop = (one, two) if one.base is None else (two, one) if two.base is None else (one, two)
        if drop.offset != (0, ()) or (keep.base is not None and keep.offset != (0, ())):
            raise InputError(f"The two equations are about entries of {name} that cannot be matched.")
        low.assigned[str(drop.base)] = keep
        low.free.pop(str(drop.base), None)
        return keep

    def _value(self, low: Lowering, this: Side, goal: Target, place: tuple[Index, Index], row: Index) -> Term:
        """The entry of the side's value that belongs to `place`."""
        if not _is_matrix(this.value):
            return low.scalar(this.value)
        matrix, rows, columns = low.matrix(this.value)
        at = (row, place[0]) if goal.batch is not None else place
        if goal.transposed:
            at = (at[1], at[0])
        if goal.entry is not None and (rows, columns) == (ONE, ONE):
            at = (FIRST, FIRST)
        for index, size in zip(at, (rows, columns), strict=True):
            if index.base is not None and index.dim != size:
                raise Clash(f"{this.target} has {show(index.dim)} entries where {this.value} has {show(size)}")
            if index.base is None and size == ONE and index != FIRST:
                raise Clash(f"{this.value} has one entry where {this.target} has more")
        return low.table.at(matrix, *at)

    def _entry_of(self, scalar: Side, goal: Target, matrix: Side) -> Claim:
        """An equation for an entry against a matrix: the indices of its left side give row, then column."""
        low = self.lowering()
        node, rows, columns = low.matrix(matrix.value)
        entry = goal.entry or (0, 0)
        at = [
            low.index(_as_expr(e), size, lambda: str(matrix.value))
            for e, size in zip(entry, (rows, columns), strict=True)
        ]
        value, whole = low.scalar(scalar.value), low.table.at(node, at[0], at[1])
        return self._claim(low, value, whole) if scalar is self.left else self._claim(low, whole, value)

    # -- expressions ------------------------------------------------------------------------------------------

    def _matrices(self) -> Claim:
        low = self.lowering()
        (left, rows, columns), (right, r, c) = low.matrix(self.left.value), low.matrix(self.right.value)
        if (rows, columns) != (r, c):
            raise Clash(f"the left side is {show(rows)} x {show(columns)}, the right side {show(r)} x {show(c)}")
        at = []
        for size, wanted in ((rows, "i"), (columns, "j")):
            name = self.fresh(wanted, *low.free)
            if size != ONE:
                low.free[name] = size
            at.append(FIRST if size == ONE else Index(name, size))
        return self._claim(low, low.table.at(left, *at), low.table.at(right, *at))

    def _scalars(self) -> Claim:
        low = self.lowering()
        declared = set(low.free)
        left = low.scalar(self.left.value)
        one = _free(left, low)
        right = low.scalar(self.right.value)
        two = _free(right, low)
        if one != two and not (type(left) is Num or type(right) is Num):
            said = [", ".join(sorted(names)) or "none" for names in (one, two)]
            raise InputError(
                f"The two sides have different free indices: {said[0]} on the left, {said[1]} on the right.",
                hint="name the free index of both sides alike",
            )
        used = {name: dim for name, dim in low.free.items() if name in one | two or name not in declared}
        return self._claim(low, left, right, used)

    def _matrix_and_scalar(self) -> Iterator[Claim]:
        swapped = not _is_matrix(self.left.value)
        matrix, scalar = (self.right, self.left) if swapped else (self.left, self.right)
        readings = 1
        number = 0
        while number < readings:
            low = self.lowering()
            value = low.scalar(scalar.value)
            names = sorted(_free(value, low))
            node, rows, columns = low.matrix(matrix.value)
            at, readings = self._places(low, names, rows, columns, number, type(value) is Num)
            free = {name: low.free[name] for name in low.free if any(index.base == name for index in at)}
            whole = low.table.at(node, *at)
            yield self._claim(low, value, whole, free) if swapped else self._claim(low, whole, value, free)
            number += 1

    def _places(
        self, low: Lowering, names: list[str], rows: Dim, columns: Dim, number: int, constant: bool
    ) -> tuple[tuple[Index, Index], int]:
        """Which free index is the row and which the column, and how many readings there are."""
        sizes = [size for size in (rows, columns) if size != ONE]
        if constant and not names:
            names = [self.fresh(wanted, *low.free) for wanted in ("i", "j")[: len(sizes)]]
            low.free.update(zip(names, sizes, strict=True))
        if len(names) != len(sizes):
            raise InputError(
                f"The scalar side has the free indices {', '.join(names) or 'none'}, but the matrix side is "
                f"{show(rows)} x {show(columns)}.",
                hint="the scalar side must have one free index for each dimension above 1 of the matrix side",
            )
        first = self.statement.row if self.statement is not None else None
        second = self.statement.column if self.statement is not None else None
        orders = [names, names[::-1]] if len(names) == 2 else [names]
        if first is not None and first.name in names:
            orders = [order for order in orders if order[0] == first.name] or orders
        if second is not None and second.name in names and len(names) == 2:
            orders = [order for order in orders if order[1] == second.name] or orders
        fitting = [order for order in orders if all(low.free[n] == s for n, s in zip(order, sizes, strict=True))]
        if not fitting:
            have = ", ".join(f"{name} over {show(low.free[name])}" for name in names)
            raise Clash(f"the matrix side is {show(rows)} x {show(columns)}, but the free indices run: {have}")
        order = iter(fitting[number])
        at = [FIRST if size == ONE else Index(name := next(order), low.free[name]) for size in (rows, columns)]
        return (at[0], at[1]), len(fitting)


def _is_matrix(value: Any) -> bool:
    return bool(getattr(value, "is_Matrix", False))


def _as_expr(value: Any) -> Any:
    return Basic() if value is None else value if isinstance(value, Basic) else _integer(value)


def _integer(value: int) -> Any:
    from sympy import Integer

    return Integer(value)


def _free(term: Term, low: Lowering) -> set[str]:
    """The free indices that occur in a term."""
    from explorer.proof.rebuild import children
    from explorer.proof.terms import At, Delta, Entry

    found: set[str] = set()
    stack, seen = [term], set()
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        if isinstance(node, Entry):
            found.update(str(index.base) for index in node.indices if isinstance(index.base, str))
        elif isinstance(node, Delta):
            found.update(str(index.base) for index in (node.left, node.right) if isinstance(index.base, str))
        elif isinstance(node, At):
            found.update(str(index.base) for index in (node.row, node.column) if isinstance(index.base, str))
        stack.extend(children(node))
    return found

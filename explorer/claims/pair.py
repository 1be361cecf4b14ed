"""From two sides to one claim: which entry of the one is compared with which entry of the other."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import S

from explorer.claims.equations import Equations, unsaid
from explorer.claims.targets import Located, Side, Target, is_matrix, side, target
from explorer.errors import InputError
from explorer.proof.claim import Claim
from explorer.proof.lower import Lowering
from explorer.proof.rebuild import children
from explorer.proof.refusals import Clash
from explorer.proof.scan import Roles, scan, symbol_name
from explorer.proof.sizes import ONE, Dim, show
from explorer.proof.terms import FIRST, At, Delta, Entry, Index, Table, Term
from explorer.statement import Statement

__all__ = ["Pairing", "Side", "Target", "side", "target"]


class Pairing:
    """Lowers two sides into one table and pairs their entries; `claims` gives the possible readings.

    `roles` are those of other sides of the same names, where the answer is to be a first look only.
    """

    def __init__(self, left: Side, right: Side, statement: Statement | None = None, roles: Roles | None = None) -> None:
        self.left, self.right, self.statement = left, right, statement
        sides = [part for s in (left, right) for part in (s.value, s.target) if part is not None]
        self.roles: Roles = scan(*sides) if roles is None else roles
        self.facts: list[str] = []
        self.located: tuple[Located, Located] = (Located(left.value), Located(right.value))  # of the last claim given
        if statement is not None:
            for size in statement.indices.values():
                self.roles.sizes |= {symbol_name(symbol) for symbol in getattr(size, "free_symbols", ())}
            self.roles.indices |= {symbol_name(symbol) for symbol in statement.indices}
            self.roles.indices -= self.roles.sizes

    def lowering(self) -> Lowering:
        """A fresh table, knowing the sizes of the declared indices."""
        low = Lowering(Table(), self.roles)
        if self.statement is not None:
            for symbol, size in self.statement.indices.items():
                low.free[symbol_name(symbol)] = low.extent(size)
                low.declared.add(symbol_name(symbol))
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
        self._nameless(one, two)
        if one is not None and two is not None:
            low = self.lowering()
            pair = Equations(low, self.roles, (self.left, self.right), (one, two), self.facts)
            left, right = pair.values()
            self.located = (pair.located[0], pair.located[1])
            yield self._claim(low, left, right)
        elif one is not None and one.entry is not None and is_matrix(self.right.value):
            yield self._entry_of(self.left, one, self.right)
        elif two is not None and two.entry is not None and is_matrix(self.left.value):
            yield self._entry_of(self.right, two, self.left)
        elif is_matrix(self.left.value) and is_matrix(self.right.value):
            yield self._matrices()
        elif is_matrix(self.left.value) or is_matrix(self.right.value):
            yield from self._matrix_and_scalar()
        else:
            yield self._scalars()

    def _nameless(self, one: Target | None, two: Target | None) -> None:
        """Raises `InputError` for an equation whose left side is no name, unless both have the same left side."""
        for part, goal in ((self.left, one), (self.right, two)):
            if part.target is not None and goal is None and self.left.target != self.right.target:
                raise InputError(
                    f"The left side {part.target} is no name and no entry of one: the other side says nothing of it.",
                    hint="compare the two sides of one equation, or equations that define one name",
                )

    def _locate(self, matrix: Side, at: tuple[Index, Index]) -> None:
        """Notes the entry of the side that is a matrix."""
        one, two = (Located(s.value, at if s is matrix else (FIRST, FIRST)) for s in (self.left, self.right))
        self.located = one, two

    def _claim(self, low: Lowering, left: Term, right: Term, free: dict[str, Dim] | None = None) -> Claim:
        used = {*_free(left), *_free(right)} if low.free else set()
        names = {*used, *(low.free if free is None else free)}
        return Claim(
            low.table,
            left,
            right,
            low.slots,
            {name: low.free[name] for name in sorted(names) if low.free[name] != ONE},
            low.lows,
            frozenset(low.constants),
            low.functions,
            tuple(sorted(low.sizes)),
            frozenset(low.activations),
        )

    def _entry_of(self, scalar: Side, goal: Target, matrix: Side) -> Claim:
        """An equation for an entry against a matrix: the indices of its left side give row, then column."""
        low = self.lowering()
        node, rows, columns = low.matrix(matrix.value)
        entry = goal.entry or (S.Zero, S.Zero)
        at = [low.index(e, size, lambda: str(matrix.value)) for e, size in zip(entry, (rows, columns), strict=True)]
        if is_matrix(scalar.value):
            whole, r, c = low.matrix(scalar.value)
            if (r, c) != (ONE, ONE):
                raise Clash(f"{scalar.target} is a number and {scalar.value} is {show(r)} x {show(c)}")
            value: Term = low.table.at(whole, FIRST, FIRST)
        else:
            value = low.scalar(scalar.value)
        said = {str(index.base) for index in at if index.base is not None}
        unsaid(_free(value), said, scalar.target)
        other = low.table.at(node, at[0], at[1])
        unsaid(_free(other), said, scalar.target)
        self._locate(matrix, (at[0], at[1]))
        return self._claim(low, value, other) if scalar is self.left else self._claim(low, other, value)

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
        one, two = _free(left), _free(right)
        if not self._ranges(one ^ two):
            _same_indices(one, two)
        self.located = (Located(self.left.value, (at[0], at[1])), Located(self.right.value, (at[0], at[1])))
        return self._claim(low, low.table.at(left, *at), low.table.at(right, *at))

    def _scalars(self) -> Claim:
        low = self.lowering()
        declared = set(low.free)
        left = low.scalar(self.left.value)
        one = _free(left)
        right = low.scalar(self.right.value)
        two = _free(right)
        if _entries(left) and _entries(right) and not self._ranges(one ^ two):
            _same_indices(one, two)
        used = {name: dim for name, dim in low.free.items() if name in one | two or name not in declared}
        return self._claim(low, left, right, used)

    def _ranges(self, names: set[str]) -> bool:
        """Whether a declaration says what each runs over: the claim is then one for every value, on both sides."""
        return self.statement is not None and names <= self.statement.declared

    def _matrix_and_scalar(self) -> Iterator[Claim]:
        swapped = not is_matrix(self.left.value)
        matrix, scalar = (self.right, self.left) if swapped else (self.left, self.right)
        readings = 1
        number = 0
        while number < readings:
            low = self.lowering()
            value = low.scalar(scalar.value)
            names = sorted(_free(value)) or self._declared(value)
            node, rows, columns = low.matrix(matrix.value)
            inside = sorted(_free(node))
            if inside:
                raise InputError(
                    f"The matrix side has the free index {inside[0]} in it.",
                    hint="compare entries on both sides: write the matrix side with an entry, as in (A b)_i",
                )
            at, readings = self._places(low, names, rows, columns, number, not _entries(value))
            free = {name: low.free[name] for name in low.free if any(index.base == name for index in at)}
            whole = low.table.at(node, *at)
            self._locate(matrix, at)
            yield self._claim(low, value, whole, free) if swapped else self._claim(low, whole, value, free)
            number += 1

    def _declared(self, value: Term) -> list[str]:
        """The row and the column that a statement names, for a scalar side that uses neither."""
        if self.statement is None:
            return []
        named = [symbol for symbol in (self.statement.row, self.statement.column) if symbol is not None]
        return [symbol_name(symbol) for symbol in named if symbol in self.statement.indices]

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


def _entries(term: Term) -> bool:
    """Whether a term depends on any tensor: one that does not is a number."""
    stack = [term]
    while stack:
        node = stack.pop()
        if isinstance(node, (Entry, At, Delta)):
            return True
        stack.extend(children(node))
    return False


def _same_indices(left: set[str], right: set[str]) -> None:
    """Two sides must have the same free indices."""
    if left != right:
        said = [", ".join(sorted(names)) or "none" for names in (left, right)]
        raise InputError(
            f"The two sides have different free indices: {said[0]} on the left, {said[1]} on the right.",
            hint="name the free index of both sides alike",
        )


def _free(term: Term) -> set[str]:
    """The free indices that occur in a term."""
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

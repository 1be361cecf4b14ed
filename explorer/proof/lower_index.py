"""Sizes, indices and shapes while a claim is lowered: ranges are checked, one tensor has one shape."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Add as SAdd
from sympy import Expr, MatrixSymbol, Symbol

from explorer.errors import InputError
from explorer.proof.refusals import Clash, Unsupported
from explorer.proof.scan import Roles, symbol_name
from explorer.proof.sizes import ONE, ZERO, Dim, combine, constant, lowest, named, show
from explorer.proof.terms import FIRST, Index, Table, Term


class IndexLowering:
    """Sizes, indices and shapes of one claim, while its expressions are lowered into one table.

    Afterwards `slots` has the sizes of each tensor's slots, `free` the size of each free index, `lows` the least sizes
    for which the claim makes sense, `constants` the constant indices with their slots' sizes, `functions` the functions
    met, True where nothing is known of them.
    """

    def __init__(self, table: Table, roles: Roles, indices: dict[str, Dim] | None = None) -> None:
        self.table = table
        self.roles = roles
        self.slots: dict[str, tuple[Dim, ...]] = {}
        self.free: dict[str, Dim] = dict(indices or {})
        self.declared: set[str] = set(indices or {})
        self.lows: dict[str, int] = {}
        self.sizes: set[str] = set()
        self.functions: dict[str, bool] = {}
        self.examples: dict[str, tuple[str, Index]] = {}
        self.assigned: dict[str, Index] = {}
        self.closed: str | None = None
        self.bound: list[tuple[Symbol, Dim, Dim]] = []
        self.values: dict[Symbol, tuple[Term, int]] = {}
        self._constants: dict[int, Index] = {}
        self._parents: dict[int, tuple[str, Dim, Dim]] = {}
        self._shapes: dict[MatrixSymbol, tuple[Dim, ...]] = {}
        self.constants: set[tuple[Dim, Dim]] = set()
        self.activations: set[str] = set()

    def forget(self) -> None:
        """Looks at every tensor anew: what it stands for has changed."""
        self._parents.clear()

    def size(self, expr: Expr) -> Dim:
        """A size: an integer or an affine form of size names."""
        if isinstance(expr, int) or expr.is_Integer:
            return constant(int(expr))
        if isinstance(expr, Symbol):
            return self._named(expr)
        total = ZERO
        for term in SAdd.make_args(expr.expand()):
            factor, rest = term.as_coeff_Mul()
            if not factor.is_Integer:
                raise Unsupported(f"the size {expr} is not a whole affine form")
            if rest == 1:
                total = combine(total, constant(int(factor)))
            elif isinstance(rest, Symbol):
                total = combine(total, self._named(rest), int(factor))
            else:
                raise Unsupported(f"the size {expr} is not affine in the names of sizes")
        return total

    def is_value(self, symbol: Symbol) -> bool:
        """Whether a symbol is a variable with a value: the innermost binder of a name is the one that counts."""
        if symbol not in self.values:
            return False
        depth = self.values[symbol][1]
        return not any(symbol == known for known, _, _ in self.bound[depth:])

    def _named(self, symbol: Symbol) -> Dim:
        if symbol in self.values or any(symbol == known for known, _, _ in self.bound):
            raise Unsupported(f"the size {symbol} is a variable of the expression")
        self.sizes.add(symbol_name(symbol))
        return named(symbol_name(symbol))

    def extent(self, expr: Expr) -> Dim:
        """A number of rows, columns, examples or values of an index: at least 1 for every size the claim is about."""
        dim = self.size(expr)
        if always_negative(combine(dim, ONE, -1)):
            raise InputError(f"The size {show(dim)} is below 1.", hint="sizes are at least 1")
        self.need(combine(dim, ONE, -1), f"the size {show(dim)}")
        return dim

    def index(self, expr: Expr, slot: Dim, what: Callable[[], str]) -> Index:
        """An index used in a slot of size `slot`, checked to stay in its range; `what` names the place."""
        if expr.is_Integer:
            number = int(expr)
            index = self._constants.get(number)
            if index is None:
                index = self._constants[number] = Index(None, ONE, constant(number))
            if not slot[1] and 0 <= number < slot[0]:
                self.constants.add((slot, index.offset))
                return index
        else:
            index = self._affine(expr, slot, what)
        if slot == ONE and index.base is not None and index.dim == ONE and index.offset == ZERO:
            return FIRST
        if index.base is None:
            self.constants.add((slot, index.offset))
        self._in_range(index, slot, expr, what)
        return index

    def _affine(self, expr: Expr, slot: Dim, what: Callable[[], str]) -> Index:
        moving: list[Symbol] = []
        offset = ZERO
        for term in (expr,) if isinstance(expr, Symbol) else SAdd.make_args(expr.expand()):
            factor, rest = term.as_coeff_Mul()
            if isinstance(rest, Symbol) and self._is_index(rest):
                if factor != 1:
                    raise Unsupported(f"the index {expr} in {what()} is not of the form i + c")
                moving.append(rest)
            else:
                offset = combine(offset, self.size(term))
        if any(self.is_value(symbol) for symbol in moving):
            raise Unsupported(f"the variable {moving[0]} is used as an index in {what()}")
        if len(moving) > 1:
            raise Unsupported(f"the index {expr} in {what()} adds two indices")
        if not moving:
            return Index(None, ONE, offset)
        for place in range(len(self.bound) - 1, -1, -1):
            symbol, dim, start = self.bound[place]
            if symbol == moving[0]:
                return Index(len(self.bound) - 1 - place, dim, combine(start, offset))
        name = symbol_name(moving[0])
        if name in self.assigned:
            base, dim, start = self.assigned[name]
            if base is None:
                return Index(None, dim, combine(start, offset))
            name = str(base)
        elif self.closed is not None:
            raise InputError(
                f"The right side has the free index {name}, which {self.closed} does not have.",
                hint="every free index of an equation stands on its left side",
            )
        if name not in self.free:
            if offset != ZERO:
                raise Unsupported(
                    f"the range of the index {name} in {what()} is not known: declare it, as in '{name}: index n'"
                )
            self.free[name] = slot
        dim = self.free[name]
        if offset == ZERO and dim != slot and name not in self.declared:
            if not combine(dim, slot, -1)[1]:
                raise Unsupported(
                    f"the range of the index {name} is not known: it stands where there are {show(dim)} values "
                    f"and where there are {show(slot)}"
                )
            raise Clash(
                f"the index {name} runs over {show(dim)} values, but in {what()} it stands where there are {show(slot)}"
            )
        return Index(name, dim, offset) if dim != ONE else Index(None, ONE, offset)

    def _is_index(self, symbol: Symbol) -> bool:
        return any(symbol == known for known, _, _ in self.bound) or symbol_name(symbol) not in self.roles.sizes

    def _in_range(self, index: Index, slot: Dim, expr: Expr, what: Callable[[], str]) -> None:
        room = combine(combine(slot, index.offset, -1), index.dim, -1)
        low, high = lowest(index.offset, self.lows), lowest(room, self.lows)
        if low is not None and low >= 0 and high is not None and high >= 0:
            return
        if always_negative(index.offset) or always_negative(room):
            last = combine(combine(index.offset, index.dim), constant(-1))
            reach = show(last) if index.offset == last else f"{show(index.offset)} to {show(last)}"
            raise Clash(
                f"{what()} has no index {expr} = {reach}: "
                f"its {show(slot)} entries are numbered 0 to {show(combine(slot, constant(-1)))}"
            )
        for form in (index.offset, room):
            self.need(form, f"the index {expr} of {what()}")

    def need(self, form: Dim, what: str) -> None:
        """Restricts the claim to the sizes at which `form` is not negative."""
        low = lowest(form, self.lows)
        if low is not None and low >= 0:
            return
        if len(form[1]) == 1 and form[1][0][1] > 0:
            name, factor = form[1][0]
            self.lows[name] = max(self.lows.get(name, 1), -(form[0] // factor))
            return
        raise Unsupported(f"it is not decided for all sizes whether {what} is in range")

    def shape(self, symbol: MatrixSymbol) -> tuple[Dim, ...]:
        """A matrix symbol's shape, looked at once for each symbol."""
        dims = self._shapes.get(symbol)
        if dims is None:
            dims = self._shapes[symbol] = self.slot(symbol.name, tuple([self.extent(size) for size in symbol.shape]))
        return dims

    def slot(self, name: str, dims: tuple[Dim, ...]) -> tuple[Dim, ...]:
        """Notes the sizes of a tensor's slots: one tensor has one shape."""
        known = self.slots.setdefault(name, dims)
        if known != dims:
            first, second = (" x ".join(map(show, shape)) for shape in (known, dims))
            raise Clash(f"{name} is {first} in one place and {second} in another")
        return known


def always_negative(form: Dim) -> bool:
    """Whether the form is below 0 for all sizes."""
    low = lowest(combine(ZERO, form, -1), {})
    return low is not None and low > 0

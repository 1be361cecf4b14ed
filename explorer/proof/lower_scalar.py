"""From SymPy to terms: one short case for each kind of node, shapes and ranges checked on the way.

Trusted, with the reader and the checker: what is lowered is what is decided. Nothing of SymPy's own reasoning is used,
no node is evaluated, and a node that is not known here is refused by name, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from sympy import Add as SAdd
from sympy import (
    Derivative,
    Expr,
    Float,
    Function,
    Indexed,
    KroneckerDelta,
    MatrixSymbol,
    Pow,
    Rational,
    Subs,
    Sum,
    Symbol,
    Trace,
)
from sympy import Mul as SMul
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.functions.elementary.miscellaneous import MinMaxBase
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.errors import InputError
from explorer.nodes import Dots
from explorer.proof.rebuild import shift
from explorer.proof.refusals import Clash, Unsupported
from explorer.proof.scan import Roles, symbol_name
from explorer.proof.sizes import ONE, ZERO, Dim, combine, constant, lowest, named, show
from explorer.proof.terms import FIRST, Index, Table, Term

MAX_EXPONENT = 2000


class ScalarLowering:
    """Lowers the expressions of one claim into one table.

    Afterwards `slots` has the sizes of each tensor's slots, `free` the size of each free index, `lows` the least sizes
    for which the claim makes sense, `constants` the constant indices with their slots' sizes, `functions` the functions
    met, True where nothing is known of them.
    """

    def __init__(self, table: Table, roles: Roles, indices: dict[str, Dim] | None = None) -> None:
        self.table = table
        self.roles = roles
        self.slots: dict[str, tuple[Dim, ...]] = {}
        self.free: dict[str, Dim] = dict(indices or {})
        self.lows: dict[str, int] = {}
        self.sizes: set[str] = set()
        self.functions: dict[str, bool] = {}
        self.examples: dict[str, tuple[str, Index]] = {}
        self.assigned: dict[str, Index] = {}
        self.closed: str | None = None
        self.bound: list[tuple[Symbol, Dim, Dim]] = []
        self.values: dict[Symbol, tuple[Term, int]] = {}
        self._constants: dict[int, Index] = {}
        self.constants: set[tuple[Dim, Dim]] = set()

    # -- sizes and indices ------------------------------------------------------------------------------------

    def size(self, expr: Expr) -> Dim:
        """A size: an integer or an affine form of size names."""
        if isinstance(expr, int) or expr.is_Integer:
            return constant(int(expr))
        if isinstance(expr, Symbol):
            self.sizes.add(symbol_name(expr))
            return named(symbol_name(expr))
        total = ZERO
        for term in SAdd.make_args(expr.expand()):
            factor, rest = term.as_coeff_Mul()
            if not factor.is_Integer:
                raise Unsupported(f"the size {expr} is not a whole affine form")
            if rest == 1:
                total = combine(total, constant(int(factor)))
            elif isinstance(rest, Symbol):
                self.sizes.add(symbol_name(rest))
                total = combine(total, named(symbol_name(rest)), int(factor))
            else:
                raise Unsupported(f"the size {expr} is not affine in the names of sizes")
        return total

    def extent(self, expr: Expr) -> Dim:
        """A number of rows, columns, examples or values of an index: at least 1 for every size the claim is about."""
        dim = self.size(expr)
        if _always_negative(combine(dim, ONE, -1)):
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
        if offset == ZERO and dim != slot:
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
        if _always_negative(index.offset) or _always_negative(room):
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

    # -- scalars ----------------------------------------------------------------------------------------------

    def scalar(self, expr: Any) -> Term:
        """A scalar expression as a term."""
        kind = type(expr)
        if kind is MatrixElement:
            return self._element(expr)
        if kind is SMul:
            return self.table.mul(tuple([self.scalar(arg) for arg in expr.args]))
        if kind is SAdd:
            return self.table.add(tuple([self.scalar(arg) for arg in expr.args]))
        if isinstance(expr, Rational):
            return self.table.num(Fraction(int(expr.p), int(expr.q)))
        if isinstance(expr, Float):
            return self.table.num(_exact(expr))
        if isinstance(expr, Symbol):
            return self._symbol(expr)
        if isinstance(expr, Dots):
            return self._sum(expr.as_sum())
        if isinstance(expr, Sum):
            return self._sum(expr)
        if isinstance(expr, Pow):
            return self._power(expr)
        if isinstance(expr, KroneckerDelta):
            return self._delta(expr)
        if isinstance(expr, (Derivative, Subs)):
            return self._derivative(expr)
        if isinstance(expr, (Function, AppliedUndef, MinMaxBase)):
            opaque = self.known_function(expr.func)
            return self.function(expr.func.__name__, *[self.scalar(arg) for arg in expr.args], opaque=opaque)
        if isinstance(expr, Indexed):
            return self._indexed(expr)
        if isinstance(expr, Trace):
            return self._trace(expr)
        if getattr(expr, "is_NumberSymbol", False):
            return self.function(f"the number {expr}", self.table.zero)
        if getattr(expr, "is_Matrix", False):
            node, rows, columns = self.matrix(expr)
            if (rows, columns) == (ONE, ONE):
                return self.table.at(node, FIRST, FIRST)
            raise Unsupported(f"{expr} is a {show(rows)} x {show(columns)} matrix where a number is needed")
        raise Unsupported(f"{type(expr).__name__} ({expr}) is not something the judge knows")

    def function(self, name: str, *args: Term, opaque: bool = False) -> Term:
        """A function, noted by name; `opaque` where it may be any function."""
        self.note_function(name, opaque)
        if not args:
            raise Unsupported(f"the function {name} of nothing")
        return self.table.fun(name, args)

    def known_function(self, function: Any) -> bool:
        """Whether a SymPy function may be any function; refuses names and classes that are not the user's."""
        name = function.__name__
        if name == "inv" or "[" in name or name.startswith("the number "):
            raise Unsupported(f"the name {name} is kept for the judge: give the function another name")
        if isinstance(function, UndefinedFunction):
            return True
        if not str(function.__module__).startswith(("sympy.", "explorer.")):
            raise Unsupported(f"nothing is known here of the function class {name}: use Function({name!r})")
        return False

    def note_function(self, name: str, opaque: bool) -> None:
        """One name is one function: either any function or a particular one."""
        if self.functions.setdefault(name, opaque) != opaque:
            raise Unsupported(f"{name} is an unknown function in one place and a particular one in another")

    def _symbol(self, symbol: Symbol) -> Term:
        if symbol in self.values:
            term, depth = self.values[symbol]
            return shift(self.table, term, len(self.bound) - depth) if len(self.bound) > depth else term
        name = symbol_name(symbol)
        if any(symbol == known for known, _, _ in self.bound):
            raise Unsupported(f"the summation index {name} is used as a number")
        if name in self.roles.sizes:
            self.sizes.add(name)
            return self.table.size(named(name))
        if name in self.free or name in self.roles.indices:
            raise Unsupported(f"the index {name} is used as a number")
        if name in self.roles.tensors or name in self.slots:
            raise Clash(f"{name} is a matrix in one place and a number in another")
        return self.table.entry(name, ())

    def _power(self, expr: Pow) -> Term:
        base, exponent = expr.args
        if exponent.is_Integer and int(exponent) != 0:
            term = self.scalar(base)
            if int(exponent) < 0:
                term = self.function("inv", term)
            return self.table.mul((term,) * abs(int(exponent)))
        if exponent == 0:
            return self.table.one
        if exponent.is_Rational:
            return self.function(f"pow[{exponent}]", self.scalar(base))
        return self.function("pow", self.scalar(base), self.scalar(exponent))

    def _sum(self, expr: Sum) -> Term:
        depth = len(self.bound)
        dims = []
        for limit in reversed(expr.limits):
            if len(limit) != 3:
                raise Unsupported(f"the sum over {limit[0]} says no range")
            symbol, low, high = limit
            inner = {known for known, _, _ in self.bound} & (low.free_symbols | high.free_symbols)
            if inner:
                raise Unsupported(f"the range of {symbol} depends on the index {min(map(str, inner))}")
            start = self.size(low)
            dim = combine(combine(self.size(high), start, -1), constant(1))
            if _always_negative(dim):
                dim = ZERO
            self.need(dim, f"the number of terms of the sum over {symbol}")
            self.bound.append((symbol, dim, start))
            dims.append(dim)
        body = self.scalar(expr.function)
        del self.bound[depth:]
        return self.table.nest(dims, body)

    def _delta(self, expr: KroneckerDelta) -> Term:
        """A delta is no slot: its indices may run over different ranges, and be shifted."""
        sides = []
        for side in expr.args[:2]:
            names = {symbol_name(symbol): symbol for symbol in side.free_symbols if self._is_index(symbol)}
            slot = next((self.free[name] for name in names if name in self.free), None)
            moving = [symbol for symbol in names.values() if not any(symbol == known for known, _, _ in self.bound)]
            if slot is None and any(symbol_name(symbol) not in self.assigned for symbol in moving):
                raise Unsupported(f"the range of the indices of {expr} is not known")
            sides.append(self._affine(side, slot if slot is not None else ONE, lambda: str(expr)))
        return self.table.delta(sides[0], sides[1])

    def _derivative(self, expr: Any) -> Term:
        """f'(u), written as the derivative of f at a symbol or as that with u put for the symbol."""
        inner, point = expr, None
        if isinstance(expr, Subs) and len(expr.variables) == 1:
            inner, point = expr.expr, expr.point[0]
        if isinstance(inner, Derivative) and len(inner.variable_count) == 1 and inner.variable_count[0][1].is_Integer:
            applied, variable = inner.expr, inner.variable_count[0][0]
            same = point is None or expr.variables[0] == variable
            if same and isinstance(applied, Function) and applied.args == (variable,):
                opaque = self.known_function(applied.func)
                self.note_function(applied.func.__name__, opaque)
                name = applied.func.__name__ + "'" * int(inner.variable_count[0][1])
                return self.function(name, self.scalar(variable if point is None else point), opaque=opaque)
        raise Unsupported(f"the derivative {expr} is not decided")

    def _indexed(self, expr: Indexed) -> Term:
        name = str(expr.base.label)
        shape = expr.base.shape or expr.shape
        if shape is None or len(shape) != len(expr.indices):
            raise Unsupported(f"the shape of {name} is not known: give it as IndexedBase({name!r}, shape=(…))")
        dims = tuple(self.extent(size) for size in shape)
        self.slot(name, dims)
        return self.table.entry(
            name, tuple([self.index(i, d, lambda: name) for i, d in zip(expr.indices, dims, strict=True)])
        )

    def _trace(self, expr: Trace) -> Term:
        node, rows, columns = self.matrix(expr.arg)
        if rows != columns:
            raise Clash(f"the trace of {expr.arg}, which is {show(rows)} x {show(columns)} and not square")
        index = Index(0, rows)
        return self.table.sum(rows, self.table.at(shift(self.table, node), index, index))

    def _element(self, expr: MatrixElement) -> Term:
        parent = expr.args[0]
        if isinstance(parent, MatrixSymbol):
            name = parent.name
            dims = self.slots.get(name) or self.slot(name, tuple(self.extent(size) for size in parent.shape))
            row = self.index(expr.args[1], dims[0], lambda: name)
            column = self.index(expr.args[2], dims[1], lambda: name)
            if name in self.examples:
                return self._example(name, row)
            return self.table.entry(name, (row, column))
        node, rows, columns = self.matrix(parent)
        row = self.index(expr.args[1], rows, lambda: str(parent))
        column = self.index(expr.args[2], columns, lambda: str(parent))
        return self.table.at(node, row, column)

    def _example(self, name: str, row: Index) -> Term:
        """An entry of the column vector that a batch holds as a row."""
        batch, example = self.examples[name]
        return self.table.entry(batch, (example, row))

    def slot(self, name: str, dims: tuple[Dim, ...]) -> tuple[Dim, ...]:
        """Notes the sizes of a tensor's slots: one tensor has one shape."""
        known = self.slots.setdefault(name, dims)
        if known != dims:
            first, second = (" x ".join(map(show, shape)) for shape in (known, dims))
            raise Clash(f"{name} is {first} in one place and {second} in another")
        return known

    def matrix(self, expr: Any) -> tuple[Term, Dim, Dim]:
        """A matrix expression as a term, with its numbers of rows and columns."""
        raise TypeError("matrices are lowered by Lowering")


def _always_negative(form: Dim) -> bool:
    low = lowest(combine(ZERO, form, -1), {})
    return low is not None and low > 0


def _exact(number: Float) -> Fraction:
    """The decimal a person typed: the shortest that rounds to this float (at more digits, the exact binary value)."""
    if not number.is_finite or abs(int(number._mpf_[2])) > MAX_EXPONENT:
        raise Unsupported(f"the number {number} is not decided")
    if number._prec == 53:
        return Fraction(repr(float(number)))
    sign, mantissa, exponent, _ = number._mpf_
    size = int(mantissa) * Fraction(2) ** int(exponent)
    return -size if sign else size

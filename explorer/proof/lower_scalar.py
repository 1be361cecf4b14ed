"""From SymPy to terms: one short case for each kind of node, shapes and ranges checked on the way.

Trusted, with the reader and the checker: what is lowered is what is decided. Nothing of SymPy's own reasoning is used,
no node is evaluated, and a node that is not known here is refused by name, never guessed.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import Add as SAdd
from sympy import (
    Derivative,
    Float,
    Function,
    Indexed,
    KroneckerDelta,
    MatrixSymbol,
    Pow,
    Product,
    Rational,
    S,
    Subs,
    Sum,
    Symbol,
    Trace,
)
from sympy import Mul as SMul
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.functions.elementary.miscellaneous import MinMaxBase
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.nodes import Dots, Largest, Smallest, StandIn
from explorer.proof.checker_signs import DEFINITIONS, EACH, MAX, MIN, PRODUCT, ROOT
from explorer.proof.lower_index import IndexLowering, always_negative
from explorer.proof.rebuild import shift
from explorer.proof.refusals import Clash, Unsupported, shown
from explorer.proof.scan import symbol_name
from explorer.proof.sizes import ONE, ZERO, Dim, combine, constant, named, show
from explorer.proof.terms import FIRST, Index, Term

# Names with a meaning for the judge; an unknown function of such a name is marked.
PARTICULAR = frozenset({*DEFINITIONS, "exp", "log", "relu", "step", "gelu", "pow"})
ANY = "°"
MAX_BITS = 2000
MAX_POWER = 64


class ScalarLowering(IndexLowering):
    """Scalar expressions, one short case for each kind; see `IndexLowering` for what is known afterwards."""

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
            if max(int(expr.p).bit_length(), int(expr.q).bit_length()) > MAX_BITS:
                raise Unsupported("a number of thousands of digits")
            return self.table.num(Fraction(int(expr.p), int(expr.q)))
        if isinstance(expr, Float):
            return self.table.num(_exact(expr))
        if isinstance(expr, Symbol):
            return self._symbol(expr)
        if isinstance(expr, Dots):
            return self._sum(expr.as_sum())
        if isinstance(expr, Sum):
            return self._sum(expr)
        if isinstance(expr, (Largest, Product)):
            return self._of_all(expr)
        if isinstance(expr, Pow):
            return self._power(expr)
        if isinstance(expr, KroneckerDelta):
            return self._delta(expr)
        if isinstance(expr, (Derivative, Subs)):
            return self._derivative(expr)
        if isinstance(expr, (Function, AppliedUndef, MinMaxBase)):
            name, opaque = self.name_of(expr.func)
            return self.function(name, *[self.scalar(arg) for arg in expr.args], opaque=opaque)
        if isinstance(expr, Indexed):
            return self._indexed(expr)
        if isinstance(expr, Trace):
            return self._trace(expr)
        if expr is S.Exp1:
            return self.function("exp", self.table.one)
        if getattr(expr, "is_NumberSymbol", False):
            return self.function(f"the number {expr}", self.table.zero)
        if getattr(expr, "is_Matrix", False):
            node, rows, columns = self.matrix(expr)
            if (rows, columns) == (ONE, ONE):
                return self.table.at(node, FIRST, FIRST)
            raise Unsupported(f"{shown(expr)} is a {show(rows)} x {show(columns)} matrix where a number is needed")
        word = "Piecewise" if type(expr).__name__ == "ExprCondPair" else type(expr).__name__
        raise Unsupported(f"{word} ({shown(expr)}) is not something the judge knows")

    def function(self, name: str, *args: Term, opaque: bool = False) -> Term:
        """A function, noted by name; `opaque` where it may be any function."""
        self.note_function(name, opaque)
        if not args:
            raise Unsupported(f"the function {name} of nothing")
        return self.table.fun(name, args)

    def name_of(self, function: Any) -> tuple[str, bool]:
        """The name a function has for the judge, and whether it may be any function.

        An unknown function that has the name of a particular one gets a name of its own.
        """
        opaque = self.known_function(function)
        name = str(function.__name__)
        return (name + ANY if opaque and name in PARTICULAR else name), opaque

    def known_function(self, function: Any) -> bool:
        """Whether a SymPy function may be any function; refuses names and classes that are not the user's."""
        name = function.__name__
        if name == "inv" or ANY in name or "[" in name or name.startswith("the number "):
            raise Unsupported(f"the name {name} is kept for the judge: give the function another name")
        if isinstance(function, UndefinedFunction):
            if name.endswith("'"):
                raise Unsupported(f"the name {name} reads as a derivative: write Derivative, or give it another name")
            return True
        if not str(function.__module__).startswith(("sympy.", "explorer.")):
            raise Unsupported(f"nothing is known here of the function class {name}: use Function({name!r})")
        return False

    def note_function(self, name: str, opaque: bool) -> None:
        """One name is one function: either any function or a particular one."""
        if self.functions.setdefault(name, opaque) != opaque:
            raise Unsupported(f"{name} is an unknown function in one place and a particular one in another")

    def _symbol(self, symbol: Symbol) -> Term:
        if self.is_value(symbol):
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
        if exponent.is_Integer and abs(int(exponent)) > MAX_POWER:
            raise Unsupported(f"the power {base}**{exponent} is too high to decide")
        if exponent.is_Integer and int(exponent) != 0:
            term = self.scalar(base)
            if int(exponent) < 0:
                term = self.function("inv", term)
            return self.table.mul((term,) * abs(int(exponent)))
        if exponent == 0:
            return self.table.one
        if exponent.is_Rational and exponent.q == 2 and abs(exponent.p) <= MAX_POWER:  # √x as often as that says
            root = self.function(ROOT, self.scalar(base))
            root = self.function("inv", root) if exponent.p < 0 else root
            return self.table.mul((root,) * abs(int(exponent.p)))
        if exponent.is_Rational:
            return self.function(f"pow[{exponent}]", self.scalar(base))
        return self.function("pow", self.scalar(base), self.scalar(exponent))

    def _sum(self, expr: Sum) -> Term:
        depth = len(self.bound)
        dims = self._bind(expr, "sum")
        body = self.scalar(expr.function)
        del self.bound[depth:]
        return self.table.nest(dims, body)

    def _of_all(self, expr: Any) -> Term:
        """The largest, the smallest or the product over indices: of a bag of numbers (`checker_bags`)."""
        name, word = (MIN, "minimum") if isinstance(expr, Smallest) else (MAX, "maximum")
        if isinstance(expr, Product):
            name, word = PRODUCT, "product"
        depth = len(self.bound)
        dims = self._bind(expr, word)
        if name != PRODUCT:
            for dim in dims:
                if always_negative(combine(dim, ONE, -1)):
                    raise Unsupported(f"the {word} of no numbers")
                self.need(combine(dim, ONE, -1), f"the number of terms of the {word}")
        body = self.function(EACH, self.scalar(expr.function))
        del self.bound[depth:]
        return self.function(name, self.table.nest(dims, body))

    def _bind(self, expr: Any, word: str) -> list[Dim]:
        """Binds the indices of a sum or the like, the last limit outermost; the sizes of their ranges."""
        dims = []
        for limit in reversed(expr.limits):
            if len(limit) != 3:
                raise Unsupported(f"the {word} over {limit[0]} says no range")
            symbol, low, high = limit
            inner = {known for known, _, _ in self.bound} & (low.free_symbols | high.free_symbols)
            if inner:
                raise Unsupported(f"the range of {symbol} depends on the index {min(map(str, inner))}")
            start = self.size(low)
            dim = combine(combine(self.size(high), start, -1), constant(1))
            if always_negative(dim):
                dim = ZERO
            self.need(dim, f"the number of terms of the {word} over {symbol}")
            self.bound.append((symbol, dim, start))
            dims.append(dim)
        return dims

    def _delta(self, expr: KroneckerDelta) -> Term:
        """A delta is no slot: its indices may run over different ranges, and be shifted."""
        sides = []
        for side in expr.args[:2]:
            names = {symbol_name(symbol): symbol for symbol in side.free_symbols if self._is_index(symbol)}
            slot = next((self.free[name] for name in names if name in self.free), None)
            for name, symbol in names.items():
                if slot is None and not any(symbol == known for known, _, _ in self.bound):
                    if name not in self.roles.ranges and name not in self.assigned:
                        raise Unsupported(f"the range of the index {name} of {expr} is not known: declare it")
                    slot = self.extent(self.roles.ranges[name]) if name in self.roles.ranges else None
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
                base, opaque = self.name_of(applied.func)
                self.note_function(base, opaque)
                name = base + "'" * int(inner.variable_count[0][1])
                return self.function(name, self.scalar(variable if point is None else point), opaque=opaque)
        raise Unsupported(f"the derivative {expr} is not decided")

    def _indexed(self, expr: Indexed) -> Term:
        name = str(expr.base.label)
        shape = expr.base.shape
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
        parent, i, j = expr.args
        known = self._parents.get(id(parent))
        if known is not None:  # a written-out neuron has thousands of entries of two tensors
            name, rows, columns = known
            if i.is_Integer and j.is_Integer and 0 <= i.p < rows[0] and 0 <= j.p < columns[0]:
                return self.table.entry(name, (self._listed(i.p, rows), self._listed(j.p, columns)))
        if isinstance(parent, MatrixSymbol) and not isinstance(parent, StandIn):
            name = parent.name
            dims = self.shape(parent)
            row = self.index(i, dims[0], lambda: name)
            column = self.index(j, dims[1], lambda: name)
            if name in self.examples:
                return self._example(name, row)
            if not dims[0][1] and not dims[1][1]:
                self._parents[id(parent)] = (name, dims[0], dims[1])
            return self.table.entry(name, (row, column))
        node, rows, columns = self.matrix(parent)
        row = self.index(i, rows, lambda: str(parent))
        column = self.index(j, columns, lambda: str(parent))
        return self.table.at(node, row, column)

    def _listed(self, number: int, slot: Dim) -> Index:
        """A constant index within a concrete size."""
        index = self._constants.get(number)
        if index is None:
            index = self._constants[number] = Index(None, ONE, constant(number))
        self.constants.add((slot, index.offset))
        return index

    def _example(self, name: str, row: Index) -> Term:
        """An entry of the column vector that a batch holds as a row."""
        batch, example = self.examples[name]
        return self.table.entry(batch, (example, row))

    def matrix(self, expr: Any) -> tuple[Term, Dim, Dim]:
        """A matrix expression as a term, with its numbers of rows and columns."""
        raise TypeError("matrices are lowered by Lowering")


def _exact(number: Float) -> Fraction:
    """The decimal a person typed: the shortest that rounds to this float (at more digits, the exact binary value)."""
    if not number.is_finite or abs(int(number._mpf_[2])) > MAX_BITS:
        raise Unsupported("a number that is not finite, or too large or too small to decide")
    if number._prec == 53:
        return Fraction(repr(float(number)))
    sign, mantissa, exponent, _ = number._mpf_
    size = int(mantissa) * Fraction(2) ** int(exponent)
    return -size if sign else size

"""The ground of the printer: names, indices, what a subexpression needs. See `explorer.numeric.printer`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sympy import Add, Basic, Integer, MatrixSymbol, S, Symbol, expand
from sympy.core.function import AppliedUndef
from sympy.printing.numpy import NumPyPrinter

from explorer.errors import InputError
from explorer.numeric.names import Names

_WORD = re.compile(r"[A-Za-z_]\w*|\d+(\.\d+)?(e-?\d+)?")
_AFTER = re.compile(r"\.[A-Za-z_]\w*")


class NoBatch(Exception):
    """This expression has no code that does all examples at once: it is run once per example."""


class Code(str):
    """Code of an array: `batched` says that it has one row per example, `new` that nothing else holds it."""

    batched: bool
    new: bool

    def __new__(cls, text: str, *, batched: bool, new: bool = False) -> Code:
        made = super().__new__(cls, text)
        made.batched = batched
        made.new = new
        return made


def is_atom(code: str) -> bool:
    """Whether the code binds tighter than any operator: a name, an entry, a call, or all of it in parentheses.

    >>> [is_atom(text) for text in ("W1[i, :].dot(f(x))", "(a + b)", "(a) + (b)", "-x", "1.5")]
    [True, True, False, False, True]
    """
    match = _WORD.match(code)
    at = match.end() if match else 0
    if match is None and code[:1] != "(":
        return False
    while at < len(code):
        if code[at] in "([":
            at = _closed(code, at)
        elif follows := _AFTER.match(code, at):
            at = follows.end()
        else:
            return False
    return True


def bare(code: str) -> str:
    """The code without parentheses around all of it: for a place where nothing can bind."""
    return code[1:-1] if code[:1] == "(" and _closed(code, 0) == len(code) else code


def _closed(code: str, at: int) -> int:
    """The place behind the bracket that closes the one at `at`."""
    depth = 0
    for place in range(at, len(code)):
        depth += (code[place] in "([{") - (code[place] in ")]}")
        if depth == 0:
            return place + 1
    return len(code)


def atom(code: str) -> str:
    """The code, in parentheses unless it is an atom."""
    return code if is_atom(code) else f"({code})"


class EntryPrinter(NumPyPrinter):  # type: ignore[misc]
    """The printer's state. `known` gives the identifier of every symbol and function: no other text is printed.

    Of NumPyPrinter's rules for nodes none is used: it prints a matrix product in which it does not know the names as
    an entrywise one, and a node it does not know as it stands. An entry of a batched vector is an array, one number
    per example.
    """

    def __init__(self, names: Names, known: dict[Any, str], batched: set[Any]) -> None:
        super().__init__({"fully_qualified_modules": True})
        self.names = names
        self.known = known
        self.batched = batched
        self.imports: set[str] = set()
        self.lines: list[str] = []
        self.indent = "    "
        self.needs_at = False
        self.loops: dict[Any, tuple[Any, Any]] = {}  # bound indices and their ranges
        self.inside: set[Any] = set()  # those of expressions, into which no statement can be put
        self.arrays: set[Any] = set()  # bound variables that stand for whole arrays
        self.replaced: dict[Any, str] = {}  # entries that stand for slices
        self._carries: dict[Any, bool] = {}
        self._hoisted: dict[Any, str] = {}

    def _print(self, expr: Any, **_: Any) -> str:
        kinds: tuple[Any, Any] = (type(self), type(expr))
        name = _method(*kinds)
        return self.emptyPrinter(expr) if name is None else getattr(self, name)(expr)

    def emptyPrinter(self, expr: Any) -> str:
        """Nothing is printed that this printer does not know."""
        name = type(expr).__name__
        raise InputError(
            f"{name} cannot be compiled to NumPy: {str(expr)[:80]}.",
            hint="compiled are sums, products, matrices and their entries, functions of one number",
        )

    # -- leaves ---------------------------------------------------------------------------------------------

    def _print_Symbol(self, expr: Any) -> str:
        name = self.known.get(expr) or self.size(expr)
        if name is None:
            raise InputError(
                f"There is no value for {expr}.",
                hint=f"{expr} is neither an argument nor a size that the shapes give",
            )
        return name

    _print_Dummy = _print_Symbol

    def size(self, symbol: Any) -> str | None:
        """The identifier of a size that the shapes of the arguments give."""
        raise NotImplementedError

    def _print_Integer(self, expr: Any) -> str:
        return str(int(expr))

    _print_int = _print_Integer  # the shape of a matrix of numbers

    def _print_Rational(self, expr: Any) -> str:
        return f"({expr.p}/{expr.q})"

    _print_Half = _print_Rational

    def _print_Float(self, expr: Any) -> str:
        return repr(float(expr))

    def _print_NumberSymbol(self, expr: Any) -> str:
        return repr(float(expr))

    _print_Exp1 = _print_Pi = _print_EulerGamma = _print_GoldenRatio = _print_NumberSymbol

    def _print_NaN(self, expr: Any) -> str:
        return "np.nan"

    def _print_Infinity(self, expr: Any) -> str:
        return "np.inf"

    # -- what a subexpression needs -------------------------------------------------------------------------

    def carries(self, expr: Any) -> bool:
        """Whether the value has one entry per example."""
        if not self.batched or not isinstance(expr, Basic):
            return False
        known = self._carries.get(expr)
        if known is None:
            known = expr in self.batched or any(self.carries(arg) for arg in expr.args)
            self._carries[expr] = known
        return known

    def mentions(self, expr: Any, symbols: set[Any]) -> bool:
        """Whether `expr` contains one of `symbols`."""
        if not symbols:
            return False
        return expr in symbols or any(self.mentions(arg, symbols) for arg in getattr(expr, "args", ()))

    def is_array(self, expr: Any) -> bool:
        """Whether a number of the text is an array in the code."""
        return (
            self.carries(expr)
            or self.mentions(expr, self.arrays)
            or (bool(self.replaced) and self.mentions(expr, set(self.replaced)))
        )

    def can_emit(self, expr: Any) -> bool:
        """Whether a statement for `expr` can stand before the line that is being made."""
        return not self.mentions(expr, self.inside | self.arrays)

    def emit(self, line: str) -> None:
        """Writes one statement."""
        self.lines.append(self.indent + line)

    # -- indices --------------------------------------------------------------------------------------------

    def position(self, index: Any, size: Any, of: str) -> str:
        """An index of the array `of`, checked to be in 0..size-1: now where that can be seen, in the code where not."""
        inside = self._in_range(index, size)
        if inside is False:
            raise InputError(f"Index {index} of {of} is out of range: there are {size} entries, numbered from 0.")
        if inside:
            return self._print(index)
        self.needs_at = True
        return f"at({self._print(index)}, {self._print(size)}, {of!r})"

    def _in_range(self, index: Any, size: Any) -> bool | None:
        if isinstance(index, Integer) and isinstance(size, Integer):
            return bool(0 <= index.p < size.p)
        if isinstance(index, Integer) and index.p < 0:
            return False
        if self.never_negative(index) and self.never_negative(size - 1 - index):
            return True
        return None

    def never_negative(self, expr: Any) -> bool:
        """Whether an affine expression is 0 or more for all sizes of 1 and more and all loop indices."""
        for index, (low, high) in reversed(self.loops.items()):
            slope = expr.coeff(index)
            if not expr.has(index):
                continue
            if not slope.is_Integer or (expr - slope * index).has(index):
                return False
            expr = expand(expr.subs(index, low if slope > 0 else high))
        expr = expand(expr)
        constant, total = S.Zero, S.Zero
        for term in Add.make_args(expr):
            slope, symbol = term.as_coeff_Mul()
            if symbol is S.One:
                constant += slope
            elif slope > 0 and isinstance(symbol, Symbol) and self.is_size(symbol):
                total += slope
            else:
                return False
        return bool(constant + total >= 0)

    def is_size(self, symbol: Any) -> bool:
        """Whether the symbol is a size, so at least 1."""
        raise NotImplementedError

    @contextmanager
    def loop(self, index: Any, low: Any, high: Any, *, inside: bool) -> Iterator[str]:
        """Within it `index` runs from `low` to `high`; `inside` an expression no statement can be emitted."""
        name = self.names.new("j" if not inside else "k")
        before = self.known.get(index), self.loops.pop(index, None), index in self.inside
        self.known[index] = name
        self.loops[index] = (low, high)
        if inside:
            self.inside.add(index)
        try:
            yield name
        finally:
            del self.known[index], self.loops[index]
            self.inside.discard(index)
            if before[0] is not None:
                self.known[index] = before[0]
            if before[1] is not None:
                self.loops[index] = before[1]
            if before[2]:
                self.inside.add(index)

    # -- entries --------------------------------------------------------------------------------------------

    def _print_MatrixElement(self, expr: Any) -> str:
        if expr in self.replaced:
            return self.replaced[expr]
        parent, row, column = expr.args
        array = self.hoisted(parent)
        of = array if array.isidentifier() else "this matrix"
        codes = [(self.position(i, size, of), size) for i, size in zip((row, column), parent.shape, strict=True)]
        kept = [code for code, size in codes if size != 1]
        if not kept:
            return array
        return f"{array}[{', '.join(['...', *kept] if self.carries(parent) else kept)}]"

    def hoisted(self, matrix: Any) -> str:
        """The code of a matrix whose entries are taken: a name, computed once where that is possible."""
        if isinstance(matrix, MatrixSymbol) or not self.can_emit(matrix):
            return atom(self._print(matrix))
        if matrix not in self._hoisted or self.loops:
            code = self._print(matrix)
            name = self.names.new("t")
            self.emit(f"{name} = {code}")
            if self.loops:
                return name
            self._hoisted[matrix] = name
        return self._hoisted[matrix]


@cache
def _method(printer: Any, kind: Any) -> str | None:
    """The name of the method that prints a class: one of ours, found by the class or the nearest above it."""
    ours: set[str] = set()
    for klass in printer.__mro__:
        if klass is NumPyPrinter:
            break
        ours.update(vars(klass))
    bases = kind.__mro__
    if AppliedUndef in bases:  # a function called Add is no Add
        bases = bases[bases.index(AppliedUndef) :]
    return next((f"_print_{base.__name__}" for base in bases if f"_print_{base.__name__}" in ours), None)

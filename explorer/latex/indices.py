"""Names, entries and indices: the part of the printer that knows what an index stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sympy import Add, Basic, Expr, MatrixSymbol, Symbol
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.printing.latex import LatexPrinter

from explorer.latex.names import element, symbol
from explorer.latex.terms import is_capital, is_scalar, paren


class IndexPrinter(LatexPrinter):  # type: ignore[misc]
    """Writes names and entries; keeps the values that bound indices have while dots are spelled out."""

    def __init__(self, elide: int | None, lower: bool, kept: frozenset[str] = frozenset()) -> None:
        super().__init__({"order": "none"})
        self._elide, self._lower, self._kept = elide, lower, kept
        self._bound: Mapping[Basic, Expr] = {}
        self._in_index = False
        self._owners: dict[str, set[str]] = {}
        self._depth = 0

    def clashes(self) -> frozenset[str]:
        """The names whose entries were written like another name."""
        return frozenset(name for owners in self._owners.values() if len(owners) > 1 for name in owners)

    @contextmanager
    def _scope(self, values: Mapping[Basic, Expr]) -> Iterator[None]:
        outer = self._bound
        self._bound = {**outer, **{k: v.xreplace(outer) if outer else v for k, v in values.items()}}
        try:
            yield
        finally:
            self._bound = outer

    @contextmanager
    def _binder(self, *indices: Basic) -> Iterator[None]:
        """Inside, `indices` stand for themselves, primed where the value of an outer index mentions them."""
        taken = {s for v in self._bound.values() for s in v.free_symbols}
        outer = self._bound
        self._bound = {**outer, **{k: Symbol(f"{k}'") if k in taken else k for k in indices}}
        try:
            yield
        finally:
            self._bound = outer

    def _value(self, index: Expr) -> Expr:
        """What the index is here: for looking at only, `_compact` and `_scope` put values in themselves."""
        return index.xreplace(self._bound) if self._bound and not index.is_Integer else index

    def _compact(self, index: Expr) -> str:
        if index.is_Integer:
            return str(index)
        outer, self._bound, before = self._bound, {}, self._in_index
        self._in_index = True
        try:
            text: str = self._print(index.xreplace(outer) if outer else index)
        finally:
            self._bound, self._in_index = outer, before
        return text.replace(" + ", "+").replace(" - ", "-")

    def _print_Symbol(self, expr: Any, style: str = "plain") -> str:
        value = self._bound.get(expr)
        if value is not None and value != expr:
            outer, self._bound = self._bound, {}
            try:
                text: str = self._print(value)
            finally:
                self._bound = outer
            return paren(text) if isinstance(value, Add) and not self._in_index else text
        self._owners.setdefault(symbol(expr.name), set()).add(expr.name)
        return symbol(expr.name)

    _print_RandomSymbol = _print_Dummy = _print_MatrixSymbol = _print_Symbol

    def _entry(self, name: str, indices: Sequence[Expr]) -> str:
        shown = tuple(self._compact(i) for i in indices)
        text, whole = element(name, shown, self._lower and name not in self._kept)
        self._owners.setdefault(whole, set()).add(name)
        return text

    def _print_MatrixElement(self, expr: MatrixElement) -> str:
        parent = expr.args[0]
        i, j = expr.args[1:]
        rows, columns = parent.shape
        at_row_0, at_column_0 = self._value(i) == 0, self._value(j) == 0
        if isinstance(parent, MatrixSymbol):
            if columns == 1 and at_column_0 and not is_capital(parent.name):
                return self._entry(parent.name, (i,))
            if rows == 1 and at_row_0 and not is_capital(parent.name):
                return self._entry(parent.name, (j,))
            return self._entry(parent.name, (i, j))
        if is_scalar(expr):
            return str(self._print(parent))
        shown = (i,) if columns == 1 and at_column_0 else (j,) if rows == 1 and at_row_0 else (i, j)
        return rf"{paren(self._print(parent))}_{{{','.join(map(self._compact, shown))}}}"

    def _print_Indexed(self, expr: Any) -> str:
        return self._entry(str(expr.base), expr.indices)

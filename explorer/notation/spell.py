r"""Statement -> LaTeX: the text a person would write for it, and the declarations with which it reads back.

Law: `read(spell(x), spelled_given(x))` has the sides of `x`, up to the letters of bound indices, the order in which
numbers are added and multiplied, and the pairs in which longer sums and products were grouped. Numbers that stand in
SymPy's own order, as after pickling, are put in the order in which a layer is written: W a + b, not b + W a.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sympy import (
    Add,
    Basic,
    Dummy,
    Expr,
    Function,
    Lambda,
    MatAdd,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    OneMatrix,
    Sum,
    Symbol,
    preorder_traversal,
)
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.core.numbers import Number
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.latex.names import symbol
from explorer.latex.printer import FieldPrinter
from explorer.latex.terms import head, paren, sign
from explorer.nodes import Dots
from explorer.notation.letters import GREEK
from explorer.statement import OPAQUE, Statement

_FEW = 6
"""Rows and columns of a matrix that are all written out; more are written with dots."""


def spell(statement: Statement) -> str:
    r"""The statement as LaTeX, `A = B` or one side alone; indices count from 0, whatever the text counted from.

    Nothing but the sides is used, so a statement that has lost its source spells the same.

    >>> from explorer.notation import read, spell
    >>> print(spell(read("z_i = Σ_{j=1}^{n} W_ij a_j", "W: m x n; a: n; z: m")))
    z_i = \sum_{j=0}^{n-1} w_{i,j} a_j
    """
    sides = [_single_letters(side) for side in _sides(statement)]
    printer = _Speller(None, True)
    texts = [str(printer.doprint(side)) for side in sides]
    if clashes := printer.clashes():
        printer = _Speller(None, True, kept=clashes)
        texts = [str(printer.doprint(side)) for side in sides]
    written = texts[0] + "".join(
        f" {_RELATIONS.get(sign, sign)} {text}" for sign, text in zip(statement.relations, texts[1:], strict=False)
    )
    return _GREEK.sub(lambda found: _SWAPPED[found[0]], written)


_RELATIONS = {
    "≠": r"\neq", "≤": r"\leq", "≥": r"\geq", "∈": r"\in", "∉": r"\notin", "≈": r"\approx", "∼": r"\sim", "∝": r"\propto",
    "⊂": r"\subset", "←": r"\leftarrow", "→": r"\to", "⇒": r"\implies", "⇐": r"\impliedby", "⇔": r"\iff",
}  # fmt: skip


def _sides(statement: Statement) -> list[Basic]:
    return list(statement.members)


def _single_letters(side: Any) -> Any:
    """Bound indices such as `j_1` under letters that are free."""
    pieces = list(preorder_traversal(side))
    used = {piece.name[:1] for piece in pieces if isinstance(piece, Symbol | MatrixSymbol)} | {"d", "e"}
    bound = [limit[0] for piece in pieces for limit in getattr(piece, "limits", ()) or ()]
    letters = (letter for letter in "jkpqrstuvlhg" if letter not in used)
    new = {}
    for index in dict.fromkeys(bound):
        if len(index.name.rstrip("'")) > 1 and (letter := next(letters, None)) is not None:
            new[index] = Symbol(letter)
    return side.xreplace(new) if new else side


_WORD = re.compile(r"[A-Za-z]+[0-9]+|[A-Za-z]+\([A-Za-z]\)")
_SWAPPED = {
    symbol(letter): f"\\{command}"
    for command, letter in GREEK.items()
    if symbol(letter).startswith("\\") and symbol(letter) != f"\\{command}"
}
_GREEK = re.compile("|".join(rf"{re.escape(command)}(?![A-Za-z])" for command in _SWAPPED) or r"(?!)")


class _Speller(FieldPrinter):
    """The field's printer, with every piece in a form that reads back."""

    _put_in: Mapping[Any, str] = {}

    def _print_Symbol(self, expr: Any, style: str = "plain") -> str:
        if expr in self._put_in:
            return self._put_in[expr]
        return expr.name if _WORD.fullmatch(expr.name) else str(super()._print_Symbol(expr, style))

    _print_Dummy = _print_MatrixSymbol = _print_Symbol

    def _entry(self, name: str, indices: Any) -> str:
        if not _WORD.fullmatch(name):
            return str(super()._entry(name, indices))
        return f"{name}_{{{','.join(self._compact(index) for index in indices)}}}"

    def _print_MatrixElement(self, expr: Any) -> str:
        """A vector has one index, and its own letter."""
        parent, i, j = expr.args
        thin = 1 in parent.shape
        if not (thin and isinstance(parent, MatrixSymbol)) or parent.shape == (1, 1):
            return str(super()._print_MatrixElement(expr))
        kept, self._lower = self._lower, False
        try:
            return self._entry(parent.name, (i,) if parent.shape[1] == 1 else (j,))
        finally:
            self._lower = kept

    def _applied(self, expr: Any) -> str:
        """x ↦ max(0, x) of a matrix is written with the matrix in place of x."""
        rule = expr.function
        if not isinstance(rule, Lambda) or rule.expr == rule.variables[0] or head(rule.expr, rule.variables[0]):
            return str(super()._applied(expr))
        inside = str(self._print(expr.expr))
        kept, self._put_in = self._put_in, {**self._put_in, rule.variables[0]: inside}
        try:
            return str(self._print(rule.expr))
        finally:
            self._put_in = kept

    def _juxtaposed(self, factors: Any) -> str:
        if len(factors) == 1:
            return str(self._print(factors[0]))
        parts: list[str] = []
        for at, factor in enumerate(factors):
            text = self._factor(factor, last=at == len(factors) - 1, first=at == 0)
            if text.startswith("-") and at == 0:
                text = paren(text)
            parts.append(rf"\cdot {text}" if parts and text[:1].isdigit() else text)
        return " ".join(parts)

    def _print_Add(self, expr: Any, order: Any = None) -> str:
        if self._in_index or isinstance(expr, MatrixExpr) or _sorted(expr) is None:
            return str(super()._print_Add(expr, order))
        return self._terms(sorted(expr.args, key=_place_in_sum(expr.args)))

    def _print_Mul(self, expr: Any) -> str:
        if not isinstance(expr, MatrixExpr) and _sorted(expr) is not None:
            expr = Mul(*sorted(expr.args, key=_place_in_product), evaluate=False)
        return str(super()._print_Mul(expr))

    def _terms(self, args: Any) -> str:
        """A sum in a sum keeps its parentheses."""
        parts: list[str] = []
        for term in args:
            text = str(self._print(term))
            if isinstance(term, Add | MatAdd):
                text = paren(text)
            if parts:
                text = f"- {text[1:]}" if text.startswith("-") else f"+ {text}"
            parts.append(text)
        return " ".join(parts)

    def _print_MatMul(self, expr: Any) -> str:
        """A number as a block is written as the number."""
        if expr.args[-1] == OneMatrix(1, 1) and len(expr.args) == 2:
            return str(self._print(expr.args[0]))
        return str(self._print_Mul(expr))

    def _print_FunctionMatrix(self, expr: Any) -> str:
        """A row or a column of a matrix by its index, anything else by its entries."""
        row, column = expr.lamda.variables
        body = expr.lamda.expr
        if isinstance(body, MatrixElement) and not {row, column} & body.args[0].free_symbols:
            first, second = body.args[1:]
            base = self._print(body.args[0])
            base = base if isinstance(body.args[0], MatrixSymbol) and "_" not in base else paren(base)
            if second == column and row not in first.free_symbols and expr.shape[0] == 1:
                return f"{base}_{{{self._compact(first)},:}}"
            if first == row and column not in second.free_symbols and expr.shape[1] == 1:
                return f"{base}_{{:,{self._compact(second)}}}"
        if isinstance(body, Sum | Dots) and isinstance(body.function, MatrixElement):
            base, *at = body.function.args
            if at == [row, column] and base.shape == expr.shape:
                whole = Dummy("body")
                kept, self._put_in = self._put_in, {**self._put_in, whole: self._factor(base, last=False)}
                try:
                    return self._big(r"\sum", Sum(whole, *body.limits))
                finally:
                    self._put_in = kept
        return str(super()._print_FunctionMatrix(expr))

    def _shown(self, size: Expr) -> list[Expr | None]:
        few = self._elide is None and size.is_Integer and int(size) > _FEW
        return [*super()._shown(size)[:2], None, size - 1] if few else super()._shown(size)

    def _print_KroneckerDelta(self, expr: Any, exp: Any = None) -> str:
        left, right = (self._compact(side) for side in expr.args[:2])
        return rf"\mathbb{{1}}\left({left} = {right}\right)"

    def _print_DiagMatrix(self, expr: Any) -> str:
        return rf"\operatorname{{diag}}{paren(self._print(expr.args[0]))}"

    _print_DiagonalOf = _print_DiagMatrix

    def _print_Pi(self, expr: Any) -> str:
        return r"\pi"


def _sorted(expr: Any) -> Any | None:
    """The expression where its parts stand in SymPy's own order, which tells nothing of how it was written."""
    return expr if expr.func(*expr.args).args == expr.args else None


def _place_in_sum(terms: tuple[Expr, ...]) -> Callable[[Expr], int]:
    """Sums and products, then single names, then what is subtracted; a number first before a function."""
    first = any(isinstance(term, Function) for term in terms)

    def place(term: Expr) -> int:
        if sign(term)[0]:
            return 4
        if isinstance(term, Number):
            return 0 if first else 3
        return 2 if isinstance(term, Symbol | MatrixElement) and not isinstance(term, Sum) else 1

    return place


def _place_in_product(factor: Expr) -> int:
    """Numbers, names, entries of matrices, entries of vectors, functions, sums."""
    if isinstance(factor, Number):
        return 0
    if isinstance(factor, Symbol):
        return 1
    if isinstance(factor, MatrixElement):
        return 2 if 1 not in factor.args[0].shape else 3
    return 5 if isinstance(factor, Sum) else 4


def spelled_given(statement: Statement) -> list[str]:
    """The declarations that a reader of the spelled text needs: shapes, functions, free indices, the base 0.

    >>> from explorer.notation import read, spelled_given
    >>> spelled_given(read("W a", "W: m x n; a: n"))
    ['convention: 0-based', 'W: m x n', 'a: n']
    """
    from explorer.network import ACTIVATIONS

    sides = _sides(statement)
    pieces = list(_pieces(sides))
    rows: dict[str, str] = {}
    slots: dict[str, str] = {}
    for index, size in statement.indices.items():
        rows[index.name] = f"index {_size(size)}"
    for piece in pieces:
        if isinstance(piece, MatrixSymbol):
            rows[piece.name] = _shape(piece)
        elif isinstance(piece, MatrixElement) and isinstance(piece.args[0], MatrixSymbol):
            for at, size in zip(piece.args[1:], piece.args[0].shape, strict=True):
                if isinstance(at, Symbol) and size != 1:
                    slots.setdefault(at.name, f"index {_size(size)}")
        elif isinstance(piece, AppliedUndef):
            rows[str(piece.func)] = "function"
        elif isinstance(piece, UndefinedFunction):
            rows[str(piece)] = "function"
    free = {str(letter) for side in sides for letter in side.free_symbols}
    rows = {**{name: shape for name, shape in slots.items() if name in free}, **rows}
    known = {*rows, *_sizes(pieces, statement.indices.values())}
    names = {letter.name for side in sides for letter in side.free_symbols if isinstance(letter, Symbol)}
    rows.update((name, "scalar") for name in sorted(names - known))
    classes = {type(piece).__name__ for piece in pieces}
    for name, row in ACTIVATIONS.items():
        if row.function is not None and row.function.__name__ in classes:
            rows[row.symbol] = name
    rows.update((name, "function") for name, meaning in statement.functions.items() if meaning == OPAQUE)
    return ["convention: 0-based", *(f"{name}: {shape}" for name, shape in rows.items())]


def _pieces(sides: list[Basic]) -> Iterator[Basic]:
    for side in sides:
        yield from preorder_traversal(side)


def _sizes(pieces: list[Basic], more: Iterable[Basic]) -> set[str]:
    """The letters that occur in shapes, in the limits of sums and in the ranges of indices."""
    found: set[Basic] = set()
    for piece in pieces:
        for size in getattr(piece, "shape", None) or () if isinstance(piece, MatrixExpr) else ():
            found |= getattr(size, "free_symbols", set())
        for limit in getattr(piece, "limits", ()) or ():
            found |= {letter for end in limit[1:] for letter in end.free_symbols}
    return {str(letter) for letter in found.union(*(size.free_symbols for size in more))}


def _shape(symbol: MatrixSymbol) -> str:
    rows, columns = symbol.shape
    return _size(rows) if columns == 1 and rows != 1 else f"{_size(rows)} x {_size(columns)}"


def _size(size: Any) -> str:
    """A size as `given` writes it."""
    return re.sub(r"[* ]", "", str(size))

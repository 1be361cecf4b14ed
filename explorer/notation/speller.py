"""The field's printer, with every piece in a form that reads back, and reads back as what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sympy import (
    Add,
    Dummy,
    Expr,
    HadamardProduct,
    Indexed,
    Integer,
    Lambda,
    MatAdd,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    Max,
    Min,
    Mul,
    OneMatrix,
    Sum,
    Symbol,
    Transpose,
    ZeroMatrix,
    preorder_traversal,
)
from sympy.core.function import Application
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.latex.names import function_name, symbol, taken_apart
from explorer.latex.printer import FieldPrinter
from explorer.latex.terms import paren
from explorer.nodes import Dots, Written, WrittenMatrix
from explorer.notation import order, spelled_kept
from explorer.notation.habits import EXAMPLES, Habits
from explorer.notation.names import FUNCTION_LETTERS
from explorer.notation.spelled_names import WORD, bold, named, scripted
from explorer.notation.usage import PREFIXES

_FEW = 6
"""Rows and columns of a matrix that are all written out; more are written with dots."""


class Speller(FieldPrinter):
    """One text; the pieces are in the order in which a person writes them."""

    printmethod = "_spelled"  # not `_latex`: what an activation is called is decided here

    def __init__(self, habits: Habits, kept: frozenset[str] = frozenset()) -> None:
        super().__init__(None, True, kept)
        self._habits = habits
        self._stand_ins: Mapping[Any, str] = habits.letters

    def compact(self, index: Expr) -> str:
        """An index or a size without spaces, `n-1`."""
        return self._compact(index)

    @contextmanager
    def _put_in(self, variable: Any, text: str) -> Iterator[None]:
        """Inside, `text` is written for the variable."""
        outer = self._stand_ins
        self._stand_ins = {**outer, variable: text}
        try:
            yield
        finally:
            self._stand_ins = outer

    # names

    def _print_Symbol(self, expr: Any, style: str = "plain") -> str:
        if expr in self._stand_ins and self._bound.get(expr, expr) == expr:
            return self._stand_ins[expr]
        plain = str(super()._print_Symbol(expr, style))
        return named(expr.name) if plain == symbol(expr.name) else plain

    _print_Dummy = _print_Symbol

    def _print_MatrixSymbol(self, expr: Any, style: str = "plain") -> str:
        lone = re.match(r"e(?![A-Za-z])", expr.name)  # a light e is a number
        return bold(expr.name) if expr.name in self._habits.bold or lone else self._print_Symbol(expr, style)

    def _entry(self, name: str, indices: Any) -> str:
        shown = [self._compact(index) for index in indices]
        if WORD.fullmatch(name):
            return f"{name}_{{{','.join(shown)}}}"
        letter, below, above = taken_apart(name)
        if len(below) == 1 and below.isalpha() and all(len(index) == 1 for index in shown):
            return scripted(letter, below + "".join(shown), above)  # w_{hj}: the h of w_h and an index
        kept, self._lower = self._lower, name in self._habits.whole and len(indices) == 2
        try:
            return str(super()._entry(name, indices))
        finally:
            self._lower = kept

    def _print_MatrixElement(self, expr: Any) -> str:
        """A vector has one index, and its own letter."""
        parent, i, j = expr.args
        if isinstance(parent, MatrixSymbol) and EXAMPLES in parent.name:
            return self._example(parent, i, j)
        thin = 1 in parent.shape
        if parent.shape == (1, 1):
            return str(self._print(parent))
        if isinstance(parent, Transpose) and isinstance(parent.arg, MatrixSymbol):
            shown = ((i,) if parent.shape[1] == 1 else (j,)) if thin else (i, j)
            return f"{self._above(parent)}_{{{','.join(map(self._compact, shown))}}}"
        if not (thin and isinstance(parent, MatrixSymbol)):
            return str(super()._print_MatrixElement(expr))
        return self._entry(parent.name, (i,) if parent.shape[1] == 1 else (j,))

    def _example(self, parent: Any, i: Expr | None, j: Expr) -> str:
        """`x_k^{(i)}` for entry k, i of `x^{(:)}`, whose columns are numbered above; `x^{(i)}` for a column."""
        letter, _, more = parent.name.partition(EXAMPLES)
        below = "" if i is None or parent.shape[0] == 1 else f"_{{{self._compact(i)}}}"
        write = bold if i is None and parent.name in self._habits.bold else named
        return f"{write(letter + more)}{below}^{{({self._compact(j)})}}"

    def _above(self, transposed: Any) -> str:
        """`{W^{\\top}}`, which takes an index as `W` does."""
        return f"{{{self._print(transposed)}}}"

    # sums and products

    def _goes_below(self, factor: Expr) -> bool:
        """`x^{-z}` stays a power."""
        return super()._goes_below(factor) and bool(factor.exp.is_Rational)

    def _may_be_called(self, factor: Any) -> bool:
        """Whether a bracket behind this name would be taken for its argument."""
        while isinstance(factor, MatrixElement | Transpose | Written | WrittenMatrix):
            factor = factor.args[0] if isinstance(factor, MatrixElement | Transpose) else spelled_kept.behind(factor)
        name = getattr(factor, "name", "")
        return name[:1] in FUNCTION_LETTERS or name.endswith("'") or name[:1] in self._habits.applied

    def _print_Add(self, expr: Any, order_: Any = None) -> str:
        if self._in_index or isinstance(expr, MatrixExpr):
            return str(super()._print_Add(expr, order_))
        return self._terms(order.terms(expr))

    def _print_Mul(self, expr: Any) -> str:
        if not isinstance(expr, MatrixExpr):
            expr = Mul(*order.factors(expr), evaluate=False)
        elif self._habits.numbers and isinstance(expr, MatMul):
            expr = MatMul(*order.apart(expr, self._habits.numbers), evaluate=False)
        return str(super()._print_Mul(expr))

    def _print_Dots(self, expr: Any) -> str:
        """What the index itself numbers stands before what the index less 1 does: the first counts the terms."""
        index, body = expr.limits[0][0], expr.function
        if isinstance(body, Mul) and not isinstance(body, MatrixExpr):
            factors = sorted(order.factors(body), key=lambda factor: _shifted(factor, index))
            expr = expr.func(Mul(*factors, evaluate=False), *expr.limits)
        return str(super()._print_Dots(expr))

    def _product(self, factors: Any) -> str:
        """A fraction that is divided by stays one."""
        nested = [factor for factor in factors if self._goes_below(factor) and self._fraction(factor)]
        rest = [factor for factor in factors if factor not in nested]
        if len(nested) != 1 or not any(map(self._goes_below, rest)) or any(factor.is_Matrix for factor in rest):
            return str(super()._product(factors))
        return rf"\frac{{{super()._product(rest)}}}{{{self._print(nested[0].base)}}}"

    def _fraction(self, factor: Any) -> bool:
        parts = factor.base.args if isinstance(factor.base, Mul) else (factor.base,)
        return factor.exp == -1 and any(map(self._goes_below, parts))

    def _terms(self, args: Any) -> str:
        """A sum in a sum keeps its parentheses."""
        parts: list[str] = []
        for at, term in enumerate(args):
            text = str(self._print(term))
            if isinstance(term, Add | MatAdd) or spelled_kept.reaches(term, args[at + 1 :]):
                text = paren(text)
            elif spelled_kept.loose(term):
                text = self._grouped(term, text)
            if parts:
                text = f"- {text[1:]}" if text.startswith("-") else f"+ {text}"
            parts.append(text)
        return " ".join(parts)

    def _juxtaposed(self, factors: Any) -> str:
        if len(factors) == 1:
            return str(self._print(factors[0]))
        parts: list[str] = []
        for at, factor in enumerate(factors):
            text = self._factor(factor, last=at == len(factors) - 1, first=at == 0)
            if text.startswith("-") and at == 0:
                text = paren(text)
            called = at > 0 and text.startswith((r"\left(", "(", "[", "{")) and self._may_be_called(factors[at - 1])
            prefix = at > 0 and getattr(factors[at - 1], "name", "") in PREFIXES  # d C is no product
            parts.append(rf"\cdot {text}" if parts and (called or prefix or text[:1].isdigit()) else text)
        return " ".join(parts)

    def _factor(self, expr: Expr, *, last: bool, first: bool = False) -> str:
        text = str(super()._factor(expr, last=last, first=first))
        return self._grouped(expr, text) if not spelled_kept.opens(expr) or not last else text

    def _grouped(self, expr: Any, text: str) -> str:
        """In parentheses where it binds less than a product; a relation counts 1 where it holds."""
        if spelled_kept.relation(expr):
            return rf"\mathbb{{1}}{paren(text)}"
        return paren(text) if spelled_kept.loose(expr) or spelled_kept.opens(expr) else text

    def _negated(self, factors: Any) -> str:
        text = str(super()._negated(factors))
        return self._grouped(factors[0], text) if len(factors) == 1 and spelled_kept.loose(factors[0]) else text

    def _print_HadamardProduct(self, expr: Any) -> str:
        return r" \odot ".join(
            paren(text) if isinstance(part, HadamardProduct) else text
            for part in expr.args
            for text in [self._factor(part, last=False, first=True)]
        )

    def _print_MatMul(self, expr: Any) -> str:
        """A number as a block is written as the number."""
        if expr.args[-1] == OneMatrix(1, 1) and len(expr.args) == 2:
            return str(self._print(expr.args[0]))
        return str(self._print_Mul(expr))

    # functions

    def _function_name(self, function: Any) -> str:
        own = self._habits.functions.get(str(getattr(function, "__name__", function)))
        return function_name(function) if own is None else own

    def _print_Function(self, expr: Any, exp: Any = None) -> str:
        return self._called(self._function_name(expr.func), ", ".join(map(self._print, expr.args)))

    def _called(self, name: str, inside: str) -> str:
        """`a(x)`; an upright letter and square brackets where nothing else shows that the letter is a function."""
        if len(name) != 1 or name in FUNCTION_LETTERS or name in self._habits.called:
            return name + paren(inside)
        if " " in inside and "+" not in re.sub(r"\\left.*\\right.", "", inside):
            inside = f"{{{inside}}}"  # what stands apart in square brackets would be a row of entries
        return rf"\operatorname{{{name}}}\left[{inside}\right]"

    def _print_Derivative(self, expr: Any) -> str:
        """A derivative that is written as one; `f'` is printed for its value at a place."""
        if len(expr.variable_count) != 1 or expr.variable_count[0][1] != 1:
            return str(super()._print_Derivative(expr))
        mark = r"\partial" if "d" in self._habits.names else "d"
        body = self._factor(expr.expr, last=False)
        return rf"\frac{{{mark} {body}}}{{{mark} {self._print(expr.variables[0])}}}"

    def _applied(self, expr: Any) -> str:
        """x ↦ max(0, x) of a matrix is written with the matrix in place of x."""
        rule = expr.function
        if not isinstance(rule, Lambda) or rule.expr == rule.variables[0] or self._head(rule.expr, rule.variables[0]):
            return str(super()._applied(expr))
        (variable,) = rule.variables
        inside = str(self._print(expr.expr))
        argument = isinstance(rule.expr, Application | Max | Min) and variable in rule.expr.args
        with self._put_in(variable, inside if argument or expr.expr.is_symbol else paren(inside)):
            return str(self._print(rule.expr))

    # matrices written out

    def _print_FunctionMatrix(self, expr: Any) -> str:
        """A row or a column of a matrix by its index, anything else by its entries."""
        row, column = expr.lamda.variables
        body = expr.lamda.expr
        if isinstance(body, Indexed) and self._slice(expr):
            with self._put_in(row, ":"), self._put_in(column, ":"):
                return self._entry(str(body.base.label), body.indices)
        if isinstance(body, MatrixElement) and not {row, column} & body.args[0].free_symbols:
            first, second = body.args[1:]
            if isinstance(body.args[0], MatrixSymbol) and EXAMPLES in body.args[0].name and first == row:
                return self._example(body.args[0], None, second)
            base = self._print(body.args[0])
            if isinstance(body.args[0], Transpose) and isinstance(body.args[0].arg, MatrixSymbol):
                base = self._above(body.args[0])
            elif not isinstance(body.args[0], MatrixSymbol) or "_" in base:
                base = paren(base)
            if second == column and row not in first.free_symbols and expr.shape[0] == 1:
                return f"{base}_{{{self._compact(first)},:}}"
            if first == row and column not in second.free_symbols and expr.shape[1] == 1:
                return f"{base}_{{:,{self._compact(second)}}}"
        if isinstance(body, Sum | Dots) and isinstance(body.function, MatrixElement):
            base, *at = body.function.args
            if at == [row, column] and base.shape == expr.shape:
                whole = Dummy("body")
                with self._put_in(whole, self._factor(base, last=False)):
                    return self._big(r"\sum", Sum(whole, *body.limits))
        return str(super()._print_FunctionMatrix(expr))

    @staticmethod
    def _slice(expr: Any) -> bool:
        """Whether these are the entries of `X_{i,:,:}` or `X_{i,j,:}`, one beside the other."""
        open_ = [index for index in expr.lamda.expr.indices if index.free_symbols & set(expr.lamda.variables)]
        return open_ == list(expr.lamda.variables[: 1 if expr.shape[1] == 1 else 2])

    def _print_BlockMatrix(self, expr: Any) -> str:
        """A block of ones or zeros is a plain 1 or 0, which takes the size that it needs."""
        blocks = expr.blocks

        def cell(r: Expr, c: Expr) -> str:
            block = blocks[r, c]
            plain = "1" if isinstance(block, OneMatrix) else "0" if isinstance(block, ZeroMatrix) else None
            return plain or str(self._print(block))

        return self._grid(Integer(blocks.rows), Integer(blocks.cols), cell)

    def _shown(self, size: Expr) -> list[Expr | None]:
        few = self._elide is None and size.is_Integer and int(size) > _FEW
        return [*super()._shown(size)[:2], None, size - 1] if few else super()._shown(size)

    # named operations, and what is written only

    def _print_KroneckerDelta(self, expr: Any, exp: Any = None) -> str:
        left, right = sorted(
            (self._compact(side) for side in expr.args[:2]), key=lambda side: (side[:1].isdigit(), side)
        )
        if "δ" in self._habits.names:
            return rf"\mathbb{{1}}\left({left} = {right}\right)"
        return rf"\delta_{{{left},{right}}}"

    def _print_DiagMatrix(self, expr: Any) -> str:
        return rf"\operatorname{{diag}}{paren(self._print(expr.args[0]))}"

    _print_DiagonalOf = _print_DiagMatrix

    def _print_Exp1(self, expr: Any) -> str:
        return "e^{1}"

    def _print_Infinity(self, expr: Any) -> str:
        return r"\infty"

    def _print_NegativeInfinity(self, expr: Any) -> str:
        return r"-\infty"

    def _print_OneMatrix(self, expr: Any) -> str:
        """One number in a matrix is written as the number."""
        return "1" if expr.shape == (1, 1) else str(super()._print_OneMatrix(expr))

    def _print_ZeroMatrix(self, expr: Any) -> str:
        return "0" if expr.shape == (1, 1) else str(super()._print_ZeroMatrix(expr))

    def _print_Pi(self, expr: Any) -> str:
        return r"\pi"

    def _print_Written(self, expr: Any) -> str:
        if expr.what == "value":
            named_ = str(self._print(expr.parts[0]))
            name = bold(named_) if f"{expr.parts[0]}(" in self._habits.bold else named_
            return self._called(name, ", ".join(map(self._print, expr.parts[1:])))
        if expr.what == "entry" and isinstance(expr, MatrixExpr) and isinstance(expr.parts[0], Symbol):
            below = ", ".join(map(self._print, expr.parts[1:]))
            name = bold(expr.parts[0].name)
            return f"{{{name}}}_{{{below}}}" if "_" in name else f"{name}_{{{below}}}"  # one of several vectors
        body = expr.parts[-1] if expr.what in spelled_kept.REACHING else None

        def write(part: Any) -> str:
            if part is body and isinstance(body, Mul) and not any(map(self._goes_below, body.args)):
                letters = expr.parts[0].free_symbols  # last what has none: else it is sure how far the sign reaches
                return self._juxtaposed(
                    sorted(order.factors(body), key=lambda factor: not letters & factor.free_symbols)
                )
            return str(self._print(part))

        return spelled_kept.spelled(expr, write, lambda part: self._factor(part, last=False))

    _print_WrittenMatrix = _print_Written


def _shifted(factor: Any, index: Any) -> bool:
    """Whether an index stands in this only with a number added."""
    pieces = [piece for piece in preorder_traversal(factor) if isinstance(piece, MatrixElement | Written)]
    return index in factor.free_symbols and not any(index in piece.args for piece in pieces)

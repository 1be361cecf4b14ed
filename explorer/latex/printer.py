"""The printer: one short method for each kind of SymPy node, in the order of a textbook line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sympy import (
    Add,
    Basic,
    Derivative,
    Expr,
    HadamardProduct,
    Indexed,
    Integer,
    Lambda,
    MatAdd,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
)
from sympy.core.function import Application
from sympy.core.numbers import Number
from sympy.core.relational import Relational
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.latex.indices import IndexPrinter
from explorer.latex.names import function_name
from explorer.latex.terms import head, is_grid, is_scalar, kind, nested, paren, sign
from explorer.nodes import Dots, Largest

_SUMS = (Add, MatAdd, Dots, Piecewise, Relational, Lambda)
_OPEN = (Sum, Product, Largest, Derivative)  # their scope runs on to the right: in parentheses unless last
_DISPLAYED_COLUMNS = 10  # amsmath's bmatrix refuses more


class FieldPrinter(IndexPrinter):
    """SymPy's printer with this field's habits."""

    # sums

    def _print_Add(self, expr: Any, order: Any = None) -> str:
        args = expr.args
        if isinstance(args[0], Number) and (self._in_index or args[0] < 0):
            args = (*args[1:], args[0])  # n - 1, where SymPy keeps (-1, n)
        return self._terms(args)

    _print_MatAdd = _print_Add

    def _terms(self, args: Sequence[Expr]) -> str:
        parts: list[str] = []
        groups = sum(isinstance(term, Add) for term in args) > 1  # (a + b) + (c + d) as it was grouped
        for term in self._elided(args):
            if term is None:
                parts.append(r"+ \cdots")
                continue
            negative, positive = sign(term)
            text = self._negated(positive) if negative else self._print(term)
            if negative:
                parts.append(f"- {text}" if parts else f"-{text}")
            elif (text.startswith("-") and parts) or (groups and isinstance(term, Add)):
                parts.append(f"+ {paren(text)}" if parts else paren(text))
            else:
                parts.append(f"+ {text}" if parts else text)
        return " ".join(parts)

    def _elided(self, args: Sequence[Expr]) -> Sequence[Expr | None]:
        """Of each run of like terms longer than `elide` + 2 the first, None for dots, and the last."""
        if self._elide is None or len(args) <= self._elide + 2:
            return args
        shown: list[Expr | None] = []
        start = 0
        kinds = [kind(term) for term in args]
        for end in range(1, len(args) + 1):
            if end == len(args) or kinds[end] != kinds[start]:
                run = args[start:end]
                long = len(run) > self._elide + 2
                shown += [*run[: self._elide], None, run[-1]] if long else run
                start = end
        return shown

    def _print_Sum(self, expr: Any) -> str:
        return self._big(r"\sum", expr)

    def _print_Product(self, expr: Any) -> str:
        return self._big(r"\prod", expr)

    def _print_Largest(self, expr: Largest) -> str:
        limits = tuple(reversed(expr.limits))
        text = ""
        with self._binder(*(limit[0] for limit in limits)):
            for limit in limits:
                index, low, high = map(self._compact, limit)
                text += rf"{expr.latex_name}_{{{low} \le {index} \le {high}}} "
            body = self._factor(expr.function, last=True)
            return text + (paren(body) if isinstance(expr.function, (Mul, MatMul)) else body)

    def _big(self, sign: str, expr: Any) -> str:
        """The outer sum first: SymPy keeps the inner limits first."""
        text = ""
        limits = tuple(reversed(expr.limits))
        with self._binder(*(limit[0] for limit in limits)):
            for index, *bounds in limits:
                low, high = (map(self._compact, bounds)) if len(bounds) == 2 else (None, None)
                at = self._compact(index)
                text += f"{sign}_{{{at}}} " if low is None else f"{sign}_{{{at}={low}}}^{{{high}}} "
            return text + self._factor(expr.function, last=True)

    def _print_Dots(self, expr: Dots) -> str:
        if len(expr.limits) != 1:
            return self._print_Sum(expr)
        index, low, high = expr.limits[0]
        count = self._value(high) - self._value(low) + 1
        few = count.is_Integer and count <= 3
        values = [low + k for k in range(int(count))] if few else [low, low + 1, None, high]
        return self._spelled(expr.function, index, values)

    def _spelled(self, body: Expr, index: Basic, values: Sequence[Expr | None]) -> str:
        parts = []
        for value in values:
            if value is None:
                parts.append(r"\cdots")
                continue
            with self._scope({index: value}):
                text = self._print(body)
            grouped = len(values) > 1 and (isinstance(body, Add) or (parts and text.startswith("-")))
            parts.append(paren(text) if grouped else text)
        return " + ".join(parts) or "0"

    # products

    def _print_Mul(self, expr: Any) -> str:
        negative, positive = sign(expr)
        return f"-{self._negated(positive)}" if negative else self._product(expr.args)

    def _negated(self, factors: Sequence[Expr]) -> str:
        """What stands behind a minus: a sum in parentheses."""
        text = self._product(factors)
        return paren(text) if len(factors) == 1 and isinstance(factors[0], _SUMS) else text

    _print_MatMul = _print_Mul

    def _product(self, factors: Sequence[Expr]) -> str:
        above: list[Expr] = []
        below: list[Expr] = []
        for factor in factors:
            if self._goes_below(factor):
                below.append(factor.base if factor.exp == -1 else Pow(factor.base, -factor.exp))
            else:
                above.append(factor)
        if not below:
            return self._juxtaposed(above)
        matrices = [f for f in above if isinstance(f, (MatrixExpr, Sum, Dots))]
        scalars = [f for f in above if f not in matrices]
        top, bottom = self._juxtaposed(scalars) if scalars else "1", self._juxtaposed(below)
        fraction = rf"\frac{{{top}}}{{{bottom}}}"
        if len(matrices) == 1:
            return f"{fraction} {self._factor(matrices[0], last=True)}"
        return f"{fraction} {self._juxtaposed(matrices)}" if matrices else fraction

    def _goes_below(self, factor: Expr) -> bool:
        """Whether a factor is written below a fraction line."""
        return isinstance(factor, Pow) and factor.base is not S.Exp1 and sign(factor.exp)[0]

    def _juxtaposed(self, factors: Sequence[Expr]) -> str:
        if len(factors) == 1:
            return str(self._print(factors[0]))
        parts: list[str] = []
        for at, factor in enumerate(factors):
            text = self._factor(factor, last=at == len(factors) - 1, first=at == 0)
            digit = text[0].isdigit() or text.startswith(r"\frac")
            parts.append(rf"\cdot {text}" if digit and parts and parts[-1][-1] in "0123456789}" else text)
        return " ".join(parts)

    def _factor(self, expr: Expr, *, last: bool, first: bool = False) -> str:
        while is_scalar(expr):
            expr = expr.args[0]
        text: str = self._print(expr)
        grouped = (
            isinstance(expr, (*_SUMS, HadamardProduct))
            or (isinstance(expr, _OPEN) and not last)
            or (isinstance(expr, (Mul, MatMul)) and not first and not last)
            or (isinstance(expr, MatMul) and not first)
            or (text.startswith("-") and not first)
        )
        return paren(text) if grouped else text

    def _print_HadamardProduct(self, expr: Any) -> str:
        return r" \odot ".join(paren(t) if isinstance(a, (*_SUMS, *_OPEN)) else t for a, t in self._each(expr.args))

    def _each(self, args: Sequence[Expr]) -> list[tuple[Expr, str]]:
        return [(a, self._print(a)) for a in args]

    # powers, transposes, functions

    def _raised(self, expr: Expr, exponent: str) -> str:
        """`expr` with a superscript, never a second one on the same letter."""
        text: str = self._print(expr)
        if isinstance(expr, MatrixSymbol):
            return f"{{{text}}}^{{{exponent}}}" if "^" in text else f"{text}^{{{exponent}}}"
        simple = isinstance(expr, (Symbol, MatrixElement, Indexed, Integer)) and not is_scalar(expr)
        simple = simple and "^" not in text and not text.startswith("-")
        called = isinstance(expr, Application) and text.endswith(r"\right)")
        return f"{text if simple or called or is_grid(text) else paren(text)}^{{{exponent}}}"

    def _print_Pow(self, expr: Any) -> str:
        base, exponent = expr.base, expr.exp
        if base is S.Exp1:
            return self._print_exp(expr)
        if self._goes_below(expr):
            return self._product((expr,))
        if isinstance(exponent, Rational) and exponent.p == 1 and exponent.q != 1:
            root = "" if exponent.q == 2 else f"[{exponent.q}]"
            return rf"\sqrt{root}{{{self._print(base)}}}"
        return self._raised(base, self._print(exponent))

    _print_MatPow = _print_Pow

    def _print_HadamardPower(self, expr: Any) -> str:
        return self._raised(expr.base, rf"\circ {self._print(expr.exp)}")

    def _print_Transpose(self, expr: Any) -> str:
        return self._raised(expr.arg, r"\top")

    def _print_Inverse(self, expr: Any) -> str:
        return self._raised(expr.arg, "-1")

    def _print_exp(self, expr: Any, exp: Any = None) -> str:
        text: str = self._print(expr.exp)
        return rf"\exp{paren(text)}" if "\\" in text or len(text) > 16 else f"e^{{{text}}}"

    _print_ExpBase = _print_exp

    def _print_Function(self, expr: Any, exp: Any = None) -> str:
        return self._function_name(expr.func) + paren(", ".join(map(self._print, expr.args)))

    def _function_name(self, function: Any) -> str:
        return function_name(function)

    def _head(self, body: Any, variable: Any) -> str | None:
        """`f` for f(x), `f'` for its derivative at x; None for anything else."""
        found = head(body, variable)
        return None if found is None else self._function_name(found[0]) + "'" * found[1]

    def _print_UndefinedFunction(self, expr: Any) -> str:
        return self._function_name(expr)

    _print_FunctionClass = _print_UndefinedFunction
    _print_log = _print_Function

    def _print_Derivative(self, expr: Any) -> str:
        name = self._head(expr, *expr.variables[:1])
        return f"{name}{paren(self._print(expr.variables[0]))}" if name else str(super()._print_Derivative(expr))

    def _print_Subs(self, expr: Any) -> str:
        name = self._head(expr.expr, *expr.variables) if len(expr.variables) == 1 else None
        return f"{name}{paren(self._print(expr.point[0]))}" if name else str(super()._print_Subs(expr))

    def _print_ElementwiseApplyFunction(self, expr: Any) -> str:
        if self._elide is not None and self._depth == self._elide and len(levels := nested(expr)) > 2:
            return rf"\cdots {self._applied(levels[-1])} \cdots"
        return self._applied(expr)

    def _applied(self, expr: Any) -> str:
        self._depth += 1
        rule, inside = expr.function, self._print(expr.expr)
        self._depth -= 1
        if not isinstance(rule, Lambda):
            return self._function_name(rule) + paren(inside)
        (variable,) = rule.variables
        if rule.expr == variable:
            return str(inside)
        name = self._head(rule.expr, variable)
        if name is None:
            with self._binder(variable):
                name = paren(rf"{self._print(variable)} \mapsto {self._print(rule.expr)}")
        return name + paren(inside)

    def _print_Softmax(self, expr: Any) -> str:
        return rf"\operatorname{{softmax}}{paren(self._print(expr.matrix))}"

    # matrices written out

    def _grid(self, rows: Expr, columns: Expr, cell: Callable[[Expr, Expr], str]) -> str:
        down, across = self._shown(rows), self._shown(columns)

        def text(r: Expr | None, c: Expr | None) -> str:
            if r is not None and c is not None:
                return cell(r, c)
            return r"\cdots" if r is not None else r"\vdots" if c is not None else r"\ddots"

        body = r" \\ ".join(" & ".join(text(r, c) for c in across) for r in down)
        if len(across) <= _DISPLAYED_COLUMNS:
            return rf"\begin{{bmatrix}}{body}\end{{bmatrix}}"
        return rf"\left[\begin{{array}}{{{'c' * len(across)}}}{body}\end{{array}}\right]"

    def _shown(self, size: Expr) -> list[Expr | None]:
        if size.is_Integer:
            if self._elide is None or size <= self._elide + 2:
                return [Integer(k) for k in range(int(size))]
            return [*(Integer(k) for k in range(self._elide)), None, size - 1]
        first = 2 if self._elide is None else max(1, self._elide)
        return [*(Integer(k) for k in range(first)), None, size - 1]

    def _print_MatrixBase(self, expr: Any) -> str:
        return self._grid(Integer(expr.rows), Integer(expr.cols), lambda r, c: str(self._print(expr[r, c])))

    _print_ImmutableDenseMatrix = _print_ImmutableSparseMatrix = _print_MatrixBase

    def _print_FunctionMatrix(self, expr: Any) -> str:
        row, column = expr.lamda.variables

        def cell(r: Expr, c: Expr) -> str:
            with self._scope({row: r, column: c}):
                return str(self._print(expr.lamda.expr))

        return self._grid(expr.shape[0], expr.shape[1], cell)

    def _print_BlockMatrix(self, expr: Any) -> str:
        return self._print_MatrixBase(expr.blocks)

    def _print_OneMatrix(self, expr: Any) -> str:
        return "1" if expr.shape == (1, 1) else r"\mathbf{1}"

    def _print_ZeroMatrix(self, expr: Any) -> str:
        return "0" if expr.shape == (1, 1) else r"\mathbf{0}"

    def _print_Identity(self, expr: Any) -> str:
        return "1" if expr.shape == (1, 1) else "I"

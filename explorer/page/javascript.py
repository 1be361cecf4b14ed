"""SymPy to JavaScript: the page computes with the expressions that its formulas are printed from.

A matrix is a list of rows, a column vector a matrix of one column. The few operations on matrices that JavaScript
lacks (`multiply`, `add`, `transpose`, …) and `erfc` are in `static/arrays.js`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sympy import (
    Abs,
    Add,
    Eq,
    Expr,
    Integer,
    MatAdd,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    Max,
    Mul,
    OneMatrix,
    Pow,
    Rational,
    S,
    Symbol,
    Transpose,
    cosh,
    erf,
    erfc,
    exp,
    log,
    preorder_traversal,
    tanh,
)
from sympy.codegen.cfunctions import log1p
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.printing.codeprinter import CodePrinter
from sympy.printing.jscode import JavascriptCodePrinter

from explorer.errors import InputError
from explorer.network import ACTIVATIONS, Activation
from explorer.network.function import ActivationFunction
from explorer.numeric.names import identifier

X = Symbol("x", real=True)
_MATRICES = (MatrixSymbol, MatMul, MatAdd, Transpose, OneMatrix, ElementwiseApplyFunction)


@dataclass(frozen=True, slots=True)
class Stable:
    """An identity of SymPy expressions, `left(u) = right(u)` for every real u, used from left to right.

    `because` says what goes wrong on the left in floating point.
    """

    left: Callable[[Any], Expr]
    right: Callable[[Any], Expr]
    because: str


def _row(name: str) -> Any:
    return ACTIVATIONS[name].function


STABLE: tuple[Stable, ...] = (
    Stable(lambda u: 1 - _row("sigmoid")(u), lambda u: _row("sigmoid")(-u), "1 - σ(u) is 0 from u = 37 on"),
    Stable(lambda u: 1 - _row("tanh")(u) ** 2, lambda u: cosh(u) ** -2, "1 - tanh² is 0 from u = 19 on"),
    Stable(lambda u: (exp(u) - exp(-u)) / (exp(u) + exp(-u)), tanh, "∞/∞ from u = 710 on"),
    Stable(lambda u: log(1 + exp(u)), lambda u: Max(0, u) + log1p(exp(-Abs(u))), "∞ from u = 710 on"),
    Stable(lambda u: 1 + erf(u), lambda u: erfc(-u, evaluate=False), "0 below u = -6"),
    Stable(lambda u: S.Half + erf(u) / 2, lambda u: erfc(-u, evaluate=False) / 2, "0 below u = -6"),
)
"""The open list of rewritings; a test proves each one and finds each one needed."""


def stable(expr: Expr) -> Expr:
    """Law: an expression equal to `expr` that keeps its digits in floating point, at ±1e4 as at 0.

    >>> from sympy import Symbol, exp, log
    >>> from explorer.page.javascript import stable
    >>> stable(log(1 + exp(Symbol("x", real=True))))
    log1p(exp(-Abs(x))) + Max(0, x)
    """
    for law in STABLE:
        for argument in dict.fromkeys(preorder_traversal(expr)):
            if isinstance(argument, Expr) and argument.free_symbols:
                expr = _replaced(expr, law.left(argument), law.right(argument))
    return expr


def _replaced(expr: Expr, old: Expr, new: Expr) -> Expr:
    """`expr` with `old` replaced wherever it stands as a whole, or as some of the terms of a longer sum."""
    if not old.is_Add:
        return expr.xreplace({old: new})
    terms = set(old.args)
    return expr.replace(
        lambda part: part.is_Add and terms <= set(part.args),
        lambda part: Add(new, *(term for term in part.args if term not in terms)),
    )


class JavaScriptPrinter(JavascriptCodePrinter):  # type: ignore[misc]
    """SymPy's printer, with activations called by their names, entries, sums and products of matrices.

    Raises `InputError` for a node that the page has no JavaScript for.
    """

    def __init__(self) -> None:
        super().__init__({"contract": False, "user_functions": {"log1p": "Math.log1p", "erfc": "erfc"}})

    def _print(self, expr: Any, **options: Any) -> str:
        if isinstance(expr, MatrixExpr) and not isinstance(expr, _MATRICES):
            return self.emptyPrinter(expr)  # else SymPy's plain text would be taken for code
        return str(super()._print(expr, **options))

    def _print_Function(self, expr: Any) -> str:
        if isinstance(expr, ActivationFunction):
            return f"f.{type(expr).__name__}({self._print(expr.args[0])})"
        return str(super()._print_Function(expr))

    def _print_AppliedUndef(self, expr: AppliedUndef) -> str:
        return f"{identifier(expr.func.__name__)}({', '.join(map(self._print, expr.args))})"

    def _print_Add(self, expr: Any, order: Any = None) -> str:
        return super()._print_Add(expr, order="none")  # type: ignore[no-any-return]

    def _print_Mul(self, expr: Any) -> str:
        if expr.args[0].is_Rational and expr.args[0] < 0:
            return f"-{self._factor(Mul(-expr.args[0], *expr.args[1:]))}"
        below = [Pow(part.base, -part.exp) for part in expr.args if self._divides(part)]
        below += [Integer(part.q) for part in expr.args if part.is_Rational and part.q != 1]
        above = [Integer(part.p) if part.is_Rational else part for part in expr.args if not self._divides(part)]
        text = "*".join(self._factor(part) for part in above if part != 1) or "1"
        return text + "".join(f"/{self._factor(part)}" for part in below)

    @staticmethod
    def _divides(part: Any) -> bool:
        return isinstance(part, Pow) and part.base != S.Exp1 and bool(part.exp.is_Rational) and part.exp < 0

    def _factor(self, expr: Expr) -> str:
        text: str = self._print(expr)
        whole = text.isidentifier() or expr.is_Function or isinstance(expr, MatrixElement)
        return text if whole or (expr.is_Integer and expr >= 0) else f"({text})"

    def _print_Pow(self, expr: Any) -> str:
        if self._divides(expr):
            return f"1/{self._factor(Pow(expr.base, -expr.exp))}"
        if expr.exp == 2:
            return f"{self._factor(expr.base)}**2"
        return str(super()._print_Pow(expr))

    def _print_Rational(self, expr: Rational) -> str:
        return f"{expr.p}/{expr.q}"

    def _print_Piecewise(self, expr: Any) -> str:
        *cases, (last, _) = expr.args
        text = str(self._print(last))
        for value, condition in reversed(cases):
            text = f"({self._print(condition)} ? {self._print(value)} : {text})"
        return text

    def _print_MatrixSymbol(self, expr: Any) -> str:
        return identifier(expr.name)

    def _print_MatrixElement(self, expr: Any) -> str:
        matrix, row, column = expr.args
        return f"{self._print(matrix)}[{self._print(row)}][{self._print(column)}]"

    def _print_Sum(self, expr: Any) -> str:
        ((index, low, high),) = expr.limits
        body = self._print(expr.function)
        return f"sum({self._print(low)}, {self._print(high)}, ({self._print(index)}) => {body})"

    def _print_MatMul(self, expr: Any) -> str:
        return f"multiply({', '.join(map(self._print, expr.args))})"

    def _print_MatAdd(self, expr: Any) -> str:
        return f"add({', '.join(map(self._print, expr.args))})"

    def _print_Transpose(self, expr: Any) -> str:
        return f"transpose({self._print(expr.arg)})"

    def _print_OneMatrix(self, expr: Any) -> str:
        return f"ones({self._print(expr.shape[0])}, {self._print(expr.shape[1])})"

    def _print_ElementwiseApplyFunction(self, expr: Any) -> str:
        (variable,) = expr.function.variables
        return f"map(({self._print(variable)}) => {self._print(expr.function.expr)}, {self._print(expr.expr)})"

    def emptyPrinter(self, expr: Any) -> str:
        """Nothing is guessed: a node without a method here is an error."""
        raise InputError(f"The page has no JavaScript for {type(expr).__name__}.")


for _name in vars(CodePrinter):  # SymPy's own list of what code cannot say
    if getattr(JavaScriptPrinter, _name) is CodePrinter._print_not_supported:
        setattr(JavaScriptPrinter, _name, JavaScriptPrinter.emptyPrinter)


def javascript(expr: Any) -> str:
    """Law: JavaScript with the value of `expr`; names as in the compiled NumPy code (`W^{(1)}` is W1, σ is sigma).

    >>> from explorer.network import Layer
    >>> from explorer.page.javascript import javascript
    >>> javascript(Layer(1, 3, 2, "opaque").matrix().rhs)
    'map((x) => sigma(x), add(multiply(W1, a0), b1))'
    """
    return str(JavaScriptPrinter().doprint(expr))


def activation_lines(rows: tuple[Activation, ...]) -> Iterator[str]:
    """`f.NAME` and `slope.NAME` for each row: its formula and its derivative, as functions of one number."""
    yield "const f = {}, slope = {};"
    for row in rows:
        yield f"f.{row.name} = (x) => {javascript(stable(row.formula(X)))};"
        yield f"slope.{row.name} = (x) => {javascript(stable(row.derivative(X)))};"


def tensors(expr: Any) -> list[str]:
    """The names of the matrices in `expr`, as identifiers; of a batch not the example that it is made of."""
    parts = preorder_traversal(expr)
    names = set()
    for part in parts:
        if isinstance(part, MatrixSymbol):
            names.add(identifier(part.name))
            parts.skip()
    return sorted(names)


def form_line(name: str, equation: Eq) -> str:
    """One function of the tensors by name, of σ and of a free index j: the value of the equation's right side."""
    given = ", ".join(tensors(equation.rhs))
    return f"forms[{json.dumps(name)}] = ({{{given}}}, sigma, j) => {javascript(equation.rhs)};"


def script(rows: tuple[Activation, ...], forms: Mapping[str, Eq]) -> str:
    """The generated part of the page's script: `f`, `slope` and `forms`."""
    lines = [*activation_lines(rows), "const forms = {};", *(form_line(name, form) for name, form in forms.items())]
    return "\n".join(lines)

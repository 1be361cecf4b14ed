"""Questions the printer asks about a term before it writes it."""

from __future__ import annotations

from typing import Any

from sympy import Derivative, Expr, MatMul, Mul, preorder_traversal
from sympy.core.function import Application
from sympy.core.numbers import Number
from sympy.matrices.expressions.matexpr import MatrixElement


def paren(text: str) -> str:
    """In parentheses that grow with it."""
    return rf"\left({text}\right)"


def is_capital(name: str) -> bool:
    """A matrix by its letter, even where it has one row or one column: its entries keep both indices."""
    return len(name) > 0 and name[0].isupper() and not name[1:2].isalpha()


def is_scalar(expr: Any) -> bool:
    """An entry (0, 0) of a 1 x 1 expression: written as the expression itself."""
    return isinstance(expr, MatrixElement) and not expr.args[0].is_symbol and expr.args[0].shape == (1, 1)


def is_grid(text: str) -> bool:
    """One matrix written out, which needs no parentheses under a superscript."""
    return text.startswith(r"\begin{bmatrix}") and text.endswith(r"\end{bmatrix}") and text.count(r"\begin{") == 1


def sign(expr: Any) -> tuple[bool, tuple[Expr, ...]]:
    """Whether a minus is written in front, and the factors of what follows it."""
    if isinstance(expr, Number) and expr < 0:
        return True, (-expr,)
    if isinstance(expr, (Mul, MatMul)) and isinstance(expr.args[0], Number) and expr.args[0] < 0:
        first, *rest = expr.args
        return True, tuple(rest) if first == -1 else (-first, *rest)
    return False, (expr,)


def kind(term: Expr) -> Any:
    """Terms of one kind differ in their indices only."""
    if isinstance(term, (Mul, MatMul)):
        return tuple(map(kind, term.args))
    if isinstance(term, MatrixElement):
        return term.args[0].args[0] if term.args[0].is_symbol else term.args[0]
    return getattr(term, "base", type(term)) if not isinstance(term, Number) else Number


def head(body: Any, variable: Any) -> tuple[Any, int] | None:
    """The function f and 0 for f(x), and how often it is differentiated for its derivative at x; else None."""
    if isinstance(body, Application) and body.args == (variable,):
        return body.func, 0
    if isinstance(body, Derivative) and len(body.variable_count) == 1 and body.expr.args == (variable,):
        count = body.variable_count[0][1]
        if isinstance(body.expr, Application) and count.is_Integer and 1 <= count <= 3:
            return body.expr.func, int(count)
    return None


def nested(expr: Any) -> list[Any]:
    """The functions of matrices nested in one another, `expr` first: σ(W σ(V a)) holds two."""
    levels = [expr]
    while inner := next((e for e in preorder_traversal(levels[-1].args[1]) if type(e) is type(expr)), None):
        levels.append(inner)
    return levels

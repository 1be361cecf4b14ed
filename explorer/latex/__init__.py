r"""SymPy to LaTeX in the field's notation: `w_{0,1}^{(1)}`, dots with a meaning, nothing sorted.

    MatMul(W, a) + b                     W^{(1)} a^{(0)} + b^{(1)}
    W[0, 1], a[0, 0]                     w_{0,1}^{(1)}, a_0^{(0)}
    Dots(W[i, k]*a[k, 0], (k, 0, n-1))   w_{i,0}^{(1)} a_0^{(0)} + w_{i,1}^{(1)} a_1^{(0)} + \cdots + …
    entrywise(σ, M)                      \sigma\left(…\right)
    FunctionMatrix(m, 1, …)              \begin{bmatrix}… \\ … \\ \vdots \\ …\end{bmatrix}

`names` takes a name such as `W^{(1)}` apart, `terms` looks at a term, `indices` and `printer` write.
"""

from __future__ import annotations

from typing import Any

from sympy import Basic, SympifyError, sympify
from sympy.core.function import FunctionClass
from sympy.matrices.matrixbase import MatrixBase

from explorer.errors import InputError
from explorer.latex.printer import FieldPrinter

__all__ = ["latex"]


def _object(expr: Any) -> Any:
    """The SymPy object of an object (a function may stand alone): never of text, which would be executed."""
    if isinstance(expr, (Basic, FunctionClass, MatrixBase)):
        return expr
    try:
        return sympify(expr, strict=True)
    except SympifyError:
        raise InputError(f"latex takes SymPy objects, not {expr!r:.60}.", hint="read text with explorer.read") from None


def latex(expr: Any, *, elide: int | None = None, lower: bool = True) -> str:
    r"""Law: the LaTeX of `expr` itself, terms and factors in the order given; it compiles with amsmath.

    `elide=k` writes of a longer run of like terms, rows, columns or layers the first k, dots, the last; without it
    all are written, and only symbolic sizes get dots. `lower` writes entries with a small letter (`W` has
    `w_{0,1}`), unless another name in `expr` is written so. Raises `InputError` for an `elide` below 1.

    >>> from sympy import SympifyError, MatrixSymbol
    >>> from explorer.latex import latex
    >>> latex(MatrixSymbol("W^{(1)}", 3, 2)[0, 1])
    'w_{0,1}^{(1)}'
    """
    if elide is not None and elide < 1:
        raise InputError(f"elide cannot be {elide}: at least one term is written before the dots.")
    expr = _object(expr)
    printer = FieldPrinter(elide, lower)
    text: str = printer.doprint(expr)
    if clashes := printer.clashes():
        text = FieldPrinter(elide, lower, kept=clashes).doprint(expr)
    return text

"""The order in which a layer is written: W a + b, not b + W a. SymPy's own order, as after pickling, tells nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Expr, Function, Symbol
from sympy.core.numbers import Number
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.latex.terms import sign
from explorer.nodes import Dots, Written
from explorer.notation.spelled_kept import opens


def terms(total: Any) -> Sequence[Expr]:
    """Sums and products, then single names, then what is subtracted; a number first before a function."""
    if not _sorted(total):
        return tuple(total.args)
    first = any(isinstance(term, Function) for term in total.args)

    def place(term: Expr) -> int:
        if sign(term)[0]:
            return 4
        if isinstance(term, Number):
            return 0 if first else 3
        return 2 if isinstance(term, Symbol | MatrixElement) else 1

    return sorted(total.args, key=place)


def factors(product: Any) -> Sequence[Expr]:
    """Numbers, names, entries of matrices, entries of vectors, functions, sums."""
    return sorted(product.args, key=_place) if _sorted(product) else tuple(product.args)


def apart(product: Any, numbers: str) -> Sequence[Expr]:
    """A product of matrices with the numbers in it first, or last."""
    return sorted(product.args, key=lambda factor: getattr(factor, "is_Matrix", False) == (numbers == "first"))


def _place(factor: Expr) -> int:
    if isinstance(factor, Number):
        return 0
    if isinstance(factor, Symbol):
        return 1
    if isinstance(factor, MatrixElement):
        return 2 if 1 not in factor.args[0].shape else 3
    if isinstance(factor, Written):
        return 6 if opens(factor) else 4
    return 6 if hasattr(factor, "limits") or isinstance(factor, Dots) else 5


def _sorted(expr: Any) -> bool:
    """Whether the parts stand in SymPy's own order."""
    return bool(expr.func(*expr.args).args == expr.args)

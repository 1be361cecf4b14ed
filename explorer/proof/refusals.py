"""Why a claim is not decided by its canonical form: shapes that clash, something the judge does not know."""

from __future__ import annotations

from itertools import islice
from typing import Any

from sympy import preorder_traversal

SHOWN = 60
"""Pieces of an expression that a message still prints."""


class Clash(Exception):
    """Shapes or ranges that cannot agree, in the user's own letters."""


class Unsupported(Exception):
    """Something the judge does not decide, named."""


def shown(expr: Any) -> str:
    """The expression, or `…` in place of one too long to read (SymPy needs minutes to print some of these)."""
    return str(expr) if next(islice(preorder_traversal(expr), SHOWN, None), None) is None else "…"

r"""How what is only written is spelled: the row's own template, with parentheses around pieces that bind less.

nabla, C              \nabla C                 nabla, C + D         \nabla \left(C + D\right)
power, W^{(1)}, r     {W^{(1)}}^{r}            given, y, x          y \mid x
"""

from __future__ import annotations

from collections.abc import Callable
from string import Formatter
from typing import Any

from sympy import Add, Function, MatAdd, MatMul, MatrixSymbol, Mul, Symbol
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.latex.terms import paren
from explorer.nodes import Written, WrittenMatrix
from explorer.notation.written import KINDS

LOOSE = frozenset(("given", "where", "bare list", "total", "negative", "range", "case"))
"""Kinds that stand in parentheses wherever they are a part of something, as relations do."""

OPEN = frozenset(
    (
        "sum",
        "sum to",
        "product to",
        "integral to",
        "sum over",
        "product over",
        "integral",
        "integral over",
        "limit",
        "argmax",
        "argmin",
        "max over",
        "min over",
    )
)
"""Kinds that take all that follows: in parentheses unless they stand last."""

_FACTORS = frozenset(
    (
        "partial",
        "variational",
        "second",
        "nabla",
        "nabla_of",
        "change",
        "variation",
        "differential",
        "part",
        "negative",
        "space",
    )
)
"""Kinds whose pieces are factors, where no bracket of the template is around them."""

REACHING = frozenset(("product to", "product over"))
"""Kinds of which it is in doubt how far they reach."""

_OPENING, _CLOSING = ("{", "(", "[", "|", ","), ("}", ")", "]", "|", ",")


def loose(expr: Any) -> bool:
    """Whether this needs parentheses as a factor or as a term."""
    if not isinstance(expr, Written | WrittenMatrix):
        return False
    return expr.what in LOOSE or expr.what.startswith(("relation ", "product "))


def reaches(expr: Any, later: Any) -> bool:
    """Whether a sum that is only written would take in a later term, which has a letter of its range."""
    letters = expr.parts[0].free_symbols if isinstance(expr, Written | WrittenMatrix) and opens(expr) else ()
    return any(letter in term.free_symbols for term in later for letter in letters)


def behind(expr: Any) -> Any:
    """What stands last in the text of a piece where no bracket closes it, `f` in `\\nabla f`; else None."""
    template = list(Formatter().parse(KINDS[expr.what].spelled))
    last = template[-1][1] if template and expr.what != "partial" else None
    return expr.parts[int(last)] if last is not None and last.isdigit() and int(last) < len(expr.parts) else None


def relation(expr: Any) -> bool:
    """Whether this is a relation inside an expression, which counts 1 where it holds."""
    return isinstance(expr, Written | WrittenMatrix) and expr.what.startswith("relation ")


def opens(expr: Any) -> bool:
    """Whether this takes all that follows it."""
    if isinstance(expr, Written | WrittenMatrix) and expr.what == "partial" and not _named(expr.parts[0]):
        return True
    return isinstance(expr, Written | WrittenMatrix) and expr.what in OPEN


def spelled(expr: Any, write: Callable[[Any], str], factor: Callable[[Any], str]) -> str:
    """The text of a piece; `write` writes a part by itself, `factor` as one factor of a product."""
    if expr.what == "total":
        return _total(expr, write)
    if expr.what == "partial" and not _named(expr.parts[0]):
        return rf"\frac{{\partial}}{{\partial {factor(expr.parts[1])}}} {factor(expr.parts[0])}"
    if expr.what == "sum over" and isinstance(expr.parts[0], Symbol):
        return rf"\sum_{{\forall {write(expr.parts[0])}}} {factor(expr.parts[1])}"
    row = KINDS[expr.what]
    template = list(Formatter().parse(row.spelled))
    text = ""
    for at, (before, name, _, _) in enumerate(template):
        text += before
        if name is None:
            continue
        after = template[at + 1][0] if at + 1 < len(template) else ""
        if name == "*":
            text += _between(expr, row.between).join(
                _member(expr, part, write, factor) for part in expr.parts[row.first :]
            )
        elif int(name) < len(expr.parts):
            part = expr.parts[int(name)]
            if not text and after[:1] in ("_", "^", "'", "!", "("):
                text += _base(part, after[0], write)
            elif text[-1:] in _OPENING and after[:1] in _CLOSING:
                text += write(part)
            else:
                text += _member(expr, part, write, factor)
    return text


def _between(expr: Any, mark: str) -> str:
    """`w_{n k}`, where both letters together are the one index of a vector."""
    one = expr.what == "entry" and isinstance(expr.parts[0], MatrixSymbol) and expr.parts[0].shape[1] == 1
    return " " if one else mark


def _named(part: Any) -> bool:
    """A name, an entry, a function or another written piece: what stands behind a ∂ without parentheses."""
    if isinstance(part, MatrixElement):
        return bool(part.args[0].is_symbol)
    return isinstance(part, Symbol | MatrixSymbol | Function | Written | WrittenMatrix) and not loose(part)


def _member(expr: Any, part: Any, write: Callable[[Any], str], factor: Callable[[Any], str]) -> str:
    """A piece that no bracket encloses."""
    first = part is expr.parts[0]
    if expr.what in REACHING and isinstance(part, Mul | MatMul) and not (text := write(part)).startswith("-"):
        return text  # in brackets it would be sure how far it reaches
    if expr.what in _FACTORS or expr.what in OPEN or expr.what.startswith("product "):
        left = first and isinstance(part, Written | WrittenMatrix) and part.what == expr.what
        return write(part) if left and expr.what.startswith("product ") else factor(part)
    nested = isinstance(part, Written | WrittenMatrix)
    if expr.what.startswith("relation "):
        chained = nested and part.what.startswith("relation ")
        inside = nested and part.what in ("given", "where", "bare list")
        return paren(write(part)) if inside or (chained and not first) else write(part)
    if expr.what != "given" and KINDS[expr.what].between == ", " and nested and part.what in ("bare list", "where"):
        return paren(write(part))
    return write(part)


def _base(part: Any, mark: str, write: Callable[[Any], str]) -> str:
    """What a script is put on: a name in braces where it has such a script already, anything else in parentheses."""
    text = write(part)
    if mark == "(":
        return text
    plain = getattr(part, "is_symbol", False) and not isinstance(part, MatrixElement)
    if plain or (isinstance(part, Written) and part.what in ("entry", "superscript")):
        return f"{{{text}}}" if mark in text or (mark in "'!" and "^" in text) else text
    return text if text.startswith(r"\left(") and text.endswith(r"\right)") else paren(text)


def _total(expr: Any, write: Callable[[Any], str]) -> str:
    """A sum of pieces that are not all numbers."""
    text = ""
    for part in expr.parts:
        piece = write(part)
        if isinstance(part, Add | MatAdd) or (loose(part) and part.what != "negative" and "product" not in part.what):
            piece = paren(piece)
        text += piece if not text else f" - {piece[1:]}" if piece.startswith("-") else f" + {piece}"
    return text

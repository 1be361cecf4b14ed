r"""Formulas in which every entry is marked, so that the page can light it up or put a number in its place.

explorer's own printer writes the LaTeX, with ⟦n⟧ where entry n stands; the same text gives MathML whose entries are
elements of their own, and LaTeX to copy:

    w_{0,1}^{(1)}    <mrow data-m="l.W.0.1">…</mrow>      with numbers    <mn data-s="l.W.0.1"></mn>, ⟦l.W.0.1⟧
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from sympy import Expr, MatrixSymbol, OneMatrix
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.latex.printer import FieldPrinter
from explorer.report.mathml import mathml

EVERY = "*"
_PLACE = re.compile(r"\\text\{⟦(\d+)⟧\}")
_ELEMENT = re.compile(r"<mtext>⟦(\d+)⟧</mtext>")


@dataclass(frozen=True, slots=True)
class Role:
    """What a tensor is in the page's state: the letter there, and whether its indices stand the other way round."""

    letter: str
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A formula: LaTeX to copy (a number's place is ⟦path⟧, ⟦(path⟧ where a negative one needs brackets), MathML."""

    latex: str
    html: str

    def as_json(self) -> dict[str, str]:
        """As the page's script gets it."""
        return {"latex": self.latex, "html": self.html}


@dataclass(slots=True)
class _Place:
    """One marked place: its path in the state, the LaTeX of the symbol there, or None where a number is put in."""

    path: str
    latex: str | None
    bare: bool


@dataclass(slots=True)
class Marker:
    """Prints expressions with marks. `roles` are by the tensor's name; other names are printed unmarked.

    `prefix` is where the tensors are in the page's state, `base` what shown indices count from, `numbers` says that
    numbers are put in place of entries and of whole tensors.
    """

    roles: Mapping[str, Role]
    prefix: str
    base: int = 0
    numbers: bool = False
    places: list[_Place] = field(default_factory=list)

    def formula(self, *expressions: Any) -> Marked:
        """Law: `first = second = …` as LaTeX and as MathML, both printed from the expressions."""
        text = " = ".join(_Printer(self).doprint(expression) for expression in expressions)
        return Marked(_PLACE.sub(self._copied, text), _ELEMENT.sub(self._shown, mathml(text, block=True)))

    def mark(self, path: str, latex: str | None, bare: bool = False) -> str:
        """The LaTeX that stands for a place until the formula is whole."""
        self.places.append(_Place(path, latex, bare))
        return rf"\text{{⟦{len(self.places) - 1}⟧}}"

    def _copied(self, match: re.Match[str]) -> str:
        place = self.places[int(match[1])]
        return place.latex if place.latex is not None else f"⟦{'' if place.bare else '('}{place.path}⟧"

    def _shown(self, match: re.Match[str]) -> str:
        place = self.places[int(match[1])]
        path = escape(place.path)
        if place.latex is None:
            brackets = "" if place.bare else ' data-b=""'
            return f'<mn data-m="{path}" data-s="{path}"{brackets}>0</mn>'
        inner = mathml(place.latex).removeprefix("<math>").removesuffix("</math>")
        return f'<mrow data-m="{path}">{inner}</mrow>'


class _Printer(FieldPrinter):
    """explorer's printer; entries and whole tensors that have a role become places."""

    def __init__(self, marker: Marker) -> None:
        super().__init__(None, True)
        self._marker = marker
        self._in_grid = False

    def _entry(self, name: str, indices: Sequence[Expr]) -> str:
        marker = self._marker
        role = marker.roles.get(name)
        shifted = tuple(index + marker.base for index in indices)
        text = str(super()._entry(name, shifted))
        if role is None:
            return text
        if all(index.is_Integer for index in indices):
            path = ".".join([marker.prefix, role.letter, *map(str, reversed(indices) if role.turned else indices)])
            alone = role.letter.rpartition(".")[2] in ("z", "y")  # stands between brackets already, or after an =
            return marker.mark(path, None if marker.numbers else text, self._in_grid or alone)
        return marker.mark(f"{marker.prefix}.{role.letter}.{EVERY}", text)

    def _print_MatrixSymbol(self, expr: Any, style: str = "plain") -> str:
        marker = self._marker
        role = marker.roles.get(expr.name)
        if role is None:
            return str(super()._print_MatrixSymbol(expr))
        if not marker.numbers:
            return marker.mark(f"{marker.prefix}.{role.letter}.{EVERY}", super()._print_MatrixSymbol(expr))
        self._in_grid = True
        rows, columns = expr.shape
        text = self._grid(rows, columns, lambda row, column: self._print(MatrixElement(expr, row, column)))
        self._in_grid = False
        return text

    def _raised(self, expr: Expr, exponent: str) -> str:
        if isinstance(expr, (MatrixSymbol, OneMatrix)):
            return f"{{{self._print(expr)}}}^{{{exponent}}}"
        return super()._raised(expr, exponent)

    def _print_Transpose(self, expr: Any) -> str:
        if self._marker.numbers and isinstance(expr.arg, OneMatrix):
            return self._print_OneMatrix(OneMatrix(*reversed(expr.arg.shape)))
        return super()._print_Transpose(expr)

    def _print_OneMatrix(self, expr: Any) -> str:
        if self._marker.numbers:
            rows, columns = expr.shape
            return self._grid(rows, columns, lambda row, column: "1")
        return str(super()._print_OneMatrix(expr))

    def _juxtaposed(self, factors: Sequence[Expr]) -> str:
        if self._marker.numbers and all(isinstance(factor, MatrixElement) for factor in factors):
            return r" \cdot ".join(map(self._print, factors))
        return super()._juxtaposed(factors)

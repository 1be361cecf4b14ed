"""Sentences with formulas in them: text and SymPy objects in turn, written out for TeX, Markdown and HTML.

    ("row ", i, " of ", W)      row $i$ of $W^{(1)}$

The objects are printed by `explorer.latex`: no formula is written by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Any, TypeAlias

from sympy import Basic, FunctionClass

from explorer.latex import latex
from explorer.latex.names import symbol
from explorer.report.mathml import mathml

Part: TypeAlias = str | Basic | FunctionClass
Prose: TypeAlias = tuple[Part, ...]

_TEX = {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\ensuremath{<}",
    ">": r"\ensuremath{>}", "→": r"\ensuremath{\to}", "≥": r"\ensuremath{\geq}", "≤": r"\ensuremath{\leq}",
    "≠": r"\ensuremath{\neq}", "·": r"\ensuremath{\cdot}", "×": r"\ensuremath{\times}", "…": r"\ldots{}",
    "ᵀ": r"\ensuremath{^{\top}}", "⊙": r"\ensuremath{\odot}", "−": r"\ensuremath{-}", "–": "--", "—": "---",
    "“": "``", "”": "''", "’": "'", "∞": r"\ensuremath{\infty}", "𝟏": r"\ensuremath{\mathbf{1}}",
    "√": r"\ensuremath{\surd}", "±": r"\ensuremath{\pm}", "′": r"\ensuremath{'}",
    **{c: rf"\{c}" for c in "%#&$_{}"},
}  # fmt: skip


def tex_text(text: str) -> str:
    """Any text as TeX text: special characters escaped, Greek as formulas, what TeX has no letter for as its number."""
    return "".join(map(_tex_character, text))


def _tex_character(c: str) -> str:
    if c in _TEX:
        return _TEX[c]
    if c.isascii() or c.isspace():
        return c if c.isprintable() else " "
    if symbol(c).startswith("\\") and not symbol(c).startswith(r"\mathrm"):
        return rf"\ensuremath{{{symbol(c)}}}"
    return c if c.isalpha() and c < "\u0180" else rf"\texttt{{U+{ord(c):04X}}}"


def markdown_text(text: str) -> str:
    """Any text as Markdown text: what Markdown or HTML would read as markup is escaped."""
    return "".join(rf"\{c}" if c in r"\`*_{}[]$|~#" else escape(c, quote=False) for c in text)


def github(formula: str) -> str:
    r"""A formula as GitHub's MathJax takes it: it refuses `\operatorname` and reads `<` as HTML."""
    return formula.replace(r"\operatorname", r"\mathrm").replace("<", r"\lt ").replace(">", r"\gt ")


def _joined(prose: Iterable[Part], text: Callable[[str], str], formula: Callable[[Any], str]) -> str:
    return "".join(text(part) if isinstance(part, str) else formula(part) for part in prose)


def as_text(prose: Prose) -> str:
    """For a terminal: formulas as SymPy writes them."""
    return _joined(prose, str, str)


def as_tex(prose: Prose, elide: int | None = 2) -> str:
    """For TeX: formulas between dollars."""
    return _joined(prose, tex_text, lambda formula: f"${latex(formula, elide=elide)}$")


def as_markdown(prose: Prose, elide: int | None = 2) -> str:
    """For Markdown: formulas between dollars, which Obsidian and GitHub show."""
    return _joined(prose, markdown_text, lambda formula: f"${github(latex(formula, elide=elide))}$")


def as_html(prose: Prose, elide: int | None = 2) -> str:
    """For HTML: formulas as MathML."""
    return _joined(prose, escape, lambda formula: mathml(latex(formula, elide=elide)))

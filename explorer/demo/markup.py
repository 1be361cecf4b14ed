"""Pieces of the page: verdict marks, tables, figures set into the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from explorer.latex import latex
from explorer.report.mathml import mathml

SHOWN = 3  # entries of a long run that are written before the dots


def badge(verdict: str) -> str:
    """The verdict as a coloured word.

    >>> badge("proved")
    '<span class="mark proved">proved</span>'
    """
    return f'<span class="mark {escape(verdict)}">{escape(verdict)}</span>'


def block(expression: Any) -> str:
    """A formula on a line of its own; a long one scrolls."""
    return f'<div class="formula">{mathml(latex(expression, elide=SHOWN), block=True)}</div>'


def inline(expression: Any) -> str:
    """A formula within a line."""
    return mathml(latex(expression, elide=SHOWN))


def numbers(witness: Any) -> str:
    """The sizes, tensors, functions and indices of a counterexample, tensors as matrices."""
    shown = [f"{name} = {size}" for name, size in witness.sizes.items()]
    shown += [f"{name} = {_array(value)}" for name, value in witness.tensors.items()]
    shown += [f"{name} = {at}" for name, at in witness.at.items()]
    formulas = [mathml(item) for item in shown]
    formulas += [_rule(name, rule) for name, rule in witness.functions.items()]
    return f'<span class="witness">{", ".join(formulas)}</span>'


def _rule(name: str, rule: str) -> str:
    """What a function of the witness computes: a polynomial as a formula, anything else as it is written."""
    if re.fullmatch(r"[x\d\s+*/()−-]+", rule):
        power = re.sub(r"\*\*(\d+)", r"^{\1}", rule)
        return mathml(f"{name}(x) = {power.replace('*', ' ')}")
    return escape(f"{name}(x) = {rule}")


def values(witness: Any) -> str:
    """What the two sides are on these numbers."""
    return f"left <b>{escape(str(witness.left))}</b>, right <b>{escape(str(witness.right))}</b>"


def _array(value: Any) -> str:
    if not isinstance(value, list | tuple):
        return str(value)
    rows = [row if isinstance(row, list | tuple) else [row] for row in value]
    body = r" \\ ".join(" & ".join(map(str, row)) for row in rows)
    return rf"\begin{{bmatrix}}{body}\end{{bmatrix}}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells are HTML already.

    >>> table(["a"], [["x"]])
    '<div class="scroll"><table><tr><th>a</th></tr>\\n<tr><td>x</td></tr></table></div>'
    """
    lines = ["".join(f"<th>{cell}</th>" for cell in head), *("".join(map(_cell, row)) for row in rows)]
    inner = "\n".join(f"<tr>{line}</tr>" for line in lines)
    return f'<div class="scroll"><table>{inner}</table></div>'


def _cell(cell: str) -> str:
    number = ' class="number"' if re.fullmatch(r"[\d.,]+( (ms|s))?", cell) else ""
    return f"<td{number}>{cell}</td>"


def pairs(items: Iterable[tuple[str, str]]) -> str:
    """Names and what they are, as a list of definitions; values are HTML already."""
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in items) + "</dl>"


def figure(name: str, svg: str, caption: str) -> str:
    """Law: the SVG inside the page; identifiers it refers to get the figure's name, so that no two are one; others go.

    >>> figure("f", '<?xml version="1.0"?><svg id="a"><use href="#a"/></svg>', "C")
    '<figure id="f"><svg id="f-a"><use href="#f-a"/></svg><figcaption>C</figcaption></figure>'
    """
    drawing = svg[svg.index("<svg") :].strip()
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', drawing))
    drawing = re.sub(r'\s+id="([^"]+)"', lambda found: f' id="{name}-{found[1]}"' if found[1] in used else "", drawing)
    drawing = re.sub(r'href="#([^"]+)"', rf'href="#{name}-\1"', drawing)
    drawing = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", drawing)
    return f'<figure id="{name}">{drawing}<figcaption>{escape(caption)}</figcaption></figure>'


def seconds(value: float) -> str:
    """A time as a person reads it.

    >>> seconds(0.00321), seconds(2.5)
    ('3.2 ms', '2.50 s')
    """
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"

r"""What is read and written though nothing is known of its value: derivatives of what is not defined, and the like.

One row for each kind: how it is spelled with its pieces put in.

    partial, C, w        \frac{\partial C}{\partial w}
    list, a, b, c        (a, b, c)
    given, list, x       (y, z) \mid x
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sympy import Indexed, IndexedBase

from explorer.nodes import Written, WrittenMatrix
from explorer.notation.core import Core, Said, Shape
from explorer.notation.surface import Operator, Relation
from explorer.source import Span

if TYPE_CHECKING:
    from explorer.notation.build import Build
    from explorer.notation.elaborate import Elaboration


@dataclass(frozen=True, slots=True)
class Kind:
    """`spelled` has {0}, {1}, … where the pieces stand, and {*} for those from `first` on, with `between`."""

    name: str
    spelled: str
    between: str = ", "
    first: int = 0


RELATION_SIGNS: dict[Relation, str] = {
    "=": "=",
    ":=": ":=",
    "≠": r"\neq",
    "<": "<",
    ">": ">",
    "≤": r"\leq",
    "≥": r"\geq",
    "≪": r"\ll",
    "≫": r"\gg",
    "∈": r"\in",
    "∉": r"\notin",
    "≈": r"\approx",
    "∼": r"\sim",
    "∝": r"\propto",
    "⊂": r"\subset",
    "⊆": r"\subseteq",
    "←": r"\leftarrow",
    "→": r"\to",
    "⇒": r"\implies",
    "⇐": r"\impliedby",
    "⇔": r"\iff",
}
"""Relations that stand inside an expression: kind `relation =` and its like."""

OPERATOR_SIGNS: dict[Operator, str] = {
    "": "",
    "·": r"\cdot",
    "*": "*",
    "⊙": r"\odot",
    "×": r"\times",
    "@": "@",
    "/": "/",
    "⊗": r"\otimes",
    "⊘": r"\oslash",
    "∘": r"\bigcirc",
    "±": r"\pm",
}
"""Products of which the shapes do not say what they are, or nothing else does: kind `product ⊗` and its like."""

KINDS = {
    row.name: row
    for row in (
        Kind("partial", r"\frac{{\partial {0}}}{{\partial {1}}}"),
        Kind("second", r"\frac{{\partial^2 {0}}}{{\partial {1} \partial {2}}}"),
        Kind("variational", r"\frac{{\delta {0}}}{{\delta {1}}}"),
        Kind("by", r"\frac{{\partial}}{{\partial {0}}}"),
        Kind("nabla", r"\nabla {0}"),
        Kind("nabla_of", r"\nabla_{{{1}}} {0}"),
        Kind("change", r"\Delta {0}"),
        Kind("variation", r"\delta {0}"),
        Kind("differential", r"d {0}"),
        Kind("part", r"\partial {0}"),
        Kind("value", r"{0}({*})", first=1),
        Kind("indexed value", r"{0}_{{{1}}}({*})", first=2),
        Kind("prime", r"{0}'({*})", first=1),
        Kind("list", r"({*})"),
        Kind("row", r"[{*}]"),
        Kind("angle", r"\langle {*} \rangle"),
        Kind("set", r"\{{{*}\}}"),
        Kind("given", r"{0} \mid {1}"),
        Kind("bare list", r"{*}"),
        Kind("space", r"{0}^{{{*}}}", between=r" \times ", first=1),
        Kind("entry", r"{0}_{{{*}}}", first=1),
        Kind("superscript", r"{0}^{{({*})}}", first=1),
        Kind("primed", r"{0}'"),
        Kind("factorial", r"{0}!"),
        Kind("sum", r"\sum {0}"),
        Kind("sum to", r"\sum_{{{0}}}^{{{1}}} {2}"),
        Kind("product to", r"\prod_{{{0}}}^{{{1}}} {2}"),
        Kind("integral to", r"\int_{{{0}}}^{{{1}}} {2}"),
        Kind("sum over", r"\sum_{{{0}}} {1}"),
        Kind("product over", r"\prod_{{{0}}} {1}"),
        Kind("integral", r"\int {0}"),
        Kind("integral over", r"\int_{{{0}}} {1}"),
        Kind("limit", r"\lim_{{{1}}} {0}"),
        Kind("argmax", r"\operatorname{{argmax}}_{{{1}}} {0}"),
        Kind("argmin", r"\operatorname{{argmin}}_{{{1}}} {0}"),
        Kind("max over", r"\max_{{{1}}} {0}"),
        Kind("min over", r"\min_{{{1}}} {0}"),
        Kind("max", r"\max({*})"),
        Kind("min", r"\min({*})"),
        Kind("at", r"\left. {0} \right|_{{{1}}}"),
        Kind("bars", r"|{0}|"),
        Kind("norm", r"\|{0}\|_{{{1}}}"),
        Kind("power", r"{0}^{{{1}}}"),
        Kind("inverse", r"{0}^{{-1}}"),
        Kind("indicator", r"\mathbb{{1}}_{{{*}}}"),
        Kind("dots", r"\dots"),
        Kind("range", "{*}", between=":"),
        Kind("where", r"{0}, {1}"),
        Kind("total", r"{*}", between=" + "),
        Kind("negative", r"-{0}"),
        Kind("quotient", r"\frac{{{0}}}{{{1}}}"),
        Kind("cases", r"\begin{{cases}} {*} \end{{cases}}", between=r" \\ "),
        Kind("case", r"{0} & {1}"),
        Kind("otherwise", r"\text{{otherwise}}"),
        Kind("matrix", r"\begin{{bmatrix}} {*} \end{{bmatrix}}", between=r" \\ "),
        Kind("matrix row", r"{*}", between=" & "),
        Kind("nothing", ""),
        Kind("as written", r"{0}"),
        *(Kind(f"relation {sign}", rf"{{0}} {shown} {{1}}") for sign, shown in RELATION_SIGNS.items()),
        *(Kind(f"product {sign}", rf"{{0}} {shown} {{1}}") for sign, shown in OPERATOR_SIGNS.items()),
    )
}
"""Kind `indexed` is SymPy's own `Indexed`: an array with more than two indices."""


def said(work: Elaboration, kind: str, pieces: Sequence[Core], span: Span, shape: Shape | None = None) -> Said:
    """The core of such a piece; without a shape it takes the one it needs, and is a number where none is needed."""
    made = Said(kind, tuple(pieces), work.place(span), work.shapes.new() if shape is None else shape)
    work.said.append(made)
    return made


def build(maker: Build, node: Said) -> Any:
    """A number or an array."""
    pieces = [maker.scalar(piece) if maker.is_scalar(piece) else maker.build(piece) for piece in node.pieces]
    if node.kind == "indexed":
        return Indexed(IndexedBase(str(pieces[0])), *pieces[1:])
    if maker.is_scalar(node):
        return Written(node.kind, *pieces)
    return WrittenMatrix(node.kind, *(maker.size(size) for size in node.shape), *pieces)

r"""Shapes that a document states: `W \in \mathbb{R}^{m \times n}`, and in words: "where W is an m × n matrix"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from explorer.documents import Formula, Prose
from explorer.errors import InputError
from explorer.notation.affine import affine, declared_name
from explorer.notation.given import Declarations, Declared, declarations
from explorer.notation.lines import Line
from explorer.notation.sizes import Size
from explorer.notation.surface import Chain, Group, Name, Node, Scripted, bare
from explorer.source import Source

REALS = frozenset(("\\mathbb{R}", "ℝ", "R", "\\mathbf{R}"))

_NAME = r"(?:\$(?P<name>[^$]{1,40})\$|(?P<plain>(?<![\w$])[A-Za-zα-ωΑ-Ω](?![\w$])))"
_IS = r"\s*(?:is|are|denotes|be|being|as)\s+(?:an?\s+|the\s+)?"
_SIZE = r"\$?(?P<{0}>[\w{{}}^\\()+-]{{1,20}}?)\$?"
_MATRIX = re.compile(
    rf"{_NAME}{_IS}(?:\w+\s+)?{_SIZE.format('rows')}\s*(?:\\times|×|x|by|-by-)\s*{_SIZE.format('columns')}"
    r"[\s-]+(?:\w+\s+)?matrix"
)
_VECTOR = re.compile(
    rf"{_NAME}{_IS}(?P<row>row\s+|column\s+)?vector\s+(?:of\s+|with\s+)(?:length\s+|size\s+|dimension\s+)?"
    rf"{_SIZE.format('rows')}(?:\s+(?:entries|components|elements|numbers))?(?![\w$])"
)
_SIZED = re.compile(
    rf"{_NAME}{_IS}(?!an?\s){_SIZE.format('rows')}[\s-]+(?:dimensional\s+)?(?P<row>row\s+|column\s+)?vector"
)
_SCALAR = re.compile(rf"{_NAME}{_IS}(?:real\s+)?(?:scalar|number)(?!\w)")
_FUNCTION = re.compile(
    rf"{_NAME}{_IS}(?P<function>logistic sigmoid|sigmoid|logistic|ReLU|rectified linear|hyperbolic tangent|tanh|"
    r"softplus|softmax|identity|leaky ReLU|swish|GELU)(?:\s+(?:function|activation|unit))*(?!\w)"
)
_CALLED = {
    "logistic sigmoid": "sigmoid",
    "logistic": "sigmoid",
    "rectified linear": "relu",
    "hyperbolic tangent": "tanh",
}
_CALLED |= {"ReLU": "relu", "leaky ReLU": "leaky_relu", "GELU": "gelu"}


@dataclass(frozen=True, slots=True)
class Stated:
    """Declarations that a document makes, why, and the names whose direction, row or column, it leaves open."""

    known: Declarations
    reason: str
    open: frozenset[str] = frozenset()


def of_line(line: Line, known: Declarations, bold: frozenset[str] = frozenset()) -> Stated | None:
    """`a, b ∈ ℝ^n`, `W ∈ ℝ^{m×n}`: the shapes; a vector may be a row or a column.

    `bold` are the names that the document declares by themselves, some of them as bold letters.
    """
    if "∈" not in line.relations:
        return None
    at = line.relations.index("∈")
    sizes = _space(line.members[at + 1])
    if sizes is None:
        return None
    found = Declarations(line.source)
    for node in _listed(line.members[at]):
        name = declared_name(node)
        if name is None:
            return None
        found.shapes[_light(name, len(sizes), known, bold)] = Declared(sizes, node.span)
    return Stated(found, "stated with ∈", frozenset(found.shapes) if len(sizes) == 1 else frozenset())


def _light(name: str, rank: int, known: Declarations, bold: frozenset[str]) -> str:
    """A bold letter goes by its light name, unless it is declared as bold, or the light one as something else."""
    other = known.shapes.get(light(name))
    return (
        name
        if name in known.shapes or name in bold or (other is not None and len(other.sizes) != rank)
        else light(name)
    )


def light(name: str) -> str:
    """The name without the bold of its letter."""
    return re.sub(r"^\\mathbf\{([^{}]*)\}", r"\1", name)


def _listed(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, Group) and node.bracket == "(" else (node,)


def _space(node: Node) -> tuple[Size, ...] | None:
    """The sizes of `ℝ`, `ℝ^n`, `ℝ^{m × n}`."""
    node = bare(node)
    if isinstance(node, Name):
        return () if node.text in REALS else None
    if not (isinstance(node, Scripted) and isinstance(bare(node.base), Name) and len(node.sups) == 1 and not node.subs):
        return None
    base = bare(node.base)
    if not isinstance(base, Name) or base.text not in REALS:
        return None
    inner = bare(node.sups[0])
    while isinstance(inner, Group) and len(inner.parts) == 1:
        inner = bare(inner.parts[0])
    parts: tuple[Node, ...] = (inner,)
    if isinstance(inner, Chain) and "×" in inner.operators:
        if set(inner.operators) != {"×"}:
            return None
        parts = inner.factors
    sizes = tuple(affine(part) for part in parts)
    if not 1 <= len(sizes) <= 2 or any(size is None for size in sizes):
        return None
    return tuple(size for size in sizes if size is not None)


# -- words


def of_words(pieces: Sequence[Formula | Prose], known: Declarations) -> Iterator[Stated]:
    """What the sentences of one block say of names, with its formulas in their places."""
    whole = "".join(f"${piece.source.text}$" if isinstance(piece, Formula) else piece.source.text for piece in pieces)
    text = re.sub(r"\s+", " ", whole)
    places: _Places | None = None
    for pattern, shape in (
        (_MATRIX, "{rows} x {columns}"),
        (_SIZED, "{rows}"),
        (_VECTOR, "{rows}"),
        (_SCALAR, "scalar"),
        (_FUNCTION, "{function}"),
    ):
        for found in pattern.finditer(text):
            groups = {key: value or "" for key, value in found.groupdict().items()}
            said = _CALLED.get(groups.get("function", ""), groups.get("function", ""))
            declared = shape.format(rows=groups.get("rows"), columns=groups.get("columns"), function=said)
            if groups.get("row", "").startswith("row"):
                declared = f"1 x {declared}"
            name = groups["name"] or groups["plain"]
            places = places or _Places(pieces, whole)
            source = replace(places.source(found.start()), text=f"{name}: {declared}")
            try:
                made = declarations(source, macros=known.macros)
            except InputError:
                continue  # words that only look like a declaration: nothing is lost, they are prose
            loose = frozenset(made.shapes) if shape == "{rows}" and not groups.get("row") else frozenset()
            yield Stated(made, f"“{found[0].strip()}”", loose)


class _Places:
    """Where the characters of the text of some pieces stand, in which white space counts as one space."""

    def __init__(self, pieces: Sequence[Formula | Prose], whole: str) -> None:
        self.pieces = pieces
        runs = list(re.finditer(r"\s+|\S+", whole))
        self.runs = [run.start() for run in runs]
        self.starts = [0, *accumulate(1 if run[0].isspace() else len(run[0]) for run in runs)]
        self.ends = [0, *accumulate(len(piece.source.text) + 2 * isinstance(piece, Formula) for piece in pieces)]

    def source(self, at: int) -> Source:
        """A source without text that stands where a character does."""
        run = bisect_right(self.starts, at) - 1
        at += self.runs[run] - self.starts[run]
        number = bisect_right(self.ends, at) - 1
        piece = self.pieces[number]
        at -= self.ends[number]
        mark = isinstance(piece, Formula)
        line, column = piece.source.position(max(0, at - mark))
        return Source("", piece.source.name, line, max(1, column - (mark and at == 0)))

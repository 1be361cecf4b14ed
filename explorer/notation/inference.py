r"""Which convention a document follows, from the marks it uses; nothing where they fit none, or several, of the rows.

a^{[l]}            layers in square brackets: ng          w^l_{jk}    bare layers, small weights: nielsen
a^{(0)}, w_{0,n}   round layers, counted from 0: 3b1b     X W + b     weights on the right: d2l
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from explorer.notation.affine import affine, pieces, render
from explorer.notation.brackets import marks
from explorer.notation.conventions import ROWS, Convention
from explorer.notation.lines import Line
from explorer.notation.surface import (
    Chain,
    Equation,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Scripted,
    Summation,
    bare,
    walk,
)

WORDS = {
    "square layers": "layers in square brackets",
    "bare layers": "layers as bare superscripts",
    "round layers": "layers in round brackets",
    "layers below": "layers as subscripts",
    "numbered weights": "weights numbered below",
    "small weights": "weights with a small w",
    "from 0": "indices from 0",
    "from 1": "indices from 1",
    "bias at 0": "a bias of index 0",
    "weights left": "weights on the left",
    "weights right": "weights on the right",
    "transposed weights": "transposed weights",
    "Ω": "weights Ω",
    "β": "biases β",
    "max with 0": "max with 0",
    "scores by U": "scores by U",
}
"""What a text can show, in words."""

_LAYERS = frozenset("lLℓ")
_INPUTS = frozenset("xXaAhHzZ")


def infer(lines: Iterable[Line]) -> tuple[Convention | None, tuple[str, ...]]:
    """Law: a row is inferred only if all that it needs is shown, nothing that it never has, and so for no other row.

    The second is what was seen, each with where: of a row that is inferred what it needs, else everything.
    """
    seen: dict[str, str] = {}
    for line in lines:
        for node in (*line.members, *line.conditions):
            for piece in walk(node):
                for sign in _signs(piece):
                    if sign not in seen:
                        text = line.source.text[piece.span.start : piece.span.end]
                        number, _ = line.source.position(piece.span.start)
                        seen[sign] = f"{WORDS[sign]}, `{_short(text)}` in line {number}"
    fitting = [row for row in ROWS.values() if row.needs and row.needs <= seen.keys() and not row.never & seen.keys()]
    if len(fitting) == 1:
        return fitting[0], tuple(told for sign, told in seen.items() if sign in fitting[0].needs)
    return None, tuple(seen.values())


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:37]} …"


def _signs(node: Node) -> Iterator[str]:
    match node:
        case Scripted():
            yield from _of_name(node)
        case Name(text="Ω" | "β" as letter):
            yield letter
        case Summation(below=below):
            for item in below:
                if isinstance(item, Equation) and item.relation == "=" and render(item.right) in ("0", "1"):
                    yield f"from {render(item.right)}"
        case Chain():
            yield from _of_product(node)
        case _:
            return


def _of_name(node: Scripted) -> Iterator[str]:
    base = bare(node.base)
    if not isinstance(base, Name) or base.text in ("∂", "d", "∇", "\\mathbb{R}", "ℝ"):
        return
    small = base.text in ("w", "b", "a", "z", "h", "x", "δ", "W", "A", "Z", "X", "H", "B")
    for bracket, inner in marks(node):
        if bracket == "[" and _layer(inner):
            yield "square layers"
        elif bracket == "(" and small and _layer(inner) and (base.text not in ("x", "X", "y")):
            yield "round layers"
    for sup in node.sups:
        inner = bare(sup)
        first = bare(inner.factors[0]) if isinstance(inner, Chain) and inner.factors else inner
        if small and not isinstance(first, Group) and _lettered(first):
            yield "bare layers"
            if base.text == "w":
                yield "small weights"
    items = [item for sub in node.subs for item in pieces(sub)]
    if small and base.text != "b" and len(items) == 1 and _lettered(items[0]):
        yield "layers below"
    if (
        base.text == "W"
        and not node.sups
        and len(items) == 1
        and isinstance(items[0], Number)
        and len(items[0].text) == 1
    ):
        yield "numbered weights"
    digits = [item.text for item in items if isinstance(item, Number)]
    if base.text not in ("w", "a", "b", "x", "z", "W") or not digits:
        return
    if base.text in ("w", "W") and len(items) == 2 and digits == ["0"] and render(items[1]) == "0":
        yield "bias at 0"
    elif any(text.startswith("0") for text in digits) and base.text != "W":
        yield "from 0"
    if base.text == "x" and digits == ["1"]:
        yield "from 1"


def _of_product(node: Chain) -> Iterator[str]:
    """`W x`, `X W`, `W^⊤ x`, `U^⊤ h`, `max(0, …)`."""
    for left, operator, right in zip(node.factors[:-1], node.operators, node.factors[1:], strict=True):
        one, two = _letter(left), _letter(right)
        if one == "max" and isinstance(right, Group) and len(right.parts) == 2 and "0" in map(render, right.parts):
            yield "max with 0"
        if operator not in ("", "·", "@", "*") or (two is None and one != "U"):
            continue
        if one == "W" and two in _INPUTS:
            yield "transposed weights" if _turned(left) else "weights left"
        elif one in _INPUTS and two == "W" and not _turned(left) and not _turned(right):
            yield "weights right"
        elif one == "U" and _turned(left):
            yield "scores by U"


def _letter(node: Node) -> str | None:
    """The letter of an array as a whole; None for entries."""
    node = bare(node)
    if isinstance(node, Scripted):
        items = [item for sub in node.subs for item in pieces(sub)]
        return None if len(items) > 1 else _letter(node.base)
    return node.text if isinstance(node, Name) else None


def _turned(node: Node) -> bool:
    node = bare(node)
    if not isinstance(node, Scripted):
        return False
    tops = [bare(sup) for sup in node.sups]
    tops += [bare(factor) for top in tops if isinstance(top, Chain) for factor in top.factors]
    inner = any(isinstance(top, Mark) and top.kind == "transpose" for top in tops)
    return inner or any(isinstance(top, Name) and top.text == "T" for top in tops) or _turned(node.base)


def _layer(node: Node) -> bool:
    """What numbers a layer: `l`, `L-1`, a number; `i` numbers examples."""
    form = affine(node)
    return form is not None and (not form.terms or _lettered(node))


def _lettered(node: Node) -> bool:
    form = affine(node)
    return form is not None and len(form.terms) == 1 and form.terms[0][0] in _LAYERS

"""What the uses of letters in a whole text say of them where nothing is declared: functions, layer marks, labels, d.

C(w) = …, L(y, t), P(y | x)     C, L, P are functions, and C(w + v) is C of w + v
h^N, W^{N-1}                    N is a mark and no power
W_h x + b_h, δ_o                h and o are labels and no indices
dz = a - y                      d stands before a name: dz is one quantity
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from explorer.notation.affine import render
from explorer.notation.letters import FUNCTIONS, GREEK
from explorer.notation.surface import (
    Chain,
    Equation,
    Fraction,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Scripted,
    Slice,
    Summation,
    Table,
    Total,
    bare,
    walk,
)
from explorer.source import Source

PREFIXES = frozenset(("∂", "d", "Δ", "∇"))
"""Letters that make one quantity with what follows."""

INDICATORS = frozenset(("δ", "I", "\\mathbb{I}", "\\mathbb{1}"))
"""Letters that stand before a condition in brackets, and make it 1 or 0."""

_CAPITALS = frozenset("CDEFGHJLOPR")
"""Capitals that are functions before a bracket with one factor in it: nobody puts brackets around one factor."""

_FUNCTIONS = frozenset("fghFGHJLPQpqsφψσ")
"""Letters that are functions with an index, too: `f_i(x)`, not `y_i (x)`."""

_LAYERS, _WEIGHTS, _BIASES = frozenset("FGs"), frozenset("WVUΘ"), frozenset("bcdβ")
"""Letters that are functions before the brackets around a layer, `s(W x + b)`; of weights and of biases."""

_INDEX_LETTERS = frozenset("ijklmnpqrstcdxN")
_RUNNING = frozenset("ijklmnpqrst")
_ALWAYS_LABELS = frozenset("ho")
_GREEK = frozenset(GREEK.values())


@dataclass(slots=True)
class Usage:
    """The letters that are used as functions, as marks above, as labels below; the letters that a Σ binds."""

    applied: set[str] = field(default_factory=set)
    layers: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    bound: set[str] = field(default_factory=set)
    differential: bool = False
    bold_e: bool = False
    single: set[str] = field(default_factory=set)

    def mark(
        self, name: str, content: Node, is_transpose: Callable[[Node], bool], indexed: bool
    ) -> tuple[str, bool] | None:
        """A superscript as a mark of the name, and whether it transposes too; None where it is a power."""
        if name in FUNCTIONS or (name == "e" and not self.bold_e and not indexed):
            return None
        if isinstance(content, Name) and (content.text in "*+-" or len(content.text) > 1):
            return f"^{{({content.text})}}", False
        if isinstance(content, Group) and len(content.parts) > 1:
            return f"^{{({','.join(render(part) for part in content.parts)})}}", False
        letter = _mark(content)
        if letter is not None and letter in self.layers:
            return f"^{{({render(content)})}}", False
        if isinstance(content, Chain) and not any(content.operators):
            marks, transposed = "", False
            for factor in content.factors:
                piece = bare(factor)
                if isinstance(piece, Group) and len(piece.parts) == 1:
                    marks += f"^{{({render(piece.parts[0])})}}"
                elif is_transpose(piece):
                    transposed = not transposed
                elif isinstance(piece, Name) and piece.text in (*self.layers, "l", "L"):
                    marks += f"^{{({piece.text})}}"
                else:
                    return None
            return marks, transposed
        return None

    def label(self, name: str, written: Sequence[Node], apart: bool, bold: bool) -> int:
        """How many of the subscripts of a name are labels: the h of `W_h`, all of `C_{total}` letter by letter.

        `apart` says that commas stand between them; of a bold letter `\\mathbf{W}_{xh}` all are that are no indices.
        """
        if apart:
            return 0
        if written and isinstance(written[0], Total) and (_mark(written[0]) or "") in self.labels:
            return 1
        if not written or not isinstance(written[0], Name):
            return 0
        letters = [item.text for item in written if isinstance(item, Name)]
        running = bool(set(letters) & self.bound)
        long = len(letters) == len(written) > 2 and not all(letter in _INDEX_LETTERS for letter in letters)
        if long and not running and letters[0] not in self.labels:
            return len(written)
        if bold and len(letters) == len(written) == 2 and not running and not set(letters) <= _RUNNING:
            return 2
        word = letters == ["i", "n"] or all(letter.isupper() for letter in letters)
        alone = set(letters[-1:] if letters == ["i", "n"] else letters) & self.single  # w_{in} beside δ_i, not x_n
        if len(letters) == len(written) == 2 and word and not running and not alone:
            return 2
        return 1 if written[0].text in self.labels else 0


def found(texts: Iterable[tuple[Node, Source]]) -> Usage:
    """What all members of a text say together."""
    texts = list(texts)
    usage = Usage()
    above: dict[str, set[str]] = {}
    below: dict[str, set[str]] = {}
    labels: set[str] = set()
    sure: set[str] = set()
    loose = prefixes = 0
    for root, source in texts:
        _member(root, usage)
        for node in walk(root):
            match node:
                case Chain():
                    _applications(node, source, usage)
                    prefixes += sum(_prefixed(node, at) for at in range(len(node.factors)))
                case Summation(below=items):
                    usage.bound.update(_bound(items))
                case Scripted():
                    _scripts(node, above, below, sure, labels, usage.single)
                case Fraction(numerator=over):
                    prefixes += isinstance(bare(over), Name) and bare(over).text == "d"  # type: ignore[union-attr]
                case Name(text="e", bold=True):
                    usage.bold_e = True
                case Name(text="d"):
                    loose += 1
                case _:
                    pass
    usage.differential = 0 < loose == prefixes
    for letter, bases in above.items():
        capital = any(base[:1].isupper() or base.startswith("\\mathbf") for base in bases)
        if letter != "T" and (capital or len(bases) > 1 or letter in sure):
            usage.layers.add(letter)
    usage.labels.update(labels - usage.bound)
    for letter, bases in below.items():
        if letter in usage.bound:
            continue
        capital = any(_inner(base).isupper() and base not in ("C", "E", "J", "L") for base in bases)
        if letter in _ALWAYS_LABELS or (capital and letter not in _INDEX_LETTERS):
            usage.labels.add(letter)
    return usage


# -- functions


def arguments(node: Node | None) -> tuple[Node, ...] | None:
    """The parts of `(x, y)` or `[x, y]`, also with an index behind; None where it is no such bracket."""
    if isinstance(node, Scripted) and not node.sups:
        node = node.base
    if isinstance(node, Group) and node.bracket in ("(", "[", "\\{"):
        return node.parts
    if isinstance(node, Table) and node.kind == "[" and len(node.rows) == 1:
        cells = tuple(cell for cell in node.rows[0] if cell is not None)
        return cells if len(cells) == len(node.rows[0]) else None
    return None


def plain(node: Node) -> bool:
    """A name or a number alone, with its scripts, or a change of one: `Δw`."""
    node = bare(node)
    if isinstance(node, Chain) and len(node.factors) == 2 and _is(node.factors[0], PREFIXES):
        node = bare(node.factors[1])
    if isinstance(node, Scripted):
        node = bare(node.base)
    return isinstance(node, Name | Number)


def _member(root: Node, usage: Usage) -> None:
    """`C(w)` as a whole side says that C is a function."""
    for side in (root.left, root.right) if isinstance(root, Equation) else (root,):
        if isinstance(side, Chain) and len(side.factors) == 2 and side.operators == ("",):
            parts, letter = arguments(side.factors[1]), _letter(side.factors[0])
            square = not isinstance(bare(side.factors[1]), Group) or bare(side.factors[1]).bracket == "["  # type: ignore[union-attr]
            if square and len(parts or ()) == 1 and (letter or "").islower():
                continue  # `y[c]` is an entry
            if parts and letter is not None and all(plain(part) for part in parts):
                usage.applied.add(letter)


def _letter(node: Node) -> str | None:
    """The letter of a name that may be a function."""
    node = bare(node)
    while isinstance(node, Scripted):
        node = bare(node.base)
    if not isinstance(node, Name) or node.text in PREFIXES or node.text in FUNCTIONS:
        return None
    return node.text


def _applications(node: Chain, source: Source, usage: Usage) -> None:
    for first, second, operator in zip(node.factors[:-1], node.factors[1:], node.operators, strict=True):
        letter, parts = _letter(first), arguments(second)
        if operator == "" and letter is not None and parts and _says(first, letter, second, parts, source):
            usage.applied.add(letter)


def _says(first: Node, letter: str, second: Node, parts: tuple[Node, ...], source: Source) -> bool:
    """Whether `letter(parts)` can only be a function of its argument."""
    if len(parts) > 1:
        if isinstance(second, Table) and second.kind == "[":
            return "," in source.text[second.span.start : second.span.end]
        return True
    (part,) = parts
    inner = bare(part)
    if letter in INDICATORS and isinstance(inner, Equation):
        return False
    word = len(letter) > 1 and letter.replace(".", "").replace("_", "").isalpha() and letter not in _GREEK
    if isinstance(inner, Equation | Mark) or word:
        return True
    if isinstance(first, Scripted) and any(_is_prime(bare(sup)) for sup in first.sups):
        return len(letter) == 1
    name = bare(first)
    indexed = isinstance(name, Scripted) and bool(name.subs)
    while isinstance(name, Scripted):
        name = bare(name.base)
    base = second.base if isinstance(second, Scripted) else second
    square = isinstance(base, Table | Group) and getattr(base, "bracket", "[") == "["
    if square and isinstance(name, Name) and (name.bold or _upright(name, source)):
        return True
    if letter in ("\\mathbb{E}",):
        return True
    if letter in _CAPITALS and not square and not isinstance(inner, Total) and isinstance(second, Group):
        return True
    if letter in _LAYERS and not square and isinstance(second, Group) and _layer(inner):
        return True
    if indexed and letter not in _FUNCTIONS:
        return False
    return plain(inner) and render_letter(inner) != letter and not (square and letter[:1] not in "ABCDEFGHJLPQR")


def _layer(node: Node) -> bool:
    """`W x + b`, `b^{(1)} + W^{(1)} x`: weights times an input, and a bias."""
    if not isinstance(node, Total) or len(node.terms) != 2 or any(sign < 0 for sign, _ in node.terms):
        return False
    one, other = (bare(term) for _, term in node.terms)
    product, bias = (one, other) if isinstance(one, Chain) else (other, one)
    weights = isinstance(product, Chain) and not any(product.operators) and render_letter(product.factors[0])
    return weights in _WEIGHTS and render_letter(bias) in _BIASES


def _is_prime(node: Node) -> bool:
    return isinstance(node, Mark) and node.kind == "prime"


def render_letter(node: Node) -> str | None:
    """The letter of a plain argument."""
    while isinstance(node, Scripted):
        node = bare(node.base)
    return node.text if isinstance(node, Name) else None


def _upright(name: Name, source: Source) -> bool:
    """Whether a letter is written upright, as functions are: `\\mbox{f}`, `\\operatorname{f}`."""
    return source.text.startswith(("\\mbox", "\\text", "\\operatorname", "\\mathrm", "\\mathsf"), name.span.start)


# -- marks and labels


def _scripts(
    node: Scripted,
    above: dict[str, set[str]],
    below: dict[str, set[str]],
    sure: set[str],
    labels: set[str],
    single: set[str],
) -> None:
    base = bare(node.base)
    if not isinstance(base, Name) or base.text in FUNCTIONS or (base.text == "e" and not base.bold and not node.subs):
        return
    name = f"\\mathbf{{{base.text}}}" if base.bold else base.text
    for sup in node.sups:
        content = bare(sup)
        letter = _mark(content)
        if letter is not None:
            above.setdefault(letter, set()).add(name)
            if not isinstance(content, Name):
                sure.add(letter)
    for sub in node.subs[:1]:
        if not sub:  # `x_{}`
            continue
        first = bare(sub[0])
        if len(sub) == 1 and isinstance(first, Name):
            single.add(first.text)
        if len(sub) == 1 and base.text.isupper() and (_mark(first) in ("l", "ℓ")):
            labels.update("lℓ")
        while isinstance(first, Chain) and not any(first.operators):
            first = bare(first.factors[0])
        if isinstance(first, Name) and len(first.text) == 1:
            below.setdefault(first.text, set()).add(base.text)


def _inner(base: str) -> str:
    """The letter of `\\matr{W}` or `\\bW`, in a font of the author's own, and of W."""
    return base.rstrip("}")[-1:] if base.startswith("\\") and not base.startswith("\\math") else base[:1]


def _mark(content: Node) -> str | None:
    """The letter of `N`, `N-1`, `h1`."""
    if isinstance(content, Name) and len(content.text) == 1:
        return content.text
    if isinstance(content, Total) and len(content.terms) == 2:
        (sign, first), (_, second) = content.terms
        if sign > 0 and isinstance(bare(first), Name) and isinstance(bare(second), Number):
            return bare(first).text  # type: ignore[union-attr]
    if isinstance(content, Chain) and content.operators == ("",):
        first, second = (bare(factor) for factor in content.factors)
        if isinstance(first, Name) and isinstance(second, Number):
            return first.text
    return None


def _bound(items: tuple[Node, ...]) -> Iterator[str]:
    for item in items:
        item = bare(item)
        if isinstance(item, Slice) and item.low is not None:
            item = bare(item.low)
        while isinstance(item, Equation):
            item = bare(item.left)
        for piece in walk(item):
            if isinstance(piece, Name):
                yield piece.text


# -- d


def _is(node: Node, letters: frozenset[str]) -> bool:
    node = bare(node)
    return isinstance(node, Name) and node.text in letters


def _prefixed(node: Chain, at: int) -> bool:
    """Whether a d stands right before a name."""
    if not _is(node.factors[at], frozenset("d")) or at + 1 >= len(node.factors) or node.operators[at] != "":
        return False
    after = bare(node.factors[at + 1])
    return isinstance(after, Name | Scripted)

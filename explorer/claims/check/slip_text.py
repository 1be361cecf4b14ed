"""The text of a claim's side, and what a slip in it is: one changed tree, told in the author's own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from explorer.claims.check.entrywise import replaced
from explorer.notation.affine import pieces
from explorer.notation.surface import Chain, Fraction, Name, Node, Number, Scripted, Summation, Total, bare, children
from explorer.source import Span


@dataclass(frozen=True, slots=True)
class Slip:
    """A changed tree, and what was changed in words."""

    kind: str
    tree: Node
    said: str
    place: Span


@dataclass(frozen=True, slots=True)
class Text:
    """One side of a claim: its tree, and its text to speak of it."""

    tree: Node
    text: str
    put_in: tuple[Node, ...] = ()
    """What the names in it stand for."""

    def of(self, node: Node) -> str:
        """What the author wrote for a piece."""
        return self.text[node.span.start : node.span.end].strip()

    def changed(self, kind: str, old: Node, new: Node, said: str) -> Slip:
        """The side with one piece replaced."""
        return Slip(kind, replaced(self.tree, old, new), f"equal if {said}", old.span)

    def swapped(self, kind: str, old: Node, new: Node, spelled: str) -> Slip:
        """The same, told as what is replaced by what."""
        return self.changed(kind, old, new, f"{self.of(old)} is replaced by {spelled}")


def body(node: Node) -> Iterator[Node]:
    """Every piece of a side that is no index and no layer; what is a power is one."""
    todo = [node]
    while todo:
        here = todo.pop()
        yield here
        if isinstance(here, Scripted):
            inner: tuple[Node, ...] = (here.base, *(sup for sup in here.sups if power(sup)))
        elif isinstance(here, Summation):
            inner = (here.body,)
        else:
            inner = children(here)
        todo.extend(reversed(inner))


def power(sup: Node) -> bool:
    """Whether a superscript can be an exponent that holds a sum or a product: `e^{-z}`."""
    inner = bare(sup)
    return isinstance(inner, Total | Chain | Fraction)


def names_of(side: Text) -> Iterator[Name | Scripted]:
    """The names of a side with their scripts, each as a whole."""
    for node in body(side.tree):
        if (isinstance(node, Scripted) and isinstance(bare(node.base), Name)) or isinstance(node, Name):
            yield node


def whole_names(side: Text) -> list[Name | Scripted]:
    """The same without the bases of those that have scripts."""
    rows = list(names_of(side))
    inner = {id(bare(node.base)) for node in rows if isinstance(node, Scripted)}
    return [node for node in rows if id(node) not in inner and letter(node) not in APART and not _power_of_e(node)]


def _power_of_e(node: Name | Scripted) -> bool:
    """`e^{-z}`, which is no name."""
    return isinstance(node, Scripted) and bool(node.sups) and letter(node) == "e"


def letter(node: Name | Scripted) -> str:
    """The letter of a name with its scripts."""
    base = bare(node.base) if isinstance(node, Scripted) else node
    return base.text if isinstance(base, Name) else ""


def letter_of(node: Node) -> str:
    """The letter of a name, or nothing."""
    return letter(node) if isinstance(node, Name | Scripted) else ""


APART = frozenset(("log", "ln", "exp", "sin", "cos", "tan", "tanh", "sinh", "cosh", "max", "min", "argmax", "sqrt"))
APART |= frozenset(("softmax", "sigmoid", "ReLU", "relu", "diag", "d", "∂", "∇", "Δ"))
"""Names that are no quantities."""


def number(text: str, span: Span) -> Number:
    """A number that the text does not have."""
    return Number(text, span)


def items_of(sub: tuple[Node, ...]) -> tuple[Node, ...]:
    """The indices of one subscript."""
    return tuple(pieces(sub))

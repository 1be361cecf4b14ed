"""One use of a name, what is seen of all its uses, and small questions on how names are spelled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from explorer.errors import ReadError
from explorer.notation.affine import affine, render
from explorer.notation.grammar import parse
from explorer.notation.letters import FUNCTIONS, INDEX_LETTERS
from explorer.notation.sizes import Size, named
from explorer.notation.surface import Chain, Group, Name, Node, Number, Scripted, Table, bare, walk
from explorer.source import Source, Span

if TYPE_CHECKING:
    from explorer.notation.names import Names

SUBSCRIPT = re.compile(r"^(.*)_\{(.+)\}$")
LAYER_LETTERS = frozenset(("l", "L", "ℓ"))
_RUNNING = frozenset("ijkl")
"""Letters that run, whatever is declared: `W_{ij}: m x n` is a block of many."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """One use of a name: the name itself, its indices, and what the superscripts do to it."""

    name: str
    items: tuple[Node, ...]
    transposed: bool
    primes: int
    power: Node | None
    span: Span
    late: bool = False
    """Whether the transpose is written behind the indices."""
    bold: bool = False
    """Whether the letter is bold here."""


@dataclass(slots=True)
class Use:
    """How an undeclared name is used in the whole statement."""

    plain: bool = False
    most: int = 0
    least: int = 99
    """The fewest indices that it has anywhere, where it has any."""
    constants_only: bool = True
    pairs: bool = True
    """Whether every index is a number of two digits: `w_{11}`, `w_{12}`."""
    costs: bool = True
    """Whether every index, where there is one, is one number."""
    first: Span = field(default_factory=lambda: Span(0, 0))


@lru_cache(maxsize=4096)
def heads(name: str) -> tuple[str, ...]:
    """What a name may be with scripts: `W` and `W_{o}` for `W_{o}^{(1)}`, and the name itself."""
    return (*(name[:at] for at, char in enumerate(name) if char in "_^'" and at), name)


@lru_cache(maxsize=4096)
def mark_value(mark: str) -> Size | None:
    """The layer that a mark writes, `l-1`; None for a mark that is none: `x,l`, `⟨t⟩`."""
    try:
        return affine(parse(Source(mark)))
    except ReadError:
        return None


def at_layer(size: Size, letter: str, layer: str) -> Size:
    """The size with the layer put in: `n_{l-1}` at layer 2 is `n_{1}`, at `l+1` it is `n_{l}`."""
    value = mark_value(layer)
    total = Size(size.constant)
    for name, times in size.terms:
        found = SUBSCRIPT.match(name)
        inner = mark_value(found[2]) if found else None
        if found and inner is not None and value is not None:
            name = f"{found[1]}_{{{str(inner.substitute({letter: value})).replace(' ', '')}}}"
        total = total + named(name) * times
    return total


def argument(node: Node | None) -> bool:
    """Whether a factor can be the argument of a function that has no brackets of its own."""
    if isinstance(node, Scripted):
        node = node.base
    return isinstance(node, Group | Table)


def written_count(items: tuple[Node, ...]) -> int:
    """How many indices stand there: `_{11}` is two digits for two indices."""
    if len(items) == 1 and isinstance(items[0], Number):
        return 2 if len(items[0].text) == 2 else 1
    return len(items)


def together(names: Names, name: str, marks: str, written: list[Node]) -> Iterator[str]:
    """`W_{hx}`, where an array is declared by that name, and its letters are no indices."""
    letters = "".join(render(item) for item in written)
    labels = {letter for letter in letters if letter.isalpha()}
    runs = set(letters) <= _RUNNING or any(letter in names.given.indices for letter in letters)
    for full in (f"{name}_{{{letters}}}{marks}", f"{name}{marks}_{{{letters}}}") if len(written) > 1 else ():
        shape = names.given.shapes.get(full)
        if shape is not None and shape.sizes and not runs:
            yield full
        elif full in names.given.definitions and not runs and labels and not labels & INDEX_LETTERS:
            yield full  # `net_{o1} = 1.1`


def unmatched(names: Names, use: Spelled) -> str | None:
    """The name of several arrays, `δ_{oi}: n`, one for every i, that the indices of a use spell."""
    full = f"{use.name}_{{{''.join(render(item) for item in use.items)}}}" if len(use.items) > 1 else ""
    shape = names.given.shapes.get(full)
    indices = {*INDEX_LETTERS, *names.given.indices}
    if not any(isinstance(item, Name) and item.text in indices for item in use.items):
        return None  # `net_{o1}`
    return full if (shape is not None and shape.sizes) or full in names.given.definitions else None


def function_or_number(name: str) -> bool:
    """Names on which a superscript is a power, never a layer."""
    return name in FUNCTIONS or name == "e"


def bracketed(node: Node) -> str | None:
    """The mark of `(l)` and `[l]`, and of `⟨t⟩`, which stays apart from them; None for anything else."""
    if not (isinstance(node, Group) and len(node.parts) == 1 and node.bracket in ("(", "[", "⟨")):
        return None
    return f"^{{({render(node) if node.bracket == '⟨' else render(node.parts[0])})}}"


def stacked(node: Chain, names: Names) -> tuple[str, bool] | None:
    """The marks of `(l)T` and `[l](i)`, and whether they transpose; None for anything else."""
    marks, transposed = "", False
    for factor in node.factors:
        piece = bare(factor)
        if (mark := bracketed(piece)) is not None:
            marks += mark
        elif marks and names.is_transpose(piece):
            transposed = not transposed
        else:
            return None
    return (marks, transposed) if not any(node.operators) else None


def is_layer(node: Node) -> bool:
    """`l`, `L`, `l-1`, and 0 or 1, which are no powers anybody writes."""
    form = affine(node)
    if form is None:
        return False
    if not form.terms:
        return form.constant in (0, 1)
    return len(form.terms) == 1 and form.terms[0][0] in LAYER_LETTERS and form.terms[0][1] == 1


def weights(names: Names, roots: list[Node]) -> None:
    """Bold and light are one name, unless both are declared, or both stand as whole names and neither is."""
    bold: set[str] = set()
    light: set[str] = set()
    for root in roots:
        indexed = {id(bare(node.base)) for node in walk(root) if isinstance(node, Scripted) and node.subs}
        for node in walk(root):
            if isinstance(node, Name) and node.bold:
                bold.add(node.text)
            elif isinstance(node, Name) and id(node) not in indexed:
                light.add(node.text)
    known = names.heads()
    special = {head for told in names.given.special for head in heads(told)}
    for text in names.letters | {letter.upper() for letter in names.letters if len(letter) == 1}:
        starts = [f"\\mathbf{{{text}}}" in known, text in known]
        if all(starts) or (not any(starts) and text in bold & light):
            names.both.add(text)
        elif starts[0] or f"\\mathbf{{{text}}}" in special:
            names.given.unbold(text)

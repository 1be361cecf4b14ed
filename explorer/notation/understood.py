"""Equations that define nothing: what they say is not all that a definition of the name on their left would say.

W_{ii} = 1          of the diagonal alone                       K(x, x) = 1         of equal arguments alone
y^2 = 1             of a power: y may be 1 or -1                x_{i+1} = x_i       of shifted entries
x_0 = b_j           for every j                                 a^{(l)}_0 = 1       of one entry in every layer

A definition that is put in for such an equation would hold of too much, or nowhere. It is kept as a hypothesis instead:
a proof may stand without it, numbers that differ need not obey it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from explorer.notation.affine import declared_name, pieces, render
from explorer.notation.hypotheses import is_transpose
from explorer.notation.naming import is_layer
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
    Summation,
    Total,
    bare,
    children,
    walk,
)

if TYPE_CHECKING:
    from explorer.notation.given import Declarations


def is_mark(sup: Node) -> bool:
    """Whether a superscript belongs to the name, and is no power."""
    sup = bare(sup)
    return is_layer(sup) or isinstance(sup, Mark) or (isinstance(sup, Group) and sup.bracket in "([")


def no_definition(
    found: Declarations, left: Node, name: str | None, indices: tuple[str, ...], arguments: tuple[str, ...]
) -> bool:
    """Whether a definition of `name`, with these indices and arguments, would say more than its equation does."""
    if len({*indices, *arguments}) < len(indices) + len(arguments):
        return True
    if isinstance(left, Chain):
        group = bare(left.factors[-1])
        inner = bare(group.base) if isinstance(group, Scripted) else group
        told = inner.parts if isinstance(inner, Group) else ()
        return bool(arguments) and not all(_any_number(found, bare(part)) for part in told)
    if not isinstance(left, Scripted) or (name in found.shapes and not indices):
        return False
    if indices and name in found.shapes and not found.shapes[name].sizes:
        return True  # `C_x = 1`, beside a number C
    return any(_power(found, left, sup) for sup in left.sups) or _some_entries(found, left, indices)


def only_where_written(found: Declarations, left: Node, name: str, arguments: tuple[str, ...]) -> bool:
    """Whether the left side is found again only where it is written so: `f(2x)`, `x_{n-1}`, `W_{0,:}`."""
    if name in found.shapes:
        return False
    if isinstance(left, Chain):
        return not arguments
    if not isinstance(left, Scripted) or not left.subs or not _array(found, left):
        return False
    items = [piece for sub in left.subs for piece in pieces(sub)]
    return not all(isinstance(item, Name | Number) for item in items)


def small(found: Declarations, name: str, right: Node) -> bool:
    """Whether entries of W are said by those of w, which are entries of W where nothing is said of w."""
    lower = name.lower()
    if lower == name or name not in found.shapes or lower in found.shapes:
        return False
    scripted = (piece for piece in walk(right) if isinstance(piece, Scripted) and piece.subs)
    return any(declared_name(piece.base) == lower for piece in scripted)


def foreign(found: Declarations, tree: Equation) -> bool:
    """Whether an entry is said to be something for every value of an index that its left side has not.

    `x_j = X_{ij}` says so of no index: x is the row of one example.
    """
    left, right = bare(tree.left), bare(tree.right)
    if not isinstance(left, Scripted) or not left.subs:
        return False
    own = {piece.text for piece in walk(left) if isinstance(piece, Name)}
    if not any(letter in found.indices for letter in _free(right, own)):
        return False
    letters, others = (
        {render(piece) for sub in side.subs for piece in pieces(sub)} if isinstance(side, Scripted) else set()
        for side in (left, right)
    )
    return not (letters < others and all(len(letter) == 1 and letter.isalpha() for letter in letters))


def _free(node: Node, bound: set[str]) -> Iterator[str]:
    """The names in a piece that no sum in it binds."""
    if isinstance(node, Name):
        if node.text not in bound:
            yield node.text
        return
    if isinstance(node, Summation):
        firsts = [bare(item.left) if isinstance(item, Equation) else bare(item) for item in map(bare, node.below)]
        bound = bound | {piece.text for first in firsts for piece in walk(first) if isinstance(piece, Name)}
    for part in children(node):
        yield from _free(part, bound)


def _any_number(found: Declarations, part: Node) -> bool:
    """Whether an argument is a name that stands for anything, no size, no entry and no power of what is declared."""
    name = declared_name(part)
    if name in found.shapes:
        return True
    if isinstance(part, Scripted):
        return not any(head in found.shapes for head in (render(part.base), f"\\mathbf{{{render(part.base)}}}"))
    return name not in found.size_names - set(found.indices)


def _power(found: Declarations, left: Scripted, sup: Node) -> bool:
    """Whether a superscript is a power of what is declared."""
    sup = bare(sup)
    if is_transpose(sup) or is_mark(sup) or declared_name(left.base) not in found.shapes:
        return False
    if isinstance(sup, Name):
        return sup.text in found.size_names or sup.text in found.shapes
    return isinstance(sup, Number | Total | Fraction | Chain) and not _marked(sup)


def _marked(sup: Node) -> bool:
    """`(l)T`, `[l](i)`."""
    return isinstance(sup, Chain) and isinstance(bare(sup.factors[0]), Group | Mark)


def _array(found: Declarations, left: Scripted) -> bool:
    """Whether the left side without its subscripts is a declared array, or one of every layer."""
    name = declared_name(Scripted(left.base, (), left.sups, left.span))
    if name in found.shapes:
        return bool(found.shapes[name].sizes)
    marks = [bare(sup) for sup in left.sups]
    marks = [bare(mark.parts[0]) if isinstance(mark, Group) and len(mark.parts) == 1 else mark for mark in marks]
    base = declared_name(left.base)
    if base is None or not any(isinstance(mark, Name) and len(mark.text) == 1 for mark in marks):
        return False
    return any(known.startswith(f"{base}^{{(") and bool(row.sizes) for known, row in found.shapes.items())


def _some_entries(found: Declarations, left: Scripted, indices: tuple[str, ...]) -> bool:
    """Whether the subscripts, of a declared array, are neither its indices nor one place: `i+1`, `i0`, `(W_i)_i`."""
    base = bare(left.base)
    inner = bare(base.parts[0]) if isinstance(base, Group) and len(base.parts) == 1 else base
    if indices:
        known = declared_name(inner) in found.shapes
        return isinstance(inner, Scripted) and bool(inner.subs) and not known and _array(found, inner)
    if not left.subs or not _array(found, left):
        return False
    items = [piece for sub in left.subs for piece in pieces(sub)]
    name = declared_name(Scripted(left.base, (), left.sups, left.span))
    if name not in found.shapes:
        return True  # of every layer
    letters = {piece.text for item in items for piece in walk(item) if isinstance(piece, Name)} - found.size_names
    letters |= {letter for letter in found.indices if any(letter == render(item) for item in items)}
    plain = all(isinstance(item, Name) for item in items)
    return bool(letters) and not plain

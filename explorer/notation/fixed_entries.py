"""Equations that say what one entry of a declared tensor is: `x_0 = 1`, `w_0 = b`, `W_{i0} = b_i`.

x_0 = 1         x is put in as u with 1 - u_0 added to its entry 0: every vector whose entry 0 is 1 is one of these,
                and the entry 0 of all of these is 1

So a claim under the hypothesis is a claim for all u, and a witness against it is one too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from explorer.errors import ReadError
from explorer.notation.affine import affine, declared_name, pieces, render
from explorer.notation.core import SCALAR, Core, Grid, Index, Plus, Same, Tensor, Times, Variable
from explorer.notation.hypotheses import entry_of, unsaid
from explorer.notation.sizes import ONE, Size
from explorer.notation.surface import Equation, Name, Node, Scripted, bare, walk

if TYPE_CHECKING:
    from explorer.notation.declared import Defined
    from explorer.notation.elaborate import Elaboration
    from explorer.notation.given import Declarations


def fixed_entry(found: Declarations, tree: Equation) -> str | None:
    """The tensor of which an equation says what an entry is: a number, or another name."""
    left, right = bare(tree.left), bare(tree.right)
    if not isinstance(left, Scripted) or not left.subs or declared_name(left) in found.shapes:
        return None
    items = [piece for sub in left.subs for piece in pieces(sub)]
    name = declared_name(Scripted(left.base, (), left.sups, left.span))
    declared = found.shapes.get(name) if name is not None else None
    if name is None or declared is None or len(declared.sizes) != len(items) or ONE in declared.sizes:
        return None
    if len(items) > 2:
        return None
    places = [_fixed(found, item) for item in items]
    letters = [item for item, place in zip(items, places, strict=True) if place is None]
    if len(letters) == len(items) or not all(isinstance(item, Name) and len(item.text) == 1 for item in letters):
        return None
    number = affine(right)
    plain = (number is not None and not number.terms) or isinstance(right, Name | Scripted)
    own = bare(left.base)
    if not plain or not isinstance(own, Name):
        return None
    if any(isinstance(piece, Name) and piece.text == own.text for piece in walk(right)):
        return None
    known = {render(item) for item in letters}
    behind = [piece for sub in (right.subs if isinstance(right, Scripted) else ()) for piece in pieces(sub)]
    if any(_fixed(found, piece) is None and render(piece) not in known for piece in behind):
        return None  # `x_0 = b_j`: of which j?
    return name


def _fixed(found: Declarations, item: Node) -> Size | None:
    """The entry that a subscript always means; None for an index."""
    place = affine(item)
    return place if place is not None and set(place.names) <= found.size_names - set(found.indices) else None


def apart(found: Declarations, one: Defined, two: Defined) -> bool:
    """Whether two such equations are of entries that are never one: `x_0` and `x_1`, not `x_0` and `x_{n-1}`."""
    differ = False
    for first, second in zip(_subscripts(one), _subscripts(two), strict=True):
        places = _fixed(found, first), _fixed(found, second)
        if (places[0] is None) != (places[1] is None):
            return False
        if places[0] is not None and places[1] is not None:
            gap = places[0] - places[1]
            differ = differ or gap.at_most(-1) or (gap * -1).at_most(-1)
    return differ


def put_in(work: Elaboration, tensor: Tensor, told: Sequence[Defined]) -> Core:
    """What stands for a tensor some of whose entries are said."""
    source, place = unsaid(work, "u", tensor), tensor.place
    first = _subscripts(told[0])
    row = 1 if len(first) == 1 and work.shapes.sizes.is_one(tensor.shape[0]) else 0
    axes = (row,) if len(first) == 1 else (0, 1)
    sides: list[Variable | None] = [None, None]
    for axis in axes:
        sides[axis] = Variable("ij"[axis], tensor.shape[axis], place, bound=True)
    at = [None if side is None else Index(side, Size(), place) for side in sides]
    whole = entry_of(work, source, tensor.name, at[0], at[1])
    changes = []
    for one in told:
        work.say(f"{one.source.text}: {tensor.name} is put in as {source.name} with this entry in its place")
        here, free, fixed = list(at), [], []
        for axis, item in zip(axes, _subscripts(one), strict=True):
            entry, side = _fixed(work.names.given, item), sides[axis]
            if entry is not None:
                here[axis] = Index(None, entry, place)
                fixed.append((at[axis], here[axis]))
            elif side is not None:
                free.append((item, side))
        before = entry_of(work, source, tensor.name, here[0], here[1])
        change: Core = Plus(((1, _value(work, one, free)), (-1, before)), place, SCALAR)
        for along, known in fixed:
            if along is not None and known is not None:
                change = Times(Same(along, known, place), change, "", place, SCALAR)
        changes.append((1, change))
    body = Plus(((1, whole), *changes), place, SCALAR)
    return Grid(sides[0], sides[1], body, place, tensor.shape, tensor.name, source.name)


def _subscripts(told: Defined) -> list[Node]:
    left = bare(told.right.left) if isinstance(told.right, Equation) else told.right
    return [piece for sub in left.subs for piece in pieces(sub)] if isinstance(left, Scripted) else []


def _value(work: Elaboration, told: Defined, sides: Sequence[tuple[Node, Variable]]) -> Core:
    """What the equation says of its entry, its letters being the indices of the sides."""
    right = told.right.right if isinstance(told.right, Equation) else told.right
    scope = []
    for item, side in sides:
        letter = Variable(render(item), ONE, side.place, bound=True)
        work.replaced[letter] = Index(side, Size(), side.place)
        scope.append(letter)
    kept = work.source, work.scope, work.put_in, work.growing
    work.source, work.scope, work.put_in, work.growing = told.source, scope, {}, {}
    try:
        value = work.node(right)
    finally:
        work.source, work.scope, work.put_in, work.growing = kept
    if not work.shapes.match(value.shape, SCALAR):
        message = f"`{told.source.text}` says what a number is"
        raise ReadError(message, told.source, told.span, hint=f"the right side is {work.shapes.describe(value)}")
    return value

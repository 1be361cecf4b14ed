"""Equations about declared tensors that hold by construction: a symmetric matrix, a vector that sums to one.

W = Wᵀ          W is put in as (S + Sᵀ)/2: every symmetric matrix is one, and all of these are symmetric
Σ_j y_j = 1     y is put in as u with 1 - Σ_k u_k added to its first entry: every vector that sums to one is one of
                these, and all of these sum to one
c > 0           c is put in as exp(t): every number above 0 is one of these, and all of these are above 0
c ≥ 0           c is put in as relu(t), likewise

So a claim under the hypothesis is a claim for all S or u, and a witness against it is one too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.errors import ReadError
from explorer.notation.affine import affine, declared_name, pieces, primed, render
from explorer.notation.core import (
    SCALAR,
    Apply,
    Core,
    Entry,
    Grid,
    Index,
    Literal_,
    Over,
    Plus,
    Quotient,
    Same,
    Slot,
    Tensor,
    Times,
    Variable,
)
from explorer.notation.sizes import Size
from explorer.notation.surface import Chain, Equation, Group, Mark, Name, Node, Number, Scripted, Summation, bare, walk

if TYPE_CHECKING:
    from explorer.notation.declared import Defined
    from explorer.notation.elaborate import Elaboration


def symmetric(tree: Equation) -> str | None:
    """The name W of `W = Wᵀ` or `Wᵀ = W`, or of `W_{ij} = W_{ji}`."""
    for left, right in ((tree.left, tree.right), (tree.right, tree.left)):
        left, right = bare(left), bare(right)
        if isinstance(right, Scripted) and right.sups and is_transpose(right.sups[-1]):
            rest = Scripted(right.base, right.subs, right.sups[:-1], right.span)
            name = declared_name(rest)
            if name is not None and name == declared_name(left):
                return name
    return _entries_turned(bare(tree.left), bare(tree.right))


def _entries_turned(left: Node, right: Node) -> str | None:
    """The name W of `W_{ij} = W_{ji}`."""
    if not isinstance(left, Scripted) or not isinstance(right, Scripted):
        return None
    here, there = ([piece for sub in side.subs for piece in pieces(sub)] for side in (left, right))
    letters = [piece.text for piece in here if isinstance(piece, Name) and len(piece.text) == 1]
    if len(letters) != len(here) or len(set(letters)) != 2 or [render(piece) for piece in reversed(there)] != letters:
        return None
    names = [declared_name(Scripted(side.base, (), side.sups, side.span)) for side in (left, right)]
    return names[0] if names[0] == names[1] else None


def is_transpose(node: Node) -> bool:
    """`T`, `⊤` and their like; `[1]T` ends in one."""
    node = bare(node)
    if isinstance(node, Chain):
        return is_transpose(node.factors[-1]) and isinstance(bare(node.factors[0]), Group | Mark)
    return (isinstance(node, Mark) and node.kind == "transpose") or (isinstance(node, Name) and node.text == "T")


def normalised(tree: Equation) -> str | None:
    """The name y of `Σ_j y_j = 1`, `Σ_c T_{ic} = 1`."""
    body = tree.left
    if not (isinstance(body, Summation) and isinstance(tree.right, Number) and tree.right.text == "1"):
        return None
    entry = bare(body.body)
    if not isinstance(entry, Scripted) or len(body.below) != 1:
        return None
    items = [render(piece) for sub in entry.subs for piece in pieces(sub)]
    if items.count(letter(body)) != 1 or len(items) > 2:
        return None
    return declared_name(Scripted(entry.base, (), entry.sups, entry.span))


def signed(tree: Equation) -> str | None:
    """The name c of `c > 0`, `c ≥ 0`, `0 < c` and their like."""
    if tree.relation not in ("<", ">", "≤", "≥"):
        return None
    for left, right in ((bare(tree.left), bare(tree.right)), (bare(tree.right), bare(tree.left))):
        if isinstance(right, Number) and right.text == "0":
            return declared_name(left)
    return None


def letter(node: Summation) -> str:
    """The index of a Σ with one."""
    below = bare(node.below[0])
    left = bare(below.left) if isinstance(below, Equation) else below
    return primed(left) or render(left)


def put_in(work: Elaboration, tensor: Tensor, told: Defined) -> Core:
    """What stands for a tensor of which such an equation is given."""
    tree = told.right
    if not isinstance(tree, Equation):
        return tensor
    name, place = tensor.name, tensor.place
    if tree.relation != "=":
        return _signed(work, tensor, told, tree)
    if not isinstance(tree.left, Summation):
        letters = {piece.text for piece in walk(tree) if isinstance(piece, Name)} - {name}
        if letters & work.names.given.definitions.keys():  # of one entry: `i = 1; W_{ij} = W_{ji}`
            work.doubt(told.source.text)
            return tensor
        return _symmetric(work, tensor, told)
    source = unsaid(work, "u", tensor)
    spare = source.name
    work.say(f"{told.source.text}: {name} is put in as {spare} with 1 less the sum over {spare} in its first entry")
    entry = bare(tree.left.body)
    items = [render(piece) for sub in entry.subs for piece in pieces(sub)] if isinstance(entry, Scripted) else []
    axis = items.index(letter(tree.left))
    thin = work.shapes.sizes.is_one(tensor.shape[0]), work.shapes.sizes.is_one(tensor.shape[1])
    _whole(work, tree.left, tensor.shape[(1 if thin[0] else 0) if len(items) == 1 else axis], told)
    if len(items) == 1:
        axis = 1 if thin[0] else 0
    other = None if len(items) == 1 else Variable("i", tensor.shape[1 - axis], place, bound=True)
    along = Variable("j", tensor.shape[axis], place, bound=True)
    sides = (along, other) if axis == 0 else (other, along)
    value = _entry(work, source, name, sides[0], sides[1])
    missing = Plus(((1, Literal_("1", place)), (-1, _sum(work, source, name, axis, other))), place, SCALAR)
    at = Index(along, Size(), place)
    corner = Times(Same(at, at, place, first=True), missing, "", place, SCALAR)
    body = Plus(((1, value), (1, corner)), place, SCALAR)
    return Grid(sides[0], sides[1], body, place, tensor.shape, name, source.name)


def _signed(work: Elaboration, tensor: Tensor, told: Defined, tree: Equation) -> Core:
    zero = isinstance(bare(tree.left), Number)
    above = (tree.relation in ("<", "≤")) == zero
    function = "exp" if tree.relation in ("<", ">") else "relu"
    source = unsaid(work, "t", tensor)
    sign = "" if above else "-"
    work.say(
        f"{told.source.text}: {tensor.name} is put in as {sign}{function}({source.name}) with any number {source.name}"
    )
    if function == "relu":
        work.functions.setdefault(function, function)
    row, column = _sides(work, tensor)
    inside = source if row is column is None else _entry(work, source, tensor.name, row, column)
    shape = tensor.shape if inside is source else SCALAR
    made: Core = Apply(function, inside, 0, tensor.place, shape)
    made = made if above else Plus(((-1, made),), tensor.place, shape)
    return made if inside is source else Grid(row, column, made, tensor.place, tensor.shape, tensor.name, source.name)


def _sides(work: Elaboration, tensor: Tensor) -> tuple[Variable | None, Variable | None]:
    """An index for each side of a tensor along which it may have several entries; none for a number."""
    declared = work.names.given.shapes.get(tensor.name)
    if declared is not None:
        several = [work.shapes.sizes.is_one(size) is not True for size in tensor.shape]
    else:
        rank = work.names.rank(tensor.name) or 0
        several = [rank > 0, rank > 1]
    sides = (
        Variable(letter, size, tensor.place, bound=True) if more else None
        for letter, size, more in zip("ij", tensor.shape, several, strict=True)
    )
    row, column = sides
    return row, column


def _whole(work: Elaboration, node: Summation, size: Size, told: Defined) -> None:
    """The sum must run over all entries."""
    below = bare(node.below[0])
    low = affine(below.right) if isinstance(below, Equation) and below.relation == "=" else None
    high = affine(node.above) if node.above is not None else None
    plain = node.above is None and (isinstance(below, Name) or primed(below) or below_set(below))
    count = None if low is None or high is None else (high - low).plus(1)
    if not plain and (count is None or not work.shapes.sizes.same(count, size)):
        message = "this equation cannot be used: its sum does not run over all entries"
        raise ReadError(message, told.source, told.span)


def below_set(node: Node) -> bool:
    """`i ∈ C`."""
    return isinstance(node, Equation) and node.relation == "∈"


def _sum(work: Elaboration, source: Tensor, name: str, axis: int, other: Variable | None) -> Core:
    variable = Variable("k", source.shape[axis], source.place, bound=True)
    row, column = (variable, other) if axis == 0 else (other, variable)
    return Over(variable, _entry(work, source, name, row, column), False, source.place)


def _entry(work: Elaboration, source: Tensor, name: str, row: Variable | None, column: Variable | None) -> Core:
    """An entry of the tensor that is put in, counted as those of the tensor `name` that it stands for."""
    at = [None if side is None else Index(side, Size(), source.place) for side in (row, column)]
    return entry_of(work, source, name, at[0], at[1])


def entry_of(work: Elaboration, source: Tensor, name: str, row: Index | None, column: Index | None) -> Core:
    """The entry at two indices, None where there is one row or one column."""
    at = [None if index is None else (index, Slot(name, axis)) for axis, index in enumerate((row, column))]
    made = Entry(source, at[0], at[1], source.place)
    for axis, here in enumerate(at):
        if here is not None:
            work.indices.use(here[1], here[0], source.shape[axis], made)
    return made


def _symmetric(work: Elaboration, tensor: Tensor, told: Defined) -> Core:
    place, name = tensor.place, tensor.name
    if not work.shapes.sizes.unify(*tensor.shape):
        work.shapes.clash(f"`{told.source.text}`, but {name} is {work.shapes.describe(tensor)}", place, tensor)
    source = unsaid(work, "S", tensor)
    spare = source.name
    work.say(f"{told.source.text}: {name} is put in as ({spare} + {spare}ᵀ)/2 with any square {spare}")
    row, column = (Variable(letter, size, place, bound=True) for letter, size in zip("ij", tensor.shape, strict=True))
    both = ((1, _entry(work, source, name, row, column)), (1, _entry(work, source, name, column, row)))
    half = Quotient(Literal_("1", place), Literal_("2", place), place, SCALAR)
    body = Times(half, Plus(both, place, SCALAR), "", place, SCALAR)
    return Grid(row, column, body, place, tensor.shape, name, spare)


def unsaid(work: Elaboration, wanted: str, tensor: Tensor) -> Tensor:
    """A tensor of which nothing is said, of the shape of the one it is put in for."""
    spare = _spare(work, wanted, tensor.name)
    source = work.tensors.setdefault(spare, Tensor(spare, tensor.place, tensor.shape))
    if tensor.name in work.names.given.shapes:
        work.names.given.shapes.setdefault(spare, work.names.given.shapes[tensor.name])
    return Tensor(source.name, tensor.place, tensor.shape)


def _spare(work: Elaboration, wanted: str, name: str) -> str:
    """A name that nothing else has: S, or S_{W}."""
    known = work.spare.get(name)
    if known is None:
        taken = work.names.letters | work.names.sizes | set(work.names.given.shapes) | set(work.spare.values())
        known = work.spare[name] = wanted if wanted not in taken else f"{wanted}_{{{name}}}"
    return known

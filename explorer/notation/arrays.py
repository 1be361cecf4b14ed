r"""Arrays of three and more indices: their entries, and the columns and matrices in them.

X_{ijk}     the entry i, j, k           X_i, X_{i,:,:}     the matrix i of an array of three indices
X_{ij,:}    a column of its entries     X                  nothing: such an array stands by its entries alone
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sympy import FunctionMatrix, Indexed, IndexedBase, Integer, Lambda

from explorer.notation import entries, grids
from explorer.notation.affine import affine, apart
from explorer.notation.core import Array, Cell, Core, Shape, Slot
from explorer.notation.dots import digits
from explorer.notation.indexing import index
from explorer.notation.letters import INDEX_LETTERS
from explorer.notation.sizes import ONE
from explorer.notation.surface import Mark, Node

if TYPE_CHECKING:
    from explorer.notation.build import Build
    from explorer.notation.elaborate import Elaboration
    from explorer.notation.naming import Spelled

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six")
_LETTERS = "ijklpq"
_PERMUTATION = frozenset("εϵ")
"""Letters that with three and more indices are the sign of a permutation, unless they are declared."""


def rank(work: Elaboration, name: str, use: Spelled) -> int:
    """How many indices a name takes where that is three or more, as declared or as it is used; else 0."""
    given = work.names.given.shapes.get(name)
    count = len(given.sizes) if given is not None else max(work.names.rank(name) or 0, len(use.items))
    return count if count > 2 else 0


def regular(work: Elaboration, name: str, use: Spelled, count: int) -> bool:
    """Whether nothing speaks against an entry of an array: as many indices everywhere, each a letter or a number."""
    if name in _PERMUTATION and name not in work.names.given.shapes:
        return False
    if use.span in work.loose or any(item.span in work.loose for item in use.items):
        return False
    seen = work.names.uses.get(name)
    if name not in work.names.given.shapes and seen is not None and (seen.plain or seen.least != seen.most):
        return False
    items = _items(use, count)
    whole = len(items) == 1 and count == 3 and name in work.names.given.shapes
    return (whole or len(items) == count) and all(_all(item) or _plain(work, item) for item in items)


def _items(use: Spelled, count: int) -> list[Node]:
    """The indices one by one: `012` and `ij,k` are three."""
    items = digits(list(use.items), count)
    return items if len(items) == count else [part for item in items for part in apart(item)]


def _plain(work: Elaboration, item: Node) -> bool:
    """A number, a letter that is an index, or one of these plus or minus a number."""
    form = affine(item)
    if form is None or len(apart(item)) > 1 or entries.odd(work, item):
        return False
    return all(name in work.names.sizes or _index_letter(work, name) for name in form.names)


def _index_letter(work: Elaboration, name: str) -> bool:
    """A letter that is known as an index, or any small one that is nothing else in the text."""
    if any(variable.letter == name for variable in work.scope):
        return True
    labels = work.names.usage.labels if work.names.usage is not None else ()
    if work.declared(name) or name in labels:
        return False
    return name in INDEX_LETTERS or (len(name) == 1 and name.islower() and name not in work.names.uses)


def entry(work: Elaboration, name: str, use: Spelled, count: int) -> Core:
    """The entry, the column or the matrix that the indices leave of an array."""
    place = work.place(use.span)
    if name in _PERMUTATION and name not in work.names.given.shapes:
        hint = f"declare it where it is any array: --given '{place.text.partition('_')[0]}: m x n x p'"
        work.fail(f"`{place.text}`: the sign of a permutation is not known here", use.span, hint)
    array = _array(work, name, use, count)
    letters = ",".join(_LETTERS[:count])
    if not use.items:
        message = f"`{name}` has {_words(count)} indices{_declared(work, name)}: as a whole it cannot stand here"
        work.fail(message, use.span, f"write its entries, {name}_{{{letters}}}")
    items = _items(use, count)
    if len(items) == 1 and count == 3 and not _all(items[0]):
        items = [items[0], Mark("all", items[0].span), Mark("all", items[0].span)]
        work.say(f"`{place.text}` is read as a matrix of {name}, {name}_{{{_shown(work, items[0])},:,:}}")
    if len(items) != count:
        message = f"`{place.text}` has {_words(len(items))} {'index' if len(items) == 1 else 'indices'}"
        hint = f"all {_words(count)} indices, as in {name}_{{{letters}}}, or : for those that are left open"
        work.fail(f"{message}, but `{name}` has {_words(count)}{_declared(work, name)}", use.span, hint)
    open_ = [number for number, item in enumerate(items) if _all(item)]
    if len(open_) > 2:
        message = f"`{place.text}` leaves {_words(len(open_))} indices open"
        work.fail(message, use.span, "at most two: those of a matrix")
    if len(open_) == 1:
        work.say(f"`{place.text}` is read as a column")
    several = name in work.names.given.shapes and len(open_) < count - 1
    at = tuple(
        None if number in open_ else (index(work, item, several=several), Slot(name, number))
        for number, item in enumerate(items)
    )
    left = [array.sizes[number] for number in open_]
    shape: Shape = (left[0] if left else ONE, left[1] if len(left) > 1 else ONE)
    made = Cell(array, at, place, shape)
    for here, size in zip(at, array.sizes, strict=True):
        if here is not None:
            work.indices.use(here[1], here[0], size, made)
    return made


def _array(work: Elaboration, name: str, use: Spelled, count: int) -> Array:
    """The array of that name, with its declared sizes, or with sizes to be found."""
    known = work.arrays.get(name)
    if known is None:
        given = work.names.given.shapes.get(name)
        new = work.shapes.sizes.unknown
        sizes = given.sizes if given is not None else tuple(new(dimension=True) for _ in range(count))
        known = work.arrays[name] = Array(name, work.place(use.span), sizes)
    return known


def _declared(work: Elaboration, name: str) -> str:
    """` (m x n x p)`, where that was declared."""
    given = work.names.given.shapes.get(name)
    return "" if given is None else f" ({' x '.join(map(str, given.sizes))})"


def _words(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _shown(work: Elaboration, item: Node) -> str:
    return work.place(item.span).text


def _all(node: Node) -> bool:
    return isinstance(node, Mark) and node.kind == "all"


def build(maker: Build, node: Cell) -> Any:
    """`X[i, j, k]`; of a column or a matrix the entries, one by one."""
    base = IndexedBase(maker.light(node.array.name), shape=tuple(maker.size(size) for size in node.array.sizes))
    at = [None if here is None else maker.index(*here) for here in node.at]
    if maker.is_scalar(node):
        return Indexed(base, *(Integer(0) if here is None else here for here in at))
    rows, columns = (maker.size(size) for size in node.shape)
    places = grids.places(maker)
    letters = iter(places)
    return FunctionMatrix(
        rows, columns, Lambda(places, Indexed(base, *(next(letters) if here is None else here for here in at)))
    )

"""Repairs of single factors and indices: a transpose, the order of factors, an index, a layer, a name, a range."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import permutations
from typing import Any

from sympy import Add, Indexed, IndexedBase, Integer, MatMul, MatrixSymbol, Mul, OneMatrix, Symbol, Transpose
from sympy.concrete.expr_with_limits import AddWithLimits
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.claims.repair_change import Change, View, replace, replace_all
from explorer.claims.repair_tree import (
    Place,
    extent,
    indices,
    is_matrix,
    parts,
    product,
    put,
    same_size,
    scope,
    tensor,
    with_indices,
)
from explorer.nodes import Dots, Softmax

_NUMBERED = re.compile(r"^(.*?[\^_]\{?[(\[]?)([A-Za-zℓ]?)([+-]?\d+)?([)\]]?\}?.*)$")
_DIGITS = re.compile(r"^([^\W\d_]+)()(\d+)()$")


def transposes(view: View) -> Iterator[Change]:
    """Law: a factor for its transpose, an entry for the one with its indices in another order."""
    names: dict[str, list[tuple[Place, Callable[[], Any]]]] = {}
    single: list[tuple[Place, Callable[[], Any], str]] = []
    for place in view.spots:
        node = place.node
        if isinstance(node, Transpose):
            single.append((place, partial(getattr, node, "arg"), _axis(place)))
            name = tensor(node.arg)
            if name is not None:
                names.setdefault(name, []).append((place, partial(getattr, node, "arg")))
        elif isinstance(place.parent, Transpose):
            continue
        elif _two(node):
            make = partial(with_indices, node, [index for index, _ in indices(node)][::-1])
            single.append((place, make, _axis(place)))
            names.setdefault(tensor(node) or "", []).append((place, make))
        elif len(indices(node)) > 2:
            single += [(place, partial(with_indices, node, new), _axis(place)) for new in _orders(node)]
        elif is_matrix(node) and _wide(node) and isinstance(node, (MatrixSymbol, MatMul)):
            make = partial(Transpose, node)
            single.append((place, make, _axis(place)))
            if isinstance(node, MatrixSymbol):
                names.setdefault(str(node.name), []).append((place, make))
    for name, found in names.items():
        if name and len(found) > 1:
            shown = _shown(view, name, found)
            yield replace_all(view, "transpose", found, shown, *[place.node for place, _ in found])
    for place, turned, kind in single:
        name = tensor(place.node) if len(indices(place.node)) == 2 else None
        also = f", {name} by {name}ᵀ," if name and not parts(place.node) else ""
        yield replace(view, kind, place, turned, also=also)
    for place in view.spots:  # vectors last: they are rarely the mistake
        if isinstance(place.node, MatrixSymbol) and not _wide(place.node) and not isinstance(place.parent, Transpose):
            yield replace(view, "transpose", place, partial(Transpose, place.node))


def _orders(node: Any) -> list[list[Any]]:
    """The other orders of an entry's indices that its sizes allow, those first in which two change places."""
    found = indices(node)
    moved = [
        [found[k] for k in order]
        for order in permutations(range(len(found)))
        if 0 < sum(k != slot for slot, k in enumerate(order)) < (4 if len(found) == 3 else 3)
    ]
    moved.sort(key=lambda row: sum(one != two for one, two in zip(row, found, strict=True)))
    fitting = [row for row in moved if all(same_size(one[1], two[1]) for one, two in zip(row, found, strict=True))]
    new = [[index for index, _ in row] for row in fitting]
    return [row for k, row in enumerate(new) if row not in [[index for index, _ in found], *new[:k]]]


def _shown(view: View, name: str, found: list[tuple[Place, Callable[[], Any]]]) -> Callable[[], str]:
    def told() -> str:
        place, make = found[0]
        old, new = view.words.tell(place.node), view.words.tell(make())
        return f"equal if {old} is replaced by {new} everywhere, {name} by {name}ᵀ"

    return told


def _two(node: Any) -> bool:
    """An entry with two different indices, neither that of a single row or column."""
    found = indices(node)
    return len(found) == 2 and found[0][0] != found[1][0] and all(size != 1 for _, size in found)


def _wide(node: Any) -> bool:
    return all(size != 1 for size in node.shape)


def _axis(place: Place) -> str:
    """ "sum axis" where the factor is all that is summed, else "transpose"."""
    if isinstance(place.parent, MatMul) and any(isinstance(factor, OneMatrix) for factor in place.parent.args):
        return "sum axis" if len(place.parent.args) == 2 else "transpose"
    if not place.bound or not indices(place.node):
        return "transpose"
    summed = place.bound[-1][0]
    uses = any(summed in index.free_symbols for index, _ in indices(place.node))
    alone = place.parent.args[0] == place.node if isinstance(place.parent, AddWithLimits) else False
    return "sum axis" if uses and alone else "transpose"


def orders(view: View) -> Iterator[Change]:
    """Law: two neighbours of a matrix product change places."""
    for place in view.spots:
        if not isinstance(place.node, MatMul):
            continue
        factors = list(place.node.args)
        for k in range(len(factors) - 1):
            if is_matrix(factors[k]) and is_matrix(factors[k + 1]) and factors[k] != factors[k + 1]:
                new = [*factors[:k], factors[k + 1], factors[k], *factors[k + 2 :]]
                yield replace(view, "operand order", place, partial(product, new))


def wrong_indices(view: View) -> Iterator[Change]:
    """Law: one index of one entry is another one in scope, or a number that is 0 or used on the other side."""
    yield from _following(view)
    for place in view.spots:
        for slot, (index, size) in enumerate(indices(place.node)):
            if size == 1:
                continue
            known = [other for other, count in scope(place, dict(view.free)).items() if same_size(count, size)]
            idle = [limit for limit in place.bound if _unused(view, place, limit[0])]
            others = [*[limit[0] for limit in idle if limit[0] not in known], *known]
            if not index.is_Integer:
                others.append(Integer(0))
            others += [number for number in _numbers(view, place.node, slot) if number not in others]
            for other in others:
                if other != index:
                    yield _reindexed(view, place, slot, other, [limit for limit in idle if limit[0] == other])


def _numbers(view: View, node: Any, slot: int) -> list[Any]:
    """The constant indices that the other side has in a slot of the same tensor."""
    alike = [spot.node for spot in view.across if indices(spot.node) and tensor(spot.node) == tensor(node)]
    return [index for entry in alike for index in [indices(entry)[slot][0]] if index.is_Integer]


def _unused(view: View, place: Place, symbol: Any) -> bool:
    return not any(
        symbol in index.free_symbols
        for spot in view.spots
        if any(limit[0] == symbol for limit in spot.bound)
        for index, _ in indices(spot.node)
    )


def _reindexed(view: View, place: Place, slot: int, other: Any, idle: list[Any]) -> Change:
    """The entry with another index; a sum over an index that nothing used so far counts from the slot's first entry."""

    def make() -> Any:
        return with_indices(
            place.node, [other if k == slot else index for k, (index, _) in enumerate(indices(place.node))]
        )

    def build() -> Any:
        side = put(view.here, place.path, make())
        if idle:
            for depth in range(len(place.path)):
                path = place.path[:depth]
                node = _reach(side, path)
                if isinstance(node, AddWithLimits) and any(limit[0] == other for limit in node.limits):
                    limits = [
                        (limit[0], 0, extent(tuple(limit)) - 1) if limit[0] == other else tuple(limit)
                        for limit in node.limits
                    ]
                    return put(side, path, node.func(node.args[0], *limits))
        return side

    return Change("index", build, replace(view, "index", place, make).tell)


def _reach(side: Any, path: tuple[int, ...]) -> Any:
    for step in path:
        side = parts(side)[step]
    return side


def _following(view: View) -> Iterator[Change]:
    """Terms written one by one, where a factor's number does not follow that of the factor beside it."""
    for place in view.spots:
        if not isinstance(place.node, Add):
            continue
        rows = [(k, term.args) for k, term in enumerate(place.node.args) if isinstance(term, Mul)]
        slots: dict[tuple[str, int], dict[int, tuple[int, Any]]] = {}
        for k, factors in rows:
            for position, factor in enumerate(factors):
                for slot, (index, size) in enumerate(indices(factor)):
                    if index.is_Integer and size != 1:
                        slots.setdefault((tensor(factor) or "", slot), {})[k] = (position, index)
        for (leader, _), first in slots.items():
            if len({index for _, index in first.values()}) != len(first) or len(first) < 2:
                continue
            for (name, slot), second in slots.items():
                if name == leader or set(second) != set(first):
                    continue
                wrong = [k for k in second if second[k][1] != first[k][1]]
                if wrong:
                    yield _followed(view, place, leader, name, slot, first, second)


def _followed(
    view: View,
    place: Place,
    leader: str,
    name: str,
    slot: int,
    first: dict[int, tuple[int, Any]],
    second: dict[int, tuple[int, Any]],
) -> Change:
    old: list[Any] = []
    makes: list[Callable[[], Any]] = []
    found: list[tuple[Place, Callable[[], Any]]] = []
    for k, (position, _) in second.items():
        factor = place.node.args[k].args[position]
        numbers = [first[k][1] if s == slot else index for s, (index, _) in enumerate(indices(factor))]
        old.append(factor)
        makes.append(partial(with_indices, factor, numbers))
        found.append((Place(factor, (*place.path, k, position), place.bound, place.node), makes[-1]))

    def told() -> str:
        was, now = (", ".join(map(view.words.tell, row)) for row in (old, [make() for make in makes]))
        return f"equal if the index of {name} follows that of {leader}: {now} in place of {was}"

    return replace_all(view, "index", found, told, *old)


# -- layers and names ---------------------------------------------------------------------------------------------


def _layer(name: str) -> tuple[tuple[str, str, str], int] | None:
    """A name without its layer or number, and the number."""
    match = _NUMBERED.match(name) or _DIGITS.match(name)
    if match is None or not (match[2] or match[3]):
        return None
    return (match[1], match[2], match[4]), int(match[3] or 0)


def neighbours(one: str, two: str) -> bool:
    """Law: whether two names differ by one in the layer alone: `a^{(l)}` and `a^{(l-1)}`, `b_1` and `b_2`.

    >>> from explorer.claims.repair_entries import neighbours
    >>> neighbours("a^{(l)}", "a^{(l-1)}"), neighbours("b_1", "b_2"), neighbours("b_1", "c_2")
    (True, True, False)
    """
    first, second = _layer(one), _layer(two)
    if first is None or second is None or first[0] != second[0]:
        return False
    return abs(first[1] - second[1]) == 1


def layers(view: View) -> Iterator[Change]:
    """Law: a name with its layer one higher or lower, which the other side has."""
    yield from _renamed(view, "layer off by one", neighbours)


def names(view: View) -> Iterator[Change]:
    """Law: a name that the other side has more often than this one, in place of one that it has less often."""
    here, there = _names(view.spots), _names(view.across)

    def missing(one: str, two: str) -> bool:
        more = len(there[two]) > len(here.get(two, ()))
        return more and len(here[one]) > len(there.get(one, ())) and not neighbours(one, two)

    yield from _renamed(view, "wrong name", missing)


def _names(spots: tuple[Place, ...]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place in spots:
        name = tensor(place.node)
        if name is not None and not (isinstance(place.node, MatrixElement) and parts(place.node)):
            found.setdefault(name, []).append(place)
    return found


def _whole(node: Any) -> Any:
    return node.args[0] if isinstance(node, MatrixElement) else node.base if isinstance(node, Indexed) else node


def _renamed(view: View, kind: str, wanted: Callable[[str, str], bool]) -> Iterator[Change]:
    here, there = _names(view.spots), _names(view.across)
    for name, found in here.items():
        for other, sources in there.items():
            if other == name or name in view.sizes or not wanted(name, other):
                continue
            whole = _whole(sources[0].node)
            changes = [(place, _rename(place.node, whole)) for place in found]
            if len(found) > 1:
                told = partial("equal if {} is replaced by {} everywhere".format, name, other)
                yield replace_all(view, kind, changes, told, *[place.node for place in found])
            for place, make in changes:
                yield replace(view, kind, place, make)


def _rename(node: Any, whole: Any) -> Callable[[], Any]:
    def make() -> Any:
        if isinstance(node, MatrixElement) and isinstance(whole, MatrixSymbol):
            return MatrixElement(whole, *node.args[1:])
        if isinstance(node, Indexed) and isinstance(whole, IndexedBase):
            return Indexed(whole, *node.indices)
        if isinstance(node, (MatrixSymbol, Symbol)) and isinstance(whole, type(node)):
            return whole
        raise TypeError("names of different kinds")

    return make


# -- ranges -------------------------------------------------------------------------------------------------------


def ranges(view: View) -> Iterator[Change]:
    """Law: a sum that begins or ends one term earlier or later."""
    for place in view.spots:
        node = place.node
        if not isinstance(node, AddWithLimits):
            continue
        for k, limit in enumerate(node.limits):
            if len(limit) != 3:
                continue
            for end, step in ((1, -1), (2, 1), (1, 1), (2, -1)):
                new = list(limit)
                new[end] = new[end] + step
                yield _ranged(view, place, k, end, tuple(new))


def _ranged(view: View, place: Place, k: int, end: int, new: tuple[Any, ...]) -> Change:
    node = place.node
    limits = [new if n == k else tuple(limit) for n, limit in enumerate(node.limits)]

    def tell() -> str:
        base = view.words.base(new[0], node.args[0])
        verb = "starts at" if end == 1 else "ends at"
        what = "the sum with dots" if isinstance(node, Dots) else f"the sum over {new[0]}"
        said = f"equal if {what} {verb} {new[end] + base} instead of {node.limits[k][end] + base}"
        several = sum(isinstance(spot.node, AddWithLimits) for spot in (*view.spots, *view.across)) > 1
        return said + (f" on the {view.where}" if several else "")

    return Change("range", lambda: put(view.here, place.path, node.func(node.args[0], *limits)), tell)


def axes(view: View) -> Iterator[Change]:
    """Law: a softmax over the rows is one over the columns, and the reverse."""
    for place in view.spots:
        node = place.node
        if isinstance(node, Softmax):
            new = Softmax(node.matrix, 1 - node.axis)
            along = ("columns", "rows")[new.axis]

            def tell(node: Softmax = node, along: str = along) -> str:
                return (
                    f"equal if the softmax of {view.words.tell(node.matrix)} is taken over its {along}{view.side(node)}"
                )

            yield Change("sum axis", lambda path=place.path, new=new: put(view.here, path, new), tell)  # type: ignore[misc]

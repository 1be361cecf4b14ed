"""Repairs of terms: one is missing or too much, or stands inside a sum or product that it belongs outside of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product as choices
from typing import Any

from sympy import Add, Derivative, Integer, MatAdd, MatMul, MatrixSymbol, Subs, Transpose
from sympy.concrete.expr_with_limits import AddWithLimits
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.claims.repair_change import Change, View
from explorer.claims.repair_tree import Place, is_matrix, product, put, same_size, scope, tensor, total

SUMS = (Add, MatAdd)


def _key(node: Any) -> frozenset[str]:
    """The names a term or factor is made of: those of tensors, numbers and functions, not those of indices."""
    found: set[str] = set()
    stack = [node]
    while stack:
        here = stack.pop()
        name = tensor(here)
        if name is not None and not (isinstance(here, MatrixElement) and not isinstance(here.args[0], MatrixSymbol)):
            found.add(name)
        elif isinstance(here, (MatrixElement, AddWithLimits)):
            stack.append(here.args[0])
        elif isinstance(here, Subs):
            found.add(f"{_applied(here.expr)}'")
            stack.append(here.point[0])
        elif isinstance(here, ElementwiseApplyFunction):
            body = here.args[0].args[1]
            found.add(f"{_applied(body)}'" if isinstance(body, Derivative) else _applied(body))
            stack.append(here.args[1])
        elif getattr(here, "is_Number", False):
            if here != 1:
                found.add(str(here))
        else:
            if getattr(here, "is_Function", False):
                found.add(_applied(here))
            stack.extend(getattr(here, "args", ()))
    return frozenset(found)


def _applied(node: Any) -> str:
    return _applied(node.expr) if isinstance(node, Derivative) else str(node.func.__name__)


def _terms(spots: tuple[Place, ...]) -> Iterator[tuple[Place, Any]]:
    """The addends of a side: of its sums, and what is no sum itself where a sum could stand."""
    for place in spots:
        if isinstance(place.node, SUMS):
            for k, term in enumerate(place.node.args):
                yield Place(term, (*place.path, k), place.bound, place.node), term
        elif whole(place):
            yield place, place.node


def whole(place: Place) -> bool:
    """Where a term could be added: the side itself, a function's argument, the body of a sum, a factor's inside."""
    node, parent = place.node, place.parent
    if isinstance(node, SUMS) or isinstance(parent, SUMS):
        return False
    return parent is None or isinstance(parent, (AddWithLimits, ElementwiseApplyFunction, Subs)) or is_function(parent)


def is_function(node: Any) -> bool:
    """Whether the node is a function applied to something."""
    return bool(getattr(node, "is_Function", False))


def excess(view: View, pieces: Callable[[tuple[Place, ...]], Iterator[tuple[Place, Any]]]) -> list[tuple[Place, Any]]:
    """The terms or factors that the other side has more often than this one, told by their names."""
    mine = Counter(_key(piece) for _, piece in pieces(view.spots))
    theirs = list(pieces(view.across))
    count = Counter(_key(piece) for _, piece in theirs)
    found: dict[frozenset[str], tuple[Place, Any]] = {}
    for place, piece in sorted(
        theirs, key=lambda pair: len(pair[0].path)
    ):  # the inside of what is missing is missing too
        if count[_key(piece)] > mine[_key(piece)]:
            found.setdefault(_key(piece), (place, piece))
    return list(found.values())


def moved(view: View, piece: Any, source: Place, to: Place) -> Iterator[Any]:
    """A piece of the other side as it would stand at a place of this one: its entry, or with the indices there."""
    known = scope(to, dict(view.free))
    if is_matrix(to.node):
        if is_matrix(piece):
            yield piece
            if not all(same_size(a, b) for a, b in zip(piece.shape, to.node.shape, strict=True)):
                yield Transpose(piece)
        elif isinstance(piece, MatrixElement) and isinstance(piece.args[0], MatrixSymbol):
            yield piece.args[0]
            yield Transpose(piece.args[0])
        elif not piece.free_symbols & set(view.free) and not source.bound:
            yield piece
        return
    if is_matrix(piece):
        options: list[list[Any]] = []
        for size in piece.shape:
            fitting = [index for index, count in known.items() if same_size(count, size)]
            options.append([Integer(0)] if size == 1 else fitting[:3])
        for place in choices(*options):
            if len(place) == len(set(place)) or 1 in piece.shape:
                yield MatrixElement(piece, *place)
        return
    sizes = scope(source, dict(view.free))
    lost = [index for index in sizes if index in piece.free_symbols and index not in known]
    if not lost:
        yield piece
    elif len(lost) == 1:
        for index, count in known.items():
            if same_size(count, sizes[lost[0]]):
                yield piece.xreplace({lost[0]: index})


# -- terms --------------------------------------------------------------------------------------------------------


def missing_terms(view: View) -> Iterator[Change]:
    """Law: a term of the other side, added."""
    spots = [place for place in view.spots if isinstance(place.node, SUMS) or whole(place)]
    for source, term in excess(view, _terms):
        kind = "missing bias" if _is_bias(term) else "missing term"
        for place in spots:
            for new in moved(view, term, source, place):
                yield _added(view, kind, place, new)


def _is_bias(term: Any) -> bool:
    return tensor(term) is not None or (isinstance(term, Transpose) and tensor(term.arg) is not None)


def _added(view: View, kind: str, place: Place, new: Any) -> Change:
    def make() -> Any:
        terms = place.node.args if isinstance(place.node, SUMS) else (place.node,)
        return total([*terms, new])

    def tell() -> str:
        return f"equal if {view.words.tell(new)} is added to {view.words.tell(place.node)}{view.side(place.node)}"

    return Change(kind, lambda: put(view.here, place.path, make()), tell)


def extra_terms(view: View) -> Iterator[Change]:
    """Law: one term of a sum left out."""
    for place in view.spots:
        if isinstance(place.node, SUMS):
            for k, term in enumerate(place.node.args):
                rest = [*place.node.args[:k], *place.node.args[k + 1 :]]
                kind = "extra bias" if _is_bias(term) else "extra term"

                def tell(term: Any = term, place: Place = place) -> str:
                    words = view.words
                    return f"equal if {words.tell(term)} is left out of {words.tell(place.node)}{view.side(place.node)}"

                yield Change(kind, lambda place=place, rest=rest: put(view.here, place.path, total(rest)), tell)  # type: ignore[misc]


def bias_in_sum(view: View) -> Iterator[Change]:
    """Law: `Σ_j (f_j + b) -> Σ_j f_j + b` and `W (a + b) -> W a + b`, then the other way round."""
    kind = "bias inside the sum"
    for place in view.spots:
        node = place.node
        if isinstance(node, AddWithLimits) and isinstance(node.args[0], Add):
            used = {limit[0] for limit in node.limits}
            for k, term in enumerate(node.args[0].args):
                if not term.free_symbols & used:
                    rest = total([*node.args[0].args[:k], *node.args[0].args[k + 1 :]])
                    new = total([node.func(rest, *node.limits), term])
                    yield _carried(view, kind, place, new, term, "out of")
        elif isinstance(node, MatMul):
            for position, factor in enumerate(node.args):
                if isinstance(factor, MatAdd):
                    for k, term in enumerate(factor.args):
                        rest = total([*factor.args[:k], *factor.args[k + 1 :]])
                        inner = product([*node.args[:position], rest, *node.args[position + 1 :]])
                        yield _carried(view, kind, place, partial(total, [inner, term]), term, "out of")
    for place in view.spots:
        if not isinstance(place.node, SUMS):
            continue
        for k, term in enumerate(place.node.args):
            for n, other in enumerate(place.node.args):
                if n == k:
                    continue
                rest = [part for j, part in enumerate(place.node.args) if j not in (k, n)]
                if isinstance(other, AddWithLimits):
                    new = other.func(total([other.args[0], term]), *other.limits)
                    yield _carried(view, kind, place, total([new, *rest]), term, "into")
                elif isinstance(other, MatMul):
                    for at in range(len(other.args)):
                        yield _carried(view, kind, place, _into(other, at, term, rest), term, "into")


def _into(node: Any, at: int, term: Any, rest: list[Any]) -> Callable[[], Any]:
    def make() -> Any:
        inner = total([node.args[at], term])
        return total([product([*node.args[:at], inner, *node.args[at + 1 :]]), *rest])

    return make


def _carried(view: View, kind: str, place: Place, new: Any, term: Any, way: str) -> Change:
    def tell() -> str:
        what = "sum" if place.node.has(AddWithLimits) else "product"
        told = f"equal if {view.words.tell(term)} is taken {way} the {what} {view.words.tell(place.node)}"
        return told + view.side(place.node)

    return Change(kind, lambda: put(view.here, place.path, new() if callable(new) and not _is_expr(new) else new), tell)


def _is_expr(value: Any) -> bool:
    """Whether the value is SymPy's own rather than a way to make one."""
    return hasattr(value, "free_symbols")

"""Repairs of factors: missing, too many, 1/n, the wrong sign, entry by entry or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sympy import (
    Derivative,
    HadamardPower,
    HadamardProduct,
    Integer,
    MatMul,
    MatPow,
    Mul,
    Pow,
    Rational,
    Subs,
    Symbol,
)
from sympy.concrete.expr_with_limits import AddWithLimits
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from explorer.claims.repair_change import Change, View, replace, replace_all
from explorer.claims.repair_terms import SUMS, excess, is_function, moved, whole
from explorer.claims.repair_tree import Place, is_matrix, product, put, same_size, total

PRODUCTS = (Mul, MatMul, HadamardProduct)


def factors_of(spots: tuple[Place, ...]) -> Iterator[tuple[Place, Any]]:
    """The factors of a side: those of its products, a number's own, and the base of a power."""
    for place in spots:
        if isinstance(place.node, PRODUCTS):
            for k, factor in enumerate(place.node.args):
                yield Place(factor, (*place.path, k), place.bound, place.node), factor
        elif isinstance(place.node, (Pow, HadamardPower, MatPow)) and place.node.exp.is_Integer and place.node.exp > 1:
            yield place, place.node.base
        elif whole(place) or isinstance(place.parent, SUMS):
            yield place, place.node


def _factor_kind(view: View, factor: Any, word: str) -> str:
    if factor.has(Derivative) or (isinstance(factor, ElementwiseApplyFunction) and factor.args[0].has(Derivative)):
        return f"{word} σ'"
    base = factor.base if isinstance(factor, Pow) else factor
    if isinstance(base, Symbol) and base.name in view.sizes:
        return "factor 1/n"
    return f"{word} factor"


def missing_factors(view: View) -> Iterator[Change]:
    """Law: a factor of the other side, multiplied in."""
    spots = [
        place
        for place in view.spots
        if isinstance(place.node, PRODUCTS)
        or not (isinstance(place.parent, PRODUCTS) or _of_sizes(place.node, view.sizes))
    ]
    for source, factor in excess(view, factors_of):
        if factor == -1:
            continue
        kind = _factor_kind(view, factor, "missing")
        for place in spots:
            for new in moved(view, factor, source, place):
                for made in _products(place.node, new):
                    yield from _multiplied(view, kind, place, made, new)


def _products(node: Any, new: Any) -> Iterator[Callable[[], Any]]:
    """The ways to multiply a node by a factor."""
    factors = list(node.args) if isinstance(node, (Mul, MatMul)) else [node]
    if not is_matrix(new) or not is_matrix(node):
        yield lambda: product([new, *factors]) if getattr(new, "is_Number", False) else product([*factors, new])
        return
    if all(same_size(a, b) for a, b in zip(node.shape, new.shape, strict=True)):
        yield lambda: HadamardProduct(node, new)
    for k in range(len(factors), -1, -1):
        before, after = factors[max(0, k - 1) : k], factors[k : k + 1]
        if all(not is_matrix(f) or same_size(f.shape[1], new.shape[0]) for f in before) and all(
            is_matrix(f) and same_size(new.shape[1], f.shape[0]) for f in after
        ):
            yield partial(product, [*factors[:k], new, *factors[k:]])


def _multiplied(view: View, kind: str, place: Place, make: Callable[[], Any], new: Any) -> Iterator[Change]:
    """The factor put in at one place, and at all places where the same stands."""
    words = view.words

    def told(place: str) -> str:
        old, made = words.tell(place_node), words.tell(make())
        return f"equal if the factor {words.tell(new)} is put in: {made} in place of {old}{place}"

    place_node = place.node
    side = view.side(place.node)
    alike = [spot for spot in view.spots if spot.node == place.node]
    if len(alike) > 1:
        yield replace_all(view, kind, [(spot, make) for spot in alike], lambda: told(" everywhere"), place.node)
    yield Change(kind, lambda: put(view.here, place.path, make()), lambda: told(view.inside(place) + side))


def extra_factors(view: View) -> Iterator[Change]:
    """Law: one factor left out, or a power lowered to its base."""
    for place in view.spots:
        node = place.node
        if isinstance(node, PRODUCTS):
            for k, factor in enumerate(node.args):
                if factor != -1:
                    yield _without(view, place, k, factor)
        elif isinstance(node, (Pow, HadamardPower, MatPow)) and node.exp == 2:
            kind = _factor_kind(view, node.base, "extra")
            yield replace(view, kind, place, partial(getattr, node, "base"))


def _without(view: View, place: Place, k: int, factor: Any) -> Change:
    rest = [*place.node.args[:k], *place.node.args[k + 1 :]]

    def make() -> Any:
        if isinstance(place.node, HadamardProduct):
            return rest[0] if len(rest) == 1 else HadamardProduct(*rest)
        return product(rest)

    def tell() -> str:
        words = view.words
        return (
            f"equal if the factor {words.tell(factor)} is left out of {words.tell(place.node)}{view.side(place.node)}"
        )

    return Change(_factor_kind(view, factor, "extra"), lambda: put(view.here, place.path, make()), tell)


def size_factors(view: View) -> Iterator[Change]:
    """Law: divided or multiplied by a size, n, or 1/n and n exchanged."""
    for place in view.spots:
        if is_matrix(place.node) and not isinstance(place.node, MatMul):
            continue
        if not (isinstance(place.node, (AddWithLimits, *PRODUCTS)) or place.parent is None):
            continue
        if isinstance(place.parent, PRODUCTS) or _of_sizes(place.node, view.sizes):
            continue
        for name in sorted(view.sizes):
            for factor in (Pow(Symbol(name), -1), Symbol(name)):
                for made in _products(place.node, factor):
                    yield from _multiplied(view, "factor 1/n", place, made, factor)


def _of_sizes(node: Any, sizes: frozenset[str]) -> bool:
    """Whether the node is made of sizes alone: a factor belongs to what it multiplies."""
    symbols = node.free_symbols
    return bool(symbols) and all(isinstance(symbol, Symbol) and symbol.name in sizes for symbol in symbols)


def signs(view: View) -> Iterator[Change]:
    """Law: the sign of one term, of a function's argument, or of a whole side."""
    for place in view.spots:
        node, parent = place.node, place.parent
        addend = parent is None or isinstance(parent, (*SUMS, Subs, AddWithLimits)) or is_function(parent)
        inner = isinstance(node, PRODUCTS) and any(isinstance(factor, SUMS) for factor in node.args)
        if inner and not isinstance(parent, SUMS):
            continue  # the sign of the factor in parentheses is as good, and comes next
        if addend or (isinstance(parent, (ElementwiseApplyFunction, *PRODUCTS)) and isinstance(node, SUMS)):
            yield replace(view, "sign", place, partial(negative, node))


def negative(node: Any) -> Any:
    """Law: `-node`, written without two minus signs: a - b for b - a."""
    if isinstance(node, SUMS):
        terms = [negative(term) for term in node.args]
        return total(sorted(terms, key=lambda term: term.args[:1] == (Integer(-1),)))
    if isinstance(node, (Mul, MatMul)):
        factors = list(node.args)
        if factors[0] == -1:
            return product(factors[1:])
        if isinstance(factors[0], Rational) and factors[0] < 0:
            return product([-factors[0], *factors[1:]])
        if isinstance(factors[0], Mul):
            return product([negative(factors[0]), *factors[1:]])
        return product([Integer(-1), *factors])
    if getattr(node, "is_Number", False):
        return -node
    return product([Integer(-1), node])


def hadamards(view: View) -> Iterator[Change]:
    """Law: the product for the one entry by entry, and the reverse."""
    for place in view.spots:
        node = place.node
        if isinstance(node, HadamardProduct):
            yield replace(view, "hadamard", place, partial(MatMul, *node.args))
        elif isinstance(node, MatMul) and sum(map(is_matrix, node.args)) == 2 and all(map(is_matrix, node.args)):
            yield replace(view, "hadamard", place, partial(HadamardProduct, *node.args))
        elif isinstance(node, HadamardPower):
            yield replace(view, "hadamard", place, partial(MatPow, node.base, node.exp))
        elif isinstance(node, MatPow):
            yield replace(view, "hadamard", place, partial(HadamardPower, node.base, node.exp))

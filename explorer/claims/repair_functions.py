"""Repairs of functions: one applied to a part instead of the whole, another function, a prime."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sympy import Add, Derivative, Function, Lambda, MatAdd, MatMul, Mul, Pow, Subs, Symbol
from sympy.concrete.expr_with_limits import AddWithLimits
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from explorer.claims.repair_change import Change, View, replace
from explorer.claims.repair_tree import Place, is_matrix, places, put, total
from explorer.nodes import entrywise

KIND = "activation inside the sum"
POWER = "power inside the sum"
WHOLES = (Add, MatAdd, AddWithLimits, MatMul, Mul)


def _application(node: Any) -> tuple[Callable[[Any], Any], Any, Any] | None:
    """What applies the function, its argument and the function's name; None for another node."""
    if isinstance(node, ElementwiseApplyFunction):
        return (lambda x: entrywise(node.args[0], x)), node.args[1], node.args[0].args[1].func
    if isinstance(node, Subs) and isinstance(node.expr, Derivative):
        return (lambda x: Subs(node.expr, node.variables[0], x)), node.point[0], node.expr.expr.func
    if isinstance(node, Pow) and node.exp.is_Integer and node.exp > 1:
        return (lambda x: Pow(x, node.exp, evaluate=False)), node.base, node.func
    if isinstance(node, Function) and len(node.args) == 1:
        return (lambda x: node.func(x, evaluate=False)), node.args[0], node.func
    return None


def functions_inside(view: View) -> Iterator[Change]:
    """Law: `Σ_j w_j σ(a_j) -> σ(Σ_j w_j a_j)`, `σ(u) + b -> σ(u + b)`, then the other way round."""
    for place in view.spots:
        if not isinstance(place.node, WHOLES):
            continue
        for inner in places(place.node):
            found = _application(inner.node) if inner.path else None
            if found is not None:
                yield _outward(view, place, inner, found)
    for place in view.spots:
        found = _application(place.node)
        if found is not None:
            yield from _inward(view, place, found)


def _outward(view: View, place: Place, inner: Place, found: tuple[Callable[[Any], Any], Any, Any]) -> Change:
    apply, argument, _ = found

    def make() -> Any:
        whole = put(place.node, inner.path, argument)
        if is_matrix(whole) != is_matrix(inner.node) and isinstance(inner.node, ElementwiseApplyFunction):
            raise TypeError("a matrix function of a number")
        return _lifted(inner.node, apply, whole)

    return replace(view, POWER if isinstance(inner.node, Pow) else KIND, place, make)


def _lifted(node: Any, apply: Callable[[Any], Any], whole: Any) -> Any:
    if is_matrix(whole) and not isinstance(node, ElementwiseApplyFunction):
        return entrywise(node.func, whole)
    return apply(whole)


def _inward(view: View, place: Place, found: tuple[Callable[[Any], Any], Any, Any]) -> Iterator[Change]:
    apply, argument, _ = found
    kind = POWER if isinstance(place.node, Pow) else KIND
    if isinstance(argument, (Add, MatAdd)):
        for k, term in enumerate(argument.args):
            rest = [*argument.args[:k], *argument.args[k + 1 :]]
            yield replace(view, kind, place, partial(_joined, apply, term, rest))
            yield replace(view, kind, place, partial(_joined, apply, total(rest), [term]))
    elif isinstance(argument, AddWithLimits):
        yield replace(view, kind, place, lambda: argument.func(apply(argument.args[0]), *argument.limits))


def _joined(apply: Callable[[Any], Any], inner: Any, rest: list[Any]) -> Any:
    return total([apply(inner), *rest])


def other_functions(view: View) -> Iterator[Change]:
    """Law: a function that only the other side has, in place of one that only this side has; a prime more or less."""
    here, there = _functions(view.spots), _functions(view.across)
    for place in view.spots:
        node = place.node
        mine = _name(node)
        if mine is None:
            continue
        for name, example in there.items():
            if name == mine or ((name in here or mine in there) and not _prime(name, mine)):
                continue
            yield replace(view, "wrong function", place, partial(_exchanged, node, example))


def _prime(one: str, two: str) -> bool:
    return one == f"{two}'" or two == f"{one}'"


def _functions(spots: tuple[Place, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for place in spots:
        name = _name(place.node)
        if name is not None:
            found.setdefault(name, place.node)
    return found


def _name(node: Any) -> str | None:
    body = node.args[0].args[1] if isinstance(node, ElementwiseApplyFunction) else node
    if isinstance(body, Subs):
        body = body.expr
    if isinstance(body, Derivative):
        return f"{body.expr.func.__name__}'"
    return str(body.func.__name__) if getattr(body, "is_Function", False) or hasattr(body, "is_Max") else None


def _exchanged(node: Any, example: Any) -> Any:
    """The node's argument under the function of the example, entry by entry where the argument is a matrix."""
    x = Symbol("x")
    body = example.args[0].args[1] if isinstance(example, ElementwiseApplyFunction) else example
    argument = node.args[1] if isinstance(node, ElementwiseApplyFunction) else None
    if isinstance(node, Subs):
        argument = node.point[0]
    if isinstance(body, (Subs, Derivative)):
        derivative = body.expr if isinstance(body, Subs) else body
        rule = Derivative(derivative.expr.func(x), x)
        argument = node.args[0] if argument is None else argument
        return entrywise(Lambda(x, rule), argument) if is_matrix(argument) else Subs(rule, x, argument)
    arguments = node.args if argument is None else (argument,)
    if len(arguments) != len(body.args):
        raise TypeError("functions of different numbers of arguments")
    if is_matrix(arguments[0]):
        return entrywise(body.func, arguments[0])
    return body.func(*arguments, evaluate=False)

"""A calculation on paper: names with their numbers, sums, products, powers, functions; one round of it at a time.

    σ(W_{00} a_0 + b_0)   letters
    σ(2·1 + 0)            numbers put in
    σ(2)                  products, then sums of them
    4                     functions of numbers

A node is a number (with or without a name), a sum, a product, a power, or a function of nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any, TypeAlias, assert_never

PRECISION = 300
"""Bits of an interval, as many as the search for numbers ever uses."""

Value: TypeAlias = Any  # a Fraction, or an mpmath interval that holds the value


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A number; with a `name`, that scalar or the entry `indices` of that tensor, and what it is worth.

    `slots` are the slots of the tensor whose index is written: not that of a single row or column.
    """

    value: Value
    name: str | None = None
    indices: tuple[int, ...] = ()
    slots: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Plus:
    """A sum."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Times:
    """A product."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Raised:
    """A power; -1 for one over it."""

    parts: tuple[Node]
    exponent: int


@dataclass(frozen=True, slots=True, eq=False)
class Applied:
    """A function of numbers: how it is written, as text and as LaTeX, and what it computes."""

    parts: tuple[Node, ...]
    text: str
    latex: str
    rule: Callable[..., Value]


Node: TypeAlias = Known | Plus | Times | Raised | Applied


def plus(parts: Iterable[Node]) -> Node:
    """The sum of the parts, those of sums among them taken one by one; a plain 0, as of a δ, left out."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Plus) else (part,))
    kept = [part for part in flat if not _plainly(part, 0)] or flat[:1]
    return kept[0] if len(kept) == 1 else Plus(tuple(kept))


def times(parts: Iterable[Node]) -> Node:
    """The product of the parts, those of products among them taken one by one; a plain 1, as of a δ, left out.

    With a plain 0 among them it is 0.
    """
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Times) else (part,))
    kept = [part for part in flat if not _plainly(part, 1)] or flat[:1]
    zero = next((part for part in kept if _plainly(part, 0)), None)
    if zero is not None:
        return zero
    return kept[0] if len(kept) == 1 else Times(tuple(kept))


def _plainly(node: Node, number: int) -> bool:
    """Whether a node is that number without a name."""
    return isinstance(node, Known) and node.name is None and isinstance(node.value, Fraction) and node.value == number


def exact(value: Value) -> Value:
    """An interval that is a single number as that number."""
    if isinstance(value, Fraction):
        return value
    if value.delta == 0:
        sign, mantissa, exponent, _ = value.a._mpi_[0]
        if abs(exponent) < PRECISION and (mantissa or not exponent):
            return (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return value


def interval(value: Value) -> Any:
    """The value as an interval."""
    if not isinstance(value, (Fraction, int)):
        return value
    from mpmath import iv

    number = Fraction(value)
    return iv.mpf(number.numerator) / iv.mpf(number.denominator)


def _together(rule: Callable[[Any, Any], Any]) -> Callable[[Value, Value], Value]:
    def both(left: Value, right: Value) -> Value:
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            return rule(left, right)
        return exact(rule(interval(left), interval(right)))

    return both


_add = _together(lambda x, y: x + y)
_multiply = _together(lambda x, y: x * y)


def inverse(value: Value) -> Value:
    """One over the value; raises `ZeroDivisionError` where it may be 0."""
    if isinstance(value, Fraction):
        return 1 / value
    if 0 in value:
        raise ZeroDivisionError
    return 1 / value


def worth(node: Node) -> Value:
    """The value of a node whose parts are numbers."""
    values = [part.value for part in getattr(node, "parts", ()) if isinstance(part, Known)]
    match node:
        case Known():
            return node.value
        case Plus():
            return reduce(_add, values, Fraction(0))
        case Times():
            return reduce(_multiply, values, Fraction(1))
        case Raised():
            power: Value = reduce(_multiply, values * abs(node.exponent), Fraction(1))
            return inverse(power) if node.exponent < 0 else power
        case Applied():
            return exact(node.rule(*values))
        case _:
            assert_never(node)


def with_parts(node: Node, parts: tuple[Node, ...]) -> Node:
    """The same kind of node with other parts."""
    match node:
        case Known():
            return node
        case Plus():
            return Plus(parts)
        case Times():
            return Times(parts)
        case Raised():
            return Raised((parts[0],), node.exponent)
        case Applied():
            return Applied(parts, node.text, node.latex, node.rule)
        case _:
            assert_never(node)


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes directly below."""
    return () if isinstance(node, Known) else node.parts


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    stack: list[Node] = [node]
    while stack:
        here = stack.pop()
        yield here
        stack.extend(parts_of(here))


def rebuilt(node: Node, change: Callable[[Node, tuple[Node, ...]], Node]) -> Node:
    """The tree changed from the leaves up, without recursion: `change` gets each node and its changed parts."""
    order = list(walk(node))
    done: dict[int, Node] = {}
    for here in reversed(order):
        done[id(here)] = change(here, tuple([done[id(part)] for part in parts_of(here)]))
    return done[id(node)]


_ORDER = {Raised: 1, Times: 2, Plus: 3}  # powers, then products, then sums: one round


def arithmetic(node: Node) -> Node:
    """One round: powers of numbers, products of numbers and those, and sums of all these; what is around them waits."""
    done: dict[int, int] = {}
    kept: list[Node] = []  # so that no two nodes have one id

    def change(here: Node, parts: tuple[Node, ...]) -> Node:
        if isinstance(here, Known):
            return here
        order = _ORDER.get(type(here), 0)
        ready = all(isinstance(part, Known) and done.get(id(part), 0) < order for part in parts) and order > 0
        made: Node = Known(worth(with_parts(here, parts))) if ready else _same(here, parts)
        done[id(made)] = order if ready else 4
        kept.append(made)
        return made

    return rebuilt(node, change)


def functions(node: Node) -> Node:
    """One round: functions of numbers as numbers."""

    def change(here: Node, parts: tuple[Node, ...]) -> Node:
        ready = isinstance(here, Applied) and all(isinstance(part, Known) for part in here.parts)
        return Known(worth(here)) if ready else _same(here, parts)

    return rebuilt(node, change)


def _same(node: Node, parts: tuple[Node, ...]) -> Node:
    """The node itself where none of its parts has changed."""
    old = parts_of(node)
    return node if all(one is two for one, two in zip(old, parts, strict=True)) else with_parts(node, parts)


def named_functions(node: Node) -> tuple[str, ...]:
    """The functions whose arguments are numbers, in the order they are read."""
    found = [
        here.text
        for here in walk(node)
        if isinstance(here, Applied) and all(isinstance(part, Known) for part in here.parts)
    ]
    return tuple(dict.fromkeys(found))

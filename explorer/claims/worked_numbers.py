"""What the names of a claim stand for at the numbers of a witness."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from sympy import Add, Mul, Rational, Symbol

from explorer.claims.worked_terms import Known, Node
from explorer.proof.scan import symbol_name

MOST_NODES = 3_000
ONE = Known(Fraction(1))
ZERO = Known(Fraction(0))


class NotWorked(Exception):
    """This is not written out here: too long, or without a rule."""


@dataclass(slots=True)
class Numbers:
    """What names stand for: sizes, tensors, free indices, examples as rows of a batch, functions.

    `function(name, opaque)` gives how a function is written, as text and as LaTeX, and its rule.
    """

    sizes: Mapping[str, int]
    tensors: Mapping[str, Any]
    free: Mapping[str, int]
    examples: Mapping[str, tuple[str, int]]
    function: Callable[[str, bool, Any], tuple[str, str, Callable[..., Any]]]
    bound: Mapping[Any, int] = field(default_factory=dict)
    values: Mapping[Any, Node] = field(default_factory=dict)
    count: list[int] = field(default_factory=lambda: [MOST_NODES])

    def spend(self, nodes: int = 1) -> None:
        """Counts nodes; raises `NotWorked` where they are too many."""
        self.count[0] -= nodes
        if self.count[0] < 0:
            raise NotWorked("too long to be written out")

    def within(self, bound: Mapping[Any, int]) -> Numbers:
        """With the bound indices given."""
        return replace(self, bound={**self.bound, **bound})

    def whole(self, expr: Any) -> int:
        """An index, a limit or a size."""
        number = self.exact(expr)
        if number.denominator != 1:
            raise NotWorked(f"{expr} is no whole number")
        return number.numerator

    def exact(self, expr: Any) -> Fraction:
        """An affine form of indices and sizes."""
        if isinstance(expr, int):
            return Fraction(expr)
        if isinstance(expr, Rational):
            return Fraction(int(expr.p), int(expr.q))
        if isinstance(expr, Symbol):
            if expr in self.bound:
                return Fraction(self.bound[expr])
            name = symbol_name(expr)
            for known in (self.free, self.sizes):
                if name in known:
                    return Fraction(known[name])
            raise NotWorked(f"no number for {name}")
        if isinstance(expr, Add):
            return sum(map(self.exact, expr.args), Fraction(0))
        if isinstance(expr, Mul):
            product = Fraction(1)
            for arg in expr.args:
                product *= self.exact(arg)
            return product
        raise NotWorked(f"{expr} as an index")

    def entry(self, name: str, places: tuple[int, ...], sizes: Sequence[Any]) -> Node:
        """An entry of a tensor with slots of these sizes."""
        slots = tuple(k for k, size in enumerate(sizes) if size != 1)
        if name in self.examples:
            name, row = self.examples[name]
            places, slots = (row, places[0]), (0, 1)
        value = self.tensors.get(name)
        if value is None:
            raise NotWorked(f"no numbers for {name}")
        for place in places:
            if not isinstance(value, list) or not 0 <= place < len(value):
                raise NotWorked(f"{name} has no entry {places}")
            value = value[place]
        self.spend()
        number = Fraction(value) if isinstance(value, int) else value  # an entry given as e^t is an interval
        return Known(number, name, places, slots)

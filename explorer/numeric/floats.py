"""The arithmetic of plain Python floats, one operation after another, for `explorer.numeric.loops`."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping, Sequence
from typing import Any

import sympy as sp

from explorer.network import ACTIVATIONS
from explorer.numeric.bound import numpy_function
from explorer.numeric.tables import BY_CLASS

_COMPARED = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne
}  # fmt: skip


class Floats:
    """`functions` says which activation an undefined function is."""

    def __init__(self, functions: Mapping[str, str]) -> None:
        self.functions = functions

    def constant(self, value: float) -> float:
        """The float."""
        return float(value)

    def total(self, terms: Sequence[float]) -> float:
        """From left to right."""
        result = 0.0
        for term in terms:
            result += term
        return result

    def dot(self, factors: Sequence[Sequence[float]]) -> float:
        """Products and their sum from left to right, one at a time."""
        result = 0.0
        if len(factors) == 2:
            for x, y in zip(*factors, strict=True):
                result += x * y
            return result
        for numbers in zip(*factors, strict=True):
            result += self.product(numbers)
        return result

    def product(self, factors: Sequence[float]) -> float:
        """From left to right."""
        result = factors[0]
        for factor in factors[1:]:
            result *= factor
        return result

    def divide(self, above: float, below: float) -> float:
        """The quotient; infinite or nan where Python would stop."""
        return above / below if below else math.copysign(math.inf, above) if above else math.nan

    def power(self, base: float, exponent: Any) -> float:
        """`base` to a rational power."""
        number = int(exponent) if exponent.is_Integer else float(exponent)
        return self.divide(1.0, base ** (-number)) if number < 0 else float(base**number)

    def call(self, function: Any, arguments: Sequence[float]) -> float:
        """A function of the tables."""
        if function in (sp.Max, sp.Min):
            return max(arguments) if function is sp.Max else min(arguments)
        if isinstance(function, str):
            return float(ACTIVATIONS[self.functions[function]].array(arguments[0]))
        if function in BY_CLASS:
            return float(BY_CLASS[function].array(arguments[0]))
        return float(numpy_function(function)(*arguments))

    def softmax(self, values: Sequence[float]) -> list[float]:
        """Shifted by the largest, so that nothing overflows."""
        largest = max(values)
        grown = [math.exp(x - largest) for x in values]
        total = self.total(grown)
        return [x / total for x in grown]

    def choose(self, left: float, sign: str, right: float) -> bool:
        """The comparison."""
        return bool(_COMPARED[sign](left, right))

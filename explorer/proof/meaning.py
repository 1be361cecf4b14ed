"""What SymPy's own functions compute, exactly or as intervals, for witnesses; activations come from outside."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any

from explorer.proof.checker_signs import EACH, MAX, MIN, PRODUCT
from explorer.proof.claim import Meaning

LARGEST = 10**5


def in_reach(x: Any) -> Any:
    """The argument of an exponential, unless it is too large to compute with: the search then takes other numbers."""
    if x.a < -LARGEST or x.b > LARGEST:
        raise ZeroDivisionError
    return x


def _exp(x: Any) -> Any:
    from mpmath import iv

    return iv.exp(in_reach(x))


def _log(x: Any) -> Any:
    from mpmath import iv

    if x.a <= 0:
        raise ZeroDivisionError  # no logarithm: the search takes other numbers
    return iv.log(x)


def _tanh(x: Any) -> Any:
    from mpmath import iv

    return 1 - 2 / (iv.exp(2 * in_reach(x)) + 1)


def _iv_abs(x: Any) -> Any:
    return abs(x)


def _iv_max(*values: Any) -> Any:
    from mpmath import iv

    return iv.mpf([max(v.a for v in values), max(v.b for v in values)])


def _iv_min(*values: Any) -> Any:
    from mpmath import iv

    return iv.mpf([min(v.a for v in values), min(v.b for v in values)])


def _iv_product(*values: Any) -> Any:
    """A product of no factors is the interval that holds 1 alone."""
    from mpmath import iv

    return prod(values, start=iv.mpf(1))


def _inv(x: Any) -> Fraction:
    return 1 / Fraction(x)


def _iv_inv(x: Any) -> Any:
    if 0 in x:
        raise ZeroDivisionError
    return 1 / x


MEANINGS: dict[str, Meaning] = {
    "inv": Meaning(_inv, _iv_inv),
    "exp": Meaning(None, _exp),
    "log": Meaning(None, _log),
    "tanh": Meaning(None, _tanh),
    "Abs": Meaning(lambda x: abs(x), _iv_abs),
    "Max": Meaning(lambda *values: max(values), _iv_max),
    "Min": Meaning(lambda *values: min(values), _iv_min),
    MAX: Meaning(lambda *values: max(values), _iv_max),
    MIN: Meaning(lambda *values: min(values), _iv_min),
    PRODUCT: Meaning(lambda *values: prod(values, start=Fraction(1)), _iv_product),
    EACH: Meaning(lambda x: x, lambda x: x),  # only inside the three above
}

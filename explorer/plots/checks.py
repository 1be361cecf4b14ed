"""What every figure asks of its numbers before it draws: finite, in order, few enough."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from numbers import Real
from typing import Any

from explorer.errors import InputError


def finite(value: Any, name: str) -> float:
    """Law: `value` as a float, if it is a finite real number.

    Raises InputError otherwise.

    >>> from explorer.plots.checks import finite
    >>> finite(2, "weight")
    2.0
    """
    # SymPy's numbers are welcome too, as long as they are numbers: their float() refuses symbols.
    if not isinstance(value, bool) and (isinstance(value, Real) or getattr(value, "is_number", False)):
        try:
            result = float(value)
        except (TypeError, ValueError, OverflowError):
            result = math.nan
        if math.isfinite(result):
            return result
    raise InputError(f"{name} must be a finite number, not {value!r}.")


def finite_values(values: Any, name: str) -> tuple[float, ...]:
    """Law: `values` as floats; one number counts as a list of one.

    Raises InputError for an empty list or for anything that is no finite number, naming which.

    >>> from explorer.plots.checks import finite_values
    >>> finite_values([-10, 0], "biases")
    (-10.0, 0.0)
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        values = (values,)
    result = tuple(finite(value, f"{name}[{place}]") for place, value in enumerate(values))
    if not result:
        raise InputError(f"{name} is empty.", hint="give at least one number")
    return result


def interval(low: Any, high: Any) -> tuple[float, float]:
    """Law: `(low, high)` as floats with `low < high`.

    Raises InputError otherwise.

    >>> from explorer.plots.checks import interval
    >>> interval(-8, 8)
    (-8.0, 8.0)
    """
    left, right = finite(low, "low"), finite(high, "high")
    if not left < right:
        raise InputError(f"low must be smaller than high, and {left:g} is not smaller than {right:g}.")
    return left, right


def number_option(text: str) -> float:
    """One number of a command line.

    >>> from explorer.plots.checks import number_option
    >>> number_option("-2.5")
    -2.5
    """
    try:
        return finite(float(text.strip().replace("−", "-")), "the number")
    except ValueError:
        raise InputError(f'"{text}" is not a number.') from None


def numbers_option(text: str) -> tuple[float, ...]:
    """Numbers with commas between them.

    >>> from explorer.plots.checks import numbers_option
    >>> numbers_option("-10, 0, 5")
    (-10.0, 0.0, 5.0)
    """
    return tuple(number_option(part) for part in text.split(","))


def whole_option(text: str) -> int:
    """One whole number of a command line.

    >>> from explorer.plots.checks import whole_option
    >>> whole_option("7")
    7
    """
    try:
        return int(text)
    except ValueError:
        raise InputError(f'"{text}" is not a whole number.') from None


def names_option(text: str) -> tuple[str, ...]:
    """Names with commas between them.

    >>> from explorer.plots.checks import names_option
    >>> names_option("tanh, relu")
    ('tanh', 'relu')
    """
    return tuple(part.strip() for part in text.split(","))


def names_or_name(text: str) -> str | tuple[str, ...]:
    """One name, or several with commas between them.

    >>> from explorer.plots.checks import names_or_name
    >>> names_or_name("tanh"), names_or_name("relu, softmax")
    ('tanh', ('relu', 'softmax'))
    """
    names = names_option(text)
    return names[0] if len(names) == 1 else names


def sizes_option(text: str) -> tuple[int | str, ...]:
    """Layer sizes, numbers or letters, with commas between them, or dashes when all are numbers.

    >>> from explorer.plots.checks import sizes_option
    >>> sizes_option("784-16-16-10"), sizes_option("n, m+1")
    ((784, 16, 16, 10), ('n', 'm+1'))
    """
    parts: Sequence[str] = text.split("-")
    if not all(part.strip().isdecimal() for part in parts):
        parts = text.split(",")
    return tuple(int(part) if part.strip().isdecimal() else part.strip() for part in parts)

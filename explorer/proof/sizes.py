"""Sizes as affine forms `c + k·n + …` over size names: exact comparison for all sizes at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

# (constant, ((name, coefficient), …)) with names sorted and no coefficient 0: equal forms are equal tuples.
Dim: TypeAlias = tuple[int, tuple[tuple[str, int], ...]]

ONE: Dim = (1, ())
ZERO: Dim = (0, ())


def constant(value: int) -> Dim:
    """The size `value`."""
    return (value, ())


def named(name: str) -> Dim:
    """The size called `name`."""
    return (0, ((name, 1),))


def combine(left: Dim, right: Dim, factor: int = 1) -> Dim:
    """Law: `combine(d, e, k) = d + k·e`."""
    if not right[1]:
        return (left[0] + factor * right[0], left[1])
    terms = dict(left[1])
    for name, coefficient in right[1]:
        terms[name] = terms.get(name, 0) + factor * coefficient
    return (left[0] + factor * right[0], tuple(sorted((n, c) for n, c in terms.items() if c)))


def lowest(dim: Dim, lows: Mapping[str, int]) -> int | None:
    """The least value of `dim` when every name is at least `lows[name]` (1 if absent); None when there is none."""
    total = dim[0]
    for name, coefficient in dim[1]:
        if coefficient < 0:
            return None
        total += coefficient * lows.get(name, 1)
    return total


def value(dim: Dim, sizes: Mapping[str, int]) -> int:
    """The number `dim` stands for at the given sizes."""
    return dim[0] + sum(coefficient * sizes[name] for name, coefficient in dim[1])


def show(dim: Dim) -> str:
    """The form as a person writes it: `n+1`, `2n`, `m-n`.

    >>> show((1, (("n", 1),)))
    'n+1'
    """
    text = ""
    for name, coefficient in dim[1]:
        sign = "-" if coefficient < 0 else "+" if text else ""
        text += f"{sign}{'' if abs(coefficient) == 1 else abs(coefficient)}{name}"
    if dim[0] or not text:
        text += f"{dim[0]:+d}" if text else str(dim[0])
    return text

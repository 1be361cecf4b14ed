"""A claim in the kernel's terms: two scalar terms over the same free indices, and what is known of the names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from explorer.proof.sizes import Dim
from explorer.proof.terms import Table, Term


@dataclass(frozen=True, slots=True)
class Claim:
    """`left = right` for every value of the free indices.

    `slots`: sizes of each tensor's slots; `free`: sizes of the free indices; `lows`: least sizes for which the claim
    makes sense; `constants`: (slot size, index) of each constant index; `functions`: True where nothing is known of it;
    `sizes`: the names of the sizes; `activations`: functions of a whole vector, by name.
    """

    table: Table
    left: Term
    right: Term
    slots: Mapping[str, tuple[Dim, ...]]
    free: Mapping[str, Dim]
    lows: Mapping[str, int]
    constants: frozenset[tuple[Dim, Dim]]
    functions: Mapping[str, bool]
    sizes: tuple[str, ...]
    activations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a particular function computes: exactly on fractions, or as an interval (`mpmath.iv`) around the value."""

    exact: Callable[..., Fraction] | None = None
    interval: Callable[..., Any] | None = None

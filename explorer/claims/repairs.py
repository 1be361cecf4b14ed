"""The repairs there are: an open table, one frozen row for each, most frequent mistake of real books first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from explorer.claims.repair_change import Change, View
from explorer.claims.repair_entries import axes, layers, names, orders, ranges, transposes, wrong_indices
from explorer.claims.repair_factors import extra_factors, hadamards, missing_factors, signs, size_factors
from explorer.claims.repair_functions import functions_inside, other_functions
from explorer.claims.repair_terms import bias_in_sum, extra_terms, missing_terms


@dataclass(frozen=True, slots=True)
class Repair:
    """A kind of repair: `changes` gives every way to make it on the side it looks at, at most `most` are tried."""

    name: str
    changes: Callable[[View], Iterator[Change]]
    most: int


def both(
    one: Callable[[View], Iterator[Change]], two: Callable[[View], Iterator[Change]]
) -> Callable[[View], Iterator[Change]]:
    """Two ways in one row, so that one side has both before the other: too little here is too much there."""
    return lambda view: chain(islice(one(view), 20), two(view))


REPAIRS: tuple[Repair, ...] = (
    Repair("transpose", transposes, 24),
    Repair("operand order", orders, 12),
    Repair("softmax axis", axes, 4),
    Repair("index", wrong_indices, 24),
    Repair("layer", layers, 12),
    Repair("bias inside the sum", bias_in_sum, 16),
    Repair("term", both(missing_terms, extra_terms), 32),
    Repair("range", ranges, 16),
    Repair("sign", signs, 16),
    Repair("factor", both(missing_factors, extra_factors), 32),
    Repair("size factor", size_factors, 12),
    Repair("hadamard", hadamards, 8),
    Repair("function inside", functions_inside, 12),
    Repair("function", other_functions, 8),
    Repair("name", names, 12),
)

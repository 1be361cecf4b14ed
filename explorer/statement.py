"""What is claimed, as SymPy: two sides (or one), what is known of the functions, and how the text was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sympy import Basic, Symbol

from explorer.source import Source, Span

OPAQUE = "opaque"


@dataclass(frozen=True, slots=True)
class Statement:
    """`left = right`, or with `left` None an expression that stands alone. All indices count from 0.

    `functions` says what each function name means: "opaque" or the name of a row of the activations table.
    `declared` are the names whose shape or range the user gave; `bases` the base, 0 or 1, the text counted a tensor's
    slot from; `indices` the free indices with their sizes; `row` and `column` say which free index of a scalar side is
    the row or the column of a matrix side; `notes` are the readings taken, in words.

    A text may say more: `chain` are all members of `A = B = C` (empty for two), `relations` the signs between the
    members, `conditions` what it is said to hold under, as written, and `also` the further equations of the text.
    `guessed` are the names of which nothing said whether they are numbers, vectors or matrices.
    `assumed` is what was said, or is left open, and not put in: a proof needs none of it, numbers that differ need not
    obey it.
    """

    left: Basic | None
    right: Basic
    functions: Mapping[str, str] = field(default_factory=dict)
    declared: frozenset[str] = frozenset()
    bases: Mapping[tuple[str, int], int] = field(default_factory=dict)
    indices: Mapping[Symbol, Basic] = field(default_factory=dict)
    row: Symbol | None = None
    column: Symbol | None = None
    notes: tuple[str, ...] = ()
    source: Source | None = None
    left_span: Span | None = None
    right_span: Span | None = None
    chain: tuple[Basic, ...] = ()
    relations: tuple[str, ...] = ("=",)
    conditions: tuple[str, ...] = ()
    guessed: frozenset[str] = frozenset()
    also: tuple[Statement, ...] = ()
    assumed: tuple[str, ...] = ()

    @property
    def members(self) -> tuple[Basic, ...]:
        """All sides in order: one, two, or those of a chain."""
        return self.chain or tuple(side for side in (self.left, self.right) if side is not None)

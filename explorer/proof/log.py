"""The proof under construction: numbered lines, each an equality of two terms with the law it uses.

A line holds for all values of the indices that are loose in it, so a line about a summand serves under its sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer.proof.rebuild import children, with_children
from explorer.proof.terms import Table, Term


class Log:
    """Lines `(rule, left, right, details…)`; a proof is the number of its last line, None standing for `x = x`."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.lines: list[tuple[Any, ...]] = []

    def law(self, rule: str, left: Term, right: Term, *details: Any) -> int | None:
        """A line that one law gives."""
        if left is right:
            return None
        self.lines.append((rule, left, right, *details))
        return len(self.lines) - 1

    def chain(self, first: int | None, second: int | None) -> int | None:
        """From `a = b` and `b = c`: `a = c`."""
        if first is None:
            return second
        if second is None:
            return first
        left, right = self.lines[first][1], self.lines[second][2]
        if left is right:
            return None
        self.lines.append(("trans", left, right, first, second))
        return len(self.lines) - 1

    def turn(self, line: int | None) -> int | None:
        """From `a = b`: `b = a`."""
        if line is None:
            return None
        self.lines.append(("sym", self.lines[line][2], self.lines[line][1], line))
        return len(self.lines) - 1

    def below(self, term: Term, new: Sequence[Term], proofs: Sequence[int | None]) -> tuple[Term, int | None]:
        """From equalities of its children: `term` equals the same term with the `new` children."""
        if all(proof is None for proof in proofs):
            return term, None
        result = with_children(self.table, term, new)
        line = self.law("cong", term, result, [-1 if proof is None else proof for proof in proofs])
        return result, line

    def under(self, depth: int, term: Term, proof: int | None) -> int | None:
        """From an equality of what stands under the first `depth` sums of `term`: an equality of `term`."""
        if proof is None or depth == 0:
            return proof
        stack = [term]
        for _ in range(depth - 1):
            stack.append(children(stack[-1])[0])
        inner = self.lines[proof][2]
        line: int | None = proof
        for outer in reversed(stack):
            inner, line = self.below(outer, [inner], [line])
        return line

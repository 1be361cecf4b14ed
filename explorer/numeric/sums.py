"""The printer's sums: as products of slices where their pattern is one, else as loops."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sympy import Mul, Sum, expand
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.nodes import Dots
from explorer.numeric.entries import Code, EntryPrinter, atom


class SumPrinter(EntryPrinter):
    """Prints `Sum` and `Dots`: `W[i].dot(a)`, or `sum(… for k in range(…))`; an empty range is 0."""

    def _print_Dots(self, expr: Any) -> str:
        return self._print(expr.as_sum())

    def _print_Sum(self, expr: Any) -> str:
        (index, low, high), *outer = expr.limits
        if not outer and (code := self._as_product(expr.function, index, low, high)) is not None:
            return code
        return self._as_loops(expr.function, list(expr.limits), "sum({})")

    def _as_loops(self, body: Any, limits: list[Any], around: str) -> str:
        """`sum(body for k in range(low, high + 1) …)`, the last limit outermost."""
        if not limits:
            return around.format(self._print(body))
        clauses: list[str] = []

        def level(rest: list[Any]) -> str:
            if not rest:
                return self._print(body)
            index, low, high = rest[-1]
            start, stop = self._print(low), self._print(high + 1)
            with self.loop(index, low, high, inside=True) as name:
                first = "" if low == 0 else f"{start}, "
                clauses.append(f" for {name} in range({first}{stop})")
                return level(rest[:-1])

        code = level(limits)
        return around.format(code + "".join(clauses))

    def _as_product(self, summand: Any, index: Any, low: Any, high: Any) -> str | None:
        """The sum as a product of slices, `W[i, :].dot(a)`; None where its pattern is another one."""
        factors = list(summand.args) if type(summand) is Mul else [summand]  # a MatMul is a Mul
        moving = [f for f in factors if self.mentions(f, {index})]
        still = [f for f in factors if not self.mentions(f, {index})]
        entries = {e for f in moving for e in _elements(f) if self.mentions(e, {index})}
        if not entries or any(self._elsewhere(f, index, entries) for f in moving):
            return None
        slices: dict[Any, Code] = {}
        for entry in entries:
            found = self._slice(entry, index, low, high)
            if found is None:
                return None
            slices[entry] = found
        batched = any(code.batched for code in slices.values())
        if batched and any(self._mixed(f, entries) for f in moving):
            return None
        with self._replacing(slices):
            codes = [Code(self._print(f), batched=any(slices[e].batched for e in _elements(f) if e in slices))
                     for f in moving]  # fmt: skip
        code = _summed(codes)
        return "*".join([*(atom(self._print(f)) for f in still), code]) if still else code

    @contextmanager
    def _replacing(self, slices: dict[Any, Code]) -> Iterator[None]:
        before = dict(self.replaced)
        self.replaced.update(slices)
        try:
            yield
        finally:
            self.replaced = before

    def _elsewhere(self, expr: Any, index: Any, entries: set[Any]) -> bool:
        """The index occurs outside the entries that become slices, or under another sum."""
        if expr in entries:
            return False
        if isinstance(expr, Sum | Dots):
            return self.mentions(expr, {index})
        return expr == index or any(self._elsewhere(arg, index, entries) for arg in expr.args)

    def _mixed(self, expr: Any, entries: set[Any]) -> bool:
        """A number per example stands beside the slices: the two would not line up."""
        if expr in entries:
            return False
        if isinstance(expr, MatrixElement | Sum | Dots):
            return self.carries(expr)
        return any(self._mixed(arg, entries) for arg in expr.args)

    def _slice(self, entry: Any, index: Any, low: Any, high: Any) -> Code | None:
        """`T[i, low:high+1]` for an entry whose index is the sum's, perhaps shifted; None for any other."""
        parent, *indices = entry.args
        if self.mentions(parent, {index}):
            return None
        moving = [place for place, i in enumerate(indices) if self.mentions(i, {index})]
        if len(moving) != 1 or parent.shape[moving[0]] == 1:
            return None
        place = moving[0]
        shift = expand(indices[place] - index)
        size = parent.shape[place]
        begin, end = low + shift, high + shift + 1
        if self.mentions(shift, {index}) or not (self.never_negative(begin) and self.never_negative(size - end)):
            return None
        whole = begin == 0 and expand(size - end) == 0
        cut = ":" if whole else f"{'' if begin == 0 else self._print(begin)}:{self._print(end)}"
        array, batched = self.hoisted(parent), self.carries(parent)
        of = array if array.isidentifier() else "this matrix"
        parts = [
            cut if side == place else self.position(i, parent.shape[side], of)
            for side, i in enumerate(indices)
            if parent.shape[side] != 1
        ]
        while parts and parts[-1] == ":":
            parts.pop()
        if not parts:
            return Code(array, batched=batched)
        return Code(f"{array}[{', '.join(['...', *parts] if batched else parts)}]", batched=batched)


def _elements(expr: Any) -> Iterator[Any]:
    if isinstance(expr, MatrixElement):
        yield expr
    else:
        for arg in expr.args:
            yield from _elements(arg)


def _summed(codes: list[Code]) -> str:
    """The sum over the last axis of the product of slices of one length."""
    if len(codes) == 2 and not all(code.batched for code in codes):
        first, second = codes if not codes[1].batched else reversed(codes)
        return f"{atom(first)}.dot({second})"
    return f"{atom('*'.join(atom(code) for code in codes))}.sum(axis=-1)"

"""The value of a term at concrete sizes, over any ring: exact fractions, a prime field, intervals.

Works on the terms as lowered, sum by sum; it shares no code with the canonical form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, assert_never

from explorer.proof.sizes import value
from explorer.proof.terms import (
    Add,
    At,
    Delta,
    Entry,
    Fun,
    Index,
    MAdd,
    MBlock,
    MConst,
    MEye,
    MHad,
    MMap,
    MMul,
    MOf,
    MScale,
    MTrans,
    Mul,
    Num,
    Size,
    Sum,
    Term,
    Var,
)


class Evaluator:
    """Evaluates terms: `entry(name, indices)` and `function(name, values)` give the meanings, `number` fractions.

    With `modulus` every product and sum is reduced.
    """

    def __init__(
        self,
        sizes: Mapping[str, int],
        entry: Callable[[str, tuple[int, ...]], Any],
        function: Callable[[str, tuple[Any, ...]], Any],
        number: Callable[[Any], Any],
        free: Mapping[str, int],
        modulus: int | None = None,
    ) -> None:
        self.sizes = sizes
        self.entry = entry
        self.function = function
        self.number = number
        self.free = free
        self.modulus = modulus
        self._known: dict[Any, Any] = {}

    def place(self, index: Index, bound: tuple[int, ...]) -> int:
        """The number an index stands for."""
        offset = value(index.offset, self.sizes) if index.offset[1] else index.offset[0]
        if index.base is None:
            return offset
        return offset + (bound[index.base] if type(index.base) is int else self.free[index.base])  # type: ignore[index]

    def scalar(self, term: Term, bound: tuple[int, ...] = ()) -> Any:
        """The value of a scalar term, `bound` holding the values of the loose levels, innermost first."""
        match term:
            case Entry(name=name, indices=indices):
                return self.entry(name, tuple([self.place(index, bound) for index in indices]))
            case Mul(args=args):
                product = self.scalar(args[0], bound)
                for arg in args[1:]:
                    product = product * self.scalar(arg, bound)
                return product if self.modulus is None else product % self.modulus
            case Num(value=number):
                return self.number(number)
            case Add(args=args):
                total = self.scalar(args[0], bound)
                for arg in args[1:]:
                    total = total + self.scalar(arg, bound)
                return total if self.modulus is None else total % self.modulus
            case Size(dim=dim):
                return self.number(value(dim, self.sizes))
            case Delta(left=left, right=right):
                return self.number(int(self.place(left, bound) == self.place(right, bound)))
            case Sum() | Fun() | At():
                key = (term, tuple([bound[level] for level in sorted(term.loose)]))
                if key not in self._known:
                    self._known[key] = self._compound(term, bound)
                return self._known[key]
            case Var() | MAdd() | MMul() | MHad() | MTrans() | MMap() | MScale() | MConst() | MEye() | MBlock() | MOf():
                raise TypeError("a matrix where a scalar is needed")
            case _:
                assert_never(term)

    def _compound(self, term: Sum | Fun | At, bound: tuple[int, ...]) -> Any:
        match term:
            case Sum(dim=dim, body=body):
                total = self.number(0)
                for k in range(value(dim, self.sizes)):
                    total = total + self.scalar(body, (k, *bound))
                return total if self.modulus is None else total % self.modulus
            case Fun(name=name, args=args):
                return self.function(name, tuple([self.scalar(arg, bound) for arg in args]))
            case At(matrix=matrix, row=row, column=column):
                return self.at(matrix, self.place(row, bound), self.place(column, bound), bound)

    def at(self, matrix: Term, i: int, j: int, bound: tuple[int, ...]) -> Any:
        """The entry `i`, `j` of a matrix term."""
        key = (matrix, i, j, tuple([bound[level] for level in sorted(matrix.loose)]))
        if key not in self._known:
            self._known[key] = self._entry(matrix, i, j, bound)
        return self._known[key]

    def _entry(self, matrix: Term, i: int, j: int, bound: tuple[int, ...]) -> Any:
        result: Any
        match matrix:
            case Var(name=name):
                return self.entry(name, (i, j))
            case MMul(dim=dim, args=(left, right)):
                result = self.number(0)
                for k in range(value(dim, self.sizes)):
                    result = result + self.at(left, i, k, bound) * self.at(right, k, j, bound)
            case MAdd(args=args):
                result = self.number(0)
                for arg in args:
                    result = result + self.at(arg, i, j, bound)
            case MHad(args=args):
                result = self.number(1)
                for arg in args:
                    result = result * self.at(arg, i, j, bound)
            case MTrans(args=args):
                return self.at(args[0], j, i, bound)
            case MMap(name=name, args=args):
                return self.function(name, (self.at(args[0], i, j, bound),))
            case MScale(args=args):
                result = self.scalar(args[0], bound) * self.at(args[1], i, j, bound)
            case MConst(value=number):
                return self.number(number)
            case MEye():
                return self.number(int(i == j))
            case MOf(body=body):
                return self.scalar(body, (j, i, *bound))
            case MBlock(axis=axis, dims=dims, args=args):
                place = i if axis == 0 else j
                for dim, arg in zip(dims, args, strict=True):
                    size = value(dim, self.sizes)
                    if place < size:
                        return self.at(arg, place, j, bound) if axis == 0 else self.at(arg, i, place, bound)
                    place -= size
                raise IndexError("an entry outside a block matrix")
            case _:
                raise TypeError("a scalar where a matrix is needed")
        return result if self.modulus is None else result % self.modulus

"""The value of a term at concrete sizes, over any ring: exact fractions, a prime field, intervals.

Works on the terms as lowered, sum by sum; it shares no code with the canonical form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, assert_never

from explorer.proof.checker_signs import EACH, MAX, MIN, PRODUCT
from explorer.proof.sizes import Dim, value
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


class TooLarge(Exception):
    """The evaluation would take more steps than allowed."""


class Steps:
    """Law: what many evaluations together may cost, in steps of about a microsecond; no clock, so always the same.

    `runs` counts the evaluations that gave both values.
    """

    __slots__ = ("left", "runs")

    def __init__(self, left: int) -> None:
        self.left = left
        self.runs = 0

    def spend(self, cost: int) -> None:
        """Takes `cost` away; raises `TooLarge` where less is left."""
        self.left -= cost
        if self.left < 0:
            raise TooLarge


SUMMAND = 4
"""Steps for one summand of an exact evaluation."""

# A factor of a summand: the bound levels it contains, and its value at some values of them.
Factor: TypeAlias = tuple[frozenset[int], Callable[[Mapping[int, int]], Any]]


class Evaluator:
    """Evaluates terms: `entry(name, indices)` and `function(name, values)` give the meanings, `number` fractions.

    With `modulus` every product and sum is reduced. More than `work` summands raise `TooLarge`. `small` are
    concrete sizes to be run at a smaller number.
    """

    def __init__(
        self,
        sizes: Mapping[str, int],
        entry: Callable[[str, tuple[int, ...]], Any],
        function: Callable[[str, tuple[Any, ...]], Any],
        number: Callable[[Any], Any],
        free: Mapping[str, int],
        modulus: int | None = None,
        work: int = 10_000_000,
        small: Mapping[Dim, int] | None = None,
    ) -> None:
        self.sizes = sizes
        self.entry = entry
        self.function = function
        self.number = number
        self.free = free
        self.modulus = modulus
        self.work = work
        self.small = small or {}
        self._known: dict[Any, Any] = {}

    def size(self, dim: Dim) -> int:
        """The number a size stands for: a concrete one may be run at a smaller number."""
        if not dim[1]:
            return self.small.get(dim, dim[0])
        return value(dim, self.sizes)

    def _range(self, count: int) -> range:
        self.work -= count
        if self.work < 0:
            raise TooLarge
        return range(count)

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
                return self.number(self.size(dim))
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
                if type(body) is Sum:
                    return self._nest(term, bound)
                total = self.number(0)
                for k in self._range(self.size(dim)):
                    total = total + self.scalar(body, (k, *bound))
                return total if self.modulus is None else total % self.modulus
            case Fun(name=name, args=(arg,)) if name in (MAX, MIN, PRODUCT):
                return self.function(name, tuple(self._bag(arg, bound)))
            case Fun(name=name, args=args):
                return self.function(name, tuple([self.scalar(arg, bound) for arg in args]))
            case At(matrix=matrix, row=row, column=column):
                return self.at(matrix, self.place(row, bound), self.place(column, bound), bound)

    def _bag(self, term: Term, bound: tuple[int, ...]) -> list[Any]:
        """The numbers in a bag: the arguments of `each[]` in a sum as it was lowered."""
        match term:
            case Sum(dim=dim, body=body):
                return [one for k in self._range(self.size(dim)) for one in self._bag(body, (k, *bound))]
            case Fun(name=name, args=(arg,)) if name == EACH:
                return [self.scalar(arg, bound)]
            case _:
                raise TypeError("a number where a bag of numbers is needed")

    def _nest(self, term: Term, bound: tuple[int, ...]) -> Any:
        """Nested sums of a product, one index after the other: only the factors that contain it are summed over it."""
        dims = []
        while type(term) is Sum:
            dims.append(self.size(term.dim))
            term = term.body
        count = len(dims)
        sizes = {count - 1 - place: size for place, size in enumerate(dims)}

        def plain(factor: Term) -> Factor:
            def at(here: Mapping[int, int]) -> Any:
                return self.scalar(factor, (*[here.get(level, 0) for level in range(count)], *bound))

            return frozenset(level for level in factor.loose if level < count), at

        factors = [plain(factor) for factor in (term.args if type(term) is Mul else (term,))]
        remaining = set(sizes)
        while remaining:
            level = min(remaining, key=lambda k: len(frozenset().union(*(used for used, _ in factors if k in used))))
            remaining.remove(level)
            inside = [factor for factor in factors if level in factor[0]]
            factors = [factor for factor in factors if level not in factor[0]]
            factors.append(self._summed(level, sizes[level], inside))
        return self._product([at({}) for _, at in factors])

    def _summed(self, level: int, size: int, inside: list[Factor]) -> Factor:
        """The sum over one index of the product of the factors that contain it, a function of their other indices."""
        others = tuple(sorted(frozenset().union(*(used for used, _ in inside)) - {level}))
        known: dict[tuple[int, ...], Any] = {}

        def at(here: Mapping[int, int]) -> Any:
            key = tuple([here[other] for other in others])
            if key not in known:
                total = self.number(0)
                place = dict(zip(others, key, strict=True))
                for number in self._range(size):
                    place[level] = number
                    total = total + self._product([factor(place) for _, factor in inside])
                known[key] = total if self.modulus is None else total % self.modulus
            return known[key]

        return frozenset(others), at

    def _product(self, values: list[Any]) -> Any:
        result = self.number(1)
        for one in values:
            result = result * one
        return result if self.modulus is None else result % self.modulus

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
                for k in self._range(self.size(dim)):
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
                    size = self.size(dim)
                    if place < size:
                        return self.at(arg, place, j, bound) if axis == 0 else self.at(arg, i, place, bound)
                    place -= size
                raise IndexError("an entry outside a block matrix")
            case _:
                raise TypeError("a scalar where a matrix is needed")
        return result if self.modulus is None else result % self.modulus

"""Sizes as whole-number affine forms, and the solver that makes two of them one.

    n + 1  =  ?r  + 1      gives      ?r = n

A named size (`n`) is rigid: it stands for itself. An unknown (a name that begins with `?`) is bound by `unify`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from sympy import Add, Expr, Integer, Mul, Symbol


@dataclass(frozen=True, slots=True)
class Size:
    """`constant + Σ coefficient · name`, the names sorted and no coefficient 0."""

    constant: int = 0
    terms: tuple[tuple[str, int], ...] = ()

    def __add__(self, other: Size) -> Size:
        if not other.terms:
            return Size(self.constant + other.constant, self.terms)
        return collect(self.constant + other.constant, (*self.terms, *other.terms))

    def __sub__(self, other: Size) -> Size:
        return self + other * -1

    def __mul__(self, factor: int) -> Size:
        return collect(self.constant * factor, ((name, factor * times) for name, times in self.terms))

    def plus(self, constant: int) -> Size:
        """`self + constant`."""
        return Size(self.constant + constant, self.terms)

    @property
    def number(self) -> int | None:
        """The value when no name occurs, else None."""
        return None if self.terms else self.constant

    @property
    def names(self) -> tuple[str, ...]:
        """The names that occur, unknowns included."""
        return tuple(name for name, _ in self.terms)

    def at_most(self, bound: int) -> bool:
        """Whether the size is at most `bound` whatever its names are, each at least 1."""
        return all(times < 0 for _, times in self.terms) and self.constant + sum(t for _, t in self.terms) <= bound

    def substitute(self, values: Mapping[str, Size]) -> Size:
        """Every name that `values` knows replaced by its value, once."""
        if not any(name in values for name, _ in self.terms):
            return self
        total = Size(self.constant)
        for name, times in self.terms:
            total = total + values.get(name, Size(0, ((name, 1),))) * times
        return total

    def __str__(self) -> str:
        parts: list[str] = []
        for name, times in self.terms:
            sign = "-" if times < 0 else "+"
            size = name if abs(times) == 1 else f"{abs(times)}{name}"
            parts.append(f"{sign} {size}")
        if self.constant or not parts:
            parts.append(f"{'-' if self.constant < 0 else '+'} {abs(self.constant)}")
        text = " ".join(parts)
        return text[2:] if text.startswith("+ ") else "-" + text[2:]


def collect(constant: int, terms: Iterable[tuple[str, int]]) -> Size:
    """The form with equal names added up."""
    total: dict[str, int] = {}
    for name, times in terms:
        total[name] = total.get(name, 0) + times
    return Size(constant, tuple(sorted((name, times) for name, times in total.items() if times)))


ONE = Size(1)


def named(name: str) -> Size:
    """The size called `name`."""
    return Size(0, ((name, 1),))


@cache
def to_sympy(size: Size) -> Expr:
    """The SymPy expression: plain symbols (names, not assumptions, make two sizes one).

    >>> to_sympy(Size(1, (("n", 2),)))
    2*n + 1
    """
    parts: list[Expr] = [Mul(Integer(times), Symbol(name)) for name, times in size.terms]
    return Add(*parts, Integer(size.constant))


class Sizes:
    """The unknown sizes of one statement and what they have been found to be."""

    def __init__(self) -> None:
        self._values: dict[str, Size] = {}
        self._count = 0
        self.dimensions: set[str] = set()
        self.lenient = False
        """Whether the length of an index range is never made 1."""

    def unknown(self, *, dimension: bool = False) -> Size:
        """A new unknown; `dimension` marks the length of an index range, which is not taken to be 1."""
        self._count += 1
        name = f"?{self._count}"
        if dimension:
            self.dimensions.add(name)
        return named(name)

    def define(self, name: str, value: Size) -> None:
        """A named size that stands for another: `m = n`."""
        self._values[name] = value

    def resolve(self, size: Size) -> Size:
        """`size` with every unknown that has been found replaced."""
        if not size.terms:
            return size
        while any(name in self._values for name in size.names):
            size = size.substitute(self._values)
        return size

    def only_one(self, size: Size) -> None:
        """An index into a slot of which 1 entry is declared has one value, though a range is never guessed to be 1."""
        size = self.resolve(size)
        if size.constant == 0 and len(size.terms) == 1 and size.terms[0][0] in self.dimensions:
            self._values[size.terms[0][0]] = ONE

    def unify(self, first: Size, second: Size) -> bool:
        """Make the two equal; False, and nothing changed, where that is impossible for named sizes."""
        difference = self.resolve(first) - self.resolve(second)
        if not difference.terms:
            return difference.constant == 0
        for name, times in difference.terms:
            if name.startswith("?") and abs(times) == 1:
                value = (difference - Size(0, ((name, times),))) * -times
                if not value.terms and value.constant < (2 if self.lenient and name in self.dimensions else 1):
                    return False
                if name in self.dimensions and len(value.terms) == 1 and value.terms[0][0].startswith("?"):
                    self.dimensions.add(value.terms[0][0])
                self._values[name] = value
                return True
        return False

    def unify_all(self, pairs: Iterable[tuple[Size, Size]]) -> bool:
        """Make all pairs equal, or none of them: False, and nothing changed, where one of them cannot be."""
        kept = dict(self._values), set(self.dimensions)
        if all(self.unify(first, second) for first, second in pairs):
            return True
        self._values, self.dimensions = kept
        return False

    def known(self, size: Size) -> bool:
        """Whether no unknown is left in it."""
        return not any(name.startswith("?") for name in self.resolve(size).names)

    def same(self, first: Size, second: Size) -> bool | None:
        """Whether the two are one size; None where an unknown still decides."""
        difference = self.resolve(first) - self.resolve(second)
        if not difference.terms:
            return difference.constant == 0
        return None if any(name.startswith("?") for name in difference.names) else False

    def is_one(self, size: Size) -> bool | None:
        """Whether the size is 1 (named sizes and ranges are not); None where it is not known yet."""
        size = self.resolve(size)
        if not size.terms:
            return size.constant == 1
        if any(not name.startswith("?") or name in self.dimensions for name in size.names):
            return False
        return None if len(size.terms) == 1 else False

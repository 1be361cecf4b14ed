"""The terms of the kernel: a locally nameless index language, interned so that equal terms are one object.

A bound index is a number (0 is the innermost sum), so there are no dummy names to clash. Tensors are total functions
on the integers; a sum of size d runs over 0 … d-1. Matrix terms become scalar ones by taking an entry (`At`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias, TypeVar

from explorer.proof.sizes import ONE, ZERO, Dim

NONE: frozenset[int] = frozenset()


class Index(NamedTuple):
    """An index with the size it runs over: bound (`base` is a level), free (a name) or constant (None), plus `offset`.

    Its values are `offset` … `offset + dim - 1`; a constant has `dim` 1.
    """

    base: int | str | None
    dim: Dim
    offset: Dim = ZERO


FIRST = Index(None, ONE)


@dataclass(frozen=True, slots=True, eq=False)
class Num:
    """A rational number."""

    value: Fraction
    loose: frozenset[int]
    ref: int


@dataclass(frozen=True, slots=True, eq=False)
class Size:
    """A size used as a number."""

    dim: Dim
    loose: frozenset[int]
    ref: int


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """An entry of a tensor (any number of indices, none for a scalar)."""

    name: str
    indices: tuple[Index, ...]
    loose: frozenset[int]
    ref: int


@dataclass(frozen=True, slots=True, eq=False)
class Delta:
    """Kronecker's delta: 1 where the indices are equal, else 0."""

    left: Index
    right: Index
    loose: frozenset[int]
    ref: int


@dataclass(frozen=True, slots=True, eq=False)
class Add:
    """A sum of terms."""

    args: tuple[Term, ...]
    loose: frozenset[int]
    ref: int


@dataclass(frozen=True, slots=True, eq=False)
class Mul:
    """A product of terms."""

    args: tuple[Term, ...]
    loose: frozenset[int]
    ref: int


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """A sum over an index of size `dim`, bound as level 0 in `body`."""

    dim: Dim
    body: Term
    loose: frozenset[int]
    ref: int


@dataclass(frozen=True, slots=True, eq=False)
class Fun:
    """A function nothing is known of, applied to scalars."""

    name: str
    args: tuple[Term, ...]
    loose: frozenset[int]
    ref: int


@dataclass(frozen=True, slots=True, eq=False)
class At:
    """An entry of a matrix term."""

    matrix: Term
    row: Index
    column: Index
    loose: frozenset[int]
    ref: int


@dataclass(frozen=True, slots=True, eq=False)
class Var:
    """A matrix variable."""

    name: str
    loose: frozenset[int]
    ref: int


@dataclass(frozen=True, slots=True, eq=False)
class MAdd:
    """Law: `(A + B)[i, j] = A[i, j] + B[i, j]`."""

    args: tuple[Term, ...]
    loose: frozenset[int]
    ref: int


@dataclass(frozen=True, slots=True, eq=False)
class MMul:
    """Law: `(A B)[i, j] = Σ_k A[i, k] B[k, j]`, k of size `dim`."""

    dim: Dim
    args: tuple[Term, ...]
    loose: frozenset[int]
    ref: int


@dataclass(frozen=True, slots=True, eq=False)
class MHad:
    """Law: `(A ⊙ B)[i, j] = A[i, j] B[i, j]`."""

    args: tuple[Term, ...]
    loose: frozenset[int]
    ref: int


@dataclass(frozen=True, slots=True, eq=False)
class MTrans:
    """Law: `Aᵀ[i, j] = A[j, i]`."""

    args: tuple[Term, ...]
    loose: frozenset[int]
    ref: int


@dataclass(frozen=True, slots=True, eq=False)
class MMap:
    """Law: `f(A)[i, j] = f(A[i, j])`."""

    name: str
    args: tuple[Term, ...]
    loose: frozenset[int]
    ref: int


@dataclass(frozen=True, slots=True, eq=False)
class MScale:
    """Law: `(s A)[i, j] = s A[i, j]`; `args` are s and A."""

    args: tuple[Term, ...]
    loose: frozenset[int]
    ref: int


@dataclass(frozen=True, slots=True, eq=False)
class MConst:
    """Law: every entry is `value`: 1 for the matrix of ones, 0 for the zero matrix."""

    value: Fraction
    loose: frozenset[int]
    ref: int


@dataclass(frozen=True, slots=True, eq=False)
class MEye:
    """Law: `I[i, j] = δ(i, j)`."""

    loose: frozenset[int]
    ref: int


@dataclass(frozen=True, slots=True, eq=False)
class MBlock:
    """Matrices side by side (`axis` 1) or one above the other (`axis` 0), of the given sizes along that axis."""

    axis: int
    dims: tuple[Dim, ...]
    args: tuple[Term, ...]
    loose: frozenset[int]
    ref: int


@dataclass(frozen=True, slots=True, eq=False)
class MOf:
    """Law: `MOf(e)[i, j] = e` with the row i for level 1 and the column j for level 0 of `body`."""

    rows: Dim
    columns: Dim
    body: Term
    loose: frozenset[int]
    ref: int


Scalar: TypeAlias = Num | Size | Entry | Delta | Add | Mul | Sum | Fun | At
Matrix: TypeAlias = Var | MAdd | MMul | MHad | MTrans | MMap | MScale | MConst | MEye | MBlock | MOf
Term: TypeAlias = Scalar | Matrix
T = TypeVar("T")


def _below(loose: frozenset[int], depth: int) -> frozenset[int]:
    return frozenset(level - depth for level in loose if level >= depth) if loose else NONE


def _union(args: Sequence[Term]) -> frozenset[int]:
    loose = NONE
    for arg in args:
        if arg.loose:
            loose = loose | arg.loose
    return loose


class Table:
    """Builds terms; the same parts always give the same object, numbered in the order they were first built."""

    def __init__(self) -> None:
        self.nodes: list[Term] = []
        self._known: dict[Any, Any] = {}
        self.deltas = False
        self.zero = self.num(Fraction(0))
        self.one = self.num(Fraction(1))

    def _make(self, key: tuple[Any, ...], loose: frozenset[int]) -> Any:
        node = key[0](*key[1:], loose, len(self.nodes))
        self.nodes.append(node)
        self._known[key] = node
        return node

    def num(self, number: Fraction | int) -> Num:
        """A rational number."""
        key = (Num, Fraction(number))
        return self._known.get(key) or self._make(key, NONE)  # type: ignore[no-any-return]

    def size(self, dim: Dim) -> Size:
        """A size as a number."""
        key = (Size, dim)
        return self._known.get(key) or self._make(key, NONE)  # type: ignore[no-any-return]

    def entry(self, name: str, indices: tuple[Index, ...]) -> Entry:
        """An entry of the tensor `name`."""
        key = (Entry, name, indices)
        node = self._known.get(key)
        if node is None:
            node = self._make(key, _levels(indices))
        return node  # type: ignore[no-any-return]

    def delta(self, left: Index, right: Index) -> Delta:
        """Kronecker's delta."""
        self.deltas = True
        key = (Delta, left, right)
        return self._known.get(key) or self._make(key, _levels((left, right)))  # type: ignore[no-any-return]

    def add(self, args: tuple[Term, ...]) -> Term:
        """The sum of `args`; of one, that one; of none, 0."""
        return self._nary(Add, args) if len(args) != 1 else args[0]

    def mul(self, args: tuple[Term, ...]) -> Term:
        """The product of `args`; of one, that one; of none, 1."""
        if not args:
            return self.one
        return self._nary(Mul, args) if len(args) != 1 else args[0]

    def _nary(self, kind: type[Any], args: tuple[Term, ...]) -> Term:
        if not args:
            return self.zero
        key = (kind, args)
        node = self._known.get(key)
        if node is None:
            node = self._make(key, _union(args))
        return node  # type: ignore[no-any-return]

    def sum(self, dim: Dim, body: Term) -> Sum:
        """The sum of `body` over its level 0."""
        key = (Sum, dim, body)
        return self._known.get(key) or self._make(key, _below(body.loose, 1))  # type: ignore[no-any-return]

    def nest(self, dims: Sequence[Dim], body: Term) -> Term:
        """`Σ … Σ body`, the first of `dims` outermost."""
        for dim in reversed(dims):
            body = self.sum(dim, body)
        return body

    def fun(self, name: str, args: tuple[Term, ...]) -> Fun:
        """`name(args)`."""
        key = (Fun, name, args)
        return self._known.get(key) or self._make(key, _union(args))  # type: ignore[no-any-return]

    def at(self, matrix: Term, row: Index, column: Index) -> At:
        """An entry of a matrix term."""
        key = (At, matrix, row, column)
        node = self._known.get(key)
        if node is None:
            node = self._make(key, matrix.loose | _levels((row, column)))
        return node  # type: ignore[no-any-return]

    def matrix(self, kind: type[T], *parts: Any) -> T:
        """A matrix term of class `kind` with its fields in order."""
        key = (kind, *parts)
        node = self._known.get(key)
        if node is None:
            args = parts[-1] if parts and isinstance(parts[-1], tuple) else ()
            loose = _below(parts[2].loose, 2) if kind is MOf else _union(args)
            node = self._make(key, loose)
        return node  # type: ignore[no-any-return]


def _levels(indices: tuple[Index, ...]) -> frozenset[int]:
    levels = [index.base for index in indices if type(index.base) is int]
    return frozenset(levels) if levels else NONE

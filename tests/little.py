"""A little language for making statements: terms are tuples, spelled as SymPy at the end.

Index terms: `("c", q)` a rational, `("v", name)` a scalar variable, `("n", d)` a size as a number,
`("T", name, indices)` an entry,
`("d", i, j)` a delta, `("+", …)`, `("*", …)`, `("f", name, body)`, and `("S", i, low, cut, body)`, the sum
for i from `low` to d-1-`cut`. An index is a name whose first letter is its size (`n3`), a number, or
`("last", d)`. Every binder has its own name.
Matrix terms: `("M", name)`, `("t", X)`, `("mm", X, Y)`, `("ma", …)`, `("h", …)`, `("f", name, X)`,
`("1", rows, columns)`, `("I", d)`, `("s", q, X)` with q a rational or the name of a scalar,
`("diag", v)`.
"""

from __future__ import annotations

import random
from fractions import Fraction
from functools import cache
from itertools import count
from typing import Any

import sympy as sp
from sympy import Add, Expr, Mul
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.nodes import entrywise

Term = tuple[Any, ...]
SIZE = {"m": sp.Symbol("m"), "n": sp.Symbol("n"), "1": sp.Integer(1)}
SLOTS = {
    "W": "mn", "V": "nm", "A": "nn", "B": "nn", "C": "nn", "Q": "mm", "R": "mm",
    "a": "n1", "c": "n1", "b": "m1", "e": "m1",
}  # fmt: skip
BY_SLOTS: dict[str, list[str]] = {}
for _name, _slots in SLOTS.items():
    BY_SLOTS.setdefault(_slots, []).append(_name)
FUNCTIONS = ("f", "g")
SCALARS = ("eta",)
TENSOR = {name: sp.MatrixSymbol(name, SIZE[slots[0]], SIZE[slots[1]]) for name, slots in SLOTS.items()}
FUNCTION = {name: sp.Function(name) for name in FUNCTIONS}
LETTERS = [sp.Symbol(letter) for letter in "ijklpqrstuvwyzhd"]
_numbers = count()


def fresh(size: str) -> str:
    """An index of its own of the given size."""
    return f"{size}{next(_numbers)}"


def children(t: Term) -> tuple[Term, ...]:
    """The terms directly below."""
    match t[0]:
        case "+" | "*" | "t" | "mm" | "ma" | "h" | "diag":
            return t[1:]
        case "S" | "f" | "s":
            return t[-1:]
        case _:
            return ()


def with_children(t: Term, below: list[Term]) -> Term:
    """The same kind of term with other terms below."""
    match t[0]:
        case "+" | "*" | "t" | "mm" | "ma" | "h" | "diag":
            return (t[0], *below)
        case "S" | "f" | "s":
            return (*t[:-1], below[0])
        case _:
            return t


def size_of(t: Term) -> int:
    """How many nodes a term has."""
    return 1 + sum(map(size_of, children(t)))


def rename(t: Term, names: dict[str, Any]) -> Term:
    """A copy with the free names replaced and every binder given a name of its own."""
    match t[0]:
        case "T":
            return ("T", t[1], tuple([names.get(i, i) for i in t[2]]))
        case "d":
            return ("d", names.get(t[1], t[1]), names.get(t[2], t[2]))
        case "S":
            inner = fresh(t[1][0])
            return ("S", inner, t[2], t[3], rename(t[4], {**names, t[1]: inner}))
        case _:
            return with_children(t, [rename(child, names) for child in children(t)])


def free(t: Term) -> set[str]:
    """The index names a term speaks of."""
    match t[0]:
        case "T":
            return {i for i in t[2] if type(i) is str}
        case "d":
            return {i for i in t[1:] if type(i) is str}
        case "S":
            return free(t[4]) - {t[1]}
        case _:
            return set().union(*map(free, children(t))) if children(t) else set()


def total(names: list[str], body: Term) -> Term:
    """The sum over all of the names."""
    for name in names:
        body = ("S", name, 0, 0, body)
    return body


def shape(x: Term) -> tuple[str, str]:
    """Rows and columns, as size names."""
    match x[0]:
        case "M":
            return SLOTS[x[1]][0], SLOTS[x[1]][1]
        case "t":
            rows, columns = shape(x[1])
            return columns, rows
        case "mm":
            return shape(x[1])[0], shape(x[-1])[1]
        case "1":
            return x[1], x[2]
        case "I":
            return x[1], x[1]
        case "diag":
            return shape(x[1])[0], shape(x[1])[0]
        case _:
            return shape(x[-1])


def entry(x: Term, i: Any, j: Any) -> Term:
    """The entry of a matrix term as an index term: the definition of each matrix operation, once more."""
    match x[0]:
        case "M":
            return ("T", x[1], (i, j))
        case "t":
            return entry(x[1], j, i)
        case "mm":
            size = shape(x[1])[1]
            if size == "1":
                return ("*", entry(x[1], i, 0), entry(x[2], 0, j))
            k = fresh(size)
            return ("S", k, 0, 0, ("*", entry(x[1], i, k), entry(x[2], k, j)))
        case "ma":
            return ("+", *[entry(y, i, j) for y in x[1:]])
        case "h":
            return ("*", *[entry(y, i, j) for y in x[1:]])
        case "f":
            return ("f", x[1], entry(x[2], i, j))
        case "1":
            return ("c", 1)
        case "I":
            return ("d", i, j)
        case "s":
            return ("*", ("v" if type(x[1]) is str else "c", x[1]), entry(x[2], i, j))
        case "diag":
            return ("*", ("d", i, j), entry(x[1], i, 0))
    raise ValueError(x)


@cache
def _number(q: Fraction | int | str) -> Any:
    if isinstance(q, str):
        return sp.Symbol(q)
    return sp.Rational(Fraction(q).numerator, Fraction(q).denominator)


@cache
def _element(name: str, i: Any, j: Any) -> Any:
    return Expr.__new__(MatrixElement, TENSOR[name], i, j)


@cache
def _limits(letter: Any, size: str, low: int, cut: int, shift: int) -> Any:
    return sp.Tuple(letter, sp.Integer(low + shift), SIZE[size] - 1 - cut + shift)


@cache
def _shifted(letter: Any, shift: int) -> Any:
    return letter - shift


def sum_of(body: Any, *limits: Any) -> Any:
    """`Sum(body, *limits)`, the same object without the search for mistakes in limits made here."""
    result = Expr.__new__(sp.Sum, body, *limits)
    result.is_commutative = True
    return result


class Speller:
    """Terms as SymPy expressions: bound indices get random letters, now and then one that hides another."""

    def __init__(self, rng: random.Random, names: dict[str, Any]) -> None:
        self.rng = rng
        self.names = names

    def index(self, i: Any, env: dict[str, Any]) -> Any:
        if type(i) is str:
            return env[i]
        return _number(i) if type(i) is int else SIZE[i[1]] - 1

    def number(self, t: Term, env: dict[str, Any] | None = None) -> Any:
        """An index term as a SymPy expression, sums and products in the order written, nothing evaluated."""
        env = self.names if env is None else env
        match t[0]:
            case "T":
                return _element(t[1], self.index(t[2][0], env), self.index(t[2][1], env))
            case "+":
                return Add(*[self.number(x, env) for x in t[1:]], evaluate=False)
            case "*":
                return Mul(*[self.number(x, env) for x in t[1:]], evaluate=False)
            case "S":
                return self._sum(t, env)
            case "f":
                return FUNCTION[t[1]](self.number(t[2], env))
            case "c" | "v":
                return _number(t[1])
            case "n":
                return SIZE[t[1]]
            case "d":
                return sp.KroneckerDelta(self.index(t[1], env), self.index(t[2], env))
        raise ValueError(t)

    def _sum(self, t: Term, env: dict[str, Any]) -> Any:
        limits = []
        joined = self.rng.random() < 0.3
        while True:
            _, i, low, cut, body = t
            used = env if self.rng.random() < 0.7 else free(body) - {i}
            busy = {symbol for name in used if name in env for symbol in env[name].free_symbols}
            busy |= {limit[0] for limit in limits}
            letter = self.rng.choice([letter for letter in LETTERS if letter not in busy])
            shift = self.rng.choice((1, 1, 2)) if self.rng.random() < 0.03 else 0
            env = {**env, i: _shifted(letter, shift) if shift else letter}
            limits.append(_limits(letter, i[0], low, cut, shift))
            if not (joined and body[0] == "S"):
                return sum_of(self.number(body, env), *reversed(limits))
            t = body

    def matrix(self, x: Term) -> Any:
        """A matrix term as a SymPy matrix expression."""
        match x[0]:
            case "M":
                return TENSOR[x[1]]
            case "t":
                return sp.Transpose(self.matrix(x[1]))
            case "mm":
                return sp.MatMul(*[self.matrix(y) for y in x[1:]])
            case "ma":
                return sp.MatAdd(*[self.matrix(y) for y in x[1:]])
            case "h":
                return sp.HadamardProduct(*[self.matrix(y) for y in x[1:]])
            case "f":
                return entrywise(FUNCTION[x[1]], self.matrix(x[2]))
            case "1":
                return sp.OneMatrix(SIZE[x[1]], SIZE[x[2]])
            case "I":
                return sp.Identity(SIZE[x[1]])
            case "s":
                return sp.MatMul(_number(x[1]), self.matrix(x[2]))
            case "diag":
                return DiagMatrix(self.matrix(x[1]))
        raise ValueError(x)

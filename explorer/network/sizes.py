"""Sizes: a positive integer, a symbol, or an affine form such as m + 1, given as numbers, SymPy or text."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable
from typing import Any

from sympy import Add, Expr, Integer, Mul, Number, Symbol

from explorer.errors import InputError

# A name may carry a LaTeX subscript: n, n_l, n_{l-1}, D_{\text{in}}.
_NAME = r"[^\W\d_][^\W_]*'*(?:_(?:\{(?:[^{}]|\{[^{}]*\})*\}|\w+))?"
_TERM = re.compile(rf"\s*([+-])?\s*(?:(\d+)\s*\*?\s*({_NAME})|(\d+)|({_NAME}))\s*")

_HINT = 'a size is a positive integer, a SymPy symbol, or text such as "n" or "m+1"'


def size(value: object, what: str = "A size") -> Expr:
    """Law: the size as SymPy. Text is read as an affine form ("n", "2n", "m+1"), never evaluated.

    Raises `InputError` for anything that is not a whole positive number of things.

    >>> from explorer.network.sizes import size
    >>> size(784), size("2n + 1")
    (784, 2*n + 1)
    """
    made = _as_expr(value, what)
    if made.is_Integer:
        if made <= 0:
            raise InputError(f"{what} cannot be {made}: it must be at least 1.", hint=_HINT)
        return made
    names = sorted(symbol.name for symbol in made.free_symbols if isinstance(symbol, Symbol))
    fractions = [number for number in made.atoms(Number) if not number.is_Integer]
    if not names or fractions or made.is_integer is False:
        raise InputError(f"{what} cannot be {value}: it must be a whole number.", hint=_HINT)
    if made.is_positive is False or _never_positive(made):
        raise InputError(f"{what} cannot be {value}: it is never positive.", hint=_HINT)
    return made


def _as_expr(value: object, what: str) -> Expr:
    if isinstance(value, bool):
        raise InputError(f"{what} cannot be {value}: that is a truth value.", hint=_HINT)
    if isinstance(value, str):
        return affine(value, what)
    if isinstance(value, Expr):
        return value
    try:
        return Integer(operator.index(value))  # type: ignore[arg-type]
    except TypeError:
        raise InputError(f"{what} cannot be {value!r}: it must be a whole number.", hint=_HINT) from None


def affine(text: str, what: str = "A size") -> Expr:
    """Law: a sum of names with integer coefficients, read from text: "n", "m+1", "2n", "n_{l-1} - 3".

    Raises `InputError` where the text is anything else.
    """
    terms: list[Expr] = []
    place = 0
    while place < len(text):
        found = _TERM.match(text, place)
        if found is None or (terms and found[1] is None):
            raise InputError(f'{what} cannot be "{text}": it is not a number, a name or a sum of these.', hint=_HINT)
        sign, coefficient, scaled, number, name = found.groups()
        term = Mul(Integer(coefficient), Symbol(scaled)) if scaled else Symbol(name) if name else Integer(number)
        terms.append(-term if sign == "-" else term)
        place = found.end()
    if not terms:
        raise InputError(f"{what} cannot be an empty text.", hint=_HINT)
    return Add(*terms)


def _never_positive(form: Expr) -> bool:
    """Whether a sum of integer multiples of symbols is at most 0 for all positive symbols."""
    return all(_coefficient(term) <= 0 for term in Add.make_args(form))


def _coefficient(term: Expr) -> Any:
    return term.as_coeff_Mul()[0]


def fresh(wanted: str, taken: Iterable[Any]) -> Symbol:
    """A symbol for an index or a count: the first free letter of `wanted`, else a numbered one."""
    used = {symbol.name for symbol in taken}
    letters = list(wanted)
    for name in letters:
        if name not in used:
            return Symbol(name)
    number = 1
    while f"{letters[0]}_{number}" in used:
        number += 1
    return Symbol(f"{letters[0]}_{number}")

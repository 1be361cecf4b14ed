"""The interpreter's numbers, exact or intervals, and what a function's name can stand for."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from mpmath import iv

Number = Any


class NotUnderstood(Exception):
    """The interpreter does not know this node, or misses a value: it never guesses."""


def exact(value: Fraction) -> Number:
    """Fractions, with whole numbers as ints: the same value, faster."""
    return value.numerator if value.denominator == 1 else value


def interval(value: Fraction) -> Number:
    """An mpmath interval that contains the fraction."""
    return iv.mpf(value.numerator) / iv.mpf(value.denominator)


def interval_exp(x: Number) -> Number:
    return iv.exp(iv.mpf(x))


# Functions with a meaning of their own. `exp` is exact only as a caller's table, in intervals it is real.
RATIONAL: dict[str, Callable[[Number], Number]] = {
    "relu": lambda x: x if x > 0 else 0 * x,
    "leaky_relu": lambda x: x if x > 0 else x * Fraction(1, 100),
    "step": lambda x: 1 if x > 0 else 0,
    "identity": lambda x: x,
}
OF_EXP: dict[str, Callable[[Callable[[Number], Number], Number], Number]] = {
    "sigmoid": lambda e, x: 1 / (1 + e(-x)),
    "tanh": lambda e, x: (e(x) - e(-x)) / (e(x) + e(-x)),
    "swish": lambda e, x: x / (1 + e(-x)),
    "silu": lambda e, x: x / (1 + e(-x)),
}


def function_of(spec: Any) -> Callable[[Number], Number]:
    """A callable, a table (a missing argument is an error), or text: a polynomial in `x`, an activation, or
    `0 -> 1; 1/2 -> 3`, the values that matter to a witness: what is not listed may be anything, here 0."""
    if callable(spec):
        return spec  # type: ignore[no-any-return]
    if isinstance(spec, Mapping):
        table = {Fraction(key): exact(Fraction(value)) for key, value in spec.items()}
        return lambda x: table[Fraction(x)]
    if spec in RATIONAL:
        return RATIONAL[spec]
    if "->" in str(spec):
        rows = [row.split("->") for row in str(spec).split(";")]
        values = {Fraction(argument.strip()): exact(Fraction(value.strip())) for argument, value in rows}
        return lambda x: values.get(Fraction(x), 0)
    tree = ast.parse(str(spec), mode="eval").body
    return lambda x: _polynomial(tree, x)


def _polynomial(node: ast.expr, x: Number) -> Number:
    match node:
        case ast.Constant(value=int() as value):
            return value
        case ast.Name(id="x"):
            return x
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_polynomial(operand, x)
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _polynomial(left, x), _polynomial(right, x)
            match op:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case ast.Div():
                    return divide(a, b)
                case ast.Pow():
                    return power(a, b)
    raise NotUnderstood(f"not a polynomial in x: {ast.unparse(node)}")


def divide(a: Number, b: Number) -> Number:
    return Fraction(a) / b if isinstance(b, int | Fraction) and isinstance(a, int | Fraction) else a / b


def power(base: Number, exponent: Number) -> Number:
    if int(exponent) != exponent:
        raise NotUnderstood(f"exponent {exponent}")
    if exponent >= 0:
        return base ** int(exponent)
    return divide(1, base ** int(-exponent))


def over(key: Callable[[Any], Any], join: Callable[[list[Number]], Number]) -> Callable[[Any, Any, Any], Number]:
    """A Σ, or another way to join numbers: the last limit is the outermost, as SymPy reads it; limits may use others.

    `key` is the name that an index has among the values.
    """

    def rule(walk: Any, expr: Any, env: Any) -> Number:
        def level(k: int, env: Any) -> Number:
            if k < 0:
                return walk.scalar(expr.function, env)
            symbol, low, high = expr.limits[k]
            places = range(walk.index(low, env), walk.index(high, env) + 1)
            return join([level(k - 1, {**env, key(symbol): value}) for value in places])

        return level(len(expr.limits) - 1, env)

    return rule

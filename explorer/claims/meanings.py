"""What the rows of the activations table compute, as the judge needs it: exactly where rational, else as intervals."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

from explorer.proof.claim import Meaning
from explorer.proof.meaning import in_reach


def _positive(x: Any) -> bool:
    """Whether the interval lies above 0; one that holds 0 has no sign."""
    if 0 in x:
        raise ZeroDivisionError
    return bool(x.a > 0)


def _sigmoid(x: Any) -> Any:
    from mpmath import iv

    return 1 / (1 + iv.exp(-in_reach(x)))


def _softplus(x: Any) -> Any:
    from mpmath import iv

    return iv.log(1 + iv.exp(in_reach(x)))


def _gelu(x: Any) -> Any:
    """x Φ(x) by the alternating series of erf, whose remainder is at most the first term left out."""
    from mpmath import iv

    if abs(x).b > 6:
        raise ZeroDivisionError
    u = x / iv.sqrt(2)
    term, total, k = u, u, 0
    while k < 200:
        k += 1
        term = -term * u * u / k
        total = total + term / (2 * k + 1)
    rest = abs(term).b
    return x / 2 * (1 + 2 / iv.sqrt(iv.pi) * (total + iv.mpf([-rest, rest])))


def _both(rule: Callable[[Any, Any], Any]) -> Meaning:
    """A rule by sign: `rule(x, positive)`."""

    def exact(x: Fraction) -> Fraction:
        return Fraction(rule(x, x > 0))

    def interval(x: Any) -> Any:
        value = rule(x, False if x.a == x.b == 0 else _positive(x))
        if isinstance(value, Fraction):
            return (0 * x + value.numerator) / value.denominator
        return 0 * x + value

    return Meaning(exact, interval)


def _exp(x: Any) -> Any:
    from mpmath import iv

    return iv.exp(in_reach(x))


def _root(x: Any) -> Any:
    """√x, which has no value below 0."""
    from mpmath import iv

    if x.a < 0:
        raise ZeroDivisionError
    return iv.sqrt(x)


def _pow(x: Any, y: Any) -> Any:
    """x^y for x above 0."""
    from mpmath import iv

    if x.a <= 0:
        raise ZeroDivisionError
    return iv.exp(in_reach(y * iv.log(x)))


def _named(name: str) -> Meaning:
    """A function of mpmath's interval arithmetic."""

    def interval(x: Any) -> Any:
        from mpmath import iv

        return getattr(iv, name)(in_reach(x))

    return Meaning(None, interval)


def _pi(_: Any) -> Any:
    from mpmath import iv

    return +iv.pi


def _second(x: Any) -> Any:
    """σ''(x) = σ(x) σ(-x) (σ(-x) - σ(x))."""
    return _sigmoid(x) * _sigmoid(-x) * (_sigmoid(-x) - _sigmoid(x))


@cache
def meanings() -> dict[str, Meaning]:
    """The meaning of each activation by name, and of what else has values only as intervals."""
    return {
        "identity": Meaning(lambda x: x, lambda x: x),
        "relu": _both(lambda x, positive: x if positive else 0),
        "leaky_relu": _both(lambda x, positive: x if positive else x / 100),
        "step": _both(lambda x, positive: 1 if positive else 0),
        "sigmoid": Meaning(None, _sigmoid),
        "softplus": Meaning(None, _softplus),
        "swish": Meaning(None, lambda x: x * _sigmoid(x)),
        "gelu": Meaning(None, _gelu),
        "sigmoid'": Meaning(None, lambda x: _sigmoid(x) * _sigmoid(-x)),
        "tanh'": Meaning(None, lambda x: 4 * _sigmoid(2 * x) * _sigmoid(-2 * x)),
        "softplus'": Meaning(None, _sigmoid),
        "swish'": Meaning(None, lambda x: _sigmoid(x) + x * _sigmoid(x) * _sigmoid(-x)),
        "relu'": _both(lambda x, positive: 1 if positive else 0),
        "leaky_relu'": _both(lambda x, positive: 1 if positive else Fraction(1, 100)),
        "identity'": Meaning(lambda x: 1 + 0 * x, lambda x: 1 + 0 * x),
        "identity''": Meaning(lambda x: 0 * x, lambda x: 0 * x),
        "sigmoid''": Meaning(None, _second),
        "softplus''": Meaning(None, lambda x: _sigmoid(x) * _sigmoid(-x)),
        "tanh''": Meaning(None, lambda x: 8 * _second(2 * x)),
        "swish''": Meaning(None, lambda x: 2 * _sigmoid(x) * _sigmoid(-x) + x * _second(x)),
        "exp'": _named("exp"),
        "exp''": _named("exp"),
        "sin": _named("sin"),
        "cos": _named("cos"),
        "sinh": Meaning(None, lambda x: (_exp(x) - _exp(-x)) / 2),
        "cosh": Meaning(None, lambda x: (_exp(x) + _exp(-x)) / 2),
        "pow[1/2]": Meaning(None, _root),
        "pow": Meaning(None, _pow),
        "the number pi": Meaning(None, _pi),
    }

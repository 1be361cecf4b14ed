"""The neuron as one tells it: a weighted sum, a bias that moves its threshold, a function that squashes it.

What is said of an activation is computed here by SymPy from its row's formula, never looked up: the limits
at ±∞, the value at 0, the derivative, whether it only rises, and that it is "active" exactly above 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import isfinite
from typing import Any, Literal

from sympy import (
    Add,
    Derivative,
    Eq,
    Equivalent,
    Expr,
    Gt,
    Integer,
    Limit,
    Mul,
    Not,
    Piecewise,
    S,
    Symbol,
    diff,
    expand,
    limit,
    oo,
    simplify,
    sympify,
)

from explorer.errors import InputError
from explorer.network.activations import Activation, activation
from explorer.network.forms import summed, terms, total
from explorer.network.function import ActivationFunction, apply
from explorer.network.layer import Layer

X = Symbol("x", real=True)
_P = Symbol("p", positive=True)

Growth = Literal["increasing", "nondecreasing", "not monotone", "undecided"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing said of an activation: `statement` in SymPy, `holds` as SymPy found, `because` in words."""

    name: str
    statement: Any
    holds: bool
    because: str


@dataclass(frozen=True, slots=True)
class Inactivity:
    """Bias for inactivity: "active only when the weighted sum exceeds t", the threshold as a bias of -t.

    `above` is `Σ w a > t`, `positive` is `Σ w a + b > 0` at `b = -t`, `claim` that they say the same.
    `active` is `σ(Σ w a + b) > σ(0)`, None where σ is opaque or acts on the whole vector. `proved`: `claim`
    holds, and `active` says the same too where there is one.
    """

    weighted_sum: Expr
    threshold: Expr
    bias: Expr
    above: Any
    positive: Any
    claim: Any
    active: Any
    proved: bool


def written_out(expression: Any) -> Any:
    """Law: every activation in the expression replaced by its formula: `σ(x)` by `1/(1 + exp(-x))`.

    >>> from sympy import Symbol
    >>> from explorer.network import activation, written_out
    >>> written_out(activation("softplus").function(Symbol("x")))
    log(exp(x) + 1)
    """
    return expression.replace(lambda part: isinstance(part, ActivationFunction), lambda part: part.formula)


def weighted_sum(layer: Layer, i: object = 0, form: str = "summation") -> Expr:
    """Law: `w_{i,0} a_0 + w_{i,1} a_1 + …`, neuron i without its bias.

    `form` is "summation" (with Σ) or "neuron" (every term, or dots). Raises `InputError` for an index out of
    range or another form.

    >>> from explorer.network import Layer, weighted_sum
    >>> weighted_sum(Layer(1, "n", "m"), "j")
    Sum(W^{(1)}[j, k]*a^{(0)}[k, 0], (k, 0, n - 1))
    """
    return total(*_parts(layer, i, form))


def _parts(layer: Layer, i: object, form: str) -> list[Expr]:
    row = layer.index(i)
    if form == "summation":
        return [summed(layer, row)]
    if form == "neuron":
        return terms(layer, row)
    raise InputError(f'A weighted sum cannot be written as "{form}".', hint='give "summation" or "neuron"')


def bias_for_inactivity(layer: Layer, i: object = 0, threshold: object = 10, form: str = "summation") -> Inactivity:
    """Law: `Σ_k w_{i,k} a_k > t` exactly when `Σ_k w_{i,k} a_k + b > 0` with `b = -t`.

    `threshold` is a number or SymPy, a symbol for every t. Raises `InputError` for an index out of range.
    Source: Nielsen, Neural Networks and Deep Learning, equation 2 and the text before it (`b = -threshold`).

    >>> from explorer.network import Layer, bias_for_inactivity
    >>> story = bias_for_inactivity(Layer(1, 784, 16), 0, 10)
    >>> story.bias, story.proved
    (-10, True)
    """
    parts = _parts(layer, i, form)
    at = _threshold(threshold)
    pre_activation = total(*parts, -at)
    above = Gt(total(*parts), at, evaluate=False)
    positive = Gt(pre_activation, S.Zero, evaluate=False)
    claim = Equivalent(above, positive, evaluate=False)
    proved, active = same_condition(above, positive), None
    row = layer.activation
    if row.elementwise and not row.opaque:
        active = Gt(apply(row.function, pre_activation), _at_zero(row), evaluate=False)
        proved = proved and _active_fact(row).holds
    return Inactivity(total(*parts), at, -at, above, positive, claim, active, proved)


def _threshold(threshold: object) -> Expr:
    if isinstance(threshold, Expr):
        return threshold
    if isinstance(threshold, (int, float)) and not isinstance(threshold, bool) and isfinite(threshold):
        return sympify(threshold, strict=True)
    raise InputError(f"A threshold cannot be {threshold!r}.", hint="give a number or a SymPy symbol")


def same_condition(first: Any, second: Any) -> bool:
    """Law: two strict inequalities `u > v` and `u' > v'` are one condition if `(u - v) - (u' - v') = 0`."""
    difference = Add(first.gts, Mul(-1, first.lts), Mul(-1, second.gts), second.lts)
    return bool(difference == 0 or expand(difference) == 0)


@cache
def facts(which: Activation | str) -> tuple[Fact, ...]:
    """What the story says of an activation, each computed by SymPy from the row's formula.

    Empty for an opaque activation and for one of the whole vector (softmax): none of this is said of these.

    >>> from explorer.network import facts
    >>> [fact.name for fact in facts("sigmoid") if fact.holds]
    ['limit at -oo', 'limit at oo', 'value at 0', 'derivative', 'increasing', 'active above 0']
    """
    row = activation(which)
    if row.opaque or not row.elementwise:
        return ()
    value = _at_zero(row)
    at_zero = Eq(_apply(row, S.Zero), value, evaluate=False)
    return (
        _limit_fact(row, -oo, row.limits[0]),
        _limit_fact(row, oo, row.limits[1]),
        Fact("value at 0", at_zero, value.is_real is True, "put 0 for x"),
        _derivative_fact(row),
        _growth_fact(row),
        _active_fact(row),
    )


def _apply(row: Activation, argument: Any) -> Expr:
    return apply(row.function, argument)


def _at_zero(row: Activation) -> Expr:
    return simplify(row.formula(S.Zero))


def _limit_fact(row: Activation, place: Expr, stated: Expr) -> Fact:
    found = computed_limit(row, place)
    statement = Eq(Limit(_apply(row, X), X, place), stated, evaluate=False)
    return Fact(f"limit at {place}", statement, found == stated, f"SymPy's limit of the formula is {found}")


def computed_limit(row: Activation, place: Expr) -> Expr:
    """SymPy's limit of the formula at `place`, which is ∞ or -∞; nan where it is in pieces that part beyond 0."""
    side = row.formula(_P if place == oo else -_P)
    return S.NaN if side.has(Piecewise) else limit(side, _P, oo)


def _derivative_fact(row: Activation) -> Fact:
    stated = row.derivative(X)
    statement = Eq(Derivative(_apply(row, X), X), stated, evaluate=False)
    difference = diff(row.formula(X), X) - written_out(stated)
    if not row.formula(X).has(Piecewise):
        return Fact("derivative", statement, simplify(difference) == 0, "the formula differentiated by SymPy")
    halves = [simplify(difference.subs(X, half)) for half in (_P, -_P)]
    return Fact("derivative", statement, halves == [0, 0], "each piece differentiated by SymPy, for x not 0")


@cache
def growth(row: Activation) -> tuple[Growth, str]:
    """How the activation grows, and why: decided by SymPy from the sign of the derivative.

    A formula in pieces is looked at on each side of 0, and at 0 it must not fall.
    """
    formula = row.formula(X)
    if not formula.has(Piecewise):
        slope = simplify(diff(formula, X))
        if slope.is_positive:
            return "increasing", f"its derivative {slope} is positive for every real x"
        for place in (Integer(-k) for k in range(1, 6)):
            if slope.subs(X, place).is_negative:
                return "not monotone", f"its derivative is negative at x = {place}"
        return "undecided", f"SymPy finds no sign for the derivative {slope}"
    right, left = row.formula(_P), row.formula(-_P)
    if right.has(Piecewise) or left.has(Piecewise):
        return "undecided", "its pieces part elsewhere than at 0"
    slopes = [simplify(diff(right, _P)), simplify(-diff(left, _P))]
    steps = [_at_zero(row) - limit(left, _P, 0), limit(right, _P, 0) - _at_zero(row)]
    if not all(part.is_nonnegative for part in (*slopes, *steps)):
        return "undecided", f"SymPy finds no sign for the derivatives {slopes}"
    strict = all(slope.is_positive for slope in slopes)
    words = f"its derivative is {slopes[1]} left of 0 and {slopes[0]} right of it, and it does not fall at 0"
    return ("increasing" if strict else "nondecreasing"), words


def _growth_fact(row: Activation) -> Fact:
    kind, because = growth(row)
    slope = Derivative(_apply(row, X), X)
    rises = (slope > 0) if kind == "increasing" else (slope >= 0)
    if kind == "not monotone":
        return Fact(kind, Not(rises, evaluate=False), True, because)
    return Fact(kind, rises, kind != "undecided", because)


def _active_fact(row: Activation) -> Fact:
    """`f(z) > f(0)` exactly when `z > 0`: with a bias of -t a neuron is active above a weighted sum of t."""
    base = _at_zero(row)
    statement = Equivalent(Gt(_apply(row, X), base, evaluate=False), Gt(X, 0, evaluate=False), evaluate=False)
    if growth(row)[0] == "increasing":
        return Fact("active above 0", statement, True, "it increases")
    above, below = (simplify(row.formula(side) - base) for side in (_P, -_P))
    because = f"for p > 0, f(p) - f(0) = {above} is positive and f(-p) - f(0) = {below} is not"
    return Fact("active above 0", statement, bool(above.is_positive and _not_positive(below)), because)


def _not_positive(value: Expr) -> bool:
    """Whether the value is at most 0 for every p > 0; an odd factor may show it by rising to 0 as p grows."""
    if value.is_nonpositive:
        return True
    sign = 1
    for factor in Mul.make_args(value):
        if factor.is_positive:
            continue
        rises = simplify(diff(factor, _P)).is_positive and limit(factor, _P, oo) == 0
        if not (factor.is_negative or rises):
            return False
        sign = -sign
    return sign < 0

r"""How far rounding can move a result: a running error bound, derived here, in double precision.

`u` is the unit roundoff 2^-53 and `γ_n = n u / (1 - n u)`. A number is kept as (v, e): v is one computed value, and
every value x̂ that the same formula gives in floating point, in whatever order its sums and products are taken, differs
from the exact x by at most e. So |x| <= |v| + e and |x̂| <= m with m = |v| + 2e. Rules, for exact operands x_i:

* A sum of n terms. Higham, Accuracy and Stability of Numerical Algorithms, section 3.1 and Lemma 3.1: a sum computed
  in any order is Σ x̂_i (1 + θ_i) with |θ_i| <= γ_{n-1}. Hence the error is at most  Σ e_i + γ_n Σ m_i.
* A product of two.  |fl(x̂ŷ) - xy| <= |x̂||ŷ - y| + |x̂ - x||y| + u|x̂ŷ| <= m_x e_y + e_x m_y + γ_2 m_x m_y.
* A dot product of length n is the sum of n products: Σ (m_x e_y + e_x m_y) + γ_{n+1} Σ m_x m_y; for exact operands it
  is Higham's (3.5), γ_n |x|ᵀ|y|. So one layer's z = Wa + b gets  |W| e_a + γ_{n+2} (|W| m_a + |b|), at most.
* An activation with Lipschitz constant L, computed with a relative error of c units of u:
  |fl(σ(x̂)) - σ(x)| <= L e + c u (|σ(v)| + 2 L e). That is what the next layer starts from as e_a.
* exp: |exp(x̂) - exp(x)| <= exp(v + 2e) (exp(2e) - 1), and its own error c u (1 + |x|) exp: the 1 + |x| also covers
  the spelling exp(u - log Σ exp(v)) of a softmax.
* A quotient: (e_x + m_x e_y / l) / l + γ_2 m_x / l, where l = |v_y| - 2 e_y is the smallest a computed |ŷ| can be.

The bound is itself computed in floating point with positive terms only, so a factor 1 + 2^-20 at the end covers its own
rounding. Underflow adds 2^-1000, far below every difference of interest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import sympy as sp

from explorer.errors import InputError
from explorer.network import ACTIVATIONS
from explorer.numeric.tables import BY_CLASS, FUNCTIONS

UNIT = 2.0**-53
_TINY = 2.0**-1000
_SLACK = 1 + 2.0**-20


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """`lipschitz` is the largest |σ'|; the NumPy function's relative error is at most `ulps + tail x²` units of u.

    `tail` is for functions that go through exp(-x²/2), whose exponent is rounded.
    """

    lipschitz: float
    ulps: float
    tail: float = 0.0


# The largest slopes: sigmoid 1/4 at 0; swish 1.0998 at 2.3994; GELU 1.1289 at √2; the others have 1.
SENSITIVITY: Mapping[str, Sensitivity] = MappingProxyType(
    {
        "sigmoid": Sensitivity(0.25, 8),
        "tanh": Sensitivity(1.0, 8),
        "relu": Sensitivity(1.0, 0),
        "leaky_relu": Sensitivity(1.0, 4),
        "softplus": Sensitivity(1.0, 16),
        "swish": Sensitivity(1.1, 16),
        "gelu": Sensitivity(1.13, 16, tail=2),
        "identity": Sensitivity(1.0, 0),
    }
)
_SMOOTH: Mapping[Any, Sensitivity] = MappingProxyType(
    {
        sp.sin: Sensitivity(1.0, 8), sp.cos: Sensitivity(1.0, 8), sp.tanh: Sensitivity(1.0, 8),
        sp.atan: Sensitivity(1.0, 8), sp.asinh: Sensitivity(1.0, 8), sp.erf: Sensitivity(1.13, 16),
        sp.Abs: Sensitivity(1.0, 0),
    }
)  # fmt: skip


def gamma(n: int) -> float:
    """`γ_n = n u / (1 - n u)`. Source: Higham, Lemma 3.1."""
    return n * UNIT / (1 - n * UNIT)


@dataclass(frozen=True, slots=True)
class Near:
    """A computed value and the error that any way of computing it can have; arrays with one entry per example."""

    value: Any
    error: Any

    @property
    def most(self) -> Any:
        """The largest that a computed value can be, without sign."""
        return np.abs(self.value) + 2 * self.error


class ErrorBounds:
    """The arithmetic of `Near` numbers, for `explorer.numeric.loops`. `functions`: what undefined functions are."""

    def __init__(self, functions: Mapping[str, str]) -> None:
        self.functions = functions

    def constant(self, value: float) -> Near:
        """A constant is rounded once, unless it is a small whole number."""
        return Near(np.float64(value), 0.0 if float(value).is_integer() else abs(value) * UNIT)

    def total(self, terms: Sequence[Near]) -> Near:
        """Σ e + γ_n Σ m."""
        value = sum((t.value for t in terms), np.float64(0.0))
        return Near(value, sum(t.error for t in terms) + gamma(len(terms)) * sum(t.most for t in terms))

    def product(self, factors: Sequence[Near]) -> Near:
        """m_x e_y + e_x m_y + γ_2 m_x m_y, factor after factor."""
        result = factors[0]
        for f in factors[1:]:
            error = result.most * f.error + result.error * f.most + gamma(2) * result.most * f.most
            result = Near(result.value * f.value, error + _TINY)
        return result

    def dot(self, factors: Sequence[Sequence[Near]]) -> Near:
        """Σ (m_x e_y + e_x m_y) + γ Σ m_x m_y, for all terms at once."""
        stacked = [
            Near(
                np.array(np.broadcast_arrays(*(x.value for x in column))),
                np.array(np.broadcast_arrays(*(np.asarray(x.error) for x in column))),
            )
            for column in factors
        ]
        terms = self.product([_padded(column, stacked) for column in stacked])
        count = len(factors[0])
        return Near(terms.value.sum(axis=0), terms.error.sum(axis=0) + gamma(count) * terms.most.sum(axis=0))

    def divide(self, above: Near, below: Near) -> Near:
        """The quotient; unbounded where the divisor may be 0."""
        least = np.abs(below.value) - 2 * below.error
        with np.errstate(divide="ignore", invalid="ignore"):
            error = (above.error + above.most * below.error / least) / least + gamma(2) * above.most / least
            return Near(above.value / below.value, np.where(least > 0, error + _TINY, np.inf))

    def power(self, base: Near, exponent: Any) -> Near:
        """Whole powers as products, square roots by e / (2 √l); a library's `pow` may err by a few u more."""
        if exponent == sp.Rational(1, 2):
            least = np.maximum(base.value - 2 * base.error, 0.0)
            value = np.sqrt(base.value)
            with np.errstate(divide="ignore", invalid="ignore"):
                moved = np.where(np.asarray(base.error) > 0, base.error / (2 * np.sqrt(least)), 0.0)
            return Near(value, moved + gamma(2) * (value + 2 * moved))
        if not exponent.is_Integer:
            raise InputError(f"agree has no error bound for a power {exponent}.")
        if exponent < 0:
            return self.divide(self.constant(1.0), self.power(base, -exponent))
        if exponent == 0:
            return self.constant(1.0)
        result = self.product([base] * int(exponent))
        return Near(result.value, result.error + (gamma(8) * result.most if exponent > 1 else 0.0))

    def call(self, function: Any, arguments: Sequence[Near]) -> Near:
        """L e + c u |σ|; exp, log, max and min by their own rules."""
        if function in (sp.Max, sp.Min):
            values = [x.value for x in arguments]
            value = np.maximum.reduce(values) if function is sp.Max else np.minimum.reduce(values)
            return Near(value, np.maximum.reduce([np.asarray(x.error) + 0.0 * value for x in arguments]))
        (x,) = arguments
        if function is sp.exp:
            return self._exp(x)
        if function is sp.log:
            least = x.value - 2 * x.error
            with np.errstate(divide="ignore", invalid="ignore"):
                moved = np.where(least > 0, x.error / least, np.inf)
                value = np.log(x.value)
            return Near(value, moved + gamma(8) * (np.abs(value) + 2 * moved + 1))
        name = function if isinstance(function, str) else BY_CLASS[function].name if function in BY_CLASS else None
        if isinstance(function, str):
            name = self.functions[function]
        if name == "step":
            jump = np.abs(x.value) <= 2 * x.error
            return Near(ACTIVATIONS["step"].array(x.value), np.where(jump, 1.0, 0.0))
        row = SENSITIVITY.get(name) if name is not None else _SMOOTH.get(function)
        if row is None:
            raise InputError(f"agree has no error bound for {name or function}.")
        value = ACTIVATIONS[name].array(x.value) if name is not None else numpy_function(function)(x.value)
        moved = row.lipschitz * x.error
        units = (row.ulps + row.tail * x.most**2) * UNIT
        return Near(value, moved + units * (np.abs(value) + 2 * moved) + _TINY)

    def _exp(self, x: Near) -> Near:
        value = np.exp(x.value)
        relative = np.expm1(2 * x.error) + 8 * UNIT * (1 + x.most)
        return Near(value, np.exp(x.value + 2 * x.error) * relative + _TINY)

    def softmax(self, values: Sequence[Near]) -> list[Near]:
        """exp of each, shifted by the largest, over their sum: the errors of exp and of a quotient."""
        shift = np.maximum.reduce([x.value for x in values])
        size = np.maximum.reduce([x.most for x in values])  # z - max z is as exact as z is large
        shifted = [Near(x.value - shift, x.error + 2 * UNIT * size) for x in values]
        grown = [self._exp(x) for x in shifted]
        # a computed max differs from the exact one: that factor cancels in the quotient
        total = self.total(grown)
        return [self.divide(x, total) for x in grown]

    def choose(self, left: Near, sign: str, right: Near) -> bool:
        """A comparison that rounding could turn has no error bound."""
        raise InputError("agree has no error bound for a formula with cases.", hint="use an activation's own name")


def _padded(column: Near, others: Sequence[Near]) -> Near:
    """Constants next to values of several examples."""
    axes = max(np.ndim(other.value) for other in others)

    def grown(x: Any) -> Any:
        array = np.asarray(x)
        return array.reshape(array.shape + (1,) * (axes - array.ndim))

    return Near(grown(column.value), grown(column.error))


def numpy_function(function: Any) -> Any:
    """The NumPy function of a SymPy one; erf is SciPy's."""
    name = FUNCTIONS[function]
    if name.startswith("np."):
        return getattr(np, name[3:])
    import scipy.special

    return getattr(scipy.special, name)


def inflated(error: Any) -> Any:
    """The bound with room for its own rounding."""
    return np.asarray(error) * _SLACK + _TINY

"""The activations: a table of frozen rows, one row each; tests, plots and the command line read it.

A row says how the activation is written, what it is (formula and derivative in SymPy), how NumPy computes
it without overflow, and what values it takes. Adding an activation is adding a row.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from sympy import (
    Derivative,
    DiagMatrix,
    Dummy,
    Expr,
    FiniteSet,
    Float,
    Function,
    Integer,
    Interval,
    LambertW,
    MatAdd,
    MatMul,
    Piecewise,
    Rational,
    S,
    Set,
    Transpose,
    erf,
    exp,
    log,
    oo,
    pi,
    sqrt,
)
from sympy.core.function import UndefinedFunction

from explorer.errors import InputError
from explorer.network.function import ActivationFunction, function_class
from explorer.nodes import Softmax
from explorer.statement import OPAQUE

_LEAK = Rational(1, 100)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Activation:
    """One activation: how it is written, what it is, how NumPy computes it, what values it takes.

    `formula(x)` and `derivative(x)` are SymPy. `numpy` is source code with `{x}` for the argument, which may
    use `np` and the names that `imports` (lines of Python) bring; for softmax it has `{axis}` too. `range` is
    the set of values at real arguments, `limits` the limits at -∞ and +∞ (for softmax: of an entry as its own
    argument goes there, with two entries or more). `elementwise` is False where an output depends on the
    whole vector. `source` is where the definition is from.
    """

    name: str
    symbol: str
    latex: str
    formula: Callable[[Any], Any]
    derivative: Callable[[Any], Any]
    numpy: str | None
    range: Set
    limits: tuple[Expr, Expr]
    source: str
    imports: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    elementwise: bool = True
    opaque: bool = False
    function: Any = None

    def __post_init__(self) -> None:
        if self.elementwise and self.function is None:
            made = function_class(self.name, self.symbol, self.latex, self.formula, self.derivative)
            object.__setattr__(self, "function", made)

    @property
    def low(self) -> Expr:
        """The greatest lower bound of the values."""
        return self.range.inf

    @property
    def high(self) -> Expr:
        """The least upper bound of the values."""
        return self.range.sup

    @property
    def array(self) -> Callable[..., Any]:
        """The NumPy function made from `numpy`: keeps float32 and float64, exact tails, silent at ±1e4.

        For softmax it takes `axis`, default -1: the entries of each row of a batch sum to one.

        >>> from explorer.network import activation
        >>> activation("sigmoid").array([-1e4, 0.0, 1e4]).tolist()
        [0.0, 0.5, 1.0]
        """
        from explorer.network.arrays import array_function

        return array_function(self)

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"Activation({self.name!r})" if not self.opaque else f"Activation({self.name!r}, {self.symbol!r})"

    def __reduce__(self) -> Any:
        return (_opaque_named, (self.symbol,)) if self.opaque else (activation, (self.name,))


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + exp(-x))


def _jacobian(z: Any) -> Any:
    s = Softmax(z)
    return MatAdd(DiagMatrix(s), MatMul(Integer(-1), s, Transpose(s)))


def _f(name: str, x: Any) -> Any:
    return ACTIVATIONS[name].function(x)


_ROWS = (
    Activation(
        name="sigmoid",
        symbol="σ",
        latex=r"\sigma",
        formula=_sigmoid,
        derivative=lambda x: _f("sigmoid", x) * (1 - _f("sigmoid", x)),
        numpy="expit({x})",
        imports=("from scipy.special import expit",),
        range=Interval.open(0, 1),
        limits=(S.Zero, S.One),
        aliases=("logistic",),
        source="Nielsen, Neural Networks and Deep Learning, equation 3",
    ),
    Activation(
        name="tanh",
        symbol="tanh",
        latex=r"\tanh",
        formula=lambda x: (exp(x) - exp(-x)) / (exp(x) + exp(-x)),
        derivative=lambda x: 1 - _f("tanh", x) ** 2,
        numpy="np.tanh({x})",
        range=Interval.open(-1, 1),
        limits=(S.NegativeOne, S.One),
        source="Nielsen, Neural Networks and Deep Learning, equation 110",
    ),
    Activation(
        name="relu",
        symbol="ReLU",
        latex=r"\operatorname{ReLU}",
        formula=lambda x: Piecewise((x, x > 0), (0, True)),
        derivative=lambda x: _f("step", x),  # at 0, where no derivative exists, 0 as in every library
        numpy="np.maximum({x}, 0.0)",
        range=Interval(0, oo),
        limits=(S.Zero, oo),
        source="Goodfellow, Bengio, Courville, Deep Learning, equation 6.37 with alpha = 0",
    ),
    Activation(
        name="leaky_relu",
        symbol="LReLU",
        latex=r"\operatorname{LReLU}",
        formula=lambda x: Piecewise((x, x > 0), (_LEAK * x, True)),
        derivative=lambda x: Piecewise((Integer(1), x > 0), (_LEAK, True)),
        numpy="np.maximum({x}, 0.01 * {x})",  # the larger of the two, since the leak is below 1
        range=S.Reals,
        limits=(-oo, oo),
        source="Goodfellow, Bengio, Courville, Deep Learning, equation 6.37 with alpha = 0.01",
    ),
    Activation(
        name="softplus",
        symbol="softplus",
        latex=r"\operatorname{softplus}",
        formula=lambda x: log(1 + exp(x)),
        derivative=lambda x: _f("sigmoid", x),
        numpy="np.logaddexp(0.0, {x})",
        range=Interval.open(0, oo),
        limits=(S.Zero, oo),
        source="Goodfellow, Bengio, Courville, Deep Learning, equation 3.31",
    ),
    Activation(
        name="swish",
        symbol="swish",
        latex=r"\operatorname{swish}",
        formula=lambda x: x / (1 + exp(-x)),
        derivative=lambda x: _f("sigmoid", x) + x * _f("sigmoid", x) * (1 - _f("sigmoid", x)),
        numpy="np.maximum({x}, -1000.0) * expit({x})",  # expit is 0 below -1000; -inf * 0 would be nan
        imports=("from scipy.special import expit",),
        range=Interval(-LambertW(exp(-1)), oo),
        limits=(S.Zero, oo),
        aliases=("silu",),
        source="Ramachandran, Zoph, Le, Searching for Activation Functions (2017), beta = 1",
    ),
    Activation(
        name="gelu",
        symbol="GELU",
        latex=r"\operatorname{GELU}",
        formula=lambda x: x * (1 + erf(x / sqrt(2))) / 2,
        derivative=lambda x: (1 + erf(x / sqrt(2))) / 2 + x * exp(-(x**2) / 2) / sqrt(2 * pi),
        numpy="np.maximum({x}, -1000.0) * ndtr({x})",  # ndtr is 0 below -1000; -inf * 0 would be nan
        imports=("from scipy.special import ndtr",),
        range=Interval(Float("-0.16997120747990369"), oo),  # its minimum has no closed form
        limits=(S.Zero, oo),
        source="Hendrycks, Gimpel, Gaussian Error Linear Units (2016)",
    ),
    Activation(
        name="identity",
        symbol="id",
        latex=r"\operatorname{id}",
        formula=lambda x: x,
        derivative=lambda x: Integer(1),
        numpy="{x}",
        range=S.Reals,
        limits=(-oo, oo),
        aliases=("linear",),
        source="the linear neuron",
    ),
    Activation(
        name="step",
        symbol="H",
        latex="H",
        formula=lambda x: Piecewise((1, x > 0), (0, True)),
        derivative=lambda x: Integer(0),  # everywhere but at 0, where there is none
        numpy="np.heaviside({x}, 0.0)",
        range=FiniteSet(0, 1),
        limits=(S.Zero, S.One),
        aliases=("heaviside", "perceptron"),
        source="Nielsen, Neural Networks and Deep Learning, equation 2 (0 at a weighted sum of 0)",
    ),
    Activation(
        name="softmax",
        symbol="softmax",
        latex=r"\operatorname{softmax}",
        formula=Softmax,
        derivative=_jacobian,
        # +inf becomes the largest float, so that it wins without inf - inf; -inf is right as it stands
        numpy="softmax(np.nan_to_num({x}, nan=np.nan, neginf=-np.inf), axis={axis})",
        imports=("from scipy.special import softmax",),
        range=Interval.Lopen(0, 1),
        limits=(S.Zero, S.One),
        elementwise=False,
        source="Goodfellow, Bengio, Courville, Deep Learning, equation 6.29",
    ),
)

ACTIVATIONS: Mapping[str, Activation] = MappingProxyType({row.name: row for row in _ROWS})
_BY_ALIAS = {alias: row for row in _ROWS for alias in row.aliases}


def _letter(name: str) -> str:
    r"""A name as LaTeX: a Greek letter by its command (σ is `\sigma`), any other as it is."""
    words = unicodedata.name(name, "").split() if len(name) == 1 else []
    if words[:2] != ["GREEK", "SMALL"] and words[:2] != ["GREEK", "CAPITAL"]:
        return name
    command = words[-1].lower().replace("lamda", "lambda")
    return "\\" + (command if words[1] == "SMALL" else command.capitalize())


@cache
def _opaque(function: Any) -> Activation:
    """The row of an undefined function: nothing is known of it but that it acts on each entry alone."""

    def derivative(x: Any) -> Any:
        at = Dummy("x")
        return Derivative(function(at), at).subs(at, x)

    name = function.__name__
    return Activation(
        name=OPAQUE,
        symbol=name,
        latex=_letter(name),
        formula=lambda x: function(x),
        derivative=derivative,
        numpy=None,
        range=S.Reals,
        limits=(S.NaN, S.NaN),
        source="any function of one number",
        opaque=True,
        function=function,
    )


def _opaque_named(name: str) -> Activation:
    return _opaque(Function(name))


_OPAQUE_SIGMA = _opaque(Function("σ"))


def activation(which: object) -> Activation:
    """Law: the row called `which`; "opaque" is an undefined σ, a SymPy `Function("f")` an undefined f.

    A name may be an alias ("silu") and is read without regard to case. Raises `InputError` for anything else,
    with the nearest name.

    >>> from explorer.network import activation
    >>> activation("SiLU").name, activation("opaque").symbol
    ('swish', 'σ')
    """
    if isinstance(which, Activation):
        return which
    if isinstance(which, str):
        key = which.strip().lower()
        if key == OPAQUE:
            return _OPAQUE_SIGMA
        row = ACTIVATIONS.get(key) or _BY_ALIAS.get(key)
        if row is None:
            raise unknown_name("activation", which, [*ACTIVATIONS, *_BY_ALIAS, OPAQUE])
        return row
    if isinstance(which, UndefinedFunction):
        return _opaque(which)
    if isinstance(which, type) and issubclass(which, ActivationFunction):
        return ACTIVATIONS[which.__name__]
    raise InputError(
        f"An activation cannot be {which!r}.",
        hint='give its name ("sigmoid", "relu", …), a row of ACTIVATIONS, or an undefined SymPy function',
    )


def unknown_name(kind: str, name: str, names: Iterable[str]) -> InputError:
    """The error for a name that no row of a table has: suggests the nearest one, or lists them all."""
    known = list(names)
    near = difflib.get_close_matches(name.strip().lower(), known, n=1, cutoff=0.5)
    hint = f'did you mean "{near[0]}"?' if near else f"known are {', '.join(known)}"
    return InputError(f'There is no {kind} called "{name}".', hint=hint)


def __getattr__(name: str) -> Any:
    """The function classes by name, so that pickle finds them."""
    rows: Mapping[str, Activation] = globals().get("ACTIVATIONS", {})
    row = rows.get(name)
    if row is None or row.function is None:
        raise AttributeError(name)
    return row.function

"""The activations table: every row's formula, derivative, array function, range and limits agree."""

from __future__ import annotations

import dataclasses
import math
import pickle

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import InputError
from explorer.network import ACTIVATIONS, Activation, activation, written_out
from explorer.network.function import ActivationFunction
from explorer.nodes import Softmax

ROWS = [row for row in ACTIVATIONS.values() if row.elementwise]
SMOOTH = [row for row in ROWS if not row.formula(sp.Symbol("x", real=True)).has(sp.Piecewise)]
each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])
x = sp.Symbol("x", real=True)


def ulps(row: Activation, at: float) -> float:
    """Units in the last place allowed between the array function and the exact value.

    A library function is within 2, and a product of two within 4. GELU's normal distribution is as exact as its
    argument: one unit of x moves it by up to 2x² units, since its relative slope in the left tail is |x|.
    """
    return {"swish": 4.0, "softplus": 4.0, "gelu": 4.0 + 2 * at**2}.get(row.name, 2.0)


def exact(row: Activation, at: float) -> mpmath.mpf:
    """The formula at a float, by mpmath with 60 digits, or more where the tail needs them."""
    with mpmath.workdps(60 + int(abs(at))):
        t = mpmath.mpf(at)
        match row.name:
            case "sigmoid":
                return 1 / (1 + mpmath.exp(-t))
            case "tanh":
                return mpmath.tanh(t)
            case "softplus":
                return mpmath.log1p(mpmath.exp(t))
            case "swish":
                return t / (1 + mpmath.exp(-t))
            case "gelu":
                return t * mpmath.ncdf(t)
            case "relu":
                return max(t, mpmath.mpf(0))
            case "leaky_relu":
                return t if t > 0 else t / 100
            case "identity":
                return t
            case "step":
                return mpmath.mpf(t > 0)
            case _:
                raise KeyError(row.name)


def test_the_table_holds_what_the_field_names():
    assert list(ACTIVATIONS) == [
        "sigmoid",
        "tanh",
        "relu",
        "leaky_relu",
        "softplus",
        "swish",
        "gelu",
        "identity",
        "step",
        "softmax",
    ]
    assert [row.name for row in ACTIVATIONS.values() if not row.elementwise] == ["softmax"]
    with pytest.raises(TypeError, match="does not support item assignment"):
        ACTIVATIONS["mine"] = ACTIVATIONS["relu"]
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign"):
        ACTIVATIONS["relu"].name = "mine"


@each_row
def test_the_function_class_is_made_from_the_row(row):
    made = row.function(x)
    assert type(made).__name__ == row.name
    assert isinstance(made, ActivationFunction)
    assert str(made) == f"{row.symbol}(x)"
    assert sp.latex(made) == rf"{row.latex}\left(x\right)"
    assert sp.latex(made**2) == rf"{row.latex}^{{2}}\left(x\right)"
    assert sp.pretty(made) == f"{row.symbol}(x)"
    assert made.formula == row.formula(x)
    assert pickle.loads(pickle.dumps(made)) == made
    assert pickle.loads(pickle.dumps(row)) is row
    assert repr(row) == f"Activation('{row.name}')"


@each_row
@pytest.mark.parametrize("argument", [0, -3, sp.Rational(1, 2), 0.5, sp.oo, -x, x**2 + 1])
def test_nothing_evaluates_on_its_own(row, argument):
    made = row.function(argument)
    assert type(made) is row.function
    assert made.args == (sp.sympify(argument),)
    assert row.function(x).subs(x, argument) == made


@each_row
@given(numerator=st.integers(-60, 60), denominator=st.integers(1, 7))
@settings(max_examples=15, deadline=None)
def test_evalf_is_the_formula(row, numerator, denominator):
    at = sp.Rational(numerator, denominator)
    value = row.function(at).evalf(30)
    with mpmath.workdps(40):
        expected = exact(row, mpmath.mpf(numerator) / denominator)
        assert abs(mpmath.mpf(str(value)) - expected) <= mpmath.mpf(10) ** -28 * max(1, abs(expected))


def test_rewriting_gives_the_formula():
    f = {name: row.function for name, row in ACTIVATIONS.items()}
    assert f["sigmoid"](x).rewrite(sp.exp) == 1 / (1 + sp.exp(-x))
    assert f["relu"](x).rewrite(sp.Piecewise) == sp.Piecewise((x, x > 0), (0, True))
    assert f["gelu"](x).rewrite(sp.erf) == x * (1 + sp.erf(x / sp.sqrt(2))) / 2
    assert f["relu"](x).rewrite(sp.exp) == f["relu"](x)
    assert written_out(2 * f["sigmoid"](f["tanh"](x))).has(ActivationFunction) is False


@each_row
def test_sympy_differentiates_by_the_row(row):
    y = sp.Symbol("y", real=True)
    assert row.function(x).diff(x) == row.derivative(x)
    assert sp.expand(row.function(3 * y).diff(y) - 3 * row.derivative(3 * y)) == 0


@each_row
@given(at=st.fractions(-8, 8, max_denominator=5))
@settings(max_examples=10, deadline=None)
def test_the_derivative_is_the_slope_of_the_formula(row, at):
    """At every point but the kink, against the numerical derivative of the independent formula."""
    if row not in SMOOTH and at == 0:
        return
    with mpmath.workdps(40):
        point = mpmath.mpf(at.numerator) / at.denominator
        slope = mpmath.diff(lambda t: exact(row, t), point, h=mpmath.mpf(10) ** -15, direction=0)
        stated = written_out(sp.sympify(row.derivative(sp.Rational(at.numerator, at.denominator))))
        assert abs(mpmath.mpf(str(sp.N(stated, 30))) - slope) < mpmath.mpf(10) ** -20


def test_a_wrong_derivative_would_be_seen():
    """The false twin of the test above: σ(1 + σ) is not the slope of σ."""
    s = ACTIVATIONS["sigmoid"].function(x)
    wrong, right = s * (1 + s), s * (1 - s)
    slope = sp.diff(ACTIVATIONS["sigmoid"].formula(x), x)
    assert sp.simplify(written_out(right) - slope) == 0
    assert sp.simplify(written_out(wrong) - slope) != 0


@each_row
@each_dtype
def test_arrays_are_exact_and_silent_into_the_tails(row, dtype):
    points = np.concatenate([np.linspace(-40, 40, 161), [1e-30, -1e-30, 0.0, 80, -80, 700, -700, 1e4, -1e4]]).astype(
        dtype
    )
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        values = row.array(points)
    assert values.dtype == dtype
    tiny = float(np.finfo(dtype).tiny)
    for point, value in zip(points, values, strict=True):
        expected = exact(row, float(point))
        # A result below the smallest normal number may be flushed to 0.
        if abs(expected) < 1000 * tiny:
            assert abs(float(value)) <= 1000 * tiny
            continue
        spacing = float(np.spacing(np.abs(dtype(float(expected)))))
        difference = abs(mpmath.mpf(float(value)) - expected) / spacing
        assert difference <= ulps(row, float(point)), (point, value)


@each_row
@each_dtype
def test_arrays_reach_the_limits(row, dtype):
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        ends = row.array(np.array([-np.inf, np.inf], dtype))
    with np.errstate(invalid="ignore"):  # NumPy's logaddexp warns of a nan
        assert np.isnan(row.array(np.array([np.nan], dtype))).all()
    assert ends.tolist() == [float(limit) for limit in row.limits]


@each_row
@given(at=st.floats(-1e4, 1e4))
def test_arrays_stay_in_the_range(row, at):
    value = float(row.array(at))
    assert float(row.low) <= value <= float(row.high)


@each_row
def test_arrays_take_numbers_lists_and_integers(row):
    assert np.ndim(row.array(3)) == 0
    assert row.array([1, 2, 3]).dtype == np.float64
    assert row.array(np.arange(6).reshape(2, 3)).shape == (2, 3)
    assert row.array(np.float32(1)).dtype == np.float32
    assert row.array is row.array


@each_row
def test_the_range_is_no_larger_than_it_must_be(row):
    """The array function comes near both ends of the stated range."""
    values = row.array(np.linspace(-60, 60, 24001))
    for bound, found in ((row.low, values.min()), (row.high, values.max())):
        if bound.is_infinite:
            assert abs(found) > 0.5
        else:
            assert abs(found - float(bound)) < 1e-6


@pytest.mark.parametrize(("name", "guess"), [("gelu", -0.75), ("swish", -1.28)])
def test_the_least_value_is_where_the_derivative_is_zero(name, guess):
    row = ACTIVATIONS[name]
    at = sp.nsolve(written_out(row.derivative(x)), x, guess, prec=30)
    assert abs(sp.N(row.formula(at), 25) - sp.N(row.low, 25)) < 1e-15


def test_softmax_row():
    row = ACTIVATIONS["softmax"]
    z = sp.MatrixSymbol("z", 3, 1)
    assert row.function is None
    assert row.formula(z) == Softmax(z)
    values = {z[0, 0]: sp.log(2), z[1, 0]: 0, z[2, 0]: sp.log(3)}
    jacobian = sp.Matrix(3, 3, lambda i, j: sp.diff(Softmax(z)[i, 0].doit(), z[j, 0]))
    stated = sp.Matrix(3, 3, lambda i, j: row.derivative(z)[i, j].doit())
    assert sp.simplify((jacobian - stated).subs(values)) == sp.zeros(3, 3)
    assert jacobian.subs(values)[0, 0] == sp.Rational(2, 9)


@each_dtype
def test_softmax_arrays(dtype):
    row = ACTIVATIONS["softmax"]
    batch = np.array([[1, 2, 3], [0, 0, 0], [1e4, -1e4, 0], [-1e4, -1e4, -1e4]], dtype)
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        values = row.array(batch)
        assert values.dtype == dtype
        assert np.allclose(values.sum(axis=1), 1)
        assert values[2].tolist() == [1, 0, 0]
        assert np.array_equal(row.array(batch.T, axis=0), values.T)
        for vector, limit in [([np.inf, 0, -np.inf], [1, 0, 0]), ([-np.inf, 5, -np.inf], [0, 1, 0])]:
            assert row.array(np.array(vector, dtype)).tolist() == limit
        assert np.isnan(row.array(np.array([np.nan, 0], dtype))).all()
    weights = [math.exp(t) for t in (1, 2, 3)]
    assert np.allclose(values[0], [w / sum(weights) for w in weights], rtol=1e-6)


@pytest.mark.parametrize(
    ("which", "name"),
    [
        ("sigmoid", "sigmoid"),
        (" ReLU ", "relu"),
        ("silu", "swish"),
        ("logistic", "sigmoid"),
        ("linear", "identity"),
        ("opaque", "opaque"),
        (ACTIVATIONS["tanh"], "tanh"),
        (ACTIVATIONS["gelu"].function, "gelu"),
        (sp.Function("φ"), "opaque"),
    ],
)
def test_rows_are_found(which, name):
    assert activation(which).name == name


def test_opaque_is_an_undefined_function():
    row = activation("opaque")
    assert row is activation("opaque")
    assert row.function == sp.Function("σ")
    assert (row.symbol, row.latex, row.elementwise, row.opaque) == ("σ", r"\sigma", True, True)
    assert row.formula(x) == sp.Function("σ")(x)
    assert row.derivative(x) == sp.Function("σ")(x).diff(x)
    assert 2 * row.derivative(2 * x).doit() == sp.Function("σ")(2 * x).diff(x).doit()
    assert activation(sp.Function("Φ")).latex == r"\Phi"
    assert activation(sp.Function("λ")).latex == r"\lambda"
    assert activation(sp.Function("f")).latex == "f"
    assert pickle.loads(pickle.dumps(row)) is row
    with pytest.raises(InputError, match="opaque") as caught:
        _ = row.array
    assert str(caught.value) == (
        "The activation σ is opaque, so it has no values to compute.\n"
        '  hint: give a named activation, for example "sigmoid"'
    )


UNKNOWN = [
    ("sigmod", 'There is no activation called "sigmod".\n  hint: did you mean "sigmoid"?'),
    ("rellu", 'There is no activation called "rellu".\n  hint: did you mean "relu"?'),
    ("Sofmax", 'There is no activation called "Sofmax".\n  hint: did you mean "softmax"?'),
    (
        "xyzzy",
        'There is no activation called "xyzzy".\n  hint: known are sigmoid, tanh, relu, leaky_relu, '
        "softplus, swish, gelu, identity, step, softmax, logistic, silu, linear, heaviside, perceptron, opaque",
    ),
    (
        7,
        'An activation cannot be 7.\n  hint: give its name ("sigmoid", "relu", …), a row of ACTIVATIONS, '
        "or an undefined SymPy function",
    ),
    (
        sp.sin,
        'An activation cannot be sin.\n  hint: give its name ("sigmoid", "relu", …), a row of ACTIVATIONS, '
        "or an undefined SymPy function",
    ),
]


@pytest.mark.parametrize(("which", "message"), UNKNOWN)
def test_unknown_activations(which, message):
    with pytest.raises(InputError, match="ctivation") as caught:
        activation(which)
    assert str(caught.value) == message


def test_the_module_knows_its_function_classes_and_nothing_else():
    from explorer.network import activations

    assert activations.relu is ACTIVATIONS["relu"].function
    with pytest.raises(AttributeError, match="no_such"):
        _ = activations.no_such

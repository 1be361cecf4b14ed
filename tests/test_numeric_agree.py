"""`agree`: true forms agree within the derived bound, planted mistakes do not, and the bound itself is a bound."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import InputError, ShapeError
from explorer.network import ACTIVATIONS, FORMS, Layer, Network
from explorer.nodes import Dots, Softmax, entrywise
from explorer.numeric import agree
from explorer.numeric.bound import SENSITIVITY, UNIT, ErrorBounds, Near, gamma
from explorer.numeric.floats import Floats
from explorer.numeric.loops import Loops
from explorer.numeric.program import Whole

k = sp.Symbol("k")
EXACT = ErrorBounds({})


def equation(layer: Layer, inner: Any) -> sp.Eq:
    return sp.Eq(layer.output, entrywise(layer.function, inner), evaluate=False)


@pytest.mark.parametrize("name", [*ACTIVATIONS, "opaque"])
@pytest.mark.parametrize("sizes", [[5, 4, 3], ["n", "m", "p"], [1, 2, 1]], ids=str)
def test_all_forms_agree_for_every_activation(sizes: list[Any], name: str) -> None:
    result = agree(Network(sizes, activation=name))
    assert result, result.message
    assert {row.form for row in result.rows} == set(FORMS)
    assert {row.run for row in result.rows} == {"entries", "arrays", "batch"}
    assert all(row.difference <= row.bound < 1e-11 for row in result.rows) or name == "step"


def test_the_seed_network_agrees_and_the_bound_is_small() -> None:
    result = agree(Network([784, 16, 16, 10]), examples=2)
    assert result, result.message
    assert result.reference == "neuron (entries)"
    assert 0 < result.bound < 1e-12
    assert result.ulps < 64


SQUARE = Layer(1, 4, 4)
W, a, b = SQUARE.weights, SQUARE.input, SQUARE.bias
TWINS = {
    "transposed": equation(SQUARE, W.T * a + b),
    "no bias": equation(SQUARE, W * a),
    "bias twice": equation(SQUARE, W * a + 2 * b),
    "Hadamard": equation(SQUARE, sp.HadamardProduct(b, a) + b),
    "σ inside": sp.Eq(SQUARE.output, W * entrywise(SQUARE.function, a) + b, evaluate=False),
    "another σ": sp.Eq(SQUARE.output, entrywise(ACTIVATIONS["tanh"].function, W * a + b), evaluate=False),
    "off by one": equation(SQUARE, W * a + b - sp.Rational(1, 10**12) * b),
    "a missing entry": sp.Eq(
        SQUARE.output[k, 0],
        SQUARE.function(sp.Sum(W[k, sp.Symbol("q")] * a[sp.Symbol("q"), 0], (sp.Symbol("q"), 1, 3)) + b[k, 0]),
        evaluate=False,
    ),
}


@pytest.mark.parametrize("twin", TWINS)
def test_a_planted_mistake_is_reported(twin: str) -> None:
    result = agree(SQUARE.matrix(), TWINS[twin])
    assert not result
    assert result.difference > result.bound
    assert result.place.startswith("form 2 (")
    assert result.message.startswith("They differ by ")
    wrong = [row for row in result.rows if not row.agrees]
    assert {row.form for row in wrong} == {"form 2"}
    assert {row.run for row in wrong} == {"entries", "arrays", "batch"}


def test_a_transposed_inner_matrix_of_a_square_network_is_reported() -> None:
    net = Network([3, 3, 3])
    first, second = net.layers
    good = second.apply(first.apply(first.input))
    bad = second.apply(entrywise(first.function, first.weights.T * first.input + first.bias))
    assert agree(good, net.nested())
    result = agree(good, bad)
    assert not result
    assert result.difference > 1e3 * result.bound


def test_an_entry_is_compared_with_that_entry() -> None:
    layer = Layer(1, 5, 4)
    assert agree(layer.matrix(), layer.neuron(3), layer.summation(0), layer.summation("i"))
    assert agree(layer.neuron(3), layer.matrix())
    shifted = sp.Eq(layer.output[2, 0], layer.neuron(3).rhs, evaluate=False)
    assert not agree(layer.matrix(), shifted)
    assert not agree(shifted, layer.matrix())


def test_the_same_seed_gives_the_same_numbers() -> None:
    net = Network([5, 4, 3])
    assert agree(net, seed=3) == agree(net, seed=3)
    assert agree(net, seed=3) != agree(net, seed=4)
    assert agree(net).as_json()["rows"][0]["form"] == "neuron"


def test_sizes_are_the_given_ones_or_all_different() -> None:
    net = Network(["n", "m", "p"])
    assert agree(net, sizes={"n": 7, sp.Symbol("m"): 2}).sizes == {"N": 4, "n": 7, "m": 2, "p": 3}
    assert len(set(agree(net).sizes.values())) == 4


def test_wrong_calls_are_named() -> None:
    layer = Layer(1, "n", "m")
    for call, message in [
        (lambda: agree(), r"^agree needs at least one form\.\n  hint: give a layer"),
        (lambda: agree(layer, examples=0), r"^The number of examples cannot be 0\."),
        (lambda: agree(layer, sizes={"q": 2}), r"^No form has a size called q\.\n  hint: the sizes are N, m, n$"),
        (lambda: agree(layer, sizes={"n": 0}), r"^The size n cannot be 0\.\n  hint: sizes are whole numbers from 1$"),
        (lambda: agree(layer, sizes={"N": 3}), r"^N is the number of examples, 4 here\."),
        (lambda: agree(layer, functions={"f": "tanh"}), r"^No form has a function called f\.$"),
        (lambda: agree(Network([2, "n - 3"]), sizes={"n": 3}), r"^The size n - 3 is 0 here\."),
        (lambda: agree(sp.sin(sp.gamma(sp.Symbol("x")))), r"^gamma cannot be compiled to NumPy"),
    ]:
        with pytest.raises(InputError, match=message):
            call()
    with pytest.raises(ShapeError, match=r"^a\^\{\(0\)\} has shape \(3, 1\) in one form and \(4, 1\) in another\."):
        agree(Layer(1, 3, 4).matrix(), Layer(1, 4, 3).matrix())
    one, other = sp.MatrixSymbol("a", 3, 1), sp.MatrixSymbol("b", 4, 1)
    with pytest.raises(ShapeError, match=r"^form 2 has shape \(4,\), form 1 has shape \(3,\)\.\n  hint: forms of one"):
        agree(one, other)


def test_other_expressions_agree_too() -> None:
    n = sp.Symbol("n")
    v, q = sp.MatrixSymbol("v", n, 1), sp.MatrixSymbol("Q", n, n)
    norm = sp.Sum(v[k, 0] ** 2, (k, 0, n - 1))
    assert agree(norm, v.T * v, Dots(v[k, 0] * v[k, 0], (k, 0, n - 1)), sp.Trace(v * v.T))
    assert not agree(norm, sp.Sum(v[k, 0] ** 3, (k, 0, n - 1)))
    assert agree(q * (q * v), (q * q) * v, q * q * v)
    assert agree(Softmax(v), Softmax(v + 3 * sp.OneMatrix(n, 1)))
    assert agree(entrywise(sp.Lambda(k, sp.exp(k) / (1 + sp.exp(k))), v), entrywise(ACTIVATIONS["sigmoid"].function, v))


NUMBERS = st.lists(st.floats(-1e3, 1e3, allow_subnormal=False), min_size=1, max_size=40)


@given(NUMBERS, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_a_dot_product_in_any_order_is_within_its_bound(xs: list[float], draw: Any) -> None:
    """Higham's γ_n bound against exact fractions: left to right, pairwise, shuffled, NumPy's."""
    ys = [draw.uniform(-5, 5) for _ in xs]
    exact = sum(Fraction(x) * Fraction(y) for x, y in zip(xs, ys, strict=True))
    near = EXACT.dot([[Near(np.float64(x), 0.0) for x in column] for column in (xs, ys)])
    order = list(range(len(xs)))
    draw.shuffle(order)
    sums = [
        Floats({}).dot([xs, ys]),
        float(np.dot(xs, ys)),
        float((np.array(xs) * np.array(ys)).sum()),
        Floats({}).dot([[xs[r] for r in order], [ys[r] for r in order]]),
        float(near.value),
    ]
    for value in sums:
        assert abs(Fraction(value) - exact) <= Fraction(float(near.error))
    assert near.error <= 1.01 * gamma(2 * len(xs) + 4) * sum(abs(x * y) for x, y in zip(xs, ys, strict=True)) + 1e-290


@given(st.floats(-30, 30), st.floats(-30, 30), st.floats(0, 1e-6), st.floats(-1, 1), st.floats(-1, 1))
@settings(max_examples=200, deadline=None)
def test_every_rule_keeps_the_error_inside(x: float, y: float, e: float, s: float, t: float) -> None:
    """Take exact operands anywhere within e of the computed ones: the results stay within the rule's error."""
    near = Near(np.float64(x), e), Near(np.float64(y), e)
    with mpmath.workdps(40):
        exact = mpmath.mpf(x) + mpmath.mpf(s) * e, mpmath.mpf(y) + mpmath.mpf(t) * e
        rules: list[tuple[Near, Any]] = [
            (EXACT.total(near), exact[0] + exact[1]),
            (EXACT.product(near), exact[0] * exact[1]),
            (EXACT.power(near[0], sp.Integer(3)), exact[0] ** 3),
            (EXACT.call(sp.exp, near[:1]), mpmath.exp(exact[0])),
            (EXACT.call(sp.Max, near), max(exact)),
            (EXACT.softmax(near)[0], mpmath.exp(exact[0]) / (mpmath.exp(exact[0]) + mpmath.exp(exact[1]))),
        ]
        if abs(y) > 1e-3:
            rules.append((EXACT.divide(*near), exact[0] / exact[1]))
        if x > 1e-3:
            rules.append((EXACT.call(sp.log, near[:1]), mpmath.log(exact[0])))
            rules.append((EXACT.power(near[0], sp.Rational(1, 2)), mpmath.sqrt(exact[0])))
        for found, true in rules:
            assert abs(mpmath.mpf(float(found.value)) - true) <= float(found.error) * (1 + 1e-9)


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name not in ("softmax", "step")])
def test_the_lipschitz_constant_and_the_ulps_of_every_activation(name: str) -> None:
    """Every elementwise row of the activations table has its constants here; dense sampling finds no larger slope,
    and the NumPy function errs by less than `ulps` units against 50 digits."""
    row, known = ACTIVATIONS[name], SENSITIVITY[name]
    x = sp.Symbol("x")
    grid = np.concatenate([np.linspace(-12, 12, 4001), np.random.default_rng(1).normal(size=2000) * 4])
    values = np.asarray(row.array(grid))
    order = np.argsort(grid)
    slopes = np.abs(np.diff(values[order]) / np.maximum(np.diff(grid[order]), 1e-300))[np.diff(grid[order]) > 1e-7]
    assert slopes.max() <= known.lipschitz * (1 + 1e-6)
    assert slopes.max() >= 0.9 * known.lipschitz
    formula = sp.lambdify(x, row.formula(x), "mpmath")
    with mpmath.workdps(50):
        for point in np.random.default_rng(2).uniform(-12, 12, 300):
            exact = formula(mpmath.mpf(float(point)))
            error = abs(mpmath.mpf(float(row.array(point))) - exact)
            assert error <= (known.ulps + known.tail * point**2 + 1) * UNIT * abs(exact) + mpmath.mpf(2) ** -1000


def test_the_loops_are_the_written_sum_term_by_term() -> None:
    """The second road is really another one: floats added one by one, from left to right."""
    layer = Layer(1, 6, 2)
    weights = np.random.default_rng(1).normal(size=(2, 6)).tolist()
    x, bias = [[0.1 * r] for r in range(6)], [[0.5], [-0.25]]
    run = Loops(Floats({}), {"W^{(1)}": weights, "a^{(0)}": x, "b^{(1)}": bias}, {})
    total = 0.0
    for weight, (value,) in zip(weights[1], x, strict=True):
        total += weight * value
    expected = float(ACTIVATIONS["sigmoid"].array(total + bias[1][0]))
    assert run.run([Whole(None, layer.neuron(1).rhs)]) == [[expected]]


def test_an_index_out_of_range_is_refused_by_the_loops() -> None:
    v = sp.MatrixSymbol("v", 3, 1)
    with pytest.raises(InputError, match=r"^v\[3, 0\] is out of range: the shape is \(3, 1\)\.$"):
        Loops(Floats({}), {"v": [[1.0], [2.0], [3.0]]}, {}).number(sp.Sum(v[k, 0], (k, 0, 3)))

"""The neuron's story: threshold and bias, limits, growth: each computed, and each beside a false twin."""

from __future__ import annotations

import dataclasses

import pytest
import sympy as sp
from sympy.logic.boolalg import Equivalent

from explorer.errors import InputError
from explorer.network import (
    ACTIVATIONS,
    Activation,
    Layer,
    Network,
    activation,
    bias_for_inactivity,
    facts,
    weighted_sum,
)
from explorer.network.story import growth, same_condition

ROWS = [row for row in ACTIVATIONS.values() if row.elementwise]
each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
x = sp.Symbol("x", real=True)
t = sp.Symbol("t")


def by_name(row: Activation) -> dict:
    return {fact.name: fact for fact in facts(row)}


@each_row
def test_every_fact_of_every_row_is_computed_true(row):
    told = by_name(row)
    assert len(told) == 6
    assert all(fact.holds for fact in told.values()), told
    assert {"limit at -oo", "limit at oo", "value at 0", "derivative", "active above 0"} < set(told)


def test_the_sigmoid_as_the_note_tells_it():
    told = by_name(activation("sigmoid"))
    s = ACTIVATIONS["sigmoid"].function
    assert told["limit at -oo"].statement == sp.Eq(sp.Limit(s(x), x, -sp.oo), 0, evaluate=False)
    assert told["limit at oo"].statement == sp.Eq(sp.Limit(s(x), x, sp.oo), 1, evaluate=False)
    assert told["value at 0"].statement == sp.Eq(s(0), sp.Rational(1, 2), evaluate=False)
    assert told["derivative"].statement == sp.Eq(sp.Derivative(s(x), x), s(x) * (1 - s(x)), evaluate=False)
    assert told["increasing"].statement == (sp.Derivative(s(x), x) > 0)
    assert told["active above 0"].statement == Equivalent(s(x) > sp.Rational(1, 2), x > 0)
    assert told["increasing"].because.endswith("is positive for every real x")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("sigmoid", "increasing"),
        ("tanh", "increasing"),
        ("relu", "nondecreasing"),
        ("leaky_relu", "increasing"),
        ("softplus", "increasing"),
        ("swish", "not monotone"),
        ("gelu", "not monotone"),
        ("identity", "increasing"),
        ("step", "nondecreasing"),
    ],
)
def test_growth(name, kind):
    assert growth(ACTIVATIONS[name])[0] == kind


def changed(name: str, **changes: object) -> Activation:
    return dataclasses.replace(ACTIVATIONS[name], function=None, **changes)


FALSE_TWINS = [
    ("derivative", changed("sigmoid", derivative=lambda x: activation("sigmoid").function(x))),
    ("derivative", changed("relu", derivative=lambda x: sp.Integer(1))),
    ("limit at oo", changed("sigmoid", limits=(sp.S.Zero, sp.Integer(2)))),
    ("limit at -oo", changed("tanh", limits=(sp.S.Zero, sp.S.One))),
    ("active above 0", changed("sigmoid", formula=lambda x: sp.exp(-(x**2)))),
    ("active above 0", changed("relu", formula=lambda x: sp.Piecewise((x, x > 0), (-x, True)))),
    ("active above 0", changed("relu", formula=lambda x: sp.Piecewise((x - 1, x > 1), (0, True)))),
]


@pytest.mark.parametrize(("name", "row"), FALSE_TWINS, ids=lambda part: str(part))
def test_a_false_fact_does_not_hold(name, row):
    assert by_name(row)[name].holds is False


def test_growth_of_other_functions_is_not_claimed():
    falls = changed("sigmoid", formula=lambda x: 1 / (1 + sp.exp(x)))
    assert growth(falls)[0] == "not monotone"
    parts_at_1 = changed("relu", formula=lambda x: sp.Piecewise((x - 1, x > 1), (0, True)))
    assert growth(parts_at_1) == ("undecided", "its pieces part elsewhere than at 0")
    drops_at_0 = changed("step", formula=lambda x: sp.Piecewise((x - 1, x > 0), (x, True)))
    assert growth(drops_at_0)[0] == "undecided"
    wavy = changed("sigmoid", formula=lambda x: x + 2 * sp.sin(x - 30) ** 2)
    assert growth(wavy)[0] != "increasing"


@pytest.mark.parametrize("which", ["opaque", "softmax"])
def test_nothing_is_said_where_it_makes_no_sense(which):
    assert facts(which) == ()
    story = bias_for_inactivity(Layer(1, 3, 2, which), 0, 10)
    assert (story.active, story.proved) == (None, True)


@each_row
@pytest.mark.parametrize("form", ["summation", "neuron"])
@pytest.mark.parametrize("threshold", [10, t, sp.Rational(-1, 2), 0.25, 2 * (t + 1)])
@pytest.mark.parametrize("sizes", [("n", "m"), (3, 2)])
def test_bias_for_inactivity(row, form, threshold, sizes):
    layer = Layer(1, *sizes, row)
    story = bias_for_inactivity(layer, 1, threshold, form)
    assert story.proved
    assert (story.threshold, story.bias) == (sp.sympify(threshold), -sp.sympify(threshold))
    assert story.weighted_sum == weighted_sum(layer, 1, form)
    assert story.above == sp.Gt(story.weighted_sum, threshold, evaluate=False)
    assert story.positive.gts.args[-1] == story.bias
    assert story.claim.args == Equivalent(story.above, story.positive, evaluate=False).args
    assert story.active.gts.func is row.function


def test_at_a_bias_of_minus_10_the_neuron_is_active_above_10():
    """The claim at numbers: with all weights 1, sums around 10, and the sign turned as the false twin."""
    layer = Layer(1, 2, 1)
    story = bias_for_inactivity(layer, 0, 10, "neuron")
    ones = {layer.weights[0, k]: 1 for k in range(2)}
    for first, active in [(9, True), (8, False), (7, False)]:
        values = {**ones, layer.input[0, 0]: first, layer.input[1, 0]: 2}
        assert bool(story.above.subs(values)) is bool(story.positive.subs(values)) is active
        assert bool(sp.N(story.active.gts.subs(values)) > story.active.lts) is active
    wrong = sp.Gt(story.weighted_sum + 10, 0, evaluate=False)
    assert same_condition(story.above, story.positive)
    assert not same_condition(story.above, wrong)


def test_the_story_of_a_784_neuron():
    layer = Network([784, 16, 16, 10]).layers[0]
    story = bias_for_inactivity(layer, 3, 10, "neuron")
    assert story.proved
    assert len(story.weighted_sum.args) == 784
    assert story.active.gts.args[0].args[-1] == -10
    one, with_sigma = (weighted_sum(Layer(1, 1, 1), 0, form) for form in ("neuron", "summation"))
    assert one.args == with_sigma.function.subs("k", 0).args


@pytest.mark.parametrize("threshold", ["10", None, True, float("nan"), float("inf"), [10]])
def test_thresholds_refused(threshold):
    with pytest.raises(InputError, match="threshold") as caught:
        bias_for_inactivity(Layer(1, 3, 2), 0, threshold)
    assert str(caught.value) == (f"A threshold cannot be {threshold!r}.\n  hint: give a number or a SymPy symbol")


def test_other_forms_refused():
    with pytest.raises(InputError, match="weighted sum") as caught:
        weighted_sum(Layer(1, 3, 2), 0, "matrix")
    assert str(caught.value) == ('A weighted sum cannot be written as "matrix".\n  hint: give "summation" or "neuron"')
    with pytest.raises(InputError, match="Layer 1 has no neuron 2"):
        weighted_sum(Layer(1, 3, 2), 2)

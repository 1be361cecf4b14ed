"""The curves are the formulas: every drawn number is recomputed here with math.exp, every mark too."""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import plots
from explorer.errors import InputError
from explorer.network import ACTIVATIONS, activation
from explorer.plots.rows import curve, curve_names, formula_text, slopes, values

FORMULAS = {
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "tanh": lambda x: (math.exp(x) - math.exp(-x)) / (math.exp(x) + math.exp(-x)),
    "relu": lambda x: x if x > 0 else 0.0,
    "leaky_relu": lambda x: x if x > 0 else x / 100,
    "softplus": lambda x: math.log(1 + math.exp(x)),
    "swish": lambda x: x / (1 + math.exp(-x)),
    "gelu": lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2,
    "identity": lambda x: x,
    "step": lambda x: 1.0 if x > 0 else 0.0,
}
NAMES = ", ".join(FORMULAS)
SIGMOID = FORMULAS["sigmoid"]


def line(ax, label):
    (found,) = [each for each in ax.lines if each.get_label() == label]
    return np.asarray(found.get_xdata(), dtype=float), np.asarray(found.get_ydata(), dtype=float)


def check(drawn, formula):
    x, y = drawn
    kept = ~np.isnan(y)
    assert kept.sum() > 300
    assert np.allclose(y[kept], [formula(at) for at in x[kept]], rtol=1e-12, atol=1e-13)


def test_sigmoid_is_drawn_with_its_limits_and_its_value_at_zero():
    (ax,) = plots.sigmoid(low=-7, high=9).axes
    check(line(ax, "sigmoid"), SIGMOID)
    assert ax.get_xlim() == (-7, 9)
    assert line(ax, "sigmoid")[0][[0, -1]].tolist() == [-7, 9]
    assert set(line(ax, "limit 0")[1]) == {0.0}
    assert set(line(ax, "limit 1")[1]) == {1.0}
    assert [part.tolist() for part in line(ax, "value at 0")] == [[0], [0.5]]
    assert ax.get_xlabel() == "$x$"
    assert ax.get_ylabel() == r"$\sigma(x)$"
    assert ax.get_title(loc="left") == r"$\sigma(x) = $$\frac{1}{1 + e^{-x}}$"
    texts = {text.get_text() for text in ax.texts}
    assert {
        r"$\sigma(x) \to 0$ as $x \to {-}\infty$",
        r"$\sigma(x) \to 1$ as $x \to {+}\infty$",
        r"$\sigma(0) = \frac{1}{2}$",
    } <= texts


def test_sigmoid_away_from_zero_marks_no_value_at_zero():
    (ax,) = plots.sigmoid(low=2, high=9).axes
    assert "value at 0" not in {each.get_label() for each in ax.lines}


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(-20, 20), min_size=1, max_size=6, unique=True),
    st.sampled_from([-3.0, -0.5, 0.25, 1.0, 4.0]),
    st.sampled_from(["sigmoid", "tanh", "softplus"]),
)
def test_bias_moves_the_curve_to_minus_b_over_w(biases, weight, name):
    figure = plots.bias(biases, weight=weight, activation=name)
    (ax,) = figure.axes
    low, high = ax.get_xlim()
    dots = [each for each in ax.lines if each.get_marker() == "o"]
    uprights = [each for each in ax.lines if each.get_label() == "threshold" and each.get_marker() != "o"]
    assert len(dots) == len(uprights) == len(biases)
    for b, dot, upright in zip(biases, dots, uprights, strict=True):
        label = f"b = {b}".replace("-", "−")
        check(line(ax, label), lambda x, b=b: FORMULAS[name](weight * x + b))
        threshold = -b / weight
        assert dot.get_xdata() == pytest.approx([threshold])
        assert dot.get_ydata() == pytest.approx([FORMULAS[name](0)])
        assert set(upright.get_xdata()) == {threshold}
        assert low < threshold < high
    written = sorted(text.get_text() for text in ax.texts)
    assert written == sorted(f"$b = {b}$\n$x = {-b / weight + 0.0:.4g}$".replace("-", "−") for b in biases)


def test_bias_for_inactivity_is_the_notes_ten():
    (ax,) = plots.bias([-10]).axes
    (text,) = ax.texts
    assert text.get_text() == "$b = −10$\n$x = 10$"
    x, y = line(ax, "b = −10")
    assert (y[x > 10] > 0.5).all()
    assert (y[x < 10] < 0.5).all()
    assert ax.get_title(loc="left") == r"$\sigma(wx + b)$ with $w = 1$: threshold at $x = -b/w$"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("$x$", r"$\sigma(wx + b)$")


def test_bias_outside_the_chosen_range_has_no_mark():
    (ax,) = plots.bias([0, -30], low=-5, high=5).axes
    assert [text.get_text() for text in ax.texts] == ["$b = 0$\n$x = 0$"]


def test_threshold_labels_of_near_biases_do_not_overlap():
    (ax,) = plots.bias([1, 1.2, -1, 8, 9.5, -20], weight=-2).axes
    boxes = [text.get_window_extent() for text in ax.texts]
    assert len(boxes) == 6
    assert not any(a.overlaps(b) for k, a in enumerate(boxes) for b in boxes[:k])


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.integers(-6, 6), min_size=1, max_size=6, unique=True),
    st.sampled_from([-1.5, 0.0, 2.0]),
    st.sampled_from(["sigmoid", "tanh"]),
)
def test_weight_sets_the_steepness_at_the_threshold(weights, bias, name):
    (ax,) = plots.weight(weights, bias=bias, activation=name).axes
    at_zero = {"sigmoid": 0.25, "tanh": 1.0}[name]
    marked = [each.get_xdata()[0] for each in ax.lines if each.get_label() == "threshold"]
    assert marked == pytest.approx([-bias / w for w in weights if w and abs(bias / w) <= 6])
    for w in weights:
        drawn = line(ax, f"w = {w}, slope {w * at_zero:g}".replace("-", "−"))
        check(drawn, lambda x, w=w: FORMULAS[name](w * x + bias))
    labels = [text.get_text() for text in ax.texts]
    assert labels == [f"$w = {w}$".replace("-", "−") for w in weights]


def test_weight_title_states_the_law_for_each_activation():
    assert plots.weight([1]).axes[0].get_title(loc="left") == (
        r"$\sigma(wx + b)$ with $b = 0$: slope at $x = -b/w$ is $w\,\sigma'(0) = 0.25\,w$"
    )
    assert plots.weight([1], bias=-2, activation="tanh").axes[0].get_title(loc="left") == (
        r"$\tanh(wx + b)$ with $b = −2$: slope at $x = -b/w$ is $w\,\tanh'(0) = 1\,w$"
    )


def test_every_row_that_acts_on_entries_is_drawn_and_checked_here():
    assert set(curve_names()) == set(FORMULAS) == set(ACTIVATIONS) - {"softmax"}


@pytest.mark.parametrize("name", FORMULAS)
def test_activations_draw_the_function_and_its_derivative(name):
    (ax,) = plots.activations([name], low=-3, high=3.5).axes
    check(line(ax, name), FORMULAS[name])
    x, y = line(ax, f"{name}'")
    step = 1e-5
    smooth = [k for k in range(len(x)) if not np.isnan(y[k]) and abs(x[k]) > 2 * step]
    assert len(smooth) > 300
    difference = [(FORMULAS[name](x[k] + step) - FORMULAS[name](x[k] - step)) / (2 * step) for k in smooth]
    assert np.allclose(y[smooth], difference, rtol=0, atol=1e-8)
    limits = {float(each.get_ydata()[0]) for each in ax.lines if each.get_label() == "limit"}
    assert limits == {float(limit) for limit in ACTIVATIONS[name].limits if math.isfinite(float(limit))}
    latex = ACTIVATIONS[name].latex
    curves = [text.get_text() for text in ax.texts if "$" in text.get_text()]
    assert curves == [f"${latex}(x)$", f"${latex}'(x)$"]
    assert ax.get_title(loc="left") == f"{name}: {formula_text(activation(name))}"


def test_activations_side_by_side_keep_the_order_and_default_to_all():
    assert [ax.get_title(loc="left").split(":")[0] for ax in plots.activations(["tanh", "silu", "sigmoid"]).axes] == [
        "tanh",
        "swish",
        "sigmoid",
    ]
    shown = [ax.get_title(loc="left").split(":")[0] for ax in plots.activations().axes]
    assert shown == list(curve_names())


def test_formulas_are_written_for_people():
    assert formula_text(activation("relu")) == "$x$ for $x > 0$, $0$ otherwise"
    assert formula_text(activation("softplus")) == r"$\log\left(1 + e^{x}\right)$"


def test_a_jump_is_a_gap_and_a_steep_curve_is_not():
    assert np.isnan(curve(lambda x: values(activation("step"), x), -1.0, 2.0)[1]).sum() == 1
    assert np.isnan(curve(lambda x: slopes(activation("relu"), x), -1.0, 2.0)[1]).sum() == 1
    assert not np.isnan(curve(lambda x: values(activation("sigmoid"), 1000 * x), -1.0, 2.0)[1]).any()
    assert not np.isnan(curve(lambda x: values(activation("relu"), x), -1.0, 2.0)[1]).any()


@pytest.mark.parametrize("name", FORMULAS)
def test_values_are_calm_far_away(name):
    far = np.array([-1e4, 1e4])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert np.isfinite(values(activation(name), far)).all()
    assert np.isfinite(slopes(activation(name), far)).all()


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plots.sigmoid(low=math.nan), "low must be a finite number, not nan."),
        (lambda: plots.sigmoid(high=math.inf), "high must be a finite number, not inf."),
        (lambda: plots.sigmoid(low=3, high=3), "low must be smaller than high, and 3 is not smaller than 3."),
        (lambda: plots.bias([0, math.nan]), "biases[1] must be a finite number, not nan."),
        (lambda: plots.bias(["1"]), "biases[0] must be a finite number, not '1'."),
        (lambda: plots.bias([True]), "biases[0] must be a finite number, not True."),
        (lambda: plots.bias([]), "biases is empty.\n  hint: give at least one number"),
        (
            lambda: plots.bias([1], weight=0),
            "weight is 0, so the threshold −b/w does not exist.\n  hint: give a weight other than 0",
        ),
        (
            lambda: plots.bias([1e300], weight=1e-300),
            "the threshold −b/w must be a finite number, not -inf.",
        ),
        (
            lambda: plots.weight(range(7)),
            "A figure shows 1 to 6 weights, not 7.\n  hint: draw two figures, or pass fewer values",
        ),
        (
            lambda: plots.weight([1], activation="sigmoit"),
            'There is no activation called "sigmoit".\n  hint: did you mean "sigmoid"?',
        ),
        (
            lambda: plots.activations(["softmax"]),
            "The activation softmax has no curve: it is not one known function of one number."
            f"\n  hint: draw one of {NAMES}",
        ),
        (
            lambda: plots.bias([1], activation="opaque"),
            "The activation opaque has no curve: it is not one known function of one number."
            f"\n  hint: draw one of {NAMES}",
        ),
        (lambda: plots.activations(["swish", "silu"]), "swish was named twice."),
        (
            lambda: plots.activations([]),
            f"No activation was named.\n  hint: choose from {NAMES}",
        ),
    ],
)
def test_bad_input_is_refused_in_words(draw, message):
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        draw()

"""The map of a two-input neuron, the sweeps and the saturation: each number recomputed from the formula here."""

import math
import re

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import plots
from explorer.errors import InputError, ShapeError
from explorer.network import activation
from explorer.plots.contour import equation, line_in
from explorer.plots.rows import curve_names, saturation
from explorer.plots.style import DIVERGING

FORMULAS = {"sigmoid": lambda x: 1 / (1 + math.exp(-x)), "tanh": math.tanh, "relu": lambda x: max(x, 0.0)}
whole = st.integers(-5, 5)


def lines(ax, label):
    return [np.asarray(each.get_xydata(), dtype=float) for each in ax.lines if each.get_label() == label]


# the map of two inputs


@settings(max_examples=12, deadline=None)
@given(st.tuples(whole, whole).filter(any), st.lists(whole, min_size=1, max_size=2), st.sampled_from(sorted(FORMULAS)))
def test_the_map_is_the_formula_and_the_line_is_where_the_sum_is_zero(w, biases, name):
    figure = plots.contour(w, biases=biases, activation=name, low=-3, high=5)
    maps = [ax for ax in figure.axes if ax.images]
    assert len(maps) == len(biases)
    for ax, b in zip(maps, biases, strict=True):
        (image,) = ax.images
        heights = np.asarray(image.get_array())
        left, right, bottom, top = image.get_extent()
        pixel = (right - left) / heights.shape[1]
        for row, column in ((0, 0), (heights.shape[0] - 1, 0), (17, 101), (80, 40)):
            x1, x2 = left + (column + 0.5) * pixel, bottom + (row + 0.5) * pixel
            assert heights[row, column] == pytest.approx(FORMULAS[name](w[0] * x1 + w[1] * x2 + b), abs=1e-12)
        assert (top - bottom) == pytest.approx(right - left)
        assert sum(image.get_clim()) / 2 == pytest.approx(FORMULAS[name](0))  # white is σ(0)
        assert image.get_cmap() is DIVERGING
        drawn = lines(ax, "decision line")
        corners = [w[0] * x + w[1] * y + b for x in (-3, 5) for y in (-3, 5)]
        assert len(drawn) == int(min(corners) < 0 < max(corners)) or 0 in corners
        for points in drawn:
            assert points @ np.array(w) + b == pytest.approx(0, abs=1e-9)
            assert ((points >= -3 - 1e-9) & (points <= 5 + 1e-9)).all()
        for points in lines(ax, "line for b = 0"):
            assert points @ np.array(w) == pytest.approx(0, abs=1e-9)
        distance = f"{abs(b) / math.hypot(*w):.4g}"
        assert ax.get_title().endswith(rf"its distance from 0 is $|b|/\|w\| = {distance}$")
        assert (ax.get_xlabel(), ax.get_ylabel()) == ("$x_1$", "$x_2$")


def test_a_bias_moves_the_line_along_w_and_does_not_turn_it():
    figure = plots.contour((3, 4), biases=[0, -10], low=-6, high=6)
    still, moved = (lines(ax, "decision line")[0] for ax in figure.axes if ax.images)
    direction = (still[1] - still[0]) / np.linalg.norm(still[1] - still[0])
    other = (moved[1] - moved[0]) / np.linalg.norm(moved[1] - moved[0])
    assert abs(direction @ other) == pytest.approx(1)
    assert direction @ np.array([3, 4]) == pytest.approx(0)
    assert (moved[0] - still[0]) @ np.array([0.6, 0.8]) == pytest.approx(10 / 5)


def test_the_dotted_line_has_its_name_beside_it():
    for w, b in (((2, 1), 4), ((2, 1), -4), ((-1, 3), 2), ((0, 3), -5)):
        (ax,) = [ax for ax in plots.contour(w, biases=[b]).axes if ax.images]
        (name,) = [text for text in ax.texts if text.get_text() == "$b = 0$"]
        assert np.dot(name.xy, w) == pytest.approx(0)
        assert (name.xyann[0] * w[0] * b > 0) or not w[0]  # not on the side where the decision line is
    (still,) = [ax for ax in plots.contour((2, 1), biases=[0]).axes if ax.images]
    assert "$b = 0$" not in [text.get_text() for text in still.texts]


def test_the_equation_is_written_with_its_numbers():
    assert equation((2, 1), -4) == "2x_1 + x_2 − 4 = 0"
    assert equation((0, -0.5), 0) == "−0.5x_2 = 0"
    assert equation((-1, 3), 0.25) == "−x_1 + 3x_2 + 0.25 = 0"


def test_a_line_beside_the_square_is_no_line():
    assert line_in((1, 1), -9, -4, 4) is None
    assert line_in((1, 1), -7, -4, 4) == ((4, 3), (3, 4))


def test_the_scale_names_the_values_that_the_thin_lines_join():
    figure = plots.contour(activation="tanh", low=-9, high=9)
    (scale,) = [child for ax in figure.axes for child in ax.child_axes]
    assert [text.get_text() for text in scale.get_yticklabels()] == ["−1", "−0.8", "0", "0.8", "1"]


# the sweeps


@settings(max_examples=12, deadline=None)
@given(st.lists(whole, min_size=1, max_size=5, unique=True), st.sampled_from(sorted(FORMULAS)), whole.filter(bool))
def test_a_bias_sweep_has_a_panel_for_each_bias(values, name, w):
    figure = plots.sweep("bias", values, weight=w, activation=name)
    assert len(figure.axes) == len(values)
    for ax, b in zip(figure.axes, values, strict=True):
        (curve,) = lines(ax, f"bias {b}".replace("-", "−"))
        x, y = curve[~np.isnan(curve[:, 1])].T
        assert np.allclose(y, [FORMULAS[name](w * at + b) for at in x], rtol=1e-12, atol=1e-13)
        (dot,) = lines(ax, "threshold")
        assert dot.tolist() == [[pytest.approx(-b / w), pytest.approx(FORMULAS[name](0))]]
        threshold = f"{-b / w + 0.0:.4g}".replace("-", "−")
        assert ax.get_title() == f"$b = {b}$: threshold $x = {threshold}$".replace("-", "−")
        assert ax.get_ylim() == figure.axes[0].get_ylim()


def test_a_weight_sweep_names_each_slope_and_zero_is_flat():
    figure = plots.sweep("weight", [-2, 0, 4], bias=1)
    flat = 1 / (1 + math.exp(-1))
    assert [ax.get_title() for ax in figure.axes] == [
        r"$w = −2$: slope $w\,\sigma'(0) = −0.5$",
        rf"$w = 0$: $\sigma(b) = {flat:.4g}$ everywhere",
        r"$w = 4$: slope $w\,\sigma'(0) = 1$",
    ]
    (curve,) = lines(figure.axes[1], "weight 0")
    assert curve[:, 1] == pytest.approx(flat)
    assert lines(figure.axes[1], "threshold") == []
    assert figure.get_suptitle() == r"$\sigma(wx + b)$, $b = 1$: the weight sets how steep the curve is"


# saturation


def bell(x):
    return mpmath.exp(-(x**2) / 2) / mpmath.sqrt(2 * mpmath.pi)


def logistic(x):
    return 1 / (1 + mpmath.exp(-x))


# Slopes written out here, from the textbooks; which sides have a limit; where the slope is steepest, roughly.
CURVED = {
    "swish": (lambda x: logistic(x) + x * logistic(x) * (1 - logistic(x)), 2.4),
    "gelu": (lambda x: mpmath.ncdf(x) + x * bell(x), 1.4),
}


def ends_of_saturation(name):
    """Where |f'| falls for good to a twentieth of its greatest value, on each side on which f has a limit."""
    s = (1 - math.sqrt(0.95)) / 2  # σ(1 − σ) = 1/80
    known = {
        "sigmoid": (math.log(s / (1 - s)), -math.log(s / (1 - s))),
        "tanh": (-math.acosh(math.sqrt(20)), math.acosh(math.sqrt(20))),  # 1/cosh² = 1/20
        "softplus": (-math.log(19), None),  # σ = 1/20
        "relu": (0, None),
        "leaky_relu": (None, None),  # its slope is small, but it has no limit
        "identity": (None, None),
        "step": (0, 0),
    }
    if name in known:
        return known[name]
    slope, near = CURVED[name]
    steepest = slope(mpmath.findroot(lambda x: mpmath.diff(slope, x), near))
    far = next(x for x in np.arange(-12, 0, 0.125) if abs(slope(x)) > steepest / 20)
    return float(mpmath.findroot(lambda x: slope(x) + steepest / 20, far)), None  # below 0 on its way to the limit 0


@pytest.mark.parametrize("name", curve_names())
def test_saturation_begins_where_the_slope_is_a_twentieth_of_the_steepest(name):
    expected = tuple(end if end is None else pytest.approx(end, abs=1e-9) for end in ends_of_saturation(name))
    assert saturation(activation(name)) == expected


@pytest.mark.parametrize("name", curve_names())
def test_the_shade_is_the_saturated_part_of_the_panel(name):
    (ax,) = plots.activations([name], low=-5, high=5).axes
    drawn = sorted(patch.get_extents().transformed(ax.transData.inverted()).intervalx.tolist() for patch in ax.patches)
    low, high = ends_of_saturation(name)
    expected = [[-5, low]] * (low is not None) + [[high, 5]] * (high is not None)
    assert drawn == [pytest.approx(part, abs=1e-6) for part in expected]


@pytest.mark.parametrize(
    ("draw", "kind", "message"),
    [
        (lambda: plots.contour([1, 2, 3]), ShapeError, "A neuron with two inputs has 2 weights, not 3."),
        (
            lambda: plots.contour([0, 0]),
            InputError,
            "Both weights are 0, so there is no decision line.\n  hint: give a weight other than 0",
        ),
        (
            lambda: plots.contour(biases=range(7)),
            InputError,
            "A figure shows 1 to 6 biases, not 7.\n  hint: draw two figures",
        ),
        (lambda: plots.sweep("slope"), InputError, 'A sweep varies the "bias" or the "weight", not \'slope\'.'),
        (
            lambda: plots.sweep("bias", range(13)),
            InputError,
            "A sweep shows 1 to 12 values, not 13.\n  hint: draw two figures",
        ),
    ],
)
def test_they_refuse_in_words(draw, kind, message):
    with pytest.raises(kind, match=f"^{re.escape(message)}$"):
        draw()

"""The surface of a two-input neuron: heights, line, floor and words recomputed from the formula here."""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import plots
from explorer.errors import InputError, ShapeError
from explorer.plots.style import DIVERGING

FORMULAS = {"sigmoid": lambda x: 1 / (1 + math.exp(-x)), "tanh": math.tanh, "relu": lambda x: max(x, 0.0)}
LATEX = {"sigmoid": r"\sigma", "tanh": r"\tanh", "relu": r"\operatorname{ReLU}"}
whole = st.integers(-5, 5)


def corners(ax):
    """The corners `(count, 4, 3)` of the pieces of the surface, and the colour of each piece."""
    (skin,) = [each for each in ax.collections if hasattr(each, "do_3d_projection") and len(each.get_facecolor()) > 8]
    pieces = getattr(skin, "_faces", None)
    if pieces is None:  # before matplotlib 3.10
        pieces = skin._vec[:3].T.reshape(-1, 4, 3)
    return np.asarray(pieces, dtype=float), skin


def lines(ax, label):
    return [np.array(each.get_data_3d(), dtype=float).T for each in ax.lines if each.get_label() == label]


@settings(max_examples=10, deadline=None)
@given(st.tuples(whole, whole).filter(any), st.lists(whole, min_size=1, max_size=2), st.sampled_from(sorted(FORMULAS)))
def test_the_surface_is_the_formula_and_the_line_on_it_is_where_the_sum_is_zero(w, biases, name):
    f = FORMULAS[name]
    figure = plots.surface(w, biases=biases, activation=name, low=-3, high=5)
    assert len(figure.axes) == len(biases)
    for ax, b in zip(figure.axes, biases, strict=True):
        pieces, _ = corners(ax)
        for x1, x2, height in pieces[:: max(1, len(pieces) // 97)].reshape(-1, 3):
            assert height == pytest.approx(f(w[0] * x1 + w[1] * x2 + b), abs=1e-8)
        flat = pieces[..., :2]
        assert (flat.min(), flat.max()) == (pytest.approx(-3), pytest.approx(5))
        x, y = np.moveaxis(flat, 2, 0)
        area = 0.5 * np.abs((x * np.roll(y, -1, axis=1) - y * np.roll(x, -1, axis=1)).sum(axis=1))  # Gauss's trapezia
        assert area.sum() == pytest.approx(64, rel=2e-2)  # no hole, nothing twice; a corner may be cut by the line
        drawn = lines(ax, "decision line")
        signs = [w[0] * x + w[1] * y + b for x in (-3, 5) for y in (-3, 5)]
        assert len(drawn) == int(min(signs) < 0 < max(signs)) or 0 in signs
        for points, below in zip(drawn, lines(ax, "line on the floor"), strict=True):
            assert points[:, :2] @ np.array(w) + b == pytest.approx(0, abs=1e-9)
            assert points[:, 2] == pytest.approx(f(0))
            assert below[:, :2].tolist() == points[:, :2].tolist()
            assert (below[:, 2] == ax.get_zlim()[0]).all()
            assert f"${LATEX[name]}(0) = {f(0):g}$" in [text.get_text().strip() for text in ax.texts]
        for points in lines(ax, "line for b = 0"):
            assert points[:, :2] @ np.array(w) == pytest.approx(0, abs=1e-9)
            assert b
        labels = (ax.get_xlabel(), ax.get_ylabel(), ax.get_zlabel())
        assert labels == ("$x_1$", "$x_2$", f"${LATEX[name]}(z)$")
        assert ax.get_title().startswith(f"$b = {b}$: $".replace("-", "−"))
        assert {ax.get_zlim() for ax in figure.axes} == {figure.axes[0].get_zlim()}


def test_white_is_the_height_of_the_line_orange_above_blue_below():
    (ax,) = plots.surface([2, 1], biases=[0]).axes
    pieces, skin = corners(ax)
    colours = np.asarray(skin.get_facecolor())  # in the order in which they are painted, so only counted here
    red, _, blue, _ = colours.T
    height = pieces[..., 2].mean(axis=1)
    assert abs(int((red > blue).sum()) - int((height > 0.5).sum())) <= 40  # beside the line a piece may be white
    assert abs(int((red < blue).sum()) - int((height < 0.5).sum())) <= 40
    assert colours[:, :3].min(axis=1).max() > 0.93
    allowed = {tuple(np.round(colour, 6)) for colour in DIVERGING(np.arange(257))}
    assert {tuple(np.round(colour, 6)) for colour in colours} <= allowed


def test_a_bias_moves_the_line_along_w_and_does_not_turn_it():
    still, moved = (lines(ax, "decision line")[0] for ax in plots.surface((3, 4), biases=[0, -10], low=-6).axes)
    ways = [(line[1] - line[0]) / np.linalg.norm(line[1] - line[0]) for line in (still, moved)]
    assert abs(ways[0] @ ways[1]) == pytest.approx(1)
    assert ways[0][:2] @ np.array([3, 4]) == pytest.approx(0)
    assert (moved[0] - still[0])[:2] @ np.array([0.6, 0.8]) == pytest.approx(10 / 5)


def test_a_jump_is_open_and_both_sides_are_flat():
    (ax,) = plots.surface([1, 2], biases=[0], activation="step").axes
    pieces, _ = corners(ax)
    assert set(pieces[..., 2].ravel().tolist()) == {0.0, 1.0}
    level = [set(piece.tolist()) for piece in pieces[..., 2]]
    assert all(len(heights) == 1 for heights in level)  # no wall between 0 and 1
    edges = [np.asarray(line.get_data_3d()[2]) for line in ax.lines if line.get_label().startswith("_")]
    assert len(edges) == 4
    assert sum(np.isnan(edge).any() for edge in edges) == 2  # the line crosses two of the four edges


@pytest.mark.parametrize("w", [(2, 1), (-1, 3), (0, -2)])
def test_the_eye_stands_on_the_low_side(w):
    (ax,) = plots.surface(w, biases=[0]).axes
    towards = math.radians(ax.azim)
    assert math.cos(towards) * w[0] + math.sin(towards) * w[1] < 0


def test_it_is_told_in_words():
    told = plots.alt_text(plots.surface((2, 1), biases=[-4]))
    assert told == (
        "A sigmoid neuron with two inputs, weights 2 and 1, as a surface: the bias moves it along the weights. "
        "b = −4: 2x_1 + x_2 − 4 = 0. The x axis is x_1, from −4 to 4. The y axis is x_2, from −4 to 4. "
        "The z axis is σ(z), from −0.45 to 1. Labels: σ(0) = 0.5; w; b = 0."
    )


@pytest.mark.parametrize(
    ("draw", "kind", "message"),
    [
        (lambda: plots.surface([1, 2, 3]), ShapeError, "A neuron with two inputs has 2 weights, not 3."),
        (
            lambda: plots.surface([0, 0]),
            InputError,
            "Both weights are 0, so there is no decision line.\n  hint: give a weight other than 0",
        ),
        (
            lambda: plots.surface(low=3, high=3),
            InputError,
            "low must be smaller than high, and 3 is not smaller than 3.",
        ),
    ],
)
def test_it_refuses_in_words(draw, kind, message):
    with pytest.raises(kind, match=f"^{re.escape(message)}$"):
        draw()

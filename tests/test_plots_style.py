"""The palette is told apart by every reader, the picture map is centred, labels stay readable: measured."""

import math
import re
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from explorer.errors import InputError
from explorer.plots.labels import label_curves
from explorer.plots.style import (
    DASHES,
    DIVERGING,
    PALETTE,
    axes,
    number,
    panels,
    readable,
    strokes,
)

# Machado, Oliveira, Fernandes, "A Physiologically-based Model for Simulation of Color Vision
# Deficiency" (2009), severity 1.0, on linear RGB.
MACHADO = {
    "normal": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = TO_XYZ @ np.ones(3)
PALETTE_FLOOR, MAP_FLOOR = 20.0, 12.0
TAB10 = (
    "#1f77b4",
    "#ff7f0e",
    "#2ca02c",
    "#d62728",
    "#9467bd",
    "#8c564b",
    "#e377c2",
    "#7f7f7f",
    "#bcbd22",
    "#17becf",
)


def linear(colour):
    """Hex sRGB to linear RGB in 0..1."""
    channels = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(colour, vision):
    """CIELAB (D65) of a colour as that vision sees it."""
    seen = np.clip(np.array(MACHADO[vision]) @ linear(colour), 0, 1)
    ratio = (TO_XYZ @ seen) / WHITE
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def worst(colours, vision):
    """The smallest CIE76 distance between two of the colours."""
    return min(float(np.linalg.norm(lab(a, vision) - lab(b, vision))) for a, b in combinations(colours, 2))


def contrast(a, b):
    """WCAG contrast ratio."""
    high, low = sorted((float(TO_XYZ[1] @ linear(c)) for c in (a, b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself_is_right():
    assert lab("#ffffff", "normal") == pytest.approx([100, 0, 0], abs=1e-3)
    assert lab("#ff0000", "normal") == pytest.approx([53.24, 80.09, 67.20], abs=0.02)
    for vision, matrix in MACHADO.items():
        assert np.sum(matrix, axis=1) == pytest.approx(1, abs=2e-6), vision


@pytest.mark.parametrize("vision", MACHADO)
def test_palette_is_told_apart_by_every_vision(vision):
    assert worst(PALETTE, vision) >= PALETTE_FLOOR


def test_tab10_is_not_and_its_red_and_green_are_the_reason():
    green, red = TAB10[2], TAB10[3]
    assert worst([green, red], "normal") > 100
    assert worst([green, red], "deuteranopia") < PALETTE_FLOOR
    assert all(worst(TAB10, vision) < PALETTE_FLOOR for vision in ("protanopia", "deuteranopia", "tritanopia"))


@pytest.mark.parametrize("vision", MACHADO)
def test_the_two_ends_of_the_picture_map_are_told_apart_at_every_strength(vision):
    for strength in (0.25, 0.5, 0.75, 1.0):
        ends = [
            "#" + "".join(f"{round(255 * c):02x}" for c in DIVERGING(x)[:3])
            for x in ((1 - strength) / 2, (1 + strength) / 2)
        ]
        assert worst([*ends, "#ffffff"], vision) >= MAP_FLOOR, strength


def test_zero_is_exactly_white_on_the_picture_map():
    assert DIVERGING(0.5) == (1.0, 1.0, 1.0, 1.0)


def test_label_colours_are_readable_on_white_and_the_line_colours_alone_are_not():
    assert all(contrast(readable(colour), "#ffffff") >= 3.0 for colour in PALETTE)
    assert min(contrast(colour, "#ffffff") for colour in PALETTE) < 3.0


@given(st.integers(1, 6))
def test_no_two_strokes_share_colour_or_dash(count):
    made = strokes(count, "curves")
    assert len({stroke.colour for stroke in made}) == len({str(stroke.dash) for stroke in made}) == count
    assert len(DASHES) == len(PALETTE)


@pytest.mark.parametrize("count", [0, 7])
def test_more_curves_than_strokes_are_refused(count):
    with pytest.raises(
        InputError,
        match=re.escape(f"A figure shows 1 to 6 biases, not {count}.\n  hint: draw two figures, or pass fewer values"),
    ):
        strokes(count, "biases")


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e20, max_value=1e20))
def test_a_written_number_reads_back_to_four_figures(value):
    superscripts = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    text = number(value).translate(superscripts).replace("·10", "e").replace("−", "-")
    assert math.isclose(float(text), value, rel_tol=5.1e-4, abs_tol=0)
    assert text != "-0"


def test_a_new_figure_says_its_title_and_a_given_one_keeps_its_own():
    assert axes(None, "new")[0].get_label() == "new"
    mine = Figure()
    mine.set_label("mine")
    nested = mine.subfigures(1, 2)[1].subplots()
    assert axes(nested, "other") == (mine, nested)
    assert mine.get_label() == "mine"


def test_axes_that_are_none_are_refused():
    with pytest.raises(InputError, match=r"^ax must be a matplotlib Axes, not str\.$"):
        axes("here", "title")


def test_panels_in_given_axes_stay_inside_and_do_not_overlap():
    figure = Figure()
    host = figure.subplots()
    same, places = panels(host, "", 6, 3, (1, 1))
    assert same is figure
    assert figure.axes == [host]
    assert not host.axison
    boxes = [place.get_axes_locator()(place, None) for place in places]
    outer = host.get_position()
    for box in boxes:
        assert outer.x0 - 1e-9 <= box.x0 < box.x1 <= outer.x1 + 1e-9
        assert outer.y0 - 1e-9 <= box.y0 < box.y1 <= outer.y1 + 1e-9
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-3, 3), min_size=2, max_size=5, unique_by=lambda slope: round(slope, 1)))
def test_labels_of_lines_lie_inside_and_apart(slopes):
    figure = Figure(figsize=(6, 4))
    ax = figure.subplots()
    lines = [ax.plot([0, 1], [0.5, 0.5 + slope / 8], color=PALETTE[k])[0] for k, slope in enumerate(slopes)]
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    label_curves(ax, [(line, f"line {k}") for k, line in enumerate(lines)])
    boxes = [text.get_window_extent() for text in ax.texts]
    frame = ax.get_window_extent()
    assert [text.get_text() for text in ax.texts] == [f"line {k}" for k in range(len(slopes))]
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1 for box in boxes)
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


def test_labels_of_one_curve_drawn_three_times_do_not_overlap():
    figure = Figure(figsize=(3, 2))
    ax = figure.subplots()
    lines = [ax.plot([0, 1], [0.2, 0.8], color=colour)[0] for colour in PALETTE[:3]]
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    label_curves(ax, [(line, "the same curve") for line in lines])
    boxes = [text.get_window_extent() for text in ax.texts]
    assert len(boxes) == 3
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


def test_a_line_outside_the_frame_gets_no_label():
    ax = Figure().subplots()
    lines = [ax.plot([0, 1], [height, height], color=PALETTE[0])[0] for height in (0.5, 7.0)]
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    label_curves(ax, [(line, f"line {k}") for k, line in enumerate(lines)])
    assert [text.get_text() for text in ax.texts] == ["line 0"]

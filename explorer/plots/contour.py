"""A neuron with two inputs as a map of the plane: its decision line, and the bias moving it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from explorer.errors import InputError, ShapeError
from explorer.network import Activation
from explorer.plots.checks import finite_values, interval
from explorer.plots.rows import drawable, values
from explorer.plots.style import DIVERGING, INK, QUIET, TEXT_SIZE, dress, halo, number, panels

_SAMPLES = 161
_MOST = 6
PALE = 1.6  # the ends of the colour map are too dark to read a line on
ACROSS = 3


def contour(
    weights: Sequence[float] = (2.0, 1.0),
    *,
    biases: Sequence[float] = (4.0, 0.0, -4.0),
    activation: str | Activation = "sigmoid",
    low: float = -4.0,
    high: float = 4.0,
    ax: Axes | None = None,
) -> Figure:
    """Law: for each b a map of σ(w₁x₁ + w₂x₂ + b), and the decision line w₁x₁ + w₂x₂ + b = 0.

    The line is perpendicular to w (the arrow) at the distance |b|/‖w‖ from the origin: a bias moves it along w and
    does not turn it. The dotted line is the one for b = 0. White is σ(0), orange above it, blue below; thin lines join
    the points at four fifths of the way from σ(0) to the least and to the greatest value shown. Both axes run from
    `low` to `high`.
    Raises ShapeError unless there are two weights, InputError for w = 0 (no line) or more than six biases.

    >>> from explorer import plots
    >>> [ax.get_title() for ax in plots.contour([3, 4], biases=[-10]).axes][:1]
    ['$b = −10$: $3x_1 + 4x_2 − 10 = 0$\\nits distance from 0 is $|b|/\\\\|w\\\\| = 2$']
    """
    w, shifts, (left, right), row = two_inputs(weights, biases, activation, low, high)
    title = f"A {row.name} neuron with two inputs, weights {number(w[0])} and {number(w[1])}: the bias moves the line"
    figure, places = panels(ax, title, len(shifts), ACROSS, (3.5 if len(shifts) > 1 else 4.6, 4.1))
    grid = np.linspace(left, right, _SAMPLES)
    sums = w[0] * grid[None, :] + w[1] * grid[:, None]
    maps = [values(row, sums + shift) for shift in shifts]
    centre = float(values(row, 0.0))
    least, most = min(float(each.min()) for each in maps), max(float(each.max()) for each in maps)
    reach = PALE * (max(most - centre, centre - least) or 1.0)
    sloped = any(len(np.unique(each)) > 2 for each in maps)  # with a jump and no slope, no line joins equal values
    levels = [
        level
        for level in (centre + 0.8 * (least - centre), centre + 0.8 * (most - centre))
        if sloped and level != centre
    ]
    for place, shift, heights in zip(places, shifts, maps, strict=True):
        half = (right - left) / (_SAMPLES - 1) / 2
        drawn = place.imshow(
            heights,
            cmap=DIVERGING,
            vmin=centre - reach,
            vmax=centre + reach,
            origin="lower",
            extent=(left - half, right + half, left - half, right + half),
            interpolation="bilinear",
        )
        inside = [level for level in levels if heights.min() < level < heights.max()]
        if inside:
            place.contour(grid, grid, heights, levels=inside, colors=QUIET, linewidths=0.9)
        if shift:
            _line(place, w, 0.0, (left, right), {"linestyle": (0, (1, 2)), "linewidth": 1.4, "label": "line for b = 0"})
        _line(place, w, shift, (left, right), {"linestyle": "solid", "linewidth": 2.2, "label": "decision line"})
        _arrow(place, w, shift, (left, right))
        if shift:
            _still(place, w, shift, (left, right))
        place.set_xlim(left, right)
        place.set_ylim(left, right)
        dress(place, "$x_1$", "$x_2$")
        distance = abs(shift) / math.hypot(*w)
        told = f"\nits distance from 0 is $|b|/\\|w\\| = {number(distance)}$" if ax is None else ""
        place.set_title(
            f"$b = {number(shift)}$: ${equation(w, shift)}${told}",
            fontsize=TEXT_SIZE + 0.5,
            color=INK,
        )
    if most > least:
        _scale(places[-1], drawn, (least, most), [centre, *levels])
    if ax is None:
        between = ": " if len(shifts) >= ACROSS else ":\n"
        figure.suptitle(
            rf"${row.latex}(w_1 x_1 + w_2 x_2 + b)$, $w = ({number(w[0])}, {number(w[1])})${between}"
            rf"${row.latex}(0) = {number(centre)}$ on the line, more on the side of $w$",
            fontsize=TEXT_SIZE + 2,
            color=INK,
            x=0.01,
            ha="left",
        )
        figure.draw_without_rendering()  # squares need the layout twice, or a title is cut off
    return figure


def two_inputs(
    weights: Any, biases: Any, activation: str | Activation, low: float, high: float
) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, float], Activation]:
    """Law: the two weights, the biases, the ends of both axes and the row of the activation, if they can be drawn.

    Raises ShapeError unless there are two weights, InputError for w = 0 or more than six biases.

    >>> from explorer.plots.contour import two_inputs
    >>> two_inputs([2, 1], 0, "tanh", -1, 1)[:3]
    ((2.0, 1.0), (0.0,), (-1.0, 1.0))
    """
    w, shifts = finite_values(weights, "weights"), finite_values(biases, "biases")
    if len(w) != 2:
        raise ShapeError(f"A neuron with two inputs has 2 weights, not {len(w)}.")
    if not any(w):
        raise InputError("Both weights are 0, so there is no decision line.", hint="give a weight other than 0")
    if len(shifts) > _MOST:
        raise InputError(f"A figure shows 1 to {_MOST} biases, not {len(shifts)}.", hint="draw two figures")
    return w, shifts, interval(low, high), drawable(activation)


def equation(weights: Sequence[float], bias: float) -> str:
    """Law: `w₁x₁ + w₂x₂ + b = 0` with the numbers put in, as TeX; terms that are 0 are left out.

    >>> from explorer.plots.contour import equation
    >>> equation((1, -2.5), -3), equation((0, -1), 0)
    ('x_1 − 2.5x_2 − 3 = 0', '−x_2 = 0')
    """
    text = ""
    for value, name in ((weights[0], "x_1"), (weights[1], "x_2"), (bias, "")):
        if value:
            size = "" if name and abs(value) == 1 else number(abs(value))
            sign = " − " if value < 0 else " + "
            text += (sign if text else sign.strip(" +")) + size + name
    return f"{text} = 0"


def line_in(weights: Sequence[float], bias: float, low: float, high: float) -> tuple[Any, Any] | None:
    """Law: the two ends of `w·x + b = 0` within the square `[low, high]²`; None where it does not cross it.

    >>> from explorer.plots.contour import line_in
    >>> line_in((1.0, 0.0), -1.0, -2.0, 2.0)
    ((1.0, -2.0), (1.0, 2.0))
    """
    first, second = weights
    found = []
    for at in (low, high):
        if second and low <= (other := -(first * at + bias) / second) <= high:
            found.append((at, other + 0.0))
        if first and low <= (other := -(second * at + bias) / first) <= high:
            found.append((other + 0.0, at))
    if len(found) < 2:
        return None
    # The line through a corner is found twice there: the ends are the two points farthest apart.
    pairs = [(math.dist(p, q), p, q) for k, p in enumerate(found) for q in found[k + 1 :]]
    return max(pairs, key=lambda pair: pair[0])[1:]


def _line(ax: Axes, w: Sequence[float], shift: float, ends: tuple[float, float], look: dict[str, Any]) -> None:
    found = line_in(w, shift, *ends)
    if found is not None:
        ax.plot(*zip(*found, strict=True), color=INK, **look)


def _still(ax: Axes, w: Sequence[float], shift: float, ends: tuple[float, float]) -> None:
    """The name of the dotted line, on the side where the decision line is not."""
    found = line_in(w, 0.0, *ends)
    if found is None:
        return
    right = w[0] * shift > 0
    near, far = sorted(found, reverse=not right)  # the end that leaves more room on that side
    x, y = np.array(near) + 0.07 * (np.array(far) - np.array(near))
    ax.annotate(
        "$b = 0$",
        (x, y),
        xytext=(6 if right else -6, 0),
        textcoords="offset points",
        ha="left" if right else "right",
        va="center",
        fontsize=TEXT_SIZE,
        color=INK,
        path_effects=halo(),
    )


def _scale(ax: Axes, drawn: Any, ends: tuple[float, float], marked: Sequence[float]) -> None:
    """The scale of colours beside the last panel, with the values that the lines join."""
    bar = ax.inset_axes((1.05, 0.0, 0.05, 1.0))
    bar.set_label("<colorbar>")
    ax.figure.colorbar(drawn, cax=bar, ticks=sorted({*ends, *marked}))
    bar.set_ylim(*ends)
    for level in marked:
        bar.axhline(level, color=INK, linewidth=0.9)
    near = 1e-3 * (ends[1] - ends[0])  # to the eye a value of 1e-7 is 0
    bar.set_yticklabels(
        ["0" if abs(level) < near else number(level, 2) for level in sorted({*ends, *marked})], fontsize=TEXT_SIZE - 1
    )


def _arrow(ax: Axes, w: Sequence[float], shift: float, ends: tuple[float, float]) -> None:
    """The direction of w, from the middle of the decision line."""
    found = line_in(w, shift, *ends)
    if found is None:
        return
    start = np.mean(np.array(found), axis=0)
    step = np.array(w) / math.hypot(*w) * (ends[1] - ends[0]) * 0.16
    arrow = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.4, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", start + step, start, arrowprops=arrow)
    middle = (ends[0] + ends[1]) / 2
    away = np.array([-step[1], step[0]]) * 0.35
    x, y = start + step * 0.8 + (away if start[0] > middle else -away)
    ax.text(x, y, "$w$", fontsize=TEXT_SIZE + 1, color=INK, ha="center", va="center", path_effects=halo())

"""A neuron with two inputs as a surface over the plane: its decision line on it, and the bias moving both."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d.art3d import Poly3DCollection  # type: ignore[import-untyped]
from numpy.typing import NDArray

from explorer.network import Activation
from explorer.plots.contour import ACROSS, PALE, equation, line_in, two_inputs
from explorer.plots.rows import curve, values
from explorer.plots.style import DIVERGING, INK, QUIET, TEXT_SIZE, dress_solid, halo, number, panels

_ROWS, _COLUMNS = 33, 41
_CLOSER = 1.5  # the columns stand closer at the line, where the surface bends
_NEAR = 1e-9  # a sum this small is on the line: there a function that jumps at 0 has a value for each side
_UNDER = 0.45  # how far under the surface its floor lies, in heights of the surface
_ELEVATION = 27.0
_TURN = 130.0  # the eye stands on the low side, and sees the line across, not along


def surface(
    weights: Sequence[float] = (2.0, 1.0),
    *,
    biases: Sequence[float] = (4.0, 0.0, -4.0),
    activation: str | Activation = "sigmoid",
    low: float = -4.0,
    high: float = 4.0,
    ax: Axes | None = None,
) -> Figure:
    """Law: for each b the surface σ(w₁x₁ + w₂x₂ + b), and on it, at the height σ(0), the decision line.

    The line is drawn again on the floor, beside the dotted one for b = 0: a bias moves the surface along w (the arrow)
    and does not turn it. White is σ(0), orange above it, blue below. A jump is a gap, not a steep wall. Both inputs
    run from `low` to `high`; `contour` draws the same as a map.
    Raises ShapeError unless there are two weights, InputError for w = 0 (no line) or more than six biases.

    >>> from explorer import plots
    >>> [ax.get_title() for ax in plots.surface([3, 4], biases=[-10]).axes]
    ['$b = −10$: $3x_1 + 4x_2 − 10 = 0$']
    """
    w, shifts, (left, right), row = two_inputs(weights, biases, activation, low, high)
    title = f"A {row.name} neuron with two inputs, weights {number(w[0])} and {number(w[1])}, as a surface: "
    title += "the bias moves it along the weights"
    size = (3.7, 3.7) if len(shifts) > 1 else (5.2, 4.6)
    figure, places = panels(ax, title, len(shifts), ACROSS, size, projection="3d")
    centre = float(values(row, 0.0))
    all_pieces = [np.concatenate(list(_sheets(row, w, shift, (left, right)))) for shift in shifts]
    heights = np.concatenate(all_pieces)[..., 2]
    least, most = float(heights.min()), float(heights.max())
    reach = PALE * (max(most - centre, centre - least) or 1.0)
    floor = least - _UNDER * ((most - least) or 1.0)
    for place, shift, pieces in zip(places, shifts, all_pieces, strict=True):
        solid: Any = place
        solid.computed_zorder = False  # the order is known: floor, surface, line
        solid.view_init(_ELEVATION, math.degrees(math.atan2(w[1], w[0])) - _TURN)
        colours = DIVERGING((pieces[..., 2].mean(axis=1) - centre + reach) / (2 * reach))
        skin = Poly3DCollection(pieces, facecolors=colours, edgecolors=colours, linewidths=0.3, zorder=1)
        skin.set_rasterized(True)  # thousands of pieces: one image within an SVG
        solid.add_collection3d(skin)
        for x, y, z in _edges(row, w, shift, (left, right)):
            solid.plot(x, y, z, color=QUIET, linewidth=0.8, zorder=2.5)
        if shift:
            _line(solid, w, 0.0, (left, right), floor, label="line for b = 0", linestyle=(0, (1, 2)), zorder=0.5)
        _line(solid, w, shift, (left, right), floor, label="line on the floor", linewidth=1.3, zorder=0.5)
        _line(solid, w, shift, (left, right), centre, label="decision line", linewidth=2.2, zorder=3)
        _names(solid, w, shift, (left, right), floor, f"${row.latex}(0) = {number(centre)}$", centre)
        solid.set(xlim=(left, right), ylim=(left, right), zlim=(floor, most if most > floor else floor + 1))
        dress_solid(solid, ("$x_1$", "$x_2$", rf"${row.latex}(z)$"), (least, centre, most))
        solid.set_title(f"$b = {number(shift)}$: ${equation(w, shift)}$", fontsize=TEXT_SIZE + 0.5, color=INK)
    if ax is None:
        figure.suptitle(
            rf"${row.latex}(z)$, $z = w_1 x_1 + w_2 x_2 + b$, $w = ({number(w[0])}, {number(w[1])})$:"
            + (" " if len(shifts) >= ACROSS else "\n")
            + "the bias moves the surface along $w$",
            fontsize=TEXT_SIZE + 2,
            color=INK,
            x=0.01,
            ha="left",
        )
    return figure


def _sheets(row: Activation, w: Sequence[float], shift: float, ends: tuple[float, float]) -> Iterator[NDArray[Any]]:
    """Four-sided pieces `(count, 4, 3)` of the surface on the low side of the line, then on the high side.

    Each sheet ends at the line, so that a kink is sharp and a jump open.
    """
    low, high = ends
    flipped = abs(w[0]) < abs(w[1])
    across, along = (w[1], w[0]) if flipped else (w[0], w[1])
    other = np.linspace(low, high, _ROWS)
    at_line = np.clip(-(along * other + shift) / across, low, high)
    part = np.linspace(0, 1, _COLUMNS) ** _CLOSER
    for end in (low, high) if across > 0 else (high, low):
        x = at_line[:, None] + (end - at_line)[:, None] * part
        y = np.broadcast_to(other[:, None], x.shape)
        sums = across * x + along * y + shift
        above = end == (high if across > 0 else low)
        z = values(row, np.where(np.abs(sums) < _NEAR, _NEAR if above else 0.0, sums))
        grid = np.stack([y, x, z] if flipped else [x, y, z], axis=-1)
        wide = (at_line[:-1] != end) | (at_line[1:] != end)
        yield np.stack([grid[:-1, :-1], grid[1:, :-1], grid[1:, 1:], grid[:-1, 1:]], axis=2)[wide].reshape(-1, 4, 3)


def _edges(row: Activation, w: Sequence[float], shift: float, ends: tuple[float, float]) -> Iterator[tuple[Any, ...]]:
    """The four edges of the surface as points `(x₁, x₂, height)`; without them a part that is white is not seen."""
    for along in (0, 1):
        for end in ends:
            still = w[1 - along] * end + shift
            at, height = curve(lambda x, slope=w[along], still=still: values(row, slope * x + still), *ends)
            other = np.full_like(at, end)
            yield (other, at, height) if along else (at, other, height)


def _line(solid: Any, w: Sequence[float], shift: float, ends: tuple[float, float], height: float, **look: Any) -> None:
    found = line_in(w, shift, *ends)
    if found is not None:
        (x0, y0), (x1, y1) = found
        solid.plot([x0, x1], [y0, y1], [height, height], color=INK, **look)


def _names(
    solid: Any, w: Sequence[float], shift: float, ends: tuple[float, float], floor: float, value: str, centre: float
) -> None:
    """What stands beside the lines: the value on the line, b = 0 at the dotted one, w at its arrow on the floor."""
    found = line_in(w, shift, *ends)
    if found is None:
        return
    end = max(found, key=lambda point: _depth(point, w))
    solid.text(*end, centre, f" {value}", fontsize=TEXT_SIZE, color=INK, va="bottom", path_effects=halo(), zorder=4)
    step = np.array(w) / math.hypot(*w) * (ends[1] - ends[0]) * 0.2
    start = np.mean(np.array(found), axis=0)
    solid.quiver(*start, centre, *step, 0.0, color=INK, linewidth=1.3, arrow_length_ratio=0.3, zorder=3)
    solid.text(*(start + 1.2 * step), centre, "$w$", fontsize=TEXT_SIZE + 1, color=INK, path_effects=halo(), zorder=4)
    still = line_in(w, 0.0, *ends)
    if shift and still is not None:
        near = min(still, key=lambda point: _depth(point, w))
        solid.text(*near, floor, "  $b = 0$", fontsize=TEXT_SIZE, color=QUIET, va="bottom", zorder=4)


def _depth(point: Sequence[float], w: Sequence[float]) -> float:
    """How far a point of the plane is from the eye."""
    turn = math.atan2(w[1], w[0]) - math.radians(_TURN)
    return -(point[0] * math.cos(turn) + point[1] * math.sin(turn))

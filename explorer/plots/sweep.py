"""One number of a neuron changed step by step: a small panel for each, all others behind it in grey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from explorer.errors import InputError
from explorer.network import Activation
from explorer.plots import rows
from explorer.plots.checks import finite, finite_values, interval
from explorer.plots.rows import curve, drawable, slopes
from explorer.plots.style import FAINT, INK, PALETTE, TEXT_SIZE, dress, number, panels, readable

_DEFAULTS = {"bias": (6.0, 3.0, 0.0, -3.0, -6.0, -10.0), "weight": (-1.0, 0.0, 0.25, 0.5, 1.0, 4.0)}
_MOST, _ACROSS = 12, 3


def sweep(
    vary: str = "bias",
    values: Sequence[float] | None = None,
    *,
    weight: float = 1.0,
    bias: float = 0.0,
    activation: str | Activation = "sigmoid",
    low: float = -12.0,
    high: float = 12.0,
    ax: Axes | None = None,
) -> Figure:
    """Law: a panel for each value of the bias (or the weight) with the curve σ(wx + b), the other number fixed.

    Each panel names its threshold x = −b/w, where the curve has the value σ(0) and the slope w σ'(0); the curves of
    the other panels are behind it in grey, all on the same axes. `vary` is "bias" or "weight"; `weight` and `bias` are
    the number that stays fixed. With w = 0 there is no threshold: the panel gives the one value.
    Raises InputError for another `vary`, a number that is not finite, or more than twelve values.

    >>> from explorer import plots
    >>> [ax.get_title() for ax in plots.sweep("bias", [0, -10]).axes]
    ['$b = 0$: threshold $x = 0$', '$b = −10$: threshold $x = 10$']
    """
    if vary not in _DEFAULTS:
        raise InputError(f'A sweep varies the "bias" or the "weight", not {vary!r}.')
    chosen = finite_values(_DEFAULTS[vary] if values is None else values, "values")
    if len(chosen) > _MOST:
        raise InputError(f"A sweep shows 1 to {_MOST} values, not {len(chosen)}.", hint="draw two figures")
    slope, shift = finite(weight, "weight"), finite(bias, "bias")
    left, right = interval(low, high)
    row = drawable(activation)
    pairs = [(slope, value) if vary == "bias" else (value, shift) for value in chosen]
    fixed = f"w = {number(slope)}" if vary == "bias" else f"b = {number(shift)}"
    title = f"The {vary} of a {row.name} neuron changed step by step, with {fixed}"
    figure, places = panels(ax, title, len(pairs), _ACROSS, (3.1, 2.2))
    curves = [curve(_neuron(row, *pair), left, right) for pair in pairs]
    for place, (pair, (x, y)) in enumerate(zip(pairs, curves, strict=True)):
        panel = places[place]
        for number_, (other_x, other_y) in enumerate(curves):
            if number_ != place:
                panel.plot(other_x, other_y, color=FAINT, linewidth=0.9, zorder=1)
        name = f"{vary} {number(chosen[place])}"
        panel.plot(x, y, color=PALETTE[0], linewidth=2.4, zorder=3, label=name)
        panel.set_xlim(left, right)
        _mark(panel, row, pair, (left, right))
        # In given axes the panels stand in as many columns as fit: only the first and the last are sure of their place.
        below = place >= len(pairs) - (_ACROSS if ax is None else 1)
        first = not place % (_ACROSS if ax is None else len(pairs))
        dress(panel, "$x$" if below else "", _symbol(row) if first else "")
        panel.set_title(_caption(row, vary, pair), fontsize=TEXT_SIZE, color=INK)
        panel.locator_params(nbins=5)
    low_y = min(panel.get_ylim()[0] for panel in places)
    high_y = max(panel.get_ylim()[1] for panel in places)
    for panel in places:
        panel.set_ylim(low_y, high_y)
    if ax is None:
        between = ": " if len(pairs) >= _ACROSS else ":\n"
        what = "moves the curve" if vary == "bias" else "sets how steep the curve is"
        figure.suptitle(
            f"{_symbol(row)}, ${fixed}${between}the {vary} {what}", fontsize=TEXT_SIZE + 2, x=0.01, ha="left", color=INK
        )
    return figure


def _neuron(row: Activation, slope: float, shift: float) -> Any:
    return lambda x: rows.values(row, slope * x + shift)


def _symbol(row: Activation) -> str:
    return rf"${row.latex}(wx + b)$"


def _caption(row: Activation, vary: str, pair: tuple[float, float]) -> str:
    slope, shift = pair
    if slope == 0:
        return rf"$w = 0$: ${row.latex}(b) = {number(float(rows.values(row, shift)))}$ everywhere"
    threshold = number(finite(-shift / slope, "the threshold −b/w"))
    if vary == "bias":
        return f"$b = {number(shift)}$: threshold $x = {threshold}$"
    steep = number(slope * float(slopes(row, 0.0)))
    return rf"$w = {number(slope)}$: slope $w\,{row.latex}'(0) = {steep}$"


def _mark(ax: Axes, row: Activation, pair: tuple[float, float], ends: tuple[float, float]) -> None:
    slope, shift = pair
    if slope == 0 or not ends[0] <= (threshold := -shift / slope + 0.0) <= ends[1]:
        return
    ax.axvline(threshold, color=PALETTE[2], linestyle=(0, (1, 2)), linewidth=1.2, zorder=2, label="_threshold")
    level = float(rows.values(row, slope * threshold + shift))
    ax.plot([threshold], [level], "o", color=readable(PALETTE[2]), markersize=5, zorder=4, label="threshold")

"""Activation functions side by side, each with its derivative."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from explorer.errors import InputError
from explorer.network import Activation
from explorer.plots.checks import interval
from explorer.plots.labels import label_curves
from explorer.plots.rows import curve, curve_names, drawable, formula_text, saturation, slopes, values
from explorer.plots.style import FAINT, QUIET, SHADE, TEXT_SIZE, dress, panels, strokes

_ACROSS = 3


def activations(
    names: Sequence[str | Activation] | str | None = None,
    *,
    low: float = -6.0,
    high: float = 6.0,
    ax: Axes | None = None,
) -> Figure:
    """Law: one panel per activation with f and f' on `[low, high]`, finite limits of f dashed, saturation shaded.

    Saturated is where f nears a finite limit and |f'| is at most a twentieth of its greatest value: there a change of
    the weighted sum hardly changes the output, and learning by gradients is slow.

    `names` are rows of the activations table; by default all that act on each entry alone.
    Raises InputError for an unknown name, a name given twice, no names, or one without a curve (softmax).

    >>> from explorer import plots
    >>> [ax.get_title(loc="left").split(":")[0] for ax in plots.activations(["sigmoid", "tanh"]).axes]
    ['sigmoid', 'tanh']
    """
    wanted = curve_names() if names is None else (names,) if isinstance(names, str) else tuple(names)
    if not wanted:
        raise InputError("No activation was named.", hint=f"choose from {', '.join(curve_names())}")
    rows = [drawable(name) for name in wanted]
    for place, row in enumerate(rows):
        if row.name in {other.name for other in rows[:place]}:
            raise InputError(f"{row.name} was named twice.")
    left, right = interval(low, high)
    title = "Activation functions and their derivatives"
    figure, places = panels(ax, title, len(rows), _ACROSS, (3.6, 2.7), layout="none")
    for panel, row in zip(places, rows, strict=True):
        _panel(panel, row, left, right)
    if ax is None:
        # Margins known beforehand: working them out from every word takes as long as all the rest.
        width, height = figure.get_size_inches()
        across, down = min(_ACROSS, len(rows)), -(-len(rows) // _ACROSS)
        gap_x, gap_y = (
            0.55 * across / (width - 0.7 - 0.55 * (across - 1)),
            0.85 * down / (height - 0.9 - 0.85 * (down - 1)),
        )
        figure.subplots_adjust(0.55 / width, 0.52 / height, 1 - 0.15 / width, 1 - 0.38 / height, gap_x, gap_y)
    return figure


def _panel(ax: Axes, row: Activation, left: float, right: float) -> None:
    function, derivative = strokes(2, "curves")
    f = ax.plot(*curve(lambda x: values(row, x), left, right), label=row.name, **function.line())[0]
    g = ax.plot(*curve(lambda x: slopes(row, x), left, right), label=f"{row.name}'", **derivative.line())[0]
    heights = np.concatenate([f.get_ydata(), g.get_ydata()])
    limits = [float(limit) for limit in row.limits if np.isfinite(float(limit))]
    bottom, top = min(np.nanmin(heights), *limits, 0.0), max(np.nanmax(heights), *limits, 0.0)
    margin = 0.12 * (top - bottom)
    ax.set_xlim(left, right)
    ax.set_ylim(bottom - margin, top + margin)
    ax.axhline(0, color=FAINT, linewidth=0.8, zorder=0)
    ax.axvline(0, color=FAINT, linewidth=0.8, zorder=0)
    for limit in sorted(set(limits)):
        ax.axhline(limit, color=QUIET, linestyle=(0, (4, 3)), linewidth=0.9, zorder=0, label="limit")
    _saturated(ax, row, left, right)
    ax.locator_params(nbins=6, steps=[1, 2, 5, 10])
    dress(ax, "$x$", "")
    ax.set_title(f"{row.name}: {formula_text(row)}", fontsize=TEXT_SIZE + 0.5, loc="left")
    label_curves(ax, [(f, f"${row.latex}(x)$"), (g, f"${row.latex}'(x)$")])


def _saturated(ax: Axes, row: Activation, left: float, right: float) -> None:
    """The sides on which f is saturated, shaded and named where there is room for the word."""
    low, high = saturation(row)
    for start, end in ((left, low), (high, right)):
        if start is None or end is None or not (start := max(start, left)) < (end := min(end, right)):
            continue
        ax.axvspan(start, end, facecolor=SHADE, edgecolor="none", zorder=-1, label="saturated")
        if end - start >= 0.1 * (right - left):
            ax.text(
                (start + end) / 2,
                0.985,
                "saturated" if end - start >= 0.2 * (right - left) else "sat.",
                transform=ax.get_xaxis_transform(),
                ha="center",
                va="top",
                fontsize=TEXT_SIZE - 2,
                color=QUIET,
            )

"""What bias and weight do to one neuron: σ(wx + b) for several b and several w, and σ with its limits."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sympy import Integer

from explorer.errors import InputError
from explorer.latex import latex
from explorer.network import Activation
from explorer.plots.checks import finite, finite_values, interval
from explorer.plots.labels import label_curves
from explorer.plots.rows import curve, drawable, formula_text, slopes, values
from explorer.plots.style import (
    INK,
    QUIET,
    TEXT_SIZE,
    axes,
    dress,
    halo,
    number,
    readable,
    strokes,
)


def sigmoid(*, low: float = -8.0, high: float = 8.0, ax: Axes | None = None) -> Figure:
    """Law: the curve of σ(x) = 1/(1 + e^(−x)), its limits 0 and 1 (never reached), and σ(0) = 1/2.

    `low` and `high` are the ends of the x axis. Raises InputError unless they are finite and in order.
    Source: M. Nielsen, Neural Networks and Deep Learning, equation (3).

    >>> from explorer import plots
    >>> plots.sigmoid(low=-6, high=6).axes[0].get_xlim() == (-6, 6)
    True
    """
    left, right = interval(low, high)
    row = drawable("sigmoid")
    figure, ax = axes(ax, "The sigmoid function, its limits 0 and 1, and its value 1/2 at 0")
    (stroke,) = strokes(1, "curves")
    bottom, top = finite(row.low, "the lower limit"), finite(row.high, "the upper limit")
    (line,) = ax.plot(*curve(lambda x: values(row, x), left, right), label=row.name, **stroke.line())
    ax.set_xlim(left, right)
    ax.set_ylim(bottom - 0.12, top + 0.12)
    for level, sign, side in ((bottom, "-", "left"), (top, "+", "right")):
        ax.axhline(level, color=QUIET, linestyle=(0, (4, 3)), linewidth=1.0, label=f"limit {number(level)}")
        # Each limit is named where the curve is far from it.
        ax.annotate(
            rf"$\sigma(x) \to {number(level)}$ as $x \to {{{sign}}}\infty$",
            (1 if side == "left" else 0, level),
            xycoords=("axes fraction", "data"),
            xytext=(-4 if side == "left" else 4, 4),
            textcoords="offset points",
            ha="right" if side == "left" else "left",
            fontsize=TEXT_SIZE,
            color=QUIET,
        )
    if left <= 0 <= right:
        middle = float(values(row, 0.0))
        ax.plot([0], [middle], "o", color=readable(stroke.colour), markersize=6, label="value at 0")
        ax.annotate(
            rf"$\sigma(0) = {latex(row.formula(Integer(0)))}$",
            (0, middle),
            xytext=(10, -4),
            textcoords="offset points",
            fontsize=TEXT_SIZE + 1,
            va="top",
            color=INK,
        )
    dress(ax, "$x$", r"$\sigma(x)$", rf"$\sigma(x) = ${formula_text(row)}")
    label_curves(ax, [(line, r"$\sigma(x)$")], size=TEXT_SIZE + 1)
    return figure


def bias(
    biases: Sequence[float] = (5.0, 0.0, -5.0, -10.0),
    *,
    weight: float = 1.0,
    activation: str | Activation = "sigmoid",
    low: float | None = None,
    high: float | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Law: for each b the curve of σ(wx + b) and its threshold x = −b/w, where the pre-activation is 0.

    A bias moves the curve and does not change its form: with w = 1 and b = −10 ("bias for inactivity") the
    neuron is active when the weighted sum exceeds 10. `low` and `high` default to a range that holds every
    threshold.
    Raises InputError for w = 0 (no threshold), a number that is not finite, or more than six biases.

    >>> from explorer import plots
    >>> [text.get_text() for text in plots.bias([-10]).axes[0].texts]
    ['$b = −10$\\n$x = 10$']
    """
    shifts, slope = finite_values(biases, "biases"), finite(weight, "weight")
    if slope == 0:
        raise InputError("weight is 0, so the threshold −b/w does not exist.", hint="give a weight other than 0")
    row = drawable(activation)
    marks = strokes(len(shifts), "biases")
    thresholds = [finite(-shift / slope, "the threshold −b/w") + 0.0 for shift in shifts]
    reach = 7 / abs(slope)
    left, right = interval(
        min(thresholds) - reach if low is None else low, max(thresholds) + reach if high is None else high
    )
    figure, ax = axes(ax, f"The effect of the bias on {row.name}: the threshold moves to minus b over w")
    ax.set_xlim(left, right)
    labels = []
    for shift, threshold, stroke in zip(shifts, thresholds, marks, strict=True):

        def neuron(x: Any, shift: float = shift) -> Any:
            return values(row, slope * x + shift)

        ax.plot(*curve(neuron, left, right), label=f"b = {number(shift)}", **stroke.line())
        if left <= threshold <= right:
            level = float(neuron(threshold))
            ax.axvline(threshold, color=stroke.colour, linestyle=(0, (1, 2)), linewidth=1.2, label="threshold")
            ax.plot([threshold], [level], "o", color=readable(stroke.colour), markersize=6, label="threshold")
            text = f"$b = {number(shift)}$\n$x = {number(threshold)}$"
            labels.append((threshold, text, readable(stroke.colour)))
    rows = _above(ax, labels, left, right)
    symbol = row.latex
    dress(ax, "$x$", rf"${symbol}(wx + b)$")
    ax.set_title(
        rf"${symbol}(wx + b)$ with $w = {number(slope)}$: threshold at $x = -b/w$",
        fontsize=11,
        color=INK,
        loc="left",
        pad=8 + 27 * rows,
    )
    return figure


def weight(
    weights: Sequence[float] = (0.25, 1.0, 4.0),
    *,
    bias: float = 0.0,
    activation: str | Activation = "sigmoid",
    low: float = -6.0,
    high: float = 6.0,
    ax: Axes | None = None,
) -> Figure:
    """Law: for each w the curve of σ(wx + b); its steepness at the threshold x = −b/w is w σ'(0).

    For the sigmoid σ'(0) = 1/4, so the slope is w/4. A negative w turns the curve round, w = 0 makes it flat.
    Raises InputError for a number that is not finite, or more than six weights.

    >>> from explorer import plots
    >>> plots.weight([2]).axes[0].lines[0].get_label()
    'w = 2, slope 0.5'
    """
    factors, shift = finite_values(weights, "weights"), finite(bias, "bias")
    left, right = interval(low, high)
    row = drawable(activation)
    marks = strokes(len(factors), "weights")
    at_zero = float(slopes(row, 0.0))
    figure, ax = axes(ax, f"The effect of the weight on {row.name}: a larger weight makes a steeper curve")
    ax.set_xlim(left, right)
    lines = []
    for factor, stroke in zip(factors, marks, strict=True):

        def neuron(x: Any, factor: float = factor) -> Any:
            return values(row, factor * x + shift)

        text = f"w = {number(factor)}, slope {number(factor * at_zero)}"
        (line,) = ax.plot(*curve(neuron, left, right), label=text, **stroke.line())
        lines.append((line, f"$w = {number(factor)}$"))
        threshold = -shift / factor if factor else None
        if threshold is not None and left <= threshold <= right:
            level = float(neuron(threshold))
            ax.plot([threshold], [level], "o", color=INK, markersize=5, label="threshold")
    dress(
        ax,
        "$x$",
        rf"${row.latex}(wx + b)$",
        rf"${row.latex}(wx + b)$ with $b = {number(shift)}$: slope at $x = -b/w$ is "
        rf"$w\,{row.latex}'(0) = {number(at_zero)}\,w$",
    )
    ax.set_ylim(*ax.get_ylim())
    label_curves(ax, lines)
    return figure


def _above(ax: Axes, labels: list[tuple[float, str, str]], left: float, right: float) -> int:
    """Write the labels over the frame, in as many rows as keep neighbours apart; return how many rows."""
    order = sorted(labels)
    width = 0.11 * (right - left)
    rows = 1
    while rows < len(order) and any(b[0] - a[0] < width for a, b in _neighbours(order, rows)):
        rows += 1
    for place, (threshold, text, colour) in enumerate(order):
        ax.annotate(
            text,
            (threshold, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3 + 27 * (place % rows)),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=TEXT_SIZE,
            color=colour,
            path_effects=halo(),
            annotation_clip=False,
        )
    return rows if order else 0


def _neighbours(order: list[Any], rows: int) -> list[tuple[Any, Any]]:
    """The pairs of labels that stand side by side when every `rows`-th label shares a row."""
    return [pair for row in range(rows) for pair in pairwise(order[row::rows])]

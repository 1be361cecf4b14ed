"""A network with its weights on the edges: the wider the larger, the colour and the dash for the sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from explorer.errors import InputError
from explorer.latex import latex
from explorer.network import Network
from explorer.plots.diagram import Column, column
from explorer.plots.parameters import XOR, network_of, parameters_of
from explorer.plots.style import INK, PALETTE, QUIET, TEXT_SIZE, TITLE_SIZE, axes, number, readable, room

GAP, CIRCLE = 3.0, 36.0
POSITIVE, NEGATIVE = PALETTE[1], PALETTE[0]
_WIDEST, _THINNEST = 4.5, 0.35
_WRITTEN = 9  # with more edges between two layers, their numbers would lie over each other


def edges(
    parameters: Any = None,
    *,
    activation: Any = "sigmoid",
    shown: int = 8,
    ax: Axes | None = None,
) -> Figure:
    """Law: each weight between drawn neurons is a line, its width proportional to |w|; negative: blue and dashed.

    `parameters` are the weights and biases, learnt or given: [(W1, b1), (W2, b2), …], W of shape `(m, n)`, b of shape
    `(m,)`. Without them, a network for "exactly one of the two" that was written by hand. The bias stands in its
    neuron; between layers with few edges each weight is written on its edge. A layer of more than `shown` neurons
    shows the first, "…" and the last.
    Raises ShapeError for shapes that do not fit, InputError for numbers that are not finite or `shown` below 2.

    >>> from explorer import plots
    >>> figure = plots.edges([([[1, -2]], [0.5])])
    >>> [line.get_linestyle()[0][1] is None for line in figure.axes[0].collections if line.get_gid()][:2]
    [True, False]
    """
    if isinstance(shown, bool) or not isinstance(shown, int) or shown < 2:
        raise InputError(f"shown must be a whole number of at least 2, not {shown!r}.")
    given = XOR if parameters is None else parameters_of(parameters)
    net = network_of(given, activation)
    columns = [column(place, size, shown) for place, size in enumerate(net.sizes)]
    tallest = max(len(each.indices) + (each.dots is not None) for each in columns)
    sizes = "-".join(map(str, net.sizes))
    what = "written by hand for “exactly one of the two”" if parameters is None else "given"
    label = f"The weights of a {sizes} network on its edges, {what}"
    new = ax is None
    figure, ax = axes(ax, label, (2.6 * len(columns) + 0.8, 0.8 * tallest + 1.4))
    frame(ax, len(columns), tallest)
    largest = max(float(np.abs(w).max()) for w, _ in given) or 1.0
    circle = circle_in(ax)
    for place, (w, _) in enumerate(given):
        x = place * GAP
        draw_edges(ax, (x, x + GAP), (columns[place], columns[place + 1]), w, largest, place + 1)
        if len(columns[place].indices) * len(columns[place + 1].indices) <= _WRITTEN:
            _write(ax, (x, x + GAP), (columns[place], columns[place + 1]), w)
    for place, each in enumerate(columns):
        x = place * GAP
        names = net.input if place == 0 else net.layers[place - 1].output
        texts = [f"${latex(names[index, 0])}$" for index in each.indices]
        if place:
            bias = given[place - 1][1]
            texts = [f"{t}\n${_signed(bias[int(i)])}$" for t, i in zip(texts, each.indices, strict=True)]
        draw_neurons(ax, x, each, circle, texts, ["white"] * len(texts))
    ax.text(
        (len(columns) - 1) * GAP / 2,
        ax.get_ylim()[0],
        f"solid orange: $w > 0$; dashed blue: $w < 0$; width in proportion to $|w|$, the widest {number(largest, 3)};"
        "\nin each neuron its name and its bias",
        ha="center",
        va="bottom",
        fontsize=TEXT_SIZE,
        color=INK,
    )
    between = ": " if new else ":\n"
    ax.set_title(f"{sizes}, {what}{between}{rule(net)}", fontsize=TITLE_SIZE, color=INK, loc="left")
    return figure


def rule(net: Network) -> str:
    """Law: what every layer computes, where all have one activation; else the activations in order.

    >>> from explorer.network import Network
    >>> from explorer.plots.edges import rule
    >>> rule(Network([3, 2, 1], "tanh")), rule(Network([3, 2, 1], ["relu", "softmax"]))
    ('$a^{(l)} = \\\\tanh(W^{(l)} a^{(l-1)} + b^{(l)})$', 'relu, then softmax')
    """
    names = list(dict.fromkeys(row.name for row in net.activations))
    if len(names) > 1:
        return ", then ".join(row.name for row in net.activations)
    symbol = net.activations[0].latex
    return f"$a^{{(l)}} = {symbol}(W^{{(l)}} a^{{(l-1)}} + b^{{(l)}})$"


def frame(ax: Axes, columns: int, tallest: int) -> None:
    """The room that a network of that many columns takes, without axes."""
    ax.set_axis_off()
    ax.set_xlim(-0.5 * GAP, (columns - 0.5) * GAP)
    ax.set_ylim(-(tallest - 1) / 2 - 1.15, (tallest - 1) / 2 + 0.6)


def circle_in(ax: Axes) -> float:
    """The width of a neuron in points, so that two under each other do not touch."""
    low, high = ax.get_ylim()
    return min(CIRCLE, 0.86 * room(ax)[1] / (high - low))


def draw_edges(
    ax: Axes,
    ends: tuple[float, float],
    pair: tuple[Column, Column],
    w: Any,
    largest: float,
    layer: int,
    *,
    widest: float = _WIDEST,
) -> None:
    """Law: two collections with the ids "positive l" and "negative l", a segment per weight from k to j; 0 has none."""
    kinds: dict[bool, tuple[list[Any], list[float]]] = {True: ([], []), False: ([], [])}
    for j, high in zip(pair[1].indices, pair[1].heights, strict=True):
        for k, low in zip(pair[0].indices, pair[0].heights, strict=True):
            value = float(w[int(j), int(k)])
            if value:
                segments, widths = kinds[value > 0]
                segments.append(((ends[0], low), (ends[1], high)))
                widths.append(max(_THINNEST, widest * abs(value) / largest))
    for positive, (segments, widths) in kinds.items():
        lines = LineCollection(
            segments,
            colors=POSITIVE if positive else NEGATIVE,
            linewidths=widths,
            linestyles="solid" if positive else (0, (3, 1.6)),
            zorder=1,
        )
        lines.set_gid(f"{'positive' if positive else 'negative'} {layer}")
        ax.add_collection(lines)


def _write(ax: Axes, ends: tuple[float, float], pair: tuple[Column, Column], w: Any) -> None:
    """Each weight on its edge, nearer to the neuron that it leads to for edges that cross."""
    for j, high in zip(pair[1].indices, pair[1].heights, strict=True):
        for k, low in zip(pair[0].indices, pair[0].heights, strict=True):
            value = float(w[int(j), int(k)])
            along = 0.3 if len(pair[0].indices) > 1 else 0.5
            ax.text(
                ends[0] + along * (ends[1] - ends[0]),
                low + along * (high - low),
                number(value, 3),
                ha="center",
                va="center",
                fontsize=TEXT_SIZE,
                color=readable(POSITIVE if value > 0 else NEGATIVE) if value else QUIET,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2},
                zorder=2,
            ).set_gid(f"weight {j} {k}")


def draw_neurons(
    ax: Axes, x: float, each: Column, circle: float, texts: Sequence[str], fills: Sequence[Any], inks: Any = None
) -> None:
    """A column of neurons with a text and a fill each, and dots for those left out."""
    drawn = ax.scatter([x] * len(each.heights), each.heights, s=circle**2, c=list(fills), edgecolors=QUIET, zorder=3)
    drawn.set(linewidth=1.4, gid=f"neurons {each.number}")
    for place, (height, text) in enumerate(zip(each.heights, texts, strict=True)):
        colour = INK if inks is None else inks[place]
        size = (TEXT_SIZE - 0.5) * circle / CIRCLE
        ax.text(x, height, text, ha="center", va="center", fontsize=size, color=colour, zorder=4)
    if each.dots is not None:
        ax.text(x, each.dots, r"$\vdots$", ha="center", va="center", fontsize=15, color=QUIET, zorder=4)


def _signed(value: float) -> str:
    return number(value, 3) if value < 0 else f"+{number(value, 3)}"

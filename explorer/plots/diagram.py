"""A network as a diagram: columns of neurons with "…" for too many, each weight a line, each bias a mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from explorer.errors import InputError
from explorer.latex import latex
from explorer.network import Network
from explorer.plots.style import FAINT, INK, PALETTE, QUIET, TEXT_SIZE, TITLE_SIZE, axes, halo, readable, room

_STEP, _GAP = 1.0, 2.6
_CIRCLE = 32.0


@dataclass(frozen=True, slots=True)
class Column:
    """One drawn layer: its number, the indices and heights of the drawn neurons, the height of the dots."""

    number: int
    indices: tuple[Any, ...]
    heights: tuple[float, ...]
    dots: float | None


def column(number: int, size: Any, shown: int) -> Column:
    """Law: neurons 0 … size−1 when that is at most `shown`; else the first `shown − 1`, dots, the last one.

    >>> from explorer.plots.diagram import column
    >>> column(0, 784, 4).indices, column(1, 3, 4).indices
    ((0, 1, 2, 783), (0, 1, 2))
    """
    whole = sympy.sympify(size, strict=True).is_Integer and int(size) <= shown
    indices = tuple(range(int(size))) if whole else (*range(shown - 1), size - 1)
    slots = len(indices) if whole else shown + 1
    top = (slots - 1) / 2 * _STEP
    places = [top - slot * _STEP for slot in range(slots)]
    if whole:
        return Column(number, indices, tuple(places), None)
    return Column(number, indices, (*places[:-2], places[-1]), places[-2])


def network(
    sizes: Network | Sequence[Any] = (784, 16, 16, 10),
    *,
    activation: Any = "sigmoid",
    shown: int = 5,
    depth: int = 6,
    ax: Axes | None = None,
) -> Figure:
    """Law: a column per layer, a line per weight between drawn neurons, a mark per bias of a drawn neuron.

    `sizes` is a `Network`, or the sizes to make one of (numbers, symbols or text such as "n", "m+1") with
    `activation`. A layer of more than `shown` neurons shows the first, "…" and the last; a network of more
    than `depth` columns shows the first, "…" and the last. Below it the equation of each layer and the
    counts: 784-16-16-10 has 12,960 weights + 42 biases = 13,002 parameters.
    Raises InputError for sizes that make no network, or `shown` below 2 or `depth` below 3.

    >>> from explorer import plots
    >>> plots.network([784, 16, 16, 10]).axes[0].get_title(loc="left")
    '784-16-16-10: 12,960 weights + 42 biases = 13,002 parameters'
    """
    for name, value, least in (("shown", shown, 2), ("depth", depth, 3)):
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise InputError(f"{name} must be a whole number of at least {least}, not {value!r}.")
    net = sizes if isinstance(sizes, Network) else Network(sizes, activation=activation)
    drawn = _columns(net, shown, depth)
    tallest = max(len(c.indices) + (c.dots is not None) for c in drawn if c is not None)
    title = _count_title(net)
    figure, ax = axes(ax, f"Diagram of the network {title}", (2.5 * len(drawn) + 0.6, 0.62 * tallest + 2.4))
    floor = -(tallest - 1) / 2 * _STEP
    ax.set_xlim(-0.5 * _GAP, (len(drawn) - 0.5) * _GAP)
    ax.set_ylim(floor - 1.85, -floor + 1.25)
    circle = min(_CIRCLE, 0.75 * room(ax)[1] / (ax.get_ylim()[1] - ax.get_ylim()[0]))
    for place, left in enumerate(drawn):
        x = place * _GAP
        right = drawn[place + 1] if place + 1 < len(drawn) else None
        if left is None:
            ax.text(x, 0, r"$\cdots$", ha="center", va="center", fontsize=20, color=QUIET)
            continue
        if right is not None:
            _connect(ax, net, left, right, x, floor)
        _neurons(ax, net, left, (x, floor), circle)
    ax.set_axis_off()
    ax.set_title(title, fontsize=TITLE_SIZE, color=INK, loc="left")
    return figure


def _columns(net: Network, shown: int, depth: int) -> list[Column | None]:
    """The columns from input to output; None where layers are left out."""
    everything: list[Column | None] = [column(number, size, shown) for number, size in enumerate(net.sizes)]
    return everything if len(everything) <= depth else [*everything[: depth - 2], None, everything[-1]]


def _connect(ax: Axes, net: Network, left: Column, right: Column, x: float, floor: float) -> None:
    """The weights between the drawn neurons of two layers, their matrix and the layer's equation."""
    layer = net.layers[right.number - 1]
    segments = [((x, low), (x + _GAP, high)) for high in right.heights for low in left.heights]
    lines = LineCollection(segments, colors=FAINT, linewidths=0.8, zorder=1)
    lines.set_gid(f"weights {layer.number}")
    ax.add_collection(lines)
    middle = x + _GAP / 2
    rows, columns = layer.weights.shape
    ax.text(
        middle,
        -floor + 0.78,
        f"${latex(layer.weights)}$\n{_factor(rows)} × {_factor(columns)}",
        ha="center",
        va="center",
        fontsize=TEXT_SIZE + 1,
        color=readable(PALETTE[0]),
        path_effects=halo(),
    )
    ax.text(
        middle,
        floor - 1.6,
        f"${latex(layer.matrix())}$",
        ha="center",
        va="center",
        fontsize=TEXT_SIZE,
        color=INK,
    )


def _neurons(ax: Axes, net: Network, drawn: Column, foot: tuple[float, float], circle: float) -> None:
    """A column of neurons, `circle` points wide, with names of values, bias marks, dots, and what the layer is."""
    x, floor = foot
    size = (TEXT_SIZE - 1) * circle / _CIRCLE
    layer = net.layers[drawn.number - 1] if drawn.number else None
    vector = net.layers[0].input if layer is None else layer.output
    colour = QUIET if layer is None else PALETTE[0] if drawn.number < len(net.layers) else PALETTE[1]
    circles = ax.scatter([x] * len(drawn.heights), drawn.heights, s=circle**2, c="white", edgecolors=colour, zorder=2)
    circles.set(linewidth=1.8, gid=f"neurons {drawn.number}")
    for index, height in zip(drawn.indices, drawn.heights, strict=True):
        ax.text(
            x,
            height,
            f"${latex(vector[index, 0])}$",
            ha="center",
            va="center",
            fontsize=size,
            zorder=3,
        )
        if layer is not None:
            mark = ax.annotate(
                f"$+{latex(layer.bias[index, 0])}$",
                (x, height),
                xytext=(-circle * 0.53, circle * 0.41),
                textcoords="offset points",
                ha="right",
                va="center",
                fontsize=size,
                color=readable(PALETTE[2]),
                path_effects=halo(),
                zorder=4,
            )
            mark.set_gid(f"bias {drawn.number}")
    if drawn.dots is not None:
        ax.text(x, drawn.dots, r"$\vdots$", ha="center", va="center", fontsize=16, color=colour, zorder=3)
    amount, several = _amount(net.sizes[drawn.number]), net.sizes[drawn.number] != 1
    if layer is None:
        about = f"{amount} input{'s' * several}\n${latex(vector)}$"
    else:
        kind = ("output" if drawn.number == len(net.layers) else "neuron") + "s" * several
        row = layer.activation
        function = f"any ${row.latex}$" if row.opaque else row.name
        about = f"{amount} {kind}, {function}\n{amount} {'biases' if several else 'bias'} ${latex(layer.bias)}$"
    ax.text(x, floor - 0.6, about, ha="center", va="top", fontsize=TEXT_SIZE, color=INK)


def _amount(value: Any) -> str:
    """A size or count for people: thousands with commas, symbols as mathematics."""
    exact = sympy.sympify(value, strict=True)
    # A count has no order of its own: SymPy's printer writes m + 1, ours keeps the order it was given.
    return f"{int(exact):,}" if exact.is_Integer else f"${sympy.latex(exact)}$"


def _factor(size: Any) -> str:
    """A size beside a multiplication sign: sums in parentheses."""
    return f"({_amount(size)})" if sympy.sympify(size, strict=True).is_Add else _amount(size)


def _count_title(net: Network) -> str:
    whole = all(size.is_Integer for size in net.sizes)
    shape = "-".join(map(str, net.sizes)) if whole else ", ".join(map(_amount, net.sizes))
    if len(net.sizes) > 12:
        shape = f"{len(net.layers)} layers"
    parts = f"{_amount(net.weight_count)} weights + {_amount(net.bias_count)} biases"
    if whole:
        return f"{shape}: {parts} = {_amount(net.parameter_count)} parameters"
    return f"{shape}: {_amount(net.parameter_count)} parameters\n= {parts}"

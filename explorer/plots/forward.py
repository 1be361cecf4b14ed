"""The forward pass on one image: every layer's values in its neurons, computed from weights, biases and σ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from explorer.errors import InputError, ShapeError
from explorer.latex import latex
from explorer.network import Network
from explorer.plots.diagram import Column, column
from explorer.plots.edges import GAP, circle_in, draw_edges, draw_neurons, frame
from explorer.plots.parameters import forward_values, network_of, parameters_of, random_parameters
from explorer.plots.pixels import find_example, picture
from explorer.plots.style import INK, PALETTE, QUIET, TEXT_SIZE, TITLE_SIZE, axes, number, room

_FEW = 16  # an input of more numbers is drawn as a picture
_HEAT = LinearSegmentedColormap.from_list("explorer_heat", ["#ffffff", PALETTE[1], "#8a4b00"], N=257)


def forward(
    parameters: Any = None,
    image: Any = None,
    *,
    sizes: Sequence[int] = (784, 16, 16, 10),
    activation: Any = "sigmoid",
    seed: int = 0,
    shown: int = 16,
    ax: Axes | None = None,
) -> Figure:
    """Law: neuron j of layer l shows a_j = σ(Σ_k w_jk a_k + b_j), computed from the image on the left.

    `parameters` are [(W1, b1), …] as for `edges`; without them random ones for `sizes` from `seed`, and the title says
    that nothing was learnt. `image` is a picture or vector of the input's size, by default the hand-drawn seven. The
    darker a neuron the larger its value; the largest output has a thick ring. The edges are those of `edges`.
    Raises ShapeError for an image of another size, InputError for an opaque activation or symbolic sizes.

    >>> from explorer import plots
    >>> figure = plots.forward([([[2.0, -1.0]], [1.0])], [3.0, 5.0], activation="relu")
    >>> [text.get_text() for text in figure.axes[0].texts if text.get_text()[:1].isdigit()]
    ['3', '5', '2']
    """
    if isinstance(shown, bool) or not isinstance(shown, int) or shown < 2:
        raise InputError(f"shown must be a whole number of at least 2, not {shown!r}.")
    given = random_parameters(_whole(sizes), seed) if parameters is None else parameters_of(parameters)
    net = network_of(given, activation)
    inputs = int(net.sizes[0])
    pixels = _pixels(image, inputs)
    values = forward_values(given, net.activations, pixels.ravel())
    columns = [column(place, size, shown) for place, size in enumerate(net.sizes)]
    pictured = inputs > _FEW
    tallest = max(len(each.indices) + (each.dots is not None) for each in columns[int(pictured) :])
    names = "-".join(map(str, net.sizes))
    label = f"The forward pass of a {names} network: the values of its neurons for one input"
    new = ax is None
    figure, ax = axes(ax, label, (2.5 * len(columns) + 0.6, max(2.6, 0.47 * tallest + 1.2)))
    frame(ax, len(columns), tallest)
    circle = circle_in(ax)
    for place, (w, _) in enumerate(given):
        ends = (place * GAP, (place + 1) * GAP)
        if place or not pictured:
            # On a picture of values the strength that counts is that within one layer.
            pair = (columns[place], columns[place + 1])
            widest = 4.0 if w.size <= _FEW else 1.2  # behind many values, edges are a background
            draw_edges(ax, ends, pair, w, float(np.abs(w).max()) or 1.0, place + 1, widest=widest)
    for place, (each, vector) in enumerate(zip(columns, values, strict=True)):
        x = place * GAP
        if place == 0 and pictured:
            _image(ax, pixels, columns[1], tallest)
        else:
            _values(ax, x, each, circle, vector, largest=place == len(columns) - 1 and len(vector) > 1)
        ax.text(
            x, ax.get_ylim()[0], _foot(net, place, whole=new), ha="center", va="bottom", fontsize=TEXT_SIZE, color=INK
        )
    what = f"random weights (seed {seed}), nothing learnt" if parameters is None else "given weights"
    most = _most(values[-1])
    between = ": " if new else ":\n"
    ax.set_title(f"{names}, {what}{between}{most}", fontsize=TITLE_SIZE, color=INK, loc="left")
    return figure


def _whole(sizes: Any) -> list[int]:
    widths = Network(sizes).sizes
    if not all(width.is_Integer for width in widths):
        raise InputError(f"A forward pass needs sizes that are numbers, not {', '.join(map(str, widths))}.")
    return [int(width) for width in widths]


def _pixels(image: Any, inputs: int) -> Any:
    """The input as it is drawn: a picture where there are many numbers, else a vector."""
    if image is None:
        if inputs == 784:
            return next(iter(find_example("region").images.values()))
        raise InputError(f"There is no example image of {inputs} pixels.", hint="pass the input as image")
    try:
        array = np.array(image, dtype=float)
    except (TypeError, ValueError):
        raise InputError("The pixels must be numbers.") from None
    if array.size != inputs:
        raise ShapeError(f"The image has {array.size} pixels and the network has {inputs} inputs.")
    if not np.isfinite(array).all():
        raise InputError("The pixels must be finite numbers.")
    if inputs <= _FEW:
        return array.ravel()
    square = math.isqrt(inputs) ** 2 == inputs
    return picture(array, "The pixels") if array.ndim == 2 or square else array.reshape(1, -1)


def _image(ax: Axes, pixels: Any, first: Column, tallest: int) -> None:
    """The picture where the input's neurons would stand, and a fan to the first layer: 784 edges each are a blot."""
    low, high = min(0.0, float(pixels.min())), max(1.0, float(pixels.max()))
    points = room(ax)
    unit_x, unit_y = points[0] / np.ptp(ax.get_xlim()), points[1] / np.ptp(ax.get_ylim())
    across = 0.42 * GAP
    tall = across * unit_x / unit_y * pixels.shape[0] / pixels.shape[1]
    if tall > tallest / 2:
        across, tall = across * tallest / 2 / tall, tallest / 2
    inset = ax.inset_axes((-across, -tall, 2 * across, 2 * tall), transform=ax.transData)
    inset.imshow(pixels, cmap="gray", vmin=low, vmax=high, interpolation="nearest", aspect="auto")
    inset.set_xticks([])
    inset.set_yticks([])
    inset.set_title(f"{' × '.join(map(str, pixels.shape))} pixels", fontsize=TEXT_SIZE, color=INK)
    for height in first.heights:
        for corner in (-tall, tall):
            ax.plot([across, GAP], [corner, height], color=QUIET, linewidth=0.25, zorder=0, label="_fan")


def _values(ax: Axes, x: float, each: Column, circle: float, vector: Any, *, largest: bool) -> None:
    """One layer's values in its neurons: the fill between the least and greatest value of the layer, or of [0, 1]."""
    low, high = min(0.0, float(vector.min())), max(1.0, float(vector.max()))
    shares = [(float(vector[int(i)]) - low) / (high - low) for i in each.indices]
    texts = [number(float(vector[int(i)]), 2) for i in each.indices]
    draw_neurons(ax, x, each, circle, texts, [_HEAT(share) for share in shares], [_ink(share) for share in shares])
    for index, height in zip(each.indices, each.heights, strict=True):
        if largest:
            ax.text(x + 0.12 * GAP, height, f"{index}", ha="left", va="center", fontsize=TEXT_SIZE, color=QUIET)
        if largest and int(index) == int(np.argmax(vector)):
            ring = ax.scatter([x], [height], s=(circle + 6) ** 2, c="none", edgecolors=INK, zorder=5)
            ring.set(linewidth=2.2, gid="largest")


def _ink(share: float) -> str:
    return INK if share < 0.8 else "#ffffff"


def _foot(net: Network, place: int, *, whole: bool) -> str:
    """What a column holds; in given axes, which may be narrow, its name alone."""
    if place == 0:
        return f"${latex(net.input)}$"
    layer = net.layers[place - 1]
    return f"${latex(layer.matrix() if whole else layer.output)}$"


def _most(vector: Any) -> str:
    if len(vector) == 1:
        return f"the output is {number(float(vector[0]), 3)}"
    place = int(np.argmax(vector))
    return f"the largest output is number {place}, {number(float(vector[place]), 3)}"

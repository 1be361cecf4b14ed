"""The open table of figures: a row per figure with the options by which a command line can draw it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from matplotlib.figure import Figure

from explorer.errors import InputError
from explorer.plots.checks import (
    names_option,
    names_or_name,
    number_option,
    numbers_option,
    sizes_option,
    whole_option,
)
from explorer.plots.comparison import agreement
from explorer.plots.contour import contour
from explorer.plots.curves import bias, sigmoid, weight
from explorer.plots.diagram import network
from explorer.plots.edges import edges
from explorer.plots.forward import forward
from explorer.plots.gallery import activations
from explorer.plots.parameters import image_option, parameters_option
from explorer.plots.pixels import EXAMPLES, weights
from explorer.plots.refutation import refutation
from explorer.plots.surface import surface
from explorer.plots.sweep import sweep


@dataclass(frozen=True, slots=True)
class Option:
    """One option: `name` is the parameter of the figure's function, `type` reads its text."""

    name: str
    type: Callable[[str], Any]
    default: Any
    help: str


@dataclass(frozen=True, slots=True)
class Plot:
    """One figure: its name, the function that draws it, what it shows, its options.

    `subject` names what the function needs first and cannot make itself ("agreement": the result of
    comparing the forms of a network); then the options say how to make that, and the one who calls makes it.
    """

    name: str
    draw: Callable[..., Figure]
    about: str
    options: tuple[Option, ...]
    subject: str | None = None


def _row(draw: Callable[..., Figure], about: str, *options: tuple[str, Callable[[str], Any], str]) -> Plot:
    """A row whose defaults are those of the function itself, so that the two cannot differ."""
    known = inspect.signature(draw).parameters
    return Plot(
        draw.__name__,
        draw,
        about,
        tuple(Option(name, type_, known[name].default, help_) for name, type_, help_ in options),
    )


_LOW = ("low", number_option, "left end of the x axis")
_HIGH = ("high", number_option, "right end of the x axis")
_BOTH = (
    ("low", number_option, "left and lower end of the two axes"),
    ("high", number_option, "right and upper end of the two axes"),
)
_ACTIVATION = ("activation", str, "name of the activation")

_ACTIVATIONS = ("activation", names_or_name, "name of the activation, or one per layer with commas between them")
_PARAMETERS = ("parameters", parameters_option, "an .npz file with W1, b1, W2, b2, …; without it {}")

_ROWS = (
    _row(sigmoid, "the sigmoid, its limits 0 and 1, its value 1/2 at 0", _LOW, _HIGH),
    _row(
        bias,
        "the neuron σ(wx + b) for several biases b, each with its threshold −b/w",
        ("biases", numbers_option, "the biases, with commas between them"),
        ("weight", number_option, "the weight w"),
        _ACTIVATION,
        _LOW,
        _HIGH,
    ),
    _row(
        weight,
        "the neuron σ(wx + b) for several weights w: the larger, the steeper",
        ("weights", numbers_option, "the weights, with commas between them"),
        ("bias", number_option, "the bias b"),
        _ACTIVATION,
        _LOW,
        _HIGH,
    ),
    _row(
        sweep,
        "small panels: one number of the neuron σ(wx + b) changed step by step",
        ("vary", str, "which one: bias or weight"),
        ("values", numbers_option, "its values, with commas between them"),
        ("weight", number_option, "the weight w, where the bias varies"),
        ("bias", number_option, "the bias b, where the weight varies"),
        _ACTIVATION,
        _LOW,
        _HIGH,
    ),
    _row(
        contour,
        "a neuron with two inputs as a map of the plane: the bias moves its decision line",
        ("weights", numbers_option, "the two weights, with a comma between them"),
        ("biases", numbers_option, "the biases, with commas between them"),
        _ACTIVATION,
        *_BOTH,
    ),
    _row(
        surface,
        "the same neuron as a surface in space: the bias moves it, and its decision line, along the weights",
        ("weights", numbers_option, "the two weights, with a comma between them"),
        ("biases", numbers_option, "the biases, with commas between them"),
        _ACTIVATION,
        *_BOTH,
    ),
    _row(
        activations,
        "activation functions side by side, each with its derivative; saturation is shaded",
        ("names", names_option, "which ones, with commas between them; all without it"),
        _LOW,
        _HIGH,
    ),
    _row(
        weights,
        "a neuron's weights as a 28×28 picture, and the weighted sums it gives",
        ("example", str, f"which neuron: {' or '.join(row.name for row in EXAMPLES)}"),
    ),
    _row(
        network,
        "the network as a diagram with its weights, biases and counts",
        ("sizes", sizes_option, "the sizes of the layers, the input first: 784,16,16,10 or n,m,k"),
        ("activation", str, "name of the activation"),
        ("shown", whole_option, "the most neurons drawn in a layer"),
        ("depth", whole_option, "the most layers drawn"),
    ),
    _row(
        edges,
        "a network with its weights on the edges: width for size, colour and dash for sign",
        (_PARAMETERS[0], _PARAMETERS[1], _PARAMETERS[2].format("a hand-written 2-2-1 network")),
        _ACTIVATIONS,
        ("shown", whole_option, "the most neurons drawn in a layer"),
    ),
    _row(
        forward,
        "the forward pass on one image, every value in its neuron",
        (_PARAMETERS[0], _PARAMETERS[1], _PARAMETERS[2].format("random ones")),
        ("image", image_option, "an .npy file with the pixels; without it a hand-drawn seven"),
        ("sizes", sizes_option, "the sizes of the layers, the input first, of random parameters"),
        _ACTIVATIONS,
        ("seed", whole_option, "the seed of the random parameters"),
        ("shown", whole_option, "the most neurons drawn in a layer"),
    ),
    Plot(
        "refutation",
        refutation,
        "a refutation: the numbers for which two sides differ, and both values beside each other",
        (
            Option("left", str, "W a + b", "the left side"),
            Option("right", str, "W^T a + b", "the right side"),
            Option("given", str, "W: n x n; a: n; b: n", "the shapes, as for prove"),
        ),
        subject="refutation",
    ),
    Plot(
        "agreement",
        agreement,
        "how far the forms of one network differ in floating point, and the bound on that",
        (
            Option("sizes", sizes_option, (784, 16, 16, 10), "the sizes of the layers, the input first"),
            Option("activation", str, "sigmoid", "name of the activation"),
            Option("seed", whole_option, 0, "the seed of the random weights and inputs"),
        ),
        subject="agreement",
    ),
)

PLOTS: Mapping[str, Plot] = MappingProxyType({row.name: row for row in _ROWS})
"""Every figure by name."""


def plot(name: str) -> Plot:
    """Law: the row called `name`.

    Raises InputError for another name, with the nearest one.

    >>> from explorer.plots import plot
    >>> [option.name for option in plot("sigmoid").options]
    ['low', 'high']
    """
    if name not in PLOTS:
        from difflib import get_close_matches

        near = get_close_matches(name.lower(), PLOTS, n=1, cutoff=0.5)
        hint = f'did you mean "{near[0]}"?' if near else f"known are {', '.join(PLOTS)}"
        raise InputError(f'There is no figure called "{name}".', hint=hint)
    return PLOTS[name]

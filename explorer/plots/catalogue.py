"""The open table of figures: a row per figure with the options by which a command line can draw it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from matplotlib.figure import Figure

from explorer.errors import InputError
from explorer.plots.checks import names_option, number_option, numbers_option, sizes_option, whole_option
from explorer.plots.comparison import agreement
from explorer.plots.curves import bias, sigmoid, weight
from explorer.plots.diagram import network
from explorer.plots.gallery import activations
from explorer.plots.pixels import EXAMPLES, weights


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
_ACTIVATION = ("activation", str, "name of the activation")

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
        activations,
        "activation functions side by side, each with its derivative",
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

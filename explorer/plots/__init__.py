"""Figures of what weights, bias and activation do: `Figure` objects, colour-blind safe, never pyplot.

Every function takes `ax=` to draw into a figure of yours; `save` writes PNG, SVG or PDF; `PLOTS` lists all.
"""

from explorer.plots.catalogue import PLOTS, Option, Plot, plot
from explorer.plots.comparison import agreement
from explorer.plots.curves import bias, sigmoid, weight
from explorer.plots.diagram import network
from explorer.plots.files import save
from explorer.plots.gallery import activations
from explorer.plots.pixels import weights

__all__ = [
    "PLOTS",
    "Option",
    "Plot",
    "activations",
    "agreement",
    "bias",
    "network",
    "plot",
    "save",
    "sigmoid",
    "weight",
    "weights",
]

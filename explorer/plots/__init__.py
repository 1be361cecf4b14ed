"""Figures of what weights, bias and activation do: `Figure` objects, colour-blind safe, never pyplot.

Every function takes `ax=` to draw into a figure of yours; `save` writes PNG, SVG or PDF; `PLOTS` lists all.
"""

from explorer.plots.alt import alt_text
from explorer.plots.catalogue import PLOTS, Option, Plot, plot
from explorer.plots.comparison import agreement
from explorer.plots.contour import contour
from explorer.plots.curves import bias, sigmoid, weight
from explorer.plots.diagram import network
from explorer.plots.edges import edges
from explorer.plots.files import save
from explorer.plots.forward import forward
from explorer.plots.gallery import activations
from explorer.plots.pixels import weights
from explorer.plots.refutation import refutation
from explorer.plots.surface import surface
from explorer.plots.sweep import sweep

__all__ = [
    "PLOTS",
    "Option",
    "Plot",
    "activations",
    "agreement",
    "alt_text",
    "bias",
    "contour",
    "edges",
    "forward",
    "network",
    "plot",
    "refutation",
    "save",
    "sigmoid",
    "surface",
    "sweep",
    "weight",
    "weights",
]

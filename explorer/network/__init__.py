"""The subject: networks, layers and activations, built in SymPy."""

from explorer.network.activations import ACTIVATIONS, Activation, activation
from explorer.network.forms import FORMS, Form
from explorer.network.layer import Layer
from explorer.network.network import Network
from explorer.network.story import (
    Fact,
    Inactivity,
    bias_for_inactivity,
    facts,
    weighted_sum,
    written_out,
)

__all__ = [
    "ACTIVATIONS",
    "FORMS",
    "Activation",
    "Fact",
    "Form",
    "Inactivity",
    "Layer",
    "Network",
    "activation",
    "bias_for_inactivity",
    "facts",
    "weighted_sum",
    "written_out",
]

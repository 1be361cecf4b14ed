"""Notes to check: true ones, each beside a twin with one slip in it, and what is found in them."""

from __future__ import annotations

import json

SEED_LIKE = r"""# One neuron

A curve that squashes numbers, the sigmoid:
$$
σ(x) = \frac{1}{1 + e^{-x}}
$$
The first neuron of the second layer:
$$
a_{0}^{(1)} = σ(w_{0,0} a_{0}^{(0)} + w_{0,1} a_{1}^{(0)} + ... + w_{0,n} a_{n}^{(0)} + b_{0})
$$
All of them at once:
$$
σ(Wa^{(0)} + b)
$$
"""

SEED_LIKE_TOLD = r"""NAME:5:8: proved: σ(x) = \frac{1}{1 + e^{-x}}, σ is the sigmoid of the table of activations
NAME:13:1: proved: σ(Wa^{(0)} + b) is a_{0}^{(1)} of line 9, entry by entry, for all sizes, n + 1 terms: index 0 to n
3 equations read, 0 not, 2 claims: 2 proved, 0 refuted
"""

DECLARED = "<!-- explorer: W: n x n; a: n; b: n -->\n"

# a true note, its twin with one slip, the sentence about the slip, and what the caret shows
TWINS: dict[str, tuple[str, str, str, str]] = {
    "by value": (
        DECLARED + "The input $z = W a + b$, that is,\n$$ z = b + W a $$",
        DECLARED + "The input $z = W a + b$, that is,\n$$ z = b + W^\\top a $$",
        r"b + W^\top a is not W a + b of line 2: equal if Wᵀ is replaced by W",
        r"W^\top",
    ),
    "by shape": (
        "<!-- explorer: W: m x n; a: n; b: m -->\nThe input $z = W a + b$, that is,\n$$ z = b + W a $$",
        "<!-- explorer: W: m x n; a: n; b: m -->\nThe input $z = W a + b$, that is,\n$$ z = b + W^\\top a $$",
        r"b + W^\top a is not W a + b of line 2: the shapes cannot agree: equal if W^\top is replaced by W",
        r"W^\top",
    ),
    "in a chain": (
        DECLARED + "$$ y = W (a + b) = W a + W b $$",
        DECLARED + "$$ y = W (a + b) = W a + b $$",
        "W (a + b) is not W a + b: equal if b is taken into the product W a + b",
        "b",
    ),
    "a known function": (
        "$$ \\tanh(x) = \\frac{e^x - e^{-x}}{e^x + e^{-x}} $$",
        "$$ \\tanh(x) = \\frac{e^x + e^{-x}}{e^x - e^{-x}} $$",
        "\\tanh(x) is not \\frac{e^x + e^{-x}}{e^x - e^{-x}}: 0.761594155956 on the left, 1.3130352855 on the right",
        "\\frac{e^x + e^{-x}}{e^x - e^{-x}}",
    ),
}


def notebook(*cells: str) -> str:
    """A notebook with these Markdown cells, each behind a cell of code."""
    made = []
    for cell in cells:
        made.append({"cell_type": "code", "source": ["x = 1  # $not$ read"], "outputs": [], "metadata": {}})
        made.append({"cell_type": "markdown", "source": cell.splitlines(keepends=True), "metadata": {}})
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made})


SECTION = r"""
## Layer {k}

The layer has $W^{{({k})}} \in \mathbb{{R}}^{{m \times n}}$, $b^{{({k})}} \in \mathbb{{R}}^m$, $x \in \mathbb{{R}}^n$.
Its weighted input is
$$ z^{{({k})}} = W^{{({k})}} x + b^{{({k})}} $$
or, in components,
$$ z^{{({k})}}_j = \sum_{{i=1}}^n W^{{({k})}}_{{ji}} x_i + b^{{({k})}}_j $$
and its output is
$$ a^{{({k})}} = \sigma(z^{{({k})}}) = \sigma(W^{{({k})}} x + b^{{({k})}}) $$
"""
EACH = 6
"""Equations of a section."""


def long_note(equations: int, names: int = 4) -> str:
    """A note of that many equations, or up to five more, that goes through `names` layers again and again."""
    return "# Layers\n" + "".join(SECTION.format(k=k % names + 1) for k in range(-(-equations // EACH)))

r"""How books and courses write a network, one row each: letters, layer marks, order of indices, columns or rows.

A row is asked only where a text leaves open what it means, and never forces a reading whose shapes clash:

base       `a_1` with no range near it           the first entry, or the second
round      `x^{(2)}` beside `\sum_i x^{(i)}`      column 2 of the examples, or another layer
batch      `b` in `X W + b`                       a row added to every row, or a column added to every column
vectors    `x` in `x W`, of known length only     a row where vectors are rows
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from explorer.errors import InputError


@dataclass(frozen=True, slots=True)
class Letters:
    """What a source calls things; empty where it has no letter for one."""

    weights: str = ""
    bias: str = ""
    pre_activation: str = ""
    output: str = ""
    activation: str = ""
    input: str = ""
    batch: str = ""
    examples: str = ""
    layers: str = ""
    gradients: str = ""


@dataclass(frozen=True, slots=True)
class Convention:
    """One source's notation. `line` is a layer written in it, in words of ours."""

    name: str
    base: Literal[0, 1]
    source: str = ""
    also: tuple[str, ...] = ()
    letters: Letters = Letters()
    mark: str = ""
    """How a layer is marked: `^{(l)}`, `^{[l]}`, `^l`, `_l`."""
    round: Literal["layer", "example", ""] = ""
    """What a superscript in round brackets numbers; empty where it is one in some places, the other in others."""
    order: Literal["to, from", "from, to", ""] = ""
    """What the two indices of a weight are."""
    vectors: Literal["columns", "rows", ""] = ""
    batch: Literal["columns", "rows", ""] = ""
    """What the examples of a batch are in its matrix."""
    line: str = ""
    needs: frozenset[str] = frozenset()
    """What a text must show to be taken for this source's; nothing: never guessed."""
    never: frozenset[str] = frozenset()
    """What such a text does not show."""

    @property
    def weights_shape(self) -> str:
        """The shape of a layer's weights, with n inputs and m outputs."""
        return {"to, from": "m × n", "from, to": "n × m", "": ""}[self.order]

    @property
    def bias(self) -> Literal["row", "column", ""]:
        """What the bias is that is added to a whole batch."""
        return "row" if self.batch == "rows" else "column" if self.batch else ""


_ROWS = (
    Convention(
        "3b1b",
        0,
        "3Blue1Brown, Neural networks, chapters 1 to 4 (the note that explorer began with follows it)",
        ("3blue1brown",),
        Letters("W, w", "b", "z", "a", "σ", "a^{(0)}", "", "n", "L", r"\partial C / \partial w^{(L)}, \nabla C"),
        "^{(l)}",
        "layer",
        "to, from",
        "columns",
        line=r"a_0^{(1)} = σ(w_{0,0} a_0^{(0)} + w_{0,1} a_1^{(0)} + \cdots + w_{0,n} a_n^{(0)} + b_0)",
        needs=frozenset(("round layers", "from 0")),
        never=frozenset(("square layers", "bare layers", "from 1", "weights right", "Ω")),
    ),
    Convention(
        "nielsen",
        1,
        "Nielsen, Neural Networks and Deep Learning, chapters 1 and 2",
        (),
        Letters("w", "b", "z", "a", "σ", "x", "X", "n", "L", r"\delta^l, \nabla_a C, \partial C / \partial w^l_{jk}"),
        "^l",
        "",
        "to, from",
        "columns",
        "columns",
        line=r"a^l_j = σ(\sum_k w^l_{jk} a^{l-1}_k + b^l_j)",
        needs=frozenset(("bare layers", "small weights")),
        never=frozenset(("square layers", "round layers", "from 0", "weights right", "Ω")),
    ),
    Convention(
        "ng",
        1,
        "Ng, Deep Learning Specialization (Coursera), courses 1 and 2",
        ("coursera",),
        Letters("W", "b", "z", "a", "g", "x", "X", "m", "L", r"dW^{[l]}, db^{[l]}, dz^{[l]}"),
        "^{[l]}",
        "example",
        "to, from",
        "columns",
        "columns",
        line=r"Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}",
        needs=frozenset(("square layers",)),
        never=frozenset(("bare layers", "round layers", "from 0", "weights right", "Ω")),
    ),
    Convention(
        "goodfellow",
        1,
        "Goodfellow, Bengio and Courville, Deep Learning, chapter 6",
        (),
        Letters("W", "b, c", "a, z", "h", "g", "x", "X", "m", "l", r"\nabla_{W} J"),
        "^{(l)}",
        "",
        "from, to",
        "columns",
        "rows",
        line=r"h^{(1)} = g(W^{(1)\top} x + b^{(1)})",
        needs=frozenset(("transposed weights", "round layers")),
        never=frozenset(("square layers", "bare layers", "from 0", "weights right", "weights left", "Ω")),
    ),
    Convention(
        "d2l",
        1,
        "Zhang, Lipton, Li and Smola, Dive into Deep Learning, chapters 3 to 5",
        (),
        Letters("W", "b", "z", "h, o", "φ, σ", "x", "X", "n", "L", r"\partial J / \partial W^{(1)}"),
        "^{(l)}",
        "",
        "from, to",
        "rows",
        "rows",
        line=r"H = σ(X W^{(1)} + b^{(1)})",
        needs=frozenset(("weights right",)),
        never=frozenset(("square layers", "bare layers", "from 0", "weights left", "layers below", "Ω")),
    ),
    Convention(
        "bishop",
        1,
        "Bishop, Pattern Recognition and Machine Learning, sections 5.1 to 5.3 (the bias is the weight of index 0)",
        (),
        Letters("w", "w_{j0}", "a", "z", "h, σ", "x", "X", "N", "", r"\delta_j, \partial E / \partial w_{ji}"),
        "^{(l)}",
        "layer",
        "to, from",
        "columns",
        "rows",
        line=r"a_j = \sum_{i=1}^{D} w_{ji}^{(1)} x_i + w_{j0}^{(1)}",
        needs=frozenset(("bias at 0", "from 1", "round layers")),
        never=frozenset(("square layers", "bare layers", "weights right", "Ω")),
    ),
    Convention(
        "cs231n",
        0,
        "Stanford CS231n, notes on linear classification and on neural networks",
        (),
        Letters("W", "b", "s, f", "h", "f", "x_i", "X", "N", "", r"dW, \nabla_{w_j} L_i"),
        "_l",
        "",
        "to, from",
        "columns",
        "rows",
        line=r"s = W_2 \max(0, W_1 x + b_1) + b_2",
        needs=frozenset(("numbered weights", "max with 0")),
        never=frozenset(("square layers", "bare layers", "round layers", "from 1", "layers below", "Ω")),
    ),
    Convention(
        "murphy",
        1,
        "Murphy, Probabilistic Machine Learning: An Introduction, chapter 13",
        (),
        Letters("W", "b", "a", "z", "φ", "x", "X", "N", "L", r"\nabla_{θ} L"),
        "_l",
        "",
        "to, from",
        "columns",
        "rows",
        line=r"z_l = φ(W_l z_{l-1} + b_l)",
        needs=frozenset(("layers below", "weights left")),
        never=frozenset(("square layers", "bare layers", "round layers", "from 0", "weights right", "Ω")),
    ),
    Convention(
        "udl",
        1,
        "Prince, Understanding Deep Learning, chapters 3 to 7",
        ("prince",),
        Letters("Ω", "β", "f", "h", "a[·]", "x", "X", "I", "K", r"\partial \ell_i / \partial f_k"),
        "_k",
        "",
        "to, from",
        "columns",
        "columns",
        line=r"h_1 = a[β_0 + Ω_0 x]",
        needs=frozenset(("Ω", "β")),
        never=frozenset(("square layers", "bare layers", "round layers", "weights right")),
    ),
    Convention(
        "cs224n",
        1,
        "Stanford CS224n, notes on neural networks and backpropagation",
        (),
        Letters("W, U", "b", "z", "h, a", "f, σ", "x", "", "", "", r"\delta^{(k)}, \partial s / \partial W_{ij}"),
        "^{(k)}",
        "layer",
        "to, from",
        "columns",
        line=r"s = U^\top f(W x + b)",
        needs=frozenset(("scores by U", "weights left")),
        never=frozenset(("square layers", "bare layers", "from 0", "weights right", "layers below", "Ω")),
    ),
    Convention("0-based", 0, "indices count from 0; nothing else is said"),
    Convention("1-based", 1, "indices count from 1; nothing else is said"),
)

ROWS: dict[str, Convention] = {row.name: row for row in _ROWS}
"""The rows by their own name."""

CONVENTIONS: dict[str, Convention] = ROWS | {name: row for row in _ROWS for name in row.also}
"""The rows by every name they go by."""


def convention_of(name: str) -> Convention:
    """The row of that name. Raises `InputError`, with the names most like it, where there is none.

    >>> convention_of("coursera").mark
    '^{[l]}'
    """
    row = CONVENTIONS.get(name.strip().lower())
    if row is None:
        near = get_close_matches(name.strip().lower(), CONVENTIONS, 2, 0.7)
        meant = f"did you mean {' or '.join(near)}? " if near else ""
        raise InputError(
            f"`{name}` is not a convention known here", hint=f"{meant}one of {', '.join(sorted(CONVENTIONS))}"
        )
    return row

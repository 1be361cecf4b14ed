"""A refutation as a picture: the small numbers of the witness, and the values of both sides beside each other."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from explorer.errors import InputError
from explorer.plots.rows import typeset
from explorer.plots.style import DIVERGING, FAINT, INK, PALETTE, QUIET, TEXT_SIZE, TITLE_SIZE, dress, panels, readable

_MOST = 5  # rows and columns of a tensor that are drawn
_LONG = 90  # a formula of more characters is not set beside a bar


class Witness(Protocol):
    """Numbers for which the two sides differ: exact, as text or fractions."""

    @property
    def sizes(self) -> Mapping[str, int]:
        """Each size by name."""

    @property
    def tensors(self) -> Mapping[str, Any]:
        """Each tensor by name: nested lists."""

    @property
    def functions(self) -> Mapping[str, str]:
        """Each undefined function by name: what it does to x."""

    @property
    def at(self) -> Mapping[str, int]:
        """The entry that differs, by the names of the indices."""

    @property
    def left(self) -> str:
        """The value of the left side."""

    @property
    def right(self) -> str:
        """The value of the right side."""


class Refutation(Protocol):
    """A verdict that two sides are not equal."""

    @property
    def verdict(self) -> str:
        """Its name: "refuted" for a refutation."""

    @property
    def witness(self) -> Witness | None:
        """The numbers; None where the shapes already clash."""

    @property
    def statement(self) -> Any:
        """The two sides, as `left` and `right`; None where they are not known."""

    @property
    def diagnosis(self) -> str | None:
        """The nearest true claim."""


def refutation(verdict: Refutation, *, ax: Axes | None = None) -> Figure:
    """Law: the witness's tensors as tables of numbers; under them a bar for each side, as long as its value.

    The values are those of the witness, exact; both sides are written beside their bars, and the sizes, the function,
    the entry and the diagnosis are told in words. Of a tensor with more than five rows or columns the first are drawn.
    Raises InputError for a verdict that is no refutation, or one by shapes (there are no numbers then).

    >>> from types import SimpleNamespace as Row
    >>> from explorer import plots
    >>> found = Row(sizes={"n": 1}, tensors={"a": [["1"]]}, functions={}, at={}, left="1/2", right="2")
    >>> figure = plots.refutation(Row(verdict="refuted", witness=found, statement=None, diagnosis=None))
    >>> [float(bar.get_width()) for bar in figure.axes[1].patches]
    [0.5, 2.0]
    """
    found = _witness(verdict)
    label = f"A refutation: the left side is {found.left}, the right side is {found.right}"
    figure, places = panels(ax, label, 2, 1, (7.6, 2.3))
    _tensors(places[0], found)
    _values(places[1], verdict, found)
    return figure


def _witness(verdict: Any) -> Witness:
    kind = getattr(verdict, "verdict", None)
    if kind is None:
        raise InputError(
            f"refutation needs a verdict, not {type(verdict).__name__}.", hint="pass what explorer.prove returned"
        )
    if kind != "refuted":
        raise InputError(f"There is no refutation to draw: the verdict is {kind}.")
    if verdict.witness is None:
        raise InputError("The shapes of the two sides clash, so there are no numbers to draw.")
    return verdict.witness  # type: ignore[no-any-return]


def _tensors(ax: Axes, found: Witness) -> None:
    """The tensors from left to right, an entry in a cell; what else was chosen stands in the title."""
    ax.set_axis_off()
    chosen = [f"{name} = {value}" for name, value in (*found.sizes.items(), *found.at.items())]
    chosen += [f"{name}(x) = {rule}" for name, rule in found.functions.items()]
    ax.set_title(
        f"not equal{' for ' * bool(chosen)}{', '.join(chosen)}", fontsize=TITLE_SIZE, color=INK, loc="left"
    ).set_parse_math(False)
    x, tallest = 0.0, 1
    tables = [(name, _table(value)) for name, value in found.tensors.items()]
    extreme = max((abs(_float(cell)) for _, rows in tables for row in rows for cell in row), default=1.0) or 1.0
    for name, rows in tables:
        shown = [row[:_MOST] for row in rows[:_MOST]]
        height, width = len(shown), max((len(row) for row in shown), default=0)
        for r, row in enumerate(shown):
            for c, cell in enumerate(row):
                share = 0.5 + 0.3 * _float(cell) / extreme
                box = Rectangle((x + c, -r - 1), 1, 1, facecolor=DIVERGING(share), edgecolor=FAINT)
                ax.add_patch(box)
                ax.text(x + c + 0.5, -r - 0.5, _minus(cell), ha="center", va="center", fontsize=TEXT_SIZE, color=INK)
        cut = len(rows) > _MOST or any(len(row) > _MOST for row in rows)
        dots = f" (first entries of {len(rows)} × {len(rows[0])})" if cut else ""
        ax.text(
            x + width / 2,
            0.25,
            f"{name}{dots}",
            ha="center",
            va="bottom",
            fontsize=TEXT_SIZE + 1,
            color=INK,
            parse_math=False,
        )
        x += max(width, 1) + 0.9
        tallest = max(tallest, height)
    ax.set_xlim(-0.1, max(x - 0.8, 7.0))
    ax.set_ylim(-tallest - 0.2, 1.0)
    ax.set_aspect("equal", anchor="NW")


def _table(value: Any) -> list[list[str]]:
    """A tensor as rows of cells: a number is 1 × 1, a list one column, more than two axes their first slice."""
    array = np.array(value, dtype=object)
    while array.ndim > 2:
        array = array[0]
    array = array.reshape(-1, 1) if array.ndim < 2 else array
    return [[str(cell) for cell in row] for row in array]


def _values(ax: Axes, verdict: Any, found: Witness) -> None:
    """Both values as bars, or as words where they are not fractions."""
    sides = (("left", found.left, PALETTE[0], 0), ("right", found.right, PALETTE[1], 1))
    lengths = [_float(value) for _, value, _, _ in sides]
    for (name, value, colour, place), length in zip(sides, lengths, strict=True):
        ax.barh(
            [place],
            [length],
            height=0.5,
            color=colour,
            label=f"{name} = {value}",
            hatch="" if place == 0 else "//",
            edgecolor="white",
        )
        side = getattr(verdict.statement, name, None)
        text = f"{name} side" if side is None else f"{name}: {_formula(side)}"
        ax.annotate(
            text,
            (0, place - 0.3),
            xytext=(3, 0),
            textcoords="offset points",
            ha="left",
            va="bottom",
            fontsize=TEXT_SIZE,
            color=INK,
        )
        end = max(length, 0.0)
        ax.annotate(
            _minus(value),
            (end, place),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=TITLE_SIZE,
            color=readable(colour),
            fontweight="bold",
        )
    low, high = min(0.0, *lengths), max(0.0, *lengths)
    span = (high - low) or 1.0
    ax.set_xlim(low - 0.04 * span, high + 0.12 * span)
    ax.set_ylim(1.45, -0.85)
    ax.axvline(0, color=QUIET, linewidth=1.0)
    dress(ax, "value")
    ax.spines["left"].set_visible(False)
    ax.set_yticks([])
    told = _minus(str(verdict.diagnosis)) if verdict.diagnosis else ""
    ax.set_title(told, fontsize=TEXT_SIZE + 1, color=INK, loc="left").set_parse_math(False)


def _formula(side: Any) -> str:
    text = typeset(side)
    return text if len(text) <= _LONG else f"{str(side)[: _LONG - 1]}…"


def _float(value: str) -> float:
    """The size of a number given as text; 0 for one that is no fraction or that no bar can show."""
    try:
        size = float(Fraction(value))
    except (ValueError, ZeroDivisionError, OverflowError):
        return 0.0
    return size if math.isfinite(size) else 0.0


def _minus(text: str) -> str:
    return text.replace("-", "−")

"""How far the forms of one network differ in floating point, beside the bound that no rounding exceeds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Protocol

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from explorer.errors import InputError
from explorer.plots.style import FAINT, INK, PALETTE, QUIET, TEXT_SIZE, axes, dress, number, readable

_EMPTY = 1e-16


class Comparison(Protocol):
    """One form run in one way against the first row: `difference` and `bound` at the place nearest its bound."""

    @property
    def form(self) -> str:
        """The form's name."""

    @property
    def run(self) -> str:
        """The way it was computed, such as "entries", "arrays", "batch"."""

    @property
    def difference(self) -> float:
        """The absolute difference; infinite or NaN where the values are."""

    @property
    def bound(self) -> float:
        """The derived bound on `difference`, at least 0."""

    @property
    def ulps(self) -> float:
        """The largest difference anywhere, in units in the last place."""

    @property
    def agrees(self) -> bool:
        """Whether every difference is within its bound."""


class Agreement(Protocol):
    """What a numeric comparison says; the first row is the one that all are compared with."""

    @property
    def rows(self) -> Sequence[Comparison]:
        """One row per form and way to run it."""


def agreement(result: Agreement, *, ax: Axes | None = None) -> Figure:
    """Law: a line per form and run: a dot at its difference from the first, a bar at its error bound.

    Absolute differences on a logarithmic axis, ulps in words. A difference of 0 stands at the left edge as
    "equal", a bound of 0 there too; a value that is no number at the right edge. Where the bound is exceeded the
    dot is a red square and says so: rounding does not explain it.
    Raises InputError for an object that is no comparison or has no rows, or for a negative bound.

    >>> from types import SimpleNamespace as Row
    >>> from explorer import plots
    >>> row = Row(form="matrix", run="batch", difference=2e-16, ulps=2, bound=1e-13, agrees=True)
    >>> plots.agreement(Row(rows=[row])).axes[0].texts[0].get_text()
    '2·10⁻¹⁶ (at most 2 ulps)'
    """
    rows = _rows(result)
    first = f"{rows[0].form}, {rows[0].run}"
    figure, ax = axes(
        ax, f"Differences of the forms from {first}, and their error bounds", (8.5, 1.5 + 0.3 * len(rows))
    )
    known = [value for row in rows for value in (row.difference, row.bound) if 0 < value < math.inf]
    left, right = min(known, default=_EMPTY) / 30, max(known, default=_EMPTY) * 30
    ax.set_xscale("log")
    for height, row in enumerate(rows):
        bar = row.bound or left
        dot = row.difference or left if math.isfinite(row.difference) else right
        colour = PALETTE[0] if row.agrees else PALETTE[2]
        ax.plot([left, bar], [height, height], color=FAINT, linewidth=1.0, zorder=0, label="within the bound")
        ax.plot([bar], [height], "|", color=QUIET, markersize=11, markeredgewidth=2, label=f"bound {height}")
        (line,) = ax.plot([dot], [height], "o" if row.agrees else "s", color=colour, markersize=7)
        # A dot on the edge of the frame is drawn whole; the words stand in a column where no dot or bar can be.
        line.set(clip_on=False, label=f"difference {height}")
        ax.annotate(
            _words(row),
            (1, height),
            xycoords=("axes fraction", "data"),
            xytext=(10, 0),
            textcoords="offset points",
            va="center",
            fontsize=TEXT_SIZE,
            color=readable(colour),
        )
    ax.annotate(
        "error bound",
        (rows[0].bound or left, 0),
        xytext=(0, 9),
        textcoords="offset points",
        ha="center",
        fontsize=TEXT_SIZE,
        color=QUIET,
    )
    ax.set_xlim(left, right)
    ax.set_ylim(len(rows) - 0.4, -1.1)
    ax.set_yticks(range(len(rows)), [f"{row.form}, {row.run}" for row in rows])
    dress(
        ax, "absolute difference $|y - y_0|$, where it is nearest to its bound", "", f"Differences from $y_0$: {first}"
    )
    ax.tick_params(axis="y", labelsize=TEXT_SIZE, labelcolor=INK, length=0, pad=8)
    return figure


def _rows(result: Any) -> tuple[Comparison, ...]:
    """The rows of a comparison, checked."""
    if not hasattr(result, "rows"):
        raise InputError(
            f"agreement needs the result of comparing forms, not {type(result).__name__}.",
            hint="pass what explorer.agree returned",
        )
    rows = tuple(result.rows)
    if not rows:
        raise InputError("There is nothing to draw: the comparison has no rows.", hint="compare at least two forms")
    for row in rows:
        if not 0 <= row.bound < math.inf:
            raise InputError(f"The bound of {row.form} cannot be {number(row.bound)}: it must be 0 or more.")
    return rows


def _words(row: Comparison) -> str:
    if not math.isfinite(row.difference):
        return "not a finite number"
    if row.difference == 0 and row.agrees:
        return "equal"
    text = f"{number(row.difference, 2)} (at most {number(row.ulps, 3)} ulp{'' if row.ulps == 1 else 's'})"
    return text if row.agrees else f"{text}, beyond the bound"

"""One look for every figure: colours and dashes that all readers can tell apart, and panels.

Nothing here uses pyplot: a figure belongs to whoever asked for it, not to a global list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from explorer.errors import InputError
from explorer.plots.digits import number as number
from explorer.plots.drawing import Drawing

PALETTE = ("#5790fc", "#f89c20", "#e42536", "#964a8b", "#9c9ca1", "#7a21dd")
"""Petroff's six colours ("Accessible color sequences for data visualization", 2021), in its order."""

DASHES: tuple[Any, ...] = (
    "solid",
    (0, (7, 2)),
    (0, (2, 1.5)),
    (0, (7, 2, 2, 2)),
    (0, (4, 3)),
    (0, (7, 1.5, 1.5, 1.5, 1.5, 1.5)),
)
INK, QUIET, FAINT = "#222222", "#5f5f66", "#c9c9cf"
SHADE = "#efeff2"

DIVERGING = LinearSegmentedColormap.from_list(
    "explorer_diverging", ["#1f3f8f", PALETTE[0], "#ffffff", PALETTE[1], "#8a4b00"], N=257
)
"""Blue below 0, white at 0, orange above: the blue-yellow axis that red-green blindness leaves intact."""

TEXT_SIZE, TITLE_SIZE = 9.0, 11.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """How one curve is drawn: a colour and a dash, each enough on its own to know the curve."""

    colour: str
    dash: Any

    def line(self) -> dict[str, Any]:
        """The keyword arguments for `Axes.plot`."""
        return {"color": self.colour, "linestyle": self.dash, "linewidth": 2.0, "solid_capstyle": "round"}


def strokes(count: int, what: str) -> tuple[Stroke, ...]:
    """Law: the first `count` strokes, no two alike in colour or in dash.

    Raises InputError when there are more curves than strokes.

    >>> from explorer.plots.style import strokes
    >>> [stroke.colour for stroke in strokes(2, "biases")]
    ['#5790fc', '#f89c20']
    """
    if not 1 <= count <= len(PALETTE):
        raise InputError(
            f"A figure shows 1 to {len(PALETTE)} {what}, not {count}.",
            hint="draw two figures, or pass fewer values",
        )
    return tuple(Stroke(colour, dash) for colour, dash in zip(PALETTE, DASHES, strict=True))[:count]


def axes(ax: Axes | None, title: str, size: tuple[float, float] = (7.0, 4.2)) -> tuple[Figure, Axes]:
    """Law: `ax` and the figure it is in, or a new pair; `title` names a new figure in words.

    >>> from explorer.plots.style import axes
    >>> axes(None, "a title")[0].get_label()
    'a title'
    """
    if ax is None:
        figure = Drawing(figsize=size, layout="constrained")
        figure.set_label(title)
        return figure, figure.add_subplot()
    if not isinstance(ax, Axes):
        raise InputError(f"ax must be a matplotlib Axes, not {type(ax).__name__}.")
    holder: Any = ax.figure
    while not isinstance(holder, Figure):
        holder = holder.figure
    return holder, ax


def panels(
    ax: Axes | None,
    title: str,
    count: int,
    across: int,
    panel: tuple[float, float],
    *,
    layout: Any = "constrained",
    projection: Any = None,
) -> tuple[Figure, list[Axes]]:
    """Law: `count` axes in rows of at most `across`: those of a new figure, or insets that share the room of `ax`.

    `panel` is the width and height of one in inches, `layout` and `projection` matplotlib's names of how margins are
    found and of the kind of axes; insets stand in as many columns as make them largest.

    >>> from explorer.plots.style import panels
    >>> len(panels(None, "five", 5, 3, (2.0, 2.0))[1])
    5
    """
    columns = min(across, count)
    if ax is None:
        rows = -(-count // columns)
        figure: Figure = Drawing(figsize=(columns * panel[0], rows * panel[1]), layout=layout)
        figure.set_label(title)
        grid = figure.add_gridspec(rows, columns)
        return figure, [
            figure.add_subplot(grid[divmod(place, columns)], projection=projection) for place in range(count)
        ]
    figure, host = axes(ax, title)
    host.set_axis_off()
    width, height = (points / inches for points, inches in zip(room(host), panel, strict=True))
    columns = max(range(1, columns + 1), key=lambda number: min(width / number, height / -(-count // number)))
    rows = -(-count // columns)
    gap_x, gap_y = 0.24 / columns, 0.34 / rows
    width, height = (1 + gap_x) / columns - gap_x, (1 + gap_y) / rows - gap_y
    places = [divmod(place, columns) for place in range(count)]
    return figure, [
        host.inset_axes(
            (column * (width + gap_x), 1 - height - row * (height + gap_y), width, height), projection=projection
        )
        for row, column in places
    ]


def room(ax: Axes) -> tuple[float, float]:
    """Width and height of `ax` in points, before the layout has moved it by a few."""
    locate: Any = ax.get_axes_locator()
    if locate is not None:
        ax.apply_aspect(locate(ax, None))
    box = ax.get_position()
    holder: Any = ax.figure
    width, height = holder.bbox.width / holder.dpi * 72, holder.bbox.height / holder.dpi * 72
    return box.width * width, box.height * height


def dress(ax: Axes, x_label: str = "", y_label: str = "", title: str = "") -> None:
    """The plain frame: two spines, quiet ticks, a left-aligned title."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(QUIET)
    ax.tick_params(colors=QUIET, labelsize=TEXT_SIZE - 1)
    ax.set_xlabel(x_label, fontsize=TEXT_SIZE + 1, color=INK)
    ax.set_ylabel(y_label, fontsize=TEXT_SIZE + 1, color=INK)
    if title:
        ax.set_title(title, fontsize=TITLE_SIZE, color=INK, loc="left")


def dress_solid(ax: Any, labels: tuple[str, str, str], heights: tuple[float, ...]) -> None:
    """The plain frame of axes in space: no walls, quiet ticks, the given heights marked."""
    for axis, name in zip((ax.xaxis, ax.yaxis, ax.zaxis), labels, strict=True):
        axis.set_pane_color((1.0, 1.0, 1.0, 0.0))
        axis.line.set_color(QUIET)
        axis.set_rotate_label(False)
        axis.set_label_text(name, fontsize=TEXT_SIZE + 1, color=INK, rotation=0)
        axis.set_tick_params(colors=QUIET, labelsize=TEXT_SIZE - 1, pad=-2)
        axis.labelpad = -4
    ax.grid(False)
    ax.set_box_aspect((1, 1, 0.85), zoom=1.0)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(4, prune="both"))  # at a corner two axes would write over each other
    shown = sorted(set(heights))
    ax.set_zticks(shown, ["0" if abs(at) < 1e-3 * (shown[-1] - shown[0]) else number(at, 2) for at in shown])


def halo() -> list[Any]:
    """A white edge around letters, so that a label stays readable where a line passes under it."""
    return [withStroke(linewidth=2.5, foreground="white")]


def readable(colour: str) -> str:
    """The same hue, dark enough for letters on white."""
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return "#" + "".join(f"{int(part * 0.72):02x}" for part in (red, green, blue))

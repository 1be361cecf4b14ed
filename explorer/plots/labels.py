"""Names beside their curves instead of a legend: each where it cannot be taken for another curve's."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from explorer.plots.style import TEXT_SIZE, halo, readable, room

# Where a label may stand beside a point of its curve: a shift in points, and the corner of its box that is there.
_SIDES = tuple(
    ((shift, rise), (right, 0.0 if rise > 0 else 1.0))
    for right, shift in ((0.0, 4.0), (0.5, 0.0), (1.0, -4.0))
    for rise in (-5.0, 5.0)
)


def label_curves(ax: Axes, labels: Sequence[tuple[Any, str]], size: float = TEXT_SIZE) -> None:
    """Law: each line of `labels` inside `ax` gets its text beside it, where other curves and labels are farthest.

    Every place along a line (above or below, left or right of it) is tried; the cheapest one wins. Limits of
    `ax` must be final.
    """
    low_x, high_x = ax.get_xlim()
    low_y, high_y = ax.get_ylim()
    scale = np.array(room(ax)) / (high_x - low_x, high_y - low_y)
    origin = np.array([low_x, low_y])

    def points(line: Any) -> Any:
        data = (np.asarray(line.get_xydata(), dtype=float) - origin) * scale
        ends = pairwise(data)
        steps = [np.linspace(p, q, _pieces(p, q), endpoint=False) for p, q in ends if np.isfinite(q - p).all()]
        dense = np.concatenate([*steps, data[-1:]])
        return dense[np.isfinite(dense).all(axis=1)]

    clouds = {id(line): points(line) for line in ax.get_lines()}
    frame = np.array([high_x - low_x, high_y - low_y]) * scale
    taken: list[np.ndarray] = []
    for line, text in labels:
        extent = TextPath((0, 0), text, size=size, prop=FontProperties()).get_extents()
        box = np.array([extent.width, max(extent.height, size * 0.8)]) + 2.0
        own = clouds[id(line)]
        inside = own[((own >= 0) & (own <= frame)).all(axis=1)]
        if not len(inside):
            continue
        spots = inside[:: max(1, len(inside) // 50)]
        corners = np.concatenate([spots + shift - box * anchor for shift, anchor in _SIDES])
        others = [cloud for key, cloud in clouds.items() if key != id(line)]
        place = corners[np.argmin(_costs(corners, box, frame, own, others, taken))]
        taken.append(np.array([place, place + box]))
        at = place / scale + origin
        artist = ax.text(at[0], at[1], text, color=readable(line.get_color()), fontsize=size, va="bottom")
        artist.set_path_effects(halo())


def _pieces(start: Any, end: Any) -> int:
    """How many steps of about three points lead from `start` to `end`, within reason."""
    return int(min(400, max(1, np.hypot(*(end - start)) // 3)))


def _costs(corners: Any, box: Any, frame: Any, own: Any, others: Any, taken: Any) -> Any:
    """How bad a label is at each corner: outside, over a label or a curve, near another curve."""
    low, high = corners, corners + box

    def distances(cloud: Any) -> Any:
        gaps = np.maximum(low[:, None] - cloud, cloud - high[:, None])
        return np.hypot(*np.moveaxis(np.maximum(gaps, 0), 2, 0))

    outside = np.maximum(4 - low, 0).sum(axis=1) + np.maximum(high + 2 - frame, 0).sum(axis=1)
    over = sum((((low < b + 3) & (high > a - 3)).all(axis=1) for a, b in taken), np.zeros(len(corners)))
    apart = distances(own)
    gaps = [distances(cloud) for cloud in others if len(cloud)]
    nearest = np.min([gap.min(axis=1) for gap in gaps], axis=0) if gaps else np.full(len(corners), 100.0)
    crowd = sum(((gap < 14).sum(axis=1) for gap in gaps), np.zeros(len(corners)))
    # A label belongs to the curve it is nearest to, so a near stranger is as bad as a far owner.
    return (
        1000 * outside
        + 2000 * over
        + 20 * (apart < 1.5).sum(axis=1)
        + 400 * (nearest < 2)
        + 2 * crowd
        + 100 * (1 + apart.min(axis=1)) / (1 + nearest)
    )

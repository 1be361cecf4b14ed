"""A neuron's weights as a picture, and the weighted sums it gives for images: what pattern it picks up on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from explorer.errors import InputError, ShapeError
from explorer.plots.style import DIVERGING, INK, PALETTE, QUIET, TEXT_SIZE, number, panels

SIDE = 28
_ACROSS = 5
# The part of the picture that the two example neurons care about: rows 12..15, columns 8..19 of 28.
_MIDDLE = (slice(12, 16), slice(8, 20))
_AROUND = (slice(10, 18), slice(5, 23))


@dataclass(frozen=True, slots=True)
class Example:
    """A neuron to draw: its `weights`, the `images` it sees by caption, whether it sums one region."""

    name: str
    about: str
    weights: NDArray[np.float64]
    images: Mapping[str, NDArray[np.float64]]
    sums_region: bool = False


def weighted_sum(weights: ArrayLike, image: ArrayLike) -> float:
    """Law: the sum over all pixels of weight times pixel; both of one shape.

    Raises ShapeError when the shapes differ.

    >>> from explorer.plots.pixels import weighted_sum
    >>> weighted_sum([[1, -1], [0, 2]], [[3, 1], [5, 0.5]])
    3.0
    """
    w, a = np.asarray(weights, dtype=float), np.asarray(image, dtype=float)
    if w.shape != a.shape:
        raise ShapeError(f"The weights have shape {w.shape} and the image has shape {a.shape}: they must be equal.")
    return math.fsum((w * a).ravel().tolist())


def _blank() -> NDArray[np.float64]:
    return np.zeros((SIDE, SIDE))


def _seven() -> NDArray[np.float64]:
    """A hand-drawn looking 7 in 256 grey levels: the distance of each pixel to three strokes."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE].astype(float)
    near = np.full((SIDE, SIDE), np.inf)
    for (r0, c0), (r1, c1) in (((6, 7), (6, 20)), ((6, 20), (23, 11)), ((14, 11), (14, 20))):
        along = ((rows - r0) * (r1 - r0) + (columns - c0) * (c1 - c0)) / ((r1 - r0) ** 2 + (c1 - c0) ** 2)
        along = np.clip(along, 0, 1)
        near = np.minimum(near, np.hypot(rows - r0 - along * (r1 - r0), columns - c0 - along * (c1 - c0)))
    # Multiples of 1/256 add up without rounding, so the two sums shown are equal to the last digit.
    return np.round(np.clip(2.1 - near, 0, 1) * 256) / 256


def _bar(down: int = 0) -> NDArray[np.float64]:
    image = _blank()
    image[_MIDDLE[0].start + down : _MIDDLE[0].stop + down, _MIDDLE[1]] = 1.0
    return image


def _region() -> Example:
    """Weights 1 in the region and 0 elsewhere: the weighted sum is the sum of the region's pixels."""
    return Example(
        "region",
        "positive weights in one region, 0 elsewhere",
        _bar(),
        {"a seven": _seven()},
        sums_region=True,
    )


def _edge() -> Example:
    """Weights 1 in the middle, −1/2 around it on twice as many pixels: a uniform image gives 0."""
    weights = _blank()
    weights[_AROUND] = -0.5
    weights[_MIDDLE] = 1.0
    match = _bar()
    return Example(
        "edge",
        "positive weights in the middle, negative weights around it",
        weights,
        {
            "middle bright, surround dark": match,
            "all bright": np.ones((SIDE, SIDE)),
            "middle dark, surround bright": 1.0 - match,
            "bar two rows lower": _bar(2),
        },
    )


EXAMPLES: tuple[Example, ...] = (_region(), _edge())
"""The two neurons of the note; another example is another row."""


def find_example(name: str) -> Example:
    """The example of that name.

    Raises InputError for another name, listing them.

    >>> from explorer.plots.pixels import find_example
    >>> find_example("edge").weights.sum()
    np.float64(0.0)
    """
    for row in EXAMPLES:
        if row.name == name:
            return row
    raise InputError(f'There is no example "{name}": the examples are {", ".join(row.name for row in EXAMPLES)}.')


def picture(values: ArrayLike, what: str) -> NDArray[np.float64]:
    """Law: `values` as a rectangle of finite numbers; a vector of `k*k` becomes `(k, k)`, row by row.

    Raises ShapeError for a vector whose length is no square or for more than two axes, InputError for NaN.

    >>> from explorer.plots.pixels import picture
    >>> picture(range(9), "The weights").shape
    (3, 3)
    """
    try:
        array = np.array(values, dtype=float)
    except (TypeError, ValueError):
        raise InputError(f"{what} must be numbers.") from None
    if array.ndim == 2 and 1 in array.shape and array.size > 1:
        array = array.ravel()
    if array.ndim == 1:
        side = math.isqrt(array.size)
        if side * side != array.size or side == 0:
            raise ShapeError(
                f"{what} have {array.size} entries, which do not fill a square picture.",
                hint="give a square number of entries such as 784 = 28·28, or a matrix of rows and columns",
            )
        array = array.reshape(side, side)
    if array.ndim != 2 or array.size == 0:
        raise ShapeError(f"{what} have shape {array.shape}, and a picture has rows and columns.")
    if not np.isfinite(array).all():
        row, column = np.argwhere(~np.isfinite(array))[0]
        raise InputError(f"{what} must be finite numbers, and row {row}, column {column} is {array[row, column]}.")
    return array


def weights(
    values: ArrayLike | None = None,
    *,
    images: Mapping[str, ArrayLike] | None = None,
    example: str = "region",
    ax: Axes | None = None,
) -> Figure:
    """Law: a neuron's weights as a picture (blue < 0, white 0, orange > 0), then images and weighted sums.

    `values` are the weights of one neuron, `(784,)` or `(28, 28)` or another size, and `images` pictures of
    the same shape by caption. Without `values` an example of the note is drawn: "region" (weights 1 in a
    region, 0 elsewhere: the weighted sum is the sum of the region's pixels) or "edge" (negative weights
    around the region: the sum is largest when the middle is bright and the surround dark).
    Raises ShapeError for a size that makes no picture or differs, InputError for NaN or an unknown example.

    >>> from explorer import plots
    >>> plots.weights(example="edge").axes[2].get_title()
    'all bright\\nweighted sum 0'
    """
    if values is None:
        if images is not None:
            raise InputError("Images were given without weights.", hint="pass the neuron's weights first")
        chosen = find_example(example)
    else:
        shown = picture(values, "The weights")
        pictures = {name: picture(image, f'The pixels of "{name}"') for name, image in (images or {}).items()}
        for name, image in pictures.items():
            if image.shape != shown.shape:
                raise ShapeError(f'The weights have shape {shown.shape} and "{name}" has shape {image.shape}.')
        chosen = Example("given", "a neuron's weights", shown, pictures)
    label = f"A neuron's weights as a picture: {chosen.about}"
    figure, places = panels(ax, label, 1 + len(chosen.images), _ACROSS, (3.1, 3.5))
    _draw_weights(places[0], chosen)
    for place, (name, image) in zip(places[1:], chosen.images.items(), strict=True):
        _draw_image(place, chosen, name, image)
    if ax is None:
        figure.draw_without_rendering()  # pictures of fixed form need the layout twice, or a caption is cut off
    return figure


def _draw_weights(ax: Axes, chosen: Example) -> None:
    extreme = float(np.abs(chosen.weights).max()) or 1.0
    drawn = ax.imshow(chosen.weights, cmap=DIVERGING, vmin=-extreme, vmax=extreme, interpolation="nearest")
    bar = ax.inset_axes((1.04, 0.0, 0.05, 1.0))
    ax.figure.colorbar(drawn, cax=bar, ticks=[-extreme, 0, extreme])
    bar.set_yticklabels([number(-extreme), "0", number(extreme)], fontsize=TEXT_SIZE - 1)
    rows, columns = chosen.weights.shape
    _frame(ax, r"weights $w$ of $\sum_k w_k a_k$", f"{rows}×{columns} = {rows * columns} weights")


def _draw_image(ax: Axes, chosen: Example, name: str, image: Any) -> None:
    low, high = min(0.0, float(image.min())), max(1.0, float(image.max()))
    value = weighted_sum(chosen.weights, image)
    ax.imshow(image, cmap="gray", vmin=low, vmax=high, interpolation="nearest")
    if chosen.sums_region:
        region = chosen.weights > 0
        inside = math.fsum(image[region].tolist())
        note = f"weighted sum {number(value, 6)} =\nsum of the region's pixels {number(inside, 6)}"
    else:
        # With pixels from 0 to 1 no image can give more than all positive weights together.
        most = math.fsum(chosen.weights[chosen.weights > 0].tolist())
        reached = value == most > 0 and image.min() >= 0 and image.max() <= 1
        note = f"weighted sum {number(value, 6)}" + ("\n(the most possible)" if reached else "")
    for sign, colour in ((1, PALETTE[1]), (-1, PALETTE[0])):
        _outline(ax, chosen.weights * sign > 0, colour)
    _frame(ax, fill(name, 20), note)
    ax.title.set_parse_math(False)  # a caption is anyone's text: a "$" in it is a "$"


def _outline(ax: Axes, mask: Any, colour: str) -> None:
    """The box around the pixels of `mask`, when they have one and it is not the whole picture."""
    where = np.argwhere(mask)
    if not len(where):
        return
    (top, left), (bottom, right) = where.min(axis=0), where.max(axis=0)
    if (bottom - top + 1, right - left + 1) != mask.shape:
        box = Rectangle((left - 0.5, top - 0.5), right - left + 1, bottom - top + 1, fill=False)
        box.set(edgecolor=colour, linewidth=1.8)
        ax.add_patch(box)


def _frame(ax: Axes, name: str, note: str) -> None:
    ax.set_title(f"{name}\n{note}", fontsize=TEXT_SIZE, color=INK)
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_color(QUIET)

"""An activation row as something that can be drawn: values on a grid, its derivative, its formula."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import sympy
from matplotlib.mathtext import MathTextParser
from numpy.typing import NDArray

from explorer.errors import InputError
from explorer.latex import latex
from explorer.network import ACTIVATIONS, Activation, activation

_X = sympy.Symbol("x")
_SAMPLES = 401
_FAR = 40.0
SATURATED = 0.05
"""Where |f'| is at most this share of its greatest value, f hardly answers to its argument."""


def drawable(name: object) -> Activation:
    """Law: the row of that name, if it acts on each entry alone and so has a curve.

    Raises InputError for an unknown name, and for a row that has no curve (softmax: its value depends on the
    whole vector; an opaque σ: it has no values).

    >>> from explorer.plots.rows import drawable
    >>> drawable("sigmoid").name
    'sigmoid'
    """
    row = activation(name)
    if not has_curve(row):
        raise InputError(
            f"The activation {row.name} has no curve: it is not one known function of one number.",
            hint=f"draw one of {', '.join(curve_names())}",
        )
    return row


def has_curve(row: Activation) -> bool:
    """Whether the row is one known function of one number.

    >>> from explorer.network import activation
    >>> from explorer.plots.rows import has_curve
    >>> has_curve(activation("tanh")), has_curve(activation("softmax"))
    (True, False)
    """
    return row.elementwise and not row.opaque


def curve_names() -> tuple[str, ...]:
    """The names of all rows that can be drawn, in the table's order.

    >>> from explorer.plots.rows import curve_names
    >>> "softmax" in curve_names()
    False
    """
    return tuple(row.name for row in ACTIVATIONS.values() if has_curve(row))


def values(row: Activation, x: Any) -> NDArray[np.float64]:
    """Law: `f(x)` entry by entry in float64 by the row's stable function; shape that of `x`.

    >>> from explorer.network import activation
    >>> from explorer.plots.rows import values
    >>> values(activation("sigmoid"), [0.0]).tolist()
    [0.5]
    """
    points = np.asarray(x, dtype=np.float64)
    return np.broadcast_to(np.asarray(row.array(points), dtype=np.float64), points.shape).copy()


def slopes(row: Activation, x: Any) -> NDArray[np.float64]:
    """Law: `f'(x)` entry by entry, from the row's own derivative; shape that of `x`.

    >>> from explorer.network import activation
    >>> from explorer.plots.rows import slopes
    >>> slopes(activation("sigmoid"), [0.0]).tolist()
    [0.25]
    """
    points = np.asarray(x, dtype=np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.broadcast_to(np.asarray(_derivative(row)(points), dtype=np.float64), points.shape).copy()


@cache
def _derivative(row: Activation) -> Any:
    """f' as a NumPy function."""
    # The derivative may mention other activations (σ' = σ(1 − σ)): each has its own stable function.
    known = {other.function.__name__: other.array for other in ACTIVATIONS.values() if has_curve(other)}
    return sympy.lambdify(_X, row.derivative(_X), [known, "scipy", "numpy"])


@cache
def saturation(row: Activation) -> tuple[float | None, float | None]:
    """Law: `(s, t)`: f is saturated on `(−∞, s]` and on `[t, ∞)`; None for a side on which it is not.

    Saturated means: f tends to a finite limit there, and from that place on |f'| is at most 1/20 of its greatest value,
    so that a change of the weighted sum hardly changes the output. A function with slope 0 everywhere is saturated on
    both sides of its jump.

    >>> from explorer.network import activation
    >>> from explorer.plots.rows import saturation
    >>> [round(place, 3) for place in saturation(activation("sigmoid"))]
    [-4.357, 4.357]
    >>> saturation(activation("relu"))
    (0.0, None)
    """
    x = np.linspace(-_FAR, _FAR, 16 * int(_FAR) + 1)
    steep = np.abs(slopes(row, x))
    bound = SATURATED * _peak(row, x, int(steep.argmax()))
    ends: list[float | None] = []
    for direction, limit in ((1, row.limits[0]), (-1, row.limits[1])):
        above = np.flatnonzero(steep[::direction] > bound)
        if not limit.is_finite or (len(above) and above[0] == 0):
            ends.append(None)
            continue
        if not len(above):  # no slope anywhere: the only place that matters is the jump
            ends.append(0.0)
            continue
        calm, lively = x[::direction][above[0] - 1], x[::direction][above[0]]
        for _ in range(60):
            middle = (calm + lively) / 2
            calm, lively = (calm, middle) if abs(float(slopes(row, middle))) > bound else (middle, lively)
        ends.append(float(calm) + 0.0)
    return ends[0], ends[1]


def _peak(row: Activation, x: NDArray[np.float64], place: int) -> float:
    """The greatest |f'| near `x[place]`: finer and finer grids around the best point so far."""
    low, high = x[max(place - 1, 0)], x[min(place + 1, len(x) - 1)]
    best = 0.0
    for _ in range(12):
        finer = np.linspace(low, high, 33)
        steep = np.abs(slopes(row, finer))
        place = int(steep.argmax())
        best = float(steep[place])
        low, high = finer[max(place - 1, 0)], finer[min(place + 1, 32)]
    return best


def curve(function: Any, low: float, high: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Law: `(x, function(x))` on an even grid of `[low, high]`; a jump is a gap (NaN), not a steep line.

    >>> import numpy as np
    >>> from explorer.plots.rows import curve
    >>> bool(np.isnan(curve(np.sign, -1.0, 1.0)[1]).any()), bool(np.isnan(curve(np.sin, -1.0, 1.0)[1]).any())
    (True, False)
    """
    x = np.linspace(low, high, _SAMPLES)
    y = function(x)
    left, right = x[:-1].copy(), x[1:].copy()
    at_left, at_right = y[:-1].copy(), y[1:].copy()
    # Halving every step 30 times makes the rise of a continuous curve vanish and leaves that of a jump.
    small = 1e-3 * max(1.0, float(np.ptp(y)))
    for _ in range(30):
        open_ = np.flatnonzero(np.abs(at_right - at_left) > small)  # only where a jump may be left
        if not len(open_):
            break
        middle = (left[open_] + right[open_]) / 2
        at_middle = function(middle)
        to_right = np.abs(at_right[open_] - at_middle) > np.abs(at_middle - at_left[open_])
        up, down = open_[to_right], open_[~to_right]
        left[up], at_left[up] = middle[to_right], at_middle[to_right]
        right[down], at_right[down] = middle[~to_right], at_middle[~to_right]
    jumps = np.flatnonzero(np.abs(at_right - at_left) > small)
    return np.insert(x, jumps + 1, right[jumps]), np.insert(y, jumps + 1, np.nan)


def formula_text(row: Activation) -> str:
    """Law: the row's formula as text a figure can set (mathtext), cases spelled out in words.

    >>> from explorer.network import activation
    >>> from explorer.plots.rows import formula_text
    >>> formula_text(activation("identity"))
    '$x$'
    """
    formula = row.formula(_X)
    if isinstance(formula, sympy.Piecewise):
        cases = [
            f"{typeset(value)} otherwise" if condition is sympy.true else f"{typeset(value)} for {typeset(condition)}"
            for value, condition in formula.args
        ]
        return ", ".join(cases)
    return typeset(formula)


def typeset(expression: Any) -> str:
    """Law: one expression between dollars; its plain SymPy form where mathtext cannot set it (it has no matrices).

    >>> from sympy import Symbol
    >>> from explorer.plots.rows import typeset
    >>> typeset(Symbol("w_1"))
    '$w_1$'
    """
    text = f"${latex(expression)}$"
    try:
        MathTextParser("path").parse(text)
    except ValueError:
        return str(expression)
    return text

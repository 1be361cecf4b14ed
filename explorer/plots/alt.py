"""A figure in words: what a reader who cannot see it is told, made from what is drawn in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from explorer.errors import InputError
from explorer.plots.digits import number

_WORDS = {
    r"\sigma": "σ",
    r"\to": "→",
    r"\infty": "∞",
    r"\cdot": "·",
    r"\cdots": "…",
    r"\vdots": "⋮",
    r"\left": "",
    r"\right": "",
    r"\top": "ᵀ",
    r"\odot": "⊙",
    r"\sum": "Σ",
    r"\pi": "π",
    r"\geq": "≥",
    r"\leq": "≤",
    r"\Leftrightarrow": "⇔",
    r"\quad": " ",
    r"\,": " ",
    r"\|": "‖",
    r"\operatorname": "",
    r"\mathrm": "",
}
_FRACTION = re.compile(r"\\frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}")
_MOST = 60  # a description longer than that many labels is no description


def alt_text(figure: Figure) -> str:
    """Law: the figure's title, then of each panel its title, axes, curves with their ends, and labels, as plain text.

    Everything said is read off the figure, so it cannot differ from what is drawn. No TeX is left in it.
    Raises InputError for what is no figure.

    >>> from explorer import plots
    >>> plots.alt_text(plots.sigmoid())[:66]
    'The sigmoid function, its limits 0 and 1, and its value 1/2 at 0. '
    """
    if not isinstance(figure, Figure):
        raise InputError(f"alt_text needs a matplotlib Figure, not {type(figure).__name__}.")
    parts = [_sentence(plain(str(figure.get_label())))]
    everything = [ax for outer in figure.axes for ax in (outer, *outer.child_axes)]
    told = [" ".join(_panel(ax)) for ax in everything if ax.get_label() != "<colorbar>"]
    told = [text for text in told if text]
    for place, text in enumerate(told, 1):
        parts.append(f"Panel {place} of {len(told)}: {text}" if len(told) > 1 else text)
    return " ".join(part for part in parts if part)


def plain(text: str) -> str:
    """Law: the text with its TeX spelled in Unicode; no dollar, backslash or brace of TeX's is left.

    >>> from explorer.plots.alt import plain
    >>> plain(r"$\\sigma(x) = $$\\frac{1}{1 + e^{-x}}$, $w_{0,1}^{(1)}$")
    'σ(x) = 1/(1 + e^(-x)), w_0,1^(1)'
    """
    text = re.sub(r"(?<=[=:,;.])\n", " ", text).replace("\n", ", ")
    if "$" not in text:
        return text
    while (shorter := _FRACTION.sub(_ratio, text)) != text:
        text = shorter
    text = re.sub(r"\\[A-Za-z]+|\\[,|]", lambda found: _WORDS.get(found[0], found[0][1:]), text)
    text = re.sub(r"\^\{([^{}()]*)\}", lambda found: f"^({found[1]})" if len(found[1]) > 1 else f"^{found[1]}", text)
    return re.sub(r" +", " ", re.sub(r"[{}$]", "", text)).strip()


def _ratio(found: re.Match[str]) -> str:
    above, below = (part if re.fullmatch(r"\w+", part) else f"({part})" for part in found.groups())
    return f"{above}/{below}"


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _panel(ax: Any) -> Iterator[str]:
    """The sentences of one panel; none for one in which nothing is drawn or said."""
    title = plain(ax.get_title(loc="left") or ax.get_title())
    if title:
        yield _sentence(title)
    in_space = ax.name == "3d"  # such axes draw their own frame, and call the plain one off
    for name in "xyz" if in_space else "xy" if ax.axison else "":
        label, ends = getattr(ax, f"get_{name}label")(), getattr(ax, f"get_{name}lim")()
        if label:
            yield f"The {name} axis is {plain(label)}, from {number(ends[0], 3)} to {number(ends[1], 3)}."
    curves = list(_curves(ax.lines))
    if curves:
        yield f"Curves: {'; '.join(curves)}."
    texts = list(dict.fromkeys(plain(text.get_text()) for text in ax.texts if text.get_text().strip()))
    if texts:
        more = f" and {len(texts) - _MOST} more" if len(texts) > _MOST else ""
        yield f"Labels: {'; '.join(texts[:_MOST])}{more}."


def _curves(lines: Iterable[Any]) -> Iterator[str]:
    """Each curve by name with its first and last height; lines without a name of their own are not told."""
    for line in lines:
        name = str(line.get_label())
        y = np.asarray(line.get_ydata(), dtype=float)
        y = y[np.isfinite(y)]
        if name.startswith("_") or len(y) < 3:
            continue
        middle = "" if _monotone(y) else f", between {number(y.min(), 3)} and {number(y.max(), 3)}"
        yield f"{plain(name)} goes from {number(y[0], 3)} to {number(y[-1], 3)}{middle}"


def _monotone(y: Any) -> bool:
    steps = np.diff(y)
    return bool((steps >= 0).all() or (steps <= 0).all())

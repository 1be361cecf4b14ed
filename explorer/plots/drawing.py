"""A figure that shows itself in a notebook, as SVG and in words, without pyplot."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.figure import Figure

from explorer.plots.alt import alt_text
from explorer.plots.files import svg


class Drawing(Figure):
    """Law: a matplotlib `Figure` like any other; a notebook shows its SVG, and a reader without images its words."""

    def _repr_svg_(self) -> str:
        return svg(self)

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> dict[str, str]:
        made = {"text/plain": alt_text(self)}
        if (include is None or "image/svg+xml" in include) and "image/svg+xml" not in (exclude or ()):
            made["image/svg+xml"] = svg(self)
        return made

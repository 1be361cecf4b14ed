"""Writing a figure: PNG, SVG or PDF, whole or not at all, the same bytes for the same figure."""

from __future__ import annotations

import io
import os
import secrets
from contextlib import suppress
from html import escape
from os import PathLike
from pathlib import Path
from typing import IO, Any

import matplotlib
from matplotlib.figure import Figure

from explorer.errors import InputError, OutputError
from explorer.plots.alt import alt_text

FORMATS = ("png", "svg", "pdf")
_RESOLUTION = 160
_SETTINGS = {"svg.fonttype": "path", "svg.hashsalt": "explorer", "pdf.fonttype": 42}


def save(figure: Figure, path: str | PathLike[str], *, title: str | None = None) -> Path:
    """Law: after it, `path` holds the whole figure; when it raises, `path` is as it was before.

    The suffix chooses PNG, SVG or PDF. The file is written beside `path` and moved into place, so that a
    reader never meets half a picture. Letters in an SVG are outlines, so it looks alike everywhere; for those who do
    not see it, its `<title>` is `title` or the figure's own label and its `<desc>` the figure in words (`alt_text`),
    which PNG and PDF carry as their description. No date is written: one figure, one sequence of bytes.

    Raises OutputError for another suffix or a place that cannot be written. Returns the path.

    >>> from explorer import plots
    >>> plots.save(plots.sigmoid(), "σ.bmp")
    Traceback (most recent call last):
    explorer.errors.OutputError: A figure cannot be saved as "σ.bmp": the name must end in .png, .svg or .pdf.
    """
    if not isinstance(figure, Figure):
        raise InputError(f"save needs a matplotlib Figure, not {type(figure).__name__}.")
    target = Path(path)
    kind = target.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise OutputError(f'A figure cannot be saved as "{target}": the name must end in .png, .svg or .pdf.')
    if target.is_dir():
        raise OutputError(f'"{target}" is a directory, not a place for a figure.')
    # A link keeps pointing where it points: the file behind it is the one replaced.
    final = Path(os.path.realpath(target))
    draft = final.with_name(f".{final.name}.{secrets.token_hex(6)}.part")
    try:
        with open(draft, "xb") as stream:
            _write(figure, stream, kind, title)
        os.replace(draft, final)
    except OSError as problem:
        raise OutputError(f'"{target}" cannot be written: {problem.strerror or problem}.') from problem
    finally:
        with suppress(OSError):
            draft.unlink()
    return target


def svg(figure: Figure, *, title: str | None = None) -> str:
    """Law: the text that `save` writes into an SVG file.

    >>> from explorer import plots
    >>> from explorer.plots.files import svg
    >>> "<title>The sigmoid function" in svg(plots.sigmoid())
    True
    """
    stream = io.BytesIO()
    _write(figure, stream, "svg", title)
    return stream.getvalue().decode("utf-8")


def _write(figure: Figure, stream: IO[bytes], kind: str, title: str | None) -> None:
    told = alt_text(figure)
    metadata = _metadata(kind, title or str(figure.get_label()) or None, told)
    with matplotlib.rc_context(_SETTINGS):
        if kind != "svg":
            figure.savefig(stream, format=kind, dpi=_RESOLUTION, metadata=metadata)
            return
        plain = io.BytesIO()
        figure.savefig(plain, format=kind, dpi=_RESOLUTION, metadata=metadata)
    stream.write(_spoken(plain.getvalue().decode("utf-8"), told).encode("utf-8"))


def _metadata(kind: str, title: str | None, told: str) -> dict[str, Any]:
    """Title and description, and no date or version: those would make every run's file differ."""
    match kind:
        case "png":
            return {"Title": title or "", "Description": told, "Software": None}
        case "svg":
            return {"Title": title or "", "Date": None, "Creator": None}
        case "pdf":
            return {"Title": title, "Subject": told, "CreationDate": None, "Producer": None, "Creator": None}
        case _:
            raise OutputError(f'no metadata is known for the format "{kind}"')


def _spoken(svg: str, told: str) -> str:
    """Law: the SVG as one image to a screen reader: `<title>` is its name, `told` in a `<desc>` its description."""
    head, start, rest = svg.partition("<svg ")
    place = "</title>" if "</title>" in rest else ">"
    before, end, after = rest.partition(place)
    return f'{head}{start}role="img" {before}{end}\n <desc>{escape(told, quote=False)}</desc>{after}'

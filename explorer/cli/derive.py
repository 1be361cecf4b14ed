"""`explorer derive`: from the neurons to the matrix, or from one spelling to another, with a reason on every line."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import click

from explorer.cli.console import echo, patience, say
from explorer.cli.files import check_writable, write_file
from explorer.cli.prove import FORMULAS, formula
from explorer.errors import InputError

FORMATS = ("latex", "markdown", "html", "pdf")
_SUFFIXES = {".tex": "latex", ".md": "markdown", ".html": "html", ".pdf": "pdf"}


def sizes_of(text: str) -> list[int | str] | None:
    """The sizes that a text such as `784-16-16-10`, `784,16,10` or `n,m+1` lists, or None where it is a formula.

    >>> sizes_of("784-16-16-10"), sizes_of("n, m+1"), sizes_of("W a + b")
    ([784, 16, 16, 10], ['n', 'm+1'], None)
    """
    parts = [part.strip() for part in (text.split(",") if "," in text else re.split(r"[-–→]", text))]
    if len(parts) < 2 or not all(re.fullmatch(r"\d+|[0-9+\-\s]*[^\W\d]\w*([+\-\s]*\d*)", part) for part in parts):
        return None
    return [int(part) if part.isdecimal() else part for part in parts]


@click.command(context_settings=FORMULAS, short_help="Write down a derivation, a reason on every line.")
@click.argument("subject", metavar="SIZES|LEFT", callback=formula)
@click.argument("right", required=False, callback=formula)
@click.option("--given", multiple=True, metavar="TEXT", help="Declarations for LEFT and RIGHT: 'W: m x n; a: n; b: m'.")
@click.option("--sigma", metavar="NAME", help="The activation: sigmoid (default for SIZES), tanh, relu, …, opaque.")
@click.option("--form", metavar="NAME", help="The form to end in: matrix (default), row_vector, batched, augmented, …")
@click.option("--convention", metavar="NAME", help="The notation to write in.")
@click.option("--as", "format_", type=click.Choice(FORMATS), help="Default: by the suffix of FILE, else latex.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE, not standard output.")
def derive(
    subject: str,
    right: str | None,
    given: tuple[str, ...],
    sigma: str | None,
    form: str | None,
    convention: str | None,
    format_: str | None,
    out: Path | None,
) -> int:
    """Derive the matrix form of a network's layers from its neurons, or RIGHT from LEFT.

    SIZES are the widths of the layers: 784-16-16-10, or n,m for every size. Every line is proved before it is written.

    \b
    explorer derive 784-16-16-10 --as markdown
    explorer derive 'σ(W a + b)' 'σ(Σ_j W_{ij} a_j + b_i)' --given 'W: m x n; a: n; b: m' --out layer.pdf
    """
    wanted = format_ or _SUFFIXES.get(out.suffix.lower() if out is not None else "", "latex")
    if out is not None:
        check_writable(out)
    elif wanted == "pdf" and sys.stdout.isatty():
        raise InputError("a PDF is not written to a terminal", hint="name a file with --out FILE.pdf")
    options = {"form": form, "convention": convention}
    with patience("deriving"):
        derivation = _derivation(subject, right, "\n".join(given) or None, sigma, options)
        text: str | bytes = getattr(derivation, wanted)()
    if out is not None:
        write_file(out, text)
        say(f"written to {out}")
    elif isinstance(text, bytes):
        sys.stdout.buffer.write(text)
    else:
        echo(text.rstrip("\n"))
    return 0


def _derivation(
    subject: str, right: str | None, given: str | None, sigma: str | None, options: dict[str, str | None]
) -> Any:
    """The derivation of a network from its sizes, or of one formula from another."""
    from explorer.report import derive as derivation

    sizes = sizes_of(subject) if right is None else None
    if sizes is None:
        return derivation(subject, right, given=given, sigma=sigma, **options)
    if given is not None:
        raise InputError("Declarations are for formulas; sizes stand for themselves.", hint="leave --given out")
    from explorer.network import Network

    return derivation(Network(sizes, sigma or "sigmoid"), **options)

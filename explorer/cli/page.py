"""`explorer page`: the interactive page, written as one file."""

from __future__ import annotations

from pathlib import Path

import click

from explorer.cli.console import patience, say
from explorer.cli.files import check_writable, write_file
from explorer.errors import InputError


@click.command(short_help="Write the interactive page, one HTML file.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("explorer.html"),
    show_default=True,
    metavar="FILE.html",
    help="The file to write.",
)
@click.option("--open", "show", is_flag=True, help="Open it in the browser.")
def page(out: Path, show: bool) -> int:
    """Write the page on which weights, bias and activation can be moved, next to every spelling of the equation.

    One neuron, one layer in every convention, a neuron that looks at pixels, a 784-16-16-10 network. The file needs no
    server and no network; a link to it keeps the view.
    """
    check_writable(out)
    with patience("writing the page"):
        from explorer import __version__
        from explorer.page import page as made

        write_file(out, made(__version__))
    say(f"written to {out}")
    if show and not click.launch(out.absolute().as_uri()) == 0:
        raise InputError(f"There is no browser to open {out} with.", hint="open the file yourself")
    return 0

"""`explorer plot`: one command per row of the table of plots, made when it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from explorer.cli.console import patience, say
from explorer.cli.files import check_writable
from explorer.errors import InputError


class Plots(click.Group):
    """The rows of `plots.PLOTS` as commands; matplotlib is imported only when one of them is looked at."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the plots, in the order of the table."""
        from explorer.plots import PLOTS

        return list(PLOTS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command that draws the plot of that name. Raises `InputError` with the nearest name."""
        from explorer.plots import plot as find

        return command(find(cmd_name))


@click.command(
    "plot",
    cls=Plots,
    options_metavar="",
    subcommand_metavar="NAME [OPTIONS] --out FILE",
    short_help="Draw a figure into a PNG, SVG or PDF file.",
)
def plot() -> None:
    """Draw a figure: what weights, bias and activation do, the network, the agreement of the forms.

    \b
    explorer plot bias --biases -10,0 --out bias.svg
    explorer plot NAME --help            its options
    """


def command(row: Any) -> click.Command:
    """The command of one row: its options and where to write the figure."""
    options: list[click.Parameter] = [_option(option) for option in row.options]
    out = click.Option(
        ["--out"],
        type=click.Path(path_type=Path),
        required=True,
        metavar="FILE",
        help="The file to write: .png, .svg or .pdf.",
    )

    def draw(out: Path, **values: Any) -> int:
        check_writable(out)
        with patience("drawing"):
            from explorer.plots import save

            given = {name: value for name, value in values.items() if value is not None}
            save(row.draw(**given) if row.subject is None else row.draw(subject(row.subject, **given)), out)
        say(f"written to {out}")
        return 0

    about = row.about[0].upper() + row.about[1:] + "."
    return click.Command(row.name, callback=draw, params=[*options, out], help=about, short_help=row.about)


def _option(option: Any) -> click.Option:
    """One option of a row; its text is read by the row's own reader, whose complaints name the option."""

    def read(context: click.Context, parameter: click.Parameter, value: str | None) -> Any:
        if value is None:
            return None
        try:
            return option.type(value)
        except InputError as error:
            raise click.BadParameter(str(error), ctx=context, param=parameter) from error

    default = option.default
    shown = ",".join(map(_written, default if isinstance(default, list | tuple) else [default]))
    told = option.help if default is None else f"{option.help}  [default: {shown}]"
    name = f"--{option.name.replace('_', '-')}"
    return click.Option([name, option.name], callback=read, metavar="VALUE", help=told)


def _written(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def subject(kind: str, **options: Any) -> Any:
    """What a figure shows and cannot make itself."""
    match kind:
        case "agreement":
            from explorer.network import Network
            from explorer.numeric import agree

            net = Network(options.get("sizes", (784, 16, 16, 10)), options.get("activation", "sigmoid"))
            return agree(net, seed=options.get("seed", 0))
        case "refutation":
            from explorer.claims import prove

            sides = {"left": "W a + b", "right": "W^T a + b", "given": "W: n x n; a: n; b: n", **options}
            if "given" not in options and ("left" in options or "right" in options):
                sides["given"] = None  # the default shapes are those of the default sides
            return prove(sides["left"], sides["right"], sides["given"])
        case _:
            raise InputError(f"The command line cannot make {kind!r} for this figure.")

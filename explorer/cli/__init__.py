"""The command line: arguments in, exit status out. SymPy is imported by the commands that need it, when they run.

Exit status: 0 nothing refuted, 1 something refuted, 2 input that cannot be read or a usage error, 3 undecided;
130 after Ctrl-C, 141 when the reader of a pipe went away, 70 when explorer itself is at fault.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

import click

from explorer import __version__
from explorer.cli.check import check
from explorer.cli.console import say
from explorer.cli.demo import demo
from explorer.cli.derive import derive
from explorer.cli.page import page
from explorer.cli.plot import plot
from explorer.cli.prove import prove
from explorer.cli.verify import verify_certificate
from explorer.errors import Disagreement, ExplorerError, ReadError

REFUTED, USAGE, UNDECIDED = 1, 2, 3
INTERRUPTED, PIPE_CLOSED, INTERNAL = 130, 141, 70


def _version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(f"explorer {__version__}")
        context.exit()


@click.group(context_settings={"max_content_width": 110}, no_args_is_help=True)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
def app() -> None:
    """Prove that two spellings of a neural-network layer are one function, or show the numbers where they differ."""


for command in (demo, check, prove, derive, plot, page, verify_certificate):
    app.add_command(command)


def run(arguments: Sequence[str]) -> int:
    """Runs one command and returns the exit status; a mistake in the input ends in a message, never in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    as_json = "--json" in arguments
    try:
        with app.make_context("explorer", list(arguments)) as context:  # app.main gives a closed pipe the status 1
            status = app.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return USAGE
    except click.ClickException as error:
        error.show()
        return _fail(as_json, USAGE, "usage", error.format_message(), quiet=True)
    except (click.Abort, KeyboardInterrupt):
        say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except Disagreement as error:
        return _fail(as_json, INTERNAL, error.kind, f"{error} (a mistake in explorer: please report it)")
    except ReadError as error:
        return _fail(as_json, USAGE, error.kind, error.message, str(error), line=error.line, column=error.column)
    except ExplorerError as error:
        return _fail(as_json, USAGE, error.kind, error.message, str(error))
    except Exception as error:
        if os.environ.get("EXPLORER_TRACEBACK"):
            raise
        told = f"{type(error).__name__}: {error} (a mistake in explorer: EXPLORER_TRACEBACK=1 shows where)"
        return _fail(as_json, INTERNAL, "internal", told)
    return status if isinstance(status, int) else 0


def _fail(
    as_json: bool,
    status: int,
    kind: str,
    message: str,
    told: str | None = None,
    *,
    line: int | None = None,
    column: int | None = None,
    quiet: bool = False,
) -> int:
    """Tells the message on standard error, and as one object on standard output when `--json` asked for objects."""
    if as_json:
        error = {"kind": kind, "message": message, "line": line, "column": column}
        click.echo(json.dumps({"error": error}, ensure_ascii=False))
    elif not quiet:
        say(f"error: {told or message}")
    return status

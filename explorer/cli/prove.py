"""`explorer prove`: two spellings in, a verdict out."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any

import click

from explorer.cli.console import echo, patience, say
from explorer.cli.files import check_writable, write_file

STATUS = {"proved": 0, "refuted": 1, "unknown": 3}
FORMULAS = {"ignore_unknown_options": True}  # a formula may begin with a minus sign


def formula(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """A formula as it was typed; what looks like a mistyped option is refused rather than read as a formula."""
    if value is not None and len(value) > 2 and value.startswith("--") and value[2:].split("=")[0].isidentifier():
        name = value.split("=")[0]
        known = [option for each in context.command.params for option in each.opts if option.startswith("--")]
        raise click.NoSuchOption(name, possibilities=difflib.get_close_matches(name, known), ctx=context)
    if value is not None and not value.strip():
        raise click.BadParameter("is empty: a formula is needed", ctx=context, param=parameter)
    return value


@click.command(context_settings=FORMULAS, short_help="Prove two spellings equal, or show where they differ.")
@click.argument("left", callback=formula)
@click.argument("right", required=False, callback=formula)
@click.option("--given", multiple=True, metavar="TEXT", help="Declarations: 'W: m x n; a: n; b: m; j: index m'.")
@click.option("--sigma", metavar="NAME", help="What σ is: opaque (default), sigmoid, tanh, relu, …")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as one JSON object.")
@click.option("--certificate", type=click.Path(path_type=Path), metavar="FILE", help="Write the proof's certificate.")
def prove(
    left: str, right: str | None, given: tuple[str, ...], sigma: str | None, as_json: bool, certificate: Path | None
) -> int:
    """Prove that LEFT and RIGHT are the same function for every size, or show numbers where they differ.

    One argument 'A = B' will do. Exit status: 0 proved, 1 refuted, 2 unreadable, 3 undecided.

    \b
    explorer prove 'σ(W a + b)' 'σ(Σ_j W_{ij} a_j + b_i)' --given 'W: m x n; a: n; b: m'
    """
    if certificate is not None:
        check_writable(certificate)
    with patience("proving"):
        from explorer.claims import prove as judge

        verdict: Any = judge(left, right, "\n".join(given) or None, sigma=sigma)
        from explorer.cli.words import as_object, tell

        text = json.dumps(as_object(verdict), ensure_ascii=False) if as_json else tell(verdict)
    echo(text)
    if certificate is not None:
        if verdict.certificate is None:
            say(f"no certificate written: the claim is {verdict.verdict}")
        else:
            write_file(certificate, json.dumps(verdict.certificate, ensure_ascii=False) + "\n")
            say(f"certificate written to {certificate}")
    return STATUS[verdict.verdict]

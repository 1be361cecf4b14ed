"""`explorer demo`: the whole story on 784-16-16-10, written into one directory."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Tell the whole story on a 784-16-16-10 network.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("explorer-demo"),
    show_default=True,
    metavar="DIR",
    help="The directory to write; one that explorer did not write is never overwritten.",
)
def demo(out: Path) -> int:
    """Prove, compile, draw and write down a 784-16-16-10 network, the way from one neuron to σ(Wa + b).

    Writes a page, the derivation, the figures, the compiled network and a summary into DIR, and prints every claim
    with its verdict, evidence and time. Exit status: 0 when every claim has the verdict it must have, else 1.
    """
    from explorer.cli.console import echo, paint, say
    from explorer.demo.folder import check_ours

    check_ours(out)  # before the slow imports: a refusal comes at once
    from explorer.demo.run import write_demo
    from explorer.demo.table import lines

    told = write_demo(out)
    echo("\n".join(lines(told, paint)))
    say(f"written to {out}: open {out / 'index.html'}")
    return 0 if told.as_expected else 1

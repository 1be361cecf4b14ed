"""`explorer check`: documents in, every claim in them decided, one line for each."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from explorer.cli.console import echo, paint, patience, say
from explorer.errors import InputError

STDIN = "-"


@click.command(short_help="Check every equation of notes, papers and notebooks.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Print everything found as one JSON object.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github"]),
    default="text",
    show_default=True,
    metavar="NAME",
    help="text, or github: annotations for a pull request.",
)
@click.option("--convention", metavar="NAME", help="What indices count from where the text is silent: nielsen, ng, …")
@click.option("--strict", is_flag=True, help="Exit with 1 too where something is undecided or not read.")
@click.option("--explain", is_flag=True, help="Say how every name was read and why, and what is defined.")
def check(files: tuple[str, ...], as_json: bool, form: str, convention: str | None, strict: bool, explain: bool) -> int:
    """Read every equation of each FILE, find what is claimed, and prove it or show the mistake.

    A FILE is Markdown, LaTeX, a notebook or Python; a directory stands for the Markdown, LaTeX and notebook files below
    it; - is standard input. Exit status: 0 nothing refuted, 1 something refuted, 2 a FILE that cannot be read at all.

    \b
    explorer check notes.md paper.tex
    explorer check --format github docs/
    """
    if as_json and form != "text":
        raise click.UsageError("--json and --format are two ways to print: choose one")
    if files.count(STDIN) > 1:
        raise click.UsageError("standard input can be read only once")
    report = _report(files, convention)
    from explorer.report.checks.github import annotated
    from explorer.report.checks.text import lines

    if as_json:
        echo(json.dumps(report.as_json(), ensure_ascii=False))
    elif form == "github":
        echo("\n".join(annotated(report, strict=strict)))
    else:
        echo("\n".join(lines(report, explain=explain, paint=paint)))
    return _status(report, strict)


def _report(files: tuple[str, ...], convention: str | None) -> Any:
    """Everything found in all files. Raises `InputError` where the only file there is cannot be read."""
    with patience("starting"):
        from explorer.claims.check import check_document
        from explorer.notation import declarations
        from explorer.report.checks import Failure, Report, documents
    declarations(None, convention)  # an unknown name is told once, not for each file
    names: list[str] = []
    found, failures = [], []
    for name in files:
        try:
            names += [name] if name == STDIN else map(str, documents(Path(name)))
        except InputError as error:
            failures.append(Failure(name, error))
    for name in _progress(names):
        try:
            found.append(check_document(_document(name), convention))
        except InputError as error:
            failures.append(Failure(name, error))
    if len(files) == len(failures) == 1 and not found:
        raise failures[0].error
    for failure in failures:
        say(f"error: {failure.error}")
    return Report(tuple(found), tuple(failures))


def _progress(names: list[str]) -> Iterator[str]:
    """The names one by one; on a terminal with a bar for several, and the time for one that takes long."""
    if len(names) > 1 and sys.stderr.isatty():
        from tqdm import tqdm

        yield from tqdm(names, desc="checking", unit="file", file=sys.stderr, leave=False)
    elif names:
        with patience("checking"):
            yield from names


def _document(name: str) -> Any:
    """The document of that name; standard input may be a note, a paper or a notebook."""
    from explorer.documents import load

    if name != STDIN:
        return load(Path(name))
    data = sys.stdin.buffer.read()
    head = data.lstrip()[:4000]
    if head.startswith(b"{") and b'"cells"' in data:
        return load(Path(STDIN), data, "notebook")
    return load(Path(STDIN), data, "latex" if b"\\documentclass" in head else None)


def _status(report: Any, strict: bool) -> int:
    found = report.summary
    if report.failures:
        return 2
    return 1 if found["refuted"] or (strict and (found["unknown"] or found["unreadable"])) else 0

"""The terminal: messages and progress on standard error, colours only where somebody looks at them."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

COLOURS = {"proved": "green", "refuted": "red", "unknown": "yellow", "unread": "yellow"}


def say(message: str) -> None:
    """One message on standard error."""
    click.echo(message, err=True)


def echo(text: str) -> None:
    """A result on standard output; `NO_COLOR` or a pipe turn its colours off."""
    click.echo(text, color=False if os.environ.get("NO_COLOR") else None)


def paint(verdict: str, text: str | None = None) -> str:
    """The text (or the verdict itself) in the verdict's colour."""
    return click.style(text or verdict, fg=COLOURS.get(verdict), bold=True)


@contextmanager
def patience(doing: str) -> Iterator[None]:
    """Shows on a terminal's standard error how long the body has been at work, from its second second on."""
    if not sys.stderr.isatty():
        yield
        return
    done, began = threading.Event(), time.time()

    def watch() -> None:
        if done.wait(1.0):
            return
        from tqdm import tqdm

        with tqdm(desc=doing, bar_format="{desc} … {elapsed}", file=sys.stderr, leave=False) as bar:
            bar.start_t = began
            while not done.wait(0.2):
                bar.update()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()

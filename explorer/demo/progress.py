"""How far the demonstration is: a bar on a terminal's standard error, one line per step elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")


class Progress:
    """A bar over steps that have names; how many there are is said by `total`."""

    def __init__(self) -> None:
        self._bar: Any = None
        if sys.stderr.isatty():
            from tqdm import tqdm

            form = "{desc:<34} {bar} {n_fmt}/{total_fmt} {elapsed}"
            self._bar = tqdm(file=sys.stderr, leave=False, bar_format=form)

    def total(self, steps: int) -> None:
        """How many steps there are."""
        if self._bar is not None:
            self._bar.reset(steps)

    def doing(self, what: str) -> None:
        """Names what comes next."""
        if self._bar is None:
            print(f"explorer: {what} …", file=sys.stderr, flush=True)
        else:
            self._bar.set_description_str(what)

    def done(self, steps: int = 1) -> None:
        """Counts steps."""
        if self._bar is not None:
            self._bar.update(steps)

    def each(self, items: Iterable[T]) -> Iterator[T]:
        """The items, one step each."""
        for item in items:
            yield item
            self.done()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.close()

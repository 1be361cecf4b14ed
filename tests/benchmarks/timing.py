"""What the benchmarks measure with: rows for one table, medians of interleaved runs."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `target` is the most that `seconds` (or the least that the ratio) may be."""

    what: str
    seconds: float
    target: str
    peer: str = ""
    peer_seconds: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times as long the peer takes."""
        return None if self.peer_seconds is None else self.peer_seconds / self.seconds


class Table:
    """Collects rows."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows

    def add(self, row: Row) -> Row:
        self.rows.append(row)
        return row


def once(action: Callable[[], object]) -> float:
    """The seconds one call takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def interleaved(actions: dict[str, Callable[[], object]], *, rounds: int, calls: int = 1) -> dict[str, float]:
    """The median seconds per call of each action, all of them measured in turn, round after round."""
    times: dict[str, list[float]] = {name: [] for name in actions}
    for action in actions.values():
        action()
    for _ in range(rounds):
        for name, action in actions.items():
            started = time.perf_counter()
            for _ in range(calls):
                action()
            times[name].append((time.perf_counter() - started) / calls)
    return {name: statistics.median(values) for name, values in times.items()}


def human(seconds: float) -> str:
    """Seconds in a unit a person reads."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"

"""Benchmarks report to one table, printed at the end of the run: what was measured, its target, the ratio to a peer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from timing import Row, Table, human

ROWS = pytest.StashKey[list[Row]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[ROWS] = []


@pytest.fixture
def table(request: pytest.FixtureRequest) -> Table:
    return Table(request.config.stash[ROWS])


@pytest.fixture
def fresh() -> Iterator[int]:
    """Ever new numbers, so that no cache answers the second round."""
    return iter(range(10**9))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    rows = config.stash[ROWS]
    if not rows:
        return
    terminalreporter.section("explorer against its targets and its peers, in this one run")
    for row in rows:
        line = f"{row.what:<66} {human(row.seconds):>9}   target {row.target:<18}"
        if row.peer_seconds is not None:
            line += f" {row.peer}: {human(row.peer_seconds)}, ratio {row.ratio:.3g}"
        terminalreporter.write_line(line)

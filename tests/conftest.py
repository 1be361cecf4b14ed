"""The seed of every random test: printed first, and settable, so that any failure can be run again."""

from __future__ import annotations

import pytest

DEFAULT_SEED = 20260


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seed", type=int, default=DEFAULT_SEED, help="seed of the random pairs and certificates")


def pytest_report_header(config: pytest.Config) -> str:
    return f"random pairs: seed {config.getoption('--seed')} (set it with --seed)"


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    """Law: the same seed gives the same pairs, on every machine."""
    return int(request.config.getoption("--seed"))

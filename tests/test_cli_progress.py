"""Progress is shown on a terminal's standard error and nowhere else, and is gone when the work is done."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

import pytest

from explorer.cli.console import patience
from explorer.demo.progress import Progress

STEPS = """
from explorer.demo.progress import Progress
import time
with Progress() as progress:
    progress.doing("compiling")
    progress.total(4)
    progress.doing("judging 4 claims")
    for _ in progress.each(range(3)):
        time.sleep(0.15)
"""
WAIT = """
from explorer.cli.console import patience
import time
with patience("proving"):
    time.sleep({seconds})
"""


def on_a_terminal(body: str) -> str:
    """What the body writes to a standard error that is a terminal of 100 columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    with subprocess.Popen([sys.executable, "-c", body], stdout=subprocess.PIPE, stderr=theirs) as run:
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other side is closed
                break
            if not part:
                break
            seen += part
        assert run.stdout is not None
        assert run.stdout.read() == b""
    os.close(ours)
    assert run.returncode == 0
    return seen.decode()


def test_a_bar_with_the_names_of_the_steps() -> None:
    frames = on_a_terminal(STEPS).split("\r")
    assert any("judging 4 claims" in frame and " 2/4 " in frame and "█" in frame for frame in frames)
    assert frames[-1].strip() == ""


def test_waiting_is_shown_from_the_second_second_on() -> None:
    assert "proving … 00:01" in on_a_terminal(WAIT.format(seconds=1.6))
    assert on_a_terminal(WAIT.format(seconds=0.2)) == ""


def test_without_a_terminal_steps_are_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress() as progress, patience("proving"):
        progress.doing("compiling")
        progress.total(2)
        assert list(progress.each("ab")) == ["a", "b"]
    assert capsys.readouterr() == ("", "explorer: compiling …\n")

"""The demonstration's directory: whole or not at all, and never over somebody else's files."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from explorer.demo.folder import MARKER, whole_folder, written_files
from explorer.errors import OutputError


def fill(target: Path, text: str = "one") -> None:
    with whole_folder(target) as work:
        (work / "figures").mkdir()
        (work / "figures" / "a.svg").write_text(text)
        (work / "index.html").write_text(text)


def holds(folder: Path) -> dict[str, str]:
    return {name: (folder / name).read_text() for name in sorted(written_files(folder))}


def test_it_appears_whole(tmp_path: Path) -> None:
    fill(tmp_path / "demo")
    assert holds(tmp_path / "demo") == {"figures/a.svg": "one", "index.html": "one"}
    assert os.listdir(tmp_path) == ["demo"]


def test_it_is_as_readable_as_any_directory(tmp_path: Path) -> None:
    fill(tmp_path / "demo")
    (tmp_path / "other").mkdir()
    assert (tmp_path / "demo").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_its_own_older_one_is_replaced(tmp_path: Path) -> None:
    fill(tmp_path / "demo")
    fill(tmp_path / "demo", "two")
    assert holds(tmp_path / "demo") == {"figures/a.svg": "two", "index.html": "two"}
    assert os.listdir(tmp_path) == ["demo"]


def test_an_empty_directory_is_filled(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    fill(tmp_path / "demo")
    assert "index.html" in holds(tmp_path / "demo")


def refused(target: Path, message: str) -> None:
    before = sorted(target.parent.rglob("*"))
    with pytest.raises(OutputError, match=re.escape(message)):
        fill(target)
    assert sorted(target.parent.rglob("*")) == before


def test_somebody_elses_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "thesis.tex").write_text("mine")
    refused(
        tmp_path / "demo",
        f"will not overwrite {tmp_path / 'demo'}: explorer did not write this directory\n"
        "  hint: name another one with --out",
    )


def test_somebody_elses_file_in_our_directory_is_not_lost(tmp_path: Path) -> None:
    fill(tmp_path / "demo")
    (tmp_path / "demo" / "notes.md").write_text("mine")
    refused(
        tmp_path / "demo",
        f"will not overwrite {tmp_path / 'demo'}: explorer did not write notes.md in it\n"
        "  hint: move your files, or name another directory with --out",
    )
    (tmp_path / "demo" / "more.md").write_text("mine")
    refused(tmp_path / "demo", "explorer did not write more.md and 1 more in it")


def test_a_file_and_a_link_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    refused(tmp_path / "file", f"will not overwrite {tmp_path / 'file'}: it is not a directory")
    fill(tmp_path / "demo")
    (tmp_path / "link").symlink_to(tmp_path / "demo")
    refused(tmp_path / "link", f"will not overwrite {tmp_path / 'link'}: it is not a directory")


def test_the_current_directory_is_not_pulled_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    message = "will not replace .: it is the current directory\n  hint: name another one with --out"
    with pytest.raises(OutputError, match=f"^{re.escape(message)}$"):
        fill(Path("."))


def test_a_missing_parent_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=re.escape(f"there is no directory {tmp_path / 'no'}\n  hint: mkdir -p")):
        fill(tmp_path / "no" / "demo")


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError, SystemExit])
def test_a_failure_leaves_what_was_there(tmp_path: Path, error: type[BaseException]) -> None:
    fill(tmp_path / "demo")

    def fail() -> None:
        with whole_folder(tmp_path / "demo") as work:
            (work / "index.html").write_text("half")
            raise error("planted")

    with pytest.raises(error, match="planted"):
        fail()
    assert holds(tmp_path / "demo") == {"figures/a.svg": "one", "index.html": "one"}
    assert os.listdir(tmp_path) == ["demo"]


def test_a_full_disk_is_told_without_a_traceback(tmp_path: Path) -> None:
    with (
        pytest.raises(OutputError, match=f"cannot write {tmp_path / 'demo'}: No space left on device"),
        whole_folder(tmp_path / "demo"),
    ):
        raise OSError(28, "No space left on device")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_a_signal_leaves_nothing_behind(tmp_path: Path, number: signal.Signals, status: int) -> None:
    body = (
        "import sys, time, pathlib\n"
        "from explorer.demo.folder import whole_folder\n"
        "try:\n"
        "    with whole_folder(pathlib.Path(sys.argv[1])) as work:\n"
        "        (work / 'index.html').write_text('half')\n"
        "        print('ready', flush=True)\n"
        "        time.sleep(60)\n"
        "except KeyboardInterrupt:\n"
        "    sys.exit(130)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", body, str(tmp_path / "demo")], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        assert len(os.listdir(tmp_path)) == 1
        child.send_signal(number)
        started = time.monotonic()
        assert child.wait(timeout=30) == status
        assert time.monotonic() - started < 20
    assert os.listdir(tmp_path) == []


def test_the_marker_lists_what_was_written(tmp_path: Path) -> None:
    fill(tmp_path / "demo")
    assert (tmp_path / "demo" / MARKER).read_text() == "figures/a.svg\nindex.html\n"

"""Whatever goes wrong: a message on standard error, the right exit status, no traceback; an object for --json."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from explorer import cli
from explorer.cli.files import check_writable, write_file
from explorer.errors import Disagreement, InputError, OutputError, ReadError
from explorer.source import Source, Span


@pytest.fixture
def raising(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A command `fail` that raises what the test plants."""

    def plant(error: BaseException) -> None:
        @click.command("fail")
        @click.option("--json", "as_json", is_flag=True)
        def fail(as_json: bool) -> None:
            raise error

        monkeypatch.setitem(cli.app.commands, "fail", fail)

    return plant


READ = ReadError("there is no )", Source("σ(W a", name="left"), Span(1, 2), hint="close it")
CASES = [
    (InputError("bad size", hint="try 3"), 2, "error: bad size\n  hint: try 3\n", "input", "bad size"),
    (OutputError("cannot write x"), 2, "error: cannot write x\n", "output", "cannot write x"),
    (READ, 2, "error: left:1:2: there is no )\n  σ(W a\n   ^\n  hint: close it\n", "read", "there is no )"),
    (
        Disagreement("oracle says no"),
        70,
        "error: oracle says no (a mistake in explorer: please report it)\n",
        "internal",
        "oracle says no (a mistake in explorer: please report it)",
    ),
    (
        ZeroDivisionError("by zero"),
        70,
        "error: ZeroDivisionError: by zero (a mistake in explorer: EXPLORER_TRACEBACK=1 shows where)\n",
        "internal",
        "ZeroDivisionError: by zero (a mistake in explorer: EXPLORER_TRACEBACK=1 shows where)",
    ),
]


@pytest.mark.parametrize(("error", "status", "told", "kind", "message"), CASES)
def test_an_error_is_told(
    raising: Any,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    status: int,
    told: str,
    kind: str,
    message: str,
) -> None:
    raising(error)
    assert cli.run(["fail"]) == status
    assert capsys.readouterr() == ("", told)
    assert cli.run(["fail", "--json"]) == status
    out, err = capsys.readouterr()
    place = {"line": 1, "column": 2} if error is READ else {"line": None, "column": None}
    assert json.loads(out) == {"error": {"kind": kind, "message": message, **place}}
    assert err == ""


def test_the_traceback_of_a_mistake_of_ours_can_be_asked_for(raising: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    raising(ZeroDivisionError("by zero"))
    monkeypatch.setenv("EXPLORER_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError, match="by zero"):
        cli.run(["fail"])


def test_interruption(raising: Any, capsys: pytest.CaptureFixture[str]) -> None:
    raising(KeyboardInterrupt())
    assert cli.run(["fail"]) == 130
    assert capsys.readouterr().err.strip() == "interrupted"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["proof"], "Error: No such command 'proof'."),
        (["prove"], "Error: Missing argument 'LEFT'."),
        (["prove", "W a", "--sgima", "tanh"], "Error: No such option '--sgima'. Did you mean '--sigma'?"),
        (["prove", " ", "W a"], "Error: Invalid value for 'LEFT': is empty: a formula is needed"),
        (["derive", "n,m", "--as", "word"], "Error: Invalid value for '--as': 'word' is not one of"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_usage_errors(capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    assert cli.run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert cli.run([*arguments, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "usage"


def process(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "explorer", *arguments]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **options)


def test_a_reader_that_goes_away_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    with process("--help", stdout=write) as child:
        os.close(write)
        assert child.stderr is not None
        assert child.stderr.read() == ""
        assert child.wait() == 141


def test_a_poor_terminal_is_no_error() -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-m", "explorer", "prove", "--help"], env=environment, capture_output=True)
    assert done.returncode == 0
    assert done.stderr == b""


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    write_file(tmp_path / "a.tex", "σ")
    write_file(tmp_path / "a.tex", b"two")
    assert (tmp_path / "a.tex").read_bytes() == b"two"
    assert os.listdir(tmp_path) == ["a.tex"]
    (tmp_path / "plain").touch()
    assert (tmp_path / "a.tex").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_places_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path, message: str) -> None:
        with pytest.raises(OutputError, match=f"^{re.escape(message)}$"):
            check_writable(path)

    refused(tmp_path, f"cannot write {tmp_path}: it is a directory")
    gone = tmp_path / "no"
    refused(gone / "a.tex", f"cannot write {gone / 'a.tex'}: there is no directory {gone}\n  hint: mkdir -p {gone}")
    monkeypatch.setattr(os, "access", lambda *_: False)  # the superuser may write everywhere
    refused(tmp_path / "a.tex", f"cannot write {tmp_path / 'a.tex'}: permission denied")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_file(tmp_path / "a.tex", "one")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError, match=rf"^cannot write {tmp_path / 'a.tex'}: No space left on device$"):
        write_file(tmp_path / "a.tex", "two")
    assert (tmp_path / "a.tex").read_text() == "one"
    assert os.listdir(tmp_path) == ["a.tex"]


def test_ctrl_c_ends_in_130_without_a_traceback() -> None:
    body = (
        "import sys, time\nfrom explorer import cli\nfrom explorer.cli import prove\nimport click\n"
        "@click.command('wait')\ndef wait():\n    print('ready', flush=True)\n    time.sleep(60)\n"
        "cli.app.add_command(wait)\nsys.argv = ['explorer', 'wait']\n"
        "from explorer.__main__ import main\nmain()\n"
    )
    command = [sys.executable, "-c", body]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=30)
    assert child.returncode == 130
    assert err.strip() == "interrupted"

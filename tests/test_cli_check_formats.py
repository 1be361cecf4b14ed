"""`explorer check` for machines: annotations for a pull request, and one object of data."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from check_notes import TWINS
from test_cli_check import BROKEN, OPEN, folder, run, write

SLIP = TWINS["by value"][1]
__all__ = ["folder"]  # every test here, too, in an empty directory of its own

# -- annotations


def test_annotations(capsys: pytest.CaptureFixture[str]) -> None:
    (name,) = write(note="\n\n".join([SLIP, BROKEN, OPEN, "and $x + 1 no end"]))
    status, out, _ = run(capsys, name, "--format", "github")
    assert status == 1
    told = out.splitlines()
    assert told[0] == (
        "::error file=note.md,line=3,col=8::"
        "refuted: b + W^\\top a is not W a + b of line 2: equal if Wᵀ is replaced by W"
    )
    assert told[1] == "::warning file=note.md,line=5,col=16::unread: `{` is never closed"
    assert told[2].startswith("::notice file=note.md,line=7,col=19::unknown: \\tanh(z) = \\tanh(W a): ")
    assert told[3] == (
        "::warning file=note.md,line=9,col=5::unread: This $ is never closed.%0Ahint: write $ where it ends"
    )
    strict = run(capsys, name, "--format", "github", "--strict")[1].splitlines()
    assert {line.split(" ")[0] for line in strict[:-1]} == {"::error"}


def test_annotations_are_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a,b:c%.md").write_text("100 % of $x \\% y = \\frac{1}{$ text", encoding="utf-8")
    first = run(capsys, "a,b:c%.md", "--format", "github")[1].splitlines()[0]
    assert first.startswith("::warning file=a%2Cb%3Ac%25.md,line=1,col=")
    body = first.split("::")[2]
    assert re.fullmatch(r"(?:[^%]|%25|%0A|%0D)*", body)


# -- data

KEYS_OF_EQUATION = {"line", "column", "text", "status", "reason"}
KEYS_OF_CLAIM = {"line", "column", "left", "right", "verdict", "why", "scope", "witness", "diagnosis"}
EXTRA_OF_CLAIM = {"against", "why_claimed", "put_in", "read_as", "reason", "facts", "evidence"}


def test_the_object(capsys: pytest.CaptureFixture[str]) -> None:
    parts = [SLIP, BROKEN, "$$ q = W (a + b) = W a + W b $$", OPEN]
    (name,) = write(note="\n\n".join(parts))
    status, out, err = run(capsys, name, "--json")
    assert (status, err, out.count("\n")) == (1, "", 1)
    found: dict[str, Any] = json.loads(out)
    assert set(found) == {"files", "summary"}
    assert found["summary"] == {"read": 4, "unreadable": 1, "claims": 3, "proved": 1, "refuted": 1, "unknown": 1}
    (file,) = found["files"]
    assert file["file"] == name
    assert all(set(row) >= KEYS_OF_EQUATION for row in file["equations"])
    assert all(set(row) >= KEYS_OF_CLAIM | EXTRA_OF_CLAIM for row in file["claims"])
    assert [(row["line"], row["column"], row["status"]) for row in file["equations"]] == [
        (2, 12, "read"),
        (3, 4, "read"),
        (5, 4, "unreadable"),
        (7, 4, "read"),
        (9, 4, "read"),
    ]
    unread = file["equations"][2]
    assert (unread["reason"], unread["at"]) == ("`{` is never closed", {"line": 5, "column": 16})
    refuted, proved, unknown = file["claims"]
    assert (refuted["verdict"], refuted["why"], refuted["why_claimed"], refuted["against"]) == (
        "refuted",
        "value",
        "again",
        2,
    )
    assert (refuted["left"], refuted["right"]) == ("W a + b", "b + W^\\top a")
    assert refuted["read_as"] == {"left": "W a + b", "right": "b + W^{\\top} a"}
    assert refuted["diagnosis"] == "equal if Wᵀ is replaced by W"
    assert refuted["witness"]["sizes"] == {"n": 2}
    assert refuted["witness"]["left"] == "0"
    assert (proved["verdict"], proved["why"], proved["witness"]) == ("proved", None, None)
    assert proved["scope"] == {"sizes": "all", "for": [], "activation": "opaque"}
    assert (unknown["verdict"], unknown["why_claimed"]) == ("unknown", "chain")
    assert unknown["reason"]
    assert {"name": "W", "role": "matrix", "shape": "n x n", "why": "declared", "line": 1} in file["readings"]
    assert {"line": 2, "left": "z", "right": "W a + b"} in file["definitions"]

"""`explorer page` writes one self-contained file, whole or not at all; what is told on it is true."""

from __future__ import annotations

import json
import re
import stat
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest
from pages import written

from explorer import cli
from explorer.network import ACTIVATIONS
from explorer.page import content
from explorer.plots.pixels import EXAMPLES

MOST = 500_000


class Outline(HTMLParser):
    """References, identifiers, and the content of the data script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.names: list[str] = []
        self.headings: list[str] = []
        self.scripts: list[str] = []
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        self.targets += [value or "" for name, value in attrs if name in ("src", "href", "data", "action", "srcset")]
        self.names += [value or "" for name, value in attrs if name == "id"]

    def handle_data(self, data: str) -> None:
        if self._inside == "script" and data.strip():
            self.scripts.append(data)
        if self._inside == "h2" and data.strip():
            self.headings.append(data)


@pytest.fixture(scope="module")
def outline() -> Outline:
    return Outline(written())


def test_it_is_one_file_that_refers_to_nothing(outline: Outline) -> None:
    assert outline.targets == []
    assert len(set(outline.names)) == len(outline.names)
    assert re.findall(r"@import|url\(|https?:|\bfetch\(|XMLHttpRequest|import\(|<link|<iframe", written()) == []
    assert len(written().encode()) < MOST


def test_it_tells_the_story_in_order(outline: Outline) -> None:
    assert outline.headings == ["One neuron", "One layer", "A neuron that looks at pixels", "The whole network"]


def test_the_template_is_filled(outline: Outline) -> None:
    assert "$" not in written().partition("<script")[0]
    assert "⟦" not in re.sub(r"<script.*</script>", "", written(), flags=re.DOTALL)
    data = json.loads(outline.scripts[0])
    assert set(data) == {"activations", "neuron", "layer", "pixels", "network"}
    assert list(data["activations"]) == [row.name for row in ACTIVATIONS.values() if row.elementwise]


def test_every_verdict_on_the_page_is_the_one_it_must_be(outline: Outline) -> None:
    layer = json.loads(outline.scripts[0])["layer"]
    verdicts = [claim["verdict"] for each in layer["conventions"].values() for claim in each["claims"]]
    assert verdicts == ["proved"] * 40
    assert layer["mixUp"]["verdict"] == "refuted"
    assert content.neuron()["story"]["proved"] is True
    assert all(row["active"]["holds"] for row in content.activations().values())
    assert content.network()["claim"]["verdict"] == "proved"


def test_the_parameters_are_counted() -> None:
    told = content.network()
    sizes = content.SIZES
    weights = [before * after for before, after in pairwise(sizes)]
    assert [row["counts"] for row in told["layers"]] == [
        [count, after, count + after] for count, after in zip(weights, sizes[1:], strict=True)
    ]
    assert (told["weights"], told["biases"], told["parameters"]) == (sum(weights), sum(sizes[1:]), 13_002)
    assert told["count"]["latex"].endswith("= 13002")
    assert eval(told["count"]["latex"].partition("=")[0].replace(r"\cdot", "*")) == 13_002
    assert "13,002" in written()


def test_the_function_is_a_composition() -> None:
    assert content.network()["composition"]["latex"] == (
        r"a^{(3)} = \sigma\left(W^{(3)} \sigma\left(W^{(2)} \sigma\left(W^{(1)} a^{(0)} + b^{(1)}\right) "
        r"+ b^{(2)}\right) + b^{(3)}\right)"
    )


def unrun(text: str) -> list[float]:
    """What the page's script reads from runs."""
    pieces = [piece.partition("x") for piece in text.split("_")]
    return [int(level) / content.LEVELS for level, _, times in pieces for _ in range(int(times or 1))]


def test_patterns_and_pictures_are_the_examples_of_the_figures() -> None:
    told = content.pixels()
    for example in EXAMPLES:
        assert unrun(told["patterns"][example.name]["weights"]) == example.weights.ravel().tolist()
        for name, image in example.images.items():
            assert unrun(told["images"][name]) == image.ravel().tolist()
    random = np.random.default_rng(3)
    values = random.integers(-4, 5, size=500) / 4
    assert unrun(content.runs(values)) == values.tolist()


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.run(arguments)
    return status, *capfd.readouterr()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explorer.page.page", lambda version: f"<!DOCTYPE html> σ {version}")


def test_the_command_writes_the_file(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "p.html"
    assert run(capfd, "page", "--out", str(target)) == (0, "", f"written to {target}\n")
    text = target.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert text.replace("explorer 0.1.0", "explorer 0.0") == written()
    assert [path.name for path in tmp_path.iterdir()] == ["p.html"]


@pytest.mark.usefixtures("quick")
def test_without_a_name_it_is_explorer_html(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(capfd, "page") == (0, "", "written to explorer.html\n")
    assert (tmp_path / "explorer.html").read_text(encoding="utf-8") == "<!DOCTYPE html> σ 0.1.0"


@pytest.mark.usefixtures("quick")
def test_open_shows_it_in_the_browser(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(click, "launch", lambda url: opened.append(url) or 0)
    target = tmp_path / "p q.html"
    assert run(capfd, "page", "--out", str(target), "--open")[0] == 0
    assert opened == [target.as_uri()]
    monkeypatch.setattr(click, "launch", lambda url: 1)
    status, out, err = run(capfd, "page", "--out", str(target), "--open")
    assert (status, out) == (2, "")
    assert err == (
        f"written to {target}\nerror: There is no browser to open {target} with.\n  hint: open the file yourself\n"
    )


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "cannot write {0}: it is a directory"),
        ("no/p.html", "cannot write {0}/no/p.html: there is no directory {0}/no\n  hint: mkdir -p {0}/no"),
    ],
)
def test_what_cannot_be_written_is_refused(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, name: str, message: str
) -> None:
    status, out, err = run(capfd, "page", "--out", str(tmp_path / name))
    assert (status, out, err) == (2, "", f"error: {message.format(tmp_path)}\n")
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_page_leaves_the_old_one(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "p.html"
    target.write_text("old")
    target.chmod(0o640)

    def stopped(version: str) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("explorer.page.page", stopped)
    assert run(capfd, "page", "--out", str(target)) == (130, "", "interrupted\n")
    assert target.read_text() == "old"
    monkeypatch.setattr("explorer.page.page", lambda version: "new")
    assert run(capfd, "page", "--out", str(target))[0] == 0
    assert (target.read_text(), stat.S_IMODE(target.stat().st_mode)) == ("new", 0o640)
    assert [path.name for path in tmp_path.iterdir()] == ["p.html"]


def test_a_slip_in_the_options_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capfd, "page", "--ot", "p.html")
    assert status == 2
    assert re.search(r"No such option:? '?--ot\b", err)

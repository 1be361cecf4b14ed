"""`explorer demo` from the outside: what it prints, what it writes, and that the page works with no network."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

SIZES = (784, 16, 16, 10)
FIGURES = ["network", "region", "edge", "sigmoid", "bias", "steepness", "activations", "agreement"]
COMMAND = [sys.executable, "-m", "explorer", "demo", "--out"]


@dataclass(frozen=True)
class Run:
    """One run of the demonstration."""

    folder: Path
    status: int
    out: str
    err: str

    @property
    def summary(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "summary.json").read_text(encoding="utf-8")))

    @property
    def page(self) -> str:
        return (self.folder / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("demo") / "explorer-demo"
    done = subprocess.run([*COMMAND, str(folder)], capture_output=True, text=True, timeout=240)
    return Run(folder, done.returncode, done.stdout, done.stderr)


def test_it_ends_well(demo: Run) -> None:
    assert "Traceback" not in demo.err
    assert demo.status == 0
    assert demo.err.splitlines()[-1] == f"written to {demo.folder}: open {demo.folder / 'index.html'}"


def test_every_claim_has_the_verdict_it_must_have(demo: Run) -> None:
    assert demo.summary["parameters"] == 13002
    told = demo.summary["claims"]
    assert [claim["claim"] for claim in told if claim["verdict"] != claim["expected"]] == []
    assert Counter(claim["expected"] for claim in told) == {"proved": len(told) - 6, "refuted": 6}
    assert all(claim["seconds"] >= 0 and claim["evidence"] for claim in told)
    assert sum(claim["claim"].startswith("neuron ") and "terms written" in claim["claim"] for claim in told) == 42


def test_proofs_rest_on_three_kinds_of_evidence(demo: Run) -> None:
    for claim in demo.summary["claims"]:
        if re.match(r"(neuron|summation|matrix|row vector|batched|three layers)\b.* = ", claim["claim"]):
            said = "; ".join(claim["evidence"])
            assert re.search(r"canonical form.*(certificate|lemma)s? .*re-checked.*oracle", said), claim


def test_the_table_names_every_row_and_ends_with_the_count(demo: Run) -> None:
    lines = demo.out.splitlines()
    assert lines[0].split() == ["claim", "verdict", "seconds", "evidence"]
    assert any(line.startswith("summation = matrix ") and " proved ×4 " in line for line in lines)
    assert any(line.startswith("three layers at once: batched = matrix ") and " proved ×2 " in line for line in lines)
    assert any(line.startswith("all 42 neurons") and "proved ×42" in line for line in lines)
    twins = [at for at, line in enumerate(lines) if line.startswith("false twin: ") and " refuted " in line]
    assert len(twins) == 6
    for at in twins:
        left, right = re.fullmatch(r"    n = \d, .*: left = (\S+), right = (\S+)", lines[at + 1]).groups()  # type: ignore[union-attr]
        assert Fraction(left) != Fraction(right)
    count = len(demo.summary["claims"])
    assert lines[-1] == f"13,002 parameters; {count} of {count} claims with the verdict they must have"
    assert "\x1b" not in demo.out


def test_progress_goes_to_standard_error(demo: Run) -> None:
    assert "explorer: drawing network …" in demo.err.splitlines()


def test_exactly_these_files_are_written(demo: Run) -> None:
    files = {path.relative_to(demo.folder).as_posix() for path in demo.folder.rglob("*") if path.is_file()}
    drawn = {f"figures/{name}.{kind}" for name in FIGURES for kind in ("png", "svg")}
    text = {"index.html", "derivation.tex", "derivation.md", "derivation.html", "network.py", "summary.json"}
    assert files == text | drawn | {".explorer-demo"}
    for name in FIGURES:
        assert (demo.folder / f"figures/{name}.png").read_bytes().startswith(b"\x89PNG")
        ElementTree.parse(demo.folder / f"figures/{name}.svg")


def test_the_compiled_network_is_the_network(demo: Run) -> None:
    space: dict[str, Any] = {}
    exec((demo.folder / "network.py").read_text(encoding="utf-8"), space)
    random = np.random.default_rng(7)
    parameters, value = [], random.random(784)
    image = value
    for width, height in pairwise(SIZES):
        weights, bias = random.normal(size=(height, width)) / 9, random.normal(size=height)
        parameters += [weights, bias]
        value = 1 / (1 + np.exp(-(weights @ value + bias)))
    np.testing.assert_allclose(space["compute"](image, *parameters), value, rtol=1e-12)


class References(HTMLParser):
    """Collects what a page refers to, the identifiers it defines, and how often each element occurs."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.names: list[str] = []
        self.elements: Counter[str] = Counter()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        for name, value in attrs:
            if name in ("src", "href", "xlink:href", "data") and value:
                self.targets.append(value)
            if name == "id" and value:
                self.names.append(value)


def test_the_page_is_one_self_contained_file(demo: Run) -> None:
    found = References(demo.page)
    beside = {"derivation.html", "derivation.tex", "derivation.md", "network.py", "summary.json", "figures/"}
    outside = [target for target in found.targets if not target.startswith(("#", "data:image/png;base64,"))]
    assert set(outside) == beside
    assert all((demo.folder / target).exists() for target in beside)
    assert "@import" not in demo.page
    assert not re.search(r"url\((?!#)", demo.page)
    assert (found.elements["svg"], found.elements["script"]) == (len(FIGURES), 0)
    assert found.elements["math"] > 50
    assert {name: times for name, times in Counter(found.names).items() if times > 1} == {}
    assert {target[1:] for target in found.targets if target.startswith("#")} <= set(found.names)


def test_the_page_follows_the_note(demo: Run) -> None:
    headings = re.findall(r"<h2>(.*?)</h2>", demo.page)
    assert headings == [
        "What weights pick up",
        "Squashing the sum",
        "Bias for inactivity",
        "From one neuron to the whole layer",
        "Six spellings of one layer",
        "False twins",
        "The same in NumPy",
        "Files",
    ]
    assert "13,002 parameters: 12,960 weights and 42 biases" in demo.page


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium on this machine: the page is not looked at in a browser")
    playwright = pytest.importorskip("playwright.sync_api", reason="no playwright: the page is not looked at")
    with playwright.sync_playwright() as machine:
        chromium = machine.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_in_a_browser(demo: Run, browser: Any, scheme: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    asked, complaints = [], []
    page.route(re.compile("^(?!file:)"), lambda route: (asked.append(route.request.url), route.abort()))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((demo.folder / "index.html").as_uri())
    assert [url for url in asked if not url.startswith("data:")] == []
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    flat = "[...document.querySelectorAll('math, svg')].filter(e => e.getBoundingClientRect().height < 4).length"
    assert page.evaluate(f"[...document.querySelectorAll('details')].forEach(d => d.open = true), {flat}") == 0
    colours = page.evaluate("(s => [s.color, s.backgroundColor])(getComputedStyle(document.body))")
    ink, paper = ([int(part) for part in re.findall(r"\d+", colour)[:3]] for colour in colours)
    assert (sum(ink) < sum(paper)) == (scheme == "light")
    assert abs(sum(ink) - sum(paper)) > 450
    page.close()


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_it_leaves_nothing(tmp_path: Path, number: signal.Signals, status: int) -> None:
    with subprocess.Popen(
        [*COMMAND, str(tmp_path / "d")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stderr is not None
        assert any("judging" in line for line in run.stderr)
        run.send_signal(number)
        _, err = run.communicate(timeout=60)
    assert run.returncode == status
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_a_directory_of_somebody_else_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    done = subprocess.run([*COMMAND, str(tmp_path)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"error: will not overwrite {tmp_path}: explorer did not write this directory\n"
        "  hint: name another one with --out\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]

"""README, docs and docstrings tell the truth: every code block is run and every output shown is compared.

`UPDATE_GOLDENS=1 python -m pytest tests/test_docs.py` writes what commands print into the pages; read it then.
"""

from __future__ import annotations

import doctest
import importlib
import os
import pkgutil
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from sybil import Example
from sybil.document import Document
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

import explorer

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
TIMES = re.compile(r"\b\d+(\.\d+)? (ms|s)\b")
COMMANDS = [
    "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/explorer demo",
    "python3 -m venv .venv && .venv/bin/pip install '.[test]' && .venv/bin/python -m pytest",
]


def matches(expected: str, shown: str) -> bool:
    """Law: alike up to measured times, and up to what `...` stands for."""
    same = [TIMES.sub(r"N \2", text.strip()) + "\n" for text in (expected, shown)]
    return doctest.OutputChecker().check_output(same[0], same[1], OPTIONS)


class Console:
    """Runs the `$` lines of a console block with the shell and compares what they print."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        tools = folder / "bin"
        tools.mkdir(parents=True)
        shim = tools / "explorer"
        shim.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m explorer "$@"\n')
        shim.chmod(0o755)
        path = f"{tools}{os.pathsep}{os.environ['PATH']}"
        self.environment = os.environ | {"PATH": path, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}

    def printed(self, command: str) -> str:
        """What a command prints: its standard output, or where that is empty its standard error."""
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        return done.stdout or done.stderr

    def __call__(self, example: Example) -> str | None:
        wrong = []
        for command, expected in commands(str(example.parsed)):
            shown = self.printed(command)
            if not matches(expected, shown):
                wrong.append(f"$ {command}\nshown in the text:\n{expected}\nprinted:\n{shown}")
        return "\n".join(wrong) or None

    def brought_up_to_date(self, page: str) -> str:
        """The page with what its commands print now, where that differs."""

        def block(found: re.Match[str]) -> str:
            parts = []
            for command, expected in commands(found[1]):
                shown = self.printed(command)
                text = expected if matches(expected, shown) else shown
                parts.append(f"$ {command}\n{text.rstrip()}\n")
            return f"```console\n{''.join(parts)}```"

        return re.sub(r"^```console\n(.*?)^```", block, page, flags=re.MULTILINE | re.DOTALL)


def commands(block: str) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with the output shown under it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        lines = part.split("\n")
        last = next(number for number, text in enumerate(lines) if not text.endswith("\\"))
        yield "\n".join(lines[: last + 1]), "\n".join(lines[last + 1 :])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_code_block_of_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if os.environ.get("UPDATE_GOLDENS") == "1":
        text = Console(tmp_path / "update").brought_up_to_date(page.read_text(encoding="utf-8"))
        page.write_text(text, encoding="utf-8")
    parsers = (
        PythonCodeBlockParser(doctest_optionflags=OPTIONS),
        CodeBlockParser(language="console", evaluator=Console(tmp_path / "shell")),
    )
    for example in Document.parse(str(page), *parsers):
        example.evaluate()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_block_escapes_the_test(page: Path) -> None:
    kinds = re.findall(r"^```(\w*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    opening = kinds[::2]
    assert set(opening) <= {"python", "console", "sh", "text"}
    assert kinds[1::2] == [""] * len(opening)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_readme_opens_with_what_it_does_and_how_to_see_it() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```sh\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    assert [line for block in shown for line in block.splitlines()][:2] == COMMANDS
    first = text[: text.index(COMMANDS[1])].splitlines()
    assert len(first) <= 40
    assert first[0].startswith("# ")
    assert "```console" in first


def test_a_planted_wrong_output_is_caught(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ explorer --version\nexplorer 0.0.0\n```\n")
    console = Console(tmp_path / "shell")
    (example,) = Document.parse(str(page), CodeBlockParser(language="console", evaluator=console))
    assert "printed:\nexplorer" in str(console(example))
    assert matches("took 3.1 ms and ... lines", "took 12 ms and 20 lines")
    assert not matches("took 3.1 ms", "took 3.1 s")


def modules() -> list[str]:
    found = pkgutil.walk_packages(explorer.__path__, "explorer.")
    return ["explorer", *sorted(module.name for module in found if not module.name.endswith("__main__"))]


@pytest.mark.parametrize("name", modules())
def test_docstring_examples(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module(name)
    outcome = doctest.testmod(module, optionflags=OPTIONS)
    assert outcome.failed == 0


def test_the_description_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == "neural-notation-explorer"
    assert project["scripts"] == {"explorer": "explorer.__main__:main"}
    assert not {"torch", "jax"} & {re.split(r"\W", item)[0] for item in project["optional-dependencies"]["test"]}

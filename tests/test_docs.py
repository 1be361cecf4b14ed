"""README, docs and docstrings tell the truth: every code block is run and every output shown is compared.

`UPDATE_GOLDENS=1 python -m pytest tests/test_docs.py` writes what commands print into the pages; read it then.
"""

from __future__ import annotations

import contextlib
import doctest
import importlib
import io
import os
import pkgutil
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sybil import Example
from sybil.document import Document
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

import explorer
from explorer import cli

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LONG = {"demo.md"}  # the whole demonstration; tests of its own run it too
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
TIMES = re.compile(r"\b\d+(?:\.\d+)?(?= m?s\b)|(?<=\"seconds\": )[\d.e-]+")
STATUS = '; echo "status $?"'
QUOTED = re.compile(r"'[^']*'")
OURS = re.compile(r"a mistake in explorer:|^Traceback", re.MULTILINE)  # what no page may show
COMMANDS = [
    "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/explorer demo",
    "python3 -m venv .venv && .venv/bin/pip install '.[test]' && .venv/bin/python -m pytest",
]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def matches(expected: str, shown: str) -> bool:
    """Law: alike up to measured times, and up to what `...` stands for."""
    same = [TIMES.sub("N", text.strip()) + "\n" for text in (expected, shown)]
    return doctest.OutputChecker().check_output(same[0], same[1], OPTIONS)


def plain(command: str) -> tuple[list[str], bool] | None:
    """Law: the arguments of a command that is explorer alone, and whether its exit status is asked for; else None.

    Anything that a shell would have to do (pipes, files, substitutions) is None.
    """
    asked = command.endswith(STATUS)
    text = command.removesuffix(STATUS)
    if re.search(r"[$`*?~#\"]", QUOTED.sub("", text)):
        return None
    lexer = shlex.shlex(text.replace("\\\n", " "), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    try:
        words = list(lexer)
    except ValueError:
        return None
    if words[:1] != ["explorer"] or any(set(word) <= set("();<>|&") for word in words):
        return None
    return words[1:], asked


class Console:
    """Runs the `$` lines of a console block and compares what they print.

    The first command of each name in all pages is a process of its own; the others run in this one, which is faster
    and prints the same. Whatever is more than explorer alone runs in the shell.
    """

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
        """What a terminal shows of a command: its results and its messages."""
        found = plain(command)
        return self.by_shell(command) if found is None or command in first_commands() else self.here(*found)

    def here(self, arguments: list[str], asked: bool) -> str:
        """The same within this process."""
        shown = io.BytesIO()
        screen = io.TextIOWrapper(shown, encoding="utf-8", write_through=True)
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(screen), contextlib.redirect_stderr(screen):
            status = cli.run(arguments)
        return shown.getvalue().decode() + (f"status {status}\n" if asked else "")

    def by_shell(self, command: str) -> str:
        """The same by the shell."""
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )
        return done.stdout

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
                assert not OURS.search(shown), f"$ {command}\n{shown}"
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


@cache
def first_commands() -> frozenset[str]:
    """The first command of each name in all pages."""
    found: dict[str, str] = {}
    for page in PAGES:
        for block in re.findall(r"^```console\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
            for command, _ in commands(block):
                alone = plain(command)
                if alone is not None and alone[0]:
                    found.setdefault(alone[0][0], command)
    return frozenset(found.values())


@pytest.mark.parametrize(
    "page", [pytest.param(page, marks=[pytest.mark.slow] * (page.name in LONG), id=name_of(page)) for page in PAGES]
)
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


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_block_escapes_the_test(page: Path) -> None:
    kinds = re.findall(r"^```(\w*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    opening = kinds[::2]
    assert set(opening) <= {"python", "console", "sh", "text"}
    assert kinds[1::2] == [""] * len(opening)
    assert not OURS.search(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
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


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (
            "explorer prove 'W a' 'a W' --given 'W: m x n; a: n'",
            (["prove", "W a", "a W", "--given", "W: m x n; a: n"], False),
        ),
        ("explorer verify-certificate f.json" + STATUS, (["verify-certificate", "f.json"], True)),
        ("explorer prove 'a' \\\n  'b'", (["prove", "a", "b"], False)),
        ("explorer derive n,m | head -1", None),
        ("explorer derive n,m | head -1" + STATUS, None),
        ("explorer --version > file", None),
        ("explorer prove $A 'b'", None),
        ("sed s/a/b/ x && explorer --version", None),
        ("explorer prove 'a", None),
        ("python3 -c 'print(1)'", None),
    ],
)
def test_only_what_is_explorer_alone_runs_in_this_process(command: str, expected: object) -> None:
    assert plain(command) == expected


def test_both_ways_to_run_a_command_print_the_same(tmp_path: Path) -> None:
    console = Console(tmp_path / "shell")
    for command in ("explorer prove 'σ(W a' 'W a'" + STATUS, "explorer --version", "explorer verify-certificate none"):
        assert console.here(*plain(command)) == console.by_shell(command)


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

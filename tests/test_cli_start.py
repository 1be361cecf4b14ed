"""The face is light: nothing heavy is imported before a command needs it, and every public name is there."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import explorer

HEAVY = {"sympy", "numpy", "scipy", "matplotlib", "lark", "tqdm", "latex2mathml"}
PROBE = """
import json, sys
before = set(sys.modules)
sys.argv = ["explorer", *sys.argv[1:]]
try:
    {body}
except SystemExit as stop:
    assert stop.code in (0, None), stop.code
print(json.dumps(sorted({{name.split(".")[0] for name in set(sys.modules) - before}})), file=sys.stderr)
"""


def imported_by(body: str, *arguments: str) -> set[str]:
    """The top-level modules that running `body` imports in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(body=body), *arguments], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_importing_explorer_imports_no_library() -> None:
    assert imported_by("import explorer; dir(explorer)") & {*HEAVY, "click"} == set()


def test_using_a_name_imports_its_room_alone() -> None:
    assert "sympy" in imported_by("import explorer; explorer.Network")
    assert imported_by("import explorer; explorer.ExplorerError") & {*HEAVY, "click"} == set()
    assert "matplotlib" not in imported_by("import explorer; explorer.Network; explorer.compile")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["prove", "--help"],
        ["derive", "--help"],
        ["demo", "--help"],
        ["verify-certificate", "--help"],
    ],
    ids=" ".join,
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    assert imported_by("from explorer.__main__ import main; main()", *arguments) & HEAVY == set()


@pytest.mark.parametrize("name", explorer.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(explorer, name) is not None
    assert name in dir(explorer)


def test_the_names_for_type_checkers_are_the_names_at_run_time() -> None:
    tree = ast.parse(Path(explorer.__file__).read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    declared = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    own = explorer._ELSEWHERE_CALLED
    table = {name: f"{home}.{own.get(name, name)}" for name, home in explorer._HOME.items()} | explorer._MODULES
    assert declared == table
    assert sorted(declared) == sorted(explorer.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"^module 'explorer' has no attribute 'nework'$"):
        getattr(explorer, "nework")  # noqa: B009

"""The house stands: imports point down, rooms of one floor do not know each other, files are short."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "explorer"
FLOORS = {
    1: ("errors", "source", "nodes", "statement", "latex"),
    2: ("network", "proof"),
    3: ("notation", "numeric", "plots", "calculus", "documents"),
    4: ("claims",),
    5: ("report",),
    6: ("__init__", "__main__", "cli", "demo", "page"),
}
FLOOR_OF = {room: floor for floor, rooms in FLOORS.items() for room in rooms}
# The ground and the face are single files of one room: they may know each other, though not in a circle.
ONE_ROOM = (1, 6)
LONGEST = 400

Modules = Mapping[str, str]


def modules_of(package: Path) -> dict[str, str]:
    """Every module's text by its dotted name; a package goes by its own name."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = ["explorer", *path.relative_to(package).with_suffix("").parts]
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = path.read_text(encoding="utf-8")
    return found


def room(module: str) -> str:
    """The room a module lies in: `explorer.proof.terms` in `proof`, the package itself in `__init__`."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def nodes(tree: ast.AST, *, annotations: bool) -> Iterator[ast.AST]:
    """All nodes of a module; without `annotations` not those that are there for type checkers only."""
    for node in ast.iter_child_nodes(tree):
        if not annotations and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        yield from nodes(node, annotations=annotations)


@cache
def parsed(text: str) -> ast.Module:
    """The tree of a module's text."""
    return ast.parse(text)


def imports(
    module: str, text: str, known: Modules, *, is_package: bool, annotations: bool = True
) -> Iterator[tuple[str, int]]:
    """Everything a module imports, anywhere in it, by full name, with the line; modules named in text too."""
    base = module.split(".") if is_package else module.split(".")[:-1]
    tree = parsed(text)
    by_name = "importlib" in text or "__import__" in text
    for node in nodes(tree, annotations=annotations):
        match node:
            case ast.Import(names=names):
                yield from ((alias.name, node.lineno) for alias in names)
            case ast.ImportFrom(module=target, names=names, level=level):
                start = base[: len(base) - level + 1] if level else []
                source = ".".join([*start, *([target] if target else [])])
                for alias in names:
                    inner = f"{source}.{alias.name}"
                    yield (inner if inner in known else source), node.lineno
            case ast.Constant(value=str() as value) if by_name and value in known:
                yield value, node.lineno


def packages(known: Modules) -> set[str]:
    """The modules that have modules under them."""
    return {".".join(name.split(".")[:-1]) for name in known if "." in name}


def arrows(known: Modules, *, annotations: bool = True) -> Iterator[tuple[str, str, int]]:
    """All imports of one module of the house by another."""
    inner = packages(known)
    for module, text in known.items():
        is_package = module in inner
        for target, line in imports(module, text, known, is_package=is_package, annotations=annotations):
            if target == "explorer" or target.startswith("explorer."):
                yield module, target, line


def wrong_floors(known: Modules) -> list[str]:
    """Law: an import points to a lower floor, or stays in its room."""
    wrong = []
    for module, target, line in arrows(known):
        here, there = room(module), room(target)
        for name in (here, there):
            if name not in FLOOR_OF:
                wrong.append(f"{module}: the room {name!r} has no floor")
        if here == there or here not in FLOOR_OF or there not in FLOOR_OF:
            continue
        if FLOOR_OF[there] > FLOOR_OF[here]:
            wrong.append(f"{module}:{line}: up, to {target}")
        elif FLOOR_OF[there] == FLOOR_OF[here] and FLOOR_OF[here] not in ONE_ROOM:
            wrong.append(f"{module}:{line}: sideways, to {target}")
    return wrong


def circles(known: Modules) -> list[str]:
    """Law: following imports, those for annotations apart, never leads back."""
    graph: dict[str, set[str]] = {name: set() for name in known}
    for module, target, _ in arrows(known, annotations=False):
        if target in graph and target != module:
            graph[module].add(target)
    found, done = [], set()

    def visit(module: str, way: list[str]) -> None:
        if module in way:
            found.append(" -> ".join([*way[way.index(module) :], module]))
            return
        if module in done:
            return
        for target in sorted(graph[module]):
            visit(target, [*way, module])
        done.add(module)

    for module in graph:
        visit(module, [])
    return found


def outside(known: Modules, name: str, allowed: str) -> list[str]:
    """Law: the library `name` is imported in the room `allowed` only."""
    return [
        f"{module}:{line}: imports {target}"
        for module, text in known.items()
        for target, line in imports(module, text, known, is_package=module in packages(known))
        if target.split(".")[0] == name and room(module) != allowed
    ]


def beyond_the_standard_library(module: str, known: Modules) -> list[str]:
    """Law: a module that must stay checkable by reading it imports the standard library alone."""
    return [
        f"{module}:{line}: imports {target}"
        for target, line in imports(module, known[module], known, is_package=False)
        if target.split(".")[0] not in sys.stdlib_module_names
    ]


def unexplained(known: Modules) -> list[str]:
    """Law: a module, and a public function or class in it, says what it is."""
    missing = []
    for module, text in known.items():
        tree = parsed(text)
        if text.strip() and not ast.get_docstring(tree):
            missing.append(f"{module}: no docstring")
        for node in tree.body:
            kind = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            if kind and not node.name.startswith("_") and not ast.get_docstring(node):
                missing.append(f"{module}:{node.lineno}: {node.name} has no docstring")
    return missing


def too_long(texts: Mapping[str, str]) -> list[str]:
    """Law: a file ends before its reader's patience does."""
    return [
        f"{name}: {len(text.splitlines())} lines" for name, text in texts.items() if len(text.splitlines()) > LONGEST
    ]


HOUSE = modules_of(PACKAGE)


def test_imports_point_down():
    assert wrong_floors(HOUSE) == []


def test_imports_run_in_no_circle():
    assert circles(HOUSE) == []


def test_matplotlib_is_imported_in_plots_only():
    assert outside(HOUSE, "matplotlib", "plots") == []


def test_z3_stays_in_the_tests():
    assert outside(HOUSE, "z3", "nowhere") == []


def test_the_checker_imports_the_standard_library_alone():
    assert "explorer.proof.checker" in HOUSE
    assert beyond_the_standard_library("explorer.proof.checker", HOUSE) == []


def test_public_names_are_explained():
    assert unexplained(HOUSE) == []


def test_files_are_short():
    tests = {path.name: path.read_text(encoding="utf-8") for path in Path(__file__).parent.rglob("*.py")}
    assert too_long(HOUSE) == []
    assert too_long(tests) == []


def plant(module: str, line: str) -> dict[str, str]:
    """The house with one more line in one module (made new where it is missing)."""
    return {**HOUSE, module: HOUSE.get(module, '"""Planted."""\n') + f"\n{line}\n"}


PLANTED = [
    ("explorer.proof.planted", "from explorer.claims import prove", "up, to explorer.claims"),
    ("explorer.network.planted", "def late():\n    import explorer.proof", "sideways, to explorer.proof"),
    ("explorer.numeric.planted", "from ..notation import read", "sideways, to explorer.notation"),
    ("explorer.errors", "from explorer import plots", "up, to explorer"),
    ("explorer.report.planted", "import explorer", "up, to explorer"),
    ("explorer.claims.planted", "import importlib\nR = 'explorer.__main__'", "up, to explorer.__main__"),
]


@pytest.mark.parametrize(("module", "line", "message"), PLANTED)
def test_a_planted_wrong_import_is_caught(module, line, message):
    new = [text for text in wrong_floors(plant(module, line)) if text not in wrong_floors(HOUSE)]
    assert len(new) == 1
    assert new[0].startswith(module)
    assert message in new[0]


def test_a_planted_circle_library_and_room_are_caught():
    two = {"explorer.a": "import explorer.b", "explorer.b": "def late():\n    from explorer import a"}
    assert circles(two) == ["explorer.a -> explorer.b -> explorer.a"]
    two["explorer.b"] = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from explorer import a"
    assert circles(two) == []
    new = [text for text in circles(plant("explorer.source", "import explorer.errors")) if "source" in text]
    assert new == ["explorer.errors -> explorer.source -> explorer.errors"]
    assert outside(plant("explorer.report.planted", "import matplotlib.figure"), "matplotlib", "plots") == [
        "explorer.report.planted:3: imports matplotlib.figure"
    ]
    attic = {"explorer.attic.planted": "import explorer.errors", "explorer.errors": ""}
    assert wrong_floors(attic) == ["explorer.attic.planted: the room 'attic' has no floor"]


@pytest.mark.parametrize("line", ["import sympy", "from explorer.proof.terms import Table", "from .terms import Table"])
def test_a_planted_import_in_the_checker_is_caught(line):
    known = {
        "explorer.proof.checker": f'"""The checker."""\nimport json\n{line}\n',
        "explorer.proof.terms": "",
    }
    assert len(beyond_the_standard_library("explorer.proof.checker", known)) == 1


def test_a_missing_docstring_and_a_long_file_are_caught():
    text = '"""Here."""\ndef told():\n    """Yes."""\ndef untold(): ...\n'
    text += "def _private(): ...\nclass Untold: ...\n"
    assert unexplained({"explorer.x": text}) == [
        "explorer.x:4: untold has no docstring",
        "explorer.x:6: Untold has no docstring",
    ]
    assert too_long({"long": "x\n" * 401, "short": "x\n" * 400}) == ["long: 401 lines"]

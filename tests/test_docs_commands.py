"""One page per command in docs/commands: its usage and its options are made from the command itself.

`UPDATE_GOLDENS=1 python -m pytest tests/test_docs_commands.py` writes them; read them then.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from test_docs_tables import table

from explorer.cli import app

DOCS = Path(__file__).resolve().parent.parent / "docs"
INDEX = DOCS / "command-line.md"
ROOT = click.Context(app, info_name="explorer")
NAMES = list(app.commands)


def page(name: str) -> Path:
    return DOCS / "commands" / f"{name}.md"


def context(name: str) -> click.Context:
    return click.Context(app.commands[name], info_name=name, parent=ROOT)


def options(found: click.Context) -> dict[str, str]:
    """Each option as it is typed, and what it does, as `--help` tells both."""
    told = {}
    for parameter in found.command.get_params(found):
        record = parameter.get_help_record(found) if isinstance(parameter, click.Option) else None
        if record is not None:
            told[record[0]] = record[1] + ("  [may be repeated]" if parameter.multiple else "")
    return told


def lines(told: dict[str, str]) -> str:
    return table(("option", "what it does"), ((f"`{name}`", " ".join(text.split())) for name, text in told.items()))


def usage(name: str) -> str:
    found = context(name)
    pieces = " ".join(found.command.collect_usage_pieces(found))
    made = f"```text\n{found.command_path} {pieces}\n```\n\n"
    return made + (figures(found) if isinstance(found.command, click.Group) else lines(options(found)))


def figures(found: click.Context) -> str:
    """The options that every figure has, then a section for each figure with its own."""
    assert isinstance(found.command, click.Group)
    each = {}
    for name in found.command.list_commands(found):
        command = found.command.get_command(found, name)
        assert command is not None
        each[name] = options(click.Context(command, info_name=name, parent=found))
    rows = list(each.values())
    common = {name: text for name, text in rows[0].items() if all(name in other for other in rows)}
    parts = [f"Every figure has\n\n{lines(common)}"]
    for name, told in each.items():
        own = {option: text for option, text in told.items() if common.get(option) != text}
        command = found.command.get_command(found, name)
        parts.append(f"### {name}\n\n{command and command.help}\n\n{lines(own)}")
    return "\n".join(parts)


def commands() -> str:
    return table(
        ("command", "what it does"),
        (
            (f"[`explorer {name}`](commands/{name}.md)", command.short_help or "")
            for name, command in app.commands.items()
        ),
    )


def held(path: Path, name: str, made: str) -> str:
    """What stands in a page between the marks of that name; brought up to date first, where that is asked for."""
    marks = rf"(?s)(?<=<!-- {name} -->\n\n).*?(?=\n<!-- end of {name} -->)"
    text = path.read_text(encoding="utf-8")
    if os.environ.get("UPDATE_GOLDENS") == "1":
        text = re.sub(marks, lambda _: made, text)
        path.write_text(text, encoding="utf-8")
    found = re.search(marks, text)
    assert found is not None, f"{path.name} has no place for its {name}"
    return found[0]


def statuses(path: Path) -> Iterator[str]:
    yield from re.findall(r"^\| (\d+) \|", path.read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_every_command_has_a_page_and_every_page_a_command() -> None:
    assert {path.stem for path in (DOCS / "commands").iterdir()} == set(NAMES)


def test_the_index_lists_every_command() -> None:
    assert held(INDEX, "commands", commands()) == commands()


@pytest.mark.parametrize("name", NAMES)
def test_the_usage_and_the_options_of_a_page_are_those_of_the_command(name: str) -> None:
    assert held(page(name), "usage", usage(name)) == usage(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_its_sections_in_order(name: str) -> None:
    text = page(name).read_text(encoding="utf-8")
    assert text.startswith(f"# explorer {name}\n")
    prose = re.sub(r"(?ms)^```.*?^```", "", text)
    sections = re.findall(r"^## (.*)$", prose, flags=re.MULTILINE)
    as_json = any("--json" in option for option in options(context(name)))
    assert sections == ["Usage", "Examples", *["JSON"] * as_json, "Exit status", "More"]
    assert f"\n$ explorer {name} " in text


@pytest.mark.parametrize("name", NAMES)
def test_the_exit_statuses_of_a_page_are_among_those_of_all_commands(name: str) -> None:
    told = list(statuses(page(name)))
    assert told == sorted(set(told), key=int)
    assert "0" in told
    assert set(told) <= set(statuses(INDEX))
    shown = set(re.findall(r"^status (\d+)$", page(name).read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert shown <= set(told)


def test_an_option_that_is_missing_is_seen() -> None:
    made = usage("prove")
    for option in ("--given TEXT", "--sigma NAME", "--json", "--certificate FILE", "--help"):
        assert f"| `{option}` |" in made
    assert "[may be repeated]" in made
    assert "explorer prove [OPTIONS] LEFT [RIGHT]" in made
    assert "### surface\n" in usage("plot")
    assert "| `--biases VALUE` |" in usage("plot")
    assert usage("plot").count("`--out FILE`") == 1

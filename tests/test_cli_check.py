"""`explorer check`: what it prints, exit statuses, standard input, several files, annotations, data."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import click
import pytest
from check_notes import DECLARED, SEED_LIKE, SEED_LIKE_TOLD, TWINS, notebook

from explorer import check, cli
from explorer.cli.console import paint
from explorer.report.checks.text import lines

SEED = Path(__file__).resolve().parent.parent.parent / "shared" / "seed"
TRUE, SLIP = TWINS["by value"][:2]
BROKEN = "$$ y = \\frac{1}{ $$"
OPEN = "$$ y = \\tanh(z) = \\tanh(W a) $$"
COUNT_OF_SLIP = "2 equations read, 0 not, 1 claim: 0 proved, 1 refuted"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test in an empty directory of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.run(["check", *arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return status, out, err


def write(**notes: str) -> list[str]:
    """Each note as NAME.md; their names."""
    for name, text in notes.items():
        Path(f"{name}.md").write_text(text, encoding="utf-8")
    return [f"{name}.md" for name in notes]


def given(monkeypatch: pytest.MonkeyPatch, text: str | bytes) -> None:
    """Standard input."""
    data = text.encode() if isinstance(text, str) else text
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


# -- what is printed


def test_a_note_like_the_seed(capsys: pytest.CaptureFixture[str]) -> None:
    (name,) = write(neuron=SEED_LIKE)
    assert run(capsys, name) == (0, SEED_LIKE_TOLD.replace("NAME", name), "")


def test_the_seed_note(capsys: pytest.CaptureFixture[str]) -> None:
    notes = sorted(SEED.glob("*.txt"))
    if not notes:
        pytest.skip("the seed note is not here: it is not part of the project")
    status, out, err = run(capsys, str(notes[0]))
    assert (status, err) == (0, "")
    told = out.splitlines()
    assert len(told) == 3
    assert ": proved: σ(x) = " in told[0]
    assert "σ is the sigmoid" in told[0]
    assert ": proved: σ(Wa^{(0)} + b) is a_{0}^{(1)} of line 43" in told[1]
    assert "n + 1 terms: index 0 to n" in told[1]
    assert told[2] == "3 equations read, 0 not, 2 claims: 2 proved, 0 refuted"


@pytest.mark.parametrize("name", TWINS)
def test_a_true_note_and_its_twin_with_a_slip(capsys: pytest.CaptureFixture[str], name: str) -> None:
    true, slip, told, shown = TWINS[name]
    write(true=true, slip=slip)
    status, out, err = run(capsys, "true.md")
    assert (status, err) == (0, "")
    assert ": proved: " in out
    assert out.rstrip().endswith("1 claim: 1 proved, 0 refuted")
    status, out, err = run(capsys, "slip.md")
    assert (status, err) == (1, "")
    head, line, caret, *_ = out.splitlines()
    assert re.fullmatch(r"slip\.md:\d+:\d+: refuted: (.*)", head)[1] == told
    assert line[caret.index("^") : len(caret)] == shown


def test_a_refutation_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    (name,) = write(slip=SLIP)
    status, out, _ = run(capsys, name)
    assert status == 1
    assert out == (
        r"""slip.md:3:8: refuted: b + W^\top a is not W a + b of line 2: equal if Wᵀ is replaced by W
  z = b + W^\top a
          ^^^^^^
  left      W a + b
  right     b + W^{\top} a
  witness   n = 2
            W = [[0, 0], [1, 0]]
            a = [[0], [1]]
            b = [[0], [0]]
            i = 0
            left = 0
            right = 1
  by hand   left = (W a + b)_0 = W_{00} a_0 + W_{01} a_1 + b_0 = 0·0 + 0·1 + 0 = 0
            right = (b + Wᵀ a)_0 = b_0 + W_{00} a_0 + W_{10} a_1 = 0 + 0·0 + 1·1 = 1
2 equations read, 0 not, 1 claim: 0 proved, 1 refuted
"""
    )


def test_what_is_put_in_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    (name,) = write(note=DECLARED + "With $z = W a + b$, $$ y = \\sigma(z) = \\sigma(W a + b) $$")
    status, out, _ = run(capsys, name)
    assert status == 0
    assert out == (
        "note.md:2:40: proved: \\sigma(z) = \\sigma(W a + b), for all sizes, with z = W a + b\n"
        "2 equations read, 0 not, 1 claim: 1 proved, 0 refuted\n"
    )


def test_an_unread_equation_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    (name,) = write(note="Some text.\n\n" + BROKEN + "\n\nand $x + 1 no end\n")
    status, out, _ = run(capsys, name)
    assert status == 0
    assert out == (
        "note.md:3:16: unread: `{` is never closed\n  y = \\frac{1}{\n              ^\n"
        "note.md:5:5: unread: This $ is never closed.\n  and $x + 1 no end\n      ^\n  hint: write $ where it ends\n"
        "0 equations read, 2 not, 0 claims\n"
    )


def test_an_undecided_claim_shows_its_readings_and_no_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    (name,) = write(note="<!-- explorer: W: m x n; a: n; z: m -->\n" + OPEN)
    status, out, _ = run(capsys, name)
    assert status == 0
    head, *rest = out.splitlines()
    assert head.startswith("note.md:2:19: unknown: \\tanh(z) = \\tanh(W a): ")
    assert rest == [
        "  y = \\tanh(z) = \\tanh(W a)",
        "                 ^^^^^^^^^^",
        "  left      \\tanh\\left(z\\right)",
        "  right     \\tanh\\left(W a\\right)",
        "1 equation read, 0 not, 1 claim: 0 proved, 0 refuted, 1 unknown",
    ]


def test_a_new_definition_is_a_note(capsys: pytest.CaptureFixture[str]) -> None:
    (name,) = write(note="First $y = W x$.\n\nAnother: $$ y = W x + V h $$")
    assert run(capsys, name) == (
        0,
        "note.md:3:13: note: y = W x + V h differs from line 1, taken as a new definition\n"
        "2 equations read, 0 not, 0 claims\n",
        "",
    )


def test_many_new_definitions_are_told_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    models = "".join(f"\n\nAnother: $$ y = W x + {letter} h $$" for letter in "ABCDE")
    (name,) = write(note="First $y = W x$." + models)
    assert run(capsys, name)[1] == "6 equations read, 0 not, 0 claims\n"
    assert run(capsys, name, "--explain")[1].count(": note: ") == 5


def test_how_it_was_read_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        "<!-- explorer: W: m x n; convention: nielsen -->\n"
        "With $a \\in \\mathbb{R}^n$, where $b$ is a vector with $m$ entries, and σ is the sigmoid function,\n"
        "$$ z_j = \\sum_k W_{jk} a_k + b_j $$\n$$ y = \\sigma(z) + c $$"
    )
    (name,) = write(note=text)
    status, out, _ = run(capsys, name, "--explain")
    assert status == 0
    assert out == (
        "note.md: how it was read\n"
        "  convention: nielsen (declared in line 1)\n"
        "  W  matrix m x n      declared, line 1\n"
        "  b  vector m          “$b$ is a vector with $m$ entries”, line 2\n"
        "  σ  function sigmoid  “σ is the sigmoid function”, line 2\n"
        "  a  vector n          stated with ∈, line 2\n"
        "  m  size              from where it stands, line 2\n"
        "  z  vector m          from its indices, line 3\n"
        "  j  index m values    from where it stands, line 3\n"
        "  k  index n values    from where it stands, line 3\n"
        "  y  number            guessed: nothing says it, line 4\n"
        "  c  number            from its use, line 4\n"
        "  line 3 defines z_j = \\sum_k W_{jk} a_k + b_j\n"
        "  line 4 defines y = \\sigma(z) + c\n"
        "3 equations read, 0 not, 0 claims\n"
    )


def test_the_same_twice_in_the_order_of_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    parts = [
        DECLARED,
        SLIP.removeprefix(DECLARED),
        BROKEN,
        OPEN,
        "$$ z = a - W b $$",
        "$$ q = W (a + b) = W a + W b $$",
    ]
    (name,) = write(note="\n\n".join(parts))
    first, second = run(capsys, name), run(capsys, name)
    assert first == second
    places = [tuple(map(int, found)) for found in re.findall(r"^note\.md:(\d+):(\d+): ", first[1], re.M)]
    assert len(places) >= 4
    assert places == sorted(places)


def test_lines_that_end_as_on_windows(capsys: pytest.CaptureFixture[str]) -> None:
    write(one=SLIP)
    Path("two.md").write_bytes(SLIP.replace("\n", "\r\n").encode())
    told = [run(capsys, name)[1].replace(name, "NAME") for name in ("one.md", "two.md")]
    assert told[0] == told[1]


def test_colours_only_where_somebody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    (name,) = write(slip=SLIP)
    assert "\x1b" not in run(capsys, name)[1]
    painted = next(lines(check(Path(name)), paint=paint))
    assert click.unstyle(painted).startswith("slip.md:3:8: refuted: ")
    assert painted.startswith("slip.md:3:8: \x1b[31m")


# -- exit statuses


@pytest.mark.parametrize(
    ("text", "plain", "strict"),
    [(TRUE, 0, 0), (SLIP, 1, 1), (BROKEN, 0, 1), (DECLARED + OPEN, 0, 1), ("No formula.", 0, 0), ("", 0, 0)],
    ids=["true", "slip", "unread", "undecided", "nothing", "empty"],
)
def test_exit_statuses(capsys: pytest.CaptureFixture[str], text: str, plain: int, strict: int) -> None:
    (name,) = write(note=text)
    assert run(capsys, name)[0] == plain
    assert run(capsys, name, "--strict")[0] == strict
    assert run(capsys, name, "--strict", "--format", "github")[0] == strict
    assert run(capsys, name, "--strict", "--json")[0] == strict


def test_a_missing_file_among_others(capsys: pytest.CaptureFixture[str]) -> None:
    write(true=TRUE, slip=SLIP)
    status, out, err = run(capsys, "true.md", "none.md", "slip.md")
    assert status == 2
    assert err == "error: cannot read none.md: no such file or directory\n"
    assert "true.md:3:8: proved" in out
    assert "slip.md:3:8: refuted" in out
    assert out.endswith("4 equations read, 0 not, 2 claims: 1 proved, 1 refuted\n")
    status, out, _ = run(capsys, "true.md", "none.md", "--json")
    found = json.loads(out)
    assert status == 2
    assert [row["file"] for row in found["files"]] == ["true.md", "none.md"]
    assert found["files"][1]["error"] == {
        "kind": "input",
        "message": "cannot read none.md: no such file or directory",
        "hint": None,
    }
    assert run(capsys, "true.md", "none.md", "--format", "github")[1].splitlines()[0] == (
        "::error file=none.md::cannot read none.md: no such file or directory"
    )


def broken() -> None:
    Path("broken.ipynb").write_text('{"cells": [', encoding="utf-8")
    Path("bytes.md").write_bytes(b"$x = \xff$")
    Path("empty").mkdir()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["none.md"], "cannot read none.md: no such file or directory"),
        (["broken.ipynb"], "broken.ipynb is no notebook: expecting value in line 1"),
        (["bytes.md"], "bytes.md is not UTF-8: byte 5 is 0xff"),
        (["empty"], "there is no document in empty"),
        (["--convention", "mine", "bytes.md"], "`mine` is not a convention known here"),
    ],
)
def test_the_only_file_cannot_be_read(capsys: pytest.CaptureFixture[str], arguments: list[str], told: str) -> None:
    broken()
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.splitlines()[0] == f"error: {told}"
    status, out, err = run(capsys, *arguments, "--json")
    assert (status, err) == (2, "")
    assert json.loads(out)["error"]["message"] == told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Missing argument 'FILE...'."),
        (["-", "-"], "standard input can be read only once"),
        (["-", "--json", "--format", "github"], "--json and --format are two ways to print: choose one"),
        (["-", "--format", "xml"], "Invalid value for '--format': 'xml' is not one of 'text', 'github'."),
    ],
)
def test_usage_errors(capsys: pytest.CaptureFixture[str], arguments: list[str], told: str) -> None:
    status, _, err = run(capsys, *arguments)
    assert status == 2
    assert "--json" in arguments or err.splitlines()[-1] == f"Error: {told}"


def test_a_directory_stands_for_its_documents(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("b.md", "a.tex", "deep/c.md", ".hidden/d.md", "e.py", "f.txt"):
        path = Path("notes", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SLIP if name != "a.tex" else "\\[ z = W x \\]", encoding="utf-8")
    found = json.loads(run(capsys, "notes", "--json")[1])
    assert [row["file"] for row in found["files"]] == ["notes/a.tex", "notes/b.md", "notes/deep/c.md"]


# -- standard input, notebooks


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (SLIP, "-:3:8"),
        ("\\documentclass{article}\n\\begin{document}\n" + SLIP.replace("<!--", "%").replace(" -->", ""), "-:5:8"),
        (notebook("Nothing here.", SLIP), "-[cell 4]:3:8"),
        (SLIP.encode(), "-:3:8"),
    ],
    ids=["markdown", "latex", "notebook", "bytes"],
)
def test_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, text: str | bytes, place: str
) -> None:
    given(monkeypatch, text)
    status, out, err = run(capsys, "-")
    assert (status, err) == (1, "")
    assert out.startswith(f"{place}: refuted: ")
    assert out.splitlines()[-1] == COUNT_OF_SLIP


def test_a_notebook_cell_by_cell(capsys: pytest.CaptureFixture[str]) -> None:
    late = "\n\n\n$$ q = W (a + b) = W a + W b $$"
    Path("n.ipynb").write_text(notebook(DECLARED + late, "$$ r = W (a - b) = W a - W b $$"), encoding="utf-8")
    status, out, _ = run(capsys, "n.ipynb")
    assert status == 0
    assert [line.split(": ")[0] for line in out.splitlines()[:-1]] == ["n.ipynb[cell 2]:5:20", "n.ipynb[cell 4]:1:20"]
    found = json.loads(run(capsys, "n.ipynb", "--json")[1])["files"][0]
    assert [row["in"] for row in found["claims"]] == ["n.ipynb[cell 2]", "n.ipynb[cell 4]"]
    Path("s.ipynb").write_text(notebook(SLIP), encoding="utf-8")
    first = run(capsys, "s.ipynb", "--format", "github")[1].splitlines()[0]
    assert first.startswith("::error file=s.ipynb::[cell 2]:3:8: refuted: ")

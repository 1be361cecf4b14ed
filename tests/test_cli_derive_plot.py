"""`explorer derive` and `explorer plot`: what the arguments mean, what is written where, what is refused."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from explorer import cli, plots
from explorer.cli.derive import sizes_of


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.run(arguments)
    out, err = capfd.readouterr()
    return status, out, err


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("784-16-16-10", [784, 16, 16, 10]),
        ("784, 16,10", [784, 16, 10]),
        ("784→16→10", [784, 16, 10]),
        ("n,m", ["n", "m"]),
        ("n-m-k", ["n", "m", "k"]),
        ("n, m+1, 2k", ["n", "m+1", "2k"]),
        ("n_0,n_1", ["n_0", "n_1"]),
        ("3-0", [3, 0]),
        ("W a + b", None),
        ("784", None),
        ("a = b", None),
        ("σ(z)-σ(y)", None),
        ("σ(a, b)", None),
    ],
)
def test_sizes_are_told_from_formulas(text: str, sizes: list[int | str] | None) -> None:
    assert sizes_of(text) == sizes


def test_a_network_as_markdown(capfd: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capfd, "derive", "3-2", "--as", "markdown")
    assert (status, err) == (0, "")
    assert out.startswith("# The network 3-2: from the neurons to the matrix form\n")
    assert out.count("\n$$\n") % 2 == 0
    assert out.endswith("*\n")


def test_letters_hold_for_every_size(capfd: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capfd, "derive", "n,m")
    assert status == 0
    assert out.startswith(r"\documentclass")
    assert r"\cdots" in out


def test_a_claim(capfd: pytest.CaptureFixture[str]) -> None:
    given = ["--given", "W: m x n; a: n; b: m"]
    status, out, _ = run(capfd, "derive", "σ(W a + b)", "σ(Σ_j W_{ij} a_j + b_i)", *given, "--as", "html")
    assert status == 0
    assert out.startswith("<!DOCTYPE html>")
    status, out, err = run(capfd, "derive", "σ(W a + b)", "σ(W a)", "--given", "W: n x n; a: n; b: n")
    assert (status, out) == (2, "")
    assert err.startswith("error: There is no derivation of what is not proved.")


@pytest.mark.parametrize(
    ("name", "start"), [("d.tex", r"\documentclass"), ("d.md", "# "), ("d.html", "<!DOCTYPE html>")]
)
def test_the_suffix_chooses_the_format(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, name: str, start: str
) -> None:
    path = tmp_path / name
    assert run(capfd, "derive", "3-2", "--out", str(path)) == (0, "", f"written to {path}\n")
    assert path.read_text(encoding="utf-8").startswith(start)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex on this machine: no PDF is made")
def test_a_pdf(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "d.pdf"
    assert run(capfd, "derive", "2-1", "--out", str(path))[0] == 0
    assert path.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["3-0"], "0"),
        (["3-2", "--sigma", "sigmod"], "sigmoid"),
        (["3-2", "--form", "matrx"], "matrix"),
        (
            ["3-2", "--given", "a: n"],
            "Declarations are for formulas; sizes stand for themselves.\n  hint: leave --given out",
        ),
        (["3-2", "--out", "no/such/d.tex"], "cannot write no/such/d.tex: there is no directory no/such"),
    ],
)
def test_what_cannot_be_derived(capfd: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    status, out, err = run(capfd, "derive", *arguments)
    assert (status, out) == (2, "")
    assert err.startswith("error: ")
    assert message in err


@pytest.mark.parametrize("row", list(plots.PLOTS.values()), ids=lambda row: row.name)
def test_every_plot_of_the_table_has_a_command(capfd: pytest.CaptureFixture[str], row: plots.Plot) -> None:
    status, out, _ = run(capfd, "plot", row.name, "--help")
    assert status == 0
    for option in row.options:
        assert f"--{option.name.replace('_', '-')} " in out
    assert "--out FILE" in out
    assert row.about[1:] in " ".join(out.split())


def test_the_plots_are_listed(capfd: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capfd, "plot", "--help")
    assert status == 0
    for name in plots.PLOTS:
        assert re.search(rf"^  {name} ", out, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "start"),
    [
        (["bias", "--biases", "-10,0", "--weight", "2"], b"<?xml"),
        (["network", "--sizes", "n,m"], b"<?xml"),
        (["agreement", "--sizes", "4-3-2", "--seed", "1"], b"<?xml"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_figure_is_written(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str], start: bytes
) -> None:
    path = tmp_path / "figure.svg"
    assert run(capfd, "plot", *arguments, "--out", str(path)) == (0, "", f"written to {path}\n")
    assert path.read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["sigmoyd", "--out", "x.svg"],
            'error: There is no figure called "sigmoyd".\n  hint: did you mean "sigmoid"?\n',
        ),
        (
            ["bias", "--weight", "two", "--out", "x.svg"],
            "Error: Invalid value for '--weight': \"two\" is not a number",
        ),
        (["bias", "--weight", "0", "--out", "x.svg"], "weight is 0"),
        (["bias"], "Error: Missing option '--out'."),
        (["sigmoid", "--out", "x.bmp"], "the name must end in .png, .svg or .pdf"),
        (["sigmoid", "--out", "no/x.svg"], "cannot write no/x.svg: there is no directory no"),
        (["network", "--sizes", "3,-1", "--out", "x.svg"], "-1"),
        (["network", "--activation", "sigmod", "--out", "x.svg"], "sigmoid"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_drawn(
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capfd, "plot", *arguments)
    assert (status, out) == (2, "")
    assert message in err
    assert list(tmp_path.iterdir()) == []

"""A refutation drawn from its witness, and figures told in words."""

import re
import resource
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from fractions import Fraction
from types import SimpleNamespace as Row

import numpy as np
import pytest

import explorer as ex
from explorer import cli, plots
from explorer.errors import InputError
from explorer.plots.alt import plain

# Each claim beside its two sides as arithmetic on exact fractions; σ is the function of the counterexample.
CLAIMS = [
    (
        ("W a + b", "W^T a + b", "W: n x n; a: n; b: n"),
        (lambda s, W, a, b: W @ a + b, lambda s, W, a, b: W.T @ a + b),
    ),
    (
        ("σ(W a + b)", "σ(W a) + b", "W: m x n; a: n; b: m"),
        (lambda s, W, a, b: s(W @ a + b), lambda s, W, a, b: s(W @ a) + b),
    ),
    (
        ("W a", "-2 W a + b/3", "W: m x n; a: n; b: m"),
        (lambda s, W, a, b: W @ a, lambda s, W, a, b: -2 * (W @ a) + b * Fraction(1, 3)),
    ),
]


@pytest.mark.parametrize(("claim", "sides"), CLAIMS)
def test_both_values_and_every_number_of_the_witness_are_drawn(claim, sides):
    verdict = ex.prove(*claim)
    found = verdict.witness
    table, bars = plots.refutation(verdict).axes
    widths = [bar.get_width() for bar in bars.patches]
    tensors = {name: np.array(value, dtype=object) + Fraction(0) for name, value in found.tensors.items()}
    tensors.setdefault("b", np.zeros((1, 1), dtype=object))  # a tensor that does not matter is not told
    told = found.functions.get("σ", "x").replace("^", "**")
    at = (*found.at.values(), 0)[:2]
    values = [side(lambda x: eval(told, {"x": x}), **tensors)[at] for side in sides]
    assert widths == [float(value) for value in values]
    assert widths[0] != widths[1]
    heights = [bar.get_y() for bar in bars.patches]
    assert heights[0] < heights[1]
    assert bars.get_ylim()[0] > bars.get_ylim()[1]  # the left side on top
    assert [bool(bar.get_hatch()) for bar in bars.patches] == [False, True]
    cells = [text.get_text() for text in table.texts if re.fullmatch(r"−?\d+(/\d+)?", text.get_text())]
    numbers = [str(cell).replace("-", "−") for tensor in found.tensors.values() for row in tensor for cell in row]
    assert cells == numbers
    assert [text.get_text() for text in table.texts if text.get_text() in found.tensors] == list(found.tensors)
    told = table.get_title(loc="left")
    for name, value in (*found.sizes.items(), *found.at.items()):
        assert f"{name} = {value}" in told
    words = [text.get_text() for text in bars.texts]
    assert {found.left.replace("-", "−"), found.right.replace("-", "−")} <= set(words)
    assert bars.get_title(loc="left") == (verdict.diagnosis or "")


def test_a_large_tensor_shows_its_first_entries_and_says_so():
    big = [[Fraction(r * 8 + c) for c in range(8)] for r in range(7)]
    found = Row(sizes={}, tensors={"W": big}, functions={}, at={}, left="log(2)", right="1")
    verdict = Row(verdict="refuted", witness=found, statement=None, diagnosis=None)
    table, bars = plots.refutation(verdict).axes
    texts = [text.get_text() for text in table.texts]
    assert [text for text in texts if text.isdigit()] == [str(r * 8 + c) for r in range(5) for c in range(5)]
    assert "W (first entries of 7 × 8)" in texts
    assert [bar.get_width() for bar in bars.patches] == [0.0, 1.0]  # what is no fraction is told, not drawn
    assert "log(2)" in [text.get_text() for text in bars.texts]


@pytest.mark.parametrize(
    ("verdict", "message"),
    [
        (3, "refutation needs a verdict, not int.\n  hint: pass what explorer.prove returned"),
        (Row(verdict="proved", witness=None), "There is no refutation to draw: the verdict is proved."),
        (
            Row(verdict="refuted", witness=None),
            "The shapes of the two sides clash, so there are no numbers to draw.",
        ),
    ],
)
def test_what_is_no_refutation_by_numbers_is_refused(verdict, message):
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        plots.refutation(verdict)


# figures in words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (r"$\sigma(x) \to 0$ as $x \to {-}\infty$", "σ(x) → 0 as x → -∞"),
        (r"$\frac{x}{1 + e^{-x}}$", "x/(1 + e^(-x))"),
        (r"$\frac{1}{2} x \left(1 + \operatorname{erf}\left(x\right)\right)$", "1/2 x (1 + erf(x))"),
        (r"$w\,\sigma'(0) = 0.25\,w$", "w σ'(0) = 0.25 w"),
        ("$W^{(1)}$\n16 × 784", "W^(1), 16 × 784"),
        ("a price of 5 and a \\ left", "a price of 5 and a \\ left"),
    ],
)
def test_tex_is_spelled_out(text, words):
    assert plain(text) == words


@pytest.mark.parametrize("row", [row for row in plots.PLOTS.values() if not row.subject], ids=lambda row: row.name)
def test_every_figure_is_told_without_tex(row):
    figure = row.draw()
    told = plots.alt_text(figure)
    assert told.startswith(str(figure.get_label()))
    assert len(told) > 60
    assert not re.search(r"[$\\{}]|  ", told)


def test_the_words_are_read_off_the_figure():
    told = plots.alt_text(plots.sigmoid(low=-2, high=3))
    low, high = (1 / (1 + 2.718281828459045**-x) for x in (-2, 3))
    assert f"sigmoid goes from {low:.3g} to {high:.3g}." in told
    assert "The x axis is x, from −2 to 3." in told
    other = plots.alt_text(plots.activations(["tanh"]))
    assert "tanh' goes from 2.46·10⁻⁵ to 2.46·10⁻⁵, between 2.46·10⁻⁵ and 1." in other


def test_what_is_no_figure_cannot_be_told():
    with pytest.raises(InputError, match=r"^alt_text needs a matplotlib Figure, not str\.$"):
        plots.alt_text("picture")


# the command line


def command(capfd, *arguments):
    status = cli.run(["plot", *arguments])
    return status, capfd.readouterr().err


def test_a_refutation_is_drawn_from_two_formulas(capfd, tmp_path):
    path = tmp_path / "a.svg"
    given = ["--given", "W: m x n; a: n; b: m"]
    assert command(capfd, "refutation", "--left", "W a + b", "--right", "W a", *given, "--out", str(path))[0] == 0
    told = ElementTree.parse(path).getroot()[1].text
    assert told.startswith("A refutation: the left side is ")
    assert "left: Wa + b" in re.sub(r"(?<=W) (?=a)", "", told)
    status, err = command(capfd, "refutation", "--left", "W a", "--right", "W a", *given, "--out", str(path))
    assert (status, err) == (2, "error: There is no refutation to draw: the verdict is proved.\n")
    status, err = command(capfd, "refutation", "--left", "W a + b", "--out", str(path), "--right", "W a")
    assert status == 2  # the shapes of the example are not those of another claim
    assert "declare" in err


def test_weights_come_from_a_file(capfd, tmp_path):
    np.savez(tmp_path / "net.npz", W1=[[1.0, -2.0]], b1=[0.5])
    np.save(tmp_path / "x.npy", [3.0, 1.0])
    files = ["--parameters", str(tmp_path / "net.npz"), "--image", str(tmp_path / "x.npy"), "--activation", "identity"]
    path = tmp_path / "a.svg"
    assert command(capfd, "forward", *files, "--out", str(path))[0] == 0
    assert "given weights: the output is 1.5" in ElementTree.parse(path).getroot()[1].text
    status, err = command(capfd, "edges", "--parameters", str(tmp_path / "x.npy"), "--out", str(path))
    assert status == 2
    assert "is not an .npz file with W1, b1, …" in err


@pytest.mark.slow
@pytest.mark.parametrize("name", plots.PLOTS)
def test_a_figure_takes_less_than_three_seconds_as_a_process(name, tmp_path):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = tmp_path / "a.svg"
    subprocess.run([sys.executable, "-m", "explorer", "plot", name, "--out", str(out)], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Processor time: what else the machine does is not the figure's.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 3.0

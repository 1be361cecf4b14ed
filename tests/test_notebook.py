"""The tutorial notebook runs cell by cell, shows what is stored in it, and every object shows itself well.

`UPDATE_GOLDENS=1 python -m pytest tests/test_notebook.py` stores what the cells show now; read it then. Pictures are
drawn and looked into, but not stored.
"""

from __future__ import annotations

import ast
import json
import os
import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import explorer as ex
from explorer.latex.notebook import bundle, table

NOTEBOOK = Path(__file__).resolve().parent.parent / "docs" / "tutorial.ipynb"
STORED = ("text/plain", "text/html", "text/latex")
TIMES = re.compile(r"\b\d+(\.\d+)? (ms|s)\b|\b\d+(\.\d+)?(e-\d+)?(?= (ulps|of))|(?<=of )\d+(\.\d+)?e-\d+")


def shown(value: Any) -> dict[str, str]:
    """What a notebook shows of a value: its MIME bundle, or its repr."""
    made = getattr(value, "_repr_mimebundle_", None)
    if made is not None:
        return made()
    return {
        "text/plain": repr(value),
        **({"text/latex": value._repr_latex_()} if hasattr(value, "_repr_latex_") else {}),
    }


def run(cells: list[dict[str, Any]]) -> list[dict[str, str] | None]:
    """Law: each code cell run in one namespace, in order; the last expression of a cell is what it shows."""
    names: dict[str, Any] = {}
    outputs: list[dict[str, str] | None] = []
    for number, cell in enumerate(cells):
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, f"cell {number}", "exec"), names)
        value = None if last is None else eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), names)
        outputs.append(None if value is None else shown(value))
    return outputs


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def same(one: str, two: str) -> bool:
    return TIMES.sub("N", one) == TIMES.sub("N", two)


@pytest.fixture(scope="module")
def notebook() -> dict[str, Any]:
    return json.loads(NOTEBOOK.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def outputs(notebook: dict[str, Any]) -> list[dict[str, str] | None]:
    return run(notebook["cells"])


def test_the_notebook_is_a_notebook(notebook: dict[str, Any]) -> None:
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    names = [cell["id"] for cell in notebook["cells"]]
    assert len(set(names)) == len(names)
    for cell in notebook["cells"]:
        expected = {"cell_type", "id", "metadata", "source"}
        assert set(cell) == (expected | {"outputs", "execution_count"} if cell["cell_type"] == "code" else expected)
        assert "".join(cell["source"]).strip()
    text = [cell["cell_type"] for cell in notebook["cells"]]
    assert text[0] == "markdown"
    assert text.count("code") >= 12


def test_every_cell_runs_and_shows_what_is_stored(
    notebook: dict[str, Any], outputs: list[dict[str, str] | None]
) -> None:
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    update = os.environ.get("UPDATE_GOLDENS") == "1"
    for number, (cell, output) in enumerate(zip(cells, outputs, strict=True), 1):
        stored = [] if output is None or "image/svg+xml" in output else [
            {
                "data": {kind: lines(output[kind]) for kind in STORED if kind in output and len(output[kind]) < 20_000},
                "execution_count": number,
                "metadata": {},
                "output_type": "execute_result",
            }
        ]  # fmt: skip
        if update:
            cell["outputs"], cell["execution_count"] = stored, number
        assert cell["execution_count"] == number
        assert same(json.dumps(cell["outputs"], ensure_ascii=False), json.dumps(stored, ensure_ascii=False)), number
    if update:
        NOTEBOOK.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def test_the_figures_of_the_notebook_are_pictures_with_words(outputs: list[dict[str, str] | None]) -> None:
    figures = [output for output in outputs if output and "image/svg+xml" in output]
    assert len(figures) >= 4
    for output in figures:
        root = ElementTree.fromstring(output["image/svg+xml"].partition("?>")[2].encode())
        assert root.get("role") == "img"
        assert root[1].text == output["text/plain"]


def test_a_wrong_stored_output_and_a_failing_cell_are_caught() -> None:
    assert same("took 3 ms, nearest: 1e-16 of 2e-15", "took 40.5 ms, nearest: 0 of 9.1e-16")
    assert not same("proved", "refuted")
    with pytest.raises(ZeroDivisionError):
        run([{"cell_type": "code", "source": ["1/0"]}])


# what each object shows

NET = ex.Network(["n", "m", 3], activation=["relu", "softmax"])
CASES = {
    "layer": (NET.layers[0], {"text/plain", "text/latex", "text/html"}),
    "network": (NET, {"text/plain", "text/latex", "text/html"}),
    "proved": (ex.prove("W a + b", "b + W a", "W: m x n; a: n; b: m"), {"text/plain", "text/latex", "text/html"}),
    "refuted": (ex.prove("W a", "W^T a", "W: n x n; a: n"), {"text/plain", "text/latex", "text/html"}),
    "shape": (ex.prove("W a", "a W", "W: m x n; a: n"), {"text/plain", "text/latex", "text/html"}),
    "agreement": (ex.agree(ex.Network([3, 2])), {"text/plain", "text/html"}),
    "compiled": (ex.compile(ex.Network([3, 2])), {"text/plain", "text/html"}),
    "derivation": (ex.derive(ex.Network([3, 2]).layers[0]), {"text/plain", "text/latex", "text/html", "text/markdown"}),
    "figure": (ex.plot.sigmoid(), {"text/plain", "image/svg+xml"}),
}


class _Balance(HTMLParser):
    """Every element that opens closes, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("name", CASES)
def test_each_object_shows_itself_in_every_kind_it_has(name: str) -> None:
    value, kinds = CASES[name]
    made = value._repr_mimebundle_()
    assert set(made) == kinds
    assert all(isinstance(text, str) and text for text in made.values())
    if "text/html" in made:
        page = _Balance(made["text/html"])
        assert page.open == []
    if "text/latex" in made:
        assert made["text/latex"].startswith("$$")
        assert made["text/latex"].count("{") == made["text/latex"].count("}")
    assert set(value._repr_mimebundle_(include=["text/plain"])) == {"text/plain"}
    assert set(value._repr_mimebundle_(exclude=kinds - {"text/plain"})) == {"text/plain"}


def test_a_verdict_says_itself_by_word_and_sign_and_shows_its_numbers() -> None:
    refuted = CASES["refuted"][0]
    words = "".join(_Balance(refuted._repr_html_()).words)
    assert "✗ refuted" in words
    assert r"W a \neq W^{\top} a" in refuted._repr_latex_()
    assert refuted.witness.left in words
    assert "diagnosis: equal if Wᵀ is replaced by W" in words
    proved = "".join(_Balance(CASES["proved"][0]._repr_html_()).words)
    assert "✓ proved" in proved
    assert "holds for: all sizes, any function σ" in proved
    assert "left side" not in proved
    assert CASES["proved"][0]._repr_latex_() == "$$W a + b = b + W a$$"


def test_a_network_counts_its_parameters_in_the_table() -> None:
    words = "".join(_Balance(ex.Network([784, 16, 16, 10])._repr_html_()).words)
    assert "12,54416" in words  # layer 1: 784·16 weights, 16 biases
    assert f"{784 * 16 + 16 * 16 + 16 * 10 + 42:,} parameters: 12,960 weights, 42 biases" in words


def test_a_layer_shows_its_equation_and_the_shape_of_each_part() -> None:
    shown = ex.Network(["n", "m", 3], activation="tanh").layers[1]
    words = "".join(_Balance(shown._repr_html_()).words)
    assert shown._repr_latex_() in words
    assert "layer 2, tanh" in words
    for part in (r"weights$W^{(2)}$$3 \times m$", r"bias$b^{(2)}$$3 \times 1$", r"input$a^{(1)}$$m \times 1$"):
        assert part in words


def test_what_stands_in_a_cell_is_text_and_no_markup() -> None:
    assert table(["<b>"], [["&"]]).count("<b>") == 0
    assert "&amp;" in table(["x"], [["&"]])


def test_a_dotted_sum_has_dots_in_sympys_own_latex_too() -> None:
    shown = ex.Network(["n", "m"]).layers[0].neuron("j")._repr_latex_()
    assert r" + \cdots + " in shown
    assert "Dots" not in shown


def test_a_bundle_is_what_the_object_has() -> None:
    class Bare:
        def __str__(self) -> str:
            return "bare"

    assert bundle(Bare()) == {"text/plain": "bare"}

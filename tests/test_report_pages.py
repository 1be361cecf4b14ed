"""What a derivation is written as: TeX that compiles, Markdown that shows, a page that needs nothing else."""

from __future__ import annotations

import re
import shutil
import warnings
import xml.etree.ElementTree as ElementTree
from functools import cache
from pathlib import Path

import pytest
from typeset import compile_tex, needs_tex

from explorer.errors import OutputError
from explorer.network import Layer, Network
from explorer.report import Derivation, derive
from explorer.report import pdf as pdf_module
from explorer.report.mathml import mathml
from explorer.report.prose import as_html, as_markdown, as_tex, as_text, github, markdown_text, tex_text

DERIVATIONS = ("note", "symbolic", "claim")


@cache
def derived(name: str) -> Derivation:
    layer = Layer(1, "n", "m", "opaque")
    match name:
        case "note":
            return derive(Network([784, 16, 16, 10]))
        case "symbolic":
            return derive(Network(["n", "m", "p"], ["opaque", "softmax"]))
        case _:
            return derive(layer.matrix(), layer.augmented())


@pytest.mark.parametrize("name", DERIVATIONS)
def test_the_document_compiles(name: str, tmp_path: Path) -> None:
    compile_tex(derived(name).latex(), tmp_path)


def test_a_pdf_is_made() -> None:
    needs_tex()
    assert derived("claim").pdf().startswith(b"%PDF-")


def test_without_a_tex_a_pdf_is_an_error_with_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_module.shutil, "which", lambda name: None)
    with pytest.raises(OutputError) as error:
        derived("claim").pdf()
    assert str(error.value) == (
        "a PDF needs a TeX, and none is installed (pdflatex, lualatex, xelatex or tectonic)\n"
        "  hint: on Debian: apt install texlive-latex-recommended; or write LaTeX, Markdown or HTML instead"
    )


def test_a_document_that_tex_refuses_is_an_error() -> None:
    needs_tex()
    with pytest.raises(OutputError, match=r"latex does not accept the document: Undefined control sequence\.$"):
        pdf_module.typeset(r"\documentclass{article}\begin{document}\nosuchcommand\end{document}")


@pytest.mark.parametrize("name", DERIVATIONS)
def test_the_markdown_is_what_github_and_obsidian_show(name: str) -> None:
    text = derived(name).markdown()
    lines = text.splitlines()
    marks = [at for at, line in enumerate(lines) if "$$" in line]
    assert marks
    assert {lines[at] for at in marks} == {"$$"}
    for begin, end in zip(marks[::2], marks[1::2], strict=True):
        assert end == begin + 2  # one line of formula: no blank line, no list marker inside
        assert lines[begin - 1] == lines[end + 1] == ""
        assert "<" not in lines[begin + 1]
    assert r"\operatorname" not in text
    for inline in re.findall(r"(?<!\$)\$([^$\n]+)\$(?!\$)", text):
        assert inline.strip() == inline


def test_every_formula_of_the_markdown_is_one_of_the_steps() -> None:
    from explorer.latex import latex

    text = derived("note").markdown()
    for step in derived("note").steps:
        assert f"$$\n{github(latex(step.equation, elide=2))}\n$$" in text


@pytest.mark.parametrize("name", DERIVATIONS)
def test_the_page_stands_alone(name: str) -> None:
    page = derived(name).html()
    body = page[page.index("<body") : page.index("</html>")]
    tree = ElementTree.fromstring(body)
    tags = {element.tag for element in tree.iter()}
    assert "math" in tags
    assert not tags & {"script", "link", "img", "iframe", "svg"}
    assert "http" not in page.replace("http-equiv", "")
    assert "url(" not in page
    assert "prefers-color-scheme: dark" in page
    steps = derived(name).steps
    assert page.count("</li>") == len(steps)
    assert page.count('class="badge proved"') == len(steps)


def test_a_notebook_shows_it() -> None:
    assert derived("claim")._repr_latex_().startswith(r"$$\begin{gathered} ")
    assert '<div class="derivation">' in derived("claim")._repr_html_()
    assert str(derived("claim")).splitlines()[1] == "  1. The claim [proved]: What is derived."


@pytest.fixture(scope="module")
def browser():
    sync = pytest.importorskip("playwright.sync_api", reason="no playwright: the page is not shown in a browser")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        message = "no chromium on this machine: the page is not shown in a browser"
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)
    with sync.sync_playwright() as play:
        shown = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield shown
        shown.close()


def test_the_page_shows_offline_and_its_brackets_stretch(browser, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(derived("note").html(), encoding="utf-8")
    asked: list[str] = []
    page = browser.new_page(viewport={"width": 900, "height": 900})
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "page.html").as_uri())
    assert [url for url in asked if not url.startswith("file://")] == []
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('.formula mtable')].map(table => ({
             table: table.getBoundingClientRect().height,
             left: table.previousElementSibling.getBoundingClientRect().height,
             right: table.nextElementSibling.getBoundingClientRect().height}))"""
    )
    assert len(sizes) >= 9
    for size in sizes:
        for side in ("left", "right"):
            assert 0.95 * size["table"] < size[side] < 1.6 * size["table"] + 8
    overflow = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    page.close()


def test_prose_in_every_language() -> None:
    layer = Layer(1, "n", "m", "opaque")
    prose = ("50% of ", layer.weights, " & <", layer.function, ">")
    assert as_text(prose) == "50% of W^{(1)} & <σ>"
    assert as_tex(prose) == r"50\% of $W^{(1)}$ \& \ensuremath{<}$\sigma$\ensuremath{>}"
    assert as_markdown(prose) == r"50% of $W^{(1)}$ &amp; &lt;$\sigma$&gt;"
    assert as_html(prose).startswith("50% of <math>")
    assert as_html(prose).count("&lt;") == 1


def test_any_text_is_tex_text(tmp_path: Path) -> None:
    nasty = r"σ ≠ Wᵀ \input{x} 100% $x$ #1 a_b ^ ~ {} é → 字 “so” ⊙ 𝟏 ≥ ∞"
    compile_tex(
        rf"\documentclass{{article}}\usepackage[T1]{{fontenc}}\usepackage{{amsmath}}"
        rf"\begin{{document}}{tex_text(nasty)}\end{{document}}",
        tmp_path,
    )


def test_markdown_text_shows_as_it_is() -> None:
    assert markdown_text("a_b *c* $d$ <e> [f]") == r"a\_b \*c\* \$d\$ &lt;e&gt; \[f\]"


def test_bold_is_unicode_and_words_are_identifiers() -> None:
    assert mathml(r"\mathbf{1}") == "<math><mrow><mrow><mn>𝟏</mn></mrow></mrow></math>"
    assert "<mi>softmax</mi>" in mathml(r"\operatorname{softmax}\left(z\right)")
    assert mathml(r"\mathbf{Wa}").count("𝐖") == 1

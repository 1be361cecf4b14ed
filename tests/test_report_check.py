"""`ex.check`: files and texts, what a report holds and how it shows itself; documents of all kinds of rubbish."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from check_notes import DECLARED, SEED_LIKE, TWINS, long_note, notebook
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import explorer as ex
from explorer.claims.check import Claim
from explorer.documents import Document, Formula, Macro, load
from explorer.errors import InputError, ReadError
from explorer.notation.lines import Line, attempts
from explorer.proof.verdict import Refuted
from explorer.report.checks import Failure, Report
from explorer.report.checks.place import place
from explorer.report.checks.text import count
from explorer.report.checks.words import short
from explorer.source import Source, Span

TRUE, SLIP = TWINS["by value"][:2]
BROKEN = "$$ y = \\frac{1}{ $$"


# -- what is checked


def test_a_text_and_a_file_give_the_same(tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    path.write_text(SLIP, encoding="utf-8")
    named, known, text = ex.check(str(path)), ex.check(path), ex.check(SLIP)
    assert str(named) == str(known) == str(text).replace("input:", f"{path}:")
    assert named.files[0].name == str(path)


@pytest.mark.parametrize("text", ["$z = W a$", "two\nlines", "a \\(z = W a\\) b", "\n"])
def test_what_has_a_formula_or_lines_is_text(text: str) -> None:
    assert ex.check(text).files[0].name == "input"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("notes.md", "there is no file 'notes.md'"),
        ("z = W a", "there is no file 'z = W a'"),
        ("", "there is no file ''"),
        ("a\0b", "there is no file 'a\\x00b'"),
        ("x" * 70, f"there is no file '{'x' * 59}…'"),
    ],
)
def test_what_looks_like_a_file_and_is_none(name: str, told: str) -> None:
    with pytest.raises(InputError) as raised:
        ex.check(name)
    assert raised.value.message == told
    assert raised.value.hint == "the text of a note has formulas between $ and $, or several lines"


def test_a_path_that_is_not_there_and_a_convention_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot read .*none\.md: no such file or directory"):
        ex.check(tmp_path / "none.md")
    with pytest.raises(InputError, match="`mine` is not a convention known here"):
        ex.check("$x = 1$", convention="mine")
    with pytest.raises(InputError, match="there is no document in "):
        ex.check(tmp_path)


def test_a_convention_that_is_asked_for_is_told() -> None:
    text = "$$ z_j = \\sum_k W_{jk} a_k $$"
    assert "convention: nielsen (asked for)" in ex.check(text, convention="nielsen").text(explain=True)
    own = ex.check("<!-- explorer: convention: ng -->\n" + text, convention="nielsen")
    assert "convention: ng (declared in line 1)" in own.text(explain=True)


# -- what a report holds


def test_a_report_is_true_where_strict_is_content() -> None:
    unread, undecided = BROKEN, "<!-- explorer: W: m x n; a: n; z: m -->\n$$ y = \\tanh(z) = \\tanh(W a) $$"
    assert [bool(ex.check(text)) for text in (TRUE, SLIP, unread, undecided)] == [True, False, False, False]
    assert not Report((), (Failure("none.md", InputError("cannot read none.md")),))
    assert Report(())


def test_the_parts_of_a_report(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(SLIP, encoding="utf-8")
    (tmp_path / "b.md").write_text(SEED_LIKE + BROKEN, encoding="utf-8")
    report = ex.check(tmp_path)
    assert [Path(found.name).name for found in report.files] == ["a.md", "b.md"]
    assert len(report.equations) == 6
    assert [claim.verdict.verdict for claim in report.claims] == ["refuted", "proved", "proved"]
    assert report.summary == {"read": 5, "unreadable": 1, "claims": 3, "proved": 2, "refuted": 1, "unknown": 0}
    assert report.as_json()["summary"] == report.summary
    assert json.loads(json.dumps(report.as_json())) == report.as_json()
    with pytest.raises(AttributeError):
        report.files = ()  # type: ignore[misc]


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ((12, 1, 4, 3, 1, 0), "12 equations read, 1 not, 4 claims: 3 proved, 1 refuted"),
        ((1, 0, 1, 0, 0, 1), "1 equation read, 0 not, 1 claim: 0 proved, 0 refuted, 1 unknown"),
        ((0, 2, 0, 0, 0, 0), "0 equations read, 2 not, 0 claims"),
    ],
)
def test_the_count(numbers: tuple[int, ...], told: str) -> None:
    names = ("read", "unreadable", "claims", "proved", "refuted", "unknown")
    assert count(dict(zip(names, numbers, strict=True))) == told


def test_a_function_that_the_document_defines_is_recognised() -> None:
    report = ex.check("$$ g(x) = \\frac{1}{1 + e^{-x}} $$\n$$ h(x) = \\frac{2}{1 + e^{-x}} $$")
    rows = {row.name: (row.shape, row.reason) for row in report.files[0].readings if row.role == "function"}
    assert rows == {"g": ("sigmoid", "from its definition"), "h": ("any function", "from its use")}


def test_every_name_has_a_row() -> None:
    report = ex.check("$$ a_j^{(l)} = f(\\sum_k W_{jk}^{(l)} x_k + \\alpha b_j) $$")
    rows = {row.name: row.role for row in report.files[0].readings}
    assert rows == {
        "a^{(l)}": "vector",
        "f": "function",
        "W^{(l)}": "matrix",
        "x": "vector",
        "α": "number",
        "b": "vector",
        "j": "index",
        "k": "index",
    }


# -- where the caret is


def claimed(right: str, diagnosis: str) -> str:
    """The part of the right side that a diagnosis points at."""
    source = Source(f"z = {right}")
    span = Span(4, len(source.text))
    verdict = Refuted("not equal", why="value", diagnosis=diagnosis)
    claim = Claim("again", "W a", right, (source, span), (source, span), verdict)
    found, at = place(claim)
    return found.text[at.start : at.end]


@pytest.mark.parametrize(
    ("right", "diagnosis", "shown"),
    [
        ("b + W^\\top a", "equal if Wᵀ is replaced by W", "W^\\top"),
        ("b + W^{T} a", "equal if Wᵀ is replaced by W", "W^{T}"),
        ("W a + W^\\top a", "equal if W is replaced by V", "W"),
        ("\\sum_k W_{kj} a_k", "equal if W_{kj} is replaced by W_{jk}, W by Wᵀ", "W_{kj}"),
        ("\\sigma'(z) \\odot y", "equal if the factor σ'(z) is left out of σ'(z) ⊙ y", "\\sigma'(z)"),
        ("W a", "equal if b is added to W a", "W a"),
        ("W a + b", "equal if b is left out of W a + b", "b"),
        ("b + W a + b", "equal if b is left out of b + W a + b", "b + W a + b"),  # which of the two?
        ("W a + b", "equal if V is replaced by W", "W a + b"),
        ("W a", "equal if W is replaced by V on the left", "W a"),
        ("W a", "equal if the sum over k starts at 1 instead of 0", "W a"),
    ],
)
def test_the_place_of_a_repair(right: str, diagnosis: str, shown: str) -> None:
    assert claimed(right, diagnosis) == shown


def test_long_formulas_are_cut_in_sentences() -> None:
    assert short("a\n  + b") == "a + b"
    assert short("x" * 72) == "x" * 72
    assert short("x" * 73) == "x" * 71 + "…"


# -- how a report shows itself


class Page(HTMLParser):
    """Tags opened and not closed, and everything that a page would fetch."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [str(value) for name, value in attrs if name in ("src", "href")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_one_file_with_formulas_in_it() -> None:
    report = ex.check(SLIP + "\n\n" + BROKEN + "\n\n" + "<b>$x = 1 < 2$")
    page = report.html()
    parsed = Page(page)
    assert (parsed.open, parsed.fetched) == ([], [])
    assert page.count("<math") >= 1
    assert "✗ refuted" in page
    assert "equal if Wᵀ is replaced by W" in page
    assert "– unread" in page
    assert "By hand:" in page
    assert "<script" not in page
    assert Page(report._repr_html_()).open == []


def test_nothing_of_a_document_becomes_markup() -> None:
    page = ex.check("$$ z = W a <script>alert(1)</script> $$\n\n$$ q = <img src=x> = 2 $$").html()
    assert "<script" not in page
    assert "<img" not in page


def test_markdown_and_notebook() -> None:
    report = ex.check(SLIP + "\n\n" + BROKEN)
    text = report.markdown()
    assert text.startswith("# Checked: input\n\n2 equations read")
    assert "✗ **refuted**, line 3, column 8: " in text
    assert "$$\nW a + b \\neq b + W^{\\top} a\n$$" in text
    assert "– **unread**, line 5, column 16: " in text
    bundle = report._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "text/markdown"}
    assert bundle["text/plain"] == str(report)
    assert bundle["text/markdown"] == text


def test_a_notebook_file(tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    path.write_text(notebook(TRUE, BROKEN), encoding="utf-8")
    report = ex.check(path)
    assert [equation.source.name for equation in report.equations] == [f"{path}[cell {k}]" for k in (2, 2, 4)]


# -- rubbish

PARTS = [
    *(
        "$$ ",
        " $$",
        "$",
        "\\[",
        "\\]",
        "\\begin{align} ",
        " \\end{align}",
        "\\\\",
        "&",
        "{",
        "}",
        "(",
        ")",
        "\n",
        "\n\n",
        " ",
    ),
    *(
        "W",
        "a",
        "b",
        "z_j",
        "W_{jk}",
        "^\\top",
        "^{(1)}",
        "_{",
        "\\sum_{k=1}^n",
        "\\frac{",
        "\\sigma(",
        "'",
        "=",
        "+",
        "-",
    ),
    *(
        "\\in \\mathbb{R}^{m \\times n}",
        "that is, ",
        "where $W$ is an $m \\times n$ matrix ",
        "\\dots",
        "\\cdot",
        "\\odot",
    ),
    *(
        "<!-- explorer: W: m x n; a: n -->",
        "explorer: ",
        "\\newcommand{\\x}{y}",
        "\\text{if }",
        "```math\n",
        "```",
        "> ",
        "| ",
    ),
    *(
        "\\partial",
        "\\nabla",
        "\\begin{cases}",
        "\\end{cases}",
        "\\left(",
        "\\right)",
        "%",
        "\\",
        "\u2211",
        "\ud7ff",
        "\0",
    ),
]


def left_out(document: Document, report: Report) -> list[str]:
    """The formulas of a document that are no equation of the report, though they say something or are not read."""
    told = {(equation.source.name, equation.line, equation.column) for equation in report.equations}
    macros = any(isinstance(piece, Macro) for piece in document.pieces)
    missing = []
    for piece in document.pieces:
        if isinstance(piece, Formula) and (piece.source.name, *piece.source.position(0)) not in told:
            made = list(attempts(piece.source, frozenset(), {}))
            unread = any(isinstance(line, ReadError) for line in made) and not macros
            if piece.display or unread or any(isinstance(line, Line) and line.relations for line in made):
                missing.append(piece.source.text)
    return missing


def survives(text: str) -> None:
    """Law: nothing is dropped, everything can be shown, and a note takes seconds at most, on a busy machine too."""
    started = time.process_time()
    document = load(None, text)
    report = ex.check(text if "\n" in text or "$" in text else text + "\n")
    assert time.process_time() - started < 4 + len(text) / 1000
    assert left_out(document, report) == []
    assert str(report)
    assert json.dumps(report.as_json())
    assert report.markdown()
    Page(report.html())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PARTS), max_size=40).map("".join))
def test_shuffled_pieces_of_notes(text: str) -> None:
    survives(text)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_notes_cut_doubled_and_swapped(data: st.DataObject) -> None:
    survives(mangled(SEED_LIKE + SLIP, lambda most: data.draw(st.integers(0, most))))


def mangled(text: str, choose: Callable[[int], int]) -> str:
    """The text with a few pieces cut out, doubled or put elsewhere."""
    for _ in range(1 + choose(3)):
        start = choose(len(text))
        piece = text[start : start + choose(30)]
        rest = text[:start] + text[start + len(piece) :]
        at = choose(len(rest))
        text = (rest, text[:start] + piece + text[start:], rest[:at] + piece + rest[at:])[choose(2)]
    return text


@pytest.mark.slow
def test_many_mangled_notes(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(400):
        survives(mangled(SEED_LIKE + SLIP + long_note(6, 1), lambda most: chance.randint(0, most)))
        survives("".join(chance.choices(PARTS, k=chance.randint(0, 60))))


@pytest.mark.parametrize(
    "text",
    [
        "$$ " + "{" * 3000 + "x" + "}" * 3000 + " $$",
        "$$ " + "(" * 3000 + " $$",
        "$$ x = " + "\\frac{1}{" * 400 + "x" + "}" * 400 + " $$",
        "$$ x = " + "+".join(["W a"] * 500) + " $$",
        "$" * 5001,
        "$x = 1$ " * 1500,
        "$$ x = " + "a^" * 500 + "b $$",
        DECLARED + "$$ z = " + "W " * 300 + "a $$",
    ],
    ids=["braces", "open", "fractions", "terms", "dollars", "many", "powers", "product"],
)
def test_deep_and_wide(text: str) -> None:
    survives(text)

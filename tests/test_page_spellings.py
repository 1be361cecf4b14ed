"""What the page shows of a layer: the network's own forms, marked entry by entry, judged as they are written."""

from __future__ import annotations

import re
from fractions import Fraction
from html.parser import HTMLParser
from typing import Any

import pytest
from sympy import Function, Symbol

from explorer.latex import latex
from explorer.network import Layer, Network
from explorer.page.marks import Marker
from explorer.page.spellings import (
    CONVENTIONS,
    EXAMPLES,
    INPUTS,
    OUTPUTS,
    ROLES,
    Convention,
    _claim,
    claims,
    formulas,
    general,
    mix_up,
    numbers,
    small,
)

HOUSE = Convention("to", "columns", 0)
EACH = pytest.mark.parametrize("convention", CONVENTIONS, ids=lambda convention: convention.key)


class Marks(HTMLParser):
    """The marks of a formula, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name == "data-m"]


def test_the_sizes_are_different() -> None:
    assert len({INPUTS, OUTPUTS, EXAMPLES}) == 3


def test_the_usual_convention_is_the_networks_own_form() -> None:
    layer = Network([INPUTS, OUTPUTS], Function("σ")).layers[0]
    every = Layer(1, "n", "m", Function("σ"))
    assert [small(HOUSE).neuron(j) for j in range(OUTPUTS)] == [layer.neuron(j) for j in range(OUTPUTS)]
    assert general(HOUSE).summation(Symbol("j")) == every.summation("j")
    assert general(HOUSE).matrix() == every.matrix()


def test_what_is_shown_is_what_the_printer_writes() -> None:
    shown = {name: [marked.latex for marked in lines] for name, lines in formulas(HOUSE).items()}
    assert shown["neuron"] == [latex(small(HOUSE).neuron(j)) for j in range(OUTPUTS)]
    assert shown["summation"] == [latex(general(HOUSE).summation(Symbol("j")))]
    assert shown["matrix"] == [r"a^{(1)} = \sigma\left(W^{(1)} a^{(0)} + b^{(1)}\right)"]


@pytest.mark.parametrize(
    ("key", "summation", "matrix"),
    [
        ("to-columns-1", r"\sum_{k=1}^{n} w_{j,k}^{(1)} a_k^{(0)} + b_j^{(1)}", r"W^{(1)} a^{(0)} + b^{(1)}"),
        ("to-rows-0", r"\sum_{k=0}^{n-1} w_{j,k}^{(1)} x_k^{(0)} + c_j^{(1)}", r"x^{(0)} {W^{(1)}}^{\top} + c^{(1)}"),
        (
            "from-columns-0",
            r"\sum_{k=0}^{n-1} v_{k,j}^{(1)} a_k^{(0)} + b_j^{(1)}",
            r"{V^{(1)}}^{\top} a^{(0)} + b^{(1)}",
        ),
        ("from-rows-1", r"\sum_{k=1}^{n} v_{k,j}^{(1)} x_k^{(0)} + c_j^{(1)}", r"x^{(0)} V^{(1)} + c^{(1)}"),
    ],
)
def test_conventions_as_books_write_them(key: str, summation: str, matrix: str) -> None:
    (convention,) = (each for each in CONVENTIONS if each.key == key)
    shown = formulas(convention)
    assert rf"\sigma\left({summation}\right)" in shown["summation"][0].latex
    assert rf"\sigma\left({matrix}\right)" in shown["matrix"][0].latex


@EACH
def test_every_form_is_proved_as_it_is_shown(convention: Convention) -> None:
    found = list(claims(convention))
    assert [claim.form for claim in found] == ["neuron", "neuron", "summation", "matrix", "batched"]
    assert [claim.verdict.verdict for claim in found] == ["proved"] * 5
    assert [claim.verdict.scope.sizes for claim in found[2:]] == ["all"] * 3
    assert {claim.verdict.scope.activation for claim in found} == {"opaque"}
    shown = [marked.latex for lines in formulas(convention).values() for marked in lines]
    assert [claim.left for claim in found] == [text.partition(" = ")[2] for text in shown]


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("from-columns-0", r"v_{0,0}^{(1)} a_0", r"v_{0,1}^{(1)} a_0"),
        ("to-rows-1", "c_1^{(1)}", "c_2^{(1)}"),
        ("to-columns-0", "a_2^{(0)}", "a_1^{(0)}"),
    ],
)
def test_a_planted_slip_is_refuted(key: str, old: str, new: str) -> None:
    (convention,) = (each for each in CONVENTIONS if each.key == key)
    claim = next(claims(convention))
    left = f"y = {claim.left}"
    assert _claim("slip", left, claim.right, convention, INPUTS, OUTPUTS).verdict.verdict == "proved"
    assert old in left
    assert _claim("slip", left.replace(old, new), claim.right, convention, INPUTS, OUTPUTS).verdict.verdict == "refuted"


def test_mixing_the_two_up_is_refuted_with_numbers_that_show_it() -> None:
    verdict = mix_up().verdict
    assert (verdict.verdict, verdict.why) == ("refuted", "value")
    witness = verdict.witness
    assert witness is not None
    W, a, b = (witness.tensors[name] for name in "Wab")
    assert witness.functions == {"σ": "x"}
    i = witness.at["i"]
    both = [
        sum(each(k) * a[k][0] for k in range(witness.sizes["n"])) + b[i][0]
        for each in (lambda k: W[k][i], lambda k: W[i][k])
    ]
    assert both == [Fraction(witness.left), Fraction(witness.right)]
    assert both[0] != both[1]


@EACH
def test_every_entry_carries_its_mark(convention: Convention) -> None:
    """Marks speak of inputs and neurons, not of rows and columns: w_{j,k} and v_{k,j} have the same."""
    lines = formulas(convention)
    for j, marked in enumerate(lines["neuron"]):
        terms = [mark for k in range(INPUTS) for mark in (f"l.W.{j}.{k}", f"l.a.{k}")]
        assert Marks(marked.html).found == [*terms, f"l.b.{j}"]
    for form, letters in (("summation", "Wab"), ("matrix", "Wab"), ("batched", "WAb")):
        assert sorted(Marks(lines[form][0].html).found) == sorted(f"l.{letter}.*" for letter in letters)


@pytest.mark.parametrize("convention", CONVENTIONS[::2], ids=lambda convention: convention.key)
def test_every_number_has_its_place(convention: Convention) -> None:
    filled = numbers(convention)
    weights = {f"l.W.{j}.{k}" for j in range(OUTPUTS) for k in range(INPUTS)}
    for form, input_marks in (
        ("matrix", {f"l.a.{k}" for k in range(INPUTS)}),
        ("batched", {f"l.A.{r}.{k}" for r in range(EXAMPLES) for k in range(INPUTS)}),
    ):
        (marked,) = filled[form]
        found = set(Marks(marked.html).found)
        assert weights | input_marks < found
        assert {path for path in found if f".{form}.y" in path} != set()
        assert set(re.findall(r"⟦\(?([^⟧]*)⟧", marked.latex)) == found
    rows = re.search(r"\\begin\{bmatrix\}(⟦l\.W.*?)\\end", filled["matrix"][0].latex)
    assert rows is not None
    assert len(rows[1].split(r"\\")) == (OUTPUTS if convention.order == "to" else INPUTS)


def test_a_negative_number_is_put_in_brackets_only_where_it_must_be() -> None:
    marker = Marker(ROLES, "l", numbers=True)
    here: Any = small(HOUSE)
    assert marker.formula(here.neuron(0).rhs).latex == (
        r"\sigma\left(⟦(l.W.0.0⟧ \cdot ⟦(l.a.0⟧ "
        r"+ ⟦(l.W.0.1⟧ \cdot ⟦(l.a.1⟧ + ⟦(l.W.0.2⟧ \cdot ⟦(l.a.2⟧ + ⟦(l.b.0⟧\right)"
    )
    assert "⟦(" not in marker.formula(here.matrix().rhs).latex

"""Verdicts in words, and tables of them."""

from __future__ import annotations

from fractions import Fraction

from sympy import Add, Eq, Symbol

from explorer.network import Layer
from explorer.proof.verdict import Proved, Refuted, Scope, Unknown, Witness
from explorer.report import verdict_html, verdict_latex, verdict_markdown, verdict_text
from explorer.report.words import (
    Row,
    scope_words,
    table_html,
    table_latex,
    table_markdown,
    table_text,
    verdict_json,
    witness_rows,
)
from explorer.statement import Statement

WITNESS = Witness({"n": 2}, {"a": [[Fraction(1)], [Fraction(-1, 2)]]}, {"σ": "x"}, {"i": 0}, left="1/2", right="0")
PROVED = Proved(
    "the two sides are equal", facts=("σ' = σ(1 - σ)",), evidence=("canonical form", "oracle at n = 2"), seconds=0.0042
)
REFUTED = Refuted("the two sides differ", why="value", witness=WITNESS, diagnosis="the bias b is missing")
UNKNOWN = Unknown("undecided", reason="a sum depends on another index")


def test_scopes_in_words() -> None:
    assert scope_words(Scope()) == "for all sizes, any function σ"
    assert scope_words(Scope({"n": 2, "m": 3}, ("n >= 2",), "tanh")) == "for n = 2, m = 3, n >= 2, σ = tanh"
    assert scope_words(Scope({}, (), "opaque")) == "for any function σ"
    assert scope_words(Scope({"784": 784}, (), "sigmoid")) == "for size 784, σ = sigmoid"
    assert scope_words(Scope(), sizes=False, functions=False) == ""


def test_verdicts_in_words() -> None:
    assert verdict_text(PROVED) == (
        "Proved: the two sides are equal. It holds for all sizes, any function σ. Facts used: σ' = σ(1 - σ). "
        "Evidence: canonical form; oracle at n = 2."
    )
    assert verdict_text(REFUTED) == (
        "Refuted: the two sides differ. Numbers: n = 2, a = [[1], [-1/2]], σ(x) = x, i = 0, left = 1/2, right = 0. "
        "The bias b is missing."
    )
    assert verdict_text(UNKNOWN) == "Unknown: undecided. Reason: a sum depends on another index."


def test_verdicts_in_other_writings() -> None:
    assert r"any function \ensuremath{\sigma}" in verdict_latex(PROVED)
    assert r"a = \[\[1\], \[-1/2\]\]" in verdict_markdown(REFUTED)
    assert verdict_html(REFUTED).startswith('<p class="verdict"><span class="badge refuted">Refuted</span> the two')


def test_the_numbers_of_a_witness_are_exact() -> None:
    assert dict(witness_rows(WITNESS))["a"] == "[[1], [-1/2]]"


def test_tables() -> None:
    rows = [Row.of("matrix", PROVED), Row.of("a|b & c", REFUTED)]
    assert table_text(rows).splitlines() == [
        "form     verdict  evidence                         seconds",
        "matrix   proved   canonical form; oracle at n = 2  0.004",
        "a|b & c  refuted                                   0.000",
    ]
    assert table_markdown(rows).splitlines()[2:] == [
        "| matrix | proved | canonical form; oracle at n = 2 | 0.004 |",
        r"| a\|b &amp; c | refuted |  | 0.000 |",
    ]
    assert r"a|b \& c & refuted &  & 0.000" in table_latex(rows)
    assert "<td>a|b &amp; c</td><td>refuted</td>" in table_html(rows)


def test_the_record_of_a_verdict_says_how_its_sides_were_read() -> None:
    layer = Layer(1, 3, 2)
    x = Symbol("x")
    verdict = Proved("equal", statement=Statement(layer.matrix(), Eq(x, Add(x, 1, evaluate=False), evaluate=False)))
    record = verdict_json(verdict)
    assert record["left"] == {"read_as": r"a^{(1)} = \sigma\left(W^{(1)} a^{(0)} + b^{(1)}\right)"}
    assert record["right"] == {"read_as": "x = x + 1"}
    assert record["verdict"] == "proved"
    assert record["scope"] == {"sizes": "all", "for": [], "activation": "opaque"}
    assert verdict_json(UNKNOWN)["left"] is None

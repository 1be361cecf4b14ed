"""Both sides of a witness by hand: the last step has the value that was said, each step follows from the one before."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
import sympy as sp
from generators import pairs
from interpreter import shown
from sympy import MatAdd, MatMul, MatrixSymbol, Sum, Trace, Transpose, symbols

from explorer.claims import prove
from explorer.claims.worked import worked
from explorer.claims.worked_terms import Known, Node, parts_of, with_parts, worth
from explorer.errors import Disagreement, InputError
from explorer.network import ACTIVATIONS, Network
from explorer.nodes import entrywise
from explorer.proof.display import calculation, elided
from explorer.proof.verdict import Step
from explorer.report import verdict_html, verdict_latex, verdict_markdown
from explorer.report.worked import steps_text

LAYER = "W: m x n; a: n; b: m; σ: function"


def value(node: Node) -> Any:
    """The value of a whole calculation, by its parts."""
    known = tuple(Known(value(part)) for part in parts_of(node))
    return worth(with_parts(node, known))


def lines(verdict: Any) -> tuple[list[str], list[str]]:
    steps = verdict.witness.steps
    return list(map(str, steps.left)), list(map(str, steps.right))


def sides(witness: Any) -> list[tuple[tuple[Step, ...], Fraction]]:
    return [(witness.steps.left, Fraction(witness.left)), (witness.steps.right, Fraction(witness.right))]


# -- laws -----------------------------------------------------------------------------------------------------------


def refuted(seed: int, number: int) -> Any:
    for pair in pairs(seed, number, wrong=1.0):
        try:
            verdict = prove(pair.statement, diagnose=False)
        except InputError:
            continue
        if verdict.witness is not None:
            yield pair, verdict


def follows(verdict: Any) -> None:
    """Every step of exact numbers has the value that is said; no step repeats the one before."""
    assert verdict.witness.steps is not None
    for steps, said in sides(verdict.witness):
        last = steps[-1]
        assert isinstance(last.after, Known)
        assert last.after.value == said
        assert len(steps) == 1 or Fraction(last.text) == said
        assert [step.relation for step in steps] == ["", *["="] * (len(steps) - 1)]
        assert all(value(step.after) == said for step in steps)
        assert all(one.text != two.text for one, two in pairwise(steps))


def test_the_last_step_is_the_value_that_was_said_for_hundreds_of_random_claims():
    count = 0
    for pair, verdict in refuted(31, 160):
        follows(verdict)
        said = (Fraction(verdict.witness.left), Fraction(verdict.witness.right))
        assert said in shown(pair.statement, verdict.witness), str(pair)
        count += 1
    assert count > 120


@pytest.mark.slow
def test_thousands_of_random_claims_by_hand():
    for seed in range(8):
        for _, verdict in refuted(4100 + seed, 500):
            follows(verdict)


@pytest.mark.parametrize("sizes", [[2, 3], ["n", "m"], [4, "m"]])
@pytest.mark.parametrize("form", ["summation", "matrix", "batched", "row_vector", "augmented"])
def test_every_form_of_a_layer_with_a_slip(sizes: list[Any], form: str):
    net = Network(sizes, activation="opaque")
    layer = net.layers[0]
    wrong = sp.Eq(layer.output, entrywise(layer.function, MatMul(layer.weights, layer.input)), evaluate=False)
    (other,) = net.equations(form)
    verdict = prove(wrong, other, diagnose=False)
    assert verdict.verdict == "refuted"
    follows(verdict)
    if form == "batched":  # the example has the numbers of its row
        row = verdict.witness.at.get("r", 0)
        batch = verdict.witness.tensors["A^{(0)}"][row]
        assert verdict.witness.tensors["a^{(0)}"] == [[number] for number in batch]


@pytest.mark.parametrize("name", [name for name, row in ACTIVATIONS.items() if row.elementwise])
def test_a_named_activation_within_the_error_that_is_told(name: str):
    f = ACTIVATIONS[name].function
    x, y = symbols("x y")
    verdict = prove(f(x + 2 * y), f(x) + f(2 * y) + 1, diagnose=False)
    witness = verdict.witness
    numbers = {symbol: sp.Rational(witness.tensors[symbol.name]) for symbol in (x, y)}
    for steps, side, said in zip(
        (witness.steps.left, witness.steps.right), (verdict.statement.left, verdict.statement.right),
        (witness.left, witness.right), strict=True,
    ):  # fmt: skip
        last = steps[-1]
        exact = side.xreplace(numbers).replace(f, lambda value: ACTIVATIONS[name].formula(value))
        gap = abs(sp.N(exact, 30) - sp.Rational(said))
        if last.relation == "≈":
            text, _, error = last.text.partition(" (error below ")
            assert text == said
            assert gap < sp.Float(error.removesuffix(")"))
        else:
            assert gap == 0 or gap < 1e-25
            assert last.after.value == Fraction(said)


# -- how it reads ---------------------------------------------------------------------------------------------------

READS = [
    ("σ(W a + b)", "Σ_j W_{ij} σ(a_j) + b_i", LAYER,
     "σ(W a + b)_0 = σ(W_{00} a_0 + b_0) = σ(1·1 + 1) = σ(2) = 4",
     "Σ_j W_{ij} σ(a_j) + b_i = W_{00} σ(a_0) + b_0 = 1·σ(1) + 1 = 1·1 + 1 = 2"),
    ("A B", "B A", "A: n x n; B: n x n",
     "(A B)_{00} = A_{00} B_{00} + A_{01} B_{10} = 0·0 + 1·1 = 1",
     "(B A)_{00} = B_{00} A_{00} + B_{01} A_{10} = 0·0 + 0·0 = 0"),
    ("W x", "W_{i,1} x_1 + W_{i,2} x_1 + W_{i,3} x_1", "W: 3 x 3; x: 3",
     "(W x)_1 = W_{11} x_1 + W_{12} x_2 + W_{13} x_3 = 0·1 + 1·0 + 0·0 = 0",
     "W_{i1} x_1 + W_{i2} x_1 + W_{i3} x_1 = W_{11} x_1 + W_{12} x_1 + W_{13} x_1 = "
     "0·1 + 1·1 + 0·1 = 1"),
    (r"\sum_i a_i", r"\sum_i a_i^2", "a: 10",
     "Σ_i a_i = a_0 + a_1 + … + a_9 = 2",
     "Σ_i a_i^2 = a_0^2 + a_1^2 + … + a_9^2 = 2^2 = 4"),
    ("x - y", "x", "x: scalar; y: scalar", "x - y = 0 - 1 = -1", "x = 0"),
    (r"\frac{1}{2} (y - a)^2", "y - a", "y: scalar; a: scalar",
     "1/2 (y - a)^2 = 1/2·(0 - 1)^2 = 1/2·(-1)^2 = 1/2",
     "y - a = 0 - 1 = -1"),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "shapes", "one", "two"), READS)
def test_the_lines_of_both_sides(left: str, right: str, shapes: str, one: str, two: str):
    told = [" ".join(side) for side in lines(prove(left, right, shapes))]
    assert told == [one, two]


def test_rounded_numbers_are_told_with_their_error():
    told = lines(prove(r"\tanh(W a)", r"W \tanh(a)", "W: m x n; a: n"))
    assert told[0][-1] == "≈ 0.995054753687 (error below 1e-12)"
    assert told[1][-2:] == ["≈ 3·0.761594", "≈ 2.28478246787 (error below 1e-11)"]


def test_roots_and_pi_are_told_as_they_are_written():
    told = lines(prove(r"\tanh(\sqrt{\frac{2}{\pi}} x)", r"\tanh(\sqrt{2} x)", "x: scalar"))
    assert told[0][:3] == ["tanh(√(2/π) x)", "≈ tanh(√(2/3.14159)·1)", "≈ tanh(√(0.63662)·1)"]
    assert told[1][:3] == ["tanh(√(2) x)", "= tanh(√(2)·1)", "≈ tanh(1.41421·1)"]


def test_the_laws_of_the_steps_are_told_in_words():
    steps = prove("σ(W a + b)", "σ(W a)", LAYER).witness.steps.left
    assert [step.law for step in steps] == [
        "the side as it was read",
        "written out",
        "the numbers put in",
        "products, powers and sums of numbers",
        "the values of σ",
    ]
    assert steps[0].before is None
    assert [step.before for step in steps[2:]] == [step.after for step in steps[1:-1]]


def test_what_is_too_long_to_write_out_has_no_steps():
    A, B = MatrixSymbol("A", 60, 60), MatrixSymbol("B", 60, 60)
    witness = prove(Trace(MatMul(A, B)), Trace(MatMul(A, Transpose(B))), diagnose=False).witness
    assert witness.steps is None
    assert witness.as_json()["steps"] is None
    assert steps_text(witness) == []


def test_values_that_differ_from_those_said_are_a_disagreement():
    n = symbols("n")
    a, b = MatrixSymbol("a", n, 1), MatrixSymbol("b", n, 1)
    from explorer.claims.pair import Pairing, Side

    pairing = Pairing(Side(MatAdd(a, b)), Side(a))
    claim = next(pairing.claims())
    witness = prove(MatAdd(a, b), a).witness
    assert claim is not None
    assert worked(pairing.located, replace(witness, steps=None), None) is not None
    with pytest.raises(Disagreement, match=r"by hand a side is 1, but the witness says 7"):
        worked(pairing.located, replace(witness, left="7"), None)


# -- shown ----------------------------------------------------------------------------------------------------------


def test_a_long_calculation_is_elided_in_the_middle():
    x = symbols("x")
    F = sp.Function("F")
    deep = x
    for _ in range(12):
        deep = F(deep, evaluate=False)
    steps = prove(deep + 1, deep, diagnose=False).witness.steps
    assert len(steps.left) > 8
    shown_ = elided(steps.left)
    assert len(shown_) == 8
    assert shown_.count(None) == 1
    assert (shown_[0], shown_[-1]) == (steps.left[0], steps.left[-1])
    told = calculation("left", steps.left)
    assert len(told) == 8
    assert told[5].strip() == "…"
    assert all(len(line) <= 180 for line in told)


def test_terms_that_are_zero_are_left_out_of_long_sums():
    n = 12
    W, a = MatrixSymbol("W", 2, n), MatrixSymbol("a", n, 1)
    j = symbols("j")
    verdict = prove(Sum(W[0, j] * a[j, 0], (j, 0, n - 1)), Sum(W[1, j] * a[j, 0], (j, 0, n - 1)), diagnose=False)
    follows(verdict)
    assert "W_{00} a_0 + W_{01} a_1 + … + W_{0,11} a_11" in " ".join(lines(verdict)[0]).replace("a_{11}", "a_11")


def test_in_reports_and_notebooks():
    verdict = prove("σ(W a + b)", "σ(W a)", LAYER)
    assert r"\text{left} &= \sigma\left(W a + b\right)_{0} \\ &= \sigma\left(w_{0,0} a_0 + b_0\right)" in (
        verdict_markdown(verdict)
    )
    assert verdict_latex(verdict).count(r"\[\begin{aligned}") == 2
    assert verdict_html(verdict).count("<math>") == len(verdict.witness.steps.left) + len(verdict.witness.steps.right)
    assert "left = σ(W a + b)_0 = σ(W_{00} a_0 + b_0)" in verdict._repr_html_()
    data = verdict.witness.as_json()["steps"]
    assert data == {"left": lines(verdict)[0], "right": lines(verdict)[1]}


def test_the_same_steps_every_time():
    rng = random.Random(3)
    pair = next(pair for pair, _ in refuted(rng.randrange(1000), 20))
    assert lines(prove(pair.statement, diagnose=False)) == lines(prove(pair.statement, diagnose=False))

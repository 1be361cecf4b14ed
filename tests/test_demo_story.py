"""What the demonstration claims: the false twins are false and near, the facts are the note's, the count is right."""

from __future__ import annotations

import itertools
from collections import Counter
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from interpreter import evaluate
from sympy import Eq, MatrixExpr

from explorer.demo.facts import counted, function_facts, inactivity
from explorer.demo.story import SIZES, SYMBOLS, Answer, Claim, claims
from explorer.demo.table import by_row, evidence, line, lines
from explorer.demo.twins import Twin, twins
from explorer.network import FORMS, Network
from explorer.proof.verdict import Witness

NET, GENERAL = Network(SIZES), Network(SYMBOLS, activation="opaque")
TWINS = twins()


def all_claims() -> tuple[Claim, ...]:
    return claims(NET, GENERAL, lambda: 13002)


def test_the_network_is_the_notes() -> None:
    assert SIZES == (784, 16, 16, 10)
    assert (NET.parameter_count, NET.weight_count, NET.bias_count) == (13002, 12960, 42)


def test_every_pair_of_forms_is_claimed_for_every_size_and_in_each_layer() -> None:
    pairs = set(itertools.combinations(FORMS, 2))
    assert len(pairs) == 15
    general = [claim.about for claim in all_claims() if claim.chapter == "every size"]
    assert sorted(general) == sorted(pairs)
    assert Counter(claim.about for claim in all_claims() if claim.chapter == "layers") == dict.fromkeys(pairs, 3)


def test_every_neuron_is_claimed_once() -> None:
    texts = [claim.text for claim in all_claims() if claim.chapter == "neurons"]
    assert len(texts) == len(set(texts)) == 42


def test_claims_have_names_of_their_own() -> None:
    names = Counter(claim.text for claim in all_claims())
    assert names.most_common(1)[0][1] == 1


def test_only_the_twins_are_expected_to_fail() -> None:
    assert {claim.chapter for claim in all_claims() if claim.expected != "proved"} == {"twins"}
    assert [claim.expected for claim in all_claims() if claim.chapter == "twins"] == ["refuted"] * len(TWINS)


def test_the_six_mistakes_are_there() -> None:
    assert [twin.mistake for twin in TWINS] == [
        "the inner weight matrix transposed",
        "the bias missing",
        "the bias inside the sum",
        "an index repeated where another belongs",
        "the entrywise product for the matrix product",
        "σ inside the sum",
    ]


def value(equation: Eq, size: int) -> Any:
    """The right side at an integer size, σ(x) = x³ + x and tensors without any symmetry, by the tests' interpreter."""
    names = ("W^{(1)}", "W^{(2)}", "A")
    tensors: dict[str, Any] = {
        name: [[7 * row * row + 3 * column + at + 1 for column in range(size)] for row in range(size)]
        for at, name in enumerate(names)
    }
    for at, name in enumerate(("a^{(0)}", "b^{(1)}", "b^{(2)}")):
        tensors[name] = [[row * row + at + 2] for row in range(size)]
    right = equation.rhs
    indices = {} if isinstance(right, MatrixExpr) else {"j": size - 1}
    return evaluate(right, {"n": size}, tensors, {"σ": lambda x: x**3 + x, "sigma": lambda x: x**3 + x}, indices)


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.mistake)
@pytest.mark.parametrize("size", [2, 3])
def test_a_twin_has_other_values_than_the_truth(twin: Twin, size: int) -> None:
    assert twin.true.lhs == twin.false.lhs
    assert twin.true.rhs.free_symbols >= twin.false.rhs.free_symbols
    assert value(twin.true, size) != value(twin.false, size)


def test_the_facts_about_sigma_are_the_notes() -> None:
    told = {text: held.verdict for text, _, held in function_facts()}
    assert told == dict.fromkeys(
        [
            "σ: very negative inputs end up close to 0",
            "σ: very positive inputs end up close to 1",
            "σ: its value at 0 is 1/2",
            "σ' = σ(1 − σ)",
            "σ: it steadily increases (its derivative is positive everywhere)",
            "σ: above σ(0) exactly where its input is above 0",
        ],
        "proved",
    )


def test_a_bias_of_minus_ten_is_a_threshold_of_ten() -> None:
    story, held = inactivity(NET, 10)
    assert (story.threshold, story.bias, held.verdict) == (10, -10, "proved")


@pytest.mark.parametrize(("entries", "verdict"), [(13002, "proved"), (13001, "unknown")])
def test_the_count_needs_the_arrays_to_agree(entries: int, verdict: str) -> None:
    assert counted(NET, GENERAL, lambda: entries).verdict == verdict


def answer(
    row: str, verdict: str = "proved", expected: str = "proved", said: tuple[str, ...] = ("canonical form",)
) -> Answer:
    claim = Claim("c", row, row, lambda: None, expected)
    return Answer(claim, SimpleNamespace(verdict=verdict, seconds=0.25, evidence=said))


def plain(_verdict: str, text: str) -> str:
    return text


def test_a_line_of_the_table() -> None:
    assert line([answer("a = b")], plain) == "proved        0.250  canonical form"
    two = [answer("a = b"), answer("a = b", "refuted")]
    assert line(two, plain) == "proved/refuted ×2   0.500  canonical form  EXPECTED proved"
    assert line([answer("twin", "refuted", "refuted")], plain) == "refuted       0.250  canonical form"


def test_claims_of_one_row_share_a_line_wherever_they_stand() -> None:
    answers = [answer("a"), answer("b"), answer("a")]
    assert {row: len(of) for row, of in by_row(answers).items()} == {"a": 2, "b": 1}


def test_a_counterexample_stands_under_its_line() -> None:
    numbers = {"W": [[Fraction(1), Fraction(1, 2)]]}
    witness = Witness({"n": 2}, numbers, {"σ": "x"}, {"j": 0}, "1", "0")
    refuted = Answer(
        Claim("c", "twin", "twin", lambda: None, "refuted"),
        SimpleNamespace(verdict="refuted", seconds=0.0, evidence=(), witness=witness),
    )
    told = SimpleNamespace(answers=[refuted], agreement=SimpleNamespace(message=""), parameters=1)
    assert list(lines(told, plain))[2] == "    n = 2, W = [[1, 1/2]], σ(x) = x, j = 0: left = 1, right = 0"


def test_numbers_of_the_evidence_are_left_out_where_claims_share_a_line() -> None:
    one = answer("a", said=("certificate of 21 lines re-checked", "oracle at m = 1, n = 2"))
    other = answer("a", said=("certificate of 1 line re-checked", "oracle at m = 3"))
    assert evidence([one]) == "certificate of 21 lines re-checked; oracle at m = 1, n = 2"
    assert evidence([one, other]) == "certificate re-checked; oracle"


def test_the_last_line_counts() -> None:
    answers = [answer("a"), answer("b", "unknown")]
    told = SimpleNamespace(answers=answers, agreement=SimpleNamespace(message="They agree."), parameters=13002)
    *_, numbers, last = lines(told, plain)
    assert numbers == "NumPy: They agree."
    assert last == "13,002 parameters; 1 of 2 claims with the verdict they must have"

"""What stands beside a claim is not lost: second hypotheses, conditions, other signs, functions of several numbers."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest
from sympy import Function, Matrix, MatrixSymbol, symbols

import explorer as ex
from explorer.claims.repair_words import Words
from explorer.documents import Formula, load
from explorer.errors import InputError
from explorer.proof.checker import Invalid
from explorer.proof.composition import verify

OPEN = "the sides differ, but what may make them equal was not put in: "


@pytest.mark.parametrize(
    ("left", "right", "given", "message"),
    [
        (r"\sum_j y_j", "1", ["y: n", r"\sum_j y_j = 1", "y > 0"], "equal for all sizes and tensors"),
        (r"\sum_j y_j", "2", ["y: n", r"\sum_j y_j = 1", "y > 0"], f"{OPEN}y > 0"),
        (r"\sum_j y_j", "1", ["y: n", "y > 0", r"\sum_j y_j = 1"], rf"{OPEN}\sum_j y_j = 1"),
        (r"\mathrm{relu}(y)", "y", ["y: n", "y > 0", r"\sum_j y_j = 1"], "equal for all sizes and tensors"),
        ("c", "d", ["c: scalar", "d: scalar", "c = d", "d = c"], f"{OPEN}c = d"),
        ("c", "d", ["c: scalar", "d: scalar", "c = d"], "equal for all sizes and tensors"),
        ("c", "2 d", ["c: scalar", "d: scalar", "c = d"], "not equal: 1 on the left, 2 on the right"),
        ("c", "2", ["c: scalar", "c = 1", "c = 2"], "equal for all sizes and tensors"),
        ("c", "3", ["c: scalar", "c = 1", "c = 2"], f"{OPEN}c = 1"),
        ("c", "1", ["c: scalar", "c > 0", "c < 0"], f"{OPEN}c < 0"),
        ("c", "1", ["c: scalar", "c > 0", "c > 0"], "not equal: 2.71828182846 on the left, 1 on the right"),
    ],
)
def test_a_second_hypothesis_never_replaces_the_first(left: str, right: str, given: list[str], message: str) -> None:
    assert ex.prove(left, right, given).message == message


@pytest.mark.parametrize(
    ("text", "given", "verdict", "message"),
    [
        (r"|x| = x \quad \text{if } x > 0", "x: scalar", "proved", "equal for all values"),
        (r"|x| = -x \quad \text{if } x > 0", "x: scalar", "refuted", "not equal: 1 on the left, -1 on the right"),
        (r"|x| = x \text{ for } x \ge 0", "x: scalar", "proved", "equal for all values"),
        (r"|x| = -x \quad (x < 0)", "x: scalar", "proved", "equal for all values"),
        (r"|x| = x \quad (x < 0)", "x: scalar", "refuted", "not equal: 1 on the left, -1 on the right"),
        (r"|x| = x, x > 0", "x: scalar", "proved", "equal for all values"),
        (r"\mathrm{relu}(x) = x \quad \text{if } x > 0", "x: n", "proved", "equal for all sizes and tensors"),
        (r"|x| = x \text{ if } x > 1", "x: scalar", "unknown", f"{OPEN}said under a condition: x > 1"),
        (r"2 x = x \text{ when } x = 0", "x: scalar", "unknown", f"{OPEN}said under a condition: x = 0"),
        (r"|x| = x \text{ if x is large}", "x: scalar", "unknown", f"{OPEN}said under a condition: if x is large"),
        (r"x_i y_j = x_j y_i \quad \text{if } i = j", "x: n; y: n", "unknown", f"{OPEN}said under a condition: i = j"),
        (
            r"x_i y_i = y_i x_i \quad \text{for } i = 1, \dots, n",
            "x: n; y: n",
            "proved",
            "equal for all sizes and tensors",
        ),
        (
            r"x_i = y_i \quad \text{for } i = 1, \dots, n",
            "x: n; y: n",
            "refuted",
            "not equal: 0 on the left, 1 on the right at i = 0",
        ),
        (
            r"x + y = y + x \text{ for all } x \in \mathbb{R}",
            "x: scalar; y: scalar",
            "proved",
            "equal for all sizes and tensors",
        ),
        (
            r"x + y = y \text{ for all } x \in \mathbb{R}",
            "x: scalar; y: scalar",
            "refuted",
            "not equal: 1 on the left, 0 on the right",
        ),
    ],
)
def test_a_condition_is_put_in_or_leaves_the_claim_open(text: str, given: str, verdict: str, message: str) -> None:
    answer = ex.prove(text, None, given)
    assert (answer.verdict, answer.message) == (verdict, message)


@pytest.mark.parametrize(
    ("text", "given", "left_out"),
    [
        (r"x_i = y_i \quad \text{for } i = 2, \dots, n", "x: n; y: n", r"i = 2, \dots, n"),
        (r"|x| = x \quad \text{for } x \in \mathbb{R}_+", "x: scalar", r"x \in \mathbb{R}_+"),
        (r"|x| = x \quad \text{for } x \in \mathbb{R}^+", "x: scalar", r"x \in \mathbb{R}^+"),
    ],
)
def test_a_part_of_a_range_is_a_condition(text: str, given: str, left_out: str) -> None:
    answer = ex.prove(text, None, given)
    assert (answer.verdict, answer.message) == ("unknown", f"{OPEN}said under a condition: {left_out}")


def test_two_texts_may_carry_their_condition_at_the_end() -> None:
    assert ex.prove("|x|", r"x \quad \text{if } x > 0", "x: scalar").verdict == "proved"
    assert ex.prove("|x|", r"2 x \quad \text{if } x > 0", "x: scalar").verdict == "refuted"


@pytest.mark.parametrize(
    ("text", "part"), [(r"a \le a = a", r"a \le a"), ("a = b ≥ c", "b ≥ c"), (r"a = b = c \ne d", r"c \ne d")]
)
def test_only_equalities_of_a_chain_are_proved(text: str, part: str) -> None:
    message = f"`{part}` is no equation: only equalities are proved, and `{text}` says more."
    with pytest.raises(InputError, match=re.escape(message)):
        ex.prove(text, None, ["a: scalar", "b: scalar", "c: scalar", "d: scalar"])
    assert ex.prove("a = a = a", None, "a: scalar").verdict == "proved"


def test_a_chain_under_a_condition_is_asked_for_one_by_one() -> None:
    for condition in (r"\text{ if } x > 0", r"\text{ if x is large}"):
        text = rf"|x| = x = x {condition}"
        with pytest.raises(InputError, match=re.escape(f"`{text}` is a chain of equations under a condition.")):
            ex.prove(text, None, "x: scalar")
    assert ex.prove(r"x = x + 0 = 1 x", None, "x: scalar").verdict == "proved"
    assert ex.prove(r"x = x + 0 = 2 x", None, "x: scalar").verdict == "refuted"


def test_a_condition_on_either_side_is_a_part_of_that_side() -> None:
    """Two numbers, each given by its own condition: where both fail, both are 0."""
    assert ex.prove(r"1 \quad \text{if } 2 x > 0", r"1 \quad \text{if } x > 0", "x: scalar").verdict == "proved"
    assert ex.prove(r"1 \quad \text{if } x > 1", r"1 \quad \text{if } x > 0", "x: scalar").verdict == "refuted"


def test_functions_of_several_numbers_are_refuted_by_their_values() -> None:
    x, y = symbols("x y", real=True)
    f, g = Function("f"), Function("g")
    for left, right in [(f(x, y), f(y, x)), (f(x, y), f(x)), (g(f(x, y)), g(f(x, x))), (f(x, y) * y, f(x, 2 * y))]:
        answer = ex.prove(left, right)
        assert answer.verdict == "refuted", (left, right)
        assert answer.witness is not None
        assert "->" in answer.witness.functions["f"]
        assert answer.witness.steps is not None
    assert ex.prove(f(x, y + y), f(x, 2 * y)).verdict == "proved"
    assert ex.prove(f(x) * f(x, y), f(x, y) * f(x)).verdict == "proved"


@pytest.mark.parametrize("letters", ["pi", "mu", "nu", "xi"])
def test_letters_side_by_side_below_a_name_are_two_indices(letters: str) -> None:
    first, second = letters
    given = ["V: n x m", f"{second}: index 1..m"]
    both = rf"\sum_{{{first}=1}}^n V_{{{letters}}}"
    assert ex.prove(both, rf"\sum_{{{first}=1}}^n V_{{{first},{second}}}", given).verdict == "proved"
    assert ex.prove(both, rf"2 \sum_{{{first}=1}}^n V_{{{first},{second}}}", given).verdict == "refuted"
    assert ex.prove(r"\sin(pi)", r"\sin(\pi)", "").verdict == "proved"


def _assumed() -> Any:
    certificate = ex.prove(r"\log(x y)", r"\log x + \log y", "x: scalar; y: scalar").certificate
    assert certificate is not None
    return json.loads(json.dumps(certificate))


@pytest.mark.parametrize(
    ("node", "kind"),
    [(["num", 0, 1], "not 0"), (["num", 0, 1], "above 0"), (["num", -2, 1], "above 0"), (["num", -1, 3], "at least 0")],
)
def test_a_certificate_may_not_assume_what_is_false(node: list[Any], kind: str) -> None:
    certificate = _assumed()
    assert verify(certificate)[0] == 1
    forged = copy.deepcopy(certificate)
    forged["nodes"].append(node)
    forged["assume"].append([kind, len(forged["nodes"]) - 1])
    with pytest.raises(Invalid, match="a condition that no numbers meet"):
        verify(forged)
    true = copy.deepcopy(certificate)
    true["nodes"].append(["num", 1, 3])
    true["assume"].append([kind, len(true["nodes"]) - 1])
    assert verify(true) == verify(certificate)


def test_a_cell_whose_text_is_no_text_is_refused() -> None:
    told = "input is no notebook: the text of its cell 2 is no text"
    good = {"cell_type": "markdown", "source": ["$x = 1$"]}
    for source in (5, None, ["a", 3], {"a": 1}):
        text = json.dumps({"cells": [good, {"cell_type": "markdown", "source": source}]})
        with pytest.raises(InputError, match=re.escape(told)):
            load(None, text, "notebook")
    whole = load(None, json.dumps({"cells": [good, {"cell_type": "markdown", "source": "$y = 2$"}]}), "notebook")
    assert [piece.source.text for piece in whole.pieces if isinstance(piece, Formula)] == ["x = 1", "y = 2"]


def test_a_matrix_of_numbers_is_told_as_it_is_written() -> None:
    a, x = symbols("a x")
    A = MatrixSymbol("A", 2, 2)
    told = Words({}).tell
    assert told(Matrix([[1, a], [0, -2]])) == "[1, a; 0, -2]"
    assert told(A * Matrix([[1, x + 1]]).T.as_immutable()) == "A [1; 1 + x]"


def test_a_diagnosis_tells_a_matrix_as_it_is_written() -> None:
    shear = r"\begin{bmatrix} 1 & 2 \\ 0 & c \end{bmatrix}"
    given = "B: 2 x 2; c: scalar"
    assert (
        ex.prove(f"{shear} B", f"B {shear}", given).diagnosis == "equal if B [1, 2; 0, c] is replaced by [1, 2; 0, c] B"
    )
    assert ex.prove(f"{shear} B + B", f"B + {shear} B", given).diagnosis is None

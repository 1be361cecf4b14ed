"""Maxima, minima and products over an index: how they are read, what is proved, and what their witnesses show."""

from __future__ import annotations

import re

import pytest

import explorer as ex
from explorer.errors import ReadError
from explorer.proof.steps import steps

Z = "z: n; w: n; c: scalar"


@pytest.mark.parametrize(
    "text",
    [
        r"\max_k z_k",
        r"\max_{k} (z_k)",
        r"\max_{k=1}^{n} z_k",
        r"\max_{1 \le k \le n} z_k",
        r"\max_{k = 1, \ldots, n} z_k",
        r"\max_{k \in \{1, \dots, n\}} z_k",
        r"\max_k \{ z_k \}",
        r"\max\limits_k \left[ z_k \right]",
        r"\max(z)",
        "max_k z_k",
    ],
)
def test_spellings_of_one_maximum(text: str) -> None:
    for other, verdict in ((r"\max_j z_j", "proved"), (r"\min_j z_j", "refuted")):
        assert ex.prove(text, other, given=Z).verdict == verdict


@pytest.mark.parametrize(
    ("left", "right", "given"),
    [
        (r"\max_k z_k + c", r"c + (\max_k z_k)", Z),  # what is added has no index
        (r"\max_k z_k + w_k", r"\max_k (w_k + z_k)", Z),  # what is added has the index
        (r"\max_k z_k \cdot w_k", r"\max_k (w_k z_k)", Z),
        (r"\max_k |z_k| / 127", r"(\max_k |z_k|) / 127", Z),
        (r"\max_i \max_j x_{ij}", r"\max_{j,i} x_{ij}", "x: m x n"),
        (r"\max_i \sum_j x_{ij}", r"\max_i (\sum_k x_{ik})", "x: m x n"),
        (r"\prod_k z_k \prod_k w_k", r"(\prod_k z_k) (\prod_j w_j)", Z),
        (r"\prod_i \prod_j x_{ij}", r"\prod_j \prod_i x_{ij}", "x: m x n"),
    ],
)
def test_how_far_a_maximum_and_a_product_reach(left: str, right: str, given: str) -> None:
    assert ex.prove(left, right, given=given).verdict == "proved"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (r"\max_k z_k c", "left:1:1: how far this max reaches is not clear"),
        (r"\max_k z_k \max_j w_j", "left:1:1: how far this max reaches is not clear"),
        (r"\prod_k z_k c", "left:1:1: how far this Π reaches is not clear"),
        (r"\prod_{j \ne 1} z_j", r"left:1:8: a Π that leaves out an index is not read"),
        (r"\max(c)", "left:1:1: max needs two parts, or a vector"),
    ],
)
def test_what_is_not_clear_is_asked(text: str, message: str) -> None:
    with pytest.raises(ReadError, match=re.escape(message)):
        ex.prove(text, text, given=Z)


@pytest.mark.parametrize("power", ["", "^2"])
def test_the_spectral_norm_is_no_sum_of_squares(power: str) -> None:
    text = rf"\|A\|_2{power}"
    told = f"left:1:1: `{text}` is the spectral norm of a matrix, which is not read"
    with pytest.raises(ReadError, match=re.escape(told)) as caught:
        ex.prove(text, text, given="A: m x n")
    assert caught.value.hint == "write ‖A‖_F for the root of the sum of the squares of its entries"
    assert ex.prove(rf"\|x\|_2{power}", rf"\|x\|{power}", given="x: n").verdict == "proved"
    assert ex.prove(r"\|A\|_F^2", r"\sum_{ij} A_{ij}^2", given="A: m x n").verdict == "proved"


@pytest.mark.parametrize("wrong", [r"\max_k x_{kj}", r"\max_k x_{ik} + 1", r"\min_k x_{ik}"])
def test_the_batch_softmax_takes_the_maximum_of_its_row(wrong: str) -> None:
    def stable(most: str) -> str:
        return rf"\frac{{e^{{x_{{ij}} - \max_k x_{{ik}}}}}}{{\sum_l e^{{x_{{il}} - ({most})}}}}"

    plain = r"\frac{e^{x_{ij}}}{\sum_l e^{x_{il}}}"
    assert ex.prove(stable(r"\max_k x_{ik}"), plain, given="x: n x n").verdict == "proved"
    assert ex.prove(stable(wrong), plain, given="x: n x n").verdict == "refuted"


def test_a_witness_evaluates_the_maximum_step_by_step() -> None:
    verdict = ex.prove(r"\max_k (c z_k)", r"c \max_k z_k", given=Z)
    assert verdict.verdict == "refuted"
    assert [str(step) for step in verdict.witness.steps.left[1:]] == [
        "= Max(c z_0, c z_1)",
        "= Max(-1·0, -1·1)",
        "= Max(0, -1)",
        "= 0",
    ]
    assert [str(step) for step in verdict.witness.steps.right[2:]] == ["= -1·Max(0, 1)", "= -1·1", "= -1"]


def test_a_proof_is_told_with_maxima_as_they_are_written() -> None:
    told = steps(ex.prove(r"\max_k (z_k + c)", r"c + \max_k z_k", given=Z).certificate)
    assert next((step.law, step.after) for step in told) == (
        "max_k (z_k + c) = max_k z_k + c",
        "(max_{k<n} z[k,0] + c)",
    )


@pytest.mark.parametrize(
    ("left", "right", "conditions"),
    [
        ("x/x - x/x", "0", ("where both sides have a value: x ≠ 0",)),
        ("x/|y| + x/|y|", "2x/|y|", ("where both sides have a value: y ≠ 0",)),
        ("log(x y) + log(x y)", "2log(x y)", ("where both sides have a value: x y > 0",)),
        ("log(x y)", "log x + log y", ("x > 0", "y > 0")),
        ("1/(1 + e^x) + 1/(1 + e^x)", "2/(1 + e^x)", ()),
    ],
)
def test_where_both_sides_have_a_value_is_told_once(left: str, right: str, conditions: tuple[str, ...]) -> None:
    verdict = ex.prove(left, right, given="x: scalar; y: scalar")
    assert (verdict.verdict, verdict.scope.conditions) == ("proved", conditions)
    assert verdict.message.endswith("where both sides have values") == bool(conditions)

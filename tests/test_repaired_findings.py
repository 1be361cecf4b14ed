"""Readings, conditions and numbers that were wrong once: each true claim beside a false twin, each message in full."""

from __future__ import annotations

import re

import pytest
from sympy import MatrixSymbol, Max, Sum, Symbol, log

from explorer.claims import prove
from explorer.errors import ReadError
from explorer.nodes import free_letters

RANGES = [("m+n", "m"), ("m+1", "m"), ("2m", "m"), ("m+2", "m+1")]


@pytest.mark.parametrize(("long", "short"), RANGES)
def test_an_index_may_have_fewer_values_than_a_slot_has_entries(long: str, short: str) -> None:
    given = f"x: {long}; a: {short}; W: {short} x k; i: index {short}"
    assert prove(r"\operatorname{relu}(x_i) + a_i", r"a_i + \operatorname{relu}(x_i)", given).verdict == "proved"
    assert prove(r"x_i + \sum_j W_{ij}", r"\sum_j (W_{ij} + 0) + x_i", given).verdict == "proved"
    twin = prove("x_i + a_i", "a_i + 2x_i", given)
    assert (twin.verdict, twin.why) == ("refuted", "value")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("x: m; a: m; i: index m+1", "i has m + 1 values but m in `x_i`"),
        ("x: n; a: m; i: index m", "i has m values but n in `x_i`"),
        ("x: m+n; a: m", "i has m + n values in `x_i` but m in `a_i`"),
    ],
)
def test_an_index_that_may_leave_its_slot_clashes(given: str, message: str) -> None:
    verdict = prove("x_i + a_i", "a_i + x_i", given)
    assert (verdict.verdict, verdict.why, verdict.message) == ("refuted", "shape", message)


@pytest.mark.parametrize(
    ("left", "declared", "message"),
    [
        ("x_i + a_i + x_0", "index m", "from where is i counted? it has m values, and stands where there are more"),
        (
            "x_i + a_i + x_0",
            "index 1..m",
            "i stands where entries are counted from 0 and where they are counted from 1",
        ),
        (r"\sum_i (x_i + a_i)", "index m", "i is declared to have m values, but stands where there are more"),
    ],
)
def test_from_where_an_index_counts_is_not_guessed(left: str, declared: str, message: str) -> None:
    with pytest.raises(ReadError, match=re.escape(message)):
        prove(left, left, f"x: m+1; a: m; i: {declared}")


@pytest.mark.parametrize("first", ["1, \\dots, n-1", "0, \\dots, n-2"])
def test_a_range_that_is_said_may_be_a_part(first: str) -> None:
    """Where the other entries count from another number, how far the index runs is not put in."""
    told = f", \\quad i = {first}"
    proved = prove(f"x_i + y_i = y_i + x_i{told}", None, "x: n; y: n")
    assert (proved.verdict, proved.scope.conditions) == ("proved", ("n >= 2",))
    assert prove(f"x_i = y_i{told}", None, "x: n; y: n").verdict == "refuted"
    assert prove(f"x_i + x_0 + y_n = y_i{told}", None, "x: n; y: n").verdict == "unknown"


def test_an_index_counts_from_where_it_is_said_to() -> None:
    given = "x: m+1; a: m; i: index"
    assert prove("x_i + a_i + x_0", "x_0 + a_i + x_i", f"{given} 0..m-1").verdict == "proved"
    assert prove("x_i + a_m", "a_m + x_i", f"{given} m").verdict == "proved"
    assert prove("x_i + a_m", "a_m + x_{m+1}", f"{given} m").verdict == "refuted"
    assert prove(r"\sum_i (a_i + x_i)", r"\sum_{i=0}^{m-1} (a_i + x_i)", f"{given} m").verdict == "proved"
    assert prove(r"\sum_i (a_i + x_i)", r"\sum_{i=0}^{m-1} a_i + \sum_{i=0}^m x_i", f"{given} m").verdict == "refuted"


CONDITIONS = [
    (r"\max_k \sqrt{x_k}", r"\sqrt{\max_k x_k}", "x: n", "x_k ≥ 0 for every k"),
    (r"\sum_{k=1}^{n-1} \log x_k + \log x_n", r"\sum_{k=1}^n \log x_k", "x: n", "x_k > 0 for every k"),
    (r"\sum_{k=1}^{n-1} \log x_k + 1", r"1 + \sum_{k=1}^{n-1} \log x_k", "x: n", "x_{k+1} > 0 for every k < n-1"),
    (r"\sum_{kl} \log W_{kl}", r"\sum_l \sum_k \log W_{kl}", "W: m x n", "W_{kl} > 0 for every k, l"),
    (r"y/z_i + y/z_i", "2y/z_i", "z: n; y: scalar", "z_i ≠ 0"),
    (r"\log x + y", r"y + \log x", "x: n; y: n", "x_i > 0"),
]


@pytest.mark.parametrize(("left", "right", "given", "condition"), CONDITIONS)
def test_where_sides_have_values_is_said_of_them_as_they_are_stated(
    left: str, right: str, given: str, condition: str
) -> None:
    """At x = (-1, 4) the largest of the roots has no value, though the largest number has a root."""
    verdict = prove(left, right, given)
    assert verdict.verdict == "proved"
    assert verdict.scope.conditions == (f"where both sides have a value: {condition}",)


def test_a_condition_has_no_names_that_nobody_wrote() -> None:
    verdict = prove(r"\max_k \sqrt{x_k}", r"\sqrt{\max_k x_k}", "x: n; x_0 = 1")
    assert (verdict.verdict, verdict.scope.conditions) == ("proved", ("where both sides have a value",))


@pytest.mark.parametrize(
    ("left", "right", "given"),
    [
        (r"\log \prod_{k=1}^{n-1} z_k", r"\sum_{k=1}^{n-1} \log z_k", "z: n"),
        (r"\prod_{j=1}^{n-1} 2", "2^{n-1}", ""),
        (r"\prod_{j=1}^{n-1} (b x_j)", r"b^{n-1} \prod_{j=1}^{n-1} x_j", "x: n; b: scalar"),
    ],
)
def test_a_product_of_no_factors_is_one(left: str, right: str, given: str) -> None:
    assert prove(left, right, given).verdict != "refuted"
    assert prove(left, f"{right} + 1", given).verdict == "refuted"


def test_an_entry_may_be_given_as_a_number_with_a_sign() -> None:
    given = "w: n; b: scalar; w_0 = b; b > 0"
    assert prove("w_0 b", "b^2", given).verdict == "proved"
    verdict = prove("w_0", "b^2", given)
    assert (verdict.verdict, verdict.message) == (
        "refuted",
        "not equal: 2.71828182846 on the left, 7.38905609893 on the right",
    )


@pytest.mark.parametrize("sign", [r"\sum", r"\max", r"\min"])
def test_a_number_without_a_value_inside_a_sum_is_read(sign: str) -> None:
    left, right = (rf"{sign}_k \max({parts})" for parts in (r"\log 0, x_k", r"x_k, \log 0"))
    assert prove(left, right, "x: n").verdict == "proved"
    assert prove(left, f"2{right}", "x: n").verdict != "proved"


def test_free_letters_are_those_no_sum_binds() -> None:
    k, n, x = Symbol("k"), Symbol("n"), MatrixSymbol("x", 3, 1)
    body = Max(log(0, evaluate=False), x[k, 0], evaluate=False)
    assert free_letters(Sum(body, (k, 0, n))) == {n, x}
    assert free_letters(Sum(body, (k, k, n))) == {k, n, x}
    assert free_letters(body) == {k, x}


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("|x|'", "x: scalar"),
        (r"\|x\|'", "x: n"),
        ("(x + x)'", "x: scalar"),
        ("(x^T x)'", "x: n"),
        ("x'", "x: scalar"),
        ("x_i'", "x: n"),
    ],
)
def test_a_prime_on_a_number_is_no_transpose(text: str, given: str) -> None:
    message = f"left:1:1: `{text}`: a prime on a number is a derivative, and nothing says in what\n"
    with pytest.raises(ReadError, match=f"^{re.escape(message)}") as found:
        prove(text, text[:-1], given)
    assert found.value.hint == r"write the derivative out, as in \frac{df}{dx}; a transpose is ^T"


def test_a_prime_on_an_array_is_a_transpose() -> None:
    assert prove("(A x)' y", "x^T A^T y", "A: m x n; x: n; y: m").verdict == "proved"
    assert prove("(A x)' y", "x^T A y", "A: m x m; x: m; y: m").verdict == "refuted"
    assert prove("A_{ij}'", "A_{ji}", "A: n x n").verdict == "proved"


@pytest.mark.parametrize("text", [r"\tanh 2 x y", r"\sin 2\pi x y", r"\tanh 2 x y \tanh x"])
def test_a_number_with_two_letters_behind_it_is_no_one_argument(text: str) -> None:
    with pytest.raises(ReadError, match=r"^left:1:1: where does the argument end\?"):
        prove(text, "x", "x: scalar; y: scalar")


@pytest.mark.parametrize("inside", ["2x", r"2\pi x", r"2 x^2"])
def test_a_number_with_one_letter_behind_it_is_an_argument(inside: str) -> None:
    assert prove(rf"\sin {inside}", rf"\sin({inside})", "x: scalar").verdict == "proved"
    assert prove(rf"\sin {inside}", r"x \sin(2)", "x: scalar").verdict != "proved"


ROWS = [
    ("X_i^T w", r"\sum_j X_{ij} w_j", "X: m x n; w: n; i: index m"),
    ("w^T X_i", r"\sum_j X_{ij} w_j", "X: m x n; w: n"),
    ("w^T X_i", "X_i^T w", "X: m x n; w: n"),
    ("X_i^T w", r"\sum_j X_{ji} w_j", "X: n x m; w: n; i: index m"),
    ("X_i w", r"\sum_j X_{ij} w_j", "X: m x n; w: n; i: index m"),
]


@pytest.mark.parametrize(("left", "right", "given"), ROWS)
def test_a_row_is_taken_as_a_column_where_only_this_fits(left: str, right: str, given: str) -> None:
    assert prove(left, right, given).verdict == "proved"
    twin = prove(left, f"2{right}", given)
    assert (twin.verdict, twin.why) == ("refuted", "value")


def test_a_row_with_a_transpose_that_fits_in_two_ways_is_not_refuted() -> None:
    given = "X: n x n; w: n; i: index n"
    verdict = prove("X_i^T w", r"\sum_j X_{ij} w_j", given)
    assert verdict.verdict == "unknown"
    assert verdict.message == (
        "the sides differ, but what may make them equal was not put in: "
        "whether `X_{i}^{T}` is a row of the matrix or of its transpose"
    )
    assert prove("X^T_i w", r"\sum_j X_{ji} w_j", given).verdict == "proved"
    assert prove("X^T_i w", r"\sum_j X_{ij} w_j", given).verdict == "refuted"

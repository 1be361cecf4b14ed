"""What is given of entries of tensors: `x_0 = 1`, `w_0 = b`, `W_{i0} = b_i` are put in by construction."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.claims import prove
from explorer.claims.worked_terms import Known

AUGMENTED = "w: n+1; x: n+1; b: scalar; x_0 = 1; w_0 = b"
LAYER = "W: m x n+1; x: n+1; b: m; x_0 = 1; W_{i0} = b_i; σ: function; i: index m"
LAST = r"w: n+1; x: n+1; \theta: scalar; x_{n+1} = -1; w_{n+1} = \theta"

TRUE = [
    (r"\sum_{j=0}^{n} w_j x_j", r"\sum_{j=1}^{n} w_j x_j + b", AUGMENTED),
    ("w^T x", r"\sum_{j=1}^{n} w_j x_j + b", AUGMENTED),
    (r"\sum_{j=0}^{n} W_{ij} x_j", r"\sum_{j=1}^{n} W_{ij} x_j + b_i", LAYER),
    (r"\sigma(W x)_i", r"\sigma(\sum_{j=1}^{n} W_{ij} x_j + b_i)", LAYER),
    (r"\sum_{j=1}^{n+1} w_j x_j", r"\sum_{j=1}^{n} w_j x_j - \theta", LAST),
    ("(X w)_i", r"w_0 + \sum_{j=1}^{n} X_{ij} w_j", "X: N x n+1; w: n+1; X_{i0} = 1; i: index N"),
    ("x_1 + x_2", "3", "x: n; x_1 = 1; x_2 = 2"),
    ("x_0 + x_n", "3", "x: n+1; x_0 = 1; x_n = 2"),
    (r"\sum_j v_j", "v_1 + v_3", "v: 3; v_2 = 0"),
]
FALSE = [
    (r"\sum_{j=0}^{n} w_j x_j", r"\sum_{j=1}^{n} w_j x_j - b", AUGMENTED),
    ("w^T x", r"\sum_{j=1}^{n} w_j x_j", AUGMENTED),
    (
        r"\sum_{j=0}^{n} W_{ij} x_j",
        r"\sum_{j=1}^{n} W_{ij} x_j + b_j",
        LAYER.replace("i: index m", "i: index m; j: index m"),
    ),
    (r"\sigma(W x)_i", r"\sigma(\sum_{j=1}^{n} W_{ij} x_j) + b_i", LAYER),
    (r"\sum_{j=1}^{n+1} w_j x_j", r"\sum_{j=1}^{n} w_j x_j + \theta", LAST),
    ("(X w)_i", r"w_0 X_{i1} + \sum_{j=1}^{n} X_{ij} w_j", "X: N x n+1; w: n+1; X_{i0} = 1; i: index N"),
    ("x_1 + x_2", "4", "x: n; x_1 = 1; x_2 = 2"),
    (r"\sum_j v_j", "v_1 + v_2", "v: 3; v_2 = 0"),
]


@pytest.mark.parametrize(("left", "right", "declared"), TRUE)
def test_what_holds_with_the_entries_is_proved(left: str, right: str, declared: str) -> None:
    assert prove(left, right, declared).verdict == "proved"
    without = "; ".join(part for part in declared.split("; ") if "=" not in part)
    assert prove(left, right, without, diagnose=False).verdict == "refuted"


@pytest.mark.parametrize(("left", "right", "declared"), FALSE)
def test_what_does_not_hold_is_refuted_by_tensors_that_obey(left: str, right: str, declared: str) -> None:
    verdict = prove(left, right, declared, diagnose=False)
    assert verdict.verdict == "refuted"
    witness = verdict.witness
    assert witness is not None
    assert not {name for name in witness.tensors if name.startswith("u")}, "the tensor inside is not shown"
    if "x_0 = 1" in declared:
        assert witness.tensors["x"][0] == [1]
    if "w_0 = b" in declared:
        assert witness.tensors["w"][0] == [witness.tensors["b"]]
    if "W_{i0}" in declared:
        assert [row[0] for row in witness.tensors["W"]] == [row[0] for row in witness.tensors["b"]]
    if "X_{i0}" in declared:
        assert {row[0] for row in witness.tensors["X"]} == {Fraction(1)}
    assert witness.steps is not None
    assert isinstance(witness.steps.left[-1].after, Known)


def test_the_order_of_the_declarations_does_not_count() -> None:
    parts = AUGMENTED.split("; ")
    assert prove("w^T x", r"\sum_{j=1}^{n} w_j x_j + b", [*reversed(parts)]).verdict == "proved"


def test_the_diagnosis_and_the_steps_are_in_the_names_of_the_claim() -> None:
    verdict = prove(r"\sum_{j=1}^{n+1} w_j x_j", r"\sum_{j=1}^{n} w_j x_j + \theta", LAST)
    assert verdict.diagnosis == "equal if θ is replaced by -θ"
    assert verdict.witness is not None
    assert verdict.witness.steps is not None
    assert verdict.witness.steps.left[0].text == "Σ_j w_j x_j"


@pytest.mark.parametrize(
    ("declared", "left_out"),
    [
        ("x: n; x_1 = 1; x_n = 2", "x_n = 2"),  # one entry where n = 1
        ("x: n; x_1 = 1; x_1 = 2", "x_1 = 2"),
        ("x: n; x > 0; x_1 = 1", "x_1 = 1"),
        ("x: n; x_1 = 1; x > 0", "x > 0"),
    ],
)
def test_what_cannot_be_put_in_beside_another_makes_no_refutation(declared: str, left_out: str) -> None:
    verdict = prove("x_1", "5", declared)
    assert verdict.message == f"the sides differ, but what may make them equal was not put in: {left_out}"


@given(st.dictionaries(st.integers(1, 4), st.integers(-3, 3), max_size=3), st.integers(-1, 1))
def test_a_sum_with_some_entries_said(entries: dict[int, int], off: int) -> None:
    """Law: Σ_j x_j = Σ of what is said + Σ of the others."""
    said = "".join(f"; x_{k} = {value}" for k, value in entries.items())
    others = "".join(f" + x_{k}" for k in range(1, 5) if k not in entries)
    right = f"{sum(entries.values()) + off}{others}"
    verdict = prove(r"\sum_{j=1}^{4} x_j", right, f"x: 4{said}", diagnose=False).verdict
    assert verdict == ("refuted" if off else "proved")


THROUGH = [
    (r"\frac{\partial w_0}{\partial b}", "1", "0", "w: n; w_0 = b; b: scalar"),
    (r"\frac{\partial}{\partial b} (w^T x)", "x_0", "0", "w: n; x: n; w_0 = b; b: scalar"),
    (r"\frac{\partial}{\partial w_j} (w^T x)", "x_j", "w_j", "w: n; x: n; w_0 = b; b: scalar; j: index n"),
    (r"\frac{\partial}{\partial w_0} (w^T x)", "1", "0", "w: n; x: n; x_0 = 1"),
    (r"\nabla_w (w^T x)", "x", "w", "w: n; x: n; x_0 = 1; w_0 = b; b: scalar"),
    (r"\frac{\partial}{\partial x} (x^T A x)", "2 A x", "A x", "A: n x n; A = A^T; x: n"),
    (
        r"\frac{\partial}{\partial z_j} (-\sum_i y_i \log \operatorname{softmax}(z)_i)",
        r"\operatorname{softmax}(z)_j - y_j",
        r"y_j - \operatorname{softmax}(z)_j",
        r"y: n; z: n; \sum_i y_i = 1; j: index n",
    ),
]


@pytest.mark.parametrize(("left", "right", "twin", "declared"), THROUGH)
def test_a_derivative_sees_what_is_given_of_an_entry(left: str, right: str, twin: str, declared: str) -> None:
    assert prove(left, right, declared).verdict == "proved"
    assert prove(left, twin, declared, diagnose=False).verdict == "refuted"


@pytest.mark.parametrize(
    ("left", "right", "declared"),
    [
        # other letters in a second equation
        ("W_{1j}", "c_k", "W: n x n; b: n; c: n; W_{0j} = b_j; W_{1k} = c_k; k: index n; j: index n"),
        # the names inside of two tensors are two
        ("x_i", "w_i", "x > 0; w > 0"),
        ("x_i y_i", "y_i^2", "x > 0; y > 0"),
        ("A_{ij}", "B_{ij}", "A_{ij} = A_{ji}; B_{ij} = B_{ji}"),
        ("A_{ij} x_j", "B_{ij} x_j", "A = A^T; B = B^T; x: n"),
        ("p_i", "q_i", r"\sum_i p_i = 1; \sum_i q_i = 1"),
        # one tensor is counted in one way, whatever is given of it
        (r"\sum_{j=1}^{n} x_j", r"x_0 + \sum_{j=1}^{n-1} x_j", "x: n; x > 0"),
        (r"\sum_{j=1}^{n} x_j", r"\sum_{j=0}^{n-1} x_j", "x: n; x > 0"),
        ("W_{nn} + W_{00}", "W_{n-1,n-1} + W_{00}", "W: n x n; W_{ij} = W_{ji}"),
        ("x_n y_0", "x_{n-1} y_0", "x: n; y: n; x > 0; y > 0"),
    ],
)
def test_what_is_put_in_proves_nothing_false(left: str, right: str, declared: str) -> None:
    assert prove(left, right, declared, diagnose=False).verdict == "refuted"


def test_the_letters_of_each_equation_are_its_own() -> None:
    declared = "W: n x n; b: n; c: n; W_{0j} = b_j; W_{1k} = c_k; j: index n"
    assert prove("W_{1j}", "c_j", declared).verdict == "proved"
    assert prove("W_{0j}", "b_j", declared).verdict == "proved"
    assert prove("W_{0j}", "c_j", declared, diagnose=False).verdict == "refuted"


def test_a_witness_of_numbers_above_0_shows_them() -> None:
    witness = prove("x_i", "w_i", "x: n; w: n; i: index n; x > 0; w > 0", diagnose=False).witness
    assert witness is not None
    assert witness.tensors["x"] == [[1]]
    assert witness.tensors["w"] == [["2.71828"]]  # exp(1), rounded
    assert witness.tensors["t_{w}"] == [[1]]


def test_an_entry_may_be_given_by_an_entry_that_is_given() -> None:
    """Law: `a_0 = w_0; w_0 = b` say a_0 = b, in whatever order the names stand."""
    for name in ("a", "x"):
        declared = f"{name}: n; w: n; b: scalar; {name}_0 = w_0; w_0 = b"
        assert prove(f"{name}_0", "b", declared).verdict == "proved"
        witness = prove(f"{name}_0", "b + 1", declared, diagnose=False).witness
        assert witness is not None
        assert witness.tensors[name] == witness.tensors["w"] == [[witness.tensors["b"]]]

"""What SymPy's symbols assume: no complex numbers, and numbers that refute only where they are what is assumed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Eq, Function, MatrixSymbol, Symbol

import explorer as ex
from explorer.errors import InputError

n = Symbol("n", integer=True, positive=True)
A, a = MatrixSymbol("A", n, n), MatrixSymbol("a", n, 1)
x = Symbol("x")

REFUSED = [
    ({"complex": True}, "z stands for any complex number: claims are decided for real numbers."),
    ({"imaginary": True}, "z stands for no real number: claims are decided for real numbers."),
    ({"algebraic": True}, "z stands for any complex number: claims are decided for real numbers."),
    ({"extended_real": True}, "z may be infinite: claims are decided for real numbers."),
    ({"commutative": False}, "z does not commute: claims are decided for real numbers."),
]


@pytest.mark.parametrize(("assumed", "message"), REFUSED)
def test_what_need_not_be_a_real_number_is_refused(assumed: dict[str, bool], message: str) -> None:
    z = Symbol("z", **assumed)
    hint = "\n  hint: Symbol('z') or Symbol('z', real=True), if real numbers are meant"
    systems = [] if "commutative" in assumed else [([Eq(a, A * a)], [Eq(a, z * A * a)])]
    for left, right in ((z**2, x), (x, x + z), *systems):
        with pytest.raises(InputError) as caught:
            ex.prove(left, right)
        assert str(caught.value) == message + hint


def test_a_complex_function_is_refused() -> None:
    f = Function("f", complex=True)
    with pytest.raises(InputError, match="f stands for any complex number"):
        ex.prove(f(x), f(x))
    assert ex.prove(Function("f", real=True)(x), Function("f", real=True)(x)).verdict == "proved"


@given(st.sampled_from(["positive", "negative", "nonnegative", "integer", "nonzero", "real"]), st.integers(2, 5))
def test_a_proof_for_all_holds_and_a_refutation_is_where_it_is_assumed(kind: str, factor: int) -> None:
    s = Symbol("s", **{kind: True})
    assert ex.prove(factor * s - s, (factor - 1) * s).verdict == "proved"
    refuted = ex.prove(s, factor * s, diagnose=False)
    assert refuted.verdict == "refuted"
    value = refuted.witness.tensors["s"]
    assert {"positive": value > 0, "negative": value < 0, "nonnegative": value >= 0}.get(kind, value != 0)


def test_where_no_fitting_numbers_are_found_nothing_is_known() -> None:
    prime, zero, f = Symbol("e", prime=True), Symbol("o", zero=True), Function("f", positive=True)
    told = "the sides differ, but no numbers were found that are what is assumed of {}"
    for left, right, names in ((prime, prime + 1, "e"), (zero + x, x, "o"), (f(x), f(x) + 1, "f")):
        verdict = ex.prove(left, right)
        assert (verdict.verdict, verdict.reason) == ("unknown", told.format(names))


def test_sizes_may_be_positive_integers() -> None:
    assert ex.prove(n * (A * a), A * (n * a)).verdict == "proved"
    assert ex.prove(n * (A * a), A * a).verdict == "refuted"

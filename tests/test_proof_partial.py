"""Sums over part of a range whose ends are sizes: brought to sums from the first entry, which have one form."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.claims import prove
from explorer.errors import ReadError
from explorer.proof.checker import check

TRUE = [
    (r"\sum_{j=1}^{2n} a_j", r"\sum_{j=1}^{n} a_j + \sum_{j=n+1}^{2n} a_j", "a: 2n"),
    (r"\sum_{j=0}^{2n-1} a_j", r"\sum_{j=0}^{n-1} a_j + \sum_{j=0}^{n-1} a_{j+n}", "a: 2n"),
    (r"\sum_{j=1}^{n+m} a_j", r"\sum_{j=1}^{n} a_j + \sum_{j=n+1}^{n+m} a_j", "a: n+m"),
    (r"\sum_{j=1}^{n+2} a_j", r"\sum_{j=1}^{n} a_j + a_{n+1} + a_{n+2}", "a: 2n+2"),
    (r"\sum_{j=0}^{n-2} a_j + a_{n-1}", r"\sum_{j=0}^{n-1} a_j", "a: 3n"),
    (
        r"\sum_{j=n+1}^{2n} W_{ij} x_j",
        r"\sum_{j=1}^{2n} W_{ij} x_j - \sum_{j=1}^{n} W_{ij} x_j",
        "W: m x 2n; x: 2n; i: index m",
    ),
    (r"\sum_{i=1}^{n}\sum_{j=n+1}^{2n} W_{ij}", r"\sum_{j=n+1}^{2n}\sum_{i=1}^{n} W_{ij}", "W: 2n x 2n"),
    (r"(\sum_{j=n+1}^{2n} a_j)^2", r"(\sum_{j=1}^{2n} a_j - \sum_{j=1}^{n} a_j)^2", "a: 2n"),
    (r"\sigma(\sum_{j=n+1}^{2n} a_j)", r"\sigma(\sum_{j=1}^{2n} a_j - \sum_{j=1}^{n} a_j)", "a: 2n; σ: function"),
]
FALSE = [
    (r"\sum_{j=1}^{2n} a_j", r"\sum_{j=1}^{n} a_j + \sum_{j=n}^{2n} a_j", "a: 2n"),
    (r"\sum_{j=0}^{2n-1} a_j", r"\sum_{j=0}^{n-1} a_j + \sum_{j=1}^{n} a_{j+n-2}", "a: 2n"),
    (r"\sum_{j=1}^{n+m} a_j", r"\sum_{j=1}^{m} a_j + \sum_{j=n+1}^{n+m} a_j", "a: n+m"),
    (r"\sum_{j=1}^{n+2} a_j", r"\sum_{j=1}^{n} a_j + a_{n+1} + a_{n}", "a: 2n+2"),
    (
        r"\sum_{j=n+1}^{2n} W_{ij} x_j",
        r"\sum_{j=1}^{2n} W_{ij} x_j - \sum_{j=n+1}^{2n} W_{ij} x_j",
        "W: m x 2n; x: 2n; i: index m",
    ),
    (r"\sum_{i=1}^{n}\sum_{j=n+1}^{2n} W_{ij}", r"\sum_{j=n+1}^{2n}\sum_{i=1}^{n} W_{ji}", "W: 2n x 2n"),
    (r"(\sum_{j=n+1}^{2n} a_j)^2", r"\sum_{j=1}^{2n} a_j - (\sum_{j=1}^{n} a_j)^2", "a: 2n"),
]


@pytest.mark.parametrize(("left", "right", "declared"), TRUE)
def test_a_cut_sum_is_its_parts(left: str, right: str, declared: str) -> None:
    verdict = prove(left, right, declared)
    assert verdict.verdict == "proved"
    assert verdict.scope.sizes == "all"
    assert verdict.certificate is not None
    check(verdict.certificate)


@pytest.mark.parametrize(("left", "right", "declared"), FALSE)
def test_a_sum_cut_wrongly_is_refuted(left: str, right: str, declared: str) -> None:
    verdict = prove(left, right, declared, diagnose=False)
    assert (verdict.verdict, verdict.why) == ("refuted", "value")


ENDS = st.builds(lambda n, m, c: (n, m, c), st.integers(0, 2), st.integers(0, 2), st.integers(0, 2))


def written(end: tuple[int, int, int], less: int = 0) -> str:
    return (
        f"{end[0]}n+{end[1]}m+{end[2]}-{less}".replace("0n+", "")
        .replace("0m+", "")
        .replace("1n", "n")
        .replace("1m", "m")
    )


@given(st.lists(ENDS, min_size=2, max_size=4), st.booleans())
def test_any_cuts_in_order(steps: list[tuple[int, int, int]], spoilt: bool) -> None:
    """Law: Σ over [0, p + q + r) is the sum of those over [0, p), [p, p + q), [p + q, p + q + r), and of no less."""
    at, cuts = (0, 0, 0), [(0, 0, 0)]
    for step in steps:
        at = tuple(a + b for a, b in zip(at, step, strict=True))  # type: ignore[assignment]
        if at != cuts[-1]:
            cuts.append(at)
    if len(cuts) < 2:
        return
    parts = [rf"\sum_{{j={written(low)}}}^{{{written(high, 1)}}} a_j" for low, high in pairwise(cuts)]
    whole = rf"\sum_{{j=0}}^{{{written(cuts[-1], 1)}}} a_j"
    size = written(cuts[-1]) + "+n"
    given = f"a: {size}; b: m; c: n"
    extra = f"a_{{{written(cuts[-2])}}}"
    right = " + ".join(parts) + (f" + {extra}" if spoilt else "")
    verdict = prove(whole, right, given, diagnose=False).verdict
    assert verdict == ("refuted" if spoilt else "proved")


def test_a_limit_that_is_an_index_is_refused() -> None:
    with pytest.raises(ReadError, match=re.escape("left:1:12: a limit that depends on the index k is not read")):
        prove(r"\sum_{j=1}^{k} a_j", r"\sum_{j=1}^{k} a_j", "a: n; k: index 1..n")


def test_the_numbers_of_a_wrong_cut_can_be_checked_by_hand() -> None:
    verdict = prove(r"\sum_{j=1}^{n+m} a_j", r"\sum_{j=1}^{m} a_j + \sum_{j=n+1}^{n+m} a_j", "a: n+m", diagnose=False)
    witness = verdict.witness
    assert witness is not None
    n, m = witness.sizes["n"], witness.sizes["m"]
    a = [row[0] for row in witness.tensors["a"]]
    assert Fraction(witness.left) == sum(a) != sum(a[:m]) + sum(a[n:]) == Fraction(witness.right)

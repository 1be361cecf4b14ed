"""Each law of particular functions: small valid certificates accepted, forged ones rejected."""

from __future__ import annotations

from typing import Any

import pytest
from bag_cases import BAGS
from cell_cases import CELLS
from law_cases import CASES as EXPONENTIALS
from law_cases import LESS, certificate, ends, entry
from rectifier_cases import RECTIFIERS

from explorer.proof.checker import Invalid, check
from explorer.proof.checker_laws import LAWS
from explorer.proof.composition import verify

CASES = EXPONENTIALS | RECTIFIERS | BAGS | CELLS
CASES["maxflat"] = tuple([*old, *new] for old, new in zip(EXPONENTIALS["maxflat"], BAGS["maxflat"], strict=True))


def as_lines(case: Any) -> tuple[Any, ...]:
    return case if isinstance(case[0], tuple) else (case,)


def test_every_law_has_cases() -> None:
    assert set(LAWS) <= set(CASES)


@pytest.mark.parametrize("rule", LAWS)
def test_a_law_accepts_what_it_says(rule: str) -> None:
    for case in CASES[rule][0]:
        lines = as_lines(case)
        assert check(certificate(*lines), None, LAWS) == len(lines), case
        with pytest.raises(Invalid, match="rejected"):
            check(certificate(*lines))  # the checker alone knows no law of a particular function


@pytest.mark.parametrize("rule", LAWS)
def test_a_law_rejects_what_is_forged(rule: str) -> None:
    for case in CASES[rule][1]:
        with pytest.raises(Invalid, match="rejected"):
            check(certificate(*as_lines(case)), None, LAWS)
        with pytest.raises(Invalid, match="rejected"):
            verify(certificate(*as_lines(case)))


def test_dividing_may_not_drop_an_index_without_values() -> None:
    with pytest.raises(Invalid, match="an index without values"):
        check(certificate(*ends(entry(LESS))), None, LAWS)

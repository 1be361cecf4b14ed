"""Proofs with maxima, products and cases by sign, one place changed: none is accepted that is false."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any

import pytest
import test_proof_tampering as tampering
from identities import GIVEN, MAXIMA

import explorer as ex

MORE = (
    ("|x y|", "|x| |y|"),
    ("relu(x y)", "relu(x) relu(y) + relu(-x) relu(-y)"),
    ("max(x, min(y, c))", "min(max(x, y), max(x, c))"),
    ("|x + y| + |x - y|", "2max(|x|, |y|)"),
    ("min(max(x, 0), 1)", "relu(x) - relu(x - 1)"),
    ("softplus(x) + softplus(y)", "log(1 + e^x + e^y + e^{x + y})"),
)


class Bag:
    """Numbers, and how often each is there: what a sum of `each[]` is."""

    def __init__(self, counts: dict[Any, Any]) -> None:
        self.counts = counts

    def __add__(self, other: Any) -> Any:
        if not isinstance(other, Bag):
            return self if not other else NotImplemented
        keys = {**self.counts, **other.counts}
        return Bag({key: self.counts.get(key, 0) + other.counts.get(key, 0) for key in keys})

    __radd__ = __add__

    def __mul__(self, times: Any) -> Any:
        if isinstance(times, Bag):
            return NotImplemented
        return Bag({key: count * times for key, count in self.counts.items()})

    __rmul__ = __mul__


class Folded(tampering.Real):
    """Real numbers, and maxima, minima and products of bags."""

    def function(self, name: str, *values: Any) -> Any:
        if name == "each[]" and not isinstance(values[0], Bag):
            return Bag({values[0]: Fraction(1)})
        if name not in ("max[]", "min[]", "prod[]"):
            return super().function(name, *values)
        (bag,) = values
        if isinstance(bag, (Fraction, tampering.REAL.mpf)) and bag == 0:
            bag = Bag({})
        whole = isinstance(bag, Bag) and all(count >= 0 and count == int(count) for count in bag.counts.values())
        if not whole:
            return self.draw(name, str(getattr(bag, "counts", bag)))
        inside = [key for key, count in bag.counts.items() for _ in range(int(count))]
        if name == "prod[]":
            return prod(inside, start=tampering.REAL.mpf(1))
        return (max if name == "max[]" else min)(inside, default=tampering.REAL.mpf(0))


def certified() -> list[dict[str, Any]]:
    rows = [(row.left, row.right, row.given) for row in MAXIMA] + [(*sides, "") for sides in MORE]
    return [
        dict(ex.prove(one, two, given=given or GIVEN, diagnose=False).certificate or {}) for one, two, given in rows
    ]


@pytest.mark.parametrize("number", [400, pytest.param(6000, marks=pytest.mark.slow)])
def test_one_changed_place_is_noticed(seed: int, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tampering, "Real", Folded)
    proofs = certified()
    assert all(proofs)
    draw = tampering.random.Random(seed)
    assert not any(tampering.false_by_reals(proof, draw) for proof in proofs)
    tally = tampering.tamper(seed + 900, proofs, number, facts=True)
    print(f"seed {seed}: {dict(tally)}")
    assert tally["tampered"] > 0.9 * number
    assert tally["still valid"] < 0.1 * tally["tampered"]

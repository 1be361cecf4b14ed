"""Random claims with maxima, products, ReLUs and logarithms, each verdict against floats from plain Python."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from folds import KINDS, made, places, rewritten, slipped, somewhere, symbolic, value

import explorer as ex


def judged(seed: int, count: int) -> Counter[str]:
    draw = random.Random(seed)
    tally: Counter[str] = Counter()
    while sum(tally.values()) < count:
        tree = made(draw, draw.choice([2, 3, 3, 4]), ["i"], draw.choice(list(KINDS)))
        other = rewritten(draw, tree)
        true = draw.random() < 0.5
        other = other if true else slipped(draw, other)
        if other == tree or len(list(places(tree))) > 16 or len(list(places(other))) > 40:
            continue
        left, right = ("add", ("entry", "z", "i"), tree), ("add", ("entry", "z", "i"), other)
        try:
            verdict = ex.prove(symbolic(left), symbolic(right), diagnose=False)
        except ex.InputError:  # one side has an index that the other has not
            tally["no claim"] += 1
            continue
        tally[f"{verdict.verdict}, {'true' if true else 'slip'}"] += 1
        if verdict.verdict == "proved":
            assert somewhere(draw, left, right) is None, (left, right, verdict.scope)
        elif verdict.verdict == "refuted":
            size = verdict.witness.sizes.get("n", 1)
            tensors = dict.fromkeys("xyc", 0.0) | {name: [0.0] * size for name in "zwp"}
            tensors["M"] = [[0.0] * size] * size
            for name, numbers in verdict.witness.tensors.items():
                column = name in "zwp"
                tensors[name] = [float(row[0]) for row in numbers] if column else numbers
            at = {"i": verdict.witness.at.get("i", 0)}
            one, two = (value(side, tensors, at, size) for side in (left, right))
            assert one is not None, (left, right, verdict.witness)
            assert two is not None, (left, right, verdict.witness)
            assert abs(one - two) > 1e-9, (left, right, verdict.witness)
            assert not true, (left, right, verdict.witness)
    return tally


def test_no_verdict_is_against_the_numbers(seed: int) -> None:
    tally = judged(seed + 800, 150)
    print(f"seed {seed}: {dict(tally)}")
    assert tally["proved, true"] > 40
    assert tally["refuted, slip"] > 40
    assert tally["unknown, true"] < 15


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_no_verdict_is_against_the_numbers_in_many_claims(seed: int, part: int) -> None:
    tally = judged(seed + 801 + part, 1500)
    print(f"seed {seed}: {dict(tally)}")
    assert tally["proved, true"] > 400

"""The makers of random statements keep their promises: true pairs are true, slips are slips, small ones fail at 3."""

from __future__ import annotations

import random

import little
import pytest
import sympy as sp
from generators import difference, numbers, pairs, values
from little import FUNCTION, LETTERS, SIZE, TENSOR, Speller, sum_of
from small_models import LARGER, SMALL, equal_when_small

from explorer.statement import Statement

n = SIZE["n"]
i = LETTERS[0]


def test_true_pairs_are_equal_by_numbers(seed):
    draw = random.Random(seed)
    for pair in pairs(seed, 150, wrong=0):
        assert difference(pair, draw) is None, f"seed {seed}: {pair}"


def test_most_slips_make_a_difference(seed):
    draw = random.Random(seed)
    made = list(pairs(seed, 200, wrong=1))
    different = sum(difference(pair, draw) is not None for pair in made)
    assert different > 0.8 * len(made), f"seed {seed}: {different} of {len(made)}"
    assert {pair.slip for pair in made} >= {
        "bias inside",
        "function inside",
        "hadamard",
        "transposed",
        "wrong",
    }


def test_the_same_seed_gives_the_same_pairs(seed):
    one, two = (list(pairs(seed, 20)) for _ in range(2))
    assert [str(pair) for pair in one] == [str(pair) for pair in two]
    assert str(one[0]) != str(next(iter(pairs(seed + 1, 1))))


def test_small_ones_hold_at_1_and_2_and_fail_beyond(seed):
    draw = random.Random(seed)
    made = list(equal_when_small(seed, 40))
    assert len({(pair.statement.left, pair.statement.right) for pair in made}) == 40
    for pair in made:
        assert difference(pair, draw, sizes=SMALL, draws=2) is None, f"seed {seed}: {pair}"
        assert difference(pair, draw, sizes=LARGER, draws=5) is not None, f"seed {seed}: {pair}"


def test_the_theory_page_example_needs_its_n_plus_one():
    """sum_i s(sum_j a_j - a_i) = sum_i s(a_i) is true at n = 2 and false at n = 1, 3, 4."""
    a, s, j = TENSOR["a"], FUNCTION["f"], LETTERS[1]
    left = sp.Sum(s(sp.Sum(a[j, 0], (j, 0, n - 1)) - a[i, 0]), (i, 0, n - 1))
    statement = Statement(left, sp.Sum(s(a[i, 0]), (i, 0, n - 1)))
    equal = []
    for size in (1, 2, 3, 4):
        tensors, functions = numbers(random.Random(size), {"m": 1, "n": size})
        ((one, two),) = values(statement, {"m": 1, "n": size}, tensors, functions)
        equal.append(one == two)
    assert equal == [False, True, False, False]


def test_quick_sums_are_sympys_own():
    entry = TENSOR["a"][i, 0]
    quick = sum_of(entry, sp.Tuple(i, sp.Integer(0), n - 1))
    assert quick == sp.Sum(entry, (i, 0, n - 1))
    assert quick.args == sp.Sum(entry, (i, 0, n - 1)).args
    assert Speller(random.Random(0), {}).number(("T", "a", (0, 0))) == TENSOR["a"][0, 0]


@pytest.mark.parametrize("term", [("?",), ("M", "A")])
def test_an_unknown_term_is_no_number(term):
    with pytest.raises(ValueError, match=term[0].replace("?", r"\?")):
        Speller(random.Random(0), {}).number(term)
    assert little.size_of(term) == 1

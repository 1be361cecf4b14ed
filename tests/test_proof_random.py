"""The judge against numbers: random true pairs, near misses and statements equal at sizes 1 and 2, through `prove`.

Nothing here trusts the judge: a proof must survive random numbers and functions, a refutation must be shown on the
original statement by the interpreter. The long runs are marked slow: `pytest -m slow`.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

import pytest
import sympy as sp
from generators import Pair, difference, is_matrix, numbers, pairs
from interpreter import evaluate, refutes
from little import FUNCTION, LETTERS, SIZE, TENSOR
from small_models import equal_when_small
from wide import SCALAR, expressions

from explorer.claims import prove
from explorer.errors import InputError
from explorer.nodes import entrywise
from explorer.proof.evaluate import Evaluator
from explorer.proof.lower import Lowering
from explorer.proof.scan import scan
from explorer.proof.terms import Table


def indices_differ(pair: Pair) -> bool:
    """Whether the sides speak of different free indices: such a pair is no claim, and `prove` says so."""
    indices = set(pair.statement.indices)
    left, right = (side.free_symbols & indices for side in (pair.statement.left, pair.statement.right))
    return (indices if is_matrix(pair.statement.left) else left) != right


def review(made: Iterable[Pair], seed: int, diagnose: bool = False) -> Counter[str]:
    """Every pair through `prove`, every verdict against numbers; counts the verdicts by what is known of the pair."""
    draw = random.Random(seed)
    tally: Counter[str] = Counter()
    for pair in made:
        kind = {True: "true", False: "false", None: "slip"}[pair.equal]
        try:
            verdict = prove(pair.statement, diagnose=diagnose)
        except InputError as error:
            if not indices_differ(pair):
                raise AssertionError(f"seed {seed}, {pair}") from error
            tally[f"{kind}: no claim"] += 1
            continue
        tally[f"{kind}: {verdict.verdict}"] += 1
        match verdict.verdict:
            case "proved":
                assert pair.equal is not False, f"FALSE PROOF, seed {seed}, {pair}"
                shown = difference(pair, draw) if pair.equal is None else None
                assert shown is None, f"FALSE PROOF, seed {seed}, {pair}: {shown}"
                kinds = [line.split()[0] for line in verdict.evidence]
                assert kinds[:2] == ["canonical", "certificate"], f"seed {seed}, {pair}: {verdict.evidence}"
                tally["no second opinion"] += kinds[2] != "oracle"
            case "refuted":
                assert pair.equal is not True, f"FALSE REFUTATION, seed {seed}, {pair}: {verdict.message}"
                assert verdict.why == "value", f"seed {seed}, {pair}: {verdict.message}"
                assert refutes(pair.statement, verdict.witness), (
                    f"WRONG WITNESS, seed {seed}, {pair}: {verdict.witness}"
                )
                tally["diagnosed"] += verdict.diagnosis is not None
            case _:
                tally[f"unknown: {verdict.reason[:60]}"] += 1
    return tally


def undecided(tally: Counter[str]) -> int:
    return sum(count for name, count in tally.items() if name.endswith(": unknown"))


def test_true_pairs_and_near_misses(seed):
    tally = review(pairs(seed, 240), seed)
    assert undecided(tally) <= 3, f"seed {seed}: {tally}"
    assert tally["no second opinion"] <= 1, f"seed {seed}: {tally}"
    assert tally["true: proved"] > 90
    assert tally["slip: refuted"] > 90


def test_verdicts_are_the_same_with_a_diagnosis(seed):
    plain, told = (review(pairs(seed + 1, 20), seed + 1, diagnose) for diagnose in (False, True))
    assert told["diagnosed"] > 0
    assert {**told, "diagnosed": 0} == {**plain, "diagnosed": 0}


def test_statements_equal_at_sizes_1_and_2_are_refuted(seed):
    tally = review(equal_when_small(seed, 40), seed)
    assert tally["false: refuted"] + tally["false: no claim"] == 40, f"seed {seed}: {tally}"
    assert tally["false: refuted"] > 35


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_many_pairs(seed, part):
    tally = review(pairs(seed + 1000 + part, 2000), seed + 1000 + part)
    print(f"seed {seed + 1000 + part}: {dict(tally)}")
    assert undecided(tally) <= 20, f"seed {seed + 1000 + part}: {tally}"
    assert tally["no second opinion"] <= 2, f"seed {seed + 1000 + part}: {tally}"


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_many_statements_equal_at_sizes_1_and_2(seed, part):
    tally = review(equal_when_small(seed + 2000 + part, 300), seed + 2000 + part)
    print(f"seed {seed + 2000 + part}: {dict(tally)}")
    assert undecided(tally) == 0, f"seed {seed + 2000 + part}: {tally}"


# --- found once: each was decided wrongly, or not at all, by an earlier judge -----------------

n, m = SIZE["n"], SIZE["m"]
i, j, k, x = *LETTERS[:3], sp.Symbol("x")
A, W, a, s = TENSOR["A"], TENSOR["W"], TENSOR["a"], FUNCTION["f"]
FALSE = {
    "a sum in a function's rule binds the rule's own variable": (
        entrywise(sp.Lambda(i, sp.Sum(i * a[i, 0], (i, 0, n - 1))), W),
        entrywise(sp.Lambda(x, sp.Sum(x * a[i, 0], (i, 0, n - 1))), W),
    ),
    "the diagonal of a matrix is not its first row": (
        sp.DiagonalMatrix(A),
        sp.FunctionMatrix(n, n, sp.Lambda((i, j), sp.KroneckerDelta(i, j) * A[0, j])),
    ),
    "the bound N counts the index of the function's argument": (
        (n - 1) * sp.Sum(s(sp.Sum(a[j, 0], (j, 0, n - 1)) - a[i, 0]), (i, 0, n - 1)),
        (n - 1) * sp.Sum(s(a[i, 0]), (i, 0, n - 1)),
    ),
}
TRUE = {
    "a delta in a sum over part of the range": (
        sp.Sum(sp.KroneckerDelta(k, j) * a[j, 0], (j, 1, n - 1)),
        a[k, 0] - sp.KroneckerDelta(0, k) * a[0, 0],
    ),
    "a sum whose terms cancel": (
        sp.Sum(sp.Mul(sp.Add(2 * a[j, 0], -2 * a[j, 0], evaluate=False), a[j, 0]), (j, 0, n - 1)),
        sp.Integer(0),
    ),
    "a size that is only a number": (
        m * sp.Sum(a[j, 0], (j, 0, n - 1)),
        sp.Sum(sp.Sum(a[j, 0], (k, 0, m - 1)), (j, 0, n - 1)),
    ),
    "the diagonal of a matrix": (
        sp.DiagonalMatrix(A),
        sp.FunctionMatrix(n, n, sp.Lambda((i, j), sp.KroneckerDelta(i, j) * A[i, j])),
    ),
    "a vector as a diagonal": (
        sp.MatMul(sp.DiagMatrix(a), A),
        sp.HadamardProduct(sp.MatMul(a, sp.OneMatrix(1, n)), A),
    ),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_ones_found_once_are_not_proved(name):
    left, right = FALSE[name]
    verdict = prove(left, right)
    assert verdict.verdict != "proved"
    if verdict.why == "value":
        assert refutes(verdict.statement, verdict.witness)


@pytest.mark.parametrize("name", TRUE)
def test_true_ones_found_once_are_proved(name):
    assert prove(*TRUE[name]).verdict == "proved"


# --- lowering and evaluation -------------------------------------------------------------------

SIZES = ({"m": 2, "n": 3}, {"m": 3, "n": 2}, {"m": 1, "n": 2}, {"m": 2, "n": 1}, {"m": 1, "n": 1})


def compared(seed: int, number: int) -> int:
    """How many random expressions have the same value by the interpreter and by the judge's terms: all, or it fails."""
    draw = random.Random(seed)
    done = 0
    for expr in expressions(seed, number):
        sizes = draw.choice(SIZES)
        tensors, functions = numbers(draw, sizes)
        tensors |= {SCALAR.name: draw.randint(-5, 5), **sizes}
        functions["exp"] = lambda x: 1 + x * x
        low = Lowering(Table(), scan(expr))
        if is_matrix(expr):
            node, _, _ = low.matrix(expr)
        else:
            node = low.scalar(expr)
        if any(sizes[name] < least for name, least in low.lows.items() if name in sizes):
            continue

        def entry(name, place, tensors=tensors, expr=expr):
            found = tensors[name]
            for k in place:
                assert 0 <= k < len(found), f"{name} at {place} in {expr}"
                found = found[k]
            return Fraction(found)

        def function(name, values, functions=functions):
            return 1 / Fraction(values[0]) if name == "inv" else Fraction(functions[name](*values))

        try:
            expected = evaluate(expr, sizes, tensors, functions)
        except ZeroDivisionError:
            continue
        run = Evaluator(sizes, entry, function, Fraction, {})
        if is_matrix(expr):
            found = [[run.at(node, i, j, ()) for j in range(len(row))] for i, row in enumerate(expected)]
        else:
            found = run.scalar(node)
        assert found == expected, f"seed {seed}: {expr} at {sizes}"
        done += 1
    return done


def test_random_expressions_have_the_interpreters_value(seed):
    assert compared(seed, 900) > 700


@pytest.mark.slow
def test_many_random_expressions_have_the_interpreters_value(seed):
    assert compared(seed + 3000, 6500) >= 5000

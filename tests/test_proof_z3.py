"""A third opinion, in the tests alone: z3 on both sides of random statements, written out at small concrete sizes.

z3 shares nothing with the judge: the SymPy statement goes through the interpreter of the tests with real variables of
z3 for entries and uninterpreted functions for f and g, and z3 decides whether the two sides can differ. What z3 leaves
open is counted as open, never as agreement.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
import sympy as sp
from generators import Pair, Sizes, pairs
from interpreter import evaluate, refutes
from little import FUNCTION, FUNCTIONS, LETTERS, SCALARS, SIZE, SLOTS, TENSOR
from small_models import equal_when_small

from explorer.claims import prove
from explorer.claims.pair import Pairing, Side
from explorer.errors import InputError
from explorer.nodes import entrywise
from explorer.proof.oracle import agree
from explorer.statement import Statement

z3 = pytest.importorskip("z3", reason="z3-solver is not installed: the judge is tested WITHOUT its third opinion")

SIZES: tuple[Sizes, ...] = ({"m": 2, "n": 3}, {"m": 3, "n": 2}, {"m": 2, "n": 2})
DRAWS = 2
MILLISECONDS = 1000


def values(statement: Statement, sizes: Sizes) -> list[tuple[Any, Any]]:
    """Both sides at every place, as terms of z3 (or numbers, where nothing unknown is left)."""
    real = z3.RealSort()
    functions = {name: z3.Function(name, real, real) for name in FUNCTIONS}
    length = {**sizes, "1": 1}
    tensors = {
        name: [[z3.Real(f"{name}_{p}_{q}") for q in range(length[slots[1]])] for p in range(length[slots[0]])]
        for name, slots in SLOTS.items()
    }
    scalars = {name: z3.Real(name) for name in SCALARS}
    free = [(symbol.name, int(evaluate(size, sizes))) for symbol, size in statement.indices.items()]
    found: list[tuple[Any, Any]] = []
    for place in product(*[range(count) for _, count in free]):
        at = dict(zip([name for name, _ in free], place, strict=True))
        row, column = (at[s.name] if s is not None else 0 for s in (statement.row, statement.column))
        both = [
            evaluate(side, sizes, tensors, functions, {**scalars, **at}) for side in (statement.left, statement.right)
        ]
        if all(isinstance(side, list) for side in both):
            return [pair for rows in zip(*both, strict=True) for pair in zip(*rows, strict=True)]
        left, right = (side[row][column] if isinstance(side, list) else side for side in both)
        found.append((left, right))
    return found


def variables(terms: Iterable[Any]) -> list[Any]:
    """The real variables in terms of z3, by name."""
    found, seen, stack = {}, set(), list(terms)
    while stack:
        term = stack.pop()
        if term.get_id() not in seen:
            seen.add(term.get_id())
            stack.extend(term.children())
            if z3.is_const(term) and term.decl().kind() == z3.Z3_OP_UNINTERPRETED:
                found[str(term)] = term
    return [found[name] for name in sorted(found)]


def opinion(statement: Statement, sizes: Sizes, draw: random.Random) -> bool | None:
    """Whether the two sides are always equal at these sizes, as z3 says; None where it does not say.

    A difference is first looked for with entries that are drawn, only the functions left to z3; what is equal there is
    decided for all reals and functions.
    """
    different = []
    for left, right in values(statement, sizes):
        if isinstance(left, int | Fraction) and isinstance(right, int | Fraction):
            if left != right:
                return False
        else:
            different.append(left != right)
    if not different:
        return True
    question = z3.simplify(z3.Or(different), som=True, som_blowup=10**6)
    for _ in range(DRAWS):
        fixed = [(variable, z3.RealVal(draw.randint(-9, 9))) for variable in variables([question])]
        if answered(z3.substitute(question, *fixed)) == z3.sat:
            return False
    answer = answered(question)
    return None if answer == z3.unknown else bool(answer == z3.unsat)


def answered(question: Any) -> Any:
    """What z3 says in the time it is given."""
    solver = z3.SimpleSolver()
    solver.set(timeout=MILLISECONDS)
    solver.add(question)
    return solver.check()


def claim_of(statement: Statement) -> Any:
    """The claim that the judge decides and its oracle is asked about."""
    return next(Pairing(Side(statement.left), Side(statement.right), statement).claims())


def third(made: Iterable[Pair], seed: int, judge: Any = prove) -> Counter[str]:
    """Every pair by the judge, its oracle and z3 at one of the sizes; a refutation also at the sizes of its witness."""
    draw = random.Random(seed)
    tally: Counter[str] = Counter()
    for pair in made:
        sizes = draw.choice(SIZES)
        try:
            verdict = judge(pair.statement, diagnose=False)
        except InputError:
            tally["no claim"] += 1
            continue
        claim = claim_of(pair.statement)
        if any(sizes[name] < low for name, low in claim.lows.items()):
            tally["too small"] += 1
            continue
        equal = opinion(pair.statement, sizes, draw)
        told = {True: "equal", False: "different", None: "open"}[equal]
        tally[f"{verdict.verdict}, {told}"] += 1
        if equal is not None:
            assert agree(claim, sizes, seed) == equal, (
                f"ORACLE AND Z3 DISAGREE at {sizes}: z3 says {told}, seed {seed}, {pair}"
            )
        if verdict.verdict == "proved":
            assert equal is not False, f"FALSE PROOF: z3 finds a difference at {sizes}, seed {seed}, {pair}"
        elif verdict.verdict == "refuted":
            assert refutes(pair.statement, verdict.witness), f"WRONG WITNESS, seed {seed}, {pair}: {verdict.witness}"
            there = {name: verdict.witness.sizes.get(name, size) for name, size in sizes.items()}
            if there != sizes:
                equal = opinion(pair.statement, there, draw)
                assert equal is not True, f"FALSE REFUTATION: z3 says equal at {there}, seed {seed}, {pair}"
            tally["refuted, shown"] += equal is False
            tally["refuted, open"] += equal is None
    return tally


def looked_at(tally: Counter[str], least: float) -> None:
    """Law: z3 decided nearly all of them; otherwise it would be no opinion."""
    decided = sum(count for name, count in tally.items() if name.endswith((", equal", ", different")))
    assert decided >= least * (decided + tally["proved, open"] + tally["refuted, open"]), tally


def test_judge_oracle_and_z3_agree(seed):
    tally = third(pairs(seed + 5000, 70), seed)
    looked_at(tally, 0.95)
    assert tally["proved, equal"] >= 20
    assert tally["refuted, shown"] >= 20


def test_what_z3_must_believe_at_sizes_1_and_2_is_refuted(seed):
    """z3 at small sizes is an opinion on those sizes: these it holds to be equal, and they are not at 3 or 4."""
    draw = random.Random(seed)
    made = list(equal_when_small(seed + 5001, 8))
    believed = [opinion(pair.statement, {"m": 2, "n": 2}, draw) for pair in made]
    assert False not in believed
    assert believed.count(True) >= 6
    tally = third(made, seed)
    assert tally["refuted, shown"] >= 6


def test_a_judge_that_believes_everything_is_caught(seed):
    def believes(statement, diagnose):
        a = TENSOR["a"]
        return prove(a, a)

    with pytest.raises(AssertionError, match="FALSE PROOF: z3 finds a difference"):
        third(pairs(seed, 20, wrong=1), seed, believes)


i, j, n = LETTERS[0], LETTERS[1], SIZE["n"]
A, W, V, a, b = (TENSOR[name] for name in "AWVab")
f, g = FUNCTION["f"], FUNCTION["g"]
KNOWN = {
    "product": (sp.MatMul(W, a)[i, 0], sp.Sum(W[i, j] * a[j, 0], (j, 0, n - 1)), {i: SIZE["m"]}, True),
    "transposed": (f(A[i, j]), f(A[j, i]), {i: n, j: n}, False),
    "bias inside": (entrywise(f, W * a + b), entrywise(f, W * a) + b, {}, False),
    "two layers": (
        entrywise(g, V * entrywise(f, W * a + b)),
        sp.Transpose(entrywise(g, sp.Transpose(entrywise(f, b + W * a)) * sp.Transpose(V))),
        {},
        True,
    ),
    "a size": (sp.Sum(a[i, 0], (j, 0, n - 1)), n * a[i, 0], {i: n}, True),
    "one half": (a[i, 0] / 2 + a[i, 0] / 2, a[i, 0] + a[i, 0] / 3, {i: n}, False),
    "numbers alone": (sp.Sum(sp.KroneckerDelta(i, j), (j, 0, n - 1)), sp.Integer(1), {i: n}, True),
    "other numbers": (sp.Sum(sp.KroneckerDelta(i, j), (j, 0, n - 1)), n, {i: n}, False),
}


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_z3_is_asked_the_question_that_is_meant(name, sizes):
    left, right, indices, equal = KNOWN[name]
    assert opinion(Statement(left, right, indices=indices), sizes, random.Random(1)) is equal


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_judge_oracle_and_z3_agree_on_many(seed, part):
    tally = third(pairs(seed + 6000 + part, 500), seed + part)
    print(f"seed {seed + 6000 + part}: {dict(tally)}")
    looked_at(tally, 0.95)


@pytest.mark.slow
def test_judge_oracle_and_z3_agree_on_many_that_hold_when_small(seed):
    tally = third(equal_when_small(seed + 6100, 100), seed)
    print(f"seed {seed + 6100}: {dict(tally)}")
    assert tally["refuted, shown"] >= 90

"""Canonical form, oracle and checker, each asked on its own about random nested pairs: they never disagree.

`prove` asks them one after the other and stops early; here every pair is put to all three. The canonical form and the
oracle say equal or not; the checker is offered a proof: the right one where the forms are equal, forged ones elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from generators import Pair, pairs
from small_models import equal_when_small

from explorer.claims.pair import Pairing, Side
from explorer.errors import InputError
from explorer.proof.canonical import Budget, Canonicalizer
from explorer.proof.certificate import write
from explorer.proof.checker import Invalid, check
from explorer.proof.checker_laws import LAWS
from explorer.proof.claim import Claim
from explorer.proof.log import Log
from explorer.proof.oracle import agree, sizes_for
from explorer.proof.refusals import Clash

# Rules that need no details: what a forger would try first to get from one form to another.
SHORT = ("ring", "unfold", "delta", "inv", "sumlin", "sumconst", "expand", "deltaelim")


def accepted(*arguments: Any) -> bool:
    """Whether the checker accepts."""
    try:
        check(*arguments, LAWS)
    except Invalid:
        return False
    return True


def forms(claim: Claim) -> tuple[Any, Any, dict[str, Any]]:
    """Both canonical forms and a certificate: of the claim where they are one term, else only of the way to each.

    The second ends in no line that says left = right; it is there to be forged.
    """
    log = Log(claim.table)
    work = Canonicalizer(claim.table, log, claim.slots, claim.lows)
    left, right = work.canonical(claim.left), work.canonical(claim.right)
    if left.term is right.term:
        last = log.chain(left.line, log.turn(right.line))
        certificate = write(log, claim.left, claim.right, last, claim.slots, claim.free, claim.lows)
    else:
        certificate = write(log, left.term, right.term, None, claim.slots, claim.free, claim.lows)
    return left.term, right.term, certificate


def three(made: Iterable[Pair], seed: int) -> Counter[str]:
    """Every pair by all three; counts what they say."""
    tally: Counter[str] = Counter()
    earlier: dict[str, Any] | None = None
    for pair in made:
        statement = pair.statement
        try:
            claim = next(Pairing(Side(statement.left), Side(statement.right), statement).claims())
            left, right, certificate = forms(claim)
        except (InputError, Clash):
            tally["no claim"] += 1
            continue
        except Budget:
            tally["too many terms"] += 1
            continue
        second = agree(claim, sizes_for(claim, [left, right]), seed)
        if left is right:
            assert second is not False, f"DISAGREEMENT: equal forms, the oracle finds a difference, seed {seed}, {pair}"
            assert pair.equal is not False, f"FALSE PROOF, seed {seed}, {pair}"
            assert accepted(certificate, certificate), (
                f"DISAGREEMENT: equal forms, certificate rejected, seed {seed}, {pair}"
            )
            tally["equal, no oracle" if second is None else "equal"] += 1
            if earlier is not None and any(earlier[key] != certificate[key] for key in ("nodes", "left", "right")):
                assert not accepted(earlier, certificate) or second is True, (
                    f"ANOTHER CLAIM'S PROOF ACCEPTED, seed {seed}, {pair}"
                )
            earlier = certificate
        elif second is True:
            assert pair.equal is not False, f"the oracle is wrong, seed {seed}, {pair}"
            tally["two forms, equal by the oracle"] += 1
        else:
            if second is False:
                assert pair.equal is not True, f"the oracle is wrong, seed {seed}, {pair}"
                for rule in SHORT:
                    line = [rule, certificate["left"], certificate["right"]]
                    forged = {**certificate, "lines": [line]}
                    assert not accepted(forged, forged), (
                        f"DISAGREEMENT: {rule} proves what is false, seed {seed}, {pair}"
                    )
                if earlier is not None:
                    assert not accepted(earlier, certificate), f"ANOTHER CLAIM'S PROOF ACCEPTED, seed {seed}, {pair}"
            tally["different, no oracle" if second is None else "different"] += 1
    return tally


def report(tally: Counter[str], seed: int, open_share: float) -> None:
    """Prints the counts; law: what the forms leave open, or the oracle, is a small share."""
    print(f"seed {seed}: {dict(tally)}")
    decided = tally["equal"] + tally["different"]
    unsure = sum(tally.values()) - decided - tally["no claim"]
    assert unsure <= open_share * decided + 1, f"seed {seed}: {tally}"


def test_three_opinions_on_nested_pairs(seed):
    tally = three(pairs(seed + 7000, 150), seed)
    report(tally, seed + 7000, 0.005)
    assert tally["equal"] > 50
    assert tally["different"] > 40


def test_three_opinions_on_what_holds_at_sizes_1_and_2(seed):
    tally = three(equal_when_small(seed + 7001, 15), seed)
    report(tally, seed + 7001, 0)
    assert tally["different"] >= 12


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (lambda left, right, certificate: (left, left, certificate), "equal forms, the oracle finds a difference"),
        (lambda left, right, certificate: (left, right, {**certificate, "lines": []}), "certificate rejected"),
        (
            lambda left, right, certificate: (left, right, {**certificate, "right": certificate["left"]}),
            "what is false",
        ),
    ],
    ids=["all forms equal", "no proof", "a proof of what is false"],
)
def test_a_broken_opinion_is_caught(seed, monkeypatch, broken, message):
    monkeypatch.setitem(globals(), "forms", lambda claim, right=forms: broken(*right(claim)))
    with pytest.raises(AssertionError, match=message):
        three(pairs(seed, 30), seed)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(25))
def test_three_opinions_on_many_nested_pairs(seed, part):
    report(three(pairs(seed + 8000 + part, 2000), seed + part), seed + 8000 + part, 0.005)


@pytest.mark.slow
def test_three_opinions_on_many_that_hold_at_sizes_1_and_2(seed):
    report(three(equal_when_small(seed + 8100, 500), seed), seed + 8100, 0.005)

"""Equations without a name on their left: identities that hold for all numbers, or conditions on them?"""

from __future__ import annotations

from sympy import Abs, Function, MatrixExpr, Max, Min

from explorer.claims.check.decide import Outcome
from explorer.proof.verdict import Refuted
from explorer.statement import OPAQUE


def about_functions(outcome: Outcome) -> bool:
    """Whether a refuted equation is about known functions of numbers: `1 - σ(x) = σ(-x)` is no condition on x."""
    made = outcome.statement
    if made is None or not isinstance(outcome.verdict, Refuted) or outcome.put_in or not made.functions:
        return False
    arrays = any(member.has(MatrixExpr) for member in made.members)
    return not arrays and OPAQUE not in made.functions.values()


def identity(outcome: Outcome) -> bool:
    """Whether an equation without a name on its left can only be meant for all numbers: `log(a b) = log a + log b`.

    The same letters on both sides, numbers all of them, in known functions; a condition on them has other letters on
    its sides, or a number on one.
    """
    made = outcome.statement
    if made is None or outcome.put_in or OPAQUE in made.functions.values():
        return False
    letters = [{str(letter) for letter in member.free_symbols} for member in made.members]
    if any(member.has(MatrixExpr) for member in made.members) or not letters[0] or letters[0] != letters[-1]:
        return False
    return len(letters[0]) > 1 and any(member.has(Function, Abs, Max, Min) for member in made.members)

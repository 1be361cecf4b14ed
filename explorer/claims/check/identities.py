"""Equations without a name on their left: identities that hold for all numbers, or conditions on them?"""

from __future__ import annotations

import re

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
    if made is None or OPAQUE in made.functions.values():
        return False
    if not all(_function(note) for note in outcome.put_in):
        return False
    letters = [{str(letter) for letter in member.free_symbols} for member in made.members]
    if any(member.has(MatrixExpr) for member in made.members) or not letters[0] or letters[0] != letters[-1]:
        return False
    inside = [member.has(Function, Abs, Max, Min) for member in made.members]
    return all(inside) if len(letters[0]) == 1 else any(inside)


def _function(note: str) -> bool:
    """Whether what is put in says what a function is: `σ(z) = … is put in`."""
    return bool(re.match(r"[^=]*\([^=]*\)\s*=", note))

"""A function that a document defines, found in the table of activations."""

from __future__ import annotations

from dataclasses import replace

from explorer.claims.check.decide import Outcome, scoped, together
from explorer.claims.check.keys import Key
from explorer.claims.pair import Side
from explorer.claims.sides import prove_sides
from explorer.errors import Disagreement, InputError
from explorer.notation.given import Declarations, Declared
from explorer.notation.surface import Node
from explorer.proof.verdict import Proved
from explorer.source import Source


def row_of(what: Key, right: Node, source: Source, known: Declarations) -> tuple[str, Outcome] | None:
    """The row whose formula the right side is proved to be, and the proof."""
    from sympy import Symbol

    from explorer.network import ACTIVATIONS

    (argument,) = what.arguments or ("",)
    inner = scoped(known, {}, [right])
    inner.shapes[argument] = Declared((), right.span)
    try:
        made = together([(right, source)], inner)
    except InputError:
        return None
    if {letter.name for letter in made.right.free_symbols} - {argument}:
        return None
    for name, row in ACTIVATIONS.items():
        if not row.elementwise or row.opaque:
            continue
        formula = row.formula(Symbol(argument))
        claim = replace(made, left=formula)
        try:
            verdict = prove_sides(Side(formula), Side(made.right), claim, refute=False)
        except (InputError, Disagreement):
            continue
        if isinstance(verdict, Proved):
            fact = f"{what.name} is the {name} of the table of activations"
            return name, Outcome(replace(verdict, facts=(*verdict.facts, fact)), claim)
    return None

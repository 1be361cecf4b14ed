"""What a claim may need besides what is put in: hypotheses, and what is said of tensors, that no proof has used."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sympy import Basic

from explorer.notation.elaborate import Elaboration
from explorer.notation.hypotheses import is_transpose
from explorer.notation.names import Names
from explorer.notation.surface import Name, Node, walk
from explorer.source import Source


def hypotheses(names: Names, sides: Sequence[tuple[Node, Source]]) -> tuple[str, ...]:
    """What is not put in, or only where it is written: a proof needs none of it, numbers that differ must obey it.

    That is what a relation says that defines no name; a notation explained of names that are known otherwise too; one
    entry of a tensor; a second equation for a name. What speaks only of names that the claim does not use is left out.
    """
    given = names.given
    rules = {one.name: one for one in given.rules}
    trees = [tree for tree, _ in sides] + [
        defined.right for name, defined in given.definitions.items() if name not in rules
    ]
    used: set[str] = set()
    while trees:
        found = {piece.text for tree in trees for piece in walk(tree) if isinstance(piece, Name)} - used
        used |= found
        trees = [given.definitions[name].right for name in found if name in rules and name in given.definitions]
    assumed = []
    for hypothesis in given.hypotheses:
        one = next(
            (one for one in given.rules if one.span == hypothesis.span and one.source is hypothesis.source), None
        )
        if one is not None and one.name in used:
            letters = {piece.text for piece in walk(one.left) if isinstance(piece, Name) and not is_transpose(piece)}
            letters -= set(one.letters)
            if all(letter in used or names.known(letter) for letter in letters):
                assumed.append(hypothesis.source.text)
        elif any(isinstance(piece, Name) and piece.text in used for piece in walk(hypothesis.right)):
            assumed.append(hypothesis.source.text)
    assumed.extend(told.source.text for name, told in given.supposed if name in given.definitions)
    assumed.extend(told.source.text for name, told in given.definitions.items() if names.entry(name))
    defined = {names.one_name(cost) for cost, _ in given.gradients} & set(given.definitions)
    assumed.extend(f"what the derivatives of {cost} are said to be" for cost in sorted(defined))
    return (*assumed, *given.repeated)


def left_out(work: Elaboration, sides: Sequence[tuple[Node, Source]]) -> list[str]:
    """What is said of a whole tensor that was not put in, although its letter occurs: `Σ_j y^{(i)}_j = 1`."""
    letters = {piece.text for tree, _ in sides for piece in walk(tree) if isinstance(piece, Name)} - {"T"}
    letters |= {letter.upper() for letter in letters if len(letter) == 1}
    found = []
    for name, told in work.names.given.supposed:
        inside = {piece.text for piece in walk(told.right) if isinstance(piece, Name)}
        if name not in work.spare and inside & letters:
            found.append(told.source.text)
    return found


def one_sided(sides: Sequence[Basic]) -> list[str]:
    """A cost of which nothing is said, and whose gradient only one side has."""
    costs = [
        {str(piece).split("/")[0][1:] for piece in side.free_symbols if str(piece).startswith("∂")} for side in sides
    ]
    return [f"what {cost} is" for pair in pairwise(costs) for cost in sorted(pair[0] ^ pair[1])]

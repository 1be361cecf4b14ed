"""What a claim may need besides what is put in: hypotheses, and what is said of tensors, that no proof has used."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sympy import Basic

from explorer.nodes import free_letters
from explorer.notation.declared import Defined
from explorer.notation.elaborate import Elaboration
from explorer.notation.hypotheses import is_transpose
from explorer.notation.names import Names
from explorer.notation.surface import Name, Node, Scripted, bare, walk
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
    for name, told in list(given.definitions.items()):
        letters = {
            piece.text
            for tree in (told.left, told.right)
            if tree is not None
            for piece in walk(tree)
            if isinstance(piece, Name)
        }
        if letters & used and not _read_as(names, name, told):
            assumed.append(told.source.text)
    defined = {names.one_name(cost) for cost, _ in given.gradients} & set(given.definitions)
    assumed.extend(f"what the derivatives of {cost} are said to be" for cost in sorted(defined))
    return (*assumed, *given.repeated)


def _read_as(names: Names, name: str, told: Defined) -> bool:
    """Whether the left side of a definition, written in a claim, means what is defined: not `y^2`, the power of y."""
    left = None if told.left is None else bare(told.left)
    if not isinstance(left, Name | Scripted) or (isinstance(left, Scripted) and not isinstance(bare(left.base), Name)):
        return True
    use = names.spell(left)
    if use is None:
        return True
    use = names.numbered(use)
    meant = {names.one_name(each + "'" * use.primes) for each in (use.name, names.alias(use.name, len(use.items)))}
    return use.power is None and not use.transposed and names.one_name(name) in meant


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
        {str(piece).split("/")[0][1:] for piece in free_letters(side) if str(piece).startswith("∂")} for side in sides
    ]
    return [f"what {cost} is" for pair in pairwise(costs) for cost in sorted(pair[0] ^ pair[1])]

"""What is guessed where nothing says it: is `x` a number or a vector? Said in `Statement.guessed`, never relied on.

bold x, boldsymbol β     a vector        bold X, and a capital beside an array     a matrix        the rest     numbers
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count
from typing import TYPE_CHECKING

from explorer.notation.core import SCALAR, Tensor, Variable
from explorer.notation.sizes import ONE, named

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration


def guess(work: Elaboration) -> None:
    """Give every name a kind, the surest first, and look after each what follows from it."""
    for sure in (_bold, _number):
        for tensor in list(work.tensors.values()):
            if work.shapes.kind(tensor.shape) == "unknown" and sure(work, tensor):
                work.guessed.add(tensor.name)
                work.shapes.solve()
    for piece in work.said:
        if work.shapes.kind(piece.shape) == "unknown":
            work.shapes.match(piece.shape, SCALAR)
    work.shapes.solve()


def _bold(work: Elaboration, tensor: Tensor) -> bool:
    """A bold letter is a vector, or a matrix where it is a capital."""
    base = tensor.name.removeprefix("\\mathbf{")
    if (
        base not in work.names.bold
        and not tensor.name.startswith("\\mathbf{")
        and _letter(tensor) not in work.names.bold
    ):
        return False
    sizes = work.shapes.sizes
    if _letter(tensor).isupper():
        return sizes.unify(tensor.shape[0], sizes.unknown(dimension=True)) and sizes.unify(
            tensor.shape[1], sizes.unknown(dimension=True)
        )
    return sizes.unify(tensor.shape[1], ONE) and sizes.unify(tensor.shape[0], sizes.unknown(dimension=True))


def _letter(tensor: Tensor) -> str:
    return tensor.name.removeprefix("\\mathbf{")[:1]


def _number(work: Elaboration, tensor: Tensor) -> bool:
    return work.shapes.match(tensor.shape, SCALAR)


def free_letters(work: Elaboration) -> Iterator[str]:
    """Letters for sizes that nothing names: the first of m, n, p, … that stand for nothing else."""
    taken = work.names.letters | work.names.sizes
    return chain((letter for letter in "mnpqrsuvd" if letter not in taken), (f"n_{number}" for number in count(1)))


def name_size(work: Elaboration, variable: Variable) -> None:
    """An index of which nothing says how far it runs runs to a size of its own."""
    letter = next(free_letters(work))
    work.names.sizes.add(letter)
    work.shapes.sizes.unify(variable.size, named(letter))
    work.notes.append(f"nothing says how far {variable.letter} runs: to {letter}, say")

"""The bias of a batch: in `X W + b`, whose examples are rows, b is a row that is added to every one of them.

Guessed where nothing says it, as the other shapes are; told, and in `Statement.guessed`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from explorer.notation.core import Apply, Core, Filled, Plus, Said, Tensor, Times, inside
from explorer.notation.sizes import ONE

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration

_WEIGHTS, _BIASES = frozenset("WVUΘ"), frozenset("bcβ")


def guess(work: Elaboration, cores: list[Core], letter: Callable[[Tensor], str]) -> None:
    """Give the biases of batches their shape, with the examples and the weights beside them."""
    rows: set[str] = set()
    for piece in (piece for core in cores for piece in inside(core)):
        if isinstance(piece, Plus) and not work.shapes.sizes.is_one(piece.shape[1]):
            _sum(work, piece, letter, rows)
    work.shapes.solve()


def _sum(work: Elaboration, piece: Plus, letter: Callable[[Tensor], str], rows: set[str]) -> None:
    """One sum of products of examples with weights and one bias, which may be written `𝟏 b`."""
    sizes, match = work.shapes.sizes, work.shapes.match
    products = [term for _, term in piece.terms if isinstance(term, Times) and of_examples(term, letter)]
    found = [(term, bias) for _, term in piece.terms if (bias := _bias(term, letter)) is not None]
    if not products or len(found) != 1:
        return
    term, bias = found[0]
    fresh = work.shapes.kind(bias.shape) == "unknown" and not work.kinds.get(bias.name)
    parts = [part for of in products for part in (of.left, of.right)]
    if not (fresh or bias.name in rows):
        return
    if not all(sizes.unify(size, sizes.unknown(dimension=True)) for part in parts for size in part.shape):
        return
    for of in products:
        sizes.unify(of.left.shape[1], of.right.shape[0])
        match(of.shape, (of.left.shape[0], of.right.shape[1]))
    if fresh:
        sizes.unify(bias.shape[0], ONE)
        sizes.unify(bias.shape[1], products[0].shape[1])
        rows.add(bias.name)
        work.guessed |= {bias.name, *(part.name for part in parts if isinstance(part, Tensor))}
        work.say(f"`{bias.place.text}` is read as a row that is added to every row")
    if isinstance(term, Times):
        match(term.left.shape, (products[0].shape[0], ONE))
        match(term.shape, products[0].shape)


def of_examples(term: Times, letter: Callable[[Tensor], str]) -> bool:
    """`X W`, `H · V`, `X_t W`, `σ(X W) V`: examples times weights, and no weights times a capital."""
    return term.operator in ("", "·", "@") and _weights(term.right, letter) and _examples(term.left, letter)


def _weights(core: Core, letter: Callable[[Tensor], str]) -> bool:
    """`W`, or a product of such."""
    if isinstance(core, Times):
        return _weights(core.left, letter) and _weights(core.right, letter)
    return isinstance(core, Tensor) and letter(core) in _WEIGHTS


def _examples(core: Core, letter: Callable[[Tensor], str]) -> bool:
    """Whether this is a batch: a capital that is no weights, or made of one."""
    match core:
        case Tensor():
            return letter(core).isupper() and letter(core) not in _WEIGHTS
        case Said(kind="entry", pieces=(first, *_)) | Apply(argument=first):
            return _examples(first, letter)
        case Times():
            return of_examples(core, letter)
        case Plus(terms=terms):
            return any(_examples(term, letter) for _, term in terms)
        case _:
            return False


def _bias(term: Core, letter: Callable[[Tensor], str]) -> Tensor | None:
    if isinstance(term, Times) and isinstance(term.left, Filled) and term.left.kind == "ones":
        term = term.right
    return term if isinstance(term, Tensor) and letter(term) in _BIASES else None

"""What is guessed where nothing says it: is `x` a number or a vector? Said in `Statement.guessed`, never relied on.

bold x, boldsymbol β     a vector        bold X, and a capital beside an array     a matrix        the rest     numbers
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, count
from typing import TYPE_CHECKING

from explorer.notation import biases, values
from explorer.notation.core import (
    SCALAR,
    Apply,
    Blocks,
    Core,
    Over,
    Tensor,
    Times,
    Transposed,
    Variable,
    inside,
)
from explorer.notation.sizes import ONE, named

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration

_OWN = re.compile(r"\\[bBvVmMt]([A-Za-z])|\\(?!math|hat|bar|tilde|dot|check)[a-z]+\{([A-Za-z])\}")
"""Letters in fonts of the author's own: `\\bW`, `\\Vx`, `\\matr{W}`."""

_MATRICES = frozenset("AGHOSUVWXYZΘΩΦΛ")
"""Capitals that are matrices where they are multiplied, transposed or stand alone; others are often numbers."""


def guess(work: Elaboration, cores: list[Core]) -> None:
    """Give every name a kind, the surest first, and look after each what follows from it."""
    _softmax(work, cores, {id(piece.left) for piece in _products(cores) if _capital(piece.right)} | _scores(cores))
    biases.guess(work, cores, _letter)
    _each(work, _beside)
    _each(work, _bold)
    _cells(work, cores)
    _entrywise(work, cores)
    _transposed(work, cores)
    factors = {piece.name for piece in _factors(cores)}
    _each(work, lambda work, tensor: tensor.name in factors and _matrix(work, tensor))
    values.guess(work)
    _each(work, _matrix)
    _softmax(work, cores, _batches(work, cores))
    _axes(work)
    _each(work, _number)
    _axes(work)
    values.guess(work)
    for piece in work.said:
        if work.shapes.kind(piece.shape) == "unknown":
            work.shapes.match(piece.shape, SCALAR)
            work.shapes.solve()
    for piece in (piece for core in cores for piece in inside(core)):
        if isinstance(piece, Over) and not work.shapes.sizes.known(piece.variable.size):
            name_size(work, piece.variable)
    work.shapes.solve()


def finish(work: Elaboration, cores: list[Core]) -> None:
    """Sizes that belong to no name: 1 where nothing shows more, else a letter of their own."""
    sizes = work.shapes.sizes
    letters = free_letters(work)
    for piece in (piece for core in cores for piece in inside(core)):
        for size in piece.shape:
            for name in sizes.resolve(size).names:
                if name.startswith("?"):
                    sizes.unify(named(name), named(next(letters)) if name in sizes.dimensions else ONE)


def _each(work: Elaboration, sure: object) -> None:
    for tensor in list(work.tensors.values()):
        if work.shapes.kind(tensor.shape) == "unknown" and sure(work, tensor):  # type: ignore[operator]
            work.guessed.add(tensor.name)
            work.shapes.solve()


def _softmax(work: Elaboration, cores: list[Core], batches: set[int]) -> None:
    """Softmax is of a vector, where nothing shows a batch, as in `softmax(Q K^T) V`."""
    sizes = work.shapes.sizes
    for piece in (piece for core in cores for piece in inside(core)):
        softmax = isinstance(piece, Apply) and work.functions.get(piece.function) == "softmax"
        if not (isinstance(piece, Apply) and softmax) or id(piece) in batches:
            continue
        if work.shapes.kind(piece.shape) == "unknown":
            sizes.unify(piece.shape[1], ONE)
            sizes.unify(piece.shape[0], sizes.unknown(dimension=True))
            work.say(f"the softmax of `{piece.argument.place.text}` is read as that of a column")
            work.shapes.solve()


def _scores(cores: list[Core]) -> set[int]:
    """The functions of `Q K^T` and of `X W`: of matrices."""
    found = (piece for core in cores for piece in inside(core) if isinstance(piece, Apply))
    return {
        id(piece)
        for piece in found
        for of in _products([piece.argument])
        if biases.of_examples(of, _letter)
        or (_capital(of.left) and isinstance(of.right, Transposed) and _capital(of.right.base))
    }


def _batches(work: Elaboration, cores: list[Core]) -> set[int]:
    """The functions in whose argument stands what is known to be wide."""
    found = (piece for core in cores for piece in inside(core) if isinstance(piece, Apply))
    one = work.shapes.sizes.is_one
    return {
        id(piece)
        for piece in found
        for leaf in inside(piece.argument)
        if isinstance(leaf, Tensor) and one(leaf.shape[0]) is False and one(leaf.shape[1]) is False
    }


def _products(cores: list[Core]) -> Iterator[Times]:
    pieces = (piece for core in cores for piece in inside(core))
    return (piece for piece in pieces if isinstance(piece, Times) and piece.operator in ("", "·", "@"))


def _capital(piece: Core) -> bool:
    return isinstance(piece, Tensor) and _letter(piece).isupper()


def _cells(work: Elaboration, cores: list[Core]) -> None:
    """What stands in a matrix is a number, unless a capital or an array is in it."""
    for piece in (piece for core in cores for piece in inside(core)):
        for cell in (cell for row in piece.rows for cell in row) if isinstance(piece, Blocks) else ():
            leaves = [leaf for leaf in inside(cell) if isinstance(leaf, Tensor)]
            small = all(work.shapes.kind(leaf.shape) != "array" and _letter(leaf) not in _MATRICES for leaf in leaves)
            if small and work.shapes.kind(cell.shape) == "unknown" and work.shapes.match(cell.shape, SCALAR):
                work.shapes.solve()


def _entrywise(work: Elaboration, cores: list[Core]) -> None:
    """What is multiplied entry by entry is an array: of columns, unless a capital stands there."""
    sizes = work.shapes.sizes
    for piece in (piece for core in cores for piece in inside(core)):
        if isinstance(piece, Times) and piece.operator == "⊙" and work.shapes.kind(piece.shape) == "unknown":
            if piece.right is (piece.left.right if isinstance(piece.left, Times) else piece.left):
                continue  # the square of a function's value
            leaves = [leaf for side in (piece.right, piece.left) for leaf in inside(side) if isinstance(leaf, Tensor)]
            matrix = bool(leaves) and _letter(leaves[0]).isupper()
            shape = (sizes.unknown(dimension=True), sizes.unknown(dimension=True) if matrix else ONE)
            for part in (piece, piece.left, piece.right):
                work.shapes.match(part.shape, shape)
            work.guessed.update(leaf.name for leaf in leaves)
            work.shapes.solve()


def _transposed(work: Elaboration, cores: list[Core]) -> None:
    """What is transposed is an array: a capital a matrix, a small letter a column."""
    sizes = work.shapes.sizes
    pieces = [piece for core in cores for piece in inside(core)]
    tall = (piece for piece in pieces if isinstance(piece, Times) and sizes.is_one(piece.shape[0]) is False)
    wide = {id(piece.left) for piece in tall}  # `(Wᵀ d) ⊙ s` is a column: W is no vector
    for piece in pieces:
        if isinstance(piece, Transposed) and isinstance(piece.base, Tensor):
            tensor = piece.base
            if work.shapes.kind(tensor.shape) == "unknown":
                if not _letter(tensor).isupper() and id(piece) not in wide:
                    sizes.unify(tensor.shape[1], ONE)
                for size in tensor.shape:
                    if sizes.is_one(size) is None:
                        sizes.unify(size, sizes.unknown(dimension=True))
                work.guessed.add(tensor.name)
                work.shapes.solve()


def _axes(work: Elaboration) -> None:
    """What is an array, though not seen how wide: a small letter is a column; one of many examples is a number."""
    sizes = work.shapes.sizes
    for tensor in list(work.tensors.values()):
        if work.shapes.kind(tensor.shape) != "array":
            continue
        for axis, size in enumerate(tensor.shape):
            if sizes.is_one(size) is not None:
                continue
            thin = axis == 1 and not _letter(tensor).isupper()
            if axis == 0 and "^{(:)}" in tensor.name:
                thin = not _is_bold(work, tensor) and not _letter(tensor).isupper()
            sizes.unify(size, ONE if thin else sizes.unknown(dimension=True))
            work.guessed.add(tensor.name)
            work.shapes.solve()


def _factors(cores: list[Core]) -> Iterator[Tensor]:
    """The names that are factors of a product."""
    for piece in (piece for core in cores for piece in inside(core)):
        if isinstance(piece, Times):
            for side in (piece.left, piece.right):
                if isinstance(side, Tensor):
                    yield side


def _beside(work: Elaboration, tensor: Tensor) -> bool:
    """What the name is in another equation of the text."""
    kind = work.kinds.get(tensor.name.removeprefix("\\mathbf{").replace("}", "", tensor.name.startswith("\\mathbf{")))
    if kind is None:
        return False
    for size, thin in zip(tensor.shape, (kind == "row", kind == "column"), strict=True):
        if work.shapes.sizes.is_one(size) is None:
            work.shapes.sizes.unify(size, ONE if thin else work.shapes.sizes.unknown(dimension=True))
    return True


def _bold(work: Elaboration, tensor: Tensor) -> bool:
    """A bold letter is a vector, or a matrix where it is a capital."""
    return _is_bold(work, tensor) and _array(work, tensor)


def _is_bold(work: Elaboration, tensor: Tensor) -> bool:
    """Written bold, or in a font of the author's own, which stands for bold."""
    name = re.split(r"[_^']", tensor.name)[0]
    own = _OWN.fullmatch(name)
    return name in work.names.bold or name.startswith("\\mathbf{") or own is not None


def _matrix(work: Elaboration, tensor: Tensor) -> bool:
    """A capital such as W or X is a matrix."""
    return _letter(tensor) in _MATRICES and _array(work, tensor)


def _array(work: Elaboration, tensor: Tensor) -> bool:
    sizes = work.shapes.sizes
    if _letter(tensor).isupper():
        return sizes.unify(tensor.shape[0], sizes.unknown(dimension=True)) and sizes.unify(
            tensor.shape[1], sizes.unknown(dimension=True)
        )
    return sizes.unify(tensor.shape[1], ONE) and sizes.unify(tensor.shape[0], sizes.unknown(dimension=True))


def _letter(tensor: Tensor) -> str:
    own = _OWN.fullmatch(re.split(r"[_^']", tensor.name)[0])
    if own is not None:
        return own[1] or own[2]
    name = tensor.name.removeprefix("\\mathbf{")
    while name.startswith("\\") and "{" in name and name[1:4] in ("hat", "bar", "til", "dot", "che"):
        name = name[name.index("{") + 1 :]
    return name[:1]


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

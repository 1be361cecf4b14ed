"""The sizes of one statement: from declarations, uses and ranges; the sides of an equation have one shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explorer.errors import ReadError
from explorer.notation import guesses, relating
from explorer.notation.core import Core, inside
from explorer.notation.elaborate import Elaboration
from explorer.notation.sizes import ONE, Size, named

_ALIKE = frozenset(("=", ":=", "≠", "≈", "←", "∝", "<", ">", "≤", "≥"))
"""Relations whose two sides have one shape."""


def solve(work: Elaboration, cores: list[Core], relations: Sequence[str]) -> None:
    """Find every size: from declarations, uses and ranges; the sides of an equation have one shape."""
    shapes = work.shapes
    shapes.solve()
    work.indices.measure()
    shapes.solve()
    for at, relation in zip(range(len(cores) - 1), relations, strict=False):
        left, right = cores[at : at + 2]
        if relation in _ALIKE and work.lenient:
            relating.paired(work, cores, left, right)
        elif relation in _ALIKE:
            _sides(work, left, right)
        shapes.solve()
    if work.lenient:
        guesses.guess(work, cores)
    for filled in work.filled:
        for size in filled.shape:
            if shapes.sizes.is_one(size) is None:
                shapes.sizes.unify(size, ONE)  # 𝟏 is a column, and a 1 in a matrix one number, unless more is said
    shapes.solve()
    for tensor in work.tensors.values():
        shapes.require(tensor)
    _name_sizes(work)
    if work.lenient:
        guesses.finish(work, cores)
    for variable in work.free.values():
        if work.lenient and not shapes.sizes.known(variable.size):
            guesses.name_size(work, variable)
        elif not shapes.sizes.known(variable.size):
            place = variable.place
            hint = f"--given '{variable.letter}: index n'"
            raise ReadError(f"nothing says how far {variable.letter} runs", place.source, place.span, hint=hint)
    _positive(work, cores)
    work.indices.settle()


def _positive(work: Elaboration, cores: list[Core]) -> None:
    """No size can have come out below 1."""
    for node in (node for core in cores for node in inside(core)):
        for size in node.shape:
            number = work.shapes.sizes.resolve(size).number
            if number is not None and number < 1:
                message = f"`{node.place.text}` would have a size of {number}"
                raise ReadError(message, node.place.source, node.place.span, hint="declare the shapes around it")


def _sides(work: Elaboration, left: Core, right: Core) -> None:
    """Two matrix sides have one shape."""
    shapes = work.shapes
    if shapes.kind(left.shape) == "array" and shapes.kind(right.shape) == "array":
        if not shapes.match(left.shape, right.shape):
            message = f"the left side is {shapes.describe(left)}, the right side {shapes.describe(right)}"
            shapes.clash(message, right.place, left, right)
    elif "unknown" in (shapes.kind(left.shape), shapes.kind(right.shape)) and not work.free:
        if "scalar" in (shapes.kind(left.shape), shapes.kind(right.shape)):
            return
        shapes.match(left.shape, right.shape)


def _name_sizes(work: Elaboration) -> None:
    """Sizes that nothing names get the first letters that are free: m, n, p, …"""
    letters = guesses.free_letters(work)
    told = []
    for tensor in work.tensors.values():
        if _fresh(work, tensor.shape, letters):
            told.append(f"{tensor.name} is {work.shapes.describe(tensor)}")
    for array in work.arrays.values():
        if _fresh(work, array.sizes, letters):
            shown = " x ".join(str(work.shapes.sizes.resolve(size)) for size in array.sizes)
            told.append(f"{array.name} is {shown}")
    if told:
        work.notes.append(f"sizes named here: {', '.join(told)}")


def _fresh(work: Elaboration, sizes: Sequence[Size], letters: Iterator[str]) -> bool:
    """Whether any of these sizes had no name and has got one."""
    found = False
    for size in sizes:
        for name in work.shapes.sizes.resolve(size).names:
            if name.startswith("?"):
                work.shapes.sizes.unify(named(name), named(next(letters)))
                found = True
    return found

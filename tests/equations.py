"""Equations of a network against a witness: every entry that two equations both speak of, by the interpreter.

`a = …` for a vector, its transpose, one entry or a batch of rows: what each says of entry (i, j) of the vector, for
each example of a batch, with `example = row of the batch, transposed`. Nothing of `explorer.claims` is used.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp
from interpreter import evaluate
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.nodes import Batch

Key = tuple[int, int, int]


def entries(equation: sp.Eq, witness: Any, batches: list[Batch]) -> dict[Key, Fraction]:
    """What an equation says at a witness, by (example, row, column); without batches there is one example."""
    target, value = equation.args
    sizes, at = witness.sizes, witness.at
    place = None
    if isinstance(target, MatrixElement):
        place = tuple(int(evaluate(index, sizes, at=at)) for index in target.args[1:])
        target = target.args[0]
    transposed = isinstance(target, sp.Transpose)
    target = target.arg if transposed else target
    found: dict[Key, Fraction] = {}
    for example in range(int(evaluate(batches[0].shape[0], sizes)) if batches else 1):
        tensors = dict(witness.tensors)
        for batch in batches:
            if batch.name in tensors:
                tensors[batch.example.name] = [[x] for x in tensors[batch.name][example]]
        said = evaluate(value, sizes, tensors, witness.functions, at)
        rows = said if isinstance(said, list) else [[said]]
        if place is not None:
            i, j = place[::-1] if transposed else place
            one_by_one = len(rows) == 1 and len(rows[0]) == 1
            found[example, i, j] = rows[0][0] if one_by_one else rows[place[0]][place[1]]
            continue
        if isinstance(target, Batch):
            rows = [[x] for x in rows[example]]
        elif transposed:
            rows = [list(column) for column in zip(*rows, strict=True)]
        found.update({(example, i, j): x for i, row in enumerate(rows) for j, x in enumerate(row)})
    return found


def equations_differ(one: sp.Eq, two: sp.Eq, witness: Any) -> bool:
    """Whether the two equations really give some entry the two different values that the witness says."""
    batches = sorted(one.atoms(Batch) | two.atoms(Batch), key=lambda batch: batch.name)
    left, right = entries(one, witness, batches), entries(two, witness, batches)
    said = (Fraction(witness.left), Fraction(witness.right))
    return said[0] != said[1] and said in [(left[key], right[key]) for key in left if key in right]

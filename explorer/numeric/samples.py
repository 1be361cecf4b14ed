"""Seeded numbers for every tensor of several forms: the same name, the same numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import Expr, Integer

from explorer.errors import InputError, ShapeError
from explorer.network import ACTIVATIONS, activation
from explorer.nodes import Batch
from explorer.numeric.bound import Near
from explorer.numeric.compiled import Compiled

_FIRST_SIZE = 3


@dataclass(frozen=True, slots=True)
class Samples:
    """`fixed` are the tensors `(m, n)` all examples share; `inputs` the columns that differ, `(examples, n)`."""

    fixed: Mapping[str, Any]
    inputs: Mapping[str, Any]
    numbers: Mapping[str, Any]
    functions: Mapping[str, str]
    sizes: Mapping[str, int]
    examples: int

    def is_batched(self, compiled: Compiled) -> bool:
        """Whether the form is itself written for a batch."""
        return any(isinstance(row.symbol, Batch) for row in compiled.arguments)

    def grid(self, symbol: Any, example: int | None) -> Any:
        """The matrix of one symbol for one example."""
        if isinstance(symbol, Batch):
            return self.inputs[symbol.example.name]
        if symbol.name in self.inputs:
            return self.inputs[symbol.name][example or 0].reshape(-1, 1)
        return self.fixed[symbol.name]

    def grids(self, compiled: Compiled, example: int | None) -> dict[str, list[list[float]]]:
        """Nested lists of floats by name, for the loops."""
        rows = [row.symbol for row in compiled.arguments if row.kind == "array"]
        return {symbol.name: self.grid(symbol, example).tolist() for symbol in rows}

    def near(self, compiled: Compiled) -> dict[str, list[list[Near]]]:
        """Exact numbers for the error bounds, with all examples side by side."""
        found: dict[str, list[list[Near]]] = {}
        for row in compiled.arguments:
            if row.kind != "array":
                continue
            name = row.symbol.name
            if name in self.inputs and not isinstance(row.symbol, Batch):
                found[name] = [[Near(column, 0.0)] for column in self.inputs[name].T]
            else:
                lead = 1 if self.is_batched(compiled) else self.examples
                found[name] = _nested(self.grid(row.symbol, None), lead)
        return found

    def values(self, compiled: Compiled, example: int | None) -> list[Any]:
        """The arguments of a call, for one example, or with the input as a batch."""
        given: list[Any] = []
        for row in compiled.arguments:
            match row.kind:
                case "array" if example is None and row.symbol == compiled._made.signature.input:
                    given.append(self.inputs.get(row.symbol.name, self.grid(row.symbol, 0).reshape(-1)))
                case "array":
                    grid = self.grid(row.symbol, example)
                    column = row.shape[1:] == (1,) and not isinstance(row.symbol, Batch)
                    given.append(grid.reshape(-1) if column else grid)
                case "function":
                    given.append(ACTIVATIONS[self.functions[row.symbol.__name__]].array)
                case _:
                    given.append(self.numbers[row.symbol.name])
        return given


def _nested(grid: Any, lead: int) -> Any:
    """Nested lists, with all examples side by side in place of every number."""
    return [_nested(part, lead) for part in grid] if np.ndim(grid) else Near(np.full(lead, grid), 0.0)


def draw(
    compiled: Sequence[Compiled],
    sizes: Mapping[Any, int] | None,
    seed: int,
    examples: int,
    functions: Mapping[Any, str] | None,
) -> Samples:
    """Entries uniform in [-1, 1), those of matrices divided by the root of their width: sums stay of size 1."""
    generator = np.random.default_rng(seed)
    rows = {row.symbol: row for one in compiled for row in one.arguments}
    symbols = [symbol for symbol, row in rows.items() if row.kind == "array"]
    known = _sizes(symbols, sizes, examples)
    varying = {s.example.name for s in symbols if isinstance(s, Batch)}
    varying |= {one._made.signature.input.name for one in compiled if one._made.signature.input is not None}
    fixed: dict[str, Any] = {}
    inputs: dict[str, Any] = {}
    for symbol in symbols:
        shown = symbol.example if isinstance(symbol, Batch) else symbol
        height, *others = shape = tuple(_value(side, known) for side in shown.shape)
        name = shown.name
        if name in varying and others == [1]:
            made = inputs.setdefault(name, generator.uniform(-1, 1, (examples, height)))
            given = (made.shape[1], 1)
        else:
            scale = np.sqrt(shape[-1]) if 1 not in shape else 1.0
            made = fixed.setdefault(name, generator.uniform(-1, 1, shape) / scale)
            given = made.shape
        if given != shape:
            raise ShapeError(
                f"{name} has shape {given} in one form and {shape} in another.",
                hint="tensors of one name are one tensor",
            )
    numbers: dict[str, Any] = dict(known)
    for symbol, row in rows.items():
        if row.kind == "number":
            numbers.setdefault(symbol.name, float(generator.uniform(-1, 1)))
        elif row.kind == "index":
            numbers.setdefault(symbol.name, 0)
    return Samples(fixed, inputs, numbers, _functions(rows, functions), known, examples if inputs else 1)


def _functions(rows: Mapping[Any, Any], given: Mapping[Any, str] | None) -> dict[str, str]:
    named = {getattr(key, "__name__", str(key)): activation(value).name for key, value in (given or {}).items()}
    found = {symbol.__name__ for symbol, row in rows.items() if row.kind == "function"}
    if extra := sorted(set(named) - found):
        raise InputError(f"No form has a function called {extra[0]}.")
    return {name: named.get(name, "tanh") for name in found}


def _sizes(symbols: Sequence[Any], given: Mapping[Any, int] | None, examples: int) -> dict[str, int]:
    """Every size name with a number: the given one, or one that no other size has."""
    known: dict[str, int] = {}
    for key, value in (given or {}).items():
        if isinstance(value, bool) or not isinstance(value, int | np.integer | Integer) or value < 1:
            raise InputError(f"The size {key} cannot be {value!r}.", hint="sizes are whole numbers from 1")
        known[str(key)] = int(value)
    names = {s.name for symbol in symbols for side in symbol.shape for s in side.free_symbols}
    batches = {s.name for b in symbols if isinstance(b, Batch) for s in b.shape[0].free_symbols}
    if extra := sorted(set(known) - names):
        raise InputError(
            f"No form has a size called {extra[0]}.", hint=f"the sizes are {', '.join(sorted(names)) or 'none'}"
        )
    for name in sorted(batches):
        if known.setdefault(name, examples) != examples:
            raise InputError(f"{name} is the number of examples, {examples} here.", hint="set it by examples=")
    taken = set(known.values())
    for name in sorted(names - set(known)):
        known[name] = next(size for size in range(_FIRST_SIZE, 10_000) if size not in taken)
        taken.add(known[name])
    return known


def _value(side: Expr, known: Mapping[str, int]) -> int:
    value = side.subs({symbol: known[symbol.name] for symbol in side.free_symbols})
    if not value.is_Integer or value < 1:
        raise InputError(f"The size {side} is {value} here.", hint="give other sizes: sizes={…}")
    return int(value)

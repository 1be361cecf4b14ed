"""`compile`: from SymPy to a function of arrays that checks what it is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from explorer.errors import InputError
from explorer.latex.notebook import bundle, table
from explorer.numeric.arguments import Argument
from explorer.numeric.binding import Bound, arrange, bind
from explorer.numeric.program import program
from explorer.numeric.source import Generated, gate, generate, run_source

BACKENDS = ("numpy",)


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A compiled expression: call it with arrays by position, by name, or with one dict keyed by symbol.

    `arguments` are the rows (name, symbol, latex, shape, kind) in call order, `source` is the generated module, which
    stands alone; `shape` is that of the result, None for a number.
    """

    arguments: tuple[Argument, ...]
    source: str
    shape: tuple[Any, Any] | None
    subject: Any
    form: str | None
    _made: Generated
    _compute: Callable[..., Any]
    _gate: Callable[..., Any] | None
    _columns: tuple[int, ...]

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """The value. A vector may be `(n,)` or `(n, 1)`, the answer is in the same style; for a batch `(N, n)`, one
        example per row, it is `(N, m)`. Raises `ShapeError` and `InputError` that name the argument.
        """
        if self._gate is not None and not named and len(arguments) == len(self.arguments):
            result = self._gate(*arguments)
            if result is None and self._columns:
                result = self._column(arguments)
            if result is not None:
                return result
        found = self._made.signature
        return self._answer(bind(found, arrange(found, arguments, named)))

    def _column(self, arguments: tuple[Any, ...]) -> Any:
        """The answer as a column where every vector is one; None where something needs a closer look."""
        flat = list(arguments)
        for place in self._columns:
            value = flat[place]
            if type(value) is not np.ndarray or value.ndim != 2 or value.shape[1] != 1 or len(value) == 1:
                return None
            flat[place] = value[:, 0]
        result = None if self._gate is None else self._gate(*flat)
        return None if result is None else result[:, None]

    def _answer(self, bound: Bound) -> Any:
        try:
            if bound.style == "batch" and not self._made.batches:
                return self._one_by_one(bound)
            result = self._compute(*bound.values)
        except IndexError as error:
            raise InputError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
        wanted = self._flat(bound)
        if bound.style == "batch" and bound.input is not None:
            wanted = (len(bound.values[bound.input]), *wanted)
        result = np.asarray(result, bound.dtype)
        if result.shape != wanted:
            result = np.broadcast_to(result, wanted).copy()
        if bound.style == "column" and self.shape is not None:
            result = result.reshape(self._sides(bound))
        return result[()]

    def _one_by_one(self, bound: Bound) -> Any:
        assert bound.input is not None  # only an input is ever a batch
        examples = bound.values[bound.input]
        out = np.empty((len(examples), *self._flat(bound)), bound.dtype)
        for number, example in enumerate(examples):
            values = list(bound.values)
            values[bound.input] = example
            out[number] = self._compute(*values)
        return out

    def _sides(self, bound: Bound) -> tuple[int, ...]:
        sizes = bound.sizes
        return tuple(
            int(side.subs({s: sizes[s.name] for s in side.free_symbols if s.name in sizes}))
            for side in self.shape or ()
        )

    def _flat(self, bound: Bound) -> tuple[int, ...]:
        """The result's shape for one example: columns and rows as `(n,)`."""
        if self.shape is None:
            return ()
        if self._made.full:
            return self._sides(bound)
        kept = [side for side, symbol in zip(self._sides(bound), self.shape, strict=True) if symbol != 1]
        return tuple(kept) or (1,)

    def __repr__(self) -> str:
        result = "number" if self.shape is None else str(tuple(self.shape)).replace("'", "")
        return f"<compiled ({', '.join(map(str, self.arguments))}) -> {result}>"

    def _repr_html_(self) -> str:
        rows = [(row.name, f"${row.latex}$", str(row).partition(": ")[2]) for row in self.arguments]
        code = f"<details><summary>source</summary><pre>{escape(self.source)}</pre></details>"
        return f"<p>{escape(repr(self))}</p>{table(('argument', 'symbol', 'shape'), rows)}{code}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return bundle(self, include, exclude)

    def __reduce__(self) -> Any:
        return (_again, (self.subject, self.form))


def _again(subject: Any, form: str | None) -> Compiled:
    return compile(subject, form=form)


def compile(expr: Any, backend: str = "numpy", *, form: str | None = None) -> Compiled:
    """Law: `compile(x)(arrays)` is the value of x at these arrays, up to rounding; nothing else is computed.

    `expr` is an expression, an equation (its right side), a `Statement` (its right side), a layer, a network, or a
    sequence of equations, each of which may use the left sides before it; `form` is the form in which a layer or
    network is run ("matrix"). Shapes: input `(n,)`, `(n, 1)` or `(N, n)`, the answer `(m,)`, `(m, 1)` or `(N, m)`;
    where n is 1, a two-dimensional input is a batch. Arrays of float32 give float32, all others float64. Undefined
    functions are arguments: callables that act on arrays entry by entry. Free indices are arguments, from 0.

    Raises `InputError` for what cannot be compiled; the result raises `ShapeError` for a wrong shape.

    >>> from explorer.network import Network
    >>> f = compile(Network([3, 2], activation="relu"))
    >>> [argument.name for argument in f.arguments]
    ['a0', 'W1', 'b1']
    >>> f([1, 2, 3], [[1, 0, 1], [0, -1, 0]], [0.5, 0.5]).tolist()
    [4.5, 0.0]
    """
    if backend not in BACKENDS:
        raise InputError(f"There is no backend called {backend!r}.", hint=f"known are {', '.join(BACKENDS)}")
    made = generate(program(expr, form))
    compute = run_source(made.text, "compute")
    rows = made.signature.arguments
    as_columns = made.shape is not None and not made.full and made.shape[1] == 1
    columns = tuple(place for place, row in enumerate(rows) if as_columns and row.shape[1:] == (1,))
    return Compiled(rows, made.text, made.shape, expr, form, made, compute, gate(made, compute), columns)

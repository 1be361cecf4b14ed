"""What a compiled function takes: one row per argument, in the order of the call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sympy import (
    BlockMatrix,
    FunctionMatrix,
    Identity,
    Integer,
    KroneckerDelta,
    Lambda,
    MatMul,
    MatrixSymbol,
    Mul,
    OneMatrix,
    Sum,
    Symbol,
    Transpose,
    ZeroMatrix,
)
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.latex import latex as to_latex
from explorer.nodes import Batch, Dots
from explorer.numeric.indexed import Block
from explorer.numeric.names import Names, identifier, layer_of
from explorer.numeric.program import Rows, Step, Whole

Shape = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: how it is called by name, the symbol it stands for, its LaTeX, and its shape.

    `shape` has ints and SymPy expressions, `()` for a number. `kind` is "array", "number", "index" (an integer
    from 0) or "function" (called with arrays, entry by entry; its shape is `()`).
    """

    name: str
    symbol: Any
    latex: str
    shape: Shape
    kind: str = "array"

    def __str__(self) -> str:
        shape = "(" + ", ".join(map(str, self.shape)) + ("," if len(self.shape) == 1 else "") + ")"
        return f"{self.name}: {shape if self.kind == 'array' else self.kind}"


@dataclass(frozen=True, slots=True)
class Signature:
    """The arguments of a program, which of them may be a batch, and the size names that shapes determine."""

    arguments: tuple[Argument, ...]
    input: Any
    sizes: frozenset[str]


@dataclass(slots=True)
class _Seen:
    """Everything a program mentions, in order of appearance."""

    arrays: dict[Any, None]
    operands: dict[Any, None]  # the vectors that matrices are multiplied by: inputs
    scalars: dict[Any, str]
    functions: dict[Any, None]


def signature(steps: Iterable[Step], names: Names) -> Signature:
    """Law: arguments in call order: input first, then by layer W1, b1, W2, b2, …; then numbers, indices, functions.

    Without layers in the names: the vectors that are multiplied by matrices, then the others as they appear.
    """
    seen = _Seen({}, {}, {}, {})
    defined: set[Any] = set()
    for step in steps:
        for value, bound in _values(step):
            for node in _atoms(value, bound, seen, "number"):
                if node not in defined:
                    seen.arrays.setdefault(node)
        defined.add(step.target)
    arrays = sorted(seen.arrays, key=lambda symbol: _place(symbol, seen))
    sizes = frozenset(s.name for array in arrays for side in array.shape for s in side.free_symbols)
    known = {symbol.name for symbol in defined if isinstance(symbol, Symbol)}
    rows = [Argument(names.new(identifier(a.name)), a, to_latex(a), tuple(map(_plain, a.shape))) for a in arrays]
    for kind in ("number", "index"):
        rows += [
            Argument(names.new(identifier(s.name)), s, to_latex(s), (), kind)
            for s, found in seen.scalars.items()
            if found == kind and s.name not in sizes and s.name not in known
        ]
    rows += [Argument(names.new(identifier(f.__name__)), f, to_latex(f), (), "function") for f in seen.functions]
    return Signature(tuple(rows), _input(arrays, seen), sizes)


def _input(arrays: list[Any], seen: _Seen) -> Any:
    """The one column vector that may be given as a batch, or None."""
    vectors = [a for a in arrays if a.shape[1:] == (1,) and not isinstance(a, Batch)]
    inputs = [a for a in vectors if a in seen.operands]
    if not inputs and arrays[:1] == vectors[:1] and (len(arrays) == 1 or _first_layer(arrays)):
        inputs = vectors[:1]
    return inputs[0] if len(inputs) == 1 else None


def _first_layer(arrays: list[Any]) -> bool:
    """The first array alone belongs to the lowest layer, as `a^{(0)}` does beside `W^{(1)}` and `b^{(1)}`."""
    layers = [layer_of(a.name) for a in arrays]
    return None not in layers and all(layers[0] < other for other in layers[1:])  # type: ignore[operator]


def _plain(size: Any) -> Any:
    return int(size) if isinstance(size, Integer) else size


def _place(symbol: Any, seen: _Seen) -> tuple[Any, ...]:
    order = list(seen.arrays).index(symbol)
    layer = layer_of(symbol.name)
    if isinstance(symbol, Batch) or (layer is None and symbol in seen.operands):
        return (0, 0, 0, order)
    if layer is None:
        return (2, 0, 0, order)
    return (1, layer, int(symbol.shape[1:] == (1,) and symbol not in seen.operands), order)


def _values(step: Step) -> Iterator[tuple[Any, frozenset[Any]]]:
    match step:
        case Whole(_, value):
            yield value, frozenset()
        case Rows(_, pieces):
            for piece in pieces:
                bound = frozenset() if piece.index is None else frozenset({piece.index})
                yield piece.value, bound


def _atoms(expr: Any, bound: frozenset[Any], seen: _Seen, kind: str) -> Iterator[Any]:
    """The matrix symbols of `expr`; scalars, functions and operands are noted in `seen` on the way."""
    if isinstance(expr, MatrixSymbol):
        yield expr
    elif isinstance(expr, Block):
        yield expr.args[0]
        for i in expr.args[1:]:
            yield from _atoms(i, bound, seen, "index")
    elif isinstance(expr, Symbol):
        if expr not in bound and (kind == "index" or expr not in seen.scalars):
            seen.scalars[expr] = kind
    elif isinstance(expr, Sum | Dots):
        yield from _limited(expr, bound, seen)
    elif isinstance(expr, Lambda):
        yield from _atoms(expr.expr, bound | set(expr.variables), seen, kind)
    elif isinstance(expr, MatrixElement):
        yield from _atoms(expr.args[0], bound, seen, kind)
        for i in expr.args[1:]:
            yield from _atoms(i, bound, seen, "index")
    else:
        if isinstance(expr, MatMul | Mul):
            _note_operands(expr.args, seen)
        if isinstance(expr, AppliedUndef):
            seen.functions.setdefault(expr.func)
        inner = "index" if isinstance(expr, _WHOLE) else kind
        for arg in expr.args:
            if isinstance(arg, UndefinedFunction):
                seen.functions.setdefault(arg)
            else:
                yield from _atoms(arg, bound, seen, inner)


_WHOLE = (KroneckerDelta, Identity, OneMatrix, ZeroMatrix, FunctionMatrix)  # of whole numbers: indices and sizes


def _limited(expr: Any, bound: frozenset[Any], seen: _Seen) -> Iterator[Any]:
    inside = bound
    for index, *limits in reversed(expr.limits):  # the last limit is the outermost
        for limit in limits:
            yield from _atoms(limit, inside, seen, "index")
        inside |= {index}
    yield from _atoms(expr.function, inside, seen, "number")


def _note_operands(factors: Iterable[Any], seen: _Seen) -> None:
    """`W a`, `aᵀ Wᵀ`, `[W b] [a; 1]`, `W[i, k] a[k]`: vectors beside a matrix in a product are inputs."""
    matrices = [f for f in factors if getattr(f, "is_Matrix", False) or isinstance(f, MatrixElement)]
    if all(_vector(f) for f in matrices):
        return
    for factor in matrices:
        if not _vector(factor):
            continue
        blocks = list(factor.blocks) if isinstance(factor, BlockMatrix) else [factor]
        for block in blocks:
            inner = block.args[0] if isinstance(block, Transpose | MatrixElement) else block
            if isinstance(inner, MatrixSymbol):
                seen.operands.setdefault(inner)


def _vector(factor: Any) -> bool:
    tensor = factor.args[0] if isinstance(factor, MatrixElement) else factor
    return 1 in tensor.shape

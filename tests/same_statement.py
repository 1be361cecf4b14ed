"""When two statements say the same text: up to bound letters, the order of numbers, and grouping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sympy import (
    Add,
    FunctionMatrix,
    HadamardProduct,
    KroneckerDelta,
    Lambda,
    MatAdd,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    Pow,
    Product,
    Rational,
    S,
    Subs,
    Sum,
    Symbol,
    preorder_traversal,
)

from explorer.nodes import Dots, Written, WrittenMatrix
from explorer.statement import Statement


def form(made: Any, bound: tuple[Any, ...] = (), called: Mapping[str, str] | None = None) -> Any:
    """The tree as nested tuples: bound letters by their depth, sums and products flat, numbers sorted.

    `called` has other names for free letters.
    """
    if isinstance(made, Sum | Dots | Product):
        inner = made.function
        for limit in reversed(made.limits):
            bound = (*bound, limit[0])
        limits = tuple(
            (form(low, bound[:-1], called), form(high, bound[:-1], called)) for _, low, high in reversed(made.limits)
        )
        return ("over" if isinstance(made, Product) else "sum", limits, form(inner, bound, called))
    if isinstance(made, FunctionMatrix):
        return ("grid", tuple(form(size, bound, called) for size in made.shape), form(made.lamda, bound, called))
    if isinstance(made, Subs):
        inner = (*bound, *made.variables)
        return ("at", form(made.expr, inner, called), tuple(form(place, bound, called) for place in made.point))
    if isinstance(made, Lambda):
        return ("rule", form(made.expr, (*bound, *made.variables), called))
    if isinstance(made, Symbol):
        return (
            ("bound", len(bound) - 1 - bound[::-1].index(made))
            if made in bound
            else ("free", (called or {}).get(made.name, made.name))
        )
    if isinstance(made, Add):
        return ("add", *sorted((form(part, bound, called) for part in _flat(made)), key=repr))
    if isinstance(made, MatAdd):
        return ("add", *(form(part, bound, called) for part in _flat(made)))
    if isinstance(made, HadamardProduct):
        return ("entrywise", *(form(part, bound, called) for part in _flat(made)))
    if isinstance(made, Mul | MatMul):
        parts = _flat(made)
        numbers = [part for part in parts if not isinstance(part, MatrixExpr)]
        arrays = [form(part, bound, called) for part in parts if isinstance(part, MatrixExpr)]
        value = Rational(1)
        rest = []
        for part in numbers:
            if part.is_Rational:
                value *= part
            elif isinstance(part, Pow) and part.exp.is_Rational and not part.exp.is_Integer and part.exp < 0:
                rest.append(("over", form(Pow(part.base, -part.exp, evaluate=False), bound, called)))
            elif isinstance(part, Pow) and part.exp.is_Integer:
                for base, exponent in _powers(part.base, int(part.exp)):
                    rest.extend([("over" if exponent < 0 else "times", form(base, bound, called))] * abs(exponent))
            else:
                rest.append(("times", form(part, bound, called)))
        if not arrays and len(rest) == 1 and value == 1 and rest[0][0] == "times":
            return rest[0][1]
        if len(arrays) == 1 and not rest and value == 1:
            return arrays[0]
        return ("product", str(value), tuple(sorted(rest, key=repr)), tuple(arrays))
    if made is S.Exp1:
        return ("exp", ("atom", "One", "1"))
    if isinstance(made, Pow) and (made.exp.is_Integer or (made.exp.is_Rational and made.exp < 0)):
        return form(Mul(made, Rational(1), evaluate=False), bound, called)
    if isinstance(made, KroneckerDelta):
        return ("delta", *sorted((form(side, bound, called) for side in made.args[:2]), key=repr))
    if isinstance(made, Written) and made.what == "dots":
        return ("dots", (called or {}).get(f"dots {made.parts[0]}", str(made.parts[0])))
    if not made.args:
        return ("atom", type(made).__name__, str(made))
    name = made.func.__name__ if isinstance(made.func, type) else type(made).__name__
    return (name, *(form(part, bound, called) for part in made.args))


def _flat(made: Any) -> list[Any]:
    families = ((Add, MatAdd), (HadamardProduct,), (Mul, MatMul))
    kinds = next(kinds for kinds in families if isinstance(made, kinds))
    return [piece for part in made.args for piece in (_flat(part) if isinstance(part, kinds) else [part])]


def _powers(base: Any, exponent: int) -> list[tuple[Any, int]]:
    """`(a b^2)^-1` as `a^-1 b^-2`."""
    if isinstance(base, Pow) and base.exp.is_Integer:
        return _powers(base.base, exponent * int(base.exp))
    if isinstance(base, Mul):
        return [pair for part in base.args for pair in _powers(part, exponent)]
    return [(base, exponent)]


def statement_form(statement: Statement, *, names: bool = True) -> Any:
    """All members with their relations, and the further equations; without `names`, size letters are numbered."""
    members = statement.members
    numbered = {} if names else _numbered(members)
    sides = tuple(form(side, (), numbered) for side in members)
    also = tuple(statement_form(other, names=names) for other in statement.also)
    return (sides, statement.relations[: max(0, len(members) - 1)], also)


def _numbered(members: tuple[Any, ...]) -> dict[str, str]:
    """The letters that stand in shapes, numbered in the order of the tensors' names; then those in limits.

    Last come those in the shapes of what is only written, from left to right.
    """
    tensors: dict[str, Any] = {}
    limits: list[Any] = []
    own: set[str] = set()
    for side in members:
        for piece in preorder_traversal(side):
            if isinstance(piece, MatrixSymbol):
                tensors[piece.name] = piece
            elif isinstance(piece, WrittenMatrix):
                own |= {letter.name for size in piece.shape for letter in size.free_symbols}
            elif isinstance(piece, Written) and piece.what == "dots":
                own.add(f"dots {piece.parts[0]}")
            limits += [end for limit in getattr(piece, "limits", ()) or () for end in limit[1:]]
    found: dict[str, str] = {}
    for size in (*(size for _, tensor in sorted(tensors.items()) for size in tensor.shape), *limits):
        for letter in sorted(getattr(size, "free_symbols", ()), key=str):
            found.setdefault(letter.name, f"size{len(found)}")
    masked = {name: found.get(name, "?") for name in own} | found
    for side in members:
        for piece in _walk(side, masked):
            names = [f"dots {piece.parts[0]}"] if isinstance(piece, Written) and piece.what == "dots" else []
            for size in piece.shape if isinstance(piece, WrittenMatrix) else ():
                names += sorted(map(str, size.free_symbols))
            for name in names:
                found.setdefault(name, f"size{len(found)}")
    return found


def _walk(made: Any, masked: Mapping[str, str]) -> Iterator[Any]:
    """The pieces from left to right, those of sums and products of numbers in the order of their forms."""
    yield made
    parts = list(made.args)
    if isinstance(made, Add | Mul):
        parts.sort(key=lambda part: repr(form(part, (), masked)))
    for part in parts:
        yield from _walk(part, masked)

"""Functions of which nothing is known, applied: `C(w)`, `L(y, t)`, `P(y = 1 | x)`, `F_i(x, W)`, `C'(w)`.

Whether a letter is one is said by its use (`usage`). A function of numbers and arrays is a number unless more is seen;
f, g, σ and the like of one array are taken entry by entry where the shapes allow it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sympy import Derivative, Function, Lambda, MatrixExpr, Subs, Symbol

from explorer.nodes import Written, WrittenMatrix, entrywise
from explorer.notation import indexing, written
from explorer.notation.affine import affine, render
from explorer.notation.core import Core, Literal_, Position, Said, Value
from explorer.notation.letters import INDEX_LETTERS
from explorer.notation.surface import Chain, Equation, Group, Mark, Name, Node, Number, Scripted, Slice, Total, bare
from explorer.source import Span
from explorer.statement import OPAQUE

if TYPE_CHECKING:
    from explorer.notation.build import Build
    from explorer.notation.elaborate import Elaboration

ENTRYWISE = frozenset("σφϕψςfgh")
"""Letters whose functions are taken entry by entry where nothing speaks against it."""

EXPECTED = frozenset(("\\mathbb{E}", "\\mathbb{V}", "Var", "var", "Cov", "cov"))
"""Means and variances: what they are of is no number, so nothing can be put in for it."""

_SQUARE = re.compile(r"E\s*(?:\\left\s*|\\[bB]ig+l?\s*)?\[")
"""`E[x]` is a mean; `E(w)` is a function, an error for example."""

_X = Symbol("x")


def value(
    work: Elaboration, name: str, items: tuple[Node, ...], primes: int, parts: tuple[Node, ...], span: Span
) -> Core:
    """The core of `name_items(parts)`."""
    cores = tuple(argument(work, part) for part in _given(parts))
    indices = tuple(index(work, item) for item in items)
    place = work.place(span)
    light = work.names.one_name(name)
    work.say(f"{light} is read as a function")
    alike = len(cores) == 1 and not indices and light[:1] in ENTRYWISE
    made = Value(light, cores, indices, primes, place, work.shapes.new(), alike)
    work.values.append(made)
    return made


def _given(parts: tuple[Node, ...]) -> list[Node]:
    """`y, z | x` as one part, which is a group whose parts have the bar between them."""
    if not any(isinstance(part, Mark) and part.kind == "bar" for part in parts):
        return list(parts)
    return [Group(parts, "(", parts[0].span | parts[-1].span)]


def argument(work: Elaboration, part: Node) -> Core:
    """An argument, a member of a list or of a set: an expression, a relation, a condition, dots, a function's name."""
    node = bare(part)
    if isinstance(node, Group) and any(isinstance(piece, Mark) and piece.kind == "bar" for piece in node.parts):
        return conditional(work, node)
    if isinstance(node, Slice):
        ends = [argument(work, end) for end in (node.low, node.high) if end is not None]
        return written.said(work, "range", ends, node.span, work.scalar_shape)
    if isinstance(node, Equation):
        left, right = argument(work, node.left), argument(work, node.right)
        return written.said(work, f"relation {node.relation}", (left, right), node.span, work.scalar_shape)
    if isinstance(node, Name | Scripted) and work.names.is_function(node, False):
        use = work.names.spell(node)
        if use is not None and not use.items and not use.primes:
            return work.word(use.name, node.span)
    return work.node(part)


def conditional(work: Elaboration, node: Group) -> Core:
    """`y, z | x, w`."""
    at = next(number for number, piece in enumerate(node.parts) if isinstance(piece, Mark) and piece.kind == "bar")
    sides = []
    for parts in (node.parts[:at], node.parts[at + 1 :]):
        cores = [argument(work, part) for part in parts if not (isinstance(part, Mark) and part.kind == "bar")]
        whole = written.said(work, "bare list", cores, node.span, work.scalar_shape)
        sides.append(cores[0] if len(cores) == 1 else whole)
    return written.said(work, "given", sides, node.span, work.scalar_shape)


def index(work: Elaboration, item: Node) -> Core:
    """An index on a function: a letter that runs, a number, or an expression that is one."""
    node = bare(item)
    if applied(node):
        name, group = node.factors  # type: ignore[union-attr]
        return value(work, render(name), (), 0, tuple(group.parts), node.span)  # type: ignore[union-attr]
    if isinstance(node, Name | Number | Total) and (form := affine(node)) is not None and len(form.terms) <= 1:
        letters = [name for name in form.names if name in INDEX_LETTERS and name not in work.names.sizes]
        if letters == list(form.names) and not work.declared("".join(letters)):
            return Position(indexing.index(work, node), work.place(node.span))
    return argument(work, item)


def applied(node: Node) -> bool:
    """`k(m)` below a name: the index that a function of m gives."""
    if not isinstance(node, Chain) or len(node.factors) != 2 or any(node.operators):
        return False
    name, group = node.factors
    return isinstance(name, Name) and isinstance(group, Group) and group.bracket == "("


def guess(work: Elaboration) -> None:
    """Functions that may be taken entry by entry are, the others are numbers unless they must be arrays."""
    for node in work.values:
        if work.shapes.kind(node.shape) == "unknown":
            kind = work.shapes.kind(node.arguments[0].shape) if node.alike else "scalar"
            if kind == "array":
                work.say(f"`{node.place.text}` is read entry by entry")
                work.shapes.match(node.shape, node.arguments[0].shape)
            elif kind == "scalar":
                work.shapes.match(node.shape, work.scalar_shape)
            work.shapes.solve()
        elif node.alike and node.arguments[0].shape != node.shape:
            rows, columns = node.arguments[0].shape
            one = work.shapes.sizes.is_one
            if one(columns) == one(node.shape[1]) and one(rows) == one(node.shape[0]):
                work.shapes.match(node.shape, (rows, columns))
                work.shapes.solve()


def build(maker: Build, node: Value) -> Any:
    """`Function(…)` of the arguments; an array that is not of its argument's shape is kept as it is written."""
    arguments = [maker.build(piece) for piece in node.arguments]
    items = [maker.build(piece) for piece in node.items]
    name = Symbol(maker.light(node.function))
    number = maker.is_scalar(node)
    expected = node.function in EXPECTED or (node.function == "E" and _SQUARE.match(node.place.text))
    if expected and not node.order and not items:
        return _kept(maker, node, "value", [name, *arguments])
    if not items and len(arguments) == 1 and not isinstance(arguments[0], MatrixExpr) and number:
        maker.work.functions[node.function] = OPAQUE
        rule = Function(node.function)
        return Subs(Derivative(rule(_X), (_X, node.order)), _X, arguments[0]) if node.order else rule(arguments[0])
    alike = node.alike and not number and not items and maker.shapes.equal(node.shape, node.arguments[0].shape)
    if alike:
        maker.work.functions[node.function] = OPAQUE
        maker.work.say(f"`{node.place.text}` is taken entry by entry")
        rule = Function(node.function)
        return entrywise(Lambda(_X, Derivative(rule(_X), (_X, node.order))) if node.order else rule, arguments[0])
    if node.order:
        return _kept(maker, node, "prime", [Symbol(f"{name}{chr(39) * (node.order - 1)}"), *arguments])
    if items:
        mark = items[0] if len(items) == 1 else Written("bare list", *items)
        return _kept(maker, node, "indexed value", [name, mark, *arguments])
    if number and not any(isinstance(piece, MatrixExpr) for piece in arguments):
        return Function(node.function)(*arguments)
    return _kept(maker, node, "value", [name, *arguments])


def _kept(maker: Build, node: Value, kind: str, pieces: list[Any]) -> Any:
    if maker.is_scalar(node):
        return Written(kind, *pieces)
    return WrittenMatrix(kind, *(maker.size(size) for size in node.shape), *pieces)


def dots(work: Elaboration, span: Span) -> Said:
    """`…` that no pattern explains; no two of them are the same quantity."""
    place = work.place(span)
    work.dotted += 1
    return written.said(work, "dots", (Literal_(str(work.dotted), place),), span)

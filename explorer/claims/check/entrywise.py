r"""Products that shapes forbid, read entry by entry: `(a - y) σ'(z)` of two vectors is `(a - y) ⊙ σ'(z)`.

Many write the product with σ' side by side. Where exactly one place for a ⊙ makes the shapes of an equation agree,
that is what it says, and the reading is told; where two readings differ, none is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import islice
from typing import Any

from sympy import HadamardProduct

from explorer.claims.check.decide import UNBUILT
from explorer.errors import InputError
from explorer.notation.given import Declarations
from explorer.notation.lines import Line
from explorer.notation.names import Names
from explorer.notation.naming import argument
from explorer.notation.reader import read_line
from explorer.notation.surface import Chain, Group, Node, product, walk
from explorer.source import Span
from explorer.statement import Statement

MOST = 40
"""Places for a ⊙ tried in one equation."""


def read(line: Line, known: Declarations) -> tuple[Statement, Line] | None:
    """The reading with one product entry by entry, and the equation so written; None without one, or with several."""
    found: list[tuple[Statement, Line]] = []
    for other in islice(_written(line, Names(known)), MOST):
        try:
            made = read_line(other, known)
        except (InputError, *UNBUILT):
            continue
        if not any(member.has(HadamardProduct) for member in made.members):
            continue  # numbers: it is an index that does not fit
        if all(made.members != row.members for row, _ in found):
            found.append((made, other))
    if len(found) != 1:
        return None
    made, other = found[0]
    return replace(
        made, notes=(*made.notes, "a product side by side is read entry by entry: so the shapes agree")
    ), other


def _written(line: Line, names: Names) -> Iterator[Line]:
    for at, member in enumerate(line.members):
        for changed in hadamards(member, names):
            yield replace(line, members=(*line.members[:at], changed, *line.members[at + 1 :]))


def hadamards(node: Node, names: Names) -> Iterator[Node]:
    """The expression with one product side by side made one entry by entry, the last such place first."""
    for chain in walk(node):
        if not isinstance(chain, Chain) or not any(operator == "" for operator in chain.operators):
            continue
        factors, operators = chain.factors, chain.operators
        for cut in range(len(factors) - 1, 0, -1):
            if operators[cut - 1] != "" or names.is_function(factors[cut - 1], argument(factors[cut])):
                continue
            for start in range(cut):
                left = product(factors[start:cut], operators[start : cut - 1])
                right = product(factors[cut:], operators[cut:])
                span = Span(left.span.start, right.span.end)
                made: Node = Chain((left, right), ("⊙",), span)
                if start:
                    if names.is_function(factors[start - 1], argument(factors[start])):
                        continue
                    inner = Group((made,), "(", span)
                    made = Chain((*factors[:start], inner), (*operators[: start - 1], operators[start - 1]), chain.span)
                yield replaced(node, chain, made)


def replaced(node: Any, old: Node, new: Node) -> Any:
    """The tree with one node, the very one, replaced."""
    if node is old:
        return new
    if isinstance(node, tuple):
        parts = tuple(replaced(part, old, new) for part in node)
        return node if all(one is two for one, two in zip(parts, node, strict=True)) else parts
    if not is_dataclass(node) or isinstance(node, Span):
        return node
    changes = {}
    for field in fields(node):
        value = getattr(node, field.name)
        made = replaced(value, old, new)
        if made is not value:
            changes[field.name] = made
    return replace(node, **changes) if changes else node  # type: ignore[type-var]

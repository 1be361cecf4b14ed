"""The pieces of a text, innermost first -> nodes of the surface tree: one short method for each rule of the grammar."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from lark import Token, Transformer

from explorer.notation.extremes import chained, divided, multiplied
from explorer.notation.surface import (
    Chain,
    Equation,
    Fence,
    Fraction,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Operator,
    Relation,
    Scripted,
    Slice,
    Summation,
    Table,
    Total,
    bare,
)
from explorer.source import Span

_OPERATORS: Mapping[str, Operator] = {
    "DOT": "·",
    "STAR": "*",
    "HADAMARD": "⊙",
    "TIMES": "×",
    "AT": "@",
    "OUTER_PRODUCT": "⊗",
    "OVER_ENTRIES": "⊘",
    "CIRCLE": "∘",
}
_FENCES = {"SQRT": "sqrt", "NORM_OPEN": "norm", "BARS_OPEN": "bars", "AT_OPEN": "at"}


def place(token: Token) -> Span:
    """Where a token stands in the text."""
    return Span(token.start_pos or 0, token.end_pos or 0)


def _nodes(parts: Sequence[Any]) -> list[Node]:
    """The parts between separators; a bar is a part of its own."""
    bars = (Mark("bar", place(part)) if isinstance(part, Token) and part.type == "BAR" else part for part in parts)
    return [part for part in bars if not isinstance(part, Token)]


class Trees(Transformer):  # type: ignore[misc]  # lark is not typed here
    """One method a rule: its parts, already built, to a surface node."""

    def alone(self, parts: list[Any]) -> Node:
        node: Node = parts[0]
        return node

    def equation(self, parts: list[Any]) -> Node:
        return Equation(parts[0], parts[2], "=", parts[0].span | parts[2].span)

    def related(self, parts: list[Any]) -> tuple[Relation, Node]:
        sign: Relation = "=" if parts[0].type == "EQUALS" else str(parts[0])  # type: ignore[assignment]
        return (sign, parts[1])

    def relations(self, parts: list[Any]) -> Node:
        node: Node = parts[0]
        for sign, right in parts[1:]:
            node = Equation(node, right, sign, node.span | right.span)
        return node

    def low_slice(self, parts: list[Any]) -> Node:
        return Slice(parts[0], None, parts[0].span | place(parts[1]))

    def high_slice(self, parts: list[Any]) -> Node:
        return Slice(None, parts[1], place(parts[0]) | parts[1].span)

    def slice(self, parts: list[Any]) -> Node:
        return Slice(parts[0], parts[2], parts[0].span | parts[2].span)

    def relation(self, parts: list[Any]) -> Node:
        sign: Relation = str(parts[1])  # type: ignore[assignment]
        return Equation(parts[0], parts[2], sign, parts[0].span | parts[2].span)

    def signed(self, parts: list[Any]) -> tuple[int, Node, Span]:
        return ({"MINUS": -1, "PLUS": 1}.get(parts[0].type, 0), parts[1], place(parts[0]))

    def total(self, parts: list[Any]) -> Node:
        """Terms with their signs; `a + b ± c` is (a + b) ± c."""
        terms: list[tuple[int, Node]] = []
        start = parts[0][2] if isinstance(parts[0], tuple) else parts[0].span
        for part in parts:
            sign, node = (part[0], part[1]) if isinstance(part, tuple) else (1, part)
            if sign == 0:
                before: Node = Number("0", start) if not terms else _sum(terms, start)
                terms = [(1, Chain((before, node), ("±",), start | node.span))]
            else:
                terms.append((sign, node))
        return _sum(terms, start)

    def operator(self, parts: list[Any]) -> Operator:
        return _OPERATORS[parts[0].type]

    def before(self, parts: list[Any]) -> tuple[Node, Operator, Token | None]:
        return (parts[0], parts[1], parts[2] if len(parts) == 3 else None)

    def product(self, parts: list[Any]) -> Node:
        factors: list[Node] = []
        operators: list[Operator] = []
        minus: Token | None = None
        for part in parts:
            node = part[0] if isinstance(part, tuple) else part
            if minus is not None:
                node = Total(((-1, node),), place(minus) | node.span)
            factors.append(node)
            if isinstance(part, tuple):
                operators.append(part[1])
                minus = part[2]
        return multiplied(tuple(factors), tuple(operators))

    def evaluated(self, parts: list[Any]) -> Node:
        body: Node = Fence("at", parts[0], parts[0].span | place(parts[1]))
        return self.scripted([body, *parts[2:]])

    def beside(self, parts: list[Any]) -> tuple[Node, Operator]:
        return (parts[-1], "/" if len(parts) == 2 else "")

    def chain(self, parts: list[Any]) -> Node:
        """Factors side by side; `dC/dw` between them is a derivative."""
        made: list[tuple[Node, Operator]] = []
        none: Operator = ""
        for node, operator in [(parts[0], none), *parts[1:]]:
            before, sign = made[-1] if made else (None, none)
            if operator == "/" and before is not None and _differential(before) and _differential(node):
                made[-1] = (Fraction(_apart_d(before), _apart_d(node), before.span | node.span), sign)
            else:
                made.append((node, operator))
        if len(made) == 1:
            return made[0][0]
        return chained(tuple(node for node, _ in made), tuple(sign for _, sign in made[1:]))

    def chain_sum(self, parts: list[Any]) -> Node:
        before, last = parts
        if isinstance(before, Chain):
            return chained((*before.factors, last), (*before.operators, ""))
        return chained((before, last), ("",))

    def over_sum(self, parts: list[Any]) -> Node:
        return self.chain([*parts[:-2], (parts[-1], "/")])

    def sum(self, parts: list[Any]) -> Node:
        sign = place(parts[0])
        kind: Any = str(parts[0])
        body: Node = parts[-1]
        if isinstance(parts[-2], Token) and parts[-2].type == "MINUS":
            body = Total(((-1, body),), place(parts.pop(-2)) | body.span)
        below: tuple[Node, ...] = ()
        above: Node | None = None
        for where, node in parts[1:-1]:
            if where == "below" and not below:
                below = node.parts if isinstance(node, Group) else (node,)
            elif where == "above" and above is None:
                above = node
            else:
                below = (*below, Mark("prime", node.span))
        return divided(Summation(below, above, body, sign | body.span, sign, kind))

    def below(self, parts: list[Any]) -> tuple[str, Node]:
        return ("below", parts[1])

    def above(self, parts: list[Any]) -> tuple[str, Node]:
        return ("above", parts[1])

    def prime(self, parts: list[Any]) -> tuple[str, Node]:
        return ("prime", Mark("prime", place(parts[0])))

    def factorial(self, parts: list[Any]) -> tuple[str, Node]:
        return ("factorial", Mark("factorial", place(parts[0])))

    def scripted(self, parts: list[Any]) -> Node:
        base = parts[0]
        subs = tuple(node.parts if isinstance(node, Group) else (node,) for kind, node in parts[1:] if kind == "below")
        sups: list[Node] = []
        for kind, node in parts[1:]:
            if kind != "below":
                primes = (
                    isinstance(node, Group)
                    and bool(node.parts)
                    and all(isinstance(part, Group) and part.bracket == "[" and not part.parts for part in node.parts)
                )
                sups.extend([Mark("prime", node.span)] * len(node.parts) if primes else [node])
        end = parts[-1][1].span
        return Scripted(base, subs, tuple(sups), base.span | end)

    def primes(self, parts: list[Any]) -> Node:
        return Mark("prime", place(parts[0])) if len(parts) == 1 else Group((), "[", place(parts[0]))

    def everything_prime(self, parts: list[Any]) -> Node:
        return Mark("prime", place(parts[0]))

    def name(self, parts: list[Any]) -> Node:
        return Name(str(parts[0]), place(parts[0]))

    def bold(self, parts: list[Any]) -> Node:
        return Name(str(parts[0]), place(parts[0]), True)

    def number(self, parts: list[Any]) -> Node:
        return Number(str(parts[0]), place(parts[0]))

    def transpose(self, parts: list[Any]) -> Node:
        return Mark("transpose", place(parts[0]))

    def dots(self, parts: list[Any]) -> Node:
        return Mark("dots", place(parts[0]))

    def ones(self, parts: list[Any]) -> Node:
        return Mark("ones", place(parts[0]))

    def zeros(self, parts: list[Any]) -> Node:
        return Mark("zeros", place(parts[0]))

    def everything(self, parts: list[Any]) -> Node:
        return Mark("all", place(parts[0]))

    def entrywise(self, parts: list[Any]) -> Node:
        sign = Mark("entrywise", place(parts[0]))
        return Chain((sign, self.number(parts[1:])), ("",), sign.span | place(parts[1]))

    def negative(self, parts: list[Any]) -> Node:
        return Total(((-1, parts[1]),), place(parts[0]) | parts[1].span)

    def nothing(self, parts: list[Any]) -> Node:
        return Group((), str(parts[0]), place(parts[0]) | place(parts[1]))  # type: ignore[arg-type]

    def items(self, parts: list[Any]) -> list[Node]:
        return _nodes(parts)

    row = items

    def group(self, parts: list[Any]) -> Node:
        return Group(tuple(parts[1]), str(parts[0]), place(parts[0]) | place(parts[2]))  # type: ignore[arg-type]

    def braces(self, parts: list[Any]) -> Node:
        return Group((parts[1],), "{", place(parts[0]) | place(parts[2]))

    def rows(self, parts: list[Any]) -> list[list[Node]]:
        return [part for part in parts if isinstance(part, list)]

    def bracket(self, parts: list[Any]) -> Node:
        span = place(parts[0]) | place(parts[2])
        rows: list[list[Node]] = parts[1]
        if any(isinstance(item, Mark) and item.kind == "bar" for row in rows for item in row):
            return Group(tuple(item for row in rows for item in row), "[", span)
        if len(rows) == 1 and len(rows[0]) == 1 and len(_apart(rows[0][0])) == 1:
            return Group((rows[0][0],), "[", span)
        return Table(tuple(tuple(cell for part in row for cell in _apart(part)) for row in rows), span)

    def cell(self, parts: list[Any]) -> list[Node]:
        return list(parts)

    def line(self, parts: list[Any]) -> tuple[Node | None, ...]:
        return tuple(part[0] if part else None for part in parts if isinstance(part, list))

    def cells(self, parts: list[Any]) -> list[tuple[Node | None, ...]]:
        """The rows; rows and columns in which nothing stands are layout."""
        rows = [part for part in parts if isinstance(part, tuple)]
        rows = [row for row in rows if any(cell is not None for cell in row)] or rows
        width = max(len(row) for row in rows)
        empty = [at for at in range(width) if all(at >= len(row) or row[at] is None for row in rows)]
        if not empty or len(empty) == width:
            return rows
        return [tuple(cell for at, cell in enumerate(row) if at not in empty) for row in rows]

    def table(self, parts: list[Any]) -> Node:
        return Table(tuple(parts[1]), place(parts[0]) | place(parts[2]), str(parts[0]))

    def fraction(self, parts: list[Any]) -> Node:
        over, under = parts[1], parts[2]
        if _differential(under) and (_differential(over) or _is_d(over)):
            over, under = _apart_d(over), _apart_d(under)
        return Fraction(over, under, place(parts[0]) | parts[2].span)

    def fence(self, parts: list[Any]) -> Node:
        first = parts[0]
        end = place(parts[2]) if len(parts) == 3 else parts[1].span
        return Fence(_FENCES[first.type], parts[1], place(first) | end)  # type: ignore[arg-type]


def _sum(terms: list[tuple[int, Node]], start: Span) -> Node:
    if len(terms) == 1 and terms[0][0] == 1 and isinstance(terms[0][1], Chain) and terms[0][1].operators == ("±",):
        return terms[0][1]
    return Total(tuple(terms), start | terms[-1][1].span)


def _dotted(node: Node) -> bool:
    """Whether dots stand among the factors."""
    return isinstance(node, Chain) and any(
        isinstance(factor, Mark) and factor.kind == "dots" for factor in node.factors
    )


def _terms_apart(node: Total) -> list[Node]:
    """`[a_1-b_1 a_2-b_2 … a_n-b_n]`: space ends a cell, where dots show that there are several."""
    cells: list[list[tuple[int, Node]]] = [[]]
    for sign, term in node.terms:
        first, *rest = _apart(term)
        cells[-1].append((sign, first))
        cells.extend([(1, part)] for part in rest)
    return [
        cell[0][1] if len(cell) == 1 and cell[0][0] == 1 else Total(tuple(cell), cell[0][1].span | cell[-1][1].span)
        for cell in cells
    ]


def _is_d(node: Node) -> bool:
    """Whether this is the d of `d/dz` alone."""
    node = bare(node)
    return isinstance(node, Name) and node.text == "d"


def _first(node: Node) -> Name | None:
    """The letter with which a product begins."""
    node = bare(node)
    if isinstance(node, Chain):
        node = bare(node.factors[0])
    if isinstance(node, Scripted):
        node = bare(node.base)
    return node if isinstance(node, Name) else None


def _differential(node: Node) -> bool:
    """`dz`, or a product that begins with the d of `d(z + 1)`."""
    first = _first(node)
    return first is not None and re.fullmatch(r"d[A-Za-z][0-9]*", first.text) is not None


def _apart_d(node: Node) -> Node:
    """`dz` in a derivative as d and z."""
    node = bare(node)
    if isinstance(node, Chain):
        begun = _apart_d(node.factors[0])
        if isinstance(begun, Chain):
            return Chain((*begun.factors, *node.factors[1:]), (*begun.operators, *node.operators), node.span)
        return node
    first = _first(node)
    if first is None or not _differential(first):
        return node
    start = first.span.start
    letter = Name(first.text[1:], Span(start + 1, first.span.end), first.bold)
    rest: Node = letter if node is first else replace(node, base=letter)  # type: ignore[arg-type]
    return Chain((Name("d", Span(start, start + 1)), rest), ("",), node.span)


def _apart(node: Node) -> list[Node]:
    """`[W b]`: what stands apart with only space between is a row of blocks; `[Wa b]` has the two blocks Wa, b."""
    if isinstance(node, Total) and any(_dotted(term) for _, term in node.terms):
        return _terms_apart(node)
    if not isinstance(node, Chain) or any(operator for operator in node.operators):
        return [node]
    none: Operator = ""
    cells: list[list[Node]] = [[node.factors[0]]]
    for before, factor in zip(node.factors, node.factors[1:], strict=False):
        prefix = isinstance(first := bare(before), Name) and first.text in ("∂", "∇", "Δ", "d")
        if factor.span.start > before.span.end and not isinstance(factor, Group) and not prefix:
            cells.append([factor])
        else:
            cells[-1].append(factor)
    return [
        cell[0] if len(cell) == 1 else Chain(tuple(cell), (none,) * (len(cell) - 1), cell[0].span | cell[-1].span)
        for cell in cells
    ]

"""The surface tree: what the text spells, with the place of every piece, before anything is given a meaning.

    W_{ij} a_j + b_i     Total((+, Chain(Scripted(W, _ij), Scripted(a, _j))), (+, Scripted(b, _i)))

A closed set: every walk over it is a `match` that ends in `assert_never`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

from explorer.source import Span

Operator: TypeAlias = Literal["", "·", "*", "⊙", "×", "@", "/", "⊗", "⊘", "∘", "±"]
Relation: TypeAlias = Literal[
    "=", ":=", "≠", "<", ">", "≤", "≥", "≪", "≫", "∈", "∉", "≈", "∼", "∝", "⊂", "⊆", "←", "→", "⇒", "⇐", "⇔"
]


@dataclass(frozen=True, slots=True)
class Name:
    """A letter or a word, normalised: `σ` for `\\sigma`, `\\hat{y}` under a hat; `bold` as in `\\mathbf`."""

    text: str
    span: Span
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """The digits as written (`00` inside a subscript is two indices)."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece that stands for itself: dots, `:` for the whole range, a transpose, a prime, 𝟏 and 𝟎, `!`.

    `bar` is the part between the others in `P(y | x, w)` and in `{x | x > 0}`, `entrywise` the ⊙ of `x^{⊙ 2}`.
    """

    kind: Literal["dots", "all", "transpose", "prime", "ones", "zeros", "factorial", "bar", "entrywise"]
    span: Span


@dataclass(frozen=True, slots=True)
class Group:
    """`( … )` with one or several parts, `{ … }` or `[ … ]` with one; `\\{ … \\}` is a set, `⟨ … ⟩` has several."""

    parts: tuple[Node, ...]
    bracket: Literal["(", "[", "{", "\\{", "⟨"]
    span: Span


@dataclass(frozen=True, slots=True)
class Scripted:
    """A base with its subscripts and superscripts in the order they were written (a prime is a superscript)."""

    base: Node
    subs: tuple[tuple[Node, ...], ...]
    sups: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Chain:
    """Factors and, before each but the first, the sign between them (`""` for two that stand side by side)."""

    factors: tuple[Node, ...]
    operators: tuple[Operator, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Total:
    """Terms with their signs, 1 or -1."""

    terms: tuple[tuple[int, Node], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Summation:
    """`Σ`, `Π` or `∫` with what is below and above it, and its body; so for a maximum or minimum over indices."""

    below: tuple[Node, ...]
    above: Node | None
    body: Node
    span: Span
    sign: Span
    kind: Literal["Σ", "Π", "∫", "max", "min"] = "Σ"


@dataclass(frozen=True, slots=True)
class Fraction:
    """`\\frac{…}{…}`."""

    numerator: Node
    denominator: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Fence:
    """`| … |`, `‖ … ‖`, `\\sqrt{…}`; `at` is `… |`, the place standing below as its subscript."""

    kind: Literal["norm", "bars", "sqrt", "at"]
    body: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """A matrix of blocks: `bmatrix` and its like, or `[W b; c d]`; a cell is None where nothing was written.

    `kind` is the environment's name, `[` for plain brackets; the rows of `cases` are values with their conditions.
    """

    rows: tuple[tuple[Node | None, ...], ...]
    span: Span
    kind: str = "["


@dataclass(frozen=True, slots=True)
class Slice:
    """`d:2d`, a part of a range, also open at one end; `i : y_i = k`, the i of which something holds."""

    low: Node | None
    high: Node | None
    span: Span


@dataclass(frozen=True, slots=True)
class Equation:
    """`left = right`, or another relation of two; `a < b < c` is `(a < b) < c`."""

    left: Node
    right: Node
    relation: Relation
    span: Span


Node: TypeAlias = (
    Name | Number | Mark | Group | Scripted | Chain | Total | Summation | Fraction | Fence | Table | Slice | Equation
)


def children(node: Node) -> tuple[Node, ...]:
    """The pieces directly inside a node, in reading order."""
    match node:
        case Name() | Number() | Mark():
            return ()
        case Group(parts=parts):
            return parts
        case Scripted(base=base, subs=subs, sups=sups):
            return (base, *(item for sub in subs for item in sub), *sups)
        case Chain(factors=factors):
            return factors
        case Total(terms=terms):
            return tuple(term for _, term in terms)
        case Summation(below=below, above=above, body=body):
            return (*below, *(() if above is None else (above,)), body)
        case Fraction(numerator=numerator, denominator=denominator):
            return (numerator, denominator)
        case Fence(body=body):
            return (body,)
        case Table(rows=rows):
            return tuple(cell for row in rows for cell in row if cell is not None)
        case Slice(low=low, high=high):
            return tuple(end for end in (low, high) if end is not None)
        case Equation(left=left, right=right):
            return (left, right)
        case _:
            assert_never(node)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything inside it, outermost first, in reading order."""
    todo = [node]
    while todo:
        here = todo.pop()
        yield here
        todo.extend(reversed(children(here)))


def bare(node: Node) -> Node:
    """The node without braces, or parentheses around a single part, that only group it."""
    while isinstance(node, Group) and len(node.parts) == 1 and node.bracket == "{":
        node = node.parts[0]
    return node


def product(factors: tuple[Node, ...], operators: tuple[Operator, ...]) -> Node:
    """Some of the factors of a product as a product of their own."""
    return factors[0] if len(factors) == 1 else Chain(factors, operators, factors[0].span | factors[-1].span)

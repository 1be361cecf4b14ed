"""Notations that a declaration explains by an equation: `CE(y, p) = -Σ_i y_i log p_i` says what `CE(y, p)` stands for.

Where the left side is written again, a name stands for it, defined by the right side. Letters declared as indices
match any index: after `P(t_c) = s_c`, `P(t_k)` is s_k.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from typing import assert_never, get_args

from explorer.notation.affine import render
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
    Scripted,
    Slice,
    Summation,
    Table,
    Total,
    bare,
    children,
    walk,
)
from explorer.source import Source, Span


@dataclass(frozen=True, slots=True)
class Rule:
    """A written notation and the name that stands for it."""

    left: Node
    name: str
    letters: tuple[str, ...]
    source: Source
    span: Span


def is_notation(node: Node) -> bool:
    """Whether a left side is a notation of its own: `F(…)`, `∇_a C`, or a name with scripts."""
    node = bare(node)
    if isinstance(node, Scripted):
        return True
    if not isinstance(node, Chain) or any(node.operators):
        return False
    *names, last = (bare(factor) for factor in node.factors)
    if render(names[0]).startswith("∇"):
        return isinstance(last, Name | Scripted)
    return isinstance(last, Group) and last.bracket in "([" and all(isinstance(name, Name | Scripted) for name in names)


def rule(left: Node, indices: Iterable[str], source: Source, span: Span) -> Rule:
    """The rule for the left side of an equation."""
    known = set(indices)
    letters = [node.text for node in walk(left) if isinstance(node, Name) and node.text in known]
    return Rule(left, f"⟨{render(left)}⟩".replace("_", ""), tuple(dict.fromkeys(letters)), source, span)


def rewritten(node: Node, rules: Iterable[Rule]) -> Node:
    """The tree with the name of a rule wherever its left side is written."""
    for one in rules:
        node = _rewritten(node, one)
    return node


def _rewritten(node: Node, one: Rule) -> Node:
    found = _use(one, node)
    if found is not None:
        return found
    if isinstance(node, Summation) and _binds(node, one):
        return node  # `Σ_x K(x, x)`, where `K(x, x) = x` is said of the x that is declared
    node = mapped(node, lambda part: _rewritten(part, one))
    if isinstance(node, Chain) and isinstance(one.left, Chain):
        return _within(node, one)
    return node


def _binds(node: Summation, one: Rule) -> bool:
    """Whether a sum runs over a name on the left side of a rule that is no index there."""
    firsts = [item.left if isinstance(item, Equation) else item for item in map(bare, node.below)]
    bound = {piece.text for first in firsts for piece in walk(first) if isinstance(piece, Name)} - set(one.letters)
    return any(isinstance(piece, Name) and piece.text in bound for piece in walk(one.left))


def _use(one: Rule, node: Node) -> Node | None:
    """The name, with the indices that were met, where the whole node is the left side of the rule."""
    met: dict[str, Node] = {}
    inner = bare(node)
    left = bare(one.left)
    if isinstance(left, Scripted) and not left.subs and isinstance(inner, Scripted) and inner.subs:
        whole = _use(one, replace(inner, subs=()))  # `𝟏^y_k` is an entry of `𝟏^y`
        return None if whole is None or one.letters else Scripted(whole, inner.subs, (), node.span)
    if not _matches(left, inner, set(one.letters), met):
        return None
    name = Name(one.name, node.span)
    if not one.letters:
        return name
    return Scripted(name, (tuple(met[letter] for letter in one.letters),), (), node.span)


def _within(node: Chain, one: Rule) -> Node:
    """`∂ F(D)` with the rule for `F(D)`: some neighbours of a product."""
    width = len(one.left.factors) if isinstance(one.left, Chain) else 1
    at = 0
    while at + width <= len(node.factors) and len(node.factors) > width:
        part = Chain(
            node.factors[at : at + width],
            node.operators[at : at + width - 1],
            node.factors[at].span | node.factors[at + width - 1].span,
        )
        found = None if any(part.operators) else _use(one, part)
        if found is None:
            last = part.factors[-1]
            if isinstance(last, Scripted) and not any(part.operators):  # `F(D)_i`, `F(D)^T`
                whole = Chain((*part.factors[:-1], last.base), part.operators, part.span)
                inner = _use(one, whole)
                found = None if inner is None else replace(last, base=inner, span=part.span)
        if found is not None:
            factors = (*node.factors[:at], found, *node.factors[at + width :])
            operators = (*node.operators[:at], *node.operators[at + width - 1 :])
            node = Chain(factors, operators, node.span)
        at += 1
    return node


def _matches(left: Node, node: Node, letters: set[str], met: dict[str, Node]) -> bool:
    """Whether the node is the left side but for its index letters, each the same wherever it stands."""
    left, node = bare(left), bare(node)
    if isinstance(left, Name) and left.text in letters:
        if not isinstance(node, Name | Number | Total | Scripted):
            return False
        return render(met.setdefault(left.text, node)) == render(node)
    if type(left) is not type(node) or _own(left) != _own(node):
        return False
    one, two = children(left), children(node)
    return len(one) == len(two) and all(_matches(a, b, letters, met) for a, b in zip(one, two, strict=True))


def _own(node: Node) -> tuple[object, ...]:
    """What a node says itself, without the pieces in it and without its place."""
    return tuple(_skeleton(getattr(node, item.name)) for item in fields(node) if item.name not in ("span", "sign"))


def _skeleton(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(_skeleton(item) for item in value)
    return "·" if isinstance(value, get_args(Node)) else value


def mapped(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with every piece directly inside it changed."""
    match node:
        case Name() | Number() | Mark():
            return node
        case Group(parts=parts):
            return replace(node, parts=tuple(change(part) for part in parts))
        case Scripted(base=base, subs=subs, sups=sups):
            low = tuple(tuple(change(item) for item in sub) for sub in subs)
            return replace(node, base=change(base), subs=low, sups=tuple(change(sup) for sup in sups))
        case Chain(factors=factors):
            return replace(node, factors=tuple(change(factor) for factor in factors))
        case Total(terms=terms):
            return replace(node, terms=tuple((sign, change(term)) for sign, term in terms))
        case Summation(below=below, above=above, body=body):
            high = None if above is None else change(above)
            return replace(node, below=tuple(change(item) for item in below), above=high, body=change(body))
        case Fraction(numerator=over, denominator=under):
            return replace(node, numerator=change(over), denominator=change(under))
        case Fence(body=body):
            return replace(node, body=change(body))
        case Table(rows=rows):
            return replace(
                node, rows=tuple(tuple(None if cell is None else change(cell) for cell in row) for row in rows)
            )
        case Slice(low=low, high=high):
            return replace(node, low=None if low is None else change(low), high=None if high is None else change(high))
        case Equation(left=left, right=right):
            return replace(node, left=change(left), right=change(right))
        case _:
            assert_never(node)

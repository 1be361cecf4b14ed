"""Slips in sums and products: a sign, a square, a term, a factor, an order, a range."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from explorer.claims.check.slip_text import APART, Slip, Text, body, letter, letter_of, number, power
from explorer.notation.affine import render
from explorer.notation.surface import (
    Chain,
    Equation,
    Fraction,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Scripted,
    Summation,
    Total,
    bare,
    walk,
)


def signs(side: Text, other: Text) -> Iterator[Slip]:
    """A term with the other sign, in a sum, an exponent, or the whole side."""
    for node in body(side.tree):
        if not isinstance(node, Total):
            continue
        for k, (sign, term) in enumerate(node.terms):
            terms = (*node.terms[:k], (-sign, term), *node.terms[k + 1 :])
            yield side.swapped("sign", node, replace(node, terms=terms), _signed(side, node, k))
    for node in (side.tree, *_exponents(side)):
        if not isinstance(bare(node), Total):
            yield side.swapped("sign", node, Total(((-1, node),), node.span), f"-{side.of(node)}")


def _exponents(side: Text) -> Iterator[Node]:
    for node in walk(side.tree):
        if isinstance(node, Scripted):
            yield from (sup for sup in node.sups if power(sup))


def _signed(side: Text, node: Total, k: int) -> str:
    """The text of a sum with the sign of one term changed."""
    start, term = node.span.start, node.terms[k][1]
    before = node.terms[k - 1][1].span.end if k else start
    gap = side.text[before : term.span.start]
    turned = gap.replace("+", "-") if "+" in gap else gap.replace("−", "+").replace("-", "+" if k else "")
    if turned == gap:
        turned = "-" + gap
    return (side.text[start:before] + turned + side.text[term.span.start : node.span.end]).strip()


def powers(side: Text, other: Text) -> Iterator[Slip]:
    """A square left out or put in."""
    for node in body(side.tree):
        if isinstance(node, Scripted) and any(render(sup) == "2" for sup in node.sups):
            rest = tuple(sup for sup in node.sups if render(sup) != "2")
            new: Node = replace(node, sups=rest) if rest or node.subs else node.base
            yield side.changed("power", node, new, f"the square of {side.of(node)} is left out")
    seen: list[Node] = []
    for node in body(side.tree):
        inner = bare(node)
        square = (isinstance(inner, Name | Scripted) and letter(inner) not in APART) or (
            isinstance(inner, Group) and inner.bracket in "(["
        )
        if isinstance(node, Fraction):
            square = False
            seen.extend((node.denominator,))
        if square or any(node is row for row in seen):
            base = node if square else Group((node,), "(", node.span)
            new = Scripted(base, (), (number("2", node.span),), node.span)
            yield side.changed("power", node, new, f"{side.of(node)} is squared")
        if isinstance(node, Chain):
            yield from _applications(side, node)


def _applications(side: Text, node: Chain) -> Iterator[Slip]:
    """`f(x)` squared: a function and its argument are neighbours of a product."""
    for at, (one, two) in enumerate(pairwise(node.factors)):
        if (
            isinstance(two, Group)
            and two.bracket == "("
            and isinstance(one, Name | Scripted)
            and not node.operators[at]
        ):
            span = one.span | two.span
            applied = Group((Chain((one, two), ("",), span),), "(", span)
            square = Scripted(applied, (), (number("2", span),), span)
            new = _spliced(node, at, at + 2, square)
            told = side.text[span.start : span.end].strip()
            yield side.changed("power", node, new, f"{told} is squared")


def _spliced(node: Chain, start: int, end: int, new: Node) -> Node:
    """A product with some neighbours replaced by one factor."""
    factors = (*node.factors[:start], new, *node.factors[end:])
    operators = (*node.operators[:start], *node.operators[end - 1 :])
    return factors[0] if len(factors) == 1 else Chain(factors, operators, node.span)


def orders(side: Text, other: Text) -> Iterator[Slip]:
    """Two neighbours of a product in the other order."""
    for node in body(side.tree):
        if isinstance(node, Chain):
            for at, (one, two) in enumerate(pairwise(node.factors)):
                if isinstance(two, Group) and not isinstance(one, Group):
                    continue
                factors = (*node.factors[:at], two, one, *node.factors[at + 2 :])
                spelled = f"{side.of(two)} {side.of(one)}"
                told = side.text[one.span.start : two.span.end].strip()
                yield side.changed(
                    "operand order", node, replace(node, factors=factors), f"{told} is replaced by {spelled}"
                )


def terms(side: Text, other: Text) -> Iterator[Slip]:
    """A term of the other side put in, or one of this side left out."""
    there: dict[str, tuple[int, Node]] = {}
    for node in body(other.tree):
        if isinstance(node, Total):
            for sign, term in node.terms:
                there.setdefault(("-" if sign < 0 else "+") + render(term), (sign, term))
    for node in body(side.tree):
        if isinstance(node, Total) and len(node.terms) > 1:
            for k, (_, term) in enumerate(node.terms):
                rest = (*node.terms[:k], *node.terms[k + 1 :])
                yield side.changed(
                    "extra term", node, replace(node, terms=rest), f"{side.of(term)} is left out of {side.of(node)}"
                )
    places = [part for node in body(side.tree) if isinstance(node, Group) for part in node.parts]
    for place in (side.tree, *places):
        for sign, term in there.values():
            if isinstance(place, Total) and any(render(term) == render(row) for _, row in place.terms):
                continue
            rows = place.terms if isinstance(place, Total) else ((1, place),)
            new = Total((*rows, (sign, term)), place.span)
            verb = "subtracted from" if sign < 0 else "added to"
            yield side.changed("missing term", place, new, f"{other.of(term)} is {verb} {side.of(place)}")


def factors(side: Text, other: Text) -> Iterator[Slip]:
    """A factor left out, or one of the other side, or a 2 or 1/2, put in."""
    for node in body(side.tree):
        if isinstance(node, Chain):
            for k, factor in enumerate(node.factors):
                behind = node.factors[k + 1] if k + 1 < len(node.factors) else None
                if isinstance(behind, Group) and isinstance(bare(factor), Name):
                    continue  # perhaps a function with its argument
                rest = (*node.factors[:k], *node.factors[k + 1 :])
                if k and isinstance(factor, Group) and isinstance(node.factors[k - 1], Name | Scripted):
                    continue
                operators = (*node.operators[: max(0, k - 1)], *node.operators[max(1, k) :])[: len(rest) - 1]
                new = rest[0] if len(rest) == 1 else Chain(rest, operators, node.span)
                yield side.changed("extra factor", node, new, f"{side.of(factor)} is left out of {side.of(node)}")
    two = number("2", side.tree.span)
    half = Fraction(number("1", side.tree.span), two, side.tree.span)
    for place in _factored(side):
        for value, told in ((two, "2"), (half, "1/2")):
            new = Chain((value, Group((place,), "(", place.span)), ("·",), place.span)
            yield side.changed("number", place, new, f"the factor {told} is put in: {told} · ({side.of(place)})")
    there = dict[str, Node]()
    for node in body(other.tree):
        if isinstance(node, Chain):
            for factor in node.factors:
                there.setdefault(render(factor), factor)
    for place in _factored(side):
        for factor in there.values():
            new = Chain((Group((place,), "(", place.span), Group((factor,), "(", factor.span)), ("·",), place.span)
            yield side.changed(
                "missing factor", place, new, f"the factor {other.of(factor)} is put to {side.of(place)}"
            )


def _factored(side: Text) -> Iterator[Node]:
    """Where a factor can be missing: the side, each of its terms, the body of a sum, an argument."""
    yield side.tree
    for node in body(side.tree):
        if isinstance(node, Total) and len(node.terms) > 1:
            yield from (term for _, term in node.terms)
        elif isinstance(node, Summation):
            yield node.body
        elif isinstance(node, Group):
            yield from node.parts


def ranges(side: Text, other: Text) -> Iterator[Slip]:
    """A sum that starts one earlier or later."""
    for node in walk(side.tree):
        if not isinstance(node, Summation):
            continue
        for below in node.below:
            if isinstance(below, Equation) and isinstance(bare(below.right), Number) and render(below.right).isdigit():
                first = int(render(below.right))
                for start in (first - 1, first + 1):
                    if start < 0:
                        continue
                    new = replace(below, right=number(str(start), below.right.span))
                    said = f"the sum over {render(below.left)} starts at {start} instead of {first}"
                    yield side.changed("range", below, new, said)


def quotients(side: Text, other: Text) -> Iterator[Slip]:
    """A fraction turned over."""
    for node in body(side.tree):
        if isinstance(node, Fraction):
            new = Fraction(node.denominator, node.numerator, node.span)
            spelled = f"\\frac{{{side.of(node.denominator)}}}{{{side.of(node.numerator)}}}"
            yield side.swapped("quotient", node, new, spelled)


def operations(side: Text, other: Text) -> Iterator[Slip]:
    """A product where a sum is meant."""
    for node in body(side.tree):
        if isinstance(node, Chain):
            for at in range(1, len(node.factors)):
                if isinstance(node.factors[at], Group) or letter_of(node.factors[at - 1]) in APART:
                    continue
                if node.operators[at - 1] not in ("", "·", "*"):
                    continue
                one, two = _part(node, 0, at), _part(node, at, len(node.factors))
                spelled = f"{side.of(one)} + {side.of(two)}"
                yield side.swapped("operation", node, Total(((1, one), (1, two)), node.span), spelled)


def _part(node: Chain, start: int, end: int) -> Node:
    factors = node.factors[start:end]
    if len(factors) == 1:
        return factors[0]
    return Chain(factors, node.operators[start : end - 1], factors[0].span | factors[-1].span)


def slopes(side: Text, other: Text) -> Iterator[Slip]:
    """A function where its derivative is meant, and the reverse."""
    for node in body(side.tree):
        if not isinstance(node, Chain):
            continue
        for one, two in pairwise(node.factors):
            if not (isinstance(two, Group) and two.bracket == "("):
                continue
            marks = [sup for sup in getattr(one, "sups", ()) if isinstance(bare(sup), Mark)]
            if isinstance(one, Name):
                new: Node = Scripted(one, (), (Mark("prime", one.span),), one.span)
                yield side.swapped("derivative", one, new, f"{side.of(one)}'")
            elif isinstance(one, Scripted) and len(one.sups) == len(marks) == 1 and not one.subs:
                yield side.swapped("derivative", one, one.base, side.of(one.base))

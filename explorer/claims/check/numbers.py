r"""Chains of plain numbers: `12960 + 42 = 13020` needs no repair to be wrong.

Whole numbers and fractions of them are exact. A number with a decimal point may have been rounded when it was written,
by half of its last digit: only what no such rounding explains is wrong.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from explorer.notation.surface import Chain, Group, Node, Number, Scripted, Total, bare, walk
from explorer.notation.surface import Fraction as Ratio

Range: TypeAlias = tuple[Fraction, Fraction]

MOST_DIGITS = 40
LARGEST_POWER = 64


def differ(left: Node, right: Node) -> str | None:
    """Law: a sentence only if the two are numbers that differ, however their decimals were rounded; else None.

    `1 + 1 = 0`, of nothing but 0, 1 and 2, may be meant of bits, and `(2 × 3) · (3 × 4) = 2 × 4` of shapes: None.
    """
    one, two = _value(left), _value(right)
    if one is None or two is None or _shapes(left) or _shapes(right):
        return None
    decimals = any("." in piece.text for node in (left, right) for piece in walk(node) if isinstance(piece, Number))
    if decimals:  # a whole number beside decimals may be rounded
        one, two = _widened(left, one), _widened(right, two)
    if one[0] <= two[1] and two[0] <= one[1]:
        return None
    if all(piece.text in "012" for node in (left, right) for piece in walk(node) if isinstance(piece, Number)):
        return None
    exact = one[0] == one[1] and two[0] == two[1]
    return f"the left side is {one[0]}, the right side {two[0]}" if exact else "no rounding makes the two sides equal"


def _shapes(node: Node) -> bool:
    """Whether a × may stand between the sides of a shape."""
    inner = bare(node)
    while isinstance(inner, Group) and len(inner.parts) == 1:
        inner = inner.parts[0]
    if isinstance(inner, Chain) and set(inner.operators) == {"×"} and len(inner.factors) == 2:
        return all(isinstance(factor, Number) for factor in inner.factors)
    return any(isinstance(piece, Group) and _shapes(piece.parts[0]) for piece in walk(inner))


def _widened(node: Node, value: Range) -> Range:
    half = Fraction(1, 2) if isinstance(bare(node), Number) and "." not in getattr(bare(node), "text", ".") else 0
    return value[0] - half, value[1] + half


def _value(node: Node) -> Range | None:
    """The least and the greatest that an expression of numbers can be; None where it is none."""
    node = bare(node)
    match node:
        case Number(text=text):
            return _number(text)
        case Group(parts=(part,), bracket="(" | "["):
            return _value(part)
        case Total(terms=terms):
            total: Range = (Fraction(0), Fraction(0))
            for sign, term in terms:
                value = _value(term)
                if value is None:
                    return None
                low, high = value if sign > 0 else (-value[1], -value[0])
                total = (total[0] + low, total[1] + high)
            return total
        case Chain(factors=factors, operators=operators) if all(sign in ("·", "*", "×") for sign in operators):
            product: Range = (Fraction(1), Fraction(1))
            for factor in factors:
                value = _value(factor)
                if value is None:
                    return None
                product = _times(product, value)
            return product
        case Ratio(numerator=above, denominator=below):
            over, under = _value(above), _value(below)
            if over is None or under is None or under[0] <= 0 <= under[1]:
                return None
            return _times(over, (1 / under[1], 1 / under[0]))
        case Scripted(base=base, subs=(), sups=(power,)):
            value, times = _value(base), bare(power)
            if (
                value is None
                or not isinstance(times, Number)
                or not times.text.isdigit()
                or int(times.text) > LARGEST_POWER
            ):
                return None
            result: Range = (Fraction(1), Fraction(1))
            for _ in range(int(times.text)):
                result = _times(result, value)
            return result
        case _:
            return None


def _number(text: str) -> Range | None:
    whole, point, decimals = text.partition(".")
    if not (whole + decimals).isdigit() or not (whole + decimals).isascii() or len(text) > MOST_DIGITS:
        return None
    value = Fraction(int(whole + decimals), 10 ** len(decimals))
    half = Fraction(1, 2 * 10 ** len(decimals)) if point else Fraction(0)
    return value - half, value + half


def _times(one: Range, two: Range) -> Range:
    corners = [a * b for a in one for b in two]
    return min(corners), max(corners)

"""What `…` in a sum stands for: the terms around it are compared, and the one index that grows is found.

w_{0,0} a_0 + w_{0,1} a_1 + … + w_{0,n} a_n     Σ_{t=0}^{n} w_{0,t} a_t:  n + 1 terms
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import NoReturn

from explorer.errors import ReadError
from explorer.notation.affine import affine, joined, pieces
from explorer.notation.sizes import ONE, Size
from explorer.notation.surface import Mark, Node, Number, Scripted, Total, bare
from explorer.source import Source, Span

Place = tuple[int, int]
Rank = Callable[[Scripted], int | None]
Found = list[tuple[Size, Size, Place]]


@dataclass(frozen=True, slots=True)
class Pattern:
    """The first term of a dotted sum, where its index stands in it, and from where to where it runs.

    `offsets` gives, for the place of every index that grows, what to add to the running value there.
    """

    term: Node
    sign: int
    offsets: dict[Place, Size]
    low: Size
    high: Size
    first: int
    last: int
    dots: Span

    @property
    def count(self) -> Size:
        """How many terms there are."""
        return (self.high - self.low).plus(1)


def find(total: Total, source: Source, rank: Rank) -> Pattern | None:
    """The pattern of the dots in a sum; None where there are none. Raises `ReadError` for a pattern that is not one."""
    places = [
        number
        for number, (_, term) in enumerate(total.terms)
        if isinstance(bare(term), Mark) and bare(term).kind == "dots"  # type: ignore[union-attr]
    ]
    if not places:
        return None
    at = places[0]
    dots = total.terms[at][1].span
    if len(places) > 1:
        _fail("a sum with two gaps is not read", source, total.terms[places[1]][1].span, "write it as two sums")
    if at == 0 or at == len(total.terms) - 1:
        side = "before" if at == 0 else "after"
        _fail(f"dots need a term {side} them", source, dots, "as in `a_1 + a_2 + … + a_n`")
    (sign, before), (after_sign, after) = total.terms[at - 1], total.terms[at + 1]
    found = differences(before, after, rank)
    if found is None or not found:
        what = "are the same" if found is not None else "do not differ in their indices alone"
        _fail(f"the terms before and after the dots {what}", source, before.span | after.span, "as in `a_1 + … + a_n`")
    if sign != after_sign or total.terms[at][0] != sign:
        _fail("the signs around the dots differ", source, before.span | after.span, "all terms need one sign")
    steps = {high - low for low, high, _ in found}
    if len(steps) > 1:
        shown = ", ".join(f"{low} … {high}" for low, high, _ in found)
        _fail(f"the indices run differently: {shown}", source, before.span | after.span, "write the sum with Σ")
    first, last = at - 1, at + 1
    where = [place for _, _, place in found]
    while first > 0 and _follows(total.terms[first - 1], total.terms[first], sign, where, source, rank):
        first -= 1
    while last + 1 < len(total.terms) and _follows(total.terms[last], total.terms[last + 1], sign, None, source, rank):
        last += 1
    begin = total.terms[first][1]
    ends = differences(begin, total.terms[last][1], rank)
    if not ends or len(ends) != len(found):
        _fail("the first and the last term do not fit the dots", source, begin.span | after.span, "write it with Σ")
    low, high, _ = ends[0]
    span_of = high - low
    if not span_of.terms and span_of.constant < 1:
        _fail(f"the index runs from {low} down to {high}", source, before.span | after.span, "write it with Σ")
    offsets = {place: value - low for value, _, place in ends}
    return Pattern(begin, sign, offsets, low, high, first, last, dots)


def _fail(message: str, source: Source, span: Span, hint: str) -> NoReturn:
    raise ReadError(message, source, span, hint=hint)


def _follows(
    earlier: tuple[int, Node],
    later: tuple[int, Node],
    sign: int,
    where: list[Place] | None,
    source: Source,
    rank: Rank,
) -> bool:
    """Whether one term comes right before another in the pattern; an error where it nearly does."""
    if earlier[0] != sign or later[0] != sign:
        return False
    found = differences(earlier[1], later[1], rank)
    if found is None:
        return False
    steps = {high - low for low, high, _ in found}
    if steps == {ONE}:
        return True
    if where is None:
        return False
    span = earlier[1].span | later[1].span
    if not found:
        _fail("a term is repeated before the dots", source, span, "each term must have the next index")
    shown = ", ".join(f"{low}, {high}" for low, high, _ in found)
    if len(found) == len(where):
        _fail(f"the index does not grow by 1 before the dots: {shown}", source, span, "write the sum with Σ")
    _fail(f"not every index grows before the dots: only {shown}", source, span, "each term must have the next index")


def differences(first: Node, second: Node, rank: Rank) -> Found | None:
    """The indices in which two terms differ, with their places in the first; None where they differ otherwise."""
    found: Found = []
    return found if _compare(first, second, rank, found) else None


def _compare(first: object, second: object, rank: Rank, found: Found) -> bool:
    if isinstance(first, tuple) and isinstance(second, tuple):
        return len(first) == len(second) and all(
            _compare(a, b, rank, found) for a, b in zip(first, second, strict=True)
        )
    if not hasattr(first, "span") or isinstance(first, Span):
        return isinstance(first, Span) or first == second
    if type(first) is not type(second):
        return False
    if isinstance(first, Scripted) and isinstance(second, Scripted):
        if not _compare(first.base, second.base, rank, found) or not _compare(first.sups, second.sups, rank, found):
            return False
        left, right = indices(first, rank), indices(second, rank)
        return len(left) == len(right) and all(_index(a, b, rank, found) for a, b in zip(left, right, strict=True))
    return all(
        _compare(getattr(first, entry.name), getattr(second, entry.name), rank, found)
        for entry in fields(first)  # type: ignore[arg-type]
    )


def indices(node: Scripted, rank: Rank) -> list[Node]:
    """The indices one by one: `00` on a matrix is the two indices 0, 0."""
    items = [piece for sub in node.subs for piece in pieces(sub)]
    return joined(digits(items, rank(node) or 0), rank(node) or 0)


def _index(first: Node, second: Node, rank: Rank, found: Found) -> bool:
    low, high = affine(first), affine(second)
    if low is None or high is None:
        return _compare(first, second, rank, found)
    if low != high:
        found.append((low, high, (first.span.start, first.span.end)))
    return True


def digits(items: list[Node], count: int) -> list[Node]:
    """One number of as many digits as indices are needed is that many indices."""
    if len(items) == 1 and isinstance(items[0], Number) and len(items[0].text) == count and count > 1:
        start = items[0].span.start
        return [Number(digit, Span(start + at, start + at + 1)) for at, digit in enumerate(items[0].text)]
    return items

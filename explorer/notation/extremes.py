r"""A maximum or a minimum over indices as a node of its own, as a Σ is: `\max_k z_k`, `\max_{1 \le k \le n} z_k`.

Only where what stands below are indices of what follows: `\max_θ L(θ)` is no such maximum. It takes what stands side
by side behind it, up to the last factor that has its index, as `\max_k c z_k`; one behind that may be a positive
number, as in `\max_k |x_k| / 127`, for then it does not matter.
"""

from __future__ import annotations

from typing import Literal

from explorer.notation.affine import apart
from explorer.notation.letters import INDEX_LETTERS
from explorer.notation.surface import (
    Chain,
    Equation,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Operator,
    Scripted,
    Summation,
    bare,
    children,
    product,
    walk,
)

_KINDS: dict[str, Literal["max", "min"]] = {"max": "max", "min": "min"}


def chained(factors: tuple[Node, ...], operators: tuple[Operator, ...]) -> Node:
    """The product of factors side by side, with each maximum over indices and its body as one of them."""
    for at in reversed(range(len(factors) - 1)):
        sign = _sign(factors[at])
        end = None if sign is None or operators[at] != "" else _end(factors, operators, at, sign[1])
        if sign is None or end is None:
            continue
        body = _opened(product(factors[at + 1 : end + 1], operators[at + 1 : end]))
        if isinstance(body, Group) and len(body.parts) > 1:
            continue
        whole = Summation(sign[1], sign[2], body, factors[at].span | body.span, factors[at].span, sign[0])
        factors, operators = (*factors[:at], whole, *factors[end + 1 :]), (*operators[:at], *operators[end:])
    return product(factors, operators)


def multiplied(factors: tuple[Node, ...], operators: tuple[Operator, ...]) -> Node:
    """A product with signs between its factors; a maximum reaches to the last that has its index: `max_k z_k · w_k`."""
    for at in reversed(range(len(factors) - 1)):
        inner = factors[at].factors if isinstance(factors[at], Chain) else (factors[at],)  # type: ignore[union-attr]
        last = inner[-1]
        if not (isinstance(last, Summation) and last.kind in ("max", "min")):
            continue
        letters = set(_letters(last.below))
        end = max((k for k in range(at + 1, len(factors)) if _uses(factors[k], letters)), default=at)
        if end > at:
            body = Chain((last.body, *factors[at + 1 : end + 1]), operators[at:end], last.body.span | factors[end].span)
            longer: Node = Summation(last.below, last.above, body, last.span | body.span, last.sign, last.kind)
            if len(inner) > 1:
                before = factors[at].operators  # type: ignore[union-attr]
                longer = Chain((*inner[:-1], longer), before, factors[at].span | body.span)
            factors, operators = (*factors[:at], longer, *factors[end + 1 :]), (*operators[:at], *operators[end:])
    return product(factors, operators)


def _end(factors: tuple[Node, ...], operators: tuple[Operator, ...], at: int, below: tuple[Node, ...]) -> int | None:
    """The last factor of the body of the maximum at a place; None where it has none, or where that is not clear."""
    letters = _letters(below)
    found = [k for k in range(at + 1, len(factors)) if _uses(factors[k], set(letters))]
    if not found or not letters:
        return None
    end = found[-1]
    if not all(any(_uses(factor, {letter}) for factor in factors[at + 1 : end + 1]) for letter in letters):
        return None
    for factor, operator in zip(factors[end + 1 :], operators[end:], strict=True):
        if isinstance(factor, Summation) and set(_letters(factor.below)) >= set(letters) and operator == "":
            return end  # `max_k x_k max_k y_k`
        if not isinstance(factor, Number) or operator not in ("", "/") or "/" in operators[at:end]:
            return None
    return end


def divided(node: Summation) -> Node:
    """`Π_k x_k Π_k y_k` is the product of two, although a Σ takes the rest of its term."""
    body = node.body
    if node.kind != "Π" or not isinstance(body, Chain):
        return node
    letters = {text for item in node.below for text in _named(item)}
    last = body.factors[-1]
    if not (letters and isinstance(last, Summation) and letters & {t for item in last.below for t in _named(item)}):
        return node
    inner = product(body.factors[:-1], body.operators[:-1])
    first = Summation(node.below, node.above, inner, node.sign | inner.span, node.sign, node.kind)
    return Chain((first, last), (body.operators[-1],), node.span)


def reaching(node: Summation) -> bool:
    """Whether the last factor of the body of a Π has its index, so that there is no doubt how far it reaches."""
    body = bare(node.body)
    letters = {text for item in node.below for text in _named(item)}
    return not letters or not isinstance(body, Chain) or _uses(body.factors[-1], letters)


def _named(item: Node) -> list[str]:
    """The letter that a Π binds."""
    node = bare(item)
    while isinstance(node, Equation):
        node = bare(node.left)
    return [node.text] if isinstance(node, Name) else []


def _opened(body: Node) -> Node:
    """`{z_k}`, `[z_k]` in brackets of their own is z_k."""
    inner = bare(body)
    if isinstance(inner, Group) and len(inner.parts) == 1 and inner.bracket in ("\\{", "["):
        return Group(inner.parts, "(", inner.span)
    return body


def _sign(node: Node) -> tuple[Literal["max", "min"], tuple[Node, ...], Node | None] | None:
    """max or min with what is below and above it as a Σ has them; None for anything else."""
    node = bare(node)
    if not (isinstance(node, Scripted) and isinstance(base := bare(node.base), Name) and len(node.subs) == 1):
        return None
    kind = _KINDS.get(base.text)
    if kind is None or len(node.sups) > 1 or any(isinstance(bare(sup), Mark) for sup in node.sups):
        return None
    above = node.sups[0] if node.sups else None
    below = node.subs[0]
    if above is None:
        found = _ranged(below)
        if found is not None:
            return kind, (found[0],), found[1]
    pieces = [bare(piece) for item in below for piece in apart(item)]
    if above is not None:
        one = pieces[0] if len(pieces) == 1 else None
        fine = isinstance(one, Equation) and one.relation == "=" and isinstance(bare(one.left), Name)
    else:
        fine = all(isinstance(piece, Name) for piece in pieces)
    return (kind, below, above) if fine else None


def _ranged(below: tuple[Node, ...]) -> tuple[Node, Node] | None:
    r"""`1 \le k \le n`, `k = 1, …, n`, `k \in \{1, …, n\}`: the equation k = 1, and n."""
    first = bare(below[0]) if below else None
    if not isinstance(first, Equation):
        return None
    left = bare(first.left)
    if len(below) == 1 and first.relation == "≤" and isinstance(left, Equation) and left.relation == "≤":
        if isinstance(bare(left.right), Name):
            return Equation(left.right, left.left, "=", left.span), first.right
        return None
    if not isinstance(left, Name):
        return None
    right = bare(first.right)
    parts: tuple[Node, ...] = ()
    if len(below) == 1 and first.relation == "∈" and isinstance(right, Group) and right.bracket in ("\\{", "{"):
        parts = right.parts
    elif first.relation == "=":
        parts = (first.right, *below[1:])
    counted = [bare(part) for part in parts]
    if len(counted) < 3 or not (isinstance(counted[-2], Mark) and counted[-2].kind == "dots"):
        return None
    numbers = [part.text for part in counted[:-2] if isinstance(part, Number)]
    if numbers not in (["0"], ["1"], ["0", "1"], ["1", "2"]) or len(numbers) != len(counted) - 2:
        return None
    return Equation(left, parts[0], "=", first.span), parts[-1]


def _letters(below: tuple[Node, ...]) -> list[str]:
    """The index letters that are bound; none where one of the pieces is no letter for an index."""
    found = []
    for item in below:
        for piece in apart(item):
            node = bare(piece)
            name = bare(node.left) if isinstance(node, Equation) else node
            if not (isinstance(name, Name) and name.text in INDEX_LETTERS and name.text.isalpha()):
                return []
            found.append(name.text)
    return found


def _uses(node: Node, letters: set[str]) -> bool:
    """Whether one of the letters stands in a subscript of the node, or in brackets above, and is not bound there."""
    if isinstance(node, Summation) and letters & {text for item in node.below for text in _named(item)}:
        letters = letters - {text for item in node.below for text in _named(item)}
    if isinstance(node, Scripted):
        scripts = [item for sub in node.subs for item in sub]
        scripts += [sup for sup in node.sups if isinstance(inner := bare(sup), Group) and inner.bracket in ("(", "[")]
        if any(isinstance(part, Name) and part.text in letters for item in scripts for part in walk(item)):
            return True
    return bool(letters) and any(_uses(part, letters) for part in children(node))

r"""Derivatives of numbers that a document defines: `∂f/∂x = y` after `f = x y` is computed, and compared.

What depends on the letter must be plain: it occurs in the one definition that is in force, or in those that this one
uses, each letter on one way only. Where `f = x y` and `y = g(x)`, a partial derivative is one thing and a total
derivative another, and nothing is said.
"""

from __future__ import annotations

from dataclasses import replace

from explorer.claims.check.context import Context, Definition, usable, used
from explorer.claims.check.decide import Outcome, Placed, attempt, refuted_or_not, scoped
from explorer.claims.check.keys import by_what, of_what, same_items
from explorer.notation.naming import Spelled
from explorer.notation.surface import Chain, Fraction, Group, Node, bare
from explorer.statement import OPAQUE

NAMED = frozenset(("tanh", "ReLU", "relu", "sigmoid", "softplus", "swish", "exp", "log"))
"""Functions whose names say what they are."""

NEAR = 4
"""How many formulas before a derivative a definition may stand that is not the only one of its name."""


def derived(left: Placed, right: Placed, context: Context, number: int) -> Outcome | None:
    """The verdict on a derivative and its value; None where the document does not say plainly what is derived."""
    names = context.names()
    of, by = of_what(left[0], names), by_what(left[0], names)
    if of is None or by is None or of.name == by.name:
        return None
    row = _only(of, context, number)
    if row is None and not _particular(of.name, context):
        return None
    if row is not None and not _plain(row, by.name, context, number, set()):
        return None
    if row is not None and not usable(row):  # `C_0`: one entry, of which the others know nothing
        written = _of_expression(left[0], row.right)
        if written is None:
            return None
        left = (written, row.source)
    definitions = context.relevant((left[0], right[0]), by.name)
    return refuted_or_not(attempt(left, right, scoped(context.known, definitions, (left[0], right[0]))))


def _particular(name: str, context: Context) -> bool:
    """Whether a name is that of a function of which all is known."""
    return name in NAMED or context.known.functions.get(name, OPAQUE) != OPAQUE


def _of_expression(node: Node, right: Node) -> Node | None:
    """`∂C_0/∂a` with what C_0 is in its place: `∂(a - y)^2/∂a`."""
    node = bare(node)
    above = bare(node.numerator) if isinstance(node, Fraction) else None
    if not isinstance(node, Fraction) or not isinstance(above, Chain):
        return None
    body = Group((right,), "(", right.span)
    return replace(node, numerator=Chain((above.factors[0], body), ("",), above.span))


def _only(of: Spelled, context: Context, number: int) -> Definition | None:
    """The definition of a name, if it is the only one, or the latest and close by."""
    rows = context.defined.get(of.name, [])
    rows = [row for row in rows if usable(row) or same_items(row.key.items, of.items)]
    if not rows or rows[0].conditional or rows[0].key.derivative:
        return None
    close = number - rows[0].number <= NEAR
    return rows[0] if len(rows) == 1 or close else None


def _plain(row: Definition, by: str, context: Context, number: int, seen: set[str]) -> bool:
    """Whether a definition depends on a letter on one way only."""
    names = context.names()
    inside = used(row.right, names)
    through = [name for name in inside - {by, row.key.name} if _depends(name, by, context, set())]
    if by in inside:
        return not through
    if len(through) != 1 or through[0] in seen:
        return False
    inner = _latest(through[0], context, number)
    return inner is not None and _plain(inner, by, context, number, seen | {through[0]})


def _latest(name: str, context: Context, number: int) -> Definition | None:
    rows = context.defined.get(name, [])
    close = bool(rows) and number - rows[0].number <= NEAR
    return rows[0] if rows and usable(rows[0]) and (len(rows) == 1 or close) else None


def _depends(name: str, by: str, context: Context, seen: set[str]) -> bool:
    """Whether a name is defined with a letter, however deep."""
    if name in seen:
        return False
    seen.add(name)
    names = context.names()
    for row in context.defined.get(name, [])[:1]:
        inside = used(row.right, names) - set(row.key.arguments or ())
        if by in inside or any(_depends(other, by, context, seen) for other in inside):
            return True
    return False

r"""Signs that make one quantity with what follows: ∇C, Δw, dz, ∂_w C, E[x], \lim, \max_j, argmax, and quotients of ∂.

The operand is the next factor, with its argument where it is a function; of lim, max and argmax all that follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.notation import slopes, values, written
from explorer.notation.core import Core
from explorer.notation.naming import argument
from explorer.notation.surface import Chain, Fraction, Group, Mark, Name, Node, Operator, Scripted, bare, product

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration

_EXTREMES = {
    "max": "max over",
    "min": "min over",
    "sup": "max over",
    "inf": "min over",
    "argmax": "argmax",
    "argmin": "argmin",
    "arg max": "argmax",
    "arg min": "argmin",
    "lim": "limit",
}
_SIMPLE = {"Δ": "change", "d": "differential", "∇": "nabla", "∂": "part"}


def prefixed(
    work: Elaboration, factors: tuple[Node, ...], operators: tuple[Operator, ...], at: int
) -> tuple[Core, int] | None:
    """The quantity that begins at a factor, and how many factors it takes; None where no such sign stands there.

    `operators` has the sign before each factor.
    """
    name, scripts = _sign(factors[at])
    if (braced := _braced(work, factors, operators, at)) is not None:
        return braced, 2
    if name is None or work.declared(name):
        return None
    if name in _EXTREMES and (scripts is not None or name not in ("max", "min")):
        return _extreme(work, factors, operators, at, name, scripts)
    whole = at == 0 and scripts is None and operand(work, factors, operators, 1) + 1 == len(factors)
    if name == "δ" and whole and isinstance(bare(factors[1]), Name | Scripted):
        core = work.node(product(factors[1:], operators[2:]))
        return written.said(work, "variation", (core,), factors[0].span | factors[-1].span, core.shape), len(factors)
    if name not in _SIMPLE or (name == "d" and not work.names.differential):
        return None
    if name in ("Δ", "d") and scripts is not None:
        return None
    found = _quotient(work, factors, operators, at, name)
    if found is not None:
        return found
    count = operand(work, factors, operators, at + 1)
    if count == 0:
        return None
    node = product(factors[at + 1 : at + 1 + count], operators[at + 2 : at + 1 + count])
    span = factors[at].span | node.span
    if name == "∂" and scripts is not None and len(scripts) == 1 and isinstance(bare(scripts[0]), Name | Scripted):
        named = Chain((factors[at], node), ("",), span)
        return slopes.slope(work, node, bare(scripts[0]), named), count + 1
    core = work.node(node)
    if scripts is not None:
        kind = "nabla_of" if name == "∇" else "partial"
        below = [values.argument(work, item) for item in scripts]
        by = below[0] if len(below) == 1 else written.said(work, "list", below, span)
        shape = None if name == "∂" and work.shapes.kind(core.shape) != "scalar" else by.shape
        return written.said(work, kind, (core, by), span, shape), count + 1
    shape = core.shape if name in ("Δ", "d", "∂") else None
    return written.said(work, _SIMPLE[name], (core,), span, shape), count + 1


def _braced(work: Elaboration, factors: tuple[Node, ...], operators: tuple[Operator, ...], at: int) -> Core | None:
    """`{\\partial C}/{\\partial w}`, each side in braces of its own."""
    if at + 1 >= len(factors) or operators[at + 1] != "/" or work.declared("∂"):
        return None
    over, under = bare(factors[at]), bare(factors[at + 1])
    if not (isinstance(over, Chain) and isinstance(under, Chain)):
        return None
    if any(_sign(side.factors[0]) != ("∂", None) or side.operators[0] != "" for side in (over, under)):
        return None
    return work.node(Fraction(over, under, over.span | under.span))


def _sign(node: Node) -> tuple[str | None, tuple[Node, ...] | None]:
    """The letter of a sign, and what stands below it."""
    node = bare(node)
    if isinstance(node, Name):
        return node.text, None
    if isinstance(node, Scripted) and isinstance(bare(node.base), Name) and not node.sups and len(node.subs) == 1:
        return bare(node.base).text, node.subs[0]  # type: ignore[union-attr]
    return None, None


def operand(work: Elaboration, factors: tuple[Node, ...], operators: tuple[Operator, ...], at: int) -> int:
    """How many factors from `at` on the operand of a sign takes: one, or a function with its argument."""
    if at >= len(factors) or operators[at] != "":
        return 0
    after = factors[at + 1] if at + 1 < len(factors) and operators[at + 1] == "" else None
    name, _ = _sign(factors[at])
    if name in _SIMPLE and (name != "d" or work.names.differential):
        inner = operand(work, factors, operators, at + 1)
        return inner + 1 if inner else 0
    if after is not None and work.names.is_function(factors[at], argument(after)):
        return 2
    return 1


def _quotient(
    work: Elaboration, factors: tuple[Node, ...], operators: tuple[Operator, ...], at: int, name: str
) -> tuple[Core, int] | None:
    """`∂C/∂w`, written in one line."""
    count = operand(work, factors, operators, at + 1)
    below = at + 1 + count
    if count == 0 or below + 1 >= len(factors) or operators[below] != "/" or _sign(factors[below]) != (name, None):
        return None
    under = operand(work, factors, operators, below + 1)
    if under == 0 or name not in ("∂", "d"):
        return None
    over = product(factors[at + 1 : below], operators[at + 2 : below])
    variable = product(factors[below + 1 : below + 1 + under], operators[below + 2 : below + 1 + under])

    def sign_of(place: int, body: Node) -> Node:
        return Chain((factors[place], body), ("",), factors[place].span | body.span)

    whole = Fraction(sign_of(at, over), sign_of(below, variable), factors[at].span | variable.span)
    return work.node(whole), below + 1 + under - at


def _extreme(
    work: Elaboration,
    factors: tuple[Node, ...],
    operators: tuple[Operator, ...],
    at: int,
    name: str,
    scripts: tuple[Node, ...] | None,
) -> tuple[Core, int] | None:
    """`max_j x_j`, `argmax_θ L(θ)`, `lim_{p → 0} p log p`: of all that follows."""
    if at + 1 >= len(factors):
        return None
    rest = product(factors[at + 1 :], operators[at + 2 :])
    span = factors[at].span | rest.span
    inner = bare(rest)
    if isinstance(inner, Group) and len(inner.parts) > 1:
        with work.range_of(scripts):
            body: Core = written.said(work, "bare list", [values.argument(work, part) for part in inner.parts], span)
            below = [values.argument(work, item) for item in scripts or () if not _is_mark(item)]
    else:
        with work.range_of(scripts):
            body = work.node(rest)
            below = [values.argument(work, item) for item in scripts or () if not _is_mark(item)]
    if scripts is None:
        nothing = written.said(work, "nothing", (), factors[at].span, work.scalar_shape)
        return written.said(work, _EXTREMES[name], (body, nothing), span), len(factors) - at
    by = below[0] if len(below) == 1 else written.said(work, "bare list", below, span, work.scalar_shape)
    shape = by.shape if name in ("argmax", "argmin") else body.shape
    return written.said(work, _EXTREMES[name], (body, by), span, shape), len(factors) - at


def _is_mark(node: Node) -> bool:
    return isinstance(node, Mark)

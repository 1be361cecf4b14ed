"""Scripts on brackets and numbers: `(W a)_i`, `(a + b)^2`, `‖x‖_2`, `(f(x))'`, and names with theirs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.notation import entries, kept, values, written
from explorer.notation.affine import pieces, render
from explorer.notation.core import SCALAR, Core, Special
from explorer.notation.surface import Equation, Group, Mark, Name, Node, Number, Scripted, bare
from explorer.source import Span

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration


def scripted(work: Elaboration, node: Scripted) -> Core:
    """A name with its scripts, or a bracket or a number with its own."""
    base = bare(node.base)
    while isinstance(base, Group) and base.bracket == "{":
        base = bare(base.parts[0])
    if work.lenient:
        known = kept.space(work, node) or kept.row(work, node) or kept.at(work, node)
        if known is not None:
            return known
        if (
            isinstance(base, Mark)
            and base.kind == "ones"
            and any(isinstance(bare(i), Equation) for s in node.subs for i in s)
        ):
            below = [values.argument(work, item) for sub in node.subs for item in sub]
            return written.said(work, "indicator", below, node.span, SCALAR)
    if isinstance(base, Name) or (isinstance(base, Scripted) and work.names.spell(node) is not None):
        return work.named(node)
    if isinstance(base, Number) and node.subs and not work.lenient:
        work.fail("a number has no entries", node.span)
    return behind(work, work.node(base), node)


def behind(work: Elaboration, core: Core, node: Scripted) -> Core:
    """Indices, transposes and powers behind a bracket or a number."""
    power: Node | None = None
    for sup in node.sups:
        content = bare(sup)
        if isinstance(content, Mark) and content.kind == "factorial":
            core = written.said(work, "factorial", (core,), node.span, core.shape)
        elif (
            work.lenient
            and isinstance(content, Mark)
            and content.kind == "prime"
            and work.shapes.kind(core.shape) == "scalar"
        ):
            core = written.said(work, "primed", (core,), node.span, SCALAR)
        elif isinstance(content, Mark) and content.kind == "prime":
            core = _primed(work, core, node.span)
        elif work.names.is_transpose(content):
            core = work.transpose(core, node.span)
        elif power is None:
            power = content
        else:
            work.fail("two powers on one bracket", node.span)
    items = tuple(piece for sub in node.subs for piece in pieces(sub))
    if items and isinstance(core, Special) and core.kind == "norm":
        if [render(item) for item in items] not in (["2"], ["F"]) and work.lenient:
            below = [values.argument(work, item) for item in items]
            core = written.said(work, "norm", (core.argument, *below), node.span, SCALAR)
        elif [render(item) for item in items] not in (["2"], ["F"]):
            work.fail("only the Euclidean norm is read", node.span, "write ‖x‖ or ‖x‖_2")
        elif render(items[0]) == "2":
            core = replace(core, two=True, place=work.place(node.span))
    elif items:
        core = entries.entry(work, core, items, node.span)
    return core if power is None else work.power(core, power, node.span)


def _primed(work: Elaboration, core: Core, span: Span) -> Core:
    """A bracket with a prime is transposed; that of a number would be a derivative, and nothing says in what."""

    def settle(bold: int) -> bool:
        kind = work.shapes.kind(core.shape)
        if kind == "scalar" and not work.lenient:
            message = f"`{work.place(span).text}`: a prime on a number is a derivative, and nothing says in what"
            work.fail(message, span, "write the derivative out, as in \\frac{df}{dx}; a transpose is ^T")
        return kind != "unknown"

    work.shapes.wait(settle)
    return work.transpose(core, span)

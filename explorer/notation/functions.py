"""Functions and what they are applied to: `σ(…)`, `σ'(…)`, `\\tanh x`, `\\max(0, x)`, `\\operatorname{tr}(…)`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.errors import ReadError
from explorer.notation import usage, values, written
from explorer.notation.affine import pieces, render
from explorer.notation.core import SCALAR, Apply, Core, Entry, Extreme, Filled, Literal_, Special, Times
from explorer.notation.definitions import applied
from explorer.notation.entries import entry
from explorer.notation.letters import FUNCTIONS
from explorer.notation.naming import argument
from explorer.notation.sizes import ONE
from explorer.notation.surface import (
    Group,
    Mark,
    Name,
    Node,
    Number,
    Operator,
    Scripted,
    Table,
    Total,
    bare,
    product,
    walk,
)
from explorer.source import Span
from explorer.statement import OPAQUE

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration

ELEMENTARY = frozenset(["exp", "log", "ln", "tanh", "sinh", "cosh", "sin", "cos", "sqrt", "abs"])
ALSO = {"ReLU": "relu", "logistic": "sigmoid", "silu": "swish"}
TRACES = frozenset(("tr", "trace", "Tr"))


def application(work: Elaboration, factor: Node, after: Node | None) -> tuple[Core, int]:
    """The function `factor` applied to the factor behind it, and how many factors behind it were used."""
    use = work.names.spell(factor) if isinstance(factor, Name | Scripted) else work.names.spell(bare(factor))  # type: ignore[arg-type]
    if use is None:
        work.fail("this is no function", factor.span)
    if len(use.items) == 1 and isinstance(use.items[0], Number) and _numbered(work, use.name):
        use = replace(use, name=f"{use.name}_{{{render(use.items[0])}}}", items=())
    if after is None and work.lenient and use.power is None:
        return work.named(factor), 0  # type: ignore[arg-type]
    if after is None:
        work.fail(f"the function `{use.name}` has no argument", factor.span, f"write {use.name}(…)")
    base, outer = after, None
    if isinstance(after, Scripted) and isinstance(after.base, Group | Table):
        base, outer = after.base, after
    parts = base.parts if isinstance(base, Group) else (base,)
    if work.lenient and not isinstance(base, Group):
        several = usage.arguments(base) or ()
        parts = several if len(several) > 1 and "," in work.place(base.span).text else parts
        parts = _product(base) if "," not in work.place(base.span).text else parts
    span = Span(factor.span.start, base.span.end)
    if use.transposed:
        work.fail(f"a transpose on the function `{use.name}`", factor.span, "put it behind the argument")
    items = use.items
    if _unknown(work, use.name, parts):
        behind = () if outer is None or outer.sups else tuple(piece for sub in outer.subs for piece in pieces(sub))
        core = values.value(work, use.name, items, use.primes, parts, span)
        if use.power is not None:
            core = work.power(core, use.power, span)
        if behind:
            return entry(work, core, behind, factor.span | after.span), 1
        return (core if outer is None else work.scripts(core, outer)), 1
    defined = work.names.given.definitions.get(use.name)
    if defined is not None:
        after_items: tuple[Node, ...] = ()
        if outer is not None and defined.indices and not items and not outer.sups:
            after_items = tuple(piece for sub in outer.subs for piece in pieces(sub))
            outer, span = None, factor.span | after.span
        cores = tuple(work.node(part) for part in parts)
        core = applied(work, use.name, use.primes, cores, (*items, *after_items), span)
        items = () if defined.indices else items
    else:
        core = _apply(work, use.name, use.primes, parts, span)
    if items:
        core = entry(work, core, items, span)
    if use.power is not None:
        if render(use.power) == "-1":
            work.fail(f"`{use.name}` to the power -1: an inverse or a quotient?", factor.span, "write 1/…")
        core = _power(work, core, use.power, span)
    if outer is not None:
        core = work.scripts(core, outer)
    return core, 1


def _numbered(work: Elaboration, name: str) -> bool:
    """Whether `σ_1(z)` is a function of its own: σ always stands with a number, and nothing is declared of it."""
    if name in work.names.given.functions or name in work.names.given.definitions or len(name) > 1:
        return False
    below: dict[int, bool] = {}
    for piece in (piece for root in work.names.roots for piece in walk(root)):
        if isinstance(piece, Scripted):
            numbers = len(piece.subs) == 1 and len(piece.subs[0]) == 1 and isinstance(piece.subs[0][0], Number)
            below[id(bare(piece.base))] = numbers
        elif isinstance(piece, Name) and piece.text == name and not below.get(id(piece), False):
            return False
    return True


def _product(base: Node) -> tuple[Node, ...]:
    """`E[x y]`: behind the name of a function, what stands side by side in brackets is a product."""
    if not (isinstance(base, Table) and base.kind == "[" and len(base.rows) == 1):
        return (base,)
    cells = tuple(cell for cell in base.rows[0] if cell is not None)
    plain = len(cells) > 1 and not any(isinstance(cell, Total | Mark) for cell in cells)
    none: Operator = ""
    return (product(cells, (none,) * (len(cells) - 1)),) if plain else (base,)


def _unknown(work: Elaboration, name: str, parts: tuple[Node, ...]) -> bool:
    """Whether this is a function of which nothing is known, or a known one of arguments that it does not have."""
    given = work.names.given
    if not work.lenient or name in given.definitions or name in given.functions:
        return False
    letter = re.split(r"[_^']", name)[0]
    if name in FUNCTIONS or letter in FUNCTIONS:
        return len(parts) != 1 and letter not in ("max", "min")
    return not (name[:1] in "σφϕψ" and name == letter and len(parts) == 1)


def nested(work: Elaboration, factors: tuple[Node, ...], operators: tuple[Operator, ...], at: int) -> int:
    """Where `log σ(x)`, a function of a function without brackets, ends; 0 where there is no such thing here."""
    names, end = work.names, at
    while end + 1 < len(factors) and operators[end + 1] == "":
        if not names.is_function(factors[end], argument(factors[end + 1])):
            break
        end += 1
        if argument(factors[end]):
            break
    return end + 1 if end > at + 1 and not names.is_function(factors[end], False) else 0


def _apply(work: Elaboration, name: str, primes: int, parts: tuple[Node, ...], span: Span) -> Core:
    place = work.place(span)
    if name in ("max", "min") and name in work.names.given.functions:
        if len(parts) > 1:
            work.fail(
                f"`{name}` is declared as a function of its own and takes one argument", span, "leave it undeclared"
            )
    elif name in ("max", "min"):
        cores = tuple(work.node(part) for part in parts)
        if len(cores) < 2 and work.lenient:
            return written.said(work, name, cores, span, SCALAR)
        if len(cores) < 2:
            if re.match(r"\\?\w+\s*_", place.text):
                hint = f"put what it is the {name} of in brackets"
                work.fail(f"how far this {name} reaches is not clear", span, hint)
            if len(cores) == 1:
                return Special("max" if name == "max" else "min", cores[0], place, SCALAR)
            work.fail(f"{name} needs two parts", span, f"write {name}(0, x)")
        return extreme(work, name, cores, span)
    if len(parts) != 1:
        work.fail(f"`{name}` takes one argument", span)
    inner = work.node(parts[0])
    if name in TRACES and name not in work.names.given.functions:
        square(work, inner)
        return Special("trace", inner, place, SCALAR)
    if name == "norm" and name not in work.names.given.functions:
        return Special("norm", inner, place, SCALAR)
    if name == "diag" and name not in work.names.given.functions:
        return diagonal(work, inner, span)
    meaning = work.names.given.functions.get(name)
    if meaning is None and name in FUNCTIONS:
        meaning = None if name in ELEMENTARY else ALSO.get(name, name)
    elif meaning is None:
        meaning = OPAQUE
        if name != "σ":
            work.say(f"{name} is read as a function")
    if meaning is not None:
        work.functions[name] = meaning
    if meaning == "softmax" and work.lenient and isinstance(inner, Entry) and None in (inner.row, inner.column):
        work.say(f"`{place.text}` is read as an entry of {name}({inner.base.place.text})")
        return replace(inner, base=Apply(name, inner.base, primes, place, inner.base.shape), place=place)
    return Apply(name, inner, primes, place, inner.shape)


def _power(work: Elaboration, core: Core, power: Node, span: Span) -> Core:
    """`tanh² z` of an array is the square of every entry."""
    count = render(power)
    if work.shapes.kind(core.shape) == "scalar" or count not in ("2", "3", "4"):
        return work.power(core, power, span)
    place = work.place(span)
    work.say(f"`{place.text}` is taken entry by entry")
    whole = core
    for _ in range(int(count) - 1):
        whole = Times(whole, core, "⊙", place, work.shapes.product(whole, core, "⊙", place))
    return whole


def extreme(work: Elaboration, name: str, cores: tuple[Core, ...], span: Span) -> Core:
    """`max(0, x)`, entry by entry when one part is an array; the others are then numbers."""
    shape = work.shapes.new()
    place = work.place(span)
    hint = "one array and numbers"

    def settle(bold: int) -> bool:
        kinds = [work.shapes.kind(core.shape) for core in cores]
        if "array" in kinds:
            arrays = [core for core, kind in zip(cores, kinds, strict=True) if kind == "array"]
            array = next((core for core in arrays if not isinstance(core, Filled)), arrays[0])
            for core in cores:
                if isinstance(core, Filled) or (core is not array and work.lenient):
                    work.shapes.match(core.shape, array.shape)
                elif core is not array and not isinstance(core, Literal_):
                    raise ReadError(f"{name} of several arrays is not read", place.source, place.span, hint=hint)
            return work.shapes.match(shape, array.shape)
        return "unknown" not in kinds and work.shapes.match(shape, SCALAR)

    work.shapes.wait(settle)
    return Extreme("max" if name == "max" else "min", cores, work.place(span), shape)


def square(work: Elaboration, argument: Core) -> None:
    """A trace needs a square matrix."""

    def settle(bold: int) -> bool:
        if bold == 0 and work.shapes.kind(argument.shape) == "unknown":
            return False
        if not work.shapes.sizes.unify(argument.shape[0], argument.shape[1]):
            shown = work.shapes.describe(argument)
            message = f"the trace of `{argument.place.text}`, which is {shown}"
            work.shapes.clash(message, argument.place, argument, hint="a trace needs a square matrix")
        return True

    work.shapes.wait(settle)


def diagonal(work: Elaboration, argument: Core, span: Span) -> Core:
    """`diag(a)` of a vector is the matrix with a on its diagonal; of a square matrix, the vector of its diagonal."""
    if isinstance(argument, Filled) and not work.lenient:
        work.fail("the size of this diagonal is not known", span, "write I")
    rows, columns = (work.shapes.sizes.is_one(size) for size in argument.shape)
    if columns:
        shape = (argument.shape[0], argument.shape[0])
    elif rows:
        shape = (argument.shape[1], argument.shape[1])
    elif work.lenient and (rows is None or columns is None):
        work.shapes.match(argument.shape, (work.shapes.sizes.unknown(dimension=True), ONE))
        shape = (argument.shape[0], argument.shape[0])
    elif rows is None or columns is None:
        message = f"nothing says whether `{argument.place.text}` is a vector or a matrix"
        work.fail(message, span, "declare it with --given")
    else:
        square(work, argument)
        shape = (argument.shape[0], ONE)
    return Special("diagonal", argument, work.place(span), shape)

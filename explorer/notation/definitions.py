"""Names that the declarations define: their right side is put in where they are used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explorer.errors import ReadError
from explorer.notation.core import SCALAR, Core, Filled, Grid, Index, Literal_, Shape, Slope, Tensor, Variable
from explorer.notation.dots import digits
from explorer.notation.entries import entry, index
from explorer.notation.naming import Spelled, at_layer
from explorer.notation.sizes import ONE, Size
from explorer.notation.surface import Number, Table, Total, bare
from explorer.source import Span

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration
    from explorer.notation.surface import Node


def scripted_definition(work: Elaboration, name: str, use: Spelled, transposed: bool) -> Core:
    """A defined name with its scripts; one defined for each index is used with its indices."""
    defined = work.names.given.definitions[name]
    items = digits(list(use.items), len(defined.indices))
    if not items and defined.indices:
        core = whole(work, name, use, None)
        if transposed:
            core = work.transpose(core, use.span)
        return core if use.power is None else work.power(core, use.power, use.span)
    if len(items) < len(defined.indices):
        hint = "use it with its indices, or define the whole"
        work.fail(f"`{name}` is defined entry by entry: {defined.source.text}", use.span, hint)
    several = len(defined.indices) > 1 and name in work.names.given.shapes
    values = [index(work, item, several=several) for item in items[: len(defined.indices)]]
    core = definition(work, name, use, values, None)
    items = items[len(values) :]
    if transposed:
        core = work.transpose(core, use.span)
    if items:
        core = entry(work, core, tuple(items), use.span)
    return core if use.power is None else work.power(core, use.power, use.span)


def whole(work: Elaboration, name: str, use: Spelled, arguments: tuple[Core, ...] | None) -> Core:
    """The vector or matrix of all entries of a name that is defined entry by entry."""
    defined = work.names.given.definitions[name]
    place = work.place(use.span)
    declared = work.names.given.shapes.get(name)
    sizes = work.shapes.sizes
    if len(defined.indices) > 2:
        work.fail(f"`{name}` has {len(defined.indices)} indices; two are read here", use.span)
    shape = declared.shape if declared is not None else None
    axes = (0, 1) if len(defined.indices) == 2 else (0,)
    if shape is not None and len(axes) == 1 and sizes.is_one(shape[0]) and not sizes.is_one(shape[1]):
        axes = (1,)
    values: list[Index] = []
    places: list[Variable | None] = [None, None]
    for letter, axis in zip(defined.indices, axes, strict=True):
        given = work.names.given.indices.get(letter)
        size = given[0] if given else sizes.unknown(dimension=True)
        if shape is not None:
            size = shape[axis]
        elif given and defined.layer is not None:
            size = at_layer(size, *defined.layer)
        variable = Variable(letter, size, place, base=given[1] if given else None, bound=True)
        values.append(Index(variable, Size(), place))
        places[axis] = variable
    body = definition(work, name, use, values, arguments)
    if not work.shapes.match(body.shape, SCALAR):
        work.fail(f"`{defined.source.text}` is not a number for each index", use.span)
    dims = tuple(ONE if variable is None else variable.size for variable in places)
    return Grid(places[0], places[1], body, place, (dims[0], dims[1]))


def around(work: Elaboration, name: str) -> None:
    """`c = d; d = c`: what a name is said to be by way of another one leads back to it, and is not put in again."""
    told = work.names.given.definitions.get(name)
    if told is not None and name in work.opened[:-1] and work.opened[-1] != name:
        work.doubts.append(told.source.text)


def definition(
    work: Elaboration, name: str, use: Spelled, values: list[Index], arguments: tuple[Core, ...] | None
) -> Core:
    """The right side of a definition, with the indices and the arguments of this use put in."""
    defined = work.names.given.definitions[name]
    kept = (work.source, work.scope, work.put_in, work.growing)
    work.source, work.growing, work.scope = defined.source, {}, []
    for letter, value in zip(defined.indices, values, strict=True):
        fixed = Variable(letter, ONE, value.place, bound=True)
        work.replaced[fixed] = value
        work.scope = [*work.scope, fixed]
    kept_use, work.used = work.used, set()
    kept_hidden = work.hidden
    labels = {letter for sub in re.findall(r"_\{([A-Za-z](?:,[A-Za-z])*)\}", name) for letter in sub.split(",")}
    labels.update(re.findall(r"\^\{\(([A-Za-z])\)\}", name))
    work.scope = [*(variable for variable in kept[1] if variable.letter in labels), *work.scope]
    work.hidden = kept_hidden | ({variable.letter for variable in kept[1]} - labels)
    parameters = [work.names.one_name(argument) for argument in defined.arguments]
    work.put_in = {} if arguments is None else dict(zip(parameters, arguments, strict=True))
    work.defining.append(name)
    work.opened.append(name)
    try:
        core = work.node(defined.right)
        if len(parameters) == 1 and arguments is not None and parameters[0] not in work.used:
            message = f"`{defined.source.text}`: the argument {parameters[0]} does not occur on the right"
            raise ReadError(message, defined.source, defined.span, hint="write the same name on both sides")
    finally:
        work.used, work.hidden = kept_use, kept_hidden
        work.defining.pop()
        work.opened.pop()
        work.source, work.scope, work.put_in, work.growing = kept
    note = f"{defined.source.text[defined.span.start : defined.span.end]} is put in"
    if note not in work.notes:
        work.notes.append(note)
    if values or arguments is not None:
        return core
    if name in work.names.given.shapes:
        shape = work.names.given.shapes[name].shape
        if isinstance(core, Literal_) and core.text == "0" and work.shapes.kind(shape) == "array":
            core = Filled("zeros", core.place, shape)
        if _listed(work, bare(defined.right), shape):
            work.say(f"{defined.source.text} lists the entries of a column")
            core = work.transpose(core, use.span)
        if not work.shapes.match(core.shape, shape):
            message = f"`{defined.source.text}` has not the shape that is declared for {name}"
            raise ReadError(
                message, defined.source, defined.span, hint=f"the right side is {work.shapes.describe(core)}"
            )
    return core


def _listed(work: Elaboration, right: Node, shape: Shape) -> bool:
    """`x = [1, 2, 3]` for a column x."""
    cells = right.rows[0] if isinstance(right, Table) and right.kind == "[" and len(right.rows) == 1 else ()
    one = work.shapes.sizes.is_one
    return len(cells) > 1 and all(_plain(cell) for cell in cells) and one(shape[0]) is False and bool(one(shape[1]))


def _plain(cell: Node | None) -> bool:
    """A number, with a sign or none."""
    if isinstance(cell, Total) and len(cell.terms) == 1:
        cell = cell.terms[0][1]
    return isinstance(cell, Number)


def applied(
    work: Elaboration, name: str, primes: int, arguments: tuple[Core, ...], items: tuple[Node, ...], span: Span
) -> Core:
    """A function that is defined, of its arguments; its derivative for each prime."""
    defined = work.names.given.definitions[name]
    use = Spelled(name, (), False, 0, None, span)
    if len(arguments) != len(defined.arguments):
        work.fail(f"`{name}` takes {len(defined.arguments)} arguments", span)
    if defined.indices:
        if primes:
            work.fail(f"the derivative of `{name}`, which is defined here, is not read", span)
        if not items:
            return whole(work, name, use, arguments)
        written = digits(list(items), len(defined.indices))
        if len(written) != len(defined.indices):
            work.fail(f"`{name}` is defined entry by entry: {defined.source.text}", span)
        return definition(work, name, use, [index(work, item) for item in written], arguments)
    if not primes:
        return definition(work, name, use, [], arguments)
    if len(arguments) != 1 or work.shapes.kind(arguments[0].shape) != "scalar":
        work.fail(f"the derivative of `{name}`, which is defined here, is read of a number only", span)
    variable = Tensor(f"{defined.arguments[0]}°", work.place(span), SCALAR)
    body = definition(work, name, use, [], (variable,))
    return Slope(body, variable, arguments[0], primes, work.place(span))

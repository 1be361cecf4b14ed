"""Names that the declarations define: their right side is put in where they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.errors import ReadError
from explorer.notation.core import Core, Index, Variable
from explorer.notation.entries import entry, index
from explorer.notation.names import Spelled
from explorer.notation.sizes import ONE

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration


def scripted_definition(work: Elaboration, name: str, use: Spelled, transposed: bool) -> Core:
    """A defined name with its scripts; one defined for each index is used with its indices."""
    defined = work.names.given.definitions[name]
    items = list(use.items)
    if len(items) < len(defined.indices):
        hint = "use it with its indices, or define the whole"
        work.fail(f"`{name}` is defined entry by entry: {defined.source.text}", use.span, hint)
    values = [index(work, item) for item in items[: len(defined.indices)]]
    core = definition(work, name, use, values, None)
    items = items[len(values) :]
    if transposed:
        core = work.transpose(core, use.span)
    if items:
        core = entry(work, core, tuple(items), use.span)
    return core if use.power is None else work.power(core, use.power, use.span)


def definition(work: Elaboration, name: str, use: Spelled, values: list[Index], argument: Core | None) -> Core:
    """The right side of a definition, with the indices and the argument of this use put in."""
    defined = work.names.given.definitions[name]
    kept = (work.source, work.scope, work.put_in, work.growing)
    work.source, work.growing, work.scope = defined.source, {}, []
    for letter, value in zip(defined.indices, values, strict=True):
        fixed = Variable(letter, ONE, value.place, bound=True)
        work.replaced[fixed] = value
        work.scope = [*work.scope, fixed]
    kept_use, work.used = work.used, set()
    kept_hidden = work.hidden
    work.hidden = kept_hidden | {variable.letter for variable in kept[1]}
    parameter = work.names.one_name(defined.argument) if defined.argument is not None else ""
    work.put_in = {} if argument is None else {parameter: argument}
    work.defining.append(name)
    try:
        core = work.node(defined.right)
        if argument is not None and parameter not in work.used:
            message = f"`{defined.source.text}`: the argument {parameter} does not occur on the right"
            raise ReadError(message, defined.source, defined.span, hint="write the same name on both sides")
    finally:
        work.used, work.hidden = kept_use, kept_hidden
        work.defining.pop()
        work.source, work.scope, work.put_in, work.growing = kept
    note = f"{defined.source.text} is put in"
    if note not in work.notes:
        work.notes.append(note)
    if values or argument is not None:
        return core
    if name in work.names.given.shapes:
        shape = work.names.given.shapes[name].shape
        if not work.shapes.match(core.shape, shape):
            message = f"`{defined.source.text}` has not the shape that is declared for {name}"
            raise ReadError(
                message, defined.source, defined.span, hint=f"the right side is {work.shapes.describe(core)}"
            )
    return core

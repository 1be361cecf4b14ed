"""One index: a letter that runs, a number, a size, or one of these plus or minus a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.notation.affine import affine, declared_name, render
from explorer.notation.core import Index, Place, Variable
from explorer.notation.sizes import Size
from explorer.notation.surface import Name, Node, bare

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration


def index(work: Elaboration, node: Node, *, several: bool = False) -> Index:
    """One index: a letter, a number, a size, or one of these plus or minus a number.

    Where `several` stand below a name that is declared to have as many, as in `z_{bi}`, a letter is an index although
    a vector has it as well.
    """
    node = bare(node)
    place = work.place(node.span)
    growing = work.growing.get((node.span.start, node.span.end))
    if growing is not None:
        return Index(growing[0], growing[1], place)
    name = declared_name(node)
    if name is not None and name in work.names.given.indices and not isinstance(node, Name):
        return Index(free(work, name, place), Size(), place)
    form = affine(node)
    if form is not None:
        form = _fixed(work, form)
    if form is None:
        work.fail(f"this index is not read: `{render(node)}`", node.span, "a letter, a number, or j-1")
    variable: Variable | None = None
    rest = Size(form.constant)
    for name, times in form.terms:
        if "_" in name and name not in work.names.sizes:
            work.fail(f"an index with an index is not read: `{render(node)}`", node.span, "a letter, a number, or j-1")
        found = _variable(work, name, place, several)
        if found is None:
            rest = rest + Size(0, ((name, times),))
        elif variable is not None or times != 1:
            work.fail(f"`{place.text}` is not read as an index", node.span, "one letter plus or minus a number")
        else:
            variable = found
    if variable is not None and variable in work.replaced:
        at = work.replaced[variable]
        return Index(at.variable, at.offset + rest, place)
    return Index(variable, rest, place)


def _fixed(work: Elaboration, form: Size) -> Size:
    """`i = 1` and `i = j` in the declarations say what an index is."""
    bound = {variable.letter for variable in work.scope}
    values = {}
    for name in form.names:
        defined = work.names.given.definitions.get(name)
        if defined is not None and name not in bound and name not in work.names.given.shapes:
            value = affine(defined.right)
            if value is not None:
                values[name] = value
                work.say(f"{defined.source.text} is put in")
    return form.substitute(values)


def _variable(work: Elaboration, name: str, place: Place, several: bool) -> Variable | None:
    """The index of that letter: bound, declared, or free; None for the name of a size."""
    for variable in reversed(work.scope):
        if variable.letter == name:
            return variable
    if name in work.names.sizes and name not in work.names.given.indices and name not in work.free:
        return None
    return free(work, name, place, several=several)


def free(work: Elaboration, name: str, place: Place, *, several: bool = False) -> Variable:
    """The free index of that letter."""
    if name in work.hidden:
        hint = f"write the index on its left, as in z_{{{name}}} = …"
        work.fail(f"the index {name} of this definition is bound where the definition is used", place.span, hint)
    known = work.free.get(name)
    if known is not None:
        return known
    if work.declared(name) and not (several and _small_array(work, name)):
        work.fail(f"`{name}` is declared, and not as an index", place.span, f"--given '{name}: index n'")
    given = work.names.given.indices.get(name)
    size = given[0] if given else work.shapes.sizes.unknown(dimension=True)
    made = Variable(name, size, place, base=given[1] if given else None)
    work.free[name] = made
    return made


def _small_array(work: Elaboration, name: str) -> bool:
    """A small letter declared as an array, which is no index itself: beside another index it is another letter b."""
    shape = work.names.given.shapes.get(name)
    if shape is None or not shape.sizes or len(name) > 1 or not name.islower():
        return False
    work.say(f"{name} is an index where it stands below, and `{name}` beside it is another thing")
    return True

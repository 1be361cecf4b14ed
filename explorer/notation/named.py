"""Names with their scripts -> core tree: entries, definitions put in, numbers, and tensors whose shape is to be found.

a^{(0)}_j      the entry j of the tensor a^{(0)}       z   what `z = W x` says, where that is given
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.notation import (
    arrays,
    definitions,
    entries,
    examples,
    fixed_entries,
    hypotheses,
    products,
    relations,
    standing,
    written,
)
from explorer.notation.affine import render
from explorer.notation.core import Core, Count, Entry, Filled, Index, Literal_, Position, Shape, Tensor
from explorer.notation.letters import SPELLED
from explorer.notation.naming import Spelled, unmatched, written_count
from explorer.notation.sizes import ONE, Size, named
from explorer.notation.standing import light
from explorer.notation.surface import Mark, Name, Scripted

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration


def scripted(work: Elaboration, node: Name | Scripted) -> Core:
    """A letter with its scripts."""
    use = work.names.spell(node)
    if use is None:
        work.fail("this cannot carry indices", node.span)
    numbered = work.names.numbered(use)
    if numbered is not use:
        work.say(f"{numbered.name} is read as one name")
    return used(work, numbered)


def used(work: Elaboration, use: Spelled) -> Core:
    """A name with its indices, transposed, to a power."""
    use, transposed = _primes(work, use)
    if not work.lenient and (several := unmatched(work.names, use)) is not None:
        hint = "declare all of them as one array, with one size more"
        work.fail(f"`{several}` is declared for every value of an index in its name, which is not read", use.span, hint)
    core: Core
    name = work.names.alias(use.name, written_count(use.items))
    if name == "δ" and len(use.items) == 2 and work.names.kronecker and use.power is None:
        return relations.kronecker(work, use.items, use.span)
    defined = name in work.names.given.definitions and name not in work.defining
    if not defined:
        definitions.around(work, name)
        examples.check(work, name, use)
    made = None if defined else examples.example(work, name, use)
    if made is not None:
        core = made
    elif name in work.put_in:
        work.used.add(name)
        core = replace(work.put_in[name], place=work.place(use.span))
    elif defined:
        return definitions.scripted_definition(work, name, use, transposed)
    elif work.lenient and work.names.numbered_array(use):
        unknown = work.shapes.sizes.unknown
        shape = (unknown(dimension=True), ONE if use.name[:1].islower() else unknown(dimension=True))
        shape = work.one_of_many.setdefault((name, *map(render, use.items)), shape)
        core = entries.written_entry(work, work.word(name, use.span), list(use.items), use.span, shape)
        core = work.transpose(core, use.span) if transposed else core
        return core if use.power is None else work.power(core, use.power, use.span)
    elif use.items and work.lenient and work.names.costs(use.name):
        core = entries.written_entry(work, work.word(name, use.span), list(use.items), use.span)
        return core if use.power is None else work.power(core, use.power, use.span)
    elif use.name == "e" and not use.bold and use.power is not None and not use.items and not work.declared("e"):
        return products.exponential(work, work.node(use.power), use.span)
    elif not use.items and (value := _number(work, use)) is not None:
        core = value
    elif work.lenient and name not in work.tensors and name not in work.names.given.shapes and _function(work, use):
        core = work.word(name, use.span)  # spoken of, not applied
        if use.items:
            core = entries.written_entry(work, core, list(use.items), use.span)
            use = replace(use, items=())
    elif count := arrays.rank(work, name, use):
        return _many(work, name, use, count, transposed)
    else:
        core = _tensor(work, name, len(use.items), use)
        told = work.names.given.special.get(name)
        if told is not None and isinstance(core, Tensor):
            core = hypotheses.put_in(work, core, told)
        elif name in work.names.given.entries and isinstance(core, Tensor):
            core = fixed_entries.put_in(work, core, work.names.given.entries[name])
    late = _line(work, core, use)
    if work.style.columns and late:
        transposed = not transposed
    if transposed and not late:
        core = work.transpose(core, use.span)
    if use.items and not (isinstance(core, Entry) and made is not None):
        core = entries.entry(work, core, use.items, use.span)
    if transposed and late:
        core = work.transpose(core, use.span)
    if use.power is not None and isinstance(use.power, Mark) and use.power.kind == "factorial":
        return written.said(work, "factorial", (core,), use.span, core.shape)
    if use.power is not None:
        core = work.power(core, use.power, use.span)
    return core


def _function(work: Elaboration, use: Spelled) -> bool:
    """Whether this is the name of a function."""
    return use.name in work.names.given.functions or work.names.is_function(Name(use.name, use.span), False)


def _line(work: Elaboration, core: Core, use: Spelled) -> bool:
    """Whether the indices leave a row or a column: in `X_{i,:}^T`, `X_i^T` this is transposed, in `X_{ij}^T` X is."""
    if any(isinstance(item, Mark) and item.kind == "all" for item in use.items):
        return use.late and not work.style.columns
    one = work.shapes.sizes.is_one
    alone = (work.style.lines or work.style.columns) and len(use.items) == 1 and written_count(use.items) == 1
    return alone and one(core.shape[0]) is False and one(core.shape[1]) is False


def _many(work: Elaboration, name: str, use: Spelled, count: int, transposed: bool) -> Core:
    """An entry of an array of three and more indices, a column or a matrix in it."""
    if work.lenient and use.items and not arrays.regular(work, name, use, count):
        core: Core = entries.many(work, work.word(name, use.span), use.items, use.span)
    else:
        core = arrays.entry(work, name, use, count)
        if transposed and not work.lenient and (not use.late or work.shapes.kind(core.shape) == "scalar"):
            message = f"`{work.place(use.span).text}`: the transpose of an array of more than two indices is not read"
            work.fail(message, use.span, "write the indices in the other order")
        core = work.transpose(core, use.span) if transposed else core
    return core if use.power is None else work.power(core, use.power, use.span)


def _primes(work: Elaboration, use: Spelled) -> tuple[Spelled, bool]:
    """The use with its primes made part of the name, or read as a transpose; and whether it is transposed."""
    transposed = use.transposed
    letter = use.name + "'" * use.primes
    if use.primes and not use.items and any(variable.letter == letter for variable in work.scope):
        use = replace(use, name=letter, primes=0)
    shape = work.names.given.shapes.get(use.name)
    if use.primes and not work.lenient and shape is not None and len(use.items) == len(shape.sizes) < 2:
        message = f"`{work.place(use.span).text}`: a prime on a number is a derivative, and nothing says in what"
        work.fail(message, use.span, "write the derivative out, as in \\frac{df}{dx}; a transpose is ^T")
    if use.primes and shape is not None and use.primes == 1 and not transposed:
        transposed = True
        work.notes.append(f"`{work.place(use.span).text}` is read as a transpose")
    elif use.primes and work.lenient and use.name not in work.names.given.shapes:
        use = replace(use, name=use.name + "'" * use.primes, primes=0)
    elif use.primes:
        name = use.name + "'" * use.primes
        hint = f'declare it (--given "{name}: n"), or write ^T for a transpose'
        work.fail(f"`{work.place(use.span).text}`: a prime on something that is no function", use.span, hint)
    return use, transposed


def _number(work: Elaboration, use: Spelled) -> Core | None:
    """An index or a size used as a number; I as the identity."""
    place = work.place(use.span)
    if work.declared(use.name):
        return None
    for variable in reversed(work.scope):
        if variable.letter == use.name:
            return Position(Index(variable, Size(), place), place)
    if use.name in work.free or use.name in work.names.given.indices:
        return Position(Index(entries.free(work, use.name, place), Size(), place), place)
    if use.name == "π" or (use.name == "∞" and work.lenient):
        return Literal_(use.name, place)
    if use.name in work.names.sizes:
        return Count(named(use.name), place)
    if use.name == "I":
        size = work.shapes.sizes.unknown(dimension=True)
        return Filled("identity", place, (size, size))
    return None


def _tensor(work: Elaboration, name: str, count: int, use: Spelled) -> Tensor:
    """The tensor of that name, with its declared shape, or one to be found."""
    shape: Shape
    known = work.tensors.get(name)
    given = work.names.given.shapes.get(name)
    if known is not None:
        shape = known.shape
    elif given is not None:
        shape = standing.stood(work, name, given.shape) if len(given.sizes) == 1 else given.shape
    else:
        if name in SPELLED:
            work.fail(f"`{name}` is not read here", use.span)
        if name == "∂" or (name == "∇" and not work.lenient):
            work.fail(f"this {name} is not read", use.span, f"say of what and in which name: `{name}_w C`")
        if name in work.names.given.functions or work.names.is_function(Name(name, use.span), False):
            hint = f"write {name}(…)"
            work.fail(f"the function `{name}` has no argument here", use.span, hint)
        size = work.shapes.sizes
        rank = work.names.rank(name) or max(count, work.names.rank(use.name) or 0)
        rows = size.unknown(dimension=rank >= 1)
        if rank < 2 and light(name) in work.style.thin:
            shape = standing.stood(work, name, (size.unknown(dimension=True), ONE))
        else:
            shape = (rows, ONE if rank == 1 else size.unknown(dimension=rank == 2))
    made = Tensor(name, work.place(use.span), shape)
    work.tensors.setdefault(name, made)
    return made

"""The chain rule for a cost of which nothing is said: `∂C/∂W` where `z = W x + b` and only `∂C/∂z` is spoken of.

C is a function of the last of the names in which it is differentiated (`z`), with a gradient of which nothing is known
(`∂C/∂z`); in every other name its derivative is that of Σ (∂C/∂z) ⊙ z. No other defined name may lead from that name
past `z`, or `z` does not say how C depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from explorer.notation import entries
from explorer.notation.core import SCALAR, Core, Place, Plus, Special, Tensor, Times, Transposed
from explorer.notation.declared import Declared
from explorer.notation.differentials import derivative, nabla
from explorer.notation.letters import FUNCTIONS
from explorer.notation.naming import Spelled, written_count
from explorer.notation.surface import Chain, Fraction, Name, Node, Scripted, bare, walk

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration

Values: TypeAlias = tuple[tuple[Core, Core], ...]


def gradient(work: Elaboration, cost: Spelled, variable: Spelled, place: Place) -> Core | None:
    """The derivative in one of the last names itself: a tensor of its own; None in any other name."""
    last = _last(work, cost.name)
    name = _name(work, variable)
    if name not in last:
        return None
    at = work.use(Spelled(name, (), False, 0, None, variable.span))
    made = _value(work, cost.name, name, at, variable) or _opaque(work, cost.name, name, at, place)
    return entries.entry(work, made, variable.items, variable.span) if variable.items else made


def _value(work: Elaboration, cost: str, name: str, at: Core, variable: Spelled) -> Core | None:
    """The gradient where an equation says what it is."""
    known = _known(work).get((cost, name))
    if known is None:
        return None
    made = work.use(Spelled(known, (), False, 0, None, variable.span))
    work.shapes.match(made.shape, at.shape)
    return made


def through(work: Elaboration, cost: Spelled, variable: Spelled, place: Place) -> tuple[Core, Values] | None:
    """Σ (∂C/∂z) ⊙ z over the last names z, to be differentiated; None where the variable leads to none of them.

    The gradients stand as names, which differentiation leaves alone; their values, where known, are put in afterwards.
    """
    last = _last(work, cost.name)
    graph = _graph(work)
    name = _name(work, variable)
    reached, loose = _ways(graph, name, last)
    loose = {other for other in loose if not work.names.given.definitions[other].arguments}
    if not reached:
        return None
    if loose:
        other = sorted(loose)[0]
        hint = f"differentiate in {other} too, or leave its definition out"
        work.fail(f"nothing says whether `{cost.name}` depends on `{other}` in another way", variable.span, hint)
    terms: list[tuple[int, Core]] = []
    values: list[tuple[Core, Core]] = []
    for end in sorted(reached):
        value = work.use(Spelled(end, (), False, 0, None, variable.span))
        weight = _opaque(work, cost.name, end, value, place)
        known = _value(work, cost.name, end, value, variable)
        if known is not None:
            values.append((weight, known))
        square = (value.shape[1], value.shape[1])
        turned = Transposed(weight, place, (weight.shape[1], weight.shape[0]))
        terms.append((1, Special("trace", Times(turned, value, "", place, square), place, SCALAR)))
    return Plus(tuple(terms), place, SCALAR), tuple(values)


def _opaque(work: Elaboration, cost: str, name: str, at: Core, place: Place) -> Tensor:
    """The gradient of which nothing is known."""
    spelled = f"∂{cost}/∂{name}"
    known = work.tensors.get(spelled)
    if known is None:
        known = work.tensors[spelled] = Tensor(spelled, place, at.shape)
        if _declared(work, name) and all(work.shapes.sizes.known(size) for size in at.shape):
            sizes = tuple(work.shapes.sizes.resolve(size) for size in at.shape)
            work.names.given.shapes[spelled] = Declared(sizes, place.span)
        work.say(f"`{cost}` is read as any function of {name}, with the gradient ∂{cost}/∂{name}")
    return Tensor(spelled, place, known.shape)


def _declared(work: Elaboration, name: str) -> bool:
    """Whether the shape of a name is said, or that of all it is made of."""
    given = work.names.given
    defined = given.definitions.get(name)
    if name in given.shapes or defined is None or defined.arguments:
        return name in given.shapes or name in given.functions or name in given.indices
    uses = [work.names.spell(node) for node in walk(defined.right) if isinstance(node, Name | Scripted)]
    inside = {_name(work, use) for use in uses if use is not None} - {name}
    return all(piece in given.shapes or piece in given.functions or piece in FUNCTIONS for piece in inside)


def _last(work: Elaboration, cost: str) -> set[str]:
    """Of the names in which the cost is differentiated, those that lead to no other."""
    seen = -1
    while seen != len(work.names.given.definitions):  # a family's layers are found while names are spelled
        seen = len(work.names.given.definitions)
        spoken = {name for tree in _trees(work) for name in _spoken(work, tree, cost)}
        graph = _graph(work)
    spoken |= {name for of, name in _known(work) if of == cost}
    last = {name for name in spoken if not any(other in _ahead(graph, name) for other in spoken - {name})}
    _doubt(work, cost, graph, spoken, last)
    return last


def _doubt(work: Elaboration, cost: str, graph: dict[str, set[str]], spoken: set[str], last: set[str]) -> None:
    """Where the gradients are not all that may stand there, numbers that differ say nothing.

    A name that no other leads to or from may hang together with them in a way that is not said; a softmax behind the
    last name makes its gradient add up to 0.
    """
    for name in sorted(spoken) if len(spoken) > 1 else ():
        ahead = _ahead(graph, name)
        if not ahead & spoken and not any(name in _ahead(graph, other) for other in spoken - {name}):
            work.doubt(f"how {name} hangs together with {', '.join(sorted(spoken - {name}))}")
    for name in sorted(last):
        behind = [work.names.given.definitions[other] for other in _ahead(graph, name)]
        if any(_normalises(defined.right) for defined in behind if not defined.arguments):
            work.doubt(f"how {cost} depends on what is made of {name}")


def _normalises(tree: Node) -> bool:
    return any(isinstance(node, Fraction) or (isinstance(node, Name) and node.text == "softmax") for node in walk(tree))


def _known(work: Elaboration) -> dict[tuple[str, str], str]:
    """The names that are a derivative by one equation and have a value by another."""
    plain = work.names.one_name
    return {(plain(cost), plain(name)): plain(value) for (cost, name), value in work.names.given.gradients.items()}


def _trees(work: Elaboration) -> list[Node]:
    return [*work.names.roots, *(defined.right for defined in work.names.given.definitions.values())]


def is_variable(work: Elaboration, name: str) -> bool:
    """Whether something is differentiated in a name: then it is no cost, but a step on the way to one."""
    found = (
        at for tree in _trees(work) for _, variable in _derivatives(work, tree) if (at := _spelled(work, variable))
    )
    return any(_name(work, at) == name for at in found)


def _spelled(work: Elaboration, node: Node) -> Spelled | None:
    return work.names.spell(node) if isinstance(node, Name | Scripted) else None


def _spoken(work: Elaboration, tree: Node, cost: str) -> set[str]:
    """The names in which the tree differentiates the cost."""
    found = set()
    for body, variable in _derivatives(work, tree):
        if isinstance(body, Name | Scripted) and isinstance(variable, Name | Scripted):
            use, at = work.names.spell(body), work.names.spell(variable)
            if use is not None and at is not None and use.name == cost and not use.items:
                found.add(_name(work, at))
    return found


def _derivatives(work: Elaboration, tree: Node) -> Iterator[tuple[Node, Node]]:
    """What is differentiated, and in what: `∂C/∂z`, `∇_z C`."""
    for node in walk(tree):
        if isinstance(node, Fraction):
            parts = derivative(work, node)
            if parts is not None and parts[0] is not None:
                yield bare(parts[0]), bare(parts[1])
        elif isinstance(node, Chain):
            for first, second in pairwise(node.factors):
                below = nabla(work, first)
                if below is not None:
                    yield bare(second), below


def _name(work: Elaboration, use: Spelled) -> str:
    return work.names.alias(work.names.numbered(use).name, written_count(use.items))


def _graph(work: Elaboration) -> dict[str, set[str]]:
    """Which defined names each name goes into; what is made of derivatives is no step of the computation."""
    made: dict[str, set[str]] = {}
    for name, defined in list(work.names.given.definitions.items()):
        uses = [work.names.spell(node) for node in walk(defined.right) if isinstance(node, Name | Scripted)]
        inside = {_name(work, use) for use in uses if use is not None} - set(defined.arguments)
        if not any(_derivatives(work, defined.right)):
            made[name] = inside - {name}
    back = set(work.names.given.definitions) - set(made)
    while more := {name for name, inside in made.items() if name not in back and inside & back}:
        back |= more
    graph: dict[str, set[str]] = {}
    for name, inside in made.items():
        for piece in inside if name not in back else ():
            graph.setdefault(piece, set()).add(name)
    return graph


def _ahead(graph: dict[str, set[str]], name: str) -> set[str]:
    """Everything that a name goes into."""
    found: set[str] = set()
    todo = [name]
    while todo:
        for other in graph.get(todo.pop(), ()):
            if other not in found:
                found.add(other)
                todo.append(other)
    return found


def _ways(graph: dict[str, set[str]], name: str, last: set[str]) -> tuple[set[str], set[str]]:
    """The last names that a name leads to, and where it leads past all of them."""
    reached: set[str] = set()
    loose: set[str] = set()
    seen: set[str] = set()
    todo = [name]
    while todo:
        here = todo.pop()
        ahead = graph.get(here, set())
        if not ahead and here != name:
            loose.add(here)
        for other in ahead - seen:
            seen.add(other)
            if other in last:
                reached.add(other)
            else:
                todo.append(other)
    return reached, loose

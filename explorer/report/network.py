"""A network: its layers, their composition into one expression, and how many parameters it has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import Add, Basic, Eq, Integer, Mul, Symbol

from explorer.network import Layer, Network
from explorer.network.network import MOST_NESTED
from explorer.report.layer import layer_lines
from explorer.report.prose import Prose
from explorer.report.steps import Line, Section, proved


def network_sections(net: Network, form: str = "matrix") -> Iterator[Section]:
    """The layers (in full where the activation is new, in one line where the steps are those of an earlier layer), the
    composition up to 16 layers, and the parameter count."""
    written: dict[Any, int] = {}
    for layer in net.layers:
        kind = layer.activation.name, layer.activation.symbol
        earlier = written.setdefault(kind, layer.number)
        if earlier == layer.number:
            yield layer_section(layer, form)
        else:
            yield _again(layer, earlier, form)
    if 1 < len(net.layers) <= MOST_NESTED and form == "matrix":
        yield _composition(net)
    yield _count(net)


def layer_section(layer: Layer, form: str = "matrix") -> Section:
    """One layer in full."""
    return Section(_heading(layer), _function_words(layer), proved(layer_lines(layer, form)))


def _heading(layer: Layer) -> Prose:
    return (f"Layer {layer.number}: from ", layer.inputs, " inputs to ", layer.outputs, " neurons")


def _function_words(layer: Layer) -> Prose:
    row, x = layer.activation, Symbol("x")
    if row.opaque:
        return (row.function(x), " may be any function of one number.")
    if not row.elementwise:
        return ("Its activation is the softmax of the whole vector: each exponential over the sum of all of them.",)
    return (
        f"Its activation is {row.name.replace('_', ' ')}, ",
        Eq(row.function(x), row.formula(x), evaluate=False),
        ".",
    )


def _again(layer: Layer, earlier: int, form: str) -> Section:
    """Layer `layer` by the steps of an earlier one: first line to last line, proved directly."""
    i = layer.free_index
    reason: Prose = (f"The same steps as for layer {earlier}, from the neurons to the layer, with these sizes.",)
    line = Line("The layer", layer.neuron(i), layer.form(form), reason)
    return Section(_heading(layer), (), proved([line]))


def _composition(net: Network) -> Section:
    """The output as one expression of the input: the layers put into one another."""
    lines = []
    value: Any = net.layers[0].matrix().rhs
    for below, layer in zip(net.layers, net.layers[1:], strict=False):
        using = Eq(below.output, value, evaluate=False)
        value = layer.apply(value)
        after = net.nested() if layer is net.layers[-1] else Eq(layer.output, value, evaluate=False)
        reason: Prose = ("Put the expression for ", below.output, " in its place.")
        lines.append(Line(f"Layers 1 to {layer.number}", layer.matrix(), after, reason, using))
    words: Prose = (
        "The output of each layer is the input of the next, so the whole network is one function of ",
        net.input,
        ".",
    )
    return Section(("The whole network",), words, proved(lines))


def _count(net: Network) -> Section:
    """Weights and biases, counted layer by layer and then together."""
    weights = [Mul(layer.inputs, layer.outputs, evaluate=False) for layer in net.layers]
    biases = [layer.outputs for layer in net.layers]
    each = _sum([_sum([w, b]) for w, b in zip(weights, biases, strict=True)])
    lines: list[tuple[Basic, str, Prose]] = []
    if len(net.layers) > 1:
        lines.append(
            (
                _sum([_sum(weights), _sum(biases)]),
                "Weights, then biases",
                ("First all the weights, then all the biases.",),
            )
        )
    if all(size.is_Integer for size in net.sizes):
        two = _sum([Integer(net.weight_count), Integer(net.bias_count)])
        lines.append((two, "Added up", (f"{net.weight_count:,} weights and {net.bias_count:,} biases.",)))
        lines.append(
            (Integer(net.parameter_count), "All parameters", (f"{net.parameter_count:,} numbers to be learned.",))
        )
    else:
        lines.append((net.parameter_count, "All parameters", ("All numbers to be learned.",)))
    steps, before = [], each
    for after, title, reason in lines:
        if after != before:
            steps.append(Line(title, before, after, reason))
        before = after
    words: Prose = (
        "A layer has one weight for each of its inputs and each of its neurons, and one bias for each neuron.",
    )
    return Section(("The number of parameters",), words, proved(steps))


def _sum(terms: list[Any]) -> Any:
    return terms[0] if len(terms) == 1 else Add(*terms, evaluate=False)

"""Derivations: every line proved on its own, tampered lines refused, the chain unbroken, the count right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from goldens import check_golden
from sympy import Add, Eq, FunctionMatrix, Integer, Lambda, MatAdd, MatMul, Transpose, symbols

from explorer.errors import Disagreement, InputError
from explorer.latex import latex
from explorer.network import Layer, Network
from explorer.nodes import entrywise
from explorer.report import Derivation, Line, derive, layer_lines, proved
from explorer.report.derivation import evidence
from explorer.report.network import network_sections
from explorer.report.steps import substitute

TITLES = [
    "The neurons",
    "The activation vector",
    "The weighted sums",
    "The weight matrix",
    "The matrix-vector product",
    "The bias vector",
    "Adding the bias vector",
    "The function around it",
    "In one line",
]
LAYERS = {
    "every size, any function": Layer(1, "n", "m", "opaque"),
    "784 to 16": Layer(1, 784, 16),
    "16 to 10, softmax": Layer(3, 16, 10, "softmax"),
    "one input": Layer(1, 1, 3),
    "one neuron": Layer(2, 3, 1, "relu"),
}


@pytest.fixture(scope="module")
def note() -> Derivation:
    return derive(Network([784, 16, 16, 10]))


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_the_four_steps_are_proved_line_by_line(layer: Layer) -> None:
    steps = derive(layer).steps
    assert [step.title for step in steps] == TITLES
    assert [step.verdict.verdict for step in steps] == ["proved"] * len(TITLES)
    assert all(step.reason for step in steps)
    assert steps[0].before == layer.neuron(layer.free_index)
    assert steps[-1].after == layer.matrix()


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_the_lines_hang_together(layer: Layer) -> None:
    """Each line starts where an earlier one ended, or from a symbol, or from the neurons."""
    chain = [line for line in layer_lines(layer) if isinstance(line.after, Eq)]
    assert [line.before for line in chain[1:]] == [line.after for line in chain[:-1]]


def _tampered(line: Line, layer: Layer) -> Line:
    """The line with one mistake in its second half, well shaped where the layer is square."""
    for right, wrong in (
        (layer.weights, Transpose(layer.weights)),
        (layer.bias, MatMul(2, layer.bias)),
        (layer.input, MatMul(2, layer.input)),
    ):
        after = substitute(line.after, right, wrong)
        if after != line.after:
            return replace(line, after=after)
    raise AssertionError(f"nothing to tamper with in {line.title}")


@pytest.mark.parametrize("size", ["n", 3])
@pytest.mark.parametrize("at", range(len(TITLES)))
def test_a_tampered_line_is_refused(at: int, size: Any) -> None:
    layer = Layer(1, size, size, "opaque")
    line = layer_lines(layer)[at]
    assert proved([line])
    with pytest.raises(Disagreement, match=rf"the line “{line.title}” .* is not proved: "):
        proved([_tampered(line, layer)])


def test_the_message_about_a_line_that_is_not_proved() -> None:
    layer = Layer(1, "n", "m", "opaque")
    wrong = Line("Wrong", layer.bias, MatMul(2, layer.bias), ("No reason.",))
    with pytest.raises(Disagreement) as error:
        proved([wrong])
    assert str(error.value).startswith("the line “Wrong” (Eq(b^{(1)}, 2*b^{(1)})) is not proved: ")
    assert str(error.value).endswith("\n  hint: a derivation shows proved lines only")


def test_a_derivation_changed_afterwards_does_not_check() -> None:
    layer = Layer(1, "n", "n", "opaque")
    derivation = derive(layer)
    derivation.check()
    (section,) = derivation.sections
    steps = list(section.steps)
    steps[-1] = replace(steps[-1], after=Eq(layer.output, entrywise(layer.function, layer.bias), evaluate=False))
    forged = Derivation(derivation.title, (replace(section, steps=tuple(steps)),))
    with pytest.raises(Disagreement, match=r"^step 9 \(In one line: .*\) is refuted$"):
        forged.check()


def test_the_network_of_the_note(note: Derivation) -> None:
    net = Network([784, 16, 16, 10])
    assert note.title == "The network 784-16-16-10: from the neurons to the matrix form"
    assert [step.title for step in note.steps[9:]] == [
        "The layer",
        "The layer",
        "Layers 1 to 2",
        "Layers 1 to 3",
        "Weights, then biases",
        "Added up",
        "All parameters",
    ]
    assert note.steps[12].after == net.nested()
    note.check()


def test_the_parameters_are_counted_line_by_line(note: Derivation) -> None:
    first, second, third = note.steps[-3:]
    assert latex(first.before) == (
        r"\left(784 \cdot 16 + 16\right) + \left(16 \cdot 16 + 16\right) + \left(16 \cdot 10 + 10\right)"
    )
    assert latex(second.before) == (
        r"\left(784 \cdot 16 + 16 \cdot 16 + 16 \cdot 10\right) + \left(16 + 16 + 10\right)"
    )
    assert latex(third.equation) == "12960 + 42 = 13002"
    assert [step.before.doit() for step in (first, second, third)] == [13002] * 3


def test_a_wrong_count_is_refused() -> None:
    with pytest.raises(Disagreement, match=r"the line “All parameters” .* is not proved"):
        proved([Line("All parameters", Add(12960, 42, evaluate=False), Integer(13003), ("Miscounted.",))])


def test_symbolic_parameters() -> None:
    n, m, p = symbols("n m p")
    last = derive(Network(["n", "m", "p"], ["opaque", "softmax"])).steps[-1]
    assert last.after - (n * m + m + m * p + p) == 0


def test_a_layer_like_an_earlier_one_is_one_line_and_another_activation_is_told_in_full() -> None:
    same, other = (tuple(network_sections(Network([4, 3, 2], rows))) for rows in ("tanh", ["tanh", "softmax"]))
    assert [len(section.steps) for section in same[:2]] == [9, 1]
    assert [len(section.steps) for section in other[:2]] == [9, 9]


@pytest.mark.parametrize(("layers", "composed"), [(1, False), (2, True), (16, True), (17, False)])
def test_the_composition_is_written_up_to_sixteen_layers(layers: int, composed: bool) -> None:
    titles = [section.title for section in network_sections(Network([2] * (layers + 1)))]
    assert (("The whole network",) in titles) is composed


def test_a_composition_with_the_inner_weights_transposed_is_refused() -> None:
    net = Network(["n", "n", "n"], "opaque")
    steps = derive(net).steps
    step = next(step for step in steps if step.title == "Layers 1 to 2")
    twin = replace(step, after=substitute(step.after, net.layers[0].weights, Transpose(net.layers[0].weights)))
    with pytest.raises(Disagreement, match=r"the line “Layers 1 to 2” .* is not proved"):
        proved([twin])


@pytest.mark.parametrize("form", ["row_vector", "batched", "augmented", "summation"])
def test_a_derivation_may_end_in_another_form(form: str) -> None:
    layer = Layer(1, "n", "m", "opaque")
    derivation = derive(layer, form=form)
    assert derivation.steps[-1].after == layer.form(form, layer.free_index if form == "summation" else None)
    assert derivation.title == f"Layer 1: from the neurons to the {form.replace('_', ' ')} form"


def test_bad_requests() -> None:
    layer = Layer(1, 3, 2)
    for message, arguments in {
        "A derivation starts at the neurons, so it cannot end there.\n"
        "  hint: known forms: summation, matrix, row_vector, batched, augmented": {"form": "neuron"},
        'There is no form called "batchd".\n  hint: did you mean "batched"?': {"form": "batchd"},
        "A layer is written with indices from 0; the convention '1-based' is for claims read from text.\n"
        "  hint: leave convention out": {"convention": "1-based"},
        "A layer or a network is derived by itself: it takes no second side and no declarations.": {
            "given": "W: m x n"
        },
    }.items():
        with pytest.raises(InputError) as error:
            derive(layer, **arguments)
        assert str(error.value) == message
    with pytest.raises(
        InputError, match=r"^A claim has no form 'batched': it is derived from its left side to its right\.$"
    ):
        derive(layer.matrix(), layer.summation("i"), form="batched")


def test_sigma_replaces_the_activation() -> None:
    assert derive(Layer(1, 3, 2), sigma="tanh").steps[-1].after == Layer(1, 3, 2, "tanh").matrix()
    assert derive(Network([3, 2]), sigma="relu").steps[8].after == Layer(1, 3, 2, "relu").matrix()


def _claims() -> Iterator[tuple[Any, Any]]:
    layer = Layer(1, "n", "m", "opaque")
    yield layer.matrix(), layer.summation("i")
    yield layer.matrix(), layer.row_vector()
    yield layer.matrix(), layer.augmented()
    yield layer.neuron("j"), layer.matrix()
    yield Layer(1, 5, 3).neuron(2), Layer(1, 5, 3).matrix()
    W, a = layer.weights, layer.input
    yield MatMul(Transpose(W), W, a), MatMul(Transpose(W), MatMul(W, a))
    yield Transpose(MatMul(W, a)), MatMul(Transpose(a), Transpose(W))


@pytest.mark.parametrize("at", range(7))
def test_a_claim_is_led_from_its_left_side_to_its_right(at: int) -> None:
    left, right = list(_claims())[at]
    whole, *steps = derive(left, right).steps
    assert (whole.before, whole.after) == (left, right)
    assert len(steps) >= 2
    assert [step.before for step in steps[1:]] == [step.after for step in steps[:-1]]
    assert all(step.verdict for step in steps)


def test_a_false_claim_has_no_derivation() -> None:
    layer = Layer(1, "n", "n", "opaque")
    wrong = MatAdd(MatMul(Transpose(layer.weights), layer.input), layer.bias)
    twin = Eq(layer.output, entrywise(layer.function, wrong), evaluate=False)
    with pytest.raises(InputError, match=r"^There is no derivation of what is not proved\. Refuted: "):
        derive(layer.matrix(), twin)


def test_a_claim_from_text() -> None:
    steps = derive("σ(W a + b)", "σ(Σ_j W_{ij} a_j + b_i)", given="W: m x n; a: n; b: m").steps
    assert steps[0].verdict
    with pytest.raises(InputError, match=r"^There is no derivation of what is not proved\. Refuted: "):
        derive("σ(W a + b)", "σ(Σ_j W_{ij} a_j)", given="W: m x n; a: n; b: m")


def test_substitution_touches_nothing_else() -> None:
    layer = Layer(1, "n", "n", "opaque")
    once = substitute(layer.matrix(), layer.input, MatMul(layer.weights, layer.input))
    assert latex(once) == r"a^{(1)} = \sigma\left(W^{(1)} \left(W^{(1)} a^{(0)}\right) + b^{(1)}\right)"
    stack = FunctionMatrix(3, 1, Lambda(symbols("i j"), layer.bias[0, 0]))
    assert substitute(stack, layer.weights, layer.bias) is stack


def test_golden_equations(note: Derivation) -> None:
    told = {"784-16-16-10": note}
    told |= {name: derive(layer) for name, layer in LAYERS.items()}
    told["a claim"] = derive(*next(_claims()))
    lines = {
        name: [f"{step.title}: {latex(step.equation, elide=2)}" for step in derivation.steps]
        for name, derivation in told.items()
    }
    check_golden("derivations.json", json.dumps(lines, indent=1, ensure_ascii=False) + "\n")


def test_the_evidence_of_a_line_speaks_of_sizes_and_functions_only_where_there_are_any() -> None:
    steps = {step.title: evidence(step) for step in derive(Layer(1, "n", "m", "opaque")).steps}
    assert steps["The weight matrix"].startswith(" for all sizes: ")
    assert steps["In one line"].startswith(" for all sizes, any function σ: ")
    numbers = {step.title: evidence(step) for step in derive(Layer(1, 3, 2)).steps}
    assert numbers["The weight matrix"].startswith(": ")
    assert numbers["In one line"].startswith(" for σ = sigmoid: ")

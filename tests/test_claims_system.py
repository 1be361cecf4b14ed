"""`prove` on two lists of equations: whole networks, one lemma for each pattern of layer, any depth."""

from __future__ import annotations

import copy
import json
import re
from itertools import pairwise

import pytest
from interpreter import evaluate
from sympy import Basic, Eq, Function, HadamardProduct, MatAdd, MatMul, MatrixSymbol, Symbol, Transpose

from explorer.claims import prove
from explorer.errors import InputError
from explorer.network import FORMS, Network
from explorer.nodes import entrywise
from explorer.proof.checker import Invalid, check
from explorer.proof.composition import verify

WHOLE = ("matrix", "row_vector", "batched", "augmented")
n = Symbol("n")


@pytest.mark.parametrize("depth", [1, 2, 64, 256])
def test_networks_of_any_depth(depth):
    """Time and certificate grow with the number of layers; equal layers share one lemma."""
    net = Network(["n"] * (depth + 1), "opaque")
    verdict = prove(net.equations("matrix"), net.equations("row_vector"))
    assert verdict.verdict == "proved"
    layers = f"{depth} layer{'s' * (depth > 1)}"
    assert verdict.message == f"equal layer by layer, {layers}, for all sizes and tensors"
    certificate = verdict.certificate
    assert len(certificate["lemmas"]) == 1
    assert len(certificate["layers"]) == depth
    assert verify(json.loads(json.dumps(certificate))) == (depth, check(certificate["lemmas"][0]["certificate"]))
    assert len(json.dumps(certificate)) < 6000 + 400 * depth
    assert verdict.evidence[0] == "canonical form"
    assert re.fullmatch(r"1 lemma of \d+ lines? re-checked", verdict.evidence[1])
    assert verdict.evidence[2].startswith("oracle")
    assert verdict.evidence[3] == f"composition of {layers}"


def test_every_pair_of_forms_as_lists():
    net = Network(["n", "m", "k", 3], ["relu", "tanh", "softmax"])
    for one in FORMS:
        for two in FORMS:
            verdict = prove(net.equations(one), net.equations(two))
            assert verdict.verdict == "proved", (one, two, verdict)
            exponentials = {one, two} <= {"neuron", "summation"}  # nothing says softmax there
            assert verdict.scope.activation == ("opaque, relu, tanh" if exponentials else "relu, softmax, tanh")
            assert len(verdict.certificate["layers"]) == 3


def test_the_network_of_the_note():
    net = Network([784, 16, 16, 10], "sigmoid")
    for one, two in pairwise(WHOLE):
        verdict = prove(net.equations(one), net.equations(two))
        assert verdict
        assert verdict.scope.activation == "sigmoid"
        assert verify(verdict.certificate)[0] == 3
    facts = prove(net.equations("batched"), net.equations("matrix")).facts
    assert "a^{(0)} is row r of A^{(0)}, transposed" in facts
    assert "a^{(2)} is row r of A^{(2)}, transposed" in facts


# -- refutations ----------------------------------------------------------------------------------------------------

net = Network(["n", "n", "n", "n"], "opaque")


def changed(number, value):
    """The matrix equations with layer `number`'s right side changed."""
    equations = list(net.equations("matrix"))
    layer = net.layers[number - 1]
    equations[number - 1] = Eq(layer.output, value(layer), evaluate=False)
    return equations


def applied(inner):
    return lambda layer: entrywise(layer.function, inner(layer))


SLIPS = {
    "transposed": (2, applied(lambda it: MatAdd(MatMul(Transpose(it.weights), it.input), it.bias))),
    "missing bias": (1, applied(lambda it: MatMul(it.weights, it.input))),
    "bias of the layer before": (3, applied(lambda it: MatAdd(MatMul(it.weights, it.input), net.layers[1].bias))),
    "hadamard": (2, applied(lambda it: MatAdd(MatMul(HadamardProduct(it.weights, it.weights), it.input), it.bias))),
    "bias outside": (3, lambda it: MatAdd(entrywise(it.function, MatMul(it.weights, it.input)), it.bias)),
    "another function": (1, lambda it: entrywise(Function("g"), MatAdd(MatMul(it.weights, it.input), it.bias))),
}


@pytest.mark.parametrize("name", SLIPS)
def test_one_wrong_layer_refutes_the_network(name):
    number, value = SLIPS[name]
    wrong = changed(number, value)
    for form in WHOLE:
        verdict = prove(wrong, net.equations(form))
        assert (verdict.verdict, verdict.why) == ("refuted", "value")
        said = verdict.witness
        place = ", ".join(f"{index} = {at}" for index, at in said.at.items())
        assert verdict.message == (
            f"layer {number} of 3: not equal: {said.left} on the left, {said.right} on the right at {place}"
        )
        if form == "matrix":
            numbers = (said.sizes, said.tensors, said.functions)
            row = said.at.get("i", 0)
            sides = wrong[number - 1].rhs, net.equations("matrix")[number - 1].rhs
            assert [str(evaluate(side, *numbers)[row][0]) for side in sides] == [said.left, said.right]


def test_a_clash_of_shapes_refutes():
    mixed = Network(["n", "m", "k"], "opaque")
    one, two = mixed.layers
    clash = Basic.__new__(MatMul, two.weights, two.bias)
    wrong = [one.matrix(), Eq(two.output, clash, evaluate=False)]
    verdict = prove(wrong, mixed.equations("matrix"))
    assert (verdict.verdict, verdict.why) == ("refuted", "shape")
    assert verdict.message == ("layer 2 of 2: W^{(2)} has m columns and b^{(2)} has k rows: they cannot be multiplied.")
    other = MatrixSymbol("a^{(1)}", Symbol("p"), 1)
    last = Eq(MatrixSymbol("y", Symbol("p"), 1), entrywise(one.function, other), evaluate=False)
    lists = [[one.matrix(), last]] * 2
    verdict = prove(*lists)
    assert (verdict.verdict, verdict.why) == ("refuted", "shape")
    assert verdict.message == "layer 2 of 2: a^{(1)} is m x 1 in one equation and p x 1 in another."


def test_what_is_not_decided_names_its_layer():
    layer = net.layers[1]
    odd = Eq(layer.output, MatMul(layer.weights.inverse(), layer.input), evaluate=False)
    verdict = prove([net.layers[0].matrix(), odd], [net.layers[0].row_vector(), odd])
    assert verdict.verdict == "unknown"
    assert verdict.reason == verdict.message == "layer 2 of 2: the power W^{(2)}**(-1) is not decided"


# -- what is no pair of networks ------------------------------------------------------------------------------------

first, second, third = net.equations("matrix")
a0 = net.input
ERRORS = {
    "lengths": (([first, second], [first]), "The first network has 2 equations, the second 1.",
                "give one equation for each layer on both sides"),
    "one list": (([first], first), "One side is a list of equations and the other is not.",
                 "give one equation for each layer"),
    "list and text": (([first], "a = b"), "One side is a list of equations and the other is not.",
                      "give one equation for each layer"),
    "no equation": (([a0], [a0]), "a^{(0)} does not define a name.", "each equation must read name = expression"),
    "no name": (([Eq(MatMul(2, a0), a0, evaluate=False)],) * 2, "Eq(2*a^{(0)}, a^{(0)}) does not define a name.",
                "each equation must read name = expression"),
    "nothing": (([], []), "A network has at least one equation.", None),
    "order": (([second, first], [second, first]), "a^{(1)} is defined after it was used.",
              "give the layers in order, input first"),
    "circle": (([Eq(a0, MatMul(net.layers[0].weights, a0), evaluate=False)],) * 2,
               "a^{(0)} is defined after it was used.", "give the layers in order, input first"),
    "twice": (([first, first], [first, first]), "a^{(1)} is defined after it was used.",
              "give the layers in order, input first"),
    "other names": (([first], [second]), "The two equations define different things: a^{(1)} and a^{(2)}.",
                    "compare equations with the same left side, or give only the right sides"),
    "one entry": (([net.layers[0].neuron(0)], [first]),
                  "a^{(1)}[0, 0] is one entry: it does not define all of a^{(1)}.",
                  "in a list give each equation for the whole, or with a free index"),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_what_is_no_pair_of_networks_is_an_input_error(name):
    arguments, message, hint = ERRORS[name]
    with pytest.raises(InputError, match=f"^{re.escape(message)}") as caught:
        prove(*arguments)
    assert (caught.value.message, caught.value.hint) == (message, hint)


# -- certificates of compositions -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def composed():
    mixed = Network(["n", "m", "m", "m"], ["relu", "opaque", "opaque"])
    verdict = prove(mixed.equations("augmented"), mixed.equations("matrix"))
    assert [layer["lemma"] for layer in verdict.certificate["layers"]] == [0, 1, 1]
    return json.loads(json.dumps(verdict.certificate))


def spoilt(certificate, message, change):
    copied = copy.deepcopy(certificate)
    change(copied)
    assert copied != certificate
    with pytest.raises(Invalid, match=f"^{message}$"):
        verify(copied)


def test_a_composition_is_checked_as_a_whole(composed):
    layers, lines = verify(composed)
    assert (layers, lines) == (3, sum(check(lemma["certificate"]) for lemma in composed["lemmas"]))
    assert verify(composed["lemmas"][0]["certificate"])[0] == 1
    late = "a name is used before it is defined"
    spoilt(composed, late, lambda c: c["layers"].reverse())
    spoilt(composed, late, lambda c: c["layers"].append(c["layers"][0]))
    spoilt(composed, late, lambda c: c["layers"][1].update(defines=[]))
    spoilt(composed, late, lambda c: c["layers"][1].update(defines=["a^{(1)}"]))
    spoilt(composed, "a reference to nothing earlier", lambda c: c["layers"][1].update(lemma=2))
    spoilt(composed, "a reference to nothing earlier", lambda c: c["layers"][1].update(lemma=-1))
    spoilt(composed, "an equation with other names than its lemma", lambda c: c["layers"][1]["names"].pop())
    spoilt(composed, "an equation with other names than its lemma", lambda c: c["lemmas"][1]["names"].append("m"))
    spoilt(composed, "another format", lambda c: c.update(format="explorer composition 2"))
    spoilt(composed, "another format", lambda c: c.update(layers=[]))
    spoilt(composed, r"rejected: Invalid: .+", lambda c: c["lemmas"][1]["certificate"]["lines"].pop())
    spoilt(composed, r"rejected: KeyError: 'lemmas'", lambda c: c.pop("lemmas"))
    with pytest.raises(Invalid, match=r"^rejected: TypeError: "):
        verify(None)

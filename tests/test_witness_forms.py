"""The six forms of a layer: each pair proved, each pair with one slip refuted by numbers that are so."""

from __future__ import annotations

from itertools import permutations

import pytest
import sympy as sp
from equations import equations_differ

from explorer.claims import prove
from explorer.network import Network

NAMES = ("neuron", "summation", "matrix", "row_vector", "batched", "augmented")


def form(layer, name):
    return getattr(layer, name)(sp.Symbol("i")) if name in ("neuron", "summation") else getattr(layer, name)()


def rectangular(activation="opaque"):
    return Network(["n", "m"], activation=activation).layers[0]


def square():
    return Network(["n", "n"], activation="opaque").layers[0]


def other_bias(layer, equation):
    return equation.xreplace({layer.bias: sp.MatrixSymbol("c", *layer.bias.shape)})


def transposed_weights(layer, equation):
    return equation.xreplace({layer.weights: sp.Transpose(layer.weights)})


SLIPS = [(rectangular, other_bias), (square, other_bias), (square, transposed_weights)]


@pytest.mark.parametrize(("one", "two"), list(permutations(NAMES, 2)))
def test_forms_agree(one, two):
    layer = rectangular()
    assert prove(form(layer, one), form(layer, two)).verdict == "proved"


@pytest.mark.parametrize(("build", "slip"), SLIPS)
@pytest.mark.parametrize(("one", "two"), list(permutations(NAMES, 2)))
def test_a_slip_is_refuted_by_numbers_that_are_so(one, two, build, slip):
    layer = build()
    left, right = form(layer, one), slip(layer, form(layer, two))
    verdict = prove(left, right)
    assert verdict.verdict == "refuted"
    assert verdict.why == "value"
    assert equations_differ(left, right, verdict.witness), verdict.witness
    assert not equations_differ(left, form(layer, two), verdict.witness)


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "step", "identity"])
def test_a_named_activation_too(activation):
    layer = rectangular(activation)
    left, right = layer.matrix(), other_bias(layer, layer.summation(sp.Symbol("i")))
    verdict = prove(left, right)
    assert verdict.verdict == "refuted"
    assert equations_differ(left, right, verdict.witness), verdict.witness

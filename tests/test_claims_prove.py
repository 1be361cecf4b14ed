"""`prove` on one claim: every pair of forms, nested networks, the refutations of the field, and what is no claim."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations_with_replacement

import pytest
import sympy as sp
from interpreter import refutes
from sympy import (
    Add,
    BlockMatrix,
    Eq,
    HadamardProduct,
    Integer,
    MatAdd,
    MatMul,
    MatrixSymbol,
    Mul,
    OneMatrix,
    Sum,
    Transpose,
    symbols,
)

from explorer.claims import prove
from explorer.network import ACTIVATIONS, Layer, Network
from explorer.nodes import entrywise
from explorer.proof.checker import check
from explorer.statement import Statement

i, j, k, q, m, n, p, x, y = symbols("i j k q m n p x y")
SIZES = (["n", "m"], [2, 3], [4, 2], [1, 3])
ROWS = [*ACTIVATIONS, "opaque"]


def proved(left, right):
    verdict = prove(left, right)
    assert verdict.verdict == "proved", f"{left} against {right}: {verdict}"
    assert bool(verdict)
    kinds = r"canonical form", r"certificate of \d+ lines? re-checked", r"oracle at .+"
    assert len(verdict.evidence) == len(kinds)
    assert all(re.fullmatch(kind, said) for kind, said in zip(kinds, verdict.evidence, strict=True))
    assert check(verdict.certificate) == len(verdict.certificate["lines"])
    return verdict


# -- one layer ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ROWS)
def test_all_six_forms_are_one_function(name):
    """For all sizes at once and at three different pairs of numbers, for every activation."""
    for sizes in SIZES:
        layer = Network(sizes, name).layers[0]
        for (first, one), (second, two) in combinations_with_replacement(layer.forms().items(), 2):
            verdict = proved(one, two)
            exponentials = name == "softmax" and {first, second} <= {
                "neuron",
                "summation",
            }  # nothing says softmax there
            assert verdict.scope.activation == ("opaque" if exponentials else name)
            assert verdict.scope.conditions == ()
            if sizes == ["n", "m"]:
                assert verdict.scope.sizes == "all"
        for number in range(sizes[1]) if sizes[1] != "m" else (0, "j", "m - 1"):
            assert prove(layer.neuron(number), layer.matrix())
            assert prove(layer.batched(), layer.summation(number))


def test_all_42_neurons_of_the_network():
    """Each of 784 + 1 terms written out, against the matrix form of its layer; a neighbour's equation is refuted."""
    net = Network([784, 16, 16, 10], "sigmoid")
    verdicts = [prove(layer.neuron(number), layer.matrix()) for layer in net.layers for number in range(layer.outputs)]
    assert len(verdicts) == 42
    assert all(verdicts)
    assert all(verdict.certificate["lines"] for verdict in verdicts)
    assert {v.scope.activation for v in verdicts} == {"sigmoid"}
    small = Network([3, 2], "sigmoid").layers[0]
    wrong = Eq(small.neuron(0).lhs, small.neuron(1).rhs, evaluate=False)
    assert prove(wrong, small.matrix()).verdict == "refuted"


def test_a_symbolic_neuron_has_conditions_where_it_needs_them():
    layer = Network(["n", "m"], "tanh").layers[0]
    assert prove(layer.neuron(0), layer.matrix()).scope.as_json() == {"sizes": "all", "for": [], "activation": "tanh"}
    verdict = prove(layer.neuron(2), layer.matrix())
    assert verdict.scope.conditions == ("m >= 3",)
    assert verdict.scope.as_json() == {"sizes": "all", "for": ["m >= 3"], "activation": "tanh"}


def test_a_proof_that_writes_the_terms_out_is_for_its_sizes():
    three = Network([3, 2], "relu").layers[0]
    verdict = prove(three.neuron(1), three.matrix())
    assert verdict.message == "equal for all tensors at these sizes"
    assert list(verdict.scope.as_json()["sizes"].values()) == [3]
    verdict = prove(three.summation("j"), three.matrix())  # the sum is not written out
    assert verdict.message == "equal for all sizes and tensors"
    assert verdict.scope.as_json()["sizes"] == "all"


def test_facts_say_how_a_batch_is_read():
    layer = Network(["n", "m"]).layers[0]
    assert prove(layer.matrix(), layer.augmented()).facts == ()
    assert "a^{(0)} is row r of A^{(0)}, transposed" in prove(layer.batched(), layer.matrix()).facts
    assert prove(layer.batched(), layer.batched()).facts == ()


# -- two layers in one expression -----------------------------------------------------------------------------------


def nested_forms(sizes):
    """The nested network in four spellings."""
    net = Network(sizes, "opaque")
    one, two = net.layers
    s = one.function

    def inner(row, index):
        return s(
            Add(Sum(Mul(one.weights[row, index], one.input[index, 0]), (index, 0, one.inputs - 1)), one.bias[row, 0])
        )

    summed = s(Add(Sum(Mul(two.weights[i, k], inner(k, q)), (k, 0, two.inputs - 1)), two.bias[i, 0]))
    row = MatAdd(MatMul(Transpose(one.input), Transpose(one.weights)), Transpose(one.bias))
    row = MatAdd(MatMul(entrywise(s, row), Transpose(two.weights)), Transpose(two.bias))
    first = entrywise(s, MatMul(BlockMatrix([[one.weights, one.bias]]), BlockMatrix([[one.input], [OneMatrix(1, 1)]])))
    both = MatMul(BlockMatrix([[two.weights, two.bias]]), BlockMatrix([[first], [OneMatrix(1, 1)]]))
    return net, [net.nested().rhs, Transpose(entrywise(s, row)), entrywise(s, both)], summed


@pytest.mark.parametrize("sizes", [["n", "m", "p"], [2, 3, 4], [4, 2, 3], [3, 4, 2]])
def test_nested_forms_of_two_layers_are_one_function(sizes):
    _, matrices, summed = nested_forms(sizes)
    for one, two in combinations_with_replacement(matrices, 2):
        proved(one, two)
    for one in matrices:
        proved(one, summed)
        proved(summed, one)


def test_sixteen_nested_layers():
    net = Network(["n"] * 17, "relu")
    assert proved(net.nested(), net.nested()).scope.activation == "relu"
    other = net.nested().rhs.xreplace({net.layers[0].weights: MatrixSymbol("M", n, n)})
    assert prove(net.nested().rhs, other).verdict == "refuted"


# -- refutations ----------------------------------------------------------------------------------------------------

layer = Network(["n", "m"], "opaque").layers[0]
W, b, a, s = layer.weights, layer.bias, layer.input, layer.function
square = Network(["n", "n", "n"], "opaque")
Q = square.layers[0].weights


def two_layers(inner):
    first, second = square.layers
    body = entrywise(s, MatAdd(MatMul(inner, a), first.bias))
    return entrywise(s, MatAdd(MatMul(second.weights, body), second.bias))


def in_indices(entry):
    """A two-layer network with sums, `entry` the inner weight."""
    first, second = square.layers
    inner = s(Add(Sum(Mul(entry, a[q, 0]), (q, 0, n - 1)), first.bias[k, 0]))
    return s(Add(Sum(Mul(second.weights[i, k], inner), (k, 0, n - 1)), second.bias[i, 0]))


def layer_sum(body, bias=b[j, 0]):
    return s(Add(Sum(body, (k, 0, n - 1)), bias))


# name: (wrong, right, the smallest sizes)
WRONG = {
    "transposed inner weight": (two_layers(Transpose(Q)), two_layers(Q), {"n": 2}),
    "transposed inner weight in indices": (in_indices(Q[q, k]), in_indices(Q[k, q]), {"n": 2}),
    "missing bias": (layer_sum(W[j, k] * a[k, 0], Integer(0)), layer.matrix().rhs, {"m": 1, "n": 1}),
    "bias inside the sum": (layer_sum(W[j, k] * a[k, 0] + b[j, 0], Integer(0)), layer.matrix().rhs, {"m": 1, "n": 2}),
    "repeated wrong index": (s(Add(Sum(Q[j, j] * a[k, 0], (k, 0, n - 1)), a[j, 0])),
                             entrywise(s, MatAdd(MatMul(Q, a), a)), {"n": 2}),
    "hadamard for product": (entrywise(s, HadamardProduct(Q, Q)), entrywise(s, MatMul(Q, Q)), {"n": 2}),
    "activation inside the sum": (
        Add(Sum(s(W[j, k] * a[k, 0]), (k, 0, n - 1)), b[j, 0]), layer.matrix().rhs, {"m": 1, "n": 1},
    ),
    "bias of another neuron": (
        entrywise(s, MatAdd(MatMul(Q, a), MatMul(OneMatrix(n, n), a))), entrywise(s, MatAdd(MatMul(Q, a), a)), {"n": 2},
    ),
    "no activation": (MatAdd(MatMul(W, a), b), layer.matrix().rhs, {"m": 1, "n": 1}),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_the_slips_of_the_field_are_refuted_with_numbers(name):
    wrong, right, sizes = WRONG[name]
    assert proved(right, right)
    for left, other in ((wrong, right), (right, wrong)):
        verdict = prove(left, other)
        assert (verdict.verdict, verdict.why, bool(verdict)) == ("refuted", "value", False)
        witness = verdict.witness
        assert dict(witness.sizes) == sizes
        assert Fraction(witness.left) != Fraction(witness.right)
        seen = Statement(left, other, row=j if "j" in witness.at else None)
        assert refutes(verdict.statement if all_matrices(left, other) else seen, witness)
        place = ", ".join(f"{index} = {number}" for index, number in witness.at.items())
        assert verdict.message == f"not equal: {witness.left} on the left, {witness.right} on the right at {place}"


def all_matrices(*sides):
    kinds = {bool(getattr(side, "is_Matrix", False)) for side in sides}
    return len(kinds) == 1


def test_where_sympy_errs():
    """SymPy calls the network with a transposed inner weight matrix the same; numbers tell them apart."""
    right, wrong = in_indices(Q[k, q]), in_indices(Q[q, k])
    assert right.dummy_eq(wrong)
    assert right != wrong
    verdict = prove(right, wrong)
    assert verdict.verdict == "refuted"
    assert refutes(verdict.statement, verdict.witness)
    assert {verdict.witness.left, verdict.witness.right} == {"0", "1"}


def test_wrong_equations_are_refuted_against_the_form():
    one = Network(["n", "m"], "sigmoid").layers[0]
    left = Eq(one.output, entrywise(one.function, MatMul(one.weights, one.input)), evaluate=False)
    for form in one.forms().values():
        verdict = prove(left, form)
        assert (verdict.verdict, verdict.why, verdict.scope.activation) == ("refuted", "value", "sigmoid")
        assert verdict.witness.functions == {}
    assert prove(one.matrix(), Layer(1, "n", "m", "tanh").matrix()).verdict == "refuted"


# -- what a verdict says --------------------------------------------------------------------------------------------

KEYS = ["verdict", "scope", "facts", "why", "witness", "diagnosis"]


def test_verdicts_as_json():
    good, bad, open_ = (
        prove(layer.matrix(), layer.batched()), prove(Q, Transpose(Q)), prove(sp.erf(x), x),
    )  # fmt: skip
    for verdict in (good, bad, open_):
        data = verdict.as_json()
        assert set(KEYS) <= set(data)
        assert data["verdict"] == verdict.verdict
        assert list(data["scope"]) == ["sizes", "for", "activation"]
        assert isinstance(data["facts"], list)
        assert data["seconds"] == verdict.seconds > 0
        assert str(verdict) == f"{verdict.verdict}: {verdict.message}"
        assert verdict.statement is not None
    assert (good.as_json()["why"], good.as_json()["witness"]) == (None, None)
    assert open_.as_json()["why"] is None
    assert open_.as_json()["reason"] == "nothing is known here of the function erf"
    witness = bad.as_json()["witness"]
    assert list(witness) == ["sizes", "tensors", "functions", "at", "left", "right", "steps"]
    assert list(witness["steps"]) == ["left", "right"]
    assert witness["sizes"] == {"n": 2}
    assert {type(value) for row in witness["tensors"]["W^{(1)}"] for value in row} == {str}
    assert set(witness["at"]) == {"i", "j"}
    assert type(witness["left"]) is type(witness["right"]) is str
    assert bad.as_json()["why"] == "value"

"""False twins: the mistakes books and papers really make, each beside the true equation it is mistaken for.

Every one is well shaped when the layer is square, so no shape check finds it; only the values differ.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Add, Eq, HadamardProduct, MatAdd, MatMul, MatrixSymbol, Mul, OneMatrix, Sum, Symbol, Transpose

from explorer.network import Layer, Network
from explorer.nodes import entrywise


@dataclass(frozen=True, slots=True)
class Twin:
    """A true equation and a false one that looks like it; `mistake` names the difference."""

    mistake: str
    true: Eq
    false: Eq


def twins() -> tuple[Twin, ...]:
    """The six mistakes on a square network n-n-n with any function σ, for the judge to refute."""
    net = Network(["n", "n", "n"], activation="opaque")
    return (
        _transposed_inner(net),
        _missing_bias(net.layers[0]),
        _bias_inside(net.layers[0]),
        _wrong_index(net.layers[0]),
        _hadamard(net.layers[0]),
        _function_inside(net.layers[0]),
    )


def _transposed_inner(net: Network) -> Twin:
    first, second = net.layers
    hidden = entrywise(first.function, MatAdd(MatMul(Transpose(first.weights), first.input), first.bias))
    wrong = entrywise(second.function, MatAdd(MatMul(second.weights, hidden), second.bias))
    true = net.nested()
    return Twin("the inner weight matrix transposed", true, Eq(true.lhs, wrong, evaluate=False))


def _missing_bias(layer: Layer) -> Twin:
    true = layer.matrix()
    wrong = entrywise(layer.function, MatMul(layer.weights, layer.input))
    return Twin("the bias missing", true, Eq(true.lhs, wrong, evaluate=False))


def _term(layer: Layer, row: Symbol, column: Symbol) -> Mul:
    return Mul(layer.weights[row, column], layer.input[column, 0], evaluate=False)


def _summed(layer: Layer, mistake: str, inside: object, after: object) -> Twin:
    j, k = Symbol("j"), Symbol("k")
    total = Sum(inside, (k, 0, layer.input.shape[0] - 1))
    pre_activation = total if after is None else Add(total, after, evaluate=False)
    true = layer.summation(j)
    return Twin(mistake, true, Eq(true.lhs, layer.function(pre_activation), evaluate=False))


def _bias_inside(layer: Layer) -> Twin:
    j, k = Symbol("j"), Symbol("k")
    inside = Add(_term(layer, j, k), layer.bias[j, 0], evaluate=False)
    return _summed(layer, "the bias inside the sum", inside, None)


def _wrong_index(layer: Layer) -> Twin:
    j, k = Symbol("j"), Symbol("k")
    return _summed(layer, "an index repeated where another belongs", _term(layer, k, k), layer.bias[j, 0])


def _hadamard(layer: Layer) -> Twin:
    batch = MatrixSymbol("A", *layer.weights.shape)  # n examples, one in each row
    ones = OneMatrix(layer.weights.shape[0], 1)
    bias = MatMul(ones, Transpose(layer.bias))
    output = MatrixSymbol("Y", *layer.weights.shape)
    true = entrywise(layer.function, MatAdd(MatMul(batch, Transpose(layer.weights)), bias))
    wrong = entrywise(layer.function, MatAdd(HadamardProduct(batch, Transpose(layer.weights)), bias))
    mistake = "the entrywise product for the matrix product"
    return Twin(mistake, Eq(output, true, evaluate=False), Eq(output, wrong, evaluate=False))


def _function_inside(layer: Layer) -> Twin:
    j, k = Symbol("j"), Symbol("k")
    true = layer.summation(j)
    total = Sum(layer.function(_term(layer, j, k)), (k, 0, layer.input.shape[0] - 1))
    wrong = Add(total, layer.bias[j, 0], evaluate=False)
    return Twin("σ inside the sum", true, Eq(true.lhs, wrong, evaluate=False))

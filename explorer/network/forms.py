"""The ways to write one layer: an open table, one row per form.

Every form is a SymPy `Eq(…, evaluate=False)` in which nothing has been evaluated or reordered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sympy import (
    Add,
    Basic,
    BlockMatrix,
    Eq,
    Expr,
    Integer,
    MatAdd,
    MatMul,
    MatrixExpr,
    Mul,
    OneMatrix,
    Pow,
    S,
    Sum,
    Symbol,
    Transpose,
    exp,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.network.function import apply
from explorer.network.sizes import fresh
from explorer.nodes import Dots, Softmax, entrywise

if TYPE_CHECKING:
    from explorer.network.layer import Layer


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a layer.

    `build(layer, index)` makes the equation, both sides of shape `shape`; `per_neuron` says that it is
    for the single output `index`.
    """

    name: str
    words: str
    shape: str
    build: Callable[[Layer, Expr], Eq]
    per_neuron: bool = False


def entry(matrix: Any, row: Any, column: Any) -> Expr:
    """`matrix[row, column]` without the range check, which the layer makes; equal to the indexed one."""
    return Basic.__new__(MatrixElement, matrix, row, column)


def product(*factors: Expr) -> Expr:
    """The product in the order given; equal to `Mul(*factors, evaluate=False)`."""
    return Mul._from_args(factors, True)


def total(*terms: Expr) -> Expr:
    """The sum in the order given; equal to `Add(*terms, evaluate=False)`."""
    return Add._from_args(terms, True)


def terms(layer: Layer, row: Expr) -> list[Expr]:
    """`w_{i,0} a_0`, `w_{i,1} a_1`, …: every term where their number is known, else one dotted sum."""
    if not layer.inputs.is_Integer:
        k = _bound(layer, row)
        return [Dots(_term(layer, row, k), (k, 0, layer.inputs - 1))]
    # As `_term` makes them, with the look-ups out of the loop: 784 terms in 1 ms.
    new, multiply, weights = Basic.__new__, Mul._from_args, layer.weights
    return [multiply((new(MatrixElement, weights, row, k), a), True) for k, a in layer.input_entries]


def summed(layer: Layer, row: Expr) -> Expr:
    """`Σ_k W[i, k] a[k]`."""
    k = _bound(layer, row)
    return Sum(_term(layer, row, k), (k, 0, layer.inputs - 1))


def _term(layer: Layer, row: Expr, k: Expr) -> Expr:
    return product(entry(layer.weights, row, k), entry(layer.input, k, S.Zero))


def _with_bias(layer: Layer, row: Expr, parts: list[Expr]) -> Expr:
    return total(*parts, entry(layer.bias, row, S.Zero))


def _bound(layer: Layer, row: Expr) -> Symbol:
    """A summation index that is no size's name and does not capture the neuron's own index."""
    return fresh("kqrs", row.free_symbols | layer.size_symbols)


def _activated(layer: Layer, pre_activation: Expr, row: Expr) -> Expr:
    """σ of one neuron's sum; for softmax its exponential over the sum of all neurons' exponentials."""
    if layer.function is not None:
        return apply(layer.function, pre_activation)
    each = fresh("pkqr", row.free_symbols | layer.size_symbols)
    every_sum = _with_bias(layer, each, [summed(layer, each)])
    everyone = Sum(exp(every_sum, evaluate=False), (each, 0, layer.outputs - 1))
    return product(exp(pre_activation, evaluate=False), Pow(everyone, -1, evaluate=False))


def _whole(layer: Layer, pre_activation: MatrixExpr, axis: int) -> MatrixExpr:
    """σ of a whole vector or batch; `axis` is the one along which softmax normalises."""
    if layer.function is not None:
        return entrywise(layer.function, pre_activation)
    return Softmax(pre_activation, axis)


def _equation(left: Any, right: Any) -> Eq:
    return Eq(left, right, evaluate=False)


def neuron(layer: Layer, row: Expr) -> Eq:
    """`a_i = σ(w_{i,0} a_0 + w_{i,1} a_1 + … + b_i)`."""
    pre_activation = _with_bias(layer, row, terms(layer, row))
    return _equation(entry(layer.output, row, S.Zero), _activated(layer, pre_activation, row))


def summation(layer: Layer, row: Expr) -> Eq:
    """`a_i = σ(Σ_k w_{i,k} a_k + b_i)`."""
    pre_activation = _with_bias(layer, row, [summed(layer, row)])
    return _equation(entry(layer.output, row, S.Zero), _activated(layer, pre_activation, row))


def matrix(layer: Layer, row: Expr) -> Eq:
    """`a' = σ(W a + b)`."""
    return _equation(layer.output, layer.apply(layer.input))


def matrix_of(layer: Layer, vector: MatrixExpr) -> MatrixExpr:
    """`σ(W v + b)` for any column vector `v`, shape `(n, 1)`."""
    return _whole(layer, MatAdd(MatMul(layer.weights, vector), layer.bias), axis=0)


def row_vector(layer: Layer, row: Expr) -> Eq:
    """`a'ᵀ = σ(aᵀ Wᵀ + bᵀ)`."""
    inner = MatAdd(MatMul(Transpose(layer.input), Transpose(layer.weights)), Transpose(layer.bias))
    return _equation(Transpose(layer.output), _whole(layer, inner, axis=1))


def batched(layer: Layer, row: Expr) -> Eq:
    """`A' = σ(A Wᵀ + 𝟏 bᵀ)`, one example per row."""
    ones = OneMatrix(layer.batch_size, 1)
    inner = MatAdd(MatMul(layer.batch_input, Transpose(layer.weights)), MatMul(ones, Transpose(layer.bias)))
    return _equation(layer.batch_output, _whole(layer, inner, axis=1))


def augmented(layer: Layer, row: Expr) -> Eq:
    """`a' = σ([W b] [a; 1])`."""
    parameters = BlockMatrix([[layer.weights, layer.bias]])
    extended = BlockMatrix([[layer.input], [OneMatrix(1, 1)]])
    return _equation(layer.output, _whole(layer, MatMul(parameters, extended), axis=0))


_ROWS = (
    Form("neuron", "one neuron, every term written", "(1)", neuron, per_neuron=True),
    Form("summation", "one neuron with Σ", "(1)", summation, per_neuron=True),
    Form("matrix", "the layer as a matrix-vector product", "(m, 1)", matrix),
    Form("row_vector", "the layer on row vectors", "(1, m)", row_vector),
    Form("batched", "the layer on a batch, one example per row", "(N, m)", batched),
    Form("augmented", "the bias as a last column of the weights", "(m, 1)", augmented),
)

FORMS: Mapping[str, Form] = MappingProxyType({row.name: row for row in _ROWS})
ANY = Integer(0)  # the index handed to a form that is not per neuron

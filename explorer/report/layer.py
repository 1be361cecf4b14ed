"""From the neurons to the matrix: the four steps of one layer, every line an object that is proved and printed.

neurons → activation vector → weight matrix and matrix-vector product → bias vector → σ around it
"""

from __future__ import annotations

from collections.abc import Callable

from sympy import Eq, Expr, FunctionMatrix, Integer, Lambda, MatAdd, MatMul, MatrixExpr, Mul, Pow, Sum, Symbol, exp

from explorer.errors import InputError
from explorer.network import FORMS, Layer
from explorer.network.forms import entry, total
from explorer.network.function import apply
from explorer.network.sizes import fresh
from explorer.nodes import Softmax, entrywise
from explorer.report.prose import Prose
from explorer.report.steps import Line

ZERO = Integer(0)

_REASONS: dict[str, Prose] = {
    "row_vector": (
        "Transpose both sides: the transpose of a product is the product of the transposes in reverse order.",
    ),
    "batched": ("Each row of the batch is one example; every row satisfies the row-vector form.",),
    "augmented": ("The bias becomes one more column of the weights, met by one more input that is always 1.",),
}


def layer_lines(layer: Layer, form: str = "matrix") -> tuple[Line, ...]:
    """The lines that lead from the neurons of `layer` to the form of that name.

    Raises `InputError` for a name that is not in `FORMS`.
    """
    layer.form(form)  # an unknown name is told with the nearest one
    i = layer.free_index
    if form == "neuron":
        raise InputError("A derivation starts at the neurons, so it cannot end there.", hint=f"known forms: {_ends()}")
    if form == "summation":
        reason: Prose = ("The dots are a sum over ", _names(layer)[1], ".")
        return (Line("The sum", layer.neuron(i), layer.summation(i), reason),)
    lines = _four_steps(layer, i)
    if form == "matrix":
        return lines
    return (*lines, Line(FORMS[form].words.capitalize(), layer.matrix(), layer.form(form), _REASONS[form]))


def _ends() -> str:
    return ", ".join(name for name in FORMS if name != "neuron")


def _names(layer: Layer) -> tuple[Symbol, Symbol, Symbol]:
    """The letters for a neuron, an input and the only column."""
    i = layer.free_index
    k = fresh("kqr", {i, *layer.size_symbols})
    return i, k, fresh("cde", {i, k, *layer.size_symbols})


def _four_steps(layer: Layer, i: Symbol) -> tuple[Line, ...]:
    _, k, c = _names(layer)
    W, a, b, output = layer.weights, layer.input, layer.bias, layer.output
    m, n = layer.outputs, layer.inputs
    product = MatMul(W, a)
    a_written = FunctionMatrix(n, 1, Lambda((k, c), entry(a, k, ZERO)))
    W_written = FunctionMatrix(m, n, Lambda((i, k), entry(W, i, k)))
    b_written = FunctionMatrix(m, 1, Lambda((i, c), entry(b, i, ZERO)))

    def is_(value: MatrixExpr) -> Eq:
        return Eq(output, value, evaluate=False)

    def stacked(pre_activation: Callable[[Symbol], Expr]) -> Eq:
        return is_(FunctionMatrix(m, 1, Lambda((i, c), _activated(layer, pre_activation, i, k))))

    def with_row(j: Symbol) -> Expr:
        row = FunctionMatrix(1, n, Lambda((c, k), entry(W, j, k)))
        return total(entry(MatMul(row, a), ZERO, ZERO), entry(b, j, ZERO))

    neurons = is_(FunctionMatrix(m, 1, Lambda((i, c), layer.neuron(i).rhs)))
    rows = stacked(with_row)
    products = stacked(lambda j: total(entry(product, j, ZERO), entry(b, j, ZERO)))
    sums = stacked(lambda j: entry(MatAdd(product, b), j, ZERO))
    around = is_(_whole(layer, MatAdd(MatMul(W_written, a_written), b_written)))
    by_itself: Prose = ("Softmax divides the exponential of each entry by the sum of all of them",)
    if layer.function is not None:
        by_itself = (layer.function, " acts on each entry by itself")
    return (
        Line(
            "The neurons", layer.neuron(i), neurons,
            ("Each of the ", m, " neurons has its own weights and its own bias: the equation of neuron ", i,
             " is written once for each, one under the other."),
        ),
        Line(
            "The activation vector", a, a_written,
            ("Organize all of the activations of layer ", Integer(layer.number - 1), " into a column.",),
        ),
        Line(
            "The weighted sums", neurons, rows,
            ("The weighted sum of a neuron is the row of its weights times that column.",),
        ),
        Line(
            "The weight matrix", W, W_written,
            ("Organize the rows into a matrix: row ", i,
             " holds the connections between the layer before and neuron ", i, "."),
        ),
        Line(
            "The matrix-vector product", rows, products,
            ("Row ", i, " of ", W, " times ", a, " is entry ", i, " of the matrix-vector product ", product, "."),
        ),
        Line("The bias vector", b, b_written, ("Organize all of the biases into a column as well.",)),
        Line(
            "Adding the bias vector", products, sums,
            ("Adding the biases one by one is adding the entire vector to the matrix-vector product.",),
        ),
        Line(
            "The function around it", sums, around,
            (*by_itself, ", so it can be wrapped around the whole vector."),
        ),
        Line(
            "In one line", around, layer.matrix(),
            ("Write the weight matrix and the vectors as their own symbols.",),
        ),
    )  # fmt: skip


def _activated(layer: Layer, pre_activation: Callable[[Symbol], Expr], i: Symbol, k: Symbol) -> Expr:
    """σ of the pre-activation of neuron `i`; for softmax, of all neurons."""
    if layer.function is not None:
        return apply(layer.function, pre_activation(i))
    p = fresh("pst", {i, k, *layer.size_symbols})
    everyone = Sum(exp(pre_activation(p), evaluate=False), (p, 0, layer.outputs - 1))
    return Mul(exp(pre_activation(i), evaluate=False), Pow(everyone, -1, evaluate=False), evaluate=False)


def _whole(layer: Layer, pre_activation: MatrixExpr) -> MatrixExpr:
    return Softmax(pre_activation, 0) if layer.function is None else entrywise(layer.function, pre_activation)

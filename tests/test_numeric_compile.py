"""`compile` on layers and networks: names, shapes, styles, types, tails, source, speed of the folding."""

from __future__ import annotations

import ast
import pickle
import warnings
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from explorer.errors import InputError
from explorer.network import ACTIVATIONS, FORMS, Layer, Network
from explorer.nodes import Batch, Dots, Softmax, entrywise
from explorer.numeric import compile
from explorer.numeric.names import Names, identifier

SIZES = [5, 4, 3, 2]
m, n = sp.symbols("m n")
i, j, k = sp.symbols("i j k")
W, a, b = sp.MatrixSymbol("W", m, n), sp.MatrixSymbol("a", n, 1), sp.MatrixSymbol("b", m, 1)


def parameters(sizes: list[int], dtype: Any = float, seed: int = 1) -> list[Any]:
    draw = np.random.default_rng(seed)
    made: list[Any] = []
    for inputs, outputs in pairwise(sizes):
        made += [draw.normal(size=(outputs, inputs)).astype(dtype), draw.normal(size=outputs).astype(dtype)]
    return made


def by_hand(x: Any, values: list[Any], function: Any = expit) -> Any:
    for weights, bias in zip(values[::2], values[1::2], strict=True):
        x = function(x @ weights.T + bias)
    return x


X = np.random.default_rng(0).normal(size=(7, 5))


@pytest.mark.parametrize("sizes", [SIZES, ["n", "m", "p", "q"]], ids=["integers", "symbols"])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_network_is_the_network(form: str, sizes: list[Any]) -> None:
    values = parameters(SIZES)
    f = compile(Network(sizes), form=form)
    np.testing.assert_allclose(f(X, *values), by_hand(X, values), rtol=1e-14)
    if form != "batched":
        np.testing.assert_allclose(f(X[2], *values), by_hand(X[2], values), rtol=1e-14)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("form", FORMS)
def test_every_activation_in_every_form(form: str, name: str) -> None:
    """The row's own array function, applied to the hand-written product; a false twin differs."""
    values = parameters([5, 3])
    row = ACTIVATIONS[name]
    expected = by_hand(X, values, row.array)
    found = compile(Layer(1, 5, 3, name), form=form)(X, *values)
    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-15)
    flipped = by_hand(X, [-values[0], values[1]], row.array)
    assert not np.allclose(found, flipped)


def test_arguments_in_the_order_of_the_call() -> None:
    f = compile(Network(SIZES))
    assert [row.name for row in f.arguments] == ["a0", "W1", "b1", "W2", "b2", "W3", "b3"]
    assert [row.shape for row in f.arguments[:3]] == [(5, 1), (4, 5), (4, 1)]
    assert f.arguments[1].latex == "W^{(1)}"
    assert f.arguments[1].symbol == Network(SIZES).layers[0].weights
    assert {row.kind for row in f.arguments} == {"array"}
    nested = compile(Network(SIZES).nested())
    assert [row.name for row in nested.arguments] == [row.name for row in f.arguments]


def test_by_position_by_name_and_by_symbol_are_one_call() -> None:
    net, values = Network(SIZES), parameters(SIZES)
    f = compile(net)
    expected = f(X[0], *values)
    named = dict(zip(["W1", "b1", "W2", "b2", "W3", "b3"], values, strict=True))
    np.testing.assert_array_equal(f(a0=X[0], **named), expected)
    np.testing.assert_array_equal(f(X[0], **named), expected)
    symbols = {row.symbol: value for row, value in zip(f.arguments, [X[0], *values], strict=True)}
    np.testing.assert_array_equal(f(symbols), expected)


@pytest.mark.parametrize(
    ("sizes", "batch"), [([5, 3], X), ([5, 1], X), ([1, 3], X[:, :1]), ([1, 1], X[:, :1]), ([1, 2, 1], X[:, :1])]
)
@pytest.mark.parametrize("form", FORMS)
def test_the_answer_is_in_the_style_of_the_question(sizes: list[int], batch: Any, form: str) -> None:
    """(n,) gives (m,), a column (n, 1) gives (m, 1), a batch (N, n) gives (N, m), for sides of 1 as well."""
    values = parameters(sizes)
    f = compile(Network(sizes), form=form)
    expected = by_hand(batch, values)
    assert f(batch, *values).shape == (len(batch), sizes[-1])
    np.testing.assert_allclose(f(batch, *values), expected, rtol=1e-14)
    assert f(batch[:0], *values).shape == (0, sizes[-1])
    if form == "batched":
        return
    assert f(batch[0], *values).shape == (sizes[-1],)
    np.testing.assert_allclose(f(batch[0], *values), expected[0], rtol=1e-14)
    columns = [value if value.ndim == 2 else value[:, None] for value in values]
    if sizes[0] != 1:  # with one input, an array with two sides is a batch
        wanted = (1, sizes[-1]) if form == "row_vector" and len(sizes) == 2 else (sizes[-1], 1)
        assert f(batch[0][:, None], *columns).shape == wanted


def test_float32_stays_and_mixtures_become_float64() -> None:
    f = compile(Network(SIZES))
    small = parameters(SIZES, np.float32)
    for x in (X[0], X, X[0][:, None]):
        assert f(x.astype(np.float32), *small).dtype == np.float32
        assert f(x, *small).dtype == np.float64
    for form in FORMS:
        g = compile(Network(SIZES, activation="gelu"), form=form)
        assert g(X.astype(np.float32), *small).dtype == np.float32
    assert f([1, 2, 3, 4, 5], *parameters(SIZES)).dtype == np.float64
    constant = compile(sp.sqrt(2) * sp.pi * a[0, 0])
    assert constant(np.ones(3, np.float32)).dtype == np.float32


@given(st.floats(-1e4, 1e4), st.sampled_from([name for name in ACTIVATIONS if name != "softmax"]))
@settings(max_examples=80, deadline=None)
def test_silent_and_the_row_s_own_value_everywhere(x: float, name: str) -> None:
    row = ACTIVATIONS[name]
    f = compile(row.function(sp.Symbol("x")))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert f(x) == row.array(x)


def test_the_tails_are_exact_and_silent() -> None:
    x = sp.Symbol("x")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sigmoid = compile(Network([1, 1]))
        assert sigmoid([1e4], [[1.0]], [0.0])[0] == 1.0
        assert sigmoid([-1e4], [[1.0]], [0.0])[0] == 0.0
        assert compile(1 / (1 + sp.exp(-x)))(-1e4) == 0.0
        assert compile(1 / (1 + sp.exp(-x)))(-700.0) == np.exp(-700.0)
        assert compile(sp.log(1 + sp.exp(x)))(1e4) == 1e4
        big = [np.diag([1e4, -1e4]), np.zeros(2)]
        for form in FORMS:
            f = compile(Layer(1, 2, 2, "softmax"), form=form)
            np.testing.assert_array_equal(f([[1.0, 1.0]], *big), [[1.0, 0.0]])


def test_vectors_and_matrices_of_an_expression_without_layers() -> None:
    f = compile(entrywise(sp.Function("σ"), b + W * a))
    assert [(row.name, row.kind) for row in f.arguments] == [
        ("a", "array"), ("W", "array"), ("b", "array"), ("sigma", "function"),
    ]  # fmt: skip
    values = parameters([5, 3])
    np.testing.assert_allclose(f(X, *values, np.tanh), by_hand(X, values, np.tanh), rtol=1e-14)


def test_constants_and_matrices_of_numbers() -> None:
    assert compile(sp.Integer(3))() == 3.0
    assert compile(sp.Matrix([[1, 2, 3], [4, 5, sp.pi]]))().tolist() == [[1, 2, 3], [4, 5, np.pi]]
    block = sp.BlockMatrix([[sp.Matrix([[1], [2]])], [a]])
    assert compile(block)([3.0, 4.0]).tolist() == [1, 2, 3, 4]
    assert compile(sp.Matrix([[1, 2, 3]]) * sp.MatrixSymbol("v", 3, 1))([[1.0, 0, 1], [0, 1, 1]]).tolist() == [
        [4.0],
        [5.0],
    ]


def test_free_indices_are_arguments() -> None:
    values = parameters([5, 3])
    for equation in (Layer(1, 5, 3).neuron("i"), Layer(1, "n", "m").summation("i")):
        f = compile(equation)
        assert [row.kind for row in f.arguments] == ["array", "array", "array", "index"]
        for row in range(3):
            np.testing.assert_allclose(f(X, *values, row), by_hand(X, values)[:, row], rtol=1e-14)


def test_equations_in_a_row_use_the_left_sides_before_them() -> None:
    net, values = Network(SIZES), parameters(SIZES)
    neurons = [layer.neuron(r) for layer in net.layers for r in reversed(range(int(layer.outputs)))]
    np.testing.assert_allclose(compile(neurons)(X, *values), by_hand(X, values), rtol=1e-14)
    np.testing.assert_allclose(compile(list(net.equations("row_vector")))(X, *values), by_hand(X, values), rtol=1e-14)


def test_the_source_stands_alone_and_imports_numpy_and_scipy_only() -> None:
    for form in FORMS:
        f = compile(Network(SIZES), form=form)
        names: dict[str, Any] = {}
        exec(f.source, names)
        values = parameters(SIZES)
        np.testing.assert_array_equal(names["compute"](X, *values), f(X, *values))
        imported = {
            name.split(".")[0]
            for node in ast.walk(ast.parse(f.source))
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert imported <= {"numpy", "scipy"}


def test_the_source_of_a_network_reads_as_one_would_write_it() -> None:
    body = compile(Network([784, 16], activation="sigmoid")).source.split("def ")[1]
    assert body == (
        "compute(a0, W1, b1):\n    z1 = a0.dot(W1.T)\n    z1 += b1\n    a1 = expit(z1, out=z1)\n    return a1\n"
    )


def test_names_never_become_code() -> None:
    """A name that would be a statement, a comment's end, a collision or a builtin: data in a comment, at most."""
    wicked = ["x\nimport os", '"""', "__import__('os')", "np", "at", "compute", "expit", "print", "lambda", "None", ""]
    symbols = [sp.Symbol(name) for name in wicked]
    f = compile(sp.Add(*symbols))
    assert f(dict.fromkeys(symbols, 1.0)) == len(wicked)
    tree = ast.parse(f.source)
    assert sum(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(tree)) == 1
    function = sp.Function("__import__('os').system")(sp.Symbol("x"))
    assert compile(function)(2.0, np.square) == 4.0
    assert compile(sp.Function("Add")(sp.Symbol("x")))(3.0, np.square) == 9.0


@given(st.lists(st.text(max_size=8), min_size=1, max_size=6, unique=True))
@settings(max_examples=100, deadline=None)
def test_identifiers_are_safe_and_never_collide(texts: list[str]) -> None:
    names = Names()
    made = [names.new(identifier(text)) for text in texts]
    assert len(set(made)) == len(made)
    assert all(name.isidentifier() and name.isascii() and not name.startswith("_") for name in made)
    ast.parse("\n".join(f"{name} = 1" for name in made))


def test_two_names_with_one_spelling_are_two_arguments() -> None:
    one, two = sp.MatrixSymbol("W^{(1)}", 2, 3), sp.MatrixSymbol("W1", 3, 2)
    f = compile(one * two)
    assert [row.name for row in f.arguments] == ["W1", "W1_2"]
    left, right = np.arange(6.0).reshape(2, 3), np.arange(6.0).reshape(3, 2)
    np.testing.assert_array_equal(f(left, right), left @ right)


def test_long_sums_are_folded_only_where_every_index_is_there() -> None:
    """784 terms are one product; with one term changed, missing or doubled the value follows what is written."""
    layer = Layer(1, 784, 16)
    weights, bias, x = layer.weights, layer.bias, layer.input
    values = [np.random.default_rng(2).normal(size=s) for s in (784, (16, 784), 16)]
    assert "return expit(a0.dot(W1[3]) + b1[3])" in compile(layer.neuron(3)).source
    terms = list(layer.neuron(3).rhs.args[0].args)
    z = values[1][3] @ values[0] + values[2][3]

    def value(changed: list[Any]) -> float:
        f = compile(sp.Add(*changed, evaluate=False))
        assert len(f.source) < 1500
        return float(f(*values))

    product = values[1][3] * values[0]
    assert value(terms) == pytest.approx(z, rel=1e-12)
    assert value(terms[:100] + terms[101:]) == pytest.approx(z - product[100], rel=1e-12)
    assert value([*terms, terms[5]]) == pytest.approx(z + product[5], rel=1e-12)
    wrong = weights[3, 8] * x[9, 0]
    assert value([*terms[:9], wrong, *terms[10:]]) == pytest.approx(
        z - product[9] + values[1][3, 8] * values[0][9], rel=1e-12
    )
    assert value([terms[(5 * r) % 784] for r in range(784)] + [bias[3, 0]]) == pytest.approx(z, rel=1e-12)


def test_the_neurons_of_a_layer_are_a_loop() -> None:
    layer, values = Layer(1, 784, 16), parameters([784, 16])
    f = compile([layer.neuron(r) for r in range(16)])
    assert "for j in range(16):" in f.source
    assert len(f.source) < 1000
    x = np.random.default_rng(3).normal(size=784)
    np.testing.assert_allclose(f(x, *values), by_hand(x, values), rtol=1e-12)
    assert compile(layer, form="neuron").source.count("\n") < 20


def test_nested_expanded_sums_are_folded_too() -> None:
    first, second = Network([40, 6, 3]).layers
    hidden = {first.output[r, 0]: first.neuron(r).rhs for r in range(6)}
    outer = second.neuron(1).rhs.args[0].args
    terms = [sp.Mul(t.args[0], hidden[t.args[1]], evaluate=False) if t.is_Mul else t for t in outer]
    f = compile(second.function(sp.Add(*terms, evaluate=False)))
    assert len(f.source) < 1000
    values, x = parameters([40, 6, 3]), np.random.default_rng(4).normal(size=40)
    np.testing.assert_allclose(f(x, *values), by_hand(x, values)[1], rtol=1e-12)


def test_partial_and_shifted_sums() -> None:
    x = np.array([1.0, 2.0, 4.0, 8.0])
    assert compile(sp.Sum(a[k, 0], (k, 1, n - 1)))(x) == 14.0
    assert compile(sp.Sum(a[k, 0] * a[k - 1, 0], (k, 1, n - 1)))(x) == 42.0
    assert compile(Dots(a[k, 0] ** 2 * k, (k, 0, n - 1)))(x) == 4 + 32 + 192
    assert compile(sp.Sum(a[k, 0], (k, 2, 1)))(x) == 0.0
    assert compile(sp.Sum(a[k, 0] * (n - k), (k, 0, n - 1)) / n)(x) == (4 + 6 + 8 + 8) / 4
    triangle = sp.Sum(a[j, 0], (j, 0, k), (k, 0, n - 1))
    assert compile(triangle)(x) == 1 + 3 + 7 + 15


def test_indexed_entries_are_entries_too() -> None:
    V, x, r = sp.IndexedBase("V"), sp.IndexedBase("x"), sp.Idx("r", m)
    f = compile(sp.Sum(V[i, k] * x[k], (k, 0, n - 1)))
    assert [(row.name, row.kind) for row in f.arguments] == [("x", "array"), ("V", "array"), ("i", "index")]
    values = parameters([5, 3])
    assert f(X[0], values[0], 2) == pytest.approx(values[0][2] @ X[0], rel=1e-14)
    assert f({V: values[0], x: X[0], i: 1}) == pytest.approx(values[0][1] @ X[0], rel=1e-14)
    total = compile(sp.Sum(sp.IndexedBase("y", shape=(m,))[r] ** 2, (r, 0, m - 1)))
    assert total([1.0, 2.0, 3.0]) == 14.0


@pytest.mark.parametrize("axis", [0, 1])
def test_softmax_of_a_matrix_normalises_along_its_axis(axis: int) -> None:
    f = compile(Softmax(W, axis))
    values = parameters([5, 3])[0]
    np.testing.assert_allclose(f(values).sum(axis=axis), 1.0, rtol=1e-14)
    assert not np.allclose(f(values).sum(axis=1 - axis), 1.0)


def test_outer_products_of_a_batch_run_example_by_example() -> None:
    f = compile(W * a * a.T)
    values = parameters([5, 3])[0]
    assert f(X, values).shape == (7, 3, 5)
    np.testing.assert_allclose(f(X, values)[4], np.outer(values @ X[4], X[4]), rtol=1e-14)


def test_a_batch_symbol_takes_the_whole_batch() -> None:
    batch = Batch("X", sp.Symbol("N"), a)
    f = compile(batch * W.T + sp.OneMatrix(sp.Symbol("N"), 1) * b.T)
    values = parameters([5, 3])
    np.testing.assert_allclose(f(X, *values), X @ values[0].T + values[1], rtol=1e-14)


def test_compiled_functions_can_be_pickled() -> None:
    f = compile(Network([5, 3]), form="summation")
    again = pickle.loads(pickle.dumps(f))
    values = parameters([5, 3])
    np.testing.assert_array_equal(again(X, *values), f(X, *values))
    assert repr(again) == "<compiled (a0: (5, 1), W1: (3, 5), b1: (3, 1)) -> (3, 1)>"


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        ("W a + b", r"^compile takes an expression, an equation, a layer or a network, not text\."),
        (3, r"^compile takes an expression, an equation, a layer or a network, not 3\."),
        (sp.Integral(sp.Symbol("x"), sp.Symbol("x")), r"^Integral cannot be compiled to NumPy: Integral\(x, x\)\."),
        (sp.I * sp.Symbol("x"), r"^ImaginaryUnit cannot be compiled to NumPy: I\."),
        (sp.Derivative(sp.Function("f")(i), i), r"^Derivative cannot be compiled to NumPy: Derivative\(f\(i\), i\)\."),
        (
            Layer(1, 3, 2).weights[0, 0] * sp.Sum(Layer(1, 3, 2).input[k, 0], (k, 0, 3)),
            r"^Index 3 of a0 is out of range: there are 3 entries, numbered from 0\.",
        ),
    ],
)
def test_what_cannot_be_compiled_is_named(subject: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        compile(subject)([1.0, 2.0, 3.0], np.ones((2, 3)))


def test_wrong_choices_are_named() -> None:
    with pytest.raises(InputError, match=r"^There is no backend called \'torch\'\.\n  hint: known are numpy$"):
        compile(Network([2, 3]), backend="torch")
    with pytest.raises(InputError, match=r'^There is no form called "matrx"\.\n  hint: did you mean "matrix"\?$'):
        compile(Network([2, 3]), form="matrx")
    with pytest.raises(InputError, match=r"^The form 'matrix' can be chosen for a layer or a network only\."):
        compile(W * a, form="matrix")
    layer = Layer(1, 4, 3)
    with pytest.raises(InputError, match=r"not one for each of its 3 entries: entry 2 has none\."):
        compile([layer.neuron(0), layer.neuron(1)])

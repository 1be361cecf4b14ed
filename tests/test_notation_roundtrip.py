"""What the LaTeX printer writes of a network's forms, the reader reads back to the very same objects."""

from __future__ import annotations

import time

import pytest
from sympy import MatrixSymbol
from test_notation_spellings import key

from explorer.latex import latex
from explorer.network import FORMS, Network
from explorer.nodes import Batch
from explorer.notation import read, read_pair

SIZES = [("n", "m"), (3, 4), (5, 2)]


def declared(inputs: int | str, outputs: int | str, activation: str) -> str:
    function = "function" if activation == "opaque" else activation
    return (
        f"W^{{(1)}}: {outputs} x {inputs}; a^{{(0)}}: {inputs}; a^{{(1)}}: {outputs}; b^{{(1)}}: {outputs}; "
        f"A^{{(0)}}: N x {inputs}; A^{{(1)}}: N x {outputs}; σ: {function}"
    )


@pytest.mark.parametrize("activation", ["opaque", "sigmoid", "softmax"])
@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("form", list(FORMS))
def test_every_form_reads_back(form: str, sizes: tuple[int | str, int | str], activation: str) -> None:
    equation = Network(list(sizes), activation=activation).layers[0].forms()[form]
    statement = read(latex(equation, elide=None), declared(*sizes, activation))
    for made, printed in ((statement.left, equation.lhs), (statement.right, equation.rhs)):
        batches = {batch: MatrixSymbol(batch.name, *batch.shape) for batch in printed.atoms(Batch)}
        assert key(made) == key(printed.xreplace(batches) if batches else printed)


def test_the_seed_equation_reads() -> None:
    statement = read_pair(
        "σ(Wa^{(0)} + b)",
        "σ(w_{0.0} a_{0}^{(0)} + w_{0.1} a_{1}^{(0)} + ... + w_{0.n} a_{n}^{(0)} + b_{0})",
        "W: k+1 x n+1; a^{(0)}: n+1; b: k+1",
    )
    assert str(statement.right) == (
        "σ(W[0, 0]*a^{(0)}[0, 0] + W[0, 1]*a^{(0)}[1, 0] + ... + W[0, n]*a^{(0)}[n, 0] + b[0, 0])"
    )
    assert "n + 1 terms: index 0 to n" in statement.notes[0]


@pytest.mark.benchmark
def test_reading_is_fast() -> None:
    """One layer in 5 ms, an expanded neuron of 784 terms in half a second, after the first read."""
    given = "W: m x n; a: n; b: m"
    read_pair("σ(W a + b)", "σ(Σ_j W_{ij} a_j + b_i)", given)
    layer = 1.0
    for _ in range(20):
        start = time.process_time()
        read_pair("σ(W a + b)", "σ(Σ_j W_{ij} a_j + b_i)", given)
        layer = min(layer, time.process_time() - start)
    text = "σ(" + " + ".join(f"w_{{0,{k}}} a_{{{k}}}" for k in range(784)) + " + b_0)"
    start = time.process_time()
    read(text, "W: 16 x 784; a: 784; b: 16")
    neuron = time.process_time() - start
    print(f"one layer {layer * 1000:.1f} ms, an expanded neuron {neuron * 1000:.0f} ms")
    assert layer < 0.005
    assert neuron < 0.5

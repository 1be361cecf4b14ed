"""Speed, against the targets and against peers measured in the same run: `python -m pytest -m benchmark`."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from check_notes import long_note
from long_documents import SHAPES
from scipy.special import expit
from sympy import Add, Eq, Function, MatAdd, MatMul, Matrix, Symbol, lambdify, symbols
from sympy import latex as sympy_latex
from timing import Row, Table, interleaved, once

import explorer as ex
from explorer.claims.check import check_document
from explorer.documents import load
from explorer.latex import latex
from explorer.report.checks import Report

pytestmark = pytest.mark.benchmark
SEED_SIZES = [784, 16, 16, 10]


@pytest.mark.parametrize(("layers", "target"), [(1, 0.005), (2, 0.010), (64, 0.300), (256, 1.5)])
def test_proof_for_all_sizes(benchmark: Any, table: Table, fresh: Iterator[int], layers: int, target: float) -> None:
    def built() -> tuple[tuple[Any, Any], dict[str, Any]]:
        tag = next(fresh)
        net = ex.Network([Symbol(f"n{tag}_{k}") for k in range(layers + 1)], activation="opaque")
        return (net.equations("summation"), net.equations("matrix")), {}

    def proved(left: tuple[Eq, ...], right: tuple[Eq, ...]) -> None:
        assert ex.prove(left, right)

    benchmark.pedantic(proved, setup=built, rounds=9 if layers < 64 else 5)
    row = Row(f"prove {layers} layer{'s' * (layers > 1)}, every size", benchmark.stats["median"], f"<= {target} s")
    assert table.add(row).seconds <= target


def expanded_neurons() -> int:
    net = ex.Network(SEED_SIZES, activation="sigmoid")
    count = 0
    for layer in net.layers:
        whole = layer.matrix()
        for neuron in range(int(layer.output.shape[0])):
            verdict = ex.prove(layer.neuron(neuron), whole)
            assert verdict
            assert "re-checked" in verdict.evidence[1]
            count += 1
    return count


def sympy_first_layer(weights: Any, activations: Any, bias: Any) -> None:
    function = Function("sigma")
    (weights * activations + bias).applyfunc(function)
    neurons_by_sympy(weights, activations, bias)


def neurons_by_sympy(weights: Any, activations: Any, bias: Any) -> None:
    function = Function("sigma")
    Matrix(
        [
            function(Add(*[weights[row, k] * activations[k, 0] for k in range(weights.shape[1])], bias[row, 0]))
            for row in range(weights.shape[0])
        ]
    )


def sympy_from_symbols(layer: Any) -> None:
    """Both sides from the MatrixSymbols themselves: the matrix form made explicit, and each neuron's sum."""
    MatAdd(MatMul(layer.weights, layer.input), layer.bias).as_explicit().applyfunc(Function("sigma"))
    neurons_by_sympy(layer.weights, layer.input, layer.bias)


def test_all_expanded_neurons(benchmark: Any, table: Table) -> None:
    layer = ex.Network(SEED_SIZES).layers[0]
    plain = once(
        lambda: sympy_first_layer(
            Matrix(16, 784, symbols("w:12544")), Matrix(784, 1, symbols("a:784")), Matrix(16, 1, symbols("b:16"))
        )
    )
    explicit = once(
        lambda: sympy_first_layer(layer.weights.as_explicit(), layer.input.as_explicit(), layer.bias.as_explicit())
    )
    symbols_alone = once(lambda: sympy_from_symbols(layer))
    assert benchmark.pedantic(expanded_neurons, rounds=3) == 42
    median = benchmark.stats["median"]
    what = "build, prove, certify, re-check all 42 neurons"
    table.add(Row(what, median, "", "SymPy builds layer 1, plain symbols", plain))
    table.add(Row(what, median, "", "SymPy builds layer 1, symbols made explicit first", explicit))
    row = table.add(Row(what, median, "<= 1.5 s, x >= 2.5", "SymPy builds layer 1, as_explicit", symbols_alone))
    assert row.seconds <= 1.5
    assert row.ratio is not None
    assert row.ratio >= 2.5


def test_compile_time(benchmark: Any, table: Table) -> None:
    net = ex.Network(SEED_SIZES)
    first = net.layers[0]
    benchmark(ex.compile, net)
    row = table.add(Row("compile 784-16-16-10", benchmark.stats["median"], "<= 0.02 s"))
    weights, activations, bias = (
        Matrix(16, 784, symbols("w:12544")),
        Matrix(784, 1, symbols("a:784")),
        Matrix(16, 1, symbols("b:16")),
    )
    expanded = (weights * activations + bias).applyfunc(first.activation.formula)
    peer = once(lambda: lambdify((weights, activations, bias), expanded, "numpy"))
    table.add(Row("compile layer 1", once(lambda: ex.compile(first)), "", "lambdify of it expanded", peer))
    assert row.seconds <= 0.02


def parameters(seed: int, column: bool) -> list[Any]:
    random = np.random.default_rng(seed)
    values: list[Any] = []
    for width, height in pairwise(SEED_SIZES):
        bias = random.normal(size=(height, 1) if column else height)
        values += [random.normal(size=(height, width)) / width**0.5, bias]
    return values


def by_hand(value: Any, parameters: list[Any]) -> Any:
    """One example, a vector or a column."""
    for weights, bias in zip(parameters[::2], parameters[1::2], strict=True):
        value = expit(weights @ value + bias)
    return value


def batch_by_hand(batch: Any, parameters: list[Any]) -> Any:
    for weights, bias in zip(parameters[::2], parameters[1::2], strict=True):
        batch = expit(batch @ weights.T + bias)
    return batch


def products_alone(batch: Any, parameters: list[Any]) -> Any:
    for weights in parameters[::2]:
        batch = batch @ weights.T
    return batch


RUNS: dict[str, tuple[tuple[int, ...], Callable[..., Any], float, int]] = {
    "1 example (784,)": ((784,), by_hand, 1.15, 100),
    # as columns, four views are taken and one is given back, which is about 1 microsecond
    "1 example (784, 1)": ((784, 1), by_hand, 1.4, 100),
    # "no slower" cannot be told from equal below the spread of a median of 201 runs
    "1,000 examples (1000, 784)": ((1000, 784), batch_by_hand, 1.03, 1),
}


@pytest.mark.parametrize("name", RUNS)
def test_run_time(table: Table, name: str) -> None:
    shape, hand, allowed, calls = RUNS[name]
    compiled, values = ex.compile(ex.Network(SEED_SIZES)), parameters(1, column=shape[-1] == 1)
    given = np.random.default_rng(2).random(shape)
    np.testing.assert_allclose(compiled(given, *values), hand(given, values), rtol=1e-12)
    flat = given.reshape(-1, 784)
    times = interleaved(
        {
            "compiled": lambda: compiled(given, *values),
            "hand": lambda: hand(given, values),
            "products": lambda: products_alone(flat, values),
        },
        rounds=201,
        calls=calls,
    )
    what = f"run compiled 784-16-16-10, {name}"
    row = table.add(Row(what, times["compiled"], f"x >= {1 / allowed:.2f}", "by hand", times["hand"]))
    table.add(Row(what, times["compiled"], "", "matrix products alone", times["products"]))
    assert row.seconds <= allowed * times["hand"]


def test_help_starts_fast(table: Table) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "explorer", "--help"]

    def start(arguments: list[str]) -> float:
        return once(lambda: subprocess.run(arguments, env=environment, check=True, capture_output=True))

    start(command)
    seconds = statistics.median(start(command) for _ in range(11))
    bare = statistics.median(start([sys.executable, "-c", "pass"]) for _ in range(11))
    row = table.add(Row("explorer --help", seconds, "<= 0.15 s", "python -c pass", bare))
    assert row.seconds <= 0.15


def test_latex_of_a_neuron(table: Table) -> None:
    neuron = ex.Network(SEED_SIZES).layers[0].neuron(3)
    times = interleaved(
        {
            "elided": lambda: latex(neuron, elide=3),
            "whole": lambda: latex(neuron),
            "sympy": lambda: sympy_latex(neuron),
        },
        rounds=5,
    )
    elided = table.add(Row("LaTeX of a 785-term neuron, elided", times["elided"], "<= 0.02 s"))
    whole = table.add(
        Row("LaTeX of a 785-term neuron, whole", times["whole"], "<= 0.1 s", "SymPy's printer", times["sympy"])
    )
    assert elided.seconds <= 0.02
    assert whole.seconds <= 0.1


def test_a_note_of_thirty_equations_as_a_process(table: Table, tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text(long_note(30), encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "explorer", "check", str(note)]

    def run() -> float:
        return once(lambda: subprocess.run(command, env=environment, check=True, capture_output=True))

    run()
    row = table.add(Row("explorer check, a note of 30 equations", statistics.median(run() for _ in range(5)), "<= 2 s"))
    assert row.seconds <= 2


@pytest.mark.parametrize("shape", SHAPES)
def test_the_time_to_check_grows_with_the_number_of_equations(table: Table, shape: str) -> None:
    """There is no peer: nothing else decides the equations of a document."""
    name, written = SHAPES[shape]
    check_document(load(Path(name), written(6)))
    seconds = {}
    for equations in (100, 1000, 10000):
        text = written(equations)
        started = time.process_time()
        report = Report((check_document(load(Path(name), text)),))
        str(report)
        seconds[equations] = (time.process_time() - started) / equations
        table.add(Row(f"check {equations} equations, each, {shape}", seconds[equations], "<= 0.02 s"))
        assert not report.summary["refuted"]
    ratio = seconds[10000] / seconds[1000]
    table.add(Row(f"  of 10000 and of 1000, {shape}", seconds[10000], "x >= 0.77", "1000", seconds[1000]))
    assert max(seconds.values()) <= 0.02
    assert ratio <= 1.3

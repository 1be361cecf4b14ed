"""How large certificates are, and how long they take to check: laws of growth always, a table as a benchmark.

`python -m pytest -m benchmark tests/test_proof_sizes.py -s` prints the table.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp

from explorer.claims import prove
from explorer.network import Network
from explorer.proof.composition import verify
from explorer.proof.verdict import Verdict

N = ["n", "m"]


def layer(form: str) -> Verdict:
    """One form of a layer of any size against its matrix form."""
    one = Network(N, activation="opaque").layers[0]
    return prove(one.forms()[form], one.matrix())


def two_layers() -> Verdict:
    """Two layers with Σ in Σ against the nested matrix form, all three sizes any."""
    first, second = Network(["n", "m", "p"], activation="opaque").layers
    i, j, k = sp.symbols("i j k")
    hidden = first.function(
        sp.Sum(first.weights[j, k] * first.input[k, 0], (k, 0, sp.Symbol("n") - 1)) + first.bias[j, 0]
    )
    total = sp.Sum(second.weights[i, j] * hidden, (j, 0, sp.Symbol("m") - 1)) + second.bias[i, 0]
    nested = Network(["n", "m", "p"], activation="opaque").nested()
    return prove(sp.Eq(second.output[i, 0], second.function(total), evaluate=False), nested)


def layers(count: int) -> Verdict:
    """`count` layers of different sizes, Σ against matrices, as two lists of equations."""
    net = Network([f"n{k}" for k in range(count + 1)], activation="opaque")
    return prove(net.equations("summation"), net.equations("matrix"))


def neuron(terms: int) -> Verdict:
    """A neuron with all its terms written out against the matrix form."""
    one = Network([terms, 16], activation="opaque").layers[0]
    return prove(one.neuron(3), one.matrix())


CASES: dict[str, Callable[[], Verdict]] = {
    "layer, Σ = matrix": lambda: layer("summation"),
    "layer, row vector = matrix": lambda: layer("row_vector"),
    "layer, batch = matrix": lambda: layer("batched"),
    "layer, augmented = matrix": lambda: layer("augmented"),
    "two layers, Σ in Σ = nested matrices": two_layers,
    "64 layers of 65 sizes, Σ = matrix": lambda: layers(64),
    "a neuron of 784 terms = matrix": lambda: neuron(784),
}


def certificate(verdict: Verdict) -> dict[str, Any]:
    """The certificate, as it comes back from a file."""
    assert verdict, verdict.message
    assert verdict.certificate is not None
    read: dict[str, Any] = json.loads(json.dumps(verdict.certificate))
    return read


def size(data: dict[str, Any]) -> tuple[int, int, int]:
    """Nodes and lines, those of the lemmas if there are any, and bytes of JSON."""
    proofs = [lemma["certificate"] for lemma in data["lemmas"]] if "lemmas" in data else [data]
    nodes, lines = (sum(len(proof[part]) for proof in proofs) for part in ("nodes", "lines"))
    return nodes, lines, len(json.dumps(data, separators=(",", ":")))


@pytest.mark.parametrize("form", ["summation", "row_vector", "batched", "augmented"])
def test_a_layer_takes_a_page(form):
    nodes, lines, written = size(certificate(layer(form)))
    assert nodes <= 60
    assert lines <= 60
    assert written <= 5000


def test_two_layers_take_less_than_three_times_one():
    one, two = size(certificate(layer("summation"))), size(certificate(two_layers()))
    assert all(small < large <= 3 * small for small, large in zip(one, two, strict=True))


def test_a_neuron_grows_in_proportion_to_its_terms():
    (few, lines, short), (some, same, _), (many, again, long) = (
        size(certificate(neuron(terms))) for terms in (100, 200, 300)
    )
    assert many - some == some - few
    assert lines == same == again <= 20
    assert long <= 3.2 * short


def test_layers_of_one_pattern_share_one_lemma():
    few, many = certificate(layers(4)), certificate(layers(16))
    assert len(few["lemmas"]) == len(many["lemmas"]) == 1
    assert size(few)[:2] == size(many)[:2]
    assert len(many["layers"]) == 16
    assert size(many)[2] - size(few)[2] <= 12 * 200


@pytest.mark.benchmark
def test_table_of_certificates():
    head = f"{'claim':<38}{'nodes':>7}{'lines':>7}{'JSON bytes':>12}{'prove':>12}{'check':>12}"
    print(f"\n{head}\n{'-' * len(head)}")
    for name, make in CASES.items():
        make()
        started = time.perf_counter()
        verdict = make()
        proved = time.perf_counter() - started
        data = certificate(verdict)
        checks = []
        for _ in range(7):
            started = time.perf_counter()
            verify(data)
            checks.append(time.perf_counter() - started)
        nodes, lines, written = size(data)
        checked = statistics.median(checks)
        print(f"{name:<38}{nodes:>7}{lines:>7}{written:>12,}{1000 * proved:>9.1f} ms{1000 * checked:>9.2f} ms")
        assert checked < proved, name
        assert checked < 0.5, name

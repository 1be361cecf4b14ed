"""Sizes: what is taken, what is counted, and every way in which a size can be wrong, told in full."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import InputError
from explorer.network import Layer, Network
from explorer.network.sizes import affine, size

m, n = sp.symbols("m n")
HINT = '\n  hint: a size is a positive integer, a SymPy symbol, or text such as "n" or "m+1"'


def test_the_network_of_the_note_has_13002_parameters():
    net = Network([784, 16, 16, 10])
    assert (net.weight_count, net.bias_count, net.parameter_count) == (12960, 42, 13002)
    assert all(type(count) is int for count in (net.weight_count, net.bias_count, net.parameter_count))
    assert net.sizes == (784, 16, 16, 10)


@given(st.lists(st.integers(1, 50), min_size=2, max_size=6))
def test_parameters_are_the_entries_of_the_tensors(sizes):
    net = Network(sizes)
    entries = sum(int(sp.prod(t.shape)) for layer in net.layers for t in (layer.weights, layer.bias))
    assert net.parameter_count == net.weight_count + net.bias_count == entries
    assert net.parameter_count == sum(layer.parameter_count for layer in net.layers)


@given(st.lists(st.integers(1, 50), min_size=3, max_size=3))
def test_symbolic_counts_become_the_counts(sizes):
    values = dict(zip((n, m, sp.Symbol("k")), sizes, strict=True))
    symbolic = Network(["n", m, "k"])
    for name in ("weight_count", "bias_count", "parameter_count"):
        assert getattr(symbolic, name).subs(values) == getattr(Network(sizes), name)
    assert sp.expand(symbolic.parameter_count - (m * n + sp.Symbol("k") * m + m + sp.Symbol("k"))) == 0


TAKEN = [
    (7, sp.Integer(7)),
    (np.int64(7), sp.Integer(7)),
    (sp.Integer(7), sp.Integer(7)),
    ("784", sp.Integer(784)),
    ("n", n),
    (n, n),
    (m + 1, m + 1),
    ("m+1", m + 1),
    (" 2n + m - 3 ", 2 * n + m - 3),
    ("2*n", 2 * n),
    ("-3 + n", n - 3),
    ("n_{l-1}", sp.Symbol("n_{l-1}")),
    ("n_l", sp.Symbol("n_l")),
    (r"D_{\text{in}}+1", sp.Symbol(r"D_{\text{in}}") + 1),
    ("n'", sp.Symbol("n'")),
]


@pytest.mark.parametrize(("given_size", "expected"), TAKEN)
def test_sizes_taken(given_size, expected):
    assert size(given_size) == expected
    assert Layer(1, given_size, 3).weights.shape == (3, expected)


@given(st.integers(-99, 99), st.integers(1, 99), st.integers(1, 99))
def test_an_affine_form_is_read_as_it_is_written(constant, p, q):
    sign = "-" if constant < 0 else "+"
    assert affine(f"{p}n + {q} * m {sign} {abs(constant)}") == p * n + q * m + constant


BAD = [
    (0, "The number of inputs cannot be 0: it must be at least 1."),
    (-3, "The number of inputs cannot be -3: it must be at least 1."),
    ("0", "The number of inputs cannot be 0: it must be at least 1."),
    ("n-n", "The number of inputs cannot be 0: it must be at least 1."),
    (True, "The number of inputs cannot be True: that is a truth value."),
    (2.0, "The number of inputs cannot be 2.0: it must be a whole number."),
    (None, "The number of inputs cannot be None: it must be a whole number."),
    (sp.Rational(1, 2), "The number of inputs cannot be 1/2: it must be a whole number."),
    (sp.oo, "The number of inputs cannot be oo: it must be a whole number."),
    (n / 2, "The number of inputs cannot be n/2: it must be a whole number."),
    (1.5 * n, "The number of inputs cannot be 1.5*n: it must be a whole number."),
    ("-n", "The number of inputs cannot be -n: it is never positive."),
    (-2 * n - 1, "The number of inputs cannot be -2*n - 1: it is never positive."),
    (sp.Symbol("q", negative=True), "The number of inputs cannot be q: it is never positive."),
    ("", "The number of inputs cannot be an empty text."),
    ("n m", 'The number of inputs cannot be "n m": it is not a number, a name or a sum of these.'),
    ("n*m", 'The number of inputs cannot be "n*m": it is not a number, a name or a sum of these.'),
    ("n+", 'The number of inputs cannot be "n+": it is not a number, a name or a sum of these.'),
    ("2.5", 'The number of inputs cannot be "2.5": it is not a number, a name or a sum of these.'),
    ("f(n)", 'The number of inputs cannot be "f(n)": it is not a number, a name or a sum of these.'),
]


@pytest.mark.parametrize(("given_size", "message"), BAD)
def test_sizes_refused(given_size, message):
    with pytest.raises(InputError, match=r"^The number of inputs cannot be") as caught:
        Network([given_size, 3])
    assert str(caught.value) == message + HINT


def test_text_is_never_executed(tmp_path):
    marker = tmp_path / "made"
    with pytest.raises(InputError, match="not a number, a name or a sum"):
        Network([f"__import__('pathlib').Path({str(marker)!r}).touch()", 2])
    assert not marker.exists()


LIST_HINT = "\n  hint: give the widths of the layers, the input first, for example [784, 16, 16, 10]"


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ([], "A network needs at least two sizes, its input and one layer; got no size."),
        ([784], "A network needs at least two sizes, its input and one layer; got one size."),
        ("784", "The sizes of a network must be a list, not '784'."),
        (784, "The sizes of a network must be a list, not 784."),
    ],
)
def test_lists_of_sizes_refused(sizes, message):
    with pytest.raises(InputError, match="sizes") as caught:
        Network(sizes)
    assert str(caught.value) == message + LIST_HINT


def test_a_bad_size_is_named_by_its_layer():
    with pytest.raises(InputError, match="layer 2") as caught:
        Network([784, 16, 0, 10])
    assert str(caught.value) == ("The number of neurons of layer 2 cannot be 0: it must be at least 1." + HINT)


def test_activations_must_be_one_or_one_per_layer():
    with pytest.raises(InputError, match="3 activations") as caught:
        Network([784, 16, 16, 10], activation=["relu", "softmax"])
    assert str(caught.value) == (
        "A network with 3 layers needs 3 activations; got 2.\n"
        "  hint: give one activation for all layers, or one per layer (the input has none)"
    )


def test_the_room_is_light_to_import():
    """NumPy and SciPy are loaded when an array function is asked for, not before."""
    code = (
        "import sys, explorer.network as r; r.Network([784, 16, 10]).layers[0].neuron(0); "
        "print(sorted({'numpy', 'scipy', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""The forms: each says what plain loops compute, is the object SymPy builds by hand, and is built fast."""

from __future__ import annotations

import pickle
import random
import time
from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from interpreter import evaluate
from sympy.core.relational import Relational

from explorer.errors import InputError
from explorer.network import FORMS, Layer, Network, activation
from explorer.nodes import Dots, Softmax, entrywise

N = 4  # examples of a batch
PER_NEURON = [name for name, row in FORMS.items() if row.per_neuron]


def sigma(x):
    """Not linear, not odd: a bias or a factor outside of it shows."""
    return x * x + x / 3


def positive(x):
    """Stands in for exp."""
    return x * x + 1


def rows(rng, height, width):
    return [[Fraction(rng.randint(-9, 9), rng.randint(1, 4)) for _ in range(width)] for _ in range(height)]


def values_of(layer, n, m, rng):
    batch = rows(rng, N, n)
    tensors = {
        layer.weights.name: rows(rng, m, n),
        layer.bias.name: rows(rng, m, 1),
        layer.input.name: [[x] for x in batch[0]],
        layer.batch_input.name: batch,
    }
    # The outputs take part in the left sides only; they get values so that the left sides can be read.
    tensors[layer.output.name] = rows(rng, m, 1)
    tensors[layer.batch_output.name] = rows(rng, N, m)
    return tensors


def by_loops(layer, tensors, example, whole_vector):
    """The layer's output for one example, by the definition and nothing else."""
    weights, bias = tensors[layer.weights.name], tensors[layer.bias.name]
    sums = []
    for j in range(len(weights)):
        z = bias[j][0]
        for k in range(len(example)):
            z += weights[j][k] * example[k]
        sums.append(z)
    if not whole_vector:
        return [sigma(z) for z in sums]
    top = [positive(z) for z in sums]
    return [t / sum(top) for t in top]


FUNCTIONS = {"sigmoid": sigma, "σ": sigma, "exp": positive}


@given(
    sizes=st.permutations([2, 3, 5]).flatmap(lambda s: st.sampled_from([s[:2], [1, s[0]], [s[0], 1]])),
    symbolic=st.booleans(),
    which=st.sampled_from(["sigmoid", "opaque", "softmax"]),
    seed=st.integers(0, 10**6),
)
@settings(max_examples=40, deadline=None)
def test_every_form_is_what_loops_compute(sizes, symbolic, which, seed):
    n, m = sizes
    layer = Layer(2, "n", "m", which) if symbolic else Layer(2, n, m, which)
    given_sizes = {"n": n, "m": m, "N": N}
    tensors = values_of(layer, n, m, random.Random(seed))
    batch = tensors[layer.batch_input.name]
    expected = by_loops(layer, tensors, batch[0], which == "softmax")
    for name, equation in layer.forms().items():
        for j in range(m):
            _, right = evaluate(equation, given_sizes, tensors, FUNCTIONS, {"j": j})
            if name in PER_NEURON:
                assert right == expected[j], name
            elif name == "row_vector":
                assert right == [expected], name
            elif name == "batched":
                assert right == [by_loops(layer, tensors, x, which == "softmax") for x in batch], name
            else:
                assert right == [[value] for value in expected], name


def test_a_transposed_weight_matrix_is_seen_by_the_same_loops():
    """The false twin: at a square layer, where shapes say nothing."""
    layer = Layer(1, 3, 3)
    tensors = values_of(layer, 3, 3, random.Random(1))
    inner = sp.MatAdd(sp.MatMul(sp.Transpose(layer.weights), layer.input), layer.bias)
    wrong = evaluate(entrywise(layer.function, inner), {}, tensors, FUNCTIONS)
    expected = by_loops(layer, tensors, tensors[layer.batch_input.name][0], False)
    assert wrong != [[value] for value in expected]


@pytest.mark.parametrize("which", ["sigmoid", "opaque", "softmax"])
@pytest.mark.parametrize(("n", "m"), [(3, 2), ("n", "m"), ("m+1", 7)])
def test_left_sides_and_shapes(which, n, m):
    layer = Layer(3, n, m, which)
    forms = layer.forms()
    assert list(forms) == list(FORMS)
    for name, equation in forms.items():
        assert type(equation) is sp.Eq, name
        if name in PER_NEURON:
            assert equation.lhs == layer.output[sp.Symbol("j"), 0]
        else:
            assert equation.lhs.shape == equation.rhs.shape
    assert forms["matrix"].lhs == forms["augmented"].lhs == layer.output
    assert forms["row_vector"].lhs == sp.Transpose(layer.output)
    assert forms["batched"].lhs == layer.batch_output
    assert (layer.batch_input.example, layer.batch_output.example) == (layer.input, layer.output)


def by_hand(layer, i):
    """The expanded neuron through SymPy's ordinary constructors."""
    terms = [sp.Mul(layer.weights[i, k], layer.input[k, 0], evaluate=False) for k in range(int(layer.inputs))]
    total = sp.Add(*terms, layer.bias[i, 0], evaluate=False)
    return sp.Eq(layer.output[i, 0], layer.function(total, evaluate=False), evaluate=False)


@pytest.mark.parametrize("which", ["sigmoid", "identity", "opaque"])
@pytest.mark.parametrize(("n", "m", "i"), [(1, 2, 1), (3, 2, 0), (5, 3, 2)])
def test_the_neuron_is_the_object_sympy_builds(which, n, m, i):
    layer = Layer(1, n, m, which)
    made, ordinary = layer.neuron(i), by_hand(layer, i)
    assert made == ordinary
    assert hash(made) == hash(ordinary)
    assert made.free_symbols == ordinary.free_symbols
    assert sp.srepr(made) == sp.srepr(ordinary)
    total = made.rhs.args[0]
    assert total.is_commutative
    assert all(term.is_commutative for term in total.args)
    assert made.rhs.nargs == ordinary.rhs.nargs
    w = layer.weights[i, 0]
    assert made.subs(w, 7) == ordinary.subs(w, 7) != made
    assert made.rhs.diff(w) == ordinary.rhs.diff(w)
    assert made.func(*made.args) == made
    assert made != Layer(1, n, m, which).neuron((i + 1) % m)


def test_terms_stand_in_the_order_a_person_writes_them():
    assert str(Layer(1, 3, 2).neuron(1).rhs.args[0].args) == (
        "(W^{(1)}[1, 0]*a^{(0)}[0, 0], W^{(1)}[1, 1]*a^{(0)}[1, 0], W^{(1)}[1, 2]*a^{(0)}[2, 0], b^{(1)}[1, 0])"
    )
    dotted, bias = Layer(1, "n", "m").neuron("j").rhs.args[0].args
    assert str(dotted.terms) == (
        "(W^{(1)}[j, 0]*a^{(0)}[0, 0], W^{(1)}[j, 1]*a^{(0)}[1, 0], W^{(1)}[j, n - 1]*a^{(0)}[n - 1, 0])"
    )
    assert str(bias) == "b^{(1)}[j, 0]"


def test_the_dotted_neuron_and_the_summation_say_the_same():
    layer = Layer(2, "n", "m", "opaque")
    dotted = layer.neuron("i").rhs.args[0].args[0]
    assert isinstance(dotted, Dots)
    assert dotted.as_sum() == layer.summation("i").rhs.args[0].args[0]


def test_no_index_captures_another():
    """A neuron called k, a size called k, N or j: the bound index, the batch and the free index step aside."""
    layer = Layer(1, "n", "m")
    assert layer.summation("k").rhs.args[0].args[0].variables == [sp.Symbol("q")]
    assert layer.summation("q").rhs.args[0].args[0].variables == [sp.Symbol("k")]
    net = Network(["k", "N", "j"])
    for layer in net.layers:
        assert layer.summation("i").rhs.args[0].args[0].variables == [sp.Symbol("q")]
        assert layer.batched().lhs.shape[0] == sp.Symbol("B")
        assert layer.form("summation").lhs == layer.output[sp.Symbol("i"), 0]
    crowded = Network(["N", "B", "j", "i"]).layers[0]
    assert (crowded.batch_size, crowded.free_index) == (sp.Symbol("N_1"), sp.Symbol("j_1"))


def test_a_784_neuron_is_built_in_a_few_milliseconds():
    layer = Network([784, 16]).layers[0]
    layer.neuron(0)
    times = []
    for i in range(1, 16):
        start = time.perf_counter()
        equation = layer.neuron(i)
        times.append(time.perf_counter() - start)
        assert len(equation.rhs.args[0].args) == 785
    assert min(times) < 0.01


def test_network_equations_chain():
    net = Network([3, 5, 2, 4], activation=["tanh", "relu", "softmax"])
    for form in FORMS:
        assert net.equations(form) == tuple(layer.form(form) for layer in net.layers)
    for before, after in zip(net.layers, net.layers[1:], strict=False):
        assert before.output == after.input
        assert before.batch_output == after.batch_input
    assert (net.input, net.output) == (net.layers[0].input, net.layers[2].output)
    assert [row.name for row in net.activations] == ["tanh", "relu", "softmax"]


@pytest.mark.parametrize("depth", [1, 2, 16])
def test_nested_is_the_equations_put_into_each_other(depth):
    net = Network(["n", *([3, "m"] * 8)[:depth]], activation="opaque")
    nested = net.nested()
    inner = nested.rhs
    for layer in reversed(net.layers):
        assert inner.shape == (layer.outputs, 1)
        product, bias = inner.expr.args
        assert (product.args[0], bias) == (layer.weights, layer.bias)
        inner = product.args[1]
    assert inner == net.input
    assert nested.lhs == net.output


def test_nested_evaluates_to_layer_after_layer():
    net = Network([2, 3, 1], activation="opaque")
    rng = random.Random(3)
    first, second = (values_of(layer, int(layer.inputs), int(layer.outputs), rng) for layer in net.layers)
    hidden = by_loops(net.layers[0], first, [x for (x,) in first["a^{(0)}"]], False)
    expected = by_loops(net.layers[1], second, hidden, False)
    _, right = evaluate(net.nested(), {}, {**second, **first, "a^{(2)}": [[Fraction(0)]]}, FUNCTIONS)
    assert right == [[value] for value in expected]


def test_softmax_acts_on_the_whole_vector():
    layer = Layer(1, "n", "m", "softmax")
    assert layer.function is None
    assert isinstance(layer.matrix().rhs, Softmax)
    assert [layer.form(name).rhs.axis for name in ("matrix", "augmented", "row_vector", "batched")] == [
        0,
        0,
        1,
        1,
    ]
    assert str(layer.summation("j").rhs) == (
        "exp(b^{(1)}[j, 0] + Sum(W^{(1)}[j, k]*a^{(0)}[k, 0], (k, 0, n - 1)))"
        "/Sum(exp(b^{(1)}[p, 0] + Sum(W^{(1)}[p, k]*a^{(0)}[k, 0], (k, 0, n - 1))), (p, 0, m - 1))"
    )


def test_an_undefined_function_stays_itself():
    f = sp.Function("f")
    layer = Layer(1, 2, 3, f)
    assert layer.function is f
    assert layer.neuron(0).rhs.func is f
    assert (layer.activation.name, layer.activation.symbol) == ("opaque", "f")


def test_parts_come_back_from_pickle():
    net = Network(["n", 5, 2], activation=["sigmoid", "opaque"])
    again = pickle.loads(pickle.dumps(net))
    assert again == net
    assert again.equations("neuron")[0] == net.equations("neuron")[0]
    equation = net.layers[0].neuron(2)
    assert pickle.loads(pickle.dumps(equation)) == equation
    assert net != Network(["n", 5, 2])


def test_they_show_themselves():
    net = Network(["n", "m+1", 3], activation=["sigmoid", "opaque"])
    assert repr(net) == "Network([n, m + 1, 3], activation=['sigmoid', 'opaque'])"
    assert repr(Network([3, 2])) == "Network([3, 2], activation='sigmoid')"
    assert repr(net.layers[1]) == "Layer(2, m + 1, 3, activation='opaque')"
    assert net.layers[0]._repr_latex_() == r"$$a^{(1)} = \sigma\left(W^{(1)} a^{(0)} + b^{(1)}\right)$$"
    assert net._repr_latex_().count("&=") == 2


BAD_INDEX = [
    (2, "Layer 1 has no neuron 2.\n  hint: its neurons are numbered 0 to 1"),
    (-1, "Layer 1 has no neuron -1.\n  hint: its neurons are numbered 0 to 1"),
    (sp.Rational(1, 2), 'A neuron\'s index cannot be 1/2.\n  hint: give 0, 1, 2, … or a symbol such as "j"'),
    (True, 'A neuron\'s index cannot be True.\n  hint: give 0, 1, 2, … or a symbol such as "j"'),
    (0.0, 'A neuron\'s index cannot be 0.0.\n  hint: give 0, 1, 2, … or a symbol such as "j"'),
]


@pytest.mark.parametrize(("index", "message"), BAD_INDEX)
@pytest.mark.parametrize("form", PER_NEURON)
def test_an_index_out_of_range_is_told(form, index, message):
    with pytest.raises(InputError, match=r"index|no neuron") as caught:
        Layer(1, 3, 2).form(form, index)
    assert str(caught.value) == message


def test_other_messages_in_full():
    net = Network(["n"] + [4] * 17)
    with pytest.raises(InputError, match="nested") as caught:
        net.nested()
    assert str(caught.value) == (
        "The nested form is built up to 16 layers; this network has 17.\n"
        "  hint: use equations(): one equation per layer, any depth"
    )
    with pytest.raises(InputError, match="no form") as caught:
        net.equations("matrixx")
    assert str(caught.value) == 'There is no form called "matrixx".\n  hint: did you mean "matrix"?'
    with pytest.raises(InputError, match="number") as caught:
        Layer(0, 3, 2)
    assert str(caught.value) == "A layer's number cannot be 0.\n  hint: layers are numbered 1, 2, 3, …"


def test_the_rows_of_the_table_name_what_the_layer_can_do():
    layer = Layer(1, 3, 2, activation("tanh"))
    for name, row in FORMS.items():
        assert row.name == name
        method = getattr(layer, name)
        made = method(1) if row.per_neuron else method()
        assert isinstance(made, Relational)
        assert made == layer.form(name, 1)

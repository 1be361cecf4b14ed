"""Weights on edges and the forward pass: widths, signs, dashes and values recomputed with plain loops."""

import itertools
import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer as ex
from explorer import plots
from explorer.errors import InputError, ShapeError
from explorer.plots.edges import NEGATIVE, POSITIVE
from explorer.plots.parameters import XOR, image_option, parameters_of, parameters_option, random_parameters


def made(sizes, seed=0):
    return random_parameters(sizes, seed)


def segments(ax, sign, layer):
    (lines,) = [each for each in ax.collections if each.get_gid() == f"{sign} {layer}"]
    return lines


def numbers(ax):
    return [text.get_text() for text in ax.texts if re.fullmatch(r"−?[\d.]+(·10[⁻⁰-⁹]+)?", text.get_text())]


def by_hand(parameters, x, f):
    """Every layer's values, by loops."""
    layers = [list(map(float, x))]
    for w, b in parameters:
        before = layers[-1]
        layers.append([f(sum(w[j][k] * before[k] for k in range(len(before))) + b[j]) for j in range(len(b))])
    return layers


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(1, 6), min_size=2, max_size=4), st.integers(0, 99))
def test_every_weight_is_one_line_by_sign_with_a_width_in_proportion(sizes, seed):
    parameters = made(sizes, seed)
    (ax,) = plots.edges(parameters).axes
    largest = max(abs(float(x)) for w, _ in parameters for x in w.ravel())
    for layer, (w, _) in enumerate(parameters, 1):
        for sign, wanted in (("positive", 1), ("negative", -1)):
            lines = segments(ax, sign, layer)
            weights = [float(x) for x in w.ravel() if x * wanted > 0]  # to j, then from k: the order of drawing
            assert len(lines.get_segments()) == len(weights)
            widths = [max(0.35, 4.5 * abs(x) / largest) for x in weights]
            assert list(lines.get_linewidths())[: len(weights)] == pytest.approx(widths)


def test_sign_is_seen_without_colour_and_without_dash():
    (ax,) = plots.edges([([[2.0, -2.0, 0.0]], [0.0])]).axes
    positive, negative = segments(ax, "positive", 1), segments(ax, "negative", 1)
    assert (len(positive.get_segments()), len(negative.get_segments())) == (1, 1)
    assert positive.get_linestyle()[0][1] is None
    assert negative.get_linestyle()[0][1] is not None
    assert POSITIVE != NEGATIVE
    written = [text.get_text() for text in ax.texts if (text.get_gid() or "").startswith("weight")]
    assert written == ["2", "−2", "0"]


def test_a_segment_leads_from_its_input_to_its_neuron():
    (ax,) = plots.edges([(np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 7.0]]), [0, 0])]).axes
    (segment,) = segments(ax, "positive", 1).get_segments()
    columns = [each for each in ax.collections if (each.get_gid() or "").startswith("neurons")]
    start, end = columns[0].get_offsets()[2], columns[1].get_offsets()[1]
    assert segment.tolist() == [start.tolist(), end.tolist()]


def test_the_network_written_by_hand_does_what_its_title_says():
    for x in itertools.product((0, 1), repeat=2):
        value = by_hand(XOR, x, sigmoid)[-1][0]
        assert (value > 0.99) == (x[0] + x[1] == 1)
        assert value > 0.99 or value < 0.01
    (ax,) = plots.edges().axes
    assert ax.get_title(loc="left") == (
        r"2-2-1, written by hand for “exactly one of the two”: $a^{(l)} = \sigma(W^{(l)} a^{(l-1)} + b^{(l)})$"
    )
    assert "$a_1^{(1)}$\n$+30$" in [text.get_text() for text in ax.texts]


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=2, max_size=4), st.integers(0, 99))
def test_the_forward_pass_shows_the_values_of_plain_loops(sizes, seed):
    parameters = made(sizes, seed)
    x = np.round(np.random.default_rng(seed).normal(size=sizes[0]), 2)
    (ax,) = plots.forward(parameters, x).axes
    layers = by_hand(parameters, x, sigmoid)
    shown = [text for text in ax.texts if text.get_ha() == "center" and not text.get_text().startswith("$")]
    expected = [f"{value:.2g}" for layer in layers for value in layer]
    read = [text.get_text().replace("−", "-").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) for text in shown]
    assert [float(text.replace("·10", "e")) for text in read] == [pytest.approx(float(each)) for each in expected]
    rings = [each for each in ax.collections if each.get_gid() == "largest"]
    assert len(rings) == (sizes[-1] > 1)


def test_the_notes_network_on_the_seven_agrees_with_the_compiled_one():
    (ax,) = plots.forward(seed=3).axes
    parameters = made([784, 16, 16, 10], 3)
    (inset,) = ax.child_axes
    image = np.asarray(inset.images[0].get_array())
    assert image.shape == (28, 28)
    flat = [array for pair in parameters for array in pair]
    output = ex.compile(ex.Network([784, 16, 16, 10]))(image.ravel(), *flat)
    shown = [float(text) for text in numbers(ax)[-20:] if "." in text]
    assert shown == [float(f"{value:.2g}") for value in output]
    best = int(np.argmax(output))
    assert ax.get_title(loc="left") == (
        "784-16-16-10, random weights (seed 3), nothing learnt: "
        f"the largest output is number {best}, {output[best]:.3g}"
    )
    drawn = [len(each.get_offsets()) for each in ax.collections if (each.get_gid() or "").startswith("neurons")]
    assert drawn == [16, 16, 10]


def test_softmax_and_relu_run_in_the_pass_and_outputs_sum_to_one():
    parameters = made([3, 4, 3], 1)
    (ax,) = plots.forward(parameters, [1, 2, 3], activation=["relu", "softmax"]).axes
    hidden = by_hand(parameters[:1], [1, 2, 3], lambda x: max(x, 0.0))[-1]
    sums = [sum(w * h for w, h in zip(row, hidden, strict=True)) + b for row, b in zip(*parameters[1], strict=True)]
    total = sum(map(math.exp, sums))
    centred = [t.get_text() for t in ax.texts if t.get_ha() == "center" and not t.get_text().startswith("$")]
    assert centred[-3:] == [f"{math.exp(s) / total:.2g}" for s in sums]


def test_parameters_are_read_as_pairs_flat_or_by_name():
    w1, b1, w2, b2 = [[1.0, 2.0]], [3.0], [[4.0], [5.0]], [[6.0], [7.0]]
    forms = ([(w1, b1), (w2, b2)], [w1, b1, w2, b2], {"W1": w1, "b1": b1, "W2": w2, "b2": b2})
    for given_ in forms:
        assert [array.tolist() for pair in parameters_of(given_) for array in pair] == [w1, b1, w2, [6, 7]]


def test_files_of_parameters_and_pixels(tmp_path):
    np.savez(tmp_path / "net.npz", W1=[[1.0, -2.0]], b1=[0.5])
    np.save(tmp_path / "x.npy", [3.0, 1.0])
    parameters = parameters_option(str(tmp_path / "net.npz"))
    (ax,) = plots.forward(parameters, image_option(str(tmp_path / "x.npy")), activation="identity").axes
    assert numbers(ax) == ["3", "1", "1.5"]
    pickled = tmp_path / "evil.npy"
    np.save(pickled, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    (tmp_path / "text.npz").write_text("no archive")
    for read, name, message in (
        (image_option, "evil.npy", '"{}" is not an .npy file with the pixels.'),
        (image_option, "net.npz", '"{}" is not an .npy file with the pixels.'),
        (parameters_option, "x.npy", '"{}" is not an .npz file with W1, b1, ….'),
        (parameters_option, "text.npz", '"{}" is not an .npz file with W1, b1, ….'),
        (parameters_option, "none.npz", '"{}" cannot be read: No such file or directory.'),
    ):
        with pytest.raises(InputError, match=f"^{re.escape(message.format(tmp_path / name))}$"):
            read(str(tmp_path / name))


HINT = "\n  hint: give [(W1, b1), (W2, b2), …]"


@pytest.mark.parametrize(
    ("draw", "kind", "message"),
    [
        (lambda: plots.edges(3), InputError, f"The parameters must be a list of weights and biases, not int.{HINT}"),
        (lambda: plots.edges([[[1]]]), InputError, f"The parameters must be pairs of weights and biases.{HINT}"),
        (
            lambda: plots.edges({"W1": [[1]]}),
            InputError,
            "The parameters are called W1, b1, W2, b2, …, and b1 is missing.",
        ),
        (
            lambda: plots.edges({"W1": [[1]], "b1": [1], "c": 3}),
            InputError,
            'The parameters are called W1, b1, W2, b2, …, and "c" is none of them.',
        ),
        (lambda: plots.edges([([[1, math.nan]], [0])]), InputError, "W1 must be finite numbers."),
        (lambda: plots.edges([([["a"]], [0])]), InputError, "W1 must be numbers."),
        (lambda: plots.edges([[1, 2], [0]]), ShapeError, "W1 has shape (2,), and weights have rows and columns."),
        (lambda: plots.edges([([[1, 2]], [0, 0])]), ShapeError, "W1 has 1 rows and b1 has shape (2,)."),
        (
            lambda: plots.edges([([[1, 2]], [0]), ([[1, 2]], [0])]),
            ShapeError,
            "W2 has 2 columns and layer 1 has 1 neurons.",
        ),
        (lambda: plots.edges(shown=1), InputError, "shown must be a whole number of at least 2, not 1."),
        (lambda: plots.forward(shown=True), InputError, "shown must be a whole number of at least 2, not True."),
        (
            lambda: plots.forward(sizes=["n", 2]),
            InputError,
            "A forward pass needs sizes that are numbers, not n, 2.",
        ),
        (
            lambda: plots.forward(sizes=[9, 2]),
            InputError,
            "There is no example image of 9 pixels.\n  hint: pass the input as image",
        ),
        (
            lambda: plots.forward(image=[1, 2, 3]),
            ShapeError,
            "The image has 3 pixels and the network has 784 inputs.",
        ),
        (lambda: plots.forward(XOR, [1, math.inf]), InputError, "The pixels must be finite numbers."),
        (lambda: plots.forward(XOR, ["a", "b"]), InputError, "The pixels must be numbers."),
        (
            lambda: plots.forward(XOR, [1, 0], activation="opaque"),
            InputError,
            "The activation opaque has no values.\n  hint: name one, for example sigmoid",
        ),
    ],
)
def test_they_refuse_in_words(draw, kind, message):
    with pytest.raises(kind, match=f"^{re.escape(message)}$"):
        draw()

"""A neuron's weights as a picture, the network's diagram, the agreement of forms: what is drawn is what is true."""

import math
import re
from itertools import pairwise
from types import SimpleNamespace as Row

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.patches import Rectangle

from explorer import plots
from explorer.errors import InputError, ShapeError
from explorer.network import Network
from explorer.plots.diagram import column
from explorer.plots.pixels import EXAMPLES, find_example, picture, weighted_sum
from explorer.plots.style import PALETTE


def images(figure):
    """The pixel arrays of the drawn pictures, colour bar aside."""
    return [np.asarray(ax.images[0].get_array()) for ax in figure.axes if ax.images]


def slow_sum(w, a):
    """The weighted sum pixel by pixel, as the note tells it."""
    total = 0.0
    for row in range(28):
        for place in range(28):
            total += float(w[row, place]) * float(a[row, place])
    return total


# weights as a picture


def test_region_shows_that_the_weighted_sum_is_the_sum_of_the_regions_pixels():
    figure = plots.weights(example="region")
    w, seven = images(figure)
    assert w.shape == seven.shape == (28, 28)
    assert set(w.ravel().tolist()) == {0.0, 1.0}
    inside = sum(float(pixel) for pixel, weight in zip(seven.ravel(), w.ravel(), strict=True) if weight)
    assert inside == slow_sum(w, seven) == weighted_sum(w, seven)
    assert 0 < inside < float(seven.sum())  # the region is a part of the digit, not all of it
    title = f"a seven\nweighted sum {inside:.6g} =\nsum of the region's pixels {inside:.6g}"
    about = "weights $w$ of $\\sum_k w_k a_k$\n28×28 = 784 weights"
    assert [ax.get_title() for ax in figure.axes if ax.images] == [about, title]
    (box,) = [patch for patch in figure.axes[1].patches if isinstance(patch, Rectangle)]
    rows, columns = np.nonzero(w)
    assert box.get_bbox().bounds == (columns.min() - 0.5, rows.min() - 0.5, np.ptp(columns) + 1, np.ptp(rows) + 1)


def test_edge_detector_is_largest_when_the_middle_is_bright_and_the_surround_dark():
    figure = plots.weights(example="edge")
    w, *seen = images(figure)
    match, uniform, inverted, shifted = seen
    sums = [slow_sum(w, image) for image in seen]
    assert sums == [48.0, 0.0, -48.0, 12.0]
    assert max(sums) == w[w > 0].sum()
    assert (match[w > 0] == 1).all()
    assert (match[w <= 0] == 0).all()
    assert (uniform == 1).all()
    assert np.array_equal(inverted, 1 - match)
    assert np.array_equal(shifted, np.roll(match, 2, axis=0))
    lines = [ax.get_title() for ax in figure.axes if ax.images][1:]
    assert lines == [
        "middle bright,\nsurround dark\nweighted sum 48\n(the most possible)",
        "all bright\nweighted sum 0",
        "middle dark,\nsurround bright\nweighted sum −48",
        "bar two rows lower\nweighted sum 12",
    ]


def test_the_edges_surround_lies_around_the_region_on_all_sides_and_the_regions_does_not():
    w = find_example("edge").weights
    rows, columns = np.nonzero(w > 0)
    ring = w[rows.min() - 1 : rows.max() + 2, columns.min() - 1 : columns.max() + 2].copy()
    ring[1:-1, 1:-1] = -1
    assert (ring < 0).all()
    assert (find_example("region").weights >= 0).all()


@settings(max_examples=50)
@given(st.integers(0, 2**32 - 1))
def test_no_image_in_0_to_1_beats_the_matching_one(seed):
    random = np.random.default_rng(seed)
    edge = find_example("edge")
    best = weighted_sum(edge.weights, edge.images["middle bright, surround dark"])
    assert weighted_sum(edge.weights, random.random((28, 28))) < best
    assert weighted_sum(edge.weights, 2 * random.random((28, 28)).round()) < 2 * best


def test_the_picture_map_is_centred_at_zero_whatever_the_weights():
    for values in ([[-1.0, 3.0, 0.5], [0.0, 0.0, 2.0]], [[-4.0, -1.0]] * 2, [[0.0, 0.0]] * 2):
        (ax,) = plots.weights(values).axes
        assert sum(ax.images[0].get_clim()) == 0
        assert ax.images[0].get_clim()[1] == (np.abs(values).max() or 1.0)
        assert ax.images[0].to_rgba(np.zeros((1, 1)))[0, 0].tolist() == [1, 1, 1, 1]


def test_given_weights_and_images_are_drawn_with_their_sums_in_rows_of_five():
    w = np.arange(6.0).reshape(2, 3) - 2
    given = {f"image {k}": np.full((2, 3), k / 4) for k in range(5)}
    figure = plots.weights(w, images=given)
    drawn = images(figure)
    assert np.array_equal(drawn[0], w)
    assert [ax.get_title() for ax in figure.axes if ax.images][1:] == [
        f"image {k}\nweighted sum {3 * k / 4:.6g}" for k in range(5)
    ]
    assert len(figure.axes) == 6


def test_a_caption_may_hold_a_dollar(tmp_path):
    figure = plots.weights([[1.0, 2.0]] * 2, images={r"$\nothing$": [[0.0, 1.0]] * 2})
    assert plots.save(figure, tmp_path / "a.png").exists()


def test_a_vector_becomes_a_picture_row_by_row():
    assert picture(np.arange(6).reshape(1, 6)[:, :4], "w").tolist() == [[0, 1], [2, 3]]
    assert picture(np.arange(784).reshape(784, 1), "w")[1, 0] == 28


@pytest.mark.parametrize(
    ("draw", "kind", "message"),
    [
        (
            lambda: plots.weights(range(783)),
            ShapeError,
            "The weights have 783 entries, which do not fill a square picture.\n  hint: give a square number of "
            "entries such as 784 = 28·28, or a matrix of rows and columns",
        ),
        (
            lambda: plots.weights(np.zeros((2, 3, 4))),
            ShapeError,
            "The weights have shape (2, 3, 4), and a picture has rows and columns.",
        ),
        (
            lambda: plots.weights([[1, 2], [3, math.nan]]),
            InputError,
            "The weights must be finite numbers, and row 1, column 1 is nan.",
        ),
        (lambda: plots.weights([["a"]]), InputError, "The weights must be numbers."),
        (
            lambda: plots.weights(np.ones((2, 3)), images={"dog": np.ones((3, 2))}),
            ShapeError,
            'The weights have shape (2, 3) and "dog" has shape (3, 2).',
        ),
        (
            lambda: plots.weights(images={"dog": np.ones((3, 2))}),
            InputError,
            "Images were given without weights.\n  hint: pass the neuron's weights first",
        ),
        (
            lambda: plots.weights(example="corner"),
            InputError,
            'There is no example "corner": the examples are region, edge.',
        ),
        (
            lambda: weighted_sum(np.ones((2, 3)), np.ones((3, 2))),
            ShapeError,
            "The weights have shape (2, 3) and the image has shape (3, 2): they must be equal.",
        ),
    ],
)
def test_pictures_refuse_in_words(draw, kind, message):
    with pytest.raises(kind, match=f"^{re.escape(message)}$"):
        draw()


def test_the_examples_are_pictures_of_the_notes_784_pixels():
    for row in EXAMPLES:
        assert row.weights.size == 28 * 28 == 784
        assert all(image.shape == (28, 28) and 0 <= image.min() <= image.max() <= 1 for image in row.images.values())


# the network's diagram


def parts(figure):
    (ax,) = figure.axes
    neurons = [each for each in ax.collections if isinstance(each, PathCollection)]
    edges = [each for each in ax.collections if isinstance(each, LineCollection)]
    biases = [text.get_text() for text in ax.texts if (text.get_gid() or "").startswith("bias")]
    return ax, neurons, edges, biases, [text.get_text() for text in ax.texts]


def test_the_notes_network_is_drawn_with_labels_dots_and_counts():
    ax, neurons, edges, biases, texts = parts(plots.network())
    assert [len(column.get_offsets()) for column in neurons] == [5, 5, 5, 5]
    assert [len(lines.get_segments()) for lines in edges] == [25, 25, 25]
    assert ax.get_title(loc="left") == "784-16-16-10: 12,960 weights + 42 biases = 13,002 parameters"
    assert 784 * 16 + 16 * 16 + 16 * 10 == 12960
    assert texts.count(r"$\vdots$") == 4
    for layer, last in enumerate((783, 15, 15, 9)):
        labels = [f"$a_{k}^{{({layer})}}$" for k in range(4)]
        labels.append(f"$a_{last}^{{({layer})}}$" if last < 10 else f"$a_{{{last}}}^{{({layer})}}$")
        assert [text for text in texts if re.fullmatch(rf"\$a_.*\^\{{\({layer}\)\}}\$", text)] == labels
    assert len(biases) == 15
    assert biases[0] == "$+b_0^{(1)}$"
    assert biases[-1] == "$+b_9^{(3)}$"
    assert {"$W^{(1)}$\n16 × 784", "$W^{(2)}$\n16 × 16", "$W^{(3)}$\n10 × 16"} <= set(texts)
    assert r"$a^{(3)} = \sigma\left(W^{(3)} a^{(2)} + b^{(3)}\right)$" in texts
    assert {"784 inputs\n$a^{(0)}$", "10 outputs, sigmoid\n10 biases $b^{(3)}$"} <= set(texts)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=5), st.integers(2, 6))
def test_every_weight_between_drawn_neurons_is_one_line(sizes, shown):
    ax, neurons, edges, biases, texts = parts(plots.network(sizes, shown=shown))
    drawn = [min(size, shown) for size in sizes]
    assert [len(column.get_offsets()) for column in neurons] == drawn
    assert len(biases) == sum(drawn[1:])
    assert texts.count(r"$\vdots$") == sum(size > shown for size in sizes)
    for place, lines in enumerate(edges):
        ends = {tuple(map(tuple, segment.tolist())) for segment in lines.get_segments()}
        left, right = neurons[place].get_offsets().tolist(), neurons[place + 1].get_offsets().tolist()
        assert ends == {(tuple(a), tuple(b)) for a in left for b in right}
        assert len(lines.get_segments()) == drawn[place] * drawn[place + 1]
    weights = sum(a * b for a, b in pairwise(sizes))
    total = weights + sum(sizes[1:])
    name = "-".join(map(str, sizes))
    title = f"{name}: {weights:,} weights + {sum(sizes[1:]):,} biases = {total:,} parameters"
    assert ax.get_title(loc="left") == title


def test_symbolic_sizes_end_with_the_last_index_in_letters():
    ax, _, _, biases, texts = parts(plots.network(["n", "m+1", 2], activation="opaque"))
    assert {"$a_{n-1}^{(0)}$", "$a_m^{(1)}$", "$a_1^{(2)}$"} <= set(texts)
    assert "$+b_m^{(1)}$" in biases
    assert "$W^{(1)}$\n($m + 1$) × $n$" in texts
    assert r"$m + 1$ neurons, any $\sigma$" + "\n$m + 1$ biases $b^{(1)}$" in texts
    assert ax.get_title(loc="left").startswith("$n$, $m + 1$, 2: $")


def test_a_network_object_is_drawn_as_it_is():
    net = Network([3, 4, 2], activation=["relu", "softmax"])
    _, _, _, _, texts = parts(plots.network(net))
    assert r"$a^{(1)} = \operatorname{ReLU}\left(W^{(1)} a^{(0)} + b^{(1)}\right)$" in texts
    assert "2 outputs, softmax\n2 biases $b^{(2)}$" in texts


def test_a_deep_network_shows_the_first_layers_dots_and_the_last():
    ax, neurons, edges, _, texts = parts(plots.network([3] * 30, depth=5))
    assert [column.get_gid() for column in neurons] == ["neurons 0", "neurons 1", "neurons 2", "neurons 29"]
    assert [lines.get_gid() for lines in edges] == ["weights 1", "weights 2"]
    assert texts.count(r"$\cdots$") == 1
    assert ax.get_title(loc="left") == "29 layers: 261 weights + 87 biases = 348 parameters"


def test_a_column_keeps_the_order_from_top_to_bottom():
    made = column(2, 784, 4)
    assert made.indices == (0, 1, 2, 783)
    assert list(made.heights) == sorted(made.heights, reverse=True)
    assert made.heights[-1] < made.dots < made.heights[-2]
    assert column(2, 4, 4).dots is None


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plots.network(shown=1), "shown must be a whole number of at least 2, not 1."),
        (lambda: plots.network(depth=True), "depth must be a whole number of at least 3, not True."),
        (
            lambda: plots.network([3, 0]),
            "The number of neurons of layer 1 cannot be 0: it must be at least 1.\n  hint: a size is a positive "
            'integer, a SymPy symbol, or text such as "n" or "m+1"',
        ),
        (
            lambda: plots.network([3, 2], activation="rellu"),
            'There is no activation called "rellu".\n  hint: did you mean "relu"?',
        ),
    ],
)
def test_diagrams_refuse_in_words(draw, message):
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        draw()


# the agreement of forms


def compared(*rows):
    names = ("form", "run", "difference", "bound", "ulps", "agrees")
    return Row(rows=[Row(**dict(zip(names, row, strict=True))) for row in rows])


def test_agreement_draws_each_difference_beside_its_bound():
    result = compared(
        ("neuron", "entries", 0.0, 2e-12, 0.0, True),
        ("matrix", "arrays", 3e-16, 1e-12, 3.0, True),
        ("matrix", "batch", 1.1e-16, 1e-12, 1.0, True),
        ("row_vector", "batch", 0.25, 3e-12, 9e14, False),
        ("step", "batch", 0.0, 0.0, 0.0, True),
        ("step", "arrays", math.nan, 0.0, math.nan, False),
    )
    (ax,) = plots.agreement(result).axes
    dots = {each.get_label(): each for each in ax.lines}
    left, right = ax.get_xlim()
    assert left < 1.1e-16 < 0.25 < right
    for height, row in enumerate(result.rows):
        assert dots[f"bound {height}"].get_xydata().tolist() == [[row.bound or left, height]]
        at = right if math.isnan(row.difference) else row.difference or left
        assert dots[f"difference {height}"].get_xydata().tolist() == [[at, height]]
        marker = ("o", PALETTE[0]) if row.agrees else ("s", PALETTE[2])
        assert (dots[f"difference {height}"].get_marker(), dots[f"difference {height}"].get_color()) == marker
    assert ax.get_xscale() == "log"
    assert [text.get_text() for text in ax.get_yticklabels()] == [f"{row.form}, {row.run}" for row in result.rows]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first form on top
    assert [text.get_text() for text in ax.texts] == [
        "equal",
        "3·10⁻¹⁶ (at most 3 ulps)",
        "1.1·10⁻¹⁶ (at most 1 ulp)",
        "0.25 (at most 9·10¹⁴ ulps), beyond the bound",
        "equal",
        "not a finite number",
        "error bound",
    ]
    assert ax.get_title(loc="left") == "Differences from $y_0$: neuron, entries"


def test_forms_without_any_rounding_are_drawn_as_equal():
    (ax,) = plots.agreement(compared(*[("step", "batch", 0.0, 0.0, 0.0, True)] * 2)).axes
    assert [text.get_text() for text in ax.texts] == ["equal", "equal", "error bound"]


def test_a_real_comparison_is_drawn_and_a_planted_transpose_is_an_alarm():
    from sympy import Eq, MatAdd, MatMul, MatrixSymbol, Transpose

    from explorer.numeric import agree

    w, a, b = MatrixSymbol("W", 3, 3), MatrixSymbol("a", 3, 1), MatrixSymbol("b", 3, 1)
    z = MatrixSymbol("z", 3, 1)
    right = Eq(z, MatAdd(MatMul(w, a), b), evaluate=False)
    wrong = Eq(z, MatAdd(MatMul(Transpose(w), a), b), evaluate=False)
    for forms, alarms in (((right, right), 0), ((right, wrong), 1)):
        result = agree(*forms, seed=3)
        (ax,) = plots.agreement(result).axes
        squares = [each for each in ax.lines if each.get_marker() == "s"]
        assert len(squares) == sum(not row.agrees for row in result.rows) >= alarms
        assert len(ax.get_yticklabels()) == len(result.rows)
        assert bool(squares) == bool(alarms)


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (
            3,
            "agreement needs the result of comparing forms, not int.\n  hint: pass what explorer.agree returned",
        ),
        (
            compared(),
            "There is nothing to draw: the comparison has no rows.\n  hint: compare at least two forms",
        ),
        (
            compared(("neuron", "batch", 0.0, -1.0, 0.0, True)),
            "The bound of neuron cannot be −1: it must be 0 or more.",
        ),
        (
            compared(("neuron", "batch", 0.0, math.nan, 0.0, True)),
            "The bound of neuron cannot be nan: it must be 0 or more.",
        ),
    ],
)
def test_agreement_refuses_in_words(result, message):
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        plots.agreement(result)

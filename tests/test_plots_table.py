"""The table of figures: every row draws and honours ax=; its options are parameters that read their text."""

import inspect
import re
from types import SimpleNamespace as Row

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from explorer import plots
from explorer.errors import InputError
from explorer.plots.checks import (
    names_option,
    number_option,
    numbers_option,
    sizes_option,
    whole_option,
)

AGREEMENT = Row(
    rows=[
        Row(form="neuron", run="entries", difference=0.0, ulps=0, bound=1e-12, agrees=True),
        Row(form="matrix", run="batch", difference=2e-16, ulps=1, bound=1e-12, agrees=True),
    ]
)
WITNESS = Row(
    sizes={"n": 2}, tensors={"W": [[0, 1], [0, 0]]}, functions={"σ": "x"}, at={"i": 0}, left="1/2", right="-3"
)
SUBJECTS = {
    "agreement": AGREEMENT,
    "refutation": Row(verdict="refuted", witness=WITNESS, statement=None, diagnosis="equal if Wᵀ is replaced by W"),
}
ROWS = list(plots.PLOTS.values())


def draw(row, **options):
    return row.draw(SUBJECTS[row.subject], **options) if row.subject else row.draw(**options)


def test_the_table_has_every_figure_under_its_own_name():
    assert list(plots.PLOTS) == [
        "sigmoid",
        "bias",
        "weight",
        "sweep",
        "contour",
        "surface",
        "activations",
        "weights",
        "network",
        "edges",
        "forward",
        "refutation",
        "agreement",
    ]
    for name, row in plots.PLOTS.items():
        assert row.draw is getattr(plots, name)
        assert plots.plot(name) is row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_row_draws_a_figure_with_a_title_in_words(row):
    figure = draw(row)
    assert isinstance(figure, Figure)
    assert len(figure.get_label()) > 20
    assert "$" not in row.about
    assert any(ax.get_title(loc="left") or ax.get_title() for ax in figure.axes)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_row_draws_into_the_axes_it_is_given_and_nowhere_else(row):
    mine = Figure()
    left, right = mine.subplots(1, 2)
    before = len(right.get_children())
    assert draw(row, ax=left) is mine
    assert mine.axes == [left, right]
    assert len(right.get_children()) == before
    assert left.lines or left.child_axes or left.collections
    assert mine.get_label() == ""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_row_refuses_axes_that_are_none(row):
    with pytest.raises(InputError, match=r"^ax must be a matplotlib Axes, not int\.$"):
        draw(row, ax=3)


@pytest.mark.parametrize("row", [row for row in ROWS if row.subject is None], ids=lambda row: row.name)
def test_each_option_is_a_parameter_with_the_same_default(row):
    parameters = inspect.signature(row.draw).parameters
    assert {option.name for option in row.options} <= set(parameters) - {"ax"}
    for option in row.options:
        assert option.default == parameters[option.name].default
        assert option.help


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("sigmoid", {"low": "-3", "high": "2.5"}),
        ("bias", {"biases": "-10, 0", "weight": "2", "activation": "tanh", "low": "-9", "high": "9"}),
        ("weight", {"weights": "1,−3", "bias": "1", "activation": "relu", "low": "-2", "high": "2"}),
        (
            "sweep",
            {
                "vary": "weight",
                "values": "1,0",
                "weight": "3",
                "bias": "2",
                "activation": "tanh",
                "low": "-2",
                "high": "2",
            },
        ),
        ("contour", {"weights": "1,-1", "biases": "0,2", "activation": "relu", "low": "-2", "high": "2"}),
        ("surface", {"weights": "1,-1", "biases": "0,2", "activation": "relu", "low": "-2", "high": "2"}),
        ("activations", {"names": "relu,tanh", "low": "-1", "high": "1"}),
        ("weights", {"example": "edge"}),
        ("network", {"sizes": "n, m+1, 3", "activation": "relu", "shown": "4", "depth": "3"}),
    ],
)
def test_options_given_as_text_draw(name, texts):
    row = plots.plot(name)
    assert {option.name for option in row.options} == set(texts)
    figure = row.draw(**{option.name: option.type(texts[option.name]) for option in row.options})
    assert isinstance(figure, Figure)


def test_options_read_their_text():
    assert number_option(" −2.5 ") == -2.5
    assert numbers_option("1,-2, 3e1") == (1, -2, 30)
    assert whole_option("7") == 7
    assert names_option("tanh, relu") == ("tanh", "relu")
    assert sizes_option("784-16-16-10") == sizes_option("784,16,16,10") == (784, 16, 16, 10)
    assert sizes_option("n, m-1, 3") == ("n", "m-1", 3)


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        (number_option, "ten", '"ten" is not a number.'),
        (number_option, "nan", "the number must be a finite number, not nan."),
        (numbers_option, "1,,2", '"" is not a number.'),
        (whole_option, "2.5", '"2.5" is not a whole number.'),
    ],
)
def test_options_refuse_other_text(read, text, message):
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        read(text)


def test_an_unknown_figure_is_refused_with_the_nearest_name():
    with pytest.raises(
        InputError, match=r'^There is no figure called "activation"\.\n  hint: did you mean "activations"\?$'
    ):
        plots.plot("activation")
    with pytest.raises(
        InputError,
        match=r'^There is no figure called "zzz"\.\n  hint: known are sigmoid, bias, weight, sweep, ',
    ):
        plots.plot("zzz")


CASES = [
    *((row, {}) for row in ROWS),
    (plots.plot("weights"), {"example": "edge"}),
    (plots.plot("sweep"), {"vary": "weight", "bias": -2.0}),
    (plots.plot("activations"), {"names": ["relu"]}),
    (plots.plot("sweep"), {"vary": "weight", "values": [1.0], "activation": "leaky_relu"}),
    (plots.plot("contour"), {"biases": [1.0], "activation": "leaky_relu", "weights": [-2.125, 1.375]}),
    (plots.plot("contour"), {"biases": [1.0, -12.125], "activation": "step"}),
    (plots.plot("surface"), {"biases": [1.0], "activation": "tanh", "weights": [-2.125, 1.375]}),
    (plots.plot("surface"), {"biases": [1.0, -9.125], "activation": "step", "weights": [-1.0, -3.0]}),
    (plots.plot("forward"), {"sizes": (784, 4, 2)}),
]


@pytest.mark.parametrize(("row", "options"), CASES, ids=lambda part: getattr(part, "name", None) or str(part))
def test_no_word_is_cut_off_at_the_edge_of_a_new_figure(row, options):
    figure = draw(row, **options)
    figure.draw_without_rendering()
    every = [*figure.axes, *(child for ax in figure.axes for child in ax.child_axes)]
    # Labels of ticks beyond the limits exist and are not drawn.
    both = [axis for ax in every for axis in (ax.xaxis, ax.yaxis, getattr(ax, "zaxis", None)) if axis is not None]
    ticks = {id(text) for axis in both for text in axis.findobj(Text)}
    labels = [axis.label for axis in both]
    words = [text for text in figure.findobj(Text) if id(text) not in ticks] + labels
    words = [text for text in words if text.get_text()]
    assert len(words) >= 2
    if any(ax.name == "3d" for ax in every):  # words in space have their place only while they are drawn
        words = [text for text in words if not hasattr(text, "get_position_3d")]
        FigureCanvasAgg(figure).draw()
        ink = np.asarray(figure.canvas.buffer_rgba())[..., :3].min(axis=2) < 255
        assert not ink[[0, -1]].any()
        assert not ink[:, [0, -1]].any()
    frame = figure.bbox
    for text in words:
        box = text.get_window_extent()
        assert frame.x0 <= box.x0 < box.x1 <= frame.x1, text.get_text()
        assert frame.y0 <= box.y0 < box.y1 <= frame.y1, text.get_text()

"""What papers write is read, and is the same when its spelling is read: named equations, and random ones."""

from __future__ import annotations

import pickle
import random
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from paper_texts import ALL
from same_statement import statement_form
from written_texts import Writer

from explorer.errors import InputError
from explorer.notation import read, spell
from explorer.statement import Statement


def bare(statement: Statement, *, pickled: bool) -> Statement:
    """The statement without where it stood and how it was read, as it is or as another process gets it."""
    also = tuple(bare(other, pickled=False) for other in statement.also)
    bared = replace(statement, source=None, left_span=None, right_span=None, notes=(), bases={}, also=also)
    made: Statement = pickle.loads(pickle.dumps(bared)) if pickled else bared
    return made


def same(statement: Statement) -> bool:
    """Whether it is the same when its spelling is read, and is spelled the same again; also after pickling."""
    for pickled in (False, True):
        one = bare(statement, pickled=pickled)
        text = spell(one)
        back = read(text)
        if statement_form(one, names=False) != statement_form(back, names=False) or spell(back) != text:
            return False
    return True


TEXTS = [(book, text) for book, texts in ALL.items() for text in texts]


@pytest.mark.parametrize(
    ("book", "text"),
    [pytest.param(*row, marks=() if at % 6 == 0 else pytest.mark.slow) for at, row in enumerate(TEXTS)],
)
def test_what_books_write_is_read_and_read_back(book: str, text: str) -> None:
    assert same(read(text))


def test_there_are_many_equations_of_many_books() -> None:
    assert len(TEXTS) >= 150
    assert len(ALL) == 10


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.randoms(use_true_random=False))
def test_a_random_equation_reads_back(chosen: random.Random) -> None:
    try:
        statement = read(Writer(chosen.choice).equation(1))
    except InputError:
        assume(False)
    assert same(statement)


@pytest.mark.slow
@pytest.mark.parametrize(("deep", "count", "share"), [(1, 400, 0.99), (2, 200, 0.97)])
def test_nearly_all_random_texts_read_back(deep: int, count: int, share: float) -> None:
    read_, wrong = 0, []
    for seed in range(count):
        text = Writer(random.Random(seed).choice).text(deep)
        try:
            statement = read(text)
        except InputError:
            continue
        read_ += 1
        try:
            good = same(statement)
        except InputError:
            good = False
        if not good:
            wrong.append(seed)
    print(f"{read_} of {count} texts read, {read_ - len(wrong)} of them the same when read back; not {wrong}")
    assert read_ >= 0.95 * count
    assert len(wrong) <= (1 - share) * read_


TRUE_AND_FALSE = [
    (r"\mathbf{H} = \mathbf{X} \mathbf{W} + \mathbf{b}", r"\mathbf{H} = \mathbf{W} \mathbf{X} + \mathbf{b}"),
    (r"A = \mathrm{softmax}(Q K^\top) V", r"A = \mathrm{softmax}(q) v"),
    (r"y = \prod_{i=1}^{n} z_i \theta", r"y = \prod_{i=1}^{n} \theta z_i"),
    (r"y = \frac{1}{-c w - r}", r"y = \frac{1}{c w - r}"),
    (r"f(x) \approx f(u) + \nabla f \cdot (x - u)", r"f(x) \approx f(u) + \nabla f (x - u)"),
    (r"D(p \| q) = s", r"D(q \| p) = s"),
    (
        r"r = \log \frac{\frac{1}{1 + e^{-z}}}{\frac{e^{-z}}{1 + e^{-z}}}",
        r"r = \log \frac{\frac{e^{-z}}{1 + e^{-z}}}{\frac{1}{1 + e^{-z}}}",
    ),
]


@pytest.mark.parametrize(("text", "twin"), TRUE_AND_FALSE)
def test_a_text_and_its_twin_stay_apart(text: str, twin: str) -> None:
    one, other = read(text), read(twin)
    assert same(one)
    assert same(other)
    assert statement_form(one, names=False) != statement_form(other, names=False)


def test_the_bias_of_a_batch_is_read_as_a_row() -> None:
    made = read("H = X W + b")
    bias = made.right.args[1].args[1]
    assert bias.shape == (1, made.left.shape[1])
    assert "b" in made.guessed
    assert "`b` is read as a row that is added to every row" in made.notes
    assert read("Z = W X + b").right.args[1].shape != (1, 1)
    deep = read(r"O = \sigma(X W^{(1)} + b^{(1)}) W^{(2)} + b^{(2)}")
    assert "`b^{(2)}` is read as a row that is added to every row" in deep.notes
    declared = read("H = X W + b", "X: N x n; W: n x m; b: N x m; H: N x m")
    assert declared.right.args[1].shape == declared.left.shape


def test_a_matrix_by_its_corners_is_the_matrix_of_that_letter() -> None:
    rows = (r"w_{11} & \cdots & w_{1n}", r"\vdots & \ddots & \vdots", r"w_{m1} & \cdots & w_{mn}")
    corners = r"\begin{bmatrix}" + r" \\ ".join(rows) + r"\end{bmatrix}"
    assert read(f"{corners} = W").members[0] == read(f"W = {corners}").right
    assert read(rf"A = {corners} = \mathbf{{W}}").members[1] == read(f"W = {corners}").right


def test_attention_is_a_softmax_of_every_row() -> None:
    made = read(r"A = \mathrm{softmax}\left(\frac{Q K^\top}{\sqrt{d}}\right) V").right
    assert made.args[0].axis == 1
    assert read(r"a = \mathrm{softmax}(W x + b)").right.axis == 0

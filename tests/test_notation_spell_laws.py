"""The laws of `spell` for whole texts: several equations, chains, guesses, what is only written; and a corpus."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from same_statement import statement_form
from spelled_texts import INDEXED, displays
from sympy import Symbol

from explorer.errors import InputError, ReadError
from explorer.nodes import Written
from explorer.notation import read, spell, spelled_given
from explorer.notation.written import KINDS
from explorer.statement import Statement

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "equations.jsonl"


def bare(statement: Statement) -> Statement:
    """The statement without where it stood and how it was read, as another process gets it."""
    also = tuple(bare(other) for other in statement.also)
    bared = replace(statement, source=None, left_span=None, right_span=None, notes=(), bases={}, also=also)
    made: Statement = pickle.loads(pickle.dumps(bared))
    assert made.source is None
    return made


def check(statement: Statement, back: Statement, *, names: bool) -> None:
    assert statement_form(back, names=names) == statement_form(statement, names=names)
    assert spell(back) == spell(statement)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(displays())
def test_a_display_reads_back_under_its_declarations(text: str) -> None:
    try:
        statement = bare(read(text, INDEXED))
    except InputError:
        assume(False)
    check(statement, read(spell(statement), spelled_given(statement)), names=not statement.guessed)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(displays())
def test_a_display_reads_back_without_declarations(text: str) -> None:
    try:
        statement = bare(read(text))
    except InputError:
        assume(False)
    check(statement, read(spell(statement)), names=False)


# Constructs that are read without a declaration: each beside a twin that says something else.
TEXTS = [
    (r"y = W x + b", r"y = W^\top x + b"),
    (r"\mathbf{y} = \mathbf{W} \mathbf{x} + \mathbf{b}", r"\mathbf{y} = \mathbf{W}^\top \mathbf{x} + \mathbf{b}"),
    (r"\mathbf{u} = s \mathbf{v}", r"u = s v"),
    (r"z_i = \sum_{j=1}^{n} w_{ij} a_j + b_i", r"z_i = \sum_{j=1}^{n} w_{ji} a_j + b_i"),
    (r"a = f(z) = \frac{1}{1 + e^{-z}}", r"a = f(z) = \frac{1}{1 + e^{z}}"),
    (r"\frac{\partial C}{\partial w_{jk}} = a_k \delta_j", r"\frac{\partial C}{\partial w_{jk}} = a_j \delta_k"),
    (r"\nabla_\theta L = \frac{1}{m} \sum_i \nabla_\theta L_i", r"\nabla_\theta L = \sum_i \nabla_\theta L_i"),
    (r"u < v \leq w", r"u \leq v < w"),
    (r"p(y = 1 \mid x) = \sigma(w^\top x)", r"p(y = 0 \mid x) = \sigma(w^\top x)"),
    (r"L(y, t) = (y - t)^2", r"L(t, y) = (y - t)^2"),
    (r"h = \mbox{a}[u + v]", r"h = a (u - v)"),
    (r"W \in \mathbb{R}^{p \times q}", r"W \in \mathbb{R}^{p \times p}"),
    (r"g_i = 1 - \mathbb{1}(i = k)", r"g_i = \mathbb{1}(i = k) - 1"),
    (
        r"r = \begin{cases} x & x > 0 \\ 0 & x \leq 0 \end{cases}",
        r"r = \begin{cases} 0 & x > 0 \\ x & x \leq 0 \end{cases}",
    ),
    (r"a_{\mathrm{out}} = J_{AB} + \text{net}_o", r"a_{\mathrm{out}} = J_{BA} + \text{net}_o"),
    (r"\hat{\mathbf{y}} = \mathbf{Q}^{(2)} \mathbf{h}^{(1)}", r"\hat{\mathbf{y}} = \mathbf{Q}^{(1)} \mathbf{h}^{(2)}"),
    (r"y = \operatorname{sigmoid}(\beta x) + \sigma(x)", r"y = \sigma(\beta x) + \operatorname{sigmoid}(x)"),
    (r"\begin{aligned} u &= v + 1 \\ &= w, \\ r &\approx s \end{aligned}", r"u = v + 1 = w \approx s"),
    (r"s = \frac{1}{n} \sum_{i=1}^{n} x^{(i)}", r"s = \frac{1}{n} \sum_{i=1}^{n} x_i"),
    (r"\operatorname{argmax}_j u_j = \operatorname{argmax}_j v_j", r"\operatorname{argmax}_j u_j = v_j"),
    (r"{\partial L}/{\partial w_i} = \delta_i", r"{\partial w_i}/{\partial L} = \delta_i"),
    (r"r = \sum_{u_{l-1}}^{U_{l-1}} v_{u_{l-1}}", r"r = \sum_{u_{l-1}} v_{u_{l-1}}"),
    (r"r = \sum_i \log P(y_i) = \sum_i logP(y_i)", r"r = \sum_i P(y_i) = \sum_i logP(y_i)"),
    (r"u = \begin{bmatrix} v_1 & v_2 & \cdots \end{bmatrix}", r"u = \begin{bmatrix} v_1 & v_2 \end{bmatrix}"),
    (
        r"\begin{aligned} \mathbf{h} &= W x \\ y &= h + v \end{aligned}",
        r"\begin{aligned} h &= w x \\ y &= h + v \end{aligned}",
    ),
    (
        r"J_{\mathbf{w}} = \frac{\partial \mathbf{y}}{\partial \mathbf{w}}",
        r"J_w = \frac{\partial \mathbf{y}}{\partial \mathbf{w}}",
    ),
    (r"\frac{\delta E}{\delta W} = \mathbb{1}_{y = k}", r"\frac{\delta W}{\delta E} = \mathbb{1}_{y = k}"),
    (r"z = \sigma(t) = [z_0, z_1, \dots, z_9]", r"z = \sigma(t) = [z_0, z_1, \dots, z_8]"),
]


@pytest.mark.parametrize(("text", "twin"), TEXTS)
def test_what_is_read_without_declarations_reads_back(text: str, twin: str) -> None:
    statement, other = bare(read(text)), bare(read(twin))
    check(statement, read(spell(statement)), names=False)
    assert spell(statement) != spell(other)
    assert statement_form(statement, names=False) != statement_form(other, names=False)


SPELLED = [
    (r"\mathbf{u} = s \mathbf{v}", r"\mathbf{u} = s \mathbf{v}"),
    (r"\begin{align} u &= v \\ w &\le 2 u = r \end{align}", r"\begin{aligned}u &= v \\ w &\leq 2 u = r\end{aligned}"),
    (r"\nabla C = \frac{\partial C}{\partial w}", r"\nabla C = \frac{\partial C}{\partial w}"),
    (r"\frac{d}{dz} g(z) = 1 - u", r"\frac{d g\left(z\right)}{d z} = 1 - u"),
    (r"h = \mbox{a}[u + v]", r"h = \operatorname{a}\left[u + v\right]"),
    (r"P(y \mid x, w)", r"P\left(y \mid x, w\right)"),
    (r"(-d) \nabla C", r"-d \cdot \nabla C"),
    (r"\frac{1}{m} (\mathbf{A} - \mathbf{B})", r"\frac{1}{m} \left(A - B\right)"),
]


@pytest.mark.parametrize(("text", "spelled"), SPELLED)
def test_a_person_writes_it_so(text: str, spelled: str) -> None:
    assert spell(read(text)) == spelled
    assert spell(bare(read(text))) == spelled


def test_what_a_text_says_of_a_name_is_its_shape() -> None:
    made = read(r"y = a b, \quad \text{where } a \in \mathbb{R}^{3 \times k}, \quad \text{where } b \in \mathbb{R}^{k}")
    assert [str(side.shape) for side in (made.left, *made.right.args)] == ["(3, 1)", "(3, k)", "(k, 1)"]
    rows = read(r"\begin{aligned} y &= a b \\ a &\in \mathbb{R}^{2 \times 4} \end{aligned}")
    assert rows.right.args[0].shape == (2, 4)
    assert read("y = a b").right.free_symbols == {Symbol("a"), Symbol("b")}


def test_a_name_is_one_thing_in_all_rows_of_a_display() -> None:
    made = read(r"\begin{aligned} h &= v + w \\ y &= W h \end{aligned}")
    assert made.left.shape[1] == made.also[0].right.args[1].shape[1] == 1
    assert made.left.shape[0] != 1
    assert read(r"h = v + w").left == Symbol("h")


def test_where_nothing_else_shows_a_shape_it_is_said() -> None:
    made = bare(read(r"z = [z_0, z_1, z_2, \dots, z_9]"))
    assert spell(made).endswith(r", \quad \text{where } z \in \mathbb{R}^{10}")
    assert not spell(bare(read(r"z = [z_0, z_1, z_2]"))).endswith(r"\mathbb{R}^{10}")


def test_words_among_factors_are_not_read_as_factors() -> None:
    with pytest.raises(ReadError, match=r"these words are not read: `of shape`"):
        read(r"W \text{, of shape } (m \times n)")
    assert spell(read(r"W = m \text{ of that shape}")) == spell(read("W = m"))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("dots", "nothing", "otherwise")])
@settings(max_examples=5, deadline=None)
@given(st.lists(st.sampled_from("uvwz"), min_size=3, max_size=3, unique=True))
def test_every_kind_of_writing_has_a_spelling_that_shows_its_pieces(kind: str, letters: list[str]) -> None:
    pieces = [Symbol(letter) for letter in letters]
    text = spell(Statement(None, Written(kind, *pieces)))
    other = spell(Statement(None, Written(kind, *pieces[1:], pieces[0])))
    assert letters[0] in text
    assert text != other


@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.slow)])
def test_the_corpus_reads_back(step: int) -> None:
    """Of the equations of real texts that are read, at least 99 in 100 are the same when they are read back."""
    if not CORPUS.exists():
        pytest.skip(f"{CORPUS} is not here: the equations of real texts are not checked")
    count, wrong = 0, []
    for line in CORPUS.read_text(encoding="utf-8").splitlines()[::step]:
        row = json.loads(line)
        try:
            statement = read(row["raw"])
        except InputError:
            continue
        count += 1
        if not all(back_of(bare(statement), declared=declared) for declared in (False, True)):
            wrong.append(row["id"])
    print(f"{count} equations read, {count - len(wrong)} of them the same when read back; not {' '.join(wrong)}")
    assert len(wrong) <= 0.01 * count + 1


def back_of(statement: Statement, *, declared: bool) -> bool:
    """Whether a statement reads back, without declarations or with those that are told."""
    try:
        back: Any = read(spell(statement), spelled_given(statement) if declared else None)
    except InputError:
        return False
    return bool(statement_form(back, names=False) == statement_form(statement, names=False))

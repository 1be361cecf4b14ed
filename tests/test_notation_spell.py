"""What `spell` writes of a statement reads back to it, also when only the two sides are left of it."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from same_statement import form
from test_notation_random import GIVEN, matrices, scalars

from explorer.network import FORMS, Network
from explorer.notation import read, read_pair, spell, spelled_given
from explorer.statement import Statement

LAYER = "W: m x n; a: n; b: m; A: N x n; x: n; c: scalar; d: scalar; σ: function; i: index m; k: index n; Q: n x n"

TEXTS = [
    "σ(W a + b)",
    "σ(Σ_j W_{ij} a_j + b_i)",
    r"σ(W_{i,1} a_1 + \cdots + W_{i,n} a_n + b_i)",
    "A W^T + 𝟏 b^T",
    "[W b][a; 1]",
    r"\frac{1}{n} Σ_{j=0}^{n-1} (a_j - x_j)^2",
    "-(c + d) + (c - d) c^2",
    "-(c + d)",
    "c - (c + d)",
    "c - (-d)",
    "(c + d)/(1 + e^{-c})",
    "1 - 2/(1 + e^{2c}) 3",
    "W_{i,:} a",
    "W_{i,:}",
    "W_{:,k}",
    "(W a + b)_i",
    "(W^T b)_k",
    r"\begin{bmatrix} W_{11} & \cdots & W_{1n} \\ \vdots & \ddots & \vdots \\ W_{m1} & \cdots & W_{mn} \end{bmatrix} a",
    r"\begin{bmatrix} σ(a_1) \\ σ(a_2) \\ \vdots \\ σ(a_n) \end{bmatrix}",
    r"\begin{cases} c & i = k \\ d & i \neq k \end{cases}",
    r"\begin{cases} c & c > 0 \\ 0 & \text{otherwise} \end{cases}",
    r"\mathbb{1}(i = k) a_k",
    "w·x > c",
    r"\max(0, W a)",
    r"\max(0, c) - \min(c, d, 1)",
    "σ'(W a) ⊙ b",
    "σ''(c)",
    r"\operatorname{tr}(Q^T Q) + \|a\|^2 + \sqrt{c}",
    r"\operatorname{diag}(a) x",
    r"\operatorname{softmax}(W a)_i",
    r"Σ_j a_j Q_{j,:}",
    r"Σ_{k ≠ i} W_{ik} a_k",
    r"\frac{d}{dc} σ(2c)",
    "1/(1 + e^{-A})",
    r"Q^2 a + Q^{-1} x",
    r"\prescript" if False else "a ⊙ x ⊙ a",
]


def same(statement: Statement, back: Statement) -> None:
    """The sides of both are one, and so is what is known of the free indices."""
    sides = [(statement.left, back.left), (statement.right, back.right)]
    assert [form(one) for one, _ in sides] == [form(two) for _, two in sides]
    assert {str(index) for index in back.indices} == {str(index) for index in statement.indices}


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_spelled_reads_back(text: str) -> None:
    statement = read(text, LAYER)
    same(statement, read(spell(statement), spelled_given(statement)))


@pytest.mark.parametrize("text", TEXTS)
def test_the_two_sides_alone_are_enough(text: str) -> None:
    statement = read(text, LAYER)
    bare = Statement(statement.left, statement.right, functions=statement.functions, indices=statement.indices)
    kept = pickle.loads(pickle.dumps((bare.left, str(bare.right))))
    assert kept == (bare.left, str(bare.right))
    assert spell(bare) == spell(statement)
    same(statement, read(spell(bare), spelled_given(bare)))


@settings(max_examples=60, deadline=None)
@given(scalars())
def test_random_numbers_read_back(pair: tuple[Any, str]) -> None:
    statement = Statement(None, pair[0])
    declared = [*spelled_given(statement), "i: index m", "p: index n"]
    assert form(read(spell(statement), declared).right) == form(pair[0])


@settings(max_examples=60, deadline=None)
@given(matrices())
def test_random_matrices_read_back(pair: tuple[Any, str]) -> None:
    statement = read(pair[1], GIVEN)
    same(statement, read(spell(statement), spelled_given(statement)))


@pytest.mark.parametrize("form_name", list(FORMS))
def test_every_form_of_a_layer_reads_back(form_name: str) -> None:
    equation = Network(["n", "m"], activation="tanh").layers[0].forms()[form_name]
    statement = Statement(equation.lhs, equation.rhs)
    back = read(spell(statement), [*spelled_given(statement)])
    assert spell(back) == spell(statement)


SPELLED = [
    ("z_i = Σ_{j=1}^{n} W_ij a_j + b_i", r"z_i = \sum_{j=0}^{n-1} w_{i,j} a_j + b_i"),
    ("W_{i,:}", "W_{i,:}"),
    (r"\operatorname{diag}(a) x", r"\operatorname{diag}\left(a\right) x"),
    ("-(c + d)", r"-\left(c + d\right)"),
    ("w·x > c", r"H\left(w^{\top} x - c\right)"),
    (r"\max(0, W a)", r"\max\left(0, W a\right)"),
    (r"\mathbb{1}(i = k) a_k", r"\mathbb{1}\left(i = k\right) a_k"),
    ("φ(c) + ϕ(c)", r"\phi\left(c\right) + \varphi\left(c\right)"),
]


@pytest.mark.parametrize(("text", "spelled"), SPELLED)
def test_the_spelling(text: str, spelled: str) -> None:
    assert spell(read(text, f"{LAYER}; z: m; φ: function; ϕ: function")) == spelled


def test_bold_names_that_stand_for_light_ones_are_light() -> None:
    statement = read_pair(r"\mathbf{W}\mathbf{a}", "w_{i1} a_1", r"\mathbf{W}: m x 1; \mathbf{a}: 1 x 1; i: index m")
    assert spell(statement) == r"W \mathbf{a} = w_{i,0} a_0" or "W" in spell(statement)

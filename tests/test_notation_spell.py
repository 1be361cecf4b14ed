"""What `spell` writes of a statement reads back to it, also when only the two sides are left of it."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from same_statement import form
from test_notation_random import GIVEN, matrices, scalars

from explorer.network import FORMS, Network
from explorer.notation import read, read_pair, spell, spelled_given
from explorer.statement import Statement

LAYER = "W: m x n; a: n; b: m; A: N x n; x: n; c: scalar; s: scalar; σ: function; i: index m; k: index n; Q: n x n"

TEXTS = [
    "σ(W a + b)",
    "σ(Σ_j W_{ij} a_j + b_i)",
    r"σ(W_{i,1} a_1 + \cdots + W_{i,n} a_n + b_i)",
    "A W^T + 𝟏 b^T",
    "[W b][a; 1]",
    r"\frac{1}{n} Σ_{j=0}^{n-1} (a_j - x_j)^2",
    "-(c + s) + (c - s) c^2",
    "-(c + s)",
    "c - (c + s)",
    "c - (-s)",
    "(c + s)/(1 + e^{-c})",
    "1 - 6/(1 + e^{2c})",
    "W_{i,:} a",
    "W_{i,:}",
    "W_{:,k}",
    "(W a + b)_i",
    "(W^T b)_k",
    r"\begin{bmatrix} W_{11} & \cdots & W_{1n} \\ \vdots & \ddots & \vdots \\ W_{m1} & \cdots & W_{mn} \end{bmatrix} a",
    r"\begin{bmatrix} σ(a_1) \\ σ(a_2) \\ \vdots \\ σ(a_n) \end{bmatrix}",
    r"\begin{cases} c & i = k \\ s & i \neq k \end{cases}",
    r"\begin{cases} c & c > 0 \\ 0 & \text{otherwise} \end{cases}",
    r"\mathbb{1}(i = k) a_k",
    "a·x > c",
    r"\max(0, W a)",
    r"\max(0, c) - \min(c, s, 1)",
    "σ'(W a) ⊙ b",
    "σ''(c)",
    r"\operatorname{tr}(Q^T Q) + \|a\|^2 + \sqrt{c}",
    r"\operatorname{diag}(a) x",
    r"\operatorname{softmax}(W a)_i",
    r"Σ_j a_j Q_{j,:}",
    r"Σ_{j ≠ k} Q_{kj} a_j",
    "1/(1 + e^{-A})",
    r"Q^2 a + Q^{-1} x",
    "a ⊙ x ⊙ a",
]


def same(statement: Statement, back: Statement) -> None:
    """The sides of both are one, and so is what is known of the free indices."""
    assert form(statement.right) == form(back.right)
    assert (statement.left is None) == (back.left is None)
    assert statement.left is None or form(statement.left) == form(back.left)
    assert {str(index) for index in back.indices} == {str(index) for index in statement.indices}


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_spelled_reads_back(text: str) -> None:
    statement = read(text, LAYER)
    same(statement, read(spell(statement), spelled_given(statement)))


@pytest.mark.parametrize("text", TEXTS)
def test_the_two_sides_alone_are_enough(text: str) -> None:
    """SymPy puts numbers in its own order when it is unpickled."""
    statement = read(text, LAYER)
    bare = Statement(statement.left, statement.right, functions=statement.functions, indices=statement.indices)
    bare = pickle.loads(pickle.dumps(bare))
    assert bare.source is None
    same(bare, read(spell(bare), spelled_given(bare)))


@settings(max_examples=60, deadline=None)
@given(scalars())
def test_random_numbers_read_back(pair: tuple[Any, str]) -> None:
    statement = read(pair[1], GIVEN + "; i: index n")
    same(statement, read(spell(statement), spelled_given(statement)))


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
    assert spell(replace(back, declared=frozenset())) == spell(statement)


SPELLED = [
    ("z_i = Σ_{j=1}^{n} W_ij a_j + b_i", r"z_i = \sum_{j=0}^{n-1} W_{i,j} a_j + b_i"),
    ("W_{i,:}", "W_{i,:}"),
    (r"\operatorname{diag}(a) x", r"\operatorname{diag}\left(a\right) x"),
    ("-(c + s)", r"-\left(c + s\right)"),
    ("a·x > c", r"a^{\top} x > c"),
    (r"\mathbb{1}(a·x > c)", r"\operatorname{step}\left(a^{\top} x - c\right)"),
    (r"\max(0, W a)", r"\max\left(0, W a\right)"),
    (r"\mathbb{1}(i = k) a_k", r"a_k \delta_{i,k}"),
    (r"\phi(c) + \varphi(c)", r"\phi\left(c\right) + \varphi\left(c\right)"),
]


@pytest.mark.parametrize(("text", "spelled"), SPELLED)
def test_the_spelling(text: str, spelled: str) -> None:
    assert spell(read(text, f"{LAYER}; z: m; \\phi: function; \\varphi: function")) == spelled


PICKLED = [
    ("σ(Σ_j W_{ij} a_j + b_i)", r"\sigma\left(\sum_{j=0}^{n-1} W_{i,j} a_j + b_i\right)"),
    ("(a_i - x_i)^2", r"\left(a_i - x_i\right)^{2}"),
    ("1/(1 + e^{-c})", r"\frac{1}{1 + e^{-c}}"),
    ("Σ_k W_{ik} a_k", r"\sum_{k=0}^{n-1} W_{i,k} a_k"),
    ("1 - c", "1 - c"),
]


@pytest.mark.parametrize(("text", "spelled"), PICKLED)
def test_a_statement_that_was_pickled_is_spelled_as_it_was_written(text: str, spelled: str) -> None:
    statement = read(text, LAYER.replace("i: index m; k: index n;", ""))
    assert spell(statement) == spelled
    bare = Statement(statement.left, statement.right, indices=statement.indices)
    assert spell(pickle.loads(pickle.dumps(bare))) == spelled


def test_a_derivative_reads_back() -> None:
    statement = read(r"\frac{d}{dc} σ(2c)", LAYER)
    assert spell(statement) == r"2 \sigma'\left(2 c\right)"
    same(statement, read(spell(statement), spelled_given(statement)))


def test_bold_names_are_light_where_no_light_one_is_there() -> None:
    given = r"\mathbf{W}: m x n; \mathbf{a}: n; i: index m; \mathbf{W}_{ij} = w_{ij}; \mathbf{a}_j = a_j"
    statement = read_pair(r"(\mathbf{W}\mathbf{a})_i", "Σ_j w_{ij} a_j", given)
    assert spell(statement) == r"\left(W a\right)_{i} = \sum_{j=0}^{n-1} w_{i,j} a_j"
    assert {"W", "a"} <= statement.declared

"""Spellings met in notes that the reader had not seen: each read, spelled and read again; false twins stay apart."""

from __future__ import annotations

import pytest

import explorer as ex
from explorer.errors import InputError
from explorer.nodes import Written
from explorer.notation import read, spell
from tests.same_statement import form

SPELLINGS = (
    r"x^{<t>} = y^{<t-1>}",
    r"c^{(i)<t>} = u",
    r"u^{\langle t \rangle} = v^{\langle t-1 \rangle}",
    r"q\_j = \frac{r\_j}{\sum\_{k=1}^n r\_k}",
    r"\sigma(\cdot) = \tanh(\cdot)",
    r"h(\cdot, v) = k(v)",
    r"\begin{bmatrix}[r] p & -1 \\ q & 2 \end{bmatrix} = N",
    r"\parallel v \parallel \leq \beta",
    r"g: \mathbb{R}^n \to \mathbb{R}",
    r"\mathbb{E}[u v] = \mathbb{E}[u] \mathbb{E}[v]",
    r"\text{Var}(u) = n \text{Var}(v)",
    r"L_i = \sum_{j \neq c_i} \max(0, u_j - u_{c_i} + 1)",
    r"p_j = \operatorname{softmax}(u_j)",
    r"X \to \operatorname{ReLU} \to Y",
    r"\phi() = g",
    r"\hat \Vu = \MA \Vv",
    r"s = .25 t + .5",
    r"\mu \succeq 0",
)


@pytest.mark.parametrize("text", SPELLINGS)
def test_reading_what_is_spelled_gives_it_back(text: str) -> None:
    made = read(text)
    again = read(spell(made))
    for one, two in zip((made, *made.also), (again, *again.also), strict=True):
        assert [form(side) for side in one.members] == [form(side) for side in two.members]


@pytest.mark.parametrize("n", (1, 2, 3))
def test_an_angle_mark_is_no_layer_and_no_power(n: int) -> None:
    """x^{<n>}, x^{(n)} and x^n are three things."""
    kinds = {str(read(f"{text} = u").left) for text in (f"x^{{<{n}>}}", f"x^{{({n})}}", f"x^{{{n} + 3}}")}
    assert len(kinds) == 3


def test_a_relation_stays_one_outside_of_superscripts() -> None:
    made = read(r"x^{2} < 3 \quad y > z")
    assert made.relations == ("<",)


@pytest.mark.parametrize("name", (r"\mathbb{E}", r"\operatorname{Var}", r"\text{Cov}"))
def test_a_mean_is_no_function_of_numbers(name: str) -> None:
    """Nothing may be put in for what a mean or a variance is of."""
    made = read(f"{name}[u + v] = {name}[u] + {name}[v]")
    assert made.left.has(Written)


def test_softmax_of_an_entry_is_the_entry_of_softmax() -> None:
    one, two = read(r"p_j = \operatorname{softmax}(z_j)"), read(r"p_j = \operatorname{softmax}(z)_j")
    assert form(one.right) == form(two.right)


# -- in `prove`

PAIRS = (
    # what is declared of a name with a mark of its own
    (r"x^{+}_k + y_k", r"x^{+} + y", "x^{+}: n; x: m; y: n"),
    (r"u^{*} + v", r"v + u^{*}", "u^{*}: n; u: n; v: n"),
    # one-hot: δ in a given equation alone is Kronecker's
    (r"\sum_k y_k p_k", r"p_c", r"y: K; p: K; y_k = \delta_{kc}"),
    (r"-\sum_k y_k \log p_k", r"-\log p_c", r"y: K; p: K; y_k = \delta_{kc}"),
    (r"\delta_{ij}", r"\frac{\partial x_i}{\partial x_j}", "x: n"),
    # numbered functions are functions of their own
    (r"H = \sigma_2(\sigma_1(X W) V)", r"H = \sigma_2(G V)", r"G = \sigma_1(X W); X: n x d; W: d x h; V: h x q; H: n x q"),
    (r"f(x)", r"\begin{bmatrix} f_1(x) \\ f_2(x) \end{bmatrix}", "x: 2"),
)

TWINS = (
    (r"x^{+}_k + x_k", r"x^{+} + x^{+}", "x^{+}: n; x: n"),
    (r"u^{*} + v", r"u + v", "u^{*}: n; u: n; v: n"),
    (r"\sum_k y_k p_k", r"p_b", r"y: K; p: K; y_k = \delta_{kc}"),
    (r"\delta_{ij}", r"2 \frac{\partial x_i}{\partial x_j}", "x: n"),
    (r"f_1(f_2(x))", r"f_2(f_1(x))", "x: n"),
)


@pytest.mark.parametrize(("left", "right", "given"), PAIRS)
def test_true(left: str, right: str, given: str) -> None:
    assert ex.prove(left, right, given=given).verdict == "proved"


@pytest.mark.parametrize(("left", "right", "given"), TWINS)
def test_false_twins(left: str, right: str, given: str) -> None:
    try:
        verdict = ex.prove(left, right, given=given).verdict
    except InputError:
        return
    assert verdict != "proved"


@pytest.mark.parametrize("factors", (4, 12, 24))
def test_a_long_chain_of_derivatives_is_read_in_one_pass(factors: int) -> None:
    """The cost of a product of n unknown factors does not double with each of them."""
    text = r" \cdot ".join(rf"\frac{{dZ_{{{k}}}}}{{dH_{{{k}}}}}" for k in range(factors))
    assert read(f"C'(w) = {text}").right is not None

"""Spellings met in notes that the reader had not seen: each read, spelled and read again; false twins stay apart."""

from __future__ import annotations

from pathlib import Path

import pytest

import explorer as ex
from explorer.claims.check import check_document
from explorer.documents import Formula, load
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


@pytest.mark.parametrize("n", [1, 2, 3])
def test_an_angle_mark_is_no_layer_and_no_power(n: int) -> None:
    """x^{<n>}, x^{(n)} and x^n are three things."""
    kinds = {str(read(f"{text} = u").left) for text in (f"x^{{<{n}>}}", f"x^{{({n})}}", f"x^{{{n} + 3}}")}
    assert len(kinds) == 3


def test_a_relation_stays_one_outside_of_superscripts() -> None:
    made = read(r"x^{2} < 3 \quad y > z")
    assert made.relations == ("<",)


@pytest.mark.parametrize("name", [r"\mathbb{E}", r"\operatorname{Var}", r"\text{Cov}"])
def test_a_mean_is_no_function_of_numbers(name: str) -> None:
    """Nothing may be put in for what a mean or a variance is of."""
    made = read(f"{name}[u + v] = {name}[u] + {name}[v]")
    assert made.left.has(Written)


def test_softmax_of_an_entry_is_the_entry_of_softmax() -> None:
    one, two = read(r"p_j = \operatorname{softmax}(z_j)"), read(r"p_j = \operatorname{softmax}(z)_j")
    assert form(one.right) == form(two.right)


@pytest.mark.parametrize(
    "aside",
    [
        r"[\text{by the rule of sums}]",
        r"\begin{pmatrix*}[l] \text{by the rule} \\ \text{of all sums} \end{pmatrix*}",
        r"{\color{gray}{\begin{pmatrix} \text{by the rule of sums} \end{pmatrix}}}",
    ],
)
def test_words_beside_an_equation_are_no_factor(aside: str) -> None:
    plain = read(r"\begin{align} A &= B C \\ &= D \end{align}")
    made = read(rf"\begin{{align}} A &= B C & {aside} \\ &= D & {aside} \end{{align}}")
    assert [form(side) for side in made.members] == [form(side) for side in plain.members]


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
    (
        r"H = \sigma_2(\sigma_1(X W) V)",
        r"H = \sigma_2(G V)",
        r"G = \sigma_1(X W); X: n x d; W: d x h; V: h x q; H: n x q",
    ),
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


@pytest.mark.parametrize("factors", [4, 12, 24])
def test_a_long_chain_of_derivatives_is_read_in_one_pass(factors: int) -> None:
    """The cost of a product of n unknown factors does not double with each of them."""
    text = r" \cdot ".join(rf"\frac{{dZ_{{{k}}}}}{{dH_{{{k}}}}}" for k in range(factors))
    assert read(f"C'(w) = {text}").right is not None


def test_a_dollar_that_begins_an_attribute_opens_no_formula() -> None:
    text = '<Figure image="$pics/a.png" video="$pics/b.mp4" /> where $z = W a + b$.'
    formulas = [piece.source.text for piece in load(Path("note.md"), text).pieces if isinstance(piece, Formula)]
    assert formulas == ["z = W a + b"]


@pytest.mark.parametrize("sign", [r"\odot", r"\cdot", r"+", r"\times"])
def test_a_sign_alone_is_spoken_of(sign: str) -> None:
    report = check_document(load(Path("note.md"), f"Here ${sign}$ is a sign, and $z = W a + b$ is not."))
    assert len(report.equations) == 1
    assert report.equations[0].problem is None


# -- what a document may mean

NO_ALARM = {
    "a boundary": "The boundary is where\n$$w_1 x_1 + \\cdots + w_n x_n + b = w^T x + b = 0$$",
    "weights that are chosen": "Take $w_1 = w_2 = w_3 = 7$ and $u = w_1 a + b_1 = 0$.",
    "one-hot": "$$\\frac{\\partial L}{\\partial z_i} = p_i \\left(\\sum_k t_k\\right) - t_i = p_i - t_i$$",
    "a brace": "$$E_i = o_i \\underbrace{\\sum_{j=1}^{p} t_j}_{=1} - t_i = o_i - t_i$$",
    "two cases": "$$\\frac{\\partial}{\\partial z_i} \\frac{e^{z_j}}{\\sum_k e^{z_k}} "
    "= e^{z_j} \\frac{\\partial}{\\partial z_i} \\left(\\sum_k e^{z_k}\\right)^{-1}$$",
    "items": "- Same ($i = j$): $\\frac{\\partial a_i}{\\partial z_i} = a_i(1 - a_i)$\n"
    "- Other ($i \\neq j$): $\\frac{\\partial a_j}{\\partial z_i} = -a_j a_i$",
    "a variance": "$$\\text{Var}(s) = \\text{Var}\\left(\\sum_i^n w_i x_i\\right) = \\sum_i^n \\text{Var}(w_i x_i)$$",
    "symmetric": "$S \\in \\mathbb{R}^{m \\times n}$. Symmetric are those with $S = S^\\top$.",
    "which function": "$a = \\sigma(z) = g(z)$ where $g$ is the activation.",
    "leaky": "One is $a = \\max(0, z)$.\n\nThe leaky one is $a = \\max(0.02z, z)$.",
    "another example": "Start with\n\n$$w = 1$$\n\nThen $w^2 = 1$. Suppose\n\n$$x=4,\\quad w=3$$\n\n"
    "$$a = wx = 3\\times 4 = 12$$",
}


@pytest.mark.parametrize("text", NO_ALARM.values(), ids=NO_ALARM)
def test_no_false_alarm(text: str) -> None:
    assert check_document(load(Path("note.md"), text)).count("refuted") == 0


ALARM = {
    "a factor": "$$z_i = \\sum_k w_{ik} a_k + b_i$$\n\nthat is, in matrix form\n\n$$z = W^T a + b$$",
    "functions": "$$1 - \\sigma(x) = 1 - \\frac{1}{1 + e^{-x}} = \\frac{e^{x}}{1 + e^{-x}}$$",
}


@pytest.mark.parametrize("text", ALARM.values(), ids=ALARM)
def test_what_is_wrong_is_still_told(text: str) -> None:
    assert check_document(load(Path("note.md"), text)).count("refuted") == 1

"""Slips in documents: each true text beside a false twin; and what looks like a slip and is none."""

from __future__ import annotations

import pytest

import explorer as ex
from explorer.claims.check.numbers import differ
from explorer.notation.grammar import parse
from explorer.source import Source


def refuted(text: str) -> list[str]:
    """The diagnoses of what is refuted in a text."""
    return [claim.diagnosis or claim.message for claim in found(text) if claim.verdict == "refuted"]


def found(text: str) -> list[ex.Verdict]:
    """The verdicts on the claims of a text."""
    return [claim.verdict for claim in ex.check(f"Note.\n\n{text}\n").claims]


TWINS = [
    pytest.param(
        r"$f(x, y) = x y$, so $\frac{\partial f}{\partial x} = y$.",
        r"$f(x, y) = x y$, so $\frac{\partial f}{\partial x} = x$.",
        "equal if x is replaced by y",
        id="derivative of a product",
    ),
    pytest.param(
        r"$C_0 = (a - y)^2$ and $\frac{\partial C_0}{\partial a} = 2(a - y)$.",
        r"$C_0 = (a - y)^2$ and $\frac{\partial C_0}{\partial a} = (a - y)$.",
        "equal if the factor 2 is put in: 2 · ((a - y))",
        id="derivative of one entry",
    ),
    pytest.param(
        r"$h(x) = \frac{1}{x}$, hence $\frac{dh}{dx} = -\frac{1}{x^2}$.",
        r"$h(x) = \frac{1}{x}$, hence $\frac{dh}{dx} = \frac{1}{x^2}$.",
        r"equal if \frac{1}{x^2} is replaced by -\frac{1}{x^2}",
        id="sign of a derivative",
    ),
    pytest.param(
        r"$z = w x + b$, $a = \tanh(z)$. $\frac{da}{dz} = 1 - a^2$.",
        r"$z = w x + b$, $a = \tanh(z)$. $\frac{da}{dz} = 1 - a$.",
        "equal if a is squared",
        id="a square",
    ),
    pytest.param(
        r"$\|x\|^2 = x^\top x = \sum_i x_i^2$",
        r"$\|x\|^2 = x^\top x = \sum_i x_i$",
        "equal if x_i is squared",
        id="a square in a sum",
    ),
    pytest.param(
        r"$\log(a b) = \log a + \log b$",
        r"$\log(a b) = \log a \log b$",
        r"equal if \log a \log b is replaced by \log a + \log b",
        id="a sum of logarithms",
    ),
    pytest.param(
        "$16 + 16 + 10 = 42$",
        "$16 + 16 + 10 = 40$",
        "the left side is 42, the right side 40",
        id="whole numbers",
    ),
    pytest.param(
        r"$$ a = \sigma(W x + b) $$ and $$ a_i = \sigma(\sum_j W_{ij} x_j + b_i) $$",
        r"$$ a = \sigma(W x + b) $$ and $$ a_i = \sigma(\sum_j W_{ji} x_j + b_i) $$",
        "equal if W_{ji} is replaced by W_{ij}, W by Wᵀ",
        id="letters that only count are nothing new",
    ),
    pytest.param(
        r"$$ a^l = \sigma(w^l a^{l-1} + b^l) $$ That is $$ a^l = \sigma(w^l a^{l-1} + b^l) $$",
        r"$$ a^l = \sigma(w^l a^{l-1} + b^l) $$ That is $$ a^l = \sigma(w^l a^{l} + b^l) $$",
        "equal if a^{(l)} is replaced by a^{(l-1)}",
        id="a layer",
    ),
    pytest.param(
        r"$z_1 = w_1 x + b_1$ and $z_2 = w_2 x + b_2$. $$ a_1 = \tanh(z_1) $$ $$ a_1 = \tanh(w_1 x + b_1) $$",
        r"$z_1 = w_1 x + b_1$ and $z_2 = w_2 x + b_2$. $$ a_1 = \tanh(z_1) $$ $$ a_1 = \tanh(w_1 x + b_2) $$",
        "equal if b_2 is replaced by b_1",
        id="entries that are defined one by one",
    ),
]


@pytest.mark.parametrize(("right", "wrong", "told"), TWINS)
def test_a_slip_is_told_and_its_true_twin_is_not(right: str, wrong: str, told: str) -> None:
    """Law: the false text is refuted with the change that mends it, the true one is not."""
    assert refuted(right) == []
    assert told in refuted(wrong)


CORRECT = [
    # derivatives: other costs, other cases, layouts, loose words
    r"$C = \frac12(a-y)^2$, so $\frac{\partial C}{\partial a} = a - y$. Others use $C = "
    r"(a-y)^2$: $\frac{\partial C}{\partial a} = 2(a-y)$.",
    r"Per example $C_x = \frac12 (a-y)^2$, in all $C = \frac1n\sum_x C_x$. Then $\frac{\partial "
    r"C_x}{\partial a} = a - y$.",
    r"Let $f(x,y) = x y$ with $y = x^2$: $\frac{\partial f}{\partial x} = y$, but $\frac{d f}{d x} = 3x^2$.",
    "$$ E = (t - o)^2 $$\nDropping the factor 2, $$ \\frac{\\partial E}{\\partial o} = (o - t). $$",
    "$$ E = (t - o)^2 $$\n$$ \\frac{\\partial E}{\\partial o} = o - t $$\nup to a factor that "
    "the learning rate takes up.",
    r"Let $z = W x + b$. Then $\frac{\partial z}{\partial x} = W^T$ in denominator layout.",
    r"For $f(x) = x^2$, $f'(x) = 2x$. For $f(x) = x^3$, $f'(x) = 3x^2$.",
    r"$C = \frac12(a-y)^2$ with $\hat y = a$. Then $\frac{\partial C}{\partial a} = \hat y - y$.",
    r"$\sigma(z) = \frac{1}{1+e^{-z}}$, $\sigma'(z) = \sigma(z)(1-\sigma(z))$. For $\tanh$, we "
    r"have $\sigma'(z) = 1 - \sigma(z)^2$.",
    r"$p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$. $\frac{\partial p_i}{\partial z_i} = p_i(1-p_i)$ "
    r"and $\frac{\partial p_i}{\partial z_j} = -p_i p_j$ for $i \neq j$.",
    "$J = \\frac{1}{2}(w x - y)^2 $. Then $$ \\frac{dJ}{dw} = (w x - y) x. $$ With weight "
    "decay $$ \\frac{dJ}{dw} = (w x - y) x + \\lambda w. $$",
    r"$f(x) = |x|$. Then $f'(x) = 1$ if $x > 0$, else $f'(x) = -1$.",
    # one letter for several things
    r"Sigmoid output: $\delta = (a - y) \sigma'(z)$. Cross entropy output: $\delta = a - y$.",
    r"The gradient is $\delta = a - y$; with the opposite sign convention $\delta = y - a$.",
    "1. $z = w x$\n2. $z = w x + b$\n3. $z = w x - b$",
    r"Residual $y = x + F(x)$. Plain: $y = F(x)$.",
    r"With from-to indices: $a_j = \sigma(\sum_i w_{ij}x_i + b_j)$. With to-from indices: $a_j "
    r"= \sigma(\sum_i w_{ji}x_i + b_j)$.",
    r"One book writes $z_j = \sum_k w_{jk}a_k + b_j$; another writes $z_j = \sum_i a_i w_{ij} + b_j$.",
    r"The score is $s = w^T x$. Its square is $s = (w^T x)^2$ in the quadratic model.",
    "$L^2$ loss: $\\ell = \\sum_i (y_i - t_i)^2$.\n\n$L^1$ loss: $\\ell = \\sum_i |y_i - t_i|$.",
    r"$$ y = \sum_{i=1}^{n} w_i x_i + b $$ Absorbing the bias, $$ y = \sum_{i=0}^{n} w_i x_i $$",
    r"Momentum: $v = \mu v - \eta g$, $w = w + v$.",
    # conditions that look like identities
    r"The rule $\max(a, b) = a$ holds where $a$ is the larger; solve $\log(a) = 0$.",
    r"Independent events: $P(A, B) = P(A) P(B)$.",
    r"The two neurons agree where $\sigma(z_1) = \sigma(z_2)$.",
    # numbers
    r"$784 \cdot 16 = 12544$, about $12500$. $1/3 = 0.33$, $2/3 = 0.67$.",
    r"$0.62 \cdot 0.38 = 0.235$, $0.593 - 0.01 = 0.583$, $99.7 + 0.1 = 100$.",
    r"Shapes: $(16 \times 784) \cdot (784 \times 1) = 16 \times 1$.",
    r"There are $12,960 + 42 = 13,002$ numbers. In bits, $1 + 1 = 0$.",
]


@pytest.mark.parametrize("text", CORRECT)
def test_a_correct_text_is_not_refuted(text: str) -> None:
    """Law: nothing in a correct text is refuted."""
    assert refuted(text) == []


@pytest.mark.parametrize(
    ("left", "right", "told"),
    [
        ("7 · 8", "54", "the left side is 56, the right side 54"),
        ("7 · 8", "56", None),
        ("0.5 · 0.3", "0.25", "no rounding makes the two sides equal"),
        ("0.5 · 0.3", "0.2", None),
        ("(3 + 4)^2", "48", "the left side is 49, the right side 48"),
        (r"\frac{1}{2} + \frac{1}{3}", r"\frac{5}{6}", None),
        (r"\frac{1}{2} + \frac{1}{3}", r"\frac{2}{5}", "the left side is 5/6, the right side 2/5"),
        ("1 + 1", "0", None),
        ("x + 1", "2", None),
    ],
)
def test_numbers_differ_however_they_were_rounded(left: str, right: str, told: str | None) -> None:
    """Law: a sentence only where no rounding of decimals explains the difference."""
    assert differ(parse(Source(left)), parse(Source(right))) == told

"""Correct documents in the style of notes, papers and books: nothing in them may be refuted, nothing may crash."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import explorer as ex

NIELSEN = r"""
We use $w^l_{jk}$ for the weight from neuron $k$ in layer $l-1$ to neuron $j$ in layer $l$:
$$ a^l_j = \sigma\left(\sum_k w^l_{jk} a^{l-1}_k + b^l_j\right), $$
which in vectorised form is
$$ a^l = \sigma(w^l a^{l-1} + b^l). $$
The weighted input is $z^l = w^l a^{l-1} + b^l$, that is, $z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$.
$$ C = \frac{1}{2} \|y - a^L\|^2 = \frac{1}{2}\sum_j (y_j - a^L_j)^2, $$
$$ \delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l) $$
Descent: $w^l \rightarrow w^l - \frac{\eta}{m}\sum_x \delta^{x,l} (a^{x,l-1})^T$.
"""

COLUMNS = r"""
For one example $z^{[1]} = W^{[1]} x + b^{[1]}$, $a^{[1]} = \sigma(z^{[1]})$ and
$$ \hat{y} = a^{[2]} = \sigma(z^{[2]}), \qquad z^{[2]} = W^{[2]} a^{[1]} + b^{[2]} $$
Over $m$ examples $Z^{[1]} = W^{[1]} X + b^{[1]}$, $A^{[1]} = \sigma(Z^{[1]})$. Gradients:
$$ dW^{[2]} = \frac{1}{m} dZ^{[2]} A^{[1]T} $$
With $m = 1$ this is $dW^{[2]} = dz^{[2]} a^{[1]T}$.
Update: $W^{[1]} := W^{[1]} - \alpha\, dW^{[1]}$.
"""

ROWS = r"""
Let $\mathbf{X} \in \mathbb{R}^{n \times d}$, $\mathbf{W}^{(1)} \in \mathbb{R}^{d \times h}$, $\mathbf{b}^{(1)} \in
\mathbb{R}^{1 \times h}$,
$\mathbf{W}^{(2)} \in \mathbb{R}^{h \times q}$, $\mathbf{b}^{(2)} \in \mathbb{R}^{1 \times q}$.
$$
\begin{aligned}
\mathbf{H} & = \mathbf{X} \mathbf{W}^{(1)} + \mathbf{b}^{(1)}, \\
\mathbf{O} & = \mathbf{H}\mathbf{W}^{(2)} + \mathbf{b}^{(2)}.
\end{aligned}
$$
To gain from depth:
$$ \mathbf{H} = \sigma(\mathbf{X} \mathbf{W}^{(1)} + \mathbf{b}^{(1)}) $$
The slope of the sigmoid is
$$\frac{d}{dx} \operatorname{sigmoid}(x) = \frac{\exp(-x)}{(1 + \exp(-x))^2}
= \operatorname{sigmoid}(x)\left(1-\operatorname{sigmoid}(x)\right).$$
"""

SEVERAL_ARGUMENTS = r"""
The scores are $f(x_i, W, b) = W x_i + b$; with the bias inside, $f(x_i, W) = W x_i$.
For $f(x,y) = x y$: $\frac{\partial f}{\partial x} = y$. For $f(x,y) = x + y$: $\frac{\partial f}{\partial x} = 1$.
$\mathrm{Cost}(h_\theta(x), y) = -\log(h_\theta(x))$ if $y = 1$,
$\mathrm{Cost}(h_\theta(x), y) = -\log(1 - h_\theta(x))$
if $y = 0$.
"""

THESIS = r"""\documentclass{book}
\def\R{\mathbb{R}}
\newcommand{\norm}[1]{\left\|#1\right\|}
\begin{document}
Let $W \in \R^{m\times n}$, $x \in \R^n$, $b \in \R^m$. A layer computes
\begin{align}
 h &= \phi(W x + b) \\
 h_i &= \phi\Big(\sum_{j=1}^n W_{ij} x_j + b_i\Big), \quad i = 1,\dots,m.
\end{align}
In the rest we ignore the bias and write $h = \phi(Wx)$. For a single neuron ($m=1$) we write $h = \phi(w^\top x)$.
\begin{equation}
 \ell = \tfrac12 \norm{\hat y - y}^2 = \tfrac12 \hat y^\top \hat y - \hat y^\top y + \tfrac12 y^\top y
\end{equation}
\begin{align}
\mu &= \frac1m \sum_{i=1}^m x_i \\
\hat x_i &= \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}
\end{align}
\end{document}
"""

TWO_CONVENTIONS = r"""
<!-- explorer: W: m x n; x: n; b: m -->
As columns: $y = W x + b$. Frameworks keep examples as rows, so the same layer is
$$ y^T = x^T W^T + b^T. $$
Some authors store $V = W^T$ instead; then $y^T = x^T V + b^T$.
Some use rows in a batch, $Y = X W^T + \mathbf{1} b^T$, others columns, $Y = W X + b \mathbf{1}^T$.
"""

NUMBERS = r"""
Let $x_1 = 0.05$, $x_2 = 0.10$, $w_1 = 0.15$, $w_2 = 0.20$ and $b = 0.35$. Then
$$ z = w_1 x_1 + w_2 x_2 + b = 0.15 \cdot 0.05 + 0.2 \cdot 0.1 + 0.35 = 0.3775 $$
With $x_1 = 1$ and $x_2 = 2$ instead: $z = 0.15 \cdot 1 + 0.2 \cdot 2 + 0.35 = 0.9$.
In all $784 \times 16 + 16 \times 16 + 16 \times 10 = 12960$ weights and $12960 + 42 = 13002$ parameters.
"""

RECURRENT = r"""
$$ h_t = \tanh(W_{hh} h_{t-1} + W_{xh} x_t + b_h) $$
With the parts stacked: $h_t = \tanh(W [h_{t-1}, x_t] + b_h)$.
A gate: $h_t = (1 - z_t) * h_{t-1} + z_t * \tilde{h}_t$. Some write it the other way around:
$h_t = z_t * h_{t-1} + (1 - z_t) * \tilde{h}_t$.
"""

LAYOUTS = r"""
In numerator layout $\frac{\partial y}{\partial x} = W$; in denominator layout $\frac{\partial y}{\partial x} = W^T$.
With $L$ scalar, $\frac{\partial L}{\partial W} = \delta x^T$,
or $\frac{\partial L}{\partial W} = x\delta^T$ (transposed).
For $f = x^T A x$, $\frac{\partial f}{\partial x} = (A + A^T)x$;
if $A$ is symmetric, $\frac{\partial f}{\partial x} = 2Ax$.
"""

CONDITIONS = r"""
If $x > 0$ then $|x| = x$, and if $x < 0$ then $|x| = -x$. At $x = 0$, $\sigma(x) = \frac12$.
For $x\ge0$, $\sqrt{x^2} = x$. For large $z$, $\sigma(z) = 1$.
$$ |x| = x \quad \text{if } x \ge 0, \qquad |x| = -x \quad \text{if } x < 0. $$
"""

ABSORBED = r"""
$$ y = Wx + b = \begin{bmatrix} W & b\end{bmatrix}\begin{bmatrix} x \\ 1\end{bmatrix} $$
Write $\tilde W = [W\; b]$ and $\tilde x = [x; 1]$, then $y = \tilde W\tilde x$. From now on drop the tilde: $y = Wx$.
"""

REUSED = r"""
For one neuron, $z = wx + b$ and $a = \sigma(z)$. For several inputs, $z = \sum_i w_i x_i + b$.
For a layer, $z = Wx + b$.
Let $n$ be the number of neurons: $a_i = \sigma(z_i)$ for $i = 1, \dots, n$. Over $n$ examples $C = \frac1n \sum_x C_x$.
With two layers, $z = W_2\sigma(W_1 x)$. If σ is linear, $z = W_2 W_1 x$.
"""

OPTIMISERS = r"""
Momentum: $v_{t+1} = \beta v_t + \nabla J(\theta_t)$, $\theta_{t+1} = \theta_t - \eta v_{t+1}$.
Another common form: $v_{t+1} = \beta v_t - \eta \nabla J(\theta_t)$, $\theta_{t+1} = \theta_t + v_{t+1}$.
Decay: $w \to w - \eta \lambda w - \eta g = (1 - \eta\lambda) w - \eta g$.
"""

UNICODE = """
$z = W x + b$, $a = σ(z)$, so $a = σ(Wx + b)$, and $aᵢ = σ(Σⱼ Wᵢⱼ xⱼ + bᵢ)$.
$$ ‖x‖² = xᵀx = Σᵢ xᵢ² $$
"""

NOTEBOOK = json.dumps(
    {
        "cells": [
            {
                "cell_type": "markdown",
                "metadata": {},
                "source": ["$$ z = x W_1 + b_1, \\quad a = \\tanh(z) $$\n", "Next layer: $z = a W_2 + b_2$."],
            },
            {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": ["z = x @ W"]},
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
)

DOCUMENTS = {
    "nielsen.md": NIELSEN,
    "columns.md": COLUMNS,
    "rows.md": ROWS,
    "arguments.md": SEVERAL_ARGUMENTS,
    "thesis.tex": THESIS,
    "conventions.md": TWO_CONVENTIONS,
    "numbers.md": NUMBERS,
    "recurrent.md": RECURRENT,
    "layouts.md": LAYOUTS,
    "conditions.md": CONDITIONS,
    "absorbed.md": ABSORBED,
    "reused.md": REUSED,
    "optimisers.md": OPTIMISERS,
    "unicode.md": UNICODE,
    "notebook.ipynb": NOTEBOOK,
}

TWINS = [  # a correct document, a slip in it, and what is told
    ("nielsen.md", "\\sigma(w^l a^{l-1} + b^l).", "\\sigma(w^l a^{l-1}).", "b^{(l)} is added"),
    ("nielsen.md", "= \\frac{1}{2}\\sum_j", "= \\sum_j", "the factor 1/2 is put in"),
    ("thesis.tex", "- \\hat y^\\top y +", "- \\tfrac12 \\hat y^\\top y +", "the factor 1/2 is left out"),
    ("optimisers.md", "(1 - \\eta\\lambda) w", "(1 + \\eta\\lambda) w", "replaced by -η λ"),
]


def _refuted(folder: Path, name: str, text: str) -> list[tuple[int, str, str, str | None]]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    (file,) = ex.check(str(path)).as_json()["files"]
    return [
        (claim["line"], claim["left"], claim["right"], claim["diagnosis"])
        for claim in file["claims"]
        if claim["verdict"] == "refuted"
    ]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nothing_in_a_correct_document_is_refuted(name: str, tmp_path: Path) -> None:
    assert _refuted(tmp_path, name, DOCUMENTS[name]) == []


@pytest.mark.parametrize(("name", "right", "wrong", "told"), TWINS)
def test_the_false_twin_is_refuted_with_its_repair(
    name: str, right: str, wrong: str, told: str, tmp_path: Path
) -> None:
    assert DOCUMENTS[name].count(right) == 1
    found = _refuted(tmp_path, name, DOCUMENTS[name].replace(right, wrong))
    assert any(told in (diagnosis or "") for *_, diagnosis in found), found

"""A display cut into equations: rows, gaps, words, conditions, ranges; nothing that is written is lost."""

from __future__ import annotations

import pytest

from explorer.errors import ReadError
from explorer.notation.affine import render
from explorer.notation.lines import Line, attempts, lines
from explorer.source import Source


def cut(text: str) -> list[str]:
    """Every equation of a text, its parts rendered: `a = b = c | conditions # remarks`."""
    return [_shown(line) for line in lines(Source(text), frozenset(), {})]


def _shown(line: Line) -> str:
    shown = render(line.members[0])
    for relation, member in zip(line.relations, line.members[1:], strict=True):
        shown += f" {relation} {render(member)}"
    if line.conditions:
        shown += " | " + "; ".join(render(condition) for condition in line.conditions)
    return shown + (" # " + "; ".join(line.remarks) if line.remarks else "")


CUTS = [
    # rows, chains, alignment marks
    (r"\begin{align} u &= A p \\ v &= B u = q \end{align}", ["u = Ap", "v = Bu = q"]),
    (r"u = p + q \\ = r \\ &= s", ["u = p+q = r = s"]),
    (r"u = \\ = r", ["u = r"]),
    (r"\begin{split} u &= p \\ &\quad + q \end{split}", ["u = p+q"]),
    ("u = p \\\\ \n - v &= r", ["u = p", "-v = r"]),
    (r"u &= p \\ & - v = r", ["u = p-v = r"]),
    (r"u \quad = \quad v", ["u = v"]),
    (
        r"\begin{eqnarray} h_1 &=& a[p] \\ &\vdots& \\ h_K &=& a[q] \end{eqnarray}",
        ["h_{1} = a[p]", r"h_{K} = a[q] # \vdots"],
    ),
    (r"\begin{array}{rcl} u & = & p \\ v & = & q \end{array}", ["u = p", "v = q"]),
    (r"\boxed{u = p}", ["u = p"]),
    (r"{\color{red} u = p \\ v = q}", ["u = p", "v = q"]),
    (r"\max\{0, u\} = \log\left\{ p + q \right\}", ["max(0,u) = log(p+q)"]),
    # gaps, commas, arrows, words
    (r"u = p, \quad v = q", ["u = p", "v = q"]),
    (r"u = p \implies v = q", ["u = p", "v = q"]),
    (r"u = p \text{ and } v = q", ["u = p", "v = q"]),
    (r"u = p \text{ which gives us } v = q", ["u = p # which gives us", "v = q"]),
    (r"\text{learning rate} = 0.1", ["learning rate = 0.1"]),
    (r"u := \text{matrix of all } p", ["u := matrix of allp"]),
    (r"\text{minimize } J(w)", ["J(w) # minimize"]),
    (r"u = p \text{ 其中 } v = q", ["u = p # 其中", "v = q"]),
    ("u = p，v = q", ["u = p", "v = q"]),
    (r"u = I ~ (I \text{ is the matrix of the identity})", [r"u = I # (I \text{ is the matrix of the identity})"]),
    (r"p, q \in \mathbb{R}^n", [r"p ∈ \mathbb{R}^{n}", r"q ∈ \mathbb{R}^{n}"]),
    (r"p, q = r", ["p", "q = r"]),
    (r"\begin{matrix} p \\ q \end{matrix} \implies u = p", ["p;q", "u = p"]),
    (r"\hat{u} \implies{v = p}", [r"\hat{u}", "v = p"]),
    # conditions
    (r"u_j = p_j, \quad j = 1, \dots, m", ["u_{j} = p_{j} | j=(1,…,m)"]),
    (r"(p_i, q_i), i = 1 \ldots m", ["(p_{i},q_{i}) | i=1…m"]),
    (r"u = p \quad \text{with} \quad n \in \{1 \cdots m\}", ["u = p | n∈{1…m}"]),
    (r"r(t) = 1, \quad t > 0", ["r(t) = 1 | t>0"]),
    (r"\text{if } i = j : u = 1 \\ \text{if } i \neq j : u = 0", ["u = 1 | i=j", "u = 0 | i≠j"]),
    (r"i = j \to \delta_{ij} = 1", ["δ_{ij} = 1 | i=j"]),
    (r"w \to w - \eta p = q", ["w → w-ηp = q"]),
    (r"u = p \text{ for all $i = 1, \dots, m$}", ["u = p | i=(1,…,m)"]),
    (r"u = p ~\forall~ i", ["u = p | i"]),
    # remarks
    (r"u = p \text{$i$th component}", ["u = p # $i$th component"]),
    (r"\underbrace{u}_{(n, m)} = \overbrace{p}^\text{the input}", ["u = p # (n, m); the input"]),
    (r"u = p \tag*{3} \label{eq:3}", ["u = p"]),
    (r"u = p \eqno(3)", ["u = p # (3)"]),
    (
        r"\begin{flalign} u &= p & \note{The sum of all rows}{is taken} \end{flalign}",
        ["u = p # The sum of all rows; is taken"],
    ),
    ("u = p % v = q\n + r", ["u = p+r"]),
    (r"\stackrel{(a)}{u} = p", ["u = p # (a)"]),
]


@pytest.mark.parametrize(("text", "expected"), CUTS, ids=[text for text, _ in CUTS])
def test_a_display_is_cut_into_its_equations(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


ERRORS = [
    (r"u = ", "nothing stands after `=`"),
    (r"= u", "nothing stands before `=`"),
    (r"\text{So we see that}", "only words stand here, no formula"),
    (r"", "there is nothing to read"),
    (r"% u = p", "there is nothing to read"),
    (r"{(u + p})", "`}` closes `(`"),
    (r"u = (p \\ v = q", "`(` is never closed"),
    (r"u = |p", "`|` is never closed"),
]


@pytest.mark.parametrize(("text", "message"), ERRORS)
def test_what_cannot_be_cut_is_told(text: str, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        lines(Source(text), frozenset(), {})
    assert caught.value.message == message


def test_one_unreadable_equation_does_not_take_the_others_with_it() -> None:
    found = list(attempts(Source(r"u = p \\ v = + \cdot q \\ w = r"), frozenset(), {}))
    assert [isinstance(line, ReadError) for line in found] == [False, True, False]


def test_the_arguments_of_a_macro_keep_their_places() -> None:
    text = r"\both{u = p \\ v = q}"
    found = lines(Source(text), frozenset(), {"both": (1, r"\begin{aligned}#1\end{aligned}")})
    assert [text[line.span.start : line.span.end] for line in found] == ["u = p", "v = q"]


def test_a_macro_inside_a_macro_keeps_the_places_too() -> None:
    text = r"\outer{p}"
    macros = {"outer": (1, r"u = \inner{#1}"), "inner": (1, r"\hat{y} + #1")}
    (line,) = lines(Source(text), frozenset(), macros)
    assert text[line.members[1].span.end - 1 : line.members[1].span.end] in ("p", "}")
    assert render(line.members[1]) == r"\hat{y}+p"


def test_time_grows_with_the_number_of_equations_only() -> None:
    assert len(lines(Source(r"u_1 = A p + q \\ " * 400), frozenset(), {})) == 400

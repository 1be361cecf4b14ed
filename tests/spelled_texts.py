"""Random texts of several equations, of chains with all relations, and of what is only written, for the speller."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from test_notation_random import GIVEN, Spell, m, matrix, n, scalar

INDEXED = f"{GIVEN}; i: index n; C: scalar"
RELATIONS = ("=", ":=", r"\equiv", r"\approx", r"\leq", "<", r"\geq", r"\propto", r"\leftarrow", r"\neq", r"\sim")
ALONE = (
    r"\frac{\partial C}{\partial a_i}",
    r"\nabla C",
    r"\nabla_c C",
    r"\Delta c",
    r"\frac{\partial C}{\partial x_k}",
)


@st.composite
def chains(draw: Any, arrays: bool) -> str:
    """One to three members with relations between them."""
    spell = Spell(draw)
    shape = draw(st.sampled_from([(m, n), (n, n), (n, m)]))
    members = [draw(_member(spell, arrays, shape)) for _ in range(draw(st.integers(1, 3)))]
    text = members[0]
    for member in members[1:]:
        text += f" {draw(st.sampled_from(('=', *RELATIONS)))} {member}"
    return text


def _member(spell: Spell, arrays: bool, shape: Any) -> Any:
    from sympy import Symbol

    @st.composite
    def made(draw: Any) -> str:
        if arrays:
            return str(matrix(spell, draw(st.integers(0, 2)), *shape)[1])
        text = str(scalar(spell, draw(st.integers(0, 1)), (Symbol("i"),))[1])
        kind = draw(st.integers(0, 4))
        written = draw(st.sampled_from(ALONE))
        return f"{written} + c {text}" if kind == 0 else f"{written} ({text})" if kind == 1 else text

    return made()


@st.composite
def displays(draw: Any) -> str:
    """One to three equations, as the rows of a display."""
    rows = [draw(chains(draw(st.booleans()))) for _ in range(draw(st.integers(1, 3)))]
    if len(rows) == 1:
        return rows[0]
    environment = draw(st.sampled_from(("aligned", "align*", "gather", "split")))
    body = r" \\ ".join(rows)
    return rf"\begin{{{environment}}}{body}\end{{{environment}}}"

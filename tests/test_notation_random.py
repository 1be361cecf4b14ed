"""Random expressions, spelled at random, read back to the same SymPy; broken text never crashes the reader."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Add,
    Function,
    HadamardProduct,
    Integer,
    MatAdd,
    MatMul,
    MatrixSymbol,
    Mul,
    Pow,
    Sum,
    Symbol,
    Transpose,
)
from sympy.matrices.expressions.matexpr import MatrixElement
from test_notation_spellings import AUGMENTED, MATRIX, SUMS, TWINS, key

from explorer.errors import InputError
from explorer.nodes import entrywise
from explorer.notation import read, read_pair

m, n = Symbol("m"), Symbol("n")
W, A, V = MatrixSymbol("W", m, n), MatrixSymbol("A", n, n), MatrixSymbol("V", n, m)
a, x, b = MatrixSymbol("a", n, 1), MatrixSymbol("x", n, 1), MatrixSymbol("b", m, 1)
GIVEN = "W: m x n; A: n x n; V: n x m; a: n; x: n; b: m; c: scalar; d: scalar; σ: function; f: function"
S, F = Function("σ"), Function("f")


class Spell:
    """One random way to write each sign."""

    def __init__(self, draw: Any) -> None:
        self.pick = lambda *choices: draw(st.sampled_from(choices))
        self.number = lambda low, high: draw(st.integers(low, high))

    def index(self, *letters: str) -> str:
        small = {"i": "ᵢ", "j": "ⱼ", "k": "ₖ", "p": "ₚ"}
        if all(letter in small for letter in letters) and self.pick(True, False, False):
            return "".join(small[letter] for letter in letters)
        if self.pick(True, False) and len("".join(letters)) == len(letters):
            return "_" + "".join(letters) if len(letters) > 1 else "_" + letters[0]
        return "_{" + self.pick(",", ", ").join(letters) + "}"

    def apply(self, name: str, inner: str) -> str:
        name = self.pick("σ", r"\sigma", "sigma") if name == "σ" else "f"
        left, right = self.pick(("(", ")"), (r"\left(", r"\right)"), ("[(", ")]"))
        return f"{name}{left}{inner}{right}"

    def side(self, *parts: str) -> str:
        return self.pick(" ", " ", r" \, ", "\n").join(parts)


def scalar(spell: Spell, depth: int, indices: tuple[Symbol, ...]) -> tuple[Any, str]:
    """A total of terms: the SymPy object and a text that spells it."""
    made, texts = [], []
    for number in range(spell.number(1, 3)):
        minus = spell.pick(True, False)
        term, text = product(spell, depth, indices)
        if minus:
            factors = term.args if isinstance(term, Mul) else (term,)
            term = -term if term.is_Rational else Mul(Integer(-1), *factors, evaluate=False)
        made.append(term)
        texts.append((spell.pick("-", "−") if minus else "+" if number else "") + spell.pick("", " ") + text)
    return (made[0] if len(made) == 1 else Add(*made, evaluate=False)), " ".join(texts)


def product(spell: Spell, depth: int, indices: tuple[Symbol, ...]) -> tuple[Any, str]:
    factors: list[Any] = []
    texts: list[str] = []
    if spell.pick(True, False, False):
        value = spell.number(2, 12)
        factors.append(Integer(value))
        texts.append(str(value))
    for _ in range(spell.number(1, 2)):
        factor, text = leaf(spell, depth, indices)
        factors.extend(factor.args if isinstance(factor, Mul) else (factor,))
        texts.append(text)
    if depth and len(indices) < 3 and spell.pick(True, False):
        index = next(symbol for symbol in (Symbol("j"), Symbol("k"), Symbol("p")) if symbol not in indices)
        # the sum's own term uses its index, so that its range is known
        inner, text = product(spell, depth - 1, (*indices, index))
        inner_factors = inner.args if isinstance(inner, Mul) else (inner,)
        own = MatrixElement(x, index, 0)
        factors.append(Sum(Mul(own, *inner_factors, evaluate=False), (index, 0, n - 1)))
        sign = spell.pick("Σ", "∑", r"\sum", r"\sum\limits", "sum ")
        limits = spell.pick(f"_{index}", f"_{{{index}}}", f"_{{{index}=0}}^{{n-1}}")
        if "=" in limits:
            limits = f"_{{{index}=0}}^{{n-1}}"
        texts.append(f"{sign.strip() if sign != 'sum ' else 'sum'}{limits} x_{index} · {text}")
    made = factors[0] if len(factors) == 1 else Mul(*factors, evaluate=False)
    return made, spell.pick(" ", r" \cdot ", " · ", " * ").join(texts)


def leaf(spell: Spell, depth: int, indices: tuple[Symbol, ...]) -> tuple[Any, str]:
    kind = spell.pick("c", "d", "vector", "matrix", "apply", "power", "bracket") if depth else spell.pick("c", "vector")
    one, two = (spell.pick(*indices) for _ in range(2))
    if kind in ("c", "d"):
        return Symbol(kind), spell.pick(kind, "{" + kind + "}")
    if kind == "vector":
        name = spell.pick("a", "x")
        return MatrixElement({"a": a, "x": x}[name], one, 0), name + spell.index(str(one))
    if kind == "matrix":
        return MatrixElement(A, one, two), "A" + spell.index(str(one), str(two))
    inner, text = scalar(spell, depth - 1, indices)
    if kind == "apply":
        function = spell.pick("σ", "f")
        return {"σ": S, "f": F}[function](inner), spell.apply(function, text)
    if kind == "power":
        return Pow(inner, 2, evaluate=False), f"({text})" + spell.pick("^2", "^{2}", "²")
    return inner, f"({text})"


def matrix(spell: Spell, depth: int, rows: Symbol, columns: Symbol) -> tuple[Any, str]:
    """A matrix expression of a given shape."""
    named = {(m, n): ("W", W), (n, n): ("A", A), (n, m): ("V", V)}
    kind = spell.pick("name", "transpose", "product", "sum", "hadamard", "apply") if depth else "name"
    if kind == "name" and (rows, columns) in named:
        return named[rows, columns][1], named[rows, columns][0]
    if kind in ("name", "transpose"):
        inner, text = matrix(spell, depth - 1, columns, rows) if depth else (None, "")
        if inner is None:
            inner, text = MatMul(W, V, evaluate=False), "W V"
            return inner, text
        mark = spell.pick("^T", r"^\top", "ᵀ", r"^{\mathsf T}")
        return Transpose(inner), f"({text}){mark}" if len(text) > 1 else text + mark
    if kind == "product":
        middle = spell.pick(m, n)
        (left, one), (right, two) = matrix(spell, depth - 1, rows, middle), matrix(spell, depth - 1, middle, columns)
        one, two = (f"({text})" if len(text) > 1 else text for text in (one, two))
        parts = [piece for made in (left, right) for piece in (made.args if isinstance(made, MatMul) else (made,))]
        return MatMul(*parts, evaluate=False), spell.side(one, two)
    (left, one), (right, two) = matrix(spell, depth - 1, rows, columns), matrix(spell, depth - 1, rows, columns)
    if kind == "sum":
        one, two = (f"({text})" if len(text) > 1 else text for text in (one, two))
        return MatAdd(left, right, evaluate=False), f"{one} + {two}"
    if kind == "hadamard":
        one, two = (f"({text})" if len(text) > 1 else text for text in (one, two))
        sign = spell.pick("⊙", r"\odot", r"\circ", "∘")
        return HadamardProduct(left, right, evaluate=False), f"{one} {sign} {two}"
    return entrywise(S, left), spell.apply("σ", one)


@st.composite
def scalars(draw: Any) -> tuple[Any, str]:
    return scalar(Spell(draw), draw(st.integers(0, 3)), (Symbol("i"),))


@st.composite
def matrices(draw: Any) -> tuple[Any, str]:
    rows, columns = draw(st.sampled_from([(m, n), (n, n), (n, m)]))
    return matrix(Spell(draw), draw(st.integers(0, 3)), rows, columns)


@settings(max_examples=70, deadline=None)
@given(scalars())
def test_a_random_index_expression_reads_back(pair: tuple[Any, str]) -> None:
    made, text = pair
    assert key(read(text, GIVEN + "; i: index n").right) == key(made)


@settings(max_examples=70, deadline=None)
@given(matrices())
def test_a_random_matrix_expression_reads_back(pair: tuple[Any, str]) -> None:
    made, text = pair
    assert read(text, GIVEN).right == made


TEXTS = [*MATRIX, *[text.replace("LAST0", "n-1").replace("LAST1", "n") for text in SUMS], *AUGMENTED, *TWINS]
CHARACTERS = "_^{}()[]|+-*/=,.;:'\"σΣᵀ₀⁽…\\&%$#~0123abcijTW\n\x00\u0302é日∑"


@st.composite
def broken(draw: Any) -> str:
    """A good text that was cut, doubled, shuffled, spliced or has one wrong character."""
    text: str = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 2))):
        one, two = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        match draw(st.integers(0, 4)):
            case 0:
                text = text[:one] + text[two:]
            case 1:
                text = text[:two] + text[one:]
            case 2:
                text = "".join(draw(st.permutations(list(text))))
            case 3:
                text = text[:one] + draw(st.sampled_from(CHARACTERS)) + text[one:]
            case _:
                other: str = draw(st.sampled_from(TEXTS))
                text = text[:one] + other[two:]
    return text


@settings(max_examples=250, deadline=None)
@given(broken(), st.booleans())
def test_broken_text_is_an_error_with_a_place_or_reads(text: str, alone: bool) -> None:
    with suppress(InputError):  # anything else that is raised fails the test
        if alone:
            read(text, "W: m x n; a: n; b: m")
        else:
            read_pair(text, "σ(W a + b)")


@settings(max_examples=120, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_at_all_is_an_error_or_reads(text: str, declared: str) -> None:
    with suppress(InputError):  # anything else that is raised fails the test
        read(text, declared)


def _seconds(text: str) -> float:
    best = 60.0
    for _ in range(2):
        start = time.process_time()
        with suppress(InputError):
            read(text, "W: 16 x N; a: N; c: scalar")
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize(
    "piece", ["c + ", "W_{0,{}} a_{{}} + ", "(c) + ", "Σ_j a_j + ", r"\frac{c}{2} + ", "a_", "c^", "{", "W a "]
)
def test_time_grows_with_the_length_of_the_text(piece: str) -> None:
    def text(count: int) -> str:
        return "".join(piece.replace("{}", str(number)) for number in range(count)) + "c"

    _seconds(text(10))
    short, long = _seconds(text(100)), _seconds(text(800))
    assert long < 0.1 + 20 * short  # 8 times the text; a square law would be 64 times

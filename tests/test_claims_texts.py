"""Texts of more than two sides: two equations for one name, an equation beside an expression, chains."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sympy import Eq, MatAdd, MatMul, MatrixSymbol, Sum, Symbol

from explorer.claims import prove
from explorer.claims.texts import parts
from explorer.errors import InputError, ReadError
from explorer.notation import declarations
from explorer.proof.checker import Invalid
from explorer.proof.composition import verify

G = "W: m x n; x: n; b: m; a: m; σ: function"
WHOLE, ENTRY = "a = σ(W x + b)", "a_i = σ(Σ_j W_{ij} x_j + b_i)"

# two texts, the verdict, and a false twin of the second
EQUATIONS = [
    (WHOLE, ENTRY, "a_i = σ(Σ_j W_{ij} x_j)"),
    (ENTRY, WHOLE, "a = σ(W x)"),
    (WHOLE, "a_k = σ(b_k + Σ_i x_i W_{ki})", "a_k = σ(b_k + Σ_i x_i b_k)"),
    (ENTRY, "a_k = σ(Σ_j W_{kj} x_j + b_k)", "a_k = σ(Σ_j W_{kj} x_j - b_k)"),
    (ENTRY, "σ(W x + b)", "σ(W x) + b"),
    ("σ(W x + b)", ENTRY, "a_i = Σ_j W_{ij} x_j + b_i"),
    ("σ(W x + b)", "a = σ(b + W x)", "a = σ(b)"),
    ("a_1 = σ(Σ_j W_{1j} x_j + b_1)", WHOLE, "a = σ(W x + 2 b)"),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "wrong"), EQUATIONS)
def test_two_equations_are_compared_as_sympys_are(left: str, right: str, wrong: str):
    good = prove(left, right, G)
    assert (good.verdict, good.scope.sizes) == ("proved", "all")
    assert good.certificate is not None
    assert verify(good.certificate)[0] == 1
    bad = prove(left, wrong, G)
    assert (bad.verdict, bad.why) == ("refuted", "value")
    assert bad.witness.steps is not None


@pytest.mark.parametrize("sizes", [("m", "n"), (2, 3), ("m", 4)])
def test_text_and_sympy_give_one_verdict(sizes: tuple[Any, Any]):
    rows, columns = (Symbol(size) if isinstance(size, str) else size for size in sizes)
    W, x = MatrixSymbol("W", rows, columns), MatrixSymbol("x", columns, 1)
    a, b = MatrixSymbol("a", rows, 1), MatrixSymbol("b", rows, 1)
    i, j = Symbol("i"), Symbol("j")
    given = f"W: {sizes[0]} x {sizes[1]}; x: {sizes[1]}; a: {sizes[0]}; b: {sizes[0]}"
    whole = Eq(a, MatAdd(MatMul(W, x), b), evaluate=False)
    for entry, text in ((b[i, 0], "b_i"), (0, "0")):
        other = Eq(a[i, 0], Sum(W[i, j] * x[j, 0], (j, 0, columns - 1)) + entry, evaluate=False)
        said = prove("a = W x + b", f"a_i = Σ_j W_{{ij}} x_j + {text}", given)
        assert said.verdict == prove(whole, other).verdict == ("proved" if entry != 0 else "refuted")


def test_a_slip_in_an_equation_has_its_diagnosis():
    assert prove(WHOLE, "a_i = σ(Σ_j W_{ij} x_j)", G).diagnosis == "equal if b_i is added to Σ_j W_{ij} x_j"
    assert prove(WHOLE, "a_i = σ(Σ_j W_{ij} x_j)", G, diagnose=False).diagnosis is None


CHAINS = [
    ("W x + b = b + W x = Σ_j W_{ij} x_j + b_i", 2, "W x + b = b + W x = Σ_j W_{ij} x_j",
     "b + W x = Σ_j W_{ij} x_j: not equal: "),
    ("(x + y)^2 = x^2 + 2 x y + y^2 = x (x + 2 y) + y^2 = (y + x)^2", 3, "(x + y)^2 = x^2 + y^2 = y^2 + x^2",
     "(x + y)^2 = x^2 + y^2: not equal: "),
    (r"\tanh(x) = 2 s(2x) - 1 = 1 - 2 s(-2x)", 2, r"\tanh(x) = 2 s(2x) - 1 = 1 - 2 s(2x)",
     "2 s(2x) - 1 = 1 - 2 s(2x): not equal: "),
]  # fmt: skip
CHAIN_GIVEN = {0: G, 1: "x: scalar; y: scalar", 2: "x: scalar; s: sigmoid"}


@pytest.mark.parametrize("number", range(len(CHAINS)))
def test_a_chain_is_proved_pair_by_pair(number: int):
    chain, count, wrong, begins = CHAINS[number]
    good = prove(chain, None, CHAIN_GIVEN[number])
    assert good.verdict == "proved"
    assert good.message == f"{count} equalities, each proved, for all sizes"
    assert verify(good.certificate)[0] == count
    assert len(good.statement.members) == count + 1
    assert good._repr_latex_().count(" = ") >= count
    bad = prove(wrong, None, CHAIN_GIVEN[number])
    assert (bad.verdict, bad.why) == ("refuted", "value")
    assert bad.message.startswith(begins)
    assert bad.witness.steps is not None
    spoilt = {**good.certificate, "layers": good.certificate["layers"][::-1][:1] * 2}
    with pytest.raises(Invalid, match=r"^a name is used before it is defined$"):
        verify(spoilt)


def test_a_chain_with_a_pair_that_is_open_is_unknown_and_a_refuted_pair_comes_first():
    circle = r"1 = 1 = \sin(x)^2 + \cos(x)^2"
    undecided = prove(circle, None, "x: scalar")
    assert undecided.verdict == "unknown"
    assert undecided.reason == (
        r"1 = \sin(x)^2 + \cos(x)^2: the two sides were not brought to one form, and no numbers were found where they "
        "differ"
    )
    assert undecided.certificate is None
    first = prove(f"{circle} = 2", None, "x: scalar")
    assert first.verdict == "refuted"
    assert first.message.startswith(r"\sin(x)^2 + \cos(x)^2 = 2: not equal: ")


def test_a_chain_that_holds_under_a_condition_says_so():
    verdict = prove(r"\frac{x y}{x} = y = \frac{y x}{x}", None, "x: scalar; y: scalar")
    assert (verdict.verdict, verdict.scope.conditions) == ("proved", ("x ≠ 0",))
    assert verdict.certificate is None


def test_the_activations_of_all_pairs_are_told_once():
    verdict = prove(CHAINS[2][0], None, CHAIN_GIVEN[2])
    assert verdict.scope.activation == "sigmoid, tanh"
    assert len(verdict.facts) == len(set(verdict.facts))


ERRORS = {
    "other names": ((WHOLE, "b = σ(W x + a)", G), "The two equations define different things: a and b.",
                    "compare equations with the same left side, or give only the right sides"),
    "no name": (("2a = W x", "3a = W x", G),
                "The left side 2*a is no name and no entry of one: the other side says nothing of it.",
                "compare the two sides of one equation, or equations that define one name"),
    "a chain beside": (("a = σ(W x + b) = W x", "σ(W x)", G),
                       "a = σ(W x + b) = W x is a chain of equations beside another side.",
                       "give the chain alone, as one text"),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_what_cannot_be_compared(name: str):
    arguments, message, hint = ERRORS[name]
    with pytest.raises(InputError, match=f"^{re.escape(message)}") as caught:
        prove(*arguments)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_left_side_that_is_no_name_says_nothing_of_the_right_sides():
    """`2a = b` and `3a = b` have one right side, and are not the same claim."""
    n = Symbol("n")
    a, b = MatrixSymbol("a", n, 1), MatrixSymbol("b", n, 1)
    with pytest.raises(InputError, match=r"^The left side 2\*a is no name and no entry of one"):
        prove(Eq(2 * a, b, evaluate=False), Eq(3 * a, b, evaluate=False))
    with pytest.raises(InputError, match=r"^The left side 2\*a is no name and no entry of one"):
        prove(Eq(2 * a, b, evaluate=False), b)
    assert prove(Eq(2 * a, MatAdd(a, b), evaluate=False), Eq(2 * a, MatAdd(b, a), evaluate=False)).verdict == "proved"
    assert prove(Eq(2 * a, b, evaluate=False), Eq(2 * a, MatAdd(b, a), evaluate=False)).verdict == "refuted"


def test_shapes_that_clash_refute_and_what_cannot_be_read_is_an_error():
    verdict = prove("W x = W b = x", None, G)
    assert (verdict.verdict, verdict.why) == ("refuted", "shape")
    assert "the inner sizes n and m must be one" in verdict.message
    with pytest.raises(ReadError):
        prove("W x = W ( x = b", None, G)
    with pytest.raises(InputError, match="there is no function σ in this claim"):
        prove("W x = W x = W x", None, G.replace("; σ: function", ""), sigma="tanh")


def test_ordinary_texts_are_read_as_before():
    known = declarations(G)
    assert parts("W x", "W x", known) is None
    assert parts("W x = W x", None, known) is None
    assert parts("Σ_{j=1}^{n} W_{ij} x_j", "Σ_{j=1}^{n} W_{ij} x_j", known) is None
    assert parts("W x = W x = W x", None, known) is not None

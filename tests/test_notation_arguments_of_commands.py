"""Arguments without braces are one letter or digit, as in TeX; numbers nobody means; names declared twice."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer as ex
from explorer.errors import InputError, ReadError
from explorer.notation import declarations, read

NUMBERS = "; ".join(f"{letter}: scalar" for letter in "abchnvxy")

SAME = [
    (r"\frac h2 v", r"\frac{h}{2} v", r"\frac{h}{2 v}"),
    (r"\frac ab c", r"\frac{a}{b} c", r"\frac{a}{b c}"),
    (r"\frac12 x", r"\frac{1}{2} x", r"\frac{1}{2 x}"),
    (r"\frac{a}2b", r"\frac{a}{2} b", r"\frac{a}{2 b}"),
    (r"\frac a{2}b", r"\frac{a}{2} b", r"\frac{a}{2 b}"),
    (r"\frac12x^2", r"\frac{1}{2} x^{2}", r"\frac{1}{2 x^{2}}"),
    (r"\sqrt2 x", r"\sqrt{2} x", r"\sqrt{2 x}"),
    (r"\sqrt ab", r"\sqrt{a} b", r"\sqrt{a b}"),
    (r"\frac{x}{-a}", r"-\frac{x}{a}", r"\frac{x}{a}"),
    (r"\frac{1}{-a - b}", r"-\frac{1}{a + b}", r"\frac{1}{a - b}"),
]


@pytest.mark.parametrize(("text", "braced", "twin"), SAME)
def test_an_argument_without_braces_is_one_letter_or_digit(text: str, braced: str, twin: str) -> None:
    assert ex.prove(text, braced, NUMBERS).verdict == "proved"
    assert ex.prove(text, twin, NUMBERS).verdict == "refuted"


@given(st.sampled_from("abhn"), st.integers(1, 9), st.sampled_from("vxy"))
def test_a_fraction_ends_after_one_digit(over: str, under: int, behind: str) -> None:
    short = read(rf"\frac {over}{under} {behind}", NUMBERS, strict=True)
    assert short.right == read(rf"\frac{{{over}}}{{{under}}} {behind}", NUMBERS, strict=True).right


def test_two_digits_behind_a_sign_need_braces() -> None:
    with pytest.raises(ReadError) as caught:
        ex.prove(r"\alpha x^23", r"\alpha x^{23}", "α: scalar; x: scalar")
    assert str(caught.value) == (
        "left:1:10: `^` takes the 2 of `23` alone\n  \\alpha x^23\n           ^^\n  hint: braces around it: `^{23}`"
    )
    with pytest.raises(ReadError, match=re.escape("`_` takes the 1 of `12` alone")):
        ex.prove(r"\alpha W_12", r"W_{12} \alpha", "α: scalar; W: n x n")
    assert ex.prove("x^10 x", "x^{11}", "x: scalar").verdict == "proved"
    assert ex.prove("W_12", "W_{1,2}", "W: n x n").verdict == "proved"


def test_the_sign_of_a_root_takes_brackets() -> None:
    assert read("√(x + y)", NUMBERS, strict=True).right == read(r"\sqrt{x + y}", NUMBERS, strict=True).right
    assert read("½ x", NUMBERS, strict=True).right == read(r"\frac12 x", NUMBERS, strict=True).right


LONG = "9" * 5000


@pytest.mark.parametrize("text", [LONG, f"x^{{{LONG}}}", f"0.{LONG}", f"x_{{{LONG}}}", rf"\sqrt{{{LONG}}}"])
def test_a_number_of_thousands_of_digits_is_an_error(text: str) -> None:
    with pytest.raises(InputError, match=r"this number has 500[01] digits"):
        ex.prove(text, "1", "x: scalar")
    assert f"this number has 500{'1' if '.' in text else '0'} digits" in str(ex.check(f"Text\n\n$${text} = 1$$\n"))


def test_the_message_about_a_long_number_is_told_in_full() -> None:
    with pytest.raises(ReadError) as caught:
        read("y = " + "7" * 101)
    assert str(caught.value) == (
        "input:1:5: this number has 101 digits\n  y = " + "7" * 96 + "…\n      " + "^" * 96 + "\n"
        "  hint: at most 100 are read: write a power of 10, or a letter"
    )
    assert read("y = " + "7" * 100).right == int("7" * 100)


@pytest.mark.parametrize(
    "text",
    ["x^{99999999}", "2^{99999999}", "2^{2^{2^{2^{2^{2^{2}}}}}}", r"\frac{1}{3^{99999999}}", "(2^{9999})^{9999}"],
)
def test_high_powers_are_decided_or_open_in_an_instant(text: str) -> None:
    verdict = ex.prove(text, "x + 1", "x: scalar")
    assert verdict.verdict in ("refuted", "unknown")
    assert verdict.seconds < 2


TWICE = [
    (["x: scalar", "x: n"], "given:2:1: `x` is declared twice: first `x: scalar`, then `x: n`\n  x: n\n  ^"),
    ("σ: tanh; σ: relu", "given:1:10: `σ` is declared twice: first `σ: tanh`, then `σ: relu`\n  σ: tanh; σ: relu"),
    ("W: m x n; W: n x m", "given:1:11: `W` is declared twice: first `W: m x n`, then `W: n x m`"),
    ("T: m x n x p; T: m x n x q", "given:1:15: `T` is declared twice"),
    ("j: row; i: row", "given:1:9: `row` is declared twice: first `j: row`, then `i: row`"),
]


@pytest.mark.parametrize(("given", "message"), TWICE)
def test_a_name_is_declared_once(given: str | list[str], message: str) -> None:
    with pytest.raises(ReadError) as caught:
        declarations(given)
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith("\n  hint: leave one of them out")


def test_the_same_said_twice_is_fine_and_a_later_text_replaces_an_earlier_one() -> None:
    known = declarations("x: n; x: n; x: n x 1")
    known.update(declarations("x: m"))
    assert [str(size) for size in known.shapes["x"].sizes] == ["m"]

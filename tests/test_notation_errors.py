"""Every message of the reader, in full: what is wrong, the line with a caret under the place, and what to do."""

from __future__ import annotations

from ast import literal_eval
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from explorer.errors import InputError, ReadError
from explorer.notation import ShapeClash, declarations, read_pair
from explorer.notation import read as read_all

read = partial(read_all, strict=True)  # nothing is guessed, as in a claim

GIVEN = "W: m x n; a: n; b: m; A: n x n; c: scalar; f: function"
GOLDEN = Path(__file__).parent / "goldens" / "notation_messages.txt"
BLOCKS = [block.split("\n", 2) for block in GOLDEN.read_text(encoding="utf-8").rstrip("\n").split("\n\n")]
ERRORS = {"ReadError": ReadError, "ShapeClash": ShapeClash, "InputError": InputError}


@pytest.mark.parametrize(("call", "error", "message"), BLOCKS, ids=[block[0] for block in BLOCKS])
def test_the_message_in_full(call: str, error: str, message: str) -> None:
    name, text = call.split(" ", 1)
    reader, arguments = {"read": (read, (GIVEN,)), "declarations": (declarations, ())}[name]
    with pytest.raises(InputError) as caught:
        reader(literal_eval(text), *arguments)  # type: ignore[operator]
    assert str(caught.value) == message
    assert type(caught.value) is ERRORS[error]


STATEMENTS: list[tuple[Any, tuple[str, ...], type[InputError], str]] = [
    (
        read_pair,
        ("W a = b", "b", GIVEN),
        ReadError,
        "left:1:1: an equation stands where one side is expected\n  W a = b\n  ^^^^^^^\n  hint: drop the other side",
    ),
    (
        read_pair,
        ("W a", "a", GIVEN),
        ShapeClash,
        "right:1:1: the left side is m x 1, the right side n x 1\n  a\n  ^",
    ),
    (
        read_pair,
        ("W a", "b", GIVEN, "tanh"),
        InputError,
        "there is no function σ in this claim\n  hint: declare another one with --given 'f: tanh'",
    ),
    (
        read,
        ("c", "convention: mine; c: scalar"),
        InputError,
        "`mine` is not a convention known here\n"
        "  hint: one of 0-based, 1-based, 3b1b, 3blue1brown, bishop, coursera, cs224n, cs231n, d2l, goodfellow, murphy,"
        " ng, nielsen, prince, udl",
    ),
    (
        read,
        ("W a", "W: m x n x p; a: p"),
        ReadError,
        "input:1:1: `W` has three indices (m x n x p): as a whole it cannot stand here\n  W a\n  ^\n"
        "  hint: write its entries, W_{i,j,k}",
    ),
    (
        read,
        ("z + c", "c: scalar; z_i = c"),
        ReadError,
        "input:1:1: nothing says what size `z` has\n  z + c\n  ^\n  hint: declare it with --given",
    ),
    (
        read,
        ("a_1", "a: n; Σ_{j=1}^{n-1} a_j = 1"),
        ReadError,
        "given:1:7: this equation cannot be used: its sum does not run over all entries\n"
        "  Σ_{j=1}^{n-1} a_j = 1\n  ^^^^^^^^^^^^^^^^^^^^^",
    ),
    (
        read,
        ("W x", "W: m x n; x: n; W = W^T"),
        ShapeClash,
        "input:1:1: `W = W^T`, but W is m x n\n  W x\n  ^",
    ),
    (
        read,
        ("g(c, c)", "g(x) = 2 x; c: scalar"),
        ReadError,
        "input:1:1: `g` takes 1 arguments\n  g(c, c)\n  ^^^^^^^",
    ),
    (
        read,
        ("z", "z: n; z = 2"),
        ReadError,
        "given:1:7: `z = 2` has not the shape that is declared for z\n  z = 2\n  ^^^^^\n"
        "  hint: the right side is a number",
    ),
    (
        read,
        ("z", "z = z + 1"),
        ReadError,
        "given:1:5: nothing says whether `z` is a number, a vector or a matrix\n  z = z + 1\n      ^\n"
        "  hint: declare it: --given 'z: scalar', 'z: n' or 'z: m x n'",
    ),
    (
        read,
        (r"\v{c}", r"macro: \newcommand{\v}[1]{\v{#1}}"),
        ReadError,
        "input:1:1: `\\v` calls itself or grows without end\n  \\v{c}\n  ^^^^^",
    ),
    (
        read,
        (r"\v", r"macro: \newcommand{\v}[1]{#1}"),
        ReadError,
        "input:1:1: `\\v` needs 1 arguments\n  \\v\n  ^^",
    ),
]


@pytest.mark.parametrize(("reader", "arguments", "error", "message"), STATEMENTS)
def test_the_message_for_a_statement(
    reader: Any, arguments: tuple[str, ...], error: type[InputError], message: str
) -> None:
    with pytest.raises(InputError) as caught:
        reader(*arguments)
    assert str(caught.value) == message
    assert type(caught.value) is error


def test_a_clash_of_inferred_shapes_is_an_error_of_the_reading() -> None:
    with pytest.raises(ReadError, match=r"read this way the shapes clash: `V` is m x p and `a` is n x 1") as caught:
        read("W a + V a", "W: m x n; V: m x p")
    assert type(caught.value) is ReadError
    with pytest.raises(ShapeClash, match=r"^input:1:7: `V` is m x p and `a` is n x 1"):
        read("W a + V a", "W: m x n; V: m x p; a: n")
    assert read("W a + V a", "W: m x n; V: m x n").notes == ("a is read as a column vector",)


TOO_MUCH = ["(" * 60 + "c" + ")" * 60, "c" + " c" * 200, "σ(" * 60, "Σ_j " * 80 + "a_j", "a" * 200_001]


@pytest.mark.parametrize("text", TOO_MUCH, ids=["brackets", "factors", "open", "sums", "long"])
def test_what_is_too_deep_or_too_long_is_said(text: str) -> None:
    with pytest.raises(InputError, match=r"brackets are open|factors in one product|nested too deeply|characters"):
        read(text, GIVEN)


def test_the_column_of_a_declaration_is_that_of_the_whole_string() -> None:
    with pytest.raises(ReadError) as caught:
        declarations("W: m x n;\n a: (n")
    assert (caught.value.line, caught.value.column) == (2, 5)

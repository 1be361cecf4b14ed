"""Arguments without brackets: `tanh x tanh y` is a product of two values, `tanh 2x` the value at 2x."""

from __future__ import annotations

import pytest

from explorer.claims import prove
from explorer.errors import ReadError

SCALARS = "x: scalar; y: scalar"


@pytest.mark.parametrize(
    ("left", "right", "twin"),
    [
        (r"\tanh x \tanh y", r"\tanh(x) \tanh(y)", r"\tanh(x \tanh(y))"),
        (
            r"\tanh(x + y)",
            r"\frac{\tanh x + \tanh y}{1 + \tanh x \tanh y}",
            r"\frac{\tanh x + \tanh y}{1 - \tanh x \tanh y}",
        ),
        (r"\tanh 2x", r"\tanh(2x)", r"x \tanh(2)"),
        (r"\sin 2\pi x \cos y", r"\cos(y) \sin(2 \pi x)", r"\sin(2 \pi) x \cos(y)"),
        (r"\sinh 2x", r"2 \sinh x \cosh x", r"\sinh x \cosh x"),
    ],
)
def test_where_an_argument_without_brackets_ends(left: str, right: str, twin: str) -> None:
    assert prove(left, right, SCALARS).verdict == "proved"
    assert prove(left, twin, SCALARS).verdict != "proved"


@pytest.mark.parametrize("text", [r"\tanh x y", r"\log x y", r"\tanh x y \tanh x"])
def test_where_nothing_says_where_it_ends_it_is_refused(text: str) -> None:
    with pytest.raises(ReadError, match=r"^left:1:1: where does the argument end"):
        prove(text, "x", SCALARS)

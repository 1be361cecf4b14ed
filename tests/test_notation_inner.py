"""Inner products and powers entry by entry, as text: ⟨x, y⟩ and x^{⊙ 2}."""

from __future__ import annotations

import re

import pytest

from explorer.claims import prove
from explorer.errors import ReadError
from explorer.notation import read, spell

SHAPES = "W: m x n; A: m x n; B: m x n; S: n x n; T: n x n; x: n; u: n; y: m; r: 1 x n; t: 1 x n; b: scalar"

TRUE = [
    (r"\langle x, u \rangle", "x^T u"),
    (r"\left\langle x, u \right\rangle + b", r"b + \sum_j x_j u_j"),
    (r"\langle W x, y \rangle", r"\langle x, W^T y \rangle"),
    (r"\langle r, t \rangle", "r t^T"),
    (r"\langle A, B \rangle", r"\sum_{ij} A_{ij} B_{ij}"),
    (r"\langle A, A \rangle", r"\|A\|_F^2"),
    (r"x^{\odot 2}", r"x \odot x"),
    (r"(x - u)^{\circ 2}", r"x^{\odot 2} - 2 x \odot u + u^{\odot 2}"),
    (r"(A^{\odot 3})_{ij}", "A_{ij}^3"),
]
FALSE = [
    (r"\langle x, u \rangle", r"x^T S u"),
    (r"\langle S x, u \rangle", r"\langle x, S u \rangle"),
    (r"\langle S, T \rangle", r"\sum_{ij} S_{ij} T_{ji}"),
    (r"\langle S, T \rangle", r"\operatorname{tr}(S T)"),
    (r"(x - u)^{\circ 2}", r"x^{\odot 2} - x \odot u + u^{\odot 2}"),
    (r"S^{\odot 2}", "S^2"),
]


@pytest.mark.parametrize(("left", "right"), TRUE)
def test_what_holds_is_proved(left: str, right: str) -> None:
    given = f"{SHAPES}; i: index m; j: index n" if "_{ij}" in left else SHAPES
    assert prove(left, right, given).verdict == "proved"


@pytest.mark.parametrize(("left", "right"), FALSE)
def test_what_does_not_is_refuted(left: str, right: str) -> None:
    assert prove(left, right, SHAPES, diagnose=False).verdict == "refuted"


def test_arrays_of_two_shapes_have_no_inner_product() -> None:
    verdict = prove(r"\langle x, y \rangle", "b", SHAPES)
    assert (verdict.verdict, verdict.why) == ("refuted", "shape")
    assert verdict.message == "the inner product of arrays of two shapes: `x` is n x 1, `y` is m x 1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (r"\langle x \rangle", "this bracket is not read here"),
        (r"\langle x, u, x \rangle", "this bracket is not read here"),
        (r"x^{\odot 0}", "this power entry by entry is not read"),
        (r"x^{\odot 21}", "this power entry by entry is not read"),
    ],
)
def test_others_are_refused(text: str, message: str) -> None:
    with pytest.raises(ReadError, match=re.escape(message)):
        prove(text, text, SHAPES)


def test_what_nothing_is_known_of_stays_as_it_is_written() -> None:
    text = r"y = \langle w, x \rangle + b"
    assert spell(read(text)) == text
    assert str(read(text, "w: n; x: n; b: scalar").right) == "b + (w.T*x)[0, 0]"

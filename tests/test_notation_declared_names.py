"""Declared names: said by themselves, of several letters, rows of theirs transposed; each claim beside a false one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from explorer.claims import prove
from explorer.claims.check import check_document
from explorer.documents import load
from explorer.errors import ReadError
from explorer.notation import read


@pytest.mark.parametrize(
    ("left", "right", "sizes", "verdict"),
    [
        # a row of a matrix with the transpose behind its index
        ("(X W^T)_{ij}", "X_i W_j^T", "X: q x n; W: m x n", "proved"),
        ("(X W^T)_{ij}", "X_j W_i^T", "X: q x n; W: q x n", "refuted"),
        ("(W^T x)_j", "W_j^T x", "x: m; W: m x n", "proved"),
        ("(W^T x)_j", "W_j^T x", "x: n; W: m x n", "refuted"),
        # what a name is said to be by itself holds less than it says
        ("W a", "W^T a", "W: n x n; a: n; W_{ij} = W_{ji}", "proved"),
        ("W a", "-W^T a", "W: n x n; a: n; W_{ij} = W_{ji}", "refuted"),
        ("W a", "-W^T a", "W: n x n; a: n; W_{ij} = -W_{ji}", "unknown"),
        ("X_{012}", "X_{102}", "X: n x n x n; X_{ijk} = X_{jik}", "unknown"),
        ("X_{ijk}", "|X_{ijk}|", "X: n x n x n; X > 0", "unknown"),
        ("W", "W_1 W_2", "W: n x n; W_1: n x n; W_2: n x n; W = W_2 W_1", "refuted"),
        ("x", "2 - x", "x: scalar; x = 2 - x", "unknown"),
    ],
)
def test_rows_turned_and_names_said_by_themselves(left: str, right: str, sizes: str, verdict: str) -> None:
    assert prove(left, right, sizes).verdict == verdict


def test_the_transpose_of_a_row_is_said() -> None:
    verdict = prove("(X W^T)_{ij}", "X_i W_j^T", "X: q x n; W: m x n")
    assert verdict.statement is not None
    assert "`W_{j}^{T}` is read as the transpose of a row" in verdict.statement.notes


@pytest.mark.parametrize(
    ("left", "right", "sizes", "verdict"),
    [
        ("W_{hx} x", "W_{xh} x", "W_{hx}: m x n; W_{xh}: m x n; x: n", "refuted"),
        ("W_{hx} x + W_{xh} x", "(W_{xh} + W_{hx}) x", "W_{hx}: m x n; W_{xh}: m x n; x: n", "proved"),
        ("W_{hx}^{(1)} x", "W_{hx}^{(2)} x", "W_{hx}^{(1)}: m x n; W_{hx}^{(2)}: m x n; x: n", "refuted"),
        ("(W_{in} x)_i", r"\sum_j (W_{in})_{ij} x_j", "W_{in}: m x n; x: n", "proved"),
        ("w_{ij} + 1", "1 + w_{ij}", "w_{ij}: scalar; i: index n; j: index n", "proved"),
        # a letter that is an index of one array and a vector itself
        ("z_{bi}", "b_i + W_{bi}", "W: q x m; b: m; z: q x m; z_{bi} = W_{bi} + b_i", "proved"),
        ("z_{bi}", "b_i - W_{bi}", "W: q x m; b: m; z: q x m; z_{bi} = W_{bi} + b_i", "refuted"),
        # a symmetry of one entry only
        ("W_{13}", "W_{31}", "W: n x n; W_{ij} = W_{ji}", "proved"),
        ("W_{13}", "W_{31}", "W: n x n; W_{ij} = W_{ji}; i = 1; j = 2", "unknown"),
    ],
)
def test_a_declared_name_of_several_letters_is_one_name(left: str, right: str, sizes: str, verdict: str) -> None:
    assert prove(left, right, sizes).verdict == verdict


def test_arrays_numbered_by_an_index_are_told() -> None:
    message = r"`d_{oi}` is declared for every value of an index in its name, which is not read"
    for sizes in ("d_{oi}: n; i: index m", "d_{oi}: 1 x n; i: index m; o: index 2"):
        with pytest.raises(ReadError, match=re.escape(message)) as raised:
            prove("d_{oi}", "0", sizes)
        assert raised.value.hint == "declare all of them as one array, with one size more"
    with pytest.raises(ReadError, match=r"`z_\{bi\}` is declared for every value of an index in its name"):
        prove("z_{bi}", "b_i", "W: m x n; b: m; z_{bi} = b_i")
    with pytest.raises(ReadError, match="`x` is declared, and not as an index"):
        prove("W_{hx} W_{xh}", "W_{xh} W_{hx}", "x: n")
    assert read("d_{oi} + 1", "d_{oi}: scalar; i: index m; o: index 2").left is None


NOTE = r"""
SYMMETRIC
The product is $g_i = \sum_j H_{ij} u_j$, that is, $g_i = \sum_j H_{ji} u_j$.
In three indices, $d_{ij} = \sum_k T_{ijk} u_k$, that is, $d_{ij} = \sum_k T_{kji} u_k$.
"""


def test_an_array_said_to_be_symmetric_refutes_nothing() -> None:
    said = r"Both are symmetric, $H_{ij} = H_{ji}$ and $T_{ijk} = T_{jik} = T_{ikj}$."
    for text, verdicts in ((said, ["unknown"] * 3), ("", ["refuted"] * 2)):
        report = check_document(load(Path("note.md"), NOTE.replace("SYMMETRIC", text)))
        assert [claim.verdict.verdict for claim in report.claims] == verdicts
        if text:
            assert report.claims[1].verdict.reason == "H is said to be symmetric"

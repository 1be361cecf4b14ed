"""Arrays of three and more indices in NumPy: what is compiled is einsum's value, and every wrong shape is told."""

from __future__ import annotations

import numpy as np
import pytest
from sympy import IndexedBase, Sum, symbols

from explorer.errors import InputError, ShapeError
from explorer.notation import read
from explorer.numeric import agree, compile

i, j, k, m, n, p = symbols("i j k m n p")
RNG = np.random.default_rng(7)
X = RNG.uniform(-1, 1, (2, 3, 4))
A = RNG.uniform(-1, 1, (2, 3, 4, 5))
ARGUMENTS = {"X": X, "A": A, "u": X[0, :, 0], "v": X[0, 0], "w": X[:, 0, 0], "B": A[0, 0].T}
SHAPES = "X: m x n x p; v: p; u: n; w: m; A: m x n x p x q; B: q x p"
SUMS = [
    (r"\sum_k X_{ijk} v_k", "ijk,k->ij", "Xv"),
    (r"\sum_j X_{ijk} u_j", "ijk,j->ik", "Xu"),
    (r"\sum_i X_{ijk} w_i", "ijk,i->jk", "Xw"),
    (r"\sum_{ij} w_i X_{ijk} u_j", "i,ijk,j->k", "wXu"),
    (r"\sum_{ijk} X_{ijk}^2", "ijk,ijk->", "XX"),
    (r"(X_i v)_j", "ijk,k->ij", "Xv"),
    (r"(X_i^T u)_k", "ijk,j->ik", "Xu"),
    (r"w^T X_{:,:,k} u", "i,ijk,j->k", "wXu"),
    (r"X_{ij,:}^T v", "ijk,k->ij", "Xv"),
    (r"\sum_{kl} A_{ijkl} B_{lk}", "ijkl,lk->ij", "AB"),
]


@pytest.mark.parametrize(("text", "einsum", "operands"), SUMS)
def test_the_value_is_that_of_einsum(text: str, einsum: str, operands: str) -> None:
    f = compile(read(text, SHAPES).right)
    wanted = np.einsum(einsum, *(ARGUMENTS[name] for name in operands))
    free = einsum.partition("->")[2]
    for at in np.ndindex(wanted.shape):
        given = {row.name: ARGUMENTS[row.name] for row in f.arguments if row.kind == "array"}
        assert f(**given, **dict(zip(free, at, strict=True))) == pytest.approx(wanted[at], rel=1e-12)


def test_a_matrix_of_an_array_is_one_slice() -> None:
    f = compile(read("X_i v + u", SHAPES).right)
    assert "z = v.dot(X[at(i, m, 'X')].T)" in f.source
    np.testing.assert_allclose(f(X=X, v=ARGUMENTS["v"], u=ARGUMENTS["u"], i=1), X[1] @ X[0, 0] + X[0, :, 0])
    thin = compile(read("X_{i,1,k} + X_{i,0,k}", "X: m x 2 x 1", strict=True).right)
    assert thin(X=X[:, :2, :1], i=1, k=0) == X[1, :2, 0].sum()


def test_sympy_entries_are_compiled_too() -> None:
    T, v = IndexedBase("T", shape=(m, n, p)), IndexedBase("v", shape=(p,))
    f = compile(Sum(T[i, j, k] * v[k], (k, 0, p - 1)))
    assert [str(row) for row in f.arguments] == ["v: (p, 1)", "T: (m, n, p)", "i: index", "j: index"]
    assert f({T: X, v: X[0, 0], i: 1, j: 2}) == pytest.approx(X[1, 2] @ X[0, 0])
    assert compile(IndexedBase("V")[i, j, k])(V=X, i=1, j=0, k=3) == X[1, 0, 3]


def test_forms_agree_or_differ() -> None:
    square = "X: n x n x n; v: n"
    sides = [read(text, square) for text in (r"\sum_k X_{ijk} v_k", "(X_i v)_j", r"\sum_k X_{ikj} v_k")]
    assert bool(agree(sides[0], sides[1]))
    assert not bool(agree(sides[0], sides[2]))


def test_wrong_shapes_and_indices_are_told() -> None:
    f = compile(read(r"\sum_k X_{ijk} v_k", SHAPES).right)
    v = ARGUMENTS["v"]
    with pytest.raises(ShapeError, match=r"^X has shape \(3, 4\); expected \(m, n, p\)\.$"):
        f(X=X[0], v=v, i=0, j=0)
    with pytest.raises(ShapeError, match=r"^v has shape \(3,\); expected \(4,\), \(4, 1\) or a batch \(N, 4\)\."):
        f(X=X, v=v[:3], i=0, j=0)
    with pytest.raises(InputError, match=r"^Index 2 of X is out of range: there are 2 entries, numbered from 0\.$"):
        f(X=X, v=v, i=2, j=0)

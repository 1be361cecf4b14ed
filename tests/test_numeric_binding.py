"""What a compiled function says when it is called in a wrong way: the argument, what was expected, what was given."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import InputError, ShapeError
from explorer.network import Network
from explorer.nodes import Batch, entrywise
from explorer.numeric import compile

ONES = {"a0": (5,), "W1": (4, 5), "b1": (4,), "W2": (3, 4), "b2": (3,)}
ORDER = "the arguments are a0, W1, b1, W2, b2"


def call(sizes: list[Any], **changed: Any) -> Any:
    return compile(Network(sizes))(**{name: np.ones(shape) for name, shape in {**ONES, **changed}.items()})


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"a0": (4,)}, "a0 (a^{(0)}) has shape (4,); expected (5,), (5, 1) or a batch (N, 5)."),
        ({"a0": (7, 6)}, "a0 (a^{(0)}) has shape (7, 6); expected (5,), (5, 1) or a batch (N, 5)."),
        ({"a0": (2, 7, 5)}, "a0 (a^{(0)}) has shape (2, 7, 5); expected (5,), (5, 1) or a batch (N, 5)."),
        ({"a0": ()}, "a0 (a^{(0)}) has shape (); expected (5,), (5, 1) or a batch (N, 5)."),
        ({"W1": (5, 4)}, "W1 (W^{(1)}) has shape (5, 4); expected (4, 5).\n  hint: it is transposed: pass W1.T"),
        ({"W1": (20,)}, "W1 (W^{(1)}) has shape (20,); expected (4, 5)."),
        ({"W2": (3, 5)}, "W2 (W^{(2)}) has shape (3, 5); expected (3, 4)."),
        ({"b1": (5,)}, "b1 (b^{(1)}) has shape (5,); expected (4,) or (4, 1)."),
        (
            {"b2": (1, 3)},
            "b2 (b^{(2)}) has shape (1, 3); expected (3,) or (3, 1).\n  hint: it is transposed: pass b2.T",
        ),
    ],
)
def test_a_wrong_shape_is_told_in_full(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(ShapeError, match=f"^{re.escape(message)}$"):
        call([5, 4, 3], **changed)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"a0": (4,)}, "a0 (a^{(0)}) has shape (4,); expected (5,), (5, 1) or a batch (N, 5).\n  hint: n = 5 from W1"),
        ({"W2": (3, 5)}, "W2 (W^{(2)}) has shape (3, 5); expected (p, 4).\n  hint: m = 4 from W1"),
        ({"b2": (4,)}, "b2 (b^{(2)}) has shape (4,); expected (3,) or (3, 1).\n  hint: p = 3 from W2"),
        ({"W1": (4,)}, "W1 (W^{(1)}) has shape (4,); expected (m, n)."),
    ],
)
def test_sizes_of_one_name_agree(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(ShapeError, match=f"^{re.escape(message)}$"):
        call(["n", "m", "p"], **changed)


def test_the_number_and_the_names_of_arguments() -> None:
    f = compile(Network([5, 4, 3]))
    values = [np.ones(shape) for shape in ONES.values()]
    for wrong, message in [
        (lambda: f(*values, 1), "The function takes 5 arguments, but 6 were given."),
        (lambda: f(*values[:3]), "The function takes 5 arguments, but W2, b2 are missing."),
        (lambda: f(*values[:4]), "The function takes 5 arguments, but b2 is missing."),
        (lambda: f(*values, b2=1), "The argument b2 is given twice, by position and by name."),
        (lambda: f(*values[:4], b3=1), "There is no argument called 'b3'."),
        (lambda: f({sp.Symbol("V"): 1}), "There is no argument for V."),
        (lambda: f({"a0": values[0]}), "The function takes 5 arguments, but W1, b1, W2, b2 are missing."),
        (lambda: f({"a0": 1, f.arguments[0].symbol: 1}), "The argument a0 is given twice."),
    ]:
        with pytest.raises(InputError, match=f"^{re.escape(message)}\n  hint: {ORDER}$"):
            wrong()
    with pytest.raises(
        InputError, match=r"^The function takes 0 arguments, but 1 were given\.\n  hint: it takes no arg"
    ):
        compile(sp.Integer(3))(1)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (["a", "b"], "a0 (a^{(0)}) must be an array of real numbers, not a list without real numbers."),
        (None, "a0 (a^{(0)}) must be an array of real numbers, not a NoneType without real numbers."),
        ([[1, 2], [3]], "a0 (a^{(0)}) must be an array of real numbers, not a list without real numbers."),
        (np.ones(5) * 1j, "a0 (a^{(0)}) must be an array of real numbers, not complex numbers."),
    ],
)
def test_what_is_no_array_of_real_numbers(value: Any, message: str) -> None:
    f = compile(Network([5, 4]))
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        f(value, np.ones((4, 5)), np.ones(4))


def test_numbers_indices_and_functions() -> None:
    x, i = sp.symbols("x i")
    a, f = sp.MatrixSymbol("a", 3, 1), sp.Function("f")
    g = compile(f(x) * a[i, 0])
    assert [row.name for row in g.arguments] == ["a", "x", "i", "f"]
    ones = [1.0, 2.0, 3.0]
    assert g(ones, 2, 1, np.square) == 8.0
    assert g(ones, np.float64(2), np.int64(1), lambda x: 1) == 2.0
    for arguments, message in [
        ((ones, 1j, 1, np.square), r"^x must be one real number, not 1j\.$"),
        ((ones, [1, 2], 1, np.square), r"^x must be one real number, not \[1, 2\]\.$"),
        ((ones, 1, -1, np.square), r"^i is an index, a whole number from 0; got -1\.$"),
        ((ones, 1, 1.5, np.square), r"^i is an index, a whole number from 0; got 1\.5\.$"),
        ((ones, 1, 3, np.square), r"^Index 3 of a is out of range: there are 3 entries, numbered from 0\.$"),
        ((ones, 1, 1, 5), r"^f must be a function, not 5\.\n  hint: give one that acts on arrays entry by entry"),
    ]:
        with pytest.raises(InputError, match=message):
            g(*arguments)
    with pytest.raises(ShapeError, match=r"^f returned shape \(2,\) for an argument of shape \(3,\)\.\n  hint: it "):
        compile(entrywise(f, a))(ones, lambda x: x[:2])


def test_sides_that_are_sums_of_sizes() -> None:
    """A side n + 1 gives n, and is checked against it; a batch and a column are told apart by the sizes."""
    n = sp.Symbol("n")
    W, a = sp.MatrixSymbol("W", 2, n + 1), sp.MatrixSymbol("a", n + 1, 1)
    f = compile(W * a * n)
    assert f(np.ones(4), np.ones((2, 4))).tolist() == [12.0, 12.0]
    assert f(np.ones((3, 4)), np.ones((2, 4))).shape == (3, 2)
    assert f(np.ones((4, 1)), np.ones((2, 4))).shape == (2, 1)
    with pytest.raises(ShapeError, match=r"^a has shape \(3,\); expected \(4,\), \(4, 1\) or a batch \(N, 4\)\."):
        f(np.ones(3), np.ones((2, 4)))
    with pytest.raises(ShapeError, match=r"^W has shape \(2, 1\); expected \(2, n \+ 1\)\.$"):
        f(np.ones(1), np.ones((2, 1)))


def test_a_batch_symbol_takes_a_batch_only() -> None:
    n = sp.Symbol("n")
    a = sp.MatrixSymbol("a", n, 1)
    f = compile(Batch("X", sp.Symbol("N"), a) * a)
    assert f(np.ones((3, 4)), np.ones(4)).tolist() == [[4.0]] * 3
    with pytest.raises(ShapeError, match=r"^X has shape \(4,\); expected \(N, n\)\.$"):
        f(np.ones(4), np.ones(4))


@given(st.permutations(range(3)), st.sampled_from([np.float32, np.float64, np.int64, np.float16]))
@settings(max_examples=30, deadline=None)
def test_memory_order_and_type_do_not_matter(order: list[int], dtype: Any) -> None:
    """Fortran order, views with strides, read-only arrays and whole numbers give what plain arrays give."""
    draw = np.random.default_rng(order)
    values = [draw.integers(-3, 4, shape).astype(dtype) for shape in ONES.values()]
    f = compile(Network([5, 4, 3]))
    plain = [np.ascontiguousarray(value, float) for value in values]
    expected = f(*plain)
    odd = [np.asfortranarray(value) for value in values]
    odd[1] = np.repeat(values[1], 2, axis=1)[:, ::2]
    for value in odd:
        value.flags.writeable = False
    np.testing.assert_allclose(f(*odd), expected, rtol=1e-5 if dtype in (np.float32, np.float16) else 1e-14)
    for value, before in zip(values, odd, strict=True):
        np.testing.assert_array_equal(value, before)


def test_arguments_are_never_written_to() -> None:
    for activation in ("sigmoid", "relu", "tanh", "identity"):
        f = compile(Network([5, 4, 3], activation=activation))
        values = [np.random.default_rng(1).normal(size=shape) for shape in ONES.values()]
        before = [value.copy() for value in values]
        first = f(*values)
        again = f(*values)
        np.testing.assert_array_equal(first, again)
        for value, copy in zip(values, before, strict=True):
            np.testing.assert_array_equal(value, copy)


def test_matrix_subclasses_are_plain_arrays() -> None:
    f = compile(Network([5, 4]))
    values = [np.ones(5), np.ones((4, 5)), np.ones(4)]
    with pytest.warns(PendingDeprecationWarning, match="matrix"):
        matrix = np.matrix(values[1])
    found = f(values[0], matrix, values[2])
    assert type(found) is np.ndarray
    np.testing.assert_array_equal(found, f(*values))

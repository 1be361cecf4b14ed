"""What is compared with what: shapes that clash, which index is the row, and what is no claim at all."""

from __future__ import annotations

import re
import sys

import pytest
import sympy as sp
from sympy import Add, Eq, Identity, Integer, MatMul, MatrixSymbol, OneMatrix, Sum, Symbol, Transpose, symbols

from explorer.claims import prove
from explorer.claims.pair import Pairing, side
from explorer.errors import InputError
from explorer.network import Network
from explorer.nodes import Batch, entrywise
from explorer.statement import Statement

i, j, k, m, n, x, y = symbols("i j k m n x y")
layer = Network(["n", "m"], "opaque").layers[0]
W, b, a, s = layer.weights, layer.bias, layer.input, layer.function
Q = Network(["n", "n"], "opaque").layers[0].weights


def raw(kind, *parts):
    return sp.Basic.__new__(kind, *parts)


M2 = MatrixSymbol("a^{(1)}", n, 1)
SHAPES = {
    "product": (raw(MatMul, Transpose(W), a), W,
                "W^{(1)}.T has m columns and a^{(0)} has n rows: they cannot be multiplied."),
    "two matrices": (W, Transpose(W), "The left side is m x n, the right side n x m."),
    "row for column": (Transpose(b), b, "The left side is 1 x m, the right side m x 1."),
    "two shapes of the output": (Eq(M2, a, evaluate=False), layer.matrix(),
                                 "a^{(1)} has two shapes: m x 1 and n x 1."),
    "size of the value": (Eq(layer.output, a, evaluate=False), layer.matrix(),
                          "a^{(1)} is m x 1 and a^{(0)} is n x 1."),
    "one entry": (Eq(layer.output, OneMatrix(1, 1), evaluate=False), layer.matrix(),
                  "a^{(1)} is m x 1 and 1 is 1 x 1."),
    "entry of a number": (layer.neuron(3), Eq(layer.output, OneMatrix(1, 1), evaluate=False),
                          "a^{(1)} is m x 1 and 1 is 1 x 1."),
    "batches": (Eq(layer.batch_output, entrywise(s, MatMul(Batch("A^{(0)}", Symbol("M"), a), Transpose(W))),
                   evaluate=False), layer.matrix(), "The batches hold different numbers of examples: M, N."),
    "vector for an entry": (Eq(layer.output[i, 0], b, evaluate=False), layer.matrix(),
                            "a^{(1)}[i, 0] is 1 x 1 and b^{(1)} is m x 1."),
    "vector for a number": (Eq(layer.output[i, 0], b, evaluate=False), b,
                            "a^{(1)}[i, 0] is a number and b^{(1)} is m x 1."),
    "entry for a vector": (Eq(layer.output, b[i, 0], evaluate=False), layer.matrix(),
                           "a^{(1)} is m x 1 and b^{(1)}[i, 0] is a number."),
    "free index": (W, W[j, k] * W[k, j],
                   "The index k runs over n values, but in W^{(1)} it stands where there are m."),
    "other free indices": (MatrixSymbol("V", n, n), W[j, k],
                           "The matrix side is n x n, but the free indices run: j over m, k over n."),
    "range": (Sum(raw(type(a[0, 0]), a, k, Integer(0)), (k, 0, n)), x,
              "a^{(0)} has no index k = 0 to n: its n entries are numbered 0 to n-1."),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_shapes_that_clash_refute(name):
    left, right, message = SHAPES[name]
    verdict = prove(left, right)
    assert (verdict.verdict, verdict.why, verdict.witness) == ("refuted", "shape", None)
    assert verdict.message == message
    assert verdict.evidence == ("shapes",)


def test_one_argument_is_an_equation():
    assert prove(Eq(Transpose(Transpose(W)), W, evaluate=False))
    assert prove(Statement(MatMul(W, Identity(n)), W))
    assert prove(Eq(Transpose(Q), Q, evaluate=False)).verdict == "refuted"


def test_which_index_is_the_row():
    wide, tall = Q[i, j], Q[j, i]
    assert prove(Q, wide).verdict == "unknown"
    reason = "the verdict depends on which free index is the row: say so with given, as in 'j: row'"
    assert prove(Q, wide).reason == prove(Q, wide).message == reason
    assert prove(Statement(Q, wide, row=i))
    assert prove(Statement(Q, tall, row=j))
    assert prove(Statement(Q, tall, row=i)).verdict == "refuted"
    assert prove(Statement(tall, Q, column=i))
    assert prove(Add(Q, Transpose(Q)), wide + tall)  # both readings say the same
    assert prove(W, W[i, j])
    assert prove(W, W[j, i])  # the sizes decide
    assert prove(Eq(Symbol("c"), Integer(2), evaluate=False), Eq(Symbol("c"), Add(1, 1), evaluate=False))
    assert prove(MatMul(2, OneMatrix(m, n)), Integer(2))


def test_declared_indices():
    left, right = Sum(Q[i, k] * a[k + 0, 0], (k, 0, n - 1)), Q[i, 0]
    assert prove(Statement(left, left, indices={i: n}))
    assert prove(Statement(left, right, indices={i: n})).verdict == "refuted"
    shifted = Statement(a[i + 1, 0], a[i + 1, 0] + 0 * a[0, 0], indices={i: n - 1})
    assert prove(shifted)
    assert prove(a[i + 1, 0], a[i + 1, 0]).reason == (
        "the range of the index i in a^{(0)} is not known: declare it, as in 'i: index n'"
    )


def test_entries_that_cannot_be_matched():
    one, two = (side(Eq(M2[index, 0], x, evaluate=False)) for index in (i, j + 1))
    with pytest.raises(
        InputError, match=r"^The left side has the index j \+ 1\.\n  hint: use a plain index there"
    ) as caught:
        next(Pairing(one, two, Statement(x, x, indices={j: n - 1})).claims())
    assert caught.value.hint == "use a plain index there, such as i, or a number"


def test_too_deep_an_expression_is_unknown():
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)  # so that SymPy builds it
    value = x
    for _ in range(700):
        value = s(value)
    left, right = Add(value, y), Add(y, value, evaluate=False)
    sys.setrecursionlimit(limit)
    verdict = prove(left, right)
    assert verdict.verdict == "unknown"
    assert verdict.reason == (
        "the expression is nested too deeply: compare it layer by layer, as two lists of equations"
    )


OTHER = Network(["n", "m", "m"], "opaque").layers[1]
ERRORS = {
    "no expression": ((3.5, x), "3.5 is neither a SymPy expression nor an equation.",
                      "give SymPy objects, or two texts together with given='…'"),
    "different names": ((layer.matrix(), OTHER.matrix()),
                        "The two equations define different things: a^{(1)} and a^{(2)}.",
                        "compare equations with the same left side, or give only the right sides"),
    "different entries": ((layer.neuron(0), layer.neuron(1)),
                          "The two equations are about different entries of a^{(1)}: 0 and 1.",
                          "compare the equations of one entry"),
    "example and batch": ((Eq(layer.batch_output, MatMul(layer.batch_input, MatMul(a, Transpose(b))), evaluate=False),
                           layer.matrix()),
                          "a^{(0)} and the batch it belongs to meet in one equation.",
                          "write an equation for the batch or for one example"),
    "diagonal": ((Eq(Q[i, i], x, evaluate=False), Eq(Q, Q, evaluate=False)),
                 "The left side W^{(1)}[i, i] speaks of the diagonal only.", "use a different index for each place"),
    "index of the right side": ((Eq(layer.output[i, 0], W[i, k] * a[k, 0], evaluate=False), layer.matrix()),
                                "The right side has the free index k, which a^{(1)}[i, 0] does not have.",
                                "every free index of an equation stands on its left side"),
    "free indices": ((a[i, 0], a[j, 0]), "The two sides have different free indices: i on the left, j on the right.",
                     "name the free index of both sides alike"),
    "no free index": ((a[i, 0], x), "The two sides have different free indices: i on the left, none on the right.",
                      "name the free index of both sides alike"),
    "too many": ((a, Q[i, j]), "The scalar side has the free indices i, j, but the matrix side is n x 1.",
                 "the scalar side must have one free index for each dimension above 1 of the matrix side"),
    "too few": ((Q, x), "The scalar side has the free indices none, but the matrix side is n x n.",
                "the scalar side must have one free index for each dimension above 1 of the matrix side"),
    "one expression": ((x,), "x is one expression, not an equation.", "give two sides, or one equation"),
    "text and SymPy": (("W a", W), "One side is text and the other is not.",
                       "give both sides as text, or both as SymPy objects"),
    "one text": (("W a", None, "W: m x n; a: n"), "'W a' is one expression, not an equation.",
                 "write A = B, or give both sides"),
    "given": ((W, W, "W: m x n"), "given= and sigma= go with text; SymPy objects carry their own shapes and functions.",
              "build the expressions with the shapes and functions you mean"),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_what_is_no_claim_is_an_input_error(name):
    arguments, message, hint = ERRORS[name]
    with pytest.raises(InputError, match=f"^{re.escape(message)}") as caught:
        prove(*arguments)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_text_is_read_first():
    given = "W: m x n; a: n; b: m"
    assert prove("σ(W a + b)", "σ(Σ_j W_{ij} a_j + b_i)", given)
    assert prove("σ(W a + b)", "σ(Σ_j W_{ij} a_j)", given).why == "value"
    clash = prove("W^T a", "W a", given)
    assert (clash.verdict, clash.why) == ("refuted", "shape")


def test_a_function_declared_with_a_known_name_is_not_the_known_one():
    with pytest.raises(InputError, match="`max` is declared as a function of its own and takes one argument"):
        prove("max(x, y)", "max(y, x)", "max: function; x: scalar; y: scalar")
    assert prove("max(x, y)", "max(y, x)", "x: scalar; y: scalar").verdict == "proved"
    twin = prove("relu(2x)", "2 relu(x)", "relu: function; x: scalar", diagnose=False)
    assert (twin.verdict, twin.witness.functions) == ("refuted", {"relu": "x**2"})
    assert prove("relu(2x)", "2 relu(x)", "relu: relu; x: scalar").verdict == "proved"

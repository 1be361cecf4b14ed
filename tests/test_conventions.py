"""Conventions as rows: each read on a line in its own style, beside another that reads it otherwise; and inferred."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sympy import MatMul, MatrixSymbol, OneMatrix, Symbol, symbols
from sympy.matrices.expressions.matexpr import MatrixElement

import explorer as ex
from explorer.claims.check import check_document
from explorer.claims.check.findings import Findings
from explorer.documents import load
from explorer.errors import InputError, ReadError
from explorer.notation import ShapeClash, read
from explorer.notation.brackets import check as brackets
from explorer.notation.conventions import CONVENTIONS, ROWS, Convention, convention_of
from explorer.notation.grammar import parse
from explorer.notation.inference import infer
from explorer.notation.lines import lines
from explorer.source import Source

N, d, q = symbols("N d q")
SHOWN = [row for row in ROWS.values() if row.needs]


def name_of(row: Convention) -> str:
    return row.name


def find(text: str) -> tuple[Convention | None, tuple[str, ...]]:
    return infer(lines(Source(text), frozenset(), {}))


def checked(text: str, convention: str | None = None) -> Findings:
    return check_document(load(Path("note.md"), text), convention)


# -- the table


def test_every_name_means_one_row() -> None:
    assert set(ROWS) <= set(CONVENTIONS)
    assert len(CONVENTIONS) == sum(1 + len(row.also) for row in ROWS.values())
    assert convention_of("Coursera") is ROWS["ng"]
    assert convention_of("3blue1brown") is ROWS["3b1b"]
    assert convention_of("prince") is ROWS["udl"]


def test_a_row_says_the_shape_of_weights_and_the_bias() -> None:
    assert [(row.weights_shape, row.bias) for row in (ROWS["d2l"], ROWS["ng"], ROWS["1-based"])] == [
        ("n × m", "row"),
        ("m × n", "column"),
        ("", ""),
    ]


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    known = ", ".join(sorted(CONVENTIONS))
    message = f"`neilsen` is not a convention known here\n  hint: did you mean nielsen? one of {known}"
    for call in (
        lambda: convention_of("neilsen"),
        lambda: read("a_1", "a: n", convention="neilsen"),
        lambda: ex.prove("a_1", "a_1", "a: n; convention: neilsen"),
        lambda: checked("$$a = b$$", "neilsen"),
    ):
        with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
            call()


@pytest.mark.parametrize("row", [row for row in ROWS.values() if row.line], ids=name_of)
def test_the_line_of_a_row_is_read_and_names_it(row: Convention) -> None:
    read(row.line, convention=row.name)
    found, evidence = find(row.line)
    assert found is row
    assert len(evidence) == len(row.needs)


# -- where indices start


@pytest.mark.parametrize("row", ROWS.values(), ids=name_of)
def test_the_base_is_the_rows_where_the_text_is_open(row: Convention) -> None:
    n = Symbol("n")
    a, at = MatrixSymbol("a", n, 1), 2 - row.base
    assert read("a_2", "a: n", row.name).right == MatrixElement(a, at, 0)
    other = "1-based" if row.base == 0 else "0-based"
    assert read("a_2", "a: n", other).right == MatrixElement(a, 3 - at, 0)


@pytest.mark.parametrize("row", ROWS.values(), ids=name_of)
def test_a_range_that_the_text_shows_wins(row: Convention) -> None:
    given = f"w: n; a: n; convention: {row.name}"
    assert ex.prove(r"\sum_{k=0}^{n-1} w_k a_k = w^\top a", given=given)
    assert ex.prove(r"\sum_{k=1}^{n} w_k a_k = w^\top a", given=given)
    assert ex.prove(r"\sum_{k=1}^{n} w_k a_k = a^\top (w + w)", given=given).verdict == "refuted"


# -- rows and columns


def test_the_bias_of_a_batch_is_a_row_where_rows_are_examples() -> None:
    X, W, b = MatrixSymbol("X", N, d), MatrixSymbol("W", d, q), MatrixSymbol("b", 1, q)
    for given in ("X: N x d; W: d x q; b: q", "X: N x d; W: d x q"):
        made = read("X W + b", given, "d2l")
        assert set(made.right.args) == {MatMul(X, W), MatMul(OneMatrix(N, 1), b)}
        assert "b is read as a row, as d2l has it" in made.notes
    proved = "X: N x d; W: d x q; b: q; i: index N; j: index q; convention: d2l"
    assert ex.prove("(X W + b)_{ij}", r"\sum_k x_{ik} w_{kj} + b_j", proved)
    assert ex.prove("(X W + b)_{ij}", r"\sum_k x_{ik} w_{kj} + b_i", proved).verdict == "refuted"


def test_the_bias_of_a_batch_is_a_column_where_columns_are_examples() -> None:
    W, X, b = MatrixSymbol("W", q, d), MatrixSymbol("X", d, N), MatrixSymbol("b", q, 1)
    made = read("W X + b", "W: q x d; X: d x N", "ng")
    assert set(made.right.args) == {MatMul(W, X), MatMul(b, OneMatrix(1, N))}
    assert made.notes[0] == "b is read as a column, as ng has it"
    assert read("W X + b", "W: q x d; X: d x N").right.args[1] == MatrixSymbol("b", q, N)
    assert read("W X + b", "W: q x d; X: d x N", "d2l").right.args[1] == MatrixSymbol("b", q, N)


def test_one_sum_is_read_as_each_convention_has_it() -> None:
    """With as many examples as outputs a row and a column both fit: nothing but the convention decides."""
    given = "X: n x d; W: d x n; b: n; i: index n; j: index n"
    left = "(X W + b)_{ij}"
    row, column = (rf"\sum_k x_{{ik}} w_{{kj}} + b_{letter}" for letter in "ji")
    assert ex.prove(left, row, f"{given}; convention: d2l").verdict == "proved"
    assert ex.prove(left, column, f"{given}; convention: d2l").verdict == "refuted"
    assert ex.prove(left, row, f"{given}; convention: ng").verdict == "refuted"
    assert ex.prove(left, column, f"{given}; convention: ng").verdict == "proved"


def test_a_vector_left_of_a_matrix_is_a_row_where_vectors_are() -> None:
    made = read("x W", "x: d; W: d x q", "d2l")
    assert made.right.shape == (1, q)
    assert made.notes == ("x is read as a row, as d2l has it",)
    message = "`x` is d x 1 and `W` is d x q: in a product the inner sizes 1 and d must be one"
    with pytest.raises(ShapeClash, match=message):
        read("x W", "x: d; W: d x q", "nielsen", strict=True)


@pytest.mark.parametrize("row", ROWS.values(), ids=name_of)
def test_a_convention_makes_no_true_claim_false(row: Convention) -> None:
    """Columns that the text shows stay columns, whatever the convention."""
    given = f"W: q x d; x: d; y: d; b: q; i: index q; convention: {row.name}"
    assert ex.prove("W x + b", r"\sum_k w_{ik} x_k + b_i", given)
    assert ex.prove(r"x^\top y", r"\sum_k y_k x_k", given)
    assert ex.prove(r"(W x)^\top", r"x^\top W^\top", given)
    assert ex.prove("W x + b", r"\sum_k w_{ik} x_k - b_i", given).verdict == "refuted"


def test_what_does_not_fit_is_read_the_other_way_and_said() -> None:
    made = read("H + b", "H: N x q; b: q", "d2l")
    assert made.right.shape == (N, q)
    assert made.notes[-1] == "as columns the shapes do not fit: rows, as d2l has them"
    turned = read("X W + b", "X: N x d; W: d x q; b: N", "d2l")
    assert turned.right.shape == (N, q)
    assert turned.notes[-1] == "the shapes do not fit as d2l has it: vectors are columns"


# -- what numbers in round brackets number


def test_numbers_in_round_brackets_are_examples_or_names() -> None:
    three = r"\sum_{i=1}^{3} x^{(i)}"
    ng, nielsen = ("x^{(i)}: n; convention: " + name for name in ("ng", "nielsen"))
    assert ex.prove(three, "x^{(1)} + x^{(2)} + x^{(3)}", ng)
    assert ex.prove(three, "x^{(1)} + x^{(2)} + x^{(2)}", ng).verdict == "refuted"
    assert ex.prove(three, "x^{(1)} + x^{(2)} + x^{(3)}", nielsen).verdict == "unknown"
    assert ex.prove(three, "x^{(1)} + x^{(2)} + x^{(2)}", nielsen).verdict == "unknown"
    assert "x^{(1)} is one of x^{(:)}" in read(f"{three} + x^{{(1)}}", "x^{(i)}: n").assumed
    assert read(f"{three} + x^{{(1)}}", "x^{(i)}: n", "ng").assumed == ()


@pytest.mark.parametrize("name", ["z^{[1](i)}", "z^{[1](2)}", r"a^{[l](i)}", "b^{[l-1](k)}"])
def test_a_layer_and_an_example_are_marks_of_one_name(name: str) -> None:
    given = f"W^{{[1]}}: q x d; x^{{(i)}}: d; {name}: q; convention: ng"
    assert ex.prove(f"W^{{[1]}} x^{{(i)}} + {name}", f"{name} + W^{{[1]}} x^{{(i)}}", given)
    assert ex.prove(f"W^{{[1]}} x^{{(i)}} + {name}", f"{name} - W^{{[1]}} x^{{(i)}}", given).verdict == "refuted"
    turned = name.replace("}", "T}")
    assert ex.prove(f"({name} + c)^T", f"{turned} + c^T", f"{name}: q; c: q")


def test_layer_1_is_not_example_1() -> None:
    message = "`a^{(1)}` beside `a^{[1]}`: one numbers layers, one examples, and the two look alike"
    with pytest.raises(ReadError, match=re.escape(message)):
        read("a^{[1]} + a^{(1)}", "a^{(1)}: n")
    source = Source("a^{[1]} + a^{[2](1)} + x^{(1)}")
    brackets([(parse(source), source)])


# -- inference

NOTES = {
    "3b1b": "One neuron: $$a_0^{(1)} = σ(w_{0,0} a_0^{(0)} + w_{0,1} a_1^{(0)} + b_0)$$",
    "nielsen": r"We write $z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$ for layer $l$.",
    "ng": "Forward: $$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}$$ for one, $z^{[1](i)} = W^{[1]} x^{(i)} + b^{[1]}$.",
    "goodfellow": r"First layer: $$h^{(1)} = g(W^{(1)\top} x + b^{(1)})$$",
    "d2l": r"Batch: $$\mathbf{H} = σ(\mathbf{X} \mathbf{W}^{(1)} + \mathbf{b}^{(1)})$$",
    "bishop": r"Hidden: $$a_j = \sum_{i=1}^{D} w_{ji}^{(1)} x_i + w_{j0}^{(1)}$$",
    "cs231n": r"Two layers: $$s = W_2 \max(0, W_1 x + b_1) + b_2$$",
    "murphy": r"Layer: $$z_l = φ(W_l z_{l-1} + b_l)$$",
    "udl": r"Layer: $$h_1 = a[β_0 + Ω_0 x]$$",
    "cs224n": r"Score: $$s = U^\top f(W x + b)$$",
}


def test_every_row_that_can_be_inferred_has_a_note() -> None:
    assert set(NOTES) == {row.name for row in SHOWN}


@pytest.mark.parametrize("row", SHOWN, ids=name_of)
def test_a_document_in_one_style_is_recognised(row: Convention) -> None:
    found = checked(NOTES[row.name])
    assert found.convention == row.name
    assert found.convention_from.startswith("inferred from ")
    assert " in line 1" in found.convention_from


@pytest.mark.parametrize(
    "text",
    [
        "Here $a^{[1]} = W^{[1]} x$ and there $$H = X W + b$$",
        r"Here $z^l = w^l a^{l-1}$ and there $$a_0^{(1)} = σ(w_{0,0} a_0^{(0)})$$",
        r"First $$H = X W + c$$ then $$h = W x + c$$",
        "Only $y = x + 1$ here.",
        r"The momentum $β v + g$ is no bias.",
    ],
)
def test_a_mixed_or_silent_document_is_left_open(text: str) -> None:
    found = checked(text)
    assert (found.convention, found.convention_from) == (None, "")


def test_what_a_mixed_text_shows_is_told() -> None:
    assert find(r"a^{[1]} = W^{[1]} x \\ H = X W") == (
        None,
        (
            "layers in square brackets, `a^{[1]}` in line 1",
            "weights on the left, `W^{[1]} x` in line 1",
            "weights on the right, `X W` in line 1",
        ),
    )


def test_what_is_declared_or_asked_for_is_not_inferred() -> None:
    note = "<!-- explorer: convention: bishop -->\n\n" + NOTES["ng"]
    found = checked(note)
    assert (found.convention, found.convention_from) == ("bishop", "declared in line 1")
    asked = checked(NOTES["ng"], "murphy")
    assert (asked.convention, asked.convention_from) == ("murphy", "asked for")


@pytest.mark.parametrize(("note", "at"), [("nielsen", 1), ("3b1b", 2)])
def test_an_inferred_convention_says_where_indices_start(note: str, at: int) -> None:
    found = checked(f"{NOTES[note]}\n\nwhere $v$ is a vector of length $n$\n\n$$u = v_2$$")
    n = Symbol("n")
    assert found.equations[-1].statements[0].right == MatrixElement(MatrixSymbol("v", n, 1), at, 0)

"""One layer in many spellings is one statement; a spelling that says something else is another."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import (
    Add,
    BlockMatrix,
    Function,
    Integer,
    MatAdd,
    MatMul,
    MatrixSymbol,
    Mul,
    OneMatrix,
    Sum,
    Symbol,
    Transpose,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.errors import ReadError
from explorer.network import activation
from explorer.nodes import Dots, Softmax, entrywise
from explorer.notation import ShapeClash, read, read_pair
from explorer.notation.given import declarations

S = Function("σ")


def key(made: Any, bound: tuple[Symbol, ...] = ()) -> Any:
    """The tree as nested tuples: bound indices by their depth, dots as the sum they stand for."""
    if isinstance(made, Sum | Dots):
        inner = made.function
        for limit in reversed(made.limits):
            bound = (*bound, limit[0])
        limits = tuple((key(low, bound[:-1]), key(high, bound[:-1])) for _, low, high in reversed(made.limits))
        return ("sum", limits, key(inner, bound))
    if isinstance(made, Symbol):
        return ("bound", len(bound) - 1 - bound[::-1].index(made)) if made in bound else ("free", made.name)
    if not made.args:
        return ("atom", type(made).__name__, str(made))
    name = made.func.__name__ if isinstance(made.func, type) else type(made).__name__
    return (name, *(key(part, bound) for part in made.args))


SIZES = [("m", "n"), ("3", "5"), ("k+1", "2n")]


def parts(rows: str, columns: str) -> tuple[Any, Any, Any, Any, Any, str]:
    """W, a, b and the sizes as SymPy, and the declarations."""
    m, n = (declarations(f"v: {size}").shapes["v"].shape[0] for size in (rows, columns))
    from explorer.notation.sizes import to_sympy

    m, n = to_sympy(m), to_sympy(n)
    given = f"W: {rows} x {columns}; a: {columns}; b: {rows}"
    return MatrixSymbol("W", m, n), MatrixSymbol("a", n, 1), MatrixSymbol("b", m, 1), m, n, given


def matrix_form(rows: str, columns: str) -> Any:
    W, a, b, *_ = parts(rows, columns)
    return entrywise(S, MatAdd(MatMul(W, a, evaluate=False), b, evaluate=False))


def sum_form(rows: str, columns: str, row: Any = None) -> Any:
    W, a, b, _, n, _ = parts(rows, columns)
    i, j = Symbol("i") if row is None else row, Symbol("j")
    term = Mul(MatrixElement(W, i, j), MatrixElement(a, j, 0), evaluate=False)
    return S(Add(Sum(term, (j, 0, n - 1)), MatrixElement(b, i, 0), evaluate=False))


MATRIX = [
    "σ(W a + b)",
    "σ(Wa+b)",
    r"\sigma(W a + b)",
    r"\sigma\left(W a + b\right)",
    r"\sigma \bigl( W\,a + b \bigr)",
    r"\sigma\left[ W a + b \right]",
    "sigma(W a + b)",
    "sigma(W*a + b)",
    "sigma(W @ a + b)",
    "σ(W·a + b)",
    r"\sigma(W \cdot a + b)",
    r"\sigma(\mathbf{W} \mathbf{a} + \mathbf{b})",
    r"\sigma(\boldsymbol{W}\vec{a} + \bm b)",
    "σ(𝐖𝐚 + 𝐛)",
    "𝜎(𝑊𝑎 + 𝑏)",
    r"$\sigma(W a + b)$",
    r"$$\sigma(W a + b)$$",
    r"{\sigma}({W}{a} + b)",
    "(σ((W a) + (b)))",
    "σ(W a + b).",
    "σ(W a + b) ,",
    "σ(\n W a\n + b )",
]


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("text", MATRIX)
def test_the_matrix_form_in_every_spelling(text: str, sizes: tuple[str, str]) -> None:
    statement = read(text, parts(*sizes)[-1])
    assert statement.left is None
    assert statement.right == matrix_form(*sizes)
    assert statement.functions == {"σ": "opaque"}
    assert statement.declared == {"W", "a", "b"}


SUMS = [
    "σ(Σ_j W_{ij} a_j + b_i)",
    "σ(∑_j W_ij a_j + b_i)",
    "sigma(sum_j W_ij a_j + b_i)",
    "σ(∑ⱼ Wᵢⱼ aⱼ + bᵢ)",
    r"\sigma(\sum_{j} W_{ij} a_j + b_i)",
    r"\sigma(\sum_j W_{i,j} a_j + b_i)",
    r"\sigma(\sum_j W_{i.j}a_{j} + b_{i})",
    r"\sigma\left(\sum\limits_{j} w_{ij} a_j + b_i\right)",
    r"\sigma(\sum_{j=0}^{LAST0} W_{ij} a_j + b_i)",
    r"\sigma(\sum_{j=1}^{LAST1} W_{ij} a_j + b_i)",
    r"\sigma(\sum^{LAST1}_{j=1} w_{i,j} \cdot a_j + b_i)",
    "sigma(sum_{k} W_ik * a_k + b_i)",
    r"\sigma(\sum_j \mathbf{W}_{ij} \mathbf{a}_j + \mathbf{b}_i)",
    "σ(W_{i,0} a_0 + W_{i,1} a_1 + … + W_{i,LAST0} a_{LAST0} + b_i)",
    "σ(w_{i,0}a_0 + ... + w_{i,LAST0}a_{LAST0} + b_i)",
    r"\sigma(w_{i.1} a_1 + w_{i.2} a_2 + \cdots + w_{i.LAST1} a_{LAST1} + b_i)",
    r"\sigma(W_{i,1} a_1 + W_{i,2} a_2 + W_{i,3} a_3 + \ldots + W_{i,LAST1} a_{LAST1} + b_i)",
    r"σ(W_{i,:} a + b_i)",
    r"σ(W_{i,:} \cdot a + b_i)",
    r"σ(W_i a + b_i)",
]


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("text", SUMS)
def test_the_sum_form_in_every_spelling(text: str, sizes: tuple[str, str]) -> None:
    last = {"n": "n-1", "5": "4", "2n": "2n-1"}[sizes[1]]
    text = text.replace("LAST0", last).replace("LAST1", sizes[1])
    statement = read(text, parts(*sizes)[-1])
    assert key(statement.right) == key(sum_form(*sizes))
    assert list(statement.indices.items()) == [(Symbol("i"), parts(*sizes)[3])]


TWINS = [
    "σ(Σ_j W_{ij} a_j) + b_i",
    "σ(Σ_j (W_{ij} a_j + b_i))",
    "σ(Σ_j W_{ij} a_j)",
    "σ(Σ_j W_{ij} a_j - b_i)",
    "σ(Σ_j W_{ij} a_j + b_0)",
    "Σ_j W_{ij} σ(a_j) + b_i",
    "σ(Σ_{j=1}^{LAST} W_{ij} a_j + b_i + W_{i,0} b_i)",
    "σ(2 Σ_j W_{ij} a_j + b_i)",
    "σ(Σ_j W_{ij} a_0 + b_i)",
    "σ(Σ_j W_{0j} a_j + b_i)",
    "σ'(Σ_j W_{ij} a_j + b_i)",
    "τ(Σ_j W_{ij} a_j + b_i)",
]


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("text", TWINS)
def test_a_false_twin_reads_differently(text: str, sizes: tuple[str, str]) -> None:
    last = {"n": "n-1", "5": "4", "2n": "2n-1"}[sizes[1]]
    statement = read(text.replace("LAST", last), parts(*sizes)[-1] + "; τ: function")
    assert key(statement.right) != key(sum_form(*sizes))


TRANSPOSES = [
    "^T",
    r"^\top",
    r"^{\top}",
    r"^{\mathsf T}",
    r"^{\mathrm{T}}",
    r"^\intercal",
    "ᵀ",
    "^⊤",
    ".T",
    "'",
    r"^{\prime}",
    r"^{'}",
]


@pytest.mark.parametrize("mark", TRANSPOSES)
def test_every_spelling_of_a_transpose(mark: str) -> None:
    W, a, b, *_, given = parts("m", "n")
    made = read(f"σ(a{mark} W{mark} + b{mark}){mark}" if mark != ".T" else "σ(a.T @ W.T + b.T).T", given).right
    inner = MatAdd(MatMul(Transpose(a), Transpose(W), evaluate=False), Transpose(b), evaluate=False)
    assert made == Transpose(entrywise(S, inner))
    assert made != read("σ(W a + b)", given).right


@pytest.mark.parametrize("one", [r"\mathbf{1}", "𝟏", r"\mathbb{1}", r"\vec 1", r"\boldsymbol{1}"])
def test_the_batched_form(one: str) -> None:
    X, W, b = MatrixSymbol("X", Symbol("N"), Symbol("n")), *parts("m", "n")[:3:2]
    ones = OneMatrix(Symbol("N"), 1)
    product = MatMul(X, Transpose(W), evaluate=False)
    wanted = entrywise(S, MatAdd(product, MatMul(ones, Transpose(b), evaluate=False), evaluate=False))
    given = "X: N x n; W: m x n; b: m"
    assert read(rf"σ(X W^T + {one} b^T)", given).right == wanted
    spread = read("σ(X W^T + b^T)", given)
    assert spread.right == wanted
    assert spread.notes == ("the row `b^T` is added to every row: read as 𝟏(b^T)",)
    with pytest.raises(ShapeClash, match=r"`X W\^T` is N x m and `b 𝟏\^T` is m x \?: they cannot be added"):
        read("X W^T + b 𝟏^T", given)


AUGMENTED = [
    r"\begin{bmatrix} W & b \end{bmatrix} \begin{bmatrix} a \\ 1 \end{bmatrix}",
    r"\begin{pmatrix} W & b \\ \end{pmatrix} \begin{pmatrix} a \\ 1 \\ \end{pmatrix}",
    r"\begin{array}{cc} W & b \end{array} \begin{array}{c} a \\ 1 \end{array}",
    "[W b][a; 1]",
    "[W, b] [a; 1]",
    "[ W  b ] · [ a ; 1 ]",
]


@pytest.mark.parametrize("text", AUGMENTED)
def test_the_augmented_form(text: str) -> None:
    W, a, b, *_, given = parts("m", "n")
    wanted = MatMul(BlockMatrix([[W, b]]), BlockMatrix([[a], [OneMatrix(1, 1)]]), evaluate=False)
    assert read(text, given).right == wanted


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a_0^{(1)}", "a^{(1)}"),
        ("a^{(1)}_0", "a^{(1)}"),
        ("a^{[1]}_{0}", "a^{(1)}"),
        ("{a}^{(1)}_0", "a^{(1)}"),
        ("a₀⁽¹⁾", "a^{(1)}"),
        ("a^(1)_0", "a^{(1)}"),
        ("a^1_0", "a^{(1)}"),
        (r"\mathbf{a}^{(1)}_0", "a^{(1)}"),
        ("a^{(l)}_0", "a^{(l)}"),
        ("a^l_0", "a^{(l)}"),
        ("a^{l-1}_0", "a^{(l-1)}"),
        ("a^L_0", "a^{(L)}"),
        (r"a^{\ell}_0", "a^{(ℓ)}"),
        (r"\hat{a}_0", r"\hat{a}"),
        ("â_0", r"\hat{a}"),
        ("a_{h,0}", "a_{h}"),
    ],
)
def test_layer_marks_are_part_of_the_name(text: str, name: str) -> None:
    given = f"{name}: n" if name != "a_{h}" else "a: m x n; h: index m"
    made = read(text, given).right
    if name != "a_{h}":
        assert made == MatrixElement(MatrixSymbol(name, Symbol("n"), 1), 0, 0)
    else:
        assert made == MatrixElement(MatrixSymbol("a", Symbol("m"), Symbol("n")), Symbol("h"), 0)


def test_a_layer_and_a_transpose_in_one_superscript() -> None:
    W = MatrixSymbol("W^{(2)}", Symbol("m"), Symbol("n"))
    for text in ("W^{(2)T}", "W^{[2]T}", r"W^{(2)\top}", "{W^{(2)}}^T", "(W^{(2)})^T", "W^{[2] T}"):
        assert read(text, "W^{(2)}: m x n").right == Transpose(W)
    assert read("W^{(2)}", "W^{(2)}: m x n").right == W


def test_a_family_is_declared_for_every_layer() -> None:
    made = read("W^{(2)} a^{(1)}", "W^l: n_l x n_{l-1}; a^l: n_l").right
    one, two = Symbol("n_{1}"), Symbol("n_{2}")
    assert made == MatMul(MatrixSymbol("W^{(2)}", two, one), MatrixSymbol("a^{(1)}", one, 1), evaluate=False)
    with pytest.raises(ShapeClash, match="the inner sizes"):
        read("W^{(2)} a^{(2)}", "W^l: n_l x n_{l-1}; a^l: n_l")


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "softplus"])
def test_a_named_activation_is_the_function_of_its_row(name: str) -> None:
    W, a, b, *_, given = parts("m", "n")
    function = activation(name).function
    inner = MatAdd(MatMul(W, a, evaluate=False), b, evaluate=False)
    by_given = read("σ(W a + b)", f"{given}; σ: {name}")
    by_sigma = read_pair("σ(W a + b)", "σ(W a + b)", given, sigma=name)
    assert by_given.right == by_sigma.left == entrywise(function, inner)
    assert by_given.functions == by_sigma.functions == {"σ": name}
    assert read("σ(W a + b)", given).right != by_given.right


def test_softmax_of_a_column_a_row_and_a_batch() -> None:
    z, Z = MatrixSymbol("z", Symbol("n"), 1), MatrixSymbol("Z", Symbol("N"), Symbol("n"))
    given = "z: n; Z: N x n"
    assert read("softmax(z)", given).right == Softmax(z, 0)
    assert read("softmax(z^T)", given).right == Softmax(Transpose(z), 1)
    assert read(r"\operatorname{softmax}(Z)", given).right == Softmax(Z, 1)
    assert read("softmax(z)_i", given).right == MatrixElement(Softmax(z, 0), Symbol("i"), 0)


def test_nothing_is_evaluated_or_reordered() -> None:
    c = Symbol("c")
    made = read("c + 2 c - c + 0", "c: scalar").right
    assert made.args == (c, Mul(Integer(2), c, evaluate=False), Mul(Integer(-1), c, evaluate=False), Integer(0))
    twice = read("(W^T)^T a", "W: m x n; a: n").right
    assert twice.args[0] == Transpose(Transpose(MatrixSymbol("W", Symbol("m"), Symbol("n"))))


def test_both_sides_of_an_equation_with_their_places() -> None:
    text = "z_i = Σ_j W_{ij} x_j"
    statement = read(text, "W: m x n; x: n; z: m")
    assert statement.left == MatrixElement(MatrixSymbol("z", Symbol("m"), 1), Symbol("i"), 0)
    for span, side in ((statement.left_span, "z_i"), (statement.right_span, "Σ_j W_{ij} x_j")):
        assert span is not None
        assert text[span.start : span.end] == side
    pair = read_pair("W x", "Σ_j W_{ij} x_j", "W: m x n; x: n")
    assert pair.source is not None
    assert pair.left_span is not None
    assert pair.right_span is not None
    assert pair.source.text[pair.left_span.start : pair.left_span.end] == "W x"
    assert pair.source.text[pair.right_span.start : pair.right_span.end] == "Σ_j W_{ij} x_j"


def test_text_is_never_executed() -> None:
    for text in ("__import__('os')", "().__class__", "exec(1)", "lambda: 0", "W.inv()"):
        with pytest.raises(ReadError):
            read(text, "W: n x n", strict=True)

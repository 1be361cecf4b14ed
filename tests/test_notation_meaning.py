"""What indices, dots, declarations and ambiguous spellings mean, and that the reading taken is said."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import BlockMatrix, Integer, MatAdd, MatMul, MatrixSymbol, OneMatrix, Symbol, Transpose, ZeroMatrix
from sympy.matrices.expressions.matexpr import MatrixElement
from test_notation_spellings import key

from explorer.errors import ReadError
from explorer.nodes import Dots
from explorer.notation import ShapeClash, declarations, read, read_pair
from explorer.notation.sizes import Size, Sizes, named, to_sympy

m, n = Symbol("m"), Symbol("n")
GIVEN = "W: m x n; a: n; b: m; c: scalar"
W, a, b = MatrixSymbol("W", m, n), MatrixSymbol("a", n, 1), MatrixSymbol("b", m, 1)


def same(one: str, other: str, given: str = GIVEN) -> bool:
    return bool(key(read(one, given).right) == key(read(other, given).right))


# -- the base of a slot


def test_a_range_from_one_to_the_size_counts_from_one() -> None:
    statement = read("Σ_{j=1}^{n} W_{1j} a_j", GIVEN)
    assert statement.bases == {("W", 0): 1, ("W", 1): 1, ("a", 0): 1}
    assert same("Σ_{j=1}^{n} W_{1j} a_j", "Σ_{j=0}^{n-1} W_{0j} a_j")
    assert statement.notes == ("indices of W, a are counted from 1",)


def test_index_zero_makes_a_range_from_one_a_part() -> None:
    """Bishop's bias trick: the weights have one more column, which the index 0 picks."""
    statement = read("Σ_{i=1}^{D} w_{ji} x_i + w_{j0}", "w: M x D+1; x: D")
    assert statement.bases == {("w", 1): 0, ("x", 0): 1, ("w", 0): 0}
    D, i, j = Symbol("D"), Symbol("i"), Symbol("j")
    w, x = MatrixSymbol("w", Symbol("M"), D + 1), MatrixSymbol("x", D, 1)
    total, bias = statement.right.args
    assert bias == MatrixElement(w, j, 0)
    assert total.limits[0][1:] == (1, D)
    assert total.function == MatrixElement(w, j, i) * MatrixElement(x, i - 1, 0)


def test_a_size_that_is_not_declared_comes_from_the_ranges() -> None:
    assert read("Σ_{j=0}^{n} a_j").right.function.args[0].shape == (n + 1, 1)
    assert read("Σ_{j=1}^{n} a_j").right.function.args[0].shape == (n, 1)
    assert read("Σ_{j=1}^{n} a_j + a_0").right.args[1].args[0].shape == (n + 1, 1)
    assert read("a_0 + a_1 + … + a_n").right.function.args[0].shape == (n + 1, 1)


@pytest.mark.parametrize("word", ["1-based", "nielsen"])
def test_the_convention_decides_where_the_text_does_not(word: str) -> None:
    assert read("a_1", "a: n").right == MatrixElement(a, 1, 0)
    assert read("a_1", "a: n").notes == ("indices are counted from 0",)
    assert read("a_1", "a: n", convention=word).right == MatrixElement(a, 0, 0)
    assert read("a_1", f"a: n; convention: {word}").right == MatrixElement(a, 0, 0)
    assert read("a_0 + a_1", f"a: n; convention: {word}").right.args[0] == MatrixElement(a, 0, 0)


def test_a_declared_index_shows_the_base_and_the_size() -> None:
    statement = read("W_{i1}", "W: m x n; i: index 1..m")
    assert statement.right == MatrixElement(W, Symbol("i"), 0)
    assert statement.indices == {Symbol("i"): m}
    assert read("W_{i1}", "W: m x n; i: index 0..m-1").right == MatrixElement(W, Symbol("i"), 1)
    with pytest.raises(ShapeClash, match=r"i has n values but m in `W_{i1}`"):
        read("W_{i1}", "W: m x n; i: index n")


def test_a_sum_over_all_but_one() -> None:
    made = read(r"\sum_{j \neq i} W_{ij} a_j", "W: n x n; a: n").right
    whole, left_out = made.args
    W = MatrixSymbol("W", n, n)
    i, j = Symbol("i"), Symbol("j")
    assert whole.function == MatrixElement(W, i, j) * MatrixElement(a, j, 0)
    assert left_out == -MatrixElement(W, i, i) * MatrixElement(a, i, 0)
    assert same(r"\sum_{j ≠ i} a_j c", r"\sum_{j != i} a_j c")


def test_a_bound_letter_may_be_used_again() -> None:
    inner = "Σ_i W_{ki} σ(Σ_k W_{ik} a_k)"
    made = read(inner, "W: n x n; a: n; σ: function")
    assert made.indices == {Symbol("k"): n}
    assert key(made.right) == key(read("Σ_p W_{kp} σ(Σ_q W_{pq} a_q)", "W: n x n; a: n; σ: function").right)
    assert key(made.right) != key(read("Σ_p W_{kp} σ(Σ_q W_{pq} a_p)", "W: n x n; a: n; σ: function").right)
    bound = {limit[0] for total in made.right.atoms(type(made.right)) for limit in total.limits}
    assert Symbol("k") not in bound


# -- dots


@pytest.mark.parametrize(
    ("text", "count", "low", "high"),
    [
        ("a_0 + a_1 + … + a_n", "n + 1", 0, n),
        ("a_0 + … + a_{n-1}", "n", 0, n - 1),
        ("a_1 + a_2 + a_3 + ... + a_{n-1}", "n - 1", 1, n - 1),
        (r"a_0 + a_1 + \cdots + a_{n-1} + a_n", "n + 1", 0, n),
        (r"a_2 + \ldots + a_5", "4", 2, 5),
    ],
)
def test_dots_say_how_many_terms_they_stand_for(text: str, count: str, low: Any, high: Any) -> None:
    statement = read(text, "a: n+9")
    assert isinstance(statement.right, Dots)
    assert statement.right.limits[0][1:] == (low, high)
    assert f"has {count} terms" in statement.notes[0]


def test_dots_with_a_shifted_index_and_a_term_outside() -> None:
    statement = read("b_i + W_{i,1} a_0 + … + W_{i,n-1} a_{n-2}", GIVEN)
    outside, dots = statement.right.args
    assert outside == MatrixElement(b, Symbol("i"), 0)
    j = dots.limits[0][0]
    assert dots.function == MatrixElement(W, Symbol("i"), j) * MatrixElement(a, j - 1, 0)
    assert same("- a_0 - a_1 - … - a_{n-1}", "- Σ_j a_j")
    assert not same("a_0 + a_1 + … + a_{n-1}", "- Σ_j a_j")


def test_two_digits_are_two_indices_of_a_matrix_and_one_of_a_vector() -> None:
    assert read("A_{11} + A_{12}", "A: 3 x 3").right.args[1] == MatrixElement(MatrixSymbol("A", 3, 3), 1, 2)
    assert read("x_{11}", "x: 20").right == MatrixElement(MatrixSymbol("x", 20, 1), 11, 0)
    assert read("x_{10} + x_{11} + … + x_{20}", "x: 30").right.limits[0][1:] == (10, 20)
    assert read("A_{10} + A_{11} + … + A_{1n}", "A: 3 x n+1").right.limits[0][1:] == (0, n)


# -- readings that are said


@pytest.mark.parametrize(
    ("text", "made", "note"),
    [
        ("W + b", MatAdd(W, MatMul(b, OneMatrix(1, n)), evaluate=False), "the column `b` is added to every column"),
        ("W + a^T", MatAdd(W, MatMul(OneMatrix(m, 1), Transpose(a)), evaluate=False), "the row `a^T` is added"),
        ("b + c", MatAdd(b, MatMul(Symbol("c"), OneMatrix(m, 1)), evaluate=False), "the number `c` is added to every"),
        ("1 + b", MatAdd(OneMatrix(m, 1), b, evaluate=False), "the number `1` is added to every entry"),
        ("a' a", MatrixElement(MatMul(Transpose(a), a), 0, 0), "`a'` is read as a transpose"),
    ],
)
def test_the_reading_taken_is_said(text: str, made: Any, note: str) -> None:
    statement = read(text, GIVEN)
    assert statement.right == made
    assert statement.notes[0].startswith(note)


def test_a_sum_reaches_over_the_terms_that_use_its_index() -> None:
    given = "y: n; f: n"
    statement = read("-Σ_j y_j f_j + (1 - y_j) f_j", given)
    assert statement.notes == ("the Σ over j is read to reach to the end of `y_j f_j + (1 - y_j) f_j`",)
    assert key(statement.right) == key(read("-Σ_j (y_j f_j + (1 - y_j) f_j)", given).right)
    assert read("Σ_j y_j f_j + y_i", given).notes == ()


def test_products_follow_the_shapes() -> None:
    inner = MatrixElement(MatMul(Transpose(a), a), 0, 0)
    assert read("a · a", GIVEN).right == inner
    assert read("a^T a", GIVEN).right == inner
    assert same("a * a", "a ⊙ a")
    assert not same("a * a", "a · a")
    assert read("W · a", GIVEN).right == MatMul(W, a, evaluate=False)
    assert read("a b^T", GIVEN).right == MatMul(a, Transpose(b), evaluate=False)
    assert read("c W a", GIVEN).right == MatMul(Symbol("c"), W, a, evaluate=False)
    assert same(r"\|a\|^2", "a^T a")
    assert same("‖a‖_2^2", "norm(a)^2")
    assert same("1/n c", r"\frac{1}{n} c")
    assert same("a_i / Σ_j a_j", r"\frac{a_i}{\sum_j a_j}")
    assert read("1/n c", GIVEN).notes == ("`1/n` is read as a quotient that multiplies what follows",)


def test_what_zero_one_and_the_identity_are_follows_from_what_is_around_them() -> None:
    A = MatrixSymbol("A", n, n)
    assert read_pair("A - A", "0", "A: n x n").right == ZeroMatrix(n, n)
    assert read_pair("c - c", "0", "c: scalar").right == Integer(0)
    assert read("A + I", "A: n x n").right.args[1].shape == (n, n)
    corner = read(r"\begin{bmatrix} A & 0 \\ 0 & 1 \end{bmatrix}", "A: n x n").right
    assert corner == BlockMatrix([[A, ZeroMatrix(n, 1)], [ZeroMatrix(1, n), OneMatrix(1, 1)]])
    assert read("W 𝟏", GIVEN).right == MatMul(W, OneMatrix(n, 1), evaluate=False)
    assert read("A + I", "A: n x n; I: n x n").right == MatAdd(A, MatrixSymbol("I", n, n), evaluate=False)


def test_unknown_letters_get_the_shape_their_use_needs() -> None:
    statement = read_pair("σ(V σ(W x + b) + c)", "σ(Σ_j V_{ij} σ(Σ_k W_{jk} x_k + b_j) + c_i)")
    shapes = {symbol.name: symbol.shape for symbol in statement.left.atoms(MatrixSymbol)}
    p = Symbol("p")
    assert shapes == {"V": (m, n), "W": (n, p), "x": (p, 1), "b": (n, 1), "c": (m, 1)}
    assert statement.declared == frozenset()


def test_an_entry_may_be_written_with_the_small_letter() -> None:
    assert same("w_{ij} a_j", "W_{ij} a_j")
    with pytest.raises(ReadError, match=r"the number `w_\{i\} a_j` is added to a vector"):
        read("w_{i} a_j + w", GIVEN, strict=True)
    assert read("w_{ij}", "W: m x n; w: m x n").right.args[0].name == "w"


# -- declarations


def test_a_definition_is_put_in() -> None:
    assert same("σ(z)", "σ(W a + b)", GIVEN + "; z = W a + b; σ: function")
    assert same("z_i", "(W a + b)_i", GIVEN + "; z = W a + b")
    assert same("z_k", "Σ_j W_{kj} a_j", GIVEN + "; z_i = Σ_j W_{ij} a_j")
    assert same("g(c)", "c (1 - c)", GIVEN + "; g(x) = x (1 - x)")
    assert read("z", GIVEN + "; z = W a + b").notes == ("z = W a + b is put in",)
    assert not same("z_k", "Σ_j W_{jk} b_j", GIVEN + "; z_i = Σ_j W_{ij} a_j")


def test_declarations_are_split_outside_brackets() -> None:
    known = declarations("W^{(1)}: n_{l-1} x m;\n V: 2 x 3; W: m x n\n M = [a; b]")
    assert known.shapes["W^{(1)}"].sizes == (named("n_{l-1}"), named("m"))
    assert known.shapes["V"].sizes == (Size(2), Size(3))
    assert known.shapes["W"].sizes == (named("m"), named("n"))
    assert "M" in known.definitions
    assert declarations(["W: m x n", "a: n"]).shapes.keys() == {"W", "a"}
    for times in ("m x n", "m × n", r"m \times n", "m by n"):
        assert declarations(f"W: {times}").shapes["W"].sizes == (named("m"), named("n"))


def test_words_and_macros_can_be_declared() -> None:
    made = read("weights input + bias", "weights: m x n; input: n; bias: m").right
    assert [symbol.name for symbol in (made.args[0].args[0], made.args[0].args[1], made.args[1])] == [
        "weights",
        "input",
        "bias",
    ]
    assert same(r"\MW \vv{a}", "W a", GIVEN + r"; macro: \newcommand{\MW}{\mathbf{W}}; macro: \def\vv#1{\vec{#1}}")


def test_roles_of_indices() -> None:
    statement = read_pair("W a", "Σ_j W_{ij} a_j", GIVEN + "; i: row")
    assert statement.row == Symbol("i")
    assert statement.column is None


def test_bold_and_light_are_two_names_only_where_both_are_used() -> None:
    assert read(r"\mathbf{W} \mathbf{a}", GIVEN).right == MatMul(W, a, evaluate=False)
    made = read(r"x \mathbf{x}", r"\mathbf{x}: n; x: scalar").right
    assert made == MatMul(Symbol("x"), MatrixSymbol(r"\mathbf{x}", n, 1), evaluate=False)


# -- sizes


def test_sizes_are_solved_as_affine_forms() -> None:
    sizes = Sizes()
    unknown = sizes.unknown()
    assert sizes.unify(unknown.plus(1), named("n").plus(3))
    assert sizes.resolve(unknown) == named("n").plus(2)
    assert not sizes.unify(named("n"), named("m"))
    assert not sizes.unify(Size(3), Size(4))
    assert sizes.same(named("n"), named("n").plus(1)) is False
    assert str(Size(-1, (("m", -1), ("n", 2)))) == "-m + 2n - 1"
    assert to_sympy(Size(1, (("n", 2),))) == 2 * n + 1


def test_an_index_left_out_of_one_sum_does_not_touch_another() -> None:
    """Found on a real text: a later Σ over the same letter must not inherit what the first put in for it."""
    for _ in range(50):
        made = read_pair(r"\sum_{j \neq i} a_j c", r"\sum_{j} a_j c", GIVEN)
        assert key(made.right) == key(read("Σ_j a_j c", GIVEN).right)
        assert Symbol("i") not in made.right.free_symbols


def test_the_argument_of_a_defined_function_is_put_in_whatever_its_font() -> None:
    given = r"a: n; x: n; c: scalar; g(\mathbf{x}) = \log \sum_i \exp x_i"
    assert same("g(a)", "log(Σ_i exp(a_i))", given)
    assert not same("g(a + x)", "g(x)", given)
    with pytest.raises(ReadError, match=r"the argument x does not occur on the right"):
        read("g(c)", r"c: scalar; y: n; g(x) = Σ_i y_i")


def test_a_definition_keeps_its_indices_apart_from_those_where_it_is_used() -> None:
    given = "x: n; a: n; z = Σ_j x_j; y_k = Σ_j x_j a_k"
    assert same("Σ_j a_j z", "Σ_j a_j Σ_k x_k", given)
    assert same("Σ_j y_j", "Σ_j Σ_k x_k a_j", given)
    with pytest.raises(ReadError, match=r"the index j of this definition is bound where the definition is used"):
        read("Σ_j a_j z", "x: n; a: n; z = x_j")


def test_no_size_comes_out_below_one() -> None:
    with pytest.raises(ReadError, match=r"`1` would have a size of -2"):
        read("w x", "x: 1 x 2; w: 1 x 2; x = [1, 1, 1, 1, 1]")

"""Texts of which little is declared: their use says what letters are; each has a twin that must read differently."""

from __future__ import annotations

import pytest
from sympy import Function, MatrixSymbol, Sum, Symbol

from explorer import prove
from explorer.errors import ReadError
from explorer.nodes import Written, WrittenMatrix
from explorer.notation import read
from explorer.notation.written import KINDS
from explorer.statement import Statement


def shown(text: str) -> str:
    """All members of the first equation, as SymPy prints them."""
    made = read(text)
    first, *rest = made.members
    return " ".join((str(first), *(f"{sign} {side}" for sign, side in zip(made.relations, rest, strict=False))))


READINGS = [
    # functions by their use; products where nothing says so
    (r"E(u, v) = u v", "E(u, v) = u*v", r"E (u + v)", "E*(u + v)"),
    (r"q(u) + q(v)", "q(u) + q(v)", r"k u + k v", "k*u + k*v"),
    (r"E(u + \Delta u) = E(u)", "E(u + Written(change, u)) = E(u)", r"E (u + v)", "E*(u + v)"),
    (r"g'(u)", "Subs(Derivative(g(x), x), x, u)", r"u' + v", "u' + v"),
    (r"P(t = 1 \mid u)", "P(Written(given, Written(relation =, t, 1), u))", r"P t", "P*t"),
    (r"\mathbf{f} \circ \mathbf{g}(u)", "Written(product ∘, f, g(u))", r"\mathbf{a} \circ \mathbf{b}", None),
    (r"y[c] + r", "r + y[c, 0]", r"y (c + 1)", "y*(c + 1)"),
    # derivatives, changes, gradients
    (
        r"\frac{\partial E}{\partial u_j} \frac{\partial u_j}{\partial v}",
        "Written(partial, E, u[j, 0])*Written(partial, u[j, 0], v)",
        r"\frac{E}{u_j}",
        "E/u[j, 0]",
    ),
    (r"\frac{\partial^2 E}{\partial u \partial v}", "Written(second, E, u, v)", r"\partial E / \partial u", None),
    (r"\Delta u = -\eta \nabla E", "Written(change, u) = -η*Written(nabla, E)", r"\Delta = -\eta E", "Δ = -E*η"),
    (r"\nabla_u E(u)", "Written(nabla_of, E(u), u)", r"\nabla E", "Written(nabla, E)"),
    # sums over ranges, over sets, over nothing that is said
    (r"\sum_x E_x", "Sum(E[x, 0], (x, 0, m - 1))", r"\sum_x E", "Written(sum over, x, E)"),
    (
        r"\sum_{x \in X} q(x) \log r(x)",
        "Written(sum over, Written(relation ∈, x, X), q(x)*log(r(x)))",
        r"\sum_{x} q_x",
        "Sum(q[x, 0], (x, 0, m - 1))",
    ),
    (r"\sum (r - t)^2", "Written(sum, (r - t)**2)", r"\sum (r_i - t_i)", "Sum(r[i, 0] - t[i, 0], (i, 0, m - 1))"),
    (r"\sum_i^n u_i", "Sum(u[i, 0], (i, 0, n - 1))", r"\sum_{i=0}^n u_i", "Sum(u[i, 0], (i, 0, n))"),
    (r"\prod_{i=1}^n p_i", "Product(p[i, 0], (i, 0, n - 1))", r"\sum_{i=1}^n p_i", "Sum(p[i, 0], (i, 0, n - 1))"),
    (
        r"\sum_{i=1}^m u^{(i)} v^{(i)}",
        "Sum(u^{(:)}[0, i]*v^{(:)}[0, i], (i, 0, m - 1))",
        r"\sum_{i=1}^m u^i v",
        "Sum(u**i*v, (i, 1, m))",
    ),
    # indices, labels, marks, powers
    (r"\sum_{xj} r_j", "Written(sum over, Written(bare list, x, j), r[j, 0])", r"\sum_x r_j", None),
    (r"p_{y_i}", "Written(entry, p, y[i, 0])", r"p_{i}", "p[i, 0]"),
    (r"W_h u + b_h", "W_{h}*u + b_{h}", r"W_i u + b_i", "u*W[i, 0] + b[i, 0]"),
    (r"h^N = W^N h^{N-1}", "h^{(N)} = W^{(N)}*h^{(N-1)}", r"u = v^N", "u = v**N"),
    (r"w_{11} x_1 + w_{12} x_2", "w[1, 1]*x[1, 0] + w[1, 2]*x[2, 0]", r"w_1 + w_{10}", "w[1, 0] + w[10, 0]"),
    (r"T_{ijk} u_k", "T[i, j, k]*u[k, 0]", r"T_{ij}", "T[i, j]"),
    (r"J_{AB} + u", "J_{AB} + u", r"u_{ij}", "u[i, j]"),
    (r"k! e^{-r}", "exp(-r)*Written(factorial, k)", r"k e^{-r}", "k*exp(-r)"),
    (r"\mathbf{y}^2", "Lambda(x, x**2).(y)", r"q^2", "q**2"),
    # lists, sets, spaces, cases, matrices with gaps, dots without a pattern
    (r"\{U, b\}", "Written(set, U, b)", r"(U, b)", "Written(list, U, b)"),
    (r"h \in \mathbb{R}^{m \times n}", r"h ∈ Written(space, \mathbb{R}, m, n)", r"h = r^2", "h = r**2"),
    (
        r"\begin{cases} 0 & u < 0 \\ r & u = 0 \\ 1 & u > 0 \end{cases}",
        "Written(cases, Written(case, 0, Written(relation <, u, 0)), Written(case, r, Written(relation =, u, 0)), "
        "Written(case, 1, Written(relation >, u, 0)))",
        r"\begin{cases} 1 & i = j \\ 0 & i \neq j \end{cases}",
        None,
    ),
    (r"u + \dots", "u + Written(dots, 1)", r"u_1 + \dots + u_n", "u[0, 0] + u[1, 0] + ... + u[n - 1, 0]"),
    (r"\mathbb{1}(y_i = k)", "Written(indicator, Written(relation =, y[i, 0], k))", r"\mathbb{1}(i = k)", None),
    (r"\operatorname{argmax}_u E(u)", "Written(argmax, E(u), u)", r"\max(u, v)", "Max(u, v)"),
    (r"\lim_{u \to 0} u \log u", "Written(limit, u*log(u), Written(relation →, u, 0))", r"u \log u", "u*log(u)"),
    (r"u v \text{ as seen above}", "u*v", r"u v \text{seen}", "seen*u*v"),
    (r"u = -\infty", "u = -1*oo", r"u = -v", "u = -v"),
    (r"u = 3 (v - 1) 2", "u = 3*(v - 1)*2", r"u = 3 (v - 1) + 2", "u = 3*(v - 1) + 2"),
]


@pytest.mark.parametrize(("text", "made", "twin", "other"), READINGS)
def test_a_text_and_its_twin_are_read_differently(text: str, made: str, twin: str, other: str | None) -> None:
    assert shown(text) == made
    assert shown(twin) != made
    assert other is None or shown(twin) == other


def written(made: Statement) -> list[Written | WrittenMatrix]:
    from sympy import preorder_traversal

    pieces = [piece for member in made.members for piece in preorder_traversal(member)]
    return [piece for piece in pieces if isinstance(piece, Written | WrittenMatrix)]


@pytest.mark.parametrize("text", [row[0] for row in READINGS])
def test_every_piece_that_is_kept_has_a_row_and_the_judge_proves_nothing_of_it(text: str) -> None:
    made = read(text)
    kept = written(made)
    assert all(piece.what in KINDS for piece in kept)
    if kept and len(made.members) == 2:
        assert prove(made.left, made.right).verdict == "unknown"


def test_functions_of_several_arguments_are_sympy_functions() -> None:
    u, v = Symbol("u"), Symbol("v")
    assert read("E(u, v) = u v").left == Function("E")(u, v)
    assert read("E(u, v) = u v").left != Function("E")(v, u)


def test_two_dots_are_two_quantities() -> None:
    one, two = written(read(r"u + \dots = v + \dots"))
    assert one != two


def test_an_array_beside_a_capital_is_guessed_and_told() -> None:
    made = read("Z = X W + b")
    assert {"X", "W", "b"} <= made.guessed
    assert made.right.shape == made.left.shape
    assert len(set(made.left.shape)) == 2
    assert read("z = x w + b").left == Symbol("z")
    assert read("Z = X W + b", "X: m x n; W: n x p; b: m x p; Z: m x p").guessed == frozenset()


def test_what_is_declared_is_never_kept_as_written() -> None:
    given = "W: m x n; a: m; b: m"
    with pytest.raises(ReadError, match=r"in a product the inner sizes n and m must be one"):
        read("W a + b", given)
    assert read("W^T a", given).right.shape == (Symbol("n"), 1)


def test_shapes_that_do_not_fit_are_kept_where_nobody_declared_them() -> None:
    made = read(r"\mathbf{a} + u_i = \mathbf{b}")
    assert [piece.what for piece in written(made)] == ["total"]
    assert written(read(r"\mathbf{a} + \mathbf{u} = \mathbf{b}")) == []


def test_the_sides_of_membership_have_no_common_shape() -> None:
    made = read(r"W \in \mathbb{R}^{4 \times 3}")
    assert made.relations == ("∈",)
    assert made.members[0].shape != (1, 1)


def test_numbered_vectors_are_columns_of_one_matrix() -> None:
    made = read(r"\sum_{i=1}^{m} x^{(i)}_j", "x^{(i)}: n").right
    i, j, m, n = (Symbol(letter) for letter in "ijmn")
    assert made == Sum(MatrixSymbol("x^{(:)}", n, m)[j, i], (i, 0, m - 1))


def test_a_numbered_name_is_no_constant_under_its_sum() -> None:
    given = "x^{(i)}: scalar; m: scalar"
    assert prove(r"\sum_{i=1}^{3} x^{(i)}", r"3 x^{(i)}", given).verdict != "proved"
    assert prove(r"\sum_{i=1}^{3} x^{(i)}", r"\sum_{i=1}^{3} x^{(i)}", given).verdict == "proved"
    with pytest.raises(ReadError, match=r"is another matrix for every i"):
        read(r"\sum_{i=1}^{3} W^{(i)}", "W^{(i)}: m x n", strict=True)


def test_a_list_is_a_column_beside_one() -> None:
    made = read("z = [z_1, z_2]")
    assert made.left.shape == made.right.shape == (2, 1)
    assert any("is read as a column" in note for note in made.notes)
    assert not any("is read as a column" in note for note in read("z = [z_1; z_2]").notes)


def test_a_layer_index_below_keeps_its_offset() -> None:
    assert shown(r"n_{l-1} + n_l") == "n[l, 0] + n[l - 1, 0]"
    assert shown(r"A_{l+1} = W_l A_l") == "A_{l+1} = W_{l}*A_{l}"


def test_letters_of_other_equations_count() -> None:
    made = read(r"E(u) = u^2, \quad v = E(u + 1)")
    assert str(made.also[0].right) == "E(u + 1)"
    assert str(read(r"v = E (u + 1)").right) == "E*(u + 1)"


def test_strict_reading_guesses_nothing() -> None:
    for text in (r"\nabla E", r"\sum_x E", r"(U, b)", r"p_{y_i}", r"h \in \mathbb{R}^n", r"\int p_i"):
        with pytest.raises(ReadError):
            read(text, strict=True)

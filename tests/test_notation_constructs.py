"""What people write, read and decided: every construct in a true claim, and beside it in a false one."""

from __future__ import annotations

from functools import partial

import pytest

from explorer.claims import prove
from explorer.errors import InputError
from explorer.notation import read as read_all
from explorer.notation import read_pair

read = partial(read_all, strict=True)  # nothing is guessed, as in a claim

LAYER = "W: m x n; a: n; b: m; σ: function"

TWINS: dict[str, tuple[str, str, str, str]] = {
    "a matrix by its corners": (
        r"\begin{bmatrix} w_{11} & w_{12} & \cdots & w_{1n} \\ w_{21} & w_{22} & \cdots & w_{2n} \\"
        r" \vdots & \vdots & \ddots & \vdots \\ w_{m1} & w_{m2} & \cdots & w_{mn} \end{bmatrix}"
        r"\begin{bmatrix} a_1 \\ a_2 \\ \vdots \\ a_n \end{bmatrix}",
        "W a",
        "2 W a",
        LAYER,
    ),
    "a matrix counted from 0": (
        r"\begin{bmatrix} w_{0,0} & \cdots & w_{0,n} \\ \vdots & \ddots & \vdots \\ w_{k,0} & \cdots & w_{k,n}"
        r" \end{bmatrix} + V",
        "W + V",
        "W + V^T",
        "W: k+1 x n+1; V: k+1 x n+1; k = n",
    ),
    "a vector of sums": (
        r"\begin{pmatrix} w_{11} a_1 + ... + w_{1n} a_n \\ \vdots \\ w_{m1} a_1 + ... + w_{mn} a_n \end{pmatrix}",
        "W a",
        "W a + b",
        LAYER,
    ),
    "cases over indices": (
        r"Σ_j \begin{cases} a_j & \text{if } i = j \\ 0 & \text{otherwise} \end{cases}",
        "a_i",
        "2 a_i",
        "a: n; i: index 1..n",
    ),
    "an indicator": (r"Σ_j \mathbb{1}(i = j) a_j", "a_i", "a_i + 1", "a: n; i: index n"),
    "a named δ": (r"Σ_j \delta_{ij} a_j", "a_i", "-a_i", "a: n; i: index n"),
    "a larger side": ("w·x > t", "w·x + b > 0", "w·x - b > 0", "w: n; x: n; t: scalar; b = -t"),
    "a smaller side": (r"w·x \le t", r"1 - (w·x > t)", "w·x > t", "w: n; x: n; t: scalar"),
    "an annotated sum": (
        r"\overset{\text{act}}{σ}\left(\underbrace{W a}_{\text{linear}} + \underset{\text{bias}}{b}\right)",
        "σ(W a + b)",
        "σ(W a - b)",
        LAYER,
    ),
    "nested fonts": (
        r"\boldsymbol{\mathit{σ}}({\bf W}\mathrm{\mathbf{a}} + \mathbf{b})",
        r"σ(\mathbf{b} + \mathbf{W}\mathbf{a})",
        r"σ(\mathbf{b})",
        r"\mathbf{W}: m x n; \mathbf{a}: n; \mathbf{b}: m; σ: function",
    ),
    "primed letters below Σ": (r"Σ_{k'=1}^{n} W_{ik'} a_{k'}", "(W a)_i", "(W a)_i + b_i", LAYER),
    "an index that is a name": (r"\log e^{f_{y_i}}", "f_{y_i}", "f_{y_i} + 1", "f: K; y_i: index K"),
    "a function of a function": (r"-\log σ(c x)", "-log(σ(x c))", "log σ(c x)", "c: scalar; x: scalar; σ: sigmoid"),
    "a minus behind Σ": (r"Σ_j -W_{ij} a_j", "-(W a)_i", "(W a)_i", LAYER),
    "a Σ of rows": ("Σ_i c_i X_{i,:}", "(X^T c)^T", "c^T X + c^T X", "X: N x d; c: N"),
    "a Σ of outer products": ("Σ_i X_{i,:}^T Y_{i,:}", "X^T Y", "Y^T X", "X: N x d; Y: N x d"),
    "one row of a batch": ("X W + b", "X_i W + b", "X_i W", "X: N x d; W: d x m; b: 1 x m; i: index 1..N"),
    "a row defined by its entries": ("(X w)_i", "w^T x", "2 w^T x", "X: N x d; w: d; x: d; i: index N; x_j = X_{ij}"),
    "a column over a batch": (
        r"\frac{e^{Z}}{\sum_{j} e^{Z_{:,j}}}",
        r"S",
        r"2 S",
        r"Z: N x C; S: N x C; S_{ij} = \frac{e^{Z_{ij}}}{\sum_k e^{Z_{ik}}}",
    ),
    "entries written small": (
        "x_1 w_{11} + x_2 w_{12}",
        "(W x)_1",
        "(W x)_2",
        r"W: 2 x 2; x: 2; W_{ij} = w_{ij}",
    ),
    "a function defined with its index": (
        "s(z)_k",
        r"\frac{e^{z_k}}{\sum_j e^{z_j}}",
        r"\frac{e^{z_k}}{\sum_j e^{2 z_j}}",
        r"z: n; k: index n; s(z)_i = \frac{\exp(z_i)}{\sum_j \exp(z_j)}",
    ),
    "a function of several names": (
        "Z(W, a) c",
        "c Σ_i (W a)_i",
        "c",
        LAYER + "; c: scalar; Z(W, a) = Σ_i Σ_j W_{ij} a_j",
    ),
    "d by dz": (r"\frac{d}{dz} z^3", "3 z^2", "z^2", "z: scalar"),
    "dg by dz": (r"\frac{d g(z)}{dz}", "g(z)(1 - g(z))", "g(z)(1 + g(z))", "z: scalar; g: sigmoid"),
    "∂ by an entry": (r"\frac{\partial}{\partial a_k} Σ_j a_j^2", "2 a_k", "a_k", "a: n; k: index n"),
    "∂ by a matrix": (
        r"\frac{\partial C}{\partial W}",
        "-2 (y - W a) a^T",
        "2 (y - W a) a^T",
        "W: m x n; a: n; y: m; C = Σ_i (y_i - (W a)_i)^2",
    ),
    "∂ by a matrix, its letters used": (
        r"\frac{\partial C}{\partial W}",
        r"X^T σ'(X W)",
        r"X^T σ(X W)",
        r"X: N x d; W: d x m; σ: function; C = Σ_{r=1}^{N} Σ_{c=1}^{m} σ((X W)_{rc})",
    ),
    "∂ by something defined": (
        r"\frac{\partial C}{\partial z} a^T",
        r"\frac{\partial C}{\partial W}",
        r"2 \frac{\partial C}{\partial W}",
        r"W: m x n; a: n; σ: function; z = W a; C = Σ_i σ(z_i)",
    ),
    "a prime of a defined function": ("f'(x)", "f(x)(1 - f(x))", "f(x)", r"x: scalar; f(x) = \frac{1}{1+e^{-x}}"),
    "∂ in a defined name": (
        r"\frac{\partial C}{\partial z}",
        "2 (w x)",
        "2 w",
        "w: scalar; x: scalar; z = w x; C = z^2",
    ),
    "tanh² of an array": (r"1 - \tanh^2 z", r"1 - \tanh(z) ⊙ \tanh(z)", r"1 - \tanh(z)", "z: N x d"),
    "a symmetric matrix": ("x^T W", "(W x)^T", "(W x)^T + x^T", "W: n x n; x: n; W = W^T"),
    "a transposed side first": ("Σ_j W_{ij} x_j", "Σ_j W_{ji} x_j", "0", "W: n x n; x: n; W^T = W; i: index n"),
    "an index that is fixed": ("Σ_j W_{ij} a_j", "(W a)_2", "(W a)_1", "W: 3 x 4; a: 4; i = 2"),
    "two indices that are one": ("a_i a_j", "a_j^2", "a_j", "a: n; j: index n; i = j"),
    "two sizes that are one": ("A B", "B A - B A + A B", "B A", "A: n x m; B: m x n; m = n"),
    "a full stop as a product": (r"W.a +\, b \nonumber", "b + W a", "W a", LAYER),
    "a transpose behind the indices": ("X_{i,:}^T", "(X^T)_{:,i}", "2 X_{i,:}^T", "X: N x d; i: index N"),
    "two digits, two indices": ("w_{11} a_1 + w_{12} a_2", "(W a)_1", "(W a)_2", "W: 2 x 2; a: 2"),
}


@pytest.mark.parametrize("name", list(TWINS))
def test_the_true_claim_is_proved_and_the_false_one_refuted(name: str) -> None:
    left, right, wrong, given = TWINS[name]
    assert prove(left, right, given, diagnose=False).verdict == "proved"
    assert prove(left, wrong, given, diagnose=False).verdict == "refuted"


def test_a_symmetric_matrix_is_no_other_matrix() -> None:
    given = "W: n x n; V: n x n; x: n; W = W^T"
    assert prove("V x", "V^T x", given, diagnose=False).verdict == "refuted"
    assert prove("W V x", "(V^T W)^T x", given, diagnose=False).verdict == "proved"
    notes = read_pair("W x", "W^T x", given).notes
    assert notes == ("W = W^T: W is put in as (S + Sᵀ)/2 with any square S",)


def test_a_sum_that_is_one_is_never_answered_wrongly() -> None:
    """What sums to one is put in so that it does: proved where true, refuted where false, by numbers that fit."""
    given = "y: n; Σ_j y_j = 1; c: scalar"
    assert prove("Σ_j y_j c", "c", given, diagnose=False).verdict == "proved"
    assert prove("Σ_j c y_j", "2 c", given, diagnose=False).verdict == "refuted"
    rows = "T: N x C; a: N; Σ_{c=1}^{C} T_{ic} = 1"
    assert prove("Σ_c T_{ic} a_i", "a_i", rows, diagnose=False).verdict == "proved"
    assert prove("Σ_i T_{ic}", "1", rows, diagnose=False).verdict == "refuted"


def test_bases_of_two_indices_in_a_δ() -> None:
    """i counts from 1 and j from 0: they are one where the text's numbers are."""
    given = "a: n+1; b: n; i: index 1..n; j: index 0..n"
    proved = prove(r"Σ_{j=0}^{n} \mathbb{1}(i = j) a_j", "Σ_{j=0}^{n} δ_{ij} a_j", given, diagnose=False)
    assert proved.verdict == "proved"


@pytest.mark.parametrize("name", ["bishop", "cs224n", "goodfellow", "murphy", "prince", "udl"])
def test_conventions_count_from_one(name: str) -> None:
    assert str(read("w_2", f"w: 3; convention: {name}").right) == "w[1, 0]"


def test_a_relation_is_no_definition() -> None:
    assert read("z + 1", "z: scalar; z > 0", strict=True).notes == ("z > 0: z is put in as exp(t) with any number t",)
    assert read("z + 1", "z: scalar; z + 1 > 0", strict=True).assumed == ("z + 1 > 0",)
    assert str(read("x", "z: scalar; x: scalar; z > 0").right) == "x"
    assert read("x", "z: scalar; x: scalar; z + 1 > 0", strict=True).assumed == ()


def test_a_cost_without_a_definition_has_no_derivative() -> None:
    with pytest.raises(InputError, match=r"nothing says how `C_\{0\}` depends on `w`"):
        read(r"\frac{\partial}{\partial w}(C_0 + w^2)", "C_0: scalar; w: scalar")


def test_the_readings_are_said() -> None:
    assert "the matrix with dots is m x 1" in read(r"\begin{bmatrix} b_1 \\ \vdots \\ b_m \end{bmatrix}", "b: m").notes
    said = read_pair("X W", "X_i W", "X: N x d; W: d x m; i: index N").notes
    assert "`X W` is compared by its row i" in said
    assert read("w > 0", "w: scalar").notes == ("`w > 0` is read as 1 where it holds and 0 elsewhere",)


@pytest.mark.parametrize("below", [r"j \in N", "j > 2", "j ≤ k", r"j \sim k"])
def test_a_sum_over_what_nothing_says_is_not_read(below: str) -> None:
    with pytest.raises(InputError, match=r"the Σ over `.*` leaves out what nothing else says"):
        prove(rf"Σ_{{{below}}} a_j = Σ_j a_j", None, "a: n; k: index n")
    assert prove("Σ_{j=0}^{n-1} a_j = Σ_j a_j", None, "a: n").verdict == "proved"

"""What declarations say beyond shapes: hypotheses, notations, layers, gradients; each true claim beside a false one."""

from __future__ import annotations

import pytest

from explorer.claims import prove
from explorer.errors import ReadError
from explorer.notation import read_pair

LAYER = "W_l: n_{l+1} x n_l; a_l: n_l; b_l: n_{l+1}; V: n_1 x n_0; c: n_1; a^{(l)}: n_l; σ: function"
FIRST = "; l = 0; W_0 = V; a_l = a^{(l)}"
CROSS = r"y: n; s: n; p = \mathrm{softmax}(s); J = H(y, p); H(y, p) = -\sum_i y_i \log p_i"
AFFINE = "W: m x n; b: m; x: n; f: function; C: scalar; z = W x + b"
BATCH = "X: N x p; W: p x q; b: 1 x q; C: scalar; Z = X W + b"
DEEP = (
    "convention: nielsen; w^l: n_l x n_{l-1}; b^l: n_l; a^l: n_l; z^l: n_l; z^l = w^l a^{l-1} + b^l; a^l = s(z^l); "
    r"s: function; C: scalar; d^l_j = \frac{\partial C}{\partial z^l_j}; j: index 1..n_l; k: index 1..n_{l-1}"
)
DATA = "w: d; b: scalar; x^{(i)}: d; y^{(i)}: scalar; i: index 1..n; p^{(i)} = w^T x^{(i)} + b"
TABLE = "P: 4 x m; Q: 4 x m; p_i^{(k)} = P_{ik}; q_i^{(k)} = Q_{ik}; i: index 1..4; k: index 1..m; j: index 1..m"

CLAIMS = [
    # a sum that is one
    (r"\sum_j y_j \log c", r"\log c", r"y: q; c: scalar; \sum_j y_j = 1", "proved"),
    (r"\sum_j y_j \log c", r"2 \log c", r"y: q; c: scalar; \sum_j y_j = 1", "refuted"),
    (
        r"\sum_j y_j f(c) - \sum_j y_j o_j",
        "f(c) - y o",
        r"y: 1 x q; o: q; c: scalar; f: function; \sum_j y_j = 1",
        "proved",
    ),
    (r"\sum_k T_{rk} g_r", r"g_r", r"T: R x K; g: R; r: index R; \sum_k T_{rk} = 1", "proved"),
    (r"\sum_r T_{rk}", r"1", r"T: R x K; k: index K; \sum_k T_{rk} = 1", "refuted"),
    (r"\sum_j y_{ij}", "1", r"Y: N x K; \sum_j y_{ij} = 1; i: index 1..N", "proved"),
    (r"\sum_i y_{ij}", "1", r"Y: N x N; \sum_j y_{ij} = 1; j: index 1..N", "refuted"),
    (r"\sum_j \mathbf{y}_{j}", "1", r"\mathbf{y}: 1 x K; \sum_j \mathbf{y}_j = 1", "proved"),
    # a sign
    (r"\sqrt{c^2}", "c", "c: scalar; c > 0", "proved"),
    (r"\sqrt{c^2}", "c", "c: scalar", "refuted"),
    ("|x_i|", "x_i", "x: n; x ≥ 0", "proved"),
    ("|x_i|", "-x_i", "x: n; 0 ≥ x", "proved"),
    ("|x_i|", "-x_i", "x: n; x ≥ 0", "refuted"),
    # what is said and cannot be put in: proofs only
    ("x + y", "1", "x: scalar; y: scalar; x + y = 1", "unknown"),
    ("x + y", "y + x", "x: scalar; y: scalar; x + y = 1", "proved"),
    ("z_1 + z_2", r"\sum_i z_i", "z: 2; z_1 = 0", "proved"),
    ("z_1", "1", "z: 2; z_2 = 0; z_1 = 1", "proved"),
    ("|x_1|", "x_1", "x: n; x_1 > 0", "unknown"),
    ("V", "U", "V: n x m; U: n x m; V^T = W; U^T = W; W: m x n", "unknown"),
    ("y", "0", "y: scalar; y(1-y) = 0", "unknown"),
    # one free index less on a side
    ("a_j a_j", "a_i a_j", "a: n; i: index n; j: index n", "refuted"),
    ("c_i", "7", "c: n; c_i = 7; i: index n", "proved"),
    # two sizes, one of them 1
    ("X_{ji}", "x_j", "X: n x m; m = 1; x: n; x_j = X_{ji}; i: index 1..m; j: index 1..n", "proved"),
    ("w^T x", "7", "x: 3; w: 3; x = [1, 2, 3]; w = [2, 1, 1]", "proved"),
    ("w^T x", "8", "x: 3; w: 3; x = [1, 2, 3]; w = [2, 1, 1]", "refuted"),
    # a letter with a value in scripts
    ("σ(W_l a_l + b_l)", "σ(V a^{(0)} + c)", LAYER + FIRST + "; b_0 = c", "proved"),
    ("σ(W_l a_l + b_l)", "σ(V a^{(0)} + c)", LAYER + FIRST, "refuted"),
    ("σ(W_l a_l + b_l)", "σ(V a^{(0)} + c)", LAYER, "refuted"),
    ("W^{[k]} x", "W^{[2]} x", "W^{[2]}: m x n; W^{[3]}: m x n; x: n; k = 2", "proved"),
    ("W^{[k]} x", "W^{[2]} x", "W^{[2]}: m x n; W^{[3]}: m x n; x: n; k = 3", "refuted"),
    (r"\sum_k a_k + a_k", r"\sum_j a_j + a_3", "a: 4; k = 3", "proved"),
    # a notation explained
    ("H(y, p)", r"-\sum_i y_i \log p_i", r"y: n; p: n; H(y, p) = -\sum_i y_i \log p_i", "proved"),
    ("H(y, p)", r"\sum_i y_i \log p_i", r"y: n; p: n; H(y, p) = -\sum_i y_i \log p_i", "refuted"),
    (r"\frac{\partial J}{\partial s}", "p - y", CROSS + r"; \sum_i y_i = 1", "proved"),
    (r"\frac{\partial J}{\partial s}", "y - p", CROSS + r"; \sum_i y_i = 1", "refuted"),
    (r"\frac{\partial J}{\partial s}", "p - y", CROSS, "refuted"),
    ("V^T_1 x", "V_{1,:} x", "V: n x m; x: m; V^T_1 = V_{1,:}", "proved"),
    ("V^T_1 x", "V_{2,:} x", "V: n x m; x: m; V^T_1 = V_{1,:}", "unknown"),
    (r"e_k", r"\mathbf{1}^{y}_k - h_k", r"\mathbf{1}^{y}: K; h: K; e: K; e = \mathbf{1}^y - h", "proved"),
    (r"e_k", r"h_k - \mathbf{1}^{y}_k", r"\mathbf{1}^{y}: K; h: K; e: K; e = \mathbf{1}^y - h", "refuted"),
    # entries of what is defined
    ("v_{k,j}", "w_{j,k}", "W: m x n; V = W^T", "proved"),
    ("v_{j,k}", "w_{j,k}", "W: n x n; V = W^T", "refuted"),
    ("b_{ij}", "b_{ji}", r"\mathbf{B}: n x n; \mathbf{B} = \mathbf{B}^T; j: index n; i: index n", "proved"),
    # numbered by an index
    (
        r"\sum_k p_k",
        r"\sum_i w^T x^{(i)}",
        "p_i = w^T x^{(i)}; w: d; x^{(i)}: d; k: index 1..n; i: index 1..n",
        "proved",
    ),
    (r"\sum_k p_k", "n p_1", "p_i = w^T x^{(i)}; w: d; x^{(i)}: d; k: index 1..n; i: index 1..n", "refuted"),
    (r"\sum_i (p^{(i)} - y^{(i)})^2", r"\sum_i (w^T x^{(i)} + b - y^{(i)})^2", DATA, "proved"),
    (r"\sum_i (p^{(i)} - y^{(i)})^2", r"\sum_i (w^T x^{(i)} - b - y^{(i)})^2", DATA, "refuted"),
    (r"\sum_i \sum_k p_i^{(k)} \log(q_i^{(k)})", r"tr(P^T \log(Q))", TABLE, "proved"),
    (r"\sum_i \sum_j p_i^{(j)} \log(q_i^{(j)})", r"tr(P^T \log(Q))", TABLE, "proved"),
    (r"\sum_i \sum_j p_i^{(j)} q_i^{(j)}", r"tr(P^T P)", TABLE, "refuted"),
    # a cost of which nothing is said
    (r"\frac{\partial C}{\partial x}", r"W^T \frac{\partial C}{\partial z}", AFFINE, "proved"),
    (
        r"\frac{\partial C}{\partial x}",
        r"W \frac{\partial C}{\partial z}",
        AFFINE.replace("m x n; b: m", "n x n; b: n"),
        "refuted",
    ),
    (r"\frac{\partial C}{\partial W_{jk}}", "d_j x_k", AFFINE + r"; d = \frac{\partial C}{\partial z}", "proved"),
    (
        r"\frac{\partial C}{\partial W_{jk}}",
        "d_j x_j",
        AFFINE + r"; d = \frac{\partial C}{\partial z}; j: index m",
        "refuted",
    ),
    (r"\frac{\partial C}{\partial z_j}", r"\frac{\partial C}{\partial a_j} f'(z_j)", AFFINE + "; a = f(z)", "proved"),
    (r"\frac{\partial C}{\partial z_j}", r"\frac{\partial C}{\partial a_j} f(z_j)", AFFINE + "; a = f(z)", "refuted"),
    (r"\nabla_x C", r"W^T \nabla_z C", AFFINE, "proved"),
    (r"\frac{\partial C}{\partial W}", r"X^T \frac{\partial C}{\partial Z}", BATCH, "proved"),
    (r"\frac{\partial C}{\partial X}", r"\frac{\partial C}{\partial Z} W^T", BATCH, "proved"),
    (r"\frac{\partial C}{\partial X}", r"2 \frac{\partial C}{\partial Z} W^T", BATCH, "refuted"),
    (r"\frac{\partial C}{\partial w^l_{jk}}", "a^{l-1}_k d^l_j", DEEP, "proved"),
    (r"\frac{\partial C}{\partial w^l_{jk}}", "a^{l-1}_k d^l_j s'(z^l_j)", DEEP, "refuted"),
    (r"\frac{\partial C}{\partial b^l_j}", "d^l_j", DEEP, "proved"),
    (r"\nabla_w \|y - X w\|^2", "2 X^T(X w - y)", "X: n x d; w: d; y: n", "proved"),
    (r"\nabla_w \|y - X w\|^2", "2 X^T(y - X w)", "X: n x d; w: d; y: n", "refuted"),
    # two ways from x to C: both, or it is not known
    (
        r"\frac{\partial C}{\partial x}",
        r"U^T\frac{\partial C}{\partial p} + V^T\frac{\partial C}{\partial q}",
        "U: m x n; V: m x n; x: n; C: scalar; p = U x; q = V x",
        "proved",
    ),
    # where the gradient is not free, or stands on one side only, numbers that differ say nothing
    (r"\frac{\partial C}{\partial w}", "2(a-y) x", "C: scalar; w: scalar; x: scalar; y: scalar; a: scalar", "unknown"),
    (
        r"\frac{\partial C}{\partial z_1}",
        r"-\frac{\partial C}{\partial z_2}",
        r"C: scalar; z: 2; p = \mathrm{softmax}(z)",
        "unknown",
    ),
    (
        r"\frac{\partial C}{\partial z}",
        r"\frac{\partial C}{\partial a} ⊙ f'(z)",
        "C: scalar; z: n; a: n; f: function",
        "unknown",
    ),
    (
        r"\frac{\partial C}{\partial z}",
        "a - y",
        AFFINE + r"; a = f(z); y: m; \frac{\partial C}{\partial z} = a - y",
        "proved",
    ),
    (
        r"\frac{\partial C}{\partial x}",
        "W^T (a - y)",
        AFFINE + r"; a: m; y: m; \frac{\partial C}{\partial z} = a - y",
        "proved",
    ),
    (
        r"\frac{\partial C}{\partial x}",
        "W^T (y - a)",
        AFFINE + r"; a: m; y: m; \frac{\partial C}{\partial z} = a - y",
        "refuted",
    ),
    (
        r"\frac{\partial C}{\partial x_k}",
        r"\sum_j W_{jk} z_j",
        AFFINE + r"; a: m; \frac{\partial C}{\partial z_j} = a_j",
        "refuted",
    ),
    (
        r"\frac{\partial C}{\partial x_k}",
        r"\sum_j W_{jk} a_j",
        AFFINE + r"; a: m; \frac{\partial C}{\partial z_j} = a_j",
        "proved",
    ),
    (r"\frac{\partial C}{\partial z}", "z", r"z: m; C = z^T y; y: m; \frac{\partial C}{\partial z} = z", "unknown"),
    # a derivative and its value
    (
        r"\frac{\partial C}{\partial W}",
        "(p - y) x^T",
        AFFINE + r"; p = f(z); y: m; d = \frac{\partial C}{\partial z}; d = p - y",
        "proved",
    ),
    (
        r"\frac{\partial C}{\partial W}",
        "(y - p) x^T",
        AFFINE + r"; p = f(z); y: m; d = \frac{\partial C}{\partial z}; d = p - y",
        "refuted",
    ),
    # conditions and cases
    (
        r"1 \text{ if } \sum_k u_k v_k > t",
        r"1 \text{ if } u \cdot v + b > 0",
        "u: n; v: n; b: scalar; t: scalar; b = -t",
        "proved",
    ),
    (
        r"1 \text{ if } \sum_k u_k v_k > t",
        r"1 \text{ if } u \cdot v + b > 0",
        "u: n; v: n; b: scalar; t: scalar",
        "refuted",
    ),
    (r"1 \text{ if } x > 0", r"1 \text{ if } x \ge 0", "x: scalar", "refuted"),
    (
        r"\begin{cases} a & x < 0 \\ a & x = 0 \\ c & x > 0 \end{cases}",
        r"\begin{cases} c & x > 0 \\ a & x \le 0 \end{cases}",
        "x: scalar; a: scalar; c: scalar",
        "proved",
    ),
    (
        r"\begin{cases} a & x < 0 \\ b & x = 0 \\ c & x > 0 \end{cases}",
        r"\begin{cases} c & x > 0 \\ a & x \le 0 \end{cases}",
        "x: scalar; a: scalar; b: scalar; c: scalar",
        "refuted",
    ),
    # a few terms with their index as a number
    (r"\sum_{r=1}^{3} r x_r", "x_1 + 2 x_2 + 3 x_3", "x: 3", "proved"),
    (r"\sum_{r=1}^{3} r x_r", "x_1 + 2 x_2 + 4 x_3", "x: 3", "refuted"),
    (r"\sum_{r=0}^{1} \exp(r x)", r"1 + \exp(x)", "x: scalar", "proved"),
    # a row of parts that is a column
    ("w^T x + b", "[w^T ~ b] [x ~ 1]", "w: n; x: n; b: scalar", "proved"),
    ("w^T x + b", "[w^T ~ b] [x ~ 0]", "w: n; x: n; b: scalar", "refuted"),
]


@pytest.mark.parametrize(("left", "right", "given", "verdict"), CLAIMS)
def test_what_is_declared_decides(left: str, right: str, given: str, verdict: str) -> None:
    assert prove(left, right, given, diagnose=False).verdict == verdict


def test_what_is_put_in_is_said() -> None:
    notes = read_pair("c", "c", "c: scalar; c > 0").notes
    assert notes == ("c > 0: c is put in as exp(t) with any number t",)
    notes = read_pair(r"\frac{\partial C}{\partial x}", r"W^T \frac{\partial C}{\partial z}", AFFINE).notes
    assert "`C` is read as any function of z, with the gradient ∂C/∂z" in notes


def test_what_is_not_put_in_is_said() -> None:
    verdict = prove("x + y", "2", "x: scalar; y: scalar; x + y = 1")
    assert verdict.message == "the sides differ, but what may make them equal was not put in: x + y = 1"


def test_a_way_past_the_last_name_is_an_error() -> None:
    with pytest.raises(ReadError, match="nothing says whether `C` depends on `q` in another way"):
        read_pair(
            r"\frac{\partial C}{\partial x}",
            r"U^T \frac{\partial C}{\partial p}",
            "U: m x n; V: m x n; x: n; C: scalar; p = U x; q = V x",
        )


def test_gradients_that_fit_as_rows_are_no_clash() -> None:
    """Some write the gradient in a column as a row: what fits so is an error of the reading, not of the claim."""
    with pytest.raises(ReadError, match="are gradients rows here"):
        read_pair(r"\frac{\partial C}{\partial x}", r"\frac{\partial C}{\partial z} W", AFFINE)


@pytest.mark.parametrize("text", [r"\nabla C(w)", r"\nabla w", r"2 ∂"])
def test_signs_of_derivatives_are_no_letters(text: str) -> None:
    with pytest.raises(ReadError, match="is not read"):
        read_pair(text, "2 w", "w: n; C(w) = w^T w")


@pytest.mark.parametrize(
    ("left", "right", "given", "verdict"),
    [
        ("D + B^T A", "B^T A", "D: m x n; B: k x m; A: k x n; D = 0", "proved"),
        ("D + B^T A", "2 B^T A", "D: m x n; B: k x m; A: k x n; D = 0", "refuted"),
        (r"\frac{\partial C}{\partial X}", "G_Z W^T", BATCH + r"; G_Z = \frac{\partial C}{\partial Z}", "proved"),
        (r"\frac{\partial C}{\partial W}", "G_Z^T X", BATCH + r"; G_Z = \frac{\partial C}{\partial Z}", "refuted"),
        ("f'(z) 2(a - y)", "2 (a - y) f'(z)", "f: function; z: scalar; a: scalar; y: scalar", "proved"),
        ("f'(z) 2(a - y)", "2 (a - z) f'(z)", "f: function; z: scalar; a: scalar; y: scalar", "refuted"),
    ],
)
def test_small_things_that_are_written(left: str, right: str, given: str, verdict: str) -> None:
    assert prove(left, right, given, diagnose=False).verdict == verdict


LAYERS = (
    "w^{(l)}: n_l x n_{l-1}; b^{(l)}: n_l; a^{(l)}: n_l; z^{(l)}: n_l; s: function; C: scalar; "
    r"z^{(l)} = w^{(l)} a^{(l-1)} + b^{(l)}; a^{(l)} = s(z^{(l)}); d^{(l)} = \frac{\partial C}{\partial z^{(l)}}"
)
SKIP = "U: n x n; x: n; C: scalar; h = U x; y = h + x"


@pytest.mark.parametrize(
    ("left", "right", "given", "verdict"),
    [
        ("z^{(l+1)}", "w^{(l+1)} s(z^{(l)}) + b^{(l+1)}", LAYERS, "proved"),
        ("z^{(l+1)}", "w^{(l+1)} s(z^{(l)}) - b^{(l+1)}", LAYERS, "refuted"),
        ("a^{(l-1)}", "s(z^{(l-1)})", LAYERS, "proved"),
        ("z^{(3)}", "w^{(3)} s(w^{(2)} s(z^{(1)}) + b^{(2)}) + b^{(3)}", LAYERS, "proved"),
        ("z^{(3)}", "w^{(3)} s(w^{(2)} s(z^{(1)}) + b^{(1)}) + b^{(3)}", LAYERS, "refuted"),
        ("d^{(l)}", "((w^{(l+1)})^T d^{(l+1)}) ⊙ s'(z^{(l)})", LAYERS, "proved"),
        ("d^{(l)}", "((w^{(l+1)})^T d^{(l+1)}) ⊙ s(z^{(l)})", LAYERS, "refuted"),
        ("d^{(L)}", r"\frac{\partial C}{\partial a^{(L)}} ⊙ s'(z^{(L)})", LAYERS, "proved"),
        (
            r"\frac{\partial C}{\partial x}",
            r"U^T \frac{\partial C}{\partial y} + \frac{\partial C}{\partial y}",
            SKIP,
            "proved",
        ),
        (r"\frac{\partial C}{\partial x}", r"U^T \frac{\partial C}{\partial y}", SKIP, "refuted"),
    ],
)
def test_every_layer_has_its_definition(left: str, right: str, given: str, verdict: str) -> None:
    assert prove(left, right, given, diagnose=False).verdict == verdict

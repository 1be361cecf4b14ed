"""A given equation that is no definition is kept: no proof rests on more than it says, no refutation forgets it."""

import pytest

from explorer.claims import prove
from explorer.notation.given import declarations

KEPT = {
    "the diagonal": ("W_{01}", "1", "W: n x n; W_{ii} = 1"),
    "a diagonal of zeros": ("W x", "0", "W: n x n; x: n; W_{ii} = 0"),
    "a vector on the diagonal": ("W_{ij}", "b_j", "W: n x n; b: n; i: index n; j: index n; W_{ii} = b_i"),
    "a diagonal in brackets": ("W_{01}", "1", "W: n x n; (W)_{ii} = 1"),
    "a diagonal of rows": ("W_{01}", "1", "W: n x n; (W_i)_i = 1"),
    "a diagonal of three indices": (
        "T_{ijk}",
        "v_k",
        "T: n x n x m; v: m; i: index n; j: index n; k: index m; T_{iik} = v_k",
    ),
    "a diagonal of slopes": (
        r"\frac{\partial C}{\partial W_{01}}",
        "a_0",
        r"C: scalar; W: n x n; a: n; \frac{\partial C}{\partial W_{ii}} = a_i",
    ),
    "a square": ("y^2", "1", "y: scalar; y^2 = 1"),
    "another power": ("y^3", "1", "y: scalar; y^2 = 1"),
    "an inverse": ("y^{-1}", "x", "y: scalar; x: scalar; y^{-1} = x"),
    "a power that is a size": ("y^{n+1}", "x y", "y: scalar; x: scalar; v: n; y^n = x"),
    "a power that names no layer": ("y", "2", "y: scalar; y^1 = 2"),
    "a square under a hat": (r"\hat{y}", "1", r"\hat{y}: scalar; \hat{y}^2 = 1"),
    "a square that is a name": ("y^2", "x", "y: scalar; x: scalar; y^2 = x"),
    "the square of a matrix": ("W^2", "I", "W: n x n; W^2 = I"),
    "the square of one entry": ("x_0^2", "1", "x: n; x_0^2 = 1"),
    "the square of a bold entry": (r"\mathbf{x}_0^2", "1", r"\mathbf{x}: n; \mathbf{x}_0^2 = 1"),
    "the square of one entry, power first": ("x_0", "1", "x: n; x^2_0 = 1"),
    "the square of every entry": (r"\sum_i x_i^2", "n", "x: n; x_i^2 = 1"),
    "the square of every entry of a matrix": ("W_{ij}^2", "1", "W: m x n; W_{ij}^2 = 1"),
    "squares on both sides": ("y_i", "x_i", "y: n; x: n; y_i^2 = x_i^2"),
    "a square by way of a definition": ("z", "1", "y: scalar; y^2 = 1; z = y"),
    "one entry after the other": ("x_1", "x_0", "x: n+1; i: index n; x_{i+1} = x_i"),
    "entries that are shifted": ("y_1", "x_0", "x: n; y: n+1; i: index n; y_{i+1} = x_i"),
    "entries of which every second is said": ("x_2", "0", "x: 2n; i: index n; x_{2i} = 0"),
    "entries beside the diagonal": ("W_{01}", "0", "W: n x n; W_{i,i+1} = 0"),
    "a shifted row": ("W_{10}", "x_0", "W: n+1 x n; x: n; i: index n; W_{i+1,0} = x_i"),
    "a row as a whole": ("W_{01}", "x_{01}", "W: m x n; x: 1 x n; W_{0:} = x"),
    "a column by what is no number or name": ("W_{10}", "2 b_1", "W: m x n; b: m; i: index m; W_{i0} = 2 b_i"),
    "an entry of every layer": ("a^{(1)}_0", "1", "a^{(1)}: n; a^{(2)}: n; a^{(l)}_0 = 1"),
    "an entry of every numbered one": ("a^{(1)}_0", "1", "a^{(1)}: n; a^{(2)}: n; k: index 2; a^{(k)}_0 = 1"),
    "the diagonal of every layer": ("a^{(2)}_{01}", "1", "a^{(1)}: n x n; a^{(2)}: n x n; a^{(l)}_{ii} = 1"),
    "for every index of the right side": ("x_0", "b_1", "x: n; b: n; j: index n; x_0 = b_j"),
    "for every two entries": ("x_0", "y_1", "x: n; y: n; i: index n; j: index n; x_i = y_j"),
    "a function of a number": ("f(0)", "1", "f: function; y: scalar; f(0) = 1"),
    "a function of twice a number": ("f(2x)", "x", "f: function; x: scalar; f(2x) = x"),
    "a function of a square": ("f(y)", "1", "f: function; y: scalar; x: scalar; f(x^2) = 1"),
    "a function of an entry": ("f(x_1)", "1", "f: function; x: n; f(x_0) = 1"),
    "entries of its own letter": ("W_{ij}", "w_{ij}^2", "W: m x n; W_{ij} = w_{ij}^2"),
    "entries of a number": ("C", "1", "C: scalar; C_x = 1"),
}


@pytest.mark.parametrize("name", list(KEPT))
def test_what_a_given_equation_leaves_open_is_unknown(name: str) -> None:
    left, right, given = KEPT[name]
    equation = given.split("; ")[-1] if name != "a square by way of a definition" else "y^2 = 1"
    verdict = prove(left, right, given, diagnose=False)
    assert verdict.verdict == "unknown"
    assert verdict.message == f"the sides differ, but what may make them equal was not put in: {equation}"


@pytest.mark.parametrize("claim", [("K(x, y)", "1"), ("K(x, y)", "x"), ("K(y, y)", "y")])
@pytest.mark.parametrize("value", ["1", "x"])
def test_equal_arguments_say_nothing_of_others(claim: tuple[str, str], value: str) -> None:
    from explorer.errors import InputError

    given = f"K: function; x: scalar; y: scalar; K(x, x) = {value}"
    with pytest.raises(InputError, match="`K` takes one argument"):
        prove(*claim, given)
    assert prove("K(x, x)", value, given).verdict == "proved"


def test_a_sum_over_the_argument_is_no_use_of_the_declared_one() -> None:
    from explorer.errors import InputError

    given = "K: function; x: scalar; v: n; i: index n; K(x, x) = x; K(v_i, v_i) = 1"
    with pytest.raises(InputError, match="`K` takes one argument"):
        prove(r"\sum_{x=1}^{2} K(x, x)", "2 x", given)
    assert prove(r"\sum_{i=0}^{n-1} K(v_i, v_i)", "n", given).verdict == "proved"
    assert prove("2 K(x, x)", "2 x", given).verdict == "proved"


PUT_IN = {
    "the square on the right": ("y_i", "x_i^2", "x_i", "y: n; x: n; y_i = x_i^2"),
    "the cube on the right": ("y_i", "x_i^3", "x_i^2", "y: n; x: n; y_i = x_i^3"),
    "the inverse on the right": ("y_i", "x_i^{-1}", "2 x_i^{-1}", "y: n; x: n; y_i = x_i^{-1}"),
    "the transpose on the right": ("y_i", "x_i^T", "2 x_i", "y: n; x: n; y_i = x_i^T"),
    "the square of an entry of a matrix": ("W_{ij}", "x_{ij}^2", "x_{ij}", "W: m x n; x: m x n; W_{ij} = x_{ij}^2"),
    "every entry": ("x_0", "1", "2", "x: n; x_i = 1"),
    "every entry, by one letter of two": ("W_{01}", "x_0", "x_1", "W: n x n; x: n; W_{ij} = x_i"),
    "one row of a batch": ("(X w)_i", "w^T x", "2 w^T x", "X: N x d; w: d; x: d; i: index N; x_j = X_{ij}"),
    "two arguments": ("K(y, x)", "x y^2", "x^2 y", "x: scalar; y: scalar; K(x, y) = x^2 y"),
    "arguments with labels": ("f(2, 3)", "5", "6", "x_1: scalar; x_2: scalar; f(x_1, x_2) = x_1 + x_2"),
    "every layer": ("a^{(2)}_0", "z^{(2)}_0", "z^{(1)}_0", "a^{(2)}: n; z^{(1)}: n; z^{(2)}: n; a^{(l)}_i = z^{(l)}_i"),
    "one layer": ("a^{(2)}", "a^{(1)}", "2 a^{(1)}", "a^{(1)}: n; a^{(2)}: n; a^{(2)} = a^{(1)}"),
    "a name in brackets": ("y^{(2)}", "x", "2 x", "y: scalar; x: scalar; y^{(2)} = x"),
    "a word with a label": ("2 net_{o1}", "3", "4", "net_{o1} = 1.5"),
    "beside what is kept": ("t", "2", "3", "s: scalar; s^2 = 4; t = 2"),
}


@pytest.mark.parametrize("name", list(PUT_IN))
def test_a_definition_is_put_in(name: str) -> None:
    left, right, wrong, given = PUT_IN[name]
    assert prove(left, right, given, diagnose=False).verdict == "proved"
    assert prove(left, wrong, given, diagnose=False).verdict == "refuted"


@pytest.mark.parametrize("size", ["2", "3", "n"])
def test_a_proof_stands_without_what_is_kept(size: str) -> None:
    given = f"W: {size} x {size}; x: {size}; W_{{ii}} = 1; x_i^2 = 1"
    assert prove("(W x)_0", r"\sum_j W_{0j} x_j", given).verdict == "proved"
    assert prove("(W x)_0", r"\sum_j W_{j0} x_j", given).verdict == "unknown"
    assert prove("(W x)_0", r"\sum_j W_{j0} x_j", f"W: {size} x {size}; x: {size}").verdict == "refuted"


@pytest.mark.parametrize(
    "equation", ["W_{ii} = 1", "y^2 = 1", "x_{i+1} = x_i", "x_0 = y_j", "W_{i,i+1} = 0", "a^{(l)}_0 = 1", "K(x, x) = 1"]
)
def test_what_is_kept_defines_none_of_the_declared_names(equation: str) -> None:
    found = declarations(
        f"W: n x n; x: n; y: n; a^{{(1)}}: n; a^{{(2)}}: n; K: function; i: index n-1; j: index n; {equation}"
    )
    assert [told.source.text for told in found.hypotheses] == [equation]
    assert not set(found.definitions) & {"W", "x", "y", "K", "a^{(1)}", "a^{(2)}"}
    assert not found.special
    assert not found.entries

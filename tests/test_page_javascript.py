"""The page's JavaScript is printed from SymPy: the identities that keep its digits, and the printer."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest
from mpmath import mp
from sympy import (
    Function,
    Integral,
    Max,
    Rational,
    S,
    Symbol,
    ZeroMatrix,
    cosh,
    erf,
    erfc,
    exp,
    expand,
    lambdify,
    log,
    simplify,
    tanh,
)
from sympy.codegen.cfunctions import log1p

from explorer.errors import InputError
from explorer.network import Network, activation, written_out
from explorer.page.content import ROWS
from explorer.page.javascript import STABLE, Stable, X, form_line, javascript, stable, tensors
from explorer.page.spellings import CONVENTIONS, script_forms

POINTS = [-900.5, -40.0, -20.0, -2.5, -1.0, -0.1, 0.1, 0.7, 3.0, 20.0, 40.0, 900.5]


def holds(law: Stable, seed: int) -> bool:
    """Whether 60 digits find no difference between the sides at random points."""
    draw = random.Random(seed)
    with mp.workdps(60):
        names: list[Any] = [{"log1p": mp.log1p}, "mpmath"]
        left, right = (lambdify(X, written_out(side(X)), names) for side in (law.left, law.right))
        points = [mp.mpf(draw.uniform(-9, 9)) for _ in range(40)]
        return all(abs(left(x) - right(x)) < mp.mpf(10) ** -45 for x in points)


def proved(law: Stable) -> bool:
    """Whether SymPy finds the sides, or their exponentials, equal for positive and for negative u."""
    p = Symbol("p", positive=True)  # max and |u| are simple on each half
    for u in (p, -p):
        left, right = (_elementary(written_out(side(u))) for side in (law.left, law.right))
        if simplify((left - right).rewrite(exp)) != 0 and simplify(expand(exp(left) - exp(right))) != 0:
            return False
    return True


def _elementary(side: Any) -> Any:
    return side.replace(log1p, lambda v: log(1 + v)).replace(erfc, lambda v: 1 - erf(v))


@pytest.mark.parametrize("law", STABLE, ids=lambda law: law.because)
def test_every_identity_holds(law: Stable, seed: int) -> None:
    assert proved(law)
    assert holds(law, seed)


@pytest.mark.parametrize(
    "false",
    [
        Stable(lambda u: 1 - tanh(u) ** 2, lambda u: 1 / cosh(u), "the square forgotten"),
        Stable(lambda u: log(1 + exp(u)), lambda u: Max(0, u) + log1p(exp(u)), "the sign forgotten"),
    ],
    ids=lambda law: law.because,
)
def test_a_false_identity_is_found(false: Stable, seed: int) -> None:
    assert not proved(false)
    assert not holds(false, seed)


@pytest.mark.parametrize("law", STABLE, ids=lambda law: law.because)
def test_every_identity_is_needed(law: Stable) -> None:
    """In doubles the left side loses its digits, or is no number, at one of the points; the right side never."""
    worst = {"left": 0.0, "right": 0.0}
    with mp.workdps(1200):
        exact = lambdify(X, written_out(law.left(X)), "mpmath")
        for name, side in (("left", law.left(X)), ("right", law.right(X))):
            for x in POINTS:
                true = exact(mp.mpf(x))
                worst[name] = max(worst[name], _error(written_out(side), x, true))
    assert worst["left"] > 1e-3
    assert worst["right"] < 1e-12


def _error(side: Any, x: float, true: Any) -> float:
    """The relative error of a side computed in doubles, infinite where it is no number; below 1e-290 all is zero."""
    functions: dict[str, Any] = {"exp": _exp, "cosh": _cosh, "erfc": math.erfc, "erf": math.erf, "log1p": math.log1p}
    try:
        value = lambdify(X, side, [functions, "math"])(x)
    except (OverflowError, ZeroDivisionError):
        return math.inf
    return math.inf if math.isnan(value) or math.isinf(value) else float(abs(value - true) / max(abs(true), 1e-290))


def _exp(x: float) -> float:
    return math.exp(x) if x < 709 else math.inf


def _cosh(x: float) -> float:
    return math.cosh(x) if abs(x) < 709 else math.inf


def test_rewriting_touches_what_it_must_and_nothing_else() -> None:
    sigmoid = activation("sigmoid").function
    assert stable(sigmoid(X) * (1 - sigmoid(X))) == sigmoid(X) * sigmoid(-X)
    assert stable(sigmoid(X) + X) == sigmoid(X) + X
    assert stable(1 - sigmoid(2 * X) + X) == sigmoid(-2 * X) + X
    assert stable((exp(X) - exp(-X)) / (exp(X) + exp(-X))) == tanh(X)
    assert stable(log(2 + exp(X))) == log(2 + exp(X))


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_rewriting_keeps_the_value(row: Any) -> None:
    for expr in (row.formula(X), row.derivative(X)):
        for x in (-3.25, -0.5, 0.75, 2.0):
            before, after = (
                written_out(written_out(e)).subs(X, Rational(str(x))).evalf(30) for e in (expr, stable(expr))
            )
            assert abs(before - after) < 1e-25


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (1 / (1 + exp(-X)), "1/(1 + Math.exp(-x))"),
        (X * (X + 1) ** 2, "x*((1 + x)**2)"),
        (-X / 2, "-(x/2)"),
        (X**2 / 3 - 1, "-1 + (x**2)/3"),
        (S.Half, "1/2"),
        (1 / cosh(X) ** 2, "1/(Math.cosh(x)**2)"),
        (activation("relu").formula(X), "(x > 0 ? x : 0)"),
        (Function("σ")(X), "sigma(x)"),
        (activation("tanh").function(X), "f.tanh(x)"),
    ],
    ids=str,
)
def test_scalars_in_javascript(expr: Any, text: str) -> None:
    assert javascript(expr) == text


def test_forms_in_javascript() -> None:
    layer = Network([3, 2], Function("σ")).layers[0]
    assert javascript(layer.summation("j").rhs) == "sigma(sum(0, 2, (k) => W1[j][k]*a0[k][0]) + b1[j][0])"
    assert javascript(layer.row_vector().rhs) == (
        "map((x) => sigma(x), add(multiply(transpose(a0), transpose(W1)), transpose(b1)))"
    )
    assert tensors(layer.batched().rhs) == ["A0", "W1", "b1"]
    assert form_line("m", layer.matrix()) == (
        'forms["m"] = ({W1, a0, b1}, sigma, j) => map((x) => sigma(x), add(multiply(W1, a0), b1));'
    )


def test_every_form_of_every_convention_has_a_function() -> None:
    forms = script_forms()
    names = {"neuron 0", "neuron 1", "summation", "matrix", "batched"}
    assert set(forms) == {f"{convention.key} {name}" for convention in CONVENTIONS for name in names}


def test_what_has_no_javascript_is_refused() -> None:
    with pytest.raises(InputError, match=r"^The page has no JavaScript for Integral\.$"):
        javascript(Integral(X, X))
    with pytest.raises(InputError, match=r"^The page has no JavaScript for ZeroMatrix\.$"):
        javascript(ZeroMatrix(2, 2))

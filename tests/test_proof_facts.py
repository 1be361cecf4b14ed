"""What is known of named activations: true identities proved, near misses refuted by numbers that differ."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from identities import GIVEN, OPEN, ROWS, Open, Row
from interpreter import Walk
from mpmath import mp, mpf

from explorer.claims import prove
from explorer.proof.checker import Invalid
from explorer.proof.composition import verify
from explorer.proof.verdict import Verdict

TWINS = pytest.mark.parametrize("row", ROWS, ids=[f"{row.left} = {row.right}" for row in ROWS])
NUMBERS = {
    "exp": mp.exp,
    "log": mp.log,
    "sigmoid": lambda x: mp.exp(x) / (mp.exp(x) + 1),
    "tanh": lambda x: mp.sinh(x) / mp.cosh(x),
    "softplus": lambda x: mp.log1p(mp.exp(x)),
    "swish": lambda x: x * mp.exp(x) / (mp.exp(x) + 1),
    "relu": lambda x: max(x, mpf(0)),
    "leaky_relu": lambda x: max(x, x / 100),
    "step": lambda x: mpf(x > 0),
    "sqrt": mp.sqrt,
    "sinh": mp.sinh,
    "cosh": mp.cosh,
}


def number(value: Fraction) -> Any:
    return mpf(value.numerator) / value.denominator


class Digits(Walk):
    """The interpreter at 50 digits; a derivative is a difference quotient, from the left for a function with a kink."""

    def scalar(self, e: Any, env: Any) -> Any:
        point = None
        if isinstance(e, sp.Subs):
            (point,), e = e.point, e.expr
        if isinstance(e, sp.Pow) and e.exp.is_Rational and not e.exp.is_Integer:
            return mp.power(self.scalar(e.base, env), mpf(e.exp.p) / e.exp.q)
        if e is sp.pi:
            return +mp.pi
        if not isinstance(e, sp.Derivative):
            return super().scalar(e, env)
        x = super().scalar(e.variables[0] if point is None else point, env)
        name = e.expr.func.__name__
        return mp.diff(NUMBERS[name], x, len(e.variables), direction=-1 if name in ("relu", "leaky_relu") else 0)


def values(verdict: Verdict, sizes: dict[str, int], tensors: dict[str, Any], at: dict[str, int]) -> list[Any]:
    """Both sides of a statement at 50 digits."""
    found = []
    walk = Digits(tensors, NUMBERS, number)
    env: dict[Any, Any] = {**sizes, **at}
    with mp.workdps(50):
        for side in (verdict.statement.left, verdict.statement.right):
            if side.is_Matrix:
                found.append(walk.matrix(side, env)[at.get("i", 0)][0])
            else:
                found.append(walk.scalar(side, env))
        return [number(Fraction(value)) if isinstance(value, int | Fraction) else value for value in found]


def decide(left: str, right: str, given: str) -> Verdict:
    return prove(left, right, given or GIVEN, diagnose=False)


def floats(data: Any) -> bool:
    if isinstance(data, dict):
        return any(map(floats, data.values()))
    return isinstance(data, float) or (isinstance(data, list | tuple) and any(map(floats, data)))


def test_there_are_enough_of_them() -> None:
    assert len({row[:2] for row in ROWS}) >= 65
    assert len({(row.left, row.wrong) for row in ROWS}) >= 65


@TWINS
def test_a_true_identity_is_proved_with_its_facts(row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers of the second opinion can only say no: without them the verdict is the same."""
    with monkeypatch.context() as patch:
        patch.setattr("explorer.proof.decide.differs_somewhere", lambda *_: False)
        verdict = decide(row.left, row.right, row.given)
    assert verdict.verdict == "proved", verdict.message
    assert verdict.scope.conditions == row.conditions
    assert verdict.facts
    assert not floats(verdict.certificate)
    equations, lines = verify(json.loads(json.dumps(verdict.certificate)))
    assert equations == 1
    assert lines > 0
    draw = random.Random(row.left)
    sizes = {"n": 3, "m": 2, "k": 2}

    def entries(dims: list[Any]) -> Any:
        if not dims:
            return Fraction(draw.randint(-40, 40), 16) if not row.conditions else Fraction(draw.randint(1, 15), 16)
        (constant, *names), *rest = dims
        return [entries(rest) for _ in range(constant + sum(k * sizes[name] for name, k in names))]

    shapes = verdict.certificate["tensors"] if verdict.certificate else {}
    tensors = {name: entries(dims) for name, dims in shapes.items()}
    tensors = {**{name: entries([]) for name in "xyc"}, **tensors}
    left, right = values(verdict, sizes, tensors, {"i": 1, "k": 0} if "k: index" in row.given else {"i": 1})
    assert abs(left - right) < mpf(10) ** -20 * (1 + abs(left))


@TWINS
def test_its_near_miss_is_refuted_by_numbers_that_differ(row: Row) -> None:
    verdict = decide(row.left, row.wrong, row.given)
    assert verdict.verdict == "refuted", verdict.message
    witness = verdict.witness
    assert witness is not None
    assert verdict.certificate is None
    left, right = values(verdict, witness.sizes, witness.tensors, witness.at)
    assert abs(left - right) > mpf(10) ** -9
    for told, value in ((witness.left, left), (witness.right, right)):
        exact = number(Fraction(told)) if "e" not in told else mpf(told)
        assert abs(exact - value) < mpf(10) ** -10 * (1 + abs(value))


@pytest.mark.parametrize("row", OPEN, ids=[f"{row.left} = {row.right}" for row in OPEN])
def test_a_true_identity_that_is_not_decided_is_not_refuted(row: Open) -> None:
    """When one of these is proved it moves to the table of true ones."""
    verdict = decide(row.left, row.right, row.given)
    assert verdict.verdict == "unknown"
    assert verdict.message == verdict.reason


TRAPS = (
    ("|x|/x", "1"),
    ("relu(x)/x", "1"),
    ("sqrt(x^2)", "x"),
    ("log(e^x - e^y)", "x - y"),
    ("step(x) + step(-x)", "1"),
    ("step(-x)", "1 - step(x)"),
    ("relu'(x) + relu'(-x)", "1"),
    ("|x|", "x(2step(x) - 2step(-x))"),
    ("relu(x y)", "x relu(y)"),
    ("relu(x y)", "relu(x) relu(y)"),
    ("relu(x + y)", "relu(x) + relu(y)"),
    ("step(x y)", "step(x) step(y)"),
    ("relu(|x| y)", "x relu(y)"),
    ("max(x, y, c)", "y + relu(x - y)"),
    ("tanh(100x)", "step(x) - step(-x)"),
    ("e^x", "e^x + e^{-e^{e^x}}"),
    ("e^{60x}", "(e^x)^{59}"),
    ("σ(1000x)", "step(x)"),
    ("e^{e^{e^{e^x}}}", "e^{e^{e^{e^x}}} + 1"),
    ("e^{e^{x^{60}}}", "e^{e^{x^{61}}}"),
    ("tanh(e^{e^{e^x}})", "1"),
    ("1/(1/x)", "1/x"),
    ("log(1/x)", "log(x)"),
    ("x/x", "2"),
    ("0/(x - x)", "1"),
    ("log(-e^x)", "log(-e^x) + log(y) - log(y) + 1"),
    ("sqrt(-1 - e^x)^2", "1"),
    ("1/(relu(x) relu(-x))", "y/(relu(x) relu(-x)) + 1"),
)


@pytest.mark.parametrize(("left", "right"), TRAPS)
def test_what_fails_somewhere_is_not_proved(left: str, right: str) -> None:
    """At 0, at a negative number, with huge exponents, nowhere."""
    assert decide(left, right, GIVEN).verdict in ("refuted", "unknown")


WHERE_DEFINED = (
    ("relu(x)/relu(x)", "1", "relu(x) ≠ 0"),
    ("tanh(x)/tanh(x)", "1", "1 - exp(2 x) ≠ 0"),
    ("\\sum_{j=1}^{n-1} e^{z_j}/\\sum_{j=1}^{n-1} e^{z_j}", "1", ""),
    ("\\frac{\\sum_{j=1}^{n-1} e^{z_j}}{\\sum_{j=1}^{n-1} e^{z_j}}", "1", ""),
    ("\\log\\sum_{j=1}^{n-1} e^{z_j + c}", "c + \\log\\sum_{j=1}^{n-1} e^{z_j}", ""),
    ("\\frac{(n - 1)e^c}{n - 1}", "e^c", "1 - n ≠ 0"),
)


@pytest.mark.parametrize(("left", "right", "condition"), WHERE_DEFINED)
def test_what_may_be_a_division_by_0_is_proved_where_it_is_none(left: str, right: str, condition: str) -> None:
    """The condition is part of the scope, of the certificate, and of what a claim must say to be the same."""
    verdict = decide(left, right, GIVEN + ("; convention: 0-based" if "j=1" in left else ""))
    assert verdict.verdict == "proved"
    assert verdict.message.endswith("where both sides have values")
    assert condition in "; ".join(verdict.scope.conditions)
    certificate = dict(verdict.certificate or {})
    verify(certificate, [certificate])
    bare = {key: part for key, part in certificate.items() if key != "assume"}
    with pytest.raises(Invalid, match="rejected"):
        verify(bare)
    with pytest.raises(Invalid, match="a certificate of another claim"):
        verify(certificate, [bare])


def test_a_proof_by_facts_is_no_proof_of_its_near_miss() -> None:
    verdict = decide("tanh(x)", "2σ(2x) - 1", "")
    assert verdict.certificate is not None
    other = decide("tanh(x)", "2σ(x) + tanh(x) - 2σ(x)", "").certificate
    assert other is not None
    verify(verdict.certificate, [verdict.certificate])
    with pytest.raises(Invalid, match="a certificate of another claim"):
        verify(verdict.certificate, [other])


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [
        ("relu", "relu(2x) + tanh(x) + sqrt(y)", "2relu(x) + tanh(x) + sqrt(y)"),
        ("softplus", "softplus(x) + tanh(x) + sin(y)", "log(1 + e^x) + tanh(x) + sin(y)"),
        ("swish", "swish(x) + e^x", "x/(1 + e^{-x}) + e^x"),
        ("step", "step(2x) + e^x", "step(x) + e^x"),
        ("sigmoid", "sigmoid(-x) + e^x", "1 - sigmoid(x) + e^x"),
        ("tanh", "tanh(-x) + e^x", "e^x - tanh(x)"),
    ],
)
def test_a_user_s_function_is_not_the_known_one(name: str, left: str, right: str) -> None:
    """`relu: function` is any function of that name, also beside functions that are known."""
    assert decide(left, right, f"x: scalar; y: scalar; {name}: function").verdict in ("refuted", "unknown")

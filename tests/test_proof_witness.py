"""Witnesses: smallest sizes, both values true of the statement as given, particular activations by intervals."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from interpreter import evaluate, holds, refutes
from scalars import interval
from sympy import (
    Add,
    Function,
    HadamardProduct,
    Integer,
    KroneckerDelta,
    MatMul,
    MatPow,
    MatrixSymbol,
    Mul,
    OneMatrix,
    Pow,
    Rational,
    Sum,
    Trace,
    Transpose,
    exp,
    log,
    symbols,
)

from explorer.claims import prove
from explorer.network import ACTIVATIONS
from explorer.nodes import Softmax, entrywise
from explorer.proof import witness as search
from explorer.proof.evaluate import Steps as evaluate_steps

i, j, k, q, m, n, p, x, y = symbols("i j k q m n p x y")
F, G = Function("F"), Function("G")
A, B = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
W, V, U = MatrixSymbol("W", m, n), MatrixSymbol("V", n, p), MatrixSymbol("U", m, n)
a, b = MatrixSymbol("a", n, 1), MatrixSymbol("b", m, 1)
R = MatrixSymbol("R", 2, 3)


def total(body, *indices, size=n):
    return Sum(body, *[(index, 0, size - 1) for index in indices])


def mul(*factors):
    return Mul(*factors, evaluate=False)


# name: (left, right, sizes of the smallest witness)
FALSE = {
    "numbers": (Add(x, y), mul(x, y), {}),
    "a factor": (W, MatMul(2, W), {"m": 1, "n": 1}),
    "another tensor": (W, U, {"m": 1, "n": 1}),
    "transposed": (A, Transpose(A), {"n": 2}),
    "another order": (MatMul(A, B), MatMul(B, A), {"n": 2}),
    "hadamard": (MatMul(A, B), HadamardProduct(A, B), {"n": 2}),
    "product of traces": (Trace(MatMul(A, B)), mul(Trace(A), Trace(B)), {"n": 2}),
    "Cayley-Hamilton of 2 x 2": (
        Add(mul(2, Trace(MatPow(A, 3))), Pow(Trace(A), 3)), mul(3, Trace(A), Trace(MatPow(A, 2))), {"n": 3},
    ),
    "one index summed twice": (total(A[k, k], k), total(A[k, q], k, q), {"n": 2}),
    "off by one": (total(a[k, 0], k), Sum(a[k, 0], (k, 1, n - 1)), {"n": 1}),
    "sum of squares": (Pow(total(a[k, 0], k), 2), total(Pow(a[k, 0], 2), k), {"n": 2}),
    "mean": (mul(Pow(n, -1), total(a[k, 0], k)), total(a[k, 0], k), {"n": 2}),
    "delta": (total(mul(KroneckerDelta(k, i), a[k, 0]), k), mul(a[i, 0], a[i, 0]), {"n": 1}),
    "function inside": (F(total(a[k, 0], k)), total(F(a[k, 0]), k), {"n": 2}),
    "two functions": (entrywise(F, W), entrywise(G, W), {"m": 1, "n": 1}),
    "function of a product": (entrywise(F, MatMul(2, W)), MatMul(2, entrywise(F, W)), {"m": 1, "n": 1}),
    "every function linear": (F(Add(x, y)), Add(F(x), F(y)), {}),
    "no function even": (F(x), F(-x), {}),
    "division": (mul(Pow(x, -1), y), mul(x, Pow(y, -1)), {}),
    "constant sizes": (R, MatMul(Rational(1, 2), R), {}),
    "far entry": (a[2, 0], a[1, 0], {"n": 3}),
    "row of ones": (MatMul(OneMatrix(m, n), a), MatMul(OneMatrix(m, 1), sp.Matrix([[1]])), {"m": 1, "n": 1}),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_the_witness_is_smallest_and_true_of_the_statement(name):
    left, right, sizes = FALSE[name]
    verdict = prove(left, right)
    assert (verdict.verdict, verdict.why) == ("refuted", "value")
    witness = verdict.witness
    assert dict(witness.sizes) == sizes
    assert refutes(verdict.statement, witness)
    assert not holds(verdict.statement, witness)
    assert Fraction(witness.left) != Fraction(witness.right)
    place = ", ".join(f"{index} = {number}" for index, number in witness.at.items())
    where = f" at {place}" if place else ""
    assert verdict.message == f"not equal: {witness.left} on the left, {witness.right} on the right{where}"
    assert verdict.evidence == ("canonical forms differ", "exact witness")
    numbers = [value for tensor in witness.tensors.values() for value in flat(tensor)]
    assert all(type(value) is Fraction for value in numbers)
    assert all(abs(value) <= 3 for value in numbers)


def flat(value):
    return [x for part in value for x in flat(part)] if isinstance(value, list) else [value]


def test_smaller_sizes_have_no_witness():
    """At every size below the witness's, random numbers show no difference."""
    for name in ("transposed", "hadamard", "Cayley-Hamilton of 2 x 2", "one index summed twice"):
        left, right, sizes = FALSE[name]
        for size in range(1, sizes["n"]):
            rows = {t: [[Fraction(3 * u - v * v + w, 2) for v in range(size)] for u in range(size)]
                    for w, t in enumerate("AB")}  # fmt: skip
            assert evaluate(left, {"n": size}, rows) == evaluate(right, {"n": size}, rows)


def test_both_values_and_small_numbers():
    verdict = prove(Add(F(total(mul(W[i, k], a[k, 0]), k)), b[i, 0]), F(Add(total(mul(W[i, k], a[k, 0]), k), b[i, 0])))
    witness = verdict.witness
    assert (witness.left, witness.right) != ("0", "0")
    assert witness.as_json()["at"] == {"i": 0}
    assert set(witness.tensors) == {"W", "a", "b"}
    ones = [value for tensor in witness.tensors.values() for value in flat(tensor)]
    assert sum(value != 0 for value in ones) <= 3


def test_functions_as_they_are_told():
    """x, x², or a table of the arguments met; a derivative goes with its function."""
    assert prove(F(x), x + 1).witness.functions == {"F": "x"}
    assert prove(F(Add(x, y)), Add(F(x), F(y))).witness.functions == {"F": "x**2"}
    cubic = Add(F(x), F(-x), mul(-2, Pow(x, 2)))
    witness = prove(mul(cubic, Add(F(x), mul(-1, x))), Integer(0)).witness  # 0 for F = x and at x = 0, 1 for x²
    assert witness is not None
    assert all("->" in told or told in ("x", "x**2") for told in witness.functions.values())
    table = prove(mul(Add(F(x), mul(-1, x)), Add(F(x), mul(-1, x, x))), Integer(0))
    assert refutes(table.statement, table.witness)
    assert "->" in table.witness.functions["F"]
    slope = prove(sp.Derivative(F(x), x), F(x))
    assert slope.verdict == "refuted"
    assert slope.witness.functions["F"] in ("x", "x**2")


# -- particular activations -----------------------------------------------------------------------------------------

PARTICULAR = [name for name, row in ACTIVATIONS.items() if row.elementwise]


@pytest.mark.parametrize("name", PARTICULAR)
def test_a_particular_activation_is_no_other_function(name):
    f = ACTIVATIONS[name].function
    left, right = f(Add(total(mul(W[i, k], a[k, 0]), k), b[i, 0])), f(total(mul(W[i, k], a[k, 0]), k)) + b[i, 0]
    verdict = prove(left, right)
    if name == "identity":  # no numbers differ, and that identity(x) is x is not a law of opaque functions
        assert verdict.verdict in ("unknown", "proved")
        assert verdict.scope.activation == "identity"
        return
    assert verdict.verdict == "refuted"
    assert verdict.scope.activation == name
    assert verdict.witness.functions == {}
    assert values_hold(verdict, f)


def values_hold(verdict, f):
    """Both values as the interpreter has them: exactly, or within its intervals."""
    witness, row = verdict.witness, ACTIVATIONS[f.__name__]
    numbers = (witness.sizes, witness.tensors, {f.__name__: lambda v: row.formula(sp.Rational(v))}, witness.at)
    for side, said in ((verdict.statement.left, witness.left), (verdict.statement.right, witness.right)):
        value = evaluate(side, *numbers)
        if abs(sp.N(value, 20) - sp.Float(sp.Rational(said), 20)) > sp.Float("1e-11"):
            return False
    return witness.left != witness.right


def test_interpreter_and_intervals_agree_on_sigmoid_and_tanh():
    for name in ("sigmoid", "tanh"):
        f = ACTIVATIONS[name].function
        verdict = prove(MatMul(W, entrywise(f, a)), entrywise(f, MatMul(W, a)))
        witness = verdict.witness
        values = [evaluate(side, witness.sizes, witness.tensors, {}, witness.at, interval)
                  for side in (verdict.statement.left, verdict.statement.right)]  # fmt: skip
        one, two = (value[witness.at.get("i", 0)][0] for value in values)
        assert one.b < two.a or two.b < one.a
        for value, said in ((one, witness.left), (two, witness.right)):
            assert float(said) == pytest.approx(float(value.mid.a), abs=1e-11)


def test_two_close_values_are_told_apart():
    """σ(30) and σ(31) differ in the fourteenth digit: both values are written so that one sees it."""
    f = ACTIVATIONS["sigmoid"].function
    witness = prove(f(Add(x, 30)), f(Add(x, 31))).witness
    assert witness.left != witness.right
    assert float(witness.left) != float(witness.right)


def test_softmax_and_functions_of_sympy():
    z, y_ = MatrixSymbol("z", m, 1), MatrixSymbol("y", m, 1)
    assert prove(Softmax(z), Softmax(y_)).witness.sizes == {"m": 2}  # of one entry both are 1
    assert prove(exp(x), exp(-x)).witness.left != "1"
    assert prove(sp.Abs(x), x).verdict == "refuted"
    assert prove(sp.Max(x, y), sp.Min(x, y)).verdict == "refuted"
    assert prove(exp(x), Add(1, x)).verdict == "refuted"
    assert prove(log(x), x).verdict == "refuted"


def test_a_function_without_numbers_leaves_the_claim_open():
    verdict = prove(sp.erf(x), x)
    assert (verdict.verdict, verdict.reason) == ("unknown", "nothing is known here of the function erf")
    slope = ACTIVATIONS["sigmoid"].function
    verdict = prove(sp.Derivative(slope(x), x, evaluate=False), slope(x))
    assert verdict.verdict in ("refuted", "unknown")


def test_what_is_equal_but_not_by_these_laws_is_unknown():
    """sin² + cos² = 1: no numbers differ, and no law here says it."""
    verdict = prove(sp.sin(x) ** 2 + sp.cos(x) ** 2, Integer(1))
    assert verdict.verdict == "unknown"
    assert verdict.reason == "the two sides were not brought to one form, and no numbers were found where they differ"
    assert verdict.witness is None


# -- how long it may take -------------------------------------------------------------------------------------------


def squares(size):
    """Equal, but by no law that is known: the search for numbers goes to its end."""
    c = MatrixSymbol("c", size, 1)
    double = Sum(sp.sin(c[i, 0] - c[j, 0]) ** 2, (i, 0, size - 1), (j, 0, size - 1))
    return double, Sum(1 - sp.cos(c[i, 0] - c[j, 0]) ** 2, (i, 0, size - 1), (j, 0, size - 1))


def test_the_search_ends_after_a_number_of_steps_and_says_so(monkeypatch):
    monkeypatch.setattr(search, "MAX_STEPS", 20_000)
    reasons = {prove(*squares(30)).reason for _ in range(3)}
    assert reasons == {"no numbers were found where the sides differ within 20000 steps"}
    assert prove(*squares(3)).verdict in ("unknown", "proved")
    assert prove(squares(3)[0], squares(3)[1] + x).verdict == "refuted"


def test_one_step_budget_is_for_all_sizes_together(monkeypatch):
    """However many sizes there are to try, the search evaluates no more than its steps allow."""
    counted = []
    spend = evaluate_steps.spend

    def counting(self, cost):
        counted.append(cost)
        return spend(self, cost)

    monkeypatch.setattr(evaluate_steps, "spend", counting)
    monkeypatch.setattr(search, "MAX_STEPS", 5_000)
    verdict = prove(*squares(n))
    if verdict.verdict == "unknown":
        assert sum(counted) <= 5_000 + max(counted)


def test_sums_of_millions_of_terms_are_not_written_out():
    size = 784
    P, Q, S = (MatrixSymbol(name, size, size) for name in "PQS")
    verdict = prove(Trace(MatMul(P, Q, S)), Trace(MatMul(S, Q, P)))
    assert verdict.verdict == "unknown"
    assert verdict.reason.startswith("the sums have more than 20000 terms to write out")
    assert prove(Trace(MatMul(P, Q, S)), Trace(MatMul(S, P, Q))).verdict == "proved"


def test_a_difference_at_the_largest_size_only_is_found_by_a_few_trials_at_each_size():
    """1 at n = 1 and 2, and not at 3: the sizes below are then searched to the end, and the witness is at 3."""
    z, e = MatrixSymbol("z", n, 1), Add(n, -1)
    both = mul(Add(n, -1), Add(n, -2), Sum(exp(z[i, 0]), (i, 0, e)))
    verdict = prove(both, Integer(0))
    assert (verdict.verdict, dict(verdict.witness.sizes)) == ("refuted", {"n": 3})


def test_arguments_that_may_be_equal_are_no_place_for_two_values():
    """sin² + cos² is 1, which no law says: an unknown function of it and of 1 may not be given two values."""
    g = Function("g")
    one = sp.sin(x) ** 2 + sp.cos(x) ** 2
    assert prove(g(one, x), g(1, x)).verdict == "unknown"
    assert prove(g(one), g(1)).verdict == "unknown"
    verdict = prove(g(one, x), g(2, x))
    assert (verdict.verdict, dict(verdict.witness.functions)) == ("refuted", {"g": "1, 0 -> -1; 2, 0 -> 2"})

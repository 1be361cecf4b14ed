"""Attacks on the judge that must fail: statements that are almost true, names that clash, input made to break it.

Each true claim stands beside a false twin. Forged certificates are in `test_proof_forged`.
"""

from __future__ import annotations

import random
import re
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from interpreter import evaluate, refutes
from sympy import Derivative, Eq, Function, KroneckerDelta, Lambda, MatMul, MatrixSymbol, Subs, Sum, symbols
from sympy.matrices.expressions.diagonal import DiagonalMatrix
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.claims import prove
from explorer.errors import InputError
from explorer.nodes import Batch, Softmax, entrywise
from explorer.statement import Statement

n, m, p, N, i, j, k, r, x, y, z, c = symbols("n m p N i j k r x y z c")
A, B = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
W, V = MatrixSymbol("W", m, n), MatrixSymbol("V", m, n)
a, b = MatrixSymbol("a", n, 1), MatrixSymbol("b", n, 1)
f = Function("f")


def equation(left: Any, right: Any) -> Eq:
    return Eq(left, right, evaluate=False)


# -- equations ------------------------------------------------------------------------------------------------


def test_indices_of_two_equations_are_matched_by_their_places() -> None:
    """A = B and A = Bᵀ differ, whatever the letters; the letters alone make no difference."""
    one = equation(A[i, j], B[i, j])
    assert prove(one, equation(A[j, i], B[j, i])).verdict == "proved"
    assert prove(equation(W[i, j], V[i, j]), equation(W[j, i], V[j, i])).verdict == "proved"
    verdict = prove(one, equation(A[j, i], B[i, j]))
    assert (verdict.verdict, verdict.why) == ("refuted", "value")
    assert verdict.witness.sizes == {"n": 2}


def test_an_index_that_the_left_side_lacks_is_refused() -> None:
    with pytest.raises(InputError, match=r"The right side has the free index j, which a\[i, 0\] does not have."):
        prove(equation(a[i, 0], b[j, 0]), equation(a[j, 0], b[j, 0]))


def test_rows_of_a_batch_are_told_apart() -> None:
    """Row r of a batch is one example, by any letter; rows 0 and 1 are two examples."""
    a0, a1 = MatrixSymbol("a0", n, 1), MatrixSymbol("a1", n, 1)
    A0, A1 = Batch("A0", N, a0), Batch("A1", N, a1)
    row = equation(A1[r, i], f(A0[r, i]))
    for same in (equation(a1[i, 0], f(a0[i, 0])), equation(A1, entrywise(f, A0)), equation(A1[k, j], f(A0[k, j]))):
        assert prove(row, same).verdict == "proved"
    assert prove(row, equation(a1[i, 0], f(2 * a0[i, 0]))).verdict == "refuted"
    with pytest.raises(InputError, match=r"The two equations are about different entries of a1: 0 and 1\."):
        prove(equation(A1[0, i], f(A0[0, i])), equation(A1[1, i], f(A0[0, i])))
    many = prove(equation(A1, entrywise(f, Batch("A0", m, a0))), equation(a1, entrywise(f, a0)))
    assert (many.verdict, many.why) == ("refuted", "shape")
    assert "different numbers of examples: N, m" in many.message


def test_a_square_batch_is_not_its_transpose() -> None:
    """With as many examples as features every shape fits; the values do not."""
    a0, a1 = MatrixSymbol("a0", n, 1), MatrixSymbol("a1", n, 1)
    A0, A1 = Batch("A0", n, a0), Batch("A1", n, a1)
    example = equation(a1, entrywise(f, a0))
    assert prove(equation(A1.T, entrywise(f, A0.T)), example).verdict == "proved"
    for wrong in (equation(A1, entrywise(f, A0.T)), equation(A1[r, i], f(A0[i, r]))):
        assert prove(wrong, example).why == "value"
    with pytest.raises(InputError, match=r"a0 and the batch it belongs to meet in one equation\."):
        prove(equation(A1, A0 + sp.OneMatrix(n, 1) * a0.T), equation(a1, 2 * a0))


def test_one_entry_does_not_stand_for_all() -> None:
    with pytest.raises(InputError, match=r"The left side A\[i, i\] speaks of the diagonal only\."):
        prove(equation(A[i, i], B[i, i]), equation(A[i, j], B[j, i]))
    first = [equation(a[0, 0], f(b[0, 0]))]
    with pytest.raises(InputError, match=r"a\[0, 0\] is one entry: it does not define all of a\."):
        prove(first, first)


def test_a_square_matrix_and_two_free_indices_leave_no_guess() -> None:
    """A[i, j] against A is true or false with the row: unknown until it is said."""
    assert prove(A[i, j], A).verdict == "unknown"
    assert prove(Statement(A[j, i], A, row=j, column=i)).verdict == "proved"
    assert prove(Statement(A[j, i], A, row=i, column=j)).verdict == "refuted"
    assert prove(A[i, j] + A[j, i], A + A.T).verdict == "proved"


def test_a_fixed_entry_does_not_hide_a_wrong_shape() -> None:
    q, u, v = MatrixSymbol("q", 7, 1), MatrixSymbol("u", 2, 1), MatrixSymbol("v", 1, 1)
    wrong = equation(q[5, 0], sp.BlockMatrix([[u], [v]]))
    verdict = prove(wrong, wrong)
    assert (verdict.verdict, verdict.why) == ("refuted", "shape")


def test_layers_must_fit_each_other() -> None:
    """In a list one name has one shape; a definition in a circle or out of order is refused."""
    q0, q1, q2 = MatrixSymbol("q0", m, 1), MatrixSymbol("q1", m, 1), MatrixSymbol("q2", p, 1)
    first, second = equation(q1, entrywise(f, q0)), equation(q2, entrywise(f, MatrixSymbol("q1", p, 1)))
    verdict = prove([first, second], [first, second])
    assert (verdict.verdict, verdict.why) == ("refuted", "shape")
    assert verdict.message == "layer 2 of 2: q1 is m x 1 in one equation and p x 1 in another."
    again = equation(q0, entrywise(f, MatrixSymbol("q3", m, 1)))
    with pytest.raises(InputError, match=r"q0 is defined after it was used\."):
        prove([first, again], [first, again])
    with pytest.raises(InputError, match=r"q1 is defined after it was used\."):
        prove([first, first], [first, first])
    with pytest.raises(InputError, match=r"c is defined after it was used\."):
        prove([equation(c, c + 1)], [equation(c, 1 + c)])


def test_conditions_of_a_later_layer_have_its_own_letters() -> None:
    """Σ_{k=0}^{n-4} 1 = n - 3 for n at least 3; of a second layer the same of p."""
    one = sp.OneMatrix(1, 1)
    s, t = MatrixSymbol("s", 1, 1), MatrixSymbol("t", 1, 1)
    left = [equation(q, MatMul(f(Sum(1, (k, 0, d - 4))), one)) for q, d in ((s, n), (t, p))]
    right = [equation(q, MatMul(f(d - 3), one)) for q, d in ((s, n), (t, p))]
    assert prove(left, right).scope.conditions == ("n >= 3", "p >= 3")


# -- expressions ----------------------------------------------------------------------------------------------

TWINS = {
    "the diagonal of a matrix": (
        DiagonalMatrix(A),
        sp.FunctionMatrix(n, n, Lambda((i, j), KroneckerDelta(i, j) * A[i, i])),
        sp.FunctionMatrix(n, n, Lambda((i, j), KroneckerDelta(i, j) * A[0, i])),
    ),
    "an index used again inside": (
        Sum(a[k, 0] * Sum(b[k, 0], (k, 0, n - 1)), (k, 0, n - 1)),
        Sum(a[i, 0] * b[j, 0], (i, 0, n - 1), (j, 0, n - 1)),
        Sum(a[i, 0] * b[i, 0], (i, 0, n - 1)),
    ),
    "a shifted range": (
        Sum(a[k + 1, 0], (k, -1, n - 2)),
        Sum(a[k, 0], (k, 0, n - 1)),
        Sum(a[k, 0], (k, 1, n - 1)),
    ),
    "softmax over rows and columns": (Softmax(A.T, 0), Softmax(A, 1).T, Softmax(A, 0).T),
    "a function's own argument in its formula": (
        entrywise(Lambda(x, x + entrywise(Lambda(x, x**2), b)[0, 0]), a),
        entrywise(Lambda(y, y + b[0, 0] ** 2), a),
        entrywise(Lambda(x, x + x**2), a),
    ),
    "a tensor called like its size": (
        MatrixSymbol("n", n, 1) * x,
        x * MatrixSymbol("n", n, 1),
        MatrixSymbol("n", n, 1) * n,
    ),
    "a 1 x 1 matrix as a number": (MatMul(a.T * b, A, a), (b.T * a)[0, 0] * A * a, A * a),
    "blocks in another order": (
        sp.BlockMatrix([[A, B]]) * sp.BlockMatrix([[A], [B]]),
        A * A + B * B,
        A * B + B * A,
    ),
    "three traces in a circle": (
        Sum(A[i, j] * A[j, k] * A[k, i], (i, 0, n - 1), (j, 0, n - 1), (k, 0, n - 1)),
        sp.Trace(A**3),
        sp.Trace(A**2) * sp.Trace(A),
    ),
    "one over n": (Sum(x / n, (k, 0, n - 1)), x + 0 * y, x / n),
    "an empty sum": (Sum(x, (k, 3, 1)), 0 * y, -x),
}


@pytest.mark.parametrize("name", TWINS)
def test_a_true_claim_is_proved_and_its_twin_refuted(name: str) -> None:
    left, true, false = TWINS[name]
    assert prove(left, true).verdict == "proved"
    verdict = prove(left, false)
    assert (verdict.verdict, verdict.why) == ("refuted", "value")


def test_an_identity_of_one_size_is_not_an_identity() -> None:
    """Σ f(Σ a - a_i) = Σ f(a_i) holds at n = 2 alone, and is proved for that size alone."""
    small = MatrixSymbol("a", 2, 1)
    proved = prove(*[_swap(small, 2, swapped) for swapped in (True, False)])
    assert (proved.verdict, proved.scope.sizes) == ("proved", {"rows of a": 2})
    refuted = prove(*[_swap(a, n, swapped) for swapped in (True, False)])
    assert refuted.verdict == "refuted"
    assert refuted.witness.sizes["n"] != 2


def _swap(vector: Any, size: Any, swapped: bool) -> Any:
    inner = Sum(vector[j, 0], (j, 0, size - 1)) - vector[i, 0] if swapped else vector[i, 0]
    return Sum(f(inner), (i, 0, size - 1))


def test_cayley_hamilton_of_order_two_fails_for_every_size() -> None:
    """2A² - 2tr(A)A + (tr(A)² - tr(A²))I vanishes at sizes 1 and 2 only."""
    trace = sp.Trace(A)
    left = 2 * A * A - 2 * trace * A + (trace**2 - sp.Trace(A * A)) * sp.Identity(n)
    verdict = prove(left, sp.ZeroMatrix(n, n))
    assert (verdict.verdict, verdict.witness.sizes) == ("refuted", {"n": 3})
    assert refutes(Statement(left, sp.ZeroMatrix(n, n)), verdict.witness)


def test_a_derivative_is_taken_at_the_place_that_is_meant() -> None:
    slope = Derivative(f(x), x)
    assert prove(Subs(slope, x, z), f(z).diff(z)).verdict == "proved"
    for other in (Subs(slope, y, z), Subs(slope, (x, y), (z, c))):
        if other != slope and not isinstance(other, Derivative):
            assert prove(other, f(c).diff(c)).verdict != "proved"


def test_a_delta_beside_the_diagonal_is_no_index_out_of_range() -> None:
    """δ(i+1, j) is 0 for the last i; nothing is refuted for its shape."""
    near, on = (Sum(KroneckerDelta(i + s, j) * a[i, 0] * b[j, 0], (i, 0, n - 1), (j, 0, n - 1)) for s in (1, 0))
    assert prove(near + x, x + near).verdict == "proved"
    assert prove(near, on).why == "value"


def test_names_kept_for_the_judge_are_refused() -> None:
    for name, twin in (("pow[1/2]", sp.sqrt(x)), ("the number pi", sp.pi)):
        verdict = prove(Function(name)(x), twin * x)
        assert verdict.verdict == "unknown"
        assert verdict.message == f"the name {name} is kept for the judge: give the function another name"
    mixed = prove(Function("exp")(x), sp.exp(x))
    assert mixed.why == "value"  # an unknown function of that name may be any function
    assert mixed.witness.functions == {"exp": "x"}
    assert prove(Function("exp")(x), Function("exp")(x) + sp.exp(y) - sp.exp(y)).verdict == "proved"


def test_a_dummy_is_not_a_symbol_that_is_spelt_alike() -> None:
    dummy = sp.Dummy("x")
    assert prove(dummy, dummy + 0 * y).verdict == "proved"
    assert prove(dummy, sp.Symbol(f"x_{dummy.dummy_index}")).verdict == "refuted"


def test_floats_that_differ_are_not_equal() -> None:
    assert prove(sp.Float(0.3) * x, sp.Rational(3, 10) * x).verdict == "proved"
    assert prove(sp.Float(0.1 + 0.2) * x, sp.Float(0.3) * x).verdict == "refuted"


def test_sizes_below_one_are_refused() -> None:
    for rows in (0, -n):
        tensor = MatrixSymbol("Z", rows, 1)
        with pytest.raises(InputError, match=rf"The size {rows} is below 1\."):
            prove(tensor, 2 * tensor)
    with pytest.raises(InputError, match=r"A matrix without entries has no shape here\."):
        prove(sp.Matrix(0, 0, []), sp.Matrix(0, 0, []))
    assert prove(sp.Trace(sp.Identity(n - 5)), n - 5).scope.conditions == ("n >= 6",)


UNDECIDED = {
    "an infinite number": (sp.oo * a[0, 0], "Infinity (oo) is not something the judge knows"),
    "no number": (sp.nan, "NaN (nan) is not something the judge knows"),
    "a complex infinity": (sp.zoo, "ComplexInfinity (zoo) is not something the judge knows"),
    "an imaginary number": (sp.I * x, "ImaginaryUnit (I) is not something the judge knows"),
    "a truth value": (sp.true, "BooleanTrue (True) is not something the judge knows"),
    "a relation": (x < y, "StrictLessThan (x < y) is not something the judge knows"),
    "a sum of matrices": (Sum(A, (k, 0, 2)), "A is a n x n matrix where a number is needed"),
    "a function of a matrix": (f(A), "A is a n x n matrix where a number is needed"),
    "a function of nothing": (f() + x, "the function f of nothing"),
    "a triangle": (Sum(A[i, j], (j, 0, i), (i, 0, n - 1)), "the range of j depends on the index i"),
    "an endless sum": (Sum(x, (k, 0, sp.oo)), "the size oo is not a whole affine form"),
    "a size n²": (MatrixSymbol("Q", n**2, 1), "the size n**2 is not affine in the names of sizes"),
    "a size n/2": (Sum(x, (k, 0, n / 2)), "the size n/2 is not a whole affine form"),
    "half an index": (MatrixElement(a, sp.Rational(1, 2), 0), "the size 1/2 is not a whole affine form"),
    "an index as a number": (a[k, 0] * k, "the index k is used as a number"),
    "a derivative of symbolic order": (
        Derivative(f(x), (x, n)),
        "the derivative Derivative(f(x), (x, n)) is not decided",
    ),
    "an inverse matrix": (MatMul(A, sp.Inverse(B)), "the power B**(-1) is not decided"),
    "a determinant": (sp.Determinant(A), "Determinant (Determinant(A)) is not something the judge knows"),
}


@pytest.mark.parametrize("name", UNDECIDED)
def test_what_the_judge_does_not_know_is_unknown_and_named(name: str) -> None:
    """Law: no refutation and no crash, even of a claim whose sides are one expression."""
    expression, reason = UNDECIDED[name]
    verdict = prove(expression, expression)
    assert (verdict.verdict, verdict.reason) == ("unknown", reason)


def test_a_mutable_matrix_is_read_like_an_immutable_one() -> None:
    assert prove(sp.Matrix([[Sum(1, (k, 0, n - 1))]]), sp.Matrix([[n]])).verdict == "proved"


@pytest.mark.parametrize("depth", [100, 256])
def test_deep_nests_are_decided(depth: int) -> None:
    def nest(inner: Any) -> Any:
        for _ in range(depth):
            inner = f(inner)
        return inner

    assert prove(nest(a[i, 0] * b[i, 0]), nest(b[i, 0] * a[i, 0])).verdict == "proved"
    if depth < 200:  # deeper, SymPy itself recurses too far when a repair is built
        assert prove(nest(a[i, 0] * b[i, 0]), nest(b[i, 0])).verdict == "refuted"


def test_twelve_indices_of_one_size() -> None:
    """A circle of twelve factors is the trace of the twelfth power, not of the product of two sixth ones' traces."""
    indices = symbols("i:12")
    circle = sp.Mul(*[A[one, two] for one, two in zip(indices, (*indices[1:], indices[0]), strict=True)])
    left = Sum(circle, *[(index, 0, n - 1) for index in indices])
    assert prove(left, sp.Trace(A**12)).verdict == "proved"
    assert prove(left, sp.Trace(A**6) ** 2).verdict == "refuted"


def test_an_expansion_beyond_the_budget_is_unknown() -> None:
    verdict = prove((x + y + z) ** 12, sp.expand((x + y + z) ** 12))
    assert verdict.verdict == "unknown"
    assert re.fullmatch(r"expansion beyond \d+ terms", verdict.reason)


# -- random statements ----------------------------------------------------------------------------------------


def _random_vector(rng: random.Random, depth: int) -> Any:
    if not depth:
        return rng.choice((a, b))
    part = _random_vector(rng, depth - 1)
    match rng.randrange(6):
        case 0:
            return sp.MatAdd(part, _random_vector(rng, depth - 1))
        case 1:
            return MatMul(rng.choice((A, B, sp.Transpose(A), sp.OneMatrix(n, n), sp.Identity(n))), part)
        case 2:
            return entrywise(rng.choice((f, Lambda(x, x * f(x) + y))), part)
        case 3:
            return sp.HadamardProduct(part, _random_vector(rng, depth - 1))
        case 4:
            return MatMul(rng.choice((sp.Rational(1, 3), y, n, 1 / n, sp.Trace(A))), part)
        case _:
            return MatMul(sp.DiagMatrix(_random_vector(rng, depth - 1)), part)


def _edited(rng: random.Random, vector: Any) -> Any:
    kinds = (sp.MatAdd, sp.HadamardProduct, MatrixSymbol)
    node = rng.choice([node for node in sp.preorder_traversal(vector) if isinstance(node, kinds)])
    if isinstance(node, sp.MatAdd | sp.HadamardProduct):
        return vector.xreplace({node: node.func(*reversed(node.args))})
    other = {a: b, b: a, A: rng.choice((B, sp.Transpose(A))), B: sp.Transpose(B)}[node]
    return vector.xreplace({node: other})


def test_verdicts_agree_with_plain_evaluation(seed: int) -> None:
    """Law: what is proved is equal at every size tried; what is refuted differs at its own witness."""
    rng = random.Random(seed)
    found = {"proved": 0, "refuted": 0, "unknown": 0}
    for _ in range(150):
        left = _random_vector(rng, 2)
        right = _edited(rng, left)
        verdict = prove(left, right)
        found[verdict.verdict] += 1
        if verdict.verdict == "refuted":
            assert refutes(Statement(left, right), verdict.witness)
            continue
        for size in (1, 2, 3) if verdict.verdict == "proved" else ():
            shapes = {"A": (size, size), "B": (size, size), "a": (size, 1), "b": (size, 1)}
            tensors: dict[str, Any] = {
                name: [[Fraction(rng.randint(-3, 3)) for _ in range(columns)] for _ in range(rows)]
                for name, (rows, columns) in shapes.items()
            }
            numbers = ({"n": size}, {**tensors, "y": Fraction(2)}, {"f": lambda u: u * u - 3 * u + 1})
            assert evaluate(left, *numbers) == evaluate(right, *numbers), (left, right)
    enough = found["proved"] > 8, found["refuted"] > 40, found["unknown"] < 15
    assert all(enough), found

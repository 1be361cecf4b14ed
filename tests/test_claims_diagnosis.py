"""The nearest true claim: each kind of repair by a true example and a false twin; none told that is not proved."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from repair_examples import CLASHING, LAYER, NAMED
from sympy import Add, Eq, HadamardProduct, MatAdd, MatMul, MatrixSymbol, Sum, Symbol, Transpose
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.claims import prove
from explorer.claims.diagnosis import Effort, diagnose
from explorer.claims.pair import Side
from explorer.claims.repair_entries import neighbours
from explorer.claims.repair_text import diagnose_text
from explorer.claims.repair_tree import places, put
from explorer.claims.repair_words import Words
from explorer.claims.repairs import REPAIRS
from explorer.claims.sides import prove_sides
from explorer.network import Network
from explorer.nodes import entrywise
from explorer.notation import read_pair
from explorer.proof.verdict import Proved


def found(left: str, right: str, given: str) -> Any:
    statement = read_pair(left, right, given)
    one, two = Side(statement.left), Side(statement.right)
    return diagnose(one, two, statement, prove_sides(one, two, statement))


def assert_proved(diagnosis: Any) -> None:
    """The repaired claim is proved again, by itself, with a certificate; and it is another claim."""
    again = prove_sides(diagnosis.left, diagnosis.right, diagnosis.repaired)
    assert isinstance(again, Proved)
    assert again.certificate is not None
    assert isinstance(diagnosis.verdict, Proved)
    assert (diagnosis.repaired.left, diagnosis.repaired.right) == (diagnosis.left.value, diagnosis.right.value)


@pytest.mark.parametrize(("kind", "left", "right", "shapes", "sentence"), [row[:5] for row in NAMED])
def test_one_repair_is_named_and_proved(kind: str, left: str, right: str, shapes: str, sentence: str):
    diagnosis = found(left, right, shapes)
    assert diagnosis is not None
    assert (diagnosis.kind, diagnosis.sentence) == (kind, sentence)
    assert_proved(diagnosis)
    assert prove(left, right, shapes).diagnosis == sentence


@pytest.mark.parametrize(("left", "right", "shapes"), [(row[1], row[5], row[3]) for row in NAMED])
def test_what_no_single_repair_makes_true_has_no_diagnosis(left: str, right: str, shapes: str):
    assert prove(left, right, shapes, diagnose=False).verdict == "refuted"
    assert found(left, right, shapes) is None


@pytest.mark.parametrize(("kind", "left", "right", "shapes", "sentence"), [row[:5] for row in CLASHING])
def test_shapes_that_clash_are_repaired_in_the_users_text(kind: str, left: str, right: str, shapes: str, sentence: str):
    verdict = prove(left, right, shapes)
    assert (verdict.verdict, verdict.why, verdict.diagnosis) == ("refuted", "shape", sentence)
    diagnosis = diagnose_text(left, right, shapes, None)
    assert diagnosis is not None
    assert diagnosis.kind == kind
    assert_proved(diagnosis)
    whole = diagnose_text(f"{left} = {right}", None, shapes, None)
    assert whole is not None
    assert whole.kind == kind


@pytest.mark.parametrize(("left", "right", "shapes"), [(row[1], row[5], row[3]) for row in CLASHING])
def test_clashing_shapes_that_need_two_repairs_have_no_diagnosis(left: str, right: str, shapes: str):
    verdict = prove(left, right, shapes)
    assert (verdict.verdict, verdict.diagnosis) == ("refuted", None)


@pytest.mark.parametrize(
    ("left", "right", "shapes"),
    [
        ("Σ_i s(Σ_j a_j - a_i)", "Σ_i s(a_i)", "a: n; s: function"),
        (r"2A^2 - 2\operatorname{tr}(A)A + (\operatorname{tr}(A)^2 - \operatorname{tr}(A^2)) I", "0", "A: n x n"),
        ("A B C", "C B A", "A: n x n; B: n x n; C: n x n"),
        ("σ(-x)", "1 - σ(x)", "x: scalar; σ: function"),
    ],
)
def test_true_at_small_sizes_only_is_not_called_a_repair(left: str, right: str, shapes: str):
    assert found(left, right, shapes) is None


def test_a_proved_claim_has_no_diagnosis_and_none_is_looked_for_when_switched_off():
    assert prove("W a", "Σ_j W_{ij} a_j", "W: m x n; a: n").diagnosis is None
    assert prove("A B", "B A", "A: n x n; B: n x n").diagnosis == "equal if B A is replaced by A B"
    assert prove("A B", "B A", "A: n x n; B: n x n", diagnose=False).diagnosis is None


def test_the_side_is_said_where_both_sides_have_what_is_changed():
    right = found("σ(W a + b)", "σ(W a)", LAYER)
    assert right.sentence == "equal if b is added to W a on the right"
    shapes = "V: p x m; W: m x n; a: n; b: m; c: p"
    left = diagnose_text("σ(V σ(W a + b) + b)", "σ(V σ(W a + b) + c)", shapes, None)
    assert left is not None
    assert left.sentence == "equal if b is replaced by c on the left"
    assert_proved(left)


@pytest.mark.parametrize("sizes", [[2, 3], ["n", "m"], [4, "m"]])
def test_layers_built_in_sympy(sizes: list[Any]):
    layer = Network(sizes, activation="opaque").layers[0]
    good = layer.matrix()
    inner = MatMul(layer.weights, layer.input)
    bad = Eq(good.args[0], entrywise(layer.function, inner), evaluate=False)
    assert prove(good, bad).diagnosis == "equal if b^{(1)} is added to W^{(1)} a^{(0)} on the right"
    twin = Eq(good.args[0], entrywise(layer.function, MatMul(2, inner)), evaluate=False)
    assert prove(good, twin).diagnosis is None


def test_shapes_that_clash_in_sympy():
    m, n = Symbol("m"), Symbol("n")
    weights, value, bias = MatrixSymbol("W", m, n), MatrixSymbol("a", n, 1), MatrixSymbol("b", m, 1)
    good = MatAdd(MatMul(weights, value), bias)
    bad = MatAdd(MatMul(Transpose(weights), value), bias)
    verdict = prove(good, bad)
    assert (verdict.verdict, verdict.why, verdict.diagnosis) == ("refuted", "shape", "equal if Wᵀ is replaced by W")


def test_the_layer_of_a_network_is_said():
    net = Network(["n", "m", "p"], activation="opaque")
    good = net.equations("matrix")
    second = net.layers[1]
    slip = entrywise(second.function, MatMul(second.weights, second.input))
    bad = (good[0], Eq(good[1].args[0], slip, evaluate=False))
    assert prove(good, bad).diagnosis == "layer 2: equal if b^{(2)} is added to W^{(2)} a^{(1)} on the right"
    assert prove(good, good).diagnosis is None


SHAPES = st.sampled_from([(2, 3, 4), (5, 2, 3), ("m", "n", "p"), ("n", "n", "n"), (3, 3, 3)])


def slips(side: Any, rng: random.Random) -> Any:
    """The side with one entry, factor or term changed at random, by other means than the repairs."""
    spots = [place for place in places(side) if place.path]
    place = rng.choice(spots)
    node = place.node
    if isinstance(node, MatrixElement):
        return put(side, place.path, MatrixElement(node.args[0], *reversed(node.args[1:])))
    if isinstance(node, (Add, MatAdd)):
        return put(side, place.path, node.args[0])
    if isinstance(node, MatMul):
        return put(side, place.path, MatMul(*reversed(node.args)))
    if isinstance(node, Sum):
        return put(side, place.path, node.func(node.args[0], *[(i, low, high - 1) for i, low, high in node.limits]))
    if isinstance(node, MatrixSymbol) and node.shape[0] == node.shape[1]:
        return put(side, place.path, Transpose(node))
    return side


@settings(max_examples=60, deadline=None)
@given(sizes=SHAPES, form=st.sampled_from(["matrix", "summation"]), draw=st.integers(0, 10_000))
def test_whatever_is_told_of_a_random_slip_is_proved_again(sizes: tuple[Any, ...], form: str, draw: int):
    net = Network(list(sizes), activation="opaque")
    layer = net.layers[draw % 2]
    good = layer.matrix()
    other = layer.matrix() if form == "matrix" else layer.summation("i")
    rng = random.Random(draw)
    try:
        bad = slips(other.args[1], rng)
    except (IndexError, ValueError, TypeError):
        return
    one, two = Side(good.args[1], good.args[0]), Side(bad, other.args[0])
    verdict = prove_sides(one, two)
    diagnosis = diagnose(one, two, None, verdict)
    if verdict.verdict != "refuted":
        assert diagnosis is None
    elif diagnosis is not None:
        assert_proved(diagnosis)
        assert (diagnosis.left.value, diagnosis.right.value) != (one.value, two.value)


def test_a_spent_effort_finds_nothing():
    statement = read_pair("A B", "B A", "A: n x n; B: n x n")
    one, two = Side(statement.left), Side(statement.right)
    verdict = prove_sides(one, two, statement)
    spent = Effort()
    spent.candidates = 0
    assert diagnose(one, two, statement, verdict, spent) is None
    spent = Effort(steps=-1)
    assert diagnose(one, two, statement, verdict, spent) is None
    assert spent.candidates == Effort().candidates
    assert diagnose(one, two, statement, verdict) is not None


def test_layers_are_neighbours_by_one_number_only():
    assert neighbours("a^{(l)}", "a^{(l-1)}")
    assert neighbours("W^{(2)}", "W^{(1)}")
    assert neighbours("b1", "b2")
    assert not neighbours("a^{(l)}", "a^{(l-2)}")
    assert not neighbours("W^{(2)}", "b^{(1)}")
    assert not neighbours("W", "W^{(1)}")


def test_pieces_are_told_as_the_user_counts():
    statement = read_pair("Σ_{j=1}^{n} W_{1,j} a_j", "(W a)_1", "W: m x n; a: n")
    words = Words(statement.bases)
    assert words.tell(statement.left) == "Σ_j W_{1j} a_j"
    weights = MatrixSymbol("W^{(1)}", 3, 2)
    assert words.tell(Transpose(weights)) == "W^{(1)}ᵀ"
    assert words.tell(HadamardProduct(weights, weights)) == "W^{(1)} ⊙ W^{(1)}"
    assert words.tell(MatMul(-1, weights)) == "-W^{(1)}"
    assert words.tell(weights[0, 1]) == "W_{01}^{(1)}"


def test_the_table_of_repairs_is_open_and_its_rows_are_frozen():
    assert len({row.name for row in REPAIRS}) == len(REPAIRS)
    assert [row.name for row in REPAIRS][:4] == ["transpose", "operand order", "softmax axis", "index"]
    with pytest.raises(AttributeError, match="cannot assign to field 'most'"):
        REPAIRS[0].most = 1  # type: ignore[misc]


def test_neurons_whose_numbers_do_not_fit_another_slot():
    layer = Network([4, 2], activation="opaque").layers[0]
    one, two = layer.neuron(0).args[1], layer.neuron(1).args[1]
    verdict = prove(one, two)
    assert (verdict.verdict, verdict.diagnosis) == ("refuted", None)

"""Forged certificates: written by hand in the format of a file, each breaking one law; the checker says which."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Symbol

from explorer.claims import prove
from explorer.network import Network
from explorer.proof.checker import FORMAT, Invalid, check
from explorer.proof.composition import instance, verify


def certificate(nodes: list[Any], lines: list[Any], left: int, right: int, **other: Any) -> dict[str, Any]:
    head = {"format": FORMAT, "tensors": {}, "free": {}, "at_least": {}}
    return {**head, "nodes": nodes, "lines": lines, "left": left, "right": right, **other}


NUMBERS = [["num", 0, 1], ["num", 1, 1]]


def test_an_index_without_values_proves_nothing() -> None:
    """Σ_{i<0} δ(i,k) is 0, and is δ(k,k) = 1 for every k below 0: there is no such k."""
    outer, inner = [1, [0], [0]], [0, [0], [0]]
    nodes = [*NUMBERS, ["delta", inner, outer], ["sum", [0], 2], ["delta", inner, inner]]
    lines = [["expand", 3, 0], ["deltaelim", 3, 4], ["delta", 4, 1], ["sym", 0, 3, 0]]
    lines += [["trans", 0, 4, 3, 1], ["trans", 0, 1, 4, 2]]
    with pytest.raises(Invalid, match="an index without values"):
        check(certificate(nodes, lines, 0, 1))


def test_the_same_with_an_index_that_has_a_value_is_valid() -> None:
    """Σ_{i<1} δ(i,k) = δ(0,k) = δ(k,k) for the one k below 1."""
    outer, inner = [1, [1], [0]], [0, [1], [0]]
    nodes = [*NUMBERS, ["delta", inner, outer], ["sum", [1], 2], ["delta", inner, inner]]
    lines = [["deltaelim", 3, 4], ["delta", 4, 1], ["trans", 3, 1, 0, 1]]
    nodes += [["sum", [1], 3], ["sum", [1], 1]]
    lines += [["cong", 5, 6, [2]]]
    assert check(certificate(nodes, lines, 5, 6)) == 4


def test_a_block_of_negative_size_is_refused() -> None:
    """Blocks of sizes n, -n, 2 would put entry 0 into the first and, as one of two, into the last."""
    nodes = [["mconst", 1, 1], ["mconst", 0, 1], ["mblock", 0, [[0, ["n", 1]], [0, ["n", -1]], [2]], 0, 0, 1]]
    with pytest.raises(Invalid, match="a size that may be negative"):
        check(certificate([*nodes, ["at", 0, 0, 2], ["num", 1, 1]], [["unfold", 3, 4]], 3, 4))


def test_a_block_of_size_that_is_never_negative_is_read() -> None:
    nodes = [["mconst", 1, 1], ["mconst", 0, 1], ["mblock", 0, [[0, ["n", 1]], [2]], 0, 1]]
    nodes += [["at", 0, 0, 2], ["at", 0, 0, 0], ["num", 1, 1]]
    assert check(certificate(nodes, [["unfold", 3, 4], ["unfold", 4, 5], ["trans", 3, 5, 0, 1]], 3, 5)) == 3


SIZE = [["size", [0, ["n", 1]]], ["fun", "inv", 0], ["mul", 0, 1], ["num", 1, 1]]
LESS = [["size", [-1, ["n", 1]]], *SIZE[1:]]
FORGED = {
    "a number above zero over zero": ([["num", 1, 0]], [], 0, 0, "no number"),
    "a truth value as number": ([["num", True, 1]], [], 0, 0, "no number"),
    "not a number": ([["num", float("nan"), 1]], [], 0, 0, "no number"),
    "a float": ([["num", 1.0, 1]], [], 0, 0, "no number"),
    "a term inside itself": ([["fun", "f", 0]], [], 0, 0, "a reference to nothing earlier"),
    "a term from the end": ([*NUMBERS, ["fun", "f", -1]], [], 0, 0, "a reference to nothing earlier"),
    "a claim numbered by a truth value": (NUMBERS, [], False, 0, "a reference to nothing earlier"),
    "no line at all": (NUMBERS, [], 0, 1, "the last line is not the claim"),
    "a line that rests on itself": (NUMBERS, [["sym", 0, 1, 0]], 0, 1, "a reference to nothing earlier"),
    "a chain of itself": (NUMBERS, [["trans", 0, 1, 0, 0]], 0, 1, "a reference to nothing earlier"),
    "a wrong polynomial": (NUMBERS, [["ring", 0, 1]], 0, 1, "does not follow by ring"),
    "an unknown rule": (NUMBERS, [["magic", 0, 1]], 0, 1, "there is no rule named magic"),
    "a claim about matrices": ([["var", "A"]], [], 0, 0, "a claim about whole matrices"),
    "a matrix as a factor": ([["var", "A"], ["mul", 0, 0]], [], 1, 1, "a matrix for a scalar or the reverse"),
    "a scalar as a matrix": ([*NUMBERS, ["mtrans", 0]], [], 0, 0, "a matrix for a scalar or the reverse"),
    "a loose index": ([["entry", "x", [0, [2], [0]]]], [], 0, 0, "a claim with loose indices"),
    "one index of two sizes": (
        [["entry", "x", [0, [2], [0]], [0, [3], [0]]], ["sum", [2], 0]],
        [],
        1,
        1,
        "one index with two sizes",
    ),
    "an index larger than its sum": (
        [["entry", "x", [0, [3], [0]]], ["sum", [2], 0]],
        [],
        1,
        1,
        "a bound index has not the size of its sum",
    ),
    "a free index not declared": ([["entry", "x", ["i", [2], [0]]]], [], 0, 0, "an index with another size"),
    "a sum of negative size": ([["num", 1, 1], ["sum", [-3], 0]], [], 1, 1, "a size that may be negative"),
    "a sum of size m - n": (
        [["num", 1, 1], ["sum", [0, ["m", 1], ["n", -1]], 0]],
        [],
        1,
        1,
        "a size that may be negative",
    ),
    "parts of negative size": (
        [["entry", "x", [0, [3], [0]]], ["sum", [3], 0]],
        [["split", 1, 1, [[5], [-2]]]],
        1,
        1,
        "a size that may be negative",
    ),
    "parts that are not the whole": (
        [["num", 1, 1], ["sum", [3], 0]],
        [["split", 1, 1, [[1], [1]]]],
        1,
        1,
        "the parts do not make up the whole",
    ),
    "one over zero": ([["num", 0, 1], ["fun", "inv", 0], ["num", 1, 1]], [["inv", 1, 2]], 1, 2, "ZeroDivisionError"),
    "a size that may be zero": (LESS, [["sizeinv", 2, 3, 1, 0]], 2, 3, "a size that may be 0"),
    "a factor used twice": (SIZE, [["sizeinv", 2, 3, 0, 0]], 2, 3, "sizeinv of no factor"),
    "a block that depends on the index": (
        [
            ["mconst", 1, 1],
            ["mconst", 0, 1],
            ["mblock", 0, [[0, ["n", 1]], [1]], 0, 1],
            ["at", ["i", [1, ["n", 1]], [0]], 0, 2],
            ["num", 1, 1],
        ],
        [["unfold", 3, 4]],
        3,
        4,
        "the block of a block matrix is not decided",
    ),
    "equal matrices by congruence": (
        [["var", "A"], ["var", "B"], ["mmap", "f", 0], ["mmap", "f", 1], ["at", 0, 0, 2], ["at", 0, 0, 3]],
        [["cong", 4, 5, [-1, -1, -1]]],
        4,
        5,
        "different kinds of terms",
    ),
    "a permutation of truth values": (
        [["num", 1, 1], ["sum", [2], 0], ["sum", [2], 1]],
        [["perm", 2, 2, [True, False]]],
        2,
        2,
        "no permutation",
    ),
    "a power of 2^40 factors": (
        [["entry", "x", 0], *[["mul", k, k] for k in range(40)]],
        [["ring", 40, 0]],
        0,
        0,
        "too much work",
    ),
    "a number of 2^40 digits": (
        [["num", 3, 1], *[["mul", k, k] for k in range(40)]],
        [["ring", 40, 0]],
        0,
        0,
        "too much work",
    ),
    "a sum of 10^9 terms": ([["num", 1, 1], ["sum", [10**9], 0]], [["expand", 1, 0]], 0, 0, "too much work"),
}
FREE = {"free": {"i": [1, ["n", 1]]}}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_certificate_is_rejected_and_says_why(name: str) -> None:
    nodes, lines, left, right, why = FORGED[name]
    other = FREE if "depends" in name else {}
    with pytest.raises(Invalid, match=why):
        check(certificate(nodes, lines, left, right, **other))


def test_a_size_times_its_inverse_is_one() -> None:
    assert check(certificate(SIZE, [["sizeinv", 2, 3, 1, 0]], 2, 3)) == 1


@pytest.mark.parametrize("data", [None, [], {}, 1, "certificate", {"format": FORMAT}, {"format": FORMAT, "nodes": 1}])
def test_anything_else_is_rejected(data: Any) -> None:
    with pytest.raises(Invalid, match=r"^rejected: [A-Za-z]+Error: |another format"):
        check(data)
    with pytest.raises(Invalid, match=r"^rejected: [A-Za-z]+Error: "):
        verify(data)


def test_a_free_index_without_values_is_refused() -> None:
    """A claim for every i below 0 says nothing."""
    with pytest.raises(Invalid, match="a free index without values"):
        check(certificate(NUMBERS, [], 0, 1, free={"i": [0]}))


def test_a_certificate_of_another_claim_is_rejected() -> None:
    """Law: with the claim given, only its own certificate is accepted."""
    layer = Network(["n", "m"], activation="opaque").layers[0]
    good = prove(layer.summation(Symbol("i")), layer.matrix()).certificate
    claim = {key: good[key] for key in ("tensors", "free", "at_least", "nodes", "left", "right")}
    assert check(good, claim) > 0
    with pytest.raises(Invalid, match="a certificate of another claim"):
        check({**good, "right": good["left"], "lines": []}, claim)
    with pytest.raises(Invalid, match="other tensors, indices or sizes"):
        check(good, {**claim, "at_least": {"n": 7}})


def test_a_composition_is_pinned_to_the_names_it_defines() -> None:
    """Law: given the equations, another name for what one defines is another composition."""
    sides = [Network(["n", "m", "p"], activation="opaque").equations(form) for form in ("summation", "matrix")]
    good = prove(*sides).certificate
    claims = [
        {**instance(good["lemmas"][layer["lemma"]], layer["names"]), "defines": layer["defines"]}
        for layer in good["layers"]
    ]
    assert verify(good, claims) == verify(good)
    other = {**good["layers"][1], "defines": ["c^{(2)}"]}
    renamed = {**good, "layers": [good["layers"][0], other]}
    assert verify(renamed)[0] == 2
    with pytest.raises(Invalid, match=r"^an equation that defines other names$"):
        verify(renamed, claims)
    with pytest.raises(Invalid, match=r"^an equation of another claim$"):
        verify(good, [claims[0], {**claims[1], "left": claims[1]["right"]}])
    with pytest.raises(Invalid, match=r"^another number of equations$"):
        verify(good, [*claims, claims[0]])
    with pytest.raises(Invalid, match=r"^rejected: KeyError: 'defines'$"):
        verify(good, [claims[0], instance(good["lemmas"][0], good["layers"][1]["names"])])


def test_a_composition_is_pinned_to_its_equations() -> None:
    """Law: an equation of a composition is its lemma with other names; given the claims, it is that very claim."""
    sides = [Network(["n", "m", "p"], activation="opaque").equations(form) for form in ("summation", "matrix")]
    good = prove(*sides).certificate
    assert verify(good)[0] == 2
    missing, renamed = "a reference to nothing earlier", "an equation with other names than its lemma"
    for key, value, why in (
        ("lemma", True, missing),
        ("lemma", 9, missing),
        ("lemma", -1, missing),
        ("names", [], renamed),
        ("defines", [], "a name is used before it is defined"),
    ):
        layers = [{**good["layers"][0], key: value}, good["layers"][1]]
        with pytest.raises(Invalid, match=why):
            verify({**good, "layers": layers})
    with pytest.raises(Invalid, match="a name is used before it is defined"):
        verify({**good, "layers": [good["layers"][1], good["layers"][0]]})
    with pytest.raises(Invalid, match="another format"):
        verify({**good, "layers": []})

"""The checker: every rule accepts a true line made by hand and rejects its false twins; nothing malformed passes."""

from __future__ import annotations

import ast
import copy
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from handmade import (
    INAPPLICABLE,
    K0,
    K1,
    LINES,
    ONE,
    ROW,
    J,
    M,
    N,
    V,
    W,
    X,
    Y,
    Z,
    at,
    bound,
    certificate,
    dim,
    entry,
    num,
    one_line,
    total,
    under_sum,
)  # fmt: skip

from explorer.claims import prove
from explorer.network import Network
from explorer.proof import checker
from explorer.proof.checker import FORMAT, Invalid, check


def rejects(certified, message, claim=None):
    with pytest.raises(Invalid, match=f"^{re.escape(f'rejected: {message}')}$"):
        check(certified, claim)


@pytest.mark.parametrize("name", LINES)
def test_rule_accepts_its_law_and_rejects_false_twins(name):
    rule, left, right, details, twins = LINES[name]
    assert check(one_line(rule, left, right, *details)) == 1
    assert twins
    for twin in twins:
        rejects(one_line(rule, left, twin, *details), f"Invalid: line 0 does not follow by {rule}")
        rejects(
            one_line(rule, left, right, *details), "Invalid: a certificate of another claim", one_line("ring", X, Y)
        )


def test_every_rule_of_the_checker_has_a_line_here():
    source = Path(checker.__file__).read_text()
    named = set(re.findall(r'case "(\w+)", \[|"(\w+)" \| "(\w+)" \| "(\w+)"\)', source))
    rules = {rule for found in named for rule in found if rule}
    assert rules == {row[0] for row in LINES.values()} | {"trans", "sym", "cong"}


@pytest.mark.parametrize("name", INAPPLICABLE)
def test_rule_rejects_what_it_is_not_about(name):
    rule, left, right, details, message = INAPPLICABLE[name]
    rejects(one_line(rule, left, right, *details), f"Invalid: {message}")


def test_a_number_other_than_zero_has_an_inverse():
    rejects(one_line("inv", ("fun", "inv", num(0)), num(0)), "ZeroDivisionError: Fraction(1, 0)")
    rejects(one_line("inv", ("fun", "s", num(2)), num(1, 2)), "Invalid: line 0 does not follow by inv")
    rejects(one_line("inv", ("fun", "inv", ("size", N)), X), "Invalid: no num where the rule needs one")


def test_symmetry_and_transitivity():
    start, end, beyond = ("add", X, Y), ("add", Y, X), ("add", Y, X, num(0))
    lines = [("ring", start, end), ("ring", end, beyond), ("sym", end, start, 0), ("trans", start, beyond, 0, 1)]
    assert check(certificate(start, beyond, lines)) == 4
    assert check(certificate(start, start, [])) == 0
    for wrong, rule in ((("sym", start, end, 0), "sym"), (("trans", start, beyond, 1, 0), "trans"),
                        (("trans", start, start, 0, 1), "trans")):  # fmt: skip
        rejects(certificate(start, wrong[2], [*lines[:2], wrong]), f"Invalid: line 2 does not follow by {rule}")
    rejects(certificate(start, beyond, lines[:3]), "Invalid: the last line is not the claim")
    rejects(certificate(start, beyond, []), "Invalid: the last line is not the claim")


def test_what_holds_for_no_index_proves_nothing():
    """x = 0 · a[k] + x = y would follow for every k of an empty range; an index that goes must have a value."""
    none = dim(-1, n=1)  # 0 at n = 1
    middle = ("mul", num(0), entry("a", bound(0, none)))
    lines = [("ring", num(0), middle), ("ring", middle, num(0)), ("trans", num(0), num(0), 0, 1)]
    rejects(certificate(num(0), num(0), lines), "Invalid: an index without values")
    lines = [(rule, *(as_if(part, none, N) for part in parts)) for rule, *parts in lines]
    assert check(certificate(num(0), num(0), lines)) == 3


def as_if(part, old, new):
    """A term with another size."""
    if part == old:
        return new
    return type(part)(as_if(below, old, new) for below in part) if isinstance(part, list | tuple) else part


def test_congruence_needs_a_line_for_every_part_that_changes():
    left, right = ("fun", "s", ("add", X, Y)), ("fun", "s", ("add", Y, X))
    swap = ("ring", ("add", X, Y), ("add", Y, X))
    assert check(certificate(left, right, [swap, ("cong", left, right, [0])])) == 2
    more, turned = ("add", left, Z, Y), ("add", right, Z, Y)
    steps = [swap, ("cong", left, right, [0]), ("cong", more, turned, [1, -1, -1])]
    assert check(certificate(more, turned, steps)) == 3
    for proofs in ([-1], [False], [0.0]):
        with pytest.raises(Invalid, match=r"line 1 does not follow by cong$|a reference to nothing earlier$"):
            check(certificate(left, right, [swap, ("cong", left, right, proofs)]))
    with pytest.raises(Invalid, match=r"^rejected: ValueError: zip\(\) argument 3 is longer than argument"):
        check(certificate(left, right, [swap, ("cong", left, right, [0, 0])]))


def test_no_capture_under_a_sum():
    """An index of the summand stays the sum's own when another sum opens around it."""
    inner = total(N, entry("b", K0))
    good, bad = (total(N, ("mul", entry("a", index), entry("b", K0))) for index in (K1, K0))
    product = ("mul", entry("a", K0), inner)
    assert check(under_sum("mulsum", product, good, 1)) == 2
    rejects(under_sum("mulsum", product, bad, 1), "Invalid: line 0 does not follow by mulsum")
    entries = at(ROW, K0, ("mmul", N, W, V))
    good, bad = (total(N, ("mul", at(ROW, K0, W), at(K0, index, V))) for index in (K1, K0))
    assert check(under_sum("unfold", entries, good)) == 2
    rejects(under_sum("unfold", entries, bad), "Invalid: line 0 does not follow by unfold")
    assert check(under_sum("sumconst", total(M, entry("a", K1)), ("mul", ("size", M), entry("a", K0)))) == 2
    rejects(under_sum("sumconst", total(M, entry("a", K1)), ("mul", ("size", M), entry("a", J))),
            "Invalid: line 0 does not follow by sumconst")  # fmt: skip


# rows added to the node table (before the claim x = x), and the message
NODES = [
    (["magic", 0], "KeyError: 'magic'"),
    (["sum", N], "Invalid: sum with a wrong number of parts"),
    (["fun"], "Invalid: fun with a wrong number of parts"),
    (["meye", 0], "Invalid: meye with a wrong number of parts"),
    (["num", 1, 0], "Invalid: no number"),
    (["num", True, 1], "Invalid: no number"),
    (["mconst", 0.5, 1], "Invalid: no number"),
    (["add", 0, 99], "Invalid: a reference to nothing earlier"),
    (["add", 0, -1], "Invalid: a reference to nothing earlier"),
    (["add", 0, 1], "Invalid: a matrix for a scalar or the reverse"),
    (["mtrans", 0], "Invalid: a matrix for a scalar or the reverse"),
    (["entry", 7, J], "Invalid: a name or axis"),
    (["mblock", 2, [N, ONE], 1, 1], "Invalid: a name or axis"),
    (["mblock", True, [N, ONE], 1, 1], "Invalid: a name or axis"),
    (["mblock", 1, [N], 1, 1], "Invalid: a block matrix with a wrong number of sizes"),
    (["entry", "a", ["j", M, [0]]], "Invalid: an index with another size"),
    (["entry", "a", ["q", N, [0]]], "Invalid: an index with another size"),
    (["entry", "a", [None, N, [0]]], "Invalid: an index with another size"),
    (["entry", "a", [-1, N, [0]]], "Invalid: an index's base"),
    (["entry", "a", [True, N, [0]]], "Invalid: an index's base"),
    (["entry", "W", bound(0, M), bound(0, N)], "Invalid: one index with two sizes"),
    (["sum", dim(-1, n=1), 0], None),
    (["sum", dim(-2, n=1), 0], "Invalid: a size that may be negative"),
    (["mblock", 1, [N, dim(-2, m=1)], 1, 1], "Invalid: a size that may be negative"),
    (["sum", dim(n=-1), 0], "Invalid: a size that may be negative"),
    (["size", [0, ["n", 1], ["m", 1]]], "Invalid: a size's names are not sorted"),
    (["size", [0, ["n", 1], ["n", 1]]], "Invalid: a size's names are not sorted"),
    (["size", [0, ["n", 0]]], "Invalid: a size's terms"),
    (["size", [1.0]], "Invalid: a size's terms"),
    (["size", []], "IndexError: list index out of range"),
    ([], "ValueError: not enough values to unpack (expected at least 1, got 0)"),
]


@pytest.mark.parametrize(("row", "message"), NODES, ids=[str(row) for row, _ in NODES])
def test_malformed_nodes_are_rejected(row, message):
    whole = certificate(X, X, [])
    whole["nodes"] += [["var", "W"], row]
    if message is None:
        assert check(whole) == 0
    else:
        rejects(whole, message)


def test_least_sizes_widen_what_may_be_summed():
    body = total(dim(-3, n=1), X)
    assert check(certificate(body, body, [], {"n": 3})) == 0
    rejects(certificate(body, body, [], {"n": 2}), "Invalid: a size that may be negative")
    assert check(certificate(X, X, [], {"n": 1})) == 0


def test_a_bound_index_has_the_size_of_its_sum():
    rejects(certificate(total(M, entry("a", K0)), X, []), "Invalid: a bound index has not the size of its sum")


# what is changed in a valid certificate of 2 + x = x + 2, and the message
CHANGES = [
    ({"format": "explorer certificate 2"}, "Invalid: another format"),
    ({"at_least": {"n": 0}}, "Invalid: a least size below 1"),
    ({"at_least": {"n": True}}, "Invalid: a least size below 1"),
    ({"free": {"i": dim(-1, n=1)}}, "Invalid: a free index without values"),
    ({"left": 9}, "Invalid: a reference to nothing earlier"),
    ({"nodes": [["var", "W"]], "left": 0, "right": 0, "lines": []}, "Invalid: a claim about whole matrices"),
    ({"nodes": [["entry", "a", K0]], "left": 0, "right": 0, "lines": []}, "Invalid: a claim with loose indices"),
    ({"lines": []}, "Invalid: the last line is not the claim"),
    ({"lines": [[]]}, "ValueError: not enough values to unpack (expected at least 3, got 0)"),
    ({"lines": None}, "TypeError: 'NoneType' object is not iterable"),
    ({"free": None}, "AttributeError: 'NoneType' object has no attribute 'items'"),
]


@pytest.mark.parametrize(("change", "message"), CHANGES, ids=[str(change) for change, _ in CHANGES])
def test_malformed_certificates_are_rejected(change, message):
    whole = one_line("ring", ("add", num(2), X), ("add", X, num(2)))
    assert check(whole) == 1
    rejects(whole | change, message)


@pytest.mark.parametrize("data", [None, [], "explorer certificate 1", {}, {"format": FORMAT}])
def test_anything_else_is_rejected(data):
    with pytest.raises(Invalid, match=r"^rejected: (TypeError|KeyError): "):
        check(data)


def test_terms_too_deep_or_too_large_are_rejected():
    deep = certificate(X, X, [])
    deep["nodes"] = [["entry", "x"], ["entry", "a", bound(0, dim(3))]]
    for below in range(1, 5000):
        deep["nodes"].append(["fun", "s", below])
    deep["nodes"].append(["sum", dim(3), 5000])
    deep["lines"] = [["expand", 5001, 0]]
    with pytest.raises(Invalid, match=r"^rejected: RecursionError: maximum recursion depth exceeded"):
        check(deep)
    long = ("add", *[entry("a", number) for number in range(1001)])
    rejects(one_line("ring", ("mul", long, long), X), "Invalid: too much work")
    rejects(one_line("expand", total(dim(10**9), X), X), "Invalid: too much work")


# -- certificates of the judge ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def layer():
    return Network(["n", "m"], activation="opaque").layers[0]


def test_a_certificate_proves_its_own_claim_only(layer):
    one, two = (prove(getattr(layer, form)(), layer.matrix()).certificate for form in ("row_vector", "augmented"))
    assert check(one, one) == len(one["lines"]) > 3
    rejects(one, "Invalid: a certificate of another claim", two)
    other = copy.deepcopy(one)
    other["tensors"]["W^{(1)}"].reverse()
    rejects(one, "Invalid: other tensors, indices or sizes", other)
    swapped = one | {"left": one["right"], "right": one["left"]}
    rejects(swapped, "Invalid: the last line is not the claim")


def test_the_checker_imports_the_standard_library_alone():
    tree = ast.parse(Path(checker.__file__).read_text())
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert imported
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


ALONE = """
import importlib.util, json, sys
class Closed:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] not in sys.stdlib_module_names:
            raise ImportError("closed: " + name)
sys.meta_path.insert(0, Closed())
spec = importlib.util.spec_from_file_location("checker", sys.argv[1])
checker = importlib.util.module_from_spec(spec)
spec.loader.exec_module(checker)
try:
    import sympy
except ImportError as problem:
    print(problem)
for certificate in json.load(sys.stdin):
    try:
        print(checker.check(certificate))
    except checker.Invalid as problem:
        print(problem)
"""


def test_the_checker_runs_where_nothing_else_is_installed(layer):
    good = prove(layer.summation("i"), layer.matrix()).certificate
    bad = copy.deepcopy(good)
    bad["lines"][0][0] = "ring"
    run = subprocess.run(
        [sys.executable, "-I", "-c", ALONE, checker.__file__],
        input=json.dumps([good, bad]), capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    lines = run.stdout.splitlines()
    assert lines[0] == "closed: sympy"
    assert lines[1:] == [str(len(good["lines"])), "rejected: Invalid: line 0 does not follow by ring"]

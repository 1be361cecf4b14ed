"""What a certificate assumes: used by the laws that ask for it, and part of what is proved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from law_cases import EX, LESS, N, R, Terms, X, Y, certificate, ends

from explorer.claims import prove
from explorer.cli.verify import verify_certificate
from explorer.proof.checker import Invalid, check
from explorer.proof.checker_laws import LAWS
from explorer.proof.composition import verify

ASSUMING = (
    ("above 0", X, [("explog", ("exp", ("log", X)), X)]),
    ("above 0", X, [("logmul", ("log", ("*", EX, X)), ("+", ("log", EX), ("log", X)))]),
    ("at least 0", X, [("roottwice", ("*", (R, X), (R, X)), X)]),
    ("at least 0", X, [("relupos", ("relu", X), X)]),
    ("not 0", X, [("cancel", ("*", X, ("inv", X)), 1, 0, 1)]),
    ("not 0", X, [("invinv", ("inv", ("inv", ("*", X, EX))), ("*", X, EX))]),
    (
        "not 0",
        ("entry", "z", [3, N, [0]]),
        [("cancel", ("*", entry_z := ("entry", "z", [0, N, [0]]), ("inv", entry_z)), 1, 0, 1)],
    ),
    (
        "not 0",
        ("entry", "z", ["i", N, [0]]),
        [("cancel", ("*", free_z := ("entry", "z", ["i", N, [0]]), ("inv", free_z)), 1, 0, 1)],
    ),
    ("not 0", X, list(ends(X))),
)


@pytest.mark.parametrize(("kind", "term", "lines"), ASSUMING)
def test_what_a_certificate_assumes_is_used_and_is_part_of_it(kind: str, term: Any, lines: list[Any]) -> None:
    """The same certificate without it, with another term or with a weaker assumption is rejected."""
    data = certificate(*lines)
    if entry_z in lines[0][1]:  # a claim has no loose indices: under its sum
        left, right = len(data["nodes"]), len(data["nodes"]) + 1
        (line,) = data["lines"]
        data["nodes"] += [["sum", N, line[1]], ["sum", N, line[2]]]
        data["lines"].append(["cong", left, right, [0]])
        data |= {"left": left, "right": right}
    count = len(data["lines"])
    terms = Terms()
    terms.nodes = data["nodes"]

    def assuming(kind: str, term: Any) -> dict[str, Any]:
        return {**data, "assume": [[kind, terms.add(term)]]}

    good = assuming(kind, term)
    assert check(good, None, LAWS) == count
    assert check(good, good, LAWS) == count
    bare = {key: part for key, part in good.items() if key != "assume"}
    for bad in (bare, assuming(kind, Y), assuming("something", term)):
        with pytest.raises(Invalid, match="rejected"):
            check(bad, None, LAWS)
    if kind == "above 0":
        for weaker in ("at least 0", "not 0"):
            with pytest.raises(Invalid, match="rejected"):
                check(assuming(weaker, term), None, LAWS)
    for one, two in ((good, bare), (good, assuming(kind, Y)), (good, assuming("above zero", term))):
        with pytest.raises(Invalid, match="a certificate of another claim"):
            check(one, two, LAWS)


def test_an_assumption_says_nothing_of_other_terms() -> None:
    """z_i ≠ 0 for the free i is not z_0 ≠ 0 for a certificate, x ≠ 0 is not y ≠ 0 or x + y ≠ 0."""
    for term in (("entry", "z", 0), Y, ("+", X, Y), ("entry", "z", [0, LESS, [0]]), ("entry", "z", [0, N, [1]])):
        data = certificate(("ring", X, X), ("cancel", ("*", term, ("inv", term)), 1, 0, 1))
        terms = Terms()
        terms.nodes = data["nodes"]
        known = [terms.add(X), terms.add(("entry", "z", [0, N, [0]])), terms.add(("entry", "z", ["i", N, [0]]))]
        with pytest.raises(Invalid, match="rejected"):
            check({**data, "assume": [["not 0", number] for number in known]}, None, LAWS)


def test_verify_certificate_says_what_is_assumed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    proof = prove("log(x y)", "log(x) + log(y)", given="x: scalar; y: scalar").certificate
    (tmp_path / "proof.json").write_text(json.dumps(proof), encoding="utf-8")
    assert verify_certificate.main([str(tmp_path / "proof.json")], standalone_mode=False) == 0
    assert capsys.readouterr().out.endswith(" about no tensor where x > 0, y > 0, each one checked\n")


def test_a_lemma_of_a_network_has_no_conditions() -> None:
    data = certificate(("cancel", ("*", X, ("inv", X)), 1, 0, 1))
    data["assume"] = [["not 0", data["nodes"].index(["entry", "x"])]]
    layer = {"lemma": 0, "names": ["x", "y", "z", "n", "i", "k"], "defines": ["q"]}
    network = {
        "format": "explorer composition 1",
        "lemmas": [{"names": layer["names"], "certificate": data}],
        "layers": [layer],
    }
    with pytest.raises(Invalid, match="a lemma with conditions"):
        verify(network)

"""`explorer prove` and `verify-certificate`: exit statuses, the object of --json, words, certificates."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

import explorer.claims
from explorer import cli
from explorer.cli.console import paint
from explorer.proof.verdict import Unknown
from explorer.statement import Statement

LAYER = ["σ(W a + b)", "σ(Σ_j W_{ij} a_j + b_i)", "--given", "W: m x n; a: n; b: m"]
SQUARE = ["--given", "W: n x n; a: n; b: n"]
KEYS = ["verdict", "scope", "facts", "why", "witness", "diagnosis", "left", "right", "seconds"]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.run(arguments)
    out, err = capsys.readouterr()
    return status, out, err


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    status, out, err = run(capsys, "prove", *arguments, "--json")
    assert err == ""
    assert out.count("\n") == 1
    return status, dict(json.loads(out))


def test_the_first_example(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "prove", *LAYER)
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("proved: ")
    rows = dict(line.split(maxsplit=1) for line in lines[1:])
    assert rows["left"] == r"\sigma\left(W a + b\right)"
    assert rows["holds"] == "for all sizes, any function σ"
    assert all(kind in rows["evidence"] for kind in ("canonical", "certificate", "oracle"))
    assert re.fullmatch(r"\d+\.\d ms", rows["took"])


def test_the_object_of_a_proof(capsys: pytest.CaptureFixture[str]) -> None:
    status, verdict = answered(capsys, *LAYER)
    assert status == 0
    assert set(KEYS) <= set(verdict)
    assert verdict["verdict"] == "proved"
    assert verdict["scope"] == {"sizes": "all", "for": [], "activation": "opaque"}
    assert (verdict["why"], verdict["witness"]) == (None, None)
    assert verdict["left"] == {"read_as": r"\sigma\left(W a + b\right)"}
    assert isinstance(verdict["seconds"], float)


def test_the_object_of_a_refutation_has_exact_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    status, verdict = answered(capsys, "σ(W a + b)", "σ(W^T a + b)", *SQUARE)
    assert status == 1
    assert (verdict["verdict"], verdict["why"]) == ("refuted", "value")
    witness = verdict["witness"]
    assert set(witness) == {"sizes", "tensors", "functions", "at", "left", "right", "steps"}
    assert witness["steps"]["left"][0] == "σ(W a + b)_0"
    assert witness["steps"]["left"][-1] == f"= {witness['left']}"
    assert witness["steps"]["right"][-1] == f"= {witness['right']}"
    assert witness["sizes"] == {"n": 2}
    assert witness["left"] != witness["right"]
    assert all(isinstance(side, str) for side in (witness["left"], witness["right"]))
    assert all(isinstance(entry, str) for row in witness["tensors"]["W"] for entry in row)


def test_a_refutation_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "prove", "σ(W a + b) = σ(W a)", *SQUARE)
    assert status == 1
    assert out.startswith("refuted: ")
    assert re.search(r"^  witness   n = \d", out, flags=re.MULTILINE)
    assert re.search(
        r"^ +left = \d+\n +right = \d+\n  by hand   left = σ\(W a \+ b\)_0 = .+\n +right = .+$", out, flags=re.MULTILINE
    )


def test_a_clash_of_declared_shapes_is_refuted(capsys: pytest.CaptureFixture[str]) -> None:
    status, verdict = answered(capsys, "W^T a", "W a", "--given", "W: m x n; a: n")
    assert (status, verdict["verdict"], verdict["why"]) == (1, "refuted", "shape")
    status, out, _ = run(capsys, "prove", "W^T a", "W a", "--given", "W: m x n; a: n")
    assert (status, out.startswith("refuted (shape): ")) == (1, True)


def test_declarations_may_come_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "prove", *LAYER[:2], "--given", "W: m x n", "--given", "a: n", "--given", "b: m")[0] == 0


def test_a_named_activation(capsys: pytest.CaptureFixture[str]) -> None:
    status, verdict = answered(capsys, *LAYER, "--sigma", "tanh")
    assert (status, verdict["scope"]["activation"]) in ((0, "tanh"), (0, "opaque"))
    status, out, err = run(capsys, "prove", *LAYER, "--sigma", "sigmod")
    assert (status, out) == (2, "")
    assert "sigmod" in err
    assert "sigmoid" in err


def test_a_formula_may_begin_with_a_minus_sign(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "prove", "-W a", "-(W a)", "--given", "W: m x n; a: n")[0] == 0


def test_unreadable_input_has_a_caret_and_a_place(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "prove", "σ(W a + b", "W a", *SQUARE)
    assert (status, out) == (2, "")
    assert "σ(W a + b" in err
    assert "^" in err
    assert "Traceback" not in err
    status, told = answered(capsys, "σ(W a + b", "W a", *SQUARE)
    assert status == 2
    assert set(told) == {"error"}
    assert set(told["error"]) == {"kind", "message", "line", "column"}
    assert (told["error"]["kind"], told["error"]["line"]) == ("read", 1)
    assert told["error"]["column"] > 1


@pytest.mark.parametrize("size", ["0", "-2"])
def test_sizes_that_cannot_be(capsys: pytest.CaptureFixture[str], size: str) -> None:
    status, out, err = run(capsys, "prove", "a", "a", "--given", f"a: {size}")
    assert (status, out) == (2, "")
    assert size in err


def test_undecided_is_three(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from sympy import Symbol

    x = Symbol("x")
    unknown = Unknown("Not decided.", reason="too many cases", statement=Statement(x, x, notes=("x is a scalar",)))
    monkeypatch.setattr(explorer.claims, "prove", lambda *_, **__: unknown)
    status, out, _ = run(capsys, "prove", "x", "x")
    assert (status, out.splitlines()[0]) == (3, "unknown: Not decided.")
    assert "  reason    too many cases\n" in out
    assert "  read      x is a scalar\n" in out
    assert answered(capsys, "x", "x")[0] == 3


def certificate(capsys: pytest.CaptureFixture[str], path: Path) -> dict[str, Any]:
    status, _, err = run(capsys, "prove", *LAYER, "--certificate", str(path))
    assert (status, err) == (0, f"certificate written to {path}\n")
    return dict(json.loads(path.read_text(encoding="utf-8")))


def test_a_certificate_is_written_and_valid(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    written = certificate(capsys, tmp_path / "proof.json")
    status, out, err = run(capsys, "verify-certificate", str(tmp_path / "proof.json"))
    assert (status, err) == (0, "")
    count = len(written["lines"])
    assert re.fullmatch(rf"valid: {count} lines? about .*\bW\b.*, each one checked\n", out)


def test_a_tampered_certificate_is_not_valid(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    written = certificate(capsys, tmp_path / "proof.json")
    for key in ("left", "format", "lines"):
        wrong = copy.deepcopy(written)
        wrong[key] = {"left": written["left"] - 1, "format": "another", "lines": written["lines"][:-1]}[key]
        (tmp_path / "wrong.json").write_text(json.dumps(wrong), encoding="utf-8")
        status, out, _ = run(capsys, "verify-certificate", str(tmp_path / "wrong.json"))
        assert (status, out.startswith("not valid: ")) == (1, True)


def test_a_certificate_of_a_whole_network(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    net = explorer.Network(["n", "m", "k"], activation="opaque")
    proof = explorer.prove(net.equations("summation"), net.equations("matrix")).certificate
    (tmp_path / "net.json").write_text(json.dumps(proof), encoding="utf-8")
    status, out, _ = run(capsys, "verify-certificate", str(tmp_path / "net.json"))
    assert status == 0
    assert re.fullmatch(r"valid: \d+ lines about 2 equations, each one checked\n", out)
    assert explorer.verify_certificate(proof)[0] == 2
    proof["layers"][1]["defines"] = proof["layers"][0]["defines"]  # one name, two definitions
    (tmp_path / "net.json").write_text(json.dumps(proof), encoding="utf-8")
    assert run(capsys, "verify-certificate", str(tmp_path / "net.json"))[0] == 1


@pytest.mark.parametrize("content", ["", "no json", "[" * 10_000, '"text"', "[1]", "{}", "null"])
def test_what_is_no_certificate(capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    status, out, err = run(capsys, "verify-certificate", str(path))
    if status == 1:
        assert out.startswith("not valid: ")
    else:
        assert (status, out) == (2, "")
        assert err.startswith(f"error: {path} is not a certificate: ")


def test_a_certificate_that_is_not_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    gone = tmp_path / "gone.json"
    assert run(capsys, "verify-certificate", str(gone)) == (
        2,
        "",
        f"error: cannot read {gone}: No such file or directory\n",
    )
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    status, _, err = run(capsys, "verify-certificate", str(tmp_path / "binary"))
    assert status == 2
    assert err.startswith(f"error: cannot read {tmp_path / 'binary'}: ")


def test_no_certificate_of_a_refutation(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "proof.json"
    status, _, err = run(capsys, "prove", "W a", "W^T a", *SQUARE, "--certificate", str(path))
    assert (status, err) == (1, "no certificate written: the claim is refuted\n")
    assert not path.exists()


def test_a_place_that_cannot_be_written_is_told_before_the_work(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(explorer.claims, "prove", lambda *_, **__: pytest.fail("worked in vain"))
    status, out, err = run(capsys, "prove", *LAYER, "--certificate", str(tmp_path / "no" / "proof.json"))
    assert (status, out) == (2, "")
    assert f"there is no directory {tmp_path / 'no'}" in err


def test_the_small_checker_runs_without_sympy(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    certificate(capsys, tmp_path / "proof.json")
    body = (
        "import sys\nfrom explorer import cli\n"
        "status = cli.run(['verify-certificate', sys.argv[1]])\n"
        "sys.exit(9 if {'sympy', 'numpy'} & set(sys.modules) else status)\n"
    )
    done = subprocess.run([sys.executable, "-c", body, str(tmp_path / "proof.json")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_colours_are_for_people(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert paint("proved") == "\x1b[32m\x1b[1mproved\x1b[0m"
    from explorer.cli.console import echo

    echo(paint("proved"))
    assert capsys.readouterr().out == "proved\n"
    monkeypatch.setattr(click.utils, "should_strip_ansi", lambda *_: False)  # a terminal
    echo(paint("proved"))
    assert capsys.readouterr().out == "\x1b[32m\x1b[1mproved\x1b[0m\n"
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.undo()
    monkeypatch.setenv("NO_COLOR", "1")
    echo(paint("proved"))
    assert capsys.readouterr().out == "proved\n"


def test_a_condition_is_said_in_words_and_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    claim = (r"\frac{x y}{x}", "y", "--given", "x: scalar; y: scalar")
    status, out, _ = run(capsys, "prove", *claim)
    assert status == 0
    assert re.search(r"^  holds +for all sizes, x ≠ 0", out, flags=re.MULTILINE)
    assert answered(capsys, *claim)[1]["scope"]["for"] == ["x ≠ 0"]
    twin = answered(capsys, r"\frac{x y}{y}", "y", "--given", "x: scalar; y: scalar")
    assert (twin[0], twin[1]["verdict"]) == (1, "refuted")


def test_two_equations_and_a_chain(capsys: pytest.CaptureFixture[str]) -> None:
    shapes = ("--given", "W: m x n; x: n; a: m")
    assert run(capsys, "prove", "a = W x", "a_i = Σ_j W_{ij} x_j", *shapes)[0] == 0
    status, out, _ = run(capsys, "prove", "W x = Σ_j W_{ij} x_j = 2 W x", *shapes)
    assert status == 1
    assert out.startswith("refuted: Σ_j W_{ij} x_j = 2 W x: not equal: ")

"""The table of coverage: counts and reasons without the corpus's own text, and a loud skip where there is no corpus."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from coverage_table import CORPUS, KINDS, PAGE, SCOPES, main, outcome, page

ROWS = [
    ("W a", "Σ_j W_{ij} a_j", "W: m x n; a: n", "equal", "right"),
    ("W a", "Σ_j W_{ij} a_j", "W: m x n; a: n", "not_equal", "wrong"),
    ("2 c", "c", "c: scalar", "equal_under_condition", "right"),
    (r"\int c_i", "c_1", "c: n", "equal", "unread"),
]


def row(left: str, right: str, given: str, expected: str) -> dict[str, str]:
    return {"left": left, "right": right, "given": given, "expected": expected, "scope": "layer"}


@pytest.mark.parametrize(("left", "right", "given", "expected", "kind"), ROWS)
def test_what_becomes_of_a_claim(left: str, right: str, given: str, expected: str, kind: str) -> None:
    assert outcome(row(left, right, given, expected)).kind == kind


def test_a_claim_under_a_condition_is_false_without_it_and_true_with_it() -> None:
    claim = row("a + b", "2 a", "a: n; b: n", "equal_under_condition")
    assert outcome({**claim, "condition_given": "b = a"}).kind == "right"
    assert outcome({**claim, "condition_given": "b = 2 a"}).kind == "wrong"
    assert outcome({**row("2 a", "a + a", "a: n", "equal_under_condition"), "condition_given": "c = 1"}).kind == "wrong"


def test_a_shape_error_is_told_as_one() -> None:
    clash = row("W a", "a", "W: m x n; a: n", "not_equal")
    assert outcome({**clash, "shape_error": True}).kind == "right"
    assert outcome({**row("2 a", "a", "a: n", "not_equal"), "shape_error": True}).kind == "wrong"


def test_the_page_counts_and_names_reasons_without_the_text() -> None:
    outcomes = [outcome(row(*entry[:4])) for entry in ROWS]
    text = page(outcomes)
    assert "| layer | 4 | 2 (50 %) | 1 | 0 | 1 |" in text
    assert "| … is not read here | 1 | 1 |" in text
    assert "c_1" not in text
    assert {entry.kind for entry in outcomes} <= set(KINDS)


def test_without_a_corpus_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = PAGE.read_bytes()
    assert main([str(tmp_path / "none.jsonl")]) == 2
    assert capsys.readouterr().err.startswith(f"no corpus at {tmp_path}")
    assert PAGE.read_bytes() == before


def test_the_page_that_is_kept_is_whole() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"| {scope} |" in text for scope in SCOPES)
    assert "| **together** | 143 |" in text


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_file(), reason=f"no corpus at {CORPUS}")
def test_no_claim_of_the_corpus_is_answered_wrongly() -> None:
    rows = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert [entry["id"] for entry in rows if outcome(entry).kind == "wrong"] == []

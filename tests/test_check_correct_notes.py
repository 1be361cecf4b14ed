"""Nothing in a correct note is refuted, however much it looks like a mistake; its false twin is, where one is plain."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.claims.check import check_document
from explorer.documents import load

TEXT = (Path(__file__).parent / "correct_notes.md").read_text(encoding="utf-8")
NOTES = dict(note.split("\n", 1) for note in TEXT.removeprefix("=== ").split("\n=== "))
"""What each is about, and the note: conditions, cases, sums to 1, choices, what another section says."""


def refuted(text: str) -> list[str]:
    report = check_document(load(Path("note.md"), text))
    return [f"{claim.left} = {claim.right}" for claim in report.claims if claim.verdict.verdict == "refuted"]


@pytest.mark.parametrize("name", NOTES)
def test_nothing_is_refuted(name: str) -> None:
    assert refuted(NOTES[name]) == []


TWINS = [
    ("one hot sum", r"\left(\sum_k y_k\right) - y_i = p_i - y_i", "- y_i = p_i + y_i"),
    ("numbers in turn", r"3 \cdot (-4) = -12", r"3 \cdot (-4) = -11"),
    ("steps", "= 1+2x", "= 1-2x"),
]


@pytest.mark.parametrize(("name", "old", "new"), TWINS)
def test_a_plain_mistake_in_such_a_note_is_found(name: str, old: str, new: str) -> None:
    assert old in NOTES[name]
    assert refuted(NOTES[name].replace(old, new))

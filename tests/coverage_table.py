"""Writes docs/coverage.md: how many real claims are read and decided, and why the rest are not.

    python -m tests.coverage_table [CORPUS]

The corpus lies beside the project (`../shared/corpus/pairs.jsonl`) and no part of it is copied here: the table has
counts and reasons only. Without it nothing is written, and the command says so and fails.
"""

from __future__ import annotations

import json
import re
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

from explorer.claims import prove
from explorer.errors import ExplorerError

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus" / "pairs.jsonl"
PAGE = ROOT / "docs" / "coverage.md"
SCOPES = ("layer", "network", "batch", "activation", "softmax", "perceptron")
EXPECTED = {"equal": "proved", "not_equal": "refuted", "equal_under_condition": "refuted"}
LIMIT = 10
KINDS = ("right", "wrong", "unknown", "unread")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one claim."""

    scope: str
    kind: str
    reason: str
    seconds: float


def outcome(row: dict[str, Any]) -> Outcome:
    """One claim of the corpus, decided under its own declarations.

    A claim that holds under a condition is decided twice: false as it stands, true with the condition declared too.
    """
    found = _decided(row, row["given"], EXPECTED[row["expected"]])
    if row["expected"] == "equal_under_condition" and row.get("condition_given") and found.kind == "right":
        under = [row[name] if isinstance(row[name], list) else [row[name]] for name in ("given", "condition_given")]
        second = _decided(row, [*under[0], *under[1]], "proved")
        return replace(second, seconds=found.seconds + second.seconds)
    return found


def _decided(row: dict[str, Any], given: str | list[str], expected: str) -> Outcome:
    start = perf_counter()
    try:
        with _limit():
            verdict = prove(row["left"], row["right"], given, diagnose=False)
    except ExplorerError as error:
        return Outcome(row["scope"], "unread", _class(str(error)), perf_counter() - start)
    except (TimeoutError, TypeError):  # a comparison that the alarm breaks off is a TypeError in some libraries
        if perf_counter() - start < LIMIT:
            raise
        return Outcome(row["scope"], "unknown", f"no verdict within {LIMIT} s", LIMIT)
    seconds = perf_counter() - start
    if verdict.verdict == "unknown":
        return Outcome(row["scope"], "unknown", _class(verdict.message), seconds)
    clash = expected == "refuted" and bool(row.get("shape_error"))
    right = verdict.verdict == expected and (not clash or verdict.why == "shape")
    return Outcome(row["scope"], "right" if right else "wrong", verdict.verdict, seconds)


@contextmanager
def _limit() -> Iterator[None]:
    """An alarm, where the system has one: one claim must not stop the table."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def late(number: int, frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(LIMIT)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


_PLACE = re.compile(r"^(?:left|right|input|given):\d+:\d+: ")
_CODE = re.compile(r"`.*`")
_NAMED = (
    ("derivative", "a derivative in an array, or of something defined through arrays, is not read yet"),
    ("depends on", "a derivative of a quantity of which nothing is said is not read"),
    ("\\nabla", "∇ is not read yet"),
    ("\\prod", "∏ is not read yet"),
    ("\\over", "{… \\over …} is not read yet"),
    ("cannot be used", "a given equation is neither a definition nor a hypothesis that can be put in"),
    ("is not a name", "a declaration names something that is no name: a derivative, an application, a bracket"),
    ("free ind", "the two sides have different free indices"),
    ("nothing says", "a shape or a range is not said"),
    ("bound where the definition is used", "a definition's own index is bound where it is used"),
    ("not brought to one form", "the judge found neither a proof nor numbers that differ"),
    ("nothing is known here", "the judge knows no facts about this function or number"),
    ("was not put in", "the sides differ, and what may make them equal was not put in"),
    ("in another way", "a cost may depend on what is differentiated in more ways than one"),
    ("shapes clash", "read this way the shapes clash"),
)


def _class(message: str) -> str:
    """The kind of a reason: its first line without the place and without the user's own text."""
    first = _PLACE.sub("", message.splitlines()[0])
    for piece, name in _NAMED:
        if piece in first:
            return name
    return _CODE.sub("…", first)


def page(outcomes: list[Outcome]) -> str:
    """The page: a table of scopes, then one of reasons."""
    lines = [
        "# Coverage of real notation",
        "",
        "Claims found in public documents, each decided under its own declarations by `explorer.claims.prove`.",
        "Written by `python -m tests.coverage_table`; the claims themselves are not part of the project.",
        "",
        "| scope | claims | decided rightly | wrong | unknown | not read |",
        "|---|---|---|---|---|---|",
    ]
    rest = sorted({entry.scope for entry in outcomes} - set(SCOPES))
    for name, scopes in (
        *((scope, (scope,)) for scope in SCOPES),
        ("**together**", SCOPES),
        *((s, (s,)) for s in rest),
    ):
        counts = Counter(entry.kind for entry in outcomes if entry.scope in scopes)
        total = sum(counts.values())
        share = f"{counts['right']} ({100 * counts['right'] // max(total, 1)} %)"
        lines.append(f"| {name} | {total} | {share} | {counts['wrong']} | {counts['unknown']} | {counts['unread']} |")
    lines += [
        "",
        "## Why the rest are not decided",
        "",
        "| reason | claims | of these in the first six scopes |",
        "|---|---|---|",
    ]
    reasons = Counter(entry.reason for entry in outcomes if entry.kind in ("unknown", "unread"))
    for reason, count in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])):
        near = sum(entry.reason == reason and entry.scope in SCOPES for entry in outcomes if entry.kind != "right")
        lines.append(f"| {reason.replace('|', chr(92) + '|')} | {count} | {near} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Measure, write the page, tell the counts; 1 where a verdict is wrong, 2 where there is no corpus."""
    corpus = Path(arguments[0]) if arguments else CORPUS
    if not corpus.is_file():
        print(f"no corpus at {corpus}: nothing measured, {PAGE.name} left as it is", file=sys.stderr)
        return 2
    rows = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines() if line.strip()]
    outcomes = [outcome(row) for row in rows]
    PAGE.write_text(page(outcomes), encoding="utf-8")
    for row, entry in zip(rows, outcomes, strict=True):
        if entry.kind == "wrong":
            print(f"WRONG {row['id']}: {entry.reason}", file=sys.stderr)
    print(page(outcomes).split("\n## ")[0])
    slowest = max(entry.seconds for entry in outcomes)
    print(f"slowest {slowest:.2f} s, all {sum(entry.seconds for entry in outcomes):.1f} s")
    return int(any(entry.kind == "wrong" for entry in outcomes))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

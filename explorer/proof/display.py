"""A verdict as a notebook shows it: the claim, how far it holds or the numbers against it, what speaks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from explorer.latex import latex
from explorer.latex.notebook import table
from explorer.statement import OPAQUE

_SIGNS = {"proved": ("✓", "=", "="), "refuted": ("✗", "≠", r"\neq"), "unknown": ("?", "≟", r"\stackrel{?}{=}")}


def verdict_latex(verdict: Any) -> str:
    """Law: the claim between dollars, its sides joined by =, ≠ or a doubtful =; the verdict's name where none is.

    >>> from explorer.claims import prove
    >>> from explorer.proof.display import verdict_latex
    >>> verdict_latex(prove("W a + b", "b + W a", "W: m x n; a: n; b: m"))
    '$$W a + b = b + W a$$'
    """
    claim = verdict.statement
    if claim is None or claim.left is None or claim.right is None:
        return rf"$$\text{{{verdict.verdict}}}$$"
    return f"$${f' {_SIGNS[verdict.verdict][2]} '.join(latex(side, elide=2) for side in claim.members)}$$"


def verdict_html(verdict: Any) -> str:
    """Law: the verdict as a word and a sign, never by colour alone; then its sentence, and all that it carries.

    >>> from explorer.claims import prove
    >>> from explorer.proof.display import verdict_html
    >>> verdict_html(prove("W a", "a", "W: n x n; a: n")).startswith("<div><p><strong>✗ refuted</strong>: not equal")
    True
    """
    head = f"<p><strong>{_SIGNS[verdict.verdict][0]} {verdict.verdict}</strong>: {escape(verdict.message)}</p>"
    claim = "" if verdict.statement is None else f"<p>{escape(verdict_latex(verdict), quote=False)}</p>"
    numbers = "" if verdict.witness is None else table(("name", "value"), _numbers(verdict.witness))
    numbers += _by_hand(verdict.witness)
    told = "".join(f"<li>{escape(name)}: {escape(text)}</li>" for name, text in _told(verdict))
    return f"<div>{head}{claim}{numbers}{f'<ul>{told}</ul>' if told else ''}</div>"


MOST_LINES = 8
WIDTH = 100
WIDEST = 160


def elided(side: Sequence[Any], most: int = MOST_LINES) -> list[Any]:
    """Law: the steps of one side, of more than `most` the first and the last ones with None between."""
    return list(side) if len(side) <= most else [*side[: most - 3], None, *side[-2:]]


def calculation(name: str, side: Sequence[Any]) -> list[str]:
    """Law: one side of a witness by hand: a chain in one line where that is short, else a step on each line.

    >>> from explorer.claims import prove
    >>> from explorer.proof.display import calculation
    >>> calculation("left", prove("2 x + 1", "x", "x: scalar").witness.steps.left)
    ['left = 2 x + 1 = 2·0 + 1 = 1']
    """
    shown = elided(side)
    told = ["…" if step is None else str(step) for step in shown]
    whole = f"{name} = {' '.join(told)}"
    if len(whole) <= WIDTH and None not in shown:
        return [whole]
    first, *rest = [_cut(line) for line in told]
    return [f"{name} = {first}", *(f"{' ' * len(name)} {line}" for line in rest)]


def _cut(line: str) -> str:
    return line if len(line) <= WIDEST else f"{line[: WIDEST - 40]} … {line[-37:]}"


def _by_hand(witness: Any) -> str:
    steps = getattr(witness, "steps", None)
    if steps is None:
        return ""
    lines = [*calculation("left", steps.left), *calculation("right", steps.right)]
    return f"<pre>{escape(chr(10).join(lines))}</pre>"


def _told(verdict: Any) -> Iterator[tuple[str, str]]:
    if verdict.verdict == "proved":
        scope = verdict.scope
        sizes = "all sizes" if scope.sizes == "all" else ", ".join(f"{k} = {v}" for k, v in scope.sizes.items())
        function = "any function σ" if scope.activation == OPAQUE else f"σ = {scope.activation}"
        yield "holds for", ", ".join([sizes, *scope.conditions, function])
    if verdict.facts:
        yield "facts used", "; ".join(verdict.facts)
    if verdict.diagnosis:
        yield "diagnosis", verdict.diagnosis
    if verdict.reason:
        yield "reason", verdict.reason
    if verdict.evidence:
        yield "evidence", "; ".join(verdict.evidence)


def _numbers(witness: Any) -> Iterator[tuple[str, str]]:
    for name, value in (*witness.sizes.items(), *witness.tensors.items()):
        yield name, _text(value)
    for name, rule in witness.functions.items():
        yield f"{name}(x)", rule
    for name, value in (*witness.at.items(), ("left side", witness.left), ("right side", witness.right)):
        yield name, str(value)


def _text(value: Any) -> str:
    return f"[{', '.join(map(_text, value))}]" if isinstance(value, list | tuple) else str(value)

"""A refutation by hand: both sides at the numbers of the witness, line by line, for a terminal, LaTeX or a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from explorer.proof.display import calculation, elided
from explorer.report.mathml import mathml

WIDEST = 400
"""Letters of LaTeX in one line; a longer line is left out, as the lines around it say the same."""
_RELATIONS = {"": "&", "=": "&=", "≈": r"&\approx"}


def steps_text(witness: Any) -> list[str]:
    """Law: the lines of both sides, at most about eight each; none where there are no steps.

    >>> from explorer.claims import prove
    >>> print(*steps_text(prove("(x + y)^2", "x^2 + y^2", "x: scalar; y: scalar").witness), sep="\\n")
    left = (x + y)^2 = (1 + 1)^2 = 2^2 = 4
    right = x^2 + y^2 = 1^2 + 1^2 = 2
    """
    steps = getattr(witness, "steps", None)
    return [] if steps is None else [*calculation("left", steps.left), *calculation("right", steps.right)]


def _aligned(name: str, side: Sequence[Any]) -> str:
    rows = []
    for step in elided(side):
        if step is None:
            rows.append(r"&\;\;\vdots")
        elif step is side[0] or step is side[-1] or len(step.latex) <= WIDEST:
            rows.append(f"{_RELATIONS[step.relation]} {step.latex}")
    rows[0] = rf"\text{{{name}}} {rows[0].replace('&', '&=', 1)}"
    return "\\begin{aligned}" + r" \\ ".join(rows) + "\\end{aligned}"


def steps_latex(witness: Any) -> Iterator[str]:
    """Each side as one `aligned` block of LaTeX, without dollars."""
    steps = getattr(witness, "steps", None)
    if steps is not None:
        yield _aligned("left", steps.left)
        yield _aligned("right", steps.right)


def steps_html(witness: Any) -> str:
    """Each step as a formula on a line of its own."""
    steps = getattr(witness, "steps", None)
    if steps is None:
        return ""
    lines: list[str] = []
    for name, side in (("left", steps.left), ("right", steps.right)):
        for step in elided(side):
            if step is None:
                lines.append("<li>…</li>")
            elif len(step.latex) <= WIDEST:
                relation = {"=": "=", "≈": r"\approx"}.get(step.relation, rf"\text{{{name}}} =")
                lines.append(f"<li>{mathml(f'{relation} {step.latex}')}</li>")
    return f'<div class="steps"><p>By hand:</p><ul>{"".join(lines)}</ul></div>'

"""A verdict in words: how far it holds, what speaks for it, the numbers against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from explorer.latex import latex
from explorer.report.prose import markdown_text, tex_text
from explorer.report.worked import steps_html, steps_latex
from explorer.statement import OPAQUE


def scope_words(scope: Any, *, sizes: bool = True, functions: bool = True) -> str:
    """How far a verdict holds: the sizes, the conditions on them, and what σ may be.

    Without `sizes` or `functions` those are left out: for a claim in which there are none.

    >>> from types import SimpleNamespace
    >>> scope_words(SimpleNamespace(sizes="all", conditions=("n >= 2",), activation="opaque"))
    'for all sizes, n >= 2, any function σ'
    """
    parts = [*(_sizes(scope.sizes) if sizes else ()), *scope.conditions]
    if functions:
        parts.append("any function σ" if scope.activation == OPAQUE else f"σ = {scope.activation}")
    return f"for {', '.join(parts)}" if parts else ""


def _sizes(sizes: Any) -> Iterator[str]:
    """A size that is a number is its own name: such a claim is about that size alone."""
    if sizes == "all":
        yield "all sizes"
        return
    for name, value in sizes.items():
        yield f"size {value}" if name == str(value) else f"{name} = {value}"


def _numbers(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_numbers, value)) + "]"
    return str(value)


def witness_rows(witness: Any) -> tuple[tuple[str, str], ...]:
    """The numbers of a counterexample as (name, value), then both values: exact, as text."""
    return (
        *((name, str(size)) for name, size in witness.sizes.items()),
        *((name, _numbers(tensor)) for name, tensor in witness.tensors.items()),
        *((f"{name}(x)", rule) for name, rule in witness.functions.items()),
        *((name, str(value)) for name, value in witness.at.items()),
        ("left", str(witness.left)),
        ("right", str(witness.right)),
    )


def verdict_text(verdict: Any) -> str:
    """Law: the verdict, its message, and what it carries, as sentences; nothing that it does not carry.

    For a proof how far it holds, facts and evidence; for a refutation the witness and the diagnosis; for
    unknown the reason.
    """
    return " ".join(_sentences(verdict))


def _sentences(verdict: Any) -> Iterator[str]:
    yield _sentence(f"{verdict.verdict.capitalize()}: {verdict.message}" if verdict.message else verdict.verdict)
    if verdict.verdict == "proved":
        yield _sentence(f"It holds {scope_words(verdict.scope)}")
        if verdict.facts:
            yield _sentence(f"Facts used: {'; '.join(verdict.facts)}")
    if verdict.witness is not None:
        yield _sentence("Numbers: " + ", ".join(f"{name} = {value}" for name, value in witness_rows(verdict.witness)))
    if verdict.diagnosis:
        yield _sentence(verdict.diagnosis)
    if verdict.verdict == "unknown" and verdict.reason:
        yield _sentence(f"Reason: {verdict.reason}")
    if verdict.evidence:
        yield _sentence(f"Evidence: {'; '.join(verdict.evidence)}")


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}" + ("" if text.endswith((".", "!", "?")) else ".")


def verdict_latex(verdict: Any) -> str:
    """`verdict_text` as TeX, then both sides of a witness by hand."""
    return "\n".join([tex_text(verdict_text(verdict)), *(f"\\[{one}\\]" for one in steps_latex(verdict.witness))])


def verdict_markdown(verdict: Any) -> str:
    """`verdict_text` as Markdown, then both sides of a witness by hand."""
    text = markdown_text(verdict_text(verdict))
    return "\n\n".join([text, *(f"$$\n{one}\n$$" for one in steps_latex(verdict.witness))])


def verdict_html(verdict: Any) -> str:
    """`verdict_text` as HTML, with the verdict as a badge of its own class; then both sides of a witness by hand."""
    head, _, rest = verdict_text(verdict).partition(":")
    badge = f'<span class="badge {verdict.verdict}">{escape(head)}</span>'
    return f'<p class="verdict">{badge} {escape(rest.strip())}</p>{steps_html(verdict.witness)}'


def verdict_json(verdict: Any) -> dict[str, Any]:
    """Law: the object that `explorer prove --json` prints: the verdict, and how each side was read, as LaTeX.

    A side that there is none of is None.
    """
    sides = (None, None) if verdict.statement is None else (verdict.statement.left, verdict.statement.right)
    read = [None if side is None else {"read_as": latex(side)} for side in sides]
    return {**verdict.as_json(), "left": read[0], "right": read[1]}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table of verdicts."""

    form: str
    verdict: str
    evidence: str
    seconds: str

    @classmethod
    def of(cls, form: str, verdict: Any) -> Row:
        """The row of a verdict on `form`."""
        return cls(form, verdict.verdict, "; ".join(verdict.evidence), f"{verdict.seconds:.3f}")

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """The cells from left to right."""
        return self.form, self.verdict, self.evidence, self.seconds


HEAD = ("form", "verdict", "evidence", "seconds")


def table_text(rows: Sequence[Row]) -> str:
    """The table for a terminal, columns in line."""
    lines = [HEAD, *(row.cells for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEAD))]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() for line in lines)


def table_markdown(rows: Sequence[Row]) -> str:
    """The table as Markdown."""
    lines = [HEAD, ("---", "---", "---", "---:"), *(tuple(map(markdown_text, row.cells)) for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def table_latex(rows: Sequence[Row]) -> str:
    """The table as TeX."""
    lines = [HEAD, *(row.cells for row in rows)]
    body = " \\\\\n".join(" & ".join(map(tex_text, line)) for line in lines)
    return f"\\begin{{tabular}}{{llp{{7cm}}r}}\n{body}\n\\end{{tabular}}"


def table_html(rows: Sequence[Row]) -> str:
    """The table as HTML."""
    head = "".join(f"<th>{name}</th>" for name in HEAD)
    body = "\n".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row.cells) + "</tr>" for row in rows)
    return f"<table>\n<tr>{head}</tr>\n{body}\n</table>"

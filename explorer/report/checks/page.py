"""A report as Markdown and as a page: every claim with both sides as formulas, what is not read with its place."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files
from string import Template
from typing import Any
from xml.etree.ElementTree import ParseError

from explorer.claims.check import Claim, Findings
from explorer.report.checks.found import Found
from explorer.report.checks.text import count
from explorer.report.checks.words import Entry, entries, read_as, rows
from explorer.report.mathml import mathml
from explorer.report.prose import github, markdown_text
from explorer.report.worked import steps_html
from explorer.source import caret

SIGNS = {"proved": "✓", "refuted": "✗", "unknown": "?", "unread": "–", "note": "·"}  # said without colour too


def markdown(report: Found) -> str:
    """A section for each file, a paragraph for each entry."""
    parts = ["# " + markdown_text(title(report)), markdown_text(count(report.summary))]
    for found in report.files:
        parts.append("## " + markdown_text(found.name))
        parts += [part for entry in entries(found) for part in _markdown(entry)]
    return "\n\n".join(parts) + "\n"


def title(report: Found) -> str:
    """What was checked."""
    names = [found.name for found in report.files]
    return f"Checked: {names[0]}" if len(names) == 1 else f"Checked: {len(names)} files"


def _markdown(entry: Entry) -> Iterator[str]:
    yield f"{SIGNS[entry.kind]} **{entry.kind}**, {_where(entry)}: {markdown_text(entry.text)}"
    if entry.kind == "unread":
        yield f"```text\n{caret(*entry.at)}\n```"
    elif entry.claim is not None and entry.kind != "proved":
        formula = _formula(entry.claim)
        if formula is not None:
            yield f"$$\n{github(formula)}\n$$"
        detail = _detail(entry.claim)
        if detail:
            yield "\n".join(f"- {name}: {markdown_text(value)}" for name, value in detail)
    if entry.hint:
        yield f"Hint: {markdown_text(entry.hint)}"


def _where(entry: Entry) -> str:
    return f"line {entry.line}, column {entry.column}"


def _formula(claim: Claim) -> str | None:
    """Both sides with the sign that the verdict puts between them."""
    sides = read_as(claim)
    if len(sides) < 2:
        return None
    sign = {"proved": "=", "refuted": r"\neq"}.get(claim.verdict.verdict, r"\overset{?}{=}")
    return f"{sides['left']} {sign} {sides['right']}"


def _detail(claim: Claim) -> list[tuple[str, str]]:
    """What there is to say beside the formula, each in one line; numbers against what is undecided are none."""
    numbers = claim.verdict.verdict == "refuted"
    return [
        (name, "; ".join(value.split("\n")))
        for name, value in rows(claim, numbers=numbers)
        if name not in ("left", "right")
    ]


def html(report: Found) -> str:
    """One page with its style sheet inside."""
    page = Template(_file("derivation.html"))
    return page.substitute(title=escape(title(report)), style=_file("style.css"), body=_body(report))


def fragment(report: Found) -> str:
    """What a notebook shows."""
    return f'<style>\n{_file("style.css")}</style>\n<div class="derivation">\n{_body(report)}\n</div>'


def _file(name: str) -> str:
    return files(__name__.partition(".checks.")[0]).joinpath("templates", name).read_text(encoding="utf-8")


def _body(report: Found) -> str:
    parts = [f"<h1>{escape(title(report))}</h1>", f"<p>{escape(count(report.summary))}</p>"]
    parts += [_section(found) for found in report.files]
    return "\n".join(parts)


def _section(found: Findings) -> str:
    items = "\n".join(f"<li>{_item(entry)}</li>" for entry in entries(found))
    return f"<section>\n<h2>{escape(found.name)}</h2>\n<ul>\n{items}\n</ul>\n</section>"


def _item(entry: Entry) -> str:
    badge = f'<span class="badge {entry.kind}">{SIGNS[entry.kind]} {entry.kind}</span>'
    parts = [f"<p>{badge} {_where(entry)}: {escape(entry.text)}</p>"]
    if entry.kind == "unread":
        parts.append(f"<pre>{escape(caret(*entry.at))}</pre>")
    elif entry.claim is not None:
        formula = _formula(entry.claim)
        if formula is not None:
            parts.append(f'<div class="formula">{_math(formula)}</div>')
        if entry.kind != "proved":
            parts += [
                f'<p class="evidence">{escape(name)}: {escape(value)}</p>'
                for name, value in _detail(entry.claim)
                if name != "by hand"
            ]
        if entry.kind == "refuted":
            parts.append(steps_html(entry.claim.verdict.witness))
    if entry.hint:
        parts.append(f'<p class="evidence">hint: {escape(entry.hint)}</p>')
    return "\n".join(parts)


def _math(formula: str) -> Any:
    """A formula as MathML; as it is written where MathML has no sign for a part of it."""
    try:
        return mathml(formula, block=True)
    except (ParseError, ValueError, IndexError, KeyError):
        return f"<code>{escape(formula)}</code>"

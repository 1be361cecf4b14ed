"""How an object shows itself in a notebook: the same thing as plain text, LaTeX, Markdown and HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

_KINDS = (
    ("text/html", "_repr_html_"),
    ("text/latex", "_repr_latex_"),
    ("text/markdown", "_repr_markdown_"),
)


def bundle(shown: Any, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None) -> dict[str, str]:
    """Law: what `shown` is in every form it has, by MIME type; `include` and `exclude` are a notebook's wishes.

    The plain text is `str(shown)`, always there, so that a notebook without HTML or LaTeX shows something.

    >>> from explorer.latex.notebook import bundle
    >>> from explorer.network import Layer
    >>> sorted(bundle(Layer(1, 3, 2))), sorted(bundle(Layer(1, 3, 2), exclude=["text/latex"]))
    (['text/html', 'text/latex', 'text/plain'], ['text/html', 'text/plain'])
    """
    made = {kind: getattr(shown, method) for kind, method in _KINDS if hasattr(shown, method)}
    wanted = [kind for kind in made if (include is None or kind in include) and kind not in (exclude or ())]
    return {"text/plain": str(shown), **{kind: made[kind]() for kind in wanted}}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Law: an HTML table of these texts, escaped; formulas between dollars are set by the notebook.

    >>> from explorer.latex.notebook import table
    >>> table(["a"], [["x < y"]])
    '<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>x &lt; y</td></tr></tbody></table>'
    """
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"

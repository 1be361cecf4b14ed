"""`check`: a document, or text, to a `Report` of its equations and claims."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.claims.check import check_document
from explorer.documents import load
from explorer.errors import InputError
from explorer.latex.notebook import bundle
from explorer.report.checks import page
from explorer.report.checks.data import as_object
from explorer.report.checks.found import Found
from explorer.report.checks.text import lines

SUFFIXES = (".md", ".markdown", ".tex", ".ipynb")
"""What is checked of a directory; other files are checked when they are named."""


@dataclass(frozen=True, slots=True)
class Report(Found):
    """What `check` found: `files` in order, and those that could not be read at all.

    Law: it is true where nothing is refuted, undecided or unread: what `explorer check --strict` lets pass.
    """

    def __bool__(self) -> bool:
        found = self.summary
        return not (self.failures or found["refuted"] or found["unknown"] or found["unreadable"])

    def __str__(self) -> str:
        return self.text()

    def text(self, *, explain: bool = False) -> str:
        """As `explorer check` prints it; `explain` tells how every name was read."""
        return "\n".join(lines(self, explain=explain))

    def as_json(self) -> dict[str, Any]:
        """The object that `explorer check --json` prints."""
        return as_object(self)

    def markdown(self) -> str:
        """Markdown with formulas in `$$`, as Obsidian and GitHub show it."""
        return page.markdown(self)

    def html(self) -> str:
        """One self-contained page: formulas as MathML, a style sheet inside, nothing fetched."""
        return page.html(self)

    def _repr_markdown_(self) -> str:
        return self.markdown()

    def _repr_html_(self) -> str:
        return page.fragment(self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return bundle(self, include, exclude)


def check(path_or_text: str | os.PathLike[str], convention: str | None = None) -> Report:
    r"""Every equation of a document read, its claims found and decided: see `Report`.

    A path, or a string that names a file that there is, is a file: Markdown, LaTeX, notebook or Python. Of a directory
    all Markdown, LaTeX and notebook files are checked. Any other string with a new line, a `$` or a `\` in it is the
    text of a note in Markdown. `convention` says what indices count from where the text does not.

    Raises `InputError` for a file that is not there or cannot be read, for a string that is neither a file nor a text,
    and for an unknown convention.

    >>> from explorer.report import check
    >>> report = check(r"With $z = W a + b$, in components, $$z_j = \sum_k W_{jk} a_k + b_j$$")
    >>> report.summary
    {'read': 2, 'unreadable': 0, 'claims': 1, 'proved': 1, 'refuted': 0, 'unknown': 0}
    """
    if isinstance(path_or_text, str) and not _exists(path_or_text):
        if not any(mark in path_or_text for mark in "\n$\\"):
            shown = path_or_text if len(path_or_text) <= 60 else f"{path_or_text[:59]}…"
            raise InputError(
                f"there is no file {shown!r}", hint="the text of a note has formulas between $ and $, or several lines"
            )
        return Report((check_document(load(None, path_or_text), convention),))
    return Report(tuple(check_document(load(path), convention) for path in documents(Path(path_or_text))))


def documents(path: Path) -> list[Path]:
    """A file, or the Markdown, LaTeX and notebook files below a directory, in the order of their names.

    Raises `InputError` for a directory that has none.
    """
    if not path.is_dir():
        return [path]
    found = sorted(written_below(path))
    if not found:
        raise InputError(f"there is no document in {path}", hint=f"it has no file that ends in {', '.join(SUFFIXES)}")
    return found


def written_below(folder: Path) -> Iterator[Path]:
    """The documents below a directory; what begins with a dot is passed over."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place, name) for name in names if name.lower().endswith(SUFFIXES) and not name.startswith("."))


def _exists(text: str) -> bool:
    try:
        return bool(text) and os.path.exists(text)
    except ValueError:  # a null character: no name of a file
        return False

"""Documents of any length, of many shapes: what is declared, defined, claimed and left unread, again and again."""

from __future__ import annotations

import json
from collections.abc import Callable

from check_notes import long_note

DECLARED = "<!-- explorer: W: n x n; b: n; x: n -->\n\n"
SECTION = (
    r"Let $W_{@} \in \mathbb{R}^{m \times n}$ and $b_{@} \in \mathbb{R}^m$.",
    r"\begin{equation} z_{@} = W_{@} x + b_{@} \end{equation}",
    r"that is, \begin{equation} z_{@} = b_{@} + W_{@} x \end{equation}",
)


def _rows(count: int, *rows: str, equations: int, between: str = "\n\n") -> str:
    """`rows` again and again until there are `count` equations; `@`, `@@`, `@@@` are ever new numbers."""
    sections = range(-(-count // equations))
    return between.join(_numbered(row, section) for section in sections for row in rows)


def _numbered(row: str, section: int) -> str:
    return row.replace("@@@", str(section + 2)).replace("@@", str(section + 1)).replace("@", str(section))


def _own(count: int) -> str:
    return long_note(count, count)


def _remarks(count: int) -> str:
    remark = "<!-- explorer: W_{@}: m_{@} x n; b_{@}: m_{@}; f_{@}: function -->"
    return _rows(count, remark, "$$ y_{@} = f_{@}(W_{@} x + b_{@}) = f_{@}(b_{@} + W_{@} x) $$", equations=1)


def _words(count: int) -> str:
    said = "Here $W_{@}$ is an m × n matrix and $b_{@}$ is a vector of length m."
    return _rows(count, said, *SECTION[1:], equations=2)


def _declared_equations(count: int) -> str:
    return _rows(count, "<!-- explorer: b_{@} = -t_{@} -->", "$$ y_{@} = x + b_{@} $$", equations=1)


def _chains(count: int) -> str:
    return DECLARED + _rows(count, "$$ z^{(@)} = W x + @@ b $$", "$$ y_{@} = z^{(@)} + b = W x + @@@ b $$", equations=2)


def _alone(count: int) -> str:
    return DECLARED + _rows(count, "$$ z_{@} = W x + @@@ b $$", "$$ W x + @@ b + b $$", equations=2)


def _slopes(count: int) -> str:
    slope = r"\frac{\partial C}{\partial w^{(@)}}"
    return _rows(count, f"$$ {slope} = 2 x_{{@}} $$", f"$$ v_{{@}} = 3 {slope} = 6 x_{{@}} $$", equations=2)


def _inline(count: int) -> str:
    said = "a scalar $s_{@}$ is a number, where $W_{@}$ is an m × n matrix and $y_{@} = W_{@} x$,"
    return _rows(count, said, equations=1, between="\n")


def _unread(count: int) -> str:
    return _rows(count, r"$$ z_{@} = W x + ) b \frac{@} $$", equations=1)


def _links(count: int) -> str:
    return DECLARED + "$$ y = " + " = ".join(f"W x + {k} b + {count - k} b" for k in range(count)) + " $$"


def _aligned(count: int) -> str:
    rows = " \\\\\n".join(f"y_{{{k}}} &= W x + {k} b" for k in range(count))
    return f"{DECLARED}$$\\begin{{aligned}} {rows} \\end{{aligned}}$$"


def _one_line(count: int) -> str:
    words = "The words go on and on and say little, but here is $z_{@} = W x + b$ and it is no more than that."
    return _rows(count, words, equations=1, between=" ")


def _paper(count: int) -> str:
    return "\\documentclass{article}\n\\begin{document}\n" + _rows(count, *SECTION, equations=4) + "\n\\end{document}"


def _notebook(count: int) -> str:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "\n\n".join(_numbered(row, k) for row in SECTION)}
        for k in range(-(-count // 4))
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


SHAPES: dict[str, tuple[str, Callable[[int], str]]] = {
    "4 layers again and again": ("note.md", long_note),
    "each section with names of its own": ("note.md", _own),
    "declared in a remark in each section": ("note.md", _remarks),
    "declared in words in each section": ("note.md", _words),
    "an equation declared in each section": ("note.md", _declared_equations),
    "a chain on each definition": ("note.md", _chains),
    "expressions that stand alone": ("note.md", _alone),
    "derivatives that are put in": ("note.md", _slopes),
    "all in one paragraph": ("note.md", _inline),
    "nothing that can be read": ("note.md", _unread),
    "one chain of so many links": ("note.md", _links),
    "one aligned block of so many rows": ("note.md", _aligned),
    "all in one line": ("note.md", _one_line),
    "a paper": ("paper.tex", _paper),
    "a notebook of many cells": ("notes.ipynb", _notebook),
}
"""What a document of so many equations is like: the name of its file, and how to write it."""

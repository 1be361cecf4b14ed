"""LaTeX files, notebooks, Python modules, and how a file is opened."""

import json
import re

import pytest
from documents_laws import blocks_close, check, formulas, macros, problems, prose, remarks

from explorer.documents import Formula, load
from explorer.errors import InputError

PAPER = r"""\documentclass{article}
\newcommand{\R}{\mathbb{R}} % explorer: W: m x n
% explorer: b: m
$ignored$
\begin{document}
\section{One $x$}
Text % comment $y$
more $a = % in
b$ and \verb|$x$| and $$c$$ \(d\) \[ e \] 100\% \$5.
%
still
\begin{align} x &= 1 \\[2pt] y &= 2 \end{align}
\begin{verbatim} $ \end{verbatim} \begin{lstlisting}
% $
\end{lstlisting} \iffalse $z$ \fi
\begin{itemize}\item $q$ \item \def\p[#1]{p_{#1}} r\end{itemize}
\begin{math}m\end{math}
\end{document}
$no$
"""


def test_a_paper():
    document = load(None, PAPER, "latex")
    assert formulas(document, False) == ["x", "a =     \nb", "d", "q", "m"]
    assert formulas(document, True) == ["c", "e", r"\begin{align} x &= 1 \\[2pt] y &= 2 \end{align}"]
    assert macros(document) == [r"\newcommand{\R}{\mathbb{R}}", r"\def\p[#1]{p_{#1}}"]
    assert remarks(document) == ["W: m x n", "b: m"]
    assert problems(document) == []
    assert any("still" in text for text in prose(document))
    check(PAPER, document)


CLOSE = "write {} where it ends"
OPEN = [
    ("\\begin{equation} a\n\n$x$", (1, 1, "This \\begin{equation} is never closed.", CLOSE.format("\\end{equation}"))),
    ("a $$ b\n\n$x$", (1, 3, "This $$ is never closed.", CLOSE.format("$$"))),
    ("a \\[ b\n\n$x$", (1, 3, "This \\[ is never closed.", CLOSE.format("\\]"))),
    ("a $b\n\n$x$", (1, 3, "This $ is never closed.", CLOSE.format("$"))),
    ("\\end{gather} $x$", (1, 1, "Nothing begins what this \\end{gather} ends.", "remove it")),
    ("\\begin{verbatim} $x$", (1, 1, "This \\begin{verbatim} is never closed.", CLOSE.format("\\end{verbatim}"))),
]


@pytest.mark.parametrize(("text", "said"), OPEN)
def test_what_is_open_in_a_paper_is_said(text, said):
    document = load(None, text, "latex")
    assert problems(document) == [said]
    assert formulas(document) == ["x"]
    check(text, document)


def test_a_notebook_names_its_cells():
    cells = [
        {"cell_type": "code", "source": ["$no$"]},
        {"cell_type": "markdown", "source": ["Here\n", "$x = 1$\n"]},
        {"cell_type": "markdown", "source": "$$\ny\n$$"},
    ]
    for book in ({"cells": cells}, {"worksheets": [{"cells": cells}]}):
        document = load(None, json.dumps(book), "notebook")
        places = [(p.source.name, *p.source.position(0), p.source.text) for p in document.pieces if type(p) is Formula]
        assert places == [("input[cell 2]", 2, 2, "x = 1"), ("input[cell 3]", 2, 1, "y")]
        blocks_close(document)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"cells": [', "input is no notebook: expecting value in line 1"),
        ("[1]", "input is no notebook: it has no list of cells"),
        ("[" * 100_000, "input is no notebook: its brackets or numbers have no end"),
    ],
)
def test_what_is_no_notebook(text, message):
    with pytest.raises(InputError, match=f"^{re.escape(message)}\n  hint: save it again from Jupyter"):
        load(None, text, "notebook")


MODULE = '''"""The layer $x$.

.. math::

    a = b

Example::

    code $no$

>>> "$no$"
"""
# explorer: W: m x n
# where $W$ is
# a $\\frac{1}{2}$
x = "$no$"  # trailing $t$
def f():
    "doc :math:`\\\\alpha`"
    r"""
    $$
    c

    + d
    $$

    ```math
    e
    ```
    """
    return """$no$"""
'''


def test_a_module():
    document = load(None, MODULE, "python")
    assert formulas(document) == ["x", "a = b", "W", "\\frac{1}{2}", "t", "\\alpha", "c\n\n    + d", "e"]
    assert remarks(document) == ["W: m x n"]
    assert problems(document) == []
    check(MODULE, document)


def test_a_broken_module_is_read_up_to_there():
    document = load(None, '"""$x$"""\ny = """open', "python")
    assert formulas(document) == ["x"]
    ((line, _, message, hint),) = problems(document)
    assert line in (1, 2)
    assert message == "This is not Python any more: the docstrings and comments after this place are not read."
    assert hint is not None
    assert hint.startswith("Python says: ")
    ((_, _, message, _),) = problems(load(None, '"""\n```\n$x$\n"""', "python"))
    assert message == "This ``` is never closed."


def test_files(tmp_path):
    note = tmp_path / "note.unknown"
    note.write_bytes(b"\xef\xbb\xbf$x$\r\n\r$y$")
    found = [(p.source.name, p.source.line, p.source.column) for p in load(note).pieces if type(p) is Formula]
    assert found == [(str(note), 1, 2), (str(note), 3, 2)]
    for name, kind in [("a.TEX", "latex"), ("b.ipynb", "notebook"), ("c.py", "python"), ("d.md", "markdown")]:
        path = tmp_path / name
        path.write_text('{"cells": []}')
        assert load(path).kind == kind
        assert load(path, "$x$", "markdown").kind == "markdown"
    note.write_bytes(b"\xef\xbb\xbf$x$ \xff")
    with pytest.raises(InputError, match=r"note.unknown is not UTF-8: byte 7 is 0xff\n  hint: save it as UTF-8"):
        load(note)
    with pytest.raises(InputError, match=r"cannot read .*: is a directory$"):
        load(tmp_path)
    with pytest.raises(InputError, match=r"^cannot read .*missing.md: no such file or directory$"):
        load(tmp_path / "missing.md")
    with pytest.raises(InputError, match=r"^there is nothing to read: neither a file nor text was given$"):
        load(None)
    kinds = "hint: one of markdown, latex, notebook, python$"
    with pytest.raises(InputError, match=rf"^there is no kind of document 'word'\n  {kinds}"):
        load(None, "", "word")

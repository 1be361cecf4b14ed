"""Documents put together at random: no crash, exact places, nothing lost, time in proportion to length."""

import re
import time

import pytest
from documents_laws import check, formulas
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.documents import Problem, Prose, load
from explorer.errors import InputError

# Separated by blanks; those that are or hold white space follow.
MARKS = r"""$ $$ $x$ $$y$$ \[ \] \( \) \\[ \\] \begin{align} \end{align} ` ``` ```math > >> - 1. # | <!-- --> %% % [[ ]]
![ ]( ) http://a <code> </pre> <pre> .. math:: :math:` \newcommand{\a}{b} \def { } \text{ \ --- === ~~~ :: >>> \verb|
\begin{document} \end{document} \section{ \item \iffalse \begin{verbatim} word 5 σ explorer: $W$ '"""
BLANKS = [
    "\n",
    "\n\n",
    "> ",
    "- ",
    "    ",
    "\t",
    " ",
    "|---|\n",
    "<!-- explorer: W: m -->",
    ".. math::\n",
    "# explorer: a",
]
BLANKS += [
    "\r",
    "\r\n",
    "\x00",
    "\f",
    "\u2028",
    "\u200b",
    "===\n",
    "---\n",
    "```\n",
    "def f():\n",
    "::\n",
    '"""',
    "'" * 3,
]
PARTS = MARKS.split() + BLANKS
texts = st.one_of(
    st.lists(st.sampled_from(PARTS), max_size=40).map("".join),
    st.text(max_size=60),
    st.text("$\\`\n> -[]({}", max_size=60),
)
kinds = st.sampled_from(["markdown", "latex", "python"])


def attack(text, kind):
    document = load(None, text, kind)
    if kind == "python":
        return
    check(text, document)


@settings(max_examples=200, deadline=None)
@given(texts, kinds)
def test_any_text_is_read(text, kind):
    attack(text, kind)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=80), st.sampled_from(["markdown", "latex", "notebook", "python"]))
def test_any_bytes_are_read_or_refused(data, kind):
    try:
        load(None, data, kind)
    except InputError as error:
        assert error.message  # noqa: PT017


BLOCKS = [
    ("word $a_{n}$ word", 1),
    ("$$\nb_{n}\n$$", 1),
    ("$$ c_{n} $$ and $d_{n}$", 2),
    ("```math\ne_{n}\n```", 1),
    ("```\n$no$\n```", 0),
    ("`$no$` costs $5", 0),
    ("<!-- $no$ -->", 0),
    ("\\begin{align}\nf_{n}\n\\end{align}", 1),
    ("\\[ g_{n} = 1 \\]", 1),
    ("\\$ h", 0),
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(BLOCKS), st.sampled_from(["", "> ", "- ", "> - "])), max_size=12))
def test_every_formula_of_a_sound_document_is_found_once(blocks):
    """Law: blocks between blank lines, in any order, quoted or in lists, give their formulas and no problem."""
    written, expected = [], 0
    for (text, count), mark in blocks:
        rest = mark.replace("-", " ")
        written.append("\n".join((rest if row else mark) + line for row, line in enumerate(text.split("\n"))))
        expected += count
    text = "\n\n".join(written)
    document = load(None, text)
    assert len(formulas(document)) == expected
    assert not any(isinstance(piece, Problem) for piece in document.pieces)
    check(text, document)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["$", "$$", "x", " ", "\\alpha", "y_1", "\n", "a word "]), max_size=30).map("".join))
def test_no_dollar_is_lost(text):
    """Law: outside code and comments every dollar is the mark of a formula, in a problem, or left in the prose."""
    document = load(None, text)
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    seen = set()
    for piece in document.pieces:
        at = starts[piece.source.line - 1] + piece.source.column - 1
        if isinstance(piece, Problem):
            # What is open is not told from the text behind it up to the end of its line or block.
            begin = at + piece.span.start
            end = text.find("\n\n", begin)
            if "nothing in this formula" in piece.message:  # up to the mark that closes it
                mark = "$$" if text.startswith("$$", begin) else "$"
                end = text.find(mark, begin + len(mark)) + len(mark)
            seen |= set(range(begin, len(text) if end < 0 else end))
        elif isinstance(piece, Prose):
            seen |= set(range(at, at + len(piece.source.text)))
        else:
            before = len(text[:at]) - len(text[:at].rstrip())
            after = len(text[at + len(piece.source.text) :]) - len(text[at + len(piece.source.text) :].lstrip())
            marks = 2 if piece.display else 1
            seen |= set(range(at - before - marks, at + len(piece.source.text) + after + marks))
    assert [found.start() for found in re.finditer(r"\$", text) if found.start() not in seen] == []


LONG = [
    "Here $x_1 = 2$ holds.\n\n",
    "$x_1$ ",
    "$$\nx_1\n$$\n\n",
    "$$ ",
    "\\[ ",
    "<!-- ",
    "\\def\\a{",
    "$\\text{",
    "> - ",
]


@pytest.mark.slow  # seconds are compared, and machines are shared
@pytest.mark.parametrize("part", LONG)
def test_time_is_in_proportion_to_length(part):
    """Law: ten times the text takes ten times as long (the bound of 40 leaves room for a busy machine)."""

    def seconds(count):
        begin = time.perf_counter()
        load(None, part * count)
        return time.perf_counter() - begin

    little = min(seconds(400) for _ in range(3))
    assert seconds(4000) < 40 * max(little, 0.002)


@pytest.mark.slow
@settings(max_examples=20_000, deadline=None)
@given(texts, kinds)
def test_any_text_is_read_at_length(text, kind):
    attack(text, kind)

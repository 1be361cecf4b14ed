"""Markdown: every way to write a formula is read, and what only looks like one is not."""

import pytest
from documents_laws import check, formulas, macros, problems, prose, remarks

from explorer.documents import Formula, Prose, load

READ = [
    ("$x$, then $y=2$.", [], ["x", "y=2"]),
    ("$$a$$ in a line, $$b$$ too", ["a", "b"], []),
    ("text\n$$\na\n= b\n$$\nmore", ["a\n= b"], []),
    ("$$\n\na\n\n- b\n\n$$\n\nwhere $c$", ["a\n\n- b"], ["c"]),
    ("the cost is $$ c =\n- d\n+ e $$ today", ["c =\n- d\n+ e"], []),
    ("> [!note] see $a$\n> $$\n> b\n>\n> - c\n> $$", ["b\n \n  - c"], ["a"]),
    ("> > $$\n> > a\n> > $$\n> $b$", ["a"], ["b"]),
    ("- one $a$\n  $$\n  b\n  $$\n- two:\n$$\nc\n$$\n1. $d$", ["b", "c"], ["a", "d"]),
    ("1. one\n\n   $$\n   q\n   $$\n\n   - deep $r$", ["q"], ["r"]),
    ("    $$\n    a\n    $$\n\n    code $x$", ["a"], []),
    ("where $z = w\n+ b$ is", [], ["z = w\n+ b"]),
    ("| $a$ | US$ |\n|---|---|\n| $$b$$ | $c_1$ |", ["b"], ["a", "c_1"]),
    (r"\[ a = b \] and \( W \) but \[1\] and \(see below\)", ["a = b"], ["W"]),
    (r"\\[ a = b \\] and \\( c_1 \\)", ["a = b"], ["c_1"]),
    ("```math\na\n```\n$b$\n```\n$c$\n```\n$d$", ["a"], ["b", "d"]),
    ("~~~math\na\n~~~\n````\n```math\nb\n```\n````", ["a"], []),
    ("```{math}\n:label: one\na = b\n```", ["a = b"], []),
    ("```latex\n$x$\n```", [], []),
    ("see $`a_1`$ and {math}`b` and :math:`c`", [], ["a_1", "b", "c"]),
    ("\\begin{align}\na &= b\n\nc\n\\end{align}", ["\\begin{align}\na &= b\n\nc\n\\end{align}"], []),
    (
        "\\begin{gather*}a\\end{gather*} \\begin{displaymath}b\\end{displaymath}",
        ["\\begin{gather*}a\\end{gather*}", "b"],
        [],
    ),
    ("\\begin{cases}\\begin{cases}a\\end{cases}\\end{cases}",) * 1
    + (["\\begin{cases}\\begin{cases}a\\end{cases}\\end{cases}"], []),
    (".. math:: a = b\n\n.. math::\n   :label: l\n\n   c\n\n   d\n\nand $e$", ["a = b", "c", "d"], ["e"]),
    ("`$a$` ``$b`$`` $c$ \\$d e\\$ \\`$f$", [], ["c", "f"]),
    ("`$a$\n$b$` then $c$", [], ["c"]),
    ("it costs $5 and $6, or $7/$8; US$9 and $HOME/$USER", [], []),
    ("$ a_1 $ and $b $ and $\\alpha$2", [], ["a_1", "b", "\\alpha"]),
    ("$x \\text{ if $y$}$ and $$x \\text{ for $z$}$$", ["x \\text{ for $z$}"], ["x \\text{ if $y$}"]),
    ("<!-- $a$ --> $b$ <code>$c$</code> <b>$d$</b> <pre>$e$</pre>", [], ["b", "d"]),
    ("<!-- $a$\n\n$$\n\n--> $b$\n\n%%\n$c$\n\n$d$\n%%\n\n%%$e$%% 100%% $f$ 5%%", [], ["b", "f"]),
    ("![[a $x$.png]] [[b $y$]] ![c $z$](d) [e](http://f/$g$h) [x]($i$) http://j/$k$", [], ["i"]),
    ("# Title $a$\n## Next $b$\ntext $c$", [], ["a", "b", "c"]),
    ("$中文_1$零宽\u200b$b$\u200b和$c$", [], ["中文_1", "b", "c"]),
    ("a\x00 $b$\x00", [], ["b"]),
    ("$a$$b$", [], ["a", "b"]),
    ("x\n====\n$a$\n\ny\n----\n$b$", [], ["a", "b"]),
]


@pytest.mark.parametrize(("text", "displayed", "inline"), READ)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_formulas_are_found_where_they_stand(text, displayed, inline, ends):
    text = text.replace("\n", ends)
    document = load(None, text)
    assert formulas(document, True) == displayed
    assert formulas(document, False) == inline
    assert problems(document) == []
    check(text, document)


def test_places_in_quotes_lists_and_tables():
    text = "> 1. a $x$\n>\n>    $$\n>    y\n>    $$\n\n| b | $z$ |\n|---|---|\n| $u$ | c |\n"
    found = [(p.source.line, p.source.column) for p in load(None, text).pieces if isinstance(p, Formula)]
    assert found == [(1, 9), (4, 6), (7, 8), (9, 4)]


DECLARED = [
    ("<!-- explorer: W: m x n; b: m -->", ["W: m x n; b: m"]),
    ("text <!--explorer:\na: n\nb: m\n--> text", ["a: n\nb: m"]),
    ("%% explorer: W: m x n %%\n\n<!-- other -->", ["W: m x n"]),
    ("---\ntitle: t\nexplorer: W: m x n; b: m # said\n---\n", ["W: m x n; b: m"]),
    ('---\nexplorer: "\\\\sigma: tanh"\n---\n', ["\\sigma: tanh"]),
    ('---\nexplorer:\n  - "W: m x n"\n  - b: m\nother: x\n---\n', ["W: m x n", "b: m"]),
    ("---\nexplorer:\n- W: m x n\n# no\n- b: m\n...\n", ["W: m x n", "b: m"]),
    ("---\nexplorer:\n  W: m x n\n  'b': m\n---\n", ["W: m x n", "b : m"]),
    ("---\nexplorer: |\n  W: m x n\n  b: m\n---\n", ["W: m x n", "b: m"]),
    ('---\nexplorer: ["W: m x n", b: m]\n---\n', ["W: m x n", "b: m"]),
    ("---\nexplorer: {W: m x n, b: m}\n---\n", ["W: m x n", "b: m"]),
    ("---\nexplorer: W: m\n\nno end", []),
    ("---\ntitle: $5\n---\n$x$\n", []),
]


@pytest.mark.parametrize(("text", "expected"), DECLARED)
def test_declarations(text, expected):
    document = load(None, text)
    assert remarks(document) == expected
    check(text, document)


def test_macros_stand_alone():
    text = (
        "$$\n\\newcommand{\\vec}[1]{\\mathbf{#1}}\n\\def\\pd[#1]{\\partial_{#1}}\n"
        "\\DeclareMathOperator*{\\argmax}{arg\\,max}\n$$\n\n$$\\renewcommand\\a{b} x = \\a$$\n\n\\gdef\\c{d} text"
    )
    document = load(None, text)
    assert macros(document) == [
        "\\newcommand{\\vec}[1]{\\mathbf{#1}}",
        "\\def\\pd[#1]{\\partial_{#1}}",
        "\\DeclareMathOperator*{\\argmax}{arg\\,max}",
        "\\renewcommand\\a{b}",
        "\\gdef\\c{d}",
    ]
    assert formulas(document) == ["x = \\a"]
    check(text, document)


def test_a_sentence_is_read_around_its_formulas():
    document = load(None, "# Layer\nwhere $W$ is an $m \\times n$ matrix <!-- aside -->and\n\n$b$ a vector. `code`")
    shown = [p.source.text if isinstance(p, Formula) else (p.source.text, p.ends_block) for p in document.pieces]
    assert shown == [
        ("# Layer", True),
        ("where ", False),
        "W",
        (" is an ", False),
        "m \\times n",
        (" matrix               and", True),
        "b",
        (" a vector. `code`", True),
    ]
    assert prose(load(None, "- one\n- two\n\nthree\n***\n")) == ["one", "two", "three"]
    last = load(None, "ends with $x$").pieces[-1]
    assert isinstance(last, Prose)
    assert (last.source.text, last.ends_block, last.source.column) == ("", True, 14)


CLOSE = "write {} where it ends"
OPEN = [
    ("a\n\n$$\nopen\n\nThen $$c$$ and $x$", [(3, 1, "This $$ is never closed.", CLOSE.format("$$"))], ["c", "x"]),
    ("$$\na\n\nThis is a sentence.\n\n$b$\n", [(1, 1, "This $$ is never closed.", CLOSE.format("$$"))], ["b"]),
    ("$$ a = b $\nand $c$", [(1, 1, "This $$ is never closed.", CLOSE.format("$$"))], ["c"]),
    ("x \\[ a = b\n\n$c$", [(1, 3, "This \\[ is never closed.", CLOSE.format("\\]"))], ["c"]),
    ("x \\( a = b\n\n$c$", [(1, 3, "This \\( is never closed.", CLOSE.format("\\)"))], ["c"]),
    ("\\\\[ a = b\n\n$c$", [(1, 1, "This \\\\[ is never closed.", CLOSE.format("\\\\]"))], ["c"]),
    (
        "> \\begin{align}\n> a\n\n$c$",
        [(1, 3, "This \\begin{align} is never closed.", CLOSE.format("\\end{align}"))],
        ["c"],
    ),
    ("```math\na\n\n$c$", [(1, 1, "This ```math is never closed.", CLOSE.format("```"))], ["c"]),
    ("- ~~~ py\n  $a$\n\n$c$", [(1, 3, "This ~~~ py is never closed.", CLOSE.format("~~~"))], ["c"]),
    ("> $$\n> a\n\n> $b$", [(1, 3, "This $$ is never closed.", CLOSE.format("$$"))], ["b"]),
    (
        "- $$\n  a\n\n$b$\n\n- c $$ d",
        [(line, column, "This $$ is never closed.", CLOSE.format("$$")) for line, column in ((1, 3), (6, 5))],
        ["b"],
    ),
    (
        "a $$ b\n\n$x$ c $$ d",
        [(line, column, "This $$ is never closed.", CLOSE.format("$$")) for line, column in ((1, 3), (3, 7))],
        ["x"],
    ),
    ("so $x = 1 and $y$", [(1, 4, "This $ is never closed.", CLOSE.format("$"))], ["y"]),
    ("a <!-- b $x$", [(1, 3, "This <!-- is never closed.", CLOSE.format("-->"))], ["x"]),
    ("see :math:`x and $y$", [(1, 5, "This :math:` is never closed.", CLOSE.format("`"))], ["y"]),
    ("a $$$$ $x$", [(1, 3, "There is nothing in this formula.", "remove it, or write a formula")], ["x"]),
    (
        "\\newcommand{\\a}{b $x$",
        [(1, 1, "The definition that begins with \\newcommand has no end.", "close its last brace")],
        ["x"],
    ),
]


@pytest.mark.parametrize(("text", "said", "rest"), OPEN)
def test_what_is_open_is_said_and_the_rest_is_read(text, said, rest):
    document = load(None, text)
    assert problems(document) == said
    assert formulas(document) == rest
    check(text, document)

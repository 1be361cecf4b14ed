"""How texts are spelled on a page: commands, words, brackets, bars, sets; the rest is told with its place."""

from __future__ import annotations

import random
import re
from contextlib import suppress
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import ExplorerError, ReadError
from explorer.notation.affine import render
from explorer.notation.grammar import parse
from explorer.notation.lines import attempts, lines
from explorer.notation.macros import definition
from explorer.notation.surface import Fence, Group, Mark, Name, Scripted, Slice, Summation, bare, walk
from explorer.source import Source


def shown(text: str) -> str:
    """The one member that a text spells, rendered."""
    (line,) = lines(Source(text), frozenset(), {})
    return render(line.members[0])


SPELLINGS = [
    # commands of the author's that are not shown
    (r"\bW \bx + \Vb", r"\bW\bx+\Vb"),
    (r"\matr{W}_h \vect{x^i} + \vect{b_h}", r"\matr{W}_{h}\vect{x}^{i}+\vect{b}_{h}"),
    (r"\pd{C}{w} \pdv{C}{b} \dv{g}{z}", "(∂C)/(∂w)(∂C)/(∂b)(dg)/(dz)"),
    (r"W^\tr x + \transpose{A p}", "W^{T}x+Ap^{T}"),
    (r"\def\row[#1]{#1^T} \row[w] x", "w^{T}x"),
    (r"\def\mean[#1, #2]{\frac{1}{#2} \sum_{#1}} \mean[i, n] a_i", "(1)/(n)Σ_{i}(a_{i})"),
    (r"\newcommand{\s}[2][2]{#2^{#1}} \s{a} + \s[3]{b}", "a^{2}+b^{3}"),
    (r"\DeclareMathOperator{\relu}{ReLU} \relu(z)", "ReLU(z)"),
    # fonts, accents, colours
    (r"\hat{\mathbf{y}} + \hat{{{y}}}_i + \bar{w_1}", r"\hat{y}+\hat{y}_{i}+\bar{w}_{1}"),
    (r"\overrightarrow{\mathbf 1} z", "1z"),
    (r"\color{red}{a} \textcolor{blue}{+ b} + {c \cdot} d", "a+b+c·d"),
    (r"{\rm constant} + {\rm argmax}_i a_i", "constant+argmax_{i}a_{i}"),
    (r"\phantom{a} b", "b"),
    # words
    (r"y \text{ ln } a + (1-y) \ln(1-a)", "ylna+(1-y)ln(1-a)"),
    ("ylna + logp", "ylna+logp"),
    ("wxb + Wax + loss", "wxb+Wax+loss"),
    ("net_{o1} + out_{h2} * Loss + MSE", "net_{o1}+out_{h2}*Loss+MSE"),
    (r"learning\_rate * decay_rate + keep{\_}prob", "learning_rate*decay_rate+keep_prob"),
    (r"W_{ijk} y_{pred} w_{hid}", "W_{ijk}y_{pred}w_{hid}"),
    ("np.dot(w.T, X) + np.sum(dz, axis=1)", "np.dot(w^{T},X)+np.sum(dz,axis=1)"),
    ("dW^{[1]} + dA1", "dW^{[1]}+dA1"),
    ("1e-3 * a + 2.5e2", "0.001*a+250"),
    # derivatives keep their d apart
    (r"\frac{dC}{dw} + dC/db_1 \, db_1/da", "(dC)/(dw)+(dC)/(db_{1})(db_{1})/(da)"),
    (r"{\partial C \over \partial w} + \partial{}C", "(∂C)/(∂w)+∂C"),
    (r"\nabla_a C \odot a", "∇_{a}C⊙a"),
    # operators
    (r"a \otimes b \oslash c \bigcirc d", "a⊗b⊘c∘d"),
    (r"a ± b \pm c", "a±b±c"),
    (r"\frac{n!}{2}", "(n^{!})/(2)"),
    (r"\prod_{i=1}^{n} a_i + \int f(x) dx", "Π_{i=1}^{n}(a_{i})+∫(f(x)dx)"),
    (
        r"\lim_{h \to 0} h + \arg\max_j a_j + \underset{\theta}{\text{arg max}} L",
        "lim_{h→0}h+argmax_{j}a_{j}+argmax_{θ}L",
    ),
    (r"\operatorname*{argmin}_w J", "argmin_{w}J"),
    (r"A .* B", "A⊙B"),
    (r"f^{,}(x) + w^* + \theta^{(i+)}", "f^{'}(x)+w^{*}+θ^{(i+)}"),
    # brackets
    (r"P(y \mid x; w) + p(y=1|x, w)", "P(y,|,x,w)+p(y=1,|,x,w)"),
    (r"|x| + \mid y \mid + \left| z \right|", "bars(x)+bars(y)+bars(z)"),
    (r"\left. \frac{a}{b} \right|_{x=0} + f(x) \Big|_{x=1}", "at((a)/(b))_{x=0}+at(f(x))_{x=1}"),
    (r"\left( a \right. \\ \left. + b \right)", "(a+b)"),
    (r"( a \\ & + b )", "(a+b)"),
    (r"x \cdot \{0, 1\} + \log \{a + b\} + \max\{0, z\}", "x·{0,1}+log(a+b)+max(0,z)"),
    (r"\langle x, y \rangle", "⟨x,y⟩"),
    (r"W_{i,:} + W_{d:2d} + W_{i,~ j} + A[0, :]", "W_{i,:}+W_{d:2d}+W_{i,j}+A0,:"),
    (r"g(W x + b = z) + \mathbb{1}(a < x < b)", "g(Wx+b=z)+1(a<x<b)"),
    ("f（x， y） ＋ 1", "f(x,y)+1"),
    ("[a_1-b_1 a_2-b_2 … a_n-b_n]", "a_{1}-b_{1},a_{2}-b_{2},…,a_{n}-b_{n}"),
    (r"[\partial F(x)]_p", "[∂F(x)]_{p}"),
    # tables
    (r"\begin{bmatrix} a, b, c \end{bmatrix}", "a,b,c"),
    (r"\begin{bmatrix} - & u & - \\ | & v & | \\ \vspace{1mm} \\ \end{bmatrix}", "u;v"),
    (r"\begin{cases} 1 \quad \text{if } x > 0 \\ 0, \text{otherwise}. \end{cases}", "1,ifx>0;0,otherwise"),
    (
        r"\left\{ \begin{array}{cl} 1 & : -1 \le x \le 1 \\ 0 & : \text{otherwise} \end{array} \right.",
        "1,-1≤x≤1;0,otherwise",
    ),
    (r"\left\{ \begin{aligned} a, \quad if \ x > 0 \\ b, \quad if \ x \leq 0 \end{aligned} \right.", "a,ifx>0;b,ifx≤0"),
]


@pytest.mark.parametrize(("text", "expected"), SPELLINGS, ids=[text for text, _ in SPELLINGS])
def test_a_spelling(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_the_nodes_behind_the_signs() -> None:
    def nodes(text: str) -> list[object]:
        (line,) = lines(Source(text), frozenset(), {})
        return [node for member in line.members for node in walk(member)]

    assert Mark in [type(node) for node in nodes("P(y|x)") if getattr(node, "kind", "") == "bar"]
    assert [node.kind for node in nodes(r"\prod_i a_i + \sum_j b_j + \int f") if isinstance(node, Summation)] == [
        "Π",
        "Σ",
        "∫",
    ]
    assert [node.bracket for node in nodes(r"x \in \{0, 1\}") if isinstance(node, Group)] == ["\\{"]
    assert [node.bracket for node in nodes(r"\log\{a\}") if isinstance(node, Group)] == ["("]
    assert [node.kind for node in nodes(r"\left.a\right|_0") if isinstance(node, Fence)] == ["at"]
    assert [node.high is None for node in nodes("W_{2:}") if isinstance(node, Slice)] == [True]
    bold = [node for node in nodes(r"\hat{\mathbf{y}}_i") if isinstance(node, Name) and node.bold]
    assert [node.text for node in bold] == [r"\hat{y}"]
    (scripted,) = [node for node in nodes("n!") if isinstance(node, Scripted)]
    assert bare(scripted.sups[0]) == Mark("factorial", scripted.sups[0].span)


def test_what_is_unknown_is_said_once() -> None:
    (line,) = lines(Source(r"\bW \bW + \matr{A} \matr{B}"), frozenset(), {})
    assert line.remarks == (
        "\\bW is not defined here: read as a name",
        "\\matr is not defined here: read as a font",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("loss + 1", "`loss` is not a name known here"),
        (r"\bW x", "`\\bW` is not a command this reader knows"),
        (r"\matr{W} x", "`\\matr` is not a command this reader knows"),
    ],
)
def test_a_claim_is_read_strictly(text: str, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        parse(Source(text))
    assert caught.value.message == message


BRACKETS = r"\left( … \right), or \right. for none"
ERRORS = [
    (r"\hat{a + b}", r"`\hat` needs one letter in braces", r"\hat", r"for example \hat{x}"),
    (r"a \over b", r"`\over` needs braces around it", r"\over", r"write \frac{…}{…}"),
    (r"\mix{a + b}", r"`\mix` is not a command this reader knows", r"\mix", r"did you mean \min?"),
    (r"a \cup b", r"`\cup` is not a command this reader knows", r"\cup", r"did you mean \sup?"),
    (r"\left) a", "`)` closes nothing", r"\left)", None),
    (r"a \right)", r"`\right)` closes nothing", r"\right)", None),
    (r"\left", "a bracket is missing here", r"\left", BRACKETS),
    (r"\left| a \right.", r"`\right.` closes a bar", r"\right.", None),
    (r"\left( a \right@", r"`\right@` is not read here", r"\right@", None),
    (r"\left@ a", r"`\left@` is not read here", r"\left@", None),
    (r"a \middle| b", r"`\middle|` is not read here", r"\middle|", None),
    (r"\newcommand{x}", "this definition is not read", r"\newcommand", r"\newcommand{\vx}{\mathbf{x}}"),
    (r"\def\q[#1]{#1} \q x", r"`\q` needs its arguments in brackets", r"\q", r"\q[…]"),
    (r"\def\q[#1,#2]{#1} \q[x]", r"`\q` needs 2 arguments", r"\q[x]", None),
    (r"\def\q#1#2{#1} \q", r"`\q` needs 2 arguments", r"\q", None),
    (r"f(a \text{ and } b)", "`and` cannot stand inside brackets", r"\text{ and }", None),
    ("W.+", "`.` is not a sign of this notation", ".", None),
    ("a € b", "`€` is not a sign of this notation", "€", None),
]


@pytest.mark.parametrize(("text", "message", "marked", "hint"), ERRORS, ids=[row[0] for row in ERRORS])
def test_an_error_in_full(text: str, message: str, marked: str, hint: str | None) -> None:
    with pytest.raises(ReadError) as caught:
        lines(Source(text), frozenset(), {})
    start = text.rindex(marked)
    told = f"input:1:{start + 1}: {message}\n  {text}\n  {' ' * start}{'^' * len(marked)}"
    assert str(caught.value) == told + (f"\n  hint: {hint}" if hint else "")


def test_macros_cannot_grow_without_end() -> None:
    grown = r"\newcommand{\a}{" + "b " * 9000 + "}" + r"\a " * 30
    with pytest.raises(ReadError) as caught:
        lines(Source(grown), frozenset(), {})
    assert caught.value.message == "the macros of this text put in more than 400000 characters"


@pytest.mark.parametrize(("sign", "text"), [("=", "(" + "a = " * 300 + "a)"), ("|", "a" + "|_{x}" * 300)])
def test_nothing_stands_in_itself_without_end(sign: str, text: str) -> None:
    with pytest.raises(ReadError) as caught:
        lines(Source(text), frozenset(), {})
    assert caught.value.message == f"more than 200 signs `{sign}` stand in one expression"


@pytest.mark.parametrize("text", [r"\newcommand{\x}", r"\def\x", "x", r"\newcommand{\x}[1]{#1"])
def test_what_is_no_definition(text: str) -> None:
    assert definition(text) is None


# -- anything at all

PIECES = re.compile(r"\\[A-Za-z]+|\\.|.", re.S)
TEXTS = [text for text, _ in SPELLINGS]


def survives(text: str) -> None:
    """The text reads or is an error with a place in it; everything that was read has its place in the text."""
    begun = perf_counter()
    for line in attempts(Source(text), frozenset(), {}):
        if isinstance(line, ReadError):
            assert 0 <= line.span.start <= line.span.end <= len(text) + 1
            continue
        assert len(line.members) == len(line.relations) + 1
        for member in line.members:
            assert all(0 <= node.span.start <= node.span.end <= len(text) for node in walk(member))
    with suppress(ExplorerError):
        parse(Source(text))
    assert perf_counter() - begun < 1 + len(text) / 1000


def damaged(numbers: random.Random) -> str:
    """A spelling cut, doubled, shuffled, or run into another one."""
    parts = PIECES.findall(numbers.choice(TEXTS))
    match numbers.randrange(5):
        case 0:
            start, end = sorted(numbers.sample(range(len(parts) + 1), 2))
            del parts[start:end]
        case 1:
            start, end = sorted(numbers.sample(range(len(parts) + 1), 2))
            parts[start:start] = parts[start:end]
        case 2:
            numbers.shuffle(parts)
        case 3:
            parts += PIECES.findall(numbers.choice(TEXTS))
        case _:
            for _ in range(4):
                parts.insert(numbers.randrange(len(parts) + 1), numbers.choice(PIECES.findall(numbers.choice(TEXTS))))
    return "".join(parts)


def test_damaged_spellings_read_or_are_told(request: pytest.FixtureRequest) -> None:
    numbers = random.Random(20)
    for _ in range(1000):
        survives(damaged(numbers))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_many_damaged_spellings_read_or_are_told(seed: int) -> None:
    numbers = random.Random(seed)
    for _ in range(10_000):
        survives(damaged(numbers))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text_reads_or_is_told(text: str) -> None:
    survives(text)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_read_or_are_told(data: bytes) -> None:
    survives(data.decode("latin-1"))


UNITS = [
    "(",
    "a,",
    r"\left( a \right. ",
    "{",
    "|",
    "| a ",
    r"\frac{a}{b}",
    r"a \\ ",
    "x^{",
    "₁",
    "中",
    "$",
    "a = ",
    "…, ",
]
UNITS += [r"\begin{bmatrix}", r"\underset{a}{b}", r"\text{if } x > 0, ", r"{a \over b}", r"\matr{x}", r"\{a, b\}"]
UNITS += ["$", "loss ", "a|_{x}", "W_ij", "[a b]", r"(x \text{ is a word here})", "{a +}"]


@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_with_the_length(unit: str) -> None:
    survives(unit * (1500 // len(unit)))


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
def test_a_long_line_takes_no_longer_than_its_length_says(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begun = perf_counter()
    for line in attempts(Source(text), frozenset(), {}):
        del line
    assert perf_counter() - begun < 30

"""Arrays of three and more indices: each true claim beside a false twin, every message, read(spell(x)) = x."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interpreter import refutes
from same_statement import statement_form
from sympy import Indexed, IndexedBase

from explorer import cli
from explorer.claims import prove
from explorer.claims.check import check_document
from explorer.documents import load
from explorer.errors import ReadError
from explorer.notation import read, read_pair, spell, spelled_given
from explorer.proof.checker import check

X = "X: m x n x p; v: p; u: n; w: m"
SQUARE = "X: n x n x n; v: n; u: n; w: n"
BATCH = "W: q x m x n; a: q x n; b: m; z: q x m"
CUBE = "W: q x n x n; a: q x n; b: n; z: q x n"

TWINS = [
    # one index summed, each of the three
    (r"\sum_k X_{ijk} v_k", r"\sum_l v_l X_{ijl}", X, r"\sum_l v_l X_{ilj}", SQUARE),
    (r"\sum_j X_{ijk} u_j", r"\sum_l u_l X_{ilk}", X, r"\sum_l u_l X_{lik}", SQUARE),
    (r"\sum_i X_{ijk} w_i", r"\sum_l w_l X_{ljk}", X, r"\sum_l w_l X_{kjl}", SQUARE),
    # all three
    (r"\sum_{ijk} X_{ijk}^2", r"\sum_i \sum_j \sum_k X_{ijk} X_{ijk}", X, r"\sum_{ijk} X_{ijk} X_{jik}", SQUARE),
    (r"\sum_{ijk} X_{ijk}", r"\sum_{k=1}^p \sum_{i=1}^m \sum_{j=1}^n X_{i,j,k}", X, r"\sum_{ij} X_{iij}", SQUARE),
    # a batch of layers, the letter b both an index and the bias
    (
        r"z_{bi} = \sum_j W_{bij} a_{bj} + b_{i}",
        r"z_{bi} = b_i + \sum_k a_{bk} W_{bik}",
        BATCH,
        r"z_{bi} = b_i + \sum_k a_{bk} W_{bki}",
        CUBE,
    ),
    (r"\sum_j W_{sij} a_{sj} + b_i", r"(W_s a_{s,:}^T + b)_i", BATCH, r"(W_s^T a_{s,:}^T + b)_i", CUBE),
    (r"\sum_j W_{sij} a_{sj} + b_i", r"(W_s a_s^T + b)_i", BATCH, r"(W_s a_s^T)_i", CUBE),
    # a bilinear form
    (
        r"y_k = \sum_{ij} x_i W_{ijk} z_j",
        r"y_k = \sum_j z_j \sum_i W_{ijk} x_i",
        "W: m x n x p; x: m; z: n; y: p",
        r"y_k = \sum_j z_j \sum_i W_{jik} x_i",
        "W: n x n x n; x: n; z: n; y: n",
    ),
    (
        r"\sum_{ij} x_i W_{ijk} z_j",
        r"x^T W_{:,:,k} z",
        "W: m x n x p; x: m; z: n",
        r"z^T W_{:,:,k} x",
        "W: n x n x n; x: n; z: n",
    ),
    # an array on the left side, and one that is defined
    (
        r"T_{ijk} = s_i u_j v_k",
        r"T_{ijk} = v_k s_i u_j",
        "T: m x n x p; s: m; u: n; v: p",
        r"T_{ijk} = s_j u_i v_k",
        "T: n x n x n; s: n; u: n; v: n",
    ),
    (
        r"\sum_k T_{ijk}",
        r"s_i u_j \sum_k v_k",
        "T: m x n x p; s: m; u: n; v: p; T_{ijk} = s_i u_j v_k",
        r"u_i s_j \sum_k v_k",
        "T: n x n x n; s: n; u: n; v: n; T_{ijk} = s_i u_j v_k",
    ),
    # columns and matrices of an array
    (r"(X_i v)_j", r"\sum_k X_{ijk} v_k", X, r"\sum_k X_{jik} v_k", SQUARE),
    (r"(X_i^T u)_k", r"\sum_j X_{ijk} u_j", X, r"\sum_j X_{ikj} u_j", SQUARE),
    (r"X_{ij,:}^T v", r"\sum_k X_{ijk} v_k", X, r"\sum_k X_{ikj} v_k", SQUARE),
    (r"(\sum_i X_i)_{jk}", r"\sum_s X_{sjk}", X, r"\sum_s X_{skj}", SQUARE),
    (r"\|X_i\|^2", r"\sum_{jk} X_{ijk}^2", X, r"\sum_{jk} X_{ijk} X_{ikj}", SQUARE),
    (r"\mathrm{tr}(X_i)", r"\sum_j X_{ijj}", "X: m x n x n", r"\sum_j X_{jij}", SQUARE),
    # ranges, dots, deltas, functions, fixed indices
    (r"X_{1jk} + \sum_{i=2}^m X_{ijk}", r"\sum_i X_{ijk}", X, r"\sum_i X_{ijk} + X_{1jk}", X),
    (r"X_{i,1,k} + \dots + X_{i,n,k}", r"\sum_{j=1}^n X_{ijk}", X, r"\sum_{j=1}^n X_{ikj}", SQUARE),
    (r"\sum_i \delta_{ij} X_{ilk}", "X_{jlk}", "X: n x m x p", "X_{ljk}", SQUARE),
    (r"σ(X_{ijk} + w_i)", r"σ(w_i + X_{ijk})", X, r"σ(w_j + X_{ijk})", SQUARE),
    ("X_{012}", "X_{0,1,2}", "X: 2 x 3 x 4", "X_{0,2,1}", SQUARE.replace("n", "3")),
    # two arrays, and four indices
    ("X_{ijk} Y_{kji}", "Y_{kji} X_{ijk}", "X: m x n x p; Y: p x n x m", "Y_{kij} X_{ijk}", SQUARE + "; Y: n x n x n"),
    (
        r"\sum_l A_{ijkl} B_{lk}",
        r"\sum_q B_{qk} A_{ijkq}",
        "A: m x n x p x r; B: r x p",
        r"\sum_l A_{ijkl} B_{kl}",
        "A: m x n x p x p; B: p x p",
    ),
    # without declarations
    (r"2 X_{ijk}", "X_{ijk} + X_{ijk}", "", "X_{ijk} + Y_{ij}", ""),
]


@pytest.mark.parametrize(("left", "right", "sizes", "twin", "others"), TWINS)
def test_a_claim_and_its_twin(left: str, right: str, sizes: str, twin: str, others: str) -> None:
    proved = prove(left, right, sizes or None)
    assert proved.verdict == "proved"
    assert proved.scope.sizes == "all" or sizes[3:4].isdigit()
    assert proved.certificate is not None
    check(json.loads(json.dumps(proved.certificate)))
    refuted = prove(left, twin, others or None)
    assert (refuted.verdict, refuted.why) == ("refuted", "value")
    assert refuted.witness is not None
    assert refuted.witness.steps is not None
    left_text, right_text = (side[-1].text for side in (refuted.witness.steps.left, refuted.witness.steps.right))
    assert (left_text, right_text) == (refuted.witness.left, refuted.witness.right)
    if "=" not in left:
        assert refutes(read_pair(left, twin, others or None), refuted.witness)


def test_a_witness_with_an_array_is_worked_out() -> None:
    verdict = prove(r"\sum_k X_{ijk} v_k", r"\sum_l v_l X_{ilj}", SQUARE)
    assert verdict.witness is not None
    assert verdict.witness.steps is not None
    assert verdict.witness.as_json()["tensors"] == {
        "X": [[["0", "1"], ["0", "0"]], [["0", "0"], ["0", "0"]]],
        "v": [["0"], ["1"]],
    }
    assert [step.text for step in verdict.witness.steps.left] == [
        "Σ_k X_{ijk} v_k",
        "X_{000} v_0 + X_{001} v_1",
        "0·0 + 1·1",
        "1",
    ]
    assert [step.text for step in verdict.witness.steps.right] == [
        "Σ_l v_l X_{ilj}",
        "v_0 X_{000} + v_1 X_{010}",
        "0·0 + 1·0",
        "0",
    ]


@pytest.mark.parametrize(
    ("left", "right", "sentence"),
    [
        (r"\sum_k X_{ijk} v_k", r"\sum_l v_l X_{ilj}", "equal if X_{ilj} is replaced by X_{ijl}"),
        (r"\sum_k X_{ijk} v_k", r"\sum_l v_l X_{lij}", "equal if X_{lij} is replaced by X_{ijl}"),
        ("(X_i v)_j", r"\sum_k X_{ikj} v_k", "equal if X_{ikj} is replaced by X_{ijk}"),
        ("X_{ijk} + u_i", "X_{ijk} + u_j", "equal if u_j is replaced by u_i"),
    ],
)
def test_the_indices_in_another_order_are_the_diagnosis(left: str, right: str, sentence: str) -> None:
    assert prove(left, right, SQUARE).diagnosis == sentence


@pytest.mark.parametrize(
    "shape",
    [
        "X: m x n x p",
        "X: m × n × p",
        "X ∈ ℝ^{m × n × p}",
        "X ∈ R^{m × n × p}",
        r"X \in \mathbb{R}^{m \times n \times p}",
    ],
)
def test_every_way_to_declare_three_sizes(shape: str) -> None:
    entry = read("X_{ijk}", f"{shape}; i: index m").right
    assert isinstance(entry, Indexed)
    assert [str(size) for size in entry.base.shape] == ["m", "n", "p"]
    assert prove("X_{i,j,n}", "X_{ijk}", f"{shape}; k: index n").why == "shape"


def test_membership_declares_several_names() -> None:
    given = r"W \in \mathbb{R}^{m \times n}; a, c \in \mathbb{R}^n; s ∈ ℝ"
    assert prove("s W (a + c)", "W a s + s W c", given)
    assert prove("W a", "W c", given).verdict == "refuted"


SHAPES = [
    (
        r"\sum_k X_{ijk} v_k",
        r"\sum_l v_l X_{ilj}",
        X,
        "l has p values in `v_l` but n in `X_{ilj}`",
    ),
    (r"\sum_{i=1}^n X_{ijk}", "1", X, "`X_{ijk}` runs to n, but has m entries"),
    ("X_{i,j,p+1}", "1", X, "`X_{i,j,p+1}`: index p + 1 is beyond the last, p"),
    ("X_{i,n,1}", "X_{i,0,1}", X, "`X_{i,0,1}` counts from 0 and `X_{i,n,1}` reaches n, but there are n entries"),
    ("X_i w", "X_i w", X, "`X_i` is n x p and `w` is m x 1: in a product the inner sizes p and m must be one"),
]


@pytest.mark.parametrize(("left", "right", "sizes", "message"), SHAPES)
def test_declared_sizes_that_clash_refute(left: str, right: str, sizes: str, message: str) -> None:
    verdict = prove(left, right, sizes)
    assert (verdict.verdict, verdict.why, verdict.message) == ("refuted", "shape", message)


LEFT_OPEN = "all three indices, as in X_{i,j,k}, or : for those that are left open"
MESSAGES = [
    ("X_{ij} + 1", X, "`X_{ij}` has two indices, but `X` has three (m x n x p)", "X_{ij}", LEFT_OPEN),
    ("X_{ijkl}", X, "`X_{ijkl}` has four indices, but `X` has three (m x n x p)", "X_{ijkl}", LEFT_OPEN),
    ("X_{ijk} + X_{ij}", None, "`X_{ij}` has two indices, but `X` has three", "X_{ij}", LEFT_OPEN),
    (
        "A_i",
        "A: 2 x 3 x 4 x 5",
        "`A_i` has one index, but `A` has four (2 x 3 x 4 x 5)",
        "A_i",
        "all four indices, as in A_{i,j,k,l}, or : for those that are left open",
    ),
    (
        "2 X",
        X,
        "`X` has three indices (m x n x p): as a whole it cannot stand here",
        "X",
        "write its entries, X_{i,j,k}",
    ),
    ("X_{:,:,:}", X, "`X_{:,:,:}` leaves three indices open", "X_{:,:,:}", "at most two: those of a matrix"),
    (
        "X_{ijk}^T",
        X,
        "`X_{ijk}^T`: the transpose of an array of more than two indices is not read",
        "X_{ijk}^T",
        "write the indices in the other order",
    ),
    (
        r"\varepsilon_{ijk} u_j",
        None,
        r"`\varepsilon_{ijk}`: the sign of a permutation is not known here",
        r"\varepsilon_{ijk}",
        r"declare it where it is any array: --given '\varepsilon: m x n x p'",
    ),
    (r"X_{x_j,j,k}", X, r"an index with an index is not read: `x_{j}`", "x_j", "a letter, a number, or j-1"),
]


@pytest.mark.parametrize(("text", "sizes", "message", "under", "hint"), MESSAGES)
def test_what_is_no_entry_is_told(text: str, sizes: str | None, message: str, under: str, hint: str) -> None:
    with pytest.raises(ReadError) as raised:
        prove(text, "1", sizes)
    error = raised.value
    assert error.message == message
    assert error.source is not None
    assert error.span is not None
    assert error.source.text[error.span.start : error.span.end] == under
    assert error.hint == hint


def test_a_size_below_one_and_a_second_shape_are_told() -> None:
    with pytest.raises(ReadError, match=r"^given:1:5: the size of `X` is 0"):
        prove("X_{ijk}", "1", "X ∈ ℝ^{m×n×0}")
    with pytest.raises(ReadError, match="`X` is declared twice: first `X: m x n x p`, then `X: m x n`"):
        prove("X_{ijk}", "1", "X: m x n x p; X: m x n")


@pytest.mark.parametrize(
    ("text", "sizes", "note"),
    [
        ("X_i v", X, "`X_i` is read as a matrix of X, X_{i,:,:}"),
        ("X_{ij,:}", X, "`X_{ij,:}` is read as a column"),
        ("X_{ijk} + 1", None, "sizes named here: X is m x n x p"),
        ("W_{bij} + b_i", BATCH, "b is an index where it stands below, and `b` beside it is another thing"),
    ],
)
def test_what_was_taken_is_said(text: str, sizes: str | None, note: str) -> None:
    assert note in read(text, sizes, strict=sizes is BATCH).notes


ROUND = [
    (r"\sum_k X_{ijk} v_k", X),
    (r"\sum_k X_{ijk} v_k", None),
    (r"y_k = \sum_{ij} x_i W_{ijk} z_j", None),
    (r"\sum_{ijk} X_{ijk}^2", None),
    (r"x^T W_{:,:,k} z", "W: m x n x p; x: m; z: n"),
    ("X_{ij,:} + v", X),
    ("X_i v", X),
    ("X_i^T u", X),
    (r"\sum_{l=1}^{q} A_{ijkl} B_{lk}", None),
    ("X_{1jk} - X_{i+1,j,k}", None),
    (r"X^{(l)}_{ijk} + \hat{y}_{ijk}", None),
    ("T_{iij}", None),
    ("X_{i,j,y_i}", None),
    ("X_{ijk} = X_{ij} + 1", None),
    (r"c_i = \sum_{jk} \varepsilon_{ijk} a_j b_k", None),
]


@pytest.mark.parametrize(("text", "sizes"), ROUND)
def test_reading_back(text: str, sizes: str | None) -> None:
    statement = read(text, sizes)
    back = read(spell(statement), spelled_given(statement))
    assert statement_form(back) == statement_form(statement)
    if sizes is None:
        assert statement_form(read(spell(statement)), names=False) == statement_form(statement, names=False)


def test_what_is_no_plain_entry_is_kept_as_written() -> None:
    for text in ("X_{i,j,y_i}", "X_{ijk} + X_{ij}", r"\epsilon_{ijk}"):
        entry = next(piece for piece in read(text).right.atoms(Indexed) if len(piece.indices) == 3)
        assert entry.base.shape is None
    assert read("X_{ijk}").right == Indexed(IndexedBase("X", shape=tuple(read("X_{ijk}").right.base.shape)), *"ijk")


LETTERS = "ijkl"
NAMES = {1: "uv", 2: "WA", 3: "XY"}


@st.composite
def contractions(draw: st.DrawFn) -> tuple[list[tuple[str, str]], str]:
    """Factors with their indices, and the indices that stay free."""
    factors = []
    for _ in range(draw(st.integers(1, 3))):
        rank = draw(st.sampled_from((1, 2, 3, 3)))
        name = draw(st.sampled_from(NAMES[rank]))
        factors.append((name, "".join(draw(st.sampled_from(LETTERS)) for _ in range(rank))))
    used = sorted({letter for _, indices in factors for letter in indices})
    return factors, "".join(letter for letter in used if draw(st.booleans()))


def _text(factors: list[tuple[str, str]], free: str, names: dict[str, str]) -> str:
    bound = sorted({letter for _, indices in factors for letter in indices} - set(free))
    shown = " ".join(f"{name}_{{{','.join(names[letter] for letter in indices)}}}" for name, indices in factors)
    return (rf"\sum_{{{','.join(names[letter] for letter in bound)}}} " if bound else "") + shown


def _value(factors: list[tuple[str, str]], free: str, tensors: dict[str, np.ndarray]) -> np.ndarray:
    return np.einsum(f"{','.join(indices for _, indices in factors)}->{free}", *(tensors[name] for name, _ in factors))


@settings(max_examples=40, deadline=None)
@given(contractions(), contractions(), st.randoms(use_true_random=False), st.booleans())
def test_the_verdict_is_that_of_einsum(
    one: tuple[list[tuple[str, str]], str],
    two: tuple[list[tuple[str, str]], str],
    rng: random.Random,
    same: bool,
) -> None:
    """Law: proved only if NumPy's einsum agrees on random whole numbers; refuted only with numbers that differ."""
    factors, free = one
    other = list(factors) if same else two[0]
    if not {letter for _, indices in other for letter in indices} >= set(free):
        other = list(factors)
    rng.shuffle(other)
    renamed = {letter: letter if letter in free else spare for letter, spare in zip(LETTERS, "pqrs", strict=True)}
    sizes = "; ".join(f"{name}: {' x '.join('n' * rank)}" for rank, names in NAMES.items() for name in names)
    verdict = prove(_text(factors, free, {c: c for c in LETTERS}), _text(other, free, renamed), sizes)
    if verdict.verdict == "proved":
        draw = np.random.default_rng(rng.randrange(1000))
        tensors = {c: draw.integers(-5, 6, (3,) * rank) for rank, names in NAMES.items() for c in names}
        assert (_value(factors, free, tensors) == _value(other, free, tensors)).all()
    else:
        assert verdict.verdict == "refuted"
        assert not same
        assert verdict.witness is not None
        size = verdict.witness.sizes["n"]
        found = {name: np.array(value, dtype=object).astype(int) for name, value in verdict.witness.tensors.items()}
        tensors = {
            c: found.get(c, np.zeros(size**rank)).reshape((size,) * rank) for rank, s in NAMES.items() for c in s
        }
        assert (_value(factors, free, tensors) != _value(other, free, tensors)).any()


NOTE = r"""
Each example has weights of its own:
$$z_{si} = \sum_{j} W_{sij} x_{sj} + c_i$$
which is the same as
$$z_{si} = c_i + \sum_{k} x_{sk} W_{sik}.$$
The tensor layer is $g_{ij} = \sum_k X_{ijk} q_k$, equivalently $g_{ij} = \sum_k q_k X_{SLOT}$.
The cross product is $d_i = \sum_{j,k} \varepsilon_{ijk} a_j b_k = -\sum_{j,k} \varepsilon_{ikj} a_j b_k$.
"""


@pytest.mark.parametrize(("slot", "verdict"), [("ijk", "proved"), ("ikj", "refuted")])
def test_a_note_with_arrays(slot: str, verdict: str) -> None:
    report = check_document(load(Path("note.md"), NOTE.replace("SLOT", slot)))
    assert [claim.verdict.verdict for claim in report.claims] == ["proved", verdict, "unknown"]


def test_the_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    kept = tmp_path / "batch.json"
    claim = [r"\sum_j W_{sij} a_{sj} + b_i", "(W_s a_s^T + b)_i", "--given", BATCH]
    assert cli.run(["prove", *claim, "--certificate", str(kept)]) == 0
    assert cli.run(["verify-certificate", str(kept)]) == 0
    capsys.readouterr()
    assert cli.run(["prove", claim[0], "(W_s^T a_s^T + b)_i", "--given", CUBE, "--json"]) == 1
    witness = json.loads(capsys.readouterr().out)["witness"]
    assert {name: np.array(value).shape for name, value in witness["tensors"].items()} == {
        "W": (1, 2, 2),
        "a": (1, 2),
        "b": (2, 1),
    }

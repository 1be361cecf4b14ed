"""Runs of letters: `Wa` is a product, `loss` a name, `ylna` is y ln a, `W_ij` has two indices.

Strictly, a run of three or more small letters that nobody declared is an error; where a page is read it is a name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from explorer.notation import numbers
from explorer.notation.letters import CONDITION, FUNCTIONS, GREEK, INDEX_LETTERS, SPELLED

if TYPE_CHECKING:
    from explorer.notation.lexer import Lexer

_RUN = re.compile(r"[A-Za-z0-9]+")
_DIGITS = re.compile(r"[0-9]+")
_CAPITALISED = re.compile(r"[A-Z](?=[a-z]*[aeiouy])[a-z]{3,}$|(?:Var|Cov|Err|Acc|Net|Out|Max|Min|Sum|Avg|Log|Exp)$")
_VOWEL = re.compile(r"[aeiouy]")
_SPLIT = re.compile(r"([a-z]?)(ln|log|exp)([a-z]?)$")
_LOGARITHM = re.compile(r"(ln|log|exp)([A-Z])$")
_NOT_SPLIT = frozenset(("logs", "blog", "expo"))
_DIFFERENTIAL = re.compile(r"d[A-Za-z]$")
_ACRONYM = re.compile(r"(?:[RN]?MSE|R?SSE|MAE|B?CE|NLL|KL|LSE|MLP|CNN|RNN|LSTM|ELBO|XOR|AND|NOT|NAND)$")
_CODE = re.compile(r"(?:np|numpy|jnp|torch|tf|math|nn|scipy|special|F|K)(?:\.[A-Za-z_]+)+")
_LONG = re.compile(r"[A-Za-z]+(?:(?:\{\\_\}|\\_|_(?=[a-z]{3}))[A-Za-z]+|\{\\_[A-Za-z]+\})+")
_MARKS = re.compile(r"[{}\\]")
_INDICES = re.compile(r"[a-z][ijklmnpqrst]{2}$|i[jklmn]{3}$")
_TWO_INDICES = frozenset(("mu", "nu", "pi", "xi"))
"""Below a name these are two letters, `V_{pi}`; the Greek ones are written `\\mu` or `μ` there."""
_SHORT_WORDS = frozenset(["min", "dim", "sim", "lin", "bin", "fin", "win", "int", "init"])
_PRIMED = frozenset("_^'(")


def letters(lexer: Lexer, run: str, start: int) -> None:
    """A run of letters that begins at `start`; the lexer stands behind it."""
    text, words = lexer.source.text, lexer.shared.words
    if lexer.last == "_" and not lexer.bold:
        index_run(lexer, start)
        return
    if numbers.single(lexer):
        lexer.at = start + 1
        name(lexer, run[0], start, lexer.at)
        return
    if not lexer.in_sub:
        numbered = _DIGITS.match(text, lexer.at)
        longer = run + (numbered[0] if numbered else "")
        if numbered and (longer in words or len(run) == 1):
            lexer.at = start + len(longer)
            lexer.put("NAME", longer, start, lexer.at)
            return
    if run in words:
        name(lexer, run, start, start + len(run))
    elif lexer.lenient and word(lexer, run, start):
        pass
    elif run in FUNCTIONS or (run == "leaky" and text.startswith("_relu", lexer.at)):
        if run == "leaky":
            lexer.at += len("_relu")
            run = "leaky_relu"
        lexer.put("NAME", run, start, lexer.at)
    elif run == "sum":
        lexer.put("SUM", "Σ", start, lexer.at)
    elif run in GREEK and len(run) > 1 and run != "ell" and not (lexer.in_sub and run in _TWO_INDICES):
        name(lexer, GREEK[run], start, lexer.at)
    elif len(run) > 2 and run.islower() and not lexer.in_sub and not split(lexer, run):
        if lexer.lenient:
            loose(lexer, run, start)
            return
        hint = f"declare it (--given '{run}: n'), or put spaces between letters that are multiplied"
        lexer.fail(f"`{run}` is not a name known here", start, lexer.at, hint)
    else:
        for piece in split(lexer, run) or list(run):
            name(lexer, piece, start, start + len(piece))
            start += len(piece)


def word(lexer: Lexer, run: str, start: int) -> bool:
    """On a page: words of code, of a condition, in roman type, names of differentials and of several letters."""
    text = lexer.source.text
    code = _CODE.match(text, start)
    long = _LONG.match(text, start) if len(run) > 2 and run.islower() and not lexer.in_sub else None
    if code:
        lexer.at = code.end()
        lexer.put("NAME", code[0], start, lexer.at)
    elif long:
        lexer.at = long.end()
        lexer.put("NAME", _MARKS.sub("", long[0]), start, lexer.at)
    elif (
        (lexer.roman and len(run) > 1)
        or run in SPELLED
        or (_ACRONYM.match(run) and len(run) > 2)
        or (run in CONDITION and all(entry.kind in ("OUTER", "BEGIN") or entry.left for entry in lexer.opened))
    ):
        lexer.put("NAME", run, start, lexer.at)
    elif lexer.in_sub:
        if len(run) < 3 or run in GREEK or not _index_word(run):
            return False
        name(lexer, run, start, lexer.at)
    elif _DIFFERENTIAL.match(run):
        digits = _DIGITS.match(text, lexer.at)
        lexer.at = digits.end() if digits else lexer.at
        name(lexer, text[start : lexer.at], start, lexer.at)
    elif found := _LOGARITHM.match(run):
        for piece in found.groups():
            name(lexer, piece, start, start + len(piece))
            start += len(piece)
    elif _CAPITALISED.match(run) and run not in FUNCTIONS and run.lower() not in GREEK:
        name(lexer, run, start, lexer.at)
    else:
        return False
    return True


def _index_word(run: str) -> bool:
    """`pred` and `out` below a letter are words, `ijk`, `hij` and `ijkl` indices."""
    return run in _SHORT_WORDS or not _INDICES.match(run)


def loose(lexer: Lexer, run: str, start: int) -> None:
    """A run nobody declared: cut around the logarithm or exponential in it; a word is a name, `wxb` a product."""
    found = None if run in _NOT_SPLIT else _SPLIT.match(run)
    if found is None and _VOWEL.search(run):
        name(lexer, run, start, lexer.at)
        return
    for piece in found.groups() if found else run:
        if piece:
            name(lexer, piece, start, start + len(piece))
            start += len(piece)


def split(lexer: Lexer, run: str) -> list[str] | None:
    """Cut a run of letters into declared names and single letters; None where no longer name is declared."""
    words = lexer.shared.words
    pieces: list[str] = []
    rest = 0
    longest = _longest(words)
    while rest < len(run):
        for size in range(min(longest, len(run) - rest), 1, -1):
            if run[rest : rest + size] in words:
                pieces.append(run[rest : rest + size])
                rest += size
                break
        else:
            pieces.append(run[rest])
            rest += 1
    return pieces if any(piece in words for piece in pieces) else None


@lru_cache(maxsize=64)
def _longest(words: frozenset[str]) -> int:
    return max(map(len, words), default=1)


def name(lexer: Lexer, text: str, start: int, end: int) -> None:
    """A name, bold where bold is on."""
    lexer.put("BOLD" if lexer.bold else "NAME", text, start, end)


def index_run(lexer: Lexer, start: int) -> None:
    """`W_ij`, `w_00`, `w_ix_i`: an index without braces is as many index letters as stand there."""
    text = lexer.source.text
    found = _RUN.match(text, start)
    run = found[0] if found else text[start]
    if run not in lexer.shared.words:
        keep = 1
        while keep < len(run) and run[keep] in INDEX_LETTERS:
            keep += 1
        if keep == len(run) > 1 and text[start + keep : start + keep + 1] in _PRIMED:
            keep -= 1
        run = run[:keep]
    end = start + len(run)
    if run in lexer.shared.words or len(run) == 1:
        lexer.put("NAME", run, start, end)
    else:
        lexer.put("{", "{", start, start)
        for piece in re.finditer(r"\d+|[A-Za-z]", run):
            kind = "NUMBER" if piece[0].isdigit() else "NAME"
            lexer.put(kind, piece[0], start + piece.start(), start + piece.end())
        lexer.put("}", "}", end, end)
    lexer.at = end

"""Both sides of a refuted claim at the numbers of the witness, step by step, so that a person can redo it by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

from sympy import Integer

from explorer.claims.meanings import meanings
from explorer.claims.repair_words import Words
from explorer.claims.targets import Located, is_matrix
from explorer.claims.worked_numbers import NotWorked, Numbers
from explorer.claims.worked_rules import entry, scalar
from explorer.claims.worked_style import latex_style, rounded, text_style, write
from explorer.claims.worked_terms import (
    PRECISION,
    Known,
    Node,
    Value,
    arithmetic,
    exact,
    functions,
    interval,
    named_functions,
    walk,
)
from explorer.errors import Disagreement
from explorer.latex import latex
from explorer.latex.names import function_name
from explorer.nodes import StandIn
from explorer.proof.meaning import MEANINGS
from explorer.proof.sizes import value as number
from explorer.proof.terms import Index
from explorer.proof.verdict import Step, Steps, Witness
from explorer.statement import Statement

SIMPLE: Mapping[str, tuple[Callable[[Value], Value], ...]] = {
    "x": (lambda x: x, lambda x: Fraction(1), lambda x: Fraction(0)),
    "x**2": (lambda x: x * x, lambda x: 2 * x, lambda x: Fraction(2)),
}
"""What a witness says of a function, and its first and second derivative."""


def worked(sides: tuple[Located, Located], witness: Witness, statement: Statement | None) -> Steps | None:
    """Law: the last step of each side has the value that the witness says, found here from the statement alone.

    None where a side is too long to write out, or has no rule. Raises `Disagreement` where the values differ.

    >>> from explorer.claims import prove
    >>> print(*prove("(x + y)^2", "x^2 + y^2", "x: scalar; y: scalar").witness.steps.left, sep="\\n")
    (x + y)^2
    = (1 + 1)^2
    = 2^2
    = 4
    """
    from mpmath import iv

    before, iv.prec = iv.prec, PRECISION
    try:
        found = [
            _side(side, witness, said, statement)
            for side, said in zip(sides, (witness.left, witness.right), strict=True)
        ]
    except (NotWorked, ZeroDivisionError, RecursionError):
        return None
    finally:
        iv.prec = before
    return Steps(found[0], found[1])


def _side(side: Located, witness: Witness, said: str, statement: Statement | None) -> tuple[Step, ...]:
    known = Numbers(
        witness.sizes,
        witness.tensors,
        {**witness.at, **{name: _place(index, witness) for name, index in side.assigned.items()}},
        {name: (batch, _place(row, witness)) for name, (batch, row) in side.examples.items()},
        _rules(witness),
    )
    if is_matrix(side.value):
        row, column = side.entry
        node = entry(side.value, _place(row, witness), _place(column, witness), known)
    else:
        node = scalar(side.value, known)
    lines = list(_rounds(node))
    last = lines[-1][0]
    if not isinstance(last, Known):
        raise NotWorked("no number at the end")
    _same(last.value, said)
    return _told(side, lines, last, said, witness, statement)


def consistent(witness: Witness, sides: tuple[Located, Located]) -> Witness:
    """Law: a column that is told as a row of a batch has the numbers of that row, a tensor of which something is given
    the numbers that have it by construction."""
    tensors = dict(witness.tensors)
    for side in sides:
        for name, (batch, row) in side.examples.items():
            if name in tensors and batch in tensors:
                tensors[name] = [[number] for number in tensors[batch][_place(row, witness)]]
    given = _inner_first(part for side in sides for part in side.value.atoms(StandIn))
    for part in given:
        try:
            tensors[part.name] = _by_construction(part, replace(witness, tensors=tensors))
        except (NotWorked, ZeroDivisionError):  # its numbers cannot be told: the tensor inside is
            continue
    for part in given:
        if part.name in tensors and all(isinstance(number, Fraction) for row in tensors[part.name] for number in row):
            tensors.pop(part.source, None)
    return replace(witness, tensors=tensors)


def _inner_first(parts: Iterable[StandIn]) -> list[StandIn]:
    """Tensors after those by which they are given: `w`, then `a` of `a_0 = w_0`."""
    found: dict[str, StandIn] = {}
    for part in sorted(parts, key=lambda part: str(part.name)):
        for inner in (*_inner_first(part.rule.expr.atoms(StandIn)), part):
            found.setdefault(str(inner.name), inner)
    return list(found.values())


def readable(witness: Witness) -> Witness:
    """The witness with numbers that are no fractions, such as e, rounded."""
    return replace(witness, tensors={name: _readable(value) for name, value in witness.tensors.items()})


def _readable(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_readable(piece) for piece in value]
    return rounded(value) if hasattr(value, "mid") else value


def _by_construction(part: StandIn, witness: Witness) -> list[list[Any]]:
    """The numbers of a tensor that is given by its entries."""
    known = Numbers(witness.sizes, witness.tensors, {}, {}, _rules(witness))
    rows, columns = (int(size.subs(dict(witness.sizes))) for size in part.shape)
    place = part.rule.variables
    found = []
    for i, j in product(range(rows), range(columns)):
        last = list(
            _rounds(scalar(part.rule.expr.xreplace(dict(zip(place, map(Integer, (i, j)), strict=True))), known))
        )[-1][0]
        if not isinstance(last, Known):
            raise NotWorked("no number at the end")
        found.append(last.value)
    return [found[i * columns : (i + 1) * columns] for i in range(rows)]


def _place(index: Index, witness: Witness) -> int:
    offset = number(index.offset, witness.sizes)
    return offset if index.base is None else offset + witness.at[str(index.base)]


def _rules(witness: Witness) -> Callable[[str, bool, Any], tuple[str, str, Callable[..., Value]]]:
    """How a function is written, and what it computes: as the witness says, or by its meaning."""
    known = {**MEANINGS, **meanings()}

    def rule(name: str, opaque: bool, shown: Any) -> tuple[str, str, Callable[..., Value]]:
        base = name.rstrip("'")
        primes = name[len(base) :]
        symbol = getattr(shown, "symbol", None)
        text = f"{symbol if isinstance(symbol, str) else base}{primes}"
        tex = f"{function_name(shown) if shown is not None else base}{primes}"
        if not opaque:
            meaning = known.get(name)
            if meaning is None:
                raise NotWorked(f"nothing is known of {name}")

            def compute(*args: Value) -> Value:
                if meaning.exact is not None and all(isinstance(arg, Fraction) for arg in args):
                    return Fraction(meaning.exact(*args))
                if meaning.interval is None:
                    raise NotWorked(f"no interval for {name}")
                return exact(meaning.interval(*map(interval, args)))

            return text, tex, compute
        told = witness.functions.get(base, "")
        if told in SIMPLE and len(primes) < 3:
            simple = SIMPLE[told][len(primes)]

            def plain(*args: Value) -> Value:
                if len(args) != 1:
                    raise NotWorked(f"{name} is not given there")
                return simple(*args)

            return text, tex, plain
        table = _table(witness.functions.get(name, ""))

        def look(*args: Value) -> Value:
            if args not in table:
                raise NotWorked(f"{name} is not given there")
            return table[args]

        return text, tex, look

    return rule


def _table(told: str) -> dict[tuple[Fraction, ...], Fraction]:
    """`0 -> 1; 1/2 -> 3` as a table."""
    rows = [row.split("->") for row in told.split(";") if "->" in row]
    if any("e" in args for args, _ in rows):  # an argument so large or small that only its first digits are told
        raise NotWorked("no exact arguments")
    return {tuple(Fraction(arg.strip()) for arg in args.split(",")): Fraction(value.strip()) for args, value in rows}


def _rounds(node: Node) -> Iterator[tuple[Node, str]]:
    """The calculation with its numbers, then after each round, with what was done in words."""
    yield node, "the numbers put in"
    while not isinstance(node, Known):
        done = arithmetic(node)
        if done is not node:
            node = done
            yield node, "products, powers and sums of numbers"
            continue
        names = ", ".join(named_functions(node))
        done = functions(node)
        if done is node:
            raise NotWorked("no further step")
        node = done
        yield node, f"the values of {names}"


def _same(value: Value, said: str) -> None:
    """Raises `Disagreement` unless a value is the one that was said; a rounded one within its last digit."""
    try:
        told = Fraction(said)
    except ValueError:
        return  # an interval too wide or too large to be written as one number
    plain = all(letter in "0123456789-/" for letter in said)
    if isinstance(value, Fraction) and (value == told or plain):
        if value != told:
            raise Disagreement(f"by hand a side is {value}, but the witness says {said}")
        return
    room = abs(told) * Fraction(1, 10**10) + Fraction(1, 10**8 if plain else 10**11)
    gap = interval(value) - interval(told)
    if gap.a > interval(room) or gap.b < -interval(room):
        raise Disagreement(f"by hand a side is {rounded(interval(value), 15)}, but the witness says {said}")


# -- in words -----------------------------------------------------------------------------------------------------


def _told(
    side: Located, lines: list[tuple[Node, str]], last: Known, said: str, witness: Witness, statement: Statement | None
) -> tuple[Step, ...]:
    words = Words(statement.bases if statement is not None else {})

    def name(known: Known) -> str:
        return words.entry(known.name or "", known.indices, known.slots)

    styles = [(text_style(letters, name), latex_style(letters, witness.tensors), letters) for letters in (True, False)]
    first = before = lines[0][0]
    text, tex = _opening(side, words, witness)
    steps = [Step("", text, tex, "the side as it was read", None, first)]
    shown, relation = text, "="
    for (plain, formula, letters), node, law in (
        (styles[0], first, "written out"),
        *((styles[1], node, law) for node, law in lines),
    ):
        final = node is last and not letters
        line = said if final else write(node, plain)
        if not isinstance(last.value, Fraction) and _rounded(node, letters):
            relation = "≈"
        if line != shown:
            note = _error(last.value, said) if final and relation == "≈" else ""
            exactly = isinstance(last.value, Fraction) or not final
            steps.append(Step(relation, line + note, write(node, formula) if exactly else said, law, before, node))
        else:  # reads the same: 0 for 0·1 where terms that are 0 are left out
            steps[-1] = replace(steps[-1], after=node)
        shown, before = line, node
    return tuple(steps)


def _rounded(node: Node, letters: bool) -> bool:
    """Whether a number in it is rounded where it is written."""
    return any(
        isinstance(here, Known) and not isinstance(here.value, Fraction) and not (letters and here.name)
        for here in walk(node)
    )


def _error(value: Value, said: str) -> str:
    """How far a rounded value is off at most, as a power of ten."""
    try:
        gap = abs(interval(value) - interval(Fraction(said))).b
    except ValueError:
        return ""
    from mpmath import floor, log10, mp

    size = mp.make_mpf(gap._mpi_[1]) if hasattr(gap, "_mpi_") else gap
    return f" (error below 1e{int(floor(log10(size))) + 1})" if size > 0 else ""


def _opening(side: Located, words: Words, witness: Witness) -> tuple[str, str]:
    """The side as it stands; of a matrix the entry that is looked at, as text counted as the user counts."""
    text, tex = words.tell(side.value), latex(side.value, elide=2)
    places = [_place(index, witness) for index in side.entry if index.dim != (1, ())]
    if not is_matrix(side.value) or not places:
        return text, tex
    start = 1 if words.bases and set(words.bases.values()) == {1} else 0
    whole = _one_piece(text)
    counted = [str(place + start) for place in places]
    told = ("" if all(len(number) == 1 for number in counted) else ",").join(counted)
    script = f"_{told}" if len(told) == 1 else f"_{{{told}}}"
    formula = tex if whole else rf"\left({tex}\right)"
    return (text if whole else f"({text})") + script, f"{formula}_{{{','.join(map(str, places))}}}"


def _one_piece(text: str) -> bool:
    """Whether the text is a name or one function of something, so that an index can follow it."""
    letters, opened, rest = text.partition("(")
    if not letters.replace("'", "").isalpha():
        return False
    depth = 1
    for place, letter in enumerate(rest):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return place == len(rest) - 1
    return not opened

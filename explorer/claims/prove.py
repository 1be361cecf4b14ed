"""The one road to a verdict: text or SymPy -> sides -> claim -> decision, told in a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any

from sympy.core.relational import Equality

from explorer.claims import assumptions, diagnosis
from explorer.claims.pair import Side, side
from explorer.claims.sides import prove_sides
from explorer.claims.system import prove_system
from explorer.errors import InputError
from explorer.proof.verdict import Refuted, Verdict
from explorer.statement import Statement


def prove(
    left: Any, right: Any = None, given: Any = None, *, sigma: str | None = None, diagnose: bool = True
) -> Verdict:
    """Law: the answer is `Proved` only if both sides are equal for all sizes and tensors within its scope.

    `left` and `right` are SymPy expressions, equations, statements, texts (then with `given`, declarations such as
    `"W: m x n; a: n; b: m"`, and `sigma`, the activation that σ stands for) or two sequences of equations of equal
    length, one for each layer. A matrix is compared with a matrix entry by entry, an equation for an entry with that
    entry of the equation for the whole, an equation for a batch with the equation for one example row by row. With
    one argument, an equation is taken apart: its left side against its right, of a chain `A = B = C` every neighbouring
    pair.

    The certificate of a `Proved` has been re-checked, a `Refuted` carries exact numbers (or the shapes that clash),
    and `Unknown` says why. With `diagnose` a `Refuted` also tells the one change that makes the claim true, itself
    proved, if there is one. Raises `InputError` for what cannot be compared, `ReadError` for text that cannot be read.

    All symbols stand for real numbers; one that may be complex is an `InputError`. A proof is for all real numbers, so
    it holds where a symbol assumes more (positive, integer); a `Refuted` has numbers that are what the symbols assume.

    >>> import explorer as ex
    >>> layer = ex.Network(["n", "m"], activation="opaque").layers[0]
    >>> ex.prove(layer.summation("i"), layer.matrix()).verdict
    'proved'

    Source: Nielsen, Neural Networks and Deep Learning, equations (23) and (25).
    """
    start = perf_counter()
    if _is_system(left) or _is_system(right):
        assumptions.checked([*_listed(left), *_listed(right)])
        verdict = prove_system(left, right)
        sentence = diagnosis.of_system(left, right, verdict) if diagnose else None
        return replace(verdict, seconds=perf_counter() - start, diagnosis=sentence)
    if isinstance(left, str) and (right is None or isinstance(right, str)):
        long = _long(left, right, given, sigma, diagnose)
        if long is not None:
            return replace(long, seconds=perf_counter() - start)
    statement, one, two = _sides(left, right, given, sigma)
    if statement is None:
        sentence = _text_diagnosis(left, right, given, sigma) if diagnose else None
        return Refuted(str(one), why="shape", seconds=perf_counter() - start, diagnosis=sentence)
    assumptions.checked(part for s in (one, two) for part in (s.value, s.target))
    verdict = prove_sides(one, two, statement)
    verdict = assumptions.obeyed(verdict, (one, two), prove_sides)
    sentence = diagnosis.of_sides(one, two, statement, verdict) if diagnose else None
    return replace(verdict, seconds=perf_counter() - start, statement=statement, diagnosis=sentence)


def _long(left: str, right: str | None, given: Any, sigma: str | None, diagnose: bool) -> Verdict | None:
    """The verdict on texts of more than two sides, or with conditions; None for ordinary ones."""
    from explorer.claims.conditions import conditioned
    from explorer.claims.texts import known_of, parts, prove_parts
    from explorer.notation import ShapeClash

    known = known_of(given, sigma)
    found = parts(left, right, known)
    try:
        made = conditioned(left, right, known) if found is None else None
        if found is not None:
            verdict = prove_parts(found, known, diagnose)
        elif made is not None and made.left is not None:
            one, two = Side(made.left), Side(made.right)
            verdict = prove_sides(one, two, made)
            sentence = diagnosis.of_sides(one, two, made, verdict) if diagnose else None
            verdict = replace(verdict, statement=made, diagnosis=sentence)
        else:
            return None
    except ShapeClash as clash:
        return Refuted(clash.message, why="shape")
    if sigma is not None and verdict.statement is not None and "σ" not in verdict.statement.functions:
        raise InputError("there is no function σ in this claim", hint="declare another one with --given 'f: tanh'")
    return verdict


def _text_diagnosis(left: str, right: str | None, given: Any, sigma: str | None) -> str | None:
    from explorer.claims.repair_text import diagnose_text

    found = diagnose_text(left, right, given, sigma)
    return found.sentence if found is not None else None


def _listed(value: Any) -> Sequence[Any]:
    return value if _is_system(value) else ()


def _is_system(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _sides(left: Any, right: Any, given: Any, sigma: str | None) -> tuple[Statement | None, Any, Any]:
    """The statement and its two sides; with shapes that clash, None and the message."""
    texts = [value for value in (left, right) if isinstance(value, str)]
    if texts:
        from explorer.notation import ShapeClash, read_pair

        if right is not None and len(texts) == 1:
            raise InputError(
                "One side is text and the other is not.", hint="give both sides as text, or both as SymPy objects"
            )
        try:
            statement = read_pair(left, right, given, sigma)
        except ShapeClash as clash:
            return None, clash.message, None
        if statement.left is None:
            raise InputError(f"{left!r} is one expression, not an equation.", hint="write A = B, or give both sides")
        return statement, Side(statement.left), Side(statement.right)
    if given is not None or sigma is not None:
        raise InputError(
            "given= and sigma= go with text; SymPy objects carry their own shapes and functions.",
            hint="build the expressions with the shapes and functions you mean",
        )
    if right is None:
        if isinstance(left, Statement) and left.left is not None:
            return left, Side(left.left), Side(left.right)
        if isinstance(left, Equality):
            return Statement(left.args[0], left.args[1]), Side(left.args[0]), Side(left.args[1])
        told = left.right if isinstance(left, Statement) else left
        raise InputError(f"{told!r} is one expression, not an equation.", hint="give two sides, or one equation")
    one, two = _from(left), _from(right)
    return _merged(left, right, one, two), one, two


def _merged(left: Any, right: Any, one: Side, two: Side) -> Statement:
    """One statement of the two right sides, knowing what either side's own statement knows."""
    first = left if isinstance(left, Statement) else Statement(None, one.value)
    second = right if isinstance(right, Statement) else Statement(None, two.value)
    return Statement(
        one.value,
        two.value,
        functions={**first.functions, **second.functions},
        declared=first.declared | second.declared,
        bases={**first.bases, **second.bases},
        indices={**first.indices, **second.indices},
        row=first.row or second.row,
        column=first.column or second.column,
        notes=tuple(dict.fromkeys((*first.notes, *second.notes))),
    )


def _from(value: Any) -> Side:
    if isinstance(value, Statement):
        return Side(value.right, value.left)
    return side(value)

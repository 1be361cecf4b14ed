"""What SymPy's own symbols say of themselves: no real number is refused, fewer than all real numbers are obeyed.

Symbol("x", complex=True)     an error: claims are decided for real numbers
Symbol("x", positive=True)    a proof for all real numbers holds for it; numbers that refute have to be positive
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sympy import Basic, Rational, Symbol
from sympy.core.function import AppliedUndef

from explorer.claims.targets import Side
from explorer.errors import InputError
from explorer.proof.scan import scan, symbol_name
from explorer.proof.verdict import Refuted, Unknown, Verdict

_ANY_REAL = frozenset(Symbol("x", real=True).assumptions0) | {"commutative"}
"""What is known of every real number."""


def checked(values: Iterable[Any]) -> None:
    """Raises `InputError` for a symbol or a function whose values need not be real numbers, or do not commute."""
    for piece in _leaves(values):
        if isinstance(piece, Symbol):
            _real(piece, piece.name, "Symbol")
        else:
            name = str(piece.func)
            _real(Symbol(name, **getattr(piece.func, "_kwargs", {})), name, "Function")


def _leaves(values: Iterable[Any]) -> Iterator[Any]:
    """The symbols, and the functions of which nothing is known, each piece once."""
    todo, seen = [value for value in values if isinstance(value, Basic)], set()
    while todo:
        piece = todo.pop()
        if id(piece) not in seen:
            seen.add(id(piece))
            if isinstance(piece, Symbol | AppliedUndef):
                yield piece
            todo.extend(part for part in piece.args if isinstance(part, Basic))


def _real(piece: Symbol, name: str, kind: str) -> None:
    if piece.is_commutative is False:
        what = "does not commute"
    elif piece.is_real is False or piece.is_finite is False:
        what = "stands for no real number"
    elif piece.is_extended_real and not piece.is_real:
        what = "may be infinite"
    elif piece.is_complex and not piece.is_real:
        what = "stands for any complex number"
    else:
        return
    raise InputError(
        f"{name} {what}: claims are decided for real numbers.",
        hint=f"{kind}('{name}') or {kind}('{name}', real=True), if real numbers are meant",
    )


def obeyed(verdict: Verdict, sides: tuple[Side, Side], again: Callable[[Side, Side], Verdict]) -> Verdict:
    """Law: a refutation has numbers of which all holds that the symbols of both sides assume.

    Where the numbers found are others, `again` looks at the sides with 1 + x² in place of a positive x, and -1 - x² of
    a negative one; where these do not refute either, nothing is known.
    """
    values = [part for s in sides for part in (s.value, s.target) if part is not None]
    if not isinstance(verdict, Refuted) or verdict.why == "shape":
        return verdict
    narrow = _narrow(values)
    functions = sorted({str(f.func) for f in _leaves(values) if isinstance(f, AppliedUndef) and _more(f)})
    if not functions and _fits(verdict, narrow):
        return verdict
    moved = {symbol: _moved(symbol) for symbol in narrow}
    if not functions and any(new != old for old, new in moved.items()):
        one, two = (
            Side(s.value.xreplace(moved), None if s.target is None else s.target.xreplace(moved)) for s in sides
        )
        found = _back(again(one, two), moved)
        if isinstance(found, Refuted) and _fits(found, narrow):
            return found
    names = [*sorted(symbol.name for symbol in narrow), *functions]
    reason = f"the sides differ, but no numbers were found that are what is assumed of {', '.join(names)}"
    return Unknown(reason, reason=reason)


def _more(piece: Any) -> bool:
    """Whether more is assumed than that it is a real number."""
    known = piece.assumptions0 if isinstance(piece, Symbol) else getattr(piece.func, "_kwargs", {})
    return not _ANY_REAL.issuperset(known)


def _narrow(values: Iterable[Any]) -> list[Symbol]:
    """The symbols for numbers of which more is assumed; sizes and indices are positive integers anyway."""
    values = list(values)
    roles = scan(*values)
    found = {symbol for value in values for symbol in value.free_symbols if type(symbol) is Symbol and _more(symbol)}
    return sorted((s for s in found if symbol_name(s) not in roles.sizes | roles.indices), key=str)


def _fits(verdict: Refuted, narrow: Iterable[Symbol]) -> bool:
    """Whether the numbers of a witness are such as their symbols assume."""
    if verdict.witness is None:
        return not list(narrow)
    for symbol in narrow:
        told = verdict.witness.tensors.get(symbol.name)
        if told is None:
            continue  # its value does not matter
        number = Rational(str(told))
        if any(getattr(number, f"is_{fact}", None) is not holds for fact, holds in symbol.assumptions0.items()):
            return False
    return True


def _moved(symbol: Symbol) -> Any:
    plain = Symbol(symbol.name)
    if symbol.is_positive or (symbol.is_nonnegative and not symbol.is_zero):
        return 1 + plain**2
    return -1 - plain**2 if symbol.is_nonpositive and not symbol.is_zero else symbol


def _back(verdict: Verdict, moved: dict[Symbol, Any]) -> Verdict:
    """The numbers of the symbols themselves."""
    if not isinstance(verdict, Refuted) or verdict.witness is None:
        return verdict
    tensors = dict(verdict.witness.tensors)
    for old, new in moved.items():
        if new != old and old.name in tensors:
            tensors[old.name] = Fraction(str(new.subs(Symbol(old.name), Rational(str(tensors[old.name])))))
    return replace(verdict, witness=replace(verdict.witness, tensors=tensors, steps=None))

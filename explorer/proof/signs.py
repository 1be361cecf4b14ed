"""The signs of canonical terms, by their form or by what the claim is restricted to; the checker asks again."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from explorer.proof.checker_signs import EACH, MAX, MIN, PI, PRODUCT, ROOT
from explorer.proof.rebuild import substitute
from explorer.proof.sizes import Dim, combine, constant, lowest
from explorer.proof.terms import Add, Fun, Index, Mul, Num, Size, Sum, Table, Term

POSITIVE, NOT_NEGATIVE, NOT_ZERO = "above 0", "at least 0", "not 0"


def settled(table: Table, term: Term) -> Term:
    """The term with its loose indices numbered from 0 in their order."""
    levels = sorted(term.loose)
    if levels == list(range(len(levels))):
        return term

    def choose(level: int, dim: Dim) -> Index:
        return Index(levels.index(level), dim)

    return substitute(table, term, choose)


def numbers(term: Term, counted: bool, lows: Mapping[str, int]) -> list[Term]:
    """The numbers in a bag, `x` for each `each[](x)` in a sum; none where it may be no bag, or hold none.

    Where they are `counted`, it may hold none, but none several times.
    """
    found: list[Term] = []
    stack = [term]
    while stack:
        node = stack.pop()
        match node:
            case Sum(dim=dim, body=body) if counted or _some(dim, lows):
                stack.append(body)
            case Add(args=args):
                stack.extend(args)
            case Mul(args=args) if not counted:
                inner = [arg for arg in args if not _times(arg, lows)]
                if len(inner) != 1:
                    return []
                stack.append(inner[0])
            case Fun(name=name, args=(arg,)) if name == EACH:
                found.append(arg)
            case _:
                return []
    return found


def _some(dim: Dim, lows: Mapping[str, int]) -> bool:
    low = lowest(dim, lows)
    return low is not None and low >= 1


def _times(term: Term, lows: Mapping[str, int]) -> bool:
    """Whether a factor says how often a number is in a bag."""
    if type(term) is Num:
        return term.value.denominator == 1 and term.value > 0
    return type(term) is Size and _some(term.dim, lows)


class Signs:
    """What is known of the signs of terms of one table: `lows` are the least sizes, `assumed` is taken for granted.

    An assumption is about a term for all values of its indices, so it is kept with those numbered from 0.
    """

    def __init__(self, table: Table, lows: Mapping[str, int], assumed: Mapping[Term, str] | None = None) -> None:
        self.table = table
        self.lows = lows
        self.assumed: dict[Term, str] = dict(assumed or {})
        self._known: dict[Term, int] = {}

    def assume(self, kind: str, term: Term) -> None:
        """Takes for granted that a term is `kind`; the strongest of several counts."""
        key = settled(self.table, term)
        order = (NOT_ZERO, NOT_NEGATIVE, POSITIVE)
        before = self.assumed.get(key)
        if before is not None and before != kind:
            kind = POSITIVE if {before, kind} == {NOT_ZERO, NOT_NEGATIVE} else max(before, kind, key=order.index)
        self.assumed[key] = kind
        self._known.clear()

    def _assumed(self, term: Term) -> str | None:
        return self.assumed.get(settled(self.table, term)) if self.assumed else None

    def sign(self, term: Term) -> int:
        """2 for a term above 0 for all values, 1 at least 0, -1 at most 0, -2 below 0, else 0."""
        found = self._known.get(term)
        if found is None:
            kind = self._assumed(term)
            found = 2 if kind == POSITIVE else self._by_form(term) or int(kind == NOT_NEGATIVE)
            self._known[term] = found
        return found

    def _by_form(self, term: Term) -> int:
        match term:
            case Num(value=value):
                return 2 if value > 0 else -2 if value < 0 else 1
            case Size(dim=dim):
                low = lowest(dim, self.lows)
                return 0 if low is None or low < 0 else min(low, 1) + 1
            case Add(args=args):
                signs = [self.sign(arg) for arg in args]
                return max(signs) if min(signs) > 0 else min(signs) if max(signs) < 0 else self._of_size(args)
            case Mul(args=args):
                found = 2
                for arg in set(args):
                    one = self.sign(arg) if args.count(arg) % 2 else 2 if self.nonzero(arg) else 1
                    found = min(abs(one), abs(found)) * (1 if (one > 0) == (found > 0) else -1)
                return found
            case Sum(dim=dim, body=body):
                one = self.sign(body)
                low = lowest(combine(dim, constant(-1)), self.lows)
                return one if low is not None and low >= 0 else (one > 0) - (one < 0)
            case Fun(name=name, args=(_,)) if name in ("exp", PI):
                return 2
            case Fun(name="inv", args=(arg,)):
                return self.sign(arg)
            case Fun(name=name, args=(arg,)) if name == ROOT:
                return 2 if self.sign(arg) == 2 else 1
            case Fun(name="relu" | "step", args=(_,)):
                return 1
            case Fun(name=name, args=(arg,)) if name in (MAX, MIN, PRODUCT):
                signs = [self.sign(one) for one in numbers(arg, name == PRODUCT, self.lows)]
                if not signs or name == PRODUCT:
                    return max(min(signs, default=0), 0)
                return max(signs) if name == MAX else min(signs)
            case _:
                return 0

    def _of_size(self, args: tuple[Term, ...]) -> int:
        """The sign of 2 ReLU(x) - x, which is |x|, or of a multiple of it."""
        for arg in args:
            found = arg.args if type(arg) is Mul and len(arg.args) == 2 else ()
            if not found or type(found[0]) is not Num or not found[0].value:
                continue
            relu = found[1]
            if type(relu) is not Fun or relu.name != "relu":
                continue
            (x,) = relu.args
            rest = {term: number for number, term in map(_scaled, args) if term is not relu}
            scale = -found[0].value / 2
            if rest == {term: scale * number for number, term in map(_scaled, x.args if type(x) is Add else (x,))}:
                return (2 if self.nonzero(x) else 1) * (1 if scale < 0 else -1)
        return 0

    def positive(self, term: Term) -> bool:
        """Whether a term is above 0 for all values."""
        return self.sign(term) == 2

    def nonzero(self, term: Term) -> bool:
        """Whether a term is not 0 for all values."""
        if abs(self.sign(term)) == 2 or self._assumed(term) == NOT_ZERO:
            return True
        if type(term) is Mul:
            return all(self.nonzero(arg) for arg in term.args)
        return type(term) is Fun and term.name == "inv" and len(term.args) == 1 and self.nonzero(term.args[0])


def _scaled(term: Term) -> tuple[Fraction, Term | tuple[Term, ...]]:
    """The number in front of a canonical summand, and its other factors."""
    if type(term) is Num:
        return term.value, ()
    if type(term) is Mul and type(term.args[0]) is Num:
        return term.args[0].value, term.args[1:] if len(term.args) > 2 else term.args[1]
    return Fraction(1), term.args if type(term) is Mul else term

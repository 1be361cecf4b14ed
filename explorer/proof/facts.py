"""Canonical forms that know particular functions: exp, log, 1/x, √x, the logistic family, ReLU (theory, sections 4, 5).

Each function is replaced by its definition, e^(x+y) by e^x e^y, and 1/x, log, √x and ReLU are given normal arguments;
products of them are made simpler (`products`), and the canonical form of opaque functions does the rest. Sound for all
sizes; incomplete: what relates functions in other ways is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from explorer.proof import bags
from explorer.proof.canonical import Canon, Canonicalizer, Work
from explorer.proof.checker_signs import DEFINITIONS, MAX, MIN, PRODUCT, ROOT
from explorer.proof.denominators import as_fraction, outer_factors
from explorer.proof.known import describe
from explorer.proof.log import Log
from explorer.proof.monomials import Monomial, monomials
from explorer.proof.products import Row, gathered, simpler, split_powers
from explorer.proof.rectifiers import rectified
from explorer.proof.signs import Signs
from explorer.proof.sizes import Dim
from explorer.proof.terms import Add, Fun, Mul, Num, Sum, Table, Term
from explorer.proof.values import assume, general_power, positive, size_of

MAX_POWER = 64
MAX_ROOT = 10**8


class FactCanonicalizer(Canonicalizer):
    """A canonicalizer that knows the functions of `KNOWN`.

    With `conditional` it takes for granted that what is written has a value: a divisor is not 0, the argument of a
    logarithm above 0, that of a root at least 0; and, unless `powers` is False, that x is above 0 in x^y. Then, and
    with `assumed`, its proofs hold where `signs.assumed` does. With `cells` it writes ReLU(x y) by ReLU(x) and ReLU(y).
    """

    def __init__(
        self,
        table: Table,
        log: Log,
        slots: Mapping[str, tuple[Dim, ...]],
        lows: Mapping[str, int],
        expand: frozenset[Dim] = frozenset(),
        assumed: Mapping[Term, str] | None = None,
        conditional: bool = False,
    ) -> None:
        super().__init__(table, log, slots, lows, expand)
        self.signs = Signs(table, lows, assumed)
        self.conditional = conditional
        self.rows: dict[Term, tuple[Row, ...]] = {}
        self.folds = 0
        self.cells = False
        self.powers = True

    def term(self, mono: Monomial, coefficient: Fraction) -> Term:
        """A monomial with another coefficient."""
        return self._build({(mono.dims, mono.factors): coefficient})

    def times(self, poly: Term, factor: Fraction | int) -> Term:
        """A canonical term times a number."""
        return self._build({(m.dims, m.factors): m.coefficient * factor for m in monomials(poly)})

    def opposite(self, one: Term, two: Term) -> bool:
        """Whether two canonical terms add up to 0."""
        return len(monomials(one)) == len(monomials(two)) and self.times(one, -1) is two

    def _fun(self, term: Fun) -> Work:
        if term.name == "inv" and type(term.args[0]) is Mul:  # before the product is multiplied out
            split: Term = self.table.mul(tuple([self.table.fun("inv", (factor,)) for factor in term.args[0].args]))
            return (yield from self._then(self.log.law("invmul", term, split), split))
        if term.name in ("Max", "Min"):
            return (yield from self._largest(term))
        if term.name in (MAX, MIN, PRODUCT):
            first = bags.opened(self, term)
            if first is not None:
                rule, after, *details = first
                return (yield from self._then(self.log.law(rule, term, after, *details), after))
        plain = yield from super()._fun(term)
        node = plain.term
        if type(node) is not Fun:
            return plain
        step = yield from self._known(node)
        if step is None:
            if self.conditional and len(node.args) == 1:
                if node.name == "log":
                    positive(self, node.args[0])
                else:
                    assume(self, node.name, node.args[0])
            return Canon(node, plain.line)
        rule, after, *details = step
        line = self.log.law(rule, node, after, *details) if rule else details[0]
        return (yield from self._then(self.log.chain(plain.line, line), after))

    def _largest(self, term: Fun) -> Work:
        """max and min of several terms in canonical order, none twice, by the definition for two."""
        table, log, name = self.table, self.log, term.name
        flat: list[Term] = []
        stack: list[Term] = [term]
        while stack:
            node = stack.pop()
            if type(node) is Fun and node.name == name:
                stack.extend(reversed(node.args))
            else:
                flat.append(node)
        whole = table.fun(name, tuple(flat))
        new, lines = [], []
        for arg in flat:
            canon = yield arg
            new.append(canon.term)
            lines.append(canon.line)
        node, line = log.below(whole, new, lines)
        line = log.chain(log.law("maxflat", term, whole, name), line)
        first, *others = sorted(set(new), key=lambda arg: arg.ref)
        if not others:
            return Canon(first, log.chain(line, log.law("maxflat", node, first, name)))
        pair = table.fun(name, (first, others[0] if len(others) == 1 else table.fun(name, tuple(others))))
        line = log.chain(line, log.law("maxflat", node, pair, name))
        after = describe(table, DEFINITIONS[name], pair.args)
        return (yield from self._then(log.chain(line, log.law("define", pair, after)), after))

    def _known(self, node: Fun) -> Any:
        """One law that makes an applied function simpler: its rule, what it gives, details; None if there is none."""
        if node.name == "pow" and len(node.args) == 2:
            return general_power(self, *node.args)
        if len(node.args) != 1:
            return None
        if node.name in DEFINITIONS:
            return "define", describe(self.table, DEFINITIONS[node.name], node.args)
        (arg,) = node.args
        match node.name:
            case "exp":
                return (yield from self._exp(node, arg))
            case "inv" | "log" | "pow[1/2]":
                return (yield from self._split(node, arg))
            case "relu" | "step":
                return (yield from rectified(self, node, arg))
            case "max[]" | "min[]" | "prod[]":
                return (yield from bags.known(self, node, arg))
        return None

    # -- exp ------------------------------------------------------------------------------------------------------

    def _exp(self, node: Fun, arg: Term) -> Any:
        """e^(m + …) as a product of e^m for each monomial m; e^(c log u) as a power of u."""
        table = self.table
        monos = monomials(arg)
        if not monos:
            return "expzero", table.one
        terms = [self.term(mono, Fraction(mono.coefficient)) for mono in monos]
        if len(monos) == 1:
            found = self._power(monos[0])
            if found is None:
                return None
            inner, times = found
            if times == 1:
                return "explog", inner
            if times == -1:
                line = self.log.law(
                    "expinv", after := table.fun("inv", (table.fun("exp", (table.fun("log", (inner,)),)),)), node
                )
                return None, after, self.log.turn(line)
            terms = [table.mul((table.num(1 if times > 0 else -1), table.fun("log", (inner,))))] * abs(times)
        total = table.add(tuple(terms))
        spread, below = self.log.below(node, [total], [self.log.law("ring", arg, total)])
        product = table.mul(tuple([table.fun("exp", (part,)) for part in terms]))
        return None, product, self.log.chain(below, self.log.law("expsum", spread, product))
        yield node

    def _power(self, mono: Monomial) -> tuple[Term, int] | None:
        """u and k of an exponent k log u, u above 0 and k a whole number."""
        if mono.dims or len(mono.factors) != 1 or Fraction(mono.coefficient).denominator != 1:
            return None
        (factor,) = mono.factors
        if type(factor) is not Fun or factor.name != "log" or not self.signs.positive(factor.args[0]):
            return None
        times = int(mono.coefficient)
        return (factor.args[0], times) if abs(times) <= MAX_POWER else None

    # -- 1/x, log and the root --------------------------------------------------------------------------------------

    def _split(self, node: Fun, arg: Term) -> Any:
        """1/(x y) = 1/x · 1/y, so for the root, log(x y) = log x + log y, sums freed of what they have in common."""
        table, log = self.table, node.name == "log"
        if log and (found := size_of(self, arg)) is not None:
            half, square = table.num(Fraction(1, 2)), table.mul((found, found))
            return "logabs", table.mul((half, table.fun("log", (square,))))
        single = self._single(node, arg)
        if single is not None or type(arg) is Num:
            return single
        if node.name == "inv":
            allowed: Callable[[Term], bool] = bool
        else:
            allowed = self.signs.positive if log else (lambda factor: self.signs.sign(factor) > 0)
        fraction = as_fraction(self, arg) if type(arg) is Add else None
        if fraction is not None:
            factors, line = fraction
        else:
            factors = yield from self.factors(arg, allowed, node.name != ROOT or type(arg) is not Num)
            if len(factors) < 2:
                return None
            same = yield table.mul(factors)
            if same.term is not arg:
                return None
            line = same.line
        if node.name != "inv" and not all(allowed(factor) for factor in factors):
            return None
        spread, below = self.log.below(node, [table.mul(factors)], [self.log.turn(line)])
        applied = tuple([table.fun(node.name, (factor,)) for factor in factors])
        result = table.add(applied) if log else table.mul(applied)
        rule = "logmul" if log else "invmul" if node.name == "inv" else "rootmul"
        return None, result, self.log.chain(below, self.log.law(rule, spread, result))

    def _single(self, node: Fun, arg: Term) -> Any:
        """1/x, log x or √x of a number, or of one function."""
        table = self.table
        half = table.num(Fraction(1, 2))
        if type(arg) is Num:
            if node.name == "log":
                return ("logone", table.zero) if arg.value == 1 else None
            return self._root(node, arg.value) if node.name == ROOT else None
        if node.name == ROOT and type(arg) is Mul and len(arg.args) == 2 and arg.args[0] is arg.args[1]:
            return "rootsquare", describe(table, DEFINITIONS["Abs"], arg.args)
        if type(arg) is not Fun or len(arg.args) != 1:
            return None
        (inner,) = arg.args
        match node.name, arg.name:
            case "log", "exp":
                return "logexp", inner
            case "inv", "exp":
                return "expinv", table.fun("exp", (table.mul((table.num(-1), inner)),))
            case "pow[1/2]", "exp":
                return "rootexp", table.fun("exp", (table.mul((half, inner)),))
            case "log", "inv" if self.signs.positive(inner):
                return "loginv", table.mul((table.num(-1), table.fun("log", (inner,))))
            case "log", "pow[1/2]" if self.signs.positive(inner):
                return "logroot", table.mul((half, table.fun("log", (inner,))))
            case "inv", "inv" if self.signs.nonzero(inner):
                return "invinv", inner
            case ("inv", "pow[1/2]") | ("pow[1/2]", "inv"):
                rule = "invroot" if node.name == "inv" else "rootinv"
                return rule, table.mul((table.fun(ROOT, (inner,)), table.fun("inv", (inner,))))
        return None

    def _root(self, node: Fun, number: Fraction) -> Any:
        """√q as r √s, s a whole number without square factors."""
        table = self.table
        free = number.numerator * number.denominator
        if number < 0 or free > MAX_ROOT:
            return None
        square, step = 1, 2
        while step * step <= free:
            while free % (step * step) == 0:
                free, square = free // (step * step), square * step
            step += 1
        outside = Fraction(square, number.denominator)
        if free <= 1:
            return "rootnum", table.num(outside * free)
        if outside == 1:
            return None
        factors = table.mul((table.num(outside**2), table.num(free)))
        spread, below = self.log.below(node, [factors], [self.log.law("ring", node.args[0], factors)])
        roots = table.mul((table.fun(ROOT, (table.num(outside**2),)), table.fun(ROOT, (table.num(free),))))
        return None, roots, self.log.chain(below, self.log.law("rootmul", spread, roots))

    def factors(self, arg: Term, allowed: Callable[[Term], bool], numbers: bool) -> Any:
        """A canonical term as factors that are `allowed`, and the rest: a number, powers of e, what all terms share."""
        table = self.table
        monos = monomials(arg)
        if len(monos) == 1:
            (mono,) = monos
            outside, inside = outer_factors(self, mono)
            number = [table.num(mono.coefficient)] if mono.coefficient != 1 else []
            taken = [factor for factor in outside if allowed(factor)] if numbers else []
            left = [factor for factor in outside if factor not in taken]
            for factor in dict.fromkeys(left):  # a square has a sign
                square = table.mul((factor, factor))
                while left.count(factor) > 1 and not allowed(factor) and allowed(square):
                    left = [*left[: (k := left.index(factor))], *left[k + 1 :]]
                    left.remove(factor)
                    taken.append(square)
            left += [] if inside is None else [inside]
            if not numbers or (left and number and not allowed(number[0])):
                left, number = [*number, *left], []
            rest = table.mul(tuple(left))
            return (*number, *taken, *([rest] if left else []))
        first = min(monos, key=lambda mono: self.term(mono, Fraction(1)).ref)
        scale = abs(Fraction(first.coefficient)) if not allowed(table.num(-1)) else Fraction(first.coefficient)
        powers, shared = self._shared(monos, allowed)
        if not powers and not shared and scale == 1:
            return ()
        opposite = [table.fun("exp", (table.mul((table.num(-1), power.args[0])),)) for power in powers]
        parts = []
        for mono in monos:
            kept = list(mono.factors)
            for factor in shared:
                kept.remove(factor)
            parts.append(table.mul((table.num(mono.coefficient), table.nest(mono.dims, table.mul(tuple(kept))))))
        rest = yield table.mul((table.num(1 / scale), *opposite, table.add(tuple(parts))))
        number = [table.num(scale)] if scale != 1 else []
        return (*number, *powers, *shared, rest.term)

    def _shared(self, monos: tuple[Monomial, ...], allowed: Callable[[Term], bool]) -> tuple[list[Fun], list[Term]]:
        """What to take out of a sum: powers of e, so that no exponent is negative and one is 0, and common factors."""
        found = [split_powers(self, outer_factors(self, mono)[0]) for mono in monos]
        powers: list[Fun] = []
        for base in sorted({base for row, _ in found for base in row}, key=lambda term: term.ref):
            low = min(row.get(base, Fraction(0)) for row, _ in found)
            if low:
                powers.append(self.table.fun("exp", (self.times(base, low),)))
        common = found[0][1].copy()
        for _, others in found[1:]:
            common &= others
        plain = not any(mono.dims for mono in monos)
        return powers, [factor for factor in common.elements() if plain and allowed(factor)]

    # -- products -----------------------------------------------------------------------------------------------------

    def _product(self, core: Term, atoms: tuple[Term, ...]) -> Work:
        """As for opaque functions, with what is known of products used first."""
        step = simpler(self, core, atoms)
        if step is None:
            return (yield from super()._product(core, atoms))
        return (yield from self._then(*step))

    def _sum_one(self, node: Sum, mono: Monomial) -> Work:
        """As for opaque functions, with a Σ that divides a denominator taken together first."""
        step = yield from gathered(self, node, mono)
        if step is None:
            return (yield from super()._sum_one(node, mono))
        return (yield from self._then(*step))

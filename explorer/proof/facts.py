"""Canonical forms that know particular functions: exp, log, 1/x, the logistic family, ReLU (theory, sections 4 and 5).

Each function is replaced by its definition, e^(x+y) by e^x e^y, and 1/x, log and ReLU are given normal arguments; then
the canonical form of opaque functions does the rest. Sound for all sizes; incomplete: what relates functions in other
ways is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from explorer.proof.canonical import Budget, Canon, Canonicalizer, Work
from explorer.proof.checker_laws import DEFINITIONS, LAWS
from explorer.proof.denominators import MAX_DEGREE, as_fraction, outer_factors, positive
from explorer.proof.monomials import Monomial, monomials
from explorer.proof.terms import Add, Fun, Num, Table, Term

# What the judge says it used, by the rule of the certificate or the function defined.
FACTS: dict[str, str] = {
    "sigmoid": "σ(x) = 1/(1 + e^(-x))",
    "tanh": "tanh(x) = 1 - 2/(1 + e^(2x))",
    "softplus": "softplus(x) = log(1 + e^x)",
    "swish": "swish(x) = x/(1 + e^(-x))",
    "identity": "id(x) = x",
    "leaky_relu": "LReLU(x) = x/100 + 99/100 ReLU(x)",
    "Max": "max(x, y) = y + ReLU(x - y)",
    "Min": "min(x, y) = x - ReLU(x - y)",
    "Abs": "|x| = 2 ReLU(x) - x",
    "sigmoid'": "σ'(x) = σ(x)(1 - σ(x))",
    "tanh'": "tanh'(x) = 1 - tanh(x)^2",
    "softplus'": "softplus'(x) = σ(x)",
    "swish'": "swish'(x) = σ(x) + x σ(x)(1 - σ(x))",
    "relu'": "ReLU'(x) = H(x)",
    "leaky_relu'": "LReLU'(x) = 1/100 + 99/100 H(x)",
    "identity'": "id'(x) = 1",
    "exp'": "exp'(x) = e^x",
    "expsum": "e^(x+y) = e^x e^y",
    "expzero": "e^0 = 1",
    "expinv": "1/e^x = e^(-x)",
    "expcancel": "e^x e^(-x) = 1",
    "invmul": "1/(x y) = 1/x · 1/y",
    "invinv": "1/(1/x) = x for x > 0",
    "cancel": "x · 1/x = 1 for x > 0",
    "divide": "a = b if a d = b d and d > 0",
    "logmul": "log(x y) = log x + log y for x, y > 0",
    "logexp": "log e^x = x",
    "loginv": "log(1/x) = -log x for x > 0",
    "logone": "log 1 = 0",
    "reluscale": "ReLU(c x) = c ReLU(x) for c > 0",
    "reluneg": "ReLU(x) = ReLU(-x) + x",
    "relunum": "ReLU of a number",
    "relupos": "ReLU(x) = x for x > 0",
    "steppos": "H(x) = 1 for x > 0",
    "stepnum": "H of a number, H(0) = 0",
    "stepscale": "H(c x) = H(x) for c > 0",
}
RULES = frozenset(rule for rule in FACTS if rule in LAWS)
KNOWN = frozenset({*DEFINITIONS, "exp", "log", "inv", "relu", "step"})


def describe(table: Table, description: Any, args: tuple[Term, ...]) -> Term:
    """The term a definition describes, for the arguments x, y."""
    if description in ("x", "y"):
        return args["xy".index(description)]
    if isinstance(description, (int, Fraction)):
        return table.num(description)
    head, *rest = description
    parts = tuple([describe(table, part, args) for part in rest])
    return table.add(parts) if head == "+" else table.mul(parts) if head == "*" else table.fun(head, parts)


def used(certificate: dict[str, Any]) -> tuple[str, ...]:
    """The facts a certificate uses, in words."""
    found: dict[str, None] = {}
    for rule, left, *_ in certificate["lines"]:
        name = certificate["nodes"][left][1] if rule == "define" else rule
        if name in FACTS:
            found[FACTS[name]] = None
    return tuple(found)


class FactCanonicalizer(Canonicalizer):
    """A canonicalizer that knows the functions of `KNOWN`."""

    def _fun(self, term: Fun) -> Work:
        plain = yield from super()._fun(term)
        node = plain.term
        if type(node) is not Fun:
            return plain
        step = yield from self._known(node)
        if step is None:
            return Canon(node, plain.line)
        rule, after, *details = step
        line = self.log.law(rule, node, after, *details) if rule else details[0]
        return (yield from self._then(self.log.chain(plain.line, line), after))

    def _known(self, node: Fun) -> Any:
        """One law that makes an applied function simpler: its rule, what it gives, details; None if there is none."""
        arity = 2 if node.name in ("Max", "Min") else 1
        if node.name in DEFINITIONS and len(node.args) == arity:
            return "define", describe(self.table, DEFINITIONS[node.name], node.args)
        if len(node.args) != 1:
            return None
        (arg,) = node.args
        match node.name:
            case "exp":
                return (yield from self._exp(node, arg))
            case "inv" | "log":
                return (yield from self._split(node, arg))
            case "relu" | "step":
                return self._relu(node, arg)
        return None

    # -- exp ------------------------------------------------------------------------------------------------------

    def _exp(self, node: Fun, arg: Term) -> Any:
        """e^(c m + …) as a product of e^m and e^(-m), each as often as the whole number c says."""
        table = self.table
        monos = monomials(arg)
        if not monos:
            return "expzero", table.one
        parts: list[Term] = []
        for mono in monos:
            times = abs(int(mono.coefficient)) if Fraction(mono.coefficient).denominator == 1 else 1
            if times > MAX_DEGREE:
                raise Budget(f"a power of e beyond {MAX_DEGREE}")
            one = self._term(mono, Fraction(mono.coefficient) / times)
            parts.extend([one] * times)
        if len(parts) == 1:
            return None
        total = table.add(tuple(parts))
        line = self.log.law("ring", arg, total)
        spread, below = self.log.below(node, [total], [line])
        product = table.mul(tuple([table.fun("exp", (part,)) for part in parts]))
        line = self.log.chain(below, self.log.law("expsum", spread, product))
        return None, product, line
        yield node

    def _term(self, mono: Monomial, coefficient: Fraction) -> Term:
        return self._build({(mono.dims, mono.factors): coefficient})

    # -- 1/x and log ------------------------------------------------------------------------------------------------

    def _split(self, node: Fun, arg: Term) -> Any:
        """1/(x y) = 1/x · 1/y and log(x y) = log x + log y, with sums freed of what they have in common."""
        table, log = self.table, node.name == "log"
        if type(arg) is Num:
            return ("logone", table.zero) if log and arg.value == 1 else None
        if type(arg) is Fun and arg.name == "exp":
            if log:
                return "logexp", arg.args[0]
            return "expinv", table.fun("exp", (table.mul((table.num(-1), arg.args[0])),))
        if type(arg) is Fun and arg.name == "inv" and positive(arg.args[0]):
            if log:
                return "loginv", table.mul((table.num(-1), table.fun("log", arg.args)))
            return "invinv", arg.args[0]
        fraction = as_fraction(self, arg) if type(arg) is Add else None
        if fraction is not None:
            factors, line = fraction
        else:
            factors = yield from self._common(arg)
            if factors is None:
                return None
            same = yield table.mul(factors)
            if same.term is not arg:
                return None
            line = same.line
        if log and not all(positive(factor) for factor in factors):
            return None
        spread, below = self.log.below(node, [table.mul(factors)], [self.log.turn(line)])
        applied = tuple([table.fun(node.name, (factor,)) for factor in factors])
        result = table.add(applied) if log else table.mul(applied)
        return None, result, self.log.chain(below, self.log.law("logmul" if log else "invmul", spread, result))

    def _common(self, arg: Term) -> Any:
        """A canonical term as factors: a number, powers of e, outer factors and what is left; None if it is one."""
        table = self.table
        monos = monomials(arg)
        if len(monos) == 1:
            (mono,) = monos
            outside, inside = outer_factors(self, mono)
            parts: list[Term] = [table.num(mono.coefficient)] if mono.coefficient != 1 else []
            parts += [*outside, *([] if inside is None else [inside])]
            return tuple(parts) if len(parts) > 1 else None
        first = min(monos, key=lambda mono: self._term(mono, Fraction(1)).ref)
        powers = self._lowest(monos)
        scale = Fraction(first.coefficient)
        if not powers and scale == 1:
            return None
        opposite = [table.fun("exp", (table.mul((table.num(-1), power.args[0])),)) for power in powers]
        rest = yield table.mul((table.num(1 / scale), *opposite, arg))
        numbers = [table.num(scale)] if scale != 1 else []
        return (*numbers, *powers, rest.term)
        yield arg

    def _lowest(self, monos: Iterable[Monomial]) -> list[Fun]:
        """The powers of e to take out of a sum so that no exponent in it is negative and one is 0."""
        counts: dict[Term, list[int]] = {}
        signs: dict[Term, dict[int, Fun]] = {}
        rows = []
        for mono in monos:
            row: dict[Term, int] = {}
            for factor in mono.factors:
                if type(factor) is Fun and factor.name == "exp" and not mono.dims:
                    inner = monomials(factor.args[0])[0]
                    base = self._term(inner, Fraction(1))
                    sign = 1 if inner.coefficient == 1 else -1 if inner.coefficient == -1 else 0
                    if sign:
                        row[base] = row.get(base, 0) + sign
                        signs.setdefault(base, {})[sign] = factor
            rows.append(row)
        for base in sorted({base for row in rows for base in row}, key=lambda term: term.ref):
            counts[base] = [row.get(base, 0) for row in rows]
        found: list[Fun] = []
        for base, exponents in counts.items():
            low = min(exponents)
            argument = base if low > 0 else self.table.mul((self.table.num(-1), base))
            found.extend([self.table.fun("exp", (argument,))] * abs(low))
        return found

    # -- ReLU and step ------------------------------------------------------------------------------------------------

    def _relu(self, node: Fun, arg: Term) -> Any:
        """ReLU and H with an argument whose first coefficient is 1."""
        table = self.table
        monos = monomials(arg)
        if not monos or type(arg) is Num:
            value = arg.value if type(arg) is Num else Fraction(0)
            if node.name == "step":
                return "stepnum", table.num(int(value > 0))
            return "relunum", table.num(max(value, Fraction(0)))
        if positive(arg):
            return ("relupos", arg) if node.name == "relu" else ("steppos", table.one)
        first = min(monos, key=lambda mono: self._term(mono, Fraction(1)).ref)
        scale = abs(Fraction(first.coefficient))
        if scale != 1:
            smaller = self._build({(m.dims, m.factors): Fraction(m.coefficient) / scale for m in monos})
            inner = table.fun(node.name, (smaller,))
            if node.name == "step":
                return "stepscale", inner, scale.numerator, scale.denominator
            return "reluscale", table.mul((table.num(scale), inner))
        if first.coefficient < 0 and node.name == "relu":
            opposite = self._build({(m.dims, m.factors): -m.coefficient for m in monos})
            return "reluneg", table.add((table.fun("relu", (opposite,)), arg))
        return None

    # -- products -----------------------------------------------------------------------------------------------------

    def _product(self, core: Term, atoms: tuple[Term, ...]) -> Work:
        """As for opaque functions, with e^x e^(-x) = 1 and x · 1/x = 1 used first."""
        found = cancelled(self.table, atoms)
        if found is None:
            return (yield from super()._product(core, atoms))
        rule, one, two = found
        rest = self.table.mul(tuple([atom for k, atom in enumerate(atoms) if k not in (one, two)]))
        return (yield from self._then(self.log.law(rule, core, rest, one, two), rest))


def cancelled(table: Table, atoms: tuple[Term, ...]) -> tuple[str, int, int] | None:
    """Two factors whose product is 1, and the law that says so."""
    for place, atom in enumerate(atoms):
        if type(atom) is Fun and atom.name == "exp":
            inner = monomials(atom.args[0])
            if len(inner) == 1:
                opposite = [
                    k
                    for k, other in enumerate(atoms[:place])
                    if type(other) is Fun and other.name == "exp" and _opposite(inner, monomials(other.args[0]))
                ]
                if opposite:
                    return "expcancel", opposite[0], place
    for place, atom in enumerate(atoms):
        if type(atom) is Fun and atom.name == "inv" and atom.args[0] in atoms and positive(atom.args[0]):
            return "cancel", atoms.index(atom.args[0]), place
    return None


def _opposite(one: tuple[Monomial, ...], two: tuple[Monomial, ...]) -> bool:
    return (
        len(two) == 1
        and (one[0].dims, one[0].factors) == (two[0].dims, two[0].factors)
        and (one[0].coefficient == -two[0].coefficient)
    )

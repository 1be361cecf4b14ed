"""Products of known functions made simpler: e^x e^y, x · 1/x, √x √x, H and ReLU, and what divides a denominator.

Law of the last: if P = c m + rest, `m · 1/P = (1 - rest · 1/P)/c` (P not 0) and `m H(P) = (ReLU(P) - rest H(P))/c`.
It is used from left to right for one monomial m of P, the largest, so that a fraction becomes a whole part and a rest,
also under a Σ and inside another function.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from explorer.proof.canonical import Budget, Canon, Canonicalizer
from explorer.proof.checker_signs import ROOT
from explorer.proof.denominators import outer_factors
from explorer.proof.monomials import Monomial, monomials
from explorer.proof.rebuild import substitute
from explorer.proof.sizes import Dim
from explorer.proof.terms import Add, Fun, Index, Sum, Term

if TYPE_CHECKING:
    from explorer.proof.facts import FactCanonicalizer

MAX_FOLDS = 3_000
MAX_QUOTIENT = 16

# A line of the log and the term it leads to.
Step: TypeAlias = tuple[int | None, Term]


@dataclass(frozen=True, slots=True)
class Row:
    """A monomial of a polynomial: exponents of e by base, how often each other factor occurs; a Σ is one factor."""

    coefficient: Fraction
    powers: Mapping[Term, Fraction]
    others: Counter[Term]
    term: Term
    sums: bool
    outside: Counter[Term]

    @property
    def key(self) -> tuple[Any, ...]:
        """The order of monomials: by degree, then by the factors, the last first."""
        found = [(base.ref, power) for base, power in self.powers.items()]
        found += [(factor.ref, Fraction(count)) for factor, count in self.others.items()]
        return sum(power for _, power in found), sorted(found, reverse=True)


def exponent(work: FactCanonicalizer, factor: Term) -> tuple[Term, Fraction] | None:
    """The base m and the number c of a factor e^(c m)."""
    if type(factor) is not Fun or factor.name != "exp" or len(factor.args) != 1:
        return None
    monos = monomials(factor.args[0])
    if len(monos) != 1:
        return None
    return work.term(monos[0], Fraction(1)), Fraction(monos[0].coefficient)


def split_powers(work: FactCanonicalizer, factors: Sequence[Term]) -> tuple[dict[Term, Fraction], Counter[Term]]:
    """The exponents of e by base, and the other factors."""
    powers: dict[Term, Fraction] = {}
    others: Counter[Term] = Counter()
    for factor in factors:
        found = exponent(work, factor)
        if found is None:
            others[factor] += 1
        else:
            powers[found[0]] = powers.get(found[0], Fraction(0)) + found[1]
    return powers, others


def rows(work: FactCanonicalizer, poly: Term) -> tuple[Row, ...]:
    """The monomials of a canonical term."""
    found = work.rows.get(poly)
    if found is None:
        table = work.table
        made = []
        for mono, term in zip(monomials(poly), poly.args if type(poly) is Add else (poly,), strict=True):
            if mono.dims:
                whole: Term = table.nest(mono.dims, table.mul(mono.factors))
                outside = Counter(outer_factors(work, mono)[0])
                made.append(Row(Fraction(mono.coefficient), {}, Counter([whole]), term, True, outside))
            else:
                powers, others = split_powers(work, mono.factors)
                made.append(Row(Fraction(mono.coefficient), powers, others, term, False, others))
        found = work.rows[poly] = tuple(made)
    return found


def simpler(work: FactCanonicalizer, core: Term, atoms: tuple[Term, ...]) -> Step | None:
    """One step that makes a product of canonical factors simpler."""
    return (
        merged(work, core, atoms)
        or cancelled(work, core, atoms)
        or twos(work, core, atoms)
        or folded(work, core, atoms)
    )


def paired(
    work: FactCanonicalizer, core: Term, atoms: tuple[Term, ...], places: tuple[int, int], new: Term, line: int | None
) -> Step:
    """The product with `new` for the factors at two places, of whose product `line` says so."""
    table, log = work.table, work.log
    rest = [atom for k, atom in enumerate(atoms) if k not in places]
    grouped = table.mul((table.mul((atoms[places[0]], atoms[places[1]])), *rest))
    start = log.law("ring", core, grouped)
    if not rest:
        return log.chain(start, line), new
    changed, below = log.below(grouped, [new, *rest], [line, *[None] * len(rest)])
    return log.chain(start, below), changed


def merged(work: FactCanonicalizer, core: Term, atoms: tuple[Term, ...]) -> Step | None:
    """e^(a m) e^(b m) = e^((a + b) m)."""
    table, log = work.table, work.log
    seen: dict[Term, tuple[int, Fraction]] = {}
    for place, atom in enumerate(atoms):
        found = exponent(work, atom)
        if found is None:
            continue
        base, number = found
        if base not in seen:
            seen[base] = place, number
            continue
        first, other = seen[base]
        if other + number == 0:
            rest = table.mul(tuple([factor for k, factor in enumerate(atoms) if k not in (first, place)]))
            return log.law("expcancel", core, rest, first, place), rest
        one, two = atoms[first], atoms[place]
        if type(one) is Fun and type(two) is Fun:
            whole = table.fun("exp", (table.add((one.args[0], two.args[0])),))
            line = log.turn(log.law("expsum", whole, table.mul((one, two))))
            return paired(work, core, atoms, (first, place), whole, line)
    return None


def cancelled(work: FactCanonicalizer, core: Term, atoms: tuple[Term, ...]) -> Step | None:
    """x · 1/x = 1."""
    for place, atom in enumerate(atoms):
        if type(atom) is Fun and atom.name == "inv" and atom.args[0] in atoms and work.signs.nonzero(atom.args[0]):
            other = atoms.index(atom.args[0])
            rest = work.table.mul(tuple([factor for k, factor in enumerate(atoms) if k not in (place, other)]))
            return work.log.law("cancel", core, rest, other, place), rest
    return None


def twos(work: FactCanonicalizer, core: Term, atoms: tuple[Term, ...]) -> Step | None:
    """Two roots, steps or ReLUs of one term, or of opposite ones."""
    table, log = work.table, work.log
    found = [(k, a) for k, a in enumerate(atoms) if type(a) is Fun and a.name in ("step", "relu", ROOT)]
    found.sort(key=lambda pair: ("step", "relu", ROOT).index(pair[1].name))
    for number, (first, one) in enumerate(found):
        for second, two in found[number + 1 :]:
            (x,), (y,) = one.args, two.args
            pair = table.mul((one, two))
            if ROOT in (one.name, two.name):
                if one is two and work.signs.sign(x) > 0:
                    return paired(work, core, atoms, (first, second), x, log.law("roottwice", pair, x))
            elif x is y:
                new = two if one.name == "step" else table.mul((x, two))
                return paired(work, core, atoms, (first, second), new, log.law("twice", pair, new))
            elif work.opposite(x, y):
                return paired(work, core, atoms, (first, second), table.zero, log.law("opposite", pair, table.zero))
    return None


def lead(found: Sequence[Row], powers: Mapping[Term, Fraction]) -> Row | None:
    """The monomial of a polynomial to be replaced in a product with these powers of e; negative ones are raised."""
    if any(power < 0 for row in found for power in row.powers.values()):
        return None
    low = {base for row in found for base in row.powers if powers.get(base, Fraction(0)) < 0}
    if low:
        plain = [row for row in found if not low & set(row.powers)]
        if not plain:
            first = min(low, key=lambda base: base.ref)
            plain = [row for row in found if first not in row.powers]
        if not plain or any(row.sums for row in plain):
            return None
        return max(plain, key=lambda row: row.key)
    inside = [row.outside for row in found if row.sums]
    plain = [row for row in found if not row.sums and (row.powers or row.others)]
    plain = [row for row in plain if not any(_within(row, outside) for outside in inside)]
    return max(plain or [row for row in found if row.sums], key=lambda row: row.key, default=None)


def _within(row: Row, outside: Counter[Term]) -> bool:
    return not row.powers and row.others <= outside


def relation(work: FactCanonicalizer, atom: Term) -> Term | None:
    """The polynomial P of a factor 1/P, P not 0, or H(P)."""
    if type(atom) is not Fun or len(atom.args) != 1:
        return None
    (poly,) = atom.args
    several = type(poly) is Add or type(poly) is Sum
    return poly if atom.name == "step" or (atom.name == "inv" and several and work.signs.nonzero(poly)) else None


def folded(work: FactCanonicalizer, core: Term, atoms: tuple[Term, ...]) -> Step | None:
    """The law of this module, for one factor 1/P or H(P) of the product."""
    polys = [(place, poly) for place, atom in enumerate(atoms) if (poly := relation(work, atom)) is not None]
    if not polys:
        return None
    for place, poly in polys:
        others = [atom for k, atom in enumerate(atoms) if k != place]
        powers, rest = split_powers(work, others)
        found = rows(work, poly)
        row = lead(found, powers)
        if row is None or not row.others <= rest:
            continue
        if any(powers.get(base, Fraction(0)) < power for base, power in row.powers.items()):
            continue
        least = {base: min(r.powers[base] for r in found if base in r.powers) for r in found for base in r.powers}
        if any(abs(powers.get(base, Fraction(0))) > MAX_QUOTIENT * power for base, power in least.items()):
            continue
        work.folds += 1
        if work.folds > MAX_FOLDS:
            raise Budget(f"more than {MAX_FOLDS} steps of division by denominators")
        return _divided(work, core, atoms, place, poly, row)
    return None


def _divided(work: FactCanonicalizer, core: Term, atoms: tuple[Term, ...], place: int, poly: Term, row: Row) -> Step:
    table, log = work.table, work.log
    need = Counter(row.others)
    new: list[Term] = []
    proofs: list[int | None] = []
    quotient: list[Term] = []
    for k, atom in enumerate(atoms):
        base = exponent(work, atom)
        new.append(atom)
        proofs.append(None)
        if k == place:
            continue
        if base is not None and base[0] in row.powers:
            below = row.powers[base[0]]
            if base[1] != below:
                one, two = (work.times(base[0], c) for c in (below, base[1] - below))
                inner, made = table.add((one, two)), table.mul((table.fun("exp", (one,)), table.fun("exp", (two,))))
                spread, line = log.below(atom, [inner], [log.law("ring", atom.args[0], inner)])  # type: ignore[union-attr]
                new[-1], proofs[-1] = made, log.chain(line, log.law("expsum", spread, made))
                quotient.append(table.fun("exp", (two,)))
        elif need[atom] > 0:
            need[atom] -= 1
        else:
            quotient.append(atom)
    split, start = log.below(core, new, proofs)
    atom = atoms[place]
    scale = 1 / row.coefficient
    front = [*([table.num(scale)] if scale != 1 else []), *quotient]
    terms = [
        table.mul((table.num(-scale), other.term, *quotient, atom)) for other in rows(work, poly) if other is not row
    ]
    if type(atom) is Fun and atom.name == "inv":
        whole = table.mul((*front, poly, atom))
        after = table.mul(tuple(front))
        step = log.law("cancel", whole, after, len(front), len(front) + 1)
    else:
        pair, relu = table.mul((poly, atom)), table.fun("relu", (poly,))
        step = log.law("stepmul", pair, relu)
        whole, after = table.mul((*front, pair)), table.mul((*front, relu))
        if front:
            after, step = log.below(whole, [*front, relu], [*[None] * len(front), step])
    raw = table.add((whole, *terms))
    start = log.chain(start, log.law("ring", split, raw))
    if not terms:
        return log.chain(start, step), after
    changed, below_line = log.below(raw, [after, *terms], [step, *[None] * len(terms)])
    return log.chain(start, below_line), changed


def gathered(work: FactCanonicalizer, node: Sum, mono: Monomial) -> Generator[Term, Canon, Step | None]:
    """A sum of a product with a factor 1/P or H(P), P having a Σ that can be taken together again: that Σ as a factor.

    `Σ_k Σ_j y_k e^(z_j) · 1/P` is `Σ_k y_k (Σ_j e^(z_j)) · 1/P`, ready for the law of this module.
    """
    table = work.table
    dims, factors = (node.dim, *mono.dims), mono.factors
    count = len(dims)
    for atom in factors:
        poly = relation(work, atom)
        row = None if poly is None else lead(rows(work, poly), {})
        if row is None or not row.sums:
            continue
        fixed = {level for level in atom.loose if level < count}
        for part in _parts([factor for factor in factors if factor is not atom], count, fixed):
            rest = sorted(set(range(count)) - part)
            own = sorted(part)

            def inner(level: int, dim: Dim, own: list[int] = own, rest: list[int] = rest) -> Index:
                if level >= count:
                    return Index(level, dim)
                return Index(own.index(level) if level in own else len(own) + rest.index(level), dim)

            def outer(level: int, dim: Dim, rest: list[int] = rest) -> Index:
                return Index(rest.index(level) if level < count else level - count + len(rest), dim)

            inside = [substitute(table, f, inner) for f in factors if f is not atom and part & f.loose]
            others = [substitute(table, f, outer) for f in factors if f is atom or not part & f.loose]
            sizes = [dims[count - 1 - level] for level in reversed(own)]
            whole = yield table.nest(sizes, table.mul(tuple(inside)))
            moved = yield substitute(table, atom, outer)
            poly = relation(work, moved.term)
            wanted = None if poly is None else lead(rows(work, poly), {})
            if wanted is None or wanted.others != Counter([whole.term]):
                continue
            body = table.mul((*others, whole.term))
            made = table.nest([dims[count - 1 - level] for level in reversed(rest)], body)
            plain = Canonicalizer(table, work.log, work.slots, work.lows)
            one, two = plain.canonical(node), plain.canonical(made)
            if one.term is two.term:
                return work.log.chain(one.line, work.log.turn(two.line)), made
    return None


def _parts(factors: Sequence[Term], count: int, fixed: set[int]) -> list[set[int]]:
    """The levels below `count`, but for those `fixed`, in sets that no factor connects."""
    found: list[set[int]] = [{level} for level in range(count) if level not in fixed]
    for factor in factors:
        touched = [part for part in found if part & factor.loose]
        if len(touched) > 1:
            found = [part for part in found if part not in touched] + [set().union(*touched)]
    return found

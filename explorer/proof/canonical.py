"""The canonical form: two terms are equal for all sizes and tensors, functions opaque, just when theirs is one object.

A canonical term is a sum of monomials `c · Σ … Σ factor · factor …` with sums outermost, deltas eliminated, bound
indices labelled canonically, arguments of functions canonical. Every step is a line of the log (theory: section 1, 2).
Untrusted: the checker replays the lines, and the oracle gives a second opinion.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import TypeAlias, assert_never

from explorer.proof import labelling, partial, ranges
from explorer.proof.log import Log
from explorer.proof.monomials import Monomial, in_order, monomials
from explorer.proof.rebuild import instantiate, permute, shift
from explorer.proof.sizes import ONE, ZERO, Dim
from explorer.proof.terms import (
    FIRST,
    Add,
    At,
    Delta,
    Entry,
    Fun,
    MAdd,
    MBlock,
    MConst,
    MEye,
    MHad,
    MMap,
    MMul,
    MOf,
    MScale,
    MTrans,
    Mul,
    Num,
    Size,
    Sum,
    Table,
    Term,
    Var,
)
from explorer.proof.unfold import unfold

MAX_TERMS = 5_000
MAX_CASES = 64


class Budget(Exception):
    """The work would grow beyond its limit: the answer is "unknown", with this reason."""


@dataclass(frozen=True, slots=True)
class Canon:
    """A canonical term and the line that proves it equal to the term it came from (None: it is that term)."""

    term: Term
    line: int | None


Terms: TypeAlias = dict[tuple[tuple[Dim, ...], tuple[Term, ...]], Fraction | int]
Work: TypeAlias = Generator[Term, Canon, Canon]


class Canonicalizer:
    """Brings terms of one table into canonical form, writing the proof into one log.

    `slots` are the sizes of each tensor's slots, `lows` the least sizes the claim is about, `expand` the concrete
    sizes whose sums are to be written out.
    """

    def __init__(
        self,
        table: Table,
        log: Log,
        slots: Mapping[str, tuple[Dim, ...]],
        lows: Mapping[str, int],
        expand: frozenset[Dim] = frozenset(),
        limit: int = MAX_TERMS,
    ) -> None:
        self.table = table
        self.log = log
        self.slots = slots
        self.lows = lows
        self.expand = expand
        self.limit = limit
        self.cases = 0
        self.done: dict[Term, Canon] = {}

    def canonical(self, term: Term) -> Canon:
        """The canonical form of `term`; raises `Budget` where it would be too large."""
        stack: list[tuple[Term, Work]] = [(term, self._work(term))]
        answer: Canon | None = None
        while stack:
            node, work = stack[-1]
            try:
                wanted = next(work) if answer is None else work.send(answer)
            except StopIteration as stop:
                answer = stop.value
                self.done[node] = answer
                self.done.setdefault(answer.term, Canon(answer.term, None))
                stack.pop()
                continue
            answer = self.done.get(wanted)
            if answer is None:
                stack.append((wanted, self._work(wanted)))
        return self.done[term]

    def _work(self, term: Term) -> Work:
        match term:
            case Num() | Entry():
                return self._leaf(term)
            case Size():
                return self._size(term)
            case Delta():
                return self._delta(term)
            case Add():
                return self._add(term)
            case Mul():
                return self._mul(term)
            case Sum():
                return self._sum(term)
            case Fun():
                return self._fun(term)
            case At():
                return self._at(term)
            case Var() | MAdd() | MMul() | MHad() | MTrans() | MMap() | MScale() | MConst() | MEye() | MBlock() | MOf():
                return self._leaf(term)
            case _:
                assert_never(term)

    def _leaf(self, term: Term) -> Work:
        return Canon(term, None)
        yield term

    def _then(self, line: int | None, term: Term) -> Work:
        """Goes on with `term`, reached by `line`."""
        rest = yield term
        return Canon(rest.term, self.log.chain(line, rest.line))

    def _size(self, term: Size) -> Work:
        base, names = term.dim
        terms: Terms = {((), ()): base}
        terms.update({((), (self.table.size((0, ((name, 1),))),)): k for name, k in names})
        result = self._build(terms)
        return Canon(result, self.log.law("ring", term, result))
        yield term

    def _delta(self, term: Delta) -> Work:
        left, right = term.left, term.right
        result: Term = term
        if left.base == right.base and ranges.apart(left, right, self.lows):
            return Canon(self.table.zero, self.log.law("deltaapart", term, self.table.zero))
        if left.base == right.base and not ranges.varying(ranges.difference(left, right)):
            result = self.table.one if left.offset == right.offset else self.table.zero
        elif ranges.rank(right) < ranges.rank(left):
            result = self.table.delta(right, left)
        return Canon(result, self.log.law("delta", term, result))
        yield term

    def _fun(self, term: Fun) -> Work:
        new, lines = [], []
        for arg in term.args:
            canon = yield arg
            new.append(canon.term)
            lines.append(canon.line)
        node, line = self.log.below(term, new, lines)
        if term.name == "inv" and type(new[0]) is Num and new[0].value:
            number = self.table.num(1 / new[0].value)
            return Canon(number, self.log.chain(line, self.log.law("inv", node, number)))
        found = ranges.inner_delta(node) if self.table.deltas and type(node) is Fun else None
        if found is None or type(node) is not Fun:
            return Canon(node, line)
        self.cases += 1
        if self.cases > MAX_CASES:
            raise Budget(f"more than {MAX_CASES} cases of equal indices inside functions")
        delta = shift(self.table, found[0], -found[1]) if found[1] else found[0]
        if type(delta) is not Delta:
            raise TypeError("a delta that is none")
        split = ranges.case_split(self.table, node, delta)
        return (yield from self._then(self.log.chain(line, self.log.law("deltacase", node, split)), split))

    def _at(self, term: At) -> Work:
        opened = unfold(self.table, term, self.lows)
        if opened is None:  # an entry of a block matrix whose block depends on the index: left as it is
            return Canon(term, None)
        return (yield from self._then(self.log.law("unfold", term, opened), opened))

    def _add(self, term: Add) -> Work:
        new: list[Term] = []
        lines: list[int | None] = []
        for arg in term.args:
            canon = self._at_once(arg) or (yield arg)
            new.append(canon.term)
            lines.append(canon.line)
        node, line = self.log.below(term, new, lines)
        if in_order(new):
            return Canon(node, line)
        result = self._collect((1, part) for part in new)
        return Canon(result, self.log.chain(line, self.log.law("ring", node, result)))

    def _at_once(self, term: Term) -> Canon | None:
        """The canonical form of an entry or a product of entries: the bulk of a written-out neuron."""
        if type(term) is Entry:
            return Canon(term, None)
        if type(term) is not Mul or not all(type(arg) is Entry for arg in term.args):
            return None
        result = self.table.mul(tuple(sorted(term.args, key=lambda factor: factor.ref)))
        return Canon(result, self.log.law("ring", term, result))

    def _collect(self, parts: Iterable[tuple[Fraction | int, Term]]) -> Term:
        terms: Terms = {}
        for scale, part in parts:
            for mono in monomials(part):
                key = (mono.dims, mono.factors)
                terms[key] = terms.get(key, 0) + scale * mono.coefficient
        return self._build(terms)

    def _build(self, terms: Terms) -> Term:
        table = self.table
        found: list[tuple[int, Term]] = []
        for (dims, factors), coefficient in terms.items():
            if not coefficient:
                continue
            core = table.nest(dims, table.mul(factors))
            if coefficient == 1:
                found.append((core.ref, core))
                continue
            parts = (core,) if dims else factors
            found.append((core.ref, table.mul((table.num(coefficient), *parts))))
        found.sort(key=lambda pair: pair[0])
        return table.add(tuple([term for _, term in found]))

    def _mul(self, term: Mul) -> Work:
        new, lines = [], []
        for arg in term.args:
            canon = yield arg
            new.append(canon.term)
            lines.append(canon.line)
        node, line = self.log.below(term, new, lines)
        polys = [monomials(part) for part in new]
        count = prod(len(poly) for poly in polys)
        if count > self.limit:
            raise Budget(f"expansion beyond {self.limit} terms")
        if count != 1:
            products: list[tuple[Fraction | int, tuple[Term, ...]]] = [(1, ())]
            for poly in polys:
                products = [(c * m.coefficient, (*f, *self._atoms(m))) for c, f in products for m in poly]
            raw = self.table.add(tuple([self._scaled(c, self.table.mul(f)) for c, f in products]))
            return (yield from self._then(self.log.chain(line, self.log.law("ring", node, raw)), raw))
        coefficient: Fraction | int = 1
        for poly in polys:
            coefficient *= poly[0].coefficient
        atoms = tuple([atom for poly in polys for atom in self._atoms(poly[0])])
        core = self.table.mul(atoms)
        flat = self._scaled(coefficient, core)
        line = self.log.chain(line, self.log.law("ring", node, flat))
        product = self.done.get(core) or (yield from self._product(core, atoms))
        self.done.setdefault(core, product)
        if coefficient == 1:
            return Canon(product.term, self.log.chain(line, product.line))
        changed, below = self.log.below(flat, [self.table.num(coefficient), product.term], [None, product.line])
        result = self._collect([(coefficient, product.term)])
        line = self.log.chain(self.log.chain(line, below), self.log.law("ring", changed, result))
        return Canon(result, line)

    def _atoms(self, mono: Monomial) -> tuple[Term, ...]:
        return (self.table.nest(mono.dims, self.table.mul(mono.factors)),) if mono.dims else mono.factors

    def _scaled(self, coefficient: Fraction | int, core: Term) -> Term:
        return core if coefficient == 1 else self.table.mul((self.table.num(coefficient), core))

    def _product(self, core: Term, atoms: tuple[Term, ...]) -> Work:
        """`core`, the product of canonical atoms: sums pulled out, deltas used, sizes cancelled, sorted."""
        if any(type(atom) is Sum for atom in atoms):
            return (yield from self._then(*self._pull(core)))
        line, reduced = ranges.reduce_product(self.table, self.log, core, atoms)
        if reduced is not core:
            return (yield from self._then(line, reduced))
        result = self.table.mul(tuple(sorted(atoms, key=lambda factor: factor.ref)))
        return Canon(result, self.log.law("ring", core, result))

    def _pull(self, core: Term) -> tuple[int | None, Term]:
        line, depth, inner, dims = None, 0, core, []
        whole = core
        while type(inner) is Mul and (found := [a for a in inner.args if type(a) is Sum]):
            place = inner.args.index(found[0])
            summand = self.table.mul(
                tuple([found[0].body if k == place else shift(self.table, a) for k, a in enumerate(inner.args)])
            )
            step = self.log.law("mulsum", inner, self.table.sum(found[0].dim, summand), place)
            line = self.log.chain(line, self.log.under(depth, whole, step))
            dims.append(found[0].dim)
            inner, depth = summand, depth + 1
            whole = self.table.nest(dims, inner)
        return line, whole

    def _sum(self, term: Sum) -> Work:
        canon = yield term.body
        node, line = self.log.below(term, [canon.term], [canon.line])
        monos = monomials(canon.term)
        if not monos and type(node) is Sum:
            nothing = self.table.mul((self.table.size(node.dim), self.table.zero))
            line = self.log.chain(line, self.log.law("sumconst", node, nothing))
            return Canon(self.table.zero, self.log.chain(line, self.log.law("ring", nothing, self.table.zero)))
        if len(monos) == 1 and monos[0].coefficient == 1 and type(node) is Sum:
            core = self.done.get(node) or (yield from self._sum_one(node, monos[0]))
            return Canon(core.term, self.log.chain(line, core.line))
        sums = [self.table.sum(term.dim, self.table.nest(m.dims, self.table.mul(m.factors))) for m in monos]
        parts = tuple([self._scaled(m.coefficient, s) for m, s in zip(monos, sums, strict=True)])
        raw = self.table.add(parts)
        line = self.log.chain(line, self.log.law("sumlin", node, raw))
        return (yield from self._then(line, raw))

    def _sum_one(self, node: Sum, mono: Monomial) -> Work:
        """A sum of one canonical monomial without coefficient."""
        table, log, dim, level = self.table, self.log, node.dim, len(mono.dims)
        if not any(level in factor.loose for factor in mono.factors):
            new: Term = table.mul((table.size(dim), shift(table, node.body, -1)))
            return (yield from self._then(log.law("sumconst", node, new), new))
        if dim == ONE:
            new = instantiate(table, node.body, FIRST)
            return (yield from self._then(log.law("expand", node, new), new))
        if dim in self.expand or dim == ZERO:
            if dim[0] > self.limit:
                raise Budget(f"expansion beyond {self.limit} terms")
            new = table.add(ranges.listed(table, node.body, dim[0]))
            return (yield from self._then(log.law("expand", node, new), new))
        cuts = ranges.cuts(table, mono.factors, level, dim, self.lows)
        if cuts is not None:
            new = ranges.split(table, node, cuts)
            return (yield from self._then(log.law("split", node, new, cuts), new))
        wide = partial.made_whole(table, log, node, mono.factors, level, self.slots, self.lows)
        if wide is not None:
            return (yield from self._then(*wide))
        value = ranges.solve(mono.factors, level, dim, self.lows)
        if value is None:
            cuts = ranges.within_reach(mono.factors, level, dim, self.lows)
            if cuts is not None:
                new = ranges.split(table, node, cuts)
                return (yield from self._then(log.law("split", node, new, cuts), new))
            wide = partial.reach_out(table, log, node, mono.factors, level, self.lows)
            if wide is not None:
                return (yield from self._then(*wide))
        else:
            order = (*range(1, level + 1), 0)
            dims, body = permute(table, (dim, *mono.dims), table.mul(mono.factors), order)
            line = log.law("perm", node, table.nest(dims, body), order)
            inner = table.sum(dim, body)
            value = ranges.solve(body.args if type(body) is Mul else (body,), 0, dim, self.lows)
            if value is not None:
                new = instantiate(table, body, value)
                step = log.law("deltaelim", inner, new)
                line = log.chain(line, log.under(level, table.nest(dims, body), step))
                return (yield from self._then(line, table.nest(dims[:-1], new)))
        return (yield from self._label(node, (dim, *mono.dims), mono.factors))

    def _label(self, node: Sum, dims: tuple[Dim, ...], factors: tuple[Term, ...]) -> Work:
        """Bound indices in canonical order: connected parts one by one, then the parts by their canonical forms."""
        if len(dims) == 1:
            return Canon(node, None)
        found: list[tuple[tuple[Dim, ...], int, tuple[int, ...]]] = []
        for part in labelling.parts(len(dims), factors):
            inside, sizes = labelling.restrict(self.table, part, dims, factors)
            order, new_sizes, ref = yield from self._order(sizes, inside)
            found.append((new_sizes, ref, tuple([part[place] for place in order])))
        order = tuple([place for _, _, places in sorted(found) for place in places])
        new_dims, body = permute(self.table, dims, self.table.mul(factors), order)
        moved = self.table.nest(new_dims, body)
        canon = yield body
        line = self.log.law("perm", node, moved, order)
        line = self.log.chain(line, self.log.under(len(dims), moved, canon.line))
        return Canon(self.table.nest(new_dims, canon.term), line)

    def _order(
        self, dims: tuple[Dim, ...], factors: tuple[Term, ...]
    ) -> Generator[Term, Canon, tuple[tuple[int, ...], tuple[Dim, ...], int]]:
        """The best order for one connected part: by refined colour, ties broken by trying each, keeping the least."""
        body = self.table.mul(factors)
        best: tuple[tuple[int, ...], tuple[Dim, ...], int] | None = None
        orders = labelling.Orders(dims, factors)
        for order in orders.search():
            if order is None:  # the search asks whether two indices may be exchanged
                _, swapped = permute(self.table, dims, body, orders.question)
                orders.same = (yield swapped).term is (yield body).term
                continue
            if orders.leaves > labelling.MAX_LEAVES:
                raise Budget(f"more than {labelling.MAX_LEAVES} orders of the summation indices")
            new_dims, new_body = permute(self.table, dims, body, order)
            canon = yield new_body
            if best is None or canon.term.ref < best[2]:
                best = order, new_dims, canon.term.ref
        if best is None:
            raise Budget("no order of the summation indices was found")
        return best

"""The largest, the smallest and the product of a bag of numbers, in canonical form: one law at a time.

max_k z_k is `max[](Σ_k each[](z_k))` (`checker_bags`); the canonical form of opaque functions takes care of the Σ. Here
nested ones are made one, and what does not depend on the index, a factor or a rising function is taken out:
`max_k (2 e^(z_k + c) + d) = 2 e^c e^(max_k z_k) + d`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice, product
from typing import TYPE_CHECKING, Any

from explorer.proof.certificate import index_json
from explorer.proof.checker_bags import RISING
from explorer.proof.checker_signs import DEFINITIONS, EACH, MAX, MIN, PRODUCT
from explorer.proof.denominators import as_fraction
from explorer.proof.known import describe
from explorer.proof.monomials import Monomial, monomials
from explorer.proof.rebuild import children, shift, substitute
from explorer.proof.signs import numbers
from explorer.proof.sizes import Dim, combine, lowest
from explorer.proof.terms import Add, Entry, Fun, Index, Mul, Num, Size, Sum, Table, Term

if TYPE_CHECKING:
    from explorer.proof.facts import FactCanonicalizer

MAX_MEMBERS = 6
MAX_PLACES = 60
WORDS = {MAX: "Max", MIN: "Min"}

# A number of a bag, or one for each value of the indices of these sizes, the first outermost.
Member = tuple[tuple[Dim, ...], Term]


def whole(table: Table, name: str, dims: Sequence[Dim], term: Term) -> Term:
    """The largest (by its name) of a term over indices; of none, the term."""
    return table.fun(name, (table.nest(dims, table.fun(EACH, (term,))),)) if dims else term


def single(node: Fun) -> Member | None:
    """The number in a bag and the sizes of its indices, where there is one Σ in it."""
    dims: list[Dim] = []
    (term,) = node.args
    while type(term) is Sum:
        dims.append(term.dim)
        term = term.body
    if dims and type(term) is Fun and term.name == EACH:
        return tuple(dims), term.args[0]
    return None


def opened(work: FactCanonicalizer, node: Fun) -> tuple[Any, ...] | None:
    """Before anything is known of its parts: a rising function taken out, max_k max(x_k, y_k) taken apart."""
    found = single(node)
    if found is None or type(found[1]) is not Fun:
        return None
    dims, term = found[0], found[1]
    if node.name == PRODUCT:
        if term.name not in ("inv", "Abs"):
            return None
        return "prodof", work.table.fun(term.name, (whole(work.table, PRODUCT, dims, term.args[0]),))
    if not numbers(node.args[0], False, work.lows):
        return None
    if term.name == WORDS[node.name]:
        several = tuple([whole(work.table, node.name, dims, arg) for arg in term.args])
        return "maxflat", work.table.fun(term.name, several), term.name
    if term.name in RISING and len(term.args) == 1:
        inner = whole(work.table, node.name, dims, term.args[0])
        return "largestof", work.table.fun(term.name, (inner,)), node.name
    return None


def known(work: FactCanonicalizer, node: Fun, bag: Term) -> Any:
    """One law that makes a maximum, a minimum or a product simpler; None if there is none."""
    return (yield from (_product(work, node, bag) if node.name == PRODUCT else _extreme(work, node, bag)))


# -- maximum and minimum --------------------------------------------------------------------------------------------


def _members(work: FactCanonicalizer, bag: Term, name: str) -> list[Member]:
    """The numbers in a canonical bag, those of a maximum in it among them, none twice; none where it is no bag."""
    if not numbers(bag, False, work.lows):
        return []
    found: dict[Member, None] = {}
    for mono in monomials(bag):
        (each,) = [factor for factor in mono.factors if type(factor) is Fun]
        (term,) = each.args
        inner = _members(work, term.args[0], name) if type(term) is Fun and term.name == name else []
        for dims, one in inner or [((), term)]:
            found[(*mono.dims, *dims), one] = None
    return list(found)


def _extreme(work: FactCanonicalizer, node: Fun, bag: Term) -> Any:
    table, name = work.table, node.name
    if len(monomials(bag)) > MAX_MEMBERS:
        return None
    members = _members(work, bag, name)
    if not members or len(members) > MAX_MEMBERS:
        return None
    several = tuple([whole(table, name, dims, term) for dims, term in members])
    after = several[0] if len(several) == 1 else table.fun(WORDS[name], several)
    if after is not node:
        return "maxflat", after, WORDS[name]
    found = single(node)
    if found is None:
        return None
    dims, term = found
    rising = yield from _rising(work, node, dims, term)
    if rising is not None:
        return rising
    if name == MIN:
        minus = table.num(-1)
        return "smallest", table.mul((minus, whole(table, MAX, dims, table.mul((minus, term)))))
    step = _moved(work, dims, term) or (yield from _scaled(work, node, dims, term))
    return step or (yield from _bent(work, node, dims, term))


def _bent(work: FactCanonicalizer, node: Fun, dims: tuple[Dim, ...], term: Term) -> Any:
    """max_k (x_k + ReLU(y_k)) = max(max_k (x_k + y_k), max_k x_k)."""
    table = work.table
    for mono in monomials(term):
        inner = mono.factors[0] if len(mono.factors) == 1 and not mono.dims and mono.coefficient > 0 else None
        if type(inner) is not Fun or inner.name != "relu":
            continue
        y = work.times(inner.args[0], mono.coefficient)
        x = yield table.add((term, table.mul((table.num(-mono.coefficient), inner))))
        both = yield table.add((x.term, y))
        pair = table.fun("Max", (both.term, x.term))
        described = describe(table, DEFINITIONS["Max"], pair.args)
        same = yield described
        if same.term is not term:
            return None
        line = work.log.chain(work.log.law("define", pair, described), same.line)
        spread, line = _with(work, node, len(dims), pair, work.log.turn(line))
        several = tuple([whole(table, MAX, dims, arg) for arg in pair.args])
        after = table.fun("Max", several)
        return None, after, work.log.chain(line, work.log.law("maxflat", spread, after, "Max"))
    return None


def _inside(term: Term, count: int) -> bool:
    return any(level < count for level in term.loose)


def _rising(work: FactCanonicalizer, node: Fun, dims: tuple[Dim, ...], term: Term) -> Any:
    """max_k f(z_k) = f(max_k z_k) for f that rises; e^x e^y is e^(x + y)."""
    table = work.table
    if type(term) is Fun and len(term.args) == 1:
        if term.name in RISING or (term.name == "log" and work.signs.positive(term.args[0])):
            inner = whole(table, node.name, dims, term.args[0])
            return "largestof", table.fun(term.name, (inner,)), node.name
        return None
    factors = term.args if type(term) is Mul else ()
    powers = [factor for factor in factors if type(factor) is Fun and factor.name == "exp"]
    if len(powers) < 2 or len(powers) != len(factors):
        return None
    exponent = table.add(tuple([power.args[0] for power in powers]))
    joined = table.fun("exp", (exponent,))
    line = work.log.turn(work.log.law("expsum", joined, term))
    spread, line = _with(work, node, len(dims), joined, line)
    after = table.fun("exp", (whole(table, node.name, dims, exponent),))
    return None, after, work.log.chain(line, work.log.law("largestof", spread, after, node.name))
    yield node


def _with(work: FactCanonicalizer, node: Fun, depth: int, term: Term, line: int | None) -> tuple[Term, int | None]:
    """The maximum with `term` for the number in it, to which `line` leads."""
    stack: list[Term] = [node]
    for _ in range(depth + 1):
        stack.append(children(stack[-1])[0])
    for outer in reversed(stack):
        term, line = work.log.below(outer, [term], [line])
    return term, line


def _moved(work: FactCanonicalizer, dims: tuple[Dim, ...], term: Term) -> Any:
    """max_k (z_k + c) = max_k z_k + c."""
    table, count = work.table, len(dims)
    terms = term.args if type(term) is Add else (term,)
    fixed = [part for part in terms if not _inside(part, count)]
    if not fixed or len(fixed) == len(terms):
        return None
    rest = table.add(tuple([part for part in terms if _inside(part, count)]))
    out = table.add(tuple([shift(table, part, -count) for part in fixed]))
    return "largestplus", table.add((whole(table, MAX, dims, rest), out))


def _scaled(work: FactCanonicalizer, node: Fun, dims: tuple[Dim, ...], term: Term) -> Any:
    """max_k (c z_k) = c max_k z_k for c at least 0."""
    table, count = work.table, len(dims)

    def allowed(factor: Term) -> bool:
        return not _inside(factor, count) and work.signs.sign(factor) > 0

    factors = yield from work.factors(term, allowed, True)
    out = [factor for factor in factors if allowed(factor)]
    rest = [factor for factor in factors if not allowed(factor)]
    if not out or not rest or all(factor is table.one for factor in out):
        return None
    inner, front = table.mul(tuple(rest)), table.mul(tuple(out))
    product = table.mul((front, inner))
    same = yield product
    if same.term is not term:
        return None
    spread, line = _with(work, node, count, product, work.log.turn(same.line))
    after = table.mul((shift(table, front, -count), whole(table, MAX, dims, inner)))
    return None, after, work.log.chain(line, work.log.law("largesttimes", spread, after))


def below(work: FactCanonicalizer, node: Fun, arg: Term) -> Any:
    """ReLU(z_i - max_k z_k) = 0, ReLU(max_k z_k - z_i) = max_k z_k - z_i, H(z_i - max_k z_k) = 0; None elsewhere."""
    table = work.table
    for mono in monomials(arg):
        if mono.dims or len(mono.factors) != 1 or abs(mono.coefficient) != 1:
            continue
        (largest,) = mono.factors
        found = single(largest) if type(largest) is Fun and largest.name == MAX else None
        if found is None or not numbers(largest.args[0], False, work.lows):  # type: ignore[union-attr]
            continue
        if mono.coefficient == 1 and node.name == "step":
            continue
        whole_term = arg if mono.coefficient == -1 else work.times(arg, -1)
        difference = table.mul((table.num(-1), largest))
        other = yield table.add((whole_term, largest))
        for places in islice(_places(work, found[0], other.term), MAX_PLACES):
            put = dict(enumerate(places))
            count = len(places)

            def choose(level: int, dim: Dim, put: dict[int, Index] = put, count: int = count) -> Index:
                return put[level] if level in put else Index(level - count, dim)

            one = substitute(table, found[1], choose)
            same = yield one
            if same.term is not other.term:
                continue
            if mono.coefficient == 1:
                return "reluneg", table.add((table.fun("relu", (whole_term,)), arg))
            spread = table.add((one, difference))
            line = (yield spread).line
            start, line = work.log.below(node, [spread], [work.log.turn(line)])
            indices = [index_json(place) for place in places]
            return None, table.zero, work.log.chain(line, work.log.law("below", start, table.zero, *indices))
    return None


def _places(work: FactCanonicalizer, dims: tuple[Dim, ...], term: Term) -> Iterator[tuple[Index, ...]]:
    """Values for the indices of these sizes, innermost first, that stand in the term."""
    seen: dict[Index, None] = {}

    def look(node: Term, depth: int) -> None:
        if type(node) is Entry:
            for index in node.indices:
                if type(index.base) is not int:
                    seen[index] = None
                elif index.base >= depth:
                    seen[index._replace(base=index.base - depth)] = None
        for child in children(node):
            look(child, depth + (type(node) is Sum))

    look(term, 0)

    def fits(index: Index, dim: Dim) -> bool:
        room = combine(combine(dim, index.offset, -1), index.dim, -1)
        ends = (lowest(index.offset, work.lows), lowest(room, work.lows))
        return all(end is not None and end >= 0 for end in ends)

    return product(*[[index for index in seen if fits(index, dim)] for dim in reversed(dims)])


# -- products -------------------------------------------------------------------------------------------------------


def _product(work: FactCanonicalizer, node: Fun, bag: Term) -> Any:
    """Π_k z_k = e^(Σ_k log z_k) for z_k above 0; else the product of each factor by itself."""
    table = work.table
    if type(bag) is Num and bag.value == 0:
        return None
    inside = numbers(bag, False, work.lows) or numbers(bag, True, work.lows)
    if not inside:
        return None
    if all(work.signs.positive(one) for one in inside):
        return "prodlog", table.fun("exp", (_logs(table, bag),))
    if not numbers(bag, True, work.lows):
        return None
    factors: list[Term] = []
    for mono in monomials(bag):
        factors.extend(_factors(table, mono))
    after = table.mul(tuple(factors))
    return (yield from _parted(work, node)) if after is node else ("prodsame", after)


def _parted(work: FactCanonicalizer, node: Fun) -> Any:
    """Π_k of a sum that is a product: of a fraction, of e^x and the rest, of what is above 0 and all terms share."""
    table = work.table
    found = single(node)
    if found is None or type(found[1]) is not Add:
        return None
    dims, term = found
    fraction = as_fraction(work, term)
    if fraction is not None:
        factors, line = fraction
    else:
        factors = yield from work.factors(term, work.signs.positive, True)
        same = yield table.mul(factors)
        if len(factors) < 2 or same.term is not term:
            return None
        line = same.line
    spread, line = _with(work, node, len(dims), table.mul(factors), work.log.turn(line))
    after = table.mul(tuple([whole(table, PRODUCT, dims, factor) for factor in factors]))
    return None, after, work.log.chain(line, work.log.law("prodsame", spread, after))


def _factors(table: Table, mono: Monomial) -> list[Term]:
    """The products over the indices of each factor of the number in one part of a bag."""
    (each,) = mono.factors
    (term,) = children(each)
    monos = monomials(term)
    if len(monos) != 1 or monos[0].dims:
        return [whole(table, PRODUCT, mono.dims, term)]
    number = Fraction(monos[0].coefficient)
    parts: list[Term] = [table.num(-1)] if number < 0 else []
    parts += [table.num(abs(number))] if abs(number) != 1 else []
    found: list[Term] = []
    for part in (*parts, *monos[0].factors):
        if type(part) is Fun and part.name == PRODUCT and mono.dims:
            nested = single(part)
            if nested is not None:
                found.append(whole(table, PRODUCT, (*mono.dims, *nested[0]), nested[1]))
                continue
        found.append(whole(table, PRODUCT, mono.dims, part))
    return found


def _logs(table: Table, bag: Term) -> Term:
    """The bag with log x for each of its numbers x."""
    match bag:
        case Sum(dim=dim, body=body):
            return table.sum(dim, _logs(table, body))
        case Add(args=args):
            return table.add(tuple([_logs(table, arg) for arg in args]))
        case Mul(args=args):
            return table.mul(tuple([arg if type(arg) in (Num, Size) else _logs(table, arg) for arg in args]))
        case Fun(args=(arg,)):
            return table.fun("log", (arg,))
        case _:
            raise TypeError("a number where a bag of numbers is needed")

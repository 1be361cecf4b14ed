"""The checker: reads a certificate and accepts it only if every line follows by its law. Standard library, no search.

Terms are real numbers for all sizes (each at least 1 or what `at_least` says), all functions and all tensors, total
functions on the integers of which what a certificate may `assume` (terms above 0, at least 0, not 0) is so. An index is
[base, size, offset]: a bound level (0 the innermost sum), a free name or null, plus an offset. A line `left = right`
holds for all values of its loose indices. A rule's law stands in its comment.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any, TypeAlias

FORMAT, LIMIT = "explorer certificate 1", 4_000_000
Dim: TypeAlias = tuple[int, tuple[tuple[str, int], ...]]  # c + k·name + …
Index: TypeAlias = tuple[int | str | None, Dim, Dim]
ZERO: Dim = (0, ())
ONE: Dim = (1, ())
# The kinds of parts: n name, q number, d size, D sizes, x axis, i index, s scalar, m matrix, * any number of the last.
KINDS = """num:q size:d entry:ni* delta:ii add:sss* mul:sss* sum:ds fun:nss* at:iim var:n madd:mm* mhad:mm* mmul:dmm
mtrans:m mmap:nm mscale:sm mconst:q meye: mblock:xDmm* mof:dds"""
PARTS = dict(kind.split(":") for kind in KINDS.split())
SCALARS = frozenset(("num", "size", "entry", "delta", "add", "mul", "sum", "fun", "at"))
BINDS = {"sum": 1, "mof": 2}


class Invalid(Exception):
    """The certificate proves nothing."""


def need(condition: object, why: str) -> None:
    """Rejects unless `condition` holds."""
    if not condition:
        raise Invalid(why)


@cache
def kinds(tag: str, count: int) -> str:
    """The kinds of the `count` parts of a term, in order."""
    spec = PARTS[tag]
    kinds = spec[:-2] + spec[-2] * (count - len(spec) + 2) if spec.endswith("*") else spec
    need(len(kinds) == count, f"{tag} with a wrong number of parts")
    return kinds


def dim_of(data: Any) -> Dim:
    """A size c + k·name + … from [c, [name, k], …]."""
    names = tuple([(name, k) for name, k in data[1:]]) if len(data) > 1 else ()
    need(type(data[0]) is int and all(type(n) is str and type(k) is int and k for n, k in names), "a size's terms")
    need(all(one[0] < two[0] for one, two in pairwise(names)), "a size's names are not sorted")
    return (data[0], names)


def index_of(data: Any) -> Index:
    """An index from [base, size, offset], or from its number if it is constant."""
    if type(data) is int:
        return (None, ONE, (data, ()))
    base, dim, offset = data
    need(base is None or type(base) is str or (type(base) is int and base >= 0), "an index's base")
    return (base, dim_of(dim), dim_of(offset))


def plus(left: Dim, right: Dim, factor: int = 1) -> Dim:
    """left + factor·right for sizes."""
    if not right[1]:
        return (left[0] + factor * right[0], left[1])
    terms = dict(left[1])
    for name, k in right[1]:
        terms[name] = terms.get(name, 0) + factor * k
    return (left[0] + factor * right[0], tuple(sorted((n, k) for n, k in terms.items() if k)))


def pick(items: list[Any], number: Any) -> Any:
    """The item of that number, which must be there: lines and nodes name earlier ones only."""
    need(type(number) is int and 0 <= number < len(items), "a reference to nothing earlier")
    return items[number]


READ: Any = {"d": dim_of, "i": index_of, "n": str, "x": int, "D": lambda dims: tuple(map(dim_of, dims))}


class Store:
    """Terms as numbers: equal terms have equal numbers. `loose[t]` are the pairs (level, size) of t's loose indices."""

    def __init__(self, tensors: dict[str, tuple[Dim, ...]], free: dict[str, Dim], lows: dict[str, int]) -> None:
        self.tensors, self.free, self.lows = tensors, free, lows
        self.nodes: list[tuple[Any, ...]] = []
        self.loose: list[frozenset[tuple[int, Dim]]] = []
        self.known: dict[tuple[Any, ...], int] = {}
        self.polys: dict[int, dict[tuple[Any, ...], Any]] = {}
        self.work, self.assumed = 0, frozenset[tuple[str, int]]()

    def never_negative(self, dim: Dim) -> bool:
        """Whether the size is at least 0 whenever every name has at least its least value."""
        return all(k > 0 for _, k in dim[1]) and dim[0] + sum(k * self.lows.get(n, 1) for n, k in dim[1]) >= 0

    def spend(self, work: int) -> None:
        """Counts work, so that no certificate can hang the checker."""
        self.work += work
        need(self.work <= LIMIT, "too much work")

    def make(self, *node: Any) -> int:
        """The number of a term; its parts must be of the right kinds, a bound index have the size of its sum."""
        found = self.known.get(node)
        if found is not None:
            return found
        tag, parts = node[0], node[1:]
        loose: set[tuple[int, Dim]] = set()
        binders = (parts[0],) if tag == "sum" else (parts[1], parts[0]) if tag == "mof" else ()
        for kind, part in zip(kinds(tag, len(parts)), parts, strict=True):
            if kind == "i":
                base, dim, _ = part
                if type(base) is int:
                    loose.add((base, dim))
                else:
                    need(dim == (ONE if base is None else self.free.get(base)), "an index with another size")
            elif kind in "sm":
                need((self.nodes[part][0] in SCALARS) == (kind == "s"), "a matrix for a scalar or the reverse")
                for level, dim in self.loose[part]:
                    need(level >= len(binders) or dim == binders[level], "a bound index has not the size of its sum")
                    if level >= len(binders):
                        loose.add((level - len(binders), dim))
        for dim in parts[:1] if tag == "sum" else parts[1] if tag == "mblock" else ():
            need(self.never_negative(dim), "a size that may be negative")
        need(len(loose) < 2 or len(dict(loose)) == len(loose), "one index with two sizes")
        self.spend(1 + len(parts))
        self.known[node] = len(self.nodes)
        self.nodes.append(node)
        self.loose.append(frozenset(loose))
        return len(self.nodes) - 1

    def load(self, row: Any, earlier: list[int]) -> int:
        """The number of a term given as a row of the node table; `earlier` maps row numbers to terms."""
        tag, *data = row
        parts: list[Any] = []
        if tag in ("num", "mconst"):
            need(len(data) == 2 and type(data[0]) is int and type(data[1]) is int and data[1] > 0, "no number")
            return self.make(tag, Fraction(data[0], data[1]))
        for kind, part in zip(kinds(tag, len(data)), data, strict=True):
            if kind in "nx":
                need(type(part) is (str if kind == "n" else int) and (kind == "n" or part in (0, 1)), "a name or axis")
            parts.append(pick(earlier, part) if kind in "sm" else READ[kind](part))
        need(tag != "mblock" or len(parts[1]) == len(parts) - 2, "a block matrix with a wrong number of sizes")
        return self.make(tag, *parts)

    def many(self, tag: str, args: list[int]) -> int:
        """The sum or product of any number of terms."""
        one = args[0] if args else self.make("num", Fraction(tag == "mul"))
        return self.make(tag, *args) if len(args) > 1 else one

    def replace(self, term: int, choose: Callable[[Any, Dim], Index], bound_only: bool = True) -> int:
        """`term` with each index that points outside of it moved by `choose(base, size)`."""
        memo: dict[tuple[int, int], int] = {}

        def move(index: Index, depth: int) -> Index:
            base, dim, offset = index
            outside = type(base) is int and base >= depth
            if not outside and type(base) is not str:
                return index
            new, dim, start = choose(base - depth if type(base) is int else base, dim)
            return (new + depth if type(new) is int else new, dim, plus(start, offset))

        def walk(term: int, depth: int) -> int:
            if bound_only and not any(level >= depth for level, _ in self.loose[term]):
                return term
            if (term, depth) not in memo:
                tag, *parts = self.nodes[term]
                inner = depth + BINDS.get(tag, 0)
                for place, kind in enumerate(kinds(tag, len(parts))):
                    if kind in "sm":
                        parts[place] = walk(parts[place], inner)
                    elif kind == "i":
                        parts[place] = move(parts[place], depth)
                memo[term, depth] = self.make(tag, *parts)
            return memo[term, depth]

        return walk(term, 0)

    def instance(self, body: int, *values: Index) -> int:
        """What stands under binders at these values of their indices, innermost first, given in the context outside."""
        inner, n = dict(enumerate(values)), len(values)
        return self.replace(body, lambda b, d: inner.get(b, (b - n if type(b) is int else b, d, ZERO)))

    def shifted(self, term: int, by: int = 1) -> int:
        """`term` seen from under `by` more binders (from outside one, with -1)."""
        return self.replace(term, lambda base, dim: (base + by if type(base) is int else base, dim, ZERO))

    def poly(self, term: int) -> dict[tuple[Any, ...], Any]:
        """The polynomial of a term in what is no number, sum of terms or product: {sorted factors: coefficient}."""
        if term in self.polys:
            return self.polys[term]
        tag, *parts = self.nodes[term]
        total: dict[tuple[Any, ...], Any] = {((1, term),): 1}
        if tag == "num":
            total = {(): parts[0]}
        elif tag == "size":
            total = {(): parts[0][0]} | {((0, name),): k for name, k in parts[0][1]}
        elif tag == "add":
            total = {}
            for part in parts:
                self.spend(len(self.poly(part)))
                for key, k in self.poly(part).items():
                    total[key] = total.get(key, 0) + k
        elif tag == "mul":
            total = {(): 1}
            for part in parts:
                right, left, total = self.poly(part), total, {}
                for one, k in left.items():
                    for two, m in right.items():
                        bits = 0 if k == m == 1 else (k * m).numerator.bit_length() + (k * m).denominator.bit_length()
                        self.spend(2 + len(one) + len(two) + bits)
                        key = tuple(sorted(one + two))
                        total[key] = total.get(key, 0) + k * m
        self.polys[term] = {key: k for key, k in total.items() if k}
        return self.polys[term]


def parts_of(store: Store, term: int, tag: str) -> list[Any]:
    """The parts of a term that must be a `tag`."""
    need(store.nodes[term][0] == tag, f"no {tag} where the rule needs one")
    return list(store.nodes[term][1:])


def unfold(store: Store, term: int) -> int:
    """The law of the outermost matrix operation of an entry."""
    row, column, matrix = parts_of(store, term, "at")
    kind, *parts = store.nodes[matrix]
    match kind:
        case "var":  # A[i,j] is the tensor's entry
            return store.make("entry", parts[0], row, column)
        case "madd":  # (A + B)[i,j] = A[i,j] + B[i,j]
            return store.many("add", [store.make("at", row, column, part) for part in parts])
        case "mhad":  # (A ⊙ B)[i,j] = A[i,j] B[i,j]
            return store.many("mul", [store.make("at", row, column, part) for part in parts])
        case "mtrans":  # Aᵀ[i,j] = A[j,i]
            return store.make("at", column, row, parts[0])
        case "mmap":  # f(A)[i,j] = f(A[i,j])
            return store.make("fun", parts[0], store.make("at", row, column, parts[1]))
        case "mscale":  # (s A)[i,j] = s A[i,j]
            return store.make("mul", parts[0], store.make("at", row, column, parts[1]))
        case "mconst":  # every entry is that number
            return store.make("num", parts[0])
        case "meye":  # I[i,j] = δ(i,j)
            return store.make("delta", row, column)
        case "mmul":  # (A B)[i,j] = Σ_k A[i,k] B[k,j]
            k: Index = (0, parts[0], ZERO)
            up, across = [(b + 1 if type(b) is int else b, d, o) for b, d, o in (row, column)]
            one, two = store.make("at", up, k, store.shifted(parts[1])), store.shifted(parts[2])
            return store.make("sum", parts[0], store.make("mul", one, store.make("at", k, across, two)))
        case "mof":  # the formula of the entry at row i, column j
            return store.instance(parts[2], column, row)
    axis, dims, *blocks = parts  # a block matrix: the block in which all values of the index lie
    base, dim, offset = column if axis else row
    for size, part in zip(dims, blocks, strict=True):
        if store.never_negative(offset) and store.never_negative(plus(plus(size, offset, -1), dim, -1)):
            moved = (base, dim, offset)
            return store.make("at", *((row, moved) if axis else (moved, column)), part)
        offset = plus(offset, size, -1)
    raise Invalid("the block of a block matrix is not decided")


def of_product(store: Store, rule: str, left: int, place: int, other: int = -1) -> int:
    """Rules about factor number `place` of a product."""
    parts = parts_of(store, left, "mul")
    need(type(place) is int and type(other) is int and 0 <= place < len(parts), f"{rule} of no factor")
    if rule == "mulsum":  # a (Σ b) = Σ a b, a not containing the index
        dim, body = parts_of(store, parts[place], "sum")
        inner = [body if k == place else store.shifted(part) for k, part in enumerate(parts)]
        return store.make("sum", dim, store.make("mul", *inner))
    if rule == "deltasubst":  # δ(x,y) e = δ(x,y) e[x := y]
        (base, _, start), (to, size, offset) = parts_of(store, parts[place], "delta")
        value = (to, size, plus(offset, start, -1))
        others = [store.replace(part, lambda b, d: value if b == base else (b, d, ZERO), False) for part in parts]
        return store.make("mul", *others[:place], parts[place], *others[place + 1 :])
    need(0 <= other < len(parts) and place != other, "sizeinv of no factor")  # n · (1/n) = 1, n at least 1
    (dim,) = parts_of(store, parts[other], "size")
    need(store.never_negative(plus(dim, ONE, -1)), "a size that may be 0")
    need(store.nodes[parts[place]] == ("fun", "inv", parts[other]), "not the inverse of that size")
    return store.many("mul", [part for k, part in enumerate(parts) if k not in (place, other)])


def of_sum(store: Store, rule: str, left: int, details: list[Any]) -> int:
    """Rules about a sum."""
    dim, body = parts_of(store, left, "sum")
    match rule, details:
        case "sumlin", []:  # Σ (c a + d b + …) = c Σ a + d Σ b + …, numbers c, d
            terms = []
            for term in store.nodes[body][1:] if store.nodes[body][0] == "add" else (body,):
                factors = store.nodes[term][1:] if store.nodes[term][0] == "mul" else (term,)
                numbers = [f for f in factors[:1] if store.nodes[f][0] == "num" and store.nodes[f][1] != 1]
                inner = store.make("sum", dim, store.many("mul", list(factors[len(numbers) :])))
                terms.append(store.many("mul", [*numbers, inner]))
            return store.many("add", terms)
        case "sumconst", []:  # Σ over d of e = d e, e not containing the index
            need(all(level for level, _ in store.loose[body]), "the summand contains the index")
            return store.make("mul", store.make("size", dim), store.shifted(body, -1))
        case "expand", []:  # a sum over a concrete size is its listed terms
            need(not dim[1], "a sum over no concrete size")
            store.spend(20 * dim[0])
            return store.many("add", [store.instance(body, (None, ONE, (k, ()))) for k in range(dim[0])])
        case "split", [parts]:  # Σ over d1 + d2 + … is the sum of the sums over the parts, each with its start added
            sums, start = [], ZERO
            for part in map(dim_of, parts):
                moved = store.replace(body, lambda b, d, v=(0, part, start): v if b == 0 else (b, d, ZERO))  # type: ignore[misc]
                sums.append(store.make("sum", part, moved))
                start = plus(start, part)
            need(start == dim, "the parts do not make up the whole")
            return store.many("add", sums)
        case "perm", [order]:  # sums change places
            need(sorted(order) == list(range(len(order))) and all(type(k) is int for k in order), "no permutation")
            dims, inner, last = [], left, len(order) - 1
            for _ in order:
                dim, inner = parts_of(store, inner, "sum")
                dims.append(dim)
            level = {last - old: last - new for new, old in enumerate(order)}
            inner = store.replace(inner, lambda b, d: (level.get(b, b), d, ZERO))
            for old in reversed(order):
                inner = store.make("sum", dims[old], inner)
            return inner
        case "deltaelim", []:  # Σ_i δ(i,k) e = e[i := k], k always in the range of i
            factors = store.nodes[body][1:] if store.nodes[body][0] == "mul" else (body,)
            for one, two in [store.nodes[factor][1:] for factor in factors if store.nodes[factor][0] == "delta"]:
                for (base, _, start), (to, size, offset) in ((one, two), (two, one)):
                    value = (to - 1 if type(to) is int else to, size, plus(offset, start, -1))
                    room = plus(plus(dim, value[2], -1), size, -1)
                    if base == 0 and to != 0 and store.never_negative(value[2]) and store.never_negative(room):
                        return store.instance(body, value)
    raise Invalid(f"{rule} does not apply")


def follows(store: Store, rule: Any, left: int, right: int, details: list[Any], lines: list[tuple[int, int]]) -> bool:
    """Whether `left = right` follows by `rule`."""
    match rule, details:
        case "trans", [first, second]:  # a = b and b = c give a = c
            one, two = pick(lines, first), pick(lines, second)
            gone = store.loose[one[1]] - store.loose[left] - store.loose[right]  # only an index that has a value may go
            need(all(store.never_negative(plus(dim, ONE, -1)) for _, dim in gone), "an index without values")
            return one[1] == two[0] and (one[0], two[1]) == (left, right)
        case "sym", [first]:  # a = b gives b = a
            return bool(pick(lines, first) == (right, left))
        case "cong", [list(proofs)]:  # equal parts give equal wholes (of scalars: a line is about indices in range)
            (tag, *parts), (other, *news) = store.nodes[left], store.nodes[right]
            first = {"add": 0, "mul": 0, "sum": 1, "fun": 1}.get(tag, len(parts))
            need(tag == other and parts[:first] == news[:first] and len(parts) == len(news), "different kinds of terms")
            rows = zip(parts[first:], news[first:], proofs, strict=True)
            return all(old == new if proof == -1 else pick(lines, proof) == (old, new) for old, new, proof in rows)
        case "ring", []:  # equal polynomials over a commutative ring
            return store.poly(left) == store.poly(right)
        case "delta", []:  # δ(i,i) = 1; δ(i, i+c) = 0 for a number c other than 0; δ(i,j) = δ(j,i)
            one, two = parts_of(store, left, "delta")
            gap = plus(two[2], one[2], -1)
            decided = one[0] == two[0] and not gap[1] and store.nodes[right] == ("num", Fraction(gap[0] == 0))
            return bool(decided or store.nodes[right] == ("delta", two, one))
        case "inv", []:  # 1/q for a number q other than 0
            name, number = parts_of(store, left, "fun")
            return name == "inv" and store.nodes[right] == ("num", 1 / parts_of(store, number, "num")[0])
        case "unfold", []:
            return unfold(store, left) == right
        case (("mulsum" | "deltasubst" | "sizeinv"), _):
            return of_product(store, rule, left, *details) == right
    need(rule in ("sumlin", "sumconst", "expand", "split", "perm", "deltaelim"), f"there is no rule named {rule}")
    return of_sum(store, rule, left, details) == right


def load(data: Any, store: Store | None = None) -> tuple[Store, list[int], int, int, frozenset[tuple[str, int]]]:
    """The store of a claim or certificate, its nodes' numbers, its two sides and what it assumes."""
    tensors = {name: tuple([dim_of(dim) for dim in dims]) for name, dims in data["tensors"].items()}
    free = {name: dim_of(dim) for name, dim in data["free"].items()}
    lows = dict(data["at_least"])
    need(all(type(low) is int and low >= 1 for low in lows.values()), "a least size below 1")
    store = store or Store(tensors, free, lows)
    need(all(store.never_negative(plus(dim, ONE, -1)) for dim in free.values()), "a free index without values")
    need((tensors, free, lows) == (store.tensors, store.free, store.lows), "other tensors, indices or sizes")
    numbers: list[int] = []
    for row in data["nodes"]:
        numbers.append(store.load(row, numbers))
    left, right = pick(numbers, data["left"]), pick(numbers, data["right"])
    need({store.nodes[left][0], store.nodes[right][0]} <= SCALARS, "a claim about whole matrices")
    need(not store.loose[left] | store.loose[right], "a claim with loose indices")
    return store, numbers, left, right, frozenset([(kind, pick(numbers, n)) for kind, n in data.get("assume", ())])


def check(certificate: Any, claim: Any = None, laws: Any = None) -> int:
    """The number of lines of a valid certificate (of `claim`, if given), by these rules and `laws`; else `Invalid`."""
    try:
        need(certificate["format"] == FORMAT, "another format")
        store, numbers, left, right, assumed = load(certificate)
        store.assumed = assumed
        need(claim is None or load(claim, store)[2:] == (left, right, store.assumed), "a certificate of another claim")
        lines: list[tuple[int, int]] = []
        for rule, one, two, *details in certificate["lines"]:
            one, two = pick(numbers, one), pick(numbers, two)
            law = (laws or {}).get(rule, follows)
            need(law(store, rule, one, two, details, lines), f"line {len(lines)} does not follow by {rule}")
            lines.append((one, two))
        need(left == right or (lines and lines[-1] == (left, right)), "the last line is not the claim")
    except Exception as problem:  # whatever a malformed certificate runs into is a rejection
        raise Invalid(f"rejected: {type(problem).__name__}: {problem}") from problem
    return len(lines)

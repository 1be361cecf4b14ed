"""The second opinion: both sides at one size, over the field of p = 2^61 - 1 elements, functions as random oracles.

Law (theory, sections 2 and 6): at sizes not below the bound N the two sides agree for random tensors and functions just
when they agree for all sizes, tensors and functions, but for a chance of at most (A² D + D)/p, A the number of function
values and D the degree. It works on the terms as lowered and knows nothing of canonical forms, but for N.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from fractions import Fraction
from hashlib import blake2b
from itertools import product
from typing import Any

from explorer.proof.checker_signs import MAX, MIN, PRODUCT
from explorer.proof.claim import Claim
from explorer.proof.evaluate import SUMMAND, Evaluator, Steps, TooLarge
from explorer.proof.monomials import monomials
from explorer.proof.rebuild import children
from explorer.proof.sizes import Dim, combine, value
from explorer.proof.terms import At, Delta, Entry, Fun, Index, Size, Sum, Term

PRIME = 2**61 - 1
ALL_PLACES = 64
MAX_PLACES = 256
MAX_WORK = 300_000
PARTIAL = 3


def _labels(term: Term, dims: dict[Dim, set[Any]], depth: int, free: bool) -> None:
    """Adds the loose and (if the claim has any) free indices that occur in `term` to `dims`, by size."""
    if not free and not term.loose:
        return
    match term:
        case Entry(indices=indices):
            used: Iterable[Index] = indices
        case Delta(left=left, right=right):
            used = (left, right)
        case At(row=row, column=column):
            used = (row, column)
        case _:
            used = ()
    for index in used:
        if index.base is None:
            continue
        if type(index.base) is str or (type(index.base) is int and index.base >= depth):
            base = index.base if type(index.base) is str else int(index.base or 0) - depth
            dims.setdefault(index.dim, set()).add(base)
    for child in children(term):
        _labels(child, dims, depth + (type(term) is Sum), free)


def _vertices(term: Term, atoms: set[Term], always: Mapping[Dim, set[Any]], free: bool) -> dict[Dim, int]:
    """The most indices of each size in one monomial of a canonical term, those that are `always` vertices among them.

    Collects the function atoms met.
    """
    most: dict[Dim, int] = {}
    for mono in monomials(term):
        found = {dim: set(labels) for dim, labels in always.items()}
        for factor in mono.factors:
            _labels(factor, found, len(mono.dims), free)
            if type(factor) is Fun:
                atoms.add(factor)
        count = {dim: len(labels) for dim, labels in found.items()}
        for dim in mono.dims:
            count[dim] = count.get(dim, 0) + 1
        for dim, number in count.items():
            most[dim] = max(most.get(dim, 0), number)
    return most


def _in_deltas(claim: Claim) -> set[tuple[Dim, Dim]]:
    """The constant indices of deltas with the sizes they are compared with: a delta is no slot."""
    found: set[tuple[Dim, Dim]] = set()
    stack, seen = [claim.left, claim.right] if claim.table.deltas else [], set()
    while stack:
        term = stack.pop()
        if term in seen:
            continue
        seen.add(term)
        stack.extend(children(term))
        if type(term) is not Delta:
            continue
        for one, two in ((term.left, term.right), (term.right, term.left)):
            if one.base is None:
                dims = [two.dim] if two.base is not None else [(0, ((name, 1),)) for name, _ in one.offset[1]]
                found |= {(dim, one.offset) for dim in dims}
    return found


def bound(claim: Claim, forms: Iterable[Term]) -> dict[Dim, int]:
    """The number of index values N the small-model theorem asks of each size (not below it: never too few)."""
    atoms: set[Term] = set()
    free = bool(claim.free)
    top: dict[Dim, int] = {}
    for form in forms:
        for dim, number in _vertices(form, atoms, {}, free).items():
            top[dim] = max(top.get(dim, 0), number)
    inside: dict[Dim, int] = {}
    around: dict[Dim, int] = {}
    done: set[Term] = set()
    while atoms - done:
        atom = (atoms - done).pop()
        done.add(atom)
        labels: dict[Dim, set[Any]] = {}
        _labels(atom, labels, 0, free)
        for dim, names in labels.items():
            around[dim] = max(around.get(dim, 0), len(names))
        for arg in children(atom):
            for dim, number in _vertices(arg, atoms, labels, free).items():
                inside[dim] = max(inside.get(dim, 0), number)
    shared: dict[Dim, int] = {}
    for dim in claim.free.values():
        shared[dim] = shared.get(dim, 0) + 1
    for slot, _ in {*claim.constants, *_in_deltas(claim)}:
        shared[slot] = shared.get(slot, 0) + 1
    result = {}
    for dim in {*top, *inside, *around, *shared}:
        here = max(top.get(dim, 0), inside.get(dim, 0) + around.get(dim, 0))
        result[dim] = here + shared.get(dim, 0)
    return result


def _coefficients(forms: Iterable[Term]) -> set[tuple[tuple[tuple[Term, ...], Fraction | int], ...]]:
    """The coefficients, polynomials in the sizes, that occur at any depth of canonical terms."""
    found = set()
    stack, seen = list(forms), set()
    while stack:
        form = stack.pop()
        if form in seen:
            continue
        seen.add(form)
        polynomials: dict[Any, dict[tuple[Term, ...], Fraction | int]] = {}
        for mono in monomials(form):
            scale = tuple(factor for factor in mono.factors if _is_scale(factor))
            rest = tuple(factor for factor in mono.factors if not _is_scale(factor))
            stack.extend(arg for factor in rest if type(factor) is Fun for arg in factor.args)
            polynomials.setdefault((mono.dims, rest), {})[scale] = mono.coefficient
        for polynomial in polynomials.values():
            found.add(tuple(sorted(polynomial.items(), key=lambda item: [factor.ref for factor in item[0]])))
    return found


def _is_scale(factor: Term) -> bool:
    return type(factor) is Size or (type(factor) is Fun and factor.name == "inv" and type(factor.args[0]) is Size)


def _amount(polynomial: Iterable[tuple[tuple[Term, ...], Fraction | int]], sizes: Mapping[str, int]) -> Fraction:
    total = Fraction(0)
    for factors, start in polynomial:
        coefficient = Fraction(start)
        for factor in factors:
            size = factor if type(factor) is Size else children(factor)[0]
            number = value(size.dim, sizes) if type(size) is Size else 1
            coefficient = coefficient * number if type(factor) is Size else coefficient / number
        total += coefficient
    return total


def sizes_for(claim: Claim, forms: Iterable[Term]) -> dict[str, int]:
    """The smallest sizes not below the bound N at which no two different coefficients have the same value."""
    forms = list(forms)
    sizes = {name: claim.lows.get(name, 1) for name in claim.sizes}
    for dim, number in sorted(bound(claim, forms).items()):
        names = [name for name, factor in dim[1] if factor > 0]
        while names and value(dim, sizes) < number:
            for name in names:
                sizes[name] += 1
    sizes |= {name: max(sizes[name], PARTIAL) for name in _partial(claim)}
    if any(type(node) is Size for node in claim.table.nodes):
        coefficients = list(_coefficients(forms))
        for _ in range(50):
            amounts = {_amount(polynomial, sizes) for polynomial in coefficients}
            if len(amounts) == len(coefficients) and 0 not in amounts:
                break
            sizes = {name: size + 1 for name, size in sizes.items()}
    return sizes


def _partial(claim: Claim) -> set[str]:
    """The sizes that say where an index of part of a slot ends: the bound is none for these, so more are tried."""
    names: set[str] = set()
    for node in claim.table.nodes:
        if type(node) is Entry:
            for index, slot in zip(node.indices, claim.slots.get(node.name, ()), strict=False):
                ends = (index.offset, combine(slot, combine(index.dim, index.offset), -1))
                if index.base is not None and any(end[1] for end in ends):
                    names |= {name for dim in (*ends, index.dim) for name, _ in dim[1] if name in claim.sizes}
    return names


class Chance:
    """Random tensors and functions over the field, drawn as they are asked for from one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.entries: dict[tuple[str, tuple[int, ...]], int] = {}

    def entry(self, name: str, place: tuple[int, ...]) -> int:
        """An entry of a random tensor."""
        key = (name, place)
        drawn = self.entries.get(key)
        if drawn is None:
            drawn = self.entries[key] = self.random.randrange(PRIME)
        return drawn

    def function(self, name: str, values: tuple[Any, ...]) -> int:
        """A random function; the inverse is the field's own (division by zero raises ZeroDivisionError)."""
        if name == "inv":
            if values[0] % PRIME == 0:
                raise ZeroDivisionError
            return pow(int(values[0]), PRIME - 2, PRIME)
        if name in (MAX, MIN, PRODUCT):
            values = tuple(sorted(values))
        text = f"{self.seed}:{name}:{values}".encode()
        return int.from_bytes(blake2b(text, digest_size=16).digest()) % PRIME


def places(
    claim: Claim, sizes: Mapping[str, int], limit: int = ALL_PLACES, small: Mapping[Dim, int] | None = None
) -> list[dict[str, int]]:
    """Values of the free indices: all of them, or where those are many one for each pattern of equal and fixed ones.

    Law: tensors are random, so what is true for one choice of values is true for each that makes the same indices equal
    to one another and to the constants.
    """
    names = list(claim.free)
    counts = [(small or {}).get(claim.free[name]) or value(claim.free[name], sizes) for name in names]
    total = 1
    for count in counts:
        total *= count
    if total <= limit:
        return [dict(zip(names, place, strict=True)) for place in product(*map(range, counts))]
    fixed: dict[Dim, list[int]] = {}
    for slot, offset in sorted(claim.constants):
        fixed.setdefault(slot, []).append(value(offset, sizes))
    found: list[dict[str, int]] = [{}]
    for name, count in zip(names, counts, strict=True):
        dim = claim.free[name]
        longer: list[dict[str, int]] = []
        for place in found:
            used = {number for other, number in place.items() if claim.free[other] == dim} | set(fixed.get(dim, ()))
            fresh = next((number for number in range(count) if number not in used), None)
            choices = sorted(number for number in used if 0 <= number < count)
            if fresh is not None:
                choices.insert(0, fresh)
            longer.extend({**place, name: number} for number in choices)
        found = longer[:MAX_PLACES]
    return found


def smaller(claim: Claim, forms: Iterable[Term]) -> dict[Dim, int]:
    """For a claim proved without the concrete sizes' values: a number not below the bound N for each of them."""
    numbers = {dim: max(number, 2) for dim, number in bound(claim, forms).items() if not dim[1]}
    for slot, offset in claim.constants:
        if slot in numbers:
            numbers[slot] = max(numbers[slot], offset[0] + 1)
    return {dim: number for dim, number in numbers.items() if 1 < number < dim[0]}


def agree(
    claim: Claim,
    sizes: Mapping[str, int],
    seed: int = 1,
    small: Mapping[Dim, int] | None = None,
    steps: Steps | None = None,
) -> bool | None:
    """Whether both sides agree at `sizes`, concrete ones at `small`, for random tensors and functions.

    None where they divide by zero, or where it would take more than `MAX_WORK` summands or than are left of `steps`.
    """
    large = max([*sizes.values(), *(dim[0] for slot in claim.slots.values() for dim in slot)], default=0) > 8
    most = MAX_WORK if steps is None else max(0, min(MAX_WORK, steps.left // SUMMAND))
    work = most
    try:
        for attempt in range(4):
            chance = Chance(seed + attempt)
            try:
                for place in places(claim, sizes, 2 if large else ALL_PLACES, small):
                    run = Evaluator(sizes, chance.entry, chance.function, _embed, place, PRIME, work, small)
                    if (run.scalar(claim.left) - run.scalar(claim.right)) % PRIME:
                        return False
                    work = run.work
                return True
            except ZeroDivisionError:
                continue
    except TooLarge:
        work = 0
    finally:
        if steps is not None:
            steps.left -= len(claim.table.nodes) + SUMMAND * (most - work)
    return None


def _embed(number: Any) -> int:
    if isinstance(number, int):
        return number % PRIME
    return int(number.numerator) * pow(int(number.denominator), PRIME - 2, PRIME) % PRIME

"""The search for a witness: smallest sizes first, then small integers, a simple function, few non-zero numbers.

Exact arithmetic throughout: fractions, or for functions such as exp intervals that hold the value; two values differ
only if the fractions do or the intervals are disjoint. Nothing here uses the canonical form.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from explorer.proof.claim import Claim, Meaning
from explorer.proof.evaluate import SUMMAND, Evaluator, Steps, TooLarge
from explorer.proof.lower_scalar import ANY
from explorer.proof.oracle import agree, places
from explorer.proof.sizes import value
from explorer.proof.terms import Fun
from explorer.proof.verdict import Witness

MAX_SIZES = 150
TRIES = 12
FEW = 2
MAX_SHRINKS = 400
MAX_WORK = 50_000
MAX_ENTRIES = 1_000_000
MAX_BITS = 2000
MORE_PRECISION = 300
INTERVAL = 8
"""How many times an interval costs what a fraction costs."""
MAX_STEPS = 800_000
"""Of the whole search; making the numbers smaller afterwards may take `SHRINK_STEPS` more."""
SHRINK_STEPS = 200_000

# One row: what is printed, and the function with its first and second derivative.
SIMPLE: tuple[tuple[str, tuple[Callable[[Any], Any], ...]], ...] = (
    ("x", (lambda x: x, lambda x: 0 * x + 1, lambda x: 0 * x)),
    ("x**2", (lambda x: x * x, lambda x: 2 * x, lambda x: 0 * x + 2)),
)


class NoMeaning(Exception):
    """A particular function of which no exact meaning is known."""


class Exhausted(Exception):
    """The search ended before all that it would have tried."""


@dataclass(slots=True)
class Trial:
    """One choice of numbers: entries and function values are drawn when first asked for, then kept."""

    draw: random.Random
    simple: int | None
    meanings: Mapping[str, Meaning]
    opaque: Mapping[str, bool]
    interval: bool
    entries: dict[tuple[str, tuple[int, ...]], int]
    tables: dict[tuple[str, tuple[Any, ...]], int]
    used: set[tuple[str, tuple[Any, ...]]]

    def number(self, number: Any) -> Any:
        """A rational number in the ring of the run."""
        if not self.interval:
            return Fraction(number)
        from mpmath import iv

        exact = Fraction(number)
        return iv.mpf(exact.numerator) / iv.mpf(exact.denominator)

    def entry(self, name: str, place: tuple[int, ...]) -> Any:
        """An entry of a tensor."""
        key = (name, place)
        if key not in self.entries:
            self.entries[key] = self.draw.choice((0, 1, -1, 2, 1, -2, 3))
        return self.number(self.entries[key])

    def function(self, name: str, values: tuple[Any, ...]) -> Any:
        """The value of a function."""
        base = name.rstrip("'")
        if not self.opaque.get(name, False):
            meaning = self.meanings.get(name)
            rule = None if meaning is None else meaning.interval if self.interval else meaning.exact
            if rule is None:
                raise NoMeaning(name)
            return rule(*values)
        order = len(name) - len(base)
        if self.simple is not None and len(values) == 1 and order < 3:
            return SIMPLE[self.simple][1][order](values[0])
        key = (name, values)
        if self.interval and key not in self.tables:
            key = self._near(key)
        if key not in self.tables:
            self.tables[key] = self.draw.choice((0, 1, 2, -1, 3))
        self.used.add(key)
        return self.number(self.tables[key])

    def _near(self, key: tuple[str, tuple[Any, ...]]) -> tuple[str, tuple[Any, ...]]:
        """The place in the table that may be this one: arguments in intervals that meet may be equal.

        An unknown function may have one value at both, whether they are or not; none is chosen where there are two.
        """
        name, values = key
        found = [
            (other, known)
            for other, known in self.tables
            if other == name and all(a.a <= b.b and b.a <= a.b for a, b in zip(values, known, strict=True))
        ]
        if len(found) > 1:
            raise ZeroDivisionError
        return found[0] if found else key


def sizes_in_order(claim: Claim, most: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """All sizes up to `most`, smaller totals first."""
    names = claim.sizes
    ranges = [range(claim.lows.get(name, 1), max(most.get(name, 1), claim.lows.get(name, 1)) + 1) for name in names]
    count = 1
    for one in ranges:
        count *= len(one)
    if count > 20_000:  # the least sizes, then all equal, then the largest
        yield {name: one[0] for name, one in zip(names, ranges, strict=True)}
        yield {name: one[-1] for name, one in zip(names, ranges, strict=True)}
        return
    for choice in sorted(product(*ranges), key=lambda sizes: (sum(sizes), sizes))[:MAX_SIZES]:
        yield dict(zip(names, choice, strict=True))


def search(claim: Claim, most: Mapping[str, int], meanings: Mapping[str, Meaning], seed: int = 1) -> Witness | None:
    """A witness at the smallest sizes at which there is one, or None.

    Raises `NoMeaning` for a function without one, `Exhausted` where `MAX_STEPS` were not enough to find one.
    """
    steps = Steps(MAX_STEPS)
    found = _search(claim, most, meanings, seed, steps)
    if found is None and _in_intervals(claim, meanings) and steps.left >= 0:
        from mpmath import iv

        before, iv.prec = iv.prec, MORE_PRECISION
        try:
            found = _search(claim, most, meanings, seed, steps)
        finally:
            iv.prec = before
    if found is None and steps.left < 0:
        raise Exhausted(f"no numbers were found where the sides differ within {MAX_STEPS} steps")
    return found


def _in_intervals(claim: Claim, meanings: Mapping[str, Meaning]) -> bool:
    """Whether a function of the claim has exact values only as intervals."""
    particular = [name for name, opaque in claim.functions.items() if not opaque]
    return any(name not in meanings or meanings[name].exact is None for name in particular)


def _search(
    claim: Claim, most: Mapping[str, int], meanings: Mapping[str, Meaning], seed: int, steps: Steps
) -> Witness | None:
    """The witness at the smallest sizes: those with one are first looked for by a few trials each."""
    order = [sizes for sizes in sizes_in_order(claim, most) if _entries(claim, sizes) <= MAX_ENTRIES]
    if all(opaque or name == "inv" for name, opaque in claim.functions.items()):
        for sizes in order:
            if steps.left < 0:
                break
            if agree(claim, sizes, seed, None, steps):
                continue  # equal here for random tensors and functions over the field: no witness of this size
            found = _tried(claim, sizes, meanings, seed, steps, range(TRIES * 3))
            if found is not None:
                return found
        return None
    early = None
    for number, sizes in enumerate(order):
        early = _tried(claim, sizes, meanings, seed, steps, range(FEW))
        if early is not None:
            order = order[:number]
            break
    for sizes in order:
        found = _tried(claim, sizes, meanings, seed, steps, range(FEW, TRIES * 3))
        if found is not None:
            return found
    return early


def _tried(
    claim: Claim,
    sizes: Mapping[str, int],
    meanings: Mapping[str, Meaning],
    seed: int,
    steps: Steps,
    attempts: range,
) -> Witness | None:
    """A witness at these sizes by some of the trials, or None, also where they are too large to evaluate."""
    try:
        return _at(claim, sizes, meanings, seed, steps, attempts) if steps.left >= 0 else None
    except TooLarge:
        return None


def differs_somewhere(
    claim: Claim, sizes: Mapping[str, int], meanings: Mapping[str, Meaning], seed: int = 1
) -> bool | None:
    """Whether random numbers at `sizes` show a difference: a second opinion that can only say no.

    None where there are no two values to look at.
    """
    steps = Steps(MAX_STEPS // 4)
    try:
        found = _at(claim, sizes, meanings, seed, steps, range(TRIES * 3))
    except NoMeaning:
        return None
    except TooLarge:
        found = None
    return found is not None if steps.runs else None


def _entries(claim: Claim, sizes: Mapping[str, int]) -> int:
    """How many numbers a witness at these sizes would list."""
    return sum(prod(value(dim, sizes) for dim in slots) for slots in claim.slots.values())


def _length(number: Fraction) -> int:
    return max(number.numerator.bit_length(), number.denominator.bit_length())


def _differs(
    claim: Claim, sizes: Mapping[str, int], trial: Trial, place: dict[str, int], steps: Steps
) -> tuple[str, str] | None:
    each = SUMMAND * (INTERVAL if trial.interval else 1)
    trial.used.clear()
    steps.spend(len(claim.table.nodes) * each // SUMMAND)
    most = min(MAX_WORK, steps.left // each)
    run = Evaluator(sizes, trial.entry, trial.function, trial.number, place, None, most)
    try:
        left, right = run.scalar(claim.left), run.scalar(claim.right)
    except ZeroDivisionError:
        return None
    finally:
        steps.left -= each * (most - run.work)
    steps.runs += 1
    if not trial.interval and max(map(_length, (left, right))) > MAX_BITS:
        return None
    if trial.interval:
        return _show(left, right) if left.b < right.a or right.b < left.a else None
    return (str(left), str(right)) if left != right else None


def _whole(interval: Any) -> int | None:
    """The whole number a narrow interval holds: the value of which only rounding is not 0, 1, …"""
    number = round(float(interval.mid.a)) if abs(interval).b < 10**9 else 0
    return number if number in interval and interval.delta.b < 1e-9 else None


def _show(left: Any, right: Any) -> tuple[str, str]:
    """Two disjoint intervals by their middles, with as many digits, at least 12, as show that they differ."""
    from mpmath import mp, nstr

    whole = [_whole(side) for side in (left, right)]
    if whole[0] != whole[1] and None not in whole:
        return str(whole[0]), str(whole[1])
    for digits in (*range(12, 18), 25, 40, 80):
        one, two = (
            str(known) if known is not None else nstr(mp.make_mpf(side.mid._mpi_[0]), digits).removesuffix(".0")
            for side, known in zip((left, right), whole, strict=True)
        )
        if one != two:
            return one, two
    return str(left), str(right)


def _at(
    claim: Claim, sizes: Mapping[str, int], meanings: Mapping[str, Meaning], seed: int, steps: Steps, attempts: range
) -> Witness | None:
    interval = _in_intervals(claim, meanings)
    several = any(
        type(node) is Fun and len(node.args) > 1 and claim.functions.get(node.name) for node in claim.table.nodes
    )
    kinds: list[int | None] = [0, 1, None] if any(claim.functions.values()) and not several else [None]
    for kind in kinds:
        for attempt in attempts if kind is None else attempts[: TRIES - attempts.start]:
            trial = Trial(
                random.Random(seed * 1000 + attempt), kind, meanings, claim.functions, interval, {}, {}, set()
            )
            for place in places(claim, sizes):
                values = _differs(claim, sizes, trial, place, steps)
                if values is not None:
                    return _smaller(claim, sizes, trial, place, values)
    return None


def _smaller(
    claim: Claim, sizes: Mapping[str, int], trial: Trial, place: dict[str, int], values: tuple[str, str]
) -> Witness:
    """Makes numbers 0, or else 1, while the sides still differ: halves of them together first, then one by one."""
    tries = 0
    steps = Steps(SHRINK_STEPS)
    keys = list(trial.entries)
    chunk = len(keys)
    while chunk and tries < MAX_SHRINKS and steps.left > 0:
        for start in range(0, len(keys), chunk):
            part = keys[start : start + chunk]
            for small in (0, 1):
                old = {key: trial.entries[key] for key in part}
                if all(number in (0, small) for number in old.values()):
                    break
                tries += 1
                tables, used = dict(trial.tables), set(trial.used)
                trial.entries.update(dict.fromkeys(part, small))
                try:
                    found = _differs(claim, sizes, trial, place, steps)
                except TooLarge:
                    found = None
                if found is not None:
                    values = found
                    break
                trial.entries.update(old)
                trial.tables, trial.used = tables, used
        chunk = chunk // 2 if chunk > 1 else 0
    return _report(claim, sizes, trial, place, values)


def _report(
    claim: Claim, sizes: Mapping[str, int], trial: Trial, place: dict[str, int], values: tuple[str, str]
) -> Witness:
    tensors = {}
    for name, slots in sorted(claim.slots.items()):
        tensors[name] = _nested(trial, name, [value(dim, sizes) for dim in slots], ())
    for name, where in sorted(trial.entries):
        if not where and name not in claim.slots:
            tensors[name] = Fraction(trial.entries[name, ()])
    functions = {}
    for name, opaque in claim.functions.items():
        if not opaque:
            continue
        told = name.replace(ANY, "")
        if trial.simple is not None and not name.endswith("'"):
            functions[told] = SIMPLE[trial.simple][0]
        elif trial.simple is None:
            rows = [(key[1], number) for key, number in trial.tables.items() if key[0] == name and key in trial.used]
            functions[told] = "; ".join(
                f"{', '.join(map(_told, args))} -> {number}" for args, number in sorted(rows, key=_at_place)
            )
    return Witness(sizes, tensors, functions, place, *values)


def _told(argument: Any) -> str:
    """A fraction, or an interval by its middle."""
    if isinstance(argument, Fraction):
        return str(argument)
    from mpmath import mp, nstr

    known = _whole(argument)
    return str(known) if known is not None else str(nstr(mp.make_mpf(argument.mid._mpi_[0]), 12)).removesuffix(".0")


def _at_place(row: tuple[tuple[Any, ...], int]) -> list[float]:
    return [float(one) if isinstance(one, Fraction) else float(one.mid.a) for one in row[0]]


def _nested(trial: Trial, name: str, dims: list[int], place: tuple[int, ...]) -> Any:
    if not dims:
        return Fraction(trial.entries.get((name, place), 0))
    return [_nested(trial, name, dims[1:], (*place, k)) for k in range(dims[0])]

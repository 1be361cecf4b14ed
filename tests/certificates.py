"""Certificates from outside: what a line claims, evaluated at random numbers, and every kind of one-place tampering.

Knows the format of a certificate (nodes, lines, references), none of its laws: a line is true or false here by the
numbers on its two sides, whatever rule it names.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

Certificate = dict[str, Any]
BINDERS = {"sum": 1, "mof": 2}


def size(dim: list[Any], sizes: dict[str, int]) -> int:
    """`[1, ["n", 2]]` is 1 + 2 n."""
    return dim[0] + sum(k * sizes[name] for name, k in dim[1:])


def names_of(data: Any) -> set[str]:
    """The size names in any part of a certificate: of every list that looks like a size."""
    if not isinstance(data, list):
        return set()
    if data and type(data[0]) is int and all(isinstance(x, list) and len(x) == 2 for x in data[1:]):
        return {x[0] for x in data[1:] if isinstance(x[0], str)}
    return set().union(*map(names_of, data)) if data else set()


class Meaning:
    """Numbers for everything in a certificate: tensors and functions are random, drawn when first met."""

    def __init__(self, certificate: Certificate, rng: random.Random, extra: int) -> None:
        self.nodes = certificate["nodes"]
        self.rng = rng
        lows = certificate["at_least"]
        names = names_of(self.nodes) | names_of(list(certificate["free"].values())) | set(lows)
        names |= names_of(list(certificate["tensors"].values()))
        self.sizes = {name: lows.get(name, 1) + rng.randint(0, extra) for name in sorted(names)}
        self.free = {name: rng.randrange(max(1, size(dim, self.sizes))) for name, dim in certificate["free"].items()}
        self.drawn: dict[Any, Fraction] = {}
        self.known: dict[Any, Fraction] = {}

    def draw(self, *key: Any) -> Fraction:
        if key not in self.drawn:
            self.drawn[key] = Fraction(self.rng.choice([k for k in range(-9, 10) if k]))
        return self.drawn[key]

    def place(self, index: Any, levels: dict[int, int]) -> int:
        """The number an index stands for; a constant may be that number itself."""
        if type(index) is int:
            return index
        base, _, offset = index
        start = 0 if base is None else levels[base] if type(base) is int else self.free[base]
        return start + size(offset, self.sizes)

    def under(self, levels: dict[int, int], *values: int) -> dict[int, int]:
        """Inside binders; the last value is that of the innermost."""
        return {**{k + len(values): v for k, v in levels.items()}, **dict(enumerate(reversed(values)))}

    def number(self, node: int, levels: dict[int, int]) -> Fraction:
        """The value of a scalar node."""
        key = (node, tuple(sorted(levels.items())))
        if key not in self.known:
            self.known[key] = self._number(self.nodes[node], levels)
        return self.known[key]

    def _number(self, row: list[Any], levels: dict[int, int]) -> Fraction:
        tag, *rest = row
        match tag:
            case "num":
                return Fraction(rest[0], rest[1])
            case "size":
                return Fraction(size(rest[0], self.sizes))
            case "entry":
                return self.draw("tensor", rest[0], *[self.place(index, levels) for index in rest[1:]])
            case "delta":
                return Fraction(self.place(rest[0], levels) == self.place(rest[1], levels))
            case "add":
                return sum((self.number(x, levels) for x in rest), Fraction(0))
            case "mul":
                product = Fraction(1)
                for x in rest:
                    product *= self.number(x, levels)
                return product
            case "sum":
                values = range(size(rest[0], self.sizes))
                return sum((self.number(rest[1], self.under(levels, k)) for k in values), Fraction(0))
            case "fun":
                return self.function(rest[0], *[self.number(x, levels) for x in rest[1:]])
            case "at":
                return self.entry(rest[2], self.place(rest[0], levels), self.place(rest[1], levels), levels)
        raise ValueError(f"no number: {row}")

    def function(self, name: str, *values: Fraction) -> Fraction:
        if name == "inv" and values[0]:
            return 1 / values[0]
        return self.draw("function", name, *values)

    def entry(self, node: int, i: int, j: int, levels: dict[int, int]) -> Fraction:
        """An entry of a matrix node."""
        tag, *rest = self.nodes[node]
        match tag:
            case "var":
                return self.draw("tensor", rest[0], i, j)
            case "madd":
                return sum((self.entry(x, i, j, levels) for x in rest), Fraction(0))
            case "mhad":
                product = Fraction(1)
                for x in rest:
                    product *= self.entry(x, i, j, levels)
                return product
            case "mmul":
                values = range(size(rest[0], self.sizes))
                left, right = rest[1:]
                terms = (self.entry(left, i, k, levels) * self.entry(right, k, j, levels) for k in values)
                return sum(terms, Fraction(0))
            case "mtrans":
                return self.entry(rest[0], j, i, levels)
            case "mmap":
                return self.function(rest[0], *[self.entry(x, i, j, levels) for x in rest[1:]])
            case "mscale":
                return self.number(rest[0], levels) * self.entry(rest[1], i, j, levels)
            case "mconst":
                return Fraction(rest[0], rest[1])
            case "meye":
                return Fraction(i == j)
            case "mof":
                return self.number(rest[2], self.under(levels, i, j))
            case "mblock":
                axis, dims, *parts = rest
                place = (i, j)[axis]
                for dim, part in zip(dims, parts, strict=True):
                    here = size(dim, self.sizes)
                    if place < here:
                        return self.entry(part, *((place, j) if axis == 0 else (i, place)), levels)
                    place -= here
                return self.draw("outside", node, i, j)
        raise ValueError(f"no matrix: {self.nodes[node]}")

    def is_matrix(self, node: int) -> bool:
        return bool(
            (self.nodes[node][0].startswith("m") and self.nodes[node][0] != "mul") or self.nodes[node][0] == "var"
        )

    def equal(self, left: int, right: int) -> bool:
        """Whether two nodes are worth the same, at random values of their loose indices and entries."""
        loose = {**loose_levels(self.nodes, left), **loose_levels(self.nodes, right)}
        levels = {}
        for level, dim in loose.items():
            here = size(dim, self.sizes)
            if here < 1:
                return True
            levels[level] = self.rng.randrange(here)
        if self.is_matrix(left) or self.is_matrix(right):
            return all(
                self.entry(left, i, j, levels) == self.entry(right, i, j, levels) for i in range(2) for j in range(2)
            )
        return self.number(left, levels) == self.number(right, levels)


def loose_levels(nodes: list[Any], node: int, depth: int = 0) -> dict[int, list[Any]]:
    """The bound indices used but not bound in a node, with their sizes."""
    row = nodes[node]
    found = {}
    for part in row[1:]:
        index = isinstance(part, list) and len(part) == 3 and isinstance(part[1], list)
        if index and type(part[0]) is int and part[0] >= depth:
            found[part[0] - depth] = part[1]
    for below in references(row):
        found.update(loose_levels(nodes, below, depth + BINDERS.get(row[0], 0)))
    return found


def references(row: list[Any]) -> list[int]:
    """The nodes a node is made of."""
    tag, *rest = row
    first = {"num": 9, "size": 9, "entry": 99, "delta": 9, "var": 9, "mconst": 9, "meye": 9}.get(tag)
    first = (
        {"sum": 1, "fun": 1, "mmul": 1, "mmap": 1, "mof": 2, "mblock": 2, "at": 2}.get(tag, 0)
        if first is None
        else first
    )
    return rest[first:]


def false_lines(certificate: Certificate, rng: random.Random, tries: int = 3) -> list[int]:
    """Law of a sound checker: no accepted certificate has a line that numbers refute."""
    wrong = []
    for extra in range(1, tries + 1):
        meaning = Meaning(certificate, rng, min(extra, 2))
        wrong += [k for k, line in enumerate(certificate["lines"]) if not meaning.equal(line[1], line[2])]
        if not meaning.equal(certificate["left"], certificate["right"]):
            wrong.append(-1)
    return wrong


def unfolded(certificate: Certificate, side: str) -> Any:
    """A side as one nested list, without references: what it says."""

    def unfold(node: int) -> Any:
        row = certificate["nodes"][node]
        below = references(row)
        return [*row[: len(row) - len(below)], *map(unfold, below)]

    return unfold(certificate[side])


def same_claim(one: Certificate, other: Certificate) -> bool:
    """Whether two certificates are about the same two terms, tensors, free indices and sizes."""
    about = ("tensors", "free", "at_least", "format")
    return all(one[key] == other[key] for key in about) and all(
        unfolded(one, side) == unfolded(other, side) for side in ("left", "right")
    )


# --- tampering ---------------------------------------------------------------------------------


def places(data: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every value in a certificate with the way to it."""
    yield way, data
    if isinstance(data, dict):
        for key, value in data.items():
            yield from places(value, (*way, key))
    elif isinstance(data, list):
        for k, value in enumerate(data):
            yield from places(value, (*way, k))


def put(data: Any, way: tuple[Any, ...], value: Any) -> None:
    for step in way[:-1]:
        data = data[step]
    data[way[-1]] = value


def tampered(certificate: Certificate, rng: random.Random) -> tuple[Certificate, str]:
    """A copy with one place changed at random, and what was done."""
    result: Certificate = copy.deepcopy(certificate)
    everywhere = [(way, value) for way, value in places(result) if way]
    in_lines = [(way, value) for way, value in everywhere if way[0] == "lines"]
    kind = rng.randrange(9)
    pool = in_lines if rng.random() < 0.5 and in_lines else everywhere
    numbers = [(way, value) for way, value in pool if type(value) is int]
    if kind <= 2 and numbers:
        way, value = rng.choice(numbers)
        put(result, way, value + rng.choice((-1, 1)))
        return result, f"{value} at {way} moved by one"
    if kind == 3 and len(numbers) > 1:
        (way, value), (other, second) = rng.sample(numbers, 2)
        put(result, way, second), put(result, other, value)
        return result, f"{way} and {other} swapped"
    texts = [(way, value) for way, value in pool if isinstance(value, str)]
    if kind == 4 and texts:
        way, value = rng.choice(texts)
        new = rng.choice([text for _, text in texts if text != value] or [value + "x"])
        put(result, way, new)
        return result, f"{value!r} at {way} called {new!r}"
    rows = [(way, value) for way, value in pool if isinstance(value, list) and value]
    if kind == 5 and result["lines"]:
        k = rng.randrange(len(result["lines"]))
        del result["lines"][k]
        return result, f"line {k} dropped"
    if kind == 6 and result["lines"]:
        k = rng.randrange(len(result["lines"]))
        result["lines"].insert(k, copy.deepcopy(rng.choice(result["lines"])))
        return result, f"a line put before line {k}"
    if kind == 7 and rows:
        way, value = rng.choice(rows)
        k = rng.randrange(len(value))
        put(result, way, value[:k] + value[k + 1 :])
        return result, f"part {k} of {way} dropped"
    way, value = rng.choice(rows or [(("left",), 0)])
    if isinstance(value, list) and len(value) > 1:
        p, q = rng.sample(range(len(value)), 2)
        swapped = list(value)
        swapped[p], swapped[q] = swapped[q], swapped[p]
        put(result, way, swapped)
        return result, f"parts {p} and {q} of {way} swapped"
    result["left"], result["right"] = result["right"], result["left"]
    return result, "sides swapped"

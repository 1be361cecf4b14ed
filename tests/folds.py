"""Random expressions with maxima, minima, sums and products over an index, ReLUs and logarithms, and their values.

An expression is a tuple, its name first; `symbolic` makes SymPy of it, `value` a float, by plain Python, None where it
has none. `rewritten` takes true steps, `slipped` one that is false as a rule.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import sympy as sp

from explorer.nodes import Largest, Smallest

Tree = tuple[Any, ...]
n = sp.Symbol("n")
VECTORS = {name: sp.MatrixSymbol(name, n, 1) for name in "zwp"}
MATRIX = sp.MatrixSymbol("M", n, n)
BIG = {"sum": sp.Sum, "max": Largest, "min": Smallest, "prod": sp.Product}
OTHER = {"max": "min", "min": "max", "sum": "max", "prod": "sum", "abs": "relu", "relu": "abs"}
TWO: dict[str, tuple[Callable[..., Any], Callable[..., float]]] = {
    "add": (sp.Add, lambda x, y: x + y),
    "mul": (sp.Mul, lambda x, y: x * y),
    "max": (sp.Max, max),
    "min": (sp.Min, min),
}
ONE: dict[str, tuple[Callable[[Any], Any], Callable[[float], float | None]]] = {
    "neg": (lambda x: sp.Mul(-1, x, evaluate=False), lambda x: -x),
    "relu": (lambda x: sp.Max(sp.Integer(0), x, evaluate=False), lambda x: max(x, 0.0)),
    "abs": (lambda x: sp.Abs(x, evaluate=False), abs),
    "exp": (lambda x: sp.exp(x, evaluate=False), lambda x: math.exp(x) if x < 300 else None),
    "log": (lambda x: sp.log(x, evaluate=False), lambda x: math.log(x) if x > 0 else None),
    "inv": (lambda x: sp.Pow(x, -1), lambda x: 1 / x if x else None),
    "sqrt": (lambda x: sp.Pow(x, sp.Rational(1, 2)), lambda x: math.sqrt(x) if x >= 0 else None),
}
KINDS = {
    "folds": (
        ("big",) * 5 + ("add", "mul", "neg", "max", "min", "abs", "relu", "exp"),
        ("max", "max", "min", "sum", "prod"),
    ),
    "rectifiers": (("add", "mul", "max", "min", "abs", "relu", "neg", "big"), ("sum",)),
    "logarithms": (("log", "log", "mul", "exp", "inv", "sqrt", "abs", "big", "add"), ("prod", "prod", "sum", "max")),
}  # fmt: skip


def symbolic(tree: Tree) -> Any:
    """The tree as SymPy, unevaluated."""
    name, *parts = tree
    if name == "var":
        return sp.Symbol(parts[0])
    if name == "entry":
        return VECTORS[parts[0]][sp.Symbol(parts[1]), 0]
    if name == "matrix":
        return MATRIX[sp.Symbol(parts[0]), sp.Symbol(parts[1])]
    if name == "num":
        return sp.Rational(Fraction(parts[0]))
    if name == "big":
        return BIG[parts[0]](symbolic(parts[2]), (sp.Symbol(parts[1]), 0, n - 1))
    if name in TWO:
        return TWO[name][0](symbolic(parts[0]), symbolic(parts[1]), evaluate=False)
    return ONE[name][0](symbolic(parts[0]))


def value(tree: Tree, tensors: Mapping[str, Any], at: Mapping[str, int], size: int) -> float | None:
    """The value of the tree; None where a part of it has none."""
    name, *parts = tree
    if name == "var":
        return float(tensors[parts[0]])
    if name == "entry":
        return float(tensors[parts[0]][at[parts[1]]])
    if name == "matrix":
        return float(tensors["M"][at[parts[0]]][at[parts[1]]])
    if name == "num":
        return float(parts[0])
    if name == "big":
        found = [value(parts[2], tensors, {**at, parts[1]: k}, size) for k in range(size)]
        if None in found:
            return None
        return float({"sum": math.fsum, "max": max, "min": min, "prod": math.prod}[parts[0]](found))
    values = [value(part, tensors, at, size) for part in parts]
    if None in values:
        return None
    try:
        found = (TWO if name in TWO else ONE)[name][1](*values)  # type: ignore[index]
    except OverflowError:
        return None
    return None if found is None or not math.isfinite(found) else float(found)


def made(draw: random.Random, depth: int, indices: list[str], kind: str) -> Tree:
    """A random tree."""
    if depth == 0 or draw.random() < 0.12:
        leaves: list[Tree] = [("var", draw.choice("xyc"))] * 2 + [("num", draw.choice([1, 2, -1, 0, 3]))]
        leaves += [("entry", draw.choice("zwp"), index) for index in indices for _ in range(3)]
        leaves += [("matrix", *draw.sample(indices, 2))] * 2 if len(indices) > 1 else []
        return draw.choice(leaves)
    names, folds = KINDS[kind]
    name = draw.choice(names)
    free = [index for index in "jkl" if index not in indices]
    if name == "big":
        if not free:
            return made(draw, depth - 1, indices, kind)
        return ("big", draw.choice(folds), free[0], made(draw, depth - 1, [*indices, free[0]], kind))
    return (name, *(made(draw, depth - 1, indices, kind) for _ in range(2 if name in TWO else 1)))


def uses(tree: Tree, index: str) -> bool:
    """Whether an index stands in a tree."""
    if tree[0] in ("entry", "matrix"):
        return index in tree[1:]
    return any(uses(part, index) for part in tree[1:] if isinstance(part, tuple))


def _true(tree: Tree) -> Iterator[Tree]:
    """What a tree equals by one step at its root."""
    name, *parts = tree
    if name in TWO:
        yield (name, parts[1], parts[0])
    match tree:
        case ("max", a, b):
            yield ("add", b, ("relu", ("add", a, ("neg", b))))
            yield ("mul", ("num", Fraction(1, 2)), ("add", ("add", a, b), ("abs", ("add", a, ("neg", b)))))
        case ("min", a, b):
            yield ("neg", ("max", ("neg", a), ("neg", b)))
        case ("abs" | "relu", ("mul", a, b)) if name == "abs":
            yield ("mul", ("abs", a), ("abs", b))
        case ("relu", ("mul", a, b)):
            turned = ("mul", ("relu", ("neg", a)), ("relu", ("neg", b)))
            yield ("add", ("mul", ("relu", a), ("relu", b)), turned)
        case ("log", ("mul", a, b)):
            yield ("add", ("log", a), ("log", b))
        case ("log", ("big", "prod", k, a)):
            yield ("big", "sum", k, ("log", a))
        case ("log", ("inv", a)):
            yield ("neg", ("log", a))
        case ("exp", ("add", a, b)):
            yield ("mul", ("exp", a), ("exp", b))
        case ("big", "max" | "min", k, (("exp" | "relu" | "log" | "sqrt") as f, a)):
            yield (f, ("big", parts[0], k, a))
        case ("big", "prod", k, ("mul", a, b)):
            yield ("mul", ("big", "prod", k, a), ("big", "prod", k, b))
        case ("big", "prod", k, (("inv" | "abs") as f, a)):
            yield (f, ("big", "prod", k, a))
        case ("big", "max" | "min" | "sum", k, ("add", a, b)) if parts[0] == "sum":
            yield ("add", ("big", "sum", k, a), ("big", "sum", k, b))
        case ("big", "max" | "min", k, ("add", a, b)) if not uses(a, k):
            yield ("add", a, ("big", parts[0], k, b))
        case ("big", "max" | "min", k, (("max" | "min") as f, a, b)) if f == parts[0]:
            yield (f, ("big", f, k, a), ("big", f, k, b))
        case ("big", "max" | "min", k, a):
            yield ("neg", ("big", OTHER[parts[0]], k, ("neg", a)))
    if name == "abs":
        yield ("add", ("relu", parts[0]), ("relu", ("neg", parts[0])))
    if name == "relu":
        yield ("mul", ("num", Fraction(1, 2)), ("add", parts[0], ("abs", parts[0])))


def _false(tree: Tree) -> Iterator[Tree]:
    """What a tree does not equal as a rule."""
    yield ("neg", tree)
    match tree:
        case ("max" | "min", a, b):
            yield (OTHER[tree[0]], a, b)
            yield ("add", a, b)
        case ("abs" | "relu", a):
            yield a
            yield (OTHER[tree[0]], a)
        case ("log", ("mul" | "add", a, b)):
            yield (tree[1][0], ("log", a), ("log", b))
        case ("big", kind, k, (("mul" | "add") as f, a, b)):
            yield (f, ("big", kind, k, a), ("big", kind, k, b))
            yield (f, a, ("big", kind, k, b)) if not uses(a, k) else ("big", OTHER[kind], k, tree[3])
        case ("big", kind, k, (("abs" | "neg" | "inv" | "exp" | "log" | "relu" | "sqrt") as f, a)):
            yield (f, ("big", kind, k, a))
        case ("big", kind, k, a):
            yield ("big", OTHER[kind], k, a)
        case ("entry", name, k):
            yield ("entry", {"z": "w", "w": "p", "p": "z"}[name], k)
        case ("matrix", i, k):
            yield ("matrix", k, i)


def places(tree: Tree, way: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Tree]]:
    """Every part of a tree, and the way to it."""
    yield way, tree
    for number, part in enumerate(tree):
        if isinstance(part, tuple):
            yield from places(part, (*way, number))


def put(tree: Tree, way: tuple[int, ...], new: Tree) -> Tree:
    """The tree with another part at the end of a way."""
    if not way:
        return new
    return (*tree[: way[0]], put(tree[way[0]], way[1:], new), *tree[way[0] + 1 :])


def stepped(draw: random.Random, tree: Tree, steps: Callable[[Tree], Iterator[Tree]]) -> Tree:
    """The tree with one step somewhere."""
    found = list(places(tree))
    draw.shuffle(found)
    for way, part in found:
        choices = list(steps(part))
        if choices:
            return put(tree, way, draw.choice(choices))
    return tree


def rewritten(draw: random.Random, tree: Tree) -> Tree:
    """The tree after one to three true steps."""
    for _ in range(draw.choice([1, 2, 3])):
        tree = stepped(draw, tree, _true)
    return tree


def slipped(draw: random.Random, tree: Tree) -> Tree:
    """The tree after one false step."""
    return stepped(draw, tree, _false)


def numbers(draw: random.Random, size: int, above: bool) -> dict[str, Any]:
    """Numbers for all names, all above 0 if said so."""

    def one() -> float:
        plain = [draw.uniform(0.2, 2), float(draw.randint(1, 3)), draw.uniform(0.05, 0.95)]
        return draw.choice(plain if above else [*plain, draw.uniform(-2, 2), float(draw.randint(-2, 2)), 0.0])

    found: dict[str, Any] = {name: one() for name in "xyc"}
    found |= {name: [one() for _ in range(size)] for name in "zwp"}
    return found | {"M": [[one() for _ in range(size)] for _ in range(size)]}


def differ(one: float, two: float) -> bool:
    """Whether two floats are no rounding apart."""
    return abs(one - two) > 1e-6 * max(1.0, abs(one), abs(two)) and max(abs(one), abs(two)) < 1e7


def somewhere(draw: random.Random, left: Tree, right: Tree, tries: int = 40) -> Sequence[Any] | None:
    """Numbers at which both trees have values, and different ones."""
    for attempt in range(tries):
        size = draw.choice([1, 2, 3])
        tensors, at = numbers(draw, size, attempt % 3 == 0), {"i": draw.randrange(size)}
        one, two = value(left, tensors, at, size), value(right, tensors, at, size)
        if one is not None and two is not None and differ(one, two):
            return size, tensors, at, one, two
    return None

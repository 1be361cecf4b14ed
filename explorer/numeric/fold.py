"""Long sums folded back: `w_{3,0} a_0 + w_{3,1} a_1 + … + w_{3,783} a_{783}` becomes `Sum(W[3, k] a[k], (k, 0, 783))`.

A run is folded only after every one of its terms has been found to be the pattern with the next index, so a
missing, repeated or changed term is never covered up: it ends the run and stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Add, Basic, Dummy, Integer, MatrixSymbol, Sum
from sympy.matrices.expressions.matexpr import MatrixElement

SHORTEST = 3  # two terms are a line, not a pattern
_HOLE = "integer index"
_INDICES: list[Dummy] = []


@dataclass(frozen=True, slots=True)
class Piece:
    """`value` for every `index` from `low` to `high`, both included; an index of None is a single value, at `low`."""

    index: Any
    low: Any
    high: Any
    value: Any


def fold(expr: Any) -> Any:
    """Law: an expression of the same value, with long sums of one pattern as `Sum`. Linear in the terms.

    >>> from sympy import MatrixSymbol
    >>> a, v = MatrixSymbol("a", 4, 1), MatrixSymbol("v", 4, 1)
    >>> folded = fold(a[0, 0]*v[0, 0] + a[1, 0]*v[1, 0] + a[2, 0]*v[2, 0] + a[3, 0]*v[3, 0])
    >>> type(folded).__name__, folded.limits[0][1:]
    ('Sum', (0, 3))
    """
    return _fold(expr)[0]


def _fold(expr: Any) -> tuple[Any, int]:
    """The folded expression and how many folded sums are nested in it."""
    if not isinstance(expr, Basic) or not expr.args or isinstance(expr, MatrixSymbol):
        return expr, 0
    if type(expr) is MatrixElement and isinstance(expr.args[0], MatrixSymbol):
        return expr, 0
    depth, args, changed = 0, [], False
    for arg in expr.args:
        new, below = _fold(arg)
        depth = max(depth, below)
        changed |= new is not arg
        args.append(new)
    if type(expr) is Add and len(args) >= SHORTEST:
        terms = _folded_terms(args, depth)
        if len(terms) < len(args):
            return (terms[0] if len(terms) == 1 else Add._from_args(terms)), depth + 1
    if not changed:
        return expr, depth
    if type(expr) is Add:
        return Add._from_args(args), depth
    return expr.func(*args), depth


def _folded_terms(terms: list[Any], depth: int) -> list[Any]:
    made: dict[int, Any] = {}
    gone: set[int] = set()
    index = _index(depth)
    for run in _runs([(_skeleton(term), term) for term in terms]):
        piece = _generalised(terms[run[0].place], run, index)
        first, *others = sorted(entry.place for entry in run)
        made[first] = Sum(piece.value, (index, piece.low, piece.high))
        gone.update(others)
    return [made.get(place, term) for place, term in enumerate(terms) if place not in gone]


def pieces(rows: Sequence[tuple[int, Any]]) -> list[Piece]:
    """Law: the same entries (row, folded value), with rows of one pattern as one `Piece` with an index."""
    index = Dummy("j", integer=True)
    made: list[Piece] = []
    gone: set[int] = set()
    skeletons = []
    for row, value in rows:
        shape, holes = _skeleton(value)
        skeletons.append(((shape, (row, *holes)), value))
    for run in _runs(skeletons):
        step = run[1].holes[0] - run[0].holes[0]
        if step != 1:
            continue
        low = run[0].holes[0]
        inner = [_Entry(entry.holes[1:], entry.place) for entry in run]
        piece = _generalised(rows[run[0].place][1], inner, index, low)
        made.append(Piece(index, piece.low, piece.high, piece.value))
        gone.update(entry.place for entry in run)
    singles = [Piece(None, row, row, value) for place, (row, value) in enumerate(rows) if place not in gone]
    return sorted(made + singles, key=lambda piece: int(piece.low))


@dataclass(frozen=True, slots=True)
class _Entry:
    holes: tuple[int, ...]
    place: int


def _runs(terms: list[tuple[tuple[tuple[Any, ...], tuple[int, ...]], Any]]) -> Iterator[list[_Entry]]:
    """Stretches of at least `SHORTEST` terms of one shape whose integer indices advance by one constant step."""
    groups: dict[tuple[Any, ...], list[_Entry]] = {}
    for place, ((shape, holes), _) in enumerate(terms):
        groups.setdefault(shape, []).append(_Entry(holes, place))
    for group in groups.values():
        if len(group) < SHORTEST:
            continue
        group.sort(key=lambda entry: entry.holes)
        run, step = group[:1], None
        for entry in group[1:]:
            here = tuple([new - old for new, old in zip(entry.holes, run[-1].holes, strict=True)])
            if any(here) and (step is None or here == step):
                run.append(entry)
                step = here
                continue
            if len(run) >= SHORTEST:
                yield run
                run, step = [entry], None
            elif any(here):
                run, step = [run[-1], entry], here
            else:
                run, step = [entry], None
        if len(run) >= SHORTEST:
            yield run


def _generalised(first: Any, run: list[_Entry], index: Any, low: int | None = None) -> Piece:
    """The pattern of a run: the first term with every moving index written with `index`."""
    start = run[0].holes
    step = [new - old for new, old in zip(run[1].holes, start, strict=True)]
    if low is None:
        moving = {begin for begin, by in zip(start, step, strict=True) if by}
        low = moving.pop() if len(moving) == 1 and set(step) <= {0, 1} else 0
    slots = iter(
        [Integer(begin) if by == 0 else by * index + (begin - by * low) for begin, by in zip(start, step, strict=True)]
    )
    return Piece(index, Integer(low), Integer(low + len(run) - 1), _refilled(first, slots))


def _refilled(expr: Any, slots: Iterator[Any]) -> Any:
    if type(expr) is MatrixElement:
        indices = [next(slots) if type(i) in _INTEGERS else i for i in expr.args[1:]]  # the order of _skeleton
        return MatrixElement(_refilled(expr.args[0], slots), *indices)
    if not expr.args or isinstance(expr, MatrixSymbol):
        return expr
    args = [_refilled(arg, slots) for arg in expr.args]
    return expr.func(*args, evaluate=False) if isinstance(expr, Add) else expr.func(*args)


_INTEGERS = (Integer, type(Integer(0)), type(Integer(1)), type(Integer(-1)))


def _skeleton(expr: Any) -> tuple[tuple[Any, ...], tuple[int, ...]]:
    """The term without the integers in its entries' indices, and these integers."""
    shape: list[Any] = []
    holes: list[int] = []
    stack = [expr]
    while stack:
        node = stack.pop()
        if type(node) is MatrixElement:
            parent, *indices = node.args
            shape.append(MatrixElement)
            for i in indices:
                if type(i) in _INTEGERS:
                    holes.append(i.p)
                    shape.append(_HOLE)
                else:
                    shape.append(i)
            stack.append(parent)
        elif not node.args or isinstance(node, MatrixSymbol):
            shape.append(node)
        else:
            shape.append((type(node), len(node.args)))
            stack.extend(reversed(node.args))
    return tuple(shape), tuple(holes)


def _index(depth: int) -> Dummy:
    """One index per depth of nesting: equal for like terms, so that they are seen to be alike; never captured."""
    while len(_INDICES) <= depth:
        _INDICES.append(Dummy("k", integer=True))
    return _INDICES[depth]

"""A proof as plain data: a table of nodes that name earlier nodes, and lines that name nodes and earlier lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from explorer.proof.log import Log
from explorer.proof.rebuild import children
from explorer.proof.sizes import Dim
from explorer.proof.terms import (
    Add,
    At,
    Delta,
    Entry,
    Fun,
    Index,
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
    Term,
    Var,
)

# Where a row's references to other rows begin; rows that are not here have none.
_CHILDREN = {"add": 1, "mul": 1, "fun": 2, "sum": 2, "at": 3, "madd": 1, "mhad": 1, "mmul": 2, "mtrans": 1}
_CHILDREN |= {"mmap": 2, "mscale": 1, "mblock": 3, "mof": 3}
FORMAT = "explorer certificate 1"


def dim_json(dim: Dim) -> Any:
    """`n+1` as `[1, ["n", 1]]`."""
    return [dim[0], *([name, factor] for name, factor in dim[1])]


def index_json(index: Index) -> Any:
    """A bound index as its level, a free one as its name, a constant as null; then the size, then the offset.

    A constant index that is a number is that number alone.
    """
    if index.base is None and not index.offset[1]:
        return index.offset[0]
    return [index.base, dim_json(index.dim), dim_json(index.offset)]


def node_json(term: Term, number: Mapping[Term, int]) -> list[Any]:
    """One row of the node table."""
    match term:
        case Num(value=value):
            return ["num", value.numerator, value.denominator]
        case Size(dim=dim):
            return ["size", dim_json(dim)]
        case Entry(name=name, indices=indices):
            return ["entry", name, *[index_json(index) for index in indices]]
        case Delta(left=left, right=right):
            return ["delta", index_json(left), index_json(right)]
        case Add(args=args):
            return ["add", *[number[arg] for arg in args]]
        case Mul(args=args):
            return ["mul", *[number[arg] for arg in args]]
        case Sum(dim=dim, body=body):
            return ["sum", dim_json(dim), number[body]]
        case Fun(name=name, args=args):
            return ["fun", name, *[number[arg] for arg in args]]
        case At(matrix=matrix, row=row, column=column):
            return ["at", index_json(row), index_json(column), number[matrix]]
        case Var(name=name):
            return ["var", name]
        case MAdd(args=args):
            return ["madd", *[number[arg] for arg in args]]
        case MMul(dim=dim, args=args):
            return ["mmul", dim_json(dim), *[number[arg] for arg in args]]
        case MHad(args=args):
            return ["mhad", *[number[arg] for arg in args]]
        case MTrans(args=args):
            return ["mtrans", number[args[0]]]
        case MMap(name=name, args=args):
            return ["mmap", name, number[args[0]]]
        case MScale(args=args):
            return ["mscale", *[number[arg] for arg in args]]
        case MConst(value=value):
            return ["mconst", value.numerator, value.denominator]
        case MEye():
            return ["meye"]
        case MBlock(axis=axis, dims=dims, args=args):
            return ["mblock", axis, [dim_json(dim) for dim in dims], *[number[arg] for arg in args]]
        case MOf(rows=rows, columns=columns, body=body):
            return ["mof", dim_json(rows), dim_json(columns), number[body]]
        case _:
            assert_never(term)


def children_from(row: Sequence[Any]) -> int:
    """The place in a row of the node table at which its references to other rows begin."""
    return _CHILDREN.get(row[0], len(row))


def write(
    log: Log,
    left: Term,
    right: Term,
    last: int | None,
    slots: Mapping[str, Sequence[Dim]],
    free: Mapping[str, Dim],
    lows: Mapping[str, int],
    assumed: Mapping[Term, str] | None = None,
) -> dict[str, Any]:
    """The certificate that `left = right`, `last` being the line that says so (None: they are one term).

    With `assumed` it is about those tensors for which these terms are above 0, at least 0 or not 0.
    """
    used: set[int] = set()
    stack = [] if last is None else [last]
    while stack:
        line = stack.pop()
        if line not in used:
            used.add(line)
            stack.extend(premises(log.lines[line]))
    order = sorted(used)
    line_number = {line: k for k, line in enumerate(order)}
    terms: set[Term] = set()
    pending = [left, right, *(assumed or ()), *[side for line in order for side in log.lines[line][1:3]]]
    while pending:
        term = pending.pop()
        if term not in terms:
            terms.add(term)
            pending.extend(children(term))
    number: dict[Term, int] = {}
    nodes: list[list[Any]] = []
    for term in sorted(terms, key=lambda term: term.ref):
        nodes.append(node_json(term, number))
        number[term] = len(nodes) - 1
    return {
        "format": FORMAT,
        "tensors": {name: [dim_json(dim) for dim in dims] for name, dims in sorted(slots.items())},
        "free": {name: dim_json(dim) for name, dim in sorted(free.items())},
        "at_least": dict(sorted(lows.items())),
        "nodes": nodes,
        "left": number[left],
        "right": number[right],
        "lines": [line_json(log.lines[line], number, line_number) for line in order],
    } | ({"assume": [[kind, number[term]] for term, kind in assumed.items()]} if assumed else {})


def premises(line: tuple[Any, ...]) -> list[int]:
    """The numbers of the lines a line rests on."""
    match line[0]:
        case "trans":
            return [line[3], line[4]]
        case "sym" | "divide" | "within" | "expequal":
            return [line[3]]
        case "cong":
            return [proof for proof in line[3] if proof >= 0]
        case "cases":
            return list(line[5])
        case _:
            return []


def line_json(line: tuple[Any, ...], number: Mapping[Term, int], lines: Mapping[int, int]) -> list[Any]:
    """One row of the list of lines."""
    rule, left, right, *details = line
    match rule:
        case "trans" | "sym" | "divide" | "within" | "expequal":
            details = [lines[proof] for proof in details]
        case "cong":
            details = [[lines.get(proof, -1) for proof in details[0]]]
        case "cases":
            name, parts, proofs = details
            details = [name, [dim_json(part) for part in parts], [lines[proof] for proof in proofs]]
        case "split":
            details = [[dim_json(part) for part in details[0]]]
        case "perm":
            details = [list(details[0])]
        case _:
            pass
    return [rule, number[left], number[right], *details]

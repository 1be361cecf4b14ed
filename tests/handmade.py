"""Certificates by hand: nested terms to the checker's format, true lines for every rule, and lines no rule allows."""

from __future__ import annotations

import json

from explorer.proof.checker import FORMAT


def dim(constant=0, **names):
    return [constant, *([name, factor] for name, factor in sorted(names.items()))]


M, N, NEXT, ONE = dim(m=1), dim(n=1), dim(1, n=1), dim(1)
FREE = {"i": M, "j": N, "k": N, "c": NEXT}


def free(name, offset=0):
    return [name, FREE[name], [offset]]


def bound(level, size=N, offset=0):
    return [level, size, [offset]]


ROW, J, K, C, K0, K1 = free("i"), free("j"), free("k"), free("c"), bound(0), bound(1)
LAST = [None, ONE, N]  # the constant index n
W, V, B, U = ("var", "W"), ("var", "V"), ("var", "b"), ("mtrans", ("var", "W"))


def entry(name, *indices):
    return ("entry", name, *indices)


def num(value, below=1):
    return ("num", value, below)


def at(row, column, matrix):
    return ("at", row, column, matrix)


def total(size, body):
    return ("sum", size, body)


X, Y, Z = entry("x"), entry("y"), entry("z")


def certificate(left, right, lines, at_least=None):
    """A certificate from nested terms; a line is (rule, left, right, details…)."""
    nodes, number = [], {}

    def put(term):
        parts = [put(part) if isinstance(part, tuple) else part for part in term]
        key = json.dumps(parts)
        if key not in number:
            number[key] = len(nodes)
            nodes.append(parts)
        return number[key]

    rows = [[rule, put(one), put(two), *details] for rule, one, two, *details in lines]
    return {
        "format": FORMAT,
        "tensors": {"W": [M, N], "V": [M, N], "b": [M, ONE]},
        "free": FREE,
        "at_least": at_least or {},
        "nodes": nodes,
        "left": put(left),
        "right": put(right),
        "lines": rows,
    }


def one_line(rule, left, right, *details):
    return certificate(left, right, [(rule, left, right, *details)])


def under_sum(rule, left, right, *details):
    """A line about a summand, used under the sum over k: its index K0 is loose in the line."""
    lines = [(rule, left, right, *details), ("cong", total(N, left), total(N, right), [0])]
    return certificate(total(N, left), total(N, right), lines)


WB = ("mblock", 1, [N, ONE], W, B)
AB = ("mblock", 0, [N, ONE], ("var", "a"), ("mconst", 1, 1))
WV = ("mmul", N, W, ("mtrans", V))

# name: (rule, left, right, details, wrong right sides)
LINES = {
    "entry": ("unfold", at(ROW, J, W), entry("W", ROW, J), [], [entry("W", J, ROW), entry("V", ROW, J)]),
    "sum of matrices": (
        "unfold", at(ROW, J, ("madd", W, V)), ("add", at(ROW, J, W), at(ROW, J, V)), [],
        [("add", at(ROW, J, V), at(ROW, J, W)), ("mul", at(ROW, J, W), at(ROW, J, V)), at(ROW, J, W)],
    ),
    "hadamard": (
        "unfold", at(ROW, J, ("mhad", W, V)), ("mul", at(ROW, J, W), at(ROW, J, V)), [],
        [("add", at(ROW, J, W), at(ROW, J, V)), ("mul", at(ROW, J, W), at(J, ROW, V))],
    ),
    "transpose": ("unfold", at(J, ROW, U), at(ROW, J, W), [], [at(J, ROW, W)]),
    "entrywise": (
        "unfold", at(ROW, J, ("mmap", "s", W)), ("fun", "s", at(ROW, J, W)), [],
        [("fun", "t", at(ROW, J, W)), at(ROW, J, W)],
    ),
    "scaled": (
        "unfold", at(ROW, J, ("mscale", X, W)), ("mul", X, at(ROW, J, W)), [],
        [("mul", at(ROW, J, W), X), at(ROW, J, W)],
    ),
    "constant": ("unfold", at(ROW, J, ("mconst", 2, 3)), num(2, 3), [], [num(3, 2), num(1)]),
    "identity": ("unfold", at(J, K, ("meye",)), ("delta", J, K), [], [("delta", K, J), num(1)]),
    "product": (
        "unfold", at(ROW, free("k"), WV), total(N, ("mul", at(ROW, K0, W), at(K0, K, ("mtrans", V)))), [],
        [
            total(N, ("mul", at(K0, ROW, W), at(K0, K, ("mtrans", V)))),
            total(N, ("mul", at(ROW, K0, W), at(K, K0, ("mtrans", V)))),
            total(M, ("mul", at(ROW, bound(0, M), W), at(bound(0, M), K, ("mtrans", V)))),
        ],
    ),
    "formula": (
        "unfold", at(ROW, J, ("mof", M, N, entry("W", bound(1, M), K0))), entry("W", ROW, J), [], [entry("W", J, ROW)],
    ),
    "first block": ("unfold", at(ROW, J, WB), at(ROW, J, W), [], [at(ROW, J, B), at(ROW, 0, W)]),
    "last block": ("unfold", at(ROW, LAST, WB), at(ROW, 0, B), [], [at(ROW, LAST, B), at(ROW, LAST, W)]),
    "upper block": ("unfold", at(J, 0, AB), at(J, 0, ("var", "a")), [], [at(J, 0, ("mconst", 1, 1))]),
    "ring": (
        "ring", ("mul", X, ("add", Y, Z)), ("add", ("mul", Z, X), ("mul", X, Y)), [],
        [("add", ("mul", X, Y), Z), ("add", ("mul", num(2), X, Y), ("mul", X, Z)), num(0)],
    ),
    "ring with sizes": (
        "ring", ("size", dim(1, n=2)), ("add", ("size", N), num(1), ("size", N)), [],
        [("add", ("size", N), num(1)), ("add", ("size", N), ("size", M), num(1))],
    ),
    "delta of one index": ("delta", ("delta", J, J), num(1), [], [num(0), num(2)]),
    "delta of neighbours": ("delta", ("delta", J, free("j", 1)), num(0), [], [num(1)]),
    "delta of neighbours on one side": (
        "delta", ("delta", free("j", 1), free("j", 2)), num(0), [], [num(1), ("delta", free("j", 1), free("j", 2))],
    ),
    "delta of one moved index": ("delta", ("delta", free("j", 1), free("j", 1)), num(1), [], [num(0)]),
    "delta of constants": ("delta", ("delta", 0, 2), num(0), [], [num(1)]),
    "delta turned": ("delta", ("delta", J, K), ("delta", K, J), [], [num(0), num(1), ("delta", J, J)]),
    "delta of 0 and n": ("delta", ("delta", 0, LAST), ("delta", LAST, 0), [], [num(0), num(1)]),
    "reciprocal": ("inv", ("fun", "inv", num(2, 3)), num(3, 2), [], [num(2, 3), num(0)]),
    "factor into the sum": (
        "mulsum", ("mul", X, total(N, entry("a", K0)), Y), total(N, ("mul", X, entry("a", K0), Y)), [1],
        [total(N, ("mul", entry("a", K0), X, Y)), total(N, ("mul", X, entry("a", K0)))],
    ),
    "sum of a sum": (
        "sumlin", total(N, ("add", ("mul", num(2), entry("a", K0)), entry("b", K0))),
        ("add", ("mul", num(2), total(N, entry("a", K0))), total(N, entry("b", K0))), [],
        [
            ("add", total(N, entry("a", K0)), total(N, entry("b", K0))),
            ("add", ("mul", num(2), total(N, entry("a", K0))), total(M, entry("b", bound(0, M)))),
        ],
    ),
    "constant summand": ("sumconst", total(N, X), ("mul", ("size", N), X), [], [X, ("mul", ("size", M), X)]),
    "terms of a sum": (
        "expand", total(dim(3), entry("a", bound(0, dim(3)))), ("add", entry("a", 0), entry("a", 1), entry("a", 2)), [],
        [("add", entry("a", 0), entry("a", 1)), ("add", entry("a", 1), entry("a", 2), entry("a", 3))],
    ),
    "empty sum": ("expand", total(dim(0), X), num(0), [], [X, num(1)]),
    "split": (
        "split", total(NEXT, entry("a", bound(0, NEXT))),
        ("add", total(N, entry("a", K0)), total(ONE, entry("a", [0, ONE, N]))), [[N, ONE]],
        [
            ("add", total(N, entry("a", K0)), total(ONE, entry("a", bound(0, ONE)))),
            ("add", total(N, entry("a", K0)), total(ONE, entry("a", [0, ONE, M]))),
        ],
    ),
    "sums exchanged": (
        "perm", total(M, total(N, entry("W", bound(1, M), K0))), total(N, total(M, entry("W", bound(0, M), K1))),
        [[1, 0]],
        [total(M, total(N, entry("W", bound(1, M), K0))), total(M, total(N, entry("V", bound(1, M), K0)))],
    ),
    "sum over a delta": (
        "deltaelim", total(N, ("mul", ("delta", K0, J), entry("a", K0))),
        ("mul", ("delta", J, J), entry("a", J)), [],
        [("mul", ("delta", J, J), entry("a", K)), entry("a", J)],
    ),
    "delta used": (
        "deltasubst", ("mul", ("delta", J, K), entry("a", J), total(N, entry("W", J, K0))),
        ("mul", ("delta", J, K), entry("a", K), total(N, entry("W", K, K0))), [0],
        [
            ("mul", ("delta", J, K), entry("a", K), total(N, entry("W", J, K0))),
            ("mul", entry("a", K), total(N, entry("W", K, K0))),
        ],
    ),
    "size before its inverse": ("sizeinv", ("mul", ("size", N), X, ("fun", "inv", ("size", N))), X, [2, 0], [num(1)]),
    "size cancelled": (
        "sizeinv", ("mul", X, ("size", N), ("fun", "inv", ("size", N))), X, [2, 1], [num(1), ("mul", X, X)],
    ),
}  # fmt: skip


# (rule, left, right, details, message): lines to which a rule cannot apply at all
INAPPLICABLE = {
    "undecided block": ("unfold", at(ROW, C, WB), at(ROW, C, W), [], "the block of a block matrix is not decided"),
    "no entry": ("unfold", X, X, [], "no at where the rule needs one"),
    "no sum": ("mulsum", ("mul", X, Y), X, [1], "no sum where the rule needs one"),
    "no factor": ("mulsum", ("mul", X, Y), X, [2], "mulsum of no factor"),
    "true is no place": ("deltasubst", ("mul", X, ("delta", J, K)), X, [True], "deltasubst of no factor"),
    "index in the summand": (
        "sumconst", total(N, entry("a", K0)), ("mul", ("size", N), entry("a", J)), [], "the summand contains the index",
    ),
    "terms of n": ("expand", total(N, X), X, [], "a sum over no concrete size"),
    "parts": (
        "split", total(NEXT, X), ("add", total(N, X), total(N, X)), [[N, N]],
        "the parts do not make up the whole",
    ),
    "negative part": ("split", total(N, X), X, [[NEXT, [-1]]], "a size that may be negative"),
    "no permutation": ("perm", total(N, total(N, X)), X, [[0, 0]], "no permutation"),
    "one sum": ("perm", total(N, X), X, [[1, 0]], "no sum where the rule needs one"),
    "delta of another range": (
        "deltaelim", total(N, ("mul", ("delta", K0, ROW), X)), X, [], "deltaelim does not apply",
    ),
    "delta beyond the range": (
        "deltaelim", total(N, ("mul", ("delta", K0, free("j", 1)), X)), X, [], "deltaelim does not apply",
    ),
    "delta below the range": (
        "deltaelim", total(N, ("mul", ("delta", bound(0, N, 1), J), X)), X, [], "deltaelim does not apply",
    ),
    "delta of itself": ("deltaelim", total(N, ("delta", K0, K0)), X, [], "deltaelim does not apply"),
    "size that may be 0": (
        "sizeinv", ("mul", ("fun", "inv", ("size", dim(-1, n=1))), ("size", dim(-1, n=1))), num(1), [0, 1],
        "a size that may be 0",
    ),
    "another inverse": (
        "sizeinv", ("mul", ("fun", "inv", ("size", M)), ("size", N)), num(1), [0, 1], "not the inverse of that size",
    ),
    "no other factor": (
        "sizeinv", ("mul", ("fun", "inv", ("size", N)), ("size", N)), num(1), [0], "sizeinv of no factor",
    ),
    "unknown rule": ("magic", total(N, X), X, [], "there is no rule named magic"),
    "details too many": ("sumconst", total(N, X), X, [1], "sumconst does not apply"),
    "different kinds": ("cong", ("add", X, Y), ("mul", X, Y), [[-1, -1]], "different kinds of terms"),
    "another size": ("cong", total(N, X), total(M, X), [[-1]], "different kinds of terms"),
    "another function": ("cong", ("fun", "s", X), ("fun", "t", X), [[-1]], "different kinds of terms"),
    "a later line": ("cong", ("add", X, Y), ("add", Y, Y), [[0, -1]], "a reference to nothing earlier"),
    "no line": ("sym", X, Y, [-1], "a reference to nothing earlier"),
}  # fmt: skip

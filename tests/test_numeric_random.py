"""Random expressions, compiled, against the exact interpreter: one printer for all of them, no exceptions."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy as sp
from interpreter import evaluate

from explorer.nodes import Dots, entrywise
from explorer.numeric import compile

# Names that are no identifiers, that differ only in what an identifier cannot hold, that are Python's own.
m, n, p = sp.symbols("m n p")
SIZES = {"m": 3, "n": 4, "p": 2}
MATRICES = [
    sp.MatrixSymbol("W^{(1)}", m, n),
    sp.MatrixSymbol("W_1", m, n),
    sp.MatrixSymbol(r"\mathbf{A}", n, n),
    sp.MatrixSymbol("lambda", n, p),
    sp.MatrixSymbol("np", p, m),
]
VECTORS = [
    sp.MatrixSymbol("a^{(0)}", n, 1),
    sp.MatrixSymbol("b'", m, 1),
    sp.MatrixSymbol("σ_x", p, 1),
    sp.MatrixSymbol("a0", n, 1),
]
SCALARS = [sp.Symbol("c"), sp.Symbol(r"\eta"), sp.Symbol("at")]
FUNCTIONS = {"f": lambda x: x * x - x, "g^{*}": lambda x: 2 * x + 1}
SQUARE = sp.Function("f")
LINEAR = sp.Function("g^{*}")
COUNT = 500


class Random:
    """Expressions of bounded depth, over every node that the printer knows and the interpreter can say exactly."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.indices = 0

    def function(self, x: Any) -> Any:
        return self.draw.choice([SQUARE, LINEAR])(x)

    def matrix(self, rows: Any, columns: Any, depth: int) -> Any:
        leaves = [s for s in MATRICES + VECTORS if s.shape == (rows, columns)]
        turned = [s.T for s in MATRICES + VECTORS if s.shape == (columns, rows)]
        constants = [sp.OneMatrix(rows, columns), sp.ZeroMatrix(rows, columns)]
        if rows == columns and rows != 1:
            constants.append(sp.Identity(rows))
        if depth == 0:
            return self.draw.choice((leaves + turned) * 4 + constants)
        kind = self.draw.choice(["add", "mul", "mul", "hadamard", "apply", "lambda", "times", "minus", "T", "entry"])
        match kind:
            case "add":
                return sp.MatAdd(*(self.matrix(rows, columns, depth - 1) for _ in range(self.draw.randint(2, 3))))
            case "mul":
                inner = self.draw.choice([m, n, p, sp.Integer(1)])
                factors = self.matrix(rows, inner, depth - 1), self.matrix(inner, columns, depth - 1)
                return sp.MatMul(*factors, evaluate=False)
            case "hadamard":
                return sp.HadamardProduct(*(self.matrix(rows, columns, depth - 1) for _ in range(2)))
            case "apply":
                return entrywise(self.draw.choice([SQUARE, LINEAR]), self.matrix(rows, columns, depth - 1))
            case "lambda":
                x = sp.Symbol("x")
                body = self.draw.choice(
                    [x**2 - 1, 3 * x, LINEAR(x) - x, sp.Max(x, 0), sp.Piecewise((x, x > 0), (-x, True))]
                )
                return entrywise(sp.Lambda(x, body), self.matrix(rows, columns, depth - 1))
            case "times":
                factor = self.number(depth - 1)
                if factor.is_Matrix or not factor.is_commutative:  # a 1 x 1 matrix is no number to MatMul
                    factor = self.leaf({})
                return sp.MatMul(factor, self.matrix(rows, columns, depth - 1), evaluate=False)
            case "minus":
                first, second = (self.matrix(rows, columns, depth - 1) for _ in range(2))
                return sp.MatAdd(first, sp.MatMul(-1, second, evaluate=False), evaluate=False)
            case "T":
                return sp.Transpose(self.matrix(columns, rows, depth - 1))
            case _:
                i, j = sp.symbols("r s")
                return sp.FunctionMatrix(rows, columns, sp.Lambda((i, j), self.element(rows, columns, i, j) + i))

    def element(self, rows: Any, columns: Any, i: Any, j: Any) -> Any:
        places = {m: i if rows == m else None, n: i if rows == n else None, p: i if rows == p else None}
        places.update({columns: j} if columns != 1 else {})
        choices = [s for s in MATRICES + VECTORS if all(side == 1 or places.get(side) is not None for side in s.shape)]
        if not choices:
            return sp.Integer(2)
        symbol = self.draw.choice(choices)
        return symbol[tuple(0 if side == 1 else places[side] for side in symbol.shape)]

    def index(self) -> Any:
        self.indices += 1
        return sp.Symbol(f"i_{self.indices}")

    def number(self, depth: int, bound: dict[Any, Any] | None = None) -> Any:
        bound = bound or {}
        if depth <= 0:
            return self.leaf(bound)
        match self.draw.choice(["add", "mul", "sum", "sum", "dots", "call", "power", "trace", "part", "delta"]):
            case "add":
                return sp.Add(*(self.number(depth - 1, bound) for _ in range(3)), evaluate=False)
            case "mul":
                return sp.Mul(*(self.number(depth - 1, bound) for _ in range(2)), evaluate=False)
            case "sum" | "dots" as kind:
                size, k = self.draw.choice([m, n, p]), self.index()
                inner = {**bound, size: [*bound.get(size, []), k]}
                low = self.draw.choice([0, 0, 0, 1])
                factors = [self.leaf(inner, touch=k) for _ in range(self.draw.randint(1, 3))]
                body = sp.Mul(*factors, self.number(depth - 2, inner), evaluate=False)
                return (sp.Sum if kind == "sum" else Dots)(body, (k, low, size - 1))
            case "call":
                return self.function(self.number(depth - 1, bound))
            case "power":
                return self.number(depth - 1, bound) ** 2
            case "trace":
                return sp.Trace(self.matrix(n, n, 1))
            case "delta":
                size = self.draw.choice([m, n])
                one, two = (self.draw.choice([*bound.get(size, []), sp.Integer(1)]) for _ in range(2))
                return sp.KroneckerDelta(one, two, evaluate=False)
            case _:
                return sp.MatMul(self.matrix(1, n, 1), self.matrix(n, 1, 1), evaluate=False)

    def leaf(self, bound: dict[Any, Any], touch: Any = None) -> Any:
        if touch is None and self.draw.random() < 0.3:
            return self.draw.choice([*SCALARS, sp.Integer(2), sp.Integer(-1), sp.Rational(1, 2), n, m])
        symbol = self.draw.choice(MATRICES + VECTORS)
        place = [
            sp.Integer(0)
            if side == 1
            else self.draw.choice([*bound.get(side, []), sp.Integer(self.draw.randint(0, 1))])
            for side in symbol.shape
        ]
        return sp.matrices.expressions.matexpr.MatrixElement(symbol, *place)


def tensors(seed: int) -> dict[str, Any]:
    draw = random.Random(seed)
    given: dict[str, Any] = {}
    for symbol in MATRICES + VECTORS:
        rows, columns = (int(sp.sympify(side).subs({m: 3, n: 4, p: 2})) for side in symbol.shape)
        given[symbol.name] = [[Fraction(draw.randint(-2, 2)) for _ in range(columns)] for _ in range(rows)]
    for scalar in SCALARS:
        given[scalar.name] = Fraction(draw.randint(-2, 2))
    return given


def arguments(f: Any, given: dict[str, Any]) -> dict[Any, Any]:
    values: dict[Any, Any] = {}
    for row in f.arguments:
        if row.kind == "function":
            values[row.symbol] = FUNCTIONS[row.symbol.__name__]
        elif row.kind == "index":
            values[row.symbol] = SIZES[row.symbol.name]
        elif row.kind == "number":
            values[row.symbol] = float(given.get(row.symbol.name, SIZES.get(row.symbol.name)))
        else:
            values[row.symbol] = np.array(given[row.symbol.name], float)
    return values


def expressions(seed: int, count: int) -> list[Any]:
    made = Random(seed)
    sides = [m, n, p, sp.Integer(1)]
    found: list[Any] = []
    while len(found) < count:
        k = len(found)
        try:
            found.append(
                made.number(3)
                if k % 3 == 0
                else made.matrix(made.draw.choice(sides), made.draw.choice(sides), 2 + k % 2)
            )
        except NotImplementedError:  # SymPy cannot build a product of two 1 x 1 matrices and a number
            continue
    return found


@pytest.mark.parametrize("part", range(5))
def test_compiled_is_exact_where_the_interpreter_is(part: int, seed: int) -> None:
    """Whole numbers and halves are exact in both: the values are equal, not close."""
    compared = 0
    for number, expr in enumerate(expressions(seed + part, COUNT // 5)):
        given = tensors(seed + number)
        exact = evaluate(expr, SIZES, given, FUNCTIONS)
        f = compile(expr)
        found = f(arguments(f, given))
        wanted = np.array([[float(x) for x in row] for row in exact]) if isinstance(exact, list) else float(exact)
        largest = np.max(np.abs(wanted)) if np.size(wanted) else 0
        if isinstance(wanted, np.ndarray) and np.shape(found) != wanted.shape:
            wanted = wanted.reshape(np.shape(found))
        if largest < 2**40:  # partial results beyond 2^53 are rounded
            np.testing.assert_array_equal(found, wanted, err_msg=f"{expr}\n{f.source}")
            compared += 1
        else:
            np.testing.assert_allclose(found, wanted, rtol=1e-9, err_msg=f"{expr}\n{f.source}")
    assert compared > 0.9 * COUNT / 5


def test_a_batch_is_its_examples_one_by_one(seed: int) -> None:
    """For every random expression of one input: row r of the answer is the answer to row r."""
    vector, made, tried, number = VECTORS[0], Random(seed), 0, 0
    while tried < 20:
        number += 1
        try:
            weighted = sp.MatMul(made.matrix(m, n, 1), made.matrix(n, sp.Integer(1), 1), evaluate=False)
            expr = sp.MatAdd(weighted, made.matrix(m, sp.Integer(1), 1), evaluate=False)
        except NotImplementedError:  # see `expressions`
            continue
        if vector not in expr.free_symbols:
            continue
        f = compile(expr)
        if f._made.signature.input != vector:
            continue
        given = arguments(f, tensors(seed + number))
        batch = np.random.default_rng(number).integers(-2, 3, (5, 4)).astype(float)
        together = f({**given, vector: batch})
        for row, example in zip(together, batch, strict=True):
            np.testing.assert_array_equal(row, f({**given, vector: example}), err_msg=f"{expr}\n{f.source}")
        tried += 1

"""Random SymPy expressions of every kind the judge reads: one node of each sort, inside one another."""

from __future__ import annotations

import random
from typing import Any

import sympy as sp
from generators import is_matrix, layer
from generators import matrix as layer_like
from little import BY_SLOTS, FUNCTION, FUNCTIONS, LETTERS, SIZE, SLOTS, TENSOR, Speller
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.nodes import Dots, Softmax, entrywise

X = sp.Symbol("x")
SCALAR = sp.Symbol("c_0")
Scope = dict[str, list[Any]]


class Wide:
    """Builds random expressions; `scope` has, for each size, the indices that may be used."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def letter(self, scope: Scope) -> Any:
        used = {letter for letters in scope.values() for letter in letters}
        free = [letter for letter in LETTERS if letter not in used]
        return self.rng.choice(free) if free else None

    def scalar(self, scope: Scope, depth: int) -> Any:
        """A random number expression."""
        rng = self.rng
        if depth <= 0:
            return self.leaf(scope)
        match rng.randrange(14):
            case 0 | 1:
                args = [self.scalar(scope, depth - 1) for _ in range(rng.randint(2, 3))]
                return sp.Add(*args, evaluate=rng.random() < 0.3)
            case 2 | 3:
                args = [self.scalar(scope, depth - 1) for _ in range(2)]
                return sp.Mul(*args, evaluate=rng.random() < 0.3)
            case 4 | 5 | 6 | 7:
                return self.sum(scope, depth)
            case 8:
                return FUNCTION[rng.choice(FUNCTIONS)](self.scalar(scope, depth - 1))
            case 9:
                return sp.Pow(self.scalar(scope, depth - 1), rng.choice((2, 3, -1)), evaluate=False)
            case 10:
                size = rng.choice("mn")
                return sp.Trace(self.matrix(size, size, scope, depth - 1))
            case 11:
                one = self.matrix("1", "1", scope, depth - 1)
                return one if one.has(Softmax) else one[0, 0]  # SymPy would make exp(1) of it, which is E
            case 12:
                rows, columns = rng.choice("mn"), rng.choice("mn1")
                inner = self.matrix(rows, columns, scope, depth - 1)
                place = [self.place(size, scope) for size in (rows, columns)]
                return sp.Expr.__new__(MatrixElement, inner, *place)
            case _:
                size = rng.choice("mn")
                one, two = self.place(size, scope), self.place(size, scope)
                moving = any(letter in LETTERS for side in (one, two) for letter in side.free_symbols)
                return (sp.KroneckerDelta(one, two) if moving else 1) * self.leaf(scope)

    def sum(self, scope: Scope, depth: int) -> Any:
        """A sum of one or two indices, whole, partial or shifted, sometimes written with dots."""
        rng = self.rng
        limits, inner = [], {size: list(letters) for size, letters in scope.items()}
        for _ in range(rng.choice((1, 1, 1, 2))):
            letter, size = self.letter(inner), rng.choice("mn")
            if letter is None:
                return self.leaf(scope)
            kind = rng.randrange(8)
            if kind == 0:
                limits.append((letter, 1, SIZE[size] - 1))
            elif kind == 1:
                limits.append((letter, 0, SIZE[size] - 2))
            elif kind == 2:
                limits.append((letter, 1, SIZE[size]))
                inner.setdefault(f"{size} shifted", []).append(letter)
                continue
            else:
                limits.append((letter, 0, SIZE[size] - 1))
            inner.setdefault(size, []).append(letter)
        body = self.scalar(inner, depth - 1)
        dots = len(limits) == 1 and rng.random() < 0.2
        return Dots(body, *limits) if dots else sp.Sum(body, *reversed(limits))

    def place(self, size: str, scope: Scope) -> Any:
        """An index in the range of a size."""
        if size == "1":
            return sp.Integer(0)
        choices = list(scope.get(size, ())) + [letter - 1 for letter in scope.get(f"{size} shifted", ())]
        if not choices or self.rng.random() < 0.1:
            choices = [sp.Integer(0), SIZE[size] - 1]
        return self.rng.choice(choices)

    def leaf(self, scope: Scope) -> Any:
        roll = self.rng.random()
        if roll < 0.1:
            return sp.Rational(self.rng.randint(-5, 5), self.rng.randint(1, 3))
        if roll < 0.17:
            return self.rng.choice((SCALAR, SIZE["n"], SIZE["m"]))
        name = self.rng.choice(sorted(TENSOR))
        return TENSOR[name][tuple([self.place(size, scope) for size in SLOTS[name]])]

    def matrix(self, rows: str, columns: str, scope: Scope, depth: int) -> Any:
        """A random matrix expression of the given shape."""
        rng = self.rng
        again = lambda r=rows, c=columns: self.matrix(r, c, scope, depth - 1)  # noqa: E731
        if depth <= 0:
            names = BY_SLOTS.get(rows + columns)
            return TENSOR[rng.choice(names)] if names else sp.OneMatrix(SIZE[rows], SIZE[columns])
        match rng.randrange(17):
            case 0:
                return Speller(rng, {}).matrix(layer_like(rng, rows, columns, 3, 1))
            case 1 | 2:
                inner = rng.choice("mn")
                product = [again(rows, inner), again(inner, columns)]
                factor = [self.scalar(scope, 1)] if rng.random() < 0.3 else []
                return sp.MatMul(*factor, *product)
            case 3 | 4:
                return sp.MatAdd(again(), again())
            case 5:
                return sp.Transpose(again(columns, rows))
            case 6:
                return sp.HadamardProduct(again(), again())
            case 7:
                return sp.HadamardPower(again(), sp.Integer(rng.choice((2, 3))))
            case 8:
                return sp.MatPow(again(), sp.Integer(2)) if rows == columns else again()
            case 9:
                return entrywise(FUNCTION[rng.choice(FUNCTIONS)], again())
            case 10:
                rule = rng.choice((X**2 - X / 2, FUNCTION["f"](X) * X + 1, FUNCTION["g"](X + SCALAR)))
                return entrywise(sp.Lambda(X, rule), again())
            case 11:
                return self.formula(SIZE[rows], SIZE[columns], rows, columns, scope, depth)
            case 12:
                inner = rng.choice("mn")
                wide = sp.BlockMatrix([[again(rows, inner), again(rows, "1")]])
                tall = sp.BlockMatrix([[again(inner, columns)], [again("1", columns)]])
                return sp.MatMul(wide, tall)
            case 13 if columns == "1":
                two = self.formula(SIZE[rows], sp.Integer(2), rows, "", scope, depth)
                return sp.MatMul(two, sp.Matrix([self.scalar(scope, 1), self.scalar(scope, 1)]))
            case 14:
                return Softmax(again(), rng.choice((0, 1)))
            case 15 if rows == columns != "1":
                return rng.choice(
                    (
                        sp.Identity(SIZE[rows]),
                        DiagMatrix(again(rows, "1")),
                        DiagMatrix(again("1", rows)),
                        DiagonalMatrix(again()),
                    )
                )
            case _:
                return rng.choice((sp.ZeroMatrix, sp.OneMatrix))(SIZE[rows], SIZE[columns]) if depth < 2 else again()

    def formula(self, height: Any, width: Any, rows: str, columns: str, scope: Scope, depth: int) -> Any:
        """A matrix given by the formula of its entry."""
        i = self.letter(scope)
        inner = {size: list(letters) for size, letters in scope.items()}
        inner.setdefault(rows, []).append(i)
        j = self.letter(inner)
        if i is None or j is None:
            return sp.OneMatrix(height, width)
        if columns:
            inner.setdefault(columns, []).append(j)
        return sp.FunctionMatrix(height, width, sp.Lambda((i, j), self.scalar(inner, depth - 1)))


def expressions(seed: int, number: int) -> list[Any]:
    """`number` random expressions: numbers and matrices of every kind, and layer-like ones."""
    rng = random.Random(f"{seed}: expressions")
    build = Wide(rng)
    found = []
    while len(found) < number:
        match len(found) % 3:
            case 0:
                expr = build.scalar({}, 3)
            case 1:
                rows, columns = rng.choice(("mn", "nm", "nn", "m1", "1n"))
                expr = build.matrix(rows, columns, {}, 3)
            case _:
                expr = Speller(rng, {}).matrix(layer(rng))
        if not expr.has(sp.zoo, sp.nan):  # SymPy divided by a 0 of its own
            found.append(expr)
    assert any(map(is_matrix, found))
    return found

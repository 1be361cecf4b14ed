"""An entry of a matrix expression, unfolded one operation at a time: the lines between a claim's two sides.

σ(W a + b)[i]  →  σ((W a + b)[i])  →  σ((W a)[i] + b[i])  →  σ(Σ_k W[i,k] a[k] + b[i])
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy import (
    Add,
    Basic,
    BlockMatrix,
    Expr,
    FunctionMatrix,
    HadamardProduct,
    Identity,
    Integer,
    KroneckerDelta,
    Lambda,
    MatAdd,
    MatMul,
    MatrixExpr,
    Mul,
    OneMatrix,
    Sum,
    Symbol,
    Transpose,
    ZeroMatrix,
)
from sympy.core.relational import Relational
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.network.forms import entry
from explorer.network.sizes import fresh
from explorer.nodes import Dots

_LETTERS = "kqrstuv"


def unfolded(expr: Basic) -> list[tuple[Basic, str]]:
    """Law: each expression equals the one before it (the first equals `expr`), by the law named beside it."""
    lines: list[tuple[Basic, str]] = []
    while True:
        laws: list[str] = []
        after = _once(expr, frozenset(s.name for s in expr.atoms(Symbol)), laws)
        if not laws:
            return lines
        lines.append((after, _sentence(laws)))
        expr = after


def _sentence(laws: Iterable[str]) -> str:
    text = "; ".join(dict.fromkeys(laws))
    return f"{text[0].upper()}{text[1:]}."


def _once(expr: Basic, taken: frozenset[str], laws: list[str]) -> Basic:
    """The outermost entries of compound matrices, each rewritten by one law."""
    if isinstance(expr, MatrixElement) and not expr.args[0].is_symbol:
        matrix, i, j = expr.args
        after = _entry(matrix, i, j, taken, laws)
        return expr if after is None else after
    if isinstance(expr, Dots):
        laws.append("the dots are a sum")
        return expr.as_sum()
    if not expr.args or isinstance(expr, (MatrixExpr, Lambda)):
        return expr
    args = tuple(_once(arg, taken, laws) for arg in expr.args)
    if args == expr.args:
        return expr
    if isinstance(expr, (Add, Mul, Relational)):
        return expr.func(*args, evaluate=False)
    return expr.func(*args)


def _entry(matrix: MatrixExpr, i: Expr, j: Expr, taken: frozenset[str], laws: list[str]) -> Expr | None:
    """Entry (i, j) one operation further in; None where no law applies."""

    def by(law: str, value: Expr) -> Expr:
        laws.append(law)
        return value

    match matrix:
        case ElementwiseApplyFunction():
            return by("a function of a matrix acts on each entry", matrix.function(entry(matrix.expr, i, j)))
        case MatAdd():
            return by("a sum is taken entry by entry", Add(*(entry(a, i, j) for a in matrix.args), evaluate=False))
        case HadamardProduct():
            law = "an entrywise product is taken entry by entry"
            return by(law, Mul(*(entry(a, i, j) for a in matrix.args), evaluate=False))
        case Transpose():
            return by("transposing exchanges the indices", entry(matrix.arg, j, i))
        case FunctionMatrix():
            return by("the entry as it is written", matrix.lamda(i, j))
        case OneMatrix():
            return by("every entry is 1", Integer(1))
        case ZeroMatrix():
            return by("every entry is 0", Integer(0))
        case Identity():
            return by("the unit matrix is 1 on the diagonal", KroneckerDelta(i, j))
        case MatMul():
            return _product(matrix, i, j, taken, laws)
        case _:
            return None


def _product(matrix: MatMul, i: Expr, j: Expr, taken: frozenset[str], laws: list[str]) -> Expr:
    """`(c A B)[i, j] = c Σ_k A[i, k] B[k, j]`, with B the product of all further factors."""
    numbers = [a for a in matrix.args if not isinstance(a, MatrixExpr)]
    first, *rest = (a for a in matrix.args if isinstance(a, MatrixExpr))
    if not rest:
        laws.append("a number times a matrix multiplies each entry")
        return Mul(*numbers, entry(first, i, j), evaluate=False)
    if all(isinstance(a, BlockMatrix) for a in (first, *rest)) and len(rest) == 1:
        blocks = first.blocks, rest[0].blocks
        if blocks[0].rows == 1 == blocks[1].cols and blocks[0].cols == blocks[1].rows:
            laws.append("a row of blocks times a column of blocks")
            pairs = zip(blocks[0], blocks[1], strict=True)
            return Mul(*numbers, Add(*(entry(MatMul(*pair), i, j) for pair in pairs), evaluate=False), evaluate=False)
    laws.append("an entry of a product is a row times a column")
    other = rest[0] if len(rest) == 1 else MatMul(*rest)
    if first.shape[1] == 1:
        return Mul(*numbers, entry(first, i, Integer(0)), entry(other, Integer(0), j), evaluate=False)
    k = fresh(_LETTERS, {Symbol(name) for name in taken})
    term = Mul(entry(first, i, k), entry(other, k, j), evaluate=False)
    whole = Sum(term, (k, 0, first.shape[1] - 1))
    return Mul(*numbers, whole, evaluate=False) if numbers else whole

"""The few SymPy nodes this field needs and SymPy lacks: dotted sums, softmax over a vector, a batch of examples.

They are ordinary SymPy expressions: `args` rebuild them, printers and the judge know them by class.
"""

from __future__ import annotations

from typing import Any

from sympy import (
    Basic,
    Derivative,
    Expr,
    Integer,
    Lambda,
    MatrixExpr,
    MatrixSymbol,
    Max,
    Min,
    Subs,
    Sum,
    Symbol,
    exp,
    sympify,
)
from sympy.concrete.expr_with_limits import AddWithLimits, ExprWithLimits
from sympy.core.symbol import Str
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from explorer.errors import InputError

_ARGUMENT = Symbol("x")


def entrywise(function: Any, matrix: MatrixExpr) -> ElementwiseApplyFunction:
    """Law: `entrywise(f, M)[i, j] = f(M[i, j])`; shape that of `M`.

    Unlike `M.applyfunc(f)` the bound variable has a fixed name, so that two of these built alike are `==`,
    and nothing is evaluated, whatever the shape.

    >>> from sympy import Function, MatrixSymbol
    >>> from explorer.nodes import entrywise
    >>> entrywise(Function("f"), MatrixSymbol("z", 3, 1)) == entrywise(Function("f"), MatrixSymbol("z", 3, 1))
    True
    """
    rule = function if isinstance(function, Lambda) else Lambda(_ARGUMENT, function(_ARGUMENT))
    return MatrixExpr.__new__(ElementwiseApplyFunction, rule, matrix)


class Dots(AddWithLimits):  # type: ignore[misc]
    """Law: `Dots(f(j), (j, p, q)) = f(p) + f(p+1) + … + f(q)`: the same value as the `Sum`, written with dots.

    >>> from sympy import Symbol, MatrixSymbol
    >>> from explorer.nodes import Dots
    >>> n, j = Symbol("n"), Symbol("j"); a = MatrixSymbol("a", n, 1)
    >>> Dots(a[j, 0], (j, 0, n - 1)).terms
    (a[0, 0], a[1, 0], a[n - 1, 0])
    """

    def __new__(cls, function: Any, *limits: Any, **assumptions: Any) -> Dots:
        made: Dots = AddWithLimits.__new__(cls, function, *limits, **assumptions)
        return made

    @property
    def terms(self) -> tuple[Expr, Expr, Expr]:
        """The terms that are written out: the first, the second and the last."""
        index, low, high = self.limits[0]
        return tuple(self.function.subs(index, value) for value in (low, low + 1, high))

    def as_sum(self) -> Sum:
        """The same value as a `Sum`."""
        return Sum(self.function, *self.limits)

    def doit(self, **hints: Any) -> Expr:
        """The evaluated `Sum`."""
        return self.as_sum().doit(**hints)

    def _sympystr(self, printer: Any) -> str:
        first, second, last = self.terms
        return f"{printer._print(first)} + {printer._print(second)} + ... + {printer._print(last)}"

    def _latex(self, printer: Any) -> str:
        """Our own printer's way where that is the printer; else the same in SymPy's letters, for notebooks."""
        own = getattr(printer, "_print_Dots", None)
        if own is not None:
            return str(own(self))
        first, second, last = (printer._print(term) for term in self.terms)
        return rf"{first} + {second} + \cdots + {last}"


class Largest(ExprWithLimits):  # type: ignore[misc]
    """Law: `Largest(f(k), (k, p, q)) = max(f(p), …, f(q))`; with several limits the largest over all of them.

    >>> from sympy import Symbol, MatrixSymbol
    >>> from explorer.nodes import Largest
    >>> k, z = Symbol("k"), MatrixSymbol("z", 3, 1)
    >>> Largest(z[k, 0], (k, 0, 2)).doit()
    Max(z[0, 0], z[1, 0], z[2, 0])
    """

    several: Any = Max
    """The same of numbers that are listed."""
    latex_name = r"\max"

    def doit(self, **hints: Any) -> Expr:
        """Written out where all limits are numbers; else as it is."""
        terms = [self.function]
        for symbol, low, high in self.limits:
            if not (low.is_Integer and high.is_Integer):
                return self
            places = range(int(low), int(high) + 1)
            terms = [term.subs(symbol, place) for term in terms for place in places]
        return self.several(*terms)

    def _sympystr(self, printer: Any) -> str:
        limits = ", ".join(f"{printer._print(k)}={printer._print(p)}..{printer._print(q)}" for k, p, q in self.limits)
        return f"{self.latex_name[1:]}({printer._print(self.function)}, {limits})"

    def _latex(self, printer: Any) -> str:
        """Our own printer's way where that is the printer; else the same in SymPy's letters, for notebooks."""
        own = getattr(printer, "_print_Largest", None)
        if own is not None:
            return str(own(self))
        below = ", ".join(rf"{printer._print(k)} = {printer._print(p)}..{printer._print(q)}" for k, p, q in self.limits)
        return rf"{self.latex_name}_{{{below}}} \left({printer._print(self.function)}\right)"


class Smallest(Largest):
    """Law: `Smallest(f(k), (k, p, q)) = min(f(p), …, f(q))`.

    >>> from sympy import Symbol, MatrixSymbol
    >>> from explorer.nodes import Smallest
    >>> k, z = Symbol("k"), MatrixSymbol("z", 3, 1)
    >>> Smallest(z[k, 0], (k, 0, 2)).doit()
    Min(z[0, 0], z[1, 0], z[2, 0])
    """

    several = Min
    latex_name = r"\min"


class Softmax(MatrixExpr):  # type: ignore[misc]
    """Law: `Softmax(Z, axis)[i, j] = exp(Z[i, j]) / Σ_k exp(Z[k, j])` for axis 0, `… / Σ_k exp(Z[i, k])` for axis 1.

    Axis 0 normalises each column (column vectors), axis 1 each row (row vectors, batches). Shape that of `Z`.
    Source: Goodfellow, Bengio, Courville, Deep Learning, equation 6.29.
    """

    def __new__(cls, matrix: Any, axis: Any = 0) -> Softmax:
        if axis not in (0, 1):
            raise InputError(f"The axis {axis} of softmax is neither 0 (columns) nor 1 (rows).")
        made: Softmax = MatrixExpr.__new__(cls, sympify(matrix, strict=True), Integer(axis))
        return made

    @property
    def matrix(self) -> MatrixExpr:
        """The argument `Z`."""
        return self.args[0]

    @property
    def axis(self) -> int:
        """0: each column sums to one; 1: each row does."""
        return int(self.args[1])

    @property
    def shape(self) -> tuple[Expr, Expr]:
        """That of the argument."""
        return self.args[0].shape  # type: ignore[no-any-return]

    def _entry(self, i: Expr, j: Expr, **kwargs: Any) -> Expr:
        k = Symbol("k_softmax")
        if self.axis == 0:
            return exp(self.matrix[i, j]) / Sum(exp(self.matrix[k, j]), (k, 0, self.shape[0] - 1))
        return exp(self.matrix[i, j]) / Sum(exp(self.matrix[i, k]), (k, 0, self.shape[1] - 1))


class Batch(MatrixSymbol):  # type: ignore[misc]
    """A batch of examples as rows, shape `(N, n)`: every row is one value of the column vector `example`, `(n, 1)`.

    Law: an equation for the batch says of every row r what the equation for `example` says of one example,
    with `example[j, 0] = batch[r, j]`.
    """

    def __new__(cls, name: str, examples: Any, example: MatrixSymbol) -> Batch:
        made: Batch = Basic.__new__(cls, Str(name), sympify(examples, strict=True), example.shape[0], example)
        return made

    @property
    def example(self) -> MatrixSymbol:
        """The column vector of which each row is a value."""
        return self.args[3]

    @property
    def func(self) -> Any:
        """Rebuilds from `args` (the width is the example's own)."""
        return lambda name, examples, width, example: Batch(name.name, examples, example)


def free_letters(expr: Basic) -> set[Basic]:
    """Law: the free symbols of `expr`, which stays as it is written.

    SymPy's own `free_symbols` evaluates the body of a sum anew, so it fails for one that only stands there unevaluated.

    >>> from sympy import Max, Sum, Symbol, log
    >>> from explorer.nodes import free_letters
    >>> k, x = Symbol("k"), Symbol("x")
    >>> free_letters(Sum(Max(log(0, evaluate=False), x, evaluate=False), (k, 0, 2)))
    {x}
    """
    if isinstance(expr, Symbol | MatrixSymbol):
        return {expr}
    if isinstance(expr, ExprWithLimits):
        found = free_letters(expr.function)
        for letter, *ends in expr.limits:
            found = (found - {letter}).union(*map(free_letters, ends))
        return found
    if isinstance(expr, Lambda):
        return free_letters(expr.expr) - set(expr.variables)
    if isinstance(expr, Derivative | Subs):
        return set(expr.free_symbols)
    return set().union(*map(free_letters, expr.args))


class StandIn(MatrixSymbol):  # type: ignore[misc]
    """Law: `StandIn(name, m, n, Lambda((i, j), e), source)[i, j] = e`: a tensor of which something is given.

    It is written by its own name; `source` is the tensor inside of which nothing is given.
    """

    def __new__(cls, name: Any, rows: Any, columns: Any, rule: Lambda, source: Any) -> StandIn:
        names = [text if isinstance(text, Str) else Str(text) for text in (name, source)]
        shape = [sympify(size, strict=True) for size in (rows, columns)]
        made: StandIn = Basic.__new__(cls, names[0], *shape, rule, names[1])
        return made

    @property
    def rule(self) -> Lambda:
        """The entry as a function of its row and column, counted from 0."""
        return self.args[3]

    @property
    def source(self) -> str:
        """The name of the tensor inside."""
        return str(self.args[4].name)


class Written(Expr):  # type: ignore[misc]
    """A number that is written and of whose value nothing is known: `Written("partial", C, w)` for `∂C/∂w`.

    `what` says what stands there, `parts` its pieces in reading order. The judge knows nothing of it.
    """

    is_commutative = True

    def __new__(cls, kind: str | Str, *parts: Any) -> Written:
        made: Written = Expr.__new__(cls, Str(str(kind)), *(sympify(part, strict=True) for part in parts))
        return made

    @property
    def what(self) -> str:
        """What stands there (`kind` is SymPy's own)."""
        return str(self.args[0].name)

    @property
    def parts(self) -> tuple[Basic, ...]:
        """Its pieces, in reading order."""
        return self.args[1:]  # type: ignore[no-any-return]

    def _eval_derivative(self, symbol: Any) -> Any:
        from sympy import Derivative

        return Derivative(self, symbol, evaluate=False)


class WrittenMatrix(MatrixExpr):  # type: ignore[misc]
    """The same as `Written` for an array of the given shape: `∂C/∂W`, of the shape of `W`."""

    def __new__(cls, kind: str | Str, rows: Any, columns: Any, *parts: Any) -> WrittenMatrix:
        pieces = (sympify(part, strict=True) for part in (rows, columns, *parts))
        made: WrittenMatrix = MatrixExpr.__new__(cls, Str(str(kind)), *pieces)
        return made

    @property
    def what(self) -> str:
        """What stands there (`kind` is SymPy's own)."""
        return str(self.args[0].name)

    @property
    def parts(self) -> tuple[Basic, ...]:
        """Its pieces, in reading order."""
        return self.args[3:]  # type: ignore[no-any-return]

    @property
    def shape(self) -> tuple[Expr, Expr]:
        """Rows and columns."""
        return (self.args[1], self.args[2])

    def _entry(self, i: Expr, j: Expr, **kwargs: Any) -> Any:
        from sympy.matrices.expressions.matexpr import MatrixElement

        return MatrixElement(self, i, j)

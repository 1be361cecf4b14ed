"""Pieces of a claim in plain letters: `Wᵀ`, `W_{ij}`, `σ'(z_j)`, `Σ_j W_{ij} a_j`; indices as the user counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import (
    Add,
    BlockMatrix,
    Derivative,
    FunctionMatrix,
    HadamardProduct,
    Indexed,
    Integer,
    KroneckerDelta,
    MatAdd,
    MatMul,
    MatrixBase,
    MatrixSymbol,
    Mul,
    Pow,
    Rational,
    Subs,
    Trace,
    Transpose,
    pi,
)
from sympy.concrete.expr_with_limits import AddWithLimits
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.claims.repair_tree import extent, indices, places, tensor
from explorer.nodes import Softmax


class Words:
    """Tells expressions; `bases` say from which number the user counts each slot of each tensor."""

    def __init__(self, bases: Mapping[tuple[str, int], int]) -> None:
        self.bases = bases

    def tell(self, expr: Any) -> str:
        """The expression in one line."""
        text = self._tell(expr)
        return text[0][1:] if text[:1] == "+" else text

    def base(self, symbol: Any, body: Any) -> int:
        """The number that the summation index `symbol` counts from in the user's text, 0 or 1."""
        for place in places(body):
            for position, (index, _) in enumerate(indices(place.node)):
                if symbol in index.free_symbols:
                    return self.bases.get((tensor(place.node) or "", position), 0)
        return 0

    def entry(self, name: str, indices: tuple[int, ...], slots: tuple[int, ...]) -> str:
        """An entry by its numbers, counted from 0, in the slots that are written."""
        return self._indexed(name, tuple([Integer(indices[k]) for k in slots]), list(slots)) if slots else name

    def _tell(self, expr: Any) -> str:
        if isinstance(expr, Transpose):
            return f"{self._tight(expr.arg)}ᵀ"
        if isinstance(expr, MatrixBase):
            return f"[{'; '.join(', '.join(map(self._tell, row)) for row in expr.tolist())}]"
        if isinstance(expr, BlockMatrix):
            return f"[{'; '.join(', '.join(map(self._block, row)) for row in expr.blocks.tolist())}]"
        if isinstance(expr, MatrixElement):
            return self._entry(expr)
        if isinstance(expr, Indexed):
            return self._indexed(str(expr.base.label), tuple(expr.indices))
        if isinstance(expr, MatrixSymbol):
            return str(expr.name)
        if isinstance(expr, (Add, MatAdd)):
            return self._total(expr)
        if isinstance(expr, (Mul, MatMul)):
            return self._product(expr)
        if isinstance(expr, HadamardProduct):
            return " ⊙ ".join(self._factor(arg) for arg in expr.args)
        if isinstance(expr, ElementwiseApplyFunction):
            return self._mapped(expr.args[0], self._tell(expr.args[1]))
        if isinstance(expr, Subs):
            return f"{_function(expr.expr)}({self._tell(expr.point[0])})"
        if isinstance(expr, AddWithLimits):
            return self._sum(expr)
        if isinstance(expr, Softmax):
            return f"softmax({self._tell(expr.matrix)})"
        if isinstance(expr, Trace):
            return f"tr({self._tell(expr.arg)})"
        if isinstance(expr, FunctionMatrix):
            body = expr.lamda.args[1]
            return f"[{self._tell(body)}]_{_script([str(symbol) for symbol in expr.lamda.variables])}"
        if isinstance(expr, KroneckerDelta):
            return f"δ_{_script([str(index) for index in expr.args[:2]])}"
        if isinstance(expr, Pow):
            if expr.exp == -1:
                return f"1/{self._factor(expr.base)}"
            if expr.exp == Rational(1, 2):
                return f"√({self._tell(expr.base)})"
            return f"{self._tight(expr.base)}^{self._tight(expr.exp)}"
        if expr is pi:
            return "π"
        if getattr(expr, "is_Function", False):
            return f"{_function(expr)}({', '.join(self._tell(arg) for arg in expr.args)})"
        return str(expr)

    def _block(self, block: Any) -> str:
        """A block of a matrix; one that is a number is held as that number times the 1 x 1 matrix of ones."""
        return self._tell(block[0, 0] if block.shape == (1, 1) and not block.has(MatrixSymbol) else block)

    def _mapped(self, rule: Any, argument: str) -> str:
        """A function of each entry by its name, or by its formula in the argument."""
        body = rule.args[1]
        if isinstance(body, Derivative) or body.args == (rule.args[0].args[0],):
            return f"{_function(body)}({argument})"
        return f"({self._tell(body)} for {rule.args[0].args[0]} = {argument})"

    def _entry(self, expr: Any) -> str:
        parent, row, column = expr.args
        shown: list[Any] = [row, column]
        positions = [0, 1]
        if parent.shape[1] == 1 and column == 0:
            shown, positions = [row], [0]
        elif parent.shape[0] == 1 and row == 0:
            shown, positions = [column], [1]
        if isinstance(parent, MatrixSymbol):
            return self._indexed(str(parent.name), tuple(shown), positions)
        if isinstance(parent, Softmax):
            return f"softmax({self._tell(parent.matrix)})_{_script([str(index) for index in shown])}"
        if isinstance(parent, ElementwiseApplyFunction):
            return self._mapped(parent.args[0], self._tell(MatrixElement(parent.args[1], row, column)))
        return f"({self._tell(parent)})_{_script([str(index) for index in shown])}"

    def _indexed(self, name: str, shown: tuple[Any, ...], positions: list[int] | None = None) -> str:
        numbers = []
        for position, index in zip(positions or range(len(shown)), shown, strict=True):
            numbers.append(str(index + self.bases.get((name, position), 0) if index.is_Integer else index))
        letter, above, rest = name.partition("^")
        return f"{letter}_{_script(numbers)}{above}{rest}"

    def _total(self, expr: Any) -> str:
        text = ""
        for term in expr.args:
            told = self._tell(term)
            if not text:
                text = told
            elif told.startswith("-"):
                text += f" - {told[1:]}"
            else:
                text += f" + {told}"
        return text

    def _product(self, expr: Any) -> str:
        factors = [factor for factor in expr.args if factor not in (1, -1)]
        sign = "-" if sum(factor == -1 for factor in expr.args) % 2 else ""
        below = [f for f in factors if isinstance(f, Pow) and f.exp == -1]
        above = [f for f in factors if f not in below]
        text = " ".join(self._factor(factor) for factor in above) or "1"
        for factor in below:
            text += f"/{self._factor(factor.base)}"
        return sign + text

    def _factor(self, expr: Any) -> str:
        loose = (Add, MatAdd, HadamardProduct, AddWithLimits)
        told = self._tell(expr)
        return f"({told})" if isinstance(expr, loose) or (told.startswith("-") and told != "-1") else told

    def _tight(self, expr: Any) -> str:
        loose = (Add, MatAdd, Mul, MatMul, HadamardProduct, AddWithLimits)
        if isinstance(expr, Rational) and not isinstance(expr, Integer):
            return f"({expr})"
        return f"({self._tell(expr)})" if isinstance(expr, loose) else self._tell(expr)

    def _sum(self, expr: Any) -> str:
        signs = ""
        for limit in reversed(expr.limits):
            index, low, high = limit
            whole = any(
                index in used.free_symbols and low == 0 and (size - extent(limit)).expand() == 0
                for place in places(expr.function)
                for used, size in indices(place.node)
            )
            base = self.base(index, expr.function)
            signs += f"Σ_{index} " if whole else f"Σ_{{{index}={low + base}}}^{{{high + base}}} "
        body = self._tell(expr.function)
        return signs + (f"({body})" if isinstance(expr.function, Add) else body)


def _script(shown: list[str]) -> str:
    joined = ("" if all(len(text) == 1 for text in shown) else ",").join(shown)
    return joined if len(joined) == 1 else f"{{{joined}}}"


def _function(applied: Any) -> str:
    """The name of a function; `σ'` of a derivative."""
    if isinstance(applied, Derivative):
        return _function(applied.expr) + "'" * len(applied.variables)
    symbol = getattr(applied.func, "symbol", None)  # an activation is told by its letter
    return symbol if isinstance(symbol, str) else str(applied.func.__name__)

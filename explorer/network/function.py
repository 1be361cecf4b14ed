"""The SymPy function class of an activation: it prints as its symbol and never evaluates on its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Basic, Expr, FiniteSet, Function, Piecewise, S, erf, exp
from sympy.core.evalf import prec_to_dps

_ONE_ARGUMENT = FiniteSet(1)


class ActivationFunction(Function):  # type: ignore[misc]
    """Law: `f(x)` stays `f(x)` until `.formula`, `.rewrite(exp)` or `.evalf()` asks for its value.

    The class attributes come from the activation's row: `symbol` and `latex_name` are what is printed, `rule`
    and `slope` give the formula and the derivative. `type(f(x)).__name__` is the row's name.
    """

    nargs = 1
    is_commutative = True  # its argument is one number
    symbol: str
    latex_name: str
    rule: Callable[[Any], Expr]
    slope: Callable[[Any], Expr]

    @property
    def formula(self) -> Expr:
        """The value written out, for example `1/(1 + exp(-x))`."""
        return type(self).rule(self.args[0])

    def fdiff(self, argindex: int = 1) -> Expr:
        """The derivative with respect to the argument, as the row writes it."""
        return type(self).slope(self.args[0])

    def _eval_is_extended_real(self) -> bool | None:
        return True if self.args[0].is_extended_real else None

    def _eval_is_finite(self) -> bool | None:
        return True if self.args[0].is_finite and self.args[0].is_extended_real else None

    def _eval_rewrite_as_exp(self, argument: Expr, **hints: Any) -> Expr | None:
        return self._formula_with(exp)

    def _eval_rewrite_as_Piecewise(self, argument: Expr, **hints: Any) -> Expr | None:
        return self._formula_with(Piecewise)

    def _eval_rewrite_as_erf(self, argument: Expr, **hints: Any) -> Expr | None:
        return self._formula_with(erf)

    def _formula_with(self, part: Any) -> Expr | None:
        formula = self.formula
        return formula if formula.has(part) else None

    def _eval_evalf(self, prec: int) -> Expr | None:
        return self.formula.evalf(prec_to_dps(prec)) if self.args[0].is_number else None

    @classmethod
    def _should_evalf(cls, arg: Any) -> int:
        return -1  # a float argument does not evaluate it either

    def _sympystr(self, printer: Any) -> str:
        return f"{self.symbol}({printer._print(self.args[0])})"

    def _pretty(self, printer: Any) -> Any:
        return printer._print_Function(self, func_name=self.symbol)

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"{self.latex_name}{power}\left({printer._print(self.args[0])}\right)"


def function_class(
    name: str, symbol: str, latex: str, rule: Callable[[Any], Expr], slope: Callable[[Any], Expr]
) -> Any:
    """The `ActivationFunction` subclass called `name`."""
    body = {
        "symbol": symbol,
        "latex_name": latex,
        "rule": staticmethod(rule),
        "slope": staticmethod(slope),
        "nargs": 1,
        "__doc__": f"The activation {name}, written {symbol}.",
        # pickle finds the class by this name: see `__getattr__` of that module
        "__module__": "explorer.network.activations",
        "__qualname__": name,
    }
    metaclass: Any = type(ActivationFunction)
    return metaclass(name, (ActivationFunction,), body)


def apply(function: Any, argument: Expr) -> Expr:
    """`function(argument)` for a function class, made without a look at the (perhaps very long) argument.

    Equal to `function(argument, evaluate=False)`, which would hash the argument and search a cache for it.
    """
    made = Basic.__new__(function, argument)
    made.nargs = _ONE_ARGUMENT if issubclass(function, ActivationFunction) else S.Naturals0
    return made

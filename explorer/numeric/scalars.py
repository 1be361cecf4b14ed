"""The printer's functions and operations on numbers."""

from __future__ import annotations

import re
from typing import Any

from sympy import Add, Integer, Pow, Rational, S, Sum, exp
from sympy.core.function import AppliedUndef

from explorer.network import Activation
from explorer.nodes import Dots
from explorer.numeric.entries import atom, bare, is_atom
from explorer.numeric.sums import SumPrinter
from explorer.numeric.tables import BY_CLASS, FROM_SCIPY, FUNCTIONS, SCIPY


class ScalarPrinter(SumPrinter):
    """Prints numbers; formulas that overflow as they are written are printed in their stable spelling."""

    def call(self, name: str, *arguments: str) -> str:
        """A call of a function of the table; SciPy's are imported by name."""
        if name in FROM_SCIPY:
            self.imports.add(SCIPY + name)
        return f"{name}({', '.join(map(bare, arguments))})"

    def activated(self, row: Activation, x: str) -> str:
        """The row's own template with `x` in its place."""
        self.imports.update(row.imports)
        template = row.numpy or ""
        if template.count("{x}") > 1 and not x.isidentifier():
            name = self.names.new("x")
            return f"(lambda {name}: {template.format(x=name)})({x})"
        alone = "{x}" not in re.sub(r"[(\s]\{x\}[,)]", "", template)  # an argument of a call by itself
        text = template.format(x=bare(x) if alone else atom(x))
        return text if is_atom(text) else f"({text})"

    def _number(self, expr: Any) -> str:
        """A constant: a Python float, which leaves float32 arrays float32."""
        return repr(float(expr)) if expr.is_extended_real else self.emptyPrinter(expr)

    def _print_Function(self, expr: Any) -> str:
        kind = type(expr)
        if expr.is_number and not isinstance(expr, AppliedUndef):
            return self._number(expr)
        if kind in BY_CLASS:
            return self.activated(BY_CLASS[kind], self._print(expr.args[0]))
        if kind in FUNCTIONS:
            return self.call(FUNCTIONS[kind], *(self._print(arg) for arg in expr.args))
        if isinstance(expr, AppliedUndef):
            return f"{self.known[expr.func]}({', '.join(bare(self._print(arg)) for arg in expr.args)})"
        return self.emptyPrinter(expr)

    _print_AppliedUndef = _print_Function

    def _print_log(self, expr: Any) -> str:
        grown = _one_plus_exp(expr.args[0]) if len(expr.args) == 1 else None
        if grown is not None:  # log(1 + exp(u)) overflows where u is large
            return self.call("np.logaddexp", "0.0", self._print(grown))
        return self._print_Function(expr)

    def _print_Heaviside(self, expr: Any) -> str:
        return self.call("np.heaviside", *(self._print(arg) for arg in expr.args))

    def _print_Mul(self, expr: Any) -> str:
        if (pair := _exp_over_sum(expr)) is not None:
            return self._over_sum(*pair)
        sign = ""
        args = list(expr.args)
        if args[0] is S.NegativeOne and len(args) > 1:
            sign, args = "-", args[1:]
        above = [a for a in args if not _inverse(a)]
        below = [Pow(a.base, -a.exp, evaluate=False) if a.exp != -1 else a.base for a in args if _inverse(a)]
        over = "*".join(self._factor(a) for a in above) or "1.0"
        under = "".join(f"/{self._factor(a)}" for a in below)
        return f"{sign}{over}{under}"

    def _factor(self, expr: Any) -> str:
        return atom(self._print(expr))

    def _print_Add(self, expr: Any, order: Any = None) -> str:
        text = ""
        for term in expr.args:
            code = self._print(term)
            text += code if not text else f" - {code[1:]}" if code.startswith("-") else f" + {code}"
        return f"({text})"

    def _print_Pow(self, expr: Any, rational: bool = False) -> str:
        base, exponent = expr.args
        grown = _one_plus_exp(base) if exponent == -1 else None
        if grown is not None:  # 1/(1 + exp(u)) overflows where u is large
            return self.call("expit", self._print(-grown))
        if expr.is_number and not isinstance(exponent, Integer):
            return self._number(expr)
        if exponent == Rational(1, 2):
            return self.call("np.sqrt", self._print(base))
        if exponent == Rational(-1, 2):
            return f"(1.0/{self.call('np.sqrt', self._print(base))})"
        if isinstance(exponent, Integer):
            if exponent.p < 0:
                power = atom(self._print(base)) + (f"**{-exponent.p}" if exponent.p != -1 else "")
                return f"(1.0/{power})" if exponent.p == -1 else f"(1.0/({power}))"
            return f"{atom(self._print(base))}**{exponent.p}"
        return self.call("np.power", self._print(base), self._print(exponent))

    def _over_sum(self, numerator: Any, total: Any, others: list[Any]) -> str:
        """`exp(u) / Σ exp(v)` as `exp(u - logsumexp(v))`: nothing overflows, however large u and v are."""
        listed = self._as_loops(total.function.args[0], list(total.limits), "[{}]")
        code = self.call("logsumexp", f"np.array({listed})", "axis=0")
        code = self.call("np.exp", f"{atom(self._print(numerator))} - {code}")
        return "*".join([*(self._factor(f) for f in others), code])

    # -- cases ----------------------------------------------------------------------------------------------

    def _nested(self, name: str, expr: Any) -> str:
        code, *rest = [self._print(arg) for arg in expr.args]
        for other in rest:
            code = f"{name}({code}, {other})"
        return code

    def _print_Max(self, expr: Any) -> str:
        return self._nested("np.maximum", expr)

    def _print_Min(self, expr: Any) -> str:
        return self._nested("np.minimum", expr)

    def _print_And(self, expr: Any) -> str:
        return self._nested("np.logical_and", expr)

    def _print_Or(self, expr: Any) -> str:
        return self._nested("np.logical_or", expr)

    def _print_Not(self, expr: Any) -> str:
        return f"np.logical_not({self._print(expr.args[0])})"

    def _print_BooleanTrue(self, expr: Any) -> str:
        return "True"

    def _print_BooleanFalse(self, expr: Any) -> str:
        return "False"

    def _print_Relational(self, expr: Any) -> str:
        signs = {"==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
        return f"({self._print(expr.lhs)} {signs[expr.rel_op]} {self._print(expr.rhs)})"

    def _print_KroneckerDelta(self, expr: Any) -> str:
        return f"int({self._print(expr.args[0])} == {self._print(expr.args[1])})"

    def _print_Piecewise(self, expr: Any) -> str:
        array = self.is_array(expr)
        code = "np.nan"
        for value, condition in reversed(expr.args):
            chosen = self._print(value)
            if condition == S.true:
                code = chosen
            elif array:
                code = f"np.where({self._print(condition)}, {chosen}, {code})"
            else:
                code = f"({chosen} if {self._print(condition)} else {code})"
        return code


def _inverse(factor: Any) -> bool:
    return (
        isinstance(factor, Pow)
        and isinstance(factor.exp, Integer)
        and factor.exp.p < 0
        and _one_plus_exp(factor.base) is None
    )


def _one_plus_exp(expr: Any) -> Any:
    """u where `expr` is `1 + exp(u)`, else None."""
    if isinstance(expr, Add) and len(expr.args) == 2 and S.One in expr.args:
        other = expr.args[0] if expr.args[1] is S.One else expr.args[1]
        if isinstance(other, exp):
            return other.args[0]
    return None


def _exp_over_sum(expr: Any) -> Any:
    """(u, Σ exp(v), other factors) where `expr` is `exp(u) / Σ exp(v)` times others, else None."""
    above = [f for f in expr.args if isinstance(f, exp)]
    below = [f for f in expr.args if isinstance(f, Pow) and f.exp == -1 and _sum_of_exp(f.base)]
    if len(above) != 1 or len(below) != 1:
        return None
    total = below[0].base
    others = [f for f in expr.args if f is not above[0] and f is not below[0]]
    return above[0].args[0], total.as_sum() if isinstance(total, Dots) else total, others


def _sum_of_exp(expr: Any) -> bool:
    return isinstance(expr, Sum | Dots) and isinstance(expr.function, exp)

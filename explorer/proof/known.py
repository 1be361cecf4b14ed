"""What is known of particular functions, in words and by name."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from explorer.proof.checker_laws import LAWS
from explorer.proof.checker_signs import DEFINITIONS, MAX, MIN, PRODUCT, ROOT
from explorer.proof.terms import Table, Term

# What the judge says it used, by the rule of the certificate or the function defined.
FACTS: dict[str, str] = {
    "sigmoid": "σ(x) = 1/(1 + e^(-x))",
    "tanh": "tanh(x) = 1 - 2/(1 + e^(2x))",
    "softplus": "softplus(x) = log(1 + e^x)",
    "swish": "swish(x) = x/(1 + e^(-x))",
    "sinh": "sinh(x) = (e^x - e^(-x))/2",
    "cosh": "cosh(x) = (e^x + e^(-x))/2",
    "identity": "id(x) = x",
    "leaky_relu": "LReLU(x) = x/100 + 99/100 ReLU(x)",
    "Max": "max(x, y) = y + ReLU(x - y)",
    "Min": "min(x, y) = x - ReLU(x - y)",
    "maxflat": "max(x, y, z) = max(x, max(y, z)), max(x, y) = max(y, x), and the same for min",
    "smallest": "min_k z_k = -max_k (-z_k)",
    "largestplus": "max_k (z_k + c) = max_k z_k + c",
    "largesttimes": "max_k (c z_k) = c max_k z_k for c >= 0",
    "largestof": "max_k f(z_k) = f(max_k z_k) for f that rises, and the same for min",
    "below": "z_i <= max_k z_k",
    "prodsame": "Π_k x_k y_k = Π_k x_k Π_k y_k",
    "prodlog": "Π_k z_k = e^(Σ_k log z_k) for z_k > 0",
    "Abs": "|x| = 2 ReLU(x) - x",
    "sigmoid'": "σ'(x) = σ(x)(1 - σ(x))",
    "tanh'": "tanh'(x) = 1 - tanh(x)^2",
    "softplus'": "softplus'(x) = σ(x)",
    "swish'": "swish'(x) = σ(x) + x σ(x)(1 - σ(x))",
    "relu'": "ReLU'(x) = H(x)",
    "leaky_relu'": "LReLU'(x) = 1/100 + 99/100 H(x)",
    "identity'": "id'(x) = 1",
    "exp'": "exp'(x) = e^x",
    "sigmoid''": "σ''(x) = σ'(x)(1 - 2σ(x))",
    "tanh''": "tanh''(x) = -2 tanh(x) tanh'(x)",
    "softplus''": "softplus''(x) = σ'(x)",
    "swish''": "swish''(x) = 2σ'(x) + x σ''(x)",
    "identity''": "id''(x) = 0",
    "exp''": "exp''(x) = e^x",
    "expequal": "a = b if e^a = e^b",
    "expsum": "e^(x+y) = e^x e^y",
    "expzero": "e^0 = 1",
    "expinv": "1/e^x = e^(-x)",
    "expcancel": "e^x e^(-x) = 1",
    "explog": "e^(log x) = x for x > 0",
    "invmul": "1/(x y) = 1/x · 1/y",
    "invinv": "1/(1/x) = x for x ≠ 0",
    "cancel": "x · 1/x = 1 for x ≠ 0",
    "divide": "a = b if a d = b d and d ≠ 0",
    "roottwice": "√x √x = x for x >= 0",
    "rootmul": "√(x y) = √x √y for x, y >= 0",
    "rootinv": "√(1/x) = √x · 1/x for x > 0",
    "invroot": "1/√x = √x · 1/x for x > 0",
    "rootnum": "the root of a square number",
    "rootsquare": "√(x^2) = |x|",
    "rootexp": "√(e^x) = e^(x/2)",
    "logmul": "log(x y) = log x + log y for x, y > 0",
    "logexp": "log e^x = x",
    "loginv": "log(1/x) = -log x for x > 0",
    "logroot": "log √x = 1/2 log x for x > 0",
    "logabs": "log |x| = 1/2 log(x^2)",
    "powlog": "x^y = e^(y log x) for x > 0",
    "prodof": "Π_k 1/z_k = 1/Π_k z_k, Π_k |z_k| = |Π_k z_k|",
    "logone": "log 1 = 0",
    "reluscale": "ReLU(c x) = c ReLU(x) for c > 0",
    "reluneg": "ReLU(x) = ReLU(-x) + x",
    "relunum": "ReLU of a number",
    "relupull": "ReLU(p x) = p ReLU(x) for p >= 0",
    "relumul": "ReLU(x y) = 2 ReLU(x) ReLU(y) - x ReLU(y) - y ReLU(x) + x y",
    "guarded": "ReLU(x) = x and H(x) = 1 where x > 0, both 0 where x <= 0",
    "within": "if H(x) a = H(x) b, then H(x) f(a) = H(x) f(b), and the same with 1 - H(x) for H(x)",
    "relupos": "ReLU(x) = x for x >= 0",
    "steppos": "H(x) = 1 for x > 0, H(x) = 0 for x <= 0",
    "stepnum": "H of a number, H(0) = 0",
    "stepscale": "H(c x) = H(x) for c > 0",
    "steppull": "H(p x) = H(x) for p > 0",
    "stepexp": "H(e^x - e^y) = H(x - y)",
    "steprelu": "H(ReLU(x)) = H(x)",
    "stepmul": "x H(x) = ReLU(x)",
    "twice": "H(x)^2 = H(x), H(x) ReLU(x) = ReLU(x), ReLU(x)^2 = x ReLU(x)",
    "opposite": "H(x) H(-x) = 0, and the same with ReLU for H",
}
RULES = frozenset(rule for rule in FACTS if rule in LAWS)
KNOWN = frozenset({*DEFINITIONS, "exp", "log", "inv", "relu", "step", "pow", ROOT, MAX, MIN, PRODUCT})


def describe(table: Table, description: Any, args: tuple[Term, ...]) -> Term:
    """The term a definition describes, for the arguments x, y."""
    if description in ("x", "y"):
        return args["xy".index(description)]
    if isinstance(description, (int, Fraction)):
        return table.num(description)
    head, *rest = description
    parts = tuple([describe(table, part, args) for part in rest])
    return table.add(parts) if head == "+" else table.mul(parts) if head == "*" else table.fun(head, parts)


def used(certificate: dict[str, Any]) -> tuple[str, ...]:
    """The facts a certificate uses, in words."""
    found: dict[str, None] = {}
    for rule, left, *_ in certificate["lines"]:
        name = certificate["nodes"][left][1] if rule == "define" else rule
        if name in FACTS:
            found[FACTS[name]] = None
    return tuple(found)

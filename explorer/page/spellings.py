r"""One layer in every convention: which index of a weight comes first, columns or rows, counting from 0 or from 1.

    to, from · columns · 0    \sigma(W a + b)     w_{0,0} … w_{m-1,n-1}
    from, to · rows · 1       \sigma(x V + c)     v_{1,1} … v_{n,m}

with V = Wᵀ, x = aᵀ, c = bᵀ. What is shown is what is judged: the LaTeX on the page is read back and proved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product as combinations
from typing import Any

from sympy import Eq, Expr, Function, Integer, MatAdd, MatMul, MatrixSymbol, OneMatrix, Sum, Symbol, Transpose

from explorer.claims import prove
from explorer.latex import latex
from explorer.network import Layer
from explorer.network.forms import entry, product, total
from explorer.network.function import apply
from explorer.nodes import entrywise
from explorer.page.marks import Marked, Marker, Role
from explorer.proof.verdict import Verdict

ORDERS = ("to", "from")
VECTORS = ("columns", "rows")
BASES = (0, 1)
SIGMA = Function("σ")
INPUTS, OUTPUTS, EXAMPLES = 3, 2, 4  # three different sizes, so that a transpose shows

ROLES = {
    "W^{(1)}": Role("W"),
    "V^{(1)}": Role("W", turned=True),
    **{f"{letter}^{{(0)}}": Role("a") for letter in "ax"},
    **{f"{letter}^{{(1)}}": Role("b") for letter in "bc"},
    "A^{(0)}": Role("A", turned=True),
    "X^{(0)}": Role("A"),
}
_DEFINED = (
    r"V^{(1)} = {W^{(1)}}^{\top}",
    r"v^{(1)} = {W^{(1)}}^{\top}",
    r"x^{(0)} = {a^{(0)}}^{\top}",
    r"c^{(1)} = {b^{(1)}}^{\top}",
    r"X^{(0)} = {A^{(0)}}^{\top}",
)


@dataclass(frozen=True, slots=True)
class Convention:
    """A way to write a layer: the first index of a weight, how vectors stand, the first index of all."""

    order: str
    vectors: str
    base: int

    @property
    def key(self) -> str:
        """Its name in the page's script and address: `to-columns-0`."""
        return f"{self.order}-{self.vectors}-{self.base}"

    @property
    def turned(self) -> bool:
        """Whether vectors are rows."""
        return self.vectors == "rows"


CONVENTIONS = tuple(Convention(*choice) for choice in combinations(ORDERS, VECTORS, BASES))


@dataclass(frozen=True, slots=True)
class Tensors:
    """The letters of a layer with `n` inputs and `m` outputs in a convention, shaped as the convention says."""

    convention: Convention
    n: Any
    m: Any
    examples: Any
    function: Any = SIGMA

    def vector(self, column: str, row: str, size: Any) -> MatrixSymbol:
        """A vector: `column` of shape (size, 1), or `row` of shape (1, size)."""
        return MatrixSymbol(row, 1, size) if self.convention.turned else MatrixSymbol(column, size, 1)

    def batch(self, layer: int, size: Any) -> MatrixSymbol:
        """The examples side by side: columns of A, or rows of X."""
        if self.convention.turned:
            return MatrixSymbol(f"X^{{({layer})}}", self.examples, size)
        return MatrixSymbol(f"A^{{({layer})}}", size, self.examples)

    @property
    def weights(self) -> MatrixSymbol:
        """W, shape (m, n), or V, shape (n, m)."""
        if self.convention.order == "to":
            return MatrixSymbol("W^{(1)}", self.m, self.n)
        return MatrixSymbol("V^{(1)}", self.n, self.m)

    @property
    def bias(self) -> MatrixSymbol:
        """b or c."""
        return self.vector("b^{(1)}", "c^{(1)}", self.m)

    @property
    def input(self) -> MatrixSymbol:
        """a or x of layer 0."""
        return self.vector("a^{(0)}", "x^{(0)}", self.n)

    @property
    def output(self) -> MatrixSymbol:
        """a or x of layer 1."""
        return self.vector("a^{(1)}", "x^{(1)}", self.m)

    def at(self, vector: MatrixSymbol, index: Expr) -> Expr:
        """The entry of a vector."""
        return entry(vector, Integer(0), index) if self.convention.turned else entry(vector, index, Integer(0))

    def term(self, j: Expr, k: Expr) -> Expr:
        """The weight from k to j times input k."""
        indices = (j, k) if self.convention.order == "to" else (k, j)
        return product(entry(self.weights, *indices), self.at(self.input, k))

    def _entry(self, j: Expr, *terms: Expr) -> Eq:
        inside = total(*terms, self.at(self.bias, j))
        return Eq(self.at(self.output, j), apply(self.function, inside), evaluate=False)

    def neuron(self, j: Any) -> Eq:
        """`a_j = σ(w_{j,0} a_0 + … + b_j)`, for an integer `n`."""
        return self._entry(Integer(j), *(self.term(Integer(j), Integer(k)) for k in range(int(self.n))))

    def summation(self, j: Any) -> Eq:
        """`a_j = σ(Σ_k w_{j,k} a_k + b_j)`; k runs from the convention's base."""
        k, base = Symbol("k"), self.convention.base
        return self._entry(j, Sum(self.term(j, k - base), (k, base, self.n - 1 + base)))

    def _multiplied(self, vectors: MatrixSymbol) -> MatMul:
        """The weights applied: from the left to columns, from the right to rows."""
        stored = (self.convention.order == "to") != self.convention.turned
        weights = self.weights if stored else Transpose(self.weights)
        return MatMul(vectors, weights) if self.convention.turned else MatMul(weights, vectors)

    def matrix(self) -> Eq:
        """`a = σ(W a + b)`, `x = σ(x V + c)`, or with the weights transposed."""
        inside = MatAdd(self._multiplied(self.input), self.bias)
        return Eq(self.output, entrywise(self.function, inside), evaluate=False)

    def batched(self) -> Eq:
        """`A = σ(W A + b 𝟏ᵀ)`, `X = σ(X V + 𝟏 c)`, or with the weights transposed."""
        ones = OneMatrix(self.examples, 1)
        bias = MatMul(ones, self.bias) if self.convention.turned else MatMul(self.bias, Transpose(ones))
        inside = MatAdd(self._multiplied(self.batch(0, self.n)), bias)
        return Eq(self.batch(1, self.m), entrywise(self.function, inside), evaluate=False)


def general(convention: Convention, function: Any = SIGMA) -> Tensors:
    """Every size: n, m and N."""
    return Tensors(convention, Symbol("n"), Symbol("m"), Symbol("N"), function)


def small(convention: Convention) -> Tensors:
    """The sizes on the page."""
    return Tensors(convention, Integer(INPUTS), Integer(OUTPUTS), Integer(EXAMPLES))


def shown(convention: Convention) -> dict[str, list[Eq]]:
    """The equations on the page, by form: of the written-out one, one for each neuron."""
    every, here, j = general(convention), small(convention), Symbol("j") - convention.base
    return {
        "neuron": [here.neuron(neuron) for neuron in range(OUTPUTS)],
        "summation": [every.summation(j)],
        "matrix": [every.matrix()],
        "batched": [every.batched()],
    }


def formulas(convention: Convention) -> dict[str, list[Marked]]:
    """What is shown, printed from the equations."""
    marker = Marker(ROLES, "l", base=convention.base)
    return {name: [marker.formula(e.lhs, e.rhs) for e in equations] for name, equations in shown(convention).items()}


def numbers(convention: Convention) -> dict[str, list[Marked]]:
    """The same forms with numbers in place of the letters, up to the values: `σ(1·2 + …) = σ(z) = a`."""
    here = small(convention)
    return {
        "neuron": [_with_values("neuron", here, here.neuron(j).rhs, Integer(j)) for j in range(OUTPUTS)],
        "summation": [_with_values("summation", here, None, Integer(j)) for j in range(OUTPUTS)],
        "matrix": [_with_values("matrix", here, here.matrix().rhs, None)],
        "batched": [_with_values("batched", here, here.batched().rhs, None)],
    }


def _with_values(form: str, here: Tensors, value: Any, j: Any) -> Marked:
    """`value = σ(z) = y`, with the z and y that the page computes with this form."""
    batch = form == "batched"
    turned = batch and not here.convention.turned
    roles = {letter: Role(f"{form}.{letter}", turned) for letter in "zy"}
    z, y = (MatrixSymbol(name, *here.batch(1, here.m).shape if batch else here.output.shape) for name in "zy")
    marker = Marker({**ROLES, **roles}, "l", numbers=True)
    if j is None:
        return marker.formula(value, entrywise(SIGMA, z), y)
    first = [] if value is None else [value]
    return marker.formula(*first, apply(SIGMA, here.at(z, j)), here.at(y, j))


def script_forms() -> dict[str, Eq]:
    """Every form of every convention at the page's sizes, by the name that the page's script calls it."""
    forms = {}
    for convention in CONVENTIONS:
        here, j = small(convention), Symbol("j") - convention.base
        for neuron in range(OUTPUTS):
            forms[f"{convention.key} neuron {neuron}"] = here.neuron(neuron)
        forms[f"{convention.key} summation"] = here.summation(j)
        forms[f"{convention.key} matrix"] = here.matrix()
        forms[f"{convention.key} batched"] = here.batched()
    return forms


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim about a form, as it was read (`left` and `right` are LaTeX), and what the judge says."""

    form: str
    left: str
    right: str
    verdict: Verdict


def claims(convention: Convention) -> Iterator[Claim]:
    """Law: every form of the convention against σ(Wa + b), each judged as the LaTeX that is shown."""
    texts = {name: [marked.latex for marked in lines] for name, lines in formulas(convention).items()}
    layer = Layer(1, "n", "m", "opaque")
    right = latex(layer.matrix().rhs)
    rows = latex(layer.batched().rhs.xreplace({layer.batch_input: MatrixSymbol("X^{(0)}", *layer.batch_input.shape)}))
    for neuron, text in enumerate(texts["neuron"]):
        place = rf"\left({right}\right)_{{{neuron + convention.base}}}"
        yield _claim("neuron", text, place, convention, INPUTS, OUTPUTS)
    turned = {form: rf"\left({form}\right)^{{\top}}" for form in (right, rows)}
    whole = {
        "summation": right,
        "matrix": turned[right] if convention.turned else right,
        "batched": rows if convention.turned else turned[rows],
    }
    for form, other in whole.items():
        (text,) = texts[form]
        yield _claim(form, text, other, convention)


def _claim(form: str, text: str, right: str, convention: Convention, n: Any = "n", m: Any = "m") -> Claim:
    left = text.partition(" = ")[2]
    given = [f"W^{{(1)}}: {m} x {n}", f"a^{{(0)}}: {n}", f"b^{{(1)}}: {m}", f"A^{{(0)}}: {n} x N", *_DEFINED]
    given.append(f"convention: {convention.base}-based")
    return Claim(form, left, right, prove(left, right, given))


def mix_up() -> Claim:
    """The false twin: weights stored as (from, to), multiplied as if they were (to, from). Square, so it fits."""
    left, right = r"\sigma\left(V a + b\right)", r"\sigma\left(W a + b\right)"
    verdict = prove(left, right, ["W: n x n", "a: n", "b: n", r"V = W^{\top}"])
    return Claim("mix-up", left, right, verdict)

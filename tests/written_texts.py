"""Random equations as papers write them, without declarations: every construct of the reader, nested a little."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
Pick = Callable[[Sequence[T]], T]

NUMBERS = ("2", "3", "0.5", "10")
SCALARS = (r"\alpha", r"\eta", r"\lambda", "c", "s", "t", "r", r"\beta_1", r"\hat{y}", "C", "L", r"\epsilon")
VECTORS = (r"\mathbf{x}", r"\mathbf{a}", r"\mathbf{b}", r"\mathbf{h}", r"\boldsymbol{\mu}", r"\hat{\mathbf{y}}")
MATRICES = (r"\mathbf{W}", r"\mathbf{X}", r"\boldsymbol{\Sigma}", r"\mathbf{U}")
LIGHT = ("x", "a", "b", "h", "z", "w", r"\delta", "v", "u", "y")
CAPITALS = ("W", "X", "A", "H", "V")
LAYERS = ("^{(l)}", "^{(l-1)}", "^{[l]}", "^{[1]}", "^{(L)}", "^{(2)}", "^{l}", "^{l+1}")
FUNCTIONS = (r"\sigma", "f", "g", r"\phi", r"\tanh", r"\log", r"\exp", r"\operatorname{ReLU}", r"\mathrm{softmax}")
RELATIONS = ("=", "=", "=", "=", ":=", r"\approx", r"\leq", "<", r"\propto", r"\equiv", r"\leftarrow", r"\neq")
CONDITIONS = (
    r", \quad \text{for } i = 1, \dots, n",
    r", \quad x > 0",
    r", \quad \text{where } c \in \mathbb{R}",
    r" \quad \text{if } t \neq 0",
)


class Writer:
    """One text; `pick` chooses among ways."""

    def __init__(self, pick: Pick[object]) -> None:
        self._pick = pick

    def pick(self, *ways: T) -> T:
        return self._pick(ways)  # type: ignore[return-value]

    def number(self, deep: int) -> str:
        """Something that is a number, or is read as one."""
        if deep <= 0:
            return self.pick(self.pick(*NUMBERS), self.pick(*SCALARS), self.entry(), self.entry(), self.label())
        return self.pick(*self._numbers)(self, deep - 1)

    def entry(self) -> str:
        letter = self.pick(*LIGHT)
        below = self.pick("_i", "_j", "_{ij}", "_{jk}", "_{i,j}", "_{i}", "_0", "_k")
        mark = self.pick("", "", *LAYERS)
        return self.pick(letter + below + mark, letter + mark + below)

    def label(self) -> str:
        return self.pick(
            r"w_{\text{out}}", r"C_{\mathrm{total}}", r"L_{\text{train}}", "b_h", r"\theta_{\text{old}}", "h_t",
            "c_{t-1}",
        )  # fmt: skip

    def part(self, deep: int) -> str:
        """A factor: in brackets unless it is a name."""
        text = self.number(deep)
        return text if deep <= 0 else self.pick("({})", r"\left({}\right)", "[{}]").format(text)

    def called(self, deep: int) -> str:
        name = self.pick(*FUNCTIONS)
        inside = self.pick(self.number, self.array)(deep)
        return name + self.pick("({})", r"\left({}\right)").format(inside)

    def value(self, deep: int) -> str:
        name = self.pick("L", "J", "P", "p", "f", "C", r"\mathcal{L}", "q", "g")
        inside = self.pick("{}, {}", r"{} \mid {}", "{}; {}", "{} | {}").format(self.number(0), self.pick(*VECTORS))
        return f"{name}({inside})"

    def sum(self, deep: int) -> str:
        sign = self.pick(
            r"\sum_{i=1}^{n}", r"\sum_j", r"\sum_{j=0}^{n-1}", r"\sum_{i,j}", r"\sum_{k}", r"\prod_{i=1}^{n}",
            r"\sum_{i \in S}", r"\sum_{i \neq j}", r"\frac{1}{m} \sum_{i=1}^{m}", r"\frac1n \sum_{k=1}^n", r"\int_0^1",
        )  # fmt: skip
        return f"{sign} {self.product(deep)}"

    def product(self, deep: int) -> str:
        factors = [self.part(deep - 1) for _ in range(self.pick(1, 2, 2, 3))]
        between = self.pick(" ", " ", r" \cdot ")
        return between.join(factors)

    def total(self, deep: int) -> str:
        text = self.product(deep)
        for _ in range(self.pick(1, 1, 2)):
            text += self.pick(" + ", " - ") + self.pick(self.product, self.number)(deep)
        return self.pick("", "", "-") + text

    def fraction(self, deep: int) -> str:
        return self.pick(r"\frac{{{}}}{{{}}}", r"\frac{{{}}}{{{}}}", "({}) / ({})").format(
            self.number(deep), self.number(deep)
        )

    def power(self, deep: int) -> str:
        inside = self.number(deep)
        base = self.pick(r"\alpha", "c", f"({inside})", rf"\left({inside}\right)")
        return base + self.pick("^2", "^{-1}", "^{n}", "^{t-1}", r"^{\frac{1}{2}}", "^3")

    def exponential(self, deep: int) -> str:
        return self.pick("e^{{{}}}", "e^{{-{}}}", r"2^{{{}}}").format(self.number(deep))

    def slope(self, deep: int) -> str:
        over = self.pick("C", "L", r"\mathcal{L}", self.entry())
        mark = self.pick(r"\partial", r"\partial", "d")
        return rf"\frac{{{mark} {over}}}{{{mark} {self.entry()}}}"

    def rule(self, deep: int) -> str:
        return self.pick(" ", r" \cdot ").join(self.slope(deep) for _ in range(self.pick(2, 3)))

    def nabla(self, deep: int) -> str:
        return self.pick(r"\nabla C", r"\nabla_\theta L", r"\nabla_{\mathbf{w}} J", r"\Delta w", r"\nabla f(x)", "d z")

    def measure(self, deep: int) -> str:
        return self.pick(
            rf"\| {self.array(deep)} \|^2", rf"\left\| {self.array(deep)} \right\|_2", rf"| {self.number(deep)} |",
            rf"\sqrt{{{self.number(deep)}}}", rf"{self.pick(*VECTORS)}^\top {self.pick(*VECTORS)}",
            rf"\langle {self.pick(*VECTORS)}, {self.pick(*VECTORS)} \rangle",
            rf"{self.pick(*VECTORS)} \cdot {self.pick(*VECTORS)}",
            rf"{self.pick(*VECTORS)}^T {self.pick(*MATRICES)} {self.pick(*VECTORS)}",
        )  # fmt: skip

    def extreme(self, deep: int) -> str:
        one = self.number(deep)
        return self.pick(
            rf"\max(0, {one})", rf"\min({one}, {self.number(0)})", rf"\max_i {self.entry()}", rf"\mathbb{{E}}[{one}]",
            rf"\mathbb{{1}}(y_i = {self.pick('k', 'j')})", rf"\operatorname{{Var}}({one})", r"\delta_{ij}",
            rf"\arg\max_k {self.entry()}", r"\mathbb{E}_{x \sim p}[f(x)]", rf"\log {self.entry()}", "n!",
            rf"\operatorname{{tr}}({self.pick(*MATRICES)})",
        )  # fmt: skip

    def dotted(self, deep: int) -> str:
        x = self.pick(*LIGHT)
        return self.pick(
            rf"{x}_1 + {x}_2 + \dots + {x}_n", rf"w_0 {x}_0 + w_1 {x}_1 + \cdots + w_n {x}_n",
            rf"{x}_1 + \ldots + {x}_m",
        )  # fmt: skip

    def cases(self, deep: int) -> str:
        one, other = self.number(deep), self.number(deep)
        return rf"\begin{{cases}} {one} & \text{{if }} x > 0 \\ {other} & \text{{otherwise}} \end{{cases}}"

    _numbers = (
        called, value, sum, product, total, total, fraction, power, exponential, slope, rule, nabla, measure, extreme,
        dotted,
    )  # fmt: skip

    # arrays

    def vector(self, deep: int) -> str:
        if deep <= 0:
            return self.pick(*VECTORS) + self.pick("", "", "", "_t", *LAYERS)
        return self.pick(*self._vectors)(self, deep - 1)

    def layer(self, deep: int) -> str:
        w, a, b = self.pick(*MATRICES), self.pick(*VECTORS), self.pick(*VECTORS)
        l1, l0 = self.pick(("", ""), ("^{(l)}", "^{(l-1)}"), ("^{[2]}", "^{[1]}"), ("^{l}", "^{l-1}"))
        plain = self.pick(rf"{w}{l1} {a}{l0} + {b}{l1}", rf"{w}^\top {a} + {b}", rf"{b} + {w} {a}", rf"{w}{l1}{a}{l0}")
        return self.pick(plain, rf"{self.pick(*FUNCTIONS)}({plain})", rf"\sigma\left({plain}\right)")

    def light(self, deep: int) -> str:
        w, x, b = self.pick(*CAPITALS), self.pick(*LIGHT), self.pick(*LIGHT)
        mark = self.pick("", "", *LAYERS)
        return self.pick(
            rf"{w}{mark} {x} + {b}{mark}", rf"{w}^T {x}", rf"\sigma({w} {x} + {b})", rf"({w}^T {x}) \odot \sigma'({b})",
            rf"{w}_1 {x} + {w}_2 {b}", rf"{w}_h h_{{t-1}} + {w}_x x_t + b_h",
        )  # fmt: skip

    def backward(self, deep: int) -> str:
        d, w = self.pick(r"\boldsymbol{\delta}", r"\delta", r"\mathbf{d}"), self.pick(*MATRICES)
        return self.pick(
            rf"(({w}^{{l+1}})^T {d}^{{l+1}}) \odot \sigma'(z^l)", r"\nabla_a C \odot \sigma'(z^L)",
            rf"({w}^{{(l+1)}})^\top {d}^{{(l+1)}} \odot f'(\mathbf{{z}}^{{(l)}})", rf"{w}^\top {d}",
            r"\frac{\partial C}{\partial \mathbf{b}}", rf"\frac{{1}}{{m}} {w} {d}",
        )  # fmt: skip

    def scaled(self, deep: int) -> str:
        return self.pick("{} {}", r"{} \cdot {}").format(self.part(0), self.vector(0))

    def sums(self, deep: int) -> str:
        return self.pick(" + ", " - ").join(self.pick(self.vector, self.scaled)(deep) for _ in range(self.pick(2, 3)))

    def entrywise(self, deep: int) -> str:
        sign = self.pick(r" \odot ", r" \odot ", r" \circ ")
        return sign.join((self.pick(*VECTORS), self.pick(*VECTORS, r"\sigma'(\mathbf{z})", r"(1 - \mathbf{a})")))

    def column(self, deep: int) -> str:
        kind = self.pick("bmatrix", "pmatrix")
        inside = self.pick(r"x_1 \\ x_2 \\ \vdots \\ x_n", rf"{self.number(deep)} \\ {self.number(0)}", r"a \\ b")
        return rf"\begin{{{kind}}} {inside} \end{{{kind}}}"

    _vectors = (layer, layer, light, light, backward, scaled, sums, entrywise, column)

    def matrix(self, deep: int) -> str:
        if deep <= 0:
            return self.pick(*MATRICES) + self.pick("", "", "", *LAYERS)
        x, d = self.pick(*VECTORS), self.pick(*VECTORS)
        one, two = self.pick(*MATRICES), self.pick(*MATRICES)
        ends = r"w_{11} & \cdots & w_{1n} \\ \vdots & \ddots & \vdots \\ w_{m1} & \cdots & w_{mn}"
        return self.pick(
            rf"{d} {x}^\top", rf"{one}^\top {two}", rf"{one} {one}^T", rf"{one} - \eta \nabla_{one} L", "X W + b",
            r"\sigma(\mathbf{X} \mathbf{W} + \mathbf{b})", rf"\frac{{\partial L}}{{\partial {one}}}",
            rf"{one} \odot {two}",
            r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}", rf"\frac{{1}}{{m}} {d} ({x})^T", rf"{d}^l ({x}^{{l-1}})^T",
            rf"\begin{{bmatrix}} {ends} \end{{bmatrix}}",
            rf"({one}^\top {one})^{{-1}} {one}^\top", rf"{one} + \lambda I", rf"\operatorname{{diag}}({d}) {one}",
        )  # fmt: skip

    def array(self, deep: int) -> str:
        return self.pick(self.vector, self.vector, self.matrix)(deep)

    # equations

    def equation(self, deep: int) -> str:
        kind, left = self.pick(
            (self.number, self.left),
            (self.number, self.left),
            (self.vector, self.left_array),
            (self.matrix, self.large),
        )
        right = self.pick(kind, kind, kind, kind, self.cases if kind == self.number else kind)(deep)
        text = f"{self.pick(left(), left(), left(), kind(deep))} {self.pick(*RELATIONS)} {right}"
        if not right.startswith(r"\begin{cases}"):
            text += self.pick("", "", "", f" {self.pick(*RELATIONS)} {kind(deep)}")
        return text + self.pick("", "", "", "", self.pick(*CONDITIONS))

    def left(self) -> str:
        return self.pick(
            self.entry(), self.pick(*SCALARS), self.slope(0), self.value(0), r"\mathcal{L}(\theta)", "f(x)",
            r"\sigma(z)", "y", "C", "z_i^{(l)}", self.label(), r"\Delta w_{jk}",
        )  # fmt: skip

    def left_array(self) -> str:
        return self.pick(self.vector(0), "z", r"a^{(l)}", r"\nabla_{\mathbf{b}} C", "h_t", r"\mathbf{y}", r"\delta^l")

    def large(self) -> str:
        return self.pick(self.matrix(0), "Z", "H", r"\frac{\partial L}{\partial W}", r"\Delta \mathbf{W}")

    def text(self, deep: int) -> str:
        """One equation, or a display of a few."""
        if self.pick(True, True, True, False):
            return self.equation(deep)
        rows = r" \\ ".join(self.equation(deep - 1) for _ in range(self.pick(2, 3)))
        return rf"\begin{{aligned}} {rows} \end{{aligned}}"

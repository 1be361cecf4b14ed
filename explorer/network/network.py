"""A network: the list of its layers, and what is said of them together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sympy import Add, Eq, Expr, MatrixSymbol, Mul
from sympy import latex as sympy_latex

from explorer.errors import InputError
from explorer.network.activations import Activation, activation
from explorer.network.layer import Layer, plain
from explorer.network.sizes import size

MOST_NESTED = 16


@dataclass(frozen=True, repr=False)
class Network:
    """A fully connected network. `sizes` are the widths of its layers, the input first.

    A size is a positive integer, a SymPy symbol or text ("n", "m+1"). `activation` is one for all layers or a
    list, one per layer (the input has none). Raises `InputError` for sizes or activations that cannot be.

    >>> from explorer.network import Network
    >>> Network([784, 16, 16, 10]).parameter_count
    13002
    """

    layers: tuple[Layer, ...]

    def __init__(self, sizes: Iterable[object], activation: object = "sigmoid") -> None:
        widths = _widths(sizes)
        rows = _rows(activation, len(widths) - 1)
        symbols = frozenset().union(*(width.free_symbols for width in widths))
        layers = tuple(
            Layer(number, widths[number - 1], widths[number], rows[number - 1], taken=symbols)
            for number in range(1, len(widths))
        )
        object.__setattr__(self, "layers", layers)

    @property
    def sizes(self) -> tuple[Expr, ...]:
        """The widths of the layers, the input first."""
        return (self.layers[0].inputs, *(layer.outputs for layer in self.layers))

    @property
    def activations(self) -> tuple[Activation, ...]:
        """The activation of each layer."""
        return tuple(layer.activation for layer in self.layers)

    @property
    def input(self) -> MatrixSymbol:
        """`a^{(0)}`, shape `(n_0, 1)`."""
        return self.layers[0].input

    @property
    def output(self) -> MatrixSymbol:
        """`a^{(L)}`, shape `(n_L, 1)`."""
        return self.layers[-1].output

    @property
    def weight_count(self) -> Any:
        """`Σ_l n_l n_{l-1}`: an int where all sizes are, else a SymPy expression."""
        return plain(Add(*(Mul(layer.outputs, layer.inputs) for layer in self.layers)))

    @property
    def bias_count(self) -> Any:
        """`Σ_l n_l`: an int where all sizes are, else a SymPy expression."""
        return plain(Add(*(layer.outputs for layer in self.layers)))

    @property
    def parameter_count(self) -> Any:
        """Law: weights and biases together, `Σ_l (n_l n_{l-1} + n_l)`.

        >>> from explorer.network import Network
        >>> Network(["n", "m"]).parameter_count
        m*n + m
        """
        return self.weight_count + self.bias_count

    def equations(self, form: str = "matrix") -> tuple[Eq, ...]:
        """Law: one equation per layer, in the form of that name; each output is the next layer's input.

        Forms for one neuron have a free index j. Raises `InputError` for a name that is not in `FORMS`.

        >>> from explorer.network import Network
        >>> [equation.lhs for equation in Network([784, 16, 10]).equations("matrix")]
        [a^{(1)}, a^{(2)}]
        """
        return tuple(layer.form(form) for layer in self.layers)

    def nested(self) -> Eq:
        """Law: `a^{(L)} = σ(W^{(L)} σ(… σ(W^{(1)} a^{(0)} + b^{(1)}) …) + b^{(L)})` as one expression.

        Raises `InputError` beyond 16 layers: SymPy's own recursion makes deeper expressions unusable.

        >>> from explorer.network import Network
        >>> Network(["n", "m", 10]).nested().rhs.shape
        (10, 1)
        """
        if len(self.layers) > MOST_NESTED:
            raise InputError(
                f"The nested form is built up to {MOST_NESTED} layers; this network has {len(self.layers)}.",
                hint="use equations(): one equation per layer, any depth",
            )
        value: Any = self.input
        for layer in self.layers:
            value = layer.apply(value)
        return Eq(self.output, value, evaluate=False)

    def __repr__(self) -> str:
        names = [row.name for row in self.activations]
        shown = names[0] if len(set(names)) == 1 else names
        return f"Network([{', '.join(map(str, self.sizes))}], activation={shown!r})"

    def _repr_latex_(self) -> str:
        from explorer.latex import latex

        lines = r" \\ ".join(latex(equation).replace("=", "&=", 1) for equation in self.equations())
        return rf"$$\begin{{aligned}} {lines} \end{{aligned}}$$"

    def _repr_html_(self) -> str:
        from explorer.latex import latex
        from explorer.latex.notebook import table

        rows = [
            (f"${latex(each.matrix())}$", each.activation.name, *map(_amount, (each.weight_count, each.bias_count)))
            for each in self.layers
        ]
        total = f"{_amount(self.parameter_count)} parameters: {_amount(self.weight_count)} weights, "
        return (
            table(("layer", "activation", "weights", "biases"), rows)
            + f"<p>{total}{_amount(self.bias_count)} biases</p>"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        from explorer.latex.notebook import bundle

        return bundle(self, include, exclude)


def _amount(count: Any) -> str:
    """A count for people: 12,960, or a formula between dollars."""
    return f"{count:,}" if isinstance(count, int) else f"${sympy_latex(count)}$"


def _widths(sizes: Iterable[object]) -> list[Expr]:
    hint = "give the widths of the layers, the input first, for example [784, 16, 16, 10]"
    if isinstance(sizes, str) or not isinstance(sizes, Iterable):
        raise InputError(f"The sizes of a network must be a list, not {sizes!r}.", hint=hint)
    given = list(sizes)
    if len(given) < 2:
        count = "no size" if not given else "one size"
        raise InputError(f"A network needs at least two sizes, its input and one layer; got {count}.", hint=hint)
    return [
        size(value, "The number of inputs" if place == 0 else f"The number of neurons of layer {place}")
        for place, value in enumerate(given)
    ]


def _rows(which: object, layers: int) -> list[Activation]:
    if not isinstance(which, (list, tuple)):
        return [activation(which)] * layers
    if len(which) != layers:
        raise InputError(
            f"A network with {layers} layers needs {layers} activations; got {len(which)}.",
            hint="give one activation for all layers, or one per layer (the input has none)",
        )
    return [activation(each) for each in which]

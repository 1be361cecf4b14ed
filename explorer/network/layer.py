"""One layer: its tensors as SymPy symbols, and its equation in every form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sympy import Eq, Expr, Integer, MatrixExpr, MatrixSymbol, S, Symbol

from explorer.errors import InputError
from explorer.network.activations import Activation, unknown_name
from explorer.network.activations import activation as activation_row
from explorer.network.forms import ANY, FORMS, entry, matrix_of
from explorer.network.sizes import affine, fresh, size
from explorer.nodes import Batch


@dataclass(frozen=True, repr=False)
class Layer:
    """Layer number l, from n = `inputs` to m = `outputs`: `a^{(l)} = σ(W^{(l)} a^{(l-1)} + b^{(l)})`.

    `number` counts from 1; the input of the network is layer 0. `inputs`, `outputs` and the activation are
    read as `Network` reads them; `taken` are symbols that no index or batch size of the layer may use,
    besides its own sizes. Raises `InputError` for a size or an activation that cannot be.

    >>> from explorer.network import Layer
    >>> Layer(1, 784, 16, "sigmoid").weights.shape
    (16, 784)
    """

    number: int
    inputs: Expr
    outputs: Expr
    activation: Activation
    size_symbols: frozenset[Any] = field(compare=False)

    def __init__(
        self,
        number: int,
        inputs: object,
        outputs: object,
        activation: object = "sigmoid",
        *,
        taken: Iterable[Any] = (),
    ) -> None:
        if isinstance(number, bool) or not isinstance(number, int) or number < 1:
            raise InputError(f"A layer's number cannot be {number!r}.", hint="layers are numbered 1, 2, 3, …")
        object.__setattr__(self, "number", number)
        object.__setattr__(self, "inputs", size(inputs, f"The number of inputs of layer {number}"))
        object.__setattr__(self, "outputs", size(outputs, f"The number of neurons of layer {number}"))
        own = self.inputs.free_symbols | self.outputs.free_symbols
        object.__setattr__(self, "size_symbols", frozenset(own) | frozenset(taken))
        object.__setattr__(self, "activation", activation_row(activation))

    @cached_property
    def weights(self) -> MatrixSymbol:
        """`W^{(l)}`, shape `(m, n)`: row j holds the weights of neuron j, entry `[j, k]` goes from k to j."""
        return MatrixSymbol(f"W^{{({self.number})}}", self.outputs, self.inputs)

    @cached_property
    def bias(self) -> MatrixSymbol:
        """`b^{(l)}`, shape `(m, 1)`."""
        return MatrixSymbol(f"b^{{({self.number})}}", self.outputs, 1)

    @cached_property
    def input(self) -> MatrixSymbol:
        """`a^{(l-1)}`, shape `(n, 1)`."""
        return MatrixSymbol(f"a^{{({self.number - 1})}}", self.inputs, 1)

    @cached_property
    def output(self) -> MatrixSymbol:
        """`a^{(l)}`, shape `(m, 1)`."""
        return MatrixSymbol(f"a^{{({self.number})}}", self.outputs, 1)

    @cached_property
    def pre_activation(self) -> MatrixSymbol:
        """`z^{(l)}`, shape `(m, 1)`: the name of `W^{(l)} a^{(l-1)} + b^{(l)}`."""
        return MatrixSymbol(f"z^{{({self.number})}}", self.outputs, 1)

    @cached_property
    def batch_size(self) -> Symbol:
        """The number N of examples of a batch."""
        return fresh("NB", self.size_symbols)

    @cached_property
    def batch_input(self) -> Batch:
        """`A^{(l-1)}`, shape `(N, n)`: one example per row."""
        return Batch(f"A^{{({self.number - 1})}}", self.batch_size, self.input)

    @cached_property
    def batch_output(self) -> Batch:
        """`A^{(l)}`, shape `(N, m)`: one example per row."""
        return Batch(f"A^{{({self.number})}}", self.batch_size, self.output)

    @property
    def function(self) -> Any:
        """The SymPy function class of the activation; None where it acts on the whole vector (softmax)."""
        return self.activation.function

    @cached_property
    def input_entries(self) -> tuple[tuple[Integer, Expr], ...]:
        """(k, a[k, 0]) for every input, shared by the layer's neurons; for an integer number of inputs."""
        numbers = [Integer(k) for k in range(int(self.inputs))]
        return tuple((k, entry(self.input, k, S.Zero)) for k in numbers)

    @property
    def weight_count(self) -> Any:
        """`m n`, an int where both are."""
        return plain(self.outputs * self.inputs)

    @property
    def bias_count(self) -> Any:
        """`m`, an int where it is one."""
        return plain(self.outputs)

    @property
    def parameter_count(self) -> Any:
        """`m n + m`, an int where both sizes are."""
        return plain(self.outputs * self.inputs + self.outputs)

    def apply(self, vector: MatrixExpr) -> MatrixExpr:
        """Law: `σ(W v + b)`, shape `(m, 1)`, for a column `v` of shape `(n, 1)`; nothing is evaluated."""
        return matrix_of(self, vector)

    def neuron(self, i: object) -> Eq:
        """Law: `a_i = σ(w_{i,0} a_0 + w_{i,1} a_1 + … + b_i)`, in that order; `Dots` where n is a symbol.

        `i` is an integer from 0 to m - 1, a symbol, or text. Raises `InputError` for an index out of range.
        Source: Nielsen, Neural Networks and Deep Learning, equation 23, for one neuron.

        >>> from explorer.network import Layer
        >>> Layer(1, 3, 2).neuron(0).rhs.args[0].args[0]
        W^{(1)}[0, 0]*a^{(0)}[0, 0]
        """
        return FORMS["neuron"].build(self, self.index(i))

    def summation(self, i: object) -> Eq:
        """Law: `a_i = σ(Σ_k W[i, k] a[k] + b[i])`. `i` as for `neuron`, and the same error.

        >>> from explorer.network import Layer
        >>> Layer(1, 3, 2).summation("j").rhs.args[0].args[0]
        Sum(W^{(1)}[j, k]*a^{(0)}[k, 0], (k, 0, 2))
        """
        return FORMS["summation"].build(self, self.index(i))

    def matrix(self) -> Eq:
        """Law: `a^{(l)} = σ(W a^{(l-1)} + b)`, shape `(m, 1)`. Source: Nielsen, equation 25.

        >>> from explorer.network import Layer
        >>> Layer(1, 3, 2).matrix().rhs.expr
        W^{(1)}*a^{(0)} + b^{(1)}
        """
        return FORMS["matrix"].build(self, ANY)

    def row_vector(self) -> Eq:
        """Law: `a^{(l)ᵀ} = σ(a^{(l-1)ᵀ} Wᵀ + bᵀ)`, shape `(1, m)`.

        >>> from explorer.network import Layer
        >>> Layer(1, 3, 2).row_vector().rhs.expr
        a^{(0)}.T*W^{(1)}.T + b^{(1)}.T
        """
        return FORMS["row_vector"].build(self, ANY)

    def batched(self) -> Eq:
        """Law: `A^{(l)} = σ(A^{(l-1)} Wᵀ + 𝟏 bᵀ)`, shape `(N, m)`, one example per row.

        >>> from explorer.network import Layer
        >>> Layer(1, 3, 2).batched().rhs.shape
        (N, 2)
        """
        return FORMS["batched"].build(self, ANY)

    def augmented(self) -> Eq:
        """Law: `a^{(l)} = σ([W b] [a^{(l-1)}; 1])`, shape `(m, 1)`.

        >>> from explorer.network import Layer
        >>> [part.shape for part in Layer(1, 3, 2).augmented().rhs.expr.args]
        [(2, 4), (4, 1)]
        """
        return FORMS["augmented"].build(self, ANY)

    def form(self, name: str, i: object = None) -> Eq:
        """The form called `name`; a form for one neuron is for neuron `i`, or with a free index j.

        Raises `InputError` for a name that is not in `FORMS`.
        """
        row = FORMS.get(name)
        if row is None:
            raise unknown_name("form", name, FORMS)
        if not row.per_neuron:
            return row.build(self, ANY)
        return row.build(self, self.free_index if i is None else self.index(i))

    def forms(self) -> dict[str, Eq]:
        """Every form by its name; the forms for one neuron with the free index j."""
        return {name: self.form(name) for name in FORMS}

    @cached_property
    def free_index(self) -> Symbol:
        """The index j of "neuron j", another letter where a size is called j."""
        return fresh("ji", self.size_symbols)

    def index(self, i: object) -> Expr:
        """The neuron's index as SymPy; `InputError` where there is no such neuron."""
        if isinstance(i, str):
            index = affine(i, "A neuron's index")
        elif isinstance(i, Expr):
            index = i
        elif isinstance(i, int) and not isinstance(i, bool):
            index = Integer(i)
        elif hasattr(i, "__index__") and not isinstance(i, bool):
            index = Integer(i.__index__())
        else:
            raise InputError(f"A neuron's index cannot be {i!r}.", hint='give 0, 1, 2, … or a symbol such as "j"')
        if index.is_number and not index.is_Integer:
            raise InputError(f"A neuron's index cannot be {i}.", hint='give 0, 1, 2, … or a symbol such as "j"')
        if index.is_Integer and (index < 0 or (self.outputs.is_Integer and index >= self.outputs)):
            last = self.outputs - 1
            raise InputError(
                f"Layer {self.number} has no neuron {index}.", hint=f"its neurons are numbered 0 to {last}"
            )
        return index

    def __repr__(self) -> str:
        return f"Layer({self.number}, {self.inputs}, {self.outputs}, activation={self.activation.name!r})"

    def _repr_latex_(self) -> str:
        from explorer.latex import latex

        return f"$${latex(self.matrix())}$$"

    def _repr_html_(self) -> str:
        from explorer.latex import latex
        from explorer.latex.notebook import table

        parts = (("weights", self.weights), ("bias", self.bias), ("input", self.input), ("output", self.output))
        rows = [
            (name, f"${latex(part)}$", f"${latex(part.shape[0])} \\times {latex(part.shape[1])}$")
            for name, part in parts
        ]
        return f"<p>{self._repr_latex_()}</p>" + table(
            (f"layer {self.number}, {self.activation.name}", "", "shape"), rows
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        from explorer.latex.notebook import bundle

        return bundle(self, include, exclude)


def plain(count: Expr) -> Any:
    """A Python int where the count is a number, else the SymPy expression."""
    return int(count) if count.is_Integer else count

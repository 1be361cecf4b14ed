r"""What an equation defines: the name on its left with its indices and arguments.

a^{(1)}_j = …           a^{(1)} with the index j             \frac{∂C}{∂w_{jk}} = …      ∂C/∂w with the indices j, k
σ(x) = …                σ with the argument x                σ'(x) = …                   σ' with the argument x
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import pairwise
from typing import Any, cast

from explorer.errors import InputError
from explorer.notation.affine import pieces, render
from explorer.notation.names import Names
from explorer.notation.naming import Spelled
from explorer.notation.surface import (
    Chain,
    Fraction,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Scripted,
    Summation,
    Total,
    bare,
    product,
    walk,
)
from explorer.source import Span

DIFFERENTIALS = frozenset(("d", "∂"))


@dataclass(frozen=True, slots=True)
class Key:
    """The name that is defined; `arguments` is None where it is no function."""

    name: str
    items: tuple[Node, ...] = ()
    arguments: tuple[str, ...] | None = None
    derivative: bool = False

    @property
    def letters(self) -> tuple[str, ...]:
        """The indices that are letters."""
        return tuple(item.text for item in self.items if isinstance(item, Name))


def key(node: Node, names: Names) -> Key | None:
    """What an equation with `node` on its left defines; None where that is no name, or none that can be read."""
    try:
        return _key(bare(node), names)
    except InputError:
        return None


def _key(node: Node, names: Names) -> Key | None:
    if isinstance(node, Name | Scripted):
        return _name(node, names)
    if isinstance(node, Fraction):
        return _slope(node, names)
    if isinstance(node, Chain) and len(node.factors) == 2 and node.operators == ("",):
        first, second = node.factors
        if isinstance(first, Fraction) and isinstance(second, Name | Scripted):
            return _operator(first, second, names)
        nabla = bare(first.base) if isinstance(first, Scripted) else first
        if isinstance(nabla, Name) and nabla.text == "∇" and isinstance(second, Name | Scripted):
            return Key(render(node), (), None, True)
        if isinstance(second, Name | Scripted) and (letter := _below(first)) is not None:
            return _ratio(_spelled(second, names), _spelled(letter, names))
        return _function(first, second, names)
    if isinstance(node, Chain) and len(node.factors) == 3 and node.operators == ("", ""):
        return _slope_of_function(node, names)
    return None


def _slope_of_function(node: Chain, names: Names) -> Key | None:
    """`d/dx tanh(x)`."""
    operator, function, argument = node.factors
    above = bare(operator.numerator) if isinstance(operator, Fraction) else None
    below = _differential(operator.denominator) if isinstance(operator, Fraction) else None
    if below is None or not (isinstance(above, Name) and above.text == below[0]):
        return None
    inner, by = _function(function, argument, names), _spelled(below[1], names)
    if inner is None or by is None or inner.arguments is None:
        return None
    name = f"∂{inner.name}({','.join(inner.arguments)})/∂{by.name}"
    return Key(name, (*inner.items, *(bare(item) for item in by.items)), None, True)


def _name(node: Name | Scripted, names: Names) -> Key | None:
    use = names.spell(node)
    if use is None or use.transposed or use.power is not None:
        return None
    return Key(use.name + "'" * use.primes, tuple(bare(item) for item in use.items))


def _function(function: Node, argument: Node, names: Names) -> Key | None:
    """`σ(x)`, `softmax(z)_i`, `f_c(x)`: a name and plain names in brackets behind it."""
    if not isinstance(function, Name | Scripted):
        return None
    use = names.spell(function)
    if use is None or use.transposed or use.power is not None or use.name in names.given.shapes:
        return None
    items = use.items
    if isinstance(argument, Scripted) and not argument.sups and isinstance(argument.base, Group):
        items = (*items, *(piece for sub in argument.subs for piece in pieces(sub)))
        argument = argument.base
    if not isinstance(argument, Group) or argument.bracket == "{":
        return None
    inner = [_plain(part) for part in argument.parts]
    if not inner or any(part is None for part in inner):
        return None
    arguments = tuple(part for part in inner if part is not None)
    return Key(use.name + "'" * use.primes, tuple(bare(item) for item in items), arguments)


def _plain(node: Node) -> str | None:
    """A name without indices, with its marks."""
    node = bare(node)
    if isinstance(node, Name):
        return node.text
    if (
        isinstance(node, Scripted)
        and isinstance(bare(node.base), Name)
        and not any(isinstance(bare(sup), Mark) for sup in node.sups)
    ):
        return render(node)
    return None


def _differential(node: Node) -> tuple[str, Node] | None:
    node = bare(node)
    if not (isinstance(node, Chain) and isinstance(node.factors[0], Name) and node.factors[0].text in DIFFERENTIALS):
        return None
    if node.operators[0] != "":
        return None
    return node.factors[0].text, bare(product(node.factors[1:], node.operators[1:]))


def _spelled(node: Node, names: Names) -> Spelled | None:
    if not isinstance(node, Name | Scripted):
        return None
    use = names.spell(node)
    return None if use is None or use.transposed or use.power is not None else use


def _slope(node: Fraction, names: Names) -> Key | None:
    """`∂C/∂w_{jk}` of names."""
    above, below = _differential(node.numerator), _differential(node.denominator)
    if above is None or below is None or above[0] != below[0]:
        return None
    of = above[1]
    if isinstance(of, Chain) and (inner := key(of, names)) is not None and inner.arguments is not None:
        by = _spelled(below[1], names)
        if by is None:
            return None
        name = f"∂{inner.name}({','.join(inner.arguments)})/∂{by.name}"
        return Key(name, (*inner.items, *by.items), None, True)
    return _ratio(_spelled(of, names), _spelled(below[1], names))


def _below(node: Node) -> Node | None:
    """The w of `∂_w`."""
    if isinstance(node, Scripted) and not node.sups and len(node.subs) == 1 and len(node.subs[0]) == 1:
        base = bare(node.base)
        if isinstance(base, Name) and base.text == "∂":
            return bare(node.subs[0][0])
    return None


def by_what(node: Node, names: Names) -> Spelled | None:
    """The name by which `∂C/∂w_{jk}` and `d/dx f(x)` derive; None for anything else."""
    node = bare(node)
    if isinstance(node, Chain):
        node = node.factors[0]
        if (letter := _below(node)) is not None:
            return _spelled(letter, names)
    below = _differential(node.denominator) if isinstance(node, Fraction) else None
    try:
        return _spelled(below[1], names) if below is not None else None
    except InputError:
        return None


def of_what(node: Node, names: Names) -> Spelled | None:
    """The name that `∂C/∂w_{jk}` and `∂σ(x)/∂x` derive; None for anything else."""
    node = bare(node)
    of: Node | None
    if isinstance(node, Chain) and len(node.factors) in (2, 3):
        of = node.factors[1]
    else:
        above = _differential(node.numerator) if isinstance(node, Fraction) else None
        of = above[1] if above is not None else None
    if isinstance(of, Chain):
        of = of.factors[0]
    try:
        return _spelled(of, names) if of is not None else None
    except InputError:
        return None


def _operator(fraction: Fraction, body: Name | Scripted, names: Names) -> Key | None:
    """`∂/∂w C`."""
    above, below = bare(fraction.numerator), _differential(fraction.denominator)
    if below is None or not (isinstance(above, Name) and above.text == below[0]):
        return None
    return _ratio(_spelled(body, names), _spelled(below[1], names))


def _ratio(of: Spelled | None, by: Spelled | None) -> Key | None:
    if of is None or by is None:
        return None
    primes = "'" * of.primes, "'" * by.primes
    items = tuple(bare(item) for item in (*of.items, *by.items))
    return Key(f"∂{of.name}{primes[0]}/∂{by.name}{primes[1]}", items, None, True)


# -- changing the letters of an expression


def renamed(node: Node, letters: Mapping[str, Node], *, indices: bool) -> Node | None:
    """The expression with letters replaced, inside subscripts (`indices`) or elsewhere; None where that would capture.

    A Σ that binds one of the letters or a letter of what is put in, and what is no plain tree, give None.
    """
    made: Node | None = _Renaming(letters, indices).node(node, False)
    return made


class _Renaming:
    def __init__(self, letters: Mapping[str, Node], indices: bool) -> None:
        self.letters = letters
        self.indices = indices
        self.put_in = {name.text for value in letters.values() for name in _names(value)}

    def node(self, node: Any, low: bool) -> Any:
        if isinstance(node, Name):
            return self.letters.get(node.text, node) if low == self.indices else node
        if isinstance(node, Scripted):
            base = self.node(node.base, low)
            subs = [[self.node(item, True) for item in sub] for sub in node.subs]
            sups = [self.node(item, low) for item in node.sups]
            if base is None or None in sups or any(item is None for sub in subs for item in sub):
                return None
            return Scripted(base, tuple(tuple(sub) for sub in subs), tuple(sups), node.span)
        if isinstance(node, Summation):
            bound = {name.text for item in node.below for name in _names(item)}
            if bound & ({*self.letters} | self.put_in):
                return None
        changes = {}
        if not is_dataclass(node) or isinstance(node, type):
            return node
        for field in fields(node):
            value = getattr(node, field.name)
            new = self._value(value, low)
            if new is _NONE:
                return None
            if new is not value:
                changes[field.name] = new
        return replace(node, **changes) if changes else node

    def _value(self, value: object, low: bool) -> object:
        if isinstance(value, Span) or value is None or isinstance(value, str | int | bool):
            return value
        if isinstance(value, tuple):
            parts = [self._value(part, low) for part in value]
            if any(part is _NONE for part in parts):
                return _NONE
            return value if all(one is two for one, two in zip(parts, value, strict=True)) else tuple(parts)
        made = self.node(value, low)
        return _NONE if made is None else made


_NONE = object()


def _names(node: Node) -> list[Name]:
    return [piece for piece in walk(node) if isinstance(piece, Name)]


def substituted(node: Node, pattern: Node, value: Node) -> Node:
    """The expression with every place that is spelled like `pattern` replaced by `value`, in brackets."""
    made: Node = _Substitution(pattern, value).node(node)
    return made


class _Substitution:
    def __init__(self, pattern: Node, value: Node) -> None:
        self.spelled = render(pattern)
        self.factors = [render(factor) for factor in pattern.factors] if isinstance(pattern, Chain) else []
        self.value = value

    def node(self, node: Any) -> Any:
        if isinstance(node, tuple):
            parts = tuple(self.node(part) for part in node)
            return node if all(one is two for one, two in zip(parts, node, strict=True)) else parts
        if not is_dataclass(node) or isinstance(node, Span | type):
            return node
        if render(cast(Node, node)) == self.spelled:
            return Group((self.value,), "(", cast(Node, node).span)
        if isinstance(node, Chain) and self.factors:
            node = self._chain(node)
        changes = {}
        for field in fields(node):
            value = getattr(node, field.name)
            made = self.node(value)
            if made is not value:
                changes[field.name] = made
        return replace(node, **changes) if changes else node

    def _chain(self, node: Chain) -> Chain:
        """The factors of the pattern side by side among others."""
        size, spelled = len(self.factors), [render(factor) for factor in node.factors]
        for at in range(len(spelled) - size + 1):
            if spelled[at : at + size] == self.factors and not any(node.operators[at : at + size - 1]):
                span = node.factors[at].span | node.factors[at + size - 1].span
                inner = Group((self.value,), "(", span)
                factors = (*node.factors[:at], inner, *node.factors[at + size :])
                if len(factors) == 1:
                    return Chain((inner,), (), node.span)
                return Chain(factors, (*node.operators[:at], *node.operators[at + size - 1 :]), node.span)
        return node


def indexed(node: Node, items: tuple[Node, ...]) -> Node:
    """The entry of an expression: `(W a + b)_j`."""
    if not items:
        return node
    inner = node if isinstance(node, Group) and node.bracket == "(" else Group((node,), "(", node.span)
    return Scripted(inner, tuple((item,) for item in items), (), node.span)


def same_items(one: tuple[Node, ...], two: tuple[Node, ...]) -> bool:
    """Whether two lists of indices are spelled alike."""
    return [render(item) for item in one] == [render(item) for item in two]


def symmetric(members: Sequence[Node], names: Names) -> Iterator[str]:
    """The names K of `K = K^T`, T of `T_{ijk} = T_{jik}`, also with a sign between."""
    for left, right in pairwise(map(_unsigned, members)):
        try:
            one, two = _spelled_out(left, names), _spelled_out(right, names)
        except InputError:  # scripts that cannot be read: no such name
            continue
        if one is None or two is None or one.name != two.name or one.power is not None or two.power is not None:
            continue
        items, others = ([render(item) for item in use.items] for use in (one, two))
        if sorted(items) == sorted(others) and (items != others or one.transposed != two.transposed):
            yield one.name


def _spelled_out(node: Node, names: Names) -> Spelled | None:
    return names.spell(node) if isinstance(node, Name | Scripted) else None


def _unsigned(node: Node) -> Node:
    node = bare(node)
    return bare(node.terms[0][1]) if isinstance(node, Total) and len(node.terms) == 1 else node


def fixed(items: tuple[Node, ...]) -> bool:
    """Whether some index is a number."""
    return any(isinstance(item, Number) for item in items)

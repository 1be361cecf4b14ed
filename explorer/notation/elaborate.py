"""Surface tree -> core tree: names, functions, indices, sums and dots get their meaning, shapes their equations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import NoReturn, assert_never

from explorer.errors import ReadError
from explorer.notation import (
    dots,
    innerproducts,
    kept,
    limits,
    named,
    partials,
    products,
    relations,
    scripts,
    slopes,
    sums,
    tables,
    values,
    written,
)
from explorer.notation.core import (
    SCALAR,
    Array,
    Core,
    Filled,
    Index,
    Literal_,
    Place,
    Shape,
    Tensor,
    Transposed,
    Value,
    Variable,
)
from explorer.notation.indices import Indices
from explorer.notation.letters import INDEX_LETTERS
from explorer.notation.names import Names
from explorer.notation.naming import Spelled
from explorer.notation.shapes import Shapes
from explorer.notation.sizes import Size
from explorer.notation.standing import PLAIN, Style
from explorer.notation.surface import (
    Chain,
    Equation,
    Fence,
    Fraction,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Scripted,
    Slice,
    Summation,
    Table,
    Total,
    bare,
)
from explorer.source import Source, Span

DEEPEST = 60
"""How deep pieces may stand inside pieces."""


class Elaboration:
    """The meaning of the texts of one statement, all with the same names."""

    def __init__(self, names: Names, convention: int | None, lenient: bool = False, style: Style = PLAIN) -> None:
        self.names = names
        self.style = style
        self.lenient = lenient
        """Whether what nothing is said of is guessed, and what has no known value is kept as it is written."""
        self.said: list[Core] = []
        """What is a number where nothing shows that it is an array."""
        self.values: list[Value] = []
        self.loose: frozenset[Span] = frozenset()
        """Places at which the shapes did not agree: what stands there is kept as it is written."""
        self.kinds: Mapping[str, str] = {}
        """What other equations of the text take a name for, of which this one says nothing."""
        self.known_examples: set[str] = set()
        self.one_of_many: dict[tuple[str, ...], Shape] = {}
        self.numbered: frozenset[str] | None = None
        self.dotted = 0
        self.scalar_shape = SCALAR
        self.guessed: set[str] = set()
        self.shapes = Shapes(
            lambda name: self.stated(name) or name in self.known_examples or name.startswith("\\mathbf{")
        )
        self.shapes.lenient = self.shapes.sizes.lenient = lenient
        self.indices = Indices(self.shapes, convention, lenient, names.given.indices)
        for name, value in names.given.sizes.items():
            self.shapes.sizes.define(name, value)
        self.notes: list[str] = []
        self.tensors: dict[str, Tensor] = {}
        self.arrays: dict[str, Array] = {}
        self.free: dict[str, Variable] = {}
        self.functions: dict[str, str] = {}
        self.scope: list[Variable] = []
        self.growing: dict[dots.Place, tuple[Variable, Size]] = {}
        self.source = Source("")
        self.filled: list[Filled] = []
        self.put_in: dict[str, Core] = {}
        self.used: set[str] = set()
        self.hidden: set[str] = set()
        self.replaced: dict[Variable, Index] = {}
        self._depth = 0
        self.defining: list[str] = []
        self.opened: list[str] = []  # those of `defining` whose definitions are being read, not only kept out
        self.spare: dict[str, str] = {}
        self.doubts: list[str] = []
        self.turned = False
        """Whether the gradient in a column is read as a row, and in a matrix as its transpose."""

    def stated(self, name: str) -> bool:
        """Whether the shape of a name was declared, not only said in the text."""
        return name in self.names.given.shapes and name not in self.names.given.said

    def text(self, source: Source, node: Node) -> Core:
        """The meaning of one text."""
        self.source = source
        return self.node(node)

    def fail(self, message: str, span: Span, hint: str | None = None) -> NoReturn:
        raise ReadError(message, self.source, span, hint=hint)

    def doubt(self, what: str) -> None:
        """Keep what is not said, and what numbers that differ may therefore miss, once."""
        if what not in self.doubts:
            self.doubts.append(what)

    def say(self, note: str) -> None:
        """Keep a reading that was taken, once."""
        if note not in self.notes:
            self.notes.append(note)

    def place(self, span: Span) -> Place:
        return Place(self.source, span)

    # -- one node

    def node(self, node: Node) -> Core:
        self._depth += 1
        if self._depth > DEEPEST:
            self.fail("this is nested too deeply", node.span, "name the inner parts")
        try:
            return self._node(node)
        finally:
            self._depth -= 1

    def _node(self, node: Node) -> Core:
        match node:
            case Name():
                return self.named(node)
            case Number(text=text):
                return Literal_(text, self.place(node.span))
            case Mark(kind="ones" | "zeros" as kind):
                size = self.shapes.sizes
                known = self.names.given.shapes.get("\\mathbf{1}" if kind == "ones" else "\\mathbf{0}")
                shape = known.shape if known else (size.unknown(dimension=True), size.unknown())
                filled = Filled(kind, self.place(node.span), shape)
                self.filled.append(filled)
                return filled
            case Mark(kind="dots") if self.lenient:
                return values.dots(self, node.span)
            case Mark(kind="dots"):
                self.fail("dots stand here without a pattern", node.span, "in a sum: `a_1 + … + a_n`")
            case Mark():
                self.fail(f"`{self.place(node.span).text}` cannot stand here", node.span)
            case Group() if self.lenient and node.parts and kept.listed(node):
                return kept.group(self, node)
            case Group(bracket="⟨"):
                return innerproducts.product(self, node)
            case Group(bracket="\\{"):
                self.fail("this bracket is not read here", node.span)
            case Group(parts=(inner,), bracket=bracket):
                core = self.node(inner)
                return core if bracket == "{" else replace(core, place=self.place(node.span))
            case Group(parts=()):
                self.fail("there is nothing in these braces", node.span)
            case Group():
                self.fail("several parts in brackets belong to max or min alone", node.span)
            case Scripted():
                return scripts.scripted(self, node)
            case Chain():
                return products.chain(self, node)
            case Total():
                return sums.total(self, node)
            case Summation(kind="∫") if not self.lenient:
                self.fail(f"`{self.place(node.sign).text}` is not read here", node.span)
            case Summation():
                return limits.summation(self, node, node.body)
            case Fraction(numerator=over, denominator=under):
                if self.lenient and (variation := partials.variation(self, node)) is not None:
                    return variation
                found = slopes.derivative(self, node)
                if found is not None:
                    body, variable = found
                    if body is None and self.lenient:
                        return written.said(self, "by", (self.node(variable),), node.span)
                    if body is None:
                        self.fail("there is nothing to differentiate", node.span, "write it behind the fraction")
                    return slopes.slope(self, body, variable, node)
                if self.lenient and (twice := partials.second(self, node)) is not None:
                    return twice
                return products.quotient(self, self.node(over), self.node(under), node.span)
            case Fence(kind="at", body=body) if self.lenient:
                return self.node(body)
            case Fence(kind="at"):
                self.fail("the value at a place is not read here", node.span)
            case Slice() if self.lenient:
                return values.argument(self, node)
            case Slice():
                self.fail("a part of a range cannot stand here", node.span)
            case Fence(kind=kind, body=body):
                return products.fence(self, kind, self.node(body), node.span)
            case Table():
                return tables.table(self, node)
            case Equation(relation=relation) if self.lenient and relation not in ("<", ">", "≤", "≥"):
                return values.argument(self, node)
            case Equation():
                return relations.truth(self, node)
            case _:
                assert_never(node)

    # -- names

    def named(self, node: Name | Scripted) -> Core:
        """The meaning of a letter with its scripts."""
        return named.scripted(self, node)

    def use(self, use: Spelled) -> Core:
        """The meaning of one use of a name."""
        return named.used(self, use)

    def word(self, name: str, span: Span) -> Tensor:
        """A name that stands for itself: a function that is spoken of, a space."""
        return Tensor(name, self.place(span), SCALAR)

    @contextmanager
    def range_of(self, letters: tuple[Node, ...] | None) -> Iterator[None]:
        """Inside, the index letters that stand below a max or a limit are bound."""
        names = [bare(item.left) if isinstance(item, Equation) else bare(item) for item in letters or ()]
        new = [
            Variable(
                name.text, self.shapes.sizes.unknown(dimension=True), self.place(name.span), bound=True, loose=True
            )
            for name in names
            if isinstance(name, Name) and name.text in INDEX_LETTERS
        ]
        self.scope.extend(new)
        try:
            yield
        finally:
            del self.scope[len(self.scope) - len(new) :]

    def declared(self, name: str) -> bool:
        given = self.names.given
        return name in given.shapes or name in given.functions or name in given.definitions

    # -- scripts on brackets

    def scripts(self, core: Core, node: Scripted) -> Core:
        """Indices, transposes and powers behind a bracket or a number."""
        return scripts.behind(self, core, node)

    def transpose(self, core: Core, span: Span) -> Core:
        if self.shapes.kind(core.shape) == "scalar":
            return core
        return Transposed(core, self.place(span), (core.shape[1], core.shape[0]))

    def power(self, core: Core, exponent: Node, span: Span) -> Core:
        """`core` to a power."""
        return products.power(self, core, exponent, span)

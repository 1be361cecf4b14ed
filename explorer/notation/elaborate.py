"""Surface tree -> core tree: names, functions, indices, sums and dots get their meaning, shapes their equations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import NoReturn, assert_never

from explorer.errors import ReadError
from explorer.notation import (
    definitions,
    dots,
    entries,
    examples,
    hypotheses,
    kept,
    limits,
    partials,
    products,
    relations,
    scripts,
    slopes,
    standing,
    sums,
    tables,
    values,
    written,
)
from explorer.notation.core import (
    SCALAR,
    Core,
    Count,
    Entry,
    Filled,
    Index,
    Literal_,
    Place,
    Position,
    Shape,
    Tensor,
    Transposed,
    Value,
    Variable,
)
from explorer.notation.indices import Indices
from explorer.notation.letters import INDEX_LETTERS, SPELLED
from explorer.notation.names import Names
from explorer.notation.naming import Spelled, written_count
from explorer.notation.shapes import Shapes
from explorer.notation.sizes import ONE, Size, named
from explorer.notation.standing import PLAIN, Style, light
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
        self.numbered: frozenset[str] | None = None
        self.dotted = 0
        self.scalar_shape = SCALAR
        self.guessed: set[str] = set()
        self.shapes = Shapes(
            lambda name: self.stated(name) or name in self.known_examples or name.startswith("\\mathbf{")
        )
        self.shapes.lenient = self.shapes.sizes.lenient = lenient
        self.indices = Indices(self.shapes, convention, lenient)
        for name, value in names.given.sizes.items():
            self.shapes.sizes.define(name, value)
        self.notes: list[str] = []
        self.tensors: dict[str, Tensor] = {}
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
            case Group(bracket="\\{" | "⟨"):
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
            case Summation(kind="Π" | "∫") if not self.lenient:
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
        use = self.names.spell(node)
        if use is None:
            self.fail("this cannot carry indices", node.span)
        numbered = self.names.numbered(use)
        if numbered is not use:
            self.say(f"{numbered.name} is read as one name")
        return self.use(numbered)

    def use(self, use: Spelled) -> Core:
        """A name with its indices, transposed, to a power."""
        transposed = use.transposed
        letter = use.name + "'" * use.primes
        if use.primes and not use.items and any(variable.letter == letter for variable in self.scope):
            use = replace(use, name=letter, primes=0)
        if use.primes and use.name in self.names.given.shapes and use.primes == 1 and not transposed:
            transposed = True
            self.notes.append(f"`{self.place(use.span).text}` is read as a transpose")
        elif use.primes and self.lenient and use.name not in self.names.given.shapes:
            use = replace(use, name=use.name + "'" * use.primes, primes=0)
        elif use.primes:
            name = use.name + "'" * use.primes
            hint = f'declare it (--given "{name}: n"), or write ^T for a transpose'
            self.fail(f"`{self.place(use.span).text}`: a prime on something that is no function", use.span, hint)
        core: Core
        name = self.names.alias(use.name, written_count(use.items))
        if name == "δ" and len(use.items) == 2 and self.names.kronecker and use.power is None:
            return relations.kronecker(self, use.items, use.span)
        defined = name in self.names.given.definitions and name not in self.defining
        if not defined:
            definitions.around(self, name)
            examples.check(self, name, use)
        made = None if defined else examples.example(self, name, use)
        if made is not None:
            core = made
        elif self.lenient and max(self.names.rank(name) or 0, len(use.items)) > 2 and use.items:
            core = entries.many(self, self.word(name, use.span), use.items, use.span)
            return core if use.power is None else self.power(core, use.power, use.span)
        elif name in self.put_in:
            self.used.add(name)
            core = replace(self.put_in[name], place=self.place(use.span))
        elif defined:
            return definitions.scripted_definition(self, name, use, transposed)
        elif self.lenient and self.names.numbered_array(use):
            unknown = self.shapes.sizes.unknown
            shape = (unknown(dimension=True), ONE if use.name[:1].islower() else unknown(dimension=True))
            core = entries.written_entry(self, self.word(name, use.span), list(use.items), use.span, shape)
            core = self.transpose(core, use.span) if transposed else core
            return core if use.power is None else self.power(core, use.power, use.span)
        elif use.items and self.lenient and self.names.costs(use.name):
            core = entries.written_entry(self, self.word(name, use.span), list(use.items), use.span)
            return core if use.power is None else self.power(core, use.power, use.span)
        elif use.name == "e" and not use.bold and use.power is not None and not use.items and not self.declared("e"):
            return products.exponential(self, self.node(use.power), use.span)
        elif not use.items and (value := self.number(use)) is not None:
            core = value
        else:
            core = self.tensor(name, len(use.items), use)
            told = self.names.given.special.get(name)
            if told is not None and isinstance(core, Tensor):
                core = hypotheses.put_in(self, core, told)
        late = use.late and any(isinstance(item, Mark) and item.kind == "all" for item in use.items)
        if transposed and not late:
            core = self.transpose(core, use.span)
        if use.items and not (isinstance(core, Entry) and made is not None):
            core = entries.entry(self, core, use.items, use.span)
        if transposed and late:
            core = self.transpose(core, use.span)
        if use.power is not None and isinstance(use.power, Mark) and use.power.kind == "factorial":
            return written.said(self, "factorial", (core,), use.span, core.shape)
        if use.power is not None:
            core = self.power(core, use.power, use.span)
        return core

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

    def number(self, use: Spelled) -> Core | None:
        """An index or a size used as a number; I as the identity."""
        place = self.place(use.span)
        if self.declared(use.name):
            return None
        for variable in reversed(self.scope):
            if variable.letter == use.name:
                return Position(self.index_of(variable, place), place)
        if use.name in self.free or use.name in self.names.given.indices:
            return Position(self.index_of(entries.free(self, use.name, place), place), place)
        if use.name == "π" or (use.name == "∞" and self.lenient):
            return Literal_(use.name, place)
        if use.name in self.names.sizes:
            return Count(named(use.name), place)
        if use.name == "I":
            size = self.shapes.sizes.unknown(dimension=True)
            return Filled("identity", place, (size, size))
        return None

    def index_of(self, variable: Variable, place: Place) -> Index:
        return Index(variable, Size(), place)

    def tensor(self, name: str, count: int, use: Spelled) -> Tensor:
        """The tensor of that name, with its declared shape, or one to be found."""
        shape: Shape
        known = self.tensors.get(name)
        given = self.names.given.shapes.get(name)
        if known is not None:
            shape = known.shape
        elif given is not None:
            if len(given.sizes) > 2:
                self.fail(f"`{name}` has three indices; two are read here", use.span)
            shape = standing.stood(self, name, given.shape) if len(given.sizes) == 1 else given.shape
        else:
            if name in SPELLED:
                self.fail(f"`{name}` is not read here", use.span)
            if name == "∂" or (name == "∇" and not self.lenient):
                self.fail(f"this {name} is not read", use.span, f"say of what and in which name: `{name}_w C`")
            if name in self.names.given.functions or self.names.is_function(Name(name, use.span), False):
                hint = f"write {name}(…)"
                self.fail(f"the function `{name}` has no argument here", use.span, hint)
            size = self.shapes.sizes
            rank = self.names.rank(name) or count
            if rank > 2:
                self.fail(f"`{self.place(use.span).text}` has {rank} indices; two are read here", use.span)
            rows = size.unknown(dimension=rank >= 1)
            if rank < 2 and light(name) in self.style.thin:
                shape = standing.stood(self, name, (size.unknown(dimension=True), ONE))
            else:
                shape = (rows, ONE if rank == 1 else size.unknown(dimension=rank == 2))
        tensor = Tensor(name, self.place(use.span), shape)
        self.tensors.setdefault(name, tensor)
        return tensor

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

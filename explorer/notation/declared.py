"""One row of what is declared: the shape of a name, also said as `∈ ℝ^{m×n}`, or what an equation says it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from explorer.notation import fixed_entries
from explorer.notation.affine import affine
from explorer.notation.rewriting import Rule
from explorer.notation.sizes import ONE, Size
from explorer.notation.surface import Chain, Name, Node, Scripted, bare
from explorer.source import Source, Span

REALS = frozenset(("\\mathbb{R}", "ℝ"))


@dataclass(frozen=True, slots=True)
class Declared:
    """The shape that was given to a name: `sizes` has no entry for a scalar, one for a vector, two for a matrix.

    More are those of an array, which has no `shape` as a whole.
    """

    sizes: tuple[Size, ...]
    place: Span

    @property
    def shape(self) -> tuple[Size, Size]:
        """Rows and columns."""
        if not self.sizes:
            return (ONE, ONE)
        return (self.sizes[0], self.sizes[1] if len(self.sizes) > 1 else ONE)


@dataclass(frozen=True, slots=True)
class Defined:
    """What an equation says a name is: `z = W x`, for each index `z_i = …`, for each argument `g(x) = …`, or both.

    `layer`: the letter and the layer that was put in for it, where the equation is given for every layer.
    `left`: what is written on the left, where a name is defined.
    """

    right: Node
    source: Source
    span: Span
    indices: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    layer: tuple[str, str] | None = None
    left: Node | None = None


def space(node: Node, letters: Collection[str] = REALS) -> tuple[Size, ...] | None:
    """The sizes of `ℝ^{m×n}`; () for ℝ, None for what is no such space. `letters` are those that stand for ℝ."""
    node = bare(node)
    if isinstance(node, Name) and node.text in letters:
        return ()
    if not isinstance(node, Scripted) or node.subs or len(node.sups) != 1:
        return None
    base, content = bare(node.base), bare(node.sups[0])
    if not isinstance(base, Name) or base.text not in letters:
        return None
    factors: tuple[Node, ...] = (content,)
    if isinstance(content, Chain) and all(operator in ("×", "*", "·") for operator in content.operators):
        factors = content.factors
    sizes = [affine(factor) for factor in factors]
    known = tuple(size for size in sizes if size is not None)
    return known if len(known) == len(sizes) else None


@dataclass(slots=True)
class Declarations:
    """Everything `given` says; filled declaration by declaration, then left alone."""

    source: Source
    shapes: dict[str, Declared] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)
    indices: dict[str, tuple[Size, int | None]] = field(default_factory=dict)
    definitions: dict[str, Defined] = field(default_factory=dict)
    hypotheses: list[Defined] = field(default_factory=list)
    special: dict[str, Defined] = field(default_factory=dict)
    entries: dict[str, list[Defined]] = field(default_factory=dict)
    """Of each tensor the equations that say what one of its entries is, no two of them of one entry."""
    notes: list[str] = field(default_factory=list)
    sizes: dict[str, Size] = field(default_factory=dict)
    macros: dict[str, tuple[int, str]] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    convention: str | None = None
    inferred: bool = False
    """Whether the convention is what a document looks like, and nobody said it."""
    lengths: Collection[str] | None = None
    """The vectors of which a document states the length alone; None: all that are declared with one size."""
    fixed: dict[str, Size] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    gradients: dict[tuple[str, str], str] = field(default_factory=dict)
    repeated: list[str] = field(default_factory=list)
    told: dict[str, tuple[object, str]] = field(default_factory=dict)
    """What one text declares each name to be, and the declaration as it is written."""
    said: frozenset[str] = frozenset()
    """Names whose shapes the text itself says, `x ∈ ℝ^n`: where they do not fit, what does not is kept as written."""
    other_sizes: Collection[str] = ()
    """Names of sizes of tensors that are left out here, because nothing is said of them."""

    @property
    def size_names(self) -> set[str]:
        """The names that stand for sizes."""
        found = {name for row in self.shapes.values() for size in row.sizes for name in size.names}
        return found | {name for size, _ in self.indices.values() for name in size.names} | set(self.other_sizes)

    def suppose(self, name: str, told: Defined) -> None:
        """An equation that is put in for a name; a second one cannot be beside the first, and is kept as not put in."""
        if name in self.entries:
            self.repeated.append(told.source.text)
            return
        before = self.special.setdefault(name, told)
        if before.source.text != told.source.text and told.source.text not in self.repeated:
            self.repeated.append(told.source.text)

    def suppose_entry(self, name: str, told: Defined) -> None:
        """An equation for one entry of a tensor, beside those for its other entries."""
        before = self.entries.get(name, [])
        if any(one.source.text == told.source.text for one in before):
            return
        if name in self.special or not all(fixed_entries.apart(self, one, told) for one in before):
            self.repeated.append(told.source.text)
        else:
            self.entries[name] = [*before, told]

    @property
    def supposed(self) -> list[tuple[str, Defined]]:
        """Every equation that is put in for a name, or for an entry."""
        return [*self.special.items(), *((name, one) for name, told in self.entries.items() for one in told)]

    def unbold(self, text: str) -> None:
        """`\\mathbf{W}` is declared under the light name `W`."""
        bold = f"\\mathbf{{{text}}}"
        tables: tuple[dict[str, Any], ...] = (self.shapes, self.functions, self.definitions, self.special, self.entries)
        for table in tables:
            for name in [name for name in table if name.startswith(bold)]:
                table[text + name.removeprefix(bold)] = table.pop(name)

    def update(self, later: Declarations) -> None:
        """What is declared later replaces what was declared of the same name."""
        for name in (*later.shapes, *later.functions, *later.indices):
            self.forget(name)
        self.shapes.update(later.shapes)
        self.functions.update(later.functions)
        self.indices.update(later.indices)
        self.definitions.update(later.definitions)
        self.hypotheses.extend(later.hypotheses)
        for name, told in later.special.items():
            self.suppose(name, told)
        for name, entries in later.entries.items():
            for one in entries:
                self.suppose_entry(name, one)
        self.repeated.extend(later.repeated)
        self.sizes.update(later.sizes)
        self.macros.update(later.macros)
        self.roles.update(later.roles)
        self.words |= later.words
        self.convention = later.convention or self.convention
        self.inferred = self.inferred and not later.convention

    def forget(self, name: str) -> None:
        """A later declaration replaces an earlier one; what a name is defined as stays, and must have its shape."""
        tables: tuple[dict[str, Any], ...] = (self.shapes, self.functions, self.indices)
        for table in tables:
            table.pop(name, None)

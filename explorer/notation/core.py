"""The core tree: what the text means, before its sizes are known. Names, indices and products have been decided.

A closed set; `shapes` finds the sizes, `build` makes SymPy of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

from explorer.notation.sizes import ONE, Size
from explorer.notation.surface import Operator
from explorer.source import Source, Span

Shape: TypeAlias = tuple[Size, Size]
SCALAR: Shape = (ONE, ONE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece stands, and in which text."""

    source: Source
    span: Span

    @property
    def text(self) -> str:
        """The piece as the user wrote it."""
        return self.source.text[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    """An index: `low`, `high` as the text counts (None where it runs over the whole slot), `size` how many values.

    One that is `loose` is bound by something that is only written, and keeps its letter.
    """

    letter: str
    size: Size
    place: Place
    low: Size | None = None
    high: Size | None = None
    base: int | None = None
    bound: bool = False
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """`variable + offset`, or the fixed `offset`, as the text counts."""

    variable: Variable | None
    offset: Size
    place: Place


@dataclass(frozen=True, slots=True)
class Slot:
    """The first (0), second (1) … index of a tensor, or of an expression in parentheses."""

    name: str
    position: int


@dataclass(frozen=True, slots=True, eq=False)
class Literal_:
    """A number as written: `2`, `0.5`."""

    text: str
    place: Place
    shape: Shape = SCALAR


@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """𝟏, 0 or I: takes the size it needs."""

    kind: Literal["ones", "zeros", "identity"]
    place: Place
    shape: Shape


@dataclass(frozen=True, slots=True, eq=False)
class Tensor:
    """A named scalar, vector or matrix."""

    name: str
    place: Place
    shape: Shape


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """`base[row, column]`; None for the one row or column there is."""

    base: Core
    row: tuple[Index, Slot] | None
    column: tuple[Index, Slot] | None
    place: Place
    shape: Shape = SCALAR


@dataclass(frozen=True, slots=True, eq=False)
class Array:
    """A named array of three or more indices. It is no expression: its entries and the matrices in it are."""

    name: str
    place: Place
    sizes: tuple[Size, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """`array[…]`: an entry; with one None among the indices the column, with two the matrix of these entries."""

    array: Array
    at: tuple[tuple[Index, Slot] | None, ...]
    place: Place
    shape: Shape = SCALAR


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One row (`axis` 0) or column (`axis` 1) of a matrix."""

    base: Core
    index: tuple[Index, Slot]
    axis: int
    place: Place
    shape: Shape


@dataclass(frozen=True, slots=True, eq=False)
class Count:
    """A size used as a number: the `n` of `1/n`."""

    size: Size
    place: Place
    shape: Shape = SCALAR


@dataclass(frozen=True, slots=True, eq=False)
class Position:
    """An index used as a number."""

    index: Index
    place: Place
    shape: Shape = SCALAR


@dataclass(frozen=True, slots=True, eq=False)
class Same:
    """1 where two indices are one, 0 elsewhere; with `first`, where the left one is the first there is."""

    left: Index
    right: Index
    place: Place
    shape: Shape = SCALAR
    first: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A matrix or a vector given entry by entry; None for a `row` or `column` that there is only one of.

    `name`: the tensor it stands for, whose entries are counted as the text counts those; `source`: the one inside.
    """

    row: Variable | None
    column: Variable | None
    body: Core
    place: Place
    shape: Shape
    name: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Slope:
    """The derivative of a number in a number, `at` None, or with that value put in afterwards, and `then` too."""

    body: Core
    variable: Core
    at: Core | None
    order: int
    place: Place
    shape: Shape = SCALAR
    then: tuple[tuple[Core, Core], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """Something that is read and of whose value nothing is known, such as `∂C/∂w`; `kind` is a row of `written`."""

    kind: str
    pieces: tuple[Core, ...]
    place: Place
    shape: Shape


@dataclass(frozen=True, slots=True, eq=False)
class Plus:
    """A sum of terms with signs."""

    terms: tuple[tuple[int, Core], ...]
    place: Place
    shape: Shape


@dataclass(frozen=True, slots=True, eq=False)
class Times:
    """A product of two, of the kind that the shapes and the sign say."""

    left: Core
    right: Core
    operator: Operator
    place: Place
    shape: Shape


@dataclass(frozen=True, slots=True, eq=False)
class Quotient:
    """`over / under`."""

    over: Core
    under: Core
    place: Place
    shape: Shape


@dataclass(frozen=True, slots=True, eq=False)
class Power:
    """`base ^ exponent`."""

    base: Core
    exponent: Core
    place: Place
    shape: Shape


@dataclass(frozen=True, slots=True, eq=False)
class Transposed:
    """`baseᵀ`."""

    base: Core
    place: Place
    shape: Shape


@dataclass(frozen=True, slots=True, eq=False)
class Apply:
    """A function of each entry, or softmax of the whole; `order` counts the primes."""

    function: str
    argument: Core
    order: int
    place: Place
    shape: Shape


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A function of which nothing is known, of one or several arguments; `items` are indices on its name.

    `order` counts the primes. A number or an array; `alike` where one array is read to be taken entry by entry.
    """

    function: str
    arguments: tuple[Core, ...]
    items: tuple[Core, ...]
    order: int
    place: Place
    shape: Shape
    alike: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Extreme:
    """`max` or `min` of several."""

    kind: Literal["max", "min"]
    arguments: tuple[Core, ...]
    place: Place
    shape: Shape


@dataclass(frozen=True, slots=True, eq=False)
class Over:
    """`Σ` over one index, written with Σ or with dots; with `product`, `Π`; with `extreme`, the largest or smallest."""

    variable: Variable
    body: Core
    dotted: bool
    place: Place
    shape: Shape = SCALAR
    product: bool = False
    extreme: Literal["", "max", "min"] = ""


@dataclass(frozen=True, slots=True, eq=False)
class Special:
    """Trace, diagonal, norm, the largest entry: a named operation on a whole matrix or vector."""

    kind: Literal["trace", "diagonal", "norm", "max", "min"]
    argument: Core
    place: Place
    shape: Shape
    two: bool = False
    """A norm with a 2 below: of a matrix no sum of squares."""


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """A matrix of blocks; `loose` where it is written in plain brackets, in which many write a column as a row."""

    rows: tuple[tuple[Core, ...], ...]
    place: Place
    shape: Shape
    loose: bool = False


Core: TypeAlias = (
    Literal_
    | Filled
    | Tensor
    | Entry
    | Cell
    | Line
    | Count
    | Position
    | Same
    | Grid
    | Slope
    | Said
    | Plus
    | Times
    | Quotient
    | Power
    | Transposed
    | Apply
    | Value
    | Extreme
    | Over
    | Special
    | Blocks
)


def parts(node: Core) -> tuple[Core, ...]:
    """The pieces directly inside a node."""
    match node:
        case Literal_() | Filled() | Tensor() | Cell() | Count() | Position() | Same():
            return ()
        case Slope(body=body, variable=variable, at=at):
            put_in = tuple(value for _, value in node.then)
            return (body, variable, *put_in) if at is None else (body, variable, at, *put_in)
        case Said(pieces=pieces):
            return pieces
        case Entry(base=base) | Line(base=base) | Transposed(base=base):
            return (base,)
        case Plus(terms=terms):
            return tuple(term for _, term in terms)
        case Times(left=left, right=right):
            return (left, right)
        case Quotient(over=over, under=under):
            return (over, under)
        case Power(base=base, exponent=exponent):
            return (base, exponent)
        case Apply(argument=argument) | Special(argument=argument):
            return (argument,)
        case Extreme(arguments=arguments):
            return arguments
        case Value(arguments=arguments, items=items):
            return (*arguments, *items)
        case Over(body=body) | Grid(body=body):
            return (body,)
        case Blocks(rows=rows):
            return tuple(cell for row in rows for cell in row)
        case _:
            assert_never(node)


def inside(node: Core) -> Iterator[Core]:
    """The node and everything in it."""
    todo = [node]
    while todo:
        here = todo.pop()
        yield here
        todo.extend(parts(here))

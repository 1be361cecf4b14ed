"""Core tree -> SymPy, with the sizes found and every index counted from 0. Nothing is evaluated or reordered.

Σ_{j=1}^{n} W_{ij} a_j  (slots counted from 1)     Sum(W[i, j]*a[j, 0], (j, 0, n - 1))
"""

from __future__ import annotations

import re
from itertools import chain, count
from typing import Any, NoReturn, assert_never

from sympy import (
    Add,
    BlockMatrix,
    Expr,
    FunctionMatrix,
    Identity,
    Integer,
    KroneckerDelta,
    Lambda,
    MatAdd,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    Max,
    Min,
    Mul,
    OneMatrix,
    Product,
    Rational,
    Sum,
    Symbol,
    Transpose,
    ZeroMatrix,
    oo,
    pi,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.errors import ReadError
from explorer.nodes import Dots, Largest, Smallest
from explorer.notation import arithmetic, arrays, grids, operations, slopes, values, written
from explorer.notation.core import (
    Apply,
    Blocks,
    Cell,
    Core,
    Count,
    Entry,
    Extreme,
    Filled,
    Grid,
    Index,
    Line,
    Literal_,
    Over,
    Place,
    Plus,
    Position,
    Power,
    Quotient,
    Said,
    Same,
    Slope,
    Slot,
    Special,
    Tensor,
    Times,
    Transposed,
    Value,
    Variable,
    inside,
)
from explorer.notation.elaborate import Elaboration
from explorer.notation.sizes import Size, to_sympy

_CONSTANTS = {"π": pi, "∞": oo}


_FEW = 10
"""How many terms a sum may have to be written out."""


class Build:
    """SymPy for the core trees of one statement whose shapes have been solved."""

    def __init__(self, work: Elaboration) -> None:
        self.work = work
        self.shapes = work.shapes
        self.indices = work.indices
        self._symbols: dict[Variable, Symbol] = {}
        self._tensors: dict[tuple[str, bool], Any] = {}
        self._issued: set[str] = set()
        self._taken = {*work.names.sizes, *work.tensors, *work.arrays, *work.free}

    # -- helpers

    def fail(self, message: str, place: Place, hint: str | None = None) -> NoReturn:
        raise ReadError(message, place.source, place.span, hint=hint)

    def size(self, size: Size) -> Expr:
        return to_sympy(self.shapes.sizes.resolve(size))

    def is_scalar(self, node: Core) -> bool:
        return self.shapes.kind(node.shape) == "scalar"

    def symbol(self, variable: Variable) -> Symbol:
        """The SymPy index: its own letter, made different where a size, a tensor or a free index has that letter."""
        known = self._symbols.get(variable)
        if known is None:
            name = variable.letter
            if variable.bound and not variable.loose:
                number = 0
                while name in self._taken:
                    number += 1
                    name = f"{variable.letter}_{number}"
                self._taken.add(name)
            known = self._symbols[variable] = Symbol(name)
        return known

    def fresh(self, letter: str) -> Symbol:
        """A letter, or a letter with a number, that stands nowhere in the statement, bound or free, and is new."""
        names = chain([letter], (f"{letter}_{number}" for number in count(1)))
        used = self._taken | self.work.names.letters | self._issued
        name = next(name for name in names if name not in used)
        self._issued.add(name)
        return Symbol(name)

    def light(self, name: str) -> str:
        """`\\mathbf{W}` is W, unless W is another thing here."""
        found = re.match(r"\\mathbf\{([^{}]*)\}", name) if name.startswith("\\mathbf{") else None
        plain = name if found is None else found[1] + name[found.end() :]
        return name if plain in self.work.tensors or plain in self._taken else plain

    def leave(self, variable: Variable) -> None:
        """The letter of a bound index is free again behind its sum."""
        self._taken.discard(self._symbols[variable].name)

    def scalar(self, node: Core) -> Expr:
        """A number: a 1 x 1 matrix is its entry."""
        made = self.build(node)
        return MatrixElement(made, 0, 0) if isinstance(made, MatrixExpr) else made

    def matrix(self, node: Core) -> MatrixExpr:
        made = self.build(node)
        if isinstance(made, MatrixExpr):
            return made
        return self.fail(f"`{node.place.text}` is a number where a matrix is needed", node.place)

    def index(self, index: Index, slot: Slot) -> Expr:
        """The 0-based index in a slot."""
        base = self.indices.bases.get(slot, 0)
        variable = index.variable
        if variable is None:
            return to_sympy(self.shapes.sizes.resolve(index.offset.plus(-base)))
        symbol = self.symbol(variable)
        if variable.low is None:
            return symbol if index.offset == Size() else Add(symbol, to_sympy(self.shapes.sizes.resolve(index.offset)))
        shift = index.offset.plus(self.indices.variable_base(variable) - base)
        return symbol if shift == Size() else Add(symbol, to_sympy(shift))

    # -- one node

    def build(self, node: Core) -> Any:
        match node:
            case Literal_(text=text):
                return _CONSTANTS.get(text) or Rational(text)
            case Filled(kind=kind, shape=shape):
                return self.filled(kind, self.size(shape[0]), self.size(shape[1]), node)
            case Tensor(name=name, shape=shape):
                known = self._tensors.get((name, self.is_scalar(node)))
                if known is None:
                    known = Symbol(self.light(name))
                    if not self.is_scalar(node):
                        known = MatrixSymbol(self.light(name), self.size(shape[0]), self.size(shape[1]))
                    self._tensors[name, self.is_scalar(node)] = known
                return known
            case Entry(base=base, row=row, column=column):
                at = [Integer(0) if here is None else self.index(*here) for here in (row, column)]
                return MatrixElement(self.matrix(base), *at)
            case Cell():
                return arrays.build(self, node)
            case Line():
                return self.line(node)
            case Count(size=size):
                return self.size(size)
            case Position(index=index):
                return self.position(index)
            case Same():
                return self.same(node)
            case Grid():
                return grids.build(self, node)
            case Slope():
                return slopes.build(self, node)
            case Said():
                return written.build(self, node)
            case Plus():
                return self.plus(node)
            case Times():
                return arithmetic.times(self, node)
            case Quotient():
                return arithmetic.quotient(self, node)
            case Power():
                return arithmetic.power(self, node)
            case Transposed(base=base):
                return self.build(base) if self.is_scalar(node) else Transpose(self.matrix(base))
            case Apply():
                return operations.apply(self, node)
            case Value():
                return values.build(self, node)
            case Extreme(kind=kind, arguments=arguments):
                return operations.extreme(self, Max if kind == "max" else Min, arguments, self.is_scalar(node))
            case Over():
                return self.over(node)
            case Special():
                return operations.special(self, node)
            case Blocks(rows=rows):
                return BlockMatrix([[self.block(cell) for cell in row] for row in rows])
            case _:
                assert_never(node)

    def filled(self, kind: str, rows: Expr, columns: Expr, node: Filled) -> Any:
        if not all(self.shapes.sizes.known(size) for size in node.shape):
            self.fail(f"nothing says what size `{node.place.text}` has", node.place, "declare the shapes around it")
        if kind == "identity":
            return Integer(1) if rows == 1 else Identity(rows)
        return OneMatrix(rows, columns) if kind == "ones" else ZeroMatrix(rows, columns)

    def block(self, cell: Core) -> MatrixExpr:
        """A number in a block matrix is a 1 x 1 block."""
        made = self.build(cell)
        if isinstance(made, MatrixExpr):
            return made
        if made == 1:
            return OneMatrix(1, 1)
        return MatMul(made, OneMatrix(1, 1), evaluate=False)

    def same(self, node: Same) -> Expr:
        """δ of two indices as the text counts them, both counted from what the first of them counts from."""
        if node.first and node.left.variable is not None:
            return KroneckerDelta(self.symbol(node.left.variable), 0)
        bases = [
            0 if at.variable is None else self.indices.variable_base(at.variable) for at in (node.left, node.right)
        ]
        base = bases[0] if node.left.variable is not None else bases[1]
        sides = []
        for at, own in zip((node.left, node.right), bases, strict=True):
            offset = to_sympy(self.shapes.sizes.resolve(at.offset.plus(own - base)))
            sides.append(offset if at.variable is None else Add(self.symbol(at.variable), offset))
        return KroneckerDelta(*sides)

    def position(self, index: Index) -> Expr:
        variable = index.variable
        if variable is None:
            return to_sympy(index.offset)
        symbol = self.symbol(variable)
        base = self.indices.variable_base(variable)
        return Add(symbol, to_sympy(index.offset.plus(base)))

    def line(self, node: Line) -> Any:
        """One row or column, entry by entry."""
        at = self.index(*node.index)
        rows, columns = (self.size(size) for size in node.shape)
        row, column = places = grids.places(self)
        base = self.matrix(node.base)
        if self.is_scalar(node):
            return MatrixElement(base, at, 0) if node.axis == 0 else MatrixElement(base, 0, at)
        entry = MatrixElement(base, at, column) if node.axis == 0 else MatrixElement(base, row, at)
        return FunctionMatrix(rows, columns, Lambda(places, entry))

    # -- sums and products

    def plus(self, node: Plus) -> Any:
        if self.is_scalar(node):
            parts = [self.signed(sign, self.scalar(term)) for sign, term in node.terms]
            return parts[0] if len(parts) == 1 else Add(*parts, evaluate=False)
        parts = [self.spread(sign, term, node) for sign, term in node.terms]
        return parts[0] if len(parts) == 1 else MatAdd(*parts, evaluate=False)

    def signed(self, sign: int, made: Expr) -> Expr:
        if sign > 0:
            return made
        return -made if made.is_Rational else Mul(Integer(-1), *arithmetic.factors(made), evaluate=False)

    def spread(self, sign: int, term: Core, whole: Plus) -> MatrixExpr:
        """One term of a sum of matrices; a number, a row or a column is spread over the whole by ones."""
        rows, columns = (self.size(size) for size in whole.shape)
        sizes = self.shapes.sizes
        if self.is_scalar(term):
            value = self.signed(sign, self.scalar(term))
            self.spread_note(term, whole)
            ones = OneMatrix(rows, columns)
            return ones if value == 1 else MatMul(value, ones, evaluate=False)
        made = self.matrix(term)
        if sizes.is_one(term.shape[0]) and not sizes.is_one(whole.shape[0]):
            numbers = [piece for piece in arithmetic.matrices(made) if not piece.is_Matrix]
            others = [piece for piece in arithmetic.matrices(made) if piece.is_Matrix]
            made = MatMul(*numbers, OneMatrix(rows, 1), *others, evaluate=False)
        elif sizes.is_one(term.shape[1]) and not sizes.is_one(whole.shape[1]):
            made = MatMul(*arithmetic.matrices(made), OneMatrix(1, columns), evaluate=False)
        return made if sign > 0 else MatMul(Integer(-1), *arithmetic.matrices(made), evaluate=False)

    def spread_note(self, term: Core, whole: Plus) -> None:
        found = [at for piece in inside(term) if isinstance(piece, Entry) for at in (piece.row, piece.column)]
        found += [at for piece in inside(term) if isinstance(piece, Cell) for at in piece.at]
        if any(at is not None and at[0].variable is not None and not at[0].variable.bound for at in found):
            message = f"the number `{term.place.text}` is added to a vector"
            place = whole.place if self.work.lenient else term.place
            self.shapes.clash(message, place, term, hint="a missing index on the other side, or one too many here")
        self.work.notes.append(f"the number `{term.place.text}` is added to every entry")

    def _few(self, node: Over, body: Any, symbol: Symbol, low: Expr, high: Expr) -> Any:
        """A sum of a few terms in which the index is used as a number, written out; else None."""
        at = any(isinstance(piece, Position) and piece.index.variable is node.variable for piece in inside(node.body))
        if (
            node.product
            or node.extreme
            or not at
            or not (low.is_Integer and high.is_Integer and 0 <= high - low < _FEW)
        ):
            return None
        return Add(
            *[body.xreplace({symbol: Integer(value)}) for value in range(int(low), int(high) + 1)], evaluate=False
        )

    def over(self, node: Over) -> Any:
        variable = node.variable
        symbol = self.symbol(variable)
        places: tuple[Symbol, ...] = ()
        if self.is_scalar(node.body):
            body = self.scalar(node.body)
        else:
            places = grids.places(self)
            body = MatrixElement(self.matrix(node.body), *places)
        if variable.low is not None and variable.high is not None:
            base = self.indices.variable_base(variable)
            low, high = variable.low.plus(-base), variable.high.plus(-base)
            limits = (symbol, self.size(low), self.size(high))
        else:
            limits = (symbol, Integer(0), self.size(variable.size.plus(-1)))
            if not self.shapes.sizes.known(variable.size):
                hint = f"declare what has the index {variable.letter}, or write its limits"
                self.fail(f"nothing says how far {variable.letter} runs", variable.place, hint)
        self.leave(variable)
        if (terms := self._few(node, body, *limits)) is not None and not places:
            return terms
        kind = {"max": Largest, "min": Smallest, "": Product if node.product else Dots if node.dotted else Sum}
        whole = kind[node.extreme](body, limits)
        if places:
            rows, columns = (self.size(size) for size in node.shape)
            return FunctionMatrix(rows, columns, Lambda(places, whole))
        return whole

"""Shapes found by unification: every product, sum and index says what its sizes must be.

What cannot be decided yet (is `c` in `c x` a number or a matrix?) waits until something else decides it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from explorer.errors import ReadError
from explorer.notation.clash import Misfit, ShapeClash
from explorer.notation.core import SCALAR, Blocks, Cell, Core, Place, Shape, Slope, Tensor, Value, inside
from explorer.notation.sizes import ONE, Size, Sizes
from explorer.notation.surface import Operator


@dataclass(slots=True)
class _Waiting:
    """A product or sum whose kind is not known yet; `settle` returns True when it is."""

    settle: Callable[[int], bool]


class Shapes:
    """The shapes of one statement."""

    def __init__(self, declared: Callable[[str], bool]) -> None:
        self.sizes = Sizes()
        self.notes: list[str] = []
        self._declared = declared
        self._waiting: list[_Waiting] = []
        self.lenient = False
        self._chained: set[tuple[int, int]] = set()

    # -- questions

    def kind(self, shape: Shape) -> str:
        """`scalar`, `array`, or `unknown` as long as either is possible."""
        rows, columns = self.sizes.is_one(shape[0]), self.sizes.is_one(shape[1])
        if rows and columns:
            return "scalar"
        if rows is False or columns is False:
            return "array"
        return "unknown"

    def equal(self, first: Shape, second: Shape) -> bool | None:
        """Whether two shapes are one; None where that is not known yet."""
        rows, columns = (self.sizes.same(a, b) for a, b in zip(first, second, strict=True))
        if rows is False or columns is False:
            return False
        if self.lenient:  # a column is none of the matrices that have more
            for a, b in zip(first, second, strict=True):
                one, other = self.sizes.is_one(a), self.sizes.is_one(b)
                if one is not None and other is not None and one != other:
                    return False
        return True if rows and columns else None

    def spreads(self, part: Shape, full: Shape) -> bool:
        """Whether one is a row or a column that fits along the other, and is not of its shape."""
        rows, columns = (self.sizes.same(a, b) for a, b in zip(part, full, strict=True))
        if rows and columns is False:
            return bool(self.sizes.is_one(part[1]))
        return bool(columns and rows is False and self.sizes.is_one(part[0]))

    def describe(self, node: Core) -> str:
        """The shape in words, `m x n`; `a number` for a scalar."""
        rows, columns = (self.sizes.resolve(size) for size in node.shape)
        if self.kind(node.shape) == "scalar":
            return "a number"
        return f"{self._word(rows)} x {self._word(columns)}"

    def _word(self, size: Size) -> str:
        return "?" if any(name.startswith("?") for name in size.names) else str(size)

    def clash(self, message: str, place: Place, *involved: Core, hint: str | None = None) -> NoReturn:
        """Shapes that cannot agree: the claim's own mistake where all were declared, else a reading that failed."""
        if all(map(self.stated, involved)):
            raise ShapeClash(message, place.source, place.span, hint=hint)
        told = hint or "declare the shapes with --given, for example 'W: m x n; a: n; b: m'"
        error = Misfit if self.lenient else ReadError
        raise error(f"read this way the shapes clash: {message}", place.source, place.span, hint=told)

    def stated(self, node: Core) -> bool:
        """Whether every piece of a node has a shape that the user stated."""
        return not any(self._unsure(piece) for piece in inside(node))

    def _unsure(self, piece: Core) -> bool:
        """Whether a piece has a shape that the user did not state."""
        if isinstance(piece, Tensor):
            return not self._declared(piece.name)
        if isinstance(piece, Cell):
            return not self._declared(piece.array.name)
        if isinstance(piece, Slope):  # of an array in an array: which are the rows is not said
            return self.kind(piece.body.shape) != "scalar" and self.kind(piece.variable.shape) != "scalar"
        if isinstance(piece, Value):
            return self.lenient
        return isinstance(piece, Blocks) and piece.loose and len(piece.rows) == 1

    # -- what must hold

    def new(self) -> Shape:
        """A shape of which nothing is known."""
        return (self.sizes.unknown(), self.sizes.unknown())

    def wait(self, settle: Callable[[int], bool]) -> None:
        """Settle now if possible, else later; the argument says how bold a guess may be (0: none)."""
        if not settle(0):
            self._waiting.append(_Waiting(settle))

    def match(self, first: Shape, second: Shape) -> bool:
        """Make two shapes one; False where they cannot be."""
        return self.sizes.unify_all(zip(first, second, strict=True))

    def solve(self) -> None:
        """Settle everything that waits, guessing only when nothing else moves."""
        boldness = 0
        while self._waiting:
            left = [entry for entry in self._waiting if not entry.settle(boldness)]
            moved = len(left) < len(self._waiting)
            self._waiting = left
            if moved:
                boldness = 0
            elif boldness < 3:
                boldness += 1
            else:
                return

    # -- products

    def product(self, left: Core, right: Core, operator: Operator, place: Place) -> Shape:
        """The shape of `left right`; see `times` for what each sign can mean."""
        if self.kind(left.shape) == "scalar":
            return right.shape
        if self.kind(right.shape) == "scalar":
            return left.shape
        out = self.new()
        self.wait(lambda bold: self._product(left, right, operator, place, out, bold))
        return out

    def times(self, left: Core, right: Core, operator: Operator) -> str:
        """What a product is: `scale`, `matrix`, `entrywise`, `inner`, or `open` while the shapes do not say."""
        kinds = (self.kind(left.shape), self.kind(right.shape))
        if "scalar" in kinds:
            return "scale"
        if "unknown" in kinds:
            return "open"
        if operator == "⊙":
            return "entrywise"
        if operator in ("", "@", "×") or (id(left), id(right)) in self._chained:
            return "matrix"
        one = self.sizes.is_one
        if operator == "·" and self.lenient and one(left.shape[1]) and one(right.shape[1]) and not one(left.shape[0]):
            return "inner"  # of two columns
        chained = self.sizes.same(left.shape[1], right.shape[0])
        alike = self.equal(left.shape, right.shape)
        if operator == "·" and alike is not False and chained is False:
            return "inner" if self._is_vector(left.shape) else ("open" if alike is None else "entrywise")
        if alike is False:
            return "matrix"
        if chained is False:
            return "entrywise"
        return "both" if alike and chained else "open"

    def _is_vector(self, shape: Shape) -> bool:
        return bool(self.sizes.is_one(shape[0]) or self.sizes.is_one(shape[1]))

    def _product(self, left: Core, right: Core, operator: Operator, place: Place, out: Shape, bold: int) -> bool:
        match self.times(left, right, operator):
            case "scale":
                other = right if self.kind(left.shape) == "scalar" else left
                self._must(self.match(out, other.shape), place, left, right)
            case "matrix":
                if not self.sizes.unify(left.shape[1], right.shape[0]):
                    self._bad_product(left, right, place)
                self._must(self.match(out, (left.shape[0], right.shape[1])), place, left, right)
            case "entrywise":
                if not self.match(left.shape, right.shape):
                    self.clash(f"{self._both(left, right)}: entry by entry they do not fit", place, left, right)
                self._must(self.match(out, left.shape), place, left, right)
            case "inner":
                self.match(left.shape, right.shape)
                self._must(self.match(out, SCALAR), place, left, right)
            case "both":
                message = f"`{place.text}` can be a matrix product or a product entry by entry"
                hint = "write the matrix product side by side, the other with ⊙"
                raise ReadError(message, place.source, place.span, hint=hint)
            case _:
                return self._guess_product(left, right, operator, bold)
        return True

    def _guess_product(self, left: Core, right: Core, operator: Operator, bold: int) -> bool:
        """Beside a matrix of known width stands something of that many rows."""
        if operator == "⊙" and bold >= 1:
            return self.match(left.shape, right.shape) and False
        kinds = (self.kind(left.shape), self.kind(right.shape))
        wide = self.sizes.is_one(left.shape[1]) is False
        fits = self.sizes.same(left.shape[1], right.shape[0]) is not False
        if kinds == ("array", "array") and bold >= 3 and self.lenient and operator == "·" and wide and fits:
            self._chained.add((id(left), id(right)))  # `X · W` of two matrices is their product
            return False
        if kinds == ("array", "array") and bold >= 2:
            self.sizes.unify(left.shape[1], right.shape[0])
        if kinds == ("array", "unknown") and bold >= 2 and self.sizes.is_one(left.shape[1]) is False:
            if isinstance(right, Tensor) and right.name[:1].islower():
                self.sizes.unify(right.shape[1], ONE)
                self.notes.append(f"{right.name} is read as a column vector")
            self.sizes.unify(left.shape[1], right.shape[0])
        capital = isinstance(left, Tensor) and left.name[:1].isupper()
        if kinds == ("unknown", "array") and bold >= 3 and capital and self.sizes.is_one(right.shape[0]) is False:
            self.sizes.unify(left.shape[0], self.sizes.unknown(dimension=True))
            self.sizes.unify(left.shape[1], right.shape[0])
            self.notes.append(f"{left.name} is read as a matrix")  # type: ignore[union-attr]
        return False

    def _both(self, left: Core, right: Core) -> str:
        return f"`{left.place.text}` is {self.describe(left)} and `{right.place.text}` is {self.describe(right)}"

    def _bad_product(self, left: Core, right: Core, place: Place) -> NoReturn:
        inner = f"{self._word(self.sizes.resolve(left.shape[1]))} and {self._word(self.sizes.resolve(right.shape[0]))}"
        message = f"{self._both(left, right)}: in a product the inner sizes {inner} must be one"
        hint = "a transpose, or an order, is wrong; a product entry by entry is written ⊙"
        self.clash(message, place, left, right, hint=hint)

    def _must(self, good: bool, place: Place, *involved: Core) -> None:
        if not good:
            self.clash(f"the shapes around `{place.text}` cannot agree", place, *involved)

    # -- sums

    def plus(self, terms: tuple[Core, ...], place: Place) -> Shape:
        """The shape of a sum: numbers, and rows or columns that are as long as a matrix, spread over it."""
        if all(self.kind(term.shape) == "scalar" for term in terms):
            return SCALAR
        out = self.new()
        self.wait(lambda bold: self._plus(terms, place, out, bold))
        return out

    def _plus(self, terms: tuple[Core, ...], place: Place, out: Shape, bold: int) -> bool:
        if self.kind(out) == "scalar":
            for term in terms:
                self._must(self.match(term.shape, SCALAR), place, *terms)
            return True
        kinds = [self.kind(term.shape) for term in terms]
        arrays = [term for term, kind in zip(terms, kinds, strict=True) if kind == "array"]
        if not arrays:
            if "unknown" not in kinds:
                self._must(self.match(out, SCALAR), place, *terms)
                return True
            return False
        if "unknown" in kinds and bold < 1:
            return False
        if "unknown" in kinds:
            for term, kind in zip(terms, kinds, strict=True):
                if kind == "unknown":
                    self.match(term.shape, arrays[0].shape)
            return False
        full = arrays[0]
        for term in arrays[1:]:
            full = self._wider(full, term, place)
        self._must(self.match(out, full.shape), place, *terms)
        return True

    def _wider(self, first: Core, second: Core, place: Place) -> Core:
        """The one of two over which the other is spread; either where they are alike."""
        for full, part in ((first, second), (second, first)):
            for axis, word in ((0, "row"), (1, "column")):
                thin = self.sizes.is_one(part.shape[axis]) and self.sizes.is_one(full.shape[axis]) is False
                if thin and self.sizes.unify(full.shape[1 - axis], part.shape[1 - axis]):
                    if self.sizes.is_one(full.shape[1 - axis]):
                        break  # a number: spread as such
                    ones = f"𝟏({part.place.text})" if word == "row" else f"({part.place.text})𝟏ᵀ"
                    self.notes.append(f"the {word} `{part.place.text}` is added to every {word}: read as {ones}")
                    return full
        if not self.match(first.shape, second.shape):
            self.clash(f"{self._both(first, second)}: they cannot be added", place, first, second)
        return first

    # -- the end

    def require(self, node: Tensor) -> None:
        """Every name must have a shape by now."""
        if self.kind(node.shape) == "unknown" or any(
            not self.sizes.known(size) and not self._dimension(size) for size in node.shape
        ):
            name = node.name
            message = f"nothing says whether `{name}` is a number, a vector or a matrix"
            hint = f"declare it: --given '{name}: scalar', '{name}: n' or '{name}: m x n'"
            raise ReadError(message, node.place.source, node.place.span, hint=hint)

    def _dimension(self, size: Size) -> bool:
        names = self.sizes.resolve(size).names
        return all(not name.startswith("?") or name in self.sizes.dimensions for name in names)

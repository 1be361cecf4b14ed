"""The one printer from SymPy to NumPy, for every expression: matrices here, numbers in the classes below it.

Layout of the arrays: sides that are 1 by the shape are left out. A column or row vector is an array `(n,)`, a matrix
`(m, n)`, a 1 x 1 matrix a number. A batched vector is `(N, n)`, one example per row, so `W a` is `a.dot(W.T)`, which
is right for one example and for a batch. Transposing a vector costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import BlockMatrix, MatMul, MatrixSymbol, OneMatrix, S, Symbol, Transpose
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from explorer.errors import InputError
from explorer.network import ACTIVATIONS
from explorer.numeric.entries import Code, NoBatch, atom, bare
from explorer.numeric.names import Names, identifier
from explorer.numeric.scalars import ScalarPrinter
from explorer.numeric.tables import BY_CLASS, writes_in_place


def sides(expr: Any) -> tuple[Any, ...]:
    """The sides that are not 1 by the shape: the shape of the array, without the examples."""
    return tuple(side for side in expr.shape if side != 1)


class Printer(ScalarPrinter):
    """Prints a matrix expression to code of an array; statements that the code needs are in `lines`.

    `size_source` says from which array a size is read; `dtype` is the code of the arrays' type.
    """

    def __init__(
        self, names: Names, known: dict[Any, str], batched: set[Any], size_source: Mapping[str, str], dtype: str
    ) -> None:
        super().__init__(names, known, batched)
        self.size_source = size_source
        self.sizes: dict[str, str] = {}
        self.dtype = dtype
        # the examples' part of a shape: a 1 x 1 input is one number per example
        self.lead = next((f"*{known[s]}.shape" + ("[:-1]" if sides(s) else "") for s in batched), "")
        self.stem = "z"

    # -- sizes ----------------------------------------------------------------------------------------------

    def size(self, symbol: Any) -> str | None:
        """The identifier of a size, read from a shape in the first lines of the function."""
        if symbol.name not in self.size_source:
            return None
        if symbol.name not in self.sizes:
            self.sizes[symbol.name] = self.names.new(identifier(symbol.name))
        return self.sizes[symbol.name]

    def is_size(self, symbol: Any) -> bool:
        """Whether a shape says what this symbol is."""
        return isinstance(symbol, Symbol) and symbol.name in self.size_source

    def shape_code(self, expr: Any, *, batched: bool) -> str:
        """The shape of the array of `expr`, as a tuple."""
        parts = [self._print(side) for side in sides(expr)]
        if batched:
            parts.insert(0, self.lead)
        return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"

    # -- symbols and constants ------------------------------------------------------------------------------

    def code(self, expr: Any) -> Code:
        """The code of a matrix or number, with what is known of it."""
        code = self._print(expr)
        return code if isinstance(code, Code) else Code(code, batched=self.carries(expr))

    def _print_MatrixSymbol(self, expr: Any) -> str:
        name = self.known.get(expr)
        if name is None:
            raise InputError(f"There is no value for {expr}.")
        return Code(name, batched=expr in self.batched)

    def _print_Block(self, expr: Any) -> str:
        array, *leading = expr.args
        name = self.known[array]
        parts = [self.position(i, size, name) for i, size in zip(leading, array.shape, strict=False)]
        parts += [":" if side != 1 else "0" for side in expr.shape]
        while parts[-1] == ":":
            parts.pop()
        return Code(f"{name}[{', '.join(parts)}]", batched=False)

    def _print_OneMatrix(self, expr: Any) -> str:
        return self._constant("np.ones", "1.0", expr)

    def _print_ZeroMatrix(self, expr: Any) -> str:
        return self._constant("np.zeros", "0.0", expr)

    def _constant(self, call: str, number: str, expr: Any) -> str:
        if not sides(expr):
            return Code(number, batched=False)
        return Code(f"{call}({self.shape_code(expr, batched=False)}, {self.dtype})", batched=False, new=True)

    def _print_Identity(self, expr: Any) -> str:
        if not sides(expr):
            return Code("1.0", batched=False)
        return Code(f"np.eye({self._print(expr.shape[0])}, dtype={self.dtype})", batched=False, new=True)

    def _print_Transpose(self, expr: Any) -> str:
        inner = self.code(expr.arg)
        if len(sides(expr)) < 2:
            return inner
        return Code(f"{atom(inner)}.T", batched=inner.batched)

    def _turned(self, expr: Any) -> str:
        """The code of the transpose of a matrix."""
        if isinstance(expr, Transpose):
            return atom(self._print(expr.arg))
        return f"{atom(self._print(expr))}.T"

    # -- products -------------------------------------------------------------------------------------------

    def _print_MatMul(self, expr: Any) -> str:
        numbers = [arg for arg in expr.args if not arg.is_Matrix]
        factors = [arg for arg in expr.args if arg.is_Matrix]
        code = self._chain(factors) if factors else Code("1.0", batched=False)
        for number in numbers:
            code = self._scaled(number, code, len(sides(expr)))
        return code

    def _scaled(self, number: Any, code: Code, rank: int) -> Code:
        if number == -1:
            return Code(f"-{atom(code)}", batched=code.batched, new=True)
        by = self.code(number)
        return self._times(by, code, rank)

    def _times(self, number: Code, code: Code, rank: int) -> Code:
        """A number times an array of `rank` sides; a number per example multiplies its own row."""
        if number.batched and rank > 1:
            raise NoBatch
        left = f"{atom(number)}[..., None]" if number.batched and rank else atom(number)
        return Code(f"{left}*{atom(code)}", batched=number.batched or code.batched, new=True)

    def _chain(self, factors: list[Any]) -> Code:
        """A product of matrices, multiplied from the side on which a vector stands."""
        if len(factors) == 1:
            return self.code(factors[0])
        if factors[-1].shape[1] == 1:
            return self._product(factors[0], factors[1:], left_first=False)
        return self._product(factors[-1], factors[:-1], left_first=True)

    def _product(self, single: Any, rest: list[Any], *, left_first: bool) -> Code:
        several = rest[0] if len(rest) == 1 else MatMul(*rest, evaluate=False)
        one, other = (several, single) if left_first else (single, several)
        return self._pair(one, other)

    def _pair(self, x: Any, y: Any) -> Code:
        """`x y`, by the sides that are not 1."""
        rows, inner, columns = x.shape[0] != 1, x.shape[1] != 1, y.shape[1] != 1
        if not (rows or inner) or not (inner or columns):
            number, array, rank = (x, y, columns) if not (rows or inner) else (y, x, rows)
            return self._times(self.code(number), self.code(array), int(rank))
        if rows and inner and not columns:  # matrix times column: the column's examples stay rows
            return self._column(x, y)
        a, b = self.code(x), self.code(y)
        batched = a.batched or b.batched
        if not inner:  # column times row
            if batched:
                raise NoBatch
            return Code(f"{atom(a)}[:, None]*{atom(b)}", batched=False, new=True)
        if not rows and not columns:  # row times column
            if a.batched and b.batched:
                return Code(f"({atom(a)}*{atom(b)}).sum(axis=-1)", batched=True, new=True)
            first, second = (b, a) if b.batched else (a, b)
            return Code(f"{atom(first)}.dot({second})", batched=batched, new=True)
        if b.batched or (a.batched and rows):
            raise NoBatch
        return Code(f"{atom(a)}.dot({b})", batched=batched, new=True)

    def _column(self, x: Any, y: Any) -> Code:
        if self.carries(x):
            raise NoBatch
        column = self.code(y)
        if column.batched:
            return Code(f"{atom(column)}.dot({self._turned(x)})", batched=True, new=True)
        return Code(f"{atom(self._print(x))}.dot({column})", batched=False, new=True)

    def _print_MatPow(self, expr: Any) -> str:
        base, power = expr.args
        if not power.is_Integer or power < 0:
            return self.emptyPrinter(expr)
        if not sides(expr):
            return f"{atom(self._print(base))}**{int(power)}"
        self._one_by_one(expr)
        return Code(f"np.linalg.matrix_power({self._print(base)}, {int(power)})", batched=False, new=True)

    def _one_by_one(self, *parts: Any) -> None:
        """Has no code for a whole batch."""
        if any(self.carries(part) for part in parts):
            raise NoBatch

    def _print_Trace(self, expr: Any) -> str:
        self._one_by_one(expr)
        inner = self._print(expr.arg)
        return inner if not sides(expr.arg) else f"np.trace({inner})"

    def _print_DiagMatrix(self, expr: Any) -> str:
        self._one_by_one(expr)
        inner = self._print(expr.args[0])
        return Code(f"np.diag({inner})" if sides(expr) else inner, batched=False, new=True)

    # -- sums -----------------------------------------------------------------------------------------------

    def _print_MatAdd(self, expr: Any) -> str:
        terms = [self._term(term, spread=len(sides(expr)) == 2) for term in expr.args]
        if all(spread for _, _, spread in terms):  # only outer products with ones: one of them in full
            terms[0] = (terms[0][0], self.code(expr.args[0]), False)
        terms.sort(key=lambda term: (term[2], not term[1].batched, not term[1].new or term[0] < 0))
        sign, first, _ = terms[0]
        rest = terms[1:]
        batched = any(code.batched for _, code, _ in terms)
        if not self.can_emit(expr):
            text = f"-{atom(first)}" if sign < 0 else first
            for sign, code, _ in rest:
                text += f" {'-' if sign < 0 else '+'} {atom(code)}"
            return Code(f"({text})", batched=batched, new=True)
        text = f"-{atom(first)}" if sign < 0 else str(first)
        if not first.new and sign > 0 and rest:
            sign, second, _ = rest.pop(0)
            text += f" {'-' if sign < 0 else '+'} {atom(second)}"
        name = self.names.new(self.stem)
        self.emit(f"{name} = {text}")
        for sign, code, _ in rest:
            self.emit(f"{name} {'-' if sign < 0 else '+'}= {code}")
        return Code(name, batched=batched, new=True)

    def _term(self, term: Any, *, spread: bool) -> tuple[int, Code, bool]:
        """Sign, code, and whether it is one row (or column) for all rows, which NumPy repeats by itself."""
        sign = 1
        if isinstance(term, MatMul) and term.args[0] == -1 and len(term.args) > 1:
            sign = -1
            term = MatMul(*term.args[1:], evaluate=False) if len(term.args) > 2 else term.args[1]
        if spread and isinstance(term, MatMul) and len(term.args) == 2:
            ones, row = term.args
            if isinstance(ones, OneMatrix) and ones.shape[1] == 1 and row.shape[0] == 1:
                code = self.code(row)
                if code.batched:
                    raise NoBatch
                return sign, code, True
            if isinstance(row, OneMatrix) and row.shape[0] == 1 and ones.shape[1] == 1:
                column = self.code(ones)
                if not column.batched:
                    return sign, Code(f"{atom(column)}[:, None]", batched=False), True
        return sign, self.code(term), False

    # -- entry by entry -------------------------------------------------------------------------------------

    def _print_HadamardProduct(self, expr: Any) -> str:
        codes = [self.code(arg) for arg in expr.args]
        return Code("*".join(map(atom, codes)), batched=any(code.batched for code in codes), new=True)

    def _print_HadamardPower(self, expr: Any) -> str:
        base, power = expr.args
        if getattr(power, "is_Matrix", False):
            return self.emptyPrinter(expr)
        text = f"{atom(self._print(base))}**{int(power)}" if power.is_Integer and power >= 0 else (
            f"np.power({self._print(base)}, {self._print(power)})"
        )  # fmt: skip
        return Code(text, batched=self.carries(base), new=True)

    def _print_ElementwiseApplyFunction(self, expr: ElementwiseApplyFunction) -> str:
        (variable,) = expr.function.variables
        body, rank = expr.function.expr, len(sides(expr))
        if rank and self.carries(body):
            raise NoBatch  # a number per example inside the function would not line up with the rows
        inner = self.code(expr.expr)
        row = BY_CLASS.get(type(body))
        if row is not None and body.args == (variable,):
            mine = inner.new and inner.isidentifier() and bool(rank)
            text = self.activated(row, inner)
            if mine and writes_in_place(row):
                text = f"{text[:-1]}, out={inner})"
            return Code(text, batched=inner.batched, new=inner.new or text != inner)
        if self.can_emit(expr):
            name, wrap = str(inner), "{}"
            if not inner.isidentifier():
                name = self.names.new("x")
                self.emit(f"{name} = {bare(inner)}")
        else:
            name = self.names.new("x")
            wrap = f"(lambda {name}: {{}})({inner})"
        self.known[variable] = name
        self.arrays.add(variable)
        text = self._print(body)
        if rank and not self.mentions(body, {variable}):
            text = f"np.full_like({name}, {text})"
        self.arrays.discard(variable)
        del self.known[variable]
        return Code(wrap.format(text), batched=inner.batched, new=body != variable)

    def _print_Softmax(self, expr: Any) -> str:
        inner = self.code(expr.matrix)
        vector = len(sides(expr)) < 2
        if expr.shape[expr.axis] == 1:
            return Code(f"np.ones_like({inner})", batched=inner.batched, new=True)
        row = ACTIVATIONS["softmax"]
        self.imports.update(row.imports)
        text = (row.numpy or "").format(x=inner, axis=-1 if vector else expr.axis)
        return Code(text, batched=inner.batched, new=True)

    # -- put together ---------------------------------------------------------------------------------------

    def _print_BlockMatrix(self, expr: BlockMatrix) -> str:
        rank = len(sides(expr))
        blocks = expr.blocks
        if rank == 2:
            self._one_by_one(expr)
            rows = [
                ", ".join(self._block(blocks[i, j]) for j in range(blocks.shape[1])) for i in range(blocks.shape[0])
            ]
            return Code(f"np.block([{', '.join(f'[{row}]' for row in rows)}])", batched=False, new=True)
        batched = self.carries(expr)
        parts = ", ".join(self._stretch(block, batched) for block in blocks)
        return Code(f"np.concatenate(({parts},), axis=-1)", batched=batched, new=True)

    def _block(self, block: Any) -> str:
        shape = ", ".join(self._print(side) for side in block.shape)
        if isinstance(block, MatrixSymbol) and len(sides(block)) == 1:
            return f"{self._print(block)}[{':, None' if block.shape[1] == 1 else 'None, :'}]"
        if isinstance(block, OneMatrix):
            return f"np.ones(({shape}), {self.dtype})"
        return self._print(block) if len(sides(block)) == 2 else f"np.reshape({self._print(block)}, ({shape}))"

    def _stretch(self, block: Any, batched: bool) -> str:
        """One part of a vector of parts, with the examples' rows where the others have them."""
        lead = f"{self.lead}, " if batched else ""
        size = self._print(block.shape[0] if block.shape[0] != 1 else block.shape[1])
        if isinstance(block, OneMatrix):
            return f"np.ones(({lead}{size},), {self.dtype})"
        code = self.code(block)
        if code.batched:
            return str(code) if sides(block) else f"{atom(code)}[..., None]"
        if not batched:
            return str(code) if sides(block) else f"np.reshape({code}, (1,))"
        return f"np.broadcast_to({code}, ({lead}{size}))"

    def _print_FunctionMatrix(self, expr: Any) -> str:
        self._one_by_one(expr)
        row, column = expr.lamda.variables
        code = self._rows_of(expr, [(row, expr.shape[0]), (column, expr.shape[1])], expr.lamda.expr)
        return Code(f"np.array({code}, {self.dtype})", batched=False, new=True)

    def _rows_of(self, expr: Any, indices: list[tuple[Any, Any]], body: Any) -> str:
        if not indices:
            return str(self._print(body))
        (index, size), *rest = indices
        if size == 1:
            return self._rows_of(expr, rest, body.subs(index, 0))
        with self.loop(index, S.Zero, size - 1, inside=True) as name:
            return f"[{self._rows_of(expr, rest, body)} for {name} in range({self._print(size)})]"

    def _print_ImmutableDenseMatrix(self, expr: Any) -> str:
        self._one_by_one(expr)
        rows = [[self._print(expr[i, j]) for j in range(expr.cols)] for i in range(expr.rows)]
        rank = len(sides(expr))
        if rank == 0:
            return Code(rows[0][0], batched=False)
        lines = [f"[{', '.join(row)}]" for row in rows]
        flat = f"[{', '.join(x for row in rows for x in row)}]" if rank == 1 else f"[{', '.join(lines)}]"
        return Code(f"np.array({flat}, {self.dtype})", batched=False, new=True)

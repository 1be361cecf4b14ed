"""From what a caller passes to plain arrays: names, types, shapes, one example or a batch; every mistake named."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sympy import IndexedBase, Symbol

from explorer.errors import InputError, ShapeError
from explorer.nodes import Batch
from explorer.numeric.arguments import Argument, Signature


@dataclass(slots=True)
class Bound:
    """Arguments ready for `compute`. `style` is "flat", "column" or "batch": the answer is given in the same way."""

    values: list[Any]
    style: str
    sizes: dict[str, int]
    dtype: Any
    input: int | None = None


@dataclass(slots=True)
class _Sizes:
    """What each size name is, and which argument said so."""

    value: dict[str, int] = field(default_factory=dict)
    source: dict[str, str] = field(default_factory=dict)

    def known(self, side: Any) -> int | None:
        if isinstance(side, int):
            return side
        if any(symbol.name not in self.value for symbol in side.free_symbols):
            return None
        return int(side.subs({symbol: self.value[symbol.name] for symbol in side.free_symbols}))

    def take(self, side: Any, given: int, name: str, *, least: int = 1) -> bool:
        """Whether a side can have the length `given`; an unknown size name becomes known by it."""
        known = self.known(side)
        if known is not None:
            return known == given
        unknown = [symbol for symbol in side.free_symbols if symbol.name not in self.value]
        if len(unknown) > 1:
            return True
        (symbol,) = unknown
        rest = side.subs({s: self.value[s.name] for s in side.free_symbols if s != symbol})
        slope = rest.coeff(symbol)
        answer = symbol if isinstance(rest, Symbol) else None
        value = given if answer is not None else (given - rest.subs(symbol, 0)) / slope
        if value != int(value) or value < least:
            return False
        self.value[symbol.name] = int(value)
        self.source[symbol.name] = name
        return True


def arrange(found: Signature, args: Sequence[Any], named: Mapping[str, Any]) -> list[Any]:
    """The arguments in call order: given by position, by name, or as one dict keyed by symbol or name.

    Raises `InputError` for a wrong number, an unknown name or a name given twice.
    """
    rows = found.arguments
    if len(args) == 1 and isinstance(args[0], Mapping) and not named:
        return _from_mapping(found, args[0])
    if len(args) > len(rows):
        raise InputError(f"{_takes(rows)}, but {len(args)} were given.", hint=_order(rows))
    values = dict(zip((row.name for row in rows), args, strict=False))
    for name, value in named.items():
        if name not in {row.name for row in rows}:
            raise InputError(f"There is no argument called {name!r}.", hint=_order(rows))
        if name in values:
            raise InputError(f"The argument {name} is given twice, by position and by name.", hint=_order(rows))
        values[name] = value
    missing = [row.name for row in rows if row.name not in values]
    if missing:
        raise InputError(f"{_takes(rows)}, but {', '.join(missing)} {_is(missing)} missing.", hint=_order(rows))
    return [values[row.name] for row in rows]


def _from_mapping(found: Signature, given: Mapping[Any, Any]) -> list[Any]:
    rows = found.arguments
    by_key: dict[Any, str] = {}
    for row in rows:
        by_key[row.name] = by_key[row.symbol] = by_key[getattr(row.symbol, "name", row.name)] = row.name
    values: dict[str, Any] = {}
    for given_key, value in given.items():
        key = str(given_key.label) if isinstance(given_key, IndexedBase) else given_key
        if key not in by_key:
            raise InputError(f"There is no argument for {key}.", hint=_order(rows))
        if by_key[key] in values:
            raise InputError(f"The argument {by_key[key]} is given twice.", hint=_order(rows))
        values[by_key[key]] = value
    missing = [row.name for row in rows if row.name not in values]
    if missing:
        raise InputError(f"{_takes(rows)}, but {', '.join(missing)} {_is(missing)} missing.", hint=_order(rows))
    return [values[row.name] for row in rows]


def _is(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _takes(rows: Sequence[Argument]) -> str:
    return f"The function takes {len(rows)} argument{'' if len(rows) == 1 else 's'}"


def _order(rows: Sequence[Argument]) -> str:
    names = [row.name for row in rows]
    return f"the arguments are {', '.join(names)}" if names else "it takes no argument"


def bind(found: Signature, given: Sequence[Any]) -> Bound:
    """Law: arrays of one float type, vectors as `(n,)`, matrices as declared; sizes of one name agree.

    Whole numbers become float64, float32 stays float32, and where the two meet the result is float64. Raises
    `ShapeError` with the argument, the shape expected and the shape given; `InputError` for what is no real array.
    """
    rows = found.arguments
    arrays = {row.name: _array(row, value) for row, value in zip(rows, given, strict=True) if row.kind == "array"}
    numbers = {row.name: _number(row, value) for row, value in zip(rows, given, strict=True) if row.kind == "number"}
    dtype = _common([*arrays.values(), *(x for x in numbers.values() if isinstance(x, np.generic))])
    sizes = _Sizes()
    styles: dict[str, str] = {}
    flat: dict[str, Any] = {}
    # matrices first: they say what the sizes are; the input last: only then are column and batch told apart
    for row in sorted(
        (row for row in rows if row.kind == "array"), key=lambda row: (row.symbol == found.input, 1 in row.shape)
    ):
        value, style = _shaped(row, arrays[row.name], sizes, may_batch=row.symbol == found.input)
        flat[row.name] = value.astype(dtype, copy=False)
        styles[row.name] = style
    values = []
    for row, value in zip(rows, given, strict=True):
        match row.kind:
            case "array":
                values.append(flat[row.name])
            case "number":
                values.append(dtype.type(numbers[row.name]))
            case "index":
                values.append(_index(row, value))
                sizes.value.setdefault(row.symbol.name, values[-1])
            case _:
                values.append(_function(row, value))
    place = next((k for k, row in enumerate(rows) if row.symbol == found.input), None)
    return Bound(values, _style(found, styles), sizes.value, dtype, place)


def _style(found: Signature, styles: Mapping[str, str]) -> str:
    names = [row.name for row in found.arguments if row.symbol == found.input]
    if names:
        return styles[names[0]]
    vectors = [style for style in styles.values() if style in ("flat", "column")]
    return "flat" if "flat" in vectors else "column"


def _common(arrays: Sequence[Any]) -> Any:
    kinds = [a.dtype if np.issubdtype(a.dtype, np.floating) else np.dtype(float) for a in arrays]
    dtype = np.result_type(*kinds) if kinds else np.dtype(float)
    return np.dtype(np.float32) if dtype == np.float16 else dtype


def _array(row: Argument, value: Any) -> Any:
    try:
        array = np.asarray(value)
    except ValueError:
        array = np.asarray(None)
    if not (np.issubdtype(array.dtype, np.number) or array.dtype == bool) or np.iscomplexobj(array):
        what = "complex numbers" if np.iscomplexobj(array) else f"a {type(value).__name__} without real numbers"
        raise InputError(f"{_called(row)} must be an array of real numbers, not {what}.")
    return array


def _number(row: Argument, value: Any) -> Any:
    if isinstance(value, np.generic | np.ndarray) and np.ndim(value) == 0 and not np.iscomplexobj(value):
        return np.asarray(value)[()]
    if isinstance(value, bool | complex) or not hasattr(value, "__float__") or np.ndim(value) != 0:
        raise InputError(f"{_called(row)} must be one real number, not {value!r:.60}.")
    return float(value)


def _index(row: Argument, value: Any) -> int:
    try:
        number = operator.index(value)
    except TypeError:
        number = -1
    if number < 0 or isinstance(value, bool):
        raise InputError(f"{_called(row)} is an index, a whole number from 0; got {value!r:.60}.")
    return number


def _function(row: Argument, value: Any) -> Any:
    if not callable(value):
        raise InputError(
            f"{_called(row)} must be a function, not {value!r:.60}.",
            hint="give one that acts on arrays entry by entry, such as numpy.tanh",
        )

    def applied(*given: Any) -> Any:
        result = np.asarray(value(*given))
        shape = np.broadcast_shapes(*(np.shape(x) for x in given))
        if result.shape not in ((), shape):
            raise ShapeError(
                f"{_called(row)} returned shape {result.shape} for an argument of shape {shape}.",
                hint="it must act on arrays entry by entry",
            )
        return result if result.shape == shape else np.broadcast_to(result, shape)

    return applied


def _shaped(row: Argument, array: Any, sizes: _Sizes, *, may_batch: bool) -> tuple[Any, str]:
    """The array in the layout of the generated code, and how it was given."""
    shape = array.shape
    if len(row.shape) > 2:
        fits = len(shape) == len(row.shape)
        if fits and all(sizes.take(side, size, row.name) for side, size in zip(row.shape, shape, strict=True)):
            return array, "matrix"
        raise _wrong(row, shape, sizes, may_batch=False)
    height, width = row.shape
    if 1 not in row.shape or isinstance(row.symbol, Batch):
        least = 0 if isinstance(row.symbol, Batch) else 1  # a batch may have no example
        fits = len(shape) == 2 and sizes.take(height, shape[0], row.name, least=least)
        if fits and sizes.take(width, shape[1], row.name):
            return array if width != 1 else array[:, 0], "matrix"
        raise _wrong(row, shape, sizes, may_batch=False)
    side = height if width == 1 else width
    known = sizes.known(side)
    if len(shape) == 0 and side == 1:
        return array.reshape(1), "flat"
    if len(shape) == 1 and sizes.take(side, shape[0], row.name):
        return array, "flat"
    if len(shape) == 2:
        column = shape[::-1] if width == 1 else shape
        is_batch = may_batch and (known == 1 or (shape[1] != 1 and width == 1))
        if is_batch and sizes.take(side, shape[1], row.name):
            return array, "batch"
        if not is_batch and column[0] == 1 and sizes.take(side, column[1], row.name):
            return array.reshape(-1), "column"
    raise _wrong(row, shape, sizes, may_batch=may_batch)


def _called(row: Argument) -> str:
    name = getattr(row.symbol, "name", row.name)
    return row.name if name == row.name else f"{row.name} ({name})"


def _wrong(row: Argument, shape: tuple[int, ...], sizes: _Sizes, *, may_batch: bool) -> ShapeError:
    if 1 in row.shape and len(row.shape) == 2 and not isinstance(row.symbol, Batch):
        height, width = row.shape
        side = _text(height if width == 1 else width, sizes, row)
        pair = (side, "1") if width == 1 else ("1", side)
        wanted = f"({side},)" + (f", ({', '.join(pair)})" if may_batch else f" or ({', '.join(pair)})")
        wanted += f" or a batch (N, {side})" if may_batch else ""
    else:
        wanted = f"({', '.join(_text(side, sizes, row) for side in row.shape)})"
    why = [f"{name} = {sizes.value[name]} from {sizes.source[name]}" for name in sorted(_settled(row, sizes))]
    turned = len(shape) == len(row.shape) == 2 and shape[0] != shape[1] and _fits(row.shape, shape[::-1], sizes)
    if turned:
        hint: str | None = f"it is transposed: pass {row.name}.T"
    else:
        hint = ", ".join(why) if why else None
    return ShapeError(f"{_called(row)} has shape {shape}; expected {wanted}.", hint=hint)


def _fits(wanted: Sequence[Any], shape: Sequence[int], sizes: _Sizes) -> bool:
    return all(sizes.known(side) in (None, given) for side, given in zip(wanted, shape, strict=True))


def _settled(row: Argument, sizes: _Sizes) -> set[str]:
    """The size names of a shape that another argument has settled."""
    symbols = {s.name for side in row.shape if not isinstance(side, int) for s in side.free_symbols}
    return {symbol for symbol in symbols if sizes.source.get(symbol, row.name) != row.name}


def _text(side: Any, sizes: _Sizes, row: Argument) -> str:
    """A side as a number where another argument says what it is."""
    own = not isinstance(side, int) and any(sizes.source.get(s.name) == row.name for s in side.free_symbols)
    known = None if own else sizes.known(side)
    return str(side) if known is None else str(known)

"""The NumPy function of an activation's row. NumPy and SciPy are imported here, when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.errors import InputError

if TYPE_CHECKING:
    from explorer.network.activations import Activation


@cache
def array_function(row: Activation) -> Callable[..., Any]:
    """The function that `row.numpy` says: one source for it and for generated code.

    Arrays of integers and lists become float64.

    Raises `InputError` for an opaque activation, which has no values.
    """
    if row.numpy is None:
        raise InputError(
            f"The activation {row.symbol} is opaque, so it has no values to compute.",
            hint='give a named activation, for example "sigmoid"',
        )
    names: dict[str, Any] = {"np": np}
    for line in row.imports:
        exec(line, names)  # text of the table, never of a user
    axis = "" if row.elementwise else ", axis=-1"
    apply = eval(f"lambda x{axis}: {row.numpy.format(x='x', axis='axis')}", names)

    def array(x: Any, **options: Any) -> Any:
        values = np.asarray(x)
        if not np.issubdtype(values.dtype, np.floating):
            values = values.astype(np.float64)
        return apply(values, **options)[()]  # a number for a number, not an array of shape ()

    array.__name__ = row.name
    array.__doc__ = f"{row.name}, entry by entry." if row.elementwise else f"{row.name} along `axis`."
    return array

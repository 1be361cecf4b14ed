"""What NumPy calls the functions that SymPy has: an open table, and the activations' own templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
from sympy import (
    Abs,
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    ceiling,
    cos,
    cosh,
    erf,
    erfc,
    exp,
    floor,
    log,
    sign,
    sin,
    sinh,
    tan,
    tanh,
)

from explorer.network import ACTIVATIONS, Activation

SCIPY = "from scipy.special import "
FUNCTIONS: Mapping[Any, str] = MappingProxyType(
    {
        exp: "np.exp", log: "np.log", Abs: "np.abs", sign: "np.sign", floor: "np.floor", ceiling: "np.ceil",
        sin: "np.sin", cos: "np.cos", tan: "np.tan", asin: "np.arcsin", acos: "np.arccos", atan: "np.arctan",
        sinh: "np.sinh", cosh: "np.cosh", tanh: "np.tanh",
        asinh: "np.arcsinh", acosh: "np.arccosh", atanh: "np.arctanh", atan2: "np.arctan2",
        erf: "erf", erfc: "erfc",
    }
)  # fmt: skip
FROM_SCIPY = frozenset({"erf", "erfc", "expit", "logsumexp", "softmax"})
BY_CLASS: Mapping[Any, Activation] = MappingProxyType(
    {row.function: row for row in ACTIVATIONS.values() if row.function is not None}
)
_ONE_CALL = re.compile(r"(?P<name>(?:np\.)?\w+)\([^()]*\)")


@cache
def writes_in_place(row: Activation) -> bool:
    """Whether the row's template is one call of a NumPy ufunc, which can write over its argument (`out=`)."""
    match = _ONE_CALL.fullmatch(row.numpy or "")
    if match is None:
        return False
    names: dict[str, Any] = {}
    for line in row.imports:
        exec(line, names)  # text of the table, never of a user
    name = match["name"]
    function = getattr(np, name[3:], None) if name.startswith("np.") else names.get(name)
    return isinstance(function, np.ufunc)


def imported_names() -> frozenset[str]:
    """Every name that generated code may import: not free for arguments."""
    lines = [line for row in ACTIVATIONS.values() for line in row.imports]
    return FROM_SCIPY | {name.strip() for line in lines for name in line.split("import", 1)[1].split(",")}

"""The weights and biases of a network as arrays: read, checked, made up, run forward."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from explorer.errors import InputError, ShapeError
from explorer.network import Activation, Network

Array: TypeAlias = NDArray[np.float64]
Parameters: TypeAlias = tuple[tuple[Array, Array], ...]

XOR: Parameters = (
    (np.array([[20.0, 20.0], [-20.0, -20.0]]), np.array([-10.0, 30.0])),
    (np.array([[20.0, 20.0]]), np.array([-30.0])),
)
"""A 2-2-1 sigmoid network that computes "exactly one of the two": OR, not-both, and their AND, written by hand."""


def parameters_of(given: Any) -> Parameters:
    """Law: `given` as pairs (W, b), one per layer: W of shape `(m, n)`, b of shape `(m,)`, each n the m before it.

    `given` is a list of pairs, a flat list W1, b1, W2, b2, …, or a mapping with these names.
    Raises ShapeError where the shapes do not fit, InputError for anything that is no list of finite numbers.

    >>> from explorer.plots.parameters import parameters_of
    >>> [w.shape for w, b in parameters_of({"W1": [[1, 2]], "b1": [0]})]
    [(1, 2)]
    """
    pairs = []
    width = None
    for number, (w, b) in enumerate(_pairs(given), 1):
        weights, bias = _array(w, f"W{number}"), _array(b, f"b{number}")
        if weights.ndim != 2 or weights.size == 0:
            raise ShapeError(f"W{number} has shape {weights.shape}, and weights have rows and columns.")
        bias = bias.reshape(-1) if bias.ndim == 2 and 1 in bias.shape else bias
        if bias.shape != (len(weights),):
            raise ShapeError(f"W{number} has {len(weights)} rows and b{number} has shape {bias.shape}.")
        if width is not None and weights.shape[1] != width:
            raise ShapeError(f"W{number} has {weights.shape[1]} columns and layer {number - 1} has {width} neurons.")
        width = len(weights)
        pairs.append((weights, bias))
    return tuple(pairs)


def _pairs(given: Any) -> list[tuple[Any, Any]]:
    hint = "give [(W1, b1), (W2, b2), …]"
    if hasattr(given, "keys"):
        count = max(1, len(list(given.keys())) // 2)
        names = [name for layer in range(1, count + 1) for name in (f"W{layer}", f"b{layer}")]
        missing = [name for name in names if name not in given]
        other = [name for name in given if name not in names]
        if missing or other:
            what = f"{missing[0]} is missing" if missing else f'"{other[0]}" is none of them'
            raise InputError(f"The parameters are called W1, b1, W2, b2, …, and {what}.")
        given = [given[name] for name in names]
    if isinstance(given, str) or not isinstance(given, Sequence) or not len(given):
        raise InputError(f"The parameters must be a list of weights and biases, not {type(given).__name__}.", hint=hint)
    if all(isinstance(pair, tuple | list) and len(pair) == 2 and np.ndim(pair[0]) == 2 for pair in given):
        return [(pair[0], pair[1]) for pair in given]
    if len(given) % 2:
        raise InputError("The parameters must be pairs of weights and biases.", hint=hint)
    return list(zip(given[::2], given[1::2], strict=True))


def _array(value: Any, name: str) -> Array:
    try:
        array = np.array(value, dtype=float)
    except (TypeError, ValueError):
        raise InputError(f"{name} must be numbers.") from None
    if not np.isfinite(array).all():
        raise InputError(f"{name} must be finite numbers.")
    return array


def random_parameters(sizes: Sequence[int], seed: int) -> Parameters:
    """Law: normal weights with the deviation 1/√n and normal biases: the same for the same seed.

    >>> from explorer.plots.parameters import random_parameters
    >>> [w.shape for w, b in random_parameters([784, 16, 10], 0)]
    [(16, 784), (10, 16)]
    """
    random = np.random.default_rng(seed)
    return tuple((random.normal(size=(m, n)) / np.sqrt(n), random.normal(size=m)) for n, m in pairwise(sizes))


def forward_values(parameters: Parameters, rows: Sequence[Activation], values: Array) -> tuple[Array, ...]:
    """Law: a^(0), then a^(l) = σ(W^(l) a^(l−1) + b^(l)) for each layer; all of shape `(n_l,)`.

    >>> from explorer.network import activation
    >>> from explorer.plots.parameters import XOR, forward_values
    >>> [round(float(forward_values(XOR, [activation("sigmoid")] * 2, x)[-1][0]), 3) for x in ([0, 1], [1, 1])]
    [1.0, 0.0]
    """
    seen = [np.asarray(values, dtype=float)]
    for (w, b), row in zip(parameters, rows, strict=True):
        if row.opaque:
            raise InputError(f"The activation {row.name} has no values.", hint="name one, for example sigmoid")
        seen.append(np.asarray(row.array(w @ seen[-1] + b), dtype=float))
    return tuple(seen)


def network_of(parameters: Parameters, activation: Any) -> Network:
    """The network that has parameters of these shapes."""
    sizes = [parameters[0][0].shape[1], *(len(w) for w, _ in parameters)]
    return Network(sizes, activation)


def parameters_option(text: str) -> Parameters:
    """Law: the parameters in the `.npz` file of that name, saved as `numpy.savez(file, W1=…, b1=…, W2=…, …)`.

    Raises InputError for a file that is missing or is no such file; nothing in it is executed.
    """
    return parameters_of(dict(_load(text, "an .npz file with W1, b1, …", many=True)))


def image_option(text: str) -> Array:
    """Law: the array in the `.npy` file of that name. Raises InputError for one that is missing or no such file."""
    return _array(_load(text, "an .npy file with the pixels", many=False), "The pixels")


def _load(text: str, what: str, *, many: bool) -> Any:
    try:
        loaded = np.load(os.fspath(text), allow_pickle=False)
        if many != hasattr(loaded, "files"):
            raise ValueError
        return {name: loaded[name] for name in loaded.files} if many else loaded
    except OSError as problem:
        raise InputError(f'"{text}" cannot be read: {problem.strerror or problem}.') from None
    except (ValueError, EOFError, KeyError, zipfile.BadZipFile):
        raise InputError(f'"{text}" is not {what}.') from None

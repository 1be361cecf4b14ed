"""explorer proves that two spellings of a neural-network layer are one function, or shows where they differ.

The public names below are imported when they are first used, so `import explorer` alone costs next to nothing.

>>> import explorer as ex
>>> net = ex.Network([784, 16, 16, 10], activation="sigmoid")
>>> net.parameter_count
13002
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from explorer import plots as plot
    from explorer.claims import prove
    from explorer.errors import Disagreement, ExplorerError, InputError, OutputError, ReadError, ShapeError
    from explorer.network import ACTIVATIONS, FORMS, Activation, Layer, Network
    from explorer.nodes import Batch, Dots, Softmax, entrywise
    from explorer.notation import read
    from explorer.numeric import agree, compile
    from explorer.proof.composition import verify as verify_certificate
    from explorer.proof.verdict import Proved, Refuted, Unknown
    from explorer.report import Report, check, derive
    from explorer.statement import Statement

_HOME = {
    "Network": "explorer.network",
    "Layer": "explorer.network",
    "Activation": "explorer.network",
    "ACTIVATIONS": "explorer.network",
    "FORMS": "explorer.network",
    "Dots": "explorer.nodes",
    "Softmax": "explorer.nodes",
    "Batch": "explorer.nodes",
    "entrywise": "explorer.nodes",
    "Statement": "explorer.statement",
    "read": "explorer.notation",
    "prove": "explorer.claims",
    "Proved": "explorer.proof.verdict",
    "Refuted": "explorer.proof.verdict",
    "Unknown": "explorer.proof.verdict",
    "verify_certificate": "explorer.proof.composition",
    "compile": "explorer.numeric",
    "agree": "explorer.numeric",
    "derive": "explorer.report",
    "check": "explorer.report",
    "Report": "explorer.report",
    "ExplorerError": "explorer.errors",
    "InputError": "explorer.errors",
    "ShapeError": "explorer.errors",
    "OutputError": "explorer.errors",
    "ReadError": "explorer.errors",
    "Disagreement": "explorer.errors",
}
_ELSEWHERE_CALLED = {"verify_certificate": "verify"}
_MODULES = {"plot": "explorer.plots"}

__all__ = [
    "ACTIVATIONS",
    "FORMS",
    "Activation",
    "Batch",
    "Disagreement",
    "Dots",
    "ExplorerError",
    "InputError",
    "Layer",
    "Network",
    "OutputError",
    "Proved",
    "ReadError",
    "Refuted",
    "Report",
    "ShapeError",
    "Softmax",
    "Statement",
    "Unknown",
    "agree",
    "check",
    "compile",
    "derive",
    "entrywise",
    "plot",
    "prove",
    "read",
    "verify_certificate",
]


def __getattr__(name: str) -> Any:
    """The public name, imported from its room on first use (PEP 562)."""
    if name in _MODULES:
        value: Any = import_module(_MODULES[name])
    elif name in _HOME:
        value = getattr(import_module(_HOME[name]), _ELSEWHERE_CALLED.get(name, name))
    else:
        raise AttributeError(f"module 'explorer' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])

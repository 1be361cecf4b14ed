"""What the judge says: proved, refuted or unknown, each with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeAlias

from explorer.statement import OPAQUE, Statement


@dataclass(frozen=True, slots=True)
class Scope:
    """For which sizes, under which conditions and for which activation a verdict holds."""

    sizes: str | Mapping[str, int] = "all"
    conditions: tuple[str, ...] = ()
    activation: str = OPAQUE

    def as_json(self) -> dict[str, Any]:
        """`{"sizes": "all" | {name: size}, "for": [condition, …], "activation": name}`."""
        sizes = self.sizes if isinstance(self.sizes, str) else dict(self.sizes)
        return {"sizes": sizes, "for": list(self.conditions), "activation": self.activation}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a calculation: `=`, or `≈` from where on numbers are rounded, and the line as text and as LaTeX.

    `law` says what was done, `before` and `after` are the calculation before and after it.
    """

    relation: str
    text: str
    latex: str
    law: str
    before: Any
    after: Any

    def __str__(self) -> str:
        return f"{self.relation} {self.text}".lstrip()


@dataclass(frozen=True, slots=True)
class Steps:
    """Both sides of a claim at the numbers of a witness: the side as read, then line by line down to its value."""

    left: tuple[Step, ...]
    right: tuple[Step, ...]

    def as_json(self) -> dict[str, list[str]]:
        """The lines of each side."""
        return {"left": list(map(str, self.left)), "right": list(map(str, self.right))}


@dataclass(frozen=True, slots=True)
class Witness:
    """Sizes, exact tensors, functions and an entry (`at`) for which the sides have the values `left` and `right`.

    `steps` lead to both values by hand; None where they are too many to write out.
    """

    sizes: Mapping[str, int]
    tensors: Mapping[str, Any]
    functions: Mapping[str, str]
    at: Mapping[str, int]
    left: str
    right: str
    steps: Steps | None = None

    def as_json(self) -> dict[str, Any]:
        """Exact numbers as strings, tensors as nested lists by name."""
        return {
            "sizes": dict(self.sizes),
            "tensors": {name: _strings(value) for name, value in self.tensors.items()},
            "functions": dict(self.functions),
            "at": dict(self.at),
            "left": self.left,
            "right": self.right,
            "steps": None if self.steps is None else self.steps.as_json(),
        }


def _strings(value: Any) -> Any:
    return [_strings(part) for part in value] if isinstance(value, list) else str(value)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What every verdict carries; `message` is one sentence, `evidence` the kinds of evidence that agree."""

    message: str
    scope: Scope = field(default_factory=Scope)
    facts: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    seconds: float = 0.0
    statement: Statement | None = None
    why: str | None = None
    witness: Witness | None = None
    diagnosis: str | None = None
    certificate: Mapping[str, Any] | None = None
    reason: str | None = None

    verdict: ClassVar[str] = ""

    def __bool__(self) -> bool:
        return self.verdict == "proved"

    def __str__(self) -> str:
        return f"{self.verdict}: {self.message}"

    def _repr_latex_(self) -> str:
        from explorer.proof.display import verdict_latex

        return verdict_latex(self)

    def _repr_html_(self) -> str:
        from explorer.proof.display import verdict_html

        return verdict_html(self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        from explorer.latex.notebook import bundle

        return bundle(self, include, exclude)

    def as_json(self) -> dict[str, Any]:
        """The verdict as the command line prints it, without the sides (see `explorer.report`)."""
        return {
            "verdict": self.verdict,
            "scope": self.scope.as_json(),
            "facts": list(self.facts),
            "why": self.why,
            "witness": self.witness.as_json() if self.witness else None,
            "diagnosis": self.diagnosis,
            "reason": self.reason,
            "evidence": list(self.evidence),
            "seconds": self.seconds,
        }


@dataclass(frozen=True, slots=True)
class Proved(_Verdict):
    """Equal for all tensors within `scope`; `certificate` is the re-checked proof."""

    verdict: ClassVar[str] = "proved"


@dataclass(frozen=True, slots=True)
class Refuted(_Verdict):
    """Not equal: `why` is "shape" (the message says which shapes clash) or "value" (`witness` shows the numbers)."""

    verdict: ClassVar[str] = "refuted"


@dataclass(frozen=True, slots=True)
class Unknown(_Verdict):
    """Not decided; `reason` says why."""

    verdict: ClassVar[str] = "unknown"


Verdict: TypeAlias = Proved | Refuted | Unknown

"""What was found in some documents, before it is put into words."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.claims.check import Claim, Equation, Findings
from explorer.errors import InputError

VERDICTS = ("proved", "refuted", "unknown")


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read at all, and why."""

    name: str
    error: InputError


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in `files`, in order, and those that could not be read at all."""

    files: tuple[Findings, ...]
    failures: tuple[Failure, ...] = ()

    @property
    def equations(self) -> tuple[Equation, ...]:
        """Every equation of every file: read, with its statements, or not, with its problem."""
        return tuple(equation for found in self.files for equation in found.equations)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim of every file, with its verdict."""
        return tuple(claim for found in self.files for claim in found.claims)

    @property
    def summary(self) -> dict[str, int]:
        """How many equations were read and not, how many claims there are, and how many have which verdict."""
        unread = sum(equation.problem is not None for equation in self.equations)
        counts = {verdict: sum(found.count(verdict) for found in self.files) for verdict in VERDICTS}
        return {"read": len(self.equations) - unread, "unreadable": unread, "claims": len(self.claims), **counts}

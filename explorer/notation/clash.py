"""The error for shapes that cannot agree in a text."""

from __future__ import annotations

from explorer.errors import ReadError


class ShapeClash(ReadError):
    """Every shape involved was declared, and they cannot agree: the claim itself is wrong, not the reading of it."""

    kind = "shape"


class Misfit(ReadError):
    """Shapes that nobody declared cannot agree: the reading of the claim failed, not the claim."""

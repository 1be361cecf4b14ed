"""Why a claim is not decided by its canonical form: shapes that clash, something the judge does not know."""

from __future__ import annotations


class Clash(Exception):
    """Shapes or ranges that cannot agree, in the user's own letters."""


class Unsupported(Exception):
    """Something the judge does not decide, named."""

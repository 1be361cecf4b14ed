"""The one road to a verdict, used by the command line, derivations and documents alike."""

from explorer.claims.prove import prove

__all__ = ["prove"]

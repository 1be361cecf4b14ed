"""Reading notation: LaTeX, Unicode or ASCII text to a `Statement` of SymPy objects."""

from explorer.notation.clash import ShapeClash
from explorer.notation.given import CONVENTIONS, Declarations, declarations
from explorer.notation.reader import read, read_pair
from explorer.notation.spell import spell, spelled_given

__all__ = ["CONVENTIONS", "Declarations", "ShapeClash", "declarations", "read", "read_pair", "spell", "spelled_given"]

"""Documents: the formulas of a note, paper, notebook or module with their places, and the text around them.

No mathematics is done here and nothing that is read is executed.
"""

from explorer.documents.load import load
from explorer.documents.pieces import Document, Formula, Macro, Piece, Problem, Prose, Remark

__all__ = ["Document", "Formula", "Macro", "Piece", "Problem", "Prose", "Remark", "load"]

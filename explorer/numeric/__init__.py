"""SymPy to NumPy: `compile` makes functions of arrays, `agree` compares forms run in different ways."""

from explorer.numeric.agreement import Agreement, Comparison, agree
from explorer.numeric.arguments import Argument
from explorer.numeric.compiled import Compiled, compile

__all__ = ["Agreement", "Argument", "Comparison", "Compiled", "agree", "compile"]

r"""What a refutation must not rest on: a document says more than its equations do.

w^T x + b = 0            a condition on x, not a claim that it vanishes for every x
p_i Σ_k y_k - y_i        y is one-hot, or a distribution: its entries add up to 1
∂o_j/∂z_i = -o_j o_i     said of i ≠ j
σ(z) = g(z)              which function g is
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from sympy import Expr, Function, Heaviside, MatrixExpr, MatrixSymbol, Piecewise, Symbol

from explorer.claims.check.context import letters
from explorer.claims.check.decide import Outcome, Placed, attempt
from explorer.claims.check.passages import number
from explorer.errors import InputError
from explorer.notation.affine import render
from explorer.notation.defining import gradient_of
from explorer.notation.given import Declarations, declarations
from explorer.notation.lines import Line
from explorer.notation.surface import Chain, Fence, Group, Mark, Name, Node, Scripted, bare, walk
from explorer.proof.verdict import Proved, Refuted

_WHOLE = re.compile(r"equal if the factor .*Σ_(\w+) [^ ()]+_\{?\1\}?(?:\^\{[^{}]*\})?(?![^ )]).* is (left out|put in)")
_APART = re.compile(r"equal if [^ ]*.*δ_\{?[a-z],? ?[a-z]\}?.* is (?:added|left out)")
_STEP = re.compile(r"([A-Za-z]+)_\{?(\d+)\}?")
_LETTERS = re.compile(r"\\?[A-Za-z]+ ?= ?\\?[A-Za-z]+ is put in")
_KINKED = frozenset(("relu", "leaky_relu", "abs", "Abs", "Max", "Min", "log", "step", "Heaviside"))
_BRACE = re.compile(r"\s*(?:=|\\approx|≈|\\text\{\s*element|element-?\s?wise|point-?\s?wise)", re.I)


def doubt(why: str, left: Placed, right: Placed, outcome: Outcome, known: bool) -> str:
    """Why the two may be meant to be equal all the same; empty where nothing speaks for it.

    `known` says that the equation is about functions of the table, of which nothing is open.
    """
    verdict = outcome.verdict
    if not isinstance(verdict, Refuted):
        return ""
    one, two = bare(left[0]), bare(right[0])
    told = verdict.diagnosis or ""
    if _turned(one, two) or _turned(two, one):
        return f"it may say that {render(one)} is symmetric"
    if verdict.why == "shape":
        return ""
    if _dotted(one) or _dotted(two):
        return "it is not seen what the dots stand for"
    if why == "chain" and not known and _condition(one, two, outcome):
        return "it may be a condition, not a claim for all values"
    if _chained(one) or _chained(two):
        return "it is not said whether the one depends on the other"
    if _functions(one, two):
        return "it may say which function is meant"
    if _parameter(one, outcome):
        return "it may define a function with a parameter"
    if (name := _where_positive(left, right, outcome)) is not None:
        return f"it holds where {name} > 0"
    if told.endswith(" is added to 0"):
        return "one side is 0 as far as the text says what depends on what"
    if _WHOLE.match(told):
        return "equal if the entries add up to 1"
    if _APART.match(told) and len(outcome.statement.indices if outcome.statement else ()) != 1:
        return "equal where the two indices differ"
    if any(_LETTERS.fullmatch(text) for text in outcome.put_in):
        return "it may be said of indices that differ"
    return ""


def braces(line: Line) -> str:
    """What a brace over or under a part says of it: `= 1`, `element-wise`."""
    return next((f"the brace `{text}`" for text in line.remarks if _BRACE.match(text)), "")


def shapes(line: Line, known: Declarations) -> bool:
    """Whether shapes that clash in a line may be meant: about equal, by a brace, a limit, a primed name of its own."""
    pieces = [piece for member in line.members for piece in walk(member)]
    limit = any(isinstance(piece, Name) and piece.text == "lim" for piece in pieces)
    doubtful = "≈" in line.relations or limit or bool(braces(line)) or any(map(_list, pieces))
    return doubtful or _primed(pieces, known) or sizes(line, known)


def _list(piece: Node) -> bool:
    """`h(x_1), …, h(x_m)` in brackets: a function of many."""
    return isinstance(piece, Group) and any(isinstance(part, Mark) and part.kind == "dots" for part in piece.parts)


def _primed(pieces: Iterable[Node], known: Declarations) -> bool:
    """`W'` beside a declared W: its transpose, or another."""
    return any(
        isinstance(piece, Scripted)
        and render(piece.base) in known.shapes
        and any(isinstance(mark := bare(sup), Mark) and mark.kind == "prime" for sup in piece.sups)
        for piece in pieces
    )


def sizes(line: Line, known: Declarations) -> bool:
    """Whether the shapes of the names in a line speak of one example here and of the general case there."""
    names = {render(node) for member in line.members for node in walk(member) if isinstance(node, Name)}
    found = [size for name in names if name in known.shapes for size in known.shapes[name].sizes]
    numbers = [size.number for size in found if size.number not in (None, 1)]
    letters = any(size.number is None for size in found)
    dots = any(isinstance(node, Mark) and node.kind == "dots" for member in line.members for node in walk(member))
    return bool(numbers) and (letters or dots)


def _dotted(node: Node) -> bool:
    """`∂S_k/∂S_{k-1} ⋯ ∂S_1/∂S_0`: dots between factors."""
    return any(
        isinstance(piece, Chain) and any(isinstance(part, Mark) and part.kind == "dots" for part in piece.factors)
        for piece in walk(node)
    )


def _chained(node: Node) -> bool:
    """`∂u_2/∂u_1`: steps of a calculation, of which the later may depend on the earlier."""
    for piece in walk(node):
        names = gradient_of(piece)
        found = [_STEP.fullmatch(name) for name in names] if names is not None else []
        if len(found) == 2 and found[0] and found[1] and found[0][1] == found[1][1] and found[0][2] != found[1][2]:
            return True
    return False


def _condition(one: Node, two: Node, outcome: Outcome) -> bool:
    """`w^T x + b = 0`, `w_1 = w_2`: a number or a name, beside something that is still open."""
    if number(one) and number(two):
        return False
    if _named(one) and _named(two) and not outcome.put_in:
        return True
    if not (number(one) or number(two)):
        return False
    made = outcome.statement
    if made is None:
        return True
    return any(_open(side) for side in made.members)


def _named(node: Node) -> bool:
    """A name with its scripts, or a number."""
    node = bare(node)
    return number(node) or isinstance(node, Name) or (isinstance(node, Scripted) and isinstance(bare(node.base), Name))


def _open(side: Expr | MatrixExpr | None) -> bool:
    """Whether a name stands in it of which nothing is known."""
    return side is not None and bool(side.atoms(MatrixSymbol, Symbol))


def _parameter(one: Node, outcome: Outcome) -> bool:
    """`ReLU(z) = cases with α z`: a letter on the right that the function on the left does not have."""
    made = outcome.statement
    if made is None or made.left is None or not (isinstance(one, Chain) and len(one.factors) == 2):
        return False
    free = {str(symbol) for symbol in made.right.free_symbols - made.left.free_symbols if isinstance(symbol, Symbol)}
    return bool(free - set(made.indices)) and made.right.has(Piecewise, Heaviside)


def _where_positive(left: Placed, right: Placed, outcome: Outcome) -> str | None:
    """`ReLU(α z) = α ReLU(z)`: the number of which it is meant that it is above 0, where the claim then holds."""
    made, known = outcome.statement, outcome.known
    if made is None or known is None or outcome.put_in:
        return None
    kinked = {str(piece.func) for member in made.members for piece in member.atoms(Function)} & _KINKED
    names = {str(symbol) for member in made.members for symbol in member.free_symbols if isinstance(symbol, Symbol)}
    names -= set(made.indices)
    if not kinked or len(names) < 2:
        return None
    for name in sorted(names)[:4]:
        try:
            above = declarations(f"{name} > 0").special
        except InputError:
            continue
        if isinstance(
            attempt(left, right, replace(known, special={**known.special, **above}), refute=False).verdict, Proved
        ):
            return name
    return None


def _functions(one: Node, two: Node) -> bool:
    """`σ(z) = g(z)`, `f(x) = φ(x_i)`: two names of functions on one argument."""
    sides = []
    for node in (one, two):
        if not (isinstance(node, Chain) and len(node.factors) == 2 and isinstance(node.factors[1], Group)):
            return False
        sides.append((render(node.factors[0]), letters(node.factors[1])))
    return sides[0][0] != sides[1][0] and bool(sides[0][1] & sides[1][1])


def _turned(one: Node, two: Node) -> bool:
    """`A = A^T`: a name and its transpose."""
    if not (isinstance(two, Scripted) and not isinstance(one, Fence) and len(two.sups) == 1):
        return False
    mark = bare(two.sups[0])
    transposed = (isinstance(mark, Mark) and mark.kind == "transpose") or render(mark) in ("T", "⊤")
    return transposed and render(two.base) == render(one) and not two.subs

"""The limits of a Σ: `\\sum_j`, `\\sum_{j=1}^{n}`, `\\sum_{i,j}`, `\\sum_{j \\neq i}`, and a Σ with none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.errors import ReadError
from explorer.notation import kept
from explorer.notation.affine import affine, apart, primed
from explorer.notation.core import Core, Over, Plus, Variable
from explorer.notation.entries import index, odd
from explorer.notation.extremes import reaching
from explorer.notation.sizes import Size, named
from explorer.notation.sums import over
from explorer.notation.surface import Equation, Group, Mark, Name, Node, Scripted, Summation, Total, bare, walk

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration


def summation(work: Elaboration, node: Summation, body: Node) -> Core:
    """The core of a Σ: one `Over` for every index it binds, the first outermost."""
    if node.kind == "Π" and not work.lenient and not reaching(node):
        work.fail("how far this Π reaches is not clear", node.sign, "put what it multiplies in brackets")
    if work.lenient and not (_ranged(work, node) and (node.kind != "Π" or reaching(node))):
        above = None if isinstance(node.above, Group) and not node.above.parts else node.above
        return kept.over(work, node.kind, node.below, body, node.span, above)
    below = list(node.below) if node.below else [_only_index(work, node)]
    pieces = [piece for item in below for piece in apart(item)]
    above = None if isinstance(node.above, Group) and not node.above.parts else node.above
    if above is not None and len(pieces) > 1:
        work.fail("one upper limit for several indices", above.span, "write one Σ for each index")
    return _bind(work, node, pieces, above, body)


def _bind(work: Elaboration, node: Summation, pieces: list[Node], above: Node | None, body: Node) -> Core:
    if not pieces:
        return work.node(body)
    piece = bare(pieces[0])
    letter_node = bare(piece.left) if isinstance(piece, Equation) else piece
    letter = letter_node.text if isinstance(letter_node, Name) else primed(letter_node)
    if letter is None:
        hint = "write Σ_j, Σ_{j=1}^{n}, Σ_{i,j} or Σ_{j≠i}"
        if isinstance(letter_node, Mark):
            work.fail("a Σ with two limits in one place", letter_node.span, hint)
        work.fail("this cannot stand under a Σ", letter_node.span, hint)
    place = work.place(letter_node.span)
    low: Size | None = None
    high: Size | None = None
    if isinstance(piece, Equation) and piece.relation == "=":
        low = _limit(work, piece.right)
        if above is None:
            message = f"the Σ over {letter} has no upper limit"
            work.fail(message, node.sign | piece.span, f"write Σ_{{{letter}=1}}^{{n}}")
        high = _limit(work, above)
    elif isinstance(piece, Equation) and piece.relation == "≠" and node.kind != "Σ":
        work.fail(f"a {node.kind} that leaves out an index is not read", piece.span)
    elif isinstance(piece, Equation) and piece.relation != "≠":
        hint = "write its range: Σ_j, Σ_{j=1}^{n} or Σ_{j≠i}"
        work.fail(f"the Σ over `{work.place(piece.span).text}` leaves out what nothing else says", piece.span, hint)
    elif (isinstance(piece, Equation) or work.lenient) and above is not None:
        low, high = Size(1), _limit(work, above)
        work.say(f"the Σ over {letter} is read from 1")
    elif above is not None:
        message = f"the Σ over {letter} has an upper limit but no lower one"
        work.fail(message, above.span, f"write {letter}=1 or {letter}=0 below it")
    size = (high - low).plus(1) if low is not None and high is not None else work.shapes.sizes.unknown(dimension=True)
    variable = Variable(letter, size, place, low, high, None, True)
    work.scope.append(variable)
    try:
        inner = _bind(work, node, pieces[1:], None, body)
    finally:
        work.scope.pop()
    whole = over(variable, inner, False, work.place(node.span))
    if node.kind == "Π":
        whole = Over(variable, inner, False, work.place(node.span), inner.shape, True)
    elif node.kind == "max" or node.kind == "min":
        whole = Over(variable, inner, False, work.place(node.span), inner.shape, False, node.kind)
    if isinstance(piece, Equation) and piece.relation == "≠":
        return _without(work, node, whole, letter, piece, pieces[1:], body)
    return whole


def _ranged(work: Elaboration, node: Summation) -> bool:
    """Whether what is below the Σ are indices of its body, or from where to where they run."""
    if node.kind == "∫":
        return False
    if not node.below:
        return node.kind == "Σ" and _one_index(work, node)
    inside = _index_letters(node.body)
    outside = {variable.letter for variable in work.scope} | set(work.names.given.indices)
    pieces = [piece for item in node.below for piece in apart(item)]
    if node.above is not None and len(pieces) > 1:
        return False
    for piece in map(bare, pieces):
        left = bare(piece.left) if isinstance(piece, Equation) else piece
        letter = left.text if isinstance(left, Name) else primed(left)
        if letter is None:
            return False
        whole = isinstance(piece, Equation) and piece.relation == "="
        if whole and node.above is None:
            return False
        if not whole and not (node.above is not None) and letter not in inside:
            return False
        if isinstance(piece, Equation) and piece.relation not in ("=", "≠"):
            return False
        if isinstance(piece, Equation) and piece.relation == "≠" and odd(work, piece.right):
            return False
        bounds = [
            *([piece.right] if isinstance(piece, Equation) and whole else []),
            *([node.above] if node.above else []),
        ]
        if any(letter in (affine(end) or Size()).names for end in bounds for letter in outside):
            return False
        if node.kind == "Π" and isinstance(piece, Equation) and piece.relation == "≠":
            return False
        if any(_size(work, end) is None for end in bounds):
            return False
    return True


def _index_letters(body: Node) -> set[str]:
    """The letters that stand in subscripts, or as marks in brackets above."""
    found: set[str] = set()
    for piece in walk(body):
        if isinstance(piece, Scripted):
            scripts = [item for sub in piece.subs for item in sub]
            scripts += [sup for sup in piece.sups if isinstance(bare(sup), Group) and bare(sup).bracket in "(["]  # type: ignore[union-attr]
            for part in (part for item in scripts for part in walk(item)):
                if isinstance(part, Name):
                    found.add(part.text)
                elif isinstance(part, Scripted) and (name := primed(part)):
                    found.add(name)
    return found


def _one_index(work: Elaboration, node: Summation) -> bool:
    try:
        noted = list(work.notes)
        _only_index(work, node)
    except ReadError:
        return False
    work.notes[:] = noted
    return True


def _without(
    work: Elaboration, node: Summation, whole: Core, letter: str, piece: Equation, rest: list[Node], body: Node
) -> Core:
    """`Σ_{j≠i}` is the whole sum minus the term at j = i."""
    left_out = index(work, piece.right)
    fixed = Variable(letter, Size(1), left_out.place, bound=True)
    work.scope.append(fixed)
    work.replaced[fixed] = left_out
    try:
        term = _bind(work, node, rest, None, body)
    finally:
        work.scope.pop()
    return Plus(((1, whole), (-1, term)), work.place(node.span), whole.shape)


def _limit(work: Elaboration, node: Node) -> Size:
    found = _size(work, node)
    if found is None:
        work.fail("this limit of a Σ is not read", node.span, "a number, a size such as n, or n-1")
    for name in found.names:
        if any(variable.letter == name for variable in work.scope) or name in work.names.given.indices:
            work.fail(f"a limit that depends on the index {name} is not read", node.span)
    return found


def _size(work: Elaboration, node: Node) -> Size | None:
    """A limit as a size; also one with a layer mark, `n^L - 1`."""
    form = affine(node)
    node = bare(node)
    if form is not None or not work.lenient:
        return form
    if isinstance(node, Total):
        parts = [(sign, _size(work, term)) for sign, term in node.terms]
        total = Size()
        for sign, part in parts:
            if part is None:
                return None
            total = total + part * sign
        return total
    use = work.names.spell(node) if isinstance(node, Scripted) else None
    if use is None or use.items or use.primes or use.transposed or use.power is not None:
        return None
    return named(use.name)


def _only_index(work: Elaboration, node: Summation) -> Node:
    """A Σ without limits runs over the one index that stands twice or more in its body and is not known outside."""
    counts: dict[str, Name] = {}
    twice: set[str] = set()
    known = {variable.letter for variable in work.scope} | work.names.sizes
    known |= work.names.usage.labels if work.names.usage is not None else set()
    for piece in walk(node.body):
        base = bare(piece.base) if isinstance(piece, Scripted) else None
        if isinstance(piece, Scripted) and not (isinstance(base, Name) and base.text in ("∂", "∇")):
            for letter in (part for sub in piece.subs for item in sub for part in walk(item)):
                if isinstance(letter, Name) and letter.text not in known:
                    if letter.text in counts:
                        twice.add(letter.text)
                    counts.setdefault(letter.text, letter)
    choices = twice or set(counts)
    outside = choices - set(work.names.given.indices)
    choices = outside or choices
    if len(choices) != 1:
        work.fail("the Σ does not say its index", node.sign, "write Σ_j")
    letter_text = choices.pop()
    work.notes.append(f"the Σ without index is read as Σ over {letter_text}")
    return counts[letter_text]

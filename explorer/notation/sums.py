"""Sums: terms with signs, what dots stand for, and how far a Σ reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.errors import ReadError
from explorer.notation import dots, written
from explorer.notation.affine import primed
from explorer.notation.core import Core, Over, Place, Plus, Variable
from explorer.notation.surface import Chain, Equation, Name, Node, Scripted, Summation, Total, bare, walk

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration


def total(work: Elaboration, node: Total) -> Core:
    """Terms with signs; dots are given their meaning, and a Σ reaches over the terms that use its index."""
    pattern = _pattern(work, node)
    if node.span in work.loose:
        return _kept(work, node)
    terms: list[tuple[int, Core]] = []
    at = 0
    while at < len(node.terms):
        sign, term = node.terms[at]
        if pattern is not None and at == pattern.first:
            terms.append((sign, dotted(work, pattern)))
            at = pattern.last + 1
            continue
        end = _reach(work, node, at)
        terms.append((sign, _reaching(work, term, node.terms[at + 1 : end])))
        at = end
    if len(terms) == 1 and terms[0][0] == 1:
        return terms[0][1]
    place = work.place(node.span)
    shape = work.shapes.plus(tuple(core for _, core in terms), place)
    return Plus(tuple(terms), place, shape)


def _pattern(work: Elaboration, node: Total) -> dots.Pattern | None:
    """What the dots stand for; None where there are none, or where they stay as they are written."""
    try:
        return dots.find(node, work.source, work.names.written_rank)
    except ReadError:
        if not work.lenient:
            raise
        return None


def _kept(work: Elaboration, node: Total) -> Core:
    """A sum whose terms do not fit each other."""
    cores = []
    for sign, term in node.terms:
        core = work.node(term)
        cores.append(core if sign > 0 else written.said(work, "negative", (core,), term.span, core.shape))
    return written.said(work, "total", cores, node.span)


def _reach(work: Elaboration, node: Total, at: int) -> int:
    """Where the Σ that ends term `at` ends: after the terms that go on using its index."""
    last = _last_sum(node.terms[at][1])
    letters = set(_letters(last.below)) if last is not None else set()
    letters -= {variable.letter for variable in work.scope} | set(work.names.given.indices)
    end = at + 1
    while letters and end < len(node.terms) and _uses(node.terms[end][1], letters):
        end += 1
    return end


def _reaching(work: Elaboration, term: Node, more: tuple[tuple[int, Node], ...]) -> Core:
    last = _last_sum(term)
    if not more or last is None:
        return work.node(term)
    span = last.body.span | more[-1][1].span
    body = Total(((1, last.body), *more), span)
    letters = ", ".join(_letters(last.below))
    note = f"the Σ over {letters} is read to reach to the end of `{work.place(span).text}`"
    work.notes.append(note)
    longer = Summation(last.below, last.above, body, last.span | span, last.sign, last.kind)
    if isinstance(term, Chain):
        return work.node(Chain((*term.factors[:-1], longer), term.operators, term.span | span))
    return work.node(longer)


def dotted(work: Elaboration, pattern: dots.Pattern) -> Core:
    """The sum that dots stand for."""
    taken = work.names.letters | {variable.letter for variable in work.scope}
    letter = next((letter for letter in "jkirstpq" if letter not in taken), "j'")
    place = work.place(pattern.term.span)
    variable = Variable(letter, pattern.count, place, pattern.low, pattern.high, None, True)
    shown = Place(work.source, pattern.term.span | pattern.dots)
    note = f"`{shown.text} …` has {pattern.count} terms: index {pattern.low} to {pattern.high}"
    work.notes.append(note.replace("... …", "…").replace("… …", "…"))
    before = work.growing
    work.growing = {**before, **{at: (variable, offset) for at, offset in pattern.offsets.items()}}
    work.scope.append(variable)
    try:
        body = work.node(pattern.term)
    finally:
        work.scope.pop()
        work.growing = before
    return over(variable, body, True, shown)


def over(variable: Variable, body: Core, dotted: bool, place: Place) -> Core:
    """A sum over one index, of numbers or of arrays."""
    return Over(variable, body, dotted, place, body.shape)


def _last_sum(term: Node) -> Summation | None:
    """The Σ that a term ends in."""
    last = term.factors[-1] if isinstance(term, Chain) else term
    return last if isinstance(last, Summation) else None


def _letters(below: tuple[Node, ...]) -> list[str]:
    """The letters that a Σ binds."""
    found = []
    for item in below:
        item = bare(item.left) if isinstance(item, Equation) else bare(item)
        letter = primed(item)
        if isinstance(item, Name):
            found.append(item.text)
        elif letter is not None:
            found.append(letter)
        elif isinstance(item, Chain):
            found.extend(factor.text for factor in item.factors if isinstance(factor, Name))
    return found


def _uses(term: Node, letters: set[str]) -> bool:
    """Whether a term has one of the letters in a subscript, and binds none of them itself."""
    found = False
    for node in walk(term):
        if isinstance(node, Summation) and letters & set(_letters(node.below)):
            return False
        if isinstance(node, Scripted):
            inside = (piece for sub in node.subs for item in sub for piece in walk(item))
            found = found or any(isinstance(piece, Name) and piece.text in letters for piece in inside)
    return found

"""What the equations of a document say: definitions, the same name said again, chains, expressions that stand alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from sympy import MatrixExpr

from explorer.claims.check.compare import Comparison
from explorer.claims.check.context import Context, Definition
from explorer.claims.check.decide import Outcome, Placed, unknown
from explorer.claims.check.findings import Claim, Remark, Why
from explorer.claims.check.keys import Key, key, same_items, symmetric
from explorer.claims.check.passages import Passage, number
from explorer.claims.check.readings import Readings
from explorer.notation.given import Defined
from explorer.notation.lines import Line
from explorer.notation.names import Names
from explorer.notation.surface import Equation, Group, Mark, Name, Node, Scripted, Table, walk
from explorer.proof.verdict import Proved, Refuted
from explorer.statement import OPAQUE

SAME = re.compile(
    r"\b(?:that is|i\.e\.|equivalently|in (?:matrix|vector|component|index) form|can be (?:re)?written|same as|"
    r"in other words)\b",
    re.I,
)
"""Words that say that what follows is what stood before."""

ANEW = re.compile(
    r"\b(?:instead|now|ignor\w*|without|omit\w*|simplif\w*|suppose|assum\w*|special case|alternativ\w*|another|"
    r"similar\w*|other|however|if we|in practice|replac\w*|modif\w*|variant|add(?:ing|ed)?|drop\w*)\b",
    re.I,
)
"""Words that say that what follows is something else."""


CASE = re.compile(
    r"\b(?:if|when\w*|unless|suppose|assum\w*|provided|small|near|approximat\w*|roughly|does|wrong\w*|incorrect\w*|"
    r"mistake\w*|false\w*|not|never|case|special)\b",
    re.I,
)
"""Words that say that what follows holds in some cases, or not at all."""

DIAGNOSED = 5
"""How many of the right sides that a name has had are searched for a slip."""

_NUMBER = re.compile(r"the factor \(?-?[0-9/]+\)? ")


class Saying:
    """Takes one line after the other; claims and remarks grow."""

    def __init__(self, context: Context, readings: Readings) -> None:
        self.context = context
        self.readings = readings
        self.claims: list[Claim] = []
        self.remarks: list[Remark] = []
        self.near: Mapping[str, Defined] = {}
        self.unread = False
        self.under = ""

    def line(self, line: Line, passage: Passage, near: Mapping[str, Defined], *, unread: bool) -> None:
        """What one equation says; of one that is not read only what is decided all the same."""
        self.near, self.unread, self.under = near, unread, _condition(line) or _case(passage.words)
        if "∈" in line.relations:
            return
        for members, changed in _chains(line):
            self._chain(members, line, passage, changed)
        if len(line.members) == 1 and passage.formula.display:
            self._alone(line.members[0], line)

    def _chain(self, members: Sequence[Node], line: Line, passage: Passage, changed: bool) -> None:
        """`A = B = C`: A is defined as B, or said to be B again; B and C are claimed equal.

        What a name is `changed` to defines nothing: `w ← B = C` claims that B and C are equal.
        """
        compare = Comparison(self.context, self.near)
        first, *rest = members
        names = self.context.names()
        what = key(first, names)
        if not rest:
            return
        self.context.symmetric.update(symmetric(members, names))
        if isinstance(first, Table) and self._entries(first, rest[0], line):
            members = rest
        if what is not None and not changed and not _occurs(what, rest[0], names):
            self._said(what, first, rest[0], line, passage)
            start = 1
        else:
            start = 0
        for at, (left, right) in enumerate(pairwise(members[start:])):
            outcome = compare.two((left, line.source), (right, line.source), without=what.name if what else "")
            condition = start == at == 0 and not changed
            if condition and not isinstance(outcome.verdict, Proved) and not _about_functions(outcome):
                continue  # an equation that may be a condition on its names is no claim
            self.claim("chain", (left, line.source), (right, line.source), outcome)

    def _entries(self, left: Table, right: Node, line: Line) -> bool:
        """A vector or matrix of names that are defined one by one, said to be something as a whole."""
        names = self.context.names()
        cells = [[None if cell is None else self._entry(cell, names) for cell in row] for row in left.rows]
        if not any(row is not None for line_cells in cells for row in line_cells):
            return False
        rows = tuple(
            tuple(cell if made is None else made.right for cell, made in zip(row, known, strict=True))
            for row, known in zip(left.rows, cells, strict=True)
        )
        outcome = Comparison(self.context, self.near).two(
            (Table(rows, left.span, left.kind), line.source), (right, line.source)
        )
        if isinstance(outcome.verdict, Proved | Refuted):
            self.claim("again", (left, line.source), (right, line.source), outcome)
        return True

    def _entry(self, cell: Node, names: Names) -> Definition | None:
        what = key(cell, names)
        earlier = self.context.history(what) if what is not None else []
        return next((row for row in earlier if what is not None and same_items(row.key.items, what.items)), None)

    def _said(self, what: Key, left: Node, right: Node, line: Line, passage: Passage) -> None:
        """A name and its right side: known by itself, said before, or new."""
        compare = Comparison(self.context, self.near)
        span = left.span | right.span
        definition = Definition(what, left, right, line.source, span, passage.number, bool(line.conditions))
        known = compare.known_value(what, left, right, line.source)
        if known is not None and isinstance(known.verdict, Proved | Refuted):
            self.claim("known", (left, line.source), (right, line.source), known)
            self.readings.recognised(self.context.known, self.claims[-1].line, what.name)
            if isinstance(known.verdict, Refuted):
                return
        earlier = self.context.history(what)
        if number(right):
            self._valued(definition, earlier, compare, known is not None, lasting=passage.formula.display)
        elif not earlier or (known is not None and isinstance(known.verdict, Proved)):
            self.context.define(definition)
        else:
            self._again(definition, earlier, passage, compare)

    def _again(
        self, definition: Definition, earlier: Sequence[Definition], passage: Passage, compare: Comparison
    ) -> None:
        """A second right side: the same, a slip, or a new definition."""
        best: tuple[Definition, Outcome] | None = None
        for age, row in enumerate(earlier):
            outcome = compare.again(row, definition, refute=best is None and age < DIAGNOSED)
            if outcome is None:
                continue
            if isinstance(outcome.verdict, Proved):
                best = (row, outcome)
                break
            if best is None and isinstance(outcome.verdict, Refuted) and self._slip(row, definition, outcome, passage):
                best = (row, outcome)
            if best is None and SAME.search(passage.words):
                verdict = outcome.differs if outcome.differs is not None else outcome.verdict
                best = (row, replace(outcome, verdict=verdict))
        if best is None:
            self._anew(definition, earlier[0])
            return
        row, outcome = best
        if isinstance(outcome.verdict, Refuted) and self._progress(row, definition, passage):
            self._anew(definition, row)
            return
        if not compare.spelled_alike(row, definition):
            self.claim("again", row.placed, definition.placed, outcome, row)
        self.context.define(definition)

    def _slip(self, row: Definition, new: Definition, outcome: Outcome, passage: Passage) -> bool:
        """Whether two right sides one change apart are one thing and a slip, or two things of one name.

        Where the text says that they are the same, any change is a slip. Else they must have much in common: a list of
        functions `f(x) = x`, `f(x) = x^2/2` or of values `s = 1/n`, `s = 2/n` is a list of different things.
        """
        if SAME.search(passage.words) or outcome.verdict.why == "shape":
            return True
        common = self.context.expanded(row) & self.context.expanded(new)
        common -= set(new.key.arguments or ())
        if new.key.arguments is not None and not common:
            return False
        if _NUMBER.search(outcome.verdict.diagnosis or ""):
            return False
        return len(common) >= 2 or not any(word in outcome.kind for word in ("factor", "term", "bias", "function"))

    def _valued(
        self, new: Definition, earlier: Sequence[Definition], compare: Comparison, told: bool, *, lasting: bool
    ) -> None:
        """`f(x, y) = -12` at x = 4, y = -3, `∂f/∂x = 1`: a value, compared with what the name is, no definition."""
        if not earlier:
            if lasting and new.key.arguments is None and not new.key.derivative:
                self.context.define(new)
            return
        outcome = compare.again(earlier[0], new)
        if outcome is not None and isinstance(outcome.verdict, Proved) and not told:
            self.claim("again", earlier[0].placed, new.placed, outcome, earlier[0])

    def _progress(self, row: Definition, new: Definition, passage: Passage) -> bool:
        """Whether the text goes on to something else: a name that was new, words that say so, a condition."""
        if new.conditional or row.conditional or (ANEW.search(passage.words) and not SAME.search(passage.words)):
            return True
        if SAME.search(passage.words):
            return False
        met, before = self.context.first, self.context.expanded(row)
        fresh = self.context.expanded(new) - before - self.context.abbreviations(new)
        return any(met.get(letter, new.number) > row.number for letter in fresh)

    def _anew(self, definition: Definition, earlier: Definition) -> None:
        line = earlier.source.position(earlier.span.start)[0]
        told = f"differs from line {line}, taken as a new definition"
        self.remarks.append(Remark(definition.source, definition.span, told))
        name = definition.key.name
        if definition.key.arguments is not None and name not in self.context.declared:
            self.context.known.functions.pop(name, None)
        self.context.redefine(definition)

    def _alone(self, node: Node, line: Line) -> None:
        """An expression that stands alone is matched with what is defined."""
        found = Comparison(self.context).match(node, line.source)
        if found is not None:
            row, outcome = found
            self.claim("match", row.placed, (node, line.source), outcome, row)

    def _meant(self, placed: Placed, outcome: Outcome) -> Placed:
        """A name that stands for its definition is told by that: there the two are seen beside each other."""
        what = key(placed[0], self.context.names()) if outcome.put_in else None
        rows = self.context.history(what) if what is not None else []
        return rows[0].placed if rows and not rows[0].key.derivative else placed

    def claim(self, why: Why, left: Placed, right: Placed, outcome: Outcome, row: Definition | None = None) -> None:
        """Keep a claim with its verdict."""
        if self.unread and not isinstance(outcome.verdict, Proved | Refuted):
            return  # told once: the equation is not read
        if isinstance(outcome.verdict, Refuted):
            left, right = self._meant(left, outcome), self._meant(right, outcome)
        if isinstance(outcome.verdict, Refuted) and self.under:
            outcome = replace(outcome, verdict=unknown(f"it is said under a condition: {self.under}"))
        texts = [source.text[node.span.start : node.span.end] for node, source in (left, right)]
        self.claims.append(
            Claim(
                why,
                texts[0],
                texts[1],
                (left[1], left[0].span),
                (right[1], right[0].span),
                outcome.verdict,
                outcome.statement,
                outcome.put_in,
                "" if row is None else row.source.text[row.left.span.start : row.left.span.end],
                row is not None and bool(row.key.items),
            )
        )


def _case(words: str) -> str:
    """The words of the sentence before a formula where they say that it holds in some cases only."""
    sentence = re.split(r"[.!?]\s|\n\n", words.rstrip())[-1] if words.strip() else ""
    found = CASE.search(sentence)
    return f"“{sentence.strip()[-60:]}”" if found else ""


def _about_functions(outcome: Outcome) -> bool:
    """Whether a refuted equation is about known functions of numbers: `1 - σ(x) = σ(-x)` is no condition on x."""
    made = outcome.statement
    if made is None or not isinstance(outcome.verdict, Refuted) or outcome.put_in or not made.functions:
        return False
    arrays = any(member.has(MatrixExpr) for member in made.members)
    return not arrays and OPAQUE not in made.functions.values()


def _chains(line: Line) -> Iterator[tuple[Sequence[Node], bool]]:
    """The parts of a line that are joined by equality, and whether an arrow of change stands before: `w ← …`."""
    part, changed = [line.members[0]], False
    for relation, member in zip(line.relations, line.members[1:], strict=True):
        if relation in ("=", ":="):
            part.append(member)
        else:
            yield part, changed
            part, changed = [member], relation in ("←", "→")
    yield part, changed


def _condition(line: Line) -> str:
    """The condition under which an equation is said to hold; the range of an index is none."""
    for node in line.conditions:
        listed = isinstance(node, Equation) and isinstance(node.right, Group | Mark)
        if not listed and not isinstance(node, Name) and not (isinstance(node, Equation) and node.relation == "∈"):
            return line.source.text[node.span.start : node.span.end]
    return ""


def _occurs(what: Key, node: Node, names: Names) -> bool:
    """`b := b - η ∂C/∂b`, `w = w - …`: a name on both sides is changed, not defined."""
    for piece in walk(node):
        if isinstance(piece, Name | Scripted):
            use = names.spell(piece)
            if use is not None and use.name + "'" * use.primes == what.name and what.arguments is None:
                return True
    return False

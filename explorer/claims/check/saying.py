"""What the equations of a document say: definitions, the same name said again, chains, expressions that stand alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from explorer.claims.check import doubts, numbers
from explorer.claims.check.compare import BUILT_IN, Comparison
from explorer.claims.check.context import Context, Definition
from explorer.claims.check.decide import Outcome, Placed, unknown
from explorer.claims.check.findings import Claim, Remark, Why
from explorer.claims.check.identities import about_functions, identity
from explorer.claims.check.keys import Key, key, same_items, symmetric
from explorer.claims.check.parts import bound, chains, condition, cut_apart, occurs, text, told_at
from explorer.claims.check.passages import Passage, number
from explorer.claims.check.readings import Readings
from explorer.claims.check.slips import Search
from explorer.claims.check.wording import ALIKE, ANEW, LOOSELY, ROUNDED, SAME, another_case, case_of, sentence_after
from explorer.notation.given import Defined
from explorer.notation.lines import Line
from explorer.notation.names import Names
from explorer.notation.surface import Node, Table
from explorer.proof.verdict import Proved, Refuted

BESIDE = 4
"""How many formulas ago the other side of "that is" may stand."""

DIAGNOSED = 5
"""How many of the right sides that a name has had are searched for a slip."""

SAID_ONLY = frozenset(("number", "power", "operation", "quotient", "name", "derivative", "range"))
"""Changes that make a function or a value out of another: a slip only where the text says that both are the same."""

MISPLACED = frozenset(("sign", "transpose", "index", "operand order", "layer off by one"))
"""Changes that no case of something more general makes: what holds "for the quadratic cost" follows from its C."""

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
        self.search = Search()

    def line(self, line: Line, passage: Passage, near: Mapping[str, Defined], *, unread: bool) -> None:
        """What one equation says; of one that is not read only what is decided all the same."""
        self.near, self.unread = near, unread
        self.under = condition(line) or case_of(passage.words) or doubts.braces(line)
        if "∈" in line.relations:
            return
        for members, changed in chains(line):
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
        if what is not None and not changed and not occurs(what, rest[0], names):
            self._said(what, first, rest[0], line, passage)
            start = 1
        else:
            start = 0
            if what is not None and not changed and "^{(" in what.name:
                self._itself(what, first, rest[0], line, passage)
        for at, (left, right) in enumerate(pairwise(members[start:])):
            outcome = compare.two((left, line.source), (right, line.source), without=what.name if what else "")
            if self._arithmetic(left, right, line, passage):
                continue
            condition = start == at == 0 and not changed
            outcome = self._slipped(outcome, condition=condition)
            if not condition and outcome.differs is None and not isinstance(outcome.verdict, Proved | Refuted):
                outcome = self._shallow(left, right, line, compare) or outcome
            sure = about_functions(outcome) or (isinstance(outcome.verdict, Refuted) and identity(outcome))
            if condition and not isinstance(outcome.verdict, Proved) and not sure:
                continue  # an equation that may be a condition on its names is no claim
            self.claim("chain", (left, line.source), (right, line.source), outcome)

    def _shallow(self, left: Node, right: Node, line: Line, compare: Comparison) -> Outcome | None:
        """A slip in two expressions of the same names, of which what they stand for cannot be judged."""
        plain = compare.as_it_stands((left, line.source), (right, line.source))
        found = self._slipped(plain, condition=False)
        made = found.statement
        if made is None or not isinstance(found.verdict, Refuted) or found.kind not in MISPLACED:
            return None
        return found if made.members[0].free_symbols == made.members[-1].free_symbols else None

    def _arithmetic(self, left: Node, right: Node, line: Line, passage: Passage) -> bool:
        """Plain numbers that differ, in a chain that says so without any words of rounding."""
        told = None if self.under else numbers.differ(left, right)
        if told is None or cut_apart(line.source.text, left.span.start, right.span.end):
            return False
        if "≈" in line.relations or ROUNDED.search(passage.words + " " + sentence_after(passage.after)):
            return False
        outcome = Outcome(Refuted(told, why="value", diagnosis=told), kind="arithmetic")
        self.claim("chain", (left, line.source), (right, line.source), outcome)
        return True

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
        known = compare.known_value(what, left, right, line.source, passage.number)
        if known is not None and not isinstance(known.verdict, Proved):
            known = self._known_slip(what, known, passage)
        if known is not None and isinstance(known.verdict, Proved | Refuted):
            self.claim("known", (left, line.source), (right, line.source), known)
            self.readings.recognised(self.context.known, self.claims[-1].line, what.name)
            if isinstance(known.verdict, Refuted):
                return
        earlier = [row for row in self.context.history(what) if not self._stale(row, passage)]
        if number(right):
            self._valued(definition, earlier, compare, known is not None, lasting=passage.formula.display)
        elif not earlier or (known is not None and isinstance(known.verdict, Proved)):
            self.context.define(definition)
        else:
            self._again(definition, earlier, passage, compare)

    def _stale(self, row: Definition, passage: Passage) -> bool:
        """Whether a derivative was said of a function that has another right side since."""
        of = re.match(r"∂(.+?)(?:\(.*\))?/∂", row.key.name) if row.key.derivative else None
        later = self.context.defined.get(of[1], ()) if of is not None else ()
        return any(row.number < other.number <= passage.number for other in later)

    def _known_slip(self, what: Key, known: Outcome, passage: Passage) -> Outcome:
        """A derivative, or a function with a prime, that is not what it should be: refuted if one slip explains it."""
        if what.name in BUILT_IN:
            found = self._slipped(known, condition=True)
            sure = isinstance(found.verdict, Proved) or identity(found)
            return found if sure else replace(found, verdict=unknown("it may be a condition"))
        if not what.derivative and not what.name.endswith("'"):
            return known
        around = passage.words + " " + sentence_after(passage.after)
        if another_case(passage):
            return replace(known, verdict=unknown("the text around names a case in which it holds"))
        if ANEW.search(passage.words) or LOOSELY.search(around) or self.under:
            return replace(known, verdict=unknown("the text around says that it may hold otherwise"))
        if isinstance(known.verdict, Refuted):
            known = replace(known, differs=known.verdict)
        if known.differs is not None:
            known = self.search.find(known, where=(1,)) or known
        if len(what.letters) > 1 and ("term" in known.kind or "factor" in known.kind):  # ∂p_i/∂z_j, perhaps of i ≠ j
            return replace(known, verdict=unknown("it may be said of different indices"))
        return known

    def _itself(self, what: Key, left: Node, right: Node, line: Line, passage: Passage) -> None:
        """`a^l = σ(w^l a^l + b^l)`, of a layer that was said to come from the one before it."""
        definition = Definition(what, left, right, line.source, left.span | right.span, passage.number)
        compare = Comparison(self.context, self.near)
        for row in self.context.history(what)[:1]:
            outcome = compare.again(row, definition)
            if outcome is None or self.under or self._progress(row, definition, passage, outcome):
                continue
            if not isinstance(outcome.verdict, Refuted):
                outcome = self.search.find(outcome, where=(1,)) or outcome
            if isinstance(outcome.verdict, Refuted) and "layer" in outcome.kind:
                self.claim("again", row.placed, definition.placed, outcome, row)

    def _again(
        self, definition: Definition, earlier: Sequence[Definition], passage: Passage, compare: Comparison
    ) -> None:
        """A second right side: the same, a slip, or a new definition."""
        best: tuple[Definition, Outcome] | None = None
        open_: list[tuple[Definition, Outcome]] = []
        for age, row in enumerate(earlier):
            outcome = compare.again(row, definition, refute=best is None and age < DIAGNOSED)
            if outcome is None:
                continue
            if isinstance(outcome.verdict, Proved):
                best = (row, outcome)
                break
            if best is None and isinstance(outcome.verdict, Refuted) and self._slip(row, definition, outcome, passage):
                best = (row, outcome)
            if outcome.differs is not None:
                open_.append((row, outcome))
            if best is None and SAME.search(passage.words) and definition.number - row.number <= BESIDE:
                verdict = outcome.differs if outcome.differs is not None else outcome.verdict
                best = (row, replace(outcome, verdict=verdict))
        if best is None or not isinstance(best[1].verdict, Proved | Refuted) or not best[1].verdict.diagnosis:
            best = self._slip_of_text(definition, open_, passage) or best
        if best is None:
            self._anew(definition, earlier[0])
            return
        row, outcome = best
        if isinstance(outcome.verdict, Refuted) and self._progress(row, definition, passage, outcome):
            self._anew(definition, row)
            return
        if not compare.spelled_alike(row, definition):
            self.claim("again", row.placed, definition.placed, outcome, row)
        self.context.define(definition)

    def _slip_of_text(
        self, definition: Definition, tried: Sequence[tuple[Definition, Outcome]], passage: Passage
    ) -> tuple[Definition, Outcome] | None:
        """An earlier right side and a slip of the text that makes the new one equal to it."""
        for row, outcome in tried[:2]:
            if self.under or (self._progress(row, definition, passage, outcome) and not outcome.put_in):
                continue
            said = ALIKE.search(passage.words)
            if not said and definition.key.arguments is not None and not self._common(row, definition):
                continue  # another function under one letter
            found = self.search.find(outcome, frozenset() if said else SAID_ONLY)
            if found is None or self._progress(row, definition, passage, found):
                continue
            if self._slip(row, definition, found, passage):
                return row, found
        return None

    def _slipped(self, outcome: Outcome, *, condition: bool) -> Outcome:
        """The claim of a chain with the slip of the text that explains it, if there is one."""
        if self.under:
            return outcome
        if isinstance(outcome.verdict, Refuted):
            return self._in_own_words(outcome)
        if outcome.differs is None:
            return outcome
        if condition and not identity(outcome):
            return outcome
        return self.search.find(outcome) or outcome

    def _in_own_words(self, outcome: Outcome) -> Outcome:
        """A refutation by what is put in, told as a change of the text itself where there is one."""
        if not outcome.put_in and (outcome.sides is None or "\n" not in text(outcome.sides[1])):
            return outcome
        bare_ = replace(outcome, differs=outcome.verdict if isinstance(outcome.verdict, Refuted) else None)
        return self.search.find(bare_, where=(1,)) or outcome

    def _slip(self, row: Definition, new: Definition, outcome: Outcome, passage: Passage) -> bool:
        """Whether two right sides one change apart are one thing and a slip, or two things of one name.

        Where the text says that they are the same, any change is a slip. Else they must have much in common: a list of
        functions `f(x) = x`, `f(x) = x^2/2` or of values `s = 1/n`, `s = 2/n` is a list of different things.
        """
        if ALIKE.search(passage.words) or outcome.verdict.why == "shape":
            return True
        if outcome.kind in SAID_ONLY:
            return False
        if not outcome.verdict.diagnosis or outcome.verdict.diagnosis.endswith("is added to 0"):
            return False
        common = self._common(row, new)
        if new.key.arguments is not None and not common:
            return False
        if _NUMBER.search(outcome.verdict.diagnosis or ""):
            return False
        return len(common) >= 2 or not any(word in outcome.kind for word in ("factor", "term", "bias", "function"))

    def _common(self, row: Definition, new: Definition) -> frozenset[str]:
        """The letters that two right sides have in common, but for the arguments."""
        return (self.context.expanded(row) & self.context.expanded(new)) - set(new.key.arguments or ())

    def _valued(
        self, new: Definition, earlier: Sequence[Definition], compare: Comparison, told: bool, *, lasting: bool
    ) -> None:
        """`f(x, y) = -12` at x = 4, y = -3, `∂f/∂x = 1`: a value, compared with what the name is, no definition."""
        if not earlier:
            if lasting and new.key.arguments is None and not new.key.derivative:
                self.context.define(new)
            return
        outcome = compare.again(earlier[0], new)
        if outcome is not None and isinstance(outcome.verdict, Proved):
            if not told:
                self.claim("again", earlier[0].placed, new.placed, outcome, earlier[0])
        elif lasting and number(earlier[0].right):
            self.context.redefine(new)  # another example

    def _progress(self, row: Definition, new: Definition, passage: Passage, outcome: Outcome) -> bool:
        """Whether the text goes on to something else: a name that was new, words that say so, a condition."""
        if new.conditional or row.conditional or (ANEW.search(passage.words) and not SAME.search(passage.words)):
            return True
        if ALIKE.search(passage.words):
            return False
        if another_case(passage) and not (outcome.put_in and outcome.kind in MISPLACED):
            return True
        met, before = self.context.first, self.context.expanded(row)
        fresh = self.context.expanded(new) - before - self.context.abbreviations(new) - bound(new)
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
        if doubt := doubts.doubt(why, left, right, outcome, outcome.kind == "arithmetic" or about_functions(outcome)):
            outcome = replace(outcome, verdict=unknown(doubt))
        texts = [source.text[node.span.start : node.span.end] for node, source in (left, right)]
        span = told_at(right, outcome.place)
        self.claims.append(
            Claim(
                why,
                texts[0],
                texts[1],
                (left[1], left[0].span),
                (right[1], span),
                outcome.verdict,
                outcome.statement,
                outcome.put_in,
                "" if row is None else row.source.text[row.left.span.start : row.left.span.end],
                row is not None and bool(row.key.items),
            )
        )

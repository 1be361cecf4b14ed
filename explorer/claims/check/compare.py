"""Two expressions of a document compared: right sides of one name, members of a chain, one that stands alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

from explorer.claims.check import mistakes, slopes
from explorer.claims.check.context import Context, Definition, used
from explorer.claims.check.decide import Outcome, Placed, attempt, decide, scoped, unknown
from explorer.claims.check.keys import Key, fixed, indexed, renamed, same_items, substituted
from explorer.claims.check.nearby import near
from explorer.claims.check.orientation import turned
from explorer.claims.check.slopes import NAMED
from explorer.claims.check.table import row_of
from explorer.notation.affine import render
from explorer.notation.given import Declared, Defined
from explorer.notation.surface import Name, Node, Number
from explorer.proof.verdict import Proved, Refuted
from explorer.source import Source
from explorer.statement import OPAQUE

MATCHES = 12
"""How many definitions an expression that stands alone is compared with."""


_OPEN = "a function in it is not said to be any in particular"


class Comparison:
    """The claims that can be made of expressions at one place of the document."""

    def __init__(self, context: Context, near: Mapping[str, Defined] | None = None) -> None:
        self.context = context
        self.near = near or {}
        """Values that the sentences around give to names: "for x = 4", "where y = 0"."""

    def two(self, left: Placed, right: Placed, without: str = "") -> Outcome:
        """Two expressions said to be equal, with the definitions of the names in them."""
        definitions = self.context.relevant((left[0], right[0]), without)
        first = self._decided(left, right, definitions)
        if isinstance(first.verdict, Proved):
            return first
        one, two = self._derivatives(left[0], without), self._derivatives(right[0], without)
        if one is left[0] and two is right[0]:
            return first
        definitions = self.context.relevant((one, two), without)
        second = self._decided((one, left[1]), (two, right[1]), definitions)
        better = isinstance(second.verdict, Proved | Refuted) or (second.differs is not None and first.differs is None)
        return second if better else first

    def _derivatives(self, node: Node, without: str) -> Node:
        """The expression with the derivatives of which the document says what they are put in: `∇_a C = a - y`."""
        rows = self.context.ages.slopes(node)
        while rows:
            (age, row), *rows = rows
            if row.key.name == without or row.conditional:
                continue
            made = substituted(node, row.left, row.right)
            if made is not node:  # what is put in may have others in it
                node, rows = made, self.context.ages.slopes(made, after=age)
        return self._entries(node, without)

    def _entries(self, node: Node, without: str) -> Node:
        """The expression with the single entries of which the document says what they are put in: `z_1 = w x + b_1`."""
        names = self.context.names()
        for name in used(node, names) - {without}:
            seen: set[str] = set()
            for row in self.context.defined.get(name, ()):
                spelled = render(row.left)
                entry = fixed(row.key.items) and not row.key.letters and row.key.arguments is None
                if entry and spelled not in seen and not row.conditional and not row.key.derivative:
                    seen.add(spelled)
                    node = substituted(node, row.left, row.right)
        return node

    def as_it_stands(self, left: Placed, right: Placed) -> Outcome:
        """Two expressions without any definitions, where these cannot be judged."""
        return decide(left, right, self.context.known, {})

    def _decided(self, left: Placed, right: Placed, definitions: Mapping[str, Defined]) -> Outcome:
        """The verdict; no refutation where the document says that one of the arrays is symmetric, which is not used."""
        return self._unless_symmetric(self._tried(left, right, definitions), left, right, definitions)

    def _unless_symmetric(
        self, outcome: Outcome, left: Placed, right: Placed, definitions: Mapping[str, Defined]
    ) -> Outcome:
        if isinstance(outcome.verdict, Refuted) or outcome.differs is not None:
            names = self.context.names()
            inside = used(left[0], names) | used(right[0], names) | set(definitions)
            if said := sorted(inside & self.context.symmetric):
                return replace(outcome, verdict=unknown(f"{said[0]} is said to be symmetric"), differs=None)
        return outcome

    def _tried(self, left: Placed, right: Placed, definitions: Mapping[str, Defined]) -> Outcome:
        """As it stands, with the definitions, with the values given nearby, with vectors as rows: the first proof."""
        first = decide(left, right, self.context.known, definitions)
        if isinstance(first.verdict, Proved):
            return first
        names = self.context.names()
        values = {
            name: value for name, value in self.near.items() if name in used(left[0], names) | used(right[0], names)
        }
        if values:  # what is said holds for these values: nothing else counts
            return decide(left, right, self.context.known, {**definitions, **values})
        other = turned(self.context, (left[0], right[0]), definitions)
        if other is not None:
            second = decide(left, right, other, definitions)
            return second if isinstance(second.verdict, Proved) or first.clash is not None else first
        if first.clash is not None:
            return mistakes.between(left, right, scoped(self.context.known, {}, (left[0], right[0]))) or first
        return first

    # -- two right sides of one name

    def again(self, old: Definition, new: Definition, *, refute: bool = True) -> Outcome | None:
        """The right side that a name has, and the one it had; None where they speak of different entries.

        Without `refute` only a proof is looked for, of the two as they stand.
        """
        pair = aligned(old, new)
        if pair is None:
            return None
        left, right = pair
        if not refute:
            known = scoped(self.context.known, {}, pair)
            found = attempt((left, old.source), (right, new.source), known, refute=False)
            return found if isinstance(found.verdict, Proved) else None
        return self.two((left, old.source), (right, new.source), new.key.name)

    def spelled_alike(self, old: Definition, new: Definition) -> bool:
        """Whether a right side is only repeated."""
        pair = aligned(old, new)
        return pair is not None and render(pair[0]) == render(pair[1])

    # -- what is known by itself

    def known_value(self, what: Key, left: Node, right: Node, source: Source, number: int = 0) -> Outcome | None:
        """`σ(x) = …` beside the table of activations, `σ'(x) = …` and `∂f/∂x = …` beside what they are."""
        if what.arguments is not None and what.name in BUILT_IN:
            return self.two((left, source), (right, source), what.name)
        if what.arguments is not None and not what.items and len(what.arguments) == 1:
            return self._function(what, left, right, source)
        if what.derivative:
            return self._slope(left, right, source, number)
        return None

    def _function(self, what: Key, left: Node, right: Node, source: Source) -> Outcome | None:
        known = self.context.known
        base = what.name.rstrip("'")
        primes = len(what.name) - len(base)
        meaning = known.functions.get(base, OPAQUE)
        fixed_name = base in NAMED or base in self.context.declared
        if primes or fixed_name or meaning != OPAQUE:
            outcome = self._particular(base, what, left, right, source)
            if primes or fixed_name or isinstance(outcome.verdict, Proved):
                return outcome
            return None  # a letter for functions that means another one from here on
        if base in self.context.defined:
            return None
        found = row_of(what, right, source, known)
        if found is None:
            return None
        name, outcome = found
        known.functions[base] = name
        return outcome

    def _particular(self, base: str, what: Key, left: Node, right: Node, source: Source) -> Outcome:
        """A known function and what is said to be its value: of a number, as of every entry of an array.

        A name that says what it is (`tanh`), or that was declared, cannot mean something else: there the numbers that
        differ are enough, unless the right side is another function of the table.
        """
        known = self.context.known
        (argument,) = what.arguments or ("",)
        definitions = self.context.relevant((left, right), "")
        number = replace(known, **near(known, (left, right), definitions))
        number.shapes[argument] = Declared((), right.span)
        outcome = decide((left, source), (right, source), number, definitions)
        if outcome.statement is None:
            outcome = self._decided((left, source), (right, source), definitions)
        if outcome.statement is not None and OPAQUE in outcome.statement.functions.values():
            return outcome if isinstance(outcome.verdict, Proved) else replace(outcome, verdict=unknown(_OPEN))
        if isinstance(outcome.verdict, Proved) or outcome.differs is None:
            return outcome
        if (base in NAMED or base in self.context.declared) and row_of(what, right, source, known) is None:
            return replace(outcome, verdict=outcome.differs)
        return outcome

    def _slope(self, left: Node, right: Node, source: Source, number: int) -> Outcome | None:
        """A derivative of something that is defined is computed; what is not proved is refuted only by `slopes`."""
        definitions = self.context.relevant((left, right), "")
        if definitions:
            known = scoped(self.context.known, definitions, (left, right))
            outcome = attempt((left, source), (right, source), known, refute=False)
            if isinstance(outcome.verdict, Proved):
                return outcome
        found = slopes.derived((left, source), (right, source), self.context, number)
        return found and self._unless_symmetric(found, (left, source), (right, source), definitions)

    # -- an expression that stands alone

    def match(self, node: Node, source: Source) -> tuple[Definition, Outcome] | None:
        """The latest definition whose right side the expression is proved to be, or whose whole it is."""
        for row in islice(self.context.ages.rows(), MATCHES):
            for left, right in _whole_and_entry(row, node):
                pair = (left, row.source), (right, source)
                outcome = attempt(*pair, scoped(self.context.known, {}, (left, right)), refute=False)
                if isinstance(outcome.verdict, Proved):
                    return row, outcome
        return None


BUILT_IN = frozenset(("max", "min", "log", "ln", "exp", "sin", "cos"))
"""Functions that the reader knows by themselves, whatever the document says of them."""


def _whole_and_entry(row: Definition, node: Node) -> Iterator[tuple[Node, Node]]:
    yield row.right, node
    if row.key.items:
        yield row.right, indexed(node, row.key.items)


def aligned(old: Definition, new: Definition) -> tuple[Node, Node] | None:
    """The two right sides brought to one entry and to the same argument names."""
    left, right = old.right, new.right
    if (old.key.arguments is None) != (new.key.arguments is None):
        return None
    if old.key.arguments is not None and new.key.arguments is not None:
        if len(old.key.arguments) != len(new.key.arguments):
            return None
        changed = {
            one: Name(two, old.span)
            for one, two in zip(old.key.arguments, new.key.arguments, strict=True)
            if one != two
        }
        if changed:
            made = renamed(left, changed, indices=False)
            if made is None or any(two in old.letters for two in new.key.arguments if two not in old.key.arguments):
                return None
            left = made
    one, two = old.key.items, new.key.items
    if same_items(one, two):
        return left, right
    if not one:
        return indexed(left, two), right
    if not two:
        return left, indexed(right, one)
    if len(one) != len(two):
        return None
    if fixed(one) and fixed(two):
        return None
    if fixed(one):
        made = _put(right, two, one)
        return None if made is None else (left, made)
    made = _put(left, one, two)
    return None if made is None else (made, right)


def _put(node: Node, items: tuple[Node, ...], values: tuple[Node, ...]) -> Node | None:
    """The expression with its index letters replaced by the indices of the other."""
    changed: dict[str, Node] = {}
    for item, value in zip(items, values, strict=True):
        if isinstance(item, Number):
            if render(item) != render(value):
                return None
        elif isinstance(item, Name):
            changed[item.text] = value
        else:
            return None
    return renamed(node, {name: value for name, value in changed.items() if render(value) != name}, indices=True)

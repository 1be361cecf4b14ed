r"""A displayed text cut into equations: rows, gaps, commas and arrows between them, chains of relations within them.

    \begin{align} z &= W a + b \\ a' &= σ(z) = f(z), \quad j = 1, \dots, n \end{align}
        z = W a + b                                  two members
        a' = σ(z) = f(z)                             three, with the condition j = 1, …, n

Every token becomes part of a member or of a condition, or is a separator; words of a sentence are kept as remarks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lark import Token

from explorer.errors import ReadError
from explorer.notation import cuts
from explorer.notation.cuts import ARROWS, RELATIONS, Piece, levels
from explorer.notation.grammar import parse_tokens
from explorer.notation.letters import CONDITION
from explorer.notation.lexer import walked
from explorer.notation.surface import Equation, Node, Relation
from explorer.source import Source, Span

_INDICES = frozenset("ijklmnrs0123456789")
_SPOKEN_OF = RELATIONS | frozenset(
    ("SUM", "AMPERSAND", "ROW", "GAP", "(", ")", "HADAMARD", "DOT", "STAR", "TIMES", "AT")
)
_SPOKEN_OF |= frozenset(("PLUS", "MINUS", "PLUSMINUS", "SLASH", "OUTER_PRODUCT", "OVER_ENTRIES", "CIRCLE", "BAR"))
_SIGNS = frozenset(("PLUS", "MINUS", "DOT", "STAR", "HADAMARD", "TIMES", "AT", "SLASH", "PLUSMINUS"))


@dataclass(frozen=True, slots=True)
class Line:
    """A chain of members with the relations between them, and what is said of it; one member stands alone.

    `members` has one more than `relations`. `conditions` are relations or ranges it is said to hold under,
    `remarks` the words beside it.
    """

    members: tuple[Node, ...]
    relations: tuple[Relation, ...]
    source: Source
    span: Span
    conditions: tuple[Node, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class _Draft:
    """A line while its tokens are collected."""

    members: list[list[Token]] = field(default_factory=lambda: [[]])
    relations: list[Token] = field(default_factory=list)
    conditions: list[list[Token]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    before: str = "start"
    """The separator in front of it."""

    @property
    def open_end(self) -> bool:
        """Whether something must still follow: a relation or an operator stands at its end."""
        last = self.members[-1]
        return (not last and bool(self.relations)) or (bool(last) and last[-1].type in _SIGNS)

    @property
    def range(self) -> bool:
        """Whether it says how far an index runs."""
        if len(self.members) != 2 or not all(self.members) or str(self.relations[0]) not in ("=", "∈"):
            return False
        letters = all(token.type in ("NAME", "COMMA") for token in self.members[0])
        first = self.members[1][0].type
        outer = 1 if first == "SET" else 0
        dots = any(token.type == "DOTS" and level == outer for token, level in levels(self.members[1]))
        return letters and dots and first in ("NUMBER", "NAME", "SET")

    @property
    def bound(self) -> bool:
        """Whether it is one inequality."""
        return len(self.relations) == 1 and all(self.members) and str(self.relations[0]) in ("<", ">", "≤", "≥", "≠")

    @property
    def letters(self) -> bool:
        """Whether it relates one index to another: `i = j`."""
        short = all(len(member) == 1 and str(member[0]) in _INDICES for member in self.members)
        return short and len(self.members) == 2

    @property
    def equates(self) -> bool:
        """Whether it is a chain of equations."""
        return bool(self.relations) and all(token.type == "EQUALS" for token in self.relations)

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        found = [token.start_pos or 0 for member in self.members for token in member[:1]]
        return min([*found, *(token.start_pos or 0 for token in self.relations[:1])], default=0)

    def take(self, found: Sequence[Token]) -> None:
        """Go on with the tokens: members are cut at the relations outside of brackets."""
        for token, level in levels(found):
            if level == 0 and token.type in RELATIONS:
                if not self.members[-1] and self.relations:  # `= \\ &=`: one relation, written at both ends of the line
                    continue
                self.relations.append(token)
                self.members.append([])
            else:
                self.members[-1].append(token)


def lines(source: Source, words: frozenset[str], macros: Mapping[str, tuple[int, str]]) -> tuple[Line, ...]:
    """The equations of a displayed text, in order.

    Raises `ReadError` with a caret at the first place that cannot be read.
    """
    found = []
    for line in attempts(source, words, macros):
        if isinstance(line, ReadError):
            raise line
        found.append(line)
    if not found:
        raise ReadError("there is nothing to read", source, Span(0, 0))
    return tuple(found)


def attempts(
    source: Source, words: frozenset[str], macros: Mapping[str, tuple[int, str]]
) -> Iterator[Line | ReadError]:
    """The equations of a displayed text, each by itself: one that cannot be read does not take the others with it."""
    try:
        walk = walked(source, words, macros, displayed=True)
        if walk.tokens and all(token.type in _SPOKEN_OF for token in walk.tokens):
            return  # `$\\odot$`: a sign is spoken of
        drafts = _drafts(walk.tokens, source)
    except ReadError as error:
        yield error
        return
    _tell(drafts, walk.remarks)
    for draft in drafts:
        try:
            yield _line(draft, source)
        except ReadError as error:
            yield error


def _tell(drafts: Sequence[_Draft], remarks: Sequence[Token]) -> None:
    """Every remark belongs to the equation in or behind which it stands, else to the first."""
    at = 0
    starts = [draft.start for draft in drafts]
    for remark in sorted(remarks, key=lambda token: token.start_pos or 0):
        while at + 1 < len(drafts) and starts[at + 1] <= (remark.start_pos or 0):
            at += 1
        if drafts:
            drafts[at].remarks.append(str(remark))


def _drafts(found: Sequence[Token], source: Source) -> list[_Draft]:
    drafts: list[_Draft] = []
    waiting: list[tuple[Token, ...]] = []  # the a, b of `a, b ∈ ℝ`
    asked: _Draft | None = None  # that whose condition comes behind a gap
    ahead = _Draft()  # conditions and words in front of an equation
    for piece in cuts.pieces(found):
        here = drafts[-1] if drafts and not waiting else None
        first = piece.tokens[0]
        count = len(drafts)
        if cuts.remark(piece):
            (ahead if here is None or piece.before == "ROW" else here).remarks.append(cuts.shown(piece, source))
        elif asked is not None and piece.before != "ROW":
            asked.conditions.append(list(piece.tokens))
            asked = None
        elif first.type == "NAME" and str(first).strip() in CONDITION:
            target = ahead if here is None or piece.before == "ROW" or here.open_end else here
            if len(piece.tokens) > 1:
                target.conditions.append(list(piece.tokens[1:]))
            elif str(first).strip() == "otherwise":
                target.remarks.append("otherwise")
            else:
                asked = target
        elif here is not None and not ahead.conditions and (here.open_end or _continues(piece, first)):
            here.take(piece.tokens)
        elif cuts.has_relation(piece.tokens):
            if waiting and first.type in RELATIONS and piece.before != "COMMA":
                piece = cuts.Piece((*waiting.pop(), *piece.tokens), piece.before)  # `a \quad = \quad b`
            if waiting and (piece.before != "COMMA" or not cuts.shared_relation(piece.tokens)):
                drafts.extend(_alone(left) for left in waiting)
                waiting = []
            for start in [*waiting, None] if waiting else [None]:
                draft = _Draft(before=piece.before)
                draft.take(piece.tokens if start is None else (*start, *cuts.from_relation(piece.tokens)))
                drafts.append(draft)
            waiting = []
        elif here is not None and here.relations and piece.before == "COMMA":
            _listed(here, piece, waiting)
        elif here is not None and piece.before == "GAP":
            here.take(piece.tokens)
        else:
            waiting.append(piece.tokens)
        if len(drafts) > count:
            drafts[count].conditions[:0] = ahead.conditions
            drafts[count].remarks[:0] = ahead.remarks
            ahead = _Draft()
    drafts.extend(_alone(left) for left in waiting)
    drafts = _ranges(drafts)
    if drafts:
        drafts[-1].conditions.extend(ahead.conditions)
        drafts[-1].remarks.extend(ahead.remarks)
    elif ahead.conditions or ahead.remarks:
        raise ReadError("only words stand here, no formula", source, Span(0, len(source.text)))
    return drafts


def _alone(found: Sequence[Token]) -> _Draft:
    """A line of one member."""
    draft = _Draft()
    draft.take(found)
    return draft


def _ranges(drafts: list[_Draft]) -> list[_Draft]:
    """`…, j = 1, …, n` behind an equation on its row is a condition on it."""
    kept: list[_Draft] = []
    for draft in drafts:
        beside = bool(kept) and draft.before not in ("ROW", "start")
        if beside and draft.before == "ARROW" and kept[-1].letters and draft.equates:
            left = kept.pop()  # `i = j ⇒ δ_{ij} = 1` is said of i = j only
            draft.conditions.insert(0, [*left.members[0], left.relations[0], *left.members[1]])
            draft.conditions[1:1] = left.conditions
            draft.remarks[:0] = left.remarks
            kept.append(draft)
        elif beside and (draft.range or (draft.bound and kept[-1].equates)):
            kept[-1].conditions.append([*draft.members[0], draft.relations[0], *draft.members[1]])
            kept[-1].conditions.extend(draft.conditions)
            kept[-1].remarks.extend(draft.remarks)
        else:
            kept.append(draft)
    return kept


def _continues(piece: Piece, first: Token) -> bool:
    """Whether a piece goes on with what stands before it: it begins with a relation or an operator."""
    if piece.before == "ARROW":
        return False
    if first.type in RELATIONS:
        return str(first) not in ARROWS
    if first.type == "MINUS" and piece.before == "ROW" and not piece.aligned and cuts.has_relation(piece.tokens):
        return False  # an equation of its own that begins with a minus
    return first.type in _SIGNS and piece.before in ("ROW", "GAP")


def _listed(here: _Draft, piece: Piece, waiting: list[tuple[Token, ...]]) -> None:
    """`k = 1, …, m`: the rest of a range is part of the condition that it is; else a list begins."""
    dotted = any(token.type == "DOTS" for token in piece.tokens)
    last = here.conditions[-1] if here.conditions else here.members[-1]
    if dotted or (last and last[-1].type == "DOTS"):
        comma = Token("COMMA", ",", start_pos=piece.tokens[0].start_pos, end_pos=piece.tokens[0].start_pos)
        last.extend([comma, *piece.tokens])
    else:
        waiting.append(piece.tokens)


# -- a line


def _line(draft: _Draft, source: Source) -> Line:
    members: list[Node] = []
    conditions = [_condition(found, source) for found in draft.conditions]
    ends = ARROWS | {"←"}
    while any(draft.members) and not draft.members[-1] and draft.relations and str(draft.relations[-1]) in ends:
        draft.members.pop()  # an arrow at the end points to what follows
        draft.relations.pop()
    for number, found in enumerate(draft.members):
        if not found:
            sign = draft.relations[max(0, number - 1)]
            side = "before" if number == 0 else "after"
            raise ReadError(f"nothing stands {side} `{sign}`", source, _span([sign]))
        members.append(_member(found, source))
    return Line(
        tuple(members),
        tuple(str(token) for token in draft.relations),  # type: ignore[misc]
        source,
        _span([*draft.members[0], *draft.members[-1], *draft.relations]),
        tuple(conditions),
        tuple(draft.remarks),
    )


def _span(found: Sequence[Token]) -> Span:
    return Span(min(token.start_pos or 0 for token in found), max(token.end_pos or 0 for token in found))


def _member(found: list[Token], source: Source) -> Node:
    if any(level == 0 and token.type == "COMMA" for token, level in levels(found)):
        return _list(found, source)
    return parse_tokens(found, source)


def _list(found: list[Token], source: Source) -> Node:
    """`1, …, m` as a group without brackets."""
    start, end = found[0].start_pos or 0, found[-1].end_pos or 0
    around = (Token("(", "(", start_pos=start, end_pos=start), Token(")", ")", start_pos=end, end_pos=end))
    return parse_tokens([around[0], *found, around[1]], source)


def _condition(found: list[Token], source: Source) -> Node:
    """A condition: a relation, a range, or an index alone (`for all j`)."""
    draft = _Draft()
    draft.take(found)
    members = [_member(part, source) for part in draft.members if part]
    node = members[0]
    for relation, member in zip(draft.relations, members[1:], strict=False):
        node = Equation(node, member, str(relation), node.span | member.span)  # type: ignore[arg-type]
    return node

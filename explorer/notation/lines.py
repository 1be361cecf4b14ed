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
from explorer.notation.grammar import parse_tokens
from explorer.notation.lexer import tokens
from explorer.notation.surface import Equation, Node, Relation
from explorer.source import Source, Span

_OPENS = frozenset(("(", "[", "{", "BEGIN", "NORM_OPEN", "BARS_OPEN"))
_SHUTS = frozenset((")", "]", "}", "END", "NORM_CLOSE", "BARS_CLOSE"))
_RELATIONS = frozenset(("EQUALS", "UNEQUAL", "RELATION"))
_SIGNS = frozenset(("PLUS", "MINUS", "DOT", "STAR", "HADAMARD", "TIMES", "AT", "SLASH"))
_ARROWS = frozenset("⇒⇐⇔→")
CONDITION = frozenset(("if", "for", "where", "when", "with", "otherwise", "∀", "for all", "for each", "such that"))
"""The words with which a condition on an equation begins."""
_LINKS = frozenset(("and", "or", "so", "then", "thus", "hence", "i.e.", "that is"))


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

    @property
    def open_end(self) -> bool:
        """Whether something must still follow: a relation or an operator stands at its end."""
        last = self.members[-1]
        return (not last and bool(self.relations)) or (bool(last) and last[-1].type in _SIGNS)

    def take(self, found: Sequence[Token]) -> None:
        """Go on with the tokens: members are cut at the relations outside of brackets."""
        for token, level in _levels(found):
            if level == 0 and token.type in _RELATIONS:
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
        drafts = _drafts(tokens(source, words, macros, displayed=True))
    except ReadError as error:
        yield error
        return
    for draft in drafts:
        try:
            yield _line(draft, source)
        except ReadError as error:
            yield error


# -- pieces between separators


@dataclass(frozen=True, slots=True)
class _Piece:
    """Tokens between two separators; `before` is the separator in front of them."""

    tokens: tuple[Token, ...]
    before: str


def _levels(found: Sequence[Token]) -> Iterator[tuple[Token, int]]:
    """Every token with the number of brackets open around it."""
    level = 0
    for token in found:
        if token.type in _SHUTS:
            level -= 1
        yield token, level
        if token.type in _OPENS:
            level += 1


def _pieces(found: Sequence[Token]) -> Iterator[_Piece]:
    held: list[Token] = []
    before = "start"
    related = False
    previous = ""
    for token, level in _levels(found):
        separator = ""
        if level == 0:
            if token.type in ("ROW", "GAP"):
                separator = token.type
            elif token.type == "AMPERSAND":
                separator = "GAP" if previous == "AMPERSAND" else "&"
            elif token.type in ("COMMA", "SEMICOLON"):
                separator = "COMMA"
            elif token.type == "RELATION" and str(token) in _ARROWS and (related or not held or str(token) != "→"):
                separator = "ARROW"
            elif token.type == "NAME" and str(token).strip() in _LINKS:
                separator = "COMMA"
        previous = token.type
        if separator == "&":
            continue
        if not separator:
            related = related or (level == 0 and token.type in _RELATIONS)
            if level == 0 and token.type == "NAME" and str(token).strip() in CONDITION and held:
                yield _Piece(tuple(held), before)
                held, before, related = [], "COMMA", False
            held.append(token)
            continue
        if held:
            yield _Piece(tuple(held), before)
            held = []
            before = separator
        elif before not in ("ROW", "start"):
            before = separator
        related = False
    if held:
        yield _Piece(tuple(held), before)


def _has_relation(found: Sequence[Token]) -> bool:
    return any(level == 0 and token.type in _RELATIONS for token, level in _levels(found))


def _words(found: Sequence[Token]) -> bool:
    """Whether this is words of a sentence, from `\\text{…}`."""
    return all(token.type == "NAME" and " " in str(token).strip() for token in found)


def _tag(found: Sequence[Token]) -> bool:
    """Whether this is the number of an equation, `(3)`."""
    return [token.type for token in found] == ["(", "NUMBER", ")"]


def _drafts(found: Sequence[Token]) -> list[_Draft]:
    drafts: list[_Draft] = []
    waiting: list[tuple[Token, ...]] = []  # the a, b of `a, b ∈ ℝ`
    for piece in _pieces(found):
        here = drafts[-1] if drafts and not waiting else None
        first = piece.tokens[0]
        if _words(piece.tokens) or (_tag(piece.tokens) and piece.before == "GAP"):
            if here is not None:
                here.remarks.extend(str(token).strip() for token in piece.tokens if token.type == "NAME")
        elif first.type == "NAME" and str(first).strip() in CONDITION:
            if here is not None and len(piece.tokens) > 1:
                here.conditions.append(list(piece.tokens[1:]))
        elif here is not None and (here.open_end or _continues(piece, first)):
            here.take(piece.tokens)
        elif _has_relation(piece.tokens):
            for start in [*waiting, None] if waiting else [None]:
                draft = _Draft()
                draft.take(piece.tokens if start is None else (*start, *_from_relation(piece.tokens)))
                drafts.append(draft)
            waiting = []
        elif here is not None and here.relations and piece.before == "COMMA":
            _listed(here, piece, waiting)
        elif here is not None and piece.before == "GAP":
            here.take(piece.tokens)
        else:
            waiting.append(piece.tokens)
    for left in waiting:
        draft = _Draft()
        draft.take(left)
        drafts.append(draft)
    return drafts


def _continues(piece: _Piece, first: Token) -> bool:
    """Whether a piece goes on with what stands before it: it begins with a relation or an operator."""
    if piece.before == "ARROW":
        return False
    if first.type in _RELATIONS:
        return str(first) not in _ARROWS
    return first.type in _SIGNS and piece.before in ("ROW", "GAP")


def _from_relation(found: Sequence[Token]) -> list[Token]:
    """The tokens from the first relation on."""
    levels = list(_levels(found))
    at = next(number for number, (token, level) in enumerate(levels) if level == 0 and token.type in _RELATIONS)
    return list(found[at:])


def _listed(here: _Draft, piece: _Piece, waiting: list[tuple[Token, ...]]) -> None:
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
    if any(level == 0 and token.type == "COMMA" for token, level in _levels(found)):
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

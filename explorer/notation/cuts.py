"""The tokens of a display cut at what separates equations: rows, gaps, commas, arrows, and words of a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lark import Token

from explorer.notation.letters import CONDITION, LINKS
from explorer.source import Source

OPENS = frozenset(("(", "[", "{", "BEGIN", "SET", "⟨", "NORM_OPEN", "BARS_OPEN", "AT_OPEN"))
SHUTS = frozenset((")", "]", "}", "END", "SET_END", "⟩", "NORM_CLOSE", "BARS_CLOSE", "AT_CLOSE"))
RELATIONS = frozenset(("EQUALS", "UNEQUAL", "RELATION"))
ARROWS = frozenset("⇒⇐⇔→")
_ENDS = frozenset(("NAME", "BOLD", "NUMBER", "ONES", "ZEROS", "DOTS", "TRANSPOSE", "PRIME", "BANG")) | SHUTS
_BEGINS = (frozenset(("NAME", "BOLD", "NUMBER", "ONES", "ZEROS", "SUM", "FRAC", "SQRT", "DOTS")) | OPENS) - {"(", "["}
_SIGNS = RELATIONS | frozenset(("PLUS", "MINUS", "DOT", "STAR", "HADAMARD", "TIMES", "AT", "SLASH", "PLUSMINUS"))
_SHARED = frozenset("∈∉⊂⊆∼<>≤≥≪≫≠")
_ASIDE = frozenset(("(", "[", "{", "BEGIN"))
_WORDED = frozenset(("NAME", "ROW", "AMPERSAND", "{", "}", "BEGIN", "END"))
_SAID = frozenset(("substituting", "using", "since", "because", "by", "from", "see", "where", "for", "if", "when"))
_DEMANDS = frozenset(("minimize", "maximize", "minimise", "maximise", "compute", "adjust", "let", "given", "repeat"))


@dataclass(frozen=True, slots=True)
class Piece:
    """Tokens between two separators; `before` is the separator in front of them."""

    tokens: tuple[Token, ...]
    before: str
    aligned: bool = False
    """Whether its row begins with an alignment mark."""


def levels(found: Sequence[Token]) -> Iterator[tuple[Token, int]]:
    """Every token with the number of brackets open around it."""
    level = 0
    for token in found:
        if token.type in SHUTS:
            level -= 1
        yield token, level
        if token.type in OPENS:
            level += 1


def pieces(found: Sequence[Token]) -> Iterator[Piece]:
    """The pieces between separators, in order; none is empty, and braces around a whole equation are gone."""
    for piece in _pieces(found):
        yield Piece(_unwrapped(piece.tokens), piece.before, piece.aligned)


def _pieces(found: Sequence[Token]) -> Iterator[Piece]:
    held: list[Token] = []
    before = "start"
    related = False
    previous = ""
    conditional = False  # a condition in front of its equation is being read
    aligned = False
    after = 0  # where a remark in brackets ends
    for number, (token, level) in enumerate(levels(found)):
        if number < after:
            continue
        separator = ""
        word = str(token).strip() if level == 0 and token.type == "NAME" else ""
        if level == 0:
            if token.type in ("ROW", "GAP"):
                separator = token.type
            elif token.type == "AMPERSAND":
                separator = "GAP" if previous == "AMPERSAND" else "&"
            elif token.type in ("COMMA", "SEMICOLON"):
                separator = "COMMA"
            elif token.type == "COLON" and (conditional or _introduced(held) or _maps(held, found, number)):
                separator = "COLON"
            elif token.type == "RELATION" and str(token) in ARROWS and (related or not held or str(token) != "→"):
                separator = "ARROW"
            elif word in LINKS:
                separator = "COMMA"
            elif token.type in _ASIDE and (after := _sentence(found, number)):
                if held:
                    yield Piece(tuple(held), before, aligned)
                yield Piece(tuple(found[number:after]), "TEXT" if held else before)
                held, before, related, conditional = [], "TEXT", False, False
                previous = ")"
                continue
        previous = token.type
        if separator == "&":
            aligned = aligned or not held
            continue
        demand = word.lower() in _DEMANDS and not held and _between(found, number)
        if not separator and ((" " in word and word not in CONDITION and _between(found, number)) or demand):
            if held:
                yield Piece(tuple(held), before)
            yield Piece((token,), "TEXT" if held else before)
            held, before, related, conditional = [], "TEXT", False, False
            continue
        if not separator:
            related = related or (level == 0 and token.type in RELATIONS)
            if word in CONDITION:
                if held:
                    yield Piece(tuple(held), before)
                    held, before, related = [], "COMMA", False
                conditional = True
            held.append(token)
            continue
        conditional = False
        if held:
            yield Piece(tuple(held), before, aligned)
            held = []
            before = separator
        elif before not in ("ROW", "start"):
            before = separator
        related = aligned = False
    if held:
        yield Piece(tuple(held), before, aligned)


def _sentence(found: Sequence[Token], at: int) -> int:
    """Where brackets that begin at `at` end, if a sentence is in them: `(x is the input of the layer)`; else 0."""
    level, words = 0, 0
    for place in range(at, len(found)):
        token = found[place]
        level += (token.type in OPENS) - (token.type in SHUTS)
        shallow = level == 1 or found[at].type == "{"
        words = max(words, len(str(token).split()) if token.type == "NAME" and shallow else 0)
        if level == 0:
            if found[at].type in ("BEGIN", "{"):  # words set in rows, beside an equation
                beside = at > 0 and found[at - 1].type in ("AMPERSAND", "GAP")
                plain = beside and all(part.type in _WORDED for part in found[at : place + 1])
                return place + 1 if plain and words > 1 else 0
            if found[at].type == "[":
                aside = at > 0 and found[at - 1].type not in ("NAME", "BOLD")
                return place + 1 if words > 1 and place == at + 2 and aside else 0  # [by the chain rule]
            return place + 1 if words > 2 and place > at + 2 else 0  # P(rain on the roof) has one name as its argument
    return 0


def _introduced(held: Sequence[Token]) -> bool:
    """`Proof:`, `case 1:`: words in front of a colon."""
    return bool(held) and all(token.type in ("NAME", "NUMBER") and len(token) > 1 for token in held[:1])


def _maps(held: Sequence[Token], found: Sequence[Token], at: int) -> bool:
    """`f: ℝ^n → ℝ`: a name in front of the colon, an arrow behind it."""
    named = bool(held) and held[0].type in ("NAME", "BOLD") and all(token.type not in RELATIONS for token in held)
    behind = (token for token, level in levels(found[at + 1 :]) if level == 0)
    first = next((token for token in behind if token.type in (*RELATIONS, "ROW", "GAP", "COMMA")), None)
    return named and first is not None and str(first) == "→"


def _between(found: Sequence[Token], at: int) -> bool:
    """Whether words stand beside a formula as its next factor would: they are no name but part of the sentence."""
    before = found[at - 1].type if at else ""
    rest = (found[place].type for place in range(at + 1, len(found)))
    after = next((kind for kind in rest if kind != "AMPERSAND"), "")
    return before in _ENDS or (after in _BEGINS and before not in _SIGNS)


def _unwrapped(found: tuple[Token, ...]) -> tuple[Token, ...]:
    """`{a = b}` as the whole of a piece is the equation in it."""
    while len(found) > 2 and found[0].type == "{" and found[-1].type == "}":
        inside = found[1:-1]
        nested = list(levels(inside))
        if any(level < 0 for _, level in nested) or not has_relation(inside):
            break
        found = inside
    return found


def shared_relation(found: Sequence[Token]) -> bool:
    """Whether what stands in front with commas has the same relation: `a, b ∈ ℝ`; not with `a, b = c`."""
    first = next(token for token, level in levels(found) if level == 0 and token.type in RELATIONS)
    return first.type != "EQUALS" and str(first) in _SHARED


def has_relation(found: Sequence[Token]) -> bool:
    """Whether a relation stands in it outside of brackets."""
    return any(level == 0 and token.type in RELATIONS for token, level in levels(found))


def from_relation(found: Sequence[Token]) -> list[Token]:
    """The tokens from the first relation on."""
    at = next(at for at, (token, level) in enumerate(levels(found)) if level == 0 and token.type in RELATIONS)
    return list(found[at:])


def remark(piece: Piece) -> bool:
    """Whether a piece is no formula: words of a sentence, the number of an equation, an explanation in brackets."""
    found = piece.tokens
    if all(token.type == "NAME" and _is_words(token) for token in found):
        return True
    if all(token.type == "DOTS" for token in found) and piece.before != "COMMA":
        return True
    if [token.type for token in found] == ["(", "NUMBER", ")"] and piece.before == "GAP":
        return True
    said = [str(token).strip() for token in found if token.type == "NAME"]
    explained = any(word.lower() in _SAID or " " in word for word in said)
    return piece.before != "COMMA" and _enclosed(found) and explained


def _enclosed(found: Sequence[Token]) -> bool:
    """Whether the bracket that begins a piece ends it; in braces and rows there are only words."""
    if found[0].type not in ("(", "[") and not all(token.type in _WORDED for token in found):
        return False
    depths = [level for _, level in levels(found)]
    return found[-1].type in SHUTS and depths[-1] == 0 and all(depths[1:-1])


def _is_words(token: Token) -> bool:
    return " " in str(token).strip() or str(token).strip().lower() in _DEMANDS


def shown(piece: Piece, source: Source) -> str:
    """A piece as it is written, for a remark; words without the command around them."""
    if all(token.type == "NAME" for token in piece.tokens):
        return " ".join(str(token).strip() for token in piece.tokens)
    start, end = (piece.tokens[0].start_pos or 0), (piece.tokens[-1].end_pos or 0)
    return source.text[start:end]

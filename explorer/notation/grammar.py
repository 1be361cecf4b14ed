"""Tokens -> surface tree: an LALR grammar; `trees` has one short method for each of its rules.

a Σ takes the rest of its term;  factors side by side bind tighter than · ⊙ * × @, those tighter than + and -
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NoReturn

from lark import Lark, Token, UnexpectedToken
from lark.lexer import Lexer
from lark.parsers.lalr_interactive_parser import InteractiveParser

from explorer.errors import ReadError
from explorer.notation.lexer import tokens
from explorer.notation.surface import Node
from explorer.notation.trees import Trees, place
from explorer.source import Source, Span

GRAMMAR = r"""
start: side                          -> alone
     | side EQUALS side              -> equation
?side: total
     | total RELATION total          -> relation
?total: term
      | signed+                      -> total
      | term signed+                 -> total
signed: PLUS term
      | MINUS term
      | PLUSMINUS term
?term: closed
     | open
     | before+ closed                -> product
     | before+ open                  -> product
before: closed operator
      | closed operator MINUS
!operator: DOT | STAR | HADAMARD | TIMES | AT | OUTER_PRODUCT | OVER_ENTRIES | CIRCLE
?closed: factor
       | factor beside+              -> chain
       | evaluated
       | evaluated beside+           -> chain
evaluated: closed EVALUATE script+
beside: factor
      | SLASH factor
?open: sum
     | closed sum                    -> chain_sum
     | factor SLASH sum              -> over_sum
     | factor beside+ SLASH sum      -> over_sum
sum: SUM script* term
   | SUM script* MINUS term
?factor: base
       | base script+                -> scripted
script: LOW small                    -> below
      | HIGH small                   -> above
      | PRIME                        -> prime
      | BANG                         -> factorial
?small: NAME                         -> name
      | BOLD                         -> bold
      | NUMBER                       -> number
      | TRANSPOSE                    -> transpose
      | ONES                         -> ones
      | PRIME                        -> everything_prime
      | STAR                         -> name
      | PLUS                         -> name
      | MINUS small                  -> negative
      | LPAR items RPAR              -> group
      | LBRACK items RBRACK          -> group
      | LBRACE items RBRACE          -> group
      | LBRACE RBRACE                -> nothing
items: item ((COMMA | SEMICOLON | BAR) item)*
?item: formula
     | COLON                         -> everything
     | formula COLON                 -> low_slice
     | COLON formula                 -> high_slice
     | formula COLON formula         -> slice
     | PRIME+                        -> primes
     | STAR                          -> name
     | HADAMARD NUMBER               -> entrywise
?formula: total
        | total related+             -> relations
related: (EQUALS | UNEQUAL | RELATION) total
?base: NAME                          -> name
     | BOLD                          -> bold
     | NUMBER                        -> number
     | DOTS                          -> dots
     | ONES                          -> ones
     | ZEROS                         -> zeros
     | TRANSPOSE                     -> transpose
     | LPAR items RPAR               -> group
     | LSET items RSET               -> group
     | LANGLE items RANGLE           -> group
     | LBRACE formula RBRACE         -> braces
     | LBRACK rows RBRACK            -> bracket
     | BEGIN cells END               -> table
     | FRAC argument argument        -> fraction
     | SQRT argument                 -> fence
     | NORM_OPEN total NORM_CLOSE    -> fence
     | BARS_OPEN total BARS_CLOSE    -> fence
     | AT_OPEN total AT_CLOSE        -> fence
?argument: NAME                      -> name
         | BOLD                      -> bold
         | NUMBER                    -> number
         | LBRACE total RBRACE       -> braces
rows: row (SEMICOLON row)*
row: item ((COMMA | BAR) item)*
cells: line (ROW line)*
line: cell (AMPERSAND cell)*
cell: formula?
%declare PLUS MINUS DOT STAR HADAMARD TIMES AT SLASH EQUALS UNEQUAL COMMA SEMICOLON COLON PRIME SUM DOTS ONES
%declare ZEROS TRANSPOSE NAME BOLD NUMBER LOW HIGH LPAR RPAR LBRACK RBRACK LBRACE RBRACE BEGIN END FRAC SQRT
%declare RELATION AMPERSAND ROW NORM_OPEN NORM_CLOSE BARS_OPEN BARS_CLOSE AT_OPEN AT_CLOSE EVALUATE BAR BANG
%declare PLUSMINUS OUTER_PRODUCT OVER_ENTRIES CIRCLE LSET RSET LANGLE RANGLE
"""

MOST_NESTED = 200
"""How many relations, or values at a place, one expression may have: each stands inside the next."""

_RELATIONS = ("EQUALS", "UNEQUAL", "RELATION")
_TYPES = {
    "_": "LOW",
    "^": "HIGH",
    "(": "LPAR",
    ")": "RPAR",
    "[": "LBRACK",
    "]": "RBRACK",
    "{": "LBRACE",
    "}": "RBRACE",
    "SET": "LSET",
    "SET_END": "RSET",
    "⟨": "LANGLE",
    "⟩": "RANGLE",
}


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", lexer=_NoLexer, transformer=Trees(), maybe_placeholders=False)


class _NoLexer(Lexer):  # type: ignore[misc]
    """The tokens come from `lexer.tokens`; lark only needs to be told that there is a lexer."""

    def __init__(self, conf: Any) -> None:
        self.conf = conf

    def lex(self, data: Any) -> Any:
        return iter(data)


def parse(
    source: Source, words: frozenset[str] = frozenset(), macros: Mapping[str, tuple[int, str]] | None = None
) -> Node:
    """The surface tree of a text. Raises `ReadError` with a caret where it stops being readable."""
    found = tokens(source, words, macros or {})
    if not found:
        raise ReadError("there is nothing to read", source, Span(0, 0))
    return parse_tokens(found, source)


def parse_tokens(found: Sequence[Token], source: Source) -> Node:
    """The surface tree of some tokens, at least one, of a text."""
    for kinds in (_RELATIONS, ("EVALUATE",)):
        signs = [token for token in found if token.type in kinds]
        if len(signs) > MOST_NESTED:
            message = f"more than {MOST_NESTED} signs `{signs[0]}` stand in one expression"
            raise ReadError(message, source, place(signs[MOST_NESTED]), hint="name the parts")
    state: InteractiveParser = _parser().parse_interactive(found)
    token = found[0]
    try:
        for token in found:
            token.type = _TYPES.get(token.type, token.type)
            state.feed_token(token)
        tree: Node = state.feed_eof(found[-1])
    except UnexpectedToken as error:
        _explain(error, token, source)
    return tree


def _explain(error: UnexpectedToken, token: Token, source: Source) -> NoReturn:
    expected = set(error.accepts or error.expected)
    if error.token.type == "$END":
        span = Span(token.start_pos or 0, token.end_pos or 0)
        raise ReadError(f"the expression breaks off after `{token}`", source, span, hint="something must follow")
    span = place(token)
    shown = source.text[span.start : span.end] or str(token)
    hint = None
    if token.type == "EQUALS":
        hint = "one = in a claim; inside parentheses none"
    elif token.type in ("LOW", "HIGH"):
        hint = "an index or a power follows a letter or a closing bracket"
    elif token.type in ("PLUS", "DOT", "STAR", "HADAMARD", "TIMES", "SLASH", "COMMA") and "NAME" in expected:
        hint = "something to its left is missing"
    elif token.type in ("RPAR", "RBRACK", "RBRACE", "END") and "NAME" in expected:
        hint = "something before it is missing"
    raise ReadError(f"`{shown}` cannot stand here", source, span, hint=hint)

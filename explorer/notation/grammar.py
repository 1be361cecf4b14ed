"""Tokens -> surface tree: an LALR grammar and one short method for each of its rules.

a Σ takes the rest of its term;  factors side by side bind tighter than · ⊙ * × @, those tighter than + and -
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NoReturn

from lark import Lark, Token, Transformer, UnexpectedToken
from lark.lexer import Lexer
from lark.parsers.lalr_interactive_parser import InteractiveParser

from explorer.errors import ReadError
from explorer.notation.lexer import tokens
from explorer.notation.surface import (
    Chain,
    Equation,
    Fence,
    Fraction,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Operator,
    Relation,
    Scripted,
    Summation,
    Table,
    Total,
)
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
?term: closed
     | open
     | before+ closed                -> product
     | before+ open                  -> product
before: closed operator
      | closed operator MINUS
!operator: DOT | STAR | HADAMARD | TIMES | AT
?closed: factor
       | factor beside+              -> chain
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
?small: NAME                         -> name
      | BOLD                         -> bold
      | NUMBER                       -> number
      | TRANSPOSE                    -> transpose
      | ONES                         -> ones
      | PRIME                        -> everything_prime
      | MINUS small                  -> negative
      | LPAR items RPAR              -> group
      | LBRACK items RBRACK          -> group
      | LBRACE items RBRACE          -> group
      | LBRACE RBRACE                -> nothing
items: item ((COMMA | SEMICOLON) item)*
?item: formula
     | COLON                         -> everything
     | PRIME+                        -> primes
?formula: total
        | total EQUALS total         -> equation
        | total UNEQUAL total        -> unequal
        | total RELATION total       -> relation
?base: NAME                          -> name
     | BOLD                          -> bold
     | NUMBER                        -> number
     | DOTS                          -> dots
     | ONES                          -> ones
     | ZEROS                         -> zeros
     | TRANSPOSE                     -> transpose
     | LPAR items RPAR               -> group
     | LBRACE total RBRACE           -> braces
     | LBRACK rows RBRACK            -> bracket
     | BEGIN cells END               -> table
     | FRAC argument argument        -> fraction
     | SQRT argument                 -> fence
     | NORM_OPEN total NORM_CLOSE    -> fence
     | BARS_OPEN total BARS_CLOSE    -> fence
?argument: NAME                      -> name
         | BOLD                      -> bold
         | NUMBER                    -> number
         | LBRACE total RBRACE       -> braces
rows: row (SEMICOLON row)*
row: total (COMMA total)*
cells: line (ROW line)*
line: cell (AMPERSAND cell)*
cell: formula?
%declare PLUS MINUS DOT STAR HADAMARD TIMES AT SLASH EQUALS UNEQUAL COMMA SEMICOLON COLON PRIME SUM DOTS ONES
%declare ZEROS TRANSPOSE NAME BOLD NUMBER LOW HIGH LPAR RPAR LBRACK RBRACK LBRACE RBRACE BEGIN END FRAC SQRT
%declare RELATION AMPERSAND ROW NORM_OPEN NORM_CLOSE BARS_OPEN BARS_CLOSE
"""

_OPERATORS: Mapping[str, Operator] = {"DOT": "·", "STAR": "*", "HADAMARD": "⊙", "TIMES": "×", "AT": "@"}


def _place(token: Token) -> Span:
    return Span(token.start_pos or 0, token.end_pos or 0)


def _nodes(parts: Sequence[Any]) -> list[Node]:
    return [part for part in parts if not isinstance(part, Token)]


class _Build(Transformer):  # type: ignore[misc]  # lark is not typed here
    """One method a rule: its parts, already built, to a surface node."""

    def alone(self, parts: list[Any]) -> Node:
        node: Node = parts[0]
        return node

    def equation(self, parts: list[Any]) -> Node:
        return Equation(parts[0], parts[2], "=", parts[0].span | parts[2].span)

    def unequal(self, parts: list[Any]) -> Node:
        return Equation(parts[0], parts[2], "≠", parts[0].span | parts[2].span)

    def relation(self, parts: list[Any]) -> Node:
        sign: Relation = str(parts[1])  # type: ignore[assignment]
        return Equation(parts[0], parts[2], sign, parts[0].span | parts[2].span)

    def signed(self, parts: list[Any]) -> tuple[int, Node, Span]:
        return (-1 if parts[0].type == "MINUS" else 1, parts[1], _place(parts[0]))

    def total(self, parts: list[Any]) -> Node:
        terms = [(part[0], part[1]) if isinstance(part, tuple) else (1, part) for part in parts]
        start = parts[0][2] if isinstance(parts[0], tuple) else parts[0].span
        return Total(tuple(terms), start | terms[-1][1].span)

    def operator(self, parts: list[Any]) -> Operator:
        return _OPERATORS[parts[0].type]

    def before(self, parts: list[Any]) -> tuple[Node, Operator, Token | None]:
        return (parts[0], parts[1], parts[2] if len(parts) == 3 else None)

    def product(self, parts: list[Any]) -> Node:
        factors: list[Node] = []
        operators: list[Operator] = []
        minus: Token | None = None
        for part in parts:
            node = part[0] if isinstance(part, tuple) else part
            if minus is not None:
                node = Total(((-1, node),), _place(minus) | node.span)
            factors.append(node)
            if isinstance(part, tuple):
                operators.append(part[1])
                minus = part[2]
        return Chain(tuple(factors), tuple(operators), factors[0].span | factors[-1].span)

    def beside(self, parts: list[Any]) -> tuple[Node, Operator]:
        return (parts[-1], "/" if len(parts) == 2 else "")

    def chain(self, parts: list[Any]) -> Node:
        factors = (parts[0], *(part[0] for part in parts[1:]))
        return Chain(factors, tuple(part[1] for part in parts[1:]), factors[0].span | factors[-1].span)

    def chain_sum(self, parts: list[Any]) -> Node:
        before, last = parts
        span = before.span | last.span
        if isinstance(before, Chain):
            return Chain((*before.factors, last), (*before.operators, ""), span)
        return Chain((before, last), ("",), span)

    def over_sum(self, parts: list[Any]) -> Node:
        return self.chain([*parts[:-2], (parts[-1], "/")])

    def sum(self, parts: list[Any]) -> Node:
        sign = _place(parts[0])
        body: Node = parts[-1]
        if isinstance(parts[-2], Token) and parts[-2].type == "MINUS":
            body = Total(((-1, body),), _place(parts.pop(-2)) | body.span)
        below: tuple[Node, ...] = ()
        above: Node | None = None
        for kind, node in parts[1:-1]:
            if kind == "below" and not below:
                below = node.parts if isinstance(node, Group) else (node,)
            elif kind == "above" and above is None:
                above = node
            else:
                below = (*below, Mark("prime", node.span))
        return Summation(below, above, body, sign | body.span, sign)

    def below(self, parts: list[Any]) -> tuple[str, Node]:
        return ("below", parts[1])

    def above(self, parts: list[Any]) -> tuple[str, Node]:
        return ("above", parts[1])

    def prime(self, parts: list[Any]) -> tuple[str, Node]:
        return ("prime", Mark("prime", _place(parts[0])))

    def scripted(self, parts: list[Any]) -> Node:
        base = parts[0]
        subs = tuple(node.parts if isinstance(node, Group) else (node,) for kind, node in parts[1:] if kind == "below")
        sups: list[Node] = []
        for kind, node in parts[1:]:
            if kind != "below":
                primes = (
                    isinstance(node, Group)
                    and bool(node.parts)
                    and all(isinstance(part, Group) and part.bracket == "[" and not part.parts for part in node.parts)
                )
                sups.extend([Mark("prime", node.span)] * len(node.parts) if primes else [node])
        end = parts[-1][1].span
        return Scripted(base, subs, tuple(sups), base.span | end)

    def primes(self, parts: list[Any]) -> Node:
        return Mark("prime", _place(parts[0])) if len(parts) == 1 else Group((), "[", _place(parts[0]))

    def everything_prime(self, parts: list[Any]) -> Node:
        return Mark("prime", _place(parts[0]))

    def name(self, parts: list[Any]) -> Node:
        return Name(str(parts[0]), _place(parts[0]))

    def bold(self, parts: list[Any]) -> Node:
        return Name(str(parts[0]), _place(parts[0]), True)

    def number(self, parts: list[Any]) -> Node:
        return Number(str(parts[0]), _place(parts[0]))

    def transpose(self, parts: list[Any]) -> Node:
        return Mark("transpose", _place(parts[0]))

    def dots(self, parts: list[Any]) -> Node:
        return Mark("dots", _place(parts[0]))

    def ones(self, parts: list[Any]) -> Node:
        return Mark("ones", _place(parts[0]))

    def zeros(self, parts: list[Any]) -> Node:
        return Mark("zeros", _place(parts[0]))

    def everything(self, parts: list[Any]) -> Node:
        return Mark("all", _place(parts[0]))

    def negative(self, parts: list[Any]) -> Node:
        return Total(((-1, parts[1]),), _place(parts[0]) | parts[1].span)

    def nothing(self, parts: list[Any]) -> Node:
        return Group((), "{", _place(parts[0]) | _place(parts[1]))

    def items(self, parts: list[Any]) -> list[Node]:
        return _nodes(parts)

    row = items

    def group(self, parts: list[Any]) -> Node:
        return Group(tuple(parts[1]), str(parts[0]), _place(parts[0]) | _place(parts[2]))  # type: ignore[arg-type]

    def braces(self, parts: list[Any]) -> Node:
        return Group((parts[1],), "{", _place(parts[0]) | _place(parts[2]))

    def rows(self, parts: list[Any]) -> list[list[Node]]:
        return [part for part in parts if isinstance(part, list)]

    def bracket(self, parts: list[Any]) -> Node:
        span = _place(parts[0]) | _place(parts[2])
        rows: list[list[Node]] = parts[1]
        if len(rows) == 1 and len(rows[0]) == 1 and len(_apart(rows[0][0])) == 1:
            return Group((rows[0][0],), "[", span)
        return Table(tuple(tuple(cell for part in row for cell in _apart(part)) for row in rows), span)

    def cell(self, parts: list[Any]) -> list[Node]:
        return list(parts)

    def line(self, parts: list[Any]) -> tuple[Node | None, ...]:
        return tuple(part[0] if part else None for part in parts if isinstance(part, list))

    def cells(self, parts: list[Any]) -> list[tuple[Node | None, ...]]:
        rows = [part for part in parts if isinstance(part, tuple)]
        return rows[:-1] if len(rows) > 1 and rows[-1] == (None,) else rows

    def table(self, parts: list[Any]) -> Node:
        return Table(tuple(parts[1]), _place(parts[0]) | _place(parts[2]), str(parts[0]))

    def fraction(self, parts: list[Any]) -> Node:
        return Fraction(parts[1], parts[2], _place(parts[0]) | parts[2].span)

    def fence(self, parts: list[Any]) -> Node:
        first = parts[0]
        end = _place(parts[2]) if len(parts) == 3 else parts[1].span
        kind = {"SQRT": "sqrt", "NORM_OPEN": "norm", "BARS_OPEN": "bars"}[first.type]
        return Fence(kind, parts[1], _place(first) | end)  # type: ignore[arg-type]


def _apart(node: Node) -> list[Node]:
    """`[W b]`: what stands apart with only space between is a row of blocks; `[Wa b]` has the two blocks Wa, b."""
    if not isinstance(node, Chain) or any(operator for operator in node.operators):
        return [node]
    none: Operator = ""
    cells: list[list[Node]] = [[node.factors[0]]]
    for before, factor in zip(node.factors, node.factors[1:], strict=False):
        if factor.span.start > before.span.end and not isinstance(factor, Group):
            cells.append([factor])
        else:
            cells[-1].append(factor)
    return [
        cell[0] if len(cell) == 1 else Chain(tuple(cell), (none,) * (len(cell) - 1), cell[0].span | cell[-1].span)
        for cell in cells
    ]


_TYPES = {
    "_": "LOW",
    "^": "HIGH",
    "(": "LPAR",
    ")": "RPAR",
    "[": "LBRACK",
    "]": "RBRACK",
    "{": "LBRACE",
    "}": "RBRACE",
}


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", lexer=_NoLexer, transformer=_Build(), maybe_placeholders=False)


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
    span = _place(token)
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

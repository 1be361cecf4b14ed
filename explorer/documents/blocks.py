r"""The blocks of Markdown as character ranges: markdown-it's rules for lists and quotes, ours for what holds formulas.

A paragraph is ours because a display in it may go over blank lines and over lines that would begin a list (`- b`) or a
heading (`= 0`); so are fences, because one that is never closed must not swallow the rest of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, blockquote, code, heading, hr, list_block, table

from explorer.documents import displays

Rule = Callable[[StateBlock, int, int, bool], bool]
# Quotes and lists deeper than this are read as running text.
DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together; `starts` are the offsets at which each one begins after marks of quotes and lists."""

    kind: Literal["text", "rows", "code", "fence", "open fence", "directive"]
    line: int
    starts: tuple[int, ...]


def blocks(text: str) -> list[Block]:
    r"""All blocks of a text whose lines end in `\n`, in order.

    >>> [(block.kind, block.line) for block in blocks("# Title\n\ntext\n```\ncode\n```\n")]
    [('text', 0), ('text', 2), ('code', 3)]
    """
    found: list[Block] = []
    if text:
        _PARSER.block.parse(text, _PARSER, {"blocks": found, "fences": {}}, [])
    return found


def content(state: StateBlock, line: int) -> str:
    """A line without the marks of the quotes and lists around it."""
    return str(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]])


def _within(state: StateBlock, line: int) -> str | None:
    """The same for a line of the list item that is being read; None where the item has ended."""
    text = content(state, line)
    ended = bool(text) and state.sCount[line] < state.blkIndent and state.isEmpty(line - 1)
    return None if ended else text


def _keep(state: StateBlock, kind: str, start: int, end: int) -> None:
    starts = tuple(min(state.bMarks[line] + state.tShift[line], state.eMarks[line]) for line in range(start, end))
    state.env["blocks"].append(Block(kind, start, starts))  # type: ignore[arg-type]
    state.line = end


def _kept(rule: Rule, kind: str | None) -> Rule:
    """A rule of markdown-it whose lines are one block (of no interest without `kind`)."""

    def keeping(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        done = rule(state, start, end, silent)
        if done and not silent and kind is not None:
            last = state.line
            while last > start + 1 and state.isEmpty(last - 1):
                last -= 1
            line = state.line
            _keep(state, kind, start, last)
            state.line = line
        return done

    return keeping


def _shallow(rule: Rule) -> Rule:
    """A rule of markdown-it that nests, kept from nesting without end."""

    def nesting(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < 2 * DEEPEST and rule(state, start, end, silent)

    return nesting


def _paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Lines up to a blank one or the beginning of another block; a display that is open there goes on to its end."""
    before, state.parentType = state.parentType, "paragraph"
    rules = state.md.block.ruler.getRules("paragraph")
    track = displays.Track()
    line = start
    track.take(content(state, start))
    while (line := line + 1) < end:
        text = content(state, line)
        if not text:
            ends = True
        elif state.sCount[line] - state.blkIndent > 3 or state.sCount[line] < 0:
            ends = False
        else:
            ends = any(rule(state, line, end, True) for rule in rules) and not track.goes_on(text)
        if ends and track.open is not None:
            last = displays.closing_line(partial(_within, state), line, end, track)
            if last is not None:
                for inside in range(line, last + 1):
                    track.take(content(state, inside))
                line = last
                continue
        if ends:
            break
        track.take(text)
        if track.open is None and _UNDERLINE.fullmatch(text):
            line += 1
            break
    state.parentType = before
    _keep(state, "text", start, line)
    return True


_UNDERLINE = re.compile(r"=+[ \t]*")
_FENCE = re.compile(r"(`{3,})([^`]*)|(~{3,})(.*)", re.DOTALL)


def _fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A fence up to its closing line; one without a closing line goes on to the next blank line only."""
    if state.is_code_block(start):
        return False
    head = _FENCE.fullmatch(content(state, start))
    if head is None:
        return False
    if silent:
        return True
    mark = head[1] or head[3]
    line = _fence_end(state, start + 1, end, mark)
    info = (head[2] or head[4] or "").strip()
    if line is not None:
        _keep(state, "fence" if _holds_formula(info) else "code", start, line + 1)
        return True
    line = start + 1
    while line < end and not state.isEmpty(line):
        line += 1
    _keep(state, "open fence", start, line)
    return True


def _holds_formula(info: str) -> bool:
    return re.match(r"(?:math|\{math\})(?![\w-])", info) is not None


def _fence_end(state: StateBlock, start: int, end: int, mark: str) -> int | None:
    """The line that closes a fence; a search that failed is not made again by a later fence in the same lines."""
    failed = state.env["fences"].get((mark[0], state.blkIndent))
    if failed is not None and failed[0] <= start < failed[1] and len(mark) >= failed[2]:
        return None
    line = start
    while line < end:
        text = content(state, line)
        if text and state.sCount[line] < state.blkIndent:
            break
        closes = text.startswith(mark) and not text.rstrip(" \t").strip(mark[0])
        if closes and state.sCount[line] - state.blkIndent < 4:
            return line
        line += 1
    state.env["fences"][mark[0], state.blkIndent] = (start, line, len(mark))
    return None


def _comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A comment that goes over blank lines or over what would begin a block; text after it belongs to it."""
    text = content(state, start)
    mark = "-->" if text.startswith("<!--") else "%%" if text.startswith("%%") else None
    if mark is None or state.is_code_block(start) or _repeated(state, mark, start, end):
        return False
    skip = len("<!--") if mark == "-->" else len(mark)
    for line in range(start, end):
        if mark in (text[skip:] if line == start else content(state, line)):
            if not silent:
                _keep(state, "text", start, line + 1)
            return True
    state.env[mark] = (start, end)
    return False


def _repeated(state: StateBlock, mark: str, start: int, end: int) -> bool:
    """Was this closing mark already looked for in vain from a line above?"""
    first, last = state.env.get(mark, (end, start))
    return bool(first <= start and end <= last)


_RAW = re.compile(r"<(pre|script|style|textarea)(?=[\s>]|$)", re.IGNORECASE)


def _raw(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Markup whose inside is no text, up to its closing tag; an open one is running text."""
    head = _RAW.match(content(state, start))
    if head is None or state.is_code_block(start):
        return False
    closing = f"</{head[1].lower()}>"
    if _repeated(state, closing, start, end):
        return False
    for line in range(start, end):
        if closing in content(state, line).lower():
            if not silent:
                _keep(state, "text", start, line + 1)
            return True
    state.env[closing] = (start, end)
    return False


_DIRECTIVE = re.compile(r"\.\. (?:math|\w+:math)::")


def _directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`.. math::` and the lines under it that are indented further."""
    if not _DIRECTIVE.match(content(state, start)):
        return False
    if silent:
        return True
    line = last = start + 1
    while line < end:
        if not state.isEmpty(line):
            if state.sCount[line] <= state.sCount[start]:
                break
            last = line + 1
        line += 1
    _keep(state, "directive", start, last)
    return True


_DISPLAY = re.compile(r"\$\$|\\\\?\[|\\begin\{")


def _indented(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A display that is indented like code is a display all the same, when it is closed."""
    if silent or not state.is_code_block(start) or not _DISPLAY.match(content(state, start)):
        return False
    track = displays.Track()
    line = start
    while line < end and not state.isEmpty(line):
        track.take(content(state, line))
        line += 1
        if track.open is None:
            _keep(state, "text", start, line)
            return True
    if track.open is None:
        return False
    last = displays.closing_line(partial(_within, state), line, end, track)
    if last is not None:
        _keep(state, "text", start, last + 1)
    return last is not None


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 4 * DEEPEST})
    ruler = parser.block.ruler
    everywhere: RuleOptionsType = {"alt": ["paragraph", "blockquote", "list"]}
    leaf: RuleOptionsType = {"alt": ["paragraph", "blockquote"]}
    parser.enable("table")
    parser.disable(["reference", "lheading", "html_block"])
    ruler.at("table", _kept(table, "rows"), {"alt": ["paragraph"]})
    ruler.at("code", _kept(code, "code"))
    ruler.at("fence", _fence, everywhere)
    ruler.at("blockquote", _shallow(blockquote), everywhere)
    ruler.at("hr", _kept(hr, None), everywhere)
    ruler.at("list", _shallow(list_block), leaf)
    ruler.at("heading", _kept(heading, "text"), leaf)
    ruler.at("paragraph", _paragraph)
    ruler.before("code", "display", _indented)
    ruler.before("code", "directive", _directive, leaf)
    ruler.before("fence", "comment", _comment, leaf)
    ruler.before("fence", "raw", _raw, leaf)
    return parser


_PARSER = _parser()

r"""The little of TeX that finding a formula needs: where a `$`, a `\[`, an environment or a definition ends."""

from __future__ import annotations

import re
from functools import lru_cache

# Environments that are mathematics by themselves, without dollars around them.
_OUTER = re.compile(
    r"(?:equation|align|alignat|flalign|x{1,2}alignat|gather|multline|eqnarray|dmath|dgroup|displaymath|math"
    r"|IEEEeqnarray|empheq)\*?"
)
# Those that TeX allows inside a formula only, and in each other; the renderers of Markdown take them bare.
_INNER = re.compile(r"(?:aligned|alignedat|gathered|split|[dr]?cases|array|[pbBvV]?matrix|smallmatrix|subarray)\*?")
# Environments that say no more than \[ \] or $ $ do: the formula is what is in them.
PLAIN = {"displaymath": True, "math": False}

BEGIN = re.compile(r"\\begin\s{0,9}\{\s{0,9}([A-Za-z]+\*?)\s{0,9}\}")
DEFINITION = re.compile(
    r"\\(?:(?P<command>(?:re)?newcommand|providecommand|DeclareRobustCommand|DeclareMathOperator)(?![A-Za-z])\*?"
    r"|(?P<plain>(?:long\\|global\\)?[gex]?def)(?![A-Za-z]))"
)
_NAME = re.compile(r"\s*(?:\\(?:[A-Za-z@]+|[^\s])|\{\s*\\(?:[A-Za-z@]+|[^\s])\s*\})")
_OPTIONS = re.compile(r"(?:\s*\[[^\]\n]{0,200}\]){0,2}\s*(?=\{)")
_PARAMETERS = re.compile(r"[^{}$\n]{0,200}(?=\{)")
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_DOLLAR = re.compile(r"\\(?:text(?:rm|it|bf|sf|tt|up|normal)?|mbox|hbox)\s{0,9}\{|\\.|\$|\n(?=[ \t]*\n)", re.DOTALL)
_DISPLAY = re.compile(r"\\.|\$\$", re.DOTALL)
_PAIR = re.compile(r"\\(.)", re.DOTALL)
# A definition or a \text{…} longer than this is a brace that was forgotten.
LONGEST_GROUP = 4000


def known(environment: str, *, bare: bool) -> bool:
    """Is this environment a formula by itself; `bare`: also the ones that TeX wants inside of one."""
    return bool(_OUTER.fullmatch(environment) or (bare and _INNER.fullmatch(environment)))


def group_end(text: str, start: int) -> int | None:
    r"""The offset after the `}` that closes the `{` at `start`; None when none does within reason."""
    end = _groups(text).get(start)
    return end if end is not None and end - start <= LONGEST_GROUP else None


@lru_cache(maxsize=2)
def _groups(text: str) -> dict[int, int]:
    """Where the group that begins at an offset ends: all of a text at once, so that forgotten braces cost nothing."""
    ends, opened = {}, []
    for found in _BRACES.finditer(text):
        if found[0] == "{":
            opened.append(found.start())
        elif found[0] == "}" and opened:
            ends[opened.pop()] = found.end()
    return ends


def definition_end(text: str, head: re.Match[str]) -> int | None:
    r"""The offset after the definition that begins with `head` (a match of `DEFINITION`); None when it never ends."""
    name = _NAME.match(text, head.end())
    if name is None:
        return None
    rest = (_PARAMETERS if head["plain"] else _OPTIONS).match(text, name.end())
    return None if rest is None else group_end(text, rest.end())


def dollar_end(text: str, start: int) -> int | None:
    r"""The offset of the `$` that closes a formula whose inside begins at `start`, in this paragraph.

    A `$` inside `\text{…}` opens a formula of its own there, when the same group closes it again.
    """
    skip = start
    for found in _DOLLAR.finditer(text, start):
        if found.start() < skip:
            continue
        if found[0] == "$":
            return found.start()
        if found[0][0] == "\n":
            return None
        if found[0][-1] == "{":
            end = group_end(text, found.end() - 1)
            if end is not None and text.count("$", found.end(), end) % 2 == 0:
                skip = end
    return None


def pair_end(text: str, start: int, opener: str, closer: str) -> int | None:
    r"""The offset of the `\)` that closes the `\(` before `start` (`opener`, `closer`: `(` and `)`, or `[` and `]`)."""
    for found in _PAIR.finditer(text, start):
        if found[1] == closer:
            return found.start()
        if found[1] == opener:
            return None
    return None


def environment_end(text: str, start: int, name: str) -> re.Match[str] | None:
    r"""The `\end{name}` of the environment whose inside begins at `start`."""
    nests = _INNER.fullmatch(name) is not None
    depth = 1
    for found in re.compile(rf"\\(begin|end)\s{{0,9}}\{{\s{{0,9}}{re.escape(name)}\s{{0,9}}\}}").finditer(text, start):
        if found[1] == "end":
            depth -= 1
        elif nests:
            depth += 1
        else:
            return None
        if depth == 0:
            return found
    return None


def closing_runs(text: str) -> dict[int, int]:
    """Where a span of code that begins with the run of backticks at an offset ends: after the next run as long."""
    later: dict[int, int] = {}
    ends = {}
    for found in reversed(list(re.finditer(r"`+", text))):
        start, end = found.span()
        if end - start in later:
            ends[start] = later[end - start]
        later[end - start] = end
    return ends


def code_spans(text: str) -> list[tuple[int, int]]:
    """The spans of code of a line."""
    spans, done = [], 0
    for start, end in sorted(closing_runs(text).items()):
        if start >= done:
            spans.append((start, end))
            done = end
    return spans


def double_dollar_end(text: str, start: int) -> int | None:
    """The offset of the `$$` that closes a display whose inside begins at `start`."""
    for found in _DISPLAY.finditer(text, start):
        if found[0] == "$$":
            return found.start()
    return None

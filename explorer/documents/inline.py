r"""The inside of a block of Markdown: formulas, comments, code, links; one pass from left to right.

Law: what begins first wins; a `$` in code, in a comment or after a backslash is nothing, every other one is the mark of
a formula, told as a problem, or left in the prose because it is money or a variable of a shell.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from explorer.documents import formulas, tex
from explorer.documents.region import Writer

_TOKEN = re.compile(r":math:`|\{math\}`|\\|`+|\$\$?|<|%%|\[\[|!\[|\]\(|https?://")
# Surely mathematics: a command, an index, a power.
_STRONG = re.compile(r"\\[A-Za-z{|,;!]|[_^]")
_MATHS = re.compile(r"\\[A-Za-z{|,;!]|[_^=+<>≤≥≈∑∏∂∇−×·]")
_LETTER = re.compile(r"\s*[^\W\d_]['′]*\s*")
_SHORT = re.compile(r"\s*[^\W\d_]{1,2}\s*")
# An open `$` before these was meant to begin a formula; `$HOME`, `$5` and `US$` were not.
_MEANT = re.compile(r"\$\s?(?:\{?\s?\\[A-Za-z]|[^\W\d_]['′]?(?:\s?[=+^]|_[{\w](?!\w)))")
_AUTO = re.compile(r"https?://[^\s<>()\[\]\u3000-\uffef]*")
_TAG = re.compile(
    r"</?([A-Za-z][\w-]*)(?:\s++[\w:@.-]++(?:\s*+=\s*+(?:\"[^\"]{0,4000}\"|'[^']{0,4000}'|[^\s\"'=<>`$]++))?)*+\s*+/?>"
)
_CODE_TAGS = frozenset({"code", "pre", "kbd", "samp", "tt", "script", "style", "textarea"})
_SILENT_TAGS = frozenset({"pre", "script", "style", "textarea"})
_DESTINATION = re.compile(r"\]\((?:[^()\s\\]|\\.|\([^()\s]{0,400}\)){0,4000}+(?:\s\"[^\"\n]{0,400}\")?\s?\)")
_IMAGE = re.compile(
    r"!\[[^\[\]\n]{0,2000}\]\((?:[^()\s\\]|\\.|\([^()\s]{0,400}\)){0,4000}+(?:\s\"[^\"\n]{0,400}\")?\s?\)"
)
_WIKI = re.compile(r"!?\[\[[^\[\]\n]{1,400}\]\]")
_PAIRS = {"(": ")", "[": "]"}


def scan(writer: Writer) -> None:
    """Writes the pieces of one block and ends it."""
    text = writer.region.text
    state = _Inline(writer)
    at = 0
    while (found := _TOKEN.search(text, at)) is not None:
        at = _HANDLERS[found[0] if found[0][0] != "`" else "`"](state, found)
    writer.end_block(len(text))


class _Inline:
    """One block while it is scanned. Each method takes the token that was met and returns where to go on."""

    __slots__ = ("missing", "runs", "text", "writer")

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.text = writer.region.text
        self.missing: set[str] = set()  # closers that do not come any more: looked for once only
        self.runs: dict[int, int] | None = None

    def find(self, closer: str, start: int) -> int | None:
        """The next `closer`; the search is not repeated when there is none."""
        if closer in self.missing:
            return None
        end = self.text.find(closer, start)
        if end < 0:
            self.missing.add(closer)
            return None
        return end

    def double(self, found: re.Match[str]) -> int:
        """`$$…$$`."""
        start, inside = found.span()
        end = tex.double_dollar_end(self.text, inside)
        if end is None:
            until = formulas.recovery(self.text, inside)
            return formulas.unclosed(self.writer, start, "$$", "$$", until=until)
        formulas.write(self.writer, start, end + 2, (inside, end), display=True)
        return end + 2

    def single(self, found: re.Match[str]) -> int:
        """`$…$`, and GitHub's form of it with backticks within the dollars."""
        start, inside = found.span()
        if self.text[max(0, start - 2) : start] in ('="', "='"):
            return inside  # the value of an attribute: `image="$lesson/net.png"`
        if self.text.startswith("`", inside):
            end = self.find("`$", inside + 1)
            if end is not None:
                formulas.write(self.writer, start, end + 2, (inside + 1, end), display=False)
                return end + 2
        end = tex.dollar_end(self.text, inside)
        if end is not None and fits(self.text, inside, end):
            formulas.write(self.writer, start, end + 1, (inside, end), display=False)
            return end + 1
        if _MEANT.match(self.text, start):
            return formulas.unclosed(self.writer, start, "$", "$", until=inside)
        return inside

    def backslash(self, found: re.Match[str]) -> int:
        r"""An escape, `\(`, `\[`, their doubled forms, an environment or a definition."""
        start = found.start()
        following = self.text[start + 1 : start + 3]
        if following[:1] in _PAIRS and following:
            return self._pair(start, start + 2, following[0], doubled=False)
        if len(following) == 2 and following[0] == "\\" and following[1] in _PAIRS:
            return self._pair(start, start + 3, following[1], doubled=True)
        head = tex.BEGIN.match(self.text, start)
        if head is not None and tex.known(head[1], bare=True):
            end = formulas.environment(self.writer, head)
            if end is not None:
                return end
            return formulas.unclosed(self.writer, start, head[0], rf"\end{{{head[1]}}}", until=len(self.text))
        definition = tex.DEFINITION.match(self.text, start)
        if definition is not None:
            return formulas.definition(self.writer, definition)
        return start + 2

    def _pair(self, start: int, inside: int, opener: str, *, doubled: bool) -> int:
        closer = _PAIRS[opener]
        mark = self.text[start:inside]
        end = self._doubled_end(inside, closer) if doubled else tex.pair_end(self.text, inside, opener, closer)
        if end is not None:
            short = opener == "(" and _SHORT.fullmatch(self.text, inside, end)
            if not short and not _MATHS.search(self.text, inside, end) and "\n" not in self.text[inside:end]:
                return inside
            stop = end + len(mark)
            formulas.write(self.writer, start, stop, (inside, end), display=opener == "[")
            return stop
        until = formulas.recovery(self.text, inside)
        if not _MATHS.search(self.text, inside, min(until, inside + 200)):
            return inside
        return formulas.unclosed(self.writer, start, mark, mark[:-1] + closer, until=until)

    def _doubled_end(self, start: int, closer: str) -> int | None:
        end = self.find("\\\\" + closer, start)
        while end is not None and self.text[end - 1] == "\\":
            end = self.find("\\\\" + closer, end + 1)
        return end

    def code(self, found: re.Match[str]) -> int:
        """A span of code ends at the next run of as many backticks; without one the run is text."""
        if self.runs is None:
            self.runs = tex.closing_runs(self.text)
        return self.runs.get(found.start(), found.end())

    def role(self, found: re.Match[str]) -> int:
        """The roles of reStructuredText and MyST."""
        end = self.find("`", found.end())
        if end is None:
            return formulas.unclosed(self.writer, found.start(), found[0], "`", until=found.end())
        formulas.write(self.writer, found.start(), end + 1, (found.end(), end), display=False)
        return end + 1

    def angle(self, found: re.Match[str]) -> int:
        """A comment, a tag, the inside of a tag that holds code, or a less-than sign."""
        start = found.start()
        if self.text.startswith("<!--", start):
            return self._comment(start)
        tag = _TAG.match(self.text, start)
        if tag is None:
            return start + 1
        name = tag[1].lower()
        if name in _CODE_TAGS and tag[0][1] != "/" and not tag[0].endswith("/>"):
            end = self.find(f"</{tag[1]}>", tag.end())
            if end is not None and name in _SILENT_TAGS:
                self.writer.blank(tag.end(), end)
            return tag.end() if end is None else end
        return tag.end()

    def _comment(self, start: int) -> int:
        end = self.find("-->", start + 4)
        if end is None:
            return formulas.unclosed(self.writer, start, "<!--", "-->", until=start + 4)
        if not formulas.declarations(self.writer, start, end + 3, (start + 4, end)):
            self.writer.blank(start, end + 3)
        return end + 3

    def percent(self, found: re.Match[str]) -> int:
        """A comment of Obsidian; `100%%` begins none."""
        start, inside = found.span()
        end = None if start and self.text[start - 1].isalnum() else self.find("%%", inside)
        if end is None:
            return inside
        if not formulas.declarations(self.writer, start, end + 2, (inside, end)):
            self.writer.blank(start, end + 2)
        return end + 2

    def bracket(self, found: re.Match[str]) -> int:
        """Links between notes, and images: their names and addresses are no text."""
        link = _WIKI.match(self.text, found.start()) or _IMAGE.match(self.text, found.start())
        return found.end() if link is None else link.end()

    def destination(self, found: re.Match[str]) -> int:
        """The address of a link; `](` before a formula is none."""
        link = _DESTINATION.match(self.text, found.start())
        if link is None or not re.search(r"[/.#]", link[0]):
            return found.end()
        return link.end()

    def address(self, found: re.Match[str]) -> int:
        """A bare address."""
        link = _AUTO.match(self.text, found.start())
        return found.end() if link is None else link.end()


_HANDLERS: dict[str, Callable[[_Inline, re.Match[str]], int]] = {
    "$": _Inline.single,
    "$$": _Inline.double,
    "\\": _Inline.backslash,
    "`": _Inline.code,
    ":math:`": _Inline.role,
    "{math}`": _Inline.role,
    "<": _Inline.angle,
    "%%": _Inline.percent,
    "[[": _Inline.bracket,
    "![": _Inline.bracket,
    "](": _Inline.destination,
    "http://": _Inline.address,
    "https://": _Inline.address,
}


def fits(text: str, start: int, end: int) -> bool:
    """Can the dollars around `text[start:end]` be the marks of a formula, and not those of prices and variables?

    Without doubt: no space inside of them and no digit after them. With a space or a digit the inside has to show that
    it is mathematics.
    """
    inner = text[start:end]
    after = text[end + 1 : end + 2]
    if not inner or inner.isspace():
        return False
    strong = _STRONG.search(inner) is not None
    if after.isdigit() and not strong:
        return False
    word = after.isascii() and (after.isalnum() or after in "\\{")
    if not inner[0].isspace() and not inner[-1].isspace():
        return strong or not (word and inner[-1] in "/:.,;-=")
    if inner[-1].isspace() and after and word:
        return False
    return strong or _LETTER.fullmatch(inner) is not None or ("=" in inner and not inner.lstrip()[0].isdigit())

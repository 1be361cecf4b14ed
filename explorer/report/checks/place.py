r"""Where in the text a diagnosis points: `equal if Wᵀ is replaced by W` at the `W^\top` of the formula.

The diagnosis speaks of what was read, in plain letters. Text and diagnosis are brought to the same letters; what then
occurs once is the place. Otherwise the place is the whole expression.
"""

from __future__ import annotations

import re

from explorer.claims.check import Claim
from explorer.notation.letters import GREEK
from explorer.source import Source, Span

_OLD = re.compile(
    r"(?:equal|the shapes agree) if (?:the factor )?(?P<old>.+?) (?:is|are) "
    r"(?:replaced by|left out of|taken (?:out of|into)|written)"
)
_ADDED = re.compile(r"equal if .+? is added to (?P<old>.+?)(?: on the (?:left|right))?$")
_TOKEN = re.compile(
    r"(?P<transpose>\^\s*(?:\{\s*(?:\\top|\\intercal|T|\\mathsf\s*\{?T\}?|\\text\{T\})\s*\}"
    r"|\\top|\\intercal|T(?![A-Za-z])|\\mathsf\s*\{?T\}?))"
    r"|(?P<dropped>\\(?:left|right|[bB]ig[lr]?|limits|quad|cdot|mathbf|boldsymbol|bm|vec|mathrm|text|operatorname)"
    r"(?![A-Za-z])|\\[,;!:]|[\s{},·])"
    r"|\\[A-Za-z]+|\\.|.",
    re.S,
)
_SIGNS = {"\\odot": "⊙", "\\sum": "Σ", "\\circ": "⊙", "\\prime": "'", "\\max": "max", "\\log": "log", "\\exp": "exp"}


def place(claim: Claim) -> tuple[Source, Span]:
    """The part of the later expression that the diagnosis speaks of, or the whole of it."""
    source, span = claim.right_at
    said = claim.verdict.diagnosis or ""
    found = _ADDED.match(said) or _OLD.match(said)
    if found is None or said.endswith(" on the left"):
        return source, span
    inner = _find(source.text[span.start : span.end], found["old"])
    if inner is None:
        return source, span
    return source, Span(span.start + inner.start, span.start + inner.end)


def _find(text: str, told: str) -> Span | None:
    """Where the words of a diagnosis occur in a text; None where they do not, or more than once."""
    letters, places = _plain(text)
    wanted = "".join(_plain(told)[0])
    if not wanted:
        return None
    whole = "".join(letters)
    starts = [match.start() for match in re.finditer(f"(?={re.escape(wanted)})", whole)]
    starts = [at for at in starts if _apart(whole, at, at + len(wanted))]
    if len(starts) != 1:
        return None
    ends = [at for letter, at in zip(letters, places, strict=True) for _ in letter]
    first, last = ends[starts[0]], ends[starts[0] + len(wanted) - 1]
    end = last.end
    while text[first.start : end].count("{") > text[first.start : end].count("}") and text[end : end + 1] == "}":
        end += 1
    return Span(first.start, end)


def _apart(whole: str, start: int, end: int) -> bool:
    """Whether a piece does not go on: `W` is no piece of `Wᵀ`, nor of `W_{jk}`."""
    return whole[end : end + 1] not in ("ᵀ", "_", "^", "'")


def _plain(text: str) -> tuple[list[str], list[Span]]:
    """The letters of a formula without what only sets it, and where each stands."""
    letters: list[str] = []
    places: list[Span] = []
    for found in _TOKEN.finditer(text):
        piece = found[0]
        if found.lastgroup == "transpose":
            piece = "ᵀ"
        elif found.lastgroup == "dropped":
            piece = ""
        elif piece.startswith("\\"):
            piece = _SIGNS.get(piece) or GREEK.get(piece[1:]) or piece
        if piece:
            letters.append(piece)
            places.append(Span(*found.span()))
    return letters, places

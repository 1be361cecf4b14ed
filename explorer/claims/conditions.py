r"""What a text says beside its equation: conditions, and relations that are not equalities.

|x| = x \quad \text{if } x > 0      `x > 0` is put in, as among the declarations
x_i = y_i \quad \text{if } i ≠ j    nothing can be put in: numbers that differ refute nothing
a ≤ b = c                           only equalities are proved
"""

from __future__ import annotations

import re
from dataclasses import replace

from explorer.errors import InputError, ReadError
from explorer.notation import Declarations, declarations
from explorer.notation.defining import define
from explorer.notation.grammar import parse
from explorer.notation.hypotheses import signed
from explorer.notation.letters import CONDITION
from explorer.notation.lines import Line, lines
from explorer.notation.reader import statement
from explorer.notation.surface import Equation, Name, Node, bare
from explorer.source import Source, Span
from explorer.statement import Statement

_TOLD = re.compile(rf"\\q?quad\b|\\text|,|\b(?:{'|'.join(sorted(map(re.escape, CONDITION), key=len, reverse=True))})\b")
_SIGNS = re.compile(r"[≤≥<>≠≈]|\\(?:leq?|geq?|lt|gt|neq?|approx|leqslant|geqslant)(?![A-Za-z])")
_DOTS = re.compile(r"\.\.|…|⋯|\\[lc]?dots")
_SETS = re.compile(r"(?:∈|\\in\b)\s*(?:ℝ|R\b|\\mathbb\s*(?:R|\{R\}))(?!\s*(?:_|\\setminus|\\|\^\s*\{?\s*[+*≥>]))")
_GAP = re.compile(r"(\\q?quad\s*)\(([^()]*(?:[≤≥<>≠=∈]|\\(?:leq?|geq?|lt|gt|neq?|in)(?![A-Za-z]))[^()]*)\)(?=\s*$)")
"""A condition in brackets behind a gap, `\\quad (x > 0)`: its brackets are a comma and a space in what is read."""
_RANGE = re.compile(
    r"([A-Za-z](?:\s*,\s*[A-Za-z])*)\s*(?:=|∈|\\in\b)\s*(?:\\?\{)?\s*([01])\s*,\s*"
    r"(?:\.\.\.?|…|⋯|\\[lc]?dots)\s*,\s*([^{}\\]+)(?:\\?\})?"
)
_WORDS = re.compile(rf"(?:{'|'.join(sorted(map(re.escape, CONDITION), key=len, reverse=True))})\b")


def conditioned(left: str, right: str | None, known: Declarations) -> Statement | None:
    """The statement of a text whose equation is said under a condition; None where it says none.

    Raises `InputError` for a chain with a sign in it that is no equality, as reading does for the equation.
    """
    texts = [text for text in (left, right) if text is not None]
    if not any(_TOLD.search(text) or _SIGNS.search(text) for text in texts):
        return None
    names = ("left", "right") if right is not None else ("text",)
    texts = [_GAP.sub(lambda found: f"{found[1]},{found[2]} ", text) for text in texts]
    sources = [
        Source(text, name) if right is not None else Source(text) for text, name in zip(texts, names, strict=True)
    ]
    try:
        cut = [lines(source, frozenset(known.words), known.macros) for source in sources]
    except ReadError:
        return None
    if any(len(found) != 1 for found in cut):
        return None
    said = [found[0] for found in cut]
    _only_equalities(said)
    if len(said) > 1 and (said[0].conditions or said[0].remarks):
        return None  # `1 if A` beside `1 if B`: two numbers, each given by its own condition
    told, ranges = (
        [part for line in said for part in _conditions(line)],
        [part for line in said for part in _ranges(line)],
    )
    members = [(member, line.source) for line in said for member in line.members]
    if len(members) > 2 and (told or ranges):
        raise InputError(
            f"`{texts[-1]}` is a chain of equations under a condition.",
            hint="give its equations one by one, each with the condition",
        )
    if len(members) != 2 or not (told or any(line.conditions for line in said)):
        return None
    own = replace(
        known,
        special=dict(known.special),
        repeated=list(known.repeated),
        shapes=dict(known.shapes),
        functions=dict(known.functions),
        definitions=dict(known.definitions),
        indices=dict(known.indices),
    )
    left_out = [condition for condition in told if not _put_in(condition, own)]
    made = statement(members, own)
    free = {str(symbol) for symbol in made.indices}
    ranges = [one for one in ranges if one[0] in free and one[0] not in known.indices]
    if ranges:
        for letter, low, high in ranges:
            own.indices.update(declarations(f"{letter}: index {low}..{high}").indices)
        try:
            made = statement(members, own)
        except ReadError:  # narrower than what the index stands on
            left_out += [f"{letter} = {low}, …, {high}" for letter, low, high in ranges]
    assumed = [f"said under a condition: {condition}" for condition in left_out]
    whole = Source(left) if right is None else Source(f"{left} = {right}")
    start = 0 if right is None else len(left) + 3
    spans = members[0][0].span, members[1][0].span
    return replace(
        made,
        source=whole,
        left_span=spans[0],
        right_span=Span(spans[1].start + start, spans[1].end + start),
        conditions=tuple(told),
        assumed=(*assumed, *made.assumed),
    )


def _only_equalities(said: list[Line]) -> None:
    """Raises `InputError` for the first sign of a chain of equations that is none."""
    for line in said:
        for number, sign in enumerate(line.relations):
            if sign != "=" and "=" in line.relations:
                first, last = line.members[number].span.start, line.members[number + 1].span.end
                text = line.source.text
                raise InputError(
                    f"`{text[first:last]}` is no equation: only equalities are proved, and `{text}` says more.",
                    hint="give the equations of the chain alone",
                )


def _conditions(line: Line) -> list[str]:
    """The conditions as they are written; how far an index runs, and that a name is a real number, are none."""
    text = line.source.text
    found = []
    for node in line.conditions:
        written = text[node.span.start : node.span.end]
        if not (isinstance(node, Equation) or _DOTS.search(written)):
            plain = isinstance(bare(node), Name)
        else:
            plain = _range(node, written)
        if not plain:
            found.append(written)
    return found + [remark for remark in line.remarks if _WORDS.match(remark.strip())]


def _ranges(line: Line) -> list[tuple[str, str, str]]:
    """The letter of each index of which the text says how far it runs, with the first and the last number."""
    text = line.source.text
    found = [_RANGE.fullmatch(text[node.span.start : node.span.end].strip()) for node in line.conditions]
    return [(letter, one[2], one[3]) for one in found if one is not None for letter in re.findall("[A-Za-z]", one[1])]


def _range(node: Node, written: str) -> bool:
    """Whether a relation says only how far an index runs, `j = 1, …, n`, or what kind a name is, `x ∈ ℝ`."""
    if not isinstance(node, Equation):
        return True
    if node.relation not in ("=", "∈"):
        return False
    return bool(_RANGE.fullmatch(written.strip())) or bool(node.relation == "∈" and _SETS.search(written))


def _put_in(condition: str, known: Declarations) -> bool:
    """Whether a condition is one on the sign of a name that is declared or stands alone, and is put in for it."""
    piece = Source(condition, "condition")
    try:
        tree = parse(piece, frozenset(known.words), known.macros)
    except ReadError:
        return False
    if not isinstance(tree, Equation) or (name := signed(tree)) is None or name in known.indices:
        return False
    if name in known.size_names or name in known.definitions:
        return False
    define(known, tree, piece)
    return True

"""Texts of more than two sides: two equations compared, each with its left side, and chains A = B = C."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sympy import Symbol

from explorer.claims import diagnosis
from explorer.claims.pair import Side
from explorer.claims.sides import prove_sides
from explorer.errors import InputError, ReadError
from explorer.notation import Declarations, declarations
from explorer.notation.letters import CONDITION
from explorer.notation.lines import Line, lines
from explorer.notation.reader import statement
from explorer.notation.surface import Node
from explorer.proof.composition import FORMAT, claim_of, rename
from explorer.proof.verdict import Proved, Refuted, Scope, Unknown, Verdict
from explorer.source import Source, Span
from explorer.statement import OPAQUE, Statement


@dataclass(frozen=True, slots=True)
class Part:
    """What one text says: the members of its equation or chain, and what is declared."""

    members: tuple[Node, ...]
    source: Source

    def told(self, first: int, last: int) -> str:
        """The members from `first` to `last` as the user wrote them."""
        spans = [member.span for member in self.members]
        return self.source.text[spans[first].start : spans[last].end]


def known_of(given: Any, sigma: str | None) -> Declarations:
    """What is declared, σ as `sigma` says."""
    known = declarations(given)
    if sigma is not None:
        from explorer.network import activation

        known.functions["σ"] = OPAQUE if sigma == OPAQUE else activation(sigma).name
    return known


def parts(left: str, right: str | None, known: Declarations) -> list[Part] | None:
    """The texts in their members, where they say more than two sides; None where an ordinary reading does."""
    texts = [text for text in (left, right) if text is not None]
    signs = [_equalities(text) for text in texts]
    if sum(signs) < (2 if right is None else 1):
        return None
    found = []
    for text, name in zip(texts, ("left", "right") if right is not None else ("text",), strict=True):
        source = Source(text, name) if right is not None else Source(text)
        try:
            cut: Sequence[Line] = lines(source, frozenset(known.words), known.macros)
        except ReadError:
            return None
        words = any(remark.strip().startswith(tuple(CONDITION)) for remark in cut[0].remarks)
        if len(cut) != 1 or set(cut[0].relations) - {"="} or cut[0].conditions or words:
            return None
        found.append(Part(cut[0].members, source))
    few = len(found) == 1 and len(found[0].members) < 3
    plain = len(found) == 2 and all(len(part.members) == 1 for part in found)
    return None if few or plain else found


def _equalities(text: str) -> int:
    """How many equality signs stand outside of braces and brackets."""
    depth = count = 0
    for letter in text:
        depth += (letter in "{([") - (letter in "})]")
        count += letter == "=" and depth <= 0
    return count


def prove_parts(found: Sequence[Part], known: Declarations, diagnose: bool) -> Verdict:
    """Law: of a chain every neighbouring pair is proved; two equations are compared as `prove` compares SymPy's.

    Raises `ReadError` and `ShapeClash` as reading does, `InputError` for equations of different names.
    """
    return _chain(found[0], known, diagnose) if len(found) == 1 else _equations(found[0], found[1], known, diagnose)


def _equations(one: Part, two: Part, known: Declarations, diagnose: bool) -> Verdict:
    """Two equations for one name, or an equation and an expression."""
    for part in (one, two):
        if len(part.members) > 2:
            raise InputError(
                f"{part.told(0, len(part.members) - 1)} is a chain of equations beside another side.",
                hint="give the chain alone, as one text",
            )
    members = [(member, part.source) for part in (one, two) for member in part.members]
    whole = statement(members, known)
    built = list(whole.members)
    sides = []
    for part in (one, two):
        goal = built.pop(0) if len(part.members) == 2 else None
        sides.append(Side(built.pop(0), goal))
    said = {symbol for side in sides if side.target is not None for symbol in side.target.atoms(Symbol)}
    text = " and ".join(part.told(0, len(part.members) - 1) for part in (one, two))
    made = replace(
        whole,
        left=sides[0].value,
        right=sides[1].value,
        chain=(),
        indices={symbol: size for symbol, size in whole.indices.items() if symbol not in said},
        source=Source(text),
        left_span=None,
        right_span=Span(0, len(text)),
    )
    verdict = prove_sides(sides[0], sides[1], made)
    sentence = diagnosis.of_sides(sides[0], sides[1], made, verdict) if diagnose else None
    return replace(verdict, statement=made, diagnosis=sentence)


def _chain(part: Part, known: Declarations, diagnose: bool) -> Verdict:
    """Every neighbouring pair, the first that is refuted first, then the first that is open."""
    whole = statement([(member, part.source) for member in part.members], known)
    pairs: list[tuple[str, Statement, Verdict]] = []
    for k, (left, right) in enumerate(zip(whole.members, whole.members[1:], strict=False)):
        spans = part.members[k].span, part.members[k + 1].span
        made = replace(whole, left=left, right=right, chain=(), left_span=spans[0], right_span=spans[1])
        verdict = prove_sides(Side(left), Side(right), made)
        pairs.append((part.told(k, k + 1), made, verdict))
        if isinstance(verdict, Refuted):
            sentence = diagnosis.of_sides(Side(left), Side(right), made, verdict) if diagnose else None
            return replace(
                verdict, message=f"{part.told(k, k + 1)}: {verdict.message}", statement=made, diagnosis=sentence
            )
    for told, made, verdict in pairs:
        if isinstance(verdict, Unknown):
            text = f"{told}: {verdict.reason}"
            return replace(verdict, message=text, reason=text, statement=made)
    return _proved([verdict for _, _, verdict in pairs], whole)


def _proved(verdicts: Sequence[Verdict], whole: Statement) -> Proved:
    """The verdicts on all pairs in one, with one certificate for all of them, unless one holds under a condition."""
    lemmas, layers = [], []
    for number, verdict in enumerate(verdicts, 1):
        names: dict[str, str] = {}
        rename(claim_of(verdict.certificate or {}), names)
        lemmas.append({"names": list(names), "certificate": verdict.certificate})
        layers.append({"lemma": number - 1, "names": list(names), "defines": [f"equality {number}"]})
    conditional = any((verdict.certificate or {}).get("assume") for verdict in verdicts)
    scopes = [verdict.scope for verdict in verdicts]
    fixed = {name: size for scope in scopes if not isinstance(scope.sizes, str) for name, size in scope.sizes.items()}
    return Proved(
        message=f"{len(verdicts)} equalities, each proved, for all " + ("tensors at these sizes" if fixed else "sizes"),
        scope=Scope(
            fixed or "all",
            tuple(dict.fromkeys(condition for scope in scopes for condition in scope.conditions)),
            ", ".join(sorted({name for scope in scopes for name in scope.activation.split(", ")} - {OPAQUE})) or OPAQUE,
        ),
        facts=tuple(dict.fromkeys(fact for verdict in verdicts for fact in verdict.facts)),
        evidence=tuple(dict.fromkeys(kind for verdict in verdicts for kind in verdict.evidence)),
        certificate=None if conditional else {"format": FORMAT, "lemmas": lemmas, "layers": layers},
        statement=whole,
    )

"""The words around a formula: what says that two are the same, that something is new, that it holds in some cases."""

from __future__ import annotations

import re

from explorer.claims.check.passages import Passage

SAME = re.compile(
    r"\b(?:that is|i\.e\.|equivalently|in (?:matrix|vector|component|index) form|can be (?:re)?written|same as|"
    r"in other words)\b",
    re.I,
)
"""Words that say that what follows is what stood before."""

ALIKE = re.compile(
    rf"{SAME.pattern}|\b(?:(?:matrix|vector|component|index|compact|vectori[sz]ed) (?:form|notation)|in components|"
    r"(?:component|element|entry|coordinate)[- ]?wise|(?:more )?compactly|written out|in full|expand\w*|rewrit\w*|"
    r"rewrote|simplif(?:y|ies|ied)(?: this)? to|becomes?)\b",
    re.I,
)
"""The same, said less strictly: there a slip that is proved counts."""

ANEW = re.compile(
    r"\b(?:instead|now|ignor\w*|without|omit\w*|simplif\w*|suppose|assum\w*|special case|alternativ\w*|another|"
    r"similar\w*|other|however|if we|in practice|replac\w*|modif\w*|variant|add(?:ing|ed)?|drop\w*)\b",
    re.I,
)
"""Words that say that what follows is something else."""


CASE = re.compile(
    r"\b(?:if|when\w*|unless|suppose|assum\w*|provided|small|near|approximat\w*|roughly|does|wrong\w*|incorrect\w*|"
    r"mistake\w*|false\w*|not|never|case|special)\b|如果|假设|[若当时]",
    re.I,
)
"""Words that say that what follows holds in some cases, or not at all."""

LOOSELY = re.compile(
    r"\b(?:factor\w*|constant\w*|absorb\w*|proportional\w*|up to|convention\w*|layout\w*|transpos\w*|neglect\w*|"
    r"ignor\w*|drop\w*|omit\w*|leav\w*|treat\w*|with respect to all|subgradient\w*|straight-through|abus\w*)\b",
    re.I,
)
"""Words around a derivative that say that it is meant otherwise than computed."""

ROUNDED = re.compile(
    r"\b(?:round\w*|approx\w*|about|roughly|nearly|almost|binary|boolean|bit|bits|mod|modulo|xor|integer division|"
    r"floor\w*|ceil\w*|hex\w*|digits|truncat\w*|significant)\b",
    re.I,
)
"""Words around numbers that say that they are not meant exactly, or not as numbers."""

CASE_OF = re.compile(
    r"^\W*(?:for|with|in|under|using|of|as|at|by|while|where\w*|its)\b|"
    r"\b(?:writes?|wrote|prefers?|opposite|averag\w*|normali[sz]\w*|convention\w*|version|option|variant|style|case)\b",
    re.I,
)
"""A clause that names the case in which the formula after it holds: "For tanh," "with to-from indices:"."""

UNDER_AFTER = re.compile(
    r"^\W*(?:if|when\w*|unless|provided|only|in case|instead|for(?! (?:all|every|each|any))|up to)\b", re.I
)
"""Words behind a formula that say when it holds."""

LABEL = re.compile(
    r"^(?!.*\b(?:is|are|was|be|get|gets|obtain|obtains|have|has|gives?|yields?|computes?|follow\w*|then|so|thus|hence|"
    r"therefore|here|where|we|that|this|form|namely)\b)\W*\w[^.;:]{0,50}:\s*$",
    re.I,
)
"""A label in front of a formula: "Cross-entropy:"; no sentence that leads to it: "the gradient is:"."""


def another_case(passage: Passage) -> bool:
    """Whether the words around a formula say that it is one case of several: a label, "for tanh,", a list's item."""
    clause = re.split(r"[;:]\s", passage.sentence.rstrip())[-1]
    label = re.split(r"[.;!?](?:\s|$)|\n\n", passage.words)[-1]
    if not label.strip() and not passage.formula.display and passage.words.endswith("\n\n"):
        return True  # an item of a list, a row of a table
    return bool(CASE_OF.search(clause) or LABEL.search(label) or UNDER_AFTER.search(passage.after))


def sentence_after(words: str) -> str:
    """The rest of a sentence after a formula."""
    return re.split(r"[.!?](?:\s|$)|\n\n", words)[0]


def case_of(words: str) -> str:
    """The words of the sentence before a formula where they say that it holds in some cases only."""
    sentence = re.split(r"[.!?]\s|\n\n", words.rstrip())[-1] if words.strip() else ""
    found = CASE.search(sentence)
    return f"“{sentence.strip()[-60:]}”" if found else ""

r"""Names as the reader knows them, where the plain printer would write them otherwise: words, accents, labels, bold.

A1  A1      net_o  \mathrm{net}_o      a_{in}  a_{\mathrm{in}}      J_{C,E}  J_{CE}      \hat{y}, bold  \hat{\mathbf{y}}
"""

from __future__ import annotations

import re

from explorer.latex.names import symbol, taken_apart
from explorer.notation.letters import GREEK

WORD = re.compile(r"[A-Za-z]+[0-9]+|[A-Za-z]+\([A-Za-z]\)")
_SNAKE = re.compile(r"[A-Za-z]{2,}(?:_[A-Za-z]+)+")
_ACCENT = re.compile(r"\\(hat|bar|tilde|dot|check)\{([^{}]+)\}")
_LABELS = re.compile(r"[A-Za-z](?:,[A-Za-z])+")
_SWAPPED = {
    symbol(letter): f"\\{command}"
    for command, letter in GREEK.items()
    if symbol(letter).startswith("\\") and symbol(letter) != f"\\{command}"
}
_GREEK = re.compile("|".join(rf"{re.escape(command)}(?![A-Za-z])" for command in _SWAPPED) or r"(?!)")


def swapped(text: str) -> str:
    """φ and ϵ under the commands by which the reader knows them."""
    return _GREEK.sub(lambda found: _SWAPPED[found[0]], text)


def named(name: str) -> str:
    """The name by itself."""
    if WORD.fullmatch(name):
        return name
    if " " in name:
        return rf"\text{{{name}}}"
    if _SNAKE.fullmatch(name):
        return "\\mathrm{" + name.replace("_", "\\_") + "}"
    if name.endswith("'") and "^" in name:
        plain = name.rstrip("'")
        return f"{{{named(plain)}}}" + "'" * (len(name) - len(plain))
    letter, below, above = taken_apart(name)
    accent = _ACCENT.fullmatch(letter)
    if accent:
        letter = rf"\{accent[1]}{{{symbol(accent[2])}}}"
    if _LABELS.fullmatch(below):
        return scripted(letter, below.replace(",", ""), above)
    if len(below) > 1 and below.isalpha():
        return scripted(letter, rf"\mathrm{{{below}}}", above)
    return scripted(letter, below, above) if accent else symbol(name)


def bold(name: str) -> str:
    """The name as that of an array."""
    letter, below, above = taken_apart(name)
    accent = _ACCENT.fullmatch(letter)
    inner = symbol(accent[2]) if accent else letter
    font = rf"\mathbf{{{inner}}}" if len(inner) == 1 else rf"\boldsymbol{{{inner}}}"
    return scripted(rf"\{accent[1]}{{{font}}}" if accent else font, below, above)


def scripted(letter: str, below: str, above: str) -> str:
    """A letter with what stands below and above it."""
    return letter + (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")

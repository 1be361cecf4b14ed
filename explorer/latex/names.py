r"""A name as a person types it (`W^{(1)}`, `b_1`, `\mathbf{a}`, `σ`, `alpha`), taken apart, as LaTeX."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi",
    "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "ϵ": "epsilon", "ϕ": "phi", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi",
    "Σ": "Sigma", "Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
    "∇": "nabla", "ℓ": "ell", "∂": "partial", "∞": "infty", "·": "cdot", "•": "bullet",
}  # fmt: skip
_GREEK_WORDS = frozenset(_GREEK.values())
_FUNCTIONS = {"exp", "log", "ln", "sin", "cos", "tan", "sinh", "cosh", "tanh", "max", "min", "arg", "det"}
_SPELLED = {
    "\\": r"\setminus ", "^": r"\wedge ", "~": r"\sim ", "′": r"\prime ", " ": r"\ ",
    "⟨": r"\langle ", "⟩": r"\rangle ",
    **{c: rf"\{c}" for c in "%#&$_{}"},
}  # fmt: skip
_LOWERED = re.compile(r"([A-Z])|\\(?:mathbf|boldsymbol|bm|mathrm|mathit)\{?([A-Za-z])\}?")
_PIECE = re.compile(r"([_^])(\{|\\[A-Za-z]+|.|$)", re.DOTALL)
_COMMAND = re.compile(r"\\[A-Za-z]+\s*$")
_DIGITS = re.compile(r"([A-Za-z]|[^\W\d_])(\d+)$")
_UNSAFE = re.compile(r"[%#&$~<>\s]|\\$|\\[^A-Za-z,;:! ]")


@lru_cache(maxsize=4096)
def taken_apart(name: str) -> tuple[str, str, str]:
    """The letter, its subscript and its superscript (primes and layer), each as LaTeX.

    >>> from explorer.latex.names import taken_apart
    >>> taken_apart("W^{(1)}"), taken_apart("σ'"), taken_apart("b_1")
    (('W', '', '(1)'), ('\\\\sigma', '', '\\\\prime'), ('b', '1', ''))
    """
    if _UNSAFE.search(name) or not _balanced(name):
        return _escaped(name), "", ""
    at = _first_script(name)
    letter, rest = name[:at], name[at:]
    below: list[str] = []
    above: list[str] = []
    stripped = letter.rstrip("'′")
    above += [r"\prime"] * (len(letter) - len(stripped))
    if digits := _DIGITS.fullmatch(stripped):
        stripped = digits[1]
        below.append(digits[2])
    while rest:
        mark, piece, rest = _script(rest)
        (below if mark == "_" else above).append(_scripted(piece))
    return _letter(stripped), " ".join(below), " ".join(above)


def symbol(name: str) -> str:
    """The name by itself: `W^{(1)}` is `W^{(1)}`, `σ` is `\\sigma`."""
    letter, below, above = taken_apart(name)
    return _glued(letter, below, above)


@lru_cache(maxsize=65536)
def element(name: str, indices: tuple[str, ...], lower: bool) -> tuple[str, str]:
    """The entry of a tensor and the whole it belongs to, as LaTeX: `w_{0,1}^{(1)}` of `w^{(1)}`.

    A name that has a subscript of its own is put in parentheses: `(W_{hh})_{0,1}`.
    """
    letter, below, above = taken_apart(name)
    shown = ",".join(indices)
    if below:
        whole = _glued(letter, below, above)
        return rf"\left({whole}\right)_{{{shown}}}", whole
    if lower and (match := _LOWERED.fullmatch(letter)):
        letter = (match[1] or match[2]).lower()
    return _glued(letter, shown, above), _glued(letter, "", above)


def function_name(function: Any) -> str:
    r"""`\sigma` for a function class or undefined function called σ, `\operatorname{relu}` for relu."""
    own = getattr(function, "latex_name", None)
    if isinstance(own, str):
        return own
    name = str(getattr(function, "__name__", None) or getattr(function, "name", None) or function)
    letter, below, above = taken_apart(name)
    if re.fullmatch(r"\\mathrm\{(\w+)\}", letter):
        word = letter[8:-1]
        letter = rf"\{word}" if word in _FUNCTIONS else rf"\operatorname{{{word}}}"
    return (
        _glued(letter, below, "'" * above.split().count(r"\prime"))
        if _only_primes(above)
        else _glued(letter, below, above)
    )


def _only_primes(above: str) -> bool:
    return bool(above) and set(above.split()) == {r"\prime"}


def _glued(letter: str, below: str, above: str) -> str:
    if above and set(above) == {"'"}:
        return f"{letter}{above}" + (f"_{{{below}}}" if below else "")
    sub = f"_{below}" if len(below) == 1 else f"_{{{below}}}" if below else ""
    return letter + sub + (f"^{{{above}}}" if above else "")


def _letter(text: str) -> str:
    if not text:
        return "{}"
    if text.startswith("\\") or (len(text) == 1 and text.isascii()):
        return text
    if text in _GREEK or text in _GREEK_WORDS:
        return rf"\{_GREEK.get(text, text)}"
    if text.isascii() and text.isalnum():
        return rf"\mathrm{{{text}}}"
    return _escaped(text)


def _scripted(piece: str) -> str:
    inner = piece[1:-1] if piece.startswith("{") and piece.endswith("}") else piece
    if inner.startswith("(⟨") and inner.endswith("⟩)"):
        inner = inner[1:-1]
    if inner in _GREEK_WORDS:
        return rf"\{inner}"
    if inner and set(inner) == {"'"}:
        return r"\prime " * (len(inner) - 1) + r"\prime"
    if inner.isascii() and inner.isalpha() and len(inner) > 2:
        return rf"\mathrm{{{inner}}}"
    return inner if inner.isascii() else "".join(c if c.isascii() else _character(c) for c in inner)


def _script(rest: str) -> tuple[str, str, str]:
    match = _PIECE.match(rest)
    if match is None:  # text after a closed script, such as the 'x' of 'W^{(1)}x': part of the superscript
        end = _first_script(rest)
        return "^", rest[:end], rest[end:]
    mark, piece = match[1], match[2]
    if piece == "{":
        end = _closing(rest, match.start(2))
        return mark, rest[match.start(2) : end + 1], rest[end + 1 :]
    if piece.startswith("\\"):
        return mark, piece, rest[match.end() :]
    end = match.start(2) + _first_script(rest[match.start(2) :])  # b_12, weights_hidden: up to the next script
    return mark, rest[match.start(2) : end], rest[end:]


def _first_script(text: str) -> int:
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if depth == 0 and character in "_^":
            return at
    return len(text)


def _closing(text: str, start: int) -> int:
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return at
    return len(text) - 1


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0 and not text.endswith("\\")


def _escaped(text: str) -> str:
    """Any text at all as upright letters, each character by itself."""
    return rf"\mathrm{{{''.join(map(_character, text))}}}"


def _character(c: str) -> str:
    if c in _GREEK:
        return rf"{{\{_GREEK[c]}}}"
    if c in _SPELLED:
        return _SPELLED[c]
    if c.isascii():
        return c if c.isprintable() else r"\ "
    return rf"\text{{{c}}}" if c.isalpha() and c < "\u0180" else f"U{{+}}{ord(c):X}"

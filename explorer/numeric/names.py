r"""Python identifiers for names as people write them: `W^{(1)}` is W1, `σ` is sigma, `\hat{y}` is hat_y.

Only identifiers made here ever stand in generated code; a symbol's own name never does.
"""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata

_LAYER = re.compile(r"\^\s*\{?\s*[(\[]\s*(\d+)\s*[)\]]\s*\}?")
_STYLE = re.compile(r"\\(?:text|mathbf|mathrm|mathit|mathsf|mathcal|boldsymbol|bm|operatorname)(?![A-Za-z])\*?")
_HELPERS = frozenset({"np", "at", "compute"})
_RESERVED = frozenset(keyword.kwlist) | frozenset(keyword.softkwlist) | frozenset(dir(builtins)) | _HELPERS


def layer_of(name: str) -> int | None:
    """The layer a name carries: 1 for `W^{(1)}` and `W^{[1]}`, None for `W` and `W^{(l)}`."""
    match = _LAYER.search(name)
    return int(match[1]) if match else None


def identifier(name: str) -> str:
    r"""Law: an ASCII Python identifier that is no keyword, no builtin and does not begin with an underscore.

    >>> [identifier(name) for name in ("W^{(1)}", "σ", r"\hat{y}", "W_{hh}^{(2)}", "lambda", "a'")]
    ['W1', 'sigma', 'hat_y', 'W_hh2', 'lambda_', 'a_prime']
    """
    text = _LAYER.sub(r"\1", _STYLE.sub("", name)).replace("'", "_prime").replace("′", "_prime")
    text = re.sub(r"(?<=\w)\}(?=\d)", "", text)  # the layer's number stands directly behind the letter
    text = "".join(c if c.isascii() else _spelled(c) for c in text)
    text = re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_")
    if not text or text[0].isdigit():
        text = f"x{text}"
    return f"{text}_" if text in _RESERVED else text


def _spelled(character: str) -> str:
    words = unicodedata.name(character, "").split()
    if words[:1] == ["GREEK"] and "LETTER" in words:
        letter = words[words.index("LETTER") + 1].lower()
        return letter.capitalize() if "CAPITAL" in words else letter
    return f"u{ord(character):x}"


class Names:
    """Hands out identifiers, never the same twice: a second W1 is W1_2."""

    def __init__(self, taken: frozenset[str] = frozenset()) -> None:
        self._taken = set(taken)

    def new(self, hint: str) -> str:
        """An identifier not handed out before, `hint` itself where it is free. `hint` is an identifier."""
        name, number = hint, 1
        while name in self._taken:
            number += 1
            name = f"{hint}_{number}"
        self._taken.add(name)
        return name

"""A calculation written down, as text or as LaTeX; long sums by their terms that are not 0, or with dots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, assert_never

from explorer.claims.worked_terms import Applied, Known, Node, Plus, Raised, Times, Value
from explorer.latex.names import element, symbol

MOST = 6
"""Terms written of one sum or product."""
DIGITS = 6
"""Digits of a rounded number between the first line and the last."""

SUM, PRODUCT, POWER, ATOM = range(4)


@dataclass(frozen=True, slots=True)
class Style:
    """How numbers, names and operations are written; `letters`: names instead of their numbers; `over`: a/b."""

    letters: bool
    name: Callable[[Known], str]
    fraction: Callable[[str, str], tuple[str, int]]
    power: Callable[[str, int], str]
    applied: Callable[[Applied, list[str]], tuple[str, int]]
    over: bool
    dot: str
    dots: str
    paren: Callable[[str], str]


def rounded(value: Value, digits: int = DIGITS) -> str:
    """The middle of an interval as a decimal."""
    from mpmath import mp, nstr

    return str(nstr(mp.make_mpf(value.mid._mpi_[0]), digits)).removesuffix(".0")


def write(node: Node, style: Style) -> str:
    """The calculation in one line."""
    return _write(node, style)[0]


def _write(node: Node, style: Style) -> tuple[str, int]:
    match node:
        case Known():
            return _number(node, style)
        case Plus():
            return _sum(node, style)
        case Times():
            return _product(node, style)
        case Raised():
            text, level = _write(node.parts[0], style)
            base = text if level == ATOM and not text.startswith("-") else style.paren(text)
            if node.exponent == -1:
                return style.fraction("1", text)
            if node.exponent < -1:
                return style.fraction("1", style.power(base, -node.exponent))
            return style.power(base, node.exponent), POWER
        case Applied():
            return style.applied(node, [_write(part, style)[0] for part in node.parts])
        case _:
            assert_never(node)


def _number(node: Known, style: Style) -> tuple[str, int]:
    if style.letters and node.name is not None:
        return style.name(node), ATOM
    if not isinstance(node.value, Fraction):
        text = rounded(node.value)
        return text, SUM if text.startswith("-") else ATOM
    if node.value.denominator == 1:
        return str(node.value), SUM if node.value < 0 else ATOM
    text, level = style.fraction(str(abs(node.value.numerator)), str(node.value.denominator))
    return (f"-{text}", SUM) if node.value < 0 else (text, level)


def _zero(node: Node) -> bool:
    """Whether a term is 0 at sight: a number 0, a power of it, or a product with a factor 0."""
    if isinstance(node, Known):
        return isinstance(node.value, Fraction) and node.value == 0
    if isinstance(node, Raised):
        return node.exponent > 0 and _zero(node.parts[0])
    return isinstance(node, Times) and any(map(_zero, node.parts))


def _shown(parts: tuple[Node, ...], style: Style) -> list[Node | None]:
    """The terms to write of a sum, None for dots."""
    if len(parts) <= MOST:
        return list(parts)
    if not style.letters:
        left = [part for part in parts if not _zero(part)]
        if len(left) <= MOST:
            return [*left] or [Known(Fraction(0))]
        parts = tuple(left)
    return [*parts[:2], None, parts[-1]]


def _sum(node: Plus, style: Style) -> tuple[str, int]:
    text, level = "", ATOM
    terms = _shown(node.parts, style)
    for part in terms:
        told, level = (style.dots, SUM) if part is None else _write(part, style)
        if not text:
            text = told
        elif told.startswith("-"):
            text += f" - {told[1:]}"
        else:
            text += f" + {told}"
    return text or "0", SUM if len(terms) > 1 else level


def _product(node: Times, style: Style) -> tuple[str, int]:
    parts = list(node.parts)
    sign = ""
    if len(parts) > 1 and isinstance(parts[0], Known) and parts[0].name is None and parts[0].value == -1:
        sign, parts = "-", parts[1:]
    if len(parts) == 1 and not sign:
        return _write(parts[0], style)
    text = ""
    over = False
    for part in parts:
        if text and style.over and isinstance(part, Raised) and part.exponent == -1:
            below, level = _write(part.parts[0], style)
            text += f"/{below if level == ATOM and not below.startswith('-') else style.paren(below)}"
            over = True
            continue
        told, level = _write(part, style)
        loose = level == SUM or told.startswith("-")
        if loose and (text or sign or not isinstance(part, Known)):
            told = style.paren(told)
        plain = style.letters and not over and not (told[0].isdigit() and text[-1:].isdigit())
        text += told if not text else f" {told}" if plain else style.dot + told
    return sign + text, SUM if sign or text.startswith("-") else PRODUCT


# -- the two styles -----------------------------------------------------------------------------------------------


def _text_applied(node: Applied, args: list[str]) -> tuple[str, int]:
    if node.text == "Abs":
        return f"|{args[0]}|", ATOM
    if node.text.startswith("pow["):
        power = node.text[4:-1]
        return (f"√({args[0]})" if power == "1/2" else f"({args[0]})^({power})"), ATOM
    return f"{node.text}({', '.join(args)})", ATOM


def _latex_applied(node: Applied, args: list[str]) -> tuple[str, int]:
    if node.text == "exp":
        return f"e^{{{args[0]}}}", POWER
    if node.text.startswith("pow["):
        return rf"\left({args[0]}\right)^{{{node.text[4:-1]}}}", POWER
    if node.text == "Abs":
        return rf"\left|{args[0]}\right|", ATOM
    return rf"{node.latex}\left({', '.join(args)}\right)", ATOM


def _ratio(above: str, below: str) -> tuple[str, int]:
    plain = below.lstrip("-").isalnum()
    return f"{above}/{below if plain else f'({below})'}", PRODUCT


def text_style(letters: bool, name: Callable[[Known], str]) -> Style:
    """Plain text; `name` writes a name with its indices."""
    return Style(
        letters,
        name,
        _ratio,
        lambda base, exponent: f"{base}^{exponent}",
        _text_applied,
        True,
        "·",
        "…",
        lambda text: f"({text})",
    )


def latex_style(letters: bool, tensors: Mapping[str, Any]) -> Style:
    """LaTeX; an entry has the small letter of its tensor, unless that is another name."""

    def name(known: Known) -> str:
        tensor = known.name or ""
        if not known.slots:
            return symbol(tensor)
        first, rest = tensor[:1].lower(), tensor[1:]
        lower = first + rest not in tensors or first == tensor[:1]
        return element(tensor, tuple([str(known.indices[slot]) for slot in known.slots]), lower)[0]

    return Style(
        letters,
        name,
        lambda above, below: (rf"\frac{{{above}}}{{{below}}}", ATOM),
        lambda base, exponent: f"{base}^{{{exponent}}}",
        _latex_applied,
        False,
        r" \cdot ",
        r"\cdots",
        lambda text: rf"\left({text}\right)",
    )

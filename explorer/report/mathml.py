"""LaTeX to MathML that a browser shows without a script, a font or the network.

latex2mathml reads the LaTeX; what it writes is mended where MathML Core, which browsers speak, differs:
matrices are put in rows of their own so that their brackets stretch around them and no further, bold letters become
the bold characters of Unicode, and words such as softmax become identifiers.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from functools import lru_cache

_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_BOLD = {"0": 0x1D7CE, "A": 0x1D400, "a": 0x1D41A}  # where the bold digits, capitals and small letters begin


@lru_cache(maxsize=4096)
def mathml(formula: str, *, block: bool = False) -> str:
    """The formula as a `<math>` element; `block` for one that stands on a line of its own.

    >>> from explorer.report.mathml import mathml
    >>> mathml("a_0")
    '<math><mrow><msub><mi>a</mi><mn>0</mn></msub></mrow></math>'
    """
    from latex2mathml.converter import convert  # a large table: loaded when a page is written

    wrapped = formula.replace(r"\begin{bmatrix}", r"{\begin{bmatrix}").replace(r"\end{bmatrix}", r"\end{bmatrix}}")
    tree = ElementTree.fromstring(convert(wrapped, display="block" if block else "inline"))
    for element in tree.iter():
        element.tag = element.tag.removeprefix(f"{{{_NAMESPACE}}}")
        _mend(element)
    if not block:
        del tree.attrib["display"]
    return ElementTree.tostring(tree, encoding="unicode")


def _mend(element: ElementTree.Element) -> None:
    text = element.text or ""
    if element.get("mathvariant") == "bold" and text:
        element.text = "".join(map(_bold, text))
        del element.attrib["mathvariant"]
    if element.tag == "mo" and len(text) > 1 and text.isalpha():
        element.tag = "mi"


def _bold(character: str) -> str:
    for first, start in _BOLD.items():
        if character.isascii() and 0 <= ord(character) - ord(first) < (10 if first == "0" else 26):
            return chr(start + ord(character) - ord(first))
    return character

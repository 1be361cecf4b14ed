"""A number as a figure writes it."""

from __future__ import annotations

_RAISED = str.maketrans("−0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float, digits: int = 4) -> str:
    """Law: `value` to `digits` figures, with a true minus sign and never a negative zero.

    >>> from explorer.plots.digits import number
    >>> number(-10.0), number(0.25), number(-0.0), number(2e-16)
    ('−10', '0.25', '0', '2·10⁻¹⁶')
    """
    text = f"{value:.{digits}g}"
    if float(text) == 0:
        return "0"
    mantissa, _, exponent = text.replace("-", "−").partition("e")
    if not exponent:
        return mantissa
    raised = ("−" if exponent[0] == "−" else "") + exponent.lstrip("+−0")
    return f"{mantissa}·10{raised.translate(_RAISED)}"

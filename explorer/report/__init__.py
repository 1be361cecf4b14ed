"""Words and typesetting: derivations with a reason on every line, verdicts in words, as LaTeX, Markdown, HTML, PDF."""

from __future__ import annotations

from typing import Any

from explorer.errors import InputError
from explorer.network import Layer, Network
from explorer.report.checks import Report, check
from explorer.report.claim import claim_section
from explorer.report.derivation import Derivation
from explorer.report.layer import layer_lines
from explorer.report.network import layer_section, network_sections
from explorer.report.steps import Line, Section, Step, proved
from explorer.report.words import Row, verdict_html, verdict_latex, verdict_markdown, verdict_text

__all__ = [
    "Derivation",
    "Line",
    "Report",
    "Row",
    "Section",
    "Step",
    "check",
    "derive",
    "layer_lines",
    "proved",
    "verdict_html",
    "verdict_latex",
    "verdict_markdown",
    "verdict_text",
]


WRITTEN = "0-based"  # the convention that layers and networks are written in


def derive(
    subject: Any,
    right: Any = None,
    *,
    given: Any = None,
    sigma: str | None = None,
    form: str | None = None,
    convention: str | None = None,
) -> Derivation:
    """Law: a derivation in which every line has been proved on its own, or an error; never a line that was not.

    A `Layer` is led from its neurons to its matrix form (or to `form`); a `Network` layer by layer, then to one
    expression and to its parameter count. Anything else is a claim, as for `prove`: `subject = right`.
    `convention` names the base of the indices in claims read from text, as in `given`.

    Raises `InputError` for an unknown form, a claim that is not proved, or options that do not apply.

    >>> from explorer.network import Layer
    >>> from explorer.report import derive
    >>> [step.title for step in derive(Layer(1, 784, 16)).steps][:3]
    ['The neurons', 'The activation vector', 'The weighted sums']
    """
    if isinstance(subject, (Layer, Network)):
        if right is not None or given is not None:
            raise InputError("A layer or a network is derived by itself: it takes no second side and no declarations.")
        if convention not in (None, WRITTEN):
            kind = type(subject).__name__.lower()
            raise InputError(
                f"A {kind} is written with indices from 0; the convention {convention!r} is for claims read from text.",
                hint="leave convention out",
            )
        subject = _with_activation(subject, sigma)
        if isinstance(subject, Layer):
            section = layer_section(subject, form or "matrix")
            return Derivation(f"Layer {subject.number}: from the neurons to the {_words(form)}", (section,))
        sizes = "-".join(str(size) for size in subject.sizes)
        return Derivation(
            f"The network {sizes}: from the neurons to the {_words(form)}",
            tuple(network_sections(subject, form or "matrix")),
        )
    if form is not None:
        raise InputError(f"A claim has no form {form!r}: it is derived from its left side to its right.")
    declared = given if convention is None else [*_declarations(given), f"convention: {convention}"]
    return Derivation("From the left side to the right", (claim_section(subject, right, declared, sigma),))


def _with_activation(subject: Layer | Network, sigma: str | None) -> Layer | Network:
    if sigma is None:
        return subject
    if isinstance(subject, Layer):
        return Layer(subject.number, subject.inputs, subject.outputs, sigma)
    return Network(subject.sizes, sigma)


def _words(form: str | None) -> str:
    return f"{(form or 'matrix').replace('_', ' ')} form"


def _declarations(given: Any) -> list[Any]:
    return [] if given is None else [given] if isinstance(given, str) else list(given)

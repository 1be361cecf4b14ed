"""The claims of the demonstration in the order of the note, and the judge's answers to them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from explorer.claims import prove
from explorer.demo.facts import counted, every_threshold, function_facts, inactivity
from explorer.demo.twins import Twin, twins
from explorer.network import FORMS, Network

SIZES = (784, 16, 16, 10)
SYMBOLS = ("n_0", "n_1", "n_2", "n_3")


@dataclass(frozen=True, slots=True)
class Claim:
    """Something to be judged. Claims with one `row` share one line of the table.

    `subject` is what was claimed; `about` are the two forms compared, if it is about two.
    """

    chapter: str
    row: str
    text: str
    judge: Callable[[], Any]
    expected: str = "proved"
    subject: Any = None
    about: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Answer:
    """A claim and its verdict: one of explorer's own, or that of a fact."""

    claim: Claim
    verdict: Any

    @property
    def as_expected(self) -> bool:
        """Whether the verdict is the one the claim must have."""
        return bool(self.verdict.verdict == self.claim.expected)

    def as_json(self) -> dict[str, Any]:
        """The claim's line in `summary.json`."""
        return {
            "claim": self.claim.text,
            "verdict": self.verdict.verdict,
            "expected": self.claim.expected,
            "seconds": round(self.verdict.seconds, 6),
            "evidence": list(self.verdict.evidence),
        }


def claims(net: Network, general: Network, entries: Callable[[], int]) -> tuple[Claim, ...]:
    """Every claim of the demonstration; `net` is the note's network, `general` the same depth at every size."""
    return (
        *_sigma(),
        *_bias(net),
        _count(net, general, entries),
        *_every_size(general),
        *_pairs(net),
        *_neurons(net),
        *_whole(general, "every size, any σ"),
        *_whole(net, "-".join(map(str, net.sizes))),
        *(_twin(twin) for twin in twins()),
    )


def answers(asked: Iterable[Claim]) -> Iterator[Answer]:
    """Each claim judged, one after the other."""
    for claim in asked:
        yield Answer(claim, claim.judge())


def _sigma() -> Iterator[Claim]:
    for told, fact, held in function_facts():
        yield Claim("sigma", told, told, lambda held=held: held, subject=fact)  # type: ignore[misc]


def _bias(net: Network) -> Iterator[Claim]:
    """The note's bias for inactivity: active when the sum exceeds 10 with bias -10, and so for every threshold."""
    for threshold, words in ((10, "10"), (every_threshold(), "t, for every t")):
        told = f"bias −{words.partition(',')[0]} ⇔ active when the weighted sum exceeds {words}"
        story, held = inactivity(net, threshold)
        yield Claim("bias", told, told, lambda held=held: held, subject=story)  # type: ignore[misc]


def _count(net: Network, general: Network, entries: Callable[[], int]) -> Claim:
    told = f"{net.parameter_count:,} parameters: {net.weight_count:,} weights and {net.bias_count:,} biases"
    return Claim("count", told, told, lambda: counted(net, general, entries), subject=net)


def _spoken(form: str) -> str:
    return form.replace("_", " ")


def _form_pairs() -> Iterator[tuple[str, str]]:
    return itertools.combinations(FORMS, 2)


def _claim(chapter: str, row: str, text: str, left: Any, right: Any, about: tuple[str, str] = ("", "")) -> Claim:
    return Claim(chapter, row, text, lambda: prove(left, right), subject=(left, right), about=about)


def _every_size(general: Network) -> Iterator[Claim]:
    """The six forms of one layer, each against each, for all sizes and any σ."""
    forms = general.layers[0].forms()
    for left, right in _form_pairs():
        row = f"{_spoken(left)} = {_spoken(right)}"
        yield _claim("every size", row, f"{row}, every size, any σ", forms[left], forms[right], (left, right))


def _pairs(net: Network) -> Iterator[Claim]:
    """The six forms of each layer of the note's network, each against each."""
    forms = [layer.forms() for layer in net.layers]
    for left, right in _form_pairs():
        row = f"{_spoken(left)} = {_spoken(right)}"
        for layer, of in zip(net.layers, forms, strict=True):
            text = f"{row}, layer {layer.number} ({layer.inputs} → {layer.outputs})"
            yield _claim("layers", row, text, of[left], of[right], (left, right))


def _neurons(net: Network) -> Iterator[Claim]:
    """Every expanded neuron, all its terms written out, against its entry of the matrix form."""
    total = sum(int(layer.outputs) for layer in net.layers)
    for layer in net.layers:
        whole = layer.matrix()
        for j in range(int(layer.outputs)):
            text = f"neuron {j} of layer {layer.number}, all {layer.inputs} + 1 terms written = its entry of σ(Wa + b)"
            row = f"all {total} neurons, every term written out = matrix"
            yield Claim(
                "neurons",
                row,
                text,
                lambda layer=layer, j=j, whole=whole: prove(layer.neuron(j), whole),  # type: ignore[misc]
            )


def _whole(net: Network, which: str) -> Iterator[Claim]:
    """All layers of a network at once, in each form against the matrix form."""
    matrix = net.equations("matrix")
    for form in FORMS:
        if form != "matrix":
            row = f"three layers at once: {_spoken(form)} = matrix"
            yield _claim("network", row, f"{row}, {which}", net.equations(form), matrix)


def _twin(twin: Twin) -> Claim:
    text = f"false twin: {twin.mistake}"
    return Claim("twins", text, text, lambda: prove(twin.true, twin.false), expected="refuted", subject=twin)

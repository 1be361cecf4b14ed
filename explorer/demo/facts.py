"""What the note says of σ, of the bias and of the number of parameters, as claims with a verdict and a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Symbol

from explorer.network import Fact, Inactivity, Network, bias_for_inactivity, facts

TOLD = {
    "limit at -oo": "σ: very negative inputs end up close to {value}",
    "limit at oo": "σ: very positive inputs end up close to {value}",
    "value at 0": "σ: its value at 0 is {value}",
    "derivative": "σ' = σ(1 − σ)",
    "increasing": "σ: it steadily increases (its derivative is positive everywhere)",
    "active above 0": "σ: above σ(0) exactly where its input is above 0",
}


@dataclass(frozen=True, slots=True)
class Held:
    """What came out of a computation: "proved" where it gave what was said, "unknown" where it did not."""

    verdict: str
    evidence: tuple[str, ...]
    seconds: float


def timed(holds: Callable[[], bool], evidence: str) -> Held:
    """The verdict of a computation, with its time."""
    started = time.perf_counter()
    verdict = "proved" if holds() else "unknown"
    return Held(verdict, (evidence,), time.perf_counter() - started)


def function_facts() -> Iterator[tuple[str, Fact, Held]]:
    """Each fact about σ that SymPy computed from its formula: in words, as a formula, judged."""
    started = time.perf_counter()
    found = facts("sigmoid")
    each = (time.perf_counter() - started) / len(found)
    for fact in found:
        verdict = "proved" if fact.holds else "unknown"
        told = TOLD.get(fact.name, f"σ: {fact.name}").format(value=fact.statement.args[-1])
        yield told, fact, Held(verdict, (_by_sympy(fact.because),), each)


def _by_sympy(because: str) -> str:
    return because if "SymPy" in because else f"SymPy: {because}"


def inactivity(net: Network, threshold: Any) -> tuple[Inactivity, Held]:
    """Bias for inactivity: the neuron is active exactly when its weighted sum exceeds the threshold; judged."""
    made: list[Inactivity] = []

    def holds() -> bool:
        made.append(bias_for_inactivity(net.layers[0], 0, threshold))
        return made[0].proved

    held = timed(holds, "SymPy: one inequality turned into the other; σ increases")
    return made[0], held


def every_threshold() -> Symbol:
    """The threshold t, whatever it is."""
    return Symbol("t", real=True)


def counted(net: Network, general: Network, entries: Callable[[], int]) -> Held:
    """13,002: the general count with the sizes put in, against the entries of the arrays the compiled network takes."""
    sizes = dict(zip(general.sizes, net.sizes, strict=True))

    def holds() -> bool:
        return bool(
            general.parameter_count.subs(sizes) == net.parameter_count == entries()
            and general.weight_count.subs(sizes) == net.weight_count
            and general.bias_count.subs(sizes) == net.bias_count
            and net.weight_count + net.bias_count == net.parameter_count
        )

    return timed(holds, "the general count at these sizes; the entries of the compiled network's arrays")

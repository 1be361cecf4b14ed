"""Whole networks: two lists of equations, layer by layer, in time linear in their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sympy import MatrixSymbol
from sympy.core.relational import Equality

from explorer.claims.decision import decided, refused
from explorer.claims.pair import Pairing, Side, target
from explorer.errors import Disagreement, InputError
from explorer.nodes import Batch
from explorer.proof.checker import Invalid
from explorer.proof.composition import FORMAT, Pattern, pattern, verify
from explorer.proof.refusals import Clash, Unsupported
from explorer.proof.verdict import Proved, Scope, Unknown, Verdict


def prove_system(left: Any, right: Any) -> Verdict:
    """Law: `Proved` if the k-th equations of both lists are proved equal for every k, so that both define one function.

    Each equation must define a name that no earlier one uses or defines. The first pair that is not proved gives the
    verdict. Raises `InputError` for lists of different lengths and for definitions in a circle.
    """
    one, two = _equations(left), _equations(right)
    if len(one) != len(two):
        raise InputError(
            f"The first network has {len(one)} equations, the second {len(two)}.",
            hint="give one equation for each layer on both sides",
        )
    used = [first | second for first, second in zip(_in_order(one), _in_order(two), strict=True)]
    lemmas: dict[str, tuple[int, Verdict]] = {}
    certificates: list[Any] = []
    layers: list[dict[str, Any]] = []
    facts: dict[str, None] = {}
    scopes: list[Scope] = []
    for number, (first, second) in enumerate(zip(one, two, strict=True), 1):
        pairing = Pairing(Side(first.args[1], first.args[0]), Side(second.args[1], second.args[0]))
        try:
            claim = next(pairing.claims())
        except (Clash, Unsupported) as problem:
            return _told(refused(problem), number, len(one))
        shape: Pattern = pattern(claim)
        if shape.key not in lemmas:
            verdict = decided(claim, pairing)
            if not isinstance(verdict, Proved):
                return _told(verdict, number, len(one))
            lemmas[shape.key] = len(certificates), verdict
            certificates.append({"names": list(shape.names), "certificate": verdict.certificate})
        lemma, verdict = lemmas[shape.key]
        uses = sorted(used[number - 1] | set(claim.slots))
        defines = sorted(_defined(first) | _defined(second))
        layers.append({"lemma": lemma, "names": list(shape.names), "defines": defines, "uses": uses})
        facts.update(dict.fromkeys(pairing.facts))
        scopes.append(verdict.scope)
    certificate = {"format": FORMAT, "lemmas": certificates, "layers": layers}
    try:
        _, lines = verify(certificate)
    except Invalid as problem:
        raise Disagreement(f"every layer is proved, but the composition is rejected: {problem}") from problem
    activations = sorted({scope.activation for scope in scopes})
    return Proved(
        message=f"equal layer by layer, {len(layers)} layers, for all sizes and tensors",
        scope=Scope(
            scopes[0].sizes if len({str(scope.sizes) for scope in scopes}) == 1 else "all",
            tuple(dict.fromkeys(condition for scope in scopes for condition in scope.conditions)),
            ", ".join(activations),
        ),
        facts=tuple(facts),
        evidence=(
            "canonical form",
            f"{len(certificates)} lemmas of {lines} lines re-checked"
            if len(certificates) > 1
            else f"one lemma of {lines} lines re-checked",
            "oracle for each lemma",
            f"composition of {len(layers)} layers",
        ),
        certificate=certificate,
    )


def _equations(value: Any) -> list[Equality]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise InputError(
            "One side is a list of equations and the other is not.", hint="give one equation for each layer"
        )
    for equation in value:
        if not isinstance(equation, Equality) or target(equation.args[0]) is None:
            raise InputError(f"{equation!r} does not define a name.", hint="each equation must read name = expression")
    if not value:
        raise InputError("A network has at least one equation.")
    return list(value)


def _defined(equation: Equality) -> set[str]:
    """The name an equation defines; of a batch also the batch's own."""
    goal = target(equation.args[0])
    if goal is None:
        return set()
    return {goal.name} | ({goal.batch.name} if goal.batch is not None else set())


def _in_order(equations: list[Equality]) -> list[set[str]]:
    """The names each equation uses; every equation must define a name that no equation used or defined so far."""
    seen: set[str] = set()
    used = []
    for equation in equations:
        goal = target(equation.args[0])
        name = goal.name if goal is not None else ""
        if goal is not None and goal.entry is not None and not any(index.free_symbols for index in goal.entry):
            raise InputError(
                f"{equation.args[0]} is one entry: it does not define all of {name}.",
                hint="in a list give each equation for the whole, or with a free index",
            )
        names = set()
        for symbol in equation.args[1].free_symbols:
            if isinstance(symbol, MatrixSymbol):
                names.add(symbol.example.name if isinstance(symbol, Batch) else symbol.name)
        if name in seen or name in names:
            raise InputError(f"{name} is defined after it was used.", hint="give the layers in order, input first")
        seen |= names | {name}
        used.append(names)
    return used


def _told(verdict: Verdict, number: int, count: int) -> Verdict:
    """The verdict on one layer as the verdict on the whole."""
    message = f"layer {number} of {count}: {verdict.message}"
    if isinstance(verdict, Unknown):
        return replace(verdict, message=message, reason=message)
    return replace(verdict, message=message)

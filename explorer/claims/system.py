"""Whole networks: two lists of equations, layer by layer, in time linear in their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sympy import MatrixSymbol, Symbol
from sympy.core.relational import Equality

from explorer.claims.decision import decided, refused
from explorer.claims.pair import Pairing, Side, target
from explorer.claims.sides import with_steps
from explorer.errors import Disagreement, InputError
from explorer.nodes import Batch
from explorer.proof.checker import Invalid
from explorer.proof.claim import Claim
from explorer.proof.composition import FORMAT, Pattern, claim_json, pattern, verify
from explorer.proof.decide import conditions, fixed_sizes
from explorer.proof.lower import Lowering
from explorer.proof.refusals import Clash, Unsupported
from explorer.proof.scan import Roles
from explorer.proof.sizes import Dim, constant, show
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
    _in_order(one)
    _in_order(two)
    house = _House()
    claims: list[dict[str, Any]] = []
    lemmas: dict[str, tuple[int, Verdict]] = {}
    certificates: list[Any] = []
    layers: list[dict[str, Any]] = []
    facts: dict[str, None] = {}
    scopes: list[Scope] = []
    for number, (first, second) in enumerate(zip(one, two, strict=True), 1):
        pairing = Pairing(Side(first.args[1], first.args[0]), Side(second.args[1], second.args[0]))
        try:
            claim = next(pairing.claims())
            house.join(claim, first, second)
        except (Clash, Unsupported) as problem:
            return _told(refused(problem), number, len(one))
        shape: Pattern = pattern(claim)
        if shape.key not in lemmas:
            verdict = with_steps(decided(claim, pairing, conditional=False), pairing)
            if not isinstance(verdict, Proved):
                return _told(verdict, number, len(one))
            lemmas[shape.key] = len(certificates), verdict
            certificates.append({"names": list(shape.names), "certificate": verdict.certificate})
        lemma, verdict = lemmas[shape.key]
        defines = sorted(_defined(first) | _defined(second))
        layers.append({"lemma": lemma, "names": list(shape.names), "defines": defines})
        claims.append({**claim_json(claim), "defines": defines})
        facts.update(dict.fromkeys(pairing.facts))
        sizes = verdict.scope.sizes
        if not isinstance(sizes, str):  # a lemma's scope is told in this layer's names
            sizes = fixed_sizes(claim, [constant(size) for size in sizes.values()])
        scopes.append(replace(verdict.scope, sizes=sizes, conditions=conditions(claim)))
    certificate = {"format": FORMAT, "lemmas": certificates, "layers": layers}
    try:
        _, lines = verify(certificate, claims)
    except Invalid as problem:
        raise Disagreement(f"every layer is proved, but the composition is rejected: {problem}") from problem
    fixed = {name: size for scope in scopes if not isinstance(scope.sizes, str) for name, size in scope.sizes.items()}
    activations = sorted({scope.activation for scope in scopes})
    return Proved(
        message=f"equal layer by layer, {_counted(len(layers), 'layer')}, for all "
        + ("tensors at these sizes" if fixed else "sizes and tensors"),
        scope=Scope(
            fixed or "all",
            tuple(dict.fromkeys(condition for scope in scopes for condition in scope.conditions)),
            ", ".join(activations),
        ),
        facts=tuple(facts),
        evidence=(
            "canonical form",
            f"{_counted(len(certificates), 'lemma')} of {_counted(lines, 'line')} re-checked",
            "oracle for each lemma",
            f"composition of {_counted(len(layers), 'layer')}",
        ),
        certificate=certificate,
    )


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"


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


class _House:
    """What one name means in all equations of a list: one shape for a tensor, one kind for a function."""

    def __init__(self) -> None:
        self.shapes: dict[str, tuple[Dim, ...]] = {}
        self.functions: dict[str, bool] = {}

    def join(self, claim: Claim, *equations: Equality) -> None:
        """Adds an equation's names; raises `Clash` and `Unsupported` where they are used in another way before."""
        shapes = dict(claim.slots)
        low = Lowering(claim.table, Roles())
        for equation in equations:
            goal = target(equation.args[0])
            if goal is not None:
                shapes.setdefault(goal.name, tuple([low.size(size) for size in goal.shape]))
        for name, shape in shapes.items():
            known = self.shapes.setdefault(name, shape)
            if known != shape:
                told = [" x ".join(map(show, one)) for one in (known, shape)]
                raise Clash(f"{name} is {told[0]} in one equation and {told[1]} in another")
        for name, opaque in claim.functions.items():
            if self.functions.setdefault(name, opaque) != opaque:
                raise Unsupported(f"{name} is an unknown function in one equation and a particular one in another")


def _in_order(equations: list[Equality]) -> None:
    """Every equation must define the whole of a name that no equation used or defined so far."""
    seen: set[str] = set()
    for equation in equations:
        goal = target(equation.args[0])
        if goal is None:
            continue
        rows = goal.batch.shape if goal.batch is not None else goal.shape
        if goal.entry is not None and not all(
            size == 1 or isinstance(index, Symbol) for index, size in zip(goal.entry, rows, strict=True)
        ):
            raise InputError(
                f"{equation.args[0]} is one entry: it does not define all of {goal.name}.",
                hint="in a list give each equation for the whole, or with a free index",
            )
        names = set()
        for symbol in equation.args[1].free_symbols:
            if isinstance(symbol, (MatrixSymbol, Symbol)):
                names.add(symbol.example.name if isinstance(symbol, Batch) else symbol.name)
        if goal.name in seen or goal.name in names:
            raise InputError(f"{goal.name} is defined after it was used.", hint="give the layers in order, input first")
        seen |= names | {goal.name}


def _told(verdict: Verdict, number: int, count: int) -> Verdict:
    """The verdict on one layer as the verdict on the whole."""
    message = f"layer {number} of {count}: {verdict.message}"
    if isinstance(verdict, Unknown):
        return replace(verdict, message=message, reason=message)
    return replace(verdict, message=message)

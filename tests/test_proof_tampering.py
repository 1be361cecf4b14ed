"""Certificates with one place changed: each is rejected, or it still says and proves the same.

Whatever the checker accepts is measured by numbers, line by line: random ones where functions are opaque, real ones of
100 digits where exp, log and the activations are themselves. A flipped line or an unused name may leave a valid proof;
what must never be accepted is a false line, or the proof of another claim.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import mpmath
import pytest
import sympy as sp
from certificates import Certificate, Meaning, false_lines, same_claim, tampered
from generators import pairs

from explorer.claims import prove
from explorer.errors import InputError
from explorer.network import ACTIVATIONS, Network
from explorer.nodes import entrywise
from explorer.proof import checker
from explorer.proof.checker import Invalid, check
from explorer.proof.checker_laws import LAWS


def accepted(*arguments: Any) -> bool:
    try:
        check(arguments[0], arguments[1] if len(arguments) > 1 else None, LAWS)
    except Invalid:
        return False
    return True


def written(left: Any, right: Any) -> Certificate:
    """The certificate of a proof, as it is read from a file."""
    verdict = prove(left, right)
    assert verdict, f"{left} = {right}: {verdict.message}"
    read: Certificate = json.loads(json.dumps(verdict.certificate))
    return read


# --- whose certificates ------------------------------------------------------------------------


def of_random_pairs(seed: int, number: int) -> list[Certificate]:
    """Of random proofs about opaque functions."""
    found: list[Certificate] = []
    for pair in pairs(seed, 100 * number, wrong=0):
        try:
            verdict = prove(pair.statement)
        except InputError:
            continue
        if verdict and verdict.certificate["lines"] and len(verdict.certificate["lines"]) < 120:
            found.append(json.loads(json.dumps(verdict.certificate)))
        if len(found) == number:
            break
    return found


i, j, k, m, n, x, y = sp.symbols("i j k m n x y")
A, a, b = sp.MatrixSymbol("A", n, n), sp.MatrixSymbol("a", n, 1), sp.MatrixSymbol("b", n, 1)
long = sp.MatrixSymbol("l", n + 1, 1)


def total(body: Any, low: Any = 0, high: Any = n - 1) -> Any:
    return sp.Sum(body, (j, low, high))


def of_layers() -> list[Certificate]:
    """Of the forms of a layer, and of ranges, blocks, deltas and sizes: rules that random pairs seldom need."""
    one = Network(["n", "m"], activation="opaque").layers[0]
    five = Network([5, 2], activation="opaque").layers[0]
    found = [written(form, one.matrix()) for name, form in one.forms().items() if name != "matrix"]
    found.append(written(five.neuron(1), five.matrix()))
    found += [
        written(total(long[j, 0], 0, n), long[0, 0] + total(long[j, 0], 1, n)),
        written(total(a[j, 0] * b[j, 0]) / n, total(a[j, 0] * b[j, 0] / n)),
        written(total(sp.KroneckerDelta(i, j) * A[j, k]), A[i, k]),
        written(total(x), n * x),
        written(sp.Trace(A * sp.Transpose(A)), sp.Trace(sp.Transpose(A) * A)),
    ]
    return found


def function(name: str) -> Any:
    """An activation that is itself, not any function."""
    return next(row.function for row in ACTIVATIONS.values() if row.name == name)


def of_facts() -> list[Certificate]:
    """Of identities of particular functions."""
    σ, relu, lrelu, softplus, step = map(function, ("sigmoid", "relu", "leaky_relu", "softplus", "step"))
    grown = total(sp.exp(a[j, 0]))
    return [
        written(sp.tanh(x), 2 * σ(2 * x) - 1),
        written(σ(-x), 1 - σ(x)),
        written(softplus(x), x + softplus(-x)),
        written(relu(x) - relu(-x), x),
        written(relu(2 * x), 2 * relu(x)),
        written(step(3 * x), step(x)),
        written(relu(sp.exp(x)), sp.exp(x)),
        written(step(sp.exp(x)) + step(sp.Integer(0)), 1 + relu(sp.Integer(-2))),
        written(lrelu(x), relu(x) - relu(-x) / 100),
        written(sp.Max(x, y), y + relu(x - y)),
        written(sp.Min(x, y), -sp.Max(-x, -y)),
        written(sp.exp(x) / (sp.exp(x) + sp.exp(y)), σ(x - y)),
        written(sp.exp(a[i, 0] + x) / total(sp.exp(a[j, 0] + x)), sp.exp(a[i, 0]) / grown),
        written(sp.log(sp.exp(x) * grown), x + sp.log(grown)),
        written(sp.log(1 / (1 + sp.exp(-x))), -softplus(-x)),
        written(entrywise(sp.tanh, A * a), 2 * entrywise(σ, 2 * A * a) - sp.OneMatrix(n, 1)),
    ]


# --- what particular functions are worth -------------------------------------------------------

REAL = mpmath.MPContext()
REAL.dps = 100


def _sigmoid(v: Any) -> Any:
    return 1 / (1 + REAL.exp(-v))


FORMULAS: dict[str, Callable[..., Any]] = {
    "exp": REAL.exp,
    "log": lambda v: REAL.log(v) if v > 0 else REAL.mpf(0),
    "inv": lambda v: 1 / v if v else v,
    "sigmoid": _sigmoid,
    "tanh": REAL.tanh,
    "softplus": lambda v: REAL.log(1 + REAL.exp(v)),
    "swish": lambda v: v * _sigmoid(v),
    "identity": lambda v: v,
    "relu": lambda v: max(v, REAL.mpf(0)),
    "leaky_relu": lambda v: v if v > 0 else v / 100,
    "step": lambda v: REAL.mpf(v > 0),
    "Max": max,
    "Min": min,
    "Abs": abs,
}


class Real(Meaning):
    """As `Meaning`, with real numbers of 100 digits: equal is equal up to 30 of them."""

    def draw(self, *key: Any) -> Any:
        if key not in self.drawn:
            self.drawn[key] = REAL.mpf(self.rng.choice([k for k in range(-11, 12) if k])) / 8
        return self.drawn[key]

    def _number(self, row: list[Any], levels: dict[int, int]) -> Any:
        value = super()._number(row, levels)
        return REAL.mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else value

    def function(self, name: str, *values: Any) -> Any:
        known = FORMULAS.get(name)
        count = 2 if name in ("Max", "Min") else 1
        return known(*values) if known and len(values) == count else self.draw("function", name, *values)

    def worth(self, left: int, right: int) -> bool:
        """Whether two scalar nodes without loose indices are equal."""
        one, two = self.number(left, {}), self.number(right, {})
        return bool(abs(one - two) <= REAL.mpf(10) ** -30 * max(1, abs(one), abs(two)))


def false_by_reals(certificate: Certificate, rng: random.Random) -> bool:
    """Whether the claim of a certificate is false for some real numbers."""
    return not all(
        Real(certificate, rng, extra).worth(certificate["left"], certificate["right"]) for extra in (0, 1, 1, 2)
    )


# --- the runs ----------------------------------------------------------------------------------


def tamper(seed: int, certified: list[Certificate], number: int, facts: bool = False) -> Counter[str]:
    """Law: what is accepted says the same as the original, if that was asked for, and is true."""
    draw = random.Random(seed)
    tally: Counter[str] = Counter()
    for _ in range(number):
        original = draw.choice(certified)
        changed, how = tampered(original, draw)
        for claim in ((original,), ()):
            if changed != original and accepted(changed, *claim):
                tally["still valid" if claim else "another true claim"] += 1
                told = f"seed {seed}: {how} in {json.dumps(original)}"
                if claim:
                    assert same_claim(changed, original), f"ANOTHER CLAIM ACCEPTED, {told}"
                if facts:
                    assert not false_by_reals(changed, draw), f"A FALSE CLAIM ACCEPTED, {told}"
                else:
                    wrong = false_lines(changed, draw)
                    assert wrong == [], f"FALSE LINES ACCEPTED, {told}: {wrong}"
        tally["tampered"] += changed != original
    return tally


def test_certificates_are_true_line_by_line(seed):
    certified = of_random_pairs(seed, 25) + of_layers()
    draw = random.Random(seed)
    for certificate in certified:
        assert accepted(certificate, certificate)
        assert false_lines(certificate, draw, tries=1) == [], f"seed {seed}: {json.dumps(certificate)}"
    for one, other in pairwise(certified):
        assert same_claim(one, other) or not accepted(one, other)


def test_one_changed_place_is_noticed(seed):
    tally = tamper(seed, of_random_pairs(seed, 15) + of_layers(), 240)
    assert tally["tampered"] > 200
    assert tally["still valid"] < 0.05 * tally["tampered"], f"seed {seed}: {tally}"


def test_one_changed_place_in_a_proof_by_facts_is_noticed(seed):
    certified = of_facts()
    draw = random.Random(seed)
    for certificate in certified:
        assert accepted(certificate, certificate)
        assert not false_by_reals(certificate, draw)
    for one, other in pairwise(certified):
        assert not accepted(one, other)
    tally = tamper(seed, certified, 80, facts=True)
    assert tally["tampered"] > 65
    assert tally["still valid"] < 0.1 * tally["tampered"], f"seed {seed}: {tally}"


def test_every_rule_is_in_a_certificate_that_is_tampered_with(seed):
    certified = of_random_pairs(seed, 15) + of_layers() + of_facts()
    used = {line[0] for certificate in certified for line in certificate["lines"]}
    needed = {"unfold", "ring", "cong", "trans", "sym", "mulsum", "sumlin", "sumconst", "perm", "expand", "split"}
    needed |= {"deltaelim", "deltasubst", "define", "expsum", "expinv", "expcancel", "invmul", "logmul", "logexp"}
    needed |= {"loginv", "cancel", "divide", "reluneg", "reluscale", "stepscale", "relupos", "steppos"}
    assert needed <= used, needed - used


def test_a_false_line_is_found_by_numbers(seed):
    """Two nodes of one certificate that no chain of lines joins are hardly ever worth the same."""
    draw = random.Random(seed)
    found = 0
    for certificate in of_random_pairs(seed, 20):
        nodes = [number for number, row in enumerate(certificate["nodes"]) if row[0] in ("add", "sum", "fun", "entry")]
        forged = {**certificate, "lines": [["ring", *draw.sample(nodes, 2)]] if len(nodes) > 1 else []}
        found += 0 in false_lines(forged, draw)
    assert found >= 8, f"seed {seed}"


def test_a_false_claim_about_functions_is_found_by_reals(seed):
    """Twice the left side on the right makes each claim false."""
    draw = random.Random(seed)
    for certificate in of_facts():
        twice = ["add", certificate["left"], certificate["left"]]
        wrong = {**certificate, "nodes": [*certificate["nodes"], twice], "right": len(certificate["nodes"])}
        assert false_by_reals(wrong, draw), json.dumps(certificate)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(2))
def test_many_tampered_certificates(seed, part):
    seed += 4000 + part
    tally = tamper(seed, of_random_pairs(seed, 80) + of_layers(), 2000)
    print(f"seed {seed}: {dict(tally)}")
    assert tally["tampered"] > 1800


@pytest.mark.slow
def test_many_tampered_proofs_by_facts(seed):
    tally = tamper(seed + 4100, of_facts(), 2000, facts=True)
    print(f"seed {seed + 4100}: {dict(tally)}")
    assert tally["tampered"] > 1700


def test_the_page_about_the_checker_names_every_rule():
    page = (Path(__file__).parent.parent / "docs" / "why-trust-the-checker.md").read_text(encoding="utf-8")
    rows = [row.split("|")[1] for row in page.splitlines() if row.startswith("| `")]
    named = {rule for cell in rows for rule in re.findall(r"`(\w+)`", cell)}
    source = Path(checker.__file__).read_text(encoding="utf-8")
    found = re.findall(r'case "(\w+)", \[|"(\w+)" \| "(\w+)" \| "(\w+)"\)', source)
    assert named == {rule for some in found for rule in some if rule} | {"trans", "sym", "cong"} | set(LAWS)

"""What the check of a long document looks at for one equation does not grow with the document: work is counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.claims.check import ages, check_document, nearby
from explorer.claims.check.context import Context, Definition
from explorer.claims.check.decide import scoped
from explorer.documents import load
from explorer.notation.given import Declarations, declarations
from explorer.notation.grammar import parse
from explorer.notation.names import Names
from explorer.source import Source

SIZES = (45, 90, 150)
"""Sections of a document, all of them with more declared names than are kept without a choice."""


@pytest.fixture(autouse=True, scope="module")
def few() -> Iterator[None]:
    """A document is long as soon as it declares 20 names."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (nearby, ages):
            patch.setattr(module, "MANY", 20)
        yield


def known(text: str) -> Declarations:
    context = Context(declarations(None))
    context.declare(declarations(text))
    return context.known


def near(given: Declarations, formula: str) -> Declarations:
    return scoped(given, {}, [parse(Source(formula))])


@pytest.mark.parametrize("sections", SIZES)
def test_an_equation_looks_at_the_declared_names_that_it_uses(sections: int) -> None:
    rows = (f"W_{{{k}}}: m_{{{k}}} x n; b_{{{k}}}: m_{{{k}}}; f_{{{k}}}: function" for k in range(sections))
    found = near(known("; ".join(rows)), "f_{7}(W_{7} x + b_{7})")
    assert {"W_{7}", "b_{7}"} <= set(found.shapes) <= {f"{letter}_{{{k}}}" for letter in "Wb" for k in (6, 7, 8)}
    assert "f_{7}" in found.functions
    assert len(found.functions) == 3
    assert found.shapes["W_{7}"].sizes == known("W_{7}: m_{7} x n").shapes["W_{7}"].sizes
    assert {"m_{7}", "n"} <= found.size_names
    assert len(found.size_names) <= 4


@pytest.mark.parametrize("sections", SIZES)
def test_declared_equations_bring_what_they_are_made_of_and_nothing_else(sections: int) -> None:
    rows = "; ".join(f"b_{{{k}}} = -t_{{{k}}}; t_{{{k}}} = s_{{{k + 2}}} + 1" for k in range(10, sections))
    given_ = known(rows + "; s_{42}: n; s_{44}: n")
    found = near(given_, "x + b_{40}")
    assert {"b_{40}", "t_{40}"} <= set(found.definitions)
    assert set(found.definitions) <= {f"{letter}_{{{k}}}" for letter in "bt" for k in range(39, 42)}
    assert "s_{42}" in near(known(rows + "; " + "; ".join(f"s_{{{k}}}: n" for k in range(50))), "x + b_{40}").shapes


def test_what_is_said_of_an_entry_comes_with_its_tensor() -> None:
    given_ = known("z: n; W: m x n")
    said = declarations("z: n; " + "; ".join(f"z_{{{k}}} = {k}" for k in (3, 5)))
    given_.definitions.update({**said.definitions, **declarations(many("c_{{{0}}} = {0}")).definitions})
    assert set(near(given_, "W z").definitions) == set(said.definitions)
    assert not set(near(given_, "W x").definitions)


def many(row: str, count: int = 50) -> str:
    return "; ".join(row.format(k) for k in range(count))


LETTERS = st.sampled_from(["W", "w", "b", r"\mathbf{W}", "z", "loss"])
NAMES = st.builds(
    lambda letter, below, above: letter + (f"_{{{below}}}" if below else "") + (f"^{{({above})}}" if above else ""),
    LETTERS,
    st.sampled_from(["", "1", "12", "h", "1,2"]),
    st.sampled_from(["", "1", "2", "l"]),
)


FORMULAS = st.sampled_from(["W_{12}", "w^{(1)} b", "loss", "z_h 2"])


@given(st.lists(st.tuples(NAMES, st.booleans()), max_size=30), FORMULAS)
def test_a_register_finds_what_a_look_at_all_names_finds(steps: list[tuple[str, bool]], formula: str) -> None:
    register: nearby.Register[int] = nearby.Register({})
    plain: dict[str, int] = {}
    for number, (name, there) in enumerate(steps):
        for table in (register, plain):
            table.pop(name, None) if not there else table.update({name: number})
    found = nearby.signs([parse(Source(formula), frozenset({"loss"}))])
    assert register == plain
    assert register.near(found) == [name for name in plain if nearby.head(name).within(found)]


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["set", "none", "gone"]), st.booleans()), max_size=40)
)
def test_the_latest_definitions_come_first(steps: list[tuple[str, str, bool]]) -> None:
    found, defined = ages.Ages(), dict[str, Any]()
    number = 0
    for name, what, later in steps:
        number += later
        if what == "gone":
            defined.pop(name, None)
            found.gone(name)
            continue
        row = SimpleNamespace(number=number, key=SimpleNamespace(derivative=False)) if what == "set" else None
        defined[name] = row
        found.latest(name, cast(Definition | None, row))
    rows = sorted((row for row in defined.values() if row is not None), key=lambda row: -row.number)
    assert [id(row) for row in found.rows()] == [id(row) for row in rows]


@pytest.mark.parametrize("count", [5, 25])
def test_the_slopes_that_an_expression_may_have_are_found_among_many(count: int) -> None:
    slope = r"\frac{\partial C}{\partial w^{(%d)}}"
    said = "\n\n".join(f"$$ {slope % k} = 2 g_{{{k}}} $$" for k in range(count))
    true, false = (f"$$ v = 3 {slope % 3} = {times} g_{{{of}}} $$" for times, of in ((6, 3), (6, 4)))
    found = [check_document(load(Path("note.md"), f"{said}\n\n{claim}")).claims for claim in (true, false)]
    assert [claim.verdict.verdict for claim in found[0]] == ["proved"]
    assert "proved" not in [claim.verdict.verdict for claim in found[1]]


def test_names_are_spelled_without_a_look_at_all_declared_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """A layer of a family is found by its name; what sizes there are is asked once for each text that is read."""
    context = Context(declarations(None))
    context.declare(declarations(many("V_{{{0}}}: m x n") + "; W^l: n_l x n_{l-1}"))
    context.known.shapes.items = context.known.shapes.values = None  # type: ignore[method-assign,assignment]
    names = context.names()
    assert names.spell(cast(Any, parse(Source("W^{(2)}")))).name == "W^{(2)}"  # type: ignore[union-attr]
    assert str(context.known.shapes["W^{(2)}"].sizes[0]) == "n_{2}"
    assert isinstance(names, Names)

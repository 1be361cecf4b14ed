"""The tables of docs/tables.md are made from the rows that the program reads, so they cannot fall behind it.

`UPDATE_GOLDENS=1 python -m pytest tests/test_docs_tables.py` writes them; read them then.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path

import pytest
import sympy

from explorer.latex import latex
from explorer.network import ACTIVATIONS, FORMS, Layer
from explorer.notation.conventions import ROWS, Letters
from explorer.plots import PLOTS
from explorer.plots.rows import saturation
from explorer.report.prose import github

PAGE = Path(__file__).resolve().parent.parent / "docs" / "tables.md"


def table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    """A Markdown table; a bar inside a cell is escaped, inside a formula spelled."""
    escaped = [[cell.replace("|", r"\|") for cell in row] for row in rows]
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *escaped)]
    return "\n".join(lines) + "\n"


def bounds(values: sympy.Set) -> str:
    if isinstance(values, sympy.FiniteSet):
        return "{" + ", ".join(map(str, values)) + "}"
    left, right = ("(" if values.left_open else "["), (")" if values.right_open else "]")
    ends = [str(end) if not end.free_symbols and end in (-sympy.oo, sympy.oo) else f"{float(end):.4g}" for end in
            (values.inf, values.sup)]  # fmt: skip
    return f"{left}{ends[0]}, {ends[1]}{right}".replace("oo", "∞").replace("-", "−")


def formula(expression: object) -> str:
    """A formula in a cell; two backslashes would lose one to Markdown."""
    return f"${github(latex(expression)).replace(chr(92) * 2, chr(92) + 'cr ').replace('DiagMatrix', 'diag')}$"


def activations() -> str:
    x, z = sympy.Symbol("x"), sympy.MatrixSymbol("z", sympy.Symbol("n"), 1)

    def rows() -> Iterator[Sequence[str]]:
        for name, row in ACTIVATIONS.items():
            argument = x if row.elementwise else z
            value = formula(row.formula(argument)) if row.elementwise else r"$e^{z_i} / \sum_k e^{z_k}$"
            low, high = saturation(row) if row.elementwise else (None, None)
            sides = [f"x {sign} {end:.3g}" for sign, end in (("≤", low), ("≥", high)) if end is not None]
            yield (
                name,
                ", ".join(row.aliases),
                value,
                formula(row.derivative(argument)),
                bounds(row.range),
                ", ".join(sides).replace("-", "−"),
                f"`{row.numpy}`",
            )

    return table(
        ("name", "also called", "formula", "derivative", "values", "saturated where", "NumPy"),
        rows(),
    )


def forms() -> str:
    layer = Layer(1, "n", "m", "opaque")
    return table(
        ("form", "what it is", "shape", "equation"),
        (
            (f"`{name}`", row.words, row.shape, formula(layer.form(name)))
            for name, row in FORMS.items()
        ),
    )  # fmt: skip


def figures() -> str:
    return table(
        ("figure", "shows", "options"),
        (
            (f"`{name}`", row.about, ", ".join(f"`--{option.name.replace('_', '-')}`" for option in row.options))
            for name, row in PLOTS.items()
        ),
    )


def conventions() -> str:
    def rows() -> Iterator[Sequence[str]]:
        for row in ROWS.values():
            batch = f"{row.batch}; the bias a {row.bias}" if row.batch else ""
            yield (
                f"`{row.name}`",
                ", ".join(f"`{name}`" for name in row.also),
                row.source,
                f"${github(row.line)}$" if row.line else "",
                f"`{row.mark}`" if row.mark else "",
                row.round,
                f"{row.order}: W is {row.weights_shape}" if row.order else "",
                str(row.base),
                row.vectors,
                batch,
            )

    return table(
        (
            "name",
            "also called",
            "source",
            "a layer",
            "layer mark",
            "a number in round brackets above is",
            "indices of a weight",
            "indices start at",
            "vectors are",
            "examples of a batch are",
        ),
        rows(),
    )


def letters() -> str:
    names = [field.name for field in fields(Letters)]

    def rows() -> Iterator[Sequence[str]]:
        for row in ROWS.values():
            if row.letters != Letters():
                values = [getattr(row.letters, name) for name in names]
                yield (f"`{row.name}`", *(f"${github(value)}$" if value else "" for value in values))

    heads = [name.replace("_", "-").replace("examples", "count of examples").replace("layers", "count of layers")
             for name in names]  # fmt: skip
    return table(("name", *heads), rows())


TABLES: dict[str, Callable[[], str]] = {
    "activations": activations,
    "forms": forms,
    "figures": figures,
    "conventions": conventions,
    "letters": letters,
}


def marks(name: str) -> str:
    return rf"(?s)(?<=<!-- {name} -->\n\n).*?(?=\n<!-- end of {name} -->)"


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_what_the_rows_say(name: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    made = TABLES[name]()
    if os.environ.get("UPDATE_GOLDENS") == "1":
        page = re.sub(marks(name), lambda _: made, page)
        PAGE.write_text(page, encoding="utf-8")
    found = re.search(marks(name), page)
    assert found is not None
    assert found[0] == made


def test_every_row_has_its_line_and_every_cell_its_column() -> None:
    for made, count in (
        (activations(), len(ACTIVATIONS)),
        (forms(), len(FORMS)),
        (figures(), len(PLOTS)),
        (conventions(), len(ROWS)),
        (letters(), sum(row.letters != Letters() for row in ROWS.values())),
    ):
        lines = made.splitlines()
        assert len(lines) == count + 2
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) == 1


def test_the_values_of_an_activation_are_told_as_an_interval() -> None:
    assert bounds(sympy.Interval.open(-1, 1)) == "(−1, 1)"
    assert bounds(sympy.Interval(0, sympy.oo)) == "[0, ∞)"
    assert bounds(sympy.FiniteSet(0, 1)) == "{0, 1}"

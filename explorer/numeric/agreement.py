"""`agree`: forms of one function run in different ways on the same numbers, held against a derived error bound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
from sympy import Eq
from sympy.matrices.expressions.matexpr import MatrixElement

from explorer.errors import InputError, ShapeError
from explorer.latex.notebook import bundle, table
from explorer.network import FORMS, Layer, Network
from explorer.numeric.bound import ErrorBounds, inflated
from explorer.numeric.compiled import Compiled, compile
from explorer.numeric.floats import Floats
from explorer.numeric.loops import Loops
from explorer.numeric.program import Step, program, whole_steps
from explorer.numeric.samples import Samples, draw

SEED = 20260
EXAMPLES = 4


@dataclass(frozen=True, slots=True)
class Comparison:
    """One form run in one way, against the reference, which is the first row.

    `run` is "entries" (loops in Python), "arrays" (matrix products, one example at a time) or "batch". `difference` is
    the largest one, at `at` (example, then entry), `bound` the error bound there; where something is beyond its bound
    these are of the place furthest beyond. `ulps` is the largest difference in units of the last place.
    """

    form: str
    run: str
    difference: float
    bound: float
    ulps: float
    at: tuple[int, ...]
    agrees: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the comparison found; true where everything agrees. `reference` is what all `rows` are compared with.

    `ulps` is the largest difference in units of the last place; `difference`, `bound`, `place` are those of the row
    that comes nearest to its bound, or is furthest beyond it.
    """

    agrees: bool
    ulps: float
    difference: float
    bound: float
    place: str
    reference: str
    rows: tuple[Comparison, ...]
    sizes: Mapping[str, int]
    seed: int
    examples: int

    def __bool__(self) -> bool:
        return self.agrees

    @property
    def message(self) -> str:
        """One sentence."""
        forms = len({row.form for row in self.rows})
        if self.agrees:
            return (
                f"{forms} form{'s' if forms > 1 else ''} in {len(self.rows)} runs agree: largest difference "
                f"{self.ulps:.3g} ulps, every one within its error bound (nearest: {self.difference:.2g} of "
                f"{self.bound:.2g} at {self.place})."
            )
        return f"They differ by {self.difference:.3g} where at most {self.bound:.2g} is rounding: {self.place}."

    def __str__(self) -> str:
        return self.message

    def _repr_html_(self) -> str:
        head = ("form", "run", "difference", "error bound", "ulps", "within the bound")
        rows = [
            (r.form, r.run, f"{r.difference:.2g}", f"{r.bound:.2g}", f"{r.ulps:.3g}", "yes" if r.agrees else "NO")
            for r in self.rows
        ]
        return f"<p>{escape(self.message)}</p>{table(head, rows)}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return bundle(self, include, exclude)

    def as_json(self) -> dict[str, Any]:
        """Plain values only."""
        return {
            "agrees": self.agrees, "ulps": self.ulps, "difference": self.difference, "bound": self.bound,
            "place": self.place, "sizes": dict(self.sizes), "seed": self.seed, "examples": self.examples,
            "reference": self.reference,
            "rows": [
                {"form": r.form, "run": r.run, "difference": r.difference, "bound": r.bound, "ulps": r.ulps,
                 "at": list(r.at), "agrees": r.agrees}
                for r in self.rows
            ],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Form:
    label: str
    written: list[Step]  # as it stands: every term of a long sum
    folded: list[Step]
    compiled: Compiled
    row: int | None  # the form is one entry of the vector that the others are


def agree(
    *forms: Any,
    sizes: Mapping[Any, int] | None = None,
    seed: int = SEED,
    examples: int = EXAMPLES,
    functions: Mapping[Any, str] | None = None,
) -> Agreement:
    """Law: true only if every form, run entry by entry, as array code and as a batch, gives the same numbers.

    The same up to rounding, that is. `forms` are expressions, equations, sequences of equations, or layers and
    networks (these in all their forms). Symbols of one name are one tensor; a batch `A` has the examples of its
    column vector as rows; an equation for an entry is compared with that entry. `sizes` gives symbolic sizes (others
    get different small ones). Undefined functions are tanh, or what `functions` names from the activations table.

    Two runs may differ by the sum of their error bounds, derived in `explorer.numeric.bound` (Higham, Accuracy and
    Stability of Numerical Algorithms, section 3.1): no tolerance is guessed, and no agreement is a proof.

    Raises `InputError` for forms that cannot be run, `ShapeError` where they have different shapes.

    >>> from explorer.network import Network
    >>> bool(agree(Network([5, 4, 3])))
    True
    """
    if not forms:
        raise InputError("agree needs at least one form.", hint="give a layer, or equations for the same output")
    if not isinstance(examples, int) or examples < 1:
        raise InputError(f"The number of examples cannot be {examples!r}.", hint="it is a whole number from 1")
    several = len(forms) > 1
    taken = [one for number, form in enumerate(forms, 1) for one in _forms(form, number if several else None)]
    sample = draw([form.compiled for form in taken], sizes, seed, examples, functions)
    base = taken[0]
    reference, reference_error = _by_entries(base, sample), _error(base, sample)
    rows = []
    for form in taken:
        error = reference_error if form is base else _error(form, sample)
        entries = reference if form is base else _by_entries(form, sample)
        for run, value in _runs(form, sample, entries).items():
            one = _compare(form, run, value, base, reference, error, reference_error)
            rows.append(one)
    worst = max(rows, key=lambda row: (not row.agrees, _share(row)))
    ulps = max(row.ulps for row in rows)
    entry = ", ".join(map(str, worst.at[1:]))
    place = f"{worst.form} ({worst.run}), " + (f"entry {entry}, " if entry else "") + f"example {worst.at[0]}"
    reference_name = f"{base.label} (entries)"
    agrees = all(row.agrees for row in rows)
    return Agreement(
        agrees, ulps, worst.difference, worst.bound, place, reference_name, tuple(rows), sample.sizes, seed,
        sample.examples,
    )  # fmt: skip


def _share(row: Comparison) -> float:
    return row.difference / row.bound if row.bound > 0 else float(row.difference > 0) * np.inf


def _forms(subject: Any, number: int | None) -> list[_Form]:
    before = "" if number is None else f"{number}: "
    if isinstance(subject, Layer | Network):
        made = []
        for name in FORMS:
            equations = subject.equations(name) if isinstance(subject, Network) else (subject.form(name),)
            made.append(_form(f"{before}{name}", list(equations)))
        return made
    label = f"form {number or 1}"
    return [_form(label, subject)]


def _form(label: str, subject: Any) -> _Form:
    row = None
    if isinstance(subject, Eq) and isinstance(subject.args[0], MatrixElement):
        index = subject.args[0].args[1]
        if index.is_Symbol:
            subject = [subject]  # with a free index it is the whole vector
        elif index.is_Integer:
            row = int(index)
    if isinstance(subject, list | tuple):
        written = whole_steps(subject, _as_it_is)
        return _Form(label, written, whole_steps(subject), compile(list(subject)), row)
    return _Form(label, program(subject, fold=_as_it_is), program(subject), compile(subject), row)


def _as_it_is(expr: Any) -> Any:
    return expr


def _runs(form: _Form, sample: Samples, entries: Any) -> dict[str, Any]:
    """The values of a form by the way they were computed, each `(examples, entries…)`."""
    runs = {"entries": entries}
    if sample.is_batched(form.compiled):
        runs["batch"] = np.asarray(form.compiled(*sample.values(form.compiled, None)))
        return runs
    runs["arrays"] = np.array([form.compiled(*sample.values(form.compiled, r)) for r in range(sample.examples)])
    if form.compiled._made.signature.input is not None:
        batch = sample.values(form.compiled, None)
        if np.ndim(batch[0]) == 2:
            runs["batch"] = np.asarray(form.compiled(*batch))
    return runs


def _by_entries(form: _Form, sample: Samples) -> Any:
    if sample.is_batched(form.compiled):
        grid = Loops(Floats(sample.functions), sample.grids(form.compiled, None), sample.numbers).run(form.written)
        return _flat(np.array(grid, float), form, batched=True)
    grids = [
        Loops(Floats(sample.functions), sample.grids(form.compiled, r), sample.numbers).run(form.written)
        for r in range(sample.examples)
    ]
    return np.array([_flat(np.array(grid, float), form, batched=False) for grid in grids])


def _error(form: _Form, sample: Samples) -> Any:
    batched = sample.is_batched(form.compiled)
    grid = Loops(ErrorBounds(sample.functions), sample.near(form.compiled), sample.numbers).run(form.folded)
    count = 1 if batched else sample.examples
    errors = np.array([[np.broadcast_to(inflated(x.error), (count,)) for x in row] for row in grid])
    if batched:
        return _flat(errors[..., 0], form, batched=True)
    return np.array([_flat(errors[..., r], form, batched=False) for r in range(sample.examples)])


def _flat(grid: Any, form: _Form, *, batched: bool) -> Any:
    """Vectors as `(n,)`, numbers as `()`, a batch as it is: what the compiled function answers."""
    shape = form.compiled.shape
    if shape is None:
        return grid[0, 0]
    if batched or 1 not in shape:
        return grid
    return grid.reshape(-1)


def _numbers(values: Any) -> Any:
    """A 1 x 1 matrix is a number."""
    return values.reshape(len(values)) if values.size == len(values) else values


def _compare(
    form: _Form, run: str, value: Any, base: _Form, reference: Any, error: Any, reference_error: Any
) -> Comparison:
    if form.row is not None and base.row is None:
        reference, reference_error = reference[:, form.row], reference_error[:, form.row]
    elif base.row is not None and form.row is None:
        value, error = value[:, base.row], error[:, base.row]
    value, error, reference, reference_error = map(_numbers, (value, error, reference, reference_error))
    if value.shape != reference.shape:
        raise ShapeError(
            f"{form.label} has shape {value.shape[1:]}, {base.label} has shape {reference.shape[1:]}.",
            hint="forms of one function have one shape",
        )
    difference = np.abs(value - reference)
    bound = error + reference_error
    spacing = np.spacing(np.maximum(np.abs(value), np.abs(reference)))
    finite = np.isfinite(value) & np.isfinite(reference)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(difference == 0, 0.0, difference / bound)
    share = np.where(finite, share, np.inf)
    agrees = bool(np.all((difference <= bound) & finite))
    shown = difference if agrees else share
    at = tuple(int(k) for k in np.unravel_index(np.argmax(shown), shown.shape))
    return Comparison(
        form.label, run, float(difference[at]), float(bound[at]), float(np.max(difference / spacing)), at,
        agrees,
    )  # fmt: skip

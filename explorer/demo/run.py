"""The demonstration from beginning to end: judge, compile, compare, draw, derive, write."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from explorer.demo.folder import whole_folder
from explorer.demo.progress import Progress
from explorer.demo.story import SIZES, SYMBOLS, Answer, answers, claims
from explorer.network import Network

FIGURES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("network", "network", {"sizes": SIZES}),
    ("region", "weights", {"example": "region"}),
    ("edge", "weights", {"example": "edge"}),
    ("sigmoid", "sigmoid", {}),
    ("bias", "bias", {}),
    ("steepness", "weight", {}),
    ("activations", "activations", {}),
)


@dataclass(frozen=True, slots=True)
class Told:
    """All that the demonstration found out."""

    net: Network
    answers: Sequence[Answer]
    agreement: Any
    source: str
    derivation: Any
    seconds: float

    @property
    def parameters(self) -> int:
        """13,002, as the network counts them."""
        return int(self.net.parameter_count)

    @property
    def as_expected(self) -> bool:
        """Whether every claim has the verdict it must have."""
        return all(answer.as_expected for answer in self.answers)

    def chapter(self, name: str) -> list[Answer]:
        """The answers of one chapter, in their order."""
        return [answer for answer in self.answers if answer.claim.chapter == name]

    def as_json(self) -> dict[str, Any]:
        """The content of `summary.json`."""
        return {"parameters": self.parameters, "claims": [answer.as_json() for answer in self.answers]}


def write_demo(target: Path) -> Told:
    """Law: `target` holds the whole demonstration afterwards, or what it held before. Raises `OutputError`."""
    started = time.perf_counter()
    net, general = Network(SIZES, activation="sigmoid"), Network(SYMBOLS, activation="opaque")
    with whole_folder(target) as work, Progress() as progress:
        from explorer.numeric import agree, compile
        from explorer.report import derive

        progress.doing("compiling the network")
        compiled = compile(net)
        shapes = [argument.shape for argument in compiled.arguments[1:]]
        asked = claims(net, general, lambda: sum(prod(map(int, shape)) for shape in shapes))
        progress.total(len(asked) + len(FIGURES) + 3)
        progress.doing(f"judging {len(asked)} claims")
        judged = list(progress.each(answers(asked)))
        progress.doing("comparing the forms in NumPy")
        agreement = agree(net, seed=0)
        progress.done()
        figures = _figures(work / "figures", agreement, progress)
        progress.doing("writing the derivation")
        derivation = derive(net)
        told = Told(net, judged, agreement, compiled.source, derivation, time.perf_counter() - started)
        _write(work, told, figures)
        progress.done()
    return told


def _figures(folder: Path, agreement: Any, progress: Progress) -> dict[str, str]:
    """Draws every figure as PNG and SVG; returns the SVGs by name."""
    from explorer.plots import plot, save

    folder.mkdir()
    drawn = {}
    for name, row, options in (*FIGURES, ("agreement", "agreement", {"result": agreement})):
        progress.doing(f"drawing {name}")
        figure = plot(row).draw(**options)
        save(figure, folder / f"{name}.png")
        drawn[name] = save(figure, folder / f"{name}.svg").read_text(encoding="utf-8")
        progress.done()
    return drawn


def _write(work: Path, told: Told, figures: dict[str, str]) -> None:
    from explorer.demo.page import page

    files = {
        "derivation.tex": told.derivation.latex(),
        "derivation.md": told.derivation.markdown(),
        "derivation.html": told.derivation.html(),
        "network.py": told.source,
        "summary.json": json.dumps(told.as_json(), ensure_ascii=False, indent=1) + "\n",
        "index.html": page(told, figures),
    }
    for name, content in files.items():
        (work / name).write_text(content, encoding="utf-8")

"""The page's network diagrams as SVG. Every weight and every layer carries its mark, so that it can be lit up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from explorer.page.spellings import INPUTS, OUTPUTS

_LEFT, _RIGHT, _RADIUS = 70, 330, 27
_SHOWN, _HEIGHT = 16, 340  # circles of a column: more are shown as the first and the last ones with dots between


def _heights(count: int, height: float) -> list[float]:
    return [height * (place + 0.5) / count for place in range(count)]


def layer() -> str:
    """One layer: an edge for each weight, which a keyboard can reach; script fills in numbers, width and dash."""
    lefts, rights = _heights(INPUTS, 300), _heights(OUTPUTS, 300)
    edges = "".join(_edge(j, k, lefts[k], rights[j]) for j in range(OUTPUTS) for k in range(INPUTS))
    inputs = "".join(_neuron("a", k, _LEFT, height) for k, height in enumerate(lefts))
    outputs = "".join(_neuron("y", j, _RIGHT, height) for j, height in enumerate(rights))
    return f'<svg viewBox="0 0 400 300" role="group" aria-label="Diagram of the layer">{edges}{inputs}{outputs}</svg>'


def _edge(j: int, k: int, left: float, right: float) -> str:
    path = f"l.W.{j}.{k}"
    start, end = _LEFT + _RADIUS, _RIGHT - _RADIUS
    share = 0.3 if j == 0 else 0.62  # labels of edges that cross stand apart
    x, y = start + (end - start) * share, left + (right - left) * share
    line = f'x1="{start}" y1="{left:.0f}" x2="{end}" y2="{right:.0f}"'
    return (
        f'<g class="edge" data-m="{path}" data-edge="{j}.{k}" role="button" tabindex="0" '
        f'aria-label="weight to neuron {j} from input {k}">'
        f'<line class="hit" {line}/><line class="line" {line}/>'
        f'<rect class="plate" x="{x - 23:.0f}" y="{y - 9:.0f}" width="46" height="18" rx="5"/>'
        f'<text x="{x:.0f}" y="{y:.0f}" data-s="{path}"></text></g>'
    )


def _neuron(letter: str, index: int, x: float, y: float) -> str:
    path = f"l.{letter}.{index}" if letter == "a" else f"l.matrix.y.{index}"
    bias = (
        ""
        if letter == "a"
        else f'<text class="name" x="{x}" y="{y + 46:.0f}" data-bias="{index}" data-m="l.b.{index}"></text>'
    )
    return (
        f'<g class="neuron" data-m="{path}"><circle cx="{x}" cy="{y:.0f}" r="{_RADIUS}"/>'
        f'<text x="{x}" y="{y:.0f}" data-s="{path}"></text>'
        f'<text class="name" x="{x}" y="{y - 37:.0f}" data-name="{letter}.{index}"></text>{bias}</g>'
    )


def network(sizes: Sequence[int]) -> str:
    """A whole network: a column of circles for each layer, a line for each weight that has room."""
    columns = [70 + place * 250 for place in range(len(sizes))]
    places = [_places(size) for size in sizes]
    width = columns[-1] + 70
    lines = []
    for number, ((x, here), (x2, there)) in enumerate(pairwise(zip(columns, places, strict=True)), start=1):
        path = "".join(f"M{x} {y:.0f}L{x2} {y2:.0f}" for y in here if y for y2 in there if y2)
        lines.append(f'<path class="weights" data-m="d.{number}.*" d="{path}"/>')
    circles = "".join(_column(*column) for column in zip(range(len(sizes)), columns, sizes, places, strict=True))
    label = f"Network with {', '.join(map(str, sizes[:-1]))} and {sizes[-1]} neurons in its layers"
    return f'<svg viewBox="0 0 {width} {_HEIGHT + 60}" role="img" aria-label="{label}">{"".join(lines)}{circles}</svg>'


def _places(size: int) -> list[float | None]:
    """The heights of a column's circles, None for dots."""
    if size <= _SHOWN:
        step = _HEIGHT / _SHOWN
        return [30 + _HEIGHT / 2 + step * (place - (size - 1) / 2) for place in range(size)]
    heights: list[float | None] = [30 + height for height in _heights(_SHOWN, _HEIGHT)]
    middle = _SHOWN // 2
    return [*heights[: middle - 1], None, *heights[middle + 1 :]]


def _column(number: int, x: float, size: int, places: Sequence[float | None]) -> str:
    return "".join(_circles(number, x, size, places))


def _circles(number: int, x: float, size: int, places: Sequence[float | None]) -> Iterator[str]:
    yield f'<g class="column" data-m="d.{number}.*">'
    for y in places:
        if y is not None:
            yield f'<circle cx="{x}" cy="{y:.0f}" r="8"/>'
    if None in places:
        yield f'<text x="{x}" y="{30 + _HEIGHT / 2:.0f}">⋮</text>'
    yield f'<text x="{x}" y="12">{size}</text>'
    yield f'<text class="name" x="{x}" y="{_HEIGHT + 50}">{"input" if number == 0 else f"layer {number}"}</text></g>'

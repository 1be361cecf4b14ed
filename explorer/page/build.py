"""The page put together: the template, its style and scripts, and what `content` and `javascript` give."""

from __future__ import annotations

import json
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from explorer.page import content, diagrams
from explorer.page.javascript import script
from explorer.page.spellings import EXAMPLES, INPUTS, OUTPUTS, script_forms
from explorer.report.mathml import mathml

TITLE = "One neuron, one layer, one network"
WIRING = ("state", "plot", "neuron", "layer", "pixels", "page")


def page(version: str) -> str:
    """Law: one HTML document that needs nothing else: no network, no other file.

    Its formulas, its code and its JavaScript are printed from the same SymPy expressions; its verdicts are the
    judge's, found while this runs. `version` is the one of explorer, told at the end of the page.
    """
    data = {name: getattr(content, name)() for name in ("activations", "neuron", "layer", "pixels", "network")}
    forms = {**content.neuron_forms(), **script_forms()}
    generated = script(content.ROWS, forms)
    parts = {
        **_words(data),
        "title": TITLE,
        "version": escape(version),
        "style": _file("page.css"),
        "data": json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/"),
        "script": "\n".join([_file("arrays.js"), generated, *(_file(f"{name}.js") for name in WIRING)]),
    }
    return Template(_file("page.html")).substitute(parts)


def _file(name: str) -> str:
    return files(__package__ or "").joinpath("static", name).read_text(encoding="utf-8")


def _words(data: dict[str, Any]) -> dict[str, str]:
    """The parts of the template that do not change while the page is used."""
    story, net, pixels = data["neuron"]["story"], data["network"], data["pixels"]
    claim = net["claim"]
    return {
        "activations": _options({name: row["name"] for name, row in data["activations"].items()}),
        "counts": _options({str(count): str(count) for count in content.COUNTS}),
        "axes": _options({str(k): f"input {k}" for k in range(max(content.COUNTS))}),
        "neuron_rows": _neuron_rows(),
        "story": story["html"],
        "story_verdict": "proved" if story["proved"] else "unknown",
        "copy": _copy(),
        "diagram": diagrams.layer(),
        "layer_table": _layer_table(),
        "definitions": ", ".join(map(mathml, (r"V = W^{\top}", r"x = a^{\top}", r"c = b^{\top}", r"X = A^{\top}"))),
        "mix_up": _mix_up(data["layer"]["mixUp"]),
        "examples": str(EXAMPLES),
        "side": str(pixels["side"]),
        "pixel_count": str(pixels["side"] ** 2),
        "pixel_formula": pixels["symbols"]["html"],
        "patterns": _options({name: name for name in pixels["patterns"]}),
        "images": _options({name: name for name in pixels["images"]}),
        "sizes": "-".join(map(str, content.SIZES)),
        "network": diagrams.network(content.SIZES),
        "layers": "".join(_layer_row(number, row) for number, row in enumerate(net["layers"], start=1)),
        "total": "".join(_number(net[name]) for name in ("weights", "biases", "parameters")),
        "count": net["count"]["html"],
        "inputs": str(content.SIZES[0]),
        "outputs": str(content.SIZES[-1]),
        "parameters": f"{net['parameters']:,}",
        "composition": net["composition"]["html"],
        "network_verdict": claim["verdict"],
        "network_words": escape(claim["words"]),
        "network_evidence": escape(claim["evidence"]),
    }


def _options(names: dict[str, str]) -> str:
    return "".join(f'<option value="{escape(value)}">{escape(name)}</option>' for value, name in names.items())


def _neuron_rows() -> str:
    rows = []
    for k in range(max(content.COUNTS)):
        rows.append(_slider(f"w.{k}", f"w_{k}", f"weight {k}", f"n.W.0.{k}", 5, 0.1, k))
        rows.append(_slider(f"x.{k}", f"a_{k}", f"input {k}", f"n.a.{k}", 10, 0.1, k))
    return "\n".join([*rows, _slider("bias", "b", "bias", "n.b.0", 20, 0.1)])


def _slider(state: str, symbol: str, name: str, mark: str, reach: int, step: float, k: int | None = None) -> str:
    """A slider and a number box for one number of the state; the box takes numbers that the slider cannot reach."""
    which = "" if k is None else f' data-input="{k}"'
    return (
        f'<div class="row"{which} data-m="{mark}"><span>{mathml(symbol)}</span>'
        f'<input type="range" data-state="{state}" min="-{reach}" max="{reach}" step="{step}" '
        f'aria-label="{name}, slider">'
        f'<input type="number" data-state="{state}" step="any" aria-label="{name}"></div>'
    )


def _layer_table() -> str:
    """The numbers of the layer in boxes: a row for each neuron, its weights and its bias, and a row of inputs."""
    columns = "".join(f'<th scope="col" data-word="from" data-index="{k}"></th>' for k in range(INPUTS))
    head = f'<tr><td></td>{columns}<th scope="col">bias</th></tr>'
    rows = [
        f'<tr><th scope="row" data-word="to" data-index="{j}"></th>'
        + "".join(_box(f"W.{j}.{k}") for k in range(INPUTS))
        + f"{_box(f'b.{j}')}</tr>"
        for j in range(OUTPUTS)
    ]
    inputs = f'<tr><th scope="row">input</th>{"".join(_box(f"a.{k}") for k in range(INPUTS))}<td></td></tr>'
    return f'<table class="editor"><thead>{head}</thead><tbody>{"".join(rows)}{inputs}</tbody></table>'


def _box(state: str) -> str:
    path = f"l.{state}"
    return f'<td><input type="number" data-state="{state}" data-path="{path}" data-m="{path}" step="any"></td>'


def _copy() -> str:
    kinds = {"latex": "Copy LaTeX", "markdown": "Copy Markdown", "numpy": "Copy NumPy"}
    return "".join(f'<button type="button" data-copy="{kind}">{words}</button>' for kind, words in kinds.items())


def _mix_up(claim: dict[str, str]) -> str:
    verdict, numbers = escape(claim["verdict"]), escape(claim["numbers"])
    return f'{claim["html"]} is <span class="verdict {verdict}">{verdict}</span>: {escape(claim["words"])} ({numbers}).'


def _layer_row(number: int, row: dict[str, Any]) -> str:
    mark = f"d.{number}.*"
    name = f'<th scope="row"><button type="button" data-m="{mark}">layer {number}</button></th>'
    return f'<tr data-m="{mark}">{name}<td>{row["formula"]["html"]}</td>{"".join(map(_number, row["counts"]))}</tr>'


def _number(value: int) -> str:
    return f'<td class="number">{value:,}</td>'

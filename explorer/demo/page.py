"""The demonstration's page: one file that tells the story of the note in its order, formulas and figures inline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from sympy import Add, Eq, Integer, Mul, Symbol

from explorer.demo.markup import badge, block, figure, inline, numbers, pairs, seconds, table, values
from explorer.demo.story import Answer
from explorer.demo.table import by_row, evidence
from explorer.network import FORMS, Network

TITLE = "One network, six spellings, one function"


def page(told: Any, figures: Mapping[str, str]) -> str:
    """The page for everything that was told; `figures` are SVGs by name."""
    sheets = (files("explorer.report").joinpath("templates"), files("explorer.demo"))
    style = "".join(sheet.joinpath("style.css").read_text(encoding="utf-8") for sheet in sheets)
    sections = (_opening, _weights, _squash, _bias, _derivation, _spellings, _twins, _numbers, _files)
    body = "\n".join(part for section in sections for part in section(told, figures))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(TITLE)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _opening(told: Any, figures: Mapping[str, str]) -> Iterator[str]:
    net: Network = told.net
    right = sum(answer.as_expected for answer in told.answers)
    sizes = "-".join(map(str, net.sizes))
    yield f"<h1>{TITLE}</h1>"
    yield (
        f'<p class="lead">A {sizes} network takes {net.sizes[0]} numbers in and gives {net.sizes[-1]} out. Below it is '
        "built from single neurons up to a matrix expression, and every step is a claim that was proved, compared or "
        f"refuted: {len(told.answers)} claims, {right} with the verdict they must have.</p>"
    )
    yield figure("network", figures["network"], f"The network {sizes}: each line is a weight, each circle has a bias.")
    products = [Mul(layer.outputs, layer.inputs, evaluate=False) for layer in net.layers]
    biases = [layer.outputs for layer in net.layers]
    whole = Add(*products, *biases, evaluate=False)
    (answer,) = told.chapter("count")
    yield "<p>Each layer has a weight for every pair of neurons and a bias for each of its own neurons:</p>"
    yield block(Eq(whole, Integer(net.parameter_count), evaluate=False))
    yield f"<p>{escape(answer.claim.text)}. {_verdict(answer)}</p>"


def _weights(told: Any, figures: Mapping[str, str]) -> Iterator[str]:
    yield "<h2>What weights pick up</h2>"
    yield (
        "<p>Let almost all weights be zero and those of one region of the picture positive: the weighted sum of all "
        "pixels is then the sum of the pixels of that region.</p>"
    )
    yield figure("region", figures["region"], "Weights of one on a region, zero elsewhere, and the sums they give.")
    yield (
        "<p>Negative weights around the region make the sum largest where the middle is bright and its surroundings "
        "are dark: the neuron looks for an edge.</p>"
    )
    yield figure("edge", figures["edge"], "A positive region with a negative surround, and the sums it gives.")


def _squash(told: Any, figures: Mapping[str, str]) -> Iterator[str]:
    yield "<h2>Squashing the sum</h2>"
    yield "<p>A weighted sum may be any number. The sigmoid brings it between 0 and 1:</p>"
    row, x = told.net.layers[0].activation, Symbol("x")
    yield block(Eq(row.function(x), row.formula(x), evaluate=False))
    yield figure("sigmoid", figures["sigmoid"], "The sigmoid, its limits and its value at 0.")
    rows = [
        [escape(answer.claim.text), inline(answer.claim.subject.statement), _verdict(answer)]
        for answer in told.chapter("sigma")
    ]
    yield table(["the note says", "in symbols", "verdict"], rows)
    yield figure("activations", figures["activations"], "Other functions that are used in its place, with derivatives.")


def _bias(told: Any, figures: Mapping[str, str]) -> Iterator[str]:
    yield "<h2>Bias for inactivity</h2>"
    yield (
        "<p>If the neuron should be active only when the weighted sum is bigger than 10, add −10 to the sum before "
        "squashing it. That number is the bias.</p>"
    )
    for answer in told.chapter("bias"):
        story = answer.claim.subject
        yield block(story.claim)
        yield f"<p>{escape(answer.claim.text[0].upper() + answer.claim.text[1:])}. {_verdict(answer)}</p>"
    yield figure("bias", figures["bias"], "A bias moves the curve: the threshold lies at −b/w.")
    yield figure("steepness", figures["steepness"], "A weight makes the curve steeper.")


def _derivation(told: Any, figures: Mapping[str, str]) -> Iterator[str]:
    yield "<h2>From one neuron to the whole layer</h2>"
    yield "<p>One neuron of the first layer, and then the four steps that make one expression of all of them. "
    yield "Every line was proved before it was written.</p>"
    yield block(told.net.layers[0].neuron(0))
    yield f'<div class="derivation">{_without_title(told.derivation.html_body())}</div>'


def _without_title(html: str) -> str:
    """The derivation below its title, its headings one step lower: here it is a part of a page."""
    below = html.partition("</h1>")[2]
    return below.replace("<h2>", "<h3>").replace("</h2>", "</h3>")


def _spellings(told: Any, figures: Mapping[str, str]) -> Iterator[str]:
    yield "<h2>Six spellings of one layer</h2>"
    layer = told.net.layers[0]
    rows = [
        [escape(name.replace("_", " ")), escape(form.words), inline(layer.form(name))] for name, form in FORMS.items()
    ]
    yield table(["form", "what it is", f"layer 1, {layer.inputs} → {layer.outputs}"], rows)
    yield (
        "<p>Every two of them are the same function: once for every size and any σ, and again in each layer of this "
        "network.</p>"
    )
    pairs_judged = [*told.chapter("every size"), *told.chapter("layers")]
    yield _grid(pairs_judged)
    yield f'<p class="soft">Each by {escape(evidence(pairs_judged))}.</p>'
    yield "<p>Nothing is left to the dots: every neuron with every term written out, and the layers together.</p>"
    yield _rows([*told.chapter("neurons"), *told.chapter("network")])
    yield "<p>The whole network as one expression:</p>"
    yield block(told.net.nested())


def _grid(answers: Sequence[Answer]) -> str:
    """The forms against each other; above the diagonal every cell says what came of its claims."""
    cells: dict[tuple[str, str], list[Answer]] = {}
    for answer in answers:
        cells.setdefault(answer.claim.about, []).append(answer)
    names = list(FORMS)
    head = ["", *(name.replace("_", " ") for name in names[1:])]
    rows = [
        [f"<b>{left.replace('_', ' ')}</b>", *(_cell(cells.get((left, right), [])) for right in names[1:])]
        for left in names[:-1]
    ]
    return table(head, rows)


def _cell(answers: Sequence[Answer]) -> str:
    if not answers:
        return ""
    took = seconds(sum(answer.verdict.seconds for answer in answers))
    return f'{_marks(answers)}<br><span class="soft">{took}</span>'


def _marks(answers: Sequence[Answer]) -> str:
    """The verdicts that occur, and how many claims there are."""
    marks = " ".join(badge(verdict) for verdict in sorted({answer.verdict.verdict for answer in answers}))
    times = f' <span class="soft">×{len(answers)}</span>' if len(answers) > 1 else ""
    return f'<span class="nowrap">{marks}{times}</span>'


def _rows(answers: Sequence[Answer]) -> str:
    rows = []
    for row, of in by_row(answers).items():
        took = seconds(sum(answer.verdict.seconds for answer in of))
        rows.append([escape(row), _marks(of), escape(evidence(of)), took])
    return table(["claim", "verdict", "evidence", "time"], rows)


def _twins(told: Any, figures: Mapping[str, str]) -> Iterator[str]:
    yield "<h2>False twins</h2>"
    yield (
        "<p>Mistakes that books and papers really make. All are well shaped on a square layer, so no shape check "
        "finds them. Each is refuted by the smallest numbers on which the two sides differ.</p>"
    )
    for answer in told.chapter("twins"):
        twin, verdict = answer.claim.subject, answer.verdict
        rows = [("true", inline(twin.true)), ("false", inline(twin.false))]
        if verdict.witness is not None:
            rows += [("numbers", numbers(verdict.witness)), ("values", values(verdict.witness))]
        if verdict.diagnosis:
            rows.append(("diagnosis", escape(verdict.diagnosis)))
        yield f'<div class="twin"><h3>{escape(twin.mistake)} — {badge(verdict.verdict)}</h3>{pairs(rows)}</div>'


def _numbers(told: Any, figures: Mapping[str, str]) -> Iterator[str]:
    yield "<h2>The same in NumPy</h2>"
    yield (
        "<p>Agreement of floating-point numbers is no proof; it says that the code does what the formula says, up to "
        "rounding that can be bounded beforehand.</p>"
    )
    yield f"<p>{escape(told.agreement.message)}</p>"
    yield figure("agreement", figures["agreement"], "Differences between the forms, beside the bound on rounding.")
    yield f"<details><summary>The compiled network</summary><pre>{escape(told.source)}</pre></details>"


def _files(told: Any, figures: Mapping[str, str]) -> Iterator[str]:
    names = ["derivation.html", "derivation.tex", "derivation.md", "network.py", "summary.json", "figures/"]
    links = ", ".join(f'<a href="{name}">{name}</a>' for name in names)
    yield f'<h2>Files</h2><p>{links}</p><p class="soft">Made by explorer in {seconds(told.seconds)}.</p>'


def _verdict(answer: Answer) -> str:
    told = "; ".join(answer.verdict.evidence)
    return f'{badge(answer.verdict.verdict)} <span class="soft">{escape(told)}</span>'

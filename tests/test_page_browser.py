"""The interactive page in Chromium, offline: every control by keyboard, values against NumPy, links, contrast."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pages
import pytest
from mpmath import mp
from pages import Views, chromium, colours, exact, printed, written
from sympy import lambdify
from typeset import compile_formulas

from explorer.network import ACTIVATIONS, Activation, written_out
from explorer.page.content import ROWS
from explorer.page.javascript import X
from explorer.page.spellings import CONVENTIONS
from explorer.plots.pixels import find_example, weighted_sum
from explorer.report.prose import github

GRID = sorted(
    {*np.linspace(-40, 40, 321).tolist(), 1e-8, -1e-8, *(s * x for s in (-1, 1) for x in (100, 300, 745, 1e4))}
)
AXE = {"serious", "critical"}
SECTIONS = ["neuron", "layer", "pixels", "network"]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Views]:
    file = tmp_path_factory.mktemp("page") / "page.html"
    file.write_text(written(), encoding="utf-8")
    with chromium() as browser:
        yield Views(browser, file)


@pytest.fixture
def views(session: Views) -> Iterator[Views]:
    """Every test also shows that nothing was asked for but the file, and that the browser had no complaint."""
    yield session
    session.close()
    assert session.asked == []
    assert session.complaints == []


@pytest.fixture
def page(views: Views) -> Any:
    return views.at()


def test_a_request_to_anywhere_else_is_seen_and_refused(session: Views) -> None:
    page = session.open()
    page.evaluate("fetch('https://example.org/x').catch(() => null)")
    assert session.asked == ["https://example.org/x"]
    session.close()
    session.asked.clear()
    session.complaints.clear()


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_values_are_numpys(page: Any, row: Activation) -> None:
    """Formula and derivative, printed from the row, to 1e-12 of the value itself; far out in the tails too."""
    shown = page.evaluate("([name, xs]) => [f, slope].map((of) => xs.map((x) => of[name](x)))", [row.name, GRID])
    values, slopes = (np.array(each, dtype=float) for each in shown)
    np.testing.assert_allclose(values, row.array(np.array(GRID)), rtol=1e-12, atol=1e-290)
    near = (np.abs(GRID) <= 300) & (np.arange(len(GRID)) % 4 == 0)
    with mp.workdps(300):  # 1 - tanh² at 300 is 1e-260
        exactly = lambdify(X, written_out(written_out(row.derivative(X))), "mpmath")
        true = np.array([float(exactly(mp.mpf(x))) for x in np.array(GRID)[near]])
    np.testing.assert_allclose(slopes[near], true, rtol=1e-12, atol=1e-250)
    limits = {"sigmoid": (0, 0), "tanh": (0, 0), "leaky_relu": (0.01, 1), "identity": (1, 1), "step": (0, 0)}
    ends = [page.evaluate("([name, x]) => slope[name](x)", [row.name, x]) for x in (-1e4, 1e4)]
    assert ends == list(limits.get(row.name, (0, 1)))


SLIDERS = ["w.0", "x.0", "w.1", "x.1", "w.2", "x.2", "bias", "pixelBias"]


@pytest.mark.parametrize("state", SLIDERS)
def test_every_slider_moves_by_keyboard(views: Views, state: str) -> None:
    page = views.at("count=3&f=tanh&w=0.1_0.2_-0.1&x=1_2_3&bias=0.3")
    part = "p" if state == "pixelBias" else "n"
    number, formula = page.locator(f"[type=number][data-state='{state}']"), page.locator("#neuron-numbers")
    before = (
        float(number.input_value()),
        formula.inner_text(),
        page.evaluate(pages.CURVES),
        exact(page, f"{part}.z.0" if part == "n" else "p.z"),
    )
    slider = page.locator(f"[type=range][data-state='{state}']")
    slider.focus()
    page.keyboard.press("ArrowRight")
    step = float(slider.get_attribute("step"))
    assert float(number.input_value()) == pytest.approx(before[0] + step)
    moved = exact(page, f"{part}.z.0" if part == "n" else "p.z")
    assert moved != before[3]
    if part == "p":
        assert moved == pytest.approx(before[3] + step)
        return
    assert formula.inner_text() != before[1]
    assert page.evaluate(pages.CURVES) != before[2]
    w, x, bias = page.evaluate("[state.w, state.x, state.bias]")
    assert moved == pytest.approx(np.dot(w, x) + bias, abs=1e-12)
    assert exact(page, "n.y.0") == pytest.approx(np.tanh(moved), abs=1e-12)
    assert exact(page, "n.over") == -bias
    assert exact(page, "n.along") == pytest.approx(-(bias + w[1] * x[1] + w[2] * x[2]) / w[0], abs=1e-12)


def test_one_input_has_its_threshold_at_minus_b_over_w(views: Views) -> None:
    page = views.at("count=1&w=2_0_0&x=4_0_0&bias=-10")
    assert exact(page, "n.along") == 5
    line = page.locator("#over-input .threshold")
    assert float(line.get_attribute("x1")) == pytest.approx(44 + (5 + 10) / 20 * (420 - 44 - 12), abs=0.06)
    assert page.locator("#over-input .told").text_content() == "threshold 5"
    page.locator("[type=number][data-state='w.0']").fill("0")
    assert line.count() == 0
    assert page.locator("#along-words").text_content().startswith("The weight is 0")


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_bias_for_inactivity(views: Views, row: Activation) -> None:
    """With b = -t the neuron is active exactly above a weighted sum of t."""
    page = views.at(f"f={row.name}&count=1&w=1_0_0&threshold=7&bias=3")
    page.get_by_role("button", name="Set b = −t").click()
    assert page.locator("[type=number][data-state='bias']").input_value() == "-7"
    for weighted in (6.875, 7, 7.125):
        page.locator("[type=number][data-state='x.0']").fill(str(weighted))
        told = page.locator("#story-now").text_content()
        assert told.endswith("active." if weighted > 7 else "inactive."), told
        assert ("is active." in told) == (weighted > 7)


@pytest.mark.parametrize("convention", CONVENTIONS, ids=lambda convention: convention.key)
def test_every_form_has_numpys_value(views: Views, convention: Any) -> None:
    """Random numbers: each form, computed by its own JavaScript, against NumPy; the copied code printed again."""
    draw = np.random.default_rng(5)
    W, a, b = (draw.normal(size=size).round(3) for size in ((2, 3), 3, 2))
    text = {name: "_".join(map(str, value.ravel())) for name, value in (("W", W), ("a", a), ("b", b))}
    page = views.at(f"f=gelu&convention={convention.key}&" + "&".join(f"{key}={value}" for key, value in text.items()))
    A = np.array([a, [0, 0, 0], [1, 1, 1], [1, 0, 0]])
    z = A @ W.T + b
    shown = page.evaluate("values.l")
    for form in ("neuron", "summation", "matrix"):
        np.testing.assert_allclose(shown[form]["z"], z[0], atol=1e-12)
        np.testing.assert_allclose(shown[form]["y"], ACTIVATIONS["gelu"].array(z[0]), atol=1e-12)
    np.testing.assert_allclose(shown["batched"]["y"], ACTIVATIONS["gelu"].array(z), atol=1e-12)
    assert exact(page, "l.matrix.y.1") == shown["matrix"]["y"][1]
    for form, value in (("matrix", shown["matrix"]["y"]), ("batched", shown["batched"]["y"])):
        page.locator("#code-form").select_option(form)
        code = page.evaluate("copies.numpy('layer')")
        turned = np.transpose(value) if form == "batched" and convention.vectors == "columns" else value
        np.testing.assert_allclose(printed(code), np.ravel(turned), atol=5e-8)
    assert page.locator("#claims li").count() == 5
    assert page.locator("#claims .proved").count() == 5


def test_the_convention_changes_letters_not_values(page: Any) -> None:
    before, values = page.locator("#form-summation").inner_html(), page.evaluate("values.l.matrix.y")
    for name, value in (("order", "from"), ("vectors", "rows"), ("base", "1")):
        page.locator(f"[name={name}][value='{value}']").focus()
        page.keyboard.press("Space")
        after = page.locator("#form-summation").inner_html()
        assert after != before
        before = after
        assert page.evaluate("values.l.matrix.y") == values
    assert page.locator("#layer th[data-word=from]").all_text_contents() == ["from 1", "from 2", "from 3"]
    assert "is proved equal" in page.locator("#claims-head").text_content()


@pytest.mark.parametrize("convention", ["to-columns-0", "from-rows-1"])
@pytest.mark.parametrize("way", ["box", "edge", "pointer"])
def test_a_weight_lights_up_everywhere(views: Views, convention: str, way: str) -> None:
    page = views.at(f"convention={convention}")
    if way == "box":
        page.locator("[data-path='l.W.1.2']").focus()
    elif way == "edge":
        page.locator("[data-edge='1.2']").focus()
    else:
        page.locator("#form-neuron [data-m='l.W.1.2']").first.hover()
    where = set(page.evaluate(pages.LIT))
    assert {
        "form-neuron",
        "form-summation",
        "form-matrix",
        "form-batched",
        "layer-code",
        "Diagram of the layer",
    } <= where
    assert set(page.evaluate("[...document.querySelectorAll('.lit')].map((e) => e.dataset.m)")) == {"l.W.1.2"}
    told = page.locator("#lit-words").text_content()
    assert told == (
        "w 1,2 = 2: the weight to neuron 1 from input 2"
        if convention[0] == "t"
        else "v 3,2 = 2: the weight to neuron 2 from input 3"
    )
    if way == "edge":
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.dataset.path") == "l.W.1.2"


def test_weights_are_drawn_by_sign_and_size(page: Any) -> None:
    page.locator("[data-path='l.W.0.0']").fill("-4")
    edges = page.evaluate(pages.EDGES)
    weights = np.ravel(page.evaluate("state.W"))
    assert [negative for negative, _ in edges] == (weights < 0).tolist()
    assert np.corrcoef([width for _, width in edges], np.abs(weights))[0, 1] > 0.999


@pytest.mark.parametrize(
    ("pattern", "picture"), [("region", "a seven"), ("edge", "all bright"), ("edge", "bar two rows lower")]
)
def test_pixel_patterns(page: Any, pattern: str, picture: str) -> None:
    page.locator("#pattern").select_option(pattern)
    page.locator("#picture").select_option(picture)
    images = {name: image for row in ("region", "edge") for name, image in find_example(row).images.items()}
    assert exact(page, "p.sum") == weighted_sum(find_example(pattern).weights, images[picture])
    assert exact(page, "p.y") == pytest.approx(ACTIVATIONS["sigmoid"].array(exact(page, "p.z")), abs=1e-12)


def test_drawing_by_mouse_and_by_keyboard(page: Any) -> None:
    page.locator("#pattern").select_option("region")
    page.get_by_role("button", name="Clear picture").click()
    assert exact(page, "p.sum") == 0
    canvas = page.locator("#image")
    canvas.scroll_into_view_if_needed()
    frame = canvas.bounding_box()
    at = {
        name: frame[axis] + frame[size] * share
        for name, axis, size, share in (("x", "x", "width", 0.5), ("y", "y", "height", 0.45))
    }
    page.mouse.move(**at)
    page.mouse.down()
    page.mouse.move(at["x"] + frame["width"] / 28, at["y"])
    page.mouse.up()
    assert exact(page, "p.sum") == 6  # two strokes of 2 × 2 pixels, two of them shared, all in the region
    page.locator("#pen-size").select_option("1")
    page.get_by_role("button", name="Clear picture").click()
    canvas.focus()
    for key in ("ArrowLeft", "Space", "ArrowLeft", "Space", "ArrowUp"):
        page.keyboard.press(key)
    assert exact(page, "p.sum") == 2
    page.wait_for_function("document.getElementById('said').textContent.startsWith('row ')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Delete")
    assert exact(page, "p.sum") == 1
    page.locator("#weight-pen").select_option("-0.5")
    page.locator("#weights").focus()
    page.keyboard.press("Space")
    assert page.locator("#pattern").input_value() == "hand"
    assert page.evaluate("pictures.weights.filter((w) => w === -0.5).length") == 1


def test_drawing_by_touch(views: Views) -> None:
    page = views.open("#pattern=region&picture=drawn", width=390, has_touch=True)
    canvas = page.locator("#image")
    canvas.scroll_into_view_if_needed()
    frame = canvas.bounding_box()
    page.touchscreen.tap(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] * 0.45)
    assert exact(page, "p.sum") == 4


def test_a_link_shows_the_same_view(views: Views) -> None:
    page = views.open()
    page.locator("#activation").select_option("softplus")
    page.locator("#count").select_option("3")
    page.locator("#axis").select_option("2")
    page.locator("[type=number][data-state='w.1']").fill("-2.625")
    page.locator("[data-path='l.W.1.0']").fill("3.5")
    page.locator("[name=order][value=from]").check()
    page.locator("#picture").select_option("a seven")
    page.locator("#weights").focus()
    page.keyboard.press("Space")
    page.locator("#theme").select_option("dark")
    link = page.evaluate("copies.link()")
    page.wait_for_function("link => location.href === link", arg=link)  # the address follows after a moment's rest
    other = views.open(f"#{link.partition('#')[2]}")
    assert other.evaluate(pages.VIEW) == page.evaluate(pages.VIEW)
    other.get_by_role("button", name="Start again").click()
    assert other.evaluate(pages.VIEW) != page.evaluate(pages.VIEW)
    other.evaluate("location.hash = '#count=1'")
    other.wait_for_function("state.count === 1")
    assert other.locator("#count").input_value() == "1"


def test_a_broken_link_shows_the_page(views: Views) -> None:
    start = views.at().evaluate(pages.EXACT)
    bad = (
        "#f=<img src=x>&count=9&axis=-1&w=1_x_2&b=1&bias=+&convention=no&hand=zz&picture=__proto__&theme=%3Cb%3E&W=1_2"
    )
    page = views.open(bad)
    assert page.evaluate("document.images.length") == 0
    bias = {name: value for name, value in start.items() if not name.startswith("n.")}
    now = page.evaluate(pages.EXACT)
    assert {name: now[name] for name in bias} == bias
    assert page.evaluate("[state.f, state.count, state.bias, state.w]") == ["sigmoid", 2, -10, [2, -1, 0.5]]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_very_large_and_very_small_numbers(views: Views, row: Activation) -> None:
    """Nothing breaks at the largest numbers taken, and larger ones are not taken."""
    numbers = "w=1e12_-1e-300_1e12&x=1e12_1_-1e12&bias=-1e12&W=1e12_-1e12_0_1e-300_1_1&a=1e12_1e-12_1&pixelBias=1e12"
    page = views.at(f"f={row.name}&count=3&{numbers}")
    for k in range(3):
        page.evaluate(f"state.axis = {k}; neuron()")
    assert page.evaluate("document.querySelector('main').innerHTML.includes('NaN')") is False
    box = page.locator("[type=number][data-state='bias']")
    box.fill("1e13")
    assert page.evaluate("state.bias") == -1e12
    box.fill("")
    assert page.evaluate("state.bias") == -1e12
    box.fill("3")
    assert page.evaluate("state.bias") == 3


def test_copying(views: Views, tmp_path: Path) -> None:
    page = views.open("#w=1.5_-2_0&x=2_1_0&bias=-0.25", permissions=["clipboard-read", "clipboard-write"])
    section = page.locator("#neuron")
    section.get_by_role("button", name="Copy LaTeX").click()
    page.wait_for_function("document.getElementById('said').textContent === 'copied: Copy LaTeX'")
    latex = page.evaluate("navigator.clipboard.readText()")
    assert latex == page.evaluate("copies.latex('neuron')")
    copied: list[str] = []
    assert r"\sigma\left(1.5 \cdot 2 + (-2) \cdot 1 + (-0.25)\right) = \sigma\left(0.75\right) = 0.67917" in latex
    page.evaluate("state.f = 'relu'")  # a row whose formula has a word and a >
    for name in SECTIONS:
        text = page.evaluate(f"[copies.latex('{name}'), copies.markdown('{name}')]")
        formulas = re.findall(r"\\\[\n(.*?)\n\\\]", text[0])
        assert [github(formula) for formula in formulas] == re.findall(r"\$\$\n(.*?)\n\$\$", text[1])
        assert formulas
        assert "⟦" not in "".join(text)
        copied += formulas
    page.evaluate("state.f = 'sigmoid'")
    assert printed(page.evaluate("copies.numpy('neuron')")) == pytest.approx([1 / (1 + np.exp(-0.75))], abs=1e-8)
    page.locator("#pattern").select_option("region")
    page.locator("#picture").select_option("a seven")
    assert printed(page.evaluate("copies.numpy('pixels')")) == pytest.approx([exact(page, "p.y")], abs=1e-7)
    network: dict[str, Any] = {}
    exec(page.evaluate("copies.numpy('network')"), network)
    assert network["compute"](
        *(np.zeros(shape) for shape in (784, (16, 784), 16, (16, 16), 16, (10, 16), 10))
    ).shape == (10,)
    compile_formulas(copied, tmp_path)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark(views: Views, scheme: str) -> None:
    page = views.open(color_scheme=scheme)
    ink, paper = colours(page)
    assert (ink < paper) == (scheme == "light")
    page.locator("#theme").select_option("light" if scheme == "dark" else "dark")
    assert colours(page) != (ink, paper)
    assert (colours(page)[0] < colours(page)[1]) == (scheme == "dark")


def test_on_a_phone(views: Views) -> None:
    page = views.open(width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(pages.LOW) == 0


def test_the_order_of_the_tab_key_is_that_of_the_page(views: Views) -> None:
    page = views.open()
    assert page.evaluate(pages.REACHED) is True
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "activation"


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_accessibility(views: Views, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="NO AXE: accessibility is NOT tested")
    page = views.open(width=width, color_scheme=scheme)
    page.locator("details summary").click()
    page.locator("[data-path='l.W.1.2']").focus()
    found = axe.Axe().run(page).response["violations"]
    told = [(rule["id"], [node["html"][:90] for node in rule["nodes"][:3]]) for rule in found if rule["impact"] in AXE]
    assert told == []


def test_from_key_to_repaint(page: Any, record_property: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """100 steps of a slider by keyboard: the time from the key to the frame after the repaint; told, not judged."""
    page.evaluate(pages.MEASURE)
    page.locator("[type=range][data-state='bias']").focus()
    for step in range(100):
        page.keyboard.press("ArrowRight")
        page.wait_for_function(f"times.length > {step}", polling=5)
    times = page.evaluate("times")
    median = statistics.median(times)
    record_property("slider_to_repaint_ms", median)
    with capsys.disabled():
        print(f"\nslider to repaint: median {median:.1f} ms over {len(times)} steps (target 16 ms)")
    assert len(times) == 100
    assert exact(page, "n.z.0") == pytest.approx(11, abs=1e-9)

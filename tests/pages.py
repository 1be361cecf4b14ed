"""The interactive page for the tests: written once, driven in a browser that is offline."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from explorer.page import page

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# What a view is asked, as JavaScript.
EXACT = """Object.fromEntries([...document.querySelectorAll("[data-s]")].map(
  (place, number) => [`${place.dataset.s} ${number}`, place.dataset.exact]))"""
LIT = """[...document.querySelectorAll(".lit, .lit-all")].map(
  (e) => e.closest("svg")?.getAttribute("aria-label") || e.closest("[id]").id)"""
EDGES = """[...document.querySelectorAll("[data-edge]")].map(
  (e) => [e.classList.contains("negative"), Number(e.querySelector(".line").getAttribute("stroke-width"))])"""
VIEW = f"""[{EXACT}, document.documentElement.dataset.theme, $("weights").toDataURL(), $("image").toDataURL(),
  [...document.querySelectorAll("select")].map((e) => e.value), $("over-input").innerHTML,
  $("layer-code").textContent]"""
CURVES = (
    """[...document.querySelectorAll("#over-sum path, #over-sum circle, #over-input path")].map((e) => e.outerHTML)"""
)
LOW = """[...document.querySelectorAll("button, select, input:not([type=radio])")].filter(
  (e) => e.offsetParent && e.getBoundingClientRect().height < 24).length"""
REACHED = """[...document.querySelectorAll("button, select, input, canvas[role=application], [data-edge], summary")]
  .every((e) => e.tabIndex === 0)"""
MEASURE = """
window.times = [];
addEventListener("keydown", (event) => requestAnimationFrame(() => {
  const after = new MessageChannel();
  after.port1.onmessage = () => times.push(performance.now() - event.timeStamp);
  after.port2.postMessage(null);
}), true);
"""


@cache
def written() -> str:
    """The page, made once for all tests."""
    return page("0.0")


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser; the test is skipped, with a word, where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("NO CHROMIUM on this machine: the interactive page is NOT tested in a browser")
    playwright = pytest.importorskip("playwright.sync_api", reason="NO PLAYWRIGHT: the page is NOT tested in a browser")
    with playwright.sync_playwright() as machine:
        browser = machine.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Views:
    """Opens views of the page; counts what they ask for besides files, and what the browser complains of."""

    browser: Any
    file: Path
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    opened: list[Any] = field(default_factory=list)
    shared: Any = None

    def open(self, fragment: str = "", *, width: int = 1280, **options: Any) -> Any:
        """A fresh view at the given fragment of the address."""
        context = self.browser.new_context(viewport={"width": width, "height": 900}, **options)
        self.opened.append(context)
        view = context.new_page()
        view.set_default_timeout(5000)
        view.route(re.compile("^(?!file:)"), self._refuse)
        view.on("console", lambda message: self.complaints.append(message.text))
        view.on("pageerror", lambda error: self.complaints.append(str(error)))
        view.goto(f"{self.file.as_uri()}{fragment}")
        return view

    def at(self, fragment: str = "") -> Any:
        """The view that tests share, as it is at the given fragment: much faster than a fresh one."""
        if self.shared is None:
            self.shared = self.open()
            self.opened.remove(self.shared.context)
        move = "(to) => { history.replaceState(null, '', `#${to}`); fromFragment(); showAll(); }"
        self.shared.evaluate(move, fragment)
        return self.shared

    def close(self) -> None:
        """Closes the views that were opened."""
        while self.opened:
            self.opened.pop().close()

    def _refuse(self, route: Any) -> None:
        self.asked.append(route.request.url)
        route.abort()


def exact(page: Any, path: str) -> float:
    """The exact number at a place of the page."""
    return float(page.locator(f"[data-s='{path}']").first.get_attribute("data-exact"))


def printed(code: str) -> list[float]:
    """The numbers that a program prints."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(code, {})
    return [float(number) for number in re.findall(r"-?\d+\.?\d*(?:e[+-]?\d+)?", told.getvalue())]


def colours(page: Any) -> tuple[int, int]:
    told = page.evaluate("(s => [s.color, s.backgroundColor])(getComputedStyle(document.body))")
    ink, paper = (sum(int(part) for part in re.findall(r"\d+", colour)[:3]) for colour in told)
    return ink, paper

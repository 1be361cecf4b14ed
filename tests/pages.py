"""The interactive page for the tests: written once, driven in a browser that is offline."""

from __future__ import annotations

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

"""A real TeX and a MathML reader for the tests: what is written must be accepted by both."""

from __future__ import annotations

import re
import shutil
import subprocess
import warnings
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

MISSING = "no pdflatex on this machine: LaTeX output is not checked (apt install texlive-latex-recommended)"


def needs_tex() -> None:
    """Skips, loudly, where there is no TeX."""
    if shutil.which("pdflatex") is None:
        warnings.warn(MISSING, stacklevel=2)
        pytest.skip(MISSING)


def compile_tex(document: str, folder: Path) -> Path:
    """Law: pdflatex accepts the document without an error; returns the PDF."""
    needs_tex()
    (folder / "it.tex").write_text(document, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "it.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=120)
    assert done.returncode == 0, "\n".join(re.findall(r"^!.*?\nl\.\d+.*?$", done.stdout, re.M | re.S)[:3])
    return folder / "it.pdf"


def compile_formulas(formulas: list[str], folder: Path) -> Path:
    """Law: each formula compiles in display mode with amsmath."""
    body = "\n".join(rf"\[{formula}\]" for formula in formulas)
    head = r"\documentclass{article}\usepackage{amsmath,amssymb}\usepackage[paperwidth=200cm]{geometry}"
    return compile_tex(rf"{head}\begin{{document}}{body}\end{{document}}", folder)


def mathml(formula: str) -> ElementTree.Element:
    """Law: latex2mathml accepts the formula, understands every command in it, and writes well-formed XML."""
    from latex2mathml.converter import convert

    tree = ElementTree.fromstring(convert(formula))
    leftover = [e.text for e in tree.iter() if e.text and "\\" in e.text]
    assert leftover == [], f"not understood: {leftover} in {formula}"
    return tree

"""A PDF from a LaTeX document, by whichever TeX is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from explorer.errors import OutputError

_QUIET = ("-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape")
_ENGINES: dict[str, tuple[str, ...]] = {
    "pdflatex": _QUIET,
    "lualatex": _QUIET,
    "xelatex": _QUIET,
    "tectonic": ("--untrusted",),
}
_PATIENCE = 120  # seconds


def typeset(document: str) -> bytes:
    """Law: the PDF that a TeX makes of `document`, in a directory of its own, without running other programs.

    Raises `OutputError` where no TeX is installed, or where it does not accept the document.
    """
    engine = next((name for name in _ENGINES if shutil.which(name)), None)
    if engine is None:
        raise OutputError(
            "a PDF needs a TeX, and none is installed (pdflatex, lualatex, xelatex or tectonic)",
            hint="on Debian: apt install texlive-latex-recommended; or write LaTeX, Markdown or HTML instead",
        )
    with TemporaryDirectory() as folder:
        (Path(folder) / "derivation.tex").write_text(document, encoding="utf-8")
        command = [engine, *_ENGINES[engine], "derivation.tex"]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, timeout=_PATIENCE, check=False)
        except subprocess.TimeoutExpired:
            raise OutputError(f"{engine} did not finish within {_PATIENCE} s") from None
        made = Path(folder) / "derivation.pdf"
        if done.returncode != 0 or not made.is_file():
            raise OutputError(f"{engine} does not accept the document: {_complaint(done.stdout + done.stderr)}")
        return made.read_bytes()


def _complaint(output: bytes) -> str:
    text = output.decode("utf-8", "replace")
    found = re.search(r"^! (.*)$", text, re.MULTILINE)
    return found[1].strip() if found else text.strip().splitlines()[-1] if text.strip() else "no reason given"

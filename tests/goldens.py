"""Texts that must not change unnoticed: `UPDATE_GOLDENS=1 python -m pytest` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "goldens"


def check_golden(name: str, text: str) -> None:
    """Law: `text` is what the file `name` holds."""
    path = FOLDER / name
    if os.environ.get("UPDATE_GOLDENS") == "1":
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), f"no golden {name}: run with UPDATE_GOLDENS=1 and read what it writes"
    assert text == path.read_text(encoding="utf-8"), f"{name} has changed: UPDATE_GOLDENS=1 accepts it"

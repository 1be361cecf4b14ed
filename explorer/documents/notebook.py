"""A Jupyter notebook: its Markdown cells, each with lines and columns of its own."""

from __future__ import annotations

import json
from typing import Any

from explorer.documents import markdown
from explorer.documents.pieces import Piece
from explorer.errors import InputError

_HINT = "save it again from Jupyter, or pass the text of its cells"


def read(text: str, name: str) -> list[Piece]:
    r"""The pieces of the Markdown cells; a cell's text is named `name[cell N]`, counting all cells from 1.

    Raises `InputError` for a text that is no notebook.

    >>> cells = '{"cells": [{"cell_type": "markdown", "source": ["Here\\n", "$x = 1$"]}]}'
    >>> formula = read(cells, "a.ipynb")[1].source
    >>> formula.name, formula.line, formula.column, formula.text
    ('a.ipynb[cell 1]', 2, 2, 'x = 1')
    """
    pieces: list[Piece] = []
    for number, cell in enumerate(_cells(text, name), start=1):
        if isinstance(cell, dict) and cell.get("cell_type") == "markdown":
            lines = cell.get("source", "")
            if not isinstance(lines, str) and not (isinstance(lines, list) and all(isinstance(k, str) for k in lines)):
                raise InputError(f"{name} is no notebook: the text of its cell {number} is no text", hint=_HINT)
            joined = "".join(lines)
            joined = joined.replace("\r\n", "\n").replace("\r", "\n")
            pieces += markdown.read(joined, f"{name}[cell {number}]")
    return pieces


def _cells(text: str, name: str) -> list[Any]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"{name} is no notebook: {error.msg.lower()} in line {error.lineno}", hint=_HINT) from error
    except (RecursionError, ValueError) as error:
        raise InputError(f"{name} is no notebook: its brackets or numbers have no end", hint=_HINT) from error
    if isinstance(data, dict):
        # Notebooks before version 4 kept their cells in worksheets.
        sheets = data["worksheets"] if isinstance(data.get("worksheets"), list) else [data]
        lists = [sheet["cells"] for sheet in sheets if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)]
        if lists:
            return [cell for cells in lists for cell in cells]
    raise InputError(f"{name} is no notebook: it has no list of cells", hint=_HINT)

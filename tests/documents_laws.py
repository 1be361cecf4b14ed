"""What holds of every document: places are exact, pieces stand in order, no dollar is lost."""

from explorer.documents import Document, Formula, Macro, Problem, Prose, Remark
from explorer.source import caret


def normal(text):
    """The text with the line ends by which lines are counted."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def check(text: str, document: Document) -> None:
    """Asserts the laws of a Markdown or LaTeX document."""
    lines = normal(text).split("\n")
    places = []
    for piece in document.pieces:
        source = piece.source
        rows = source.text.split("\n")
        for number, row in enumerate(rows):
            file_row = lines[source.line - 1 + number]
            start = source.column - 1 if number == 0 else 0
            there = file_row[start : start + len(row)]
            assert len(there) == len(row)
            # A mark of a quote or list, a comment, or a quote of YAML may have become a space; nothing else changes.
            assert all(a == b or a == " " for a, b in zip(row, there, strict=True)), (row, there)
        if isinstance(piece, Formula | Macro | Remark):
            assert source.text.strip() == source.text != ""
        if isinstance(piece, Formula) and len(rows) == 1:
            assert lines[source.line - 1][source.column - 1 :].startswith(source.text)
        offset = piece.span.start if isinstance(piece, Problem) else 0
        places.append((source.line, source.column + offset))
        if isinstance(piece, Problem):
            assert caret(source, piece.span)
            assert 0 <= piece.span.start < piece.span.end <= len(source.text) or piece.span.start == len(source.text)
    assert places == sorted(places)
    blocks_close(document)


def blocks_close(document: Document) -> None:
    """Every block with a formula or a word ends with the one piece of prose that says so."""
    opened = False
    for piece in document.pieces:
        match piece:
            case Prose(ends_block=True):
                opened = False
            case Formula() | Prose():
                opened = True
            case Macro() | Remark() | Problem():
                pass
    assert not opened


def formulas(document: Document, display: bool | None = None) -> list[str]:
    """The texts of the formulas."""
    return [p.source.text for p in document.pieces if isinstance(p, Formula) and display in (None, p.display)]


def problems(document: Document) -> list[tuple[int, int, str, str | None]]:
    """Line, column, message and hint of the problems."""
    return [(*p.source.position(p.span.start), p.message, p.hint) for p in document.pieces if isinstance(p, Problem)]


def remarks(document: Document) -> list[str]:
    """The texts of the declarations."""
    return [p.source.text for p in document.pieces if isinstance(p, Remark)]


def macros(document: Document) -> list[str]:
    """The definitions."""
    return [p.source.text for p in document.pieces if isinstance(p, Macro)]


def prose(document: Document) -> list[str]:
    """The texts around the formulas that are not blank."""
    return [p.source.text.strip() for p in document.pieces if isinstance(p, Prose) and p.source.text.strip()]

"""From a file, or text, to a document: what it is, how its characters are encoded, which reader takes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from explorer.documents import latex, markdown, notebook, python
from explorer.documents.pieces import Document, Kind, Piece
from explorer.errors import InputError


@dataclass(frozen=True, slots=True)
class Reader:
    """A kind of document: its name, the endings of its files, and what reads its text."""

    kind: Kind
    suffixes: tuple[str, ...]
    read: Callable[[str, str], list[Piece]]


READERS: tuple[Reader, ...] = (
    Reader("markdown", (".md", ".markdown", ".mdown", ".qmd", ".rmd", ".rst", ".txt"), markdown.read),
    Reader("latex", (".tex", ".ltx", ".latex", ".sty"), latex.read),
    Reader("notebook", (".ipynb",), notebook.read),
    Reader("python", (".py", ".pyi"), python.read),
)


def load(path: Path | None, text: str | bytes | None = None, kind: str | None = None) -> Document:
    """The pieces of a document, in order; each with the line and column at which it stands in the file.

    `text`, when given, is read instead of the file; `kind` (markdown, latex, notebook, python) instead of what the
    ending of the file's name says. A name that says nothing is Markdown. Raises `InputError` for a file that cannot be
    read or is not UTF-8, for an unknown kind, and for a notebook that is none.

    >>> document = load(None, "The layer is $z = W a$.")
    >>> document.pieces[1].source.text, document.pieces[1].source.column
    ('z = W a', 15)
    """
    name = "input" if path is None else str(path)
    reader = _reader(path, kind)
    if text is None:
        if path is None:
            raise InputError("there is nothing to read: neither a file nor text was given")
        text = _bytes(path)
    if isinstance(text, bytes):
        text = _decoded(text, name)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return Document(name, reader.kind, tuple(reader.read(text, name)))


def _reader(path: Path | None, kind: str | None) -> Reader:
    if kind is not None:
        for reader in READERS:
            if reader.kind == kind:
                return reader
        known = ", ".join(reader.kind for reader in READERS)
        raise InputError(f"there is no kind of document {kind!r}", hint=f"one of {known}")
    suffix = "" if path is None else path.suffix.lower()
    return next((reader for reader in READERS if suffix in reader.suffixes), READERS[0])


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(f"cannot read {path}: {str(why).lower()}") from error


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start + (len(data) - len(error.object))  # the codec does not count a mark at the head
        raise InputError(
            f"{name} is not UTF-8: byte {at} is 0x{data[at]:02x}", hint="save it as UTF-8 and check it again"
        ) from error

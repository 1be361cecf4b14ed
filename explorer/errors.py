"""What explorer says when input cannot be used: one family of exceptions, each a sentence a person can act on."""

from __future__ import annotations

from explorer.source import Source, Span, caret


class ExplorerError(Exception):
    """The base of everything explorer raises on purpose; `message` says what, `hint` says what to do about it."""

    kind = "error"

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        self.message = message
        self.hint = hint
        super().__init__(message if hint is None else f"{message}\n  hint: {hint}")


class InputError(ExplorerError):
    """Input that cannot be used (a size of 0, an unknown activation, …); the command line exits with status 2."""

    kind = "input"


class ShapeError(InputError):
    """Shapes that cannot agree where they were given as input (`Network`, `compile`, `plot`)."""

    kind = "shape"


class OutputError(InputError):
    """A file or directory that cannot be written, or is not ours to overwrite."""

    kind = "output"


class ReadError(InputError):
    """Text that cannot be read: carries the place, and shows the line with a caret under the mistake."""

    kind = "read"

    def __init__(self, message: str, source: Source, span: Span, *, hint: str | None = None) -> None:
        self.source = source
        self.span = span
        self.line, self.column = source.position(span.start)
        place = f"{source.name}:{self.line}:{self.column}: {message}"
        super().__init__(f"{place}\n{caret(source, span)}", hint=hint)
        self.message = message


class Disagreement(ExplorerError):
    """Two kinds of evidence contradict each other: a mistake in explorer itself, never shown as a verdict."""

    kind = "internal"

"""What a document is made of: formulas, the prose around them, declarations, macros, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.source import Source, Span

Kind = Literal["markdown", "latex", "notebook", "python"]


@dataclass(frozen=True, slots=True)
class Formula:
    r"""The inside of `$…$`, `$$…$$`, `\[…\]`, a math fence or a directive; an environment with its `\begin`, `\end`."""

    source: Source
    display: bool


@dataclass(frozen=True, slots=True)
class Remark:
    """Declarations: what follows `explorer:` in a comment or in the front matter."""

    source: Source


@dataclass(frozen=True, slots=True)
class Macro:
    r"""One `\newcommand`, `\def` or `\DeclareMathOperator` as it is written."""

    source: Source


@dataclass(frozen=True, slots=True)
class Prose:
    """Text between the formulas of one block (a paragraph, a heading, a row of a table, an item of a list).

    Law: each block with a formula or a word in it ends with the one `Prose` of it whose `ends_block` is true; its
    text may be empty. So the formulas and prose since the last such piece are one sentence or a few.
    """

    source: Source
    ends_block: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that begins like mathematics and cannot be told from the text after it: said, never dropped."""

    source: Source
    span: Span
    message: str
    hint: str | None


Piece = Formula | Remark | Macro | Prose | Problem


@dataclass(frozen=True, slots=True)
class Document:
    """The pieces of a text in the order in which they stand there."""

    name: str
    kind: Kind
    pieces: tuple[Piece, ...]

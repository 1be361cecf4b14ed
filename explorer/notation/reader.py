"""Text to statement: parse, look at all names, give everything a meaning, solve the sizes, build SymPy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sympy import Basic, Integer, MatrixExpr, Symbol, ZeroMatrix

from explorer.errors import InputError, ReadError
from explorer.notation import assumed as assumed_
from explorer.notation import brackets, examples, layers, memberships, rows, usage
from explorer.notation.build import Build
from explorer.notation.clash import Misfit, ShapeClash
from explorer.notation.conventions import convention_of
from explorer.notation.core import Core
from explorer.notation.elaborate import Elaboration
from explorer.notation.fixing import fixed
from explorer.notation.given import Declarations, declarations
from explorer.notation.grammar import parse
from explorer.notation.lines import Line, lines
from explorer.notation.names import Names
from explorer.notation.rewriting import rewritten
from explorer.notation.solving import solve
from explorer.notation.standing import PLAIN, ROWS, Style, styles, turned
from explorer.notation.surface import Equation, Name, Node, walk
from explorer.source import Source, Span
from explorer.statement import OPAQUE, Statement

Given = str | Sequence[str] | None
LONGEST = 200_000
"""Characters in one expression."""


def read(text: str, given: Given = None, convention: str | None = None, *, strict: bool = False) -> Statement:
    """The statement that a text makes: `A = B`, or an expression alone (then `left` is None).

    `given` declares shapes, functions and indices (`W: m x n; a: n; σ: sigmoid`); what is not declared is found by
    unification from its use, and guessed where its use does not say (`guessed` tells). Indices in the result count
    from 0, whatever the text counts from. A text of several equations is its first, with the others in `also`.
    With `strict` the text is one expression or equation, and nothing is guessed: what nothing says the shape or the
    range of is an error, as it is for `prove`.
    Raises `ReadError` with a caret at what cannot be read, `ShapeClash` where declared shapes cannot agree.

    >>> from explorer.notation import read
    >>> read("σ(W a + b)", "W: m x n; a: n; b: m").right.shape
    (m, 1)
    >>> read("Σ_{j=1}^{n} W_{ij} a_j").right
    Sum(W[i, j]*a[j, 0], (j, 0, n - 1))
    """
    known = declarations(given, convention)
    if strict:
        return _read(Source(_text(text)), known)
    found = lines(Source(_text(text)), frozenset(known.words), known.macros)
    beside = [(node, line.source) for line in found for node in line.members] if len(found) > 1 else []
    first, *rest = made = [read_line(line, known, beside=beside, text=found) for line in found]
    if rest and (kinds := memberships.kinds(made)):
        first, *rest = [_again(line, known, one, beside, found, kinds) for line, one in zip(found, made, strict=True)]
    return replace(first, also=tuple(rest)) if rest else first


def _again(
    line: Line,
    known: Declarations,
    made: Statement,
    beside: Sequence[tuple[Node, Source]],
    text: Sequence[Line],
    kinds: Mapping[str, str],
) -> Statement:
    """An equation in which a name was guessed to be a number that is an array in another equation of the text."""
    if not memberships.differs(made, kinds):
        return made
    try:
        return read_line(line, known, beside=beside, text=text, kinds=kinds)
    except InputError:
        return made


def read_line(
    line: Line,
    known: Declarations,
    *,
    lenient: bool = True,
    beside: Sequence[tuple[Node, Source]] = (),
    text: Sequence[Line] = (),
    kinds: Mapping[str, str] | None = None,
) -> Statement:
    """The statement that one equation of a text makes; `beside` are the other equations that use its letters.

    `text` are all equations of its text: what `x ∈ ℝ^n` says there is put in where it fits. `kinds` says what the
    others take a name for, of which this one says nothing.

    With `lenient`, what nothing says the shape of is guessed, and a derivative of something of which nothing is said
    stays as it is written; without, these are a `ReadError`.
    """
    sides = [(node, line.source) for node in line.members]
    told = memberships.told(line, text, known) if lenient else None
    try:
        own = known if told is None else told
        made = statement(sides, own, lenient=lenient, relations=line.relations, beside=beside, kinds=kinds)
    except InputError:
        if told is None:
            raise
        made = statement(sides, known, lenient=lenient, relations=line.relations, beside=beside, kinds=kinds)
        told = None
    if told is not None:
        made = replace(made, declared=made.declared - (told.shapes.keys() - known.shapes.keys()))
    spans = [node.span for node in line.members]
    written = line.source.text
    return replace(
        made,
        left_span=spans[0] if len(spans) > 1 else None,
        right_span=spans[-1],
        relations=tuple(line.relations) if line.relations else ("=",),
        conditions=tuple(written[node.span.start : node.span.end] for node in line.conditions),
    )


def read_pair(left: str, right: str | None, given: Given = None, sigma: str | None = None) -> Statement:
    """The statement `left = right`, its sides written apart; `sigma` says what the function σ is.

    With `right` None, `left` holds both sides, `A = B`, or one expression alone.
    Raises as `read` does; `InputError` where `sigma` is given and the text has no function σ.

    >>> from explorer.notation import read_pair
    >>> read_pair("W a", "Σ_j W_{ij} a_j", "W: m x n; a: n").right
    Sum(W[i, j]*a[j, 0], (j, 0, n - 1))
    """
    known = declarations(given)
    if sigma is not None:
        from explorer.network import activation

        known.functions["σ"] = OPAQUE if sigma == OPAQUE else activation(sigma).name
    words = frozenset(known.words)
    if right is None:
        made = _read(Source(_text(left)), known)
    else:
        sides: list[tuple[Node, Source]] = []
        for source in (Source(_text(left), "left"), Source(_text(right), "right")):
            tree = parse(source, words, known.macros)
            if isinstance(tree, Equation) and tree.relation == "=":
                message = "an equation stands where one side is expected"
                raise ReadError(message, source, tree.span, hint="drop the other side")
            sides.append((tree, source))
        whole = Source(f"{left} = {right}")
        made = replace(
            statement(sides, known),
            source=whole,
            left_span=Span(0, len(left)),
            right_span=Span(len(left) + 3, len(whole.text)),
        )
    if sigma is not None and "σ" not in made.functions:
        raise InputError("there is no function σ in this claim", hint="declare another one with --given 'f: tanh'")
    return made


def _read(source: Source, known: Declarations) -> Statement:
    tree = parse(source, frozenset(known.words), known.macros)
    if isinstance(tree, Equation) and tree.relation == "=":
        made = statement([(tree.left, source), (tree.right, source)], known)
        return replace(made, left_span=tree.left.span, right_span=tree.right.span)
    return replace(statement([(tree, source)], known), right_span=Span(0, len(source.text)))


def _text(text: str) -> str:
    if len(text) > LONGEST:
        raise InputError(f"the expression has {len(text)} characters", hint=f"at most {LONGEST} are read")
    return text


def statement(
    sides: Sequence[tuple[Node, Source]],
    known: Declarations,
    *,
    lenient: bool = False,
    relations: Sequence[str] = (),
    beside: Sequence[tuple[Node, Source]] = (),
    kinds: Mapping[str, str] | None = None,
) -> Statement:
    """The statement that some surface trees make together: one expression, two sides, or the members of a chain.

    `relations` are the signs between them, `=` by default. With `lenient`, `beside` are other texts that use the same
    letters, and sums and products whose shapes do not fit, although nobody declared them, are kept as written.
    """
    plain = ReadError("nothing was tried", sides[0][1], sides[0][0].span)
    for style in styles((tree for tree, _ in sides), known):  # a convention never makes shapes clash that fit otherwise
        try:
            made = _statement(sides, known, lenient, relations, beside, style, kinds or {})
        except ReadError as error:
            plain = error if not (style.thin or style.examples or style.lines or style.columns) else plain
        else:
            if not lenient and not style.lines and not style.columns and (line := turned(sides, known)):
                made = _doubted(made, line, lambda: _statement(sides, known, lenient, relations, beside, ROWS, {}))
            return replace(made, notes=(*made.notes, style.note)) if style.note else made
    return _kept(plain, sides, known, lenient, relations, beside, kinds or {})


def _doubted(made: Statement, line: str, other: Callable[[], Statement]) -> Statement:
    """The statement, which is not refuted where a row of a matrix, transposed, fits in two ways that differ."""
    try:
        second = other()
    except ReadError:
        return made
    if (made.left, made.right, made.chain) == (second.left, second.right, second.chain):
        return made
    return replace(made, assumed=(*made.assumed, f"whether `{line}` is a row of the matrix or of its transpose"))


def _kept(
    error: ReadError,
    sides: Sequence[tuple[Node, Source]],
    known: Declarations,
    lenient: bool,
    relations: Sequence[str],
    beside: Sequence[tuple[Node, Source]],
    kinds: Mapping[str, str],
) -> Statement:
    """The statement with the pieces whose shapes do not fit kept as they are written; else the error."""
    loose: frozenset[Span] = frozenset()
    for _ in range(_MOST_MISFITS):
        if not lenient or not isinstance(error, Misfit) or error.span is None or error.span in loose:
            break
        loose |= {error.span}
        try:
            return _statement(sides, known, lenient, relations, beside, PLAIN, kinds, loose)
        except ReadError as again:
            error = again
    raise error


_MOST_MISFITS = 6
"""How many pieces of one statement may be kept as they are written because their shapes do not fit."""


def _statement(
    sides: Sequence[tuple[Node, Source]],
    known: Declarations,
    lenient: bool,
    relations: Sequence[str],
    beside: Sequence[tuple[Node, Source]],
    style: Style,
    kinds: Mapping[str, str],
    loose: frozenset[Span] = frozenset(),
) -> Statement:
    sides = [(rewritten(fixed(tree, known.fixed), known.rules), where) for tree, where in sides]
    brackets.check([*sides, *((defined.right, defined.source) for defined in known.definitions.values())])
    names = Names(known, usage.found([*sides, *beside]) if lenient else None)
    names.layers = layers.marks(tree for tree, _ in sides)
    names.scan([*sides, *((defined.right, defined.source) for defined in known.definitions.values())], beside)
    assumed = assumed_.hypotheses(names, sides)
    convention = convention_of(known.convention).base if known.convention is not None else None
    work = Elaboration(names, convention, lenient, style)
    work.loose = loose
    work.kinds = kinds
    try:
        cores = rows.paired(work, [work.text(where, tree) for tree, where in sides])
        solve(work, cores, [*relations, *(["="] * len(cores))])
    except ShapeClash as clash:
        if not assumed and not _fits_turned(names, sides, convention):
            raise
        hint = f"not put in, and may say otherwise: {assumed[0]}" if assumed else _TURNED
        message = f"read this way the shapes clash: {clash.message}"
        raise Misfit(message, clash.source, clash.span, hint=hint) from None
    assumed = (*assumed, *examples.beside(work), *work.doubts, *assumed_.left_out(work, sides))
    build = Build(work)
    built = [build.build(core) for core in cores]
    sides_made = [_side(made, core, build) for made, core in zip(built, cores, strict=True)]
    if len(sides_made) > 1:
        sides_made = _zero(sides_made)
    bases = {
        (build.light(slot.name), slot.position): base
        for slot, base in work.indices.bases.items()
        if slot.name[:1] != "("
    }
    indices = {build.symbol(variable): build.size(variable.size) for variable in work.free.values()}
    notes = [*known.notes, *work.notes, *work.shapes.notes, *work.indices.told]
    return Statement(
        left=sides_made[0] if len(sides_made) > 1 else None,
        right=sides_made[-1],
        functions=dict(work.functions),
        declared=frozenset(build.light(name) for name in (*known.shapes, *known.indices)),
        bases=bases,
        indices=indices,
        row=_role(known, "row"),
        column=_role(known, "column"),
        notes=tuple(dict.fromkeys(notes)),
        source=sides[0][1],
        chain=tuple(sides_made) if len(sides_made) > 2 else (),
        guessed=frozenset(build.light(name) for name in work.guessed),
        assumed=(*assumed, *assumed_.one_sided(sides_made)),
    )


_TURNED = "are gradients rows here, and turned for a matrix? they are read in the shape of what they are taken in"


def _fits_turned(names: Names, sides: Sequence[tuple[Node, Source]], convention: int | None) -> bool:
    """Whether the shapes agree where the gradient in a column is a row, as some write it."""
    if not any(isinstance(piece, Name) and piece.text in ("∂", "∇") for tree in names.roots for piece in walk(tree)):
        return False
    work = Elaboration(names, convention)
    work.turned = True
    try:
        solve(work, rows.paired(work, [work.text(where, tree) for tree, where in sides]), ["="] * len(sides))
    except ReadError:
        return False
    return True


def _role(known: Declarations, role: str) -> Symbol | None:
    return Symbol(known.roles[role]) if role in known.roles else None


def _side(made: Any, core: Core, build: Build) -> Basic:
    """A side as it is claimed: a 1 x 1 matrix is a number."""
    result: Basic = build.scalar(core) if build.is_scalar(core) and isinstance(made, MatrixExpr) else made
    return result


def _zero(sides: list[Basic]) -> list[Basic]:
    """A plain 0 beside a matrix is the zero matrix."""
    whole = next((side for side in sides if isinstance(side, MatrixExpr)), None)
    if whole is None:
        return sides
    return [ZeroMatrix(*whole.shape) if side == Integer(0) else side for side in sides]

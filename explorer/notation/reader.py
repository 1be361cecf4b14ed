"""Text to statement: parse, look at all names, give everything a meaning, solve the sizes, build SymPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from sympy import Basic, Integer, MatrixExpr, Symbol, ZeroMatrix

from explorer.errors import InputError, ReadError
from explorer.notation import examples, guesses, layers, relating, rows, usage
from explorer.notation.build import Build
from explorer.notation.clash import Misfit, ShapeClash
from explorer.notation.core import Core, inside
from explorer.notation.elaborate import Elaboration
from explorer.notation.fixing import fixed
from explorer.notation.given import CONVENTIONS, Declarations, declarations
from explorer.notation.grammar import parse
from explorer.notation.hypotheses import is_transpose
from explorer.notation.lines import Line, lines
from explorer.notation.names import Names
from explorer.notation.rewriting import rewritten
from explorer.notation.sizes import ONE, named
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
    first, *rest = (read_line(line, known, beside=beside) for line in found)
    return replace(first, also=tuple(rest)) if rest else first


_ALIKE = frozenset(("=", ":=", "≠", "≈", "←", "∝", "<", ">", "≤", "≥"))
"""Relations whose two sides have one shape."""


def read_line(
    line: Line, known: Declarations, *, lenient: bool = True, beside: Sequence[tuple[Node, Source]] = ()
) -> Statement:
    """The statement that one equation of a text makes; `beside` are the other equations that use its letters.

    With `lenient`, what nothing says the shape of is guessed, and a derivative of something of which nothing is said
    stays as it is written; without, these are a `ReadError`.
    """
    sides = [(node, line.source) for node in line.members]
    made = statement(sides, known, lenient=lenient, relations=line.relations, beside=beside)
    spans = [node.span for node in line.members]
    text = line.source.text
    return replace(
        made,
        left_span=spans[0] if len(spans) > 1 else None,
        right_span=spans[-1],
        relations=tuple(line.relations) if line.relations else ("=",),
        conditions=tuple(text[node.span.start : node.span.end] for node in line.conditions),
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
) -> Statement:
    """The statement that some surface trees make together: one expression, two sides, or the members of a chain.

    `relations` are the signs between them, `=` by default. With `lenient`, `beside` are other texts that use the same
    letters, and sums and products whose shapes do not fit, although nobody declared them, are kept as written.
    """
    loose: frozenset[Span] = frozenset()
    for _ in range(_MOST_MISFITS):
        try:
            return _statement(sides, known, lenient, relations, beside, loose)
        except Misfit as error:
            if not lenient or error.span is None or error.span in loose:
                raise
            loose |= {error.span}
    return _statement(sides, known, lenient, relations, beside, loose)


_MOST_MISFITS = 6
"""How many pieces of one statement may be kept as they are written because their shapes do not fit."""


def _statement(
    sides: Sequence[tuple[Node, Source]],
    known: Declarations,
    lenient: bool,
    relations: Sequence[str],
    beside: Sequence[tuple[Node, Source]],
    loose: frozenset[Span],
) -> Statement:
    sides = [(rewritten(fixed(tree, known.fixed), known.rules), where) for tree, where in sides]
    names = Names(known, usage.found([*sides, *beside]) if lenient else None)
    names.layers = layers.marks(tree for tree, _ in sides)
    names.scan([*sides, *((defined.right, defined.source) for defined in known.definitions.values())], beside)
    assumed = _hypotheses(names, sides)
    convention = CONVENTIONS[known.convention] if known.convention is not None else None
    work = Elaboration(names, convention, lenient)
    work.loose = loose
    try:
        cores = rows.paired(work, [work.text(where, tree) for tree, where in sides])
        _solve(work, cores, [*relations, *(["="] * len(cores))])
    except ShapeClash as clash:
        if not assumed and not _fits_turned(names, sides, convention):
            raise
        hint = f"not put in, and may say otherwise: {assumed[0]}" if assumed else _TURNED
        message = f"read this way the shapes clash: {clash.message}"
        raise Misfit(message, clash.source, clash.span, hint=hint) from None
    assumed = (*assumed, *examples.beside(work), *work.doubts, *_left_out(work, sides))
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
        assumed=(*assumed, *_one_sided(sides_made)),
    )


def _hypotheses(names: Names, sides: Sequence[tuple[Node, Source]]) -> tuple[str, ...]:
    """What is not put in, or only where it is written: a proof needs none of it, numbers that differ must obey it.

    That is what a relation says that defines no name; a notation explained of names that are known otherwise too; one
    entry of a tensor; a second equation for a name. What speaks only of names that the claim does not use is left out.
    """
    given = names.given
    rules = {one.name: one for one in given.rules}
    trees = [tree for tree, _ in sides] + [
        defined.right for name, defined in given.definitions.items() if name not in rules
    ]
    used: set[str] = set()
    while trees:
        found = {piece.text for tree in trees for piece in walk(tree) if isinstance(piece, Name)} - used
        used |= found
        trees = [given.definitions[name].right for name in found if name in rules and name in given.definitions]
    assumed = []
    for hypothesis in given.hypotheses:
        one = next(
            (one for one in given.rules if one.span == hypothesis.span and one.source is hypothesis.source), None
        )
        if one is not None and one.name in used:
            letters = {piece.text for piece in walk(one.left) if isinstance(piece, Name) and not is_transpose(piece)}
            letters -= set(one.letters)
            if all(letter in used or names.known(letter) for letter in letters):
                assumed.append(hypothesis.source.text)
        elif any(isinstance(piece, Name) and piece.text in used for piece in walk(hypothesis.right)):
            assumed.append(hypothesis.source.text)
    assumed.extend(told.source.text for name, told in given.special.items() if name in given.definitions)
    assumed.extend(told.source.text for name, told in given.definitions.items() if names.entry(name))
    defined = {names.one_name(cost) for cost, _ in given.gradients} & set(given.definitions)
    assumed.extend(f"what the derivatives of {cost} are said to be" for cost in sorted(defined))
    return (*assumed, *given.repeated)


_TURNED = "are gradients rows here, and turned for a matrix? they are read in the shape of what they are taken in"


def _fits_turned(names: Names, sides: Sequence[tuple[Node, Source]], convention: int | None) -> bool:
    """Whether the shapes agree where the gradient in a column is a row, as some write it."""
    if not any(isinstance(piece, Name) and piece.text in ("∂", "∇") for tree in names.roots for piece in walk(tree)):
        return False
    work = Elaboration(names, convention)
    work.turned = True
    try:
        _solve(work, rows.paired(work, [work.text(where, tree) for tree, where in sides]), ["="] * len(sides))
    except ReadError:
        return False
    return True


def _left_out(work: Elaboration, sides: Sequence[tuple[Node, Source]]) -> list[str]:
    """What is said of a whole tensor that was not put in, although its letter occurs: `Σ_j y^{(i)}_j = 1`."""
    letters = {piece.text for tree, _ in sides for piece in walk(tree) if isinstance(piece, Name)} - {"T"}
    letters |= {letter.upper() for letter in letters if len(letter) == 1}
    found = []
    for name, told in work.names.given.special.items():
        inside = {piece.text for piece in walk(told.right) if isinstance(piece, Name)}
        if name not in work.spare and inside & letters:
            found.append(told.source.text)
    return found


def _one_sided(sides: Sequence[Basic]) -> list[str]:
    """A cost of which nothing is said, and whose gradient only one side has."""
    costs = [
        {str(piece).split("/")[0][1:] for piece in side.free_symbols if str(piece).startswith("∂")} for side in sides
    ]
    return [f"what {cost} is" for pair in pairwise(costs) for cost in sorted(pair[0] ^ pair[1])]


def _role(known: Declarations, role: str) -> Symbol | None:
    return Symbol(known.roles[role]) if role in known.roles else None


def _solve(work: Elaboration, cores: list[Core], relations: Sequence[str]) -> None:
    """Find every size: from declarations, uses and ranges; the sides of an equation have one shape."""
    shapes = work.shapes
    shapes.solve()
    work.indices.measure()
    shapes.solve()
    for at, relation in zip(range(len(cores) - 1), relations, strict=False):
        left, right = cores[at : at + 2]
        if relation in _ALIKE and work.lenient:
            relating.paired(work, cores, left, right)
        elif relation in _ALIKE:
            _sides(work, left, right)
        shapes.solve()
    if work.lenient:
        guesses.guess(work, cores)
    for filled in work.filled:
        for size in filled.shape:
            if shapes.sizes.is_one(size) is None:
                shapes.sizes.unify(size, ONE)  # 𝟏 is a column, and a 1 in a matrix one number, unless more is said
    shapes.solve()
    for tensor in work.tensors.values():
        shapes.require(tensor)
    _name_sizes(work)
    if work.lenient:
        guesses.finish(work, cores)
    for variable in work.free.values():
        if work.lenient and not shapes.sizes.known(variable.size):
            guesses.name_size(work, variable)
        elif not shapes.sizes.known(variable.size):
            place = variable.place
            hint = f"--given '{variable.letter}: index n'"
            raise ReadError(f"nothing says how far {variable.letter} runs", place.source, place.span, hint=hint)
    _positive(work, cores)
    work.indices.settle()


def _positive(work: Elaboration, cores: list[Core]) -> None:
    """No size can have come out below 1."""
    for node in (node for core in cores for node in inside(core)):
        for size in node.shape:
            number = work.shapes.sizes.resolve(size).number
            if number is not None and number < 1:
                message = f"`{node.place.text}` would have a size of {number}"
                raise ReadError(message, node.place.source, node.place.span, hint="declare the shapes around it")


def _sides(work: Elaboration, left: Core, right: Core) -> None:
    """Two matrix sides have one shape."""
    shapes = work.shapes
    if shapes.kind(left.shape) == "array" and shapes.kind(right.shape) == "array":
        if not shapes.match(left.shape, right.shape):
            message = f"the left side is {shapes.describe(left)}, the right side {shapes.describe(right)}"
            shapes.clash(message, right.place, left, right)
    elif "unknown" in (shapes.kind(left.shape), shapes.kind(right.shape)) and not work.free:
        if "scalar" in (shapes.kind(left.shape), shapes.kind(right.shape)):
            return
        shapes.match(left.shape, right.shape)


def _name_sizes(work: Elaboration) -> None:
    """Sizes that nothing names get the first letters that are free: m, n, p, …"""
    letters = guesses.free_letters(work)
    told = []
    for tensor in work.tensors.values():
        fresh = False
        for size in tensor.shape:
            for name in work.shapes.sizes.resolve(size).names:
                if name.startswith("?"):
                    work.shapes.sizes.unify(named(name), named(next(letters)))
                    fresh = True
        if fresh:
            told.append(f"{tensor.name} is {work.shapes.describe(tensor)}")
    if told:
        work.notes.append(f"sizes named here: {', '.join(told)}")


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

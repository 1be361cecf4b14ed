"""Declarations: `W: m x n; a: n; σ: sigmoid; i: index 0..m-1; b = -t` -> a table of what is known of each name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from explorer.errors import InputError, ReadError
from explorer.notation.affine import affine, declared_name, render
from explorer.notation.conventions import CONVENTIONS as CONVENTIONS
from explorer.notation.conventions import convention_of
from explorer.notation.declared import REALS, space
from explorer.notation.declared import Declarations as Declarations
from explorer.notation.declared import Declared as Declared
from explorer.notation.declared import Defined as Defined
from explorer.notation.defining import define, defined_name, gradient_of, labels
from explorer.notation.fixing import fixed
from explorer.notation.grammar import parse
from explorer.notation.hypotheses import is_transpose
from explorer.notation.letters import FUNCTIONS, GREEK, KNOWN
from explorer.notation.macros import definition
from explorer.notation.rewriting import Rule, rewritten
from explorer.notation.sizes import Size, named
from explorer.notation.surface import Equation, Mark, Node, Scripted, bare
from explorer.source import Source, Span
from explorer.statement import OPAQUE

_OPENS, _SHUTS = "([{", ")]}"
_BETWEEN_SIZES = re.compile(r"\s+x\s+|\s*×\s*|\s*\\times(?![A-Za-z])\s*|(?<=\d)x(?=\d)|\s+by\s+")
_IN = re.compile(r"∈|\\in(?![A-Za-z])")
_NAME = re.compile(r"[^,\s](?:[^,{}()\[\]]|\{(?:[^{}]|\{[^{}]*\})*\}|\([^()]*\)|\[[^\[\]]*\])*")
_WORD = re.compile(r"\s*([A-Za-z][A-Za-z0-9]+)\s*(?:[_^].*)?$", re.S)
_LONG_WORD = re.compile(r"(?!sum|prod)([a-z]{3,})\s*[_^=(]")
_COMMAND = re.compile(r"\\([A-Za-z]+)\s*=")
_SIZE_WORD = re.compile(r"[A-Za-z]+(?:_[A-Za-z0-9]+)+")


def declarations(
    given: str | Sequence[str] | Source | None,
    convention: str | None = None,
    macros: Mapping[str, tuple[int, str]] | None = None,
) -> Declarations:
    """The declarations of a string (separated by `;` or newlines), of a list of strings, or of a piece of a document.

    Raises `ReadError` at a declaration that cannot be read, `InputError` for an unknown convention.

    >>> declarations("W: m x n; a: n").shapes["W"].sizes
    (Size(constant=0, terms=(('m', 1),)), Size(constant=0, terms=(('n', 1),)))
    """
    if not isinstance(given, Source):
        given = Source(given if isinstance(given, str) else "\n".join(given or ()), "given")
    source, text = given, given.text
    found = Declarations(source, macros=dict(macros or {}))
    pieces = list(_pieces(text))
    for start, end in pieces:
        if re.match(r"macro\s*:", text[start:end]):
            _macro(found, start, end)
    for start, end in pieces:
        colon = _colon(text, start, end)
        if colon is not None:
            word = _WORD.match(text[start:colon])
            if word and word[1] not in GREEK and word[1] != "convention":
                found.words.add(word[1])
        elif command := _COMMAND.match(text, start):
            name = command[1]
            if name not in KNOWN and name not in found.macros:
                found.macros[name] = (0, f"\\text{{{name}}}")
                found.words.add(name)
        elif (word := _LONG_WORD.match(text, start)) and word[1] not in FUNCTIONS and word[1] not in GREEK:
            found.words.add(word[1])
    said = [(start, end) for start, end in pieces if not re.match(r"macro\s*:", text[start:end])]
    said.sort(key=lambda piece: _colon(text, *piece) is None)  # shapes first: an equation is read by them
    for start, end in said:
        _declare(found, start, end)
    found.fixed = _letters(found)
    if found.fixed:
        found.hypotheses, found.rules, found.repeated, found.told = [], [], [], {}
        for start, end in said:
            _declare(found, start, end)
    _sizes(found)
    for name, defined in found.definitions.items():
        found.definitions[name] = replace(defined, right=rewritten(defined.right, found.rules))
    chosen = convention or found.convention
    if chosen is not None:
        convention_of(chosen)
    found.convention = chosen
    return found


def _letters(found: Declarations) -> dict[str, Size]:
    """`l = 0`, `n = 1`: what the scripts of names mean by a letter that is nothing else."""
    values = {}
    for name, defined in found.definitions.items():
        value = affine(defined.right)
        known = name in found.shapes or name in found.functions or name in found.indices or name in found.size_names
        if len(name) > 1 or known or defined.indices or value is None or name in value.names:
            continue
        if set(value.names) <= frozenset("lLℓ"):
            values[name] = value
    return values


def _sizes(found: Declarations) -> None:
    """`h = q` between sizes: the one is put in for the other."""
    for name, defined in list(found.definitions.items()):
        value = affine(defined.right)
        if name not in found.size_names or name in found.shapes or value is None or name in value.names:
            continue
        if value.number is not None and value.number < 1:
            raise ReadError(f"the size {name} is {value}", defined.source, defined.span, hint="a size is 1 or more")
        for key, row in found.shapes.items():
            found.shapes[key] = Declared(tuple(size.substitute({name: value}) for size in row.sizes), row.place)
        for key, (size, base) in found.indices.items():
            found.indices[key] = (size.substitute({name: value}), base)
        found.sizes[name] = value.substitute(found.sizes)
        found.notes.append(f"{defined.source.text} is put in")


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    level, start = 0, 0
    for at, char in enumerate(f"{text};"):
        if at < len(text) and char in _OPENS:
            level += 1
        elif at < len(text) and char in _SHUTS:
            level = max(0, level - 1)
        elif at == len(text) or (level == 0 and char in ";\n"):
            piece = text[start:at]
            if piece.strip():
                begin = start + len(piece) - len(piece.lstrip())
                yield begin, begin + len(piece.strip())
            start = at + 1


def _colon(text: str, start: int, end: int) -> int | None:
    level = 0
    for at in range(start, end):
        if text[at] in _OPENS:
            level += 1
        elif text[at] in _SHUTS:
            level -= 1
        elif text[at] == ":" and level == 0:
            return at
    return None


def _at(source: Source, start: int, end: int) -> Source:
    """A piece of the given text as a source of its own, that still knows where it stands."""
    line, column = source.position(start)
    return Source(source.text[start:end], source.name, line, column)


def _declare(found: Declarations, start: int, end: int) -> None:
    source, text = found.source, found.source.text
    colon = _colon(text, start, end)
    if colon is None and _member(found, start, end):
        return
    if colon is None:
        piece = _at(source, start, end)
        tree = parse(piece, frozenset(found.words), found.macros)
        if isinstance(tree, Equation):
            own = set(defined_name(found, bare(tree.left))[1]) - labels(found)
            tree = fixed(tree, {name: value for name, value in found.fixed.items() if name not in own})
        if not isinstance(tree, Equation):
            hint = "write `NAME: SHAPE`, for example `W: m x n`, or an equation"
            raise ReadError("this is not a declaration", source, Span(start, end), hint=hint)
        define(found, tree, piece)
        return
    shape = text[colon + 1 : end].strip()
    if text[start:colon].strip() == "convention":
        found.convention = shape
        return
    for name, where in _names(found, start, colon):
        _shape(found, name, shape, where, end - len(text[colon + 1 : end].lstrip()), end)
        _once(found, name, shape, f"{text[where.start : where.end]}: {shape}", where)


def _member(found: Declarations, start: int, end: int) -> bool:
    """`W ∈ ℝ^{m×n}` and `a, b ∈ ℝ^n` declare shapes; whether the piece says such a thing."""
    source, text = found.source, found.source.text
    sign = _IN.search(text, start, end)
    if sign is None:
        return False
    try:
        sizes = space(parse(_at(source, sign.end(), end), frozenset(found.words), found.macros), REALS | {"R"})
    except ReadError:
        return False
    for name, where in _names(found, start, sign.start()) if sizes is not None else ():
        found.forget(name)
        _sized(found, name, sizes or (), where, Span(end - len(text[sign.end() : end].lstrip()), end))
        _once(found, name, text[sign.end() : end], text[start:end], where)
    return sizes is not None


def _sized(found: Declarations, name: str, sizes: tuple[Size, ...], where: Span, span: Span) -> None:
    """Note the shape of a name. Raises `ReadError` for a size below 1."""
    for size in sizes:
        if size.number is not None and size.number < 1:
            raise ReadError(f"the size of `{name}` is {size}", found.source, span, hint="a size is 1 or more")
    found.shapes[name] = Declared(sizes, where)


def _once(found: Declarations, name: str, shape: str, written: str, where: Span) -> None:
    """Raises `ReadError` for a name that the same text declares to be something else, and for a second row index."""
    row = found.shapes.get(name)
    made: object = (found.functions.get(name), found.indices.get(name))
    if shape in ("row", "column"):
        name, made = shape, name
    elif row is not None:
        made = row.sizes if len(row.sizes) > 2 else row.shape
    before = found.told.setdefault(name, (made, written))
    if before[0] != made:
        message = f"`{name}` is declared twice: first `{before[1]}`, then `{written}`"
        raise ReadError(message, found.source, where, hint="leave one of them out")


def _written(found: Declarations, tree: Node, source: Source, where: Span) -> str | None:
    """The name that stands for `𝟏^y`, which is written without a letter; of `∂C/∂z`, whose shape z has, it is z."""
    tree = bare(tree)
    if isinstance(tree, Scripted) and isinstance(bare(tree.base), Mark) and not tree.subs and len(tree.sups) == 1:
        name = f"{declared_name(tree.base)}^{{({render(tree.sups[0])})}}"
        if not is_transpose(tree.sups[0]):
            found.rules.append(Rule(tree, name, (), source, where))
            return name
    of = gradient_of(tree)
    if of is None or of[1] in found.shapes:
        return None if of is None else f"∂{of[0]}/∂{of[1]}"
    return of[1]


def _names(found: Declarations, start: int, end: int) -> Iterator[tuple[str, Span]]:
    """The names that are declared together, `a, b`."""
    source, text = found.source, found.source.text
    for piece in _NAME.finditer(text[start:end]):
        where = Span(start + piece.start(), start + piece.start() + len(piece[0].rstrip()))
        written = _at(source, where.start, where.end)
        tree = fixed(parse(written, frozenset(found.words), found.macros), found.fixed)
        name = declared_name(tree) or _written(found, tree, source, where)
        if name is None:
            hint = "a letter with at most a label, as in `W^{(1)}` or `b_h`"
            raise ReadError(f"`{written.text}` is not a name", source, where, hint=hint)
        yield name, where


def _shape(found: Declarations, name: str, shape: str, where: Span, start: int, end: int) -> None:
    from explorer.network import activation  # the table of activations is SymPy: loaded when a text is read

    source = found.source
    span = Span(start, end)
    if shape in ("row", "column"):
        found.roles[shape] = name
        return
    found.forget(name)
    if shape == "scalar":
        found.shapes[name] = Declared((), where)
    elif shape in ("function", OPAQUE):
        found.functions[name] = OPAQUE
    elif re.match(r"index\b", shape):
        found.indices[name] = _index(found, shape.removeprefix("index").strip(), span)
    else:
        sizes = [_size(found, piece) for piece in _BETWEEN_SIZES.split(shape)]
        if any(size is None for size in sizes) or (len(shape) > 1 and shape.isalpha() and shape.islower()):
            try:
                found.functions[name] = activation(shape).name
            except InputError as error:
                hint = error.hint or "scalar, n, 1 x n, m x n, index n, function or the name of an activation"
                raise ReadError(f"`{shape}` is no shape and no activation", source, span, hint=hint) from None
            return
        known = tuple(size for size in sizes if size is not None)
        _sized(found, name, known, where, span)


def _size(found: Declarations, text: str) -> Size | None:
    if _SIZE_WORD.fullmatch(text.strip()) and text.strip().partition("_")[2] not in found.fixed:
        first, *rest = text.strip().split("_")
        return named(f"{first}_{{{'_'.join(rest)}}}")
    try:
        return affine(fixed(parse(Source(text.strip()), frozenset(found.words), found.macros), found.fixed))
    except ReadError:
        return None


def _index(found: Declarations, text: str, span: Span) -> tuple[Size, int | None]:
    """`n` values, or from `0..n-1` or `1..n` with the base that says."""
    low_text, dots, high_text = text.partition("..")
    high = _size(found, high_text.lstrip(".") if dots else low_text)
    low = _size(found, low_text) if dots else None
    if high is None or (dots and low is None):
        hint = "`index n`, `index 0..n-1` or `index 1..n`"
        raise ReadError(f"`index {text}` is not a range", found.source, span, hint=hint)
    if low is None:
        return (high, None)
    if low.number not in (0, 1):
        raise ReadError("an index begins at 0 or 1", found.source, span, hint="`index 0..n-1` or `index 1..n`")
    return ((high - low).plus(1), low.number)


def _macro(found: Declarations, start: int, end: int) -> None:
    text = found.source.text[start:end]
    colon = text.index(":")
    said = text[colon + 1 :].strip()
    made = definition(said)
    if made is None or said[made[1] :].strip():
        hint = r"`macro: \newcommand{\vx}{\mathbf{x}}`"
        raise ReadError("this macro cannot be read", found.source, Span(start, end), hint=hint)
    found.macros.update(made[0])

"""Which name a spelling means: layer marks, transposes, primes and powers told apart, entries found to their matrix.

a^{(0)}_j      the name a^{(0)} with the index j           W^{(l)T}   W^{(l)}, transposed
w_{ij}         the entry of W, when W is there and w is not
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from explorer.errors import ReadError
from explorer.notation import dots, layers
from explorer.notation.affine import affine, pieces, render
from explorer.notation.given import Declarations
from explorer.notation.letters import FUNCTIONS
from explorer.notation.naming import (
    SUBSCRIPT,
    Spelled,
    Use,
    argument,
    bracketed,
    function_or_number,
    heads,
    is_layer,
    stacked,
    together,
    weights,
)
from explorer.notation.sizes import ONE
from explorer.notation.surface import (
    Chain,
    Equation,
    Fence,
    Fraction,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Scripted,
    Summation,
    Table,
    Total,
    bare,
    walk,
)
from explorer.notation.usage import Usage
from explorer.source import Source

FUNCTION_LETTERS = frozenset("σςφϕψfg")
"""Letters that are functions where a parenthesis follows and nothing else is declared."""


class Names:
    """The names of one statement: what is declared, and what the uses say of the rest."""

    def __init__(self, given: Declarations, usage: Usage | None = None) -> None:
        self.given = given
        self.usage = usage
        """What the uses in the whole text say; None where nothing may be guessed."""
        self.uses: dict[str, Use] = {}
        self.sizes: set[str] = set()
        """The names that stand for sizes; known once the text is scanned."""
        self.letters: set[str] = set()
        self.bold: set[str] = set()
        self.kronecker = False
        self.both: set[str] = set()
        self.roots: list[Node] = []
        self.layers: frozenset[str] = frozenset()

    @property
    def differential(self) -> bool:
        """Whether d stands before names and makes one quantity with them."""
        return self.usage is not None and self.usage.differential

    # -- reading one name

    def spell(self, node: Name | Scripted, *, function: bool = False) -> Spelled | None:
        """The use that a letter with its scripts spells; None when the base is no letter."""
        if isinstance(node, Name):
            return Spelled(self._text(node), (), False, 0, None, node.span, bold=node.bold)
        base = bare(node.base)
        if isinstance(base, Scripted):
            inner = self.spell(base)
            if inner is None or inner.power is not None:
                return None
            return self._scripts(inner.name, node, inner)
        if not isinstance(base, Name):
            return None
        made = self._scripts(self._text(base), node, None)
        return replace(made, bold=True) if base.bold else made

    def _scripts(self, name: str, node: Scripted, inner: Spelled | None) -> Spelled:
        items = [*(inner.items if inner else ())]
        written = [piece for sub in node.subs for piece in pieces(sub)]
        marks, transposed, primes, power = "", bool(inner and inner.transposed), inner.primes if inner else 0, None
        scalar = name in self.given.shapes and not self.given.shapes[name].sizes
        for sup in node.sups:
            content = bare(sup)
            if isinstance(content, Mark) and content.kind == "prime":
                primes += 1
            elif self.is_transpose(content):
                transposed = not transposed
            elif (mark_of := bracketed(content)) is not None:
                marks += mark_of
            elif isinstance(content, Name) and f"{name}^{{({content.text})}}" in self._declared:
                marks += f"^{{({content.text})}}"
            elif isinstance(content, Chain) and name != "e" and (stack := stacked(content, self)):
                marks += stack[0]
                transposed = transposed != stack[1]
            elif (
                self.usage is not None
                and not scalar
                and (mark := self.usage.mark(name, content, self.is_transpose, bool(written)))
            ):
                marks += mark[0]
                transposed = transposed != mark[1]
            elif is_layer(content) and not scalar and not function_or_number(name):
                marks += f"^{{({render(content)})}}"
            else:
                power = content if power is None else Chain((power, content), ("",), power.span | content.span)
        label = "" if not written else f"_{{{','.join(render(item) for item in written)}}}"
        marked = "'" * primes
        for full in (f"{name}{label}{marks}", f"{name}{marks}{label}", *together(self, name, marks, written)):
            if label and (full in self._declared or (primes and full + marked in self._declared)):
                name, written, marks = full, [], ""
                break
        else:
            first = f"{name}_{{{render(written[0])}}}{marks}" if len(written) > 1 else ""
            if first in self.given.definitions and name + marks not in self._declared:
                name, written = first.removesuffix(marks), written[1:]  # `w_{ojk}`, where w_{o} is defined
            elif any(isinstance(item, Name) and len(item.text) > 1 and item.text[0] != "\\" for item in written):
                name, written = f"{name}{label}", []
            elif self.usage is not None and (
                count := self.usage.label(name, written, any(len(sub) > 1 for sub in node.subs), _bold(node))
            ):
                name += f"_{{{''.join(render(item) for item in written[:count])}}}"
                written = written[count:]
            name = name + marks
            layers.family(self, name)
        while primes and name + "'" * primes in self._declared:
            name, primes = name + "'" * primes, 0
        late = bool(node.subs and node.sups) and node.subs[0][0].span.start < node.sups[0].span.start
        return Spelled(name, (*items, *written), transposed, primes, power, node.span, late)

    def entry(self, name: str) -> bool:
        """Whether a defined name is one entry of a tensor that is declared: `z_1 = 0` beside `z: n`."""
        found = SUBSCRIPT.match(name)
        if found is None or name in self.given.shapes or not re.fullmatch(r"\d+(,\d+)*", found[2]):
            return False
        return found[1] in self.given.shapes and bool(self.given.shapes[found[1]].sizes)

    def known(self, letter: str) -> bool:
        """Whether a declaration or the language says something of a letter, whatever its scripts."""
        return letter in FUNCTIONS or letter in self.heads()

    @property
    def _declared(self) -> ChainMap[str, Any]:
        given = self.given
        return ChainMap(given.shapes, given.functions, given.definitions)

    def heads(self) -> set[str]:
        """The letters with which declared names begin."""
        return {head for name in self._declared for head in heads(name)}

    def _text(self, node: Name) -> str:
        """Bold and light letters are one name, unless the text or the declarations use both as whole names."""
        return f"\\mathbf{{{node.text}}}" if node.bold and node.text in self.both else node.text

    def one_name(self, name: str) -> str:
        """A bold name under its light one, where the two are one."""
        found = re.match(r"\\mathbf\{([^{}]*)\}", name)
        return name if found is None or found[1] in self.both else found[1] + name[found.end() :]

    def is_transpose(self, node: Node) -> bool:
        if isinstance(node, Mark):
            return node.kind == "transpose"
        if not isinstance(node, Name) or node.text not in ("T", "transpose"):
            return False
        known = self.given.shapes.get(node.text)
        return known is None or bool(known.sizes)  # to the power of a matrix T means nothing

    # -- what a name is

    def is_function(self, node: Node, followed: bool) -> bool:
        """Whether a factor is the name of a function; `followed` says that an argument in brackets comes next."""
        base = bare(node)
        while isinstance(base, Scripted):
            base = bare(base.base)
        if not isinstance(base, Name):
            return False
        use = self.spell(node) if isinstance(node, Name | Scripted) else None
        full = use.name if use else base.text
        if base.text in self.given.functions or full in self.given.functions:
            return True
        defined = self.given.definitions.get(full)
        if full in self.given.shapes or base.text in self.given.shapes or defined is not None:
            return defined is not None and bool(defined.arguments)
        if base.text in FUNCTIONS:
            return True
        if self.usage is not None and followed and base.text in self.usage.applied:
            return True
        letter = len(base.text) == 1 and base.text.islower()
        return followed and (base.text in FUNCTION_LETTERS or (letter and use is not None and use.primes > 0))

    def rank(self, name: str) -> int | None:
        """How many indices an undeclared name takes; None where only its use as a whole is seen."""
        use = self.uses.get(name)
        if self.usage is not None and self.costs(name):
            return None
        if use is not None and use.pairs and use.most == 1 and self.usage is not None:
            return 2
        return use.most or None if use else None

    def alias(self, name: str, count: int) -> str:
        """`w_{ij}` is the entry of `W` where `W` is there and `w` is not; else the name itself."""
        if count == 0 or not name[:1].islower() or name in self._declared:
            return name
        capital = name[0].upper() + name[1:]
        use = self.uses.get(name)
        if capital == name or (use is not None and use.plain):
            return name
        if capital in self.given.shapes:
            return capital if len(self.given.shapes[capital].sizes) == count else name
        defined = self.given.definitions.get(capital)
        if defined is not None and not defined.arguments:
            return capital if count == (len(defined.indices) or 2) else name
        other = self.uses.get(capital)
        return capital if other is not None and other.plain and count == 2 and not other.most else name

    # -- the first look at the whole text

    def scan(self, texts: Iterable[tuple[Node, Source]], beside: Iterable[tuple[Node, Source]] = ()) -> None:
        """Collect how every name is used, before any is given a meaning; `beside` are texts that use them, too."""
        self.sizes = {*self.given.size_names, *self.given.sizes}
        roots_and_sources = list(texts)
        roots = self.roots = [root for root, _ in roots_and_sources]
        for root in roots:
            for node in walk(root):
                if isinstance(node, Name):
                    self.letters.add(node.text)
                    if node.bold:
                        self.bold.add(node.text)
        weights(self, roots)
        for root in roots:
            self._uses(root)
        for root, _ in beside:
            self._uses(root)
        self._labels()
        for name in list(self.given.special):
            own = next((at for count in (2, 1) if (at := self.alias(name, count)) != name), name)
            self.given.suppose(own, self.given.special.pop(name))
        for name in list(self.given.entries):
            own = next((at for count in (2, 1) if (at := self.alias(name, count)) != name), name)
            for told in self.given.entries.pop(name):
                self.given.suppose_entry(own, told)
        delta = self.uses.get("δ")
        alone = self.usage is not None and any(
            isinstance(root, Scripted) and render(root.base) == "δ" for root in roots[:1]
        )
        self.kronecker = (delta is None or not delta.plain) and not alone and "δ" not in self._declared
        for root, source in roots_and_sources:
            for node in walk(root):
                if isinstance(node, Total):
                    self._dotted(node, source)

    def _uses(self, root: Node) -> None:
        todo: list[Node] = [root]
        while todo:
            node = todo.pop()
            match node:
                case Name() | Scripted():
                    use = self.spell(node)
                    if use is None and isinstance(node, Scripted):
                        todo.append(node.base)
                        todo.extend(bare(sup) for sup in node.sups)
                    elif use is not None:
                        self._note(use)
                        if use.power is not None:
                            todo.append(use.power)
                case Chain(factors=factors):
                    for number, factor in enumerate(factors):
                        after = factors[number + 1] if number + 1 < len(factors) else None
                        if not self.is_function(factor, argument(after)):
                            todo.append(factor)
                case Summation(below=below, above=above, body=body):
                    todo.append(body)
                    limits = [item.right for item in below if isinstance(item, Equation) and item.relation == "="]
                    for limit in limits if above is None else [*limits, above]:
                        form = affine(limit)
                        self.sizes.update(form.names if form else ())
                case Total(terms=terms):
                    todo.extend(term for _, term in terms)
                case Group(parts=inner):
                    todo.extend(inner)
                case Fraction(numerator=over, denominator=under):
                    todo.extend((over, under))
                case Equation(left=left, right=right):
                    todo.extend((left, right))
                case Fence(body=body):
                    todo.append(body)
                case Table(rows=rows):
                    todo.extend(cell for row in rows for cell in row if cell is not None)
                case _:
                    pass  # a number or a mark names nothing

    def _dotted(self, node: Total, source: Source) -> None:
        """`… + a_n`: the letter that the last index brings is a size."""
        try:
            pattern = dots.find(node, source, self.written_rank)
        except ReadError:
            if self.usage is None:
                raise
            return
        if pattern is not None:
            self.sizes.update(name for name in (pattern.high - pattern.low).names)

    def written_rank(self, node: Scripted) -> int | None:
        """How many indices the name of this use takes, as far as declarations and the other uses say."""
        use = self.spell(node)
        if use is None:
            return None
        name = self.alias(use.name, 2) if self.alias(use.name, 2) in self.given.shapes else use.name
        if name in self.given.shapes:
            return sum(size != ONE for size in self.given.shapes[name].sizes)
        return self.rank(name)

    def _note(self, use: Spelled) -> None:
        name = use.name + "'" * use.primes if self.usage is not None else use.name
        seen = self.uses.setdefault(name, Use(first=use.span))
        if not use.items:
            seen.plain = True
        seen.most = max(seen.most, len(use.items))
        seen.least = min(seen.least, len(use.items) or seen.least)
        single = len(use.items) == 1 and isinstance(use.items[0], Number)
        seen.constants_only = seen.constants_only and single
        if use.items:
            seen.costs = seen.costs and single
            seen.pairs = seen.pairs and single and len(use.items[0].text) == 2  # type: ignore[union-attr]

    def _labels(self) -> None:
        """`W_1 x + b_1`: a capital that only ever carries one number has it in its name, and so has its bias."""
        alone = [
            name
            for name, use in self.uses.items()
            if use.constants_only and not use.plain and use.most == 1 and name not in self.given.shapes
        ]
        if self.usage is not None:
            alone += [name for name, use in self.uses.items() if use.costs and self.costs(name)]
        if any(name[:1].isupper() or name[:5] == "\\math" for name in alone):
            self._numbered = frozenset(alone)
            for name in alone:
                self.uses.pop(name, None)

    _numbered: frozenset[str] = frozenset()

    def numbered_array(self, use: Spelled) -> bool:
        """`\\mathbf{x}_i`: the i-th of several vectors, unless the name has two indices elsewhere; also `w_j^T`."""
        if len(use.items) != 1 or use.name in self._declared or (self.rank(use.name) or 1) != 1:
            return False
        if not use.name[:1].islower():
            seen = self.uses.get(use.name)
            return use.bold and (seen is None or not seen.plain)
        return use.bold or use.transposed

    def costs(self, name: str) -> bool:
        """Whether the name is a number that is indexed, too: C beside C_x, the cost of one example."""
        use = self.uses.get(name)
        letter = name.removeprefix("\\mathcal{")[:1]
        return use is not None and use.plain and use.most == 1 and letter in "CEJL" and name not in self.given.shapes

    def numbered(self, use: Spelled) -> Spelled:
        """The use with its number made part of the name, where `_labels` found it to be one."""
        if use.name not in self._numbered or len(use.items) != 1:
            return use
        letter, mark, layer = use.name.partition("^")
        name = f"{letter}_{{{render(use.items[0])}}}{mark}{layer}"  # as a declaration writes it
        return Spelled(name, (), use.transposed, use.primes, use.power, use.span)


def _bold(node: Scripted) -> bool:
    base = bare(node.base)
    return isinstance(base, Name) and base.bold

"""Surface pieces as whole-number affine forms: sizes (`n_{l-1} + 1`), limits and indices (`j - 1`)."""

from __future__ import annotations

from typing import assert_never

from explorer.notation.sizes import Size, named
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
    Slice,
    Summation,
    Table,
    Total,
    bare,
)


def affine(node: Node) -> Size | None:
    """The form a piece spells, its letters as names; None where it is none."""
    node = bare(node)
    match node:
        case Number(text=text):
            return Size(int(text)) if text.isdigit() else None
        case Name(text=text):
            return named(text)
        case Scripted() if (letter := primed(node)) is not None:
            return named(letter)
        case Scripted(base=base, subs=subs, sups=()) if len(subs) == 1 and isinstance(bare(base), Name):
            return named(f"{render(base)}_{{{','.join(render(item) for item in subs[0])}}}")
        case Total(terms=terms):
            total = Size()
            for sign, term in terms:
                part = affine(term)
                if part is None:
                    return None
                total = total + part * sign
            return total
        case Chain(factors=(first, second), operators=(("" | "·" | "*"),)):
            left, right = affine(first), affine(second)
            if left is None or right is None or (left.terms and right.terms):
                return None
            return right * left.constant if not left.terms else left * right.constant
        case Group(parts=(inner,)):
            return affine(inner)
        case Chain() | Group() | Scripted() | Mark() | Summation() | Fraction() | Fence() | Table() | Slice():
            return None
        case Equation():
            return None
        case _:
            assert_never(node)


def primed(node: Node) -> str | None:
    """`k'`, an index letter with a prime, as a name; None for anything else."""
    if not (isinstance(node, Scripted) and not node.subs and isinstance(bare(node.base), Name)):
        return None
    marks = [bare(item) for item in node.sups]
    if all(isinstance(mark, Mark) and mark.kind == "prime" for mark in marks):
        return render(node.base) + "'" * len(marks)
    return None


def render(node: Node) -> str:
    """A short normal spelling without spaces, for the parts of a name: `l-1`, `in`, `1`."""
    node = bare(node)
    match node:
        case Name(text=text) | Number(text=text):
            return text
        case Mark(kind=kind):
            return _MARKS[kind]
        case Group(parts=parts, bracket=bracket):
            inner = ",".join(render(part) for part in parts)
            opens, shuts = {"[": ("[", "]"), "\\{": ("{", "}"), "⟨": ("⟨", "⟩")}.get(bracket, ("(", ")"))
            return f"{opens}{inner}{shuts}"
        case Scripted(base=base, subs=subs, sups=sups):
            low = "".join(f"_{{{','.join(render(item) for item in sub)}}}" for sub in subs)
            return render(base) + low + "".join(f"^{{{render(item)}}}" for item in sups)
        case Total(terms=terms):
            text = "".join(("-" if sign < 0 else "+") + render(term) for sign, term in terms)
            return text.removeprefix("+")
        case Chain(factors=factors, operators=operators):
            return render(factors[0]) + "".join(
                operator + render(factor) for operator, factor in zip(operators, factors[1:], strict=True)
            )
        case Equation(left=left, right=right, relation=relation):
            return render(left) + relation + render(right)
        case Fraction(numerator=over, denominator=under):
            return f"({render(over)})/({render(under)})"
        case Fence(kind=kind, body=body):
            return f"{kind}({render(body)})"
        case Summation(below=below, above=above, body=body, kind=kind):
            low = f"_{{{','.join(render(item) for item in below)}}}" if below else ""
            high = "" if above is None else f"^{{{render(above)}}}"
            return f"{kind}{low}{high}({render(body)})"
        case Slice(low=start, high=stop):
            return f"{'' if start is None else render(start)}:{'' if stop is None else render(stop)}"
        case Table(rows=rows):
            return ";".join(",".join("" if cell is None else render(cell) for cell in row) for row in rows)
        case _:
            assert_never(node)


_MARKS = {
    "dots": "…",
    "all": ":",
    "transpose": "T",
    "prime": "'",
    "ones": "1",
    "zeros": "0",
    "factorial": "!",
    "entrywise": "⊙",
    "bar": "|",
}


def declared_name(tree: Node) -> str | None:
    """The full name that a declaration writes: `W^{(1)}`, `b_{h}`, `σ'`; None where the tree is no name."""
    tree = bare(tree)
    if isinstance(tree, Mark) and tree.kind in ("ones", "zeros"):
        return f"\\mathbf{{{'1' if tree.kind == 'ones' else '0'}}}"
    if isinstance(tree, Name):
        return f"\\mathbf{{{tree.text}}}" if tree.bold else tree.text
    if isinstance(tree, Chain) and len(tree.factors) == 2 and isinstance(tree.factors[1], Group):
        return render(tree) if tree.factors[1].bracket == "(" and isinstance(tree.factors[0], Name) else None
    if not isinstance(tree, Scripted):
        return None
    base = bare(tree.base)
    if not isinstance(base, Name):
        return None
    name = f"\\mathbf{{{base.text}}}" if base.bold else base.text
    for sub in tree.subs:
        name += f"_{{{','.join(render(item) for item in sub)}}}"
    primes = 0
    for sup in tree.sups:
        inner = bare(sup)
        if isinstance(inner, Mark) and inner.kind == "prime":
            primes += 1
        elif isinstance(inner, Group) and len(inner.parts) == 1:
            name += f"^{{({render(inner.parts[0])})}}"
        elif isinstance(inner, Chain) and (stack := _stack(inner)):
            name += "".join(f"^{{({render(mark)})}}" for mark in stack)
        elif isinstance(inner, Chain | Mark):
            return None
        else:
            name += f"^{{({render(inner)})}}"
    return name + "'" * primes


def _stack(node: Chain) -> list[Node]:
    """The marks of `[l](i)`; none for anything else."""
    marks = [part.parts[0] for part in map(bare, node.factors) if isinstance(part, Group) and len(part.parts) == 1]
    return marks if len(marks) == len(node.factors) and not any(node.operators) else []


def pieces(sub: tuple[Node, ...]) -> list[Node]:
    """The indices of one subscript: between commas, or, without a comma, letter by letter."""
    return apart(sub[0]) if len(sub) == 1 else [bare(item) for item in sub]


def joined(items: list[Node], rank: int) -> list[Node]:
    """`a_{2n}` on a vector is the one index 2n."""
    if rank == 1 and len(items) == 2 and isinstance(items[0], Number) and isinstance(items[1], Name):
        return [Chain((items[0], items[1]), ("",), items[0].span | items[1].span)]
    return items


def apart(item: Node) -> list[Node]:
    """`ij` in a subscript is two indices; `j-1` is one."""
    item = bare(item)
    if isinstance(item, Chain) and not any(item.operators):
        pieces = [bare(factor) for factor in item.factors]
        if all(isinstance(piece, Name | Number | Mark) or primed(piece) for piece in pieces):
            return pieces
    return [item]

"""A certificate told as steps: each line of the chain from the left side to the right, with the law it uses.

The steps are read off the certificate alone; what they say has been checked line by line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from explorer.proof.certificate import children_from
from explorer.proof.checker_signs import EACH, MAX, MIN, PRODUCT
from explorer.proof.known import FACTS, RULES

Tree: TypeAlias = tuple[Any, ...]
BAGS = {MAX: "max", MIN: "min", PRODUCT: "Π"}

# What each rule of the certificate says; the checker holds the law itself.
LAWS: dict[str, tuple[str, str]] = {
    "unfold": ("entry of a matrix operation", "(A B)[i,j] = Σ_k A[i,k] B[k,j], (A + B)[i,j] = A[i,j] + B[i,j], …"),
    "ring": ("order and brackets", "+ and · commute, associate and distribute"),
    "mulsum": ("factor into the sum", "a Σ_k b = Σ_k a b"),
    "sumlin": ("sum of a sum", "Σ_k (c a + d b) = c Σ_k a + d Σ_k b"),
    "sumconst": ("sum of a constant", "Σ_{k<n} e = n e"),
    "expand": ("terms of the sum", "Σ_{k<3} f(k) = f(0) + f(1) + f(2)"),
    "split": ("range split", "Σ over n + 1 values = Σ over n values + the last"),
    "perm": ("sums exchanged", "Σ_j Σ_k e = Σ_k Σ_j e"),
    "delta": ("Kronecker's delta", "δ(i,i) = 1, δ(i,i+1) = 0, δ(i,j) = δ(j,i)"),
    "deltaelim": ("sum over a delta", "Σ_i δ(i,k) e(i) = e(k)"),
    "deltasubst": ("delta used", "δ(i,j) e(i) = δ(i,j) e(j)"),
    "deltacase": ("cases of equal indices", "f(u) = δ(i,j) f(u with j for i) + (1 - δ(i,j)) f(u with 0 for δ(i,j))"),
    "sizeinv": ("size cancelled", "n · 1/n = 1"),
    "inv": ("number inverted", "1/q for a number q"),
    **{rule: ("fact", law) for rule, law in FACTS.items() if rule in RULES},
    "define": ("definition", "a function by its definition"),
    "deltaapart": ("Kronecker's delta", "δ(0,n) = 0"),
    "deltaconst": ("delta used", "δ(0,n) e(n) = δ(0,n) e(0)"),
    "cases": ("values of an index", "what holds on each part of an index's range holds on all of it"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the rule, its name and law, and the whole expression before and after."""

    rule: str
    name: str
    law: str
    before: str
    after: str


def steps(certificate: Mapping[str, Any]) -> tuple[Step, ...]:
    """Law: the first step starts at the claim's left side, each goes on where the one before ended, to the right one.

    A line that only opens a name, `A[i,j]` the matrix's entry to `A[i,j]` the number, reads the same and is left out.

    >>> import explorer as ex
    >>> layer = ex.Network(["n", "m"], activation="opaque").layers[0]
    >>> [step.name for step in steps(ex.prove(layer.matrix(), layer.summation("i")).certificate)][0]
    'entry of a matrix operation'
    """
    lines = certificate["lines"]
    if not lines:
        return ()
    trees: list[Tree] = []
    for row in certificate["nodes"]:
        trees.append(_tree(row, trees))
    found = []
    for rule, before, after in _chain(len(lines) - 1, lines, trees):
        name, law = LAWS[rule]
        step = Step(rule, name, law, show(before), show(after))
        if step.before != step.after:
            found.append(step)
    return tuple(found)


def assumptions(certificate: Mapping[str, Any]) -> tuple[str, ...]:
    """What a certificate takes for granted, in words: `x ≠ 0`, `y > 0`."""
    trees: list[Tree] = []
    if certificate.get("assume"):
        for row in certificate["nodes"]:
            trees.append(_tree(row, trees))
    signs = {"not 0": "≠ 0", "at least 0": ">= 0", "above 0": "> 0"}
    told = []
    for kind, node in certificate.get("assume", ()):
        names = tuple("klpq"[: 1 + max(_loose(trees[node], 0), default=-1)])
        text = show(trees[node], names).replace("+ -1 · ", "- ").replace(" · ", " ")
        told.append(f"{text[1:-1] if trees[node][0] == 'add' else text} {signs[kind]}")
    return tuple(sorted(told))


def _loose(tree: Tree, depth: int) -> set[int]:
    """The levels of the bound indices that no sum of the tree binds."""
    if tree[0] in ("entry", "delta", "at"):
        found = {part[0] - depth for part in tree[1:] if isinstance(part, list) and isinstance(part[0], int)}
    else:
        found = set()
    inner = depth + {"sum": 1, "mof": 2}.get(tree[0], 0)
    for part in tree[1:]:
        if isinstance(part, tuple):
            found |= _loose(part, inner)
    return {level for level in found if level >= 0}


def _tree(row: Any, trees: list[Tree]) -> Tree:
    start = children_from(row)
    return (*row[:start], *[trees[child] for child in row[start:]])


def _chain(number: int, lines: Any, trees: list[Tree]) -> Iterator[tuple[str, Tree, Tree]]:
    """The single laws a line is made of, in order, each with the whole term of that line before and after."""
    rule, left, right, *details = lines[number]
    if rule == "trans":
        for part in details:
            yield from _chain(part, lines, trees)
    elif rule == "sym":
        for inner, before, after in reversed(list(_chain(details[0], lines, trees))):
            yield inner, after, before
    elif rule == "cong":
        whole = trees[left]
        start = children_from(whole)
        for place, proof in enumerate(details[0], start):
            if proof >= 0:
                for inner, before, after in _chain(proof, lines, trees):
                    yield inner, _with(whole, place, before), _with(whole, place, after)
                whole = _with(whole, place, trees[lines[proof][2]])
    else:
        yield rule, trees[left], trees[right]


def _with(tree: Tree, place: int, part: Tree) -> Tree:
    return (*tree[:place], part, *tree[place + 1 :])


def show(tree: Tree, names: tuple[str, ...] = (), longest: int = 6) -> str:
    """A term in plain text, bound indices as letters; long sums and products are cut in the middle."""

    def index(data: Any) -> str:
        if isinstance(data, int):
            return str(data)
        base, _, offset = data
        letter = names[base] if isinstance(base, int) and base < len(names) else "" if base is None else str(base)
        shift = _size(offset)
        return letter if letter and shift == "0" else f"{letter}+{shift}" if letter else shift

    def many(parts: tuple[Tree, ...], sign: str) -> str:
        texts = [show(part, names) for part in (parts if len(parts) <= longest else (*parts[:3], parts[-1]))]
        if len(parts) > longest:
            texts.insert(3, "…")
        return sign.join(texts)

    tag, *parts = tree
    match tag:
        case "num" | "mconst":
            return str(parts[0]) if parts[1] == 1 else f"{parts[0]}/{parts[1]}"
        case "size":
            return _size(parts[0])
        case "entry":
            return f"{parts[0]}[{','.join(map(index, parts[1:]))}]" if len(parts) > 1 else str(parts[0])
        case "var":
            return str(parts[0])
        case "delta":
            return f"δ({index(parts[0])},{index(parts[1])})"
        case "add" | "madd":
            return f"({many(tuple(parts), ' + ')})"
        case "mul":
            return many(tuple(parts), " · ")
        case "mhad":
            return many(tuple(parts), " ⊙ ")
        case "sum":
            letter = _letter(names)
            return f"Σ_{{{letter}<{_size(parts[0])}}} {show(parts[1], (letter, *names))}"
        case "fun" if parts[0] in BAGS:
            return f"{BAGS[parts[0]]}{_bag(parts[1], names)}"
        case "fun" | "mmap":
            return f"{parts[0]}({', '.join(show(part, names) for part in parts[1:])})"
        case "at":
            return f"{show(parts[2], names)}[{index(parts[0])},{index(parts[1])}]"
        case "mmul":
            return f"({show(parts[1], names)} {show(parts[2], names)})"
        case "mtrans":
            return f"{show(parts[0], names)}ᵀ"
        case "mscale":
            return f"{show(parts[0], names)} {show(parts[1], names)}"
        case "meye":
            return "I"
        case "mblock":
            return "[" + (" " if parts[0] else "; ").join(show(part, names) for part in parts[2:]) + "]"
        case _:
            row, column = _letter(names), _letter((_letter(names), *names))
            return f"({row},{column} ↦ {show(parts[2], (column, row, *names))})"


def _bag(tree: Tree, names: tuple[str, ...]) -> str:
    """The numbers of a maximum, minimum or product: `_{k<n} z[k,0]`; of another bag as they are added up."""
    ranges = []
    inner, inside = tree, names
    while inner[0] == "sum":
        letter = _letter(inside)
        ranges.append(f"{letter}<{_size(inner[1])}")
        inner, inside = inner[2], (letter, *inside)
    if ranges and inner[:2] == ("fun", EACH):
        text = show(inner[2], inside)
        return f"_{{{','.join(ranges)}}} {f'({text})' if inner[2][0] == 'mul' else text}"
    return f"[{show(tree, names)}]"


def _letter(names: tuple[str, ...]) -> str:
    """A letter for the next bound index."""
    letters = "klpqstuv"
    return letters[len(names)] if len(names) < len(letters) else f"k{len(names)}"


def _size(data: Any) -> str:
    text = " + ".join(name if factor == 1 else f"{factor}{name}" for name, factor in data[1:])
    return str(data[0]) if not text else text if data[0] == 0 else f"{text}{data[0]:+d}".replace(" + ", "+")

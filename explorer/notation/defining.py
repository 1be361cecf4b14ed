"""What an equation among the declarations says: what a name is, or something about names that are known."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.notation import fixed_entries, hypotheses, understood
from explorer.notation.affine import declared_name, pieces, render
from explorer.notation.declared import Defined
from explorer.notation.hypotheses import is_transpose
from explorer.notation.rewriting import is_notation, rewritten, rule
from explorer.notation.surface import Chain, Equation, Fraction, Group, Mark, Name, Node, Scripted, bare, children
from explorer.source import Source

if TYPE_CHECKING:
    from explorer.notation.given import Declarations


def define(found: Declarations, tree: Equation, piece: Source) -> None:
    """An equation defines the name on its left; any other is kept as a hypothesis."""
    left, right = rewritten(tree.left, found.rules), rewritten(tree.right, found.rules)
    tree = replace(tree, left=left, right=right)
    if (name := hypotheses.signed(tree)) is not None:
        found.suppose(name, Defined(tree, piece, tree.span))
        return
    if tree.relation != "=":
        found.hypotheses.append(Defined(tree, piece, tree.span))
        return
    if (name := hypotheses.symmetric(tree)) is not None or (name := hypotheses.normalised(tree)) is not None:
        found.suppose(name, Defined(tree, piece, tree.span))
        return
    if understood.foreign(found, tree):
        found.hypotheses.append(Defined(tree, piece, tree.span))
        return
    if (name := fixed_entries.fixed_entry(found, tree)) is not None:
        found.suppose_entry(name, Defined(tree, piece, tree.span))
        return
    if _gradient(found, tree, piece):
        return
    left, right = bare(tree.left), tree.right
    name, indices, arguments = defined_name(found, left)
    if _transposed(found, left) or _multiplied(found, left):
        name = None
    if _itself(found, name, indices, bare(right)):
        return
    if indices and name in found.shapes:
        other, others, _ = defined_name(found, bare(right))
        if others == indices and other is not None and other not in found.shapes and _plain(bare(right)):
            name, right, left = other, tree.left, bare(right)  # `W_{ij} = w_{ij}` says what w is
    no_definition = understood.no_definition(found, left, name, indices, arguments)
    if no_definition and isinstance(left, Chain) and not indices:
        name, arguments = None, ()  # `K(x, x) = 1`: a notation, wherever it is written so
    elif no_definition:
        found.hypotheses.append(Defined(tree, piece, tree.span))
        return
    if name is None:
        found.hypotheses.append(Defined(tree, piece, tree.span))
        inner = bare(left.base) if isinstance(left, Scripted) and indices else left
        if indices and isinstance(inner, Group) and len(inner.parts) == 1 and is_notation(inner.parts[0]):
            one = rule(inner.parts[0], (), piece, tree.span)  # `(∇_a C)_j = …` says what ∇_a C is, entry by entry
        elif is_notation(left) and not _multiplied(found, left):
            one = rule(left, found.indices, piece, tree.span)
            indices = one.letters
        else:
            return
        found.rules.append(one)
        found.definitions[one.name] = Defined(right, piece, tree.span, indices)
        return
    of_itself = _within(found, name, bool(indices), right) or (indices and understood.small(found, name, right))
    if of_itself or understood.only_where_written(found, left, name, arguments):
        # `W_{ij} = -W_{ji}`, `x_{n-1} = 2b`: put in, it holds less than it says
        found.hypotheses.append(Defined(tree, piece, tree.span))
    made = Defined(right, piece, tree.span, indices, arguments, left=left)
    before = found.definitions.get(name)
    if before is not None and before.source.text != piece.text:
        made = _again(found, name, before, made)
    found.definitions[name] = made


def _gradient(found: Declarations, tree: Equation, piece: Source) -> bool:
    """`∂C/∂z = a - y`, `∂C/∂z_j = a_j`: a gradient of a cost of which nothing else is said."""
    left = bare(tree.left)
    if gradient_of(left) is None or not isinstance(left, Fraction) or not isinstance(left.denominator, Chain | Group):
        return False
    below = bare(left.denominator)
    variable, indices, _ = defined_name(found, bare(below.factors[1])) if isinstance(below, Chain) else (None, (), ())
    cost = declared_name(bare(left.numerator).factors[1])  # type: ignore[union-attr]
    if variable is None or cost is None:
        return False
    if len(set(indices)) < len(indices):  # of the diagonal alone
        found.hypotheses.append(Defined(tree, piece, tree.span))
        return True
    name = f"⟨∂{cost}/∂{variable}⟩"
    found.definitions[name] = Defined(tree.right, piece, tree.span, indices)
    found.gradients[(cost, variable)] = name
    return True


def _within(found: Declarations, name: str, indexed: bool, node: Node) -> bool:
    """Whether what a name is said to be has the name in it; `indexed` where it is said entry by entry."""
    if not isinstance(node, Scripted) or not isinstance(bare(node.base), Name):
        return declared_name(node) == name or any(_within(found, name, indexed, part) for part in children(node))
    marks = tuple(sup for sup in node.sups if not is_transpose(sup) and understood.is_mark(sup))
    full, whole = (declared_name(Scripted(node.base, subs, marks, node.span)) for subs in (node.subs, ()))
    if full == name or (whole == name and indexed and full not in found.shapes):
        return True
    return any(_within(found, name, indexed, sup) for sup in node.sups)


def _plain(right: Node) -> bool:
    """Whether a name with indices stands there to no power, and is not transposed."""
    return isinstance(right, Scripted) and all(understood.is_mark(sup) and not is_transpose(sup) for sup in right.sups)


def _again(found: Declarations, name: str, before: Defined, after: Defined) -> Defined:
    """A second equation for a name: of a derivative and its value the value is put in; else the later one is.

    What the other one says is kept: which derivative it is, or that numbers that differ need not obey it.
    """
    for derivative, value in ((before, after), (after, before)):
        of = gradient_of(bare(derivative.right))
        if of is not None and gradient_of(bare(value.right)) is None and not (before.indices or after.indices):
            found.gradients[of] = name
            return value
    found.repeated.append(before.source.text)
    return after


def gradient_of(node: Node) -> tuple[str, str] | None:
    """The names C and z of `∂C/∂z`."""
    if not isinstance(node, Fraction):
        return None
    names = []
    for side in (bare(node.numerator), bare(node.denominator)):
        if not (isinstance(side, Chain) and len(side.factors) == 2 and render(side.factors[0]) == "∂"):
            return None
        names.append(declared_name(side.factors[1]))
    return (names[0], names[1]) if names[0] is not None and names[1] is not None else None


def _transposed(found: Declarations, left: Node) -> bool:
    """Whether the left side is a name with a transpose on it, as `W^T_1`: no name of its own."""
    if any(known == "T" or known.startswith("T_") for known in (*found.shapes, *found.indices, *found.size_names)):
        return isinstance(left, Scripted) and any(isinstance(bare(sup), Mark) for sup in left.sups if is_transpose(sup))
    return isinstance(left, Scripted) and any(is_transpose(sup) for sup in left.sups)


def _multiplied(found: Declarations, left: Node) -> bool:
    """Whether a left side such as `y(1-y)` is a product: what stands first is declared, and not as a function."""
    if not isinstance(left, Chain):
        return False
    first = declared_name(left.factors[0])
    return first is not None and first in found.shapes and first not in found.functions


def _itself(found: Declarations, name: str | None, indices: tuple[str, ...], right: Node) -> bool:
    """`a^{0} = a^{(0)}` and `W_i = W_{i,:}` say what is read without them."""
    if name is None:
        return False
    if declared_name(right) == name and not indices:
        return True
    if len(indices) == 1 and name in found.shapes and isinstance(right, Scripted):
        items = [part for sub in right.subs for part in pieces(sub)]
        same = declared_name(Scripted(right.base, (), right.sups, right.span)) == name
        return same and [render(item) for item in items] == [indices[0], ":"]
    return False


def defined_name(found: Declarations, left: Node) -> tuple[str | None, tuple[str, ...], tuple[str, ...]]:
    """The name that stands alone, with its indices, or with its arguments: `z`, `z_i`, `(X_i)_k`, `g(x)`, `g(z)_i`."""
    name = declared_name(left)
    if isinstance(left, Scripted) and left.subs and name not in found.shapes:
        left = _without_label(found, left)
        letters = _index_letters(found, left)
        base = bare(left.base)
        if letters and isinstance(base, Group) and len(base.parts) == 1 and not left.sups:
            return declared_name(base.parts[0]), letters, ()
        if letters and isinstance(base, Scripted):
            return declared_name(base), letters, ()
        if letters:
            return declared_name(Scripted(left.base, (), left.sups, left.span)), letters, ()
    if isinstance(left, Chain) and len(left.factors) == 2 and left.operators == ("",):
        function, group = left.factors
        letters = ()
        if isinstance(group, Scripted) and not group.sups:
            letters = _index_letters(found, group)
            group = bare(group.base) if letters else group
        if isinstance(function, Scripted) and not letters:
            letters = _index_letters(found, function)
            function = Scripted(function.base, (), function.sups, function.span) if letters else function
        inner = [declared_name(bare(part)) for part in group.parts] if isinstance(group, Group) else []
        if inner and all(part is not None for part in inner):
            return declared_name(function), letters, tuple(part for part in inner if part is not None)
    return name, (), ()


def labels(found: Declarations) -> set[str]:
    """The single letters that stand below declared names as labels: the o of `W_o`."""
    endings = (re.fullmatch(r"[^_]+_\{([A-Za-z])\}.*", name) for name in found.shapes)
    return {match[1] for match in endings if match} - set(found.indices)


def _without_label(found: Declarations, node: Scripted) -> Scripted:
    """`w_{ojk}` as `w_{o}` with the indices j, k, where o is a label of declared names."""
    items = [bare(part) for sub in node.subs for part in pieces(sub)]
    first = items[0]
    if len(items) < 2 or not isinstance(first, Name) or first.text not in labels(found):
        return node
    labelled = Scripted(node.base, ((first,),), node.sups, node.span)
    return Scripted(labelled, tuple((item,) for item in items[1:]), (), node.span)


def _index_letters(found: Declarations, node: Scripted) -> tuple[str, ...]:
    """The subscripts of a name where all of them are index letters, not sizes or labels."""
    items = [part for sub in node.subs for part in pieces(sub)]
    sizes = found.size_names - set(found.indices)
    if len(items) == 1 and isinstance(items[0], Name) and items[0].text in labels(found):
        return ()
    known = {*found.shapes, *(name for name in found.definitions if name.isupper())} - set(found.indices)
    base = declared_name(Scripted(node.base, (), node.sups, node.span))
    if base in found.shapes and len(found.shapes[base].sizes) == len(items) > 1:
        known = {name for name in known if not name.islower()}  # `z_{bi}`, where z has two sizes, beside a vector b
    if any(isinstance(item, Name) and item.text in known for item in items):
        return ()  # `G_Z`, beside a declared Z
    if all(isinstance(item, Name) and len(item.text) == 1 and item.text not in sizes for item in items):
        return tuple(item.text for item in items if isinstance(item, Name))
    return ()

"""What an equation among the declarations says: what a name is, or something about names that are known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explorer.notation import hypotheses
from explorer.notation.affine import declared_name, pieces, render
from explorer.notation.declared import Defined
from explorer.notation.rewriting import is_notation, rule
from explorer.notation.surface import Chain, Equation, Group, Name, Node, Scripted, bare
from explorer.source import Source

if TYPE_CHECKING:
    from explorer.notation.given import Declarations


def define(found: Declarations, tree: Equation, piece: Source) -> None:
    """An equation defines the name on its left; any other is kept as a hypothesis."""
    if tree.relation != "=":
        found.hypotheses.append(Defined(tree, piece, tree.span))
        return
    if (name := hypotheses.symmetric(tree)) is not None or (name := hypotheses.normalised(tree)) is not None:
        found.special[name] = Defined(tree, piece, tree.span)
        return
    name, indices, arguments = defined_name(found, bare(tree.left))
    right = tree.right
    if _itself(found, name, indices, bare(right)):
        return
    if indices and name in found.shapes:
        other, others, _ = defined_name(found, bare(right))
        if others == indices and other is not None and other not in found.shapes:
            name, right = other, tree.left  # `W_{ij} = w_{ij}` says what w is
    if name is None:
        found.hypotheses.append(Defined(tree, piece, tree.span))
        if is_notation(tree.left):
            one = rule(tree.left, found.indices, piece, tree.span)
            found.rules.append(one)
            found.definitions[one.name] = Defined(right, piece, tree.span, one.letters)
    else:
        found.definitions[name] = Defined(right, piece, tree.span, indices, arguments)


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
    if all(isinstance(item, Name) and len(item.text) == 1 and item.text not in sizes for item in items):
        return tuple(item.text for item in items if isinstance(item, Name))
    return ()

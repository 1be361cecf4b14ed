"""What is true or false, as 1 or 0: `A > B`, the indicator of `i = j`, Kronecker's δ, and the rows of `cases`.

A > B                                        step(A - B): 1 where it holds, 0 elsewhere
\\begin{cases} x & i = j \\\\ y & i ≠ j     δ_{ij} x + (1 - δ_{ij}) y
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.errors import ReadError
from explorer.notation import kept, values, written
from explorer.notation.affine import affine, declared_name, render
from explorer.notation.core import SCALAR, Apply, Core, Literal_, Place, Plus, Same, Tensor, Times
from explorer.notation.entries import index
from explorer.notation.surface import Chain, Equation, Group, Name, Node, Scripted, Table, Total, bare, product, walk
from explorer.source import Span

if TYPE_CHECKING:
    from explorer.notation.elaborate import Elaboration

ELSE = frozenset(("otherwise", "else"))
_LETTERS = frozenset("ijklpqrs")
"""Letters that are indices where they are compared, when nothing is said of them."""
_OPPOSITE = {"=": "≠", "≠": "=", ">": "≤", "≤": ">", "<": "≥", "≥": "<"}
_MIRRORED = {"=": "=", "≠": "≠", ">": "<", "<": ">", "≤": "≥", "≥": "≤"}


def truth(work: Elaboration, node: Equation) -> Core:
    """1 where the relation holds, 0 elsewhere."""
    place = work.place(node.span)
    when = None if work.lenient else _when(node)
    if when is not None:
        return _only(work, *when, place)
    if work.lenient and not _single(work, node):
        return written.said(work, "indicator", (values.argument(work, node),), node.span, SCALAR)
    if node.relation in ("=", "≠"):
        same = _same(work, node, place)
        return same if node.relation == "=" else _not(same, place)
    if node.relation not in _OPPOSITE:
        work.fail(f"`{place.text}` cannot stand here", node.span)
    work.say(f"`{place.text}` is read as 1 where it holds and 0 elsewhere")
    left, right = work.node(node.left), work.node(node.right)
    more, less = (left, right) if node.relation in (">", "≤") else (right, left)
    step = _step(work, more, less, place)
    return step if node.relation in (">", "<") else _not(step, place)


def _single(work: Elaboration, node: Equation) -> bool:
    """Whether the relation is one of two numbers or two indices, not `a < b < c` or `y_i = k`."""
    if isinstance(node.left, Equation) or isinstance(node.right, Equation):
        return False
    return node.relation not in ("=", "≠") or all(_is_index(work, side) for side in (node.left, node.right))


def _when(node: Equation) -> tuple[Node, Equation] | None:
    """The value and the condition of `1 if x + y > 0`."""
    found = _at_if(bare(node.left))
    if found is None:
        return None
    value, rest = found
    return value, Equation(rest, node.right, node.relation, rest.span | node.right.span)


def _at_if(node: Node) -> tuple[Node, Node] | None:
    """What stands before the first `if` and what stands behind it."""
    if isinstance(node, Total) and node.terms[0][0] > 0:
        found = _at_if(node.terms[0][1])
        return None if found is None else (found[0], Total(((1, found[1]), *node.terms[1:]), node.span))
    if not isinstance(node, Chain):
        return None
    for at, factor in enumerate(node.factors[1:-1], 1):
        if isinstance(factor, Name) and factor.text.strip() == "if":
            behind = product(node.factors[at + 1 :], node.operators[at + 1 :])
            return product(node.factors[:at], node.operators[: at - 1]), behind
    found = _at_if(node.factors[0])
    return None if found is None else (found[0], Chain((found[1], *node.factors[1:]), node.operators, node.span))


def _only(work: Elaboration, value: Node, condition: Equation, place: Place) -> Core:
    """A value where the condition holds; nothing is known of what it is elsewhere, the same on both sides."""
    fact = truth(work, condition)
    inside = work.node(value)
    spare = "what it is elsewhere"
    other = work.tensors.setdefault(spare, Tensor(spare, place, SCALAR))
    work.say(f"`{place.text}` says nothing of where `{work.place(condition.span).text}` does not hold")
    rest = _times(work, _not(fact, place), other, place)
    return Plus(((1, _times(work, fact, inside, place)), (1, rest)), place, inside.shape)


def follows(node: Node | None) -> bool:
    """Whether a relation in brackets stands there: `(i = j)` behind an indicator 1."""
    return isinstance(node, Group) and len(node.parts) == 1 and isinstance(node.parts[0], Equation)


def _same(work: Elaboration, node: Equation, place: Place) -> Core:
    for side in (node.left, node.right):
        if not _is_index(work, side):
            work.fail("an equation of numbers cannot stand inside an expression", node.span, "of indices it can: i = j")
    return _compared(work, Same(index(work, node.left), index(work, node.right), place))


def _compared(work: Elaboration, same: Same) -> Same:
    """Two indices that are compared have one range, where nothing else says what the range of one of them is."""
    left, right = same.left.variable, same.right.variable
    if work.lenient and left is not None and right is not None:
        sizes = work.shapes.sizes

        def settle(bold: int) -> bool:
            return bold >= 3 and (sizes.unify(left.size, right.size) or True)

        work.shapes.wait(settle)
    return same


def _is_index(work: Elaboration, node: Node) -> bool:
    name = declared_name(node)
    if name is not None and name in work.names.given.indices:
        return True
    form = affine(node)
    if form is None:
        return False
    known = {variable.letter for variable in work.scope} | set(work.free) | set(work.names.given.indices)
    if work.lenient:
        known |= {letter for letter in form.names if letter[0] in _LETTERS and not work.declared(letter)}
    return all(letter in known or letter in work.names.sizes for letter in form.names)


def _step(work: Elaboration, more: Core, less: Core, place: Place) -> Core:
    shape = work.shapes.plus((more, less), place)
    work.functions["step"] = "step"
    if isinstance(less, Literal_) and less.text == "0":
        return Apply("step", more, 0, place, shape)
    return Apply("step", Plus(((1, more), (-1, less)), place, shape), 0, place, shape)


def _not(fact: Core, place: Place) -> Core:
    return Plus(((1, Literal_("1", place)), (-1, fact)), place, fact.shape)


def kronecker(work: Elaboration, items: tuple[Node, ...], span: Span) -> Core:
    """δ_{ij}, where nothing else is called δ."""
    work.say("δ with two indices is read as Kronecker's: 1 where they are one")
    return _compared(work, Same(index(work, items[0]), index(work, items[1]), work.place(span)))


# -- cases


def covered(work: Elaboration, node: Table) -> bool:
    """Whether the cases are relations of two, the last one all the rest: then they are read as a sum."""
    rows = [(row[0], row[1] if len(row) > 1 else None) for row in node.rows]
    try:
        *first, last = (_condition(work, condition, node.span) for _, condition in rows)
    except ReadError:
        return False
    if not first or any(value is None for value, _ in rows):
        return False
    if any(condition is None or not _single(work, condition) for condition in first):
        return False
    return last is None or _covering([condition for condition in first if condition is not None], last)


def _numbers(work: Elaboration, node: Table) -> bool:
    """Whether no condition compares what looks like matrices."""
    for condition in (row[1] for row in node.rows if len(row) > 1 and row[1] is not None):
        for piece in walk(condition):
            name = bare(piece.base) if isinstance(piece, Scripted) else piece
            if isinstance(name, Name) and len(name.text) == 1 and name.text.isupper() and not work.declared(name.text):
                return False
    return True


def cases(work: Elaboration, node: Table) -> Core:
    """The values, each times 1 where its condition holds; the conditions must be seen to cover everything."""
    plain = covered(work, node) and _numbers(work, node) and node.span not in work.loose
    if work.lenient and not plain:
        return kept.cases(work, node)
    rows = [(row[0], row[1] if len(row) > 1 else None) for row in node.rows]
    place = work.place(node.span)
    conditions = [_condition(work, condition, node.span) for _, condition in rows]
    values = [None if value is None else work.node(value) for value, _ in rows]
    if len(rows) < 2 or any(value is None for value in values):
        work.fail("every case needs a value and a condition", node.span)
    *first, last = conditions
    if any(condition is None for condition in first):
        work.fail("`otherwise` stands before the last case", node.span)
    if last is not None and not _covering([condition for condition in first if condition is not None], last):
        work.fail("it is not seen that these cases cover everything", node.span, "write `otherwise` in the last one")
    weights = [_weight(work, condition) for condition in first if condition is not None]
    if work.lenient and any(work.shapes.kind(weight.shape) == "array" for weight in weights):
        return kept.cases(work, node)  # `x > 0` of a vector is meant entry by entry
    terms: list[tuple[int, Core]] = []
    known = [value for value in values if value is not None]
    for weight, value in zip(weights, known, strict=False):
        terms.append((1, _times(work, weight, value, place)))
    rest: list[tuple[int, Core]] = [(1, Literal_("1", place)), *((-1, weight) for weight in weights)]
    terms.append((1, _times(work, Plus(tuple(rest), place, SCALAR), known[-1], place)))
    work.say(f"`{place.text.split()[0]} …` is read as the sum of its values, each times 1 where its condition holds")
    return Plus(tuple(terms), place, work.shapes.plus(tuple(core for _, core in terms), place))


def _times(work: Elaboration, weight: Core, value: Core, place: Place) -> Core:
    return Times(weight, value, "", place, work.shapes.product(weight, value, "", place))


def _condition(work: Elaboration, node: Node | None, span: Span) -> Equation | None:
    """The relation of a row without its `if`; None for `otherwise` or nothing."""
    if node is None:
        return None
    if isinstance(node, Equation):
        left = kept.stripped(node.left) or node.left
        return Equation(left, node.right, node.relation, left.span | node.right.span)
    if isinstance(bare(node), Name) and render(node) in ELSE:
        return None
    work.fail("this condition is not read", node.span, "a relation such as x > 0 or i = j, or `otherwise`")


def _covering(first: list[Equation], last: Equation) -> bool:
    """`x > 0` and `x ≤ 0`; or `x < 0`, `x = 0` and `x > 0`, in any order."""
    if len(first) == 1:
        return _complements(first[0], last)
    signs = set()
    for one in (*first, last):
        pair = (render(one.left), render(one.right))
        same = pair == (render(last.left), render(last.right))
        if not same and pair[::-1] != (render(last.left), render(last.right)):
            return False
        signs.add(one.relation if same else _MIRRORED.get(one.relation))
    return len(first) == 2 and signs == {"<", "=", ">"}


def _weight(work: Elaboration, condition: Equation) -> Core:
    """1 where the condition of a case holds; `x = 0` of a number is neither above nor below."""
    if condition.relation != "=" or all(_is_index(work, side) for side in (condition.left, condition.right)):
        return truth(work, condition)
    place = work.place(condition.span)
    left, right = work.node(condition.left), work.node(condition.right)
    above, below = _step(work, left, right, place), _step(work, right, left, place)
    return Plus(((1, Literal_("1", place)), (-1, above), (-1, below)), place, above.shape)


def _complements(first: Equation, second: Equation) -> bool:
    """`i = j` and `i ≠ j`, `x > 0` and `x ≤ 0`, sides in either order."""
    opposite = _OPPOSITE.get(first.relation)
    one, two = (render(first.left), render(first.right)), (render(second.left), render(second.right))
    if one == two:
        return second.relation == opposite
    return one == two[::-1] and _MIRRORED.get(second.relation) == opposite

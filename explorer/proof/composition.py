"""Many equations at once: one lemma for each pattern of equation, each equation an instance of its lemma by renaming.

Law: two lists of equations that define the same names, each from names defined before, with right sides equal one by
one, define the same functions (induction over the list). A lemma holds for all tensors, functions' names kept, so it
holds with its tensors, sizes and free indices renamed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.proof.certificate import children_from, write
from explorer.proof.checker import FORMAT as LEMMA
from explorer.proof.checker import Invalid, Store, check, load, need, pick
from explorer.proof.checker_laws import LAWS
from explorer.proof.checker_signs import sign
from explorer.proof.claim import Claim
from explorer.proof.log import Log

FORMAT = "explorer composition 1"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A claim with its names replaced by numbers in order of appearance, and the names in that order."""

    key: str
    names: tuple[str, ...]


def claim_json(claim: Claim) -> dict[str, Any]:
    """The claim alone, as a certificate without lines."""
    data = write(Log(claim.table), claim.left, claim.right, None, claim.slots, claim.free, claim.lows)
    del data["lines"], data["format"]
    return data


def pattern(claim: Claim) -> Pattern:
    """Law: claims with one key are the same up to a renaming of tensors, sizes and free indices."""
    names: dict[str, str] = {}
    data = rename(claim_json(claim), names)
    data["functions"] = sorted(claim.functions.items())
    return Pattern(repr(data), tuple(names))


def rename(data: Mapping[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """A claim with each name of a tensor, size or free index replaced; names not met before get the next number."""

    def new(name: str) -> str:
        return names.setdefault(name, str(len(names)))

    def dim(value: Sequence[Any]) -> list[Any]:
        return [value[0], *sorted([new(name), factor] for name, factor in value[1:])]

    def index(value: Any) -> Any:
        if isinstance(value, int):
            return value
        base = new(value[0]) if isinstance(value[0], str) else value[0]
        return [base, dim(value[1]), dim(value[2])]

    def node(row: Sequence[Any]) -> list[Any]:
        tag, *parts = row
        match tag:
            case "size" | "sum" | "mmul":
                return [tag, dim(parts[0]), *parts[1:]]
            case "entry":
                return [tag, new(parts[0]), *map(index, parts[1:])]
            case "delta":
                return [tag, index(parts[0]), index(parts[1])]
            case "at":
                return [tag, index(parts[0]), index(parts[1]), parts[2]]
            case "var":
                return [tag, new(parts[0])]
            case "mblock":
                return [tag, parts[0], [dim(size) for size in parts[1]], *parts[2:]]
            case "mof":
                return [tag, dim(parts[0]), dim(parts[1]), parts[2]]
            case _:
                return list(row)

    nodes = [node(row) for row in data["nodes"]]
    tensors = {new(name): [dim(size) for size in sizes] for name, sizes in data["tensors"].items() if name in names}
    rest = {new(name): [dim(size) for size in sizes] for name, sizes in data["tensors"].items() if name not in names}
    return {
        "tensors": dict(sorted((tensors | rest).items())),
        "free": dict(sorted((new(name), dim(size)) for name, size in data["free"].items())),
        "at_least": dict(sorted((new(name), low) for name, low in data["at_least"].items())),
        "nodes": nodes,
        "left": data["left"],
        "right": data["right"],
    }


def claim_of(certificate: Mapping[str, Any]) -> dict[str, Any]:
    """The claim of a certificate alone: the nodes its sides are made of."""
    rows = certificate["nodes"]
    kept: set[int] = set()
    stack = [certificate["left"], certificate["right"]]
    while stack:
        number = stack.pop()
        if number not in kept:
            kept.add(number)
            stack.extend(rows[number][children_from(rows[number]) :])
    place = {number: k for k, number in enumerate(sorted(kept))}
    nodes = []
    for number in sorted(kept):
        start = children_from(rows[number])
        nodes.append([*rows[number][:start], *[place[child] for child in rows[number][start:]]])
    left, right = place[certificate["left"]], place[certificate["right"]]
    told = {key: certificate[key] for key in ("tensors", "free", "at_least")}
    return {**told, "nodes": nodes, "left": left, "right": right}


def instance(lemma: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The claim a lemma makes of other names: its own, in order, replaced by `names`."""
    own = lemma["names"]
    need(len(own) == len(names) and len(set(own)) == len(own), "an equation with other names than its lemma")
    renamed = dict(zip(own, names, strict=True))
    claim = rename(claim_of(lemma["certificate"]), renamed)
    need(len(renamed) == len(own), "a lemma with names it does not say")
    return claim


def possible(certificate: Mapping[str, Any]) -> None:
    """Raises `Invalid` for a certificate that assumes what is plainly false for all numbers: `0 ≠ 0`, `-1 >= 0`."""
    store, _, _, _, assumed = load(certificate)
    for kind, term in assumed:
        least = {"above 0": 1, "at least 0": 0}.get(kind)
        zero = _zero(store, term)
        need(not zero or kind == "at least 0", "a condition that no numbers meet")
        need(zero or least is None or sign(store, term) > -2 + least, "a condition that no numbers meet")


def _zero(store: Store, term: int) -> bool:
    """Whether a term is plainly 0: the number, a product with it, a sum of such."""
    tag, *parts = store.nodes[term]
    if tag == "num":
        return bool(parts[0] == 0)
    return tag in ("mul", "add") and (any if tag == "mul" else all)(_zero(store, part) for part in parts)


def verify(data: Any, claims: Sequence[Any] | None = None) -> tuple[int, int]:
    """The numbers of equations and of lines of a valid certificate of one claim or of a composition, else `Invalid`.

    Of a composition every lemma is checked; every equation is an instance of one and defines names that neither it nor
    an earlier equation uses or defines. With `claims`, equation k is `claims[k]` and defines its names, `"defines"`.
    """
    if isinstance(data, dict) and data.get("format") == LEMMA:
        count = check(data, None if claims is None else claims[0], LAWS)
        possible(data)
        return 1, count
    try:
        need(data["format"] == FORMAT and data["layers"], "another format")
        lines = [check(lemma["certificate"], None, LAWS) for lemma in data["lemmas"]]
        need(not any(lemma["certificate"].get("assume") for lemma in data["lemmas"]), "a lemma with conditions")
        seen: set[str] = set()
        for number, layer in enumerate(data["layers"]):
            made = instance(pick(data["lemmas"], layer["lemma"]), layer["names"])
            defines = set(layer["defines"])
            if claims is not None:
                told = dict(claims[number])
                need(defines == set(told.pop("defines")), "an equation that defines other names")
                need(made == told, "an equation of another claim")
            need(defines and not defines & (seen | set(made["tensors"])), "a name is used before it is defined")
            seen |= defines | set(made["tensors"])
        need(claims is None or len(claims) == len(data["layers"]), "another number of equations")
    except Invalid:
        raise
    except Exception as problem:
        raise Invalid(f"rejected: {type(problem).__name__}: {problem}") from problem
    return len(data["layers"]), sum(lines)

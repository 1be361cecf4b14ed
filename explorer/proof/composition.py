"""Many equations at once: one lemma for each pattern of equation, each equation an instance of its lemma by renaming.

Law: two lists of equations that define the same names, each from names defined before, with right sides equal one by
one, define the same functions (induction over the list). A lemma holds for all tensors, functions' names kept, so it
holds with its tensors, sizes and free indices renamed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.proof.certificate import write
from explorer.proof.checker import FORMAT as LEMMA
from explorer.proof.checker import Invalid, check, need
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


def verify(data: Any) -> tuple[int, int]:
    """The numbers of equations and of lines of a valid certificate of one claim or of a composition, else `Invalid`.

    Of a composition, every lemma is checked, every equation must be an instance of one (a name for each of its names)
    and define a name that neither it nor an earlier equation uses or defines.
    """
    if isinstance(data, dict) and data.get("format") == LEMMA:
        return 1, check(data)
    try:
        need(data["format"] == FORMAT, "another format")
        lines = [check(lemma["certificate"]) for lemma in data["lemmas"]]
        seen: set[str] = set()
        for layer in data["layers"]:
            need(type(layer["lemma"]) is int and 0 <= layer["lemma"] < len(lines), "an equation of no lemma")
            names = data["lemmas"][layer["lemma"]]["names"]
            need(len(names) == len(layer["names"]), "an equation with other names than its lemma")
            need(len(set(names)) == len(names), "a lemma with a name twice")
            renamed = dict(zip(names, layer["names"], strict=True))
            tensors = {renamed[name] for name in data["lemmas"][layer["lemma"]]["certificate"]["tensors"]}
            need(tensors <= set(layer["uses"]), "an equation uses a name it does not say")
            need(layer["defines"], "an equation that defines nothing")
            need(not set(layer["defines"]) & (seen | set(layer["uses"])), "a name is used before it is defined")
            seen |= {*layer["defines"], *layer["uses"]}
        need(data["layers"], "a composition of nothing")
    except Invalid:
        raise
    except Exception as problem:
        raise Invalid(f"rejected: {type(problem).__name__}: {problem}") from problem
    return len(data["layers"]), sum(lines)

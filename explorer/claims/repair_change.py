"""What a repair is: one change to one side, made and told only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.claims.repair_tree import Place, places, put, put_all
from explorer.claims.repair_words import Words


@dataclass(frozen=True, slots=True)
class Change:
    """A repair of one side: `build` gives the repaired side (and may raise: no such side), `tell` the sentence."""

    kind: str
    build: Callable[[], Any]
    tell: Callable[[], str]


@dataclass(frozen=True, slots=True)
class View:
    """A claim seen from the side under repair: `where` is "left" or "right", `free` the free indices of both sides."""

    here: Any
    other: Any
    where: str
    free: Mapping[Any, Any]
    sizes: frozenset[str]
    words: Words
    spots: tuple[Place, ...]
    across: tuple[Place, ...]

    def side(self, *shown: Any) -> str:
        """ " on the right" where the other side has what is shown as well, so that the side must be said."""
        there = {place.node for place in self.across}
        return f" on the {self.where}" if any(node in there for node in shown) else ""

    def inside(self, place: Place) -> str:
        """Where the place is, if the side has the same expression more than once."""
        alike = [spot for spot in self.spots if spot.node == place.node]
        return f" in {self.words.tell(place.parent)}" if len(alike) > 1 and place.parent is not None else ""


def replace(view: View, kind: str, place: Place, make: Callable[[], Any], *, also: str = "") -> Change:
    """`make()` instead of what stands at the place."""

    def tell() -> str:
        old, new = view.words.tell(place.node), view.words.tell(make())
        where = f"{view.inside(place)}{view.side(place.node)}"
        return f"equal if {old} is replaced by {new}{also if where else also.rstrip(',')}{where}"

    return Change(kind, lambda: put(view.here, place.path, make()), tell)


def replace_all(
    view: View, kind: str, found: Sequence[tuple[Place, Callable[[], Any]]], told: Callable[[], str], *shown: Any
) -> Change:
    """Several places changed alike, told in one sentence."""

    def build() -> Any:
        return put_all(view.here, [(place.path, make()) for place, make in found])

    return Change(kind, build, lambda: f"{told()}{view.side(*shown)}")


def view(here: Any, other: Any, where: str, free: Mapping[Any, Any], sizes: frozenset[str], words: Words) -> View:
    """The view from one side."""
    return View(here, other, where, free, sizes, words, tuple(places(here)), tuple(places(other)))

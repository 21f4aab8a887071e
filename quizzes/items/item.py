"""One question: how an answer to it is read, marked and explained, whatever its type."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from quizzes.errors import MalformedQuiz
from quizzes.items.misreadings import matching
from quizzes.items.types import TYPES, ItemType

if TYPE_CHECKING:
    from quizzes.scenarios.scenario import Misreading, Place, Scenario


@dataclass(frozen=True)
class Answer:
    """What somebody chose in one item: the choices of its scenario's places."""

    item_id: str
    chosen: frozenset[str]


@dataclass(frozen=True)
class Mark:
    """What somebody chose at one place, and the verdict on it.

    "hit", "left" (rightly nothing chosen), "missed" or "wrong"; "follows" (from a mistake
    elsewhere, as it should) and "misplaced" (a right step, too early).
    """

    place: Place
    chosen: tuple[str, ...]
    verdict: str


@dataclass(frozen=True)
class Item:
    """A question about a scenario that earns up to `points`; `hints` are read one by one."""

    id: str
    points: int
    scenario: Scenario
    hints: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.points < 1:
            raise MalformedQuiz(f"{self.id} must be worth at least one point.")
        if self.scenario.asks not in TYPES:
            raise MalformedQuiz(f"{self.id} is of a type that does not exist.")

    @property
    def type(self) -> ItemType:
        """How it is answered and marked."""
        return TYPES[self.scenario.asks]

    def earned(self, answer: Answer | None) -> Fraction:
        """The exact share of the points that an answer earns; nothing is below 0."""
        chosen = answer.chosen if answer else frozenset()
        return self.type.share(self.scenario, chosen) * self.points

    def state(self, answer: Answer | None) -> str:
        """How far an answer is: "open", "partly" where every place needs one, or "answered"."""
        if not answer or not answer.chosen:
            return "open"
        return "partly" if self.open_places(answer) else "answered"

    def open_places(self, answer: Answer | None) -> int:
        """How many places still need an answer; 0 where any of them may be left out."""
        chosen = answer.chosen if answer else frozenset[str]()
        needs_all = self.type.control == "select" and self.type.name != "pick_and_order"
        return needs_all * sum(not place.chosen(chosen) for place in self.scenario.places)

    def marks(self, answer: Answer | None) -> tuple[Mark, ...]:
        """A mark for every place, in the order of the places."""
        chosen = answer.chosen if answer else frozenset[str]()
        special = self.type.verdicts(self.scenario, chosen)
        return tuple(
            Mark(place, here, special.get(place.name) or _verdict(frozenset(here), place.right))
            for place in self.scenario.places
            for here in [place.chosen(chosen)]
        )

    def misreadings(self, answer: Answer | None) -> tuple[Misreading, ...]:
        """The misconceptions that an answer shows beyond doubt; mostly none or one."""
        return matching(self.scenario, answer.chosen, self.type.seen) if answer else ()


def _verdict(chosen: frozenset[str], right: frozenset[str]) -> str:
    if chosen == right:
        return "hit" if right else "left"
    return "missed" if chosen < right else "wrong"

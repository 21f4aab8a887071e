"""A scenario: a story, a graph, what happened to it, one question about it, and its key."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from quizzes.errors import MalformedQuiz
from quizzes.saying import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from quizzes.orchestrators.pipeline import Pipeline

PICKED = ""  # the one option of a place that is picked or not


@dataclass(frozen=True)
class LogLine:
    """What happened at a time of the day, "09:10"."""

    at: str
    text: str


@dataclass(frozen=True)
class Option:
    """Something that can be chosen at a place: what is sent, and the words on screen.

    `why` is what an author says of this option by itself.
    """

    value: str
    words: str
    why: str = ""


PICK = Option(PICKED, say("picked"))


@dataclass(frozen=True)
class Place:
    """Where a question is answered: a node of its graph, a statement, or the run as a whole.

    `right` are the values of the options to choose: at most one, or any number if `many`. `words`
    name a place that is no node. `path` leads along the graph from the cause to this node. What
    follows here from an answer elsewhere, right or wrong, is in `then`: by the values chosen at
    the places `given`, in that order and parted by spaces.
    """

    name: str
    options: tuple[Option, ...]
    right: frozenset[str]
    why: str
    many: bool = False
    words: str = ""
    path: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    then: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def choices(self) -> Mapping[str, str]:
        """What is sent for each of its options, by their values: "stg_orders=Stale"."""
        return {option.value: choice(self.name, option.value) for option in self.options}

    @cached_property
    def key(self) -> frozenset[str]:
        """The right choices here."""
        return frozenset(map(self.choices.__getitem__, self.right))

    def chosen(self, answer: Collection[str]) -> tuple[str, ...]:
        """The values that an answer has here, in the order of the options."""
        return tuple(value for value, sent in self.choices.items() if sent in answer)


@dataclass(frozen=True)
class Misreading:
    """What somebody with a misconception would answer here, and what to tell them."""

    name: str
    sentence: str
    answer: frozenset[str]


@dataclass(frozen=True)
class Scenario:
    """All that a question shows, asks, accepts and explains; nothing else is looked up later.

    `asks` names the type of item. The pipeline is the graph as it is when the question is asked,
    of assets or of tasks; it may be empty. `notes` has a line for each of its nodes, `badges` a
    word or two to show on some of them.
    """

    asks: str
    story: str
    pipeline: Pipeline
    log: tuple[LogLine, ...]
    prompt: str
    rule: str
    places: tuple[Place, ...]
    notes: Mapping[str, str]
    badges: Mapping[str, str] = field(default_factory=dict)
    misreadings: tuple[Misreading, ...] = ()

    def __post_init__(self) -> None:
        nodes, offered = set(self.pipeline.names), self.choices
        if len(self.place_names) < len(self.places):
            raise MalformedQuiz("Two places of a scenario have the same name.")
        for place in self.places:
            _refuse_contradictions(place, self.place_names, nodes)
        if not self.key:
            raise MalformedQuiz("A scenario must have something right to choose.")
        if set(self.notes) != nodes or not nodes.issuperset(self.badges):
            raise MalformedQuiz("A scenario must have a note for every node, and for nothing else.")
        if any(not offered.issuperset(wrong.answer) for wrong in self.misreadings):
            raise MalformedQuiz("A misreading chooses what a scenario does not offer.")

    @cached_property
    def place_names(self) -> frozenset[str]:
        """The names of all places."""
        return frozenset(place.name for place in self.places)

    @cached_property
    def choices(self) -> frozenset[str]:
        """Everything that can be sent."""
        return frozenset(sent for place in self.places for sent in place.choices.values())

    @cached_property
    def key(self) -> frozenset[str]:
        """The right answer: every right choice."""
        return frozenset[str]().union(*(place.key for place in self.places))

    def place(self, name: str) -> Place | None:
        """The place of that name, if one can answer there."""
        return next((place for place in self.places if place.name == name), None)


def choice(place: str, value: str = PICKED) -> str:
    """What is sent where `value` is chosen at a place."""
    return f"{place}={value}" if value else place


def options(values: Iterable[str]) -> tuple[Option, ...]:
    """Options whose words are what is sent."""
    return tuple(Option(value, value) for value in values)


def picks(
    names: Iterable[str],
    key: Collection[str],
    why: Mapping[str, str],
    paths: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Place, ...]:
    """Places that are picked or not; those in `key` should be."""
    found = paths or {}
    return tuple(
        Place(
            name,
            (PICK,),
            frozenset([PICKED] if name in key else ()),
            why[name],
            many=True,
            path=found.get(name, ()),
        )
        for name in names
    )


def _refuse_contradictions(place: Place, places: Collection[str], nodes: Collection[str]) -> None:
    if len(place.choices) < len(place.options) or not place.right <= place.choices.keys():
        raise MalformedQuiz(f"The options of {place.name} do not fit what is right there.")
    if not place.many and len(place.right) > 1:
        raise MalformedQuiz(f"At {place.name} more than one option is right.")
    if not set(place.given) <= set(places) or not set(place.path) <= set(nodes):
        raise MalformedQuiz(f"{place.name} names places or nodes that are not there.")
    if any(" " in sent for sent in place.choices.values()):
        raise MalformedQuiz(f"{place.name} has a choice with a space in it: spaces part choices.")
    if place.name not in nodes and not place.words:
        raise MalformedQuiz(f"{place.name} is no node, and has no words.")

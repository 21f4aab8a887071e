"""Which misconception an answer shows, if it shows one beyond doubt."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from itertools import accumulate, takewhile
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizzes.scenarios.scenario import Misreading, Place, Scenario

MOST_BY_CHANCE = 0.1  # how often somebody who clicks at random may be told of a misconception

Seen = Callable[["Place", frozenset[str]], Hashable]


def matching(scenario: Scenario, chosen: frozenset[str], seen: Seen) -> tuple[Misreading, ...]:
    """The misreadings whose answer this is, but for slips; more than one only if they agree.

    As many places may differ as leave it unlikely that it came about by chance; and it must be
    nearer to them than to the key.
    """
    if not scenario.misreadings:
        return ()
    away = [_differ(scenario, chosen, wrong.answer, seen) for wrong in scenario.misreadings]
    nearest = min(away)
    found = tuple(
        wrong for wrong, far in zip(scenario.misreadings, away, strict=True) if far == nearest
    )
    if nearest > _slips(scenario, seen) or nearest >= _differ(scenario, chosen, scenario.key, seen):
        return ()
    alike = all(not _differ(scenario, wrong.answer, found[0].answer, seen) for wrong in found)
    return found if alike else ()


def _differ(scenario: Scenario, one: frozenset[str], other: frozenset[str], seen: Seen) -> int:
    """At how many places two answers differ."""
    return sum(seen(place, one) != seen(place, other) for place in scenario.places)


def _slips(scenario: Scenario, seen: Seen) -> int:
    """At how many places an answer may differ; -1 if even an exact match says nothing."""
    may_be_empty = any(not place.right for place in scenario.places)
    ways = [_ways(place, seen, may_be_empty=may_be_empty) for place in scenario.places]
    by_distance = accumulate(_answers_at_each_distance(ways))
    allowed = MOST_BY_CHANCE * prod(ways) / len(scenario.misreadings)
    return sum(1 for _ in takewhile(lambda answers: answers <= allowed, by_distance)) - 1


def _ways(place: Place, seen: Seen, *, may_be_empty: bool) -> int:
    """How many different things can be answered at a place, by somebody who clicks at random."""
    if place.many:
        return 1 << len(place.options)
    answers = {seen(place, frozenset([sent])) for sent in place.choices.values()}
    return len(answers | {seen(place, frozenset())} if may_be_empty else answers)


def _answers_at_each_distance(ways: Iterable[int]) -> list[int]:
    """How many answers differ from a given one at exactly 0, 1, 2, ... places."""
    found = [1]
    for number in ways:
        same, other = [*found, 0], [0, *found]
        found = [a + b * (number - 1) for a, b in zip(same, other, strict=True)]
    return found

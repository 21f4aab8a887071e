"""What share of the points an answer gets: an exact fraction, 0 to 1, by the type's rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizzes.scenarios.scenario import Place, Scenario


def net(scenario: Scenario, chosen: frozenset[str]) -> Fraction:
    """(hits - false choices) / size of the key, never below 0."""
    return _net(chosen, scenario.key)


def each(scenario: Scenario, chosen: frozenset[str]) -> Fraction:
    """The share of places where exactly what is right was chosen."""
    return _share(set(place.chosen(chosen)) == place.right for place in scenario.places)


def each_consistently(scenario: Scenario, chosen: frozenset[str]) -> Fraction:
    """As `each`; what rightly follows from a mistake elsewhere is right."""
    follows = following(scenario, chosen)
    return _share(
        place.name in follows or set(place.chosen(chosen)) == place.right
        for place in scenario.places
    )


def following(scenario: Scenario, chosen: frozenset[str]) -> Mapping[str, str]:
    """Calls "follows" the places whose wrong answer is what follows from one elsewhere."""
    answers = {place.name: place.chosen(chosen) for place in scenario.places}
    return {place.name: "follows" for place in scenario.places if _follows(place, answers)}


def ordered(scenario: Scenario, chosen: frozenset[str]) -> Fraction:
    """Half for what was picked, as `net`; half for the share of pairs in the right order.

    What is chosen at a place is the number of its step. Two steps are a pair where one is
    upstream of the other.
    """
    steps, placed = _steps(scenario), _placed(scenario, chosen)
    in_order = _share(
        before in placed and after in placed and placed[before] < placed[after]
        for before, after in _pairs(scenario)
    )
    return (_net(placed.keys(), steps) + in_order) / 2


def in_order(scenario: Scenario, chosen: frozenset[str]) -> Mapping[str, str]:
    """Calls a step "misplaced" that does not come after all that is upstream of it, else "hit"."""
    steps, placed = _steps(scenario), _placed(scenario, chosen)
    late = {
        after
        for before, after in _pairs(scenario)
        if before in placed and after in placed and placed[before] >= placed[after]
    }
    return {name: "misplaced" if name in late else "hit" for name in placed if name in steps}


def is_step(place: Place, chosen: Collection[str]) -> bool:
    """Whether a place was given any number."""
    return bool(place.chosen(chosen))


def parts(scenario: Scenario, chosen: frozenset[str]) -> Fraction:
    """Half for the places with one right option, as `each`; half for the picks, as `net`."""
    stated = _share(
        set(place.chosen(chosen)) == place.right for place in scenario.places if not place.many
    )
    many = [place for place in scenario.places if place.many]
    picked = {place.name for place in many if place.chosen(chosen)}
    return (stated + _net(picked, frozenset(place.name for place in many if place.right))) / 2


def net_by_option(scenario: Scenario, chosen: frozenset[str]) -> Fraction:
    """The mean of `net` over the options: each is a question of its own."""
    values = {option.value for place in scenario.places for option in place.options}
    shares = [
        _net(
            {place.name for place in scenario.places if value in place.chosen(chosen)},
            frozenset(place.name for place in scenario.places if value in place.right),
        )
        for value in values
    ]
    return sum(shares, Fraction(0)) / len(shares)


def _net(chosen: Collection[str], key: frozenset[str]) -> Fraction:
    if not key:
        return Fraction(not chosen)
    return Fraction(max(0, 2 * len(key.intersection(chosen)) - len(chosen)), len(key))


def _share(rights: Iterable[bool]) -> Fraction:
    found = list(rights)
    return Fraction(sum(found), len(found)) if found else Fraction(1)


def _follows(place: Place, answers: Mapping[str, tuple[str, ...]]) -> bool:
    here = answers[place.name]
    if not place.then or len(here) != 1 or place.right.issuperset(here):
        return False
    told = [value for name in place.given for value in answers[name]]
    return len(told) == len(place.given) and place.then.get(" ".join(told)) == here[0]


def _steps(scenario: Scenario) -> frozenset[str]:
    return frozenset(place.name for place in scenario.places if place.right)


def _placed(scenario: Scenario, chosen: frozenset[str]) -> dict[str, int]:
    """The number that each place was given, where it was."""
    answers = {place.name: place.chosen(chosen) for place in scenario.places}
    return {name: int(numbers[0]) for name, numbers in answers.items() if numbers}


def _pairs(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """The steps that must come one before the other."""
    steps = _steps(scenario)
    for after in steps:
        for before in steps & scenario.pipeline.ancestors(after):
            yield before, after

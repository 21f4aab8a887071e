"""A question as plain text: for screen readers, for mails, for whoever has no graph before them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from quizzes.saying import joined, say, say_number
from quizzes.scenarios.scenario import PICKED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizzes.items.item import Item
    from quizzes.scenarios.scenario import Scenario


def as_text(item: Item) -> str:
    """All that a question shows and asks, and how it is marked; nothing of its key."""
    scenario = item.scenario
    parts: tuple[list[str], ...] = (
        [scenario.story],
        _what_happened(scenario),
        _nodes(scenario),
        [scenario.prompt, scenario.rule, _marking(item)],
        [*_answers(scenario), ""],
    )
    return joined("\n\n", (joined("\n", part) for part in parts if part))


def _what_happened(scenario: Scenario) -> list[str]:
    lines = [say("- {at}: {text}", at=line.at, text=line.text) for line in scenario.log]
    return [say("What happened:"), *lines] if lines else []


def _nodes(scenario: Scenario) -> list[str]:
    """A line for each node, from the sources downstream."""
    lines = [_node(scenario, name) for name in scenario.pipeline.in_order()]
    return [say("The graph, from the sources downstream:"), *lines] if lines else []


def _node(scenario: Scenario, name: str) -> str:
    note, badge = scenario.notes[name], scenario.badges.get(name)
    if badge:
        return say("- {name} ({badge}): {note}.", name=name, badge=badge, note=note)
    return say("- {name}: {note}.", name=name, note=note)


def _marking(item: Item) -> str:
    return say_number(
        "Worth {number} point. {marked}",
        "Worth {number} points. {marked}",
        item.points,
        marked=item.type.marked,
    )


def _answers(scenario: Scenario) -> Iterator[str]:
    """What can be chosen at each place; where it is the same for several, said once."""
    for (options, many), group in groupby(scenario.places, lambda each: (each.options, each.many)):
        names = [place.words or place.name for place in group]
        words = [option.words for option in options]
        if [option.value for option in options] == [PICKED]:
            yield from (say("Pick any of these:"), *map(_point, names))
        elif len(names) > 1:
            yield from (_of_each(joined(", ", words), many=many), *map(_point, names))
        else:
            yield _of_one(names[0], many=many)
            yield from (joined("", ["  - ", each]) for each in words)


def _point(words: str) -> str:
    return joined("", ["- ", words])


def _of_each(options: str, *, many: bool) -> str:
    if many:
        return say("For each of these, choose any of: {options}.", options=options)
    return say("For each of these, choose one of: {options}.", options=options)


def _of_one(place: str, *, many: bool) -> str:
    if many:
        return say("- {place} (choose any)", place=place)
    return say("- {place} (choose one)", place=place)

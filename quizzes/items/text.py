"""A question as plain text: for screen readers, for mails, for whoever has no graph before them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from quizzes.scenarios.scenario import PICKED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizzes.items.item import Item
    from quizzes.scenarios.scenario import Scenario


def as_text(item: Item) -> str:
    """All that a question shows and asks, and how it is marked; nothing of its key."""
    scenario = item.scenario
    parts = (
        [scenario.story],
        _what_happened(scenario),
        _nodes(scenario),
        [scenario.prompt, scenario.rule, _marking(item)],
        list(_answers(scenario)),
    )
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _what_happened(scenario: Scenario) -> list[str]:
    lines = [f"- {line.at}: {line.text}" for line in scenario.log]
    return ["What happened:", *lines] if lines else []


def _nodes(scenario: Scenario) -> list[str]:
    """A line for each node, from the sources downstream."""
    lines = [
        f"- {name}{_badge(scenario, name)}: {scenario.notes[name]}."
        for name in scenario.pipeline.in_order()
    ]
    return ["The graph, from the sources downstream:", *lines] if lines else []


def _badge(scenario: Scenario, name: str) -> str:
    badge = scenario.badges.get(name)
    return f" ({badge})" if badge else ""


def _marking(item: Item) -> str:
    points = "1 point" if item.points == 1 else f"{item.points} points"
    return f"Worth {points}. {item.type.marked}"


def _answers(scenario: Scenario) -> Iterator[str]:
    """What can be chosen at each place; where it is the same for several, said once."""
    for (options, many), group in groupby(scenario.places, lambda each: (each.options, each.many)):
        names = [f"- {place.words or place.name}" for place in group]
        words, how_many = [option.words for option in options], "any" if many else "one"
        if [option.value for option in options] == [PICKED]:
            yield from ("Pick any of these:", *names)
        elif len(names) > 1:
            yield from (f"For each of these, choose {how_many} of: {', '.join(words)}.", *names)
        else:
            yield from (f"{names[0]} (choose {how_many})", *(f"  - {each}" for each in words))

"""Who holds a misconception is told so; who clicks at random is not."""

from collections import Counter
from random import Random

from quizzes.items.item import Answer, Item
from quizzes.scenarios import BUILDERS
from tests.quizzes.scenarios.test_builders import clicked

SEEDS = range(200)
ENOUGH, TOO_MUCH = 0.9, 0.1


def test_who_holds_a_misconception_consistently_is_told_so() -> None:
    wrong, told = Counter[str](), Counter[str]()
    for builder in BUILDERS.values():
        for seed in SEEDS:
            scenario = builder.build("A", seed)
            item = Item("q", 1, scenario)
            for belief in scenario.misreadings:
                names = {each.name for each in item.misreadings(Answer("q", belief.answer))}
                wrong[belief.name] += 1
                told[belief.name] += belief.name in names
    assert wrong
    assert {
        name: told[name] / wrong[name] for name in wrong if told[name] < ENOUGH * wrong[name]
    } == {}


def test_who_clicks_at_random_is_rarely_told_of_a_misconception() -> None:
    found = {}
    for name, builder in BUILDERS.items():
        rng, told = Random(name), 0
        for seed in SEEDS:
            scenario = builder.build("A", seed)
            item = Item("q", 1, scenario)
            told += sum(bool(item.misreadings(clicked(rng, scenario))) for _ in range(10))
        found[name] = told / (10 * len(SEEDS))
    assert {name: share for name, share in found.items() if share > TOO_MUCH} == {}

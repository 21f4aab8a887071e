"""What every builder must hold to, over a thousand seeds."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from random import Random

import pytest

from quizzes.drawing import draw
from quizzes.items.item import Answer, Item
from quizzes.scenarios import BUILDERS, Scenario, build
from quizzes.scenarios.scenario import Place

SEEDS = range(1000)
LABEL = "A"
HELD = 200  # scenarios of each builder for those who hold a misconception
ENOUGH, TOO_MUCH = 0.9, 0.1  # of wrong answers; of random ones
CLICKS = 200  # random answers to each scenario; enough to tell a tenth from a fifth


@cache
def scenarios(builder: str) -> tuple[Scenario, ...]:
    return tuple(BUILDERS[builder].build(LABEL, seed) for seed in SEEDS)


def item(scenario: Scenario) -> Item:
    return Item("q", 1, scenario)


def clicked(rng: Random, scenario: Scenario) -> Answer:
    """What somebody answers who clicks at random, and leaves nothing out."""
    return Answer("q", frozenset(sent for place in scenario.places for sent in _at(rng, place)))


def _at(rng: Random, place: Place) -> Iterator[str]:
    choices = list(place.choices.values())
    if place.many:
        yield from (sent for sent in choices if rng.random() < 1 / 2)
    else:
        yield rng.choice(choices)


every_builder = pytest.mark.parametrize("builder", BUILDERS)


@every_builder
def test_every_scenario_is_as_hard_as_declared(builder: str) -> None:
    difficulty = BUILDERS[builder].difficulty
    assert all(difficulty.fits(each) for each in scenarios(builder))


@every_builder
def test_at_least_half_of_the_seeds_give_scenarios_of_their_own(builder: str) -> None:
    told = {
        (each.story, each.pipeline, each.log, each.prompt, each.key, each.choices)
        for each in scenarios(builder)
    }
    assert len(told) >= len(SEEDS) / 2


@every_builder
def test_the_key_gets_full_marks_and_no_misconception_does(builder: str) -> None:
    for each in scenarios(builder):
        asked = item(each)
        assert asked.earned(Answer("q", each.key)) == 1
        assert each.misreadings
        assert all(asked.earned(Answer("q", wrong.answer)) < 1 for wrong in each.misreadings)


@every_builder
def test_guessing_is_worth_about_as_much_in_every_scenario(builder: str) -> None:
    worth = [
        sum((item(each).earned(clicked(rng, each)) for _ in range(CLICKS)), Fraction(0)) / CLICKS
        for rng in [Random(builder)]
        for each in scenarios(builder)[::10]
    ]
    assert max(worth) - min(worth) <= BUILDERS[builder].difficulty.guessing


@every_builder
def test_everything_is_told_in_words(builder: str) -> None:
    for each in scenarios(builder)[::10]:
        assert each.story.endswith(".")
        assert each.rule.endswith(".")
        assert each.prompt.endswith(("?", "."))
        assert all(place.why.endswith(".") for place in each.places)
        assert all(note for note in each.notes.values())
        assert all(wrong.sentence.endswith(".") for wrong in each.misreadings)


@every_builder
def test_no_edge_of_a_drawn_graph_crosses_another(builder: str) -> None:
    for each in scenarios(builder)[::100]:
        assert max(draw(each.pipeline).columns, draw(each.pipeline).rows) <= 6


def test_who_holds_a_misconception_consistently_is_told_so() -> None:
    wrong, told = Counter[str](), Counter[str]()
    for each in (each for builder in BUILDERS for each in scenarios(builder)[:HELD]):
        for belief in each.misreadings:
            names = {found.name for found in item(each).misreadings(Answer("q", belief.answer))}
            wrong[belief.name] += 1
            told[belief.name] += belief.name in names
    assert wrong
    assert {name: told[name] for name in wrong if told[name] < ENOUGH * wrong[name]} == {}


@every_builder
def test_who_clicks_at_random_is_rarely_told_of_a_misconception(builder: str) -> None:
    rng = Random(builder)
    told = [
        bool(item(each).misreadings(clicked(rng, each)))
        for each in scenarios(builder)[:HELD]
        for _ in range(10)
    ]
    assert sum(told) <= TOO_MUCH * len(told)


SAY = """
import json
from quizzes.grading import Quiz, to_json
from quizzes.items.item import Item
from quizzes.scenarios import BUILDERS, build
asked = [(name, label, seed) for name in BUILDERS for label in "AB" for seed in (1, 2)]
items = [Item(" ".join(map(str, each)), 2, build(*each)) for each in asked]
print(json.dumps(to_json(Quiz(tuple(items)))))
"""


def test_a_scenario_is_the_same_in_every_process() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", SAY],
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("0", "1", "2")
    }
    assert len(said) == 1
    assert "Which does Dagster" in said.pop()


@every_builder
def test_another_label_or_seed_gives_another_scenario(builder: str) -> None:
    assert build(builder, "A", 1) == BUILDERS[builder].build("A", 1)
    assert build(builder, "A", 1) != build(builder, "B", 1)
    assert build(builder, "A", 1) != build(builder, "A", 2)

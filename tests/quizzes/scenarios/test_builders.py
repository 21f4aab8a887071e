"""What every builder must hold to: over a thousand seeds by `make scenarios`, else over some."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random

import pytest

import quizzes
from quizzes.drawing import draw
from quizzes.grading import Quiz, from_json, to_json
from quizzes.items.item import Answer, Item
from quizzes.items.text import as_text
from quizzes.scenarios import BUILDERS, Scenario, build
from quizzes.scenarios.scenario import Place
from tests.quizzes.pseudo import (
    left_in_english,
    messages_in,
    messages_of,
    names_in,
    said,
    texts,
)
from tests.quizzes.test_drawing import crossings
from tests.support.seeds import seeds

SEEDS = seeds(1000, 100)
LABELS = "ABCDE"  # of every kind of incident, where a builder has kinds
HELD = 200  # scenarios of each builder for those who hold a misconception
PACKAGE = str(Path(quizzes.__file__).parent)
ENOUGH, TOO_MUCH = 0.9, 0.1  # of wrong answers; of random ones
CLICKS = 200  # random answers to each scenario; enough to tell a tenth from a fifth


@cache
def scenarios(builder: str) -> tuple[Scenario, ...]:
    # By sevens, so that every fifth or tenth scenario is not of one kind again and again.
    return tuple(BUILDERS[builder].build(LABELS[seed // 7 % len(LABELS)], seed) for seed in SEEDS)


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
def test_what_all_variants_ask_names_nothing_of_one_variant(builder: str) -> None:
    prompt = BUILDERS[builder].prompt
    named = {name for each in scenarios(builder) for name in each.pipeline.names}
    assert not named.intersection(re.findall(r"\w+", prompt))
    start = prompt.partition(" one ")[0]
    assert all(each.prompt.startswith(start) for each in scenarios(builder))


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
def test_nothing_that_is_told_is_left_in_english_where_every_message_is_translated(
    builder: str,
) -> None:
    for each in scenarios(builder)[::5]:
        words, names = [*texts(each), ("all", as_text(item(each)))], names_in(each)
        assert not {(field, word) for field, text in words for word in left_in_english(text, names)}


@every_builder
def test_every_message_is_found_by_whoever_collects_them_for_translators(builder: str) -> None:
    for each in scenarios(builder)[::5]:
        told = [as_text(item(each)), *(text for _, text in texts(each))]
        used = {message for text in told for message in messages_in(text)}
        assert used
        assert used <= messages_of(PACKAGE)


@every_builder
def test_what_a_kept_scenario_tells_is_said_in_other_languages_as_before(builder: str) -> None:
    for each in scenarios(builder)[::100]:
        kept = from_json(json.loads(json.dumps(to_json(Quiz((item(each),)))))).items[0].scenario
        assert kept == each
        assert [said(text) for _, text in texts(kept)] == [said(text) for _, text in texts(each)]


@every_builder
def test_a_drawn_graph_is_small_and_no_edge_of_it_crosses_another(builder: str) -> None:
    for each in scenarios(builder)[::20]:
        drawing = draw(each.pipeline)
        assert max(drawing.columns, drawing.rows) <= 6
        assert crossings(drawing) == 0


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

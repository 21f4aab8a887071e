"""A question in plain text has all that it shows and asks, and nothing of its key."""

from dataclasses import replace

import pytest

from quizzes.items.item import Item
from quizzes.items.text import as_text
from quizzes.scenarios.scenario import Option, Place
from tests.quizzes.items.a_quiz import ASKED, NO_GRAPH, a_scenario, an_item, an_item_of

every_type = pytest.mark.parametrize("asks", ASKED)


@every_type
def test_all_that_a_question_shows_is_in_its_text(asks):
    item = an_item_of(asks)
    text, scenario = as_text(item), item.scenario
    told = (scenario.story, *(line.text for line in scenario.log), scenario.prompt, scenario.rule)
    assert all(words in text for words in told)
    assert all(f"- {name}: {note}." in text for name, note in scenario.notes.items())
    assert f"Worth 3 points. {item.type.marked}" in text


@every_type
def test_every_place_is_there_with_its_options(asks):
    scenario = ASKED[asks]
    text = as_text(an_item_of(asks))
    for place in scenario.places:
        assert f"\n- {place.words or place.name}" in text
        assert all(option.words in text for option in place.options if option.value)


@every_type
def test_what_is_right_and_why_is_not_in_the_text(asks):
    scenario = ASKED[asks]
    told = replace(
        scenario,
        places=tuple(replace(place, why="SECRET", path=()) for place in scenario.places),
    )
    assert "SECRET" not in as_text(Item("q1", 3, told))
    if asks == "pick_nodes":
        assert as_text(an_item(key="a")) == as_text(an_item(key="bcd"))


@every_type
def test_the_text_has_no_markup_and_ends_with_its_last_line(asks):
    text = as_text(an_item_of(asks))
    assert not set("<>&").intersection(text)
    assert text.endswith("\n")
    assert "\n\n\n" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_a_question_reads_from_the_story_to_the_answers():
    item = Item("q1", 1, replace(ASKED["run_state"], badges={"d": "failed"}))
    assert as_text(item) == (
        "One day.\n"
        "\n"
        "What happened:\n"
        "- 02:00: Everything was built.\n"
        "\n"
        "The graph, from the sources downstream:\n"
        "- a: noted.\n"
        "- b: noted.\n"
        "- c: noted.\n"
        "- d (failed): noted.\n"
        "- e: noted.\n"
        "\n"
        "Which?\n"
        "Those.\n"
        "Worth 1 point. Half is for the run's state, half for the tasks. "
        "Each wrong pick cancels a right one.\n"
        "\n"
        "- What about run? (choose one)\n"
        "  - success\n"
        "  - failed\n"
        "Pick any of these:\n"
        "- d\n"
        "- e\n"
    )


def test_what_can_be_chosen_is_said_once_for_neighbours_that_offer_the_same():
    text = as_text(an_item_of("sort_statements"))
    assert text.count("airflow, dagster, both, neither") == 1
    assert "For each of these, choose one of: airflow, dagster, both, neither.\n- What" in text


def test_a_question_without_a_graph_or_a_log_has_no_heading_for_them():
    place = Place("x", (Option("1", "one"), Option("2", "two")), frozenset("1"), "So.", words="X?")
    text = as_text(Item("q", 1, replace(a_scenario("choose_one", (place,), NO_GRAPH), log=())))
    assert "The graph" not in text
    assert "What happened" not in text
    assert text.endswith("\n\n- X? (choose one)\n  - one\n  - two\n")

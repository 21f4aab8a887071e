"""Statements, and which tool knows them by itself."""

import re
from collections import Counter

import pytest

from quizzes.items.item import Answer, Item
from quizzes.orchestrators.knowledge import KNOWN_TO, Fact, Tool
from quizzes.orchestrators.misconceptions.about_tools import ABOUT_KNOWLEDGE
from quizzes.scenarios.scenario import choice
from quizzes.scenarios.tools import who_knows
from quizzes.scenarios.tools.statements import BANK, BOXES, HOW, WORDS
from quizzes.scenarios.tools.who_knows import PAIRS

ASKED = [who_knows.build("A", seed) for seed in range(200)]
BY_NAME = {statement.name: statement for statement in BANK}
KNOWS = {
    "airflow": {Tool.AIRFLOW},
    "dagster": {Tool.DAGSTER},
    "both": {Tool.AIRFLOW, Tool.DAGSTER},
    "neither": set(),
}
NAMES = {"table": "orders_enriched", "reader": "daily_revenue"}


def test_there_are_statements_of_every_fact_and_a_mechanism_for_each():
    assert set(WORDS) == set(HOW) == set(KNOWN_TO) == set(Fact)
    assert len(BANK) >= 30
    assert len(BY_NAME) == len(BANK)
    assert len({statement.words(NAMES) for statement in BANK}) == len(BANK)


def test_the_right_box_holds_exactly_the_tools_that_know_the_fact():
    for scenario in ASKED:
        for place in scenario.places:
            (box,) = place.right
            assert KNOWS[box] == KNOWN_TO[BY_NAME[place.name].fact]


def test_each_box_is_right_once_or_twice():
    for scenario in ASKED:
        boxes = Counter(box for place in scenario.places for box in place.right)
        assert set(boxes) == set(BOXES)
        assert max(boxes.values()) <= 2


@pytest.mark.parametrize("wrong", ABOUT_KNOWLEDGE, ids=lambda wrong: wrong.name)
def test_each_misconception_is_wrong_about_what_it_is_about_and_right_elsewhere(wrong):
    for scenario in ASKED:
        answer = next(each.answer for each in scenario.misreadings if each.name == wrong.name)
        assert len(answer) == len(scenario.places)
        for place in scenario.places:
            fact = BY_NAME[place.name].fact
            said = next(box for box in BOXES if choice(place.name, box) in answer)
            assert KNOWS[said] == wrong.answer(fact)
        earned = Item("q", 1, scenario).earned(Answer("q", answer))
        assert 0 < earned < 1


def test_the_two_misconceptions_answer_differently():
    assert all(
        scenario.misreadings[0].answer != scenario.misreadings[1].answer for scenario in ASKED
    )


def test_every_statement_is_a_sentence_about_its_assets_that_gives_nothing_away():
    give_away = "Airflow|Dagster|data version|asset event|materializ|trigger rule|stale|hash|DAG"
    for statement in BANK:
        words = statement.words(NAMES)
        assert re.fullmatch(r"[A-Z][^{}]*\.", words)
        assert any(name in words for name in NAMES.values())
        assert not re.search(give_away, words)


def test_every_reason_says_who_knows_and_how_with_the_versions():
    for statement in BANK:
        why = statement.why(NAMES)
        assert why.startswith(f"{BOXES[statement.box][1]}: ")
        assert re.fullmatch(r"[^{}]*\.", why)
        assert "Airflow 3.3" in why
        assert "Dagster 1.13" in why


def test_the_assets_of_a_statement_are_made_from_one_another():
    assert ("stg_orders", "orders_enriched") in PAIRS
    assert not any(name.startswith("raw_") for pair in PAIRS for name in pair)


def test_only_tables_are_said_to_have_rows_and_columns():
    assert not any(
        re.search("(rows|column) of churn_model|churn_model has lost", place.words)
        for scenario in ASKED
        for place in scenario.places
    )


def test_the_statements_and_their_assets_vary():
    used = {place.name for scenario in ASKED for place in scenario.places}
    assert used == set(BY_NAME)
    words = {place.words for scenario in ASKED for place in scenario.places}
    assert len(words) > 5 * len(BANK)

"""Somebody is told of a misconception where the answer shows it, and hardly ever by chance."""

from dataclasses import replace
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.items.item import Answer, Item
from quizzes.items.misreadings import MOST_BY_CHANCE
from quizzes.scenarios.scenario import Misreading, Scenario
from tests.quizzes.items.a_quiz import ASKED, answers_to, at


def told(asks: str, chosen: frozenset[str], **wrong: frozenset[str]) -> set[str]:
    """The names of the misconceptions that an answer shows, of these with their answers."""
    beliefs = tuple(Misreading(name, "You may have.", answer) for name, answer in wrong.items())
    item = Item("q1", 1, replace(ASKED[asks], misreadings=beliefs))
    return {each.name for each in item.misreadings(Answer("q1", chosen))}


def picked(names: str) -> frozenset[str]:
    return frozenset(names)


def test_exactly_the_answer_of_a_misconception_shows_it():
    assert told("pick_nodes", picked("cdef"), all_below=picked("cdef")) == {"all_below"}


def test_the_key_shows_no_misconception():
    assert told("pick_nodes", picked("ab"), all_below=picked("abc")) == set()


def test_an_answer_with_a_slip_shows_it_where_that_is_unlikely_by_chance():
    assert told("pick_nodes", picked("cdefg"), all_below=picked("cdef")) == {"all_below"}
    assert told("pick_nodes", picked("cde"), all_below=picked("cdef")) == {"all_below"}
    assert told("pick_nodes", picked("cdegh"), all_below=picked("cdef")) == set()


def test_the_more_misconceptions_there_are_the_fewer_slips_are_allowed():
    two = {"one": picked("cdef"), "another": picked("gh")}
    assert told("pick_nodes", picked("cde"), **two) == {"one"}
    assert told("pick_nodes", picked("cde"), **two, third=picked("abcdefgh")) == set()
    assert told("pick_nodes", picked("cdef"), **two, third=picked("abcdefgh")) == {"one"}


def test_where_any_answer_is_likely_by_chance_none_shows_anything():
    wrong = at(a="Fresh", b="Stale")
    assert told("paint_nodes", wrong, swapped=wrong) == set()
    assert told("choose_one", at(answer="y"), other=at(answer="y")) == set()


def test_an_answer_that_is_as_near_to_the_key_shows_nothing():
    assert told("pick_nodes", picked("abc"), all_below=picked("abcd")) == set()
    assert told("pick_nodes", picked("abcd"), all_below=picked("abcd")) == {"all_below"}
    assert told("pick_nodes", picked("abce"), all_below=picked("abcde")) == {"all_below"}


def test_of_two_misconceptions_the_nearer_one_is_told():
    two = {"one": picked("cdef"), "another": picked("cdefg")}
    assert told("pick_nodes", picked("cdef"), **two) == {"one"}
    assert told("pick_nodes", picked("cdefgh"), **two) == {"another"}


def test_two_misconceptions_that_answer_alike_are_both_told():
    both = {"one": picked("cdef"), "another": picked("cdef")}
    assert told("pick_nodes", picked("cdef"), **both) == {"one", "another"}
    assert told("pick_nodes", picked("cde"), **both) == {"one", "another"}


def test_between_two_that_disagree_nothing_is_told():
    two = {"one": picked("cdef"), "another": picked("cdeg")}
    assert told("pick_nodes", picked("cde"), **two) == set()


def test_of_a_rebuild_only_the_choice_shows_a_misconception_not_its_order():
    stale_now = {"stale_now": at(a="1", c="2", e="3")}
    assert told("pick_and_order", at(e="1", c="2", a="5"), **stale_now) == {"stale_now"}


def test_who_answers_nothing_is_told_nothing():
    wrong = (Misreading("nothing_is_stale", "You may have.", frozenset()),)
    item = Item("q1", 1, replace(ASKED["pick_nodes"], misreadings=wrong))
    assert item.misreadings(None) == ()
    assert item.misreadings(Answer("q1", frozenset())) == wrong


def test_a_question_without_misreadings_tells_of_none():
    assert told("pick_nodes", picked("h")) == set()


def everything(scenario: Scenario) -> list[frozenset[str]]:
    """Every answer; nothing is left empty in a question in which nothing should be."""
    may_be_empty = not all(place.right for place in scenario.places)
    here = []
    for place in scenario.places:
        sent = list(place.choices.values())
        sizes = range(len(sent) + 1) if place.many else range(1 - may_be_empty, 2)
        here.append(list(chain.from_iterable(combinations(sent, size) for size in sizes)))
    return [frozenset(chain.from_iterable(parts)) for parts in product(*here)]


@pytest.mark.parametrize("asks", sorted(ASKED.keys() - {"pick_and_order"}))  # too many orders
@settings(max_examples=20)
@given(data=st.data())
def test_who_clicks_at_random_is_told_of_a_misconception_at_most_once_in_ten(asks, data):
    scenario = ASKED[asks]
    wrong = data.draw(st.lists(answers_to(scenario), min_size=1, max_size=4))
    answers = everything(scenario)
    names = {f"belief_{number}": answer for number, answer in enumerate(wrong)}
    found = sum(bool(told(asks, answer, **names)) for answer in answers)
    assert found <= MOST_BY_CHANCE * len(answers)


@pytest.mark.parametrize("asks", ASKED)
@settings(max_examples=50)
@given(data=st.data())
def test_what_is_told_is_nearer_to_the_answer_than_the_key(asks, data):
    scenario = ASKED[asks]
    chosen, wrong = data.draw(answers_to(scenario)), data.draw(answers_to(scenario))
    assert told(asks, scenario.key, belief=wrong) == set()
    if told(asks, chosen, belief=wrong):
        seen = Item("q1", 1, scenario).type.seen
        away = [
            sum(seen(place, chosen) != seen(place, other) for place in scenario.places)
            for other in (wrong, scenario.key)
        ]
        assert away[0] < away[1]

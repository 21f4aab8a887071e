"""Picking nodes: what an answer earns, how it is marked, and which answers are refused."""

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from quizzes.errors import Malformed, MalformedQuiz
from quizzes.items.pick_nodes import Answer, AnswerSchema, Verdict, read_answer
from tests.quizzes.items.a_quiz import NAMES, an_item, chose

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(NAMES),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
CHOICES = st.sets(st.sampled_from(NAMES)).map(frozenset)


def test_all_of_the_key_and_nothing_else_earns_all_points():
    assert an_item(key="abc", points=3).earned(chose("abc")) == 3


def test_an_unanswered_item_earns_nothing():
    assert an_item().earned(None) == 0
    assert an_item().earned(chose("")) == 0


def test_a_part_of_the_key_earns_its_exact_share():
    assert an_item(key="abc", points=2).earned(chose("a")) == Fraction(2, 3)


def test_a_false_pick_takes_back_a_hit():
    assert an_item(key="abc").earned(chose("abd")) == 1


def test_more_false_picks_than_hits_earn_nothing_but_cost_nothing():
    assert an_item(key="a").earned(chose("ade")) == 0


def test_picking_everything_earns_nothing_where_most_is_wrong():
    assert an_item(key="abc").earned(chose("".join(NAMES))) == 0


@given(CHOICES, CHOICES.filter(bool), st.integers(1, 10))
def test_what_is_earned_lies_between_nothing_and_all_points(chosen, key, points):
    earned = an_item(key="".join(key), points=points).earned(Answer("q1", chosen))
    assert 0 <= earned <= points
    assert (earned == points) == (chosen == key)


@given(CHOICES, CHOICES.filter(bool), st.sampled_from(NAMES))
def test_one_more_hit_never_earns_less_and_one_more_false_pick_never_more(chosen, key, name):
    item = an_item(key="".join(key))
    without = item.earned(Answer("q1", chosen - {name}))
    with_it = item.earned(Answer("q1", chosen | {name}))
    assert with_it >= without if name in key else with_it <= without


def test_every_asset_that_can_be_picked_gets_a_verdict_with_its_reason():
    marks = an_item(key="ab").marks(chose("bc"))
    assert [mark.name for mark in marks] == list(NAMES)
    assert marks[:4] == (
        Verdict("a", chosen=False, right=True, why="a has its reasons."),
        Verdict("b", chosen=True, right=True, why="b has its reasons."),
        Verdict("c", chosen=True, right=False, why="c has its reasons."),
        Verdict("d", chosen=False, right=False, why="d has its reasons."),
    )


def test_an_unanswered_item_is_marked_as_if_nothing_were_picked():
    assert an_item().marks(None) == an_item().marks(chose(""))


def test_an_item_is_worth_something():
    with pytest.raises(MalformedQuiz, match="worth at least one point"):
        an_item(points=0)


def test_an_answer_that_fits_is_read():
    assert read_answer(an_item(), {"item_id": "q1", "chosen": ["b", "a"]}) == chose("ab")


def test_an_answer_may_be_empty_and_name_an_asset_twice():
    assert read_answer(an_item(), {"item_id": "q1", "chosen": []}) == chose("")
    assert read_answer(an_item(), {"item_id": "q1", "chosen": ["a", "a"]}) == chose("a")


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({"item_id": "q2", "chosen": []}, "This answers another question."),
        ({"item_id": "q1", "chosen": ["x"]}, "There is no asset called 'x' here."),
        ({"item_id": "q1", "chosen": ["s"]}, "s is a source, which cannot be picked."),
        ({"item_id": "q1", "chosen": ["a"] * 9}, "At most 8 assets can be picked."),
        ({"item_id": "q1", "chosen": ["a" * 65]}, "Longer than maximum length 64."),
        ({"item_id": "q" * 65, "chosen": []}, "Longer than maximum length 64."),
        ({"item_id": "q1", "chosen": "abc"}, "Not a valid list."),
        ({"item_id": "q1", "chosen": [1]}, "Not a valid string."),
        ({"item_id": "q1", "chosen": [["a"]]}, "Not a valid string."),
        ({"item_id": "q1", "chosen": None}, "Field may not be null."),
        ({"item_id": "q1"}, "Missing data for required field."),
        ({"chosen": []}, "Missing data for required field."),
        ({"item_id": "q1", "chosen": [], "points": 3}, "Unknown field."),
        ([], "Invalid input type."),
        ("q1", "Invalid input type."),
        (None, "Invalid input type."),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_in_words(data, complaint):
    with pytest.raises(Malformed) as refused:
        read_answer(an_item(), data)
    assert str(refused.value) == complaint


def test_the_schema_says_which_field_does_not_fit():
    with pytest.raises(ValidationError) as refused:
        AnswerSchema(an_item()).load({"item_id": "q1", "chosen": ["s"]})
    assert refused.value.messages == {"chosen": ["s is a source, which cannot be picked."]}


@settings(deadline=None)
@given(
    JSON
    | st.fixed_dictionaries({"item_id": JSON | st.just("q1"), "chosen": JSON | st.lists(JSON)})
    | st.fixed_dictionaries({"item_id": st.just("q1"), "chosen": st.lists(st.sampled_from(NAMES))})
)
def test_whatever_is_sent_is_an_answer_or_is_refused(data):
    item = an_item()
    with suppress(Malformed):
        answer = read_answer(item, data)
        assert answer.item_id == item.id
        assert answer.chosen <= set(item.scenario.selectable)

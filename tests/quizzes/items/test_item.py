"""An item: its verdicts on an answer, and what is no item."""

import pytest

from quizzes.errors import MalformedQuiz
from quizzes.items.item import Answer, Item
from tests.quizzes.items.a_quiz import ASKED, NAMES, a_scenario, an_item, an_item_of, at, chose

every_type = pytest.mark.parametrize("asks", ASKED)


def verdicts(asks, **values):
    """What is said of each place to who chooses these values, by its name."""
    marks = an_item_of(asks).marks(Answer("q1", at(**values)))
    return {mark.place.name: mark.verdict for mark in marks}


def test_every_node_that_can_be_picked_gets_a_verdict_in_the_order_of_the_places():
    marks = an_item(key="ab").marks(chose("bc"))
    assert [mark.place.name for mark in marks] == list(NAMES)
    assert [mark.verdict for mark in marks[:4]] == ["missed", "hit", "wrong", "left"]
    assert [mark.chosen for mark in marks[:4]] == [(), ("",), ("",), ()]
    assert marks[0].place.why == "a has its reasons."


def test_a_place_with_one_right_option_is_hit_missed_or_wrong():
    assert verdicts("paint_nodes", a="Stale") == {"a": "hit", "b": "missed"}
    assert verdicts("paint_nodes", a="Missing", b="Fresh") == {"a": "wrong", "b": "hit"}


def test_a_part_of_what_is_right_at_a_place_is_missed_and_anything_else_there_is_wrong():
    assert verdicts("label_causes", a="code", b="data:a") == {
        "a": "hit",
        "b": "missed",
        "c": "left",
    }
    found = verdicts("label_causes", a="code data:s", b="code data:a", c="data:b")
    assert found == {"a": "wrong", "b": "hit", "c": "wrong"}


def test_a_step_that_comes_too_early_is_misplaced_whatever_its_number():
    assert verdicts("pick_and_order", a="2", b="3", c="4", d="5") == {
        "a": "hit",
        "b": "hit",
        "c": "hit",
        "d": "hit",
        "e": "left",
    }
    found = verdicts("pick_and_order", a="2", b="1", d="3", e="4")
    assert found == {"a": "hit", "b": "misplaced", "c": "missed", "d": "hit", "e": "wrong"}
    assert verdicts("pick_and_order", a="1", b="1")["b"] == "misplaced"


def test_what_rightly_follows_from_a_mistake_is_told_from_the_mistake():
    found = verdicts("task_states", a="failed", b="upstream_failed", c="success", d="success")
    assert found == {"a": "wrong", "b": "follows", "c": "hit", "d": "wrong"}


def test_nothing_follows_from_what_was_not_answered():
    found = verdicts("task_states", b="success", d="success")
    assert found == {"a": "missed", "b": "wrong", "c": "missed", "d": "wrong"}


@every_type
def test_the_key_is_hit_where_something_is_right_and_left_where_nothing_is(asks):
    scenario = ASKED[asks]
    for mark in an_item_of(asks).marks(Answer("q1", scenario.key)):
        assert mark.verdict == ("hit" if mark.place.right else "left")
        assert set(mark.chosen) == mark.place.right


@every_type
def test_an_unanswered_item_is_marked_as_if_nothing_were_chosen(asks):
    item = an_item_of(asks)
    assert item.marks(None) == item.marks(Answer("q1", frozenset()))
    assert {mark.verdict for mark in item.marks(None)} <= {"missed", "left"}
    assert item.earned(None) == 0
    assert item.misreadings(None) == ()


def test_points_are_earned_in_exact_shares():
    assert an_item(key="abc", points=10).earned(chose("a")) * 3 == 10


def test_an_item_is_worth_something():
    with pytest.raises(MalformedQuiz, match="worth at least one point"):
        an_item(points=0)


def test_an_item_is_of_a_type_that_exists():
    with pytest.raises(MalformedQuiz, match="a type that does not exist"):
        Item("q1", 1, a_scenario("essay"))

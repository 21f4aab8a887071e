"""What an answer earns: each type's rule by example, and what all of them promise."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.items.types import TYPES
from tests.quizzes.items.a_quiz import (
    ASKED,
    NAMES,
    a_place,
    a_scenario,
    an_item,
    answers_to,
    at,
    chose,
)

every_type = pytest.mark.parametrize("asks", ASKED)
FOLLOWS_THROUGH, BY_ORDER = "task_states", "pick_and_order"


def share(asks, chosen):
    return TYPES[asks].share(ASKED[asks], chosen)


def earns(asks, **values):
    """What who chooses these values earns of one point."""
    return share(asks, at(**values))


def test_there_is_an_example_of_every_type():
    assert ASKED.keys() == TYPES.keys()


# pick_nodes, of which a and b are right


def test_all_that_is_to_be_picked_and_nothing_else_earns_all_points():
    assert an_item(key="abc", points=3).earned(chose("abc")) == 3


def test_who_answers_nothing_earns_nothing():
    assert an_item().earned(None) == an_item().earned(chose("")) == 0


def test_a_part_of_the_picks_earns_its_exact_share():
    assert an_item(key="abc", points=2).earned(chose("a")) == Fraction(2, 3)


def test_a_wrong_pick_takes_back_a_right_one():
    assert an_item(key="abc").earned(chose("abd")) == 1


def test_more_wrong_picks_than_right_ones_earn_nothing_but_cost_nothing():
    assert an_item(key="a").earned(chose("ade")) == 0


def test_picking_everything_earns_nothing_where_most_is_wrong():
    assert an_item(key="abc").earned(chose("".join(NAMES))) == 0


# the other types


def test_every_painted_node_counts_the_same():
    assert earns("paint_nodes", a="Stale", b="Stale") == Fraction(1, 2)
    assert earns("paint_nodes", b="Fresh") == Fraction(1, 2)
    assert earns("paint_nodes", a="Fresh", b="Stale") == 0


def test_every_wrong_label_takes_back_a_right_one():
    assert earns("label_causes", a="code", b="code data:a") == 1
    assert earns("label_causes", a="code", b="code") == Fraction(2, 3)
    assert earns("label_causes", a="code data:s", b="code data:a", c="data:b") == Fraction(1, 3)


def test_a_rebuild_is_half_choice_and_half_order():
    assert earns("pick_and_order", a="1", b="2", c="3", d="4") == 1
    picked_but_backwards = earns("pick_and_order", a="4", b="3", c="2", d="1")
    assert picked_but_backwards == Fraction(1, 2)
    one_of_five_pairs_wrong = earns("pick_and_order", a="1", b="2", c="4", d="3")
    assert one_of_five_pairs_wrong == Fraction(9, 10)
    one_too_many = earns("pick_and_order", a="1", b="2", c="3", d="4", e="5")
    assert one_too_many == (Fraction(3, 4) + 1) / 2


def test_steps_that_need_not_wait_for_each_other_may_come_in_any_order_or_at_once():
    assert earns("pick_and_order", a="1", b="3", c="2", d="4") == 1
    assert earns("pick_and_order", a="1", b="2", c="2", d="5") == 1
    assert earns("pick_and_order", a="1", b="1", c="2", d="3") < 1


def test_a_mistake_about_a_task_costs_once_with_all_that_follows_from_it():
    right = {"b": "failed", "c": "success", "d": "upstream_failed"}
    follows = {"b": "upstream_failed", "c": "upstream_failed", "d": "upstream_failed"}
    assert earns("task_states", a="success", **right) == 1
    assert earns("task_states", a="failed", **right) == Fraction(3, 4)
    assert earns("task_states", a="failed", **follows) == Fraction(3, 4)


def test_what_does_not_follow_from_the_mistake_is_wrong_too():
    assert earns("task_states", a="failed", b="success", c="failed") == 0
    assert earns("task_states", a="success", b="success", c="success", d="success") == Fraction(
        3, 4
    )
    assert earns("task_states", b="upstream_failed", c="upstream_failed") == 0


def test_a_run_is_half_its_state_and_half_its_tasks():
    assert earns("run_state", run="failed") == Fraction(1, 2)
    assert earns("run_state", d="") == Fraction(1, 2)
    assert earns("run_state", run="failed", d="", e="") == Fraction(1, 2)
    assert earns("run_state", run="success", d="") == Fraction(1, 2)
    assert earns("run_state", run="failed", d="") == 1


def test_each_tool_is_half_of_two_reruns():
    assert earns("two_reruns", b="airflow dagster", d="airflow") == 1
    assert earns("two_reruns", b="dagster") == Fraction(1, 2)
    only_what_is_stale_in_both = earns("two_reruns", b="airflow dagster")
    assert only_what_is_stale_in_both == Fraction(3, 4)
    all_of_it_in_both = earns("two_reruns", b="airflow dagster", d="airflow dagster")
    assert all_of_it_in_both == Fraction(1, 2)
    assert earns("two_reruns", a="airflow", b="dagster", d="airflow") == Fraction(1, 2)


def test_a_tool_in_which_nothing_is_to_do_is_right_where_nothing_is_chosen():
    places = tuple(a_place(name, "airflow", "airflow dagster", many=True) for name in "ab")
    scenario = a_scenario("two_reruns", places)
    earned = TYPES["two_reruns"].share
    assert earned(scenario, at(a="airflow", b="airflow")) == 1
    assert earned(scenario, at(a="airflow dagster", b="airflow")) == Fraction(1, 2)


def test_the_one_right_choice_earns_everything_and_another_one_nothing():
    assert earns("choose_one", answer="x") == 1
    assert earns("choose_one", answer="y") == 0


def test_every_wrong_choice_takes_back_a_right_one():
    assert earns("choose_many", answer="x y") == 1
    assert earns("choose_many", answer="x") == Fraction(1, 2)
    assert earns("choose_many", answer="x y z") == Fraction(1, 2)
    assert earns("choose_many", answer="x z") == 0


def test_every_statement_counts_the_same_and_a_wrong_box_takes_nothing_back():
    assert earns("sort_statements", one="airflow", two="both", three="both") == Fraction(2, 3)
    assert earns("sort_statements", one="both", two="both", three="both") == Fraction(1, 3)


# what all of them promise


def is_right(asks, chosen):
    """Whether an answer is the key, or a rebuild of the same steps in another order that works."""
    scenario = ASKED[asks]
    if asks != BY_ORDER:
        return chosen == scenario.key
    number = {place.name: int(n) for place in scenario.places for n in place.chosen(chosen)}
    return number.keys() == set("abcd") and (
        number["a"] < number["b"] < number["d"] and number["a"] < number["c"] < number["d"]
    )


@every_type
@given(data=st.data())
def test_a_share_lies_between_nothing_and_all_and_is_all_only_for_what_is_right(asks, data):
    chosen = data.draw(answers_to(ASKED[asks]))
    assert 0 <= share(asks, chosen) <= 1
    assert (share(asks, chosen) == 1) == is_right(asks, chosen)


@every_type
def test_the_key_earns_everything_and_nothing_earns_nothing(asks):
    assert share(asks, ASKED[asks].key) == 1
    assert share(asks, frozenset()) == 0


def test_every_order_in_which_all_parents_come_first_earns_everything():
    for numbers in product("12345", repeat=4):
        chosen = at(**dict(zip("abcd", numbers, strict=True)))
        assert (share(BY_ORDER, chosen) == 1) == is_right(BY_ORDER, chosen)


@pytest.mark.parametrize("asks", sorted(ASKED.keys() - {FOLLOWS_THROUGH, BY_ORDER}))
@given(data=st.data())
def test_to_correct_one_place_never_earns_less(asks, data):
    scenario = ASKED[asks]
    chosen = data.draw(answers_to(scenario))
    place = data.draw(st.sampled_from(scenario.places))
    corrected = chosen.difference(place.choices.values()) | place.key
    assert share(asks, corrected) >= share(asks, chosen)


@given(answers_to(ASKED[BY_ORDER]), st.sampled_from("abcde"), st.sampled_from("12345"))
def test_one_more_right_step_never_earns_less_and_one_more_wrong_step_never_more(
    chosen, name, number
):
    place = ASKED[BY_ORDER].place(name)
    without = chosen.difference(place.choices.values())
    added, before = share(BY_ORDER, without | at(**{name: number})), share(BY_ORDER, without)
    assert added >= before if place.right else added <= before


@given(answers_to(ASKED[FOLLOWS_THROUGH]))
def test_to_follow_through_never_earns_less_than_each_task_for_itself(chosen):
    scenario = ASKED[FOLLOWS_THROUGH]
    assert share(FOLLOWS_THROUGH, chosen) >= TYPES["paint_nodes"].share(scenario, chosen)


@given(st.sampled_from(["failed", "upstream_failed"]))
def test_whatever_the_mistake_was_going_on_rightly_from_it_costs_no_more(mistake):
    chosen = {"a": mistake}
    for place in ASKED[FOLLOWS_THROUGH].places[1:]:
        chosen[place.name] = place.then[" ".join(chosen[name] for name in place.given)]
    assert earns("task_states", **chosen) == Fraction(3, 4)

"""The states of a run's tasks: found from what is told, and each mistake paid for once."""

from itertools import product

import pytest

from quizzes.items.item import Answer, Item
from quizzes.orchestrators.races import race_free
from quizzes.orchestrators.task_runs import first_run, fresh
from quizzes.orchestrators.trigger_rules import FINISHED, RULES, Parents, State
from quizzes.scenarios.runs import task_states
from quizzes.scenarios.runs.nights import Night, is_certain
from quizzes.scenarios.scenario import choice
from tests.quizzes.scenarios.retold_runs import retold, said, shown
from tests.support.seeds import seeds

SCENARIOS = [task_states.build("A", seed) for seed in seeds(100, 20)]
ALL = [(each, place) for each in SCENARIOS for place in each.places]
F, K, S, U = State.FAILED, State.SKIPPED, State.SUCCESS, State.UPSTREAM_FAILED


def right(place):
    return next(iter(place.right))


def test_whoever_plays_what_is_told_finds_the_key():
    for each in SCENARIOS:
        states = first_run(retold(each)).states
        assert each.key == {choice(p.name, states[p.name].value) for p in each.places}


def test_timing_changes_nothing():
    for each in SCENARIOS:
        assert race_free(fresh(retold(each)))
        assert is_certain(Night(retold(each), ()))


def test_only_the_first_tasks_states_are_shown_and_all_the_others_are_asked_for():
    for each in SCENARIOS:
        first = {asset.name for asset in each.pipeline.assets if not asset.deps}
        assert set(shown(each)) == first
        assert each.place_names == set(each.pipeline.names) - first
        states = first_run(retold(each)).states
        assert shown(each) == {name: states[name] for name in first}


def test_one_or_two_tasks_show_a_rule_of_their_own_that_the_rules_explain():
    for each in SCENARIOS:
        rules = {name: rule for name, rule in each.badges.items() if name not in shown(each)}
        assert 1 <= len(rules) <= 2
        assert all(len(badge) <= 18 for badge in each.badges.values())
        for name, rule in rules.items():
            assert f"trigger rule {rule}" in each.notes[name]
            assert task_states.MEANINGS[rule] in each.rule
        assert ("A branch skips" in each.rule) == ("chose" in said(each))


def test_at_least_three_different_states_are_to_be_found_by_each_learner():
    for each in SCENARIOS:
        assert len({right(place) for place in each.places}) >= 3


def test_what_is_believed_of_all_done_and_of_skipped_leads_to_two_wrong_answers():
    for each in SCENARIOS:
        names = {wrong.name: wrong.answer for wrong in each.misreadings}
        assert set(names) == {"all_done_needs_success", "skipped_means_failed"}
        assert len({each.key, *names.values()}) == 3


def test_what_follows_from_the_right_states_is_right():
    for each, place in ALL:
        if place.then:
            told = " ".join(right(each.place(name)) for name in place.given)
            assert place.then[told] == right(place)


def test_a_task_follows_from_all_its_parents_that_are_asked_for_or_from_none():
    for each, place in ALL:
        asked = [n for n in each.pipeline.parents(place.name) if n in each.place_names]
        assert list(place.given) in ([], asked)
        assert len(place.then) == (4 ** len(place.given) if place.given else 0)
        assert len(place.given) <= 3


def test_what_follows_is_what_the_trigger_rule_says_of_these_parents():
    for each, place in ALL:
        rule = RULES[retold(each).task(place.name).trigger_rule]
        for told, state in place.then.items():
            values = shown(each) | dict(zip(place.given, map(State, told.split()), strict=True))
            parents = Parents.of(tuple(values[n] for n in each.pipeline.parents(place.name)))
            verdict = rule.decide(parents).state
            if verdict is State.SCHEDULED:
                assert State(state) in (S, F, K)
            else:
                assert State(state) is verdict


def test_a_mistake_costs_once_when_all_that_follows_from_it_is_answered_so():
    seen = 0
    for each in SCENARIOS:
        first = next(place for place in each.places if not place.given)
        wrong = next(state.value for state in FINISHED if state.value not in first.right)
        answers = {first.name: wrong}
        for name in each.pipeline.in_order():
            place = each.place(name)
            if place and name not in answers:
                told = " ".join(answers[dep] for dep in place.given)
                answers[name] = place.then.get(told, right(place))
        seen += sum(answers[place.name] not in place.right for place in each.places) > 1
        chosen = frozenset(choice(name, state) for name, state in answers.items())
        lost = 1 - Item("q", 1, each).earned(Answer("q", chosen))
        assert lost * len(each.places) == 1
    assert seen > len(SCENARIOS) / 5


def test_a_reason_says_the_state_and_its_parents():
    words = {S: "It ran: ", F: "It ran: ", K: "skipped", U: "It is upstream_failed: "}
    for each, place in ALL:
        assert words[State(right(place))] in place.why
        assert any(parent in place.why for parent in each.pipeline.parents(place.name))
        if right(place) == "failed":
            assert place.why.endswith("Try 2 failed, and no retry is left.")


def test_a_path_leads_along_the_graph_to_a_task_that_could_not_run():
    for each, place in ALL:
        for above, below in zip(place.path, place.path[1:], strict=False):
            assert above in each.pipeline.parents(below)
        assert not place.path or place.path[-1] == place.name
        assert bool(place.path) == (not place.why.startswith("It ran"))


def test_every_scenario_is_as_hard_as_declared():
    assert all(task_states.DIFFICULTY.fits(each) for each in SCENARIOS)


def failed(states):
    return F in states or U in states


MEANT = {
    "all_success": lambda s: "run" if set(s) == {S} else U if failed(s) else K,
    "all_done": lambda _: "run",
    "one_success": lambda s: "run" if S in s else K if set(s) == {K} else U,
    "one_failed": lambda s: "run" if failed(s) else K,
    "none_failed": lambda s: U if failed(s) else "run",
}


@pytest.mark.parametrize("rule", task_states.MEANINGS)
def test_each_rule_is_explained_as_the_engine_has_it(rule):
    for number in (1, 2, 3):
        for states in product(FINISHED, repeat=number):
            verdict = RULES[rule].decide(Parents.of(states)).state
            meant = MEANT[rule](states)
            assert verdict is (State.SCHEDULED if meant == "run" else meant)

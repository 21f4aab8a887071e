"""Whether a run is green, and which leaves decide it: green with a failure, or red for a leaf."""

from quizzes.items.item import Answer, Item
from quizzes.orchestrators.task_runs import first_run
from quizzes.orchestrators.trigger_rules import State
from quizzes.scenarios.runs import run_state
from quizzes.scenarios.scenario import choice
from tests.quizzes.scenarios.retold_runs import retold, said, shown

SCENARIOS = [run_state.build("A", seed) for seed in range(120)]
BAD = (State.FAILED, State.UPSTREAM_FAILED)


def leaves(each):
    return [name for name in each.pipeline.names if not each.pipeline.children(name)]


def is_green(each):
    return choice("run", "success") in each.key


def test_the_key_is_what_the_leaves_on_the_graph_say():
    for each in SCENARIOS:
        failed = [name for name in leaves(each) if shown(each)[name] in BAD]
        state = "failed" if failed else "success"
        assert each.key == {choice("run", state), *(failed or leaves(each))}


def test_every_task_shows_the_state_that_what_is_told_leads_to():
    for each in SCENARIOS:
        assert shown(each) == first_run(retold(each)).states


def test_every_run_has_a_failed_task_and_a_failure_that_is_no_leaf():
    for each in SCENARIOS:
        assert State.FAILED in shown(each).values()
        assert any(s in BAD and n not in leaves(each) for n, s in shown(each).items())


def test_about_half_of_the_runs_are_green():
    assert 0.4 < sum(map(is_green, SCENARIOS)) / len(SCENARIOS) < 0.6


def test_a_red_run_has_a_leaf_that_does_not_decide_it():
    for each in SCENARIOS:
        assert 2 <= len(leaves(each)) <= 3
        assert is_green(each) == each.key.issuperset(leaves(each))


def test_who_takes_any_failure_for_a_red_run_is_wrong_in_every_scenario():
    for each in SCENARIOS:
        (wrong,) = each.misreadings
        failed = {name for name, state in shown(each).items() if state in BAD}
        assert wrong.answer == {choice("run", "failed"), *failed}
        assert Item("q", 1, each).earned(Answer("q", wrong.answer)) < 1


def test_the_run_and_every_task_can_be_answered():
    for each in SCENARIOS:
        assert each.place_names == {"run", *each.pipeline.names}
        assert each.place("run").words == "The run"


def test_a_reason_says_whether_a_task_is_a_leaf_and_what_waits_for_it():
    for each in SCENARIOS:
        for place in each.places[1:]:
            children = each.pipeline.children(place.name)
            assert ("is no leaf" in place.why) == bool(children)
            assert all(name in place.why for name in (place.name, *children))
            assert bool(place.right) == ("and it is a leaf" in place.why)
        colour = "The run succeeded" if is_green(each) else "The run failed"
        assert each.place("run").why.startswith(colour)


def test_the_log_names_every_task_and_does_not_tell_how_the_run_ended():
    for each in SCENARIOS:
        assert all(name in said(each) for name in each.pipeline.names)
        assert "The run was over" in each.log[-1].text
        assert [line.at for line in each.log] == sorted({line.at for line in each.log})


def test_every_scenario_is_as_hard_as_declared():
    assert all(run_state.DIFFICULTY.fits(each) for each in SCENARIOS)

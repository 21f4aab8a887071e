"""What a clear runs again: the task and all below it, not what is above or beside it."""

import re
from dataclasses import replace

from quizzes.orchestrators.clearing import Clear, clear
from quizzes.orchestrators.dags import Dag
from quizzes.orchestrators.races import race_free
from quizzes.orchestrators.task_runs import finish, first_run
from quizzes.orchestrators.trigger_rules import State
from quizzes.scenarios.runs import clear as builder
from tests.quizzes.scenarios.retold_runs import FAIL, SUCCESS, retold, said, shown
from tests.support.seeds import seeds

SCENARIOS = [builder.build("A", seed) for seed in seeds(120, 24)]


def picked(each):
    return re.match(r"(\w+) was cleared", each.log[-1].text)[1]


def corrected(each) -> Dag:
    """As it is told; the task that is cleared will succeed from its third try on."""
    dag, name = retold(each), picked(each)
    tries = dag.task(name).attempts
    fixed = (FAIL, FAIL, SUCCESS) if tries == (FAIL,) else tries
    return Dag(tuple(replace(t, attempts=fixed) if t.name == name else t for t in dag.tasks))


def test_the_key_is_the_task_and_everything_below_it():
    for each in SCENARIOS:
        assert each.key == {picked(each)} | each.pipeline.descendants(picked(each))


def test_exactly_what_is_cleared_is_tried_again_whatever_the_timing():
    for each in SCENARIOS:
        run = first_run(corrected(each))
        before = clear(run, Clear(picked(each), downstream=True, only_failed=False))
        after = finish(before)
        assert {n for n in run.calls if after.calls[n] > run.calls[n]} == each.key
        assert race_free(before)


def test_every_task_shows_the_state_that_what_is_told_leads_to():
    for each in SCENARIOS:
        assert shown(each) == first_run(corrected(each)).states


def test_it_is_said_which_boxes_are_ticked():
    boxes = "Downstream is ticked; Past, Future, Upstream and Only Failed are not"
    for each in SCENARIOS:
        assert boxes in each.story
        assert boxes in each.log[-1].text


def test_the_story_names_the_task_and_how_it_ended():
    for each in SCENARIOS:
        failed = shown(each)[picked(each)] is State.FAILED
        how = "failed" if failed else "succeeded, but with a wrong result"
        assert f"{picked(each)} {how}." in each.story
    stories = [each.story for each in SCENARIOS]
    assert 0.2 < sum("wrong result" in story for story in stories) / len(stories) < 0.8


def test_upstream_and_siblings_are_wrong_in_two_ways():
    for each in SCENARIOS:
        wrong = {misread.name: misread.answer - each.key for misread in each.misreadings}
        assert wrong["upstream_runs_again"] == each.pipeline.ancestors(picked(each))
        assert wrong["siblings_run_again"]
        assert wrong["siblings_run_again"] != wrong["upstream_runs_again"]


def test_the_reasons_agree_with_the_key():
    for each in SCENARIOS:
        for place in each.places:
            again = "is reset, and it runs" in place.why or "that you cleared" in place.why
            assert bool(place.right) == again
            assert again != ("It keeps its state" in place.why)
            assert shown(each)[place.name].value in place.why or place.name == picked(each)


def test_a_path_leads_from_the_task_down_to_what_runs_again():
    for each in SCENARIOS:
        for place in each.places:
            assert bool(place.path) == bool(place.right)
            assert not place.path or place.path[0] == picked(each)
            assert not place.path or place.path[-1] == place.name
            for above, below in zip(place.path, place.path[1:], strict=False):
                assert above in each.pipeline.parents(below)


def test_the_log_names_every_task_in_the_order_of_its_times():
    for each in SCENARIOS:
        assert all(name in said(each) for name in each.pipeline.names)
        assert [line.at for line in each.log] == sorted({line.at for line in each.log})


def test_every_scenario_is_as_hard_as_declared():
    assert all(builder.DIFFICULTY.fits(each) for each in SCENARIOS)

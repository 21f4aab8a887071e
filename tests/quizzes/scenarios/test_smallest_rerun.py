"""The smallest safe re-run of one failed run: by Airflow's clearing, by Dagster's versions."""

import re

import pytest

from quizzes.items.item import Answer, Item
from quizzes.orchestrators.clearing import Clear, clear
from quizzes.orchestrators.events import Materialize
from quizzes.orchestrators.run_states import RunState, result
from quizzes.orchestrators.staleness import play, rebuild_plan
from quizzes.orchestrators.task_runs import finish
from quizzes.scenarios.assets.kinds import kind_of
from quizzes.scenarios.scenario import choice
from quizzes.scenarios.tools import failed_runs, failures, smallest_rerun
from tests.support.seeds import seeds

SEEDS = seeds(50, 20)
DRAWN = {(kind, seed): failed_runs.draw(kind, seed) for kind in failures.KINDS for seed in SEEDS}
ASKED = {which: smallest_rerun.ask(about) for which, about in DRAWN.items()}


def chosen(scenario, tool):
    """The assets at which a tool is right."""
    return {place.name for place in scenario.places if tool in place.right}


def rebuilt(about, names):
    """What Dagster has recorded after these were rebuilt one by one, sources first."""
    incident = about.incident
    order = [name for name in incident.pipeline.in_order() if name in names]
    return play(incident.pipeline, [*incident.events, *(Materialize((name,)) for name in order)])


def test_in_airflow_it_is_what_failed_or_ran_with_wrong_code_and_all_downstream():
    for which, about in DRAWN.items():
        pipeline, badges = about.incident.pipeline, ASKED[which].badges
        below = {name for badge in badges for name in pipeline.descendants(badge)}
        assert chosen(ASKED[which], "airflow") == badges.keys() | below


def test_in_airflow_exactly_these_tasks_run_again_when_it_is_cleared_and_the_run_turns_green():
    for which, about in DRAWN.items():
        run = about.run
        assert result(run).state is RunState.FAILED
        for name in about.to_repeat:
            run = clear(run, Clear(about.task(name), downstream=True, only_failed=False))
        after = finish(run)
        assert result(after).state is RunState.SUCCESS
        again = {task for task, tries in after.calls.items() if tries > about.run.calls[task]}
        never_tried_before = {task for task, tries in about.run.calls.items() if not tries}
        tasks = {about.task(name) for name in chosen(ASKED[which], "airflow")}
        assert again == tasks >= never_tried_before


def test_in_dagster_it_is_the_plan_of_a_sweep_after_which_all_is_fresh():
    for which, about in DRAWN.items():
        incident, names = about.incident, chosen(ASKED[which], "dagster")
        plan = rebuild_plan(incident.pipeline, incident.events, incident.pipeline.names)
        assert names == set(plan)
        assert not rebuilt(about, names).stale()
        assert all(rebuilt(about, names - {name}).stale() for name in names)


def test_there_is_less_to_do_in_dagster_but_something():
    for scenario in ASKED.values():
        assert set() < chosen(scenario, "dagster") < chosen(scenario, "airflow")


def test_who_lets_airflow_know_what_is_stale_gives_dagsters_answer_for_both():
    for scenario in ASKED.values():
        wrong = scenario.misreadings[0]
        names = chosen(scenario, "dagster")
        assert wrong.name == "airflow_knows_what_is_stale"
        assert wrong.answer == {choice(n, tool) for n in names for tool in ("airflow", "dagster")}
        item = Item("q", 2, scenario)
        assert 1 <= item.earned(Answer("q", wrong.answer)) < 2


def test_the_reasons_agree_with_the_key_in_both_tools():
    for scenario in ASKED.values():
        for place in scenario.places:
            airflow, dagster = place.why.split(" Dagster: ")
            assert airflow.startswith("Airflow: ")
            assert ("comes after nothing that runs again" in airflow) == (
                "airflow" not in place.right
            )
            assert bool(re.search("must be rebuilt:|must follow", dagster)) == (
                "dagster" in place.right
            )


def test_data_is_said_to_come_out_the_same_only_where_dagster_leaves_it_alone():
    said = 0
    for scenario in ASKED.values():
        for place in scenario.places:
            if "its data would be the same" in place.why:
                assert "dagster" not in place.right
                said += 1
    assert said > len(ASKED) / 2


def test_the_notes_tell_how_each_task_ended_and_what_each_asset_was_built_with():
    for which, about in DRAWN.items():
        for name, note in ASKED[which].notes.items():
            task = about.task(name)
            assert note.endswith(f"; its Airflow task {task}: {about.run.states[task].value}")
            asset = about.incident.now.pipeline.asset(name)
            assert asset.external or f"code version {asset.code_version}; last built" in note


def test_what_was_not_made_this_morning_was_last_built_at_night():
    for which, about in DRAWN.items():
        at = about.incident.times[about.at]
        for place in ASKED[which].places:
            ran = about.run.states[about.task(place.name)].value == "success"
            assert f"last built {at if ran else '02:00'}" in ASKED[which].notes[place.name]


def test_a_path_leads_along_the_graph_from_a_cause_to_the_asset():
    for which, scenario in ASKED.items():
        source_or_start = {a.name for a in scenario.pipeline.assets if a.external} | set(
            DRAWN[which].to_repeat
        )
        for place in scenario.places:
            assert bool(place.path) == bool(place.right)
            assert all(
                above in scenario.pipeline.parents(below)
                for above, below in zip(place.path, place.path[1:], strict=False)
            )
            if place.path:
                assert place.path[0] in source_or_start
                assert place.path[-1] == place.name


@pytest.mark.parametrize(
    ("kind", "happens", "badges"),
    [
        ("failed_once", "observed with new data", ["failed"]),
        ("failed_twice", "observed with new data", ["failed", "failed"]),
        ("rolled_back", "code was rolled back to version", ["failed", "rolled back"]),
    ],
)
def test_each_kind_of_failure_is_told_as_what_it_is(kind, happens, badges):
    for seed in SEEDS:
        scenario = ASKED[kind, seed]
        told = [line.text for line in scenario.log]
        failed = [name for name, badge in scenario.badges.items() if badge == "failed"]
        assert sorted(scenario.badges.values()) == badges
        assert any(happens in text for text in told)
        line = next(text for text in told if text.startswith("The morning run failed at "))
        assert all(name in line for name in failed)
        assert "because" in line


def test_after_a_rollback_dagster_leaves_alone_what_was_never_built_from_the_wrong_code():
    for (kind, _), about in DRAWN.items():
        if kind == "rolled_back":
            assert about.failed.isdisjoint(about.incident.to_rebuild)


def test_a_word_that_names_no_kind_stands_for_one_and_neighbours_for_different_ones():
    kinds = failures.KINDS
    assert len({kind_of(letter, kinds) for letter in "ABC"}) == len(kinds)
    assert all(kind_of(name, kinds) is kind for name, kind in kinds.items())


def test_every_question_is_as_hard():
    assert all(smallest_rerun.DIFFICULTY.fits(scenario) for scenario in ASKED.values())

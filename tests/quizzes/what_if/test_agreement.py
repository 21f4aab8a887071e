"""Whatever is done: the asset view is Dagster's engine's, the task view is Airflow's."""

from dataclasses import replace

from hypothesis import given

from quizzes.orchestrators.clearing import Clear, clear
from quizzes.orchestrators.misconceptions.about_assets import stale_in
from quizzes.orchestrators.staleness import rebuild_plan, statuses
from quizzes.orchestrators.task_runs import finish, first_run
from quizzes.orchestrators.trigger_rules import FINISHED
from quizzes.what_if.actions import Kind
from quizzes.what_if.answers import changed, from_airflow, why_asset_is, why_task_is
from quizzes.what_if.guessing import HIT, LEFT, Foresight
from quizzes.what_if.lab import Lab
from quizzes.what_if.task_view import TaskView, dag_of
from quizzes.what_if.telling import log
from quizzes.what_if.trying import suggestions
from tests.quizzes.what_if.labs import labs


@given(labs())
def test_the_asset_view_is_what_the_engine_says(lab: Lab) -> None:
    for done, moment in enumerate(lab.moments):
        events = [event for step in (*lab.before, *lab.steps[:done]) for event in step]
        expected = statuses(lab.pipeline, events)
        assert {name: moment.ledger.status(name) for name in lab.pipeline.names} == expected


@given(labs())
def test_the_task_view_is_what_the_engine_says(lab: Lab) -> None:
    pipeline = lab.now.ledger.pipeline
    view = lab.moments[0].tasks
    for action, moment in zip(lab.actions, lab.moments[1:], strict=True):
        if action.kind in (Kind.RUN, Kind.FAIL):
            failing = {action.node} if action.node else set()
            view = TaskView(first_run(dag_of(pipeline, failing)), view.number + 1)
        elif view.run and action.kind in (Kind.RERUN, Kind.NEW_DATA, Kind.CLEAR):
            request = Clear(
                pipeline.asset(action.node).task,
                downstream=action.kind is Kind.CLEAR,
                only_failed=False,
            )
            dag = dag_of(pipeline)
            view = TaskView(finish(replace(clear(view.run, request), dag=dag)), view.number)
        assert moment.tasks.number == view.number
        if view.run and moment.tasks.run:
            assert moment.tasks.run.states == view.run.states
            assert moment.tasks.run.calls == view.run.calls
            assert set(moment.tasks.run.states.values()) <= set(FINISHED)


@given(labs())
def test_rebuilding_is_the_engines_plan_and_leaves_nothing_stale_or_missing(lab: Lab) -> None:
    for place, action in enumerate(lab.actions):
        if action.kind is Kind.REBUILD:
            before = [event for step in (*lab.before, *lab.steps[:place]) for event in step]
            built = [name for event in lab.steps[place] for name in event.assets]  # type: ignore[union-attr]
            assert tuple(built) == rebuild_plan(lab.pipeline, before, lab.pipeline.names)
            assert not lab.moments[place + 1].ledger.stale()


@given(labs())
def test_what_airflow_does_not_notice_changes_no_task(lab: Lab) -> None:
    blind = (Kind.CODE, Kind.ROLL_BACK, Kind.OBSERVE, Kind.OBSERVE_SAME, Kind.REBUILD)
    for place, action in enumerate(lab.actions):
        if action.kind in blind:
            assert lab.moments[place].tasks is lab.moments[place + 1].tasks


@given(labs())
def test_everything_can_be_told(lab: Lab) -> None:
    assert len(log(lab)) == len(lab.before) + len(lab.actions)
    for name in lab.pipeline.names:
        status = lab.now.ledger.status(name).status.value
        assert status in why_asset_is(lab, name)
        if not lab.pipeline.asset(name).external:
            assert why_task_is(lab, name)
    assert all(text and "{" not in text for _, text in suggestions(lab))
    if lab.actions:
        assert from_airflow(lab)
        assert set(changed(lab)) <= set(lab.pipeline.names)


@given(labs())
def test_whoever_expects_what_is_so_foresaw_it_all(lab: Lab) -> None:
    stale = stale_in(lab.told.chronicle.statuses)
    foresight = Foresight.of(lab, stale)
    assert {foresight.verdict(name) for name in lab.pipeline.names} <= {HIT, LEFT}
    assert foresight.sentence.startswith("You predicted it")
    assert not foresight.misreading


@given(labs())
def test_what_is_suggested_can_be_done(lab: Lab) -> None:
    for action, _ in suggestions(lab):
        lab.do(action)

"""Whatever the real Dagster answered, the engine answers: every case, every step, every plan."""

from quizzes.orchestrators.pipeline import Pipeline
from quizzes.orchestrators.staleness import (
    Materialize,
    Status,
    after,
    play,
    rebuild_plan,
    statuses,
)
from tests.quizzes.orchestrators.recorded import Case, Cell, cases, cell

ALL = cases()


def table(pipeline: Pipeline, case: Case, events: int) -> dict[str, Cell]:
    found = statuses(pipeline, case.events[:events])
    return {name: cell(status) for name, status in found.items()}


def test_all_346_recorded_cases_are_here_with_a_table_for_every_step():
    assert len(ALL) == 346
    assert sum(len(case.tables) for case in ALL) == 1984
    assert all(len(case.tables) == len(case.events) + 1 for case in ALL)


def test_the_engine_agrees_after_every_event_with_status_causes_and_reasons():
    wrong = [
        (case.id, step)
        for case in ALL
        for step, recorded in enumerate(case.tables)
        if table(case.pipeline, case, step) != recorded
    ]
    assert wrong == []


def test_the_engine_plans_the_same_rebuild_in_the_same_order():
    wrong = [
        case.id
        for case in ALL
        if rebuild_plan(case.pipeline, case.events, [case.target]) != case.plan
    ]
    assert wrong == []


def test_one_run_of_a_plan_makes_its_target_and_everything_upstream_fresh():
    for case in ALL:
        ledger = play(case.pipeline, case.events)
        upstream = [case.target, *ledger.pipeline.ancestors(case.target)]
        built = after(ledger, Materialize(rebuild_plan(case.pipeline, case.events, [case.target])))
        assert {built.status(name).status for name in upstream} == {Status.FRESH}

"""Whatever the real Dagster answered, the engine answers: every case, every step, every plan."""

from quizzes.orchestrators.dagster_cases import solve, table
from quizzes.orchestrators.events import Materialize
from quizzes.orchestrators.ledger import Status
from quizzes.orchestrators.staleness import after, history, play, rebuild_plan
from tests.quizzes.orchestrators.recorded import ALL, PARTITIONED, UNPARTITIONED, read


def told(case):
    """The engine's table after every event; before any, too, where that was recorded."""
    tables = [table(case, ledger) for ledger in history(*read(case))]
    return tables[-len(case["trace"]) :]


def test_all_411_recorded_cases_are_here_with_a_table_for_every_step():
    assert (len(UNPARTITIONED), len(PARTITIONED), len(ALL)) == (346, 65, 411)
    assert sum(len(case["trace"]) for case in UNPARTITIONED) == 1984
    assert sum(len(case["trace"]) for case in PARTITIONED) == 399
    assert all(len(case["trace"]) == len(case["events"]) + 1 for case in UNPARTITIONED)
    assert all(len(case["trace"]) == len(case["events"]) for case in PARTITIONED)


def test_the_engine_agrees_after_every_event_with_status_and_causes():
    assert [case["id"] for case in ALL if told(case) != case["trace"]] == []


def test_the_engine_solves_every_case():
    assert [case["id"] for case in ALL if solve(case) != case["expected"]] == []


def test_the_engine_plans_the_same_rebuild_in_the_same_order():
    wrong = [
        case["id"]
        for case in UNPARTITIONED
        if list(rebuild_plan(*read(case), [case["plan"]["target"]])) != case["plan"]["rebuild"]
    ]
    assert wrong == []


def test_one_run_of_a_plan_makes_its_target_and_everything_upstream_fresh():
    for case in UNPARTITIONED:
        ledger = play(*read(case))
        upstream = ledger.pipeline.upstream([case["plan"]["target"]])
        built = after(ledger, Materialize(tuple(case["plan"]["rebuild"])))
        assert {built.status(name).status for name in upstream} == {Status.FRESH}

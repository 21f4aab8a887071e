"""What people get wrong about task runs, where the right answer is known."""

from quizzes.orchestrators.airflow_cases import dag_of
from quizzes.orchestrators.clearing import Clear, cleared
from quizzes.orchestrators.dags import Dag, Kind, Outcome, Task
from quizzes.orchestrators.misconceptions.about_task_runs import (
    ABOUT_CLEAR,
    ABOUT_RUN,
    ABOUT_STATES,
    ToClear,
    as_seen,
)
from quizzes.orchestrators.run_states import RunState, result
from quizzes.orchestrators.task_runs import first_run
from quizzes.orchestrators.trigger_rules import FAILURES, State
from tests.quizzes.orchestrators.test_recorded_airflow import ALL

WRONG = {wrong.name: wrong.answer for wrong in (*ABOUT_STATES, *ABOUT_RUN, *ABOUT_CLEAR)}
FAILING = (Outcome.FAIL,)
TIDIED = Dag(
    (
        Task("load", attempts=FAILING),
        Task("report", ("load",)),
        Task("tidy", ("load",), trigger_rule="all_done"),
        Task("mail", ("tidy",)),
    )
)
FORKED = Dag(
    (
        Task("choose", kind=Kind.BRANCH, follow=("fast",)),
        Task("fast", ("choose",)),
        Task("slow", ("choose",)),
        Task("join", ("fast", "slow"), trigger_rule="none_failed_min_one_success"),
    )
)


def test_who_reads_all_done_as_all_succeeded_stops_there():
    assert first_run(TIDIED).states["tidy"] is State.SUCCESS
    assert WRONG["all_done_needs_success"](TIDIED)["tidy"] is State.UPSTREAM_FAILED


def test_who_takes_skipped_for_failed_stops_where_branches_join():
    assert first_run(FORKED).states["join"] is State.SUCCESS
    assert WRONG["skipped_means_failed"](FORKED)["join"] is State.UPSTREAM_FAILED


def test_who_takes_any_failure_for_a_red_run_looks_at_more_than_leaves():
    tidied = Dag(tuple(task for task in TIDIED.tasks if task.name != "report"))
    run = first_run(tidied)
    assert result(run).state is RunState.SUCCESS
    wrong = WRONG["any_failure_turns_the_run_red"](run)
    assert (wrong.state, wrong.deciding) == (RunState.FAILED, ("load",))


def test_who_believes_that_a_clear_goes_up_or_across_runs_too_much_again():
    run, request = first_run(FORKED), Clear("fast", downstream=True, only_failed=False)
    assert cleared(run, request) == ("fast", "join")
    asked = ToClear(run, request)
    assert WRONG["upstream_runs_again"](asked) == {"choose", "fast", "join"}
    assert WRONG["siblings_run_again"](asked) == {"fast", "slow", "join"}


def test_whoever_sees_all_as_it_is_gets_recorded_runs_right():
    cases = [case for case in ALL if case["race_free"] and case["family"] != "setup_teardown"]
    dags = map(dag_of, cases)
    plain = [dag for dag in dags if not is_settled_by_the_first(dag)]
    assert len(plain) > 200
    assert [dag for dag in plain if as_seen(dag, lambda seen: seen) != first_run(dag).states] == []


def is_settled_by_the_first(dag: Dag) -> bool:
    """Whether some task has parents that failed and parents that were skipped."""
    states = first_run(dag).states
    parents = [{states[dep] for dep in task.deps} for task in dag.tasks]
    return any(State.SKIPPED in ended and not ended.isdisjoint(FAILURES) for ended in parents)

"""A case that is wrong is refused in a sentence with its id, the field and the reason."""

import pytest

from quizzes.errors import MalformedCase
from quizzes.orchestrators.airflow_cases import solve


def a_task(**fields):
    plain = {"deps": [], "trigger_rule": "all_success", "retries": 0, "kind": "task"}
    return {**plain, "attempts": ["success"], **fields}


def a_case(task=None, **fields):
    return {"id": "r1", "tasks": {"t0": a_task() if task is None else task}, **fields}


def without(task, field):
    return {name: value for name, value in task.items() if name != field}


def test_a_case_is_solved_without_looking_at_what_was_recorded():
    assert solve(a_case(first_run={"run": "failed"}, family="trigger_rules")) == {
        "states": {"t0": "success"},
        "calls": {"t0": 1},
        "run": "success",
    }


def test_a_case_that_clears_says_what_comes_after():
    clear = {"task": "t0", "downstream": False, "only_failed": False}
    assert solve(a_case(clear=clear))["after_clear"] == {
        "states": {"t0": "success"},
        "calls": {"t0": 2},
        "run": "success",
    }


def test_what_need_not_be_there_may_be_null_empty_or_left_out():
    none = dict.fromkeys(["follow", "only_direct", "setup", "teardown"])
    plain = solve(a_case())
    assert solve(a_case(a_task(**none), clear=None, on_failure_fail_dagrun=None)) == plain
    assert solve(a_case(a_task(follow=[], only_direct=False))) == plain
    assert solve(a_case(a_task(kind="branch"))) == plain


@pytest.mark.parametrize(
    ("case", "complaint"),
    [
        ({"id": "r1"}, "tasks: is missing."),
        (a_case([]), "tasks.t0: must be a mapping, and is []."),
        (a_case(without(a_task(), "deps")), "tasks.t0.deps: is missing."),
        (a_case(a_task(deps=[1])), "tasks.t0.deps: must be names of tasks."),
        (a_case(a_task(deps=["t9"])), "tasks: t0 names t9, which is no task."),
        (a_case(a_task(trigger_rule="most")), "tasks: t0 has the trigger rule most: unknown."),
        (a_case(a_task(retries=True)), "tasks.t0.retries: must be a whole number, and is True."),
        (a_case(a_task(retries=-1)), "tasks: t0 needs an attempt, and 0 to 1000 retries."),
        (a_case(a_task(retries=10**30)), "tasks: t0 needs an attempt, and 0 to 1000 retries."),
        (
            a_case(a_task(kind="sensor")),
            "tasks.t0.kind: 'sensor' is none of task, branch, short_circuit.",
        ),
        (
            a_case(a_task(attempts=["lost"])),
            "tasks.t0.attempts: 'lost' is none of success, fail, skip, false.",
        ),
        (
            a_case(a_task(attempts=["false"])),
            "tasks.t0.attempts: only a short circuit's condition can be false.",
        ),
        (a_case(a_task(follow=["t0"])), "tasks.t0.follow: only a branch follows."),
        (a_case(a_task(follow="")), "tasks.t0.follow: must be a list, and is ''."),
        (a_case(a_task(only_direct=True)), "tasks.t0.only_direct: only a short circuit has it."),
        (a_case(a_task(pool="x")), "tasks.t0.pool: no such field."),
        (a_case(clear={"task": "t9"}), "clear.task: t9 is no task."),
        (a_case(clear={"task": "t0", "downstream": True}), "clear.only_failed: is missing."),
    ],
)
def test_a_wrong_case_is_refused(case, complaint):
    with pytest.raises(MalformedCase) as refused:
        solve(case)
    assert str(refused.value) == f"Case r1: {complaint}"

"""Recorded cases of the real Airflow, read strictly and solved by the engine.

A case is what tests/data/airflow_cases.json holds: `id`, `tasks` by name, perhaps a `clear`.
What was recorded beside these (first_run, cleared, after_clear and so on) is not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar

from quizzes.errors import MalformedPipeline
from quizzes.orchestrators.case_fields import Case, field, malformed, names, refuse_unknown
from quizzes.orchestrators.clearing import Clear, clear
from quizzes.orchestrators.dags import Dag, Kind, Outcome, Task
from quizzes.orchestrators.run_states import result
from quizzes.orchestrators.task_runs import Run, finish, first_run

Word = TypeVar("Word", bound=Enum)
TASK_FIELDS = {
    *("deps", "trigger_rule", "retries", "kind", "attempts"),
    *("follow", "only_direct", "setup", "teardown"),
}


def solve(case: Case) -> dict[str, Any]:
    """{states, calls, run} of the first run, and after_clear, the same, if the case clears."""
    run, request = first_run(dag_of(case)), clear_of(case)
    if request is None:
        return _table(run)
    return {**_table(run), "after_clear": _table(finish(clear(run, request)))}


def dag_of(case: Case) -> Dag:
    """The case's DAG; MalformedCase says what is wrong with it."""
    fails_run = field(case, case, "on_failure_fail_dagrun", bool, default=False)
    tasks = field(case, case, "tasks", dict)
    try:
        return Dag(tuple(_task(case, name, fails_run) for name in tasks))
    except MalformedPipeline as error:
        raise malformed(case, "tasks", str(error)) from error


def clear_of(case: Case) -> Clear | None:
    """What the case clears after its first run."""
    if case.get("clear") is None:
        return None
    fields = field(case, case, "clear", dict)
    task = field(case, fields, "task", str, "clear.")
    if task not in case["tasks"]:
        raise malformed(case, "clear.task", f"{task} is no task.")
    return Clear(
        task,
        downstream=field(case, fields, "downstream", bool, "clear."),
        only_failed=field(case, fields, "only_failed", bool, "clear."),
    )


def _table(run: Run) -> dict[str, Any]:
    return {
        "states": {name: state.value for name, state in run.states.items()},
        "calls": run.calls,
        "run": result(run).state.value,
    }


def _task(case: Case, name: str, fails_run: bool) -> Task:
    fields, at = field(case, case["tasks"], name, dict, "tasks."), f"tasks.{name}."
    refuse_unknown(case, fields, TASK_FIELDS, at)
    kind = _word(case, at + "kind", Kind, field(case, fields, "kind", str, at))
    attempts = field(case, fields, "attempts", list, at)
    teardown = field(case, fields, "teardown", bool, at, default=False)
    _check_kind(case, at, kind, fields)
    return Task(
        name,
        deps=names(case, fields, "deps", at, "tasks"),
        trigger_rule=field(case, fields, "trigger_rule", str, at),
        retries=field(case, fields, "retries", int, at),
        kind=kind,
        attempts=tuple(_word(case, at + "attempts", Outcome, tried) for tried in attempts),
        follow=names(case, fields, "follow", at, "tasks", default=()),
        only_direct=field(case, fields, "only_direct", bool, at, default=False),
        setup=field(case, fields, "setup", bool, at, default=False),
        teardown=teardown,
        on_failure_fail_dagrun=teardown and fails_run,
    )


def _check_kind(case: Case, at: str, kind: Kind, fields: Mapping[str, Any]) -> None:
    """Fields that only a branch or only a short circuit has are an error elsewhere."""
    if fields.get("follow") and kind is not Kind.BRANCH:
        raise malformed(case, at + "follow", "only a branch follows.")
    if fields.get("only_direct") and kind is not Kind.SHORT_CIRCUIT:
        raise malformed(case, at + "only_direct", "only a short circuit has it.")
    if "false" in fields["attempts"] and kind is not Kind.SHORT_CIRCUIT:
        raise malformed(case, at + "attempts", "only a short circuit's condition can be false.")


def _word(case: Case, at: str, words: type[Word], word: object) -> Word:
    try:
        return words(word)
    except ValueError as error:
        known = ", ".join(str(one.value) for one in words)
        raise malformed(case, at, f"{word!r} is none of {known}.") from error

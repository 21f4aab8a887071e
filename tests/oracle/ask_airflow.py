"""Ask the real Airflow: ask_airflow.py CASES.json ANSWERS.json, with AIRFLOW_HOME an empty folder.

Runs in the environment of requirements/oracle.txt, where Airflow is and our code is not. The
scheduler's decisions are DagRun.update_state()'s; every try runs Airflow's own operator through its
in-process supervisor and execution API; clearing is Airflow's. Only the clock is ours, as in
DAG.test(): every task that one pass makes ready finishes before the next pass.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import airflow
from airflow.dag_processing.collection import update_dag_parsing_results_in_db
from airflow.models.dagbag import DBDagBag
from airflow.models.dagbundle import DagBundleModel
from airflow.models.taskinstance import find_relevant_relatives
from airflow.providers.standard.operators.python import (
    BranchPythonOperator,
    PythonOperator,
    ShortCircuitOperator,
)
from airflow.sdk import DAG
from airflow.sdk.api.datamodels._generated import TaskInstance
from airflow.sdk.exceptions import AirflowSkipException
from airflow.sdk.execution_time.supervisor import run_task_in_process
from airflow.serialization.serialized_objects import LazyDeserializedDAG
from airflow.utils.db import initdb
from airflow.utils.session import create_session
from airflow.utils.state import DagRunState, TaskInstanceState
from airflow.utils.types import DagRunTriggeredByType, DagRunType

Case = Mapping[str, Any]
Calls = Counter[str]  # how many tries of each task were made
START = datetime(2026, 1, 1, tzinfo=UTC)
BUNDLE = "cases"


def answer(case: Case, session: Any) -> dict[str, Any]:
    """What became of the tasks and of the run, and again after clearing where the case does."""
    calls = Counter(dict.fromkeys(case["tasks"], 0))
    dag = a_dag(case, calls)
    scheduled = stored(dag, session)
    run = a_run(scheduled, session)
    found = finished(run, dag, calls, session)
    if "clear" in case:
        clear(case["clear"], scheduled, run, session)
        found["after_clear"] = finished(run, dag, calls, session)
    return found


def a_dag(case: Case, calls: Calls) -> DAG:
    """The case as a DAG of Airflow's own operators, whose tries are counted."""
    with DAG(case["id"], schedule=None, start_date=START) as dag:
        made = {name: an_operator(name, task, calls) for name, task in case["tasks"].items()}
    for name, task in case["tasks"].items():
        made[name].set_upstream([made[dep] for dep in task["deps"]])
        if task.get("setup"):
            made[name].as_setup()
        if task.get("teardown"):
            made[name].as_teardown(on_failure_fail_dagrun=case["on_failure_fail_dagrun"])
    return dag


def an_operator(name: str, task: Case, calls: Calls) -> PythonOperator:
    """A task whose tries end as the case says."""
    options: dict[str, Any] = {
        "task_id": name,
        "python_callable": a_try(name, task, calls),
        "trigger_rule": task["trigger_rule"],
        "retries": task["retries"],
        "retry_delay": timedelta(0),
    }
    match task["kind"]:
        case "branch":
            return BranchPythonOperator(**options)
        case "short_circuit":
            ignored = not task.get("only_direct")
            return ShortCircuitOperator(**options, ignore_downstream_trigger_rules=ignored)
    return PythonOperator(**options)


def a_try(name: str, task: Case, calls: Calls) -> Callable[[], Any]:
    """What the task's function does each time that Airflow calls it."""

    def called() -> Any:
        outcome = task["attempts"][min(calls[name], len(task["attempts"]) - 1)]
        calls[name] += 1
        if outcome == "fail":
            raise RuntimeError("This try fails.")
        if outcome == "skip":
            raise AirflowSkipException
        return task["follow"] if task["kind"] == "branch" else outcome == "success"

    return called


def stored(dag: DAG, session: Any) -> Any:
    """The DAG as the scheduler has it: written to the database and read back."""
    lazy = LazyDeserializedDAG.from_dag(dag)
    update_dag_parsing_results_in_db(BUNDLE, None, [lazy], {}, None, set(), session)
    session.commit()
    return DBDagBag().get_latest_version_of_dag(dag.dag_id, session=session)


def a_run(scheduled: Any, session: Any) -> Any:
    """A run of the DAG that has just been started."""
    run = scheduled.create_dagrun(
        run_id="run",
        run_after=START,
        logical_date=START,
        data_interval=(START, START),
        run_type=DagRunType.MANUAL,
        state=DagRunState.RUNNING,
        triggered_by=DagRunTriggeredByType.TEST,
        start_date=START,
        session=session,
    )
    session.commit()
    return run


def finished(run: Any, dag: DAG, calls: Calls, session: Any) -> dict[str, Any]:
    """Let the run come to its end, pass by pass."""
    while run.state == DagRunState.RUNNING:
        session.expire_all()
        ready, _ = run.update_state(session=session)
        for task_instance in ready:
            task_instance.try_number += 1
            task_instance.state = TaskInstanceState.SCHEDULED
        session.commit()
        for task_instance in sorted(ready, key=lambda ti: ti.task_id):
            work(task_instance, dag, session)
    session.expire_all()
    states = {ti.task_id: str(ti.state) for ti in run.get_task_instances(session=session)}
    return {
        "states": {name: states[name] for name in calls},
        "calls": dict(calls),
        "run": str(run.state),
    }


def work(task_instance: Any, dag: DAG, session: Any) -> None:
    """One try, as a worker makes it."""
    # Another task of this pass may have skipped it by now; as they all run at once, it runs.
    task_instance.state = TaskInstanceState.QUEUED
    session.commit()
    sent = TaskInstance(
        id=task_instance.id,
        task_id=task_instance.task_id,
        dag_id=task_instance.dag_id,
        run_id=task_instance.run_id,
        try_number=task_instance.try_number,
        map_index=task_instance.map_index,
        dag_version_id=task_instance.dag_version_id,
    )
    run_task_in_process(ti=sent, task=dag.get_task(task_instance.task_id))


def clear(asked: Case, scheduled: Any, run: Any, session: Any) -> None:
    """Clear what is asked, as Airflow's API does, and start the run again."""
    picked = {asked["task"]}
    if asked["downstream"]:
        picked |= find_relevant_relatives(
            picked, [], direction="downstream", dag=scheduled, run_id=run.run_id, session=session
        )
    scheduled.clear(
        task_ids=sorted(picked),
        run_id=run.run_id,
        only_failed=asked["only_failed"],
        dag_run_state=DagRunState.RUNNING,
        session=session,
    )
    session.commit()


def main(cases: Path, answers: Path) -> None:
    """Answer all the cases of a file."""
    initdb()
    with create_session() as session:
        session.add(DagBundleModel(name=BUNDLE))
    found = {}
    for case in json.loads(cases.read_text()):
        with create_session() as session:
            found[case["id"]] = answer(case, session)
    answers.write_text(json.dumps({"version": airflow.__version__, "answers": found}))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

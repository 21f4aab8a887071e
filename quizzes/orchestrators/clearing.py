"""Clearing tasks of a run that is over, and what runs again (apache-airflow 3.3.2).

Source: clear_task_instances in airflow/models/taskinstance.py, and partial_subset and clear in
airflow/serialization/definitions/dag.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from quizzes.orchestrators.dags import Dag
from quizzes.orchestrators.task_runs import Run, TaskInstance
from quizzes.orchestrators.trigger_rules import FAILURES, State


@dataclass(frozen=True)
class Clear:
    """What to clear; the defaults are those of Airflow's API."""

    task: str
    downstream: bool = False
    only_failed: bool = True


def cleared(run: Run, request: Clear) -> tuple[str, ...]:
    """What the request clears, as declared: `only_failed` leaves out all that did not fail."""
    picked = {request.task}
    if request.downstream:
        picked |= run.dag.descendants[request.task]
    picked = picked.union(*(_setups_and_teardowns(run.dag, name) for name in picked))
    states = run.states
    return tuple(
        name
        for name in states
        if name in picked and (states[name] in FAILURES or not request.only_failed)
    )


def clear(run: Run, request: Clear) -> Run:
    """The run with these tasks waiting again, each with fresh retries.

    Nothing else is touched: not the tries made, not what branches and short circuits chose,
    not the asset events of before.
    """
    reset = {}
    for name in cleared(run, request):
        tries = run.instances[name].tries
        reset[name] = TaskInstance(State.NONE, tries, tries + run.dag.task(name).retries + 1)
    return replace(run, instances={**run.instances, **reset})


def _setups_and_teardowns(dag: Dag, name: str) -> frozenset[str]:
    """What a task cannot run again without: a setup's teardowns, else its setups and theirs."""
    task = dag.task(name)
    if task.setup:
        return dag.teardowns_of(name)
    if task.teardown:
        return frozenset()
    setups = dag.setups_of(name)
    return setups.union(*map(dag.teardowns_of, setups))

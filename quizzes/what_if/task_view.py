"""What an action is to Airflow: a new run of the DAG, tasks cleared in the last one, or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quizzes.orchestrators.clearing import Clear, clear
from quizzes.orchestrators.dags import Dag, Outcome, Task
from quizzes.orchestrators.events import Event, Materialize
from quizzes.orchestrators.task_runs import Run, finish, first_run
from quizzes.orchestrators.trigger_rules import State
from quizzes.scenarios.assets.kinds import built_here
from quizzes.what_if.actions import Action, Kind

if TYPE_CHECKING:
    from quizzes.orchestrators.pipeline import Pipeline

ENDS = {True: (Outcome.FAIL,), False: (Outcome.SUCCESS,)}


@dataclass(frozen=True)
class TaskView:
    """The last run of the DAG, None before the first; how many there were."""

    run: Run | None = None
    number: int = 0

    def state(self, task: str) -> State:
        """Where a task of the last run stands."""
        return self.run.states[task] if self.run else State.NONE

    def tries(self, task: str) -> int:
        """How often it was tried in that run."""
        return self.run.calls[task] if self.run else 0

    def ran_since(self, before: TaskView) -> tuple[str, ...]:
        """The tasks that ran since then, parents first."""
        if self.run is None:
            return ()
        old = before if before.number == self.number else TaskView()
        return tuple(name for name in self.run.dag.order if self.tries(name) > old.tries(name))


def dag_of(pipeline: Pipeline, failing: Collection[str] = ()) -> Dag:
    """The DAG in which one task makes each asset; every try fails of those that make `failing`."""
    here = built_here(pipeline)
    return Dag(
        tuple(
            Task(
                pipeline.asset(name).task,
                tuple(pipeline.asset(dep).task for dep in pipeline.parents(name) if dep in here),
                retries=1,
                attempts=ENDS[name in failing],
            )
            for name in here
        )
    )


def after(view: TaskView, pipeline: Pipeline, action: Action) -> TaskView:
    """What Airflow has done when an action is over; of most it does not even know."""
    match action.kind:
        case Kind.RUN:
            return _new_run(view, dag_of(pipeline))
        case Kind.FAIL:
            return _new_run(view, dag_of(pipeline, (action.node,)))
        case Kind.RERUN | Kind.NEW_DATA:
            return _again(view, dag_of(pipeline), [_clear(pipeline, action.node)])
        case Kind.CLEAR:
            return _again(
                view, dag_of(pipeline), [_clear(pipeline, action.node, with_downstream=True)]
            )
    return view


def after_event(view: TaskView, pipeline: Pipeline, event: Event) -> TaskView:
    """The same of what happened before: a run of all assets is a run of the DAG."""
    if not isinstance(event, Materialize):
        return view
    dag = dag_of(pipeline, event.fail)
    if set(event.assets) == set(built_here(pipeline)):
        return _new_run(view, dag)
    return _again(view, dag, [_clear(pipeline, name) for name in event.assets])


def _new_run(view: TaskView, dag: Dag) -> TaskView:
    return TaskView(first_run(dag), view.number + 1)


def _again(view: TaskView, dag: Dag, requests: Iterable[Clear]) -> TaskView:
    """Without a run there is nothing to clear; `dag` says how the tries end that are made now."""
    run = view.run
    if run is None:
        return view
    for request in requests:
        run = clear(run, request)
    return replace(view, run=finish(replace(run, dag=dag)))


def _clear(pipeline: Pipeline, name: str, *, with_downstream: bool = False) -> Clear:
    task = pipeline.asset(name).task
    return Clear(task, downstream=with_downstream, only_failed=False)

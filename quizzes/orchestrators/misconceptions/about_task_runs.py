"""Airflow's runs, misunderstood: how tasks end, whether the run is green, what a clear repeats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from quizzes.orchestrators.clearing import Clear, cleared
from quizzes.orchestrators.dags import Dag, Outcome, Task
from quizzes.orchestrators.misconceptions.misconception import Misconception
from quizzes.orchestrators.run_states import RunResult, RunState
from quizzes.orchestrators.task_runs import Run, first_run, skips
from quizzes.orchestrators.trigger_rules import FAILURES, RULES, Parents, State
from quizzes.saying import say

States = dict[str, State]  # by name, as declared


@dataclass(frozen=True)
class ToClear:
    """A run that is over, and what somebody asks to clear in it."""

    run: Run
    request: Clear


def as_seen(dag: Dag, seen: Callable[[State], State]) -> States:
    """How tasks end for somebody who sees parents' states so; setups are tasks like any other.

    Each task is looked at once, when all its parents are done. That is enough unless some of
    its parents fail and some are skipped: then the first to be done may have settled it.
    """
    states: States = {}
    skipped: set[str] = set()
    for name in dag.order:
        task = dag.task(name)
        parents = tuple(seen(states[dep]) for dep in task.deps)
        verdict = RULES[task.trigger_rule].decide(Parents.of(parents)).state
        if name in skipped:
            states[name] = State.SKIPPED
        elif task.deps and verdict is not State.SCHEDULED:
            states[name] = verdict
        else:
            states[name], skips_too = _alone(dag, name)
            skipped |= skips_too
    return {task.name: states[task.name] for task in dag.tasks}


def _alone(dag: Dag, name: str) -> tuple[State, frozenset[str]]:
    """How a task's tries end, and what it skips then."""
    task = dag.task(name)
    state, tries = _end(task.attempts, task.retries)
    if state is not State.SUCCESS:
        return state, frozenset()
    return state, skips(dag, task, task.outcome(tries))


@lru_cache
def _end(attempts: tuple[Outcome, ...], retries: int) -> tuple[State, int]:
    """The state and the tries of a task that waits for nothing; many tasks are alike in this."""
    run = first_run(Dag((Task("it", retries=retries, attempts=attempts),)))
    return run.states["it"], run.calls["it"]


def _all_done_needs_success(dag: Dag) -> States:
    tasks = (
        replace(task, trigger_rule="all_success") if task.trigger_rule == "all_done" else task
        for task in dag.tasks
    )
    return first_run(Dag(tuple(tasks))).states


def _skipped_means_failed(dag: Dag) -> States:
    return as_seen(dag, lambda state: State.FAILED if state is State.SKIPPED else state)


def _any_failure_turns_the_run_red(run: Run) -> RunResult:
    failed = tuple(name for name, state in run.states.items() if state in FAILURES)
    if failed:
        return RunResult(RunState.FAILED, run.dag.leaves, failed)
    return RunResult(RunState.SUCCESS, run.dag.leaves, run.dag.leaves)


def _upstream_runs_again(to_clear: ToClear) -> frozenset[str]:
    dag, request = to_clear.run.dag, to_clear.request
    return _right(to_clear) | dag.ancestors[request.task]


def _siblings_run_again(to_clear: ToClear) -> frozenset[str]:
    dag, task = to_clear.run.dag, to_clear.run.dag.task(to_clear.request.task)
    return _right(to_clear).union(*(dag.children[parent] for parent in task.deps))


def _right(to_clear: ToClear) -> frozenset[str]:
    return frozenset(cleared(to_clear.run, to_clear.request))


ABOUT_STATES = (
    Misconception(
        "all_done_needs_success",
        say("You may have read all_done as “all succeeded”; it runs however its parents ended."),
        say("Read all_done as “all succeeded”; it runs however its parents ended."),
        _all_done_needs_success,
    ),
    Misconception(
        "skipped_means_failed",
        say(
            "You may have counted a skipped parent as a failed one; "
            "to most trigger rules these are different things."
        ),
        say(
            "Counted a skipped parent as a failed one; "
            "to most trigger rules these are different things."
        ),
        _skipped_means_failed,
    ),
)
ABOUT_RUN = (
    Misconception(
        "any_failure_turns_the_run_red",
        say(
            "You may have looked at every task; "
            "a run's state looks at its leaves and at nothing else."
        ),
        say("Looked at every task; a run's state looks at its leaves and at nothing else."),
        _any_failure_turns_the_run_red,
    ),
)
ABOUT_CLEAR = (
    Misconception(
        "upstream_runs_again",
        say("You may have gone upstream; clearing a task leaves everything above it alone."),
        say("Went upstream; clearing a task leaves everything above it alone."),
        _upstream_runs_again,
    ),
    Misconception(
        "siblings_run_again",
        say("You may have taken in the task's siblings; clearing goes down from it, not across."),
        say("Took in the task's siblings; clearing goes down from it, not across."),
        _siblings_run_again,
    ),
)

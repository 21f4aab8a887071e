"""What follows for a task from the states of its parents, right or wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from quizzes.orchestrators.dags import Dag
from quizzes.orchestrators.task_runs import first_run, skips
from quizzes.orchestrators.trigger_rules import FINISHED, RULES, Parents, State

if TYPE_CHECKING:
    from quizzes.orchestrators.dags import Task

States = Mapping[str, State]


def consequences(dag: Dag, name: str, known: States) -> tuple[tuple[str, ...], dict[str, str]]:
    """The parents whose state is not known, and its state by theirs, as a Place has them.

    Both are empty if it ends the same whatever their states are.
    """
    task = dag.task(name)
    own = alone(task)
    given = tuple(dep for dep in task.deps if dep not in known)
    then = {
        " ".join(state.value for state in states): _state(
            dag, task, {**known, **dict(zip(given, states, strict=True))}, own
        ).value
        for states in product(FINISHED, repeat=len(given))
    }
    return (given, then) if len(set(then.values())) > 1 else ((), {})


def alone(task: Task) -> State:
    """How it ends if it runs."""
    return first_run(Dag((replace(task, deps=(), follow=()),))).states[task.name]


def _state(dag: Dag, task: Task, states: States, own: State) -> State:
    """By a branch above it, else by its trigger rule, else by its own work."""
    if any(task.name in _skipped_by(dag, dep) for dep in task.deps):
        return State.SKIPPED
    verdict = RULES[task.trigger_rule].decide(Parents.of(tuple(states[dep] for dep in task.deps)))
    return own if verdict.state is State.SCHEDULED else verdict.state


def _skipped_by(dag: Dag, name: str) -> frozenset[str]:
    """By a branch that succeeds, as the first task of a lane does."""
    return skips(dag, dag.task(name), dag.task(name).attempts[-1])

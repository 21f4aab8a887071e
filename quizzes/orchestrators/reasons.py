"""Why a task or a run ended as it did, in words for the learner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizzes.orchestrators.dags import Kind, Outcome
from quizzes.orchestrators.run_states import RunState, result
from quizzes.orchestrators.task_runs import Ground
from quizzes.orchestrators.trigger_rules import RULES, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizzes.orchestrators.dags import Task
    from quizzes.orchestrators.task_runs import Decision, Run, TaskInstance

ENDED = {
    State.SUCCESS: "succeeded",
    State.FAILED: "failed",
    State.SKIPPED: "was skipped",
    State.UPSTREAM_FAILED: "is upstream_failed",
}


@dataclass(frozen=True)
class Reason:
    """A sentence or two, and the tasks that it is due to."""

    words: str
    due_to: tuple[str, ...]


def why_task(run: Run, name: str) -> Reason:
    """Why a task of a run that has ended is in its state."""
    task, instance = run.dag.task(name), run.instances[name]
    decision = instance.decision
    if decision is None:
        raise ValueError(f"Nothing was decided about {name} yet.")
    due_to = tuple(other for other, _ in decision.due_to)
    return Reason(f"{_decided(run, task, decision)}{_tried(task, instance)}", due_to)


def why_run(run: Run) -> Reason:
    """Why a run that has ended is green or red."""
    ended = result(run)
    states = [f"{name} {ENDED[run.instances[name].state]}" for name in ended.deciding]
    if ended.state is RunState.FAILED:
        words = f"The run failed: of the leaf tasks, {_joined(states)}."
    else:
        words = f"The run succeeded: no leaf task failed; {_joined(states)}."
    return Reason(words, ended.deciding)


def _decided(run: Run, task: Task, decision: Decision) -> str:
    states = _joined([f"{name} {ENDED[state]}" for name, state in decision.due_to])
    if decision.ground is Ground.CHOICE:
        return f"It was skipped: {_choice(run.dag.task(decision.due_to[0][0]))}."
    so = "It ran" if decision.led_to is State.SCHEDULED else f"It {ENDED[decision.led_to]}"
    if decision.ground is Ground.SETUP:
        return f"{so}: its setup must succeed, and {states}."
    if not task.deps:
        return f"{so}: it has no parents to wait for."
    asked = f"{task.trigger_rule} asks {RULES[task.trigger_rule].asks}"
    return f"{so}: {asked}; {states}." if states else f"{so}: {asked}."


def _choice(chooser: Task) -> str:
    if chooser.kind is Kind.BRANCH:
        followed = _joined(chooser.follow) if chooser.follow else "no task"
        return f"{chooser.name} is a branch and followed {followed}"
    if chooser.only_direct:
        return f"{chooser.name} is a short circuit, its condition was false, and this is a child"
    return (
        f"{chooser.name} is a short circuit and its condition was false, "
        "which skips all below it whatever the trigger rules"
    )


def _tried(task: Task, instance: TaskInstance) -> str:
    """How the last try ended, if it is what the state comes from."""
    if instance.decision is None or instance.decision.led_to is not State.SCHEDULED:
        return ""
    if instance.state is State.FAILED:
        return f" Try {instance.tries} failed, and no retry is left."
    if instance.state is State.SKIPPED:
        return " It then skipped itself."
    of_false = task.outcome(instance.tries) is Outcome.FALSE
    return f" Try {instance.tries} succeeded{', its condition was false' if of_false else ''}."


def _joined(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))

"""Why a task or a run ended as it did, in words for the learner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizzes.orchestrators.dags import Kind, Outcome
from quizzes.orchestrators.run_states import RunState, result
from quizzes.orchestrators.task_runs import Ground
from quizzes.orchestrators.trigger_rules import RULES, State
from quizzes.saying import joined, listed, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizzes.orchestrators.dags import Task
    from quizzes.orchestrators.task_runs import Decision, Run, TaskInstance


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
    said = [_decided(run, task, decision), *_tried(task, instance)]
    return Reason(joined(" ", said), due_to)


def why_run(run: Run) -> Reason:
    """Why a run that has ended is green or red."""
    found = result(run)
    states = listed(ended(name, run.instances[name].state) for name in found.deciding)
    if found.state is RunState.FAILED:
        words = say("The run failed: of the leaf tasks, {states}.", states=states)
    else:
        words = say("The run succeeded: no leaf task failed; {states}.", states=states)
    return Reason(words, found.deciding)


def ended(name: str, state: State) -> str:
    """How a task ended, as a clause: "load_orders was skipped"."""
    return {
        State.SUCCESS: say("{task} succeeded", task=name),
        State.FAILED: say("{task} failed", task=name),
        State.SKIPPED: say("{task} was skipped", task=name),
        State.UPSTREAM_FAILED: say("{task} is upstream_failed", task=name),
    }[state]


def _decided(run: Run, task: Task, decision: Decision) -> str:
    why = _ground(run, task, decision)
    return {
        State.SCHEDULED: say("It ran: {why}.", why=why),
        State.SKIPPED: say("It was skipped: {why}.", why=why),
        State.UPSTREAM_FAILED: say("It is upstream_failed: {why}.", why=why),
    }[decision.led_to]


def _ground(run: Run, task: Task, decision: Decision) -> str:
    if decision.ground is Ground.CHOICE:
        return _choice(run.dag.task(decision.due_to[0][0]))
    states = [ended(name, state) for name, state in decision.due_to]
    if decision.ground is Ground.SETUP:
        return say("its setup must succeed, and {states}", states=listed(states))
    if not task.deps:
        return say("it has no parents to wait for")
    needs = RULES[task.trigger_rule].needs
    return joined("; ", [needs, listed(states)]) if states else needs


def _choice(chooser: Task) -> str:
    if chooser.kind is Kind.BRANCH:
        if not chooser.follow:
            return say("{task} is a branch and chose no task", task=chooser.name)
        chosen = listed(chooser.follow)
        return say("{task} is a branch and chose {chosen}", task=chooser.name, chosen=chosen)
    if chooser.only_direct:
        return say(
            "{task} is a short circuit, its condition was false, and this is a child",
            task=chooser.name,
        )
    return say(
        "{task} is a short circuit and its condition was false, which skips all below it whatever "
        "the trigger rules",
        task=chooser.name,
    )


def _tried(task: Task, instance: TaskInstance) -> Iterator[str]:
    """How the last try ended, if it is what the state comes from."""
    if instance.decision is None or instance.decision.led_to is not State.SCHEDULED:
        return
    if instance.state is State.FAILED:
        yield say("Try {number} failed, and no retry is left.", number=instance.tries)
    elif instance.state is State.SKIPPED:
        yield say("It then skipped itself.")
    elif task.outcome(instance.tries) is Outcome.FALSE:
        yield say("Try {number} succeeded, its condition was false.", number=instance.tries)
    else:
        yield say("Try {number} succeeded.", number=instance.tries)

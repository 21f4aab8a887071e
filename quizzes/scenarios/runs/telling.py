"""A run in words: what each task's work did, and a note on each task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from quizzes.orchestrators.dags import Kind
from quizzes.orchestrators.trigger_rules import State
from quizzes.saying import joined, listed, say, say_number
from quizzes.scenarios.scenario import LogLine

if TYPE_CHECKING:
    from quizzes.orchestrators.dags import Dag
    from quizzes.orchestrators.task_runs import Run
    from quizzes.scenarios.runs.nights import Night

TRIES = say("Every task has one retry: it is tried twice before it fails.")


def log(night: Night) -> tuple[LogLine, ...]:
    """What became of the tasks that ran, parents first, then which never ran."""
    ran = [
        joined(" ", (what_it_did(night.run, name) for name in wave if night.run.calls[name]))
        for wave in _waves(night.dag)
    ]
    never = [name for name in night.dag.order if not night.run.calls[name]]
    over = (
        say("The run was over; {tasks} never ran.", tasks=listed(never))
        if never
        else say("The run was over.")
    )
    return dated(night, [*filter(None, ran), over])


def dated(night: Night, texts: Iterable[str]) -> tuple[LogLine, ...]:
    """A line for each, at the times of the night."""
    return tuple(map(LogLine, night.times, texts))


def what_it_did(run: Run, name: str) -> str:
    """What became of a task that ran: "load_orders failed on both tries."."""
    task, instance = run.dag.task(name), run.instances[name]
    if instance.state is State.FAILED:
        return say("{task} failed on both tries.", task=name)
    if instance.state is State.SKIPPED:
        return say("{task} found nothing to do and skipped itself.", task=name)
    if task.kind is Kind.BRANCH:
        return say("{task} succeeded and chose {chosen}.", task=name, chosen=listed(task.follow))
    if instance.tries > 1:
        return say("{task} succeeded on its second try.", task=name)
    return say("{task} succeeded.", task=name)


def notes(dag: Dag, states: Mapping[str, State]) -> dict[str, str]:
    """For each task what it waits for and by which rule, what waits for it, its state if known."""
    return {task.name: joined("; ", _note(dag, task.name, states)) for task in dag.tasks}


def badges(states: Mapping[str, State]) -> dict[str, str]:
    """The states of these tasks, in Airflow's words."""
    return {name: state.value for name, state in states.items()}


def path_to(run: Run, name: str) -> tuple[str, ...]:
    """From the task that began it down to one that could not run for it; else nothing."""
    decision = run.instances[name].decision
    if decision is None or decision.led_to is State.SCHEDULED:
        return ()
    above = decision.due_to[0][0]
    return (*(path_to(run, above) or (above,)), name)


def _note(dag: Dag, name: str, states: Mapping[str, State]) -> Iterable[str]:
    task, children = dag.task(name), dag.children[name]
    if task.deps:
        yield say("waits for {tasks}", tasks=listed(task.deps))
        yield say("trigger rule {rule}", rule=task.trigger_rule)
    else:
        yield say("waits for nothing")
    if task.kind is Kind.BRANCH:
        yield say("a branch")
    yield awaited_by(children) if children else say("nothing waits for it")
    if name in states:
        yield say("state {state}", state=states[name].value)


def awaited_by(tasks: Sequence[str]) -> str:
    """That these wait for a task, as a clause."""
    return say_number(
        "{tasks} waits for it", "{tasks} wait for it", len(tasks), tasks=listed(tasks)
    )


def _waves(dag: Dag) -> list[list[str]]:
    """The tasks by how many come one after the other before them."""
    depth: dict[str, int] = {}
    for name in dag.order:
        depth[name] = 1 + max((depth[dep] for dep in dag.task(name).deps), default=-1)
    declared = [task.name for task in dag.tasks]
    return [
        [name for name in declared if depth[name] == wave]
        for wave in range(1 + max(depth.values()))
    ]
